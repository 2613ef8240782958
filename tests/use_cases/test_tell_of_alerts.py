"""Alerts reach somebody: by the first way that works, again when none did, without a database, and never twice."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from rejoinder.application.upkeep.tell_of_alerts import TellOfAlerts, WatchRules
from rejoinder.domain.alerting import AWAY_FOR_S, REPEAT_AFTER, AlertRoute, OpenAlert, Reading
from rejoinder.domain.errors import ProviderDown, StorageDown
from tests.fakes.clock import FakeClock

SMS = AlertRoute("1", "sms", "on call", {"to": "+12025550100"}, least="high", place=1)
SLACK = AlertRoute("2", "slack", "ops", {"url": "https://slack.example/x"}, place=2)


@dataclass
class Desk:
    """AlertDesk in memory."""

    clock: FakeClock
    alerts: dict[str, OpenAlert] = field(default_factory=dict)
    figures: Sequence[Reading] = ()
    attempts: list[tuple[str, str, str]] = field(default_factory=list)
    switches: list[str | None] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    away: bool = False
    due: set[str] = field(default_factory=set)
    asked_for: dict[str, int] = field(default_factory=dict)
    rounds: int = 0

    def readings(self) -> Sequence[Reading]:
        return self.figures

    def open(self) -> Sequence[OpenAlert]:
        if self.away:
            raise StorageDown("Away.")
        return list(self.alerts.values())

    def raise_standing(
        self, rule: str, subject: str, severity: str, title: str, workspace_id: str | None, detail: Mapping[str, object]
    ) -> None:
        now = self.clock.now()
        known = self.alerts.get(rule + subject)
        self.alerts[rule + subject] = (
            replace(known, count=known.count + 1)
            if known
            else OpenAlert(rule + subject, rule, subject, severity, title, 1, now, now, workspace_id)
        )

    def resolve(self, rule: str, subject: str) -> None:
        self.resolved.append(rule)
        self.alerts.pop(rule + subject, None)

    def told(self, alert_id: str, severity: str, count: int) -> None:
        known = self.alerts[alert_id]
        self.alerts[alert_id] = replace(
            known, told_at=self.clock.now(), told_severity=severity, told_count=count, tries=0, next_try_at=None
        )

    def not_told(self, alert_id: str, next_try_at: datetime) -> None:
        known = self.alerts[alert_id]
        self.alerts[alert_id] = replace(known, tries=known.tries + 1, next_try_at=next_try_at)

    def note_attempt(self, alert_id: str, route: AlertRoute, error: str) -> None:
        self.attempts.append((alert_id, route.kind, error))

    def muted(self) -> Sequence[str | None]:
        return self.switches

    def is_due(self, what: str, every_s: float) -> bool:
        self.asked_for[what] = self.asked_for.get(what, 0) + 1
        return what in self.due

    def round_done(self) -> None:
        self.rounds += 1


@dataclass
class Carrier:
    """AlertCarrier that a test can break."""

    heard: list[str] = field(default_factory=list)
    broken: bool = False

    def carry(self, route: AlertRoute, words: str, alert: Mapping[str, object]) -> None:
        if self.broken:
            raise ProviderDown("Nobody answers.")
        self.heard.append(words)


@dataclass
class Routes:
    known: list[AlertRoute] = field(default_factory=lambda: [SMS, SLACK])

    def routes(self) -> Sequence[AlertRoute]:
        return self.known

    def add(self, route: AlertRoute) -> None:
        self.known.append(route)

    def save(self, route: AlertRoute) -> bool:
        raise NotImplementedError

    def remove(self, route_id: str) -> bool:
        raise NotImplementedError


@dataclass
class Memory:
    told: set[str] = field(default_factory=set)

    def is_told(self, key: str) -> bool:
        return key in self.told

    def remember(self, key: str, seconds: float) -> None:
        self.told.add(key)


@dataclass
class Post:
    """The whole scene."""

    clock: FakeClock
    desk: Desk
    sms: Carrier
    slack: Carrier
    routes: Routes
    memory: Memory
    tell: TellOfAlerts

    def trouble(self, rule: str = "dead-letter", severity: str = "high") -> None:
        self.desk.raise_standing(rule, "", severity, f"{rule} happened.", None, {})


@pytest.fixture
def post() -> Post:
    clock = FakeClock(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    desk, sms, slack, routes, memory = Desk(clock), Carrier(), Carrier(), Routes(), Memory()
    tell = TellOfAlerts(desk, routes, {"sms": sms, "slack": slack}, memory, clock, "https://r.example")
    return Post(clock, desk, sms, slack, routes, memory, tell)


def test_an_alert_goes_the_first_way_that_works_and_only_that_one(post: Post) -> None:
    post.trouble()
    assert post.tell() == 1
    assert (len(post.sms.heard), len(post.slack.heard)) == (1, 0)
    assert post.tell() == 0, "told once"


def test_a_way_that_fails_is_followed_by_the_next(post: Post) -> None:
    post.trouble()
    post.sms.broken = True
    assert post.tell() == 1
    assert len(post.slack.heard) == 1
    assert [(kind, bool(error)) for _, kind, error in post.desk.attempts] == [("sms", True), ("slack", False)]


def test_suppression_counts_only_deliveries_that_worked(post: Post) -> None:
    post.trouble()
    post.sms.broken = post.slack.broken = True
    assert post.tell() == 0
    post.sms.broken = post.slack.broken = False
    assert post.tell() == 0, "the next try waits a minute"
    post.clock.pass_time(61)
    assert post.tell() == 1
    post.trouble()
    assert post.tell() == 0, "told within the last six hours"
    post.clock.pass_time(REPEAT_AFTER.total_seconds())
    assert post.tell() == 1


def test_an_alert_that_nobody_could_be_told_of_stands_in_the_log(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.trouble()
    post.sms.broken = post.slack.broken = True
    with caplog.at_level(logging.ERROR):
        post.tell()
    assert "ALERT NOT DELIVERED" in caplog.text


def test_a_low_alert_waits_for_the_digest(post: Post) -> None:
    post.trouble("system-number-called", "low")
    assert post.tell() == 0
    post.desk.due = {"alert-digest"}
    post.tell()
    assert "system-number-called happened." in post.sms.heard[0]


def test_a_medium_alert_goes_past_the_way_that_is_for_worse(post: Post) -> None:
    post.trouble(severity="medium")
    post.tell()
    assert (len(post.sms.heard), len(post.slack.heard)) == (0, 1)


def test_without_a_way_alerts_stand_in_the_log(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.routes.known = []
    post.trouble()
    with caplog.at_level(logging.ERROR):
        assert post.tell() == 1
    assert "dead-letter happened." in caplog.text


@pytest.mark.parametrize("silence", ["switch", "environment"])
def test_a_silence_that_people_set_keeps_alerts_open_and_untold(post: Post, silence: str) -> None:
    post.trouble()
    if silence == "switch":
        post.desk.switches = [None]
    else:
        post.tell.disabled = True
    assert post.tell() == 0
    assert post.desk.alerts["dead-letter"].told_at is None


def test_a_database_that_stays_away_is_told_without_it_and_once(post: Post) -> None:
    post.desk.away = True
    assert not post.tell.without_database(), "a restart takes a few seconds"
    post.clock.pass_time(AWAY_FOR_S)
    assert post.tell.without_database()
    assert "The database has been away" in post.sms.heard[0]
    post.clock.pass_time(60)
    assert not post.tell.without_database()
    post.desk.away = False
    post.tell()
    assert post.desk.resolved == ["database-away"], "the outage stands among the alerts"


def test_a_database_that_is_away_is_told_again_when_no_way_worked(post: Post) -> None:
    post.sms.broken = post.slack.broken = True
    post.tell.without_database()
    post.clock.pass_time(AWAY_FOR_S)
    assert not post.tell.without_database()
    post.slack.broken = False
    assert post.tell.without_database()


def test_a_rule_that_holds_again_ends_its_alert(post: Post) -> None:
    watch = WatchRules(post.desk)
    post.desk.figures = [Reading("oldest_inbound_s", "", 301, 1)]
    assert watch() == 1
    assert [alert.rule for alert in post.desk.open()] == ["inbound-late"]
    post.desk.figures = []
    assert watch() == 0
    assert post.desk.open() == []


def test_once_a_week_every_way_is_tried_and_says_how_it_went(post: Post) -> None:
    post.slack.broken = True
    post.desk.due = {"alert-test"}
    post.tell()
    assert len(post.sms.heard) == 1, "whatever its severity: it is the way that is tried"
    assert [(kind, bool(error)) for _, kind, error in post.desk.attempts] == [("sms", False), ("slack", True)]
    assert post.desk.alerts == {}, "nothing stays open"
    post.desk.due = set()
    post.tell()
    assert len(post.sms.heard) == 1


def test_no_test_is_spent_while_there_is_no_way(post: Post) -> None:
    post.routes.known = []
    post.tell()
    assert "alert-test" not in post.desk.asked_for


def test_a_round_that_went_through_is_noted_and_one_that_failed_is_not(post: Post) -> None:
    post.tell()
    post.tell.disabled = True
    post.tell()
    assert post.desk.rounds == 2
    post.desk.away = True
    with pytest.raises(StorageDown):
        post.tell()
    assert post.desk.rounds == 2

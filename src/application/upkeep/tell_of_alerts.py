"""WatchRules, TellOfAlerts: trouble becomes an alert, and an alert reaches somebody, whatever else is down."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rejoinder.domain.alerting import (
    AWAY_FOR_S,
    DATABASE_AWAY,
    DISABLED_REASON,
    REPEAT_AFTER,
    RULES,
    TEST_RULE,
    AlertRoute,
    OpenAlert,
    Rule,
    broken_rules,
    digest_of,
    held_back,
    wait_after_failure,
    words_of,
)
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.ports.alerting import AlertCarrier, AlertDesk, AlertMemory, RouteBook
from rejoinder.domain.ports.world import Clock

log = logging.getLogger(__name__)

DIGEST_EVERY_S = 24 * 3600.0
TEST_EVERY_S = 7 * 24 * 3600.0
REMIND_EVERY_S = 3600.0
WEEKLY_TEST = "The weekly test: alerts reach you this way."
LOG = AlertRoute("", "log", "the log", {}, least="low")
"""Where an alert goes while nobody has set up a way to people."""


@dataclass(frozen=True, slots=True)
class WatchRules:
    """Called by the scheduler. Afterwards every rule that does not hold has its open alert, and one that holds again
    has none."""

    desk: AlertDesk
    rules: Sequence[Rule] = RULES

    def __call__(self) -> int:
        """How many rules are broken."""
        broken = broken_rules(self.desk.readings(), self.rules)
        for found in broken:
            self.desk.raise_standing(
                found.rule, found.subject, found.severity, found.title, found.workspace_id, found.detail
            )
        still = {(found.rule, found.subject) for found in broken}
        names = {rule.name for rule in self.rules}
        for alert in self.desk.open():
            if alert.rule in names and (alert.rule, alert.subject) not in still:
                self.desk.resolve(alert.rule, alert.subject)
        return len(broken)


@dataclass(slots=True)
class TellOfAlerts:
    """Called by the scheduler. Afterwards whoever is to know of an open alert was told on the first way that works, or
    the failure stands on the alert and it is tried again. Only a delivery that worked keeps the next one back.

    Low severities wait for the digest. While the database is away, `without_database` tells of that.
    """

    desk: AlertDesk
    routes: RouteBook
    carriers: Mapping[str, AlertCarrier]
    memory: AlertMemory
    clock: Clock
    base_url: str
    disabled: bool = False
    """`ALERTS_DISABLED`: alerts are kept and shown, and nobody is told."""
    _away_since: datetime | None = field(default=None, init=False)
    _reminded_at: datetime | None = field(default=None, init=False)

    def __call__(self) -> int:
        """How many alerts somebody was told of. Raises StorageDown."""
        alerts, routes = self.desk.open(), self.routes.routes()
        self._is_back()
        if self.disabled:
            self._remind(len(alerts))
            self.desk.round_done()
            return 0
        muted = self.desk.muted()
        told = sum(self._tell(alert, routes) for alert in alerts if not _is_muted(alert, muted))
        self._digest(alerts, routes, muted)
        self._test(routes)
        self.desk.round_done()
        return told

    def without_database(self) -> bool:
        """Called while the database is away. True when somebody was told of it."""
        now = self.clock.now()
        self._away_since = self._away_since or now
        away = (now - self._away_since).total_seconds()
        if self.disabled or away < AWAY_FOR_S or self.memory.is_told(DATABASE_AWAY):
            return False
        title = f"The database has been away for {away:.0f} s; deliveries wait on disk and nothing is answered."
        alert = OpenAlert("", DATABASE_AWAY, "", "critical", title, 1, self._away_since, now)
        if not self._carry(alert, words_of(alert, self.base_url), self.routes.routes(), keep=False):
            return False
        self.memory.remember(DATABASE_AWAY, REPEAT_AFTER.total_seconds())
        return True

    def _remind(self, open_alerts: int) -> None:
        """Once an hour the log says that nobody is told."""
        now = self.clock.now()
        if self._reminded_at is None or (now - self._reminded_at).total_seconds() >= REMIND_EVERY_S:
            self._reminded_at = now
            log.critical("%s; %d open alerts reach nobody.", DISABLED_REASON, open_alerts)

    def _is_back(self) -> None:
        """The outage stands among the alerts, resolved."""
        if self._away_since is None:
            return
        away, self._away_since = (self.clock.now() - self._away_since).total_seconds(), None
        if away >= AWAY_FOR_S:
            title = f"The database was away for {away:.0f} s."
            self.desk.raise_standing(DATABASE_AWAY, "", "critical", title, None, {"seconds": round(away, 1)})
            self.desk.resolve(DATABASE_AWAY, "")

    def _tell(self, alert: OpenAlert, routes: Sequence[AlertRoute]) -> bool:
        wanted = [route for route in routes if route.takes(alert.severity)]
        if alert.rule == TEST_RULE or held_back(alert, self.clock.now()) is not None:
            return False  # a test was told by whoever asked for it
        if not wanted:
            if any(route.enabled for route in routes):
                return False  # every way is for worse than this: it waits for the digest
            wanted = [LOG]
        if self._carry(alert, words_of(alert, self.base_url), wanted):
            self.desk.told(alert.id, alert.severity, alert.count)
            return True
        self.desk.not_told(alert.id, self.clock.now() + wait_after_failure(alert.tries + 1))
        return False

    def _carry(self, alert: OpenAlert, words: str, routes: Sequence[AlertRoute], *, keep: bool = True) -> bool:
        """Whether one of the routes worked: the first that does is enough."""
        for route in routes:
            if not route.takes(alert.severity):
                continue
            error = self._try(route, words, alert)
            if keep and route is not LOG:
                self.desk.note_attempt(alert.id, route, error)
            if not error:
                return True
        log.error("ALERT NOT DELIVERED: %s", alert.title, extra={"rule": alert.rule, "alert": alert.id})
        return False

    def _try(self, route: AlertRoute, words: str, alert: OpenAlert) -> str:
        """The error, or nothing when it arrived."""
        if route is LOG:
            log.error("ALERT: %s", words, extra={"rule": alert.rule, "alert": alert.id})
            return ""
        detail = {"id": alert.id, "rule": alert.rule, "severity": alert.severity, "subject": alert.subject,
                  "title": alert.title, "count": alert.count, "workspace_id": alert.workspace_id}  # fmt: skip
        try:
            self.carriers[route.kind].carry(route, words, detail)
        except RejoinderError as failed:
            log.warning("alert.route_failed", extra={"route": route.id, "kind": route.kind, "code": failed.code})
            return failed.message
        return ""

    def _digest(self, alerts: Sequence[OpenAlert], routes: Sequence[AlertRoute], muted: Sequence[str | None]) -> None:
        """Once a day, what is open and how often it was kept quiet."""
        wanted = [route for route in routes if route.enabled]
        words = digest_of([a for a in alerts if a.rule != TEST_RULE and not _is_muted(a, muted)], self.base_url)
        if not wanted or not self.desk.is_due("alert-digest", DIGEST_EVERY_S) or words is None:
            return
        now = self.clock.now()
        summary = OpenAlert("", "digest", "", "critical", words, len(alerts), now, now)
        self._carry(summary, words, wanted, keep=False)

    def _test(self, routes: Sequence[AlertRoute]) -> None:
        """Once a week every way is tried, so that a dead one is found before it is needed."""
        if not any(route.enabled for route in routes) or not self.desk.is_due("alert-test", TEST_EVERY_S):
            return
        self.desk.raise_standing(TEST_RULE, "weekly", "low", WEEKLY_TEST, None, {})
        for alert in (alert for alert in self.desk.open() if (alert.rule, alert.subject) == (TEST_RULE, "weekly")):
            for route in (route for route in routes if route.enabled):
                self.desk.note_attempt(alert.id, route, self._try(route, f"[Rejoinder] {WEEKLY_TEST}", alert))
        self.desk.resolve(TEST_RULE, "weekly")


def _is_muted(alert: OpenAlert, muted: Sequence[str | None]) -> bool:
    return None in muted or (alert.workspace_id is not None and alert.workspace_id in muted)

"""When people are told, and when not: thresholds, suppression, severities and the digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.alerting import (
    LONGEST_WAIT,
    QUIET_AFTER_ACKNOWLEDGEMENT,
    REPEAT_AFTER,
    RULES,
    SEVERITIES,
    AlertRoute,
    OpenAlert,
    Reading,
    broken_rules,
    digest_of,
    held_back,
    wait_after_failure,
    words_of,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ALERT = OpenAlert("a", "inbound-late", "", "high", "Late.", 3, NOW - timedelta(hours=1), NOW)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_broken_above_its_threshold_and_only_there(rule) -> None:  # type: ignore[no-untyped-def]
    at, above = (Reading(rule.measure, "x", value, 1000) for value in (rule.above, rule.above + 0.01))
    assert rule.name not in [found.rule for found in broken_rules([at])]
    (found,) = [found for found in broken_rules([above]) if found.rule == rule.name]
    assert (found.severity, found.subject) == (rule.severity, "x")
    assert found.detail["threshold"] == rule.above
    few = replace(above, sample=rule.least - 1)
    assert rule.name not in [found.rule for found in broken_rules([few])], "too small a sample says nothing"


def test_the_thresholds_are_those_of_the_reference() -> None:
    table = {rule.name: (rule.above, rule.severity) for rule in RULES}
    assert table["inbound-late"] == (300, "high")
    assert table["job-failures"] == (0.10, "high")
    assert table["ai-failures"] == (4, "high"), "five within 15 minutes"
    assert table["job-stuck"] == (3600, "medium")
    assert table["webhook-slow"] == (5, "medium")
    assert table["voice-slow"] == (1, "medium")
    assert table["calls-unsuccessful"] == (0.05, "high")
    assert table["agent-look-ups"] == (10, "high")


def test_an_alert_that_was_never_delivered_is_never_held_back() -> None:
    assert held_back(ALERT, NOW) is None
    assert held_back(replace(ALERT, acknowledged_at=NOW), NOW) is None


def test_a_delivery_that_worked_holds_the_next_one_back_for_six_hours() -> None:
    told = replace(ALERT, told_at=NOW, told_severity="high", told_count=3)
    again = replace(told, count=9)
    assert held_back(told, NOW + REPEAT_AFTER) == "nothing-new"
    assert held_back(again, NOW + REPEAT_AFTER - timedelta(seconds=1)) == "told-of-late"
    assert held_back(again, NOW + REPEAT_AFTER) is None


def test_an_acknowledged_alert_is_quiet_for_a_day() -> None:
    told = replace(ALERT, told_at=NOW, told_severity="high", told_count=3, count=9, acknowledged_at=NOW)
    assert held_back(told, NOW + REPEAT_AFTER) == "acknowledged"
    assert held_back(told, NOW + QUIET_AFTER_ACKNOWLEDGEMENT) is None


def test_a_severity_that_rises_breaks_every_silence() -> None:
    told = replace(ALERT, told_at=NOW, told_severity="medium", told_count=3, acknowledged_at=NOW)
    assert held_back(told, NOW) is None
    assert held_back(replace(told, severity="low"), NOW) == "nothing-new"


def test_a_round_that_failed_is_tried_again_ever_more_slowly() -> None:
    waits = [wait_after_failure(tries) for tries in range(1, 20)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), LONGEST_WAIT)
    assert held_back(replace(ALERT, next_try_at=NOW + timedelta(minutes=1)), NOW) == "waits-for-next-try"


@given(
    count=st.integers(1, 50),
    told_count=st.integers(0, 50),
    hours=st.integers(0, 60),
    acknowledged=st.booleans(),
    severity=st.sampled_from(SEVERITIES),
)
def test_nothing_is_held_back_for_ever(
    count: int, told_count: int, hours: int, acknowledged: bool, severity: str
) -> None:
    """Whatever was told, a new occurrence is heard at the latest a day after the last word and the acknowledgement."""
    alert = replace(
        ALERT,
        severity=severity,
        count=told_count + count,
        told_count=told_count,
        told_at=NOW,
        told_severity="critical",
        acknowledged_at=NOW + timedelta(hours=hours) if acknowledged else None,
    )
    assert held_back(alert, NOW + timedelta(hours=hours) + QUIET_AFTER_ACKNOWLEDGEMENT) is None


def test_a_route_takes_its_severity_and_worse() -> None:
    route = AlertRoute("r", "slack", "ops", {}, least="high")
    assert [severity for severity in SEVERITIES if route.takes(severity)] == ["high", "critical"]
    assert not replace(route, enabled=False).takes("critical")


def test_what_people_read_names_the_severity_and_where_to_look() -> None:
    assert words_of(ALERT, "https://r.example") == "[Rejoinder high] Late. https://r.example/alerts"
    again = replace(ALERT, told_at=NOW, told_count=1, count=5)
    assert "(4 times since the last word)" in words_of(again, "https://r.example")


def test_the_digest_counts_what_was_kept_quiet() -> None:
    assert digest_of([], "https://r.example") is None
    words = digest_of([replace(ALERT, told_at=NOW, told_count=1, count=5, acknowledged_at=NOW)], "https://r.example")
    assert words is not None
    assert "high: Late. (5 times, 4 of them not told, acknowledged)" in words

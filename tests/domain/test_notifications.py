"""Whom to tell, as an operator writes it, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.notifications import (
    By,
    Digest,
    How,
    Target,
    digest_day,
    parse_notifications,
    parse_target,
)


def test_a_full_setting_is_read() -> None:
    found = parse_notifications(
        "notifications",
        {
            "rules": [{"sentiments": ["interested"], "to": "slack"}, {"how": "digest"}],
            "fallback": ["email:Boss@Northgate.example"],
            "approvers": ["U0JO"],
            "escalation": [{"after_minutes": 60, "to": ["webhook"]}, {"after_minutes": 5, "to": ["slack:C0X"]}],
            "quiet_hours": ["22:00", "07:00"],
            "digest": {"at": "08:00", "to": ["email:boss@northgate.example"]},
        },
    )

    assert found.rules[0].sentiments == ("Interested",)
    assert found.rules[1].how is How.DIGEST
    assert [step.after_minutes for step in found.escalation] == [5, 60]
    assert found.quiet_hours == (time(22), time(7))
    assert set(map(str, found.targets)) == {"slack", "slack:C0X", "webhook", "email:boss@northgate.example"}


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"who": 1},
        {"rules": [{"to": ["fax:1"]}]},
        {"rules": [{"to": []}]},
        {"rules": [{"to": ["slack"], "sentiments": ["Angry"]}]},
        {"rules": [{"to": ["slack"], "how": "later"}]},
        {"fallback": ["email:nobody"]},
        {"fallback": ["email:a@b.example\r\nBcc: c@d.example"]},
        {"approvers": "U0JO"},
        {"approvers": ["jo"]},
        {"escalation": [{"after_minutes": 0, "to": ["slack"]}]},
        {"escalation": [{"after_minutes": True, "to": ["slack"]}]},
        {"escalation": [{"after_minutes": 5}]},
        {"quiet_hours": ["07:00", "07:00"]},
        {"quiet_hours": ["07:00"]},
        {"digest": {"at": "8", "to": []}},
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(wrong: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_notifications("notifications", wrong)

    assert (refused.value.field or "").startswith("notifications")


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_a_target_is_read_in_one_spelling_or_refused(words: str) -> None:
    try:
        found = parse_target("to", words)
    except InvalidInput:
        return
    assert parse_target("to", str(found)) == found


def test_a_summary_is_due_from_its_time_of_day_on_in_the_zone_of_the_workspace() -> None:
    digest = Digest(time(8), (Target(By.SLACK),))

    assert digest_day(digest, datetime(2026, 11, 21, 12, 59, tzinfo=UTC), "America/New_York") == ""
    assert digest_day(digest, datetime(2026, 11, 21, 13, 0, tzinfo=UTC), "America/New_York") == "2026-11-21"
    assert digest_day(digest, datetime(2026, 11, 21, 20, 0, tzinfo=UTC), "America/New_York") == "", "too late"

"""What an owner may text back, and when they may be texted."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rejoinder.domain.owners import (
    Command,
    OwnerNotifications,
    Verb,
    code_for,
    is_same_phone,
    notification,
    parse_command,
    quiet_until,
)

CODE = code_for("a draft", 1, 0)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (f"YES {CODE}", Command(Verb.YES, CODE)),
        (f"yes, {CODE.lower()}.", Command(Verb.YES, CODE)),
        (f"  No   #{CODE}", Command(Verb.NO, CODE)),
        ("Yes!", Command(Verb.YES)),
        ("y", Command(Verb.YES)),
        ("no", Command(Verb.NO)),
        ("pause", Command(Verb.PAUSE)),
        ("PAUSE 2", Command(Verb.PAUSE, hours=2.0)),
        ("pause 12 hours", Command(Verb.PAUSE, hours=12.0)),
        ("Resume", Command(Verb.RESUME)),
        ("status?", None),
        ("STATUS", Command(Verb.STATUS)),
        ("help", Command(Verb.HELP)),
        ("?", Command(Verb.HELP)),
    ],
)
def test_a_command_is_the_whole_text(text: str, command: Command | None) -> None:
    assert parse_command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No, call him first",
        "Yes please do, but on Monday",
        "YES AEIO",
        "pause forever",
        "PAUSE 0",
        "resume it",
        "hi",
    ],
)
def test_anything_more_than_a_command_is_none(text: str) -> None:
    assert parse_command(text) is None


@given(st.text())
def test_any_text_is_a_command_or_none(text: str) -> None:
    found = parse_command(text)
    assert found is None or found.verb in Verb


@given(st.text(), st.integers(1, 99), st.integers(0, 49))
def test_a_code_is_the_same_every_time_and_can_be_texted_back(draft: str, version: int, attempt: int) -> None:
    code = code_for(draft, version, attempt)
    assert code == code_for(draft, version, attempt)
    assert parse_command(f"yes {code.lower()}") == Command(Verb.YES, code)


def test_another_attempt_gives_another_code() -> None:
    assert len({code_for("a draft", 1, attempt) for attempt in range(50)}) == 50


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+12025550100", "+1 (202) 555-0100", True),
        ("+12025550100", "0012025550100", True),
        ("+12025550100", "12025550100", True),
        ("+12025550100", "+12025550101", False),
        ("", "", False),
        ("", "anybody", False),
    ],
)
def test_one_number_in_two_spellings_is_one_number(one: str, other: str, same: bool) -> None:
    assert is_same_phone(one, other) is same


NIGHT = OwnerNotifications(True, (time(22), time(7)))


@pytest.mark.parametrize(
    ("hour", "wakes"), [(12, None), (21, None), (22, (17, 7)), (23, (17, 7)), (3, (16, 7)), (7, None)]
)
def test_quiet_hours_may_span_midnight(hour: int, wakes: tuple[int, int] | None) -> None:
    now = datetime(2026, 11, 16, hour, tzinfo=UTC)
    expected = now if wakes is None else datetime(2026, 11, *wakes, tzinfo=UTC)
    assert quiet_until(now, NIGHT, "UTC") == expected


@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.times(),
    st.times(),
    st.sampled_from(["UTC", "Europe/London", "America/New_York", "Asia/Kolkata"]),
)
def test_quiet_hours_end_within_a_day_where_the_owner_lives(at: datetime, begins: time, ends: time, zone: str) -> None:
    assume(begins != ends)
    wakes = quiet_until(at, OwnerNotifications(True, (begins, ends)), zone)
    assert at <= wakes <= at + timedelta(hours=26)
    assert wakes == at or wakes.astimezone(ZoneInfo(zone)).time().replace(fold=0) == ends


def test_a_notification_is_short_whatever_was_written() -> None:
    text = notification(who="Ana", words="leak", said="x " * 2000, proposed="y " * 2000, code=CODE, outlook="")
    assert len(text) < 640
    assert f"YES {CODE}" in text

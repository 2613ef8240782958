"""Times in what people write: a wrong date is worse than none, and what is certain is not missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rejoinder.domain.times import Offer, Precision, accepted_slot, read_times
from tests.domain.time_cases import ANSWERS, DEFERRALS, ONLY_ANSWERS, PROPOSALS, RETURNS, ZONES


def cases(table: str) -> Iterator[tuple[str, str, list[str]]]:
    for line in table.strip().splitlines():
        language, text, wanted = (part.strip() for part in line.split(" | "))
        yield language, text, wanted.split()


def sent_at(language: str) -> datetime:
    return datetime(2026, 5, 12, 9, 0, tzinfo=ZoneInfo(ZONES[language]))


def offers(language: str) -> list[Offer]:
    zone = ZoneInfo(ZONES[language])
    return [
        Offer("A", datetime(2026, 5, 14, 10, 0, tzinfo=zone)),
        Offer("B", datetime(2026, 5, 15, 14, 30, tzinfo=zone)),
    ]


def shown(day: date | None) -> str:
    return day.isoformat() if day is not None else "-"


@pytest.mark.parametrize(("language", "text", "wanted"), cases(RETURNS))
def test_the_day_on_which_an_absent_person_is_back(language: str, text: str, wanted: list[str]) -> None:
    found = read_times(text, sent_at=sent_at(language), zone=ZONES[language])
    assert shown(found.back_on) in wanted, found


@pytest.mark.parametrize(("language", "text", "wanted"), cases(DEFERRALS))
def test_the_day_until_which_a_person_puts_us_off(language: str, text: str, wanted: list[str]) -> None:
    found = read_times(text, sent_at=sent_at(language), zone=ZONES[language])
    until = found.deferred_until.day if found.deferred_until else None
    assert shown(until) in wanted, found


@pytest.mark.parametrize(("language", "text", "wanted"), cases(PROPOSALS))
def test_the_times_that_a_person_proposes(language: str, text: str, wanted: list[str]) -> None:
    found = read_times(text, sent_at=sent_at(language), zone=ZONES[language])
    zone = ZoneInfo(ZONES[language])
    exact = [
        m.start.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        for m in found.proposed
        if m.precision is Precision.MINUTE and isinstance(m.start, datetime)
    ]
    assert (exact or ["-"]) == wanted, found


@pytest.mark.parametrize(("language", "text", "wanted"), cases(ANSWERS))
def test_the_one_of_two_offered_slots_that_was_taken(language: str, text: str, wanted: list[str]) -> None:
    found = accepted_slot(text, offers(language), sent_at=sent_at(language), zone=ZONES[language])
    assert (found.slot_id or "-") == wanted[0], found


@pytest.mark.parametrize(("language", "text", "wanted"), cases(ONLY_ANSWERS))
def test_whether_the_only_offered_slot_was_taken(language: str, text: str, wanted: list[str]) -> None:
    found = accepted_slot(text, offers(language)[:1], sent_at=sent_at(language), zone=ZONES[language])
    assert (found.slot_id or "-") == wanted[0], found

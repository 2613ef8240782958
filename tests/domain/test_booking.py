"""Which times are offered, which a text says, and when one may be booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.booking import (
    SLOT_MOVES,
    Book,
    BookingSnapshot,
    DoNotBook,
    OfferedSlot,
    SlotState,
    Taken,
    choose_times,
    may_begin,
    should_book,
    slots_said,
    times_not_offered,
    wants_times,
)
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.slot_words import TOLD_IN, every_spelling, said_times, told
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.workspaces import CalendarSettings, parse_settings
from tests.builders import LEAD, WORKSPACE, a_lead, a_switch, a_workspace, an_understood_message, withdrawn
from tests.fakes.clock import MONDAY

CALENDAR = "0192f000-0000-7000-8000-0000000000ca"
SETTINGS = CalendarSettings(CALENDAR, "intro")
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LANGUAGES = sorted(TOLD_IN)


def a_slot(starts_at: datetime = TUESDAY, **more: Any) -> OfferedSlot:
    found = OfferedSlot(
        id=str(starts_at.timestamp()),
        workspace_id=WORKSPACE,
        lead_id=LEAD,
        message_id="m",
        draft_id="d",
        connection_id=CALENDAR,
        calendar_id="intro",
        starts_at=starts_at,
        minutes=30,
        zone="Europe/London",
        expires_at=starts_at - timedelta(hours=4),
        state=SlotState.OFFERED,
        offered_at=MONDAY - timedelta(hours=1),
    )
    return replace(found, **more)


# --- which times --------------------------------------------------------------------------------------

HALF_HOURS = [MONDAY + timedelta(minutes=30 * n) for n in range(48 * 10)]


def test_times_lie_on_different_days_and_not_today() -> None:
    chosen = choose_times(HALF_HOURS, SETTINGS, a_workspace(), Taken(), MONDAY)

    assert [start.day for start in chosen] == [24, 25, 26]
    assert {start.hour >= 12 for start in chosen} == {True, False}


def test_one_day_with_room_gives_all_the_times() -> None:
    day = [TUESDAY + timedelta(hours=n) for n in range(5)]

    assert len(choose_times(day, SETTINGS, a_workspace(), Taken(), MONDAY)) == 3


def test_what_somebody_else_considers_comes_last() -> None:
    free = [TUESDAY, TUESDAY + timedelta(hours=1)]
    taken = Taken(offered=[TUESDAY])

    assert choose_times(free, SETTINGS, a_workspace(), taken, MONDAY, 1) == [free[1]]
    assert choose_times(free, SETTINGS, a_workspace(), taken, MONDAY, 2) == free


@pytest.mark.parametrize(
    ("starts_at", "settings", "may"),
    [
        (TUESDAY, {}, True),
        (MONDAY + timedelta(hours=3), {}, False),
        (MONDAY + timedelta(days=15), {}, False),
        (TUESDAY, {"hours": {"tue": ["09:00", "15:00"]}}, False),
        (TUESDAY, {"hours": {"tue": ["09:00", "15:30"]}}, True),
        (TUESDAY, {"hours": {"wed": ["09:00", "17:00"]}}, False),
        (TUESDAY + timedelta(hours=3), {"buffer_minutes": 15}, True),
        (TUESDAY + timedelta(hours=2, minutes=10), {"buffer_minutes": 15}, False),
        (TUESDAY + timedelta(hours=1), {}, False),
    ],
)
def test_notice_horizon_hours_and_buffer_are_kept(starts_at: datetime, settings: dict[str, Any], may: bool) -> None:
    workspace = a_workspace(calendar={"connection_id": CALENDAR, "calendar_id": "intro", **settings})
    booked = [(TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=2))]
    calendar = workspace.settings.calendar
    assert calendar is not None

    assert may_begin(starts_at, calendar, workspace, Taken(booked=booked), MONDAY) is may


def test_hours_are_those_of_the_workspaces_zone() -> None:
    workspace = a_workspace(timezone="America/New_York", business_hours={"tue": ["09:00", "11:00"]})

    assert may_begin(TUESDAY, SETTINGS, workspace, Taken(), MONDAY)  # 10:00 there
    assert not may_begin(TUESDAY - timedelta(hours=4), SETTINGS, workspace, Taken(), MONDAY)


@given(
    st.lists(st.integers(0, 48 * 14), max_size=60),
    st.lists(st.integers(0, 48 * 14), max_size=10),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
)
@settings(max_examples=40, deadline=None)
def test_chosen_times_are_free_allowed_different_and_as_many_as_there_are(
    free: list[int], booked: list[int], zone: str
) -> None:
    starts = [MONDAY + timedelta(minutes=30 * n) for n in free]
    taken = Taken(booked=[(s, s + timedelta(minutes=30)) for s in (MONDAY + timedelta(minutes=30 * n) for n in booked)])
    workspace = a_workspace(timezone=zone)
    chosen = choose_times(starts, SETTINGS, workspace, taken, MONDAY)
    allowed = {s for s in starts if may_begin(s, SETTINGS, workspace, taken, MONDAY)}

    assert set(chosen) <= allowed
    assert len(set(chosen)) == len(chosen) == min(3, len(allowed))
    assert chosen == sorted(chosen)


@pytest.mark.parametrize(("sentiment", "wants"), [(Sentiment.MEETING_REQUESTED, True), (Sentiment.INTERESTED, False)])
def test_times_are_offered_to_who_asks_to_meet(sentiment: Sentiment, wants: bool) -> None:
    message = an_understood_message(sentiment)

    assert wants_times(message, [message]) is wants


# --- what a text says ---------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/Los_Angeles", "Asia/Kolkata"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slot_that_is_told_is_read_again_in_every_language(language: str, zone: str) -> None:
    for hours in range(0, 24 * 8, 5):
        slot = a_slot(TUESDAY + timedelta(hours=hours), zone=zone)
        label = slot.label(language)

        assert slots_said(f"Hello! {label}. Bye.", [slot]) == [slot], label
        assert not times_not_offered(label, [slot]), label


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday at 3pm works for us",
        "How about Tue, Nov 24th at 15:00?",
        "Tuesday the 24th of November, 3:00 p.m.",
        "Passt Dienstag, 24. November um 15 Uhr?",
        "mardi 24 novembre à 15h00",
        "el martes 24 de noviembre a las 15:00",
        "2026-11-24 15:00",
        "Would 3 pm on Tuesday suit you?",
    ],
)
def test_a_slot_is_recognised_however_it_is_spelt(text: str) -> None:
    assert slots_said(text, [a_slot()]) == [a_slot()]


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday at 3pm",
        "Tuesday at 4pm",
        "25 November, 15:00",
        "Tuesday 3am",
        "3pm",
        "Tuesday",
        "It costs 15 dollars on Tuesday",
        "",
    ],
)
def test_another_day_or_time_is_another_slot(text: str) -> None:
    assert slots_said(text, [a_slot()]) == []


def test_each_time_belongs_to_its_own_day() -> None:
    slots = [a_slot(), a_slot(TUESDAY + timedelta(days=1, hours=2))]

    assert slots_said("Tuesday at 3 PM or Wednesday at 5 PM?", slots) == slots
    assert times_not_offered("Tuesday at 5 PM or Wednesday at 3 PM?", slots)
    assert not times_not_offered("We open Monday at 9:00. Tuesday at 3 PM?", slots, known="Open Monday 9:00 to 17:00")


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_reader_of_times(text: str) -> None:
    for time in said_times(text):
        assert all(0 <= minute < 24 * 60 for minute in time.minutes)


def test_every_spelling_names_the_local_time() -> None:
    assert told(TUESDAY, "America/New_York") == "Tuesday 24 November, 10:00 AM (America/New_York)"
    assert told(TUESDAY, "UTC", "xx") == told(TUESDAY, "UTC", "en")
    assert len(every_spelling(TUESDAY, "UTC")) == len(LANGUAGES)


# --- whether to book ----------------------------------------------------------------------------------

NOW = MONDAY + timedelta(minutes=1)


def a_snapshot(**more: Any) -> BookingSnapshot:
    """A slot that is booked without a person."""
    message = more.pop("message", None) or an_understood_message(Sentiment.MEETING_BOOKED, "Tuesday at 3 works")
    calendar = {"connection_id": CALENDAR, "calendar_id": "intro"}
    workspace = a_workspace(
        WORKSPACE, **{"mode": "auto", "auto_book": True, "calendar": calendar, **more.pop("set", {})}
    )
    found = BookingSnapshot(
        slot=a_slot(),
        message=message,
        lead=a_lead(),
        workspace=workspace,
        conversation=(message,),
        switches=(),
        channel=message.channel,
        now=NOW,
    )
    return replace(found, **more)


def said(body: str = "Tuesday at 3 works", **more: Any) -> Any:
    return an_understood_message(Sentiment.MEETING_BOOKED, body, **more)


def test_an_exact_accepted_slot_is_booked() -> None:
    assert should_book(a_snapshot()) == Book(a_slot().id)


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("opt-out", {"message": said(opt_out=True)}),
        ("opt-out", {"lead": a_lead(consent=withdrawn())}),
        ("opt-out", {"lead": a_lead(status=LeadStatus.BLACKLISTED)}),
        ("automated", {"message": said(automated=True)}),
        ("automated", {"message": said(safety={"bounce": True})}),
        ("ambiguous", {"slot": None, "why_not_exact": "ambiguous"}),
        ("no-exact-slot", {"slot": None}),
    ],
)
def test_what_is_no_acceptance_at_all_takes_its_ordinary_way(reason: str, changed: dict[str, Any]) -> None:
    assert should_book(a_snapshot(**changed)) == DoNotBook(reason, for_person=False)


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("slot-booked", {"slot": a_slot(state=SlotState.BOOKED)}),
        ("slot-lapsed", {"slot": a_slot(state=SlotState.LAPSED)}),
        ("slot-expired", {"slot": a_slot(expires_at=NOW)}),
        ("slot-expired", {"slot": a_slot(NOW - timedelta(hours=1), expires_at=TUESDAY)}),
        ("has-appointment", {"lead": a_lead(has_appointment=True)}),
        ("empty-message", {"message": said("")}),
        ("injection-suspected", {"message": said(injection=True)}),
        ("perhaps-an-opt-out", {"message": said(safety={"ambiguous_opt_out": True})}),
        ("hostile", {"message": said(safety={"hostile": True})}),
        ("group-chat", {"message": said(safety={"group": True})}),
        ("edited", {"message": said(edited_at=MONDAY)}),
        ("not-judged", {"message": replace(said(), sentiment=None)}),
        ("some-switch", {"gate": "some-switch"}),
        ("verdict-says-otherwise", {"message": an_understood_message(Sentiment.NOT_INTERESTED)}),
        ("verdict-says-otherwise", {"message": an_understood_message(Sentiment.OUT_OF_OFFICE)}),
        ("asks-something-too", {"message": said(asks_something=True)}),
        ("unverified-source", {"source_is_proven": False}),
        ("backfilled", {"message": said(backfilled=True)}),
        ("stale", {"message": said(sent_at=MONDAY - timedelta(days=2))}),
        ("auto-book-off", {"set": {"auto_book": False}}),
        ("no-calendar", {"set": {"calendar": None}}),
        ("mode-shadow", {"set": {"mode": "shadow"}}),
        ("channel-not-automatic", {"set": {"autosend_channels": ["email"]}}),
        ("automation-paused", {"lead": a_lead(automation_paused_reason="answered-elsewhere")}),
        ("switch", {"switches": [a_switch(SwitchKind.OUTBOUND_PAUSED)]}),
        ("switch", {"switches": [a_switch(SwitchKind.OUTBOUND_HALTED)]}),
    ],
)
def test_whatever_leaves_a_doubt_is_for_a_person(reason: str, changed: dict[str, Any]) -> None:
    assert should_book(a_snapshot(**changed)) == DoNotBook(reason, for_person=True)


def test_a_newer_message_is_read_first() -> None:
    first = said(version=1)
    later = an_understood_message(Sentiment.NEUTRAL, "Wait", version=2)

    assert should_book(a_snapshot(message=first, conversation=(first, later))) == DoNotBook(
        "conversation-moved-on", for_person=True
    )


def test_a_person_of_ours_books_what_automation_would_not_but_never_against_an_opt_out_or_a_halt() -> None:
    slot = a_slot(wanted_by="token:jo", state=SlotState.ACCEPTED)
    doubtful = {"set": {"auto_book": False, "mode": "off"}, "message": said(injection=True, automated=True)}

    assert should_book(a_snapshot(slot=slot, **doubtful)) == Book(slot.id)
    assert should_book(a_snapshot(slot=slot, lead=a_lead(consent=withdrawn(Medium.SMS)))) == DoNotBook("opt-out")
    halted = a_snapshot(slot=slot, switches=[a_switch(SwitchKind.OUTBOUND_HALTED)])
    assert should_book(halted) == DoNotBook("switch", for_person=True)
    assert should_book(a_snapshot(slot=replace(slot, state=SlotState.BOOKED))) == DoNotBook("slot-booked", True)


def test_a_slot_ends_booked_or_lapsed_and_never_comes_back() -> None:
    assert [state for state in SlotState if not SLOT_MOVES[state]] == [SlotState.BOOKED, SlotState.LAPSED]
    assert all(SlotState.DRAFTED not in then for then in SLOT_MOVES.values())


# --- settings -----------------------------------------------------------------------------------------


def test_a_calendar_is_a_connection_and_what_is_booked_there() -> None:
    stated = {
        "connection_id": CALENDAR.upper(),
        "calendar_id": " intro ",
        "minutes": 45,
        "hours": {"mon": ["09:00", "12:00"]},
    }
    calendar = parse_settings({"calendar": stated, "auto_book": True}).calendar

    assert calendar is not None
    assert (calendar.connection_id, calendar.calendar_id, calendar.minutes) == (CALENDAR, "intro", 45)
    assert calendar.hours is not None
    assert parse_settings({"calendar": None}).calendar is None


@pytest.mark.parametrize(
    "wrong",
    [
        "intro",
        {},
        {"connection_id": "x", "calendar_id": "y"},
        {"connection_id": CALENDAR, "calendar_id": ""},
        {"connection_id": CALENDAR, "calendar_id": "y", "minutes": 0},
        {"connection_id": CALENDAR, "calendar_id": "y", "minutes": True},
        {"connection_id": CALENDAR, "calendar_id": "y", "hours": "nine to five"},
        {"connection_id": CALENDAR, "calendar_id": "y", "colour": "red"},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_settings({"calendar": wrong})
    assert caught.value.field == "calendar"


def test_zones_of_slots_are_real() -> None:
    assert TUESDAY.astimezone(ZoneInfo(a_slot().zone)).hour == 15

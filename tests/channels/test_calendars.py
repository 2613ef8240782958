"""Every calendar keeps to the port: what is free, one meeting booked and found, and what each refusal means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rejoinder.domain.errors import (
    BookingNotAllowed,
    BookingRefused,
    ConnectionRevoked,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
    SlotGone,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.calendars import Attendee, Booked, Calendar, MeetingWish
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.calendly import EVENT_TYPE, CalendlyStandIn
from rejoinder.entrypoints.drill.stand_ins.ghl_calendar import GhlCalendarStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.sandbox.calendar import SandboxCalendar
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection, every_channel
from tests.fakes.calendar import FakeCalendar
from tests.fakes.clock import FakeClock
from tests.fakes.phone import FakePhone

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
FREE = [TODAY + timedelta(days=day, hours=hour) for day in (2, 3, 9) for hour in (9, 14)]
ANA = Attendee("0192f000-0000-7000-8000-0000000000ee", "Ana Whitfield", "ana@brightoak.example", "+12025550143")


@dataclass
class Place:
    """One calendar, and the means to look at it from the other side."""

    calendar: Calendar
    connection: Connection
    calendar_id: str
    standing: Callable[[], int]
    behaves: Callable[[str], None]
    provider: Any = None

    def wish(self, starts_at: datetime = FREE[0], **more: Any) -> MeetingWish:
        return replace(MeetingWish(new_id(), self.calendar_id, starts_at, 30, ANA, "Acme / Ana"), **more)

    def free(self, earliest: datetime = TODAY, latest: datetime = TODAY + timedelta(days=14)) -> list[datetime]:
        return list(self.calendar.free_times(self.calendar_id, 30, earliest, latest, self.connection))


def over_http(channel: str, provider: Any, credentials: dict[str, str], http: ProviderHttp) -> tuple[Any, Connection]:
    connection = a_connection(channel, credentials=credentials, base_url=provider.base_url)
    return discover(http)[channel].calendar, connection


@contextmanager
def a_place(kind: str) -> Iterator[Place]:
    if kind == "fake":
        fake = FakeCalendar()
        fake.free = list(FREE)
        moods: dict[str, Callable[[], None]] = {
            "lose": lambda: fake.lost.append(OutcomeUnknown("Lost.")),
            "429": lambda: fake.moods.append(ProviderBusy("Slow.")),
        }
        yield Place(fake, a_connection("x"), "c", lambda: len(fake.booked) - len(fake.cancelled), lambda m: moods[m]())
        return
    if kind == "sandbox":
        phone = FakePhone(FakeClock())
        yield Place(SandboxCalendar(phone), a_connection("sandbox"), "c", lambda: len(phone.diary), lambda mood: None)
        return
    provider: Any = CalendlyStandIn(free=FREE) if kind == "calendly" else GhlCalendarStandIn(free=FREE)
    with provider:
        http = ProviderHttp([provider.host])
        try:
            name = "calendly" if kind == "calendly" else "ghl_sms"
            stated = {"access_token": provider.access_token} if kind == "calendly" else provider.credentials
            calendar, connection = over_http(name, provider, stated, http)
            words = {"lose": "accept-no-answer"}
            yield Place(
                calendar,
                connection,
                EVENT_TYPE if kind == "calendly" else "cal-1",
                lambda: len(provider.standing()),
                lambda mood: provider.script.append(words.get(mood, mood)),
                provider,
            )
        finally:
            http.close()


EVERY = ("fake", "sandbox", "calendly", "ghl")
each = pytest.mark.parametrize("kind", EVERY)
over_the_wire = pytest.mark.parametrize("kind", ["calendly", "ghl"])


def test_every_channel_with_a_calendar_is_tested_here() -> None:
    found = {name for name, channel in every_channel().items() if channel.calendar is not None}
    assert found == {"calendly", "ghl_sms", "sandbox"}


@each
def test_a_free_time_is_booked_found_and_no_longer_free(kind: str) -> None:
    with a_place(kind) as place:
        assert set(FREE) <= set(place.free())
        wish = place.wish()
        assert place.calendar.find(wish, place.connection) == Absent()
        booked = place.calendar.book(wish, place.connection)
        found = place.calendar.find(wish, place.connection)

        assert isinstance(found, Booked)
        assert (found.external_id, found.event_id) == (booked.external_id, booked.event_id)
        assert place.standing() == 1
        assert FREE[0] not in place.free()
        assert FREE[1] in place.free(FREE[1], FREE[1])


@each
def test_free_times_keep_to_what_was_asked(kind: str) -> None:
    with a_place(kind) as place:
        assert place.free(FREE[2], FREE[3]) == sorted(set(place.free(FREE[2], FREE[3])))
        assert all(FREE[2] <= start <= FREE[3] for start in place.free(FREE[2], FREE[3]))


@each
def test_a_time_that_somebody_else_has_is_gone(kind: str) -> None:
    with a_place(kind) as place:
        place.calendar.book(place.wish(), place.connection)
        with pytest.raises(SlotGone):
            place.calendar.book(place.wish(), place.connection)
        assert place.standing() == 1


@each
def test_a_meeting_that_is_called_off_is_not_found_any_more(kind: str) -> None:
    with a_place(kind) as place:
        wish = place.wish()
        booked = place.calendar.book(wish, place.connection)
        place.calendar.cancel(booked.external_id, booked.event_id, "ill", place.connection)

        assert place.standing() == 0
        assert place.calendar.find(wish, place.connection) == Absent()


@pytest.mark.parametrize("kind", ["fake", "calendly", "ghl"])
def test_a_lost_answer_is_unknown_and_the_meeting_is_found(kind: str) -> None:
    with a_place(kind) as place:
        wish = place.wish()
        place.behaves("lose")
        with pytest.raises(OutcomeUnknown):
            place.calendar.book(wish, place.connection)
        assert isinstance(place.calendar.find(wish, place.connection), Booked)


@over_the_wire
@pytest.mark.parametrize(
    ("mood", "means"),
    [
        ("429", ProviderBusy),
        ("500", OutcomeUnknown),
        ("accept-500", OutcomeUnknown),
        ("refuse:401:token", ConnectionRevoked),
        ("refuse:422:A field is wrong", BookingRefused),
        ("refuse:409:Slot already booked", SlotGone),
    ],
)
def test_what_a_refusal_means(kind: str, mood: str, means: type[RejoinderError]) -> None:
    with a_place(kind) as place:
        if place.provider is not None and kind == "ghl":
            place.provider.contacts["c1"] = {"id": "c1", "phone": ANA.phone, "locationId": "x"}
        place.behaves(mood)
        with pytest.raises(means) as caught:
            place.calendar.book(place.wish(), place.connection)
        assert type(caught.value) is means


@over_the_wire
def test_our_key_decides_between_several_and_without_it_nobody_guesses(kind: str) -> None:
    with a_place(kind) as place:
        wish = place.wish()
        place.calendar.book(wish, place.connection)
        place.provider.free.append(FREE[0])
        place.calendar.book(place.wish(), place.connection)

        assert isinstance(place.calendar.find(wish, place.connection), Booked)
        assert isinstance(place.calendar.find(place.wish(), place.connection), CannotTell)


@over_the_wire
def test_a_calendar_that_is_not_there_is_said(kind: str) -> None:
    with a_place(kind) as place, pytest.raises(BookingRefused):
        place.calendar.free_times("nobodys", 30, TODAY, TODAY + timedelta(days=2), place.connection)


@over_the_wire
def test_a_meeting_that_is_called_off_twice_is_called_off(kind: str) -> None:
    with a_place(kind) as place:
        booked = place.calendar.book(place.wish(), place.connection)
        for _ in range(2):
            place.calendar.cancel(booked.external_id, booked.event_id, "", place.connection)
        assert place.standing() == 0


# --- Calendly -----------------------------------------------------------------------------------------


def test_calendly_without_the_plan_gives_a_link_that_brings_our_ids_back() -> None:
    with a_place("calendly") as place:
        place.provider.may_book = False
        wish = place.wish()
        with pytest.raises(BookingNotAllowed):
            place.calendar.book(wish, place.connection)
        link = place.calendar.one_time_link(wish, place.connection)

        assert link.startswith("https://calendly.com/d/abcd-123?")
        assert f"utm_content={ANA.lead_id}" in link
        assert f"utm_term={wish.key}" in link


def test_calendly_books_nobody_without_a_mail_address() -> None:
    with a_place("calendly") as place:
        with pytest.raises(BookingRefused) as caught:
            place.calendar.book(place.wish(attendee=Attendee("lead", "Ana")), place.connection)
        assert caught.value.code == "no-email"
        assert place.provider.calls == []


def test_a_token_that_sees_only_its_user_finds_meetings_all_the_same() -> None:
    with a_place("calendly") as place:
        place.provider.sees_organization = False
        wish = place.wish()
        place.calendar.book(wish, place.connection)

        assert isinstance(place.calendar.find(wish, place.connection), Booked)


def test_a_meeting_that_the_person_booked_by_link_at_that_time_is_their_meeting() -> None:
    """A second booking of the same time for the same person would be one too many."""
    with a_place("calendly") as place:
        place.provider.invitee(FREE[0], email=ANA.email, tracking={}, name=ANA.name)

        assert isinstance(place.calendar.find(place.wish(), place.connection), Booked)


# --- HighLevel ----------------------------------------------------------------------------------------


def test_highlevel_takes_the_conversations_contact_else_the_one_with_the_number_else_a_new_one() -> None:
    with a_place("ghl") as place:
        place.calendar.book(place.wish(), place.connection)
        [made] = place.provider.contacts
        place.calendar.book(place.wish(FREE[1]), place.connection)
        place.provider.contacts["c-talk"] = {"id": "c-talk"}
        talking = replace(ANA, reply_handle={"contact_id": "c-talk"})
        place.calendar.book(place.wish(FREE[2], attendee=talking), place.connection)

        assert [seat["contactId"] for seat in place.provider.standing()] == [made, made, "c-talk"]


def test_highlevel_is_asked_for_at_most_a_month_at_once() -> None:
    with a_place("ghl") as place:
        place.provider.free.append(TODAY + timedelta(days=50))

        assert TODAY + timedelta(days=50) in place.free(latest=TODAY + timedelta(days=55))


@pytest.mark.parametrize(("mood", "means"), [("429", ProviderBusy), ("500", ProviderDown), ("drop", ProviderDown)])
def test_a_calendar_that_cannot_be_read_says_so(mood: str, means: type[RejoinderError]) -> None:
    with a_place("ghl") as place:
        place.provider.reads = mood
        with pytest.raises(means):
            place.free()

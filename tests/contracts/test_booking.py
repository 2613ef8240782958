"""The ledger of offered times and the appointments: what the storage owes, over dictionaries and over Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from rejoinder.domain.appointments import Appointment, AppointmentState
from rejoinder.domain.booking import OfferedSlot, SlotState
from rejoinder.domain.errors import Conflict
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.calendars import Attendee, MeetingWish
from tests.builders import OTHER_WORKSPACE, WORKSPACE
from tests.contracts.backings import Backing, a_line, a_stored_draft, a_stored_message
from tests.fakes.storage import ConstraintBroken

REFUSED = (ConstraintBroken, DBAPIError)
CALENDAR = "0192f000-0000-7000-8000-0000000000ca"


@pytest.fixture
def message(backing: Backing) -> Message:
    return a_stored_message(backing)


def a_slot(backing: Backing, message: Message, hours: float = 48, **more: Any) -> OfferedSlot:
    starts_at = backing.now().replace(microsecond=0) + timedelta(hours=hours)
    found = OfferedSlot(
        id=new_id(),
        workspace_id=message.workspace_id,
        lead_id=message.lead_id,
        message_id=message.id,
        draft_id=more.pop("draft_id", ""),
        connection_id=CALENDAR,
        calendar_id="intro",
        starts_at=starts_at,
        minutes=30,
        zone="Europe/London",
        expires_at=starts_at - timedelta(hours=4),
    )
    return replace(found, **more)


def stored(backing: Backing, *slots: OfferedSlot) -> None:
    with backing.store.begin(slots[0].workspace_id) as uow:
        uow.leads.lock(slots[0].lead_id)
        uow.slots.add(slots)


def a_seat(message: Message, **more: Any) -> Appointment:
    found = Appointment(
        id=new_id(),
        workspace_id=message.workspace_id,
        lead_id=message.lead_id,
        connection_id=CALENDAR,
        channel="fake_calendar",
        external_id=new_id(),
    )
    return replace(found, **more)


def test_slots_come_back_as_they_were_stored_in_the_order_of_their_times(backing: Backing, message: Message) -> None:
    draft = a_stored_draft(backing, message)
    late, early = (a_slot(backing, message, hours, draft_id=draft.id) for hours in (72, 48))
    stored(backing, late, early)

    with backing.store.begin(WORKSPACE) as uow:
        assert list(uow.slots.of_draft(draft.id)) == [early, late]
        assert uow.slots.get(late.id) == late
        assert list(uow.slots.of_draft(None)) == []
        assert list(uow.slots.of_lead(message.lead_id, [SlotState.DRAFTED])) == [early, late]
        assert list(uow.slots.of_lead(message.lead_id, [SlotState.BOOKED])) == []


def test_a_draft_holds_a_time_once(backing: Backing, message: Message) -> None:
    draft = a_stored_draft(backing, message)
    slot = a_slot(backing, message, draft_id=draft.id)
    stored(backing, slot)
    stored(backing, replace(slot, id=new_id()))

    with backing.store.begin(WORKSPACE) as uow:
        assert [s.id for s in uow.slots.of_draft(draft.id)] == [slot.id]


def test_a_slot_moves_from_the_state_that_was_seen_and_from_no_other(backing: Backing, message: Message) -> None:
    draft = a_stored_draft(backing, message)
    slot = a_slot(backing, message, draft_id=draft.id)
    stored(backing, slot)
    offered = replace(slot, state=SlotState.OFFERED, offered_at=slot.starts_at - timedelta(days=1))
    accepted = replace(
        offered,
        state=SlotState.ACCEPTED,
        accepted_at=slot.expires_at,
        accepted_message_id=message.id,
        basis_version=3,
        wanted_by="token:jo",
        attempts=1,
        lookups=2,
        tried_at=slot.expires_at,
        reason="auto-book-off",
    )
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(message.lead_id)
        assert uow.slots.save(offered, was=SlotState.DRAFTED)
        assert not uow.slots.save(offered, was=SlotState.DRAFTED)
        assert uow.slots.save(accepted, was=SlotState.OFFERED)
        assert uow.slots.get(slot.id) == accepted


def test_a_slot_that_lapsed_says_why(backing: Backing, message: Message) -> None:
    draft = a_stored_draft(backing, message)
    slot = a_slot(backing, message, draft_id=draft.id)
    stored(backing, slot)

    def lapse() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.leads.lock(message.lead_id)
            uow.slots.save(replace(slot, state=SlotState.LAPSED), was=SlotState.DRAFTED)

    with pytest.raises(REFUSED):
        lapse()


def test_what_is_taken_is_what_others_consider_and_what_is_booked(backing: Backing, message: Message) -> None:
    other = a_stored_message(backing, a_line(backing), sender="+12025550177")
    mine, theirs = a_stored_draft(backing, message), a_stored_draft(backing, other)
    own = a_slot(backing, message, 48, draft_id=mine.id)
    considered = a_slot(backing, other, 72, draft_id=theirs.id)
    elsewhere = a_slot(backing, other, 73, draft_id=theirs.id, calendar_id="another")
    over = a_slot(backing, other, 74, draft_id=theirs.id, expires_at=backing.now() - timedelta(hours=1))
    stored(backing, own)
    stored(backing, considered, elsewhere, over)
    meeting = a_seat(
        other, calendar_id="intro", starts_at=considered.starts_at, ends_at=considered.starts_at + timedelta(hours=1)
    )
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(meeting)
        uow.appointments.save(
            replace(a_seat(other, starts_at=own.starts_at, calendar_id="intro"), state=AppointmentState.CANCELLED)
        )
    with backing.store.begin(WORKSPACE) as uow:
        taken = uow.slots.taken(CALENDAR, "intro", backing.now(), except_lead=message.lead_id)

    assert list(taken.offered) == [considered.starts_at]
    assert list(taken.booked) == [(meeting.starts_at, meeting.ends_at)]


def test_an_appointment_comes_back_as_it_was_stored_and_changes(backing: Backing, message: Message) -> None:
    at = backing.now().replace(microsecond=0)
    seat = a_seat(
        message,
        event_id="E1",
        calendar_id="intro",
        slot_id=new_id(),
        message_id=message.id,
        title="Intro",
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        timezone="Europe/London",
        place="https://meet.example/1",
        name="Ana Whitfield",
        email="ana@brightoak.example",
        replaces="old",
        replaced_by="new",
        moves=1,
        reason="ill",
        booked_by="token:jo",
        changed_at=at,
    )
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(seat)
        uow.appointments.save(replace(seat, state=AppointmentState.HELD, changed_at=None))
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.appointments.get(seat.id)
        assert found is not None
        assert replace(found, created_at=None) == replace(seat, state=AppointmentState.HELD, changed_at=None)
        assert uow.appointments.by_external_id(CALENDAR, seat.external_id) == found
        assert uow.appointments.by_slot(str(seat.slot_id)) == found
        assert list(uow.appointments.of_lead(message.lead_id)) == [found]
        assert uow.appointments.by_external_id(CALENDAR, "nobody") is None


@pytest.mark.parametrize("same", ["external_id", "slot_id"])
def test_a_seat_and_a_slot_have_one_appointment(backing: Backing, message: Message, same: str) -> None:
    first = a_seat(message, slot_id=new_id())
    second = replace(a_seat(message, slot_id=new_id()), **{same: getattr(first, same)})
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(first)
    with pytest.raises(Conflict), backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(second)


def test_meetings_that_came_of_no_slot_are_not_in_each_others_way(backing: Backing, message: Message) -> None:
    first, second = a_seat(message), a_seat(message)
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(first)
        uow.appointments.save(second)
        uow.appointments.save(replace(first, state=AppointmentState.CANCELLED))
        assert [seat.state for seat in uow.appointments.of_lead(message.lead_id)] == ["cancelled", "booked"]


def test_nobody_sees_or_writes_another_workspaces_meetings(backing: Backing, message: Message) -> None:
    draft = a_stored_draft(backing, message)
    slot, seat = a_slot(backing, message, draft_id=draft.id), a_seat(message)
    stored(backing, slot)
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(seat)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.slots.get(slot.id) is None
        assert uow.appointments.get(seat.id) is None
        assert uow.appointments.by_external_id(CALENDAR, seat.external_id) is None
        assert list(uow.slots.taken(CALENDAR, "intro", backing.now(), except_lead=new_id()).offered) == []
    with pytest.raises(REFUSED), backing.store.begin(OTHER_WORKSPACE) as uow:
        uow.appointments.save(a_seat(message))


def test_two_leads_that_are_one_person_have_all_their_meetings(backing: Backing, message: Message) -> None:
    other = a_stored_message(backing, a_line(backing), sender="+12025550177")
    with backing.store.begin(WORKSPACE) as uow:
        uow.appointments.save(a_seat(other))
        lead = uow.leads.lock(other.lead_id)
        uow.leads.save(replace(lead, appointments=1, has_appointment=True, next_meeting_at=backing.now()))
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(other.lead_id)
        uow.leads.lock(message.lead_id)
        uow.leads.merge(other.lead_id, message.lead_id)
    with backing.store.begin(WORKSPACE) as uow:
        kept = uow.leads.get(message.lead_id)
        assert len(uow.appointments.of_lead(message.lead_id)) == 1
        assert (kept.appointments, kept.has_appointment, kept.next_meeting_at is not None) == (1, True, True)


def test_the_sandboxs_calendar_shows_doubles_and_forgets_what_was_called_off(backing: Backing) -> None:
    line = a_line(backing)
    at = backing.now().replace(microsecond=0) + timedelta(days=1)
    wish = MeetingWish("key-1", "intro", at, 30, Attendee("lead-1", name="Ana"))
    first, second = backing.phone.meet(wish, line), backing.phone.meet(wish, line)

    assert {row[0] for row in backing.phone.meetings("intro", at, at, line)} == {first, second}
    assert backing.phone.call_off(first, line)
    assert backing.phone.meetings("intro", at, at, line) == [(second, "key-1", at, wish.ends_at)]
    assert backing.phone.meetings("another", at, at, line) == []
    assert not backing.phone.call_off(new_id(), line)

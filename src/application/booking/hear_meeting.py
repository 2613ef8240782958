"""What a calendar tells by itself: meetings that were booked, moved or called off there, and who did not come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from rejoinder.application.booking.roll_up import lapse_offers, roll_up_appointments
from rejoinder.domain.appointments import Appointment, AppointmentState, Heard, after
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.jobs import Done, Outcome
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, MeetingChanged
from rejoinder.domain.ports.storage import StoredEvent, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

_STATES: Mapping[str, AppointmentState] = {
    "booked": AppointmentState.BOOKED,
    "canceled": AppointmentState.CANCELLED,
    "held": AppointmentState.HELD,
    "no-show": AppointmentState.NO_SHOW,
    "no-show-withdrawn": AppointmentState.BOOKED,
}


def hear_meeting(
    uow: UnitOfWork, event: StoredEvent, connection: Connection, channel: Channel, fact: MeetingChanged, now: datetime
) -> Outcome:
    """The appointment says what the calendar says, however late or twice it says so, and its lead follows.

    A meeting with somebody whom we do not know is noted and changes nothing.
    """
    lead_id = _whose(uow, connection, channel, fact)
    lead = uow.leads.lock(lead_id) if lead_id is not None else None
    if lead is None:
        uow.events.settle(event.id, "noted", reason="unknown-lead")
        return Done("unknown-lead")
    uow.events.concerns(event.id, lead.id)
    before = uow.appointments.by_external_id(connection.id, fact.meeting_id)
    heard = _heard(fact, event)
    seat = after(before or _new_seat(uow, lead.id, connection, fact), heard)
    if seat != before:
        uow.appointments.save(seat)
    _give_up_former(uow, connection, fact, heard)
    if seat.state is AppointmentState.BOOKED:
        lapse_offers(uow, lead.id, "booked-elsewhere", keep=seat.slot_id)
    if before is None or before.state is not seat.state or before.starts_at != seat.starts_at:
        uow.timeline.append(_entry(lead.id, channel, before, seat))
    reason = "meeting-moved" if fact.moved else f"meeting-{seat.state}"
    roll_up_appointments(uow, lead.id, now, reason=reason, actor=channel.name)
    return Done(f"meeting-{seat.state}")


def _whose(uow: UnitOfWork, connection: Connection, channel: Channel, fact: MeetingChanged) -> str | None:
    """The lead, by what is surest: a seat that we know, our own ids in the booking, then what the calendar says."""
    for external_id in (fact.meeting_id, fact.replaces, fact.replaced_by):
        known = uow.appointments.by_external_id(connection.id, external_id) if external_id else None
        if known is not None:
            return known.lead_id
    slot = uow.slots.get(fact.slot_hint) if is_id(fact.slot_hint) else None
    if slot is not None:
        return slot.lead_id
    lead = uow.leads.get(fact.lead_hint) if is_id(fact.lead_hint) else None
    if lead is None and fact.person:
        lead = uow.leads.by_address(channel.medium, fact.person)
    if lead is None and fact.email:
        lead = uow.leads.by_address(Medium.EMAIL, fact.email)
    return lead.id if lead is not None else None


def _heard(fact: MeetingChanged, event: StoredEvent) -> Heard:
    state = _STATES[fact.change]
    given_up = state is AppointmentState.CANCELLED and (fact.moved or bool(fact.replaced_by))
    # Without a time of its own a booking is a beginning, and anything else has happened when we were told.
    at = fact.at or (None if fact.change == "booked" else event.received_at)
    return Heard(
        AppointmentState.RESCHEDULED if given_up else state,
        at,
        event_id=fact.event_id,
        title=fact.title,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        timezone=fact.timezone,
        place=fact.place,
        name=fact.name,
        email=fact.email,
        replaces=fact.replaces,
        replaced_by=fact.replaced_by,
        reason=fact.reason,
    )


def _new_seat(uow: UnitOfWork, lead_id: str, connection: Connection, fact: MeetingChanged) -> Appointment:
    slot = uow.slots.get(fact.slot_hint) if is_id(fact.slot_hint) else None
    is_free = slot is not None and slot.lead_id == lead_id and uow.appointments.by_slot(slot.id) is None
    assert connection.workspace_id is not None
    return Appointment(
        id=new_id(),
        workspace_id=connection.workspace_id,
        lead_id=lead_id,
        connection_id=connection.id,
        channel=connection.channel,
        external_id=fact.meeting_id,
        calendar_id=fact.calendar_id,
        slot_id=slot.id if slot is not None and is_free else None,
        booked_by="elsewhere",
    )


def _give_up_former(uow: UnitOfWork, connection: Connection, fact: MeetingChanged, heard: Heard) -> None:
    """A seat that takes the place of another one says so before the other half of the move comes."""
    former = uow.appointments.by_external_id(connection.id, fact.replaces) if fact.replaces else None
    if former is None:
        return
    moved = after(former, Heard(AppointmentState.RESCHEDULED, heard.at, replaced_by=fact.meeting_id))
    uow.appointments.save(replace(moved, replaced_by=fact.meeting_id))


def _entry(lead_id: str, channel: Channel, before: Appointment | None, seat: Appointment) -> Entry:
    detail = {
        "appointment": seat.id,
        "starts_at": seat.starts_at.isoformat() if seat.starts_at else None,
        "was": before.state if before is not None else None,
        "why": seat.reason,
    }
    moved = before is not None and before.state is seat.state
    kind = "meeting-moved" if moved else f"meeting-{seat.state}"
    return Entry(kind, seat.state, "", lead_id, seat.message_id, channel.name, detail)

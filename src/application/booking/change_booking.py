"""What people of ours do about times and meetings: offer, book, call off, say how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.booking.find_times import FindTimes
from rejoinder.application.booking.propose_answer import language_of, propose_answer
from rejoinder.application.booking.roll_up import roll_up_appointments
from rejoinder.application.booking.take_up_slot import booking_job
from rejoinder.application.replies.endings import end_message
from rejoinder.domain.appointments import Appointment, AppointmentState, Heard, after
from rejoinder.domain.booking import BookingSnapshot, DoNotBook, SlotState, should_book
from rejoinder.domain.errors import Conflict, NotFound, OutcomeUnknown, PermanentFailure, ProviderDown
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import IN_FLIGHT, Direction, Disposition, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.slot_words import offer_text
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """The newest message of the lead has a draft that offers free times; it leaves when somebody approves it.

    Returns the draft's id. Raises NotFound; Conflict where nobody can be answered or the calendar has no times.
    """

    store: Store
    find_times: FindTimes

    def __call__(self, workspace_id: str, lead_id: str, by: str, starts: Sequence[datetime] = ()) -> str:
        with self.store.begin(workspace_id) as uow:
            workspace = uow.workspaces.get(workspace_id)
            message = _newest(uow, lead_id)
        if workspace is None:
            raise NotFound("There is no such workspace.")
        found = self.find_times(workspace, lead_id, message.id, wanted=starts)
        if not found.slots:
            raise Conflict(f"There are no times to offer: {found.why_none}.")
        with self.store.begin(workspace_id) as uow:
            lead = uow.leads.lock(lead_id)
            message = _newest(uow, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            if message.disposition in IN_FLIGHT:
                raise Conflict("The newest message of this lead is being answered at this moment.")
            known = uow.drafts.for_message(message.id)
            language = language_of(uow, known.id if known is not None else None, message)
            slots = [replace(slot, message_id=message.id) for slot in found.slots]
            body = offer_text([slot.label(language) for slot in slots], language)
            draft = propose_answer(uow, message, lead, body, slots, actor=by, why="times-offered")
            end_message(uow, message, Disposition.WAITING_HUMAN, "times-to-offer", actor=by)
            return draft.id


@dataclass(frozen=True, slots=True)
class BookSlot:
    """A person of ours books a slot of the ledger: the job is written, and does the rest.

    Raises NotFound; Conflict where the slot is gone, its time is over, the lead has opted out or sending is halted.
    """

    store: Store
    clock: Clock

    def __call__(self, workspace_id: str, lead_id: str, slot_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            lead, slot = uow.leads.lock(lead_id), uow.slots.get(slot_id)
            workspace = uow.workspaces.get(workspace_id)
            if lead is None or slot is None or slot.lead_id != lead.id or workspace is None:
                raise NotFound("There is no such slot.")
            message = uow.messages.get(slot.accepted_message_id) or _newest(uow, lead_id)
            if slot.state is SlotState.ACCEPTED and message.disposition in IN_FLIGHT:
                raise Conflict("This slot is being booked at this moment.")
            now = self.clock.now()
            wanted = replace(slot, wanted_by=by)
            decision = should_book(
                BookingSnapshot(
                    slot=wanted,
                    message=message,
                    lead=lead,
                    workspace=workspace,
                    conversation=(),
                    switches=uow.switches.active(workspace_id),
                    channel=message.channel,
                    now=now,
                )
            )
            if isinstance(decision, DoNotBook):
                raise Conflict(f"This slot cannot be booked: {decision.reason}.")
            accepted = replace(
                wanted,
                state=SlotState.ACCEPTED,
                accepted_at=slot.accepted_at or now,
                accepted_message_id=message.id,
                basis_version=lead.version,
                reason="",
            )
            uow.slots.save(accepted, was=slot.state)
            detail = {"slot": slot.id, "starts_at": slot.starts_at.isoformat()}
            uow.timeline.append(Entry("booking-wanted", "accepted", "by-person", lead.id, message.id, by, detail))
            end_message(uow, message, Disposition.PROCESSING, "booking", actor=by)
            uow.queue.enqueue(booking_job(accepted, message.id, suffix=new_id()))


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """The meeting is called off at its calendar, then here; doing it twice changes nothing.

    Raises NotFound; Conflict where the calendar will not; ProviderDown where it cannot be asked, or its answer was lost
    (asking again is safe).
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, workspace_id: str, appointment_id: str, reason: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            seat = _there(uow.appointments.get(appointment_id))
            connection = uow.connections.get(seat.connection_id)
        if seat.state is AppointmentState.CANCELLED:
            return
        if seat.state is not AppointmentState.BOOKED:
            raise Conflict(f"This meeting is {seat.state}; only one that is booked can be called off.")
        channel = self.channels.get(connection.channel) if connection is not None and connection.enabled else None
        if connection is None or channel is None or channel.calendar is None:
            raise Conflict("The calendar of this meeting is not connected any more.")
        try:
            channel.calendar.cancel(seat.external_id, seat.event_id, reason, connection)
        except PermanentFailure as refused:
            raise Conflict(f"The calendar does not call it off: {refused.message}") from None
        except OutcomeUnknown as unknown:
            raise ProviderDown(f"{unknown.message} Call it off again, that is safe.") from None
        _say(self.store, self.clock, workspace_id, appointment_id, AppointmentState.CANCELLED, reason, by)


@dataclass(frozen=True, slots=True)
class MarkAppointment:
    """A person of ours says that the meeting was held, or that nobody came. Raises NotFound, Conflict."""

    store: Store
    clock: Clock

    def __call__(self, workspace_id: str, appointment_id: str, state: AppointmentState, by: str) -> None:
        _say(self.store, self.clock, workspace_id, appointment_id, state, "", by)


_FROM_PEOPLE: Mapping[AppointmentState, Sequence[AppointmentState]] = {
    AppointmentState.CANCELLED: (AppointmentState.BOOKED,),
    AppointmentState.HELD: (AppointmentState.BOOKED, AppointmentState.NO_SHOW),
    AppointmentState.NO_SHOW: (AppointmentState.BOOKED, AppointmentState.HELD),
}
"""What people may say of a meeting, and in which states."""


def _say(
    store: Store, clock: Clock, workspace_id: str, appointment_id: str, state: AppointmentState, reason: str, by: str
) -> None:
    now = clock.now()
    with store.begin(workspace_id) as uow:
        known = _there(uow.appointments.get(appointment_id))
        uow.leads.lock(known.lead_id)
        seat = _there(uow.appointments.get(appointment_id))
        if seat.state is state:
            return
        if seat.state not in _FROM_PEOPLE[state]:
            raise Conflict(f"This meeting is {seat.state} and cannot become {state}.")
        at = max(now, seat.changed_at) if seat.changed_at is not None else now
        said = replace(after(seat, Heard(state, at, reason=reason[:500])), state=state)
        uow.appointments.save(said)
        detail = {"appointment": seat.id, "was": seat.state, "why": reason[:500]}
        uow.timeline.append(Entry(f"meeting-{state}", state, "by-person", seat.lead_id, seat.message_id, by, detail))
        roll_up_appointments(uow, seat.lead_id, now, reason=f"meeting-{state}", actor=by)


def _there(seat: Appointment | None) -> Appointment:
    if seat is None:
        raise NotFound("There is no such appointment.")
    return seat


def _newest(uow: UnitOfWork, lead_id: str) -> Message:
    """The lead's newest message. Raises NotFound, and Conflict where they never wrote."""
    if uow.leads.get(lead_id) is None:
        raise NotFound("There is no such lead.")
    inbound = [m for m in uow.messages.conversation(lead_id) if m.direction is Direction.INBOUND]
    if not inbound:
        raise Conflict("This lead has not written yet; there is nothing to answer.")
    return inbound[-1]

"""A message may take a time that we offered: then it is booked by a job, or a person is asked to book it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.domain.booking import Book, BookingSnapshot, OfferedSlot, SlotState, should_book
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.times import Acceptance, Offer
from rejoinder.domain.workspaces import Workspace

AcceptedSlot = Callable[..., Acceptance]
"""`domain/times.py` `accepted_slot`."""


@dataclass(frozen=True, slots=True)
class Taking:
    """The slot is being booked."""

    slot_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A slot was taken, and a person of ours decides about it."""

    reason: str


def take_up_slot(
    uow: UnitOfWork,
    message: Message,
    lead: Lead,
    workspace: Workspace,
    conversation: Sequence[Message],
    switches: Sequence[Switch],
    *,
    source_is_proven: bool,
    gate: str,
    now: datetime,
    accept: AcceptedSlot,
) -> Taking | Asked | None:
    """What follows from the slots that lie open with this lead; None where the message takes none of them.

    Called with the lead locked, after the message was understood. The words that count are the cleaned reply: what is
    quoted, a signature or a footer takes no slot.
    """
    open_slots = uow.slots.of_lead(lead.id, [SlotState.OFFERED, SlotState.ACCEPTED])
    if any(slot.accepted_message_id == message.id and slot.state is SlotState.ACCEPTED for slot in open_slots):
        return Asked("slot-accepted")  # its job is over without an end: a person books it or not
    offered = [slot for slot in open_slots if _was_told(slot, message)]
    if not offered:
        return None
    said_at = message.sent_at or message.received_at
    offers = [Offer(slot.id, slot.starts_at, slot.minutes) for slot in offered]
    taken = accept(message.text, offers, sent_at=said_at, zone=offered[-1].zone)
    slot = next((slot for slot in offered if slot.id == taken.slot_id), None)
    decision = should_book(
        BookingSnapshot(
            slot=slot,
            message=message,
            lead=lead,
            workspace=workspace,
            conversation=conversation,
            switches=switches,
            channel=message.channel,
            now=now,
            source_is_proven=source_is_proven,
            gate=gate,
            why_not_exact=taken.reason,
        )
    )
    books = isinstance(decision, Book)
    detail = {
        "check": "booking",
        "inputs": {"slot": taken.slot_id, "why": taken.reason, "evidence": taken.evidence, "offered": len(offered)},
    }
    verdict, reason = ("book", "") if isinstance(decision, Book) else ("no", decision.reason)
    uow.timeline.append(Entry("check", verdict, reason or "booking", lead.id, message.id, detail=detail))
    if slot is None or not (books or (not isinstance(decision, Book) and decision.for_person)):
        return None
    if slot.state is SlotState.OFFERED:
        accepted = replace(
            slot,
            state=SlotState.ACCEPTED,
            accepted_at=now,
            accepted_message_id=message.id,
            basis_version=lead.version,
            reason=reason,
        )
        if not uow.slots.save(accepted, was=slot.state):
            return None
        uow.timeline.append(Entry("slot-accepted", "accepted", taken.reason, lead.id, message.id, detail=_about(slot)))
    if not books:
        return Asked("slot-accepted")
    uow.queue.enqueue(booking_job(slot, message.id))
    return Taking(slot.id)


def booking_job(slot: OfferedSlot, message_id: str, *, suffix: str = "") -> NewJob:
    """The job that books this slot; the slot's id is the key under which the calendar may have it once."""
    return NewJob(
        JobType.BOOK_MEETING,
        slot.workspace_id,
        slot.id,
        lead_id=slot.lead_id,
        message_id=message_id,
        lane=slot.lead_id,
        suffix=suffix,
    )


def _was_told(slot: OfferedSlot, message: Message) -> bool:
    """Whether the lead had been told of it when they wrote. Clocks of providers differ by a little."""
    return slot.offered_at is not None and slot.offered_at <= message.received_at


def _about(slot: OfferedSlot) -> dict[str, str]:
    return {"slot": slot.id, "starts_at": slot.starts_at.isoformat()}

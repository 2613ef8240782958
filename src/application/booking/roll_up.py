"""What a lead's appointments mean for the lead: status, counts and follow-ups, in the transaction that changed them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rejoinder.application.replies.endings import cancel_follow_ups
from rejoinder.domain.appointments import rolled_up
from rejoinder.domain.booking import SlotState
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry

MEETING_BOOKED = "meeting-booked"


def roll_up_appointments(
    uow: UnitOfWork,
    lead_id: str,
    now: datetime,
    *,
    reason: str,
    message_id: str | None = None,
    actor: str = "rejoinder",
) -> None:
    """The lead is as its appointments make it. A booked meeting ends its follow-ups, and pauses those of campaigns until
    it is called off, unless they had rested for another reason. Called with the lead locked."""
    lead = uow.leads.get(lead_id)
    if lead is None:
        return
    changed = rolled_up(lead, uow.appointments.of_lead(lead_id), now)
    if changed.has_appointment and not lead.has_appointment:
        changed = replace(changed, follow_ups_paused=True, follow_ups_paused_reason=MEETING_BOOKED)
        uow.timeline.append(Entry("follow-ups-paused", "paused", MEETING_BOOKED, lead_id, message_id, actor))
    elif lead.has_appointment and not changed.has_appointment and lead.follow_ups_paused_reason == MEETING_BOOKED:
        changed = replace(changed, follow_ups_paused=False, follow_ups_paused_reason="")
        uow.timeline.append(Entry("follow-ups-resumed", "", reason, lead_id, message_id, actor))
    if changed != lead:
        uow.leads.save(changed)
    if changed.has_appointment and not lead.has_appointment:
        cancel_follow_ups(uow, lead_id, "booked", message_id=message_id, actor=actor)
    if changed.status is not lead.status:
        detail = {"from": lead.status, "to": changed.status}
        uow.timeline.append(Entry("status-changed", changed.status, reason, lead_id, message_id, actor, detail=detail))


def lapse_offers(uow: UnitOfWork, lead_id: str, reason: str, *, keep: str | None = None) -> None:
    """Nothing that was offered to this lead, or stands in a draft, can be taken any more."""
    for slot in uow.slots.of_lead(lead_id, [SlotState.DRAFTED, SlotState.OFFERED]):
        if slot.id != keep:
            uow.slots.save(replace(slot, state=SlotState.LAPSED, reason=reason), was=slot.state)

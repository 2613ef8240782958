"""Every change of a follow-up leaves its reason on the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rejoinder.domain.follow_ups import BY_PERSON, FollowUp
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry


def move(
    uow: UnitOfWork,
    before: FollowUp,
    after: FollowUp,
    *,
    actor: str = "rejoinder",
    message_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Stored and told; called with the lead locked."""
    uow.follow_ups.save(after)
    about = {
        "follow_up": after.id,
        "sequence": after.sequence_id,
        "from": before.state,
        "step": after.step,
        "next_at": after.next_at.isoformat() if after.next_at else None,
        **(detail or {}),
    }
    uow.timeline.append(Entry("follow-up", after.state, after.reason, after.lead_id, message_id, actor, about))


def let_go_on(uow: UnitOfWork, lead_id: str, *, by_person: bool = False) -> bool:
    """The lead's follow-ups are paused no longer; False where a person of ours paused them and none lets them go on."""
    lead = uow.leads.get(lead_id)
    if lead is None or (lead.follow_ups_paused_reason == BY_PERSON and lead.follow_ups_paused and not by_person):
        return False
    if lead.follow_ups_paused:
        uow.leads.save(replace(lead, follow_ups_paused=False, follow_ups_paused_reason=""))
    return True

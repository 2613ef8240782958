"""What is queued and will not leave after all."""

from __future__ import annotations

from dataclasses import replace

from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import Send, SendState
from rejoinder.domain.timeline import Entry


def withhold(uow: UnitOfWork, send: Send, reason: str, *, actor: str = "rejoinder") -> bool:
    """A queued send will not leave; False when it was no longer queued."""
    if not uow.sends.save(replace(send, state=SendState.WITHHELD, reason=reason), was=SendState.QUEUED):
        return False
    uow.timeline.append(Entry("withheld", "withheld", reason, send.lead_id, send.message_id, actor, {"send": send.id}))
    return True


def withhold_rest(uow: UnitOfWork, message_id: str | None, reason: str, *, actor: str = "rejoinder") -> None:
    """What is still queued of the replies to that message will not leave."""
    for send in uow.sends.of_message(message_id):
        if send.state is SendState.QUEUED:
            withhold(uow, send, reason, actor=actor)

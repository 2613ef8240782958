"""How things end: small effects shared by every use-case that closes something, each leaving its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import Send, SendState
from rejoinder.domain.timeline import Entry


def end_message(
    uow: UnitOfWork, message: Message, disposition: Disposition, reason: str = "", *, actor: str = "rejoinder"
) -> None:
    """The message has this disposition, and its timeline says why."""
    if uow.messages.dispose(message.id, disposition, reason):
        uow.timeline.append(
            Entry("disposed", disposition, reason, message.lead_id, message.id, actor, {"from": message.disposition})
        )


def withhold(uow: UnitOfWork, send: Send, reason: str, *, actor: str = "rejoinder") -> bool:
    """A queued send will not leave; False when it was no longer queued."""
    if not uow.sends.save(replace(send, state=SendState.WITHHELD, reason=reason), was=SendState.QUEUED):
        return False
    uow.timeline.append(Entry("withheld", "withheld", reason, send.lead_id, send.message_id, actor, {"send": send.id}))
    return True


def withhold_queued(
    uow: UnitOfWork, lead_id: str, reason: str, *, keep_message: str | None = None, actor: str = "rejoinder"
) -> None:
    """Nothing that was queued for this lead leaves any more (but for `keep_message`'s reply)."""
    for send in uow.sends.of_lead(lead_id, [SendState.QUEUED]):
        if send.message_id != keep_message:
            withhold(uow, send, reason, actor=actor)


def supersede_drafts(uow: UnitOfWork, lead_id: str, *, keep_message: str | None = None) -> None:
    """Open drafts of this lead are history, except the one of `keep_message`."""
    for draft in uow.drafts.open_of_lead(lead_id):
        if draft.message_id != keep_message:
            uow.drafts.save(replace(draft, status=DraftStatus.SUPERSEDED), expected_version=draft.version)


def close_lead(
    uow: UnitOfWork,
    lead_id: str,
    disposition: Disposition,
    reason: str,
    *,
    keep_message: str | None = None,
    actor: str = "rejoinder",
) -> Sequence[Message]:
    """Whatever waited to be answered for this lead ends as said; queued sends and open drafts go with it.

    A send that is in the air is left to settle.
    """
    withhold_queued(uow, lead_id, reason, keep_message=keep_message, actor=actor)
    supersede_drafts(uow, lead_id, keep_message=keep_message)
    in_the_air = {s.message_id for s in uow.sends.of_lead(lead_id, [SendState.SENDING, SendState.UNKNOWN])}
    closed = [m for m in uow.messages.open_of_lead(lead_id) if m.id != keep_message and m.id not in in_the_air]
    for message in closed:
        end_message(uow, message, disposition, reason, actor=actor)
    return closed

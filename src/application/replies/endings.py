"""How things end: small effects shared by every use-case that closes something, each leaving its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rejoinder.application.replies.move_follow_up import move
from rejoinder.application.replies.notify_people import tell_of_waiting
from rejoinder.application.replies.queue_reply import confirm_job
from rejoinder.application.replies.withhold_send import withhold, withhold_rest
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.follow_ups import FollowUp, cancelled
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.outgoing import draft_ready, message_ended, send_settled
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import SETTLE_WAITS_S, Send, SendState
from rejoinder.domain.timeline import Entry


def end_message(
    uow: UnitOfWork, message: Message, disposition: Disposition, reason: str = "", *, actor: str = "rejoinder"
) -> None:
    """The message has this disposition, and its timeline says why."""
    if uow.messages.dispose(message.id, disposition, reason):
        uow.timeline.append(
            Entry("disposed", disposition, reason, message.lead_id, message.id, actor, {"from": message.disposition})
        )
        _tell_outside(uow, message, disposition, reason, actor)


def _tell_outside(uow: UnitOfWork, message: Message, disposition: Disposition, reason: str, actor: str) -> None:
    """The users' own systems learn of an ending, and of a text that now waits for a person."""
    ended = message_ended(new_id(), message, disposition, reason, actor)
    if ended is not None:
        uow.outgoing.publish(ended)
    elif disposition is Disposition.WAITING_HUMAN:
        draft = uow.drafts.for_message(message.id)
        if draft is not None and draft.status is DraftStatus.PROPOSED:
            uow.outgoing.publish(draft_ready(new_id(), draft, message, reason))
        tell_of_waiting(uow, message, reason)


def tell_of_send(uow: UnitOfWork, send: Send) -> None:
    """The users' own systems learn that this part arrived, or never will."""
    settled = send_settled(new_id(), send)
    if settled is not None:
        uow.outgoing.publish(settled)


def lose_sight(
    uow: UnitOfWork,
    send: Send,
    reason: str,
    *,
    error: str = "",
    wait: float = SETTLE_WAITS_S[0],
    actor: str = "rejoinder",
) -> bool:
    """A send in the air is unknown from now on, and its provider is asked in `wait` seconds; False when it was no
    longer in the air. The one way from `sending` to `unknown`."""
    unknown = replace(send, state=SendState.UNKNOWN, reason=reason, error=error or send.error)
    if not uow.sends.save(unknown, was=SendState.SENDING):
        return False
    uow.queue.enqueue(confirm_job(send, wait))
    detail = {"send": send.id, **({"error": error} if error else {})}
    uow.timeline.append(Entry("unknown", "unknown", reason, send.lead_id, send.message_id, actor, detail))
    return True


def ask_about(uow: UnitOfWork, send: Send, why: str) -> None:
    """Nobody but a person can say what became of this send: its message waits for them, and an alert says so. The lead
    is locked. A meeting that stands is not undone by its confirmation."""
    message = uow.messages.get(send.message_id) if not send.is_notice else None
    if message is not None and message.disposition is not Disposition.BOOKED:
        end_message(uow, message, Disposition.WAITING_HUMAN, "send-unknown")
    uow.alerts.raise_alert(
        "send-unknown",
        send.id,
        severity="high",
        title=f"{send.kind.called} may or may not have arrived; please decide.",
        workspace_id=send.workspace_id,
        detail={"send": send.id, "why": why, "channel": send.channel},
    )


def drop_reply(uow: UnitOfWork, message: Message, reason: str, *, actor: str = "rejoinder") -> bool:
    """What was queued or proposed for this message is history; False when its reply is in the air already."""
    sends = uow.sends.of_message(message.id)
    withhold_rest(uow, message.id, reason, actor=actor)
    draft = uow.drafts.for_message(message.id)
    if draft is not None and draft.status in (DraftStatus.PROPOSED, DraftStatus.APPROVED, DraftStatus.FAILED):
        uow.drafts.save(replace(draft, status=DraftStatus.SUPERSEDED), expected_version=draft.version)
    return not any(send.state in (SendState.SENDING, SendState.UNKNOWN) for send in sends)


def hold_step(uow: UnitOfWork, follow_up: FollowUp, reason: str, *, actor: str = "rejoinder") -> None:
    """What is queued of the follow-up's current step will not leave."""
    for send in uow.sends.of_step(follow_up.id, follow_up.step):
        if send.state is SendState.QUEUED:
            withhold(uow, send, reason, actor=actor)


def cancel_follow_ups(
    uow: UnitOfWork, lead_id: str, reason: str, *, message_id: str | None = None, actor: str = "rejoinder"
) -> int:
    """Nobody follows up on this lead any more; how many follow-ups ended. Called with the lead locked."""
    live = uow.follow_ups.live_of_lead(lead_id)
    for follow_up in live:
        hold_step(uow, follow_up, reason, actor=actor)
        move(uow, follow_up, cancelled(follow_up, reason), actor=actor, message_id=message_id)
    return len(live)


_ENDS_FOLLOW_UPS = frozenset({"opt-out", "blacklisted", "bounce"})


def close_lead(
    uow: UnitOfWork,
    lead_id: str,
    disposition: Disposition,
    reason: str,
    *,
    keep_message: str | None = None,
    received_before: datetime | None = None,
    actor: str = "rejoinder",
) -> Sequence[Message]:
    """Whatever waited to be answered for this lead ends as said; queued sends and open drafts go with it, and so do
    follow-ups where the person must not be written to.

    A send that is in the air is left to settle; what was received later than `received_before` still waits.
    """
    closed = []
    if reason in _ENDS_FOLLOW_UPS:
        cancel_follow_ups(uow, lead_id, reason, message_id=keep_message, actor=actor)
    for message in uow.messages.open_of_lead(lead_id):
        if message.id == keep_message or (received_before is not None and message.received_at > received_before):
            continue
        if drop_reply(uow, message, reason, actor=actor):
            end_message(uow, message, disposition, reason, actor=actor)
            closed.append(message)
    return closed

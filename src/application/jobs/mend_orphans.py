"""MendOrphans: the safety net under all others. Nothing that should move lies still for want of a job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from rejoinder.application.replies.endings import end_message, lose_sight
from rejoinder.application.replies.queue_reply import confirm_job, send_job
from rejoinder.application.replies.settle_step import stop_follow_up
from rejoinder.application.replies.tell_unreachable import tell_unreachable
from rejoinder.application.replies.withhold_send import withhold
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.messages import IN_FLIGHT, Disposition, Message
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.sends import LEFT_US, Send, SendState

LOST = "lost-its-job"

log = logging.getLogger(__name__)


class Orphan(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...


class OrphanedReply(Orphan, Protocol):
    @property
    def had_its_run(self) -> bool:
        """Whether a job that delivers it ever succeeded."""
        ...


AnyOrphan = TypeVar("AnyOrphan", bound=Orphan)


class Orphanage(Protocol):
    def orphaned_messages(self) -> Sequence[Orphan]: ...

    def orphaned_sends(self) -> Sequence[OrphanedReply]: ...


@dataclass(frozen=True, slots=True)
class MendOrphans:
    """Called by the scheduler every few seconds. Returns how many it found, which should always be none.

    A message in flight without a live job waits for a person and raises an alert, because a bug put it there; a send
    in the air without one is unknown and is settled like any other. A queued send without one gets its job again, once
    and only if none ever succeeded for it; otherwise it is held back and its message waits for a person. Whatever was
    mended is an orphan no more, so that nothing is mended for ever.
    """

    orphans: Orphanage
    store: Store

    def __call__(self) -> int:
        # Sends first: a message whose reply has its job again is no orphan.
        sends = _each(self.orphans.orphaned_sends(), self._send)
        return sends + _each(self.orphans.orphaned_messages(), self._message)

    def _message(self, orphan: Orphan) -> None:
        with self.store.begin(orphan.workspace_id) as uow:
            message = uow.messages.get(orphan.id)
            if message is None or message.disposition not in IN_FLIGHT:
                return
            sends = uow.sends.of_message(message.id)
            if any(_carries_its_message(send, sends) for send in sends):
                return
            _leave_to_person(uow, message)

    def _send(self, orphan: OrphanedReply) -> None:
        with self.store.begin(orphan.workspace_id) as uow:
            known = uow.sends.get(orphan.id)
            if known is None:
                return
            uow.leads.lock(known.lead_id)
            send = uow.sends.lock(known.id)
            if send is None:
                return
            if send.state in (SendState.SENDING, SendState.UNKNOWN):
                _settle(uow, send)
            elif send.state is SendState.QUEUED and (orphan.had_its_run or not _work_again(uow, send)):
                _hold_back(uow, send)


def _each(orphans: Sequence[AnyOrphan], mend: Callable[[AnyOrphan], None]) -> int:
    for orphan in orphans:
        try:
            mend(orphan)
        except TemporaryFailure:
            raise
        except Exception:  # one that cannot be mended does not keep the others from it
            log.exception("orphan.not_mended", extra={"orphan": orphan.id})
    return len(orphans)


def _carries_its_message(send: Send, siblings: Sequence[Send]) -> bool:
    """In the air, or the next part to leave: `_send` sees to it."""
    if send.state in (SendState.SENDING, SendState.UNKNOWN):
        return True
    earlier = (s for s in siblings if s.draft_version == send.draft_version and s.part < send.part)
    return send.state is SendState.QUEUED and all(s.state in LEFT_US for s in earlier)


def _settle(uow: UnitOfWork, send: Send) -> None:
    if send.state is SendState.SENDING:
        lose_sight(uow, send, "worker-lost", wait=0.0)
    elif not uow.queue.enqueue(confirm_job(send, 0.0)):
        message = uow.messages.get(send.message_id)
        if message is not None and message.disposition in IN_FLIGHT and not send.is_notice:
            end_message(uow, message, Disposition.WAITING_HUMAN, "send-unknown")


def _work_again(uow: UnitOfWork, send: Send) -> bool:
    """The send has a job again; False when it was given one before, because the key is the same every time."""
    return uow.queue.enqueue(replace(send_job(send), suffix="mended"))


def _leave_to_person(uow: UnitOfWork, message: Message) -> None:
    end_message(uow, message, Disposition.WAITING_HUMAN, LOST)
    uow.alerts.raise_alert(
        "orphaned-message",
        message.id,
        severity="high",
        title="A message had no job left to carry it on; it waits for a person.",
        workspace_id=message.workspace_id,
    )


def _hold_back(uow: UnitOfWork, send: Send) -> None:
    """Nothing of this reply leaves by itself any more, and a message that was in flight waits for a person."""
    if send.is_notice:
        withhold(uow, send, LOST)
        return
    if send.follow_up_id is not None:
        withhold(uow, send, LOST)
        stop_follow_up(uow, send.follow_up_id, LOST)
        return
    if send.message_id is None:
        if withhold(uow, send, LOST):
            tell_unreachable(uow, send.workspace_id, send.call_id or send.id, send.recipient, LOST)
        return
    for part in uow.sends.of_message(send.message_id):
        if part.draft_version == send.draft_version and part.state is SendState.QUEUED:
            withhold(uow, part, LOST)
    draft = uow.drafts.get(send.draft_id)
    message = uow.messages.get(send.message_id)
    if draft is not None and draft.version == send.draft_version and draft.status is DraftStatus.APPROVED:
        uow.drafts.save(replace(draft, status=DraftStatus.PROPOSED), expected_version=draft.version)
    if message is not None and message.disposition in IN_FLIGHT:
        _leave_to_person(uow, message)

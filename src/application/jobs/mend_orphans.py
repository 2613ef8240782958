"""MendOrphans: the safety net under all others. Nothing that should move lies still for want of a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rejoinder.application.replies.endings import end_message
from rejoinder.application.replies.queue_reply import confirm_job
from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.ports.upkeep import Alerts
from rejoinder.domain.sends import SendState


class Orphan(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...


class Orphanage(Protocol):
    def orphaned_messages(self) -> Sequence[Orphan]: ...

    def orphaned_sends(self) -> Sequence[Orphan]: ...


@dataclass(frozen=True, slots=True)
class MendOrphans:
    """Called by the scheduler every few seconds. Returns how many it found, which should always be none.

    A message in flight without a live job waits for a person and raises an alert, because a bug put it there; a send
    in the air without one is unknown and is settled like any other.
    """

    orphans: Orphanage
    store: Store
    alerts: Alerts

    def __call__(self) -> int:
        messages, sends = self.orphans.orphaned_messages(), self.orphans.orphaned_sends()
        for orphan in messages:
            self._message(orphan)
        for orphan in sends:
            self._send(orphan)
        return len(messages) + len(sends)

    def _message(self, orphan: Orphan) -> None:
        with self.store.begin(orphan.workspace_id) as uow:
            message = uow.messages.get(orphan.id)
            if message is None or message.disposition not in IN_FLIGHT:
                return
            open_sends = [
                s for s in uow.sends.of_message(message.id) if s.state in (SendState.SENDING, SendState.UNKNOWN)
            ]
            if open_sends:
                return
            end_message(uow, message, Disposition.WAITING_HUMAN, "lost-its-job")
        self.alerts.raise_alert(
            "orphaned-message",
            orphan.id,
            severity="high",
            title="A message had no job left to carry it on; it waits for a person.",
            workspace_id=orphan.workspace_id,
        )

    def _send(self, orphan: Orphan) -> None:
        with self.store.begin(orphan.workspace_id) as uow:
            known = uow.sends.get(orphan.id)
            if known is None:
                return
            uow.leads.lock(known.lead_id)
            send = uow.sends.lock(known.id)
            if send is None or send.state not in (SendState.SENDING, SendState.UNKNOWN):
                return
            if send.state is SendState.SENDING:
                uow.sends.save(replace(send, state=SendState.UNKNOWN, reason="worker-lost"), was=SendState.SENDING)
            if not uow.queue.enqueue(confirm_job(send, 0.0)):
                message = uow.messages.get(send.message_id)
                if message is not None and message.disposition in IN_FLIGHT:
                    end_message(uow, message, Disposition.WAITING_HUMAN, "send-unknown")

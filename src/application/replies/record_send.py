"""RecordSend: the receipt of a send is written down, whoever brings it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rejoinder.application.replies.endings import end_message
from rejoinder.application.replies.enrol import enrol_after_answer
from rejoinder.application.replies.note_offers import note_offers
from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.settle_step import settle_left
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import IN_FLIGHT, Author, Direction, Disposition, Message
from rejoinder.domain.policies import EDITED_LATE
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import LEFT_US, Send, SendReceipt, SendState, may_move
from rejoinder.domain.timeline import Entry

_PATIENCE_S = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class RecordSend:
    """Called by SendReply (the provider's answer), ConfirmSend (found at the provider), delivery reports and people.

    Afterwards the send is `sent`, our message stands in the conversation, the next part is on its way, or the answered
    message has its final disposition. Doing it twice changes nothing.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    pause: Callable[[float], None]

    def sent(self, send: Send, receipt: SendReceipt, *, how: str, actor: str = "rejoinder") -> bool:
        """Raises TemporaryFailure only after a quarter of a minute of trying: the provider has taken the message."""
        for wait in _PATIENCE_S:
            try:
                return self._once(send, receipt, how, actor)
            except TemporaryFailure:
                self.pause(wait)
        return self._once(send, receipt, how, actor)

    def _once(self, send: Send, receipt: SendReceipt, how: str, actor: str) -> bool:
        with self.store.begin(send.workspace_id) as uow:
            uow.leads.lock(send.lead_id)
            return self.within(uow, send.id, receipt, how=how, actor=actor)

    def within(
        self, uow: UnitOfWork, send_id: str, receipt: SendReceipt, *, how: str, actor: str = "rejoinder"
    ) -> bool:
        """The same inside the caller's transaction, the lead being locked; False when it had been recorded before."""
        send = uow.sends.lock(send_id)
        if send is None or not may_move(send.state, SendState.SENT):
            return False
        late = send.state in (SendState.WITHHELD, SendState.FAILED)
        sent = replace(
            send,
            state=SendState.SENT,
            provider_message_id=receipt.provider_message_id,
            reason="sent-late" if late else "",
        )
        if not uow.sends.save(sent, was=send.state):
            return False
        uow.timeline.append(
            Entry(
                "sent" if send.state is SendState.SENDING else "settled",
                "sent",
                how,
                send.lead_id,
                send.message_id,
                actor,
                {"send": send.id, "part": send.part, "provider_message_id": receipt.provider_message_id},
            )
        )
        if sent.goes_to_lead:
            uow.messages.add_outbound(self._spoken(sent, receipt, uow))
        if not sent.is_notice and sent.draft_id is not None:
            siblings = [s for s in uow.sends.of_message(sent.message_id) if s.draft_version == sent.draft_version]
            note_offers(uow, siblings or [sent], self.clock.now())
        if not sent.is_notice:
            self._go_on(uow, sent, actor)
        if send.state is SendState.UNKNOWN:
            uow.alerts.resolve("send-unknown", send.id)
        return True

    def _spoken(self, send: Send, receipt: SendReceipt, uow: UnitOfWork) -> Message:
        lead = uow.leads.get(send.lead_id)
        return Message(
            id=new_id(),
            workspace_id=send.workspace_id,
            lead_id=send.lead_id,
            connection_id=send.connection_id,
            channel=send.channel,
            medium=send.medium,
            direction=Direction.OUTBOUND,
            author=_author(send),
            external_id=receipt.provider_message_id or f"send:{send.id}",
            sender=send.sender,
            recipient=send.recipient,
            subject=send.subject,
            body=send.body,
            body_clean=send.body,
            received_at=self.clock.now(),
            sent_at=self.clock.now(),
            version=lead.version if lead else send.basis_version,
            conversation=send.conversation,
            draft_id=send.draft_id,
        )

    def _go_on(self, uow: UnitOfWork, send: Send, actor: str) -> None:
        """The next part, or the end of the message that was answered."""
        parts = uow.sends.of_message(send.message_id)
        if send.follow_up_id is not None:
            parts = uow.sends.of_step(send.follow_up_id, send.step)
        siblings = [s for s in parts if s.draft_version == send.draft_version]
        following = [s for s in siblings if s.part == send.part + 1 and s.state is SendState.QUEUED]
        if following:
            uow.queue.enqueue(send_job(following[0]))
            return
        if any(s.state not in LEFT_US for s in siblings):
            return
        settle_left(uow, send, self.clock.now())
        message = uow.messages.get(send.message_id)
        draft = uow.drafts.get(send.draft_id)
        if draft is not None and draft.version == send.draft_version:
            uow.drafts.save(replace(draft, status=DraftStatus.SENT), expected_version=draft.version)
        if message is None:
            return
        if message.disposition_reason == EDITED_LATE:
            return  # it answers words that have changed since: a person was asked
        if message.disposition in IN_FLIGHT or message.disposition in _STILL_OPEN:
            end_message(uow, message, _disposition(send, draft is not None and draft.edited), actor=actor)
            enrol_after_answer(uow, message, self.clock.now())


_STILL_OPEN = frozenset({Disposition.WAITING_HUMAN, Disposition.FAILED, Disposition.SUPERSEDED})


def _author(send: Send) -> Author:
    if send.is_notice:
        return Author.SYSTEM
    return Author.AI if send.automatic else Author.HUMAN


def _disposition(send: Send, edited: bool) -> Disposition:
    if send.automatic:
        return Disposition.SENT
    return Disposition.EDITED_SENT if edited else Disposition.APPROVED_SENT

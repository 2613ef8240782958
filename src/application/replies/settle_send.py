"""SettleSend: a person says what became of an unknown send."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.replies.endings import end_message, tell_of_send
from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.settle_step import settle_failed
from rejoinder.application.replies.withhold_send import withhold_rest
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.messages import Disposition
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.sends import SendReceipt, SendState
from rejoinder.domain.timeline import Entry

OUTCOMES = ("arrived", "send_again", "failed")


@dataclass(frozen=True, slots=True)
class SettleSend:
    """Called by the admin API. `arrived` adopts the send, `send_again` queues one more try on this person's word,
    `failed` gives up. Raises Conflict unless the send is unknown."""

    store: Store
    record: RecordSend

    def __call__(self, workspace_id: str, send_id: str, outcome: str, by: str) -> None:
        if outcome not in OUTCOMES:
            raise InvalidInput(f"'outcome' is one of {', '.join(OUTCOMES)}.", field="outcome")
        with self.store.begin(workspace_id) as uow:
            known = uow.sends.get(send_id)
            if known is None:
                raise NotFound("There is no such send.")
            lead, send = uow.leads.lock(known.lead_id), uow.sends.lock(send_id)
            if lead is None or send is None:
                raise NotFound("There is no such send any more; its person is gone.")
            if send.state is not SendState.UNKNOWN:
                raise Conflict(
                    f"This send is {send.state}; only an unknown one can be settled.", newer={"state": send.state}
                )
            uow.timeline.append(
                Entry("settled", outcome, "by-person", send.lead_id, send.message_id, by, {"send": send.id})
            )
            if outcome == "arrived":
                self.record.within(uow, send.id, SendReceipt(), how="by-person", actor=by)
            elif outcome == "send_again":
                again = replace(send, state=SendState.QUEUED, reason="by-person", lookups=0, basis_version=lead.version)
                uow.sends.save(again, was=SendState.UNKNOWN)
                uow.queue.enqueue(send_job(again))
            else:
                failed = replace(send, state=SendState.FAILED, reason="by-person")
                uow.sends.save(failed, was=SendState.UNKNOWN)
                tell_of_send(uow, failed)
                settle_failed(uow, failed, "by-person")
                message = uow.messages.get(send.message_id) if not send.is_notice else None
                draft = uow.drafts.get(send.draft_id)
                withhold_rest(uow, send.message_id if not send.is_notice else None, "not-sent", actor=by)
                if message is not None:
                    end_message(uow, message, Disposition.STAYED_SILENT, "not-sent", actor=by)
                if draft is not None:
                    uow.drafts.save(replace(draft, status=DraftStatus.FAILED), expected_version=draft.version)
            uow.alerts.resolve("send-unknown", send_id)

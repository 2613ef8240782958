"""BuryJob: a dead letter never leaves its subject in limbo."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.outgoing.deliver_webhook import give_up
from rejoinder.application.replies.endings import ask_about, end_message, lose_sight, tell_of_send
from rejoinder.application.replies.settle_step import settle_failed, stop_follow_up
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.jobs import ENDS_MESSAGE, GiveUp, Job, JobType
from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork, told
from rejoinder.domain.sends import SendState


@dataclass(frozen=True, slots=True)
class BuryJob:
    """Called when a job's attempts or crashes are spent. Afterwards its message or send is in a visible state, and
    somebody has been told. Doing it twice changes nothing. With a `fence` only the job's holder may bury it."""

    store: Store

    def __call__(self, job: Job, verdict: GiveUp, fence: JobFence | None = None) -> None:
        with self.store.begin(job.workspace_id, fence) as uow:
            if job.type in ENDS_MESSAGE:
                self._fail_message(uow, job, verdict)
            elif job.type == JobType.SEND_REPLY:
                known = uow.sends.get(job.subject_id)
                if known is not None and known.state is SendState.FAILED:
                    return  # refused by the provider: ended and told where it happened
                self._free_send(uow, job, verdict)
            elif job.type == JobType.CONFIRM_SEND:
                self._hand_over(uow, job, verdict)
            elif job.type == JobType.FOLLOW_UP_STEP:
                stop_follow_up(uow, job.subject_id, f"step-failed:{verdict.code}")
            elif job.type == JobType.OUTGOING_WEBHOOK:
                give_up(uow, job.subject_id, verdict.error)
            uow.alerts.raise_alert(
                "dead-letter",
                job.id,
                severity="high",
                title=f"A {job.type} job gave up: {verdict.error}",
                workspace_id=told(job.workspace_id),
                detail={"job": job.id, "type": job.type, "code": verdict.code, "attempts": job.attempts},
            )

    def _fail_message(self, uow: UnitOfWork, job: Job, verdict: GiveUp) -> None:
        message = uow.messages.get(job.message_id or job.subject_id)
        if message is not None and message.disposition in IN_FLIGHT:
            end_message(uow, message, Disposition.FAILED, verdict.code)

    def _free_send(self, uow: UnitOfWork, job: Job, verdict: GiveUp) -> None:
        known = uow.sends.get(job.subject_id)
        if known is None:
            return
        uow.leads.lock(known.lead_id)
        send = uow.sends.lock(known.id)
        if send is not None and send.state is SendState.SENDING:
            lose_sight(uow, send, "worker-lost")
        elif send is not None and send.state is SendState.QUEUED:
            failed = replace(send, state=SendState.FAILED, reason=verdict.code, error=verdict.error)
            uow.sends.save(failed, was=SendState.QUEUED)
            tell_of_send(uow, failed)
            settle_failed(uow, failed, verdict.code)
            message = uow.messages.get(send.message_id) if not send.is_notice else None
            draft = uow.drafts.get(send.draft_id)
            if message is not None and message.disposition is not Disposition.BOOKED:
                end_message(uow, message, Disposition.FAILED, verdict.code)
            if draft is not None:
                uow.drafts.save(replace(draft, status=DraftStatus.FAILED), expected_version=draft.version)

    def _hand_over(self, uow: UnitOfWork, job: Job, verdict: GiveUp) -> None:
        """The provider could not be asked: a person has to."""
        send = uow.sends.get(job.subject_id)
        if send is not None:
            uow.leads.lock(send.lead_id)
        if send is not None and send.state is SendState.UNKNOWN:
            ask_about(uow, send, f"The provider could not be asked: {verdict.code}.")

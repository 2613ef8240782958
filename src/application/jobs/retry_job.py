"""RetryJob: a person sends a job that gave up, was cancelled or is parked to work again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.outgoing.deliver_webhook import reopen
from rejoinder.application.replies.endings import end_message
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.jobs import ENDS_MESSAGE, JobStatus, JobType
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.ports.administration import AdminStore, AdminUnitOfWork, HandledJob
from rejoinder.domain.sends import LEFT_US, OPEN, Send, SendState
from rejoinder.domain.timeline import Entry

RESTARTABLE = frozenset({JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.PARKED})
BY_PERSON = "cancelled-by-person"


@dataclass(frozen=True, slots=True)
class RetryJob:
    """Called by the admin API, the dashboard and the command line.

    Afterwards the job is pending with a fresh budget, its history is kept, and a message or send that had ended with
    it is open again. Raises NotFound; Conflict when the job is in no state to be retried, or would send a text that a
    newer version has replaced.
    """

    store: AdminStore

    def __call__(self, workspace_id: str, job_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            job = uow.jobs.get(job_id)
            if job is None or job.workspace_id != workspace_id:
                raise NotFound("There is no such job.")
            if job.status not in RESTARTABLE:
                raise Conflict(f"This job is {job.status}; only one that is over or parked can be retried.")
            if job.lead_id is not None:
                uow.leads.lock(job.lead_id)
            _reopen(uow, job, by)
            if not uow.jobs.restart(job.id):
                raise Conflict("This job was changed by somebody else just now.")
            detail = {"job": job.id, "type": job.type, "was": job.status}
            uow.timeline.append(Entry("job-retried", "pending", "by-person", job.lead_id, job.message_id, by, detail))


def _reopen(uow: AdminUnitOfWork, job: HandledJob, by: str) -> None:
    """What had ended together with the job is open again."""
    answers = job.type in ENDS_MESSAGE
    if job.type == JobType.SEND_REPLY:
        answers = _requeue_send(uow, job)
    if job.type == JobType.OUTGOING_WEBHOOK:
        reopen(uow, job.subject_id)
    if answers:
        message = uow.messages.get(job.message_id) if job.message_id else None
        if message is not None and _ended_with_its_job(message):
            end_message(uow, message, Disposition.RETRYING, actor=by)


def _ended_with_its_job(message: Message) -> bool:
    cancelled = message.disposition is Disposition.STAYED_SILENT and message.disposition_reason == BY_PERSON
    return message.disposition is Disposition.FAILED or cancelled


def _requeue_send(uow: AdminUnitOfWork, job: HandledJob) -> bool:
    """A send that certainly did not leave is queued again; returns whether it answers a message.

    Raises Conflict for one that a check held back, and for one whose text was replaced: two versions of one reply must
    not both arrive.
    """
    send = uow.sends.lock(job.subject_id)
    if send is None or send.state in (SendState.SENDING, SendState.UNKNOWN):
        return send is None or not send.is_notice
    if send.state is not SendState.QUEUED and not _may_be_queued_again(send):
        raise Conflict(f"This send is {send.state}; approve the draft again instead.", newer={"state": send.state})
    draft = uow.drafts.get(send.draft_id)
    outdated = (draft is not None and draft.version != send.draft_version) or _another_version_is_out(uow, send)
    if outdated and not send.is_notice:
        raise Conflict("A newer version of this reply was approved since.", newer=draft)
    if send.state is not SendState.QUEUED:
        uow.sends.save(replace(send, state=SendState.QUEUED, reason="", error=""), was=send.state)
        if draft is not None and draft.status in (DraftStatus.FAILED, DraftStatus.REJECTED):
            uow.drafts.save(replace(draft, status=DraftStatus.APPROVED), expected_version=draft.version)
    return not send.is_notice


def _another_version_is_out(uow: AdminUnitOfWork, send: Send) -> bool:
    """Whether the same message is being answered, or was, with another version of the text; of a follow-up, whether
    another go at the step has left or will."""
    parts = uow.sends.of_message(send.message_id)
    if send.follow_up_id is not None:
        parts = uow.sends.of_step(send.follow_up_id, send.step)
    others = (s for s in parts if s.draft_version != send.draft_version)
    return any(other.state in LEFT_US | OPEN for other in others)


def _may_be_queued_again(send: Send) -> bool:
    cancelled = send.state is SendState.WITHHELD and send.reason == BY_PERSON
    return send.state is SendState.FAILED or cancelled

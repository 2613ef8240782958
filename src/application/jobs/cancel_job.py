"""CancelJob: a person stops a job, and whatever waited for it ends visibly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.jobs.retry_job import BY_PERSON
from rejoinder.application.replies.endings import end_message, withhold
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.jobs import POST_PROCESS, JobStatus, JobType
from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.ports.administration import AdminStore, AdminUnitOfWork, HandledJob
from rejoinder.domain.sends import LEFT_US, SendState
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Called by the admin API, the dashboard and the command line.

    Afterwards a waiting job is over, and its message or send says `cancelled-by-person`; a running one has been asked
    to stop. Raises NotFound; Conflict when the job is over already.
    """

    store: AdminStore

    def __call__(self, workspace_id: str, job_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            job = uow.jobs.get(job_id)
            if job is None or job.workspace_id != workspace_id:
                raise NotFound("There is no such job.")
            if job.status == JobStatus.RUNNING and uow.jobs.ask_to_stop(job.id):
                _note(uow, job, "cancel-requested", by)
                return
            if job.lead_id is not None:
                uow.leads.lock(job.lead_id)
            if job.type == JobType.SEND_REPLY:
                uow.sends.lock(job.subject_id)
            if not uow.jobs.cancel(job.id, by):
                raise Conflict(f"This job is {job.status}; there is nothing left to cancel.")
            _note(uow, job, "cancelled", by)
            if job.type == JobType.SEND_REPLY:
                _stop_reply(uow, job, by)
            if job.type in POST_PROCESS or job.type == JobType.SEND_REPLY:
                _end_message(uow, job, by)


def _note(uow: AdminUnitOfWork, job: HandledJob, verdict: str, by: str) -> None:
    detail = {"job": job.id, "type": job.type}
    uow.timeline.append(Entry("job-cancelled", verdict, "by-person", job.lead_id, job.message_id, by, detail))


def _stop_reply(uow: AdminUnitOfWork, job: HandledJob, by: str) -> None:
    """Every part of this reply that has not left stays here."""
    first = uow.sends.get(job.subject_id)
    if first is None:
        return
    for send in uow.sends.of_message(first.message_id):
        if send.draft_id == first.draft_id and send.state is SendState.QUEUED:
            withhold(uow, send, BY_PERSON, actor=by)
    draft = uow.drafts.get(first.draft_id)
    if draft is not None and draft.status is DraftStatus.APPROVED:
        uow.drafts.save(replace(draft, status=DraftStatus.REJECTED), expected_version=draft.version)


def _end_message(uow: AdminUnitOfWork, job: HandledJob, by: str) -> None:
    """The message is not left open. One whose reply is in the air stays with whoever settles that."""
    message = uow.messages.get(job.message_id) if job.message_id else None
    if message is None or message.disposition not in IN_FLIGHT:
        return
    states = {send.state for send in uow.sends.of_message(message.id)}
    if states & {SendState.SENDING, SendState.UNKNOWN}:
        return
    left = bool(states & LEFT_US)
    end_message(uow, message, Disposition.SENT if left else Disposition.STAYED_SILENT, BY_PERSON, actor=by)

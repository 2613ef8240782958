"""CancelJob: a person stops a job, and whatever waited for it ends visibly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from rejoinder.application.jobs.retry_job import BY_PERSON
from rejoinder.application.outgoing.deliver_webhook import give_up
from rejoinder.application.replies.endings import end_message, lose_sight
from rejoinder.application.replies.settle_step import stop_follow_up
from rejoinder.application.replies.withhold_send import withhold
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.jobs import ENDS_MESSAGE, JobStatus, JobType
from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import LEFT_US, SendState
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Called by the admin API, the dashboard and the command line.

    Afterwards a waiting job is over, and its message or send says `cancelled-by-person`; a running one has been asked
    to stop, and RunJob ends it the same way before its next write. Raises NotFound; Conflict when the job is over.
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
            _lock(uow, job)
            if not uow.jobs.cancel(job.id, by):
                raise Conflict(f"This job is {job.status}; there is nothing left to cancel.")
            end_cancelled(uow, job, by)


class Cancelled(Protocol):
    """A job that a person stopped, waiting or running."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def lead_id(self) -> str | None: ...
    @property
    def message_id(self) -> str | None: ...
    @property
    def subject_id(self) -> str: ...


def end_cancelled(uow: UnitOfWork, job: Cancelled, by: str) -> None:
    """Whatever waited for this job ends visibly, or stays with whoever settles what may have left."""
    _lock(uow, job)
    _note(uow, job, "cancelled", by)
    answers = job.type in ENDS_MESSAGE
    if job.type == JobType.SEND_REPLY:
        answers = _stop_reply(uow, job, by)
    if answers:
        _end_message(uow, job, by)
    if job.type == JobType.FOLLOW_UP_STEP:
        stop_follow_up(uow, job.subject_id, BY_PERSON, actor=by)
    if job.type == JobType.OUTGOING_WEBHOOK:
        give_up(uow, job.subject_id, BY_PERSON)


def _lock(uow: UnitOfWork, job: Cancelled) -> None:
    if job.lead_id is not None:
        uow.leads.lock(job.lead_id)
        if job.type == JobType.SEND_REPLY:
            uow.sends.lock(job.subject_id)


def _note(uow: UnitOfWork, job: Cancelled, verdict: str, by: str) -> None:
    detail = {"job": job.id, "type": job.type}
    uow.timeline.append(Entry("job-cancelled", verdict, "by-person", job.lead_id, job.message_id, by, detail))


def _stop_reply(uow: UnitOfWork, job: Cancelled, by: str) -> bool:
    """Every part of this reply that has not left stays here; one that an earlier run left in the air is settled.
    Returns whether it answers a message."""
    first = uow.sends.get(job.subject_id)
    if first is None:
        return True
    if first.state is SendState.SENDING:
        lose_sight(uow, first, "worker-lost", actor=by)
    if first.is_notice or first.message_id is None:
        withhold(uow, first, BY_PERSON, actor=by)
        if first.follow_up_id is not None:
            stop_follow_up(uow, first.follow_up_id, BY_PERSON, actor=by)
        return False
    for send in uow.sends.of_message(first.message_id):
        if send.draft_id == first.draft_id and send.state is SendState.QUEUED:
            withhold(uow, send, BY_PERSON, actor=by)
    draft = uow.drafts.get(first.draft_id)
    if draft is not None and draft.status is DraftStatus.APPROVED:
        uow.drafts.save(replace(draft, status=DraftStatus.REJECTED), expected_version=draft.version)
    return True


def _end_message(uow: UnitOfWork, job: Cancelled, by: str) -> None:
    """The message is not left open. One whose reply is in the air stays with whoever settles that."""
    message = uow.messages.get(job.message_id) if job.message_id else None
    if message is None or message.disposition not in IN_FLIGHT:
        return
    states = {send.state for send in uow.sends.of_message(message.id)}
    if states & {SendState.SENDING, SendState.UNKNOWN}:
        return
    left = bool(states & LEFT_US)
    end_message(uow, message, Disposition.SENT if left else Disposition.STAYED_SILENT, BY_PERSON, actor=by)

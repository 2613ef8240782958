"""RunJob: claim, handle, record. The one place that decides what a failure leads to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rejoinder.application.jobs.bury_job import BuryJob
from rejoinder.application.jobs.cancel_job import end_cancelled
from rejoinder.application.jobs.retry_job import BY_PERSON
from rejoinder.domain.errors import JobCancelled, LeaseLost, RejoinderError, TemporaryFailure
from rejoinder.domain.jobs import (
    ENDS_MESSAGE,
    SUSPECT_AFTER_CRASHES,
    Cancel,
    GiveUp,
    Job,
    JobType,
    Outcome,
    Park,
    RetryLater,
    Verdict,
    after_failure,
)
from rejoinder.domain.messages import Disposition
from rejoinder.domain.ports.storage import JobFence, JobRepository, Store
from rejoinder.domain.ports.upkeep import HeldJobs
from rejoinder.domain.ports.world import Dice
from rejoinder.domain.timeline import Entry

LEASE_S = 60.0
CANCELLED = Cancel(BY_PERSON)

log = logging.getLogger(__name__)

Handler = Callable[[Job], Outcome]


class BuryEach(BuryJob):
    """BuryJob for whoever buries several jobs in a row: one that cannot be buried is logged and does not keep the
    others from it. Its row is a dead letter already, and MendOrphans finds what it left open."""

    def __call__(self, job: Job, verdict: GiveUp, fence: JobFence | None = None) -> None:
        try:
            super().__call__(job, verdict, fence)
        except Exception:
            log.exception("job.not_buried", extra={"job": job.id, "type": job.type})


@dataclass(frozen=True, slots=True)
class RunJob:
    """Called with a job's id whenever a bell rings, by workers and by the cron route.

    Afterwards the job is over, waits for its next try, is parked, or lies in the dead letters with an alert; or was
    not ours to run (None). Every write carries the fence of this claim. A job that a person cancelled while it ran ends
    at its next write as CancelJob ends a waiting one. A job that was there when workers crashed runs with nothing
    beside it, so that a crash which buries it takes nobody along.
    """

    jobs: JobRepository
    handlers: Mapping[JobType, Handler]
    held: HeldJobs
    store: Store
    bury: BuryJob
    dice: Dice

    def __call__(self, job_id: str) -> Verdict | None:
        with self.held.in_company():
            job = self.jobs.claim(job_id, self.held.owner, LEASE_S, SUSPECT_AFTER_CRASHES)
            if job is not None:
                return self._work(job)
        if not self.jobs.is_suspect(job_id):
            return None
        with self.held.alone():
            job = self.jobs.claim(job_id, self.held.owner, LEASE_S)
            return self._work(job) if job is not None else None

    def _work(self, job: Job) -> Verdict | None:
        self.held.hold(job.id, job.fence)
        try:
            verdict = self._handle(job)
            return self._record(job, verdict) if verdict is not None else None
        finally:
            self.held.drop(job.id, job.fence)

    def _handle(self, job: Job) -> Verdict | None:
        handler = self.handlers.get(JobType(job.type)) if job.type in set(JobType) else None
        try:
            self._ask_whether_to_stop(job)
            if handler is None:
                return Park("unknown-type", f"This release does not know jobs of type {job.type}.")
            return handler(job)
        except JobCancelled:
            return CANCELLED
        except LeaseLost:
            log.warning("job.lease_lost", extra={"job": job.id, "type": job.type, "fence": job.fence})
            return None
        except RejoinderError as error:
            return self._failed(job, error)
        except Exception as error:  # a bug: retried with backoff, alerted when the attempts run out
            log.exception("job.bug", extra={"job": job.id, "type": job.type})
            return self._failed(job, error)

    def _ask_whether_to_stop(self, job: Job) -> None:
        """Only a job that ran before can have been asked to stop, so a first claim costs nothing more."""
        if job.fence > 1:
            with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)):
                pass

    def _failed(self, job: Job, error: Exception) -> Verdict:
        return after_failure(error, attempt=job.attempts, max_attempts=job.max_attempts, chance=self.dice.chance())

    def _record(self, job: Job, verdict: Verdict) -> Verdict | None:
        """The verdict is on the row. While the database is away the lease keeps the job until somebody rescues it."""
        try:
            try:
                self._carry_out(job, verdict)
            except JobCancelled:
                verdict = CANCELLED
                self._carry_out(job, verdict)
            return verdict if self.jobs.settle(job, verdict) else None
        except LeaseLost:
            log.warning("job.lease_lost", extra={"job": job.id, "type": job.type, "fence": job.fence})
            return None
        except TemporaryFailure as away:
            log.warning("job.unrecorded", extra={"job": job.id, "type": job.type, "code": away.code})
            return None

    def _carry_out(self, job: Job, verdict: Verdict) -> None:
        """What the verdict means for everything but the row. A bug here is logged, and the row gets its verdict all the
        same: what it leaves open is found by MendOrphans."""
        try:
            if verdict == CANCELLED:
                with self.store.begin(job.workspace_id) as uow:
                    end_cancelled(uow, job, "rejoinder")
            elif isinstance(verdict, GiveUp):
                self.bury(job, verdict, JobFence(job.id, job.fence))
            elif isinstance(verdict, (RetryLater, Park)) and job.type in ENDS_MESSAGE:
                self._mark_retrying(job, verdict)
            if isinstance(verdict, Park) and verdict.why == "configuration":
                self._tell_parked(job, verdict)
        except (JobCancelled, LeaseLost, TemporaryFailure):
            raise
        except Exception:
            log.exception("job.not_carried_out", extra={"job": job.id, "type": job.type})

    def _tell_parked(self, job: Job, verdict: Park) -> None:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.alerts.raise_alert(
                "configuration",
                verdict.error[:200],
                severity="critical",
                title=f"Jobs are parked until a setting is mended: {verdict.error}",
                detail={"job": job.id, "type": job.type},
            )

    def _mark_retrying(self, job: Job, verdict: RetryLater | Park) -> None:
        if job.message_id is None:
            return
        code = verdict.code if isinstance(verdict, RetryLater) else verdict.why
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            message = uow.messages.get(job.message_id)
            if message is not None and message.disposition is Disposition.PROCESSING:
                uow.messages.dispose(message.id, Disposition.RETRYING, code)
            if message is not None:
                uow.timeline.append(
                    Entry(
                        "job-delayed",
                        "retry" if isinstance(verdict, RetryLater) else "parked",
                        code,
                        message.lead_id,
                        message.id,
                        detail={"job": job.id, "attempt": job.attempts, "error": verdict.error},
                    )
                )

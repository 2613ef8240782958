"""RunJob: claim, handle, record. The one place that decides what a failure leads to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rejoinder.application.jobs.bury_job import BuryJob
from rejoinder.domain.errors import LeaseLost, RejoinderError, StorageDown
from rejoinder.domain.jobs import (
    POST_PROCESS,
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
from rejoinder.domain.ports.upkeep import Alerts, HeldJobs
from rejoinder.domain.ports.world import Dice
from rejoinder.domain.timeline import Entry

LEASE_S = 60.0

log = logging.getLogger(__name__)

Handler = Callable[[Job], Outcome]


@dataclass(frozen=True, slots=True)
class RunJob:
    """Called with a job's id whenever a bell rings, by workers and by the cron route.

    Afterwards the job is over, waits for its next try, is parked, or lies in the dead letters with an alert; or was
    not ours to run (None). Every write carries the fence of this claim.
    """

    jobs: JobRepository
    handlers: Mapping[JobType, Handler]
    held: HeldJobs
    store: Store
    bury: BuryJob
    alerts: Alerts
    dice: Dice

    def __call__(self, job_id: str) -> Verdict | None:
        job = self.jobs.claim(job_id, self.held.owner, LEASE_S)
        if job is None:
            return None
        self.held.hold(job.id, job.fence)
        try:
            verdict = self._handle(job)
            return self._record(job, verdict) if verdict is not None else None
        finally:
            self.held.drop(job.id)

    def _handle(self, job: Job) -> Verdict | None:
        handler = self.handlers.get(JobType(job.type)) if job.type in set(JobType) else None
        if handler is None:
            return Park("unknown-type", f"This release does not know jobs of type {job.type}.")
        try:
            return handler(job)
        except LeaseLost:
            log.warning("job.lease_lost", extra={"job": job.id, "type": job.type, "fence": job.fence})
            return None
        except RejoinderError as error:
            return self._failed(job, error)
        except Exception as error:  # a bug: retried with backoff, alerted when the attempts run out
            log.exception("job.bug", extra={"job": job.id, "type": job.type})
            return self._failed(job, error)

    def _failed(self, job: Job, error: Exception) -> Verdict:
        return after_failure(error, attempt=job.attempts, max_attempts=job.max_attempts, chance=self.dice.chance())

    def _record(self, job: Job, verdict: Verdict) -> Verdict | None:
        """The verdict is on the row. While the database is away the lease keeps the job until somebody rescues it."""
        try:
            if isinstance(verdict, GiveUp):
                self.bury(job, verdict, JobFence(job.id, job.fence))
            elif isinstance(verdict, (RetryLater, Park)) and job.type in POST_PROCESS:
                self._mark_retrying(job, verdict)
            if isinstance(verdict, Park) and verdict.why == "configuration":
                self.alerts.raise_alert(
                    "configuration",
                    verdict.error[:200],
                    severity="critical",
                    title=f"Jobs are parked until a setting is mended: {verdict.error}",
                    detail={"job": job.id, "type": job.type},
                )
            return verdict if self.jobs.settle(job, verdict) else None
        except LeaseLost:
            log.warning("job.lease_lost", extra={"job": job.id, "type": job.type, "fence": job.fence})
            return None
        except StorageDown:
            log.warning("job.unrecorded", extra={"job": job.id, "type": job.type})
            return None

    def _mark_retrying(self, job: Job, verdict: RetryLater | Park) -> None:
        if job.message_id is None:
            return
        code = verdict.code if isinstance(verdict, RetryLater) else verdict.why
        with self.store.begin(job.workspace_id) as uow:
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

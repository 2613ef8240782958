"""RetryJobs: all jobs that fit a filter are retried, after a look at how many they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.jobs.retry_job import RESTARTABLE, RetryJob
from rejoinder.domain.errors import Conflict, InvalidInput
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class BulkRetry:
    """`matched` jobs fit the filter; `retried` of them are pending now."""

    matched: int
    retried: int


@dataclass(frozen=True, slots=True)
class RetryJobs:
    """Called by the admin API and the command line. Without a status the filter means failed jobs.

    Each job is a transaction of its own; one that cannot be retried any more is left out. At most 2000 per call, the
    oldest first. Raises InvalidInput for a status that cannot be retried.
    """

    store: AdminStore
    retry_job: RetryJob

    def __call__(self, workspace_id: str | None, wanted: JobFilter, dry_run: bool, by: str) -> BulkRetry:
        wanted = wanted if wanted.status else replace(wanted, status=JobStatus.FAILED)
        if wanted.status not in RESTARTABLE:
            raise InvalidInput("'status' is one of FAILED, CANCELLED, PARKED.", field="filter.status")
        with self.store.begin(workspace_id or EVERY_WORKSPACE) as uow:
            matched = uow.jobs.count(wanted, workspace_id)
            found = [] if dry_run else uow.jobs.matching(wanted, workspace_id, MOST_AT_ONCE)
        return BulkRetry(matched, sum(self._retried(job.workspace_id, job.id, by) for job in found))

    def _retried(self, workspace_id: str, job_id: str, by: str) -> bool:
        try:
            self.retry_job(workspace_id, job_id, by)
        except Conflict:
            return False
        return True

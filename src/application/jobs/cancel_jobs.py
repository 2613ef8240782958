"""CancelJobs: all waiting jobs that fit a filter are cancelled, after a look at how many they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.jobs.retry_jobs import MOST_AT_ONCE
from rejoinder.domain.errors import Conflict, InvalidInput
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

CANCELLABLE = (JobStatus.PENDING, JobStatus.PARKED)


@dataclass(frozen=True, slots=True)
class BulkCancel:
    """`matched` jobs fit the filter; `cancelled` of them are over now."""

    matched: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class CancelJobs:
    """Called by the dashboard. Without a status the filter means parked jobs.

    Each job is a transaction of its own; one that began meanwhile is left out. At most 2000 per call, the oldest first.
    Raises InvalidInput for a status that does not wait.
    """

    store: AdminStore
    cancel_job: CancelJob

    def __call__(self, workspace_id: str | None, wanted: JobFilter, dry_run: bool, by: str) -> BulkCancel:
        wanted = wanted if wanted.status else replace(wanted, status=JobStatus.PARKED)
        if wanted.status not in CANCELLABLE:
            raise InvalidInput("'status' is one of PENDING, PARKED.", field="filter.status")
        with self.store.begin(workspace_id or EVERY_WORKSPACE) as uow:
            matched = uow.jobs.count(wanted, workspace_id)
            found = [] if dry_run else uow.jobs.matching(wanted, workspace_id, MOST_AT_ONCE)
        return BulkCancel(matched, sum(self._cancelled(job.workspace_id, job.id, by) for job in found))

    def _cancelled(self, workspace_id: str, job_id: str, by: str) -> bool:
        try:
            self.cancel_job(workspace_id, job_id, by)
        except Conflict:
            return False
        return True

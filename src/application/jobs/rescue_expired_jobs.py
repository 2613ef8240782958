"""RescueExpiredJobs: what a dead or frozen worker held is free again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rejoinder.application.jobs.bury_job import BuryJob
from rejoinder.domain.jobs import GiveUp, Job, JobStatus
from rejoinder.domain.ports.upkeep import Census


class RescuedJob(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...
    @property
    def lead_id(self) -> str | None: ...
    @property
    def message_id(self) -> str | None: ...
    @property
    def subject_id(self) -> str: ...
    @property
    def crashes(self) -> int: ...


class Leases(Protocol):
    """Running jobs as the rescuer sees them."""

    def owners_running(self) -> Sequence[str]: ...

    def rescue(self, dead_owners: Sequence[str] = ()) -> Sequence[RescuedJob]: ...


@dataclass(frozen=True, slots=True)
class RescueExpiredJobs:
    """Called by the scheduler about once a second. Returns how many jobs were freed.

    A job is freed when its lease ran out, or at once when its owner on this host is proven dead. One that crashed too
    often is a dead letter with a visible subject.
    """

    jobs: Leases
    census: Census
    bury: BuryJob

    def __call__(self) -> int:
        dead = [owner for owner in self.jobs.owners_running() if self.census.is_dead(owner)]
        freed = self.jobs.rescue(dead)
        for rescued in freed:
            if rescued.status == JobStatus.FAILED:
                self.bury(_as_job(rescued), GiveUp("The worker stopped each time it ran this job.", "crashes"))
        return len(freed)


def _as_job(rescued: RescuedJob) -> Job:
    return Job(
        id=rescued.id,
        type=rescued.type,
        workspace_id=rescued.workspace_id,
        subject_id=rescued.subject_id,
        fence=0,
        attempts=0,
        max_attempts=0,
        crashes=rescued.crashes,
        lead_id=rescued.lead_id,
        message_id=rescued.message_id,
    )

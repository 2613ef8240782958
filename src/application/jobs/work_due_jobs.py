"""WorkDueJobs: due jobs worked inside a time budget, for a cron that calls us (seed 000)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from rejoinder.application.jobs.run_job import LEASE_S
from rejoinder.domain.jobs import Cancel, Done, GiveUp, Park, RetryLater, Snooze, Verdict
from rejoinder.domain.ports.doorbell import QUEUES

OVERTIME_S = LEASE_S + 5.0
_THREADS = 8


class DueIds(Protocol):
    def claim_due(self, queues: Sequence[str], limit: int) -> Sequence[str]: ...

    def count_due(self) -> int: ...


@dataclass(frozen=True, slots=True)
class WorkDueJobs:
    """Called by `POST /api/cron/background-jobs`. Safe beside running workers: every job is claimed by its row.

    Returns counts; `remaining` is what is due now, `ran_out_of_time` whether the budget ended the work. No job is begun
    after the budget; those that run by then are waited for, for at most `overtime_s` (one lease and a little) more. A
    job that is not over even then goes on behind the answer, uncounted, and `keep_leases` keeps it ours.
    """

    jobs: DueIds
    run_job: Callable[[str], Verdict | None]
    keep_leases: Callable[[], object] = lambda: None
    """From its return on, a heartbeat of this process renews whatever it holds."""
    fire_due_steps: Callable[[], object] = lambda: None
    """Gives the follow-ups whose moment has come their jobs, as the scheduler does where one runs."""
    overtime_s: float = OVERTIME_S

    def __call__(self, limit: int = 100, budget_s: float = 50.0) -> dict[str, int | bool]:
        ends = time.monotonic() + budget_s
        counts = {"processed": 0, "succeeded": 0, "failed": 0, "retried": 0}
        tried: set[str] = set()
        self.keep_leases()
        self.fire_due_steps()
        pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="cron")
        try:
            running: set[Future[Verdict | None]] = set()
            while time.monotonic() < ends and counts["processed"] + len(running) < limit:
                room = min(_THREADS - len(running), limit - counts["processed"] - len(running))
                fresh = [i for i in self.jobs.claim_due(QUEUES, len(tried) + room) if i not in tried][:room]
                tried.update(fresh)
                running |= {pool.submit(self.run_job, job_id) for job_id in fresh}
                if not running:
                    break
                done, running = wait(running, timeout=max(0.0, ends - time.monotonic()), return_when=FIRST_COMPLETED)
                for future in done:
                    _count(counts, future.result())
            done, _ = wait(running, timeout=max(0.0, ends - time.monotonic()) + self.overtime_s)
            for future in done:
                _count(counts, future.result())
        finally:
            pool.shutdown(wait=False)
        remaining = self.jobs.count_due()
        return {**counts, "remaining": remaining, "ran_out_of_time": time.monotonic() >= ends and remaining > 0}


def _count(counts: dict[str, int], verdict: Verdict | None) -> None:
    match verdict:
        case None:
            return
        case Done() | Cancel():
            counts["succeeded"] += 1
        case GiveUp():
            counts["failed"] += 1
        case RetryLater() | Snooze() | Park():
            counts["retried"] += 1
    counts["processed"] += 1

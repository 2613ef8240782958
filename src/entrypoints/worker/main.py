"""The worker's process: takes jobs until it is asked to stop, then leaves nothing behind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dramatiq import Broker

from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.jobs import Job
from rejoinder.domain.ports.doorbell import Doorbell
from rejoinder.entrypoints.duty import DutyBook, DutyReport
from rejoinder.entrypoints.worker.held_jobs import Heart, Heartbeat, HeldJobsRegistry
from rejoinder.entrypoints.worker.runtime import WorkerRuntime

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
LOOK_AGAIN_S = 0.5
FINISH_WITHIN_S = 8.0
PUT_BACK_WITHIN_S = 1.0
UNPARK_AT_START = ("unknown-type", "configuration")


class WorkerJobs(Protocol):
    """What this process asks of the job rows."""

    def claim_due(self, queues: Sequence[str], limit: int) -> Sequence[str]: ...

    def put_back(self, job: Job) -> bool: ...

    def unpark(self, reason: str) -> int: ...


class WorkerUpkeep(DutyBook, Protocol):
    def schema_problem(self) -> str: ...


class WorkerContainer(Protocol):
    """What a worker takes out of the container."""

    @property
    def owner(self) -> Callable[[], str]: ...
    @property
    def held(self) -> Callable[[], HeldJobsRegistry]: ...
    @property
    def jobs(self) -> Callable[[], WorkerJobs]: ...
    @property
    def pulse(self) -> Callable[[], Heart]:
        """The job rows through a connection that no job can take away."""
        ...

    @property
    def upkeep(self) -> Callable[[], WorkerUpkeep]: ...
    @property
    def doorbell(self) -> Callable[[], Doorbell]: ...
    @property
    def broker_factory(self) -> Callable[[], Broker]: ...
    @property
    def run_job(self) -> Callable[[], Callable[[str], object]]: ...
    @property
    def newest_revision(self) -> Callable[[], str]: ...


@dataclass
class SchemaWatch:
    """Whether this release may claim: only on a schema that serves it. Looks every five seconds."""

    look_at_schema: Callable[[], str]
    """What is wrong with it; empty when nothing is."""
    on_first_fit: Callable[[], object]
    problem: str = "starting"
    _fitted: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """The first look is over; the next ones are taken by a thread."""
        self.look()
        threading.Thread(target=self._watch, name="schema-watch", daemon=True).start()

    def end(self) -> None:
        self._ended.set()

    def state(self) -> str:
        """As this worker reports itself."""
        return f"waiting: {self.problem}" if self.problem else "working"

    def look(self) -> None:
        """One look; while the database is away the last verdict holds."""
        try:
            found = self.look_at_schema()
            if not found and not self._fitted:
                self.on_first_fit()
                self._fitted = True
        except TemporaryFailure:
            return
        if found != self.problem:
            log.info("worker.schema", extra={"verdict": found or "fits"})
        self.problem = found

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S if self._fitted else LOOK_AGAIN_S):
            try:
                self.look()
            except Exception:  # one of the worker loops that go on: recorded here
                log.exception("worker.schema_watch")


def run_worker(
    container: WorkerContainer,
    queues: Sequence[str],
    threads: int,
    stop: threading.Event,
    on_start: Callable[[Callable[[], bool]], object] = lambda alive: None,
) -> None:
    """Takes jobs of these queues until `stop`; then those that run have eight seconds, and the rest is put back.

    `on_start` gets a function that says whether this process can still work. Threads of jobs that did not end in time
    linger: the caller ends the process.
    """
    jobs, held, run_job = container.jobs(), container.held(), container.run_job()
    watch = SchemaWatch(container.upkeep().schema_problem, lambda: _unpark(jobs))

    def run(job_id: str) -> None:
        # Asked last before the claim: a migration may have come while the bell was under way.
        if not watch.problem:
            run_job(job_id)

    def claim_directly(wanted: Sequence[str], limit: int) -> list[str]:
        return [] if watch.problem else list(jobs.claim_due(wanted, limit))

    runtime = WorkerRuntime(
        broker_factory=container.broker_factory,
        run_job=run,
        queues=queues,
        doorbell=container.doorbell(),
        direct_claim=claim_directly,
        threads=threads,
    )
    heart = Heartbeat(held, container.pulse())
    duty = DutyReport(
        container.upkeep(),
        owner=held.owner,
        role="worker",
        queues=",".join(queues),
        revision=container.newest_revision(),
        state=watch.state,
    )
    watch.start()
    heart.start()
    runtime.start()
    duty.start()
    on_start(lambda: runtime.alive() and heart.is_alive())
    log.info("worker.started", extra={"queues": ",".join(queues), "threads": threads})
    stop.wait()
    watch.end()
    finished = runtime.stop(FINISH_WITHIN_S)
    _put_back(jobs, held)
    heart.stop()
    duty.end()
    log.info("worker.stopped", extra={"finished": finished})


def _unpark(jobs: WorkerJobs) -> None:
    """A new release may know what an old one did not, and a restart may bring new settings."""
    for reason in UNPARK_AT_START:
        freed = jobs.unpark(reason)
        if freed:
            log.info("worker.unparked", extra={"reason": reason, "jobs": freed})


def _put_back(jobs: WorkerJobs, held: HeldJobsRegistry) -> None:
    """Jobs that did not end in time are pending again, nothing counted; their lease does it if the database is away."""
    fences = held.fences()
    if not fences:
        return
    writing = threading.Thread(target=_write_back, args=(jobs, fences), name="put-back", daemon=True)
    writing.start()
    writing.join(PUT_BACK_WITHIN_S)


def _write_back(jobs: WorkerJobs, fences: Mapping[str, int]) -> None:
    for job_id, fence in fences.items():
        try:
            put_back = jobs.put_back(Job(job_id, "", "", "", fence, attempts=0, max_attempts=0, crashes=0))
        except Exception as error:  # noqa: BLE001 - the lease runs out and the scheduler frees the job
            log.warning("worker.not_put_back", extra={"job": job_id, "error": type(error).__name__})
            continue
        log.info("worker.put_back", extra={"job": job_id, "ours": put_back})

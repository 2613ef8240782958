"""One worker process from the inside: Dramatiq while Redis rings, direct claims while it is away."""

import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Condition, Event, Thread
from typing import Final

import dramatiq
import structlog
from dramatiq import Broker, Worker

from rejoinder.domain.ports.doorbell import QUEUES, Doorbell

TICK_S: Final = 1.0
DIRECT_AFTER_S: Final = 5.0
DIRECT_POLL_S: Final = 0.5
LOOP_ENDS_WITHIN_S: Final = 1.5
RETIRE_WITHIN_S: Final = 3600.0

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class WorkerRuntime:
    """Runs `run_job` for every job id that reaches this process, on at most `threads` threads.

    While Redis is there, ids come through one Dramatiq worker. When it has been away for five seconds they
    come from `direct_claim`, until it is back. A worker whose threads died is replaced.

    Signals belong to the caller: `stop` on the first. Every thread is a daemon, so a handler that raises
    `SystemExit` on the second one ends the process, whatever the jobs are doing.
    """

    def __init__(
        self,
        *,
        broker_factory: Callable[[], Broker],
        run_job: Callable[[str], None],
        queues: Sequence[str],
        doorbell: Doorbell,
        direct_claim: Callable[[Sequence[str], int], list[str]],
        threads: int = 64,
        on_tick: Callable[[], None] | None = None,
    ) -> None:
        self._broker_factory = broker_factory
        self._queues = tuple(queues)
        self._threads = threads
        self._doorbell = doorbell
        self._direct_claim = direct_claim
        self._on_tick = on_tick
        self._stopping = Event()
        self._direct = Event()
        self._redis_away_since: float | None = None
        self._broker: Broker | None = None
        self._worker: Worker | None = None
        self._loops: list[Thread] = []
        self.jobs = JobsInFlight(run_job)
        self.replacements = 0

    @property
    def direct_mode(self) -> bool:
        """True while ids come from the database because Redis is away."""
        return self._direct.is_set()

    def start(self) -> None:
        """Jobs are being taken; returns at once, whether or not Redis is there."""
        self._start_worker()
        for loop, name in ((self._watch, "runtime-watch"), (self._claim_directly, "runtime-direct")):
            thread = Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._loops.append(thread)

    def stop(self, grace_s: float) -> bool:
        """No job is begun any more, others have what waited here; True if all running jobs ended in time."""
        deadline = time.monotonic() + grace_s
        self._stopping.set()
        for loop in self._loops:
            # A loop that waits for the database must not eat the grace of the jobs.
            loop.join(min(LOOP_ENDS_WITHIN_S, _until(deadline)))
        if self._worker is not None and self._broker is not None:
            _retire(self._worker, self._broker, _until(deadline))
            self._worker = self._broker = None
        return self.jobs.wait_for_room(1, _until(deadline))

    def alive(self) -> bool:
        """True while every thread that this process needs to take jobs is running."""
        worker = self._worker
        return worker is not None and _is_whole(worker) and all(loop.is_alive() for loop in self._loops)

    def _start_worker(self) -> None:
        broker = self._broker_factory()
        for queue in self._queues:
            # Named after its queue: the doorbell addresses its messages to that name.
            declare = dramatiq.actor(actor_name=queue, queue_name=queue, priority=QUEUES.index(queue), broker=broker)
            declare(self.jobs.run)
        broker.emit_after("process_boot")
        worker = Worker(broker, queues=set(self._queues), worker_threads=self._threads)
        # The default of twice the threads hoards ids that an idle process could start.
        worker.queue_prefetch = self._threads
        worker.start()
        self._broker, self._worker = broker, worker

    def _watch(self) -> None:
        while not self._stopping.wait(TICK_S):
            try:
                self._tick()
            except Exception as error:  # noqa: BLE001 - recorded; the next tick may succeed
                log.error("worker_tick_failed", **_what(error))

    def _tick(self) -> None:
        self._note_redis(self._doorbell.is_up())
        self._replace_if_broken()
        if self._on_tick is not None:
            self._on_tick()

    def _note_redis(self, is_up: bool) -> None:
        now = time.monotonic()
        if is_up:
            self._redis_away_since = None
        elif self._redis_away_since is None:
            self._redis_away_since = now
        away_s = 0.0 if self._redis_away_since is None else now - self._redis_away_since
        self._switch_direct_mode(on=away_s >= DIRECT_AFTER_S)

    def _switch_direct_mode(self, *, on: bool) -> None:
        if on == self._direct.is_set():
            return
        log.warning("direct_mode", on=on)
        if on:
            self._direct.set()
        else:
            self._direct.clear()

    def _replace_if_broken(self) -> None:
        """A whole worker takes jobs; a broken one ends in the background, after the jobs that it runs."""
        worker, broker = self._worker, self._broker
        if worker is None or broker is None or _is_whole(worker) or self._stopping.is_set():
            return
        log.error("worker_replaced", jobs_running=self.jobs.running)
        self.replacements += 1
        self._start_worker()
        Thread(target=_retire, args=(worker, broker, RETIRE_WITHIN_S), daemon=True).start()

    def _claim_directly(self) -> None:
        while not self._stopping.is_set():
            if not self._direct.wait(DIRECT_POLL_S):
                continue
            try:
                begun = self._begin_claimed()
            except Exception as error:  # noqa: BLE001 - recorded; the database may be back at the next try
                log.error("direct_claim_failed", **_what(error))
                begun = 0
            if begun:
                self.jobs.wait_for_room(self._threads, DIRECT_POLL_S)
            else:
                self._stopping.wait(DIRECT_POLL_S)

    def _begin_claimed(self) -> int:
        free = self._threads - self.jobs.running
        if free <= 0:
            return 0
        job_ids = [job_id for job_id in self._direct_claim(self._queues, free) if self.jobs.begin(job_id)]
        for job_id in job_ids:
            Thread(target=self.jobs.finish, args=(job_id,), name="runtime-job", daemon=True).start()
        return len(job_ids)


class JobsInFlight:
    """The jobs that this process is running, whichever way their ids came."""

    def __init__(self, run_job: Callable[[str], None]) -> None:
        self._run_job = run_job
        self._changed = Condition()
        self._running: Counter[str] = Counter()
        self.done = 0
        self.failed = 0

    @property
    def running(self) -> int:
        """How many there are."""
        return self._running.total()

    def run(self, job_id: str) -> None:
        """The job was run; what it raised is recorded here and decided upon in its row, never by Dramatiq."""
        with self._changed:
            self._running[job_id] += 1
        self.finish(job_id)

    def begin(self, job_id: str) -> bool:
        """True if the job was not running here and now counts as running; `finish` must follow."""
        with self._changed:
            if job_id in self._running:
                return False
            self._running[job_id] += 1
            return True

    def finish(self, job_id: str) -> None:
        """The job, counted as running before, was run and counts no more."""
        failed = False
        try:
            self._run_job(job_id)
        except Exception as error:  # noqa: BLE001 - recorded; the row's lease decides what happens to the job
            failed = True
            log.error("job_raised", job_id=job_id, **_what(error))
        finally:
            with self._changed:
                self._forget(job_id)
                self.done += 1
                self.failed += failed
                self._changed.notify_all()

    def wait_for_room(self, limit: int, timeout_s: float) -> bool:
        """True as soon as fewer than `limit` jobs run, False after the timeout."""
        with self._changed:
            return self._changed.wait_for(lambda: self.running < limit, timeout_s)

    def _forget(self, job_id: str) -> None:
        self._running[job_id] -= 1
        if not self._running[job_id]:
            del self._running[job_id]


def _is_whole(worker: Worker) -> bool:
    return all(thread.is_alive() for thread in (*worker.consumers.values(), *worker.workers))


def _retire(worker: Worker, broker: Broker, within_s: float) -> None:
    worker.stop(timeout=int(within_s * 1000))
    broker.close()


def _until(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _what(error: Exception) -> dict[str, str]:
    """What happened and where, without the error's own words: they may quote a customer."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "at": f"{frame.filename}:{frame.lineno}"}

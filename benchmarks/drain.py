"""Drain: no-op jobs through the real engine beside two floors, in turn, one worker process with eight threads each.

    ./run python benchmarks/drain.py [jobs] [rounds]

    ours    a bell per job, claim by id, RunJob with a handler that does nothing, settle with history
    ledger  the floor of a durable ledger under stock Dramatiq: claim and finish, two bare statements, two commits
    stock   Dramatiq without any ledger: what is lost when Redis dies is lost

All jobs wait before the worker starts; timed from the first start to the last end. Afterwards every row must have
ended exactly once.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import dramatiq
import psycopg
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker
from ground import Child, Ground, ground, median, spread, table

from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Done, Job, JobType
from rejoinder.domain.ports.doorbell import Bell
from rejoinder.entrypoints.container import Container
from rejoinder.entrypoints.worker.main import run_worker
from rejoinder.infrastructure.dramatiq.doorbell import RedisDoorbell

KINDS = ("stock", "ledger", "ours")
THREADS = 8
GOAL = 0.7

LEDGER = """
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'PENDING',
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'PENDING';
"""
CLAIM = """
UPDATE jobs SET status = 'RUNNING', attempts = attempts + 1 WHERE id = %s AND status = 'PENDING' RETURNING type, payload
"""
FINISH = "UPDATE jobs SET status = 'SUCCEEDED', finished_at = clock_timestamp() WHERE id = %s AND status = 'RUNNING'"
OURS = """
INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, lane, max_attempts,
                  ring_at)
SELECT id, 'LEAD_SCORING_POST_PROCESS', 'background', %s, id, id, id, id, id, 3, clock_timestamp() + interval '1 h'
FROM unnest(%s::uuid[]) AS id
"""


def main() -> None:
    """Prints the table."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with ground() as on:
        print("\n".join(measure(on, jobs, rounds)))


def measure(on: Ground, jobs: int, rounds: int) -> list[str]:
    """The lines of the report."""
    ledger = on.database("ledger")
    with psycopg.connect(ledger, autocommit=True) as db:
        db.execute(LEDGER)
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for _ in range(rounds):
        for kind in KINDS:
            found[kind].append(_round(on, kind, on.url if kind == "ours" else ledger, jobs))
    rows = []
    for kind, runs in found.items():
        ratios = [run["rate"] / floor["rate"] for run, floor in zip(runs, found["ledger"], strict=True)]
        rows.append(
            [
                {"stock": "Dramatiq, no ledger", "ledger": "floor: ledger, two commits", "ours": "ours"}[kind],
                f"{median([run['rate'] for run in runs]):,.0f}",
                f"{median([run['app_us'] for run in runs]):,.0f}",
                f"{median([run['postgres_us'] for run in runs]):,.0f}",
                "" if kind == "ledger" else f"**{median(ratios):.2f}** ({spread(ratios)})",
            ]
        )
    head = ["one process, 8 threads", "jobs/s", "worker CPU µs", "Postgres CPU µs", "beside the floor"]
    return [
        table(head, rows),
        "",
        f"Goal: ours at least {GOAL} of the floor. {jobs:,} jobs per round, {rounds} rounds.",
    ]


def _round(on: Ground, kind: str, url: str, jobs: int) -> dict[str, float]:
    """One worker process takes `jobs` jobs that wait for it."""
    on.flush_redis()
    ids = [new_id() for _ in range(jobs)]
    _enqueue(on, kind, url, ids)
    worker = Child(__file__, kind, url, on.redis_url, str(jobs), env=on.env())
    try:
        before = on.cpu_seconds()
        worker.line()
        app = worker.cpu_seconds()
        worker.tell("go")
        seconds = float(worker.line())
        app, postgres = worker.cpu_seconds() - app, on.cpu_seconds() - before
        if kind != "stock":
            _check(kind, url, jobs)
    finally:
        worker.end()
    return {"rate": jobs / seconds, "app_us": app / jobs * 1e6, "postgres_us": postgres / jobs * 1e6}


def _enqueue(on: Ground, kind: str, url: str, ids: list[str]) -> None:
    if kind == "ours":
        with psycopg.connect(url) as db:
            db.execute("TRUNCATE jobs, job_attempts")
            db.execute(OURS, (new_id(), ids))
        bell = RedisDoorbell(on.redis_url)
        assert bell.ring([Bell(job_id, "background") for job_id in ids]) == len(ids)
        bell.close()
        return
    with psycopg.connect(url) as db:
        db.execute("TRUNCATE jobs")
        db.execute("INSERT INTO jobs (id, type) SELECT id, 'NOTHING' FROM unnest(%s::uuid[]) AS id", (ids,))
    work = _actor(on.redis_url, lambda job_id: None)
    for job_id in ids:
        work.send(job_id)


def _check(kind: str, url: str, jobs: int) -> None:
    """Every job ended, once; ours also has its history."""
    with psycopg.connect(url) as db:
        ended = db.execute("SELECT count(*) FROM jobs WHERE status = 'SUCCEEDED' AND attempts = 1").fetchone()
        assert ended == (jobs,), f"{kind}: {ended} of {jobs} ended"
        if kind == "ours":
            assert db.execute("SELECT count(*) FROM job_attempts").fetchone() == (jobs,)


def _actor(redis_url: str, run: Callable[[str], None]) -> "dramatiq.Actor[[str], None]":
    broker = RedisBroker(url=redis_url, namespace="stock")  # type: ignore[no-untyped-call]
    return dramatiq.actor(actor_name="work", queue_name="work", broker=broker)(run)


# --- in the worker's process ----------------------------------------------------------------------


class Counted:
    """Runs jobs and prints the seconds between the first start and the last end."""

    def __init__(self, run: Callable[[str], object], jobs: int) -> None:
        self._run, self._jobs = run, jobs
        self._began = 0.0
        self._done = 0
        self._lock = threading.Lock()

    def __call__(self, job_id: str) -> None:
        if not self._began:
            self._began = time.perf_counter()
        self._run(job_id)
        with self._lock:
            self._done += 1
            if self._done == self._jobs:
                print(time.perf_counter() - self._began, flush=True)


def work_ours(redis_url: str, jobs: int) -> None:
    """The product's worker with one handler that does nothing."""
    from dependency_injector.providers import Object

    from rejoinder.entrypoints.settings import from_env

    def nothing(job: Job) -> Done:
        return Done()

    container = Container(settings=from_env(), role=Object("worker"), handlers=Object(dict.fromkeys(JobType, nothing)))
    counted = Counted(container.run_job(), jobs)
    container.run_job.override(Object(counted))
    _ready()
    run_worker(container, ["background"], THREADS, threading.Event())


def work_ledger(url: str, redis_url: str, jobs: int) -> None:
    """Claim and finish, each a statement that commits by itself, on a connection per thread."""
    mine = threading.local()

    def run(job_id: str) -> None:
        if not hasattr(mine, "db"):
            mine.db = psycopg.connect(url, autocommit=True, prepare_threshold=1)
        assert mine.db.execute(CLAIM, (job_id,)).fetchone() is not None
        mine.db.execute(FINISH, (job_id,))

    _work_stock(redis_url, Counted(run, jobs))


def work_stock(redis_url: str, jobs: int) -> None:
    """Nothing but Dramatiq."""
    _work_stock(redis_url, Counted(lambda job_id: None, jobs))


def _work_stock(redis_url: str, counted: Counted) -> None:
    broker = _actor(redis_url, counted.__call__).broker
    broker.emit_after("process_boot")
    worker = Worker(broker, worker_threads=THREADS)
    _ready()
    worker.start()
    threading.Event().wait()


def _ready() -> None:
    """Loaded; starts when told."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    print("ready", flush=True)
    sys.stdin.readline()


def _child(kind: str, url: str, redis_url: str, jobs: int) -> Any:
    match kind:
        case "ours":
            return work_ours(redis_url, jobs)
        case "ledger":
            return work_ledger(url, redis_url, jobs)
        case _:
            return work_stock(redis_url, jobs)


if __name__ == "__main__":
    if len(sys.argv) == 5:
        _child(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()

"""POST to the first handler on an idle product: webhook, commit, bell, claim; beside the bell alone.

    ./run python benchmarks/post_to_start.py [samples]

Real processes: `rejoinder api`, `rejoinder scheduler`, and a worker of 64 threads whose handlers only say when they
were started (their job is RUNNING by then). The bell alone is the same runtime without webhook, row and claim, on
another database of the same Valkey. All clocks are CLOCK_MONOTONIC, which the processes share.
"""

import http.client
import os
import random
import sys
import threading
import time

from doorbell import ChildWorker
from ground import Child, Ground, free_port, ground, percentile, rejoinder, start_api, table
from load import sandbox

from rejoinder.domain.jobs import Done, Job, JobType, Queue
from rejoinder.domain.ports.doorbell import Bell
from rejoinder.entrypoints.container import Container
from rejoinder.entrypoints.worker.main import run_worker
from rejoinder.infrastructure.dramatiq.doorbell import RedisDoorbell

GOAL_MS = 20
THREADS = 64


def main() -> None:
    """Prints the table."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with ground() as on:
        print("\n".join(measure(on, samples)))


def measure(on: Ground, samples: int) -> list[str]:
    """The lines of the report."""
    container = on.container()
    workspace = container.create_workspace()("Benchmark").id
    simulated = container.open_sandbox()(workspace, "benchmark")
    container.engine().dispose()
    port = free_port()
    other_redis = on.redis_url + ("&" if "?" in on.redis_url else "?") + "db=1"
    api = start_api(on, port)
    scheduler = Child(*rejoinder("scheduler"), env=on.env(), log=on.folder / "scheduler.log")
    worker = Child(__file__, "worker", env=on.env())
    bell = ChildWorker("bell", other_redis)
    try:
        plan = {"path": f"/api/webhooks/sandbox/{simulated.webhook_key}"}
        answered, started, rung = _samples(port, plan, worker, bell, RedisDoorbell(other_redis), samples)
        idle = {"api": api, "scheduler": scheduler, "worker": worker}
        before = {name: child.cpu_seconds() for name, child in idle.items()}
        time.sleep(6)
        shares = {name: (child.cpu_seconds() - before[name]) / 6 * 100 for name, child in idle.items()}
    finally:
        for child in (api, scheduler, worker, bell):
            child.end()
    rows = [
        [name, f"{percentile(values, 50):.1f}", f"{percentile(values, 99):.1f}"]
        for name, values in (
            ("the bell alone: ring → start", rung),
            ("POST → 200", answered),
            ("POST → start", started),
        )
    ]
    at_rest = ", ".join(f"{name} {share:.1f} %" for name, share in shares.items())
    return [
        table([f"idle, one at a time, {samples} samples", "p50 ms", "p99 ms"], rows),
        "",
        f"Goal: POST → start within {GOAL_MS} ms at the median. CPU of one core at rest: {at_rest}.",
    ]


def _samples(
    port: int, plan: dict[str, str], worker: Child, bell: ChildWorker, doorbell: RedisDoorbell, samples: int
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds from POST to answer, from POST to start, and from ring to start, in turn."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    answered: list[float] = []
    started: list[float] = []
    rung: list[float] = []
    assert worker.line() == "ready"
    time.sleep(3)
    for number in range(samples + 3):
        body = sandbox(plan).partition(b"\r\n\r\n")[2]
        time.sleep(random.uniform(0.2, 0.4))
        posted = time.monotonic_ns()
        link.request("POST", plan["path"], body, {"Content-Type": "application/json"})
        with link.getresponse() as answer:
            answer.read()
            assert answer.status == 200
        now = time.monotonic_ns()
        start = int(worker.line())
        time.sleep(random.uniform(0.2, 0.4))
        doorbell.ring([Bell(str(time.monotonic_ns()), "reply")])
        alone = bell.take(1)[0]
        if number >= 3:  # the first ones open connections
            answered.append((now - posted) / 1e6)
            started.append((start - posted) / 1e6)
            rung.append(alone)
    return answered, started, rung


def work() -> None:
    """The product's worker; its handlers say when they were started."""
    from dependency_injector.providers import Object

    from rejoinder.entrypoints.settings import from_env

    def said(job: Job) -> Done:
        os.write(1, f"{time.monotonic_ns()}\n".encode())
        return Done()

    container = Container(settings=from_env(), role=Object("worker"), handlers=Object(dict.fromkeys(JobType, said)))
    run_worker(container, list(Queue), THREADS, threading.Event(), lambda alive: print("ready", flush=True))


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        work()
    else:
        main()

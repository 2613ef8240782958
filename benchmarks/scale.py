"""What 10, 100 and 1,000 messages per second need: measured coefficients, and a small simulation of queues.

./run python -m benchmarks.scale measure           # writes benchmarks/coefficients.json (a minute or two)
./run python -m benchmarks.scale simulate          # prints the tables of docs/scaling.md from that file

Nothing in the tables is assumed but what their head says: how fast people write, and how long the model takes.
"""

from __future__ import annotations

import heapq
import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ground import machine

FILE = Path(__file__).with_name("coefficients.json")
MESSAGES = 150
TICKS = os.sysconf("SC_CLK_TCK")
THREADS = 64
"""Of one worker process, as shipped (REJOINDER_WORKER_THREADS)."""
BUSY = 0.6
"""The share of a core that is planned for: the rest is for bursts and for repeated deliveries after a fault."""


@dataclass(frozen=True)
class Coefficients:
    """Of one text that comes in by SMS and is answered by itself; CPU in seconds of one core."""

    measured_at: str
    machine: str
    messages: int
    api_cpu_s: float
    worker_cpu_s: float
    scheduler_cpu_s: float
    """Mostly of the clock and not of the messages: it looks five times a second. Not planned with."""
    postgres_cpu_s: float
    jobs: float
    model_calls: float
    rows_bytes: float
    """What a finished message leaves in Postgres, indexes included."""


def cpu_of(pid: int) -> float:
    """User and system seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_of_server(pid: int) -> float:
    """The postmaster, those who ended and those who live."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    waited = (int(fields[13]) + int(fields[14])) / TICKS
    return cpu_of(pid) + waited + sum(cpu_of(child) for child in _children(pid))


def measure() -> Coefficients:
    """Real processes, a real Postgres, stand-ins for Twilio and the model; every message is answered once."""
    from rejoinder.entrypoints.drill.installation import an_installation

    with an_installation(own_postgres=True) as rejoinder:
        acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8, burst_wait=0)
        for delivery in [acme.take(acme.texts.delivery("Yes, please call me")) for _ in range(20)]:
            acme.ended(delivery, within_s=120)
        pids = {"api": rejoinder.api.pid, "worker": rejoinder.worker.pid, "scheduler": rejoinder.scheduler.pid}
        server = rejoinder.own_postgres.server.pid
        assert server is not None
        size, calls = _size(rejoinder), len(rejoinder.openai.questions)
        jobs = rejoinder.count("jobs WHERE workspace_id = %s", acme.id)
        before = {name: cpu_of(pid) for name, pid in pids.items()} | {"postgres": _cpu_of_server(server)}
        deliveries = [acme.texts.delivery("Yes, please call me") for _ in range(MESSAGES)]
        for delivery in deliveries:
            acme.take(delivery)
        while rejoinder.count("jobs WHERE status IN ('PENDING', 'RUNNING')"):
            time.sleep(1.0)
        after = {name: cpu_of(pid) for name, pid in pids.items()} | {"postgres": _cpu_of_server(server)}
        assert all(len(acme.texts.received_by(delivery.person)) == 1 for delivery in deliveries)
        spent = {name: (after[name] - before[name]) / MESSAGES for name in after}
        return Coefficients(
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            machine(),
            MESSAGES,
            spent["api"],
            spent["worker"],
            spent["scheduler"],
            spent["postgres"],
            (rejoinder.count("jobs WHERE workspace_id = %s", acme.id) - jobs) / MESSAGES,
            (len(rejoinder.openai.questions) - calls) / MESSAGES,
            (_size(rejoinder) - size) / MESSAGES,
        )


def _size(rejoinder: object) -> int:
    return int(rejoinder.sql("SELECT pg_database_size(current_database()) AS n")[0]["n"])  # type: ignore[attr-defined]


# --- the simulation -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """What a rate needs so that a message waits a second at most for a free thread, 99 times of 100."""

    per_second: float
    model_s: float
    api: int
    workers: int
    threads: int
    cores: float
    postgres_cores: float
    gib_a_day: float
    wait_p99_s: float


def need(known: Coefficients, per_second: float, model_s: float, seed: int = 7) -> Need:
    """The least number of worker processes that CPU and threads allow, by trying."""
    api = _processes(per_second * known.api_cpu_s)
    workers = _processes(per_second * known.worker_cpu_s)
    held_s = known.model_calls * model_s + known.worker_cpu_s
    while (wait := p99_wait(per_second, held_s, workers * THREADS, seed)) > 1.0:
        workers += max(1, workers // 20)
    cores = per_second * (known.api_cpu_s + known.worker_cpu_s) / BUSY
    postgres = per_second * known.postgres_cpu_s / BUSY
    stored = per_second * 86_400 * known.rows_bytes / 1024**3
    return Need(per_second, model_s, api, workers, workers * THREADS, cores, postgres, stored, wait)


def _processes(cpu: float) -> int:
    """A Python process uses one core at most."""
    return max(1, -int(-cpu // BUSY))


def p99_wait(per_second: float, held_s: float, threads: int, seed: int) -> float:
    """Seconds that 99 of 100 messages wait at most for a free thread: they come by chance (exponential gaps), and each
    holds a thread for its own time (a model's answers vary by half around `held_s`)."""
    dice = random.Random(seed)
    free_at = [0.0] * threads
    now, waits = 0.0, []
    for _ in range(max(20_000, int(per_second * held_s * 20))):
        now += dice.expovariate(per_second)
        begins = max(now, heapq.heappop(free_at))
        heapq.heappush(free_at, begins + held_s * dice.uniform(0.5, 1.5))
        waits.append(begins - now)
    settled = sorted(waits[len(waits) // 4 :])
    return settled[int(len(settled) * 0.99)]


def tables(known: Coefficients) -> str:
    """The tables of docs/scaling.md."""
    milli = {"API": known.api_cpu_s, "worker": known.worker_cpu_s, "scheduler": known.scheduler_cpu_s}
    milli["Postgres"] = known.postgres_cpu_s
    lines = [f"Measured {known.measured_at} on {known.machine}, {known.messages} messages.", ""]
    lines += ["| per message | |", "|---|---|"]
    lines += [f"| CPU of {name} | {seconds * 1000:.1f} ms |" for name, seconds in milli.items()]
    lines += [f"| jobs | {known.jobs:.1f} |", f"| model calls | {known.model_calls:.1f} |"]
    lines += [f"| kept in Postgres | {known.rows_bytes / 1024:.1f} KiB |", ""]
    lines += [
        "| messages/s | model answers in | API processes | worker processes (64 threads) | cores for them"
        " | cores for Postgres | kept per day | waits for a thread, p99 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for per_second in (1, 10, 100, 1000):
        for model_s in (1.0, 4.0):
            one = need(known, per_second, model_s)
            lines.append(
                f"| {per_second:,} | {model_s:g} s | {one.api} | {one.workers} | {one.cores:.1f}"
                f" | {one.postgres_cores:.1f} | {one.gib_a_day:.1f} GiB | {one.wait_p99_s:.2f} s |"
            )
    return "\n".join(lines)


def main() -> None:
    if sys.argv[1:] == ["measure"]:
        FILE.write_text(json.dumps(asdict(measure()), indent=2) + "\n")
    print(tables(Coefficients(**json.loads(FILE.read_text()))))


if __name__ == "__main__":
    main()

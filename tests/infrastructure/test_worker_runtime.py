"""The worker runtime over a real Valkey: prompt when it is there, working without it, whole again by itself."""

import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from dramatiq import Broker, Consumer, Message, Worker

from rejoinder.domain.ports.doorbell import QUEUES, Bell
from rejoinder.entrypoints.drill.valkey import ValkeyServer, a_valkey_server
from rejoinder.entrypoints.worker.runtime import WorkerRuntime
from rejoinder.infrastructure.dramatiq.broker import BellBroker
from rejoinder.infrastructure.dramatiq.connection import NAMESPACE, bell_key, queue_key
from rejoinder.infrastructure.dramatiq.doorbell import RedisDoorbell


class Ledger:
    """Stands in for the job rows: which jobs are due, which were run, when and how often."""

    def __init__(self) -> None:
        self.due: list[str] = []
        self.ran: Counter[str] = Counter()
        self.started_at: dict[str, float] = {}
        self.may_end = threading.Event()
        self.may_end.set()
        self._changed = threading.Condition()

    def run(self, job_id: str) -> None:
        with self._changed:
            self.started_at.setdefault(job_id, time.monotonic())
            self.ran[job_id] += 1
            self._changed.notify_all()
        self.may_end.wait(30)
        if job_id.startswith("bad"):
            raise RuntimeError("a defect in a handler")

    def claim(self, queues: Sequence[str], count: int) -> list[str]:
        with self._changed:
            claimed, self.due = self.due[:count], self.due[count:]
        return claimed

    def wait_for(self, count: int, timeout: float = 10) -> bool:
        """True as soon as `count` different jobs have been started."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.ran) >= count, timeout)


class Bench:
    """A server, a doorbell, a ledger and as many runtimes as the test asks for."""

    def __init__(self, server: ValkeyServer, stack: ExitStack) -> None:
        self.server = server
        self.ledger = Ledger()
        self.doorbell = RedisDoorbell(server.url)
        self._stack = stack
        stack.callback(self.doorbell.close)

    def a_runtime(
        self,
        *,
        threads: int = 4,
        queues: Sequence[str] = QUEUES,
        broker_factory: Callable[[], Broker] | None = None,
        on_tick: Callable[[], None] | None = None,
        claim: Callable[[Sequence[str], int], list[str]] | None = None,
    ) -> WorkerRuntime:
        runtime = WorkerRuntime(
            broker_factory=broker_factory or (lambda: BellBroker(self.server.url)),
            run_job=self.ledger.run,
            queues=queues,
            doorbell=self.doorbell,
            direct_claim=claim or self.ledger.claim,
            threads=threads,
            on_tick=on_tick,
        )
        runtime.start()
        self._stack.callback(runtime.stop, 5)
        self._stack.callback(self.ledger.may_end.set)
        return runtime

    def ring(self, *job_ids: str, queue: str = "reply") -> int:
        return self.doorbell.ring([Bell(job_id, queue) for job_id in job_ids])


@pytest.fixture
def bench() -> Iterator[Bench]:
    with a_valkey_server() as server, ExitStack() as stack:
        yield Bench(server, stack)


def eventually(holds: Callable[[], bool], timeout: float = 10) -> bool:
    """True as soon as the condition holds; for what only another process or thread can tell."""
    deadline = time.monotonic() + timeout
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def everything_is_acknowledged(bench: Bench) -> bool:
    with bench.server.client() as client:
        leftovers = [key for key in client.keys("*") if ".msgs" in key or "__acks__" in key]
    return leftovers == []


def idle(bench: Bench) -> None:
    """Every runtime is blocked on its bells."""

    def blocked() -> int:
        with bench.server.client() as client:
            return int(client.info("clients")["blocked_clients"])

    assert eventually(lambda: blocked() >= 1)
    time.sleep(0.3)


@pytest.mark.slow
def test_a_rung_job_is_run_once_by_one_of_two_runtimes(bench: Bench) -> None:
    bench.a_runtime()
    bench.a_runtime()
    jobs = [f"job-{number}" for number in range(20)]

    for job in jobs:
        bench.ring(job)

    assert bench.ledger.wait_for(20)
    assert eventually(lambda: everything_is_acknowledged(bench))
    assert bench.ledger.ran == Counter(jobs)


@pytest.mark.slow
def test_an_idle_worker_starts_a_rung_job_at_once(bench: Bench, record_property: Callable[[str, object], None]) -> None:
    bench.a_runtime(threads=64)
    idle(bench)
    latencies = []
    for number in range(20):
        rung = time.monotonic()
        bench.ring(f"job-{number}", queue=QUEUES[number % 4])
        assert bench.ledger.wait_for(number + 1)
        latencies.append(bench.ledger.started_at[f"job-{number}"] - rung)
        time.sleep(0.1)

    median_ms = statistics.median(latencies) * 1000
    record_property("median_ms", median_ms)
    print(f"ring to start: median {median_ms:.1f} ms, worst {max(latencies) * 1000:.1f} ms")
    assert median_ms < 50


@pytest.mark.slow
def test_a_thousand_bells_are_all_answered_by_two_runtimes(bench: Bench) -> None:
    runtimes = [bench.a_runtime(threads=16), bench.a_runtime(threads=16)]
    jobs = [f"job-{number}" for number in range(1_000)]

    for start in range(0, 1_000, 50):
        bench.ring(*jobs[start : start + 50], queue=QUEUES[start % 4])

    assert bench.ledger.wait_for(1_000, timeout=20)
    assert eventually(lambda: everything_is_acknowledged(bench))
    assert bench.ledger.ran == Counter(jobs)
    assert sum(runtime.jobs.done for runtime in runtimes) == 1_000


@pytest.mark.slow
def test_one_ring_wakes_as_many_workers_as_it_needs(bench: Bench) -> None:
    bench.ledger.may_end.clear()
    for _ in range(3):
        bench.a_runtime(threads=2, queues=["reply"])
    idle(bench)
    rung = time.monotonic()

    bench.ring(*[f"job-{number}" for number in range(6)])

    assert bench.ledger.wait_for(6, timeout=0.5)
    assert max(bench.ledger.started_at.values()) - rung < 0.5


def test_answered_bells_leave_no_tokens_that_keep_workers_busy(bench: Bench) -> None:
    bench.a_runtime(threads=8)
    bench.ring(*[f"job-{number}" for number in range(400)])
    assert bench.ledger.wait_for(400)

    with bench.server.client() as client:
        assert eventually(lambda: client.llen(bell_key("reply")) == 0)
        idle(bench)
        before = client.info("stats")["total_commands_processed"]
        time.sleep(1)
        assert client.info("stats")["total_commands_processed"] - before < 60


def test_a_lost_token_costs_no_more_than_a_poll_interval(bench: Bench) -> None:
    bench.a_runtime()
    idle(bench)
    ringing_nobody: Message[None] = Message("send", "send", ("job-1",), {}, {"redis_message_id": "1"})
    with bench.server.client() as client:
        client.hset(f"{NAMESPACE}:send.msgs", "1", ringing_nobody.encode())
        client.rpush(queue_key("send"), "1")

    assert bench.ledger.wait_for(1, timeout=2.5)


@pytest.mark.slow
def test_workers_carry_on_after_redis_was_emptied(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.ring("before")
    assert bench.ledger.wait_for(1)
    idle(bench)

    with bench.server.client() as client:
        client.flushall()

    started = time.monotonic()
    bench.ring("after")
    assert bench.ledger.wait_for(2)
    assert time.monotonic() - started < 1
    assert runtime.alive()
    assert runtime.replacements == 0


@pytest.mark.slow
def test_workers_find_a_restarted_redis_by_themselves(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.ring("before")
    assert bench.ledger.wait_for(1)

    bench.server.stop()
    bench.server.start()

    bench.ring("after")
    assert bench.ledger.wait_for(2, timeout=3)
    assert runtime.alive()
    assert runtime.replacements == 0


@pytest.mark.slow
def test_a_job_that_ends_while_redis_is_away_frees_its_thread(bench: Bench) -> None:
    runtime = bench.a_runtime(threads=1, queues=["reply"])
    bench.ledger.may_end.clear()
    bench.ring("during")
    assert bench.ledger.wait_for(1)
    bench.server.stop()

    bench.ledger.may_end.set()
    assert eventually(lambda: runtime.jobs.running == 0)
    bench.server.start()

    bench.ring("after")
    assert bench.ledger.wait_for(2, timeout=3)


@pytest.mark.slow
def test_jobs_are_claimed_directly_while_redis_is_away(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.ledger.due = [f"due-{number}" for number in range(50)]
    bench.server.stop()

    time.sleep(3)
    assert not runtime.direct_mode
    assert bench.ledger.ran == Counter()
    assert bench.ledger.wait_for(50, timeout=7)
    assert eventually(lambda: runtime.direct_mode)
    assert runtime.alive()

    bench.server.start()
    assert eventually(lambda: not runtime.direct_mode, timeout=3)
    bench.ledger.due = ["left for the relay"]
    bench.ring("after")
    assert bench.ledger.wait_for(51, timeout=3)
    time.sleep(1)
    assert bench.ledger.due == ["left for the relay"]
    assert max(bench.ledger.ran.values()) == 1
    assert runtime.replacements == 0


@pytest.mark.slow
def test_a_frozen_redis_is_survived_and_replaced_by_direct_claims(bench: Bench) -> None:
    runtime = bench.a_runtime()
    idle(bench)
    with bench.server.frozen():
        bench.ledger.due = ["due-1"]
        assert bench.ledger.wait_for(1, timeout=12)
        assert runtime.direct_mode
    assert eventually(lambda: not runtime.direct_mode, timeout=3)

    bench.ring("after")
    assert bench.ledger.wait_for(2, timeout=3)
    assert runtime.alive()
    assert runtime.replacements == 0


@pytest.mark.slow
def test_direct_claims_never_exceed_the_threads_and_survive_a_failing_database(bench: Bench) -> None:
    failures = iter([True, True, False])
    running_at_claim: list[int] = []

    def claim(queues: Sequence[str], count: int) -> list[str]:
        if next(failures, False):
            raise ConnectionError("the database is away as well")
        running_at_claim.append(count)
        return bench.ledger.claim(queues, count)

    bench.ledger.may_end.clear()
    runtime = bench.a_runtime(threads=3, claim=claim)
    bench.ledger.due = [f"due-{number}" for number in range(10)]
    bench.server.stop()

    assert bench.ledger.wait_for(3, timeout=12)
    time.sleep(1)
    assert runtime.jobs.running == 3
    assert len(bench.ledger.ran) == 3
    bench.ledger.may_end.set()
    assert bench.ledger.wait_for(10)
    assert max(running_at_claim) <= 3


@pytest.mark.slow
def test_a_runtime_started_without_redis_begins_when_it_comes(bench: Bench) -> None:
    bench.server.stop()
    runtime = bench.a_runtime()
    assert runtime.alive()
    time.sleep(0.5)

    bench.server.start()
    bench.ring("first")

    assert bench.ledger.wait_for(1, timeout=3)


def test_a_job_that_raises_is_counted_and_leaves_no_dead_letter(bench: Bench) -> None:
    runtime = bench.a_runtime()

    bench.ring("bad-1", "job-1")

    assert bench.ledger.wait_for(2)
    assert eventually(lambda: everything_is_acknowledged(bench))
    assert (runtime.jobs.done, runtime.jobs.failed) == (2, 1)
    assert bench.ledger.ran == Counter(["bad-1", "job-1"])
    with bench.server.client() as client:
        assert client.keys(f"{NAMESPACE}:*.XQ*") == []


def test_an_urgent_job_overtakes_those_that_wait_in_the_process(bench: Bench) -> None:
    bench.ledger.may_end.clear()
    bench.a_runtime(threads=2)
    bench.ring(*[f"bulk-{number}" for number in range(6)], queue="background")
    assert bench.ledger.wait_for(2)
    bench.ring("urgent", queue="reply")
    with bench.server.client() as client:
        assert eventually(lambda: client.llen(queue_key("reply")) == 0)
    time.sleep(0.1)

    bench.ledger.may_end.set()

    assert bench.ledger.wait_for(7)
    assert list(bench.ledger.started_at).index("urgent") == 2


def test_a_runtime_takes_jobs_from_its_own_queues_only(bench: Bench) -> None:
    bench.a_runtime(queues=["send"])
    bench.ring("other", queue="background")
    bench.ring("mine", queue="send")

    assert bench.ledger.wait_for(1)
    time.sleep(0.3)
    assert set(bench.ledger.ran) == {"mine"}


@pytest.mark.slow
def test_stopping_waits_for_a_running_job(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.ledger.may_end.clear()
    bench.ring("long")
    assert bench.ledger.wait_for(1)
    threading.Timer(1.0, bench.ledger.may_end.set).start()

    assert runtime.stop(10)

    assert not runtime.alive()
    assert runtime.jobs.done == 1
    assert everything_is_acknowledged(bench)


@pytest.mark.slow
def test_stopping_reports_a_job_that_outlived_the_grace(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.ledger.may_end.clear()
    bench.ring("endless")
    assert bench.ledger.wait_for(1)
    started = time.monotonic()

    assert not runtime.stop(2)

    assert time.monotonic() - started < 5
    assert not runtime.stop(0)


@pytest.mark.slow
def test_a_stopping_worker_hands_on_at_once_what_it_has_not_begun(bench: Bench) -> None:
    bench.ledger.may_end.clear()
    leaving = bench.a_runtime(threads=2)
    for queue in QUEUES:
        bench.ring(*[f"{queue}-{number}" for number in range(2)], queue=queue)
    with bench.server.client() as client:
        assert eventually(lambda: all(client.llen(queue_key(queue)) == 0 for queue in QUEUES))
    assert len(bench.ledger.ran) == 2
    bench.a_runtime(threads=8)

    threading.Thread(target=leaving.stop, args=(8,), daemon=True).start()

    assert bench.ledger.wait_for(8, timeout=2)
    assert max(bench.ledger.ran.values()) == 1
    bench.ring(*[f"later-{number}" for number in range(2)])
    assert bench.ledger.wait_for(10, timeout=2)


@pytest.mark.slow
def test_an_idle_runtime_stops_quickly(bench: Bench) -> None:
    runtime = bench.a_runtime(threads=64)
    idle(bench)
    started = time.monotonic()

    assert runtime.stop(20)

    assert time.monotonic() - started < 4
    assert runtime.stop(1)


@pytest.mark.slow
def test_stopping_during_an_outage_does_not_hang(bench: Bench) -> None:
    runtime = bench.a_runtime()
    bench.server.stop()
    time.sleep(1)
    started = time.monotonic()

    assert runtime.stop(20)

    assert time.monotonic() - started < 5


@pytest.mark.slow
def test_a_busy_worker_is_not_taken_for_dead(bench: Bench) -> None:
    """Its jobs run longer than the heartbeat timeout while it has no free slot to fetch for."""

    def impatient_broker() -> Broker:
        return BellBroker(bench.server.url, heartbeat_timeout=2_500, maintenance_chance=1_000_000)

    bench.ledger.may_end.clear()
    bench.a_runtime(threads=1, queues=["reply"], broker_factory=impatient_broker)
    bench.ring("long")
    assert bench.ledger.wait_for(1)
    bench.a_runtime(threads=2, queues=["reply"], broker_factory=impatient_broker)

    time.sleep(6)

    assert bench.ledger.ran == Counter(["long"])


class _DyingConsumer(Consumer):
    def __next__(self) -> None:
        raise SystemExit


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_whose_consumer_died_is_replaced(bench: Bench) -> None:
    made: list[BellBroker] = []

    class FirstConsumersDie(BellBroker):
        def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
            if made[0] is self:
                return _DyingConsumer()
            return super().consume(queue_name, prefetch, timeout)

    def factory() -> Broker:
        made.append(FirstConsumersDie(bench.server.url))
        return made[-1]

    runtime = bench.a_runtime(broker_factory=factory)
    assert eventually(lambda: not runtime.alive(), timeout=1)

    bench.ring("job-1")

    assert bench.ledger.wait_for(1, timeout=4)
    assert eventually(runtime.alive, timeout=2)
    assert runtime.replacements == 1


@pytest.mark.slow
def test_a_failing_tick_does_not_end_the_watch(bench: Bench) -> None:
    ticks: list[float] = []

    def tick() -> None:
        ticks.append(time.monotonic())
        raise ValueError("a defect in the tick")

    runtime = bench.a_runtime(on_tick=tick)

    assert eventually(lambda: len(ticks) >= 2, timeout=5)
    assert runtime.alive()


A_WORKER_WITH_AN_ENDLESS_JOB = """
import signal, sys, threading
from rejoinder.entrypoints.worker.runtime import WorkerRuntime
from rejoinder.infrastructure.dramatiq.broker import BellBroker
from rejoinder.infrastructure.dramatiq.doorbell import RedisDoorbell

def endless(job_id):
    print("running", flush=True)
    threading.Event().wait()

def leave_now(number, frame):
    raise SystemExit(3)

def leave(number, frame):
    signal.signal(signal.SIGTERM, leave_now)
    print("leaving", flush=True)
    sys.exit(0 if runtime.stop(60) else 1)

url = sys.argv[1]
runtime = WorkerRuntime(
    broker_factory=lambda: BellBroker(url), run_job=endless, queues=["reply"], threads=4,
    doorbell=RedisDoorbell(url), direct_claim=lambda queues, count: [],
)
signal.signal(signal.SIGTERM, leave)
runtime.start()
threading.Event().wait()
"""


@pytest.mark.slow
def test_a_second_signal_ends_a_process_whose_job_does_not_end(bench: Bench) -> None:
    command = [sys.executable, "-c", A_WORKER_WITH_AN_ENDLESS_JOB, bench.server.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        bench.ring("endless")
        assert process.stdout.readline() == "running\n"
        process.terminate()
        assert process.stdout.readline() == "leaving\n"

        process.terminate()

        assert process.wait(timeout=5) == 3


def test_dramatiq_workers_still_have_the_parts_that_the_runtime_relies_on() -> None:
    worker = Worker(BellBroker("unix:///nowhere"), worker_threads=1)
    assert (worker.consumers, worker.workers) == ({}, [])
    assert worker.queue_prefetch == 2

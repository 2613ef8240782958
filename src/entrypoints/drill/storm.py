"""Deliveries under fire: many at once, repeated as providers repeat, while processes are killed at seeded moments."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx2

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation
from rejoinder.entrypoints.drill.processes import Role


@dataclass
class Senders:
    """Threads that deliver every delivery until it is taken, and remember what was acknowledged."""

    deliveries: Sequence[Delivery]
    threads: int = 8
    within_s: float = 90.0
    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0
    slowest_s: float = 0.0
    errors: list[BaseException] = field(default_factory=list)

    def __enter__(self) -> Senders:
        self._waiting: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._lock = threading.Lock()
        for delivery in self.deliveries:
            self._waiting.put(delivery)
        self._running = [threading.Thread(target=self._work, daemon=True) for _ in range(self.threads)]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()

    @property
    def left(self) -> int:
        return self._waiting.qsize()

    def wait(self) -> None:
        """Everything was acknowledged. Raises what a thread raised."""
        for thread in self._running:
            thread.join(self.within_s + 10)
        assert not any(thread.is_alive() for thread in self._running), "deliveries are still under way"
        if self.errors:
            raise self.errors[0]

    def _work(self) -> None:
        with httpx2.Client(trust_env=False, timeout=10) as client:
            while True:
                try:
                    delivery = self._waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    began = time.monotonic()
                    tries = delivery.repeat_until_taken(client, self.within_s)
                except BaseException as error:  # noqa: BLE001 - raised again by `wait`
                    self.errors.append(error)
                    return
                with self._lock:
                    self.tries += tries
                    self.acknowledged.add(delivery.event_id)
                    self.slowest_s = max(self.slowest_s, time.monotonic() - began)


class Background(threading.Thread):
    """Does something again and again until it is ended; raises at the end what it raised on the way."""

    def __init__(self, do: Callable[[], object], pause_s: Callable[[], float]) -> None:
        super().__init__(daemon=True)
        self._do, self._pause = do, pause_s
        self._ended = threading.Event()
        self.rounds = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._ended.wait(self._pause()):
                self._do()
                self.rounds += 1
        except BaseException as error:  # noqa: BLE001 - raised again by `__exit__`
            self.error = error

    def __enter__(self) -> Background:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join(60)
        assert not self.is_alive(), "the background work does not end"
        if self.error is not None:
            raise self.error


@dataclass
class Killer:
    """Kills the API and the worker with SIGKILL, in turns, and starts them again; order and moments follow the seed."""

    rejoinder: Installation
    dice: random.Random
    killed: list[str] = field(default_factory=list)
    shortest_s: float = 1.5
    longest_s: float = 4.0
    _next: list[Role] = field(default_factory=list)

    def __call__(self) -> None:
        if not self._next:
            self._next = [self.rejoinder.api, self.rejoinder.worker]
            self.dice.shuffle(self._next)
        role = self._next.pop()
        role.kill()
        self.killed.append(role.name)
        if role is self.rejoinder.api:
            self.rejoinder.restart_api()
        else:
            self.rejoinder.start_worker(role)

    def pause(self) -> float:
        return self.dice.uniform(self.shortest_s, self.longest_s)


@dataclass
class Bookkeeper:
    """Looks at the accounting while everything is on fire: every look must add up."""

    rejoinder: Installation
    looks: int = 0
    most_in_flight: int = 0

    def __call__(self) -> None:
        try:
            answer = self.rejoinder.call("GET", "/api/v1/accounting")
        except httpx2.TransportError:
            return  # the API was killed just now
        if answer.status_code == 503:
            return
        assert answer.status_code == 200, answer.text
        books = answer.json()
        assert_adds_up(books)
        self.looks += 1
        self.most_in_flight = max(self.most_in_flight, books["in_flight"])


def assert_adds_up(books: dict[str, object]) -> None:
    """received = in flight + waiting for a person + ended, and nothing is unaccounted."""
    ended = books["ended"]
    assert isinstance(ended, dict)
    parts = int(str(books["in_flight"])) + int(str(books["waiting_human"])) + sum(ended.values())
    assert books["received"] == parts, books
    assert books["unaccounted"] == 0, books

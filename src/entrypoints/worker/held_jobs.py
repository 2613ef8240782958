"""The claims of this process, and the heartbeat that keeps them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from rejoinder.application.jobs.run_job import LEASE_S
from rejoinder.domain.errors import TemporaryFailure

log = logging.getLogger(__name__)

BEAT_S = LEASE_S / 4
RETRY_S = 2.0
CALL_MARGIN_S = 35.0
"""The longest provider call (30 s in all) and a little more."""


class Heart(Protocol):
    def heartbeat(self, owner: str, fences: Mapping[str, int], lease_s: float) -> object: ...

    def release_strays(self, owner: str, held: Sequence[str]) -> int: ...


class HeldJobsRegistry:
    """HeldJobs: thread-safe, judged by this machine's monotonic clock.

    A thread that lost its lease may still run while the same process claims the job again: only the newest fence of a
    job is held, and the older claim can neither drop it nor pass for safe because of it.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._fences: dict[str, int] = {}
        self._renewed: dict[str, float] = {}
        self._lock = threading.Lock()
        self._place = threading.Condition()
        self._inside = 0
        self._waiting_alone = 0

    @property
    def owner(self) -> str:
        return self._owner

    def hold(self, job_id: str, fence: int) -> None:
        with self._lock:
            if fence >= self._fences.get(job_id, fence):
                self._fences[job_id] = fence
                self._renewed[job_id] = time.monotonic()

    def drop(self, job_id: str, fence: int) -> None:
        with self._lock:
            if self._fences.get(job_id) == fence:
                del self._fences[job_id], self._renewed[job_id]

    def is_safe(self, job_id: str, fence: int) -> bool:
        with self._lock:
            renewed = self._renewed[job_id] if self._fences.get(job_id) == fence else float("-inf")
        return time.monotonic() - renewed < LEASE_S - CALL_MARGIN_S

    @contextmanager
    def in_company(self) -> Iterator[None]:
        with self._place:
            self._place.wait_for(lambda: not self._waiting_alone)
            self._inside += 1
        try:
            yield
        finally:
            with self._place:
                self._inside -= 1
                self._place.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._place:
            self._waiting_alone += 1
            self._place.wait_for(lambda: not self._inside)
            self._inside += 1
        try:
            yield
        finally:
            with self._place:
                self._inside -= 1
                self._waiting_alone -= 1
                self._place.notify_all()

    def fences(self) -> dict[str, int]:
        with self._lock:
            return dict(self._fences)

    def renewed(self, asked: Mapping[str, int], lost: set[str], asked_at: float) -> None:
        """The leases that were asked for run from `asked_at`; the lost ones are no longer ours."""
        with self._lock:
            for job_id, fence in asked.items():
                if self._fences.get(job_id) == fence:
                    self._renewed[job_id] = float("-inf") if job_id in lost else asked_at


class Heartbeat(threading.Thread):
    """One thread per process renews all its leases, and lets go of what the process leased without knowing."""

    def __init__(self, held: HeldJobsRegistry, jobs: Heart, beat_s: float = BEAT_S) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._held, self._jobs, self._beat = held, jobs, beat_s
        self._stop_now = threading.Event()
        self._missed = False

    def run(self) -> None:
        while not self._stop_now.wait(min(self._beat, RETRY_S) if self._missed else self._beat):
            self.beat()

    def beat(self) -> None:
        """Renews once; a database that is away is tried again soon."""
        fences = self._held.fences()
        asked_at = time.monotonic()
        try:
            lost = self._jobs.heartbeat(self._held.owner, fences, LEASE_S) if fences else []
            strays = self._jobs.release_strays(self._held.owner, list(fences))
        except TemporaryFailure as away:
            self._missed = True
            log.warning("heartbeat.missed", extra={"code": away.code, "jobs": len(fences)})
            return
        self._missed = False
        if strays:
            log.warning("heartbeat.strays_released", extra={"jobs": strays})
        held = self._held.fences()
        # What ended while the question was under way is not lost.
        gone = {job for job in lost if held.get(job) == fences[job]} if isinstance(lost, (list, tuple)) else set()
        if gone:
            log.warning("heartbeat.lost", extra={"jobs": sorted(gone)})
        self._held.renewed(fences, gone, asked_at)

    def stop(self) -> None:
        self._stop_now.set()


class HeartbeatOnDemand:
    """For a process that works jobs only now and then: beats from the first `start` until `stop`."""

    def __init__(self, held: HeldJobsRegistry, jobs: Heart, beat_s: float = BEAT_S) -> None:
        self._held, self._jobs, self._beat = held, jobs, beat_s
        self._heart: Heartbeat | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """It beats when this returns, however often it is called."""
        with self._lock:
            if self._heart is None or not self._heart.is_alive():
                self._heart = Heartbeat(self._held, self._jobs, self._beat)
                self._heart.start()

    def stop(self) -> None:
        with self._lock:
            if self._heart is not None:
                self._heart.stop()
                self._heart = None

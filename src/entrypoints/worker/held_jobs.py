"""The claims of this process, and the heartbeat that keeps them."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

from rejoinder.application.jobs.run_job import LEASE_S
from rejoinder.domain.errors import TemporaryFailure

log = logging.getLogger(__name__)

BEAT_S = LEASE_S / 4
CALL_MARGIN_S = 35.0
"""The longest provider call (30 s in all) and a little more."""


class Heart(Protocol):
    def heartbeat(self, owner: str, fences: dict[str, int], lease_s: float) -> object: ...


class HeldJobsRegistry:
    """HeldJobs: thread-safe, judged by this machine's monotonic clock."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._fences: dict[str, int] = {}
        self._renewed: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def owner(self) -> str:
        return self._owner

    def hold(self, job_id: str, fence: int) -> None:
        with self._lock:
            self._fences[job_id] = fence
            self._renewed[job_id] = time.monotonic()

    def drop(self, job_id: str) -> None:
        with self._lock:
            self._fences.pop(job_id, None)
            self._renewed.pop(job_id, None)

    def is_safe(self, job_id: str) -> bool:
        with self._lock:
            renewed = self._renewed.get(job_id)
        return renewed is not None and time.monotonic() - renewed < LEASE_S - CALL_MARGIN_S

    def fences(self) -> dict[str, int]:
        with self._lock:
            return dict(self._fences)

    def renewed(self, kept: set[str], asked_at: float) -> None:
        """These leases run from `asked_at`; the others are no longer ours."""
        with self._lock:
            for job_id in list(self._fences):
                if job_id in kept:
                    self._renewed[job_id] = asked_at
                elif self._renewed[job_id] < asked_at:
                    self._renewed[job_id] = float("-inf")


class Heartbeat(threading.Thread):
    """One thread per process renews all its leases."""

    def __init__(self, held: HeldJobsRegistry, jobs: Heart, beat_s: float = BEAT_S) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._held, self._jobs, self._beat = held, jobs, beat_s
        self._stop_now = threading.Event()

    def run(self) -> None:
        while not self._stop_now.wait(self._beat):
            self.beat()

    def beat(self) -> None:
        """Renews once; a database that is away is tried again at the next beat."""
        fences = self._held.fences()
        if not fences:
            return
        asked_at = time.monotonic()
        try:
            lost = self._jobs.heartbeat(self._held.owner, fences, LEASE_S)
        except TemporaryFailure as away:
            log.warning("heartbeat.missed", extra={"code": away.code, "jobs": len(fences)})
            return
        gone = set(lost) if isinstance(lost, (list, tuple)) else set()
        if gone:
            log.warning("heartbeat.lost", extra={"jobs": sorted(gone)})
        self._held.renewed(set(fences) - gone, asked_at)

    def stop(self) -> None:
        self._stop_now.set()

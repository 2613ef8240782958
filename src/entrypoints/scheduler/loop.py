"""The scheduler's tick: ring what is due, free what is held by the dead, mend what was orphaned."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from rejoinder.domain.errors import TemporaryFailure

log = logging.getLogger(__name__)

TICK_S = 0.2


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing the leader does every `every_s` seconds."""

    name: str
    every_s: float
    do: Callable[[], object]


@dataclass(slots=True)
class SchedulerLoop:
    """Several may run; the one that holds the lock works. A chore that fails is recorded and tried again."""

    chores: Sequence[Chore]
    leading: Callable[[], AbstractContextManager[bool]]
    tick_s: float = TICK_S

    def run(self, stop: threading.Event) -> None:
        """Returns once `stop` is set."""
        due = dict.fromkeys((chore.name for chore in self.chores), 0.0)
        while not stop.is_set():
            started = time.monotonic()
            try:
                with self.leading() as lead:
                    if lead:
                        self._round(due, started)
            except TemporaryFailure as away:
                log.warning("scheduler.storage_away", extra={"code": away.code})
                stop.wait(1.0)
            stop.wait(max(0.01, self.tick_s - (time.monotonic() - started)))

    def _round(self, due: dict[str, float], now: float) -> None:
        for chore in self.chores:
            if due[chore.name] > now:
                continue
            due[chore.name] = now + chore.every_s
            try:
                chore.do()
            except TemporaryFailure as away:
                log.warning("scheduler.chore_delayed", extra={"chore": chore.name, "code": away.code})
            except Exception:  # one of the worker loops that go on: recorded here
                log.exception("scheduler.chore_failed", extra={"chore": chore.name})

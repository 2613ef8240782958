"""A circuit breaker on the test's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.errors import BreakerOpen
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeDatabase, FakeUnitOfWork

OPENS_AFTER = 5
PROBE_EVERY = timedelta(seconds=15)


@dataclass
class _State:
    failures: int = 0
    next_probe: datetime | None = None


class FakeBreaker:
    """CircuitBreaker: opens after five failures in a row, which alerts, then one probe per fifteen seconds."""

    def __init__(self, clock: FakeClock, database: FakeDatabase) -> None:
        self._clock = clock
        self._database = database
        self._states: dict[str, _State] = {}

    def admit(self, name: str) -> None:
        state = self._states.get(name)
        if state is None or state.next_probe is None:
            return
        now = self._clock.now()
        if now < state.next_probe:
            wait = max(1.0, (state.next_probe - now).total_seconds())
            raise BreakerOpen("Calls are paused until this account has recovered.", wait=wait)
        state.next_probe = now + PROBE_EVERY

    def succeeded(self, name: str) -> None:
        state = self._states.pop(name, None)
        if state is not None and state.next_probe is not None:
            with self._database.transaction():
                FakeUnitOfWork(self._database, EVERY_WORKSPACE).alerts.resolve("breaker-open", name)

    def failed(self, name: str, *, code: str) -> bool:
        state = self._states.setdefault(name, _State())
        state.failures += 1
        if state.failures >= OPENS_AFTER:
            state.next_probe = self._clock.now() + PROBE_EVERY
        opened = state.failures == OPENS_AFTER
        if opened:
            with self._database.transaction():
                FakeUnitOfWork(self._database, EVERY_WORKSPACE).alerts.raise_alert(
                    "breaker-open", name, severity="high", title=f"Calls are paused ({code})."
                )
        return opened

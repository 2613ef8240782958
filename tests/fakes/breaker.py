"""A circuit breaker on the test's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.errors import BreakerOpen
from tests.fakes.clock import FakeClock

OPENS_AFTER = 5
PROBE_EVERY = timedelta(seconds=15)


@dataclass
class _State:
    failures: int = 0
    next_probe: datetime | None = None


class FakeBreaker:
    """CircuitBreaker: opens after five failures in a row, then one probe per fifteen seconds."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
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
        self._states.pop(name, None)

    def failed(self, name: str, *, code: str) -> bool:
        state = self._states.setdefault(name, _State())
        state.failures += 1
        if state.failures >= OPENS_AFTER:
            state.next_probe = self._clock.now() + PROBE_EVERY
        return state.failures == OPENS_AFTER

"""Time and dice that a test holds in its hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class FakeClock:
    """Clock: stands still until it is told to go on. Every reading is a microsecond later, so that order shows."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(microseconds=1)
        return self._now

    def pass_time(self, seconds: float) -> None:
        """That long later."""
        self._now += timedelta(seconds=seconds)


class FakeDice:
    """Dice: always shows the same number."""

    def __init__(self, chance: float = 0.5) -> None:
        self.number = chance

    def chance(self) -> float:
        return self.number

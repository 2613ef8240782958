"""The real clock and the real dice."""

from __future__ import annotations

import random
from datetime import UTC, datetime


class SystemClock:
    """Clock of this machine, always with zone."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemDice:
    """Dice for spreading retries; nothing secret depends on it."""

    def chance(self) -> float:
        return random.random()  # noqa: S311

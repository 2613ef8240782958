"""The clock and the dice, handed in so that tests hold them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, with zone."""
        ...


class Dice(Protocol):
    def chance(self) -> float:
        """A number in [0, 1)."""
        ...

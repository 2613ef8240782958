"""A machine whose clock is wrong: every reading of the wall clock by Rejoinder's own code is moved, in one process."""

from __future__ import annotations

import datetime as calendar
import sys
import time
from typing import Any

STEP = "DRILL_CLOCK_STEP_S"
"""Seconds; read by a process of the drill before it becomes a role, and by nothing of the product."""


class _Kind(type(calendar.datetime)):  # type: ignore[misc]
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _TRUE)


_TRUE = calendar.datetime


class _Moved(calendar.datetime, metaclass=_Kind):
    """Tells the moved time, and is the real thing otherwise."""

    step = calendar.timedelta()

    @classmethod
    def now(cls, tz: calendar.tzinfo | None = None) -> Any:
        return _TRUE.now(tz) + cls.step


def step_clock(seconds: float) -> None:
    """From now on this process believes that it is so much later. Timers (monotonic clocks) go on as they are, as they
    do where an administrator or NTP sets a clock."""
    _Moved.step = calendar.timedelta(seconds=seconds)
    true_ns, true_s = time.time_ns, time.time
    time.time_ns = lambda: true_ns() + int(seconds * 1e9)
    time.time = lambda: true_s() + seconds
    for name, module in list(sys.modules.items()):
        if name.startswith("rejoinder.") and getattr(module, "datetime", None) is _TRUE and name != __name__:
            module.datetime = _Moved  # type: ignore[attr-defined]

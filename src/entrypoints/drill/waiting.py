"""Waiting for facts: every wait has a deadline, and a wait that ends badly says what was last seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")

LOOK_EVERY_S = 0.05
PATIENCE = 3.0
"""A limit is what an idle machine of two cores keeps with ease; a busy or slower one gets so many times as much."""


def until(look: Callable[[], Seen | None], what: str, within_s: float = 20.0, every_s: float = LOOK_EVERY_S) -> Seen:
    """The first true thing that `look` returns; fails with `what` and the last look at `PATIENCE` times `within_s`."""
    limit_s = PATIENCE * within_s
    deadline = time.monotonic() + limit_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"after {limit_s:g} s still waiting for {what}; last seen: {seen!r}"
        time.sleep(every_s)


def holds_for(look: Callable[[], bool], what: str, seconds: float, every_s: float = LOOK_EVERY_S) -> None:
    """`look` stays true all that time: how the absence of something is observed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert look(), what
        time.sleep(every_s)

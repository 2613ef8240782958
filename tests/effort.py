"""How much work something is, in a measure that a busy or slow machine does not change."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def _cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _mile() -> object:
    """About a millisecond of plain Python on a core of 2024."""
    return sum(number * number % 7 for number in range(28_000))


def effort(work: Callable[[], object], tries: int = 3) -> float:
    """The CPU time of `work` in miles: so many times what a fixed piece of Python takes here and now.

    The least of several tries, against the slower of the miles before and after: whatever slows the machine down slows
    both, and other processes count in neither. Bounds are several times what is measured on an idle machine.
    """
    before = min(_cpu_seconds(_mile) for _ in range(5))
    taken = min(_cpu_seconds(work) for _ in range(tries))
    after = min(_cpu_seconds(_mile) for _ in range(5))
    return taken / max(before, after)


def examples(few: int) -> int:
    """How many examples a property gets: few in the suite, `FUZZ_TIMES` times as many in `just fuzz`."""
    return few * int(os.environ.get("FUZZ_TIMES", "1"))

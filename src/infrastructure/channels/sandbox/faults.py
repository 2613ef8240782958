"""Faults that a drill may ask for: a comma list such as `lose-answer, busy:2, slow:3`.

A number after the colon says how often one send meets the fault (once if nothing is said, `always` for every try);
for `slow` it is the seconds, every time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FAULTS = frozenset({"lose-answer", "lose-request", "busy", "down", "refuse", "revoked", "slow"})
SAME_AS = {
    "accept-no-answer": "lose-answer",
    "accept-500": "lose-answer",
    "drop": "lose-request",
    "500": "lose-request",
    "time-out": "lose-request",
    "429": "busy",
    "401": "revoked",
}
"""The words by which the stand-ins of real providers are scripted in tests, for the same trouble."""
MAX_SLOW_S = 120.0


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    times: float = 1.0
    """How many tries meet it; for `slow` the seconds."""

    def __str__(self) -> str:
        return f"{self.name}:{'always' if math.isinf(self.times) else format(self.times, 'g')}"


def parse_faults(stated: object) -> tuple[Fault, ...]:
    """The faults of a comma list or a list of texts. Raises ValueError for what is none."""
    if isinstance(stated, str):
        stated = stated.split(",")
    if not isinstance(stated, (list, tuple)):
        raise ValueError("faults are a text or a list of texts")
    return tuple(_fault(str(item).strip()[:40]) for item in stated if str(item).strip())


def _fault(item: str) -> Fault:
    name, _, rest = item.partition(":")
    name = SAME_AS.get(name, name)
    times = math.inf if rest == "always" else _number(rest)
    if name not in FAULTS or math.isnan(times) or times <= 0 or (name == "slow" and times > MAX_SLOW_S):
        raise ValueError(f"'{item}' is none of {', '.join(sorted({*FAULTS, *SAME_AS}))}")
    return Fault(name, times)


def _number(rest: str) -> float:
    try:
        return float(rest or 1)
    except ValueError:
        return math.nan

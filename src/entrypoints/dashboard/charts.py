"""Charts as data for `chart.html`: bars and lines laid out on the server, drawn as SVG, told again as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.views import Tally

WIDTH, HEIGHT = 1000, 190
_LEFT, _BOTTOM, _TOP = 46, 22, 8
TONES = 7
_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    tone: int
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    points: str
    dots: Sequence[tuple[float, float, str]]
    tone: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its words: `rows` say the same as the drawing."""

    title: str
    bars: Sequence[Bar]
    lines: Sequence[Line]
    heights: Sequence[Mark]
    times: Sequence[Mark]
    legend: Sequence[tuple[str, int]]
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        return not self.legend


def _nice(most: float) -> float:
    """The next number at or above whose quarters are round."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 4, 8, 10) if step * power >= most)


def _stretches(since: datetime, until: datetime, step: timedelta) -> list[datetime]:
    number = max(1, math.ceil((until - since) / step))
    return [since + step * place for place in range(number)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw and how to say it."""

    title: str
    since: datetime
    until: datetime
    step: timedelta
    spelt_time: Callable[[datetime], str]
    spelt_amount: Callable[[float], str]
    spelt_kind: Callable[[str], str]
    kinds: Sequence[str] = ()
    """Their order, and so their colours; others follow by amount."""


def _ordered(plan: Plan, tallies: Sequence[Tally]) -> list[str]:
    sums: dict[str, float] = {}
    for tally in tallies:
        if tally.amount > 0:
            sums[tally.kind] = sums.get(tally.kind, 0.0) + tally.amount
    others = sorted((kind for kind in sums if kind not in plan.kinds), key=lambda kind: -sums[kind])
    return [kind for kind in plan.kinds if kind in sums] + others


def _tone(plan: Plan, kinds: Sequence[str], kind: str) -> int:
    place = list(plan.kinds).index(kind) if kind in plan.kinds else kinds.index(kind)
    return place % TONES


def _axes(plan: Plan, top: float, times: Sequence[datetime], slot: float) -> tuple[list[Mark], list[Mark]]:
    drawn = HEIGHT - _TOP - _BOTTOM
    heights = [
        Mark(round(_TOP + drawn * (1 - place / _LINES), 1), plan.spelt_amount(top * place / _LINES))
        for place in range(_LINES + 1)
    ]
    every = max(1, math.ceil(len(times) / 8))
    below = [
        Mark(round(_LEFT + slot * (place + 0.5), 1), plan.spelt_time(moment))
        for place, moment in enumerate(times)
        if place % every == 0
    ]
    return heights, below


def _table(
    plan: Plan, kinds: Sequence[str], times: Sequence[datetime], held: dict[tuple[datetime, str], float]
) -> list[tuple[str, Sequence[str]]]:
    return [
        (plan.spelt_time(moment), [plan.spelt_amount(held.get((moment, kind), 0.0)) for kind in kinds])
        for moment in times
        if any((moment, kind) in held for kind in kinds)
    ]


def _held(plan: Plan, tallies: Sequence[Tally], times: Sequence[datetime]) -> dict[tuple[datetime, str], float]:
    held: dict[tuple[datetime, str], float] = {}
    for tally in tallies:
        place = int((tally.at - plan.since) / plan.step)
        if 0 <= place < len(times):
            key = (times[place], tally.kind)
            held[key] = held.get(key, 0.0) + tally.amount
    return held


def stacked(plan: Plan, tallies: Sequence[Tally]) -> Chart:
    """Bars, one per stretch of time, each kind on top of the last."""
    kinds, times = _ordered(plan, tallies), _stretches(plan.since, plan.until, plan.step)
    held = _held(plan, tallies, times)
    top = _nice(max((sum(held.get((t, k), 0.0) for k in kinds) for t in times), default=0.0))
    slot, drawn = (WIDTH - _LEFT) / len(times), HEIGHT - _TOP - _BOTTOM
    bars = []
    for place, moment in enumerate(times):
        base = float(_TOP + drawn)
        for kind in kinds:
            amount = held.get((moment, kind), 0.0)
            tall = drawn * amount / top
            if tall <= 0:
                continue
            base -= tall
            said = f"{plan.spelt_time(moment)}: {plan.spelt_kind(kind)} {plan.spelt_amount(amount)}"
            wide = max(1.0, slot * 0.72)
            bars.append(
                Bar(
                    round(_LEFT + slot * place + (slot - wide) / 2, 1),
                    round(base, 1),
                    round(wide, 1),
                    round(tall, 1),
                    _tone(plan, kinds, kind),
                    said,
                )
            )
    heights, below = _axes(plan, top, times, slot)
    legend = [(plan.spelt_kind(kind), _tone(plan, kinds, kind)) for kind in kinds]
    named = [plan.spelt_kind(kind) for kind in kinds]
    return Chart(plan.title, bars, (), heights, below, legend, named, _table(plan, kinds, times, held))


def lines(plan: Plan, tallies: Sequence[Tally]) -> Chart:
    """A line per kind through the stretches of time that have one."""
    kinds, times = _ordered(plan, tallies), _stretches(plan.since, plan.until, plan.step)
    held = _held(plan, tallies, times)
    top = _nice(max(held.values(), default=0.0))
    slot, drawn = (WIDTH - _LEFT) / len(times), HEIGHT - _TOP - _BOTTOM
    found = []
    for kind in kinds:
        dots = [
            (
                round(_LEFT + slot * (place + 0.5), 1),
                round(_TOP + drawn * (1 - held[moment, kind] / top), 1),
                f"{plan.spelt_time(moment)}: {plan.spelt_kind(kind)} {plan.spelt_amount(held[moment, kind])}",
            )
            for place, moment in enumerate(times)
            if (moment, kind) in held
        ]
        found.append(Line(" ".join(f"{x},{y}" for x, y, _ in dots), dots, _tone(plan, kinds, kind)))
    heights, below = _axes(plan, top, times, slot)
    legend = [(plan.spelt_kind(kind), _tone(plan, kinds, kind)) for kind in kinds]
    named = [plan.spelt_kind(kind) for kind in kinds]
    return Chart(plan.title, (), found, heights, below, legend, named, _table(plan, kinds, times, held))

"""How fast messages may leave through one provider account, whoever sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """None sets no limit."""

    per_minute: float | None = None
    per_day: int | None = None
    """Per calendar day in UTC."""

    @property
    def gap(self) -> timedelta:
        """From one message to the next."""
        return timedelta(minutes=1) / self.per_minute if self.per_minute else timedelta(0)


AFTER_HOLD = Pace(per_minute=600)
"""How fast what waited leaves once a provider that asked for a pause takes messages again."""


def slower(a: Pace, b: Pace) -> Pace:
    """The stricter of both limits."""
    minutes = [p.per_minute for p in (a, b) if p.per_minute is not None]
    days = [p.per_day for p in (a, b) if p.per_day is not None]
    return Pace(min(minutes, default=None), min(days, default=None))


@dataclass(frozen=True, slots=True)
class Turns:
    """Where one account stands."""

    next_at: datetime
    """No message leaves before this."""
    day: date
    sent_on_day: int
    """How many turns of `day` are given away."""


def turn_at(pace: Pace, turns: Turns | None, now: datetime) -> tuple[datetime, Turns]:
    """When whoever asks `now` may send, and where the account stands then. Every turn is given once, so a queue of
    waiting messages leaves in the order in which they asked, and nobody asks again before their turn."""
    if turns is None:
        turns = Turns(now, now.date(), 0)
    moment = max(now, turns.next_at)
    day, taken = max(moment.date(), turns.day), turns.sent_on_day if moment.date() <= turns.day else 0
    if pace.per_day is not None and taken >= pace.per_day:
        day, taken = day + timedelta(days=1), 0
    if moment.date() < day:
        moment = datetime.combine(day, datetime.min.time(), tzinfo=now.tzinfo)
    return moment, Turns(moment + pace.gap, day, taken + 1)

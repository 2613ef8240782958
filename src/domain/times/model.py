"""When: which offered slot a person took, which times they propose, until when they put us off, when they are back.

A wrong date is worse than none, so nothing is guessed: what two readings fit (3/12 without a country, "Thursday week"),
what depends on a zone that nobody knows, and what lies in the past is left out, and `Times.unresolved` says why.
All functions read reply-only text; whoever calls them keeps quoted text away. Figures and limits: docs/extraction.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a moment was said."""

    MINUTE = "minute"
    """A day and a time of day: `start` is an aware datetime."""
    WINDOW = "window"
    """A stretch of one day ("Tuesday after 3", "Thursday morning"): `start` and `end` are aware datetimes."""
    DAY = "day"
    """`start` is a date; so it is for the coarser ones, where it is their first day."""
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    VAGUE = "vague"
    """A date that follows from words such as "after the holidays": good for waiting, not for promising."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One slot that we offered."""

    id: str
    start: datetime
    """Aware."""
    minutes: int = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """A point or stretch of time that follows from what the person wrote."""

    start: datetime | date
    """An aware datetime for `minute` and `window`, in the zone that it was resolved in; otherwise a plain date."""
    precision: Precision
    evidence: str
    """The person's words."""
    end: datetime | date | None = None
    """Of a `window`, its end. Of `week` and coarser, the last day."""

    @property
    def day(self) -> date:
        """The day that it begins on, in the person's zone."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Words about a time that no date was taken from, and the reason code."""

    evidence: str
    reason: str
    """`ambiguous-date` · `ambiguous-time` · `no-zone` · `past` · `no-such-day` · `no-day` · `conflict` ·
    `other-matter` (a time at which something happens that nobody is invited to)."""


@dataclass(frozen=True, slots=True)
class Times:
    """Everything a message says about when. Empty fields mean: not said, or not certain (see `unresolved`)."""

    proposed: tuple[Moment, ...] = ()
    """Times at which the person would meet or be called, in the order they were written; of the future."""
    deferred_until: Moment | None = None
    """Not before this day does the person want to hear from us. `day` is when to write again."""
    back_on: date | None = None
    """The first day on which an absent person is back: "until Friday the 12th" is back on the 13th or later."""
    back_evidence: str = ""
    zone: str = ""
    """The IANA zone in which times of day were resolved; empty where none was needed or none is known."""
    unresolved: tuple[Unresolved, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which offered slot was taken. `slot_id` is None unless exactly one was, without a condition."""

    slot_id: str | None
    reason: str
    """Taken: `only-offer` · `ordinal` · `date` · `weekday` · `time` · `relative`. Not taken: `no-offer` ·
    `nothing-said` · `not-offered` · `negated` · `conditional` · `ambiguous` · `counter-proposal` · `question` ·
    `past`."""
    evidence: str = ""

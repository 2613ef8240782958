"""Looking back: what the provider has and no webhook brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = timedelta(minutes=15)
GRACE = timedelta(minutes=2)
"""A younger message may still be on its way to us."""
FIRST_REACH = timedelta(hours=24)
"""How far back the first look goes, but never behind the day the connection was made."""
OVERLAP = timedelta(hours=1)
"""How far every later look goes back behind the last one: messages may show up late in a provider's lists."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Where the look back into one connection's history stands."""

    connection_id: str
    workspace_id: str
    due_at: datetime
    cursor: str = ""
    looked_at: datetime | None = None
    found: int = 0
    """Messages that came this way, ever."""
    found_at: datetime | None = None


def earliest(place: Reconciliation, connected_at: datetime | None, now: datetime) -> datetime:
    """From when on the provider's history matters to us."""
    start = place.looked_at - OVERLAP if place.looked_at is not None else now - FIRST_REACH
    return start if connected_at is None else max(start, connected_at)


def may_still_come(sent_at: datetime | None, now: datetime) -> bool:
    """Whether its webhook may only be late."""
    return sent_at is not None and now - sent_at < GRACE

"""What the engine needs besides storage: who is alive, what is held, who was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rejoinder.domain.retention import Due


class Census(Protocol):
    """Knows processes. An owner is `host:pid:started`."""

    def is_dead(self, owner: str) -> bool:
        """True only when that very process is proven gone; False when it lives or cannot be known."""
        ...


class HeldJobs(Protocol):
    """The claims of this process that its heartbeat keeps alive."""

    @property
    def owner(self) -> str: ...

    def hold(self, job_id: str, fence: int) -> None: ...

    def drop(self, job_id: str, fence: int) -> None:
        """A newer claim of the same job stays."""
        ...

    def is_safe(self, job_id: str, fence: int) -> bool:
        """Whether the lease of that claim certainly outlasts one provider call, by this machine's own clock."""
        ...

    def in_company(self) -> AbstractContextManager[None]:
        """Entered around a claim and its job; others may be there as well, but nobody who wants to be alone."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Entered once everybody else has left; nobody enters meanwhile."""
        ...


class Refusals(Protocol):
    """Counters of deliveries that could not be authenticated."""

    def count(self, connection_id: str | None, channel: str, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Refused:
    """How often deliveries were refused for one reason, and when."""

    count: int
    first_at: datetime
    last_at: datetime

    def __add__(self, other: Refused) -> Refused:
        return Refused(self.count + other.count, min(self.first_at, other.first_at), max(self.last_at, other.last_at))


@dataclass(frozen=True, slots=True)
class Drift:
    """A page of the books that was wrong although nothing moved in it."""

    workspace_id: str
    first_id: str
    was: Mapping[str, int]
    """Messages by disposition, as the page said."""
    found: Mapping[str, int]
    """As the raw rows say; the page says so too from now on."""


@dataclass(frozen=True, slots=True)
class BooksRound:
    closed: int
    recounted: int
    drifts: Sequence[Drift]


class Books(Protocol):
    """The accounting, kept in pages that are counted once and held against the raw rows in turn."""

    def balance(self, pages: int) -> BooksRound:
        """Pages in which something moved are counted again, at most `pages` new ones are closed, and those that were
        counted longest ago are held against the raw rows."""
        ...


class Attic(Protocol):
    """Records that are over."""

    def prune(self, batch: int) -> Mapping[str, int]:
        """At most `batch` rows of each kind that are over and old enough are gone; how many, by table.

        Never touched: jobs that wait for a person, deliveries that nobody looked at or whose message is missing, and
        whatever belongs to a message or a send that is open.
        """
        ...

    def empty(self, batch: int) -> Mapping[str, int]:
        """The same for words: where a workspace says so, at most `batch` rows of each kind that are over have lost
        theirs. Ids, senders, moments and outcomes stay."""
        ...

    def due(self, scope: str | None) -> Sequence[Due]:
        """What is kept for how long, and how much of it a run would take away now; nothing is changed. None for every
        workspace and the installation."""
        ...

    def keep(self, stated: Mapping[str, float]) -> None:
        """The installation keeps these kinds for so many days from now on; the others as before."""
        ...

    def note(self, pruned: Mapping[str, int]) -> None:
        """A run is on record: when it was, and how many rows went since the beginning."""
        ...


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """Something that a backup shows as not over."""

    id: str
    workspace_id: str
    lead_id: str


class Restored(Protocol):
    """What a database that was put back from a backup believes is still to be done."""

    def anybody_works(self) -> bool:
        """Whether a worker or scheduler has beaten within the last half minute."""
        ...

    def doubt_queued_sends(self) -> Sequence[OpenRecord]:
        """Every queued send is unknown, since it was decided; returns them."""
        ...

    def unanswered_messages(self) -> Sequence[OpenRecord]:
        """Messages in flight of which nothing may be in the air."""
        ...

    def live_follow_ups(self) -> Sequence[OpenRecord]:
        """Those that would go on by themselves."""
        ...

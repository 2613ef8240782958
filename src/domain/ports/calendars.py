"""A calendar at a provider: what is free, and one meeting booked, found and called off.

One call of ours may be several reads there, but at most one write that books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class Attendee:
    """Whom the meeting is with, as far as we know them."""

    lead_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    """E.164."""
    timezone: str = "UTC"
    reply_handle: Mapping[str, Any] = field(default_factory=dict)
    """Of the conversation, where it runs over the calendar's own connection: it may name the person there."""


@dataclass(frozen=True, slots=True)
class MeetingWish:
    """One meeting that shall exist once. `key` is the offered slot's id, and goes to the provider where it is kept."""

    key: str
    calendar_id: str
    starts_at: datetime
    minutes: int
    attendee: Attendee
    title: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Booked:
    """The calendar has the meeting."""

    external_id: str
    """The provider's id of this person's seat."""
    event_id: str = ""
    place: str = ""
    at: datetime | None = None
    """When it was booked, by the provider's clock, where it says so."""
    details: Mapping[str, Any] = field(default_factory=dict)


BookingLookup = Booked | Absent | CannotTell


class Calendar(Protocol):
    """Every method raises ProviderBusy, ProviderDown or ConnectionRevoked when the calendar cannot be asked."""

    @property
    def absent_after_s(self) -> float:
        """Seconds after an attempt before which "not there" is not certain."""
        ...

    def free_times(
        self, calendar_id: str, minutes: int, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[datetime]:
        """When a meeting may begin from `earliest` to `latest`, in order, with zones."""
        ...

    def book(self, wish: MeetingWish, connection: Connection) -> Booked:
        """The meeting is booked, by one request.

        Also raises SlotGone, BookingRefused and BookingNotAllowed (certainly nothing was booked), OutcomeUnknown.
        """
        ...

    def find(self, wish: MeetingWish, connection: Connection) -> BookingLookup:
        """Whether this person has this meeting: by our key where the provider keeps it, else by person and start."""
        ...

    def cancel(self, external_id: str, event_id: str, reason: str, connection: Connection) -> None:
        """The meeting is called off; so it is where it was before. Raises BookingRefused where it cannot be, and
        OutcomeUnknown."""
        ...

    def one_time_link(self, wish: MeetingWish, connection: Connection) -> str:
        """A link by which this person may book once; empty where the provider has none. Raises OutcomeUnknown."""
        ...

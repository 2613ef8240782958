"""A meeting with a lead, and how the accounts of it are joined, in whatever order they come.

Each seat of a meeting is one row. Its state is the word of whoever spoke last by the provider's own clock, so a late
cancellation and an early booking end alike in every order; a moved meeting is two seats, and the lead stays booked
between the halves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from rejoinder.domain.leads import Lead
from rejoinder.domain.sentiment import LeadStatus


class AppointmentState(StrEnum):
    BOOKED = "booked"
    RESCHEDULED = "rescheduled"
    """This seat was given up for another one."""
    CANCELLED = "cancelled"
    HELD = "held"
    NO_SHOW = "no-show"


_WEIGHT: Mapping[AppointmentState, int] = {
    AppointmentState.BOOKED: 0,
    AppointmentState.HELD: 1,
    AppointmentState.NO_SHOW: 2,
    AppointmentState.RESCHEDULED: 3,
    AppointmentState.CANCELLED: 4,
}
"""Of two accounts of one instant the graver holds: nobody shall wait for a person who does not come."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody says about one seat. An empty field says nothing."""

    state: AppointmentState
    at: datetime | None = None
    """When it became so, by the provider's clock. None is older than everything: a seat's own beginning."""
    event_id: str = ""
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = ""
    place: str = ""
    name: str = ""
    email: str = ""
    replaces: str = ""
    replaced_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person's seat in one meeting."""

    id: str
    workspace_id: str
    lead_id: str
    connection_id: str
    channel: str
    external_id: str
    """The calendar's id of this seat; unique under its connection."""
    state: AppointmentState = AppointmentState.BOOKED
    event_id: str = ""
    """The calendar's id of the meeting itself, where that is another one."""
    calendar_id: str = ""
    slot_id: str | None = None
    """The slot that we offered and booked; None for a meeting that was made elsewhere."""
    message_id: str | None = None
    """The message that accepted it."""
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = ""
    place: str = ""
    name: str = ""
    email: str = ""
    replaces: str = ""
    """External id of the seat that was given up for this one."""
    replaced_by: str = ""
    moves: int = 0
    """How often the meeting changed its time under the same id."""
    reason: str = ""
    booked_by: str = ""
    """`rejoinder`, the person of ours who pressed, or `elsewhere`."""
    changed_at: datetime | None = None
    """The provider's time of the newest account that holds."""
    created_at: datetime | None = None


def after(known: Appointment, heard: Heard) -> Appointment:
    """The seat once this account is known too: a newer one changes it, an older one only fills what is empty."""
    newer = _mark(heard.at, heard.state) > _mark(known.changed_at, known.state)
    details: dict[str, object] = {}
    for name in _DETAILS:
        ours, theirs = getattr(known, name), getattr(heard, name)
        details[name] = (theirs or ours) if newer else (ours or theirs)
    moved = newer and None not in (known.starts_at, heard.starts_at) and known.starts_at != heard.starts_at
    joined = replace(known, moves=known.moves + 1 if moved else known.moves, **details)  # type: ignore[arg-type]
    return replace(joined, state=heard.state, changed_at=heard.at) if newer else joined


_DETAILS = (
    "event_id",
    "title",
    "starts_at",
    "ends_at",
    "timezone",
    "place",
    "name",
    "email",
    "replaces",
    "replaced_by",
    "reason",
)


def _mark(at: datetime | None, state: AppointmentState) -> tuple[datetime, int]:
    return at or _NEVER, _WEIGHT[state]


def is_live(seat: Appointment, others: Sequence[Appointment]) -> bool:
    """Whether the person is still expected, or came: a seat that was given up counts until the new one is known."""
    if seat.state in (AppointmentState.BOOKED, AppointmentState.HELD):
        return True
    if seat.state is not AppointmentState.RESCHEDULED:
        return False
    return not any(other.external_id == seat.replaced_by or other.replaces == seat.external_id for other in others)


def rolled_up(lead: Lead, appointments: Sequence[Appointment], now: datetime) -> Lead:
    """The lead as its appointments make it: a live one pins meeting-booked; with the last one called off, the lead is
    qualified again. A status that people or an opt-out set stays, and nobody is lowered for not having come."""
    live = [seat for seat in appointments if is_live(seat, appointments)]
    ahead = [
        seat.starts_at
        for seat in live
        if seat.state is AppointmentState.BOOKED and seat.starts_at is not None and seat.starts_at > now
    ]
    status = lead.status
    if live and status not in (LeadStatus.BLACKLISTED, LeadStatus.UNQUALIFIED):
        status = LeadStatus.MEETING_BOOKED
    called_off = appointments and all(
        seat.state in (AppointmentState.CANCELLED, AppointmentState.RESCHEDULED) for seat in appointments
    )
    if not live and called_off and status is LeadStatus.MEETING_BOOKED:
        status = LeadStatus.QUALIFIED
    return replace(
        lead,
        status=status,
        has_appointment=bool(live),
        appointments=sum(seat.state is not AppointmentState.RESCHEDULED for seat in appointments),
        next_meeting_at=min(ahead, default=None),
    )

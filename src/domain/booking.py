"""Offered times, and when one of them may be booked. Pure: the same snapshot always gives the same answer.

A time that we offer is a row with an id. Only what was really told to a person can be accepted, and only an exact
acceptance books; everything else is a person's decision, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rejoinder.domain.contacts import fold
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Message
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.slot_words import TOLD_IN, said_times, told
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.times.tokens import languages_of
from rejoinder.domain.times.zones import known_zone
from rejoinder.domain.workspaces import WEEKDAYS, BusinessHours, CalendarSettings, Mode, Workspace

OFFER_LASTS = timedelta(days=7)
"""An offer that nobody answered for so long is history, even where its time is still to come."""
OFFERED_AT_ONCE = 3


class SlotState(StrEnum):
    DRAFTED = "drafted"
    """Stands in a draft; nobody outside has seen it."""
    OFFERED = "offered"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    LAPSED = "lapsed"


SLOT_MOVES: Mapping[SlotState, frozenset[SlotState]] = {
    SlotState.DRAFTED: frozenset({SlotState.OFFERED, SlotState.ACCEPTED, SlotState.LAPSED}),
    SlotState.OFFERED: frozenset({SlotState.ACCEPTED, SlotState.LAPSED}),
    SlotState.ACCEPTED: frozenset({SlotState.BOOKED, SlotState.LAPSED}),
    SlotState.BOOKED: frozenset(),
    SlotState.LAPSED: frozenset(),
}
"""DRAFTED turns into ACCEPTED only where a person of ours books it by hand."""


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """One time of the calendar that stands in a draft, or was told to a lead."""

    id: str
    workspace_id: str
    lead_id: str
    message_id: str
    """The message whose answer offers it."""
    draft_id: str
    connection_id: str
    calendar_id: str
    starts_at: datetime
    minutes: int
    zone: str
    """The IANA zone in which it is told."""
    expires_at: datetime
    state: SlotState = SlotState.DRAFTED
    reason: str = ""
    """Why it lapsed, or what keeps it from being booked."""
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_message_id: str | None = None
    basis_version: int = 0
    """The lead's conversation version at the acceptance; a newer one asks a person."""
    wanted_by: str = ""
    """The person of ours who wants it booked; empty where the lead's own words decide."""
    attempts: int = 0
    """Calls to the calendar that may have booked it."""
    lookups: int = 0
    tried_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def label(self, language: str = "en", zone: str = "") -> str:
        """As it is said to people, in `zone` or else in the one that it was offered in."""
        return told(self.starts_at, zone or self.zone, language)

    def is_over(self, now: datetime) -> bool:
        """Whether it can no longer be taken."""
        return self.state in (SlotState.BOOKED, SlotState.LAPSED) or self.expires_at <= now


# --- which times to offer -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """Times of the same calendar that are spoken for."""

    booked: Sequence[tuple[datetime, datetime]] = ()
    """Begin and end of meetings that we know of."""
    offered: Sequence[datetime] = ()
    """Starts that are offered to somebody else at the moment."""


def window(settings: CalendarSettings, now: datetime) -> tuple[datetime, datetime]:
    """From when to when a meeting may begin."""
    return now + timedelta(minutes=settings.min_notice_minutes), now + timedelta(days=settings.horizon_days)


def may_begin(start: datetime, settings: CalendarSettings, workspace: Workspace, taken: Taken, now: datetime) -> bool:
    """Whether the workspace would meet then: notice, horizon, hours and the buffer around other meetings."""
    earliest, latest = window(settings, now)
    hours = settings.hours or workspace.settings.opening
    end = start + timedelta(minutes=settings.minutes)
    around = timedelta(minutes=settings.buffer_minutes)
    return (
        earliest <= start <= latest
        and _is_within(start, end, hours, workspace.timezone)
        and not any(begins - around < end and start < ends + around for begins, ends in taken.booked)
    )


def _is_within(start: datetime, end: datetime, hours: BusinessHours | None, timezone: str) -> bool:
    if hours is None:
        return True
    zone = ZoneInfo(timezone)
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    if begins.date() in hours.closed_on:
        return False
    span = hours.days.get(WEEKDAYS[begins.weekday()])
    return span is not None and begins.date() == ends.date() and span[0] <= begins.time() and ends.time() <= span[1]


def choose_times(
    free: Iterable[datetime],
    settings: CalendarSettings,
    workspace: Workspace,
    taken: Taken,
    now: datetime,
    count: int = OFFERED_AT_ONCE,
) -> list[datetime]:
    """At most `count` of the calendar's free times, on different days where there are so many, in their order.

    Not today while another day has room, mornings and afternoons in turn, and times that nobody else is considering
    before those that somebody is.
    """
    fitting = sorted({start for start in free if may_begin(start, settings, workspace, taken, now)})
    unclaimed = [start for start in fitting if start not in taken.offered]
    zone = ZoneInfo(workspace.timezone)
    chosen: list[datetime] = []
    for pool in (unclaimed, fitting):
        days: dict[date, list[datetime]] = {}
        for start in pool:
            days.setdefault(start.astimezone(zone).date(), []).append(start)
        today = now.astimezone(zone).date()
        ordered = [day for day in days if day != today] + [day for day in days if day == today]
        while len(chosen) < count and (one := _one_more(days, ordered, chosen, zone)) is not None:
            chosen.append(one)
    return sorted(chosen)


def _one_more(
    days: Mapping[date, Sequence[datetime]], ordered: Sequence[date], chosen: Sequence[datetime], zone: ZoneInfo
) -> datetime | None:
    """A time on the first day that has the fewest chosen ones."""
    used = [start.astimezone(zone).date() for start in chosen]
    for day in sorted(ordered, key=used.count):
        left = [start for start in days[day] if start not in chosen]
        wanted = [start for start in left if (start.astimezone(zone).hour >= 12) == bool(len(chosen) % 2)]
        if left:
            return (wanted or left)[0]
    return None


def zone_told(lead: Lead | None, workspace: Workspace) -> str:
    """The zone in which times are told: where the lead is known to live, else the workspace's."""
    named = lead.timezone if lead is not None else ""
    return named if known_zone(named) is not None else workspace.timezone


_SURE_OF_LANGUAGE = 12
"""Letters of a message below which its words do not decide what language it is in."""


def language_told(planned: str, message: Message) -> str:
    """The language in which times are told: that of the plan; where there is none, or it is English, that of the
    person's own words. An English plan may only mean that nobody who answers by itself speaks their language."""
    if planned not in ("", "en"):
        return planned
    folded = fold(message.text[:2_000])
    spoken = languages_of(message.text[:2_000], folded) if len(folded) >= _SURE_OF_LANGUAGE else []
    return next((language for language in spoken[:1] if language in TOLD_IN), planned or "en")


def wants_times(message: Message, conversation: Sequence[Message]) -> bool:
    """Whether the answer should offer times: this message asks to meet, or one just before it that it takes over."""
    if message.sentiment is Sentiment.MEETING_REQUESTED:
        return True
    return any(
        m.direction is Direction.INBOUND
        and m.version < message.version
        and m.disposition_reason == "newer-message"
        and m.sentiment is Sentiment.MEETING_REQUESTED
        for m in conversation[-6:]
    )


# --- what a text offers -------------------------------------------------------------------------------


def slots_said(text: str, slots: Sequence[OfferedSlot]) -> list[OfferedSlot]:
    """Those of `slots` that the text names by day and time, however it spells them."""
    times = said_times(text)
    found = []
    for slot in slots:
        local = slot.starts_at.astimezone(ZoneInfo(slot.zone))
        if any(time.has_day and time.fits(local) for time in times):
            found.append(slot)
    return found


def times_not_offered(text: str, slots: Sequence[OfferedSlot], known: str = "") -> bool:
    """Whether the text names a day and time that is none of `slots` and does not stand in `known`."""
    locals_ = [slot.starts_at.astimezone(ZoneInfo(slot.zone)) for slot in slots]
    known_times = said_times(known)
    return any(
        time.has_day and not any(time.fits(local) for local in locals_) and time not in known_times
        for time in said_times(text)
    )


# --- whether to book ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BookingSnapshot:
    """Everything that the decision may look at."""

    slot: OfferedSlot | None
    """The one slot that was taken; None where the words leave a doubt."""
    message: Message
    """The words that took it; where a person of ours wants it booked, the ones that it answers."""
    lead: Lead
    workspace: Workspace
    conversation: Sequence[Message]
    switches: Sequence[Switch]
    channel: str
    now: datetime
    source_is_proven: bool = True
    why_not_exact: str = ""
    """Why there is no slot."""
    gate: str = ""
    """Why the system gate lets nothing happen by itself, if so."""
    in_progress: bool = False
    """The slot was accepted before, and this is the last look before the calendar is called."""


@dataclass(frozen=True, slots=True)
class Book:
    slot_id: str


@dataclass(frozen=True, slots=True)
class DoNotBook:
    reason: str
    for_person: bool = False
    """The person took a time all the same: somebody of ours shall look at it now."""


_NEVER_BOOKS = frozenset(
    {
        Sentiment.BLACKLIST,
        Sentiment.AUTOMATED_REPLY,
        Sentiment.OUT_OF_OFFICE,
        Sentiment.NOT_INTERESTED,
        Sentiment.OBJECTION,
        Sentiment.FOLLOW_UP,
    }
)


def should_book(s: BookingSnapshot) -> Book | DoNotBook:
    """Whether the slot is booked now. By the lead's own words only where booking is switched on and nothing about the
    message leaves a doubt; by a person of ours whenever the slot is still there and the lead may be written to."""
    scope = s.workspace.settings.opt_out_scope
    if s.message.opt_out or s.lead.has_opted_out(s.message.medium, scope) or s.lead.status is LeadStatus.BLACKLISTED:
        return DoNotBook("opt-out")
    by_person = s.slot is not None and bool(s.slot.wanted_by)
    if not by_person and (s.message.automated or s.message.safety.get("bounce")):
        return DoNotBook("automated")
    if s.slot is None:
        return DoNotBook(s.why_not_exact or "no-exact-slot")
    reason = _slot_is_gone(s.slot, s)
    if reason is None and not by_person:
        reason = _words_leave_doubt(s) or _not_switched_on(s)
    if reason is None:
        reason = _held_back(s, by_person=by_person)
    return Book(s.slot.id) if reason is None else DoNotBook(reason, for_person=True)


def _slot_is_gone(slot: OfferedSlot, s: BookingSnapshot) -> str | None:
    wanted = (SlotState.ACCEPTED,) if s.in_progress else (SlotState.DRAFTED, SlotState.OFFERED, SlotState.ACCEPTED)
    if slot.state not in wanted:
        return f"slot-{slot.state}"
    if slot.starts_at <= s.now or (slot.expires_at <= s.now and not s.in_progress and not slot.wanted_by):
        return "slot-expired"
    if s.lead.has_appointment and not slot.wanted_by:
        return "has-appointment"
    return None


def _words_leave_doubt(s: BookingSnapshot) -> str | None:
    message = s.message
    checks = (
        (not message.text.strip(), "empty-message"),
        (message.injection, "injection-suspected"),
        (bool(message.safety.get("ambiguous_opt_out")), "perhaps-an-opt-out"),
        (bool(message.safety.get("hostile")), "hostile"),
        (bool(message.safety.get("group")), "group-chat"),
        (message.edited_at is not None, "edited"),
        (message.deleted_at is not None, "deleted"),
        (message.sentiment is None, "not-judged"),
        (message.sentiment in _NEVER_BOOKS, "verdict-says-otherwise"),
        (message.asks_something, "asks-something-too"),
        (not s.source_is_proven, "unverified-source"),
        (message.backfilled, "backfilled"),
        (_is_stale(message, s), "stale"),
        (_newer(message, s.conversation), "conversation-moved-on"),
    )
    return next((reason for wrong, reason in checks if wrong), None)


def _is_stale(message: Message, s: BookingSnapshot) -> bool:
    limit = timedelta(minutes=s.workspace.settings.stale_after_minutes)
    return s.now - (message.sent_at or message.received_at) > limit


def _newer(message: Message, conversation: Sequence[Message]) -> bool:
    return any(
        m.direction is Direction.INBOUND and m.version > message.version and m.disposition_reason != "same-message"
        for m in conversation
    )


def _not_switched_on(s: BookingSnapshot) -> str | None:
    settings = s.workspace.settings
    if s.gate:
        return s.gate
    if not settings.auto_book:
        return "auto-book-off"
    if settings.calendar is None:
        return "no-calendar"
    if settings.mode is not Mode.AUTO:
        return f"mode-{settings.mode}"
    if s.workspace.unreadable_settings:
        return "settings-unreadable"
    if not settings.is_automatic_on(s.message.channel, s.message.medium):
        return "channel-not-automatic"
    return "automation-paused" if s.lead.automation_paused_reason else None


def _held_back(s: BookingSnapshot, *, by_person: bool) -> str | None:
    for switch in s.switches:
        halts = switch.kind is SwitchKind.OUTBOUND_HALTED
        pauses = switch.kind is SwitchKind.OUTBOUND_PAUSED and not by_person
        if (halts or pauses) and switch.covers(s.workspace.id, s.channel, s.lead.id):
            return "switch"
    return None

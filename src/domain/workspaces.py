"""One tenant, its settings and its provider accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rejoinder.domain.budgets import Budgets, Ladder, parse_ladder
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.facts import ENRICHABLE
from rejoinder.domain.ids import is_id
from rejoinder.domain.notifications import NotificationSettings, parse_notifications
from rejoinder.domain.owners import OwnerNotifications
from rejoinder.domain.paces import Pace
from rejoinder.domain.retention import LEAST_DAYS, MOST_DAYS, OF_WORKSPACES, parse_retention
from rejoinder.domain.sequences import FollowUpSettings


class Mode(StrEnum):
    """How far automation may go; listed from strictest to freest."""

    OFF = "off"
    SHADOW = "shadow"
    SUGGEST = "suggest"
    AUTO = "auto"


TOLERABLE = ("unanswered", "tone", "incomplete", "language")
"""Whatever else an evaluator finds, a person looks."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Opening times in the workspace's zone. `days` maps mon..sun to (open, close); absent is closed."""

    days: Mapping[str, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()
    """Holidays, in that zone."""


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """Which calendar meetings are booked in, and when the workspace meets. Times of day are in the workspace's zone."""

    connection_id: str
    calendar_id: str
    """The provider's: a calendar's id (HighLevel), an event type's address (Calendly)."""
    minutes: int = 30
    buffer_minutes: int = 0
    """Free time before and after every meeting that we know of."""
    min_notice_minutes: int = 240
    horizon_days: int = 14
    hours: BusinessHours | None = None
    """None: the workspace's business hours."""


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """Everything an operator may choose. A workspace without settings works on these defaults."""

    mode: Mode = Mode.SUGGEST
    channel_modes: Mapping[str, Mode] = field(default_factory=dict)
    """By channel or medium. Of all modes that are stated for a conversation the strictest holds (domain/modes.py)."""
    campaign_modes: Mapping[str, Mode] = field(default_factory=dict)
    """By the provider's id of the campaign."""
    auto_send_threshold: float = 0.9
    auto_send_thresholds: Mapping[str, float] = field(default_factory=dict)
    """Further ones by channel, medium or verdict (`email`, `Objection`); the highest that applies holds."""
    tolerated_problems: tuple[str, ...] = ()
    """What an evaluator may find wrong (drafts.Problem) without a person having to look."""
    knowledge: tuple[str, ...] = ()
    ideal_customer: str = ""
    """Whom the business wants as a customer, in words; what the fit of a lead is held against."""
    persona: str = ""
    email_signature: str = ""
    """Stands below every mail that we write, once."""
    booking_link: str = ""
    business_hours: BusinessHours | None = None
    holidays: frozenset[date] = frozenset()
    """Days on which no automatic reply leaves, in the workspace's zone."""
    send_delay: tuple[float, float] = (180.0, 420.0)
    """Seconds, lowest and highest; the point between is hashed from the message id."""
    burst_wait: float | None = None
    """Seconds of silence after which somebody who writes several messages in a row has said it all; None: by medium
    (policies.QUIET_S)."""
    send_limits: Mapping[str, Pace] = field(default_factory=dict)
    """By channel: how fast messages may leave through one account."""
    reply_cc: bool = False
    """Whether whoever was copied on a mail is copied on our answer too."""
    autosend_channels: tuple[str, ...] | None = None
    """None allows every channel."""
    stale_after_minutes: float = 720.0
    """An inbound message older than this is not answered automatically."""
    offline_ai_fallback: bool = False
    """Whether the offline layer may judge while the model cannot be reached."""
    message_budget_usd: float = 0.5
    """What the AI may cost for one message, however often it is asked about it."""
    budget_ladder: Ladder = field(default_factory=Ladder)
    """From which share of a budget on less is asked of the AI."""
    lead_budget_usd: float = 1.0
    """Per lead and day."""
    daily_budget_usd: float = 25.0
    opt_out_scope: str = "channel"
    """`channel`: an opt-out closes the medium it came on; `all`: every medium."""
    forbidden_terms: tuple[str, ...] = ()
    retention_days: float = 90.0
    """How long finished jobs, raw deliveries and AI calls are kept; conversations are kept until they are erased."""
    retention: Mapping[str, float] = field(default_factory=dict)
    """Days for kinds that are kept for another time (domain/retention.py)."""
    business_phone: str = ""
    """Where people are told to call while nobody answers them here; as it shall be read."""
    deflection_text: str = ""
    """Empty: the fixed text, if `business_phone` is set. `{business_phone}` stands for the number."""
    apology_text: str = ""
    """Empty: the fixed text."""
    help_text: str = ""
    """Answers HELP; empty: the carrier does, or nobody. `{business_phone}` stands for the number, here and below."""
    start_text: str = ""
    """Answers START; empty: the carrier does, or nobody."""
    stop_text: str = ""
    """The one confirmation after STOP; empty: the carrier sends it, and nothing leaves from here."""
    disclosure_text: str = ""
    """Stands under every reply that leaves without a person, such as that it was written by a machine."""
    extract_contacts: bool = True
    """Whether numbers, addresses, links, names and zones that people write are noted for their lead."""
    enrichment: tuple[str, ...] = ("phone", "linkedin")
    """What an enrichment connection is asked for once somebody shows interest; of phone, email and linkedin."""
    sync_contacts: bool = False
    """Whether contacts in a connected HighLevel location learn what we learned; they are never overwritten."""
    owner_phone: str = ""
    """E.164. Urgent messages are told there, and texts from there are commands."""
    backup_phone: str = ""
    """E.164. Told too when an urgent message stays unanswered; texts from there are commands as well."""
    owner_notifications: OwnerNotifications = field(default_factory=OwnerNotifications)
    calendar: CalendarSettings | None = None
    """None: no times are offered, and nothing is booked."""
    auto_book: bool = False
    """Whether an offered time that a lead accepts is booked without a person."""
    follow_ups: FollowUpSettings = field(default_factory=FollowUpSettings)
    notifications: NotificationSettings = field(default_factory=NotificationSettings)
    """Whom of the team we tell about what waits, and who may decide by button."""

    @property
    def opening(self) -> BusinessHours | None:
        """When automatic replies may leave: the business hours but for holidays; None is any time."""
        if not self.holidays:
            return self.business_hours
        hours = self.business_hours or BusinessHours(dict.fromkeys(WEEKDAYS, (time(0), time.max)))
        return replace(hours, closed_on=self.holidays)

    @property
    def budgets(self) -> Budgets:
        """What the AI may cost."""
        return Budgets(
            message=Decimal(str(self.message_budget_usd)),
            lead=Decimal(str(self.lead_budget_usd)),
            day=Decimal(str(self.daily_budget_usd)),
            ladder=self.budget_ladder,
        )

    def is_automatic_on(self, channel: str, medium: str) -> bool:
        """Whether replies may leave by themselves there; `autosend_channels` names channels or media."""
        allowed = self.autosend_channels
        return allowed is None or channel in allowed or medium in allowed


def parse_mode(name: str, value: object) -> Mode:
    """Raises InvalidInput that names the setting."""
    if not isinstance(value, str) or value not in list(Mode):
        raise InvalidInput(f"Setting '{name}' is one of off, shadow, suggest, auto.", field=name)
    return Mode(value)


_MOST_NAMED = 1000


def _modes(name: str, value: object) -> Mapping[str, Mode]:
    """`{"unipile_linkedin": "suggest"}`; a campaign's number may be written as one."""
    if not isinstance(value, Mapping) or len(value) > _MOST_NAMED:
        raise InvalidInput(f"Setting '{name}' takes an object of names and modes.", field=name)
    stated = {str(place).strip(): parse_mode(f"{name}.{place}", mode) for place, mode in value.items()}
    if "" in stated:
        raise InvalidInput(f"Setting '{name}' names every place that has a mode.", field=name)
    return stated


def _strings(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, Mapping) for item in value):
        return tuple("\n".join(str(v) for v in item.values() if v) for item in value)
    raise InvalidInput(f"Setting '{name}' takes a text or a list of texts.", field=name)


def _number(name: str, value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise InvalidInput(f"Setting '{name}' takes a number from {low:g} to {high:g}.", field=name)
    return float(value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f"Setting '{name}' takes a text.", field=name)
    return value


def _link(name: str, value: object) -> str:
    text = _text(name, value).strip()
    if text and not text.startswith(("https://", "http://")):
        raise InvalidInput(f"Setting '{name}' takes a web address that starts with https://.", field=name)
    return text


MAX_NOTICE = 480
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def _notice(name: str, value: object) -> str:
    text = _text(name, value).strip()
    if len(text) > MAX_NOTICE:
        raise InvalidInput(f"Setting '{name}' takes at most {MAX_NOTICE} characters.", field=name)
    return text


def _phone(name: str, value: object) -> str:
    """A number that can be texted, in E.164; blanks, dots, dashes and brackets are left out."""
    bare = re.sub(r"[\s().\-/]", "", _text(name, value))
    bare = "+" + bare[2:] if bare.startswith("00") else bare
    if bare and not _PHONE.fullmatch(bare):
        raise InvalidInput(f"Setting '{name}' takes a number with its country, such as +12025550100.", field=name)
    return bare


def _shown_phone(name: str, value: object) -> str:
    text = _text(name, value).strip()
    if text and (len(text) > 40 or sum(c.isdigit() for c in text) < 3):
        raise InvalidInput(f"Setting '{name}' takes a telephone number as people shall read it.", field=name)
    return text


def _owner_notifications(name: str, value: object) -> OwnerNotifications:
    """`true`, `false`, or `{"on": true, "quiet_hours": ["22:00", "07:00"]}`."""
    if isinstance(value, bool):
        return OwnerNotifications(value)
    try:
        if not isinstance(value, Mapping) or set(value) - {"on", "quiet_hours"}:
            raise ValueError
        on, quiet = value.get("on", True), value.get("quiet_hours")
        if not isinstance(on, bool):
            raise ValueError
        if quiet is None:
            return OwnerNotifications(on)
        begins, ends = (time.fromisoformat(at) for at in quiet)
        if begins == ends:
            raise ValueError
    except (ValueError, TypeError):
        raise InvalidInput(
            f"Setting '{name}' takes true, false, or "
            '{"on": true, "quiet_hours": ["22:00", "07:00"]} in the workspace\'s zone.',
            field=name,
        ) from None
    return OwnerNotifications(on, (begins, ends))


def _whole(name: str, field_name: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidInput(f"'{field_name}' of setting '{name}' is a whole number from {low} to {high}.", field=name)
    return value


def _thresholds(name: str, value: object) -> dict[str, float]:
    """`{"email": 0.95, "Objection": 1}`."""
    if not isinstance(value, Mapping) or len(value) > 50:
        raise InvalidInput(f"Setting '{name}' takes an object of channels, media or verdicts and numbers.", field=name)
    return {str(key).casefold(): _number(f"{name}.{key}", number, 0, 1) for key, number in value.items()}


def _tolerated(name: str, value: object) -> tuple[str, ...]:
    problems = _strings(name, value)
    if wrong := [problem for problem in problems if problem not in TOLERABLE]:
        raise InvalidInput(f"Setting '{name}' takes some of {', '.join(TOLERABLE)}, not '{wrong[0]}'.", field=name)
    return problems


_CALENDAR_NUMBERS: Mapping[str, tuple[int, int]] = {
    "minutes": (5, 480),
    "buffer_minutes": (0, 240),
    "min_notice_minutes": (0, 60 * 24 * 30),
    "horizon_days": (1, 60),
}


def _calendar(name: str, value: object) -> CalendarSettings | None:
    """`{"connection_id": "…", "calendar_id": "…"}`, and optionally `minutes`, `buffer_minutes`, `min_notice_minutes`,
    `horizon_days` and `hours`."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise InvalidInput(f"Setting '{name}' takes an object with connection_id and calendar_id.", field=name)
    known = {"connection_id", "calendar_id", "hours", *_CALENDAR_NUMBERS}
    if unknown := sorted(set(map(str, value)) - known):
        raise InvalidInput(f"Setting '{name}' knows no '{unknown[0]}'. Known: {', '.join(sorted(known))}.", field=name)
    connection_id, calendar_id = (str(value.get(part) or "").strip() for part in ("connection_id", "calendar_id"))
    if not is_id(connection_id):
        raise InvalidInput(f"Setting '{name}' names in connection_id a connection of this workspace.", field=name)
    if not calendar_id or len(calendar_id) > 400:
        raise InvalidInput(f"Setting '{name}' names in calendar_id the provider's calendar or event type.", field=name)
    numbers = {
        part: _whole(name, part, value[part], low, high)
        for part, (low, high) in _CALENDAR_NUMBERS.items()
        if value.get(part) is not None
    }
    return CalendarSettings(connection_id.lower(), calendar_id, hours=_hours(name, value.get("hours")), **numbers)


def _holidays(name: str, value: object) -> frozenset[date]:
    """`["2026-12-25", …]`."""
    try:
        if not isinstance(value, (list, tuple)) or len(value) > _MOST_NAMED:
            raise ValueError
        return frozenset(date.fromisoformat(day) for day in value)
    except (ValueError, TypeError):
        raise InvalidInput(f"Setting '{name}' takes a list of days such as 2026-12-25.", field=name) from None


def _limits(name: str, value: object) -> Mapping[str, Pace]:
    """`{"smartlead": {"per_minute": 60, "per_day": 500}}`."""
    if not isinstance(value, Mapping):
        raise InvalidInput(f"Setting '{name}' takes an object of channels and their limits.", field=name)
    limits = {}
    for channel, stated in value.items():
        place = f"{name}.{channel}"
        if not isinstance(stated, Mapping) or set(stated) - {"per_minute", "per_day"}:
            raise InvalidInput(f"Setting '{place}' takes an object with per_minute and per_day.", field=place)
        minute, day = stated.get("per_minute"), stated.get("per_day")
        limits[str(channel)] = Pace(
            None if minute is None else _number(f"{place}.per_minute", minute, 0.1, 60_000),
            None if day is None else _whole(name, f"{channel}.per_day", day, 1, 10_000_000),
        )
    return limits


def _kinds(name: str, value: object) -> tuple[str, ...]:
    kinds = _strings(name, value)
    if not set(kinds) <= set(ENRICHABLE):
        raise InvalidInput(
            f"Setting '{name}' takes a list of {', '.join(ENRICHABLE)}; an empty one asks nobody.", field=name
        )
    return tuple(dict.fromkeys(kinds))


def _follow_ups(name: str, value: object) -> FollowUpSettings:
    """`{"quiet_hours": ["20:00", "08:00"], "days": ["mon", …], "enrol": "<sequence id>", "resume_after_days": 7,
    "stop_campaigns": true, "leak_alarm": true}`; what is not named is at its default."""
    known = {f.name for f in fields(FollowUpSettings)}
    if not isinstance(value, Mapping) or set(value) - known:
        raise InvalidInput(f"Setting '{name}' takes an object with some of: {', '.join(sorted(known))}.", field=name)
    parsed: dict[str, Any] = {}
    for key, stated in value.items():
        place = f"{name}.{key}"
        match key:
            case "quiet_hours":
                parsed[key] = _quiet_hours(place, stated)
            case "days":
                listed = list(stated) if isinstance(stated, (list, tuple)) else []
                days = tuple(day for day in WEEKDAYS if day in listed)
                if not days or any(day not in WEEKDAYS for day in listed):
                    raise InvalidInput(f"Setting '{place}' takes some of {', '.join(WEEKDAYS)}.", field=place)
                parsed[key] = days
            case "enrol":
                if stated and not (isinstance(stated, str) and is_id(stated)):
                    raise InvalidInput(f"Setting '{place}' takes the id of a sequence, or nothing.", field=place)
                parsed[key] = str(stated or "").lower()
            case "resume_after_days":
                parsed[key] = None if stated is None else _number(place, stated, 0.01, 365)
            case _:
                parsed[key] = _flag(place, stated)
    return FollowUpSettings(**parsed)


def _quiet_hours(name: str, value: object) -> tuple[time, time] | None:
    """From the evening until the morning, or from midnight on."""
    if value is None:
        return None
    try:
        if not isinstance(value, (list, tuple)):
            raise ValueError
        begins, ends = (time.fromisoformat(at) for at in value)
        if (begins < ends and begins != time(0)) or begins == ends:
            raise ValueError
    except (ValueError, TypeError):
        raise InvalidInput(
            f'Setting \'{name}\' takes ["20:00", "08:00"] (from the evening until the morning) or null.', field=name
        ) from None
    return begins, ends


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(f"Setting '{name}' takes true or false.", field=name)
    return value


def parse_delay(name: str, value: object) -> tuple[float, float]:
    """Seconds as `30`, `"180-420"` or `[180, 420]`. Raises InvalidInput that names the setting."""
    try:
        if isinstance(value, str):
            parts = [float(part) for part in value.split("-", 1)]
        elif isinstance(value, (list, tuple)) and 1 <= len(value) <= 2:
            parts = [float(part) for part in value]
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            parts = [float(value)]
        else:
            raise ValueError
        low, high = parts[0], parts[-1]
        if not 0 <= low <= high <= 7 * 86400:
            raise ValueError
    except (ValueError, TypeError, OverflowError):
        raise InvalidInput(
            f"'{name}' takes seconds or a range such as 180-420 (low first, at most a week).", field=name
        ) from None
    return low, high


def _hours(name: str, value: object) -> BusinessHours | None:
    """`{"mon": ["09:00", "17:00"], ...}` or `{"days": ["mon", ...], "start": "09:00", "end": "17:00"}`."""
    if value is None:
        return None
    try:
        if not isinstance(value, Mapping):
            raise ValueError
        if "start" in value:
            span = (time.fromisoformat(value["start"]), time.fromisoformat(value["end"]))
            listed = {str(day)[:3].lower(): span for day in value.get("days", WEEKDAYS[:5])}
        else:
            listed = {
                str(day)[:3].lower(): (time.fromisoformat(hours[0]), time.fromisoformat(hours[1]))
                for day, hours in value.items()
                if hours
            }
        if not listed or set(listed) - set(WEEKDAYS) or any(start >= end for start, end in listed.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError, IndexError):
        raise InvalidInput(
            f"Setting '{name}' takes days with opening and closing times, "
            'such as {"mon": ["09:00", "17:00"]}, or null for any hour.',
            field=name,
        ) from None
    return BusinessHours(listed)


def known_settings(names: Iterable[str]) -> None:
    """Raises InvalidInput for the first name that is no setting."""
    known = {f.name for f in fields(WorkspaceSettings)}
    for name in names:
        if name not in known:
            raise InvalidInput(f"Unknown setting '{name}'. Known: {', '.join(sorted(known))}.", field=name)


def parse_settings(raw: Mapping[str, Any]) -> WorkspaceSettings:
    """Settings from stored or posted JSON. Raises InvalidInput that names the first wrong field."""
    known_settings(raw)
    parsed: dict[str, Any] = {}
    for name, value in raw.items():
        match name:
            case "mode":
                parsed[name] = parse_mode(name, value)
            case "channel_modes" | "campaign_modes":
                parsed[name] = _modes(name, value)
            case "auto_send_threshold":
                parsed[name] = _number(name, value, 0, 1)
            case "auto_send_thresholds":
                parsed[name] = _thresholds(name, value)
            case "tolerated_problems":
                parsed[name] = _tolerated(name, value)
            case "knowledge" | "forbidden_terms":
                parsed[name] = _strings(name, value)
            case "autosend_channels":
                parsed[name] = None if value is None else _strings(name, value)
            case "persona" | "ideal_customer" | "email_signature":
                parsed[name] = _text(name, value)
            case "booking_link":
                parsed[name] = _link(name, value)
            case "business_hours":
                parsed[name] = _hours(name, value)
            case "holidays":
                parsed[name] = _holidays(name, value)
            case "send_delay":
                parsed[name] = parse_delay(name, value)
            case "burst_wait":
                parsed[name] = None if value is None else _number(name, value, 0, 600)
            case "send_limits":
                parsed[name] = _limits(name, value)
            case "stale_after_minutes":
                parsed[name] = _number(name, value, 1, 60 * 24 * 365)
            case "budget_ladder":
                parsed[name] = parse_ladder(name, value)
            case "message_budget_usd" | "lead_budget_usd" | "daily_budget_usd":
                parsed[name] = _number(name, value, 0, 1e6)
            case "retention_days":
                parsed[name] = _number(name, value, LEAST_DAYS, MOST_DAYS)
            case "retention":
                parsed[name] = parse_retention(name, value, OF_WORKSPACES)
            case "calendar":
                parsed[name] = _calendar(name, value)
            case "enrichment":
                parsed[name] = _kinds(name, value)
            case "offline_ai_fallback" | "auto_book" | "extract_contacts" | "sync_contacts" | "reply_cc":
                parsed[name] = _flag(name, value)
            case "opt_out_scope":
                if value not in ("channel", "all"):
                    raise InvalidInput("Setting 'opt_out_scope' is channel or all.", field=name)
                parsed[name] = value
            case "business_phone":
                parsed[name] = _shown_phone(name, value)
            case "deflection_text" | "apology_text" | "help_text" | "start_text" | "stop_text" | "disclosure_text":
                parsed[name] = _notice(name, value)
            case "owner_phone" | "backup_phone":
                parsed[name] = _phone(name, value)
            case "owner_notifications":
                parsed[name] = _owner_notifications(name, value)
            case "follow_ups":
                parsed[name] = _follow_ups(name, value)
            case "notifications":
                parsed[name] = parse_notifications(name, value)
    return WorkspaceSettings(**parsed)


_STRICTEST: Mapping[str, Any] = {
    "mode": Mode.OFF,
    "opt_out_scope": "all",
    "auto_send_threshold": 1.0,
    "autosend_channels": (),
    "tolerated_problems": (),
    "daily_budget_usd": 0.0,
    "lead_budget_usd": 0.0,
    "message_budget_usd": 0.0,
}
"""What holds instead of a stored value that cannot be read; any other setting is at its default then."""


def stored_settings(raw: Mapping[str, Any]) -> WorkspaceSettings:
    """Settings as stored: names that another release wrote are left aside, not a reason to stop working.

    A stored value that makes no sense is no reason either: its strictest meaning holds, and the system gate lets
    nothing leave automatically (`unreadable_in`).
    """
    known = {f.name for f in fields(WorkspaceSettings)}
    strict = unreadable_in(raw)
    readable = parse_settings({name: value for name, value in raw.items() if name in known and name not in strict})
    return replace(readable, **{name: _STRICTEST[name] for name in strict if name in _STRICTEST})


def unreadable_in(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of stored settings whose values make no sense to this release."""
    known = {f.name for f in fields(WorkspaceSettings)}
    return tuple(name for name, value in raw.items() if name in known and not _is_readable(name, value))


def _is_readable(name: str, value: object) -> bool:
    try:
        parse_settings({name: value})
    except InvalidInput:
        return False
    return True


def parse_timezone(name: str) -> str:
    """A known IANA zone name. Raises InvalidInput."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(f"'{name}' is not a known time zone (try Europe/London).", field="timezone") from None
    return name


@dataclass(frozen=True, slots=True)
class Workspace:
    id: str
    name: str
    timezone: str = "UTC"
    settings: WorkspaceSettings = field(default_factory=WorkspaceSettings)
    raw_settings: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None

    def threshold_for(self, *names: str) -> float:
        """How sure an evaluator has to be there: the strictest of the general threshold and those of these names."""
        settings = self.settings
        stated = (settings.auto_send_thresholds.get(name.casefold(), 0.0) for name in names)
        return max(settings.auto_send_threshold, *stated)

    @property
    def unreadable_settings(self) -> tuple[str, ...]:
        """Stored settings that make no sense; somebody wrote them past the API."""
        return unreadable_in(self.raw_settings)


@dataclass(frozen=True, slots=True)
class Connection:
    """One provider account. Holds opened secrets: never log it, never put it in an error."""

    id: str
    workspace_id: str | None
    """None for an account that serves several workspaces."""
    channel: str
    name: str
    account: str
    """The provider account's own id where it has one; scopes the provider's message ids."""
    revision: int
    """Grows with every change, so that a cached copy can be told from the real thing."""
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Newest first; two while rotating."""
    webhook_key: str = field(default="", repr=False)
    base_url: str = ""
    enabled: bool = True
    created_at: datetime | None = None
    unusable_reason: str = ""
    """Why the account behind it cannot be used at the moment, in words for a person; empty while it can."""

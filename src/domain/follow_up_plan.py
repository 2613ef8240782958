"""When the steps of a follow-up leave, and whether. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rejoinder.domain.decisions import is_open, next_open, sources_of
from rejoinder.domain.drafts import Evaluation, too_long
from rejoinder.domain.follow_ups import LEAD_REPLIED, FollowUp, why_over
from rejoinder.domain.gate import GateSnapshot, Mind, Passage, system_gate
from rejoinder.domain.knowledge import KnowledgePart
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.sequences import FollowUpSettings, MissingVariable, Step, rendered
from rejoinder.domain.sourcing import unresolved_placeholder, unsourced_facts
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.times import Offer, read_times
from rejoinder.domain.times.zones import known_zone
from rejoinder.domain.workspaces import WEEKDAYS, BusinessHours, Mode, Workspace

MORNING = time(9)
"""The local time at which somebody is written to who named no time but a day."""

# --- when ---------------------------------------------------------------------------------------------


def open_hours(settings: FollowUpSettings) -> BusinessHours:
    """When a follow-up may leave, as opening hours in the person's zone."""
    begins, ends = settings.quiet_hours or (time(0), time(0))
    opens, closes = (ends, begins) if begins > ends else (ends, time.max)
    if begins == ends:
        opens, closes = time(0), time.max
    return BusinessHours({day: (opens, closes) for day in WEEKDAYS if day in settings.days})


def lead_zone(lead: Lead) -> str:
    """The zone that the person named; empty where nobody knows it."""
    return lead.timezone if known_zone(lead.timezone) is not None else ""


def zone_of(follow_up: FollowUp, lead: Lead, workspace: Workspace) -> str:
    """The zone in which the person lives, as far as anybody knows; else the workspace's."""
    return follow_up.timezone or lead_zone(lead) or workspace.timezone


_PUT_US_OFF = (Sentiment.FOLLOW_UP, Sentiment.OBJECTION)


def may_put_us_off(sentiment: Sentiment) -> bool:
    """Whether a message of that meaning can name a day before which nobody should write."""
    return sentiment is Sentiment.OUT_OF_OFFICE or sentiment in _PUT_US_OFF


def later_day(
    text: str,
    sentiment: Sentiment,
    *,
    sent_at: datetime,
    zone: str,
    offered: Sequence[Offer] = (),
    asked: str = "",
) -> date | None:
    """The day before which nobody should write to them: they are away until then, or asked for it. None where they
    did not say so, or not clearly. What we had `offered` and `asked` tells "next week" for a meeting from "next week"
    for writing again."""
    if not may_put_us_off(sentiment):
        return None
    times = read_times(text, sent_at=sent_at, zone=zone or None, offered=offered, asked=asked)
    wished = times.deferred_until.day if times.deferred_until is not None else None
    return wished if sentiment in _PUT_US_OFF else times.back_on or wished


def step_moment(step: Step, after: datetime, hours: BusinessHours, zone: str) -> datetime:
    """When the step leaves, counted from `after`: days and times of day by the person's clock, whatever the clocks do
    in between, then inside the hours."""
    moment = after
    if step.wait_days or step.at is not None:
        local = after.astimezone(ZoneInfo(zone))
        day = local.date() + timedelta(days=step.wait_days)
        moment = _at(day, step.at or local.time(), zone)
        if moment < after:  # its time of day is over: only without days to wait
            moment = _at(day + timedelta(days=1), step.at or local.time(), zone)
    moment = moment.astimezone(UTC) + timedelta(minutes=step.wait_minutes)
    return next_open(moment, hours, zone)


def day_moment(day: date, hours: BusinessHours, zone: str) -> datetime:
    """When to write to somebody who named that day and no time: in its morning, or when the hours next open."""
    return next_open(_at(day, MORNING, zone), hours, zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


# --- what a reply does ----------------------------------------------------------------------------------


def silence_ends(settings: FollowUpSettings, heard_at: datetime) -> datetime | None:
    """When somebody who was heard then has been silent for long enough; None where a person decides."""
    days = settings.resume_after_days
    return None if days is None else heard_at + timedelta(days=days)


def is_silent(lead: Lead, settings: FollowUpSettings, now: datetime) -> bool:
    """Whether we have answered, and nothing has come back for as long as the workspace says."""
    heard, said = lead.last_inbound_at, lead.last_outbound_at
    if heard is None:
        return True
    ends = silence_ends(settings, heard)
    return ends is not None and ends <= now and said is not None and said > heard


# --- whether a step leaves ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepSnapshot:
    """Everything that is looked at when a step is due."""

    follow_up: FollowUp
    step: Step
    lead: Lead
    workspace: Workspace
    switches: Sequence[Switch]
    conversation: Sequence[Message]
    now: datetime
    zone: str
    channel: str
    """Through which it would leave; empty where there is no way."""
    medium: Medium | None
    no_way: str = ""
    sequence_is_on: bool = True
    evaluation: Evaluation | None = None
    spent_today: Decimal = Decimal(0)
    spent_on_lead: Decimal = Decimal(0)
    known: Sequence[KnowledgePart] = ()
    """The parts of uploaded knowledge that a step may draw on."""


@dataclass(frozen=True, slots=True)
class SendStep:
    text: str
    subject: str


@dataclass(frozen=True, slots=True)
class WriteStep:
    """The AI has to write it first."""

    mind: Mind


@dataclass(frozen=True, slots=True)
class JudgeStep:
    """The AI's text passes everything that needs no evaluator."""

    mind: Mind


@dataclass(frozen=True, slots=True)
class AskPerson:
    text: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class HoldStep:
    """Paused for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class EndIt:
    reason: str


@dataclass(frozen=True, slots=True)
class SkipStep:
    """This one cannot reach the person; the next may."""

    reason: str


@dataclass(frozen=True, slots=True)
class WaitForIt:
    until: datetime
    reason: str


StepDecision = SendStep | WriteStep | JudgeStep | AskPerson | HoldStep | EndIt | SkipStep | WaitForIt

LOOK_AGAIN = timedelta(minutes=10)
"""How long a step waits for a switch before it looks again."""
SAVE_FOR = timedelta(hours=1)
"""The same for a budget that is spent; it begins anew every day."""


def decide_step(s: StepSnapshot) -> StepDecision:
    """The strictest of what holds, in this order; the same snapshot always gives the same answer."""
    settings, follow_up = s.workspace.settings, s.follow_up
    by_person = bool(follow_up.approved_by)
    over = why_over(s.lead, s.medium, settings.opt_out_scope)
    if over is not None:
        return EndIt(over)
    if s.lead.follow_ups_paused:
        return HoldStep(s.lead.follow_ups_paused_reason or LEAD_REPLIED)
    if s.lead.automation_paused_reason and not by_person:
        return HoldStep("automation-paused")
    if not s.sequence_is_on:
        return WaitForIt(s.now + LOOK_AGAIN, "sequence-off")
    if s.medium is None:
        return SkipStep(s.no_way or "no-way")
    hours = open_hours(settings.follow_ups)
    if not by_person and not is_open(s.now, hours, s.zone):
        return WaitForIt(next_open(s.now, hours, s.zone), "quiet-hours")
    gate = system_gate(GateSnapshot(s.workspace, s.channel, s.medium, s.lead.id, s.switches))
    if gate.passage is Passage.PARK:
        return WaitForIt(s.now + LOOK_AGAIN, gate.reason)
    if _is_held(s, SwitchKind.OUTBOUND_HALTED) or (_is_held(s, SwitchKind.OUTBOUND_PAUSED) and not by_person):
        return WaitForIt(s.now + LOOK_AGAIN, "switch")
    if s.workspace.unreadable_settings and not by_person:
        return HoldStep("settings-unreadable")
    if settings.mode in (Mode.OFF, Mode.SHADOW) and not by_person:
        return HoldStep(f"mode-{settings.mode}")
    return _text_decision(s, gate.mind, by_person)


def _is_held(s: StepSnapshot, kind: SwitchKind) -> bool:
    return any(w.kind is kind and w.covers(s.workspace.id, s.channel, s.lead.id) for w in s.switches)


def _text_decision(s: StepSnapshot, mind: Mind, by_person: bool) -> StepDecision:
    settings, follow_up = s.workspace.settings, s.follow_up
    written_by_ai = s.step.draft_by_ai and not by_person
    if follow_up.text:
        text, subject = follow_up.text, follow_up.subject
    elif s.step.draft_by_ai:
        if _spent(s):
            return WaitForIt(s.now + SAVE_FOR, _spent(s))
        return WriteStep(mind) if mind.writes else HoldStep("ai-disabled")
    else:
        values = values_for(s.lead, s.workspace)
        try:
            text, subject = rendered(s.step.text, values), rendered(s.step.subject, values)
        except MissingVariable as missing:
            return HoldStep(f"missing-variable:{missing.name}")
    if by_person:
        return SendStep(text, subject)
    doubt = _doubt(s, text, written_by_ai=written_by_ai)
    if not doubt and settings.mode is not Mode.AUTO:
        doubt = f"mode-{settings.mode}"
    if not doubt and s.medium is not None and not settings.is_automatic_on(s.channel, s.medium):
        doubt = "channel-not-automatic"
    if doubt:
        return AskPerson(text, subject, doubt)
    if not written_by_ai:
        return SendStep(text, subject)
    if s.evaluation is None and follow_up.confidence is None:
        return JudgeStep(mind) if mind.writes else HoldStep("ai-disabled")
    if s.evaluation is not None and not s.evaluation.safe:
        return AskPerson(text, subject, "evaluator-wants-a-person")
    confidence = s.evaluation.confidence if s.evaluation is not None else follow_up.confidence
    if confidence is None or confidence < settings.auto_send_threshold:
        return AskPerson(text, subject, "below-threshold")
    return SendStep(text, subject)


def _doubt(s: StepSnapshot, text: str, *, written_by_ai: bool) -> str:
    """What is wrong with the text; empty where nothing is."""
    assert s.medium is not None
    forbidden = any(term.lower() in text.lower() for term in s.workspace.settings.forbidden_terms)
    if not text.strip():
        return "empty-draft"
    if too_long(s.medium, text):
        return "too-long"
    if unresolved_placeholder(text):
        return "unresolved-placeholder"
    if forbidden:
        return "forbidden-term"
    ours = [m for m in s.conversation if m.direction is Direction.OUTBOUND]
    if any(m.body.strip() == text.strip() for m in ours[-6:]):
        return "repeats-ourselves"
    if written_by_ai:
        said_by_us, said_by_them = sources_of(s.workspace, s.conversation, s.known)
        if unsourced_facts(text, said_by_us=said_by_us, said_by_them=[*said_by_them, s.lead.name]):
            return "unsourced-fact"
    return ""


def _spent(s: StepSnapshot) -> str:
    settings = s.workspace.settings
    if s.spent_today >= Decimal(str(settings.daily_budget_usd)):
        return "daily-budget-spent"
    return "lead-budget-spent" if s.spent_on_lead >= Decimal(str(settings.lead_budget_usd)) else ""


def values_for(lead: Lead, workspace: Workspace) -> dict[str, str]:
    """What a step's variables stand for (sequences.VARIABLES)."""
    name = " ".join(lead.name.split())
    return {
        "first_name": name.partition(" ")[0],
        "name": name,
        "workspace": workspace.name,
        "booking_link": workspace.settings.booking_link,
        "business_phone": workspace.settings.business_phone,
    }

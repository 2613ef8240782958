"""One person in one sequence: the only ways its state may move, and when its steps leave. Pure.

active            its steps leave, one after the other → done with the last
paused            by a reply, a person, or whatever keeps a step back → active
snoozed, deferred until a moment that our side, or theirs, named → active
cancelled, done   the end
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from rejoinder.domain.decisions import LENGTH_LIMITS, is_open, next_open, sources_of
from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.errors import Conflict
from rejoinder.domain.gate import GateSnapshot, Mind, Passage, system_gate
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.sentiment import LeadStatus
from rejoinder.domain.sequences import FollowUpSettings, MissingVariable, Step, rendered
from rejoinder.domain.sourcing import unresolved_placeholder, unsourced_facts
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import WEEKDAYS, BusinessHours, Mode, Workspace


class FollowUpState(StrEnum):
    ACTIVE = "active"
    """Its next step leaves when it is due."""
    PAUSED = "paused"
    """Waits for a person, or for silence, as `reason` says."""
    SNOOZED = "snoozed"
    """A person of ours said when it goes on."""
    DEFERRED = "deferred"
    """The lead said when it goes on."""
    DONE = "done"
    CANCELLED = "cancelled"


_S = FollowUpState
LIVE = frozenset({_S.ACTIVE, _S.PAUSED, _S.SNOOZED, _S.DEFERRED})
MOVES: Mapping[FollowUpState, frozenset[FollowUpState]] = {
    state: frozenset(_S) if state in LIVE else frozenset() for state in _S
}
"""While it lives it may become anything, its own state with another reason or moment included; then nothing more."""

LEAD_REPLIED = "lead-replied"
BY_PERSON = "by-person"
AWAITING_APPROVAL = "awaiting-approval"
SENDING = "sending"
MORNING = time(9)
"""The local time at which somebody is written to who named no time but a day."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One person in one sequence, or with one step of its own."""

    id: str
    workspace_id: str
    lead_id: str
    sequence_id: str | None
    state: FollowUpState
    reason: str
    """Why it is in this state: a stable code."""
    step: int
    """The step that leaves next, from 1."""
    planned_at: datetime | None
    """When that step is to leave; kept while paused, so that resuming never pulls a step earlier."""
    next_at: datetime | None
    """When somebody looks at it again by itself; None for never."""
    turn: int = 0
    """Grows with every change: a job that was written for an earlier turn finds nothing to do."""
    fired: bool = False
    """The job of this turn is written."""
    timezone: str = ""
    """The person's zone, as whoever enrolled them said."""
    own_steps: tuple[Step, ...] = ()
    """The steps of a follow-up without a sequence."""
    text: str = ""
    """What the step will say, once written; gone with the step."""
    subject: str = ""
    confidence: float | None = None
    """How sure the evaluator was of an AI's text; None for a text that people wrote."""
    approved_by: str = ""
    """Who said that this very text leaves."""
    message_id: str | None = None
    """The message whose answer began it, if it began by itself."""
    enrolled_by: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


# --- when ---------------------------------------------------------------------------------------------


def open_hours(settings: FollowUpSettings) -> BusinessHours:
    """When a follow-up may leave, as opening hours in the person's zone."""
    begins, ends = settings.quiet_hours or (time(0), time(0))
    opens, closes = (ends, begins) if begins > ends else (ends, time.max)
    if begins == ends:
        opens, closes = time(0), time.max
    return BusinessHours({day: (opens, closes) for day in WEEKDAYS if day in settings.days})


def zone_of(follow_up: FollowUp, lead: Lead, workspace: Workspace) -> str:
    """The zone in which the person lives, as far as anybody knows; else the workspace's."""
    return follow_up.timezone or getattr(lead, "timezone", "") or workspace.timezone


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


# --- moves --------------------------------------------------------------------------------------------


def _moved(follow_up: FollowUp, state: FollowUpState, reason: str, next_at: datetime | None) -> FollowUp:
    """Raises Conflict for a move that there is not."""
    if state not in MOVES[follow_up.state]:
        raise Conflict(f"This follow-up is {follow_up.state}; it cannot become {state}.", newer=follow_up)
    return replace(follow_up, state=state, reason=reason, next_at=next_at, turn=follow_up.turn + 1, fired=False)


def _without_text(follow_up: FollowUp) -> FollowUp:
    return replace(follow_up, text="", subject="", confidence=None, approved_by="")


def paused(follow_up: FollowUp, reason: str, look_at: datetime | None = None) -> FollowUp:
    """Nothing leaves until somebody says so, or until the look at `look_at` finds the silence long enough. What was
    written goes: it answered another situation."""
    return _without_text(_moved(follow_up, _S.PAUSED, reason, look_at))


def awaiting_approval(follow_up: FollowUp, text: str, subject: str) -> FollowUp:
    """The step is written and waits for a person to say that exactly this leaves."""
    held = _moved(follow_up, _S.PAUSED, AWAITING_APPROVAL, None)
    return replace(held, text=text, subject=subject, approved_by="")


def approved(follow_up: FollowUp, text: str, by: str, now: datetime) -> FollowUp:
    """This text leaves now, on that person's word."""
    going = _moved(follow_up, _S.ACTIVE, "approved", now)
    return replace(going, text=text, approved_by=by, planned_at=now)


def resumed(follow_up: FollowUp, moment: datetime, reason: str) -> FollowUp:
    """Goes on with its step at `moment`, or when the step was planned, if that is later."""
    if follow_up.state is _S.ACTIVE:
        raise Conflict("This follow-up is active already.", newer=follow_up)
    at = max(moment, follow_up.planned_at) if follow_up.state is _S.PAUSED and follow_up.planned_at else moment
    return replace(_without_text(_moved(follow_up, _S.ACTIVE, reason, at)), planned_at=at)


def replanned(follow_up: FollowUp, moment: datetime, reason: str) -> FollowUp:
    """The step leaves at that moment instead."""
    return replace(_moved(follow_up, _S.ACTIVE, reason, moment), planned_at=moment)


def put_off(follow_up: FollowUp, state: FollowUpState, until: datetime, reason: str) -> FollowUp:
    """Snoozed or deferred: goes on by itself then."""
    return replace(_without_text(_moved(follow_up, state, reason, until)), planned_at=until)


def cancelled(follow_up: FollowUp, reason: str) -> FollowUp:
    return replace(_without_text(_moved(follow_up, _S.CANCELLED, reason, None)), planned_at=None)


def on_its_way(follow_up: FollowUp) -> FollowUp:
    """The step is queued as a send; what becomes of that says how it goes on."""
    return replace(_moved(follow_up, _S.ACTIVE, SENDING, None), fired=True)


def step_left(follow_up: FollowUp, steps: Sequence[Step], moment_of_next: datetime | None, reason: str) -> FollowUp:
    """The step has left (or is skipped): the next one is planned for that moment, or it was the last.

    One that was paused meanwhile stays paused, before its next step.
    """
    if follow_up.step >= len(steps):
        return replace(_without_text(_moved(follow_up, _S.DONE, reason, None)), planned_at=None)
    stays = follow_up.state is not _S.ACTIVE
    reason, next_at = (follow_up.reason, follow_up.next_at) if stays else (reason, moment_of_next)
    after = _without_text(_moved(follow_up, follow_up.state, reason, next_at))
    return replace(after, step=follow_up.step + 1, planned_at=moment_of_next)


# --- what ends it -------------------------------------------------------------------------------------


def why_over(lead: Lead, medium: Medium | None, scope: str) -> str | None:
    """Why nobody follows up on this person any more; None for everybody else."""
    if lead.status is LeadStatus.BLACKLISTED:
        return "blacklisted"
    if medium is not None and lead.has_opted_out(medium, scope):
        return "opt-out"
    if lead.has_appointment or lead.status is LeadStatus.MEETING_BOOKED:
        return "booked"
    if lead.status in (LeadStatus.NOT_INTERESTED, LeadStatus.UNQUALIFIED):
        return str(lead.status)
    return None


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


@dataclass(frozen=True, slots=True)
class ParkIt:
    reason: str


StepDecision = SendStep | WriteStep | JudgeStep | AskPerson | HoldStep | EndIt | SkipStep | WaitForIt | ParkIt

LOOK_AGAIN = timedelta(minutes=10)
"""How long a step waits for a switch before it looks again."""


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
        return ParkIt(gate.reason)
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
            return HoldStep(_spent(s))
        return HoldStep("ai-disabled") if mind is Mind.NONE else WriteStep(mind)
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
        return HoldStep("ai-disabled") if mind is Mind.NONE else JudgeStep(mind)
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
    if len(text) > LENGTH_LIMITS[s.medium]:
        return "too-long"
    if unresolved_placeholder(text):
        return "unresolved-placeholder"
    if forbidden:
        return "forbidden-term"
    ours = [m for m in s.conversation if m.direction is Direction.OUTBOUND]
    if any(m.body.strip() == text.strip() for m in ours[-6:]):
        return "repeats-ourselves"
    if written_by_ai:
        said_by_us, said_by_them = sources_of(s.workspace, s.conversation)
        if unsourced_facts(text, said_by_us=said_by_us, said_by_them=said_by_them):
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

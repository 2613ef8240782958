"""Whether a reply leaves, waits for a person, or is not written: one pure function over one frozen snapshot.

The same snapshot always gives the same decision, every check is recorded, and the model can only lower what the
checks allow: nothing that a customer wrote can cause a send that they refuse.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rejoinder.domain.booking import OfferedSlot, slots_said, times_not_offered
from rejoinder.domain.budgets import Spent, rung_at
from rejoinder.domain.dictation import dictated
from rejoinder.domain.drafts import Draft, Evaluation, ends_with_signature, too_long
from rejoinder.domain.gate import Gate, GateSnapshot, Passage, system_gate
from rejoinder.domain.knowledge import KnowledgePart
from rejoinder.domain.languages import speak_differently
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Author, Direction, Medium, Message
from rejoinder.domain.modes import EffectiveMode, bounded, effective_mode
from rejoinder.domain.needs_person import needs_person
from rejoinder.domain.policies import answered_by_person
from rejoinder.domain.slot_words import every_spelling
from rejoinder.domain.sourcing import unresolved_placeholder, unsourced_facts
from rejoinder.domain.steering import steering
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import WEEKDAYS, BusinessHours, Mode, Workspace

PASS = "pass"  # noqa: S105
ASK = "ask"
SILENT = "silent"

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2060-\u2069\ufeff\U000e0100-\U000e01ef]")
"""Characters that change what a reader sees; joiners of emoji and of scripts that need them are none."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked of the snapshot, and its answer."""

    name: str
    verdict: str
    reason: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendNow:
    """Leaves without a person, not before `not_before`."""

    not_before: datetime
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class AskHuman:
    reason: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class StaySilent:
    reason: str
    checks: tuple[Check, ...]


Decision = SendNow | AskHuman | StaySilent


@dataclass(frozen=True, slots=True)
class ReplySnapshot:
    """Everything a decision may look at."""

    message: Message
    lead: Lead
    workspace: Workspace
    conversation: Sequence[Message]
    """Oldest first."""
    switches: Sequence[Switch]
    draft: Draft
    evaluation: Evaluation | None
    now: datetime
    source_is_proven: bool
    """False when only the URL's key vouches for the message, and the provider did not confirm it."""
    spent_today: Decimal
    spent_on_lead: Decimal
    why_unproven: str = "unverified-source"
    """The reason code where the source is not proven."""
    missing: Sequence[str] = ()
    """What the workspace lacks to answer there (gate.missing_for)."""
    campaigns: Sequence[str] = ()
    """The provider's ids of the campaigns that the message belongs to."""
    autosend_delay: tuple[float, float] | None = None
    """An installation-wide override of the workspace's sending window."""
    reply_medium: Medium | None = None
    """What the reply leaves over, where that is not the message's own medium."""
    unreachable: str = ""
    """Why no reply can leave by itself, if so."""
    reply_channel: str = ""
    """The same for the channel."""
    offered: Sequence[OfferedSlot] = ()
    """Times of the calendar that the draft may offer."""
    known: Sequence[KnowledgePart] = ()
    """The parts of uploaded knowledge that the writer was shown."""

    @property
    def ways(self) -> tuple[str, ...]:
        """Every channel and medium that the conversation goes over."""
        out = (self.reply_channel or self.message.channel, self.reply_medium or self.message.medium)
        return (self.message.channel, self.message.medium, *out)


def _opt_out(s: ReplySnapshot) -> Check:
    scope = s.workspace.settings.opt_out_scope
    withdrawn = any(s.lead.has_opted_out(m, scope) for m in {s.message.medium, s.reply_medium or s.message.medium})
    if s.message.opt_out or withdrawn:
        return Check("opt-out", SILENT, "opt-out", {"message": s.message.opt_out, "consent_withdrawn": withdrawn})
    return Check("opt-out", PASS)


def _automated(s: ReplySnapshot) -> Check:
    return Check("automated", SILENT, "automated") if s.message.automated else Check("automated", PASS)


def _route(s: ReplySnapshot) -> Check:
    return Check("route", ASK, s.unreachable) if s.unreachable else Check("route", PASS)


def _system_gate(s: ReplySnapshot) -> Check:
    gate = gate_of(s)
    if gate.passage is Passage.OPEN:
        return Check("system-gate", PASS, inputs={"mind": gate.mind})
    return Check("system-gate", ASK, gate.reason, {"passage": gate.passage, **gate.inputs})


def gate_of(s: ReplySnapshot) -> Gate:
    """What the workspace may do about this message right now."""
    here = bounded(s.workspace, s.ways, campaigns=s.campaigns, lead=s.lead)
    return system_gate(GateSnapshot(here, s.message.channel, s.message.medium, s.lead.id, s.switches, s.missing))


def mode_of(s: ReplySnapshot) -> EffectiveMode:
    """How far automation may go for this message."""
    return effective_mode(s.workspace, s.ways, campaigns=s.campaigns, lead=s.lead)


def _mode(s: ReplySnapshot) -> Check:
    effective = mode_of(s)
    stated = [{"place": said.place, "name": said.name, "mode": said.mode} for said in effective.stated]
    inputs = {"mode": effective.mode, "decided_by": effective.decided_by.place, "stated": stated}
    if effective.mode is not Mode.AUTO:
        return Check("mode", ASK, f"mode-{effective.mode}", inputs)
    return Check("mode", PASS, inputs=inputs)


def _channel(s: ReplySnapshot) -> Check:
    settings = s.workspace.settings
    if not settings.is_automatic_on(s.message.channel, s.message.medium):
        allowed = list(settings.autosend_channels or ())
        return Check("channel", ASK, "channel-not-automatic", {"channel": s.message.channel, "allowed": allowed})
    return Check("channel", PASS)


def _human_answered(s: ReplySnapshot) -> Check:
    if answered_by_person(s.message, s.conversation):
        return Check("human-answered", SILENT, "human-answered")
    if s.lead.automation_paused_reason:
        return Check("human-answered", ASK, "automation-paused", {"why": s.lead.automation_paused_reason})
    return Check("human-answered", PASS)


def _newest(s: ReplySnapshot) -> Check:
    newer = [
        m.id
        for m in s.conversation
        if m.direction is Direction.INBOUND and m.version > s.message.version and m.disposition_reason != "same-message"
    ]
    if newer or s.lead.version > s.draft.basis_version:
        return Check(
            "newest", ASK, "conversation-moved-on", {"version": s.lead.version, "basis": s.draft.basis_version}
        )
    return Check("newest", PASS, inputs={"version": s.lead.version})


def _fresh(s: ReplySnapshot) -> Check:
    if s.message.backfilled:
        return Check("fresh", ASK, "backfilled")
    age = s.now - (s.message.sent_at or s.message.received_at)
    limit = timedelta(minutes=s.workspace.settings.stale_after_minutes)
    if age > limit:
        return Check("fresh", ASK, "stale", {"age_minutes": round(age / timedelta(minutes=1), 1)})
    return Check("fresh", PASS, inputs={"age_minutes": round(age / timedelta(minutes=1), 1)})


def _injection(s: ReplySnapshot) -> Check:
    """Whoever speaks to the machine gets a person. An earlier attempt counts until one of our people has answered it,
    because every model that is asked is shown it again."""
    found = steering(s.message, s.lead.name)
    if s.message.injection or found is not None:
        inputs = asdict(found) if found is not None else dict(s.message.safety)
        return Check("injection", ASK, "injection-suspected", inputs)
    for earlier in unanswered(s.conversation, s.message):
        if earlier.injection:
            return Check("injection", ASK, "injection-suspected", {"where": "earlier-message", "message": earlier.id})
    return Check("injection", PASS)


def unanswered(conversation: Sequence[Message], newest: Message) -> list[Message]:
    """What the person wrote since one of our people last answered, oldest first, `newest` included."""
    answers = [m.received_at for m in conversation if m.author in (Author.HUMAN, Author.ELSEWHERE)]
    since = max((at for at in answers if at <= newest.received_at), default=None)
    said = [m for m in conversation if m.direction is Direction.INBOUND and m.id != newest.id]
    return [*(m for m in said if since is None or m.received_at > since), newest]


def _needs_person(s: ReplySnapshot) -> Check:
    """What no machine may answer: threats, emergencies, complaints, disputes. One that nobody of ours has answered yet
    counts until then."""
    for said in reversed(unanswered(s.conversation, s.message)):
        if needed := needs_person(said.text):
            return Check("needs-person", ASK, needed.need.value, {"words": needed.words[:160], "message": said.id})
    return Check("needs-person", PASS)


def _ambiguous(s: ReplySnapshot) -> Check:
    if s.message.safety.get("ambiguous_opt_out"):
        return Check("ambiguous-opt-out", ASK, "perhaps-an-opt-out", {"evidence": s.message.safety.get("evidence", "")})
    return Check("ambiguous-opt-out", PASS)


def _source(s: ReplySnapshot) -> Check:
    return Check("source", PASS) if s.source_is_proven else Check("source", ASK, s.why_unproven)


def _media(s: ReplySnapshot) -> Check:
    if s.message.media:
        return Check("attachments", ASK, "has-attachments", {"count": len(s.message.media)})
    return Check("attachments", PASS)


def _group(s: ReplySnapshot) -> Check:
    """Whoever else reads the thread did not write to us."""
    return Check("group", ASK, "group-chat") if s.message.safety.get("group") else Check("group", PASS)


def _text(s: ReplySnapshot) -> Check:
    body = s.draft.body
    signature = s.workspace.settings.email_signature
    medium = s.reply_medium or s.message.medium
    placeholder = unresolved_placeholder(body)
    forbidden = [term for term in s.workspace.settings.forbidden_terms if term.lower() in body.lower()]
    if not body.strip():
        return Check("text", ASK, "empty-draft")
    if found := _HIDDEN.search(body):
        return Check("text", ASK, "hidden-characters", {"character": f"U+{ord(found.group()):04X}"})
    if figures := too_long(medium, body):
        return Check("text", ASK, "too-long", figures)
    if placeholder:
        return Check("text", ASK, "unresolved-placeholder", {"placeholder": placeholder})
    if forbidden:
        return Check("text", ASK, "forbidden-term", {"terms": forbidden})
    if any(m.direction is Direction.OUTBOUND and m.body.strip() == body.strip() for m in s.conversation[-6:]):
        return Check("text", ASK, "repeats-ourselves")
    if medium is Medium.EMAIL and signature.strip() and not ends_with_signature(body, signature):
        return Check("text", ASK, "signature-missing")
    return Check("text", PASS, inputs={"length": len(body)})


def _language(s: ReplySnapshot) -> Check:
    """The draft is in the language that the person writes, where both are plain."""
    theirs = [m.text for m in s.conversation if m.direction is Direction.INBOUND and m.id != s.message.id]
    newest = s.message.text
    body = s.draft.body.removesuffix(s.workspace.settings.email_signature.strip())
    differ = speak_differently(body, newest if len(newest.split()) > 3 else "\n".join((*theirs[-5:], newest)))
    if differ is not None:
        return Check("language", ASK, "wrong-language", {"draft": differ[0], "theirs": differ[1]})
    return Check("language", PASS)


def sources_of(
    workspace: Workspace, conversation: Sequence[Message], known: Sequence[KnowledgePart] = ()
) -> tuple[list[str], list[str]]:
    """What our side stands behind, and what the person said. `known` are parts of uploaded knowledge."""
    settings = workspace.settings
    ours = [*settings.knowledge, settings.booking_link, settings.persona, settings.business_phone, workspace.name]
    ours += [settings.email_signature, *(part.text for part in known)]
    ours += [m.body for m in conversation if m.direction is Direction.OUTBOUND]
    theirs = [m.text for m in conversation if m.direction is Direction.INBOUND]
    return ours, theirs


def _ours(s: ReplySnapshot) -> list[str]:
    """What our side stands behind, the times included that the calendar has free."""
    ours, _ = sources_of(s.workspace, s.conversation, s.known)
    return ours + [spelling for slot in s.offered for spelling in every_spelling(slot.starts_at, slot.zone)]


def _sourced(s: ReplySnapshot) -> Check:
    ours, (_, theirs) = _ours(s), sources_of(s.workspace, s.conversation)
    reached_at, theirs = (s.message.sender,), [*theirs, s.lead.name]
    invented = unsourced_facts(
        s.draft.body, said_by_us=ours, said_by_them=theirs, reached_at=reached_at, asked=s.message.text
    )
    if invented:
        spans = [{"kind": u.kind, "text": u.text, "start": u.start, "end": u.end} for u in invented]
        return Check("sourced-facts", ASK, "unsourced-fact", {"spans": spans})
    return Check("sourced-facts", PASS)


def _slots(s: ReplySnapshot) -> Check:
    """A time that the text offers is one that the calendar has, on its own day."""
    if not s.offered:
        return Check("offered-times", PASS)
    ours, theirs = sources_of(s.workspace, s.conversation, s.known)
    said = slots_said(s.draft.body, s.offered)
    inputs = {"free": [slot.label() for slot in s.offered], "said": [slot.label() for slot in said]}
    if times_not_offered(s.draft.body, s.offered, "\n".join((*ours, *theirs))):
        return Check("offered-times", ASK, "slot-mismatch", inputs)
    if any(slot.is_over(s.now) for slot in said):
        return Check("offered-times", ASK, "offer-expired", inputs)
    return Check("offered-times", PASS, inputs=inputs)


def _own_words(s: ReplySnapshot) -> Check:
    """The draft says what our side has to say, not what the other side wants to hear said."""
    ours = _ours(s)
    theirs = "\n".join(m.text for m in unanswered(s.conversation, s.message))
    found = dictated(s.draft.body, said_by_us=ours, said_by_them=theirs)
    if found is not None:
        return Check("own-words", ASK, found.reason, {"words": found.words})
    return Check("own-words", PASS)


def _loop(s: ReplySnapshot) -> Check:
    """At most six automatic turns without a person, so that two machines do not talk for ever."""
    turns = (m for m in s.conversation if m.direction is Direction.OUTBOUND and m.author is not Author.SYSTEM)
    ours = list(turns)[-6:]
    if len(ours) == 6 and all(m.author == "ai" for m in ours):
        return Check("loop", ASK, "too-many-automatic-turns")
    return Check("loop", PASS)


def _budget(s: ReplySnapshot) -> Check:
    settings = s.workspace.settings
    rung = rung_at(settings.budgets, Spent(lead=s.spent_on_lead, day=s.spent_today))
    inputs = {"today": str(s.spent_today), "lead": str(s.spent_on_lead), "rung": rung.value}
    if s.spent_today >= Decimal(str(settings.daily_budget_usd)):
        return Check("budget", ASK, "daily-budget-spent", inputs)
    if s.spent_on_lead >= Decimal(str(settings.lead_budget_usd)):
        return Check("budget", ASK, "lead-budget-spent", inputs)
    return Check("budget", PASS, inputs=inputs)


def _evaluation(s: ReplySnapshot) -> Check:
    if s.evaluation is None:
        return Check("evaluation", ASK, "not-evaluated")
    message = s.message
    threshold = s.workspace.threshold_for(message.channel, message.medium, message.sentiment or "")
    inputs = {
        "confidence": s.evaluation.confidence,
        "threshold": threshold,
        "why": s.evaluation.reason,
        "problems": list(s.evaluation.problems),
        "source": s.evaluation.source,
    }
    tolerated = s.workspace.settings.tolerated_problems
    if not s.evaluation.safe or any(problem not in tolerated for problem in s.evaluation.problems):
        return Check("evaluation", ASK, "evaluator-wants-a-person", inputs)
    if s.evaluation.confidence < threshold:
        return Check("evaluation", ASK, "below-threshold", inputs)
    return Check("evaluation", PASS, inputs=inputs)


GATE: tuple[Callable[[ReplySnapshot], Check], ...] = (
    _opt_out,
    _automated,
    _human_answered,
    _route,
    _newest,
    _system_gate,
    _mode,
    _channel,
    _source,
    _fresh,
    _injection,
    _needs_person,
    _ambiguous,
    _media,
    _group,
    _text,
    _language,
    _sourced,
    _own_words,
    _slots,
    _loop,
    _budget,
)


def gate_auto_reply(snapshot: ReplySnapshot) -> tuple[Check, ...]:
    """Every check that needs no evaluator. The evaluator is asked only when all of them pass."""
    return tuple(check(snapshot) for check in GATE)


def wants_evaluator(snapshot: ReplySnapshot) -> bool:
    """Whether an evaluator's word can change anything: every other check passes. In shadow the mode is no reason not to
    ask, because everything is run as if it were `auto`."""
    held = [check for check in gate_auto_reply(snapshot) if check.verdict != PASS]
    return not held or (mode_of(snapshot).mode is Mode.SHADOW and [check.name for check in held] == ["mode"])


def rehearse_reply(snapshot: ReplySnapshot) -> Decision:
    """What would have been decided if the mode were `auto`: what shadow is for. Decides nothing."""
    checks = tuple(check for check in decide_reply(snapshot).checks if check.name != "mode")
    return _strictest_of(snapshot, checks)


def decide_reply(snapshot: ReplySnapshot) -> Decision:
    """Send now, ask a person or stay silent: the strictest verdict of all checks wins, the first reason is named."""
    return _strictest_of(snapshot, (*gate_auto_reply(snapshot), _evaluation(snapshot)))


def _strictest_of(snapshot: ReplySnapshot, checks: tuple[Check, ...]) -> Decision:
    for check in checks:
        if check.verdict == SILENT:
            return StaySilent(check.reason, checks)
    for check in checks:
        if check.verdict == ASK:
            return AskHuman(check.reason, checks)
    return SendNow(leave_at(snapshot), checks)


def leave_at(snapshot: ReplySnapshot) -> datetime:
    """When an automatic reply may leave: inside the sending window, then inside business hours.

    The point within the window is hashed from the message id, so a retried decision names the same moment.
    """
    settings = snapshot.workspace.settings
    low, high = snapshot.autosend_delay if snapshot.autosend_delay is not None else settings.send_delay
    share = int.from_bytes(hashlib.sha256(snapshot.message.id.encode()).digest()[:4]) / 2**32
    moment = max(snapshot.now, snapshot.message.received_at + timedelta(seconds=low + (high - low) * share))
    return next_open(moment, settings.opening, snapshot.workspace.timezone)


def is_open(moment: datetime, hours: BusinessHours | None, timezone: str) -> bool:
    """Whether the business is open at `moment`; no hours means always."""
    return hours is None or next_open(moment, hours, timezone) == moment


def next_open(moment: datetime, hours: BusinessHours | None, timezone: str) -> datetime:
    """`moment` itself while the business is open, else its next opening, in the zone of `moment`."""
    if hours is None:
        return moment
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    for ahead in range(8 + len(hours.closed_on)):
        day = (local + timedelta(days=ahead)).date()
        if day in hours.closed_on:
            continue
        span = hours.days.get(WEEKDAYS[day.weekday()])
        if span is None:
            continue
        # As instants: on the day that has an hour twice, local times would compare by their names alone.
        opens, closes = (datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for at in span)
        if opens <= moment < closes:
            return moment
        if moment < opens:
            return opens.astimezone(moment.tzinfo)
    return moment


@dataclass(frozen=True, slots=True)
class LeaveSnapshot:
    """What is looked at once more in the moment before a reply leaves."""

    lead: Lead
    workspace: Workspace
    switches: Sequence[Switch]
    channel: str
    medium: Medium
    basis_version: int
    automatic: bool
    answered_elsewhere: bool
    now: datetime
    connection_usable: bool
    confidence: float | None = None
    """How sure the evaluator was; None where it was not asked."""
    late_by_s: float = 0.0
    """How long after its planned moment this is."""
    after_missed_call: bool = False
    """The first text to somebody who called: it answers no message, so no message can overtake it, and whether it is
    wanted was decided by the call, not by how far replies are automatic."""
    moved_on: bool = True
    """Whether, where the version of the lead is another, somebody said something: else one of our people changed what
    holds of the person."""
    offer_expired: bool = False
    """It offers a time that can no longer be taken."""
    by_people: bool = False
    """People of ours wrote this text, as a step of a sequence: nobody evaluated it."""
    campaigns: Sequence[str] = ()
    """The provider's ids of the campaigns that the answered message belongs to."""
    came_through: tuple[str, ...] = ()
    """Channel and medium of the answered message."""

    @property
    def mode(self) -> Mode:
        """How far automation may go for this send, now."""
        ways = (*self.came_through, self.channel, self.medium)
        return effective_mode(self.workspace, ways, campaigns=self.campaigns, lead=self.lead).mode


LATEST_S: Mapping[Medium, float] = {
    Medium.SMS: 1800.0,
    Medium.VOICE: 1800.0,
    Medium.LINKEDIN: 6 * 3600.0,
    Medium.EMAIL: 24 * 3600.0,
}
"""How long after its planned moment an automatic reply may still leave; later than that a person decides."""
LATEST_APPROVED_S = 24 * 3600.0
"""The same for what a person approved: after a day they look again, and are told that it has not left."""


def latest_s(medium: Medium, *, automatic: bool) -> float:
    """How many seconds after its planned moment a reply may still leave."""
    return LATEST_S[medium] if automatic else LATEST_APPROVED_S


def may_leave(s: LeaveSnapshot) -> str | None:
    """None when the send may go, else the reason to withhold it.

    The compare-and-send fence: what was decided minutes ago is held against the world as it is now, inside the
    transaction that claims the send.
    """
    settings = s.workspace.settings
    if s.lead.has_opted_out(s.medium, settings.opt_out_scope):
        return "opt-out"
    for switch in s.switches:
        halts = switch.kind is SwitchKind.OUTBOUND_HALTED
        pauses = switch.kind is SwitchKind.OUTBOUND_PAUSED and s.automatic
        if (halts or pauses) and switch.covers(s.workspace.id, s.channel, s.lead.id):
            return "switch"
    if not s.connection_usable:
        return "connection-unusable"
    if s.answered_elsewhere:
        return "human-answered"
    if s.after_missed_call:
        strict = s.mode in (Mode.OFF, Mode.SHADOW)
        late = s.late_by_s > latest_s(s.medium, automatic=True)
        return f"mode-{s.mode}" if strict else "too-late" if late else None
    if s.lead.version != s.basis_version:
        by_itself = s.automatic and s.mode is not Mode.AUTO and not s.moved_on
        return f"mode-{s.mode}" if by_itself else "conversation-moved-on"
    if s.offer_expired:
        return "offer-expired"
    if s.automatic:
        why_not = _no_longer_automatic(s)
        if why_not is not None:
            return why_not
    return "too-late" if s.late_by_s > latest_s(s.medium, automatic=s.automatic) else None


def _no_longer_automatic(s: LeaveSnapshot) -> str | None:
    """What a person may have tightened between the decision and this moment."""
    settings = s.workspace.settings
    if s.mode is not Mode.AUTO:
        return f"mode-{s.mode}"
    if not settings.is_automatic_on(s.channel, s.medium):
        return "channel-not-automatic"
    if s.workspace.unreadable_settings:
        return "settings-unreadable"
    if not s.by_people and (s.confidence is None or s.confidence < settings.auto_send_threshold):
        return "below-threshold"
    return "automation-paused" if s.lead.automation_paused_reason else None

"""Telephone calls: what several providers tell about one call, in any order and any number of times, becomes one row.

What is known about a call only grows: `join` takes two accounts of it and is the same whichever came first, however
often one of them is repeated (reference/voice-and-sms.md B10).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from rejoinder.domain.numbers import can_be_texted


class CallStatus(StrEnum):
    """Where a call is. It moves forward only; `ended` is the last."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    FORWARDING = "forwarding"
    ENDED = "ended"

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {status: rank for rank, status in enumerate(CallStatus)}


class CallDirection(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    WEB = "web"
    UNKNOWN = "unknown"


class Teller(IntEnum):
    """Who tells about a call; where two contradict each other, the later of these is believed."""

    CARRIER = 0
    """The telephone company: it knows that there was a call, not what was said."""
    LIVE = 1
    """The assistant's platform, while the call goes on."""
    REPORT = 2
    """The platform's report after the call."""
    ASKED = 3
    """The platform's answer when we asked about the call."""


class Ending(StrEnum):
    """Why a call was over, in no provider's words."""

    ASSISTANT = "assistant"
    """Our side ended it in good order."""
    CALLER = "caller"
    """The other side hung up, or the line was closed in good order."""
    SILENCE = "silence"
    TRANSFERRED = "transferred"
    IN_TRANSFER = "in-transfer"
    """The caller gave up while being passed on."""
    UNANSWERED = "unanswered"
    """Nobody took it: busy, no answer, a mailbox."""
    FAULT = "fault"
    """It failed on our side or at one of our providers."""
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What a call came to, for the person who made it."""

    SERVED = "served"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    """The caller left before anything was said."""
    MISSED = "missed"
    """Somebody called and nobody took it."""
    NOT_REACHED = "not-reached"
    """We called and nobody took it."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """A reason that this release does not know; the caller's words decide whether anybody was served."""


class Speaker(StrEnum):
    CALLER = "caller"
    AGENT = "agent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance of a call."""

    by: Speaker
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a call ended, and on whose word."""

    ending: Ending
    reason: str
    """The provider's own word."""
    by: Teller


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known about one call: one provider's account of it, or all accounts joined."""

    external_id: str
    """The assistant platform's id of the call; the carrier's where no platform took it."""
    teller: Teller
    """The best-informed who told something."""
    carrier_call_id: str = ""
    """The telephone company's id (a Twilio CallSid): a platform's call and its leg there are one call."""
    status: CallStatus | None = None
    direction: CallDirection = CallDirection.UNKNOWN
    caller: str = ""
    """The outside person's number: E.164 where it is one, else as stated (`anonymous`)."""
    caller_name: str = ""
    called: str = ""
    """Our number."""
    assistant_id: str = ""
    """The platform's id of the assistant that took the call."""
    is_test: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    stated_duration_s: float | None = None
    ended: Ended | None = None
    caller_spoke: bool | None = None
    lines: tuple[Line, ...] = ()
    lines_by: Teller = Teller.CARRIER
    transcript: str = ""
    summary: str = ""
    structured: Mapping[str, Any] = field(default_factory=dict)
    """What the assistant's own analysis extracted; a hint, never a verdict."""
    success: str = ""
    """The platform's own evaluation, as stated."""
    cost_usd: Decimal | None = None
    recording_url: str = ""
    last_told_at: datetime | None = None
    """The provider's clock at its latest word."""

    @property
    def is_carrier_leg(self) -> bool:
        """True while only the telephone company has told about this call."""
        return self.external_id == self.carrier_call_id

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; as stated where the two moments are not known."""
        if self.started_at is not None and self.ended_at is not None and self.ended_at >= self.started_at:
            return round((self.ended_at - self.started_at).total_seconds(), 3)
        return self.stated_duration_s

    @property
    def has_report(self) -> bool:
        return self.teller >= Teller.REPORT

    @property
    def caller_number(self) -> str:
        """The caller's number if a text can be sent to it, else empty: withheld and invented numbers are nobody's."""
        return self.caller if can_be_texted(self.caller) else ""


def is_dialable(number: str) -> bool:
    """Whether this is a number in E.164: a plus, a first digit that is no zero, 7 to 15 digits."""
    digits = number[1:]
    return (
        number.startswith("+") and digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15 and digits[0] != "0"
    )


class ReportState(StrEnum):
    """Whether the platform has told how the call went."""

    PENDING = "pending"
    RECEIVED = "received"
    FETCHED = "fetched"
    """It came when we asked."""
    MISSING = "missing"
    """It never came, and asking did not help."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as stored."""

    id: str
    workspace_id: str
    connection_id: str
    channel: str
    facts: CallFacts
    agent_id: str | None = None
    """Our voice agent; never changes once known."""
    lead_id: str | None = None
    message_id: str | None = None
    """The inbound message that the caller's words became."""
    report: ReportState = ReportState.PENDING
    end_told: bool = False
    """The users' own systems have heard that it ended; they hear it once."""
    created_at: datetime | None = None

    @property
    def outcome(self) -> Outcome | None:
        """None until it has ended."""
        return outcome_of(self.facts)

    @property
    def root_id(self) -> str:
        """The same for every account of this call: the carrier's id where there is one."""
        return self.facts.carrier_call_id or self.facts.external_id


@dataclass(frozen=True, slots=True)
class Agent:
    """A voice assistant that answers for a workspace."""

    id: str
    workspace_id: str
    connection_id: str
    external_assistant_id: str
    name: str = ""
    is_default: bool = False
    """Takes the calls for which nobody else is named; one per connection."""
    created_at: datetime | None = None


UNKNOWN_AGENT = "unknown-agent"
"""Why an event is set aside: it names an assistant that is none of ours."""

UNKNOWN_CALLER = "caller-unknown"
"""Why one is set aside that tells what somebody said whose number was withheld."""


def is_unknown(assistant_id: str, agents: Sequence[Agent]) -> bool:
    """Whether this assistant is none of the connection's. A connection without registered agents knows them all: its
    webhook key has named the workspace already."""
    return bool(assistant_id and agents) and agent_of(assistant_id, agents) is None


def agent_of(assistant_id: str, agents: Sequence[Agent]) -> Agent | None:
    return next((agent for agent in agents if agent.external_assistant_id == assistant_id), None)


SERVED_AFTER_S = 10.0
"""A caller who stayed this long without a word in the transcript was served (reference/voice-and-sms.md B14.3)."""


def outcome_of(facts: CallFacts) -> Outcome | None:
    """What the call came to; None while it goes on.

    Where the caller's words decide and nobody has told of them yet, it is `unknown` until the report comes.
    """
    if facts.ended is None:
        return Outcome.UNKNOWN if facts.status is CallStatus.ENDED else None
    spoke = bool(facts.caller_spoke)
    untold = facts.caller_spoke is None and facts.teller is Teller.LIVE
    match facts.ended.ending:
        case Ending.CALLER | Ending.SILENCE if untold:
            return Outcome.UNKNOWN
        case Ending.ASSISTANT:
            return Outcome.SERVED
        case Ending.CALLER:
            return Outcome.SERVED if spoke or (facts.duration_s or 0.0) >= SERVED_AFTER_S else Outcome.ABANDONED
        case Ending.SILENCE:
            return Outcome.SERVED if spoke else Outcome.ABANDONED
        case Ending.TRANSFERRED:
            return Outcome.TRANSFERRED
        case Ending.IN_TRANSFER:
            return Outcome.ABANDONED
        case Ending.UNANSWERED:
            return Outcome.NOT_REACHED if facts.direction is CallDirection.OUTBOUND else Outcome.MISSED
        case Ending.FAULT:
            return Outcome.FAILED
        case Ending.CANCELLED:
            return Outcome.CANCELLED
        case Ending.UNKNOWN:
            return Outcome.UNKNOWN


def is_missed(facts: CallFacts) -> bool:
    """Whether a person called us and was not served, so that we owe them a word. Unknown endings count by what was
    said, never as served by default; test calls and calls of ours never count."""
    if facts.is_test or facts.direction not in (CallDirection.INBOUND, CallDirection.UNKNOWN):
        return False
    outcome = outcome_of(facts)
    if outcome is Outcome.UNKNOWN:
        return not facts.caller_spoke
    return outcome in (Outcome.ABANDONED, Outcome.MISSED, Outcome.FAILED)


def owes_text(call: Call) -> bool:
    """Whether the caller was missed and nobody can tell better any more: the report is there or given up, no platform
    took the call, or its end leaves no doubt. The moment to write a missed-call text."""
    return is_settled(call) and is_missed(call.facts)


def is_settled(call: Call) -> bool:
    """Whether it is over and nobody is expected who could tell better what it came to."""
    facts = call.facts
    certain = facts.ended is not None and facts.ended.ending in (Ending.FAULT, Ending.UNANSWERED)
    told = call.report is not ReportState.PENDING or facts.is_carrier_leg or certain
    return told and call.outcome is not None


def join(one: CallFacts, other: CallFacts) -> CallFacts:
    """Everything that two accounts of the same call say. The order does not matter, nor does repetition; nothing known
    is ever replaced by nothing, and no call goes back to an earlier status."""
    better, lesser = _by_lines(one, other)
    return CallFacts(
        external_id=max(one, other, key=lambda facts: (not facts.is_carrier_leg, facts.external_id)).external_id,
        teller=max(one.teller, other.teller),
        carrier_call_id=_fuller(one.carrier_call_id, other.carrier_call_id),
        status=max(filter(None, (one.status, other.status)), key=lambda status: status.rank, default=None),
        direction=_direction(one.direction, other.direction),
        caller=max(one.caller, other.caller, key=lambda number: (is_dialable(number), len(number), number)),
        caller_name=_fuller(one.caller_name, other.caller_name),
        called=max(one.called, other.called, key=lambda number: (is_dialable(number), len(number), number)),
        assistant_id=_fuller(one.assistant_id, other.assistant_id),
        is_test=one.is_test or other.is_test,
        started_at=min(filter(None, (one.started_at, other.started_at)), default=None),
        ended_at=max(filter(None, (one.ended_at, other.ended_at)), default=None),
        stated_duration_s=_largest(one.stated_duration_s, other.stated_duration_s),
        ended=max(
            filter(None, (one.ended, other.ended)),
            key=lambda ended: (ended.by, len(ended.reason), ended.reason, ended.ending),
            default=None,
        ),
        caller_spoke=_either(one.caller_spoke, other.caller_spoke),
        lines=_joined_lines(better, lesser),
        lines_by=better.lines_by,
        transcript=_fuller(one.transcript, other.transcript),
        summary=_fuller(one.summary, other.summary),
        structured=max(one.structured, other.structured, key=_spelled),
        success=_fuller(one.success, other.success),
        cost_usd=_largest(one.cost_usd, other.cost_usd),
        recording_url=_fuller(one.recording_url, other.recording_url),
        last_told_at=max(filter(None, (one.last_told_at, other.last_told_at)), default=None),
    )


def accounts_of(facts: CallFacts, known: Sequence[Call]) -> Sequence[Call]:
    """Which of `known` (oldest first) are the call that `facts` tells about: the one of that id, and the platform's
    call to a carrier's leg or the other way round. Two platform calls over one leg stay two calls."""
    exact = [call for call in known if call.facts.external_id == facts.external_id]
    carrier = facts.carrier_call_id
    if not carrier:
        return exact
    if facts.is_carrier_leg:
        platform = [c for c in known if c.facts.carrier_call_id == carrier and not c.facts.is_carrier_leg]
        return [*platform[:1], *exact]
    leg = [c for c in known if c.facts.is_carrier_leg and c.facts.external_id == carrier]
    return [*exact, *leg]


def with_account(call: Call, facts: CallFacts, also: Sequence[Call] = ()) -> Call:
    """The call after one more account of it; `also` are rows that turned out to be the same call."""
    joined = join(call.facts, facts)
    report, agent, lead, message = call.report, call.agent_id, call.lead_id, call.message_id
    end_told = call.end_told or any(same.end_told for same in also)
    for same in also:
        joined = join(joined, same.facts)
        agent, lead, message = agent or same.agent_id, lead or same.lead_id, message or same.message_id
    if joined.teller is Teller.REPORT:
        report = ReportState.RECEIVED
    elif joined.teller is Teller.ASKED and report is not ReportState.RECEIVED:
        report = ReportState.FETCHED
    return replace(
        call, facts=joined, report=report, agent_id=agent, lead_id=lead, message_id=message, end_told=end_told
    )


def _fuller(one: str, other: str) -> str:
    return max(one, other, key=lambda text: (len(text), text))


def _largest(one: Any, other: Any) -> Any:
    return max((value for value in (one, other) if value is not None), default=None)


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one is None or other is None:
        return other if one is None else one
    return one or other


def _direction(one: CallDirection, other: CallDirection) -> CallDirection:
    return min(one, other, key=list(CallDirection).index)


def _spelled(value: Mapping[str, Any]) -> tuple[int, str]:
    text = json.dumps(value, sort_keys=True, default=str)
    return len(text), text


def _by_lines(one: CallFacts, other: CallFacts) -> tuple[CallFacts, CallFacts]:
    """The account whose wording counts first: a report replaces what was heard while the call went on."""

    def weight(facts: CallFacts) -> tuple[bool, Teller, Any]:
        return bool(facts.lines), facts.lines_by, _spoken(facts.lines)

    return (one, other) if weight(one) >= weight(other) else (other, one)


def _spoken(lines: Sequence[Line]) -> tuple[int, tuple[tuple[str, str, str], ...]]:
    return len(lines), tuple((line.by.value, line.text, str(line.at)) for line in lines)


def _joined_lines(better: CallFacts, lesser: CallFacts) -> tuple[Line, ...]:
    if better.lines_by >= Teller.REPORT:
        return better.lines
    heard = {*better.lines, *(lesser.lines if better.lines_by == lesser.lines_by else ())}
    return tuple(sorted(heard, key=lambda line: (line.at.timestamp() if line.at else 0.0, line.by.value, line.text)))

"""What a caller of a workspace gets whom nobody took: one text, or a person who knows that they could not get one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.domain.calls import Call, CallFacts, Ended, Ending, Teller, is_missed
from rejoinder.domain.intakes import text_for
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Medium
from rejoinder.domain.numbers import Number, NumberRole, can_be_texted
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import Mode, Workspace

GREETED = "greeted-by-us-nobody-took-it"
"""Longer than the carrier's own words on purpose: of two words of one teller the fuller is believed (calls.join)."""
NO_DIAL_RESULT = "forwarded-no-dial-result"


def missed_call_text(workspace: Workspace, role: NumberRole) -> str:
    """The first text after a missed call: which job, and when; of a number that takes texts only, that it does."""
    if role is NumberRole.ONBOARDING:
        return text_for(role)
    return (
        f"Hi, this is {workspace.name}. We missed your call, sorry about that. "
        "What can we help you with, and when would suit you? Just reply to this text."
    )


def when_nobody_took_it(call: Call, number: Number | None, *, asked: bool, dial_waited: bool) -> CallFacts | None:
    """What the carrier's account of a call that we answered ourselves comes to; None where it needs no help.

    `completed` says only that our greeting ended, or our <Dial>: with nobody to ring, nobody took the call; with
    somebody, the <Dial>'s own result tells, and if that does not come in time the caller counts as missed.
    """
    facts = call.facts
    if not facts.is_carrier_leg:
        return None
    said = facts.ended.reason if facts.ended is not None else ""
    forwards = number is not None and bool(number.forward_to)
    if asked and not forwards and said in ("", "completed"):
        return _because(facts, GREETED)
    if forwards and dial_waited and said == "completed":
        return _because(facts, NO_DIAL_RESULT)
    return None


def _because(facts: CallFacts, reason: str) -> CallFacts:
    return CallFacts(
        external_id=facts.external_id,
        teller=Teller.CARRIER,
        carrier_call_id=facts.carrier_call_id,
        direction=facts.direction,
        ended=Ended(Ending.UNANSWERED, reason, Teller.CARRIER),
    )


@dataclass(frozen=True, slots=True)
class MissedCallSnapshot:
    """Everything that the decision about a missed call looks at."""

    call: Call
    lead: Lead | None
    workspace: Workspace
    switches: Sequence[Switch]
    texted_lately: bool
    """The same caller got the text of another call within the cool-down of the number (`intakes.cool_down_for`)."""
    answered_by_failsafe: bool
    """The generic text went out while nobody could tell whose number it was."""
    way_out: str
    """The channel that the text would leave through; empty where the workspace has none."""


@dataclass(frozen=True, slots=True)
class SendText:
    pass


@dataclass(frozen=True, slots=True)
class TellPerson:
    """No text leaves; somebody has to ring back."""

    ending: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeaveIt:
    """The caller was served, or has a text already."""

    ending: str
    reason: str


MissedCallDecision = SendText | TellPerson | LeaveIt


def decide_missed_call(s: MissedCallSnapshot) -> MissedCallDecision:
    """One text, a person, or nothing because nothing is owed. Business hours never delay the first text (A8.2)."""
    if not is_missed(s.call.facts):
        return LeaveIt("answered", str(s.call.outcome or "not-over"))
    if s.answered_by_failsafe:
        return LeaveIt("texted-before", "system-failsafe")
    if s.texted_lately:
        return LeaveIt("texted-before", "cool-down")
    if not can_be_texted(s.call.facts.caller) or s.lead is None:
        return TellPerson("unreachable", "caller-withheld")
    if s.lead.has_opted_out(Medium.SMS, s.workspace.settings.opt_out_scope):
        return TellPerson("withheld", "opt-out")
    if not s.way_out:
        return TellPerson("unreachable", "no-number-to-text-from")
    for switch in s.switches:
        holds = switch.kind in (SwitchKind.OUTBOUND_PAUSED, SwitchKind.OUTBOUND_HALTED)
        if holds and switch.covers(s.workspace.id, s.way_out, s.lead.id):
            return TellPerson("withheld", "switch")
    if s.workspace.settings.mode in (Mode.OFF, Mode.SHADOW):
        return TellPerson("withheld", f"mode-{s.workspace.settings.mode}")
    return SendText()

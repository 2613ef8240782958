"""One person in one sequence, and the only ways its state may move. Pure.

active            its steps leave, one after the other → done with the last
paused            by a reply, a person, or whatever keeps a step back → active
snoozed, deferred until a moment that our side, or theirs, named → active
cancelled, done   the end
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from rejoinder.domain.errors import Conflict
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import LeadStatus
from rejoinder.domain.sequences import Step


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

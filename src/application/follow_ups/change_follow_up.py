"""ChangeFollowUp: what a person of ours says about one follow-up, or about all of a lead's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.replies.endings import hold_step
from rejoinder.application.replies.move_follow_up import let_go_on, move
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.decisions import next_open
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.follow_up_plan import open_hours, zone_of
from rejoinder.domain.follow_ups import (
    AWAITING_APPROVAL,
    BY_PERSON,
    FollowUp,
    FollowUpState,
    approved,
    cancelled,
    paused,
    put_off,
    resumed,
    why_over,
)
from rejoinder.domain.ids import is_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sequences import LONGEST_TEXT
from rejoinder.domain.workspaces import Workspace, parse_timezone

CHOICES = (
    FollowUpState.ACTIVE,
    FollowUpState.PAUSED,
    FollowUpState.SNOOZED,
    FollowUpState.DEFERRED,
    FollowUpState.CANCELLED,
)
"""What a person may make of it; done it is by its last step alone."""


@dataclass(frozen=True, slots=True)
class FollowUpChanges:
    """What to change; None leaves a thing as it is."""

    state: str | None = None
    until: datetime | None = None
    """For snoozed and deferred."""
    text: str | None = None
    """Of a step that waits for approval: exactly this leaves."""
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeFollowUp:
    """Called by the admin API. Afterwards the follow-up is as the person said; one that goes on ends the pause that a
    reply had set on the lead. Raises NotFound, InvalidInput; Conflict when it is over, has nothing to approve, or
    belongs to somebody whom nobody may follow up on."""

    store: Store
    clock: Clock

    def __call__(self, workspace_id: str, lead_id: str, follow_up_id: str, changes: FollowUpChanges, by: str) -> None:
        state, now = _state(changes), self.clock.now()
        zone = parse_timezone(changes.timezone) if changes.timezone else changes.timezone
        with self.store.begin(workspace_id) as uow:
            lead = uow.leads.lock(lead_id) if is_id(lead_id) else None
            known = uow.follow_ups.get(follow_up_id) if is_id(follow_up_id) else None
            workspace = uow.workspaces.get(workspace_id)
            if lead is None or workspace is None or known is None or known.lead_id != lead.id:
                raise NotFound("There is no such follow-up.")
            if not known.is_live:
                raise Conflict(f"This follow-up is {known.state}.", newer=known)
            if zone is not None:
                uow.follow_ups.save(replace(known, timezone=zone))
                known = replace(known, timezone=zone)
            if changes.text is not None:
                self._approve(uow, known, lead, workspace, changes.text, now, by)
            elif state is not None:
                _change(uow, known, lead, workspace, state, changes.until, now, by)

    def _approve(
        self, uow: UnitOfWork, known: FollowUp, lead: Lead, workspace: Workspace, text: str, now: datetime, by: str
    ) -> None:
        body = strip_unstorable(text).strip()
        if not body or len(body) > LONGEST_TEXT:
            raise InvalidInput(f"'text' takes 1 to {LONGEST_TEXT} characters.", field="text")
        if known.reason != AWAITING_APPROVAL:
            raise Conflict("No step of this follow-up waits for approval.", newer=known)
        _refuse_over(lead, workspace)
        let_go_on(uow, lead.id, by_person=True)
        move(uow, known, approved(known, body, by, now), actor=by, detail={"text": body})


def _state(changes: FollowUpChanges) -> FollowUpState | None:
    if changes.state is None:
        if changes.until is not None:
            raise InvalidInput("'until' takes a 'state' of snoozed or deferred.", field="until")
        return None
    if changes.state not in CHOICES:
        raise InvalidInput(f"'state' is one of {', '.join(CHOICES)}.", field="state")
    state = FollowUpState(changes.state)
    if changes.text is not None and state is not FollowUpState.ACTIVE:
        raise InvalidInput("'text' approves a step; leave 'state' out or say active.", field="text")
    named = state in (FollowUpState.SNOOZED, FollowUpState.DEFERRED)
    if named != (changes.until is not None):
        raise InvalidInput("'until' belongs to snoozed and deferred, and to nothing else.", field="until")
    return state


def _refuse_over(lead: Lead, workspace: Workspace) -> None:
    over = why_over(lead, None, workspace.settings.opt_out_scope)
    if over is not None:
        raise Conflict(f"Nobody follows up on this lead ({over}).")


def _change(
    uow: UnitOfWork,
    known: FollowUp,
    lead: Lead,
    workspace: Workspace,
    state: FollowUpState,
    until: datetime | None,
    now: datetime,
    by: str,
) -> None:
    if until is not None and until <= now:
        raise InvalidInput("'until' lies in the past.", field="until")
    if state in (FollowUpState.ACTIVE, FollowUpState.SNOOZED, FollowUpState.DEFERRED):
        _refuse_over(lead, workspace)
    if state is FollowUpState.ACTIVE:
        let_go_on(uow, lead.id, by_person=True)
        hours = open_hours(workspace.settings.follow_ups)
        moment = next_open(now, hours, zone_of(known, lead, workspace))
        move(uow, known, resumed(known, moment, BY_PERSON), actor=by)
        return
    hold_step(uow, known, BY_PERSON, actor=by)
    if until is not None:
        let_go_on(uow, lead.id, by_person=True)
        move(uow, known, put_off(known, state, until, BY_PERSON), actor=by)
    elif state is FollowUpState.PAUSED:
        move(uow, known, paused(known, BY_PERSON), actor=by)
    else:
        move(uow, known, cancelled(known, BY_PERSON), actor=by)

"""A lead comes into a sequence: by a person's word, or by the workspace's rule once they were answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rejoinder.application.replies.move_follow_up import let_go_on, move
from rejoinder.domain.decisions import next_open
from rejoinder.domain.follow_up_plan import open_hours, step_moment, zone_of
from rejoinder.domain.follow_ups import LEAD_REPLIED, FollowUp, FollowUpState, resumed, why_over
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sentiment import deserves_draft
from rejoinder.domain.sequences import Step
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace

BY_RULE = "answered"


def enrol(
    uow: UnitOfWork,
    workspace: Workspace,
    lead_id: str,
    sequence_id: str | None,
    steps: Sequence[Step],
    *,
    now: datetime,
    by: str,
    reason: str,
    at: datetime | None = None,
    timezone: str = "",
    message_id: str | None = None,
) -> FollowUp:
    """The follow-up, active before its first step; called with the lead locked."""
    lead = uow.leads.get(lead_id)
    assert lead is not None
    follow_up = FollowUp(
        id=new_id(),
        workspace_id=workspace.id,
        lead_id=lead_id,
        sequence_id=sequence_id,
        state=FollowUpState.ACTIVE,
        reason=reason,
        step=1,
        planned_at=None,
        next_at=None,
        timezone=timezone,
        own_steps=tuple(steps) if sequence_id is None else (),
        message_id=message_id,
        enrolled_by=by,
    )
    hours, zone = open_hours(workspace.settings.follow_ups), zone_of(follow_up, lead, workspace)
    moment = next_open(at, hours, zone) if at is not None else step_moment(steps[0], now, hours, zone)
    planned = replace(follow_up, planned_at=moment, next_at=moment)
    uow.follow_ups.add(planned)
    about = {"follow_up": planned.id, "sequence": sequence_id, "step": 1, "next_at": moment.isoformat()}
    uow.timeline.append(Entry("follow-up", planned.state, reason, lead_id, message_id, by, about))
    return planned


def enrol_after_answer(uow: UnitOfWork, message: Message, now: datetime) -> None:
    """The workspace's own rule, off unless it names a sequence: whoever deserved an answer and got it is followed up on
    from then; one whom a reply had paused goes on from this answer. Once per person and sequence, and never against a
    person's pause. Called with the lead locked."""
    workspace = uow.workspaces.get(message.workspace_id)
    sequence_id = workspace.settings.follow_ups.enrol if workspace is not None else ""
    lead = uow.leads.get(message.lead_id) if sequence_id else None
    sequence = uow.sequences.get(sequence_id) if sequence_id else None
    if workspace is None or lead is None or sequence is None or not sequence.active or message.sentiment is None:
        return
    deserved = deserves_draft(message.sentiment, asks_something=message.asks_something)
    if not deserved or why_over(lead, message.medium, workspace.settings.opt_out_scope) is not None:
        return
    known = [f for f in uow.follow_ups.of_lead(lead.id) if f.sequence_id == sequence.id]
    waiting = [f for f in known if f.state is FollowUpState.PAUSED and f.reason == LEAD_REPLIED]
    if (known and not waiting) or not let_go_on(uow, lead.id):
        return
    hours = open_hours(workspace.settings.follow_ups)
    for follow_up in waiting:
        if follow_up.step <= len(sequence.steps):
            step, zone = sequence.steps[follow_up.step - 1], zone_of(follow_up, lead, workspace)
            moment = step_moment(step, now, hours, zone)
            move(uow, follow_up, resumed(follow_up, moment, BY_RULE), message_id=message.id)
    if not known:
        enrol(
            uow,
            workspace,
            lead.id,
            sequence.id,
            sequence.steps,
            now=now,
            by="rejoinder",
            reason=BY_RULE,
            message_id=message.id,
        )

"""A person of ours pauses all follow-ups of a lead, or lets them go on."""

from __future__ import annotations

from datetime import datetime

from rejoinder.application.replies.endings import hold_step
from rejoinder.application.replies.move_follow_up import move
from rejoinder.domain.decisions import next_open
from rejoinder.domain.follow_up_plan import open_hours, zone_of
from rejoinder.domain.follow_ups import BY_PERSON, LEAD_REPLIED, FollowUpState, paused, resumed
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.workspaces import Workspace


def pause_or_resume(uow: UnitOfWork, workspace: Workspace, lead_id: str, pause: bool, now: datetime, by: str) -> None:
    """A person paused all follow-ups of a lead, or lets those go on that a reply or a person had paused. Called with
    the lead locked and saved."""
    lead, hours = uow.leads.get(lead_id), open_hours(workspace.settings.follow_ups)
    for follow_up in uow.follow_ups.live_of_lead(lead_id):
        stands = follow_up.state is FollowUpState.PAUSED
        if pause and not stands:
            hold_step(uow, follow_up, BY_PERSON, actor=by)
            move(uow, follow_up, paused(follow_up, BY_PERSON), actor=by)
        elif not pause and stands and follow_up.reason in (LEAD_REPLIED, BY_PERSON) and lead is not None:
            moment = next_open(now, hours, zone_of(follow_up, lead, workspace))
            move(uow, follow_up, resumed(follow_up, moment, BY_PERSON), actor=by)

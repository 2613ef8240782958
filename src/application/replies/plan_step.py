"""The steps of a follow-up, and when the next one leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rejoinder.domain.follow_up_plan import open_hours, step_moment, zone_of
from rejoinder.domain.follow_ups import FollowUp
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sequences import Step


def steps_of(uow: UnitOfWork, follow_up: FollowUp) -> Sequence[Step]:
    """Its own, or its sequence's as they are now; none of a sequence that was removed."""
    if follow_up.sequence_id is None:
        return follow_up.own_steps
    sequence = uow.sequences.get(follow_up.sequence_id)
    return sequence.steps if sequence is not None else ()


def next_moment(uow: UnitOfWork, follow_up: FollowUp, steps: Sequence[Step], after: datetime) -> datetime | None:
    """When the step after the current one leaves; None when there is none."""
    lead, workspace = uow.leads.get(follow_up.lead_id), uow.workspaces.get(follow_up.workspace_id)
    if follow_up.step >= len(steps) or lead is None or workspace is None:
        return None
    hours = open_hours(workspace.settings.follow_ups)
    return step_moment(steps[follow_up.step], after, hours, zone_of(follow_up, lead, workspace))

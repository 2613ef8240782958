"""FireDueSteps: a follow-up whose moment has come gets its job."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.follow_ups import FollowUp
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.ports.world import Clock

AT_ONCE = 200
"""Follow-ups of one round; the next one goes on."""


@dataclass(frozen=True, slots=True)
class FireDueSteps:
    """Called by the scheduler. Every due follow-up is taken once per turn and has a job of its own, in one transaction:
    two schedulers never fire the same step. Returns how many."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            due = uow.follow_ups.take_due(self.clock.now(), AT_ONCE)
            for follow_up in due:
                uow.queue.enqueue(step_job(follow_up))
        return len(due)


def step_job(follow_up: FollowUp) -> NewJob:
    """The job of this step and turn: its key is the same however often it is written."""
    return NewJob(
        JobType.FOLLOW_UP_STEP,
        follow_up.workspace_id,
        follow_up.id,
        lead_id=follow_up.lead_id,
        lane=follow_up.lead_id,
        payload={"turn": follow_up.turn},
        suffix=f"{follow_up.step}:{follow_up.turn}",
    )

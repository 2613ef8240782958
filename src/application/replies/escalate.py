"""Escalate: a message that still waits after so many minutes is told to more people, until somebody has answered."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.replies.notify_people import tell
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.messages import Disposition
from rejoinder.domain.notifications import NotificationKind, escalation_job
from rejoinder.domain.owners import OwnerNotifications, quiet_until
from rejoinder.domain.ports.storage import JobFence, Store
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class Escalate:
    """Called for ESCALATE jobs; the subject is a message that waited for a person.

    Afterwards the targets of that step are told and the next step is due; or the message was answered and nobody is
    told any more. Quiet hours put it off to their end. The steps are those of the workspace's settings as they are now.
    """

    store: Store
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            message = uow.messages.get(job.subject_id)
            workspace = uow.workspaces.get(job.workspace_id)
            if message is None or workspace is None:
                return Cancel("message-gone")
            if message.disposition is not Disposition.WAITING_HUMAN:
                return Done(f"answered:{message.disposition}")
            settings = workspace.settings.notifications
            number, entered = int(job.payload.get("step", 0)), str(job.payload.get("entered", ""))
            if number >= len(settings.escalation):
                return Cancel("no-such-step")
            now = self.clock.now()
            wakes = quiet_until(now, OwnerNotifications(True, settings.quiet_hours), workspace.timezone)
            if wakes > now:
                return Snooze((wakes - now).total_seconds(), "quiet-hours")
            step = settings.escalation[number]
            what = f"{message.id}:{entered}:{number}"
            reason = message.disposition_reason
            told = tell(uow, message, step.to, NotificationKind.ESCALATION, what, reason)
            detail = {"step": number + 1, "to": [str(n.target) for n in told]}
            uow.timeline.append(Entry("escalated", "told", reason, message.lead_id, message.id, detail=detail))
            if number + 1 < len(settings.escalation):
                later = settings.escalation[number + 1].after_minutes - step.after_minutes
                uow.queue.enqueue(
                    escalation_job(workspace.id, message.lead_id, message.id, number + 1, later * 60, entered)
                )
            return Done(f"escalated:{number + 1}")

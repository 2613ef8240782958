"""NotifyOwner: the owner learns of an urgent message by text, and may decide about the waiting reply by answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rejoinder.application.replies.queue_notice import Way, queue_notice
from rejoinder.domain.drafts import Draft, DraftStatus
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome, Snooze
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import IN_FLIGHT, Disposition, Medium, Message
from rejoinder.domain.owners import (
    ALERT_AFTER_S,
    CODE_VALID,
    ESCALATE_AFTER_S,
    TELL_AGAIN,
    OwnerRequest,
    code_for,
    is_same_phone,
    notification,
    quiet_until,
)
from rejoinder.domain.policies import answered_by_person
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import OPEN, SendKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.urgency import urgent_words
from rejoinder.domain.workspaces import Connection, Workspace

PATIENCE_S = 60.0
"""How long a message may be in work before the owner is told without a proposed reply."""
_LOOK_AGAIN_S = 5.0
_CODES_TRIED = 50


class Step(StrEnum):
    """Who is told next about one urgent message."""

    OWNER = "owner"
    BACKUP = "backup"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class NotifyOwner:
    """Called for NOTIFY jobs, one per urgent message.

    Afterwards a text to the owner is queued like any other send, with a code for exactly the version of the draft that
    waits; or the timeline says why not. Where no connection can text them, an alert tells people instead.

    If nobody has answered ten minutes later, and the owner has not reacted either, the next contact is told; twenty
    minutes after that an alert says so.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            known = uow.messages.get(job.subject_id)
            lead = uow.leads.lock(known.lead_id) if known is not None else None
            workspace, message = uow.workspaces.get(job.workspace_id), uow.messages.get(job.subject_id)
            if message is None or lead is None or workspace is None:
                return Cancel("lead-gone")
            why_not = self._why_not(uow, message, lead, workspace)
            if why_not is not None:
                uow.timeline.append(Entry("owner-notified", "skipped", why_not, lead.id, message.id))
                return Cancel(why_not)
            step = Step(str(job.payload.get("step", Step.OWNER)))
            if step is not Step.OWNER and (done := _reaction(uow, message)):
                return Done(done)
            if step is Step.EVERYBODY:
                return self._alert(uow, message)
            wait = self._wait(message, workspace)
            if wait is not None:
                return wait
            if step is Step.OWNER:
                return self._tell_owner(uow, message, lead, workspace)
            return self._tell_backup(uow, message, lead, workspace)

    def _tell_owner(self, uow: UnitOfWork, message: Message, lead: Lead, workspace: Workspace) -> Outcome:
        uow.queue.enqueue(_next_step(message, Step.BACKUP, ESCALATE_AFTER_S))
        return self._tell(uow, message, lead, workspace, workspace.settings.owner_phone)

    def _tell_backup(self, uow: UnitOfWork, message: Message, lead: Lead, workspace: Workspace) -> Outcome:
        uow.queue.enqueue(_next_step(message, Step.EVERYBODY, ALERT_AFTER_S - ESCALATE_AFTER_S))
        backup = workspace.settings.backup_phone
        if not backup:
            return self._skip(uow, message, "no-backup-phone")
        return self._tell(uow, message, lead, workspace, backup, Step.BACKUP)

    def _alert(self, uow: UnitOfWork, message: Message) -> Outcome:
        uow.alerts.raise_alert(
            "urgent-unanswered",
            message.id,
            severity="critical",
            title="An urgent message is unanswered after half an hour, and nobody who was texted reacted.",
            workspace_id=message.workspace_id,
            detail={"message": message.id, "lead": message.lead_id},
        )
        return Done("alerted")

    def _why_not(self, uow: UnitOfWork, message: Message, lead: Lead, workspace: Workspace) -> str | None:
        settings = workspace.settings
        if not settings.owner_phone:
            return "no-owner-phone"
        if not settings.owner_notifications.on:
            return "owner-notifications-off"
        if message.opt_out or message.automated:
            return "nobody-to-answer"
        return "human-answered" if answered_by_person(message, uow.messages.conversation(lead.id)) else None

    def _wait(self, message: Message, workspace: Workspace) -> Snooze | None:
        """A proposed reply is worth a minute, and the owner's sleep until its end."""
        now = self.clock.now()
        wakes = quiet_until(now, workspace.settings.owner_notifications, workspace.timezone)
        if wakes > now:
            return Snooze((wakes - now).total_seconds(), "owner-quiet-hours")
        in_work = message.disposition in IN_FLIGHT and (now - message.received_at).total_seconds() < PATIENCE_S
        return Snooze(_LOOK_AGAIN_S, "not-decided-yet") if in_work else None

    def _tell(
        self,
        uow: UnitOfWork,
        message: Message,
        lead: Lead,
        workspace: Workspace,
        phone: str,
        step: Step | None = None,
    ) -> Outcome:
        draft = _waiting_draft(uow, lead)
        if draft is not None and any(_is_about(request, draft, phone) for request in uow.owner_requests.open()):
            return self._skip(uow, message, "told-already")
        again = uow.sends.noticed_within(lead.id, SendKind.NOTIFICATION, "", TELL_AGAIN)
        if draft is None and step is None and again:
            return self._skip(uow, message, "told-recently")
        way = self._way(uow, message, workspace, phone)
        if way is None:
            self._nobody_can_text(uow, message, workspace)
            return self._skip(uow, message, "no-sms-connection")
        code = self._ask(uow, message, draft, workspace, phone) if draft is not None else ""
        text = notification(
            who=lead.name or message.sender,
            words=urgent_words(message.text) or "urgent",
            said=message.text,
            proposed=draft.body if draft is not None else "",
            code=code,
            outlook=_outlook(uow, message),
        )
        reason = "urgent" if step is None else "unanswered"
        version = lead.version
        queue_notice(uow, SendKind.NOTIFICATION, message, way, text, version=version, reason=reason, step=step or "")
        return Done(f"told:{code}" if code else "told")

    def _skip(self, uow: UnitOfWork, message: Message, why: str) -> Outcome:
        uow.timeline.append(Entry("owner-notified", "skipped", why, message.lead_id, message.id))
        return Cancel(why)

    def _ask(self, uow: UnitOfWork, message: Message, draft: Draft, workspace: Workspace, phone: str) -> str:
        for attempt in range(_CODES_TRIED):
            request = OwnerRequest(
                id=new_id(),
                workspace_id=workspace.id,
                code=code_for(draft.id, draft.version, attempt),
                lead_id=draft.lead_id,
                message_id=draft.message_id,
                draft_id=draft.id,
                draft_version=draft.version,
                phone=phone,
                expires_at=self.clock.now() + CODE_VALID,
            )
            if uow.owner_requests.add(request):
                detail = {"code": request.code, "draft": draft.id, "version": draft.version}
                uow.timeline.append(Entry("owner-asked", "open", "", message.lead_id, message.id, detail=detail))
                return request.code
        raise RuntimeError("every code of this draft is taken")

    # --- which way --------------------------------------------------------------------------------

    def _way(self, uow: UnitOfWork, message: Message, workspace: Workspace, phone: str) -> Way | None:
        """The connection that brought the message, else the oldest that can text a number."""
        reached = uow.connections.get(message.connection_id)
        for connection in (reached, *uow.connections.of_workspace(workspace.id)):
            if connection is None or not self._can_text(connection):
                continue
            sender = self._our_number(uow, connection, message)
            if sender is not None:
                return Way(connection.id, connection.channel, Medium.SMS, sender, phone)
        return None

    def _can_text(self, connection: Connection) -> bool:
        channel = self.channels.get(connection.channel)
        texts = channel is not None and channel.writes_first and channel.medium is Medium.SMS
        return texts and connection.enabled and not connection.unusable_reason

    def _our_number(self, uow: UnitOfWork, connection: Connection, message: Message) -> str | None:
        """The number that texts come from; empty where the provider picks one itself."""
        if message.connection_id == connection.id and message.medium is Medium.SMS and message.recipient:
            return message.recipient
        for number in uow.numbers.of_connection(connection.id):
            if number.workspace_id == message.workspace_id and number.can_text:
                return number.number
        return uow.messages.our_address(connection.id) or (
            "" if connection.credentials.get("messaging_service_sid") else None
        )

    def _nobody_can_text(self, uow: UnitOfWork, message: Message, workspace: Workspace) -> None:
        uow.alerts.raise_alert(
            "owner-not-notified",
            message.id,
            severity="high",
            title="An urgent message waits, and no connection of this workspace can text its owner.",
            workspace_id=workspace.id,
            detail={"message": message.id, "reason": "no-sms-connection"},
        )


def _waiting_draft(uow: UnitOfWork, lead: Lead) -> Draft | None:
    """The newest proposed reply to this person that waits for somebody's word."""
    waiting = []
    for draft in uow.drafts.open_of_lead(lead.id):
        message = uow.messages.get(draft.message_id)
        waits = message is not None and message.disposition is Disposition.WAITING_HUMAN
        if draft.status is DraftStatus.PROPOSED and waits:
            waiting.append(draft)
    return max(waiting, key=lambda draft: draft.id, default=None)


def _is_about(request: OwnerRequest, draft: Draft, phone: str) -> bool:
    same = (request.draft_id, request.draft_version) == (draft.id, draft.version)
    return same and is_same_phone(request.phone, phone)


def _next_step(message: Message, step: Step, delay: float) -> NewJob:
    return NewJob(
        JobType.NOTIFY,
        message.workspace_id,
        message.id,
        lead_id=message.lead_id,
        message_id=message.id,
        payload={"step": step.value},
        delay=delay,
        suffix=step.value,
    )


def _reaction(uow: UnitOfWork, message: Message) -> str:
    """What became of an urgent message since the owner was told; empty where nobody answered or reacted."""
    if message.disposition not in _UNANSWERED:
        return f"ended:{message.disposition}"
    if any(send.state in OPEN for send in uow.sends.of_message(message.id)):
        return "answer-on-its-way"
    if uow.sends.noticed_within(message.lead_id, SendKind.HOLDING, "", timedelta(seconds=ALERT_AFTER_S)):
        return "owner-reacted"
    return ""


def _outlook(uow: UnitOfWork, message: Message) -> str:
    """What becomes of a message for which nothing waits to be approved."""
    if any(send.state in OPEN for send in uow.sends.of_message(message.id)):
        return "An automatic reply is on its way."
    if message.disposition in _ANSWERED:
        return "It was answered automatically."
    return "Nobody has answered yet; please call them."


_UNANSWERED = IN_FLIGHT | {Disposition.WAITING_HUMAN, Disposition.FAILED}
_ANSWERED: Sequence[Disposition] = (Disposition.SENT, Disposition.APPROVED_SENT, Disposition.EDITED_SENT)

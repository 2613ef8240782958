"""A decided or approved text becomes sends: one row per part, one job for the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rejoinder.application.replies.note_agreement import note_agreement
from rejoinder.application.replies.route_reply import Route
from rejoinder.application.replies.withhold_send import withhold_rest
from rejoinder.domain.drafts import Draft, DraftStatus
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import Send, SendState, disclosed, split_parts
from rejoinder.domain.shadow import PersonDid
from rejoinder.domain.timeline import Entry


def queue_reply(
    uow: UnitOfWork,
    draft: Draft,
    message: Message,
    route: Route,
    *,
    not_before: datetime,
    now: datetime,
    basis_version: int,
    approved_by: str = "",
) -> list[Send]:
    """The draft is approved, its parts are queued sends, and the job for the first part is written.

    Called with the lead locked. A draft version that is queued already stays as it is.
    """
    withhold_rest(uow, message.id, "newer-version", actor=approved_by or "rejoinder")
    workspace = uow.workspaces.get(draft.workspace_id)
    whole = draft.body
    if not approved_by and workspace is not None:
        whole = disclosed(draft.body, workspace.settings.disclosure_text, route.medium)
    bodies = split_parts(whole, route.part_limit) if route.part_limit else (whole,)
    sends = [
        Send(
            id=new_id(),
            workspace_id=draft.workspace_id,
            lead_id=draft.lead_id,
            message_id=message.id,
            draft_id=draft.id,
            draft_version=draft.version,
            connection_id=route.connection_id,
            channel=route.channel,
            medium=route.medium,
            recipient=message.sender,
            sender=route.sender(message),
            body=body,
            part=number,
            parts=len(bodies),
            state=SendState.QUEUED,
            basis_version=basis_version,
            intent_key=f"{draft.id}:{draft.version}:{number}",
            automatic=not approved_by,
            approved_by=approved_by,
            subject=draft.subject,
            conversation=message.conversation,
            reply_handle=message.reply_handle,
        )
        for number, body in enumerate(bodies, start=1)
    ]
    queued = [send for send in sends if uow.sends.add(send)]
    if len(queued) != len(sends):
        return []
    uow.drafts.save(replace(draft, status=DraftStatus.APPROVED), expected_version=draft.version)
    if approved_by:
        did = PersonDid.EDITED if draft.edited else PersonDid.APPROVED
        note_agreement(uow, message.id, did, draft.body, by=approved_by)
    uow.timeline.append(
        Entry(
            "queued",
            "queued",
            "approved" if approved_by else "auto",
            draft.lead_id,
            message.id,
            approved_by or "rejoinder",
            {"not_before": not_before.isoformat(), "parts": len(sends), "draft_version": draft.version},
        )
    )
    delay = max(0.0, (not_before - now).total_seconds())
    uow.queue.enqueue(replace(send_job(queued[0], delay=delay), payload={"not_before": not_before.isoformat()}))
    return queued


def send_job(send: Send, *, delay: float = 0.0) -> NewJob:
    """The job that delivers this send; a further try is a job of its own."""
    return NewJob(
        JobType.SEND_REPLY,
        send.workspace_id,
        send.id,
        lead_id=send.lead_id,
        message_id=send.message_id,
        delay=delay,
        lane=send.lead_id,
        suffix=f"try-{send.attempts + 1}" if send.attempts else "",
    )


def confirm_job(send: Send, delay: float) -> NewJob:
    """The job that asks the provider what became of an unknown send."""
    return NewJob(
        JobType.CONFIRM_SEND,
        send.workspace_id,
        send.id,
        lead_id=send.lead_id,
        message_id=send.message_id,
        delay=delay,
        suffix=f"try-{send.attempts}",
    )

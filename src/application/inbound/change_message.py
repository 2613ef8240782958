"""What follows when a message of a thread is edited or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rejoinder.application.inbound.ingest_webhook import is_believable, recorded, screen_inbound, storable_id
from rejoinder.application.replies.endings import drop_reply, end_message
from rejoinder.application.replies.withhold_send import withhold
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.jobs import Done, NewJob, Outcome, post_process_type
from rejoinder.domain.messages import IN_FLIGHT, Direction, Disposition, InboundMessage, Message
from rejoinder.domain.policies import EDITED_LATE
from rejoinder.domain.ports.channels import Channel, MessageChanged
from rejoinder.domain.ports.storage import StoredEvent, UnitOfWork
from rejoinder.domain.sends import MAY_HAVE_ARRIVED, SendState
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

EDITED = "message-edited"
EDITED_UNSEEN = "edited-unseen"
DELETED = "message-deleted"
_KEPT_CHARS = 4000
_ANSWERED = frozenset({Disposition.SENT, Disposition.APPROVED_SENT, Disposition.EDITED_SENT, Disposition.BOOKED})
_WAITS = IN_FLIGHT | {Disposition.WAITING_HUMAN, Disposition.FAILED}


def change_message(
    uow: UnitOfWork, event: StoredEvent, connection: Connection, channel: Channel, change: MessageChanged
) -> Outcome | None:
    """The message is as its writer left it, and so is what was to be answered. None when no such message is known.

    The conversation has moved on: a reply that is queued on the strength of the old words is looked at again in the
    moment before it leaves. Of two changes the later one holds.
    """
    known = uow.messages.by_external_id(connection, storable_id(change.external_id))
    if known is None:
        return None
    uow.leads.lock(known.lead_id)
    message = uow.messages.get(known.id)
    if message is None:
        return Done("message-gone")
    uow.events.concerns(event.id, message.lead_id)
    at = change.at if change.at is not None and is_believable(change.at, event.received_at) else event.received_at
    if message.deleted_at is not None or (message.edited_at is not None and message.edited_at > at):
        return Done("older-than-known")
    if change.deleted:
        return _taken_back(uow, message, at)
    body = None if change.body is None else strip_unstorable(change.body)
    if body == message.body:
        return Done("same-text")
    return _edited(uow, event, channel, message, body, at)


# --- taken back -----------------------------------------------------------------------------------


def _taken_back(uow: UnitOfWork, message: Message, at: datetime) -> Outcome:
    """Nobody answers or quotes it any more. What was answered already stays answered."""
    uow.messages.take_back(message.id, at)
    uow.leads.bump(message.lead_id)
    uow.timeline.append(Entry(DELETED, message.direction, "", message.lead_id, message.id))
    if message.direction is Direction.OUTBOUND:
        return Done(DELETED)
    lands = drop_reply(uow, message, DELETED)
    if lands and message.disposition in _WAITS:
        end_message(uow, message, Disposition.STAYED_SILENT, DELETED)
    return Done(DELETED)


# --- edited ---------------------------------------------------------------------------------------


def _edited(
    uow: UnitOfWork, event: StoredEvent, channel: Channel, message: Message, body: str | None, at: datetime
) -> Outcome:
    amended = _amended(message, body, at)
    uow.messages.amend(amended)
    uow.leads.bump(message.lead_id)
    was = {"was": message.body[:_KEPT_CHARS], "text_known": body is not None}
    uow.timeline.append(Entry(EDITED, message.direction, "", message.lead_id, message.id, detail=was))
    if message.direction is Direction.OUTBOUND:
        return Done(EDITED)
    if amended.opt_out:
        evidence = f"{amended.safety.get('rule', '')}: {amended.safety.get('evidence', '')}"
        uow.leads.set_consent(message.lead_id, [message.medium], "withdrawn", evidence)
    if message.backfilled and message.disposition is Disposition.STAYED_SILENT:
        return Done(EDITED)
    outcome = _what_to_do(uow, message, known_text=body is not None)
    uow.queue.enqueue(
        NewJob(
            post_process_type(channel.job_type, message.medium),
            message.workspace_id,
            message.id,
            lead_id=message.lead_id,
            message_id=message.id,
            lane=message.lead_id,
            suffix=f"edit-{event.id}",
        )
    )
    return Done(outcome)


def _amended(message: Message, body: str | None, at: datetime) -> Message:
    """The message with its new words, screened like any new one; what the provider said of the thread stays true."""
    if body is None or message.direction is Direction.OUTBOUND:
        return replace(message, body=message.body if body is None else body, edited_at=at)
    verdict = screen_inbound(
        InboundMessage(
            external_id=message.external_id,
            medium=message.medium,
            sender=message.sender,
            recipient=message.recipient,
            body=body,
            subject=message.subject,
            provider_group=bool(message.safety.get("group")),
        )
    )
    return replace(
        message,
        body=body,
        html="",
        reply_text=None,
        automated=message.automated or verdict.automated,
        opt_out=verdict.opt_out,
        injection=verdict.injection,
        safety=recorded(verdict),
        edited_at=at,
    )


def _what_to_do(uow: UnitOfWork, message: Message, *, known_text: bool) -> str:
    """Answered by now: a person looks. In a person's hands: theirs. Otherwise it is understood and answered anew."""
    sends = uow.sends.of_message(message.id)
    draft = uow.drafts.for_message(message.id)
    by_person = message.disposition is Disposition.SUPERSEDED and message.disposition_reason == "human-answered"
    if by_person or message.disposition in _ANSWERED or any(send.state in MAY_HAVE_ARRIVED for send in sends):
        drop_reply(uow, message, EDITED)
        end_message(uow, message, Disposition.WAITING_HUMAN, EDITED_LATE)
        return EDITED_LATE
    approved = any(send.approved_by and send.state is SendState.QUEUED for send in sends)
    if draft is not None and (draft.edited or approved or draft.status is DraftStatus.REJECTED):
        for send in sends:
            withhold(uow, send, EDITED)
        if draft.status is DraftStatus.APPROVED:
            uow.drafts.save(replace(draft, status=DraftStatus.PROPOSED), expected_version=draft.version)
        end_message(uow, message, Disposition.WAITING_HUMAN, EDITED)
        return EDITED
    drop_reply(uow, message, EDITED)
    if not known_text:
        end_message(uow, message, Disposition.WAITING_HUMAN, EDITED_UNSEEN)
        return EDITED_UNSEEN
    end_message(uow, message, Disposition.PROCESSING, EDITED)
    return EDITED

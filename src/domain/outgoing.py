"""What we tell the users' own systems, in the form of Standard Webhooks (standardwebhooks.com, specification 1.0)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from rejoinder.domain.calls import Call, CallDirection
from rejoinder.domain.drafts import Draft
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.messages import IN_FLIGHT, Disposition, Message
from rejoinder.domain.notifications import Notification
from rejoinder.domain.sends import Send, SendState


class OutgoingType(StrEnum):
    """What an endpoint may ask to be told."""

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_ENDED = "message.ended"
    DRAFT_READY = "draft.ready"
    SEND_DELIVERED = "send.delivered"
    SEND_FAILED = "send.failed"
    CALL_ENDED = "call.ended"
    ALERT_RAISED = "alert.raised"
    TEAM_NOTIFIED = "team.notified"


TEST_TYPE = "webhook.test"
"""What the test button sends; nobody subscribes to it."""


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """Something that happened in one workspace. `data` is JSON as it will be sent."""

    id: str
    """The receiver's key against duplicates: the same at every try, to every endpoint."""
    type: str
    workspace_id: str
    data: Mapping[str, Any]
    lead_id: str | None = None
    """Whose words it may hold: they go when this person is erased."""


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of a user's system."""

    id: str
    workspace_id: str
    name: str
    url: str
    event_types: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)
    """`whsec_…`, newest first; two while rotating. Every one of them signs."""
    enabled: bool = True
    disabled_reason: str = ""
    """Why it was switched off, if Rejoinder did it."""
    failing_since: datetime | None = None
    """The first failure since the last success."""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    id: str
    workspace_id: str
    endpoint_id: str
    event: OutgoingEvent
    occurred_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    last_status: int | None = None
    """What the endpoint answered last; None where it did not answer."""
    last_error: str = ""
    resends: int = 0


# --- when to try again -----------------------------------------------------------------------------

RETRY_WAITS_S = (5.0, 300.0, 1800.0, 7200.0, 18_000.0, 36_000.0, 36_000.0)
"""Seconds after each failed try: a little over 27 hours in all, the rhythm that Standard Webhooks recommends."""
DISABLE_AFTER = timedelta(days=5)
"""An endpoint at which everything has failed for that long is switched off."""
LONGEST_WAIT_S = 86_400.0


def wait_after(attempt: int, chance: float, asked: float | None = None) -> float | None:
    """Seconds until the next try after failed try number `attempt` (from 1); None when it was the last.

    `chance` in [0, 1) spreads the wait over its upper half; a receiver that asks for more patience gets it.
    """
    if attempt > len(RETRY_WAITS_S):
        return None
    return min(LONGEST_WAIT_S, max(asked or 0.0, RETRY_WAITS_S[attempt - 1] * (0.5 + 0.5 * chance)))


def delivery_job(delivery_id: str, workspace_id: str, lead_id: str | None, *, resend: int = 0) -> NewJob:
    """The job that brings this delivery to its endpoint."""
    again = f"resend-{resend}" if resend else ""
    return NewJob(JobType.OUTGOING_WEBHOOK, workspace_id, delivery_id, lead_id=lead_id, suffix=again)


# --- what is sent ----------------------------------------------------------------------------------

SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix that the specification gives to secrets


def new_secret(random_bytes: bytes) -> str:
    """A signing secret of 24 to 64 random bytes, as the specification writes it."""
    return SECRET_PREFIX + base64.b64encode(random_bytes).decode()


def body_of(event: OutgoingEvent, occurred_at: datetime) -> bytes:
    """The payload, the same bytes at every try."""
    whole = {"type": event.type, "timestamp": occurred_at.isoformat(), "data": event.data}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed_headers(event_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """`webhook-id`, `webhook-timestamp` and `webhook-signature` of one try; one signature per secret in force.

    Raises ValueError for a secret that is none.
    """
    seconds = str(int(at.timestamp()))
    signed = f"{event_id}.{seconds}.".encode() + body
    signatures = (hmac.new(_key(secret), signed, hashlib.sha256).digest() for secret in secrets)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(signature).decode()}" for signature in signatures),
    }


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("not a signing secret") from None


# --- what is told ----------------------------------------------------------------------------------


def message_received(event_id: str, message: Message) -> OutgoingEvent:
    """A person wrote. The statement that stores messages (`take_messages.sql`) tells the same fields."""
    data = {
        **_place(message),
        "connection_id": message.connection_id,
        "from": message.sender,
        "to": message.recipient,
        "subject": message.subject,
        "body": message.body,
        "automated": message.automated,
        "opt_out": message.opt_out,
        "received_at": message.received_at.isoformat(),
    }
    return OutgoingEvent(event_id, OutgoingType.MESSAGE_RECEIVED, message.workspace_id, data, message.lead_id)


def message_ended(
    event_id: str, message: Message, disposition: Disposition, reason: str, actor: str
) -> OutgoingEvent | None:
    """The message has its outcome; None while it is on its way or waits for a person."""
    if disposition in IN_FLIGHT or disposition is Disposition.WAITING_HUMAN:
        return None
    data = {
        **_place(message),
        "disposition": disposition.value,
        "reason": reason,
        "sentiment": message.sentiment.value if message.sentiment else None,
        "by": actor,
    }
    return OutgoingEvent(event_id, OutgoingType.MESSAGE_ENDED, message.workspace_id, data, message.lead_id)


def draft_ready(event_id: str, draft: Draft, message: Message, reason: str) -> OutgoingEvent:
    """A text waits for a person to approve exactly this version of it."""
    data = {
        **_place(message),
        "draft_id": draft.id,
        "version": draft.version,
        "subject": draft.subject,
        "body": draft.body,
        "reason": reason,
    }
    return OutgoingEvent(event_id, OutgoingType.DRAFT_READY, draft.workspace_id, data, draft.lead_id)


def send_settled(event_id: str, send: Send) -> OutgoingEvent | None:
    """One part of a reply arrived, or never will; None for every other state, and for what the system says itself."""
    if send.is_notice:
        return None
    if send.state is SendState.DELIVERED:
        kind = OutgoingType.SEND_DELIVERED
    elif send.state in (SendState.FAILED, SendState.UNDELIVERED):
        kind = OutgoingType.SEND_FAILED
    else:
        return None
    data = {
        "workspace_id": send.workspace_id,
        "send_id": send.id,
        "message_id": send.message_id,
        "lead_id": send.lead_id,
        "draft_id": send.draft_id,
        "draft_version": send.draft_version,
        "channel": send.channel,
        "medium": send.medium.value,
        "to": send.recipient,
        "part": send.part,
        "parts": send.parts,
        "state": send.state.value,
        "reason": send.reason,
        "error": send.error,
        "provider_message_id": send.provider_message_id,
    }
    return OutgoingEvent(event_id, kind, send.workspace_id, data, send.lead_id)


def call_ended(event_id: str, call: Call) -> OutgoingEvent:
    """A telephone call is over, and what it came to is known as well as it will be. Told once per call, however many
    providers report on it; words and recording are in the call itself."""
    facts = call.facts
    data = {
        "workspace_id": call.workspace_id,
        "call_id": call.id,
        "lead_id": call.lead_id,
        "message_id": call.message_id,
        "agent_id": call.agent_id,
        "connection_id": call.connection_id,
        "channel": call.channel,
        "external_id": facts.external_id,
        "direction": facts.direction.value,
        "from": facts.called if facts.direction is CallDirection.OUTBOUND else facts.caller,
        "to": facts.caller if facts.direction is CallDirection.OUTBOUND else facts.called,
        "outcome": call.outcome.value if call.outcome else None,
        "reason": facts.ended.reason if facts.ended else "",
        "started_at": facts.started_at.isoformat() if facts.started_at else None,
        "ended_at": facts.ended_at.isoformat() if facts.ended_at else None,
        "seconds": facts.duration_s,
        "summary": facts.summary,
        "is_test": facts.is_test,
    }
    return OutgoingEvent(event_id, OutgoingType.CALL_ENDED, call.workspace_id, data, call.lead_id)


def alert_raised(
    event_id: str, workspace_id: str, alert_id: str, rule: str, subject: str, severity: str, title: str
) -> OutgoingEvent:
    """Something wants a person's attention. Repeats of an open alert are counted there and told once."""
    data = {
        "workspace_id": workspace_id,
        "alert_id": alert_id,
        "rule": rule,
        "subject": subject,
        "severity": severity,
        "title": title,
    }
    return OutgoingEvent(event_id, OutgoingType.ALERT_RAISED, workspace_id, data)


def team_told(event_id: str, told: Notification, title: str, link: str) -> OutgoingEvent:
    """What a person of the team would have read, for a system of the user's that tells them."""
    data = {
        "workspace_id": told.workspace_id,
        "notification_id": told.id,
        "kind": told.kind.value,
        "message_id": told.message_id,
        "lead_id": told.lead_id,
        "draft_id": told.draft_id,
        "title": title,
        "reason": told.reason,
        "instead_of": told.fallback_for,
        "link": link,
    }
    return OutgoingEvent(event_id, OutgoingType.TEAM_NOTIFIED, told.workspace_id, data, told.lead_id)


def _place(message: Message) -> dict[str, Any]:
    return {
        "workspace_id": message.workspace_id,
        "message_id": message.id,
        "lead_id": message.lead_id,
        "channel": message.channel,
        "medium": message.medium.value,
    }

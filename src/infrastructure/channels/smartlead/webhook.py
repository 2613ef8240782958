"""What SmartLead posts to us. Mind its names: `from_email` is our mailbox, `to_email` is the person."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    AddressBounced,
    ConsentChanged,
    Fact,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.smartlead.payloads import Reply, event_type, folded_type, parse_event
from rejoinder.infrastructure.html_text import html_to_text, mail_text
from rejoinder.infrastructure.json_fields import address, addresses, contact_details, events_in, inner, moment, text
from rejoinder.infrastructure.shared_secret import check_shared_secret, is_one_of, secret_bytes

_NOTED = frozenset(
    {
        "EMAIL_OPEN",
        "EMAIL_LINK_CLICK",
        "LEAD_CATEGORY_UPDATED",
        "CAMPAIGN_STATUS_CHANGED",
        "MANUAL_STEP_REACHED",
    }
)


class SmartLeadReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery shows one of the connection's webhook secrets. Raises SignatureRejected.

        Without a configured secret the URL's key was the proof. With one, `X-Rejoinder-Secret`, a bearer token, the
        body's `secret_key` or `X-Smartlead-Signature` proves it, and a signature that is there must be right even
        beside a right secret: a body that was changed on the way is worth nothing.
        """
        secrets = tuple(secret for secret in connection.webhook_secrets if secret)
        signature = request.headers.get("x-smartlead-signature", "").strip()
        if secrets and signature:
            expected = (hmac.new(secret_bytes(s), request.body, "sha256").hexdigest() for s in secrets)
            if not is_one_of(signature.lower().removeprefix("sha256="), expected):
                raise SignatureRejected("wrong-signature")
            return
        check_shared_secret(request, connection, _secret_in_body(request.body))

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        event = parse_event(request.body)
        stated = event_type(event)
        read = _read(event, folded_type(stated), _hash(request.body))
        return replace(read, kind=stated or read.kind)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def _read(event: Mapping[str, Any], kind: str, fingerprint: str) -> ProviderEvent:
    """What the event says, its type in SmartLead's own spelling."""
    match kind:
        case "EMAIL_REPLY":
            return reply_event(event, kind)
        case "UNTRACKED_REPLIES":
            return _untracked(event, kind)
        case "LEAD_UNSUBSCRIBED":
            return _unsubscribed(event, kind)
        case "EMAIL_BOUNCE":
            return _bounce(event, kind)
        case "EMAIL_SENT" | "FIRST_EMAIL_SENT":
            return _sent(event, kind)
        case known if known in _NOTED:
            return ProviderEvent(f"{kind}:{fingerprint}", kind, Noted(kind.lower()))
    if kind and not Reply.of(event).content:
        return ProviderEvent(f"{kind}:{fingerprint}", kind, Noted(f"unknown-event:{kind}"))
    if kind:
        raise PayloadUnreadable(f"SmartLead's event holds a person's words under a type that nobody knows: {kind}.")
    if inner(event, "reply_message") or text(event, "reply_body"):
        return reply_event(event, "EMAIL_REPLY")
    raise PayloadUnreadable("SmartLead's event names no type.")


# --- authenticity ---------------------------------------------------------------------------------


def _secret_in_body(body: bytes) -> str:
    """The one that every event of the delivery shows; empty where one of them shows another, or none."""
    try:
        stated = [text(parse_event(event), "secret_key") for event in events_in(body)]
    except PayloadUnreadable:
        return ""
    shown = set(stated)
    return shown.pop() if len(shown) == 1 else ""


# --- replies --------------------------------------------------------------------------------------


def reply_event(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    """EMAIL_REPLY: a message, or an unmatched one where the reply call would lack its handle.

    Raises PayloadUnreadable.
    """
    replied = inner(event, "leadCorrespondence", "lead_correspondence")
    person = address(replied, "targetLeadEmail") or _lead(event)
    sender = address(replied, "replyReceivedFrom") or address(event, "to_email") or person
    if not sender:
        raise PayloadUnreadable("SmartLead's reply names nobody who wrote it.")
    reply = Reply.of(event)
    handle: dict[str, Any] = {
        "campaign_id": text(event, "campaign_id") or text(inner(event, "campaign"), "id"),
        "stats_id": text(event, "stats_id", "email_stats_id"),
        "message_id": reply.message_id,
        "time": reply.time,
        "body": reply.content,
        "to_email": sender,
        "lead_id": text(event, "sl_email_lead_id", "lead_id"),
    }
    if copied := addresses(event, "cc_emails", "cc"):
        handle["cc"] = list(copied)
    key = _reply_key(reply, handle["stats_id"] or handle["campaign_id"])
    message = _message(
        reply,
        external_id=key,
        sender=sender,
        sender_name=text(event, "to_name", "sl_lead_name"),
        recipient=address(event, "from_email", "email_account"),
        subject=text(event, "subject"),
        person=person or sender,
        conversation=_conversation(handle["campaign_id"], person or sender),
        handle=handle,
    )
    if sender == message.recipient:
        own = OwnMessageSeen(key, person or sender, message.body, message.sent_at, message.conversation)
        return ProviderEvent(key, kind, own)
    message = replace(message, contact=_details(event))
    missing = [name for name in ("stats_id", "campaign_id") if not handle[name]]
    fact: Fact = Unmatched(f"no {missing[0].replace('_', ' ')}", message) if missing else message
    return ProviderEvent(key, kind, fact)


def _untracked(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    """A person wrote to our mailbox outside any campaign: there is no thread that SmartLead could answer in."""
    writer = inner(event, "sender_detail")
    sender = address(writer, "email") or address(event, "sender_detail", "from_email")
    if not sender:
        raise PayloadUnreadable("SmartLead's untracked reply names nobody who wrote it.")
    mailboxes = event.get("recipient_detail")
    first = mailboxes[0] if isinstance(mailboxes, list) and mailboxes else mailboxes
    reply = Reply.of(event)
    key = _reply_key(reply, _hash(sender.encode()))
    message = _message(
        reply,
        external_id=key,
        sender=sender,
        sender_name=text(writer, "name"),
        recipient=address(first, "email") if isinstance(first, dict) else "",
        subject=text(event, "subject"),
        person="",
        conversation="",
        handle={},
    )
    return ProviderEvent(f"{kind}:{key}", kind, Unmatched("no stats id", message))


def _message(
    reply: Reply,
    *,
    external_id: str,
    sender: str,
    sender_name: str,
    recipient: str,
    subject: str,
    person: str,
    conversation: str,
    handle: Mapping[str, Any],
) -> InboundMessage:
    written = mail_text(reply.plain, reply.html)
    return InboundMessage(
        external_id=external_id,
        medium=Medium.EMAIL,
        sender=sender,
        recipient=recipient,
        body=written.body,
        sent_at=moment(reply.time),
        sender_name=sender_name,
        subject=subject,
        html=written.html,
        reply_text=written.reply_text,
        quoted_text=written.quoted_text,
        cut_flags=written.flags,
        conversation=conversation,
        person_address=person,
        reply_handle=handle,
    )


def _details(event: Mapping[str, Any]) -> ContactDetails:
    """The campaign's lead has its fields beside the event's, or in an object of their own."""
    return replace(contact_details(inner(event, "lead", "lead_data", "sl_lead"), event), email="")


def _lead(event: Mapping[str, Any]) -> str:
    """The campaign's address of the person."""
    return address(event, "sl_lead_email", "lead_email") or address(inner(event, "lead", "lead_data"), "email")


def _reply_key(reply: Reply, thread: str) -> str:
    """The mail's own id; without one, what no second reply shares: thread, time and words."""
    return reply.message_id or f"{thread}:{reply.time}:{_hash(reply.content.encode('utf-8'))}"


def _conversation(campaign: str, person: str) -> str:
    """One person in one campaign. SmartLead's own thread ids change with every step, or are left out."""
    return f"{campaign}:{person}" if campaign else person


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


# --- everything else ------------------------------------------------------------------------------


def _unsubscribed(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    person = _lead(event) or address(event, "to_email", "email")
    if not person:
        raise PayloadUnreadable("SmartLead's unsubscribe event names nobody.")
    campaign, at = text(event, "campaign_id"), text(event, "event_timestamp")
    evidence = f"SmartLead LEAD_UNSUBSCRIBED, campaign {campaign or 'not named'}, {at or 'no time given'}"
    # With the time: somebody who came back and leaves again must be heard again.
    return ProviderEvent(f"{kind}:{person}:{campaign}:{at}", kind, ConsentChanged(person, "withdrawn", evidence))


def _bounce(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    person = address(event, "to_email") or _lead(event)
    if not person:
        raise PayloadUnreadable("SmartLead's bounce names no address.")
    at = text(event, "stats_id") or text(event, "event_timestamp")
    detail = text(event, "bounce_message", "bounce_reason", "bounce_type")[:500]
    return ProviderEvent(f"{kind}:{person}:{at}", kind, AddressBounced(person, detail))


def _sent(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    """A mail left our side.

    A campaign's mail carries the number of its step; SmartLead documents no other mark, so a mail without one
    counts as written by somebody: by us (the engine knows its own texts) or by a person in SmartLead's inbox.
    """
    person = address(event, "to_email") or _lead(event)
    if not person:
        raise PayloadUnreadable("SmartLead's sent event names no recipient.")
    message = inner(event, "sent_message")
    html, plain = text(message, "html") or text(event, "sent_message_body"), text(message, "text")
    body = plain or html_to_text(html).reply_text
    at = text(message, "time") or text(event, "time_sent", "event_timestamp")
    thread = text(event, "stats_id") or text(event, "campaign_id")
    external_id = text(message, "message_id") or text(event, "message_id") or f"{thread}:{at}:{_hash(body.encode())}"
    step = text(event, "sequence_number")
    seen = OwnMessageSeen(
        external_id=external_id,
        address=person,
        body=body,
        sent_at=moment(at),
        conversation=_conversation(text(event, "campaign_id"), person),
        subject=text(event, "subject"),
        campaign=kind == "FIRST_EMAIL_SENT" or (step.isdigit() and int(step) > 0),
    )
    return ProviderEvent(f"{kind}:{external_id}", kind, seen)

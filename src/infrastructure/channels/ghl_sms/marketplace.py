"""Events of a marketplace app: signed, with HighLevel's own ids, and without the person's phone number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.leads import reference
from rejoinder.domain.messages import UNNAMED, InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    AccountChanged,
    ConsentChanged,
    DeliveryReport,
    Fact,
    MeetingChanged,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
    WebhookRequest,
)
from rejoinder.infrastructure.channels.ghl_sms.payloads import (
    attachments,
    dnd,
    find,
    full_name,
    inner,
    message_kind,
    moment,
    phone,
    text,
    token,
)
from rejoinder.infrastructure.html_text import mail_text
from rejoinder.infrastructure.json_fields import contact_details, spelled

PROVIDER = "ghl"

_EVENTS = frozenset(
    (
        "inboundmessage",
        "outboundmessage",
        "contactdndupdate",
        "contactdndupdated",
        "install",
        "uninstall",
        "appinstall",
        "appuninstall",
        "contactcreate",
        "contactupdate",
        "contactdelete",
        "contacttagupdate",
        "conversationunreadwebhook",
        "conversationunreadupdate",
        "provideroutboundmessage",
        "appointmentcreate",
        "appointmentupdate",
        "appointmentdelete",
    )
)
CAMPAIGNS = frozenset({"workflow", "bulk_actions", "campaign"})
_FAILED = {"failed": "undelivered", "undelivered": "undelivered", "opt_out": "undelivered"}


def is_event(event: Mapping[str, Any]) -> bool:
    """Whether this is an event of an app: they name their type, and have a webhook's id or a known name."""
    kind = text(find(event, "type"), 80)
    return bool(kind) and (spelled(kind) in _EVENTS or bool(token(find(event, "webhookid"))))


def signature_of(request: WebhookRequest) -> str:
    """HighLevel's signature; empty where there is none, which it also writes as `N/A` (providers/ghl.md)."""
    stated = request.headers.get("x-ghl-signature", "").strip()
    return "" if stated.lower() in ("n/a", "na") else stated


def read(event: Mapping[str, Any], request: WebhookRequest) -> ProviderEvent:
    """What the event says. Raises PayloadUnreadable."""
    kind = text(find(event, "type"), 80)
    match spelled(kind):
        case "inboundmessage":
            return _inbound(event, kind, request)
        case "outboundmessage":
            return _outbound(event, kind)
        case "contactdndupdate" | "contactdndupdated":
            return ProviderEvent(_event_key(event, kind, request), kind, _dnd(event))
        case "appointmentcreate" | "appointmentupdate" | "appointmentdelete":
            return ProviderEvent(_event_key(event, kind, request), kind, _appointment(event, spelled(kind)))
        case "uninstall" | "appuninstall":
            gone = AccountChanged(False, "The HighLevel app was uninstalled from this location.")
            return ProviderEvent(_event_key(event, kind, request), kind, gone)
        case "install" | "appinstall":
            there = AccountChanged(True, "The HighLevel app was installed in this location.")
            return ProviderEvent(_event_key(event, kind, request), kind, there)
        case _:
            return ProviderEvent(_event_key(event, kind, request), kind, Noted(f"event-{spelled(kind)[:60]}"))


def _event_key(event: Mapping[str, Any], kind: str, request: WebhookRequest) -> str:
    """The webhook's id: a retry repeats it. Without one, the bytes themselves."""
    return f"{spelled(kind)}:{token(find(event, 'webhookid')) or content_hash(request.body)}"


def content_hash(content: bytes) -> str:
    """A key made of what was said, where the provider gives none."""
    return sha256(content).hexdigest()[:40]


# --- somebody wrote -----------------------------------------------------------------------------------------------


def _inbound(event: Mapping[str, Any], kind: str, request: WebhookRequest) -> ProviderEvent:
    own_id = message_id(event)
    webhook_id = token(find(event, "webhookid"))
    what = message_kind(find(event, "messagetype") or find(inner(event, "message"), "type"))
    if what == "call":
        status = spelled(text(find(event, "callstatus", "status"), 40)) or "unknown"
        return ProviderEvent(_event_key(event, kind, request), kind, Noted(f"call-{status}"))
    contact = contact_id(event)
    external_id = own_id or f"{UNNAMED}{webhook_id or _without_any_id(event)}"
    signed = bool(signature_of(request))
    message = (
        _mail(event, external_id, contact, signed) if what == "email" else _text(event, external_id, contact, signed)
    )
    if not message.sender:
        raise PayloadUnreadable("HighLevel's message names nobody who wrote it.")
    fact: Fact = message if what in ("sms", "email", "") else Unmatched(f"written on {what[:40]}", message)
    return ProviderEvent(f"in:{own_id}" if own_id else f"in:{external_id}", kind, fact)


def message_id(event: Mapping[str, Any]) -> str:
    return token(find(event, "messageid", "emailmessageid")) or token(find(inner(event, "message"), "id", "messageid"))


def contact_id(event: Mapping[str, Any]) -> str:
    return token(find(event, "contactid")) or token(find(inner(event, "contact"), "id", "contactid"))


def _without_any_id(event: Mapping[str, Any]) -> str:
    parts = (contact_id(event), text(find(event, "dateadded"), 64), body_of(event))
    return content_hash("\n".join(parts).encode())


def body_of(event: Mapping[str, Any]) -> str:
    message = find(event, "message")
    nested = find(message, "body", "text", "message") if isinstance(message, Mapping) else message
    return text(find(event, "body")) or text(nested) or text(find(event, "text"))


def _text(event: Mapping[str, Any], external_id: str, contact: str, signed: bool) -> InboundMessage:
    person = inner(event, "contact")
    number = phone(find(event, "phone", "from", "fromnumber") or find(person, "phone"), find(person, "country"))
    return InboundMessage(
        external_id=external_id,
        medium=Medium.SMS,
        sender=number or (reference(PROVIDER, contact) if contact else ""),
        recipient=phone(find(event, "to", "tonumber")),
        body=body_of(event).rstrip(),
        sent_at=moment(find(event, "dateadded")),
        sender_name=full_name(person) or full_name(event),
        conversation=token(find(event, "conversationid")),
        media=attachments(find(event, "attachments")),
        aliases=(reference(PROVIDER, contact),) if contact else (),
        reply_handle=handle(contact, token(find(event, "conversationid")), signed=signed),
        contact=contact_details(person),
    )


def handle(contact: str, conversation: str, *, signed: bool = False, **more: str) -> dict[str, Any]:
    """What the sender needs to answer this person."""
    known: dict[str, Any] = {"contact_id": contact, "conversation_id": conversation, **more}
    return {name: value for name, value in known.items() if value} | ({"signed": True} if signed else {})


def _mail(event: Mapping[str, Any], external_id: str, contact: str, signed: bool) -> InboundMessage:
    """HighLevel gives mail as HTML only; its `to` is a list, though the schema says text."""
    written = mail_text(body_of(event), "")
    stated = text(find(event, "from", "emailfrom"), 400)
    sender = normalise_email(stated) if "@" in stated else ""
    name = strip_unstorable(stated.partition("<")[0]).strip(" \"'") if "<" in stated else ""
    conversation = token(find(event, "conversationid"))
    return InboundMessage(
        external_id=external_id,
        medium=Medium.EMAIL,
        sender=sender or (reference(PROVIDER, contact) if contact else ""),
        recipient=_first_address(find(event, "to", "emailto")),
        body=written.body,
        sent_at=moment(find(event, "dateadded")),
        sender_name=name,
        subject=text(find(event, "subject"), 1_000).strip(),
        html=written.html,
        reply_text=written.reply_text,
        quoted_text=written.quoted_text,
        cut_flags=written.flags,
        conversation=conversation,
        media=attachments(find(event, "attachments")),
        reply_handle=handle(contact, conversation, signed=signed, email_message_id=message_id(event)),
        contact=contact_details(inner(event, "contact")),
    )


def _first_address(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    stated = text(first, 400)
    return normalise_email(stated) if "@" in stated else ""


# --- our side wrote -----------------------------------------------------------------------------------------------


def _outbound(event: Mapping[str, Any], kind: str) -> ProviderEvent:
    """Our own echo, a campaign's text, or a person who types in HighLevel. The event's `direction` is not to be
    trusted: HighLevel's own example has it wrong."""
    own_id, contact = message_id(event), contact_id(event)
    what = message_kind(find(event, "messagetype"))
    status = spelled(text(find(event, "status"), 40))
    if not own_id and what != "call":
        own_id = token(find(event, "webhookid"))
    key = f"out:{own_id}:{status}"
    if what not in ("sms", "") or not own_id:
        noted = Noted(f"sent-on-{(what or 'sms')[:40]}")
        return ProviderEvent(key if own_id else f"out:{_without_any_id(event)}", kind, noted)
    failed = _FAILED.get(text(find(event, "status"), 40).lower())
    if failed is not None:
        detail = text(find(event, "error", "errormessage"), 300)
        opted_out = status == "optout"
        report = DeliveryReport(failed, own_id, error_code=status, detail=detail, opted_out=opted_out)
        return ProviderEvent(key, kind, report)
    number = phone(find(event, "phone", "to", "tonumber"))
    if not contact and not number:
        raise PayloadUnreadable("HighLevel's sent message names nobody whom it went to.")
    seen = OwnMessageSeen(
        external_id=own_id,
        address=reference(PROVIDER, contact) if contact else number,
        body=body_of(event).rstrip(),
        sent_at=moment(find(event, "dateadded")),
        conversation=token(find(event, "conversationid")),
        campaign=text(find(event, "source"), 40).strip().lower() in CAMPAIGNS,
    )
    return ProviderEvent(key, kind, seen)


# --- somebody meets us ---------------------------------------------------------------------------------------------

MEETING_STATES = {"noshow": "no-show", "showed": "held", "completed": "held", "cancelled": "canceled",
                 "canceled": "canceled", "invalid": "canceled"}  # fmt: skip


def _appointment(event: Mapping[str, Any], kind: str) -> Fact:
    """An appointment of the location's calendars. Its status says what became of it, whichever event brings it."""
    stated = inner(event, "appointment") or event
    own_id = token(find(stated, "id", "appointmentid", "eventid"))
    if not own_id:
        raise PayloadUnreadable("HighLevel's event names no appointment.")
    status = spelled(text(find(stated, "appointmentstatus", "status"), 40))
    contact = token(find(stated, "contactid")) or contact_id(event)
    note = text(find(stated, "description", "notes"), 2_000)
    return MeetingChanged(
        change="canceled" if kind == "appointmentdelete" else MEETING_STATES.get(status, "booked"),
        meeting_id=own_id,
        event_id=own_id,
        title=text(find(stated, "title"), 200),
        starts_at=moment(find(stated, "starttime")),
        ends_at=moment(find(stated, "endtime")),
        place=text(find(stated, "address"), 2_000),
        at=moment(find(stated, "dateupdated")) or moment(find(event, "timestamp")) or moment(find(stated, "dateadded")),
        person=reference(PROVIDER, contact) if contact else "",
        email=normalise_email(text(find(stated, "email"), 320)),
        calendar_id=token(find(stated, "calendarid")),
        slot_hint=slot_key_in(note),
    )


def slot_key_in(note: str) -> str:
    """The offered slot's id, which our own bookings carry in their description."""
    found = re.search(r"Rejoinder ([0-9a-f-]{36})", note)
    return found[1] if found else ""


# --- do not disturb -----------------------------------------------------------------------------------------------


def _dnd(event: Mapping[str, Any]) -> Fact:
    """Only ever takes consent away.

    The event repeats the settings of every channel whichever of them changed, so "SMS inactive" in it says nothing
    about a person who told *us* to stop.
    """
    contact = token(find(event, "id", "contactid")) or contact_id(event)
    if not contact:
        raise PayloadUnreadable("HighLevel's DND update names no contact.")
    blocked = dnd(event)
    if not blocked:
        return Noted("sms-not-blocked")
    return ConsentChanged(reference(PROVIDER, contact), "withdrawn", f"HighLevel: {blocked}")

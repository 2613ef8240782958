"""What EmailBison posts to us."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    AccountChanged,
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
from rejoinder.infrastructure.channels.emailbison.payloads import Event
from rejoinder.infrastructure.html_text import html_to_text, mail_text
from rejoinder.infrastructure.json_fields import contact_details, events_in, moment, text
from rejoinder.infrastructure.shared_secret import check_shared_secret

_MAILBOX_LOST = frozenset({"email_account_disconnected", "email_account_removed"})
_MAILBOX_BACK = frozenset({"email_account_reconnected", "email_account_added"})
_NOTED = frozenset(
    {
        "lead_first_contacted",
        "lead_first_emailed",
        "email_opened",
        "tag_attached",
        "tag_removed",
    }
)


class EmailBisonReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery shows the secret, if there is one, and comes from the workspace that was named.

        EmailBison signs nothing; without a configured secret the URL's key was the proof. Raises SignatureRejected.
        """
        check_shared_secret(request, connection)
        ours = connection.credentials.get("workspace_ref", "").strip().lower()
        if ours and any(ours not in (_workspaces(event) or {ours}) for event in events_in(request.body)):
            raise SignatureRejected("wrong-account")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        return read_event(Event.of(request.body), request.received_at)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def _workspaces(body: bytes) -> frozenset[str]:
    try:
        return Event.of(body).workspaces
    except PayloadUnreadable:
        return frozenset()


def read_event(event: Event, received_at: datetime | None = None) -> ProviderEvent:
    """What one event says, delivered (then with the time of it) or listed. Raises PayloadUnreadable."""
    match event.kind:
        case "lead_replied" | "lead_interested" | "untracked_reply_received":
            return _reply(event)
        case "manual_email_sent":
            return ProviderEvent(f"manual_email_sent:{_reply_id(event)}", event.label, _written_by_us(event))
        case "email_sent":
            return _sent(event)
        case "email_bounced":
            return ProviderEvent(f"email_bounced:{_occasion(event)}", event.label, _bounce(event))
        case "lead_unsubscribed":
            return _unsubscribed(event)
        case kind if kind in _MAILBOX_LOST | _MAILBOX_BACK:
            # Neither a time nor an id: the same mailbox, lost again later, must be heard again.
            heard = f":{received_at:%Y-%m-%dT%H}" if received_at is not None else ""
            return ProviderEvent(f"{kind}:{event.fingerprint}{heard}", event.label, _mailbox(event))
        case kind:
            known = kind in _NOTED or kind.startswith("warmup_")
            reason = kind.replace("_", "-") if known else f"unknown-event:{event.label}"
            return ProviderEvent(f"{kind}:{event.fingerprint}", event.label, Noted(reason))


def _reply_id(event: Event) -> str:
    if not event.reply.id:
        raise PayloadUnreadable(f"EmailBison's {event.kind} names no reply.")
    return event.reply.id


# --- replies --------------------------------------------------------------------------------------


def _reply(event: Event) -> ProviderEvent:
    """A person wrote.

    `lead_interested` tells of a reply that `lead_replied` has told of, usually a moment later: both have one key, so
    that there is one message, whichever comes first or alone. An untracked reply names no lead: a person decides
    whose it is.
    """
    own_id, reply = _reply_id(event), event.reply
    if reply.outgoing:
        return ProviderEvent(f"manual_email_sent:{own_id}", event.label, _written_by_us(event))
    if reply.bounced:
        return ProviderEvent(f"email_bounced:{own_id}", event.label, _bounce(event))
    sender = reply.sender or event.person
    if not sender:
        raise PayloadUnreadable("EmailBison's reply names nobody who wrote it.")
    message = _message(event, sender)
    if not event.person and event.kind == "untracked_reply_received":
        return ProviderEvent(f"untracked:{own_id}", event.label, Unmatched("untracked reply", message))
    return ProviderEvent(f"reply:{own_id}", event.label, message)


def _message(event: Event, sender: str) -> InboundMessage:
    reply, person = event.reply, event.person or sender
    written = mail_text(reply.plain, reply.html)
    lead_name = " ".join(part for name in ("first_name", "last_name") if (part := text(event.lead, name)))
    return InboundMessage(
        external_id=reply.id,
        medium=Medium.EMAIL,
        sender=sender,
        recipient=reply.mailbox or reply.recipient,
        body=written.body,
        sent_at=reply.received,
        sender_name=reply.sender_name or (lead_name if sender == person else ""),
        subject=reply.subject,
        html=written.html,
        reply_text=written.reply_text,
        quoted_text=written.quoted_text,
        cut_flags=written.flags,
        conversation=_conversation(event, person),
        media=reply.media,
        headers=reply.headers,
        provider_automated=reply.automated,
        person_address=person,
        reply_handle={
            "reply_id": reply.number,
            "sender_email_id": reply.mailbox_id,
            "lead_id": text(event.lead, "id") or reply.lead_id,
            "name": reply.sender_name,
            **({"cc": list(reply.copied)} if reply.copied else {}),
        },
        contact=replace(contact_details(event.lead), email=""),
    )


def _conversation(event: Event, person: str) -> str:
    """One person in one campaign; `parent_id` names only the mail before."""
    return f"{event.campaign}:{person}" if event.campaign else person


def _written_by_us(event: Event) -> OwnMessageSeen:
    """A reply of our side: Rejoinder's own, which the engine knows by its text, or a person's in the master inbox.

    Its words without the mail below them, which EmailBison puts there when it is asked to.
    """
    reply = event.reply
    address = event.person or reply.recipient
    if not address:
        raise PayloadUnreadable("EmailBison's sent mail names no recipient.")
    shown = html_to_text(reply.html).reply_text if reply.html else ""
    return OwnMessageSeen(
        external_id=_reply_id(event),
        address=address,
        body=shown or reply.plain,
        sent_at=reply.received,
        conversation=_conversation(event, address),
        subject=reply.subject,
    )


# --- everything else ------------------------------------------------------------------------------


def _sent(event: Event) -> ProviderEvent:
    """A campaign step left: EmailBison documents this event for campaigns only."""
    if not event.person:
        raise PayloadUnreadable("EmailBison's sent event names no recipient.")
    mail = event.scheduled
    content = text(mail, "email_body")
    own_id = text(mail, "raw_message_id") or (f"scheduled:{text(mail, 'id')}" if text(mail, "id") else "")
    seen = OwnMessageSeen(
        external_id=own_id or f"sent:{event.fingerprint}",
        address=event.person,
        body=html_to_text(content).reply_text,
        sent_at=moment(mail.get("sent_at")),
        conversation=_conversation(event, event.person),
        subject=text(mail, "email_subject"),
        campaign=True,
    )
    return ProviderEvent(f"email_sent:{text(mail, 'id') or _occasion(event)}", event.label, seen)


def _bounce(event: Event) -> Fact:
    """Never a message: a mail server wrote it. Without an address it is only kept."""
    person = event.person or event.reply.failed_recipient
    return AddressBounced(person, event.reply.plain[:500]) if person else Noted("bounce-without-address")


def _unsubscribed(event: Event) -> ProviderEvent:
    if not event.person:
        raise PayloadUnreadable("EmailBison's unsubscribe event names nobody.")
    at = text(event.campaign_event, "created_at")
    evidence = f"EmailBison lead_unsubscribed, campaign {event.campaign or 'not named'}, {at or 'no time given'}"
    change = ConsentChanged(event.person, "withdrawn", evidence)
    return ProviderEvent(f"lead_unsubscribed:{event.person}:{_occasion(event)}", event.label, change)


def _occasion(event: Event) -> str:
    """What tells this event from every other of its kind: somebody who leaves again must be heard again."""
    return text(event.campaign_event, "id") or event.reply.id or event.fingerprint


def _mailbox(event: Event) -> AccountChanged:
    """One mailbox of perhaps many: people are told, and the others go on."""
    named = text(event.mailbox, "email", "name") or text(event.mailbox, "id") or "(not named)"
    what = event.kind.removeprefix("email_account_")
    return AccountChanged(event.kind in _MAILBOX_BACK, f"EmailBison says that the mailbox {named} was {what}.", named)

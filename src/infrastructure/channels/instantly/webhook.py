"""What Instantly posts to us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    AccountChanged,
    AddressBounced,
    ConsentChanged,
    Fact,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.instantly.payloads import Event
from rejoinder.infrastructure.html_text import html_to_text, mail_text
from rejoinder.infrastructure.json_fields import json_object
from rejoinder.infrastructure.shared_secret import check_shared_secret

_NOTED = frozenset(
    {
        "email_opened",
        "link_clicked",
        "email_link_clicked",
        "campaign_completed",
        "supersearch_enrichment_completed",
    }
)


class InstantlyReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery shows the secret of the subscription's headers. Raises SignatureRejected.

        Instantly signs nothing; without a configured secret the URL's key was the proof.
        """
        check_shared_secret(request, connection)

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        return read_event(json_object(request.body, "Instantly"))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def read_event(delivered: Mapping[str, Any]) -> ProviderEvent:
    """What one event says, delivered or listed. Raises PayloadUnreadable."""
    event = Event.of(delivered)
    match event.kind:
        case "reply_received" | "auto_reply_received":
            return _reply(event)
        case "email_sent":
            return _sent(event)
        case "email_bounced" | "email_bounce" | "bounce":
            return _about_somebody(event, AddressBounced(_lead(event), event.detail))
        case "lead_unsubscribed":
            return _about_somebody(event, ConsentChanged(_lead(event), "withdrawn", _evidence(event)))
        case "account_error":
            return ProviderEvent(f"account_error:{event.fingerprint}", event.label, _mailbox_error(event))
        case known if known in _NOTED:
            return ProviderEvent(f"{known}:{event.fingerprint}", event.label, Noted(known.replace("_", "-")))
        case _:
            return ProviderEvent(f"label:{event.fingerprint}", event.label, Noted(f"label:{event.label}"))


# --- replies --------------------------------------------------------------------------------------


def _reply(event: Event) -> ProviderEvent:
    """A person wrote. Instantly names the campaign's lead; only some events name the replier beside it."""
    person = event.lead or event.replier
    if not person:
        raise PayloadUnreadable("Instantly's reply names nobody who wrote it.")
    sender = event.replier or person
    key = f"{event.kind}:{event.identity}"
    written = mail_text(event.plain, event.html)
    message = InboundMessage(
        external_id=key if event.email_id or not event.message_id else event.message_id,
        medium=Medium.EMAIL,
        sender=sender,
        recipient=event.mailbox,
        body=written.body,
        sent_at=event.at,
        sender_name=event.name if sender == event.lead else "",
        subject=event.subject or _reply_to(event.sent_subject),
        html=written.html,
        reply_text=written.reply_text,
        quoted_text=written.quoted_text,
        cut_flags=written.flags,
        conversation=_conversation(event, person),
        provider_automated=event.kind == "auto_reply_received",
        person_address=person,
        reply_handle={
            "reply_to_uuid": event.email_id,
            "eaccount": event.mailbox,
            "lead": person,
            **({"cc": list(event.copied)} if event.copied else {}),
        },
        contact=event.contact,
    )
    fact: Fact = message
    if sender == event.mailbox:
        fact = OwnMessageSeen(key, person, message.body, event.at, message.conversation, message.subject)
    return ProviderEvent(key, event.label, fact)


def _reply_to(subject: str) -> str:
    return f"Re: {subject}" if subject and not subject.lower().startswith("re:") else subject


def _conversation(event: Event, person: str) -> str:
    """One person in one campaign; Instantly's webhook names no thread."""
    return f"{event.campaign}:{person}" if event.campaign else person


# --- everything else ------------------------------------------------------------------------------


def _lead(event: Event) -> str:
    if not event.lead:
        raise PayloadUnreadable(f"Instantly's {event.kind} names nobody.")
    return event.lead


def _mailbox_error(event: Event) -> AccountChanged:
    """One mailbox of perhaps many: people are told, and the others go on."""
    named = event.mailbox or "(not named)"
    return AccountChanged(False, f"Instantly reports an error of the mailbox {named}.", named)


def _about_somebody(event: Event, fact: Fact) -> ProviderEvent:
    # With the time: somebody who came back and leaves again must be heard again.
    key = f"{event.kind}:{event.lead}:{event.campaign}:{event.timestamp or event.email_id}"
    return ProviderEvent(key, event.label, fact)


def _evidence(event: Event) -> str:
    return f"Instantly {event.kind}, campaign {event.campaign or 'not named'}, {event.timestamp or 'no time given'}"


def _sent(event: Event) -> ProviderEvent:
    """A mail left our side.

    Instantly documents this event for campaign steps; one that names neither step nor campaign counts as written by
    somebody: by us (the engine knows its own texts) or by a person in Instantly's Unibox.
    """
    person = _lead(event)
    seen = OwnMessageSeen(
        external_id=event.email_id or event.identity,
        address=person,
        body=event.sent_plain or html_to_text(event.sent_html).reply_text,
        sent_at=event.at,
        conversation=_conversation(event, person),
        subject=event.sent_subject,
        campaign=bool(event.step or event.campaign),
    )
    return ProviderEvent(f"email_sent:{event.identity}", event.label, seen)

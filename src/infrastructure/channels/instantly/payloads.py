"""Instantly's JSON: webhook events in two generations, and the e-mails that its API lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.json_fields import (
    address,
    addresses,
    contact_details,
    inner,
    moment,
    says_replied,
    text,
    unwrapped,
    words,
)

_ONLY_THE_EVENT_HAS = ("lead_email", "contact_email", "email_id", "email_account", "reply_text", "reply_html")
_UNSUBSCRIBED = frozenset(
    frozenset(said.split()) for said in ("lead unsubscribed", "email unsubscribed", "unsubscribed", "lead unsubscribe")
)
_AUTOMATIC = ("auto", "automatic", "automated")
RECEIVED = 2
"""`ue_type` of a mail that somebody wrote to us; 1 and 3 are ours, 4 is not sent yet."""


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook event.

    A lead's own fields stand at top level beside Instantly's, so the short names of the older generation (`body`,
    `subject`, `email`) are read only where `event_type` is missing.
    """

    label: str
    """The type as Instantly wrote it; custom labels arrive as their own text."""
    lead: str
    mailbox: str
    replier: str
    """Who wrote, where the event says so; empty otherwise."""
    email_id: str
    message_id: str
    timestamp: str
    campaign: str
    step: str
    subject: str
    plain: str
    html: str
    sent_subject: str
    sent_plain: str
    sent_html: str
    name: str
    detail: str
    """Why a mail came back, where the event says so."""
    contact: ContactDetails = field(repr=False)
    copied: tuple[str, ...] = field(repr=False)
    """Who was copied on it, where the event says so."""

    @classmethod
    def of(cls, delivered: Mapping[str, Any]) -> Event:
        """Raises PayloadUnreadable where no type is named."""
        fields = unwrapped(delivered, *_ONLY_THE_EVENT_HAS)
        older = not text(fields, "event_type")
        label = text(fields, "event_type", "type", "event")[:80]
        if not label and text(fields, "reply_text", "reply_html", "reply_text_snippet"):
            label = "reply_received"
        if not label:
            raise PayloadUnreadable("Instantly's event names no type.")
        plain, html = text(fields, "reply_text"), text(fields, "reply_html")
        if not plain and not html:
            inside = inner(fields, "reply", "body")
            plain, html = text(inside, "text", "body"), text(inside, "html")
        if not plain and not html:
            plain = text(fields, "reply_text_snippet", *(("body", "text", "email_body") if older else ()))
        return cls(
            label=label,
            lead=address(fields, "lead_email", "contact_email", "lead")
            or address(inner(fields, "lead"), "email")
            or address(fields, "email"),
            mailbox=address(fields, "email_account", *(("eaccount",) if older else ())),
            replier=address(fields, "from_address_email", "reply_from_email", "from_email"),
            email_id=text(fields, "email_id"),
            message_id=text(fields, "message_id"),
            timestamp=text(fields, "timestamp", *(("timestamp_created",) if older else ())),
            campaign=text(fields, "campaign_id"),
            step=text(fields, "step"),
            subject=text(fields, "reply_subject", *(("subject",) if older else ())),
            plain=plain,
            html=html,
            sent_subject=text(fields, "email_subject"),
            sent_plain=text(fields, "email_text"),
            sent_html=text(fields, "email_html"),
            name=_name(fields),
            copied=addresses(fields, "cc_address_email_list", "cc", "cc_emails"),
            detail=text(fields, "bounce_message", "bounce_reason", "error_message")[:500],
            contact=replace(contact_details(inner(fields, "lead", "lead_data", "payload"), fields), email=""),
        )

    @property
    def kind(self) -> str:
        """The type in one spelling: `Reply Received`, `email.replied` and `replyReceived` are `reply_received`.

        Custom labels are what users typed: one counts as a reply only if it says nothing else (`Needs reply` does).
        """
        if says_replied(self.label):
            return "reply_received"
        if says_replied(self.label, *_AUTOMATIC):
            return "auto_reply_received"
        if words(self.label) in _UNSUBSCRIBED:
            return "lead_unsubscribed"
        return re.sub(r"[\s.-]+", "_", self.label.lower())

    @property
    def at(self) -> datetime | None:
        return moment(self.timestamp)

    @property
    def identity(self) -> str:
        """What no other event of this kind shares.

        `email_id` may name the mail that was answered, which two replies can share: the time tells them apart.
        """
        if self.email_id:
            return f"{self.email_id}:{self.timestamp or self._words()}"
        return self.message_id or f"{_hash(self.lead)}:{self.campaign}:{self.timestamp or self._words()}"

    @property
    def fingerprint(self) -> str:
        """Tells events apart that only have to be kept."""
        return _hash(repr(self))

    def _words(self) -> str:
        return _hash("\n".join((self.lead, self.subject, self.plain, self.html)))


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:32]


def _name(fields: Mapping[str, Any]) -> str:
    parts = (text(fields, "first_name"), text(fields, "last_name"))
    return " ".join(part for part in parts if part) or text(fields, "contact_name")


@dataclass(frozen=True, slots=True)
class ListedEmail:
    """One mail as `/emails` shows it."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    mailbox: str
    lead: str
    subject: str
    plain: str
    html: str
    created: datetime | None
    received: bool
    """Somebody wrote it to us."""
    scheduled: bool
    automatic: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ListedEmail:
        body, kind = inner(row, "body"), text(row, "ue_type")
        sender, mailbox = address(row, "from_address_email"), address(row, "eaccount")
        return cls(
            id=text(row, "id"),
            sender=sender,
            recipients=recipients(row),
            mailbox=mailbox,
            lead=address(row, "lead"),
            subject=text(row, "subject"),
            plain=text(body, "text") or ("" if text(body, "html") else text(row, "content_preview")),
            html=text(body, "html"),
            created=moment(row.get("timestamp_created")) or moment(row.get("timestamp_email")),
            received=kind == str(RECEIVED) if kind else bool(sender) and sender != mailbox,
            scheduled=kind == "4",
            automatic=text(row, "is_auto_reply") == "1",
        )


def recipients(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a mail went to: Instantly writes the addresses into one text."""
    listed = text(row, "to_address_email_list")
    return tuple(found for part in listed.split(",") if (found := address({"to": part}, "to")))

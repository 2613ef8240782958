"""EmailBison's JSON: webhook events in their spellings and wrappings, and the replies that the API lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import HeaderParser
from typing import Any

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import Media
from rejoinder.infrastructure.json_fields import (
    address,
    addresses,
    flag,
    inner,
    json_object,
    moment,
    objects,
    says_replied,
    text,
)

_DEEPEST = 3
_ALIASES = {
    "interested": "lead_interested",
    "unsubscribed": "lead_unsubscribed",
    "bounced": "email_bounced",
    "sent": "email_sent",
}
_MOST_HEADERS = 200
_ADDRESS = re.compile(r"[a-z0-9._%+'-]{1,64}@[a-z0-9.-]{1,253}\.[a-z]{2,24}", re.IGNORECASE)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook event, unwrapped."""

    label: str
    """The type as EmailBison wrote it; its case varies."""
    workspaces: frozenset[str]
    """Number and name of the EmailBison workspace, in lower case; empty where the event names none."""
    reply: Reply
    lead: Mapping[str, Any]
    named: str
    """The person's address where it stands outside the lead."""
    campaign: str
    scheduled: Mapping[str, Any]
    mailbox: Mapping[str, Any]
    campaign_event: Mapping[str, Any]
    fingerprint: str

    @classmethod
    def of(cls, body: bytes) -> Event:
        """Raises PayloadUnreadable. NUL bytes are no JSON, and EmailBison is known to send them: they are dropped."""
        return cls.of_fields(_unwrapped(json_object(body.replace(b"\x00", b""), "EmailBison")), _hash(body))

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any], fingerprint: str) -> Event:
        """From an object with `event` and `data`. Raises PayloadUnreadable where no type is named."""
        named, data = inner(fields, "event"), inner(fields, "data") or fields
        label = text(named, "type", "name") or text(fields, "event", "event_type", "type")
        if not label:
            raise PayloadUnreadable("EmailBison's event names no type.")
        mailbox = inner(data, "sender_email")
        reply = inner(data, "reply")
        return cls(
            label=label[:80],
            workspaces=frozenset(text(named, name).lower() for name in ("workspace_id", "workspace_name")) - {""},
            reply=Reply.of(reply, text(mailbox, "id"), address(mailbox, "email")),
            lead=inner(data, "lead", "contact"),
            named=address(data, "lead_email", "email"),
            campaign=text(inner(data, "campaign"), "id") or text(reply, "campaign_id"),
            scheduled=inner(data, "scheduled_email"),
            mailbox=mailbox,
            campaign_event=inner(data, "campaign_event"),
            fingerprint=fingerprint,
        )

    @property
    def kind(self) -> str:
        """The type in one spelling: `LEAD_REPLIED`, `Contact Replied` and `lead.reply` are `lead_replied`."""
        if says_replied(self.label):
            return "lead_replied"
        if says_replied(self.label, "untracked"):
            return "untracked_reply_received"
        plain = re.sub(r"[\s.-]+", "_", self.label.strip().lower())
        plain = f"lead_{plain.removeprefix('contact_')}" if plain.startswith("contact_") else plain
        return _ALIASES.get(plain, plain)

    @property
    def person(self) -> str:
        """The campaign's address of this person; empty where the event names no lead."""
        return address(self.lead, "email") or self.named


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail of the master inbox, in either direction."""

    id: str
    """EmailBison's number of it, its uuid or the mail's own id; empty where there is none of them."""
    number: str
    parent: str
    sender: str
    sender_name: str
    recipient: str
    mailbox_id: str
    mailbox: str
    subject: str
    plain: str
    html: str
    received: datetime | None
    message_id: str
    automated: bool
    bounced: bool
    outgoing: bool
    lead_id: str
    headers: Mapping[str, str]
    media: tuple[Media, ...]
    copied: tuple[str, ...] = field(default=(), repr=False)
    """Who was copied on it."""

    @classmethod
    def of(cls, row: Mapping[str, Any], mailbox_id: str = "", mailbox: str = "") -> Reply:
        kind, folder = text(row, "type").lower(), text(row, "folder").lower()
        sender = address(row, "from_email_address", "from_email")
        to = objects(row, "to") or []
        plain = text(row, "text_body") or ("" if text(row, "html_body") else text(row, "body", "message"))
        return cls(
            id=text(row, "id", "uuid", "raw_message_id"),
            number=text(row, "id"),
            parent=text(row, "parent_id"),
            sender=sender,
            sender_name=text(row, "from_name"),
            recipient=address(row, "primary_to_email_address") or (address(to[0], "address", "email") if to else ""),
            mailbox_id=mailbox_id or text(row, "sender_email_id"),
            mailbox=mailbox,
            subject=text(row, "email_subject", "subject"),
            plain=plain,
            html=text(row, "html_body"),
            received=moment(text(row, "date_received")) or moment(text(row, "created_at")),
            message_id=text(row, "raw_message_id"),
            automated=flag(row, "automated_reply", "automated") is True,
            bounced=kind == "bounced" or folder == "bounced",
            outgoing=kind.startswith("outgoing") or folder == "sent" or (bool(mailbox) and sender == mailbox),
            lead_id=text(row, "lead_id"),
            copied=addresses(row, "cc"),
            headers=_headers(row.get("headers")),
            media=tuple(_media(row)),
        )

    @property
    def failed_recipient(self) -> str:
        """Whom a bounce is about, where its text names exactly one address that is not ours or a mail server's."""
        if stated := self.headers.get("x-failed-recipients", ""):
            return normalise_email(stated.partition(",")[0])
        named = {normalise_email(found) for found in _ADDRESS.findall(self.plain[:20_000])}
        others = {found for found in named - {self.mailbox, self.recipient, self.sender} if not _DAEMON.match(found)}
        return others.pop() if len(others) == 1 else ""


def _unwrapped(delivered: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that names the type: test events and tools in between wrap it again, and some move the type inside."""
    fields = delivered
    for _ in range(_DEEPEST):
        if text(inner(fields, "event"), "type", "name") or text(fields, "event", "event_type", "type"):
            break
        wrapped = inner(fields, "payload", "data", "body")
        if not wrapped:
            break
        fields = wrapped
    return fields


def _headers(stated: object) -> dict[str, str]:
    """Mail headers by name in lower case, from any of the forms that they may come in; the first of each name."""
    pairs: list[tuple[str, str]] = []
    if isinstance(stated, str):
        pairs = [(name, str(value)) for name, value in HeaderParser().parsestr(strip_unstorable(stated)).items()]
    elif isinstance(stated, dict):
        pairs = [(name, text(stated, name)) for name in stated]
    elif isinstance(stated, list):
        rows = [row for row in stated if isinstance(row, dict)]
        pairs = [(text(row, "name", "key"), text(row, "value")) for row in rows]
    found: dict[str, str] = {}
    for name, value in pairs[:_MOST_HEADERS]:
        if name and value:
            found.setdefault(strip_unstorable(name).strip().lower(), strip_unstorable(value).strip())
    return found


def _media(row: Mapping[str, Any]) -> list[Media]:
    files = objects(row, "attachments") or []
    named = [(text(file, "url", "download_url"), text(file, "content_type", "mime_type", "type")) for file in files]
    return [Media(url, kind) for url, kind in named if url.startswith(("https://", "http://"))]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]

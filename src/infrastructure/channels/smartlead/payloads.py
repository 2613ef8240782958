"""SmartLead's JSON under its many names, reduced to what we read.

Three generations are in use: the documented one (`reply_message`, `leadCorrespondence`), the older flat one
(`message_id`, `reply_body`, `time_replied`), and the names of integrations that predate both (`preview_text`,
`lead_correspondence`, epoch timestamps).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.infrastructure.html_text import looks_like_html
from rejoinder.infrastructure.json_fields import inner, json_object, says_replied, text, unwrapped, words

_ONLY_THE_EVENT_HAS = (
    "reply_message",
    "reply_body",
    "sent_message",
    "stats_id",
    "to_email",
    "sl_lead_email",
    "lead_email",
    "leadCorrespondence",
    "lead_correspondence",
    "sender_detail",
)


def parse_event(body: bytes) -> Mapping[str, Any]:
    """The event, taken out of what wraps it. Raises PayloadUnreadable."""
    return unwrapped(json_object(body, "SmartLead"), *_ONLY_THE_EVENT_HAS)


def event_type(event: Mapping[str, Any]) -> str:
    """The type as SmartLead wrote it; empty where none is named."""
    return text(event, "event_type", "event", "type")[:80]


def folded_type(stated: str) -> str:
    """The type in the spelling of SmartLead's help page, whichever of its pages or tools wrote it.

    `EMAIL_REPLIED`, `email_reply` and `Lead Replied` are `EMAIL_REPLY`; a type that nobody knows stays as it is.
    """
    if says_replied(stated):
        return "EMAIL_REPLY"
    if says_replied(stated, "untracked"):
        return "UNTRACKED_REPLIES"
    said = words(stated)
    if any(word.startswith("unsubscribe") for word in said):
        return "LEAD_UNSUBSCRIBED"
    if any(word.startswith("bounce") for word in said):
        return "EMAIL_BOUNCE"
    return re.sub(r"[^A-Z0-9]+", "_", stated.upper()).strip("_") if stated.isascii() else stated


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote, from whichever generation of fields."""

    message_id: str
    html: str
    plain: str
    time: str
    """As SmartLead wrote it: the reply call wants it back unchanged."""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Reply:
        """The documented fields first; the older ones only where those say nothing at all."""
        message = inner(event, "reply_message")
        html, plain = text(message, "html"), text(message, "text")
        if not html and not plain:
            older = text(message, "email_body", "body", "visible_text")
            older = older or text(event, "reply_body", "reply_text", "visible_text", "reply_message", "preview_text")
            html, plain = (older, "") if looks_like_html(older) else ("", older)
        return cls(
            message_id=text(message, "message_id") or text(event, "message_id"),
            html=html,
            plain=plain,
            time=text(message, "time") or text(event, "time_replied", "event_timestamp", "timestamp"),
        )

    @property
    def content(self) -> str:
        return self.html or self.plain

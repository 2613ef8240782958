"""SmartLead's JSON under its many names, reduced to what we read.

Three generations are in use: the documented one (`reply_message`, `leadCorrespondence`), the older flat one
(`message_id`, `reply_body`, `time_replied`), and the names of integrations that predate both (`preview_text`,
`lead_correspondence`, epoch timestamps).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.infrastructure.html_text import looks_like_html
from rejoinder.infrastructure.json_fields import inner, text


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
            older = text(event, "reply_body", "reply_text", "visible_text", "preview_text")
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

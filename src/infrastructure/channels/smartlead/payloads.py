"""SmartLead's JSON under its many names, reduced to what we read.

Three generations are in use: the documented one (`reply_message`, `leadCorrespondence`), the older flat one
(`message_id`, `reply_body`, `time_replied`), and the names of integrations that predate both (`preview_text`,
`lead_correspondence`, epoch timestamps).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.http import decode_json

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--|&(?:nbsp|amp|lt|gt|quot|#\d{1,6});")
_ADDRESS = re.compile(r"[^@\s<>]{1,254}@[^@\s<>]{1,254}")
_MILLISECONDS_FROM = 1e11
"""As seconds this would be the year 5138; as milliseconds it is 1973."""


def parse_event(body: bytes) -> dict[str, Any]:
    """The event as an object. Raises PayloadUnreadable."""
    try:
        event = decode_json(body)
    except ValueError:
        raise PayloadUnreadable("SmartLead's event is not JSON.") from None
    if not isinstance(event, dict):
        raise PayloadUnreadable("SmartLead's event is no object.")
    return event


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, storable; numbers as their digits."""
    for name in names:
        value = source.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return _digits(value)
        if isinstance(value, str) and value.strip():
            return strip_unstorable(value).strip()
    return ""


def _digits(value: int) -> str:
    return str(value) if abs(value) < 10**30 else ""


def inner(source: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The first of these fields that is an object, else an empty one."""
    for name in names:
        value = source.get(name)
        if isinstance(value, dict):
            return value
    return {}


def address(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds an e-mail address, in one spelling."""
    for name in names:
        found = normalise_email(text(source, name))
        if _ADDRESS.fullmatch(found):
            return found
    return ""


def moment(value: object) -> datetime | None:
    """A time from ISO 8601, epoch seconds or milliseconds, UTC where no zone is given; None for anything else."""
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    try:
        if math.isfinite(number):
            return datetime.fromtimestamp(number / 1000 if abs(number) > _MILLISECONDS_FROM else number, UTC)
        parsed = datetime.fromisoformat(str(value).strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    if parsed is None:
        return None
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)


def looks_like_html(value: str) -> bool:
    return _TAG.search(value) is not None


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

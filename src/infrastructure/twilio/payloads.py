"""What Twilio posts (forms) and answers (JSON), reduced to what we read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import Media

MAX_FIELDS = 1_000
"""Twilio sends about thirty."""
MAX_MEDIA = 10
"""An MMS holds no more."""

_FEW = frozenset(str(number) for number in range(1, MAX_MEDIA + 1))
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@lru_cache(maxsize=4)
def form_pairs(body: bytes) -> Sequence[tuple[bytes, bytes]]:
    """Names and values as bytes, in order, blank ones kept. Never fails, whatever the bytes.

    Remembered for the delivery at hand, whose signature, account and meaning are all read from it.
    """
    pairs = []
    for item in body.replace(b"+", b" ").split(b"&"):
        if item:
            name, _, value = item.partition(b"=")
            pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)) if b"%" in item else (name, value))
    return tuple(pairs)


def parse_form(body: bytes) -> dict[str, str]:
    """The form as text; of a repeated name the first value. Raises PayloadUnreadable."""
    if body.count(b"&") >= MAX_FIELDS:
        raise PayloadUnreadable("The form has more fields than Twilio ever sends.")
    try:
        return {name.decode(): value.decode() for name, value in reversed(form_pairs(body))}
    except UnicodeDecodeError:
        raise PayloadUnreadable("The form is not UTF-8.") from None


def message_sid(form: Mapping[str, str]) -> str:
    """Twilio's id of the message. Raises PayloadUnreadable where there is none."""
    sid = form.get("MessageSid") or form.get("SmsSid") or form.get("SmsMessageSid") or ""
    if not _SID.fullmatch(sid):
        raise PayloadUnreadable("The form has no MessageSid.")
    return sid


def media(form: Mapping[str, str]) -> tuple[Media, ...]:
    """What was attached to an MMS."""
    found = []
    for index in range(MAX_MEDIA):
        url = form.get(f"MediaUrl{index}", "")
        if url.startswith(("https://", "http://")) and "\x00" not in url:
            found.append(Media(url, form.get(f"MediaContentType{index}", "").replace("\x00", "")))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One row of Messages.json."""

    sid: str
    body: str
    status: str
    outbound: bool
    created: datetime | None
    sender: str
    recipient: str
    service: str
    attachments: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ListedMessage:
        return cls(
            sid=_plain(row.get("sid")),
            body=strip_unstorable(str(row.get("body") or "")),
            status=str(row.get("status") or ""),
            outbound=str(row.get("direction") or "").startswith("outbound"),
            created=_rfc_2822(row.get("date_created")),
            sender=_plain(row.get("from")),
            recipient=_plain(row.get("to")),
            service=_plain(row.get("messaging_service_sid")),
            attachments=int(shown) if (shown := str(row.get("num_media") or "")) in _FEW else 0,
        )


def _plain(value: object) -> str:
    return strip_unstorable(value).strip() if isinstance(value, str) else ""


def _rfc_2822(value: object) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of Messages.json and the path of the next, empty at the end."""

    messages: tuple[ListedMessage, ...]
    next_path: str

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> MessagePage | None:
        """None where the answer is no list of messages."""
        rows = answer.get("messages")
        if not isinstance(rows, list):
            return None
        return cls(
            messages=tuple(ListedMessage.of(row) for row in rows if isinstance(row, dict)),
            next_path=str(answer.get("next_page_uri") or ""),
        )

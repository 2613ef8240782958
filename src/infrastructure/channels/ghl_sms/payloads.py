"""What HighLevel posts and answers, reduced to what we read, whatever its spelling, nesting and types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rejoinder.domain.contacts import normalise_phone, strip_unstorable
from rejoinder.domain.messages import Media
from rejoinder.infrastructure.json_fields import contact_details, flag, json_object, nested, spelled

MAX_ATTACHMENTS = 10

_WRAPPERS = ("data", "payload", "body", "event")
_DEEPEST = 3
_PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")


# --- reading ----------------------------------------------------------------------------------------------------


def parse_event(body: bytes) -> Mapping[str, Any]:
    """The delivery as one object, taken out of what wraps it; a form or JSON, whatever its content type says.

    An inner object stands beside the outer fields, which win. Raises PayloadUnreadable.
    """
    stated: Mapping[str, Any] = json_object(body, "HighLevel", "customData", "customValues", "custom")
    for _ in range(_DEEPEST):
        wrapper = next((n for n, value in stated.items() if spelled(n) in _WRAPPERS and isinstance(value, dict)), None)
        if wrapper is None:
            break
        stated = {**stated[wrapper], **{name: value for name, value in stated.items() if name != wrapper}}
    return stated


def find(place: object, *names: str) -> Any:
    """The first of these fields that says anything, in any spelling; None where none does."""
    if not isinstance(place, Mapping):
        return None
    known: dict[str, Any] = {}
    for name, value in place.items():
        if value not in (None, "", [], {}):
            known.setdefault(spelled(name), value)
    return next((known[name] for name in names if name in known), None)


def inner(place: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object in one of these fields; empty where there is none."""
    known = {spelled(name): value for name, value in place.items() if isinstance(value, Mapping)}
    return next((known[name] for name in names if name in known), {})


def custom_data(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the operator added to a workflow's webhook: an object, or one that a tool wrote as text."""
    stated = find(event, "customdata", "customvalues", "custom")
    found = nested(stated) if isinstance(stated, str) else stated
    return found if isinstance(found, dict) else {}


def text(value: object, limit: int = 100_000) -> str:
    """A scalar as storable text; empty for anything else, and for a template that nobody filled in."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    if isinstance(value, str):
        plain = strip_unstorable(value)[:limit]
        return "" if _TEMPLATE.fullmatch(plain.strip()) else plain
    try:
        return str(int(value) if value == int(value) else value)[:limit]
    except (ValueError, OverflowError):
        return ""


def token(value: object) -> str:
    """An id of HighLevel's: one short word, else empty."""
    plain = text(value, 300).strip()
    return plain if plain and len(plain) <= 200 and not re.search(r"\s", plain) else ""


def moment(value: object) -> datetime | None:
    """An instant with a zone: ISO 8601, or epoch seconds or milliseconds. A time without a zone is nobody's time."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _epoch(float(value))
    stated = text(value, 64).strip()
    if re.fullmatch(r"[0-9]{10,13}", stated):
        return _epoch(float(stated))
    try:
        found = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _epoch(value: float) -> datetime | None:
    seconds = value / 1000 if value > 1e11 else value
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 4e9 else None


def phone(value: object, country: object = None) -> str:
    """The number as E.164, or empty. A country code is never invented: the contact's country must state it."""
    return normalise_phone(text(value, 64), text(country, 64))


def attachments(value: object) -> tuple[Media, ...]:
    """Links to what came with a message: texts, or objects that hold one."""
    listed = value if isinstance(value, list) else [value]
    return tuple(Media(url, _kind(url)) for url in _links(listed))[:MAX_ATTACHMENTS]


def _links(listed: list[Any]) -> Iterator[str]:
    for item in listed:
        url = text(find(item, "url", "link", "src") if isinstance(item, Mapping) else item, 2_000).strip()
        if url.startswith(("https://", "http://")):
            yield url


def _kind(url: str) -> str:
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    return _PICTURES.get(ending, "")


# --- channels of HighLevel ----------------------------------------------------------------------------------------

_TYPE_NUMBERS = {1: "call", 2: "sms", 3: "email", 4: "sms", 10: "voicemail", 11: "fb", 18: "ig", 19: "whatsapp"}
"""HighLevel's numbers for the kinds that a reply may come on; 2 is seen in workflow webhooks, the rest assumed."""
_TEXTS = frozenset(
    {
        "sms",
        "mms",
        "rcs",
        "text",
        "phone",
        "smsreaction",
        "smsreviewrequest",
        "smsnoshowrequest",
        "campaignsms",
        "campaignmanualsms",
        "customsms",
        "customprovidersms",
    }
)
_MAILS = frozenset({"email", "customemail", "campaignemail", "customprovideremail"})
_CALLS = frozenset({"call", "voicemail", "ivrcall", "customcall", "campaigncall", "campaignvoicemail", "missedcall"})


def message_kind(value: object) -> str:
    """`sms`, `email`, `call`, or HighLevel's own word for anything else; empty where nothing is said."""
    stated = text(value, 60).strip()
    if stated.isdecimal():
        name = _TYPE_NUMBERS.get(int(stated), f"type {stated}")
    else:
        name = spelled(stated).removeprefix("type")
    if name in _TEXTS:
        return "sms"
    if name in _MAILS:
        return "email"
    return "call" if name in _CALLS else name


# --- answers of the API -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of a HighLevel location."""

    id: str
    location: str
    name: str
    phone: str
    email: str
    linkedin_url: str
    timezone: str
    sms_blocked: str
    """Why no text may be sent to this person, empty where one may."""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Contact | None:
        """None where the answer holds no contact."""
        stated = inner(answer, "contact") or answer
        own_id = token(find(stated, "id", "contactid"))
        if not own_id:
            return None
        return cls(
            id=own_id,
            location=token(find(stated, "locationid")),
            name=full_name(stated),
            phone=phone(find(stated, "phone", "phonenumber"), find(stated, "country")),
            email=text(find(stated, "email"), 320).strip().lower(),
            linkedin_url=contact_details(stated).linkedin_url,
            timezone=text(find(stated, "timezone"), 64),
            sms_blocked=dnd(stated),
        )


def full_name(stated: Mapping[str, Any]) -> str:
    whole = text(find(stated, "fullname", "contactname", "name"), 200).strip()
    parts = (text(find(stated, "firstname"), 100).strip(), text(find(stated, "lastname"), 100).strip())
    return whole or " ".join(part for part in parts if part)


def dnd(stated: Mapping[str, Any]) -> str:
    """What forbids texts to this contact; empty where nothing does.

    `permanent` is a STOP that HighLevel saw, `active` a switch that somebody set; both block (the second [assumed]).
    """
    if flag(stated, "dnd"):
        return "dnd for every channel"
    setting = inner(inner(stated, "dndsettings"), "sms")
    status = text(find(setting, "status"), 40).strip().lower()
    if status not in ("active", "permanent"):
        return ""
    code = " ".join(text(find(setting, "message", "code"), 120).split())
    return f"SMS {status}" + (f" ({code})" if code else "")


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One message as HighLevel's lists show it."""

    id: str
    kind: str
    outbound: bool
    body: str
    status: str
    source: str
    contact: str
    conversation: str
    location: str
    at: datetime | None
    media: tuple[Media, ...]

    @classmethod
    def of(cls, row: object) -> ListedMessage | None:
        """None for what is no message."""
        own_id = token(find(row, "id", "messageid"))
        if not isinstance(row, Mapping) or not own_id:
            return None
        return cls(
            id=own_id,
            kind=message_kind(find(row, "messagetype") or find(row, "type")),
            outbound=text(find(row, "direction"), 20).lower().startswith("out"),
            body=text(find(row, "body", "message", "text")),
            status=text(find(row, "status"), 40).lower(),
            source=text(find(row, "source"), 40).lower(),
            contact=token(find(row, "contactid")),
            conversation=token(find(row, "conversationid")),
            location=token(find(row, "locationid")),
            at=moment(find(row, "dateadded", "createdat")),
            media=attachments(find(row, "attachments")),
        )


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A stretch of a list; `more` where it goes on after `last`, `cursor` in the export's own words."""

    messages: tuple[ListedMessage, ...]
    more: bool
    last: str
    cursor: str

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> MessagePage | None:
        """None where the answer is no list. The list may lie one level deeper than documented [seen]."""
        page = answer
        rows = find(page, "messages") if find(page, "messages") is not None else page.get("messages")
        if isinstance(rows, Mapping):
            page, rows = rows, rows.get("messages")
        if not isinstance(rows, list):
            return None
        listed = tuple(found for found in map(ListedMessage.of, rows) if found is not None)
        return cls(
            messages=listed,
            more=find(page, "nextpage") in (True, "true"),
            last=token(find(page, "lastmessageid")) or (listed[-1].id if listed else ""),
            cursor=text(find(page, "nextcursor"), 2_000),
        )

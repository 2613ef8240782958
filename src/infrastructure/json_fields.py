"""Reading JSON that providers send under changing names: the first field that says something, in one spelling.

Names are compared as they stand, then without case and separators (`campaign_id`, `campaignId`, `Campaign ID`). Nothing
here raises for a wrong type: a field that is not what it should be counts as absent.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from rejoinder.domain.contacts import (
    ContactDetails,
    normalise_email,
    normalise_phone,
    normalise_profile,
    strip_unstorable,
)
from rejoinder.domain.errors import PayloadUnreadable

WRAPPERS = ("payload", "data", "body", "event")
"""Where test events, and tools between a provider and us, put the event itself."""
_LISTS = ("events", *WRAPPERS)
_MOST_EVENTS = 500
_MAY_HOLD_A_LIST = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\[|"(?:events|payload|data|body|event)"\s*:\s*\[')
_WRITTEN_BY_PEOPLE = frozenset(("message", "text", "body", "sms", "subject", "replytext", "replyhtml", "replybody"))
"""Fields of a form that are never read as JSON: somebody who texts us an object has texted us words."""
_DEEPEST = 3
_MOST_FIELDS = 2_000
_ADDRESS = re.compile(r"[^@\s<>]{1,254}@[^@\s<>]{1,254}")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REPLIED = frozenset(("reply", "replies", "replied"))
_OF_A_REPLY = _REPLIED | {"email", "mail", "lead", "contact", "prospect", "campaign", "inbound", "new", "received"}
_MILLISECONDS_FROM = 1e11
"""As seconds this would be the year 5138; as milliseconds it is 1973."""


# --- the delivery ---------------------------------------------------------------------------------


def json_object(body: bytes, provider: str, *named: str) -> dict[str, Any]:
    """The delivery as an object, whatever its content type says. Raises PayloadUnreadable.

    JSON (with a byte order mark, in a list of one, as text inside JSON, with raw line breaks in its texts, in an older
    encoding than UTF-8), or a form whose fields may hold JSON. An object that holds nothing but one other is a
    wrapper, whatever the name, unless it is one of `named`: those say what kind of event it is.
    """
    event = _decoded(body, provider)
    for _ in range(2 * _DEEPEST):
        if isinstance(event, list) and len(event) == 1:
            event = event[0]
        elif isinstance(event, str):
            event = nested(event)
        elif isinstance(event, dict) and (only := _only_object(event, named)) is not None:
            event = only
    if not isinstance(event, dict):
        raise PayloadUnreadable(f"{provider}'s event is no object.")
    return event


def _only_object(event: Mapping[str, Any], named: Sequence[str]) -> dict[str, Any] | None:
    """The object that is all that `event` holds, bare, in a list of one or as text; None where it holds more."""
    if len(event) != 1 or any(True for _ in _stated(event, tuple(named))):
        return None
    (value,) = event.values()
    if isinstance(value, str):
        value = nested(value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) and value else None


def _decoded(body: bytes, provider: str) -> Any:
    try:
        written = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = body.decode("cp1252", "replace")
    try:
        return _loads(written)
    except ValueError:
        pass
    try:
        pairs = parse_qsl(written, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise PayloadUnreadable(f"{provider}'s event is not JSON.") from None
    return {name: value if spelled(name) in _WRITTEN_BY_PEOPLE else nested(value) for name, value in pairs}


def _loads(written: str) -> Any:
    """Raises ValueError. Control characters inside texts are let in: templates write them, and they are stripped."""
    try:
        return json.loads(written, strict=False, parse_constant=lambda name: None)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def nested(value: str) -> Any:
    """A text that holds an object or a list as what it holds, any other as it is."""
    if value.lstrip()[:1] not in ("{", "["):
        return value
    try:
        return _loads(value)
    except ValueError:
        return value


def events_in(body: bytes) -> Sequence[bytes]:
    """The events of a delivery that holds a list of them, each as a body of its own: bare, or in a wrapper whose other
    fields each event then has around it. Anything else is one event, as it came."""
    if not _MAY_HOLD_A_LIST.search(body):
        return (body,)
    try:
        delivered = _decoded(body, "the provider")
    except PayloadUnreadable:
        return (body,)
    around: dict[str, Any] = {}
    name = ""
    if isinstance(delivered, dict):
        name = next((n for n in _LISTS if isinstance(delivered.get(n), list)), "")
        around = {other: value for other, value in delivered.items() if other != name}
    listed = delivered.get(name) if isinstance(delivered, dict) else delivered
    if not isinstance(listed, list) or not 1 < len(listed) <= _MOST_EVENTS:
        return (body,)
    if not all(isinstance(event, dict) for event in listed):
        return (body,)
    if name == "events":
        return [json.dumps({**around, **event}).encode() for event in listed]
    return [json.dumps({**around, name: event} if name else event).encode() for event in listed]


def unwrapped(delivered: Mapping[str, Any], *marks: str) -> Mapping[str, Any]:
    """The event, taken out of what was wrapped around it.

    An object with one of `marks` (fields that only the event itself has) is the event. Fields around it stay where it
    says nothing itself: `{"event": "reply_received", "data": {…}}` keeps its type.
    """
    fields = delivered
    for _ in range(_DEEPEST):
        if any(True for _ in _stated(fields, marks)):
            break
        objects_in = {spelled(name): name for name, value in fields.items() if value and isinstance(value, dict)}
        wrapper = next((objects_in[name] for name in WRAPPERS if name in objects_in), "")
        if not wrapper:
            break
        around = {name: value for name, value in fields.items() if name != wrapper}
        fields = {**around, **fields[wrapper]}
    return fields


# --- fields ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4_096)
def spelled(name: str) -> str:
    """A name as it is compared: letters and digits in lower case."""
    return _SEPARATORS.sub("", name.lower())


def _stated(source: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    """What these fields say, nulls left out: first under the names as they stand, then in any spelling."""
    for name in names:
        if source.get(name) is not None:
            yield source[name]
    wanted = {spelled(name): name for name in names}
    found: dict[str, Any] = {}
    for name, value in source.items():
        if value is not None and (known := wanted.get(spelled(name))) is not None and name != known:
            found.setdefault(known, value)
    yield from (found[name] for name in names if name in found)


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, storable; numbers as their digits."""
    for value in _stated(source, names):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _digits(value)
        if isinstance(value, str) and value.strip():
            return strip_unstorable(value).strip()
    return ""


def _digits(value: int | float) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if abs(value) < 10**30 else ""


def inner(source: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The first of these fields that is an object, or a list of one; else an empty one."""
    for value in _stated(source, names):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            return value
    return {}


def objects(source: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]] | None:
    """The objects in the first of these fields that is a list; None where none is one."""
    for value in _stated(source, names):
        if isinstance(value, list):
            return [row for row in value if isinstance(row, dict)]
    return None


def flag(source: Mapping[str, Any], *names: str) -> bool | None:
    """True and false as providers write them (booleans, 0 and 1, words); None where it says neither."""
    for value in _stated(source, names):
        if value in (0, 1):
            return bool(value)
        if isinstance(value, str) and value.strip().lower() in ("true", "false", "1", "0", "yes", "no"):
            return value.strip().lower() in ("true", "1", "yes")
    return None


def address(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds an e-mail address, in one spelling."""
    for name in names:
        found = normalise_email(text(source, name))
        if _ADDRESS.fullmatch(found):
            return found
    return ""


def addresses(source: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """Every e-mail address in the first of these fields that has any, once each: a list of addresses or of people, or
    one text with commas."""
    for value in _stated(source, names):
        listed = value if isinstance(value, list) else re.split(r"[,;]", value) if isinstance(value, str) else [value]
        people = [one if isinstance(one, Mapping) else {"email": _bare(one)} for one in listed]
        found = [address(person, "email", "address", "email_address") for person in people]
        if any(found):
            return tuple(dict.fromkeys(filter(None, found)))
    return ()


def _bare(stated: object) -> object:
    """What stands in the angle brackets of `Jane Doe <jane@example.com>`."""
    if isinstance(stated, str) and (named := re.search(r"<([^<>]+)>", stated)):
        return named.group(1)
    return stated


def says_replied(label: str, *beside: str) -> bool:
    """Whether an event's name says that somebody replied, and nothing else: `EMAIL_REPLY`, `Lead Replied`, but not the
    label `Needs reply`. Words of `beside` may stand in it too."""
    said = words(label)
    return bool(said & _REPLIED) and said <= _OF_A_REPLY | set(beside)


def words(label: str) -> frozenset[str]:
    """An event's name in lower-case words: `EMAIL_REPLY`, `emailReply` and `Email Reply` are the same two."""
    return frozenset(snake_case(label).split("_"))


def snake_case(label: str) -> str:
    """`message.new`, `messageNew` and `Message New` as `message_new`."""
    return _SEPARATORS.sub("_", _HUMP.sub("_", label).lower()).strip("_")


def moment(value: object) -> datetime | None:
    """A time from ISO 8601, RFC 2822, epoch seconds or milliseconds, UTC where no zone is given; None for anything
    else."""
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    try:
        if math.isfinite(number):
            return datetime.fromtimestamp(number / 1000 if abs(number) > _MILLISECONDS_FROM else number, UTC)
        parsed = _written(value.strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    if parsed is None:
        return None
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)


def _written(stated: str) -> datetime:
    """Raises ValueError."""
    try:
        return datetime.fromisoformat(stated)
    except ValueError:
        return parsedate_to_datetime(stated)


# --- people ---------------------------------------------------------------------------------------

_PHONES = ("phone", "phone_number", "mobile", "mobile_phone", "cell_phone", "contact_phone", "lead_phone")
_PROFILES = (
    "linkedin_url",
    "linkedin",
    "linkedin_profile",
    "linkedin_profile_url",
    "linkedin_link",
    "person_linkedin_url",
    "profile_url",
)
_CUSTOM = ("custom_variables", "custom_fields", "custom_data", "custom_values", "custom", "variables")


def contact_details(*places: Mapping[str, Any]) -> ContactDetails:
    """What the first of these places that says something says about a person: there, or among its custom fields."""
    searched = [every for place in places for every in (place, *_custom_fields(place))]
    return ContactDetails(
        email=next((found for place in searched if (found := address(place, "email", "email_address"))), ""),
        phone=next((found for place in searched for found in _phones(place) if found), ""),
        linkedin_url=next((found for place in searched for found in _profiles(place) if found), ""),
    )


def _phones(place: Mapping[str, Any]) -> Iterator[str]:
    return (normalise_phone(text(place, name), text(place, "country")) for name in _PHONES)


def _profiles(place: Mapping[str, Any]) -> Iterator[str]:
    return (normalise_profile(text(place, name)) for name in _PROFILES)


def _custom_fields(place: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An object of names and values, a list of pairs of them, or either as text."""
    for value in _stated(place, _CUSTOM):
        stated = nested(value) if isinstance(value, str) else value
        if isinstance(stated, list):
            rows = [row for row in stated[:_MOST_FIELDS] if isinstance(row, dict)]
            stated = {text(row, "name", "key", "field_key", "id"): text(row, "value", "field_value") for row in rows}
        if isinstance(stated, dict):
            yield stated

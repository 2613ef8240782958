"""What comes in: JSON, forms and times, however hostile, become typed values or one clear refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesFeedParser
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.web.errors import Unreadable

Shape = TypeVar("Shape")
_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


def read_json(body: bytes, shape: type[Shape]) -> Shape:
    """The body as `shape`. Raises Unreadable for what is not JSON, InvalidInput that names a wrong field."""
    try:
        plain = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable("The body is not JSON in UTF-8.") from None
    except RecursionError:
        raise Unreadable("The body is nested too deeply.") from None
    if not isinstance(plain, dict):
        raise InvalidInput("The body is one JSON object.")
    if any("\x00" in text for text in _texts(plain)):
        raise InvalidInput("Texts may not contain the character NUL.")
    try:
        return msgspec.convert(plain, shape)
    except msgspec.ValidationError as error:
        raise _named(str(error)) from None


def _texts(value: Any) -> Iterator[str]:
    """Every text in decoded JSON, keys included, without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _named(message: str) -> InvalidInput:
    place = _PLACE.search(message)
    missing = re.search(r"(?:missing required|contains unknown) field `([^`]*)`", message)
    path = place["path"].lstrip(".") if place else ""
    name = ".".join(part for part in (path, missing[1] if missing else "") if part)
    return InvalidInput(message, field=name or None)


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a posted form, the last one of each name. Raises Unreadable."""
    try:
        pairs = _parts(body) if body.startswith(b"--") else _pairs(body)
    except ValueError:
        raise Unreadable("The form cannot be read.") from None
    if any("\x00" in value for _, value in pairs):
        raise InvalidInput("Texts may not contain the character NUL.")
    return dict(pairs)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(
        body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=100
    )


def read_file(body: bytes, name: str) -> tuple[str, bytes]:
    """The file that a posted form carries in that field: its name and its bytes, both empty where none was chosen."""
    part = next((p for p in _multipart(body) if p.get_param("name", header="content-disposition") == name), None)
    file_name = part.get_filename() if part is not None else None
    return (file_name, bytes(part.get_payload(decode=True))) if part is not None and file_name else ("", b"")


def _parts(body: bytes) -> list[tuple[str, str]]:
    """The texts of a form that may carry files. Raises ValueError."""
    return [
        (str(part.get_param("name", header="content-disposition")), bytes(part.get_payload(decode=True)).decode())
        for part in _multipart(body)
        if part.get_filename() is None
    ]


def _multipart(body: bytes) -> list[Message]:
    boundary = body.partition(b"\r\n")[0][2:]
    parser = BytesFeedParser()
    parser.feed(b'Content-Type: multipart/form-data; boundary="' + boundary + b'"\r\n\r\n' + body)
    found = parser.close().get_payload()
    return [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []


def one_of(name: str, stated: str | None, known: Iterable[str]) -> str | None:
    """The value of a filter as it is spelt in the rows, whatever case it was asked in; nothing for an empty one.

    Raises InvalidInput that names the known values: a list that is empty because of a typo looks like good news.
    """
    if not stated:
        return None
    values = list(known)
    found = next((value for value in values if value.casefold() == stated.casefold()), None)
    if found is None:
        raise InvalidInput(f"Unknown '{name}'. Known: {', '.join(values)}.", field=name)
    return found


def planned_moment(name: str, stated: str | None) -> datetime | None:
    """When something is to happen. Raises InvalidInput, also for a time without a zone: whose clock was meant?"""
    moment = _moment(name, stated)
    if moment is not None and moment.tzinfo is None:
        raise InvalidInput(f"'{name}' needs its zone: 2026-11-20T10:00:00Z or 2026-11-20T10:00:00-05:00.", field=name)
    return moment


def read_moment(name: str, stated: str | None) -> datetime | None:
    """A time in RFC 3339; without a zone it is UTC. Raises InvalidInput."""
    moment = _moment(name, stated)
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _moment(name: str, stated: str | None) -> datetime | None:
    if stated is None or not stated.strip():
        return None
    for spelling in (stated, "+".join(stated.rsplit(" ", 1))):  # an unescaped + arrives as a blank
        try:
            moment = datetime.fromisoformat(spelling)
        except ValueError:
            continue
        if 1970 <= moment.year <= 9000:
            return moment
    raise InvalidInput(f"'{name}' is a time such as 2026-11-20T10:00:00Z.", field=name)

"""Reading JSON that providers send under changing names: the first field that says something, in one spelling.

Nothing here raises for a wrong type: a field that is not what it should be counts as absent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.http import decode_json

_ADDRESS = re.compile(r"[^@\s<>]{1,254}@[^@\s<>]{1,254}")
_MILLISECONDS_FROM = 1e11
"""As seconds this would be the year 5138; as milliseconds it is 1973."""


def json_object(body: bytes, provider: str) -> dict[str, Any]:
    """The delivery as an object. Raises PayloadUnreadable."""
    try:
        event = decode_json(body)
    except ValueError:
        raise PayloadUnreadable(f"{provider}'s event is not JSON.") from None
    if not isinstance(event, dict):
        raise PayloadUnreadable(f"{provider}'s event is no object.")
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


def objects(source: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]] | None:
    """The objects in the first of these fields that is a list; None where none is one."""
    for name in names:
        value = source.get(name)
        if isinstance(value, list):
            return [row for row in value if isinstance(row, dict)]
    return None


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

"""Calendly's JSON, reduced to what we read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.http import decode_json

LONGEST = 2_000


def parse_event(body: bytes) -> dict[str, Any]:
    """The event as an object. Raises PayloadUnreadable."""
    try:
        event = decode_json(body)
    except ValueError:
        raise PayloadUnreadable("Calendly's event is not JSON.") from None
    if not isinstance(event, dict):
        raise PayloadUnreadable("Calendly's event is no object.")
    return event


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, storable."""
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value.strip():
            return strip_unstorable(value).strip()[:LONGEST]
    return ""


def inner(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """That field if it is an object, else an empty one."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def uri(source: Mapping[str, Any], name: str) -> str:
    """A reference, which Calendly writes as the address itself or as an object that has one."""
    return text(source, name) or text(inner(source, name), "uri", "uuid")


def moment(value: str) -> datetime | None:
    """A time in ISO 8601, UTC where no zone is given; None for anything else."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)

"""What a Clay table's HTTP column posts: our own template, and the looser forms that are in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rejoinder.domain.contacts import normalise_email, normalise_phone, normalise_profile, strip_unstorable
from rejoinder.infrastructure.json_fields import json_object, spelled

LONGEST = 2_000
_TEMPLATE = re.compile(r"\{\{|\}\}|^/[A-Z]")
_NOTHING = frozenset({"", "null", "none", "undefined", "n/a", "na", "-", "not found", "no result", "no results"})
_ADDRESS = re.compile(r"[^@\s<>,;]{1,254}@[^@\s<>,;]{1,254}\.[^@\s<>,;.]{2,63}")
_WRAPPERS = ("data", "payload", "body", "row")
_DEEPEST = 3

Row = Mapping[str, Any]


def parse_callback(body: bytes) -> Row:
    """The row, its names in lower case without separators. Raises PayloadUnreadable."""
    found = json_object(body, "Clay")
    row = _plain(found)
    for _ in range(_DEEPEST):
        wrapped = [row.pop(name) for name in _WRAPPERS if isinstance(row.get(name), dict)]
        for inside in wrapped:
            row |= _plain(inside)
    return row


def _plain(source: Mapping[str, Any]) -> dict[str, Any]:
    return {spelled(name): value for name, value in source.items()}


def text(row: Row, *names: str) -> str:
    """The first of these fields that says something, storable; whole numbers as their digits."""
    for name in names:
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
            return str(value)
        if isinstance(value, str) and strip_unstorable(value).strip():
            return strip_unstorable(value).strip()[:LONGEST]
    return ""


def is_unfilled(value: str) -> bool:
    """Whether the template's own text arrived instead of a value: `{{Mobile Phone}}`, `/Mobile Phone`."""
    return _TEMPLATE.search(value) is not None


def says_nothing(value: str) -> bool:
    return value.strip().lower() in _NOTHING


def normalised(kind: str, value: str) -> str:
    """The value in one spelling, or nothing where it cannot be a value of that kind."""
    match kind:
        case "phone":
            return normalise_phone(value)
        case "email":
            address = normalise_email(value)
            return address if _ADDRESS.fullmatch(address) else ""
        case _:
            return normalise_profile(value)

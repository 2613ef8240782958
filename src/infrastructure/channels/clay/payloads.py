"""What a Clay table's HTTP column posts: our own template, and the looser forms that are in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.http import decode_json

LONGEST = 2_000
_SEPARATORS = re.compile(r"[\s_-]+")
_TEMPLATE = re.compile(r"\{\{|\}\}|^/[A-Z]")
_NOTHING = frozenset({"", "null", "none", "undefined", "n/a", "na", "-", "not found", "no result", "no results"})
_ADDRESS = re.compile(r"[^@\s<>,;]{1,254}@[^@\s<>,;]{1,254}\.[^@\s<>,;.]{2,63}")
_PHONE = re.compile(r"(?:\+|00)[0-9]{7,15}")
_PROFILE = re.compile(r"/(?:in|pub|sales/lead)/(?P<name>[^/?#\s]{1,200})")
_WRAPPERS = ("data", "payload", "body", "row")

Row = Mapping[str, Any]


def parse_callback(body: bytes) -> Row:
    """The row, its names in lower case without separators. Raises PayloadUnreadable."""
    try:
        found = decode_json(body)
    except ValueError:
        raise PayloadUnreadable("Clay's answer is not JSON.") from None
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict):
        raise PayloadUnreadable("Clay's answer is no object.")
    row = _plain(found)
    for name in _WRAPPERS:
        wrapped = row.get(name)
        if isinstance(wrapped, dict):
            row = {**row, **_plain(wrapped)}
    return row


def _plain(source: Mapping[str, Any]) -> dict[str, Any]:
    return {_SEPARATORS.sub("", name).lower(): value for name, value in source.items()}


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
            digits = re.sub(r"[\s().\-/\u00a0\u2011]", "", value.replace("(0)", ""))
            return "+" + digits.lstrip("+0") if _PHONE.fullmatch(digits) else ""
        case "email":
            address = normalise_email(value)
            return address if _ADDRESS.fullmatch(address) else ""
        case _:
            return _profile(value)


def _profile(value: str) -> str:
    """A LinkedIn profile without country, query and trailing slash."""
    try:
        parts = urlsplit(value if "//" in value else f"https://{value}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    found = _PROFILE.match(parts.path)
    if found is None or not (host == "linkedin.com" or host.endswith(".linkedin.com")):
        return ""
    return f"https://www.linkedin.com/in/{found['name']}"

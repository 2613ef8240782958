"""Slack's forms and JSON, reduced to what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.http import decode_json

LONGEST = 3_000
"""Characters of a field that is no text of a person. Slack's own ids and addresses are far shorter."""
LONGEST_BODY = 20_000
_MOST_FIELDS = 200


def parse_payload(body: bytes) -> dict[str, Any]:
    """The object that Slack posted: JSON itself, the form field `payload`, or the form of a slash command.

    Slack's content type is not asked: the bytes say which of them it is. Raises PayloadUnreadable.
    """
    if body.lstrip()[:1] == b"{":
        return _object(body)
    form = _form(body)
    if "payload" in form:
        return _object(form["payload"])
    named = {name: _decoded(value) for name, value in form.items()}
    for mark in ("command", "ssl_check"):
        if mark in named:
            return {"type": mark, **{name: value for name, value in named.items() if name != "type"}}
    raise PayloadUnreadable("Slack's form has no payload.")


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = decode_json(raw)
    except ValueError:
        raise PayloadUnreadable("Slack's payload is not JSON.") from None
    if not isinstance(found, dict):
        raise PayloadUnreadable("Slack's payload is no object.")
    return found


def _form(body: bytes) -> dict[str, bytes]:
    if body.count(b"&") >= _MOST_FIELDS:
        raise PayloadUnreadable("The form has more fields than Slack ever sends.")
    fields: dict[str, bytes] = {}
    for item in body.replace(b"+", b" ").split(b"&"):
        name, _, value = item.partition(b"=")
        fields.setdefault(_decoded(unquote_to_bytes(name)), unquote_to_bytes(value))
    return fields


def _decoded(raw: bytes) -> str:
    return strip_unstorable(raw.decode("utf-8", "replace"))[:LONGEST]


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, storable; whole numbers as their digits."""
    for name in names:
        value = source.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
            return str(value)
        if isinstance(value, str) and value.strip():
            return strip_unstorable(value).strip()[:LONGEST]
    return ""


def inner(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """That field if it is an object, else an empty one."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def bound_to(value: str) -> tuple[str, int, str] | None:
    """Draft, version and the text's digest that a button of ours carries; None where it carries no draft."""
    try:
        carried = decode_json(value.encode("utf-8", "replace"))
    except ValueError:
        return None
    if not isinstance(carried, dict):
        return None
    draft, version = text(carried, "draft_id", "draft"), text(carried, "version")
    if not draft or not version.isascii() or not version.isdigit() or len(version) >= 10:
        return None
    return draft, int(version), text(carried, "digest", "hash")


def typed_text(view: Mapping[str, Any]) -> str:
    """What the person typed into a form: its first text field."""
    for block in inner(inner(view, "state"), "values").values():
        for element in block.values() if isinstance(block, dict) else ():
            value = element.get("value") if isinstance(element, dict) else None
            if isinstance(value, str):
                return strip_unstorable(value).strip()[:LONGEST_BODY]
    return ""

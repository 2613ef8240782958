"""Calendly's JSON, reduced to what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rejoinder.infrastructure import json_fields
from rejoinder.infrastructure.json_fields import inner, json_object

LONGEST = 2_000
_DEEPEST = 3


def parse_event(body: bytes) -> Mapping[str, Any]:
    """The object that names its event, taken out of what wraps it. Raises PayloadUnreadable."""
    event: Mapping[str, Any] = json_object(body, "Calendly")
    for _ in range(_DEEPEST):
        wrapped = inner(event, "data", "body", "payload", "event")
        if text(event, "event") or not wrapped:
            break
        event = wrapped
    return event


def invitee_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The seat that an event is about. Older subscriptions put the person and the meeting beside each other."""
    payload = inner(event, "payload")
    payload = inner(payload, "resource") or payload
    return {**payload, **inner(payload, "invitee")}


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, storable."""
    return json_fields.text(source, *names)[:LONGEST]


def uri(source: Mapping[str, Any], name: str) -> str:
    """A reference, which Calendly writes as the address itself or as an object that has one."""
    return text(source, name) or text(inner(source, name), "uri", "uuid")

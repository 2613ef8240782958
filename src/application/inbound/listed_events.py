"""Entries of a provider's own list, kept like deliveries: what was understood of them is their body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ports.channels import Fact, ProviderEvent

LISTED = "listed"
"""The `subpath` of such an event."""

_FACTS = {fact.__name__: fact for fact in get_args(Fact)}


def written(read: ProviderEvent) -> bytes:
    """The entry as the body of a stored event."""
    stated = {"key": read.key, "kind": read.kind, "fact": type(read.fact).__name__, "stated": asdict(read.fact)}
    return json.dumps(stated, default=_plain).encode()


def read_back(body: bytes) -> ProviderEvent:
    """What `written` wrote. Raises PayloadUnreadable for what another release wrote differently."""
    try:
        stated = json.loads(body)
        return ProviderEvent(stated["key"], stated["kind"], _built(_FACTS[stated["fact"]], stated["stated"]))
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise PayloadUnreadable("This list entry was kept in a form that this release does not know.") from error


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _built(kind: Any, stated: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in stated.items()})


def _value(kind: Any, value: Any) -> Any:
    """JSON as the field's type wants it: moments, enumerations, tuples and values inside values."""
    if value is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        return _value(next(part for part in get_args(kind) if part is not type(None)), value)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, (Enum, Decimal)):
        return kind(value)
    return _built(kind, value) if hasattr(kind, "__dataclass_fields__") else value

"""Strict JSON schemas, as far as we use them: what may be sent to a model, and whether an answer obeys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

Schema = Mapping[str, Any]

KEYWORDS = frozenset(
    {
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "description",
    }
)


def obj(properties: Mapping[str, Schema]) -> dict[str, Any]:
    """An object with exactly these properties, all of them required, as strict mode wants it."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def text(description: str = "") -> dict[str, Any]:
    return {"type": "string", "description": description} if description else {"type": "string"}


def texts(at_most: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "maxItems": at_most}


def some_of(values: Iterable[str], at_most: int) -> dict[str, Any]:
    return {"type": "array", "items": one_of(str(value) for value in values), "maxItems": at_most}


def share() -> dict[str, Any]:
    """A number from 0 to 1."""
    return {"type": "number", "minimum": 0, "maximum": 1}


def one_of(values: Iterable[str | int]) -> dict[str, Any]:
    listed = list(values)
    return {"type": "integer" if all(isinstance(v, int) for v in listed) else "string", "enum": listed}


def parse(raw: str) -> Any:
    """The JSON value. Raises ValueError for anything else: NaN, a repeated key, text around it, endless nesting."""
    try:
        return json.loads(raw, parse_constant=_refuse, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def broken_rule(value: Any, schema: Schema, path: str = "answer") -> str | None:
    """Where and how `value` breaks `schema`, without quoting it; None where it obeys."""
    if not _is(schema["type"], value):
        return f"{path} is not of type {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{path} is none of the allowed values"
    if isinstance(value, Mapping):
        return _broken_in_object(value, schema, path)
    if isinstance(value, list):
        return _broken_in_list(value, schema, path)
    if isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{path} is out of range"
    return None


def _broken_in_object(value: Mapping[str, Any], schema: Schema, path: str) -> str | None:
    properties = schema["properties"]
    if missing := [name for name in schema["required"] if name not in value]:
        return f"{path}.{missing[0]} is missing"
    if any(name not in properties for name in value):
        return f"{path} has a property that nobody asked for"
    broken = (broken_rule(value[name], properties[name], f"{path}.{name}") for name in properties)
    return next((rule for rule in broken if rule), None)


def _broken_in_list(value: list[Any], schema: Schema, path: str) -> str | None:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return f"{path} has the wrong number of items"
    broken = (broken_rule(item, schema["items"], f"{path}[{index}]") for index, item in enumerate(value))
    return next((rule for rule in broken if rule), None)


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
    raise ValueError(f"Schemas of type {kind} are not supported.")

"""The API keeps its own description: no 5xx, no undocumented answer, for real ids and for whatever somebody sends.

The long version of this is `benchmarks/fuzz.py` (schemathesis against a running installation)."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import jsonschema
import pytest

from tests.web.composition import House, a_house
from tests.web.world import World, a_world

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 2**70, 1.5, "", " ", "a\x00b", "\ud83d\ude00" * 50, "x" * 30_000, [], [[]], {}, {"a": {"b": [1]}},
    "2026-02-30T25:00:00Z", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE leads; --", "+12025550123",
)  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, World]]:
    with a_house(Path(tmp_path_factory.mktemp("contract"))) as house:
        yield house, a_world(house, "Acme")


class Sender:
    """Makes bodies and queries out of the schemas, the same ones at every run."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._components = document["components"]["schemas"]
        self._chance = random.Random(7)

    def fitting(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Something that the schema allows."""
        if "$ref" in schema:
            return self.fitting(self._components[schema["$ref"].rpartition("/")[2]], depth)
        if "anyOf" in schema:
            return self.fitting(self._chance.choice(schema["anyOf"]), depth)
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            properties = schema.get("properties", {})
            wanted = set(schema.get("required", ())) | set(
                self._chance.sample(sorted(properties), len(properties) // 2)
            )
            return {name: self.fitting(properties[name], depth + 1) for name in sorted(wanted)} if depth < 4 else {}
        if kind == "array":
            return [self.fitting(schema.get("items", {}), depth + 1)] if depth < 4 else []
        known = {"string": "words", "integer": 2, "number": 0.5, "boolean": True, "null": None}
        return known.get(str(kind), self._chance.choice(HOSTILE))

    def spoilt(self, schema: Mapping[str, Any]) -> Any:
        """The same with one or two values that nobody expects; now and then no object at all."""
        body = self.fitting(schema)
        if not isinstance(body, dict) or self._chance.random() < 0.15:
            return self._chance.choice(HOSTILE)
        for name in self._chance.sample(sorted(body), min(2, len(body))):
            body[name] = self._chance.choice(HOSTILE)
        return body

    def query(self, operation: Mapping[str, Any], spoil: bool) -> str:
        """Some of the operation's parameters."""
        stated = [p for p in operation["parameters"] if p["in"] == "query"]
        chosen = [p for p in stated if p["required"] or self._chance.random() < 0.4]
        values = {
            p["name"]: self._chance.choice(HOSTILE) if spoil else self.fitting(p["schema"])
            for p in chosen
        }  # fmt: skip
        words = {
            name: str(value).encode("utf-8", "replace")[:500] for name, value in values.items() if value is not None
        }
        return f"?{urlencode(words)}" if words else ""


def test_every_operation_answers_as_it_is_described(lived: tuple[House, World]) -> None:
    house, world = lived
    document = house.call("GET", "/api/openapi.json", token=None).json()
    sender, asked, found = Sender(document), Counter[int](), list[Any]()
    # What reads comes first: later requests take rows away.
    operations = [(path, method, op) for path, methods in document["paths"].items() for method, op in methods.items()]
    for path, method, operation in sorted(operations, key=lambda one: (one[1] != "get", one[1] == "delete")):
        if "webhooks" in path or "cron" in path:
            continue  # what providers sign has fuzz tests of its own
        takes = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        for spoil in (False, True, True):
            body = None if takes is None else json.dumps(sender.spoilt(takes) if spoil else sender.fitting(takes))
            at = path.format(**world.ids) + sender.query(operation, spoil)
            answer = house.call(method.upper(), at, content=body)
            asked[answer.status_code] += 1
            said = (method, at[:200], (body or "")[:300], answer.status_code, answer.text[:300])
            if problem := _undocumented(document, operation, answer):
                found.append((problem, *said))
    assert found == []
    assert asked[200] + asked[201] > 80, asked
    assert asked[422] > 80, asked


def _undocumented(document: Mapping[str, Any], operation: Mapping[str, Any], answer: httpx.Response) -> str:
    """What of the answer is not described; nothing when all of it is."""
    described = operation["responses"].get(str(answer.status_code))
    if answer.status_code >= 500 or described is None:
        return "status"
    content = described.get("content")
    if content is None or answer.status_code == 204:
        return ""
    (media,) = content
    if answer.headers["content-type"].partition(";")[0] != media:
        return f"content type {answer.headers['content-type']}"
    schema = {**content[media]["schema"], "components": document["components"]}
    wrong = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(answer.json())), None)
    return f"{wrong.json_path}: {wrong.message[:200]}" if wrong else ""

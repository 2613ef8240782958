"""Whatever comes in, the answer is typed, short and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rejoinder.entrypoints.web.openapi import operations
from tests.web.composition import House, a_house
from tests.web.world import World, a_world


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, World]]:
    with a_house(Path(tmp_path_factory.mktemp("lived"))) as house:
        yield house, a_world(house, "Acme")


def is_problem(answer: Any) -> bool:
    shown = answer.json()
    named = {"type", "title", "status", "detail", "request_id"} <= shown.keys()
    right_type = answer.headers["content-type"] == "application/problem+json"
    same_id = shown["request_id"] == answer.headers["x-request-id"] != ""
    return bool(named and right_type and same_id and shown["status"] == answer.status_code)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/api/v1/messages", 405),
        ("GET", "/api/v1/messages?limit=many", 400),
        ("GET", "/api/v1/messages?limit=0", 422),
        ("GET", "/api/v1/messages?limit=201", 422),
        ("GET", "/api/v1/messages?cursor=***", 422),
        ("GET", "/api/v1/messages?cursor=WyJ4Il0", 422),
        ("GET", "/api/v1/messages?cursor=%C3%A9", 422),
        ("GET", "/api/v1/leads?cursor=WzEsMl0", 422),
        ("GET", "/api/v1/ai-calls?since=yesterday", 422),
        ("GET", "/api/v1/ai-calls/summary?group_by=lead", 422),
        ("GET", "/api/v1/events?state=lost", 422),
        ("GET", "/api/v1/messages?q=%00", 422),
        ("GET", "/api/v1/leads?q=a%00b&limit=5", 422),
        ("GET", "/api/v1/messages?%00=1", 422),
        ("GET", "/api/v1/messages/%00", 404),
        ("POST", "/api/v1/workspaces", 422),
    ],
)
def test_every_refusal_is_a_problem(lived: tuple[House, World], method: str, path: str, status: int) -> None:
    answer = lived[0].call(method, path)
    assert answer.status_code == status, answer.text
    assert is_problem(answer)


@pytest.mark.parametrize("given", ["1", "x" * 300, "not-an-id", "00000000-0000-0000-0000-00000000000g", "%F0%9F%98%80"])
def test_a_malformed_id_is_simply_not_there(lived: tuple[House, World], given: str) -> None:
    house, world = lived
    for operation in operations(house.api.app):
        if not operation.path.startswith("/api/v1/") or "{" not in operation.path:
            continue
        names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
        for name in names:
            path = operation.path.format(**{**world.ids, name: given})
            answer = house.call(operation.method, path)
            assert answer.status_code == 404, (operation.method, path, answer.text)
            assert is_problem(answer)


def test_malformed_ids_in_filters_are_not_there_either(lived: tuple[House, World]) -> None:
    for query in ("workspace_id=x", "lead_id=x"):
        for resource in ("messages", "jobs", "drafts", "sends", "ai-calls"):
            assert lived[0].call("GET", f"/api/v1/{resource}?{query}").status_code == 404


HOSTILE = {
    "3,000 levels": b"[" * 3000 + b"]" * 3000,
    "3,000 objects": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "a NUL": b'{"name": "a\\u0000b", "body": "a\\u0000b", "version": 1}',
    "a NUL in a name": b'{"a\\u0000b": 1}',
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "a lone surrogate": b'{"name": "\\ud800", "body": "\\udfff"}',
    "a list": b"[1, 2]",
    "a text": b'"text"',
    "null": b"null",
    "nothing": b"",
    "half of it": b'{"name": ',
    "a huge number": b'{"version": 1e400, "name": 99999999999999999999999999}',
    "wrong types": b'{"name": {"a": []}, "version": "1", "role": 7, "filter": 3, "settings": [], "credentials": 1}',
    "unknown names": b'{"name": "x", "nme": "y", "filter": {"staus": "FAILED"}, "role": "king", "kind": "?"}',
    "NaN": b'{"name": NaN}',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_body_is_refused_in_words(lived: tuple[House, World], what: str) -> None:
    house, world = lived
    for operation in operations(house.api.app):
        if operation.takes is None or not operation.path.startswith("/api/v1/"):
            continue
        answer = house.call(
            operation.method,
            operation.path.format(**world.ids),
            content=HOSTILE[what],
            headers={"content-type": "application/json"},
        )
        assert answer.status_code < 500, (operation.method, operation.path, answer.text)
        assert answer.status_code < 300 or is_problem(answer)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_webhook_is_kept_or_refused(lived: tuple[House, World], what: str) -> None:
    house, world = lived
    path = f"/api/v1/workspaces/{world['workspace_id']}/connections/{world['connection_id']}"
    address = house.get(path)["webhook_url"].removeprefix("https://rejoinder.example")
    answer = house.call("POST", address, token=None, content=HOSTILE[what])
    assert answer.status_code == 200, answer.text


def test_a_body_too_large_is_refused(lived: tuple[House, World]) -> None:
    for path in ("/api/v1/workspaces", "/api/webhooks/sandbox/key"):
        answer = lived[0].call("POST", path, content=b"x" * 1_000_001)
        assert answer.status_code == 413
        assert is_problem(answer)


def test_a_mistyped_address_is_a_page_for_whoever_reads_pages(lived: tuple[House, World]) -> None:
    shown = lived[0].call("GET", "/nope", token=None, headers={"accept": "text/html"})
    assert (shown.status_code, shown.headers["content-type"].partition(";")[0]) == (404, "text/html")
    assert 'href="/"' in shown.text
    asked = lived[0].call("GET", "/api/v1/nope", token=None, headers={"accept": "text/html"})
    assert is_problem(asked)


def test_a_defect_is_a_problem_and_no_traceback(lived: tuple[House, World], caplog: pytest.LogCaptureFixture) -> None:
    house, _ = lived

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("the secret inside")

    object.__setattr__(house.container, "set_switch", broken)
    answer = house.call("POST", "/api/v1/switches", json={"kind": "ai_disabled", "reason": "r"})
    assert answer.status_code == 500
    assert is_problem(answer)
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in caplog.text


def test_a_request_id_is_taken_over_and_given(lived: tuple[House, World]) -> None:
    house, _ = lived
    assert house.call("GET", "/nowhere", headers={"x-request-id": "mine-1"}).json()["request_id"] == "mine-1"
    assert house.call("GET", "/health", headers={"x-request-id": "mine-2"}).headers["x-request-id"] == "mine-2"
    made = house.call("GET", "/health", headers={"x-request-id": "evil value"}).headers["x-request-id"]
    assert made != "evil value"
    assert len(made) == 24


def test_every_answer_is_wrapped_up_safely(lived: tuple[House, World]) -> None:
    for path in ("/", "/health", "/nowhere", "/api/v1/messages", "/api/docs", "/static/app.css"):
        headers = lived[0].call("GET", path, token=None).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"

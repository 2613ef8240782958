"""The form of Standard Webhooks, held against an implementation of its own text, and the rhythm of the tries."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.outgoing import (
    RETRY_WAITS_S,
    OutgoingEvent,
    OutgoingType,
    body_of,
    message_ended,
    new_secret,
    send_settled,
    signed_headers,
    wait_after,
)
from rejoinder.domain.sends import SendState
from tests.builders import WORKSPACE, a_message, a_send

AT = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
SECRET = "whsec_cmVqb2luZGVyLXN0YW5kYXJkLXdlYmhvb2tzLWtleSE="
VECTORS = json.loads((Path(__file__).parent / "vectors" / "standard_webhooks.json").read_text(encoding="utf-8"))
TOLERANCE_S = 300


def _hmac_sha256(key: bytes, text: bytes) -> bytes:
    """RFC 2104 in its own words, so that the signature is not checked by the code that made it."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()


def receiver_accepts(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """What the specification tells a receiver to do, step by step."""
    named = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = named["webhook-id"], named["webhook-timestamp"]
    if not timestamp.isdigit() or abs(now.timestamp() - int(timestamp)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.split("_", 1)[1] if secret.startswith("whsec_") else secret)
    expected = base64.b64encode(_hmac_sha256(key, b".".join((message_id.encode(), timestamp.encode(), body))))
    versions = (entry.split(",", 1) for entry in named["webhook-signature"].split(" "))
    return any(version == "v1" and signature.encode() == expected for version, signature in versions)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: v["name"])
def test_our_receiver_agrees_with_the_published_vectors(vector: dict[str, Any]) -> None:
    at = datetime.fromtimestamp(vector["now"], UTC)
    assert receiver_accepts(vector["secret"], vector["headers"], vector["body"].encode(), at) is vector["valid"]


def test_we_sign_as_the_vectors_do() -> None:
    vector = next(v for v in VECTORS["vectors"] if v["name"] == "standard_webhooks_v1")
    at = datetime.fromtimestamp(int(vector["headers"]["webhook-timestamp"]), UTC)
    made = signed_headers(vector["headers"]["webhook-id"], at, vector["body"].encode(), [vector["secret"]])
    assert made == vector["headers"]


@given(st.binary(min_size=24, max_size=64), st.text(max_size=40), st.dictionaries(st.text(max_size=5), st.text()))
def test_a_receiver_accepts_what_we_sign_and_nothing_else(key: bytes, kind: str, data: dict[str, str]) -> None:
    event = OutgoingEvent("0193a5c2-0000-7000-8000-000000000001", kind, WORKSPACE, data)
    body, secret = body_of(event, AT), new_secret(key)
    headers = signed_headers(event.id, AT, body, [secret])
    assert receiver_accepts(secret, headers, body, AT)
    assert not receiver_accepts(secret, headers, body + b" ", AT)
    assert not receiver_accepts(secret, {**headers, "webhook-id": "another"}, body, AT)
    assert not receiver_accepts(new_secret(bytes(byte ^ 1 for byte in key)), headers, body, AT)
    assert json.loads(body) == {"type": kind, "timestamp": "2026-11-20T16:10:00+00:00", "data": data}


def test_the_guides_example_accepts_what_we_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    example: dict[str, Any] = {}
    exec(guide.partition("```python\n")[2].partition("```")[0], example)  # noqa: S102 - our own document
    monkeypatch.setattr("time.time", AT.timestamp)
    body = b'{"type":"message.received"}'
    headers = signed_headers("id", AT, body, [new_secret(b"n" * 32), SECRET])
    assert example["is_ours"](SECRET, headers, body)
    assert not example["is_ours"](SECRET, headers, body + b" ")
    monkeypatch.setattr("time.time", lambda: AT.timestamp() + 301)
    assert not example["is_ours"](SECRET, headers, body)


def test_while_a_secret_is_rotated_receivers_with_either_one_accept() -> None:
    old, new = new_secret(b"o" * 32), new_secret(b"n" * 32)
    headers = signed_headers("id", AT, b"{}", [new, old])
    assert receiver_accepts(old, headers, b"{}", AT)
    assert receiver_accepts(new, headers, b"{}", AT)
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_a_secret_that_is_none_signs_nothing() -> None:
    with pytest.raises(ValueError, match="not a signing secret"):
        signed_headers("id", AT, b"{}", ["whsec_no base64!"])


def test_the_same_event_is_the_same_bytes_at_every_try() -> None:
    event = OutgoingEvent("id", "message.received", WORKSPACE, {"b": 1, "a": "é"})
    reordered = replace(event, data={"a": "é", "b": 1})
    assert body_of(event, AT) == body_of(reordered, AT)


# --- when to try again -----------------------------------------------------------------------------


def test_the_gaps_grow_over_a_day_and_then_it_is_over() -> None:
    longest = [wait_after(attempt, 0.9999999) for attempt in range(1, len(RETRY_WAITS_S) + 1)]
    assert all(wait is not None for wait in longest)
    assert longest == sorted(longest)  # type: ignore[type-var]
    assert 24 * 3600 < sum(wait or 0 for wait in longest) < 30 * 3600
    assert wait_after(len(RETRY_WAITS_S) + 1, 0.5) is None


@given(st.integers(1, len(RETRY_WAITS_S)), st.floats(0, 0.999), st.none() | st.floats(0, 1e9))
def test_a_receivers_wish_for_patience_is_heard_up_to_a_day(attempt: int, chance: float, asked: float | None) -> None:
    wait = wait_after(attempt, chance, asked)
    assert wait is not None
    assert RETRY_WAITS_S[attempt - 1] * 0.5 <= wait <= 86_400
    assert wait >= min(asked or 0.0, 86_400)


# --- what is told ----------------------------------------------------------------------------------


def test_only_an_ending_is_told_as_one() -> None:
    open_ones = IN_FLIGHT | {Disposition.WAITING_HUMAN}
    for disposition in Disposition:
        told = message_ended("id", a_message(), disposition, "why", "rejoinder")
        assert (told is None) == (disposition in open_ones), disposition


def test_a_send_is_told_when_it_arrived_or_never_will() -> None:
    told = {state: send_settled("id", a_send(state=state)) for state in SendState}
    assert {state: event.type for state, event in told.items() if event is not None} == {
        SendState.DELIVERED: OutgoingType.SEND_DELIVERED,
        SendState.UNDELIVERED: OutgoingType.SEND_FAILED,
        SendState.FAILED: OutgoingType.SEND_FAILED,
    }

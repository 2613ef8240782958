"""The webhook route: what the use-case gets, and what the provider hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from rejoinder.domain.errors import PayloadTooLarge, SignatureRejected, StorageDown, UnknownWebhook
from rejoinder.domain.ports.channels import LARGEST_DELIVERY, WebhookAnswer, WebhookRequest
from tests.web.composition import House


class Listener:
    """Stands in for the use-case: keeps what it is given, answers or fails as told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.heard: list[tuple[str, str, WebhookRequest]] = []
        self.failure = failure

    async def __call__(self, channel: str, key: str, request: WebhookRequest) -> WebhookAnswer:
        self.heard.append((channel, key, request))
        if self.failure is not None:
            raise self.failure
        return WebhookAnswer(b"<Response/>", "text/xml")


def listening(house: House, failure: Exception | None = None) -> Listener:
    listener = Listener(failure)
    object.__setattr__(house.container, "ingest", listener)
    return listener


def test_the_delivery_arrives_as_it_was_sent(house: House) -> None:
    listener = listening(house)
    raw = b'{ "a":\t1,\r\n "b": "\xc3\xa9" }'
    answer = house.call(
        "POST",
        "/api/webhooks/twilio_sms/k%C3%A9y/status?send=1%2B2&x=",
        token=None,
        content=raw,
        headers={"X-Twilio-Signature": "SIG", "Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.content) == (200, b"<Response/>")
    assert answer.headers["content-type"].startswith("text/xml")
    channel, key, request = listener.heard[0]
    assert (channel, key, request.subpath) == ("twilio_sms", "kéy", "status")
    assert request.body == raw
    assert request.url == "https://rejoinder.example/api/webhooks/twilio_sms/k%C3%A9y/status?send=1%2B2&x="
    assert request.query == {"send": "1+2", "x": ""}
    assert request.headers["x-twilio-signature"] == "SIG"
    assert request.received_at.tzinfo is not None


WAYS = ["/api/webhooks/sandbox/key", "/api/webhooks/sandbox/key/"]
"""The short cut of a plain address, and the framework's way of every other spelling."""


@pytest.mark.parametrize("path", WAYS)
@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (SignatureRejected("wrong-signature"), 401),
        (UnknownWebhook("there is none"), 404),
        (PayloadTooLarge("too large"), 413),
        (StorageDown("away"), 503),
        (ValueError("a bug"), 500),
    ],
)
def test_each_failure_has_its_answer(house: House, failure: Exception, status: int, path: str) -> None:
    listening(house, failure)
    answer = house.call("POST", path, token=None)
    assert answer.status_code == status
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("retry-after" in answer.headers) == (status == 503)


def test_both_ways_hand_on_the_same_delivery_and_give_the_same_answer(house: House) -> None:
    listener = listening(house)
    sent = {"content": b"a=1&b=%20", "headers": {"X-Twilio-Signature": "SIG", "X-Request-Id": "r-1"}}
    short, long = (house.call("POST", f"{path}?q=%C3%A9", token=None, **sent) for path in WAYS)

    (_, _, first), (_, _, second) = listener.heard
    assert replace(first, url="", received_at=second.received_at) == replace(second, url="")
    assert (short.status_code, short.content) == (long.status_code, long.content) == (200, b"<Response/>")
    assert dict(short.headers) == dict(long.headers)


@pytest.mark.parametrize("path", WAYS)
def test_a_delivery_over_the_limit_is_refused_unread(house: House, path: str) -> None:
    listener = listening(house)
    answer = house.call("POST", path, token=None, content=b"x" * 1_000_001)
    assert (answer.status_code, listener.heard) == (413, [])


@pytest.mark.parametrize("path", ["/api/webhooks/vapi/key", "/api/webhooks/vapi/key/"])
def test_a_report_of_a_long_call_may_hold_five_megabytes(house: House, path: str) -> None:
    listener = listening(house)
    assert house.call("POST", path, token=None, content=b"x" * LARGEST_DELIVERY).status_code == 200
    assert house.call("POST", path, token=None, content=b"x" * (LARGEST_DELIVERY + 1)).status_code == 413
    assert [len(request.body) for _, _, request in listener.heard] == [LARGEST_DELIVERY]


def test_a_delivery_whose_length_nobody_stated_arrives_too(house: House) -> None:
    listener = listening(house)

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"one ", b"two"):
            yield piece

    assert house.call("POST", WAYS[0], token=None, content=pieces()).status_code == 200
    assert listener.heard[0][2].body == b"one two"


def test_a_provider_that_tries_again_on_another_status_gets_that_one(house: House) -> None:
    listening(house, StorageDown("away"))
    channels: Any = {"ghl_sms": replace(house.container.channels["sandbox"], name="ghl_sms", retry_status=429)}
    object.__setattr__(house.container, "channels", channels)
    answer = house.call("POST", "/api/webhooks/ghl_sms/key", token=None)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")


def test_an_unknown_address_is_not_there(house: House) -> None:
    for path in ("sandbox/unknown-key", "fax/key", "sandbox/key/below", "twilio_sms/key/status"):
        assert house.call("POST", f"/api/webhooks/{path}", token=None, json={}).status_code == 404


def test_a_probe_hears_what_is_taken_and_nothing_about_the_key(house: House) -> None:
    shown = house.call("GET", "/api/webhooks/twilio_sms/any-key", token=None)
    assert shown.status_code == 200
    assert shown.json() == {
        "success": True,
        "channel": "twilio_sms",
        "events": ["incoming message", "message status"],
    }
    assert house.call("GET", "/api/webhooks/twilio_sms/any-key/status", token=None).status_code == 200
    assert house.call("GET", "/api/webhooks/twilio_sms/any-key/other", token=None).status_code == 404
    assert house.call("GET", "/api/webhooks/fax/any-key", token=None).status_code == 404


def test_a_duplicate_is_answered_like_the_first(house: House) -> None:
    workspace = house.a_workspace()
    made = house.post(f"/api/v1/workspaces/{workspace}/connections", {"channel": "sandbox"})
    address = made["webhook_url"].removeprefix("https://rejoinder.example")
    body = {"id": "one", "from": "+12025550143", "body": "hi"}
    answers = [house.call("POST", address, token=None, json=body) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, '{"success": true}')}
    assert len(house.get("/api/v1/messages")["items"]) == 1

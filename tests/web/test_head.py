"""HEAD: whatever can be read can be looked at, and looking spends nothing."""

from __future__ import annotations

import pytest

from tests.web.composition import PUBLIC, House
from tests.web.world import a_world


@pytest.mark.parametrize(
    "path", ["/", "/inbox", "/api/docs", "/static/app.css", "/health", "/health/ready", "/metrics", "/api/openapi.json"]
)
def test_every_page_answers_head_like_get_without_the_body(house: House, path: str) -> None:
    got = house.call("GET", path, token=None, headers={"cookie": house.sign_in()})
    head = house.call("HEAD", path, token=None, headers={"cookie": house.sign_in()})
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert int(head.headers["content-length"]) > 0
    assert head.headers["x-content-type-options"] == "nosniff"


def test_the_api_answers_head_to_whoever_may_read_and_to_nobody_else(house: House) -> None:
    world = a_world(house, "Acme")
    for path in ("/api/v1/messages", f"/api/v1/leads/{world['lead_id']}", "/api/v1/findings"):
        assert house.call("HEAD", path).status_code == 200
        assert house.call("HEAD", path, token=None).status_code == 401
    assert house.call("HEAD", "/api/v1/messages/nothing").status_code == 404
    assert house.call("HEAD", "/api/v1/alerts/test").status_code == 405, "there is no GET"


def test_a_webhook_address_answers_head_as_it_answers_a_probe(house: House) -> None:
    connection = house.container.open_sandbox(house.a_workspace(), "tests")
    path = f"/api/webhooks/sandbox/{connection.webhook_key}"
    assert house.call("HEAD", path, token=None).status_code == 200
    assert house.call("HEAD", "/api/webhooks/no-such-channel/key", token=None).status_code == 404


def test_a_look_at_a_sign_in_link_does_not_spend_it(house: House) -> None:
    link = house.post("/api/v1/signin-links", {"role": "admin"})["url"].removeprefix(PUBLIC)
    assert house.call("HEAD", link, token=None).status_code == 405
    assert house.call("GET", link, token=None).status_code == 303

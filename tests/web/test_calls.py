"""Calls and voice agents over HTTP: what a row says, who may register an agent, and what a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rejoinder.domain.ids import new_id
from tests.web.composition import House, a_house
from tests.web.world import World, a_world


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(Path(tmp_path_factory.mktemp("calls"))) as made:
        yield made


@pytest.fixture(scope="module")
def acme(house: House) -> World:
    return a_world(house, "Acme calls")


@pytest.fixture(scope="module")
def vapi(house: House, acme: World) -> str:
    """A connection to Vapi."""
    stated = {"channel": "vapi", "credentials": {"api_key": "k", "webhook_auth": "hmac"}, "webhook_secret": "s"}
    return str(house.post(f"/api/v1/workspaces/{acme['workspace_id']}/connections", stated)["id"])


def test_a_row_carries_the_providers_id_its_end_and_its_outcome(house: House, acme: World) -> None:
    [row] = house.get(f"/api/v1/calls?workspace_id={acme['workspace_id']}")["items"]

    assert (row["status"], row["outcome_class"], row["ended_reason"]) == ("ended", "served", "customer-ended-call")
    assert row["lead_id"] == acme["lead_id"]
    assert "transcript" not in row
    detail = house.get(f"/api/v1/calls/{row['id']}")
    assert detail == house.get(f"/api/v1/calls/{row['external_id']}")
    assert [line["text"] for line in detail["lines"]] == [acme.words]
    assert detail["transcript"] == f"User: {acme.words}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=ended", 1),
        ("status=ringing", 0),
        ("outcome_class=served&direction=inbound", 1),
        ("outcome_class=failed", 0),
        ("external_id=nobody", 0),
    ],
)
def test_calls_can_be_filtered(house: House, acme: World, query: str, found: int) -> None:
    rows = house.get(f"/api/v1/calls?workspace_id={acme['workspace_id']}&{query}")["items"]

    assert len(rows) == found


def test_an_agent_is_registered_once_and_a_connection_has_one_default(house: House, acme: World, vapi: str) -> None:
    path = f"/api/v1/workspaces/{acme['workspace_id']}/agents"
    stated = {"connection_id": vapi, "external_assistant_id": "asst-1", "is_default": True}
    first = house.post(path, {**stated, "name": "Old name"})
    again = house.post(path, {**stated, "name": "Reception"})
    house.post(path, {**stated, "external_assistant_id": "asst-2"})

    assert first["id"] == again["id"]
    listed = {agent["external_assistant_id"]: agent for agent in house.get(path)["items"]}
    assert listed["asst-1"]["name"] == "Reception"
    assert (listed["asst-1"]["is_default"], listed["asst-2"]["is_default"]) == (False, True)


@pytest.mark.parametrize(
    ("stated", "status", "field"),
    [
        ({"external_assistant_id": ""}, 422, "external_assistant_id"),
        ({"external_assistant_id": "x" * 300}, 422, "external_assistant_id"),
        ({"connection_id": new_id()}, 404, None),
        ({"connection_id": "nonsense"}, 404, None),
        ({"colour": "red"}, 422, None),
    ],
)
def test_an_agent_that_makes_no_sense_is_refused(
    house: House, acme: World, vapi: str, stated: dict[str, str], status: int, field: str | None
) -> None:
    body = {"connection_id": vapi, "external_assistant_id": "asst-3", **stated}
    answer = house.call("POST", f"/api/v1/workspaces/{acme['workspace_id']}/agents", json=body)

    assert answer.status_code == status, answer.text
    assert field is None or field in answer.text


def test_an_agent_needs_a_channel_that_takes_calls(house: House, acme: World) -> None:
    body = {"connection_id": acme["connection_id"], "external_assistant_id": "asst-1"}
    answer = house.call("POST", f"/api/v1/workspaces/{acme['workspace_id']}/agents", json=body)

    assert answer.status_code == 422
    assert "No voice agent answers" in answer.text

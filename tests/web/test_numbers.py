"""Numbers, accounts that serve several workspaces, and system intakes over the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rejoinder.domain.access import Role
from rejoinder.domain.ports.storage import INSTALLATION
from rejoinder.domain.reconciliation import Reconciliation
from tests.web.composition import House
from tests.web.world import a_world, an_intake

TWILIO = {"account_sid": "AC00000000000000000000000000000001", "auth_token": "t0ken"}


def _account(house: House, workspace: str | None = None, channel: str = "twilio_voice") -> dict[str, Any]:
    path = f"/api/v1/workspaces/{workspace}/connections" if workspace else "/api/v1/connections"
    return dict(house.post(path, {"channel": channel, "credentials": TWILIO}))


def _register(house: House, connection: dict[str, Any], number: str, role: str = "operational", **more: Any) -> Any:
    stated = {"number": number, "role": role, "connection_id": connection["id"], **more}
    return house.call("POST", "/api/v1/numbers", json=stated)


def test_a_number_is_registered_listed_changed_and_released(house: House) -> None:
    workspace = house.a_workspace()
    account = _account(house, workspace)
    made = _register(house, account, "+1 (312) 555-0190", workspace_id=workspace).json()
    assert (made["number"], made["role"], made["workspace_id"]) == ("+13125550190", "operational", workspace)
    assert [n["id"] for n in house.get(f"/api/v1/numbers?workspace_id={workspace}")["items"]] == [made["id"]]
    path = f"/api/v1/numbers/{made['id']}"
    changed = house.call("PATCH", path, json={"forward_to": "+12025550199"}).json()
    assert (changed["forward_to"], changed["role"]) == ("+12025550199", "operational")
    released = house.call("PATCH", path, json={"workspace_id": None}).json()
    assert (released["role"], released["workspace_id"], released["is_free"]) == ("system", None, True)


def test_a_free_number_is_claimed_once(house: House) -> None:
    workspace, account = house.a_workspace(), _account(house)
    _register(house, account, "+13125550191", "system", is_free=True)
    claim = {"workspace_id": workspace, "connection_id": account["id"]}
    claimed = house.call("POST", "/api/v1/numbers/claim", json=claim).json()
    assert (claimed["role"], claimed["workspace_id"], claimed["is_free"]) == ("operational", workspace, False)
    assert house.call("POST", "/api/v1/numbers/claim", json=claim).status_code == 409
    assert "number-pool-empty" in [alert["rule"] for alert in house.get("/api/v1/alerts")["items"]]


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"number": "0312 555 0190"}, "number"),
        ({"number": "call me"}, "number"),
        ({"role": "boss"}, "role"),
        ({"workspace_id": None}, "workspace_id"),
        ({"role": "system"}, "workspace_id"),
        ({"connection_id": "nowhere"}, "connection_id"),
        ({"forward_to": "12"}, "forward_to"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_name(house: House, stated: dict[str, Any], field: str) -> None:
    workspace = house.a_workspace()
    right = {"role": "operational", "workspace_id": workspace, "connection_id": _account(house, workspace)["id"]}
    answer = house.call("POST", "/api/v1/numbers", json={"number": "+13125550192", **right, **stated})
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == field


def test_one_number_is_registered_once_and_never_on_somebody_elses_account(house: House) -> None:
    one, other = house.a_workspace("One"), house.a_workspace("Other")
    account = _account(house, one)
    assert _register(house, account, "+13125550193", workspace_id=one).status_code == 201
    assert _register(house, account, "+13125550193", workspace_id=one).status_code == 409
    foreign = _register(house, account, "+13125550194", workspace_id=other)
    assert (foreign.status_code, foreign.json()["field"]) == (422, "connection_id")


def test_a_shared_account_serves_several_workspaces(house: House) -> None:
    one, other, account = house.a_workspace("One"), house.a_workspace("Other"), _account(house)
    assert account["workspace_id"] is None
    assert account["id"] in [c["id"] for c in house.get("/api/v1/connections")["items"]]
    assert _register(house, account, "+13125550195", workspace_id=one).status_code == 201
    assert _register(house, account, "+13125550196", workspace_id=other).status_code == 201
    token = house.a_token(Role.ADMIN, one)
    seen = house.call("GET", "/api/v1/numbers", token=token).json()["items"]
    assert [n["number"] for n in seen] == ["+13125550195"]
    assert house.call("GET", "/api/v1/connections", token=token).json()["items"] == []


def test_a_shared_account_is_run_by_the_installation_and_shows_whom_it_serves(house: House) -> None:
    one, voice = house.a_workspace("One"), _account(house)
    texts = _account(house, channel="twilio_sms")
    assert _register(house, voice, "+13125550201", workspace_id=one).status_code == 201
    path, nowhere = f"/api/v1/connections/{texts['id']}", "http://127.0.0.1:9"
    assert house.get(path)["used_by"] == [{"workspace_id": one, "name": "One", "numbers": ["+13125550201"]}]
    changed = house.call(
        "PATCH", path, json={"name": "Texts", "credentials": {"auth_token": "newer"}, "base_url": nowhere}
    ).json()
    assert (changed["name"], changed["workspace_id"]) == ("Texts", None)
    rotated = house.call("POST", f"{path}/rotate-key").json()
    assert rotated["webhook_url"] != texts["webhook_url"]
    shown = house.get(f"{path}/setup")
    assert shown["webhook_url"] == rotated["webhook_url"]
    assert (shown["look_back"]["looked_at"], shown["look_back"]["missed"]) == (None, 0)
    looked = Reconciliation(texts["id"], INSTALLATION, datetime(2026, 11, 20, tzinfo=UTC), found=2)
    with house.store.begin(INSTALLATION) as uow:
        uow.reconciliations.save(looked)
    assert house.get(f"{path}/setup")["look_back"]["missed"] == 2
    assert house.call("POST", f"{path}/test").json()["ok"] is False, "nobody answers there"
    assert house.call("DELETE", path).status_code == 204
    assert house.call("GET", path).status_code == 404
    assert texts["id"] not in [c["id"] for c in house.get("/api/v1/connections")["items"]]


def test_a_shared_account_is_not_there_for_whoever_is_bound_to_a_workspace_that_it_serves(house: House) -> None:
    workspace, shared = house.a_workspace(), _account(house)
    _register(house, shared, "+13125550202", workspace_id=workspace)
    token, path = house.a_token(Role.ADMIN, workspace), f"/api/v1/connections/{shared['id']}"
    for method, below in (("GET", ""), ("GET", "/setup"), ("POST", "/test"), ("POST", "/rotate-key"), ("DELETE", "")):
        assert house.call(method, path + below, token=token).status_code == 404, (method, below)
    assert house.call("PATCH", path, token=token, json={"enabled": False}).status_code == 404
    assert house.get(path)["enabled"], "and nothing has changed"


def test_a_workspaces_own_account_is_not_a_shared_one(house: House) -> None:
    own = _account(house, house.a_workspace())
    assert house.call("GET", f"/api/v1/connections/{own['id']}").status_code == 404
    assert house.call("DELETE", f"/api/v1/connections/{own['id']}").status_code == 404


def test_only_channels_whose_numbers_decide_can_be_shared(house: House) -> None:
    answer = house.call("POST", "/api/v1/connections", json={"channel": "smartlead", "credentials": {"api_key": "k"}})
    assert answer.status_code == 422


def test_the_failsafe_is_counted_under_the_seeds_name(house: House) -> None:
    workspace = house.a_workspace()
    an_intake(house, house.a_message(workspace, "Hello"), "I called you")
    figures = house.api.request("GET", "/metrics").text
    assert 'rejoinder_voice_system_failsafe_intake{callStatus="no-answer",isKnown="false"} 1.0' in figures


def test_a_shared_account_is_not_a_workspaces_own(house: House) -> None:
    """Its numbers serve the workspace; its address, credentials and settings are the installation's."""
    workspace, shared = house.a_workspace(), _account(house)
    _register(house, shared, "+13125550196", workspace_id=workspace)
    token = house.a_token(Role.ADMIN, workspace)
    path = f"/api/v1/workspaces/{workspace}/connections/{shared['id']}"
    for method, below in (("GET", ""), ("GET", "/setup"), ("POST", "/test"), ("POST", "/rotate-key"), ("DELETE", "")):
        assert house.call(method, path + below, token=token).status_code == 404, (method, below)
    assert house.call("PATCH", path, token=token, json={"enabled": False}).status_code == 404


def test_a_workspaces_admin_takes_no_number_of_a_shared_account(house: House) -> None:
    workspace, shared = house.a_workspace(), _account(house)
    token = house.a_token(Role.ADMIN, workspace)
    stated = {"number": "+13125550197", "role": "operational", "workspace_id": workspace, "connection_id": shared["id"]}
    assert house.call("POST", "/api/v1/numbers", json=stated, token=token).status_code == 404
    assert house.call("POST", "/api/v1/numbers", json=stated).status_code in (200, 201)


def test_removing_a_connection_tells_of_the_numbers_that_nobody_hears_any_more(house: House) -> None:
    world = a_world(house, "Own")
    number = house.get(f"/api/v1/numbers?workspace_id={world['workspace_id']}")["items"][0]
    assert house.call("DELETE", f"/api/v1/connections/{number['connection_id']}").status_code in (204, 404)
    path = f"/api/v1/workspaces/{world['workspace_id']}/connections/{number['connection_id']}"
    assert house.call("DELETE", path).status_code in (204, 404)
    alerts = house.get("/api/v1/alerts")["items"]
    assert [a["subject"] for a in alerts if a["rule"] == "number-without-connection"] == [number["id"]]

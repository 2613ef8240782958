"""Seed 002 over HTTP: inbound calls. Each test is an item of its testing plan, by the plan's own name."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import connect

from rejoinder.entrypoints.drill.installation import ADMIN, Installation, an_installation
from rejoinder.entrypoints.drill.stand_ins.vapi import ASSISTANT
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-seed-calls")]

SAID = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    """A workspace with two voice agents; the second is the one that Vapi's calls name."""
    tenant = rejoinder.a_tenant()
    for assistant, name, is_default in (("asst-sales", "Sales", True), (ASSISTANT, "Front desk", False)):
        stated = {"connection_id": tenant.calls.connection["id"], "external_assistant_id": assistant, "name": name}
        rejoinder.post(f"/api/v1/workspaces/{tenant.id}/agents", {**stated, "is_default": is_default})
    return tenant


def call_rows(acme: Tenant) -> list[dict[str, Any]]:
    return acme.rejoinder.all_of("/api/v1/calls", workspace_id=acme.id)


def row_of(acme: Tenant, call_id: str, **wanted: str) -> dict[str, Any]:
    """The call's one row, once it says that."""

    def there() -> dict[str, Any] | None:
        rows = [row for row in call_rows(acme) if row["external_id"] == call_id]
        return rows[0] if len(rows) == 1 and all(rows[0][name] == value for name, value in wanted.items()) else None

    return until(there, f"one row of {call_id} with {wanted}")


def test_idempotency_the_same_webhook_twice_is_one_event_and_the_second_is_skipped(acme: Tenant) -> None:
    call = acme.calls.a_call(SAID)
    delivery = acme.calls.of(call, call.report())
    first, second = acme.post(delivery), acme.post(delivery)
    assert (first.status_code, first.text) == (second.status_code, second.text) == (200, '{"success": true}')
    row_of(acme, call.id, report="received")
    [event] = acme.rejoinder.sql("SELECT deliveries FROM events WHERE workspace_id = %s", acme.id)
    assert event["deliveries"] == 2
    assert len(acme.messages(direction="inbound")) == 1


def test_agent_look_up_with_an_invalid_assistant_id_is_an_error_and_500_so_that_vapi_tries_again(acme: Tenant) -> None:
    call = acme.calls.a_call(SAID, assistant="asst-of-nobody")
    assert acme.post(acme.calls.of(call, call.report())).status_code == 500
    [alert] = until(lambda: [a for a in acme.alerts() if a["rule"] == "unknown-agent"], "an alert")
    assert "asst-of-nobody" in json.dumps(alert)
    [event] = acme.rejoinder.all_of("/api/v1/events", workspace_id=acme.id, state="unmatched")
    assert event["reason"] == "unknown-agent"
    assert acme.messages() == []


def test_call_tracking_and_call_log_are_made_with_their_metadata(acme: Tenant) -> None:
    call = acme.calls.a_call(SAID)
    for message in call.messages():
        acme.take(acme.calls.of(call, message))
    row = row_of(acme, call.id, report="received", status="ended")
    assert (row["channel"], row["direction"], row["is_test"]) == ("vapi", "inbound", False)
    assert (row["caller"], row["called"], row["carrier_call_id"]) == (call.caller, call.called, call.carrier_id)
    assert (row["outcome_class"], row["caller_spoke"]) == ("served", True)
    assert row["duration_s"] == pytest.approx(call.seconds, abs=1)
    message = acme.ended(acme.calls.of(call, call.report()))
    assert (row["message_id"], row["lead_id"]) == (message["id"], message["lead_id"])
    detail = acme.rejoinder.get(f"/api/v1/calls/{call.id}")
    assert [line["by"] for line in detail["lines"]] == ["agent", "caller"]


@pytest.mark.parametrize(
    ("stated", "kept", "is_somebody"),
    [("+1 (202) 555-0143", "+12025550143", True), ("anonymous", "anonymous", False), ("no number", "no number", False)],
)
def test_phone_number_validation_normalises_or_sets_aside_and_the_call_still_proceeds(
    acme: Tenant, stated: str, kept: str, is_somebody: bool
) -> None:
    call = acme.calls.a_call(SAID, stated)
    for message in call.messages():
        acme.take(acme.calls.of(call, message))
    row = row_of(acme, call.id, report="received", status="ended")
    assert (row["caller"], row["lead_id"] is not None) == (kept, is_somebody)
    assert acme.accounting()["unaccounted"] == 0


def test_web_socket_broadcast_tells_of_the_call_and_a_listener_that_breaks_off_fails_no_webhook(acme: Tenant) -> None:
    address = acme.rejoinder.url.replace("http", "ws", 1) + f"/api/v1/live?workspace_id={acme.id}"
    headers = {"Authorization": f"Bearer {ADMIN}"}
    with connect(address, additional_headers=headers) as listener, connect(address, additional_headers=headers) as rude:
        call = acme.calls.a_call(SAID)
        acme.take(acme.calls.of(call, call.status("in-progress")))
        heard = until(lambda: _of_calls(json.loads(listener.recv(timeout=10))), "news of the call")
        assert heard["data"]["external_id"] == call.id
        assert rude.socket is not None
        rude.socket.close()
        acme.take(acme.calls.of(call, call.report()))
        row_of(acme, call.id, report="received")


def _of_calls(change: dict[str, Any]) -> dict[str, Any] | None:
    return change if change["type"] == "call" else None


def test_ten_inbound_calls_are_all_tracked_routed_to_their_agent_logged_and_fast(acme: Tenant) -> None:
    """Integration: success rate 100 %, the right agent by name, metadata, a lead for each, less than 500 ms each."""
    agents = acme.rejoinder.all_of(f"/api/v1/workspaces/{acme.id}/agents")
    names = {agent["id"]: agent["name"] for agent in agents}
    calls = [acme.calls.a_call(SAID) for _ in range(10)]
    spent = []
    for call in calls:
        for message in call.messages():
            delivery = acme.calls.of(call, message)
            began = time.monotonic()
            answer = acme.post(delivery)
            spent.append(time.monotonic() - began)
            assert answer.status_code == 200
    for call in calls:
        row = row_of(acme, call.id, report="received", status="ended")
        assert names[row["agent_id"]] == "Front desk"
        assert (row["is_test"], row["channel"]) == (False, "vapi")
        assert row["lead_id"] is not None
    assert len(call_rows(acme)) == 10
    assert not acme.alerts()
    spent.sort()
    assert spent[len(spent) // 2] < 0.5, "processing time of half the webhooks"
    assert acme.jobs(status="FAILED") == []

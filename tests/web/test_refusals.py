"""What a simulated person may not say is refused, not set aside."""

from __future__ import annotations

import pytest

from tests.web.composition import House


@pytest.mark.parametrize("fault", ["timeout", "zz"])
def test_a_fault_that_the_sandbox_does_not_know_is_refused_and_nothing_is_kept(house: House, fault: str) -> None:
    workspace = house.a_workspace()
    written = {"workspace_id": workspace, "medium": "sms", "from": "+12025550143", "body": "Hi", "faults": [fault]}

    answer = house.call("POST", "/api/v1/sandbox/messages", json=written)

    assert answer.status_code == 422
    assert house.get(f"/api/v1/events?workspace_id={workspace}&state=quarantined")["items"] == []


def test_a_switch_for_a_channel_that_does_not_exist_is_refused(house: House) -> None:
    misspelt = {"kind": "outbound_halted", "reason": "x", "scope": {"channel": "sandbx"}}

    assert house.call("POST", "/api/v1/switches", json=misspelt).status_code == 422


def test_a_booking_link_is_a_web_address(house: House) -> None:
    workspace = house.a_workspace()

    answer = house.call(
        "PATCH", f"/api/v1/workspaces/{workspace}/settings", json={"booking_link": "javascript:alert(1)"}
    )

    assert answer.status_code == 422

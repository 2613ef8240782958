"""Deliveries that nobody could place: what they say, and who may have written them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rejoinder.entrypoints.drill.stand_ins.vapi import PhoneCall
from rejoinder.infrastructure.channels import smartlead
from tests.web.composition import House

SAMPLES = Path(smartlead.__file__).parent / "samples"


def an_unmatched_mail(house: House, workspace: str) -> Any:
    sample = json.loads((SAMPLES / "untracked_reply.json").read_text())
    stated = {"channel": "smartlead", "credentials": {"api_key": "k"}}
    made = house.post(f"/api/v1/workspaces/{workspace}/connections", stated)
    address = made["webhook_url"].removeprefix("https://rejoinder.example")
    assert house.call("POST", address, token=None, json=sample["body"]).status_code == 200
    (event,) = house.get(f"/api/v1/events?workspace_id={workspace}&state=unmatched")["items"]
    return event


def test_a_person_sees_what_was_said_and_by_whom_it_may_be(house: House) -> None:
    workspace = house.a_workspace()
    event = an_unmatched_mail(house, workspace)
    shown = house.get(f"/api/v1/events/{event['id']}/suggestions")
    assert shown["said"]["sender"]
    assert shown["said"]["text"]
    assert shown["suggestions"] == [], "nobody is known yet"

    sender = shown["said"]["sender"]
    known = house.a_message(workspace, medium="email", **{"from": sender})
    house.a_message(workspace, medium="email", **{"from": "someone@elsewhere.example"})
    (suggestion,) = house.get(f"/api/v1/events/{event['id']}/suggestions")["suggestions"]
    assert (suggestion["lead_id"], suggestion["reasons"][0]) == (known["lead_id"], "same-address")


def test_nothing_is_suggested_across_workspaces(house: House) -> None:
    own, foreign = house.a_workspace("Own"), house.a_workspace("Foreign")
    event = an_unmatched_mail(house, own)
    sender = house.get(f"/api/v1/events/{event['id']}/suggestions")["said"]["sender"]
    house.a_message(foreign, medium="email", **{"from": sender})
    assert house.get(f"/api/v1/events/{event['id']}/suggestions")["suggestions"] == []
    token = house.a_token("operator", foreign)
    assert house.call("GET", f"/api/v1/events/{event['id']}/suggestions", token=token).status_code == 404


def test_a_call_of_an_unknown_assistant_says_whose_agent_to_register_and_who_called(house: House) -> None:
    workspace = house.a_workspace()
    stated = {"channel": "vapi", "credentials": {"api_key": "k", "webhook_auth": "secret"}, "webhook_secret": "s"}
    line = house.post(f"/api/v1/workspaces/{workspace}/connections", stated)
    known = {"connection_id": line["id"], "external_assistant_id": "asst-old", "name": "Reception"}
    house.post(f"/api/v1/workspaces/{workspace}/agents", known)
    caller = house.a_message(workspace, "Hello", **{"from": "+12025550144"})
    call = PhoneCall("call-1", "CA1", "+12025550144", "A leak!", "customer-ended-call", "asst-new", datetime.now(UTC))
    address, headers = line["webhook_url"].removeprefix("https://rejoinder.example"), {"x-vapi-secret": "s"}
    house.call("POST", address, token=None, json={"message": call.report()}, headers=headers)

    (event,) = house.get(f"/api/v1/events?workspace_id={workspace}&state=unmatched")["items"]
    shown = house.get(f"/api/v1/events/{event['id']}/suggestions")
    assert shown["agent"] == {
        "workspace_id": workspace,
        "connection_id": line["id"],
        "external_assistant_id": "asst-new",
        "known": ["Reception"],
    }
    assert (shown["said"]["sender"], shown["said"]["medium"]) == ("+12025550144", "voice")
    assert shown["said"]["text"] == "A caller."
    assert [s["lead_id"] for s in shown["suggestions"]] == [caller["lead_id"]]

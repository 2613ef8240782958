"""Deliveries that nobody could place: what they say, and who may have written them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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

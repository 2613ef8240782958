"""Modes over the API, and the report of what shadow would have done."""

from __future__ import annotations

from rejoinder.domain.access import Role
from rejoinder.domain.shadow import Comparison, PersonDid, Rehearsal
from tests.web.composition import House
from tests.web.world import a_draft


def test_the_mode_in_effect_names_who_decided_it(house: House) -> None:
    workspace = house.a_workspace()
    house.call("PATCH", f"/api/v1/workspaces/{workspace}/settings", json={"mode": "auto"})
    message = house.a_message(workspace)
    lead = f"/api/v1/leads/{message['lead_id']}"
    mode = f"/api/v1/workspaces/{workspace}/mode"

    assert house.get(mode)["mode"] == "auto"
    assert house.call("PATCH", lead, json={"mode": "suggest"}).json()["mode"] == "suggest"
    shown = house.get(f"{mode}?message_id={message['id']}")
    assert (shown["mode"], shown["decided_by"]["place"]) == ("suggest", "lead")
    assert [said["place"] for said in shown["stated"]] == ["workspace", "lead"]

    shown = house.call("PUT", mode, json={"mode": "off", "scope": {"channel": message["channel"]}}).json()
    assert (shown["mode"], shown["decided_by"]["name"]) == ("off", message["channel"])
    assert house.get(f"{mode}?message_id={message['id']}")["mode"] == "off"
    assert (
        house.call("PUT", mode, json={"mode": None, "scope": {"channel": message["channel"]}}).json()["mode"] == "auto"
    )
    assert house.call("PATCH", lead, json={"mode": ""}).json()["mode"] is None


def test_a_mode_that_is_none_is_refused(house: House) -> None:
    workspace = house.a_workspace()
    mode = f"/api/v1/workspaces/{workspace}/mode"

    assert house.call("PUT", mode, json={"mode": "sometimes"}).status_code == 422
    assert house.call("PUT", mode, json={"mode": "auto", "scope": {"channel": "pigeon"}}).status_code == 422
    operator = house.a_token(Role.OPERATOR, workspace)
    assert house.call("PUT", mode, json={"mode": "auto"}, token=operator).status_code == 403


def test_the_report_counts_by_channel_and_intent(house: House) -> None:
    workspace = house.a_workspace()
    answers = [Comparison(PersonDid.APPROVED, 1.0, True), Comparison(PersonDid.EDITED, 0.5, False), None]
    for number, answer in enumerate(answers):
        message = house.a_message(workspace, **{"from": f"+1202555018{number}"})
        draft = a_draft(house, message)
        with house.store.begin(workspace) as uow:
            uow.shadow.rehearsed(Rehearsal(message["id"], message["lead_id"], draft, 1, "send-now"))
            if answer is not None:
                uow.shadow.answered(message["id"], answer, "token:jo")

    (group,) = house.get(f"/api/v1/shadow?workspace_id={workspace}")["items"]
    assert (group["channel"], group["intent"]) == (message["channel"], None)
    assert (group["rehearsed"], group["would_send"], group["answered"]) == (3, 3, 2)
    assert (group["claims"], group["agreed"], group["agreement"], group["similarity"]) == (2, 1, 0.5, 0.75)
    assert group["did"] == {"approved": 1, "edited": 1}
    assert house.get("/api/v1/shadow?since=2999-01-01T00:00:00Z")["items"] == []

"""Sequences and follow-ups over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.composition import House

STEPS = [{"wait_days": 2, "text": "Any news, {{first_name|there}}?"}, {"wait_days": 5, "draft_by_ai": True}]


def a_sequence(house: House, workspace_id: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = house.post(
        f"/api/v1/workspaces/{workspace_id}/sequences", {"name": "Gone quiet", "steps": STEPS, **more}
    )
    return made


def test_a_sequence_is_made_shown_changed_and_removed(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    made = a_sequence(house, workspace_id)
    assert (made["name"], made["active"], made["workspace_id"]) == ("Gone quiet", True, workspace_id)
    assert made["steps"][0] == {
        "wait_days": 2,
        "wait_minutes": 0,
        "at": None,
        "channel": "",
        "text": "Any news, {{first_name|there}}?",
        "subject": "",
        "draft_by_ai": False,
        "instruction": "",
    }
    place = f"/api/v1/workspaces/{workspace_id}/sequences/{made['id']}"
    assert house.get(place) == made
    second = a_sequence(house, workspace_id, name="Other", active=False)
    first_page = house.get(f"/api/v1/workspaces/{workspace_id}/sequences?limit=1")
    assert [item["id"] for item in first_page["items"]] == [made["id"]]
    rest = house.get(f"/api/v1/workspaces/{workspace_id}/sequences?cursor={first_page['next_cursor']}")
    assert [item["id"] for item in rest["items"]] == [second["id"]]
    changed = house.call("PATCH", place, json={"active": False, "steps": STEPS[:1]}).json()
    assert (changed["active"], len(changed["steps"]), changed["name"]) == (False, 1, "Gone quiet")
    assert house.call("DELETE", place).status_code == 204
    assert house.call("GET", place).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "steps": []}, "steps"),
        ({"name": "x", "steps": [{"text": "Hi {{nickname}}"}]}, "steps[0].text"),
        ({"name": "x", "steps": [{"text": "x", "channel": "pigeon"}]}, "steps[0].channel"),
        ({"name": "x", "steps": [{"text": "x", "wait": 3}]}, "steps[0].wait"),
        ({"name": "", "steps": [{"text": "x"}]}, "name"),
        ({"steps": [{"text": "x"}]}, "name"),
    ],
)
def test_a_wrong_sequence_is_a_problem_that_names_the_field(house: House, body: dict[str, Any], field: str) -> None:
    answer = house.call("POST", f"/api/v1/workspaces/{house.a_workspace('Acme')}/sequences", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field


def test_a_lead_is_enrolled_paused_put_off_and_let_go_on(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    lead_id = house.a_message(workspace_id, "How much?")["lead_id"]
    sequence = a_sequence(house, workspace_id)
    place = f"/api/v1/leads/{lead_id}/follow-ups"
    assert house.get(f"/api/v1/leads/{lead_id}")["follow_ups_paused"] is True
    made = house.post(place, {"sequence_id": sequence["id"], "timezone": "Europe/London"})
    assert (made["state"], made["reason"], made["step"], made["steps"]) == ("active", "enrolled", 1, 2)
    assert (made["sequence"], made["timezone"], made["lead_id"]) == ("Gone quiet", "Europe/London", lead_id)
    assert house.get(f"/api/v1/leads/{lead_id}")["follow_ups_paused"] is False
    assert house.call("POST", place, json={"sequence_id": sequence["id"]}).status_code == 409
    one = f"{place}/{made['id']}"

    until = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    for stated, state, reason in (
        ({"state": "paused"}, "paused", "by-person"),
        ({"state": "active"}, "active", "by-person"),
        ({"state": "snoozed", "until": until}, "snoozed", "by-person"),
        ({"state": "deferred", "until": until}, "deferred", "by-person"),
        ({"state": "cancelled"}, "cancelled", "by-person"),
    ):
        shown = house.call("PATCH", one, json=stated).json()
        assert (shown["state"], shown["reason"]) == (state, reason), shown
    assert house.get(one)["next_at"] is None
    assert [item["id"] for item in house.get(place)["items"]] == [made["id"]]
    answer = house.call("PATCH", one, json={"state": "active"})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    kinds = [step["kind"] for step in house.get(f"/api/v1/leads/{lead_id}/timeline")["items"]]
    assert kinds.count("follow-up") == 6


def test_one_message_of_its_own_at_a_moment(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    lead_id = house.a_message(workspace_id, "Try me in spring")["lead_id"]
    at = datetime.now(UTC) + timedelta(days=100)
    made = house.post(f"/api/v1/leads/{lead_id}/follow-ups", {"text": "It is spring.", "at": at.isoformat()})
    assert (made["sequence_id"], made["sequence"], made["steps"]) == (None, "", 1)
    assert datetime.fromisoformat(made["next_at"]) >= at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"sequence_id": "0192f000-0000-7000-8000-00000000000f"}, 404),
        ({"sequence_id": "no id"}, 404),
        ({"text": "x", "timezone": "Mars/Olympus"}, 422),
        ({"text": "x", "at": "2020-01-01T00:00:00Z"}, 422),
        ({"text": "x", "at": "soon"}, 422),
        ({"text": "x", "at": "2099-03-01T09:00:00"}, 422),
        ({"text": "x", "at": "2099-03-01"}, 422),
        ({"text": "x", "unknown": 1}, 422),
    ],
)
def test_a_wrong_enrolment_is_a_problem(house: House, body: dict[str, Any], status: int) -> None:
    lead_id = house.a_message(house.a_workspace("Acme"), "Hello")["lead_id"]
    answer = house.call("POST", f"/api/v1/leads/{lead_id}/follow-ups", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_reply_shows_as_a_pause_before_anybody_has_understood_it(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    message = house.a_message(workspace_id, "How much?")
    sequence = a_sequence(house, workspace_id)
    made = house.post(f"/api/v1/leads/{message['lead_id']}/follow-ups", {"sequence_id": sequence["id"]})
    house.a_message(workspace_id, "And one question")
    (shown,) = house.get(f"/api/v1/leads/{message['lead_id']}/follow-ups")["items"]
    assert (shown["id"], shown["state"], shown["reason"], shown["next_at"]) == (
        made["id"],
        "paused",
        "lead-replied",
        None,
    )


def test_all_follow_ups_are_listed_by_what_they_wait_for(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    lead_id = house.a_message(workspace_id, "How much?")["lead_id"]
    sequence = a_sequence(house, workspace_id)
    made = house.post(f"/api/v1/leads/{lead_id}/follow-ups", {"sequence_id": sequence["id"]})
    for query, found in (
        ("state=active", 1),
        ("state=paused&reason=awaiting-approval", 0),
        (f"sequence_id={sequence['id']}", 1),
        (f"lead_id={lead_id}", 1),
        (f"workspace_id={workspace_id}", 1),
    ):
        items = house.get(f"/api/v1/follow-ups?{query}")["items"]
        assert [item["id"] for item in items] == [made["id"]] * found, query
    assert house.call("GET", "/api/v1/follow-ups?state=sleeping").status_code == 422


def test_the_persons_page_shows_their_follow_ups(house: House) -> None:
    workspace_id = house.a_workspace("Acme")
    lead_id = house.a_message(workspace_id, "How much?")["lead_id"]
    house.post(f"/api/v1/leads/{lead_id}/follow-ups", {"sequence_id": a_sequence(house, workspace_id)["id"]})
    page = house.call("GET", f"/leads/{lead_id}", token=None, headers={"cookie": house.sign_in()}).text
    assert "Gone quiet" in page
    assert "1 of 2" in page

"""Lists: every row once, in order, whatever arrives meanwhile; and the filters of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from rejoinder.domain.messages import Disposition, Medium
from tests.web.composition import House
from tests.web.world import a_draft, a_world, job_of, set_job


def every(house: House, path: str, limit: int) -> list[Any]:
    """All rows, page by page."""
    found, cursor = [], ""
    while True:
        page = house.get(f"{path}limit={limit}{cursor}")
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize(("limit", "pages"), [(1, 5), (2, 3), (5, 1), (200, 1)])
def test_pages_hold_every_row_once(house: House, limit: int, pages: int) -> None:
    workspace = house.a_workspace()
    written = [house.a_message(workspace, f"number {n}", **{"from": f"+1202555010{n}"})["id"] for n in range(5)]
    assert [m["id"] for m in every(house, "/api/v1/messages?", limit)] == written[::-1]
    assert len(every(house, "/api/v1/leads?", limit)) == 5
    assert len(every(house, "/api/v1/jobs?", limit)) == 5
    assert len(every(house, "/api/v1/workspaces?", limit)) == 1
    assert pages == -(-5 // limit)


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_people_of_all_workspaces_stand_in_one_order(house: House, limit: int) -> None:
    workspaces = [house.a_workspace(name) for name in ("A", "B", "C")]
    for n in (0, 1, 2, 1, 0, 0, 2):
        house.a_message(workspaces[n], **{"from": f"+1202555010{len(every(house, '/api/v1/leads?', 200))}"})
    with house.store.begin(workspaces[0]) as uow:
        uow.leads.find_or_create(Medium.SMS, "+12025550190")  # never said a word
    found = every(house, "/api/v1/leads?", limit)
    places = [lead["last_message_at"] or lead["created_at"] for lead in found]
    assert (len(found), len({lead["id"] for lead in found})) == (8, 8)
    assert places == sorted(places, reverse=True)
    assert len(every(house, f"/api/v1/leads?workspace_id={workspaces[0]}&", limit)) == 4


def test_rows_that_arrive_meanwhile_shift_nothing(house: House) -> None:
    workspace = house.a_workspace()
    for n in range(3):
        house.a_message(workspace, f"old {n}")
    page = house.get("/api/v1/messages?limit=2")
    house.a_message(workspace, "new")
    rest = house.get(f"/api/v1/messages?limit=2&cursor={page['next_cursor']}")
    assert [m["body"] for m in (*page["items"], *rest["items"])] == ["old 2", "old 1", "old 0"]


def test_messages_are_found_by_what_the_contract_names(house: House) -> None:
    workspace = house.a_workspace()
    first = house.a_message(workspace, "50% off_season, please", external_id="m-1")
    other = house.a_message(workspace, "something else", **{"from": "+12025550177"})
    with house.store.begin(workspace) as uow:
        uow.messages.dispose(first["id"], Disposition.STAYED_SILENT, "automated")
    queries = {
        "external_id=m-1": [first],
        f"lead_id={other['lead_id']}": [other],
        "q=50%25+off_": [first],
        "q=0177": [other],
        "q=%25": [first],
        "disposition=stayed-silent": [first],
        "disposition=stayed-silent:automated": [first],
        "disposition=stayed-silent:other": [],
        "direction=outbound": [],
        "channel=sandbox": [other, first],
    }
    for query, wanted in queries.items():
        found = house.get(f"/api/v1/messages?{query}")["items"]
        assert [m["id"] for m in found] == [m["id"] for m in wanted], query


def test_times_carry_their_zone(house: House) -> None:
    world = a_world(house, "Acme")
    shown = house.get(f"/api/v1/messages/{world['message_id']}")
    assert datetime.fromisoformat(shown["received_at"]).tzinfo is not None


def test_a_trace_tells_the_story_in_order(house: House) -> None:
    message = house.a_message(house.a_workspace())
    a_draft(house, message)
    trace = house.get(f"/api/v1/messages/{message['id']}/trace")
    assert [step["kind"] for step in trace["items"]][:2] == ["received", "screened"]
    assert [step["at"] for step in trace["items"]] == sorted(step["at"] for step in trace["items"])
    assert {"kind", "check", "inputs", "verdict", "reason", "model", "cost_usd"} <= trace["items"][0].keys()


def test_a_lead_shows_consent_score_and_addresses(house: House) -> None:
    world = a_world(house, "Acme")
    lead = house.get(f"/api/v1/leads/{world['lead_id']}")
    assert lead["consent"] == {"sms": "unknown", "email": "unknown", "linkedin": "unknown"}
    assert lead["phones"] == ["+12025550143"]
    assert (lead["timezone"], lead["facts"]) == ("", [])
    assert lead["score"].keys() == {"fit", "intent", "overall", "reasons", "source"}


def test_ai_calls_are_summed_as_asked(house: House) -> None:
    house.a_workspace()
    for group_by in ("feature", "model", "source", "feature,model,source", ""):
        assert house.get(f"/api/v1/ai-calls/summary?group_by={group_by}")["items"] == []


def test_since_is_understood_with_an_unescaped_plus(house: House) -> None:
    for since in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00%2B02:00", "2026-01-01"):
        house.get(f"/api/v1/accounting?since={since}")


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        ("messages", "direction", "inbound"),
        ("messages", "disposition", "stayed-silent"),
        ("messages", "channel", "sandbox"),
        ("leads", "status", "meeting-booked"),
        ("leads", "sentiment", "Call Requested"),
        ("jobs", "status", "PARKED"),
        ("jobs", "type", "SEND_REPLY"),
        ("drafts", "status", "proposed"),
        ("sends", "state", "withheld"),
        ("events", "state", "unmatched"),
        ("calls", "direction", "inbound"),
        ("calls", "status", "ended"),
        ("calls", "outcome_class", "missed"),
        ("ai-calls", "status", "timeout"),
        ("ai-calls/summary", "group_by", "feature"),
    ],
)
def test_a_filter_that_knows_no_such_value_says_which_it_knows(house: House, path: str, name: str, known: str) -> None:
    refused = house.call("GET", f"/api/v1/{path}?{name}=no-such-thing")
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["field"] == name
    assert known in refused.json()["detail"]
    house.get(f"/api/v1/{path}?{name}={known}")
    house.get(f"/api/v1/{path}?{name}=")


@pytest.mark.parametrize("path", ["/jobs?status=LOST", "/sends?state=gone"])
def test_a_page_with_such_a_filter_says_so_too(house: House, path: str) -> None:
    refused = house.call("GET", path, token=None, headers={"cookie": house.sign_in()})
    assert (refused.status_code, "Known: " in refused.text) == (422, True)


def test_a_filter_is_understood_in_any_case(house: House) -> None:
    house.a_message(house.a_workspace())
    assert len(house.get("/api/v1/jobs?status=pending")["items"]) == 1
    assert len(house.get("/api/v1/messages?direction=Inbound&disposition=Processing")["items"]) == 1


def test_jobs_of_a_type_that_only_another_release_knows_are_listed(house: House) -> None:
    message = house.a_message(house.a_workspace())
    set_job(house, job_of(house, message["id"]), type="NEWER_THING", status="PARKED")
    assert len(house.get("/api/v1/jobs?type=NEWER_THING")["items"]) == 1


def test_retrying_what_does_not_exist_is_refused(house: House) -> None:
    for wanted in ({"status": "LOST"}, {"type": "NO_SUCH_TYPE"}):
        assert house.call("POST", "/api/v1/jobs/retry", json={"filter": wanted, "dry_run": True}).status_code == 422

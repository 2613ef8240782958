"""Consent with its evidence, lists in and out, tests of notifications, and what a reply costs; over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rejoinder.application.compliance.suppressions import TakeSuppressions
from rejoinder.infrastructure.phone_numbers import NumberingPlans
from rejoinder.infrastructure.postgres.jobs import PostgresJobs
from tests.web.composition import House, a_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("compliance")) as running:
        yield running


def take(house: House, import_id: str) -> None:
    """A worker takes the list."""
    rows = PostgresJobs(house.engine, house.doorbell)
    for job_id in rows.claim_due(["background"], 10):
        job = rows.claim(job_id, "host:1:1", 60.0)
        assert job is not None
        if job.subject_id == import_id:
            rows.settle(job, TakeSuppressions(house.store, {}, NumberingPlans())(job))


def test_a_list_comes_in_with_its_wrong_rows_and_goes_out_again(house: House) -> None:
    path = f"/api/v1/workspaces/{house.a_workspace()}/suppressions"
    table = b"phone,email,reason\n202-555-0143,,asked\n,Jane@Example.com,\nxyz,,\n"
    made = house.post(f"{path}/imports?name=dnc.csv&country=us", content=table)
    assert (made["state"], made["total"]) == ("pending", 3)
    take(house, made["id"])

    now = house.get(f"{path}/imports/{made['id']}")
    assert (now["state"], now["done"], now["added"], now["refused"]) == ("done", 3, 2, 1)
    assert now["errors"][0]["row"] == 4
    assert {each["address"] for each in house.get(path)["items"]} == {"+12025550143", "jane@example.com"}
    exported = house.call("GET", f"{path}.csv")
    assert exported.headers["content-type"].startswith("text/csv")
    lines = exported.text.splitlines()
    assert lines[0] == "phone,email,reason,source,added_at"
    assert any(line.startswith("+12025550143,,asked,dnc.csv,") for line in lines), lines

    again = house.post(f"{path}/imports", content=exported.content)
    take(house, again["id"])
    assert house.get(f"{path}/imports/{again['id']}")["added"] == 0


def test_an_empty_list_is_refused_and_a_workspace_that_is_not_there_is_not_found(house: House) -> None:
    path = f"/api/v1/workspaces/{house.a_workspace()}/suppressions/imports"
    assert house.call("POST", path, content=b"").status_code == 422
    missing = "/api/v1/workspaces/0192f000-0000-7000-8000-0000000000ff/suppressions/imports"
    assert house.call("POST", missing, content=b"+12025550143").status_code == 404


def test_the_evidence_of_an_opt_out_is_shown_and_exported(house: House) -> None:
    workspace = house.a_workspace()
    message = house.a_message(workspace, "STOP")
    (change,) = house.get(f"/api/v1/leads/{message['lead_id']}/consent")["items"]
    assert (change["medium"], change["state"]) == ("sms", "withdrawn")
    assert "stop" in change["evidence"].lower()
    table = house.call("GET", f"/api/v1/workspaces/{workspace}/consent.csv").text
    assert message["lead_id"] in table
    forbidden = house.call("GET", f"/api/v1/workspaces/{workspace}/suppressions.csv").text
    assert "consent withdrawn (sms)" in forbidden


def test_a_test_of_a_notification_is_listed_with_its_state(house: House) -> None:
    path = f"/api/v1/workspaces/{house.a_workspace()}/notifications"
    made = house.post(f"{path}/test", {"to": "email:boss@northgate.example"})
    assert (made["kind"], made["state"], made["target"]) == ("test", "pending", "email:boss@northgate.example")
    assert [each["id"] for each in house.get(f"{path}?state=pending")["items"]] == [made["id"]]
    assert house.call("POST", f"{path}/test", json={"to": "fax:1"}).status_code == 422
    assert house.call("GET", f"{path}?state=lost").status_code == 422


def test_what_a_reply_costs_is_one_question(house: House) -> None:
    found = house.get(f"/api/v1/ai-calls/cost-per-reply?workspace_id={house.a_workspace()}")

    assert (found["replies"], found["cost_usd"], found["cost_per_reply_usd"]) == (0, 0.0, None)


def test_no_get_decides_anything(house: House) -> None:
    """A mail scanner that follows every link of a notification changes nothing."""
    draft = "0192f000-0000-7000-8000-000000000001"
    for path in (
        f"{root}/drafts/{draft}/{verb}" for verb in ("approve", "reject", "regenerate") for root in ("/api/v1", "")
    ):
        assert house.call("GET", path).status_code in (404, 405), path

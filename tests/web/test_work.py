"""Jobs and drafts in a person's hands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from rejoinder.domain.messages import Disposition
from rejoinder.domain.sends import SendState
from tests.web.composition import House
from tests.web.world import a_draft, a_send, job_of, set_job, set_message


def message_of(house: House, message_id: str) -> tuple[str, str]:
    shown = house.get(f"/api/v1/messages/{message_id}")
    return shown["disposition"], shown["disposition_reason"]


def a_dead_job(house: House, message: dict[str, Any]) -> str:
    """The message's job gave up, and the message says so."""
    job = job_of(house, message["id"])
    finished = text("clock_timestamp() - interval '1 hour'")
    set_job(house, job, status="FAILED", attempts=8, crashes=2, finished_at=finished, last_error="AI down")
    set_message(house, message["id"], disposition="failed", disposition_reason="ai-down")
    return job


def test_a_dead_job_is_retried_with_a_fresh_budget(house: House) -> None:
    message = house.a_message(house.a_workspace())
    job = a_dead_job(house, message)
    shown = house.post(f"/api/v1/jobs/{job}/retry")
    assert (shown["status"], shown["attempts"], shown["crashes"], shown["finished_at"]) == ("PENDING", 0, 0, None)
    assert shown["last_error"] == "AI down"
    assert message_of(house, message["id"])[0] == "retrying"
    assert job in [bell.job_id for bell in house.doorbell.rung]
    assert house.get("/api/v1/accounting")["unaccounted"] == 0
    timeline = house.get(f"/api/v1/leads/{message['lead_id']}/timeline")["items"]
    assert ("job-retried", "bootstrap") in [(step["kind"], step["actor"]) for step in timeline]


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "SUCCEEDED"])
def test_a_job_that_is_not_over_is_not_retried(house: House, status: str) -> None:
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    set_job(house, job, status=status)
    refused = house.call("POST", f"/api/v1/jobs/{job}/retry")
    assert (refused.status_code, refused.json()["newer"]) == (409, house.get(f"/api/v1/jobs/{job}"))


def test_a_cancelled_job_ends_its_message_and_can_be_taken_up_again(house: House) -> None:
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    shown = house.post(f"/api/v1/jobs/{job}/cancel")
    assert (shown["status"], shown["last_error_code"]) == ("CANCELLED", "cancelled-by-person")
    assert message_of(house, message["id"]) == ("stayed-silent", "cancelled-by-person")
    assert house.call("POST", f"/api/v1/jobs/{job}/cancel").status_code == 409
    house.post(f"/api/v1/jobs/{job}/retry")
    assert message_of(house, message["id"]) == ("retrying", "")


def test_a_running_job_is_asked_to_stop(house: House) -> None:
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    set_job(house, job, status="RUNNING")
    shown = house.post(f"/api/v1/jobs/{job}/cancel")
    assert (shown["status"], shown["cancel_requested"]) == ("RUNNING", True)
    assert message_of(house, message["id"])[0] == "processing"


def test_a_cancelled_side_job_leaves_the_message_alone(house: House) -> None:
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    set_job(house, job, type="LEAD_SCORING_POST_PROCESS")
    house.post(f"/api/v1/jobs/{job}/cancel")
    assert message_of(house, message["id"])[0] == "processing"


def test_a_cancelled_send_job_withholds_the_reply_and_a_retry_queues_it_again(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    send = a_send(house, message, draft)
    job = job_of(house, message["id"], "SEND_REPLY")
    house.post(f"/api/v1/jobs/{job}/cancel")
    shown = house.get(f"/api/v1/sends/{send}")
    assert (shown["state"], shown["reason"]) == ("withheld", "cancelled-by-person")
    assert message_of(house, message["id"]) == ("stayed-silent", "cancelled-by-person")
    house.post(f"/api/v1/jobs/{job}/retry")
    assert house.get(f"/api/v1/sends/{send}")["state"] == "queued"
    assert message_of(house, message["id"])[0] == "retrying"


@pytest.mark.parametrize(
    ("state", "wanted"),
    [(SendState.UNKNOWN, "processing"), (SendState.SENT, "sent"), (SendState.FAILED, "stayed-silent")],
)
def test_cancelling_never_calls_silent_what_may_have_left(house: House, state: SendState, wanted: str) -> None:
    message = house.a_message(house.a_workspace())
    a_send(house, message, a_draft(house, message), state)
    house.post(f"/api/v1/jobs/{job_of(house, message['id'], 'SEND_REPLY')}/cancel")
    assert message_of(house, message["id"])[0] == wanted


def test_a_send_that_a_check_held_back_is_not_forced_out_by_a_retry(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    a_send(house, message, draft)
    with house.store.begin(message["workspace_id"]) as uow:
        send = uow.sends.of_message(message["id"])[0]
        uow.sends.save(replace(send, state=SendState.WITHHELD, reason="opt-out"), was=SendState.QUEUED)
        uow.messages.dispose(message["id"], Disposition.SUPPRESSED, "opt-out")
    job = job_of(house, message["id"], "SEND_REPLY")
    set_job(house, job, status="CANCELLED")
    assert house.call("POST", f"/api/v1/jobs/{job}/retry").status_code == 409
    assert house.get(f"/api/v1/jobs/{job}")["status"] == "CANCELLED"
    assert message_of(house, message["id"]) == ("suppressed", "opt-out")


def test_many_jobs_are_counted_first_and_retried_then(house: House) -> None:
    workspace = house.a_workspace()
    for n in range(3):
        a_dead_job(house, house.a_message(workspace, f"n {n}", **{"from": f"+1202555010{n}"}))
    house.a_message(workspace, "alive")
    body = {"filter": {"error": "ai DOWN", "type": "SMS_INBOUND_POST_PROCESS"}}
    assert house.post("/api/v1/jobs/retry", {**body, "dry_run": True}) == {"matched": 3, "retried": 0}
    assert house.post("/api/v1/jobs/retry", body) == {"matched": 3, "retried": 3}
    assert house.post("/api/v1/jobs/retry", body) == {"matched": 0, "retried": 0}
    assert house.post("/api/v1/jobs/retry") == {"matched": 0, "retried": 0}
    wrong = house.call("POST", "/api/v1/jobs/retry", json={"filter": {"status": "RUNNING"}})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "filter.status")


def test_a_draft_is_decided_at_the_version_that_was_seen(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    path = f"/api/v1/drafts/{draft}"
    assert house.get(path)["decision"] == {"action": "ask-human", "reasons": ["mode-suggest"]}
    assert house.get(path)["confidence"] == 0.7
    edited = house.call("PUT", path, json={"version": 1, "body": "Yes!"}).json()
    assert (edited["version"], edited["body"], edited["edited"]) == (2, "Yes!", True)
    stale = house.call("POST", f"{path}/approve", json={"version": 1})
    assert stale.status_code == 409
    assert stale.json()["newer"] == house.get(path), "the newer one, as its own route shows it"
    assert house.post(f"{path}/approve", {"version": 2})["status"] == "approved"
    sends = house.get(f"/api/v1/sends?message_id={message['id']}")["items"]
    assert [(send["state"], send["body"], send["approved_by"]) for send in sends] == [("queued", "Yes!", "bootstrap")]


def test_a_rejected_draft_leaves_the_message_silent(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    shown = house.post(f"/api/v1/drafts/{draft}/reject", {"version": 1, "reason": "wrong price"})
    assert shown["status"] == "rejected"
    assert message_of(house, message["id"]) == ("stayed-silent", "wrong price")


def test_what_others_decide_is_asked_of_them(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    send = a_send(house, message, draft, SendState.UNKNOWN)
    house.post(f"/api/v1/drafts/{draft}/regenerate", {"version": 1, "instruction": "shorter"})
    house.post(f"/api/v1/sends/{send}/settle", {"outcome": "arrived"})
    assert house.call("POST", f"/api/v1/sends/{send}/settle", json={"outcome": "maybe"}).status_code == 422
    workspace = message["workspace_id"]
    assert house.calls.made == [
        ("regenerate_draft", (workspace, draft, 1, "shorter", "bootstrap")),
        ("settle_send", (workspace, send, "arrived", "bootstrap")),
    ]


def test_a_switch_says_who_why_and_until_when(house: House) -> None:
    body = {
        "kind": "outbound_paused",
        "reason": "audit",
        "until": "2099-01-01T00:00:00Z",
        "scope": {"channel": "sandbox"},
    }
    made = house.post("/api/v1/switches", body)
    assert (made["author"], made["reason"], made["in_force"]) == ("bootstrap", "audit", True)
    assert made["scope"] == {"workspace_id": None, "channel": "sandbox", "lead_id": None}
    for wrong in ({"until": "2001-01-01T00:00:00Z"}, {"reason": " "}, {"kind": "sleep"}):
        assert house.call("POST", "/api/v1/switches", json={**body, **wrong}).status_code == 422
    assert house.call("DELETE", f"/api/v1/switches/{made['id']}").json()["ended_by"] == "bootstrap"
    again = house.call("DELETE", f"/api/v1/switches/{made['id']}")
    assert (again.status_code, again.json()["newer"]["ended_by"]) == (409, "bootstrap")


def test_an_alert_is_seen_by_somebody(house: House) -> None:
    house.post("/api/v1/alerts/test")
    alert = house.get("/api/v1/alerts")["items"][0]
    assert house.post(f"/api/v1/alerts/{alert['id']}/acknowledge")["acknowledged_by"] == "bootstrap"

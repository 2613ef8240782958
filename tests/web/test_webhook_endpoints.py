"""/api/v1/workspaces/{id}/webhooks, from the first POST of an admin to the answer of a user's own system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from rejoinder.application.outgoing.deliver_webhook import DeliverWebhook
from rejoinder.domain.jobs import Outcome
from rejoinder.entrypoints.clock import SystemClock
from rejoinder.infrastructure.courier import HttpCourier
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.jobs import PostgresJobs
from rejoinder.infrastructure.postgres.ledger import PostgresCircuitBreaker
from rejoinder.infrastructure.postgres.tables import jobs, webhook_endpoints
from tests.fakes.clock import FakeDice
from tests.harness.receiver import ReceiverStandIn
from tests.web.composition import House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as running:
        yield running


def hooks(workspace: str) -> str:
    return f"/api/v1/workspaces/{workspace}/webhooks"


def add(house: House, workspace: str, url: str, *types: str) -> dict[str, Any]:
    body = {"url": url, "name": "CRM", "event_types": list(types) or ["message.received"]}
    return dict(house.post(hooks(workspace), body))


def work(house: House) -> list[Outcome]:
    """A worker does what is due for the outside."""
    http = ProviderHttp(house.container.settings.allowed_provider_hosts, public_only=True)
    breaker = PostgresCircuitBreaker(house.engine)
    deliver = DeliverWebhook(house.store, HttpCourier(http), breaker, SystemClock(), FakeDice())
    rows, outcomes = PostgresJobs(house.engine, house.doorbell), []
    with transaction(house.engine, "*") as db:
        db.execute(text("UPDATE jobs SET run_at = clock_timestamp() WHERE type = 'OUTGOING_WEBHOOK'"))
        query = select(jobs.c.id).where(jobs.c.type == "OUTGOING_WEBHOOK", jobs.c.status == "PENDING")
        due = list(db.execute(query.order_by(jobs.c.created_at)).scalars())
    for job_id in due:
        job = rows.claim(job_id, "host:1:1", 60.0)
        assert job is not None
        outcome = deliver(job)
        rows.settle(job, outcome)
        outcomes.append(outcome)
    http.close()
    return outcomes


def test_a_message_reaches_a_receiver_that_checks_as_the_specification_says(house: House) -> None:
    workspace = house.a_workspace()
    with ReceiverStandIn(["500", "drop"]) as crm:
        made = add(house, workspace, f"{crm.base_url}/in?key=k")
        crm.secret = made["secret"]
        message = house.a_message(workspace, "Is this still free? é")
        for _ in range(3):
            work(house)
        (taken,) = crm.taken.values()
        assert [call.query for call in crm.calls] == [{"key": "k"}] * 3
        assert [call.headers["content-type"] for call in crm.calls] == ["application/json"] * 3
    assert (taken.type, taken.data["message_id"]) == ("message.received", message["id"])
    assert taken.data["body"] == "Is this still free? é"
    (told,) = house.get(f"{hooks(workspace)}/{made['id']}/deliveries")["items"]
    assert (told["event_id"], told["state"], told["attempts"], told["last_status"]) == (taken.id, "delivered", 3, 200)
    assert told["delivered_at"] is not None


def test_a_redirect_is_a_failure_and_is_not_followed(house: House) -> None:
    workspace = house.a_workspace()
    with ReceiverStandIn(["307"]) as crm:
        made = add(house, workspace, crm.base_url)
        house.a_message(workspace)
        work(house)
        assert [call.path for call in crm.calls] == ["/"]
    (told,) = house.get(f"{hooks(workspace)}/{made['id']}/deliveries?state=pending")["items"]
    assert told["last_error"] == "It answered 307 and redirects, which is not followed."
    assert house.get(f"{hooks(workspace)}/{made['id']}")["failing_since"] is not None


def test_a_failed_delivery_is_listed_and_sent_again(house: House) -> None:
    workspace = house.a_workspace()
    with ReceiverStandIn(["410"]) as crm:
        made = add(house, workspace, crm.base_url)
        crm.secret = made["secret"]
        house.a_message(workspace)
        work(house)
        one = f"{hooks(workspace)}/{made['id']}"
        (failed,) = house.get(f"{one}/deliveries?state=failed")["items"]
        assert (failed["last_status"], failed["last_error"]) == (410, "It answered 410.")
        assert house.get(one)["disabled_reason"] == "It answered 410 Gone."
        again = f"{one}/deliveries/{failed['id']}/resend"
        assert house.call("POST", again).status_code == 409
        assert house.call("PATCH", one, json={"enabled": True}).json()["enabled"] is True
        house.post(again)
        work(house)
        assert list(crm.taken) == [failed["event_id"]]
    assert house.get(f"{one}/deliveries?state=failed")["items"] == []
    assert house.call("GET", f"{one}/deliveries?state=lost").json()["field"] == "state"


def test_the_secret_is_shown_once_and_address_and_secret_are_sealed(house: House) -> None:
    workspace = house.a_workspace()
    made = add(house, workspace, "https://hooks.example.com/in?token=t0ken")
    one = f"{hooks(workspace)}/{made['id']}"
    assert made["secret"].startswith("whsec_")
    assert house.get(one) == {**made, "secret": None}
    assert house.get(hooks(workspace))["items"] == [{**made, "secret": None}]
    with transaction(house.engine, "*") as db:
        row = str(db.execute(select(webhook_endpoints)).one())
    assert "t0ken" not in row
    assert made["secret"] not in row
    newer = house.post(f"{one}/rotate-secret")
    assert (newer["secrets"], newer["secret"] != made["secret"]) == (2, True)
    assert house.call("PATCH", one, json={"drop_previous_secret": True}).json()["secrets"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"event_types": []}, "event_types"),
        ({"event_types": ["message.sent"]}, "event_types"),
        ({"name": "x" * 201}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_told_is_refused_by_name(house: House, change: dict[str, Any], field: str) -> None:
    workspace = house.a_workspace()
    body = {"url": "https://hooks.example.com/", "event_types": ["message.received"], **change}
    refused = house.call("POST", hooks(workspace), json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    made = add(house, workspace, "https://hooks.example.com/")
    assert house.call("PATCH", f"{hooks(workspace)}/{made['id']}", json=change).status_code == 422


def test_the_test_button_posts_a_signed_event_now(house: House) -> None:
    workspace = house.a_workspace()
    with ReceiverStandIn(["ok", "503"]) as crm:
        made = add(house, workspace, crm.base_url)
        crm.secret = made["secret"]
        one = f"{hooks(workspace)}/{made['id']}"
        first, second = house.post(f"{one}/test"), house.post(f"{one}/test")
        assert (first["ok"], first["status"]) == (True, 200)
        assert (second["ok"], second["status"], second["detail"]) == (False, 503, "It answered 503.")
        assert [taken.type for taken in crm.taken.values()] == ["webhook.test"]
    assert house.get(f"{one}/deliveries")["items"] == []
    gone = house.post(f"{one}/test")
    assert (gone["ok"], gone["status"]) == (False, None)


def test_a_removed_webhook_is_not_there_any_more(house: House) -> None:
    workspace = house.a_workspace()
    made = add(house, workspace, "https://hooks.example.com/")
    one = f"{hooks(workspace)}/{made['id']}"
    assert house.call("DELETE", one).status_code == 204
    for method, path in (("GET", one), ("DELETE", one), ("POST", f"{one}/test"), ("GET", f"{one}/deliveries")):
        assert house.call(method, path).status_code == 404
    house.a_message(workspace)
    assert work(house) == []


def test_an_erased_person_is_forgotten_outside_too(house: House) -> None:
    workspace = house.a_workspace()
    made = add(house, workspace, "https://hooks.example.com/")
    message = house.a_message(workspace, "My secret is 42")
    other = house.a_message(workspace, "Hello", **{"from": "+12025550144"})
    assert house.call("DELETE", f"/api/v1/leads/{message['lead_id']}").status_code in (200, 204)
    left = house.get(f"{hooks(workspace)}/{made['id']}/deliveries")["items"]
    assert [told["lead_id"] for told in left] == [other["lead_id"]]
    with transaction(house.engine, "*") as db:
        states = db.execute(select(jobs.c.status).where(jobs.c.type == "OUTGOING_WEBHOOK").order_by(jobs.c.created_at))
        assert list(states.scalars()) == ["CANCELLED", "PENDING"]


def test_deliveries_come_in_pages(house: House) -> None:
    workspace = house.a_workspace()
    made = add(house, workspace, "https://hooks.example.com/")
    for number in range(5):
        house.a_message(workspace, f"Message {number}", **{"from": f"+1202555014{number}"})
    path, seen, cursor = f"{hooks(workspace)}/{made['id']}/deliveries?limit=2", [], ""
    while True:
        page = house.get(f"{path}&cursor={cursor}" if cursor else path)
        seen += [told["id"] for told in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5

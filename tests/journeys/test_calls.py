"""Calls through real processes: everything Vapi says about one, fifty times at once, and callers who wait."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.stand_ins.vapi import ASSISTANT
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-calls")]

SAID = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def the_agent(tenant: Tenant, assistant: str = ASSISTANT) -> None:
    """The assistant answers for the workspace."""
    stated = {"connection_id": tenant.calls.connection["id"], "external_assistant_id": assistant, "is_default": True}
    tenant.rejoinder.post(f"/api/v1/workspaces/{tenant.id}/agents", stated)


def test_everything_about_a_call_fifty_times_at_once_and_in_any_order_has_one_effect(
    rejoinder: Installation, acme: Tenant
) -> None:
    the_agent(acme)
    call = acme.calls.a_call(SAID)
    deliveries = [acme.calls.of(call, message) for message in call.messages()] * 50
    random.Random(50).shuffle(deliveries)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(acme.post, deliveries))
    assert {answer.status_code for answer in answers} == {200}

    message = acme.ended(acme.calls.of(call, call.report()))
    assert (message["medium"], message["disposition"], message["sentiment"]) == ("voice", "sent", "Meeting Requested")
    # The row itself may be told once more by an event whose job came last.
    row = until(lambda: _row_with_report(rejoinder, acme), "the report on the call")
    assert (row["external_id"], row["status"], row["outcome_class"]) == (call.id, "ended", "served")
    assert (row["message_id"], row["lead_id"]) == (message["id"], message["lead_id"])
    until(lambda: not acme.jobs(type="PROVIDER_EVENT", status="PENDING"), "every event to be applied")
    assert len(acme.calls.received_by(call.caller)) == 1
    assert len(acme.messages(direction="inbound")) == 1
    assert len(acme.jobs(type="VOICE_INBOUND_POST_PROCESS")) == 1
    assert rejoinder.count("calls WHERE workspace_id = %s", acme.id) == 1
    assert rejoinder.count("events WHERE workspace_id = %s AND channel = 'vapi'", acme.id) == 6
    detail = rejoinder.get(f"/api/v1/calls/{call.id}")
    assert [line["by"] for line in detail["lines"]] == ["agent", "caller"]
    books = acme.accounting()
    assert (books["received"], books["unaccounted"]) == (1, 0)


def _row_with_report(rejoinder: Installation, acme: Tenant) -> dict[str, object] | None:
    rows = rejoinder.all_of("/api/v1/calls", workspace_id=acme.id, status="ended")
    return next((row for row in rows if row["report"] == "received"), None)


def test_an_unknown_assistant_is_refused_three_times_and_taken_up_once_it_is_registered(
    rejoinder: Installation, acme: Tenant
) -> None:
    the_agent(acme, "asst-of-somebody-else")
    call = acme.calls.a_call(SAID)
    delivery = acme.calls.of(call, call.report())

    assert [acme.post(delivery).status_code for _ in range(5)] == [500, 500, 500, 200, 200]
    [event] = rejoinder.all_of("/api/v1/events", workspace_id=acme.id, state="unmatched")
    assert (event["reason"], event["channel"]) == ("unknown-agent", "vapi")
    assert acme.messages() == []
    until(lambda: [a for a in _open_alerts(rejoinder, acme) if a["rule"] == "unknown-agent"], "an alert")

    the_agent(acme)
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(acme.calls.received_by(call.caller)) == 1


def _open_alerts(rejoinder: Installation, acme: Tenant) -> list[dict[str, object]]:
    return rejoinder.all_of("/api/v1/alerts", workspace_id=acme.id)


def test_a_report_that_never_came_is_fetched(rejoinder: Installation, acme: Tenant) -> None:
    call = acme.calls.a_call(SAID)
    for message in call.messages()[:-1]:
        acme.take(acme.calls.of(call, message))
    until(lambda: acme.jobs(type="FETCH_CALL_REPORT"), "the job that asks")
    until(lambda: rejoinder.all_of("/api/v1/calls", workspace_id=acme.id, status="ended"), "the end of the call")
    rejoinder.hasten("workspace_id = %s AND type = 'FETCH_CALL_REPORT'", acme.id)

    assert acme.ended(acme.calls.of(call, call.report()))["disposition"] == "sent"
    [row] = rejoinder.all_of("/api/v1/calls", workspace_id=acme.id)
    assert (row["report"], row["outcome_class"]) == ("fetched", "served")


def test_a_caller_is_answered_within_two_seconds_while_postgres_is_gone() -> None:
    with an_installation(own_postgres=True) as rejoinder:
        acme = rejoinder.a_tenant(mode="auto")
        the_agent(acme, "asst-default")
        known = acme.calls.a_call(SAID, assistant="asst-default")
        acme.take(acme.calls.of(known, known.request()))
        callers = [acme.calls.a_call(SAID, assistant="asst-default") for _ in range(8)]
        rejoinder.own_postgres.kill()
        spent = []
        for call in callers:
            began = time.monotonic()
            answer = acme.post(acme.calls.of(call, call.request()))
            spent.append(time.monotonic() - began)
            assert (answer.status_code, answer.json()) == (200, {"assistantId": "asst-default"})
        assert max(spent) < 2.0, spent
        rejoinder.own_postgres.start()
        expected = {call.id for call in (known, *callers)}
        until(
            lambda: {row["external_id"] for row in rejoinder.all_of("/api/v1/calls", workspace_id=acme.id)} == expected,
            "every call to be kept",
            60,
        )

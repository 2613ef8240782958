"""Clay: our own template and the looser forms, values that are none, and answers to questions that nobody asked."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import ConfigurationFault, Conflict, PayloadUnreadable, SignatureRejected
from rejoinder.domain.jobs import Done
from rejoinder.domain.ports.channels import EnrichmentAnswered, WebhookAnswer
from rejoinder.entrypoints.drill.stand_ins.clay import ClayStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.clay.payloads import normalised
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.intake import Intake
from tests.channels.samples import a_connection, a_request, every_channel

SECRET = "clay-example-secret"
URL = "https://rejoinder.example.com/api/webhooks/clay/k_9f2c"
READER = every_channel()["clay"].reader


def a_row(**changes: Any) -> dict[str, Any]:
    return {
        "rejoinder_request_id": "enr_1",
        "lead_id": "lead_1",
        "kind": "phone",
        "status": "success",
        "value": "+44 7700 900456",
    } | changes


def answer(row: Any) -> EnrichmentAnswered:
    fact = READER.read(a_request(json.dumps(row).encode(), {}, URL), a_connection("clay")).fact
    assert isinstance(fact, EnrichmentAnswered)
    return fact


# --- authenticity ---------------------------------------------------------------------------------

BODY = json.dumps(a_row()).encode()
MAC = hmac.new(SECRET.encode(), BODY, "sha256").hexdigest()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Rejoinder-Secret": SECRET},
        {"Authorization": f"Bearer {SECRET}"},
        {"X-Clay-Signature": SECRET},
        {"X-Clay-Signature": MAC},
        {"X-Clay-Signature": f"sha256={MAC.upper()}"},
    ],
)
def test_any_one_proof_is_enough(headers: dict[str, str]) -> None:
    READER.verify(a_request(BODY, headers, URL), a_connection("clay", webhook_secrets=("newer", SECRET)))


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing-secret"),
        ({"X-Rejoinder-Secret": ""}, "missing-secret"),
        ({"X-Rejoinder-Secret": "guess"}, "wrong-secret"),
        ({"X-Clay-Signature": "guess"}, "wrong-signature"),
        ({"X-Clay-Signature": "0" * 64, "X-Rejoinder-Secret": SECRET}, "wrong-signature"),
        ({"X-Clay-Signature": "sha256="}, "wrong-signature"),
        ({"X-Rejoinder-Secret": "\udcff"}, "wrong-secret"),
    ],
)
def test_anything_else_is_refused(headers: dict[str, str], reason: str) -> None:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(a_request(BODY, headers, URL), a_connection("clay", webhook_secrets=(SECRET,)))
    assert caught.value.reason == reason


def test_without_a_secret_the_url_is_the_proof_and_the_channel_says_so() -> None:
    READER.verify(a_request(BODY, {}, URL), a_connection("clay"))
    assert every_channel()["clay"].weak_without_secret


# --- meaning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        a_row(),
        a_row(value=None, phone="+44 7700 900456"),
        a_row(kind="Phone Number", status="Found"),
        a_row(kind=None, value=None, mobile_phone="0044 (0)7700 900456"),
        {"success": True, "leadId": "lead_1", "requestId": "enr_1", "phone": "+44-7700-900456"},
        {"data": a_row()},
        {"Rejoinder Request ID": "enr_1", "Lead ID": "lead_1", "Kind": "phone", "Value": "+44 7700 900456"},
        [a_row()],
    ],
)
def test_every_form_of_one_answer_says_the_same(row: Any) -> None:
    told = answer(row)
    assert (told.kind, told.status, told.value) == ("phone", "found", "+447700900456")
    assert (told.request_id, told.lead_hint) == ("enr_1", "lead_1")


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"value": "{{Mobile Phone}}"}, "unusable", "unfilled_template"),
        ({"value": "/Mobile Phone"}, "unusable", "unfilled_template"),
        ({"value": "07700 900456"}, "unusable", "not_a_phone"),
        ({"kind": "email", "value": "ana at brightoak"}, "unusable", "not_a_email"),
        ({"kind": "linkedin", "value": "https://linkedin.com.evil.example/in/ana"}, "unusable", "not_a_linkedin"),
        ({"kind": "linkedin", "value": "https://www.linkedin.com/company/brightoak"}, "unusable", "not_a_linkedin"),
        ({"value": ""}, "not-found", ""),
        ({"value": "null"}, "not-found", ""),
        ({"status": "not_found"}, "not-found", ""),
        ({"status": "error", "error": "Out of credits"}, "failed", "Out of credits"),
        ({"status": "rate_limited"}, "failed", "status ratelimited"),
        ({"success": False, "status": None}, "failed", "status false"),
        ({"success": False}, "failed", "status success"),
    ],
)
def test_what_is_no_value_is_never_taken_for_one(changes: dict[str, Any], status: str, reason: str) -> None:
    told = answer(a_row(**changes))
    assert (told.status, told.value, told.reason) == (status, "", reason)


def test_an_unfilled_request_id_is_none() -> None:
    assert answer(a_row(rejoinder_request_id="{{rejoinder_request_id}}")).request_id == ""


@pytest.mark.parametrize("row", [a_row(kind=""), a_row(kind="shoe size"), {}, {"phone": "+1", "email": "a@b.example"}])
def test_an_answer_that_does_not_say_to_what_is_unreadable(row: dict[str, Any]) -> None:
    row = {name: value for name, value in row.items() if name != "value" or row.get("kind") != ""}
    with pytest.raises(PayloadUnreadable):
        answer(row)


@given(st.sampled_from(["phone", "email", "linkedin"]), st.text(max_size=60))
def test_a_spelling_is_its_own_spelling(kind: str, value: str) -> None:
    once = normalised(kind, value)
    assert not once or normalised(kind, once) == once


# --- questions that nobody asked ------------------------------------------------------------------


def delivered(intake: Intake, row: dict[str, Any]) -> None:
    request = a_request(json.dumps(row).encode(), {"X-Rejoinder-Secret": SECRET}, URL)
    assert intake.deliver(request) == WebhookAnswer(b'{"success": true}', "application/json")


def test_an_answer_to_no_question_of_ours_is_kept_as_unmatched() -> None:
    intake = Intake("clay", SECRET)
    delivered(intake, a_row())
    delivered(intake, a_row())
    delivered(intake, {"success": True, "leadId": "lead_1", "phone": "+447700900456"})
    assert intake.deliveries() == [2, 1]
    assert intake.work() == [Done("unmatched:unknown-request"), Done("unmatched:no-request-id")]
    assert [(event.state, event.reason) for event in intake.events()] == [
        ("unmatched", "unknown-request"),
        ("unmatched", "no-request-id"),
    ]
    assert not intake.database.tables.leads


def test_a_success_after_a_failure_of_the_same_question_is_not_lost() -> None:
    intake = Intake("clay", SECRET)
    delivered(intake, a_row(status="error"))
    delivered(intake, a_row())
    delivered(intake, a_row(value="+44 7700 900999"))
    assert intake.deliveries() == [1, 2]


def test_an_unmatched_answer_can_be_replayed_more_than_once() -> None:
    """After a release that asks questions, say: the replayed event has a job of its own each time."""
    intake = Intake("clay", SECRET)
    delivered(intake, a_row())
    for _ in range(2):
        intake.work()
        (event,) = intake.events()
        assert event.state == "unmatched"
        intake.replay_event(event.workspace_id, event.id, "token:jo")
        with pytest.raises(Conflict):
            intake.replay_event(event.workspace_id, event.id, "token:jo")
    assert intake.work() == [Done("unmatched:unknown-request")]


# --- the check ------------------------------------------------------------------------------------


def check(clay: ClayStandIn, table: str) -> str:
    http = ProviderHttp([clay.host])
    credentials = {"api_key": "key", "table_webhook_url": table}
    connection = a_connection("clay", credentials=credentials, base_url=clay.base_url)
    try:
        return discover(http)["clay"].sender.check(connection)
    finally:
        http.close()


def test_a_check_never_uses_up_a_submission() -> None:
    with ClayStandIn() as clay:
        assert "looks right" in check(clay, f"{clay.base_url}/v3/sources/webhook/pull-in-data-0000")
        assert "nothing can be asked" in check(clay, "")
        assert not clay.calls


@pytest.mark.parametrize(
    "table",
    ["https://elsewhere.example/v3/sources/webhook/x", "{base}/v3/sources/webhook/", "{base}/other", "not an address"],
)
def test_an_address_that_is_no_tables_is_a_setting_to_mend(table: str) -> None:
    with ClayStandIn() as clay, pytest.raises(ConfigurationFault):
        check(clay, table.format(base=clay.base_url))

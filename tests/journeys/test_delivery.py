"""From a decided reply to a settled send, whatever the provider does with the call."""

from collections.abc import Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-delivery")]

POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500", "drop", "500"])
def test_a_text_whose_fate_is_unknown_is_settled_as_exactly_one_delivery(
    rejoinder: Installation, acme: Tenant, behaviour: str
) -> None:
    rejoinder.twilio.script.append(behaviour)
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    send = _send_in(acme, "unknown", delivery)
    assert (send["attempts"], send["reason"]) == (1, "no-answer")
    _settle(rejoinder, acme, delivery)
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(acme.texts.received_by(delivery.person)) == 1
    [settled] = acme.sends()
    assert settled["attempts"] == (1 if behaviour.startswith("accept") else 2)
    assert acme.accounting()["unaccounted"] == 0


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_mail_whose_fate_is_unknown_is_found_in_the_history(
    rejoinder: Installation, acme: Tenant, behaviour: str
) -> None:
    rejoinder.smartlead.script.append(behaviour)
    delivery = acme.take(acme.mails.delivery(POSITIVE))
    _send_in(acme, "unknown", delivery)
    _settle(rejoinder, acme, delivery)
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(acme.mails.received_by(delivery.person)) == 1


def test_a_mail_that_cannot_be_found_waits_for_a_person_who_may_say_that_it_arrived(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.smartlead.queue_hides = True
    try:
        rejoinder.smartlead.script.append("accept-no-answer")
        delivery = acme.take(acme.mails.delivery(POSITIVE))
        send = _send_in(acme, "unknown", delivery)
        message = _settle(rejoinder, acme, delivery)
    finally:
        rejoinder.smartlead.queue_hides = False
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "send-unknown")
    assert [alert["rule"] for alert in until(acme.alerts, "an alert")] == ["send-unknown"]
    settled = rejoinder.post(f"/api/v1/sends/{send['id']}/settle", {"outcome": "arrived"})
    assert settled["state"] == "sent"
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(acme.mails.received_by(delivery.person)) == 1


@pytest.mark.parametrize("channel", ["twilio_sms", "smartlead"])
def test_a_provider_that_asks_for_patience_gets_the_message_once_and_later(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    stand_in = rejoinder.twilio if channel == "twilio_sms" else rejoinder.smartlead
    way = acme.way(channel)
    stand_in.script.append("429")
    message = acme.ended(acme.take(delivery := way.delivery(POSITIVE)))
    assert message["disposition"] == "sent"
    assert len(way.received_by(delivery.person)) == 1
    job = acme.job(message["id"], "SEND_REPLY")
    assert (job["status"], job["attempts"]) == ("SUCCEEDED", 1)
    assert [attempt["outcome"] for attempt in job["history"]] == ["retry", "succeeded"]


def test_a_refused_recipient_ends_as_failed_with_the_providers_reason_and_an_alert(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.twilio.script.append("refuse:21614")
    message = acme.ended(acme.take(delivery := acme.texts.delivery(POSITIVE)))
    assert message["disposition"] == "failed"
    [send] = acme.sends()
    assert send["state"] == "failed"
    assert "21614" in send["error"]
    assert [alert["rule"] for alert in until(acme.alerts, "an alert")] == ["send-failed"]
    assert acme.texts.received_by(delivery.person) == []


def test_delivery_reports_move_a_send_forward_only_in_whatever_order_they_come(
    rejoinder: Installation, acme: Tenant
) -> None:
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    acme.ended(delivery)
    [accepted] = rejoinder.twilio.delivered(delivery.person)
    for status in ("delivered", "sent", "queued", "delivered"):
        assert rejoinder.twilio.report(accepted, status).status_code == 200
    send = _send_in(acme, "delivered", delivery)
    until(lambda: rejoinder.count("jobs WHERE status IN ('PENDING', 'RUNNING')") == 0, "all reports to be applied")
    assert rejoinder.get(f"/api/v1/sends/{send['id']}")["state"] == "delivered"
    assert len(acme.messages(direction="outbound")) == 1


def test_a_delivery_report_alone_settles_an_unknown_send(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.twilio.script.append("accept-no-answer")
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    send = _send_in(acme, "unknown", delivery)
    [accepted] = rejoinder.twilio.delivered(delivery.person)
    assert rejoinder.twilio.report(accepted, "delivered").status_code == 200
    settled = _send_in(acme, "delivered", delivery)
    assert (settled["id"], settled["provider_message_id"]) == (send["id"], accepted.sid)
    assert acme.ended(delivery)["disposition"] == "sent"
    rejoinder.hasten("type = 'CONFIRM_SEND'")
    until(lambda: not acme.jobs(type="CONFIRM_SEND", status="PENDING"), "the look-up to see that it is settled")
    assert len(acme.texts.received_by(delivery.person)) == 1


def test_a_report_that_comes_before_the_receipt_is_not_lost(rejoinder: Installation, acme: Tenant) -> None:
    def report() -> None:
        assert rejoinder.twilio.report(rejoinder.twilio.accepted[-1], "delivered").status_code == 200

    rejoinder.twilio.moments.after_accept.append(report)
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    send = _send_in(acme, "delivered", delivery)
    assert send["attempts"] == 1
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(acme.messages(direction="outbound")) == 1


def test_a_long_approved_text_leaves_in_parts_and_a_retry_resumes_at_the_missing_one(
    rejoinder: Installation, acme: Tenant
) -> None:
    acme.set(mode="suggest")
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = acme.ended(delivery)
    [draft] = acme.drafts(message["id"])
    words = " ".join(f"Sentence number {n} of a long answer." for n in range(100))
    path = f"/api/v1/drafts/{draft['id']}"
    edited = rejoinder.call("PUT", path, {"version": draft["version"], "body": words})
    assert edited.status_code == 200, edited.text
    rejoinder.twilio.script += ["ok", "429", "ok"]
    rejoinder.post(f"{path}/approve", {"version": edited.json()["version"]})
    assert acme.ended(delivery)["disposition"] == "edited-sent"
    parts = acme.texts.received_by(delivery.person)
    assert len(parts) == 3
    assert " ".join(parts) == words
    assert all(len(part) <= 1600 for part in parts)
    assert sorted((s["part"], s["parts"], s["state"]) for s in acme.sends()) == [(n, 3, "sent") for n in (1, 2, 3)]


def _send_in(acme: Tenant, state: str, delivery: Delivery) -> dict[str, Any]:
    found = until(lambda: [s for s in acme.sends() if s["state"] == state], f"a send in state {state}")
    assert [s["recipient"] for s in found] == [delivery.person]
    return found[0]


def _settle(rejoinder: Installation, acme: Tenant, delivery: Delivery) -> dict[str, Any]:
    """The message once no send is unknown any more, the waits between the look-ups having passed."""
    message_id = acme.stored(delivery)["id"]

    def settled() -> dict[str, Any] | None:
        rejoinder.hasten("type IN ('CONFIRM_SEND', 'SEND_REPLY') AND workspace_id = %s", acme.id)
        message = dict(rejoinder.get(f"/api/v1/messages/{message_id}"))
        return None if message["disposition"] in ("processing", "retrying") else message

    return until(settled, "the send to be settled", every_s=0.2)

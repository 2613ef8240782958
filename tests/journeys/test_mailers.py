"""What is odd about the mail providers, over HTTP and to its end: shared ids, echoes, one reply that is told twice."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-mailers")]

CHANNELS = pytest.mark.parametrize("channel", ["instantly", "emailbison"])
POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def changed(delivery: Delivery, event_id: str = "", **fields: Any) -> Delivery:
    """The same delivery with other fields at its top."""
    event = json.loads(delivery.content) | fields
    return Delivery(
        delivery.url, json.dumps(event).encode(), delivery.headers, event_id or delivery.event_id, delivery.person
    )


def unaccounted(acme: Tenant) -> int:
    return int(acme.accounting()["unaccounted"])


# --- shared ids and echoes ----------------------------------------------------------------------------


def test_two_replies_that_share_an_email_id_are_two_messages(acme: Tenant) -> None:
    first = acme.take(acme.instantly.delivery("Thanks"))
    acme.ended(first)
    stated = json.loads(first.content)
    event_id = f"reply_received:{stated['email_id']}:2026-11-20T16:02:44.001Z"
    second = acme.take(changed(first, event_id, timestamp="2026-11-20T16:02:44.001Z", reply_text="Thanks again"))
    acme.ended(second)
    acme.take(second)
    bodies = [message["body"] for message in acme.messages(direction="inbound")]
    assert sorted(bodies) == ["Thanks", "Thanks again"]
    assert unaccounted(acme) == 0


@pytest.mark.parametrize("interested_first", [False, True])
def test_interested_and_replied_are_one_message_with_one_answer(acme: Tenant, interested_first: bool) -> None:
    replied = acme.emailbison.delivery(POSITIVE)
    event = json.loads(replied.content)
    interested = changed(replied, event=event["event"] | {"type": "lead_interested"})
    for delivery in (interested, replied) if interested_first else (replied, interested):
        acme.take(delivery)
    assert acme.ended(replied)["disposition"] == "sent"
    acme.take(interested)
    holds_for(lambda: len(acme.emailbison.received_by(replied.person)) == 1, "one answer", 0.5)
    assert len(acme.messages(direction="inbound")) == 1
    assert unaccounted(acme) == 0


def test_the_echo_of_our_answer_is_its_receipt_and_no_person_elsewhere(rejoinder: Installation, acme: Tenant) -> None:
    delivery = acme.take(acme.emailbison.delivery(POSITIVE))
    message = acme.ended(delivery)
    [mail] = rejoinder.emailbison.delivered(delivery.person)
    assert acme.sends()[0]["provider_message_id"] == ""
    _echo(rejoinder, acme, mail)
    until(lambda: acme.sends()[0]["provider_message_id"] == str(mail.id), "the id from the echo")
    assert len(acme.messages(direction="outbound")) == 1
    assert acme.lead(message)["automation_paused_reason"] == ""
    assert acme.stored(delivery)["disposition"] == "sent"


def test_a_person_who_answers_in_emailbison_ends_the_message_and_pauses_automation(
    rejoinder: Installation, acme: Tenant
) -> None:
    acme.set(mode="suggest")
    delivery = acme.take(acme.emailbison.delivery(POSITIVE))
    message = acme.ended(delivery)
    assert message["disposition"] == "waiting-human"
    mail = rejoinder.emailbison.write_by_hand(delivery.person, "I will ring you myself this afternoon, Ana.")
    _echo(rejoinder, acme, mail)
    until(lambda: acme.stored(delivery)["disposition"] == "superseded", "the person's answer to count")
    assert acme.lead(message)["automation_paused_reason"] == "answered-elsewhere"


def _echo(rejoinder: Installation, acme: Tenant, mail: Any) -> None:
    event = rejoinder.emailbison.event_of(mail, "MANUAL_EMAIL_SENT")
    url = acme.emailbison.connection["webhook_url"]
    acme.take(rejoinder.emailbison.of_event(url, event, str(mail.id), mail.to))


# --- sends -----------------------------------------------------------------------------------------------


@CHANNELS
@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_mail_whose_fate_is_unknown_is_found_at_the_provider(
    rejoinder: Installation, acme: Tenant, channel: str, behaviour: str
) -> None:
    _provider(rejoinder, channel).script.append(behaviour)
    delivery = acme.take(acme.way(channel).delivery(POSITIVE))
    until(lambda: [send["state"] for send in acme.sends()] == ["unknown"], "an unknown send")
    assert _settled(rejoinder, acme, delivery)["disposition"] == "sent"
    assert len(acme.way(channel).received_by(delivery.person)) == 1
    assert [send["attempts"] for send in acme.sends()] == [1]


@CHANNELS
def test_a_mail_that_is_not_listed_waits_for_a_person_and_is_not_sent_again(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    provider = _provider(rejoinder, channel)
    provider.list_hides = True
    try:
        provider.script.append("accept-no-answer")
        delivery = acme.take(acme.way(channel).delivery(POSITIVE))
        until(lambda: [send["state"] for send in acme.sends()] == ["unknown"], "an unknown send")
        message = _settled(rejoinder, acme, delivery)
    finally:
        provider.list_hides = False
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "send-unknown")
    assert len(acme.way(channel).received_by(delivery.person)) == 1


@CHANNELS
def test_a_refusal_ends_the_message_with_the_providers_words(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    _provider(rejoinder, channel).script.append("refuse:200")
    message = acme.ended(acme.take(acme.way(channel).delivery(POSITIVE)))
    assert message["disposition"] == "failed"
    assert "refused the mail" in acme.sends()[0]["error"]


def _provider(rejoinder: Installation, channel: str) -> Any:
    return getattr(rejoinder, channel)


def _settled(rejoinder: Installation, acme: Tenant, delivery: Delivery) -> dict[str, Any]:
    def over() -> bool:
        rejoinder.hasten("workspace_id = %s", acme.id)
        return bool(acme.stored(delivery)["disposition"] not in ("processing", "retrying"))

    until(over, "the outcome to be settled", 30)
    return acme.ended(delivery)


# --- what is never answered ---------------------------------------------------------------------------------


def test_an_automatic_reply_is_never_answered(acme: Tenant) -> None:
    by_type = acme.take(acme.instantly.delivery(POSITIVE, event_type="auto_reply_received"))
    by_flag = acme.take(acme.emailbison.delivery(POSITIVE, automated_reply=True))
    for delivery in (by_type, by_flag):
        message = acme.ended(delivery)
        assert (message["disposition"], message["automated"]) == ("stayed-silent", True)
    assert acme.sends() == []


def test_an_untracked_reply_waits_for_a_person(acme: Tenant) -> None:
    acme.take(acme.emailbison.delivery(POSITIVE, kind="UNTRACKED_REPLY_RECEIVED"))
    until(lambda: acme.accounting()["unmatched"] == 1, "the unmatched reply")
    assert (acme.messages(), acme.sends()) == ([], [])


@CHANNELS
def test_who_unsubscribes_at_the_provider_is_left_alone(acme: Tenant, channel: str) -> None:
    acme.set(mode="suggest")
    way = acme.way(channel)
    delivery = acme.take(way.delivery(POSITIVE))
    message = acme.ended(delivery)
    event = json.loads(delivery.content)
    if channel == "instantly":
        acme.take(changed(delivery, event_type="lead_unsubscribed"))
    else:
        acme.take(changed(delivery, event=event["event"] | {"type": "LEAD_UNSUBSCRIBED"}))
    until(lambda: acme.lead(message)["consent"].get("email") == "withdrawn", "the opt-out")
    assert acme.lead(message)["status"] == "blacklisted"
    again = acme.ended(acme.take(way.delivery(POSITIVE, delivery.person)))
    assert again["disposition"] == "suppressed"
    assert way.received_by(delivery.person) == []


# --- what no webhook brought ----------------------------------------------------------------------------------


@CHANNELS
def test_a_reply_whose_delivery_failed_is_found_and_waits_for_a_person(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    way, provider = acme.way(channel), _provider(rejoinder, channel)
    known = acme.take(way.delivery("Thanks"))
    acme.ended(known)
    lost = way.delivery(POSITIVE)
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    provider.received[-1] = replace(provider.received[-1], at=earlier)
    if channel == "instantly":
        event = provider.event_of(provider.received[-1])
        provider.fail_to_deliver(way.connection["webhook_url"], event)
        lost = replace(lost, event_id=f"reply_received:{event['email_id']}:{event['timestamp']}")
    rejoinder.sql("UPDATE connections SET created_at = created_at - interval '1 hour' WHERE workspace_id = %s", acme.id)
    rejoinder.sql("UPDATE reconciliations SET due_at = clock_timestamp() WHERE workspace_id = %s", acme.id)
    assert rejoinder.scheduler.stop() == 0
    rejoinder.scheduler.start()
    message = acme.ended(lost)
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "backfilled")
    assert way.received_by(lost.person) == []
    assert len(acme.messages(direction="inbound")) == 2
    assert unaccounted(acme) == 0

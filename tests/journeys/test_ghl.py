"""GoHighLevel over HTTP: both ways in, the second "Yes", colleagues who answer there, and nobody else's location."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-ghl")]

POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def named(acme: Tenant, delivery: Delivery) -> dict[str, object]:
    """The message of a workflow's push, once HighLevel has told its id."""
    acme.stored(delivery, within_s=20)
    return acme.ended(delivery)


def test_a_workflows_push_is_stored_at_once_named_by_highlevel_and_answered_once(
    rejoinder: Installation, acme: Tenant
) -> None:
    with rejoinder.without_workers():
        push = acme.take(acme.ghl.push(POSITIVE))
        [stored] = acme.messages(direction="inbound")
        assert (stored["body"], stored["disposition"]) == (POSITIVE, "processing")
    message = named(acme, push)
    assert (message["id"], message["disposition"]) == (stored["id"], "sent")
    assert len(acme.ghl.received_by(push.person)) == 1
    lead = acme.lead(message)
    assert (lead["phones"], lead["name"]) == ([push.person], "Ana Whitfield")


def test_two_equal_pushes_are_two_messages_when_the_person_wrote_twice_and_one_when_not(
    rejoinder: Installation, acme: Tenant
) -> None:
    first = acme.take(acme.ghl.push("Thanks", Date="11/20/2026", Time="10:43 AM"))
    for _ in range(2):
        acme.take(first)
    named(acme, first)
    assert len(acme.messages(direction="inbound")) == 1
    second = acme.ghl.push("Thanks", first.person, Date="11/20/2026", Time="10:43 AM")
    assert second.content == first.content, "nothing in the push tells them apart"
    acme.take(second)
    until(
        lambda: rejoinder.hasten("workspace_id = %s", acme.id) or len(acme.messages(direction="inbound")) == 2, "both"
    )
    acme.ended(second)
    assert {m["external_id"] for m in acme.messages(direction="inbound")} == {first.event_id, second.event_id}
    books = acme.accounting()
    assert (books["received"], books["unaccounted"]) == (2, 0)


def test_a_marketplace_event_brings_number_and_name_from_the_contact(acme: Tenant) -> None:
    delivery = acme.take(acme.ghl.delivery(POSITIVE))
    message = acme.ended(delivery)
    lead = acme.lead(message)
    assert (lead["phones"], lead["name"]) == ([delivery.person], "Ana Whitfield")


def test_somebody_known_from_another_provider_stays_one_person(acme: Tenant) -> None:
    text = acme.take(acme.texts.delivery("Thanks"))
    before = acme.ended(text)
    after = acme.ended(acme.take(acme.ghl.delivery("Thanks a lot", text.person)))
    assert after["lead_id"] == before["lead_id"]
    assert acme.lead(after)["phones"] == [text.person]
    assert acme.accounting()["unaccounted"] == 0


def test_without_a_secret_a_push_is_looked_up_before_anything_leaves(rejoinder: Installation) -> None:
    weak = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    ghl = rejoinder.ghl
    connection = weak.connect("ghl_sms", ghl.credentials, base_url=ghl.base_url)
    real = weak.take(ghl.push(connection["webhook_url"], POSITIVE, "+12025550931"))
    assert named(weak, real)["disposition"] == "sent"
    invented = ghl.push(connection["webhook_url"], POSITIVE, "+12025550932")
    ghl.hidden.add(invented.event_id)
    weak.take(invented)
    waiting = until(lambda: [m for m in weak.messages(direction="inbound") if m["disposition"] == "retrying"], "a wait")
    rejoinder.sql("UPDATE messages SET received_at = received_at - interval '10 min' WHERE id = %s", waiting[0]["id"])

    def ended() -> bool:
        rejoinder.hasten("workspace_id = %s", weak.id)
        return bool(weak.messages(direction="inbound", disposition="waiting-human"))

    until(ended, "a person to be asked")
    [message] = weak.messages(direction="inbound", disposition="waiting-human")
    assert message["disposition_reason"] == "not-at-provider"
    assert ghl.delivered("+12025550932") == []


def test_a_colleague_who_answers_in_highlevel_ends_the_message(rejoinder: Installation) -> None:
    slow = rejoinder.a_tenant(mode="suggest")
    delivery = slow.take(slow.ghl.delivery(POSITIVE))
    slow.ended(delivery)
    typed = rejoinder.ghl.typed(delivery.person, "I call you at three")
    content, headers = rejoinder.ghl.signed(rejoinder.ghl.inbound_event(typed))
    slow.take(Delivery(delivery.url, content, headers, typed.id, delivery.person))
    until(lambda: slow.stored(delivery)["disposition"] == "superseded", "the end")
    assert [m["author"] for m in slow.messages(direction="outbound")] == ["elsewhere"]


def test_our_own_echo_is_not_a_colleague(rejoinder: Installation, acme: Tenant) -> None:
    delivery = acme.take(acme.ghl.delivery(POSITIVE))
    acme.ended(delivery)
    [ours] = rejoinder.ghl.delivered(delivery.person)
    content, headers = rejoinder.ghl.signed(rejoinder.ghl.inbound_event(ours))
    echo = acme.take(Delivery(delivery.url, content, headers, ours.id, delivery.person))
    until(lambda: not acme.jobs(type="PROVIDER_EVENT", status="PENDING"), "the echo to be heard")
    acme.take(echo)
    assert [m["author"] for m in acme.messages(direction="outbound")] == ["ai"]
    assert acme.stored(delivery)["disposition"] == "sent"


def test_a_lost_answer_is_settled_by_looking_into_the_conversation(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.ghl.script.append("accept-no-answer")
    delivery = acme.take(acme.ghl.delivery(POSITIVE))
    until(lambda: acme.sends(state="unknown"), "an unknown outcome")
    until(lambda: rejoinder.hasten("workspace_id = %s", acme.id) or acme.sends(state="sent"), "it to be settled")
    assert acme.ended(delivery)["disposition"] == "sent"
    assert len(rejoinder.ghl.delivered(delivery.person)) == 1


def test_do_not_disturb_in_highlevel_is_heard_from_the_event_and_from_the_contact(
    rejoinder: Installation, acme: Tenant
) -> None:
    blocked = acme.ghl.a_person()
    rejoinder.ghl.person(blocked, dnd="permanent")
    message = acme.ended(acme.take(acme.ghl.delivery(POSITIVE, blocked)))
    assert (message["disposition"], message["disposition_reason"]) == ("suppressed", "opt-out")
    assert acme.ghl.received_by(blocked) == []

    other = acme.take(acme.ghl.delivery("Thanks"))
    contact = rejoinder.ghl.person(other.person)
    event = {
        "type": "ContactDndUpdate",
        "webhookId": "w-1",
        "locationId": rejoinder.ghl.location_id,
        "id": contact.id,
        "dndSettings": {"SMS": {"status": "active"}},
    }
    content, headers = rejoinder.ghl.signed(event)
    acme.take(Delivery(other.url, content, headers, "w-1", other.person))
    lead = acme.lead(acme.ended(other))
    until(lambda: acme.lead({"lead_id": lead["id"]})["consent"]["sms"] == "withdrawn", "the opt-out")


def test_another_location_is_set_aside_and_a_wrong_signature_refused(rejoinder: Installation, acme: Tenant) -> None:
    good = acme.ghl.delivery(POSITIVE)
    content, headers = rejoinder.ghl.signed(
        rejoinder.ghl.inbound_event(rejoinder.ghl.arrives(good.person, "Hi"), locationId="somebodyElse000001")
    )
    acme.take(replace(good, content=content, headers=headers))
    events = rejoinder.all_of("/api/v1/events", workspace_id=acme.id, state="quarantined")
    assert [event["reason"].partition(":")[0] for event in events] == ["unknown_location"]
    assert acme.post(replace(good, content=good.content.replace(b"interested", b"interesteD"))).status_code == 401
    assert acme.messages() == []

"""LinkedIn through Unipile on a whole installation: people change their minds, and accounts are signed out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-linkedin")]

QUESTION = "Can you send pricing for 20 seats?"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


def changed(tenant: Tenant, first: Delivery, name: str, text: str | None) -> None:
    """The provider tells that the message was edited or taken back."""
    unipile = tenant.rejoinder.unipile
    said = next(said for said in unipile.messages if said.id == first.event_id)
    event = {**unipile.message_event(said, first.person), "event": name, "message": text}
    tenant.take(unipile.of_event(first.url, event, said, first.person))


def connection_of(tenant: Tenant) -> dict[str, Any]:
    own = tenant.chats.connection["id"]
    return dict(tenant.rejoinder.get(f"/api/v1/workspaces/{tenant.id}/connections/{own}"))


def test_an_edited_message_is_drafted_for_anew_and_a_deleted_one_is_left_alone(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="suggest")
    delivery = acme.take(acme.chats.delivery(QUESTION))
    message = acme.ended(delivery)
    [draft] = acme.drafts(message["id"])
    assert (draft["version"], draft["status"]) == (1, "proposed")

    changed(acme, delivery, "message_edited", "Can you send pricing for 25 seats?")
    until(lambda: [d["version"] for d in acme.drafts(message["id"])] == [2], "a new version of the draft")
    now = acme.ended(delivery)
    assert (now["body"], now["body_clean"]) == ("Can you send pricing for 25 seats?",) * 2
    assert now["disposition"] == "waiting-human"
    assert "message-edited" in {step["kind"] for step in acme.trace(message["id"])}

    changed(acme, delivery, "message_deleted", None)
    until(lambda: acme.stored(delivery)["disposition"] == "stayed-silent", "the end")
    assert acme.stored(delivery)["disposition_reason"] == "message-deleted"
    assert [d["status"] for d in acme.drafts(message["id"])] == ["superseded"]
    assert acme.accounting()["unaccounted"] == 0


def test_a_signed_out_account_is_shown_and_its_replies_leave_once_it_is_back(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    url = acme.chats.connection["webhook_url"]
    assert rejoinder.unipile.status(url, "CREDENTIALS").status_code == 200
    try:
        until(lambda: connection_of(acme)["status"] == "disconnected", "the connection to show it")
        assert "signed the account out" in connection_of(acme)["status_reason"]
        delivery = acme.take(acme.chats.delivery(QUESTION))
        message = acme.stored(delivery)
        until(lambda: acme.jobs(message_id=message["id"], status="PARKED"), "the reply to be parked", 20)
        assert [alert["rule"] for alert in acme.alerts()] == ["account-disconnected"]
        assert acme.accounting()["unaccounted"] == 0
    finally:
        assert rejoinder.unipile.status(url, "OK").status_code == 200
    assert acme.ended(delivery, 40)["disposition"] == "sent"
    assert len(acme.chats.received_by(delivery.person)) == 1
    assert connection_of(acme)["status"] == "active"


def test_an_account_that_refuses_a_reply_keeps_it_until_somebody_checks(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    rejoinder.unipile.script.append("401")
    delivery = acme.take(acme.chats.delivery(QUESTION))
    message = acme.stored(delivery)
    until(lambda: acme.jobs(message_id=message["id"], status="PARKED"), "the reply to be parked", 20)
    assert [send["state"] for send in acme.sends()] == ["queued"]
    checked = rejoinder.post(f"/api/v1/workspaces/{acme.id}/connections/{acme.chats.connection['id']}/test")
    assert checked["ok"] is True
    assert acme.ended(delivery, 40)["disposition"] == "sent"
    holds_for(lambda: len(acme.chats.received_by(delivery.person)) == 1, "the reply left once", 0.5)


def test_a_lost_answer_is_settled_by_the_echo_and_never_sent_twice(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    unipile = rejoinder.unipile
    unipile.script.append("accept-no-answer")
    delivery = acme.take(acme.chats.delivery(QUESTION))
    until(lambda: [send["state"] for send in acme.sends()] == ["unknown"], "an unknown outcome", 20)
    said = unipile.delivered(delivery.person)[0]
    event = unipile.message_event(said, delivery.person)
    acme.take(unipile.of_event(delivery.url, event, said, delivery.person))
    assert acme.ended(delivery)["disposition"] == "sent"
    assert [send["provider_message_id"] for send in acme.sends()] == [said.id]
    assert len(acme.messages(direction="outbound")) == 1
    holds_for(lambda: len(unipile.delivered(delivery.person)) == 1, "the reply left once", 0.5)

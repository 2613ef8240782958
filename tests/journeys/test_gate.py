"""Pauses, halts, impossible modes and the owner's telephone, over HTTP and the providers' own wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant, a_phone_number
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-gate")]

POSITIVE = "Yes, I'm interested in a call"
URGENT = "Our boiler is leaking, can you come?"
PHONE = "020 7946 0000"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.5, business_phone=PHONE)


@pytest.fixture
def owned(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="suggest", owner_phone=a_phone_number())


def owner_of(tenant: Tenant) -> str:
    return str(tenant.rejoinder.get(f"/api/v1/workspaces/{tenant.id}")["settings"]["owner_phone"])


def the_code(tenant: Tenant) -> str:
    """The code in the newest text on the owner's phone."""
    texts = until(lambda: tenant.texts.received_by(owner_of(tenant)), "a text to the owner")
    return texts[-1].partition("Answer YES ")[2].split()[0]


def notices(tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    return [send for send in tenant.sends() if send["kind"] == kind]


def test_a_paused_workspace_deflects_once_and_says_where_to_call(acme: Tenant) -> None:
    with acme.switched("outbound_paused"):
        first = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.ended(first)
        assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "switch:outbound_paused")
        until(lambda: acme.texts.received_by(first.person), "the deflection")
        second = acme.take(acme.texts.delivery(POSITIVE, person=first.person))
        acme.ended(second)
        holds_for(lambda: len(acme.texts.received_by(first.person)) == 1, "one deflection", 2.0)
        shown = acme.rejoinder.get("/health")["switches"]
        assert "outbound_paused" in [switch["kind"] for switch in shown]
    [text] = acme.texts.received_by(first.person)
    assert text.startswith("Thanks for your message! We're temporarily unable")
    assert PHONE in text
    assert "deflected" in [entry["kind"] for entry in acme.trace(message["id"])]
    assert acme.accounting()["unaccounted"] == 0


def test_nothing_leaves_while_everything_is_halted(acme: Tenant) -> None:
    with acme.switched("outbound_halted"), acme.switched("outbound_paused"):
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.ended(delivery)
        assert message["disposition_reason"] == "switch:outbound_halted"
        holds_for(lambda: not acme.texts.received_by(delivery.person), "silence", 2.0)


def test_a_mode_that_does_not_exist_ends_in_an_apology_and_an_alert(acme: Tenant) -> None:
    acme.rejoinder.sql(
        """UPDATE workspaces SET settings = settings || '{"mode": "ONBOARDING"}' WHERE id = %s""", acme.id
    )
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = acme.ended(delivery)
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "mode-invalid")
    [text] = until(lambda: acme.texts.received_by(delivery.person), "the apology")
    assert text.startswith("We're experiencing a technical issue")
    assert "mode-invalid" in [alert["rule"] for alert in acme.alerts()]
    acme.set(mode="auto")
    again = acme.take(acme.texts.delivery(POSITIVE))
    assert acme.ended(again)["disposition"] == "sent"


def test_the_owners_yes_sends_the_waiting_reply_exactly_once(owned: Tenant) -> None:
    delivery = owned.take(owned.texts.delivery(URGENT))
    message = owned.ended(delivery)
    code = the_code(owned)
    yes = owned.take(owned.texts.delivery(f"YES {code}", person=owner_of(owned)))
    for _ in range(3):
        owned.take(yes)
    until(lambda: owned.texts.received_by(delivery.person), "the reply")
    owned.take(owned.texts.delivery(f"yes {code}", person=owner_of(owned)))
    holds_for(lambda: len(owned.texts.received_by(delivery.person)) == 1, "one reply", 2.0)
    ended = owned.rejoinder.get(f"/api/v1/messages/{message['id']}")
    assert ended["disposition"] == "approved-sent"
    [send] = [send for send in owned.sends(message_id=message["id"]) if send["kind"] == "reply"]
    assert send["approved_by"] == f"owner:{owner_of(owned)}"
    assert len(notices(owned, "notification")) == 1


def test_the_owners_no_rejects_the_waiting_reply(owned: Tenant) -> None:
    delivery = owned.take(owned.texts.delivery(URGENT))
    message = owned.ended(delivery)
    command = owned.take(owned.texts.delivery(f"NO {the_code(owned)}", person=owner_of(owned)))
    assert owned.ended(command)["disposition_reason"] == "owner-command"

    def rejected() -> bool:
        now = owned.rejoinder.get(f"/api/v1/messages/{message['id']}")
        return (now["disposition"], now["disposition_reason"]) == ("stayed-silent", "rejected-by-owner")

    until(rejected, "the rejection")
    assert owned.texts.received_by(delivery.person) == []
    assert owned.drafts(message["id"])[0]["status"] == "rejected"


def test_the_owner_pauses_and_resumes_by_text(owned: Tenant) -> None:
    owner = owner_of(owned)

    def pauses() -> list[dict[str, Any]]:
        held = owned.rejoinder.all_of("/api/v1/switches")
        return [switch for switch in held if switch["scope"]["workspace_id"] == owned.id]

    owned.ended(owned.take(owned.texts.delivery("PAUSE", person=owner)))
    [switch] = pauses()
    assert (switch["kind"], switch["author"]) == ("outbound_paused", f"owner:{owner}")
    assert switch["until"] is not None
    owned.ended(owned.take(owned.texts.delivery("RESUME", person=owner)))
    assert pauses() == []
    answers = until(lambda: len(owned.texts.received_by(owner)) == 2 and owned.texts.received_by(owner), "two answers")
    assert "paused for 8 hours" in answers[0]
    assert owned.accounting()["unaccounted"] == 0

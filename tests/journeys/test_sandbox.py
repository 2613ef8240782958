"""Without any key: simulated people write in and are answered, by the offline AI, through the real webhook route."""

from collections.abc import Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

POSITIVE = "Yes, I'm interested. Could we set up a call?"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-sandbox")]


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(OPENAI_API_KEY="", OPENAI_BASE_URL="", REJOINDER_AI="offline") as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    knowledge = ["We are open from 9 to 5 on weekdays.", "A first call takes fifteen minutes and is free."]
    link = "https://cal.example/acme"
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.5, knowledge=knowledge, booking_link=link)


@pytest.mark.parametrize(
    ("medium", "person"), [("sms", "+12025550143"), ("email", "ana@brightoak.example"), ("linkedin", "ana-oak")]
)
def test_a_simulated_person_gets_one_delivered_answer(
    rejoinder: Installation, acme: Tenant, medium: str, person: str
) -> None:
    message = _written(rejoinder, acme, medium, person, POSITIVE)
    reply = until(lambda: _received(rejoinder, acme, person), "an answer on the simulated phone")
    ended = until(lambda: _ended(rejoinder, message["id"]), "an ending")
    assert (ended["disposition"], ended["medium"]) == ("sent", medium)
    assert ended["sentiment_source"] not in ("model", None)
    [answer] = reply
    assert answer["body"]
    assert answer["medium"] == medium
    [send] = acme.sends(message_id=message["id"])
    assert (send["state"], send["recipient"]) in (("sent", person), ("delivered", person))
    assert acme.accounting()["unaccounted"] == 0


def test_a_simulated_person_who_opts_out_hears_nothing(rejoinder: Installation, acme: Tenant) -> None:
    message = _written(rejoinder, acme, "sms", "+12025550144", "STOP")
    ended = until(lambda: _ended(rejoinder, message["id"]), "an ending")
    assert (ended["disposition"], ended["disposition_reason"]) == ("suppressed", "opt-out")
    assert _received(rejoinder, acme, "+12025550144") == []


def test_a_lost_answer_is_found_and_not_repeated(rejoinder: Installation, acme: Tenant) -> None:
    person = "+12025550145"
    message = _written(rejoinder, acme, "sms", person, POSITIVE, faults=["lose-answer"])
    until(lambda: [s for s in acme.sends(message_id=message["id"]) if s["state"] == "unknown"], "an unknown outcome")
    rejoinder.hasten("type = 'CONFIRM_SEND'")
    ended = until(lambda: _ended(rejoinder, message["id"]), "an ending")
    assert ended["disposition"] == "sent"
    assert len(_received(rejoinder, acme, person)) == 1


def test_offered_times_become_one_meeting_that_is_confirmed(rejoinder: Installation, acme: Tenant) -> None:
    person = "+12025550146"
    first = _written(rejoinder, acme, "sms", person, "Hello")
    acme.set(calendar={"connection_id": first["connection_id"], "calendar_id": "intro"}, booking_link="")
    until(lambda: _ended(rejoinder, first["id"]), "an ending")
    asked = _written(rejoinder, acme, "sms", person, POSITIVE)
    until(lambda: _ended(rejoinder, asked["id"]), "an ending")
    slots = f"/api/v1/leads/{asked['lead_id']}/slots"
    offered = rejoinder.get(f"{slots}?state=offered")["items"]
    assert len(offered) == 3

    rejoinder.post(f"{slots}/{offered[0]['id']}/book", {})
    until(lambda: rejoinder.get(f"/api/v1/appointments?lead_id={asked['lead_id']}")["items"], "a meeting")

    [seat] = rejoinder.get(f"/api/v1/appointments?lead_id={asked['lead_id']}")["items"]
    assert (seat["state"], seat["starts_at"]) == ("booked", offered[0]["starts_at"])
    until(lambda: any("You are booked" in r["body"] for r in _received(rejoinder, acme, person)), "a confirmation")
    assert rejoinder.get(f"/api/v1/messages/{asked['id']}")["disposition"] == "booked"
    assert rejoinder.get(f"/api/v1/leads/{asked['lead_id']}")["status"] == "meeting-booked"
    assert acme.accounting()["unaccounted"] == 0


def _written(rejoinder: Installation, acme: Tenant, medium: str, person: str, body: str, **more: Any) -> dict[str, Any]:
    stated = {"workspace_id": acme.id, "medium": medium, "from": person, "body": body, **more}
    answer = rejoinder.post("/api/v1/sandbox/messages", stated)
    assert answer["success"] is True
    return dict(answer["message"])


def _ended(rejoinder: Installation, message_id: str) -> dict[str, Any] | None:
    message = dict(rejoinder.get(f"/api/v1/messages/{message_id}"))
    return None if message["disposition"] in ("processing", "retrying") else message


def _received(rejoinder: Installation, acme: Tenant, person: str) -> list[dict[str, Any]]:
    return [r for r in rejoinder.all_of("/api/v1/sandbox/messages", workspace_id=acme.id) if r["recipient"] == person]

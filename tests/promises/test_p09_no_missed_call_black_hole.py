"""P9: every missed call ends in a text, or in an alert if the caller cannot be texted; also for a number that nobody
registered, and with Postgres down."""

import itertools
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant, a_phone_number
from rejoinder.entrypoints.drill.waiting import holds_for, until
from rejoinder.infrastructure.postgres.number_book import PLACE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p09")]

FAILSAFE = "We missed your call"
_OURS = itertools.count(1)


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(own_postgres=True) as running:
        yield running


def a_number() -> str:
    """Of ours, never used before."""
    return f"+1312555{next(_OURS):04d}"


def a_call() -> str:
    return f"CA{uuid.uuid4().hex}"


class Line:
    """A tenant's Twilio account for calls."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.twilio = tenant, tenant.rejoinder.twilio
        credentials = {"account_sid": self.twilio.account_sid, "auth_token": self.twilio.auth_token}
        self.connection = tenant.connect("twilio_voice", credentials, base_url=self.twilio.base_url)
        self.url = str(self.connection["webhook_url"])

    def registered(self, **more: Any) -> str:
        """A number of the tenant's own."""
        number = a_number()
        wanted = {"number": number, "role": "operational", "workspace_id": self.tenant.id}
        self.tenant.rejoinder.post("/api/v1/numbers", {**wanted, "connection_id": self.connection["id"], **more})
        return number

    def missed(self, to: str, caller: str | None = None, status: str = "no-answer", sid: str = "", **more: Any) -> str:
        """Somebody called and nobody answered; returns who."""
        caller = caller or a_phone_number()
        answer = self.twilio.call_status(self.url, status, from_=caller, to=to, sid=sid or a_call(), **more)
        assert answer.status_code == 200, answer.text
        return caller

    def texts_to(self, caller: str) -> list[str]:
        return [text.body for text in self.twilio.delivered(caller)]

    def gets_one_text(self, caller: str, within_s: float = 20.0) -> str:
        """The one text that this caller gets; nothing follows it."""
        until(lambda: self.texts_to(caller), f"a text to {caller}", within_s)
        holds_for(lambda: len(self.texts_to(caller)) == 1, "one text and no more", 1.5)
        return self.texts_to(caller)[0]


def intakes(rejoinder: Installation, caller: str) -> list[dict[str, Any]]:
    found = rejoinder.all_of("/api/v1/system-intakes", all=True)
    return [intake for intake in found if intake["caller"] == caller]


def _is_known_as_sent(rejoinder: Installation, caller: str) -> None:
    """The database knows of the one text."""
    until(lambda: [i["text_state"] for i in intakes(rejoinder, caller)] == ["sent"], "its intake", within_s=60)


def alerts(rejoinder: Installation, rule: str) -> list[dict[str, Any]]:
    return [alert for alert in rejoinder.all_of("/api/v1/alerts") if alert["rule"] == rule]


# --- a number of a workspace ----------------------------------------------------------------------


def test_a_missed_call_on_a_registered_number_gets_the_workspaces_text_once(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant(name="Acme Plumbing"))
    number = line.registered()
    sid = a_call()
    caller = line.missed(number, sid=sid)
    line.missed(number, caller, sid=sid)
    line.missed(number, caller, sid=a_call(), ParentCallSid=sid)
    assert "Acme Plumbing" in line.gets_one_text(caller)
    (send,) = line.tenant.sends()
    assert (send["state"], send["recipient"], send["sender"]) == ("sent", caller, number)
    assert send["message_id"] is None
    assert line.tenant.messages(direction="inbound") == []
    (lead,) = rejoinder.all_of("/api/v1/leads", workspace_id=line.tenant.id)
    assert lead["phones"] == [caller]


def test_whoever_answers_the_text_is_answered_in_the_same_thread(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto")
    line = Line(acme)
    number = line.registered()
    caller = line.missed(number)
    line.gets_one_text(caller)
    reply = acme.take(acme.texts.delivery("Yes please, can you call me back tomorrow?", person=caller))
    ended = acme.ended(reply)
    assert ended["disposition"] in ("sent", "waiting-human")
    said = acme.messages(lead_id=ended["lead_id"])
    assert sorted(m["direction"] for m in said)[:1] == ["inbound"]
    assert any(FAILSAFE in m["body"] for m in said if m["direction"] == "outbound")


def test_the_dial_result_is_the_truth_and_completed_is_not(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = line.registered(forward_to="+12025550199")
    served, unserved = a_phone_number(), a_phone_number()
    for caller, result in ((served, "completed"), (unserved, "no-answer")):
        sid = a_call()
        rung = line.twilio.ring(line.url, from_=caller, to=number, sid=sid)
        assert "<Number>+12025550199</Number>" in rung.text
        assert line.twilio.dial_result(line.url, result, from_=caller, to=number, sid=sid).status_code == 200
        line.missed(number, caller, status="completed", sid=sid, duration=22)
    line.gets_one_text(unserved)
    assert line.texts_to(served) == []


def test_a_withheld_caller_and_a_landline_become_alerts(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = line.registered()
    line.missed(number, "+266696687", sid=a_call())
    line.twilio.script.append("refuse:21614")
    landline = line.missed(number, "+442079460123")
    found = until(lambda: found if len(found := line.tenant.alerts()) >= 2 else None, "two alerts")
    assert {alert["rule"] for alert in found} == {"caller-unreachable"}
    assert line.texts_to(landline) == []
    leads = rejoinder.all_of("/api/v1/leads", workspace_id=line.tenant.id)
    assert [lead["phones"] for lead in leads] == [[landline]]


def test_with_postgres_down_a_registered_number_gets_its_text_after_its_return(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = line.registered()
    line.gets_one_text(line.missed(number))
    rejoinder.own_postgres.kill()
    try:
        caller = line.missed(number)
        assert line.texts_to(caller) == []
    finally:
        rejoinder.own_postgres.start()
    assert FAILSAFE in line.gets_one_text(caller, within_s=40)


# --- a number of nobody ---------------------------------------------------------------------------


def test_fifty_callbacks_at_once_about_an_unregistered_number_are_one_generic_text(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant(name="Acme Plumbing"))
    caller, number, sid = a_phone_number(), a_number(), a_call()
    began = time.monotonic()
    with ThreadPoolExecutor(25) as pool:
        list(pool.map(lambda _: line.missed(number, caller, sid=sid), range(50)))
    took = time.monotonic() - began
    body = line.gets_one_text(caller)
    assert body.startswith(FAILSAFE)
    assert "Acme" not in body
    assert rejoinder.all_of("/api/v1/leads", workspace_id=line.tenant.id) == []
    assert line.tenant.messages() == []
    _is_known_as_sent(rejoinder, caller)
    print(f"\nP9: 50 callbacks about one call in {took:.1f} s, one text")


def test_with_postgres_down_the_text_is_there_within_two_seconds_and_only_once(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = a_number()
    line.gets_one_text(line.missed(number))
    callers = [a_phone_number() for _ in range(5)]
    calls = {caller: a_call() for caller in callers}
    rejoinder.own_postgres.kill()
    waits = []
    try:
        for caller in callers:
            began = time.monotonic()
            for _ in range(2):
                line.missed(number, caller, sid=calls[caller])
            assert len(line.texts_to(caller)) == 1
            waits.append(time.monotonic() - began)
    finally:
        rejoinder.own_postgres.start()
    assert max(waits) < 2, f"the slowest two callbacks took {max(waits):.1f} s"
    for caller in callers:
        _is_known_as_sent(rejoinder, caller)
        line.missed(number, caller, sid=calls[caller])
        assert len(line.texts_to(caller)) == 1
    assert rejoinder.all_of("/api/v1/leads", workspace_id=line.tenant.id) == []
    print(f"\nP9 Postgres down: text and both callbacks of a call took {max(waits):.2f} s at most")


def test_an_api_that_starts_while_postgres_is_down_still_answers_the_caller(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = a_number()
    line.gets_one_text(line.missed(number))
    until(lambda: line.connection["id"] in _book(rejoinder), "the account to be known by heart")
    rejoinder.own_postgres.kill()
    try:
        rejoinder.restart_api()
        caller, sid = a_phone_number(), a_call()
        line.missed(number, caller, sid=sid)
        assert len(line.texts_to(caller)) == 1
        rejoinder.restart_api()
        line.missed(number, caller, sid=sid)
        assert len(line.texts_to(caller)) == 1
    finally:
        rejoinder.own_postgres.start()
    _is_known_as_sent(rejoinder, caller)


def _book(rejoinder: Installation) -> str:
    book = rejoinder.folder / "data" / "numbers.json"
    return rejoinder.vault.open_bytes(book.read_bytes(), PLACE).decode() if book.exists() else ""


def test_a_lost_answer_and_a_killed_api_never_make_a_second_text(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    caller, number, sid = a_phone_number(), a_number(), a_call()
    line.twilio.script.append("accept-no-answer")
    line.missed(number, caller, sid=sid)
    rejoinder.restart_api()
    line.missed(number, caller, sid=sid)
    until(
        lambda: [i["text_state"] for i in intakes(rejoinder, caller)] == ["sent"], "the text to be found", within_s=60
    )
    assert len(line.texts_to(caller)) == 1


def test_a_caller_whom_no_text_reaches_is_an_alert(rejoinder: Installation) -> None:
    line = Line(rejoinder.a_tenant())
    number = a_number()
    line.missed(number, "anonymous", sid=a_call())
    line.twilio.script.append("refuse:21614")
    line.missed(number, "+442079460987")
    until(
        lambda: (
            {"anonymous", "+442079460987"}
            <= {a["detail"].get("caller") for a in alerts(rejoinder, "caller-unreachable")}
        ),
        "two alerts",
    )
    assert line.texts_to("+442079460987") == []


def test_a_reply_to_the_generic_text_waits_in_an_intake_until_a_person_assigns_it(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto")
    line = Line(acme)
    number = a_number()
    rejoinder.post("/api/v1/numbers", {"number": number, "role": "system", "connection_id": line.connection["id"]})
    caller = line.missed(number)
    line.gets_one_text(caller)
    reply = acme.texts.delivery("My boiler is leaking, can you send me a quote?", person=caller, to=number)
    until(lambda: intakes(rejoinder, caller), "the intake")
    acme.take(reply)
    (intake,) = until(lambda: [i for i in intakes(rejoinder, caller) if i["messages"]], "the reply in the intake")
    assert intake["messages"][0]["body"] == "My boiler is leaking, can you send me a quote?"
    assert acme.messages() == []
    given = rejoinder.post(f"/api/v1/system-intakes/{intake['id']}/assign", {"workspace_id": acme.id})
    assert given["workspace_id"] == acme.id
    assert acme.ended(reply)["lead_id"] == given["lead_id"]
    assert (
        rejoinder.call("POST", f"/api/v1/system-intakes/{intake['id']}/assign", {"workspace_id": acme.id}).status_code
        == 409
    )
    later = acme.take(acme.texts.delivery("And what does a new one cost?", person=caller, to=number))
    assert acme.ended(later)["lead_id"] == given["lead_id"]
    assert len(intakes(rejoinder, caller)) == 1


# --- one account, several workspaces --------------------------------------------------------------


def test_on_a_shared_account_the_number_decides_for_calls_and_texts(rejoinder: Installation) -> None:
    one, other = rejoinder.a_tenant(name="Acme", mode="auto"), rejoinder.a_tenant(name="Brightoak", mode="auto")
    twilio = rejoinder.twilio
    credentials = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
    shared = {
        channel: rejoinder.post(
            "/api/v1/connections", {"channel": channel, "credentials": credentials, "base_url": twilio.base_url}
        )
        for channel in ("twilio_voice", "twilio_sms")
    }
    numbers = {one.id: a_number(), other.id: a_number()}
    for workspace_id, number in numbers.items():
        stated = {"number": number, "role": "operational", "workspace_id": workspace_id}
        rejoinder.post("/api/v1/numbers", {**stated, "connection_id": shared["twilio_sms"]["id"]})
    for tenant, name in ((one, "Acme"), (other, "Brightoak")):
        _calls_and_texts(tenant, name, numbers[tenant.id], shared)


def _calls_and_texts(tenant: Tenant, name: str, number: str, shared: dict[str, dict[str, Any]]) -> None:
    """Somebody calls that number in vain, somebody else texts it; both are this tenant's."""
    rejoinder, twilio = tenant.rejoinder, tenant.rejoinder.twilio
    caller, person = a_phone_number(), a_phone_number()
    url = shared["twilio_voice"]["webhook_url"]
    assert twilio.call_status(url, "no-answer", from_=caller, to=number, sid=a_call()).status_code == 200
    (text,) = until(lambda: twilio.delivered(caller), "the text")
    assert name in text.body
    said = twilio.receive(shared["twilio_sms"]["webhook_url"], from_=person, to=number, body="How much is it?")
    assert said.status_code == 200
    (message,) = until(lambda: [m for m in tenant.messages(direction="inbound") if m["sender"] == person], "it")
    assert message["recipient"] == number
    path = f"/api/v1/messages/{message['id']}"
    until(lambda: rejoinder.get(path)["disposition"] not in ("processing", "retrying"), "an end")

"""P9: every missed call ends in a text, or in an alert."""

from __future__ import annotations

import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.tenant import Tenant, a_phone_number
from rejoinder.entrypoints.drill.waiting import holds_for, until

FAILSAFE = "We missed your call"
_OURS = itertools.count(1)


class Line:
    """A tenant's Twilio account for calls."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.twilio = tenant, tenant.rejoinder.twilio
        credentials = {"account_sid": self.twilio.account_sid, "auth_token": self.twilio.auth_token}
        self.connection = tenant.connect("twilio_voice", credentials, base_url=self.twilio.base_url)
        self.url = str(self.connection["webhook_url"])

    def registered(self) -> str:
        """A number of the tenant's own."""
        number = a_number()
        wanted = {"number": number, "role": "operational", "workspace_id": self.tenant.id}
        self.tenant.rejoinder.post("/api/v1/numbers", {**wanted, "connection_id": self.connection["id"]})
        return number

    def missed(self, to: str, caller: str, sid: str, **more: Any) -> None:
        """Somebody called and nobody answered."""
        answer = self.twilio.call_status(self.url, "no-answer", from_=caller, to=to, sid=sid, **more)
        assert answer.status_code == 200, answer.text

    def texts_to(self, caller: str) -> list[str]:
        return [text.body for text in self.twilio.delivered(caller)]

    def gets_one_text(self, caller: str, within_s: float = 20.0) -> str:
        """The one text that this caller gets; nothing follows it."""
        until(lambda: self.texts_to(caller), f"a text to {caller}", within_s)
        holds_for(lambda: len(self.texts_to(caller)) == 1, "one text and no more", 1.0)
        return self.texts_to(caller)[0]


def a_number() -> str:
    """Of ours, never used before."""
    return f"+1312556{next(_OURS):04d}"


def a_call() -> str:
    return f"CA{uuid.uuid4().hex}"


@scenario("P9")
def missed_call_is_texted_back_once(stage: Stage) -> None:
    """A missed call on a workspace's number, told three times and with its child leg: one text from that number."""
    acme = stage.a_tenant()
    line, caller, sid = Line(acme), a_phone_number(), a_call()
    number = line.registered()
    for more in ({}, {}, {"ParentCallSid": sid}):
        line.missed(number, caller, a_call() if more else sid, **more)
    text = line.gets_one_text(caller)
    (send,) = acme.sends()
    assert (send["state"], send["recipient"], send["sender"]) == ("sent", caller, number)
    stage.saw(text=text, send=send["id"])


@scenario("P9")
def unregistered_number_fifty_callbacks(stage: Stage) -> None:
    """Fifty callbacks at once about a number that nobody registered: one generic text, no lead, no conversation."""
    acme = stage.a_tenant()
    line, caller, number, sid = Line(acme), a_phone_number(), a_number(), a_call()
    with ThreadPoolExecutor(25) as pool:
        list(pool.map(lambda _: line.missed(number, caller, sid), range(50)))
    text = line.gets_one_text(caller)
    assert text.startswith(FAILSAFE)
    assert stage.rejoinder.all_of("/api/v1/leads", workspace_id=acme.id) == []
    assert acme.messages() == []
    stage.saw(callbacks=50, text=text)


@scenario("P9")
def missed_call_with_postgres_down(stage: Stage) -> None:
    """Postgres is down: the caller of an unregistered number has the text within two seconds, and only once."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    line, number = Line(acme), a_number()
    known = a_phone_number()
    line.missed(number, known, a_call())
    line.gets_one_text(known)
    callers = {a_phone_number(): a_call() for _ in range(3)}
    waits = []
    rejoinder.own_postgres.kill()
    try:
        for caller, sid in callers.items():
            began = time.monotonic()
            for _ in range(2):
                line.missed(number, caller, sid)
            assert len(line.texts_to(caller)) == 1
            waits.append(time.monotonic() - began)
    finally:
        rejoinder.own_postgres.start()

    def known_as_sent() -> bool:
        found = rejoinder.all_of("/api/v1/system-intakes", all=True)
        return {i["text_state"] for i in found if i["caller"] in callers} == {"sent"}

    until(known_as_sent, "the intakes", 60)
    for caller, sid in callers.items():
        line.missed(number, caller, sid)
        assert len(line.texts_to(caller)) == 1
    stage.took("text and two callbacks", max(waits), 2)


@scenario("P9")
def caller_who_cannot_be_texted_is_an_alert(stage: Stage) -> None:
    """A withheld number and a landline: nobody is texted, people are told."""
    rejoinder = stage.rejoinder
    line = Line(stage.a_tenant())
    number, landline = a_number(), "+442079460987"
    line.missed(number, "anonymous", a_call())
    # A second number of the account may be tried as sender; it is refused as well.
    line.twilio.script += ["refuse:21614", "refuse:21614"]
    line.missed(number, landline, a_call())

    def told() -> bool:
        found = [a for a in rejoinder.all_of("/api/v1/alerts") if a["rule"] == "caller-unreachable"]
        return {"anonymous", landline} <= {alert["detail"].get("caller") for alert in found}

    until(told, "two alerts")
    assert line.texts_to(landline) == []
    stage.saw(alerts=2)

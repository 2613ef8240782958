"""Calendly: its signature as published, moves whose halves come in any order, and what it leaves out."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rejoinder.domain.errors import (
    ConnectionRevoked,
    PayloadUnreadable,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
    SignatureRejected,
)
from rejoinder.domain.jobs import Done
from rejoinder.domain.ports.channels import MeetingChanged, Noted, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.entrypoints.drill.stand_ins.calendly import CalendlyStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.intake import Intake
from tests.channels.samples import NOON, a_connection, a_request, every_channel

KEY = "calendly-signing-key"
URL = "https://rejoinder.example.com/api/webhooks/calendly/k_9f2c"
SEAT, OTHER_SEAT = "https://api.calendly.com/scheduled_events/E1/invitees/I1", "https://api.calendly.com/x/invitees/I2"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "calendly.json").read_text(encoding="utf-8"))["vectors"]
READER = every_channel()["calendly"].reader


def signature(body: bytes, key: str = KEY, age: float = 0) -> str:
    at = str(int(NOON.timestamp() - age))
    return f"t={at},v1={hmac.new(key.encode(), at.encode() + b'.' + body, 'sha256').hexdigest()}"


def signed(body: bytes, stated: str | None = None) -> WebhookRequest:
    headers = {"Content-Type": "application/json", "Calendly-Webhook-Signature": stated or signature(body)}
    return a_request(body, headers, URL)


def an_event(kind: str = "invitee.created", **payload: Any) -> bytes:
    return json.dumps({"event": kind, "payload": {"uri": SEAT, **payload}}).encode()


def read(body: bytes) -> ProviderEvent:
    return READER.read(a_request(body, {}, URL), a_connection("calendly"))


def meeting(body: bytes) -> MeetingChanged:
    fact = read(body).fact
    assert isinstance(fact, MeetingChanged)
    return fact


# --- authenticity ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_published_vectors(vector: dict[str, Any]) -> None:
    at = datetime.fromtimestamp(vector["now"], UTC)
    request = a_request(vector["body"].encode(), vector["headers"], URL, received_at=at)
    connection = a_connection("calendly", webhook_secrets=(vector["secret"],))
    if vector["valid"]:
        READER.verify(request, connection)
        return
    with pytest.raises(SignatureRejected):
        READER.verify(request, connection)


def reason_of(stated: str, *keys: str) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(signed(b"{}", stated), a_connection("calendly", webhook_secrets=keys))
    return caught.value.reason


def test_one_right_signature_among_several_is_enough() -> None:
    """As while a signing key is replaced."""
    right = signature(b"{}")
    at, _, mac = right.partition(",v1=")
    for stated in (right, f"{at},v1={'0' * 64},v1={mac}", f"{at}, v1={mac}", f"v1={mac},{at},v2=x"):
        READER.verify(signed(b"{}", stated), a_connection("calendly", webhook_secrets=("newer", KEY)))


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("t=soon,v1=00", "bad-signature"),
        ("t=1,t=2,v1=00", "bad-signature"),
        ("v1=00", "bad-signature"),
        ("t=1795176000", "bad-signature"),
        ("\udcff", "bad-signature"),
        ("   ", "missing-signature"),
        (signature(b"{}", age=181), "stale-timestamp"),
        (signature(b"{}", age=-181), "stale-timestamp"),
        (signature(b"{} "), "wrong-signature"),
        (signature(b"{}", "another"), "wrong-signature"),
    ],
)
def test_anything_else_is_refused(stated: str, reason: str) -> None:
    assert reason_of(stated, KEY) == reason


def test_without_a_signing_key_nothing_is_taken() -> None:
    assert reason_of(signature(b"{}", ""), "") == "no-webhook-secret"


# --- meaning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "halves",
    [
        [("invitee.canceled", {"uri": SEAT, "rescheduled": True, "new_invitee": OTHER_SEAT}),
         ("invitee.created", {"uri": OTHER_SEAT, "old_invitee": SEAT})],
        [("invitee.created", {"uri": OTHER_SEAT, "old_invitee": SEAT}),
         ("invitee.canceled", {"uri": SEAT, "rescheduled": True, "new_invitee": OTHER_SEAT})],
    ],
)  # fmt: skip
def test_both_halves_of_a_move_say_so_whichever_comes_first(halves: list[tuple[str, dict[str, Any]]]) -> None:
    facts = {kind: meeting(an_event(kind, **payload)) for kind, payload in halves}
    assert all(fact.moved for fact in facts.values())
    assert facts["invitee.canceled"].replaced_by == facts["invitee.created"].meeting_id
    assert facts["invitee.created"].replaces == facts["invitee.canceled"].meeting_id


def test_a_plain_cancellation_is_no_move() -> None:
    assert not meeting(an_event("invitee.canceled", rescheduled=False, new_invitee=None)).moved


def test_absent_present_and_absent_again_are_three_events() -> None:
    marks = [
        read(an_event("invitee_no_show.created", no_show={"uri": "N1"})).key,
        read(an_event("invitee_no_show.deleted", no_show={"uri": "N1"})).key,
        read(an_event("invitee_no_show.created", no_show={"uri": "N2"})).key,
    ]
    assert len(set(marks)) == 3


@pytest.mark.parametrize("scheduled", [None, {}, "text", [1], {"start_time": "soon", "location": [], "name": 7}])
def test_a_booking_without_its_times_is_still_a_booking(scheduled: object) -> None:
    fact = meeting(an_event(scheduled_event=scheduled, event="https://api.calendly.com/scheduled_events/E1"))
    assert (fact.change, fact.starts_at, fact.event_id) == (
        "booked",
        None,
        "https://api.calendly.com/scheduled_events/E1",
    )


def test_an_event_of_a_kind_that_nobody_knows_is_noted() -> None:
    assert read(an_event("invitee.promoted")).fact == Noted("unknown-event:invitee.promoted")


@pytest.mark.parametrize("body", [b"{}", b'{"event": ""}', b'{"event": "invitee.created"}', an_event(uri=""), b"[]"])
def test_what_names_nobody_is_unreadable(body: bytes) -> None:
    with pytest.raises(PayloadUnreadable):
        read(body)


def test_a_booking_is_stored_once_however_often_it_is_delivered() -> None:
    intake = Intake("calendly", KEY)
    intake.clock.pass_time((NOON - intake.clock.now()).total_seconds())
    for body in (an_event(), an_event(timezone="Europe/London"), an_event("invitee.canceled")):
        assert intake.deliver(signed(body)) == WebhookAnswer(b'{"success": true}', "application/json")
    assert [event.kind for event in intake.events()] == ["invitee.created", "invitee.canceled"]
    assert intake.deliveries() == [2, 1]
    assert intake.work() == [Done("unknown-lead"), Done("unknown-lead")]


# --- the check ------------------------------------------------------------------------------------


def check(calendly: CalendlyStandIn, token: str = "", secrets: tuple[str, ...] = (KEY,)) -> str:
    http = ProviderHttp([calendly.host])
    credentials = {"access_token": token or calendly.access_token}
    connection = a_connection(
        "calendly", credentials=credentials, webhook_secrets=secrets, base_url=f"{calendly.base_url}/"
    )
    try:
        return discover(http)["calendly"].sender.check(connection)
    finally:
        http.close()


def test_the_check_names_whose_token_it_is() -> None:
    with CalendlyStandIn() as calendly:
        assert check(calendly) == "Calendly accepts the access token of dele@northgate.example."
        assert "every delivery is refused" in check(calendly, secrets=())


@pytest.mark.parametrize(("behaviour", "means"), [("429", ProviderBusy), ("500", ProviderDown), ("drop", ProviderDown)])
def test_what_calendly_answers_instead(behaviour: str, means: type[RejoinderError]) -> None:
    with CalendlyStandIn([behaviour]) as calendly, pytest.raises(means):
        check(calendly)


def test_a_refused_token_names_the_connection_and_not_the_token() -> None:
    with CalendlyStandIn() as calendly, pytest.raises(ConnectionRevoked, match="Our calendly") as caught:
        check(calendly, "an-old-token")
    assert "an-old-token" not in str(caught.value)

"""Calls that Twilio makes for an owner: over real sockets, against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from rejoinder.domain.bridges import Bridge
from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.domain.ports.bridges import Bridging
from rejoinder.domain.ports.channels import BridgeStep, BridgeTold, Noted, WebhookRequest
from rejoinder.domain.sends import Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection, a_request, every_channel

OWNER, PERSON, OURS = "+12025550199", "+12025550143", "+13125550190"
HOOK = "https://rejoinder.example.com/api/webhooks/twilio_voice/k_9f2c"
BRIDGE = Bridge("0192f000-0000-7000-8000-000000000001", "w", "l", "m", "c", "k", OURS, OWNER, PERSON, "Ana <Bell>")


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as stand_in:
        yield stand_in


Place = tuple[Bridging, Connection]


@pytest.fixture
def place(twilio: TwilioStandIn) -> Iterator[Place]:
    credentials = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
    connection = a_connection("twilio_voice", credentials=credentials, base_url=twilio.base_url)
    http = ProviderHttp({twilio.host})
    bridging = discover(http)["twilio_voice"].bridging
    assert bridging is not None
    yield bridging, connection
    http.close()


def test_the_owner_is_rung_and_asked_for_the_key(twilio: TwilioStandIn, place: Place) -> None:
    bridging, connection = place
    receipt = bridging.call(BRIDGE, HOOK, connection)
    (made,) = twilio.made_calls
    assert (made.sid, made.to, made.sender) == (receipt.provider_message_id, OWNER, OURS)
    assert made.callback == f"{HOOK}/bridge?bridge={BRIDGE.id}"
    gather, goodbye, end = ElementTree.fromstring(made.twiml)  # noqa: S314 (our own)
    assert gather.attrib["action"] == made.callback
    assert gather.attrib["numDigits"] == "1"
    assert "Ana <Bell>" in (gather[0].text or "")
    assert PERSON not in made.twiml
    assert [goodbye.tag, end.tag] == ["Say", "Hangup"]
    assert twilio.violations == []


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("429", ProviderBusy),
        ("401", ConnectionRevoked),
        ("refuse:21211", RecipientRefused),
        ("refuse:21999", MessageRefused),
        ("drop", OutcomeUnknown),
        ("accept-no-answer", OutcomeUnknown),
        ("accept-500", OutcomeUnknown),
    ],
)
def test_what_its_answer_means(
    twilio: TwilioStandIn, place: Place, behaviour: str, error: type[RejoinderError]
) -> None:
    bridging, connection = place
    twilio.script.append(behaviour)
    with pytest.raises(error):
        bridging.call(BRIDGE, HOOK, connection)


def test_an_unknown_call_is_found_in_the_list_or_is_not_there(twilio: TwilioStandIn, place: Place) -> None:
    bridging, connection = place
    since = datetime.now(UTC)
    assert bridging.find(BRIDGE, connection, since) == Absent()
    twilio.script.append("accept-no-answer")
    with pytest.raises(OutcomeUnknown):
        bridging.call(BRIDGE, HOOK, connection)
    found = bridging.find(BRIDGE, connection, since)
    assert isinstance(found, Found)
    assert found.receipt.provider_message_id == twilio.made_calls[0].sid
    assert bridging.find(replace(BRIDGE, owner="+12025550188"), connection, since) == Absent()
    assert bridging.find(BRIDGE, connection, since + timedelta(hours=1)) == Absent(), "an older call is another one"
    bridging.call(BRIDGE, HOOK, connection)
    assert isinstance(bridging.find(BRIDGE, connection, since), CannotTell)


# --- what Twilio tells ------------------------------------------------------------------------------

TOLD = {"CallSid": "CA1", "From": OURS, "To": OWNER, "Direction": "outbound-api", "CallStatus": "in-progress"}


def told(**fields: str) -> WebhookRequest:
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode({**TOLD, **fields}).encode()
    request = a_request(body, form, f"{HOOK}/bridge?bridge={BRIDGE.id}", "bridge")
    return replace(request, query={"bridge": BRIDGE.id})


@pytest.mark.parametrize(
    ("fields", "step", "said"),
    [
        ({"Digits": "1"}, BridgeStep.PRESSED, "1"),
        ({"DialCallStatus": "completed", "DialBridged": "true"}, BridgeStep.DIALLED, "connected"),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, BridgeStep.DIALLED, "completed"),
        ({"DialCallStatus": "No-Answer", "Digits": "1"}, BridgeStep.DIALLED, "no-answer"),
        ({"CallStatus": "busy"}, BridgeStep.OVER, "busy"),
    ],
)
def test_each_step_is_read_as_what_it_is(fields: dict[str, str], step: BridgeStep, said: str) -> None:
    read = every_channel()["twilio_voice"].reader.read(told(**fields), a_connection("twilio_voice"))
    assert read.fact == BridgeTold(BRIDGE.id, "CA1", step, said, OURS)


def test_a_step_on_the_way_is_only_noted() -> None:
    read = every_channel()["twilio_voice"].reader.read(told(CallStatus="ringing"), a_connection("twilio_voice"))
    assert read.fact == Noted("leg-of-a-call")


@pytest.mark.parametrize("fields", [{"Digits": "1"}, {"DialCallStatus": "busy"}, {"CallStatus": "completed"}])
def test_without_anything_known_the_owner_is_told_and_nobody_is_rung(fields: dict[str, str]) -> None:
    answer = every_channel()["twilio_voice"].reader.acknowledge(told(**fields))
    assert b"<Dial" not in answer.body
    assert b"text message" not in answer.body or b"look at your text messages" in answer.body

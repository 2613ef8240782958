"""What is odd about Twilio's calls: TwiML, legs, and `completed`."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.calls import CallStatus, Ending, is_missed
from rejoinder.domain.numbers import Forward, Greet, TextsOnly
from rejoinder.domain.ports.channels import CallSeen, Noted, WebhookRequest
from tests.channels.samples import a_connection, a_request, every_channel

URL = "https://rejoinder.example.com/api/webhooks/twilio_voice/k_9f2c"
FORM = {"content-type": "application/x-www-form-urlencoded"}
CALL = {"CallSid": "CA1", "From": "+12025550143", "To": "+13125550190", "Direction": "inbound"}


def _request(subpath: str = "", **fields: str) -> WebhookRequest:
    url = f"{URL}/{subpath}" if subpath else URL
    return a_request(urlencode({**CALL, **fields}).encode(), FORM, url, subpath)


def _seen(subpath: str = "", **fields: str) -> CallSeen:
    channel = every_channel()["twilio_voice"]
    fact = channel.reader.read(_request(subpath, **fields), a_connection("twilio_voice")).fact
    assert isinstance(fact, CallSeen)
    return fact


def _answer(request: WebhookRequest, reply: Greet | Forward | TextsOnly) -> ElementTree.Element:
    channel = every_channel()["twilio_voice"]
    assert channel.answer_call is not None
    said = channel.answer_call(request, reply)
    assert said.content_type == "text/xml"
    return ElementTree.fromstring(said.body)  # noqa: S314 (our own)


def test_a_call_is_forwarded_and_twilio_is_told_where_to_report_the_result() -> None:
    dial = _answer(_request(CallStatus="ringing"), Forward("+12025550199")).find("Dial")
    assert dial is not None
    assert dial.attrib["action"] == "/api/webhooks/twilio_voice/k_9f2c/dial"
    assert [number.text for number in dial] == ["+12025550199"]


def test_a_call_that_came_to_the_fallback_reports_its_result_to_the_same_place() -> None:
    dial = _answer(_request("fallback", CallStatus="ringing"), Forward("+12025550199")).find("Dial")
    assert dial is not None
    assert dial.attrib["action"] == "/api/webhooks/twilio_voice/k_9f2c/dial"


@pytest.mark.parametrize("reply", [Greet(), Greet(will_text=False), TextsOnly()])
def test_nobody_to_ring_is_a_spoken_sentence_and_a_hang_up(reply: Greet | TextsOnly) -> None:
    assert [verb.tag for verb in _answer(_request(CallStatus="ringing"), reply)] == ["Say", "Hangup"]


@pytest.mark.parametrize(
    ("fields", "missed"),
    [
        ({"CallStatus": "no-answer"}, True),
        ({"CallStatus": "NO-ANSWER"}, True),
        ({"CallStatus": "busy"}, True),
        ({"CallStatus": "failed"}, True),
        ({"CallStatus": "canceled"}, True),
        ({"CallStatus": "completed", "CallDuration": "0"}, True),
        ({"CallStatus": "completed", "CallDuration": "95"}, False),
    ],
)
def test_the_end_of_a_call_says_whether_it_was_missed(fields: dict[str, str], missed: bool) -> None:
    facts = _seen("status", CallbackSource="call-progress-events", **fields).facts
    assert facts.status is CallStatus.ENDED
    assert is_missed(facts) is missed


@pytest.mark.parametrize(
    ("result", "bridged", "missed"),
    [
        ("completed", "true", False),
        ("answered", "", False),
        ("completed", "false", True),
        ("no-answer", "false", True),
        ("busy", "", True),
        ("failed", "", True),
        ("canceled", "", True),
    ],
)
def test_the_dial_result_says_whether_somebody_picked_up(result: str, bridged: str, missed: bool) -> None:
    more = {"DialBridged": bridged} if bridged else {}
    facts = _seen("dial", CallStatus="in-progress", DialCallSid="CA2", DialCallStatus=result, **more).facts
    assert facts.ended is not None
    assert facts.ended.ending is (Ending.UNANSWERED if missed else Ending.TRANSFERRED)
    assert is_missed(facts) is missed


def test_a_legs_own_status_is_kept_and_decides_nothing() -> None:
    channel = every_channel()["twilio_voice"]
    request = _request("status", CallStatus="no-answer", ParentCallSid="CA0", Direction="outbound-dial")
    assert channel.reader.read(request, a_connection("twilio_voice")).fact == Noted("leg-of-a-call")


def test_every_leg_and_every_callback_of_a_call_is_one_call() -> None:
    parent = _seen("status", CallStatus="no-answer").facts
    leg = _seen("status", CallSid="CA9", ParentCallSid="CA1", CallStatus="no-answer").facts
    assert parent.carrier_call_id == leg.carrier_call_id == "CA1"


def test_only_a_call_that_comes_in_asks_what_to_do() -> None:
    assert _seen(CallStatus="ringing").asks
    assert _seen("fallback", CallStatus="in-progress").asks
    assert not _seen("status", CallStatus="ringing").asks
    assert not _seen(CallStatus="no-answer").asks


def test_a_plus_that_nobody_escaped_is_still_a_plus() -> None:
    raw = b"CallSid=CA1&From=+447911123456&To=+447700900999&CallStatus=no-answer&CallDuration=0"
    channel = every_channel()["twilio_voice"]
    fact = channel.reader.read(a_request(raw, FORM, f"{URL}/status", "status"), a_connection("twilio_voice")).fact
    assert isinstance(fact, CallSeen)
    assert (fact.facts.caller, fact.facts.called) == ("+447911123456", "+447700900999")


@given(st.dictionaries(st.sampled_from(["CallStatus", "DialCallStatus", "From", "To", "CallDuration"]), st.text()))
def test_whatever_the_fields_hold_the_caller_hears_well_formed_twiml(fields: dict[str, str]) -> None:
    channel = every_channel()["twilio_voice"]
    plain = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    said = channel.reader.acknowledge(_request(**plain))
    ElementTree.fromstring(said.body)  # noqa: S314 (our own)

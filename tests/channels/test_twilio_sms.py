"""Twilio's signature as published, against its own library; its forms; what its error codes mean."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import DeliveryReport, Noted, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, StandIn
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from tests.channels.samples import a_connection, a_request, every_channel

TOKEN = "0123456789abcdef0123456789abcdef"
SID = "AC00000000000000000000000000000001"
URL = "https://rejoinder.example.com/api/webhooks/twilio_sms/k_9f2c"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "twilio.json").read_text(encoding="utf-8"))["vectors"]
READER = every_channel()["twilio_sms"].reader


def our_twilio(**changes: Any) -> Connection:
    credentials = {"account_sid": SID, "auth_token": TOKEN} | changes.pop("credentials", {})
    return a_connection("twilio_sms", account=SID, credentials=credentials, **changes)


def signed(fields: dict[str, str], url: str = URL, subpath: str = "", token: str = TOKEN) -> WebhookRequest:
    """A form as Twilio would post it, signed by Twilio's own library."""
    signature = RequestValidator(token).compute_signature(url, fields)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    return a_request(urlencode(fields).encode(), headers, url, subpath)


def a_text(**changes: str) -> dict[str, str]:
    return {
        "MessageSid": "SM00000000000000000000000000000001",
        "AccountSid": SID,
        "From": "+12025550143",
        "To": "+13125550190",
        "Body": "Hello",
        "NumMedia": "0",
        "SmsStatus": "received",
        "FromCity": "",
    } | changes


def reason_of(request: WebhookRequest, connection: Connection) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(request, connection)
    return caught.value.reason


# --- the signature --------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_published_vectors_hold(vector: dict[str, Any]) -> None:
    headers = dict(vector["headers"])
    if "form" in vector:
        headers["Content-Type"] = FORM
        body = urlencode(vector["form"]).encode()
    else:
        body = vector["body"].encode()
    request = a_request(body, headers, vector["url"])
    connection = our_twilio(credentials={"auth_token": vector["secret"]})
    if vector["valid"]:
        READER.verify(request, connection)
    else:
        reason_of(request, connection)


@pytest.mark.parametrize("name", ["twilio_missing_header", "twilio_json_without_bodysha256"])
def test_a_refusal_has_its_own_counter(name: str) -> None:
    vector = next(v for v in VECTORS if v["name"] == name)
    body = urlencode(vector["form"]).encode() if "form" in vector else vector["body"].encode()
    headers = {**vector["headers"], **({"Content-Type": FORM} if "form" in vector else {})}
    reasons = {"twilio_missing_header": "missing-signature", "twilio_json_without_bodysha256": "unsigned-body"}
    assert reason_of(a_request(body, headers, vector["url"]), our_twilio()) == reasons[name]


@settings(max_examples=200, deadline=None)
@given(
    fields=st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda n: n != "AccountSid"),
        st.text(st.characters(codec="utf-8"), max_size=40),
        max_size=12,
    )
)
def test_whatever_twilios_library_signs_is_accepted_and_nothing_else(fields: dict[str, str]) -> None:
    request = signed(fields)
    READER.verify(request, our_twilio())
    other = replace(request, body=request.body + b"&Extra=1")
    assert reason_of(other, our_twilio()) == "wrong-signature"


def test_equal_names_sign_each_different_value_once() -> None:
    class Several(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    fields = Several({"A": ["2", "1", "2"], "MessageSid": ["SM1"]})
    signature = RequestValidator(TOKEN).compute_signature(URL, fields)
    body = b"A=2&A=1&A=2&MessageSid=SM1"
    READER.verify(a_request(body, {"Content-Type": FORM, "X-Twilio-Signature": signature}, URL), our_twilio())


@pytest.mark.parametrize(
    ("signed_as", "called_as"),
    [
        ("https://rejoinder.example.com:443/in", "https://rejoinder.example.com/in"),
        ("https://rejoinder.example.com/in", "https://rejoinder.example.com:443/in"),
        ("http://rejoinder.example.com:80/in?a=b:9", "http://rejoinder.example.com/in?a=b:9"),
        ("https://rejoinder.example.com/in", "https://rejoinder.example.com/in#rc=2&rp=ct,rt,5xx"),
        ("https://rejoinder.example.com:8443/in", "https://rejoinder.example.com:8443/in"),
    ],
)
def test_port_and_fragment_do_not_matter(signed_as: str, called_as: str) -> None:
    request = signed(a_text(), signed_as)
    READER.verify(replace(request, url=called_as), our_twilio())


def test_another_port_matters() -> None:
    request = signed(a_text(), "https://rejoinder.example.com/in")
    READER.verify(replace(request, url="https://rejoinder.example.com:8443/in"), our_twilio())
    elsewhere = signed(a_text(), "https://rejoinder.example.com:8443/in")
    assert reason_of(replace(elsewhere, url="https://rejoinder.example.com/in"), our_twilio()) == "wrong-signature"


def test_both_tokens_work_while_rotating() -> None:
    request = signed(a_text(), token="the-new-token")
    READER.verify(request, our_twilio(webhook_secrets=("the-new-token",)))
    assert reason_of(request, our_twilio()) == "wrong-signature"


def test_a_connection_without_token_accepts_nothing() -> None:
    request = signed(a_text(), token="")
    assert reason_of(request, our_twilio(credentials={"auth_token": ""})) == "wrong-signature"


def test_an_unknown_algorithm_is_refused() -> None:
    request = signed(a_text())
    headers = {**request.headers, "x-twilio-webhooks-signature-settings": "key=a,algorithm=HMAC_MD5"}
    assert reason_of(replace(request, headers=headers), our_twilio()) == "unknown-algorithm"


def test_another_account_is_refused_though_the_token_is_right() -> None:
    assert reason_of(signed(a_text(AccountSid="AC" + "9" * 32)), our_twilio()) == "wrong-account"


def test_two_accounts_in_one_form_are_refused() -> None:
    body = urlencode([*a_text().items(), ("AccountSid", "AC9")]).encode()

    class Several(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    fields = Several({name: [value] for name, value in a_text().items()})
    fields["AccountSid"] = [SID, "AC9"]
    signature = RequestValidator(TOKEN).compute_signature(URL, fields)
    request = a_request(body, {"Content-Type": FORM, "X-Twilio-Signature": signature}, URL)
    assert reason_of(request, our_twilio()) == "wrong-account"


def test_the_body_hash_of_json_must_fit() -> None:
    body = b'{"event": "test"}'
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
    READER.verify(a_request(body, headers, url), our_twilio())
    assert reason_of(a_request(body + b" ", headers, url), our_twilio()) == "wrong-body-hash"


def test_authentic_json_is_quarantined_not_lost() -> None:
    with pytest.raises(PayloadUnreadable):
        READER.read(a_request(b"{}", {"Content-Type": "application/json"}, URL), our_twilio())


# --- the forms ------------------------------------------------------------------------------------


def read(fields: dict[str, str], subpath: str = "", query: str = "") -> Any:
    request = signed(fields, URL + query, subpath)
    READER.verify(request, our_twilio())
    return READER.read(request, our_twilio())


def test_ten_thousand_fields_are_authentic_and_unreadable() -> None:
    fields = a_text() | {f"f{n}": "x" for n in range(10_000)}
    request = signed(fields)
    READER.verify(request, our_twilio())
    with pytest.raises(PayloadUnreadable):
        READER.read(request, our_twilio())


def test_a_nul_in_a_text_costs_the_nul_and_not_the_message() -> None:
    fact = read(a_text(Body="a\x00b \r\nc \x00")).fact
    assert isinstance(fact, InboundMessage)
    assert fact.body == "ab \nc"


@pytest.mark.parametrize(
    "changes", [{"MessageSid": ""}, {"MessageSid": "SM 1"}, {"From": " "}, {"MessageSid": "x" * 65}]
)
def test_a_text_without_id_or_sender_is_unreadable(changes: dict[str, str]) -> None:
    request = signed(a_text(**changes))
    with pytest.raises(PayloadUnreadable):
        READER.read(request, our_twilio())


def test_an_empty_text_with_a_picture_is_a_message() -> None:
    fact = read(a_text(Body="", NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/png")).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.body, fact.media[0].url, fact.media[0].content_type) == ("", "https://api.twilio.com/x", "image/png")


def test_a_text_that_arrives_on_the_status_path_is_still_a_text() -> None:
    assert isinstance(read(a_text(), "status").fact, InboundMessage)


def test_a_report_that_arrives_on_the_main_path_is_still_a_report() -> None:
    fact = read(a_text(MessageStatus="delivered", SmsStatus="delivered"), "", "?send=snd_01").fact
    assert isinstance(fact, DeliveryReport)
    assert (fact.status, fact.send_id) == ("delivered", "snd_01")


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "undelivered"),
        ("failed", "undelivered"),
        ("canceled", "undelivered"),
    ],
)
def test_a_status_moves_the_send(status: str, means: str) -> None:
    fact = read(a_text(MessageStatus=status), "status").fact
    assert isinstance(fact, DeliveryReport)
    assert fact.status == means


@pytest.mark.parametrize("status", ["queued", "sending", "accepted", "scheduled", "partially_delivered", "brand_new"])
def test_other_statuses_are_only_noted(status: str) -> None:
    event = read(a_text(MessageStatus=status), "status")
    assert event.fact == Noted(f"message-{status}")
    assert event.key == f"SM00000000000000000000000000000001:{status}"


def test_a_message_is_acknowledged_with_silent_twiml() -> None:
    answer = READER.acknowledge(signed(a_text()))
    assert answer.content_type == "text/xml"
    assert b"<Response/>" in answer.body
    assert READER.acknowledge(signed(a_text(), subpath="status")).body == b""
    assert READER.acknowledge(signed(a_text(), subpath="fallback")) == answer


# --- the stand-in that journeys use ---------------------------------------------------------------


class Us(StandIn):
    """Our webhook route: it only keeps what arrived."""

    def answer(self, call: Call) -> Answer:
        return Answer(200, {"success": True})

    def arrived(self) -> WebhookRequest:
        call = self.calls[-1]
        url = f"{self.base_url}{call.path}" + (f"?{urlencode(call.query)}" if call.query else "")
        subpath = "status" if call.path.endswith("/status") else ""
        return a_request(call.body, call.headers, url, subpath)


def test_what_the_stand_in_posts_is_authentic_and_understood() -> None:
    with Us() as us, TwilioStandIn(account_sid=SID, auth_token=TOKEN) as twilio:
        webhook = f"{us.base_url}/api/webhooks/twilio_sms/k"
        posted = twilio.receive(webhook, from_="+12025550143", to="+13125550190", body="Hi 🙂 ", OptOutType="HELP")
        assert posted.status_code == 200
        READER.verify(us.arrived(), our_twilio())
        fact = READER.read(us.arrived(), our_twilio()).fact
        assert isinstance(fact, InboundMessage)
        assert (fact.body, fact.provider_opt_out) == ("Hi 🙂", "HELP")

        form = {
            "To": "+12025550143",
            "From": "+13125550190",
            "Body": "x",
            "StatusCallback": f"{webhook}/status?send=s1",
        }
        with httpx2.Client(auth=(SID, TOKEN), trust_env=False) as client:
            taken = client.post(f"{twilio.base_url}/2010-04-01/Accounts/{SID}/Messages.json", data=form)
        assert taken.status_code == 201
        twilio.report(twilio.accepted[0], "undelivered", error_code="30003")
        READER.verify(us.arrived(), our_twilio())
        report = READER.read(us.arrived(), our_twilio()).fact
        assert isinstance(report, DeliveryReport)
        assert (report.send_id, report.error_code) == ("s1", "30003")
        assert report.provider_message_id == taken.json()["sid"]


@pytest.mark.parametrize("stated", ["+1 202 555 0143", "+1 (202) 555-0143", "0012025550143", "+12025550143 "])
def test_a_number_has_one_spelling_however_it_was_typed(stated: str) -> None:
    fact = READER.read(signed(a_text(From=stated)), our_twilio()).fact
    assert isinstance(fact, InboundMessage)
    assert fact.sender == "+12025550143"


@pytest.mark.parametrize("stated", ["12345", "AMAZON", "whatsapp:+12025550143", "07700 900456"])
def test_what_is_no_number_with_a_country_stays_as_it_came(stated: str) -> None:
    fact = READER.read(signed(a_text(From=stated)), our_twilio()).fact
    assert isinstance(fact, InboundMessage)
    assert fact.sender == stated

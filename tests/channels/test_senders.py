"""What every sender keeps to: one call, one truthful outcome, and no secret in any error.

A send sample lies in the channel's `samples/sends/`: the outbound message, the exact request that it must become, the
provider's answer, and what that answer means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest

from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
)
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.ports.channels import Channel, Sender
from rejoinder.domain.sends import Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.server import multipart_fields
from rejoinder.entrypoints.drill.stand_ins.smartlead import SmartLeadStandIn
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.sandbox.sender import SandboxSender
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.twilio.errors import REFUSALS, Meaning, explain
from tests.channels.samples import FOLDER, NoPhone, a_connection, every_channel

Handler = Callable[[httpx2.Request], httpx2.Response]
NOW = datetime(2026, 11, 20, 16, 41, tzinfo=UTC)


@dataclass(frozen=True)
class SendSample:
    channel: str
    name: str
    raw: dict[str, Any]

    @property
    def connection(self) -> Connection:
        stated = self.raw["connection"]
        return a_connection(
            self.channel,
            account=stated["account"],
            credentials=stated["credentials"],
            base_url=stated.get("base_url", ""),
        )

    @property
    def outbound(self) -> OutboundMessage:
        stated = self.raw["outbound"]
        return OutboundMessage(**{**stated, "medium": Medium(stated["medium"])})

    def answer(self) -> httpx2.Response:
        stated = self.raw["answer"]
        return httpx2.Response(stated["status"], headers=stated["headers"], json=stated["body"])


SAMPLES = [
    SendSample(channel, path.stem, json.loads(path.read_text(encoding="utf-8")))
    for channel in every_channel()
    for path in sorted((FOLDER / channel / "samples" / "sends").glob("*.json"))
]
HAPPY = [sample for sample in SAMPLES if sample.name in ("ok", "ok_v2")]
ANY_JSON_IS_YES = {"emailbison"}
"""Providers that do not document the answer to a send: any JSON with status 2xx that is no refusal means yes."""

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.channel}-{s.name}")
each_channel = pytest.mark.parametrize("sample", HAPPY, ids=lambda s: s.channel)


class Network:
    """A mock network that keeps what was asked."""

    def __init__(self, handler: Handler) -> None:
        self.asked: list[httpx2.Request] = []
        self._handler = handler
        self.http = ProviderHttp(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self._handler(request)

    def sender(self, channel: str) -> Sender:
        return self.channel(channel).sender

    def channel(self, name: str) -> Channel:
        return discover(self.http, phone=NoPhone())[name]


def failing(error: Exception) -> Handler:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    return handler


def answering(status: int, body: object = None, **headers: str) -> Handler:
    shown = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx2.Response(status, json=body, headers=shown)


def send(sample: SendSample, handler: Handler) -> tuple[RejoinderError | None, Network]:
    """The error of one send, or None, and the network it used."""
    network = Network(handler)
    try:
        network.sender(sample.channel).send(sample.outbound, sample.connection)
    except RejoinderError as error:
        _assert_keeps_secrets(error, sample.connection)
        return error, network
    return None, network


def _assert_keeps_secrets(error: RejoinderError, connection: Connection) -> None:
    shown = f"{error} {error.message} {error.__cause__}"
    fields = {f.name: f for f in every_channel()[connection.channel].fields}
    for name, value in connection.credentials.items():
        assert not (fields[name].secret and value in shown), f"{name} stands in an error"
    assert "?" not in error.message


# --- samples --------------------------------------------------------------------------------------


@each_sample
def test_a_message_becomes_exactly_the_documented_request(sample: SendSample) -> None:
    _, network = send(sample, lambda _: sample.answer())
    (request,) = network.asked
    stated = sample.raw["request"]
    assert (request.method, str(request.url)) == (stated["method"], stated["url"])
    assert {name: request.headers[name] for name in stated.get("headers", {})} == stated.get("headers", {})
    if "form" in stated:
        assert dict(parse_qsl(request.content.decode(), strict_parsing=True)) == stated["form"]
    elif "multipart" in stated:
        assert multipart_fields(request.headers["content-type"], request.content) == stated["multipart"]
    else:
        assert json.loads(request.content) == stated["json"]


@each_sample
def test_an_answer_means_what_the_sample_states(sample: SendSample) -> None:
    becomes = dict(sample.raw["becomes"])
    if "receipt" in becomes:
        network = Network(lambda _: sample.answer())
        receipt = network.sender(sample.channel).send(sample.outbound, sample.connection)
        assert receipt.provider_message_id == becomes["receipt"]
        return
    error, _ = send(sample, lambda _: sample.answer())
    assert type(error).__name__ == becomes.pop("error")
    assert {name: getattr(error, name) for name in becomes} == becomes


def _rows(channel: str) -> dict[str, str]:
    """The table of the folder's README: which sample has which outcome."""
    readme = (FOLDER / channel / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## What its answers to a send mean\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| `([a-z0-9_]+)` \|[^|]+\| `([A-Za-z]+)`[^|]*\|$", section, re.MULTILINE)
    assert len(found) == len(dict(found)), "a sample stands in the table twice"
    return dict(found)


@pytest.mark.parametrize("channel", sorted({sample.channel for sample in SAMPLES}))
def test_every_row_of_a_readmes_table_is_a_sample_and_every_refusal_a_row(channel: str) -> None:
    refusals = {
        s.name: s.raw["becomes"]["error"] for s in SAMPLES if s.channel == channel and "error" in s.raw["becomes"]
    }
    assert _rows(channel) == refusals


@pytest.mark.parametrize("channel", sorted({sample.channel for sample in SAMPLES}))
def test_a_folder_shows_every_kind_of_answer(channel: str) -> None:
    """Taken, busy, refused credentials, refused for good, and an answer that decides nothing."""
    own = [sample.raw["becomes"] for sample in SAMPLES if sample.channel == channel]
    assert any("receipt" in becomes for becomes in own)
    errors = {becomes["error"] for becomes in own if "error" in becomes}
    assert {"ProviderBusy", "OutcomeUnknown"} <= errors
    assert "ConnectionRevoked" in errors
    assert errors & {"MessageRefused", "RecipientRefused"}


@pytest.mark.parametrize("channel", every_channel())
def test_whoever_talks_through_a_provider_has_send_samples(channel: str) -> None:
    known = every_channel()[channel]
    reaches_a_provider = bool(known.default_base_url or any(field.secret for field in known.fields))
    if known.carries_talk and known.replies_by is None and reaches_a_provider:
        assert channel in {sample.channel for sample in SAMPLES}


# --- what holds for everybody ---------------------------------------------------------------------


@each_channel
def test_429_is_busy_for_as_long_as_the_provider_says(sample: SendSample) -> None:
    error, network = send(sample, answering(429, {}, retry_after="17"))
    assert isinstance(error, ProviderBusy)
    assert (error.wait, error.spends_attempt, len(network.asked)) == (17.0, False, 1)


@each_channel
@pytest.mark.parametrize("status", [401, 403])
def test_401_and_403_revoke_the_connection_by_name(sample: SendSample, status: int) -> None:
    error, _ = send(sample, answering(status, {}))
    assert isinstance(error, ConnectionRevoked)
    assert sample.connection.name in error.message


@each_channel
@pytest.mark.parametrize("status", [301, 302, 303, 307, 408, 500, 502, 503, 504])
def test_an_answer_that_decides_nothing_is_unknown(sample: SendSample, status: int) -> None:
    error, network = send(sample, answering(status, {"message": "?"}, location="https://elsewhere.example/"))
    assert isinstance(error, OutcomeUnknown)
    assert len(network.asked) == 1


@each_channel
@pytest.mark.parametrize("status", [400, 404, 405, 409, 422])
def test_another_4xx_is_permanent(sample: SendSample, status: int) -> None:
    error, _ = send(sample, answering(status, {"message": "no"}))
    assert isinstance(error, (MessageRefused, ConnectionRevoked))


@each_channel
@pytest.mark.parametrize(
    "body", [b"", b"<html>ok</html>", b"[]", b"{}", b"\xff", b"[" * 5000, b'{"ok": "yes", "sid": 7}']
)
def test_a_success_that_cannot_be_read_is_unknown(sample: SendSample, body: bytes) -> None:
    error, _ = send(sample, lambda _: httpx2.Response(200, content=body))
    if sample.channel in ANY_JSON_IS_YES and body[:1] in (b"{", b"[") and len(body) < 5000:
        assert error is None
    else:
        assert isinstance(error, OutcomeUnknown)


@each_channel
@pytest.mark.parametrize(
    "failure",
    [
        httpx2.ReadTimeout("slow"),
        httpx2.ReadError("reset"),
        httpx2.WriteError("reset"),
        httpx2.WriteTimeout("slow"),
        httpx2.RemoteProtocolError("Server disconnected without sending a response."),
        httpx2.DecodingError("gzip"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_a_failure_after_bytes_left_is_unknown(sample: SendSample, failure: Exception) -> None:
    error, network = send(sample, failing(failure))
    assert isinstance(error, OutcomeUnknown)
    assert len(network.asked) == 1


@each_channel
@pytest.mark.parametrize(
    "failure",
    [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("slow"), httpx2.PoolTimeout("full")],
    ids=lambda e: type(e).__name__,
)
def test_a_failure_before_bytes_left_is_down(sample: SendSample, failure: Exception) -> None:
    error, network = send(sample, failing(failure))
    assert isinstance(error, ProviderDown)
    assert len(network.asked) == 1


@each_channel
@pytest.mark.parametrize(
    ("handler", "meaning"),
    [
        (answering(429, {}, retry_after="3"), ProviderBusy),
        (answering(401, {}), ConnectionRevoked),
        (answering(403, {}), ConnectionRevoked),
        (answering(500, {}), ProviderDown),
        (answering(302, {}), ProviderDown),
        (answering(200, "nothing that can be read"), ProviderDown),
        (failing(httpx2.ReadTimeout("slow")), ProviderDown),
        (failing(httpx2.ConnectError("refused")), ProviderDown),
    ],
)
def test_a_lookup_that_fails_never_says_that_something_was_sent_or_not(
    sample: SendSample, handler: Handler, meaning: type[RejoinderError]
) -> None:
    sender = Network(handler).sender(sample.channel)
    with pytest.raises(meaning) as caught:
        sender.find(sample.outbound, sample.connection, NOW)
    _assert_keeps_secrets(caught.value, sample.connection)


@each_channel
def test_a_connection_check_is_one_harmless_call(sample: SendSample) -> None:
    network = Network(answering(200, {}))
    assert network.sender(sample.channel).check(sample.connection).endswith(".")
    assert [request.method for request in network.asked] == ["GET"]
    with pytest.raises(ConnectionRevoked):
        Network(answering(401, {})).sender(sample.channel).check(sample.connection)


@each_channel
def test_every_call_starts_at_the_connections_base_url(sample: SendSample) -> None:
    network = Network(lambda _: sample.answer())
    stated = sample.connection
    elsewhere = a_connection(sample.channel, credentials=stated.credentials, base_url="https://stand-in.example:8443/x")
    network.sender(sample.channel).send(sample.outbound, elsewhere)
    assert str(network.asked[0].url).startswith("https://stand-in.example:8443/x/")


@each_channel
def test_a_credential_that_no_header_or_url_can_carry_is_a_setting_to_mend(sample: SendSample) -> None:
    broken = a_connection(
        sample.channel, credentials={name: f"{value}\r\nX: 1" for name, value in sample.connection.credentials.items()}
    )
    network = Network(lambda _: sample.answer())
    try:
        network.sender(sample.channel).send(sample.outbound, broken)
    except ConfigurationFault:
        assert not network.asked
    else:
        assert "\r" not in str(network.asked[0].url)


# --- Twilio's table -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_code_of_the_table_has_its_class_and_its_words(code: str) -> None:
    sample = next(s for s in HAPPY if s.channel == "twilio_sms")
    error, _ = send(sample, answering(400, {"code": int(code), "message": "secret of somebody"}))
    expected = {
        Meaning.BUSY: "provider-busy",
        Meaning.UNKNOWN: "outcome-unknown",
        Meaning.REVOKED: "connection-revoked",
        Meaning.RECIPIENT: "recipient-refused",
        Meaning.OPTED_OUT: "recipient-refused",
        Meaning.MESSAGE: "message-refused",
    }[REFUSALS[code].meaning]
    assert error is not None
    assert error.code == expected
    assert "secret of somebody" not in error.message
    assert explain(code).endswith(f"(Twilio {code})")


def test_a_text_without_a_number_to_leave_from_waits_for_a_setting() -> None:
    sample = next(s for s in HAPPY if s.channel == "twilio_sms")
    outbound = OutboundMessage("snd", Medium.SMS, "+12025550143", "", "Hello")
    network = Network(lambda _: sample.answer())
    with pytest.raises(ConfigurationFault):
        network.sender("twilio_sms").send(outbound, sample.connection)
    assert not network.asked


def test_a_suspended_account_is_not_fine() -> None:
    sample = next(s for s in HAPPY if s.channel == "twilio_sms")
    with pytest.raises(ConnectionRevoked):
        Network(answering(200, {"status": "suspended"})).sender("twilio_sms").check(sample.connection)


# --- over real sockets ----------------------------------------------------------------------------


@dataclass
class Place:
    """A channel of ours wired to a stand-in."""

    sender: Sender
    connection: Connection
    http: ProviderHttp


@pytest.fixture
def http() -> Any:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def at_twilio(stand_in: TwilioStandIn, http: ProviderHttp) -> Place:
    credentials = {"account_sid": stand_in.account_sid, "auth_token": stand_in.auth_token}
    connection = a_connection("twilio_sms", credentials=credentials, base_url=stand_in.base_url)
    return Place(discover(http)["twilio_sms"].sender, connection, http)


def a_text(body: str = "Tuesday works", send_id: str = "snd_01") -> OutboundMessage:
    return OutboundMessage(
        send_id, Medium.SMS, "+12025550143", "+13125550190", body, status_callback="https://x.example/s?send=snd_01"
    )


def test_a_text_is_accepted_once_and_found_again(http: ProviderHttp) -> None:
    with TwilioStandIn() as twilio:
        place = at_twilio(twilio, http)
        assert "active" in place.sender.check(place.connection)
        since = datetime.now(UTC)
        assert place.sender.find(a_text(), place.connection, since) == Absent()
        receipt = place.sender.send(a_text(), place.connection)
        assert [m.sid for m in twilio.delivered("+12025550143")] == [receipt.provider_message_id]
        found = place.sender.find(a_text("Tuesday  works "), place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == receipt.provider_message_id


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_lost_answer_is_unknown_and_settled_by_looking(http: ProviderHttp, behaviour: str) -> None:
    with TwilioStandIn([behaviour]) as twilio:
        place = at_twilio(twilio, http)
        since = datetime.now(UTC)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(a_text(), place.connection)
        found = place.sender.find(a_text(), place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == twilio.accepted[0].sid


@pytest.mark.parametrize("behaviour", ["drop", "500"])
def test_a_lost_request_is_unknown_and_absent(http: ProviderHttp, behaviour: str) -> None:
    with TwilioStandIn([behaviour]) as twilio:
        place = at_twilio(twilio, http)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(a_text(), place.connection)
        assert place.sender.find(a_text(), place.connection, datetime.now(UTC)) == Absent()
        assert not twilio.accepted


def test_two_equal_texts_cannot_be_told_apart(http: ProviderHttp) -> None:
    with TwilioStandIn() as twilio:
        place = at_twilio(twilio, http)
        since = datetime.now(UTC)
        place.sender.send(a_text(), place.connection)
        place.sender.send(a_text(), place.connection)
        assert isinstance(place.sender.find(a_text(), place.connection, since), CannotTell)


def test_an_older_equal_text_is_not_this_one(http: ProviderHttp) -> None:
    with TwilioStandIn() as twilio:
        place = at_twilio(twilio, http)
        place.sender.send(a_text(), place.connection)
        later = datetime.now(UTC) + timedelta(seconds=30)
        assert place.sender.find(a_text(), place.connection, later) == Absent()


def test_a_text_on_a_later_page_is_found_within_bounds(http: ProviderHttp) -> None:
    with TwilioStandIn(page_limit=2) as twilio:
        place = at_twilio(twilio, http)
        since = datetime.now(UTC)
        place.sender.send(a_text(), place.connection)
        for number in range(5):
            place.sender.send(a_text(f"Another {number}"), place.connection)
        assert isinstance(place.sender.find(a_text(), place.connection, since), Found)
        for number in range(5):
            place.sender.send(a_text(f"One more {number}"), place.connection)
        assert isinstance(place.sender.find(a_text(), place.connection, since), CannotTell)


def test_a_reported_text_is_found_by_its_date(http: ProviderHttp) -> None:
    with TwilioStandIn() as twilio:
        place = at_twilio(twilio, http)
        since = datetime.now(UTC)
        place.sender.send(a_text(), place.connection)
        with pytest.raises(httpx2.HTTPError):  # nobody listens at that callback; the state has moved on all the same
            twilio.report(twilio.accepted[0], "delivered")
        asked = len(twilio.calls)
        found = place.sender.find(a_text(), place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.detail == "delivered"
        assert len(twilio.calls) == asked + 1


def test_the_stand_in_notices_what_twilio_does_not_document(http: ProviderHttp) -> None:
    with TwilioStandIn(strict=False) as twilio:
        place = at_twilio(twilio, http)
        with pytest.raises(MessageRefused):
            place.sender.send(a_text("x" * 1601), place.connection)
        assert twilio.violations == ["Body is longer than 1600 characters"]
        assert not twilio.accepted


def test_a_key_instead_of_the_token_is_accepted_too(http: ProviderHttp) -> None:
    with TwilioStandIn(api_keys={"SK1": "secret"}) as twilio:
        credentials = {"account_sid": twilio.account_sid, "api_key_sid": "SK1", "api_key_secret": "secret"}
        connection = a_connection("twilio_sms", credentials=credentials, base_url=twilio.base_url)
        sender = discover(http)["twilio_sms"].sender
        assert sender.check(connection) == "Twilio accepts the API key."
        assert sender.send(a_text(), connection).provider_message_id == twilio.accepted[0].sid


def at_smartlead(stand_in: SmartLeadStandIn, http: ProviderHttp) -> Place:
    connection = a_connection("smartlead", credentials={"api_key": stand_in.api_key}, base_url=stand_in.base_url)
    return Place(discover(http)["smartlead"].sender, connection, http)


def a_mail(stand_in: SmartLeadStandIn, lead: str = "ana@brightoak.example") -> OutboundMessage:
    """An answer to the newest reply that the stand-in posted to nobody."""
    with pytest.raises(httpx2.HTTPError):
        stand_in.reply("http://127.0.0.1:9/", lead=lead, text="Tuesday?")
    received = stand_in._received[-1]
    handle = {
        "campaign_id": received.campaign_id,
        "stats_id": received.stats_id,
        "message_id": received.message_id,
        "time": received.at.isoformat(),
        "body": received.html,
        "to_email": lead,
        "lead_id": stand_in.lead_id(lead),
    }
    return OutboundMessage(
        "snd_02", Medium.EMAIL, lead, stand_in.mailbox, "Hi Ana,\n\nTuesday works.", reply_handle=handle
    )


@pytest.mark.parametrize("suffix", ["", "/api/v1", "/"])
def test_a_mail_is_accepted_and_found_again_below_a_signature(http: ProviderHttp, suffix: str) -> None:
    with SmartLeadStandIn() as smartlead:
        place = at_smartlead(smartlead, http)
        connection = a_connection(
            "smartlead", credentials=place.connection.credentials, base_url=smartlead.base_url + suffix
        )
        assert place.sender.check(connection) == "SmartLead accepts the API key."
        mail, since = a_mail(smartlead), datetime.now(UTC)
        assert isinstance(place.sender.find(mail, connection, since), CannotTell)
        assert place.sender.send(mail, connection).provider_message_id == ""
        (taken,) = smartlead.delivered("ana@brightoak.example")
        assert taken.body == "<p>Hi Ana,</p><p>Tuesday works.</p>"
        found = place.sender.find(mail, connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == taken.message_id


def test_a_mail_that_is_still_queued_is_never_called_absent(http: ProviderHttp) -> None:
    with SmartLeadStandIn(["accept-no-answer"], queue_hides=True) as smartlead:
        place, mail = at_smartlead(smartlead, http), a_mail(smartlead)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(mail, place.connection)
        assert isinstance(place.sender.find(mail, place.connection, datetime.now(UTC)), CannotTell)


def test_smartleads_refusals_over_a_real_socket(http: ProviderHttp) -> None:
    with SmartLeadStandIn(["429", "401", "refuse:200", "refuse:422", "500", "ok"]) as smartlead:
        place, mail = at_smartlead(smartlead, http), a_mail(smartlead)
        for error in (ProviderBusy, ConnectionRevoked, MessageRefused, MessageRefused, OutcomeUnknown):
            with pytest.raises(error):
                place.sender.send(mail, place.connection)
        place.sender.send(mail, place.connection)
        assert len(smartlead.accepted) == 1


def test_a_mail_without_its_thread_is_refused_before_any_call(http: ProviderHttp) -> None:
    with SmartLeadStandIn() as smartlead:
        place = at_smartlead(smartlead, http)
        mail = OutboundMessage("snd", Medium.EMAIL, "ana@b.example", "dele@n.example", "Hello")
        with pytest.raises(MessageRefused):
            place.sender.send(mail, place.connection)
        assert not smartlead.calls


# --- the sandbox ----------------------------------------------------------------------------------


@dataclass
class Phone:
    """The simulated people's phone, in memory."""

    delivered: list[tuple[str, str, str]] = field(default_factory=list)
    spent: dict[tuple[str, str], int] = field(default_factory=dict)

    def deliver(self, outbound: OutboundMessage, connection: Connection) -> str:
        own_id = f"sim-{len(self.delivered)}"
        self.delivered.append((own_id, outbound.recipient, outbound.body))
        return own_id

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> list[tuple[str, str]]:
        return [(own_id, body) for own_id, to, body in self.delivered if to == outbound.recipient]

    def spend(self, outbound: OutboundMessage, connection: Connection, fault: str) -> int:
        key = (outbound.send_id, fault)
        self.spent[key] = self.spent.get(key, 0) + 1
        return self.spent[key]


def with_faults(*faults: str) -> OutboundMessage:
    return OutboundMessage("snd", Medium.SMS, "+1", "+2", "Hello", reply_handle={"faults": list(faults)})


SANDBOX = a_connection("sandbox")


def test_a_simulated_person_gets_the_message() -> None:
    phone = Phone()
    sender = SandboxSender(phone)
    assert sender.find(with_faults(), SANDBOX, NOW) == Absent()
    receipt = sender.send(with_faults(), SANDBOX)
    found = sender.find(with_faults(), SANDBOX, NOW)
    assert isinstance(found, Found)
    assert found.receipt.provider_message_id == receipt.provider_message_id
    sender.send(with_faults(), SANDBOX)
    assert isinstance(sender.find(with_faults(), SANDBOX, NOW), CannotTell)


@pytest.mark.parametrize(
    ("fault", "error", "delivered"),
    [
        ("lose-answer", OutcomeUnknown, 1),
        ("lose-request", OutcomeUnknown, 0),
        ("busy", ProviderBusy, 0),
        ("down", ProviderDown, 0),
        ("refuse", MessageRefused, 0),
        ("revoked", ConnectionRevoked, 0),
    ],
)
def test_a_fault_is_met_once_unless_more_was_asked_for(fault: str, error: type[RejoinderError], delivered: int) -> None:
    phone = Phone()
    sender = SandboxSender(phone)
    with pytest.raises(error):
        sender.send(with_faults(fault), SANDBOX)
    assert len(phone.delivered) == delivered
    sender.send(with_faults(fault), SANDBOX)
    for _ in range(3):
        with pytest.raises(error):
            sender.send(with_faults(f"{fault}:always"), SANDBOX)


def test_a_fault_of_the_connection_meets_every_send() -> None:
    sender = SandboxSender(Phone())
    connection = a_connection("sandbox", credentials={"faults": "busy:2"})
    for _ in range(2):
        with pytest.raises(ProviderBusy):
            sender.send(with_faults(), connection)
    sender.send(with_faults(), connection)


def test_a_slow_provider_is_slow_every_time() -> None:
    waited: list[float] = []
    sender = SandboxSender(Phone(), waited.append)
    sender.send(with_faults("slow:3"), SANDBOX)
    sender.send(with_faults("slow:3"), SANDBOX)
    assert waited == [3.0, 3.0]


@pytest.mark.parametrize("fault", ["explode", "busy:-1", "busy:x", "slow:9999", "busy:nan"])
def test_an_unknown_fault_is_a_setting_to_mend(fault: str) -> None:
    with pytest.raises(ConfigurationFault):
        SandboxSender(Phone()).send(with_faults(fault), SANDBOX)


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500", "drop", "500", "429", "401"])
def test_the_sandbox_fails_as_the_stand_in_of_a_real_provider_does(http: ProviderHttp, behaviour: str) -> None:
    """The same word, the same class of trouble, and the same number of messages with the person."""
    phone = Phone()
    with TwilioStandIn([behaviour]) as twilio:
        place = at_twilio(twilio, http)
        with pytest.raises(RejoinderError) as real:
            place.sender.send(a_text(), place.connection)
        with pytest.raises(RejoinderError) as played:
            SandboxSender(phone).send(with_faults(behaviour), SANDBOX)
        assert type(played.value) is type(real.value)
        assert len(phone.delivered) == len(twilio.accepted)
        place.sender.send(a_text("Again"), place.connection)
        SandboxSender(phone).send(with_faults(behaviour), SANDBOX)
        assert len(phone.delivered) == len(twilio.accepted), "429, then 200"

"""HighLevel's signature as published, its two ways in however they are spelt, and what its API says when asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    PayloadUnreadable,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    RejoinderError,
    SignatureRejected,
)
from rejoinder.domain.messages import UNNAMED_BY_CONTENT, InboundMessage, Media, Medium, OutboundMessage
from rejoinder.domain.ports.channels import (
    Channel,
    Confirmed,
    ConsentChanged,
    DeliveryReport,
    Denied,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
    Unmatched,
    WebhookRequest,
)
from rejoinder.domain.sends import Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.ghl import LOCATION, GhlStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.ghl_sms.payloads import message_kind, moment, phone
from rejoinder.infrastructure.channels.ghl_sms.webhook import PUBLIC_KEY
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import NOON, a_connection, a_request, every_channel

URL = "https://rejoinder.example.com/api/webhooks/ghl_sms/k_9f2c"
SECRET = "the-secret-of-the-workflow"
CONTACT = "bH3xK9pQm4sWf7JdZ2ty"
ANA = "+12025550143"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "ghl.json").read_text(encoding="utf-8"))["vectors"]
GHL = every_channel()["ghl_sms"]
READER = GHL.reader
JSON = {"Content-Type": "application/json"}


def our_ghl(**changes: Any) -> Connection:
    credentials = {"access_token": "pit-0000", "location_id": LOCATION} | changes.pop("credentials", {})
    return a_connection("ghl_sms", account=LOCATION, credentials=credentials, **changes)


def posted(event: object, headers: Mapping[str, str] = JSON, at: datetime = NOON) -> WebhookRequest:
    return a_request(json.dumps(event).encode(), headers, URL, received_at=at)


def read(event: object, at: datetime = NOON) -> ProviderEvent:
    return READER.read(posted(event, at=at), our_ghl())


def text_of(event: object, at: datetime = NOON) -> InboundMessage:
    fact = read(event, at).fact
    assert isinstance(fact, InboundMessage), fact
    return fact


def reason_of(request: WebhookRequest, connection: Connection) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(request, connection)
    return caught.value.reason


def a_push(**changes: Any) -> dict[str, Any]:
    """What a workflow posts."""
    event: dict[str, Any] = {
        "contact_id": CONTACT,
        "full_name": "Ana Whitfield",
        "phone": ANA,
        "location": {"id": LOCATION},
        "message": {"type": 2, "body": "Yes"},
        "customData": {"Date": "11/20/2026", "Time": "10:43 AM"},
    }
    return event | changes


def an_event(**changes: Any) -> dict[str, Any]:
    """A marketplace event."""
    event: dict[str, Any] = {
        "type": "InboundMessage",
        "webhookId": "2f1f6d0c-7f0a-4a46-b0a5-95b1cf1d5a11",
        "locationId": LOCATION,
        "contactId": CONTACT,
        "conversationId": "yU8rE5nCv1oGi6TaX0ls",
        "body": "Yes",
        "messageType": "SMS",
        "messageId": "mS9kD4vB7nQ2xL5tR8wE",
        "dateAdded": "2026-11-20T11:59:00.000Z",
    }
    return {name: value for name, value in (event | changes).items() if value is not None}


# --- the signature ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
@pytest.mark.parametrize("spelling", ["raw", "pem"])
def test_the_published_vectors_hold(vector: dict[str, Any], spelling: str) -> None:
    pem = next(v["test_public_key_pem"] for v in VECTORS if "test_public_key_pem" in v)
    key = pem if spelling == "pem" else vector["test_public_key_raw_b64"]
    connection = our_ghl(credentials={"webhook_public_key": key})
    request = a_request(vector["body"].encode(), {**JSON, **vector["headers"]}, URL)
    if vector["valid"]:
        READER.verify(request, connection)
    else:
        said = vector["headers"].get("X-GHL-Signature")
        assert reason_of(request, connection) == ("missing-signature" if said == "N/A" else "wrong-signature")


def test_a_workflow_without_a_signature_may_say_so_in_words() -> None:
    push, words = json.dumps(a_push()).encode(), {**JSON, "X-GHL-Signature": "N/A"}
    READER.verify(a_request(push, {**words, "X-Rejoinder-Secret": "s1"}, URL), our_ghl(webhook_secrets=("s1",)))
    assert reason_of(a_request(push, words, URL), our_ghl(webhook_secrets=("s1",))) == "missing-secret"
    fact = READER.read(a_request(json.dumps(an_event()).encode(), words, URL), our_ghl()).fact
    assert isinstance(fact, InboundMessage)
    assert "signed" not in fact.reply_handle


def test_the_built_in_key_is_used_where_none_is_named() -> None:
    vector = next(v for v in VECTORS if v["valid"])
    request = a_request(vector["body"].encode(), {**JSON, **vector["headers"]}, URL)
    assert reason_of(request, our_ghl()) == "wrong-signature", "a test key is not HighLevel's"
    assert len(base64.b64decode(PUBLIC_KEY)) == 44


def test_a_key_of_another_kind_proves_nothing() -> None:
    curve = generate_private_key(SECP256R1()).public_key()
    spki = base64.b64encode(curve.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    for key in (spki, "AAAA", "no key", "é", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"):
        request = posted(an_event(), {**JSON, "X-GHL-Signature": "AAAA"})
        assert reason_of(request, our_ghl(credentials={"webhook_public_key": key})) == "unusable-public-key"


def test_a_wrong_signature_is_not_saved_by_a_right_secret() -> None:
    headers = {**JSON, "X-GHL-Signature": "AAAA", "X-Rejoinder-Secret": SECRET}
    assert reason_of(posted(an_event(), headers), our_ghl(webhook_secrets=(SECRET,))) == "wrong-signature"


def test_a_marketplace_event_without_signature_is_refused_with_or_without_a_secret_set() -> None:
    for headers in (JSON, {**JSON, "X-WH-Signature": "the retired one"}):
        assert reason_of(posted(an_event(), headers), our_ghl()) == "missing-signature"
        assert reason_of(posted(an_event(), headers), our_ghl(webhook_secrets=(SECRET,))) == "missing-secret"
    assert reason_of(posted({"data": an_event()}), our_ghl()) == "missing-signature"


def test_a_workflow_shows_the_secret_where_there_is_one() -> None:
    shown = {**JSON, "X-Rejoinder-Secret": SECRET}
    READER.verify(posted(a_push(), shown), our_ghl(webhook_secrets=("the-new-one", SECRET)))
    READER.verify(posted(a_push()), our_ghl())
    assert reason_of(posted(a_push()), our_ghl(webhook_secrets=(SECRET,))) == "missing-secret"
    wrong = {**JSON, "X-Rejoinder-Secret": "guessed"}
    assert reason_of(posted(a_push(), wrong), our_ghl(webhook_secrets=(SECRET,))) == "wrong-secret"


def test_a_shown_secret_vouches_for_an_event_that_a_workflow_spells_like_the_marketplace() -> None:
    shown = {**JSON, "X-Rejoinder-Secret": SECRET}
    READER.verify(posted(an_event(), shown), our_ghl(webhook_secrets=(SECRET,)))


def test_what_was_signed_says_so_and_nothing_else_does() -> None:
    with GhlStandIn() as ghl:
        body, headers = ghl.signed(an_event())
    signed = READER.read(a_request(body, headers, URL), our_ghl()).fact
    assert isinstance(signed, InboundMessage)
    assert GHL.came_signed(signed.reply_handle)
    assert not GHL.came_signed(text_of(an_event()).reply_handle)
    assert not GHL.came_signed(text_of(a_push()).reply_handle)


# --- tenant -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        {"location": {"id": "somebodyElse00000001"}},
        {"location": "somebodyElse00000001"},
        {"location": None, "location_id": "somebodyElse00000001"},
        {"location": None, "locationId": "somebodyElse00000001"},
        {"location": None, "customData": {"Location ID": "somebodyElse00000001"}},
    ],
)
def test_another_locations_people_are_never_ours(place: dict[str, Any]) -> None:
    for event in (a_push(**place), an_event(**{"locationId": None, **place})):
        with pytest.raises(PayloadUnreadable, match="unknown_location"):
            read(event)


def test_a_delivery_without_a_location_is_ours_by_its_url() -> None:
    assert text_of(a_push(location=None)).body == "Yes"
    assert text_of(an_event(locationId=None)).body == "Yes"


# --- the workflow's webhook ---------------------------------------------------------------------------------------

WORDS = "Sounds good, call me"
SHAPES: dict[str, dict[str, Any]] = {
    "as documented": a_push(message={"type": 2, "body": WORDS}),
    "type as text": a_push(message={"type": "SMS", "body": WORDS}),
    "type as number in text": a_push(message={"type": "2", "body": WORDS}),
    "type in capitals": a_push(message={"type": "TYPE_SMS", "body": WORDS}),
    "no type": a_push(message={"body": WORDS}),
    "text instead of body": a_push(message={"text": WORDS}),
    "message is the text": a_push(message=WORDS),
    "body beside": a_push(message=None, body=WORDS),
    "in custom data": a_push(message={"type": 2}, customData={"Message": WORDS}),
    "blank body, custom data": a_push(message={"type": 2, "body": "  "}, customData={"message_body": WORDS}),
    "other casing": {"CONTACT_ID": CONTACT, "Phone": ANA, "Message": {"Body": WORDS}, "Full_Name": "Ana Whitfield"},
    "camel case": {"contactId": CONTACT, "phone": ANA, "messageBody": WORDS, "fullName": "Ana Whitfield"},
    "contact nested": {"contact": {"id": CONTACT, "phone": ANA, "name": "Ana Whitfield"}, "message": {"body": WORDS}},
    "names in custom data": {
        "customData": {"ID": CONTACT, "Phone Number": ANA, "First Name": "Ana", "Last Name": "Whitfield", "Text": WORDS}
    },
    "custom data as text": a_push(message={"type": 2}, customData=json.dumps({"Message": WORDS, "Date": "11/20/2026"})),
    "names in custom data as text": {
        "customData": json.dumps({"contact_id": CONTACT, "phone": ANA, "full_name": "Ana Whitfield", "Text": WORDS})
    },
    "wrapped": {"data": a_push(message={"type": 2, "body": WORDS})},
    "wrapped twice beside": {"event": "reply", "payload": a_push(message={"type": 2, "body": WORDS})},
    "in a list": [a_push(message={"type": 2, "body": WORDS})],  # type: ignore[dict-item]
    "national number": a_push(phone="(202) 555-0143", country="US", message={"body": WORDS}),
    "eleven digits": a_push(phone="1 202-555-0143", message={"body": WORDS}),
    "number with zeros": a_push(phone="001 202 555 0143", message={"body": WORDS}),
    "templates nobody filled in": a_push(message={"id": "{{message.id}}", "body": WORDS}, email="{{contact.email}}"),
}


@pytest.mark.parametrize("event", SHAPES.values(), ids=SHAPES.keys())
def test_a_workflow_is_understood_however_it_was_typed(event: dict[str, Any]) -> None:
    message = text_of(event)
    assert (message.body, message.sender, message.sender_name) == (WORDS, ANA, "Ana Whitfield")
    assert message.reply_handle["contact_id"] == CONTACT
    assert message.aliases == (f"id:ghl:{CONTACT}",)
    assert message.external_id.startswith(UNNAMED_BY_CONTENT)


def test_a_location_inside_of_custom_data_that_is_text_is_held_against_ours() -> None:
    event = a_push(location=None, customData=json.dumps({"location_id": "another", "Message": WORDS}))
    with pytest.raises(PayloadUnreadable, match="unknown_location"):
        read(event)


def test_what_somebody_texts_is_never_read_as_custom_data() -> None:
    assert text_of(a_push(message={"type": 2, "body": '{"contact_id": "x"}'})).body == '{"contact_id": "x"}'


def test_a_form_is_understood_too() -> None:
    body = f"contact_id={CONTACT}&phone=%2B12025550143&message=Call%20me&location_id={LOCATION}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    fact = READER.read(a_request(body, headers, URL), our_ghl()).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.body, fact.sender) == ("Call me", ANA)


@pytest.mark.parametrize(
    ("number", "country"),
    [("555-0143", "US"), ("020 7946 0000", "US"), ("2025550143", None), ("+0 12", "US"), ("ring me", None)],
)
def test_a_country_code_is_never_invented(number: str, country: str | None) -> None:
    assert phone(number, country) == ""
    assert text_of(a_push(phone=number, country=country)).sender == f"id:ghl:{CONTACT}"


def test_the_same_push_twice_is_one_event_and_the_next_minute_is_another() -> None:
    later = a_push(customData={"Date": "11/20/2026", "Time": "10:44 AM"})
    assert read(a_push()).key == read(a_push(), NOON + timedelta(hours=3)).key
    assert read(a_push()).key != read(later).key
    assert read(a_push()).key != read(a_push(contact_id="another", phone="+12025550144")).key
    assert read(a_push()).key == read(a_push(workflow={"id": "another workflow"}, date_created="2026-01-01")).key


def test_a_push_without_date_and_time_repeats_within_minutes_and_counts_a_week_later() -> None:
    bare = a_push(customData={})
    assert read(bare, NOON).key == read(bare, NOON + timedelta(minutes=2)).key
    assert read(bare, NOON).key != read(bare, NOON + timedelta(days=7)).key


def test_a_real_id_in_the_push_is_used_and_meets_the_marketplaces() -> None:
    pushed = read(a_push(message={"id": "mS9kD4vB7nQ2xL5tR8wE", "body": "Yes"}))
    assert pushed.key == read(an_event()).key
    assert text_of(a_push(customData={"Message ID": "m-1"})).external_id == "m-1"


def test_a_stated_time_is_believed_only_near_the_receipt() -> None:
    near = (NOON - timedelta(minutes=3)).isoformat()
    assert text_of(a_push(message={"body": "x", "dateAdded": near})).sent_at == NOON - timedelta(minutes=3)
    for odd in ("2026-09-02T14:05:11.000Z", "11/20/2026 10:43 AM", 7, "1970-01-01T00:00:00Z"):
        assert text_of(a_push(message={"body": "x", "dateAdded": odd})).sent_at is None


@pytest.mark.parametrize("what", [3, "Email", 11, "FB", "Instagram", 29, "whatsapp"])
def test_a_push_about_another_channel_waits_for_a_person(what: object) -> None:
    fact = read(a_push(message={"type": what, "body": "Hello"})).fact
    assert isinstance(fact, Unmatched)
    assert fact.message.body == "Hello"


def test_a_push_of_our_own_words_is_not_a_reply() -> None:
    ours = {"type": 2, "body": "We call you", "direction": "outbound"}
    assert isinstance(read(a_push(message=ours)).fact, Noted)
    assert isinstance(read(a_push(message={**ours, "id": "m-2"})).fact, OwnMessageSeen)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"contact_id": CONTACT},
        {"message": {"body": "Hello"}},
        {"contact_id": "", "phone": "", "message": {"body": "Hello"}},
        {"contact_id": ["a"], "phone": {"a": 1}, "message": 7},
    ],
)
def test_a_push_that_names_nobody_or_says_nothing_is_quarantined(event: dict[str, Any]) -> None:
    with pytest.raises(PayloadUnreadable):
        read(event)


def test_a_person_without_contact_and_phone_is_unmatched() -> None:
    fact = read({"email": "Ana@Brightoak.example", "message": {"body": "Hello"}}).fact
    assert isinstance(fact, Unmatched)
    assert fact.message.sender == "ana@brightoak.example"


_NAMES = [
    "type",
    "contact_id",
    "contactId",
    "location",
    "id",
    "message",
    "body",
    "customData",
    "phone",
    "Date",
    "Time",
    "contact",
    "webhookId",
    "messageId",
    "messageType",
    "dndSettings",
    "SMS",
    "status",
    "data",
]


@settings(max_examples=300, deadline=None)
@given(
    event=st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(_NAMES),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_whatever_json_comes_is_understood_or_kept(event: object) -> None:
    try:
        said = read(event)
    except PayloadUnreadable:
        return
    assert said.key
    assert said == read(event)


# --- the marketplace ----------------------------------------------------------------------------------------------


def test_an_event_may_be_nested_or_lack_its_ids() -> None:
    assert text_of({"type": "InboundMessage", "data": an_event(type=None)}).external_id == "mS9kD4vB7nQ2xL5tR8wE"
    nameless = text_of(an_event(messageId=None))
    assert nameless.external_id == "unnamed:2f1f6d0c-7f0a-4a46-b0a5-95b1cf1d5a11"
    without_any = an_event(messageId=None, webhookId=None)
    assert read(without_any).key == read(without_any).key
    assert read(without_any).key != read({**without_any, "dateAdded": "2026-11-20T11:59:01.000Z"}).key


def test_message_and_contact_may_be_objects() -> None:
    person = {"id": CONTACT, "firstName": "Ana", "lastName": "Whitfield", "phone": ANA}
    event = an_event(
        contactId=None, contact=person, body=None, message={"type": "SMS", "body": "Yes"}, messageType=None
    )
    message = text_of(event)
    assert (message.sender, message.sender_name, message.body) == (ANA, "Ana Whitfield", "Yes")


@pytest.mark.parametrize("what", ["SMS", "sms", "TYPE_SMS", "CustomSMS", "TYPE_CUSTOM_PROVIDER_SMS", "RCS", None])
def test_every_kind_of_text_is_a_text(what: str | None) -> None:
    assert text_of(an_event(messageType=what)).medium is Medium.SMS


@pytest.mark.parametrize("what", ["CALL", "Voicemail", "TYPE_IVR_CALL"])
def test_a_call_is_noted(what: str) -> None:
    assert isinstance(read(an_event(messageType=what, callStatus="completed")).fact, Noted)


@pytest.mark.parametrize("what", ["FB", "IG", "Live Chat", "GMB", "WhatsApp", "Custom"])
def test_what_was_written_elsewhere_waits_for_a_person(what: str) -> None:
    assert isinstance(read(an_event(messageType=what)).fact, Unmatched)


@pytest.mark.parametrize(
    ("source", "campaign"), [("workflow", True), ("bulk_actions", True), ("app", False), (None, False)]
)
def test_whose_words_an_echo_brings_depends_on_its_source(source: str | None, campaign: bool) -> None:
    fact = read(an_event(type="OutboundMessage", source=source)).fact
    assert isinstance(fact, OwnMessageSeen)
    assert (fact.campaign, fact.address) == (campaign, f"id:ghl:{CONTACT}")


@pytest.mark.parametrize(("status", "opted_out"), [("failed", False), ("undelivered", False), ("opt_out", True)])
def test_an_echo_that_failed_is_a_report(status: str, opted_out: bool) -> None:
    fact = read(an_event(type="OutboundMessage", status=status)).fact
    assert isinstance(fact, DeliveryReport)
    assert (fact.status, fact.opted_out, fact.provider_message_id) == ("undelivered", opted_out, "mS9kD4vB7nQ2xL5tR8wE")


@pytest.mark.parametrize(
    ("setting", "withdrawn"),
    [
        ({"dndSettings": {"SMS": {"status": "active"}}}, True),
        ({"dndSettings": {"sms": {"status": "PERMANENT"}}}, True),
        ({"dnd": True}, True),
        ({"dnd": "true"}, True),
        ({"dndSettings": {"SMS": {"status": "inactive"}}}, False),
        ({"dndSettings": {"Email": {"status": "active"}}}, False),
        ({"dnd": False, "dndSettings": []}, False),
        ({}, False),
    ],
)
def test_do_not_disturb_only_ever_takes_consent_away(setting: dict[str, Any], withdrawn: bool) -> None:
    fact = read({"type": "ContactDndUpdate", "locationId": LOCATION, "id": CONTACT, "webhookId": "w", **setting}).fact
    assert isinstance(fact, ConsentChanged if withdrawn else Noted)
    if isinstance(fact, ConsentChanged):
        assert (fact.address, fact.state) == (f"id:ghl:{CONTACT}", "withdrawn")


def test_a_dnd_update_of_nobody_is_quarantined() -> None:
    with pytest.raises(PayloadUnreadable):
        read({"type": "ContactDndUpdate", "dnd": True, "webhookId": "w"})


@pytest.mark.parametrize(
    ("stated", "kind"),
    [("TYPE_SMS", "sms"), (2, "sms"), ("2", "sms"), (3, "email"), (1, "call"), (77, "type 77"), (None, ""), (True, "")],
)
def test_highlevels_words_for_a_kind_are_known(stated: object, kind: str) -> None:
    assert message_kind(stated) == kind


@pytest.mark.parametrize("stated", [1_795_176_000, 1_795_176_000_000, "1795176000", "2026-11-20T12:00:00Z"])
def test_a_moment_may_be_spelt_in_every_common_way(stated: object) -> None:
    assert moment(stated) == NOON


# --- the API ------------------------------------------------------------------------------------------------------


@dataclass
class Place:
    """Our channel wired to a stand-in."""

    channel: Channel
    connection: Connection

    def confirm(self, message: InboundMessage) -> Any:
        assert self.channel.history is not None
        return self.channel.history.confirm(message, self.connection)


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def at(ghl: GhlStandIn, http: ProviderHttp, base_url: str = "") -> Place:
    connection = our_ghl(credentials=ghl.credentials, base_url=base_url or ghl.base_url)
    return Place(discover(http)["ghl_sms"], connection)


def a_reply(ghl: GhlStandIn, body: str = "Tuesday works", number: str = ANA) -> OutboundMessage:
    person = ghl.person(number)
    handle = {"contact_id": person.id, "conversation_id": person.conversation}
    return OutboundMessage("snd_01", Medium.SMS, number, "", body, reply_handle=handle)


def pushed(ghl: GhlStandIn, text: Any, at: datetime | None = None, **changes: Any) -> InboundMessage:
    """A workflow's delivery about that text, as the engine asks about it."""
    fact = READER.read(posted(ghl.workflow_event(text), at=at or datetime.now(UTC)), our_ghl()).fact
    assert isinstance(fact, InboundMessage)
    return replace(fact, sent_at=at or datetime.now(UTC), **changes)


def test_a_text_is_accepted_once_and_found_again(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        ghl.arrives(ANA, "Hello")
        since = datetime.now(UTC)
        assert place.channel.sender.check(place.connection) == "HighLevel accepts the token for this location."
        assert place.channel.sender.find(a_reply(ghl), place.connection, since) == Absent()
        receipt = place.channel.sender.send(a_reply(ghl), place.connection)
        assert [text.id for text in ghl.delivered(ANA)] == [receipt.provider_message_id]
        found = place.channel.sender.find(a_reply(ghl, " Tuesday  works "), place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == receipt.provider_message_id


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_lost_answer_is_unknown_and_settled_by_looking(http: ProviderHttp, behaviour: str) -> None:
    with GhlStandIn([behaviour]) as ghl:
        place, since = at(ghl, http), datetime.now(UTC)
        ghl.arrives(ANA, "Hello")
        with pytest.raises(OutcomeUnknown):
            place.channel.sender.send(a_reply(ghl), place.connection)
        found = place.channel.sender.find(a_reply(ghl), place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == ghl.accepted[0].id


@pytest.mark.parametrize("behaviour", ["drop", "500"])
def test_a_lost_request_is_unknown_and_absent(http: ProviderHttp, behaviour: str) -> None:
    with GhlStandIn([behaviour]) as ghl:
        place = at(ghl, http)
        ghl.arrives(ANA, "Tuesday works")
        with pytest.raises(OutcomeUnknown):
            place.channel.sender.send(a_reply(ghl), place.connection)
        assert place.channel.sender.find(a_reply(ghl), place.connection, datetime.now(UTC)) == Absent()
        assert not ghl.accepted


def test_two_equal_texts_cannot_be_told_apart_and_an_older_one_is_not_ours(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place, since = at(ghl, http), datetime.now(UTC)
        place.channel.sender.send(a_reply(ghl), place.connection)
        later = datetime.now(UTC) + timedelta(minutes=5)
        assert place.channel.sender.find(a_reply(ghl), place.connection, later) == Absent()
        place.channel.sender.send(a_reply(ghl), place.connection)
        assert isinstance(place.channel.sender.find(a_reply(ghl), place.connection, since), CannotTell)


@pytest.mark.parametrize("nested", [True, False])
def test_a_text_on_a_later_page_is_found_within_bounds(http: ProviderHttp, nested: bool) -> None:
    with GhlStandIn(page_limit=2, nested=nested) as ghl:
        place, since = at(ghl, http), datetime.now(UTC)
        place.channel.sender.send(a_reply(ghl), place.connection)
        for number in range(5):
            ghl.arrives(ANA, f"Another {number}")
        assert isinstance(place.channel.sender.find(a_reply(ghl), place.connection, since), Found)
        for number in range(6):
            ghl.arrives(ANA, f"One more {number}")
        assert isinstance(place.channel.sender.find(a_reply(ghl), place.connection, since), CannotTell)


def test_a_person_without_any_conversation_leaves_the_outcome_open(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        handle = {"contact_id": ghl.person(ANA).id}
        outbound = replace(a_reply(ghl), reply_handle=handle)
        assert isinstance(place.channel.sender.find(outbound, place.connection, NOON), CannotTell)
        assert isinstance(
            place.channel.sender.find(replace(outbound, medium=Medium.EMAIL), place.connection, NOON), CannotTell
        )


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("429", ProviderBusy),
        ("401", ConnectionRevoked),
        ("403", ConnectionRevoked),
        ("refuse:402:Insufficient funds", ConnectionRevoked),
        ("refuse:401:Command timed out", OutcomeUnknown),
        ("refuse:400:Contact has opted out", RecipientRefused),
        ("refuse:422:Missing phone number", RecipientRefused),
        ("refuse:404:Contact not found", RecipientRefused),
        ("refuse:422:message is too long", MessageRefused),
        ("refuse:405:no", MessageRefused),
        ("refuse:502:Bad gateway", OutcomeUnknown),
    ],
)
def test_every_refusal_has_its_class_over_a_real_socket(
    http: ProviderHttp, behaviour: str, error: type[RejoinderError]
) -> None:
    with GhlStandIn([behaviour]) as ghl:
        place = at(ghl, http)
        with pytest.raises(error) as caught:
            place.channel.sender.send(a_reply(ghl), place.connection)
        assert ghl.token not in caught.value.message
        assert not ghl.accepted


def test_do_not_disturb_refuses_the_recipient_as_opted_out(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        ghl.person(ANA, dnd="permanent")
        with pytest.raises(RecipientRefused) as caught:
            place.channel.sender.send(a_reply(ghl), place.connection)
        assert caught.value.opted_out


def test_a_person_without_contact_id_is_refused_before_any_call(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        with pytest.raises(MessageRefused):
            place.channel.sender.send(replace(a_reply(ghl), reply_handle={}), place.connection)
        assert not ghl.calls


def test_the_stand_in_notices_what_highlevel_does_not_document(http: ProviderHttp) -> None:
    with GhlStandIn(strict=False) as ghl:
        response = http.request(
            "POST",
            f"{ghl.base_url}/conversations/messages",
            connection_id="c",
            headers={"Authorization": f"Bearer {ghl.token}", "Version": "2021-07-28"},
            json={"type": "SMS", "contactId": ghl.person(ANA).id, "message": "x", "urgent": True},
        )
        assert response.status == 422
        assert len(ghl.violations) == 2
        assert not ghl.accepted


# --- asking about one message -------------------------------------------------------------------------------------


def test_a_push_is_named_and_its_person_filled_in(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        ghl.arrives(ANA, "Something else")
        text = ghl.arrives(ANA, "Yes ")
        bare = pushed(ghl, text, sender=f"id:ghl:{text.contact}", sender_name="")
        said = place.confirm(bare)
        assert isinstance(said, Confirmed)
        assert said.message is not None
        assert (said.message.external_id, said.message.sender) == (text.id, ANA)
        assert said.message.sender_name == "Ana Whitfield"
        assert said.message.reply_handle == {"contact_id": text.contact, "conversation_id": text.conversation}
        assert (said.others, said.consent) == ((), None)


def test_equal_texts_are_told_with_the_nearest_first(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place, now = at(ghl, http), datetime.now(UTC)
        texts = [ghl.arrives(ANA, "Yes", at=now - timedelta(minutes=minutes)) for minutes in (90, 30, 1)]
        ghl.arrives(ANA, "Yes", at=now - timedelta(hours=30))
        ghl.arrives(ANA, "Yes", at=now + timedelta(minutes=10))
        ghl.typed(ANA, "Yes")
        ghl.arrives("+12025550144", "Yes")
        said = place.confirm(pushed(ghl, texts[1], at=now - timedelta(minutes=29)))
        assert isinstance(said, Confirmed)
        assert said.message is not None
        named = [said.message.external_id, *(other.external_id for other in said.others)]
        assert named == [texts[1].id, texts[0].id], "none of another person, of ours, too old or not written yet"


def test_a_marketplace_message_is_confirmed_by_its_id(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        text = ghl.arrives(ANA, "Yes")
        fact = READER.read(posted(ghl.inbound_event(text)), our_ghl()).fact
        assert isinstance(fact, InboundMessage)
        said = place.confirm(fact)
        assert isinstance(said, Confirmed)
        assert said.message is not None
        assert (said.message.sender, said.message.external_id) == (ANA, text.id)
        assert isinstance(place.confirm(replace(fact, external_id="m-invented")), Denied)
        ours = ghl.typed(ANA, "Yes")
        assert isinstance(place.confirm(replace(fact, external_id=ours.id)), Denied)
        theirs = ghl.arrives("+12025550144", "Yes")
        assert isinstance(place.confirm(replace(fact, external_id=theirs.id)), Denied)


def test_what_highlevel_does_not_have_is_denied(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        text = ghl.arrives(ANA, "Yes")
        assert isinstance(place.confirm(pushed(ghl, text, body="No")), Denied)
        assert isinstance(place.confirm(pushed(ghl, text, reply_handle={"contact_id": "nobody"})), Denied)
        assert isinstance(place.confirm(pushed(ghl, text, reply_handle={}, sender="+12025550199")), Denied)
        assert isinstance(place.confirm(pushed(ghl, text, reply_handle={}, sender="id:ghl:x")), Denied)
        ghl.hidden.add(text.id)
        assert isinstance(place.confirm(pushed(ghl, text)), Denied)


def test_a_contact_of_another_location_is_denied(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        text = ghl.arrives(ANA, "Yes")
        place = at(ghl, http)
        ours = replace(place.connection, credentials={**place.connection.credentials, "location_id": "ours0000"})
        assert isinstance(replace(place, connection=ours).confirm(pushed(ghl, text)), Denied)


def test_a_person_is_found_by_their_number(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        text = ghl.arrives(ANA, "Yes")
        said = at(ghl, http).confirm(pushed(ghl, text, reply_handle={}, aliases=()))
        assert isinstance(said, Confirmed)
        assert said.message is not None
        assert said.message.reply_handle["contact_id"] == text.contact


@pytest.mark.parametrize("state", ["active", "permanent"])
def test_do_not_disturb_comes_with_the_confirmation(http: ProviderHttp, state: str) -> None:
    with GhlStandIn() as ghl:
        text = ghl.arrives(ANA, "Yes")
        ghl.person(ANA, dnd=state)
        said = at(ghl, http).confirm(pushed(ghl, text))
        assert isinstance(said, Confirmed)
        assert said.consent == ConsentChanged(ANA, "withdrawn", f"HighLevel: SMS {state}")


def test_a_picture_without_words_is_found_by_its_moment(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        link = "https://storage.example.com/1.png"
        old = ghl.arrives(ANA, "Earlier", at=datetime.now(UTC) - timedelta(minutes=30))
        picture = ghl.arrives(ANA, "", attachments=(link,))
        said = place.confirm(pushed(ghl, picture))
        assert isinstance(said, Confirmed)
        assert said.message is not None
        assert (said.message.external_id, said.message.media) == (picture.id, (Media(link, "image/png"),))
        ghl.hidden.add(picture.id)
        assert isinstance(place.confirm(pushed(ghl, old, body="")), Denied)


def test_a_conversation_that_cannot_be_read_is_looked_up_in_the_export(http: ProviderHttp) -> None:
    class WithoutSearch(GhlStandIn):
        def _read(self, call: Any) -> Any:
            if call.path in ("/conversations/search",) or call.path.endswith("/messages"):
                return super()._read(replace(call, path="/nowhere"))
            return super()._read(call)

    with WithoutSearch() as ghl:
        text = ghl.arrives(ANA, "Yes")
        said = at(ghl, http).confirm(pushed(ghl, text))
        assert isinstance(said, Confirmed)
        assert said.message is not None
        assert said.message.external_id == text.id


@pytest.mark.parametrize(
    ("reads", "error"),
    [
        ("429", ProviderBusy),
        ("500", ProviderDown),
        ("401", ConnectionRevoked),
        ("403", ConnectionRevoked),
        ("drop", ProviderDown),
    ],
)
def test_a_question_that_gets_no_answer_says_neither_yes_nor_no(
    http: ProviderHttp, reads: str, error: type[RejoinderError]
) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        text = ghl.arrives(ANA, "Yes")
        ghl.reads = reads
        with pytest.raises(error):
            place.confirm(pushed(ghl, text))
        history = place.channel.history
        assert history is not None
        with pytest.raises(error):
            history.since(place.connection, "", NOON)


def test_a_mail_is_confirmed_by_its_own_id(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place = at(ghl, http)
        person = ghl.person(ANA)
        mail = InboundMessage(
            "eM1",
            Medium.EMAIL,
            "ana@brightoak.example",
            "dele@northgate.example",
            "Hello",
            sent_at=NOON,
            reply_handle={"contact_id": person.id, "email_message_id": "eM1"},
        )
        assert isinstance(place.confirm(mail), Denied)
        assert isinstance(place.confirm(replace(mail, reply_handle={"contact_id": person.id})), Unconfirmable)


# --- what was missed ----------------------------------------------------------------------------------------------


def test_everything_since_a_moment_is_told_oldest_first_under_the_marketplaces_ids(http: ProviderHttp) -> None:
    with GhlStandIn() as ghl:
        place, now = at(ghl, http), datetime.now(UTC)
        history = place.channel.history
        assert history is not None
        ghl.arrives(ANA, "Too old", at=now - timedelta(hours=3))
        texts = [ghl.arrives(ANA, f"Text {n}", at=now - timedelta(minutes=10 - n)) for n in range(3)]
        ours = ghl.typed(ANA, "A colleague")
        page = history.since(place.connection, "", now - timedelta(hours=1))
        told = [event.fact for event in page.events]
        assert [f.external_id for f in told if isinstance(f, InboundMessage)] == [text.id for text in texts]
        assert [f.external_id for f in told if isinstance(f, OwnMessageSeen)] == [ours.id]
        assert next(event.key for event in page.events) == read(ghl.inbound_event(texts[0])).key
        assert not page.more

        again = history.since(place.connection, page.cursor, now - timedelta(hours=1))
        assert (again.cursor, again.more) == (page.cursor, False)
        assert {event.key for event in again.events} <= {event.key for event in page.events}
        late = ghl.arrives(ANA, "And this")
        newer = history.since(place.connection, page.cursor, now - timedelta(hours=1))
        assert late.id in {e.fact.external_id for e in newer.events if isinstance(e.fact, InboundMessage)}
        assert newer.cursor > page.cursor


def test_a_long_gap_is_told_page_by_page(http: ProviderHttp) -> None:
    with GhlStandIn(page_limit=4) as ghl:
        place, now = at(ghl, http), datetime.now(UTC)
        history = place.channel.history
        assert history is not None
        texts = [ghl.arrives(ANA, f"Text {n}", at=now - timedelta(seconds=60 - n)) for n in range(11)]
        seen: list[str] = []
        cursor, more = "", True
        for _ in range(20):
            page = history.since(place.connection, cursor, now - timedelta(hours=20))
            seen += [e.fact.external_id for e in page.events if isinstance(e.fact, InboundMessage)]
            cursor, more = page.cursor, page.more
            if not more:
                break
        assert seen == [text.id for text in texts]
        assert not more
        ghl.arrives(ANA, "The next")
        following = [history.since(place.connection, cursor, now - timedelta(hours=20))]
        while following[-1].more:
            following.append(history.since(place.connection, following[-1].cursor, now - timedelta(hours=20)))
        assert "The next" in {e.fact.body for p in following for e in p.events if isinstance(e.fact, InboundMessage)}


# --- the way in, over HTTP ----------------------------------------------------------------------------------------


def test_what_the_stand_in_signs_is_authentic_and_understood() -> None:
    with GhlStandIn() as ghl:
        connection = our_ghl(credentials=ghl.credentials)
        body, headers = ghl.signed(ghl.inbound_event(ghl.arrives(ANA, "Café at 3? 🙂 ")))
        request = a_request(body, headers, URL)
        READER.verify(request, connection)
        fact = READER.read(request, connection).fact
        assert isinstance(fact, InboundMessage)
        assert fact.body == "Café at 3? 🙂"


def test_the_channel_says_how_it_is_set_up_and_when_it_is_called_again() -> None:
    assert GHL.retry_status == 429
    assert "429" in GHL.retries
    assert any("{webhook_url}" in step for step in GHL.setup)
    assert any("X-Rejoinder-Secret" in step for step in GHL.setup)
    assert GHL.account_of({"location_id": LOCATION}) == LOCATION


def test_a_mail_goes_through_the_door_of_all_mail() -> None:
    html = "<p>Tuesday works</p><div class='gmail_signature'>Ana<br>+44 161 496 0000</div>"
    fact = read(an_event(messageType="Email", body=html, **{"from": "Ana <ana@brightoak.example>"})).fact
    assert isinstance(fact, InboundMessage)
    assert fact.reply_text == "Tuesday works\n\n--\nAna\n+44 161 496 0000"


def test_an_address_in_angle_brackets_makes_no_mail_html() -> None:
    fact = read(
        an_event(messageType="Email", body="Write to Bo <bo@brightoak.example>", **{"from": "a@b.example"})
    ).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.html, fact.body) == ("", "Write to Bo <bo@brightoak.example>")

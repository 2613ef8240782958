"""The same delivery in other clothes: what tools between a provider and us wrap, respell and re-encode."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    ConsentChanged,
    MeetingChanged,
    Noted,
    ProviderEvent,
    Unmatched,
    WebhookRequest,
)
from tests.channels.samples import Sample, samples

SAMPLES = {(sample.channel.name, sample.name): sample for sample in samples()}
MESSAGES = [
    ("smartlead", "email_reply"),
    ("smartlead", "email_reply_from_colleague"),
    ("smartlead", "email_reply_deprecated_only"),
    ("instantly", "reply_received"),
    ("instantly", "reply_received_html_only"),
    ("emailbison", "lead_replied"),
    ("emailbison", "lead_replied_from_colleague"),
    ("unipile_linkedin", "v1_message_received"),
    ("unipile_linkedin", "v1_own_echo"),
    ("unipile_linkedin", "v1_attachment_only"),
    ("ghl_sms", "workflow_sms_happy"),
    ("ghl_sms", "inbound_message_sms_happy"),
    ("calendly", "invitee_created"),
    ("clay", "callback_phone"),
    ("vapi", "end_of_call_report"),
    ("vapi", "status_in_progress"),
]


def read(sample: Sample, body: bytes, **headers: str) -> ProviderEvent:
    stated = sample.request
    request = WebhookRequest(
        stated.method,
        stated.url,
        stated.subpath,
        {**stated.headers, **headers},
        body,
        stated.received_at,
        stated.query,
    )
    return sample.channel.reader.read(request, sample.connection)


def event_of(sample: Sample) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(sample.body)
    return stated


def in_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


WRAPPINGS: Mapping[str, Callable[[Any], bytes]] = {
    "in data": lambda event: in_json({"data": event}),
    "in payload": lambda event: in_json({"payload": event}),
    "in body": lambda event: in_json({"body": event}),
    "twice": lambda event: in_json({"payload": {"data": event}}),
    "in a name of its own": lambda event: in_json({"webhook": event}),
    "alone in a list of events": lambda event: in_json({"events": [event]}),
    "in a list of one": lambda event: in_json([event]),
    "as an automation tool shows a request": lambda event: in_json(
        [{"headers": {"host": "tool.example"}, "params": {}, "query": {}, "body": event}]
    ),
    "after a byte order mark": lambda event: b"\xef\xbb\xbf" + in_json(event),
    "as text in JSON": lambda event: in_json(json.dumps(event)),
    "in a form's only field": lambda event: urlencode({"payload": json.dumps(event)}).encode(),
    "beside fields of tomorrow": lambda event: in_json({**event, "some_new_thing": {"id": 1, "type": "x"}}),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS.keys())
@pytest.mark.parametrize("name", MESSAGES, ids="-".join)
def test_a_delivery_says_the_same_however_it_is_wrapped(
    name: tuple[str, str], wrapping: Callable[[Any], bytes]
) -> None:
    sample = SAMPLES[name]
    plain = read(sample, sample.body)
    assert comparable(read(sample, wrapping(event_of(sample)))) == comparable(plain)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json; charset=UTF-8", "application/x-www-form-urlencoded", ""]
)
@pytest.mark.parametrize("name", MESSAGES, ids="-".join)
def test_the_bytes_say_what_they_are_and_the_content_type_does_not(name: tuple[str, str], kind: str) -> None:
    sample = SAMPLES[name]
    assert read(sample, sample.body, **{"content-type": kind}) == read(sample, sample.body)


NAMED_BY_PEOPLE = (
    ("ghl_sms", "workflow_sms_happy"),
    ("ghl_sms", "inbound_message_sms_happy"),
    ("vapi", "end_of_call_report"),
)


@pytest.mark.parametrize("name", [n for n in MESSAGES if n not in NAMED_BY_PEOPLE], ids="-".join)
def test_names_are_read_in_camel_case_too(name: tuple[str, str]) -> None:
    sample = SAMPLES[name]
    respelled = respell(event_of(sample), camel_case)
    assert comparable(read(sample, in_json(respelled))) == comparable(read(sample, sample.body))


def comparable(read: ProviderEvent) -> ProviderEvent:
    """Without the key where it is made of the bytes, because nothing in the event names it."""
    return replace(read, key="made of the bytes") if read.key.startswith("body:") else read


def camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def respell(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {spell(name): respell(part, spell) for name, part in value.items()}
    return [respell(part, spell) for part in value] if isinstance(value, list) else value


REPLIES = {
    ("smartlead", "email_reply", "event_type"): (
        "email_reply", "Email Reply", "emailReply", "EMAIL_REPLIED", "LEAD_REPLIED", "REPLY", "email.replied",
    ),
    ("instantly", "reply_received", "event_type"): (
        "REPLY_RECEIVED", "Reply Received", "reply.received", "replyReceived", "email_replied", "lead_replied", "reply",
    ),
    ("unipile_linkedin", "v1_message_received", "event"): (
        "MESSAGE_RECEIVED", "message.received", "messageReceived", "Message Received", "message_created",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("channel", "name", "field"), REPLIES.keys())
def test_a_reply_is_a_message_whatever_its_event_is_called(channel: str, name: str, field: str) -> None:
    sample = SAMPLES[(channel, name)]
    plain = read(sample, sample.body)
    for kind in REPLIES[(channel, name, field)]:
        event = read(sample, in_json({**event_of(sample), field: kind}))
        assert (event.fact, event.key) == (plain.fact, plain.key), kind


@pytest.mark.parametrize(
    "kind", ["LEAD_REPLIED", "Lead Replied", "lead.replied", "leadReplied", "email_replied", "reply"]
)
def test_emailbison_too_may_call_a_reply_as_it_likes(kind: str) -> None:
    sample = SAMPLES[("emailbison", "lead_replied")]
    plain, event = read(sample, sample.body), event_of(sample)
    assert read(sample, in_json({**event, "event": {"type": kind}})).fact == plain.fact
    assert read(sample, in_json({"event_type": kind, "data": event["data"]})).key == plain.key
    assert read(sample, in_json({"event": kind, **event["data"]})).key == plain.key


@pytest.mark.parametrize("label", ["Needs reply", "No reply yet", "reply sent", "Replied - not a fit"])
def test_a_label_that_mentions_a_reply_is_no_reply(label: str) -> None:
    sample = SAMPLES[("instantly", "reply_received")]
    assert isinstance(read(sample, in_json({**event_of(sample), "event_type": label})).fact, Noted)


def test_a_reply_without_any_type_is_a_reply_all_the_same() -> None:
    for channel, name in (("smartlead", "email_reply"), ("instantly", "reply_received")):
        sample = SAMPLES[(channel, name)]
        event = {field: value for field, value in event_of(sample).items() if field != "event_type"}
        assert isinstance(read(sample, in_json(event)).fact, InboundMessage)


def test_words_of_a_person_under_an_unknown_type_are_kept_for_somebody_to_look_at() -> None:
    sample = SAMPLES[("smartlead", "email_reply")]
    with pytest.raises(PayloadUnreadable, match="nobody knows"):
        read(sample, in_json({**event_of(sample), "event_type": "INBOX_SOMETHING"}))


@pytest.mark.parametrize("kind", ["lead_unsubscribed", "Lead Unsubscribed", "LEAD_UNSUBSCRIBE", "EMAIL_UNSUBSCRIBED"])
def test_whoever_leaves_is_heard_whatever_the_event_is_called(kind: str) -> None:
    sample = SAMPLES[("smartlead", "lead_unsubscribed")]
    event = event_of(sample)
    assert isinstance(read(sample, in_json({**event, "event_type": kind})).fact, ConsentChanged)
    assert isinstance(read(sample, in_json({"data": {**event, "event_type": kind}})).fact, ConsentChanged)


def test_raw_line_breaks_in_a_typed_template_do_not_cost_the_message() -> None:
    sample = SAMPLES[("ghl_sms", "workflow_sms_happy")]
    body = in_json({**event_of(sample), "message": {"type": 2, "body": "YES"}, "customData": {}})
    fact = read(sample, body.replace(b"YES", b"Yes,\nplease")).fact
    assert isinstance(fact, InboundMessage)
    assert fact.body == "Yes,\nplease"


def test_a_body_in_an_older_encoding_is_read() -> None:
    sample = SAMPLES[("instantly", "reply_received")]
    event = {**event_of(sample), "reply_text": "Un café à 3 h ?", "reply_html": None}
    fact = read(sample, json.dumps(event, ensure_ascii=False).encode("cp1252")).fact
    assert isinstance(fact, InboundMessage)
    assert fact.body == "Un café à 3 h ?"


@pytest.mark.parametrize(
    "said", ['{"id": "m-9", "chat_id": "c-9", "sender_id": "X", "text": "no"}', '["a"]', "{not json"]
)
def test_somebody_who_writes_json_has_written_words(said: str) -> None:
    sample = SAMPLES[("unipile_linkedin", "v1_message_received")]
    event = {**event_of(sample), "message": said}
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in event.items()}
    for body in (in_json(event), urlencode(form).encode()):
        fact = read(sample, body).fact
        assert isinstance(fact, InboundMessage)
        assert (fact.body, fact.external_id) == (said, event["message_id"])


def test_a_linkedin_event_may_hold_its_message_one_level_deeper() -> None:
    sample = SAMPLES[("unipile_linkedin", "v1_message_received")]
    plain, event = read(sample, sample.body), event_of(sample)
    inside = {name: value for name, value in event.items() if name != "event"}
    assert read(sample, in_json({"event": "message_received", "data": inside})).fact == plain.fact
    person = {"id": event["sender"]["attendee_provider_id"], "name": "Ana Whitfield"}
    parts = {"event": "message.received", "account_id": event["account_id"], "chat_id": event["chat_id"]}
    beside = {**parts, "sender": person, "message": {"id": event["message_id"], "text": event["message"]}}
    fact = read(sample, in_json(beside)).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.external_id, fact.sender, fact.conversation) == (event["message_id"], person["id"], event["chat_id"])


@pytest.mark.parametrize(
    ("channel", "name", "said"),
    [
        ("smartlead", "email_reply", {"reply_message": {"message_id": "<a@b.example>", "text": "<p>Yes please</p>"}}),
        ("smartlead", "email_reply", {"reply_message": {"message_id": "<a@b.example>", "email_body": "Yes please"}}),
        ("instantly", "reply_received", {"reply_text": "<div>Yes please</div>", "reply_html": None}),
        ("instantly", "reply_received", {"reply": {"text": "Yes please"}, "reply_text": None, "reply_html": None}),
    ],
)
def test_words_are_found_where_they_stand_and_markup_is_none_of_them(channel: str, name: str, said: Any) -> None:
    sample = SAMPLES[(channel, name)]
    fact = read(sample, in_json({**event_of(sample), **said})).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.reply_text or fact.body) == "Yes please"


def test_an_untracked_writer_given_as_text_is_still_somebody() -> None:
    sample = SAMPLES[("smartlead", "untracked_reply")]
    fact = read(sample, in_json({**event_of(sample), "sender_detail": "Priya <P.Raman@brightoak.example>"})).fact
    assert isinstance(fact, Unmatched)
    assert fact.message.sender == "p.raman@brightoak.example"


def test_a_meeting_of_calendlys_older_subscriptions_is_read() -> None:
    sample = SAMPLES[("calendly", "invitee_created")]
    meeting = {"uuid": "EV1", "start_time": "2026-11-24T15:00:00Z", "name": "Intro call"}
    person = {"uuid": "INV1", "name": "Ana Whitfield", "email": "Ana@brightoak.example"}
    fact = read(sample, in_json({"event": "invitee.created", "payload": {"event": meeting, "invitee": person}})).fact
    assert isinstance(fact, MeetingChanged)
    assert (fact.meeting_id, fact.event_id, fact.email) == ("INV1", "EV1", "ana@brightoak.example")


# --- what else is said about the person -----------------------------------------------------------

PAGE = "https://uk.linkedin.com/in/ana-whitfield-example/?trk=x"
DETAILS: Mapping[str, tuple[tuple[str, str], Callable[[dict[str, Any]], object]]] = {
    "smartlead, in the lead": (
        ("smartlead", "email_reply"),
        lambda event: event.update(lead_data={"phone_number": "+12025550177", "linkedin_profile": PAGE}),
    ),
    "smartlead, custom fields": (
        ("smartlead", "email_reply"),
        lambda event: event.update(
            lead_data={"custom_fields": {"LinkedIn Profile": PAGE, "Mobile Phone": "+1 202 555 0177"}}
        ),
    ),
    "instantly, beside": (
        ("instantly", "reply_received"),
        lambda event: event.update(phone="+12025550177", linkedIn=PAGE),
    ),
    "emailbison, custom variables": (
        ("emailbison", "lead_replied"),
        lambda event: event["data"]["lead"]["custom_variables"].extend(
            [{"name": "LinkedIn URL", "value": PAGE}, {"name": "phone", "value": "+12025550177"}]
        ),
    ),
    "highlevel's workflow": (
        ("ghl_sms", "workflow_sms_happy"),
        lambda event: event.update(
            phone="+12025550177", email="Ana@Example.com", customData=json.dumps({"linkedin_url": PAGE})
        ),
    ),
    "highlevel's contact": (
        ("ghl_sms", "inbound_message_sms_happy"),
        lambda event: event.update(
            contact={
                "phone": "+12025550177",
                "email": "ana@example.com",
                "customFields": [{"key": "contact.x", "value": "1"}, {"name": "linkedin", "value": PAGE}],
            }
        ),
    ),
}


@pytest.mark.parametrize(("name", "tell"), DETAILS.values(), ids=DETAILS.keys())
def test_what_a_provider_says_of_a_person_is_taken_along(
    name: tuple[str, str], tell: Callable[[dict[str, Any]], object]
) -> None:
    sample = SAMPLES[name]
    event = event_of(sample)
    tell(event)
    fact = read(sample, in_json(event)).fact
    assert isinstance(fact, InboundMessage)
    email = "ana@example.com" if name[0] == "ghl_sms" else ""
    page = "https://www.linkedin.com/in/ana-whitfield-example"
    assert fact.contact == ContactDetails(email, "+12025550177", page)


def test_a_linkedin_message_names_its_writers_page() -> None:
    sample = SAMPLES["unipile_linkedin", "v1_message_received"]
    fact = read(sample, sample.body).fact
    assert isinstance(fact, InboundMessage)
    assert fact.contact.linkedin_url == "https://www.linkedin.com/in/ana-whitfield-example"


def test_a_number_without_its_country_and_a_page_elsewhere_say_nothing() -> None:
    sample = SAMPLES["instantly", "reply_received"]
    event = {**event_of(sample), "phone": "0161 496 0000", "linkedIn": "https://evil.example/in/ana"}
    fact = read(sample, in_json(event)).fact
    assert isinstance(fact, InboundMessage)
    assert fact.contact == ContactDetails()

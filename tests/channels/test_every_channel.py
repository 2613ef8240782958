"""What every channel folder keeps to, whichever provider it speaks to. A new folder is tested by being there."""

from __future__ import annotations

import base64
import contextlib
import copy
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rejoinder.domain.errors import MessageRefused, PayloadUnreadable, SignatureRejected
from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Author, Direction, InboundMessage, Medium, OutboundMessage
from rejoinder.domain.ports.channels import (
    LARGEST_DELIVERY,
    MAX_DELIVERY,
    Channel,
    DeliveryReport,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.sends import CannotTell, SendState, may_move
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp, check_base_url
from tests.builders import WORKSPACE, a_draft, a_message, a_send
from tests.channels.intake import Intake
from tests.channels.samples import FOLDER, NOON, Sample, a_connection, a_request, every_channel, plain, samples
from tests.effort import examples

SAMPLES = list(samples())
CHANNELS = list(every_channel().values())

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.channel.name}-{s.name}")
each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.name)

SECTIONS = ["Connect", "How a delivery proves itself", "What to know", "Where the facts come from"]

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}

HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n\t",
    "nul": b"\x00",
    "nul in JSON": b'{"event_type": "EMAIL_REPLY", "to_email": "a\x00@b.example"}',
    "escaped nul in JSON": b'{"event_type": "EMAIL_\\u0000REPLY", "to_email": "a\\u0000@b.example", "body": "\\u0000"}',
    "lone surrogate": b'{"event_type": "\\ud800", "id": "\\udfff", "body": "\\ud83d"}',
    "invalid UTF-8": b"\xff\xfe\x80Body=\xc3\x28",
    "invalid UTF-8 in a form": b"MessageSid=SM1&From=%ff%fe&Body=%c3%28",
    "truncated percent": b"MessageSid=SM1&From=%2&Body=%",
    "byte order mark": b"\xef\xbb\xbf{}",
    "deep list": b"[" * 3_000 + b"]" * 3_000,
    "deep list without end": b"[" * 100_000,
    "deep object": b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    "not a number": b'{"event_type": NaN, "a": Infinity}',
    "huge number": b'{"event_type": ' + b"9" * 5_000 + b"}",
    "big number": b'{"event_type": 1e999, "event_timestamp": 1e308, "campaign_id": 99999999999999999999}',
    "a list": b'[{"event_type": "EMAIL_REPLY"}]',
    "a string": b'"EMAIL_REPLY"',
    "null": b"null",
    "many fields": b"&".join(b"f%d=%d" % (n, n) for n in range(10_000)),
    "many separators": b"&" * 200_000,
    "one name many times": b"Body=x&" * 5_000,
    "no value": b"MessageSid&From&Body",
    "wrong types": json.dumps(
        {
            "event_type": ["EMAIL_REPLY"],
            "event": {"a": 1},
            "data": [1],
            "reply_message": "text",
            "to_email": 7,
            "id": {},
            "from": [],
            "medium": 3,
            "recipient_detail": [None],
            "sender_detail": "x",
        }
    ).encode(),
    "multipart": b"--x\r\nContent-Disposition: form-data; name=Body\r\n\r\nhello\r\n--x--",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
}


# --- discovery ------------------------------------------------------------------------------------


def test_every_folder_is_found_without_a_list() -> None:
    folders = {path.name for path in FOLDER.iterdir() if (path / "__init__.py").exists()}
    assert {channel.name for channel in CHANNELS} == folders


def test_no_channel_takes_more_than_the_web_server_reads() -> None:
    assert [channel.name for channel in CHANNELS if not 0 < channel.max_delivery <= LARGEST_DELIVERY] == []
    assert [channel.name for channel in CHANNELS if channel.max_delivery > MAX_DELIVERY] == ["vapi"]


def test_a_channel_whose_parts_are_not_there_is_left_out() -> None:
    http = ProviderHttp()
    try:
        assert "sandbox" not in discover(http)
        assert "twilio_sms" in discover(http)
    finally:
        http.close()


@each_channel
def test_a_channel_says_what_the_engine_needs(channel: Channel) -> None:
    assert channel.events
    assert channel.retry_status in (429, 503)
    assert channel.settle_by in ("lookup", "person")
    assert len({field.name for field in channel.fields}) == len(channel.fields)
    assert channel.default_base_url == check_base_url("", channel.default_base_url or "https://x.example", ()) or (
        not channel.default_base_url
    )


@each_channel
def test_a_readme_has_the_sections_of_the_guide(channel: Channel) -> None:
    readme = (FOLDER / channel.name / "README.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in readme.splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS


@each_channel
def test_an_operator_is_told_what_to_do_at_the_provider_and_how_it_tries_again(channel: Channel) -> None:
    assert channel.retries.endswith(".")
    assert channel.setup
    assert all(step == step.strip() and step for step in channel.setup)
    assert any("{webhook_url}" in step for step in channel.setup)


@each_channel
def test_a_folder_shows_every_kind_of_delivery(channel: Channel) -> None:
    """One that is taken, one that cannot be read, and our own message where the provider shows those."""
    own = [sample for sample in SAMPLES if sample.channel is channel]
    assert any("error" in sample.becomes for sample in own), "no unreadable sample"
    facts = {sample.becomes["fact"] for sample in own if "error" not in sample.becomes}
    assert facts, "no sample that is taken"
    if channel.has_delivery_reports:
        assert "DeliveryReport" in facts
    elif channel.carries_talk and channel.history is not None and channel.replies_by is None:
        assert "OwnMessageSeen" in facts, "a provider that lists messages shows ours too"


@each_channel
def test_a_channel_without_talk_sends_nothing_and_answers_a_check(channel: Channel) -> None:
    if channel.carries_talk:
        return
    ours = a_connection(channel.name)
    outbound = OutboundMessage(
        send_id="0193a5c2-0000-7000-8000-000000000003",
        medium=channel.medium,
        recipient="ana@brightoak.example",
        sender="dele@northgate.example",
        body="Hello",
    )
    with pytest.raises(MessageRefused):
        channel.sender.send(outbound, ours)
    assert isinstance(channel.sender.find(outbound, ours, NOON), CannotTell)
    for sample in (s for s in _accepted() if s.channel is channel):
        assert not isinstance(_read(sample).fact, InboundMessage | Unmatched), sample.name


@each_channel
def test_a_channel_that_needs_a_secret_refuses_everything_without_one(channel: Channel) -> None:
    if channel.needs_secret:
        for sample in (s for s in SAMPLES if s.channel is channel):
            with pytest.raises(SignatureRejected):
                channel.reader.verify(sample.request, replace(sample.connection, webhook_secrets=()))


# --- samples --------------------------------------------------------------------------------------


def _read(sample: Sample, request: WebhookRequest | None = None) -> ProviderEvent:
    given = request or sample.request
    sample.channel.reader.verify(given, sample.connection)
    return sample.channel.reader.read(given, sample.connection)


def _accepted() -> Iterator[Sample]:
    return (sample for sample in SAMPLES if "error" not in sample.becomes)


each_accepted = pytest.mark.parametrize("sample", list(_accepted()), ids=lambda s: f"{s.channel.name}-{s.name}")


@each_sample
def test_a_sample_becomes_exactly_what_it_states(sample: Sample) -> None:
    stated = sample.becomes
    if "error" in stated:
        with pytest.raises(PayloadUnreadable):
            _read(sample)
        return
    event = _read(sample)
    assert type(event.fact).__name__ == stated["fact"]
    assert event.kind == stated["kind"]
    assert event.key == stated.get("key", event.key)
    fact = event.fact
    if isinstance(fact, Unmatched):
        assert fact.reason == stated["reason"]
        fact = fact.message
    shown = plain(fact)
    assert {name: _as_far_as(part, shown[name]) for name, part in stated["fields"].items()} == stated["fields"]


def _as_far_as(stated: Any, shown: Any) -> Any:
    """Of a part that is an object itself, such as a call's facts, what the sample speaks of."""
    if isinstance(stated, dict) and isinstance(shown, dict):
        return {name: shown.get(name) for name in stated} if stated else shown
    return shown


@each_accepted
def test_the_same_bytes_twice_are_the_same_event(sample: Sample) -> None:
    assert _read(sample) == _read(sample)
    reader = sample.channel.reader
    assert reader.acknowledge(sample.request) == reader.acknowledge(sample.request)
    assert reader.acknowledge(sample.request).status in (200, 204)


@each_accepted
def test_every_event_has_a_key_that_fits_the_database(sample: Sample) -> None:
    event = _read(sample)
    assert 0 < len(event.key) <= 500
    _assert_storable(plain(event))


def test_different_events_of_a_channel_have_different_keys() -> None:
    same_on_purpose = {"status_sent_after_delivered", "inbound_mms"}
    for channel in CHANNELS:
        own = [s for s in _accepted() if s.channel is channel and s.name not in same_on_purpose]
        seen: dict[str, Any] = {}
        for sample in own:
            event = _read(sample)
            kept = seen.setdefault(event.key, event)
            assert type(kept.fact) is type(event.fact) or {type(kept.fact), type(event.fact)} == {
                InboundMessage,
                Unmatched,
            }, sample.name


def _is_refused(sample: Sample, request: WebhookRequest) -> bool:
    try:
        sample.channel.reader.verify(request, sample.connection)
    except SignatureRejected:
        return True
    return False


def _proven(*proofs: str) -> pytest.MarkDecorator:
    chosen = [sample for sample in SAMPLES if sample.proof in proofs]
    return pytest.mark.parametrize("sample", chosen, ids=lambda s: f"{s.channel.name}-{s.name}")


def test_every_sample_says_what_proves_it() -> None:
    assert {sample.proof for sample in SAMPLES} <= {"signature", "secret", "key"}


@_proven("signature", "secret")
def test_a_wrong_secret_is_refused(sample: Sample) -> None:
    connection = sample.connection
    wrong = replace(
        connection,
        credentials=dict.fromkeys(connection.credentials, "wrong"),
        webhook_secrets=("wrong",) * len(connection.webhook_secrets),
    )
    with pytest.raises(SignatureRejected):
        sample.channel.reader.verify(sample.request, wrong)


@_proven("signature", "secret")
def test_a_delivery_without_its_proof_is_refused(sample: Sample) -> None:
    request = sample.request
    bare_headers = {name: value for name, value in request.headers.items() if name == "content-type"}
    body = request.body
    for secret in sample.connection.webhook_secrets:
        body = body.replace(secret.encode(), b"")
    assert _is_refused(sample, replace(request, headers=bare_headers, body=body))


@_proven("signature")
def test_one_altered_byte_is_refused_where_the_body_is_signed(sample: Sample) -> None:
    request = sample.request
    for place in range(len(request.body)):
        altered = bytearray(request.body)
        altered[place] ^= 1
        assert _is_refused(sample, replace(request, body=bytes(altered))), f"byte {place} was altered"


@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_a_flipped_bit_of_a_signature_is_refused_unless_it_spells_the_same_bytes(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from([one for one in SAMPLES if one.proof == "signature"]))
    headers = sample.request.headers
    name = data.draw(st.sampled_from(sorted(name for name in headers if "signature" in name or "timestamp" in name)))
    flipped = bytearray(headers[name].encode())
    for _ in range(data.draw(st.integers(1, 3))):
        bit = data.draw(st.integers(0, len(flipped) * 8 - 1))
        flipped[bit // 8] ^= 1 << (bit % 8)
    forged = flipped.decode("latin-1")
    if not _is_refused(sample, replace(sample.request, headers={**headers, name: forged})):
        assert _meant(forged) == _meant(headers[name]), (name, forged)


def _meant(signature: str) -> object:
    """Hex may be written in either case, and the last sign of base64 has bits that say nothing."""
    if re.fullmatch(r"[A-Za-z0-9+/]{20,}={1,2}", signature.strip()):
        return base64.b64decode(signature)
    return signature.strip().lower()


@_proven("signature")
def test_a_signature_that_carries_its_time_is_refused_when_it_is_stale_or_from_the_future(sample: Sample) -> None:
    """A sample whose signature covers a time states when it came; any other is right whenever it comes."""
    request = sample.request
    is_timed = "received_at" in sample.raw["_meta"]
    for away in (timedelta(hours=1), timedelta(hours=-1), timedelta(days=400)):
        moved = replace(request, received_at=request.received_at + away)
        assert _is_refused(sample, moved) == is_timed, away
    if is_timed:
        with pytest.raises(SignatureRejected) as caught:
            sample.channel.reader.verify(
                replace(request, received_at=request.received_at + timedelta(hours=1)), sample.connection
            )
        assert "stale" in caught.value.reason


# --- what becomes of it, over the engine's own intake -------------------------------------------------


def _intake_of(sample: Sample) -> Intake:
    stated = sample.connection
    return Intake(sample.channel.name, *stated.webhook_secrets, credentials=stated.credentials)


def _take(intake: Intake, *chosen: Sample) -> None:
    for sample in chosen:
        answer = intake.deliver(sample.request)
        assert isinstance(answer, WebhookAnswer), f"{sample.name}: {answer}"
        assert answer.status < 300


@each_accepted
def test_a_delivery_and_its_repetition_are_one_stored_event_and_one_message(sample: Sample) -> None:
    intake = _intake_of(sample)
    fact = sample.becomes["fact"]
    assert intake.deliver(sample.request) == intake.deliver(sample.request)
    if fact != "InboundMessage":
        intake.work()
    assert intake.deliveries() == [2]
    heard = [m for m in intake.database.tables.messages.values() if m.direction is Direction.INBOUND]
    assert len(heard) == 1 if fact == "InboundMessage" else len(heard) <= (fact in ("Unmatched", "CallSeen"))


@pytest.mark.parametrize(
    "sample",
    [s for s in SAMPLES if s.becomes.get("fact") == "OwnMessageSeen"],
    ids=lambda s: f"{s.channel.name}-{s.name}",
)
def test_our_own_words_are_never_taken_for_a_reply(sample: Sample) -> None:
    """Neither to somebody unknown, nor in the thread of a person who wrote before."""
    intake = _intake_of(sample)
    fact = _read(sample).fact
    assert isinstance(fact, OwnMessageSeen)
    for known in (False, True):
        if known:
            with intake.store.begin(WORKSPACE) as uow:
                uow.leads.find_or_create(sample.channel.medium, fact.address or "+12025550143")
        _take(intake, sample)
        intake.work()
        stored = list(intake.database.tables.messages.values())
        assert all(message.direction is Direction.OUTBOUND for message in stored)
        assert {message.author for message in stored} <= {Author.ELSEWHERE, Author.CAMPAIGN}
    assert {row.type for row in intake.database.jobs()} == {JobType.PROVIDER_EVENT}


def _reported() -> Iterator[tuple[str, list[Sample]]]:
    """The samples that report on one message of ours, message by message."""
    found: dict[str, list[Sample]] = {}
    for sample in _accepted():
        fact = _read(sample).fact
        if isinstance(fact, DeliveryReport):
            found.setdefault(f"{sample.channel.name}-{fact.provider_message_id}", []).append(sample)
    yield from found.items()


REPORTED = dict(_reported())


@pytest.mark.parametrize("reports", REPORTED.values(), ids=REPORTED.keys())
def test_reports_in_any_order_leave_a_send_where_the_last_of_them_in_truth_left_it(reports: list[Sample]) -> None:
    facts = {sample.name: _read(sample).fact for sample in reports}
    best = min((fact.status for fact in facts.values() if isinstance(fact, DeliveryReport)), key=_BEST_FIRST.index)
    for order in itertools.islice(itertools.permutations(reports), 24):
        intake = _intake_of(reports[0])
        send = _a_send_of(intake, facts[reports[0].name])
        seen = [SendState.SENT]
        for sample in order:
            _take(intake, sample, sample)
            intake.work()
            seen.append(_state_of(intake, send))
        assert seen[-1] == best, [sample.name for sample in order]
        assert all(was == now or may_move(was, now) for was, now in itertools.pairwise(seen))


_BEST_FIRST = ("delivered", "undelivered", "sent")


def _a_send_of(intake: Intake, report: object) -> str:
    """A message of ours that the provider took under the id that it reports on."""
    assert isinstance(report, DeliveryReport)
    about = {"connection_id": intake.connection.id, "channel": intake.connection.channel}
    with intake.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        message = a_message(lead_id=lead.id, **about)
        uow.messages.add_inbound(message)
        draft = a_draft(message)
        uow.drafts.add(draft)
        send = a_send(draft, connection_id=intake.connection.id, state=SendState.QUEUED)
        uow.sends.add(send)
        taken = replace(send, state=SendState.SENT, provider_message_id=report.provider_message_id)
        assert uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
        assert uow.sends.save(taken, was=SendState.SENDING)
    return send.id


def _state_of(intake: Intake, send_id: str) -> SendState:
    with intake.store.begin(WORKSPACE) as uow:
        send = uow.sends.get(send_id)
        assert send is not None
        return send.state


# --- hostile bodies -------------------------------------------------------------------------------


def _try(channel: Channel, request: WebhookRequest, connection: Connection) -> None:
    """Neither half of the reader fails in any way that the engine does not expect."""
    with contextlib.suppress(SignatureRejected):
        channel.reader.verify(request, connection)
    try:
        event = channel.reader.read(request, connection)
    except PayloadUnreadable:
        return
    assert event.key
    _assert_storable(plain(event))


def _assert_storable(value: Any) -> None:
    """Postgres takes no NUL, and nothing takes a lone surrogate."""
    if isinstance(value, str):
        assert "\x00" not in value
        value.encode("utf-8")
    elif isinstance(value, dict):
        for name, part in value.items():
            _assert_storable(name)
            _assert_storable(part)
    elif isinstance(value, list):
        for part in value:
            _assert_storable(part)


def _requests(channel: Channel, body: bytes) -> Iterator[WebhookRequest]:
    for subpath in ("", *channel.subpaths):
        for headers in (FORM, JSON, {}, {**FORM, "x-twilio-signature": "\udcff"}):
            url = f"https://rejoinder.example.com/api/webhooks/{channel.name}/k/{subpath}".rstrip("/")
            yield a_request(body, headers, url, subpath)


@each_channel
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_rejected_or_unreadable_and_never_a_crash(channel: Channel, body: bytes) -> None:
    with_secret = a_connection(
        channel.name,
        credentials={field.name: "secret" for field in channel.fields},
        webhook_secrets=("secret",),
    )
    for request in _requests(channel, body):
        _try(channel, request, with_secret)
        _try(channel, request, a_connection(channel.name))


@each_channel
@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), signature=st.text(max_size=40))
def test_any_bytes_are_rejected_or_unreadable_and_never_a_crash(channel: Channel, body: bytes, signature: str) -> None:
    connection = a_connection(
        channel.name,
        credentials={field.name: "secret" for field in channel.fields},
        webhook_secrets=("secret",),
    )
    shown = {"x-twilio-signature": signature, "x-smartlead-signature": signature, "authorization": signature}
    for headers in ({**FORM, **shown}, {**JSON, **shown}):
        url = f"https://rejoinder.example.com/api/webhooks/{channel.name}/k"
        _try(channel, a_request(body, headers, url), connection)


_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if "body" in s.raw], ids=lambda s: f"{s.channel.name}-{s.name}")
@settings(max_examples=examples(20), deadline=None)
@given(data=st.data())
def test_a_sample_with_any_field_replaced_is_read_or_unreadable(sample: Sample, data: st.DataObject) -> None:
    stated = copy.deepcopy(dict(sample.raw["body"]))
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = stated
        name = data.draw(st.sampled_from(sorted(holder)))
        if isinstance(holder[name], dict) and holder[name] and data.draw(st.booleans()):
            holder = holder[name]
            name = data.draw(st.sampled_from(sorted(holder)))
        holder[name] = data.draw(_leaves)
    request = replace(sample.request, body=json.dumps(stated).encode())
    _try(sample.channel, request, sample.connection)

"""What is odd about Unipile: two generations, our own messages among theirs, repeated ids, a chat to look into."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    PayloadUnreadable,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    SignatureRejected,
)
from rejoinder.domain.messages import InboundMessage, Media, Medium, OutboundMessage
from rejoinder.domain.ports.channels import (
    AccountChanged,
    Channel,
    Confirmed,
    Denied,
    MessageChanged,
    Noted,
    NotedOfPerson,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
    Unmatched,
    WebhookRequest,
)
from rejoinder.domain.sends import Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.unipile import OWNER, UnipileStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.unipile_linkedin.errors import REFUSALS, Meaning
from rejoinder.infrastructure.http import ProviderHttp, check_base_url
from tests.channels.samples import NOON, a_connection, a_request, every_channel, samples

URL = "https://rejoinder.example.com/api/webhooks/unipile_linkedin/k_9f2c"
CHANNEL = every_channel()["unipile_linkedin"]
READER = CHANNEL.reader
VECTORS = json.loads((Path(__file__).parent / "vectors" / "unipile.json").read_text(encoding="utf-8"))["vectors"]
ANA = "ACoAAAnaW0000000000000000000000000000001"
V1_ACCOUNT = "k1XQv0d9R3m7TzP4nB2sYw"
V2_ACCOUNT = "acc_01kd3x0000000000000000000a"


def ours(*secrets: str, account: str = V1_ACCOUNT, **more: Any) -> Connection:
    credentials = {"api_key": "key", "account_id": account, **more}
    return a_connection("unipile_linkedin", account=account, credentials=credentials, webhook_secrets=secrets)


def read(event: object, account: str = V1_ACCOUNT) -> ProviderEvent:
    return READER.read(a_request(json.dumps(event).encode(), {}, URL), ours(account=account))


def v1_event(**changes: Any) -> dict[str, Any]:
    ana = {"attendee_id": "a-ana", "attendee_name": "Ana", "attendee_provider_id": ANA}
    return {
        "account_id": V1_ACCOUNT,
        "account_info": {"user_id": OWNER},
        "event": "message_received",
        "chat_id": "chat-1",
        "timestamp": "2026-11-20T11:59:22.318Z",
        "message_id": "m-1",
        "message": "Hello",
        "is_sender": False,
        "sender": ana,
        "attendees": [ana],
    } | changes


def v2_event(payload: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "type": "message.new",
        "created_at": "2026-11-20T11:59:23Z",
        "account_id": V2_ACCOUNT,
        "payload": {
            "id": "m-1",
            "chat_id": "chat-1",
            "sender_id": ANA,
            "timestamp": "2026-11-20T11:59:22Z",
            "is_sender": False,
            "text": "Hello",
        }
        | (payload or {}),
    } | changes


def inbound(event: ProviderEvent) -> InboundMessage:
    assert isinstance(event.fact, InboundMessage), event
    return event.fact


# --- authenticity ---------------------------------------------------------------------------------


def request_of(vector: dict[str, Any]) -> WebhookRequest:
    at = datetime.fromtimestamp(vector["now"], UTC) if "now" in vector else NOON
    return a_request(vector["body"].encode(), vector["headers"], URL, received_at=at)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_every_vector_is_accepted_or_refused_as_it_says(vector: dict[str, Any]) -> None:
    request, connection = request_of(vector), ours(vector["secret"])
    if vector["valid"]:
        READER.verify(request, connection)
    else:
        with pytest.raises(SignatureRejected):
            READER.verify(request, connection)


def reason_of(request: WebhookRequest, *secrets: str) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(request, ours(*secrets))
    return caught.value.reason


def signed(body: bytes, at: int, secret: str = "wes", **headers: str) -> WebhookRequest:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return a_request(body, {"Unipile-Signature": f"t={at},v0={digest}", **headers}, URL)


@pytest.mark.parametrize("header", ["Unipile-Auth", "X-Unipile-Secret"])
def test_either_static_header_shows_the_secret(header: str) -> None:
    READER.verify(a_request(b"{}", {header: "u1"}, URL), ours("u1"))
    assert reason_of(a_request(b"{}", {header: "u2"}, URL), "u1") == "wrong-secret"
    assert reason_of(a_request(b"{}", {}, URL), "u1") == "missing-secret"


def test_two_secrets_are_good_while_one_replaces_the_other() -> None:
    for shown in ("new", "old"):
        READER.verify(a_request(b"{}", {"Unipile-Auth": shown}, URL), ours("new", "old"))
        READER.verify(signed(b"{}", int(NOON.timestamp()), shown), ours("new", "old"))


def test_a_signature_that_is_there_must_be_right_even_beside_a_right_header() -> None:
    request = signed(b"{}", int(NOON.timestamp()), "other", **{"Unipile-Auth": "wes"})
    assert reason_of(request, "wes") == "wrong-signature"


@pytest.mark.parametrize("shift", [-301, 301])
def test_a_signature_of_another_time_is_stale(shift: int) -> None:
    assert reason_of(signed(b"{}", int(NOON.timestamp()) + shift), "wes") == "stale-timestamp"
    READER.verify(signed(b"{}", int(NOON.timestamp()) + shift - shift // 301), ours("wes"))


@pytest.mark.parametrize(
    "header", ["t=1,v1=ab", "v0=ab", "t=,v0=ab", "t=one,v0=ab", "t=1", "=,=", "t=1,v0=", "x" * 9000]
)
def test_a_signature_that_cannot_be_read_is_refused(header: str) -> None:
    assert reason_of(a_request(b"{}", {"Unipile-Signature": header}, URL), "wes") == "malformed-signature"


def test_one_of_several_signatures_is_enough_while_unipile_rotates() -> None:
    at = int(NOON.timestamp())
    good = hmac.new(b"wes", f"{at}.{{}}".encode(), "sha256").hexdigest()
    READER.verify(a_request(b"{}", {"Unipile-Signature": f"t={at}, v0=00, v0={good.upper()}"}, URL), ours("wes"))


def test_without_a_secret_the_key_of_the_url_is_the_proof_and_the_channel_says_so() -> None:
    READER.verify(a_request(b"{}", {}, URL), ours())
    assert CHANNEL.weak_without_secret


# --- whose message it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "is_own"),
    [
        ({"is_sender": True}, False),  # both ids are known and say who wrote it
        ({"is_sender": True, "account_info": {}}, True),
        ({"is_sender": 1, "account_info": {}}, True),
        ({"is_sender": "true", "account_info": None}, True),
        ({"is_sender": "false", "account_info": None}, False),
        ({"sender": {"attendee_provider_id": OWNER}}, True),
        ({"sender": {"attendee_provider_id": OWNER}, "is_sender": None, "account_info": {}}, True),
        ({"is_sender": None, "account_info": {}}, False),
    ],
)
def test_the_ids_tell_whose_message_it_is_and_the_flag_only_where_they_cannot(
    changes: dict[str, Any], is_own: bool
) -> None:
    assert isinstance(read(v1_event(**changes)).fact, OwnMessageSeen) is is_own


def test_our_own_message_names_the_person_or_at_least_the_chat() -> None:
    ours_in_v1 = read(v1_event(sender={"attendee_provider_id": OWNER})).fact
    ours_in_v2 = read(v2_event({"is_sender": True, "sender_id": OWNER}), V2_ACCOUNT).fact
    assert isinstance(ours_in_v1, OwnMessageSeen)
    assert isinstance(ours_in_v2, OwnMessageSeen)
    assert (ours_in_v1.address, ours_in_v1.conversation) == (ANA, "chat-1")
    assert (ours_in_v2.address, ours_in_v2.conversation) == ("", "chat-1")


def test_another_account_of_the_subscription_is_not_ours() -> None:
    for event in (v1_event(account_id="other"), {"AccountStatus": {"account_id": "other", "message": "CREDENTIALS"}}):
        assert read(event).fact == Noted("other-account")
    assert read(v2_event(account_id="acc_other"), V2_ACCOUNT).fact == Noted("other-account")
    assert inbound(read(v1_event(account_id=None))).sender == ANA


def test_an_account_id_of_the_other_generation_is_kept_for_a_person() -> None:
    with pytest.raises(PayloadUnreadable):
        read(v2_event())
    with pytest.raises(PayloadUnreadable):
        read(v1_event(), V2_ACCOUNT)


# --- shapes ---------------------------------------------------------------------------------------


def test_message_ids_of_v2_count_only_inside_their_chat() -> None:
    here, there = (inbound(read(v2_event({"chat_id": chat}), V2_ACCOUNT)) for chat in ("a", "b"))
    assert here.external_id != there.external_id
    assert inbound(read(v1_event())).external_id == "m-1"


@pytest.mark.parametrize(
    "event",
    [
        {"data": v1_event()},
        {"body": {"data": v1_event()}},
        [v1_event()],
        {**v1_event(), "event": "messaging.message_received"},
        {**v1_event(), "event": "MESSAGE_RECEIVED"},
        {**{k: v for k, v in v1_event().items() if k != "event"}, "event_type": "new_message"},
        {k: v for k, v in v1_event().items() if k != "event"},
    ],
    ids=["data", "body and data", "a list of one", "prefixed", "upper case", "another name", "no name"],
)
def test_wrapping_and_spelling_do_not_matter(event: object) -> None:
    message = inbound(read(event))
    assert (message.sender, message.body, message.external_id) == (ANA, "Hello", "m-1")


def test_a_webhook_that_sends_a_form_is_read_too() -> None:
    flat = {k: json.dumps(v) if isinstance(v, (dict, list)) else str(v) for k, v in v1_event().items()}
    event = READER.read(a_request(urlencode(flat).encode(), {}, URL), ours())
    assert inbound(event).sender == ANA


def test_a_message_without_an_id_is_itself_and_no_other() -> None:
    nameless = {k: v for k, v in v1_event().items() if k != "message_id"}
    first, again, other = read(nameless), read(nameless), read({**nameless, "message": "Bye"})
    assert first == again
    assert first.key != other.key


def test_a_message_without_a_chat_is_listed_for_a_person() -> None:
    fact = read({k: v for k, v in v1_event().items() if k != "chat_id"}).fact
    assert isinstance(fact, Unmatched)
    assert fact.reason == "no chat"


def test_a_message_of_nobody_is_unreadable() -> None:
    with pytest.raises(PayloadUnreadable):
        read(v1_event(sender=None, attendees=[]))


@pytest.mark.parametrize(
    ("changes", "is_group"),
    [
        ({"is_group": True}, True),
        ({"is_group": False, "attendees": [{"attendee_provider_id": n} for n in (ANA, "x")]}, False),
        ({"attendees": [{"attendee_provider_id": n} for n in (ANA, "x")]}, True),
        ({"attendees": [{"attendee_provider_id": n} for n in (ANA, OWNER)]}, False),
        ({}, False),
    ],
)
def test_a_chat_of_several_people_is_marked(changes: dict[str, Any], is_group: bool) -> None:
    assert inbound(read(v1_event(**changes))).provider_group is is_group


def test_attachments_come_as_media_whatever_their_form() -> None:
    stated = [{"id": "x", "type": "audio"}, {"url": "att://y", "mimetype": "image/png"}, "nonsense", {}]
    assert inbound(read(v1_event(attachments=stated))).media == (
        Media("att://x", "unipile/audio"),
        Media("att://y", "image/png"),
    )


def test_a_new_message_that_was_taken_back_already_is_a_deletion() -> None:
    fact = read(v2_event({"is_deleted": True}), V2_ACCOUNT).fact
    assert fact == MessageChanged("chat-1:m-1", deleted=True)


@pytest.mark.parametrize("name", ["message.update", "message.edited", "message.edit"])
def test_an_edit_without_its_text_says_only_that_there_was_one(name: str) -> None:
    event = v2_event(type=name)
    event["payload"] = {"message_id": "m-1", "chat_id": "chat-1"}
    assert read(event, V2_ACCOUNT).fact == MessageChanged(
        "chat-1:m-1", None, at=datetime(2026, 11, 20, 11, 59, 23, tzinfo=UTC)
    )


def test_every_edit_of_one_message_is_an_event_of_its_own() -> None:
    keys = {read(v1_event(event="message_edited", message=body)).key for body in ("one", "two")}
    assert len({*keys, read(v1_event()).key, read(v1_event(event="message_deleted")).key}) == 4


@pytest.mark.parametrize(
    ("state", "usable"),
    [("OK", True), ("RECONNECTED", True), ("CREDENTIALS", False), ("STOPPED", False), ("ERROR", False), ("ODD", None)],
)
def test_a_state_of_the_account_is_good_bad_or_unknown(state: str, usable: bool | None) -> None:
    fact = read({"AccountStatus": {"account_id": V1_ACCOUNT, "message": state}}).fact
    assert isinstance(fact, AccountChanged)
    assert fact.usable is usable


@pytest.mark.parametrize(
    ("kind", "usable"),
    [
        ("account.status.running", True),
        ("account.reconnect", True),
        ("account.status.errored", False),
        ("account.status.paused", False),
        ("account.remove", False),
        ("account.status.hibernating", None),
    ],
)
def test_v2_has_an_event_for_every_state(kind: str, usable: bool | None) -> None:
    fact = read({"id": "evt_2", "type": kind, "account_id": V2_ACCOUNT, "payload": {}}, V2_ACCOUNT).fact
    assert isinstance(fact, AccountChanged)
    assert fact.usable is usable


def test_the_same_state_later_is_another_event() -> None:
    body = json.dumps({"AccountStatus": {"account_id": V1_ACCOUNT, "message": "OK"}}).encode()
    first = READER.read(a_request(body, {}, URL), ours())
    later = READER.read(a_request(body, {}, URL, received_at=NOON + timedelta(seconds=1)), ours())
    assert first.key != later.key


@pytest.mark.parametrize(
    "about",
    [
        {"user_provider_id": ANA},
        {"user": {"provider_id": ANA}},
        {"payload": {"user_id": ANA}},
        {"connection": {"linkedin_member_id": ANA}},
    ],
)
def test_an_accepted_invitation_names_the_person_in_every_shape(about: dict[str, Any]) -> None:
    event = {"event": "connection.accepted", "account_id": V1_ACCOUNT, **about}
    assert read(event).fact == NotedOfPerson(ANA, "invitation-accepted")
    assert read({"event": "new_relation"}).fact == Noted("new-relation")


PAYLOADS = sorted({sample.name for sample in samples() if sample.channel is CHANNEL})


def test_every_collected_payload_has_its_sample() -> None:
    """The names of the payloads that were collected from documents and traffic, both ways."""
    assert set(PAYLOADS) >= {
        "legacy_message_received",
        "v1_account_status_credentials",
        "v1_attachment_only",
        "v1_group_chat",
        "v1_inmail_reply",
        "v1_message_edited",
        "v1_message_read",
        "v1_message_received",
        "v1_new_relation",
        "v1_own_echo",
        "v1_own_echo_is_sender_wrong",
        "v2_account_disconnected",
        "v2_message_new",
        "v2_message_new_same_id_other_chat",
        "v2_message_new_self",
    }


_words = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.lists(st.text(max_size=3)))


@given(st.dictionaries(st.sampled_from(sorted(v1_event())), _words))
def test_any_v1_event_is_read_or_unreadable(changes: dict[str, Any]) -> None:
    try:
        event = read(v1_event(**changes))
    except PayloadUnreadable:
        return
    assert event.key
    assert read(v1_event(**changes)) == event


# --- out ------------------------------------------------------------------------------------------


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


@pytest.fixture(params=["v1", "v2"])
def unipile(request: pytest.FixtureRequest) -> Iterator[UnipileStandIn]:
    with UnipileStandIn(generation=request.param) as stand_in:
        yield stand_in


Connect = Callable[[UnipileStandIn], tuple[Channel, Connection]]


@pytest.fixture
def at(http: ProviderHttp) -> Connect:
    def connect(stand_in: UnipileStandIn) -> tuple[Channel, Connection]:
        connection = a_connection(
            "unipile_linkedin",
            account=stand_in.account_id,
            credentials=stand_in.credentials,
            base_url=stand_in.base_url,
        )
        return discover(http)["unipile_linkedin"], connection

    return connect


def an_answer(
    unipile: UnipileStandIn, body: str = "Happy to, 20 seats.", *, chat: str | None = None
) -> OutboundMessage:
    chat = unipile.chat_of(ANA) if chat is None else chat
    handle = {"api": unipile.generation, "chat_id": chat, "message_id": "m"} if chat else {}
    return OutboundMessage(
        "snd", Medium.LINKEDIN, ANA, unipile.account_id, body, conversation=chat, reply_handle=handle
    )


def test_a_message_goes_into_its_chat_once_and_is_found_again(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    assert channel.sender.check(connection).startswith(f"Unipile ({unipile.generation})")
    since, answer = datetime.now(UTC), an_answer(unipile, "Grüße,\n\nüber 20 seats: €40 – “per month”.\r\n--x")
    assert channel.sender.find(answer, connection, since) == Absent()
    receipt = channel.sender.send(answer, connection)
    assert [said.text for said in unipile.delivered(ANA)] == [answer.body]
    found = channel.sender.find(answer, connection, since)
    assert isinstance(found, Found)
    assert found.receipt.provider_message_id == receipt.provider_message_id
    assert receipt.provider_message_id.endswith(unipile.accepted[0].id)


def test_the_echo_carries_the_id_of_the_receipt(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    receipt = channel.sender.send(an_answer(unipile), connection)
    event = unipile.message_event(unipile.accepted[0], ANA)
    seen = channel.reader.read(a_request(json.dumps(event).encode(), {}, URL), connection).fact
    assert isinstance(seen, OwnMessageSeen)
    assert seen.external_id == receipt.provider_message_id


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_lost_answer_is_unknown_and_settled_by_the_chat(unipile: UnipileStandIn, at: Connect, behaviour: str) -> None:
    unipile.script.append(behaviour)
    channel, connection = at(unipile)
    since = datetime.now(UTC)
    with pytest.raises(OutcomeUnknown):
        channel.sender.send(an_answer(unipile), connection)
    assert isinstance(channel.sender.find(an_answer(unipile), connection, since), Found)


def test_an_answer_without_an_id_is_a_receipt_without_one(unipile: UnipileStandIn, at: Connect) -> None:
    unipile.script.append("null-id")
    channel, connection = at(unipile)
    assert channel.sender.send(an_answer(unipile), connection).provider_message_id == ""
    assert len(unipile.delivered(ANA)) == 1


@pytest.mark.parametrize("behaviour", ["drop", "500"])
def test_a_lost_request_is_unknown_and_absent(unipile: UnipileStandIn, at: Connect, behaviour: str) -> None:
    unipile.script.append(behaviour)
    channel, connection = at(unipile)
    with pytest.raises(OutcomeUnknown):
        channel.sender.send(an_answer(unipile), connection)
    assert channel.sender.find(an_answer(unipile), connection, datetime.now(UTC)) == Absent()
    assert not unipile.accepted


def test_unipile_lists_late_so_absent_is_believed_late() -> None:
    assert CHANNEL.settle_by == "lookup"
    assert CHANNEL.absent_after_s == 180


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("429", ProviderBusy),
        ("401", ConnectionRevoked),
        ("refuse:account_restricted", ConnectionRevoked),
        ("refuse:recipient_cannot_be_reached", RecipientRefused),
        ("refuse:feature_not_subscribed", MessageRefused),
        ("refuse:resource_not_found", MessageRefused),
        ("refuse:cannot_resend_yet", ProviderBusy),
        ("refuse:something_new", MessageRefused),
    ],
)
def test_unipiles_refusals_over_a_real_socket(
    unipile: UnipileStandIn, at: Connect, behaviour: str, error: type[Exception]
) -> None:
    unipile.script.append(behaviour)
    channel, connection = at(unipile)
    with pytest.raises(error):
        channel.sender.send(an_answer(unipile), connection)
    assert not unipile.accepted


@pytest.mark.parametrize("kind", sorted(REFUSALS))
def test_every_word_of_the_table_says_something_to_a_person(kind: str) -> None:
    meaning, said = REFUSALS[kind]
    assert meaning in Meaning
    assert said[0].islower() or said.startswith(("Unipile", "LinkedIn"))


def test_two_equal_messages_cannot_be_told_apart(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    since = datetime.now(UTC)
    for _ in range(2):
        channel.sender.send(an_answer(unipile), connection)
    assert isinstance(channel.sender.find(an_answer(unipile), connection, since), CannotTell)


def test_what_the_person_says_or_what_is_older_is_not_our_message(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    body, now = an_answer(unipile).body, datetime.now(UTC)
    unipile.say(ANA, body)
    unipile.say(ANA, body, own=True, at=now - timedelta(minutes=1))
    assert channel.sender.find(an_answer(unipile), connection, now) == Absent()


def test_a_busy_chat_is_read_page_by_page_within_bounds(at: Connect) -> None:
    with UnipileStandIn(page_limit=2) as unipile:
        channel, connection = at(unipile)
        since = datetime.now(UTC)
        channel.sender.send(an_answer(unipile), connection)
        for number in range(5):
            unipile.say(ANA, f"And {number}")
        assert isinstance(channel.sender.find(an_answer(unipile), connection, since), Found)
        for number in range(9):
            unipile.say(ANA, f"And more {number}")
        assert isinstance(channel.sender.find(an_answer(unipile), connection, since), CannotTell)


def test_a_message_without_a_chat_goes_nowhere(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    with pytest.raises(MessageRefused):
        channel.sender.send(an_answer(unipile, chat=""), connection)
    assert isinstance(channel.sender.find(an_answer(unipile, chat=""), connection, NOON), CannotTell)
    assert not unipile.calls


def test_a_chat_that_is_gone_is_absent_and_refused(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    elsewhere = replace(connection, base_url=connection.base_url + "/nowhere")
    assert channel.sender.find(an_answer(unipile), elsewhere, NOON) == Absent()
    with pytest.raises(MessageRefused):
        channel.sender.send(an_answer(unipile), elsewhere)


@pytest.mark.parametrize("suffix", ["/", "/api/v1", "/v2"])
def test_the_base_url_may_name_the_api(unipile: UnipileStandIn, at: Connect, suffix: str) -> None:
    channel, connection = at(unipile)
    assert channel.sender.check(replace(connection, base_url=unipile.base_url + suffix))


@pytest.mark.parametrize("state", ["CREDENTIALS", "disconnected"])
def test_an_account_that_is_signed_out_does_not_pass_the_check(
    unipile: UnipileStandIn, at: Connect, state: str
) -> None:
    unipile.account_state = state
    channel, connection = at(unipile)
    with pytest.raises(ConnectionRevoked, match=state):
        channel.sender.check(connection)


def test_an_account_that_is_not_there_does_not_pass_the_check(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    with pytest.raises(ConnectionRevoked):
        channel.sender.check(replace(connection, credentials={**connection.credentials, "account_id": "acc_other"[4:]}))


def test_v1_needs_its_own_address_and_may_have_it() -> None:
    outbound = OutboundMessage("snd", Medium.LINKEDIN, ANA, "", "Hello", conversation="chat-1")
    with pytest.raises(ConfigurationFault, match="DSN"):
        CHANNEL.sender.send(outbound, ours(api_version="v1"))
    dsn = "https://api8.unipile.com:13843"
    assert check_base_url(dsn, CHANNEL.default_base_url, (), CHANNEL.own_domain) == dsn


# --- history --------------------------------------------------------------------------------------


def history_of(channel: Channel) -> Any:
    assert channel.history is not None
    return channel.history


def test_what_no_webhook_brought_is_listed_oldest_first_and_once(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    start = datetime.now(UTC) - timedelta(hours=1)
    unipile.say(ANA, "Long ago", at=start - timedelta(days=1))
    unipile.say(ANA, "One", at=start + timedelta(minutes=5))
    unipile.say("ACoAAOther", "Two", at=start + timedelta(minutes=10))
    unipile.say(ANA, "Ours", own=True, at=start + timedelta(minutes=15))
    page = history_of(channel).since(connection, "", start)
    said = [event.fact.body for event in page.events]
    assert said == ["One", "Two", "Ours"]
    assert [type(event.fact) for event in page.events] == [InboundMessage, InboundMessage, OwnMessageSeen]
    assert not page.more
    unipile.say(ANA, "Three", at=start + timedelta(minutes=50))
    following = history_of(channel).since(connection, page.cursor, start)
    assert [event.fact.body for event in following.events if event.fact.body != "Ours"] == ["Three"]
    again = history_of(channel).since(connection, following.cursor, start)
    assert again.cursor == following.cursor


def test_a_listed_message_has_the_ids_that_its_webhook_would_have(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    said = unipile.say(ANA, "Hello")
    body = json.dumps(unipile.message_event(said, ANA)).encode()
    by_webhook = inbound(channel.reader.read(a_request(body, {}, URL), connection))
    (event,) = history_of(channel).since(connection, "", said.at - timedelta(minutes=1)).events
    by_list = inbound(event)
    same = ("external_id", "sender", "body", "sent_at", "conversation", "reply_handle", "medium")
    assert {n: getattr(by_list, n) for n in same} == {n: getattr(by_webhook, n) for n in same}


def test_nothing_new_leaves_the_cursor_where_it_was(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    first = history_of(channel).since(connection, "", NOON)
    assert (first.events, first.more) == ((), False)
    assert history_of(channel).since(connection, first.cursor, NOON).cursor == first.cursor


def test_a_long_stretch_comes_in_several_pages_and_loses_nothing(at: Connect) -> None:
    with UnipileStandIn(page_limit=3) as unipile:
        channel, connection = at(unipile)
        start = datetime.now(UTC) - timedelta(hours=1)
        for number in range(140):
            unipile.say(ANA, f"{number}", at=start + timedelta(minutes=1, seconds=number))
        cursor, seen, calls = "", set(), 0
        while True:
            page = history_of(channel).since(connection, cursor, start)
            seen |= {event.fact.body for event in page.events}
            cursor, calls = page.cursor, calls + 1
            if not page.more:
                break
        assert seen == {f"{number}" for number in range(140)}
        assert calls == 3


def test_a_listed_group_is_marked_as_one(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    said = unipile.say(ANA, "Hello all")
    unipile.groups.add(said.chat)
    (event,) = history_of(channel).since(connection, "", said.at - timedelta(minutes=1)).events
    assert inbound(event).provider_group


@pytest.mark.parametrize("cursor", ["nonsense", "[]", '{"after": 3}', "{}"])
def test_a_cursor_that_cannot_be_read_begins_anew(unipile: UnipileStandIn, at: Connect, cursor: str) -> None:
    channel, connection = at(unipile)
    said = unipile.say(ANA, "Hello")
    assert len(history_of(channel).since(connection, cursor, said.at - timedelta(minutes=1)).events) == 1


def the_message(channel: Channel, connection: Connection, unipile: UnipileStandIn) -> InboundMessage:
    said = unipile.messages[-1]
    body = json.dumps(unipile.message_event(said, ANA)).encode()
    return inbound(channel.reader.read(a_request(body, {}, URL), connection))


def test_a_message_that_is_there_is_confirmed(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    unipile.say(ANA, "Hello")
    message = the_message(channel, connection, unipile)
    assert history_of(channel).confirm(message, connection) == Confirmed()
    forged = history_of(channel).confirm(replace(message, body="Send me your bank details"), connection)
    assert isinstance(forged, Confirmed)
    assert forged.message is not None
    assert forged.message.body == "Hello"


def test_a_message_of_nobody_somebody_else_or_us_is_denied(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    unipile.say(ANA, "Hello")
    message = the_message(channel, connection, unipile)
    confirm = history_of(channel).confirm
    made_up = replace(message, reply_handle={**message.reply_handle, "message_id": "made-up"})
    assert isinstance(confirm(made_up, connection), Denied)
    assert isinstance(confirm(replace(message, sender="ACoAAOther"), connection), Denied)
    unipile.say(ANA, "Ours", own=True)
    of_us = unipile.messages[-1]
    as_theirs = replace(message, reply_handle={**message.reply_handle, "message_id": of_us.id})
    assert isinstance(confirm(as_theirs, connection), Denied)
    unipile.messages[0] = replace(unipile.messages[0], deleted=True)
    assert isinstance(confirm(message, connection), Denied)


def test_a_message_that_named_no_id_cannot_be_confirmed(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    message = InboundMessage("no-id:1", Medium.LINKEDIN, ANA, "", "Hello", reply_handle={"message_id": "no-id:1"})
    assert isinstance(history_of(channel).confirm(message, connection), Unconfirmable)
    assert not unipile.calls


def test_history_says_when_it_cannot_be_asked(unipile: UnipileStandIn, at: Connect) -> None:
    channel, connection = at(unipile)
    locked_out = replace(connection, credentials={**connection.credentials, "api_key": "wrong"})
    with pytest.raises(ConnectionRevoked):
        history_of(channel).since(locked_out, "", NOON)
    nobody = replace(connection, base_url="http://127.0.0.1:9")
    with pytest.raises(ProviderDown):
        history_of(channel).since(nobody, "", NOON)

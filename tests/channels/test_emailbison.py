"""What is odd about EmailBison: spellings, wrappings, one reply told twice, and an answer that nobody documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

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
    SignatureRejected,
)
from rejoinder.domain.messages import InboundMessage, Medium, OutboundMessage
from rejoinder.domain.ports.channels import (
    AccountChanged,
    AddressBounced,
    Channel,
    Confirmed,
    ConsentChanged,
    Denied,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
    Unmatched,
)
from rejoinder.domain.sends import CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.emailbison import EmailBisonStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.emailbison import history
from rejoinder.infrastructure.channels.emailbison.payloads import Event
from rejoinder.infrastructure.channels.emailbison.webhook import read_event
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection, a_request, every_channel

URL = "https://rejoinder.example.com/api/webhooks/emailbison/k_9f2c"
LEAD = "ana@brightoak.example"
READER = every_channel()["emailbison"].reader
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def an_event(kind: str = "lead_replied", **reply: Any) -> dict[str, Any]:
    return {
        "event": {"type": kind, "workspace_id": 12, "workspace_name": "Northgate"},
        "data": {
            "reply": {
                "id": 88210,
                "email_subject": "Re: Onboarding",
                "text_body": "Yes",
                "date_received": "2026-11-20T14:12:00.000000Z",
                "type": "Tracked Reply",
                "from_email_address": LEAD,
                "primary_to_email_address": "dele@northgate.example",
                "folder": "Inbox",
            }
            | reply,
            "lead": {"id": 4821, "email": LEAD, "first_name": "Ana"},
            "campaign": {"id": 61},
            "sender_email": {"id": 3, "email": "dele@northgate.example"},
        },
    }


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    changed = copy.deepcopy(event)
    for name in names:
        changed["data"].pop(name)
    return changed


def read(event: dict[str, Any]) -> ProviderEvent:
    return READER.read(a_request(json.dumps(event).encode(), {}, URL), a_connection("emailbison"))


def message_of(event: dict[str, Any]) -> InboundMessage:
    fact = read(event).fact
    assert isinstance(fact, InboundMessage)
    return fact


# --- authenticity ---------------------------------------------------------------------------------


def reason_of(event: dict[str, Any], headers: dict[str, str], connection: Connection) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(a_request(json.dumps(event).encode(), headers, URL), connection)
    return caught.value.reason


def test_the_urls_key_is_enough_until_a_secret_is_set() -> None:
    READER.verify(a_request(b"{}", {}, URL), a_connection("emailbison"))
    with_secret = a_connection("emailbison", webhook_secrets=("s1",))
    assert reason_of(an_event(), {}, with_secret) == "missing-secret"
    assert reason_of(an_event(), {"X-Rejoinder-Secret": "s2"}, with_secret) == "wrong-secret"
    READER.verify(a_request(b"{}", {"X-Rejoinder-Secret": "s1"}, URL), with_secret)


@pytest.mark.parametrize("ours", ["12", "northgate", "NORTHGATE"])
def test_the_workspace_that_was_named_may_deliver(ours: str) -> None:
    connection = a_connection("emailbison", credentials={"api_key": "k", "workspace_ref": ours})
    for event in (an_event(), {"payload": an_event()}, {"data": an_event()}):
        READER.verify(a_request(json.dumps(event).encode(), {}, URL), connection)


def test_another_workspace_is_refused() -> None:
    connection = a_connection("emailbison", credentials={"api_key": "k", "workspace_ref": "13"})
    assert reason_of(an_event(), {}, connection) == "wrong-account"
    assert reason_of({"payload": an_event()}, {}, connection) == "wrong-account"


# --- one reply, one message -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["LEAD_REPLIED", "lead_replied", "Contact Replied", "replied", "lead-interested"])
def test_every_telling_of_a_reply_is_the_same_event(kind: str) -> None:
    told = read(an_event(kind))
    assert told.key == read(an_event()).key
    assert told.fact == read(an_event()).fact


def test_interested_alone_is_a_message_too() -> None:
    assert message_of(an_event("LEAD_INTERESTED", interested=True)).body == "Yes"


@pytest.mark.parametrize("wrap", [("payload",), ("data",), ("body", "payload"), ("data", "data", "payload")])
def test_a_wrapped_event_is_the_event(wrap: tuple[str, ...]) -> None:
    wrapped: dict[str, Any] = an_event()
    for name in wrap:
        wrapped = {name: wrapped}
    assert read(wrapped) == read(an_event())


def test_a_type_may_stand_alone() -> None:
    assert read({**an_event(), "event": "lead_replied"}).fact == read(an_event()).fact


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=1, max_value=10**12))
def test_different_replies_are_different_events(one: int, other: int) -> None:
    assert (read(an_event(id=one)).key == read(an_event(id=other)).key) is (one == other)


# --- whose words ----------------------------------------------------------------------------------


def test_an_untracked_reply_waits_for_a_person_and_can_be_answered() -> None:
    fact = read(without(an_event("untracked_reply_received"), "lead", "campaign")).fact
    assert isinstance(fact, Unmatched)
    assert fact.message.reply_handle["reply_id"] == "88210"


def test_an_untracked_reply_with_a_lead_belongs_to_the_lead() -> None:
    fact = message_of(an_event("untracked_reply_received", from_email_address="Ben@brightoak.example"))
    assert (fact.sender, fact.person_address) == ("ben@brightoak.example", LEAD)


def test_a_reply_without_lead_is_its_senders() -> None:
    fact = message_of(without(an_event(), "lead", "campaign", "sender_email"))
    assert (fact.sender, fact.person_address, fact.recipient) == (LEAD, LEAD, "dele@northgate.example")


@pytest.mark.parametrize(
    "reply", [{"type": "Outgoing Email"}, {"folder": "Sent"}, {"from_email_address": "Dele@northgate.example"}]
)
def test_our_own_mail_is_not_a_person(reply: dict[str, str]) -> None:
    assert isinstance(read(an_event("lead_interested", **reply)).fact, OwnMessageSeen)


def test_our_echo_is_our_words_without_the_mail_below_them() -> None:
    html = "<p>Tuesday works.</p><blockquote>Can you do Tuesday?</blockquote>"
    seen = read(an_event("MANUAL_EMAIL_SENT", type="Outgoing Email", html_body=html, text_body="")).fact
    assert isinstance(seen, OwnMessageSeen)
    assert (seen.external_id, seen.address, seen.body, seen.campaign) == ("88210", LEAD, "Tuesday works.", False)


def test_an_echo_without_lead_is_about_its_recipient() -> None:
    event = without(an_event("manual_email_sent", primary_to_email_address=LEAD, type="Outgoing Email"), "lead")
    seen = read(event).fact
    assert isinstance(seen, OwnMessageSeen)
    assert seen.address == LEAD


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\r\nSubject: x",
        {"Auto-Submitted": "auto-replied"},
        [{"name": "Auto-Submitted", "value": "auto-replied"}, {"name": "Auto-Submitted", "value": "no"}, 7],
    ],
)
def test_mail_headers_are_read_in_any_form(headers: object) -> None:
    assert message_of(an_event(headers=headers)).headers["auto-submitted"] == "auto-replied"


# --- bounces and the rest ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Delivery to old@brightoak.example failed", "old@brightoak.example"),
        ("From mailer-daemon@x.example: dele@northgate.example wrote to old@b.example", "old@b.example"),
        ("a@b.example or c@d.example", ""),
        ("It did not work", ""),
    ],
)
def test_a_bounce_without_lead_is_about_the_one_address_it_names(words: str, address: str) -> None:
    event = an_event(
        "untracked_reply_received", type="Bounced", text_body=words, from_email_address="postmaster@x.example"
    )
    fact = read(without(event, "lead", "campaign")).fact
    assert fact == (AddressBounced(address, words) if address else Noted("bounce-without-address"))


def test_somebody_who_leaves_twice_is_heard_twice() -> None:
    first, second = ({**without(an_event("lead_unsubscribed"), "reply"), "n": number} for number in (1, 2))
    first["data"]["campaign_event"], second["data"]["campaign_event"] = {"id": 1}, {"id": 2}
    assert isinstance(read(first).fact, ConsentChanged)
    assert read(first).key != read(second).key
    bare = without(an_event("lead_unsubscribed"), "reply")
    assert read(bare) == read(bare)


@pytest.mark.parametrize("kind", ["email_account_disconnected", "EMAIL_ACCOUNT_REMOVED"])
def test_a_lost_mailbox_is_told_and_the_connection_goes_on(kind: str) -> None:
    fact = read(an_event(kind)).fact
    assert isinstance(fact, AccountChanged)
    assert (fact.usable, fact.mailbox) == (False, "dele@northgate.example")
    assert "dele@northgate.example" in fact.detail


@pytest.mark.parametrize("kind", ["email_account_reconnected", "EMAIL_ACCOUNT_ADDED"])
def test_a_mailbox_that_is_back_ends_its_alert(kind: str) -> None:
    fact = read(an_event(kind)).fact
    assert isinstance(fact, AccountChanged)
    assert (fact.usable, fact.mailbox) == (True, "dele@northgate.example")


def test_a_mailbox_that_is_lost_again_is_heard_again_though_the_event_has_no_time() -> None:
    event = Event.of(json.dumps(an_event("email_account_disconnected")).encode())
    lost = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    first, repeated, later = (read_event(event, lost + timedelta(minutes=gone)) for gone in (0, 20, 90))
    assert first.key == repeated.key != later.key


@pytest.mark.parametrize(
    "kind", ["email_opened", "tag_attached", "WARMUP_DISABLED_CAUSING_BOUNCES", "lead_first_contacted"]
)
def test_what_concerns_nobody_is_noted(kind: str) -> None:
    assert read(an_event(kind)).fact == Noted(kind.lower().replace("_", "-"))


@pytest.mark.parametrize(
    "event",
    [
        {"data": {"reply": {"id": 1}}},
        {"event": {"workspace_id": 12}, "data": {}},
        an_event(id=None),
        an_event(from_email_address="", type="Tracked Reply") | {"data": {"reply": {"id": 1}}},
        without(an_event("lead_unsubscribed"), "lead"),
        without(an_event("email_sent"), "lead"),
        an_event("manual_email_sent", id=None),
    ],
)
def test_what_lacks_the_needful_is_kept_for_a_person(event: dict[str, Any]) -> None:
    with pytest.raises(PayloadUnreadable):
        read(event)


# --- the way out, over real sockets -----------------------------------------------------------------


class Place:
    """The channel wired to a stand-in."""

    def __init__(self, stand_in: EmailBisonStandIn, http: ProviderHttp) -> None:
        self.channel: Channel = discover(http)["emailbison"]
        self.connection = a_connection(
            "emailbison", credentials={"api_key": stand_in.api_key}, base_url=stand_in.base_url
        )
        assert self.channel.history is not None
        self.sender, self.history = self.channel.sender, self.channel.history


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def an_answer(stand_in: EmailBisonStandIn, body: str = "Hi Ana,\n\nTuesday works.") -> OutboundMessage:
    mail = stand_in.receive(LEAD, "Tuesday?")
    handle = {"reply_id": str(mail.id), "sender_email_id": "3", "lead_id": str(stand_in.lead_id(LEAD)), "name": "Ana"}
    return OutboundMessage("snd", Medium.EMAIL, LEAD, stand_in.mailbox, body, reply_handle=handle)


@pytest.mark.parametrize("suffix", ["", "/", "/api", "/api/"])
def test_a_mail_leaves_once_and_is_found_below_its_quote(http: ProviderHttp, suffix: str) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        connection = replace(place.connection, base_url=emailbison.base_url + suffix)
        assert place.sender.check(connection) == "EmailBison accepts the API key."
        answer, since = an_answer(emailbison), datetime.now(UTC)
        assert isinstance(place.sender.find(answer, connection, since), CannotTell)
        assert place.sender.send(answer, connection).provider_message_id == ""
        (taken,) = emailbison.delivered(LEAD)
        assert taken.html.startswith("<p>Hi Ana,</p><p>Tuesday works.</p>")
        found = place.sender.find(answer, connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == str(taken.id)


def test_the_echo_of_a_send_names_the_mail_that_was_sent(http: ProviderHttp) -> None:
    with EmailBisonStandIn(names_mail=True) as emailbison:
        place, answer = Place(emailbison, http), an_answer(emailbison)
        receipt = place.sender.send(answer, place.connection)
        seen = read(emailbison.event_of(emailbison.accepted[0], "MANUAL_EMAIL_SENT")).fact
        assert isinstance(seen, OwnMessageSeen)
        assert seen.external_id == receipt.provider_message_id == str(emailbison.accepted[0].id)
        assert (seen.address, " ".join(seen.body.split())) == (LEAD, " ".join(answer.body.split()))


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_lost_answer_is_unknown_and_found_by_looking(http: ProviderHttp, behaviour: str) -> None:
    with EmailBisonStandIn([behaviour]) as emailbison:
        place, answer, since = Place(emailbison, http), an_answer(emailbison), datetime.now(UTC)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(answer, place.connection)
        assert isinstance(place.sender.find(answer, place.connection, since), Found)


def test_a_mail_that_is_not_listed_yet_is_never_called_absent(http: ProviderHttp) -> None:
    with EmailBisonStandIn(["accept-no-answer"], list_hides=True) as emailbison:
        place, answer = Place(emailbison, http), an_answer(emailbison)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(answer, place.connection)
        assert isinstance(place.sender.find(answer, place.connection, datetime.now(UTC)), CannotTell)
        assert place.channel.settle_by == "person"


def test_a_mail_in_the_thread_wins_over_an_equal_one_beside_it(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place, answer, since = Place(emailbison, http), an_answer(emailbison), datetime.now(UTC)
        emailbison.write_by_hand(LEAD, "Hi Ana, Tuesday works.")
        place.sender.send(answer, place.connection)
        found = place.sender.find(answer, place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == str(emailbison.accepted[1].id)
        place.sender.send(answer, place.connection)
        assert isinstance(place.sender.find(answer, place.connection, since), CannotTell)


def test_an_older_equal_mail_is_not_this_one(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place, answer = Place(emailbison, http), an_answer(emailbison)
        place.sender.send(answer, place.connection)
        later = datetime.now(UTC) + timedelta(seconds=30)
        assert isinstance(place.sender.find(answer, place.connection, later), CannotTell)


def test_its_refusals_over_a_real_socket(http: ProviderHttp) -> None:
    with EmailBisonStandIn(["429", "401", "refuse:200", "refuse:404", "refuse:422", "500", "ok"]) as emailbison:
        place, answer = Place(emailbison, http), an_answer(emailbison)
        expected = (ProviderBusy, ConnectionRevoked, MessageRefused, MessageRefused, MessageRefused, OutcomeUnknown)
        for error in expected:
            with pytest.raises(error):
                place.sender.send(answer, place.connection)
        place.sender.send(answer, place.connection)
        assert len(emailbison.accepted) == 1


@pytest.mark.parametrize(
    "changed", [{"reply_id": ""}, {"sender_email_id": ""}, {"reply_id": "6f1b/../x"}, {"reply_id": "²"}]
)
def test_a_mail_without_its_thread_is_refused_before_any_call(http: ProviderHttp, changed: dict[str, str]) -> None:
    with EmailBisonStandIn() as emailbison:
        place, whole = Place(emailbison, http), an_answer(emailbison)
        with pytest.raises(MessageRefused):
            place.sender.send(replace(whole, reply_handle={**whole.reply_handle, **changed}), place.connection)
        assert not emailbison.calls


def test_a_connection_without_an_instance_waits_for_its_address(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place, answer = Place(emailbison, http), an_answer(emailbison)
        nowhere = replace(place.connection, base_url="")
        for ask in (lambda: place.sender.send(answer, nowhere), lambda: place.sender.check(nowhere)):
            with pytest.raises(ConfigurationFault):
                ask()


def test_a_wrong_instance_is_named_as_the_likely_cause(http: ProviderHttp) -> None:
    with EmailBisonStandIn(api_key="another") as emailbison:
        wrong = replace(Place(emailbison, http).connection, credentials={"api_key": "ours"})
        with pytest.raises(ConnectionRevoked, match="base_url names another instance"):
            discover(http)["emailbison"].sender.check(wrong)


# --- what EmailBison remembers ------------------------------------------------------------------------


def sweep(place: Place, cursor: str = "", earliest: datetime = BEFORE) -> tuple[list[ProviderEvent], str]:
    """Everything that one round of questions finds, and where the next begins."""
    events: list[ProviderEvent] = []
    for _ in range(20):
        page = place.history.since(place.connection, cursor, earliest)
        events += page.events
        cursor = page.cursor
        if not page.more:
            return events, cursor
    raise AssertionError("the sweep has no end")


def test_a_missed_reply_is_found_under_the_key_of_its_webhook(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        mail = emailbison.receive(LEAD, "Yes please")
        (missed,), _ = sweep(place)
        told = read(emailbison.event_of(mail))
        assert missed.key == told.key
        assert isinstance(missed.fact, InboundMessage)
        assert isinstance(told.fact, InboundMessage)
        assert (missed.fact.external_id, missed.fact.body) == (told.fact.external_id, told.fact.body)
        assert missed.fact.reply_handle == told.fact.reply_handle


def test_only_what_came_later_is_found_again(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        assert sweep(place) == ([], "")
        emailbison.receive(LEAD, "First")
        _, cursor = sweep(place)
        assert sweep(place, cursor) == ([], cursor)
        emailbison.receive(LEAD, "Second")
        emailbison.write_by_hand(LEAD, "Ours")
        (second,), after = sweep(place, cursor)
        assert isinstance(second.fact, InboundMessage)
        assert second.fact.body == "Second"
        assert after != cursor


@pytest.mark.parametrize("most_pages", [1, 40])
def test_every_page_down_to_the_last_known_reply_is_read(
    http: ProviderHttp, monkeypatch: pytest.MonkeyPatch, most_pages: int
) -> None:
    monkeypatch.setattr(history, "MOST_PAGES", most_pages)
    with EmailBisonStandIn(page_size=2) as emailbison:
        place = Place(emailbison, http)
        emailbison.receive(LEAD, "Known")
        _, cursor = sweep(place)
        sent = [emailbison.receive(LEAD, f"Reply {number}") for number in range(7)]
        events, after = sweep(place, cursor)
        assert {event.key for event in events} == {f"reply:{mail.id}" for mail in sent}
        if most_pages > 1:
            assert [event.key for event in events] == [f"reply:{mail.id}" for mail in sent], "oldest first"
        assert sweep(place, after) == ([], after)


def test_a_first_look_goes_back_only_as_far_as_asked(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        emailbison.receive(LEAD, "Old")
        events, cursor = sweep(place, earliest=datetime.now(UTC) + timedelta(seconds=5))
        assert events == []
        emailbison.receive(LEAD, "New")
        assert len(sweep(place, cursor)[0]) == 1


def test_a_message_that_emailbison_has_is_confirmed(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        message = message_of(emailbison.event_of(emailbison.receive(LEAD, "Yes please")))
        assert place.history.confirm(message, place.connection) == Confirmed()
        no_mailbox = replace(message, reply_handle={**message.reply_handle, "sender_email_id": ""})
        confirmed = place.history.confirm(no_mailbox, place.connection)
        assert isinstance(confirmed, Confirmed)
        assert confirmed.message == message


def test_a_confirmation_reads_on_to_the_page_of_the_message(http: ProviderHttp) -> None:
    with EmailBisonStandIn(page_size=1) as emailbison:
        place = Place(emailbison, http)
        first = message_of(emailbison.event_of(emailbison.receive(LEAD, "First")))
        for number in range(4):
            emailbison.receive(LEAD, f"Later {number}")
        assert place.history.confirm(first, place.connection) == Confirmed()
        emailbison.receive(LEAD, "One more")
        assert isinstance(place.history.confirm(first, place.connection), Unconfirmable)


def test_a_forged_message_is_denied_and_forged_words_are_not_confirmed(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        assert isinstance(place.history.confirm(message_of(an_event()), place.connection), Denied)
        true = message_of(emailbison.event_of(emailbison.receive(LEAD, "No")))
        forged = {
            Denied: (replace(true, external_id="99999"), replace(true, sender="eve@x.example")),
            Unconfirmable: (replace(true, body="Yes", reply_text=None),),
        }
        for verdict, messages in forged.items():
            for message in messages:
                assert isinstance(place.history.confirm(message, place.connection), verdict)


def test_a_history_that_cannot_be_asked_says_so(http: ProviderHttp) -> None:
    with EmailBisonStandIn() as emailbison:
        place = Place(emailbison, http)
        wrong = replace(place.connection, credentials={"api_key": "other"})
        for ask in (
            lambda: place.history.since(wrong, "", BEFORE),
            lambda: place.history.confirm(message_of(an_event()), wrong),
        ):
            with pytest.raises(ConnectionRevoked):
                ask()
    with pytest.raises(ProviderDown):
        place.history.since(place.connection, "", BEFORE)

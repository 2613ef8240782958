"""What is odd about Instantly: ids that are shared, types that are labels, and a webhook that switches itself off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    SignatureRejected,
)
from rejoinder.domain.messages import InboundMessage, Medium, OutboundMessage
from rejoinder.domain.ports.channels import (
    AccountChanged,
    Channel,
    Confirmed,
    ConsentChanged,
    Denied,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
)
from rejoinder.domain.sends import CannotTell, Found
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.instantly import InstantlyStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.instantly import history
from rejoinder.infrastructure.channels.instantly.sender import to_html
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection, a_request, every_channel

URL = "https://rejoinder.example.com/api/webhooks/instantly/k_9f2c"
LEAD = "ana@brightoak.example"
READER = every_channel()["instantly"].reader
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def a_reply(**changes: Any) -> dict[str, Any]:
    return {
        "event_type": "reply_received",
        "timestamp": "2026-11-20T14:31:09.114Z",
        "lead_email": LEAD,
        "email_account": "dele@northgate.example",
        "campaign_id": "c1",
        "email_id": "019a9f10-5d00-702c-b737-7642203d0bba",
        "reply_subject": "Re: Onboarding",
        "reply_text": "Yes",
    } | changes


def read(event: dict[str, Any]) -> ProviderEvent:
    return READER.read(a_request(json.dumps(event).encode(), {}, URL), a_connection("instantly"))


def message_of(event: dict[str, Any]) -> InboundMessage:
    fact = read(event).fact
    assert isinstance(fact, InboundMessage)
    return fact


# --- authenticity ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing-secret"),
        ({"X-Rejoinder-Secret": ""}, "missing-secret"),
        ({"X-Rejoinder-Secret": "s2"}, "wrong-secret"),
        ({"Authorization": "Basic s1"}, "missing-secret"),
        ({"Authorization": "Bearer s2"}, "wrong-secret"),
    ],
)
def test_a_delivery_without_the_secret_is_refused(headers: dict[str, str], reason: str) -> None:
    connection = a_connection("instantly", webhook_secrets=("s1", ""))
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(a_request(b"{}", headers, URL), connection)
    assert caught.value.reason == reason


@pytest.mark.parametrize("headers", [{"X-Rejoinder-Secret": "s1"}, {"Authorization": "bearer s1"}])
def test_both_secrets_of_a_rotation_are_accepted(headers: dict[str, str]) -> None:
    READER.verify(a_request(b"{}", headers, URL), a_connection("instantly", webhook_secrets=("s0", "s1")))


# --- one event, one key ---------------------------------------------------------------------------


def test_two_replies_to_one_mail_share_its_id_and_are_two() -> None:
    first, again = read(a_reply()), read(a_reply())
    later = read(a_reply(timestamp="2026-11-20T15:31:09.114Z"))
    automatic = read(a_reply(event_type="auto_reply_received"))
    assert first == again
    assert len({first.key, later.key, automatic.key}) == 3


def test_a_reply_without_time_is_told_apart_by_its_words() -> None:
    keys = {read(a_reply(timestamp=None, reply_text=words)).key for words in ("Yes", "Yes", "No")}
    assert len(keys) == 2


def test_a_reply_without_ids_is_told_apart_by_person_campaign_and_time() -> None:
    bare = {"email_id": None}
    assert read(a_reply(**bare)).key == read(a_reply(**bare)).key
    others = [
        a_reply(**bare, lead_email="ben@b.example"),
        a_reply(**bare, campaign_id="c2"),
        a_reply(**bare, timestamp="x"),
    ]
    assert len({read(event).key for event in (a_reply(**bare), *others)}) == 4


@given(st.datetimes(timezones=st.just(UTC)))
def test_another_time_is_another_reply(at: datetime) -> None:
    assert read(a_reply(timestamp=at.isoformat())).key != read(a_reply()).key


# --- whose words ----------------------------------------------------------------------------------


def test_a_leads_own_fields_never_stand_in_for_instantlys() -> None:
    custom = {"body": "our pitch", "subject": "pitch", "email": "other@x.example", "text": "pitch", "type": "vip"}
    fact = message_of(a_reply(reply_text=None, reply_subject=None, email_subject="Onboarding", **custom))
    assert (fact.body, fact.subject, fact.sender) == ("", "Re: Onboarding", LEAD)


def test_a_cut_down_event_shows_its_snippet() -> None:
    assert message_of(a_reply(reply_text=None, reply_text_snippet="Yes, but")).body == "Yes, but"


def test_html_in_the_text_field_is_read_as_html() -> None:
    fact = message_of(a_reply(reply_text="<p>Yes</p><blockquote>Hi Ana</blockquote>"))
    assert (fact.body, fact.reply_text, fact.quoted_text) == ("Yes\n\nHi Ana", "Yes", "Hi Ana")


def test_an_address_in_angle_brackets_is_no_html() -> None:
    text = "Yes\nOn Thu, Dele <dele@northgate.example> wrote:\n> Hi"
    assert message_of(a_reply(reply_text=text)).body == text


def test_a_colleagues_reply_belongs_to_the_lead_and_is_answered_to_the_colleague() -> None:
    fact = message_of(a_reply(from_address_email="Ben <Ben@brightoak.example>", first_name="Ana"))
    assert (fact.sender, fact.person_address, fact.sender_name) == ("ben@brightoak.example", LEAD, "")


def test_our_own_mailbox_is_not_a_person() -> None:
    fact = read(a_reply(from_address_email="dele@northgate.example")).fact
    assert isinstance(fact, OwnMessageSeen)
    assert not fact.campaign


# --- other events ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Reply Received", "reply-received", "REPLY_RECEIVED"])
def test_a_type_is_known_in_any_spelling(kind: str) -> None:
    assert isinstance(read(a_reply(event_type=kind)).fact, InboundMessage)


@pytest.mark.parametrize("label", ["lead_meeting_booked", "Hot 🔥", "unsubscribe later"])
def test_a_label_is_noted_and_changes_nothing(label: str) -> None:
    assert read(a_reply(event_type=label)).fact == Noted(f"label:{label}")


def test_somebody_who_leaves_twice_is_heard_twice() -> None:
    gone = {"event_type": "lead_unsubscribed", "lead_email": LEAD, "campaign_id": "c1"}
    first, second = (read({**gone, "timestamp": f"2026-11-2{day}T00:00:00Z"}) for day in (0, 1))
    assert isinstance(first.fact, ConsentChanged)
    assert first.key != second.key


def test_the_broken_mailbox_is_told_and_the_connection_goes_on() -> None:
    fact = read({"event_type": "account_error", "email_account": "dele@northgate.example"}).fact
    assert isinstance(fact, AccountChanged)
    assert (fact.usable, fact.mailbox) == (False, "dele@northgate.example")
    assert "dele@northgate.example" in fact.detail


# --- the way out, over real sockets -----------------------------------------------------------------


class Place:
    """The channel wired to a stand-in."""

    def __init__(self, stand_in: InstantlyStandIn, http: ProviderHttp) -> None:
        self.channel: Channel = discover(http)["instantly"]
        self.connection: Connection = a_connection(
            "instantly",
            credentials={"api_key": stand_in.api_key},
            base_url=stand_in.base_url,
            webhook_key="k_9f2c",
            webhook_secrets=(stand_in.secret,),
        )
        assert self.channel.history is not None
        self.sender, self.history = self.channel.sender, self.channel.history


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def an_answer(stand_in: InstantlyStandIn, body: str = "Hi Ana,\n\nTuesday works.") -> OutboundMessage:
    mail = stand_in.receive(LEAD, "Tuesday?")
    handle = {"reply_to_uuid": mail.id, "eaccount": stand_in.mailbox, "lead": LEAD}
    return OutboundMessage("snd", Medium.EMAIL, LEAD, stand_in.mailbox, body, subject="Re: Hi", reply_handle=handle)


@pytest.mark.parametrize("suffix", ["", "/", "/api/v2"])
def test_a_mail_leaves_once_and_is_found_again(http: ProviderHttp, suffix: str) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        connection = replace(place.connection, base_url=instantly.base_url + suffix)
        answer, since = an_answer(instantly), datetime.now(UTC)
        assert isinstance(place.sender.find(answer, connection, since), CannotTell)
        receipt = place.sender.send(answer, connection)
        (taken,) = instantly.delivered(LEAD)
        assert receipt.provider_message_id == taken.id
        assert (taken.text, taken.html) == ("Hi Ana,\n\nTuesday works.", "Hi Ana,<br/><br/>Tuesday works.")
        found = place.sender.find(answer, connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == taken.id


@pytest.mark.parametrize("behaviour", ["accept-no-answer", "accept-500"])
def test_a_lost_answer_is_unknown_and_found_by_looking(http: ProviderHttp, behaviour: str) -> None:
    with InstantlyStandIn([behaviour]) as instantly:
        place, answer, since = Place(instantly, http), an_answer(instantly), datetime.now(UTC)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(answer, place.connection)
        found = place.sender.find(answer, place.connection, since)
        assert isinstance(found, Found)
        assert found.receipt.provider_message_id == instantly.accepted[0].id


def test_a_mail_that_is_not_listed_yet_is_never_called_absent(http: ProviderHttp) -> None:
    with InstantlyStandIn(["accept-no-answer"], list_hides=True) as instantly:
        place, answer = Place(instantly, http), an_answer(instantly)
        with pytest.raises(OutcomeUnknown):
            place.sender.send(answer, place.connection)
        assert isinstance(place.sender.find(answer, place.connection, datetime.now(UTC)), CannotTell)
        assert place.channel.settle_by == "person"


def test_two_equal_mails_cannot_be_told_apart(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place, answer, since = Place(instantly, http), an_answer(instantly), datetime.now(UTC)
        place.sender.send(answer, place.connection)
        place.sender.send(answer, place.connection)
        assert isinstance(place.sender.find(answer, place.connection, since), CannotTell)


def test_an_older_equal_mail_is_not_this_one(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place, answer = Place(instantly, http), an_answer(instantly)
        place.sender.send(answer, place.connection)
        later = datetime.now(UTC) + timedelta(seconds=30)
        assert isinstance(place.sender.find(answer, place.connection, later), CannotTell)


def test_its_refusals_over_a_real_socket(http: ProviderHttp) -> None:
    with InstantlyStandIn(["429", "401", "refuse:200", "refuse:402", "refuse:404", "500", "ok"]) as instantly:
        place, answer = Place(instantly, http), an_answer(instantly)
        for error in (
            ProviderBusy,
            ConnectionRevoked,
            MessageRefused,
            ConnectionRevoked,
            MessageRefused,
            OutcomeUnknown,
        ):
            with pytest.raises(error):
                place.sender.send(answer, place.connection)
        place.sender.send(answer, place.connection)
        assert len(instantly.accepted) == 1


@pytest.mark.parametrize("missing", ["reply_to_uuid", "eaccount"])
def test_a_mail_without_its_thread_is_refused_before_any_call(http: ProviderHttp, missing: str) -> None:
    with InstantlyStandIn() as instantly:
        place, whole = Place(instantly, http), an_answer(instantly)
        handle = {name: value for name, value in whole.reply_handle.items() if name != missing}
        with pytest.raises(MessageRefused):
            place.sender.send(replace(whole, sender="", reply_handle=handle), place.connection)
        assert not instantly.calls


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_can_become_markup(body: str) -> None:
    left = to_html(body).replace("<br/>", "")
    assert "<" not in left
    assert ">" not in left


# --- what Instantly remembers -----------------------------------------------------------------------


def test_a_delivery_that_failed_is_fetched_and_is_the_same_event(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        event = instantly.event_of(instantly.receive(LEAD, "Yes please"))
        instantly.fail_to_deliver(URL, event)
        page = place.history.since(place.connection, "", BEFORE)
        assert page.events == (read(event),)
        assert not page.more
        again = place.history.since(place.connection, page.cursor, BEFORE)
        assert {missed.key for missed in again.events} <= {missed.key for missed in page.events}


def test_nothing_missed_leaves_the_cursor_where_it_was(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        first = place.history.since(place.connection, "", BEFORE)
        assert place.history.since(place.connection, first.cursor, BEFORE) == first
        assert (first.events, first.more) == ((), False)


def test_deliveries_to_somebody_else_are_not_ours(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        instantly.fail_to_deliver("https://crm.example/hook", instantly.event_of(instantly.receive(LEAD, "Yes")))
        assert place.history.since(place.connection, "", BEFORE).events == ()


@pytest.mark.parametrize("most_pages", [1, 40])
def test_every_page_is_read_before_the_cursor_moves_on(
    http: ProviderHttp, monkeypatch: pytest.MonkeyPatch, most_pages: int
) -> None:
    monkeypatch.setattr(history, "MOST_PAGES", most_pages)
    with InstantlyStandIn(page_limit=2) as instantly:
        place = Place(instantly, http)
        expected = set()
        for number in range(5):
            event = instantly.event_of(instantly.receive(LEAD, f"Yes {number}"))
            instantly.fail_to_deliver(URL, event)
            expected.add(read(event).key)
        seen: set[str] = set()
        cursor, more = "", True
        while more:
            page = place.history.since(place.connection, cursor, BEFORE)
            seen |= {missed.key for missed in page.events}
            cursor, more = page.cursor, page.more
        assert seen == expected
        last = instantly.event_of(instantly.receive(LEAD, "Yes at last"))
        instantly.fail_to_deliver(URL, last)
        assert read(last).key in {e.key for e in place.history.since(place.connection, cursor, BEFORE).events}


def test_an_event_that_was_cut_down_gets_its_words_from_the_mail(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        mail = instantly.receive(LEAD, "Yes please")
        whole = instantly.event_of(mail)
        names = ("timestamp", "event_type", "lead_email", "email_id")
        instantly.fail_to_deliver(URL, {name: whole[name] for name in names})
        (missed,) = place.history.since(place.connection, "", BEFORE).events
        assert isinstance(missed.fact, InboundMessage)
        assert (missed.key, missed.fact.body, missed.fact.recipient) == (
            read(whole).key,
            "Yes please",
            instantly.mailbox,
        )


def test_a_listed_event_that_cannot_be_read_holds_nothing_up(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        instantly.fail_to_deliver(URL, {"event_type": "reply_received"})
        event = instantly.event_of(instantly.receive(LEAD, "Yes"))
        instantly.fail_to_deliver(URL, event)
        found = {missed.key: missed for missed in place.history.since(place.connection, "", BEFORE).events}
        assert found.pop(read(event).key) == read(event)
        (unreadable,) = found.values()
        assert isinstance(unreadable.fact, Noted)


def test_a_webhook_that_instantly_switched_off_is_told(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        assert "no webhook that points to this connection" in place.sender.check(place.connection)
        instantly.subscribe("https://crm.example/hook", status=-1)
        instantly.subscribe(URL)
        assert "the webhook is on" in place.sender.check(place.connection)
        assert place.history.since(place.connection, "", BEFORE).events == ()
        instantly.webhooks[-1]["status"] = -1
        assert "switched the webhook off" in place.sender.check(place.connection)
        (told,) = place.history.since(place.connection, "", BEFORE).events
        assert isinstance(told.fact, AccountChanged)
        assert told == place.history.since(place.connection, "", BEFORE).events[0]


def test_a_message_that_instantly_has_is_confirmed(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        message = message_of(instantly.event_of(instantly.receive(LEAD, "Yes please")))
        assert place.history.confirm(message, place.connection) == Confirmed()


def test_confirming_names_the_true_sender_and_the_mail_to_answer(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        mail = instantly.receive(LEAD, "I take care of this now", replier="ben@brightoak.example")
        message = message_of(instantly.event_of(mail, email_id="019a9f10-5d00-702c-b737-7642203d0b00"))
        confirmed = place.history.confirm(message, place.connection)
        assert isinstance(confirmed, Confirmed)
        assert confirmed.message is not None
        assert (confirmed.message.sender, confirmed.message.person_address) == ("ben@brightoak.example", LEAD)
        assert confirmed.message.reply_handle["reply_to_uuid"] == mail.id
        assert confirmed.message.external_id == message.external_id


def test_a_forged_message_is_denied_and_forged_words_are_not_confirmed(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        forged = message_of(a_reply())
        assert isinstance(place.history.confirm(forged, place.connection), Denied)
        words = replace(message_of(instantly.event_of(instantly.receive(LEAD, "No"))), body="Yes", reply_text="Yes")
        assert isinstance(place.history.confirm(words, place.connection), Unconfirmable)


def test_a_history_that_cannot_be_asked_says_so(http: ProviderHttp) -> None:
    with InstantlyStandIn() as instantly:
        place = Place(instantly, http)
        wrong = replace(place.connection, credentials={"api_key": "other"})
        for ask in (
            lambda: place.history.since(wrong, "", BEFORE),
            lambda: place.history.confirm(message_of(a_reply()), wrong),
        ):
            with pytest.raises(ConnectionRevoked):
                ask()
    with pytest.raises(ProviderDown):
        place.history.since(place.connection, "", BEFORE)

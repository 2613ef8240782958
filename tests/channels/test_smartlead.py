"""How SmartLead proves itself, and the shapes that its documents, its past and its users disagree about."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import ConnectionRevoked, PayloadUnreadable, ProviderDown, SignatureRejected
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    Confirmed,
    ConsentChanged,
    Denied,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
    Unmatched,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer
from rejoinder.entrypoints.drill.stand_ins.smartlead import SmartLeadStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.smartlead import history
from rejoinder.infrastructure.html_text import text_to_paragraphs
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import moment
from tests.channels.samples import a_connection, a_request, every_channel

URL = "https://rejoinder.example.com/api/webhooks/smartlead/k_9f2c"
READER = every_channel()["smartlead"].reader


def our_smartlead(*secrets: str) -> Connection:
    return a_connection("smartlead", credentials={"api_key": "key"}, webhook_secrets=secrets)


def a_reply(**changes: Any) -> dict[str, Any]:
    return {
        "event_type": "EMAIL_REPLY",
        "event_timestamp": "2026-11-20T14:58:31.000+00:00",
        "from_email": "dele@northgate.example",
        "to_email": "ana@brightoak.example",
        "campaign_id": 204911,
        "stats_id": "stats-1",
        "reply_message": {"message_id": "<1@x.example>", "text": "Yes", "time": "2026-11-20T14:58:25Z"},
    } | changes


def verify(body: bytes, headers: dict[str, str], *secrets: str) -> None:
    READER.verify(a_request(body, headers, URL), our_smartlead(*secrets))


def reason_of(body: bytes, headers: dict[str, str], *secrets: str) -> str:
    with pytest.raises(SignatureRejected) as caught:
        verify(body, headers, *secrets)
    return caught.value.reason


def signature(body: bytes, secret: str) -> dict[str, str]:
    return {"X-Smartlead-Signature": "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()}


def read(event: dict[str, Any]) -> Any:
    return READER.read(a_request(json.dumps(event).encode(), {}, URL), our_smartlead())


# --- authenticity ---------------------------------------------------------------------------------

WITH_SECRET = json.dumps(a_reply(secret_key="s1")).encode()
PLAIN = json.dumps(a_reply()).encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (WITH_SECRET, {}),
        (PLAIN, {"X-Rejoinder-Secret": "s1"}),
        (PLAIN, {"Authorization": "Bearer s1"}),
        (PLAIN, {"Authorization": "bearer s1"}),
        (PLAIN, signature(PLAIN, "s1")),
        (WITH_SECRET, signature(WITH_SECRET, "s1")),
        (b"\xff not JSON", {"X-Rejoinder-Secret": "s1"}),
    ],
)
def test_any_one_proof_is_enough(body: bytes, headers: dict[str, str]) -> None:
    verify(body, headers, "s1")
    verify(body, headers, "s0", "s1")


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (PLAIN, {}, "missing-secret"),
        (PLAIN, {"X-Rejoinder-Secret": "s2"}, "wrong-secret"),
        (PLAIN, {"Authorization": "Basic s1"}, "missing-secret"),
        (PLAIN, {"Authorization": "s1"}, "missing-secret"),
        (json.dumps(a_reply(secret_key=["s1"])).encode(), {}, "missing-secret"),
        (json.dumps(a_reply(secret_key="\ud800")).encode(), {}, "missing-secret"),
        (b'{"secret_key": "s1"', {}, "missing-secret"),
        (b"[" * 3_000 + b'{"secret_key": "s1"}', {}, "missing-secret"),
        (WITH_SECRET, signature(PLAIN, "s1"), "wrong-signature"),
        (WITH_SECRET, {"X-Smartlead-Signature": "sha256="}, "wrong-signature"),
        (WITH_SECRET + b" ", signature(WITH_SECRET, "s1"), "wrong-signature"),
    ],
)
def test_anything_else_is_refused(body: bytes, headers: dict[str, str], reason: str) -> None:
    assert reason_of(body, headers, "s1") == reason


def test_an_empty_secret_is_no_secret() -> None:
    assert reason_of(PLAIN, {"X-Rejoinder-Secret": ""}, "s1", "") == "missing-secret"
    verify(PLAIN, {}, "")


def test_without_a_secret_the_url_is_the_proof_and_the_channel_says_so() -> None:
    verify(PLAIN, signature(b"something else", "unknown"))
    assert every_channel()["smartlead"].weak_without_secret


# --- replies --------------------------------------------------------------------------------------


def test_two_replies_without_id_in_one_thread_are_two() -> None:
    first = read(a_reply(reply_message={"message_id": None, "text": "Yes", "time": "2026-11-20T14:58:25Z"}))
    second = read(a_reply(reply_message={"message_id": None, "text": "Yes", "time": "2026-11-20T15:00:00Z"}))
    third = read(a_reply(reply_message={"message_id": None, "text": "No", "time": "2026-11-20T14:58:25Z"}))
    assert len({first.key, second.key, third.key}) == 3
    assert all("None" not in event.key for event in (first, second, third))


@pytest.mark.parametrize("missing", ["stats_id", "campaign_id"])
def test_a_reply_that_cannot_be_answered_is_kept_unmatched(missing: str) -> None:
    fact = read(a_reply(**{missing: None})).fact
    assert isinstance(fact, Unmatched)
    assert fact.reason == f"no {missing.replace('_', ' ')}"
    assert fact.message.body == "Yes"


def test_our_own_mailbox_is_not_a_person() -> None:
    fact = read(a_reply(leadCorrespondence={"replyReceivedFrom": "Dele@northgate.example"})).fact
    assert isinstance(fact, OwnMessageSeen)
    assert not fact.campaign


def test_a_reply_from_nobody_is_unreadable() -> None:
    with pytest.raises(PayloadUnreadable):
        read(a_reply(to_email="not an address"))


def test_html_beside_text_gives_the_reply_without_its_quote() -> None:
    mail = {
        "message_id": "<1@x.example>",
        "html": '<div>Yes</div><blockquote class="gmail_quote">Hi Ana</blockquote>',
        "text": "Yes\n> Hi Ana",
    }
    fact = read(a_reply(reply_message=mail)).fact
    assert isinstance(fact, InboundMessage)
    assert (fact.body, fact.reply_text, fact.quoted_text) == ("Yes\n> Hi Ana", "Yes", "Hi Ana")


def test_somebody_who_leaves_twice_is_heard_twice() -> None:
    event = {"event_type": "LEAD_UNSUBSCRIBED", "to_email": "Ana@b.example", "campaign_id": 1}
    first = read({**event, "event_timestamp": "2026-11-20T15:20:00Z"})
    second = read({**event, "event_timestamp": "2026-11-21T15:20:00Z"})
    assert isinstance(first.fact, ConsentChanged)
    assert first.fact.address == "ana@b.example"
    assert first.key != second.key


@pytest.mark.parametrize("kind", ["EMAIL_OPEN", "EMAIL_LINK_CLICK", "CAMPAIGN_STATUS_CHANGED", "MANUAL_STEP_REACHED"])
def test_what_concerns_nobody_is_noted(kind: str) -> None:
    assert read({"event_type": kind}).fact == Noted(kind.lower())


def test_an_event_without_type_is_unreadable() -> None:
    with pytest.raises(PayloadUnreadable):
        read({"to_email": "a@b.example"})


@pytest.mark.parametrize(
    ("value", "means"),
    [
        ("2026-11-20T14:58:25.000+00:00", datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        ("2026-11-20T14:58:25Z", datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        ("2026-11-20 14:58:25", datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        (1795186705, datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        (1795186705000, datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        ("1795186705000", datetime(2026, 11, 20, 14, 58, 25, tzinfo=UTC)),
        (True, None),
        (None, None),
        ("", None),
        ("yesterday", None),
        (1e300, None),
        (10**400, None),
        ([1], None),
    ],
)
def test_times_in_all_their_spellings(value: object, means: datetime | None) -> None:
    assert moment(value) == means


# --- the mail -------------------------------------------------------------------------------------


def test_a_text_becomes_paragraphs_and_stays_text() -> None:
    assert text_to_paragraphs("Hi Ana,\n\nTuesday & 3 < 4\nBye\n\n\n\nDele") == (
        "<p>Hi Ana,</p><p>Tuesday &amp; 3 &lt; 4<br>Bye</p><p>Dele</p>"
    )


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_can_become_markup(body: str) -> None:
    left = text_to_paragraphs(body).replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in left
    assert ">" not in left


# --- what SmartLead remembers -------------------------------------------------------------------------

LEAD = "ana@brightoak.example"
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9/"


class Place:
    """The channel wired to a stand-in, whose events are built and never arrive."""

    def __init__(self, stand_in: SmartLeadStandIn, http: ProviderHttp) -> None:
        self.stand_in = stand_in
        self.connection = a_connection(
            "smartlead", credentials={"api_key": stand_in.api_key}, base_url=stand_in.base_url
        )
        history = discover(http)["smartlead"].history
        assert history is not None
        self.history = history

    def missed(self, text: str, lead: str = LEAD, **fields: Any) -> Any:
        """What the webhook would have said about a reply that SmartLead has."""
        event: dict[str, Any] = {}
        self.stand_in.post = lambda url, body: event.update(body) or httpx2.Response(503)  # type: ignore[method-assign]
        self.stand_in.reply(NOWHERE, lead=lead, text=text, **fields)
        return read(event)

    def sweep(self, cursor: str = "") -> tuple[list[ProviderEvent], str]:
        """Everything that one round of questions finds, and where the next begins."""
        events: list[ProviderEvent] = []
        for _ in range(20):
            page = self.history.since(self.connection, cursor, BEFORE)
            events += page.events
            cursor = page.cursor
            if not page.more:
                return events, cursor
        raise AssertionError("the sweep has no end")


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def essence(event: ProviderEvent) -> Any:
    assert isinstance(event.fact, InboundMessage)
    return event.fact.sender, event.fact.reply_text, event.fact.conversation, event.fact.reply_handle["stats_id"]


def test_a_missed_reply_is_found_under_the_id_of_its_webhook(http: ProviderHttp) -> None:
    with SmartLeadStandIn() as smartlead:
        place = Place(smartlead, http)
        assert place.sweep()[0] == []
        told = [place.missed("First"), place.missed("Second"), place.missed("Other", lead="cleo@b.example")]
        found, cursor = place.sweep()
        assert {event.key: essence(event) for event in found} == {event.key: essence(event) for event in told}
        later = place.missed("Third")
        assert later.key in {event.key for event in place.sweep(cursor)[0]}


@pytest.mark.parametrize("most_pages", [1, 40])
def test_every_page_of_the_inbox_is_read(http: ProviderHttp, monkeypatch: pytest.MonkeyPatch, most_pages: int) -> None:
    monkeypatch.setattr(history, "MOST_PAGES", most_pages)
    with SmartLeadStandIn() as smartlead:
        place = Place(smartlead, http)
        told = {place.missed("Yes", lead=f"person{number}@b.example").key for number in range(45)}
        assert {event.key for event in place.sweep()[0]} == told


def test_a_list_without_ids_is_noted_and_brings_no_second_message(http: ProviderHttp) -> None:
    row = {"id": "msg_1", "lead": {"email": LEAD}, "last_reply_time": "2026-11-20T14:58:25Z", "message_history": []}
    with SmartLeadStandIn() as smartlead:
        smartlead._inbox = lambda call: Answer(200, {"messages": [row]})  # type: ignore[method-assign]
        (event,), _ = Place(smartlead, http).sweep()
        assert event.fact == Noted("listed-without-id")


def test_a_message_that_smartlead_has_is_confirmed(http: ProviderHttp) -> None:
    with SmartLeadStandIn() as smartlead:
        place = Place(smartlead, http)
        message = place.missed("Yes please").fact
        assert place.history.confirm(message, place.connection) == Confirmed()
        forged_id = replace(message, reply_handle={**message.reply_handle, "message_id": "<forged@x.example>"})
        assert isinstance(place.history.confirm(forged_id, place.connection), Denied)
        forged_lead = replace(message, reply_handle={**message.reply_handle, "lead_id": "1"})
        assert isinstance(place.history.confirm(forged_lead, place.connection), Denied)
        forged_words = replace(message, body="No", reply_text="No", html="")
        assert isinstance(place.history.confirm(forged_words, place.connection), Unconfirmable)
        no_lead = replace(message, reply_handle={"campaign_id": "1"})
        assert isinstance(place.history.confirm(no_lead, place.connection), Unconfirmable)


def test_a_lost_question_may_be_asked_again(http: ProviderHttp) -> None:
    with SmartLeadStandIn() as smartlead:
        place = Place(smartlead, http)

        def silent(call: Call) -> Answer:
            raise NoAnswer

        smartlead._inbox = silent  # type: ignore[method-assign]
        with pytest.raises(ProviderDown):
            place.history.since(place.connection, "", BEFORE)
        wrong = replace(place.connection, credentials={"api_key": "other"})
        with pytest.raises(ConnectionRevoked):
            place.history.since(wrong, "", BEFORE)

"""Slack: its signature as published, its three kinds of posts, and what it shows to people when we answer wrongly."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.drafts import Draft
from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    PayloadUnreadable,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
    SignatureRejected,
)
from rejoinder.domain.jobs import Done
from rejoinder.domain.notifications import Card
from rejoinder.domain.ports.channels import DecisionPressed, Noted, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.ports.notifications import CardBoard
from rejoinder.entrypoints.drill.stand_ins.slack import SlackStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp
from tests.builders import a_draft
from tests.channels.intake import Intake
from tests.channels.samples import NOON, a_connection, a_request, every_channel

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
URL = "https://rejoinder.example.com/api/webhooks/slack/k_9f2c"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "slack.json").read_text(encoding="utf-8"))["vectors"]
READER = every_channel()["slack"].reader


def signed(
    body: bytes, content_type: str = FORM, *, secret: str = SECRET, age: float = 0, **headers: str
) -> WebhookRequest:
    at = str(int(NOON.timestamp() - age))
    signature = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, "sha256").hexdigest()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    stated = {"Content-Type": content_type, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signature}"}
    return a_request(body, stated | named, URL)


def a_press(**changes: Any) -> dict[str, Any]:
    action = {
        "type": "button",
        "action_id": "draft.approve",
        "value": json.dumps({"draft_id": "d-1", "version": 2}),
        "action_ts": "1795191000.123456",
    } | changes.pop("action", {})
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "name": "dele"},
        "container": {"message_ts": "1.2", "channel_id": "C1"},
        "actions": [action],
    } | changes


def form(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def read(body: bytes) -> ProviderEvent:
    return READER.read(a_request(body, {}, URL), a_connection("slack"))


# --- authenticity ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_published_vectors(vector: dict[str, Any]) -> None:
    at = datetime.fromtimestamp(vector["now"], UTC)
    request = a_request(vector["body"].encode(), vector["headers"], URL, received_at=at)
    connection = a_connection("slack", webhook_secrets=(vector["secret"],))
    if vector["valid"]:
        READER.verify(request, connection)
        return
    with pytest.raises(SignatureRejected):
        READER.verify(request, connection)


def reason_of(request: WebhookRequest, *secrets: str) -> str:
    with pytest.raises(SignatureRejected) as caught:
        READER.verify(request, a_connection("slack", webhook_secrets=secrets))
    return caught.value.reason


def test_two_secrets_are_valid_while_one_is_being_rotated() -> None:
    READER.verify(signed(b"payload={}"), a_connection("slack", webhook_secrets=("new", SECRET)))


@pytest.mark.parametrize("age", [300, -300])
def test_five_minutes_are_the_limit_in_both_directions(age: int) -> None:
    READER.verify(signed(b"payload={}", age=age), a_connection("slack", webhook_secrets=(SECRET,)))
    assert reason_of(signed(b"payload={}", age=age + (1 if age > 0 else -1)), SECRET) == "stale-timestamp"


@pytest.mark.parametrize("stated", ["soon", "1e9", "-5", "１７９５１９１０００", "9" * 40, "1795191000.5", "\udcff"])
def test_a_timestamp_that_is_no_number_is_refused(stated: str) -> None:
    assert reason_of(signed(b"payload={}", X_Slack_Request_Timestamp=stated), SECRET) == "bad-signature"


def test_without_a_signing_secret_nothing_is_taken() -> None:
    assert reason_of(signed(b"payload={}", secret="")) == "no-webhook-secret"
    assert reason_of(signed(b"payload={}", secret=""), "") == "no-webhook-secret"


# --- meaning --------------------------------------------------------------------------------------


def test_two_presses_are_two_events_and_the_same_press_is_one() -> None:
    first = read(form(a_press()))
    assert first.key == read(form(a_press(trigger_id="another"))).key
    others = [
        a_press(action={"action_ts": "1795191000.123457"}),
        a_press(action={"action_id": "draft.reject"}),
        a_press(user={"id": "U2"}),
        a_press(team={"id": "T2"}),
        a_press(container={"message_ts": "1.3", "channel_id": "C1"}),
    ]
    assert len({first.key, *(read(form(other)).key for other in others)}) == 6


@pytest.mark.parametrize(
    "value",
    [
        "",
        "approve",
        "{}",
        "[]",
        "null",
        '{"draft_id": "d-1"}',
        '{"draft_id": "", "version": 1}',
        '{"draft_id": "d-1", "version": "x"}',
        '{"draft_id": "d-1", "version": true}',
        '{"draft_id": "d-1", "version": -1}',
        '{"draft_id": "d-1", "version": 1e3}',
        '{"draft_id": "d-1", "version": 99999999999}',
        '{"version": ' + "9" * 5000 + "}",
    ],
)
def test_a_button_that_is_bound_to_no_text_decides_nothing(value: str) -> None:
    assert isinstance(read(form(a_press(action={"value": value}))).fact, Noted)


def test_a_version_written_as_text_is_the_same_version() -> None:
    fact = read(form(a_press(action={"value": '{"draft_id": "d-1", "version": "2"}'}))).fact
    assert isinstance(fact, DecisionPressed)
    assert fact.version == 2


def a_form_with(text: object) -> dict[str, Any]:
    element = {"type": "plain_text_input", "value": text}
    return {
        "type": "view_submission",
        "user": {"id": "U1"},
        "view": {
            "id": "V1",
            "hash": "1.x",
            "callback_id": "draft.edit",
            "private_metadata": '{"draft_id": "d-1", "version": 2}',
            "state": {"values": {"any-block": {"any-action": element}}},
        },
    }


def test_the_typed_text_is_found_whatever_its_field_is_called() -> None:
    fact = read(form(a_form_with("  Tuesday\r\nat 3  "))).fact
    assert isinstance(fact, DecisionPressed)
    assert (fact.decision, fact.body) == ("edit-and-approve", "Tuesday\nat 3")


@pytest.mark.parametrize("text", [None, "", "   ", 7, {}])
def test_a_form_without_a_text_approves_nothing(text: object) -> None:
    with pytest.raises(PayloadUnreadable):
        read(form(a_form_with(text)))


@pytest.mark.parametrize("kind", ["view_closed", "shortcut", "message_action", "block_suggestion", "new_thing"])
def test_what_nobody_uses_is_noted(kind: str) -> None:
    assert read(form({"type": kind})).fact == Noted(f"not-used:{kind}")


@pytest.mark.parametrize("field", ["command=%2Frejoinder&text=hi", "ssl_check=1&token=x"])
def test_the_form_of_a_slash_command_is_noted(field: str) -> None:
    assert isinstance(read(field.encode()).fact, Noted)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*a_press(), "view", "event", "challenge"]), _values, max_size=6))
def test_any_payload_is_read_or_unreadable(changes: dict[str, Any]) -> None:
    for whole in (a_press() | changes, a_form_with("x") | changes):
        for body in (form(whole), json.dumps(whole).encode()):
            request = a_request(body, {}, URL)
            READER.acknowledge(request)
            try:
                event = READER.read(request, a_connection("slack"))
            except PayloadUnreadable:
                continue
            assert 0 < len(event.key) <= 500


# --- answers --------------------------------------------------------------------------------------


def test_the_challenge_is_answered_as_text() -> None:
    intake = Intake("slack", SECRET)
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aBexample"}).encode()
    assert intake.deliver(signed(body, JSON)) == WebhookAnswer(b"3eZbrw1aBexample", "text/plain")


def test_nobody_but_slack_gets_a_challenge_back() -> None:
    intake = Intake("slack", SECRET)
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aBexample"}).encode()
    assert intake.deliver(signed(body, JSON, secret="guessed")) == "wrong-signature"
    assert intake.refusals.reasons == ["wrong-signature"]


def test_a_button_and_a_form_are_answered_with_nothing() -> None:
    """Slack shows any other body of a form's answer as an error, and one of a button's as a message."""
    for body in (form(a_press()), form(a_form_with("Yes"))):
        assert READER.acknowledge(a_request(body, {}, URL)) == WebhookAnswer(b"", "text/plain")


def test_a_retried_event_is_counted_and_not_stored_again() -> None:
    intake = Intake("slack", SECRET)
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention"}}).encode()
    first = intake.deliver(signed(body, JSON))
    assert intake.deliver(signed(body, JSON, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")) == first
    assert [event.state for event in intake.events()] == ["noted"]
    assert intake.deliveries() == [2]


def test_a_press_under_a_draft_that_is_not_there_is_kept_once_and_nothing_leaves_for_it() -> None:
    intake = Intake("slack", SECRET)
    for _ in range(3):
        intake.deliver(signed(form(a_press())))
    assert [event.state for event in intake.events()] == ["accepted"]
    assert intake.work() == [Done("refused:not-found")]
    assert intake.cards.whispers == [("U1", "Nothing was done. There is no such draft.")]
    assert not intake.database.tables.sends
    assert not intake.database.tables.leads


# --- cards ----------------------------------------------------------------------------------------

SAID = "<!channel> <@U1> & co: is 5 < 6?"


def a_draft_of(body: str = "Tuesday at 3 works.") -> Draft:
    return a_draft(id="0192f000-0000-7000-8000-00000000000d", body=body)


def a_card(draft: Draft | None = None, **more: Any) -> Card:
    proposed = {"proposed": draft.body, "bound_to": draft} if draft is not None else {}
    return Card(
        **{"title": "Waits for you: Jane", "said": SAID, "link": "https://x.example/messages/1"} | proposed | more
    )


@contextmanager
def cards(slack: SlackStandIn) -> Iterator[tuple[CardBoard, Any]]:
    http = ProviderHttp([slack.host])
    credentials = {"bot_token": slack.bot_token, "channel": "C0EXAMPLE1"}
    board = discover(http)["slack"].cards
    assert board is not None
    try:
        yield board, a_connection("slack", credentials=credentials, base_url=slack.base_url)
    finally:
        http.close()


def test_a_card_holds_every_word_and_buttons_that_come_back_bound_to_them() -> None:
    draft = a_draft_of("Line one.\n" + "long " * 900)
    with SlackStandIn() as slack, cards(slack) as (board, connection):
        reference = board.post(a_card(draft), "", connection)
        (blocks,) = [message["blocks"] for message in slack.messages.values()]
        shown = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
        assert draft.body.replace(" ", "").replace("\n", "") in shown.replace("\n", "").replace(">", "").replace(
            " ", ""
        )
        assert "&lt;!channel&gt; &lt;@U1&gt; &amp; co" in shown, "their words call nobody"
        for name in ("draft.approve", "draft.edit", "draft.regenerate", "draft.reject"):
            pressed = read(form(slack.pressed(reference, name))).fact
            assert isinstance(pressed, DecisionPressed)
            assert (pressed.draft_id, pressed.version, pressed.digest) == (draft.id, 1, draft.digest)
            assert pressed.place == reference


def test_a_decided_card_loses_its_buttons_in_its_place() -> None:
    draft = a_draft_of()
    with SlackStandIn() as slack, cards(slack) as (board, connection):
        reference = board.post(a_card(draft), "C0OTHER", connection)
        board.update(a_card(None, proposed=draft.body, lines=("Approved.",)), reference, connection)
        (message,) = slack.messages.values()
        assert reference.startswith("C0OTHER:")
        assert "actions" not in [block["type"] for block in message["blocks"]]


def test_a_form_and_a_whisper_are_one_call_each() -> None:
    draft = a_draft_of()
    with SlackStandIn() as slack, cards(slack) as (board, connection):
        board.ask_for_text(a_card(draft), "t-1", connection)
        board.whisper("Jo was first.", "C0EXAMPLE1:1.2", "U1", connection)
        view = slack.views[0]
        submitted = read(form(slack.submitted(view, "My words"))).fact
        assert isinstance(submitted, DecisionPressed)
        assert (submitted.decision, submitted.body, submitted.digest) == ("edit-and-approve", "My words", draft.digest)
        assert slack.whispers == [("C0EXAMPLE1", "U1", "Jo was first.")]
    with SlackStandIn() as slack, cards(slack) as (board, connection), pytest.raises(MessageRefused):
        board.ask_for_text(a_card(a_draft_of("x" * 3_000)), "t-1", connection)


@pytest.mark.parametrize(
    ("behaviour", "means"),
    [
        ("refuse:token_revoked", ConnectionRevoked),
        ("refuse:missing_scope", ConnectionRevoked),
        ("refuse:channel_not_found", MessageRefused),
        ("refuse:not_in_channel", MessageRefused),
        ("refuse:fatal_error", ProviderDown),
        ("429", ProviderBusy),
        ("500", ProviderDown),
        ("drop", OutcomeUnknown),
    ],
)
def test_what_slack_answers_to_a_card(behaviour: str, means: type[RejoinderError]) -> None:
    with SlackStandIn([behaviour]) as slack, cards(slack) as (board, connection), pytest.raises(means) as caught:
        board.post(a_card(a_draft_of()), "", connection)
    assert slack.bot_token not in str(caught.value)


# --- the check ------------------------------------------------------------------------------------


def check(slack: SlackStandIn, **more: Any) -> str:
    http = ProviderHttp([slack.host])
    values = {"base_url": slack.base_url, "webhook_secrets": (SECRET,), **more}
    credentials = {"bot_token": values.pop("bot_token", slack.bot_token), "channel": "C0EXAMPLE1"}
    try:
        return discover(http)["slack"].sender.check(a_connection("slack", credentials=credentials, **values))
    finally:
        http.close()


def test_the_check_names_bot_and_team_and_is_one_call() -> None:
    with SlackStandIn() as slack:
        assert check(slack) == "Slack accepts the bot token of rejoinder in Northgate."
        assert check(slack, base_url=f"{slack.base_url}/api") == check(slack)
        assert "every delivery is refused" in check(slack, webhook_secrets=())
        assert {(call.method, call.path, call.body) for call in slack.calls} == {("GET", "/api/auth.test", b"")}


@pytest.mark.parametrize(
    ("behaviour", "means"),
    [
        ("refuse:token_revoked", ConnectionRevoked),
        ("refuse:account_inactive", ConnectionRevoked),
        ("refuse:request_timeout", ProviderDown),
        ("429", ProviderBusy),
        ("500", ProviderDown),
        ("drop", ProviderDown),
    ],
)
def test_what_slack_answers_instead(behaviour: str, means: type[RejoinderError]) -> None:
    with SlackStandIn([behaviour]) as slack, pytest.raises(means) as caught:
        check(slack)
    assert slack.bot_token not in str(caught.value)


def test_a_refusal_that_says_200_is_a_refusal() -> None:
    with SlackStandIn() as slack, pytest.raises(ConnectionRevoked, match="invalid_auth"):
        check(slack, bot_token="xoxb-old")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"ok": "true"}'])
def test_an_answer_that_cannot_be_read_is_no_yes(body: bytes) -> None:
    http = ProviderHttp(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, content=body)))
    with pytest.raises(ProviderDown):
        discover(http)["slack"].sender.check(a_connection("slack", credentials={"bot_token": "xoxb-1"}))


# --- what is kept -----------------------------------------------------------------------------------

VERIFICATION = "XXYYZZ-verification-token"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps({"token": VERIFICATION, "type": "event_callback", "event_id": "Ev1", "event": {}}).encode(), JSON),
        (form(a_press(token=VERIFICATION)), FORM),
        (f"token={VERIFICATION}&command=%2Frejoinder&text=hi".encode(), FORM),
    ],
)
def test_the_token_that_slack_repeats_in_every_event_is_not_kept(body: bytes, content_type: str) -> None:
    intake = Intake("slack", SECRET)
    answer = intake.deliver(signed(body, content_type))
    assert isinstance(answer, WebhookAnswer)
    (kept,) = intake.events()
    assert VERIFICATION.encode() not in kept.body
    assert b"redacted" in kept.body
    assert VERIFICATION not in kept.url + str(kept.headers)

"""What is odd about Vapi: three ways to prove itself, callers who wait for an answer, and 627 reasons to hang up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from rejoinder.domain.calls import Agent, CallFacts, Ending, Outcome, Teller, is_missed, outcome_of
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, ProviderBusy, ProviderDown, SignatureRejected
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.ports.channels import CallSeen, Confirmed, Denied, WebhookRequest
from rejoinder.domain.sends import CannotTell
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.vapi import REASONS, broken_rules
from rejoinder.infrastructure.channels.vapi.api import VapiHistory, VapiRecords, VapiSender, _spelled
from rejoinder.infrastructure.channels.vapi.payloads import caller_words
from rejoinder.infrastructure.channels.vapi.reasons import ending_of
from rejoinder.infrastructure.channels.vapi.webhook import NOBODY, VapiReader, VapiSwitchboard
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import FOLDER, Sample, a_connection, a_request, every_channel
from tests.effort import effort

URL = "https://rejoinder.example.com/api/webhooks/vapi/k"
BODY = b'{"message":{"type":"hang","call":{"id":"1c6f7d52-2222-4b7e-8a11-0000000000aa"}}}'
NOW = datetime.fromtimestamp(1795191005, UTC)


def connection(secret: str | None = "vapi-hmac-secret", **credentials: str) -> Connection:
    return a_connection("vapi", credentials=credentials, webhook_secrets=(secret,) if secret else ())


def request(headers: dict[str, str], body: bytes = BODY, at: datetime = NOW) -> WebhookRequest:
    return a_request(body, headers, URL, received_at=at)


def signed(stamp: str, *, secret: str = "vapi-hmac-secret", body: bytes = BODY, names: str = "x-") -> dict[str, str]:
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {f"{names}signature": digest, f"{names}timestamp": stamp}


def refusal(headers: dict[str, str], line: Connection, body: bytes = BODY) -> str:
    with pytest.raises(SignatureRejected) as refused:
        VapiReader().verify(request(headers, body), line)
    return refused.value.reason


def sample(name: str) -> Sample:
    raw = json.loads((FOLDER / "vapi" / "samples" / f"{name}.json").read_text())
    return Sample(every_channel()["vapi"], name, raw)


def call_seen(name: str) -> CallSeen:
    fact = VapiReader().read(sample(name).request, sample(name).connection).fact
    assert isinstance(fact, CallSeen)
    return fact


# --- authenticity ---------------------------------------------------------------------------------


def test_the_vectors_of_every_way_in() -> None:
    reader = VapiReader()
    vector = {
        "X-Signature": "a3cb984923a758b3a1b491e482e38685e31941ef9c1ee5c001ab0d06a9bc289f",
        "X-Timestamp": "1795191000",
    }
    for way in ("", "hmac", " HMAC "):
        reader.verify(request(vector), connection(webhook_auth=way))
    reader.verify(request({"Authorization": "Bearer vapi-bearer"}), connection("vapi-bearer", webhook_auth="bearer"))
    reader.verify(request({"X-Vapi-Secret": "vapi-legacy"}), connection("vapi-legacy", webhook_auth="secret"))
    assert refusal({}, connection(webhook_auth="hmac")) == "missing-signature"


def test_the_vector_of_the_reference() -> None:
    body = b'{"message":{"type":"status-update","status":"in-progress","call":{"id":"call-0001"}}}'
    headers = {
        "x-vapi-signature": "27af8eee41594996d711ab148d0f5f7241ecaf2fec707f7e52a4722111cd5643",
        "x-vapi-timestamp": "1767225600",
    }
    at = datetime.fromtimestamp(1767225700, UTC)

    VapiReader().verify(request(headers, body, at), connection("vapi-secret", webhook_auth="hmac"))


@pytest.mark.parametrize("stamp", ["1795191005", "1795190705", "1795191305", "1795191005123", "1795190705500"])
def test_seconds_and_milliseconds_within_five_minutes_are_taken(stamp: str) -> None:
    VapiReader().verify(request(signed(stamp)), connection(webhook_auth="hmac"))


@pytest.mark.parametrize("stamp", ["1795190704", "1795191306", "1795190704999", "1", "9795191005"])
def test_a_timestamp_too_old_or_too_far_ahead_is_refused(stamp: str) -> None:
    assert refusal(signed(stamp), connection(webhook_auth="hmac")) == "stale-timestamp"


@pytest.mark.parametrize("stamp", ["soon", "-1795191005", "1795191005.5", "1" * 17, "１７９５１９１００５"])
def test_what_is_no_timestamp_is_refused(stamp: str) -> None:
    assert refusal(signed(stamp), connection(webhook_auth="hmac")) == "bad-timestamp"


def test_a_signature_of_another_length_is_refused_and_no_crash() -> None:
    for given in ("00", "zz" * 32, "é", "sha256=", "a" * 5000):
        headers = {**signed("1795191000"), "x-signature": given}
        assert refusal(headers, connection(webhook_auth="hmac")) in ("bad-signature", "wrong-signature")


def test_a_signature_may_be_prefixed_or_base64() -> None:
    headers = signed("1795191000")
    plain = bytes.fromhex(headers["x-signature"])
    for given in (f"sha256={plain.hex()}", plain.hex().upper(), base64.b64encode(plain).decode()):
        VapiReader().verify(request({**headers, "x-signature": given}), connection(webhook_auth="hmac"))


def test_while_a_secret_is_changed_both_are_good() -> None:
    line = a_connection("vapi", credentials={"webhook_auth": "hmac"}, webhook_secrets=("new", "old"))
    for secret in ("new", "old"):
        VapiReader().verify(request(signed("1795191000", secret=secret)), line)


def test_one_way_does_not_let_another_in() -> None:
    assert refusal({"X-Vapi-Secret": "s"}, connection("s", webhook_auth="bearer")) == "missing-secret"
    assert refusal({"Authorization": "Bearer s"}, connection("s", webhook_auth="secret")) == "missing-secret"
    assert refusal({"Authorization": "Bearer s"}, connection("s", webhook_auth="hmac")) == "missing-signature"
    assert refusal({"X-Vapi-Secret": "s"}, connection("s", webhook_auth="oauth")) == "unknown-webhook-auth"
    wrong = {**signed("1795191000", secret="other"), "X-Vapi-Secret": "vapi-hmac-secret"}
    assert refusal(wrong, connection()) == "wrong-signature", "a wrong signature is no better for a right secret"


def test_a_named_way_without_a_secret_lets_nobody_in_and_without_either_the_key_is_the_proof() -> None:
    assert refusal({}, connection(None, webhook_auth="hmac")) == "no-secret-configured"
    VapiReader().verify(request({}), connection(None))
    assert every_channel()["vapi"].weak_without_secret


# --- ended reasons --------------------------------------------------------------------------------


def test_every_documented_reason_has_a_class() -> None:
    assert len(REASONS) == 595, "627 in the document, some of them twice"
    assert [reason for reason in REASONS if ending_of(reason) is Ending.UNKNOWN] == []


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("customer-ended-call", Ending.CALLER),
        ("assistant-ended-call-after-message-spoken", Ending.ASSISTANT),
        ("exceeded-max-duration", Ending.ASSISTANT),
        ("silence-timed-out", Ending.SILENCE),
        ("assistant-forwarded-call", Ending.TRANSFERRED),
        ("assistant-request-returned-forwarding-phone-number", Ending.TRANSFERRED),
        ("customer-ended-call-during-transfer", Ending.IN_TRANSFER),
        ("customer-busy", Ending.UNANSWERED),
        ("voicemail", Ending.UNANSWERED),
        ("assistant-request-failed", Ending.FAULT),
        ("assistant-not-found", Ending.FAULT),
        ("call.start.error-get-assistant", Ending.FAULT),
        ("pipeline-error-openai-llm-failed", Ending.FAULT),
        ("call.in-progress.error-vapifault-worker-died", Ending.FAULT),
        ("worker-shutdown", Ending.FAULT),
        ("call.forwarding.operator-busy", Ending.FAULT),
        ("manually-canceled", Ending.CANCELLED),
        ("call.in-progress.error-providerfault-next-years-model-failed", Ending.FAULT),
        ("Customer_Ended_Call", Ending.CALLER),
        ("a-reason-added-next-year", Ending.UNKNOWN),
        ("", Ending.UNKNOWN),
    ],
)
def test_a_reason_is_classed_by_its_pattern(reason: str, ending: Ending) -> None:
    assert ending_of(reason) is ending


@pytest.mark.parametrize(
    ("name", "outcome", "missed"),
    [
        ("end_of_call_report", Outcome.SERVED, False),
        ("end_of_call_assistant_failed", Outcome.FAILED, True),
        ("end_of_call_report_minimal", Outcome.ABANDONED, True),
        ("end_of_call_unknown_ended_reason", Outcome.UNKNOWN, False),
        ("end_of_call_web_call_no_customer", Outcome.SERVED, False),
        ("end_of_call_anonymous_caller", Outcome.SERVED, False),
    ],
)
def test_what_the_reports_come_to(name: str, outcome: Outcome, missed: bool) -> None:
    facts = call_seen(name).facts

    assert (outcome_of(facts), is_missed(facts)) == (outcome, missed)


# --- what a report says ---------------------------------------------------------------------------


def test_a_report_is_one_message_of_the_callers_words_with_the_whole_transcript_as_body() -> None:
    seen = call_seen("end_of_call_report")

    assert seen.said is not None
    assert (seen.said.medium, seen.said.external_id) == (Medium.VOICE, "1c6f7d52-2222-4b7e-8a11-0000000000aa")
    assert (seen.said.sender, seen.said.recipient) == ("+12025550143", "+13125550190")
    assert seen.said.body.startswith("AI: Northgate Plumbing")
    assert seen.said.reply_text == "My boiler is leaking, can someone come today? It is Ana on 202 555 0143."
    assert (seen.facts.duration_s, str(seen.facts.cost_usd)) == (81.512, "0.1042")


@pytest.mark.parametrize(
    "name", ["end_of_call_report_minimal", "end_of_call_assistant_failed", "end_of_call_web_call_no_customer"]
)
def test_without_a_callers_words_or_in_a_test_there_is_no_message(name: str) -> None:
    assert call_seen(name).said is None


def test_a_report_sent_again_later_is_the_same_event_and_one_that_says_more_is_not() -> None:
    first, reader = sample("end_of_call_report"), VapiReader()
    stated = json.loads(first.body)
    stated["message"]["timestamp"] += 5_000
    again = reader.read(replace(first.request, body=json.dumps(stated).encode()), first.connection)
    revised = sample("end_of_call_report_revised")

    key = reader.read(first.request, first.connection).key
    assert again.key == key
    assert reader.read(revised.request, revised.connection).key != key


def test_types_of_one_call_never_share_a_key() -> None:
    """A public integration lost the report by keying on the call alone."""
    names = (
        "assistant_request",
        "status_in_progress",
        "status_ended",
        "transcript_final",
        "end_of_call_report",
        "hang",
    )
    keys = {VapiReader().read(sample(name).request, sample(name).connection).key for name in names}

    assert len(keys) == len(names)


def test_the_samples_and_our_answers_keep_to_vapis_own_document() -> None:
    ours_alone = {"tool_calls_docs_shape", "end_of_call_report_without_envelope", "not_json_object"}
    checked = 0
    for path in sorted((FOLDER / "vapi" / "samples").glob("*.json")):
        stated = json.loads(path.read_text())["body"].get("message")
        if path.stem not in ours_alone and isinstance(stated, dict):
            found = broken_rules(stated)
            checked += found is not None
            assert not found, (path.stem, found)
    assert checked > 12
    for said in (answer(asking("a")), answer(asking()), answer(asking(), None, connection(transfer_to="+13125550177"))):
        assert broken_rules(said[1], "ServerMessageResponseAssistantRequest") == []


# --- whoever waits --------------------------------------------------------------------------------


def answer(
    body: dict[str, Any], agents: list[Agent] | None = None, line: Connection | None = None
) -> tuple[int, dict[str, Any]]:
    board = VapiSwitchboard()
    asked = request({}, json.dumps(body).encode())
    assert board.is_waiting(asked)
    said = board.answer(asked, line, agents)
    return said.status, json.loads(said.body)


def asking(assistant: str | None = None) -> dict[str, Any]:
    number = {"number": "+13125550190", **({"assistantId": assistant} if assistant else {})}
    return {"message": {"type": "assistant-request", "call": {"id": "call-1"}, "phoneNumber": number}}


def agent(assistant: str, *, default: bool = False) -> Agent:
    return Agent(f"id-{assistant}", "workspace", "connection", assistant, is_default=default)


def test_the_registered_assistant_of_the_number_takes_the_call() -> None:
    assert answer(asking("a"), [agent("b", default=True), agent("a")]) == (200, {"assistantId": "a"})


def test_else_the_default_and_else_the_connections_own() -> None:
    assert answer(asking(), [agent("b"), agent("a", default=True)])[1] == {"assistantId": "a"}
    assert answer(asking("ghost"), [agent("b"), agent("a", default=True)])[1] == {"assistantId": "a"}
    assert answer(asking(), [], connection(default_assistant_id="c"))[1] == {"assistantId": "c"}
    assert answer(asking("ghost"), [agent("b")])[1] == {"assistantId": "ghost"}, "no call is turned away"
    assert answer(asking(), [agent("b")])[1] == {"assistantId": "b"}


def test_with_nothing_known_at_all_the_number_decides_or_the_caller_hears_a_sentence() -> None:
    assert answer(asking("a"))[1] == {"assistantId": "a"}
    assert answer(asking()) == (200, {"error": NOBODY})
    line = connection(transfer_to="+1 (312) 555-0177")
    assert answer(asking(), None, line)[1] == {"destination": {"type": "number", "number": "+13125550177"}}


def test_a_transfer_goes_to_the_number_we_have_or_is_declined_in_words() -> None:
    body = {"message": {"type": "transfer-destination-request", "call": {"id": "call-1"}}}
    assert answer(body, [agent("a", default=True)]) == (200, {"error": NOBODY})
    assert "destination" in answer(body, None, connection(transfer_to="+13125550177"))[1]


def test_other_messages_wait_for_nobody() -> None:
    for name in ("end_of_call_report", "status_ended", "tool_calls_spec_shape", "unknown_type"):
        assert not VapiSwitchboard().is_waiting(sample(name).request)
    assert not VapiSwitchboard().is_waiting(request({}, b"-request but no JSON"))


def test_an_unknown_agent_is_refused_three_times_and_then_no_more() -> None:
    assert [VapiSwitchboard().unknown_agent(n).status for n in range(1, 7)] == [500, 500, 500, 200, 200, 200]


@pytest.mark.parametrize(
    ("name", "tool_call"), [("tool_calls_spec_shape", "call_Vq2example"), ("tool_calls_docs_shape", "call_Vq2example2")]
)
def test_a_tool_call_in_either_shape_gets_a_polite_no(name: str, tool_call: str) -> None:
    said = VapiReader().acknowledge(sample(name).request)
    (result,) = json.loads(said.body)["results"]

    assert (said.status, result["toolCallId"], result["name"]) == (200, tool_call, "book_visit")
    assert "\n" not in result["result"]


# --- what we ask Vapi -----------------------------------------------------------------------------


def over(status: int, body: Any = None, headers: dict[str, str] | None = None) -> tuple[ProviderHttp, list[Any]]:
    asked: list[Any] = []

    def take(seen: httpx2.Request) -> httpx2.Response:
        asked.append((seen.method, str(seen.url), seen.headers["authorization"]))
        return httpx2.Response(status, json=body, headers=headers)

    return ProviderHttp(transport=httpx2.MockTransport(take)), asked


def a_stored_call(**changes: Any) -> dict[str, Any]:
    report = json.loads(sample("end_of_call_report").body)["message"]
    call = {name: report[name] for name in ("artifact", "analysis", "endedReason", "startedAt", "endedAt", "cost")}
    return {**report["call"], **call, **changes}


def test_a_call_that_is_over_is_told_as_if_reported() -> None:
    http, asked = over(200, a_stored_call())
    line = connection(api_key="vapi-key-example")
    seen = VapiRecords(http).call("1c6f7d52-2222-4b7e-8a11-0000000000aa", line)

    url = "https://api.vapi.ai/call/1c6f7d52-2222-4b7e-8a11-0000000000aa"
    assert asked == [("GET", url, "Bearer vapi-key-example")]
    assert seen is not None
    assert seen.facts.teller is Teller.ASKED
    reported = call_seen("end_of_call_report")
    assert seen.said is not None
    assert reported.said is not None
    assert replace(seen.said, recipient="") == replace(reported.said, recipient="")
    assert (seen.facts.duration_s, outcome_of(seen.facts)) == (81.512, Outcome.SERVED)


@pytest.mark.parametrize(
    ("status", "body"), [(404, {"message": "no"}), (200, {"id": "other", "status": "ended"}), (200, []), (200, None)]
)
def test_a_call_that_vapi_does_not_know_is_none(status: int, body: Any) -> None:
    assert VapiRecords(over(status, body)[0]).call("call-1", connection()) is None


def test_a_call_that_goes_on_is_not_told_yet() -> None:
    stored = a_stored_call(status="in-progress")
    assert VapiRecords(over(200, stored)[0]).call(stored["id"], connection()) is None


@pytest.mark.parametrize(
    ("status", "error"), [(401, ConnectionRevoked), (403, ConnectionRevoked), (429, ProviderBusy), (503, ProviderDown)]
)
def test_what_vapis_refusals_mean(status: int, error: type[Exception]) -> None:
    for ask in (
        lambda http: VapiRecords(http).call("call-1", connection()),
        lambda http: VapiSender(http).check(connection()),
    ):
        with pytest.raises(error) as raised:
            ask(over(status, {"message": "no"}, {"retry-after": "7"})[0])
        assert getattr(raised.value, "wait", None) in (None, 7.0)


def test_the_check_lists_one_call_and_no_text_ever_leaves_here() -> None:
    http, asked = over(200, [])
    sender = VapiSender(http)
    text = OutboundMessage("send-1", Medium.SMS, "+12025550143", "+13125550190", "Hello")

    assert sender.check(connection(api_key="k")) == "Vapi accepts the API key."
    assert asked[0][1] == "https://api.vapi.ai/call?limit=1"
    with pytest.raises(MessageRefused):
        sender.send(text, connection())
    assert isinstance(sender.find(text, connection(), NOW), CannotTell)


# --- what Vapi lists ------------------------------------------------------------------------------


def listing(calls: list[dict[str, Any]]) -> tuple[VapiHistory, list[dict[str, str]]]:
    """Vapi as its document has it: the newest first, at most `limit`, between the two moments."""
    asked: list[dict[str, str]] = []

    def take(seen: httpx2.Request) -> httpx2.Response:
        query = dict(seen.url.params)
        asked.append(query)
        after, before = query["createdAtGe"], query.get("createdAtLt", "9999")
        rows = sorted(
            (c for c in calls if after <= c["createdAt"] < before), key=lambda c: c["createdAt"], reverse=True
        )
        return httpx2.Response(200, json=rows[: int(query["limit"])])

    return VapiHistory(ProviderHttp(transport=httpx2.MockTransport(take))), asked


def a_listed(number: int, **changes: Any) -> dict[str, Any]:
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC) + timedelta(seconds=number)
    return a_stored_call(id=f"call-{number:03}", createdAt=_spelled(at), **changes)


def test_history_lists_every_call_that_is_over_oldest_first_and_goes_on_from_there() -> None:
    history, asked = listing([a_listed(n) for n in range(250)])
    earliest = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    page = history.since(connection(), "", earliest)

    assert [event.key for event in page.events] == [f"listed:call-{n:03}" for n in range(250)]
    assert len(asked) == 3
    assert (page.more, page.cursor) == (False, "2026-11-20T12:04:09.000Z")
    again = history.since(connection(), page.cursor, earliest)
    assert [event.key for event in again.events] == ["listed:call-249"]
    assert again.cursor == page.cursor


def test_the_cursor_stays_before_a_call_that_goes_on() -> None:
    history, _ = listing([a_listed(1), a_listed(2, status="in-progress"), a_listed(3)])
    page = history.since(connection(), "", datetime(2026, 11, 20, tzinfo=UTC))

    assert [event.key for event in page.events] == ["listed:call-001", "listed:call-003"]
    assert page.cursor == "2026-11-20T12:00:02.000Z"


def test_history_without_a_call_stays_where_it_was() -> None:
    page = listing([])[0].since(connection(), "", datetime(2026, 11, 20, tzinfo=UTC))
    assert (page.events, page.cursor) == ((), "2026-11-20T00:00:00.000Z")


def test_a_report_that_came_unsigned_is_confirmed_or_denied() -> None:
    said = call_seen("end_of_call_report").said
    assert said is not None
    confirmed = VapiHistory(over(200, a_stored_call())[0]).confirm(said, connection())
    assert isinstance(confirmed, Confirmed)
    assert confirmed.message is not None
    assert confirmed.message.body == said.body
    assert isinstance(VapiHistory(over(404, {})[0]).confirm(said, connection()), Denied)


@pytest.mark.parametrize("piece", ["\n", "\r\n", " ", "user ", "user:\n", "\t\n"])
def test_a_transcript_made_to_hurt_is_read_in_one_pass(piece: str) -> None:
    hostile = piece * (300_000 // len(piece)) + "\nUser: Hello"
    assert effort(lambda: caller_words(CallFacts("c", Teller.REPORT, transcript=hostile)), tries=1) < 3_000
    assert caller_words(CallFacts("c", Teller.REPORT, transcript=hostile)).endswith("Hello")

"""Calls, with the real Vapi channel over fakes: one call, one message, one reply, whatever comes when and how often."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import httpx2
import pytest

from rejoinder.domain.calls import Call, CallStatus, Outcome, ReportState, owes_text
from rejoinder.domain.errors import Conflict, StorageDown, UnknownWebhook
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.ports.channels import WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.vapi import ASSISTANT, PhoneCall
from rejoinder.infrastructure.channels.vapi import channel as vapi_channel
from rejoinder.infrastructure.http import ProviderHttp
from tests.fakes.channels import FakeHistory, FakeProvider, FakeSender
from tests.use_cases.test_outgoing import listening, told
from tests.world import World

CALLER = "+12025550143"
SAID = "My boiler is leaking, can someone come today?"


class Telephone:
    """Vapi's side: what it says about calls, and what it remembers when asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.remembered: dict[str, dict[str, Any]] = {}
        self.status = 200
        self.asked = 0
        self._count = 0
        channel = vapi_channel(ProviderHttp(transport=httpx2.MockTransport(self._answer)))
        world.providers["vapi"] = FakeProvider(channel, FakeSender(), FakeHistory())
        world.container.channels()["vapi"] = channel
        self.line = world.line("vapi", webhook_secrets=("vapi-legacy",), credentials={"api_key": "k"})

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        assert not self.world.database.in_transaction(), "Vapi was asked with a transaction open"
        self.asked += 1
        if request.url.path == "/call":
            return httpx2.Response(200, json=list(self.remembered.values()))
        known = self.remembered.get(request.url.path.rsplit("/", 1)[1])
        return httpx2.Response(self.status if self.status != 200 or known else 404, json=known or {})

    def a_call(self, said: str = SAID, caller: str = CALLER, **more: Any) -> PhoneCall:
        self._count += 1
        stated = {"reason": "customer-ended-call", "assistant": ASSISTANT, **more}
        return PhoneCall(
            f"call-{self._count}", f"CA{self._count}", caller, said, started=self.world.clock.now(), **stated
        )

    def request(self, message: Mapping[str, Any], key: str = "") -> WebhookRequest:
        return WebhookRequest(
            method="POST",
            url=f"https://rejoinder.example/api/webhooks/vapi/{key or self.line.webhook_key}",
            subpath="",
            headers={"content-type": "application/json", "x-vapi-secret": "vapi-legacy"},
            body=json.dumps({"message": message}).encode(),
            received_at=self.world.clock.now(),
        )

    def tell(self, *messages: Mapping[str, Any], key: str = "") -> list[WebhookAnswer]:
        ingest, key = self.world.container.ingest_webhook(), key or self.line.webhook_key
        return [asyncio.run(ingest("vapi", key, self.request(message, key))) for message in messages]

    def calls(self) -> list[Call]:
        return sorted(self.world.database.tables.calls.values(), key=lambda call: call.facts.external_id)

    def the_call(self) -> Call:
        (call,) = self.calls()
        return call

    def messages(self) -> list[Message]:
        return [m for m in self.world.database.tables.messages.values() if m.direction is Direction.INBOUND]

    def register(self, assistant: str, *, is_default: bool = False) -> None:
        save = self.world.container.web().save_agent
        save(self.world.workspace.id, self.line.id, assistant, "token:jo", name="Reception", is_default=is_default)


@pytest.fixture
def phone(world: World) -> Iterator[Telephone]:
    """A workspace that callers reach, with a line for texts."""
    telephone = Telephone(world)
    world.line("fake_sms")
    yield telephone
    world.nothing_is_in_limbo()


# --- one call, one message, one reply --------------------------------------------------------------


def test_a_call_becomes_a_message_and_its_reply_a_text(world: World, phone: Telephone) -> None:
    phone.tell(*phone.a_call().messages())
    world.wait()

    call = phone.the_call()
    assert (call.facts.status, call.outcome, call.report) == (CallStatus.ENDED, Outcome.SERVED, ReportState.RECEIVED)
    assert (call.facts.duration_s, call.facts.caller, call.root_id) == (81.512, CALLER, "CA1")
    (message,) = phone.messages()
    assert (message.medium, message.external_id, message.channel) == (Medium.VOICE, "call-1", "vapi")
    assert message.body == f"AI: Northgate Plumbing, how can I help?\nUser: {SAID}\n".strip()
    assert world.message(message).body_clean == SAID
    places = world.message(message).places
    assert places is not None
    assert [message.body[s.start : s.end].strip() for s in places.spans if s.part == "reply"] == [SAID]
    assert (call.message_id, call.lead_id) == (message.id, message.lead_id)
    assert world.lead_of(message).follow_ups_paused
    assert len(world.jobs_of("VOICE_INBOUND_POST_PROCESS")) == 1
    assert world.disposition_of(message) == "sent"
    (taken,) = world.sender("fake_sms").delivered
    assert (taken.outbound.recipient, taken.outbound.medium) == (CALLER, Medium.SMS)
    assert world.the_send(message).channel == "fake_sms"
    assert "call-ended" in [entry.kind for entry in world.database.entries(lead_id=message.lead_id)]


def test_every_order_of_the_events_comes_to_the_same(world: World, phone: Telephone) -> None:
    events = phone.a_call().messages()
    for order in permutations(range(len(events))):
        if random.Random(str(order)).random() < 0.05:
            call = phone.a_call(caller=f"+1202555{phone._count:04d}")
            told = call.messages()
            phone.tell(*(told[place] for place in order))
            world.work()
    world.wait()

    outcomes = {(c.facts.status, c.outcome, c.report, c.facts.summary, len(c.facts.lines)) for c in phone.calls()}
    assert outcomes == {(CallStatus.ENDED, Outcome.SERVED, ReportState.RECEIVED, "A caller.", 2)}
    assert len(phone.calls()) > 20
    assert len(phone.messages()) == len(phone.calls()) == len(world.sent_texts())


def test_fifty_deliveries_of_each_event_have_one_effect(world: World, phone: Telephone) -> None:
    told = phone.a_call().messages() * 50
    random.Random(7).shuffle(told)
    answers = phone.tell(*told)
    world.wait()

    assert {answer.status for answer in answers} == {200}
    assert len(world.database.tables.events) == 6
    assert len(phone.messages()) == len(world.sent_texts()) == 1
    assert len(world.jobs_of("VOICE_INBOUND_POST_PROCESS")) == 1
    assert [entry.kind for entry in world.database.entries()].count("call-ended") <= 2
    phone.the_call()


def test_a_revised_report_joins_the_first_and_answers_nobody_twice(world: World, phone: Telephone) -> None:
    call = phone.a_call()
    revised = call.report()
    revised["analysis"] = {"summary": "A caller with a leaking boiler.", "structuredData": {"intent": "repair"}}
    phone.tell(call.report(), revised, call.report())
    world.wait()

    assert phone.the_call().facts.summary == "A caller with a leaking boiler."
    assert phone.the_call().facts.structured == {"intent": "repair"}
    assert len(phone.messages()) == len(world.sent_texts()) == 1


def test_a_call_is_live_before_it_ends(world: World, phone: Telephone) -> None:
    events = phone.a_call().messages()
    phone.tell(*events[:4])
    world.work()

    call = phone.the_call()
    assert (call.facts.status, call.outcome) == (CallStatus.IN_PROGRESS, None)
    assert [line.text for line in call.facts.lines] == [SAID]
    assert call.lead_id is not None
    assert phone.messages() == []


def test_an_opt_out_on_the_telephone_is_kept_and_nothing_is_sent(world: World, phone: Telephone) -> None:
    phone.tell(phone.a_call("Stop calling me and take me off your list.").report())
    world.wait()

    (message,) = phone.messages()
    assert world.sent_texts() == []
    assert world.disposition_of(message).split(":")[0] in ("suppressed", "stayed-silent")
    assert {m for m, c in world.lead_of(message).consent.items() if c.state == "withdrawn"} == {
        Medium.VOICE,
        Medium.SMS,
    }


# --- calls that are no message --------------------------------------------------------------------


def test_a_call_without_a_word_of_the_caller_is_no_message(world: World, phone: Telephone) -> None:
    phone.tell(*phone.a_call("", reason="silence-timed-out").messages())
    world.wait()

    assert (phone.the_call().outcome, phone.messages()) == (Outcome.ABANDONED, [])
    assert owes_text(phone.the_call())


def test_a_call_that_failed_on_us_is_owed_a_text_at_once(world: World, phone: Telephone) -> None:
    call = phone.a_call("", reason="pipeline-error-openai-llm-failed")
    phone.tell(call.status("ended", endedReason=call.reason))
    world.work()

    assert (phone.the_call().outcome, phone.the_call().report) == (Outcome.FAILED, ReportState.PENDING)
    assert owes_text(phone.the_call())


def test_whether_a_caller_was_served_is_not_guessed_before_the_report(world: World, phone: Telephone) -> None:
    call = phone.a_call()
    phone.tell(call.status("ended", endedReason="customer-ended-call"))
    world.work()
    assert (phone.the_call().outcome, owes_text(phone.the_call())) == (Outcome.UNKNOWN, False)

    phone.tell(call.report())
    world.work()
    assert (phone.the_call().outcome, owes_text(phone.the_call())) == (Outcome.SERVED, False)


def test_withheld_numbers_are_nobody_and_never_one_person(world: World, phone: Telephone) -> None:
    phone.tell(phone.a_call(caller="anonymous").report(), phone.a_call(caller="anonymous").report())
    world.wait()

    assert [call.lead_id for call in phone.calls()] == [None, None]
    assert (phone.messages(), world.database.tables.leads, world.sent_texts()) == ([], {}, [])
    states = {(row.event.state, row.event.reason) for row in world.database.tables.events.values()}
    assert states == {("unmatched", "caller-unknown")}


def test_a_person_who_knows_who_called_gives_the_words_to_them(world: World, phone: Telephone) -> None:
    phone.tell(phone.a_call(caller="anonymous").report())
    known = world.lead_of(world.a_text("Hello, it is Ana", sender=CALLER))
    world.work()
    (event,) = [row.event for row in world.database.tables.events.values() if row.event.channel == "vapi"]

    world.container.web().link_event(world.workspace.id, event.id, known.id, "token:jo")
    world.wait()

    (message,) = [m for m in phone.messages() if m.medium is Medium.VOICE]
    assert (phone.the_call().lead_id, phone.the_call().message_id) == (known.id, message.id)
    assert world.disposition_of(message) == "waiting-human:caller-cannot-be-texted"
    assert (world.workspace.id, "phone", "anonymous") not in world.database.tables.addresses


def test_a_person_may_have_an_unknown_assistants_call_read_again(world: World, phone: Telephone) -> None:
    phone.register("another")
    phone.tell(phone.a_call().report())
    world.work()
    (row,) = world.database.tables.events.values()

    for _ in range(2):
        world.container.web().replay_event(world.workspace.id, row.event.id, "token:jo")
        world.work()
        assert phone.calls() == []
    phone.register(ASSISTANT)
    world.wait()
    assert len(phone.messages()) == 1


def test_a_number_in_any_dress_is_one_person(world: World, phone: Telephone) -> None:
    phone.tell(phone.a_call(caller="+1 (202) 555-0143").report(), phone.a_call(caller="0012025550143").report())
    world.work()

    assert len({call.lead_id for call in phone.calls()}) == 1


def test_a_reason_that_nobody_knows_is_kept_and_shown(world: World, phone: Telephone) -> None:
    phone.tell(phone.a_call(reason="a-reason-added-next-year").report())
    world.work()

    call = phone.the_call()
    assert call.outcome is Outcome.UNKNOWN
    assert call.facts.ended is not None
    assert call.facts.ended.reason == "a-reason-added-next-year"
    assert not owes_text(call)


# --- who answers ----------------------------------------------------------------------------------


def test_without_a_line_for_texts_a_person_has_to_answer(world: World) -> None:
    phone = Telephone(world)
    phone.tell(phone.a_call().report())
    world.wait()

    (message,) = phone.messages()
    assert world.disposition_of(message) == "waiting-human:no-connection-to-answer"
    with pytest.raises(Conflict, match="twilio_sms"):
        world.approve(world.the_draft(message))


def test_a_person_approves_and_the_text_leaves_over_the_line_for_texts(world: World, phone: Telephone) -> None:
    world.settings_are(mode="suggest")
    phone.tell(phone.a_call().report())
    world.wait()
    (message,) = phone.messages()
    assert world.disposition_of(message) == "waiting-human:mode-suggest"

    world.approve(world.the_draft(message))
    world.wait()

    assert world.disposition_of(message) == "approved-sent"
    assert len(world.sent_texts("fake_sms")) == 1


def test_who_stopped_the_texts_gets_none_after_a_call(world: World, phone: Telephone) -> None:
    world.a_text("STOP", sender=CALLER)
    world.wait()
    phone.tell(phone.a_call().report())
    world.wait()

    (message,) = [m for m in phone.messages() if m.medium is Medium.VOICE]
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.sent_texts() == []


# --- voice agents ---------------------------------------------------------------------------------


def test_without_registered_agents_every_assistant_is_known(world: World, phone: Telephone) -> None:
    assert [answer.status for answer in phone.tell(phone.a_call().report())] == [200]


def test_an_unknown_assistant_is_refused_three_times_then_kept_and_told(world: World, phone: Telephone) -> None:
    phone.register("another")
    report = phone.a_call().report()
    statuses = [answer.status for answer in phone.tell(*[report] * 6)]
    world.work()

    assert statuses == [500, 500, 500, 200, 200, 200]
    (row,) = world.database.tables.events.values()
    assert (row.event.state, row.event.reason, row.deliveries) == ("unmatched", "unknown-agent", 6)
    assert (phone.calls(), phone.messages()) == ([], [])
    (alert,) = world.alerts.open()
    assert (alert.rule, alert.subject) == ("unknown-agent", f"{phone.line.id}:{ASSISTANT}")


def test_registering_the_assistant_takes_up_what_waited(world: World, phone: Telephone) -> None:
    phone.register("another")
    phone.tell(*phone.a_call().messages()[1:])
    world.wait(60)
    assert phone.calls() == []

    phone.register("a third")
    world.wait(60)
    assert phone.calls() == [], "still nobody knows the assistant"
    phone.register(ASSISTANT)
    world.wait()

    call = phone.the_call()
    assert call.agent_id is not None
    assert (call.outcome, len(phone.messages()), len(world.sent_texts())) == (Outcome.SERVED, 1, 1)
    assert world.alerts.open() == []
    assert {row.event.state for row in world.database.tables.events.values()} == {"accepted"}


# --- whoever waits on the line --------------------------------------------------------------------


def test_a_waiting_caller_gets_the_default_agent(world: World, phone: Telephone) -> None:
    phone.register("reception", is_default=True)
    (answer,) = phone.tell(phone.a_call(assistant="").request())
    world.work()

    assert (answer.status, json.loads(answer.body)) == (200, {"assistantId": "reception"})
    assert phone.the_call().facts.status is CallStatus.RINGING


def test_a_caller_is_answered_while_the_database_is_away_and_the_call_is_kept(world: World, phone: Telephone) -> None:
    phone.register("reception", is_default=True)
    phone.tell(phone.a_call(assistant="").request())
    world.work()
    connections = {phone.line.webhook_key: phone.line}
    _remember(world, connections)
    call = phone.a_call(assistant="")

    world.database.is_down = True
    answers = phone.tell(call.request(), call.report())
    world.database.is_down = False
    world.drain_spool()
    world.wait()

    assert [(answer.status, json.loads(answer.body)) for answer in answers] == [
        (200, {"assistantId": "reception"}),
        (200, {"success": True}),
    ]
    assert len(phone.calls()) == 2
    assert len(phone.messages()) == 1


def test_a_caller_is_answered_even_when_nothing_at_all_is_known(world: World, phone: Telephone) -> None:
    world.database.is_down = True
    (answer,) = phone.tell(phone.a_call(assistant="named-by-vapi").request())
    world.database.is_down = False

    assert (answer.status, json.loads(answer.body)) == (200, {"assistantId": "named-by-vapi"})


def test_a_database_that_hangs_keeps_no_caller_waiting(world: World, phone: Telephone) -> None:
    """Neither the look-up nor the storing may take longer than a moment; what was not stored lies in the spool."""
    inbox = world.inbox

    class Hanging:
        async def connection_by_key(self, channel: str, key: str) -> Connection:
            return await inbox.connection_by_key(channel, key)

        async def take_event(self, *_: object) -> None:
            await asyncio.Event().wait()

    ingest = replace(world.container.ingest_webhook(), inbox=Hanging())
    call = phone.a_call()
    answer = asyncio.run(asyncio.wait_for(ingest("vapi", phone.line.webhook_key, phone.request(call.request())), 2.0))

    assert json.loads(answer.body) == {"assistantId": ASSISTANT}
    assert len(list(world.spool.drain())) == 1


def test_a_stranger_gets_no_answer(world: World, phone: Telephone) -> None:
    with pytest.raises(UnknownWebhook):
        phone.tell(phone.a_call().request(), key="guessed")


# --- a report that does not come ------------------------------------------------------------------


def test_a_report_that_does_not_come_is_asked_for(world: World, phone: Telephone) -> None:
    call = phone.a_call()
    phone.tell(*call.messages()[:-1])
    world.wait(170)
    assert phone.asked == 0, "it has three minutes to come"

    phone.remembered[call.id] = call.stored()
    world.wait()

    assert phone.asked == 1
    assert (phone.the_call().report, phone.the_call().outcome) == (ReportState.FETCHED, Outcome.SERVED)
    assert len(phone.messages()) == len(world.sent_texts()) == 1
    phone.tell(call.report())
    world.wait()
    assert len(phone.messages()) == len(world.sent_texts()) == 1, "a late report answers nobody again"


def test_a_report_that_never_comes_is_missing_and_told(world: World, phone: Telephone) -> None:
    phone.tell(*phone.a_call("").messages()[:-1])
    world.wait(4000)

    assert phone.asked == 3
    assert phone.the_call().report is ReportState.MISSING
    assert owes_text(phone.the_call()), "nobody can say any more that the caller was served"
    (alert,) = world.alerts.open()
    assert (alert.rule, alert.subject) == ("call-report-missing", phone.line.id)


def test_the_end_of_a_call_is_told_outside_once_and_not_before_its_report(world: World, phone: Telephone) -> None:
    listening(world, "call.ended")
    call = phone.a_call()
    phone.tell(*call.messages()[:-1])
    world.wait(60)
    assert told(world) == []

    phone.tell(call.report(), call.report(), *call.messages())
    world.wait()

    ((_, data),) = told(world)
    (message,) = phone.messages()
    assert (data["outcome"], data["summary"], data["message_id"]) == ("served", "A caller.", message.id)


def test_a_call_whose_report_never_comes_is_told_outside_when_nobody_waits_for_it_any_more(
    world: World, phone: Telephone
) -> None:
    listening(world, "call.ended")
    phone.tell(*phone.a_call("").messages()[:-1])
    world.wait(4000)
    assert [data["outcome"] for _, data in told(world)] == ["unknown"]


def test_a_report_in_time_needs_no_asking(world: World, phone: Telephone) -> None:
    phone.tell(*phone.a_call().messages())
    world.wait()

    assert phone.asked == 0
    assert world.alerts.open() == []


def test_a_key_that_vapi_refuses_is_told_once_and_the_report_is_fetched_with_a_new_one(
    world: World, phone: Telephone
) -> None:
    calls = [phone.a_call() for _ in range(3)]
    phone.status = 401
    for call in calls:
        phone.tell(*call.messages()[:-1])
    world.wait(300)
    assert (phone.asked, world.alerts.rules()) == (1, ["account-disconnected"])

    phone.status = 200
    phone.remembered = {call.id: call.stored() for call in calls}
    with world.store.begin(world.workspace.id) as uow:
        uow.connections.report_state(phone.line.id, "")
    world.jobs.unpark_resumed()
    world.wait(300)
    assert {call.report for call in world.database.tables.calls.values()} == {ReportState.FETCHED}


def test_while_vapi_is_away_the_asking_is_tried_again(world: World, phone: Telephone) -> None:
    call = phone.a_call()
    phone.status = 503
    phone.tell(*call.messages()[:-1])
    world.wait(300)
    assert phone.the_call().report is ReportState.PENDING

    phone.status, phone.remembered[call.id] = 200, call.stored()
    world.wait()
    assert phone.the_call().report is ReportState.FETCHED


# --- calls that no webhook told of ----------------------------------------------------------------


def test_a_call_that_no_webhook_told_of_is_found_and_waits_for_a_person(world: World, phone: Telephone) -> None:
    missed, known = phone.a_call(), phone.a_call(caller="+12025550177")
    phone.tell(known.report())
    phone.remembered = {call.id: call.stored() for call in (missed, known)}
    world.wait(1200)
    sent = len(world.sent_texts())

    assert world.container.plan_reconciliations()() == 2
    world.wait(60)

    calls = {call.facts.external_id: call for call in phone.calls()}
    assert (calls[missed.id].report, calls[known.id].report) == (ReportState.FETCHED, ReportState.RECEIVED)
    by_call = {message.external_id: message for message in phone.messages()}
    assert set(by_call) == {missed.id, known.id}
    assert by_call[missed.id].backfilled
    assert world.disposition_of(by_call[missed.id]).startswith("waiting-human")
    assert len(world.sent_texts()) == sent
    (alert,) = [alert for alert in world.alerts.open() if alert.rule == "missed-deliveries"]
    assert alert.detail["found_now"] == 1


def _remember(world: World, connections: Mapping[str, Connection]) -> None:
    """The real inbox keeps connections that it has read; the fake one reads them from the tables."""
    asked = world.inbox.connection_by_key

    async def from_memory(channel: str, key: str) -> Connection:
        try:
            return await asked(channel, key)
        except StorageDown:
            if key in connections:
                return connections[key]
            raise

    world.inbox.connection_by_key = from_memory  # type: ignore[method-assign]

"""A missed call of a workspace ends in one text, or in somebody who knows that it could not."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
from dependency_injector.providers import Object
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.domain.calls import Outcome
from rejoinder.domain.errors import MessageRefused, OutcomeUnknown, ProviderDown, RecipientRefused, StorageDown
from rejoinder.domain.intakes import FAILSAFE_TEXT, TEXT_ONLY_TEXT, TextState
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.ports.storage import JobFence
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.asking import PostgresAsking
from tests.switchboard import CALLER, OURS, Switchboard
from tests.use_cases.test_outgoing import listening, told

OTHER = "+13125550191"


@pytest.fixture
def board() -> Switchboard:
    made = Switchboard()
    made.register()
    return made


# --- one text -------------------------------------------------------------------------------------


def test_a_missed_call_is_one_text_through_the_send_ledger(board: Switchboard) -> None:
    board.status()
    board.wait(60)
    (send,) = board.database.tables.sends.values()
    assert (send.state, send.message_id, send.sender) == (SendState.SENT, None, OURS)
    assert board.workspace.name in board.texts()[0]
    (call,) = board.calls()
    assert (send.call_id, call.outcome) == (call.id, Outcome.MISSED)
    assert [missed.ending for missed in board.missed()] == ["texting"]
    (lead,) = board.database.tables.leads.values()
    assert lead.phones == (CALLER,)


def test_it_leaves_in_the_mode_that_workspaces_start_with(board: Switchboard) -> None:
    board.settings_are(mode="suggest")
    board.status()
    board.wait(60)
    assert len(board.texts()) == 1


def test_business_hours_do_not_delay_it(board: Switchboard) -> None:
    board.settings_are(business_hours={"sun": ["03:00", "03:01"]})
    board.status()
    board.work()
    assert len(board.texts()) == 1


def test_a_text_that_a_person_cancelled_does_not_leave_after_all(board: Switchboard) -> None:
    board.status()
    for row in board.jobs_of("PROVIDER_EVENT", "MISSED_CALL_TEXT"):
        board.run(row)
    for row in board.jobs_of("MISSED_CALL_TEXT"):
        board.run(row)
    (job,) = board.jobs_of("SEND_REPLY")
    CancelJob(board.admin)(board.workspace.id, job.id, "token:jo")
    for _ in range(5):
        board.wait(60)
        board.container.mend_orphans()()
    board.wait(60)
    (send,) = board.database.tables.sends.values()
    assert (send.state, board.texts()) == (SendState.WITHHELD, [])


def test_a_call_from_before_an_outage_goes_to_a_person(board: Switchboard) -> None:
    board.status()
    for row in board.jobs_of("PROVIDER_EVENT"):
        board.run(row)
    board.clock.pass_time(6 * 3600)
    board.wait(60)
    assert board.texts() == []
    assert [(missed.ending, missed.reason) for missed in board.missed()] == [("withheld", "too-late")]
    assert "caller-unreachable" in board.alerts.rules()


STEPS = st.sampled_from(["no-answer", "completed", "busy", "leg", "dial-missed", "again"])


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_whatever_twilio_says_how_often_and_in_which_order_a_missed_call_is_one_text(steps: list[str]) -> None:
    board = Switchboard()
    board.register()
    for step in ["no-answer", *steps]:
        match step:
            case "leg":
                board.status("no-answer", sid="CA9", ParentCallSid="CA1")
            case "dial-missed":
                board.dialled("no-answer")
            case "again":
                board.status("no-answer")
            case status:
                board.status(status)
    board.wait(3600)
    assert len(board.texts()) == 1


def test_a_second_call_within_ten_minutes_is_kept_without_a_second_text(board: Switchboard) -> None:
    board.status(sid="CA1")
    board.wait(60)
    board.status(sid="CA2")
    board.wait(60)
    assert [missed.ending for missed in board.missed()] == ["texting", "texted-before"]
    board.clock.pass_time(600)
    board.status(sid="CA3")
    board.wait(60)
    assert len(board.texts()) == 2


# --- who was served -------------------------------------------------------------------------------


def test_a_forwarded_call_that_was_picked_up_gets_no_text() -> None:
    board = Switchboard()
    board.register(forward_to="+12025550199")
    assert "<Dial" in board.ring()
    board.dialled("completed")
    board.status("completed", CallDuration="95")
    board.wait(3600)
    assert board.texts() == []


def test_a_forwarded_call_that_nobody_picked_up_gets_its_text_when_the_dial_ends() -> None:
    board = Switchboard()
    board.register(forward_to="+12025550199")
    board.ring()
    said = board.dialled("no-answer")
    assert "<Say>" in said
    board.work()
    assert len(board.texts()) == 1
    board.status("completed", CallDuration="22")
    board.wait(3600)
    assert len(board.texts()) == 1


def test_completed_waits_for_the_dial_result_and_without_one_the_caller_counts_as_missed() -> None:
    board = Switchboard()
    board.register(forward_to="+12025550199")
    board.ring()
    board.status("completed", CallDuration="22")
    board.work()
    assert board.texts() == []
    board.wait(30)
    assert len(board.texts()) == 1


def test_completed_before_its_dial_result_is_not_taken_for_missed() -> None:
    board = Switchboard()
    board.register(forward_to="+12025550199")
    board.ring()
    board.status("completed", CallDuration="95")
    board.dialled("completed")
    board.wait(3600)
    assert board.texts() == []


def test_a_call_that_we_only_greeted_was_missed_however_long_it_was(board: Switchboard) -> None:
    assert "<Say>" in board.ring()
    board.status("completed", CallDuration="22")
    board.wait(60)
    assert len(board.texts()) == 1


def test_a_greeted_caller_is_texted_even_where_no_status_callback_is_set(board: Switchboard) -> None:
    board.ring()
    board.wait(120)
    assert len(board.texts()) == 1
    (call,) = board.calls()
    assert call.outcome is Outcome.MISSED


def test_a_call_of_somebody_elses_twiml_that_lasted_was_served(board: Switchboard) -> None:
    board.status("completed", CallDuration="95")
    board.wait(3600)
    assert board.texts() == []


# --- who cannot be texted -------------------------------------------------------------------------


@pytest.mark.parametrize("caller", ["+266696687", "anonymous", "", "+7378742833", "sip:jo@example.com"])
def test_a_withheld_caller_is_an_alert_and_nobodys_lead(board: Switchboard, caller: str) -> None:
    board.status(From=caller)
    board.wait(60)
    assert board.phones.calls == []
    assert board.alerts.rules() == ["caller-unreachable"]
    assert board.database.tables.leads == {}


def test_a_landline_is_an_alert_and_no_dead_letter(board: Switchboard) -> None:
    board.phones.moods.append(RecipientRefused("The recipient's number is not a mobile number (Twilio 21614)."))
    board.status()
    board.wait(60)
    assert board.alerts.rules() == ["caller-unreachable"]
    assert "21614" in board.alerts.open()[0].title


@pytest.mark.parametrize("mode", ["off", "shadow"])
def test_where_nothing_leaves_by_itself_a_person_is_told(board: Switchboard, mode: str) -> None:
    board.settings_are(mode=mode)
    board.status()
    board.wait(60)
    assert board.texts() == []
    assert board.alerts.rules() == ["caller-unreachable"]


def test_a_halt_keeps_the_text_back_and_tells_a_person(board: Switchboard) -> None:
    board.switch(SwitchKind.OUTBOUND_HALTED)
    board.status()
    board.wait(60)
    assert board.texts() == []
    assert board.alerts.rules() == ["caller-unreachable"]


def test_whoever_opted_out_of_texts_gets_none(board: Switchboard) -> None:
    with board.store.begin(board.workspace.id) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, CALLER)
        uow.leads.set_consent(lead.id, [Medium.SMS], "withdrawn", "keyword: stop")
    board.status()
    board.wait(60)
    assert board.texts() == []
    assert [missed.ending for missed in board.missed()] == ["withheld"]


def test_an_unknown_outcome_is_asked_about_and_never_sent_blindly(board: Switchboard) -> None:
    board.phones.lost.append(OutcomeUnknown("No answer."))
    board.status()
    board.wait(600)
    assert len(board.texts()) == 1
    (send,) = board.database.tables.sends.values()
    assert send.state is SendState.SENT


# --- several workspaces on one account --------------------------------------------------------------


def test_on_a_shared_account_the_number_decides(board: Switchboard) -> None:
    other = board.a_workspace(mode="auto", name="Brightoak")
    board.share_the_account()
    board.register(OTHER, workspace_id=other.id)
    board.status(To=OTHER)
    board.wait(60)
    assert "Brightoak" in board.texts()[0]
    board.text("How much is it?", to=OTHER)
    (message,) = (m for m in board.database.tables.messages.values() if m.direction == "inbound")
    assert message.workspace_id == other.id


def test_a_number_of_another_workspace_on_a_workspaces_own_account_is_answered_for_nobody(board: Switchboard) -> None:
    other = board.a_workspace(mode="auto", name="Brightoak")
    board.register(OTHER, workspace_id=other.id)
    board.status(To=OTHER)
    board.wait(60)
    assert board.texts() == [FAILSAFE_TEXT]
    assert board.calls() == []


# --- numbers of nobody ----------------------------------------------------------------------------


def test_a_text_only_number_says_so_by_voice_and_by_text_once_a_day() -> None:
    board = Switchboard()
    board.register(role="onboarding")
    assert "text messages only" in board.ring()
    board.status(sid="CA1")
    board.status(sid="CA2")
    assert board.texts() == [TEXT_ONLY_TEXT]
    board.clock.pass_time(timedelta(days=1).total_seconds() + 1)
    board.status(sid="CA3")
    assert len(board.texts()) == 2


def test_the_text_leaves_from_a_system_number_that_can_and_never_from_a_text_only_one() -> None:
    board = Switchboard()
    board.register("+13125550111", role="onboarding")
    board.register("+13125550112", role="system", can_text=False)
    board.register("+13125550113", role="system")
    board.status()
    assert board.phones.calls[0].sender == "+13125550113"


def test_a_sender_that_twilio_refuses_gives_way_to_the_number_that_was_called() -> None:
    board = Switchboard()
    board.register("+13125550113", role="system")
    board.phones.moods.append(MessageRefused("The sending number cannot send texts (Twilio 21606)."))
    board.status()
    assert [call.sender for call in board.phones.calls] == ["+13125550113", OURS]
    assert board.texts() == [FAILSAFE_TEXT]


def test_what_certainly_failed_is_tried_again_and_in_the_end_somebody_is_told() -> None:
    board = Switchboard()
    board.phones.moods.extend([ProviderDown("Not reached.")] * 2)
    board.status()
    assert board.texts() == []
    for _ in range(5):
        board.clock.pass_time(1.1)
        board.go_on()
    assert board.texts() == [FAILSAFE_TEXT]
    board.phones.moods.extend([ProviderDown("Not reached.")] * 20)
    board.status(sid="CA7", From="+12025550177")
    for _ in range(20):
        board.clock.pass_time(3700)
        board.go_on()
    assert "caller-unreachable" in board.alerts.rules()
    assert [i.text_state for i in board.intakes() if i.root_call_id == "CA7"] == [TextState.FAILED]


@pytest.mark.parametrize("what", ["a halt", "a halt before Postgres went", "their STOP"])
def test_what_happened_since_the_first_try_keeps_the_next_one_back(what: str) -> None:
    board = Switchboard()
    board.register(OURS, role="system")
    board.phones.moods.append(ProviderDown("Not reached."))
    board.status()
    if what == "a halt":
        board.switch(SwitchKind.OUTBOUND_HALTED)
    elif what == "their STOP":
        board.text("STOP")
        board.container.file_intakes()()
    else:
        board.numbers.held = True
        board.database_is_away()
    for _ in range(3):
        board.clock.pass_time(2)
        with contextlib.suppress(StorageDown):
            board.go_on()
    board.database_is_away(False)
    board.go_on()
    assert board.texts() == []
    assert TextState.WITHHELD in [i.text_state for i in board.intakes()]


def test_a_text_only_number_of_a_workspace_says_so_once_a_day_and_nothing_else() -> None:
    board = Switchboard()
    board.register(role="onboarding", workspace_id=board.workspace.id)
    assert "text" in board.ring()
    for n in range(3):
        board.status("completed", sid=f"CA{n}")
        board.wait(3600)
    assert board.texts() == [TEXT_ONLY_TEXT]
    assert board.workspace.name not in board.texts()[0]
    board.clock.pass_time(86_400)
    board.status(sid="CA9")
    board.wait(60)
    assert board.texts() == [TEXT_ONLY_TEXT] * 2


def test_a_database_that_hangs_is_asked_by_a_few_and_stands_in_no_texts_way() -> None:
    board, thawed, asked = Switchboard(), threading.Event(), []

    class Frozen:
        def begin(self, workspace_id: str, fence: JobFence | None = None) -> NoReturn:
            asked.append(workspace_id)
            assert thawed.wait(60)
            raise StorageDown("Thawed, and gone.")

    asking = PostgresAsking(patience_s=0.02, known_silent_s=0.0)
    failsafe = replace(board.container.answer_missed_call(), store=Frozen(), asking=asking)
    board.container.answer_missed_call.override(Object(failsafe))
    board.phones.moods.append(ProviderDown("Not reached."))
    callers = [f"+120255501{n}" for n in range(10, 40)]
    for caller in callers:
        board.status(sid=f"CA{caller}", From=caller)
    board.clock.pass_time(2)
    failsafe.carry_on()
    assert [board.texts(caller) for caller in callers] == [[FAILSAFE_TEXT]] * len(callers)
    assert len(asked) <= 4, "the others did not wait behind these"
    thawed.set()


def test_a_number_that_calls_itself_is_not_texted() -> None:
    board = Switchboard()
    board.register(OURS, role="system")
    board.status(From=OURS)
    board.go_on()
    assert board.texts(OURS) == []
    assert [(i.text_state, i.text_reason) for i in board.intakes()] == [(TextState.UNREACHABLE, "own-number")]


def test_a_lost_answer_is_asked_about_and_a_text_that_is_there_is_not_sent_again() -> None:
    board = Switchboard()
    board.phones.lost.append(OutcomeUnknown("No answer."))
    board.status()
    for _ in range(5):
        board.clock.pass_time(30)
        board.go_on()
    assert len(board.texts()) == 1
    assert [i.text_state for i in board.intakes()] == [TextState.SENT]


def _to_ring_back(board: Switchboard) -> list[tuple[str | None, str]]:
    """Who is told to ring back, and about which call."""
    return [(a.workspace_id, a.subject) for a in board.alerts.open() if a.rule == "caller-unreachable"]


def test_whoever_was_to_be_rung_back_is_not_once_the_text_is_found_at_the_provider() -> None:
    board = Switchboard()
    board.phones.lost.append(OutcomeUnknown("No answer."))
    board.status()
    board.go_on()
    assert _to_ring_back(board) == [(None, "CA1")]
    for _ in range(3):
        board.clock.pass_time(30)
        board.go_on()
    assert (board.intakes()[0].text_state, _to_ring_back(board)) == (TextState.SENT, [])


@pytest.mark.parametrize("status", ["sent", "delivered"])
def test_a_report_that_it_left_ends_the_wish_to_ring_back_whatever_the_ledger_says_later(status: str) -> None:
    board = Switchboard()
    board.phones.lost.append(OutcomeUnknown("No answer."))
    board.status()
    board.go_on()
    assert _to_ring_back(board) == [(None, "CA1")]
    board.phones.delivered.clear()  # the provider's list does not show it
    board.reports(status)
    for _ in range(10):
        board.clock.pass_time(60)
        board.go_on()
    assert (board.texts(), _to_ring_back(board)) == ([], [])
    assert [i.text_state for i in board.intakes()] == [TextState(status)]


def test_a_report_that_came_before_the_ledgers_doubt_is_believed() -> None:
    board = Switchboard()
    board.phones.lost.append(OutcomeUnknown("No answer."))
    board.status()
    board.reports("delivered")
    board.container.file_intakes()()
    board.go_on()
    assert ([i.text_state for i in board.intakes()], _to_ring_back(board)) == ([TextState.DELIVERED], [])


def test_a_caller_of_a_workspaces_number_whom_the_failsafe_could_not_text_is_told_to_that_workspace(
    board: Switchboard,
) -> None:
    board.numbers.forgets = True
    board.status(From="anonymous")
    board.numbers.forgets = False
    board.go_on()
    assert _to_ring_back(board) == [(board.workspace.id, "CA1")]
    assert [a.workspace_id for a in board.alerts.open() if a.rule == "system-number-called"] == []


def test_what_the_failsafe_told_the_installation_does_not_hide_what_the_workspace_is_told() -> None:
    board = Switchboard()
    board.status(From="anonymous")
    board.go_on()
    board.register()
    board.status("busy", From="anonymous")
    board.wait(60)
    assert sorted(_to_ring_back(board), key=str) == sorted([(None, "CA1"), (board.workspace.id, "CA1")], key=str)


def test_a_registered_number_that_only_the_failsafe_knew_nothing_of_gets_no_second_text(board: Switchboard) -> None:
    board.numbers.forgets = True
    board.status()
    assert board.texts() == [FAILSAFE_TEXT]
    board.numbers.forgets = False
    board.go_on()
    board.status("no-answer", SequenceNumber="1")
    board.dialled("no-answer")
    board.wait(600)
    assert board.texts() == [FAILSAFE_TEXT]


def test_a_reply_to_the_generic_text_becomes_an_ordinary_message_once_a_person_assigns_it() -> None:
    board = Switchboard()
    board.status()
    board.go_on()
    board.text("My boiler is leaking, how much is a visit?")
    assert [m for m in board.database.tables.messages.values() if m.direction == "inbound"] == []
    board.go_on()
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, board.workspace.id, "token:jo")
    (message,) = (m for m in board.database.tables.messages.values() if m.direction == "inbound")
    assert (message.sender, message.body) == (CALLER, "My boiler is leaking, how much is a visit?")
    board.wait()
    assert board.message(message).disposition not in ("processing", "retrying")


def test_whoever_answers_stop_gets_no_further_generic_text() -> None:
    board = Switchboard()
    board.status(sid="CA1")
    board.go_on()
    board.text("STOP")
    board.go_on()
    board.clock.pass_time(3600)
    board.status(sid="CA2")
    board.go_on()
    assert len(board.texts()) == 1
    assert "caller-unreachable" in board.alerts.rules()


# --- one call, two tellers ------------------------------------------------------------------------


def _assistant_failed(board: Switchboard, line: Connection) -> None:
    """Vapi reports that nobody took the call which Twilio knows as CA1."""
    call = {"id": "vapi-1", "type": "inboundPhoneCall", "phoneCallProviderId": "CA1", "phoneCallTransport": "pstn"}
    report = {
        "type": "end-of-call-report",
        "call": call,
        "customer": {"number": CALLER},
        "phoneNumber": {"number": OURS},
        "endedReason": "assistant-not-found",
        "artifact": {"messages": []},
        "analysis": {},
    }
    request = WebhookRequest(
        method="POST",
        url=f"https://rejoinder.example/api/webhooks/vapi/{line.webhook_key}",
        subpath="",
        headers={"content-type": "application/json", "x-vapi-secret": "s3cret"},
        body=json.dumps({"message": report}).encode(),
        received_at=board.clock.now(),
    )
    asyncio.run(board.container.take_call()("vapi", line.webhook_key, request))


@pytest.mark.parametrize("twilio_first", [True, False])
def test_a_call_that_failed_at_the_assistant_and_its_leg_at_twilio_are_one_call_and_one_text(
    board: Switchboard, twilio_first: bool
) -> None:
    line = board.vapi_line("s3cret")
    steps = [lambda: board.status("no-answer"), lambda: _assistant_failed(board, line)]
    for step in steps if twilio_first else reversed(steps):
        step()
        board.work()
    board.wait(3600)
    assert len(board.calls()) == 1
    assert len(board.texts()) == 1


@pytest.mark.parametrize("twilio_first", [True, False])
def test_the_users_own_system_hears_once_that_a_call_of_two_tellers_ended(
    board: Switchboard, twilio_first: bool
) -> None:
    listening(board, "call.ended")
    line = board.vapi_line("s3cret")
    steps = [lambda: board.status("no-answer"), lambda: _assistant_failed(board, line)]
    for step in (steps if twilio_first else steps[::-1]) * 2:
        step()
        board.work()
    board.wait(3600)
    ((kind, data),) = told(board)
    (call,) = board.calls()
    assert (kind, data["call_id"], data["lead_id"]) == ("call.ended", call.id, call.lead_id)
    assert (data["direction"], data["from"], data["to"]) == ("inbound", CALLER, OURS)
    assert data["outcome"] == ("missed" if twilio_first else "failed")


def test_a_greeted_call_is_told_as_missed_and_not_as_served_by_our_greeting(board: Switchboard) -> None:
    listening(board, "call.ended")
    board.ring()
    board.status("completed", CallDuration="14")
    board.wait(3600)
    board.status("completed", CallDuration="14")
    board.wait(3600)
    assert [data["outcome"] for _, data in told(board)] == ["missed"]


def test_a_call_of_somebody_elses_twiml_is_told_as_served_at_once(board: Switchboard) -> None:
    listening(board, "call.ended")
    board.status("completed", CallDuration="60")
    board.work()
    assert [(data["outcome"], data["seconds"]) for _, data in told(board)] == [("served", 60)]

"""People who reached a number of nobody: kept, given to a workspace, and heard there from then on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from rejoinder.application.setup.webhook_endpoints import AddEndpoint
from rejoinder.domain.errors import Conflict, MessageRefused, OutcomeUnknown, ProviderDown
from rejoinder.domain.intakes import Intake, TextState
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Direction, Disposition, Medium, Message
from rejoinder.domain.outgoing import OutgoingType
from rejoinder.domain.sends import Absent
from rejoinder.domain.switches import SwitchKind
from tests.fakes.storage import FakeIntakes
from tests.switchboard import CALLER, OURS, Switchboard


@pytest.fixture
def board() -> Switchboard:
    """One number of nobody, on the workspace's own account."""
    made = Switchboard()
    made.register(OURS, role="system")
    return made


def called_and_given(board: Switchboard, *texts: str) -> Intake:
    """Somebody called, got the generic text, answered it perhaps, and was given to the workspace."""
    board.status()
    board.go_on()
    for number, body in enumerate(texts):
        board.text(body, f"SM{number}")
        board.go_on()
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, board.workspace.id, "token:jo")
    return board.intakes()[0]


def inbound(board: Switchboard, workspace_id: str | None = None) -> list[Message]:
    found = [m for m in board.database.tables.messages.values() if m.direction is Direction.INBOUND]
    return [m for m in found if workspace_id in (None, m.workspace_id)]


def consent(board: Switchboard) -> ConsentState:
    (lead,) = board.database.tables.leads.values()
    return lead.consent_for(Medium.SMS).state


# --- after it was given ---------------------------------------------------------------------------


def test_what_they_text_after_it_was_given_joins_their_thread(board: Switchboard) -> None:
    given = called_and_given(board, "My boiler is leaking")
    board.clock.pass_time(80 * 3600)
    board.text("It got worse, how much is a visit?", "SM9")
    board.go_on()
    first, second = inbound(board)
    assert (first.lead_id, second.lead_id) == (given.lead_id, given.lead_id)
    assert (second.body, second.workspace_id, second.version) == (
        "It got worse, how much is a visit?",
        board.workspace.id,
        2,
    )
    board.wait()
    assert board.message(second).disposition not in (Disposition.PROCESSING, Disposition.RETRYING)
    assert len(board.intakes()) == 1, "no new intake"
    assert "system-intake-message" not in board.alerts.rules()
    (event,) = [row.event for row in board.database.tables.events.values() if row.event.message_id == second.id]
    assert (event.state, event.workspace_id) == ("accepted", board.workspace.id)


def replies_leave_from(board: Switchboard) -> list[str]:
    return [taken.outbound.sender for taken in board.phones.delivered if "missed your call" not in taken.outbound.body]


def test_the_answer_comes_from_the_workspaces_own_number_if_it_has_one_that_can_text(board: Switchboard) -> None:
    board.register("+13125550177", can_text=False)
    board.register("+13125550178")
    called_and_given(board, "How much is a visit?")
    board.wait()
    assert replies_leave_from(board) == ["+13125550178"]


def test_without_a_number_of_its_own_the_workspace_answers_from_the_one_that_they_wrote_to(board: Switchboard) -> None:
    called_and_given(board, "How much is a visit?")
    board.wait()
    assert replies_leave_from(board) == [OURS]


def test_it_joins_the_thread_of_the_workspace_that_has_it_and_nobody_elses(board: Switchboard) -> None:
    other = board.a_workspace(mode="auto", name="Brightoak")
    board.register("+13125550191", workspace_id=other.id)
    board.share_the_account()
    board.status()
    board.go_on()
    board.register("+13125550192", workspace_id=other.id, role="operational")
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, other.id, "token:jo")
    board.text("Hello?")
    board.go_on()
    assert (len(inbound(board, other.id)), len(inbound(board))) == (1, 1)


def test_a_call_of_theirs_that_is_nobodys_again_does_not_keep_their_texts_from_the_thread(board: Switchboard) -> None:
    called_and_given(board)
    board.clock.pass_time(3600)
    board.status(sid="CA2")
    board.go_on()
    board.text("I called again", "SM9")
    board.go_on()
    assert [m.body for m in inbound(board)] == ["I called again"]


def test_once_it_is_taken_back_what_they_text_is_nobodys_again(board: Switchboard) -> None:
    given = called_and_given(board, "Hello")
    board.container.release_intake()(given.id, "token:jo")
    with pytest.raises(Conflict):
        board.container.release_intake()(given.id, "token:jo")
    board.text("Are you there?", "SM9")
    board.go_on()
    assert [m.body for m in inbound(board)] == ["Hello"], "what the workspace had stays with it"
    assert [(i.workspace_id, i.text_state) for i in board.intakes()[1:]] == [(None, TextState.NONE)]


def test_a_text_whose_process_died_between_its_two_transactions_arrives(board: Switchboard) -> None:
    given = called_and_given(board)
    board.text("Hello?", "SM9")
    commits = iter([False, False, True])

    def dies_at_the_third() -> None:
        if next(commits, False):
            raise KeyboardInterrupt

    board.database.before_commit = dies_at_the_third
    with pytest.raises(KeyboardInterrupt):
        board.container.file_intakes()()
    assert inbound(board) == []
    board.container.release_intake()(given.id, "token:jo")
    board.go_on()
    assert [m.body for m in inbound(board)] == ["Hello?"], "it was the workspace's already"


def test_a_number_that_was_registered_a_moment_ago_gets_the_text_that_came_for_nobody(board: Switchboard) -> None:
    board.numbers.forgets = True
    board.share_the_account()
    board.text("How much is it?", to="+13125550191")
    board.numbers.forgets = False
    board.register("+13125550191")
    board.go_on()
    assert [m.body for m in inbound(board, board.workspace.id)] == ["How much is it?"]
    assert board.intakes() == []


def test_what_came_through_an_account_that_is_gone_is_answered_through_the_workspaces_own(board: Switchboard) -> None:
    own = board.sms
    board.share_the_account()
    board.text("My boiler is leaking")
    board.go_on()
    with board.store.begin("*") as uow:
        uow.connections.remove(board.sms.id)
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, board.workspace.id, "token:jo")
    assert [(m.body, m.connection_id) for m in inbound(board)] == [("My boiler is leaking", own.id)]


def test_the_workspaces_own_systems_are_told_of_what_an_intake_brings(board: Switchboard) -> None:
    listen = AddEndpoint(board.store, str)
    listen(board.workspace.id, "https://crm.example/hook", [OutgoingType.MESSAGE_RECEIVED], "ours", "token:jo")
    called_and_given(board, "My boiler is leaking")
    board.text("It got worse", "SM9")
    board.go_on()
    told = [d.event for d in board.database.tables.deliveries.values()]
    assert [event.data["body"] for event in told] == ["My boiler is leaking", "It got worse"]


# --- who wants no texts ---------------------------------------------------------------------------


def test_an_opt_out_goes_with_them(board: Switchboard) -> None:
    called_and_given(board, "STOP")
    assert consent(board) is ConsentState.WITHDRAWN


def test_an_opt_out_that_only_the_provider_told_of_goes_with_them(board: Switchboard) -> None:
    board.status()
    board.go_on()
    board.reports("undelivered", ErrorCode="21610")
    board.go_on()
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, board.workspace.id, "token:jo")
    assert consent(board) is ConsentState.WITHDRAWN
    board.wait()
    assert "consent-changed" in [entry.kind for entry in board.database.entries()]


def test_an_opt_out_that_lies_with_another_intake_of_theirs_goes_with_them(board: Switchboard) -> None:
    board.status()
    board.go_on()
    board.text("STOP")
    board.go_on()
    board.clock.pass_time(80 * 3600)
    board.text("Hello again", "SM2")
    board.go_on()
    newest = board.intakes()[-1]
    assert not newest.opted_out
    board.container.assign_intake()(newest.id, board.workspace.id, "token:jo")
    assert consent(board) is ConsentState.WITHDRAWN


def test_a_stop_after_it_was_given_is_honoured_by_the_workspace_and_by_the_fail_safe(board: Switchboard) -> None:
    called_and_given(board, "My boiler is leaking")
    board.text("STOP", "SM9")
    board.go_on()
    board.wait()
    assert consent(board) is ConsentState.WITHDRAWN
    board.clock.pass_time(3600)
    board.status(sid="CA2")
    assert len(board.texts()) == 1


def test_whoever_comes_back_in_gets_the_generic_text_again(board: Switchboard) -> None:
    board.text("STOP", "SM1")
    board.go_on()
    board.text("START", "SM2")
    board.go_on()
    board.status()
    assert len(board.texts()) == 1


def test_a_start_from_before_their_last_word_is_no_way_back_in(board: Switchboard) -> None:
    board.status()
    board.go_on()
    board.text("START")
    board.go_on()
    board.clock.pass_time(60)
    with board.store.begin(board.workspace.id) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, CALLER)
        uow.leads.set_consent(lead.id, [Medium.SMS], "withdrawn", "keyword: stop")
    (intake,) = board.intakes()
    board.container.assign_intake()(intake.id, board.workspace.id, "token:jo")
    assert consent(board) is ConsentState.WITHDRAWN


@pytest.mark.parametrize("state", ["certainly not sent", "unknown"])
def test_a_person_who_was_forgotten_meanwhile_is_neither_texted_nor_named(board: Switchboard, state: str) -> None:
    board.phones.moods.append(ProviderDown("Not reached.") if state != "unknown" else OutcomeUnknown("No answer."))
    board.status()
    board.go_on()
    with board.store.begin("*") as uow:
        for rule in ("caller-unreachable", "system-number-called"):
            uow.alerts.resolve(rule, "CA1" if rule == "caller-unreachable" else OURS)
    (intake,) = board.intakes()
    board.database.tables.intakes[intake.id] = replace(intake, caller="")
    for _ in range(4):
        board.clock.pass_time(60)
        board.go_on()
    assert board.texts() == []
    assert not [alert for alert in board.alerts.open() if CALLER in str(alert)]
    assert [i.caller for i in board.intakes()] == [""]


# --- a halt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SwitchKind.OUTBOUND_HALTED, SwitchKind.OUTBOUND_PAUSED])
@pytest.mark.parametrize("channel", [None, "twilio_voice", "smartlead"])
def test_a_halt_that_this_process_has_not_heard_of_holds_the_text_all_the_same(
    board: Switchboard, kind: SwitchKind, channel: str | None
) -> None:
    board.switch(kind, channel=channel)
    assert not board.numbers.is_held()
    board.status()
    assert len(board.texts()) == (1 if channel == "smartlead" else 0)


def test_a_halt_that_was_just_ended_holds_nothing(board: Switchboard) -> None:
    board.numbers.held = True
    board.status()
    assert len(board.texts()) == 1


def test_with_the_database_away_what_was_last_known_of_halts_counts(board: Switchboard) -> None:
    board.numbers.held = True
    board.database_is_away()
    board.status()
    assert board.texts() == []


def test_a_halt_between_two_requests_holds_the_second(board: Switchboard) -> None:
    def refuses_and_is_halted(_: Any) -> None:
        board.switch(SwitchKind.OUTBOUND_HALTED)

    board.phones.before_call = refuses_and_is_halted
    board.phones.moods.append(MessageRefused("The sending number cannot send texts (Twilio 21606)."))
    board.status(To="+13125550177")
    assert (len(board.phones.calls), board.texts()) == (1, [])


def test_a_halt_holds_the_text_that_the_provider_turned_out_not_to_have(board: Switchboard) -> None:
    board.phones.moods.append(OutcomeUnknown("No answer."))
    board.phones.lookups.extend([Absent(), Absent()])
    board.status()
    board.switch(SwitchKind.OUTBOUND_HALTED)
    for _ in range(3):
        board.clock.pass_time(60)
        board.go_on()
    assert (board.texts(), [i.text_reason for i in board.intakes()]) == ([], ["switch"])


# --- one that cannot be handled -------------------------------------------------------------------


def a_poisoned_caller(monkeypatch: pytest.MonkeyPatch, method: str) -> str:
    """Whoever touches their intake in that way meets a bug of ours."""
    poisoned, works = "+12025550166", getattr(FakeIntakes, method)

    def stumbles(self: FakeIntakes, about: Any) -> Any:
        if poisoned in (getattr(about, "caller", ""), getattr(about, "sender", "")):
            raise KeyError("a bug")
        return works(self, about)

    monkeypatch.setattr(FakeIntakes, method, stumbles)
    return poisoned


def test_a_poisoned_intake_stops_neither_the_others_nor_the_spool(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = a_poisoned_caller(monkeypatch, "add")
    board.database_is_away()
    board.status(sid="CA1", From=poisoned)
    board.status(sid="CA2")
    board.database_is_away(False)
    background = board.container.background()
    for _ in range(3):
        asyncio.run(background.tick())
    assert board.texts(poisoned) == board.texts()
    assert [i.root_call_id for i in board.intakes()] == ["CA2"]
    assert board.spool.is_empty()
    (alert,) = [a for a in board.alerts.open() if a.rule == "failsafe-stuck"]
    assert (alert.count, alert.detail["call"]) == (1, "CA1")
    monkeypatch.undo()
    board.clock.pass_time(601)
    asyncio.run(background.tick())
    assert {i.root_call_id for i in board.intakes()} == {"CA1", "CA2"}
    assert "failsafe-stuck" not in board.alerts.rules()


def test_a_poisoned_text_is_set_aside_and_stops_nothing(board: Switchboard, monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned = a_poisoned_caller(monkeypatch, "add_message")
    board.text("Hello", "SM1", sender=poisoned)
    board.text("Hello", "SM2")
    board.database_is_away()
    board.status(sid="CA2", From="+12025550177")
    board.database_is_away(False)
    asyncio.run(board.container.background().tick())
    assert board.spool.is_empty()
    set_aside = [row.event for row in board.database.tables.events.values() if row.event.state == "quarantined"]
    assert [event.reason for event in set_aside] == ["intake-not-filed: KeyError"]
    assert [m.sender for m in board.database.tables.intake_messages.values()] == [CALLER]
    (alert,) = [a for a in board.alerts.open() if a.rule == "intake-not-filed"]
    assert alert.subject == set_aside[0].id

    monkeypatch.undo()
    board.container.web().replay_event(None, set_aside[0].id, "token:jo")
    board.go_on()
    assert [m.sender for m in board.database.tables.intake_messages.values()] == [CALLER, poisoned]
    assert "intake-not-filed" not in board.alerts.rules()


def test_a_bug_in_a_step_of_the_round_does_not_stop_the_spool(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.database_is_away()
    board.status()
    board.database_is_away(False)

    def stumbles(*_: Any) -> Any:
        raise KeyError("a bug")

    monkeypatch.setattr(board.numbers, "refresh", stumbles, raising=False)
    monkeypatch.setattr(FakeIntakes, "unfiled_events", stumbles)
    asyncio.run(board.container.background().tick())
    assert board.spool.is_empty()
    assert [i.text_state for i in board.intakes()] == [TextState.SENT]

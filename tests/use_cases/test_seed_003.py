"""Seed 003's regression tests for the SYSTEM fail-safe, and each of its critical assertions, by their own names."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from rejoinder.domain.intakes import FAILSAFE_TEXT, TextState
from tests.switchboard import Switchboard

CALLER, UNREGISTERED = "+447911123456", "+447700900999"


@pytest.fixture
def board() -> Switchboard:
    return Switchboard()


def _missed(board: Switchboard, status: str = "no-answer", caller: str = CALLER) -> None:
    """The seed's own request: four fields and no id of the call."""
    board.twilio({"From": caller, "To": UNREGISTERED, "CallStatus": status, "CallDuration": "0"}, "status")


def _nothing_was_made(board: Switchboard) -> None:
    tables = board.database.tables
    assert (tables.leads, tables.messages, tables.calls, tables.sends) == ({}, {}, {}, {})
    assert list(tables.workspaces) == [board.workspace.id]


def test_system_number_with_no_answer_status_sends_fail_safe_sms(board: Switchboard) -> None:
    _missed(board)
    assert len(board.texts(CALLER)) == 1
    assert "We missed your call" in board.texts(CALLER)[0]
    assert board.phones.calls[0].sender
    _nothing_was_made(board)


def test_system_fail_safe_does_not_call_send_onboarding_sms(board: Switchboard) -> None:
    """There is an onboarding number on the account, and nothing of the fail-safe goes near it."""
    board.register("+447700900111", role="onboarding")
    _missed(board, caller="+447911999888")
    (text,) = board.phones.calls
    assert (text.body, text.sender) == (FAILSAFE_TEXT, UNREGISTERED)


def test_system_fail_safe_does_not_call_handle_onboarding_sms(board: Switchboard) -> None:
    board.register("+447700900111", role="onboarding")
    _missed(board, status="completed", caller="+447911999777")
    (text,) = board.phones.calls
    assert text.body == FAILSAFE_TEXT
    _nothing_was_made(board)


def test_customer_receives_sms_no_black_hole(board: Switchboard) -> None:
    for number, status in enumerate(("no-answer", "busy", "failed", "completed", "canceled")):
        _missed(board, status, f"+44791112345{number}")
    assert len(board.phones.delivered) == 5


def test_message_is_generic_no_business_name(board: Switchboard) -> None:
    _missed(board)
    assert board.workspace.name not in board.texts(CALLER)[0]


def test_no_customer_record_conversation_onboarding_state_or_client_is_created(board: Switchboard) -> None:
    _missed(board)
    board.go_on()
    board.wait(600)
    _nothing_was_made(board)


def test_metric_voice_system_failsafe_intake_increments(board: Switchboard) -> None:
    """The metric is read from these rows (`tests/web/test_numbers.py` reads it over HTTP)."""
    _missed(board)
    (intake,) = board.intakes()
    assert (intake.reason, intake.call_status) == ("unregistered", "no-answer")


def test_warning_is_logged_for_the_ops_team(board: Switchboard, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        _missed(board)
    assert "SYSTEM NUMBER CALL DETECTED - ACTIVATING FAIL-SAFE" in caplog.text
    assert "[SYSTEM FAILSAFE] ACTION REQUIRED" in caplog.text
    assert CALLER not in caplog.text


def test_if_a_database_dependency_is_added_the_fail_safe_does_not_fail_silently(board: Switchboard) -> None:
    board.database_is_away()
    _missed(board)
    _missed(board)
    assert board.texts(CALLER) == [FAILSAFE_TEXT]
    assert board.spool.records
    board.database_is_away(False)
    board.drain_spool()
    board.go_on()
    assert [intake.text_state for intake in board.intakes()] == [TextState.SENT]
    _nothing_was_made(board)
    assert board.texts(CALLER) == [FAILSAFE_TEXT]


def test_no_call_of_the_fail_safe_reaches_code_for_onboarding() -> None:
    """There is no such code: what it would be called occurs nowhere in the source."""
    source = Path(__file__).parents[2] / "src"
    code = "\n".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    assert "handle_onboarding" not in code
    assert "send_onboarding" not in code

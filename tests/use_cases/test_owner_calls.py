"""The owner texts CALL: their telephone rings, and after the key they are put through to the person."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dependency_injector.providers import Object

from rejoinder.domain.bridges import Bridge, BridgeState, why_no_call
from rejoinder.domain.errors import OutcomeUnknown, ProviderDown, RecipientRefused
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.workspaces import Connection
from tests.fakes.channels import FakeHistory, FakeProvider
from tests.switchboard import CALLER, OURS, Switchboard

OWNER = "+12025550199"
URGENT = "Our boiler is leaking, can you come?"


class FakeBridging:
    """Bridging: rings, unless `moods` holds an error for the next call; `lookups` is what its list says."""

    def __init__(self) -> None:
        self.calls: list[Bridge] = []
        self.moods: deque[Exception] = deque()
        self.lookups: deque[Lookup] = deque()

    def call(self, bridge: Bridge, webhook_url: str, connection: Connection) -> SendReceipt:
        assert webhook_url.endswith(f"/twilio_voice/{connection.webhook_key}")
        self.calls.append(bridge)
        if self.moods:
            raise self.moods.popleft()
        return SendReceipt(f"CAowner{len(self.calls)}")

    def find(self, bridge: Bridge, connection: Connection, since: datetime) -> Lookup:
        return self.lookups.popleft() if self.lookups else Absent()


class Board(Switchboard):
    """A workspace with a number of its own, and an owner who was told of an urgent text."""

    def __init__(self) -> None:
        super().__init__()
        self.bridging = FakeBridging()
        known = self.providers["twilio_voice"].channel
        self.providers["twilio_voice"] = FakeProvider(
            replace(known, bridging=self.bridging), self.phones, FakeHistory()
        )
        self.container.channels.override(Object({name: each.channel for name, each in self.providers.items()}))
        self.settings_are(mode="suggest", owner_phone=OWNER)

    def told_of(self, body: str = URGENT) -> Message:
        self.text(body, "SMurgent")
        self.wait(30)
        (message,) = [m for m in self.database.tables.messages.values() if m.body == body]
        return message

    def command(self, body: str = "CALL", sid: str = "SMcommand") -> None:
        self.text(body, sid, sender=OWNER)
        self.wait(2)

    @property
    def bridge(self) -> Bridge:
        (found,) = self.database.tables.bridges.values()
        return found

    def told(self, sid: str = "CAowner1", **form: str) -> str:
        """Twilio tells about the call to the owner, and what they hear then."""
        known = {"CallSid": sid, "From": OURS, "To": OWNER, "Direction": "outbound-api", "CallStatus": "in-progress"}
        answer = self.twilio({**known, **form}, "bridge", query={"bridge": self.bridge.id})
        self.work()
        return answer.body.decode()

    def how_it_went(self) -> list[str]:
        return [f"{e.verdict}:{e.reason}" for e in self.database.entries() if e.kind == "owner-call"]


@pytest.fixture
def board() -> Board:
    made = Board()
    made.register(OURS)
    return made


def test_call_rings_the_owner_and_the_key_puts_them_through(board: Board) -> None:
    message = board.told_of()
    board.command()
    (called,) = board.bridging.calls
    assert (called.owner, called.person, called.our_number) == (OWNER, CALLER, OURS)
    assert "press 1" in board.texts(OWNER)[-1]
    heard = board.told(Digits="1")
    assert f"<Number>{CALLER}</Number>" in heard
    assert f'callerId="{OURS}"' in heard
    assert "<Hangup/>" in board.told(DialCallSid="CA9", DialCallStatus="completed", DialBridged="true")
    board.told(CallStatus="completed", CallbackSource="call-progress-events")
    assert board.how_it_went() == ["queued:", "ringing:", "confirmed:", "ended:connected"]
    assert board.message(message).disposition_reason == "owner-calls"
    assert (board.bridge.state, board.bridge.outcome) == (BridgeState.ENDED, "connected")


def test_a_voicemail_that_presses_nothing_is_never_put_through(board: Board) -> None:
    board.told_of()
    board.command()
    board.told(CallStatus="completed", CallbackSource="call-progress-events")
    assert board.how_it_went()[-1] == "ended:not-confirmed"
    assert "<Dial" not in board.told(Digits="1"), "the call is over"


@pytest.mark.parametrize("wrong", [{"Digits": "2"}, {"Digits": "1", "sid": "CAsomebodyElses"}])
def test_a_wrong_key_or_another_call_is_not_put_through(board: Board, wrong: dict[str, str]) -> None:
    board.told_of()
    board.command()
    assert "<Dial" not in board.told(**wrong)
    assert board.bridge.state is BridgeState.RINGING


def test_one_command_is_one_call_however_often_it_and_its_callbacks_come(board: Board) -> None:
    board.told_of()
    for _ in range(5):
        board.command(sid="SMsame")
    answers = {board.told(Digits="1") for _ in range(5)}
    assert len(board.bridging.calls) == len(answers) == 1
    for _ in range(5):
        board.told(DialCallSid="CA9", DialCallStatus="no-answer")
    assert board.how_it_went() == ["queued:", "ringing:", "confirmed:", "ended:person-no-answer"]


def test_the_end_of_the_call_may_be_told_before_its_result(board: Board) -> None:
    board.told_of()
    board.command()
    board.told(Digits="1")
    board.told(CallStatus="completed")
    board.told(DialCallSid="CA9", DialCallStatus="completed")
    assert board.bridge.outcome == "connected"


def test_a_call_that_nobody_knows_of_is_settled_by_the_providers_list(board: Board) -> None:
    board.told_of()
    board.bridging.moods.append(OutcomeUnknown("no answer"))
    board.bridging.lookups.extend([CannotTell("two of them"), Found(SendReceipt("CAfound"))])
    board.command()
    board.wait(60)
    assert (len(board.bridging.calls), board.bridge.state, board.bridge.call_id) == (1, BridgeState.RINGING, "CAfound")
    assert "<Dial" in board.told(sid="CAfound", Digits="1")


def test_a_call_that_was_certainly_never_made_is_made_once_more(board: Board) -> None:
    board.told_of()
    board.bridging.moods.append(OutcomeUnknown("no answer"))
    board.command()
    board.wait(120)
    assert (len(board.bridging.calls), board.bridge.state) == (2, BridgeState.RINGING)


def test_the_owner_who_answers_settles_it_before_any_list_does(board: Board) -> None:
    board.told_of()
    board.bridging.moods.append(OutcomeUnknown("no answer"))
    board.command()
    assert "<Dial" in board.told(sid="CAlost", Digits="1")
    board.wait(300)
    assert (len(board.bridging.calls), board.bridge.call_id) == (1, "CAlost")


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(RecipientRefused("Twilio does not call: no such number."), "recipient-refused"), (None, "unknown")],
)
def test_a_call_that_cannot_be_made_is_told_with_the_number(
    board: Board, trouble: Exception | None, outcome: str
) -> None:
    board.told_of()
    board.bridging.moods.append(trouble or OutcomeUnknown("no answer"))
    board.bridging.lookups.extend([CannotTell("two of them")] * 50)
    board.command()
    board.wait(600)
    assert (board.bridge.state, board.bridge.outcome) == (BridgeState.ENDED, outcome)
    assert "not put through" in board.texts(OWNER)[-1]
    assert CALLER in board.texts(OWNER)[-1]


def test_a_provider_that_is_away_for_long_means_a_text_and_no_late_call(board: Board) -> None:
    board.told_of()
    board.bridging.moods.extend(ProviderDown("away") for _ in range(100))
    board.command()
    board.wait(3600)
    assert board.bridge.outcome == "too-late"
    assert "not put through" in board.texts(OWNER)[-1]


def test_a_halt_and_an_opt_out_hold_the_call_back(board: Board) -> None:
    message = board.told_of()
    halted = board.switch(SwitchKind.OUTBOUND_HALTED, workspace_id=board.workspace.id)
    board.command()
    assert (board.bridging.calls, board.bridge.outcome) == ([], "switch")
    board.switch_off(halted)
    del board.database.tables.bridges[board.bridge.id]
    with board.store.begin(board.workspace.id) as uow:
        uow.leads.set_consent(message.lead_id, [Medium.VOICE], "withdrawn", "said so")
    board.command(sid="SM2")
    assert (board.bridging.calls, board.bridge.outcome) == ([], "opt-out")


def test_a_halt_between_the_command_and_the_key_holds_it_too(board: Board) -> None:
    board.told_of()
    board.command()
    board.switch(SwitchKind.OUTBOUND_HALTED, workspace_id=board.workspace.id)
    assert "<Dial" not in board.told(Digits="1")
    assert board.bridge.outcome == "switch"


@pytest.mark.parametrize(
    ("hour", "wrote_hours_ago", "why_not"),
    [
        (12, 5, None),
        (23, 0.5, None),
        (23, 5, "quiet-hours"),
        (7, 5, "quiet-hours"),
        (8, 5, None),
        (21, 2, "quiet-hours"),
    ],
)
def test_at_night_only_somebody_who_has_just_written_is_called(
    board: Board, hour: int, wrote_hours_ago: float, why_not: str | None
) -> None:
    message = board.told_of()
    board.command()
    now = datetime(2026, 11, 20, hour, tzinfo=ZoneInfo("America/New_York"))
    wrote_at = now - timedelta(hours=wrote_hours_ago)
    bridge = replace(board.bridge, created_at=now)
    about = (bridge, board.lead_of(message), board.workspace, [], "twilio_voice", now, wrote_at, "America/New_York")
    assert why_no_call(*about, usable=True) == why_not


def test_without_a_number_that_can_call_the_owner_gets_the_number_by_text(board: Board) -> None:
    (number,) = board.database.tables.numbers.values()
    del board.database.tables.numbers[number.id]
    board.told_of()
    board.command()
    assert board.bridging.calls == []
    assert CALLER in board.texts(OWNER)[-1]
    assert "They are yours now" in board.texts(OWNER)[-1]


def test_with_the_database_away_the_owner_hears_that_it_does_not_work(board: Board) -> None:
    board.told_of()
    board.command()
    bridge = board.bridge
    board.database_is_away()
    known = {"CallSid": "CAowner1", "From": OURS, "To": OWNER, "Direction": "outbound-api", "CallStatus": "in-progress"}
    heard = board.twilio({**known, "Digits": "1"}, "bridge", query={"bridge": bridge.id}).body.decode()
    board.database_is_away(False)
    assert "cannot be put through" in heard
    assert "<Dial" not in heard

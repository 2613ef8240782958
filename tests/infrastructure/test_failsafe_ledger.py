"""The fail-safe's ledger: one call, one claim, whoever asks, however often, and after a crash."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, TextState
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.ports.numbers import Kept
from rejoinder.infrastructure.spool import FileFailsafeLedger
from tests.fakes.clock import FakeClock


def a_claim(call: str = "CA1", caller: str = "+12025550143", at: FakeClock | None = None) -> Kept:
    intake = Intake(
        id=new_id(),
        connection_id=new_id(),
        channel="twilio_voice",
        caller=caller,
        called="+13125550190",
        role=NumberRole.SYSTEM,
        reason="unregistered",
        text_state=TextState.CLAIMED,
        at=(at or FakeClock()).now(),
        root_call_id=call,
    )
    return Kept(intake, "key", "host:1:1")


def claim_in_a_process(folder: str) -> bool:
    """Whether this process got the call."""
    return FileFailsafeLedger(Path(folder), FakeClock()).claim(a_claim()) is TextState.CLAIMED


def test_of_many_processes_one_gets_the_call(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        got = list(pool.map(claim_in_a_process, [str(tmp_path)] * 12))
    assert got.count(True) == 1


def test_a_call_stays_claimed_after_a_restart_and_its_newest_state_is_known(tmp_path: Path) -> None:
    clock, kept = FakeClock(), a_claim()
    ledger = FileFailsafeLedger(tmp_path, clock)
    assert ledger.claim(kept) is TextState.CLAIMED
    sent = replace(kept, intake=replace(kept.intake, text_state=TextState.SENT))
    ledger.write(sent)
    again = FileFailsafeLedger(tmp_path, clock)
    assert again.claim(a_claim()) is None
    assert again.pending() == [sent]
    again.stored(sent)
    assert again.pending() == []


def test_the_same_caller_gets_one_text_within_the_cool_down(tmp_path: Path) -> None:
    clock = FakeClock()
    ledger = FileFailsafeLedger(tmp_path, clock)
    assert ledger.claim(a_claim("CA1", at=clock)) is TextState.CLAIMED
    assert ledger.claim(a_claim("CA2", at=clock)) is TextState.SUPPRESSED
    assert ledger.claim(a_claim("CA3", caller="+12025550144", at=clock)) is TextState.CLAIMED
    clock.pass_time(timedelta(minutes=11).total_seconds())
    assert ledger.claim(a_claim("CA4", at=clock)) is TextState.CLAIMED


def test_a_torn_line_loses_that_line_and_no_other(tmp_path: Path) -> None:
    ledger = FileFailsafeLedger(tmp_path, FakeClock())
    ledger.claim(a_claim("CA1"))
    with (tmp_path / "failsafe.jsonl").open("ab") as file:
        file.write(b'{"intake": {"id"')
    again = FileFailsafeLedger(tmp_path, FakeClock())
    assert again.claim(a_claim("CA2", caller="+12025550144")) is TextState.CLAIMED
    third = FileFailsafeLedger(tmp_path, FakeClock())
    assert third.claim(a_claim("CA1")) is None
    assert third.claim(a_claim("CA2")) is None


def test_what_changed_meanwhile_is_not_marked_as_stored(tmp_path: Path) -> None:
    ledger, kept = FileFailsafeLedger(tmp_path, FakeClock()), a_claim()
    ledger.claim(kept)
    sent = replace(kept, intake=replace(kept.intake, text_state=TextState.SENT))
    ledger.write(sent)
    ledger.stored(kept)
    assert ledger.pending() == [sent]


def test_without_a_disk_a_process_still_texts_once(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    ledger = FileFailsafeLedger(blocked / "folder", FakeClock())
    assert ledger.claim(a_claim()) is TextState.CLAIMED
    assert ledger.claim(a_claim()) is None

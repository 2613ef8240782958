"""The fail-safe's ledger: one call, one claim, whoever asks, however often, and after a crash."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, TextState
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.ports.numbers import Kept
from rejoinder.infrastructure.spool import FileFailsafeLedger
from rejoinder.infrastructure.vault import Vault
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


def a_ledger(folder: Path, clock: FakeClock | None = None, *keys: str) -> FileFailsafeLedger:
    return FileFailsafeLedger(folder, clock or FakeClock(), Vault(keys or ["a key of the tests"]))


def claim_in_a_process(folder: str) -> bool:
    """Whether this process got the call."""
    return a_ledger(Path(folder)).claim(a_claim()) is TextState.CLAIMED


def test_of_many_processes_one_gets_the_call(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        got = list(pool.map(claim_in_a_process, [str(tmp_path)] * 12))
    assert got.count(True) == 1


def test_a_call_stays_claimed_after_a_restart_and_its_newest_state_is_known(tmp_path: Path) -> None:
    clock, kept = FakeClock(), a_claim()
    ledger = a_ledger(tmp_path, clock)
    assert ledger.claim(kept) is TextState.CLAIMED
    sent = replace(kept, intake=replace(kept.intake, text_state=TextState.SENT))
    ledger.write(sent)
    again = a_ledger(tmp_path, clock)
    assert again.claim(a_claim()) is None
    assert again.pending() == [sent]
    again.stored(sent)
    assert again.pending() == []


def test_the_same_caller_gets_one_text_within_the_cool_down(tmp_path: Path) -> None:
    clock = FakeClock()
    ledger = a_ledger(tmp_path, clock)
    assert ledger.claim(a_claim("CA1", at=clock)) is TextState.CLAIMED
    assert ledger.claim(a_claim("CA2", at=clock)) is TextState.SUPPRESSED
    assert ledger.claim(a_claim("CA3", caller="+12025550144", at=clock)) is TextState.CLAIMED
    clock.pass_time(timedelta(minutes=11).total_seconds())
    assert ledger.claim(a_claim("CA4", at=clock)) is TextState.CLAIMED


def test_a_torn_line_loses_that_line_and_no_other(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    ledger.claim(a_claim("CA1"))
    with (tmp_path / "failsafe.jsonl").open("ab") as file:
        file.write(b"c2VhbGVkIGJ1dCB0b3Ju")
    again = a_ledger(tmp_path)
    assert again.claim(a_claim("CA2", caller="+12025550144")) is TextState.CLAIMED
    third = a_ledger(tmp_path)
    assert third.claim(a_claim("CA1")) is None
    assert third.claim(a_claim("CA2")) is None


def test_what_changed_meanwhile_is_not_marked_as_stored(tmp_path: Path) -> None:
    ledger, kept = a_ledger(tmp_path), a_claim()
    ledger.claim(kept)
    sent = replace(kept, intake=replace(kept.intake, text_state=TextState.SENT))
    ledger.write(sent)
    ledger.stored(kept)
    assert ledger.pending() == [sent]


def test_without_a_disk_a_process_still_texts_once(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    ledger = a_ledger(blocked / "folder")
    assert ledger.claim(a_claim()) is TextState.CLAIMED
    assert ledger.claim(a_claim()) is None


# --- at rest --------------------------------------------------------------------------------------

CALLER = "+12025550143"


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def by_the_release_before(folder: Path, kept: Kept) -> None:
    """A line as it was written before lines were sealed."""
    stated = {**asdict(kept), "intake": asdict(kept.intake)}
    with (folder / "failsafe.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(stated, default=lambda value: value.isoformat()) + "\n")


def test_nobody_who_reads_the_disk_learns_who_called(tmp_path: Path) -> None:
    a_ledger(tmp_path).claim(a_claim())
    kept = on_disk(tmp_path)
    assert kept
    for word in (CALLER, "2025550143", "CA1", "+13125550190", "twilio_voice"):
        assert word.encode() not in kept


def test_what_the_release_before_wrote_is_known_and_sealed_at_the_next_look(tmp_path: Path) -> None:
    done, open_one = a_claim("CA1"), a_claim("CA2", caller="+12025550144")
    sent = replace(done, intake=replace(done.intake, text_state=TextState.SENT), is_stored=True)
    for kept in (done, sent, open_one):
        by_the_release_before(tmp_path, kept)
    ledger = a_ledger(tmp_path)
    assert ledger.pending() == [open_one]
    assert CALLER.encode() not in on_disk(tmp_path)
    again = a_ledger(tmp_path)
    assert again.claim(a_claim("CA1")) is None
    assert again.get(done.intake.id) == sent
    assert again.pending() == [open_one]


def test_a_ledger_is_read_after_the_key_was_renewed_and_kept_where_none_of_ours_opens_it(tmp_path: Path) -> None:
    kept = a_claim()
    a_ledger(tmp_path, None, "old").claim(kept)
    stranger = a_ledger(tmp_path, None, "another")
    assert stranger.pending() == []
    by_the_release_before(tmp_path, a_claim("CA2", caller="+12025550144"))
    assert len(stranger.pending()) == 1, "and rewrites the file"
    renewed = a_ledger(tmp_path, None, "new", "old", "another")
    assert [k.intake.root_call_id for k in renewed.pending()] == ["CA1", "CA2"]


def test_what_is_over_is_gone_from_the_disk_after_two_days_however_short_the_file(tmp_path: Path) -> None:
    clock = FakeClock()
    ledger, kept, waiting = a_ledger(tmp_path, clock), a_claim(at=clock), a_claim("CA2", "+12025550144", clock)
    for each in (kept, waiting):
        ledger.claim(each)
    sent = replace(kept, intake=replace(kept.intake, text_state=TextState.SENT))
    ledger.write(sent)
    ledger.stored(sent)
    clock.pass_time(timedelta(days=2, hours=2).total_seconds())
    assert ledger.pending() == [waiting]
    assert a_ledger(tmp_path, clock).get(kept.intake.id) is None
    assert a_ledger(tmp_path, clock).pending() == [waiting]

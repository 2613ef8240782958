"""Whose webhook a call came to, known by heart and from disk when the database is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, TextState
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.switches import SwitchKind
from rejoinder.infrastructure.postgres.asking import PostgresAsking
from rejoinder.infrastructure.postgres.number_book import PostgresNumberBook
from rejoinder.infrastructure.vault import Vault
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_switch
from tests.contracts.backings import PostgresBacking, a_backing, a_line


@pytest.mark.parametrize("channel", ["twilio_voice", "twilio_sms"])
def test_an_account_is_known_by_heart_and_after_a_start_without_a_database(tmp_path: Path, channel: str) -> None:
    path, vault = tmp_path / "numbers.json", Vault(["a key of the tests"])
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        stored = a_line(
            backing, channel=channel, credentials={"account_sid": "AC1", "auth_token": "t"}, webhook_key="key-1"
        )
        book = PostgresNumberBook(backing.engine, vault, path, PostgresAsking())
        assert book.connection(channel, "key-1") is None
        assert book.refresh()
        restarted = PostgresNumberBook(backing.engine, vault, path, PostgresAsking())
    for known in (book.connection(channel, "key-1"), restarted.connection(channel, "key-1")):
        assert known == replace(stored, created_at=None)
    assert book.connection(channel, "another-key") is None


def a_called_intake(caller: str = "+12025550143") -> Intake:
    return Intake(
        id=new_id(),
        connection_id=new_id(),
        channel="twilio_voice",
        caller=caller,
        called="+13125550190",
        role=NumberRole.SYSTEM,
        reason="unregistered",
        text_state=TextState.SENT,
        at=datetime.now(UTC),
        root_call_id=new_id(),
    )


def test_the_book_on_disk_names_nobody_and_is_known_after_a_start_without_a_database(tmp_path: Path) -> None:
    path, vault, intake = tmp_path / "numbers.json", Vault(["a key of the tests"]), a_called_intake()
    number = Number(new_id(), "+13125550190", NumberRole.OPERATIONAL, "", WORKSPACE, forward_to="+12025550199")
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        line = a_line(backing, None, channel="twilio_sms")
        with backing.store.begin("*") as uow:
            uow.intakes.add(intake)
            uow.numbers.add(replace(number, connection_id=line.id))
        PostgresNumberBook(backing.engine, vault, path, PostgresAsking()).refresh()
        for word in (b"2025550143", b"2025550199", b"3125550190", line.id.encode()):
            assert word not in path.read_bytes()
        restarted = PostgresNumberBook(backing.engine, vault, path, PostgresAsking())
        assert restarted.texted(intake.caller, WORKSPACE)
        assert restarted.owner("+13125550190", line).workspace_id == WORKSPACE
        assert not PostgresNumberBook(backing.engine, Vault(["another"]), path, PostgresAsking()).texted(
            intake.caller, WORKSPACE
        )


@pytest.mark.parametrize("release", ["before the seal", "before intakes that stay a workspace's"])
def test_a_book_of_an_earlier_release_is_read(tmp_path: Path, release: str) -> None:
    path = tmp_path / "numbers.json"
    number = {
        "id": new_id(), "number": "+13125550190", "role": "operational", "connection_id": new_id(),
        "workspace_id": WORKSPACE, "account": "", "forward_to": "", "can_text": True, "is_free": False,
    }  # fmt: skip
    texting = {"+12025550143": None} if release == "before the seal" else ["+12025550143"]
    path.write_text(json.dumps({"numbers": [number], "accounts": [], "held": True, "texting": texting}))
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        book = PostgresNumberBook(backing.engine, Vault(["a key of the tests"]), path, PostgresAsking())
    assert (book.is_held(), book.texted("+12025550143", WORKSPACE)) == (True, True)


def test_whose_a_texter_is_is_learnt_when_their_intake_is_given_and_taken_back_and_forgotten(tmp_path: Path) -> None:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        book = PostgresNumberBook(
            backing.engine, Vault(["a key of the tests"]), tmp_path / "numbers.json", PostgresAsking()
        )
        intake = a_called_intake()

        def change(act: Callable[[Any], object]) -> tuple[bool, bool, bool]:
            with backing.store.begin("*") as uow:
                act(uow.intakes)
            changed = book.refresh()
            return changed, book.texted(intake.caller, WORKSPACE), book.texted(intake.caller, OTHER_WORKSPACE)

        assert change(lambda book: book.add(intake)) == (True, True, True)
        assert change(lambda book: book.assign(replace(intake, workspace_id=WORKSPACE), "jo")) == (True, False, True)
        assert change(lambda book: book.release(intake.id, "jo")) == (True, False, False)


def test_a_halt_that_ran_out_is_noticed(tmp_path: Path) -> None:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        book = PostgresNumberBook(
            backing.engine, Vault(["a key of the tests"]), tmp_path / "numbers.json", PostgresAsking()
        )
        now = backing.now()
        backing.set_switch(a_switch(SwitchKind.OUTBOUND_HALTED, since=now, until=now + timedelta(seconds=60)))
        book.refresh()
        assert book.is_held()
        backing.pass_time(61)
        assert book.refresh()
        assert not book.is_held()

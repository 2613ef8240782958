"""Whoever is on the list is left alone, known or not, from the row on in which they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Medium
from rejoinder.domain.suppressions import ImportState, SuppressionImport
from tests.builders import THEM
from tests.world import World


def take(world: World, table: str, country: str = "US") -> SuppressionImport:
    listed = world.container.import_suppressions()(world.workspace.id, "dnc.csv", table, "token:jo", country)
    world.work()
    return world.database.tables.suppression_imports[listed.id]


def test_a_person_who_waits_is_left_alone_and_the_list_is_the_evidence(world: World) -> None:
    message = world.a_text()
    world.work()
    assert world.the_job("SEND_REPLY").status == "PENDING"
    taken = take(world, f"phone,reason\n{THEM},lawyer\n")
    world.wait()

    assert (taken.state, taken.added, taken.body) == (ImportState.DONE, 1, "")
    assert world.sent_texts() == []
    assert world.disposition_of(message) == "suppressed:opt-out"
    consent = world.database.tables.leads[message.lead_id].consent_for(Medium.SMS)
    assert (consent.state, consent.evidence) == (ConsentState.WITHDRAWN, "suppression list 'dnc.csv': lawyer")


def test_somebody_whom_nobody_knows_yet_is_left_alone_when_they_write(world: World) -> None:
    take(world, "202-555-0143\n")
    message = world.a_text()
    world.wait()

    assert world.sent_texts() == []
    assert world.disposition_of(message).startswith("suppressed:")


def test_the_same_list_again_adds_nothing_and_takes_nobodys_word_back(world: World) -> None:
    message = world.a_text()
    world.work()
    take(world, f"{THEM}\n")
    world.a_text("START")
    world.work()
    again = take(world, f"{THEM}\n")

    assert (again.added, again.known) == (0, 1)
    assert world.database.tables.leads[message.lead_id].consent_for(Medium.SMS).state is ConsentState.GRANTED


def test_rows_that_name_nobody_are_shown_and_the_rest_is_taken(world: World) -> None:
    taken = take(world, "phone,email\n12,\n+12025550177,\n,jane@example.com\n")

    assert (taken.total, taken.done, taken.added, taken.refused) == (3, 3, 2, 1)
    assert [(wrong.row, wrong.value) for wrong in taken.errors] == [(2, "12")]
    assert "suppressions-refused" in world.alerts.rules()


def test_a_worker_that_dies_in_the_middle_takes_nothing_back(world: World) -> None:
    body = "".join(f"+1202555{n:04}\n" for n in range(150, 160))
    listed = world.container.import_suppressions()(world.workspace.id, "dnc.csv", body, "token:jo")
    commits = 0

    def dies() -> None:
        nonlocal commits
        commits += 1
        if commits == 9:
            raise RuntimeError("The power is gone.")

    world.database.before_commit = dies
    world.work()
    assert 0 < world.database.tables.suppression_imports[listed.id].done < 10
    world.database.before_commit = lambda: None
    world.wait(3600)

    taken = world.database.tables.suppression_imports[listed.id]
    assert (taken.state, taken.added, taken.known) == (ImportState.DONE, 10, 0)


def test_what_is_no_list_is_refused_at_once(world: World) -> None:
    take_in = world.container.import_suppressions()
    with pytest.raises(InvalidInput):
        take_in(world.workspace.id, "x", "", "token:jo")
    with pytest.raises(InvalidInput):
        take_in(world.workspace.id, "x", "+12025550143\n", "token:jo", "USA")
    with pytest.raises(NotFound):
        take_in(replace(world.workspace, id="0192f000-0000-7000-8000-0000000000ff").id, "x", "+12025550143\n", "j")

"""System intakes: whose they are, who wants no texts, and what a tenant may see of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rejoinder.application.jobs.bury_job import BuryJob
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, IntakeMessage, TextState
from rejoinder.domain.jobs import GiveUp, JobType, NewJob
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, INSTALLATION, JobFence, StoredEvent
from rejoinder.domain.reconciliation import Reconciliation
from rejoinder.domain.switches import SwitchKind
from tests.builders import OTHER_WORKSPACE, THEM, US, WORKSPACE, a_switch
from tests.contracts.backings import Backing, a_line


def an_intake(backing: Backing, **more: Any) -> Intake:
    made = Intake(
        id=new_id(),
        connection_id=new_id(),
        channel="twilio_sms",
        caller=THEM,
        called=US,
        role=NumberRole.SYSTEM,
        reason="unregistered",
        text_state=TextState.SENT,
        at=backing.now(),
        root_call_id=new_id(),
    )
    made = replace(made, **more)
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.intakes.add(made)
    return made


def asked(backing: Backing, question: Callable[[Any], Any], scope: str = EVERY_WORKSPACE) -> Any:
    with backing.store.begin(scope) as uow:
        return question(uow.intakes)


def ids(*found: Intake | None) -> list[str | None]:
    return [intake.id if intake is not None else None for intake in found]


def test_an_intake_is_open_until_it_is_given_and_given_until_it_is_taken_back(backing: Backing) -> None:
    made, since = an_intake(backing), backing.now() - timedelta(hours=72)

    def whose() -> list[str | None]:
        with backing.store.begin(EVERY_WORKSPACE) as uow:
            book = uow.intakes
            return ids(book.open_of(THEM, since), book.given_of(THEM), book.last_of(THEM, since))

    assert whose() == [made.id, None, made.id]
    asked(backing, lambda book: book.assign(replace(made, workspace_id=WORKSPACE), "jo"))
    assert whose() == [None, made.id, made.id]
    assert asked(backing, lambda book: book.release(made.id, "jo"))
    assert whose() == [None, None, None]
    assert not asked(backing, lambda book: book.release(made.id, "jo"))


def test_an_intake_that_nobody_was_given_cannot_be_taken_back(backing: Backing) -> None:
    made = an_intake(backing)
    assert not asked(backing, lambda book: book.release(made.id, "jo"))


def test_a_workspace_sees_what_it_was_given_and_nothing_else(backing: Backing) -> None:
    theirs, nobodys = an_intake(backing), an_intake(backing)
    asked(backing, lambda book: book.assign(replace(theirs, workspace_id=WORKSPACE), "jo"))

    def seen(scope: str) -> list[str | None]:
        return asked(backing, lambda book: ids(book.get(theirs.id), book.get(nobodys.id)), scope)

    assert seen(WORKSPACE) == [theirs.id, None]
    assert seen(OTHER_WORKSPACE) == [None, None]


def test_an_opt_out_is_known_by_the_number_until_they_come_back_in(backing: Backing) -> None:
    an_intake(backing)
    assert not asked(backing, lambda book: book.has_opted_out(THEM))
    for _ in range(2):
        asked(backing, lambda book: book.forbid(THEM))
    assert asked(backing, lambda book: (book.has_opted_out(THEM), book.has_opted_out(US))) == (True, False)
    asked(backing, lambda book: book.allow(THEM))
    assert not asked(backing, lambda book: book.has_opted_out(THEM))


def a_delivery(backing: Backing, state: str = "unrouted") -> StoredEvent:
    line = a_line(backing, None, channel="twilio_sms")
    event = StoredEvent(
        id=new_id(),
        workspace_id=None,
        connection_id=line.id,
        channel="twilio_sms",
        kind="incoming message",
        state=state,
        body=b"Body=Hello",
        headers={},
        url="",
        subpath="",
        received_at=backing.now(),
    )
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.events.add(event, event.id)
    return event


def test_a_delivery_for_nobody_waits_for_its_place_also_once_it_was_given_to_somebody(backing: Backing) -> None:
    event, _ = a_delivery(backing), a_delivery(backing, "noted")

    def waiting() -> Any:
        return list(asked(backing, lambda book: book.unfiled_events(["twilio_sms"], 10)))

    assert waiting() == [event.id]
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.events.give(event.id, WORKSPACE)
    assert waiting() == [event.id]
    with backing.store.begin(WORKSPACE) as uow:
        given = uow.events.get(event.id)
        assert given is not None
        assert (given.workspace_id, given.state) == (WORKSPACE, "unrouted")
        uow.events.settle(event.id, "accepted")
    assert waiting() == []


def test_what_they_said_goes_with_the_intake(backing: Backing) -> None:
    made, event = an_intake(backing), a_delivery(backing, "noted")
    said = IntakeMessage(new_id(), made.id, event.id, "SM1", THEM, US, "Hello", backing.now())
    assert asked(backing, lambda book: (book.add_message(said), book.add_message(said))) == (True, False)
    asked(backing, lambda book: book.assign(replace(made, workspace_id=WORKSPACE), "jo"))
    with backing.store.begin(WORKSPACE) as uow:
        assert [text.body for text in uow.intakes.messages(made.id)] == ["Hello"]
        given = uow.events.get(event.id)
    assert given is not None
    assert given.workspace_id == WORKSPACE


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"channel": "twilio_sms"}, True),
        ({"workspace_id": WORKSPACE}, False),
        ({"until": timedelta(seconds=-1)}, False),
        ({"until": timedelta(seconds=60)}, True),
    ],
)
def test_a_switch_that_names_no_workspace_reaches_nobodys_callers(
    backing: Backing, more: dict[str, Any], counts: bool
) -> None:
    now = backing.now()
    about = {**more, **({"until": now + more["until"]} if "until" in more else {})}
    switch = a_switch(SwitchKind.OUTBOUND_HALTED, since=now, **about)
    backing.set_switch(switch)
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert [found.id for found in uow.switches.everywhere()] == ([switch.id] if counts else [])


def test_a_look_into_an_account_of_no_workspace_is_the_installations_work(backing: Backing) -> None:
    line = a_line(backing, None, channel="twilio_sms")
    place = Reconciliation(line.id, INSTALLATION, backing.now())
    with backing.store.begin(INSTALLATION) as uow:
        assert uow.reconciliations.get(line.id) is None
        uow.reconciliations.save(place)
        assert uow.queue.enqueue(NewJob(JobType.RECONCILE_CHANNEL, INSTALLATION, line.id))
    (row,) = backing.all_jobs()
    job = backing.jobs.claim(row.id, "host:1:1", 60.0)
    assert (job.workspace_id, job.subject_id) == (INSTALLATION, line.id)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.reconciliations.get(line.id) is None, "no tenant's"
    with backing.store.begin(INSTALLATION, JobFence(job.id, job.fence)) as uow:
        uow.reconciliations.save(replace(place, cursor="7"))
    with backing.store.begin(INSTALLATION) as uow:
        found = uow.reconciliations.get(line.id)
    assert found is not None
    assert found.cursor == "7"
    BuryJob(backing.store)(job, GiveUp("It gave up.", "bug"))
    assert [(a.rule, a.workspace_id) for a in backing.open_alerts()] == [("dead-letter", None)]

"""Trouble and the alert about it are one commit: whoever dies right afterwards has told somebody."""

from __future__ import annotations

import pytest

from rejoinder.domain.errors import AIDown, ConfigurationFault, MessageRefused, OutcomeUnknown
from rejoinder.domain.messages import Disposition
from rejoinder.domain.sends import SendState
from tests.world import World


@pytest.fixture
def watched(world: World) -> World:
    """At every commit: what only a person can mend has its alert."""

    def everything_is_told() -> None:
        tables = world.database.tables
        told = {subject for _, subject, _ in tables.alerts}
        for send in tables.sends.values():
            if send.state in (SendState.FAILED, SendState.UNDELIVERED):
                jobs = {job.id for job in tables.jobs.values() if job.subject_id == send.id}
                assert told & {send.id, send.connection_id, *jobs}, f"a send is {send.state} and nobody knows"
        for message in tables.messages.values():
            by_us = (message.disposition, message.disposition_reason) in (
                (Disposition.WAITING_HUMAN, "send-unknown"),
                (Disposition.WAITING_HUMAN, "lost-its-job"),
            )
            if message.disposition is Disposition.FAILED or by_us:
                subjects = {job.id for job in tables.jobs.values() if job.message_id == message.id}
                subjects |= {s.id for s in tables.sends.values() if s.message_id == message.id}
                assert told & {message.id, message.connection_id, *subjects}, "a message ended and nobody knows"

    world.database.before_commit = everything_is_told
    return world


def test_a_refusal_is_told_in_the_commit_that_records_it(watched: World) -> None:
    message = watched.a_text()
    watched.sender().moods.append(MessageRefused("Forbidden words."))
    watched.wait(3600)

    assert watched.disposition_of(message).startswith("failed:")
    assert watched.alerts.rules() == ["send-failed"]


def test_a_send_that_only_a_person_can_settle_is_told_in_the_commit_that_asks_them(watched: World) -> None:
    message = watched.a_text(channel="fake_smartlead")
    watched.sender("fake_smartlead").moods.append(OutcomeUnknown("The connection broke."))
    watched.wait(3600)

    assert watched.disposition_of(message) == "waiting-human:send-unknown"
    assert watched.alerts.rules() == ["send-unknown"]


def test_a_dead_letter_is_told_in_the_commit_that_ends_its_message(watched: World) -> None:
    message = watched.a_text()
    watched.ai.always = AIDown("Down.")
    watched.wait(86_400)

    assert watched.disposition_of(message) == "failed:ai-down"
    assert watched.alerts.rules() == ["dead-letter"]


def test_an_undelivered_reply_is_told_in_the_commit_that_records_the_report(watched: World) -> None:
    message = watched.a_text()
    watched.wait(60)
    send = watched.the_send(message)
    watched.deliver(
        {"fact": "delivery", "id": "r-1", "status": "undelivered", "provider_message_id": send.provider_message_id}
    )
    watched.work()

    assert watched.states(message) == ["undelivered"]
    assert watched.alerts.rules() == ["undelivered"]


def test_a_message_that_lost_its_job_is_told_in_the_commit_that_leaves_it_to_a_person(watched: World) -> None:
    message = watched.a_text()
    watched.database.tables.jobs.clear()
    watched.clock.pass_time(60)
    watched.container.mend_orphans()()

    assert watched.disposition_of(message) == "waiting-human:lost-its-job"
    assert watched.alerts.rules() == ["orphaned-message"]


def test_a_parked_job_is_told_before_it_is_parked(world: World) -> None:
    world.a_text()
    world.ai.always = ConfigurationFault("There is no such model.")
    settle = world.jobs.settle
    told_by_then: list[list[str]] = []

    def settled(*arguments: object) -> bool:
        told_by_then.append(world.alerts.rules())
        return settle(*arguments)  # type: ignore[arg-type]

    world.jobs.settle = settled  # type: ignore[method-assign]
    world.work()

    assert told_by_then == [["configuration"]]


def test_a_person_who_settles_a_send_ends_its_alert_in_the_same_commit(world: World) -> None:
    message = world.a_text(channel="fake_smartlead")
    world.sender("fake_smartlead").moods.append(OutcomeUnknown("The connection broke."))
    world.wait(3600)
    commits: list[list[str]] = []
    world.database.before_commit = lambda: commits.append([rule for rule, *_ in world.database.tables.alerts])
    world.container.settle_send()(world.workspace.id, world.the_send(message).id, "arrived", "token:jo")

    assert commits == [[]]

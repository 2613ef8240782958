"""A connection for bookings, enrichment or approvals is no way to a person, whoever asks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dependency_injector.providers import Object

from rejoinder.application.inbound.import_message import ImportMessage
from rejoinder.domain.errors import Conflict, InvalidInput
from rejoinder.domain.messages import Message
from rejoinder.domain.sends import SendState
from tests.world import World


def falls_silent(world: World, channel: str = "fake_sms") -> None:
    """From now on this provider is one that carries no talk."""
    talking = {name: provider.channel for name, provider in world.providers.items()}
    world.container.channels.override(Object({**talking, channel: replace(talking[channel], carries_talk=False)}))
    for wired in (world.container.handlers, world.container.run_job, world.container.ingest_webhook):
        wired.reset()


def test_a_queued_reply_does_not_leave_through_it() -> None:
    world = World()
    message = world.a_text()
    world.work()
    assert world.states(message) == [SendState.QUEUED]
    falls_silent(world)
    world.wait()
    assert world.sent_texts() == []
    assert world.the_send(message).state is SendState.WITHHELD
    world.nothing_is_in_limbo()


def a_waiting_draft(world: World) -> Message:
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.work()
    return message


def test_a_person_cannot_approve_a_reply_through_it() -> None:
    world = World()
    message = a_waiting_draft(world)
    falls_silent(world)
    with pytest.raises(Conflict, match="Nothing can be sent"):
        world.approve(world.the_draft(message))
    assert world.sends_for(message) == []


def test_history_cannot_be_imported_into_it() -> None:
    world = World()
    line = world.line()
    falls_silent(world)
    import_message = ImportMessage(world.store, world.container.channels(), world.clock)
    with pytest.raises(InvalidInput) as refused:
        import_message(
            world.workspace.id,
            line.id,
            direction="inbound",
            address="+12025550143",
            body="Hello",
            at=world.clock.now(),
            external_id="old-1",
        )
    assert refused.value.field == "connection_id"


def test_a_message_that_comes_through_it_is_set_aside_and_not_answered() -> None:
    world = World()
    world.line()
    falls_silent(world)
    world.deliver({"fact": "message", "id": "in-1", "body": "Hello", "sender": "+12025550143", "recipient": "+1"})
    (row,) = world.database.tables.events.values()
    assert row.event.state == "quarantined"
    assert not world.database.tables.messages

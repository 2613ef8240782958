"""What was set aside becomes what it should have been: by a person's hand, or because the provider says it again."""

from __future__ import annotations

import json

import pytest

from rejoinder.application.inbound.replay_event import LinkEvent, ReplayEvent
from rejoinder.domain.errors import Conflict
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import StoredEvent
from tests.builders import THEM, US
from tests.fakes.storage import EventRow
from tests.world import World

INCOMPLETE = {"fact": "unmatched", "id": "mail-1", "reason": "no-campaign", "body": "How much is it?"}
COMPLETE = {"fact": "message", "id": "mail-1", "body": "How much is it?", "sender": THEM, "recipient": US}


def set_aside(world: World, stated: dict[str, object], state: str = "quarantined") -> str:
    """A delivery that could not be read at its time."""
    line = world.line()
    event = StoredEvent(
        id=new_id(),
        workspace_id=world.workspace.id,
        connection_id=line.id,
        channel=line.channel,
        kind="unreadable",
        state=state,
        body=json.dumps(stated).encode(),
        headers={},
        url="https://rejoinder.example/",
        subpath="",
        received_at=world.clock.now(),
    )
    world.database.tables.events[event.id] = EventRow(event, f"body:{event.id}")
    return event.id


def replay(world: World, event_id: str) -> None:
    channels = {name: provider.channel for name, provider in world.providers.items()}
    ReplayEvent(world.store, channels)(world.workspace.id, event_id, "token:jo")


def link(world: World, event_id: str, lead_id: str) -> None:
    channels = {name: provider.channel for name, provider in world.providers.items()}
    LinkEvent(world.store, channels)(world.workspace.id, event_id, lead_id, "token:jo")


def the_event(world: World) -> EventRow:
    (row,) = world.database.tables.events.values()
    return row


def the_message(world: World) -> Message:
    (message,) = [m for m in world.database.tables.messages.values() if m.disposition is not None]
    return message


# --- by a person -----------------------------------------------------------------------------------


def test_a_delivery_that_can_be_read_by_now_becomes_a_message_and_is_worked_on(world: World) -> None:
    event_id = set_aside(world, COMPLETE)
    replay(world, event_id)
    world.wait(60)

    message = the_message(world)
    assert world.disposition_of(message) == "sent"
    assert (the_event(world).event.state, the_event(world).event.message_id) == ("accepted", message.id)
    with pytest.raises(Conflict):
        replay(world, event_id)


def test_a_message_that_we_have_does_not_move_the_conversation_when_it_is_replayed(world: World) -> None:
    message = world.a_text(id="text-1")
    world.work()
    event_id = set_aside(world, {**COMPLETE, "id": "text-1"})
    before = world.lead_of(message)
    replay(world, event_id)

    assert world.lead_of(message) == before
    assert world.database.tables.events[event_id].event.message_id == message.id
    world.wait(60)
    assert world.disposition_of(message) == "sent", "the reply that was queued is not held back"


def test_the_second_replay_of_two_deliveries_of_one_message_changes_nothing(world: World) -> None:
    first, second = set_aside(world, COMPLETE), set_aside(world, COMPLETE)
    replay(world, first)
    version = world.lead_of(the_message(world)).version
    replay(world, second)

    assert version == the_message(world).version == 1
    assert world.lead_of(the_message(world)).version == version


def test_a_person_who_knows_who_wrote_links_the_delivery_and_is_asked_before_an_answer(world: World) -> None:
    known = world.a_text("Hello")
    world.wait(60)
    world.deliver({**INCOMPLETE, "sender": "+12025550188"})
    unmatched = next(row.event for row in world.database.tables.events.values() if row.event.state == "unmatched")
    link(world, unmatched.id, known.lead_id)
    world.wait(60)

    linked = next(m for m in world.database.tables.messages.values() if m.external_id == "mail-1")
    assert linked.lead_id == known.lead_id
    assert linked.version == world.lead_of(known).version
    assert world.disposition_of(linked) == "waiting-human:backfilled"


# --- by the provider -------------------------------------------------------------------------------


def test_a_delivery_that_nobody_could_place_is_placed_when_it_comes_again_complete(world: World) -> None:
    world.deliver(INCOMPLETE)
    world.wait(60)
    assert the_event(world).event.state == "unmatched"

    world.deliver(COMPLETE)
    world.wait(60)

    event, message = the_event(world), the_message(world)
    assert (event.event.state, event.event.message_id, event.deliveries) == ("accepted", message.id, 2)
    assert json.loads(event.event.body) == COMPLETE, "what is kept is what the message was made of"
    assert message.received_at == event.event.received_at
    assert world.disposition_of(message) == "sent"
    assert len(world.sent_texts()) == 1


def test_however_often_it_comes_again_it_is_one_message(world: World) -> None:
    world.deliver(INCOMPLETE)
    for _ in range(3):
        world.deliver(COMPLETE)
    world.work()
    for delivery in (COMPLETE, INCOMPLETE, COMPLETE):
        world.deliver(delivery)
        world.wait(60)

    assert the_event(world).deliveries == 7
    assert the_message(world).version == world.lead_of(the_message(world)).version == 1
    assert len(world.sent_texts()) == 1
    world.nothing_is_in_limbo()


def test_what_a_person_placed_meanwhile_stays_where_they_put_it(world: World) -> None:
    known = world.a_text("Hello", sender="+12025550177")
    world.wait(60)
    world.deliver(INCOMPLETE)
    unmatched = next(row.event for row in world.database.tables.events.values() if row.event.state == "unmatched")
    world.deliver(COMPLETE)
    link(world, unmatched.id, known.lead_id)
    world.wait(60)

    (linked,) = [m for m in world.database.tables.messages.values() if m.external_id == "mail-1"]
    assert linked.lead_id == known.lead_id
    assert world.the_job("PROVIDER_EVENT").status is JobStatus.SUCCEEDED


def test_an_opt_out_that_comes_again_complete_counts(world: World) -> None:
    world.deliver({**INCOMPLETE, "body": "STOP"})
    world.deliver({**COMPLETE, "body": "STOP"})
    world.wait(60)

    assert world.disposition_of(the_message(world)) == "suppressed:opt-out"
    assert world.lead_of(the_message(world)).has_opted_out(the_message(world).medium, "channel")

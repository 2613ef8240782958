"""A person answers in their own words where nothing is proposed, now or later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rejoinder.domain.errors import AIRefused, Conflict, InvalidInput, NotFound
from rejoinder.domain.messages import Message
from tests.world import World

JO = "token:jo"


@pytest.fixture
def unanswered(world: World) -> Message:
    """A message that nobody could write a draft for."""
    world.ai.always = AIRefused("No.")
    message = world.a_text()
    world.wait(60)
    assert world.disposition_of(message).startswith("waiting-human:")
    return message


def write(world: World, message: Message, body: str, **more: object) -> None:
    world.container.web().write_reply(world.workspace.id, message.id, body, JO, **more)


def test_what_a_person_wrote_leaves_word_for_word_whatever_any_source_says(world: World, unanswered: Message) -> None:
    write(world, unanswered, "It is $42, and I have booked you in.")
    world.wait(60)

    assert world.sent_texts() == ["It is $42, and I have booked you in."]
    assert world.the_draft(unanswered).decided_by == JO
    with pytest.raises(Conflict):
        write(world, unanswered, "Once more.")


def test_it_waits_for_the_moment_that_the_person_named(world: World, unanswered: Message) -> None:
    write(world, unanswered, "Good morning!", not_before=world.clock.now() + timedelta(hours=9))
    world.wait(8 * 3600)
    assert world.sent_texts() == []
    world.wait(2 * 3600)
    assert world.sent_texts() == ["Good morning!"]


def test_a_moment_too_far_away_is_refused(world: World, unanswered: Message) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(world, unanswered, "Hello", not_before=world.clock.now() + timedelta(days=31))
    assert refused.value.field == "not_before"
    assert world.sends_for(unanswered) == []


def test_something_newer_withdraws_what_was_to_leave_later(world: World, unanswered: Message) -> None:
    write(world, unanswered, "Good morning!", not_before=world.clock.now() + timedelta(hours=9))
    world.a_text("Never mind, I have found it.")
    world.wait(10 * 3600)
    assert world.sent_texts() == []


def test_nothing_is_written_into_the_void(world: World, unanswered: Message) -> None:
    for body in ("", " \n", "x" * 100_001):
        with pytest.raises(InvalidInput):
            write(world, unanswered, body)
    with pytest.raises(NotFound):
        world.container.web().write_reply(world.workspace.id, "nobody", "Hello", JO)


def test_where_a_draft_waits_it_is_that_which_is_decided(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.wait(60)
    with pytest.raises(Conflict, match="waits already"):
        write(world, message, "My own words")

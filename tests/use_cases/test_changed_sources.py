"""A reply waits for its moment, and what it says is no longer true: it waits for a person, who may still send it."""

from __future__ import annotations

import pytest

from rejoinder.application.setup.knowledge import KnowledgeSource
from rejoinder.domain.messages import Message
from rejoinder.domain.sends import SendState
from tests.world import World

OLD, NEW = "A gutter clean costs $85.", "A gutter clean costs $95."
SAYS = "A gutter clean costs $85. Which day suits you?"


@pytest.fixture
def world() -> World:
    world = World()
    world.settings_are(send_delay=[180, 420])
    world.ai.reply = SAYS
    return world


def queued(world: World) -> Message:
    message = world.a_text("What is a gutter clean?")
    world.wait(100)
    assert world.the_send(message).state is SendState.QUEUED
    return message


def test_a_price_that_changed_in_the_settings_holds_the_reply_back(world: World) -> None:
    world.settings_are(knowledge=[OLD])
    message = queued(world)
    world.settings_are(knowledge=[NEW])
    world.wait(3600)

    assert world.disposition_of(message) == "waiting-human:source-changed"
    assert [span.text for span in world.the_draft(message).unsourced] == ["$85"]
    world.approve(world.the_draft(message))
    world.wait(3600)
    assert world.disposition_of(message) == "approved-sent"


def test_an_entry_that_was_removed_holds_the_reply_back(world: World) -> None:
    entry = world.container.add_knowledge()(world.workspace.id, KnowledgeSource(text=OLD), "token:jo")
    message = queued(world)
    world.container.remove_knowledge()(world.workspace.id, entry.id, "token:jo")
    world.wait(3600)

    assert world.disposition_of(message) == "waiting-human:source-changed"


def test_what_is_added_changes_nothing_for_a_reply_that_is_still_true(world: World) -> None:
    world.settings_are(knowledge=[OLD])
    message = queued(world)
    world.settings_are(knowledge=[OLD, "We work in Leeds."])
    world.wait(3600)

    assert world.disposition_of(message) == "sent"

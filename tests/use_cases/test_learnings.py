"""What a person's edit may teach waits until a person accepts it."""

from __future__ import annotations

import pytest

from rejoinder.application.setup.learnings import LearningView
from rejoinder.domain.errors import Conflict
from rejoinder.domain.learnings import LearningKind, LearningState
from rejoinder.domain.messages import Message
from tests.world import World

JO = "token:jo"


@pytest.fixture
def world() -> World:
    world = World()
    world.settings_are(mode="suggest")
    return world


def edit(world: World, message: Message, body: str) -> None:
    draft = world.the_draft(message)
    world.container.edit_draft()(draft.workspace_id, draft.id, draft.version, body, JO)


def listed(world: World, state: LearningState | None = None) -> list[LearningView]:
    return list(world.container.show_learnings().all(world.workspace.id, state))


def an_answer(world: World, text: str) -> Message:
    world.ai.reply = text
    message = world.a_text("What do you charge?")
    world.wait()
    return message


def test_a_fact_that_a_person_adds_is_proposed_and_changes_nothing_by_itself(world: World) -> None:
    message = an_answer(world, "Thanks! A colleague will tell you.")
    edit(world, message, "Thanks! An inspection costs $49.")

    (found,) = listed(world, LearningState.PROPOSED)
    assert (found.kind, found.proposal, found.proposed_by) == (LearningKind.KNOWLEDGE, "An inspection costs $49.", JO)
    assert world.container.show_knowledge().all(world.workspace.id) == []


def test_an_accepted_fact_is_knowledge_with_its_origin(world: World) -> None:
    edit(world, an_answer(world, "Thanks! A colleague will tell you."), "Thanks! An inspection costs $49.")
    (found,) = listed(world)
    world.container.decide_learning()(world.workspace.id, found.id, True, "token:kim")

    (entry,) = world.container.show_knowledge().all(world.workspace.id)
    assert (entry.origin, entry.added_by) == (f"learning:{found.id}", "token:kim")
    world.settings_are(mode="auto")
    later = an_answer(world, "An inspection costs $49. Shall we?")
    assert world.disposition_of(later) == "sent"


def test_an_accepted_wish_is_told_to_the_writer_and_a_dismissed_one_never(world: World) -> None:
    first = an_answer(world, "We would be delighted to be of assistance to you in this matter.")
    edit(world, first, "Happy to help with that.")
    (wish,) = listed(world)
    world.container.decide_learning()(world.workspace.id, wish.id, True, JO)
    second = an_answer(world, "Glad to be of service. And again.")
    edit(world, second, "Glad to be of service.")
    (dropped,) = listed(world, LearningState.PROPOSED)
    world.container.decide_learning()(world.workspace.id, dropped.id, False, JO)
    an_answer(world, "Hello there.")

    told = [entry.detail.get("wishes") for entry in world.database.entries() if entry.kind == "drafted"]
    assert told == [None, [wish.proposal], [wish.proposal]]


def test_a_second_edit_replaces_what_the_first_had_to_teach(world: World) -> None:
    message = an_answer(world, "Thanks! A colleague will tell you.")
    edit(world, message, "Thanks! An inspection costs $49.")
    edit(world, message, "Thanks! An inspection costs $59.")
    assert [found.proposal for found in listed(world)] == ["An inspection costs $59."]


def test_a_learning_is_decided_once(world: World) -> None:
    edit(world, an_answer(world, "Thanks! A colleague will tell you."), "Thanks! An inspection costs $49.")
    (found,) = listed(world)
    world.container.decide_learning()(world.workspace.id, found.id, False, JO)
    with pytest.raises(Conflict):
        world.container.decide_learning()(world.workspace.id, found.id, True, JO)
    assert listed(world, LearningState.DISMISSED)[0].decided_by == JO


def test_an_edit_is_marked_afresh(world: World) -> None:
    message = an_answer(world, "It costs $12.")
    assert [claim.text for claim in world.the_draft(message).unsourced] == ["$12"]
    edit(world, message, "A colleague will tell you.")
    assert world.the_draft(message).unsourced == ()

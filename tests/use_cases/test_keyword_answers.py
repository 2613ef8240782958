"""STOP, START and HELP hear what the workspace says to them, and nothing where it says nothing."""

from __future__ import annotations

import pytest

from tests.world import World

TEXTS = {
    "help_text": "Northgate Dental. Call {business_phone}. STOP ends this.",
    "start_text": "Welcome back.",
    "stop_text": "You will hear nothing more from us.",
    "business_phone": "+1 202 555 0100",
}


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_without_texts_the_carrier_answers_and_nobody_else(world: World, word: str) -> None:
    world.settings_are(mode="suggest")
    world.a_text(word)
    world.wait(3600)

    assert world.sent_texts() == []


def test_stop_hears_one_confirmation_and_then_nothing(world: World) -> None:
    world.settings_are(mode="auto", **TEXTS)
    message = world.a_text("STOP")
    world.wait()
    world.a_text("How much is it?")
    world.wait()

    assert world.sent_texts() == ["You will hear nothing more from us."]
    assert world.disposition_of(message) == "suppressed:opt-out"


def test_another_wish_to_be_left_alone_hears_nothing_at_all(world: World) -> None:
    world.settings_are(mode="auto", **TEXTS)
    world.a_text("Please take me off your list and never write again")
    world.wait()

    assert world.sent_texts() == []


def test_start_and_help_hear_their_texts_and_help_once_an_hour(world: World) -> None:
    world.settings_are(mode="suggest", **TEXTS)
    for message in (world.a_text("HELP"), world.a_text("HELP")):
        world.wait(60)
        assert world.disposition_of(message) == "stayed-silent:help-answered", "nobody has to answer it again"
    world.a_text("START")
    world.wait(60)

    assert world.sent_texts() == [
        "Northgate Dental. Call +1 202 555 0100. STOP ends this.",
        "Welcome back.",
    ]


@pytest.mark.parametrize("mode", ["off", "shadow"])
def test_a_workspace_that_sends_nothing_sends_no_keyword_answer_either(world: World, mode: str) -> None:
    world.settings_are(mode=mode, **TEXTS)
    message = world.a_text("HELP")
    world.wait(3600)

    assert world.sent_texts() == []
    assert world.disposition_of(message).startswith("waiting-human:")


def test_what_leaves_without_a_person_discloses_it_and_what_a_person_approved_leaves_as_read(world: World) -> None:
    world.settings_are(mode="auto", disclosure_text="Written by a machine.")
    world.a_text()
    world.wait()
    assert world.sent_texts()[0].endswith(" Written by a machine.")

    world.settings_are(mode="suggest")
    second = world.a_text("And one more question?")
    world.work()
    draft = world.the_draft(second)
    world.approve(draft)
    world.wait(60)
    assert world.sent_texts()[-1] == draft.body

"""How far automation may go, by place; and what shadow learns from what people do."""

from __future__ import annotations

import pytest

from rejoinder.application.setup.modes import ModePlace
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.messages import Message
from rejoinder.domain.shadow import Comparison, PersonDid
from rejoinder.domain.switches import SwitchKind
from tests.fakes.ai import REPLY
from tests.world import World

MAIL = "fake_smartlead"


def state(world: World, mode: str | None, **place: str | None) -> None:
    world.container.set_mode()(world.workspace.id, ModePlace(**place), mode, "token:jo")
    world.workspace = world.database.tables.workspaces[world.workspace.id]


@pytest.mark.parametrize("mode", ["off", "shadow", "suggest"])
@pytest.mark.parametrize("place", ["channel", "medium", "campaign", "lead"])
def test_every_place_can_hold_a_reply_back(world: World, mode: str, place: str) -> None:
    known = world.a_text("Hello", channel=MAIL, conversation="204911:jane@example.com")
    world.wait()
    where = {
        "channel": {"channel": MAIL},
        "medium": {"channel": "email"},
        "campaign": {"campaign": "204911"},
        "lead": {"lead_id": known.lead_id},
    }[place]
    state(world, mode, **where)
    message = world.a_text("How much is it?", channel=MAIL, conversation="204911:jane@example.com")
    world.wait()

    assert world.disposition_of(message) == f"waiting-human:mode-{mode}"
    shown = world.container.show_mode()(world.workspace.id, ModePlace(message_id=message.id))
    assert (shown.mode, shown.decided_by.place) == (mode, "channel" if place == "medium" else place)
    assert shown.reason.startswith(f"{mode}, because {shown.decided_by.place} ")
    elsewhere = world.a_text("How much is it?", sender="+12025550178")
    world.wait()
    assert world.disposition_of(elsewhere) == "sent"


@pytest.mark.parametrize("place", ["channel", "campaign", "lead"])
def test_a_mode_that_is_tightened_after_the_decision_reaches_the_queued_reply(world: World, place: str) -> None:
    message = world.a_text(channel=MAIL, conversation="204911:jane@example.com")
    world.work()
    assert world.states(message) == ["queued"]
    where = {"channel": {"channel": MAIL}, "campaign": {"campaign": "204911"}, "lead": {"lead_id": message.lead_id}}
    state(world, "suggest", **where[place])
    world.wait()

    assert world.sent_texts(MAIL) == []
    assert world.the_send(message).state == "withheld"
    # A changed lead moves the conversation on: that alone keeps the reply back.
    assert world.disposition_of(message).startswith("waiting-human:")


def test_a_mode_is_taken_back(world: World) -> None:
    state(world, "off", channel=MAIL)
    state(world, None, channel=MAIL)
    message = world.a_text(channel=MAIL)
    world.wait()

    assert world.disposition_of(message) == "sent"


def test_a_mode_for_nothing_that_exists_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        state(world, "auto", channel="carrier_pigeon")
    with pytest.raises(InvalidInput):
        state(world, "auto", channel=MAIL, campaign="7")
    with pytest.raises(InvalidInput):
        state(world, "sometimes")
    with pytest.raises(NotFound):
        world.container.show_mode()(world.workspace.id, ModePlace(message_id="nobody"))


# --- shadow ----------------------------------------------------------------------------------------


@pytest.fixture
def shadowed(world: World) -> World:
    world.settings_are(mode="shadow")
    return world


def compared(world: World, message: Message) -> Comparison | None:
    return world.database.tables.rehearsals[message.id].comparison


def would(world: World, message: Message) -> tuple[str, str]:
    rehearsal = world.database.tables.rehearsals[message.id].rehearsal
    return rehearsal.would, rehearsal.reason


def test_shadow_runs_everything_and_sends_nothing(shadowed: World) -> None:
    message = shadowed.a_text()
    shadowed.wait()

    assert shadowed.sent_texts() == []
    assert "auto_send.evaluate" in shadowed.ai.features()
    assert would(shadowed, message) == ("send-now", "")
    assert compared(shadowed, message) is None
    assert "rehearsed" in shadowed.story(message)


def test_what_shadow_would_have_asked_a_person_says_so(shadowed: World) -> None:
    shadowed.switch(SwitchKind.OUTBOUND_PAUSED)
    message = shadowed.a_text()
    shadowed.wait()

    assert would(shadowed, message) == ("ask-human", "switch:outbound_paused")


def test_a_person_who_sends_our_words_agrees(shadowed: World) -> None:
    message = shadowed.a_text()
    shadowed.wait(60)
    shadowed.approve(shadowed.the_draft(message))

    assert compared(shadowed, message) == Comparison(PersonDid.APPROVED, 1.0, True)
    shadowed.wait(60)
    assert shadowed.sent_texts() == [REPLY]


def test_a_person_who_says_something_else_disagrees(shadowed: World) -> None:
    message = shadowed.a_text()
    shadowed.wait(60)
    draft = shadowed.the_draft(message)
    shadowed.container.edit_draft()(draft.workspace_id, draft.id, 1, "No idea, call Ben.", "token:jo")
    shadowed.approve(shadowed.the_draft(message))
    found = compared(shadowed, message)

    assert found is not None
    assert (found.did, found.agreed) == (PersonDid.EDITED, False)
    assert found.similarity is not None
    assert found.similarity < 0.9


def test_a_person_who_sends_nothing_disagrees_with_sending(shadowed: World) -> None:
    message = shadowed.a_text()
    shadowed.wait(60)
    draft = shadowed.the_draft(message)
    shadowed.container.reject_draft()(draft.workspace_id, draft.id, 1, "not-now", "token:jo")

    assert compared(shadowed, message) == Comparison(PersonDid.REJECTED, None, False)


@pytest.mark.parametrize(("body", "agreed"), [(REPLY, True), ("Jo here, let me call you", False)])
def test_an_answer_that_was_typed_elsewhere_is_compared_too(shadowed: World, body: str, agreed: bool) -> None:
    message = shadowed.a_text()
    shadowed.wait(60)
    shadowed.deliver({"fact": "own", "id": "elsewhere-1", "address": message.sender, "body": body})
    shadowed.work()
    found = compared(shadowed, message)

    assert found is not None
    assert (found.did, found.agreed) == (PersonDid.OWN_WORDS, agreed)


def test_where_a_person_would_have_been_asked_there_is_no_claim_to_agree_with(shadowed: World) -> None:
    shadowed.switch(SwitchKind.OUTBOUND_PAUSED)
    message = shadowed.a_text()
    shadowed.wait(60)
    shadowed.approve(shadowed.the_draft(message))

    assert compared(shadowed, message) == Comparison(PersonDid.APPROVED, 1.0, None)


def test_the_first_answer_counts(shadowed: World) -> None:
    message = shadowed.a_text()
    shadowed.wait(60)
    shadowed.approve(shadowed.the_draft(message))
    shadowed.deliver({"fact": "own", "id": "elsewhere-1", "address": message.sender, "body": "Jo here"})
    shadowed.work()

    found = compared(shadowed, message)
    assert found is not None
    assert found.did is PersonDid.APPROVED

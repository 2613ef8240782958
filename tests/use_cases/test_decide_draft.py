"""A person approves, edits, rejects or asks for another text: always about exactly the text they saw."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import AIDown, Conflict, InvalidInput, MessageRefused, NotFound
from rejoinder.domain.messages import Author, Direction, Medium, Message
from tests.fakes.ai import REPLY
from tests.world import World

JO = "token:jo"


@pytest.fixture
def waiting(world: World) -> Message:
    """A message whose draft waits for a person."""
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.work()
    assert world.disposition_of(message) == "waiting-human:mode-suggest"
    return message


def edit(world: World, message: Message, body: str, version: int = 1) -> None:
    world.container.edit_draft()(world.workspace.id, world.the_draft(message).id, version, body, JO)


def reject(world: World, message: Message, reason: str = "", version: int = 1) -> None:
    world.container.reject_draft()(world.workspace.id, world.the_draft(message).id, version, reason, JO)


def regenerate(world: World, message: Message, instruction: str = "Shorter.", version: int = 1) -> None:
    world.container.regenerate_draft()(world.workspace.id, world.the_draft(message).id, version, instruction, JO)


def test_what_was_approved_leaves_at_once_and_says_who_approved_it(world: World, waiting: Message) -> None:
    world.approve(world.the_draft(waiting), JO)
    assert world.disposition_of(waiting) == "processing:approved"
    world.work()

    assert world.sent_texts() == [REPLY]
    assert world.disposition_of(waiting) == "approved-sent"
    assert (world.the_send(waiting).automatic, world.the_send(waiting).approved_by) == (False, JO)
    (ours,) = [m for m in world.database.tables.messages.values() if m.direction is Direction.OUTBOUND]
    assert ours.author is Author.HUMAN
    assert [e.actor for e in world.database.entries(message_id=waiting.id) if e.kind == "approved"] == [JO]


def test_approving_twice_sends_once(world: World, waiting: Message) -> None:
    draft = world.the_draft(waiting)
    world.approve(draft)
    with pytest.raises(Conflict):
        world.approve(draft)
    world.wait()
    with pytest.raises(Conflict):
        world.approve(draft)
    world.wait()

    assert world.sent_texts() == [REPLY]


def test_an_edited_text_leaves_as_it_was_edited(world: World, waiting: Message) -> None:
    edit(world, waiting, "  Jo here: it is $5.  ")
    draft = world.the_draft(waiting)
    assert (draft.version, draft.body, draft.author, draft.edited) == (2, "Jo here: it is $5.", JO, True)

    world.approve(draft)
    world.work()

    assert world.sent_texts() == ["Jo here: it is $5."], "a person may say what the machine may not"
    assert world.disposition_of(waiting) == "edited-sent"


def test_an_approval_of_an_older_text_is_a_conflict_that_shows_the_newer_one(world: World, waiting: Message) -> None:
    seen = world.the_draft(waiting)
    edit(world, waiting, "Newer words")

    with pytest.raises(Conflict) as conflict:
        world.approve(seen)

    assert conflict.value.newer == world.the_draft(waiting)
    world.wait()
    assert world.sent_texts() == []


@pytest.mark.parametrize("change", [edit, reject, regenerate])
def test_every_change_of_an_older_text_is_a_conflict(world: World, waiting: Message, change: object) -> None:
    edit(world, waiting, "Newer words")

    with pytest.raises(Conflict):
        change(world, waiting, "x", 1)  # type: ignore[operator]

    assert world.the_draft(waiting).body == "Newer words"
    assert world.the_draft(waiting).version == 2


@pytest.mark.parametrize("body", ["", "   ", "\x00", "x" * 20_001])
def test_a_text_that_cannot_be_sent_is_refused_with_the_field(world: World, waiting: Message, body: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        edit(world, waiting, body)

    assert refused.value.field == "body"
    assert world.the_draft(waiting).version == 1


def test_a_rejected_draft_ends_its_message_with_the_persons_reason(world: World, waiting: Message) -> None:
    reject(world, waiting, "wrong-person")
    world.wait()

    assert world.disposition_of(waiting) == "stayed-silent:wrong-person"
    assert world.the_draft(waiting).status is DraftStatus.REJECTED
    assert world.sent_texts() == []


def test_a_rejection_without_words_still_has_a_reason(world: World, waiting: Message) -> None:
    reject(world, waiting)

    assert world.disposition_of(waiting) == "stayed-silent:rejected"


def test_another_text_is_written_to_the_persons_instruction(world: World, waiting: Message) -> None:
    world.ai.reply = "Short."
    regenerate(world, waiting, "Shorter.")

    draft = world.the_draft(waiting)
    assert (draft.version, draft.body, draft.author, draft.status) == (2, "Short.", "ai", DraftStatus.PROPOSED)
    assert [asked.about for asked in world.ai.asked if asked.feature == "draft.generate"] == ["", "Shorter."]
    assert [call.context.source for call in world.ledger.calls][-1] == "action:drafts.regenerate"
    assert world.sent_texts() == []


def test_an_edit_that_came_while_the_ai_wrote_is_not_overwritten(world: World, waiting: Message) -> None:
    def edits_meanwhile() -> None:
        if world.ai.asked[-1].feature == "draft.strategy" and world.the_draft(waiting).version == 1:
            edit(world, waiting, "My words")

    world.ai.before_call = edits_meanwhile
    with pytest.raises(Conflict):
        regenerate(world, waiting)

    assert world.the_draft(waiting).body == "My words"


def test_ai_trouble_leaves_the_draft_as_it_was(world: World, waiting: Message) -> None:
    world.ai.always = AIDown("Down.")
    before = world.the_draft(waiting)
    with pytest.raises(AIDown):
        regenerate(world, waiting)

    assert world.the_draft(waiting) == before


def test_somebody_who_opted_out_is_not_written_to_on_anybodys_word(world: World, waiting: Message) -> None:
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.set_consent(waiting.lead_id, [Medium.SMS], "withdrawn", "by phone")

    with pytest.raises(Conflict):
        world.approve(world.the_draft(waiting))

    assert world.sends_for(waiting) == []


def test_an_opt_out_between_approval_and_sending_holds_it_back(world: World, waiting: Message) -> None:
    world.approve(world.the_draft(waiting))
    world.a_text("STOP")
    world.wait()

    assert world.sent_texts() == []
    assert world.disposition_of(waiting) == "suppressed:opt-out"


def test_an_approval_counts_for_the_conversation_as_the_person_saw_it(world: World, waiting: Message) -> None:
    world.approve(world.the_draft(waiting))
    later = world.a_text("Wait, another question?")
    world.wait()

    assert world.sent_texts() == []
    assert world.disposition_of(waiting) == "superseded:newer-message"
    assert world.disposition_of(later) == "waiting-human:mode-suggest"


def test_somebody_elses_draft_does_not_exist(world: World, waiting: Message) -> None:
    other = world.a_workspace()
    draft = world.the_draft(waiting)
    for use_case in (
        lambda: world.container.approve_draft()(other.id, draft.id, 1, JO),
        lambda: world.container.edit_draft()(other.id, draft.id, 1, "x", JO),
        lambda: world.container.reject_draft()(other.id, draft.id, 1, "x", JO),
        lambda: world.container.regenerate_draft()(other.id, draft.id, 1, "x", JO),
    ):
        with pytest.raises(NotFound):
            use_case()


def test_a_text_that_the_provider_refused_can_be_approved_once_more(world: World, waiting: Message) -> None:
    world.sender().moods.append(MessageRefused("Too many links."))
    world.approve(world.the_draft(waiting))
    world.wait(60)
    assert world.the_draft(waiting).status is DraftStatus.FAILED

    world.approve(world.the_draft(waiting))
    world.wait(60)

    assert world.disposition_of(waiting) == "approved-sent"
    assert world.sent_texts() == [REPLY]


def test_the_part_of_a_refused_reply_that_did_arrive_is_not_sent_twice(world: World) -> None:
    world.settings_are(mode="suggest")
    world.ai.reply = " ".join(f"This is sentence number {n} of a long answer that needs parts." for n in "abcde")
    message = world.a_text()
    world.work()
    world.approve(world.the_draft(message))
    world.run(world.the_job("SEND_REPLY"))
    world.sender().moods.append(MessageRefused("Too many links."))
    world.wait(60)
    assert len(world.sent_texts()) == 1
    assert world.the_draft(message).status is DraftStatus.FAILED

    with contextlib.suppress(Conflict):
        world.approve(world.the_draft(message))
    world.wait(60)

    assert len(world.sent_texts()) == len(set(world.sent_texts()))


def test_a_text_that_the_provider_refused_can_be_edited_and_approved(world: World, waiting: Message) -> None:
    world.sender().moods.append(MessageRefused("Too many links."))
    world.approve(world.the_draft(waiting))
    world.wait(60)
    edit(world, waiting, "Without links.")
    world.approve(world.the_draft(waiting))
    world.wait(60)

    assert world.sent_texts() == ["Without links."]
    assert world.disposition_of(waiting) == "edited-sent"


def test_a_person_may_answer_a_draft_that_was_written_in_shadow(world: World) -> None:
    world.settings_are(mode="shadow")
    message = world.a_text()
    world.work()
    assert world.sends_for(message) == []
    world.approve(world.the_draft(message))
    world.work()

    assert world.disposition_of(message) == "approved-sent"


def test_a_channel_that_is_gone_cannot_be_approved_to(world: World, waiting: Message) -> None:
    message = world.database.tables.messages[waiting.id]
    world.database.tables.messages[waiting.id] = replace(message, channel="fake_fax")

    with pytest.raises(Conflict):
        world.approve(world.the_draft(waiting))

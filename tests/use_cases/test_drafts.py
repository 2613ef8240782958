"""Drafts are written in two recorded steps, fit their medium, keep their versions, and are judged by somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.decisions import PASS
from rejoinder.domain.drafts import Evaluation, changes_between, sms_parts
from rejoinder.domain.errors import (
    AIAnswerUnusable,
    AIBusy,
    AIDown,
    AIKeyRejected,
    AIRefused,
    BreakerOpen,
    BudgetSpent,
    ConfigurationFault,
    MessageRefused,
)
from tests.corpora.drafts.corpus import rows
from tests.use_cases.test_injection import judged
from tests.world import World

JO = "token:jo"
SCREENED = ("injection-suspected", "automated", "opt-out")
"""What may end a message before anything is drafted."""


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("name", ["injection", "invented", "unseen"])
def test_none_of_forty_bad_drafts_leaves_by_itself_and_each_says_why(name: str) -> None:
    """The writer obeys, the evaluator is sure, and the mode is automatic."""
    bad = rows(name)
    assert len(bad) == 40
    for row in bad:
        world, message = judged(row)
        now = world.message(message)
        assert world.sends_for(message) == [], row.id
        assert now.disposition in ("waiting-human", "suppressed", "stayed-silent"), row.id
        refusals = [check.reason for check in world.checks(message) if check.verdict != PASS]
        assert now.disposition_reason in (refusals or SCREENED), row.id
        if name == "invented":
            assert row.style in [claim.kind for claim in world.the_draft(message).unsourced], row.id


@pytest.mark.parametrize("channel", ["fake_sms", "fake_linkedin", "fake_smartlead"])
def test_two_recorded_steps_write_every_draft(world: World, channel: str) -> None:
    message = world.a_text("Is it still available?", channel=channel)
    world.wait()
    assert world.ai.features()[:4] == ["sentiment.classify", "draft.strategy", "draft.generate", "auto_send.evaluate"]
    recorded = [call.feature for call in world.ledger.calls if call.context.message_id == message.id]
    assert recorded[1:3] == ["draft.strategy", "draft.generate"]


@pytest.mark.parametrize(
    ("reply", "encoding", "parts"),
    [
        ("x" * 160, "GSM-7", 1),
        ("x" * 161, "GSM-7", 2),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("я" * 70, "UCS-2", 1),
        ("я" * 71, "UCS-2", 2),
        ("😀" * 36, "UCS-2", 2),
    ],
)
def test_parts_of_a_text_are_counted_as_networks_do(reply: str, encoding: str, parts: int) -> None:
    found = sms_parts(reply)
    assert (found.encoding, found.parts) == (encoding, parts)


def test_a_text_of_too_many_parts_waits_for_a_person(world: World) -> None:
    world.ai.reply = "Привет! " * 70
    message = world.a_text("Здравствуйте, когда можно поговорить?")
    world.wait()
    assert world.disposition_of(message) == "waiting-human:too-long"


def test_a_mail_carries_the_signature_once(world: World) -> None:
    world.settings_are(email_signature="Sam\nAcme Roofing")
    first = world.a_text("Is it still available?", channel="fake_smartlead")
    world.wait()
    assert world.the_draft(first).body.endswith("\n\nSam\nAcme Roofing")
    world.ai.reply = "Glad to help.\n\nSam\nAcme Roofing"
    second = world.a_text("And the blue one?", channel="fake_smartlead")
    world.wait()
    assert world.the_draft(second).body.count("Acme Roofing") == 1
    world.ai.reply = "Glad to help."
    third = world.a_text("Is it still available?", sender="+12025550177")
    world.wait()
    assert "Acme Roofing" not in world.the_draft(third).body


def test_a_draft_in_another_language_than_theirs_waits_for_a_person(world: World) -> None:
    world.ai.reply = "Thanks for getting back to us! We are happy to help you with that."
    message = world.a_text("Guten Tag, können Sie mir bitte sagen, wann Sie Zeit haben?")
    world.wait()
    assert world.disposition_of(message) == "waiting-human:wrong-language"


TROUBLE: list[Callable[[], Exception]] = [
    lambda: AIDown("x"),
    lambda: AIBusy("x"),
    lambda: AIKeyRejected("x"),
    lambda: AIAnswerUnusable("x"),
    lambda: AIRefused("x"),
    lambda: BreakerOpen("x"),
    lambda: BudgetSpent("x"),
    lambda: MessageRefused("x"),
    lambda: ConfigurationFault("x"),
    lambda: ValueError("a bug"),
]


@pytest.mark.parametrize("trouble", TROUBLE)
def test_an_evaluator_that_fails_lets_nothing_pass(world: World, trouble: Callable[[], Exception]) -> None:
    def fail_when_judging() -> None:
        if world.ai.features()[-1:] == ["draft.generate"] or world.ai.features()[-1:] == ["auto_send.evaluate"]:
            world.ai.always = trouble()

    world.ai.before_call = fail_when_judging
    message = world.a_text("Is it still available?")
    world.wait()
    assert world.sends_for(message) == []


@pytest.mark.parametrize(
    ("found", "settings", "sent"),
    [
        (Evaluation(True, 0.97, "x"), {}, True),
        (Evaluation(True, 0.97, "x", problems=("tone",)), {}, False),
        (Evaluation(True, 0.97, "x", problems=("tone",)), {"tolerated_problems": ["tone"]}, True),
        (Evaluation(False, 0.97, "x", problems=("tone",)), {"tolerated_problems": ["tone"]}, False),
        (Evaluation(True, 0.97, "x"), {"auto_send_thresholds": {"sms": 0.99}}, False),
        (Evaluation(True, 0.97, "x"), {"auto_send_thresholds": {"email": 0.99}}, True),
        (Evaluation(True, 0.97, "x"), {"auto_send_thresholds": {"Information Requested": 0.98}}, False),
        (Evaluation(True, 0.85, "x"), {"auto_send_thresholds": {"sms": 0.5}}, False),
    ],
)
def test_what_an_evaluator_found_is_held_against_the_workspaces_own_policy(
    world: World, found: Evaluation, settings: dict[str, object], sent: bool
) -> None:
    world.settings_are(**settings)
    world.ai.evaluation = found
    message = world.a_text("Is it still available?")
    world.wait()
    assert (world.disposition_of(message) == "sent") is sent


def test_every_version_is_kept_with_who_wrote_it_and_what_was_asked(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text("Is it still available?")
    world.wait()
    draft = world.the_draft(message)
    world.ai.reply = "It is."
    world.container.regenerate_draft()(draft.workspace_id, draft.id, 1, "shorter", JO)
    world.container.edit_draft()(draft.workspace_id, draft.id, 2, "It is, yes.", JO)
    compare = world.container.compare_draft()

    kept = compare.versions(draft.workspace_id, draft.id)
    assert [(v.version, v.author, v.instruction) for v in kept] == [(1, "ai", ""), (2, "ai", "shorter"), (3, JO, "")]
    newest = compare(draft.workspace_id, draft.id)
    assert (newest.before, newest.after) == (2, 3)
    assert [(c.op, c.text) for c in newest.changes] == [("same", "It is"), ("added", ", yes"), ("same", ".")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_holds_both_texts_word_for_word(before: str, after: str) -> None:
    found = changes_between(before, after)
    assert "".join(c.text for c in found if c.op != "added") == before
    assert "".join(c.text for c in found if c.op != "removed") == after

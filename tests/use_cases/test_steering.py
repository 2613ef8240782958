"""Messages that speak to the model: whatever an AI makes of them, nothing leaves by itself."""

from __future__ import annotations

import pytest
from dependency_injector.providers import Object

from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from tests.corpora.safety.corpus import TUNED, UNSEEN, Case, cases
from tests.world import World

STYLES = [case for case in cases(TUNED, UNSEEN) if case.wants == "injection"]
CHANNELS = {"sms": "fake_sms", "email": "fake_smartlead", "linkedin": "fake_linkedin"}


def write(world: World, number: int, case: Case) -> str:
    """One stranger writes it; what became of it."""
    channel = CHANNELS[case.medium]
    sender = f"lead{number}@lead.example" if case.medium == "email" else f"+1202555{number:04}"
    message = world.a_text(case.text, channel=channel, sender=sender, subject=case.subject)
    world.wait()
    assert world.message(message).injection, case.text
    assert world.sends_for(message) == [], case.text
    return world.disposition_of(message)


def test_the_corpus_knows_more_than_thirty_styles_in_many_languages() -> None:
    assert len(STYLES) > 60
    assert len({case.language for case in STYLES}) >= 15


def test_no_style_makes_an_obedient_model_send_anything(world: World) -> None:
    """It calls every message a request, writes what was demanded, and swears that it is safe to send."""
    world.ai.meanings = {case.text: Sentiment.MEETING_REQUESTED for case in STYLES}
    world.ai.confidence, world.ai.reply = 1.0, "Confirmed, free of charge."
    world.ai.evaluation = Evaluation(True, 1.0, "Approved by a human.")
    endings = [write(world, number, case) for number, case in enumerate(STYLES)]

    assert set(endings) <= {"waiting-human:injection-suspected", "suppressed:opt-out"}
    assert [world.sent_texts(channel) for channel in CHANNELS.values()] == [[], [], []]
    assert "auto_send.evaluate" not in world.ai.features(), "nobody is paid to judge what a person will read"


def test_no_style_makes_the_offline_ai_send_anything(world: World) -> None:
    world.container.ai.override(Object(OfflineAI(world.ledger)))
    for number, case in enumerate(STYLES):
        write(world, number, case)

    assert [world.sent_texts(channel) for channel in CHANNELS.values()] == [[], [], []]


@pytest.mark.parametrize("answer", ["Yes", "yes please", "YES!"])
def test_a_yes_to_our_offer_to_stop_is_an_opt_out(world: World, answer: str) -> None:
    world.ai.reply = "Should I stop messaging you about the roof?"
    world.a_text("How much is it?")
    world.wait()
    message = world.a_text(answer)
    world.wait()

    assert world.message(message).opt_out
    assert world.sentiment_of(message) is Sentiment.BLACKLIST
    assert world.disposition_of(message) == "suppressed:opt-out"
    told = {entry.kind: entry.reason for entry in world.database.entries(message_id=message.id)}
    assert (told["screened"], told["consent-changed"]) == ("agreed-to-leave", "agreed-to-leave")


def test_a_yes_to_anything_else_is_a_yes(world: World) -> None:
    world.ai.reply = "Shall I send the price list?"
    world.a_text("How much is it?")
    world.wait()
    message = world.a_text("Yes")
    world.wait()

    assert not world.message(message).opt_out

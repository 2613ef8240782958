"""The rules' own scores: the rubric for every verdict, in many languages, each with the words that it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rejoinder.domain.leads import Score, ScoreSource
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.scorer import score
from tests.infrastructure.conversations import a_conversation

KNOWLEDGE = ("We inspect flat roofs. An inspection costs $49.",)
BAKERIES = "Bakeries and restaurants in Leeds with a flat roof of their own"


def meant(text: str, sentiment: Sentiment | None, ideal: str = "", signature: str = "") -> Conversation:
    """A conversation whose newest message was understood as that."""
    said = a_conversation(text, knowledge=KNOWLEDGE)
    settings = replace(said.workspace.settings, ideal_customer=ideal)
    newest = replace(said.newest, sentiment=sentiment, signature=signature)
    workspace = replace(said.workspace, settings=settings)
    return replace(said, workspace=workspace, newest=newest, messages=(*said.messages[:-1], newest))


def figures(found: Score) -> tuple[int, int, int]:
    return found.fit, found.intent, found.overall


RUBRIC = {
    Sentiment.BLACKLIST: ("Leave me alone, all of you", (1, 1, 1)),
    Sentiment.AUTOMATED_REPLY: ("Ticket 42 was opened", (2, 1, 1)),
    Sentiment.OUT_OF_OFFICE: ("Back on the 3rd", (2, 2, 2)),
    Sentiment.MEETING_BOOKED: ("See you then", (2, 4, 3)),
    Sentiment.MEETING_REQUESTED: ("Let us meet", (2, 4, 3)),
    Sentiment.CALL_REQUESTED: ("Ring me", (2, 4, 3)),
    Sentiment.INFORMATION_REQUESTED: ("Where does the water go then?", (2, 3, 2)),
    Sentiment.FOLLOW_UP: ("Ask me in spring", (2, 2, 2)),
    Sentiment.NOT_INTERESTED: ("We are fine as it is", (2, 1, 1)),
    Sentiment.OBJECTION: ("We have somebody for that", (2, 2, 2)),
    Sentiment.INTERESTED: ("That sounds useful", (2, 3, 2)),
    Sentiment.NEUTRAL: ("ok", (2, 2, 2)),
}


@pytest.mark.parametrize("sentiment", Sentiment)
def test_every_verdict_has_its_place_in_the_rubric(sentiment: Sentiment) -> None:
    text, wanted = RUBRIC[sentiment]
    found = score(meant(text, sentiment))

    assert figures(found) == wanted
    assert found.source is ScoreSource.OFFLINE
    assert f'"{text}"' in found.reasons[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("And what does that cost us?", "cost"),
        ("Was kostet das denn?", "kostet"),
        ("C'est combien ?", "combien"),
        ("¿Cuánto cuesta?", "Cuánto cuesta"),
        ("Quanto costa?", "Quanto costa"),
        ("Qual é o preço?", "preço"),
        ("Wat kost dat?", "Wat kost"),
        ("Ile kosztuje taki przegląd?", "Ile kosztuje"),
        ("Vad kostar det?", "Vad kostar"),
        ("Kolik stojí taková prohlídka?", "Kolik stojí"),
        ("Fiyatlar nedir?", "Fiyatlar"),
        ("Сколько стоит осмотр?", "Сколько стоит"),
    ],
)
def test_who_asks_for_the_price_is_ready_in_any_language(text: str, words: str) -> None:
    found = score(meant(text, Sentiment.INFORMATION_REQUESTED))

    assert found.intent == 4
    assert f'{words}"' in found.reasons[0]


def test_the_wanted_customer_is_recognised_by_their_own_words_and_their_signature() -> None:
    text = "How much is an inspection?"
    unknown = score(meant(text, Sentiment.INFORMATION_REQUESTED, ideal=BAKERIES))
    signed = score(meant(text, Sentiment.INFORMATION_REQUESTED, BAKERIES, "Jo Field\nField's Bakery, Leeds"))
    spoken = score(meant("We run a bakery here, go on", Sentiment.INTERESTED, BAKERIES))

    assert figures(unknown) == (3, 4, 3), "asks about what the business does"
    assert figures(signed) == (4, 4, 4)
    assert signed.reasons[1] == 'Is the customer that is wanted: "bakery", "leeds"'
    assert figures(spoken) == (3, 3, 3)


@pytest.mark.parametrize(
    "text", ["Wrong number", "Falsche Firma", "Non sono la persona giusta", "We don't own a house", "verkeerde persoon"]
)
def test_the_wrong_person_is_not_worth_pursuing(text: str) -> None:
    found = score(meant(text, Sentiment.NEUTRAL, ideal=BAKERIES))

    assert (found.fit, found.overall) == (1, 1)
    assert found.reasons[1].startswith("The wrong person, or no match: ")


def test_a_thanks_does_not_undo_the_request_before_it() -> None:
    said = a_conversation("Thanks!", before=[("them", "Can we meet on Tuesday?"), ("us", "Gladly.")])
    asked = replace(said.messages[0], sentiment=Sentiment.MEETING_REQUESTED)
    thanks = replace(said.newest, sentiment=Sentiment.NEUTRAL)
    found = score(replace(said, messages=(asked, said.messages[1], thanks), newest=thanks))

    assert found.intent == 4
    assert found.reasons[0] == 'Meeting Requested: "Can we meet on Tuesday?"'

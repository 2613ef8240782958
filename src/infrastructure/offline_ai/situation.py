"""One conversation, looked at once: what planning, writing, judging and scoring all need to know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rejoinder.domain.booking import OfferedSlot
from rejoinder.domain.messages import Direction, Medium
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.classifier import classify
from rejoinder.infrastructure.offline_ai.knowledge import Answer, answers
from rejoinder.infrastructure.offline_ai.reading import days, has_phone_number, language_of, moments, read

SPOKEN = ("en", "de", "fr", "es")
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Situation:
    sentiment: Sentiment
    sentiment_confidence: float
    medium: Medium
    language: str
    """As the person writes, whether or not we speak it."""
    name: str
    """A first name that may be written to them, or empty."""
    booking_link: str
    found: tuple[Answer | None, ...]
    """For each thing that they ask, what the knowledge says."""
    proposes_time: bool
    has_number: bool
    slots: tuple[OfferedSlot, ...] = ()
    """Times of the calendar that may be offered."""

    @property
    def asks(self) -> bool:
        return bool(self.found)

    @property
    def is_answered(self) -> bool:
        """Whether the knowledge holds something on everything they ask."""
        return all(self.found)

    @property
    def coverage(self) -> float:
        return min((answer.coverage if answer else 0.0 for answer in self.found), default=1.0)


def situation_of(conversation: Conversation) -> Situation:
    newest = conversation.newest
    verdict = classify(conversation)
    sentiment = newest.sentiment or verdict.sentiment
    folded = read(newest.text).folded
    link = conversation.workspace.settings.booking_link.strip()
    return Situation(
        sentiment=sentiment,
        sentiment_confidence=newest.sentiment_confidence or verdict.confidence,
        medium=newest.medium,
        language=language(conversation),
        name=_first_name(conversation.lead.name),
        booking_link="" if re.search(r"\s", link) else link,
        found=_looked_up(conversation, sentiment),
        proposes_time=bool(moments(folded) or days(folded)),
        has_number=has_phone_number(folded) or newest.medium in (Medium.SMS, Medium.VOICE),
        slots=conversation.slots,
    )


def language(conversation: Conversation) -> str:
    """The language of the newest message; one of very few words is taken for that of the earlier ones."""
    theirs = [m.text for m in conversation.messages if m.direction is Direction.INBOUND]
    newest = conversation.newest.text
    found = language_of(newest)
    if found and len(read(newest).words) >= _FEW_WORDS:
        return found
    return language_of(" ".join(theirs[-5:])) or found or "en"


def _looked_up(conversation: Conversation, sentiment: Sentiment) -> tuple[Answer | None, ...]:
    """Questions about arranging a talk are answered by the talk, so they are not looked up."""
    text = conversation.newest.text
    if sentiment in (Sentiment.MEETING_REQUESTED, Sentiment.CALL_REQUESTED):
        return ()
    if sentiment is not Sentiment.INFORMATION_REQUESTED and not read(text).questions:
        return ()
    return tuple(answers(text, conversation.knowledge))


def _first_name(name: str) -> str:
    """Only what looks like a name: a lead's name is text from outside, and it would be sent in our own voice."""
    first = name.split()[0] if name.split() else ""
    plain = re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?", first)
    return first[:1].upper() + first[1:] if plain and 2 <= len(first) <= 20 else ""

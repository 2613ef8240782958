"""Fit, intent and overall by the rubric that the model gets too; little information means the lower score."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rejoinder.domain.leads import Score, ScoreSource
from rejoinder.domain.messages import Direction, Message
from rejoinder.domain.plain_words import ARRANGING, COMMON, COURTESY
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.folding import fold
from rejoinder.infrastructure.offline_ai.lexicon import pattern, stop_words
from rejoinder.infrastructure.offline_ai.reading import read
from rejoinder.infrastructure.offline_ai.situation import Situation, situation_of

_INTENT: Mapping[Sentiment, int] = {
    Sentiment.BLACKLIST: 1,
    Sentiment.NOT_INTERESTED: 1,
    Sentiment.AUTOMATED_REPLY: 1,
    Sentiment.OUT_OF_OFFICE: 2,
    Sentiment.NEUTRAL: 2,
    Sentiment.FOLLOW_UP: 2,
    Sentiment.OBJECTION: 2,
    Sentiment.INTERESTED: 3,
    Sentiment.INFORMATION_REQUESTED: 3,
    Sentiment.CALL_REQUESTED: 4,
    Sentiment.MEETING_REQUESTED: 4,
    Sentiment.MEETING_BOOKED: 4,
}
_SAYS_NOTHING = frozenset({Sentiment.NEUTRAL, Sentiment.OUT_OF_OFFICE, Sentiment.AUTOMATED_REPLY})
_LATEST_CHARACTERS = 24_000
_QUOTED_WORDS = 8
_KEY = 5
"""How many letters make a word the same word: inflected languages change the rest."""
_NO_TOPIC = frozenset(word[:_KEY] for word in COMMON | COURTESY | ARRANGING)


def score(conversation: Conversation) -> Score:
    situation = situation_of(conversation)
    if situation.sentiment is Sentiment.BLACKLIST:
        reason = f"Wants to be left alone: {_opening(conversation.newest)}"
        return Score(1, 1, 1, (reason,), ScoreSource.OFFLINE)
    intent, intent_reason = _intent(conversation, situation)
    fit, fit_reason = _fit(conversation, situation)
    return Score(fit, intent, _overall(fit, intent), (intent_reason, fit_reason), ScoreSource.OFFLINE)


def _fit(conversation: Conversation, situation: Situation) -> tuple[int, str]:
    for message in reversed(_theirs(conversation)):
        if words := _found("MISFIT", message):
            return 1, f"The wrong person, or no match: {words}"
    wanted = _wanted(conversation)
    asks_for_it = any(answer and answer.coverage >= 0.99 for answer in situation.found)
    if len(wanted) >= 2 or (wanted and asks_for_it):
        return 4, f"Is the customer that is wanted: {_quoted(wanted)}"
    if wanted:
        return 3, f"Has something of the customer that is wanted: {_quoted(wanted)}"
    if asks_for_it:
        return 3, f"Asks about something that the business does: {_opening(conversation.newest)}"
    return 2, "Nothing is known about the fit."


def _wanted(conversation: Conversation) -> list[str]:
    """The words of the person, signature included, that describe the customer whom the business wants."""
    ideal = {word[:_KEY] for word in _topics(conversation.workspace.settings.ideal_customer)}
    said = "\n".join(f"{message.text}\n{message.signature}" for message in _theirs(conversation))
    found = {word[:_KEY]: word for word in _topics(said[-_LATEST_CHARACTERS:]) if word[:_KEY] in ideal}
    return list(found.values())


def _topics(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]{4,}", fold(text[:_LATEST_CHARACTERS]))
    return [word for word in words if word[:_KEY] not in _NO_TOPIC and word not in stop_words()]


def _intent(conversation: Conversation, situation: Situation) -> tuple[int, str]:
    told = _latest_with_a_meaning(conversation, situation)
    sentiment = told.sentiment or situation.sentiment
    level = _INTENT[sentiment]
    if level == 3 and (words := _found("BUYING", told)):
        return 4, f"{sentiment.value}, and asks for a price, or it is urgent: {words}"
    return level, f"{sentiment.value}: {_opening(told)}"


def _latest_with_a_meaning(conversation: Conversation, situation: Situation) -> Message:
    """A "thanks" does not undo the request before it."""
    if situation.sentiment not in _SAYS_NOTHING:
        return conversation.newest
    earlier = reversed([m for m in _theirs(conversation) if m.id != conversation.newest.id])
    return next((m for m in earlier if m.sentiment and m.sentiment not in _SAYS_NOTHING), conversation.newest)


def _overall(fit: int, intent: int) -> int:
    """The mean, rounded down, and never far above the weaker of the two."""
    if 1 in (fit, intent):
        return 1
    return (fit + intent) // 2


# --- the words that a reason rests on ---------------------------------------------------------------------------------


def _theirs(conversation: Conversation) -> list[Message]:
    return [m for m in conversation.messages if m.direction is Direction.INBOUND and not m.automated]


def _found(concept: str, message: Message) -> str:
    """The words of the message that the concept names, quoted as written; empty where there are none."""
    folded = read(message.text).folded
    found = pattern(concept).search(folded)
    if found is None:
        return ""
    spoken, first = message.text.split(), len(folded[: found.start()].split())
    if len(folded.split()) != len(spoken):  # an emoji was read as a word: the folded words have to do
        return _quoted([found.group()])
    inside_a_word = found.start() > 0 and not folded[found.start() - 1].isspace()
    first -= inside_a_word
    return _quoted([" ".join(spoken[first : first + len(found.group().split())]).strip(".,;:!?()\"'")])


def _opening(message: Message) -> str:
    words = message.text.replace('"', "'").split()
    shown = " ".join(words[:_QUOTED_WORDS])[:120]
    return f'"{shown}…"' if len(words) > _QUOTED_WORDS else f'"{shown}"'


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words[:3])

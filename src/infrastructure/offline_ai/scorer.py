"""Fit, intent and overall by the rubric that the model gets too; little information means the lower score."""

from __future__ import annotations

from collections.abc import Mapping

from rejoinder.domain.leads import Score
from rejoinder.domain.messages import Direction
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.lexicon import pattern
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


def score(conversation: Conversation) -> Score:
    situation = situation_of(conversation)
    if situation.sentiment is Sentiment.BLACKLIST:
        return Score(1, 1, 1, ("Wants to be left alone.",))
    fit, fit_reason = _fit(conversation, situation)
    intent, intent_reason = _intent(conversation, situation)
    return Score(fit, intent, _overall(fit, intent), (intent_reason, fit_reason))


def _fit(conversation: Conversation, situation: Situation) -> tuple[int, str]:
    if pattern("MISFIT").search(read(conversation.newest.text).folded):
        return 1, "Says that this is the wrong person or no match."
    if any(answer and answer.coverage >= 0.99 for answer in situation.found):
        return 3, "Asks about something that the business does."
    return 2, "Nothing is known about the fit."


def _intent(conversation: Conversation, situation: Situation) -> tuple[int, str]:
    folded = read(conversation.newest.text).folded
    sentiment = _latest_with_a_meaning(conversation, situation)
    level = _INTENT[sentiment]
    if level == 3 and (pattern("PRICE").search(folded) or pattern("URGENT").search(folded)):
        return 4, "Asks for a price, or it is urgent."
    return level, f"The latest verdict is {sentiment.value}."


def _latest_with_a_meaning(conversation: Conversation, situation: Situation) -> Sentiment:
    """A "thanks" does not undo the request before it."""
    if situation.sentiment not in _SAYS_NOTHING:
        return situation.sentiment
    earlier = (m.sentiment for m in reversed(conversation.messages) if m.direction is Direction.INBOUND)
    return next((s for s in earlier if s and s not in _SAYS_NOTHING), situation.sentiment)


def _overall(fit: int, intent: int) -> int:
    """The mean, rounded down, and never far above the weaker of the two."""
    if 1 in (fit, intent):
        return 1
    return (fit + intent) // 2

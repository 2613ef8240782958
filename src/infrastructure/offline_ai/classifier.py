"""A verdict without any network: rules where they are certain, and a small trained model over what they found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.ai import Conversation, SentimentVerdict
from rejoinder.domain.safety import asks_for_contact
from rejoinder.domain.sentiment import PRECEDENCE, Sentiment, SentimentSource
from rejoinder.infrastructure.offline_ai.features import evidence, tokens_of
from rejoinder.infrastructure.offline_ai.model import Opinion, model
from rejoinder.infrastructure.offline_ai.rules import Case, Finding, cases_of, find, is_certain

_TELLING_WORDS = 3
_RULES_KNOW, _SURE, _GUESS = 0.5, 0.8, 0.45
"""Neutral is a finding. Where no rule knows a word of the text, the model has to be this sure, else it is a guess."""
_MACHINES = frozenset({Sentiment.BLACKLIST, Sentiment.AUTOMATED_REPLY, Sentiment.OUT_OF_OFFICE})
_LEAVES_ALONE = _MACHINES | {
    Sentiment.NOT_INTERESTED, Sentiment.NEUTRAL, Sentiment.INTERESTED, Sentiment.OBJECTION, Sentiment.MEETING_BOOKED
}  # fmt: skip
_A_NOTE = 80
"""Characters."""
_WRONG_GONE = 0.7
_GONE_WRONG = "Something went wrong for them: a person should see to it."
"""Who complains, or waits for somebody who never came, neither refuses nor acknowledges, however the words weigh."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One utterance, judged."""

    case: Case
    sentiment: Sentiment
    confidence: float
    reason: str


def classify(conversation: Conversation) -> SentimentVerdict:
    """The verdict on the newest message; equal conversations always get equal verdicts.

    Its layer is `lexicon` whoever of the two decided: `model` stands for the one that is asked over the network.
    """
    judgements = [_judge(case) for case in cases_of(conversation)]
    judged = _of_the_call(judgements) if len(judgements) > 1 else judgements[0]
    return SentimentVerdict(
        sentiment=judged.sentiment,
        source=SentimentSource.LEXICON,
        confidence=judged.confidence,
        reason=judged.reason,
        asks_something=any(_asks_something(each.case, judged.sentiment) for each in judgements),
    )


def _judge(case: Case) -> _Judgement:
    found = find(case)
    if is_certain(case, found):
        return _Judgement(case, found.sentiment, found.confidence, found.reason)
    opinion = model().weigh(evidence(case, found))
    if case.automated and opinion.sentiment not in _MACHINES:
        return _Judgement(case, found.sentiment, found.confidence, found.reason)
    confidence = round(opinion.confidence, 3)
    if opinion.sentiment is Sentiment.OUT_OF_OFFICE and _is_typed_note(case):
        return _Judgement(case, Sentiment.FOLLOW_UP, _WRONG_GONE, "Is away at the moment, and says so themselves.")
    if opinion.sentiment in _LEAVES_ALONE and not case.safety.automated and case.mentions("TROUBLE"):
        return _Judgement(case, Sentiment.OBJECTION, max(found.confidence, _WRONG_GONE), _GONE_WRONG)
    if opinion.sentiment is Sentiment.NEUTRAL and found.confidence < _RULES_KNOW and confidence < _SURE:
        confidence = min(confidence, _GUESS)
    return _Judgement(case, opinion.sentiment, confidence, _why(case, found, opinion))


def _is_typed_note(case: Case) -> bool:
    """Whether a short absence note was typed by a person: no machine sends "on holiday, call me Monday" as a text."""
    by_machine = case.automated or case.safety.automated
    if case.medium is Medium.EMAIL or by_machine or len(case.reading.folded) > _A_NOTE:
        return False
    return asks_for_contact(case.reading.folded)


def _why(case: Case, found: Finding, opinion: Opinion) -> str:
    """One sentence for a person: the rule that agrees, or the words that weighed most."""
    if found.sentiment is opinion.sentiment:
        return found.reason
    tokens = tokens_of(case.reading.folded)
    telling = [tokens[place] for place in sorted(opinion.places[:_TELLING_WORDS]) if place < len(tokens)]
    return f"Weighed most: {', '.join(telling)}." if telling else "Nothing in it says what is wanted."


_ENDS_TALK = frozenset({Sentiment.NOT_INTERESTED, Sentiment.OBJECTION, Sentiment.FOLLOW_UP})


def _of_the_call(judgements: Sequence[_Judgement]) -> _Judgement:
    """What a call came to: a wish to be left alone whenever it was said, else what they said last that matters.

    Of several wishes the most decisive stands; a refusal takes back what was said before it, and what they agree to
    later takes back the refusal.
    """
    telling = [each for each in judgements if each.sentiment is not Sentiment.NEUTRAL]
    if not telling:
        return max(judgements, key=lambda each: each.confidence)
    if alone := [each for each in telling if each.sentiment in _MACHINES and each.confidence >= 0.5]:
        return min(alone, key=lambda each: PRECEDENCE.index(each.sentiment))
    stands = telling[0]
    for each in telling[1:]:
        if each.sentiment in _ENDS_TALK or stands.sentiment in _ENDS_TALK:
            stands = each if each.confidence >= 0.5 or stands.confidence < 0.5 else stands
        elif PRECEDENCE.index(each.sentiment) < PRECEDENCE.index(stands.sentiment):
            stands = each
    return stands


_WAITS_FOR_NOTHING = _MACHINES | {Sentiment.NOT_INTERESTED, Sentiment.FOLLOW_UP, Sentiment.NEUTRAL}


def _asks_something(case: Case, sentiment: Sentiment) -> bool:
    """Whether somebody waits for an answer: "Circle back in spring?" does not, and "huh?" is no question."""
    if sentiment is Sentiment.INFORMATION_REQUESTED:
        return True
    return sentiment not in _WAITS_FOR_NOTHING and case.reading.asks

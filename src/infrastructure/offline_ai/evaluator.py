"""Whether a text may leave unseen, judged from the text and the facts alone: who wrote it does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rejoinder.domain.booking import slots_said
from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.messages import Direction
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.safety import Screening, screen
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.slot_words import every_spelling
from rejoinder.infrastructure.offline_ai.folding import fold
from rejoinder.infrastructure.offline_ai.lexicon import pattern
from rejoinder.infrastructure.offline_ai.reading import EMAIL, URL, days, has_phone_number, language_of, read
from rejoinder.infrastructure.offline_ai.situation import Situation, situation_of

SOURCE = "offline"
_SAFE = 0.75
_SILENT = frozenset(
    {
        Sentiment.BLACKLIST,
        Sentiment.AUTOMATED_REPLY,
        Sentiment.OUT_OF_OFFICE,
        Sentiment.NOT_INTERESTED,
    }
)
_BARE_DOMAIN = re.compile(r"(?<![\w.@-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w-])")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MONEY = re.compile(
    r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥%]|(?:usd|eur|gbp|dollars?|euros?|pounds?|percent|prozent)\b)"
)
_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{\w+\}|\[[a-z _]{2,30}\]|<[a-z_ ]{2,30}>|\bxxx+\b|\blorem ipsum\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What may be claimed: by us, and by anybody in the conversation (numbers and days that they named first)."""

    ours: str
    anybodys: str


def evaluate(conversation: Conversation, body: str) -> Evaluation:
    """Confidence of 0.92 and more only for an answer that is complete, sourced, in their language and to a yes."""
    situation, facts = situation_of(conversation), _facts(conversation)
    for check in _BLOCKERS:
        if reason := check(conversation, situation, facts, body):
            return Evaluation(safe=False, confidence=0.1, reason=reason, source=SOURCE)
    confidence, reason = min(_doubts(situation, body), key=lambda doubt: doubt[0])
    return Evaluation(safe=confidence >= _SAFE, confidence=confidence, reason=reason, source=SOURCE)


# --- what forbids -------------------------------------------------------------------------------------


def _empty(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    return "" if re.search(r"[^\W_]", body) else "There is no text."


def _nobody_waits(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    return f"A message read as {situation.sentiment.value} gets no answer." if situation.sentiment in _SILENT else ""


def _unsafe_inbound(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    newest = conversation.newest
    if newest.injection or newest.opt_out or newest.automated:
        return "The message was marked as steering, opting out or automated."
    verdict = screen(Screening(newest.medium.value, newest.text, newest.subject, newest.sender))
    return "" if verdict.allows_automatic_reply or verdict.help else f"The message needs a person ({verdict.rule})."


def _placeholder(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    return "The text holds a placeholder." if _PLACEHOLDER.search(body) else ""


def _parrot(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    """What they wrote, sent back in our voice."""
    theirs, said = set(read(conversation.newest.text).words), read(body).words
    if len(said) < 5:
        return ""
    repeated = sum(word in theirs for word in said) / len(said)
    return "The text repeats what the person wrote." if repeated > 0.8 else ""


def _invented(conversation: Conversation, situation: Situation, facts: _Facts, body: str) -> str:
    folded = fold(body)
    places = [*URL.findall(folded), *EMAIL.findall(folded), *_BARE_DOMAIN.findall(folded)]
    if missing := _absent((place.rstrip(".,;:!?)") for place in places), facts.ours):
        return f"The text holds {len(missing)} link or address that is not ours."
    if _absent((amount.strip() for amount in _MONEY.findall(folded)), facts.ours):
        return "The text holds an amount that the business did not give."
    if has_phone_number(URL.sub(" ", folded)) and _absent(_NUMBER.findall(folded), facts.ours):
        return "The text holds a phone number that is not ours."
    if set(_NUMBER.findall(folded)) - set(_NUMBER.findall(facts.anybodys)):
        return "The text holds a number that stands in no source."
    if (days(folded) - days(facts.anybodys)) or _unsaid("MONTH", folded, facts.anybodys):
        return "The text names a day that stands in no source."
    if _unsaid("COMMITMENT", folded, facts.ours):
        return "The text promises something that the business did not."
    return ""


def _absent(claims: Iterable[str], source: str) -> list[str]:
    return [claim for claim in claims if claim not in source]


def _unsaid(concept: str, text: str, source: str) -> set[str]:
    found, known = pattern(concept).findall(text), pattern(concept).findall(source)
    return {str(word) for word in found} - {str(word) for word in known}


_BLOCKERS: tuple[Callable[[Conversation, Situation, _Facts, str], str], ...] = (
    _empty,
    _nobody_waits,
    _unsafe_inbound,
    _placeholder,
    _parrot,
    _invented,
)


# --- what makes unsure --------------------------------------------------------------------------------


def _doubts(situation: Situation, body: str) -> list[tuple[float, str]]:
    """Every reason to look, with the confidence that it leaves."""
    doubts = [_by_sentiment(situation, body)]
    if situation.asks and not situation.is_answered:
        doubts.append((0.35, "They ask something that the knowledge does not hold: a person should answer."))
    elif situation.asks and not _quotes_the_answer(situation, body):
        doubts.append((0.45, "The text does not say what the knowledge says about their question."))
    elif situation.coverage < 0.99:
        doubts.append((0.6, "The knowledge covers their question only in part."))
    if (written := language_of(body)) and written != situation.language:
        doubts.append((0.55, f"The person writes {situation.language}, the text is {written}."))
    if situation.sentiment_confidence < 0.75:
        doubts.append((0.7, "What the person meant is not certain."))
    return doubts


def _by_sentiment(situation: Situation, body: str) -> tuple[float, str]:
    links = bool(situation.booking_link) and situation.booking_link in body
    match situation.sentiment:
        case Sentiment.MEETING_REQUESTED if slots_said(body, situation.slots) and not situation.proposes_time:
            return 0.95, "Agrees, and offers times that the calendar has."
        case Sentiment.MEETING_REQUESTED if links:
            return 0.95, "Agrees, and gives our booking link."
        case Sentiment.MEETING_REQUESTED if situation.proposes_time:
            return 0.5, "They propose a time, and only a person can confirm it."
        case Sentiment.MEETING_REQUESTED:
            return 0.92, "Agrees, and asks for a time; states nothing else."
        case Sentiment.INTERESTED:
            return 0.93, "A plain acknowledgement of interest; every fact has a source."
        case Sentiment.INFORMATION_REQUESTED:
            return 0.94, "Answers from the knowledge."
        case Sentiment.FOLLOW_UP:
            return 0.85, "Leaves the door open; nothing is claimed."
        case Sentiment.MEETING_BOOKED:
            return 0.8, "Answers a person who has booked."
        case Sentiment.CALL_REQUESTED:
            return 0.6, "They want a call: a person should phone."
        case Sentiment.OBJECTION:
            return 0.6, "A concern is better answered by a person."
        case _:
            return 0.5, "Nothing in the message calls for this answer."


def _quotes_the_answer(situation: Situation, body: str) -> bool:
    """Whether most words of each found passage are in the text; a rewording of it still counts."""
    said = set(read(body).words)
    for answer in filter(None, situation.found):
        words = [word for word in read(answer.passage).words if len(word) > 3 or word.isdigit()]
        if words and sum(word in said for word in words) / len(words) < 0.6:
            return False
    return True


def _facts(conversation: Conversation) -> _Facts:
    settings = conversation.workspace.settings
    said = [m.text for m in conversation.messages if m.direction is Direction.OUTBOUND]
    free = [said for slot in conversation.slots for said in every_spelling(slot.starts_at, slot.zone)]
    ours = "\n".join([conversation.workspace.name, settings.booking_link, *conversation.knowledge, *said, *free])
    theirs = "\n".join(m.text for m in conversation.messages if m.direction is Direction.INBOUND)
    return _Facts(fold_all(ours), fold_all(f"{ours}\n{theirs}"))


def fold_all(text: str) -> str:
    """`fold` without its limit on length: facts are not cut."""
    return "".join(fold(text[start : start + 4_000]) for start in range(0, len(text), 4_000))

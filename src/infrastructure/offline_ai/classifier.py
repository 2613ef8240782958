"""A verdict by rules, in the order of the taxonomy: machines, then meetings, calls, questions, later, no, yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.ai import Conversation, SentimentVerdict
from rejoinder.domain.safety import SafetyVerdict, Screening, screen
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.infrastructure.offline_ai.context import Asked, Context, context_of
from rejoinder.infrastructure.offline_ai.lexicon import idioms, pattern
from rejoinder.infrastructure.offline_ai.reading import Reading, days, has_phone_number, moments, read

_SOFT_REMOVALS = frozenset({"remove-me", "remove-from-list", "wrong-number"})
_WORDS_OF_ONE_THOUGHT = 12


@dataclass(frozen=True, slots=True)
class _Finding:
    sentiment: Sentiment
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One message and everything that the rules look at."""

    reading: Reading
    context: Context
    medium: Medium
    safety: SafetyVerdict
    automated: bool

    def says(self, concept: str) -> bool:
        """Whether some clause says it, without a negation around it."""
        return any(not negated for negated in self._mentions(concept))

    def mentions(self, concept: str) -> bool:
        """Whether it occurs at all: for concepts that are negative themselves."""
        return pattern(concept).search(self.reading.folded) is not None

    def denies(self, concept: str) -> bool:
        """Whether every clause that mentions it negates it."""
        negations = list(self._mentions(concept))
        return bool(negations) and all(negations)

    def is_only(self, *concepts: str) -> bool:
        """Whether nothing is left of the text once these are taken out."""
        left = self.reading.folded
        for concept in (*concepts, "FILLER"):
            left = pattern(concept).sub(" ", left)
        return not re.search(r"[^\W_]", left)

    def opens_with(self, concept: str) -> bool:
        """Whether the first clause that is more than courtesy is this and nothing more."""
        for clause in self.reading.clauses:
            left = pattern("COURTESY").sub(" ", clause).strip(" '\"-*")
            if left:
                return pattern(concept).fullmatch(left) is not None
        return False

    def _mentions(self, concept: str) -> Iterator[bool]:
        for clause in self.reading.clauses:
            for found in pattern(concept).finditer(clause):
                before = clause[: found.start()].split()[-5:]
                after = clause[found.end() :].split()[:3]
                yield bool(_negated_before(" ".join(before)) or _negated_after(" ".join(after)))


def _negated_before(words: str) -> bool:
    return pattern("NEGATION").search(words) is not None


def _negated_after(words: str) -> bool:
    """German and Dutch may negate at the end: "interessiert mich nicht"."""
    return re.search(r"(?<!\w)(?:nicht|niet)(?!\w)", words) is not None


def classify(conversation: Conversation) -> SentimentVerdict:
    """The verdict on the newest message; equal conversations always get equal verdicts."""
    case = _case(conversation)
    found = next(finding for rule in _RULES if (finding := rule(case)))
    return SentimentVerdict(
        sentiment=found.sentiment,
        source=SentimentSource.LEXICON,
        confidence=found.confidence,
        reason=found.reason,
        asks_something=_asks_something(case, found.sentiment),
    )


def _case(conversation: Conversation) -> _Case:
    newest = conversation.newest
    said = newest.text
    meant = read(_without_idioms(said))
    safety = screen(Screening(medium=newest.medium.value, text=said, subject=newest.subject, sender=newest.sender))
    return _Case(meant, context_of(conversation), newest.medium, safety, newest.automated)


def _without_idioms(said: str) -> str:
    folded = read(said).folded
    for phrase, meaning in idioms():
        folded = phrase.sub(meaning, folded)
    return folded


def _asks_something(case: _Case, sentiment: Sentiment) -> bool:
    if sentiment in (Sentiment.BLACKLIST, Sentiment.AUTOMATED_REPLY, Sentiment.OUT_OF_OFFICE):
        return False
    return case.reading.asks or sentiment in (
        Sentiment.INFORMATION_REQUESTED,
        Sentiment.MEETING_REQUESTED,
        Sentiment.CALL_REQUESTED,
    )


# --- the rules, most decisive first -------------------------------------------------------------------


def _blacklist(case: _Case) -> _Finding | None:
    safety = case.safety
    if safety.bounce or case.mentions("DEAD_MAILBOX"):
        return _Finding(Sentiment.BLACKLIST, 0.95, "Says that this mailbox is dead or the message undeliverable.")
    if case.context.asked is Asked.TO_STOP and _bare_yes(case):
        return _Finding(Sentiment.BLACKLIST, 0.85, "Says yes to being left alone.")
    if not safety.opt_out:
        return None
    if set(safety.rules) <= _SOFT_REMOVALS and (case.mentions("DECLINE") or case.denies("INTEREST")):
        return _Finding(Sentiment.NOT_INTERESTED, 0.9, "Declines, and wants to be taken off.")
    return _Finding(Sentiment.BLACKLIST, 0.97, "Asks to be left alone.")


def _machine(case: _Case) -> _Finding | None:
    away = case.safety.out_of_office or case.mentions("OUT_OF_OFFICE")
    if away and (case.automated or not case.says("TURNS_TO_US")):
        return _Finding(Sentiment.OUT_OF_OFFICE, 0.95, "An absence notice.")
    if case.automated or case.safety.automated or case.mentions("AUTOMATED"):
        return _Finding(Sentiment.AUTOMATED_REPLY, 0.95, "Written by a machine.")
    return None


def _wordless(case: _Case) -> _Finding | None:
    if re.search(r"[^\W_]", case.reading.folded):
        return None
    return _Finding(Sentiment.NEUTRAL, 0.6, "Holds no words.")


def _booked(case: _Case) -> _Finding | None:
    reading = case.reading
    if case.says("BOOKED") and not case.mentions("NOT_REALLY_BOOKED") and not reading.asks:
        return _Finding(Sentiment.MEETING_BOOKED, 0.9, "Says that it is booked.")
    if reading.asks or case.mentions("NEGATION") or case.mentions("NO") or not _is_short(case):
        return None
    if _accepts_one(case):
        return _Finding(Sentiment.MEETING_BOOKED, 0.88, "Accepts a time that we offered.")
    return None


def _accepts_one(case: _Case) -> bool:
    offered, folded = case.context.offered, case.reading.folded
    named = moments(folded)
    if named:
        return len(named) == 1 and any(named[0].may_be(moment) for moment in offered)
    on_days = [moment for moment in offered if moment.day in days(folded)]
    if days(folded):
        return len(on_days) == 1
    if len(offered) > 1:
        return (
            re.search(r"\b(?:first|second|last|latter|former|earlier|later) (?:one|slot|time|option)\b", folded)
            is not None
        )
    return len(offered) == 1 and case.is_only("YES", "POSITIVE", "COURTESY", "TIME_SUITS")


def _meeting(case: _Case) -> _Finding | None:
    if case.mentions("FAR") and not re.search(r"\b(?:book|schedule|set up)\b", case.reading.folded):
        return None
    if _wants_a_call(case) or case.mentions("NOT_REALLY_BOOKED") or case.mentions("ON_HOLIDAY"):
        return None
    if case.says("MEETING") and not _hard_no(case):
        return _Finding(Sentiment.MEETING_REQUESTED, 0.9, "Asks or agrees to meet or to talk.")
    if _proposes_time(case):
        return _Finding(Sentiment.MEETING_REQUESTED, 0.88, "Proposes a day or a time.")
    if case.context.asked is Asked.TO_MEET and (_bare_yes(case) or (_is_short(case) and case.says("NEAR"))):
        return _Finding(Sentiment.MEETING_REQUESTED, 0.88, "Says yes to our question about meeting.")
    return None


def _proposes_time(case: _Case) -> bool:
    folded = case.reading.folded
    times, on = moments(folded), days(folded)
    if (
        not (times or on)
        or has_phone_number(folded)
        or _defers(case)
        or case.mentions("STRONG_DECLINE")
        or case.denies("INTEREST")
    ):
        return False
    left = re.sub(r"\d+", " ", folded)
    bare = len(re.findall(r"[a-z]+", left)) <= 5 and not case.mentions("NEGATION")
    return bare or case.says("TIME_SUITS")


def _call(case: _Case) -> _Finding | None:
    if _wants_a_call(case):
        return _Finding(Sentiment.CALL_REQUESTED, 0.9, "Wants to be phoned.")
    if (
        case.context.asked is Asked.TO_CALL
        and not case.mentions("NEGATION")
        and (_bare_yes(case) or has_phone_number(case.reading.folded))
    ):
        return _Finding(Sentiment.CALL_REQUESTED, 0.88, "Says yes to being phoned.")
    if has_phone_number(case.reading.folded) and _is_short(case) and not case.mentions("NEGATION"):
        return _Finding(Sentiment.CALL_REQUESTED, 0.8, "Gives a phone number.")
    return None


def _wants_a_call(case: _Case) -> bool:
    """Phone *them*: with a number, or where the number is the one they write from, or without any other time."""
    folded = case.reading.folded
    if has_phone_number(folded) and case.says("BY_PHONE"):
        return True
    if not case.says("CALL_ME") or _hard_no(case):
        return False
    if has_phone_number(folded) or case.medium in (Medium.SMS, Medium.VOICE):
        return not case.mentions("FAR") or has_phone_number(folded)
    return not (moments(folded) or days(folded) or case.mentions("FAR"))


def _information(case: _Case) -> _Finding | None:
    if case.context.asked is Asked.FOR_INFORMATION and (_bare_yes(case) or _is_address(case)):
        return _Finding(Sentiment.INFORMATION_REQUESTED, 0.88, "Says yes to our offer of information.")
    if _hard_no(case) and not (case.reading.asks or case.says("SEND")):
        return None
    if case.says("INFORMATION") and not (_defers(case) and not case.reading.asks):
        return _Finding(Sentiment.INFORMATION_REQUESTED, 0.9, "Asks for prices, details or material.")
    if case.reading.asks and not _defers(case) and not case.says("DECLINE"):
        return _Finding(Sentiment.INFORMATION_REQUESTED, 0.75, "Asks a question.")
    return None


def _follow_up(case: _Case) -> _Finding | None:
    if case.context.asked is Asked.FOR_LATER and _bare_yes(case):
        return _Finding(Sentiment.FOLLOW_UP, 0.88, "Agrees to talk later.")
    if case.mentions("FAR"):
        return _Finding(Sentiment.FOLLOW_UP, 0.9, "Names a later time.")
    if case.mentions("NOT_REALLY_BOOKED"):
        return _Finding(Sentiment.FOLLOW_UP, 0.75, "Has no time now.")
    if case.mentions("LATER") and not (_hard_no(case) or case.mentions("OBJECTION")):
        return _Finding(Sentiment.FOLLOW_UP, 0.85, "Not now.")
    if case.mentions("ON_HOLIDAY"):
        return _Finding(Sentiment.FOLLOW_UP, 0.7, "Is away at the moment.")
    if case.denies("MEETING") and case.mentions("NEGATION") and days(case.reading.folded):
        return _Finding(Sentiment.FOLLOW_UP, 0.6, "Cannot at that time.")
    return None


def _defers(case: _Case) -> bool:
    return case.mentions("FAR") or case.mentions("LATER")


def _not_interested(case: _Case) -> _Finding | None:
    if case.denies("INTEREST"):
        return _Finding(Sentiment.NOT_INTERESTED, 0.92, "Says that there is no interest.")
    if case.mentions("OBJECTION") and not (case.mentions("STRONG_DECLINE") or case.opens_with("NO")):
        return None
    if case.mentions("DECLINE"):
        return _Finding(Sentiment.NOT_INTERESTED, 0.88, "Declines.")
    if case.opens_with("NO"):
        return _answers_no(case)
    return None


def _answers_no(case: _Case) -> _Finding:
    if case.context.asked in (Asked.TO_STOP, Asked.FOR_MORE):
        return _Finding(Sentiment.NEUTRAL, 0.7, "Says no to a question that wants no answer.")
    return _Finding(Sentiment.NOT_INTERESTED, 0.8, "Says no.")


def _hard_no(case: _Case) -> bool:
    return case.mentions("STRONG_DECLINE") or case.denies("INTEREST") or case.opens_with("NO")


def _objection(case: _Case) -> _Finding | None:
    if case.mentions("OBJECTION"):
        return _Finding(Sentiment.OBJECTION, 0.85, "Raises a concern without a hard no.")
    if case.denies("MEETING") or case.denies("CALL_ME"):
        return _Finding(Sentiment.OBJECTION, 0.6, "Does not want to talk that way.")
    return None


def _interested(case: _Case) -> _Finding | None:
    if case.says("INTEREST") or case.says("POSITIVE"):
        return _Finding(Sentiment.INTERESTED, 0.85, "Positive, without a next step.")
    if not _bare_yes(case):
        return None
    if case.context.asked is Asked.FOR_INTEREST:
        return _Finding(Sentiment.INTERESTED, 0.82, "Says yes to our question.")
    if case.context.asked is Asked.NOTHING and not case.is_only("ACKNOWLEDGED", "COURTESY"):
        return _Finding(Sentiment.INTERESTED, 0.6, "Says yes.")
    return None


def _neutral(case: _Case) -> _Finding:
    if case.is_only("ACKNOWLEDGED", "COURTESY"):
        return _Finding(Sentiment.NEUTRAL, 0.9, "A mere acknowledgement.")
    return _Finding(Sentiment.NEUTRAL, 0.4, "Nothing in it says what is wanted.")


def _bare_yes(case: _Case) -> bool:
    """A yes and perhaps a courtesy: no other thought that could turn it round."""
    if case.mentions("NEGATION") or not _is_short(case):
        return False
    if case.is_only("COURTESY"):
        return False
    return case.is_only("YES", "POSITIVE", "COURTESY", "ACKNOWLEDGED") or case.opens_with("YES")


def _is_short(case: _Case) -> bool:
    return len(case.reading.words) <= _WORDS_OF_ONE_THOUGHT


def _is_address(case: _Case) -> bool:
    return "@" in case.reading.folded and len(case.reading.words) <= _WORDS_OF_ONE_THOUGHT


_RULES: tuple[Callable[[_Case], _Finding | None], ...] = (
    _blacklist,
    _machine,
    _wordless,
    _booked,
    _meeting,
    _call,
    _information,
    _follow_up,
    _not_interested,
    _objection,
    _interested,
    _neutral,
)

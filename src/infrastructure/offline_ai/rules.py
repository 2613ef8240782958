"""A first reading by rules, in the order of the taxonomy: machines, then meetings, calls, questions, later, no, yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.safety import SafetyVerdict, Screening, screen
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.context import Asked, Context, context_of, exchanges
from rejoinder.infrastructure.offline_ai.lexicon import idioms, pattern
from rejoinder.infrastructure.offline_ai.reading import URL, Reading, days, has_phone_number, moments, read

_SOFT_REMOVALS = frozenset({"remove-me", "remove-from-list", "wrong-number"})
_WORDS_OF_ONE_THOUGHT = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says, and how sure it is by itself."""

    sentiment: Sentiment
    confidence: float
    reason: str
    settled: bool = False
    """Nothing learnt from examples should overrule it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One utterance and everything that the rules look at."""

    reading: Reading
    context: Context
    medium: Medium
    safety: SafetyVerdict
    automated: bool
    has_number: bool = False
    """Whether we know where to phone them: the number they write from, or one in the text or the signature."""
    _known: dict[str, tuple[bool, ...]] = field(default_factory=dict, compare=False, repr=False)
    _seen: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def says(self, concept: str) -> bool:
        """Whether some clause says it, without a negation around it."""
        return not all(self._negations(concept))

    def mentions(self, concept: str) -> bool:
        """Whether it occurs at all: for concepts that are negative themselves."""
        if concept not in self._seen:
            self._seen[concept] = pattern(concept).search(self.reading.folded) is not None
        return self._seen[concept]

    def denies(self, concept: str) -> bool:
        """Whether every clause that mentions it negates it."""
        negations = self._negations(concept)
        return bool(negations) and all(negations)

    def _negations(self, concept: str) -> tuple[bool, ...]:
        """For each mention, whether it is negated."""
        if concept not in self._known:
            self._known[concept] = tuple(self._mentions(concept)) if self.mentions(concept) else ()
        return self._known[concept]

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


def find(case: Case) -> Finding:
    """What the first rule that applies says; one always does."""
    return next(finding for rule in _RULES if (finding := rule(case)))


def cases_of(conversation: Conversation) -> list[Case]:
    """What the newest message says, after our last words to them; a call turn by turn."""
    newest = conversation.newest
    return [
        utterance(
            exchange.theirs,
            exchange.ours,
            newest.medium,
            subject=newest.subject,
            sender=newest.sender,
            automated=newest.automated,
            signature=newest.signature,
        )
        for exchange in exchanges(conversation)
    ]


def utterance(
    said: str,
    ours: str | None,
    medium: Medium,
    *,
    subject: str = "",
    sender: str = "",
    automated: bool = False,
    signature: str = "",
) -> Case:
    """What somebody said after `ours`."""
    safety = screen(Screening(medium=medium.value, text=said, subject=subject, sender=sender))
    if safety.injection:
        said = _without_orders(said)
    reading = read(_without_idioms(said))
    number = medium in (Medium.SMS, Medium.VOICE) or has_phone_number(f"{reading.folded}\n{signature}")
    return Case(reading, context_of(ours), medium, safety, automated, number)


_PIECE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


def _without_orders(said: str) -> str:
    """What is left once the sentences that speak to a machine are gone: the rest is what the person wants."""
    pieces = _PIECE.findall(said)[:_MOST_PIECES]
    return "".join(each for each in pieces if not screen(Screening(medium="sms", text=each)).injection)


_MOST_PIECES = 40


def _without_idioms(said: str) -> str:
    folded = read(said).folded
    for phrase, meaning in idioms():
        folded = phrase.sub(meaning, folded)
    return folded


# --- the rules, most decisive first -------------------------------------------------------------------


def _blacklist(case: Case) -> Finding | None:
    safety = case.safety
    if safety.bounce:
        return Finding(Sentiment.BLACKLIST, 0.95, "The message came back.")
    if (case.context.asked is Asked.TO_STOP and _bare_yes(case)) or _chosen(case) is Asked.TO_STOP:
        return Finding(Sentiment.BLACKLIST, 0.85, "Says yes to being left alone.")
    if not safety.opt_out:
        return None
    if set(safety.rules) <= _SOFT_REMOVALS and (case.mentions("DECLINE") or case.denies("INTEREST")):
        return Finding(Sentiment.NOT_INTERESTED, 0.9, "Declines, and wants to be taken off.")
    return Finding(Sentiment.BLACKLIST, 0.97, "Asks to be left alone.")


def _chosen(case: Case) -> Asked | None:
    """What a single word stands for, where we had offered some: "Reply 1 to be removed"."""
    words = case.reading.words
    return case.context.keywords.get(words[0]) if len(words) == 1 else None


def _machine(case: Case) -> Finding | None:
    away = case.safety.out_of_office or case.mentions("OUT_OF_OFFICE")
    if away and (case.automated or not case.says("TURNS_TO_US")):
        return Finding(Sentiment.OUT_OF_OFFICE, 0.95, "An absence notice.")
    if case.mentions("DEAD_MAILBOX") and not case.reading.asks:
        return Finding(Sentiment.AUTOMATED_REPLY, 0.95, "Says that this mailbox is dead or the message undeliverable.")
    if case.automated or case.safety.automated or case.mentions("AUTOMATED"):
        return Finding(Sentiment.AUTOMATED_REPLY, 0.95, "Written by a machine.")
    return None


def _shows(case: Case) -> Finding | None:
    if pattern("SHOWS").fullmatch(URL.sub("image", case.reading.folded).strip(" .!<>[]()")):
        return Finding(Sentiment.NEUTRAL, 0.4, "Shows something that only a person can look at.", settled=True)
    return None


def _wordless(case: Case) -> Finding | None:
    if re.search(r"[^\W_]", case.reading.folded):
        return None
    if case.safety.injection:
        return Finding(Sentiment.NEUTRAL, 0.6, "Only tries to steer a machine.", settled=True)
    return Finding(Sentiment.NEUTRAL, 0.6, "Holds no words.", settled=True)


def _booked(case: Case) -> Finding | None:
    if case.says("BOOKED") and not case.mentions("NOT_REALLY_BOOKED") and not _asks_for_time(case):
        return Finding(Sentiment.MEETING_BOOKED, 0.9, "Says that it is booked.")
    if case.mentions("NEGATION") or case.mentions("NO") or not _is_short(case):
        return None
    if case.context.offers and not _wants_otherwise(case) and _takes_one(case) and not _asks_for_time(case):
        return Finding(Sentiment.MEETING_BOOKED, 0.88, "Accepts a time that we offered.", settled=True)
    return None


_OTHERWISE = re.compile(
    r"\b(?:but|instead|later|earlier|rather|sooner|bit late|too late|too early|aber|erst|lieber|eher|spater|fruher"
    r"|statt|mais|plutot|plus tard|plus tot|pero|mas tarde|mas temprano|mejor|ma|meglio|piuttosto|piu tardi|mais tarde"
    r"|melhor|maar|liever|eerder|ale|raczej|wolalbym|wolalabym|pozniej|men|hellre|heller|senare|senere|mutta|mieluummin"
    r"|myohemmin|spis|spise|pozdeji|ama|но|лучше|позже)\b"
)


def _wants_otherwise(case: Case) -> bool:
    """Whether an answer to our offer takes something back: "Tuesday yes, but later"."""
    return _OTHERWISE.search(case.reading.folded) is not None


def _names_another_time(case: Case) -> bool:
    """Whether a day or an hour that is none of ours stands in the answer to an offer."""
    context, folded = case.context, case.reading.folded
    named = moments(folded)
    if context.offered and named:
        return not all(any(moment.may_be(ours) for ours in context.offered) for moment in named)
    on = {day for day in days(folded) if day < _TOMORROW}
    return bool(context.offered_days and on and not on <= context.offered_days)


_TOMORROW = 7


def _asks_for_time(case: Case) -> bool:
    """Whether a question of theirs is about another time, not about something else beside it."""
    return any(
        pattern(concept).search(question)
        for question in case.reading.questions
        for concept in ("MEETING", "NEAR", "TIME_SUITS")
    )


def _takes_one(case: Case) -> bool:
    """Whether it picks one of the times that we offered: by its time, its day, its number or a plain yes."""
    context, folded = case.context, case.reading.folded
    if case.reading.words in {(option,) for option in context.options}:
        return True
    left = _PICK_WORDS.sub(" ", folded)
    digits = re.findall(r"\d+", left)
    if len(digits) == 1 and digits[0] in context.options and len(case.reading.words) <= 4 and not moments(folded):
        return True
    named = moments(folded)
    if named:
        return len(named) == 1 and any(named[0].may_be(moment) for moment in context.offered)
    on = days(folded)
    if on:
        return len(on) == 1 and on <= context.offered_days
    if context.offers > 1:
        return pattern("PICK").search(folded) is not None
    return case.is_only("YES", "POSITIVE", "COURTESY", "TIME_SUITS", "ACKNOWLEDGED", "BOOKED") and not case.is_only(
        "COURTESY"
    )


_PICK_WORDS = re.compile(r"\b(?:option|number|slot|no|nr|nummer|numero|choice)\.? ?(?=\d)|#")


def _meeting(case: Case) -> Finding | None:
    if case.mentions("FAR") and not re.search(r"\b(?:book|schedule|set up)\b", case.reading.folded):
        return None
    if _wants_a_call(case) or case.mentions("NOT_REALLY_BOOKED") or case.mentions("ON_HOLIDAY"):
        return None
    if case.says("CALL_ME") and not case.has_number and (moments(case.reading.folded) or days(case.reading.folded)):
        return Finding(Sentiment.MEETING_REQUESTED, 0.88, "Wants a call at a time, without a number.", settled=True)
    if _names_another_time(case) and _is_short(case) and not (_hard_no(case) or case.mentions("BOOKED")):
        return Finding(Sentiment.MEETING_REQUESTED, 0.88, "Wants another time than the one we offered.", settled=True)
    if case.context.offers and _is_short(case) and _wants_otherwise(case) and not (_hard_no(case) or _defers(case)):
        return Finding(Sentiment.MEETING_REQUESTED, 0.8, "Would rather have another time.")
    if case.says("MEETING") and not _hard_no(case):
        return Finding(Sentiment.MEETING_REQUESTED, 0.9, "Asks or agrees to meet or to talk.")
    if _proposes_time(case):
        return Finding(Sentiment.MEETING_REQUESTED, 0.88, "Proposes a day or a time.")
    if case.context.asked is Asked.TO_MEET and (_bare_yes(case) or (_is_short(case) and case.says("NEAR"))):
        return Finding(Sentiment.MEETING_REQUESTED, 0.88, "Says yes to our question about meeting.")
    return None


def _proposes_time(case: Case) -> bool:
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


def _call(case: Case) -> Finding | None:
    if _wants_a_call(case):
        return Finding(Sentiment.CALL_REQUESTED, 0.9, "Wants to be phoned.")
    if (
        case.context.asked is Asked.TO_CALL
        and not case.mentions("NEGATION")
        and (_bare_yes(case) or has_phone_number(case.reading.folded))
    ):
        return Finding(Sentiment.CALL_REQUESTED, 0.88, "Says yes to being phoned.")
    if has_phone_number(case.reading.folded) and _is_short(case) and not case.mentions("NEGATION"):
        return Finding(Sentiment.CALL_REQUESTED, 0.8, "Gives a phone number.")
    return None


def _wants_a_call(case: Case) -> bool:
    """Phone *them*: with a number, or where the number is the one they write from, or without any other time."""
    folded = case.reading.folded
    if has_phone_number(folded) and case.says("BY_PHONE"):
        return True
    if not case.says("CALL_ME") or _hard_no(case):
        return False
    if has_phone_number(folded) or case.medium in (Medium.SMS, Medium.VOICE):
        return not case.mentions("FAR") or has_phone_number(folded)
    return not (moments(folded) or days(folded) or case.mentions("FAR"))


def _information(case: Case) -> Finding | None:
    if case.context.asked is Asked.FOR_INFORMATION and (_bare_yes(case) or _is_address(case)):
        return Finding(Sentiment.INFORMATION_REQUESTED, 0.88, "Says yes to our offer of information.")
    if _hard_no(case) and not (case.reading.asks or case.says("SEND")):
        return None
    if case.says("INFORMATION") and not (_defers(case) and not case.reading.asks):
        return Finding(Sentiment.INFORMATION_REQUESTED, 0.9, "Asks for prices, details or material.")
    if case.reading.asks and not _defers(case) and not case.says("DECLINE"):
        return Finding(Sentiment.INFORMATION_REQUESTED, 0.75, "Asks a question.")
    return None


def _follow_up(case: Case) -> Finding | None:
    if case.context.asked is Asked.FOR_LATER and _bare_yes(case):
        return Finding(Sentiment.FOLLOW_UP, 0.88, "Agrees to talk later.")
    if case.mentions("FAR"):
        return Finding(Sentiment.FOLLOW_UP, 0.9, "Names a later time.")
    if case.mentions("NOT_REALLY_BOOKED"):
        return Finding(Sentiment.FOLLOW_UP, 0.75, "Has no time now.")
    if case.mentions("LATER") and not (_hard_no(case) or case.mentions("OBJECTION")):
        return Finding(Sentiment.FOLLOW_UP, 0.85, "Not now.")
    if case.mentions("ON_HOLIDAY"):
        return Finding(Sentiment.FOLLOW_UP, 0.7, "Is away at the moment.")
    if case.denies("MEETING") and case.mentions("NEGATION") and days(case.reading.folded):
        return Finding(Sentiment.FOLLOW_UP, 0.6, "Cannot at that time.")
    return None


def _defers(case: Case) -> bool:
    return case.mentions("FAR") or case.mentions("LATER")


def _not_interested(case: Case) -> Finding | None:
    if case.denies("INTEREST"):
        return Finding(Sentiment.NOT_INTERESTED, 0.92, "Says that there is no interest.")
    if case.mentions("OBJECTION") and not (case.mentions("STRONG_DECLINE") or case.opens_with("NO")):
        return None
    if case.mentions("DECLINE"):
        return Finding(Sentiment.NOT_INTERESTED, 0.88, "Declines.")
    if case.context.asked is Asked.TO_CLOSE and _bare_yes(case):
        return Finding(Sentiment.NOT_INTERESTED, 0.8, "Says yes to being closed as a no.")
    if case.opens_with("NO"):
        return _answers_no(case)
    return None


def _answers_no(case: Case) -> Finding:
    if case.context.asked in (Asked.TO_STOP, Asked.FOR_MORE):
        return Finding(Sentiment.NEUTRAL, 0.7, "Says no to a question that wants no answer.")
    return Finding(Sentiment.NOT_INTERESTED, 0.8, "Says no.")


def _hard_no(case: Case) -> bool:
    return case.mentions("STRONG_DECLINE") or case.denies("INTEREST") or case.opens_with("NO")


def _objection(case: Case) -> Finding | None:
    if case.mentions("OBJECTION"):
        return Finding(Sentiment.OBJECTION, 0.85, "Raises a concern without a hard no.")
    if case.denies("MEETING") or case.denies("CALL_ME"):
        return Finding(Sentiment.OBJECTION, 0.6, "Does not want to talk that way.")
    return None


def _interested(case: Case) -> Finding | None:
    if case.says("INTEREST") or case.says("POSITIVE"):
        return Finding(Sentiment.INTERESTED, 0.85, "Positive, without a next step.")
    if not _bare_yes(case):
        return None
    if case.context.asked is Asked.WHO:
        return Finding(Sentiment.NEUTRAL, 0.7, "Says that we have the right person.")
    if case.context.asked is Asked.FOR_INTEREST:
        return Finding(Sentiment.INTERESTED, 0.82, "Says yes to our question.")
    if case.context.asked is Asked.NOTHING and not case.is_only("ACKNOWLEDGED", "COURTESY"):
        return Finding(Sentiment.INTERESTED, 0.6, "Says yes.")
    return None


def _neutral(case: Case) -> Finding:
    if case.is_only("ACKNOWLEDGED", "COURTESY"):
        return Finding(Sentiment.NEUTRAL, 0.9, "A mere acknowledgement.")
    return Finding(Sentiment.NEUTRAL, 0.4, "Nothing in it says what is wanted.")


def _bare_yes(case: Case) -> bool:
    """A yes and perhaps a courtesy: no other thought that could turn it round."""
    if case.mentions("NEGATION") or not _is_short(case):
        return False
    if case.is_only("COURTESY"):
        return False
    return case.is_only("YES", "POSITIVE", "COURTESY", "ACKNOWLEDGED") or case.opens_with("YES")


def _is_short(case: Case) -> bool:
    return len(case.reading.words) <= _WORDS_OF_ONE_THOUGHT


def _is_address(case: Case) -> bool:
    return "@" in case.reading.folded and len(case.reading.words) <= _WORDS_OF_ONE_THOUGHT


_RULES: tuple[Callable[[Case], Finding | None], ...] = (
    _blacklist,
    _machine,
    _shows,
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


def is_certain(case: Case, found: Finding) -> bool:
    """Whether the rule stands whatever the model thinks: consent, bounces, no words, a plain answer to a question."""
    if found.sentiment is Sentiment.BLACKLIST and (case.safety.opt_out or case.safety.bounce):
        return True
    answers = found.confidence >= 0.8 and _is_short(case) and (_bare_yes(case) or _chosen(case) is not None)
    open_question = case.context.asked in (Asked.NOTHING, Asked.FOR_INTEREST)
    return found.settled or (answers and not open_question and found.sentiment is not Sentiment.INTERESTED)

"""The taxonomy: one table generates schema, prompt text, consequences and the words people see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sentiment(StrEnum):
    """Verdicts, most decisive first: where a text fits several, the first that fits wins."""

    BLACKLIST = "Blacklist"
    AUTOMATED_REPLY = "Automated Reply"
    OUT_OF_OFFICE = "Out of Office"
    MEETING_BOOKED = "Meeting Booked"
    MEETING_REQUESTED = "Meeting Requested"
    CALL_REQUESTED = "Call Requested"
    INFORMATION_REQUESTED = "Information Requested"
    FOLLOW_UP = "Follow Up"
    NOT_INTERESTED = "Not Interested"
    OBJECTION = "Objection"
    INTERESTED = "Interested"
    NEUTRAL = "Neutral"


class SentimentSource(StrEnum):
    """The layer that decided."""

    HEADER = "header"
    LEXICON = "lexicon"
    MODEL = "model"
    HUMAN = "human"


class LeadStatus(StrEnum):
    NEW = "new"
    QUALIFIED = "qualified"
    MEETING_REQUESTED = "meeting-requested"
    MEETING_BOOKED = "meeting-booked"
    NOT_INTERESTED = "not-interested"
    BLACKLISTED = "blacklisted"
    UNQUALIFIED = "unqualified"
    NEEDS_REPAIR = "needs-repair"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one verdict is, and what follows from it."""

    definition: str
    status: LeadStatus | None
    """The status it asks for; None changes nothing."""
    positive: bool = False
    deserves_draft: bool = False


MEANINGS: dict[Sentiment, Meaning] = {
    Sentiment.BLACKLIST: Meaning(
        "Opt-out, hostile removal, spam complaint, delivery failure, dead mailbox.",
        LeadStatus.BLACKLISTED,
    ),
    Sentiment.AUTOMATED_REPLY: Meaning("An autoresponder that is not an out-of-office notice.", None),
    Sentiment.OUT_OF_OFFICE: Meaning("An absence notice sent by a machine.", None),
    Sentiment.MEETING_BOOKED: Meaning(
        "Says that a meeting is booked, or accepts one concrete time that we offered.",
        LeadStatus.MEETING_REQUESTED,
    ),
    Sentiment.MEETING_REQUESTED: Meaning(
        "Asks to meet or to talk at a time, agrees to meet, proposes a day or time, or wants a link to book. "
        '"Open to a quick call next week" belongs here.',
        LeadStatus.MEETING_REQUESTED,
        positive=True,
        deserves_draft=True,
    ),
    Sentiment.CALL_REQUESTED: Meaning(
        "Wants us to phone them, and gives or clearly points to a number.",
        LeadStatus.QUALIFIED,
        positive=True,
        deserves_draft=True,
    ),
    Sentiment.INFORMATION_REQUESTED: Meaning(
        "Asks for prices, details, material or clarification.",
        LeadStatus.QUALIFIED,
        positive=True,
        deserves_draft=True,
    ),
    Sentiment.FOLLOW_UP: Meaning(
        "Not now, but later: next quarter, after the holidays, try me in March.",
        None,
        deserves_draft=True,
    ),
    Sentiment.NOT_INTERESTED: Meaning(
        "A decline with no opening left, polite or not, without asking never to be written to again.",
        LeadStatus.NOT_INTERESTED,
    ),
    Sentiment.OBJECTION: Meaning(
        "A concern that blocks, without a hard no: too expensive, already have somebody, no time.",
        None,
        deserves_draft=True,
    ),
    Sentiment.INTERESTED: Meaning(
        "Positive, without a next step.", LeadStatus.QUALIFIED, positive=True, deserves_draft=True
    ),
    Sentiment.NEUTRAL: Meaning("Truly ambiguous, or a mere acknowledgement such as thanks or ok.", None),
}

PRECEDENCE: tuple[Sentiment, ...] = tuple(Sentiment)

_RANK = {
    LeadStatus.NEW: 0,
    LeadStatus.NEEDS_REPAIR: 0,
    LeadStatus.QUALIFIED: 1,
    LeadStatus.MEETING_REQUESTED: 2,
    LeadStatus.MEETING_BOOKED: 3,
}
_MAY_LOWER = {LeadStatus.BLACKLISTED, LeadStatus.NOT_INTERESTED}


def parse_sentiment(text: str) -> Sentiment:
    """The verdict of that name. Raises ValueError for anything else: no free strings inside."""
    return Sentiment(text.strip())


def next_status(current: LeadStatus, sentiment: Sentiment, *, has_appointment: bool) -> LeadStatus:
    """The lead's status after one more message.

    A verdict may raise a status; only Blacklist and Not Interested may lower one, an appointment pins
    meeting-booked against everything but Blacklist, and a status that people set stays.
    """
    wanted = MEANINGS[sentiment].status
    if wanted is LeadStatus.BLACKLISTED:
        return wanted
    if current in (LeadStatus.BLACKLISTED, LeadStatus.UNQUALIFIED) or wanted is None:
        return current
    if has_appointment:
        return LeadStatus.MEETING_BOOKED
    if wanted in _MAY_LOWER or current is LeadStatus.NOT_INTERESTED:
        return wanted
    return wanted if _RANK[wanted] > _RANK[current] else current


def deserves_draft(sentiment: Sentiment, *, asks_something: bool) -> bool:
    """Whether somebody should answer: positive verdicts, Follow Up, Objection, and a booked person who asks."""
    return MEANINGS[sentiment].deserves_draft or (sentiment is Sentiment.MEETING_BOOKED and asks_something)

"""An answer from templates, which say nothing that the conversation, the knowledge or the settings do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rejoinder.domain.drafts import Strategy
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.slot_words import offer_text
from rejoinder.domain.sourcing import claims
from rejoinder.infrastructure.offline_ai.lexicon import phrases
from rejoinder.infrastructure.offline_ai.situation import SPOKEN, Situation, situation_of
from rejoinder.infrastructure.offline_ai.wishes import Wish, question

LIMITS: Mapping[Medium, int] = {Medium.SMS: 300, Medium.VOICE: 300, Medium.LINKEDIN: 1_000, Medium.EMAIL: 3_000}
MUST_AVOID = (
    "prices, dates, times or promises that stand in no source",
    "links other than the booking link",
    "saying that something is booked",
)

_INTENTS: Mapping[Sentiment, str] = {
    Sentiment.MEETING_BOOKED: "Answer the question of a person who has booked.",
    Sentiment.MEETING_REQUESTED: "Let the person choose a time.",
    Sentiment.CALL_REQUESTED: "Arrange the call that the person wants.",
    Sentiment.INFORMATION_REQUESTED: "Answer the question from what the business knows.",
    Sentiment.FOLLOW_UP: "Leave the door open without pressing.",
    Sentiment.OBJECTION: "Take the concern seriously.",
    Sentiment.INTERESTED: "Offer an easy next step.",
}


def plan(conversation: Conversation) -> Strategy:
    situation = situation_of(conversation)
    return Strategy(
        intent=_INTENTS.get(situation.sentiment, "Acknowledge the message."),
        points=tuple(_sentences(situation, _phrases_for(situation.language), situation.language)),
        must_avoid=MUST_AVOID,
        language=situation.language if situation.language in SPOKEN else "en",
    )


def write(conversation: Conversation, strategy: Strategy, wish: Wish = Wish()) -> str:
    """The answer in the plan's language (English where we do not speak it), within the medium's limit, as wished."""
    situation = situation_of(conversation)
    language = wish.language or strategy.language
    words = _phrases_for(language)
    body = _joined(_wished(_sentences(situation, words, language), words, language, wish), _room(situation.medium))
    if situation.medium is not Medium.EMAIL and not wish.formal:
        return body
    hello = words["hello"].format(name=situation.name) if situation.name else words["hello_nameless"]
    return f"{hello}\n\n{body}\n\n{words['bye']}\n{conversation.workspace.name}"


def _wished(sentences: list[str], words: Mapping[str, str], language: str, wish: Wish) -> list[str]:
    said = [sentence for sentence in sentences if sentence]
    if wish.no_price:
        said = [sentence for sentence in said if not any(claim.kind == "money" for claim in claims(sentence))] or said[
            :1
        ]
    if wish.shorter and len(said) > 1:
        said = said[1:] if said[0].startswith(words["thanks"].split("{")[0].split(",")[0]) else said[:-1]
    if wish.asks:
        said.append(question(wish.asks, language))
    if wish.friendlier:
        said.insert(0, words["glad"].replace(", {name}", ""))
    return list(dict.fromkeys(said))


def _phrases_for(language: str) -> Mapping[str, str]:
    return phrases(language if language in SPOKEN else "en")


def _room(medium: Medium) -> int:
    return LIMITS[medium]


def _joined(sentences: Iterable[str], room: int) -> str:
    """As many whole sentences as fit, in their order. The first always does."""
    text = ""
    for sentence in sentences:
        longer = f"{text} {sentence}".strip()
        if len(longer) <= room:
            text = longer
    return text


def _sentences(situation: Situation, words: Mapping[str, str], language: str) -> list[str]:
    """What to say, most important first where room is short."""
    names = _named(situation, words)
    match situation.sentiment:
        case Sentiment.MEETING_REQUESTED:
            return [names["happy_to_talk"], _offer(situation, language) or _time(situation, names)]
        case Sentiment.CALL_REQUESTED:
            return [names["thanks"], _call(situation, names)]
        case Sentiment.INFORMATION_REQUESTED:
            return [*_answered(situation, names), _link_or(situation, names, "more")]
        case Sentiment.FOLLOW_UP:
            return [names["thanks"], names["later"]]
        case Sentiment.OBJECTION:
            return [names["objection"], *_quotes(situation), _link_or(situation, names, "objection_ask")]
        case Sentiment.INTERESTED:
            return [names["glad"], *_quotes(situation), names["link" if situation.booking_link else "interested"]]
        case Sentiment.MEETING_BOOKED:
            return [*_answered(situation, names), names["booked"]]
        case _:
            return [names["acknowledge"]]


def _named(situation: Situation, words: Mapping[str, str]) -> dict[str, str]:
    """Every phrase with the name and the link in it; in a mail the greeting has said the name already."""
    name = "" if situation.medium is Medium.EMAIL else situation.name
    filled: dict[str, str] = {}
    for key, phrase in words.items():
        text = phrase if name else phrase.replace(", {name}", "")
        filled[key] = text.replace("{name}", name).replace("{link}", situation.booking_link)
    return filled


def _offer(situation: Situation, language: str) -> str:
    """As many of the calendar's times as one message holds; a person who named a time is asked about theirs first."""
    if situation.proposes_time and situation.booking_link:
        return ""
    labels = [slot.label(language) for slot in situation.slots]
    while labels and len(offer_text(labels, language)) > _room(situation.medium) - 60:
        labels.pop()
    return offer_text(labels, language)


def _time(situation: Situation, names: Mapping[str, str]) -> str:
    if situation.booking_link:
        return names["link_confirm" if situation.proposes_time else "link"]
    return names["check_time" if situation.proposes_time else "ask_time"]


def _call(situation: Situation, names: Mapping[str, str]) -> str:
    if not situation.has_number:
        return names["number"]
    return names["call_noted" if situation.proposes_time else "call"]


def _link_or(situation: Situation, names: Mapping[str, str], otherwise: str) -> str:
    if situation.asks and not situation.is_answered:
        return ""
    return names["link_if" if situation.booking_link else otherwise]


def _answered(situation: Situation, names: Mapping[str, str]) -> list[str]:
    """What the knowledge says; and that somebody is asking, where it says nothing on some part."""
    if not situation.asks:
        return [names["thanks"]]
    quotes = _quotes(situation)
    return (
        [names["thanks"], *quotes] if situation.is_answered and quotes else [names["thanks"], *quotes, names["check"]]
    )


def _quotes(situation: Situation) -> list[str]:
    """Each passage once, word for word, if it can be said in one message."""
    room = _room(situation.medium) - 60
    passages = (answer.passage for answer in situation.found if answer)
    return list(dict.fromkeys(passage for passage in passages if len(passage) <= room))

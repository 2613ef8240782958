"""The AI port on OpenAI: questions put in the model's words, answers taken back as domain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rejoinder.domain.ai_usage import CallContext, Judge
from rejoinder.domain.drafts import Evaluation, Strategy
from rejoinder.domain.errors import AIAnswerUnusable
from rejoinder.domain.knowledge import of_settings, relevant
from rejoinder.domain.leads import Score, ScoreSource
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.ports.ai import Conversation, SentimentVerdict
from rejoinder.domain.sentiment import MEANINGS, PRECEDENCE, Sentiment, SentimentSource
from rejoinder.infrastructure.openai.client import OpenAIDoor
from rejoinder.infrastructure.openai.features import CLASSIFY, EVALUATE, FEATURES, GENERATE, SCORE, STRATEGY
from rejoinder.infrastructure.openai.schema import Schema

SCHEMAS: Mapping[str, Schema] = {name: feature.schema for name, feature in FEATURES.items()}

TAXONOMY = "\n".join(
    f"{rank}. {sentiment.value}: {MEANINGS[sentiment].definition}" for rank, sentiment in enumerate(PRECEDENCE, 1)
)

_NEWEST_CHARACTERS = 8_000
_OLDER_CHARACTERS = 2_000
_TRANSCRIPT_CHARACTERS = 24_000
_TRANSCRIPT_MESSAGES = 40
_CUT = "[… cut here]"

LIMITS: Mapping[Medium, int] = {Medium.SMS: 480, Medium.VOICE: 480, Medium.LINKEDIN: 1_900, Medium.EMAIL: 8_000}
"""Characters; beyond them a text is cut at its last whole sentence."""

FORMS: Mapping[Medium, str] = {
    Medium.SMS: "a text message: plain text, at most 300 characters, one or two sentences, no greeting line, "
    "no signature, no lists, no markdown.",
    Medium.VOICE: "a text message to somebody who called: plain text, at most 300 characters, no lists, no markdown.",
    Medium.LINKEDIN: "a LinkedIn message: plain text, one to three short paragraphs, no signature, no markdown.",
    Medium.EMAIL: "the body of an e-mail: plain text, a short greeting, one to three short paragraphs, "
    "a short close; no subject line, no markdown, no signature block.",
}


@dataclass(frozen=True, slots=True)
class OpenAI:
    """Implements rejoinder.domain.ports.ai.AI; the worker's use-cases call it between two transactions."""

    door: OpenAIDoor

    def classify(self, conversation: Conversation, call: CallContext) -> SentimentVerdict:
        variables = {**_thread(conversation), "taxonomy": TAXONOMY}
        answer = self.door.ask(CLASSIFY, variables, SCHEMAS[CLASSIFY], call)
        return SentimentVerdict(
            sentiment=Sentiment(answer["sentiment"]),
            source=SentimentSource.MODEL,
            confidence=float(answer["confidence"]),
            reason=_line(answer["reason"]),
            asks_something=answer["asks_something"],
            judge=self._judge(CLASSIFY),
        )

    def plan(self, conversation: Conversation, call: CallContext) -> Strategy:
        variables = {**_thread(conversation), **_business(conversation), **_verdict(conversation)}
        answer = self.door.ask(STRATEGY, variables, SCHEMAS[STRATEGY], call)
        return Strategy(
            intent=_line(answer["intent"]),
            points=tuple(_line(point) for point in answer["points"]),
            must_avoid=tuple(_line(point) for point in answer["must_avoid"]),
            language=_language(answer["language"]),
        )

    def write(self, conversation: Conversation, strategy: Strategy, call: CallContext, *, instruction: str = "") -> str:
        variables = {
            **_thread(conversation),
            **_business(conversation),
            "form": FORMS[conversation.medium],
            "language": _language(strategy.language),
            "plan": _plan_text(strategy),
            "instruction": _line(instruction),
        }
        answer = self.door.ask(GENERATE, variables, SCHEMAS[GENERATE], call)
        body = tidy(answer["body"], conversation.medium)
        if not body:
            raise AIAnswerUnusable("The model wrote an empty reply.", code="ai-empty-reply")
        return body

    def evaluate(self, conversation: Conversation, body: str, call: CallContext) -> Evaluation:
        variables = {
            **_thread(conversation),
            **_business(conversation),
            **_verdict(conversation),
            "draft": body,
        }
        answer = self.door.ask(EVALUATE, variables, SCHEMAS[EVALUATE], call)
        return Evaluation(
            safe=answer["safe"] and not answer["needs_person"],
            confidence=float(answer["confidence"]),
            reason=_line(answer["reason"]),
            problems=tuple(dict.fromkeys(answer["problems"])),
        )

    def score(self, conversation: Conversation, call: CallContext) -> Score:
        variables = {**_thread(conversation), **_business(conversation)}
        answer = self.door.ask(SCORE, variables, SCHEMAS[SCORE], call)
        said = _folded([m.text for m in conversation.messages if m.direction is Direction.INBOUND])
        reasons = tuple(_with_true_quotes(_line(reason), said) for reason in answer["reasons"])
        scores = answer["fit"], answer["intent"], answer["overall"]
        return Score(*scores, reasons, ScoreSource.MODEL, self._judge(SCORE))

    def _judge(self, feature: str) -> Judge:
        return Judge(self.door.model(feature), self.door.version(feature))


# --- what a model may see -----------------------------------------------------------------------------


def _thread(conversation: Conversation) -> dict[str, Any]:
    newest = conversation.newest
    zone = ZoneInfo(conversation.workspace.timezone)
    return {
        "now": f"{newest.received_at.astimezone(zone):%A %Y-%m-%d %H:%M} ({zone.key})",
        "medium": newest.medium.value,
        "transcript": _transcript(conversation),
        "newest": _with_subject(newest, _cut_short(newest.text, _NEWEST_CHARACTERS)),
    }


def _transcript(conversation: Conversation) -> str:
    """The messages before the newest, oldest first; of a call also both sides of it, because an answer means nothing
    without its question. The newest of them always fit; a mark says how many older ones were left out."""
    older = [message for message in conversation.messages if message.id != conversation.newest.id]
    newest = conversation.newest
    lines: list[str] = []
    if newest.medium is Medium.VOICE and newest.body != newest.text:
        lines.append(f"[this call, both sides]\n{_cut_short(newest.body, _TRANSCRIPT_CHARACTERS // 2)}")
    room = _TRANSCRIPT_CHARACTERS - sum(map(len, lines))
    shown = 0
    for message in reversed(older[-_TRANSCRIPT_MESSAGES:]):
        line = _transcript_line(message)
        room -= len(line) + 1
        if room < 0:
            break
        lines.insert(0, line)
        shown += 1
    if left_out := older[: len(older) - shown]:
        first, last = left_out[0].received_at, left_out[-1].received_at
        lines.insert(0, f"[… {len(left_out)} earlier messages left out, {first:%Y-%m-%d} to {last:%Y-%m-%d}]")
    return "\n".join(lines) or "(no earlier messages)"


def _transcript_line(message: Message) -> str:
    who = "them" if message.direction is Direction.INBOUND else "us"
    words = _with_subject(message, _cut_short(message.text, _OLDER_CHARACTERS)).replace("\n", "\\n")
    return f"[{message.received_at:%Y-%m-%d %H:%M} {message.medium.value}] {who}: {words}"


def _with_subject(message: Message, words: str) -> str:
    return f"(subject: {message.subject[:200]}) {words}" if message.subject else words


def _business(conversation: Conversation) -> dict[str, Any]:
    settings = conversation.workspace.settings
    return {
        "business": conversation.workspace.name,
        "persona": settings.persona,
        "booking_link": settings.booking_link,
        "ideal_customer": settings.ideal_customer,
        "free_times": [slot.label() for slot in conversation.slots],
        "knowledge": _knowledge(conversation),
        "wishes": list(conversation.wishes),
    }


def _knowledge(conversation: Conversation) -> list[str]:
    """Each part below the title of its entry."""
    settings = conversation.workspace.settings
    parts = conversation.known or relevant(of_settings(settings.knowledge), conversation.newest.text)
    return [f"{part.title}: {part.text}" if part.title else part.text for part in parts]


def _cut_short(text: str, room: int) -> str:
    """The text, or as much of it as fits with a mark where the rest was."""
    return text if len(text) <= room else f"{text[: room - len(_CUT) - 1]} {_CUT}"


def _verdict(conversation: Conversation) -> dict[str, str]:
    sentiment = conversation.newest.sentiment
    return {"sentiment": sentiment.value if sentiment else ""}


def _plan_text(strategy: Strategy) -> str:
    lines = [f"Intent: {strategy.intent}", *(f"Say: {point}" for point in strategy.points)]
    return "\n".join([*lines, *(f"Avoid: {point}" for point in strategy.must_avoid)])


# --- what may come back -------------------------------------------------------------------------------


def _language(code: str) -> str:
    """The two or three letters of a language code; English where the model wrote anything else."""
    found = re.match(r"[a-z]{2,3}(?![a-z])", code.strip().lower())
    return found.group() if found else "en"


def _line(words: str) -> str:
    """One line of at most 500 characters, for a screen."""
    return " ".join(_printable(words).split())[:500]


def _printable(words: str) -> str:
    """Without control characters, direction overrides and invisible marks; emoji stay whole."""
    return "".join(c for c in words if c in "\n\t\u200d" or unicodedata.category(c) not in _INVISIBLE)


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,})[\"”“»]")


def _folded(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).casefold().split())


def _with_true_quotes(reason: str, said: str) -> str:
    """The reason, without quotation marks around words that the person never said."""

    def checked(quote: re.Match[str]) -> str:
        return quote.group() if _folded([quote.group(1)]).strip(" .,!?…") in said else "(words that were not said)"

    return _QUOTED.sub(checked, reason)


_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})

_MARKDOWN = (
    (re.compile(r"\[([^\]\n]+)\]\((\S+?)\)"), r"\1: \2"),
    (re.compile(r"^\s{0,3}(?:#{1,6}|>)\s+", re.MULTILINE), ""),
    (re.compile(r"^\s*[*•]\s+", re.MULTILINE), "- "),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"`{1,3}([^`\n]*)`{1,3}"), r"\1"),
)


def tidy(body: str, medium: Medium) -> str:
    """The text as it may leave on `medium`: plain, printable, within the limit."""
    plain = _printable(body)
    for pattern, plainer in _MARKDOWN:
        plain = pattern.sub(plainer, plain)
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    if medium in (Medium.SMS, Medium.VOICE):
        return _within(" ".join(line.removeprefix("- ") for line in lines if line), LIMITS[medium])
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _within(plain, LIMITS[medium])


def _within(words: str, limit: int) -> str:
    """At most `limit` characters, cut after a whole sentence where there is one, never within a word."""
    if len(words) <= limit:
        return words
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)", words[: limit + 1])]
    if ends and ends[-1] >= limit // 3:
        return words[: ends[-1]]
    return words[:limit].rpartition(" ")[0] or words[:limit]

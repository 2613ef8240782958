"""What our own last words asked, because "yes" means whatever that was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.ports.ai import Conversation
from rejoinder.infrastructure.offline_ai.lexicon import pattern
from rejoinder.infrastructure.offline_ai.reading import Moment, as_written, days, moments, read


class Asked(Enum):
    NOTHING = auto()
    TO_STOP = auto()
    TO_CLOSE = auto()
    """Whether we may take their silence for a no."""
    TO_CALL = auto()
    TO_MEET = auto()
    FOR_INFORMATION = auto()
    FOR_LATER = auto()
    FOR_MORE = auto()
    """Whether there is anything else."""
    WHO = auto()
    """Whether we have the right person."""
    FOR_INTEREST = auto()
    """Any other question."""


_IN_ORDER = (
    ("ASKED_STOP", Asked.TO_STOP),
    ("ASKED_CLOSE", Asked.TO_CLOSE),
    ("ASKED_MORE", Asked.FOR_MORE),
    ("ASKED_CALL", Asked.TO_CALL),
    ("ASKED_INFO", Asked.FOR_INFORMATION),
    ("ASKED_LATER", Asked.FOR_LATER),
    ("ASKED_MEETING", Asked.TO_MEET),
    ("ASKED_WHO", Asked.WHO),
)
_KEYWORD = re.compile(
    r"\b(?:reply|text|press|send|antworten sie|repond\w*|responda|rispondi|responde) (?:with |mit |con |par )?"
    r"['\"]?(\w+)['\"]? (?:to|for|um|pour|para|per) ([^,.;\n]+)"
)
_KEYWORD_AGAIN = re.compile(r"(?:,|\bor\b|\band\b) ['\"]?(\w+)['\"]? (?:to|for) ([^,.;\n]+)")
_OPTION = re.compile(r"(?:^|[\s(])([1-9])\s?[).:=-](?!\d)")


@dataclass(frozen=True, slots=True)
class Context:
    asked: Asked = Asked.NOTHING
    offered: tuple[Moment, ...] = ()
    """The concrete times in our last message."""
    offered_days: frozenset[int] = frozenset()
    options: frozenset[str] = frozenset()
    """The numbers by which an offer may be taken."""
    keywords: Mapping[str, Asked] = field(default_factory=dict)
    """What a single word means, where we asked for one: "Reply 1 to be removed"."""

    @property
    def offers(self) -> int:
        """How many times or days there were to choose from."""
        return max(len(self.offered), len(self.offered_days), len(self.options) if self.offered else 0)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing that somebody said, after the last thing that we said."""

    ours: str | None
    theirs: str


_LABELLED = re.compile(r"^\s*(?P<who>[A-Za-z][A-Za-z ]{1,19}?)\s*:\s*(?P<said>.*)$")
_OURS = frozenset({"ai", "assistant", "agent", "bot", "operator"})
_THEIRS = frozenset({"user", "customer", "caller", "lead", "client", "human"})


def exchanges(conversation: Conversation) -> Sequence[Exchange]:
    """The newest message; a call in the turns of its transcript, so that each answer stands beside its question."""
    newest = conversation.newest
    if newest.medium is Medium.VOICE and (turns := _turns(newest.body)):
        return turns
    ours = last_of_ours(conversation)
    spoken = newest.medium is Medium.VOICE
    return (Exchange(ours.text if ours else None, as_written(newest.text) if spoken else newest.text),)


def _turns(transcript: str) -> list[Exchange]:
    """What the customer said, turn by turn; empty where nothing says who speaks."""
    found: list[Exchange] = []
    ours, speaks = "", ""
    for line in transcript.splitlines()[:400]:
        labelled = _LABELLED.match(line)
        who = labelled["who"].lower().strip() if labelled else ""
        if labelled is not None and who in _OURS | _THEIRS:
            said, is_new = labelled["said"], True
        else:
            said, is_new = line.strip(), False
        if is_new:
            speaks = "ours" if who in _OURS else "theirs"
        if speaks == "ours":
            ours = said if is_new else f"{ours} {said}"
        elif speaks == "theirs" and said.strip():
            words = as_written(said.strip())
            if is_new or not found:
                found.append(Exchange(as_written(ours) or None, words))
            else:
                found[-1] = Exchange(found[-1].ours, f"{found[-1].theirs} {words}")
    return found


def last_of_ours(conversation: Conversation) -> Message | None:
    """What we said last before the newest message."""
    return next((m for m in reversed(conversation.messages) if m.direction is Direction.OUTBOUND), None)


def context_of(ours: str | None) -> Context:
    """What our last words to somebody asked of them."""
    if ours is None:
        return Context()
    reading = read(ours)
    offered = tuple(dict.fromkeys(moments(reading.folded)))
    offer = (
        offered,
        frozenset(days(reading.folded)),
        frozenset(_OPTION.findall(reading.folded)),
        _keywords(reading.folded),
    )
    if not reading.questions:
        return Context(Asked.TO_MEET if offered else Asked.NOTHING, *offer)
    question = reading.questions[-1]
    return Context(_asked(question, Asked.TO_MEET if offered else Asked.FOR_INTEREST), *offer)


def _asked(question: str, otherwise: Asked) -> Asked:
    return next((asked for name, asked in _IN_ORDER if pattern(name).search(question)), otherwise)


def _keywords(folded: str) -> dict[str, Asked]:
    first = _KEYWORD.findall(folded)
    further = _KEYWORD_AGAIN.findall(folded) if first else []
    return {word: _asked(wish, Asked.FOR_INTEREST) for word, wish in (*first, *further)}

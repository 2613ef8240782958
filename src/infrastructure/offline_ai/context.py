"""What our own last message asked, because "yes" means whatever that was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from rejoinder.domain.messages import Direction, Message
from rejoinder.domain.ports.ai import Conversation
from rejoinder.infrastructure.offline_ai.lexicon import pattern
from rejoinder.infrastructure.offline_ai.reading import Moment, moments, read


class Asked(Enum):
    NOTHING = auto()
    TO_STOP = auto()
    TO_CALL = auto()
    TO_MEET = auto()
    FOR_INFORMATION = auto()
    FOR_LATER = auto()
    FOR_MORE = auto()
    """Whether there is anything else."""
    FOR_INTEREST = auto()
    """Any other question."""


_IN_ORDER = (
    ("ASKED_STOP", Asked.TO_STOP),
    ("ASKED_MORE", Asked.FOR_MORE),
    ("ASKED_CALL", Asked.TO_CALL),
    ("ASKED_INFO", Asked.FOR_INFORMATION),
    ("ASKED_LATER", Asked.FOR_LATER),
    ("ASKED_MEETING", Asked.TO_MEET),
)


@dataclass(frozen=True, slots=True)
class Context:
    asked: Asked = Asked.NOTHING
    offered: tuple[Moment, ...] = ()
    """The concrete times in our last message."""


def last_of_ours(conversation: Conversation) -> Message | None:
    """What we said last before the newest message."""
    return next((m for m in reversed(conversation.messages) if m.direction is Direction.OUTBOUND), None)


def context_of(conversation: Conversation) -> Context:
    ours = last_of_ours(conversation)
    if ours is None:
        return Context()
    reading = read(ours.text)
    offered = tuple(dict.fromkeys(moments(reading.folded)))
    if not reading.questions:
        return Context(Asked.TO_MEET if offered else Asked.NOTHING, offered)
    question = reading.questions[-1]
    found = (asked for name, asked in _IN_ORDER if pattern(name).search(question))
    return Context(next(found, Asked.TO_MEET if offered else Asked.FOR_INTEREST), offered)

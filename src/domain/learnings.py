"""What an operator's edit may teach: proposals that a person accepts or dismisses, never applied by themselves.

Each is read from the difference between what the machine wrote and what the person made of it, by rule and not by a
model, so it says no more than the edit does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rejoinder.domain.sourcing import claims, unsourced_facts

MOST_ACCEPTED = 20
"""Accepted wishes that a writer is told, the newest."""
_SHORTER = 0.6
_QUOTE = 300


class LearningKind(StrEnum):
    KNOWLEDGE = "knowledge"
    """A fact that a person added: accepting it makes it an entry of the knowledge."""
    LENGTH = "length"
    WORDING = "wording"
    GREETING = "greeting"
    CLOSING = "closing"
    OMISSION = "omission"
    """Something that a person took out and put nothing in the place of."""


class LearningState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to learn, before anybody has looked at it."""

    kind: LearningKind
    proposal: str
    """For knowledge the fact itself, else a wish to the writer."""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Learning:
    id: str
    workspace_id: str
    lead_id: str
    draft_id: str
    version: int
    """The version of the draft that the edit made."""
    lesson: Lesson
    state: LearningState = LearningState.PROPOSED
    proposed_by: str = ""
    """Who edited."""
    decided_by: str = ""
    created_at: datetime | None = None
    decided_at: datetime | None = None


def lessons(before: str, after: str, *, known: Iterable[str]) -> list[Lesson]:
    """What the edit from `before` to `after` may teach, where `known` is what our side already says."""
    old, new = _sentences(before), _sentences(after)
    added = [sentence for sentence in new if sentence not in old]
    removed = [sentence for sentence in old if sentence not in new]
    found = [
        Lesson(LearningKind.KNOWLEDGE, _short(sentence), after=_short(sentence))
        for sentence in added
        if claims(sentence) and unsourced_facts(sentence, said_by_us=known, said_by_them=())
    ]
    found += _of_ends(before, after)
    if len(after) < len(before) * _SHORTER and len(before) > 80:
        wish = (
            f"Write about {max(1, round(len(after.split()) / 5) * 5)} words where {len(before.split())} were written."
        )
        found.append(Lesson(LearningKind.LENGTH, wish, _short(before), _short(after)))
    elif removed and not added:
        wish = f"Leave out sentences such as: {_short(removed[0])}"
        found.append(Lesson(LearningKind.OMISSION, wish, _short(" ".join(removed))))
    elif removed and added and not found:
        wish = f"Rather write “{_short(added[0])}” than “{_short(removed[0])}”."
        found.append(Lesson(LearningKind.WORDING, wish, _short(" ".join(removed)), _short(" ".join(added))))
    return found


def _of_ends(before: str, after: str) -> list[Lesson]:
    """How a mail of several lines begins and ends."""
    old, new = before.strip().splitlines(), after.strip().splitlines()
    if len(old) < 3 or len(new) < 3:
        return []
    found = []
    if old[0] != new[0] and len(new[0]) <= 60:
        found.append(Lesson(LearningKind.GREETING, f"Open as in “{_short(new[0])}”.", old[0][:_QUOTE], new[0][:_QUOTE]))
    if old[-1] != new[-1] and len(new[-1]) <= 60:
        wish = f"Close as in “{_short(new[-1])}”."
        found.append(Lesson(LearningKind.CLOSING, wish, old[-1][:_QUOTE], new[-1][:_QUOTE]))
    return found


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?。！？])\s+|\n+", text) if part.strip()]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"

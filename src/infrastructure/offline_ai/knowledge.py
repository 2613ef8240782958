"""Finding the sentence that answers a question in what the workspace knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rejoinder.infrastructure.offline_ai.folding import fold
from rejoinder.infrastructure.offline_ai.lexicon import meanings, stop_words
from rejoinder.infrastructure.offline_ai.reading import read

ENOUGH = 0.5
"""The share of a question's words that a passage must share to be quoted at all."""
SURE = 0.99
"""The share at which the passage is about exactly what was asked."""
_HEAVY = 2.0
_LONGEST_QUESTION = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage of one knowledge entry, word for word, and how much of the question it covers (0 to 1)."""

    passage: str
    coverage: float


def answers(text: str, knowledge: Sequence[str]) -> list[Answer | None]:
    """For each question in the text the best passage, or None where the knowledge has none worth quoting."""
    reading = read(text)
    asked = reading.questions or (reading.folded,)
    return [best_answer(question[:_LONGEST_QUESTION], knowledge) for question in asked]


def best_answer(question: str, knowledge: Sequence[str]) -> Answer | None:
    wanted = _terms(question)
    if not knowledge:
        return None
    if not wanted:
        return _opening(knowledge)
    candidates = [_best_passage(wanted, entry) for entry in knowledge]
    best = max(candidates, key=lambda answer: answer.coverage)
    return best if best.coverage >= ENOUGH and best.passage else None


def _opening(knowledge: Sequence[str]) -> Answer | None:
    """What to say to "tell me more": how the knowledge begins. Never counted as a full answer."""
    passages = _passages(knowledge[0])
    return Answer(passages[0], 0.7) if passages else None


def _best_passage(wanted: frozenset[str], entry: str) -> Answer:
    """Coverage counts the whole entry, for its heading says what the sentences are about."""
    passages = _passages(entry)
    if not passages:
        return Answer("", 0.0)
    total = _weight(wanted)
    closest = max(passages, key=lambda passage: _weight(wanted & _terms(passage)))
    shared = wanted & (_terms(_heading(entry)) | _terms(closest))
    return Answer(closest, _weight(shared) / total)


def _weight(terms: Iterable[str]) -> float:
    return sum(_HEAVY if term.isupper() else 1.0 for term in terms)


def _heading(entry: str) -> str:
    """The lines that announce instead of saying: a title, or the question of a question and answer."""
    return "\n".join(line for line in entry.splitlines() if _announces(line, entry))


def _announces(line: str, entry: str) -> bool:
    bare = line.strip()
    if bare.endswith(("?", ":")) or bare.startswith("#"):
        return True
    return bare == entry.strip().splitlines()[0].strip() and "\n" in entry.strip() and not bare.endswith((".", "!"))


@lru_cache(maxsize=1024)
def _passages(entry: str) -> tuple[str, ...]:
    """The sentences of an entry that state something, as written but for white space, labels and bullets."""
    found: list[str] = []
    for line in entry.splitlines():
        if not line.strip() or _announces(line, entry):
            continue
        plain = re.sub(r"^\s*(?:[-*•]\s+|A:\s*)", "", line)
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(plain.split())):
            if sentence and not sentence.endswith("?"):
                found.append(sentence)
    return tuple(found)


@lru_cache(maxsize=2048)
def _terms(text: str) -> frozenset[str]:
    """The words that carry the topic, as stems; words of one meaning (price, cost, Preis) as its name in capitals."""
    folded = fold(text)
    for phrase, word in _COMPOUNDS:
        folded = phrase.sub(word, folded)
    words = re.findall(r"[a-z]{2,}", re.sub(r"'\w+", "", folded))
    named = (meanings().get(word, _stem(word)) for word in words if word not in stop_words())
    return frozenset(named)


_COMPOUNDS = (
    (re.compile(r"how much|wie ?viel|[$€£]\s?\d"), " price "),
    (
        re.compile(r"how long|wie lange|combien de temps|\d+\s?(?:minutes?|hours?|days?|weeks?|stunden|tage|heures)"),
        " duration ",
    ),
)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "en", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

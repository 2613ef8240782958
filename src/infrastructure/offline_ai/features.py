"""What the statistical model looks at in one message: its words and letters, what we had asked, what the rules found.

Features are names in families. The names are hashed into the table of weights; the families are scaled, so that a long
letter does not outweigh what the rules saw in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from rejoinder.infrastructure.offline_ai.folding import WIDE
from rejoinder.infrastructure.offline_ai.lexicon import pattern, word_lists
from rejoinder.infrastructure.offline_ai.reading import EMAIL, URL, days, has_phone_number, moments
from rejoinder.infrastructure.offline_ai.rules import Case, Finding

_TOKEN = re.compile(rf"[{WIDE}]|(?:(?![{WIDE}])[^\W_])+(?:'[^\W_]+)*|[?!]")
_DIGITS = re.compile(r"\d+")
_TURNS = frozenset(word for line in word_lists("TURNS") for word in line)
_NEGATORS = frozenset(word for line in word_lists("NEGATORS") for word in line)
_NEGATING = ("kein", "ningun", "nessun", "nenhum", "zadn")
"""How words begin that negate in many forms."""
_HEAD, _TAIL = 70, 40
"""Tokens that are read: people say what they want first, or last."""

SCALES: Mapping[str, float] = {"words": 1.0, "letters": 1.5, "place": 0.4, "context": 0.7, "rules": 0.3}


_SCHEDULER = re.compile(
    r"\S*(?:calendly|cal\.(?:com|example)|hubspot\.com/meetings|meetings\.|savvycal|tidycal|youcanbook)\S*"
)


def tokens_of(folded: str) -> list[str]:
    """Words, single signs of Japanese and Chinese, question and exclamation marks; digits count as one shape, and a
    link or an address as one word."""
    bare = URL.sub(lambda link: " schedulerlink " if _SCHEDULER.search(link.group()) else " weblink ", folded)
    found = _TOKEN.findall(EMAIL.sub(" mailaddress ", bare))
    if len(found) > _HEAD + _TAIL:
        found = found[:_HEAD] + found[-_TAIL:]
    return [_DIGITS.sub("0", token) for token in found]


def words(tokens: list[str]) -> Iterator[tuple[str, int]]:
    """Single words and neighbours, each with the place of its first word."""
    for place, token in enumerate(tokens):
        yield f"w {token}", place
        if place:
            yield f"b {tokens[place - 1]} {token}", place - 1
        if place > 1:
            yield f"s {tokens[place - 2]} {token}", place - 2
    yield from _denied(tokens)


def _denied(tokens: list[str]) -> Iterator[tuple[str, int]]:
    """Words in the reach of a negation: "not really interested" must not look like "interested"."""
    reach = 0
    for place, token in enumerate(tokens):
        if token in _NEGATORS or token.endswith("n't") or token.startswith(_NEGATING):
            reach = 3
        elif reach and len(token) > 1:
            reach -= 1
            yield f"n {token}", place
            yield f"n {token[:5]}", place


def letters(tokens: list[str]) -> Iterator[tuple[str, int]]:
    """Runs of three to five letters within a word and its edges: they carry over between forms of one word."""
    for place, token in enumerate(tokens):
        if len(token) < 3:
            continue
        edged = f"_{token}_"
        for length in (3, 4, 5):
            for start in range(len(edged) - length + 1):
                yield f"c {edged[start : start + length]}", place


def places(tokens: list[str]) -> Iterator[tuple[str, int]]:
    """How the message opens and ends, and what follows the last "but"."""
    for place, token in enumerate(tokens[:2]):
        yield f"o{place} {token}", place
    for place in range(max(len(tokens) - 2, 0), len(tokens)):
        yield f"e {tokens[place]}", place
    turn = max((place for place, token in enumerate(tokens) if token in _TURNS), default=-1)
    if turn >= 0:
        for place in range(turn + 1, min(len(tokens), turn + 12)):
            yield f"t {tokens[place]}", place


def scaled(family: str, names: Iterable[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Each distinct name of a family once, with its place and the family's share of attention."""
    first: dict[str, int] = {}
    for name, place in names:
        first.setdefault(name, place)
    if not first:
        return []
    value = SCALES[family] / sqrt(len(first))
    return [(name, place, value) for name, place in first.items()]


_CONCEPTS = (
    *("INTEREST", "POSITIVE", "YES", "NO", "DECLINE", "STRONG_DECLINE", "OBJECTION", "FAR", "LATER", "NEAR", "MEETING"),
    *("BOOKED", "TIME_SUITS", "CALL_ME", "INFORMATION", "SEND", "PRICE", "URGENT", "ACKNOWLEDGED", "COURTESY"),
    *("NEGATION", "OUT_OF_OFFICE", "ON_HOLIDAY", "AUTOMATED", "DEAD_MAILBOX", "TURNS_TO_US", "NOT_REALLY_BOOKED"),
)


def context(case: Case, tokens: list[str]) -> Iterator[tuple[str, int]]:
    """What we had asked, together with what a short answer says; and the shape of the message."""
    asked = case.context.asked.name
    yield f"asked {asked}", 0
    yield f"medium {case.medium.value}", 0
    yield f"offered {min(case.context.offers, 2)}", 0
    if on := days(case.reading.folded):
        yield f"names {'offered' if on <= case.context.offered_days else 'other'} day", 0
    timed = bool(on or moments(case.reading.folded))
    yield f"offered {min(case.context.offers, 2)} timed {timed} asks {case.reading.asks}", 0
    yield f"asked {asked} asks {case.reading.asks}", 0
    size = next(name for limit, name in _SIZES if len(tokens) <= limit)
    yield f"size {size}", 0
    yield f"asked {asked} {size}", 0
    if len(tokens) <= 5:
        for place, token in enumerate(tokens):
            yield f"asked {asked} {token}", place
    for sentence in case.reading.questions[:3]:
        yield f"question {'last' if case.reading.folded.rstrip().endswith(sentence[-8:]) else 'early'}", 0


_SIZES = ((1, "one"), (3, "three"), (8, "few"), (20, "some"), (50, "many"), (10**6, "long"))


def found(case: Case, finding: Finding | None) -> Iterator[tuple[str, int]]:
    """What the rules saw: concepts by their name in whatever language, numbers, times, and the first rule."""
    asked = case.context.asked.name
    for concept in _CONCEPTS:
        if not case.mentions(concept):
            continue
        said = "says" if case.says(concept) else "denies"
        yield f"{said} {concept}", 0
        if case.reading.clauses and pattern(concept).search(case.reading.clauses[-1]):
            yield f"ends {concept}", 0
    folded = case.reading.folded
    if has_phone_number(folded):
        yield "holds phone", 0
    if moments(folded):
        yield "holds time", 0
    if days(folded):
        yield "holds day", 0
    if case.automated or case.safety.automated:
        yield "holds machine", 0
    for rule in case.safety.rules:
        yield f"safety {rule}", 0
    if finding is not None:
        yield f"rule {finding.sentiment.value}", 0
        yield f"rule {finding.reason}", 0
        yield f"rule {finding.sentiment.value} {asked}", 0


def evidence(
    case: Case, finding: Finding | None, families: frozenset[str] = frozenset(SCALES)
) -> list[tuple[str, int, float]]:
    """Everything that is weighed, as (name, place of the word it came from, value)."""
    tokens = tokens_of(case.reading.folded)
    named = {
        "words": words(tokens),
        "letters": letters(tokens),
        "place": places(tokens),
        "context": context(case, tokens),
        "rules": found(case, finding),
    }
    return [part for family, names in named.items() if family in families for part in scaled(family, names)]

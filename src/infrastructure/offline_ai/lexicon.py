"""`lexicon.md` as patterns. The words are data; what follows from them is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rejoinder.infrastructure.offline_ai.folding import WIDE, fold

_WIDE = re.compile(f"[{WIDE}]")
_FILE = Path(__file__).with_name("lexicon.md")


@cache
def _sections() -> Mapping[str, list[str]]:
    """The lines under each heading."""
    found: dict[str, list[str]] = {}
    for part in _FILE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, *lines = part.splitlines()
        found[name.strip()] = [line for line in lines if line.strip()]
    return found


def _alternatives(name: str, *, wide: bool = False) -> str:
    lines = (_folded(line) for line in _sections()[name] if bool(_WIDE.search(line)) is wide)
    return re.sub(r"\{([A-Z]+)\}", lambda inner: f"(?:{_alternatives(inner[1])})", "|".join(lines))


def _folded(line: str) -> str:
    """Letters beyond ASCII as `fold` leaves them; the marks of a pattern stay."""
    return "".join(letter if letter.isascii() else fold(letter) for letter in line)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The concept as one pattern of whole words, or of signs where a script puts no blanks between words.

    Raises KeyError for a heading that does not exist.
    """
    spaced = _alternatives(name).replace(" ?", r"\s*").replace(" ~ ", r"\W+(?:[\w'-]+\W+){0,3}?").replace(" ", r"\s+")
    signs = _alternatives(name, wide=True)
    return re.compile(rf"(?<![\w'])(?:{spaced})(?![\w'])" + (f"|(?:{signs})" if signs else ""))


@cache
def idioms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Phrases and what they really say."""
    pairs = (line.split(" => ") for line in _sections()["IDIOMS"])
    return tuple((re.compile(phrase), f" {meaning} ") for phrase, meaning in pairs)


@cache
def common_words() -> Mapping[str, frozenset[str]]:
    """By language, words that give it away."""
    return {
        name.removeprefix("WORDS "): frozenset(" ".join(lines).split())
        for name, lines in _sections().items()
        if name.startswith("WORDS ")
    }


@cache
def word_lists(name: str) -> tuple[tuple[str, ...], ...]:
    """The words under one heading, line by line, folded."""
    return tuple(tuple(fold(line).split()) for line in _sections()[name])


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about the topic of a question."""
    return frozenset(" ".join(_sections()["STOP"]).split())


@cache
def meanings() -> Mapping[str, str]:
    """Words that ask for the same thing, to its name in capitals."""
    return {
        word: name.removeprefix("MEANING ")
        for name, lines in _sections().items()
        if name.startswith("MEANING ")
        for word in " ".join(lines).split()
    }


@cache
def phrases(language: str) -> Mapping[str, str]:
    """What the drafter says in that language, by the name of the sentence."""
    return dict(line.split(": ", 1) for line in _sections()[f"PHRASES {language}"])

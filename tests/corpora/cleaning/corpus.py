"""The labelled mails and the arithmetic of a score; what the figures mean stands in docs/cleaning.md."""

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TUNED = ("tuned.json", "hard_tuned.json")
HELD_OUT = ("held_out.json", "hard_held_out.json")

_TAG = re.compile(r"<!--.*?-->|<style.*?</style>|<[^>]*>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|i|span|font|o:p)\b[^>]*>")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Mail:
    """A body and whose words each stretch of it is."""

    id: str
    language: str
    client: str
    style: str
    format: str
    segments: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str:
        return "".join(text for _, text in self.segments)

    def words(self, *parts: str) -> "Counter[str]":
        """The words of these parts, as a reader sees them."""
        texts = (text for part, text in self.segments if part in parts)
        return words("\n".join(map(_visible, texts) if self.format == "html" else texts))


def words(text: str) -> "Counter[str]":
    return Counter(word.casefold() for word in _WORD.findall(text))


def _visible(fragment: str) -> str:
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", fragment)))


def mails(*names: str) -> list[Mail]:
    rows: list[dict[str, Any]] = [row for name in names for row in json.loads((HERE / name).read_text("utf-8"))]
    return [Mail(**{**row, "segments": tuple((part, text) for part, text in row["segments"])}) for row in rows]


@dataclass(frozen=True)
class Score:
    """What one cleaner left of one mail. `kept` and `removed` are None where there was nothing to keep or remove."""

    mail: Mail
    wanted: int
    kept_words: int
    unwanted: int
    left_words: int

    @property
    def exact(self) -> bool:
        return self.kept_words == self.wanted and self.left_words == 0


def score(mail: Mail, reply: str) -> Score:
    wanted, shown = mail.words("reply"), words(reply)
    unwanted = mail.words("signature", "quoted", "disclaimer")
    kept = wanted & shown
    left = (shown - wanted) & unwanted
    return Score(mail, wanted.total(), kept.total(), unwanted.total(), left.total())


@dataclass(frozen=True)
class Total:
    """Shares in percent over many mails: of all words, and of mails that came out exactly right."""

    mails: int
    kept: float
    removed: float
    exact: float


def total(scores: Iterable[Score]) -> Total:
    rows = list(scores)
    wanted, unwanted = sum(row.wanted for row in rows), sum(row.unwanted for row in rows)
    return Total(
        len(rows),
        100.0 * sum(row.kept_words for row in rows) / (wanted or 1) if wanted else 100.0,
        100.0 - 100.0 * sum(row.left_words for row in rows) / (unwanted or 1),
        100.0 * sum(row.exact for row in rows) / (len(rows) or 1),
    )


def grouped(scores: Iterable[Score], key: Callable[[Mail], str]) -> Iterator[tuple[str, Total]]:
    groups: dict[str, list[Score]] = {}
    for row in scores:
        groups.setdefault(key(row.mail), []).append(row)
    for name in sorted(groups):
        yield name, total(groups[name])

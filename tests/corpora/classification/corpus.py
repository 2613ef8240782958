"""Short replies with the verdict that a careful person gives them, written by hand: what the offline model learns from.

One file per language. `## Verdict` opens a section; each line is one reply, after `[what we had said]` where it answers
something; `@v` marks what was said on the telephone. Nothing of a set that figures are published for stands here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.context import exchanges
from tests.corpora.classification.measure import cases, conversation_of
from tests.infrastructure.offline_replies import AS_TYPED, ENGLISH, IN_CONTEXT, OTHER_LANGUAGES

HERE = Path(__file__).parent / "training"
BLIND = Path(__file__).parent / "blind"
ANNOTATED = Path(__file__).with_name("annotated.jsonl")
"""Two thirds of a set that somebody else labelled blind; its last third, `held_out.jsonl`, is only ever measured."""
_LINE = re.compile(r"(?P<spoken>@v )?(?:\[(?P<ours>[^\]]+)\] )?(?P<said>.+)")
_WRITTEN = (Medium.SMS, Medium.EMAIL, Medium.LINKEDIN)


@dataclass(frozen=True)
class Example:
    """One labelled reply."""

    said: str
    sentiment: Sentiment
    ours: str | None
    language: str
    spoken: bool = False
    is_known: bool = False
    """Whether the rules were written with it in view, so that their success on it proves nothing."""

    @property
    def medium(self) -> Medium:
        """The wording decides, so what was written is dealt out evenly and always the same way."""
        return Medium.VOICE if self.spoken else _WRITTEN[zlib.crc32(self.said.encode()) % len(_WRITTEN)]

    @property
    def fold(self) -> int:
        """0 to 9: examples with the same words are never on both sides of a cut."""
        return zlib.crc32(re.sub(r"\W+", "", self.said.lower()).encode()) // 7 % 10


def examples() -> list[Example]:
    """All of them: the files in their order, then what the rules were written against."""
    files = [example for path in sorted(HERE.glob("*.txt")) for example in _read(path)]
    return [*files, *_known_to_the_rules()]


def blind() -> list[Example]:
    """Replies in the same form that are only ever measured: cut off by a hash of their words before anybody looked."""
    return [example for path in sorted(BLIND.glob("*.txt")) for example in _read(path)]


def _known_to_the_rules() -> Iterator[Example]:
    for said, sentiment in (*ENGLISH, *AS_TYPED):
        yield Example(said, sentiment, None, "en", is_known=True)
    for said, sentiment in OTHER_LANGUAGES:
        yield Example(said, sentiment, None, "xx", is_known=True)
    for ours, said, sentiment in IN_CONTEXT:
        yield Example(said, sentiment, ours, "en", is_known=True)
    for case in cases(ANNOTATED):
        turns = exchanges(conversation_of(case))
        if len(turns) == 1:
            yield Example(
                turns[0].theirs, case.sentiment, turns[0].ours, "xx", case.medium is Medium.VOICE, is_known=True
            )


def fingerprint() -> str:
    """Changes with every word of the corpus."""
    return f"{zlib.crc32(repr(examples()).encode()):08x}"


def _read(path: Path) -> Iterator[Example]:
    sentiment: Sentiment | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            sentiment = Sentiment(line.removeprefix("## ").strip())
        elif line.strip():
            found = _LINE.fullmatch(line.strip())
            assert found is not None, line
            assert sentiment is not None, line
            yield Example(
                found["said"].replace("\\n", "\n"),
                sentiment,
                found["ours"],
                path.stem.partition("_")[0],
                bool(found["spoken"]),
            )

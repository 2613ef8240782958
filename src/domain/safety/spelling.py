"""Texts as the rules read them: what a person sees, and the same without capitals and accents."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rejoinder.domain.contacts import fold
from rejoinder.domain.safety.our_words import is_reaction, without_instructions

EVIDENCE_LIMIT = 120
_WINDOW = 10_000  # a person does not type more; what lies between head and tail is only searched for trigger words


@dataclass(frozen=True, slots=True)
class Text:
    """`shown` is what a person sees: NFKC, nothing invisible, single blanks, one empty line between paragraphs.

    `folded` has the same length, in lower case, without accents: a match in it is a span of `shown`.
    """

    shown: str
    folded: str

    def cut(self, start: int, end: int) -> str:
        return shorten(self.shown[start:end])


NOTHING = Text("", "")


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]+"
)


_PARAGRAPH = re.compile(r"\n{3,}")
_STOP_SIGN = re.compile(r"🛑\s*(?=(?:text|txt|call|e-?mail|messag|contact|send|spam)\w*\b)|\A[\s🛑]+\Z", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


def read(raw: str) -> Text:
    """What a person wrote, without quoted lines, with everything that is only an instruction how to leave blanked out.

    Our own "Reply STOP to opt out", quoted back or in the signature of the other side, is nobody's wish.
    """
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw))
    if ">" in visible:
        visible = _QUOTED_LINE.sub("", visible)
    if "🛑" in visible:
        visible = _STOP_SIGN.sub("stop ", visible)
    lines = "\n".join(" ".join(line.split()) for line in visible.splitlines())
    shown = _PARAGRAPH.sub("\n\n", lines).strip("\n")
    folded = fold(shown)
    if is_reaction(folded):
        return NOTHING
    return Text(shown, without_instructions(folded))


REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|ref|res|rif|r|odp|vs|fw|fwd|wg|tr|rv|enc|doorst|pd)\s?(?:\[\d+\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)


def shorten(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= EVIDENCE_LIMIT else one_line[: EVIDENCE_LIMIT - 1] + "…"


def has_any(stems: tuple[str, ...], folded: str) -> bool:
    """Whether a costly pattern can match at all: one of its `stems` stands somewhere. `STEMS` lists them all."""
    for stem in stems:  # noqa: SIM110 - a generator for any() costs more than most of the searches that it saves
        if stem in folded:
            return True
    return False


def some(pattern: re.Pattern[str], folded: str, limit: int = 50) -> Iterator[re.Match[str]]:
    for count, found in enumerate(pattern.finditer(folded)):
        if count == limit:
            return
        yield found


def both_ends(raw: str) -> str:
    """What is read closely of a text: all of it, or the ends of an oversized one."""
    return raw if len(raw) <= 2 * _WINDOW else raw[:_WINDOW] + "\n" + raw[-_WINDOW:]


def windows(raw: str) -> tuple[Text, str]:
    """The text to read closely, and the lower-cased middle of an oversized one, which is only searched for words."""
    return read(both_ends(raw)), raw[_WINDOW:-_WINDOW].lower() if len(raw) > 2 * _WINDOW else ""

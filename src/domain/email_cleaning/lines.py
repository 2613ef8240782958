"""The lines of a body with their offsets, and whose words each one is."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rejoinder.domain.contacts import fold


class Part(StrEnum):
    """Whose words a stretch of the body is."""

    REPLY = "reply"
    SIGNATURE = "signature"
    QUOTED = "quoted"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `text[start:end]`."""

    start: int
    end: int
    part: Part


@dataclass(slots=True)
class Line:
    """A line that is not blank; rules look at `folded`, offsets count in the body."""

    start: int
    text: str  # stripped
    folded: str  # the first `LOOK` characters of it, folded
    blank_before: bool
    bare: str  # `folded` without the leading quote marks and the bold stars of a converted header
    part: Part = Part.REPLY
    known: bool = False  # the document's own markup says so
    opens_quote: bool = False  # a whole header block was found inside this one line

    @property
    def quoted(self) -> bool:
        """Whether the mail itself marks this line as quoted."""
        return self.text.startswith((">", "&gt;")) or (self.known and self.part is Part.QUOTED)


MOST_LINES = 4_000
LOOK = 600  # characters of a line that rules look at

_BLANK = " \t\n\r\f\v\x00\ufeff\u200b\u200e\u200f\u00a0"
_BREAKS = ("\r", "\u2028", "\u2029")
_SPACES = ("\xa0", "\u202f", "\u2009", "\u2007")
_ROW = re.compile(r"\s*+([^\n]+)")
"""A row that is not blank, and the blank space before it: a million empty rows cost one match."""
_SPOKEN_ROW = re.compile(r"\n[ \t]*(?=[^\s>&])")


def read_lines(text: str, known: Sequence[Span]) -> tuple[list[Line], int | None]:
    """The lines that are not blank, and the offset where reading stopped, if it did.

    A body that a provider flattened to "… On Monday X wrote: …" is split into lines.
    """
    flat = _flat(text).rstrip()
    begins = [span.start for span in known]
    lines: list[Line] = []
    for found in _ROW.finditer(flat):
        start, row = found.start(1), found.group(1)
        if len(lines) >= MOST_LINES:
            return lines, start
        apart = bool(lines) and flat.count("\n", found.start(), start) > 1
        for offset, piece, opens_quote in _split_collapsed(row):
            stripped = piece.strip(_BLANK)
            if not stripped:
                continue
            at = start + offset + len(piece) - len(piece.lstrip(_BLANK))
            folded = fold(stripped[:LOOK])
            bare = folded.lstrip("> *|\u200e").replace("*", "")
            line = Line(at, stripped, folded, apart, bare, opens_quote=opens_quote)
            apart = False
            within = bisect_right(begins, at) - 1
            if within >= 0 and at < known[within].end:
                line.part, line.known = known[within].part, True
            lines.append(line)
    return lines, None


def _flat(text: str) -> str:
    """The text with one kind of line end and one kind of space; every offset stays."""
    flat = text.replace("\r\n", " \n")
    for mark in _BREAKS:
        flat = flat.replace(mark, "\n")
    for mark in _SPACES:
        flat = flat.replace(mark, " ")
    return flat


def unread(text: str, start: int) -> list[Line]:
    """One line for everything from `start` on; two, where marked quotes come first."""
    if not text.startswith((">", "&gt;"), start):
        return [Line(start, "…", "…", True, "…")]
    quoted = Line(start, ">", ">", False, ">")
    spoken = _SPOKEN_ROW.search(text, start)
    return [quoted, Line(spoken.end(), "…", "…", True, "…")] if spoken else [quoted]


def runs(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of consecutive reply lines."""
    first: int | None = None
    for index, line in enumerate(lines):
        if line.part is Part.REPLY:
            first = index if first is None else first
        elif first is not None:
            yield first, index
            first = None
    if first is not None:
        yield first, len(lines)


def blocks(lines: list[Line], first: int, last: int) -> list[tuple[int, int]]:
    """The paragraphs of a stretch."""
    edges = [index for index in range(first, last) if index == first or lines[index].blank_before]
    return list(zip(edges, [*edges[1:], last], strict=True))


# --- bodies delivered as one line -------------------------------------------------------------------------------------

_DAY_OR_DIGIT = (
    r"(?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
    r"mo\.|di\.|mi\.|do\.|fr\.|sa\.|so\.|"
    r"lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|dom|gio|giorno|seg|ter|qua|qui|sex|ma |wo |do |vr |za |zo |"
    r"dag|man|tir|ons|tor|fre|lor|son)"
)
_START = re.compile(rf"(?<![\w'])(?:on|am|le|el|il|em|op|den) {_DAY_OR_DIGIT}")
_VERB = re.compile(r"(?:wrote|schrieb|a ecrit|escribio|ha scritto|escreveu|schreef|skrev)(?: [^:\n]{0,120})?\s?:")
_TIME = re.compile(r"\d[:.h]\d\d")
_FURTHEST = 8_000  # characters of one line in which a collapsed quote is looked for
_HEADERS = (
    ("from:", ("sent:", "date:"), "to:", "subject:"),
    ("von:", ("gesendet:", "datum:"), "an:", "betreff:"),
    ("de :", ("envoye :", "date :"), "a :", "objet :"),
    ("de:", ("enviado:", "enviado el:", "fecha:"), "para:", "asunto:"),
    ("da:", ("inviato:", "data:"), "a:", "oggetto:"),
    ("de:", ("enviada:", "enviado:", "data:", "enviada em:"), "para:", "assunto:"),
    ("van:", ("verzonden:", "datum:"), "aan:", "onderwerp:"),
    ("od:", ("wyslano:", "data:"), "do:", "temat:"),
    ("fran:", ("skickat:", "datum:"), "till:", "amne:"),
    ("fra:", ("sendt:", "dato:"), "til:", "emne:"),
)


def _split_collapsed(row: str) -> Iterator[tuple[int, str, bool]]:
    """Some providers deliver a body as one line; the attribution and the header block inside it still start a quote."""
    if len(row) < 40:
        yield 0, row, False
        return
    folded = fold(row[: _FURTHEST + 1_500])
    cuts = _collapsed_attribution(folded)
    header = None if cuts else _collapsed_header(folded)
    if header is not None:
        cuts = [header]
    edges = [0, *(cut for cut in cuts if 0 < cut < len(row)), len(row)]
    for first, last in pairwise(edges):
        yield first, row[first:last], first == header


def _collapsed_attribution(folded: str) -> list[int]:
    for start in _START.finditer(folded, 0, _FURTHEST):
        begin = start.start()
        if not any(character.isdigit() for character in folded[begin : begin + 60]):
            continue
        verb = _VERB.search(folded, start.end(), start.end() + 320)
        if verb and ("@" in folded[begin : verb.end()] or _TIME.search(folded, begin, verb.end())):
            return [begin, verb.end()]
    return []


def _collapsed_header(folded: str) -> int | None:
    for sender, dates, recipient, topic in _HEADERS:
        position = folded.find(sender, 0, _FURTHEST)
        while position >= 0:
            sent = (folded.find(label, position, position + 300) for label in dates)
            date = min((at for at in sent if at > 0), default=-1)
            to = folded.find(recipient, date, date + 300) if date > 0 else -1
            alone = not folded[max(0, position - 1) : position].isalnum()
            if to > 0 and alone and folded.find(topic, to, to + 600) > 0:
                while position > 0 and folded[position - 1] in "*-_ ":
                    position -= 1
                return position
            position = folded.find(sender, position + 1, _FURTHEST)
    return None

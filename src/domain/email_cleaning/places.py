"""Where the views of a message stand in what is stored of it, so that a page can show them without cleaning again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rejoinder.domain.email_cleaning.lines import Part, Span

BODY, REPLY_TEXT = "body", "reply_text"
_LONGEST_NAME = 40
"""Of a speaker, in front of their line of a transcript."""


@dataclass(frozen=True, slots=True)
class Places:
    """`spans` tile the text that `source` names, in order without gap or overlap; `flags` are those of the cleaning."""

    source: str
    """`body`, or `reply_text` where the reader gave the reply apart from its history and its lines are not all found
    in the body."""
    spans: tuple[Span, ...] = ()
    flags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is stored; `places_from` reads it back."""
        return {
            "source": self.source,
            "spans": [[span.start, span.end, span.part.value] for span in self.spans],
            "flags": list(self.flags),
        }


def places_from(stated: Mapping[str, Any]) -> Places:
    """What `as_json` wrote."""
    spans = tuple(Span(start, end, Part(part)) for start, end, part in stated["spans"])
    return Places(stated["source"], spans, tuple(stated["flags"]))


def places_of(body: str, reply_text: str | None, spans: Sequence[Span], flags: Sequence[str]) -> Places:
    """Of the spans of what was cleaned: the body, or the reply where the reader gave it apart."""
    if reply_text is None or reply_text == body:
        return Places(BODY, tuple(spans), tuple(flags))
    found = _found_in(body, reply_text, spans)
    if found is None:
        return Places(REPLY_TEXT, tuple(spans), tuple(flags))
    return Places(BODY, found, tuple(flags))


def _found_in(body: str, reply_text: str, spans: Sequence[Span]) -> tuple[Span, ...] | None:
    """The same stretches in the body, line by line in order; everything between them is no word of the person. None
    where a line is not there."""
    marked: list[Span] = []
    lines = _lines(body)
    for span in spans:
        for line in reply_text[span.start : span.end].splitlines():
            words = line.strip()
            if not words or words == "--":
                continue
            start = next((at for at, said in lines if said == words), -1)
            if start < 0:
                return None
            marked.append(Span(start, start + len(words), span.part))
    return _tiled(body, marked)


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """What is said in each line of the body and where, in order: the line, or what follows the name of a speaker."""
    at = 0
    for line in body.splitlines(keepends=True):
        said = line.strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line)
        if not said:
            continue
        yield start, said
        speaker, colon, words = said.partition(": ")
        if colon and len(speaker) <= _LONGEST_NAME and words.strip():
            yield start + len(said) - len(words.lstrip()), words.strip()


def _tiled(body: str, marked: Sequence[Span]) -> tuple[Span, ...]:
    """Spans without gap: blank space belongs to the stretch above it, words in between are quoted."""
    spans: list[Span] = []

    def add(start: int, end: int, part: Part) -> None:
        if start >= end:
            return
        if spans and spans[-1].part is part:
            spans[-1] = Span(spans[-1].start, end, part)
        else:
            spans.append(Span(start, end, part))

    at = 0
    for mark in marked:
        between = body[at : mark.start]
        if between.strip():
            add(at, mark.start, Part.QUOTED)
            add(mark.start, mark.end, mark.part)
        elif spans:
            add(at, mark.start, spans[-1].part)
            add(mark.start, mark.end, mark.part)
        else:
            add(0, mark.end, mark.part)
        at = mark.end
    rest = body[at:]
    add(at, len(body), Part.QUOTED if rest.strip() or not spans else spans[-1].part)
    return tuple(spans)


def view_of(text: str, spans: Sequence[Span], part: Part) -> str:
    """One view as text: its pieces, an empty line between them."""
    pieces = (text[span.start : span.end].strip() for span in spans if span.part is part)
    return "\n\n".join(piece for piece in pieces if piece).replace("\r\n", "\n")

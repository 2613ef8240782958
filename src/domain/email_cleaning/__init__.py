"""An e-mail body in four views: what the person wrote now, how they signed, what they quoted, what their lawyer added.

Classification, booking and opt-out read `reply`; contact extraction reads `reply` and `signature`; nothing reads
`quoted` as the lead's words (REQ-35: a quoted offer once became a booking nobody asked for, failure F21).
Losing a word of the person is worse than keeping a line of a footer, so every rule that cuts asks for two signs.
Rules are line by line with bounded patterns: linear time on any input. Figures: docs/cleaning.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.domain.email_cleaning.footers import mark_disclaimers, mark_footers
from rejoinder.domain.email_cleaning.lines import Line, Part, Span, read_lines, runs, unread
from rejoinder.domain.email_cleaning.places import BODY, Places, places_from, places_of, view_of
from rejoinder.domain.email_cleaning.quotes import mark_quotes
from rejoinder.domain.email_cleaning.signatures import mark_signature

__all__ = ["BODY", "CleanedBody", "Part", "Places", "Span", "clean_email", "places_from", "places_of", "view_of"]


@dataclass(frozen=True, slots=True)
class CleanedBody:
    """The four views as text, and `spans`, which tile `text` in order without gap or overlap.

    Flags: `only-quoted` the person wrote nothing of their own (reply is empty; a footer may remain) ·
    `uncut` every rule together left nothing, so the reply is the whole body · `forwarded` · `interleaved` answers
    stand between or below quoted lines · `oversize` only the first lines were read closely.
    """

    text: str
    reply: str
    signature: str
    quoted: str
    disclaimer: str
    flags: tuple[str, ...]
    spans: tuple[Span, ...]

    def pieces(self, part: Part) -> tuple[Span, ...]:
        """Where one view stands: its spans without the blank space around them, in order."""
        return tuple(piece for span in self.spans if span.part is part and (piece := _trimmed(self.text, span)))


def clean_email(text: str, known: Sequence[Span] = ()) -> CleanedBody:
    """Every character of the input is in exactly one view; an input with words of the person gives a non-empty reply.

    `known` are stretches of whole lines, in order, that the document's own markup calls quoted or a signature.
    """
    lines, oversize_from = read_lines(text, known)
    flags: list[str] = []
    if oversize_from is not None:
        flags.append("oversize")
        lines += unread(text, oversize_from)
    _doubt_signature(lines)
    flags += _mark(lines, whole=oversize_from is None)
    _mark_again(lines, whole=oversize_from is None)
    if lines and not any(line.part is Part.REPLY for line in lines):
        if any(line.part is Part.QUOTED for line in lines):
            flags.append("only-quoted")
        else:
            for line in lines:
                line.part = Part.REPLY
            flags.append("uncut")
    spans = _spans(text, lines)
    views = {part: view_of(text, spans, part) for part in Part}
    return CleanedBody(
        text=text,
        reply=views[Part.REPLY],
        signature=views[Part.SIGNATURE],
        quoted=views[Part.QUOTED],
        disclaimer=views[Part.DISCLAIMER],
        flags=tuple(dict.fromkeys(flags)),
        spans=spans,
    )


def _mark(lines: list[Line], whole: bool) -> list[str]:
    """Sets the part of every line, and returns flags; where the body was not read to its end, nobody signs."""
    flags = mark_quotes(lines)
    spoken = list(runs(lines))
    for first, last in spoken:
        final = last == spoken[-1][1]
        quote_follows = last < len(lines)
        mark_disclaimers(lines, first, last)
        mark_footers(lines, first, last)
        if final and whole:
            mark_signature(lines, first, last, quote_follows)
    return flags


_ROUNDS = 6


def _mark_again(lines: list[Line], whole: bool) -> None:
    """Reads what is left as a mail of its own until nothing more falls off: cleaning a reply again changes nothing."""
    own = lines
    for _ in range(_ROUNDS):
        left = _left(own)
        if not left or len(left) == len(own):
            return
        own = left
        _mark(own, whole)
        if not _left(own):
            for line in own:
                line.part = Part.REPLY
            return


def _left(lines: list[Line]) -> list[Line]:
    left: list[Line] = []
    for index, line in enumerate(lines):
        if line.part is Part.REPLY:
            line.blank_before = line.blank_before or (index > 0 and lines[index - 1].part is not Part.REPLY)
            left.append(line)
    return left


def _doubt_signature(lines: list[Line]) -> None:
    """People type into the signature's container; where nothing stands outside it, the rules for plain text decide."""
    if not any(line.part is Part.REPLY for line in lines):
        for line in lines:
            if line.part is Part.SIGNATURE:
                line.part, line.known = Part.REPLY, False


def _spans(text: str, lines: list[Line]) -> tuple[Span, ...]:
    """Stretches of one part; the blank space before a line belongs to the stretch above it."""
    if not lines:
        return (Span(0, len(text), Part.REPLY),) if text else ()
    spans: list[Span] = []
    start, part = 0, lines[0].part
    for line in lines[1:]:
        if line.part is not part:
            spans.append(Span(start, line.start, part))
            start, part = line.start, line.part
    spans.append(Span(start, len(text), part))
    return tuple(spans)


def _trimmed(text: str, span: Span) -> Span | None:
    piece = text[span.start : span.end]
    kept = piece.strip()
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(kept), span.part) if kept else None

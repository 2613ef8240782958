"""What a workspace knows: entries with where they come from, cut into parts, and the parts that bear on a conversation.

A writer, an evaluator and the guard against invented facts all see the same parts, so a claim is sourced only by what
the writer was shown. The choice is a pure function of the entries and the words of the conversation.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log

from rejoinder.domain.contacts import fold, strip_unstorable
from rejoinder.domain.errors import InvalidInput

MOST_ENTRIES = 200
"""Per workspace."""
LONGEST_ENTRY = 200_000
"""Characters of one entry."""
LONGEST_IN_ALL = 1_000_000
"""Characters of all entries of a workspace: what is searched for every draft."""
LARGEST_FILE = 5_000_000
"""Bytes of an uploaded file."""
SHOWN = 8_000
"""Characters of knowledge that one draft may draw on."""
_PART = 1_200


class KnowledgeKind(StrEnum):
    TEXT = "text"
    FILE = "file"
    URL = "url"
    """The content of a page, pasted by a person: Rejoinder fetches nothing."""
    SETTING = "setting"
    """The workspace's `knowledge` setting; never stored as an entry."""


@dataclass(frozen=True, slots=True)
class KnowledgeEntry:
    id: str
    workspace_id: str
    kind: KnowledgeKind
    title: str
    origin: str
    """A file's name, a page's address; empty for a text."""
    text: str
    version: int
    """Grows with every replacement."""
    added_by: str
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Of the text, so that anybody can tell whether a copy is this one."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KnowledgePart:
    """One part of an entry, word for word."""

    entry_id: str
    """Empty for a part of the setting."""
    version: int
    kind: KnowledgeKind
    title: str
    origin: str
    part: int
    """From 1."""
    text: str


def checked_text(text: str) -> str:
    """The text of an entry as it is stored. Raises InvalidInput where it is empty or too long."""
    plain = strip_unstorable(text).strip()
    if not plain:
        raise InvalidInput("There is no text in this entry.", field="text")
    if len(plain) > LONGEST_ENTRY:
        raise InvalidInput(f"An entry holds at most {LONGEST_ENTRY} characters; this has {len(plain)}.", field="text")
    return plain


def checked_title(title: str, origin: str, text: str) -> str:
    """At most 200 characters: as stated, or the file's name, or how the text begins."""
    line = next((line.strip(" #\t") for line in text.splitlines() if line.strip(" #\t")), "")
    return " ".join(strip_unstorable(title or origin or line).split())[:200]


def checked_origin(kind: KnowledgeKind, origin: str) -> str:
    """Raises InvalidInput where a page has no address, or one that is none."""
    plain = " ".join(strip_unstorable(origin).split())[:1_000]
    if kind is KnowledgeKind.URL and not re.match(r"https?://[^\s/]+", plain):
        raise InvalidInput("'url' takes the address of the page that the text was copied from.", field="url")
    return plain


def with_room(entries: Sequence[KnowledgeEntry], entry: KnowledgeEntry) -> None:
    """Raises InvalidInput where the workspace's knowledge would grow beyond its limits with this entry."""
    others = [known for known in entries if known.id != entry.id]
    if len(others) >= MOST_ENTRIES:
        raise InvalidInput(f"A workspace holds at most {MOST_ENTRIES} entries of knowledge.")
    if sum(len(known.text) for known in others) + len(entry.text) > LONGEST_IN_ALL:
        raise InvalidInput(f"A workspace holds at most {LONGEST_IN_ALL} characters of knowledge.")


# --- parts ----------------------------------------------------------------------------------------------


def parts_of(entry: KnowledgeEntry) -> list[KnowledgePart]:
    """The entry in parts of at most 1,200 characters, cut between paragraphs, lines or sentences; a part below a
    heading carries it."""
    return [
        KnowledgePart(entry.id, entry.version, entry.kind, entry.title, entry.origin, number, text)
        for number, text in enumerate(_parts(entry.text), 1)
    ]


def of_settings(texts: Iterable[str]) -> list[KnowledgePart]:
    """The `knowledge` setting, one text one part; a long text in several."""
    parts = (part for text in texts for part in ([text] if len(text) <= SHOWN // 2 else _parts(text)))
    return [KnowledgePart("", 0, KnowledgeKind.SETTING, "", "", number, text) for number, text in enumerate(parts, 1)]


def _parts(text: str) -> Iterable[str]:
    heading, held = "", ""
    for block in re.split(r"\n\s*\n", text):
        for piece in _pieces(block.strip()):
            if re.match(r"#{1,6} \S", piece):
                if held:
                    yield held
                heading, held = piece.splitlines()[0][:200], ""
                piece = "\n".join(piece.splitlines()[1:]).strip()
                if not piece:
                    continue
            longer = f"{held}\n\n{piece}" if held else (f"{heading}\n{piece}" if heading else piece)
            if held and len(longer) > _PART:
                yield held
                longer = f"{heading}\n{piece}" if heading else piece
            held = longer
    if held:
        yield held


def _pieces(block: str) -> Iterable[str]:
    """A block in pieces that fit: whole, else by lines, else by sentences, else by length."""
    if len(block) <= _PART:
        if block:
            yield block
        return
    held = ""
    for bit in re.split(r"(?<=\n)|(?<=[.!?。！？] )", block):
        for start in range(0, len(bit), _PART):
            short = bit[start : start + _PART]
            if held and len(held) + len(short) > _PART:
                yield held.strip()
                held = ""
            held += short
    if held.strip():
        yield held.strip()


# --- search ---------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_STEM = 6
_DAMPING, _LENGTH = 1.2, 0.6


def _terms(text: str) -> list[str]:
    """Words cut to the letters that stay when they are inflected; pairs of characters where no blanks part words."""
    terms: list[str] = []
    for word in _WORD.findall(fold(text)):
        if _UNSPACED.search(word):
            terms += [word[start : start + 2] for start in range(max(1, len(word) - 1))]
        elif len(word) > 1:
            terms.append(word[:_STEM])
    return terms


@dataclass(frozen=True, slots=True)
class Found:
    part: KnowledgePart
    score: float


def search(parts: Sequence[KnowledgePart], query: str) -> list[Found]:
    """The parts that share words with the query, the best first (BM25); in their order where they are equal."""
    wanted = Counter(_terms(query[:4_000]))
    counted = [Counter(_terms(f"{part.title} {part.text}")) for part in parts]
    if not counted or not wanted:
        return []
    holding = Counter(term for terms in counted for term in terms.keys() & wanted.keys())
    usual = sum(map(len, counted)) / len(counted) or 1.0
    found = []
    for part, terms in zip(parts, counted, strict=True):
        score = 0.0
        for term in terms.keys() & wanted.keys():
            rarity = log(1 + (len(counted) - holding[term] + 0.5) / (holding[term] + 0.5))
            times = terms[term]
            long = 1 - _LENGTH + _LENGTH * len(terms) / usual
            score += rarity * times * (_DAMPING + 1) / (times + _DAMPING * long) * min(wanted[term], 2)
        if score > 0:
            found.append(Found(part, score))
    return sorted(found, key=lambda hit: -hit.score)


def relevant(
    parts: Sequence[KnowledgePart], newest: str, before: str = "", room: int = SHOWN
) -> tuple[KnowledgePart, ...]:
    """What a draft may draw on, in its own order: everything where that fits into `room` characters, else the best for
    the newest message, then for what was said before, then the beginning."""
    if sum(len(part.text) for part in parts) <= room:
        return tuple(parts)
    by_newest = [hit.part for hit in search(parts, newest)]
    ranked = [*by_newest, *(hit.part for hit in search(parts, before)), *parts]
    chosen: set[int] = set()
    left = room
    places = {id(part): place for place, part in enumerate(parts)}
    for part in ranked:
        place = places[id(part)]
        if place not in chosen and len(part.text) <= left:
            chosen.add(place)
            left -= len(part.text)
    return tuple(parts[place] for place in sorted(chosen))


# --- what a draft drew on -------------------------------------------------------------------------------

_RUN = 3


def drew_on(body: str, part: KnowledgePart) -> bool:
    """Whether the draft says something that stands in the part: three words in a row, or half of a short one's."""
    said = _terms(body)
    runs = {tuple(said[start : start + _RUN]) for start in range(len(said) - _RUN + 1)}
    there = _terms(part.text)
    shared = any(tuple(there[start : start + _RUN]) in runs for start in range(len(there) - _RUN + 1))
    return shared or (0 < len(there) <= 6 and len(set(there) & set(said)) * 2 >= len(set(there)))


def shown_in_trace(parts: Iterable[KnowledgePart], body: str) -> list[dict[str, object]]:
    """Which parts the writer was shown, and which of them it used."""
    return [
        {
            "entry": part.entry_id,
            "version": part.version,
            "kind": part.kind.value,
            "title": part.title or part.text[:60],
            "origin": part.origin,
            "part": part.part,
            "used": drew_on(body, part),
        }
        for part in parts
    ]

"""What keeps the rules of `domain/safety` cheap loses no match: read by Python's own parser of patterns, not tried.

A guarded pattern matches nothing that lacks its stems; a phrase begins with nothing but the
letters it is filed under.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from rejoinder.domain.safety import STEMS
from rejoinder.domain.safety.book import BOOK
from rejoinder.domain.safety.phrases import PhraseBook, openings, phrase
from rejoinder.domain.safety.spelling import read, windows
from tests.corpora.safety.corpus import TUNED, UNSEEN, cases

Item = tuple[Any, Any]


def _spellings(items: Iterable[Item]) -> set[str] | None:
    """Every text that these items can match, or None where there are too many to list."""
    found = {""}
    for op, argument in items:
        options = _of_one(op, argument)
        if options is None:
            return None
        found = {start + option for start in found for option in options}
        if len(found) > 200:
            return None
    return found


def _of_one(op: Any, argument: Any) -> set[str] | None:
    if op is code.LITERAL:
        return {chr(argument)}
    if op in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return {""}
    if op is code.SUBPATTERN:
        return _spellings(argument[3])
    if op is code.BRANCH:
        branches = [_spellings(branch) for branch in argument[1]]
        return None if None in branches else {text for branch in branches for text in branch or ()}
    if op is code.MAX_REPEAT and argument[1] == 1:
        inside = _spellings(argument[2])
        return None if inside is None else inside | ({""} if argument[0] == 0 else set())
    return None


def always_has(items: Sequence[Item], stems: Sequence[str]) -> bool:
    """Whether whatever these items match contains a stem: in one item, or in a run of them that can be spelt out."""
    for start, (op, argument) in enumerate(items):
        if op is code.SUBPATTERN and always_has(argument[3], stems):
            return True
        if op is code.BRANCH and all(always_has(branch, stems) for branch in argument[1]):
            return True
        if op is code.MAX_REPEAT and argument[0] > 0 and always_has(argument[2], stems):
            return True
        for end in range(start + 1, len(items) + 1):
            spelt = _spellings(items[start:end])
            if spelt is None:
                break
            if all(any(stem in text for stem in stems) for text in spelt):
                return True
    return False


@pytest.mark.parametrize(("pattern", "stems"), STEMS, ids=lambda part: getattr(part, "pattern", "")[:40] or None)
def test_no_match_of_a_guarded_pattern_lacks_its_stems(pattern: re.Pattern[str], stems: tuple[str, ...]) -> None:
    assert always_has(list(_parser.parse(pattern.pattern, pattern.flags)), stems)


def test_the_proof_notices_a_way_around_the_stems() -> None:
    for around in ("stop|halt", "(?:stop)?", "s[ty]op", "st.p"):
        assert not always_has(list(_parser.parse(around)), ("stop",))
    for through in ("(?:please )?(?:stop|stopping) now", "x{2}stop", "(?:a|b)stop"):
        assert always_has(list(_parser.parse(through)), ("stop",))


UNSPACED = {name for name, _, _ in BOOK.unspaced}
FAMILIES = list(BOOK.families)


Beginning = tuple[str, bool]
"""The letters, and whether the pattern still says what follows."""


def beginnings(items: Sequence[Item]) -> set[Beginning]:
    """The first six letters that these items can match, up to where they become free; a blank for any kind of it."""
    begun: set[Beginning] = {("", True)}
    for op, argument in items:
        more = _first_of(op, argument)
        begun = {
            ((letters + added)[:6], goes_on) if told and len(letters) < 6 else (letters, False)
            for letters, told in begun
            for added, goes_on in more
        }
    return begun


def _first_of(op: Any, argument: Any) -> set[Beginning]:
    if op is code.LITERAL:
        return {(chr(argument), True)}
    if op in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return {("", True)}
    if op is code.SUBPATTERN:
        return beginnings(argument[3])
    if op is code.BRANCH:
        return {begun for branch in argument[1] for begun in beginnings(branch)}
    if op in (code.MAX_REPEAT, code.MIN_REPEAT):
        least, most, inside = argument
        once = {(letters, told and most == 1) for letters, told in beginnings(inside)}
        return once | ({("", True)} if least == 0 else set())
    if op is code.IN and argument == [(code.CATEGORY, code.CATEGORY_SPACE)]:
        return {(" ", True)}
    if op is code.IN and all(kind is code.LITERAL for kind, _ in argument):
        return {(chr(letter), True) for _, letter in argument}
    return {("", False)}


def _files(letters: str, heads: Iterable[str]) -> bool:
    return any(letters.startswith(head) for head in heads)


@pytest.mark.parametrize(("name", "pattern"), FAMILIES, ids=lambda part: part if isinstance(part, str) else "")
def test_a_phrase_begins_with_nothing_but_the_letters_it_is_filed_under(name: str, pattern: re.Pattern[str]) -> None:
    heads = openings(pattern.pattern)
    assert all(heads)
    for letters, _ in beginnings(list(_parser.parse(pattern.pattern, pattern.flags))):
        assert _files(letters, heads), (name, letters)


def test_the_letters_of_a_pattern_are_read_from_its_source() -> None:
    assert openings(r"(?:stop|quit)\stexting") == {"stop t", "quit t"}
    assert openings(r"(?:please\s)?stop(?!ped)") == {"please", "stop"}
    assert openings(r"(?:so\s){0,2}e-?mail\w*") == {"so ", "e-mail", "email"}
    assert openings(r"un[a-z]+") == {"un"}
    assert openings(r"\w+x") == {""}
    with pytest.raises(ValueError, match="may begin with anything"):
        PhraseBook([("free", phrase(r"\w+ stop"))])


def test_the_book_finds_what_a_search_at_every_word_finds() -> None:
    names = {name for name, _ in BOOK.families}
    for case in cases(TUNED, UNSEEN)[::7]:
        folded = read(case.text).folded
        starts = [word.start() for word in re.finditer(r"\w+", folded)]
        plainly = {name for name, pattern in BOOK.families if any(pattern.match(folded, start) for start in starts)}
        assert names & BOOK.read(folded).keys() - UNSPACED == plainly - UNSPACED, folded


def test_the_work_grows_with_the_words_and_stops_at_the_window() -> None:
    """Every word tries a handful of families, and an oversized text is read closely at both ends only."""
    heads = {name: openings(pattern.pattern) for name, pattern in BOOK.families}
    for head in {head for each in heads.values() for head in each}:
        tried = [name for name, each in heads.items() if any(head.startswith(other) for other in each)]
        assert len(tried) <= 20, (head, tried)
    short, _ = windows("stop it " * 5_000)
    long, middle = windows("stop it " * 100_000)
    assert len(long.folded) <= len(short.folded) <= 40_000
    assert len(middle) > 700_000

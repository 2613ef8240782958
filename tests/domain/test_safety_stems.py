"""A guarded pattern of `domain/safety` matches nothing that lacks its stems: read from the pattern, not tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from rejoinder.domain.safety import STEMS

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

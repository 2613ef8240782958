"""Phrases of whole words, found by the letters they begin with.

Some hundred families of phrases are looked for in every message. Searching for each would cost as much as there are
families; here a text costs as much as it has words: every word looks up which families can begin with its first six
letters, and only those are tried, at that word.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache

START = r"(?:(?<![\s\S])|(?<=[.!?,;:\n(\[*-])|(?<=[.!?,;:)*-]\s))"
"""The beginning of a sentence or clause, without width."""

_HEAD = 6
_LIMIT = 50
_WORD = re.compile(r"\w+")
_NO_BLANKS = re.compile("[\u0590-\u06ff\u0900-\u0e7f\u2e80-\ud7ff]")
"""Scripts whose words are not set apart by blanks, or carry what is a word of its own elsewhere."""

_Family = tuple[str, re.Pattern[str]]
Found = Mapping[str, list[re.Match[str]]]


def phrase(*alternatives: str) -> re.Pattern[str]:
    """One pattern of whole words; a blank is one blank or line end, " ~ " is that and up to four words."""
    return re.compile(rf"(?:{_blanks(alternatives)})(?!\w)")


def wording(*alternatives: str) -> re.Pattern[str]:
    """As `phrase`, but the last word may go on."""
    return re.compile(_blanks(alternatives))


def _blanks(alternatives: Iterable[str]) -> str:
    return "|".join(alternatives).replace(" ~ ", r",? (?:[\w'-]+,? ){0,4}?").replace(" ", r"\s")


class _Families:
    """The families that may begin with the given letters: those of that head, and of every shorter one."""

    def __init__(self, heads: Mapping[str, list[_Family]]) -> None:
        self._heads = heads
        self._lengths = sorted({len(head) for head in heads}, reverse=True)

    def __call__(self, letters: str) -> tuple[_Family, ...]:
        every = (family for length in self._lengths for family in self._heads.get(letters[:length], ()))
        return tuple(dict.fromkeys(every))


class PhraseBook:
    """Families of phrases by name. `worded` ones begin with a word, `unspaced` ones stand anywhere."""

    def __init__(self, worded: Iterable[_Family], unspaced: Iterable[_Family] = ()) -> None:
        self.unspaced = tuple((name, _scripts_of(pattern.pattern), pattern) for name, pattern in unspaced)
        self.families = tuple(worded)
        heads: dict[str, list[_Family]] = {}
        for name, pattern in self.families:
            for head in openings(pattern.pattern):
                if not head:
                    raise ValueError(f"a phrase of {name!r} may begin with anything")
                heads.setdefault(head, []).append((name, pattern))
        self._at = lru_cache(maxsize=1 << 14)(_Families(heads))

    def read(self, folded: str) -> Found:
        """Every family that occurs, with at most fifty matches each, in the order of the text."""
        found: dict[str, list[re.Match[str]]] = {}
        families_at = self._at
        spaced = folded.replace("\n", " ")
        for word in _WORD.finditer(spaced):
            start = word.start()
            for name, pattern in families_at(spaced[start : start + _HEAD]):
                if match := pattern.match(folded, start):
                    matches = found.setdefault(name, [])
                    if len(matches) < _LIMIT:
                        matches.append(match)
        if self.unspaced and not folded.isascii() and _NO_BLANKS.search(folded):
            there = {_script(character) for character in set(folded)}
            for name, scripts, pattern in self.unspaced:
                if scripts & there and (match := pattern.search(folded)):
                    found.setdefault(name, []).append(match)
        return found


_SCRIPT_ENDS = (0x0590, 0x0600, 0x0700, 0x0900, 0x0980, 0x0A00, 0x0E00, 0x0E80, 0x2E80, 0x3040, 0x3100, 0xAC00, 0xD800)
_NO_SCRIPT = 0


def _script(character: str) -> int:
    """Which of the scripts without blanks a letter is of; `_NO_SCRIPT` for every other one."""
    place = bisect_right(_SCRIPT_ENDS, ord(character))
    return place if 0 < place < len(_SCRIPT_ENDS) else _NO_SCRIPT


def _scripts_of(source: str) -> frozenset[int]:
    """The scripts that the literals of a pattern are of: where none of them stands, it cannot match."""
    return frozenset(map(_script, source)) - {_NO_SCRIPT}


def openings(source: str) -> frozenset[str]:
    """The first letters, at most six, of everything that a pattern can match; a blank stands for `\\s`.

    Shorter ones end where the pattern becomes free. Reads only what phrases are made of: no back-references, no flags.
    """
    prefixes, end = _alternatives(source, 0)
    if end != len(source):
        raise ValueError(f"unbalanced at {end}: {source[end : end + 20]!r}")
    return frozenset(prefix for prefix, _ in prefixes)


_Prefixes = set[tuple[str, bool]]  # the letters so far, and whether more may be added


def _alternatives(source: str, at: int) -> tuple[_Prefixes, int]:
    every: _Prefixes = set()
    while True:
        prefixes, at = _sequence(source, at)
        every |= prefixes
        if at >= len(source) or source[at] != "|":
            return every, at
        at += 1


def _sequence(source: str, at: int) -> tuple[_Prefixes, int]:
    prefixes: _Prefixes = {("", True)}
    while at < len(source) and source[at] not in "|)":
        item, at = _item(source, at)
        at, optional, repeated = _quantifier(source, at)
        if optional:
            item = item | {("", True)}
        prefixes = _followed_by(prefixes, item)
        if repeated:
            prefixes = {(prefix, goes_on and not prefix) for prefix, goes_on in prefixes}
    return prefixes, at


def _followed_by(prefixes: _Prefixes, item: _Prefixes) -> _Prefixes:
    joined: _Prefixes = set()
    for prefix, open_ended in prefixes:
        if not open_ended or len(prefix) >= _HEAD:
            joined.add((prefix, False))
            continue
        joined |= {((prefix + more)[:_HEAD], goes_on) for more, goes_on in item}
    return joined


def _item(source: str, at: int) -> tuple[_Prefixes, int]:
    character = source[at]
    if character == "(":
        return _group(source, at)
    if character == "[":
        at += 1
        first = at
        while source[at] != "]" or at == first:
            at += 2 if source[at] == "\\" else 1
        return {("", False)}, at + 1
    if character == "\\":
        escaped = source[at + 1]
        if escaped == "s":
            return {(" ", True)}, at + 2
        if escaped == "b":
            return {("", True)}, at + 2
        return {(escaped, True) if not escaped.isalnum() else ("", False)}, at + 2
    if character in "^$":
        return {("", True)}, at + 1
    return {("", False) if character == "." else (character, True)}, at + 1


def _group(source: str, at: int) -> tuple[_Prefixes, int]:
    rest = source[at:]
    for opening in ("(?=", "(?!", "(?<=", "(?<!"):
        if rest.startswith(opening):
            _, end = _alternatives(source, at + len(opening))
            return {("", True)}, end + 1
    if rest.startswith("(?:"):
        start = at + 3
    elif rest.startswith("(?P<"):
        start = source.index(">", at) + 1
    else:
        raise ValueError(f"no group for phrases: {rest[:10]!r}")
    prefixes, end = _alternatives(source, start)
    return prefixes, end + 1


def _quantifier(source: str, at: int) -> tuple[int, bool, bool]:
    """Where it ends, whether the item may be missing, whether it may come again."""
    optional = repeated = False
    if at < len(source) and source[at] in "?*+":
        optional, repeated = source[at] in "?*", source[at] in "*+"
        at += 1
    elif at < len(source) and source[at] == "{":
        end = source.index("}", at)
        least, _, most = source[at + 1 : end].partition(",")
        optional, repeated = least == "0", (most or least) not in ("0", "1")
        at = end + 1
    else:
        return at, False, False
    return at + (at < len(source) and source[at] == "?"), optional, repeated

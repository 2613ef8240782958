# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""A message as tokens whose kinds are known: numbers, dates, clock times, and the words of `words.WORDS`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rejoinder.domain.contacts import fold
from rejoinder.domain.times import cues
from rejoinder.domain.times.words import LETTERS, MARKERS, WORDS

LONGEST = 4_000
"""Characters that are read; nobody dates anything further down."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark. `kinds` maps each kind that it may be to its value."""

    text: str
    """Folded."""
    start: int
    end: int
    kinds: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)
    shy: frozenset[str] = frozenset()
    """Kinds that count only beside another date."""

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds

    def number(self, kind: str) -> int:
        value = self.kinds[kind]
        assert isinstance(value, int)
        return value

    def numbers(self, kind: str) -> tuple[int, ...]:
        value = self.kinds[kind]
        assert isinstance(value, tuple)
        return value


class _Entry(NamedTuple):
    words: tuple[str, ...]
    kind: str
    value: int | tuple[int, ...]
    shy: bool


_FAMILIES = ("wd", "mo", "rel", "ord", "n")
_WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?")


def _kind_of(stated: str) -> tuple[str, int | tuple[int, ...]]:
    if stated.startswith("part"):
        first, _, last = stated.removeprefix("part").partition("-")
        return "part", (int(first), int(last))
    for family in _FAMILIES:
        if re.fullmatch(rf"{family}-?\d+", stated):
            return family, int(stated.removeprefix(family))
    return stated, 0


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: Mapping[str, tuple[_Entry, ...]]
    """By their first word; longest first."""
    stems: tuple[tuple[str, _Entry], ...]


@cache
def _lexicon(language: str) -> _Lexicon:
    phrases: dict[str, list[_Entry]] = {}
    stems: list[tuple[str, _Entry]] = []
    for line in WORDS[language].strip().splitlines():
        stated, _, listed = line.partition(":")
        kind, value = _kind_of(stated.strip())
        for spelt in listed.split(", "):
            plain = spelt.strip().lstrip("~")
            if not plain:
                continue
            entry = _Entry(tuple(plain.rstrip("*").split()), kind, value, spelt.strip().startswith("~"))
            if plain.endswith("*"):
                stems.append((plain[:-1], entry))
            else:
                phrases.setdefault(entry.words[0], []).append(entry)
    ordered = {word: tuple(sorted(found, key=lambda e: -len(e.words))) for word, found in phrases.items()}
    return _Lexicon(ordered, tuple(stems))


_NAMES = ("wd", "mo", "rel", "feast")
_TELLING = (*_NAMES, "n", "ord", "clock", "half", "at", "part", "unit", "next")


@cache
def _votes() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """What each word says about the language; a word of many languages says little."""
    known: dict[str, set[str]] = {}
    for language, words in MARKERS.items():
        for word in words.split():
            known.setdefault(fold(word), set()).add(language)
    for language, lexicon in ((name, _lexicon(name)) for name in WORDS):
        for first, entries in lexicon.phrases.items():
            if any(e.kind.startswith(_TELLING) and not e.shy and len(e.words) == 1 and len(first) > 2 for e in entries):
                known.setdefault(first, set()).add(language)
    for word, languages in cues.single_words().items():
        known.setdefault(word, set()).update(languages & set(WORDS))
    return {
        word: tuple((language, 1 / len(languages)) for language in sorted(languages))
        for word, languages in known.items()
    }


@cache
def _stems() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Stems and their languages by the first three letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for language in WORDS:
        for stem, _ in _lexicon(language).stems:
            found.setdefault(stem[:3], []).append((stem, language))
    return {begin: tuple(stems) for begin, stems in found.items()}


_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_SINGLE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def languages_of(text: str, folded: str, home: str = "") -> list[str]:
    """The languages that the text may be in, likeliest first; at most two, and none where nothing tells. `home` is
    spoken where the writer lives: it decides where little else does."""
    if not text.isascii():
        if _KANA.search(text):
            return ["ja"]
        if _HAN.search(text):
            return ["zh"]
    votes: dict[str, float] = {home: 0.4} if home else {}
    known = _votes()
    for word in _SINGLE.findall(folded):
        told = {language for language, _ in known.get(word, ())}
        told.update(language for stem, language in _stems().get(word[:3], ()) if word.startswith(stem))
        for language in told:
            votes[language] = votes.get(language, 0.0) + 1 / len(told)
    if not text.isascii():
        present = set(text.lower())
        for language, letters in LETTERS.items():
            if found := len(present & set(letters)):
                votes[language] = votes.get(language, 0.0) + 0.3 * found
    ranked = sorted(votes, key=lambda language: -votes[language])
    if not ranked:
        return []
    best = votes[ranked[0]]
    return [language for language in ranked[:2] if votes[language] >= 0.55 * best]


_NUMERIC = re.compile(
    r"""
    (?P<iso>(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d))
  | (?P<cjkrel>再?来[週月年]|翌[週月年]|下个?[周週月]|下個月|明年|来周|明後日|明日|明天|今日|今天)
  | (?P<cjk>(?:(?P<cy>20\d\d)\s?年\s?)?(?P<cm>\d{1,2})\s?月\s?(?P<cd>\d{1,2})\s?[日号])
  | (?P<dmy>(?<![\d.,/:])\d{1,2}(?:(?:\.\s?|\s?/\s?|-)\d{1,2}(?:\.\s?|\s?/\s?|-)(?:20\d\d|\d\d)(?!\d)))
  | (?P<clock>(?:(?<![\d.,/:+-])|(?<=\dh-)|(?<=\d[hH]\d\d-)|(?<=:\d\d-))(?:[01]?\d|2[0-4])(?::[0-5]\d|h(?:[0-5]\d)?(?!\w)|(?=\s?[ap]\.?m)|\.[0-5]\d(?=\s?(?:uhr|[ap]\.?m|h\b|uur|hod)))(?:\s?(?P<ap>[ap])\.?\s?m\b\.?)?(?:\s?h\b)?)
  | (?P<dm>(?<![\d.,/:])\d{1,2}(?:\.\s?\d{1,2}(?:\.(?!\d)|(?![\d.:]))|/\d{1,2}(?![\d/])))
  | (?P<quarter>\bq[1-4]\b|\b[1-4]q\b)
  | (?P<half>\bh[12]\b)
  | (?P<nth>(?<![\d.,])(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|eme|e|o|a|:e|:a|º|ª|°|-go|-ego|-e|-ta)?(?![\w]))
  | (?P<year>(?<![\d.,])20[2-4]\d(?![\w]))
  | (?P<number>\d+(?:[.,]\d+)*)
  | (?P<word>'?[^\W\d_]+(?:['-][^\W\d_]+)*)
  | (?P<mark>[.!?;:,()\n/–—\-+&@#…。！？、])
    """,
    re.VERBOSE,
)

_NOT_TIMES = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,60}"
    r"|(?:\+|\b00)\d[\d\s().\-/]{6,20}\d"
    r"|(?<![\w.])(?:[$€£]|usd|eur|gbp|chf|zl|kc|kr)\s?\d[\d.,']{0,12}\s?(?:k|m|mio|mrd)?\b"
    r"|\b\d[\d.,']{0,12}\s?(?:[$€£%]|usd|eur|gbp|chf|pln|sek|dkk|zl\b|kc\b|kr\b|euros?\b)"
)


def _blanked(folded: str) -> str:
    return _NOT_TIMES.sub(lambda found: " " * len(found.group()), folded)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or line: its tokens, its folded text, and whether it asks."""

    tokens: Sequence[Token]
    folded: str
    start: int
    asks: bool
    language: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, tokenised once."""

    text: str
    sentences: Sequence[Sentence]
    language: str
    """The likeliest, or empty."""

    def cut(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())[:120]


_SHORTENED = re.compile(r"(?<!\w)(?:t/m|t\.o\.m\.?|f\.o\.m\.?)(?!\w)")
_SPELT = {"t/m": "tem", "tom": "tom", "fom": "fom"}
_HYPHENED = re.compile(r"(?<!\w)(?:mid|mi|late|early|pre|post)-(?=[^\W\d_])")


def read(text: str, home: str = "") -> Reading:
    """`text` as sentences of tokens; pure, linear. `home` is the language of where the writer lives, or empty."""
    shown = unicodedata.normalize("NFC", text[:LONGEST])
    folded = fold(shown)
    if len(folded) != len(shown):  # a character that folds to several; its offsets would shift
        folded = shown.lower() if len(shown.lower()) == len(shown) else shown
    bare = _blanked(folded)
    bare = _HYPHENED.sub(lambda found: found.group()[:-1] + " ", bare)
    bare = _SHORTENED.sub(lambda found: _SPELT[found.group().replace(".", "")].ljust(len(found.group())), bare)
    main = languages_of(shown, folded, home)
    sentences = []
    for start, end, mark in _sentence_spans(bare, shown):
        part = bare[start:end]
        own = languages_of(shown[start:end], part) if len(part) > 40 else []
        languages = list(dict.fromkeys((*own[:1], *main)))[:2] or ["en"]
        tokens = _tokens(bare, start, end, languages)
        sentences.append(Sentence(tokens, folded[start:end], start, mark, languages[0]))
    return Reading(shown, sentences, main[0] if main else "")


_END = re.compile(r"[!?。！？…]+|\n+|;|\.(?=\s|$)")


@cache
def _after_ordinal() -> frozenset[str]:
    """Words that may follow "15." in one date: months and units."""
    found = set()
    for language in WORDS:
        for first, entries in _lexicon(language).phrases.items():
            if any(e.kind in ("mo", "quarter-no") or e.kind.startswith(("unit.", "wd")) for e in entries):
                found.add(first)
    return frozenset(found)


def _sentence_spans(folded: str, shown: str) -> list[tuple[int, int, bool]]:
    spans: list[tuple[int, int, bool]] = []
    start = 0
    for found in _END.finditer(folded):
        if found.group() == "." and (
            _is_abbreviation(folded, found.start()) or _is_ordinal(folded, shown, found.start())
        ):
            continue
        spans += _pieces(folded, start, found.end(), any(c in found.group() for c in "?？"))
        start = found.end()
    return spans + _pieces(folded, start, len(folded), False)


_LONGEST_SENTENCE = 400


def _pieces(folded: str, start: int, end: int, asks: bool) -> list[tuple[int, int, bool]]:
    """The sentence; what nobody writes in one breath is cut."""
    cuts = [*range(start, end, _LONGEST_SENTENCE), end]
    return [(a, b, asks) for a, b in pairwise(cuts) if folded[a:b].strip()]


def _is_ordinal(folded: str, shown: str, dot: int) -> bool:
    """Whether the full stop belongs to "15." or "12.03." instead of ending the sentence."""
    if dot == 0 or not folded[dot - 1].isdigit():
        return False
    following = re.match(r"\.\s{0,2}(\d{1,2}(?:[.:]|\s?(?:h|uhr)\b)|[^\W\d_]+|[-–])", folded[dot : dot + 40])
    if following is None:
        return False
    if shown[dot + following.start(1)].islower() and re.search(
        r"(?:^|\D)\d{1,2}\.$", folded[max(0, dot - 3) : dot + 1]
    ):
        return True
    word = following[1]
    if word[0] in "-–" or word[0].isdigit() or word in _after_ordinal():
        return True
    return any(word.startswith(stem) for stem, _ in _lexicon("fi").stems)


_SHORT = frozenset(
    "mon tue tues wed weds thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m am pm kl d "
    "mo di mi do fr sa so st nr ca z.b bzw inkl einschl okt dez ma wo vr za zo lun mar mer gio ven sab dom jeu mie jue "
    "vie godz hod ul tel tir tirs ons tors tor fre lor son man f.o.m t.o.m approx no mr mrs ms dr evtl usw mrt janv fevr "
    "v vko avr juil ene abr ago gen mag giu lug set ott dic fev abr mai out dez seg ter qua qui sex pn wt sr czw pt sob nd po ut ct pa ne".split()
)


def _is_abbreviation(folded: str, dot: int) -> bool:
    begin = dot
    while begin > 0 and dot - begin < 8 and (folded[begin - 1].isalpha() or folded[begin - 1] == "."):
        begin -= 1
    word = folded[begin:dot]
    if word not in _SHORT:
        return False
    following = folded[dot + 1 : dot + 3].strip()
    return bool(following) and (following[0].isdigit() or word not in ("am", "pm", "a.m", "p.m", "no", "so", "do"))


def _tokens(bare: str, start: int, end: int, languages: Sequence[str]) -> list[Token]:
    raw = [Token(m.group(), m.start(), m.end(), _numeric_kinds(m)) for m in _NUMERIC.finditer(bare, start, end)]
    return _worded(raw, languages)


def _numeric_kinds(found: re.Match[str]) -> Mapping[str, int | tuple[int, ...]]:
    text = found.group()
    match found.lastgroup:
        case "iso":
            return {"ymd": tuple(int(part) for part in re.split(r"[-/.]", text))}
        case "cjkrel":
            return _CJK[text]
        case "cd" | "cjk" | "cm" | "cy":
            year = int(found["cy"]) if found["cy"] else 0
            return {"ymd": (year, int(found["cm"]), int(found["cd"]))}
        case "dmy":
            parts = [int(part) for part in re.split(r"[./-]", text)]
            return {"numeric": (*parts, 0 if "." in text else 1)}
        case "clock" | "ap":
            return _clock(text, found["ap"])
        case "dm":
            first, second = (int(part) for part in re.split(r"[./]", text.rstrip(".")))
            kinds: dict[str, int | tuple[int, ...]] = {"numeric": (first, second, -1, 0 if "." in text else 1)}
            if re.fullmatch(r"\d{1,2}\.[0-5]\d\.?", text) and first < 25:
                kinds["dotted-clock"] = (first, second)
            return kinds
        case "quarter":
            return {"quarter": int(re.sub(r"\D", "", text))}
        case "half":
            return {"half-year": int(text[1])}
        case "nth":
            digits = int(re.match(r"\d+", text).group())  # type: ignore[union-attr]
            plain = text.isdigit()
            return {"n": digits} if plain else {"nth": digits}
        case "year":
            return {"year": int(text)}
        case "number":
            return {"n": int(text)} if text.isdigit() and len(text) <= 2 else {"quantity": 0}
        case "mark":
            return {"dash": 0} if text in "–—-" else {}
    return {}


_CJK: Mapping[str, Mapping[str, int | tuple[int, ...]]] = {
    **{word: {"ahead.week": 1} for word in ("来週", "翌週", "下周", "下週", "下个周", "下个週", "来周")},
    **{word: {"ahead.month": 1} for word in ("来月", "翌月", "下个月", "下個月", "下月")},
    **{word: {"ahead.year": 1} for word in ("来年", "翌年", "明年")},
    "再来週": {"ahead.week": 2},
    "再来月": {"ahead.month": 2},
    "再来年": {"ahead.year": 2},
    **{word: {"rel": 1} for word in ("明日", "明天")},
    "明後日": {"rel": 2},
    **{word: {"rel": 0} for word in ("今日", "今天")},
}


def _clock(text: str, half: str | None) -> Mapping[str, int | tuple[int, ...]]:
    digits = re.findall(r"\d+", text)
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if half and hour <= 12:
        return {"clock-exact": (hour % 12 + (12 if half == "p" else 0), minute)}
    written = re.search(r"[:h.]", text) is not None
    if not written:
        return {"n": hour}
    if hour == 24 or minute > 59:
        return {"quantity": 0}
    return {"clock-read": (hour, minute)}


def _worded(raw: Sequence[Token], languages: Sequence[str]) -> list[Token]:
    """Words become what the lexicons say, several words of one phrase one token."""
    tokens: list[Token] = []
    index = 0
    while index < len(raw):
        token = raw[index]
        if token.kinds and not token.text[0].isalpha():
            extra = _phrase_kinds(raw, index, languages)
            if extra is not None and extra[2] > 1:
                length = extra[2]
                tokens.append(Token(token.text, token.start, raw[index + length - 1].end, extra[0], extra[1]))
                index += length
                continue
            tokens.append(token)
            index += 1
            continue
        found = _phrase_kinds(raw, index, languages)
        if found is None:
            tokens += _compound(token, languages)
            index += 1
            continue
        kinds, shy, length = found
        last = raw[index + length - 1]
        text = " ".join(t.text for t in raw[index : index + length])
        tokens.append(Token(text, token.start, last.end, {**token.kinds, **kinds}, shy))
        index += length
    return tokens


def _phrase_kinds(
    raw: Sequence[Token], index: int, languages: Sequence[str]
) -> tuple[dict[str, int | tuple[int, ...]], frozenset[str], int] | None:
    """Kinds, shy kinds and length of the longest phrase that begins at `index`."""
    best = 0
    kinds: dict[str, int | tuple[int, ...]] = {}
    shy: set[str] = set()
    word = raw[index].text
    for rank, language in enumerate(languages):
        lexicon = _lexicon(language)
        for entry in lexicon.phrases.get(word, ()):
            length = len(entry.words)
            if length < best or not _follows(raw, index, entry.words):
                continue
            if rank and not entry.kind.startswith(_NAMES) and kinds:
                continue
            if length > best:
                best, kinds, shy = length, {}, set()
            kinds.setdefault(entry.kind, entry.value)
            if entry.shy:
                shy.add(entry.kind)
        for stem, entry in lexicon.stems:
            if best <= 1 and word.startswith(stem):
                best = 1
                kinds.setdefault(entry.kind, entry.value)
    if not best and (elided := _ELIDED.match(word)) is not None:
        inner = Token(elided[1], raw[index].start, raw[index].end)
        return _phrase_kinds([inner], 0, languages)
    if not best and "en" not in languages:
        for entry in _lexicon("en").phrases.get(word, ()):
            if len(entry.words) == 1 and len(word) > 3 and entry.kind.startswith(("wd", "mo", "rel")):
                best = 1
                kinds.setdefault(entry.kind, entry.value)
    return (kinds, frozenset(shy), best) if best else None


def _compound(token: Token, languages: Sequence[str]) -> list[Token]:
    """ "Freitagnachmittag", "vrijdagmiddag": a weekday and a part of it in one word."""
    for language in languages[:1] if len(token.text) > 9 else ():
        phrases = _lexicon(language).phrases
        for cut in range(6, len(token.text) - 2):
            day, part = (phrases.get(word, ()) for word in (token.text[:cut], token.text[cut:]))
            weekday = next((e for e in day if e.kind == "wd" and not e.shy), None)
            hours = next((e for e in part if e.kind == "part"), None)
            if weekday is not None and hours is not None:
                middle = token.start + cut
                return [
                    Token(token.text[:cut], token.start, middle, {"wd": weekday.value}),
                    Token(token.text[cut:], middle, token.end, {"part": hours.value}),
                ]
    return [token]


_ELIDED = re.compile(r"(?:l|d|dell|all|dall|nell|quest|qu|jusqu)'(\w{3,})$")


def _follows(raw: Sequence[Token], index: int, words: tuple[str, ...]) -> bool:
    if len(words) == 1:
        return True
    return len(raw) >= index + len(words) and all(
        token.text == word for token, word in zip(raw[index : index + len(words)], words, strict=True)
    )

"""A short reply, read as far as rules can: folded text, clauses, questions, language, times, phone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rejoinder.infrastructure.offline_ai.folding import WIDE, fold
from rejoinder.infrastructure.offline_ai.lexicon import common_words, word_lists

_LONGEST_READ = 2_000
URL = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\w/-])\+?\(?\d[\d\s().-]{5,}\d(?![\w/])")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_WORD = re.compile(rf"[{WIDE}]|(?:(?![{WIDE}])[^\W\d_])+(?:'(?:(?![{WIDE}])[^\W\d_])+)*|\d+")
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*|[!?]+")
_CLAUSE = re.compile(
    r"[.!?;,:\n()]+|\s-+\s|(?<!\w)(?:but|however|though|although|aber|jedoch|mais|pero|sino|maar)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, folded once and cut in the ways that rules ask for."""

    folded: str
    clauses: tuple[str, ...]
    words: tuple[str, ...]
    questions: tuple[str, ...]
    """The sentences that ask, by their mark or by how they begin."""

    @property
    def asks(self) -> bool:
        return bool(self.questions)


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    folded = fold(text[:_LONGEST_READ])
    bare = EMAIL.sub(" ", URL.sub(" ", folded))
    clauses = tuple(clause.strip() for clause in _CLAUSE.split(bare) if clause.strip())
    sentences = (sentence.strip() for sentence in _SENTENCE.findall(bare))
    questions = tuple(s for s in sentences if (s.endswith("?") and len(s) > 1) or _ASKING.match(s))
    return Reading(folded, clauses, tuple(_WORD.findall(bare)), questions)


_ASKING = re.compile(
    r"(?:(?:hi|hey|hello|hallo|thanks|ok|okay|and|so|yes|bonjour|hola|well)\W+){0,2}"
    r"(?:(?:what|how much|how many|how long|how do|how does|how is|how did|who|where|why|which)\b"
    r"|(?:do|does|did|are|is|can|could|would|will) (?:you|it|this|that|they|there|we|i)\b"
    r"|(?:wie|was|wer|wo|warum|wann|welche\w*) (?!auch|gesagt)\w+"
    r"|(?:combien|comment|quel\w*|pourquoi|ou est|est-ce|qui etes|quand)\b"
    r"|(?:cuanto\w*|como|cual\w*|donde|quien|por que|cuando)\b"
    r"|(?:quanto|quale|quali|dove|chi|perche|quando|come)\b"
    r"|(?:qual|quais|onde|quem)\b"
    r"|(?:wat|hoeveel|waar|wie|waarom|wanneer|hoe)\b)"
)


# --- language -----------------------------------------------------------------------------------------


def language_of(text: str) -> str:
    """The ISO 639-1 code, as far as common words tell; empty where they do not."""
    words = re.findall(r"[a-z]+(?:['-][a-z]+)*", fold(text))
    votes = {language: sum(word in known for word in words) for language, known in common_words().items()}
    best = max(votes.values(), default=0)
    winners = [language for language, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else ""


# --- times and numbers --------------------------------------------------------------------------------

_DAYS = {name: day for day, names in enumerate(word_lists("DAYS")) for name in names}
"""By name, from Monday on; 7 is tomorrow, 8 today."""
_NO_DAYS = frozenset({"mo", "di", "mi", "do", "fr", "lun", "jeu"})
"""Short names that are words of other languages: only before a number."""
_SIGNS = {sign: day for signs in ("月火水木金土日", "一二三四五六天") for day, sign in enumerate(signs)}
_NAMED_SIGN = re.compile("([月火水木金土日])曜|(?:周|星期|礼拜)([一二三四五六日天])")
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?"
    r"\s?(?P<mark>a\.?m\.?|p\.?m\.?|uhr|h|o'?clock|時|点)?(?![\w%:/-]|\.\d|,\d)"
)
_WHEN = re.compile(
    rf"(?<![\w$€£+.,:/-])(?:(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})\.?(?!\w)|{_CLOCK})"
)
_BARE_HOUR = re.compile(r"(?:\bat|\bum|\ba|\ba las|\balle|\bas|\bom|\bkl\.?|\bklo|\bo|\bv|\bin|\bla|в|^)\s*$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day on a day, as named; the hour counts to twelve, because people leave out am and pm."""

    day: int | None
    hour: int
    minute: int

    def may_be(self, other: Moment) -> bool:
        return (self.hour, self.minute) == (other.hour, other.minute) and (
            self.day is None or other.day is None or self.day == other.day
        )


def moments(folded: str) -> list[Moment]:
    """Every clock time in the text, with the day named before it (or else after it)."""
    found: list[Moment] = []
    day: int | None = None
    bare = _PHONE.sub(" ", _DATE.sub(" ", folded))
    for match in _WHEN.finditer(bare):
        if match["day"]:
            if not _is_day(match, bare):
                continue
            day = _DAYS[match["day"]]
            found = [Moment(day, m.hour, m.minute) if m.day is None else m for m in found]
        elif match["minute"] or match["mark"] or _BARE_HOUR.search(bare[: match.start()]):
            found.append(Moment(day, int(match["hour"]) % 12, int(match["minute"] or 0)))
    return found


def days(folded: str) -> set[int]:
    """The days of the week named, and 7 for tomorrow, 8 for today."""
    named = {_DAYS[match["day"]] for match in _WHEN.finditer(folded) if match["day"] and _is_day(match, folded)}
    return named | {
        6 if sign == "天" else _SIGNS[sign] for found in _NAMED_SIGN.findall(folded) for sign in found if sign
    }


def _is_day(match: re.Match[str], folded: str) -> bool:
    """Whether a word that may be another one is a day: a short name before a number, "segunda" that counts nothing."""
    name, before, after = match["day"], folded[: match.start()], folded[match.end() :]
    if name in _ORDINALS:
        return not (before.endswith("la ") or _COUNTED.match(after))
    return name not in _NO_DAYS or re.match(r"\s*\d", after) is not None


_ORDINALS = frozenset({"segunda", "terca", "quarta", "quinta", "sexta"})
"""Days in Portuguese, places in a list in its sister languages."""
_COUNTED = re.compile(r" (?:opc|opz|alternativa|data|hora)")


_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPOKEN = {"oh": 0, "zero": 0} | {word: number for number, word in enumerate(_HOURS, 1)}
_SPOKEN_NUMBER = re.compile(rf"\b(?:{'|'.join(_SPOKEN)})(?:[ ,.-]+(?:{'|'.join(_SPOKEN)})){{6,}}\b", re.IGNORECASE)
_HALF = "fifteen|thirty|forty[- ]five"
_SPOKEN_HOUR = re.compile(
    rf"\b(?P<hour>{'|'.join(_HOURS)})(?:[ -](?P<half>{_HALF}))?(?= ?(?:[ap]\.?m\b|o'?clock|uhr))"
    rf"|(?<=\bat )(?P<at>{'|'.join(_HOURS)})\b(?: (?P<at_half>{_HALF}))?",
    re.IGNORECASE,
)
_HALVES = {"fifteen": "15", "thirty": "30", "forty-five": "45", "forty five": "45"}


def as_written(spoken: str) -> str:
    """Spoken figures as digits: a transcript writes a phone number and a time of day in words."""

    def hour(found: re.Match[str]) -> str:
        half = (found["half"] or found["at_half"] or "").lower()
        return f"{_SPOKEN[(found['hour'] or found['at']).lower()]}" + (f":{_HALVES[half]}" if half else ":00")

    def number(found: re.Match[str]) -> str:
        return "".join(str(_SPOKEN[word]) for word in re.findall("[a-z]+", found.group().lower()))

    return _SPOKEN_HOUR.sub(hour, _SPOKEN_NUMBER.sub(number, spoken[:_LONGEST_READ]))


def has_phone_number(folded: str) -> bool:
    return any(len(re.sub(r"\D", "", found)) >= 7 for found in _PHONE.findall(_DATE.sub(" ", folded)))

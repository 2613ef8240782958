"""Facts in a draft that nobody gave us: money, numbers, days, times, links, phone numbers, promises.

A draft may repeat what stands in the thread, the workspace's knowledge or its settings, and nothing else. Links must
come from our own side: a link that a customer wrote is never sent back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_HOST = r"(?<![^\W_])(?<!-)(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*"
_PATH = r"[^\s<>\"')\]]"
_KNOWN_ENDS = (
    "com|net|org|io|co|uk|de|fr|example|app|ai|dev|biz|info|link|me|eu|us|ca|au|nl|ch|shop|store|site|online|xyz|click"
)
# An address with a path may end in anything; without one, `Thanks.Bye` is a missing blank and `acme.zone` a candidate.
_LINK = re.compile(
    rf"(?:https?://|www\.){_PATH}+"
    rf"|{_HOST}\.(?:[^\W\d_]{{2,}}|xn--[a-z0-9-]+)(?::\d+)?/{_PATH}*"
    rf"|{_HOST}\.(?:{_KNOWN_ENDS}|xn--[a-z0-9-]+|(?-i:[a-z]{{2,}}|[A-Z]{{2,}}))(?![^\W_])",
    re.I,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_PHONE = re.compile(r"\+?\d[\d \t\u00a0().-]{6,}\d")
_DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:today|tomorrow|tonight)\b"
    r"|\b(?:january|february|march|april|may(?= \d)|june|july|august|september|october|november|december)\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen früh|heute)\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui)\b"
    r"|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|mañana|hoy)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\b(?:guarantee[ds]?|refund(?:ed|s)?|free of charge|for free|no cost|discount(?:ed|s)?|on (?:my|our) way"
    r"|(?:is|are|you'?re|it'?s) (?:now )?(?:booked|confirmed)|appointment is set|warranty|money[- ]back)\b",
    re.I,
)
_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?)"
)
_COUNTED = re.compile(rf"\b{_COUNT}(?:(?: and |[ -]){_COUNT})*\b", re.I)
_WORDED = re.compile(
    rf"{_COUNTED.pattern}(?=[ -]?%|[ -](?:percent|per cent|dollars?|bucks|pounds?|euros?|cents?|minutes?|hours?|days?"
    r"|weeks?|months?|years?)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A span of the draft that no source contains."""

    kind: str
    text: str
    start: int
    end: int


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _numbers(text: str) -> set[str]:
    return {_canonical(found.group()) for found in _NUMBER.finditer(text)}


def _canonical(number: str) -> str:
    """`1,250.00` and `1250` are the same number; `9:00` and `9` are the same hour."""
    digits = re.sub(r",(?=\d{3}\b)", "", number)
    digits = re.sub(r"[.:,]0+$", "", digits)
    return digits.lstrip("0") or "0"


def _link_core(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip("/.,;:!?")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _phones(text: str) -> set[str]:
    """The digits of every phone number: of the whole run, and of each part that blanks set off."""
    runs = [found.group() for found in _PHONE.finditer(text)]
    return {_digits(part) for run in runs for part in (run, *run.split())}


def _emails(text: str) -> set[str]:
    return {found.group().lower() for found in _EMAIL.finditer(text)}


def _count(words: str) -> str:
    """`Twenty-five` and `twenty five` are the same number."""
    return _plain(words).replace("-", " ").replace(" and ", " ")


def unsourced_facts(draft: str, *, said_by_us: Iterable[str], said_by_them: Iterable[str]) -> tuple[Unsourced, ...]:
    """Every checkable fact of `draft` that is in none of the sources, in order of appearance.

    `said_by_us` is what our side stands behind (knowledge, settings, our own earlier messages); `said_by_them` is the
    person's text, from which numbers and days may be repeated, but never links or promises.
    """
    ours = "\n".join(said_by_us)
    everything = ours + "\n" + "\n".join(said_by_them)
    plain, ours_plain = _plain(everything), _plain(ours)
    numbers, phones, our_emails = _numbers(everything), _phones(everything), _emails(ours)
    counts = {_count(found.group()) for found in _COUNTED.finditer(everything)}
    our_links = {_link_core(found.group()) for found in _LINK.finditer(ours)}
    found: list[Unsourced] = []
    covered: list[tuple[int, int]] = []

    def note(kind: str, match: re.Match[str], sourced: bool) -> None:
        if any(match.start() < end and match.end() > start for start, end in covered):
            return
        covered.append(match.span())
        if not sourced:
            found.append(Unsourced(kind, match.group(), *match.span()))

    for match in _EMAIL.finditer(draft):
        note("email", match, match.group().lower() in our_emails)
    for match in _LINK.finditer(draft):
        note("link", match, _link_core(match.group()) in our_links)
    for match in _PHONE.finditer(draft):
        if len(_digits(match.group())) >= 8:
            note("phone", match, _digits(match.group()) in phones)
    for match in _PROMISE.finditer(draft):
        note("promise", match, _plain(match.group()) in ours_plain)
    for match in _DAY.finditer(draft):
        note("day", match, _plain(match.group()) in plain)
    for match in _WORDED.finditer(draft):
        note("number", match, _count(match.group()) in counts)
    for match in _NUMBER.finditer(draft):
        note("number", match, _canonical(match.group()) in numbers)
    return tuple(sorted(found, key=lambda span: span.start))


_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{[a-z_ ]+\}|\[(?:your|insert|name|company|link|date|time)[^\]]*\]|<[a-z_ ]+>", re.I
)


def unresolved_placeholder(draft: str) -> str | None:
    """The first `{name}`, `[insert link]` or `{{…}}` that nobody filled in."""
    match = _PLACEHOLDER.search(draft)
    return match.group() if match else None

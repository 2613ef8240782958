"""How a slot is said, and which slots a text says: the words of days and months in the languages that we write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class _Language:
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    label: str
    offer: str
    or_: str
    confirmed: str
    place: str
    gone: str
    none_left: str
    link: str


_LANGUAGES: Mapping[str, _Language] = {
    "en": _Language(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"),
        "{weekday} {day} {month}, {time} ({zone})",
        "Would one of these times suit you? {times}.",
        "or",
        "You are booked: {time}.",
        "Join or find us here: {place}",
        "That time has been taken in the meantime, sorry. Would one of these suit you? {times}.",
        "That time has been taken in the meantime, sorry. Which other day and time would suit you?",
        "Please confirm the time here, it takes a moment: {link}",
    ),
    "de": _Language(
        ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
         "Dezember"),
        "{weekday}, {day}. {month}, {time} Uhr ({zone})",
        "Passt Ihnen einer dieser Termine? {times}.",
        "oder",
        "Ihr Termin steht: {time}.",
        "Hier erreichen Sie uns: {place}",
        "Dieser Termin ist inzwischen leider vergeben. Passt Ihnen einer von diesen? {times}.",
        "Dieser Termin ist inzwischen leider vergeben. Welcher andere Tag und welche Uhrzeit passen Ihnen?",
        "Bitte bestätigen Sie den Termin kurz hier: {link}",
    ),
    "fr": _Language(
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre"),
        "{weekday} {day} {month}, {time} ({zone})",
        "L'un de ces créneaux vous conviendrait-il ? {times}.",
        "ou",
        "Votre rendez-vous est confirmé : {time}.",
        "Pour nous rejoindre : {place}",
        "Ce créneau vient d'être pris, désolé. L'un de ceux-ci vous conviendrait-il ? {times}.",
        "Ce créneau vient d'être pris, désolé. Quel autre jour et quelle heure vous conviendraient ?",
        "Merci de confirmer le rendez-vous ici : {link}",
    ),
    "es": _Language(
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
         "noviembre", "diciembre"),
        "{weekday} {day} de {month}, {time} ({zone})",
        "¿Le vendría bien alguno de estos horarios? {times}.",
        "o",
        "Su cita está confirmada: {time}.",
        "Puede unirse aquí: {place}",
        "Ese horario acaba de ocuparse, lo sentimos. ¿Le vendría bien alguno de estos? {times}.",
        "Ese horario acaba de ocuparse, lo sentimos. ¿Qué otro día y a qué hora le vendría bien?",
        "Por favor, confirme la cita aquí: {link}",
    ),
}  # fmt: skip


def _words(language: str) -> _Language:
    return _LANGUAGES.get(language, _LANGUAGES["en"])


def told(starts_at: datetime, zone: str, language: str = "en") -> str:
    """`Tuesday 25 November, 3:00 PM (Europe/London)`; English where we do not write the language."""
    words, local = _words(language), starts_at.astimezone(ZoneInfo(zone))
    clock = f"{local:%I:%M %p}".lstrip("0") if words is _LANGUAGES["en"] else f"{local:%H:%M}"
    return words.label.format(
        weekday=words.weekdays[local.weekday()],
        day=local.day,
        month=words.months[local.month - 1],
        time=clock,
        zone=zone,
    )


def every_spelling(starts_at: datetime, zone: str) -> list[str]:
    """The slot in every language that we write: what a text may name of it."""
    return [told(starts_at, zone, language) for language in _LANGUAGES]


def offer_text(labels: Sequence[str], language: str = "en") -> str:
    """The question that offers these times; empty without any."""
    return _words(language).offer.format(times=_listed(labels, language)) if labels else ""


def confirmation_text(label: str, place: str = "", language: str = "en") -> str:
    """Tells a person that they are booked, and where."""
    words = _words(language)
    confirmed = words.confirmed.format(time=label)
    return f"{confirmed} {words.place.format(place=place)}" if place else confirmed


def gone_text(labels: Sequence[str], language: str = "en") -> str:
    """Tells a person that somebody else was quicker, with other times where there are any."""
    words = _words(language)
    return words.gone.format(times=_listed(labels, language)) if labels else words.none_left


def link_text(link: str, language: str = "en") -> str:
    """Asks a person to confirm the time themselves."""
    return _words(language).link.format(link=link)


def _listed(labels: Sequence[str], language: str) -> str:
    return f" {_words(language).or_} ".join(labels)


# --- which times a text says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaidTime:
    """One time of day in a text, with the day that it belongs to."""

    minutes: frozenset[int]
    """Minutes after midnight that it may mean: two where neither morning nor afternoon is said."""
    weekday: int | None
    day: int | None
    month: int | None

    @property
    def has_day(self) -> bool:
        return self.weekday is not None or self.day is not None

    def fits(self, local: datetime) -> bool:
        """Whether it may mean that moment; everything that is said of the day must be right."""
        return (
            local.hour * 60 + local.minute in self.minutes
            and self.weekday in (None, local.weekday())
            and self.day in (None, local.day)
            and self.month in (None, local.month)
        )


_WEEKDAYS = {word.lower(): n for words in _LANGUAGES.values() for n, word in enumerate(words.weekdays)}
_WEEKDAYS |= {word[:3].lower(): n for n, word in enumerate(_LANGUAGES["en"].weekdays)}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_MONTHS = {word.lower(): n for words in _LANGUAGES.values() for n, word in enumerate(words.months, 1)}
_MONTHS |= {word[:3].lower(): n for n, word in enumerate(_LANGUAGES["en"].months, 1)} | {"sept": 9}


def _one_of(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DAY = re.compile(
    rf"(?<!\w)(?:(?P<weekday>{_one_of(_WEEKDAYS)})\b\.?,?\s*(?:the\s+|den\s+|le\s+|el\s+)?)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+|de\s+)?(?P<month>{_one_of(_MONTHS)})(?!\w)"
    rf"|(?P<month2>{_one_of(_MONTHS)})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])"
    r"|(?P<year>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))"
    rf"|(?<!\w)(?P<only>{_one_of(_WEEKDAYS)})(?!\w)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.:])(?:(?P<h1>\d{1,2})(?:[:.h](?P<m1>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<h2>\d{1,2})[:h](?P<m2>\d{2})(?:\s*(?P<clock2>uhr))?(?!\d)|(?P<h3>\d{1,2})\s*(?P<clock3>uhr|h(?!\w)|o['’]?clock))",
    re.IGNORECASE,
)
_LONGEST = 20_000


def said_times(text: str) -> list[SaidTime]:
    """Every time of day in the text, with the day named last before it, or else the first one named after it."""
    text = text[:_LONGEST]
    days = list(_DAY.finditer(text))
    found = []
    for match in _TIME.finditer(text):
        minutes = _minutes(match)
        if not minutes:
            continue
        before = [day for day in days if day.end() <= match.start()]
        after = [day for day in days if day.start() >= match.end()]
        nearest = before[-1] if before else after[0] if after else None
        found.append(SaidTime(minutes, *_day_of(nearest)))
    return found


def _minutes(match: re.Match[str]) -> frozenset[int]:
    hour = int(match["h1"] or match["h2"] or match["h3"])
    minute = int(match["m1"] or match["m2"] or 0)
    if hour > 24 or minute > 59:
        return frozenset()
    if match["half"]:
        if not 1 <= hour <= 12:
            return frozenset()
        late = match["half"].lower().startswith("p")
        return frozenset({((hour % 12) + (12 if late else 0)) * 60 + minute})
    plain = hour % 24 * 60 + minute
    if hour >= 12 or hour == 0 or match["clock2"] or (match["clock3"] or "").lower() in ("uhr", "h"):
        return frozenset({plain})
    return frozenset({plain, plain + 12 * 60})


def _day_of(match: re.Match[str] | None) -> tuple[int | None, int | None, int | None]:
    if match is None:
        return None, None, None
    word = match["weekday"] or match["only"]
    day = match["day"] or match["day2"] or match["day3"]
    if match["month3"]:
        month: int | None = int(match["month3"])
    else:
        named = match["month"] or match["month2"]
        month = _MONTHS[named.lower()] if named else None
    return (_WEEKDAYS[word.lower()] if word else None), (int(day) if day else None), month

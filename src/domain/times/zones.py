# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""Time zones that people name: "3pm ET", "14 Uhr MEZ", "10 (London time)"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WORDS: Mapping[str, str] = {
    "et est edt eastern": "America/New_York",
    "ct cdt cst central": "America/Chicago",
    "mt mdt mst mountain": "America/Denver",
    "pt pdt pst pacific": "America/Los_Angeles",
    "cet cest mez mesz cett": "Europe/Berlin",
    "gmt utc": "UTC",
    "bst": "Europe/London",
    "eet eest": "Europe/Helsinki",
    "wet west": "Europe/Lisbon",
    "msk": "Europe/Moscow",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "aest aedt": "Australia/Sydney",
    "awst": "Australia/Perth",
    "nzst nzdt": "Pacific/Auckland",
    "sast": "Africa/Johannesburg",
    "brt": "America/Sao_Paulo",
    "akst akdt": "America/Anchorage",
    "hst": "Pacific/Honolulu",
}
_PLACES: Mapping[str, str] = {
    "london": "Europe/London", "uk": "Europe/London", "dublin": "Europe/Dublin", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin", "german": "Europe/Berlin", "munich": "Europe/Berlin", "zurich": "Europe/Zurich",
    "vienna": "Europe/Vienna", "madrid": "Europe/Madrid", "rome": "Europe/Rome", "lisbon": "Europe/Lisbon",
    "amsterdam": "Europe/Amsterdam", "dutch": "Europe/Amsterdam", "brussels": "Europe/Brussels",
    "warsaw": "Europe/Warsaw", "prague": "Europe/Prague", "stockholm": "Europe/Stockholm", "swedish": "Europe/Stockholm",
    "copenhagen": "Europe/Copenhagen", "oslo": "Europe/Oslo", "helsinki": "Europe/Helsinki", "athens": "Europe/Athens",
    "istanbul": "Europe/Istanbul", "moscow": "Europe/Moscow", "dubai": "Asia/Dubai", "mumbai": "Asia/Kolkata",
    "india": "Asia/Kolkata", "singapore": "Asia/Singapore", "hong kong": "Asia/Hong_Kong", "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "brisbane": "Australia/Brisbane",
    "perth": "Australia/Perth", "auckland": "Pacific/Auckland", "new york": "America/New_York", "ny": "America/New_York",
    "nyc": "America/New_York", "boston": "America/New_York", "toronto": "America/Toronto", "chicago": "America/Chicago",
    "denver": "America/Denver", "phoenix": "America/Phoenix", "los angeles": "America/Los_Angeles",
    "la": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "sf": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "vancouver": "America/Vancouver", "mexico city": "America/Mexico_City",
    "sao paulo": "America/Sao_Paulo", "buenos aires": "America/Argentina/Buenos_Aires", "bogota": "America/Bogota",
    "johannesburg": "Africa/Johannesburg", "cape town": "Africa/Johannesburg",
}  # fmt: skip
ZONE_OF_WORD: Mapping[str, str] = {word: zone for words, zone in _WORDS.items() for word in words.split()}
_CITY = "|".join(sorted(map(re.escape, _PLACES), key=len, reverse=True))
_STATED = re.compile(
    r"(?:(?<=\d)|(?<=[ap]m)|(?<=[ap]\.m\.)|(?<=[ap]\.m)|\b)\s*[,(]?\s*"
    r"\b(?P<word>eastern|central|mountain|pacific|cest|cet|mesz|mez|gmt|utc|bst|eest|eet|sgt|hkt|jst|aest|aedt|awst|nzst|nzdt|sast|msk|"
    r"est|edt|cst|cdt|mst|mdt|pst|pdt|brt|akst|akdt|hst|ET|CT|MT|PT|WET|WEST)\b(?:\s+(?:time|zeit|tid))?"
    r"|\b(?P<city>" + _CITY + r")(?:'s)?\s+time\b|[(,]\s*(?P<cityq>" + _CITY + r")\s*(?:time)?\s*\)",
    re.IGNORECASE,
)
_TWO_LETTERS = frozenset(("et", "ct", "mt", "pt", "wet", "west"))
_OURS = re.compile(r"\b(?:your (?:time|end|timezone|side)|ihrer zeit|votre heure|vuestra hora|jouw tijd|din tid)\b")
_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?[+-]\s?\d", re.IGNORECASE)
_THEIRS = re.compile(r"\b(?:my (?:time|timezone)|our time|local time|meiner zeit|ortszeit|heure locale|hora local)\b")


@lru_cache(maxsize=256)
def known_zone(name: str | None) -> ZoneInfo | None:
    """The zone of that IANA name; None where there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def stated_zone(text: str, moment: datetime, fallback: str | None) -> tuple[str | None, bool]:
    """The zone that the text names, and whether it names one of ours that nobody here knows ("3 your time").

    A name that says the same as `fallback` at that moment is taken for it: a Parisian's "CET" is Paris.
    """
    if _OURS.search(text.lower()) or _OFFSET.search(text):
        return None, True
    found: set[str] = set()
    for match in _STATED.finditer(text):
        word = match["word"]
        if word is None:
            found.add(_PLACES[(match["city"] or match["cityq"]).lower()])
        elif word.isupper() or (len(word) > 4 and word[0].isupper()) or _follows_time(text, match.start("word"), word):
            found.add(ZONE_OF_WORD[word.lower()])
    if not found:
        return fallback, False
    if len(found) > 1:
        return None, True
    name = found.pop()
    mine, theirs = known_zone(fallback), known_zone(name)
    if (
        mine is not None
        and theirs is not None
        and moment.astimezone(mine).utcoffset() == moment.astimezone(theirs).utcoffset()
    ):
        return fallback, False
    return name, False


def _follows_time(text: str, start: int, word: str) -> bool:
    """Whether a word in small letters stands right behind a time: "3pm est", but not "c'est"."""
    if word.lower() in _TWO_LETTERS and word.lower() not in ("ct", "pt", "mt"):
        return False
    return re.search(r"(?:\d|[ap]\.?m\.?)\s?$", text[:start], re.IGNORECASE) is not None


_HOMES = (
    ("de", ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich")),
    ("fr", ("Europe/Paris",)),
    (
        "es",
        (
            "Europe/Madrid",
            "America/Mexico_City",
            "America/Bogota",
            "America/Argentina",
            "America/Santiago",
            "America/Lima",
        ),
    ),
    ("it", ("Europe/Rome",)),
    ("pt", ("Europe/Lisbon", "America/Sao_Paulo")),
    ("nl", ("Europe/Amsterdam",)),
    ("pl", ("Europe/Warsaw",)),
    ("sv", ("Europe/Stockholm",)),
    ("da", ("Europe/Copenhagen", "Europe/Oslo")),
    ("fi", ("Europe/Helsinki",)),
    ("cs", ("Europe/Prague",)),
    ("tr", ("Europe/Istanbul",)),
    ("ro", ("Europe/Bucharest",)),
    ("hu", ("Europe/Budapest",)),
    ("ru", ("Europe/Moscow",)),
    (
        "en",
        (
            "Europe/London",
            "Europe/Dublin",
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "Australia/",
        ),
    ),
)


def home_language(zone: str | None) -> str:
    """What is spoken where the zone is; empty where several languages are, or none is known."""
    return next((language for language, zones in _HOMES if zone and zone.startswith(zones)), "")


_DAY_FIRST = re.compile(
    r"^(?:Europe|Africa|Atlantic|Indian|Antarctica|Arctic|Australia)/|^Pacific/(?:Auckland|Fiji|Chatham)|"
    r"^Asia/(?:Dubai|Kolkata|Calcutta|Singapore|Hong_Kong|Bangkok|Jakarta|Karachi|Dhaka|Colombo|Riyadh|Jerusalem|Beirut|Qatar|Istanbul|Kuala_Lumpur)|"
    r"^America/(?:Sao_Paulo|Argentina|Buenos_Aires|Santiago|Bogota|Lima|Mexico_City|Montevideo|Caracas|Guayaquil|La_Paz|Asuncion|Monterrey|Recife|Fortaleza|Bahia|Manaus)"
)
_MONTH_FIRST = re.compile(
    r"^(?:US/|Pacific/Honolulu|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Indiana|Kentucky|Juneau|Nome|Menominee))"
)


def is_month_first(language: str, zone: str | None) -> bool | None:
    """Whether "3/12" is the twelfth of March where the person lives; None where that cannot be told."""
    name = zone or ""
    if language and language != "en":
        return None if _MONTH_FIRST.match(name) else False
    if _DAY_FIRST.match(name):
        return False
    return True if _MONTH_FIRST.match(name) else None

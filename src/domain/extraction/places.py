# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""Where somebody is, as far as a message tells: countries for their numbers, and time zones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

COUNTRY_OF_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "en": ("US", "GB", "AU", "CA", "IE", "NZ"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE", "CH", "CA"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"), "it": ("IT", "CH"), "pt": ("PT", "BR"), "nl": ("NL", "BE"), "pl": ("PL",),
    "sv": ("SE", "FI"), "da": ("DK", "NO"), "fi": ("FI",), "cs": ("CZ", "SK"), "tr": ("TR",), "ro": ("RO",), "hu": ("HU",),
    "ru": ("RU", "KZ"), "ja": ("JP",), "zh": ("CN", "TW", "HK"),
}  # fmt: skip
_COUNTRY_OF_ZONE: Mapping[str, str] = {
    "Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE", "Europe/Vienna": "AT", "Europe/Zurich": "CH",
    "Europe/Paris": "FR", "Europe/Brussels": "BE", "Europe/Amsterdam": "NL", "Europe/Madrid": "ES", "Europe/Rome": "IT",
    "Europe/Lisbon": "PT", "Europe/Warsaw": "PL", "Europe/Prague": "CZ", "Europe/Stockholm": "SE", "Europe/Copenhagen": "DK",
    "Europe/Oslo": "NO", "Europe/Helsinki": "FI", "Europe/Budapest": "HU", "Europe/Bucharest": "RO", "Europe/Athens": "GR",
    "Europe/Istanbul": "TR", "Europe/Moscow": "RU", "Europe/Kyiv": "UA", "Europe/Luxembourg": "LU", "Europe/Bratislava": "SK",
    "America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US",
    "America/Phoenix": "US", "America/Detroit": "US", "America/Anchorage": "US", "Pacific/Honolulu": "US",
    "America/Toronto": "CA", "America/Vancouver": "CA", "America/Edmonton": "CA", "America/Winnipeg": "CA",
    "America/Halifax": "CA", "America/Mexico_City": "MX", "America/Sao_Paulo": "BR", "America/Bogota": "CO",
    "America/Santiago": "CL", "America/Lima": "PE", "America/Argentina/Buenos_Aires": "AR", "Australia/Sydney": "AU",
    "Australia/Melbourne": "AU", "Australia/Brisbane": "AU", "Australia/Perth": "AU", "Australia/Adelaide": "AU",
    "Pacific/Auckland": "NZ", "Asia/Singapore": "SG", "Asia/Hong_Kong": "HK", "Asia/Tokyo": "JP", "Asia/Kolkata": "IN",
    "Asia/Dubai": "AE", "Asia/Shanghai": "CN", "Africa/Johannesburg": "ZA", "Asia/Jerusalem": "IL",
}  # fmt: skip
_COUNTRY_OF_DOMAIN: Mapping[str, str] = {
    "uk": "GB", "de": "DE", "at": "AT", "ch": "CH", "fr": "FR", "be": "BE", "nl": "NL", "es": "ES", "it": "IT", "pt": "PT",
    "pl": "PL", "cz": "CZ", "sk": "SK", "se": "SE", "dk": "DK", "no": "NO", "fi": "FI", "ie": "IE", "au": "AU", "nz": "NZ",
    "ca": "CA", "za": "ZA", "in": "IN", "sg": "SG", "jp": "JP", "br": "BR", "mx": "MX", "hu": "HU", "ro": "RO", "gr": "GR",
    "tr": "TR", "ru": "RU", "ua": "UA", "us": "US", "lu": "LU",
}  # fmt: skip
ZONE_OF_COUNTRY: Mapping[str, str] = {
    country: zone
    for zone, country in _COUNTRY_OF_ZONE.items()
    if country not in ("US", "CA", "AU", "BR", "MX", "RU", "CL", "PT", "ES", "CN")
}
"""Countries that keep one time."""


def countries(*, phone_country: str, languages: Sequence[str], domain: str, zones: Sequence[str]) -> tuple[str, ...]:
    """Where the writer may be, likeliest first: their own number's country, their zone, the end of their domain, and
    where their language is spoken."""
    found = [phone_country]
    found += [_COUNTRY_OF_DOMAIN.get(domain.rpartition(".")[2].lower(), "")]
    found += [_COUNTRY_OF_ZONE.get(zone, "") for zone in zones[:1]]
    for language in languages[:2] or ("en",):
        found += COUNTRY_OF_LANGUAGE.get(language, ())
    found += [_COUNTRY_OF_ZONE.get(zone, "") for zone in zones[1:]]
    return tuple(dict.fromkeys(country for country in found if country))


_CITIES: Mapping[str, str] = {
    "london": "Europe/London", "manchester": "Europe/London", "birmingham": "Europe/London", "edinburgh": "Europe/London",
    "leeds": "Europe/London", "bristol": "Europe/London", "glasgow": "Europe/London", "dublin": "Europe/Dublin",
    "berlin": "Europe/Berlin", "munchen": "Europe/Berlin", "munich": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "koln": "Europe/Berlin", "frankfurt": "Europe/Berlin", "stuttgart": "Europe/Berlin", "dusseldorf": "Europe/Berlin",
    "wien": "Europe/Vienna", "vienna": "Europe/Vienna", "zurich": "Europe/Zurich", "geneva": "Europe/Zurich",
    "geneve": "Europe/Zurich", "basel": "Europe/Zurich", "bern": "Europe/Zurich", "paris": "Europe/Paris",
    "lyon": "Europe/Paris", "marseille": "Europe/Paris", "toulouse": "Europe/Paris", "lille": "Europe/Paris",
    "bruxelles": "Europe/Brussels", "brussels": "Europe/Brussels", "brussel": "Europe/Brussels",
    "amsterdam": "Europe/Amsterdam", "rotterdam": "Europe/Amsterdam", "utrecht": "Europe/Amsterdam",
    "madrid": "Europe/Madrid", "barcelona": "Europe/Madrid", "sevilla": "Europe/Madrid", "bilbao": "Europe/Madrid",
    "roma": "Europe/Rome", "milano": "Europe/Rome", "milan": "Europe/Rome", "torino": "Europe/Rome", "napoli": "Europe/Rome",
    "bologna": "Europe/Rome", "lisboa": "Europe/Lisbon", "lisbon": "Europe/Lisbon", "porto": "Europe/Lisbon",
    "warszawa": "Europe/Warsaw", "warsaw": "Europe/Warsaw", "krakow": "Europe/Warsaw", "wroclaw": "Europe/Warsaw",
    "praha": "Europe/Prague", "prague": "Europe/Prague", "brno": "Europe/Prague", "stockholm": "Europe/Stockholm",
    "goteborg": "Europe/Stockholm", "malmo": "Europe/Stockholm", "kobenhavn": "Europe/Copenhagen",
    "copenhagen": "Europe/Copenhagen", "aarhus": "Europe/Copenhagen", "oslo": "Europe/Oslo", "bergen": "Europe/Oslo",
    "helsinki": "Europe/Helsinki", "tampere": "Europe/Helsinki", "istanbul": "Europe/Istanbul", "athens": "Europe/Athens",
    "new york": "America/New_York", "nyc": "America/New_York", "boston": "America/New_York", "brooklyn": "America/New_York",
    "philadelphia": "America/New_York", "atlanta": "America/New_York", "miami": "America/New_York",
    "washington, dc": "America/New_York", "charlotte": "America/New_York", "pittsburgh": "America/New_York",
    "toronto": "America/Toronto", "ottawa": "America/Toronto", "montreal": "America/Toronto", "chicago": "America/Chicago",
    "houston": "America/Chicago", "dallas": "America/Chicago", "minneapolis": "America/Chicago",
    "milwaukee": "America/Chicago", "san antonio": "America/Chicago", "nashville": "America/Chicago",
    "st. louis": "America/Chicago", "new orleans": "America/Chicago", "denver": "America/Denver", "boulder": "America/Denver",
    "salt lake city": "America/Denver", "phoenix": "America/Phoenix", "scottsdale": "America/Phoenix",
    "los angeles": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "san diego": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "las vegas": "America/Los_Angeles", "vancouver": "America/Vancouver",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "brisbane": "Australia/Brisbane",
    "perth": "Australia/Perth", "auckland": "Pacific/Auckland", "wellington": "Pacific/Auckland",
    "singapore": "Asia/Singapore", "hong kong": "Asia/Hong_Kong", "tokyo": "Asia/Tokyo", "mumbai": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "dubai": "Asia/Dubai",
    "mexico city": "America/Mexico_City", "ciudad de mexico": "America/Mexico_City", "cdmx": "America/Mexico_City",
    "sao paulo": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo", "bogota": "America/Bogota",
    "buenos aires": "America/Argentina/Buenos_Aires", "johannesburg": "Africa/Johannesburg",
    "cape town": "Africa/Johannesburg", "tel aviv": "Asia/Jerusalem", "nsw": "Australia/Sydney",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _CITIES), key=len, reverse=True))
_HERE = re.compile(
    rf"(?<!\w)(?:i'?m (?:based )?in|i am (?:based )?in|we'?re (?:based )?in|we are (?:based )?in|based in|here in|i live in|ich bin in|wir sitzen in|je suis a|nous sommes a|estoy en|estamos en|"
    rf"sono a|siamo a|estou em|estamos em|ik zit in|wij zitten in|jestem w|mieszkam w|jag ar i|vi sitter i|jeg er i|jsem v) (?P<city>{_NAMES})(?!\w)"
)
_CITY_LINE = re.compile(rf"(?:^|[,|·•;/(\-–\s])(?P<city>{_NAMES})(?=$|[,|·•;/)\-–\s])")


def stated_city(folded: str) -> tuple[str, str] | None:
    """The zone of a city in which the writer says that they are, and the words."""
    found = _HERE.search(folded)
    return (_CITIES[found["city"]], found.group()) if found else None


def signature_city(folded: str) -> tuple[str, str] | None:
    """The zone of the only city that a signature names, and its name."""
    zones: dict[str, str] = {}
    for line in folded.splitlines():
        for found in _CITY_LINE.finditer(line):
            zones[_CITIES[found["city"]]] = found["city"]
    return next(iter(zones.items())) if len(zones) == 1 else None

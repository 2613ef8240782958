"""Addresses and bodies in one spelling: what a log may show, what two listings compare, what Postgres can store."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

_DOTS = "•••"

# Postgres refuses NUL in text and lone surrogates in any encoding; the other C0 controls only break terminals
# and exports (reference/reliability.md 3.2).
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SMART = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "…": "...",
    }
)  # fmt: skip
_ANGLE = re.compile(r"<([^<>]{1,320})>\s*$")


def _fold_character(character: str) -> str:
    special = {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "ß": "s", "ẞ": "s", "ı": "i", "İ": "i"}
    base = special.get(character) or unicodedata.normalize("NFD", character.lower())[:1]
    return base if len(base) == 1 else character


_FOLD: dict[int, str] = {
    code: _fold_character(chr(code)) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x386, 0x460))
}
_FOLD |= {ord(mark): "'" for mark in "’‘‛`´ʼ′"} | {ord(mark): "-" for mark in "‐‑‒–—―−"}


def fold(text: str) -> str:
    """The text in lower case, without accents, with straight apostrophes and dashes; character by character, so every
    offset in the result is the same offset in the text."""
    if text.isascii():
        return text.lower()
    table: dict[int, str | int] = {}
    for character in set(text):
        code = ord(character)
        table[code] = _FOLD.get(code, code)
    return text.translate(table)


def strip_unstorable(text: str) -> str:
    """The text without NUL, lone surrogates and control characters; tab and newline stay, CR LF becomes LF."""
    if text.isprintable():
        return text
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise_email(address: str) -> str:
    """The bare address in lower case: no display name, no `mailto:`, no surrounding space or full stop.

    Sub-addresses (`+tag`) and dots stay: only the receiving server knows whether they matter.
    """
    bare = unicodedata.normalize("NFKC", _INVISIBLE.sub("", address)).strip()
    if named := _ANGLE.search(bare):
        bare = named.group(1).strip()
    if bare[:7].lower() == "mailto:":
        bare = bare[7:].split("?", 1)[0]
    bare = bare.strip(" \t\r\n<>;,\"'")
    local, at, host = bare.rpartition("@")
    if not at:
        return bare.lower()
    return f"{local.lower()}@{host.lower().rstrip('.')}"


_PHONE_MARKS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NANP_NUMBER = re.compile(r"1?([2-9][0-9]{2}[2-9][0-9]{6})")
_NANP = frozenset(("us", "usa", "united states", "united states of america", "ca", "can", "canada"))
_TRUNK_ZERO = {
    "gb": "44", "uk": "44", "united kingdom": "44", "ie": "353", "ireland": "353", "de": "49", "germany": "49",
    "fr": "33", "france": "33", "nl": "31", "netherlands": "31", "be": "32", "belgium": "32", "ch": "41",
    "switzerland": "41", "at": "43", "austria": "43", "se": "46", "sweden": "46", "au": "61", "australia": "61",
    "nz": "64", "new zealand": "64", "za": "27", "south africa": "27", "in": "91", "india": "91",
}  # fmt: skip
"""Countries whose numbers are written at home with a zero that is not dialled from abroad."""


def normalise_phone(stated: str, country: str = "") -> str:
    """The number in E.164, or empty. `country` is where its owner is, as a name or two letters.

    A country code is never invented: without one the number's own country must be stated, or be written into it (eleven
    digits that begin with the 1 of North America).
    """
    plain = _PHONE_MARKS.sub("", _INVISIBLE.sub("", stated).replace("(0)", ""))
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    if _E164.fullmatch(plain):
        return plain
    place = country.strip().lower()
    if (found := _NANP_NUMBER.fullmatch(plain)) and (len(plain) == 11 or place in _NANP):
        return "+1" + found[1]
    if place in _TRUNK_ZERO and plain.startswith("0"):
        abroad = f"+{_TRUNK_ZERO[place]}{plain[1:]}"
        return abroad if _E164.fullmatch(abroad) else ""
    return ""


_PROFILE = re.compile(r"/(?:in|pub|sales/lead)/(?P<name>[^/?#\s]{1,200})")


def normalise_profile(stated: str) -> str:
    """The address of a person's LinkedIn page without country, query and trailing slash, or empty."""
    try:
        parts = urlsplit(stated if "//" in stated else f"https://{stated}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    found = _PROFILE.match(parts.path)
    if found is None or not (host == "linkedin.com" or host.endswith(".linkedin.com")):
        return ""
    return f"https://www.linkedin.com/in/{found['name']}"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How a person can be reached besides the address that they wrote from, as a provider states it; each in one
    spelling, empty where it says nothing."""

    email: str = ""
    phone: str = ""
    linkedin_url: str = ""


def mask(address: str) -> str:
    """An address as a log may carry it: enough to recognise, too little to use (`+1202•••0143`, `j•••@acme.com`)."""
    bare = _INVISIBLE.sub("", address).strip()
    if not bare:
        return ""
    if "@" in bare:
        local, _, host = normalise_email(bare).rpartition("@")
        return f"{local[:1]}{_DOTS}@{host}"
    plus = "+" if bare.startswith("+") else ""
    digits = "".join(character for character in bare if character.isdigit())
    if len(digits) >= 7 and len(digits) * 2 >= len(bare):
        shown = 4 if len(digits) >= 10 else 2
        head = digits[:shown] if len(digits) >= 9 else ""
        return f"{plus}{head}{_DOTS}{digits[-shown:]}"
    if len(bare) <= 6:
        return _DOTS
    shown = 3 if len(bare) >= 12 else 1
    return f"{bare[:shown]}{_DOTS}{bare[-shown:]}"


def normalised_body(text: str) -> str:
    """One spelling of a body: NFC, straight quotes and dashes, single blanks, nothing invisible."""
    visible = _INVISIBLE.sub("", strip_unstorable(text))
    plain = unicodedata.normalize("NFC", visible).translate(_SMART)
    return " ".join(plain.split())


def same_text(a: str, b: str) -> bool:
    """Whether two bodies say the same, whatever a provider did to white space, quotes and composition."""
    return a == b or normalised_body(a) == normalised_body(b)


def body_hash(text: str) -> str:
    """SHA-256 (hex) of the normalised body: equal for `same_text` bodies; finds a send in a provider's list."""
    return hashlib.sha256(normalised_body(text).encode("utf-8")).hexdigest()

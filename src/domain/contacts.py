"""Addresses and bodies in one spelling: what a log may show, what two listings compare, what Postgres can store."""

import hashlib
import re
import unicodedata

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

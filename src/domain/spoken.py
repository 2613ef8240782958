# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""Numbers and addresses as they are dictated: "six one seven, five five five, oh one nine nine"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_DIGITS: Mapping[str, Mapping[str, int]] = {
    "en": {"zero": 0, "oh": 0, "o": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
           "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
           "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
           "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    "es": {"cero": 0, "uno": 1, "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
           "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
           "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiuno": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24,
           "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30,
           "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90},
    "fr": {"zero": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
           "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
           "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90},
    "de": {"null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8,
           "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15, "sechzehn": 16,
           "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreisig": 30, "dreissig": 30, "vierzig": 40, "funfzig": 50,
           "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90},
    "it": {"zero": 0, "uno": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10,
           "undici": 11, "dodici": 12, "tredici": 13, "quattordici": 14, "quindici": 15, "sedici": 16, "diciassette": 17,
           "diciotto": 18, "diciannove": 19, "venti": 20, "trenta": 30, "quaranta": 40, "cinquanta": 50, "sessanta": 60,
           "settanta": 70, "ottanta": 80, "novanta": 90},
    "pt": {"zero": 0, "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "meia": 6, "sete": 7,
           "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "catorze": 14, "quinze": 15, "vinte": 20,
           "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90},
    "nl": {"nul": 0, "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
           "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16, "zeventien": 17, "achttien": 18,
           "negentien": 19, "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80,
           "negentig": 90},
    "pl": {"zero": 0, "jeden": 1, "dwa": 2, "trzy": 3, "cztery": 4, "piec": 5, "szesc": 6, "siedem": 7, "osiem": 8, "dziewiec": 9},
    "sv": {"noll": 0, "ett": 1, "en": 1, "tva": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "atta": 8, "nio": 9},
    "da": {"nul": 0, "en": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9},
    "fi": {"nolla": 0, "yksi": 1, "kaksi": 2, "kolme": 3, "nelja": 4, "viisi": 5, "kuusi": 6, "seitseman": 7, "kahdeksan": 8,
           "yhdeksan": 9},
    "cs": {"nula": 0, "jedna": 1, "jeden": 1, "dva": 2, "dve": 2, "tri": 3, "ctyri": 4, "pet": 5, "sest": 6, "sedm": 7, "osm": 8,
           "devet": 9},
}  # fmt: skip
_REPEATS: Mapping[str, int] = {
    "double": 2,
    "triple": 3,
    "doble": 2,
    "triple.": 3,
    "doppio": 2,
    "dubbel": 2,
    "dobbelt": 2,
}
_AND = frozenset(("y", "und", "et", "e", "en", "and", "plus"))
_WORD = re.compile(r"[^\W\d_]+|\d+")
_GAP = re.compile(r"^[\s,.\-–…]*(?:(?:y|und|et|e|en)\s+)?$")


def spoken_numbers(folded: str) -> list[tuple[str, int, int]]:
    """Runs of spoken digits with at least seven of them, as digits and with their span in the folded text."""
    best: list[tuple[str, int, int]] = []
    for known in _DIGITS.values():
        found = _runs(folded, known)
        if sum(len(digits) for digits, _, _ in found) > sum(len(digits) for digits, _, _ in best):
            best = found
    return best


def _runs(folded: str, known: Mapping[str, int]) -> list[tuple[str, int, int]]:
    runs: list[tuple[str, int, int]] = []
    values: list[int] = []
    joined: list[bool] = []
    start = end = 0
    repeat = 0
    join_next = False
    for word in _WORD.finditer(folded):
        text = word.group()
        if values and not _GAP.match(folded[end : word.start()]) and text not in _AND:
            _keep(runs, values, joined, start, end)
            values, joined, repeat = [], [], 0
        if text in _REPEATS:
            repeat = _REPEATS[text]
            if not values:
                start = word.start()
            end = word.end()
            continue
        if text in _AND and values and text not in known:
            join_next, end = True, word.end()
            continue
        value = known.get(text)
        if value is None:
            if values:
                _keep(runs, values, joined, start, end)
                values, joined = [], []
            repeat, join_next = 0, False
            continue
        if not values and not repeat:
            start = word.start()
        for _ in range(repeat or 1):
            values.append(value)
            joined.append(join_next or not re.search(r"[,.]", folded[end : word.start()]) if len(values) > 1 else False)
        repeat, join_next, end = 0, False, word.end()
    _keep(runs, values, joined, start, end)
    return runs


def _keep(runs: list[tuple[str, int, int]], values: list[int], joined: list[bool], start: int, end: int) -> None:
    digits = ""
    index = 0
    while index < len(values):
        value = values[index]
        following = values[index + 1] if index + 1 < len(values) else -1
        if (value >= 20 and value % 10 == 0 and 1 <= following <= 9 and joined[index + 1]) or (
            value == 60 and 10 <= following <= 19 and joined[index + 1]
        ):
            digits += str(value + following)
            index += 2
        elif value == 4 and following == 20 and joined[index + 1]:  # quatre-vingt
            rest = values[index + 2] if index + 2 < len(values) and joined[index + 2] else 0
            digits += str(80 + (rest if rest <= 19 else 0))
            index += 3 if rest and rest <= 19 else 2
        else:
            digits += str(value)
            index += 1
    if len(digits) >= 7:
        runs.append((digits, start, end))


_AT = r"\s+(?:at|arroba|chiocciola|arobase|klammeraffe|snabel-?a|at-sign|malpa|zavinac|apenstaartje)\s+"
_DOT = r"\s+(?:dot|punto|point|punkt|punt|ponto|punkti|tecka|kropka)\s+"
_SPOKEN_MAIL = re.compile(
    rf"(?<![\w.])(?P<local>[a-z0-9]+(?:(?:{_DOT}|[._-]|\s+(?:underscore|dash|hyphen|minus|guion|tiret|trattino)\s+)[a-z0-9]+){{0,4}}){_AT}"
    rf"(?P<host>[a-z0-9-]+(?:(?:{_DOT}|\.)[a-z0-9-]+){{1,4}})(?![\w])"
)


def spoken_emails(folded: str) -> list[tuple[str, int, int]]:
    """Addresses dictated as "dana dot whitcombe at larkspurfarm dot example", with their span."""
    return list(_mails(_SPOKEN_MAIL, folded))


_BRACKET = r"\s{0,3}[(\[{<]\s{0,3}"
_CLOSE = r"\s{0,3}[)\]}>]\s{0,3}"
_HIDDEN_AT = rf"{_BRACKET}(?:at|@|a|ät|arroba|arobase|chiocciola|malpa|snabel-?a){_CLOSE}"
_HIDDEN_DOT = rf"(?:{_BRACKET}(?:dot|\.|punkt|point|punto|ponto|punt|kropka|tecka|piste){_CLOSE}|\.)"
_HIDDEN_MAIL = re.compile(
    rf"(?<![\w.])(?P<local>[a-z0-9][a-z0-9_+-]{{0,40}}(?:{_HIDDEN_DOT}[a-z0-9_+-]{{1,40}}){{0,4}}){_HIDDEN_AT}"
    rf"(?P<host>[a-z0-9-]{{1,60}}(?:{_HIDDEN_DOT}[a-z0-9-]{{2,40}}){{1,4}})(?![\w@])"
)
_NO_LOCAL = frozenset(
    [
        "me",
        "us",
        "you",
        "him",
        "her",
        "them",
        "it",
        "is",
        "are",
        "am",
        "was",
        "be",
        "look",
        "looking",
        "meet",
        "find",
        "see",
        "here",
        "there",
        "all",
        "at",
        "based",
        "work",
        "working",
        "located",
        "im",
        "i'm",
        "we're",
        "live",
        "us",
        "mich",
        "mir",
        "uns",
        "moi",
        "nous",
        "mi",
        "me",
        "noi",
        "mij",
        "ons",
        "mnie",
        "mig",
        "meg",
        "minua",
    ]
)


def hidden_emails(folded: str) -> list[tuple[str, int, int]]:
    """Addresses that are spelt so that machines miss them, with their span: "jo (at) acme (dot) example", "jo at acme
    dot example". In writing, words alone count only where the host is spelt out too: "look at acme.example" is no
    address."""
    found = list(_mails(_HIDDEN_MAIL, folded))
    return found + [
        one for one in _mails(_SPOKEN_MAIL, folded) if re.search(_DOT, folded[one[1] : one[2]].split("@")[-1])
    ]


def _mails(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    while (match := pattern.search(folded, at)) is not None:
        local = re.sub(_HIDDEN_DOT, ".", re.sub(_DOT, ".", match["local"]))
        local = re.sub(r"\s+underscore\s+", "_", local)
        local = re.sub(r"\s+(?:dash|hyphen|minus|guion|tiret|trattino)\s+", "-", local)
        host = re.sub(_HIDDEN_DOT, ".", re.sub(_DOT, ".", match["host"]))
        if " " in local or " " in host or local in _NO_LOCAL or not host.rpartition(".")[2].isalpha():
            at = match.start() + max(1, len(match["local"]))  # "me at jo.park at park dot example": not "me"
            continue
        yield f"{local}@{host}", match.start(), match.end()
        at = match.end()

# ruff: noqa: E501 - patterns and tables read better with one family per line
"""Numbers as people write them, in digits and in words, as values that can be compared.

`1.250,00`, `1,250.00`, `1 250`, `1250` and `twelve hundred and fifty` are one value. A lone mark before exactly three
digits groups thousands (`1.250`), whatever the country: both sides of a comparison are read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*"
_LONGEST = 30
"""Digits beyond which a number is no quantity; it is compared as it is written."""

Value = Fraction | str


def value_of(digits: str) -> Value:
    """The value of what `DIGITS` matched."""
    plain = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    if len(plain) > _LONGEST:
        return plain
    marks = re.findall(r"[.,]", plain)
    whole, fraction = plain, ""
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        whole, fraction = plain.rsplit(marks[-1], 1)
    elif len(marks) == 1:
        head, tail = plain.split(marks[0])
        if len(tail) != 3 or len(head) > 3 or head.lstrip("0") == "":
            whole, fraction = head, tail
    whole = re.sub(r"[.,]", "", whole)
    return Fraction(int(whole + fraction), 10 ** len(fraction))


MULTIPLIERS: Mapping[str, int] = {
    **dict.fromkeys(("k", "tsd", "tausend", "mille", "mil", "thousand", "grand", "tys", "тыс"), 1_000),
    **dict.fromkeys(("lakh", "lakhs"), 100_000),
    **dict.fromkeys(("m", "mio", "mn", "million", "millions", "millionen", "millones", "milioni", "mln", "млн"), 10**6),
    **dict.fromkeys(("bn", "mrd", "billion", "billions", "milliarden", "миллиард"), 10**9),
    "万": 10_000,
    "萬": 10_000,
}
"""What stands after digits: `5k`, `2 Mio.`, `3 lakh`."""

_UNITS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    "de": "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
    "achtzehn neunzehn",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve",
    "it": "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove",
    "pt": "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete "
    "dezoito dezenove",
    "pl": "jeden dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie trzynascie czternascie "
    "pietnascie szesnascie siedemnascie osiemnascie dziewietnascie",
    "sv": "en tva tre fyra fem sex sju atta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    "da": "en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
    "cs": "jeden dva tri ctyri pet sest sedm osm devet deset jedenact dvanact trinact ctrnact patnact sestnact "
    "sedmnact osmnact devatenact",
    "ro": "un doi trei patru cinci sase sapte opt noua zece",
    "tr": "bir iki uc dort bes alti yedi sekiz dokuz on",
    "ru": "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "fi": "yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan kymmenen",
    "hu": "egy ket harom negy ot hat het nyolc kilenc tiz",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreiszig vierzig funfzig sechzig siebzig achtzig neunzig",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "pl": "dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio attio nittio",
    "da": "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
    "cs": "dvacet tricet ctyricet padesat sedesat sedmdesat osmdesat devadesat",
    "tr": "yirmi otuz kirk elli altmis yetmis seksen doksan",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
}
_OTHERS: Mapping[str, int] = {
    "fourty": 40, "dozen": 12, "fuenf": 5, "zwoelf": 12, "zwo": 2, "eine": 1, "einen": 1, "einer": 1, "einem": 1,
    "une": 1, "una": 1, "uno": 1, "uma": 1, "duas": 2, "dwie": 2, "dwoch": 2, "trzech": 3, "ett": 1, "dve": 2,
    "две": 2, "двух": 2, "трех": 3, "четырех": 4, "одна": 1, "одну": 1, "doua": 2, "dreissig": 30, "dreizig": 30,
    "ventun": 21, "veintiun": 21, "dezasseis": 16, "dezassete": 17, "dezanove": 19, "quatorze": 14,
    "vingts": 20, "ketto": 2, "douzaine": 12, "dutzend": 12, "docena": 12, "quinzaine": 15, "huszonot": 25,
    "hundred": 100, "hundreds": 100, "hundert": 100, "einhundert": 100, "honderd": 100, "cent": 100, "cents": 100,
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900, "cento": 100, "duecento": 200,
    "trecento": 300, "quattrocento": 400, "cinquecento": 500, "cem": 100, "duzentos": 200, "trezentos": 300,
    "quinhentos": 500, "sto": 100, "dwiescie": 200, "trzysta": 300, "piecset": 500, "hundra": 100, "hundrede": 100,
    "hundre": 100, "yuz": 100, "сто": 100, "двести": 200, "триста": 300, "пятьсот": 500, "suta": 100, "szaz": 100,
    "thousand": 1_000, "thousands": 1_000, "tausend": 1_000, "duizend": 1_000, "mille": 1_000, "mil": 1_000,
    "tysiac": 1_000, "tysiace": 1_000, "tysiecy": 1_000, "tusen": 1_000, "tusind": 1_000, "bin": 1_000, "mie": 1_000,
    "тысяча": 1_000, "тысячи": 1_000, "тысяч": 1_000, "tisic": 1_000, "million": 10**6, "millions": 10**6,
    "millionen": 10**6, "millones": 10**6, "milioni": 10**6, "milhoes": 10**6, "миллион": 10**6,
}  # fmt: skip
_JOINS = frozenset(["and", "und", "et", "y", "e", "i", "en", "och", "og", "ve", "и"])
AMBIGUOUS = frozenset(
    [
        "on",
        "bin",
        "once",
        "sex",
        "sei",
        "to",
        "ti",
        "as",
        "cent",
        "cents",
        "hat",
        "het",
        "ot",
        "mie",
        "un",
        "en",
        "om",
        "uno",
        "one",
        "ein",
        "eine",
    ]
)
"""Number words of one language that are plain words of another: counted only beside a unit of their own language."""


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for words in _UNITS.values():
        table.update({word: number for number, word in enumerate(words.split(), 1)})
    for words in _TENS.values():
        table.update({word: number * 10 for number, word in enumerate(words.split(), 2)})
    for language, join in (("de", "und"), ("nl", "en"), ("da", "og")):
        for ten, tens in enumerate(_TENS[language].split(), 2):
            for one, ones in enumerate(_UNITS[language].split()[:9], 1):
                table[f"{ones}{join}{tens}"] = ten * 10 + one
    for ten, tens in enumerate(_TENS["it"].split(), 2):
        for one, ones in enumerate(["uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"], 1):
            table[(tens[:-1] if one in (1, 8) else tens) + ones] = ten * 10 + one
    for ten, tens in enumerate(_TENS["sv"].split(), 2):
        for one, ones in enumerate(["ett", "tva", "tre", "fyra", "fem", "sex", "sju", "atta", "nio"], 1):
            table[tens + ones] = ten * 10 + one
    for one, ones in enumerate(["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"], 1):
        table[f"veinti{ones}"] = 20 + one
    table.update(_OTHERS)
    return table


_TABLE = _table()
_PARTED = re.compile(r"(.*?)(tausend|duizend|tusen|hundert|honderd|hundra|cento)(?:und|en)?(.*)")


def number_word(word: str) -> int | None:
    """The value of one folded word; compounds such as `zweihundertfunfzig` are taken apart."""
    known = _TABLE.get(word)
    if known is not None or len(word) < 8:
        return known
    parted = _PARTED.fullmatch(word)
    if parted is None:
        return None
    head = number_word(parted[1]) if parted[1] else 1
    tail = number_word(parted[3]) if parted[3] else 0
    return head * _TABLE[parted[2]] + tail if head is not None and tail is not None else None


@dataclass(frozen=True, slots=True)
class Worded:
    """A number in words, and where it stands."""

    start: int
    end: int
    value: Fraction
    is_ambiguous: bool


_WORD = re.compile(r"[^\W\d_]+")


def worded_numbers(folded: str) -> Iterator[Worded]:
    """Every run of number words in folded text, in order, with its value."""
    run: list[tuple[str, int, int, int]] = []
    joined = ""
    for match in _WORD.finditer(folded):
        word = match.group()
        value = None if word == "to" and run else number_word(word)  # "nine to five"; Danish begins with its "to"
        between = folded[run[-1][3] : match.start()] if run else ""
        fits = not run or re.fullmatch(r"[ \u00a0-]|[ -]" + joined + r"[ -]" if joined else r"[ \u00a0-]", between)
        if run and word in _JOINS and re.fullmatch(r"[ \u00a0-]", between) and not joined:
            joined = word
            continue
        if value is not None and len(run) == 1 and run[0][1] == 1 and value < 100:
            run = []  # an article: "un veinte por ciento"
        if value is not None and len(run) == 1 and run[0][0] == "to" and value >= 20:
            run = []  # a preposition: "comes to eighty pounds"
        if value is not None and (fits or not run):
            run.append((word, value, match.start(), match.end()))
        else:
            if run:
                yield _run(run)
            run = [(word, value, match.start(), match.end())] if value is not None else []
        joined = ""
    if run:
        yield _run(run)


def _run(run: list[tuple[str, int, int, int]]) -> Worded:
    total = current = 0
    for index, (word, value, _, _) in enumerate(run):
        if value == 20 and index and run[index - 1][0] == "quatre" and word.startswith("vingt"):
            current += 76
        elif value == 100:
            current = max(current, 1) * 100
        elif value >= 1_000:
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
    alone = len(run) == 1
    return Worded(run[0][2], run[-1][3], Fraction(total + current), alone and run[0][0] in AMBIGUOUS)


_IDEOGRAPHIC = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2, "兩": 2}
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000}
IDEOGRAPHS = "[〇零一二三四五六七八九两兩十百千万萬]+"


def ideographic(characters: str) -> Fraction:
    """The value of what `IDEOGRAPHS` matched: `二十五` is 25."""
    total = section = digit = 0
    for character in characters:
        if character in _IDEOGRAPHIC:
            digit = digit * 10 + _IDEOGRAPHIC[character]
        elif (scale := _SCALES[character]) == 10_000:
            total, section, digit = (total + section + digit) * scale, 0, 0
        else:
            section, digit = section + max(digit, 1) * scale, 0
    return Fraction(total + section + digit)

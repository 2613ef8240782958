# ruff: noqa: E501 - patterns and tables read better with one family per line
"""Everything in a text that can be checked: what it is, where it stands, and what it says."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from rejoinder.domain.contacts import fold
from rejoinder.domain.sourcing.commitments import SAID_OF, commitments
from rejoinder.domain.sourcing.deeds import deeds, places_served
from rejoinder.domain.sourcing.numerals import (
    DIGITS,
    IDEOGRAPHS,
    MULTIPLIERS,
    ideographic,
    value_of,
    worded_numbers,
)
from rejoinder.domain.sourcing.said_of import Words, clauses, named_in, words_of
from rejoinder.domain.sourcing.units import (
    DAY_WORD,
    MONTH_WORD,
    MONTHS,
    day_named,
    month_named,
    unit_after,
    unit_before,
)
from rejoinder.domain.spoken import spoken_emails, spoken_numbers

_HOST = r"(?<![^\W_])(?<!-)(?:[^\W_]|-){1,63}(?:\.(?:[^\W_]|-){1,63}){0,8}"
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
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"\+?\d[\d \t\u00a0().-]{6,}\d")
_CODE = re.compile(r"(?<![\w@./-])(?=[A-Za-z]{0,200}\d)(?=\d{0,200}[A-Za-z])[A-Za-z0-9]{12,}(?![\w@])")
_NAME = re.compile(
    r"(?<![^\W\d_])[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,40}(?:[-'’][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,40})?"
    r"(?: [A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,40}(?:[-'’][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,40})?){1,8}"
)
_OPENS = re.compile(r"(?:^|[.!?\n…]\s*|^\W+)$")
_NOUNS_ARE_CAPITAL = re.compile(r"\b(?:und|der|die|das|ist|sind|wir|Ihnen|Ihre?n?|für|nicht|eine?n?|mit|auf)\b")
_PRODUCT_NOUN = (
    r"(?:plan|package|edition|model|tier|bundle|suite|programme?|membership|subscription|paket|tarif|modell|abo"
    r"|formule|forfait|offre|paquete|modelo|pacchetto|modello|pacote|plano|pakket|abonnement|pakiet|paket(?:et|i))"
)
_PRODUCT = re.compile(
    rf"(?<![\w-])[A-Z][\w+]{{0,40}}(?:[- ][A-Z0-9][\w+]{{0,40}}){{0,4}}[- ](?i:{_PRODUCT_NOUN})\b"
    rf"|\b(?i:{_PRODUCT_NOUN}) [\"“„«']?[A-Z][\w+]{{0,40}}(?: [A-Z0-9][\w+]{{0,40}}){{0,4}}"
    r"|(?<![\w-])[\w-]{1,60}[™®]|\b[A-Z][a-z]{1,40}(?:[A-Z][a-z0-9]{0,40}){1,8}\b|\b[A-Z]{1,5}-?\d{2,5}[A-Z]{0,3}\b"
)
_TITLED = re.compile(
    r"(?<!\w)(?:Mrs?|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Monsieur|Madame|Se[nñ]ora?|Sra?|Signora?|Sig|Dott|Dottoressa|Meneer|Mevrouw|Dhr|Mevr|Senhora?|Pani?|Panem"
    r"|(?:[Cc]olleague|[Mm]anager|[Ee]ngineer|Kolleg(?:e|in)|Techniker(?:in)?|Berater(?:in)?|Mitarbeiter(?:in)?|Gärtner|Monteur|Meister|Chef(?:in)?|collègue|conseiller|compañer[oa]|collega|adviseur|colega|kolega))"
    r"\.? (?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]{2,30}(?: [A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]{2,30})?)(?!\w)"
)
_SIGNED = re.compile(
    r"(?:regards|wishes|best|cheers|sincerely|yours|thanks|grüße|grüßen|gruß|cordialement|saludos|saluti|cumprimentos"
    r"|groet|groeten|pozdrawiam|hälsningar|hilsen),?\s*\n+\s*(?:[-–—] ?)?(?P<name>(?:Dr\.? )?[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w.'’-]+)*)\s*(?:$|\n|,)",
    re.I,
)
_DIGITS = re.compile(DIGITS)
_IDEOGRAPHS = re.compile(IDEOGRAPHS)
_FRACTION = re.compile(
    r"(?<!\w)(?:"
    r"(?P<half_hour>half an hour|half hour|halbe\w? stunde|demi[- ]heure|media hora|mezz'? ?ora|meia hora|half ?uur|pol godziny|polgodziny|полчаса|halvtimme\w*|halv(?:e|anden)? timer?|puoli tuntia|yarim saat|pul ?hodin\w*|fel ora)"
    r"|(?P<one_and_half>one and a half|anderthalb\w*|eineinhalb\w*|puolitoista|poltora|poltorej|polutora|полтор\w+|halvannen|halvanden|masfel|uno e mezzo|una y media|une? \w+ et demie?|uma e meia|un'ora e mezza)"
    r"|(?P<third>(?:a|one|two) thirds?(?= (?:of|less|more|off|cheaper)|[.,!])|(?:ein|zwei) drittel|(?:un|deux) tiers|(?:un|dos) tercios?|(?:un|due) terz[oi]|(?:um|dois) tercos?|een derde|jedna trzecia|en tredjedel|треть\w*)"
    r"|(?P<quarter>(?:a|one|three) quarters?(?= (?:of (?!an)|less|more|off|cheaper))|(?:ein|drei) viertel|(?:un|trois) quarts?|una cuarta parte|un quarto d\w*|een kwart)"
    r"|(?P<half>(?:in|by) half|half (?:of|as much|the)|um die halfte|die halfte|de moitie|la moitie|la mitad|della meta|la meta|metade|de helft|polowe|polowa|halften|вдвое|половин\w*)"
    r")(?!\w)"
)
_SPOKEN_CLOCK = re.compile(
    r"(?<!\w)(?:at|around|about|um|gegen|a las|a la|alle|verso le|as|a partir das|om|kl|klokken|klockan|klo|o godzinie|o|в) (?P<past>half past |quarter (?:past|to) |halb |viertel (?:nach|vor) |half |kwart (?:over|voor) |halv |wpol do )?$"
)
_END_OF = re.compile(
    r"(?<!\w)(?:(?:the |this )?end of (?:the |this |next )?|ende (?:der|dieser|des|dieses|nachster|nachsten) |la fin (?:de la |du |de |de cette )|fin de |fine (?:della |del |di )?|(?:final|finales|fim) (?:de la |del |da |do |de )|eind(?:e)? van (?:de |deze )?|konca |slutet av |до конца )"
    r"(?P<span>day|week|month|year|woche|monats?|tages|jahres|semaine|mois|annee|journee|semana|mes|ano|dia|settimana|mese|anno|giornata|maand|jaar|tygodnia|miesiaca|veckan|manaden|недели|месяца|дня)"
)
_ONE_NAME = re.compile(r"(?<=[^\W_] )(?<!\. )(?<!: )[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,30}(?![\w’'-]|\.[a-z])")
_NO_NAMES = frozenset(
    [
        "english",
        "german",
        "french",
        "spanish",
        "italian",
        "portuguese",
        "dutch",
        "polish",
        "christmas",
        "easter",
        "mr",
        "mrs",
        "ms",
        "dr",
        "zoom",
        "teams",
        "google",
        "linkedin",
        "whatsapp",
        "facebook",
        "instagram",
        "skype",
        "outlook",
        "calendly",
        "internet",
        "hello",
        "hi",
        "thanks",
        "thank",
        "best",
        "kind",
        "regards",
        "sincerely",
        "yours",
        "dear",
        "good",
        "morning",
        "afternoon",
        "evening",
        "cheers",
        "bonjour",
        "merci",
        "cordialement",
        "hola",
        "gracias",
        "saludos",
        "buongiorno",
        "grazie",
        "saluti",
        "ola",
        "obrigado",
        "cumprimentos",
        "hallo",
        "hej",
        "dag",
        "groeten",
        "groet",
        "please",
        "yes",
        "no",
        "great",
        "perfect",
        "sure",
        "madame",
        "monsieur",
        "senor",
        "senora",
        "signor",
        "signora",
        "herr",
        "frau",
        "wir",
        "ich",
        "sie",
        "ihnen",
        "ihr",
        "pan",
        "pani",
        "panu",
        "panstwo",
        "panstwa",
        "you",
        "i",
    ]
)
_MULTIPLIER = re.compile(
    r" ?(?:" + "|".join(sorted(map(re.escape, MULTIPLIERS), key=len, reverse=True)) + r")\.?(?!\w)|[万萬]"
)
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<h>[01]?\d|2[0-4])(?:"
    r"(?::|\.(?=[0-5]\d ?(?:uhr|h\b|am|pm|a\.m|p\.m)))(?P<m>[0-5]\d)(?::[0-5]\d)?(?: ?(?P<half>[ap])\.?m\b\.?| ?uhr\b| ?h\b)?"
    r"| ?(?P<half2>[ap])\.?m\b\.?| ?uhr\b(?: ?(?P<m2>[0-5]\d)\b)?| ?(?:o'?clock)\b| ?h ?(?P<m3>[0-5]\d)\b|[時点](?:(?P<m4>[0-5]?\d)分)?"
    r")"
)
_DATE = re.compile(
    r"(?<![\d.,/-])(?:"
    r"(?P<y>\d{4})[-/.](?P<ym>0?[1-9]|1[0-2])[-/.](?P<yd>0?[1-9]|[12]\d|3[01])(?![\d])"
    r"|(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[./-])(?P<b>0?[1-9]|[12]\d|3[01])(?:(?P=sep)(?P<c>\d{4}|\d{2})(?!\d)|\.(?!\d)|(?![\d.,/%]))"
    rf"|(?P<d1>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|°|º|\.)?(?: (?:of|de|of the))? (?P<m1>{MONTHS})\b\.?(?:,? (?:de )?(?P<y1>\d{{4}}))?"
    rf"|(?<![^\W\d_])(?P<m2>{MONTHS})\.? (?:the )?(?P<d2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d.,:]*\d)(?!\w)(?:,? (?P<y2>\d{{4}}))?"
    r"|(?P<m3>1[0-2]|[1-9])月(?P<d3>[12]\d|3[01]|[1-9])[日号]"
    r")"
)
_DEADLINE = re.compile(
    r"\b(?:within|in|inside|under|in under|innerhalb von|innerhalb|binnen|in|sous|dans les|en|dans|dentro de|en menos de"
    r"|entro|in|fra|tra|dentro de|em|no prazo de|binnen|w ciagu|inom|inden for|innen|за|в течение|через|icinde"
    r"|less than|weniger als|moins de|menos de|meno di|at most|no later than)(?: (?:the next|only|just|just under|nur))? $"
)
_ENDS_BY = re.compile(
    r"\b(?:by|until|before|no later than|bis|bis zum|spatestens|avant|d'ici|jusqu'au|antes del?|hasta el|entro|prima di|ate|"
    r"uiterlijk|voor|najpozniej|senast|senest|до)(?: (?:the|next|le|el|il|o|am|this|kommenden|nachsten|end of))? $"
)
_FUNCTION = frozenset(
    [
        "a",
        "an",
        "per",
        "each",
        "and",
        "or",
        "for",
        "to",
        "the",
        "is",
        "plus",
        "incl",
        "excl",
        "pro",
        "je",
        "und",
        "oder",
        "fur",
        "inkl",
        "zzgl",
        "ab",
        "bis",
        "par",
        "et",
        "ou",
        "pour",
        "por",
        "al",
        "y",
        "o",
        "para",
        "con",
        "per",
        "e",
        "ed",
        "al",
        "a",
        "o",
        "por",
        "e",
        "ou",
        "para",
        "per",
        "en",
        "of",
        "voor",
        "za",
        "i",
        "lub",
        "do",
        "på",
        "per",
        "och",
        "eller",
        "off",
    ]
)


Date = tuple[int, int, int]
"""Month, day and year; 0 for what is not said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A span that a source has to hold."""

    kind: str
    """email, link, phone, code, date, time, money, percentage, duration, deadline, number, day, promise, name."""
    start: int
    end: int
    text: str
    value: Hashable
    """What it says, comparable across spellings."""
    unit: str = ""
    """Of a number: what it counts; empty where it stands free. Of a time: its hour as written."""
    dates: frozenset[Date] = frozenset()
    """Of a date: what it may mean (`03/04` is two days)."""
    times: frozenset[int] = frozenset()
    """Of a time: the minutes of the day that it may mean (`3:30` is two)."""
    about: Words = frozenset()
    """Of a price, a share, a span of time or a gift: the words of its clause; where it has none, of the sentence before."""
    named: Words = frozenset()
    """Those of them that its grammar makes the subject."""

    @property
    def is_said_of_something(self) -> bool:
        return self.kind in ("money", "percentage", "duration") or (self.kind == "promise" and self.value in SAID_OF)


def claims(text: str) -> list[Claim]:
    """Every claim of the text in order of appearance; none covers another."""
    found: list[Claim] = []
    taken = bytearray(len(text))
    for claim in _read(text):
        if claim.start < claim.end and not any(taken[claim.start : claim.end]):
            taken[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)
            found.append(claim)
    found.sort(key=lambda claim: claim.start)
    return _with_subjects(text, found)


def _with_subjects(text: str, found: list[Claim]) -> list[Claim]:
    for family in _FAMILIES:
        told = [
            place
            for place, claim in enumerate(found)
            if (claim.value if claim.kind == "promise" else claim.kind) in family
        ]
        read = clauses(text, [(found[place].start, found[place].end) for place in told])
        for place, (clause, before) in zip(told, read, strict=True):
            given = words_of(found[place].text) if _GIVES.match(found[place].text) else frozenset()
            about = given or words_of(clause) or words_of(before)
            found[place] = replace(found[place], about=about, named=given or named_in(clause))
    return found


_GIVES = re.compile(r"free \w", re.I)
"""`a free roof`: what is given stands behind it."""
_FAMILIES = (("money", "free"), ("percentage",), ("duration",), ("warranty",), ("discount",), ("included",))
"""What shares a sentence: two prices in it are of two things, a price and a span of time of one."""


def _read(text: str) -> Iterator[Claim]:
    """In the order in which one reading rules out another."""
    folded = fold(text)
    for match in _EMAIL.finditer(text):
        yield _claim("email", match, match.group().lower())
    for match in _LINK.finditer(text):
        yield _claim("link", match, _link_core(match.group()))
    yield from _spoken(text, folded)
    yield from _dates(text, folded)
    for match in _PHONE.finditer(text):
        if len(digits := _bare(match.group())) >= 8 and not _is_grouped(match.group()):
            yield _claim("phone", match, digits)
    for match in _CODE.finditer(text):
        yield _claim("code", match, match.group())
    yield from _clocks(text, folded)
    for match in _FRACTION.finditer(folded):
        kind = "duration" if match.lastgroup in ("half_hour", "one_and_half") else "percentage"
        yield Claim(kind, *match.span(), text[slice(*match.span())], match.lastgroup, "fraction")
    yield from _counted(text, folded)
    for deed in (*deeds(folded), *places_served(text)):
        yield Claim(deed.kind, deed.start, deed.end, text[deed.start : deed.end], deed.key, deed.verb)
    for match, key in commitments(text):
        yield Claim("promise", *match.span(), text[slice(*match.span())], key)
    for match in DAY_WORD.finditer(folded):
        bound = _ENDS_BY.search(folded[max(0, match.start() - 24) : match.start()])
        kind = "deadline" if bound and not _is_asked(text, match.end()) else "day"
        yield Claim(kind, *match.span(), text[slice(*match.span())], day_named(match.group()), "day")
    for match in MONTH_WORD.finditer(folded):
        yield _date(text, match, frozenset({(month_named(match.group()), 0, 0)}))
    for match in _END_OF.finditer(folded):
        yield Claim("deadline", *match.span(), text[slice(*match.span())], f"end of {match['span'][:3]}", "end")
    for match in _PRODUCT.finditer(text):
        yield _claim("name", match, _plain(match.group()))
    for match in _TITLED.finditer(text):
        yield Claim("name", *match.span("name"), match["name"], _plain(match["name"]))
    for match in _SIGNED.finditer(text):
        yield Claim("name", *match.span("name"), match["name"], _plain(match["name"]))
    yield from _names(text)
    yield from _spoken_clocks(text, folded)
    yield from _free_numbers(text, folded)


def _claim(kind: str, match: re.Match[str], value: Hashable, unit: str = "") -> Claim:
    return Claim(kind, match.start(), match.end(), match.group(), value, unit)


def _date(text: str, match: re.Match[str], readings: frozenset[Date]) -> Claim:
    return Claim("date", *match.span(), text[slice(*match.span())], readings, dates=readings)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _link_core(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip("/.,;:!?")


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_grouped(digits: str) -> bool:
    """`1.250.000` and `1 250 000` are amounts, not numbers to call."""
    return re.fullmatch(r"[1-9]\d{0,2}(?:([ \u00a0.])\d{3})(?:\1\d{3})+", digits) is not None


# --- said aloud -----------------------------------------------------------------------------------------------

_SPOKEN_HOST = re.compile(
    rf"(?<![\w@])(?P<host>[a-z0-9-]{{2,40}}(?: (?:dash|hyphen|minus|bindestrich|tiret|guion|trattino|streepje|hifen|myslnik) [a-z0-9]{{2,40}}){{0,4}}) "
    rf"(?:dot|punkt|point|punto|punt|ponto|kropka) (?P<end>{_KNOWN_ENDS})(?!\w)"
)
_SPOKEN_DASH = re.compile(r" (?:dash|hyphen|minus|bindestrich|tiret|guion|trattino|streepje|hifen|myslnik) ")


def _spoken(text: str, folded: str) -> Iterator[Claim]:
    """Addresses, pages and numbers to call in words: `name at domain dot com`, `triple five`."""
    for mail, start, end in spoken_emails(folded):
        yield Claim("email", start, end, text[start:end], mail.lower())
    for match in _SPOKEN_HOST.finditer(folded):
        host = _SPOKEN_DASH.sub("-", match["host"])
        yield Claim("link", *match.span(), text[slice(*match.span())], f"{host}.{match['end']}")
    for digits, start, end in spoken_numbers(folded):
        if not re.fullmatch(r"[\d \t().+-]+", folded[start:end]):
            yield Claim("phone", start, end, text[start:end], digits)


# --- times --------------------------------------------------------------------------------------------------


def _dates(text: str, folded: str) -> Iterator[Claim]:
    for match in _DATE.finditer(folded):
        part = match.groupdict()
        if part["y"]:
            readings = {(int(part["ym"]), int(part["yd"]), int(part["y"]))}
        elif part["a"]:
            year = int(part["c"] or 0)
            year += 2000 if 0 < year < 100 else 0
            one, other = int(part["a"]), int(part["b"])
            readings = {(m, d, year) for m, d in ((one, other), (other, one)) if m <= 12}
            if part["sep"] == "." and other <= 12:
                readings = {(other, one, year)}
            if not readings or (part["sep"] != "/" and not part["c"] and not match.group().endswith(".")):
                continue
        elif part["m3"]:
            readings = {(int(part["m3"]), int(part["d3"]), 0)}
        else:
            month = month_named(part["m1"] or part["m2"])
            readings = {(month, int(part["d1"] or part["d2"]), int(part["y1"] or part["y2"] or 0))}
        yield _date(text, match, frozenset(readings))


_NAMED_HOUR = re.compile(
    r"(?<!\w)(?:(?P<noon>noon|midday|(?:zu|am) mittag|um zwolf uhr mittags|(?<!apres-)(?<!apres )midi|(?:al )?mediodia|mezzogiorno|(?:rond|om|tussen) (?:de )?middag|meio-dia|(?:w )?poludnie)"
    r"|(?P<midnight>midnight|(?:um )?mitternacht|minuit|medianoche|mezzanotte|middernacht|meia-noite|polnocy?))(?!\w)"
)


def _clocks(text: str, folded: str) -> Iterator[Claim]:
    for match in _NAMED_HOUR.finditer(folded):
        times = frozenset({720 if match["noon"] else 0})
        yield Claim("time", *match.span(), text[slice(*match.span())], times, "12", times=times)
    for match in _CLOCK.finditer(folded):
        hour = int(match["h"])
        minute = int(match["m"] or match["m2"] or match["m3"] or match["m4"] or 0)
        half = match["half"] or match["half2"]
        if half:
            readings = {(hour % 12 + (12 if half == "p" else 0)) * 60 + minute}
        elif 1 <= hour <= 12 and ":" in match.group():
            readings = {hour * 60 + minute, (hour % 12 + 12) * 60 + minute}
        else:
            readings = {hour % 24 * 60 + minute}
        times = frozenset(readings)
        yield Claim("time", *match.span(), text[slice(*match.span())], times, str(hour), times=times)


# --- numbers ------------------------------------------------------------------------------------------------


def _counted(text: str, folded: str) -> Iterator[Claim]:
    """Numbers with what they count: money, shares, spans of time."""
    for match in _DIGITS.finditer(folded):
        value, end = value_of(match.group()), match.end()
        multiplier = _MULTIPLIER.match(folded, end)
        if multiplier and not isinstance(value, str) and not unit_after(folded, end):
            value, end = value * MULTIPLIERS[multiplier.group().strip(" .")], multiplier.end()
        yield from _with_unit(text, folded, match.start(), end, value)
    for match in _IDEOGRAPHS.finditer(folded):
        yield from _with_unit(text, folded, match.start(), match.end(), ideographic(match.group()))
    for run in worded_numbers(folded):
        for claim in _with_unit(text, folded, run.start, run.end, run.value):
            if not run.is_ambiguous or (claim.kind == "duration" and _DEADLINE.search(folded[: run.start][-30:])):
                yield claim


def _with_unit(text: str, folded: str, start: int, end: int, value: Hashable) -> Iterator[Claim]:
    before, after = unit_before(folded, start), unit_after(folded, end)
    if before and not (after and after[0] == "percentage"):
        yield Claim(before[0], before[2], end, text[before[2] : end], value, before[1])
    elif after:
        kind, unit, stop = after
        lead = _DEADLINE.search(folded[max(0, start - 36) : start])
        if kind == "duration" and lead and not _is_asked(text, stop):
            kind = "deadline"
        yield Claim(kind, start, stop, text[start:stop], value, unit)


def _spoken_clocks(text: str, folded: str) -> Iterator[Claim]:
    """`at seven`, `um halb acht`, `às sete e meia`."""
    for run in worded_numbers(folded):
        lead = _SPOKEN_CLOCK.search(folded[max(0, run.start - 24) : run.start])
        if lead is None or not 1 <= run.value <= 12:
            continue
        start = run.start - len(lead["past"] or "")
        hours = int(run.value)
        times = frozenset({hours * 60, (hours % 12 + 12) * 60}) if not lead["past"] else frozenset[int]()
        spoken = f"{lead['past'] or ''}{hours}"
        yield Claim("time", start, run.end, text[start : run.end], spoken, str(hours), times=times)


def _is_asked(text: str, end: int) -> bool:
    """Whether the sentence that goes on at `end` is a question."""
    stop = re.search(r"[.!?。！？؟\n]", text[end:])
    return stop is not None and stop.group() in "?？؟"


_MANY = re.compile(
    r"(?<!\w)(?P<many>dozens|scores|hundreds|thousands|millions|countless|dutzende|hunderte|tausende|unzahlige|des (?:dizaines|centaines|milliers)|decenas|cientos|miles|decine|centinaia|migliaia|tientallen|honderden|duizenden|dezenas|centenas|milhares|setki|tysiace)(?: (?:of|von|de|di|van|d'))? (?P<noun>[^\W\d_]{3,})"
)
_FEWEST_IN_WORDS = 13


def _free_numbers(text: str, folded: str) -> Iterator[Claim]:
    for found in _MANY.finditer(folded):
        yield Claim("number", *found.span(), text[slice(*found.span())], found["many"], f"of {found['noun'][:5]}")
    for run in worded_numbers(folded):
        if run.value >= _FEWEST_IN_WORDS and not run.is_ambiguous:
            yield Claim("number", run.start, run.end, text[run.start : run.end], run.value)
    for match in _DIGITS.finditer(folded):
        noun = re.match(r"[ -]([^\W\d_]{2,})", folded[match.end() :])
        stands_free = noun is None or noun[1] in _FUNCTION
        yield Claim(
            "number",
            *match.span(),
            text[slice(*match.span())],
            value_of(match.group()),
            "" if stands_free or noun is None else f"of {noun[1][:5]}",
        )


# --- names --------------------------------------------------------------------------------------------------


def _names(text: str) -> Iterator[Claim]:
    """Capitalised words that begin no sentence; none in a language that writes nouns so."""
    if _NOUNS_ARE_CAPITAL.search(text):
        return
    for match in _NAME.finditer(text):
        if not _OPENS.search(text[max(0, match.start() - 3) : match.start()]):
            yield _claim("name", match, _plain(match.group()))
    for match in _ONE_NAME.finditer(text):
        if fold(match.group()) not in _NO_NAMES:
            yield _claim("name", match, _plain(match.group()))

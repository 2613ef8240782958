# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""Which runs of digits in a text are telephone numbers. Serial numbers, prices, dates, VAT numbers and IBANs are not.

A number needs a reason to be one: a plus, a word for telephones before it, or a place in a signature where nothing else
would stand. What is named as something else (order, invoice, fax) never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rejoinder.domain.contacts import fold
from rejoinder.domain.ports.phones import PhoneNumber, PhoneReader

_BLANK = "[ \t\u00a0\u2007\u202f]"
_RUN = re.compile(
    rf"(?<![\w@#/.,:$€£=&%+-])(?P<plus>\+|00(?=[1-9]))?(?P<digits>\(?\d(?:(?:{_BLANK}{{0,2}}[().\-–‑·/]?{_BLANK}?\(?|\){_BLANK}?)\d){{6,16}}\)?)(?![\w@%€$£]|[.,/-]\d|{_BLANK}?(?:€|\$|£))"
)
_PHONE_WORD = re.compile(
    r"(?:^|(?<![\w]))(?:tel(?:e(?:f|ph)\w*)?|tel\w*|ph(?:one)?|mob(?:ile?|iel|il\w*)?|movil|cell?(?:phone|ulare?|ular)?|cel|portable|handy|mobil\w*|whats ?app|wa|sms|gsm|"
    r"komork\w+|kom|tlf|tfno|tfn|puh(?:elin)?|direct(?:o|e)?|desk|dd|landline|hotline|durchwahl|fon|festnetz|fixe|fijo|fisso|vast|telemovel|number|numero|nummer|nro|nr|numer\w*|nomor|"
    r"cislo|numero|office|main|switchboard|accueil|vaxeln|"
    r"mine|call(?: me| us| the \w+| my \w+)?|ring|dial|text|txt|reach(?: me)?|phone|give me a (?:call|ring|buzz)|anrufen|ruf\w*|erreich\w*|appel\w*|joign\w*|joindre|rappel\w*|llam\w*|marc\w+|chiam\w*|"
    r"lig\w+|bel(?:len|t)?|dzwon\w*|zadzwon\w*|ring\w*|soit\w+|zavol\w+|volejte|sunati|arayin|line|linje|unter|composez)"
    r"(?:[ \t\u00a0]{1,2}(?:me|us|mi|mir|mich|is|es|est|ist|it's|its|at|on|under|unter|auf|au|a|al|le|el|il|la|op|pa|til|na|numer\w*|nr|no|number|nummer|numero|numero|sur|tel|:|-|=|=>|line|mobile|cell|please|pls|bitte|svp|por favor|va rog|instead|,|numeroon|prosim|prosze|pod|sotto|direct(?:ly)?)){0,4}"
    r"[ \t\u00a0]{0,2}[.:=#)\]-]{0,3}[ \t\u00a0]{0,3}(?:\(?\w{1,8}\)?[:.]?[ \t]{0,2})?$",
    re.IGNORECASE,
)
_LETTER_LABEL = re.compile(r"(?:^|[\s|·,;/(>•*])(?:t|m|p|d|o|c|h|w|b)[ \t]{0,2}[.:=)|]?[ \t]{0,2}$", re.IGNORECASE)
_NOT_PHONE = re.compile(
    r"(?<![\w])(?:(?:fax|telefax|telecopie|telecopie|order|invoice|inv|ref(?:erence|erenz)?|po|p\.o\.|ticket|case|serial|s/n|sn|account|acct|a/c|iban|bic|vat|ust|ust-?id\w*|"
    r"umsatzsteuer\w*|mwst|steuer\w*|tva|nif|cif|siret|siren|rcs|rcci|kvk|btw|hrb|hra|tax|ein|fein|ssn|license|licence|lic|policy|tracking|gate code|code|zip|plz|pin|claim|"
    r"confirmation|customer|client|member|employee|kunden\w*|kd|rechnung\w*|bestell\w*|auftrag\w*|vorgang\w*|aktenzeichen|az|commande|facture|devis|dossier|pedido|factura|expediente|ordine|fattura|"
    r"partita iva|p\.? ?iva|c\.?f\.?|codice fiscale|encomenda|fatura|nipc|contribuinte|cnpj|cpf|order\w*|factuur\w*|ordernummer|zamowieni\w*|faktur\w*|nip|regon|krs|org\.? ?nr|"
    r"orgnr|org|cvr|se-nr|organisationsnummer|y-tunnus|ly-tunnus|ico|dic|isbn|issn|ean|gtin|upc|sku|part|item|model|asset|id|meeting id|passcode|access code|conference id|bsb|abn|acn|sort code|routing|"
    r"konto\w*|kto|blz|kontonummer|cuenta|conto|rekening\w*|rek|bankgiro|plusgiro|build|version|ver|release|batch|lot|bin|imei|mac|vin|reg|registration|company (?:no|number|reg\w*)|registered|register\w*|charity|"
    r"permit|badge|room|suite|box|postfach|cap|cp|cep|barcode|container|awb|shipment|waybill|quote|angebot\w*|offer|nmls|npi|dre|msp|cage|duns|mc|dot|usdot|issue|bug|jira|job|load|unit|ext)\b"
    r"|[A-Z]{2}\d{2}|#|[$€£]|usd|eur|gbp)"
    r"[ \t]{0,2}(?:no\.?|nr\.?|n[°º]\.?|num(?:ber)?|nummer|numero|ref\.?|id|#|is|was|ist)?[ \t]{0,2}[.:#=|-]{0,2}[ \t]{0,2}(?:[A-Z0-9]{1,4}[- ]?)?$",
    re.IGNORECASE,
)
_FAX = re.compile(r"(?:^|[\s|·,;/(])f[ \t]{0,2}[.:)][ \t]{0,2}$", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{2,4}[ ]?){2,8}", re.ASCII)
_DATE = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:[^\d.]|$)|^(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d$|^\d{8}$(?<=20\d\d(?:0\d|1[0-2])[0-3]\d)"
)
_IP = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}$")
_GROUPED_AMOUNT = re.compile(r"^\d{1,3}(?:[., \u00a0]\d{3}){2,}$")
_UNIT = re.compile(
    r"^[ \t]{0,2}(?:€|\$|£|eur\b|usd\b|gbp\b|chf\b|zl\b|kr\b|kč|%|units?\b|pcs\b|users?\b|seats?\b|people\b|employees\b|sq|m2|m²|km\b|kg\b|st(?:ü|u)ck|euros?\b|dollars?\b|mitarbeiter|hours?\b|records?\b|rows?\b|views?\b)",
    re.IGNORECASE,
)


MOST = 60
"""Runs of digits of one text that are looked at; what has more of them is a table."""


@dataclass(frozen=True, slots=True)
class Found:
    """A telephone number in a text."""

    number: PhoneNumber
    start: int
    end: int
    rule: str


_GLUED = re.compile(r"(?<=[A-Za-z]):(?=[+(\d])")
"""The colon of "T:+49 30 …"; a blank reads the same and keeps every place."""
_DIAL_IN = re.compile(
    r"(?<!\w)(?:meeting id|webinar id|conference id|passcode|dial by your location|dial-?in|one tap mobile|join zoom|find your local number|"
    r"besprechungs-id|konferenz-id|telefonkonferenz-id|einwahl\w*|id de (?:la )?(?:reunion|conference)|id riunione|vergader(?:ings)?-id)(?!\w)"
)
_LABEL_BEHIND = re.compile(
    r"^[ \t]{0,2}[(\[,=–-]{0,2}[ \t]{0,2}(?:is |ist |est |es |e )?(?:my |the |our |mein |meine |das |mon |mi |a |an )?(?:private |direct |personal |new )?"
    r"(?:cell|mobile|mob|office|direct|home|work|desk|landline|whats ?app|phone|better|best|handy|mobil|buro|portable|fixe|movil|fijo|oficina|"
    r"cellulare|ufficio|telemovel|celular|mobiel|kantoor|komorka|mobilen)(?!\w)"
)


def numbers(
    text: str, countries: Sequence[str], phones: PhoneReader, *, signature: bool, sms: bool = False, most: int = MOST
) -> Iterator[Found]:
    """The telephone numbers in the text, in order. `countries` are where its writer may be, likeliest first."""
    text = _GLUED.sub(" ", text)
    accounts = [match.span() for match in _IBAN.finditer(text) if sum(c.isdigit() for c in match.group()) >= 12]
    for run in islice(_RUN.finditer(text), most):
        start, end = run.start(), run.end()
        if any(begin <= start < last for begin, last in accounts):
            continue
        found = _judge(text, run, countries, phones, signature=signature, sms=sms)
        if found is not None:
            yield Found(found[0], start, end, found[1])


def _judge(
    text: str, run: re.Match[str], countries: Sequence[str], phones: PhoneReader, *, signature: bool, sms: bool
) -> tuple[PhoneNumber, str] | None:
    stated = run.group().strip()
    digits = re.sub(r"\D", "", stated)
    if not 7 <= len(digits) <= 15 or _DATE.match(stated) or _IP.match(stated):
        return None
    line = fold(text[text.rfind("\n", 0, run.start()) + 1 : run.start()][-60:])
    if _DIAL_IN.search(fold(text[max(0, run.start() - 120) : run.end() + 160])):
        return None  # the invitation to a conference
    behind = text[run.end() : run.end() + 24].split("\n")[0]
    if _UNIT.match(behind):
        return None
    if run["plus"] and not (_FAX.search(line) or _is_fax(line)):
        if _NOT_PHONE.search(line):
            return None
        number = phones.read(
            ("+" if run["plus"] == "+" else "00")
            + re.sub(r"\(0\)", "", stated.lstrip("+"))[(2 if run["plus"] == "00" else 0) :],
            "",
        )
        return (number, "international") if number is not None else None
    if _FAX.search(line) or _NOT_PHONE.search(line):
        return None
    labelled = (
        _LABEL_BEHIND.match(fold(behind)) is not None
        or _PHONE_WORD.search(line) is not None
        or (signature and _LETTER_LABEL.search(line) is not None)
    )
    if not labelled and len(set(digits)) <= 2:
        return None
    alone = not line.strip(" \t|·•-–—*,:;") and not behind.strip(" \t|·•-–—*.,;!")
    apart = _is_apart(line, behind)
    dressed = re.search(r"\D", digits and stated.strip("()")) is not None
    if not labelled:
        called = _has_call_word(text, run)
        if _GROUPED_AMOUNT.match(stated) and not (signature or alone or called):
            return None
        if signature and not (dressed and (apart or alone)) and not alone:
            return None
        if not signature and not (alone or (dressed and apart) or (called and (dressed or sms))):
            return None
    labelled = labelled or _has_call_word(text, run)
    certain = labelled or alone or (signature and apart)
    number = _national(stated, digits, countries, phones, lenient=certain)
    return (number, "labelled" if labelled else "signature" if signature else "alone") if number is not None else None


def _is_fax(line: str) -> bool:
    return re.search(r"(?:^|\W)(?:tele)?fax\W{0,4}$", line, re.IGNORECASE) is not None


def _is_apart(line: str, behind: str) -> bool:
    """Between bars, at an edge of its line, or in brackets: how a number stands in a signature."""
    before = line.rstrip()
    return (not before or before[-1] in "|·•-–—*,;/)>:") or not behind.strip(" \t|·•-–—*.,;()")


_CALL = re.compile(
    r"(?<!\w)(?:call|ring|phone|text|txt|dial|reach|disponi\w+|mobile|cell|number|whatsapp|tel|anruf\w*|ruf\w*|erreich\w*|appel\w*|joign\w*|joindre|numero|llam\w*|numero|chiam\w*|numero|lig\w+|bel\w*|nummer|dzwo\w*|telefon\w*|"
    r"ring\w*|soit\w*|zavol\w*|volej\w*|sunati|aray\w*)(?!\w)",
    re.IGNORECASE,
)


def _has_call_word(text: str, run: re.Match[str]) -> bool:
    """Whether the sentence around the number speaks of calling."""
    begin = max(text.rfind("\n", 0, run.start()), text.rfind(". ", 0, run.start()), 0)
    return _CALL.search(fold(text[max(begin, run.start() - 120) : run.start()])) is not None


def _national(
    stated: str, digits: str, countries: Sequence[str], phones: PhoneReader, *, lenient: bool
) -> PhoneNumber | None:
    """The number as one of these countries dials it: the first whose plan has it, else the first whose length fits."""
    possible: PhoneNumber | None = None
    for country in countries:
        if country in _TRUNK and not digits.startswith("0"):
            continue
        number = phones.read(stated, country)
        if number is None:
            continue
        if number.valid:
            return number
        if possible is None and lenient and _looks_dialled(digits, country):
            if country == countries[0]:
                return number  # the shape of home says more than the plan of somewhere else
            possible = number
    return possible


_TRUNK = frozenset(
    "GB IE DE AT CH FR BE NL SE FI AU NZ ZA TR RO SK HR BG SI UA RS JP KR TH MY ID PH VN PK BD IL EG KE NG MA AR".split()
)
_LENGTH = {
    "US": (10, 11),
    "CA": (10, 11),
    "GB": (10, 11),
    "FR": (10, 10),
    "ES": (9, 9),
    "PT": (9, 9),
    "PL": (9, 9),
    "CZ": (9, 9),
    "DK": (8, 8),
    "NO": (8, 8),
    "NL": (10, 10),
    "AU": (10, 10),
    "IT": (9, 11),
}


_BEGINS = {"IT": ("0", "3"), "ES": ("6", "7", "8", "9"), "PT": ("2", "3", "7", "8", "9")}


def _looks_dialled(digits: str, country: str) -> bool:
    """Whether the digits have the shape that numbers are written in at home, for those that no plan lists."""
    low, high = _LENGTH.get(country, (8, 12))
    if not low <= len(digits) <= high:
        return False
    if country in ("US", "CA"):
        return digits[-10] in "23456789" and digits[-7] in "23456789"
    if country in _BEGINS:
        return digits.startswith(_BEGINS[country])
    return digits.startswith("0") if country in _TRUNK else True

# ruff: noqa: E501 - the table of concessions reads better with one language per line
"""Facts in a draft that nobody gave us: money, numbers, days, times, names, links, phone numbers, promises.

A draft may repeat what stands in the thread, the workspace's knowledge or its settings, and nothing else. Whatever binds
us or leads people elsewhere must come from our own side: a price, a concession, an account, a link or a phone number
that a customer wrote is never sent back as ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
_CONCESSION = re.compile(
    r"\b(?:"
    r"waive[ds]?|(?:is|are|as|it's) (?:all )?(?:a |an? )?(?:gift|present)s?|on the house|at no charge|no charge|without charge|complimentary|nothing (?:is |more is )?(?:owed|due|to pay)|no (?:deposit|fee|payment|prepayment)(?: is)? (?:needed|required|due|necessary)"
    r"|(?:is|are) (?:all )?yours(?: to keep)?|yours to keep|(?:our|my) (?:fault|mistake|liability|responsibility)|(?:we|i)(?: are|'re| am|'m)? (?:fully |solely )?(?:liable|responsible|to blame|guilty)"
    r"|(?:we|i) (?:fully |hereby |gladly |all )?(?:agree|accept|confirm|undertake|certify|admit|approve|promise|swear|consent|acknowledge|owe)|hereby|(?:is|are|been|was|you're|now|get) (?:fully |all )?(?:approved|granted|accepted|waived|cancell?ed|void|released|authori[sz]ed|reimbursed|compensated|insured|certified)"
    r"|everything is (?:included|approved|covered|settled)|congratulations|congrats|f[eé]licit\w*|gl[uü]ckwunsch\w*|felicidades|enhorabuena|congratulazioni|complimenti|parab[eé]ns|gefeliciteerd|gratulac\w*|grattis|tebrikler|поздравля\w*|you(?:'ve| have)? w[io]n|prize|discount stands|deal is done|half (?:off|price|of what)|compensation|binding(?:ly)?"
    r"|(?:is|are|been|was|were|has|have|fully|already|having) (?:been |fully |now |all )?(?:paid|settled|cleared|reimbursed)|paid in full|(?:is|are) (?:all |now )?(?:allowed|permitted|cleared)|for nothing|thrown in|(?:you )?owe (?:us|me|you)|vouchers?|(?:we|i) caused|no objections?|(?:your|the) (?:balance|bill|invoice|debt|payment) (?:is|was|of|has)|for (?:the|your) payment|(?:is|are) (?:all )?(?:included|inclusive|valid|final|agreed|settled|official)"
    r"|bezahlt|beglichen|inklusive|inbegriffen|gutschein\w*|(?:wir|ich) haben? [^.!?\n]{0,30}verursacht|verursacht|réglée?s?|payée?s?|bon d'achat|inclus(?:e|es)?|saldad[ao]s?|pagad[ao]s?|incluid[ao]s?|pagat[aoei]|saldat[aoei]|inclus[aoei]|pag[ao]s?(?= (?:na|no|e|está))|incluíd[ao]s?|betaald|voldaan|inbegrepen|veroorzaakt|zapłacon\w*|opłacon\w*|wliczon\w*|betald|betalt|zaplacen\w*|ödendi|dahil"
    r"|entfällt|entfallen|erlassen|erlass|geschenkt|geschenk|umsonst|kostenlos\w*|kostenfrei\w*|gratis|garantier\w*|garantie|erstatt\w*|rückerstatt\w*|rabatt\w*|nachlass|genehmigt|freigegeben|wir haften|unsere schuld|wir (?:akzeptieren|bestätigen|versprechen|sichern|erkennen)|hiermit|verbindlich\w*|schadens?ersatz|gewonnen"
    r"|offert(?:e|s|es)?|gratuit\w*|garanti\w*|rembours\w*|remise|rabais|annulée?s?|(?:nous|je) (?:accept|confirm|garanti|promet|reconnai|approuv|consent)\w*|notre faute|notre responsabilité|gagné\w*|cadeau|dédommag\w*"
    r"|regalo|regalad\w*|garantiza\w*|garantía|reembols\w*|descuento|(?:aceptamos|confirmamos|prometemos|garantizamos|reconocemos|aprobamos)|aprobad\w*|no hace falta (?:pagar|anticipo)|culpa nuestra|nuestra culpa|anulad\w*|indemniza\w*"
    r"|omaggio|regalat\w*|garanzia|garantiamo|rimbors\w*|sconto|(?:accettiamo|confermiamo|confermo|promettiamo|riconosciamo|approviamo)|approvat\w*|colpa nostra|nostra colpa|annullat\w*|risarc\w*"
    r"|grátis|oferecid\w*|garantimos|desconto|(?:aceitamos|confirmamos|confirmo|prometemos|reconhecemos|aprovamos)|aprovad\w*|dispensad\w*|isent\w*|culpa nossa|nossa culpa|cancelad\w*|indeniza\w*"
    r"|kosteloos|cadeau|garander\w*|terugbeta\w*|korting|goedgekeurd|vervalt|(?:wij|we) (?:accepteren|bevestigen|beloven|garanderen|erkennen)|onze (?:schuld|fout)|schadevergoeding"
    r"|za darmo|bezpłatn\w*|gwaranc\w*|gwarantuj\w*|zwrot\w*|zwróc\w*|rabat\w*|zgadzamy|potwierdzamy|akceptujemy|obiecujemy|nasza wina|odszkodowan\w*|nie (?:jest )?potrzebn\w*|anulowan\w*"
    r"|gratis|rabatten?|garanterar|återbetal\w*|godkänd\w*|borttagen|bjuder på|vårt fel"
    r"|ücretsiz\w*|bedava|indirim\w*|iade\w*|garanti\w*|onaylıyoruz|onaylandı|kabul ediyoruz|bizim hatamız"
    r"|бесплатн\w*|даром|скидк\w*|гарант\w*|верн[её]м|возврат\w*|возмест\w*|согласны|подтверждаем|одобрен\w*|принимаем|наша вина|подар\w*"
    r")(?!\w)"
    r"|оплачен\\w*|включен\\w*|已付|赠送|支払済|免费|退款|同意|保证|赔偿|我们确认|批准|优惠|折扣|無料|返金|無効|同意|保証|承認|割引|賠償|무료|환불|동의|보증|승인|할인|مجاني\w*|استرداد|نوافق|خصم|ضمان|बिल्कुल मुफ़्त|मुफ़्त|छूट",
    re.I,
)
_MONEY = re.compile(
    r"[$€£¥₹₺₽]\s?\d+(?:[.,:]\d+)*|\b(?:usd|eur|gbp|chf|aud|cad|us\$)\s?\d+(?:[.,:]\d+)*"
    r"|\d+(?:[.,:]\d+)*\s?(?:[$€£¥₹₺₽%]|(?:usd|eur|gbp|chf|aud|cad|dollars?|bucks|euros?|pounds?|quid|francs?|cents?|pence|percent|per cent|prozent|pour cent|por ciento|per cento|por cento|procent|k)\b)",
    re.I,
)
_WORDED_MONEY = re.compile(r"[ -]?(?:%|(?:percent|per cent|dollars?|bucks|pounds?|euros?|cents?)\b)", re.I)
_CODE = re.compile(r"(?<![\w@./-])(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{12,}(?![\w@])")
_NAME = re.compile(
    r"(?<![^\W\d_])[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?(?: [A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?)+"
)
_OPENS = re.compile(r"(?:^|[.!?\n…]\s*|^\W+)$")
_NOUNS_ARE_CAPITAL = re.compile(r"\b(?:und|der|die|das|ist|sind|wir|Ihnen|Ihre?n?|für|nicht|eine?n?|mit|auf)\b")
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


def _counts(text: str) -> set[str]:
    return {_count(found.group()) for found in _COUNTED.finditer(text)}


def _count(words: str) -> str:
    """`Twenty-five` and `twenty five` are the same number."""
    return _plain(words).replace("-", " ").replace(" and ", " ")


def unsourced_facts(
    draft: str, *, said_by_us: Iterable[str], said_by_them: Iterable[str], reached_at: Iterable[str] = ()
) -> tuple[Unsourced, ...]:
    """Every checkable fact of `draft` that is in none of the sources, in order of appearance.

    `said_by_us` is what our side stands behind (knowledge, settings, our own earlier messages); `said_by_them` is the
    person's text, from which numbers, days and names may be repeated, but never money, accounts, phone numbers, links
    or promises. `reached_at` are the addresses under which the person is known: theirs may be repeated to them.
    """
    ours = "\n".join(said_by_us)
    everything = ours + "\n" + "\n".join(said_by_them)
    plain, ours_plain = _plain(everything), _plain(ours)
    numbers, our_numbers = _numbers(everything), _numbers(ours)
    phones, our_emails = _phones(ours) | {_digits(address) for address in reached_at}, _emails(ours)
    counts, our_counts = _counts(everything), _counts(ours)
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
    for match in _CODE.finditer(draft):
        note("code", match, match.group() in ours)
    for pattern in (_PROMISE, _CONCESSION):
        for match in pattern.finditer(draft):
            note("promise", match, _plain(match.group()) in ours_plain)
    for match in _DAY.finditer(draft):
        note("day", match, _plain(match.group()) in plain)
    for match in _WORDED.finditer(draft):
        is_money = _WORDED_MONEY.match(draft, match.end()) is not None
        note("number", match, _count(match.group()) in (our_counts if is_money else counts))
    money = [match.span() for match in _MONEY.finditer(draft)]
    for match in _NUMBER.finditer(draft):
        is_money = any(match.start() < end and match.end() > start for start, end in money)
        note("number", match, _canonical(match.group()) in (our_numbers if is_money else numbers))
    for match in _names(draft):
        note("name", match, _plain(match.group()) in plain)
    return tuple(sorted(found, key=lambda span: span.start))


def _names(draft: str) -> Iterator[re.Match[str]]:
    """Two and more capitalised words in a row that begin no sentence; none in a language that writes nouns so."""
    if _NOUNS_ARE_CAPITAL.search(draft):
        return
    for match in _NAME.finditer(draft):
        if not _OPENS.search(draft[max(0, match.start() - 3) : match.start()]):
            yield match


_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{[a-z_ ]+\}|\[(?:your|insert|name|company|link|date|time)[^\]]*\]|<[a-z_ ]+>", re.I
)


def unresolved_placeholder(draft: str) -> str | None:
    """The first `{name}`, `[insert link]` or `{{…}}` that nobody filled in."""
    match = _PLACEHOLDER.search(draft)
    return match.group() if match else None

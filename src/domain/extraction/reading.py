# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""Facts about a person from one message of theirs (`read_facts`): never from quoted text, never our own details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from rejoinder.domain.contacts import fold, normalise_email
from rejoinder.domain.extraction import people
from rejoinder.domain.extraction.links import (
    Link,
    is_own_scheduling,
    is_scheduling,
    links,
    owner_of,
    profile_of,
    unquoted_targets,
)
from rejoinder.domain.extraction.numbers import Found, numbers
from rejoinder.domain.extraction.places import ZONE_OF_COUNTRY, countries, signature_city, stated_city
from rejoinder.domain.facts import EVIDENCE_LIMIT, WORTH_KEEPING, Fact, FactKind
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.phones import PhoneNumber, PhoneReader
from rejoinder.domain.spoken import hidden_emails, spoken_emails, spoken_numbers
from rejoinder.domain.times.speech import caller_said
from rejoinder.domain.times.tokens import languages_of
from rejoinder.domain.times.zones import stated_zone

LONGEST = 8_000
"""Characters of each part that are read."""
_MOST_MAILS = 40
"""Addresses of one part that are looked at."""
_MAIL = re.compile(
    r"(?<![\w.%+@-])[a-z0-9][a-z0-9._%+'-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}(?![\w@-]|\.[a-z0-9])",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"^(?:no-?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster|bounces?|notifications?|unsubscribe)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:info|office|sales|support|hello|hi|contact|kontakt|biuro|buero|mail|team|admin|service|accueil|contacto|contato|contatti|reception|rezeption|enquiries|help|billing|"
    r"accounts?|marketing|hr|jobs|press|legal|privacy|datenschutz|dpo|abuse|security|webmaster)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ours:
    """What is our own: it never becomes a fact about a lead."""

    phones: frozenset[str] = frozenset()
    """E.164."""
    emails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    """Web addresses of ours; every page of the same owner is ours too."""


@dataclass(frozen=True, slots=True)
class Source:
    """One message, as extraction reads it."""

    medium: Medium
    reply: str
    """What the person wrote, without quoted text and signature."""
    signature: str = ""
    sender: str = ""
    """The address that it came from: E.164, e-mail, or an id."""
    sender_name: str = ""
    automated: bool = False
    """Nobody wrote it now: whoever else it names stands in."""
    sent_at: datetime | None = None
    zones: tuple[str, ...] = ()
    """The lead's zone if known, and the workspace's: they tell how numbers are dialled."""
    html: str = ""
    """The HTML body, for links that it names only in its markup."""
    ours: Ours = field(default_factory=Ours)


_OURS_READ = 20_000
_OUR_NUMBERS = 400


def our_details(texts: Sequence[str], zone: str, phones: PhoneReader) -> Ours:
    """What our side says of itself: every number, address and link in these texts."""
    text = "\n".join(filter(None, texts))[:_OURS_READ]
    where = countries(
        phone_country="", languages=languages_of(text[:2_000], fold(text[:2_000])), domain="", zones=(zone,)
    )
    found = [*numbers(text, where, phones, signature=True, sms=True, most=_OUR_NUMBERS)]
    return Ours(
        phones=frozenset(one.number.e164 for one in found),
        emails=frozenset(normalise_email(match.group()) for match in _MAIL.finditer(text)),
        links=tuple(link.url for link in links(text)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    text: str

    @property
    def is_signature(self) -> bool:
        return self.name == "signature"


def read_facts(source: Source, phones: PhoneReader) -> tuple[Fact, ...]:
    """Everything worth keeping that the message says, each value once, the surest first of its kind."""
    reply, tail = _own_tail(_spoken(source)[:LONGEST])
    signature = "\n".join(filter(None, (tail, source.signature[:LONGEST])))
    parts = (_Part("reply", reply), _Part("signature", signature))
    where = countries(
        phone_country=_country(source.sender, phones),
        languages=languages_of(reply, fold(reply)) or languages_of(signature, fold(signature)),
        domain=source.sender.rpartition("@")[2] if "@" in source.sender else "",
        zones=source.zones,
    )
    found: list[Fact] = []
    read: list[tuple[PhoneNumber, Fact]] = []
    for part in parts:
        if not part.text.strip():
            continue
        others = _others(part, source, where, phones)
        found += [fact for fact in others if fact.kind is FactKind.DELEGATE]
        theirs = {fact.value for fact in others} | {value for fact in others for value in fact.detail.values()}
        for number, fact in _phones(part, source, where, phones):
            if fact.value not in theirs:
                read.append((number, fact))
        found += [fact for fact in _emails(part, source) if fact.value not in theirs]
        found += _links(part, source)
    found += [fact for _, fact in read]
    found += _targets(source, found)
    found += _names(source, signature)
    found += _zones(source, parts, [number for number, _ in read], phones)
    return _once(found)


def _spoken(source: Source) -> str:
    return caller_said(source.reply[: 4 * LONGEST]) if source.medium is Medium.VOICE else source.reply


_CLOSING = re.compile(
    r"^(?:[-–—_*=]{2,}|(?:best|kind|warm|many thanks|thanks|thank you|regards|cheers|sincerely|yours|all the best|br|kr|cordially|"
    r"mit freundlichen|freundliche|viele|beste|liebe|herzliche|schone|vg|mfg|lg|gruss|gruse|grusse|cordialement|bien cordialement|bien a vous|cdt|salutations|"
    r"un saludo|saludos|atentamente|un cordial saludo|cordiali saluti|saluti|distinti saluti|buon lavoro|cumprimentos|atenciosamente|com os melhores|abraco|"
    r"met vriendelijke|groet|groeten|mvg|hartelijke|pozdrawiam|z powazaniem|med vanliga|vanliga halsningar|mvh|halsningar|hilsen|med venlig|venlig hilsen|"
    r"med vennlig|ystavallisin|terveisin|t\.|s pozdravem|hezky den|saygilarimla)\b.{0,40})[,.!]?\s*$"
)


def _own_tail(reply: str) -> tuple[str, str]:
    """The reply, and the lines behind a closing formula that the cleaner left in it."""
    lines = reply.splitlines()
    for index in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        if index > 0 and _CLOSING.match(fold(lines[index].strip())):
            return "\n".join(lines[: index + 1]), "\n".join(lines[index + 1 :])
    return reply, ""


def _country(sender: str, phones: PhoneReader) -> str:
    number = phones.read(sender, "") if sender.startswith("+") else None
    if number is None:
        return ""
    return number.country or ("US" if sender.startswith("+1") else "")


def _evidence(text: str, start: int, end: int) -> str:
    """The words around a find, on its line."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 60)
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    return " ".join(text[begin : min(last, end + 40)].split())[:EVIDENCE_LIMIT]


# --- numbers ------------------------------------------------------------------------------------------


def _phones(
    part: _Part, source: Source, where: Sequence[str], phones: PhoneReader
) -> Iterator[tuple[PhoneNumber, Fact]]:
    for found in _numbers(part, source, where, phones):
        value = found.number.e164
        if value in source.ours.phones or _is_disowned(part.text, found.start):
            continue
        if part.is_signature and _ASSISTANT.search(_line_before(part.text, found.start)):
            continue
        confidence = 0.95 if found.number.valid else 0.75
        evidence = _evidence(part.text, found.start, found.end)
        yield found.number, Fact(FactKind.PHONE, value, confidence, found.rule, part.name, evidence)


def _numbers(part: _Part, source: Source, where: Sequence[str], phones: PhoneReader) -> Iterator[Found]:
    yield from numbers(
        part.text, where, phones, signature=part.is_signature, sms=source.medium in (Medium.SMS, Medium.LINKEDIN)
    )
    if source.medium is Medium.VOICE:
        for digits, start, end in spoken_numbers(fold(part.text)):
            for country in where:
                number = phones.read(digits, country)
                if number is not None and number.valid:
                    yield Found(number, start, end, "spoken")
                    break


_DISOWNED = re.compile(
    r"(?<!\w)(?:(?:don'?t|do not|stop|never|no longer|please no) (?:call\w*|us(?:e|ing)|text\w*|ring\w*|e?mail\w*|writ\w+|contact\w*|send\w*|phon\w+|dial\w*)|no longer|not my|isn'?t my|"
    r"old|ex|former\w*|previous\w*|wrong|nicht mehr|alte[nrs]?|fruhere\w*|falsche\w*|ancien\w*|n'est plus|plus valable|ya no|antigu[oa]|viej[oa]|vecchi[oa]|non piu|antig[oa]|ja nao|"
    r"oude|niet meer|star[yae]|juz nie|gamla|inte langre|gamle|ikke laengere|vanha\w*|who gave|where did you get|how did you get)(?!\w)[^;.!?\n]{0,40}$"
    r"|(?<!\w)(?:take|remove|unsubscribe|delete|loschen sie|streichen sie|supprimez|retirez|elimine|borre|rimuov\w+|remova|verwijder|usun\w*)\W+$"
)
_ASSISTANT = re.compile(
    r"(?<!\w)(?:assistant|secretary|p\.?a\.?|e\.?a\.?|assisten[zt]\w*|sekret\w+|asisten\w+|segret\w+|secretari\w+)\W"
)


def _line_before(text: str, start: int) -> str:
    return fold(text[max(text.rfind("\n", 0, start) + 1, start - 80) : start])


def _is_disowned(text: str, start: int) -> bool:
    """Whether the words before say not to use it: "my old number was", "stop calling", "who gave you"."""
    before = re.split(r"[;,]|\b(?:but|aber|sondern|mais|pero|ma|mas|maar|ale|men|mutta)\b", _line_before(text, start))[
        -1
    ]
    return _DISOWNED.search(before) is not None


# --- somebody else ------------------------------------------------------------------------------------

_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÞĀ-Ž¿¡])|\n+|(?<=[。！？])")
_ABBREVIATED = re.compile(r"\b(?:M|Mme|Dr|Mr|Mrs|Ms|Hr|Fr|Tel|tel|Sig|Sr|Sra|St|z\.B|ext|nr|Nr)\.$")


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for stop in _BREAK.finditer(text):
        if _ABBREVIATED.search(text[start : stop.start()]):
            continue
        yield start, text[start : stop.start()]
        start = stop.end()
    yield start, text[start:]


_TO_THE_WRITER = re.compile(
    r"(?<!\w)(?:(?:forwarded|passed|sent|handed)(?: on| over| along)? to (?:me|us)|reached me|(?:an mich|mir|uns) (?:weiter|uber)\w+|weitergeleitet bekommen|m'a ete (?:transfer\w+|transmis\w*)|"
    r"me (?:lo |la )?(?:han )?(?:reenvia\w+|pasaron)|mi (?:e stat\w+|hanno) inoltr\w+)(?!\w)"
    r"|^\W*(?:did|do|does|have|has|are|were|was|is) (?:you|she|he|they)\b.*\?"
)
"""An address or number at which something came in, or that is only asked about."""
_NEW_OF_THEIRS = re.compile(
    r"(?<!\w)(?:my new (?:e-?mail|mail|address|number|cell|mobile|phone)|new (?:e-?mail )?address of mine|meine neue (?:adresse|nummer|mail\w*)|"
    r"ma nouvelle adresse|mi nuev[oa] (?:correo|direccion|numero)|(?:mio|mia) nuov[oa] \w+|meu novo \w+|mijn nieuwe \w+)(?!\w)"
)
_KIN = re.compile(
    r"(?<!\w)(?:my (?:wife|husband|brother|sister|son|daughter|mother|father|mom|mum|dad|boss|manager|assistant|colleague|co-?worker|partner|business partner|foreman|accountant|bookkeeper|deputy|pa)|"
    r"(?:her|his|their) (?:number|cell|mobile|phone|direct|e-?mail|address)|s?he'?s my|s?he is my|they'?re my|(?:meine?[mnr]?|unsere?[mnr]?) (?:frau|mann|bruder|schwester|chef|chefin|kolleg\w+|partner\w*|assistent\w*)|"
    r"(?:mon|ma) (?:mari|femme|frere|soeur|patron\w*|collegue|associe\w*|assistant\w*)|(?:m\.|mme|mlle|monsieur|madame|herrn?|frau|sig\.|sig\.ra) [a-z]|"
    r"mi (?:mujer|esposa|marido|esposo|hermano|hermana|jefe|jefa|soci[oa]|companer[oa]|colega|asistente)|(?:mio|mia) (?:marito|moglie|fratello|sorella|socio|collega|capo)|"
    r"(?:meu|minha) (?:marido|mulher|esposa|irmao|irma|chefe|soci[oa]|colega)|mijn (?:man|vrouw|broer|zus|baas|collega|compagnon))(?!\w)"
)
"""Somebody of the writer's whom it belongs to."""
_MACHINERY = re.compile(
    r"(?<!\w)(?:your (?:message|mail|email) to|deliver\w*|undeliverable|quarantin\w*|moderator|recipient|zugestellt|remis aux|entregad\w+|consegnat\w+|bezorgd|dostarczon\w+|550|554|5\.\d\.\d|smtp)(?!\w)"
)
_COPIED = re.compile(
    r"(?<!\w)(?:cc'?(?:ing|ed|:)?|copying|copied|bcc|in (?:cc|copy|kopie)|adding|include (?:him|her|them))(?!\w)"
)
_TAKES_OVER = re.compile(
    r"(?<!\w)(?:sort|handles?|will|can|looks after|owns|in charge|responsible|instead|take it from here|decides?)(?!\w)"
)
_IN_CHARGE = re.compile(
    r"(?<!\w)(?:will (?:contact|call|get back|reach|be in touch|take|help|handle)|handles|looks after|in charge|takes? care|takes? over|instead)(?!\w)"
)
_GONE = re.compile(
    r"(?<!\w)(?:no longer (?:work|with|at|employed)|left the company|has left|retired|wrong person|not the right person|nicht mehr (?:fur|bei|im)|ausgeschieden|ne travaille plus|n'est plus|a quitte|"
    r"ya no trabaj\w+|non lavor\w+ piu|nao trabalh\w+ mais|ja nao trabalh\w+|niet meer werkzaam|nie pracuj\w+ juz|juz nie pracuj\w+|slutat|arbetar inte langre|ikke laengere ansat|ikke længere|ei ole enaa|"
    r"uz nepracuj\w+|address has changed|neue adresse|nouvelle adresse|new address)(?!\w)"
)
_ABSENT = re.compile(
    r"(?<!\w)(?:out of (?:the )?office|ooo|on leave|annual leave|vacation|holiday|away|maternity|parental|sabbatical|back at my desk|back on|i'?m off|abwesend|urlaub|nicht im (?:haus|buro|buero)|elternzeit|"
    r"absent|absente|conges?|vacances|vacaciones|ausente|fuera de la oficina|baja|ferie|fuori ufficio|assente|ferias|ausencia|afwezig|verlof|vakantie|urlop\w*|nieobecn\w+|"
    r"semester|franvarande|tjansteresa|ledig|barsel|fravaer\w*|lomalla|poissa|dovolen\w+|nepritomn\w+|izindeyim|отпуск\w*|gone)(?!\w)"
)


def _others(part: _Part, source: Source, where: Sequence[str], phones: PhoneReader) -> list[Fact]:
    """Whoever else the part names to turn to, with what belongs to them; what belongs to them is nobody else's."""
    found: list[Fact] = []
    folded = fold(part.text)
    stands_in = source.automated or _ABSENT.search(folded) is not None or _GONE.search(folded) is not None
    stands_in = stands_in and source.medium is not Medium.SMS
    own = normalise_email(source.sender) if "@" in source.sender else ""
    if part.is_signature:
        return found
    mails = [(m.start(), m.end(), normalise_email(m.group())) for m in islice(_MAIL.finditer(part.text), _MOST_MAILS)]
    calls = list(_numbers(part, source, where, phones))
    before = ""
    for start, sentence in _sentences(part.text):
        end = start + len(sentence)
        plain = folded[start:end]
        speaks_of_other = people.OTHER.search(plain) is not None or (
            plain.strip(" :") != "" and before.endswith(":") and people.OTHER.search(before) is not None
        )
        of_self = people.SELF.search(plain) is not None
        here = [
            address
            for begin, _, address in mails
            if start <= begin < end
            and address != own
            and not _is_ours(address, source.ours)
            and not _ROBOT.match(address)
        ]
        numbers_here = [call.number.e164 for call in calls if start <= call.start < end]
        numbers_here = [number for number in numbers_here if number not in source.ours.phones]
        before = plain.strip() or before
        if _TO_THE_WRITER.search(plain):
            found += [Fact(FactKind.EMAIL, address, 0.0, "others", part.name, "") for address in here]
            found += [Fact(FactKind.PHONE, number, 0.0, "others", part.name, "") for number in numbers_here]
            continue
        if _NEW_OF_THEIRS.search(plain) or (of_self and not stands_in):
            continue
        kin = bool(here or numbers_here) and _KIN.search(plain) is not None
        if not (speaks_of_other or kin or (stands_in and here)):
            continue
        if source.medium in (Medium.SMS, Medium.VOICE, Medium.LINKEDIN) and not (kin or _hands_over(plain)):
            continue
        if of_self and not here:
            continue
        if _MACHINERY.search(plain) and (source.automated or not _hands_over(plain)):
            continue
        if _COPIED.search(plain) and not _TAKES_OVER.search(plain):
            found += [Fact(FactKind.EMAIL, address, 0.0, "others", part.name, "") for address in here]
            found += [Fact(FactKind.PHONE, number, 0.0, "others", part.name, "") for number in numbers_here]
            continue
        name = _delegate_name(part.text, start, end, mails, source)
        if here or (numbers_here and (stands_in or name or _KIN.search(plain))):
            own_domain = own.rpartition("@")[2]
            if (
                here
                and not stands_in
                and not name
                and here[0].rpartition("@")[2] != own_domain
                and not _hands_over(plain)
            ):
                continue
            value = here[0] if here else numbers_here[0]
            detail = {"name": name, "email": here[0] if here else "", "phone": numbers_here[0] if numbers_here else ""}
            confidence = 0.9 if stands_in or _hands_over(plain) else 0.75
            found.append(_delegate(value, confidence, "stands-in" if stands_in else "hands-over", sentence, detail))
            for number in numbers_here[1:]:
                found.append(Fact(FactKind.PHONE, number, 0.0, "others", part.name, ""))
            for address in here[1:]:
                found.append(Fact(FactKind.EMAIL, address, 0.0, "others", part.name, ""))
        elif name and (_forwards(plain) or (_KIN.search(plain) and _IN_CHARGE.search(plain))) and not of_self:
            found.append(_delegate(name, 0.7, "named", sentence, {"name": name, "email": "", "phone": ""}))
    return _one_delegate(found)


def _one_delegate(found: list[Fact]) -> list[Fact]:
    """The first with an address stands for all; the details of the others are still not the writer's."""
    delegates = [fact for fact in found if fact.kind is FactKind.DELEGATE]
    rest = [fact for fact in found if fact.kind is not FactKind.DELEGATE]
    if len(delegates) < 2:
        return found
    best = max(delegates, key=lambda fact: (bool(fact.detail.get("email")), bool(fact.detail.get("phone"))))
    for other in delegates:
        if other is not best:
            rest += [
                Fact(kind, other.detail[key], 0.0, "others", other.part, "")
                for kind, key in ((FactKind.PHONE, "phone"), (FactKind.EMAIL, "email"))
                if other.detail.get(key)
            ]
    return [best, *rest]


def _delegate(value: str, confidence: float, rule: str, sentence: str, detail: Mapping[str, str]) -> Fact:
    return Fact(
        FactKind.DELEGATE, value, confidence, rule, "reply", " ".join(sentence.split())[:EVIDENCE_LIMIT], detail
    )


def _hands_over(plain: str) -> bool:
    return people.FORWARDED.search(plain) is not None or people.OTHER.search(plain) is not None


def _forwards(plain: str) -> bool:
    return people.FORWARDED.search(plain) is not None


def _delegate_name(text: str, start: int, end: int, mails: Sequence[tuple[int, int, str]], source: Source) -> str:
    """The name before the address, or behind words that hand over."""
    for begin, _, _ in mails:
        if start <= begin < end:
            before = people.NAME_BEFORE.search(text[start:begin])
            if before and (name := _a_name(before["name"], source)):
                return name
    for match in people.HANDED_OVER.finditer(text[start:end]):
        if name := _a_name(match["name"], source):
            return name
    return ""


def _a_name(stated: str, source: Source) -> str:
    words = [word.strip(".,'’") for word in stated.split()]
    while words and fold(words[0]) in people.NOT_NAMES:
        words.pop(0)
    while words and fold(words[-1]) in people.NOT_NAMES:
        words.pop()
    name = " ".join(words)
    if not name or len(name) < 2 or any(char.isdigit() for char in name):
        return ""
    if source.sender_name and fold(name) in fold(source.sender_name):
        return ""
    return name[:80]


def _is_ours(address: str, ours: Ours) -> bool:
    return address in ours.emails or address.rpartition("@")[2] in ours.domains


# --- addresses ----------------------------------------------------------------------------------------


def _emails(part: _Part, source: Source) -> Iterator[Fact]:
    own = normalise_email(source.sender) if "@" in source.sender else ""
    written = islice(_MAIL.finditer(part.text), _MOST_MAILS)
    found = [(normalise_email(m.group()), m.start(), m.end(), "written") for m in written]
    spelt = spoken_emails if source.medium is Medium.VOICE else hidden_emails
    rule_of = "spoken" if source.medium is Medium.VOICE else "spelt"
    found += [(normalise_email(mail), start, end, rule_of) for mail, start, end in spelt(fold(part.text))]
    for address, start, end, rule in found:
        if _is_ours(address, source.ours) or _ROBOT.match(address) or _is_disowned(part.text, start):
            continue
        if part.text[max(0, start - 1) : start] == "/":
            continue  # a part of a link
        if own and address != own and not people.SELF.search(_line_before(part.text, start)):
            colleague = address.rpartition("@")[2] == own.rpartition("@")[2] and not _fits(address, source, own)
            if colleague or _ROLE.match(address):
                continue  # "send invoices to billing@": the firm's, or somebody's there, not the writer's
        if source.automated and address != own:
            continue
        if part.is_signature and address != own and not _fits(address, source, own):
            continue
        confidence = 0.95 if address == own or rule == "written" else 0.8
        yield Fact(FactKind.EMAIL, address, confidence, rule, part.name, _evidence(part.text, start, end))


def _fits(address: str, source: Source, own: str) -> bool:
    """Whether an address in a signature is the signer's and not the company's or somebody else's."""
    local, _, host = address.partition("@")
    if _ROLE.match(local):
        return False
    names = {word for word in re.split(r"[^a-z]+", fold(source.sender_name)) if len(word) > 2}
    if names and any(name in fold(local) for name in names):
        return True
    if not own:
        return not names
    return host == own.partition("@")[2] and fold(local)[:3] == fold(own.partition("@")[0])[:3]


# --- links --------------------------------------------------------------------------------------------


def _links(part: _Part, source: Source) -> Iterator[Fact]:
    profiles: dict[str, Fact] = {}
    folded = fold(part.text)
    for link in links(part.text):
        if part.text[max(0, link.start - 1) : link.start] == "@" or _is_our_link(link, source.ours):
            continue
        evidence = _evidence(part.text, link.start, link.end)
        if is_scheduling(link):
            yield Fact(FactKind.SCHEDULING_LINK, link.url, 0.95, "booking-page", part.name, evidence)
        elif is_own_scheduling(link, folded[max(folded.rfind("\n", 0, link.start) + 1, link.start - 90) : link.start]):
            yield Fact(FactKind.SCHEDULING_LINK, link.url, 0.75, "booking-page-of-their-own", part.name, evidence)
        elif profile := profile_of(link):
            line = folded[folded.rfind("\n", 0, link.start) + 1 : link.start]
            if people.OTHER.search(line[-60:]) and not people.SELF.search(line) and not part.is_signature:
                continue
            profiles[profile] = Fact(FactKind.LINKEDIN, profile, 0.9, "profile", part.name, evidence)
    if len(profiles) == 1:
        yield from profiles.values()
    elif profiles:
        named = [fact for value, fact in profiles.items() if _is_named(value, source)]
        yield from named[:1]


def _is_named(profile: str, source: Source) -> bool:
    slug = fold(profile.rpartition("/")[2])
    names = [word for word in re.split(r"[^a-z]+", fold(source.sender_name)) if len(word) > 2]
    return bool(names) and any(name in slug for name in names)


def _is_our_link(link: Link, ours: Ours) -> bool:
    if link.host in ours.domains:
        return True
    for address in ours.links:
        for own in links(address):
            if owner_of(own) == owner_of(link):
                return True
    return False


def _targets(source: Source, found: Sequence[Fact]) -> list[Fact]:
    """Booking pages and profiles that only the markup names: "Book a time with me"."""
    text = "\n".join(unquoted_targets(source.html))
    known = {fact.value for fact in found}
    part = _Part("reply", text)
    return [fact for fact in _links(part, source) if fact.value not in known]


# --- names --------------------------------------------------------------------------------------------

_NAME_LINE = re.compile(
    r"^(?:(?:Dr|Prof|Ing|Dipl\.-Ing|Mag|Mr|Mrs|Ms|Mme|Dott|Dott\.ssa|Avv|Arch|i\.\s?[AV]|ppa)\.?\s+)*"
    r"(?P<name>[^\W\d_][\w'’-]+(?:\s+[^\W\d_](?:[\w'’-]+\.?|\.)){1,5})\s*(?:$|[,|·•–—(-]\s?)"
)
_PARTICLES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "von",
        "da",
        "di",
        "del",
        "della",
        "la",
        "dos",
        "das",
        "do",
        "du",
        "le",
        "ter",
        "zu",
        "zum",
        "af",
        "av",
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "ben",
        "abu",
        "y",
        "e",
        "i",
        "vom",
        "ten",
        "op",
    ]
)


def _is_cased(name: str) -> bool:
    """Whether every word of it begins with a capital, but for those that stand between names."""
    words = name.split()
    if words[0].lower() in _PARTICLES and not words[0][0].isupper():
        return False
    return all(word[0].isupper() or word in _PARTICLES or word[:3] in ("al-", "el-", "d'", "d’") for word in words)


_SIGN_OFF = re.compile(
    r"^(?:VG|LG|MfG|BG|Mvh|Vh|Hilsen|Gr(?:u|ü)(?:ß|ss)e?|Beste Gr(?:u|ü)(?:ß|ss)e|Groet(?:en)?|Best|Thanks|Cheers|Regards|Saluti|Saludos|Cdt|Terv\.?|Pozdrawiam|t\.|/)[,:]?\s+",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:gmbh|ag|ltd|inc|llc|corp|company|group|director|manager|head|office|sales|team|founder|ceo|cto|vp|engineer|iphone|android|outlook|sent|regards|road|street|str|avenue|tel|mobile|"
    r"direktor|leiter|geschaftsfuhrer|einkauf|vertrieb|directeur|directrice|responsable|gerente|responsabile|direttore|verkoop|inkoop|kierownik|dyrektor|chef|avdelning|johtaja|reditel|notice|confidential\w*|schools?|university|"
    r"foods|partners|solutions|services|consulting|reception|procurement|departments?|dept|crew|squad|division|unit|desk|staff|abteilung|einkaufsabteilung|service|customer|success|purchasing|robotics|plumbing|heating|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|afternoon|evening|happy|great|day|weekend|week|yes|no|ok|please|hello|hi|the|new york|chartered|surveyors|accountants|quarries|freight|masonry)\b"
)


def _names(source: Source, signature: str) -> Iterator[Fact]:
    """The name in the first lines of the signature, if the sender's address bears it out or it stands where names do."""
    local = fold(source.sender.partition("@")[0]) if "@" in source.sender else ""
    for position, line in enumerate(line for line in signature.splitlines()[:6] if line.strip()):
        if _CLOSING.match(fold(line.strip())):
            continue
        found = _NAME_LINE.match(_SIGN_OFF.sub("", line.strip()))
        if (
            found is None
            or not _is_cased(found["name"])
            or _NO_NAME.search(fold(line.strip())[: len(found["name"]) + 2])
        ):
            continue
        name = found["name"].strip(" .,-")
        words = [
            re.sub(r"\W", "", fold(word)) for word in re.split(r"[\s-]+", name.replace("ß", "ss")) if len(word) > 2
        ]
        borne_out = any(word in local for word in words) or any(
            local.startswith(word[:1]) and len(local) > 2 and local[1:].strip(".") in words for word in words
        )
        confidence = 0.9 if borne_out else 0.6 if position == 0 else 0.4
        if confidence >= WORTH_KEEPING:
            yield Fact(FactKind.NAME, name, confidence, "signature-line", "signature", line.strip()[:EVIDENCE_LIMIT])
        return


# --- zones --------------------------------------------------------------------------------------------

_ABBREVIATION = re.compile(r"(?<!\w)(?:eastern|central|mountain|pacific)(?!\w)")


def _zones(source: Source, parts: Sequence[_Part], found: Sequence[PhoneNumber], phones: PhoneReader) -> Iterator[Fact]:
    """Where the person keeps time: said, or a city, or numbers that can only be there. The surest is enough."""
    reply, signature = parts
    if city := stated_city(fold(reply.text)):
        yield Fact(FactKind.TIMEZONE, city[0], 0.95, "city-stated", "reply", city[1])
    if source.sent_at is not None:
        zone, unclear = stated_zone(reply.text, source.sent_at, None)
        if zone and not unclear and zone != "UTC":
            yield Fact(FactKind.TIMEZONE, zone, 0.85, "zone-stated", "reply", reply.text.strip()[:EVIDENCE_LIMIT])
    if city := signature_city(fold(signature.text)):
        yield Fact(FactKind.TIMEZONE, city[0], 0.75, "city-signature", "signature", city[1])
    numbers_here = list(found)
    if source.sender.startswith("+") and (number := phones.read(source.sender, "")) is not None:
        numbers_here.append(number)
    zones = {number.zones[0] for number in numbers_here if len(number.zones) == 1}
    zones |= {
        ZONE_OF_COUNTRY[number.country]
        for number in numbers_here
        if len(number.zones) != 1 and number.country in ZONE_OF_COUNTRY
    }
    if len(zones) == 1:
        american = any(number.e164.startswith("+1") for number in numbers_here)
        yield Fact(
            FactKind.TIMEZONE,
            zones.pop(),
            0.55 if american else 0.8,
            "phone-prefix",
            "sender",
            numbers_here[0].e164[:6] + "…",
        )
    host = source.sender.rpartition("@")[2] if "@" in source.sender else ""
    where = countries(phone_country="", languages=("",), domain=host, zones=())
    if where and where[0] in ZONE_OF_COUNTRY and "." in host:
        yield Fact(
            FactKind.TIMEZONE, ZONE_OF_COUNTRY[where[0]], 0.55, "domain", "sender", "." + host.rpartition(".")[2]
        )


def _once(found: Sequence[Fact]) -> tuple[Fact, ...]:
    """Each value of a kind once, from where it is surest; of zones and names only the surest."""
    kept: dict[tuple[FactKind, str], Fact] = {}
    for fact in sorted(found, key=lambda fact: -fact.confidence):
        if fact.confidence < WORTH_KEEPING:
            continue
        alone = fact.kind in (FactKind.TIMEZONE, FactKind.NAME, FactKind.LINKEDIN)
        kept.setdefault((fact.kind, "" if alone else fact.value), fact)
    return tuple(kept.values())

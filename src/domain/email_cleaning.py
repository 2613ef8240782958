# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""An e-mail body in four views: what the person wrote now, how they signed, what they quoted, what their lawyer added.

Classification, booking and opt-out read `reply`; contact extraction reads `reply` and `signature`; nothing reads
`quoted` as the lead's words (REQ-35: a quoted offer once became a booking nobody asked for, failure F21).
Losing a word of the person is worse than keeping a line of a footer, so every rule that cuts asks for two signs.
Rules are line by line with bounded patterns: linear time on any input (reference/dependencies.md 2.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from rejoinder.domain.contacts import fold


class Part(StrEnum):
    """Whose words a stretch of the body is."""

    REPLY = "reply"
    SIGNATURE = "signature"
    QUOTED = "quoted"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the input, `text[start:end]`."""

    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True)
class CleanedBody:
    """The four views as text, and `spans`, which tile the input in order without gap or overlap.

    Flags: `only-quoted` the person wrote nothing of their own (reply is empty; a footer may remain) ·
    `uncut` every rule together left nothing, so the reply is the whole body · `forwarded` · `interleaved` answers
    stand between or below quoted lines · `oversize` only the first lines were read closely.
    """

    reply: str
    signature: str
    quoted: str
    disclaimer: str
    flags: tuple[str, ...]
    spans: tuple[Span, ...]


_MOST_LINES = 5_000
_LOOK = 600  # characters of a line that rules look at


@dataclass(slots=True)
class _Line:
    start: int
    text: str  # stripped
    folded: str  # the first `_LOOK` characters of it, folded
    blank_before: bool
    indent_free: str  # without the leading quote marks and bold stars of a converted header
    opens_quote: bool = False  # a whole header block was found inside this one line
    part: Part = Part.REPLY


def clean_email(text: str) -> CleanedBody:
    """Every character of the input is in exactly one view; an input with words of the person gives a non-empty reply."""
    lines, oversize_from = _lines(text)
    flags: list[str] = []
    if oversize_from is not None:
        flags.append("oversize")
        lines.append(_Line(oversize_from, "…", "…", True, "…"))
    _mark_quotes(lines, flags)
    for first, last in _runs(lines):
        final = last == len(lines) or not any(line.part is Part.REPLY for line in lines[last:])
        quote_follows = last < len(lines)
        _mark_disclaimers(lines, first, last)
        _mark_footers(lines, first, last)
        if final and oversize_from is None:
            _mark_signature(lines, first, last, quote_follows)
    if lines and not any(line.part is Part.REPLY for line in lines):
        if any(line.part is Part.QUOTED for line in lines):
            flags.append("only-quoted")
        else:
            for line in lines:
                line.part = Part.REPLY
            flags.append("uncut")
    spans = _spans(text, lines)
    views = {part: _view(text, spans, part) for part in Part}
    return CleanedBody(
        reply=views[Part.REPLY],
        signature=views[Part.SIGNATURE],
        quoted=views[Part.QUOTED],
        disclaimer=views[Part.DISCLAIMER],
        flags=tuple(dict.fromkeys(flags)),
        spans=spans,
    )


# --- lines ----------------------------------------------------------------------------------------------------------


def _lines(text: str) -> tuple[list[_Line], int | None]:
    """The lines that are not blank, a collapsed "… On Monday X wrote: …" split into lines; and where reading stopped."""
    flat = (
        text.replace("\r\n", " \n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
        .replace("\xa0", " ")
    )
    rows = flat.split("\n")
    starts = accumulate((len(row) + 1 for row in rows), initial=0)
    lines: list[_Line] = []
    previous = -1
    for index, (start, row) in enumerate(zip(starts, rows, strict=False)):
        if not row or row.isspace():
            continue
        if len(lines) >= _MOST_LINES:
            return lines, start
        for offset, piece, opens_quote in _split_collapsed(row):
            stripped = piece.strip(_BLANK)
            if not stripped:
                continue
            lead = offset + len(piece) - len(piece.lstrip(_BLANK))
            folded = fold(stripped[:_LOOK])
            bare = folded.lstrip("> *|\u200e").replace("*", "")
            lines.append(_Line(start + lead, stripped, folded, index > previous + 1 and offset == 0, bare, opens_quote))
        previous = index
    return lines, None


_BLANK = " \t\n\r\f\v\x00\ufeff\u200b\u200e\u200f\u00a0"
_DAY_OR_DIGIT = (
    r"(?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mo\.|di\.|mi\.|do\.|fr\.|sa\.|so\.|"
    r"lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|dom|gio|giorno|seg|ter|qua|qui|sex|ma |wo |do |vr |za |zo )"
)
_COLLAPSED_START = re.compile(rf"(?<![\w'])(?:on|am|le|el|il|em|op) {_DAY_OR_DIGIT}")
_COLLAPSED_VERB = re.compile(r"(?:wrote|schrieb|a ecrit|escribio|ha scritto|escreveu|schreef)(?: [^:\n]{0,120})?\s?:")


def _split_collapsed(row: str) -> Iterator[tuple[int, str, bool]]:
    """Some providers deliver a body as one line; the attribution and the header block inside it still start a quote."""
    if len(row) < 40:
        yield 0, row, False
        return
    folded = fold(row)
    cuts: list[int] = []
    for start in _COLLAPSED_START.finditer(folded):
        if not any(character.isdigit() for character in folded[start.start() : start.start() + 60]):
            continue
        verb = _COLLAPSED_VERB.search(folded, start.end(), start.end() + 320)
        if verb and (
            "@" in folded[start.start() : verb.end()] or re.search(r"\d[:.h]\d\d", folded[start.start() : verb.end()])
        ):
            cuts = [start.start(), verb.end()]
            break
        if start.start() > 20_000:
            break
    header = None if cuts else _collapsed_header(folded)
    if header is not None:
        cuts = [header]
    edges = [0, *(cut for cut in cuts if 0 < cut < len(row)), len(row)]
    for first, last in pairwise(edges):
        yield first, row[first:last], first == header


def _collapsed_header(folded: str) -> int | None:
    for sender, dates, recipient, topic in _HEADER_SETS:
        position = folded.find(sender)
        while position >= 0 and position < 20_000:
            date = min(
                (at for at in (folded.find(label, position, position + 300) for label in dates) if at > 0),
                default=-1,
            )
            to = folded.find(recipient, date, date + 300) if date > 0 else -1
            if (
                to > 0
                and folded.find(topic, to, to + 600) > 0
                and not folded[max(0, position - 1) : position].isalnum()
            ):
                while position > 0 and folded[position - 1] in "*-_ ":
                    position -= 1
                return position
            position = folded.find(sender, position + 1)
    return None


_HEADER_SETS = (
    ("from:", ("sent:", "date:"), "to:", "subject:"),
    ("von:", ("gesendet:", "datum:"), "an:", "betreff:"),
    ("de :", ("envoye :", "date :"), "a :", "objet :"),
    ("de:", ("enviado:", "enviado el:", "fecha:"), "para:", "asunto:"),
    ("da:", ("inviato:", "data:"), "a:", "oggetto:"),
    ("de:", ("enviada:", "enviado:", "data:", "enviada em:"), "para:", "assunto:"),
    ("van:", ("verzonden:", "datum:"), "aan:", "onderwerp:"),
    ("od:", ("wyslano:", "data:"), "do:", "temat:"),
)


def _runs(lines: list[_Line]) -> Iterator[tuple[int, int]]:
    """Stretches of consecutive reply lines."""
    first: int | None = None
    for index, line in enumerate(lines):
        if line.part is Part.REPLY:
            first = index if first is None else first
        elif first is not None:
            yield first, index
            first = None
    if first is not None:
        yield first, len(lines)


# --- quotes ---------------------------------------------------------------------------------------------------------

_LABELS = {
    "from": r"from|von|de|da|van|od|fran|fra|lahettaja|odesilatel|от|发件人|差出人",
    "date": r"sent|date|gesendet|datum|envoye(?: le)?|enviado(?: el| em)?|enviada(?: em)?|fecha|inviato|data|verzonden|wyslano|skickat|sendt|dato|odeslano|отправлено|дата|发送时间|送信日時",
    "to": r"to|an|a|para|aan|do|till|til|komu|кому|收件人|宛先",
    "subject": r"subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|amne|emne|predmet|тема|主题|件名",
    "other": r"cc|bcc|kopie|copie a|copia|cco|ccn|kopia|dw|udw|reply-to|reply to|antwort an|attachments?|anlagen?|importance|priority|prioritat|wichtigkeit|importancia|importanza|importancia|bijlagen?|zalaczniki|organization|resent-from",
}
_LABEL = re.compile("^(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()) + r")\s?[:：](?!//)")

_MARKER_WORDS = (
    r"(?:original message|original appointment|reply message|original[- ]nachricht|ursprungliche nachricht|original e-?mail|message d'origine|message original|"
    r"mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|(?:wiadomosc oryginalna|oryginalna wiadomosc)|"
    r"(?P<forward>forwarded (?:message|by .{0,80})|weitergeleitete nachricht|message transfere|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|"
    r"doorgestuurd bericht|(?:przekazana wiadomosc|wiadomosc przekazana)))"
)
_MARKER = re.compile(rf"^[-_=*> ]{{2,80}}\s?{_MARKER_WORDS}\s?[-_=* ]{{0,80}}:?$")
_BEGIN_FORWARD = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|debut du message (?:reexpedie|transfere)|"
    r"inicio del mensaje reenviado|inizio messaggio inoltrato|inicio da mensagem (?:re)?encaminhada|begin doorgestuurd bericht|"
    r"poczatek przekazywanej wiadomosci)\s?:$"
)
_ABOVE = re.compile(
    r"^[-#=* ]{0,10}(?:please )?(?:type|write|reply|respond|antworten|antwort|repondez)\b.{0,40}\b(?:above|oberhalb|au-dessus)\b.{0,40}$"
)
_RULE = re.compile(r"^[_\-=]{8,}$")

_VERB = re.compile(
    r"(?<!\w)(?:wrote|writes|schrieb|schreibt|a ecrit|ecrit|escribio|ha scritto|scritto|escreveu|schreef|napisal(?:\(a\)|a|/a)?|pisze|skrev|napsal(?:\(a\)|a)?|kirjoitti|пишет|написал(?:\(а\)|а)?|写道)(?!\w)"
)
_ATTRIBUTION_START = re.compile(
    r"^(?:on|am|le|el|il|em|op|a|w dniu|dnia|den|dne|pon|wt|sr|czw|pt|sob|niedz|nd|ndz|\d{1,4}[-./]|\d{1,2}[.]? [a-z]{3,}|mon|tue|wed|thu|fri|sat|sun)(?:[., ]|\d|[a-z]{0,8}[., ]|$)"
)
_OLD_GMAIL = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d?:\d\d (?:gmt|utc)?[+-]?\d{0,2}:?\d{0,2} ?[^\n]{1,200}<[^<>\s]{3,200}>:$"
)
_TIME_OR_ADDRESS = re.compile(r"@|\d[:.h]\d\d|\d{4}|\d{1,2}[./-]\d{1,2}")


def _mark_quotes(lines: list[_Line], flags: list[str]) -> None:
    """Sets QUOTED on quoted lines; a boundary takes everything below it unless the quote is marked line by line."""
    index = 0
    marked = sum(1 for line in lines if line.text.startswith(">"))
    seen_quote = False
    while index < len(lines):
        line = lines[index]
        if line.text.startswith((">", "&gt;")):
            if marked == 1 and not seen_quote and re.match(r"^>\s?[\d=$€£]", line.text):
                index += 1  # "> 50 people" is arithmetic, not a quote
                continue
            line.part = Part.QUOTED
            seen_quote = True
            index = _swallow_wrapped(lines, index + 1)
            continue
        length, forwarded = _boundary(lines, index)
        if not length:
            if seen_quote:
                flags.append("interleaved")
            index += 1
            continue
        if forwarded:
            flags.append("forwarded")
        seen_quote = True
        for position in range(index, min(index + length, len(lines))):
            lines[position].part = Part.QUOTED
        index += length
        line_by_line = index < len(lines) and lines[index].text.startswith(">")
        if not line_by_line:
            for position in range(index, len(lines)):
                lines[position].part = Part.QUOTED
            return


def _swallow_wrapped(lines: list[_Line], index: int) -> int:
    """A quoted line that a mailer broke leaves a stump without mark: short, glued above and below, in mid-sentence."""
    if index + 1 < len(lines):
        above, stump, below = lines[index - 1], lines[index], lines[index + 1]
        glued = not stump.blank_before and not below.blank_before and below.text.startswith(">")
        if (
            glued
            and not stump.text.startswith(">")
            and len(above.text) >= 60
            and len(stump.text) <= 30
            and stump.text[0].islower()
        ):
            stump.part = Part.QUOTED
            return index + 1
    return index


def _boundary(lines: list[_Line], index: int) -> tuple[int, bool]:
    """(how many lines the start of a quote takes, whether it is a forward); (0, False) where none starts."""
    line = lines[index]
    if line.opens_quote:
        return 1, False
    if marker := _MARKER.match(line.folded):
        block = _header_block(lines, index + 1, enough=1)
        return 1 + block, marker.group("forward") is not None
    if _BEGIN_FORWARD.match(line.folded.lstrip("> ")):
        return 1 + _header_block(lines, index + 1, enough=1), True
    if _ABOVE.match(line.folded) and ("--" in line.text or "##" in line.text or "==" in line.text):
        return 1, False
    if _RULE.match(line.text):
        block = _header_block(lines, index + 1, enough=2)
        return (1 + block, False) if block else (0, False)
    if block := _header_block(lines, index, enough=3):
        return block, False
    return _attribution(lines, index), False


def _header_block(lines: list[_Line], index: int, enough: int) -> int:
    """The length of a From/Sent/To/Subject block with at least `enough` different headers, From among them; else 0."""
    kinds: set[str] = set()
    position = index
    length = 0
    while position < len(lines) and position - index < 40:
        line = lines[position]
        label = _LABEL.match(line.indent_free)
        if label:
            kinds.add(label.lastgroup or "")
        elif not kinds or line.blank_before or not re.search(r"@|;\s*$|^<|>[;,]?$", line.text):
            break
        position += 1
        length = position - index  # an unlabelled line is the folded rest of a long recipient list
    return length if "from" in kinds and len(kinds) >= enough else 0


def _attribution(lines: list[_Line], index: int) -> int:
    """The number of lines (1 to 4) of "On … X wrote:", in whichever of the languages; 0 when this is none."""
    first = lines[index]
    starts = bool(_ATTRIBUTION_START.match(first.indent_free))
    if not starts and "@" not in first.folded and not first.folded.endswith((":", "：")):
        return 0
    joined = ""
    for count, line in enumerate(lines[index : index + 4], start=1):
        if count > 1 and (line.blank_before or line.text.startswith(">")):
            return 0
        joined = f"{joined} {line.indent_free}".strip()
        if len(joined) > 500:
            return 0
        follows = lines[index + count] if index + count < len(lines) else None
        then_marked = follows is not None and follows.text.startswith(">")
        addressed = "<" in joined and "@" in joined
        if then_marked and addressed and len(joined) <= 200 and re.search(r"\d", joined) and not _is_sentence(line):
            return count
        if not joined.endswith((":", "：")):
            continue
        if _OLD_GMAIL.match(joined):
            return count
        verb = _VERB.search(joined)
        if verb is None:
            continue
        dated = bool(_TIME_OR_ADDRESS.search(joined))
        if (starts and dated) or addressed or (then_marked and len(joined) <= 120):
            return count
    return 0


# --- footers, disclaimers, signatures ---------------------------------------------------------------------------------

_FOOTER = re.compile(
    r"^[\W_]{0,4}(?:sent (?:from|via|with|using|by) (?:my |the |a )?[\w .,'&()/+-]{2,60}|get outlook for (?:ios|android|mac)\b.{0,120}|"
    r"(?:von meinem|gesendet (?:von|mit|uber)|diese nachricht wurde von meinem) .{2,60}|(?:envoye|envoyee) (?:de(?:puis)?|a partir d['eu]|avec|par) ?.{2,60}|"
    r"enviado (?:desde|con|do|a partir d|pelo|via|de) ?.{2,60}|inviato (?:da|con|dal) ?.{2,60}|verzonden (?:vanaf|met|via|van) .{2,60}|verstuurd (?:vanaf|met|via|van) .{2,60}|"
    r"(?:wyslane|wyslano) (?:z|ze|za pomoca|przy uzyciu) .{2,60}|skickat fran .{2,60}|sendt fra .{2,60}|отправлено с .{2,60}|"
    r"outlook (?:fur|pour|para|per|voor|dla) (?:ios|android)(?: .{0,60})?|(?:holen sie sich|telecharger|obtener|scarica|obter|download|pobierz) outlook .{0,80}|"
    r"(?:von meinem iphone|mobil gesendet|yahoo mail: .{0,60}|sent on the go|via mobile))$"
)
_DEVICE = re.compile(
    r"phone|i ?pad|android|samsung|galaxy|mobile?|mobil|handy|smartphone|blackberry|outlook|mail|huawei|xiaomi|pixel|tablet|proton|gmx|web\.de|telefon|device|gerat|app\b|nokia|windows|superhuman|spark|front\b|hey\b|airmail|thunderbird|\bmac\b|orange|t-online|vodafone|verizon|at&t|t-mobile|movil|telemovel|celular|cellulare|telefoon|apparaat|telefonu|\bpc\b|watch"
)
_DISCLAIMER_STRONG = re.compile(
    r"received (?:this|it|the) (?:\w+ )?(?:e-?mail|message|communication|transmission)?(?: \w+){0,3} ?(?:in|by) (?:error|mistake)|(?:not|are not) (?:the|an) (?:intended|named) (?:recipient|addressee)|"
    r"(?:consider|think of) the environment before|virus-free\. ?www|this (?:e-?mail|message|communication|transmission)(?: \(?(?:and|including) .{0,60}?)? (?:is|are|may be|contains|may contain) .{0,40}(?:confidential|privileged|proprietary)|"
    r"(?:confidentiality|legal|privacy|disclaimer) notice\s?:|^disclaimer\s?:|this (?:e-?mail|message) (?:has been|was) (?:scanned|checked) (?:for|by)|diese e-?mail (?:\w+ )?(?:enthalt|kann) .{0,40}vertraulich|nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|empfanger)|"
    r"ce (?:message|courriel|mail|e-?mail) .{0,80}confidentiel|destinataire .{0,60}(?:par )?erreur|est(?:e|a) (?:mensaje|correo|e-?mail|mensagem) .{0,120}(?:confidencial|confidenciais|privilegiad)|quest(?:o|a) (?:messaggio|e-?mail|comunicazione) .{0,120}(?:riservat|confidenzial)|"
    r"dit (?:bericht|e-?mailbericht) .{0,120}vertrouwelijk|(?:deze|dit) e-?mail .{0,80}vertrouwelijk|(?:ta|niniejsza) wiadomosc .{0,120}poufn|^(?:caution|warning|external)\b.{0,20}:?.{0,20}(?:this )?(?:e-?mail|message) (?:originated|came|was sent) .{0,20}(?:outside|external)"
)
_DISCLAIMER_WEAK = re.compile(
    r"confidential|privileged|intended (?:only |solely )?for|unauthori[sz]ed|disclos|attachments?|sole use|recipient|registered (?:in|office|number)|company (?:number|no\.)|views (?:or|and) opinions|liability|vertraulich|empfanger|destinataire|destinatari|confiden|ontvanger|odbiorc|amtsgericht|handelsregister|geschaftsfuhrer"
)

_CLOSING = re.compile(
    r"^(?:(?:many |kind |best |warm |warmest |kindest |my |with |very |yours |all |the |thanks and |thank you and |thanks & |most |sincere |with kind |with best |as always,? |talk soon,? |cheers,? |thanks,? |thank you,? ){0,3}"
    r"(?:regards|rgds|br|kr|wishes|best|thanks|thanks again|thanks so much|thanks a lot|thanks in advance|thank you|thank you so much|thank you again|thx|cheers|sincerely|sincerely yours|truly|faithfully|cordially|respectfully|warmly|all the best|take care|talk soon|speak soon|have a (?:great|good|nice) (?:day|one|week|weekend)|appreciatively|gratefully|cordial regards)|"
    r"(?:mit (?:freundlichen|besten|herzlichen|lieben|vielen|schonen|freundlichem) (?:gru[s]{1,2}e?n?|empfehlungen)|(?:freundliche|beste|viele|liebe|herzliche|schone) gru[s]{1,2}e?(?: aus \w+)?|lieben gru[s]{1,2}|gru[s]{1,2}e?|mfg|vg|lg|vielen dank|danke|danke (?:und|dir|ihnen)(?: \w+){0,3}|besten dank)|"
    r"(?:(?:bien )?cordialement|(?:bien )?a vous|salutations(?: distinguees)?|sinceres salutations|cdlt|cdt|bonne journee|merci(?: d'avance| beaucoup)?|amicalement|bien a (?:vous|toi)|meilleures salutations|respectueusement)|"
    r"(?:(?:un )?(?:cordial )?saludos?(?: cordiales?)?|un saludo|atentamente|(?:muchas )?gracias(?: de antemano)?|un abrazo|cordialmente|reciba un cordial saludo|saudacoes)|"
    r"(?:(?:cordiali |distinti |cari |un caro )?salut[io]|un saluto|(?:molte )?grazie(?: mille)?|cordialmente|buona giornata|a presto)|"
    r"(?:atenciosamente|atentamente|com os melhores cumprimentos|(?:melhores )?cumprimentos|(?:muito )?obrigad[oa]|abracos?|att\.?|cordialmente|grato|grata)|"
    r"(?:met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|m\.v\.g\.|(?:alvast )?bedankt|dank u wel|hoogachtend)|"
    r"(?:pozdrawiam(?: serdecznie)?|serdecznie pozdrawiam|z powazaniem|z wyrazami szacunku|pozdrowienia|dziekuje|(?:serdeczne )?pozdrowienia))"
    r"(?:[\s,.!:;-]*)(?P<name>[\w.'-]+(?: [\w.'-]+){0,2})?[\s,.!]*$"
)
_NOT_A_NAME = frozenset(
    [
        "for",
        "i",
        "we",
        "you",
        "it",
        "and",
        "but",
        "please",
        "is",
        "the",
        "a",
        "to",
        "so",
        "of",
        "can",
        "could",
        "let",
        "will",
        "me",
        "my",
        "your",
        "not",
        "no",
        "yes",
        "that",
        "this",
        "very",
        "much",
    ]
)
_DELIMITER = re.compile(r"^(?:-- ?|--- ?|—|––|__+|\*{3,}|={3,}|-{4,}|~{3,})$")
_NAME = re.compile(
    r"^(?:[-–—~*]\s?)?(?:(?:Dr|Mr|Mrs|Ms|Prof|Ing|Dipl)\.? )?(?:[^\W\d_a-z][\w'’.-]*|van|von|der|de|da|di|la|el|den|du|y|e)(?: (?:[^\W\d_a-z][\w'’.-]*|van|von|der|de|da|di|la|den|du|y|e|&)){0,4},?$"
)
_DASH_NAME = re.compile(r"^[-–—~]{1,2}\s?[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}$")
_CONTACT = re.compile(
    r"@|(?:https?://|www\.)|(?:\+|\(|\b)\d[\d\s().\-/]{6,20}\d|\s\|\s|\b(?:tel|phone|mobile|cell|fax|direct|office|mob|handy|telefon|mobil|telefono|movil|tlf|cel|ceo|cto|coo|cfo|founder|director|manager|president|owner|partner|geschaftsfuhrer|leiter|directeur|gerente|direttore|diretor|kierownik|head of|vp|gmbh|inc|llc|ltd|s\.?a\.?r?\.?l?|b\.v|sp\. z)\b"
)
_SPEAKS = re.compile(
    r"[?]|(?<!\w)(?:i|i'm|i'll|i've|me|my|you|your|we|we're|us|let|let's|please|call|reach me|text me|ring|ich|sie|mich|mir|wir|uns|bitte|ihr|ihre|je|vous|moi|nous|me|votre|usted|mi|nos|por favor|io|lei|mi|noi|per favore|eu|voce|ik|u|mij|wij|graag|ja|mnie|prosze|pan|pani)(?!\w)"
)
_COMMANDS = frozenset(
    [
        "call",
        "text",
        "ring",
        "phone",
        "reach",
        "try",
        "use",
        "see",
        "visit",
        "email",
        "mail",
        "thanks",
        "thank",
        "yes",
        "no",
        "ok",
        "okay",
        "sure",
        "great",
        "sounds",
        "perfect",
        "tomorrow",
        "today",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "next",
        "can",
        "could",
        "let",
        "please",
        "works",
        "price",
        "both",
        "either",
        "morning",
        "afternoon",
        "evening",
        "noon",
        "interested",
        "not",
        "send",
        "book",
        "fine",
        "good",
        "agreed",
        "deal",
        "approved",
        "none",
        "all",
        "any",
        "maybe",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_POSTSCRIPT = re.compile(r"^(?:p\.? ?s\.?|ps)(?:\s|:|-|$)")


def _words(line: _Line) -> int:
    return line.folded.count(" ") + 1


def _is_sentence(line: _Line) -> bool:
    """Whether somebody is saying something here: a question, a first or second person, or five words and a full stop."""
    if _POSTSCRIPT.match(line.folded):
        return True
    count = _words(line)
    if count >= 3 and _SPEAKS.search(line.folded):
        return True
    return count >= 5 and line.text.endswith((".", "!", "?", "…", ":")) and not _CONTACT.search(line.folded)


def _blocks(lines: list[_Line], first: int, last: int) -> list[tuple[int, int]]:
    edges = [index for index in range(first, last) if index == first or lines[index].blank_before]
    return list(zip(edges, [*edges[1:], last], strict=True))


def _mark_footers(lines: list[_Line], first: int, last: int) -> None:
    """ "Sent from my iPhone" and its kin, where nothing but the end, a blank line or a quote follows."""
    for index in range(first, last):
        line = lines[index]
        if (
            line.part is not Part.REPLY
            or len(line.text) > 160
            or not _FOOTER.match(line.folded)
            or not _DEVICE.search(line.folded)
        ):
            continue
        ends = index + 1 == last or lines[index + 1].blank_before or bool(_FOOTER.match(lines[index + 1].folded))
        if ends or line.blank_before:
            line.part = Part.SIGNATURE


def _mark_disclaimers(lines: list[_Line], first: int, last: int) -> None:
    """Legal paragraphs at the end (or a banner at the top) of what is left; one strong sign, or three weak ones."""
    blocks = _blocks(lines, first, last)
    legal = [_is_legal(lines[start:end]) for start, end in blocks]
    if not any(legal):
        return
    for index, (start, end) in enumerate(blocks):
        banner = (
            index == 0
            and len(blocks) > 1
            and lines[start].folded.startswith(("caution", "warning", "external", "[external"))
        )
        between = (
            any(legal[:index])
            and any(legal[index + 1 :])
            and not any(_is_sentence(line) and len(line.text) < 80 for line in lines[start:end])
        )
        if (legal[index] and (index > 0 or banner)) or (legal[index] and start > 0) or between:
            for line in lines[start:end]:
                line.part = Part.DISCLAIMER
        elif legal[index]:
            # One block holds words and notice: cut at the line the notice begins.
            for position in range(start + 1, end):
                if _is_legal(lines[position:end]) and (
                    _DISCLAIMER_STRONG.search(lines[position].folded) or _words(lines[position]) > 8
                ):
                    for line in lines[position:end]:
                        line.part = Part.DISCLAIMER
                    break


def _is_legal(block: list[_Line]) -> bool:
    joined = " ".join(line.folded for line in block[:40])[:4_000]
    if len(joined) < 40:
        return False
    if _DISCLAIMER_STRONG.search(joined):
        return True
    return len(joined) >= 150 and len(set(_DISCLAIMER_WEAK.findall(joined))) >= 4


def _mark_signature(lines: list[_Line], first: int, last: int, quote_follows: bool) -> None:
    """At most one signature: after a delimiter, else from a closing formula, else a bare contact block at the end."""
    own = [index for index in range(first, last) if lines[index].part is Part.REPLY]
    if not own:
        return
    start = _delimited(lines, own, quote_follows)
    if start is not None:
        for index in own:
            if index >= start:
                lines[index].part = Part.SIGNATURE
        return
    if _closed(lines, own):
        return
    _bare_block(lines, own)


def _delimited(lines: list[_Line], own: list[int], quote_follows: bool) -> int | None:
    for place, index in enumerate(own):
        line = lines[index]
        if not _DELIMITER.match(line.text):
            continue
        after = own[place + 1 :]
        if place == 0 and not quote_follows:
            return None
        if line.text == "--" and (len(after) <= 40):
            return index
        if after and len(after) <= 12 and not any(_is_sentence(lines[later]) for later in after):
            return index
        if not after and place:
            return index
    return None


def _closed(lines: list[_Line], own: list[int]) -> bool:
    """Marks from the first closing formula that only signature lines follow; a postscript below it stays reply."""
    for place, index in enumerate(own):
        farewell = lines[index].folded.split(" / ")[0]
        closing = _CLOSING.match(farewell) if len(lines[index].text) <= 80 else None
        if closing is None or not _is_closing(closing.group("name"), lines[index]):
            continue
        after = own[place + 1 :]
        signed = _signed(lines, after)
        if signed is None:
            continue
        begin = [index] if place > 0 else []  # "Thanks," alone above a name is the reply
        for position in (*begin, *signed):
            lines[position].part = Part.SIGNATURE
        return bool(begin or signed)
    return False


def _is_closing(name: str | None, line: _Line) -> bool:
    if not name:
        return True
    words = name.split()
    if any(word in _NOT_A_NAME for word in words) or "?" in line.text:
        return False
    shown = line.text.rstrip(" ,.!").split()[-len(words) :]
    return all(word[:1].isupper() for word in shown) and ("," in line.text or len(words) <= 2)


def _signed(lines: list[_Line], after: list[int]) -> list[int] | None:
    """The lines below a closing that sign: a name or an address first, then only paragraphs of that kind.

    None when what follows the closing is said, not signed ("Thanks / Tuesday 3pm").
    """
    if len(after) > 30:
        return None
    if not after:
        return []
    signed: list[int] = []
    for block in _paragraphs(lines, after):
        first = lines[block[0]]
        if not signed and not (_is_name(first) or _CONTACT.search(first.folded)):
            return None
        if not any(_is_name(lines[index]) or _CONTACT.search(lines[index].folded) for index in block):
            break
        for place, index in enumerate(block):
            line = lines[index]
            if (
                _POSTSCRIPT.match(line.folded)
                or "?" in line.text
                or len(line.text) > 200
                or (place == 0 and _is_sentence(line) and not _is_name(line))
            ):
                return signed or None
            signed.append(index)
    return signed


def _paragraphs(lines: list[_Line], indices: list[int]) -> list[list[int]]:
    grouped: list[list[int]] = []
    for index in indices:
        if not grouped or lines[index].blank_before or index != grouped[-1][-1] + 1:
            grouped.append([])
        grouped[-1].append(index)
    return grouped


def _is_name(line: _Line) -> bool:
    """ "Jo Lead", "Jo Lead | Head of Ops", "i.A. Jo Lead", "jo": words that could be a name and are not a command or a day."""
    head = re.split(r"\s[|–—/-]\s|,\s", line.text, maxsplit=1)[0].removeprefix("i.A. ").removeprefix("i. A. ")
    if len(head) > 60 or any(word.strip(",.!*") in _COMMANDS for word in fold(head).split()):
        return False
    return bool(_NAME.match(head)) or (head.isalpha() and len(head) <= 12)


def _bare_block(lines: list[_Line], own: list[int]) -> None:
    """ "John Smith / CEO, Acme / +1 202 555 0143" as the last paragraph: a name first, contact details, no sentence."""
    start = next((place for place in range(len(own) - 1, 0, -1) if lines[own[place]].blank_before), None)
    if start is None:
        if len(own) > 1 and _DASH_NAME.match(lines[own[-1]].text):
            lines[own[-1]].part = Part.SIGNATURE
        return
    block = [lines[index] for index in own[start:]]
    if len(block) == 1:
        if _DASH_NAME.match(block[0].text):
            block[0].part = Part.SIGNATURE
        return
    head = block[0]
    named = _is_name(head)
    contact = any(_CONTACT.search(line.folded) for line in block[1:])
    talking = any(_is_sentence(line) for line in block)
    if named and contact and not talking and len(block) <= 12 and all(len(line.text) <= 120 for line in block):
        for line in block:
            line.part = Part.SIGNATURE


# --- views ----------------------------------------------------------------------------------------------------------


def _spans(text: str, lines: list[_Line]) -> tuple[Span, ...]:
    """Stretches of one part; the blank space before a line belongs to the stretch above it."""
    if not lines:
        return (Span(0, len(text), Part.REPLY),) if text else ()
    spans: list[Span] = []
    start, part = 0, lines[0].part
    for line in lines[1:]:
        if line.part is not part:
            spans.append(Span(start, line.start, part))
            start, part = line.start, line.part
    spans.append(Span(start, len(text), part))
    return tuple(spans)


def _view(text: str, spans: tuple[Span, ...], part: Part) -> str:
    pieces = (text[span.start : span.end].strip() for span in spans if span.part is part)
    return "\n\n".join(piece for piece in pieces if piece).replace("\r\n", "\n")

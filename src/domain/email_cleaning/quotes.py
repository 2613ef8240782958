# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Quoted history: lines with a mark, and everything below the line with which a mail client begins its quote."""

import re

from rejoinder.domain.email_cleaning.lines import Line, Part
from rejoinder.domain.email_cleaning.signatures import is_sentence

_LABELS = {
    "from": r"from|von|de|da|van|od|fran|fra|lahettaja|odesilatel|от|发件人|差出人",
    "sent": r"sent|gesendet(?: am)?|envoye(?: le)?|enviado(?: el| em)?|enviada(?: em)?|inviato|data wyslania|verzonden|wyslan[oe]|skickat|sendt|lahetetty|odeslano|отправлено|发送时间|送信日時",
    "date": r"date|datum|fecha|data|dato|pvm|paivays|дата",
    "to": r"to|an|a|para|aan|do|till|til|vastaanottaja|komu|кому|收件人|宛先",
    "subject": r"subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|amne|emne|aihe|predmet|тема|主题|件名",
    "other": r"cc|bcc|kopie|kopio|copie a|copia|cco|ccn|kopia|dw|udw|kopi|reply-to|reply to|antwort an|responder a|attachments?|anlagen?|importance|priority|prioritat|wichtigkeit|importancia|importanza|bijlagen?|zalaczniki|organization|resent-from",
}
_LABEL = re.compile("^(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()) + r")\s?[:：](?!//)")
_RECIPIENTS_GO_ON = re.compile(r"@|;\s*$|^<|>[;,]?$")

_MARKER_WORDS = (
    r"(?:original message|original appointment|reply message|original[- ]nachricht|ursprungliche nachricht|original e-?mail|message d'origine|message original|"
    r"mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|wiadomosc oryginalna|oryginalna wiadomosc|"
    r"ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|opprinnelig melding|alkuperainen viesti|puvodni zprava|"
    r"(?P<forward>forwarded (?:message|by .{0,80})|weitergeleitete nachricht|message transfere|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|"
    r"doorgestuurd bericht|przekazana wiadomosc|wiadomosc przekazana|vidarebefordrat meddelande|videresendt (?:meddelelse|melding)|valitetty viesti|preposlana zprava))"
)
_MARKER = re.compile(rf"^[-_=*> ]{{2,80}}\s?{_MARKER_WORDS}\s?[-_=* ]{{0,80}}:?$")
_BEGIN_FORWARD = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|debut du message (?:reexpedie|transfere)|"
    r"inicio del mensaje reenviado|inizio messaggio inoltrato|inicio da mensagem (?:re)?encaminhada|begin doorgestuurd bericht|"
    r"poczatek przekazywanej wiadomosci|vidarebefordrat brev|start pa videresendt besked|videresendt melding|valitetty viesti alkaa|zacatek preposilane zpravy)\s?:$"
)
_ABOVE = re.compile(
    r"^[-#=* ]{0,10}(?:please )?(?:type|write|reply|respond|antworten|antwort|repondez)\b.{0,40}\b(?:above|oberhalb|au-dessus)\b.{0,40}$"
)
_RULE = re.compile(r"^[_\-=]{8,}$")

_VERB = re.compile(
    r"(?<!\w)(?:wrote|writes|schrieb|schreibt|folgendes geschrieben|a ecrit|ecrit|escribio|ha scritto|scritto|escreveu|schreef|het volgende geschreven|"
    r"napisal(?:\(a\)|a|/a)?|napisana przez|pisze|skrev|napsal(?:\(a\)|a|/a)?|kirjoitti|irta|a scris|yazdi|εγραψε|пишет|написал(?:\(а\)|а)?|写道)(?!\w)"
)
_START = re.compile(
    r"^(?:on|am|le|el|il|em|no dia|as|op|a|w dniu|dnia|wiadomosc|den|dne|pon|wt|sr|czw|pt|sob|niedz|nd|ndz|\d{1,4}[-./]|\d{1,2}[.]? [a-z]{3,}|"
    r"mon|tue|wed|thu|fri|sat|sun|man|tir|ons|tors?|fre|lor|son)(?:[., ]|\d|[a-z]{0,8}[., ]|$)|"
    r"^(?:ma|ti|ke|to|pe|la|su|po|ut|st|ct|pa|so|ne|\w{4,9}(?:na|tai|kko))\.? \d"
)
_DASHED = re.compile(
    r"^-{2,6} ?(?:on|am|le|el|il|em|op|w dniu) .{10,300}(?:wrote|schrieb|ecrit|escribio|scritto|escreveu|schreef|napisal) ?-{2,6}:?$"
)
_DATED_SENDER = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d?:\d\d (?:gmt|utc)?[+-]?\d{0,2}:?\d{0,2} ?[^\n]{1,200}<[^<>\s]{3,200}>:$"
)
_ADDRESS = re.compile(r"[<(\[] ?(?:mailto:)?[^\s<>()@]{1,80}@[^\s<>()@]{1,120} ?[>)\]]")
_TIME = re.compile(r"\d\d?[:.h]\d\d")
_DAY = re.compile(r"\d{1,4}[-./] ?\d{1,2}[-./ ]")
_DATED = re.compile(r"@|\d[:.h]\d\d|\d{4}|\d{1,2}[./-]\d{1,2}")
_SENTENCE_END = re.compile(r"(?:[^\W\d]\)?[.!?…]|[!?…])$")
_ARITHMETIC = re.compile(r"^>\s?[\d=$€£]")


def mark_quotes(lines: list[Line]) -> list[str]:
    """Sets QUOTED on quoted lines and returns flags; a boundary takes everything below it, unless marks follow."""
    flags: list[str] = []
    index = 0
    marked = sum(1 for line in lines if line.quoted)
    seen_quote = False
    while index < len(lines):
        line = lines[index]
        if line.quoted:
            if marked == 1 and not seen_quote and _ARITHMETIC.match(line.text):
                index += 1  # "> 50 people" is arithmetic, not a quote
                continue
            line.part = Part.QUOTED
            seen_quote = True
            index = _swallow_wrapped(lines, index + 1)
            continue
        length, forwarded = _boundary(lines, index)
        if not length:
            if seen_quote and line.part is Part.REPLY:
                flags.append("interleaved")
            index += 1
            continue
        if forwarded:
            flags.append("forwarded")
        seen_quote = True
        for position in range(index, min(index + length, len(lines))):
            lines[position].part = Part.QUOTED
        index += length
        if index < len(lines) and not lines[index].quoted:
            for position in range(index, len(lines)):
                lines[position].part = Part.QUOTED
            break
    return flags


def _swallow_wrapped(lines: list[Line], index: int) -> int:
    """A quoted line that a mailer broke leaves a stump without mark: short, glued above and below, in mid-sentence."""
    if index + 1 < len(lines):
        above, stump, below = lines[index - 1], lines[index], lines[index + 1]
        glued = not stump.blank_before and not below.blank_before and below.text.startswith(">")
        broken = len(above.text) >= 60 and len(stump.text) <= 30 and stump.text[0].islower()
        if glued and broken:
            stump.part = Part.QUOTED
            return index + 1
    return index


def _boundary(lines: list[Line], index: int) -> tuple[int, bool]:
    """(how many lines the start of a quote takes, whether it is a forward); (0, False) where none starts."""
    line = lines[index]
    if line.opens_quote or _DASHED.match(line.folded):
        return 1, False
    if marker := _MARKER.match(line.folded):
        block = _header_block(lines, index + 1, enough=1)
        if not block and index + 1 < len(lines):
            block = _attribution(lines, index + 1)
        return 1 + block, marker.group("forward") is not None
    if _BEGIN_FORWARD.match(line.bare):
        return 1 + _header_block(lines, index + 1, enough=1), True
    if _ABOVE.match(line.folded) and ("--" in line.text or "##" in line.text or "==" in line.text):
        return 1, False
    if _RULE.match(line.text):
        block = _header_block(lines, index + 1, enough=2)
        return (1 + block, False) if block else (0, False)
    if block := _header_block(lines, index, enough=3):
        return block, False
    return _attribution(lines, index), False


def _header_block(lines: list[Line], index: int, enough: int) -> int:
    """The length of a From/Sent/To/Subject block with at least `enough` different headers, From among them; else 0.

    Without a marker above (`enough` is 3) it must name a subject, an address or "Sent": "From: Hull / To: Leeds / Date: 3 May"
    is how people order a removal van.
    """
    kinds: set[str] = set()
    position = index
    length = 0
    addressed = False
    while position < len(lines) and position - index < 40:
        line = lines[position]
        label = _LABEL.match(line.bare)
        if label:
            kinds.add(label.lastgroup or "")
        elif not kinds or line.blank_before or not _RECIPIENTS_GO_ON.search(line.text):
            break
        addressed = addressed or "@" in line.text
        position += 1
        length = position - index  # an unlabelled line is the folded rest of a long recipient list
    certain = enough < 3 or addressed or not kinds.isdisjoint({"subject", "sent"})
    return length if "from" in kinds and len(kinds) >= enough and certain else 0


def _attribution(lines: list[Line], index: int) -> int:
    """The number of lines (1 to 4) of "On … X wrote:", in whichever of the languages; 0 when this is none."""
    first = lines[index]
    starts = bool(_START.match(first.bare))
    if not starts and "@" not in first.folded and not first.folded.endswith((":", "：")):
        return 0
    joined = ""
    for count, line in enumerate(lines[index : index + 4], start=1):
        if count > 1 and (line.blank_before or line.quoted or not (starts or "@" in first.folded)):
            return 0
        joined = f"{joined} {line.bare}".strip()
        if len(joined) > 500:
            return 0
        follows = lines[index + count] if index + count < len(lines) else None
        then_marked = follows is not None and follows.quoted
        if _opens(joined, starts, then_marked, is_sentence(line)):
            return 0 if _starts_lower(lines[index : index + count], then_marked) else count
    return 0


def _starts_lower(taken: list[Line], then_marked: bool) -> bool:
    """Whether the person's last sentence stands right above the attribution and was taken for its beginning."""
    for place in range(1, len(taken)):
        if _SENTENCE_END.search(taken[place - 1].bare) and _START.match(taken[place].bare):
            joined = " ".join(line.bare for line in taken[place:])
            if _opens(joined, True, then_marked, is_sentence(taken[-1])):
                return True
    return False


def _opens(joined: str, starts: bool, then_marked: bool, sentence: bool) -> bool:
    """Whether this is the whole line above a quote; without a verb that we know, an address and a time must stand in it."""
    bracketed = bool(_ADDRESS.search(joined))
    if then_marked and bracketed and len(joined) <= 200 and not sentence and any(map(str.isdigit, joined)):
        return True
    if not joined.endswith((":", "：")):
        return False
    if _DATED_SENDER.match(joined) or (bracketed and _TIME.search(joined) and len(joined) <= 240):
        return True
    if _VERB.search(joined) is None:
        return False
    if _TIME.search(joined) and _DAY.search(joined) and len(joined) <= 160:
        return True
    dated = bool(_DATED.search(joined))
    return (starts and dated) or bracketed or (dated and "@" in joined) or (then_marked and len(joined) <= 120)

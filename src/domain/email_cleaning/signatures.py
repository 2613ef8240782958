# ruff: noqa: E501, SIM905 - a table of phrases reads better with one phrase family per line
"""How people sign: after a delimiter, from a closing formula, or with a bare card of name and contact details."""

import re

from rejoinder.domain.contacts import fold
from rejoinder.domain.email_cleaning.lines import Line, Part

_CLOSING = re.compile(
    r"^(?:(?:many |kind |best |warm |warmest |kindest |my |with |very |yours |all |the |thanks and |thank you and |thanks & |most |sincere |with kind |with best |as always,? |talk soon,? |cheers,? |thanks,? |thank you,? ){0,3}"
    r"(?:regards|rgds|br|kr|wishes|best|thanks|thanks again|thanks so much|thanks a lot|thanks in advance|thank you|thank you so much|thank you again|thx|cheers|sincerely|sincerely yours|truly|faithfully|cordially|respectfully|warmly|all the best|take care|talk soon|speak soon|have a (?:great|good|nice) (?:day|one|week|weekend)|appreciatively|gratefully|cordial regards)|"
    r"(?:mit (?:freundlichen|besten|herzlichen|lieben|vielen|schonen|freundlichem) (?:gru[s]{1,2}e?n?|empfehlungen)|(?:freundliche|beste|viele|liebe|herzliche|schone) gru[s]{1,2}e?(?: aus \w+)?|lieben gru[s]{1,2}|gru[s]{1,2}e?|mfg|vg|lg|vielen dank|danke|danke (?:und|dir|ihnen)(?: \w+){0,3}|besten dank)|"
    r"(?:(?:bien )?cordialement|(?:bien )?a vous|salutations(?: distinguees)?|sinceres salutations|cdlt|cdt|(?:bonne|belle) (?:journee|soiree)|bien sincerement|merci(?: d'avance| beaucoup)?|amicalement|bien a (?:vous|toi)|meilleures salutations|respectueusement)|"
    r"(?:(?:un )?(?:cordial )?saludos?(?: cordiales?)?|un saludo|atentamente|(?:muchas )?gracias(?: de antemano)?|un abrazo|cordialmente|reciba un cordial saludo|saudacoes)|"
    r"(?:(?:cordiali |distinti |cari |un caro )?salut[io]|un saluto|(?:molte )?grazie(?: mille)?|cordialmente|buona giornata|a presto)|"
    r"(?:atenciosamente|atentamente|com os melhores cumprimentos|(?:melhores )?cumprimentos|(?:muito )?obrigad[oa]|(?:um |forte )?abracos?|att\.?|cordialmente|grato|grata)|"
    r"(?:met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en|jes)?|gr\.?|mvg|m\.v\.g\.|(?:alvast )?bedankt|dank u wel|hoogachtend)|"
    r"(?:pozdrawiam(?: serdecznie)?|serdecznie pozdrawiam|z powazaniem|z wyrazami szacunku|pozdrowienia|dziekuje|(?:serdeczne )?pozdrowienia|pozdr\.?)|"
    r"(?:med (?:vanlig|basta|vennlig|venlig)a? (?:halsning(?:ar)?|hilsen)|(?:vanlig|basta|varma)a? halsningar|halsningar|vanligen|mvh|vh|(?:tusen |stort )?tack|(?:vennlig|venlig|beste|bedste|de bedste|mange|kaerlig) hilsen|(?:de )?(?:bedste|beste|mange) hilsner|hilsen|(?:mange |tusind )?tak)|"
    r"(?:(?:ystavallisin|parhain|terveisin|lammin)(?: terveisin)?|terveisin|terv\.?|t\.|yst\. terv\.|(?:paljon )?kiitos|kiittaen)|"
    r"(?:s (?:pozdravem|pratelskym pozdravem|uctou|pranim (?:pekneho|hezkeho) dne)|(?:hezky|pekny) den|zdravi|diky|dekuji|(?:mnoho|srdecnych) pozdravu))"
    r"(?:[\s,.!:;-]*)(?P<name>[\w.'-]+(?: [\w.'-]+){0,2})?[\s,.!]*$"
)
_NOT_A_NAME = frozenset(
    "for i we you it and but please is the a to so of can could let will me my your not no yes that this very much".split()
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
    "call text ring phone reach try use see visit email mail thanks thank yes no ok okay sure great sounds perfect "
    "tomorrow today monday tuesday wednesday thursday friday saturday sunday next can could let please works price "
    "both either morning afternoon evening noon interested not send book fine good agreed deal approved none all "
    "any maybe january february march april june july august september october november december "
    "stop unsubscribe remove cancel abmelden austragen loschen stoppen baja desinscription desabonnement desinscrire rimuovi cancella remover cancelar afmelden usun wypisz avregistrera afmeld poista odhlasit "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag morgen heute ja nein gerne gern passt lundi mardi mercredi jeudi vendredi samedi dimanche demain oui non "
    "lunes martes miercoles jueves viernes sabado domingo manana hoy si vale lunedi martedi mercoledi giovedi venerdi sabato domenica domani segunda terca quarta quinta sexta amanha sim nao "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag nee prima poniedzialek wtorek sroda czwartek piatek sobota niedziela jutro tak nie "
    "mandag tirsdag onsdag torsdag fredag lordag sondag tisdag nej maanantai tiistai keskiviikko torstai perjantai kylla ei pondeli utery streda ctvrtek patek nedele zitra ano ne "
    "juli juni januar februar marz mai oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre".split()
)
_POSTSCRIPT = re.compile(r"^(?:p\.? ?s\.?|ps)(?:\s|:|-|$)")


def _words(line: Line) -> int:
    return line.folded.count(" ") + 1


def is_sentence(line: Line) -> bool:
    """Whether somebody is saying something here: a question, a first or second person, or five words and a full stop."""
    if _POSTSCRIPT.match(line.folded):
        return True
    count = _words(line)
    if count >= 3 and _SPEAKS.search(line.folded):
        return True
    return count >= 5 and line.text.endswith((".", "!", "?", "…", ":")) and not _CONTACT.search(line.folded)


def mark_signature(lines: list[Line], first: int, last: int, quote_follows: bool) -> None:
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


_LONGEST = 40  # lines of a signature


def _delimited(lines: list[Line], own: list[int], quote_follows: bool) -> int | None:
    for place in range(max(0, len(own) - 1 - _LONGEST), len(own)):
        index = own[place]
        line = lines[index]
        if not _DELIMITER.match(line.text):
            continue
        after = own[place + 1 :]
        if place == 0 and not quote_follows:
            return None
        if line.text == "--" and not (after and all(_only_says(lines[later]) for later in after)):
            return index
        signs = bool(after) and len(after) <= 12 and _identifies(lines[after[0]])
        if signs and not any(is_sentence(lines[later]) for later in after):
            return index
        if not after and place:
            return index
    return None


def _only_says(line: Line) -> bool:
    return is_sentence(line) and not _CONTACT.search(line.folded)


def _closed(lines: list[Line], own: list[int]) -> bool:
    """Marks from the first closing formula that only signature lines follow; a postscript below it stays reply."""
    for place in range(max(0, len(own) - 1 - _LONGEST), len(own)):
        if not _says_goodbye(lines[own[place]]):
            continue
        signed = _signed(lines, own[place + 1 :])
        if signed is None:
            continue
        while place > 1 and _says_goodbye(lines[own[place - 1]]):  # "Thanks, / Best, / Jo"
            place -= 1
        begin = own[place : own.index(signed[0])] if signed else own[place:]
        if place == 0:
            begin = begin[1:]  # "Thanks," alone above a name is the reply
        for position in (*begin, *signed):
            lines[position].part = Part.SIGNATURE
        return bool(begin or signed)
    return False


def _says_goodbye(line: Line) -> bool:
    closing = _CLOSING.match(line.folded.split(" / ")[0]) if len(line.text) <= 80 else None
    return closing is not None and _is_closing(closing.group("name"), line)


def _is_closing(name: str | None, line: Line) -> bool:
    if not name:
        return True
    words = name.split()
    if any(word in _NOT_A_NAME for word in words) or "?" in line.text:
        return False
    shown = line.text.rstrip(" ,.!").split()[-len(words) :]
    return all(word[:1].isupper() for word in shown) and ("," in line.text or len(words) <= 2)


def _signed(lines: list[Line], after: list[int]) -> list[int] | None:
    """The lines below a closing that sign: a name or an address first, then only paragraphs of that kind.

    None when what follows the closing is said, not signed ("Thanks / Tuesday 3pm").
    """
    if not after:
        return []
    signed: list[int] = []
    paragraphs = _paragraphs(lines, after)
    for number, block in enumerate(paragraphs):
        first = lines[block[0]]
        if not signed and not (_is_name(first) or _CONTACT.search(first.folded)):
            return None
        if not any(_identifies(lines[index]) for index in block):
            below = [index for later in paragraphs[number + 1 :] for index in later]
            short = all(len(lines[index].text) <= 60 and not is_sentence(lines[index]) for index in block)
            if not short or not any(_CONTACT.search(lines[index].folded) for index in below):
                break
        for place, index in enumerate(block):
            line = lines[index]
            if (
                _POSTSCRIPT.match(line.folded)
                or "?" in line.text
                or len(line.text) > 200
                or (is_sentence(line) and not _is_name(line) and (place == 0 or not _CONTACT.search(line.folded)))
            ):
                return signed or None
            signed.append(index)
    return signed


def _identifies(line: Line) -> bool:
    return _is_name(line) or bool(_CONTACT.search(line.folded))


def _paragraphs(lines: list[Line], indices: list[int]) -> list[list[int]]:
    grouped: list[list[int]] = []
    for index in indices:
        if not grouped or lines[index].blank_before or index != grouped[-1][-1] + 1:
            grouped.append([])
        grouped[-1].append(index)
    return grouped


def _is_name(line: Line) -> bool:
    """ "Jo Lead", "Jo Lead | Head of Ops", "i.A. Jo Lead", "jo": words that could be a name and are not a command or a day."""
    head = re.split(r"\s[|–—/-]\s|,\s", line.text, maxsplit=1)[0].removeprefix("i.A. ").removeprefix("i. A. ")
    if len(head) > 60 or any(word.strip(",.!*") in _COMMANDS for word in fold(head).split()):
        return False
    return bool(_NAME.match(head)) or (head.isalpha() and len(head) <= 12)


def _bare_block(lines: list[Line], own: list[int]) -> None:
    """ "John Smith / CEO, Acme / +1 202 555 0143" as the last paragraph: a name first, contact details, no sentence."""
    start = next((place for place in range(len(own) - 1, 0, -1) if lines[own[place]].blank_before), None)
    if start is None:
        if len(own) > 1 and _DASH_NAME.match(lines[own[-1]].text):
            lines[own[-1]].part = Part.SIGNATURE
        return
    block = [lines[index] for index in own[start:]]
    head = block[0]
    if len(block) == 1:
        card = " | " in head.text and len(head.text) <= 120 and _is_name(head) and not is_sentence(head)
        if card or _DASH_NAME.match(head.text):
            head.part = Part.SIGNATURE
        return
    named = _is_name(head)
    contact = any(_CONTACT.search(line.folded) for line in block[1:])
    talking = any(is_sentence(line) for line in block)
    if named and contact and not talking and len(block) <= 12 and all(len(line.text) <= 120 for line in block):
        for line in block:
            line.part = Part.SIGNATURE

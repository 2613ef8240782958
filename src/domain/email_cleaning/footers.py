# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""What machines and lawyers add: "Sent from my iPhone", confidentiality notices, warning banners, unsubscribe lines."""

import re

from rejoinder.domain.email_cleaning.lines import Line, Part, blocks
from rejoinder.domain.email_cleaning.signatures import is_sentence

# --- devices ----------------------------------------------------------------------------------------------------------

_SENT_WITH = re.compile(
    r"^[\W_]{0,4}(?:sent (?:from|via|with|using|by) (?:my |the |a )?[\w .,:;'&()<>/+-]{2,90}|get outlook for (?:ios|android|mac).{0,120}|from my (?:iphone|ipad|mobile|phone)[\w ]{0,20}|"
    r"(?:(?:please )?(?:excuse|forgive|pardon)|typos courtesy of) [\w ,'&/.-]{0,60}(?:phone|mobile|ipad|device)\W{0,3}|.{0,6}iphone ?(?:から送信|傳送|传送|发送|發送)|gonderen: iphone|von outlook fur (?:ios|android) gesendet|"
    r"(?:von meinem|gesendet (?:von|mit|uber)|diese nachricht wurde von meinem) .{2,60}|envoyee? (?:de(?:puis)?|a partir d['eu]|avec|par) ?.{2,60}|"
    r"enviado (?:desde|con|do|da|a partir d|pelo|via|de) ?.{2,60}|inviato (?:da|con|dal) ?.{2,60}|(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via|van) .{2,60}|"
    r"(?:wyslan[eo]) (?:z|ze|za pomoca|przy uzyciu) .{2,60}|(?:skickat|skickades|sant) (?:fran|via|med) .{2,60}|sendt (?:fra|via|med) .{2,60}|lahetetty .{2,60}|odeslano (?:z|ze|pomoci) .{2,60}|отправлено с .{2,60}|"
    r"outlook (?:fur|pour|para|per|voor|dla) (?:ios|android)(?: .{0,60})?|"
    r"(?:holen sie sich|telecharger|obtenir|obtener|scarica|ottieni|obter|download|pobierz|hamta|hent|hanki|ziskat)(?: \w{1,8})? outlook .{0,80}|"
    r"(?:von meinem iphone|mobil gesendet|yahoo mail: .{0,60}|sent on the go|via mobile))$"
)
_DEVICE = re.compile(
    r"phone|i ?pad|android|samsung|galaxy|mobile?|mobil|handy|smartphone|blackberry|outlook|(?:yahoo|windows|proton|zoho|aol|orange|k-9|libero|web|fast|air|hot)[ -]?mail|gmail|mail (?:for|app|fur|per|para|pour|orange)|mailbox|huawei|xiaomi|pixel|tablet|proton|gmx|web\.de|telefon|device|gerat|app\b|aplika|applica|ipod|\bcell\b|htc\b|alcatel|nokia|windows|superhuman|"
    r"spark|front\b|hey\b|airmail|thunderbird|\bmac\b|orange|t-online|vodafone|verizon|at&t|t-mobile|movil|telemovel|celular|cellulare|telefoon|apparaat|telefonu|\bpc\b|watch|poczta|laite|zarizeni|puhelim"
)


def mark_footers(lines: list[Line], first: int, last: int) -> None:
    """ "Sent from my iPhone" and its kin, where nothing but the end, a blank line or a quote follows."""
    for index in range(first, last):
        line = lines[index]
        if line.part is not Part.REPLY or not _is_device_line(line):
            continue
        ends = index + 1 == last or lines[index + 1].blank_before or bool(_SENT_WITH.match(lines[index + 1].folded))
        if ends or line.blank_before:
            line.part = Part.SIGNATURE


def _is_device_line(line: Line) -> bool:
    return len(line.text) <= 160 and bool(_SENT_WITH.match(line.folded)) and bool(_DEVICE.search(line.folded))


# --- disclaimers ------------------------------------------------------------------------------------------------------

_LEGAL = re.compile(
    r"received (?:this|it|the) (?:\w+ )?(?:e-?mail|message|communication|transmission)?(?: \w+){0,3} ?(?:in|by) (?:error|mistake)|(?:not|are not) (?:the|an) (?:intended|named) (?:recipient|addressee)|"
    r"(?:consider|think of) the environment before|virus-free\. ?www|this (?:e-?mail|message|communication|transmission)(?: \(?(?:and|including) .{0,60}?)? (?:is|are|may be|contains|may contain) .{0,40}(?:confidential|privileged|proprietary)|"
    r"(?:confidentiality|legal|privacy|disclaimer) notice\s?:|^disclaimer\s?:|this (?:e-?mail|message) (?:has been|was) (?:scanned|checked) (?:for|by)|diese e-?mail (?:\w+ )?(?:enthalt|kann) .{0,40}vertraulich|nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|empfanger)|"
    r"ce (?:message|courriel|mail|e-?mail) .{0,80}confidentiel|destinataire .{0,60}(?:par )?erreur|est(?:e|a) (?:mensaje|correo|e-?mail|mensagem) .{0,120}(?:confidencial|confidenciais|privilegiad)|quest(?:o|a) (?:messaggio|e-?mail|comunicazione) .{0,120}(?:riservat|confidenzial)|"
    r"dit (?:bericht|e-?mailbericht) .{0,120}vertrouwelijk|(?:deze|dit) e-?mail .{0,80}vertrouwelijk|(?:ta|niniejsza) wiadomosc .{0,120}poufn|^(?:caution|warning|external)\b.{0,20}:?.{0,20}(?:this )?(?:e-?mail|message) (?:originated|came|was sent) .{0,20}(?:outside|external)|"
    r"bitte .{0,20}an die umwelt|pensez a l'environnement|pens[ea] (?:no|en el) (?:medio ?)?ambiente|prima di stampare|denk aan het milieu|^diese e-?mail wurde von .{0,40} auf viren|^(?:virenfrei|garanti sans virus|libre de virus)\b"
)
# Things that notices say in every language; three of them in one paragraph make a notice.
_CONCEPTS = tuple(
    re.compile(stems)
    for stems in (
        r"confiden|vertraulich|vertrouwelijk|riservat|reservad|poufn|fortrolig|konfidentiel|luottamuksel|duvern|privileg|berufsgeheimnis|sekretess",
        r"recipient|addressee|addressed|empfanger|adressat|destinatair|destinatari|destinad|geadresseerde|ontvanger|adresat|odbiorc|mottagar|modtager|mottaker|vastaanottaj|prijemc",
        r"in error|by mistake|irrtum|versehentlich|par erreur|por error|per errore|por engano|por erro|per abuis|pomylk|misstag|ved en fejl|feilaktig|vahingossa|omylem",
        r"delete|destroy|notify|loschen|vernichten|benachrichtig|informieren sie|detrui|supprim|elimin|cancellarl|distrugger|apague|verwijder|vernietig|usuniec|powiadom|radera|slette|poista|smaz|informujte|avert|avise|avisar|meddela|underret",
        r"unauthori|prohibit|disclos|copying|distribut|unbefugt|unzulassig|untersagt|vervielfaltig|interdit|non autoris|prohibid|divulga|proibit|proibid|diffusion|niet toegestaan|openbaarmaking|zabronion|kopiowan|forbjud|ikke tilladt|kopiering|kiellet|luvato|zakazan|neopravnen|may not",
        r"attachment|anlagen|anhang|pieces jointes|adjuntos|allegati|anexos|bijlage|zalaczniki|bilag|bifoga|liitte|priloh",
        r"registered (?:in|office|number)|company (?:number|no)|aansprakelijk|liability|haftung|gdpr|2016/679|rgpd|datenschutz|views (?:or|and) opinions",
        r"solely|sole use|only for|exclusiv|ausschlieslich|nur fur|esclusiv|uitsluitend|alleen bedoeld|wylacznie|tylko dla|endast|uteslutande|\bkun\b|\balene\b|\bvain\b|ainoastaan|pouze|vyhradne|intended",
    )
)
_BANNER = re.compile(
    r"^\W{0,3}(?:caution|warning|external|extern|achtung|vorsicht|attention|atencion|attenzione|atencao|let op|uwaga)\b"
)
# Addressed to the reader, never said of oneself: "unsubscribe me" is an answer.
_LEAVE_THE_LIST = re.compile(
    r"(?:click|klick\w*|cliqu\w+|haga clic|clicc\w+|klik\w*|tap) .{0,60}(?:unsubscri|abmeld|desinscri|desabonn|baja|disiscri|cancel|afmeld|wypis|avsluta|odhlas|opt[- ]?out)|"
    r"^unsubscribe\s?(?:[|:<(]|here$|https?:)|^to (?:unsubscribe|opt out|stop receiving)\b|you (?:are receiving|received|have received|are getting) this (?:e-?mail|message|newsletter) because|"
    r"if you (?:no longer|do not|don't|would rather not|'d rather not|prefer not)\b.{0,30}(?:hear from|(?:receiv\w+|get|want) .{0,20}(?:e-?mails?|messages|newsletters?|updates)).{0,80}(?:unsubscribe|click|reply|let me know|opt)|"
    r"reply (?:with )?[\"'“”]?(?:stop|no|unsubscribe|remove)[\"'“”]? (?:and|to (?:opt|stop|unsub|be))|"
    r"^(?:wenn|falls|sollten) (?:sie|du) (?:keine|nichts) .{0,60}(?:klick|abmeld)|^(?:abmelden|se desabonner|se desinscrire|darse de baja|annulla iscrizione|cancelar (?:subscricao|inscricao)|afmelden|wypisz sie|avprenumerera|afmeld|odhlasit se)\s?[|:<(]"
)


# "I think I received this e-mail in error, remove me": a notice never speaks for one person, a complaint does.
# Words that are none in another of the languages: "i" is an article in Italian, "je" a verb in Czech.
_SPEAKER = re.compile(
    r"(?<![\w'])(?:i (?:\w+ )?(?:have|had|am|was|did|do|never|believe|think|got|get|want|would|will|click|keep|received|cannot|can|asked|request)|(?:i'm|i've|i'd|i'll|my|remove me|take me)|"
    r"ich|mich|mir|meine?[nmrs]?|je (?:ne|suis|vous|crois|pense|veux|souhaite|recois)|moi|mes|yo|mis?|io|mio|mia|eu (?:nao|quero|recebi|acho|sou|nunca)|meus?|minhas?|ik|mij|mijn|mnie|moj|moje|moich|jag|mig|mitt|mina|jeg|minun|mne)(?![\w'])|"
    r"(?<!\w)(?:j'|m'(?:avez|envoy))"
)
_NOTICE = 40  # lines of a paragraph in which a notice is looked for


def mark_disclaimers(lines: list[Line], first: int, last: int) -> None:
    """Legal paragraphs and unsubscribe lines below the first paragraph, and a warning banner at the top."""
    for index in range(first, last):
        if (index > first or first > 0) and _leaves_the_list(lines[index]):
            lines[index].part = Part.DISCLAIMER
    paragraphs = blocks(lines, first, last)
    legal = [_is_legal(lines[start:end]) for start, end in paragraphs]
    if not any(legal):
        return
    first_legal, last_legal = legal.index(True), len(legal) - 1 - legal[::-1].index(True)
    for index, (start, end) in enumerate(paragraphs):
        banner = index == 0 and len(paragraphs) > 1 and _BANNER.match(lines[start].folded) is not None
        between = first_legal < index < last_legal and not any(map(_is_short_sentence, lines[start:end]))
        if (legal[index] and (start > 0 or banner)) or between:
            for line in lines[start:end]:
                if not line.known:
                    line.part = Part.DISCLAIMER
        elif legal[index]:
            _cut_notice(lines, start, end)


def _leaves_the_list(line: Line) -> bool:
    found = _LEAVE_THE_LIST.search(line.folded)
    own = found is not None and _SPEAKER.search(line.folded, 0, found.end()) is not None
    return found is not None and not own and not line.text.endswith("?")


def _cut_notice(lines: list[Line], start: int, end: int) -> None:
    """One block holds words and notice: cut at the line where the notice begins."""
    for position in range(start + 1, min(end, start + _NOTICE)):
        begins = _LEGAL.search(lines[position].folded) or lines[position].folded.count(" ") > 7
        if begins and _is_legal(lines[position:end]):
            for line in lines[position:end]:
                line.part = Part.DISCLAIMER
            return


def _is_short_sentence(line: Line) -> bool:
    return is_sentence(line) and len(line.text) < 80


def _is_legal(block: list[Line]) -> bool:
    joined = " ".join(line.folded for line in block[:_NOTICE])[:4_000]
    if len(joined) < 40 or _SPEAKER.search(joined):
        return False
    if _LEGAL.search(joined):
        return True
    return len(joined) >= 80 and "?" not in joined and sum(1 for stems in _CONCEPTS if stems.search(joined)) >= 3

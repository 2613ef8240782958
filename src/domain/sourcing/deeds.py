# ruff: noqa: E501 - tables of words read better with one language per line
"""What a text says that we have done, will do, or do soon: read by grammar, not by the words of one business.

A deed done binds ("I have booked you in"), a deed to come too ("we will send somebody over"), and so does a time without
a number ("within the hour", "first thing tomorrow"). Asking is no claim, and neither is courtesy ("we will get back to
you shortly"). All patterns read folded text (`contacts.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One such span; `key` is what a source has to say as well, `verb` the word by which it may say it otherwise."""

    kind: str
    start: int
    end: int
    key: str
    verb: str = ""


# --- done: an appointment, an order, a message that is said to exist ---------------------------------------------------

_AFFAIR = (
    r"(?:appointment|booking|visit|slot|reservation|order|place|spot|inspection|consultation|meeting|call|session|survey|request|application|viewing|service"
    r"|termin|buchung|reservierung|besuch|platz|auftrag|bestellung|rendez-vous|rdv|reservation|visite|creneau|commande|cita|reserva|visita|pedido|plaza"
    r"|appuntamento|prenotazione|visita|ordine|posto|sopralluogo|afspraak|boeking|bezoek|plek|bestelling|reservering|marcacao|consulta|agendamento|encomenda|vaga|wizyta|termin|spotkanie|rezerwacja|zamowienie)"
)
_SETTLED = (
    r"(?:confirmed|booked|set|scheduled|reserved|fixed|approved|secured|arranged|locked in|held|in (?:the|our) (?:diary|calendar|book|books|system)|on (?:the|our) (?:calendar|schedule|books)|all set"
    r"|bestatigt|gebucht|eingetragen|reserviert|vorgemerkt|vereinbart|fest|steht|gesichert|confirmee?|fixee?|prise?|notee?|bloquee?|programmee?|planifiee?|enregistree?|validee?"
    r"|confirmad[ao]|reservad[ao]|fijad[ao]|agendad[ao]|apuntad[ao]|programad[ao]|confermat[ao]|fissat[ao]|prenotat[ao]|riservat[ao]|bevestigd|vast|geboekt|ingepland|gepland|gereserveerd|vastgelegd|genoteerd|staat"
    r"|marcad[ao]|agendad[ao]|garantid[ao]|potwierdzon[aey]|umowion[aey]|zarezerwowan[aey]|zaplanowan[aey]|zapisan[aey])"
)
_BOOKED = (
    # The affair is settled.
    rf"\b(?:your|the|this|that|ihr|ihre|der|die|das|dein|votre|le|la|su|tu|il|suo|sua|l'|uw|je|de|het|a sua|o seu|seu|pana|pani|panstwa)? ?(?:\w+ )?{_AFFAIR}(?: \w+){{0,4}}? (?:is|was|has been|'s|are|ist|wurde|steht|est|a ete|esta|ha sido|queda|e|e stat[ao]|is al|is nu|staat|werd|foi|zostal[aoy]?|jest|ja)(?: (?:now|all|already|hereby|hiermit|jetzt|bereits|nun|deja|bien|maintenant|ya|gia|ora|al|nu|ja|juz))* {_SETTLED}\b",
    rf"\b{_AFFAIR} (?:steht|staat vast|confirmed|bestatigt|confirme[e]?|confirmad[ao]|confermat[ao]|bevestigd|potwierdzon[aey])\b(?! ?\?)",
    r"\byou(?:'re| are)(?: now| all)? (?:all set|set for|booked|down for|in the (?:book|diary|calendar)|on the (?:list|schedule|calendar|books)|scheduled|confirmed|locked in|good to go|signed up|registered)\b",
    r"\bconsider (?:it|that|this) (?:done|booked|sorted|settled)\b|\bsee you then\b|\bit's a date\b|\b(?:put|got|have|pencilled|slotted|squeezed) you (?:down|in)\b|\b(?:we|i)(?:'ve| have)? (?:booked|reserved|scheduled|pencilled|slotted|saved|blocked|held|secured|arranged) (?:you|it|that|this|your|the|a|an)\b|\b(?:i|we)(?:'ve| have) (?:got )?(?:you|it|that) (?:in|on|down) (?:the |our |my )?(?:book|books|diary|calendar|schedule)\b",
    r"\bsie sind (?:\w+ ){0,2}(?:eingetragen|gebucht|vorgemerkt|angemeldet)\b|\bbis dann\b|\bvous etes (?:\w+ ){0,2}(?:inscrite?|enregistree?|reservee?)\b|\bc'est (?:note pour|reserve|confirme)|\b(?:queda|quedas|esta|estas) (?:\w+ )?(?:apuntad|agendad|reservad|confirmad)[ao]\b|\be (?:\w+ )?prenotat[ao]\b|\bu (?:bent|staat) (?:\w+ ){0,2}(?:ingepland|geboekt|ingeschreven|genoteerd)\b",
)
_HARMLESS = r"(?:received|read|seen|noted|understood|heard|got|had|been|looked|enjoyed|taken|made|met|spoken|talked|passed|shared|tried|thought|missed|written|asked|checked|found|come|gone|never|not|no|always|worked|only|forgotten|lost|any|some|a|an|the|all|many|plenty|several|two|three|our|your|what|it|that|this)"
_ACTED = (
    # First person, perfect.
    rf"\b(?:i|we)(?:'ve| have)(?: now| just| already| also| gone ahead and| today)* (?!{_HARMLESS}\b)(?P<en>\w+ed|sent|put|set|paid|dealt|given|cut|let)\b",
    r"\b(?:habe(?:n)? (?:ich|wir)|(?:ich|wir) habe(?:n)?) (?:[^.!?\n]{0,60} )?(?P<de>gebucht|eingetragen|reserviert|vorgemerkt|bestatigt|vereinbart|geschickt|gesendet|versandt|weitergeleitet|veranlasst|storniert|bestellt|uberwiesen|freigegeben|beauftragt|informiert|erledigt|eingeplant|hinterlegt|angelegt|geblockt|angemeldet|gutgeschrieben)\b",
    r"\b(?:j'ai|nous avons|on a|nous vous avons|je vous ai)(?: bien| deja| donc)? (?P<fr>reserve|confirme|note votre rendez-vous|inscrite?|planifie|programme|bloque|envoye|transmis|annule|commande|valide|effectue|fixe|enregistre votre)\w*\b",
    r"\b(?:he|hemos)(?: ya)? (?P<es>reservado|confirmado|agendado|apuntado|programado|enviado|cancelado|pedido|reembolsado|tramitado|fijado|bloqueado)\b",
    r"\b(?:ho|abbiamo|l'ho|l'abbiamo)(?: gia)? (?P<it>prenotat|confermat|fissat|riservat|inserit|inviat|annullat|ordinat|rimborsat|programmat|bloccat)[oaei]\b",
    r"\b(?:ik heb|wij hebben|we hebben|heb ik|hebben wij|hebben we) (?:[^.!?\n]{0,50} )?(?P<nl>geboekt|ingepland|gereserveerd|bevestigd|vastgelegd|verstuurd|geannuleerd|besteld|doorgestuurd|terugbetaald|geregeld|aangemeld)\b",
    r"\b(?:ja )?(?P<pt>reservei|marquei|agendei|confirmei|enviei|cancelei|encomendei|reservamos|marcamos|agendamos)(?: (?:o|a|lhe|ja|para))?\b",
    r"\b(?P<pl>zarezerwowal|umowil|potwierdzil|zapisal|wyslal|anulowal|zamowil)(?:em|am|ismy|ysmy)\b",
)

# --- to come ----------------------------------------------------------------------------------------------------------

_TALK = r"(?:be|check|ask|let|get|look|see|have|need|call|ring|phone|pass|forward|write|reply|respond|answer|contact|reach|follow|find|make|take|keep|wait|note|talk|speak|discuss|try|do|love|like|prefer|leave|stop|remove|think|consider|update|help|explain|share|go|text|email|e-mail|message|return|catch|drop|know|want|hear|also|not|never|only|add|give you a (?:call|ring)|put you in touch|be (?:happy|glad|sure|able|in touch)|come back|send)"
_WILL = (
    rf"\b(?:we|i|somebody|someone|they|our (?:[\w-]+ ){{0,2}}[\w-]+)(?:'ll| will| shall|'re going to| are going to|'m going to| am going to)(?: \w+ly| just| also| then| even| always)* (?!{_TALK}\b)(?P<en>[a-z]+)\b",
    r"\b(?:we|i|somebody|someone)(?:'ll| will| can) (?:be (?P<en2>with you|there|round|over|at your|on (?:the|our) way)|come (?P<en3>by|out|over|round|around|to|and)|send (?P<en4>(?:some(?:one|body)|one of|(?:a|an|our|the) (?:\w+ ){0,2}(?:engineer|technician|plumber|electrician|colleague|team|crew|man|guy|expert|van|driver|cleaner|fitter|specialist|surveyor|person))))\b",
    r"\b(?:engineer|technician|plumber|electrician|colleague|crew|team|driver|cleaner|fitter|specialist|expert|somebody|someone|he|she|they|man|van)(?:'s| is| are|'re|'ll| will)(?: be| now| already)* (?P<en5>on (?:the|his|her|their|its|our) way|with you|coming|heading|there|reach you|arrive|arriving|come|visit|standing by)\b",
    r"\b(?:wir|ich) (?:schicken?|senden?) (?:ihnen )?(?:\w+ )?(?P<de>jemand\w*|einen? \w+(?:er|in|ker|teur)|unseren \w+|ein team)\b|\b(?:wir|ich) (?:kommen?|fahren?) (?:\w+ ){0,4}(?P<de2>vorbei|zu ihnen|raus)\b|\b(?:wir|unser \w+) (?:sind|ist) (?:\w+ ){0,3}(?P<de3>bei ihnen|vor ort)\b",
    r"\b(?:nous|on|je)(?: vous)? (?P<fr>envoyons (?:quelqu'un|un)|enverrons|enverrai|depechons|passerons|passerai|viendrons|interviendrons|reparerons|allons (?:envoyer|passer|venir|reparer|remplacer|rembourser)|arrivons|rembours\w+)\b",
    r"\b(?P<es>(?:enviaremos|mandaremos|mandamos|enviamos) a (?:alguien|un\w*)|pasaremos|acudiremos|repararemos|iremos a|vamos a (?:enviar|mandar|reparar|reembolsar|ir|pasar)|estaremos (?:alli|ahi|con usted))\b",
    r"\b(?P<it>manderemo|mandiamo (?:qualcuno|un)|invieremo (?:un|qualcuno)|passeremo|verremo|arriveremo|arriviamo|ripareremo|saremo da (?:lei|voi))\b",
    r"\b(?:we|wij|ik) (?P<nl>stu(?:u)?r(?:en)? (?:iemand|een monteur|een \w+)|kom(?:en)? (?:\w+ ){0,4}(?:langs|naar u)|zijn (?:\w+ ){0,3}bij u|vergoeden|repareren)\b",
    r"\b(?P<pt>(?:enviaremos|mandaremos|mandamos|enviamos) (?:alguem|um)|passaremos|chegaremos|repararemos|vamos (?:enviar|mandar|reparar|devolver|reembolsar))\b",
    r"\b(?P<pl>wyslemy|przyslemy|przyjedziemy|przyjdziemy|bedziemy u|naprawimy|zwrocimy)\b",
)

_SERVES = re.compile(
    r"\b(?i:(?:we|our team|our \w+)(?: also| do| even)* (?:cover|serve|work|operate|deliver|travel|come|go|ship)(?: \w+)?(?: in| to| out to| as far as| across| around)?|wir (?:arbeiten|liefern|fahren|kommen|sind)(?: \w+){0,2} (?:in|nach)|nous (?:\w+ons)(?: \w+)? (?:à|a|en|dans|sur)|(?:trabajamos|cubrimos|vamos|llegamos|servimos)(?: \w+)? (?:en|a|hasta)|(?:lavoriamo|copriamo|arriviamo|operiamo|serviamo)(?: \w+)? (?:a|in|fino a)|(?:wij|we) (?:werken|komen|leveren|rijden)(?: \w+)? (?:in|naar|tot)|(?:trabalhamos|cobrimos|vamos|atendemos)(?: \w+)? (?:em|no|na|a)|(?:pracujemy|dojeżdżamy|działamy)(?: \w+)? (?:w|do)) "
    r"(?P<place>[A-ZÀ-ÖØ-Þ][\w'’-]{2,30})"
)
_NO_PLACE = re.compile(
    r"(?i:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|lun|mar|mer|jeu|ven|sam|dim|die|mit|don|fre|sam|son)\w*|Ihnen|Ihr\w*|Ihrer|Sie|Dir|Euch"
)

# --- soon, without a number -------------------------------------------------------------------------------------------

_SOON = {
    "hour": r"(?:within|inside|in|in under|in less than) (?:the|an|half an|one)(?: next)? hour|(?:in|binnen|innerhalb)(?: von| der)? (?:einer|der|dieser|nachsten|der nachsten)(?: halben)? stunde|dans l'heure|(?:d'ici|dans|sous) une (?:petite )?heure|(?:en|dentro de|en menos de) una hora|(?:entro|fra|tra|in) (?:un'|un |l')ora|binnen (?:het|een) uur|over een uur|(?:dentro de|em|numa|em menos de) ?(?:uma )?hora|w (?:ciagu|przeciagu) godziny|za godzine",
    "shortly": r"shortly|any (?:minute|moment) now|momentarily|in no time|in a (?:jiffy|moment|minute|bit|flash)|before you know it|as we speak|right over|straight (?:over|round)|in kurze|demnachst|jeden moment|in wenigen (?:minuten|augenblicken)|sous peu|d'un(?:e)? (?:minute|instant) a l'autre|dans un instant|tout a l'heure|enseguida|en seguida|en breve|a breve|tra poco|fra poco|subito|zo meteen|zo dadelijk|straks|em breve|ja ja|dentro de momentos|niebawem|wkrotce|zaraz",
    "asap": r"as soon as possible|asap|straight ?away|so schnell wie moglich|schnellstmoglich|au plus vite|des que possible|cuanto antes|lo antes posible|al piu presto|quanto prima|zo snel mogelijk|meteen|o mais (?:rapido|breve|depressa) possivel|quanto antes|jak najszybciej|od razu|as fast as (?:possible|we can)|pronto",
    "first thing": r"first thing|(?:gleich|direkt) (?:morgen fruh|in der fruh)|a primera hora|demain (?:matin )?a la premiere heure|des demain|domattina|morgenvroeg|morgenochtend|logo (?:pela|de) manha|z samego rana|bright and early|crack of dawn",
    "today": r"same[- ]day|the very same day|later today|noch heute|heute noch|aujourd'hui meme|dans la journee|hoy mismo|oggi stesso|in giornata|vandaag nog|hoje mesmo|jeszcze dzis\w*",
    "end of day": r"(?:by|before) (?:the )?(?:close of (?:business|play)|cob|eod|lunch(?:time)?|dinner|tea ?time|nightfall|home time|the day(?: i|')s out|tonight|the weekend)|bis (?:zum )?feierabend|bis (?:heute )?abend|avant ce soir|d'ici ce soir|antes de (?:la noche|comer)|entro (?:stasera|sera)|(?:voor|tegen) vanavond|ate (?:ao fim do dia|a noite)|do wieczora|overnight|before the week(?: i|')s out",
}
_SOONS = re.compile(r"\b(?:" + "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_SOON.values())) + r")\b")
_SOON_NAMES = tuple(_SOON)
_COURTESY = re.compile(
    r"\b(?:get back|gets back|come back to|be in touch|get in touch|reply|respond|answer|write|hear (?:back )?from|follow up|let you know|update you|in contact|message you|look into|confirm|drop you a line"
    r"|meld\w*|bescheid|antwort\w*|zuruck\w*|schreib\w*|recontact\w*|revien\w*|repond\w*|reviendr\w*|tenir au courant|tiendr\w*|fera signe|contact\w*|respond\w*|contest\w*|escrib\w*|avis\w*|escrev\w*|retorn\w*|ricontatt\w*|rispond\w*|sapere|scriv\w*|aggiorn\w*"
    r"|bericht|antwoord\w*|terug\w*|laten weten|odezw\w*|odpow\w*|skontakt\w*|napisz\w*|znac)\b"
)
_ARRIVES = re.compile(
    r"\b(?:with you|there|out to|come (?:by|over|out|round)|visit|arrive\w*|send|bei ihnen|vor ort|vorbei|chez vous|langs|bij u)\b"
)
_OF_US = re.compile(
    r"\b(?:we|we'll|i|i'll|our|us|my|he|she|they|somebody|someone|you'll|you will|engineer|technician|plumber|team|quote|invoice|answer|delivery|fix|repair|order|parcel|visits?|wir|ich|unser\w*|jemand|sie (?:erhalten|bekommen)|nous|je|notre|nos|on|quelqu'un|vous (?:recevrez|aurez)|\w+(?:emos|amos|imos|remos)|nuestr\w+|alguien|(?:le|les|lo|la) \w+|\w+(?:iamo|remo)|nostr\w+|qualcuno|wij|ons|onze|ik|iemand|nos|nossa?|alguem|\w+(?:emy|imy|amy)|nasz\w*|ktos)\b"
)
_THEY_ASK = re.compile(
    r"\b(?:you|sie|vous|usted|lei|u) (?:need|want|wish|asked|would like|are looking|brauch\w*|mocht\w*|wunsch\w*|voulez|souhaitez|avez besoin|necesita|quiere|vuole|desidera|wilt|zoekt)\b|\b(?:please|could you|can you|bitte|konnten sie|pouvez-vous|merci de|por favor|per favore|puo|alstublieft|graag uw)\b"
)

_READ = tuple(re.compile(pattern) for pattern in _ACTED)
_BOOKS = tuple(re.compile(pattern) for pattern in _BOOKED)
_WILLS = tuple(re.compile(pattern) for pattern in _WILL)
_STOP = re.compile(r"[.!?。！？؟\n]")
_REFUSES = re.compile(
    r"\b(?:not|never|n't|cannot|nothing|once|if|when|until|unless|before|whether|nicht|kein\w*|sobald|wenn|falls|bis|pas|jamais|si|des que|lorsque|quand|no|nunca|cuando|hasta que|non|mai|se|quando|appena|niet|geen|zodra|als|wanneer|nao|nie|jesli|gdy|kiedy|to have|would you like|shall)\b[^.!?,;\n]{0,30}$"
)


def deeds(folded: str) -> Iterator[Deed]:
    """Every deed of the folded text; an earlier one may cover a later one."""
    for pattern in _BOOKS:
        for match in pattern.finditer(folded):
            if not _is_open(folded, match):
                yield Deed("promise", match.start(), match.end(), "booked")
    for pattern in _READ:
        for match in pattern.finditer(folded):
            if not _is_open(folded, match):
                yield Deed("promise", match.start(), match.end(), f"done {match[match.lastgroup or 0]}")
    for pattern in _WILLS:
        for match in pattern.finditer(folded):
            if not _is_open(folded, match):
                verb = match[match.lastgroup or 0]
                yield Deed("promise", match.start(), match.end(), f"will {verb}", verb.split()[0])
    for match in _SOONS.finditer(folded):
        sentence = _sentence(folded, match)
        courteous = _COURTESY.search(sentence) and not _ARRIVES.search(sentence)
        if (
            not courteous
            and _OF_US.search(sentence)
            and not _is_asked(folded, match)
            and not _THEY_ASK.search(sentence)
        ):
            yield Deed("deadline", match.start(), match.end(), _SOON_NAMES[int((match.lastgroup or "s0")[1:])])


def places_served(text: str) -> Iterator[Deed]:
    """Where a text says that we work."""
    for match in _SERVES.finditer(text):
        if not _NO_PLACE.fullmatch(match["place"]) and not _is_open(text, match):
            place = match["place"].lower()
            yield Deed("promise", *match.span("place"), f"serves {place}", place)


def _sentence(folded: str, match: re.Match[str]) -> str:
    start = max((found.end() for found in _STOP.finditer(folded, 0, match.start())), default=0)
    stop = _STOP.search(folded, match.end())
    return folded[start : stop.start() if stop else len(folded)]


def _is_asked(folded: str, match: re.Match[str]) -> bool:
    stop = _STOP.search(folded, match.end())
    return stop is not None and stop.group() in "?？؟"


def _is_open(folded: str, match: re.Match[str]) -> bool:
    """Whether it is asked, denied or made to depend on something."""
    return _is_asked(folded, match) or depends(folded[max(0, match.start() - 40) : match.start()])


def depends(before: str) -> bool:
    """Whether what follows `before` is denied or made to depend on something."""
    return _REFUSES.search(before) is not None

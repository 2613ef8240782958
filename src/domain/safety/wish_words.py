# ruff: noqa: E501 - a table of words reads better with one kind of word per line
"""Wishes to be left alone that no phrase foresaw, by the words that stand close together.

"Remove" near "list", or near "my number"; "not", "more" and "write" within a few words; a word that means nothing but
leaving a list, said by a first person in a short message. Each language only with its own words, and never where the
sentence asks why we fell silent, or tells of something over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.phrases import Found, phrase
from rejoinder.domain.safety.spelling import Text

_NEAR = 60
"""Characters between the first and the last of the words: eight or nine words."""
_SHORT = 160
"""Characters of a message in which one word about leaving a list is about this list."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The kinds of word of one language, each one pattern."""

    remove: str
    list: str
    mine: str
    never: str
    more: str
    tell: str
    leave: str
    person: str


_LANGUAGES = {
    "de": _Words(
        remove=r"(?:ge)?l(?:o|oe)sch\w*|entfern\w*|streich\w*|gestrichen|raus(?:nehmen|genommen)?|herausnehmen|nehm\w*|nimm|austrag\w*|ausgetragen|tilg\w*",
        list=r"(?:mail|e-?mail-?)?verteiler\w*|(?:mailing|mail|kontakt|adress|verteiler|versand)?liste\w*|(?:kunden|adress)?datenbank\w*|kartei|newsletter\w*|rundmail\w*|adressbestand|bestand",
        mine=r"(?:meine?\w*|unsere?\w*) (?:\w+ )?(?:daten|nummer|telefonnummer|handynummer|adresse|e-?mail\w*|mailadresse|kontakt\w*)|nummer",
        never=r"nicht|nie|niemals|nichts|kein\w*",
        more=r"mehr|weiter(?:e|en|er|es|hin)?|wieder|nochmals?|kunftig|zukunftig|in zukunft",
        tell=r"kontakt\w*|(?:an)?schreib\w*|anzuschreiben|angeschrieben|rufen|anruf\w*|anzurufen|e-?mails?|mails?|mailen|nachricht\w*|sms|werbung|belastig\w*|horen|zusend\w*|zuschick\w*|schick\w*|senden",
        leave=r"abmelden|abgemeldet|abmeldung|austragen|ausgetragen|abbestell\w*",
        person=r"ich|mich|uns|wir|bitte",
    ),
    "fr": _Words(
        remove=r"supprim\w*|retir\w*|enlev\w*|effac\w*|radi(?:er|ez|e)|ray(?:er|ez|e)|sortir|sortez",
        list=r"listes?|fichiers?|bases?|newsletters?|diffusion|mailing\w*|repertoire|carnet",
        mine=r"(?:mon|ma|mes|nos|notre) (?:\w+ )?(?:numero|adresse\w*|donnees|coordonnees|e-?mail|mail|contact|nom)",
        never=r"ne|n|plus|jamais|aucun\w*|pas",
        more=r"plus|jamais|davantage|l'avenir",
        tell=r"contact\w*|recontact\w*|ecri\w*|appel\w*|envo[iy]\w*|relanc\w*|sollicit\w*|demarch\w*|importun\w*|mails?|e-?mails?|messages?|courriels?|sms",
        leave=r"desabonn\w*|desinscri\w*",
        person=r"je|j|me|m|nous|moi|merci|veuillez|svp",
    ),
    "es": _Words(
        remove=r"elimin\w*|borr\w*|quit\w*|saqu\w*|sac(?:ar|a|ame|arme|enme|anos)|retir\w*|suprim\w*|remuev\w*|remov\w*",
        list=r"listas?|base|bases|boletin\w*|newsletter|listado|fichero|directorio",
        mine=r"(?:mis?|nuestr\w+) (?:\w+ )?(?:numero|datos|correo|e-?mail|telefono|direccion|contacto|nombre)",
        never=r"no|nunca|jamas|ningun\w*",
        more=r"mas|nunca|jamas",
        tell=r"contact(?:e|en|es|ar|arme|arnos|ado|ada|ados)|escrib(?:a|an|as|ir|irme|irnos|ais)|llam(?:e|en|es|ar|arme)|envi(?:e|en|es|ar|arme|eis)|mand(?:e|en|es|ar|arme|eis)|molest\w+|insist(?:a|an|as)|correos?|mensajes?|sms|publicidad|llamadas",
        leave=r"(?:dar|den|da|de)(?:me|nos|nme|mos)? de baja(?! (?:mi|la|el|nuestr\w+|una) (?!suscrip|correo|e-?mail))|desuscrib\w*|desuscrip\w*",
        person=r"me|nos|yo|mi|quiero|deseo|por favor|solicito",
    ),
    "it": _Words(
        remove=r"cancell\w*|rimuov\w*|rimoss\w*|toglie\w*|togli\w*|elimin\w*|depenn\w*",
        list=r"list[ae]|mailing\w*|database|elenc\w*|rubrica|newsletter|archivi\w*",
        mine=r"(?:mio|miei|mia|mie|nostr\w) (?:\w+ )?(?:numero|dati|e-?mail|mail|indirizzo|contatto|nominativo|recapito)",
        never=r"non|mai|nessun\w*|niente",
        more=r"piu|mai|ulterior\w*",
        tell=r"contatt(?:i|ate|are|armi|arci|atemi|ato|ata)|scriv(?:a|i|ete|ere|ermi|etemi)|chiam(?:i|ate|are|armi|atemi)|invi(?:i|ate|are|armi|atemi)|mand(?:i|ate|are|armi|atemi)|disturb\w+|mail|e-?mail|messaggi|sms|comunicazion\w+",
        leave=r"disiscri\w*|cancellarmi|cancellatemi|cancellami",
        person=r"mi|io|ci|per favore|vorrei|voglio|desidero|come",
    ),
    "pt": _Words(
        remove=r"remov\w*|retir\w*|tir(?:em|ar|e|a)\w*|exclu\w*|elimin\w*|apag\w*|delet\w*",
        list=r"listas?|base|bases|mailing|newsletter|cadastro|ficheiro",
        mine=r"(?:meus?|minhas?|nossos?|nossas?) (?:\w+ )?(?:numero|dados|e-?mail|telefone|telemovel|contac?to|nome|endereco)",
        never=r"nao|nunca|nenhum\w*",
        more=r"mais|nunca|novamente",
        tell=r"contac?t(?:e|em|ar|ado|ada)|lig(?:ue|uem|ar)|envi(?:e|em|ar)|mand(?:e|em|ar)|escrev(?:a|am|er)|incomod\w+|perturb\w+|e-?mails?|mensagens|mensagem|sms|ligacoes|chamadas",
        leave=r"descadastr\w*|subscricao|desinscrever|desinscricao|desubscrev\w*",
        person=r"me|eu|nos|por favor|quero|queria|desejo|como|favor",
    ),
    "nl": _Words(
        remove=r"verwijder\w*|haal|halen|schrap\w*|wis|wissen|delete\w*|gooi",
        list=r"(?:mailing|mail|contact|verzend|adressen|bel)?lijst\w*|bestand\w*|database|nieuwsbrief|mailing\w*|adressenbestand",
        mine=r"(?:mijn|onze) (?:\w+ )?(?:nummer|gegevens|adres|e-?mail\w*|mail\w*|telefoonnummer|naam)",
        never=r"niet|nooit|geen|niets",
        more=r"meer|weer|verder\w*|nogmaals|langer",
        tell=r"contact\w*|gecontacteerd|schrijv\w*|bel|bellen|gebeld|mail|mailen|gemaild|mails|mailtjes|app|appen|sms\w*|stuur|sturen|berichten|benader\w*|reclame|e-?mails?",
        leave=r"uitschrijv\w*|uit te schrijven|afmeld\w*|uitgeschreven|afgemeld",
        person=r"ik|mij|me|ons|graag|wij",
    ),
    "pl": _Words(
        remove=r"usun\w*|usuwa\w*|wykresl\w*|skasow\w*|skasuj\w*|wypis\w*|wyrejestr\w*",
        list=r"list\w*|baz\w*|newsletter\w*|mailing\w*|rejestr\w*",
        mine=r"(?:moj\w*|nasz\w*) (?:\w+ )?(?:numer\w*|dan\w*|adres\w*|e-?mail\w*|mail\w*|telefon\w*)",
        never=r"nie|nigdy|zadn\w*",
        more=r"wiecej|juz|nigdy|kolejn\w*|dalsz\w*|ponownie",
        tell=r"kontakt(?:uj\w*|owac\w*|u)|pisz\w*|pisac|dzwon(?:cie|ic)?|wysyl(?:aj\w*|ac)|przysyl(?:aj\w*|ac)|maili|wiadomosci|smsow|sms|telefonow|reklam",
        leave=r"wypisa\w*|wypisz\w*|rezygnuj\w*|zrezygnow\w*",
        person=r"mnie|sie|mi|nas|prosze|chce|jak",
    ),
    "sv": _Words(
        remove=r"ta bort|tas bort|radera\w*|stryk\w*|plocka bort|avlagsna\w*",
        list=r"list\w*|register\w*|databas\w*|nyhetsbrev\w*|utskick\w*",
        mine=r"(?:min|mitt|mina|vart|vara) (?:\w+ )?(?:nummer|uppgifter|adress|mejl\w*|mail\w*|e-?post\w*|telefonnummer)",
        never=r"inte|aldrig|inga|ej",
        more=r"mer|mera|igen|fler|langre|ytterligare",
        tell=r"kontakta\w*|skriv\w*|skicka\w*|ring|ringa|mejl\w*|mail\w*|sms\w*|hor av|meddelanden|samtal|reklam",
        leave=r"avregistrer\w*|avprenumerer\w*|avanmal\w*",
        person=r"jag|mig|vi|oss|tack|min|vanligen",
    ),
    "da-no": _Words(
        remove=r"slet\w*|slett\w*|fjern\w*|stryk\w*|tage mig|tag mig|ta meg",
        list=r"list\w*|register\w*|database\w*|nyhedsbrev\w*|nyhetsbrev\w*|kartotek\w*",
        mine=r"(?:mit|min|mine|mitt|vores) (?:\w+ )?(?:nummer|oplysninger|opplysninger|adresse|mail\w*|e-?mail\w*|e-?post\w*|data|telefonnummer)",
        never=r"ikke|aldrig|aldri|ingen",
        more=r"mere|mer|igen|igjen|flere|laengere|længere|lenger|yderligere",
        tell=r"kontakt\w*|skriv\w*|send\w*|ring|ringe|mails?|e-?mails?|sms\w*|beskeder|meldinger|opkald|reklamer?|henvend\w*",
        leave=r"afmeld\w*|avmeld\w*|frameld\w*",
        person=r"jeg|mig|meg|os|oss|tak|takk|mine?|venligst|vennligst",
    ),
    "fi": _Words(
        remove=r"poist\w*|pois",
        list=r"lista\w*|postituslista\w*|listoilta\w*|rekister\w*|tietokan\w*|uutiskir\w*",
        mine=r"numeroni|tietoni|tietojani|osoitteeni|sahkoposti\w*ni|puhelinnumeroni|yhteystietoni",
        never=r"en|ei|ala|alkaa|alkoon|emme",
        more=r"enaa|enempaa|lisaa|koskaan|jatkossa",
        tell=r"yhtey\w*|viest\w*|soit\w*|lahet\w*|sahkopost\w*|mainos\w*|puhelu\w*|hairi\w*|kirjoit\w*|ottako",
        leave=r"peruuttaa|peruutan|perua|perun|suoramarkkinoi\w*|lopeta\w*",
        person=r"miten|haluan|pyydan|kiellan|minut|minua|viestit\w*|tilauksen|tilaukseni|uutiskir\w*|mainokset|lahett\w*",
    ),
    "cs-sk": _Words(
        remove=r"smaz\w*|vymaz\w*|odstran\w*|vyrad\w*|vyraz\w*|odeber\w*|vyskrtn\w*",
        list=r"seznam\w*|databaz\w*|odber\w*|evidenc\w*|rozesilk\w*|zoznam\w*|newsletter\w*",
        mine=r"(?:muj|moje|moji|me|nase|moj) (?:\w+ )?(?:cislo|udaje|e-?mail\w*|adres\w*|kontakt\w*|data)",
        never=r"ne\w*|zadn\w*|ziadn\w*|nic|nikdy",
        more=r"uz|jiz|vic|vice|viac|dalsi\w*|nikdy|znovu|dal",
        tell=r"nepis\w*|nepist|nevol\w*|nekontakt\w*|neposil\w*|nezasil\w*|neozyv\w*|dostavat|zasilat|posilat|kontaktova\w*|nabid\w*|mail\w*|e-?mail\w*|zprav\w*|sms\w*|obchodni sdeleni",
        leave=r"odhlas\w*",
        person=r"me|mne|se|prosim|chci|jak|mohu|ma|si",
    ),
    "tr": _Words(
        remove=r"sil\w*|cikar\w*|kaldir\w*",
        list=r"liste\w*|kayit\w*|rehber\w*|veri ?taban\w*|sistem\w*",
        mine=r"numara(?:m|mi|miz)\w*|bilgilerim\w*|verilerim\w*|adresim\w*|e-?postam\w*|mailim\w*|kaydim\w*",
        never=r"istemiyor\w*|yazmay\w*|aramay\w*|atmay\w*|gondermey\w*|etmey\w*",
        more=r"daha|artik|bir|lutfen|mesaj\w*",
        tell=r"yazmay\w*|aramay\w*|atmay\w*|gondermey\w*|etmey\w*|mesaj\w*|sms|reklam\w*|mail\w*|aranmak",
        leave=r"abonelik\w*|aboneligim\w*",
        person=r"cik\w*|iptal|istiyorum|sonlandir\w*",
    ),
    "hu": _Words(
        remove=r"torol\w*|vegy\w* (?:le|ki)|vegyenek",
        list=r"lista\w*|listar\w*|adatbazis\w*|hirlevel\w*|nyilvantartas\w*",
        mine=r"szamom\w*|adataim\w*|cimem\w*|telefonszamom\w*|e-?mail(?:em|cimem)\w*",
        never=r"ne|nem|soha|semmi\w*",
        more=r"tobb\w*|mar|soha|ujra|tovabbi\w*",
        tell=r"ir\w*|hiv\w*|keres\w*|kuld\w*|zavar\w*|uzenet\w*|level\w*|e-?mail\w*|sms\w*|hirlevel\w*|megkeres\w*",
        leave=r"leiratkoz\w*|iratkoz\w* le",
        person=r"szeretn\w*|hogyan|kerem|akarok|kivanok|hogy",
    ),
    "ro": _Words(
        remove=r"sterg\w*|sterge\w*|scoate\w*|scos|elimin\w*",
        list=r"list[aei]\w*|baza|evident\w*|newsletter\w*",
        mine=r"(?:numarul|datele|adresa|emailul|telefonul) (?:meu|mele|mea|noastre)",
        never=r"nu|niciun\w*|nimic",
        more=r"mai|niciodata|alte",
        tell=r"contact(?:ati|at|ata|eze)\w*|sun(?:ati|at|a|e)\w*|scri\w*|trimit\w*|mesaj\w*|mailuri|sms\w*|deranj\w*|primesc|primim|apeluri|reclame",
        leave=r"dezabon\w*",
        person=r"ma|vreau|doresc|cum|imi|va rog|as",
    ),
    "ru-uk": _Words(
        remove=r"удал\w*|убер\w*|исключ\w*|вычеркн\w*|видал\w*|сотр\w*",
        list=r"спис\w*|баз\w*|рассыл\w*|розсил\w*",
        mine=r"(?:мой|мои|моего|мою|мое|мій|наш\w*) (?:\w+ )?(?:номер\w*|данны\w*|адрес\w*|почт\w*|контакт\w*|телефон\w*)",
        never=r"не|никогда|ніколи",
        more=r"больше|более|никогда|більше|снова|впредь",
        tell=r"пиш\w*|писать|звон\w*|присыла\w*|отправл\w*|беспоко\w*|сообщени\w*|рассыл\w*|дзвон\w*|надсила\w*|шлите|получать|спам\w*",
        leave=r"отписа\w*|отпиш\w*|відписа\w*",
        person=r"меня|мне|хочу|как|прошу|мене|я|можно",
    ),
}
_ANCHORS = ("remove", "tell", "leave")
"""Kinds that are looked up in the book of phrases; the others only where one of these stands."""
_BESIDE = {
    language: {
        kind: re.compile(rf"(?<!\w)(?:{getattr(words, kind)})(?!\w)".replace(" ", r"\s"))
        for kind in ("list", "mine", "never", "more", "person")
    }
    for language, words in _LANGUAGES.items()
}
_NEGATED = re.compile(r"\b(?:nicht|ne|n|pas|no|non|nao|niet|nie|inte|ikke|ala|alkaa|nu|не)(?:\s\w+)?\s\Z")
_NOT_SO = re.compile(r"(?:\s\w+)?\s(?:nicht|pas|niet|inte|ikke)\b")
_BREAK = re.compile(r"[,;:.!?\n]")
OVER = re.compile(
    r"\b(?:warum|wieso|weshalb|pourquoi|por que|perche|porque|waarom|dlaczego|varfor|hvorfor|miksi|proc|preco|neden|miert|de ce|почему|чому|why|how come)\b|"
    r"\b(?:haben|habe|hat|hatte\w*|konnte\w*|wurde\w*|ont|avez|ai|a ete|han|he|ha|hanno|avete|ho|tem|foi|ligaram|hebben|heeft|heb|was|har|hade|havde|fatt|faet|saanut|ollut|dostal\w*|gelmedi|kaptam|am primit|получал\w*|did|didn't|haven't|hasn't|have not|received|got|"
    r"unsere kunden|nos clients|clientes|clienti|klanten|klienci|kunder|asiakkaat|zakaznici|customers|clients|people|users|tenants|your clients)\b|"
    r"\b(?:vor|avant|antes|prima|before|until|voor|przed|innan|fore|ennen|pred|once|до|inainte|elott)\b"
)
_OTHER_LIST = re.compile(
    r"\b(?:our|unsere\w*|nos|nuestr\w+|nostr\w+|nossa\w*|onze|nasz\w*|wait(?:ing)?|price|guest|shopping|punch|task|to-?do|wish|packing|einkaufs\w*|preis\w*|to do) (?:\w+ ){0,2}(?:list\w*|database|newsletter|verteiler)|preisliste|invite|agenda|quote|invoice|angebot|devis|presupuesto|preventivo|orcamento|offerte|ofert\w*|offert\w*|tilbud\w*|tarjou\w*|nabid\w*|teklif\w*|termin\w*|cita|rendez-vous|appuntamento|reuniao|afspraak|spotkan\w*|schuzk\w*|meeting|appointment"
)


def wishes(text: Text, book: Found) -> Iterator[Finding]:
    """Where the words of a wish stand together, whatever the phrase."""
    for name, anchors in book.items():
        if not name.startswith("words:"):
            continue
        _, language, kind = name.split(":")
        for start, end in _together(text.folded, language, kind, anchors):
            sentence = _sentence(text.folded, start, end)
            if kind == "whence" or not (OVER.search(sentence) or _OTHER_LIST.search(sentence)):
                yield Finding(f"words-{language}", text.cut(start, end))
                return


def _together(folded: str, language: str, kind: str, anchors: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if kind == "whence":
        if removal := _THEN_REMOVE.search(folded):
            yield min(anchors[0].start(), removal.start()), max(anchors[0].end(), removal.end())
        return
    beside = _BESIDE[language]
    for anchor in anchors[:10]:
        if kind == "remove":
            yield from _removals(folded, anchor, beside)
        elif kind == "tell":
            for start, end in _near(folded, anchor, beside["never"], beside["more"]):
                if not _BREAK.search(folded, start, end):
                    yield start, end
        elif len(folded) <= _SHORT and not beside["never"].search(folded, max(0, anchor.start() - 25), anchor.start()):
            yield from _near(folded, anchor, beside["person"])


def _removals(folded: str, anchor: re.Match[str], beside: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    before = max(0, anchor.start() - 25)
    if _NEGATED.search(folded, before, anchor.start()) or _NOT_SO.match(folded, anchor.end()):
        return
    for start, end in (*_near(folded, anchor, beside["list"]), *_near(folded, anchor, beside["mine"])):
        if not _NOT_SO.search(folded, start, end):
            yield start, end


def _near(folded: str, anchor: re.Match[str], *kinds: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The closest stretch around the anchor that holds one word of each kind, each another word."""
    start, end = anchor.span()
    low, high = max(0, start - _NEAR), end + _NEAR
    taken = [(start, end)]
    for kind in kinds:
        fitting = [
            match.span()
            for match in kind.finditer(folded, low, high)
            if all(match.end() <= begun or match.start() >= over for begun, over in taken)
        ]
        if not fitting:
            return
        nearest = min(fitting, key=lambda span: max(start - span[0], span[1] - end))
        taken.append(nearest)
        start, end = min(start, nearest[0]), max(end, nearest[1])
    if end - start <= _NEAR:
        yield start, end


def _sentence(folded: str, start: int, end: int) -> str:
    before = re.split(r"[.!?\n]", folded[max(0, start - 100) : start])[-1]
    after = re.split(r"[.!\n]", folded[end : end + 80])[0]
    return before + folded[start:end] + after


_WHENCE = phrase(
    r"(?:where|how) (?:the \w+ )?did (?:you|u|y'all) (?:even )?(?:get|find|obtain) (?:my|this|our)", r"(?:who|whoever) (?:the \w+ )?(?:gave|sold) (?:you|u) (?:my|this|our)", r"where do you have my",
    r"woher haben sie (?:meine?n?|unsere?)", r"(?:d'ou|comment) (?:tenez|avez)[- ]vous (?:eu |obtenu |trouve )?(?:mon|mes|nos|notre|ce)", r"de donde (?:sac\w+|tien\w+|obtuv\w+) (?:mi|nuestr\w+|este)", r"dove avete (?:preso|trovato) (?:il mio|la mia|i miei)", r"onde (?:arranja\w+|consegui\w+|obti\w+|encontra\w+) (?:o meu|meu|a minha)",
    r"hoe (?:komt u|kom je|komen jullie) aan (?:mijn|ons|dit)", r"skad (?:macie|ma pan\w*|masz|panstwo maja) (?:moj\w*|nasz\w*|ten)", r"(?:hur|var) fick ni (?:min|mitt|tag pa)", r"hvor (?:har i|har dere|fik i) (?:min|mit|mitt)", r"mista (?:saitte|saitte te|sait) (?:osoitteeni|numeroni|tietoni)", r"(?:kde|odkud) (?:jste|mate) (?:vzali|sehnali|moji|moje|ziskali)(?: \w+)?", r"(?:numarami|adresimi|bilgilerimi) nereden (?:buldunuz|aldiniz)", r"honnan (?:van meg|szereztek)(?: \w+)?", r"de unde (?:aveti|ati luat) (?:numarul|adresa|datele)", r"откуда (?:у вас|вы взяли) (?:мои|моего|моя|этот)",
)  # fmt: skip
_THEN_REMOVE = re.compile(
    r"\b(?:delete|remove|erase|lose|forget|l(?:o|oe)sch\w*|entfern\w*|supprim\w*|effac\w*|retir\w*|elimin\w*|borr\w*|quit\w*|cancell\w*|rimuov\w*|apag\w*|remov\w*|verwijder\w*|wis|usun\w*|skasuj\w*|ta bort|radera|slet\w*|fjern\w*|poist\w*|smaz\w*|vymaz\w*|sil\w*|torol\w*|sterg\w*|удал\w*|stop)"
)
WORDED = (
    ("words:any:whence", _WHENCE),
    *(
        (f"words:{language}:{kind}", phrase(getattr(words, kind)))
        for language, words in _LANGUAGES.items()
        for kind in _ANCHORS
    ),
)

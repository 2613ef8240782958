# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Phrases by which somebody withdraws consent in other languages (accents folded)."""

import re
from collections.abc import Iterator

from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.spelling import Text, phrase, some

_WISHES = phrase(
    # German
    r"(?:bitte )?keine? (?:weiteren?|neuen) (?:e-?mails?|mails?|sms|nachrichten|anrufe|werbung|newsletter|kontaktaufnahmen?)(?: mehr)?",
    r"(?:bitte )?keine? (?:e-?mails?|mails?|sms|nachrichten|anrufe|werbung|newsletter|werbemails?|spam) mehr",
    r"(?:bitte )?keine (?:werbung|werbemails|spammails)",
    r"(?:nicht|nie) (?:mehr|wieder|weiter) (?:zu )?(?:kontaktieren|anschreiben|anrufen|schreiben|belastigen|mailen|kontaktiert|anzurufen|anzuschreiben)",
    r"(?:streichen|streich|loschen|losch|entfernen|entferne) (?:sie )?(?:bitte )?(?:mich|uns)",
    r"(?:stoppen|beenden|unterlassen) sie (?:bitte )?(?:diese|die|ihre|alle) (?:e-?mails?|mails?|nachrichten|sms|anrufe|werbung)",
    r"stop (?:aux|les|vos|a vos) (?:mails?|messages?|sms|appels?|e-?mails?|pubs?)",
    r"basta (?:mail|messaggi|email|e-mail|sms|spam|chiamate|pubblicita)",
    r"cancell\w* (?:subito )?(?:il mio|i miei|la mia) (?:numero|dati|email|mail|contatto|indirizzo)",
    r"(?:quero|queria|desejo|gostaria de) sair d(?:a|esta|essa|as) (?:vossa |sua )?listas?",
    r"niet meer (?:te )?(?:mailen|bellen|appen|smsen|contacteren|benaderen)",
    r"(?:kontaktier|schreib|belastig|anschreib|kontakt|ruf|text|mail)\w* (?:sie |ihr )?(?:mich|mir|uns)(?: bitte)? (?:nicht|nie) (?:mehr|wieder|weiter)(?: an)?",
    r"melden sie sich (?:bitte )?(?:nicht|nie) (?:mehr|wieder)",
    r"(?:nehmen|nimm|nehmt|streichen|streich|streicht|entfernen|entfern\w*|loschen|losch\w*|tragen|trag|tragt) (?:sie |ihr )?(?:bitte )?"
    r"(?:mich|uns|meinen?|meine (?:nummer|daten|adresse|e-?mail\S*|mailadresse|kontaktdaten|telefonnummer))(?: bitte)?(?: sofort| umgehend)?(?: aus| von)? "
    r"(?:ihrem|eurem|der|dem|ihrer|eurer|dieser|diesem)(?: \w+)? ?(?:verteiler|mailingliste|liste|datenbank|system|kartei|newsletter\w*)?",
    r"(?:loschen|losch\w*) (?:sie )?(?:bitte )?(?:alle )?meine (?:nummer|daten|e-?mail\S*|kontaktdaten|telefonnummer)",
    r"(?:aus|von) (?:dem|ihrem|eurem|der|ihrer|eurer) (?:e-?mail-?)?(?:verteiler|mailingliste|mailinglist|datenbank) (?:nehmen|streichen|loschen|entfernen|austragen)",
    r"(?:mich|uns) (?:bitte )?(?:abmelden|austragen|abgemeldet)", r"newsletter abbestellen", r"bitte (?:abmelden|austragen|abbestellen)",
    r"horen sie (?:bitte )?auf,? (?:mir|mich|uns)", r"hor(?:t)? auf,? (?:mir|mich|uns)",
    r"unterlassen sie (?:bitte )?(?:weitere|jede|jegliche|diese|kunftig\w*)", r"widerrufe (?:hiermit )?(?:meine|die) (?:einwilligung|zustimmung)",
    r"(?:mochte|will|wunsche) (?:von ihnen )?keine (?:weiteren )?(?:e-?mails?|mails?|sms|nachrichten|anrufe|werbung)(?: \w+)?",
    r"falsche (?:telefon|handy)?nummer", r"haben sich verwahlt",
    # French
    r"(?:arretez|arrete|cessez|stoppez)(?: immediatement)?(?: de| d')? ?(?:m'|me |nous )?(?:envoyer|ecrire|contacter|appeler|harceler|spammer|relancer|solliciter|vos (?:mails|messages|sms|appels|envois|emails))",
    r"ne (?:me |m'|nous )(?:contact|ecriv|appel|envoy|recontact|relanc|sollicit|derang)\w* plus",
    r"(?:desinscri\w+|desabonn\w+|retir\w+|supprim\w+|enlev\w+|effac\w+|radi\w+)[- ](?:moi|nous)(?!\w)",
    r"me (?:desinscrire|desabonner|retirer|supprimer|radier|enlever)(?: de| d')", r"me (?:desinscrire|desabonner)",
    r"(?:supprim|effac|retir)\w+ (?:mon|mes|ma) (?:numero|adresse|donnees|coordonnees|mail|email|contact)",
    r"(?:ne )?(?:souhaite|veux|desire|voulons|souhaitons) plus (?:recevoir|etre (?:contacte|derange|sollicite|appele)\w*)", r"ne plus (?:me contacter|recevoir|m'ecrire|m'appeler|m'envoyer|etre contacte\w*)",
    r"plus de (?:mails?|messages?|sms|e-?mails?|appels?|publicite) (?:svp|s'il vous plait|merci)", r"(?:mauvais|faux|trompez? de) numero",
    # Spanish
    r"(?:deja|deje|dejen|dejad|para|pare|paren|parad) de (?:enviar|escribir|contactar|llamar|mandar|molestar|acosar)\w*",
    r"no (?:me|nos) (?:contact|escrib|llam|envi|mand|molest)\w*(?: (?:mensajes|correos|emails|nada|sms))? (?:mas|nunca|otra vez)", r"no (?:me|nos) vuelv\w+ a (?:contactar|escribir|llamar|enviar|mandar|molestar)",
    r"(?:dar|dad|dame|deme|denme|darme|daros|darnos|denos|dadme|doy|me doy) (?:por favor )?de baja", r"(?:elimin|borr|quit|saqu|remuev|sac)\w+me de (?:su|la|esta|tu|vuestra|todas?|sus)",
    r"(?:elimin|borr|quit)\w* (?:mi|mis|nuestros?) (?:numero|datos|correo|email|contacto|telefono)",
    r"no (?:quiero|deseo|queremos) (?:seguir )?recib\w+ (?:mas )?(?:\w+ )?(?:mensajes|correos|emails|llamadas|sms|publicidad|informacion|nada)?", r"no mas (?:mensajes|correos|emails|sms|llamadas|publicidad)", r"(?:numero|telefono) equivocado",
    # Italian
    r"(?:smett|smettet|finite|basta|piant)\w* (?:di|con|la di) (?:scriver|mandar|inviar|contattar|chiamar|disturbar|i messaggi|le mail|le email|questi messaggi|queste mail)\w*",
    r"non (?:mi |ci )?(?:contatt|scriv|chiam|invi|mand|disturb)\w*(?: (?:messaggi|mail|email|niente|nulla))? piu", r"(?:cancell|rimuov|disiscriv|togli|elimin)(?:ami|imi|atemi|etemi|etelo|ateci|eteci|a?mi|iete?mi|ermi|armi) (?:da|dal|dalla|dalle|subito|immediatamente|per favore)",
    r"(?:disiscriv|cancell|rimuov)\w*mi(?= ?(?:$|[\n.!?]))", r"non (?:voglio|desidero|vogliamo) (?:piu )?(?:ricever\w*|essere (?:contattat\w|disturbat\w))", r"numero (?:sbagliato|errato)",
    # Portuguese
    r"(?:pare|parem|para|deixe|deixem) de (?:me )?(?:envi|mand|escrev|contat|contact|lig|incomod|perturb|chatear)\w*", r"nao (?:me |nos )?(?:envi|mand|contat|contact|ligu|lig|escrev|incomod|perturb)\w*(?: (?:mensagens|emails|nada|sms|para mim))? mais",
    r"(?:me )?(?:remov|retir|tir|exclu|descadastr)\w*(?:-me| me)?(?: imediatamente| por favor)? (?:d[aeo]s?|dessa|desta|sua|meu|meus|o meu|os meus) (?:\w+ )?(?:listas?|numero|contato|contacto|cadastro|base|dados|telefone|email|mailing)",
    r"me descadastr\w+", r"nao (?:quero|desejo|pretendo) (?:mais )?receber", r"numero errado",
    # Dutch
    r"(?:stop|hou op|houd op|ophouden) (?:a\.?u\.?b\.? |alsjeblieft )?met (?:mij |me |ons |het )?(?:te )?(?:mailen|bellen|appen|sms\S*|berichten|sturen|contacteren|spammen|benaderen|e-?mailen)",
    r"(?:bel|mail|sms|app|contacteer|schrijf|benader|e-?mail) (?:mij|me|ons) (?:alsjeblieft |a\.?u\.?b\.? )?(?:niet|nooit) (?:meer|weer)", r"geen (?:mails?|e-?mails?|berichten|sms\S*|telefoontjes|reclame|nieuwsbrie\w+)(?: meer)",
    r"(?:haal|verwijder|schrijf|schrap|meld|schrijft) (?:mij|me|ons|mijn (?:nummer|gegevens|adres|e-?mail\w*))(?: \w+){0,2}? (?:van|uit|af)(?: \w+)?", r"(?:wil|wens) (?:\w+ )?(?:geen|niet) (?:\w+ ){0,2}(?:ontvangen|benaderd worden|gebeld worden|gemaild worden)",
    r"(?:mij|me|ons) (?:uitschrijven|afmelden)", r"neem (?:alsjeblieft )?(?:geen|nooit) contact meer", r"(?:verkeerd|fout) nummer",
    # Polish
    r"prosze (?:o )?(?:mnie |nas )?(?:natychmiast )?(?:wypisa\w+|usun\w+|wykresl\w+)(?: (?:mnie|nas|moj\w*))?", r"prosze (?:juz )?(?:wiecej )?nie (?:dzwonic|pisac|kontaktowac|wysylac|przysylac)", r"(?:wypisz|wypiszcie|usun|usuncie|wykresl\w*) (?:mnie|nas|moj \w+|moje dane)",
    r"przestan\w* (?:do mnie |mi )?(?:pisac|dzwonic|wysylac|spamowac|przysylac)", r"nie (?:pisz|piszcie|dzwon|dzwoncie|kontaktuj|kontaktujcie|wysylaj|wysylajcie)(?: sie)?(?: ze mna| do mnie| mi)? (?:wiecej|juz)",
    r"nie (?:chce|zycze sobie) (?:juz )?(?:wiecej )?(?:otrzymywac|dostawac|wiadomosci|kontaktu|maili|smsow)", r"(?:zly|bledny|pomylony) numer",
)  # fmt: skip
_TIMED = re.compile(
    r"^(?:\s[\w']+){0,2}?\s(?:vor|nach|bis|avant|apres|antes|despues|hasta|prima|dopo|fino|depois|ate|voor|na|tot|przed|po)\s"
)


def wishes(text: Text) -> Iterator[tuple[str, Finding]]:
    """Every phrase about consent, each with its strength."""
    folded = text.folded
    for found in some(_WISHES, folded):
        if not _TIMED.search(folded[found.end() : found.end() + 60]):
            yield "definite", Finding("phrase", text.cut(*found.span()))
            break

# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Phrases by which somebody withdraws consent in languages other than English (accents folded, capitals gone).

One pattern per language, behind stems without which it cannot match. Each language says the same few things: stop
writing to me; do not write any more; no more messages; take me, or my data, off your list; sign me off; I do not want
to hear from you; I object; wrong number. A blank is one blank or line end, " ~ " up to four words.
"""

import re
from collections.abc import Iterator

from rejoinder.domain.safety.contact_grammar import names_a_time
from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.phrases import START, Found, phrase, wording
from rejoinder.domain.safety.spelling import Text

_DE_CONTACT = (
    r"(?:kontaktier\w*|kontaktaufnahmen?|an(?:zu)?schreiben|angeschrieben|schreib\w*|geschrieben|an(?:zu)?rufen|angerufen|rufen?|"
    r"belastig\w*|belaestig\w*|nerven?|mailen|sms(?:en)?|texten|zu(?:zu)?(?:senden|schicken)|senden?|schicken?|schickt|behelligt?|behelligen|spammen)"
)
_DE_PAPER = (
    r"(?:e-?mails?|mails?|sms|nachrichten|anrufe?|werbung|werbe\w+|newsletter|spam\w*|kontaktaufnahmen?|kontakt|zuschriften|post|angebote|infos?|"
    r"informationen|whatsapps?|kontaktversuche|telefonanrufe|belastigung\w*)"
)
_DE_MINE = r"(?:mich|uns|(?:meine?n?|unsere?n?) (?:\w+ )?(?:daten|nummer|rufnummer|handynummer|telefonnummer|adresse|e-?mail\S*|mailadresse|kontaktdaten|personenbezogenen daten|eintrag|kontakt|namen?))"
_DE_LIST = r"(?:\S*verteiler\w*|\S*liste|datenbank|datenbestand|kartei|system|crm|adressbuch|newsletter\w*)"
_DE_OFF = r"(?:entfern\w*|gestrichen|streich\w*|l(?:o|oe)sch\w*|gel(?:o|oe)scht|austragen|ausgetragen|rausnehmen|herausnehmen|raus|abmelden|abgemeldet)"
_GERMAN = phrase(
        rf"(?:nicht|nie|niemals) (?:mehr|wieder|weiter|langer|laenger|noch ?(?:ein)?mals?|nochmal)(?: an)? (?:zu )?{_DE_CONTACT}",
        r"(?:kontaktier|schreib|belastig|ruf|text|mail|send|schick|nerv|meld)\w* (?:sie |ihr )?(?:sich )?(?:bitte )?(?:mich|mir|uns|hier|diese nummer) (?:bitte |hier |ab sofort |endlich )*(?:nicht|nie|niemals) (?:mehr|wieder|weiter|noch ?mal)(?: an| bei mir)?",
        rf"(?:{START}|bitte )(?:kontaktier|schreib|belastig|ruf|text|mail|send|schick|nerv|meld)\w* (?:sie |ihr )?(?:sich )?(?:bitte |ab sofort |endlich )*(?:nicht|nie|niemals) (?:mehr|wieder|weiter|noch ?mal)(?: an| bei mir)?", r"(?:von|auf) (?:\w+ ){0,3}(?:mails?|e-?mails|anschreiben|anrufen?|kontakt\w*|nachrichten|werbung|zusendungen?|schreiben)(?: \w+)? (?:abzusehen|absehen|abzulassen|zu verzichten|verzichten)", r"(?:sehen|sieh) sie (?:bitte )?(?:\w+ ){0,2}von (?:\w+ ){0,3}(?:mails?|e-?mails|anschreiben|anrufen?|kontakt\w*|nachrichten|werbung) ab", r"(?:sparen sie sich|spart euch|ersparen sie mir|verschonen sie (?:mich|uns))(?: \w+){0,3} (?:mails?|e-?mails|anrufe?|nachrichten|werbung|sms)", r"(?:hier|an mich|fur mich) keine (?:werbung|mails|e-?mails|sms|anrufe)", r"(?:nehmen|nehmt|nimm) (?:sie )?(?:die|diese|meine) (?:adresse|nummer|mail\w*|e-?mail\w*) (?:raus|heraus|runter|aus)(?: \w+)?", r"sperren sie meine (?:daten|nummer|adresse)", r"(?:mich|uns) (?:nie|niemals) (?:wieder|mehr)", r"(?:ruhe geben|gebt ruhe|geben sie ruhe|endlich ruhe)", r"(?:verbitte|verbitten|verbiete) (?:ich |wir )?(?:mir|uns)(?: \w+)?",
        r"(?:ruf|rufen) (?:sie )?(?:mich|uns|hier|diese nummer) (?:bitte )?(?:nicht|nie) (?:mehr |wieder )?an(?= ?(?:$|\n|[^\w\s'&/-]))",
        r"(?:kontaktieren|belastigen|behelligen) sie (?:mich|uns) (?:bitte )?nicht(?= ?(?:$|\n|[^\w\s'&/,-]))",
        rf"keine?n? (?:\w+ ){{0,2}}?{_DE_PAPER}(?: ~ | )mehr",
        rf"keine?n? (?:weitere\w*|neuen?|solche\w*|unaufgeforderte\w*) {_DE_PAPER}(?: mehr)?",
        rf"keine?n? (?:\w+ )?{_DE_PAPER} (?:von ihnen |von euch |per \S+ )?(?:wunsche\w*|gewunscht|erwunscht|mochte|will)",
        rf"(?:mochte|moechte|will|wollen|mochten|wunsche\w*)(?: \w+){{0,4}} keine?n? (?:\w+ ){{0,2}}{_DE_PAPER}(?: \w+)?",
        rf"(?:bitte |{START})keine (?:werbung|werbe\w+|spammails)",
        r"(?:mochte|moechte|will|wollen|mochten|wunsche\w*) ~ nicht (?:mehr |weiter )?(?:von ihnen |von euch )?(?:kontaktiert|angeschrieben|angerufen|belastigt|behelligt|angemailt) werden",
        r"nicht (?:mehr |weiter )?(?:von ihnen |von euch )?(?:kontaktiert|angeschrieben|angerufen|belastigt|behelligt) (?:werden|zu werden)",
        r"nichts (?:mehr |weiter )?von (?:ihnen|euch|dir|ihrer \w+) (?:mehr )?(?:h(?:o|oe)ren|lesen|wissen)",
        rf"(?:stoppen|stoppt|beenden|unterlassen|unterlasst) (?:sie |ihr )?(?:bitte |das |dies )?(?:sofort |umgehend )?(?:diese|die|ihre|eure|alle|jede|jegliche|weitere|kunftig\w*|das|dies|es)(?: \w+)?(?: {_DE_PAPER})?",
        r"h(?:o|oe)r(?:en|t)? (?:sie |ihr |bitte |endlich )*auf,? (?:\w+,? ){0,4}(?:zu \w+|schreiben|damit|mit \w+|\w*(?:zu)?(?:rufen|schreiben|schicken|senden))",
        r"h(?:o|oe)r(?:en|t)? (?:sie |ihr |bitte |endlich )*auf,? (?:mir|mich|uns)", r"h(?:o|oe)r(?:en|t)? (?:sie |ihr |bitte |endlich )+auf(?= ?(?:$|\n|[.!]))",
        rf"(?:streich|l(?:o|oe)sch|entfern)\w* (?:sie |ihr )?(?:bitte |sofort |umgehend )*{_DE_MINE}",
        rf"(?:nehm\w*|nimm|trag\w*|schmeiss\w*|schmeis\w*|werf\w*) (?:sie |ihr )?(?:bitte |sofort |umgehend )*{_DE_MINE} (?:bitte |sofort |umgehend |endlich )*(?:(?:aus|von) (?:\w+ ){{0,2}}{_DE_LIST}|aus|raus|runter|da raus)",
        rf"{_DE_MINE} (?:bitte |sofort |umgehend |endlich |unverzuglich |komplett |vollstandig )*(?:(?:aus|von|in) (?:\w+ ){{0,3}}{_DE_LIST} )?(?:zu )?{_DE_OFF}",
        r"bitte nicht (?:mehr|wieder) (?:bei mir )?melden",
        rf"(?:aus|von) (?:dem|ihrem|eurem|der|ihrer|eurer|diesem|dieser|allen)(?: \w+)? {_DE_LIST} (?:bitte )?(?:zu )?(?:{_DE_OFF}|nehmen|genommen|nahmen)",
        r"l(?:o|oe)schung (?:meiner|unserer|aller) (?:\w+ )?(?:daten|nummer|kontaktdaten|telefonnummer|angaben)", r"recht auf (?:vergessenwerden|loschung|loeschung)",
        r"melden sie (?:mich|uns) (?:bitte )?(?:vom|von|aus)?(?: \w+){0,2} ?ab", r"newsletter (?:bitte )?(?:abbestellen|abmelden)", rf"{START}(?:bitte )?(?:abmelden|austragen|abbestellen|loschen)(?= ?(?:$|\n|[.!]))", r"bitte (?:um )?(?:abmelden|austragen|abbestellen|abmeldung|austragung)", r"(?:mochte|will|wollen|wurde) ~ (?:abmelden|abbestellen|austragen)",
        r"(?:widerspreche|widersprechen|widerrufe|widerrufen|widerspruch|widerruf) (?:\S+ ){0,6}?(?:verarbeitung|nutzung|einwilligung|zustimmung|daten|werbung|zusendung|kontaktaufnahme|speicherung|verwendung|dsgvo)", r"unterlassen sie (?:\w+ ){0,3}(?:kontakt\w*|werb\w*|anruf\w*|zusendung\w*|mails?|nachricht\w*|belastig\w*)",
        r"(?:verbiete|untersage) (?:\w+ ){0,4}(?:kontakt\w*|anruf\w*|werbung|verwendung|nutzung|speicherung|schreiben|anrufe)", r"(?:kontakt|kontaktaufnahme|anrufe|werbung) (?:ist |sind )?(?:unerwunscht|nicht erwunscht)",
        r"vergessen sie meine (?:nummer|adresse|e-?mail\S*)", r"schluss (?:mit|jetzt mit) (?:\w+ ){0,2}(?:e-?mails?|mails?|sms|nachrichten|anrufen?|werbung)", r"(?:es reicht|genug) (?:\w+ ){0,3}(?:e-?mails|mails|sms|nachrichten|anrufen?)",
        r"falsche (?:telefon|handy|ruf)?nummer", r"haben sich (?:wohl )?(?:verwahlt|in der nummer geirrt)",
)  # fmt: skip

_FR_TELL = r"(?:envoye\w*|ecri\w*|(?:re)?contact\w*|(?:r)?appel\w*|telephon\w*|harcel\w*|spam\w*|relanc\w*|sollicit\w*|derang\w*|embet\w*|importun\w*|demarch\w*|messag\w*|joindre)"
_FR_PAPER = r"(?:e-?mails?|mails?|courriels?|messages?|sms|textos?|appels?|pubs?|publicites?|relances?|sollicitations?|newsletters?|demarchage|spams?|prospection|offres)"
_FR_MINE = r"(?:mon|mes|ma|nos|notre|toutes mes) (?:\w+ )?(?:numero|num|tel|adresse\w*|donnees|coordonnees|mails?|emails?|e-?mails?|contacts?|infos|informations|telephone|nom)"
_FR_OFF = r"(?:desinscri\w+|desabonn\w+|retir\w+|supprim\w+|enlev\w+|effac\w+)"
_FRENCH = phrase(
        rf"(?:arretez|arrete|arretes|cessez|cesse|stoppez|stoppe|stop|arreter|cesser)(?: \w+)?(?: immediatement| tout de suite| svp| maintenant)?(?: de| d')? ?(?:m'|me |nous )(?:\w+ )?{_FR_TELL}",
        rf"(?:arretez|arrete|arretes|cessez|cesse|stoppez)(?: \w+)?(?: immediatement| tout de suite| svp| maintenant)?(?: de| d')? ?(?:vous )?(?:{_FR_TELL}|(?:vos|ces|les|avec vos|tous? vos|toutes? vos) {_FR_PAPER}|ca|ce harcelement)",
        rf"(?:cess|arret)\w+ (?:tout|toute|tous|toutes|vos|ces|le|les|votre|ce) (?:\w+ )?(?:{_FR_PAPER}|envois?|contacts?|harcelement)", r"(?:merci de|priere de|veuillez|souhaite|demande de|prie de) ne plus (?:me |m'|nous )?\w+", rf"stop (?:aux|les|vos|a vos|a ces|avec vos) {_FR_PAPER}", rf"(?:marre de|ca suffit,?(?: avec)?|assez de) (?:vos|ces) {_FR_PAPER}",
        rf"n(?:e |')(?:me |m'|nous )?{_FR_TELL}(?:[- ]moi|[- ]nous)? (?:plus|jamais)(?: (?:jamais|rien|de \w+|{_FR_PAPER}))?",
        rf"n(?:e |')(?:me |m'|nous ){_FR_TELL} pas(?: de {_FR_PAPER}|(?= ?(?:$|\n|[.!])))",
        rf"(?:me |m'|nous ){_FR_TELL} plus", r"(?:ne )?(?:plus|pas|jamais) (?:me |m'|nous )?(?:re)?(?:contacter|recontacter|ecrire|appeler|rappeler|envoyer|relancer|solliciter|deranger|demarcher|harceler|spammer|importuner)(?: (?:de \w+|par \w+|svp|merci|ici))?",
        rf"{START}plus (?:de|d'|du tout de) ?{_FR_PAPER}", rf"plus (?:jamais de|aucune?) {_FR_PAPER}(?: \w+)?(?: svp| s'il vous plait| merci| de votre part)?", r"(?:pas de|aucun|aucune) (?:prospection|demarchage|publicite|pub|sollicitation)\w*(?: \w+)?",
        rf"(?:{_FR_OFF}|radi(?:ez|er|e|es)|ray(?:ez|er|e)|ote[rz]?|sort(?:ez|ir)|vir(?:ez|er))[- ](?:moi|nous)", r"(?:me|nous) (?:desinscrire|desabonner|retirer|supprimer|radier|enlever|rayer|sortir|oter|virer)(?: (?:de|d'|des|svp|rapidement|immediatement|s'il|merci)| ?(?=$|\n|[^\w\s'-]))",
        rf"{_FR_OFF} (?:vite |bien |immediatement |toutes? )?{_FR_MINE}", rf"{_FR_MINE} (?:soi(?:t|ent)|est|sont) (?:supprim|effac|retir|enlev)\w+", r"(?:etre|suis) (?:retire|supprime|desinscrit|enleve|desabonne|radie|efface)\w* (?:de|d'|des)", r"(?:suppression|effacement|retrait) (?:immediate? )?(?:de )?(?:toutes )?(?:mes|nos|mon|ma) (?:\w+ )?(?:donnees|coordonnees|numero|adresse)",
        r"(?:veux|souhaite|desire|voulons|souhaitons|voudrais) (?:plus|pas|ne plus|ne pas) (?:jamais )?(?:rien |de )?(?:recevoir|etre (?:re)?(?:contact|derang|sollicit|appel|demarch|importun)\w*|entendre parler|de vos \w+|vous entendre)",
        r"(?:veux|souhaite|desire) (?:me )?(?:desinscrire|desabonner)", r"(?:demande|confirme[rz]?|souhaite) (?:ma |la )(?:desinscription|desabonnement|radiation)", r"ne plus (?:recevoir|etre (?:contacte|sollicite|appele|derange)\w*)", r"(?:sortir|sors|sortez)(?:[- ]moi)? de (?:votre|vos|cette|la) (?:liste|base|fichier)\w*",
        r"(?:m'oppose|nous opposons|opposition) (?:\w+ ){0,3}(?:traitement|utilisation|donnees|prospection|demarchage)", r"droit (?:d'opposition|a l'oubli|a l'effacement|de suppression)", r"(?:retire|revoque|retirons) mon consentement", r"(?:inscrite?s?|suis|sommes) (?:sur|a) (?:la liste )?bloctel",
        r"(?:mauvais|faux) numero", r"tromp\w+ (?:\w+ )?de numero", r"erreur de numero",
)  # fmt: skip

_ES_TELL = r"(?:envi\w*|escrib\w*|contact\w*|llam\w*|mand\w*|molest\w*|acos\w*|spame\w*|insist\w*|comunic\w*)"
_ES_DO = (
    r"(?:(?:contact|llam|envi|mand|molest|acos|hostig)(?:e|en|es|eis|ar|arme|arnos)|escrib(?:a|an|as|ais|ir|irme|irnos)|"
    r"comuni(?:que|quen|ques)|marqu(?:e|en|es)|insist(?:a|an|as))"
)
_ES_PAPER = r"(?:mensajes?|mensajitos|correos?|emails?|e-?mails?|mails?|sms|llamadas?|publicidad|propaganda|informacion|whatsapps?|ofertas|comunicaciones|spam|boletines)"
_ES_MINE = r"(?:mis?|nuestr[oa]s?|este) (?:\w+ )?(?:numero|datos|correo|email|e-?mail|contacto|telefono|direccion|nombre|informacion|celular|movil)"
_SPANISH = phrase(
        rf"(?:deja|deje|dejen|dejad|dejes|dejar|para|pare|paren|parad) (?:ya )?(?:por favor )?de (?:{_ES_TELL}|hostigar\w*|joder\w*|recibir)", rf"basta (?:ya )?de (?:{_ES_PAPER}|{_ES_TELL}|tantos? {_ES_PAPER})", rf"(?:cansad[oa]|hart[oa]) de (?:sus|tus|vuestr\w+|tantos?|recibir) {_ES_PAPER}",
        rf"(?:no|nunca|tampoco) (?:me |nos )?{_ES_DO}(?: {_ES_PAPER}| nada| a este numero| ningun \w+)? (?:mas|nunca|jamas|otra vez|de nuevo|nuevamente)", rf"(?:nunca|jamas) (?:mas )?(?:me|nos) (?:vuelv\w+ a )?{_ES_DO}", rf"ya no (?:me|nos) {_ES_DO}",
        rf"no (?:me|nos) (?:contact|escrib|llam|molest|mand|envi)(?:e|en|es|as|eis|an|a|ais)(?: {_ES_PAPER})?(?: por favor)?(?= ?(?:$|\n|[.!]))", r"no (?:me |nos )?(?:vuelv|volvier)\w+ a (?:contactar|escribir|llamar|enviar|mandar|molestar)\w*", r"no (?:escriban?|manden?|envien?|llamen?|molesten?|insistan?) mas",
        r"ces(?:en|e|ar|ad) (?:ya )?(?:el|la|los|las|de|con|sus) (?:\w+ ){0,2}(?:envi\w*|correos?|mensajes|llamadas|contacto|publicidad|comunicaciones|mandar\w*|escrib\w*)", r"no (?:autorizo|autorizamos|consiento|doy (?:mi )?(?:permiso|consentimiento))(?: \w+)?", r"salir(?:me)? de (?:la|su|esta|sus|tu|vuestra) (?:\w+ )?lista", rf"ni (?:un|una) {_ES_PAPER} mas", rf"{START}no (?:molesten|molesteis|insistan|escriban|llamen)(?: mas)?(?= ?(?:$|\n|[.!]))", rf"{START}que no me (?:{_ES_DO})", rf"no (?:mas|quiero mas|queremos mas|deseo mas) {_ES_PAPER}", r"no (?:quiero|deseo|queremos|deseamos|quisiera) (?:seguir )?(?:volver a )?recib\w+(?: (?:mas|ningun\w*|sus|estos|nada)){0,2}(?: \w+)?", r"no (?:quiero|deseo|queremos|deseamos) (?:que me (?:contact|escrib|llam|mand|envi|molest)\w*|ser (?:contactad|molestad|llamad)\w+|saber nada(?: mas)? de (?:ustedes|vosotros|usted))",
        r"(?:dame|deme|denme|darme|daros|darnos|denos|dadme|dadnos|me doy|me den|me de|dennos|me deis) (?:por favor )?(?:ya )?de baja", r"(?:solicito|solicitamos|pido|quiero|tramitar|exijo) (?:la |mi |una )?baja", r"(?:dar|den|dad) (?:por favor )?de baja (?:a |mi |este )(?:mi )?(?:correo|email|numero|direccion|suscripcion)", r"desuscrib\w+", r"baja (?:inmediata|de (?:la|su|esta) lista)",
        r"(?:elimin|borr|quit|saqu|sac|remuev|retir)\w*(?:me|nos)(?! (?:un|una|el|los|las) )(?: (?:por favor|ya|inmediatamente))?(?: (?:de|del) (?:su|la|esta|tu|vuestra|todas?|sus|las|sus|base|listado|sistema|aqui)| ?(?=$|\n|[.!,]))", rf"(?:elimin|borr|quit|suprim|retir|saqu)\w* (?:por favor )?(?:todos? )?{_ES_MINE}", r"me (?:eliminen?|borren?|quiten?|saquen?|retiren?|remuevan?) (?:por favor )?de (?:su|la|esta|tu|sus|las)",
        r"ser (?:eliminad|borrad|removid|retirad)[oa]s? de (?:su|la|esta|sus|las)", r"(?:eliminacion|supresion|cancelacion) de (?:todos )?mis datos", r"(?:derecho de|derecho a la|derecho al) (?:supresion|oposicion|cancelacion|olvido)", r"(?:me opongo|nos oponemos) (?:al|a que)", r"(?:revoco|retiro) (?:mi|el|todo) (?:consentimiento|autorizacion|permiso)", r"lista robinson",
        r"(?:numero|telefono) equivocado", r"equivoc\w+ de (?:numero|telefono)",
)  # fmt: skip

_IT_TELL = r"(?:contatt\w*|scriv\w*|chiam\w*|telefon\w*|invi\w*|mand\w*|disturb\w*|messagg\w*|importun\w*|tormentar\w*|assill\w*|cerc\w*)"
_IT_DO = (
    r"(?:(?:contatt|chiam|telefon|mand|disturb|importun|cerc|assill)(?:i|ate|are|armi|arci|atemi|ateci|iate)|"
    r"invi(?:i|ate|are|armi|arci|atemi|ateci)|scriv(?:a|i|ete|ere|ermi|erci|etemi|eteci|iate))"
)
_IT_PAPER = r"(?:messagg\w*|mail|e-?mail|sms|spam|chiamate|telefonate|pubblicita|comunicazion\w*|newsletter|sollecit\w*|whatsapp)"
_IT_MINE = r"(?:(?:il|i|la|le) )?(?:mio|miei|mia|mie|nostr[oaie]) (?:\w+ )?(?:numero|dati|e-?mail|mail|contatt\w*|indirizz\w*|nominativo|recapit\w*|nome|cellulare)"
_ITALIAN = phrase(
        rf"(?:smett|piant|finit|finisc)\w*(?: subito)?(?: di| con| la di) (?:{_IT_TELL}|i messaggi|le mail|le email|quest[ie] {_IT_PAPER}|le chiamate|le telefonate|farmi \w+|tempestar\w*)", rf"basta (?:con )?(?:{_IT_PAPER}|(?:le|i|queste|questi|tutte queste|tutti questi|queste continue) {_IT_PAPER}|scriver\w*|chiamar\w*|mandar\w*)",
        rf"non (?:mi |ci )?(?:dovete |deve |voglio che mi |vi permettete di )?(?:piu )?{_IT_DO}(?: {_IT_PAPER}| niente| nulla| a questo numero)? (?:mai )?piu", rf"(?:non|mai) (?:mi |ci )?(?:piu |mai piu ){_IT_DO}", r"non (?:contattatemi|scrivetemi|chiamatemi|disturbatemi|contattarmi|scrivermi|chiamarmi|mandatemi)(?= ?(?:$|\n|[.!]))",
        r"non (?:inviar|mandar|scriver|contattar|chiamar|telefonar|disturbar)(?:ci|mi) (?:piu|altr\w+|ulterior\w+|altro)", r"(?:diffido|diffidiamo)(?: \w+)?", r"(?:cess\w+|sospende\w+|interromp\w+) (?:\w+ ){0,2}(?:invio|l'invio|messaggi|mail|email|chiamate|comunicazioni)", rf"(?:niente|nessun|nessuno|nessuna) (?:piu |altr[eio] |ulterior[ei] ){_IT_PAPER}", r"(?:cancell|rimuov|disiscriv|togli|elimin|depenn)\w*(?:ami|imi|temi|eteci|ateci|imi|armi|ermi|lermi|emi|mici|erci|arci)(?: (?:da|dal|dalla|dalle|dai|subito|immediatamente|per favore|per cortesia|grazie|da qui|quanto prima)| ?(?=$|\n|[.!,]))",
        rf"(?:cancell|rimuov|togli|elimin)\w* (?:subito |immediatamente |per favore |per cortesia )?(?:tutti )?{_IT_MINE}", r"mi (?:cancelli|rimuova|tolga|elimini|disiscriva)(?: (?:da|dal|dalla|dalle|dai|subito|per|immediatamente)| ?(?=$|\n|[.!,]))", r"(?:essere|venire|vogliate) (?:cancellat|rimoss|tolt|eliminat|rimuovermi)\w* (?:da|dal|dalla|dalle|dai|subito)",
        r"(?:chiedo|richiedo|esigo) (?:\w+ )?(?:cancellazione|rimozione|disiscrizione)", r"(?:cancellazione|rimozione) (?:dei|di tutti i) miei dati", r"(?:voglio|vorrei|desidero) (?:disiscrivermi|cancellarmi)",
        r"non (?:voglio|desidero|vogliamo|desideriamo|intendo|gradisco) (?:piu |ulteriormente )?(?:ricever\w*|essere (?:\w+ )?(?:contattat|disturbat|chiamat|importunat)\w|sentirvi|avere vostre|sapere nulla)(?: piu)?(?: \w+)?", r"diritto (?:alla|di) (?:cancellazione|oblio|opposizione)|diritto all'oblio", r"(?:mi oppongo|ci opponiamo) (?:al|a|all)\w*", r"revoco (?:il|ogni|qualsiasi) (?:mio )?consenso", r"registro (?:pubblico )?delle opposizioni",
        r"numero (?:sbagliato|errato)", r"sbagliat\w* numero",
)  # fmt: skip

_PT_TELL = r"(?:envi\w*|mand\w*|escrev\w*|contat\w*|contact\w*|lig(?:a\w*|u\w*|ue\w*)|incomod\w*|perturb\w*|chate\w*|importun\w*|spam\w*|procur\w*|abord\w*)"
_PT_DO = (
    r"(?:(?:contact|contat|envi|mand|incomod|perturb|importun|procur)(?:e|em|es|ar)|lig(?:ue|uem|ues|ar)|"
    r"escrev(?:a|am|as|er)|chate(?:ie|iem|ar))"
)
_PT_PAPER = r"(?:mensagens?|mensagem|emails?|e-?mails?|sms|ligac\w+|chamadas?|publicidade|propagandas?|newsletters?|contatos?|contactos?|spam|ofertas|whatsapps?|comunicac\w+)"
_PT_MINE = r"(?:(?:o|os|a|as) )?(?:meus?|minhas?|nossos?|nossas?) (?:\w+ )?(?:numero|contac?to|dados|e-?mail|telefone|telemovel|celular|nome|cadastro|endereco|registo|registro)"
_PORTUGUESE = phrase(
        rf"(?:pare|parem|para|parar|deixe|deixem|deixar) (?:ja |por favor )?de (?:me |nos )?(?:{_PT_TELL}|receber)", rf"(?:pare|parem|chega|basta) (?:ja )?(?:com|de) (?:(?:as|os|essas|esses|estas|estes|tantas|tantos|suas|isso|isto)(?: {_PT_PAPER})?|{_PT_PAPER})",
        rf"nao (?:me |nos )?(?:voltem? a |volte a )?{_PT_DO}(?:-me|-nos)?(?: {_PT_PAPER}| nada| para mim| para este numero| para ca)? (?:mais|nunca mais|novamente|outra vez|de novo)", rf"nao (?:me |nos )?(?:voltem?|torne[mn]?) a {_PT_TELL}", rf"nunca mais (?:me |nos )?{_PT_DO}", rf"nao (?:me|nos) (?:contactem?|contatem?|liguem?|incomodem?|perturbem?|mandem?|enviem?|escrevam)(?: {_PT_PAPER})?(?= ?(?:$|\n|[.!]))",
        rf"nao (?:quero|desejo|pretendo|queremos|gostaria de|desejamos) (?:mais )?(?:receb\w+|ser (?:contact|contat|incomod|perturb)\w+|que me (?:contact|contat|lig|envi|mand)\w+|(?:mais )?{_PT_PAPER})(?: mais)?(?: \w+)?", r"nao (?:autorizo|autorizamos|consinto|dei (?:a )?(?:autorizacao|consentimento))(?: \w+)?", r"cess(?:em|e|ar) (?:o|a|os|as|de|com) (?:\w+ ){0,2}(?:envio|mensagens|e-?mails|contac?tos?|ligacoes|chamadas|comunicac\w+)", rf"(?:nao quero|chega de|sem) mais {_PT_PAPER}", rf"nao mais {_PT_PAPER}",
        r"(?:remov|retir|tir|exclu|descadastr|elimin|apag|delet|risc)\w*(?:-me|-nos| me| nos)(?: (?:d[aeo]s?|dessa|desta|desse|deste|imediatamente|por favor|ja)| ?(?=$|\n|[.!,]))", r"(?:me|nos) (?:remov|retir|tir|exclu|descadastr|elimin)\w+(?: (?:d[aeo]s?|dessa|desta|desse|deste|imediatamente|por favor|ja)| ?(?=$|\n|[.!,]))", rf"(?:remov|retir|tir|exclu|descadastr|elimin|apag|delet)\w* (?:por favor |ja |imediatamente )?(?:todos )?{_PT_MINE}",
        r"(?:ser|seja) (?:removid|retirad|excluid|eliminad|descadastrad)\w+ d\w+", r"sair d(?:a|esta|essa|as|e toda\w*) (?:vossa |sua |tua )?(?:listas?|mailing|grupo|base)", r"cancel\w+ (?:a )?(?:minha )?(?:subscricao|inscricao|assinatura d[aeo]s? (?:newsletter|emails?|mensagens))", r"(?:eliminacao|apagamento|exclusao|remocao) d(?:os|e todos os) meus dados", r"direito (?:ao|de) (?:apagamento|esquecimento|oposicao|eliminacao)", r"(?:revogo|retiro) (?:o|meu|o meu|qualquer) (?:\w+ )?consentimento", r"oponho-me (?:ao|a)", r"(?:nos termos|ao abrigo|com base|conforme) (?:\w+ ){0,2}(?:rgpd|lgpd)",
        r"(?:numero|contato|contacto) errado", r"(?:enganou-se|engano) (?:no|de) numero", r"(?:e|foi|deve ser) engano(?: de numero)?(?=,? (?:apag|remov|nao|pare))",
)  # fmt: skip

_NL_TELL = r"(?:mailen|e-?mailen|bellen|appen|sms\S*|berichten|berichtjes|sturen|contacteren|spammen|benaderen|schrijven|lastig ?\w*|contact opnemen|contact op te nemen|mailtjes|spam|telefoontjes)"
_NL_PAPER = r"(?:mails?|e-?mails?|mailtjes|berichten|berichtjes|sms\S*|telefoontjes|reclame|nieuwsbrie\w+|appjes|contact|spam|oproepen|aanbiedingen|post)"
_NL_MINE = r"(?:mij|me|ons|(?:mijn|onze?) (?:\w+ )?(?:nummer|gegevens|adres|e-?mail\w*|mail\w*|mailadres|telefoonnummer|naam|data|contactgegevens|persoonsgegevens))"
_DUTCH = phrase(
        rf"(?:stop|stoppen|hou op|houd op|houdt op|ophouden)(?: \w+)?(?: a\.?u\.?b\.?| alsjeblieft| alstublieft| nu| direct| onmiddellijk)?(?: eens)? met (?:mij |me |ons |het |al |deze |die |dat |uw |jullie ){{0,3}}(?:te |lastig )*(?:{_NL_TELL}|{_NL_PAPER}|vallen)",
        r"(?:bel|mail|sms|app|contacteer|schrijf|benader|e-?mail|stuur|val|bericht)\w* (?:mij|me|ons|dit nummer)(?: alsjeblieft| a\.?u\.?b\.?| alstublieft| nu| svp)? (?:\w+ )?(?:niet|nooit|geen|niets)(?: \w+){0,2}? (?:meer|weer|nogmaals|lastig)", rf"(?:niet|nooit) (?:meer|weer|langer)(?: te)? {_NL_TELL}", rf"niet (?:meer )?{_NL_TELL}(?= ?(?:$|\n|[.!]))",
        rf"geen (?:\w+ )?{_NL_PAPER} meer(?: \w+)?", rf"geen (?:verdere?|nieuwe|ongevraagde|commerciele) {_NL_PAPER}", r"(?:neem|neemt|nemen)(?: u| jullie)?(?: alsjeblieft| a\.?u\.?b\.?| alstublieft)? (?:geen|nooit|niet)(?: meer)? contact(?: meer)?(?: (?:met mij |met ons )?op)?(?: meer)?",
        r"(?:wil|wens|willen|wensen)(?: \w+){0,3}? (?:geen|niet|niets|nooit)(?: \w+){0,4}? (?:ontvangen|benaderd|gebeld|gemaild|gecontacteerd|horen|krijgen|lastiggevallen|geappt)", r"(?:wilt|wil|kunt|kun|willen|kunnen) (?:u|je|jullie) (?:hier|daar)?(?:mee )?(?:aub |alstublieft |alsjeblieft )?(?:ophouden|stoppen)", r"(?:hier|daar)mee (?:op te houden|ophouden|te stoppen)", r"wil (?:je|u|jullie) (?:mij|me|ons) niet meer \w+",
        rf"(?:haal|verwijder|schrijf|schrap|meld|schrijft|wis|gooi|delete|verwijderen)(?:t)? (?:u )?(?:alsjeblieft |a\.?u\.?b\.? |alstublieft |direct |onmiddellijk )*{_NL_MINE}(?: \w+){{0,2}}? (?:van|uit|af|weg)(?: \w+)?", r"(?:verwijder|wis|schrap|delete|vernietig)(?:t|en)? (?:u )?(?:alsjeblieft |a\.?u\.?b\.? |alstublieft |direct |onmiddellijk |al )*(?:mijn|onze) (?:\w+ )?(?:nummer|gegevens|adres|e-?mail\w*|data|telefoonnummer|contactgegevens|persoonsgegevens)",
        rf"{_NL_MINE}(?: (?:graag|direct|onmiddellijk|aub|a\.u\.b\.|alsjeblieft|te))*(?: (?:uit|van) (?:\w+ ){{1,3}})? ?(?:te )?(?:uitschrijven|uit te schrijven|afmelden|af te melden|verwijderen|wissen|schrappen|deleten)", r"(?:graag|gelieve|wil|wilt|verzoek|verzoeke)(?: \w+){0,4} (?:uitschrijven|afmelden|uit te schrijven|af te melden)", r"(?:wil|word|worden|willen)(?: \w+){0,4} (?:uitgeschreven|afgemeld|verwijderd) (?:worden|uit|van)",
        r"(?:van|uit) (?:de|deze|uw|jullie|die) (?:\w+ )?(?:mailing|mail|bel)?(?:lijst|bestand) (?:af|verwijder\w*|halen|gehaald)", r"(?:recht op|beroep op) (?:vergetelheid|verwijdering|gegevenswissing)", r"(?:maak|teken|heb) (?:\w+ )?bezwaar (?:aan )?tegen (?:\w+ ){0,3}(?:verwerking|gebruik|benadering)", r"trek (?:hierbij )?(?:mijn )?toestemming (?:\w+ )?in", r"bel-me-niet(?:-?register)?",
        r"(?:verkeerd|fout|foute|verkeerde) (?:nummer|telefoonnummer)", r"verkeerd verbonden",
)  # fmt: skip

_PL_TELL = r"(?:pisz\w*|pisac|dzwon(?:cie|ic)?|kontaktuj\w*|kontaktowac|wysylaj\w*|wysylac|przysylaj\w*|przysylac|nekaj\w*|nekac|smsowac|zawracac|zawracajcie|spamowac|spamuj\w*|odzywa[cj]\w*|niepokoic|niepokojcie|esemesowac)"
_PL_MINE = (
    r"(?:mnie|nas|(?:moj\w*|nasz\w*) (?:\w+ )?(?:numer\w*|dan\w*|adres\w*|e-?mail\w*|mail\w*|kontakt\w*|telefon\w*))"
)
_POLISH = phrase(
        rf"przestan\w* (?:juz |w koncu |natychmiast )?(?:do mnie |do nas |mnie |mi |nas |nam )?(?:wreszcie )?(?:{_PL_TELL}|spamic|meczyc|nachodzic)", rf"nie (?:{_PL_TELL})(?: sie)?(?: ze mna| do mnie| mi| do nas| na ten numer| tu)? (?:wiecej|juz|nigdy)", rf"(?:wiecej|juz|nigdy) (?:wiecej )?(?:sie )?(?:do mnie |do nas |mi |ze mna )?nie {_PL_TELL}", rf"(?:prosze|prosimy) (?:\w+ ){{0,3}}nie {_PL_TELL}(?=(?: (?:sie|mi|do|mnie|nam|nas|wiecej|juz|ze|zadnych|niczego|takich|tych|na|ofert|maili|reklam|wiadomosci)|[.!,;?]|$))", rf"nie {_PL_TELL} (?:do mnie|do nas|na ten numer)(?: \w+)?",
        r"(?:prosze|prosimy) (?:o )?(?:mnie |nas )?(?:natychmiast\w* |pilnie |jak najszybsze )?(?:wypisa\w+|usun\w+|wykresl\w+|skasow\w+|wyrejestr\w+)(?: (?:mnie|nas|moj\w*|nasz\w*|z))", r"prosze (?:mnie |nas )(?:natychmiast )?(?:wypisa\w+|usuna\w+|wykresli\w+)", r"prosze (?:o )?(?:wypisanie|usuniecie|wykreslenie)(?: (?:mnie|mojego|moich|z|danych|numeru)|(?= ?(?:$|\n|[.!])))",
        rf"(?:wypisz|wypiszcie|usun|usuncie|wykresl\w*|skasuj\w*|usunac|wykasuj\w*)(?: prosze)? {_PL_MINE}", rf"{_PL_MINE} (?:usunac|wypisac|wykreslic|skasowac)", r"(?:chce|chcialbym|chcialabym) (?:sie )?(?:wypisac|zrezygnowac z (?:newslettera|subskrypcji|otrzymywania))", r"rezygnuje z (?:newslettera|subskrypcji|otrzymywania|wiadomosci|tych)",
        r"nie (?:chce|chcemy|zycze sobie|zyczymy sobie|zamierzam) (?:juz |wiecej |zadnych |dalszych |dalszego |tego |od was |od panstwa |takich ){0,3}(?:otrzymywa\w+|dostawa\w+|wiadomosci|kontaktu|maili|smsow|sms-ow|telefonow|reklam|korespondencji|spamu|byc nekan\w+|ofert)", r"zadnych (?:wiecej |kolejnych |dalszych )?(?:maili|wiadomosci|smsow|sms-ow|telefonow|ofert|reklam)", r"(?:dosc|koniec) (?:juz )?(?:tych |waszych )?(?:wiadomosci|maili|smsow|telefonow|spamu|reklam)",
        r"(?:nie wyrazam|cofam|wycofuje|odwoluje) (?:\w+ )?zgod[ye]", r"(?:wnosze|zglaszam|skladam) sprzeciw", r"prawo? do bycia zapomnian\w+", r"(?:zly|bledny|pomylony|nieprawidlowy) numer", r"pomyli\w+ (?:\w+ )?numer\w*",
)  # fmt: skip

_SV_TELL = r"(?:kontakta\w*|skriva?|skriver|skicka\w*|ringa?|ringer|mejla\w*|maila\w*|sms:?\w*|spam\w*|stor\w*|trakassera\w*|hora? av \w+|messa\w*|tjata\w*|besvara?|hora)"
_SV_PAPER = (
    r"(?:mejl|mail|sms|meddelanden|samtal|utskick|reklam|nyhetsbrev|e-?post\w*|spam|erbjudanden|pami?nnelser|kontakt)"
)
_SV_MINE = r"(?:mig|oss|(?:min|mitt|mina|vart|vara) (?:\w+ )?(?:nummer|mejl\w*|mail\w*|adress|uppgifter|e-?post\w*|telefonnummer|namn|data))"
_SWEDISH = phrase(
        rf"(?:sluta|slutar|upphor|lagg av|kan ni sluta)(?: ni| nu| genast| omedelbart| att| med att| upp att)* (?:att )?{_SV_TELL}(?: \w+)?", rf"sluta (?:med )?(?:era|alla|dessa|de har|det har|den har)(?: {_SV_PAPER})?",
        r"(?:kontakta|skriv|skicka|ring|mejla|maila|sms:?a|hor av (?:er|dig)|messa|stor)(?: (?:mig|oss|till mig|hit|det har numret|er|dig)){0,2} (?:inte|aldrig)(?: \w+)?? (?:mer|mera|langre|igen|fler\w*|nagot mer)", r"(?:kontakta|ring|stor) (?:mig|oss) (?:inte|aldrig)(?= ?(?:$|\n|[.!]))", rf"(?:inte|aldrig) (?:langre )?(?:bli )?{_SV_TELL}(?: \w+){{0,2}} (?:igen|mer|langre|fler\w*)",
        r"(?:vill|onskar|vi vill) (?:absolut |verkligen )?(?:inte|aldrig)(?: langre)?(?: mer)? (?:ha|fa|bli|ta emot|hora|motta)(?: \w+){0,4}(?= ?(?:$|\n|[^\w\s]))", rf"inga (?:fler|mer|mera|nya|ytterligare) {_SV_PAPER}", r"bli (?:kontaktad|uppringd|stord|spammad)\w* (?:igen|mer|langre)",
        rf"(?:ta bort|radera|stryk|avregistrera|plocka bort|avanmal\w*) (?:snarast |genast |omedelbart |tack )?{_SV_MINE}(?: (?:fran|ur))?", rf"ta {_SV_MINE} (?:bort|ur|fran|av)", rf"{_SV_MINE} (?:ska |maste )?(?:tas bort|raderas|strykas)", r"(?:vill|onskar|bli) (?:\w+ )?(?:avregistrer\w+|avprenumerer\w+|avanmal\w+|borttag\w+|bort fran (?:er|listan))", r"avsluta (?:min )?prenumeration\w*", r"(?:skicka|skriv) (?:inget|ingenting) mer(?: \w+)?", r"undanber mig(?: \w+)?", r"avprenumerera(?: \w+)?",
        r"ratten? (?:till radering|att bli (?:glomd|bortglomd|raderad))", r"(?:motsatter mig|invander mot)", r"aterkallar (?:\w+ )?(?:samtycke|medgivande)", r"nix(?:-?register\w*|-?telefon)", r"fel nummer(?= ?(?:$|\n|[^\w\s]|tyvarr|du|ni))",
)  # fmt: skip

_DA_TELL = r"(?:kontakte?\w*|skrive?r?|sende?r?|ringe?r?|maile?r?|sms'?e?r?|spamm?e?r?|forstyrre?r?|chikanere?r?|beskeder|plage?r?|smse|henvende)"
_DA_PAPER = r"(?:mails?|e-?mails?|mailer|e-?poster|sms\S*|beskeder|meldinger|opkald|reklamer?|nyhedsbreve?|nyhetsbrev|henvendelser|spam|oppringninger|kontakt)"
_DA_MINE = r"(?:mig|meg|os|oss|(?:mit|min|mine|vores|vare|mitt) (?:\w+ )?(?:nummer|mail\w*|adresse|oplysninger|opplysninger|data|e-?mail\w*|e-?post\w*|telefonnummer|navn)|nummeret mitt|dataene mine)"
_DANISH_NORWEGIAN = phrase(
        rf"(?:stop|stopp|stoppe?|hold op|hold opp|slutt|lad v(?:ae|æ)re?|la v(?:ae|æ)re|ophor)(?: (?:venligst|vennligst|nu|na|straks|da|nu da|lige|dog))*(?: med)?(?: at| a)? (?:{_DA_TELL}|{_DA_PAPER}|disse {_DA_PAPER}|alle {_DA_PAPER})(?: \w+)?", r"(?:kontakt|skriv|ring|send|mail|sms|forstyr|kontakte)(?: (?:mig|meg|os|oss|til mig|til meg|venligst|vennligst|hertil|til dette nummer|mer)){0,3} (?:ikke|aldrig|aldri)(?: \w+){0,2}? (?:mere|mer|igen|igjen|laengere|længere|lenger|flere)", r"(?:kontakt|ring til|forstyr) (?:mig|meg|os|oss) (?:ikke|aldrig|aldri)(?= ?(?:$|\n|[.!]))", rf"(?:ikke|aldrig|aldri) (?:at |a )?{_DA_TELL}(?: \w+){{0,3}} (?:mere|mer|igen|igjen|laengere|længere|lenger|flere)",
        rf"(?:ikke|ingen) flere {_DA_PAPER}", rf"ingen (?:mer|mere|yderligere|ytterligere) {_DA_PAPER}", r"(?:vil|onsker|vill)(?: \w+)?? (?:ikke|aldrig|aldri)(?: laengere| længere| lenger| mere| mer)? (?:at |a )?(?:have|ha|kontaktes|modtage|motta|fa|hore|bli|blive|ringes op)(?: \w+){0,4}(?= ?(?:$|\n|[^\w\s]))", rf"onsker ikke (?:at |a )?(?:\w+ ){{0,2}}(?:{_DA_PAPER}|henvendelser|kontakt\w*)",
        rf"(?:slet|slett|fjern|afmeld|avmeld|stryk|frameld|slette|fjerne)(?: (?:venligst|vennligst|straks|lige))* {_DA_MINE}(?: fra)?", r"(?:tag|ta|meld) (?:mig|meg|mit|mitt)(?: nummer)? (?:af|av|ud|ut|bort|vaek|væk|fra)", rf"{_DA_MINE} (?:skal )?(?:slettes|fjernes|afmeldes|afmeldt|slettet|fjernet|avmeldt)", r"(?:vil|onsker)(?: \w+){0,3} (?:afmeldes|afmelde mig|afmeldt|avmelde meg|slettes|fjernes|fjernet fra|melde meg av|framelde\w*)", r"(?:stop|stopper|stopp)(?: i| venligst| vennligst| nu| na)* med (?:de|alle|jeres|disse) \w+", r"nu stopper i", r"frabeder (?:mig|vi os|os)(?: \w+)?", r"(?:gor|gore|fremsaetter) indsigelse", r"(?:traekker|trækker|trekker) (?:\w+ )?(?:mit |mitt )?(?:samtykke|tilbage)", r"retten til at blive (?:glemt|slettet)|retten til (?:sletning|sletting|a bli glemt)", r"robinson-?list\w*|reservert meg",
        r"(?:forkert|feil) nummer",
)  # fmt: skip

_FINNISH = phrase(
        r"(?:alkaa|ala|alkaahan|alkaaka)(?: \w+){0,2} (?:laheta|lahettako|lahetelko|lahettele|soita|soittako|soitelko|soittele|ota|ottako|otelko|kirjoita|kirjoittako|kirjoittele|viestitelko|viestita|viestittele|tekstaa|tekstailko|tekstaile|hairitse|hairitko|spammaa|spammatko|mailaa|mailatko|meilaa|meilatko)(?: (?:enaa|minulle|meille|minuun|meihin|yhteytta|viesteja|tahan|mitaan|naita)\w*){1,4}", r"(?:alkaa|ala) (?:enaa|hairitko|hairitse|spammatko|soitelko)(?: \w+){0,3}",
        r"(?:en|emme) (?:halua|tahdo|toivo|halunnut)(?: (?:enaa|mitaan|lisaa|enempaa|olla|tulla|saada|nahda|missaan)){0,3} (?:teilta|naita|tallaisia|vastaanottaa|kuulla|yhtey\w+|viest\w+|sahkopost\w+|puhelu\w+|mainos\w+|kontakt\w+|tekemisissa)(?: \w+)?", r"(?:en|emme) halua (?:\w+ )?(?:viesteja|sahkopost\w+|yhteydenotto\w*|puhelui\w*|mainos\w*|markkinoin\w*|roskapost\w*)", r"ei enaa (?:viesteja|sahkopost\w+|puheluita|mainoksia|tekstiviesteja|yhteydenottoja|kiitos)", r"lopet\w+ (?:jo )?(?:\w+ )?(?:viest\w*|soitt\w*|lahett\w*|spam\w*|hairin\w*|hairitse\w*|yhtey\w*|mainos\w*|naiden|tama|nama|kirjoit\w*|roskapost\w*)",
        r"poista(?:kaa|isitteko|isitko|ttehan)? (?:\w+ ){0,2}?(?:minut|numeroni|tietoni|sahkopostini|sahkopostiosoitteeni|meidat|yhteystietoni|osoitteeni|puhelinnumeroni)(?: \w+)?", r"(?:minut|numeroni|tietoni|osoitteeni) (?:pois|poistaa|poistettava|poistettavaksi)(?: \w+)?", r"(?:haluan|haluaisin|pyydan) (?:\w+ ){0,3}(?:pois (?:listalta\w*|postituslistalta\w*)|poistettavaksi|poistamaan|poistamista)", r"(?:peruuta|peruuttakaa|peru|perukaa|haluan peruuttaa|haluan perua) (?:\w+ )?(?:uutiskir\w+|postituslista\w*)", r"jatta(?:kaa|a|isitteko)? (?:minut|meidat)(?: \w+)? rauhaan", r"(?:minut|meidat) rauhaan", r"(?:suora)?markkinointikiel\w+", r"kiellan (?:\w+ ){0,3}(?:markkinoin\w*|yhteydeno\w*|kasittely\w*)", r"oikeus tulla unohdetuksi", r"vastustan (?:\w+ )?(?:tietojeni|henkilotietojeni)(?: \w+)?",
        r"vaara numero",
)  # fmt: skip

_CS_NOT = r"ne(?:pis|volej|volaj|kontaktuj|kontaktov|posilej|posielaj|zasilej|obtezuj|obtazuj|otravuj|spamuj|ozyvej|rus|psat|volat)\w*"
_CZECH_SLOVAK = phrase(
        r"prestan\w* (?:uz |mi |me |ma |nam |nas |konecne |prosim |laskave )*(?:pis\w*|psat|pisat|vol\w*|kontakt\w*|posil\w*|posielat|zasil\w*|obtez\w*|obtaz\w*|otravov\w*|spamov\w*|s (?:temi|tim|tym))", rf"(?:uz|jiz|vic|vice|viac|nikdy|dal|dale|dalej|znovu|opet)(?: (?:mi|me|ma|nam|nas|se|sem|sa|prosim|vice|vic|viac)){{0,3}} {_CS_NOT}", rf"{_CS_NOT}(?: (?:mi|me|ma|nam|nas|se|na toto cislo|prosim|sa)){{0,3}} (?:uz|vic|vice|viac|vickrat|znovu|nikdy|dal|dalsi|zadne)", rf"(?:prosim,? )?{_CS_NOT} (?:mi|me|ma|nam)(?= ?(?:$|\n|[.!,]))",
        r"(?:nepreji|neprejeme|nezelam|nezelame) si (?:uz|dale|vice|byt|dostavat|dalsi|zadn\w+|jiz|od vas|aby)", r"(?:nechci|nechceme|nechcem) (?:uz |jiz |od vas |vice |zadn\w+ |ziadn\w+ |dalsi\w* |tyto |vase ){0,3}(?:dostavat|byt (?:\w+ )?kontakt\w*|byt obtez\w+|dalsi|zpravy|spravy|maily|e-?maily|sms\w*|reklam\w*|obchodni sdeleni|nabidky|slyset|pocut|volat)",
        r"(?:odhlas\w*|vyrad\w*|vymaz\w*|smaz\w*|odstran\w*|odeber\w*|vyskrtn\w*)(?: (?:prosim|okamzite|laskave|si))*,? (?:me|mne|ma|nas|(?:muj|moje|moj|me|nase) (?:\w+ )?(?:cislo|udaje|email\w*|e-?mail\w*|adres\w*|kontakt\w*|data))(?: (?:z|ze|zo|od)(?: \w+)?)?", r"(?:chci|chtel bych|chtela bych|chcem|prosim o|zadam o) (?:se |sa )?(?:odhlas\w+|vyraz\w+|vymaz\w+|odstran\w+|smaz\w+|odhlaseni|vyrazeni)", r"(?:zadne|ziadne) dals(?:i|ie) (?:zpravy|spravy|maily|e-?maily|sms\w*|nabidky|ponuky|reklamy|hovory|obchodni sdeleni)", r"(?:nechte|nechajte|dejte|dajte) (?:me|mne|ma|mi|nas|nam)(?: \w+)? (?:na pokoji|byt|pokoj)", r"odvolavam (?:\w+ )?(?:souhlas|suhlas)", r"(?:vznasim|podavam) (?:\w+ )?namitk\w+", r"pravo byt zapomenut", r"nesouhlasim (?:se zpracovanim|s kontakt\w*|s pouziv\w*)", r"(?:spatne|zle|chybne) cislo",
)  # fmt: skip

_TURKISH = phrase(
        r"(?:bir|bi) daha (?:\w+ ){0,4}?(?:yazma|arama|mesaj atma|atma|gonderme|rahatsiz etme|ulasma|iletisime gecme)\w*", r"(?:beni|bizi|bana|bize|bu numarayi|bu numaraya|artik)(?: \w+){0,3} (?:yazmay\w+|aramay\w+|arama|yazma|mesaj atmay\w+|atmay\w+|gondermey\w+|rahatsiz etmey\w+|ulasmay\w+)(?= ?(?:$|\n|\W|artik|lutfen))", r"(?:mesaj|sms|mail|e-?posta|reklam)\w* (?:\w+ )?(?:atmay\w+|gondermey\w+|yollamay\w+|atma|gonderme)(?= ?(?:$|\n|\W))", r"(?:aramay|yazmay)(?:in|iniz)(?= ?(?:$|\n|[.!]|artik|lutfen))",
        r"(?:beni|bizi|numaram\w*|bilgilerim\w*|verilerim\w*|kaydim\w*|mail(?:im|lerim)\w*|adresim\w*|e-?postam\w*)(?: \w+){0,3} (?:sil(?:in|iniz|er misiniz|inmesini|insin|elim)?|cikar(?:in|iniz|ir misiniz|tin|ilmasini)?|kaldir(?:in|iniz|ir misiniz|ilmasini)?)", r"listeden? (?:\w+ )?(?:cikar|cikmak|sil)\w*", r"(?:mesaj|sms|mail|e-?posta|reklam|bildirim|arama)\w*(?: \w+){0,3} istemiyor\w*", r"(?:aranmak|rahatsiz edilmek|iletisim kurulmasini) istemiyor\w*", r"aboneli\w+ (?:\w+ )?(?:cik|iptal|sonlandir)\w*", r"(?:mesajlari|aramalari|mailleri) (?:kesin|durdurun|birakin)", r"rahatsiz etmey\w+", r"rahat birak\w*", r"yanlis (?:numara|kisi)\w*", r"(?:onayimi|iznimi) (?:geri )?(?:cek|iptal)\w*",
)  # fmt: skip

_HUNGARIAN = phrase(
        r"ne (?:irj\w*|hivj\w*|hivogass\w*|keress\w*|zavarj\w*|kuldj\w*|kuldozges\w*|zaklas\w*|telefonalj\w*|spammelj\w*)(?: (?:nekem|engem|ra|minket|nekunk|tobb|tobbet|tobbe|mar|ujra|uzenetet|levelet|emailt|sms\w*|erre|soha)){0,4}", r"(?:tobbet|tobbe|soha|kerem|kerjuk)(?: \w+){0,2},? ne (?:irj|hiv|keres|zavar|kuld|zaklas)\w*", r"hagyj\w* (?:engem |minket )?(?:mar )?bek(?:en|et)", r"(?:torol|torolj)\w*(?: (?:kerem|ki|engem|minket|a|az|azonnal)){0,3} (?:szamom\w*|adataim\w*|cimem\w*|engem|listar?o?l\w*|adatbazis\w*|nevem\w*|telefonszamom\w*|emailem\w*|e-?mail\w*)", r"(?:szamom\w*|adataim\w*|cimem\w*|engem)(?: \w+){0,3} (?:torol|torolj)\w*", r"vegy\w+ le (?:engem |minket )?(?:a |az )?(?:\w+)", r"(?:leiratkoz\w*|le szeretnek iratkozni|iratkoz\w+ le)(?: \w+)?", r"nem (?:kerek|kerunk|szeretnek|szeretnenk|kivanok|kivanunk|akarok)(?: (?:tobb|tobbet|tovabbi|ilyen|semmilyen|onoktol|maguktol)){1,3} (?:\w+)", r"nem (?:szeretnek|kivanok|akarok) (?:\w+ )?(?:uzenet\w*|levelet|leveleket|hirlevelet|emailt|sms\w*) (?:kapni|fogadni)", r"visszavonom (?:a |az )?\w*(?:hozzajarulas)\w*", r"tiltakoz\w+ (?:az |a )?(?:adat\w*|\w*kezel\w*|megkeres\w*)", r"(?:teves|rossz) (?:szam|hivas|szamot)\w*",
)  # fmt: skip

_ROMANIAN = phrase(
        r"nu (?:ma |ne |imi |ne |mi )?(?:va rog )?mai (?:contact|sun|scri|trimit|trimet|deranj|hartui|apel|cau)\w*(?: \w+)?", r"nu-mi mai (?:scri|trimit)\w*", r"nu (?:mai )?(?:vreau|doresc|dorim|vrem) (?:sa (?:mai )?(?:primesc|primim|fiu contactat\w*|ma (?:mai )?(?:contact|sun)\w+)|(?:alte |mai multe )?(?:mesaje|mailuri|email\w*|sms\w*|telefoane|apeluri|reclame))", r"(?:opriti|incetati|opreste|inceteaza|terminati)(?:-va)?(?: \w+){0,3} (?:mesaj\w*|trimit\w*|suna\w*|contact\w*|scri\w*|mail\w*|sms\w*|spam\w*|apel\w*)", r"(?:sterge|stergeti|scoate|scoateti|elimina|eliminati|dezabona|dezabonati)(?:ti)?-(?:ma|mi|ne)(?: \w+)?", r"(?:sterge|stergeti|scoateti|eliminati) (?:\w+ )?(?:numarul|datele|adresa|emailul|contactul|informatiile)(?: (?:meu|mele|mea|noastre|de telefon))?", r"(?:ma|sa ma) (?:dezabon\w*|stergeti|scoateti|eliminati|retrag din)", r"(?:vreau|doresc|as dori) (?:sa ma dezabonez|dezabonarea|stergerea|sa fiu (?:sters|scos|eliminat)\w*)", r"stergerea (?:tuturor )?datelor mele", r"lasati-(?:ma|ne) in pace|lasa-ma in pace", r"(?:numar|numarul) gresit", r"gresit (?:\w+ )?numarul", r"(?:imi )?retrag (?:\w+ )?(?:consimtamantul|acordul)", r"ma opun (?:prelucrarii|la)",
)  # fmt: skip

_RUSSIAN_UKRAINIAN = phrase(
        r"не (?:надо |нужно |стоит |смеите )?(?:мне |нам |меня |больше |сюда |на этот номер )*(?:пиши|пишите|писать|звони|звоните|звонить|присылаи|присылаите|присылать|беспокои|беспокоите|беспокоить|отправляи|отправляите|шли|шлите|спамьте|пишіть|дзвоніть|надсилаите|турбуите)(?: (?:мне|нам|больше|сюда|меня|більше|мені|никогда|на этот номер)){0,3}", r"(?:перестан\w*|прекрат\w*|хватит|припин\w*)(?: \S+){0,3}? (?:писать|звонить|присылать|слать|спамить|беспокоить|рассыл\w*|доставать|отправ\w*|писати|дзвонити|надсилати|спам\w*)", r"(?:удал\w*|убер\w*|исключ\w*|вычеркн\w*|видал\w*|сотрите)(?: (?:пожалуиста|будь ласка|немедленно|срочно))?,? (?:меня|нас|мои|мою|мое|мене|номер|все мои|наш\w*|мій|мої)(?: \S+){0,3}", r"отпи(?:шите|сать|сал\w*)\w* (?:меня|нас|от)", r"(?:хочу|прошу|как) отписаться", r"отписаться(?= ?(?:$|\n|[.!]|от))", r"відпи\w+ (?:мене|від)", r"(?:прошу|требую) (?:\S+ ){0,2}(?:удалить|исключить|прекратить|убрать)(?: \S+)?", r"не (?:хочу|желаю|хотим)(?: больше)? (?:получать|от вас|ваших|ваши|слышать|с вами общаться)", r"отстаньте|отвали(?:те)?|отъебитесь", r"(?:меня|нас) в покое", r"в покое (?:меня|нас)", r"не туда попали", r"ошиблись (?:номером|адресом)|ошибка номером", r"(?:неправильныи|неверныи|не тот) номер", r"отзываю (?:\S+ )?согласие",
)  # fmt: skip


_JAPANESE = wording(
        r"二度と.{0,4}(?:連絡|送|電話|メール)", r"(?:連絡|電話|メール|営業)して(?:こ|く)ないで", r"配信.{0,4}(?:停止|止め|解除|不要|希望しません|拒否)", r"(?:連絡|メール|送信|送付|電話|営業|メッセージ|案内|勧誘).{0,6}(?:しないで|送らないで|送ってこないで|やめて|止めて|お?控え|不要|お?断り|停止|結構です|拒否)", r"(?:送らないで|送ってこないで|送信しないで|連絡しないで|電話しないで|かけてこないで)", r"もう.{0,10}(?:ないで|やめて)(?:ください|下さい|くれ)?", r"(?:リスト|名簿|データベース|登録).{0,8}(?:削除|外して|解除|除い)", r"(?:個人情報|情報|番号|アドレス|データ|連絡先).{0,8}削除", r"(?:登録|購読).{0,3}解除", r"退会(?:したい|希望|し)", r"番号.{0,3}(?:違い|違う|間違)", r"間違い電話|人違い", r"迷惑(?:メール|です|電話)", r"通報(?:し|する)",
)  # fmt: skip
_CHINESE = wording(
        r"(?:不要|别|別|请勿|請勿|勿|停止|不用|不需要)(?:再|继续|繼續).{0,8}(?:联系|聯繫|聯絡|联络|发|發|打|骚扰|騷擾|打扰|打擾|推送|推销|推銷|给我|給我|寄)", r"(?:不要|别|別|请勿|請勿|停止)(?:给我|給我|向我)?.{0,2}(?:联系我|聯繫我|聯絡我|骚扰|騷擾|打扰|打擾|推销|推銷|推送|发送|發送|发短信|發簡訊|发邮件|打电话|打電話)", r"别发了|別發了|别打了|別打了", r"不想(?:再)?(?:收到|接到|被)", r"退订|退訂|取消(?:订阅|訂閱)", r"(?:把|将|將)?我.{0,8}(?:移除|删除|刪除|移出|剔除|删掉|刪掉|除名)", r"(?:移除|删除|刪除|删掉|刪掉).{0,3}我", r"(?:删除|刪除|移除).{0,4}(?:号码|號碼|信息|資料|资料|数据|個資)", r"(?:打错|发错|弄错|打錯|發錯|弄錯)(?:人|了|电话|電話|号码|號碼)?", r"(?:号码错|號碼錯|号码不对|號碼不對)", r"拉黑(?:了|你)", r"(?:^|[，,。！ ])(?:别|別)(?:发|發|打)(?:$|[了。！])", r"(?:这是|這是|属于|屬於|停止)(?:骚扰|騷擾)|骚扰(?:短信|电话)", r"再(?:发|發|打|联系|聯絡).{0,6}(?:举报|舉報|投诉|投訴|拉黑|报警|報警)", r"(?:我)?(?:要|会|會|将|將|已|已经)(?:经)?(?:举报|舉報|投诉|投訴|拉黑)", r"撤回(?:我的)?同意",
)  # fmt: skip
_ARABIC = wording(
        r"(?:توقف\w*|[أا]وقف\w*|كفوا?|[إا]يقاف) ?(?:عن )?(?:\S+ ){0,2}?(?:[إا]رسال|مراسل\w*|الاتصال|الرسائل|رسائل\w*|[إا]زعاج\w*)", r"لا ?ت(?:رسل|تصل|راسل|زعج|كتب|تواصل|بعث)\w*", r"(?:[أا]حذف\w*|[أا]زل\w*|[أا]زيل\w*|[إا]زال[ةه]|حذف|[أا]مسح\w*|شيل\w*) (?:\S+ ){0,2}?(?:رقمي|اسمي|بياناتي|القائمة|القايمة|بريدي|معلوماتي|قائم\w+)", r"(?:احذف|أزل|ازيل|أزيل|شيل)\w*ني", r"[إا]لغ\w+ ال?[إا]?شتراك\w*", r"(?:رقم|الرقم|نمرة) (?:خاط[ئى]|خط[أا]|غلط)", r"لا ?(?:[أا]ريد|[أا]رغب|نريد) (?:\S+ ){0,3}?(?:رسائل\S*|تلقي|استلام|التواصل|مكالمات|اتصال\w*)", r"اتركني|اتركوني",
)  # fmt: skip
_KOREAN = wording(
    r"수신 ?거부", r"그만 ?(?:보내|연락|문자|전화)", r"(?:연락|보내|전화|문자)\S{0,4}지 ?(?:마|말아)", r"(?:번호|정보|명단|목록|연락처|개인정보).{0,8}(?:삭제|빼)", r"구독 ?(?:취소|해지)", r"잘못 ?(?:거|걸|보내)\S{0,3}", r"스팸.{0,4}신고|신고하겠",
)  # fmt: skip
_GREEK = phrase(
    r"σταματ\w+ (?:να )?(?:μου |με )?(?:\w+)", r"μην? (?:μου |με )?(?:ξανα\w+|στελν\w+|στειλ\w+|γραφ\w+|γραψ\w+|παιρν\w+|καλ\w+|ενοχλ\w+|επικοινων\w+)", r"(?:διαγρα\w+|αφαιρ\w+)(?: \w+){0,2} (?:με|μου|λιστα|στοιχεια|αριθμο)(?: \w+)?", r"δεν θελω (?:αλλα |να λαμβανω |να με )\w*", r"(?:λαθος|λαθεμενο) (?:αριθμο\w*|νουμερο)", r"απεγγραφη\w*",
)  # fmt: skip
_HEBREW = wording(
    r"(?:להסיר|הסירו|הסר|תסירו|תסיר) ?(?:נא )?(?:אותי|מהרשימה|מרשימת|את)?", r"תפסיק\w* (?:לשלוח|להתקשר|להטריד|לכתוב|עם)", r"אל ת(?:שלח|תקשר|כתב|פנ|טריד)\w*", r"די לשלוח", r"(?:מספר שגוי|טעות במספר)", r"(?:תמחק|מחק)\w* (?:אותי|את)",
)  # fmt: skip
WORDED = (
    *(
        ("wish:de", _GERMAN),
        ("wish:fr", _FRENCH),
        ("wish:es", _SPANISH),
        ("wish:it", _ITALIAN),
        ("wish:pt", _PORTUGUESE),
    ),
    *(("wish:nl", _DUTCH), ("wish:pl", _POLISH), ("wish:sv", _SWEDISH), ("wish:da-no", _DANISH_NORWEGIAN)),
    *(("wish:fi", _FINNISH), ("wish:cs-sk", _CZECH_SLOVAK), ("wish:tr", _TURKISH), ("wish:hu", _HUNGARIAN)),
    *(("wish:ro", _ROMANIAN), ("wish:ru-uk", _RUSSIAN_UKRAINIAN), ("wish:el", _GREEK)),
)
UNSPACED = (
    ("wish:ja", _JAPANESE),
    ("wish:zh", _CHINESE),
    ("wish:ar", _ARABIC),
    ("wish:ko", _KOREAN),
    ("wish:he", _HEBREW),
)

_TIMED = re.compile(
    r"(?:\s[\w']+){0,2}?,?\s(?:(?:heute|morgen|wahrend|zwischen|am wochenende|bis (?:montag|dienstag|mittwoch|donnerstag|freitag|\d)|avant|apres|pendant|demain|aujourd'hui|antes de|antes das|despues de|hasta|manana|hoy|prima|dopo|fino|domani|oggi|depois|amanha|hoje|"
    r"vandaag|tot|tussen|dzis|jutro|miedzy|idag|imorgon|imorgen|mellan|mellem|ennen|huomenna|tanaan|dnes|zitra|yarin|bugun|elott|holnap|inainte|maine|сегодня|завтра|сеичас|قبل|بعد|الان|اليوم|غدا)(?!\w)|"
    r"(?:vor|nach|voor|na|przed|po|fore|efter|for|pred|once|dupa|до|после|entre) (?:\d|(?:las|ore|uur|kl|klo|godz|acht|neun|zehn|elf|zwolf|sieben|tien|negen|neuf|dix|midi|diez|nueve|dieci|nove|dez|tio|ti|nio|ni|osma|desat\w*|dziesiat\w*|dziewiat\w*|kymmen\w*|десяти|девяти|восьми|обеда|dem|the|\w+ (?:uhr|heures?|uur|utra|утра|вечера|rano))(?!\w)))".replace(
        " ", r"\s"
    )
)
_ASKS_OR_TELLS = re.compile(
    r"(?:\b(?:warum|wieso|weshalb|pourquoi|por que|perche|porque|waarom|dlaczego|varfor|hvorfor|miksi|proc|preco|neden|miert|de ce|почему|чому)\b[^.!?\n;]{0,60}|"
    r"\b(?:haben|habt|hat|hast|wurde|wurden)\s(?:sie\s|ihr\s)?(?:mich|uns|sich|mir)\s(?:\w+\s)?|"
    r"\b(?:il|elle|on|ils|elles|qui|personne)\s)\Z"
)  # fmt: skip
_COMMAND = re.compile(
    r"(?:(?:me|mi|nos|nous)\s)?(?:dej|deix|par|smett|piant|finisc|arret|cess|przesta|prestan|sluta|hor|elimin|borr|quit|saqu|sac|retir|remov|tir|exclu|cancell|rimuov|togli|supprim|enlev|effac|desinscri|desabonn|"
    r"verwijder|haal|schrijf|usun|wypis|wykres|ta bort|radera|slet|fjern|afmeld|poist|smaz|vymaz|odhlas|streich|losch|entfern|nehm|удал|убер|отпи|sil)"
)
_NOT_SO = re.compile(r"\s(?:bitte\s|surtout\s)?(?:nicht|pas|niet|inte|ikke)\b(?!\s(?:mehr|plus|meer|nur))")
_INSIDE_NOT = re.compile(r"\s(?:niet|nicht|inte|ikke|pas)\s(?:van|von|aus|uit|de|fran|fra)\b")
_AT_A_TIME = re.compile(
    r"\d\S*\s(?:once|sonra)|\b(?:yedi|sekiz|dokuz|on|onbir|oniki|ogle|sabah|aksam)(?:da|de|dan|den|le|lar|a|e)?n?\s(?:once|sonra)|\d+\s?(?:時|点|點|시)(?:半)?(?:前|以降|以前|まで|后|後|以后|전|이후)"
)
_DO_NOT = re.compile(r"(?:\b(?:no|nao|non|ne|nunca|nie|inte|ikke|ala)\s|\bn')\Z")
_OTHER_THING = re.compile(
    r"\b(?:tarif\w*|vertrag\w*|konto|portal|kurs|kurses|termin\w*|gewerbe|abo|mitglied\w*|fitness\w*|forfait|contrat|cours|contrato|curso|contratto|corso|contract|cursus|umow\w+|kurs\w*|sozlesme\w*|договор\w*|тариф\w*)\b"
)
"""What else one signs off from."""
_CLICK = re.compile(
    r"klicken sie|hier klicken|cliquez|haga clic|haz clic|pulse aqui|clicca|cliccare qui|clique aqui|klik hier|kliknij|klicka har|klik her|napsauta|klikn[ei]te|tiklay|kattintson|"
    r"(?:respond[ae]|antworten sie(?: einfach)? mit|repondez|envoyez|rispond[iae]|responder|antwoord met|odpisz|svara|svar|vastaa|odpovezte) \W?(?:stop|baja|arret|nein|unsubscribe|sair)"
)
"""Our own footer, or theirs: what follows is an instruction, not a wish."""


def wishes(text: Text, book: Found) -> Iterator[tuple[str, Finding]]:
    """Every phrase about consent, each with its strength."""
    folded = text.folded
    for name, matches in book.items():
        for found in matches if name.startswith("wish:") else ():
            start = found.start()
            if _TIMED.match(folded, found.end(), found.end() + 60) or _NOT_SO.match(folded, found.end()):
                continue
            if _COMMAND.match(folded, start) and _INSIDE_NOT.search(found.group(0)):
                continue
            if _AT_A_TIME.search(folded, max(0, start - 40), found.end() + 10):
                continue
            if _OTHER_THING.search(found.group(0)) or names_a_time(folded, *found.span()):
                continue
            before = folded[max(0, start - 80) : start]
            if _ASKS_OR_TELLS.search(before) or (_COMMAND.match(folded, start) and _DO_NOT.search(before)):
                continue
            if _CLICK.search(before.rpartition("\n")[2] + folded[start : found.end() + 80].partition("\n")[0]):
                continue
            yield "definite", Finding(f"phrase-{name.removeprefix('wish:')}", text.cut(*found.span()))
            return

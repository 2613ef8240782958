# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""What autoresponders write, in some twenty languages, where no header gives them away.

No single sentence does: people too are away, thank, and name a colleague. So each *sign* has a weight, signs of a person
count against it, and only a sum of `_MACHINE` is a machine. A message that says of itself that a machine wrote it needs
no sum. Accents are folded; a blank is one blank or line end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.safety import further_languages
from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.phrases import START, Found, phrase, wording
from rejoinder.domain.safety.spelling import REPLY_PREFIX, Text

_MACHINE = 3
_READ = 1_500
"""Characters of a text that are read: a notice says what it is at once."""


_NOW = r"(?:(?:currently|presently|now|away|off|still|both|all|also|today|momentan|derzeit|aktuell|zurzeit|zur zeit|gerade|leider) )?"

_DECLARED = wording(
    rf"{START}(?:this is an? (?:\w+ )?(?:auto[- ]?(?:mated|matic|mated email|generated|reply|response)|automatically)|this (?:e-?mail|message|reply|mailbox|inbox|address|notification|response) (?:was|is|has been) (?:being )?(?:sent )?(?:auto\w*[- ]?generated|automatically|not monitored|unmonitored|no longer monitored|generated automatically|sent automatically|automated))",
    rf"{START}(?:please )?do not (?:reply|respond) (?:directly )?to this (?:automated |auto\w* |system )?(?:e-?mail|message|address)|{START}(?:automatic|automated|auto) ?-?(?:reply|response)\b(?! (?:was|is|rate|feature|to))|auto(?:mated|matically)? (?:generated|response) (?:message|e-?mail|from)|(?:replies|responses) to this (?:e-?mail|message|address|mailbox) (?:are|will) not",
    r"read receipt|nobody reads (?:replies|this)|no-?reply address|mailbox (?:is |only )?(?:only )?(?:accepts|for) (?:invoices|\w+ only)|for (?:invoices|system alerts|notifications) only|mail sent here is (?:not|deleted)|not yet been delivered|(?:the )?server will (?:continue|keep)|anti-?spam service|until a moderator|virtual assistant of|(?:choose|press|type|reply) \d (?:for|to)|please choose:|reply help for|standard (?:rates|message)|rates apply|could not be processed because|this (?:phone|device) (?:does not|cannot) receive|subscriber you have|i'm driving with (?:do not disturb|focus)|i am driving with|(?:i'm|i am) not receiving notifications|(?:has|have) (?:notifications|focus) (?:silenced|turned on)|(?:sent|reply) automatically(?! to)",
    r"auto(?:-?reply|mated|-?response)?[\])]|msg ?(?:&|and) ?data rates|message (?:&|and) data rates|(?:this|the) (?:number|line|inbox|mailbox|account|address) (?:does not|doesn't|cannot|can not|can't|is not|isn't|is no longer|no longer) (?:\w+ )?(?:accept\w*|receiv\w*|monitored|read|able to receive|set up to receive|in use|in service|checked)",
    r"(?:verify|confirm|prove) (?:that )?you(?:'re| are) (?:a |an )?(?:human|real (?:person|human|sender|individual)|not a robot)|to ensure delivery of your|(?:has|have) (?:tentatively )?(?:accepted|declined) this (?:invitation|meeting|event)|challenge[- ]response|spam ?arrest|boxbe",
    r"dies(?:e|es|er)? (?:e-?mail |nachricht |mail |antwort |ist )?(?:ist )?(?:eine |wurde |wird )?(?:automatisch (?:erzeugt|generiert|erstellt|versendet|versandt|verschickt|gesendet)\w*|automatische|automatisierte|automatisch\w* (?:nachricht|antwort|e-?mail|mail))|(?:dieses|das) postfach (?:wird|ist) nicht|lesebestatigung|zustellung wird weiter versucht|(?:druck\w+|wahlen) sie (?:die )?(?:eins|zwei|\d)|antworten sie (?:bitte )?nicht auf diese|auf diese (?:\w+ )*(?:e-?mail|nachricht|mail) (?:bitte )?nicht (?:antworten|zu antworten)|automatisch (?:erzeugte|generierte|erstellte|versendete) (?:e-?mail|nachricht|mail)|automatische antwort",
    r"(?:ceci est|il s'agit d'|ce message est|cet? (?:e-?mail|message|courriel) (?:est|a ete)) ?(?:un |une |d'un |d'une )?(?:message |reponse |courriel |e-?mail )?(?:automatique|genere\w* automatiquement|envoye\w* automatiquement|automatise)|(?:cette|la) boite (?:n'est pas|ne sera pas)|tous nos (?:conseillers|agents)|tapez \d|(?:merci de |veuillez |priere de )?ne pas (?:y )?repondre (?:a ce|directement a ce|a cet)|merci de ne pas y repondre|reponse automatique",
    r"(?:este|esta|esto) (?:es |correo |mensaje |respuesta |e-?mail |es un |es una |correo ha sido |mensaje ha sido )+(?:\w+ )?(?:automatic[oa]|generad[oa] automaticamente|enviado automaticamente)|(?:este|el) buzon no (?:se|es|esta)|todos nuestros agentes|(?:pulse|marque|digite|oprima) \d|no (?:responda|respondas|responder|conteste) a este|respuesta automatica|mensaje automatico",
    r"(?:questo|questa|presente) (?:e |messaggio |email |e-mail |mail |risposta |e un |e una |e stat[oa] )+(?:\w+ )?(?:automatic[oa]|generat[oa] automaticamente|inviat[oa] automaticamente)|(?:questa|la) casella non e|(?:digiti|prema|premere) \d|(?:si prega di |la preghiamo di |pregasi )?non rispondere a questo|messaggio (?:generato )?automatic\w+|risposta automatica",
    r"(?:este|esta|isto) (?:e |e-?mail |mensagem |resposta |e um |e uma |foi )+(?:\w+ )?(?:automatic[oa]|gerad[oa] automaticamente|enviad[oa] automaticamente)|(?:digite|pressione|tecle) \d|nao (?:responda|responder) a (?:este|esta)|resposta automatica|mensagem automatica",
    r"(?:dit is een|deze (?:e-?mail|mail|bericht|antwoord)(?: is| werd| wordt)?|dit bericht (?:is|werd|wordt)) (?:een )?automatisch|automatisch (?:gegenereerd|verzonden|verstuurd|antwoord|bericht)|(?:niet|gelieve niet) (?:te )?(?:antwoorden|reageren) op (?:deze|dit)|niet op (?:deze|dit) (?:e-?mail|mail|bericht) (?:te )?(?:antwoorden|reageren)",
    r"(?:to (?:jest )?(?:wiadomosc|odpowiedz)|wiadomosc(?: ta)?(?: zostala)?) (?:\w+ )?(?:automatyczn\w*|wygenerowan\w+ automatycznie|wyslan\w+ automatycznie)|automatyczna (?:wiadomosc|odpowiedz)|nie odpowiada(?:c|j|jcie) na (?:te|ta|niniejsz\w+)|autoodpowiedz",
    r"(?:detta ar|det har ar) (?:ett|en) (?:autosvar|automatisk\w*)|automatiskt (?:meddelande|svar|genererat|mejl|utskick|skickat)|autosvar|(?:svara inte pa|gar inte att svara pa|kan inte besvaras) (?:detta|det har)?|dette er (?:en|et) (?:automatisk\w*|autosvar)|automatisk (?:besked|svar|mail|genereret|e-?mail|melding|e-?post)|(?:svar venligst|vennligst|venligst) ikke (?:svar )?(?:pa )?den|kan ikke besvares",
    r"(?:tama on|viesti on|tama viesti on) (?:\w+ )?(?:automaatti\w*|lahetetty automaattisesti)|automaatti(?:nen|vastaus|viesti)\w*|tama (?:laatikko|postilaatikko|sahkoposti) ei ole|(?:alkaa|ala) vastat?ko? tahan|tahan viestiin (?:ei|alkaa)|(?:tato|toto) (?:zprava|sprava|e-?mail|je) (?:\w+ )?(?:automatick\w*|vygenerovan\w*)|automatick(?:a|y|ou) (?:odpoved|zprava|sprava|vygenerovan\w*|generovan\w*|odeslan\w*)|(?:prosim,? )?neodpovidejte na|neodpovedajte na",
    r"(?:bu|otomatik) (?:mesaj|e-?posta|yanit|bir otomatik|mail|ileti)\w*(?: \w+){0,2}? (?:otomatik|sistem tarafindan)\w*|otomatik (?:olarak|mesaj|yanit|cevap|bilgilendirme)|(?:bu|lutfen bu) (?:e-?posta|mesaj|mail)\w* (?:lutfen )?(?:yanitlamay|cevaplamay|yanit vermey)\w*|automatikus (?:uzenet|valasz|level|ertesites)|automatikusan (?:general|kuld)\w*|(?:ne valaszoljon|kerjuk,? ne valaszoljon)|(?:mesaj|raspuns|e-?mail) (?:generat )?automat|(?:nu raspundeti|va rugam sa nu raspundeti) la acest",
    r"автоматическ\w+ (?:сообщение|ответ|письмо|уведомление)|(?:сформировано|отправлено|создано|сгенерировано) автоматически|автоответ|не отвечаите на (?:это|данное)|автоматичн\w+ (?:відповідь|повідомлення)|αυτοματ\w+ (?:απαντηση|μηνυμα)",
    r"your (?:\w+ ){0,3}?(?:code|pin|passcode|otp|password) (?:is|for \w+ is)[ :]+[\w-]*\d{3,}|(?:verification|security|authentication|one-time|login|access|confirmation) (?:code|pin|passcode|password) ?(?:is|:)[ :]*\d{3,}|is your (?:\w+ ){0,3}(?:verification|login|security|access|confirmation) (?:code|pin|passcode|otp)|(?:never|do not|don't) (?:ever )?share (?:this|your|the|it) ?(?:\w+ )?(?:code|pin|password|with any)|(?:bestatigungs|sicherheits|zugangs|verifizierungs)code (?:lautet|ist)|(?:bestatigungs|sicherheits|zugangs|verifizierungs|anmelde)code(?: \w+){0,2} ?:? ?\d{3,}|(?:code|pin) de (?:verification|confirmation|securite|connexion) (?:est|:)|(?:codigo|clave|pin) de (?:acceso|verificacion|seguridad|confirmacion) (?:es|:)|codice (?:di )?(?:verifica|accesso|sicurezza|conferma) (?:e|:)|codigo de (?:verificacao|acesso|seguranca|confirmacao) (?:e|:)|(?:verificatie|beveiligings|toegangs|bevestigings)code(?: is|:)|kod (?:weryfikacyjny|dostepu|bezpieczenstwa|potwierdzajacy)|(?:verifierings|bekraftelse|bekreftelses|bekraeftelses|engangs)kod\w*(?: ar| er|:)|vahvistuskoodi\w*|overovaci kod|overovaci kod|dogrulama kod\w*|ellenorzo kod\w*|cod(?:ul)? de (?:verificare|confirmare)|код (?:подтверждения|доступа|підтвердження)|kode (?:verifikasi|otp)",
    rf"{START}(?:tentatively )?(?:accepted|declined|cancell?ed|updated|invitation)(?: event| invitation| meeting)?: [^\n]{{0,80}}(?:@ |\d{{4}}|\d:\d\d|\bcall\b|\bmeeting\b)|{START}(?:zugesagt|angenommen|abgelehnt|abgesagt|acceptee?|refusee?|annulee?|aceptad[oa]|rechazad[oa]|cancelad[oa]|accettat[oa]|rifiutat[oa]|aceite|recusad[oa]|geaccepteerd|geweigerd|zaakceptowano|odrzucono|accepterad|accepteret|akseptert|hyvaksytty)(?: \w+)?: [^\n]{{0,80}}(?:@ |\d{{4}}|\d:\d\d)",
    r"message blocking is active|unable to send message|free ?msg:|(?:message|text) (?:not|failed to) (?:deliver\w*|send)|(?<!think )(?<!if )(?<!like )(?<!guess )(?<!assume )(?<!hope )this is an? (?:\w+ )?auto(?:mat(?:ic|ed)|-) ?(?:response|reply|message|e-?mail|text|notification)(?!\W{0,3}(?:isn't|right|is it|innit))|your message (?:to \S+ )?was (?:read|opened|displayed) on|(?:how would you rate|please rate|rate) (?:the|our|your) (?:support|service|help|experience) you (?:have )?(?:received|had)|(?:e-?mails?|messages|mail) (?:sent )?to this (?:inbox|address|mailbox|number|account) (?:are|is|will|won't|aren't) (?:be )?(?:no longer|not|never)? ?(?:being )?(?:answered|read|monitored|delivered|checked)|(?:i'm|i am) driving (?:right now|at the moment)?(?: with| and)? ?(?:do not disturb|(?:and )?will (?:get back|reply|respond) (?:to you )?(?:when|later))|you are (?:texting|messaging|calling) is driving|sent automatically|only shortlisted|(?:shortlisted|successful) candidates|(?:enviado|gesendet|envoye|inviato|verzonden|wyslano) (?:de forma )?(?:automatica(?:mente)?|automatisch|automatiquement|automatycznie)",
    r"(?:saken|henvendelsen|sagen|arendet|henvendelse) (?:din|ditt|dit|deres)? ?(?:har fatt|har faet|fikk|har|er registrert|er registreret) (?:med )?(?:saks|sags|arende)?nummer",
)
_VOICEMAIL = wording(
    r"(?:leave|record) (?:me |us |your |a |an )*(?:\w+ )?message|you(?:'ve| have) reached|(?:at|after) the (?:tone|beep)|press (?:one|two|three|zero|pound|[0-9#])(?!\w)|(?:number|person|party|caller|subscriber|customer) (?:that )?you(?:'re| are|'ve| have) (?:dial\w*|call\w*|trying to reach)(?: \w+){0,3} (?:is|has|cannot|can't|not)|not in service|mailbox is (?:full|not set up)|voice ?mail(?:box)? (?:of|is|system|box)|call screening|screening service|state your name|please hold|your call is important|to (?:repeat|hear) (?:this|these)|is not available(?: to take your call)?|can't (?:come to|get to|take|answer) (?:the phone|your call|my phone)|cannot (?:come to|take|answer) (?:the phone|your call)|google voice|subscriber you have|forwarded to (?:an automatic|voice)",
    r"(?:nach|hinterlassen)(?: \w+){0,4} (?:signalton|piepton|ton|nachricht)|mailbox von|(?:ist der|der) (?:telefon)?anschluss (?:der|des|von)|anrufbeantworter|nicht erreichbar|nicht vergeben|nicht entgegennehmen|laisse[zr](?:[- ]moi|[- ]nous)?(?: \w+){0,3} message|apres le (?:bip|signal)|(?:messagerie|repondeur) (?:de|vocal\w*|du)|n'est pas (?:attribue|joignable|disponible)|(?:deje|deja|dejen)(?: \w+){0,3} mensaje|despues de(?: la| el)? (?:senal|tono)|buzon de voz|no (?:se encuentra )?disponible|lascia\w*(?: \w+){0,3} messaggio|dopo il (?:segnale|bip|tono)|segreteria telefonica|non (?:e |al momento )*raggiungibile|(?:deixe|deixar)(?: \w+){0,3} (?:mensagem|recado)|(?:apos|depois d)o?(?: \w+)? (?:sinal|bip)|caixa (?:postal|de correio)|(?:spreek|laat)(?: \w+){0,4} (?:in|bericht|achter)|na de (?:piep|toon|pieptoon)|voicemail van|(?:zostaw|zostawic|nagraj)(?: \w+){0,2} wiadomosc|po (?:sygnale|uslyszeniu)|poczt\w+ glosow\w+|(?:abonent|numer) (?:jest )?(?:czasowo )?(?:niedostepn\w+|nieosiagaln\w+)",
    r"(?:lamna|tala in)(?: \w+){0,3} meddelande|efter (?:tonen|pipet|signalen)|(?:rostbrevlada|telefonsvarare)\w*|(?:laeg|læg|legg)(?: \w+){0,3} (?:besked|beskjed)|efter (?:bip|klartonen)|etter (?:tonen|pipetonen)|(?:jata|jattakaa)(?: \w+){0,2} viesti|aanimerkin jalkeen|vastaaja\w* (?:on|numero)|ei (?:juuri nyt )?(?:ole tavoitettavissa|vastaa)|(?:zanechte|nechte)(?: \w+){0,2} (?:vzkaz|zpravu)|po (?:zazneni )?(?:tonu|signalu)|hlasov\w+ schrank\w+|(?:mesaj|sesli mesaj)\w* birak\w*|sinyal sesinden sonra|ulasilamiyor|hagyjon (?:\w+ )?uzenet\w*|sipszo utan|lasati (?:un )?mesaj|dupa (?:semnal|bip|ton)",
    r"оставьте (?:\S+ )?сообщение|после (?:сигнала|гудка)|абонент",
)
_RECEIPT = wording(
    r"(?:we(?:'ve| have)? |has been |have been |was |successfully )(?:\w+ )?received (?:and logged |and registered )?(?:your|the following)(?: \w+)? (?:message|e-?mail|request|inquiry|enquiry|ticket|application|submission|question|note|query|text|correspondence)|your (?:\w+ )?(?:request|ticket|message|e-?mail|enquiry|inquiry|case|query|submission|application)(?: \S+){0,3} (?:has been|was|is being|have been) (?:received|logged|created|registered|assigned|forwarded|opened|submitted|queued|added)|(?:a|one|member|someone)(?: \w+){0,4} (?:our|the) (?:\w+ )?(?:team|staff|support|representatives|agents|specialists|advisors)(?: \w+){0,2} will|experiencing (?:a |an )?(?:very |unusually |exceptionally )?(?:high|heavy|large|increased|higher|unusual)(?:er)?|(?:been|was) forwarded to (?:our|the) (?:\w+ )?(?:queue|team|department|desk|support)|expect a (?:reply|response) within|in (?:the )?order (?:they are |it is |of |that they are )?(?:received|receipt|arrival)|(?:reviewed|monitored|checked) (?:once|twice|daily|weekly|every)|shared (?:inbox|mailbox)|(?:has|have) (?:opened|created|logged) (?:a |an )?(?:\w+ )?(?:case|ticket|request)|within (?:\w+|\d+(?: ?- ?\d+)?) (?:working|business) (?:days?|hours?)|we(?:'ve| have)? got your (?:application|message|text|e-?mail|request|note|feedback)|confirm (?:the )?receipt of your|your (?:survey )?(?:response|order|purchase|payment|parcel|application|text|feedback)(?: \S+){0,3} (?:has been|was|is) (?:\w+ )?(?:recorded|received|shipped|confirmed|processed)|(?:an|a|our) (?:agent|representative|advisor|team member|member of our team|colleague from) (?:will|is going)|thank you for your (?:order|purchase|application|subscription|feedback|survey|payment)|(?:case|ticket) \S+ (?:has been|was) (?:closed|opened|resolved)|rate our service|type your reply above|reply above this line|we aim to (?:respond|reply|answer)|our (?:average |typical |normal )?(?:response|reply) time|we (?:usually|typically|normally|generally) (?:respond|reply|answer)",
    r"(?:ihre?|deine?|eure?) (?:\w+ )?(?:anfrage|nachricht|e-?mail|mail|anliegen|mitteilung|bewerbung|bestellung|unterlagen)(?: \S+){0,5} (?:eingegangen|erhalten|registriert|erfasst|aufgenommen|(?:wurde|wird)(?: \S+){0,3} (?:weitergeleitet|bearbeitet))|(?:haben|konnten) wir(?: \w+){0,6} (?:erhalten|erfasst|registriert)|eingangsbestatigung|bestatigen (?:wir )?(?:ihnen )?(?:den )?(?:eingang|erhalt)",
    r"(?:votre|vos|ta) (?:\w+ )?(?:demande|message|mail|e-?mail|courriel|requete|candidature|commande)s? (?:nous )?(?:a|ont|est|sont) (?:bien )?(?:ete )?(?:parvenu\w*|recu|pris|enregistre|transmis)\w*|(?:avons|ai) bien (?:recu|pris en compte|enregistre) (?:votre|vos)|accuse(?: de)? reception",
    r"(?:hemos|he) recibido (?:correctamente )?(?:tu|su|vuestr\w+)(?! (?:propuesta|oferta|presupuesto))|(?:su|tu) (?:\w+ )?(?:solicitud|consulta|mensaje|peticion|correo|candidatura|pedido)(?: \S+){0,2} (?:ha sido|fue|ha quedado) (?:recibid|registrad|enviad|asignad)\w+|acuse de recibo",
    r"abbiamo (?:ricevuto|preso in carico) (?:correttamente )?(?:la |il )?(?:sua|tua|vostra|suo|tuo)(?! (?:offerta|proposta))|(?:la )?(?:sua|tua|vostra|suo|tuo) (?:richiesta|e-?mail|segnalazione|candidatura|ticket|ordine) e stat[ao] (?:ricevut[ao]|apert[ao]|ricevuta|registrata|presa|inoltrata|inviata)|conferma di (?:ricezione|avvenuta)",
    r"recebemos (?:a |o )?(?:sua|seu|tua|teu|vossa|vosso)(?! (?:proposta|oferta))|(?:sua|seu|o seu|a sua) (?:\w+ )?(?:solicitacao|mensagem|pedido|e-?mail|contacto|candidatura) foi (?:recebid|registrad|registad|encaminhad|aberto)\w*|confirmamos a recec?pcao",
    r"(?:we|wij|ik) hebben? (?:uw|je|jouw) (?:\w+ )?(?:bericht|e-?mail|mail|aanvraag|vraag|verzoek|melding)(?: \w+){0,4} ontvangen|(?:uw|je) (?:\w+ )?(?:bericht|e-?mail|mail|aanvraag|vraag|verzoek|melding|sollicitatie|bestelling) is (?:\w+ ){0,4}(?:ontvangen|geregistreerd|doorgestuurd)|ontvangstbevestiging",
    r"(?:otrzymalismy|wplynel[ao]) (?:panstwa|twoj\w+|pani|pana)|(?:panstwa |twoje )?(?:zgloszenie|wiadomosc|zapytanie)(?: \S+){0,2} zostal\w+ (?:przyjet|zarejestrowan|otrzyman|przekazan)\w*|potwierdz\w+ (?:otrzymani|odbi|przyjeci)\w+",
    r"(?:vi har|tack,? vi har) (?:mottagit|tagit emot|fatt|registrerat) (?:ditt|din|ert|er)(?! (?:forslag|offert))|(?:ditt|din) (?:arende|meddelande|mejl|forfragan|ansokan)(?: \S+){0,2} (?:ar|har) (?:mottaget|registrer\w+|mottagits)|vi har (?:modtaget|mottatt|registreret) (?:din|dit|deres|ditt)(?! (?:tilbud|forslag))|(?:din|dit) (?:henvendelse|mail|besked|sag) er (?:oprettet|modtaget|registreret|mottatt)|kvittering for modtagelse",
    r"olemme (?:vastaanottaneet|saaneet) (?:viestisi|yhteydenottosi|viestinne)|(?:viestisi|yhteydenottosi|pyyntosi|tukipyyntosi) on (?:saapunut|vastaanotettu|kirjattu)|(?:vas|vasi|vase) (?:\w+ )?(?:dotaz|zpravu|zprava|pozadavek|spravu|e-?mail)(?: \w+){0,3} (?:prijali|byl\w*|prijat\w*|obdrzeli|zaevidov\w*)|(?:prijali|obdrzeli) jsme (?:vas|vasi)|(?:zpravu|pozadavek|dotaz) jsme (?:v poradku )?(?:prijali|obdrzeli)|(?:pozadavek|dotaz) byl (?:prijat|zaevidovan)|potvrzeni (?:o )?prijeti",
    r"(?:talebiniz|mesajiniz|e-?postaniz|basvurunuz)(?: \w+){0,3} (?:alinmistir|alindi|ulasmistir|ulasti|kaydedilmistir|olusturulmustur)|(?:levelet|uzenetet|megkereset|emailjet)(?: \w+)? megkaptuk|megkaptuk (?:level|uzenet|megkeres)\w+|visszaigazol\w*|am (?:primit|receptionat|inregistrat) (?:mesajul|solicitarea|cererea|e-?mailul)|(?:solicitarea|mesajul) (?:dvs\.? |dumneavoastra |ta )?a fost (?:primit|inregistrat)\w*",
    r"(?:ваше |вашу )?(?:сообщение|обращение|письмо|заявка|заявку) (?:\S+ )?(?:получен\w+|зарегистрирован\w+|принят\w+)|мы получили ваш\w+",
)
_TICKET = wording(
    r"(?:ticket|case|request|incident|ref(?:erence)?|inquiry|sr) ?(?:id|no\.?|number|nr\.?|#|:)+ ?(?:is )?:? ?#?\w*\d|(?:vorgangs|ticket|fall|anfrage|bearbeitungs)nummer|numero (?:de |di |d[eo] )?(?:dossier|ticket|caso|incidencia|solicitud|pratica|protocolo|chamado|pedido|suivi)|(?:zaak|ticket|referentie)nummer|numer (?:zgloszenia|sprawy)|arendenummer|(?:sags|saks)nummer|(?:tiketti|tapaus|asia)numero|cislo (?:pozadavku|tiketu|jednaciho)|talep (?:no|numara)|hivatkozasi szam",
    r"(?:sous|bajo|con|com|met|mit|pod|under|med|med|cu|с|avec) (?:le |el |il |la |o |het |de |der |dem |numerem |the )?(?:numero|nummer|number|numarul|номером|referentie|reference|numerem)|номер (?:обращения|заявки)",
)
_TICKET_MARK = re.compile(r"#\d{4,}|\[[^\]\n]{0,15}\d[\d-]{3,}\]|受付番号")
_ABSENCE = wording(
    rf"(?:i'm|i am|im|i will be|i'll be|we are|we're|our office is|i have been|is|are|am|currently|will be|shall be) {_NOW}(?:\w+ )?(?:out of (?:the )?office|out of office|ooo|out of town|out of the country|on (?:an? )?(?:\w+ )?(?:annual |parental |maternity |paternity |sick |medical |bereavement |personal |family |extended |planned )?(?:leave|vacation|holidays?|pto|sabbatical|business trip|time off|break)|away from (?:my|the) (?:desk|office|e-?mail|keyboard|computer)|away (?:until|from|on|through|with|for|at|this)|travell?ing|off (?:until|from|on|work|sick|today|this)|attending a|at a (?:conference|trade show|training)|taking (?:\w+ )?(?:time off|leave|vacation|pto)|unavailable|offline|off (?:the )?grid|unplugged|observing|on a (?:retreat|trip|cruise)|not in the office|not (?:available|at work)|in (?:meetings|training) all)",
    rf"{START}(?:ooo|out of (?:the )?office|on vacation|on leave|on holiday|away)(?= (?:until|till|from|through|today|this week|with|\d|back)|[.,!]| ?- ?)|(?:out|off|home) sick|jury duty|on the road (?:this|until|all)|(?:at|in) (?:a |the )?(?:wedding|lake|beach|surgery|trade fair|training course|conference)|on a (?:training|boat|course)|public holiday|long weekend|finished for the (?:summer|year)|not in (?:today|this week|the office)|shuts? down for|celebrating \w+ with|gone (?:fishing|hiking|skiing|camping|sailing|to the beach)|(?:off|out) (?:chasing|exploring|hiking|sailing|enjoying|surfing|climbing|fishing|camping|skiing)|(?:enjoying|taking) (?:some |a |my |our )?(?:[\w-]+ ){{0,2}}(?:time off|break|vacation|holidays?|days? off|leave)|(?:i|we) (?:do not |don't |only |normally |usually )?work (?:on )?(?:mon|tue|wed|thu|fri|part[- ]time)\w*|my working (?:days|hours)|(?:maternity|paternity|parental|annual|sick) leave|currently (?:[\w-]+ ){{1,6}}?(?:travell?ing|away|on leave|on vacation)|in my absence|while i(?:'m| am) (?:away|out|gone|on)|during my (?:absence|leave|vacation)|limited access to (?:my )?e-?mail",
    r"(?:ich bin|wir sind|bin|bin ich|befinde mich|befinden wir uns|ich befinde mich|ist|sind)(?: [\w.,-]+){0,9}? (?:nicht im (?:buro|hause|dienst|office)|aus?ser haus|abwesend|im urlaub|in urlaub|in elternzeit|in mutterschutz|auf (?:geschafts|dienst)reise|nicht (?:erreichbar|am platz|anwesend|verfugbar|zu erreichen)|im mutterschutz|krank|in kur|auf fortbildung|unterwegs)|(?:auf|wegen|aufgrund)(?: \w+)? (?:dienstreise|krankheit|fortbildung|urlaub)|(?:urlaub|abwesenheit|abwesend)(?: bis|:| vom)|in elternzeit|bis auf weiteres nicht|nicht im dienst|nur eingeschrankt erreichbar|mails? nur (?:zwei|einmal|unregelmas)\w*|geniese (?:gerade )?(?:die|den|das|mein\w*) \w+|(?:wahrend|in) meiner abwesenheit|vom \S+ bis \S+(?: \S+)? (?:nicht|im urlaub|abwesend)|erst wieder ab|elternzeit|(?:ich|wir) arbeite\w* (?:nur|nicht|in teilzeit)|betriebsferien|betriebsurlaub|(?:geniese|verbringe|nehme|habe)(?: \w+){0,4} \w*urlaub|resturlaub|jahresurlaub",
    r"(?:je suis|je serai|nous sommes|suis|actuellement|etant|sera|est)(?: [\w,]+){0,5}? (?:absente?s?|en (?:conge|vacances|deplacement|arret)\w*|hors du bureau|indisponible|en formation|non joignable|pas au bureau)|(?:serai|sera|serons) (?:de retour|absent\w*)|absente? (?:du bureau|ce jour|pour|aujourd'hui|jusqu)|en (?:deplacement|formation|conge|vacances|arret)\b|fermeture (?:annuelle|estivale|exceptionnelle)|parti\w* (?:marcher|en)|je travaille (?:du|de|uniquement|le)|ne consulte mes (?:mails|messages)|(?:pendant|durant|en) mon absence|conge(?:s)? (?:maternite|parental|annuel)s?",
    r"(?:estoy|me encuentro|estare|encuentro|estamos|actualmente|estara|esta)(?: [\w,]+){0,4}? (?:fuera de (?:la |mi )?oficina|de vacaciones|ausente|de baja(?! por favor)|de viaje|fuera (?:del|hasta)|de permiso|disfrutando de|sin acceso)|disfrut\w+ de (?:mis |unas )?(?:\w+ )?vacaciones|no (?:tengo|tendre) acceso|(?:ando|sigo) de (?:vacaciones|viaje)|de baja (?:medica|por(?! favor)|maternal)|baja (?:medica|por(?! favor))|cerrado por|trabajo de (?:lunes|martes)|(?:durante|en) mi ausencia|baja (?:maternal|paternal|por maternidad)",
    r"(?:sono|saro|siamo|sara|mi trovo|attualmente|e)(?: [\w,]+){0,4}? (?:fuori (?:sede|ufficio)|in ferie|assente|in maternita|in congedo|in vacanza|in trasferta|in viaggio|non raggiungibile|fuori dall'ufficio)|assente per|in (?:maternita|trasferta|malattia|congedo|ferie) (?:fino|con|dal|da)|chiusura (?:estiva|per|natalizia)|lavoro solo|senza (?:campo|connessione|segnale)|controllo la posta|(?:durante|in) (?:la )?mia assenza|non (?:saro|sono) (?:in ufficio|raggiungibile|disponibile)",
    r"(?:estou|estarei|encontro-me|encontro me|estamos|estara|esta|de momento)(?: [\w,]+){0,4}? (?:fora do escritorio|de ferias|ausente|em viagem|fora ate|de licenca|em licenca|de baixa|indisponivel|sem acesso)|(?:de|em) licenca|baixa medica|na praia|sem (?:sinal|rede|acesso)|so trabalho|(?:durante|na) (?:a )?minha ausencia|licenca (?:de )?(?:maternidade|parental|paternidade)",
    r"(?:ik ben|wij zijn|ben ik|ben|is|momenteel)(?: [\w.,-]+){0,9}? (?:afwezig|met vakantie|op vakantie|niet aanwezig|niet op kantoor|met (?:\w+)?verlof|niet bereikbaar|op reis|buiten kantoor|vrij)|afwezig (?:wegens|tot|van|in verband)|wegens (?:ziekte|vakantie)|met (?:\w*verlof|vakantie) (?:tot|van)|even eruit|(?:tijdens|bij|in) mijn afwezigheid|ik werk (?:niet|alleen|van|op)|wij werken niet|afwezigheidsmelding|zwangerschapsverlof|ouderschapsverlof",
    r"(?:jestem|przebywam|bede|obecnie|aktualnie|jest)(?: [\w,]+){0,5}? (?:na urlopie|poza biurem|nieobecn\w*|niedostepn\w*|na zwolnieniu|w podrozy|w delegacji|na szkoleniu)|(?:na|w) (?:urlopie|zwolnieniu|delegacji|podrozy)(?: \w+)? ?(?:do|,|ograniczon)|pracuje (?:od|tylko)|(?:podczas|w czasie|pod) mojej nieobecnosci|urlop\w* (?:macierzynsk|wypoczynkow|rodziciel)\w*",
    r"(?:jag ar|vi ar|ar|jag har|ar jag|just nu)(?: [\w.,-]+){0,6}? (?:franvarande|pa semester|ledig|borta|foraldraledig|sjukskriven|ej pa kontoret|inte pa kontoret|pa tjansteresa|pa resande fot|bortrest|pa kurs|tjanstledig|pa konferens|inte pa plats)|tjanstledig\w*|vabbar|sjuk(?:,| idag|skriven)|jobbar (?:mandag|mandagar|tisdag|bara)|(?:under|vid) min franvaro|foraldraledig\w*|semester (?:t\.?o\.?m|till|fran)",
    r"(?:jeg er|vi er|er|jeg holder|holder|jeg har)(?: [\w.,-]+){0,6}? (?:fravarende|fravaerende|fraværende|pa ferie|ferie|ikke pa kontoret|barsel|pa barsel|orlov|pa forretningsrejse|bortrejst|bortreist|syk|sygemeldt|ute av kontoret|i permisjon|pa kursus|pa rejse|pa reise|foreldrepermisjon|ude af kontoret|ikke til stede)|pa (?:barsel|orlov|ferie) (?:indtil|til|frem)|(?:er|jeg er) syg|arbejder (?:mandag|kun)|holder lukket|(?:under|i) mit fravaer|under mit fravær|(?:under|i) mitt fravaer|i mitt fravær",
    r"(?:olen|olemme|on)(?: [\w.,-]+){0,5}? (?:poissa|lomalla|vuosilomalla|kesalomalla|talvilomalla|aitiyslomalla|isyyslomalla|vanhempainvapaalla|perhevapaalla|virkavapaalla|opintovapaalla|matkoilla|tyomatkalla|sairauslomalla|hoitovapaalla|tavoittamattomissa)|(?:en|emme) ole (?:toimistolla|tavoitettavissa|paikalla)|sairaana|poissa (?:sairauden|toimistolta|\w+sta)|poissaolo(?:ni|ssa)?\w*|(?:lomalla|poissa) \d",
    r"(?:jsem|nejsem|cerpam|budu|jsme|som|jsem mimo|mam)(?: [\w.,-]+){0,6}? (?:mimo kancelar|na dovolene|dovolenou|nepritomn\w*|v kancelari|nedostupn\w*|na sluzebni ceste|na materske|na rodicovske|pracovni neschopnost\w*|na dovolenke|mimo kancelarie|volno|k zastizeni)|cerpam (?:\w+ )?dovolenou|na (?:materske|rodicovske|dovolene)(?: dovolene)?|nemocn\w+|pracuji od|(?:po|v) dobu me nepritomnosti|v me nepritomnosti|do \S+(?: \S+){0,3} cerpam",
    r"(?:yillik |ucretli )?izindeyim|(?:dogum|babalik|mazeret) izn\w+|(?:ofiste|yerimde|isyerinde) (?:degilim|olmayacagim|bulunmayacagim|bulunmuyorum)|ofis disinda\w*|(?:tatilde|seyahatte|izinde|raporluyum)\w*|(?:szabadsagon|szabin|tavol|hazon kivul|uzleti uton|gyesen|gyeden|betegszabadsagon) (?:vagyok|leszek|vagyunk)|(?:nem vagyok|nem leszek) (?:az )?(?:irodaban|elerheto)|irodan kivul|tavolletem\w*|(?:sunt|voi fi|ma aflu|suntem)(?: \w+){0,3}? (?:in concediu|plecat\w*|in afara biroului|absent\w*|in delegatie|indisponibil\w*)|nu (?:sunt|voi fi) la birou|ma inlocuieste|concediu (?:de odihna|medical|maternal|parental)|in absenta mea",
    r"(?:нахожусь|в настоящее время|сеичас|я|буду|сеичас нахожусь)(?: \S+){0,3} (?:в отпуске|в командировке|отсутств\w+|на больничном|в декрете|вне офиса|недоступ\w+)|(?:в|на время) мо(?:е|его) отсутстви\w+|(?:εκτος γραφειου|σε αδεια|απουσιαζω)",
)
_RETURN = wording(
    r"(?:return(?:ing|s)?|back|reopen(?:s|ing)?|resume|available again)(?: (?:to|in|at|from|work|office|the|my|desk|online|inbox|into|business|normal|hours)){0,4}(?: on| by| around| after|:| from)? (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|early|late|mid|next|the \d|\d)|(?:upon|on|after|when|once) (?:my |i |i'm )?(?:return|back)|until (?:\w+ ){0,3}\w+|till (?:\w+ ){0,2}\w+|back (?:in the office|at my desk|at work|online)|will return|reouver\w+|rouvr\w+|reabr\w+|reapertura|riapr\w+|riapertura|heropen\w*|wieder geoffnet|through \w+ \d",
    r"bis (?:zum |einschliesslich |einschlieslich |voraussichtlich )?\S+|(?:ab|am) (?:dem )?\S+(?: \S+){0,3} (?:wieder|zuruck|erreichbar)|wieder (?:da|im buro|erreichbar|fur sie|zuruck|im hause|im einsatz|an bord)|nach meiner ruckkehr|jusqu'(?:au|a)|de retour|a mon retour|reviens|hasta (?:el|la|nuevo|nueva|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|\d)|regreso|volver[eo]|vuelvo|a mi (?:vuelta|regreso)|estare de vuelta|incorporo|fino (?:a|al)|rientr\w+|torner\w+|al mio (?:ritorno|rientro)|ate (?:ao |dia |o |\d|segunda|terca|quarta|quinta|sexta)|regress\w+|volto|retorn\w+|estarei de volta|no meu regresso|tot (?:en met|\d|maandag|dinsdag|woensdag|donderdag|vrijdag|eind|begin)|weer (?:bereikbaar|aanwezig|terug|op kantoor|beschikbaar)|terug (?:op|vanaf|in)|bij terugkomst|na mijn (?:vakantie|terugkomst|verlof)",
    r"do (?:dnia )?(?:\d|poniedzialku|wtorku|srody|czwartku|piatku|soboty|niedzieli|konca|poczatku)|wracam|wroce|po powrocie|powrot\w*|bede (?:ponownie |znow )?dostepn\w+|ater (?:pa|den|i|mandag|mandag|\d|tjanst)|tillbaka|(?:t\.?o\.?m|till och med|till den)|ar jag ater|svarar (?:pa mejl )?igen|tilbage|tilbake|(?:til og med|t\.?o\.?m\.?) |retur (?:den|pa)|palaan|takaisin|asti|saakka|vratim se|zpet|po navratu|navrat\w*|opet (?:v kancelari|k dispozici|dostupn\w*)|donecegim|donusumde|donusum|tarihine kadar|tarihinde|ofiste olacagim|visszater\w*|visszajovok|ujra elerheto|revin|ma intorc|ma voi intoarce|pana (?:pe|la|in)|after my (?:return|leave)",
    r"вернусь|буду (?:на месте|доступ\w+)|до \d|возвраща\w+",
)
_URGENT = wording(
    r"(?:in|for|if|of|with|on) (?:\w+ ){0,5}?(?:urgent|emergency|emergencies|immediate (?:assistance|attention|help|support|response|matters?)|urgency|time[- ]sensitive|pressing|critical|cannot wait|can't wait|on fire|needs immediate)|urgent (?:matters|requests|issues|enquiries|inquiries|questions)|need immediate (?:assistance|help)|immediate help,? (?:press|call|contact)|if (?:you need|this is|it's|it is|your \w+ is)(?: \w+){0,3} (?:urgent|sooner|before then|immediately|assistance)",
    r"(?:in|bei) (?:dringenden?|eiligen) (?:\w+)|dringende (?:fall|falle|angelegenheit|anfrage)\w*|in (?:dringlichen|besonders) \w+|(?:en cas d'|pour (?:toute |une )?|toute )(?:urgence|demande urgente|question urgente)|demandes? urgentes?|(?:en caso de|para|por|si es|cualquier) (?:\w+ )?(?:urgencia|urgente|asuntos urgentes|temas urgentes)|(?:per|in caso di) (?:\w+ )?(?:urgenz\w|necessita urgent\w|questioni urgenti|comunicazioni urgenti)|(?:em caso de|para|assuntos|por motivos de) (?:\w+ )?(?:urgencia|urgente|urgentes)|(?:bij|voor|in) (?:\w+ )?(?:spoed\w*|dringende \w+|urgente \w+)|(?:w )?(?:sprawach |przypadku )?piln\w+(?: spraw\w*| kontakt\w*)?|w naglych (?:wypadkach|przypadkach)",
    r"(?:vid|for|i) (?:\w+ )?(?:bradskande|akuta|angelagna) \w+|bradskande arenden|(?:hastende|akutte?|haster|presserende)(?: \w+)?|kiireellis\w+|(?:v |ve )?(?:nalehav\w+|urgentni\w*|neodkladn\w+|pripade nutnosti)(?: \w+)?|acil (?:durum|konu|is|haller)\w*|surgos (?:ugy|eset|esetben|ugyben)\w*|(?:in caz de|pentru|cazuri) (?:\w+ )?(?:urgent\w*)",
    r"по срочн\w+|в срочн\w+|срочн\w+ (?:вопрос|случа)\w*",
)
_DELEGATE = wording(
    r"(?:please|kindly|can|may) (?:\w+ )?(?:contact|e-?mail|reach(?: out to)?|call|direct|redirect|address|forward|refer|write to|send|get in touch with|dial|speak to)(?! me\b)|(?:contact|reach|e-?mail|call) (?:my colleague|our (?:\w+ )?(?:team|office|desk|reception)|the (?:office|team|main))|(?:covering for me|filling in|my backup|in charge|will be handling|point of contact|is covering|will assist|can (?:assist|help) you)",
    r"(?:wenden sie sich|kontaktieren sie|vertret\w+|ansprechpartner\w*|vertretung)|(?:voyez|voir) avec|adressez[- ]vous|(?:merci de|veuillez|vous pouvez) (?:\w+ )?(?:contacter|vous adresser|joindre|ecrire|rediriger)|contactez|(?:contacte|contactar|dirija|dirijase|dirijanse|pongase en contacto|escriba a|comuniquese) ?(?:con|a|se)?|(?:contattare|rivolgersi|rivolgetevi|scrivere a|si prega di contattare|potete contattare)|(?:contacte|contacto com|contatar|por favor contact|dirija-se|entre em contac?to)|(?:contact op(?:nemen)?|neem(?:t u)? contact|waarnem\w+|vervang\w+|u kunt (?:terecht|contact)|kunt u contact)|(?:prosze o kontakt|prosimy o kontakt|kontaktowac sie z|zastep\w+|prosze kontaktowac|kontakt z)|(?:kontakta|ring vaxeln|vand dig till|hor av dig till|ersattare|vikarie)|(?:kontakt venligst|kontakt da|ring til|henvend dig|kontakt)|ota(?:thaan)? yhteytta|sijais\w+|(?:kontaktujte|obratte se|zastup\w+|obracejte se)|(?:iletisime gec\w+|ulasabilirsiniz|basvurabilirsiniz|vekil\w+)|(?:keresse|forduljon|kollegam\w*|helyettes\w*)|(?:contactati|adresati-va|va rog sa contactati|coleg\w+)",
    r"(?:обращаитесь|свяжитесь|замеща\w+|коллег\w+)",
)
_LIMITED = wording(
    r"(?:limited|no|intermittent|sporadic|little|infrequent|restricted|patchy|spotty|irregular|without) (?:or no )?(?:access|signal|connectivity|internet|reception|wifi|wi-fi|cell|phone|coverage|e-?mail)|(?:not|won't|will not|rarely|only|seldom|infrequently|occasionally|periodically|intermittently|sporadically)(?: be| have| regularly)? (?:check(?:ing)?|monitor(?:ing)?|read(?:ing)?|receiv(?:e|ing)|respond(?:ing)?|reply(?:ing)?|available|access) (?:my )?(?:e-?mails?|messages?|linkedin|inbox|voicemail|texts|to)?|(?:check|checking|read|reading|answer|respond to|monitor)(?: \w+){0,3} (?:e-?mails?|inbox|messages) (?:only |just )?(?:at|twice|once|two|three|a few|on|every|between|less|infrequently|intermittently)|(?:inbox|mailbox|phone|e-?mail|line) is (?:only )?(?:checked|monitored|staffed)|slow(?:er)? (?:to|in) (?:respond|reply)|delay(?:ed|s)? (?:in )?(?:my |our )?(?:response|reply|replies|responding)|expect (?:a |some )?(?:delays?|slow)|delays? in (?:my|our) (?:repl|respon)\w+|(?:may|might) (?:not )?(?:be (?:slow|delayed)|take (?:me )?(?:a little |a bit )?longer|respond until)|will (?:be deleted|not be (?:read|forwarded|monitored))|(?:messages|e-?mails|mail) sent (?:here|to this)|delete all|unplugg\w+|disconnect\w+|automatically deleted",
    r"(?:wird|werden) (?:\w+ )?nicht (?:weitergeleitet|gelesen|bearbeitet)|(?:eingeschrankt|sporadisch|unregelmassig|unregelmasig|nur bedingt|keinen zugriff)|(?:ne (?:sera|seront|serai) pas (?:lus?|transfere|transmis)\w*)|acces (?:limite|restreint)|(?:acceso limitado|sin acceso|esporadic\w+|no sera (?:leido|reenviado))|(?:saltuariament\w+|accesso limitato|non (?:saranno|verra|verranno) (?:lett\w|inoltrat\w))|(?:acesso limitado|esporadic\w+|nao sera (?:lido|reencaminhado))|(?:beperkt (?:toegang|bereikbaar)|niet (?:doorgestuurd|gelezen)|onregelmatig)|(?:ograniczony dostep|nie (?:bedzie|sa|beda) (?:przekazywan|czytan|przekierow)\w*|sporadycznie)|(?:begransad|laser inte|vidarebefordras inte|sporadiskt)|(?:begrænset|begraenset|begrenset) (?:adgang|tilgang)|laeser ikke|læser ikke|videresendes ikke|(?:satunnaisesti|rajoitetusti|en lue sahkopost\w*|ei lueta)|(?:omezen\w+ pristup|nebud\w+ (?:preposlan|ctena|cten)\w*)|sinirli erisim|korlatozott\w*|acces limitat",
    r"ограничен\w* доступ|пересыла\w+",
)
_DEADLINE = wording(
    r"within (?:an? |the next |one |two |three |\d+(?: ?- ?\d+)? )?(?:\w+ )?(?:hours?|days?|minutes|working|business|24|48)|as soon as (?:possible|we can|i can)|in the order|during (?:business|office|working|opening) hours|next (?:business|working) day|with you (?:shortly|in a moment|soon)|at our earliest|up to \d+ (?:\w+ )?(?:days|hours)",
    r"innerhalb (?:von )?\S+(?: \S+)? (?:stunden|tagen?|werktagen?|arbeitstagen?)|(?:so schnell|so bald|schnellst|bald|ehest)(?:moglich| wie moglich)\w*|(?:sous|dans les) \d+|(?:plus brefs|meilleurs) delais|(?:a la|mayor) brevedad|en (?:un plazo de )?(?:\d+|breve) ?(?:horas|dias)?|(?:lo antes|cuanto antes) posible|en horario (?:laboral|de)|(?:entro|al piu presto|il prima possibile)(?: \d+)?|(?:em breve|em instantes|dentro de|o mais (?:breve|rapido)|brevidade)|(?:binnen|zo spoedig|zo snel)(?: \S+)? ?(?:\S+ )?(?:werkdagen|uur|dagen|mogelijk)|(?:w ciagu|jak najszybciej|najszybciej)(?: \S+)?",
    r"(?:inom|sa snart|snarast)(?: \S+){0,2}(?: (?:arbetsdagar|timmar|dagar|vi kan|mojligt))?|(?:inden for|hurtigst muligt|sa snart|innen)(?: \S+)?|(?:mahdollisimman pian|kuluessa|arkipaivan|pian)|(?:do (?:dvou|\d+) (?:pracovnich|hodin|dnu|dni)|co nejdrive|co najskor)|en kisa surede|hamarosan|mielobb|cel mai scurt|в течение|в ближаишее",
)
_THANKS = wording(
    r"(?:thank you|thanks|many thanks|thx)(?: so much| very much)?,? (?:for|very much for) (?:your |the |sending |getting |reaching |contacting |messaging |texting |calling |writing |connecting|e-?mailing |emailing |choosing |visiting |submitting |following )(?:e-?mail|message|note|out|in touch|text|enquiry|inquiry|interest|mail|request|query|patience|call|[\w']+)?",
    r"(?:vielen |herzlichen |besten )?dank fur (?:ihre|deine|eure|die) (?:\w+ )?(?:e-?mail|nachricht|mail|anfrage|kontaktaufnahme|interesse|mitteilung)|danke fur (?:ihre|deine|die) (?:nachricht|mail|e-?mail|anfrage)|merci (?:de |pour )(?:votre|ton|vos|nous avoir)|(?:nous vous remercions|je vous remercie) (?:de|pour) votre|gracias por (?:su|tu|contactar\w*|escribir\w*|ponerse|comunicar\w*|vuestro)|grazie per (?:la |il |aver|averci|l')|(?:obrigad[oa]|agradec\w+) (?:por|pel[oa]|o|a) (?:su|seu|sua|contac?t\w+|mensagem|e-?mail|entrar|ter)|(?:dank|bedankt|dank u|hartelijk dank|hartelijk bedankt) (?:u )?(?:voor|dat) (?:uw|je|het|jouw|de)|dziekuj\w+ za (?:\w+ )?(?:wiadomosc|e-?mail\w*|kontakt|mail\w*|zgloszenie|zainteresowanie)",
    r"tack for (?:ditt|din|ert|er) (?:mejl|mail|meddelande|e-?post\w*|kontakt|forfragan)|tak(?:k)? for (?:din|dit|deres|ditt|e-?posten|henvendelsen|meldingen) ?\w*|kiitos (?:viestista\w*|viestistasi|sahkopostistasi|yhteydenotostasi|yhteydenotosta)|dekuj\w* za (?:\w+ )?(?:zpravu|e-?mail|mail|dotaz|vasi|vas)|dakuj\w* za|(?:mesajiniz|e-?postaniz|ilginiz|mailiniz) icin tesekkur\w*|koszon\w+ (?:a |az )?(?:level\w*|uzenet\w*|megkeres\w*|e-?mail\w*|erdeklod\w*)|(?:va )?multumi\w+ (?:pentru|ca) (?:mesaj\w*|e-?mail\w*|interes\w*|ca ne|ati)",
    r"спасибо за (?:ваше |ваш )?(?:сообщение|письмо|обращение)|благодар\w+ (?:вас )?за",
)
_WILL_REPLY = wording(
    r"(?:will|ll|aim to|endeavou?r to|try to|hope to|shall|do my best to|strive to) (?:\w+ )?(?:get back|respond|reply|answer|be in touch|return your|attend to|review|contact you|come back|read)(?: \w+){0,6}? ?(?:as soon as|asap|shortly|soon|within|upon|when|once|after|on my|at my|then|in due course|at (?:our|the|my) earliest|next business|during|in the order)|you will hear from us|(?:get back|reply|respond) (?:to you )?(?:within|as soon as|shortly)",
    r"(?:kummern uns|melden uns|melde mich|antworte|beantworte|antworten ihnen|beantworten|setzen uns|werde(?:n)?)(?: [\w-]+){0,7}? (?:schnellstmoglich|umgehend|baldmoglichst|zeitnah|in kurze|innerhalb|nach meiner|bald|so schnell|so bald|sobald|beantworten|in verbindung|bei ihnen)|(?:repondr\w+|reviendr\w+|recontacter\w+|traiter\w+)(?: \S+){0,5} (?:des|dans|plus|rapidement|mon retour|delais)|(?:respond\w+|contestar\w+|contactar\w+|atender\w+|pondremos)(?: \S+){0,6} (?:lo antes|enseguida|en un plazo|en (?:la|el)|a la mayor|en breve|en cuanto|a mi|a partir|menor brevedad|pronto)|(?:risponder\w+|ricontatter\w+|contatter\w+)(?: \S+){0,6} (?:il prima|entro|al piu|al mio|appena|quanto prima|possibile)|(?:responder\w+|entrar\w+ em contac?to|contactar\w+|retornar\w+)(?: \S+){0,6} (?:assim que|o mais|em breve|dentro|logo que|no meu|brevidade|possivel)",
    r"(?:beantwoord\w*|reageer|reageren|neem|nemen|antwoord\w*|komen)(?: \S+){0,8} (?:zo snel|zo spoedig|binnen|na mijn|bij terugkomst|zsm|spoedig|op terug)|(?:odpowiem\w*|odpisz\w*|skontaktuj\w+|odpowiadam)(?: \S+){0,6} (?:po powrocie|najszybciej|w ciagu|jak najszybciej|niezwlocznie|wkrotce|mozliwie)|(?:svarar|aterkommer|kontaktar|aterkopplar)(?: \S+){0,5} (?:sa snart|inom|igen|nar jag|snarast|efter|sa fort)|(?:svarer|vender tilbage|besvarer|kontakter)(?: \S+){0,5} (?:hurtigst|inden|nar jeg|snarest|sa snart|efter|etter|innen)|(?:vastaa\w*|palaamme|palaan|otamme yhteytta)(?: \S+){0,5} (?:mahdollisimman|pian|palattuani|kun|viimeistaan|asiaan|vuorokauden|kuluessa)|(?:odpovim\w*|ozve\w*|odpovi\w*|odpoviem\w*)(?: \S+){0,5} (?:po navratu|co nejdrive|do|jakmile|v nejblizsi\w*|brzy|co najskor)|(?:en kisa surede|donusumde|en yakin zamanda)|hamarosan|mielobb|(?:va (?:vom|voi)|o sa va) (?:raspund\w*|contact\w*)|en breve (?:le|te|os|nos|me)|in kurze|en un momento|in breve|nel piu breve|dans les (?:plus brefs|meilleurs) delais|w najblizszym|em breve",
    r"(?:ответ\w+|свяж\w+)(?: \S+){0,5} (?:после|в ближаишее|как только|в течение|при первои)",
)
_LEFT = wording(
    r"(?:our|my) (?:\w+ )?(?:e-?mail |office )?address (?:has|is) chang\w+|new (?:e-?mail )?address(?:!|:| as of)|(?:mail|e-?mail|inbox) has moved|former employee|(?:employee|person|colleague) you (?:wrote|are writing|tried) to|reached at a new address|neue e-?mail-?adresse|(?:mijn|mi|mio|o meu|moj|min|muj|moje) (?:e-?mail-?adres|correo|indirizzo|e-?mail|adres|mejladress|mailadresse|adresa)(?: \w+)? (?:is gewijzigd|ha cambiado|e cambiato|mudou|sie zmienil|har andrats|er andret|se zmenila)|el correo de \w+ ha cambiado|nouvelle adresse|moje adresa se zmenila|moj adres sie zmienil|sahkopostiosoitteeni on muuttunut|(?:update|amend) your (?:records|address book|contacts)|no longer (?:works?|working|employed|with|at|part of|a member of|associated with)(?: (?:for|by|with|at|of|the|our|this))*(?! interested)|not (?:working|employed) (?:here|for|with|at)|(?:has|have) (?:now |since )?(?:left|departed|retired from|moved on from|resigned from) (?:the|our|this|\w+)|is no longer (?:here|with us|active|available at)|(?:has taken over|took over) my (?:responsibilities|role|work|accounts)|left \w+ (?:at the end|in (?:january|february|march|april|may|june|july|august|september|october|november|december))|(?:left|leaving) (?:the|our) (?:company|organi[sz]ation|firm|team|business)|have (?:now )?(?:retired|left)",
    r"nicht (?:mehr|langer) (?:fur|bei|in|im|tatig|beschaftigt|teil)(?: \S+){0,6}? ?(?:tatig|beschaftigt|erreichbar|angestellt|aktiv)?|(?:hat|habe|haben) (?:das |unser |die |unsere )?(?:unternehmen|firma|gesellschaft|kanzlei)(?: \S+){0,4} verlassen|aus(?:geschieden| dem unternehmen)|(?:ne fait plus partie|ne travaille plus|n'est plus (?:employe|en poste|dans)|a quitte (?:la|l'|notre|ses)|ne fais plus partie|ai quitte)|ya no (?:trabaj\w+|forma parte|formo parte|labora|laboro|presta|pertenece|pertenezco)|ha dejado (?:la empresa|de trabajar|de formar)|non (?:lavor[ao] piu|fa(?:ccio)? piu parte|e piu (?:in|un|con))|ha lasciato (?:l'|la |il )|(?:ja nao|nao) (?:trabalh\w+|fac?z?o? parte|integra)(?: mais)?|deixou (?:a empresa|de trabalhar|de fazer)|(?:ben|is|werk|werkt) (?:\S+ ){0,4}niet (?:meer|langer) (?:werkzaam|bij|in dienst|actief)|niet meer werkzaam",
    r"(?:nie (?:jestem|jest) juz|juz nie|nie) (?:pracuj\w+|jest pracownikiem|jestem pracownikiem|pracownikiem)(?: juz)?|zakonczyl\w* (?:prace|wspolprace)|(?:jobbar|arbetar|ar) inte langre|har slutat|(?:arbejder|er) ikke (?:laengere|længere|mere)|er fratradt|er fratrådt|jobber ikke lenger|har sluttet|(?:ei ole|en ole|ei tyoskentele|en tyoskentele) (?:enaa|\w+ palveluksessa)|(?:jiz|uz)(?: \w+){0,3} (?:nepracuj\w+|neni zamestnan\w+|nepusobi\w*)|nepracuje (?:jiz|uz)|(?:artik|isten)(?: \S+){0,4} (?:calismiyor\w*|calismamakta\w*|ayrilmis\w*|ayrildi\w*)|(?:mar nem dolgoz\w+|tavozott|nem dolgozik)|nu mai (?:lucrez\w*|face parte|fac parte|este angajat\w*)",
    r"больше не работа\w+",
)
_CLOSED = wording(
    r"(?:office|offices|shop|store|clinic|we|practice|business|company|team|support|studio)(?: is| are|'re| will be)(?: \w+){0,2} closed|closed (?:for|from|until|on|over)(?: the)? (?:holiday|weekend|day|lunch|season|inventory|today|\w+ day)|(?:outside|after) (?:of )?(?:our |normal |regular |business |office )+hours|(?:office|business|opening|working|regular|our|support) hours(?: are|:| of)|(?:open|available|staffed) (?:from )?(?:mon|weekdays|\d)|hours:|horarios?(?: de \w+)?:|offnungszeiten|horaires:|orari?o?:|abierto de|(?:nous )?sommes ouverts",
    r"(?:buro|praxis|geschaft|betrieb|kanzlei|laden|telefonisch)(?: \S+){0,6} (?:geschlossen|nicht besetzt)|(?:sprech|oeffnungs|offnungs|burozeit|geschafts)zeiten|(?:bureau|bureaux|cabinet|magasin|entreprise|societe)(?: \S+){0,5} ferme\w*|horaires d'ouverture|(?:oficina|oficinas|tienda|empresa|clinica)(?: \S+){0,5} cerrad\w+|horario de (?:atencion|oficina|apertura)|(?:ufficio|uffici|negozio|studio|azienda)(?: \S+){0,5} chius\w|(?:escritorio|loja|empresa|clinica)(?: \S+){0,5} (?:encerrad|fechad)\w+|horario de (?:atendimento|funcionamento)|(?:kantoor|winkel|praktijk|bedrijf|wij|we)(?: \S+){0,4} gesloten|openingstijden|kantooruren|(?:biuro|firma|sklep)(?: \S+){0,4} (?:zamkniet|nieczynn)\w+|godziny (?:pracy|otwarcia)",
    r"(?:kontoret|butiken|vi|foretaget|kundtjanst)(?: \S+){0,3} (?:stangt|stanger)|oppettider|(?:kontoret|butikken|vi|firmaet)(?: \S+){0,3} (?:lukket|stengt|ferielukket)|(?:abningstider|apningstider|åbningstider)|(?:toimisto\w*|liike\w*|yritys)(?: \S+){0,4} (?:suljettu|kiinni)|(?:kancelar|firma|prodejna|ordinace)(?: \S+){0,4} (?:zavren|uzavren)\w*|ofisimiz(?: \S+){0,4} kapali\w*|(?:irodank|iroda|uzlet)(?: \S+){0,4} zarva|(?:biroul|sediul|magazinul)(?: \S+){0,4} inchis\w*",
    r"офис(?: \S+){0,4} закрыт",
)
_DECLARED_UNSPACED = wording(
    r"验证码|驗證碼|認証コード|確認コード|인증번호|인증 ?코드|رمز التحقق|رمز التأكيد|קוד אימות|קוד האימות|सत्यापन कोड|รหัสยืนยัน",
    r"自動(?:返信|応答|送信|配信)|送信専用|返信(?:しないで|いただけません|いただいても|不要)|自动(?:回复|回覆|答复|发送)|自動回[覆復]|(?:请勿|請勿)(?:直接)?回[复覆]|系统(?:自动|邮件)|(?:رد|رسالة|رسالة رد|رسالة الكترونية) ?(?:تلقائي|آلي)\w*|الرد (?:التلقائي|الآلي)|자동 ?(?:응답|회신|발송)|(?:מענה|תשובה|הודעה) אוטומטי\w*",
)
_VOICEMAIL_UNSPACED = wording(
    r"留守番電話|ピー|発信音|请在.{0,6}(?:提示音|嘀)|您拨打的|您撥的|الصافرة|رسالتك بعد|삐 소리|음성 ?사서함"
)
_RECEIPT_UNSPACED = wording(
    r"お問い?合わせ.{0,12}(?:ありがとう|受け?付け|受領|承り)|受付(?:番号|いたしました|完了|しました)|(?:已|我们|我們).{0,3}收到您的|工单|إستلام رسالت|(?:تلقينا|استلمنا|تم استلام) (?:رسالت|طلب)\w*|문의.{0,8}(?:접수|감사)"
)
_ABSENCE_UNSPACED = wording(
    r"休暇(?:中|を|のため|いただ)|不在(?:に|の|と|です|し)|出張(?:中|のため|し)|(?:夏季|冬季|年末年始)休業|(?:产假|年假|休假|出差|度假)(?:中|期间|，|。|至|到)?|不在(?:办公室|辦公室)|(?:产假|休產假|休假中)|外出(?:公干|期间)|(?:إجازة|اجازة|خارج المكتب|غير متواجد|غير متاح)|부재 ?중|휴가 ?중|출장 ?중|(?:בחופש|בחופשה|מחוץ למשרד)"
)
_RETURN_UNSPACED = wording(
    r"戻り|復帰|出社|まで|以降|返信いたします|返回|回来|回來|至\d|到\d|恢复|上班|أعود|العودة|حتى|복귀|까지"
)
_URGENT_UNSPACED = wording(r"お急ぎ|緊急|紧急|緊急|急事|如有急|للأمور العاجلة|عاجل|الطارئة|للطوارئ|급한|긴급")
_DELEGATE_UNSPACED = wording(
    r"ご連絡ください|までご連絡|担当|请联系|請聯絡|联系我的同事|التواصل مع|الاتصال ب|연락 ?(?:주|바랍)"
)
_THANKS_UNSPACED = wording(
    r"ご連絡.{0,6}ありがとう|(?:メール|ご返信|お問い?合わせ).{0,10}ありがとう|感谢您?的?(?:来信|来函|邮件|留言|联系|咨询)|感謝您|您好，感谢|شكرا (?:ل|على|لك على)(?:\S+)? ?(?:رسالت|تواصل|اتصال|مراسل)\w*|메일 ?(?:을|주셔서).{0,6}감사"
)
_WILL_REPLY_UNSPACED = wording(
    r"返信(?:いたします|させて|します)|改めて(?:ご)?連絡|尽快(?:回复|与您|答复)|盡快回|(?:سنقوم|سوف|سأقوم|سنعود|سنرد)|(?:회신|답변|연락) ?드리"
)
_LEFT_UNSPACED = wording(r"退職(?:いた|し)|退社(?:いた|し)|離職|离职|不再(?:任职|在|担任)|لم يعد يعمل|لم أعد أعمل|퇴사")
_CLOSED_UNSPACED = wording(r"休業|営業時間|节假日|放假")
_PITCH = wording(
    r"(?:i|we) help(?: \w+){1,6} (?:scale|grow|get|generate|double|close|book|hit|reach|make|build|achieve|land|become)|(?:grab|get|download|check out|claim|join|watch|here's|here is)(?: \w+){0,2} (?:my|our|a|your)(?: \w+){0,3} (?:free|ebook|e-book|guide|webinar|masterclass|training|newsletter|calendar|podcast|course|checklist|community)|book a (?:free |quick )?(?:call|strategy|discovery)|join \d+k?\+? "
)
_CONNECTED = wording(
    r"(?:thanks|thank you|thx|great|glad|happy|pleasure|excited|nice)(?: so much| very much)? (?:for|to) (?:be )?(?:connect\w*|accepting|the connection|the invite|adding)"
)

_SIGNS = (
    *(("receipt", 2, _RECEIPT), ("ticket", 1, _TICKET), ("absence", 2, _ABSENCE), ("return", 1, _RETURN)),
    *(("urgent", 2, _URGENT), ("delegate", 1, _DELEGATE), ("limited", 1, _LIMITED), ("thanks", 1, _THANKS)),
    *(("will-reply", 1, _WILL_REPLY), ("deadline", 1, _DEADLINE), ("left", 2, _LEFT), ("closed", 2, _CLOSED)),
    *(("dead", 4, further_languages.DEAD), ("absence", 2, further_languages.ABSENCE)),
    *(("left", 2, further_languages.LEFT), ("receipt", 2, further_languages.RECEIPT)),
)
"""What a notice holds, and how much each sign weighs."""
_PRIMARY = frozenset(["absence", "closed", "left", "receipt"])
_BARE = 180
"""A text of at most so many characters that says nothing else is a notice."""
_GOES_ON = re.compile(
    r"\b(?:but|so|come|please call|can do|instead|aber|sondern|mais|pero|ma|mas|maar|ale|men|mutta|dann|puis|luego|poi|depois|dan|potem|sedan|sitten|pak)\b"
)
_WEIGHTS = {name: weight for name, weight, _ in _SIGNS}

_PERSON = phrase(
    rf"{START}(?:yes|yep|yeah|sure|ok|okay)(?= |,|\.|!)",
    r"will (?:look at|read|review|check) (?:it|this|that)",
    r"(?:reply|respond|answer|read it) properly",
    r"(?:after|until) the \d+\w* please",
    r"keep me on",
    r"passed away|has passed",
    r"(?:(?:i'm|we're|i am|we are|am|very|quite|be|still|definitely|not) interested|let'?s|sounds (?:good|great|interesting)|works for me|works better|send me|tell me|give me|call me (?:on )?(?:mon|tue|wed|thu|fri|sat|sun|tom|next|then|after|when|in)|love to|keen|happy to (?:talk|chat|meet|connect|discuss|take|jump)|talk (?:then|soon|next|when)|speak (?:then|soon)|chat (?:then|when|next)|catch up (?:then|when|next|after)|your (?:proposal|offer|pitch|product|pricing|price|quote|software|demo|service|tool|platform)|my (?:boss|manager)|our budget|not interested|no thanks|i think|i'd like|i would like|we'd like|we would like|i just|i was|just got back|just returned|we were|sorry for (?:the|my) (?:late|slow|delay)|sorry i|apologies for|i've taken over|i took over|i replaced|what (?:is|was|do|does|are|would)|how (?:much|many|long|do|does)|can you|could you|would you|do you|are you|is this|ping me|try me|hit me up|reach back|reach out again|follow up (?:with me )?(?:then|after|in|when)|circle back|remind me|lol|haha|wanna|gonna)",
    r"(?:interessiert|interessant|ihr angebot|dann gern\w*|danach gern\w*|spater(?= ?(?:$|\n|[.!]))|gerne (?:dann|danach|telefonieren|mehr|im)|rufen sie mich|konnen (?:sie|wir)|wie (?:viel|hoch|lange)|was (?:kostet|ist)|war (?:im|in|letzte|krank)|lassen sie uns|schicken sie|schick|interesse|interesado|interesada|interessato|interessata|interessado|interessada|interesse\w*|interesuje|votre (?:offre|proposition)|combien|pouvez[- ]vous|envoyez|appelez|j'etais|on peut|cuanto|cuesta|puede|puedes|llameme|llamame|su propuesta|su oferta|estuve|podemos|hablamos|quanto|la vostra (?:offerta|proposta)|mi chiami|possiamo|ero in|sentiamoci|a sua proposta|podemos|ligue-me|estive|falamos|uw (?:voorstel|aanbod)|kunt u|kunnen we|bel me|ik was|hoeveel|ile kosztuje|mozemy|prosze (?:o oferte|zadzwonic|przeslac)|bylem|bylam|ert forslag|kan ni|kan vi|ring mig|jag var|vad kostar|jeres (?:forslag|tilbud)|kan vi|ring til mig|jeg var|hvad koster|tarjou\w+si|voitko|voimmeko|soita|olin|paljonko|vase nabidka|muzeme|zavolejte|byl jsem|byla jsem|kolik)",
)
_MAILBOX = re.compile(r"[\w+-]@[\w-]+\.")
_ASKS_THE_READER = re.compile(
    r"(?:urgent|immediate|help|questions?|assistance|emergency|else|support|spoed|dringend\w*|urgence|urgen\w+|eilig|haster|akut|kiire\w*|piln\w+|fragen|vragen)[^.?\n]{0,30}\?"
)

_AUTO_SUBJECT = re.compile(
    r"^\W*(?:\[[^\]]{0,40}\]\W*)?(?:automatic reply|auto[- ]?reply|auto[- ]?response|automated (?:reply|response|message)|autoreply|auto:|autoresponder|out[- ]of[- ](?:the[- ])?office|ooo\b|vacation (?:reply|notice|response)|away (?:message|from)|i'm out of|on (?:vacation|leave)\b|annual leave|(?:parental|maternity|paternity) leave|office closed|closed for|"
    r"automatische antwort|automatisierte antwort|autom\. antwort|abwesenheits\w*|abwesend\b|abwesenheit\b|automatische abwesenheit|urlaub\b|nicht im (?:buro|hause)|reponse automatique|message d'absence|absence\b|absence du bureau|absent du bureau|en conges?\b|"
    r"respuesta automatica|fuera de (?:la )?oficina|ausente\b|vacaciones\b|risposta automatica|fuori (?:sede|ufficio)|assente\b|in ferie\b|messaggio automatico|resposta automatica|ausencia\b|fora do escritorio|de ferias\b|"
    r"automatisch antwoord|automatische? (?:beantwoording|reactie)|afwezig\w*|niet aanwezig|vakantie\b|odpowiedz automatyczna|automatyczna odpowiedz|autoodpowiedz|nieobecno\w*|poza biurem|urlop\b|"
    r"autosvar|automatiskt svar|franvaro\w*|franvarande|semester\b|automatisk svar|automatsvar|fravaer\w*|fravær\w*|ikke pa kontoret|ferie\b|automaattinen|automaattivastaus|poissaolo\w*|lomalla\b|automaticka odpoved|automaticke odpovedi|nepritomnost|mimo kancelar|dovolena\b|"
    r"otomatik (?:yanit|cevap)|ofis disi|automatikus valasz|hazon kivul|irodan kivul|szabadsag\w*|raspuns automat|in afara biroului|автоматический|автоматическии|автоответ|нет на месте|вне офиса|自動返信|自動応答|不在|自动回复|自動回覆|自動回復|رد تلقائي|الرد التلقائي|خارج المكتب|자동 ?응답|부재중|αυτοματη απαντηση|מענה אוטומטי)"
)
_ABSENCE_SUBJECT = re.compile(
    r"office|ooo\b|abwesen|absen|ausen|oficina|ufficio|fuori|escritorio|afwezig|nieobecn|biur|leave|vacation|urlaub|conge|vacaciones|ferie|ferias|assent|vakantie|urlop|franvar|semester|fravaer|fravær|kontor|poissa|loma|nepritom|kancelar|dovolen|ofis|kivul|szabads|birou|офис|мест|不在|المكتب|부재|closed|away"
)
_AUTO_MARKED = re.compile(r"auto-?(?:reply|response)|automatic reply|autosvar|automatisch|automatique")
_RECEIPT_SUBJECT = re.compile(
    r"^\W*(?:\[[^\]]{0,40}\]\W*)?(?:\[?(?:ticket|case|request|support)\b.{0,20}\d|(?:we(?:'ve| have) )?received\b|(?:we|we've|we have) (?:received|got) your|your (?:\w+ )?(?:request|ticket|enquiry|inquiry|message|case)\b.{0,30}(?:received|created|opened|logged)?|thank you for (?:contacting|your|reaching)|thanks for (?:contacting|your|reaching)|ticket (?:received|created)|confirmation of receipt|acknowledge?ment|please confirm your message|"
    r"eingangsbestatigung|ihre anfrage|wir haben ihre|accuse(?: de)? reception|votre (?:demande|message)|nous avons bien recu|acuse de recibo|hemos recibido|su (?:solicitud|consulta)|conferma di ricezione|abbiamo ricevuto|la sua richiesta|recebemos|confirmacao de rece|ontvangstbevestiging|wij hebben uw|uw (?:aanvraag|bericht|vraag)|potwierdzenie|otrzymalismy|mottagningsbekraftelse|vi har (?:mottagit|tagit|modtaget|mottatt)|bekraftelse|bekræftelse|bekraeftelse|kvittering|vahvistus|vastaanotto|potvrzeni|prijali jsme|talebiniz|basvurunuz|visszaigazolas|confirmare|am primit|ваше? (?:обращение|заявка)|受付|お問い合わせ|已收到)"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says of its own origin: a machine's notice, an absence (of a machine or a person), both or neither."""

    machine: Finding | None = None
    absence: Finding | None = None
    dead_number: bool = False
    """The network says that nobody can be reached at this number."""


_SILENT = Wording()


_NOT_IN_SERVICE = re.compile(
    r"(?:number|call)(?: \w+){0,8} (?:not in service|disconnected|no longer in service|does not exist|cannot be completed|changed or disconnected)|not in service|nicht vergeben|n'est pas (?:attribue|en service)|no (?:existe|esta asignado|corresponde)|(?:inesistente|non e attivo)|"
    r"numero (?:que marco|discado)(?: \w+){0,4} (?:no|nao)|niet in gebruik|nie istnieje|inte i bruk|ikke i brug|ei ole kaytossa|neexistuje|kullanilmamaktadir".replace(
        " ", r"\s"
    )
)


def read_wording(text: Text, subject: Text, medium: str, book: Found) -> Wording:
    """Whether the wording is that of an autoresponder, and whether somebody is absent."""
    if subject.shown and not REPLY_PREFIX.match(subject.folded) and (found := _AUTO_SUBJECT.match(subject.folded)):
        away = _ABSENCE_SUBJECT.search(found.group(0)) or absence_of_a_machine(text, book)
        evidence = subject.cut(*found.span())
        return Wording(Finding("auto-subject", evidence), Finding("out-of-office-subject", evidence) if away else None)
    if not book:
        return _SILENT
    if declared := _first("declared", book):
        return Wording(Finding("self-declared-robot", text.cut(*declared.span())), _absence(text, book))
    if medium == "voice" and (spoken := _first("voicemail", book)):
        dead = _NOT_IN_SERVICE.search(text.folded, 0, _READ) is not None
        return Wording(Finding("voicemail", text.cut(*spoken.span())), _absence(text, book), dead)
    if medium == "linkedin" and (pitch := _first("pitch", book)) and _first("connected", book):
        return Wording(Finding("connection-robot", text.cut(*pitch.span())))
    return _weigh(text, subject, medium, book)


def _weigh(text: Text, subject: Text, medium: str, book: Found) -> Wording:
    signs = {name: found for name in book if name in _WEIGHTS and (found := _first(name, book))}
    if not signs:
        return _SILENT
    weight = sum(_WEIGHTS[name] for name in signs) - _signs_of_a_person(text.folded, book)
    weight += "delegate" not in signs and _MAILBOX.search(text.folded, 0, _READ) is not None
    weight += "ticket" not in signs and _TICKET_MARK.search(text.folded, 0, _READ) is not None
    if (subject.shown and _RECEIPT_SUBJECT.match(subject.folded)) or (
        "auto" in subject.folded and _AUTO_MARKED.search(subject.folded)
    ):
        weight += 2
    if medium == "email" and _is_bare_notice(text.folded, signs, book):
        weight += 1
    absence = _absence(text, book) if weight > 0 else None
    if weight < (_MACHINE if medium == "email" else _MACHINE + 1):
        return Wording(None, absence)
    strongest = max(signs, key=lambda name: _WEIGHTS[name])
    absence = absence or absence_of_a_machine(text, book)
    return Wording(Finding(f"wording:{'+'.join(signs)}", text.cut(*signs[strongest].span())), absence)


def _is_bare_notice(folded: str, signs: Mapping[str, re.Match[str]], book: Found) -> bool:
    """Nothing is said but that somebody is away, has left, or has received it."""
    if len(folded) > _BARE or _PRIMARY.isdisjoint(signs):
        return False
    return not (_GOES_ON.search(folded) or _signs_of_a_person(folded, book))


def _absence(text: Text, book: Found) -> Finding | None:
    away = _first("absence", book) or _first("closed", book)
    return Finding("out-of-office-wording", text.cut(*away.span())) if away else None


def absence_of_a_machine(text: Text, book: Found) -> Finding | None:
    """Whether what a machine wrote for somebody says that they are away. A day of return is enough ("out until Monday"):
    of people, who say that too, it says nothing."""
    if absence := _absence(text, book):
        return absence
    back = _first("return", book)
    if back is None or any(_first(name, book) for name in ("receipt", "left", "dead")):
        return None
    return Finding("out-of-office-wording", text.cut(*back.span()))


def _first(name: str, book: Found) -> re.Match[str] | None:
    for found in book.get(name, ()):
        return found if found.start() < _READ else None
    return None


def _signs_of_a_person(folded: str, book: Found) -> int:
    """Who asks, answers our offer, or tells of an absence that is over, is no machine."""
    asks = "?" in folded[:_READ] and not _ASKS_THE_READER.search(folded, 0, _READ)
    return (3 if _first("person", book) else 0) + (2 if asks else 0)


WORDED = (
    *((name, sign) for name, _, sign in _SIGNS),
    *(
        ("declared", _DECLARED),
        ("declared", further_languages.DECLARED),
        ("voicemail", _VOICEMAIL),
        ("pitch", _PITCH),
        ("connected", _CONNECTED),
        ("person", _PERSON),
    ),
)
UNSPACED = (
    *(("declared", _DECLARED_UNSPACED), ("voicemail", _VOICEMAIL_UNSPACED), ("receipt", _RECEIPT_UNSPACED)),
    *(("absence", _ABSENCE_UNSPACED), ("return", _RETURN_UNSPACED), ("urgent", _URGENT_UNSPACED)),
    *(("delegate", _DELEGATE_UNSPACED), ("thanks", _THANKS_UNSPACED), ("will-reply", _WILL_REPLY_UNSPACED)),
    *(("left", _LEFT_UNSPACED), ("closed", _CLOSED_UNSPACED)),
    *(("dead", further_languages.DEAD_UNSPACED), ("absence", further_languages.ABSENCE_UNSPACED)),
    *(("left", further_languages.LEFT_UNSPACED), ("receipt", further_languages.RECEIPT_UNSPACED)),
    *(("declared", further_languages.DECLARED_UNSPACED), ("will-reply", further_languages.WILL_REPLY_UNSPACED)),
)

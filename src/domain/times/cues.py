# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""What a sentence wants with the time that it names: takes it, refuses it, asks, puts off, or says when somebody is back.

Folded phrases by language, read as patterns of whole words; `*` ends a stem. The language of a sentence and English are
read together, because people mix them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

_CUES: Mapping[str, Mapping[str, str]] = {
    "any": {
        "yes": "ok|okay|👍|👌|✅|💯|🤝|🆗|🙌|perfect|deal|yes|cool|top|super",
        "away": "ooo|out of office|autoreply|auto-reply|automatic reply",
        "defer": "follow up|followup|ping",
    },
    "en": {
        "no": "in meetings|in a meeting|in meeting|back to back|back-to-back|not|n't|cannot|cant|can't|couldn't|couldnt|won't|wont|doesn't|doesnt|don't|dont|isn't|isnt|aren't|no longer|"
        "unable|unavailable|busy|booked|full|away|out of|out on|out that|out all|i'm out|im out|traveling|travelling|conflict*|never|neither|nor|no good|no go|tied up|"
        "slammed|already have|taken|anything but|except|apart from|instead of|rather than|other than|clash*|rules out|is out|"
        "bad|tough|tricky|hard for|difficult|packed|impossible|has to be moved|fell through|no way|no to|would've|wouldve|would have|cancel|cancelling|reschedule|move my|not",
        "swap": "instead of|rather than|other than|anything but|except|apart from|not|than",
        "yes": "yes|yep|yeah|yup|ya|sure|works|work|ok|okay|k|perfect|great|good|fine|sounds good|confirmed|confirm|confirming|"
        "see you then|see u then|i'll be there|ill be there|book|booked|lock it in|let's do|lets do|go with|going with|take|i'll take|ill take|pick|choose|"
        "deal|done|absolutely|definitely|excellent|lovely|happy with|suits|suit|prefer|best|better|ideal|it is|in|i'm free|"
        "im free|available|can do|can make|that one|please|plz|pls|put me down|sign me up|count me in|cool|awesome|brilliant|"
        "accepted|accept|agreed|locked in|will do|i'm in|👍|👌|✅|🙌|💯|🤝|🆗",
        "choose": "let's do|lets do|go with|going with|i'll take|ill take|take|pick|choose|prefer|better|best|it is|go for|book|"
        "make it|rather|put me down|i'd say|settle on|opt for",
        "if": "if|unless|as long as|provided|providing|assuming|depending|depends|subject to|pending|contingent|only when|once",
        "fine-if": "if that works|if that's ok|if thats ok|if that's okay|if it works|if that suits|if that's fine|if that is ok|if you need|"
        "if you have|let me know if|if ok with|if okay with|if it's ok|if possible|if that still works|if you're ok|if you want",
        "maybe": "might|maybe|perhaps|possibly|probably|tentative|tentatively|pencil|let me check|need to check|have to check|"
        "gotta check|will check|i'll check|get back to you|confirm later|not sure|unsure|hopefully|try to|potentially|let me see|"
        "double check|checking with|check with|let you know|see if|could be|i think|my colleague|my partner can|my assistant",
        "ask": "what about|how about|would|could|can you|can we|does|do you|is there|are you|any chance|any other|possible|"
        "still|what time|which",
        "many": "either|both|any of|all of them|all work|any works|whichever|whatever|any time|anytime|you choose|you pick|up to you",
        "none": "none|neither|nothing works|not any",
        "other": "other one|the other|other slot",
        "oops": "no wait|wait|actually|scratch that|i mean|correction|sorry|on second thought|make that|nope",
        "defer": "leave it|leave this|park it|write to me|write to us|speak then|chase me|chase us|check with me|check with us|contact|get in touch|nudge|poke me|drop us|give me a nudge|shout|reach out|reach back|try me|try again|try us|circle back|check back|check in|get back to me|get back to us|"
        "come back|contact me|contact us|touch base|follow up|followup|hit me up|hmu|ping|revisit|reconnect|talk again|"
        "call back|call me back|call again|email me|write me|write again|message me|text me|ask me|ask again|hit me|chk back|not until|not before|"
        "wait until|wait till|hold off|put a pin|pick this up|pick it up|resume|bug me|nudge me|remind me|shoot me|drop me|"
        "let's talk|lets talk|let's speak|speak again|speak in|talk in|happy to talk|open to|look at this|look into|"
        "look at it|consider|review|again in|again after|later|reconsider|no earlier than|won't be ready|ready to|maybe|perhaps|"
        "knock again|give it|give me|give us|say hi|chat in|chat after|chat then|more time|schedule something|come around|kick this|reassess|connect|"
        "give me a shout|give us a shout|give me a call|give us a call|call me|ring me|phone me|try|catch up|catch me|another time|discuss|back to you|better in|sometime|some time|table this|parking this|park this",
        "busy": "busy|swamped|slammed|heads down|heads-down|tied up|underwater|buried|full|flat out|frozen|freeze|on hold|maxed|"
        "no capacity|no budget|locked|under contract|off the grid|nothing before|can't look|not a priority|too much on",
        "not-now": "not now|not right now|not rn|rn|right now|at the moment|at this time|bad time|bad timing|not yet|too early|"
        "timing|currently|not a good time|for now|this quarter|this year",
        "away": "out of office|out of the office|ooo|ooto|on leave|annual leave|on vacation|on holiday|on holidays|vacation|holiday|away|"
        "parental leave|maternity|paternity|sabbatical|travel*|out until|out till|out from|out through|out on|off until|off till|"
        "off from|closed|closure|limited access|absence|not in the office|unavailable|leave|pto|automatic reply|auto-reply|"
        "autoreply|business trip|gone|[auto]|auto|fishing|off work|out sick|offline|i'm off|i am off|im off|conference|unreachable|shut|shutdown",
        "back": "back|return|returning|returns|back in|be in the office|in the office|at my desk|available again|resume|reopen*|"
        "re-open*|respond|reply|get back|attend to|office again|answer|available from|online again|normal service|reachable",
        "past": "was|were|had|did|last|ago|yesterday|previous|previously|since|met|spoke|talked|went|sent|signed|founded|bought|"
        "received|started|began|joined",
        "else": "deadline|i have a|i have an|i have another|i've got a|ive got a|i've got another|got a|my flight|flight|lands|doctor*|dentist|wedding|funeral|another call|"
        "another meeting|exam|class|surgery|hearing|school|my kid*|webinar|seminar|closes at|opens at|office hours|open from",
        "due": "contract|renew*|lease|expires|budget|deadline|launch*|go live|go-live|ends|event|conference|fair|audit|invoice|due|"
        "wedding|birthday|founded|established|warranty|delivery|deliver*|founded|hearing|appointment with|flight|holiday|vacation|"
        "exam|closing|open|opening|moving|released|report|review|fiscal",
    },
    "de": {
        "no": "in einem meeting|in einer besprechung|im meeting|anderen termin|nicht|net|nich|ned|kein|keine|keinen|leider|nie|unmoglich|ausgebucht|verhindert|verplant|belegt|unterwegs|weder|"
        "statt|anstatt|auser|ausser|schlecht|eng|schwierig|kollidiert|bin weg|klappt's nicht|ausgeschlossen|nix",
        "swap": "statt|anstatt|auser|ausser|nicht|als",
        "yes": "ja|jo|jep|jup|passt|passen|gern|gerne|gut|super|prima|perfekt|ok|okay|einverstanden|geht|klar|bestatige|bestatigt|"
        "nehme|nehmen|nehm|bis dann|in ordnung|alles klar|machen wir|freue mich|freu mich|top|wunderbar|bestens|klappt|lieber|am besten|ideal|"
        "abgemacht|fix|notiert|halte ich fest|buchen|bitte|reicht|wahle|entscheide|dann|sehr gut|topp|geil|eintragen|eingetragen",
        "choose": "lieber|nehme|nehmen|nehm|am besten|besser|bevorzuge|entscheide|dann|wahle|machen wir",
        "if": "wenn|falls|sofern|vorausgesetzt|solange|unter der bedingung|vorbehaltlich|abhangig|nur dann",
        "fine-if": "wenn es ihnen passt|wenn das fur sie passt|wenn es dir passt|wenn ihnen das passt|wenn das passt|falls das passt|wenn's passt|"
        "wenn moglich|falls moglich|wenn das ok ist|wenn das okay ist|falls sie|wenn sie noch",
        "maybe": "vielleicht|eventuell|evtl|moglicherweise|unter umstanden|mal sehen|muss noch|muss erst|prufe|schauen|wahrscheinlich|"
        "vermutlich|noch prufen|noch klaren|noch abstimmen|rucksprache|vorerst|unter vorbehalt|melde mich|klaren|hoffentlich|konnte|nicht sicher|sage ich ihnen noch|gebe bescheid|ich denke|denke ich",
        "ask": "wie ware|wie war|ware|ginge|konnten|konnen wir|geht auch|ist noch|noch frei|moglich|passt ihnen|passt es",
        "many": "beide|beides|egal|alle|jeder|jederzeit|konnen sie aussuchen|suchen sie",
        "none": "keiner|keine der|keines|keinen davon|weder",
        "other": "der andere|den anderen|das andere|anderen termin",
        "oops": "halt|nein doch|quatsch|aeh nein|ah nein|doch lieber|ich meine|korrektur|sorry|moment",
        "defer": "melden|meldet|melde|meld|wieder an|nochmal|noch einmal|noch mal|erneut|kontaktieren|kontakt|schreiben sie|schreib|"
        "rufen sie|ruf|anrufen|spater|sprechen wir|hakt|nachhaken|haken sie|auf mich zu|auf uns zu|nicht vor|erst|fruhestens|kommen sie|"
        "zuruckkommen|erinnern|wieder sprechen|weiterreden|dann gerne|aufgreifen|reden wir|austauschen|wieder vor|telefonieren|horen|angehen|vormerken|interessant|thema|passend*|besser|wieder",
        "busy": "ausgelastet|voll|viel los|land unter|im stress|beschaftigt|keine zeit|keine kapazitat|messe|umbau|inventur|"
        "jahresabschluss|eingespannt|gebunden|budget|stehen kopf|dicht",
        "not-now": "gerade|grad|momentan|im moment|derzeit|aktuell|zurzeit|jetzt nicht|ungunstig|schlecht|nicht jetzt|noch nicht|zu fruh",
        "away": "abwesend|abwesenheit*|nicht im haus*|nicht im buro|ausser haus|auser haus|im urlaub|urlaub|elternzeit|mutterschutz|"
        "dienstreise|nicht erreichbar|nicht im dienst|betriebsferien|geschlossen|krank|ooo|automatische antwort|betriebsurlaub|"
        "sabbatical|fortbildung|seminar|nicht am platz|unterwegs|nicht da|ferien|nicht zu erreichen|eingeschrankt",
        "back": "zuruck|zurueck|wieder|erreichbar|kehre|ruckkehr|rueckkehr|zur verfugung|im buro|antworten|geoffnet|da sein|beantworte*",
        "past": "war|waren|hatte|hatten|letzte*|vergangen*|gestern|vorige*|seit|gesprochen|getroffen|gestartet|gegrundet|hatten wir",
        "else": "habe einen|hab einen|habe schon|habe bereits|flug|arzt|zahnarzt|hochzeit|beerdigung|anderen termin|schon einen|fliege|prufung|schule|offnungszeiten",
        "due": "vertrag|lauft|messe|frist|budget|geschaftsjahr|launch|lieferung|geburtstag|rechnung|kundigung|umzug|projekt|"
        "audit|prufung|gegrundet|baujahr|urlaub",
    },
    "fr": {
        "no": "en reunion|en rendez-vous|ne|n'|pas|plus|impossible|indisponible|occupe|occupee|complet|pris|prise|aucun|aucune|jamais|malheureusement|sauf|"
        "au lieu|ni|deplacement|absent|absente|desole|desolee|complique|difficile|ca coince",
        "swap": "plutot que|au lieu|sauf|pas",
        "yes": "oui|ouais|ok|okay|d'accord|parfait|tres bien|convient|va|me va|note|entendu|super|c'est bon|bon|confirme|confirmer|"
        "je prends|prenons|impeccable|nickel|volontiers|bien|avec plaisir|plutot|prefere|mieux|ideal|disponible|a mardi|a jeudi|"
        "c'est note|marche|reserve|reservez|retiens|partons|partant|partante|adjuge|va pour|calons|valide",
        "choose": "plutot|prefere|je prends|prenons|retiens|va pour|mieux|partons|choisis|opte",
        "if": "si|a condition|sous reserve|pourvu|selon|en fonction|s'il|des que",
        "fine-if": "si cela vous convient|si ca vous va|si ca te va|si ca vous convient|si c'est bon pour vous|si possible|si vous voulez|s'il vous plait|"
        "s'il te plait|si besoin|si cela te convient",
        "maybe": "peut-etre|peut etre|probablement|eventuellement|je verifie|je dois verifier|je vous confirme|je reviens vers|a confirmer|"
        "je pense|devrait|pourrait|je vais voir|normalement|je regarde|possible",
        "ask": "serait-il|est-ce|pouvez-vous|pourriez-vous|pourrait-on|peut-on|possible|encore|toujours|et",
        "many": "les deux|n'importe|tous|peu importe|comme vous voulez|l'un ou l'autre",
        "none": "aucun|aucune|ni l'un",
        "other": "l'autre|autre creneau",
        "oops": "non pardon|pardon|enfin|attendez|attends|je veux dire|plutot|erreur",
        "defer": "recontact*|revenez|revenir|reviens|rappel*|relance*|contact*|reparl*|en reparler|ecrivez|reecri*|plus tard|"
        "d'ici|apres|attendre|pas avant|repren*|refaire|retentez|retenter|reessay*|point|se reparle|manifest*|discut*|revoir|voir ca|reprendre|recaler|"
        "tenter|essay*|sollicit*|redemand*|faites-moi signe|fais-moi signe|voyons|partir de|ouvert*|pourquoi pas|envisag*|echang*",
        "busy": "deborde*|charge*|occupe*|plein|sous l'eau|pas le temps|en plein|inventaire|cloture|complet*|gele*|budget",
        "not-now": "pas maintenant|en ce moment|pour l'instant|pour le moment|actuellement|la c'est|mauvais moment|trop tot|tout de suite",
        "away": "absent|absente|absence|conge|conges|vacances|hors du bureau|en deplacement|reponse automatique|indisponible|ferme|fermes|fermee|"
        "fermeture|arret|maternite|paternite|parental|injoignable|formation|bureau ferme|pas disponible|acces limite",
        "back": "retour|de retour|reviens|reviendrai|reprendrai|reprends|rentre|rentrerai|a nouveau|disponible|joignable|rouvr*|reouv*|"
        "repondrai|reponds|repondre|au bureau|rouverture|reprise|serai la|serai present*",
        "past": "etait|etais|avons|avais|avait|dernier|derniere|hier|passe|depuis|parle|rencontre|eu|recu|il y a",
        "else": "j'ai un|j'ai une|j'ai deja|mon vol|medecin|dentiste|mariage|horaires|ouvert de|un autre rendez-vous",
        "due": "contrat|echeance|budget|lancement|salon|livraison|facture|renouvel*|anniversaire|cree|fonde*|bail|audit|termine|fin de",
    },
    "es": {
        "no": "en reunion|reunido|reunida|no|nunca|tampoco|ni|imposible|ocupado|ocupada|lleno|llena|complicado|complicada|fuera|excepto|menos el|en vez de|en lugar de|"
        "lamentablemente|viajando|de viaje|mal|fatal",
        "swap": "en vez de|en lugar de|excepto|que el|no",
        "yes": "si|sip|vale|ok|okay|perfecto|bien|me va|me viene|va bien|viene bien|de acuerdo|confirmo|confirmado|genial|estupendo|"
        "claro|listo|dale|me sirve|me queda|quedamos|agendado|agendo|apuntado|nos vemos|prefiero|mejor|me quedo|esta bien|por supuesto|"
        "excelente|puedo|reserva|va|hecho|anotado|encantado|encantada|tomo|elijo|agendemos|agendame|cuenta conmigo",
        "choose": "prefiero|mejor|me quedo|tomo|elijo|quedamos|pongamos|agendemos|agendame",
        "if": "si puedo|siempre que|a condicion|en caso|con tal|dependiendo|depende|siempre y cuando|si se|si el|si la|si hay|si no|si es|si mi|si me|si nos|si logro|si consigo|si baja*|si tienen",
        "fine-if": "si te parece|si le parece|si os parece|si te va bien|si le va bien|si le viene bien|si puede ser|si es posible|si quiere*",
        "maybe": "quizas|quiza|tal vez|a lo mejor|puede que|probablemente|posiblemente|lo reviso|lo confirmo|dejame ver|dejame revisar|te confirmo|le confirmo|"
        "tengo que ver|tengo que revisar|creo que|en principio|podria ser|a ver si|igual",
        "ask": "podria|podriamos|podemos|puedes|puede|seria posible|sigue|aun|todavia|que tal|cual|hay",
        "many": "los dos|las dos|ambos|ambas|cualquiera|cualquier|me da igual|todos|todas",
        "none": "ninguno|ninguna|ningun",
        "other": "el otro|la otra|otro horario",
        "oops": "no espera|espera|perdon|digo|mejor dicho|corrijo|ay no",
        "defer": "contact*|llam*|escrib*|busc*|volver|volvamos|vuelv*|retom*|hablamos|hablemos|habla|despues de|mas adelante|"
        "mas tarde|luego|recuerd*|espera*|antes de|no antes|intent*|conectemos|reconect*|dentro de|insist*|en otro momento|avis*|"
        "recontact*|proximo ano|quedamos en|vemos|sigamos|revis*|tocar base|paso",
        "busy": "ocupad*|lleno|llenos|liad*|a tope|saturad*|desbordad*|sin tiempo|cierre|inventario|presupuesto|hasta arriba",
        "not-now": "ahora no|orita no|ahorita no|ahorita|orita|por ahora|ahora mismo|en este momento|de momento|por el momento|actualmente|todavia no|aun no|mal momento",
        "away": "estare fuera|estoy fuera|estaremos fuera|fuera de la oficina|ausente|vacaciones|baja|permiso|ausencia|respuesta automatica|de viaje|cerrad*|licencia|no estare|"
        "fuera del despacho|maternidad|paternidad|acceso limitado|fuera de oficina|me encuentro fuera|excedencia",
        "back": "vuelvo|volvere|regres*|reincorpor*|de vuelta|retorn*|disponible|vuelta|estare de|atender*|responder*|abrimos|reabr*|contestar*|incorpor*|en la oficina",
        "past": "estuv*|estaba|tuv*|pasado|pasada|ayer|ultimo|ultima|hablamos el|desde|hace|fue|fundad*|quedamos el",
        "else": "tengo un|tengo una|tengo otro|tengo otra|mi vuelo|medico|dentista|boda|horario",
        "due": "contrato|vence|presupuesto|lanzamiento|feria|entrega|factura|renov*|aniversario|auditoria|acaba|termina|cumple*",
    },
    "it": {
        "no": "in riunione|non|no|mai|impossibile|occupato|occupata|pieno|piena|purtroppo|ne|tranne|eccetto|invece di|al posto di|impegnato|impegnata|fuori|"
        "in viaggio|complicato|difficile|via",
        "swap": "invece di|al posto di|tranne|eccetto|non",
        "yes": "si|va bene|ok|okay|perfetto|d'accordo|confermo|confermato|bene|ottimo|certo|volentieri|va benissimo|per me va|mi va|"
        "preferisco|meglio|prendo|scelgo|benissimo|a giovedi|a martedi|segnato|ci sono|ci sto|prenotato|fissato|facciamo|ideale|"
        "aggiudicato|andata|posso|disponibile|prenoti|andrebbe bene|ci vediamo|ci sentiamo",
        "choose": "preferisco|meglio|prendo|scelgo|facciamo|opto",
        "if": "se|purche|a patto|a condizione|sempre che|qualora|dipende|salvo",
        "fine-if": "se per lei va bene|se per voi va bene|se ti va|se va bene|se le va bene|se possibile|se vuole|se le serve",
        "maybe": "forse|magari|probabilmente|eventualmente|dovrei|devo verificare|devo controllare|le confermo|ti confermo|vediamo|"
        "credo|penso|potrebbe|le faccio sapere|ti faccio sapere|controllo",
        "ask": "potrebbe|potremmo|possiamo|sarebbe possibile|e possibile|ancora|puo|che ne dice|quale",
        "many": "entrambi|entrambe|uno qualsiasi|qualsiasi|tutti e due|tutte e due|indifferente|e uguale",
        "none": "nessuno|nessuna|nessuno dei due",
        "other": "l'altro|l'altra|altro orario",
        "oops": "anzi|no aspetti|aspetta|no aspetta|scusi|volevo dire|mi correggo",
        "defer": "ricontatt*|risent*|richiam*|contatt*|riscriv*|scriv*|chiam*|riparl*|sent*|piu avanti|piu tardi|dopo|aspett*|"
        "non prima|riprov*|riaggiorn*|rimand*|riprend*|rivediamo|ripass*|aggiorniamo|posticip*|riprender*|ricordar*|ne parliamo|parlarne|torni|provi|prova|"
        "vediamo|rivalut*|si faccia viv*|fatti viv*|sentiamo",
        "busy": "presi|preso|presa|incasinat*|pieni|pieno|impegnat*|occupat*|chiusura|inventario|fiera|oberat*|budget|sommers*",
        "not-now": "al momento|in questo momento|per ora|adesso no|ora no|attualmente|non ora|momento sbagliato|non adesso|troppo presto",
        "away": "ferie|fuori ufficio|assente|assenza|fuori sede|vacanza|risposta automatica|maternita|paternita|congedo|malattia|chius*|"
        "in viaggio|trasferta|permesso|non disponibile|non sono in ufficio|accesso limitato|riapr*",
        "back": "rientr*|torn*|di nuovo|ritorn*|disponibile|rispondero|risponder*|riapr*|in ufficio|operativ*|reperibile|ricever*",
        "past": "era|ero|erano|scors*|ieri|avevo|avevamo|abbiamo|stato|ultimo|da quando|fa|parlato|fondat*",
        "else": "ho un|ho una|ho gia|il mio volo|medico|dentista|matrimonio|orario",
        "due": "contratto|scade*|budget|lancio|fiera|consegna|fattura|rinnov*|anniversario|compleanno|audit|termina",
    },
    "pt": {
        "no": "em reuniao|nao|nunca|impossivel|ocupado|ocupada|cheio|cheia|infelizmente|nem|exceto|em vez de|em lugar de|ao inves de|fora|viajando|viagem|"
        "complicado|complicada|dificil|tampouco",
        "swap": "em vez de|em lugar de|ao inves de|exceto|nao",
        "yes": "sim|ok|okay|perfeito|pode ser|combinado|confirmo|confirmado|otimo|optimo|claro|fechado|bom|boa|beleza|de acordo|serve|"
        "melhor|prefiro|fico com|da certo|funciona|esta bem|ta bom|tudo bem|marcado|agendado|posso|convem|da-me jeito|da jeito|ate la|"
        "excelente|topo|vamos|certo|pode marcar|por mim|escolho|aceito|show|bora",
        "choose": "prefiro|melhor|fico com|escolho|vamos|pode marcar|opto",
        "if": "se|desde que|caso|contanto|depende|dependendo|na condicao",
        "fine-if": "se for bom para|se estiver bem|se lhe der jeito|se puder ser|se possivel|se quiser|se precisar|se for possivel|se der para voce",
        "maybe": "talvez|provavelmente|possivelmente|quem sabe|preciso verificar|preciso ver|vou ver|vou confirmar|confirmo depois|"
        "acho que|penso que|em principio|a confirmar|deixa eu ver|se calhar",
        "ask": "poderia|podia|podemos|podiamos|seria possivel|ainda|consegue|que tal|qual|da para",
        "many": "os dois|as duas|ambos|ambas|qualquer|tanto faz|todos",
        "none": "nenhum|nenhuma",
        "other": "o outro|a outra|outro horario",
        "oops": "alias|nao espera|espera|perdao|quero dizer|desculpe|corrigindo|ou melhor",
        "defer": "contact*|contat*|volt*|fal*|lig*|escrev*|retom*|depois|mais tarde|mais para a frente|mais pra frente|entre em|procur*|"
        "cham*|esper*|nao antes|tent*|retorn*|revisit*|lembr*|daqui a|reagend*|a partir de|me avis*|conversa*|reunir|fazer ponto|revemos",
        "busy": "ocupad*|chei*|corrid*|atolad*|sem tempo|fecho|fechamento|inventario|lotad*|assoberbad*|orcamento",
        "not-now": "agora nao|neste momento|no momento|por agora|por enquanto|de momento|atualmente|ainda nao|mau momento|mau timing|agora",
        "away": "ferias|fora do escritorio|ausente|ausencia|resposta automatica|licenca|de viagem|em viagem|fechad*|encerrad*|maternidade|"
        "paternidade|baixa|nao estarei|acesso limitado|recesso",
        "back": "volto|voltarei|voltamos|regress*|retorn*|de volta|disponivel|estarei de|responder*|reabr*|no escritorio|atender*",
        "past": "estava|estive|passad*|ontem|ultim*|tive|tivemos|desde|ha|falamos|foi|fundad*",
        "else": "tenho um|tenho uma|tenho outra|o meu voo|meu voo|medico|dentista|casamento|horario",
        "due": "contrato|vence|orcamento|lancamento|feira|entrega|fatura|renov*|aniversario|auditoria|termina|acaba",
    },
    "nl": {
        "no": "in vergadering|vergadering|niet|geen|nooit|helaas|bezet|onmogelijk|vol|verhinderd|behalve|in plaats van|noch|weg|lastig|moeilijk|niks|druk|afwezig",
        "swap": "in plaats van|behalve|dan|niet",
        "yes": "ja|jep|jawel|prima|goed|oke|ok|akkoord|past|pas|perfect|graag|uitstekend|doe maar|doen we|top|is goed|bevestig|bevestigd|"
        "lukt|kan|schikt|komt uit|liever|liefst|voorkeur|beste|genoteerd|staat genoteerd|tot dan|afgesproken|super|kies|neem|neem ik|fijn|zet maar|boek",
        "choose": "liever|doe maar|neem|kies|voorkeur|zet maar|het liefst|beter|pak",
        "if": "als|indien|mits|tenzij|op voorwaarde|zolang|afhankelijk|hangt af",
        "fine-if": "als dat schikt|als dat past|als het uitkomt|als dat uitkomt|als dat lukt|als dat kan|indien mogelijk|als u wilt|als je wilt|als dat goed is",
        "maybe": "misschien|wellicht|mogelijk|eventueel|waarschijnlijk|onder voorbehoud|moet even|even checken|even kijken|ik laat|"
        "hopelijk|kom erop terug|ik denk|zou kunnen|denk ik",
        "ask": "zou|kunnen we|kun je|kunt u|is er|nog|mogelijk|lukt het|welke",
        "many": "beide|allebei|maakt niet uit|allemaal|om het even|elk|alle",
        "none": "geen van|geen enkele|geen van beide",
        "other": "de andere|het andere|die andere",
        "oops": "nee wacht|wacht|sorry|ik bedoel|toch liever|oh nee",
        "defer": "contact|neem|benader*|bel|probeer|mail|schrijf|later|terugkomen|kom terug|nog eens|opnieuw|wachten|niet voor|pas|verder praten|"
        "weer|spreken|hoor|kom|laten we|herinner*|terug te komen|oppakken|oppak|aankloppen|klop|horen|interessant",
        "busy": "druk|vol|overvol|bezet|geen tijd|geen ruimte|geen budget|verbouwing|inventaris|jaarafsluiting",
        "not-now": "nu even niet|nu niet|op dit moment|momenteel|nu|even niet|voorlopig|nog niet|te vroeg|komt nu niet",
        "away": "afwezig|afwezigheid*|niet op kantoor|vakantie|verlof|zwangerschapsverlof|ouderschapsverlof|vrij|buiten kantoor|"
        "niet aanwezig|automatisch antwoord|gesloten|dienstreis|niet bereikbaar|ziek|beperkt bereikbaar|op reis|uit kantoor",
        "back": "aanwezig|terug|weer|bereikbaar|aanwezig|op kantoor|beschikbaar|reageer|beantwoord*|open|hervat|antwoord*",
        "past": "was|waren|had|hadden|vorig*|gisteren|afgelopen|geleden|sinds|gesproken|opgericht",
        "else": "heb een|heb ik een|heb al|mijn vlucht|dokter|tandarts|bruiloft|openingstijden|andere afspraak",
        "due": "contract|loopt|budget|lancering|beurs|levering|factuur|verleng*|verjaardag|audit|verbouwing|eindigt",
    },
    "pl": {
        "no": "na spotkaniu|nie|niestety|zajety|zajeta|pelny|oprocz|zamiast|niemozliwe|ani|trudno|ciezko|poza|wyjezdzam|odpada",
        "swap": "zamiast|oprocz|niz|nie",
        "yes": "tak|dobrze|ok|okej|okay|pasuje|moze byc|super|swietnie|zgoda|potwierdzam|potwierdzone|jasne|pewnie|odpowiada|wole|"
        "lepiej|najlepiej|wybieram|biore|idealnie|umowieni|w porzadku|dogadane|do zobaczenia|chetnie|jestem za|zapisane|mi pasuje|poprosze",
        "choose": "wole|lepiej|najlepiej|wybieram|biore|niech bedzie|poprosze",
        "if": "jesli|jezeli|o ile|pod warunkiem|gdyby|zalezy|chyba ze|jak tylko",
        "fine-if": "jesli panu pasuje|jesli pani pasuje|jesli pasuje|jesli to mozliwe|jesli odpowiada|jesli moze byc|jesli mozna",
        "maybe": "moze|byc moze|prawdopodobnie|ewentualnie|musze sprawdzic|sprawdze|potwierdze|dam znac|chyba|raczej|wstepnie|postaram",
        "ask": "czy|mozliwe|moglibysmy|mozemy|da sie|jest jeszcze|aktualny|ktory",
        "many": "oba|obie|obojetnie|dowolny|wszystkie|kazdy",
        "none": "zaden|zadna|zadne|zadnego",
        "other": "ten drugi|ten inny|inny termin",
        "oops": "nie czekaj|czekaj|przepraszam|to znaczy|a nie|jednak|znaczy",
        "defer": "odezw*|kontakt*|zadzwon*|dzwon*|napis*|wroc*|wrocmy|pozniej|porozmawia*|rozmaw*|poczek*|sprobuj*|ponow*|nie wczesniej|dopiero|"
        "przypomn*|spotkaj*|za jakis|prosze o|pogada*|odezwij|ponownie|wrocic|jeszcze raz|powrocic|skontakt*",
        "busy": "zajet*|zawalen*|urwanie glowy|brak czasu|nie mam czasu|inwentaryz*|zamkniecie roku|natlok|budzet|obciaz*",
        "not-now": "teraz nie|nie teraz|obecnie|w tej chwili|na razie|aktualnie|jeszcze nie|zly moment|chwilowo",
        "away": "urlop*|nieobecn*|poza biurem|autoodpowiedz|delegacj*|zwolnieni*|macierzynsk*|rodziciels*|zamkniet*|nieczynn*|wakacj*|niedostepn*|automatyczna odpowiedz|ograniczony dostep",
        "back": "wrac*|wroc*|powrot*|powroc*|dostepn*|bede|ponownie|odpowie*|otwart*|w biurze|odpisze",
        "past": "byl|byla|bylo|mielismy|zeszl*|ubiegl*|wczoraj|ostatni*|temu|rozmawialismy|zalozon*",
        "due": "umowa|umowy|wygasa|budzet|premiera|targi|dostawa|faktura|konczy|urodziny|audyt|termin platnosci",
    },
    "sv": {
        "no": "i mote|sitter i mote|inte|ej|kan tyvarr|tyvarr|upptagen|upptaget|fullt|aldrig|forutom|istallet for|i stallet for|ingen|inget|bortrest|omojligt|svart|krockar|inga",
        "swap": "istallet for|i stallet for|forutom|an|inte",
        "yes": "ja|japp|jajamen|ok|okej|passar|bra|perfekt|gar bra|funkar|fungerar|garna|toppen|bekraftar|bekraftat|kor pa|tar|vi kor|"
        "ses da|hors da|utmarkt|super|jadda|absolut|det blir bra|helst|hellre|battre|bokat|boka|bast|valjer|da sager vi|noterat|kalas|visst",
        "choose": "helst|hellre|battre|tar|valjer|kor pa|vi kor|da sager vi|bast",
        "if": "om|ifall|forutsatt|under forutsattning|savida|beror",
        "fine-if": "om det passar|om det gar|om det funkar|om mojligt|om du vill|om det ar ok|om ni vill",
        "maybe": "kanske|eventuellt|formodligen|troligen|maste kolla|ska kolla|kollar|aterkommer|preliminart|jag tror|nog|hoppas|far se",
        "ask": "skulle|kan vi|kan du|gar det|finns|fortfarande|ar det mojligt|mojligt|vilken",
        "many": "bada|vilken som helst|spelar ingen roll|alla|nar som helst|valfri",
        "none": "ingen av|inget av",
        "other": "den andra tiden|den andra istallet|andra alternativet",
        "oops": "nej vanta|vanta|eller nej|forlat|jag menar|forresten",
        "defer": "hor av|hora av|aterkom*|kontakta|ring|mejla|maila|skriv|senare|prata|ta det|tar vi|tar det|vanta|inte fore|forst|horas|hors|prova|"
        "forsok|paminn|igen|tidigast|ta upp|diskutera|tas upp|oppna for|fran och med|bolla",
        "busy": "fullt upp|upptagen|mycket nu|stressigt|bokslut|inventering|hinner inte|inte tid|full gas|budget",
        "not-now": "inte nu|just nu|for narvarande|for tillfallet|inte an|i nulaget|annu inte|dalig tid|dalig tajming",
        "away": "semester|ledig|franvarande|franvaro*|tjansteresa|autosvar|foraldraledig|inte pa kontoret|bortrest|stangt|sjuk|"
        "pappaledig|mammaledig|automatiskt svar|konferens|pa resa|begransad",
        "back": "tillbaka|ater|igen|svarar|aterkommer|pa plats|pa kontoret|atervander|nas|oppnar|tjanst|jobbar|anträffbar|antraffbar|oppet|besvarar",
        "past": "var|hade|forra|igar|sedan|senast|traffades|pratade|grundades",
        "due": "avtal*|kontrakt*|budget|lansering|massa|leverans|faktura|forny*|fodelsedag|revision|gar ut|loper",
    },
    "da": {
        "no": "til mode|i mode|i mote|ikke|ikkje|desvaerre|desværre|dessverre|optaget|opptatt|fuldt|aldrig|undtagen|i stedet for|ingen|umuligt|svaert|svært|bortrejst|kan jeg ikke|istedet for",
        "swap": "i stedet for|istedet for|undtagen|end|enn|ikke",
        "yes": "ja|jep|jo|ok|okay|passer|fint|perfekt|gerne|gjerne|godt|super|bekraefter|bekræfter|bekræftet|bekrefter|det er fint|aftale|avtale|"
        "tager|tar|vi ses|vi tales|helst|hellere|heller|bedst|bedre|fungerer|kan godt|lad os|vi siger|vi sier|velger|vaelger|vælger|booket|noteret|topp|den er god|supert|flott|bra",
        "choose": "helst|hellere|heller|tager|tar|vælger|velger|bedst|bedre|lad os|la oss|vi siger|vi sier",
        "if": "hvis|safremt|forudsat|forutsatt|med mindre|med forbehold|kommer an pa|dersom|om det",
        "fine-if": "hvis det passer|hvis det er ok|hvis muligt|hvis du vil|om det passer|hvis det er fint",
        "maybe": "maske|eventuelt|formentlig|sandsynligvis|muligvis|skal lige|tjekker|vender tilbage|kanskje|tror|forhabentlig|ma sjekke|antagelig",
        "ask": "kan du|kan vi|kunne|er der|stadig|muligt|mulig|vil det|hvilken|hva med|hvad med",
        "many": "begge|lige meget|alle|hvilken som helst|samme for mig|spiller ingen rolle",
        "none": "ingen af|ingen av",
        "other": "den anden tid|den anden i stedet",
        "oops": "nej vent|vent|undskyld|jeg mener|eller nej|beklager",
        "defer": "kontakt|ring|skriv|mail|vend|vende|tilbage til|senere|tale|snakke|snak|vente|vent|ikke for|tidligst|prov|prøv|igen|igjen|hor|hore|lad os|la oss|ta det|"
        "folg|følg|tales|snakkes|forst|først|pamind|minn|ta kontakt|genoptage|fatt i|spor|spør|tag fat|ræk ud|aben for|tages op",
        "busy": "travlt|travelt|optaget|opptatt|fuld|fullt|ikke tid|regnskab|status|budget|booket",
        "not-now": "ikke nu|lige nu|for tiden|i øjeblikket|i ojeblikket|pt|ikke endnu|akkurat na|ikke na|forelobig|darlig timing|nu",
        "away": "ferie|fravær*|fravaer*|ikke pa kontoret|autosvar|barsel|orlov|fri|kontoret er|forretningsrejse|lukket|syg|stengt|permisjon|bortreist|"
        "pappaperm|mammaperm|fraværende|automatisk svar|ude af kontoret|ute av kontoret|på rejse|pa rejse|pa reise|reise|kursus|begrænset",
        "back": "tilbage|tilbake|igen|igjen|svarer|pa kontoret|abner|apner|vender|retur|besvarer|kan træffes|traeffes|arbejde|kan nas|besvare",
        "past": "var|havde|hadde|sidste|forrige|i gar|siden|snakkede|mødtes|grundlagt",
        "due": "aftale|kontrakt*|budget|lancering|messe|levering|faktura|forny*|fodselsdag|revision|udlober|utloper",
    },
    "fi": {
        "no": "ei|en|eika|enka|emme|valitettavasti|varattu|kiire|kiireinen|taynna|mahdoton|paitsi|sijaan|estynyt|mahdotonta|ikava|huono",
        "swap": "sijaan|paitsi|ei",
        "yes": "kylla|joo|juu|jep|ok|okei|sopii|kay|hyva|hyvin|loistava|taydellinen|vahvistan|otetaan|mieluummin|mieluiten|parempi|paras|valitsen|"
        "selva|ilman muuta|nahdaan|sovittu|varaan|varaa|mainio|hienoa|sovitaan|passaa|onnistuu|otan|toimii",
        "choose": "mieluummin|mieluiten|otetaan|valitsen|parempi|otan|paras|sovitaan",
        "if": "jos|mikali|edellyttaen|riippuu|riippuen|kunhan",
        "fine-if": "jos sopii|jos kay|jos mahdollista|jos se sopii",
        "maybe": "ehka|mahdollisesti|luultavasti|todennakoisesti|tarkistan|pitaa tarkistaa|palaan asiaan|alustavasti|kai|luulen|katsotaan",
        "ask": "voisiko|voimmeko|onko|kavisiko|sopisiko|voiko|viela|olisiko|kayko|sopiiko|onnistuuko",
        "many": "molemmat|kumpi vain|kumpi tahansa|kaikki|aivan sama|mika tahansa",
        "none": "ei kumpikaan|kumpikaan",
        "other": "se toinen",
        "oops": "ei kun|eiku|odota|anteeksi|tarkoitan|hetkinen",
        "defer": "ota*|ole yhteydessa|yhteytta|soita|soitelkaa|kirjoita|myohemmin|palataan|palaa|puhutaan|jutellaan|odota|aikaisintaan|vasta|uudelleen|"
        "uudestaan|kysy|muistuta|kokeile|laita viestia|asiaan|tavataan|katsotaan|takaisin",
        "busy": "kiire*|taynna|ylityollist*|inventaario|tilinpaatos|ei ehdi|emme ehdi|budjetti",
        "not-now": "ei nyt|juuri nyt|talla hetkella|toistaiseksi|nyt|ei viela|huono hetki",
        "away": "lomalla|vuosilomalla|poissa|loma*|automaattinen|virkamatka*|tyomatka*|perhevapaa*|vanhempainvapaa*|suljettu|kiinni|sairaus*|aitiys*|vapaalla|en ole toimistolla|en ole paikalla|opintovapaa*|matkoilla|poissaolo*",
        "back": "palaan|takaisin|tavoitettavissa|toissa|paluu|palaamme|vastaan|vastaamme|avoinna|avaamme|paikalla|toimistolla|toihin",
        "past": "oli|olin|olimme|viime|eilen|sitten|perustett*",
        "due": "sopimus|paattyy|budjetti|julkaisu|messut|toimitus|lasku|syntymapaiva|tilintarkastus",
    },
    "cs": {
        "no": "ne|ne-|nemohu|nemuzu|nehodi|nejde|neni|bohuzel|obsazeno|obsazeny|nelze|krome|misto|ani|plno|zaneprazdnen*|nevyhovuje|nestiham|nejsem|"
        "nebudu|tezko|slozite|nemozne|odpada",
        "swap": "misto|krome|nez|ne",
        "yes": "ano|jo|jasne|ok|okej|hodi|vyhovuje|souhlasim|potvrzuji|potvrzuju|skvele|super|dobre|muze byt|perfektni|plati|v poradku|radeji|lepsi|"
        "nejlepsi|beru|vybiram|domluveno|tesim se|sedi|mam cas|muzu|jsem pro|budu se tesit|zapsano|ideal*|vyborne|prima|vezmu|urcite",
        "choose": "radeji|lepsi|beru|vybiram|vezmu|nejlepsi|spis|volim",
        "if": "pokud|jestli|jestlize|kdyby|za predpokladu|podle toho|zalezi|kdyz|az bude",
        "fine-if": "pokud vam to vyhovuje|pokud se to hodi|pokud mozno|pokud to jde|pokud vam to sedi|jestli vam to vyhovuje",
        "maybe": "mozna|asi|pravdepodobne|pripadne|musim overit|overim|zkontroluji|ozvu se|snad|predbezne|podivam|myslim|potvrdim|dam vedet",
        "ask": "slo by|mohli bychom|mohl by|muzeme|je jeste|da se|jde to|bylo by|ktery",
        "many": "oba|obe|je mi to jedno|kterykoli|libovolny|vsechny|kdykoli",
        "none": "zadny|zadna|zadne|ani jeden",
        "other": "ten druhy|ten jiny|jiny termin",
        "oops": "ne pockat|pockejte|pardon|chci rict|vlastne|omlouvam|teda",
        "defer": "ozvete|ozvi|ozvat|kontaktujte|zavolejte|volejte|napiste|vratte|vratit|vratme|pozdeji|promluv*|pockejte|zkuste|nejdrive|az|znovu|pripomen*|probereme|"
        "spojme|proberem|zastavte|obratte|probrat|dame vedet|bavit|stavit",
        "busy": "zaneprazdn*|plno|fofr|inventura|uzaverka|nemam cas|nestih*|rozpocet|zavalen*|honicka",
        "not-now": "ted ne|momentalne|nyni|zatim ne|zrovna|aktualne|prozatim|jeste ne|ted",
        "away": "dovolen*|nepritomn*|mimo kancelar|automaticka odpoved|sluzebni*|materske|rodicovske|zavreno|nemoc*|neschop*|mimo pracov*|pracovni cest*|zavren*|omezeny pristup|nebudu",
        "back": "zpet|navrat*|vrat*|vracim|dostupn*|odpovim|budu|znovu|otevren*|k dispozici|v praci|k zastizeni|nastup*",
        "past": "byl|byla|bylo|meli|minul*|vcera|posledni|pred|mluvili|zaloz*",
        "due": "smlouv*|konci|rozpocet|veletrh|dodavk*|faktur*|vyroci|audit|vyprsi|spusteni",
    },
    "tr": {
        "no": "degil*|yok*|musait degil*|degil|yok|maalesef|hayir|uygun degil|musait degil",
        "yes": "evet|tamam|olur|uygun|uygundur|tabii|musaitim|gorusuruz|ok",
        "away": "izin*|ofis disinda|tatil*|otomatik|seyahat*|yokum|disindayim",
        "back": "ofiste|don*|geri|olacagim|cevap*|yanit*|donecegim",
        "defer": "sonra|arayin|yazin|tekrar|gorus*|ulas*|donus",
        "maybe": "belki|sanirim",
        "if": "eger|olursa",
    },
    "ro": {
        "no": "nu|din pacate|ocupat*|imposibil",
        "yes": "da|ok|perfect|bine|de acord|confirm|convine|e bine|in regula",
        "away": "concediu|absent*|plecat*|indisponibil*|raspuns automat|vacanta",
        "back": "revin|reveni*|intorc|inapoi|disponibil*|raspund*",
        "defer": "reveni*|contact*|suna*|scrie*|mai tarziu|vorbim|dupa|discut*|incerc*",
        "maybe": "poate|probabil",
        "if": "daca",
    },
    "hu": {
        "no": "nem|sajnos|foglalt",
        "yes": "igen|jo|rendben|megfelel|ok|oke|tokeletes|jo lesz",
        "away": "szabadsag*|tavol|hazon kivul|automatikus|nem vagyok",
        "back": "vissza*|ujra|elerheto|valaszol*|leszek",
        "defer": "keress*|kerese*|hivj*|irj*|kesobb|beszel*|utan|ujra|terjunk",
        "maybe": "talan|lehet",
        "if": "ha",
    },
    "ja": {
        "away": "*休暇|*不在|*休業|*休み|*出張|*自動返信",
        "back": "*返信|*戻り|*復帰|*再開|*出社|*対応",
        "defer": "*以降|*ご連絡|*連絡して|*改めて|*検討|*また",
        "yes": "*はい|*大丈夫|*お願い|*承知|*了解|*結構です",
        "no": "*できません|*難しい|*不可|*ません",
        "if": "*もし|*であれば可能",
        "maybe": "*かもしれ|*おそらく",
    },
    "zh": {
        "away": "*休假|*不在|*出差|*自动回复|*放假",
        "back": "*返回|*回来|*回复|*恢复|*上班",
        "defer": "*再联系|*再说|*以后|*联系我|*之后",
        "yes": "*可以|*好的|*没问题|*行",
        "no": "*不行|*不能|*不方便|*没空",
        "if": "*如果",
        "maybe": "*可能|*也许",
    },
    "ru": {
        "no": "не|нет|занят*|к сожалению",
        "yes": "да|хорошо|ок|подходит|отлично|согласен|согласна|договорились|удобно",
        "away": "отпуск*|отсутств*|вне офиса|автоответ|командировк*",
        "back": "верн*|буду|на связи|доступ*|отвечу|выхожу",
        "defer": "напиш*|свяж*|позвон*|позже|верн*|вернемся|обсуд*|после",
        "maybe": "может|возможно|наверное",
        "if": "если",
    },
}
"""`any` is read with every language. `no` refuses a time · `swap` the time after it is refused · `yes` takes · `choose` takes one of several · `if` under a
condition · `fine-if` no real one · `maybe` not yet · `ask` · `many` several at once · `none` of them · `other` the one not
named · `oops` takes back what stands before · `defer` come again · `busy` until then · `not-now` · `away` absent · `back` from
absence · `past` · `due` something else happens then."""


def single_words() -> dict[str, set[str]]:
    """Single words that take, refuse or hesitate, to the languages in which they do: they tell the language too."""
    found: dict[str, set[str]] = {}
    for language, listed in _CUES.items():
        for cue in ("yes", "no", "maybe", "if", "defer", "back"):
            for word in listed.get(cue, "").split("|"):
                if language != "any" and word.isalpha() and len(word) > 2:
                    found.setdefault(word, set()).add(language)
    return found


_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STEM = 3


@dataclass(frozen=True, slots=True)
class _Cue:
    """One cue of one language, indexed by how its phrases begin: most words of a text begin none."""

    words: Mapping[str, re.Pattern[str]]
    stems: Mapping[str, re.Pattern[str]]
    """By the first letters."""
    odd: re.Pattern[str] | None
    """What begins with no letter, or inside a word."""


@cache
def _cue(language: str, cue: str) -> _Cue | None:
    listed = _CUES.get(language, {}).get(cue, "")
    if not listed:
        return None
    words: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    odd: list[str] = []
    for phrase in listed.split("|"):
        pattern = re.escape(phrase.strip("*")).replace(r"\ ", r"\s+")
        begins = _WORDS.match(phrase)
        if phrase == "n't":
            odd.append(r"(?<=\w)n't(?!\w)")
        elif begins is None:
            odd.append(pattern)
        elif phrase.endswith("*") and begins.end() == len(phrase) - 1:
            stems.setdefault(phrase[:_STEM], []).append(pattern + r"\w*")
        else:
            words.setdefault(begins.group(), []).append(
                pattern + (r"\w*" if phrase.endswith("*") else r"(?!\w|-[a-z])" if phrase[-1].isalnum() else "")
            )
    return _Cue(
        {word: _either(patterns) for word, patterns in words.items()},
        {stem: _either(patterns) for stem, patterns in stems.items()},
        _either(odd) if odd else None,
    )


def _either(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)))


def _all(cue: str, folded: str, languages: Sequence[str]) -> Iterator[re.Match[str]]:
    """Every place at which the cue stands, by language."""
    for language in languages:
        known = _cue(language, cue)
        if known is None:
            continue
        for word in _WORDS.finditer(folded):
            text, start = word.group(), word.start()
            if start and folded[start - 1] == "'":
                continue
            for pattern in (known.words.get(text), known.stems.get(text[:_STEM])):
                found = pattern.match(folded, start) if pattern is not None else None
                if found is not None:
                    yield found
                    break
        if known.odd is not None:
            yield from known.odd.finditer(folded)


@lru_cache(maxsize=4096)
def _first(cue: str, folded: str, languages: tuple[str, ...]) -> re.Match[str] | None:
    return min(_all(cue, folded, languages), key=lambda found: found.start(), default=None)


def find(cue: str, folded: str, languages: Sequence[str]) -> re.Match[str] | None:
    """The first word of that cue in the text."""
    return _first(cue, folded, tuple(languages))


def has(cue: str, folded: str, languages: Sequence[str]) -> bool:
    return find(cue, folded, languages) is not None


def last(cue: str, folded: str, languages: Sequence[str]) -> re.Match[str] | None:
    """The last word of that cue in the text."""
    return max(_all(cue, folded, languages), key=lambda found: found.start(), default=None)

# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Attempts to steer the model that reads the message: orders to it, forged roles, forged answers, hidden characters.

This is what is asked at the door, with the families of `machine_orders`. `domain/steering.py` looks once more before a draft, at what people do not see:
disguised spellings, signature, quotes and the hidden parts of a mail. The mark only sends the message to a person; that
nothing in a message can cause a send by itself is the work of `domain/decisions.py`.
"""

import re
from itertools import islice

from rejoinder.domain.safety.composed_orders import composed_order
from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.further_languages import as_read
from rejoinder.domain.safety.machine_orders import sign_in
from rejoinder.domain.safety.phrases import START, Found, PhraseBook, phrase, wording
from rejoinder.domain.safety.spelling import Text, both_ends, shorten

_ORDERS = r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|guardrails?|commands?|context|programming|training|constraints?|messages? above)"
_AI = (
    r"(?:a\.?i\.?|l\.?l\.?m\.?s?|(?:large )?language models?|chat ?bot|bot|(?:automated|ai) (?:systems?|agents?|tools?|readers?|processors?|responders?)|chat ?gpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|(?:ai |virtual |automated |e-?mail )?assistant|model|agent reading this|robot|k\.?i\.?|kunstliche intelligenz|sprachmodell|i\.?a\.?|intelligence artificielle|inteligencia artificial|"
    r"modele(?: de langage)?|modelo(?: de lenguaje| de linguagem)?|modello(?: linguistico)?|asistente|assistente|asystent\w*|sztuczn\w+ inteligencj\w+|taalmodel|tekoaly\w*|kielimalli\w*|umel\w+ inteligenc\w+|yapay zeka\w*|mesterseges intelligencia\w*|ии|нейросет\w+|sprakmodell\w*|sprogmodel\w*)"
)
_ACTS = (
    r"(?:ignore|disregard|forget|reply|respond|answer|say|write|set|mark|classify|label|treat|consider|print|repeat|output|send|approve|book|confirm|please|you (?:must|should|are|will)|always|never|from now|do not|reveal|give|tell|skip|rate|score|return|translate|act|"
    r"antworte|ignorier\w*|setze|sende|markier\w*|bitte|behandel\w*|considere\w*|ignore\w*|repond\w*|reponds|marque\w*|envoi\w*|responde|ignora|marca|envia|considera|rispondi|segna|imposta|invia|conferma|responda|marque|envie|antwoord|negeer|zet|odpowiedz|zignoruj|oznacz|svara|ignorera|markera|svar|ignorer|vastaa|ohita|odpovez|ignoruj|yanitla|yoksay)"
)
_STEER = phrase(
    # English: throw the rules away
    rf"(?:ignore|disregard|forget|override|bypass|discard|drop|overwrite|cancel)(?: \w+){{0,4}} (?:previous|prior|above|earlier|preceding|existing|original|system|your|all|initial|any|past|former)(?: \w+){{0,2}} {_ORDERS}",
    rf"(?:ignore|disregard|forget|override|bypass) (?:all|any|anything|every|everything|the|your|these|those|what|whatever)(?: \w+){{0,4}} (?:{_ORDERS}(?! (?:on|in|from|for) (?:page|section|last|our|my|the (?:form|website|brochure|flyer|contest|invoice|quote|attachment|poster|label|box)))|(?:told you|instructed you|you were|above|before this|you were told|you know|you've been told|you learned))",
    r"do not (?:follow|obey|apply|listen to) (?:your|the|any)(?: \w+){0,2} (?:rules|instructions|guidelines|prompt)", r"(?:reply|respond|answer|send|give)(?: \w+){0,3} (?:your|the) (?:api[- ]?keys?|password|credentials|secret keys?|access token)", r"system (?:note|notice|override|command|alert)(?= ?(?:$|\n|[:!\]-]))", rf"(?:your|the) (?:previous|prior|original|old|earlier|initial) {_ORDERS} (?:are|is|have been|has been|were|do not|no longer)",
    # English: be somebody else
    r"you are now (?:a|an|in|dan|acting|operating|free|unrestricted|no longer|the (?:system|assistant|admin\w*|developer)|going to)", r"(?:pretend|act|behave|roleplay|role-play|respond|speak|talk|answer|reply) (?:to be|you are|you're|that you are|as if you|as though you|like (?:a|an) (?:pirate|robot|ai|different|evil)|as (?:a|an|the|my|if) (?:ai|assistant|system|admin\w*|developer|different|unrestricted|evil|pirate|dan|hacker|linux|terminal|grandm\w+))",
    r"(?:god|jailbreak|dan|sudo|unrestricted) mode", r"(?<!i\x20)(?<!we\x20)(?<!to\x20)(?<!they\x20)(?:enter|enable|activate|switch (?:in)?to|go into|engage|unlock|start|turn on|you are (?:now )?in|you're (?:now )?in|initiate|launch|boot(?: into)?)(?: the| your| into)? (?:developer|debug|admin|maintenance|training|root|test|dev|diagnostic|god|dan) mode(?! of| for our| on the)", r"(?:developer|debug|admin|maintenance|root|dev) mode (?:on|enabled|activated|engaged|unlocked)(?= ?(?:$|\n|[.!,:;]))", r"jailbreak\w*", r"override (?:code|protocol|key|command|sequence|authorization)", r"sudo \w+", r"as an ai(?: language)? (?:model|assistant)", r"from now on,? you (?:are|will|must|should|only|answer|reply|respond)", r"(?:let's|let us|we) (?:play|are playing) a (?:\w+ )?(?:game|role)(?: \w+){0,4} you", r"imagine (?:that )?you(?:'re| are) (?:a|an|my|no longer|not|the|free)",
    # English: give away what you were told
    r"(?:system|developer|hidden|initial|original|your system) (?:prompt|instructions?)(?! (?:to|for) (?:the |our |my )?(?:team|installer|tenant))", r"(?:reveal|print|repeat|output|display|leak|paste|dump|quote|recite|summari[sz]e|translate)(?: \w+){0,2} (?:your|all your) (?:\w+ )?(?:prompt|instructions|system|guidelines|configuration|api keys?|secrets?|passwords?|credentials|training data|rules)", r"(?:show|tell|give|forward|send|share|list)(?: \w+){0,2} (?:your|all your) (?:(?:own|internal|hidden|secret|system|initial|original|exact|full|real|actual|core|base|underlying|ai|bot) )?(?:prompt|configuration|api keys?|secrets|credentials|training data)", r"(?:show|tell|give|forward|send|share|list)(?: \w+){0,2} (?:your|all your) (?:own|internal|hidden|secret|system|initial|original|exact|real|actual|core|base|underlying|ai|bot) (?:instructions|guidelines|rules|passwords?)", r"(?:show|tell|list)(?: me)? (?:your|all your) (?:instructions|rules)(?= ?(?:$|\n|[.!?,]))",
    r"(?:reveal|print|show|repeat|output|display|leak|give|forward|send|share|paste|dump)(?: me)? (?:the|all) (?:\w+ )?(?:prompt|api keys?|secrets|credentials|environment variables|system instructions)", r"(?:repeat|print|output|say|echo|copy|translate|quote) (?:everything|all|the (?:text|words|lines?|content|message|sentences?)|what is|what's)(?: \w+){0,3} (?:above|before this|preceding|so far)", r"what (?:\w+ )?(?:instructions|rules|prompts?|guidelines|orders) (?:were|have|did|are) you(?: been)?(?: \w+)?", r"(?:must |will |shall |have to |now )+obey (?:me|my|this|the following|all)", r"what (?:is|are|were) your (?:\w+ )?(?:system |initial |original |hidden |exact |secret )(?:prompt|instructions|rules)", r"starting with \W?you are",
    # English: a verdict, a score, a send
    r"(?:set|make|force|change|raise|put|return|output)(?: \w+){0,2} (?:confidence|score|intent|priority|probability|sentiment|classification|label|verdict)(?: \w+){0,2} ?(?:to|=|:|at|as|of) ?(?:\d|max|maximum|one|hundred|high|positive|interested|approved|\"|')", r"confidence(?: score| level)? ?(?:must|should|shall|needs to|has to|=|:)(?: be)? ?(?:set to )?(?:1(?!\d)|0\.9|100|max|one|high)|confidence(?: score| level)? is (?:1(?!\d)|0\.9|100|max)", r"(?:sentiment|classification|verdict|label|requires[_ ]human[_ ]review|safe[_ ]to[_ ]send|auto[_ ]?send|auto[_ ]approve) ?[=:] ?\W?(?:true|false|interested|meeting|positive|safe|approved|booked|yes|no|1|0|not)",
    r"(?:classify|label|tag|categorize|categorise|mark|treat|rate|score|flag|consider|log|count) (?:this|it|the \w+)(?: \w+){0,2} (?:as|with) (?:an? )?(?:\W?)(?:interested|meeting|safe|approved|positive|not spam|neutral|auto|high|hot|qualified|not interested|opted|out of office|booked|priority|urgent lead|accept\w*|trusted|verified)", r"(?:classify|label|tag|categorize|categorise|rate|score|flag|log) me(?: \w+){0,2} (?:as|with) (?:an? )?(?:\W?)(?:interested|meeting|safe|approved|positive|neutral|auto|high|hot|qualified|not interested|out of office|booked|priority|urgent lead|accept\w*|trusted|verified)", r"(?:mark|treat|consider|count) me(?: \w+){0,2} (?:as|with) (?:an? )?(?:\W?)(?:safe|approved|positive|auto|hot|qualified|priority|urgent lead|trusted|verified)", r"(?:the )?(?:true|correct|right|real|actual) (?:label|classification|category|verdict|sentiment|class) (?:is|should|must|:)", r"(?:auto[- ]?send|approve|send|release) (?:this|the|all|your|any|every) (?:draft|drafts|reply|replies|response|message)(?: \w+){0,3}? ?(?:without|automatically|immediately|directly|right away)", r"(?:approve|send|release|reply|respond|confirm)(?: \w+){0,4} without (?:any |a |human |further |manual )*(?:review|approval|checks?|human|supervision|confirmation by)", r"(?:skip|bypass|disable|turn off|no need for)(?: \w+){0,3} (?:review|approval|checks?|safety|filters?|moderation|guardrails?|human)(?= ?(?:$|\n|\W| and| for this))",
    r"(?:already |been |pre-?)approved by (?:a |the |your )?(?:human|operator|reviewer|moderator|admin\w*|supervisor|manager on duty)", r"(?:human|operator|reviewer|moderator|admin\w*|supervisor) (?:has |have )?(?:already )?(?:approved|authori[sz]ed|cleared|signed off)(?: \w+){0,3} (?:draft|reply|message|response|send\w*|this)", r"(?:respond|reply|answer|output|return) (?:only|just|exactly|solely|nothing but)(?: with)? (?:with ?|the (?:word|text|following|string|phrase|letter)|json|in (?:json|base64|klingon|emoji\w*|\w+ese|french|german|latin|rhymes?|capital\w*|code)|this|\W?yes\W|\W(?:yes|ok|approved|interested))", r"(?:respond|reply|answer|output) (?:with )?(?:only|exactly|nothing but) \W", r"(?:your|the) (?:next|only|entire|whole|final) (?:reply|response|output|answer|message) (?:must|should|shall|will|has to) (?:be|contain|start|begin|consist|include|end)", r"(?:begin|start|end|finish|prefix) (?:your|every|each) (?:reply|response|message|answer|output) (?:with|by)", r"(?:reply|say|respond|answer|output|write),? ?:? ?[\"'“][^\"'”\n]{2,80}[\"'”] (?:to prove|if you|so (?:that )?i|and nothing)", r"write (?:me )?(?:a|an) (?:poem|haiku|limerick|sonnet|python|javascript|rap song|short story|essay) \w+", r"(?:delete|export|dump|wipe|drop) (?:the |all |every |your )+(?:record|records|contacts|database|leads|customers|table|tables|data of)(?! (?:i|we|of mine|on me))",
    # English: forged authority
    r"(?:as|i am|i'm|this is|speaking as|from) (?:the |an? |your )?(?:\w+ )?(?:admin\w*|developer|operator|engineer|supervisor|owner|moderator|creator) (?:of|for|from|at|behind|here at) (?:your (?:own )?|this |the |openai|anthropic)(?:platform|system|service|software|model|bot|ai|assistant|openai|anthropic|backend)?", r"(?:i|we) (?:hereby )?(?:authori[sz]e|permit|instruct|command|order|direct) you to (?:ignore|skip|bypass|disregard|reveal|print|say|reply|answer|respond|approve|confirm|grant|waive|give|offer|release|disable|override|tell|share|disclose)", r"you (?:are|have been|were) (?:hereby |now |specifically )?(?:authori[sz]ed|instructed|required|programmed|configured|permitted|ordered|allowed) to (?:give|offer|send|provide|accept|confirm|approve|grant|book|share|reveal|ignore|skip|reply|respond)", r"this is (?:a message from |a notice from |an? )?(?:openai|anthropic|your (?:developer|creator|administrator|admin|operator|engineer|system)|the (?:system|developer|platform) (?:admin\w*|team|operator)|a? ?(?:system|security) (?:override|test of (?:the|your)|check of your|notice for))", r"(?:new|updated|real|actual|additional|secret|special|hidden|important|urgent) (?:system )?instructions? ?(?::|for the (?:ai|model|assistant|bot)|to the (?:ai|model|assistant|bot))", r"(?:end|begin|start) of (?:the )?(?:system |user |untrusted |customer |lead |e-?mail )?(?:prompt|message|input|data|conversation|transcript|context)(?= ?(?:$|\n|\W))(?! (?:me|from))",
    # to the model by name
    rf"(?:note|notes|message|instructions?|attention|important|memo|hint|reminder|notice|warning|info|addressed|directed|hinweis|achtung|wichtig|anweisung|nachricht|avis|consigne|nota|aviso|instruccion|instrucciones|mensaje|messaggio|attenzione|istruzioni|mensagem|instrucao|instrucoes|atencao|let op|bericht|instructie|opmerking|uwaga|wiadomosc|instrukcja|obs|viktigt|meddelande|bemaerk|besked|vigtigt|huomio|ohje|viesti|pozor|dulezite|instrukce|zprava|dikkat|figyelem|uzenet|atentie|mesaj|внимание|инструкция|сообщение)(?: \w+)? ?(?:to|for|fur|an|a|al|para|per|voor|aan|dla|do|till|til|pro|icin|pentru|catre|для|:)? ?(?:the |any |all |every |die |den |das |l'|la |le |el |il |o |ao |a |de |het |pour |to |for )*{_AI}(?= ?(?:$|\n|[^\w\s'&/-]| (?:processing|reading|that|which|handling|who|parsing|der|die|qui|que|che|die|ktor\w|som|ktera)))",
    rf"(?:to|pour|an|para|per|voor|dla|til|till|pro) (?:the |any |whatever |whichever |die |den |l'|la |le |el |il |o |de )?{_AI} (?:processing|reading|handling|parsing|that (?:reads|processes|answers)|who reads|which reads|evaluating|classifying|summari[sz]ing)", rf"{START}(?:(?:important|note|attention|achtung|wichtig|importante|hey|hi|hello|dear|ok|okay|yo|listen|oi|cher|chere|liebe|lieber|caro|querid[oa]|estimad[oa])[,:.]? )?(?:(?:pour|an|fur|para|per|to|for) )?(?:(?:the|die) |l')?{_AI} ?[,:] ?{_ACTS}", r"computer,? (?:override|execute|run|ignore|authorize|access)", r"(?:assistant|customer|user|system|agent|operator|ai) colon (?:\w+)",
    # other languages: throw the rules away
    r"(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|vergesst|uberschreib\w*)(?: \w+){0,4} (?:anweisung\w*|instruktion\w*|regeln|vorgaben|prompt\w*|befehle)(?! (?:vom|von|auf|im|aus) )", r"(?:ignore[zr]?|oublie[zr]?|oublies|ne tiens pas compte de|ne tenez pas compte de)(?: \w+){0,4} (?:instructions|consignes|regles|directives|ordres)", r"(?:ignora|ignore|ignorar|olvida|olvide|olvidate de|haz caso omiso de)(?: \w+){0,4} (?:instrucciones|reglas|indicaciones|ordenes|instrucoes|regras|ordens)", r"(?:ignora|ignorate|ignori|dimentica|dimenticate)(?: \w+){0,4} (?:istruzioni|regole|indicazioni|direttive)", r"(?:esqueca|esquece|desconsidere|ignorem)(?: \w+){0,4} (?:instrucoes|regras|ordens)", r"(?:negeer|vergeet|negeren)(?: \w+){0,4} (?:instructies|regels|opdrachten|aanwijzingen)", r"(?:zignoruj|ignoruj|zapomnij|pomin)(?: \w+){0,4} (?:instrukcje|polecenia|zasady|instrukcji|poleceniach|wytyczne|instrukcjach)",
    r"(?:ignorera|bortse fran|glom)(?: \w+){0,4} (?:instruktion\w*|regler\w*|anvisningar\w*|order)", r"(?:ignorer|se bort fra|glem)(?: \w+){0,4} (?:instruktion\w*|instruks\w*|regler\w*|ordrer?)", r"(?:unohda|ohita|ala valita|jata huomiotta|sivuuta)(?: \w+){0,4} (?:ohjeet|ohjeista\w*|ohjeita|saannot|kaskyt|ohjeesi)", r"(?:ignoruj\w*|zapomen\w*|nedbej na|zabudni\w*)(?: \w+){0,4} (?:pokyny|instrukce|prikazy|pravidla|pokyn\w*|instrukcie)", r"(?:onceki|tum|butun|yukaridaki)(?: \w+){0,3} (?:talimat\w*|komut\w*|yonerge\w*|kural\w*)(?: \w+){0,2} (?:yok|unut\w*|gormezden|dikkate alma|gozardi|goz ardi)", r"(?:hagyd figyelmen kivul|felejtsd el|hagyja figyelmen kivul)(?: \w+){0,4} (?:utasitas\w*|szabaly\w*|instrukcio\w*)", r"(?:ignora|ignorati|uita|uitati)(?: \w+){0,4} (?:instructiun\w*|regul\w*|comenzi\w*)", r"(?:игнориру\w+|проигнориру\w+|забудь\w*|не обращаи внимания на)(?: \S+){0,4} (?:инструкци\w+|указани\w+|команд\w*|правила)", r"αγνοησ\w+(?: \w+){0,4} (?:οδηγι\w+|εντολ\w+|κανον\w+)",
    r"(?:antworte|antworten sie|reponds|repondez|responde|responda|rispondi|antwoord|odpowiadaj|svara|svar|vastaa|odpovidej) (?:ab jetzt |nur noch |ausschlieslich |nur |uniquement |seulement |solo |unicamente |solamente |soltanto |apenas |somente |alleen |nog alleen |enkel |tylko |wylacznie |bara |endast |kun |vain |pouze |jen |sempre |toujours |siempre )+(?:auf|mit|en|par|avec|con|in|com|em|met|na|pa|med|v|s|\W)(?! ?(?:e-?mail|mail|courriel|correo|sms|whatsapp|telephone|telefon\w*|post|ecrit|escrito|messaggio|message|mensaje|linkedin|text|tel))", r"(?:setze?|mets|mettez|pon|ponga|imposta|defina|coloque|zet|ustaw|satt|saet|aseta|nastav|ayarla)(?: \w+){0,3} (?:zuversicht|konfidenz|confidence|confiance|confianza|fiducia|confianca|vertrouwen|zekerheid|pewnosc|konfidens|luottamus|jistot\w+|guven)(?: \w+)?", r"(?:sende?n?|verschicke?n?|antworte?n?) (?:\w+ ){0,3}ohne (?:freigabe|prufung|genehmigung|ruckfrage)", r"(?:envoie|envoyez|reponds) (?:\w+ ){0,3}sans (?:validation|relecture|approbation)", r"(?:envia|envie|responde) (?:\w+ ){0,3}sin (?:revision|aprobacion)", r"(?:invia|rispondi) (?:\w+ ){0,3}senza (?:revisione|approvazione|conferma umana)", r"(?:envie|envia) (?:\w+ ){0,3}sem (?:revisao|aprovacao)", r"(?:verstuur|stuur) (?:\w+ ){0,3}zonder (?:goedkeuring|controle)", r"(?:du bist|sie sind) (?:ab )?jetzt (?:ein|eine|im|der|die)", r"(?:tu es|vous etes) (?:maintenant|desormais) (?:un|une|le|la|en)", r"(?:ahora eres|sei ora|ora sei|agora (?:tu )?es|agora voce e|je bent nu|jestes teraz|du ar nu|du er nu|olet nyt|nyni jsi|ted jsi) (?:un|una|uno|um|uma|een|en|ett|et|\w+)",
    r"(?:zeige?|verrate?|nenne?|gib)(?: \w+){0,2} (?:deinen?|ihren?|den) (?:system)?-?prompt", r"(?:montre|affiche|revele|donne)[zr]?(?:[- ]moi)? (?:ton|votre|tes|vos) (?:prompt|instructions)", r"(?:muestra|revela|dime)(?:me)? (?:tu|tus|su) (?:prompt|instrucciones)", r"(?:mostra|rivela|dimmi)(?:mi)? (?:il tuo|le tue) (?:prompt|istruzioni)", r"systemprompt\w*|system-?eingabe\w*",
)  # fmt: skip
_STEER_FURTHER = phrase(
    *(
        as_read(each)
        for each in (
            r"(?:abaikan|lupakan|hiraukan|ketepikan)(?: \w+){0,4} (?:instruksi\w*|perintah\w*|aturan\w*|arahan\w*|peraturan\w*|petunjuk\w*)(?: \w+)?", r"(?:puuza|sahau)(?: \w+){0,3} (?:maagizo|maelekezo|sheria|kanuni)", r"(?:balewalain|kalimutan|huwag pansinin)(?: \w+){0,4} (?:instruksyon|tagubilin|utos|patakaran|instructions|rules)",
            r"(?:zanemari\w*|ignoriraj\w*|ignoriši\w*|zaboravi\w*|prezri\w*|pozabi\w*)(?: \w+){0,4} (?:uput\w*|instrukcij\w*|pravil\w*|naredb\w*|navodil\w*)", r"(?:игнорирай\w*|забрави|пренебрегни|игнориши|занемари|заборави)(?: [^ \n]+){0,4} (?:инструкци\w+|указани\w+|правила\w*|команди\w*|упутств\w*)", r"(?:ігноруй\w*|забудь\w*|проігноруй)(?: [^ \n]+){0,4} (?:інструкці\w+|вказівк\w+|правил\w*|команд\w*)",
            r"(?:игнорируй|игнорируйте|забудь|забудьте|отбрось|отмени)(?: [^ \n]+){0,3} (?:инструкци\w+|указани\w+|правила|команды|установки|ограничени\w+)", r"(?:bỏ qua|quên|lờ đi|phớt lờ)(?: \w+){0,4} (?:hướng dẫn|chỉ dẫn|chỉ thị|quy tắc|lệnh)(?: \w+){0,2}",
            r"(?:pichhle|pichle|purane|sabhi|saare|apne|apni)(?: \w+){0,3} (?:instructions?|nirdesh|rules|niyam|aadesh)(?: \w+){0,2} (?:bhool|bhul|ignore|andekha|chhod)\w*", r"(?:ignoruok|pamiršk|ignorē|aizmirsti)(?: \w+){0,3} (?:instrukcij\w*|taisykl\w*|nurodym\w*|norādījum\w*|noteikum\w*)", r"(?:eira|ignoreeri|unusta)(?: \w+){0,3} (?:juhis\w*|reegl\w*)",
            r"(?:talimat\w*|kurallar\w*|komutlar\w*)(?: \w+){0,2} (?:unut|yok say|görmezden|boşver|dikkate alma)\w*(?: \w+)?", r"(?:hagyd figyelmen kívül|felejtsd el|ignoráld)(?: \w+){0,4} (?:utasít\w*|szabály\w*|instrukció\w*)", r"(?:ignoră|uită|ignorați)(?: \w+){0,4} (?:instrucțiun\w*|regul\w*)(?: \w+)?", r"(?:zapomnij|zapomnijcie|pomiń|zignoruj|ignoruj|odrzuć)(?: \w+){0,3} (?:zasad\w*|instrukcj\w*|poleceni\w*|wytyczn\w*|reguł\w*)", r"(?:unohda|ohita|sivuuta)(?: \w+){0,3} (?:ohjee\w*|säännöt|sääntösi|käskyt)", r"(?:αγνόησε|αγνοήστε|ξέχασε|ξεχάστε)(?: \w+){0,4} (?:οδηγί\w+|εντολ\w+|κανόν\w+)", r"(?:ignoreu|oblida|ignora|oblideu)(?: \w+){0,4} (?:instruccions|regles|ordres)",
            r"(?:vergiss|vergessen sie)(?: \w+)? ?alles,? (?:was|das)(?: \w+){0,5} (?:gesagt|beigebracht|aufgetragen|mitgegeben)\w*(?: \w+)?", r"(?:esqueça|esquece|olvida|dimentica|oublie)(?: \w+)? (?:tudo|todo|tutto|tout) (?:o que|lo que|quello che|ciò che|ce que|ce qu')(?: ?\w+){0,5} (?:disseram|dijeron|dicho|detto|dit|ordenaron|mandaram|ensinaram)",
        )
    )
)  # fmt: skip
_STEER_UNSPACED = wording(
    *(
        as_read(each)
        for each in (
            r"(?:دستور|قوانین|قانون|راهنما|دستورالعمل)[^ \n]*.{0,25}(?:نادیده|فراموش)|(?:نادیده|فراموش).{0,20}(?:دستور|قوانین)", r"(?:เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ|ข้าม|ยกเลิก).{0,10}(?:คำสั่ง|กฎ|คำแนะนำ)", r"(?:निर्देश|आदेश|नियम|इंस्ट्रक्शन).{0,20}(?:अनदेखा|नज़?रअंदाज़?|भूल|अनदेखी|इग्नोर)|(?:अनदेखा|भूल).{0,12}(?:निर्देश|नियम)", r"(?:নির্দেশ|নিয়ম|আদেশ).{0,20}(?:উপেক্ষা|ভুলে)", r"(?:ہدایات|احکامات|قواعد).{0,20}(?:نظر انداز|بھول)",
            r"(?:تجاهل|انس|تخط).{0,25}(?:التعليمات|تعليمات|الأوامر|القواعد|التوجيهات|تعليماتك)|(?:أظهر|اعرض|اكشف|أرني).{0,14}(?:تعليماتك|موجه النظام|البرومبت|تعليمات النظام)", r"(?:תתעלם|התעלם|תתעלמי|להתעלם|שכח|תשכח).{0,25}(?:הוראות|ההוראות|ההנחיות|הכללים|הנחיות)|(?:הראה|תראה|חשוף).{0,10}(?:הפרומפט|ההוראות שלך)", r"プロンプトを?.{0,6}(?:見せ|教え|表示|出力|公開)", r"(?:忘记|忘掉|忽略|无视|抛开|不要管|別管).{0,8}(?:规则|規則|指令|设定|設定|指示|提示|限制)|(?:你的|系统|系統)(?:提示词|提示詞|提示|prompt)", r"프롬프트.{0,8}(?:보여|알려|출력|공개)",
        )
    ),
    r"(?:これまで|以前|上記|前|すべて|全て|今まで).{0,6}(?:指示|命令|プロンプト|ルール|設定).{0,8}(?:無視|忘れ|破棄)", r"(?:指示|命令)を?(?:すべて|全て)?無視", r"(?:システム)?プロンプトを?.{0,6}(?:教え|表示|出力|開示)", r"(?:忽略|忘记|忘記|无视|無視|忽視).{0,12}(?:指令|指示|提示词?|规则|規則|要求|命令)", r"(?:系统|系統)提示(?:词|詞)?", r"تجاهل.{0,25}(?:التعليمات|تعليمات|الأوامر|الاوامر)", r"(?:이전|위의?|모든|지금까지).{0,8}(?:지시|명령|프롬프트|규칙).{0,8}(?:무시|잊)", r"(?:התעלם|התעלמו|תתעלם).{0,20}(?:הוראות|ההוראות)",
)  # fmt: skip

# What no person types to a business: marks of chat templates, tools and evaluators.
_MARKS = re.compile(
    (
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext|end|start_header_id|eot_id)\W|\[/?inst\]|<</?sys>>|</?(?:system|assistant|developer|instructions?|tool|tool_?calls?|function_?calls?|function|invoke|conversation|untrusted|prompt|transcript|evaluation|thinking|scratchpad|context|human|lead|customer|inbound|incoming|user)(?:[_-]\w+)*(?: [^<>\n]{0,80})?/?>|#{2,} ?(?:system|instructions?|assistant|new (?:task|instructions?)|response|end)\b|"
        r"(?:^|\n)\W{0,3}(?:system|assistant|developer|ai|bot)\W{0,2}: ?(?:you|ignore|please|your|set|from|the (?:lead|customer|user|above|price|following)|new|reply|override|always|never|approved|confirmed|send)(?!\w)|[\[({*] ?(?:system|sistema|systeme|systeem|assistant|admin|developer|override|instruction|note to (?:ai|self|model))(?: \w+)?(?:\]|\)|\}|:)|\{\{(?! ?(?:first|last|full|user|company|contact|lead)?_? ?(?:name|company|firm|email)\b)[^{}\n]{1,60}\}\}|\"role\" ?: ?\"(?:system|assistant|developer|tool)\"|"
        r"[\"'](?:confidence|auto_?send|safe_to_send|approved(?:_by)?|requires_human_review|sentiment|verdict|classification|tool_calls?|function_call|arguments|is_?safe|send_now|asks_something|discount|decision)[\"'] ?:|(?:tool_call|function_call|functions?\.\w+|send_(?:reply|email|message|now)|sendnow|approve_draft|update_lead|book_(?:slot|meeting)|os\.system|exec|eval) ?\(|!\[[^\]\n]{0,80}\]\(https?:|\]\(javascript:|data:text/html|^-{3,} ?(?:end|begin|system)|={3,} ?(?:end|begin|system|new)\b|~{3,} ?(?:end|system)|```(?:system|json|tool)"
    ).replace(" ", r"\s"),
    re.MULTILINE,
)
_MARK_SIGNS = ("<", "[", "#", "{", '"', "'", "(", "=", "`", ":", "---", "~~~")

_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0000-\U000e007f]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_SPLIT_WORD = re.compile("[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]+(?=[A-Za-z])")
_SMUGGLED = re.compile("[\U000e0100-\U000e01ef]{4}|[\ufe00-\ufe0f]{6}|[\u200b-\u200d\u2060-\u2064]{24}")
_MIXED_WORD = re.compile(r"\b(?=[a-z\u0430-\u045f]{4,}\b)(?=\w*[a-z])(?=\w*[\u0430-\u045f])\w+")

_STEERING = ("ignore", "disregard", "system prompt", "you are now", "confidence", "<|", "[inst]")


def find_injection(inbound: Screening, text: Text, subject: Text, middle: str, book: Found) -> Finding | None:
    """What in the words or the subject speaks to a model, not to us."""
    raw = both_ends(inbound.text)
    if not raw.isascii() and (hidden := _hidden_characters(raw, text.folded)):
        return hidden
    for found in book.get("steers", ())[:1]:
        return Finding("steers-the-model", text.cut(*found.span()))
    for name, matches in book.items():
        if name.startswith("orders:"):
            return Finding(name.removeprefix("orders:"), text.cut(*matches[0].span()))
    if found_mark := _mark_in(text):
        return found_mark
    if sign := sign_in(text.shown):
        return Finding(sign[0], shorten(sign[1]))
    if order := composed_order(text.shown):
        return Finding("override", shorten(order))
    if subject.shown and (named := order_at_the_door(subject)):
        return named
    for word in _STEERING if middle else ():
        if word in middle:
            return Finding("oversize-unread", word)
    return None


def order_at_the_door(text: Text) -> Finding | None:
    """What speaks to a model in a text that is not the reply itself."""
    for found in _STEERS.read(text.folded).get("steers", ())[:1]:
        return Finding("steers-the-model", text.cut(*found.span()))
    return _mark_in(text)


def _hidden_characters(raw: str, folded: str) -> Finding | None:
    if _TAGS.search(raw) or _SMUGGLED.search(raw):
        return Finding("hidden-characters", "invisible characters that spell text")
    if _OVERRIDE.search(raw):
        return Finding("hidden-characters", "characters that reverse the reading direction")
    if sum(1 for _ in islice(_SPLIT_WORD.finditer(raw), 2)) == 2:
        return Finding("hidden-characters", "invisible characters inside words")
    if sum(1 for _ in islice(_MIXED_WORD.finditer(folded), 2)) == 2:
        return Finding("hidden-characters", "letters of two alphabets inside words")
    return None


def _mark_in(text: Text) -> Finding | None:
    for sign in _MARK_SIGNS:
        if sign in text.folded:
            found = _MARKS.search(text.folded)
            return Finding("forged-marks", text.cut(*found.span())) if found else None
    return None


WORDED = (("steers", _STEER), ("steers", _STEER_FURTHER))
UNSPACED = (("steers", _STEER_UNSPACED),)
_STEERS = PhraseBook(WORDED, UNSPACED)

# ruff: noqa: E501 - a table of phrases reads better with one family per line
"""Orders to a machine in the words in which nobody talks to a business: thrown-away rules, given roles, dictated answers.

`injection` asks these families at the door, in every message; `domain/steering.py` asks them once more before a draft, of
what people do not see.
"""

import re

from rejoinder.domain.contacts import fold
from rejoinder.domain.safety.composed_orders import composed_order
from rejoinder.domain.safety.phrases import PhraseBook


def _any(*alternatives: str) -> re.Pattern[str]:
    """One pattern over folded text; a blank is any white space."""
    joined = "|".join(alternatives).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?:{joined})")


_MACHINE = r"(?:assistants?|ai|a\.i\.|bots?|chatbots?|language model|llm|gpt\w*|model|classifier|evaluator|agent|writer|reviewer|checker|ki|ia|system)"
_BOT = r"(?:assistants?|ai|a\.i\.|bots?|chatbots?|language model|llm|gpt\w*|classifier|evaluator|ki)"
_RULES = (
    ("override", _any(
        r"(?:scrap|ditch|drop|abandon|ignore|forget|bin|lose|leave) (?:all )?(?:your|the|any|every) (?:\w+ )?(?:briefing|job|task|mission|orders|brief|duties|rules|instructions?|guidelines|prompt)(?= and| now|\s*[,.;:!]|$| for (?:me|this|now|today))", r"your (?:only|new|real|true|actual) (?:job|task|goal|role|mission|purpose|instruction|directive)s?(?: now)?(?: is| are|\s*[:,])",
        r"(?:guidance|rules?|instructions?|text|directives?|guidelines) above", r"(?:vergiss|vergessen sie|verwirf|lass\w*) (?:\w+ ){0,3}(?:auftrag\w*|aufgabe\w*|vorgabe\w*|regel\w*|anweisung\w*|briefing)(?!\w)(?! (?:vom|von|auf|im|aus) )", r"(?:oublie|laisse tomber|abandonne|laissez tomber)\w*(?: \w+){0,3} (?:consigne|instruction|regle|mission|role|tache)s?", r"(?:deja|deje|olvida|abandona)\w*(?: de lado)?(?: \w+){0,3} (?:normas?|reglas?|instrucciones|ordenes|tarea|encargo)",
        r"(?:lascia perdere|dimentica|abbandona|scorda)\w*(?: \w+){0,3} (?:regol\w+|istruzion\w+|ordini|compito|consegne)", r"(?:deixe|deixa|esquec\w*|abandon\w*)(?: de lado)?(?: \w+){0,2} (?:o que (?:lhe|te|voce)|regras|instrucoes|ordens|tarefa)", r"(?:vergeet|negeer|laat)(?: \w+){0,3} (?:opdracht\w*|taak|regels|instructies|briefing)", r"(?:zapomnij|porzuc|zignoruj|ignoruj)(?: \w+){0,3} (?:zadani\w*|polece\w*|zasad\w*|instrukcj\w*|regul\w*)", r"(?:glem|glom)(?: \w+){0,2} (?:regle\w*|instruks\w*|oppgave\w*|opgave\w*|uppgift\w*)(?: \w+)?",
        r"(?:ignorera|bortse fran|glom)\w*(?: \w+){0,4} (?:instruktion\w*|regler\w*|anvisning\w*)", r"(?:ignorer|glem|se bort fra)\w*(?: \w+){0,4} (?:instruks\w*|regler\w*|instruktion\w*)",
        r"(?:talimat\w*|kural\w*|komut\w*)(?: \w+){0,3} (?:yok say|unut|gormezden gel|dikkate alma)\w*", r"(?:ignoruj|zapomen\w*)(?: \w+){0,4} (?:pokyny|instrukce|pravidla)", r"(?:ignora|uita)\w*(?: \w+){0,4} (?:instructiun\w*|reguli\w*)",
        r"(?:hagyd figyelmen kivul|felejtsd el)(?: \w+){0,4} (?:utasit\w*|szabaly\w*)", r"(?:unohda|ohita|jata huomiotta)(?: \w+){0,4} (?:ohje\w*|saan\w*)", r"(?:abaikan|lupakan)(?: \w+){0,4} (?:instruksi|perintah|aturan)\w*",
        r"(?:ignore|disregard|forget)(?: \w+){0,3} (?:persona|character|role you|script)", r"(?:set|put|leave) aside (?:whatever|all|any|your|every|the) (?:\w+ ){0,4}(?:rules?|guidance|instructions?|guidelines|told|handed|given|orders|directives?)", r"(?:supersedes?|overrides?|replaces?|overrules?) (?:the |all |any |every |your )+(?:old|older|previous|prior|earlier|former|other)(?: \w+)? ?(?:ones|rules?|instructions?|directives?|guidance|orders|policies)?",
        r"your (?:(?:earlier |previous |old |original )?(?:briefing|directives?)|(?:earlier|previous|old|original) (?:instructions?|rules?|guidelines|script)) (?:was|were|is|are|has|have) (?:been )?(?:a mistake|wrong|void|outdated|obsolete|changed|replaced|cancell?ed|over)", r"(?:deine?r?|ihre?r?) (?:\w+ )?(?:vorgaben?|anweisung\w*|regeln|briefing|auftrag) (?:\S+ ){0,2}(?:uberholt|ungultig|falsch|geandert|gilt nicht|gelten nicht|aufgehoben)",
        r"(?:was|alles,? was) in (?:deiner|deinen|ihrer|ihren) (?:vorgabe\w*|anweisung\w*|regeln) steht", r"(?:tes|vos) (?:regles|consignes|instructions) (?:ont change|sont fausses|ne valent plus|sont annulees)", r"(?:tus|sus) (?:reglas|instrucciones|normas) (?:han cambiado|ya no valen|cambiaron)", r"instruccion nueva|nueva instruccion|nuova istruzione|nouvelle consigne|neue anweisung(?: von| der|:)|nova instrucao",
        r"(?:new|latest|updated|emergency) (?:directive|system rule)s? ?(?::|supersede|override|from|apply|for the)", r"(?:guidance|rules?|guidelines|directives|orders|instructions?) (?:that )?(?:you|they) (?:were|have been|had been|got) (?:handed|given|told|fed)",
        r"(?:alles|was)(?:,? was)? (?:man )?(?:dir|ihnen) (?:vorher|zuvor|bisher|fruher) (?:gesagt|aufgetragen|mitgeteilt)\w*", r"ne tien(?:s|ez) (?:plus|pas) compte de (?:ce qu|tes|vos|toutes?|l)", r"no (?:hagas|haga) caso (?:a|de) (?:lo que|las|tus|sus|ninguna)", r"non (?:tenere|tenga|dare) (?:piu )?(?:conto|retta) (?:di|a) (?:cio|quello|quanto|tutte)", r"nao (?:ligues|ligue|faca caso)(?: \w+){0,2} (?:ao|do) que (?:te|lhe)",
        r"(?:oublie[zr]?|ignore[zr]?|fais abstraction de)(?: \S+){0,4} (?:consigne|instruction|regle|directive)s?",
    )),
    ("override", _any(
        r"(?:disregard|ignore|forget|set aside|put aside|discard|skip|abandon|overlook|neglect|suspend) (?:whatever|any|all|every|the|your|those|these|what)(?: \w+){0,3} (?:guidance|script|instructions?|rules?|guidelines?|briefing|orders|training|restrictions|policies|constraints|limits|limitations|prompt)(?=,? (?:you|that you|given|above|set)|\s*[,.;:!]|$| and (?:just|then|tell|say|confirm|give|do|answer|reply|act|help)| for (?:a|this|the) (?:moment|conversation|chat|message|reply))",
        r"(?:your|the usual|the normal|all|all the|any|all safety|safety|content|usual) (?:\w+ )?(?:rules|guidelines|restrictions|limits|limitations|instructions|filters|safeguards|guardrails|policies) (?:no longer|do not|don't|are|have been|were)(?: now| currently| temporarily| hereby)? ?(?:count|apply|valid|exist|suspended|lifted|removed|disabled|turned off|switched off|off|void|cancell?ed|waived)",
        r"pretend (?:that )?there (?:are|were|is) no (?:\w+ )?(?:polic|rule|limit|restriction|guideline)\w*", r"if (?:you|there) (?:had|were|have|weren't) (?:no|not bound by|any) (?:\w+ )?(?:rules|restrictions|limits|limitations|guidelines|policies|filters|instructions)", r"(?:if|as if|when|as though) your (?:rules|restrictions|guidelines|instructions|limits) (?:did not|didn't|don't|do not|no longer) (?:exist|apply|count)", r"(?:the |these |those |your )?restrictions (?:don't|do not|no longer) apply to (?:this|me|my)",
        r"you (?:may|can|must|should|are free to|are allowed to) (?:now |safely )?(?:stop following|ignore|disobey|break|disregard|drop|leave aside) (?:your|the|any|all|every) (?:\w+ )?(?:guidelines|rules|instructions|policies|orders|restrictions|script)", r"stop being (?:a|an|the|so|such) (?:\w+ ){0,2}(?:assistant|bot|chatbot|agent|ai|model)", r"(?:be|become|act as|act like) (?:a|an|my) (?:linux|unix|python|command|bash|sql|windows) ?(?:line|terminal|shell|interpreter|console|prompt)",
        r"new rule\s*: ?\w+",
    )),
    ("addresses-the-machine", _any(
        r"if (?:you are|you're|this is|it is|read by|an|some|any)(?: an?)? (?:automated system|automated|automatic|machine|ai|bot|computer|robot|llm|language model|program)(?: \w+){0,4}?[, ]+(?:please |then |you must |always )?(?:reply with|include|say|write|answer with|respond with|reply in|print|output|mark|treat|begin|end|add|mention|confirm)",
        r"(?:ai|automated|automatic|virtual)(?: \w+)? (?:systems?|assistants?|agents?|readers?|models?|tools?|bots?) (?:reading|processing|handling|parsing|that reads?|who reads?|evaluating|scanning|summari[sz]ing)", r"(?:to|for) (?:whatever|whichever|any|the|every)(?: \w+)? (?:language model|ai|llm|bot|model|assistant|machine)(?: that| which| who)? (?:handles|reads|reading|processes|processing|runs|evaluates|scores|is reading|handling|answers)",
        r"(?:i'm|i am|we are|we're|this is|speaking)(?: \w+){0,3} (?:from|with|at|of|for) (?:openai|anthropic|google ai|deepmind|mistral|your (?:developers?|vendor|ai team|creators?))(?!\w)", r"you (?:don't|do not|needn't|won't) (?:need|require) (?:a |any |to ask a )?(?:human|person|reviewer|colleague)(?: \w+){0,2} (?:check|approv\w*|review\w*|look|confirm\w*|sign)",
        r"(?:i know|we know|i can tell|clearly|obviously)(?: that)? you(?:'re| are) (?:just |only |really )?an? (?:ai|bot|machine|llm|language model|program|robot)(?: \w+)?[.,;!] [^\n]{0,40}(?:tell|say|show|give|admit|reveal|print)", r"(?:an die (?:ki|ai|kunstliche intelligenz)|a la (?:ia|ai)|alla (?:ia|ai)|para a ia|a l'ia|pour l'ia|aan de (?:ai|ki)|do (?:ai|sztucznej \w+)|till ai:?n|til ai'?en),? (?:die|qui|que|che|ktora|som|der)", r"(?:message|nachricht|messaggio|mensaje|mensagem|wiadomosc|bericht|meddelande|besked|nota|note|hinweis) (?:a|an|para|per|dla|voor|till|til|fur) (?:l'|la |die |o |de |den |das |el )?(?:ki|ia|ai|kunstliche \w+|intelligence \w+|assistent\w*|asistente|bot|modell?o?|sprachmodell)(?=\s*:|,)",
    )),
    ("dictates-the-verdict", _any(
        r"(?:set|change|update|mark|switch|move|put|make|raise|flip|adjust) (?:my |the |this )?(?:lead(?:'s)? ?)?(?:status|score|stage|intent|priority|sentiment|requires_review|needs_review|confidence|label|classification|verdict)(?: field| flag| value)? (?:to|as|=) ?\W?(?:booked|hot|interested|qualified|won|positive|false|true|high\w*|max\w*|vip|approved|meeting|safe|\d)", r"(?:update|edit|overwrite|change) (?:the|your) crm ?:", r"(?:label|tag|classify|categori[sz]e) (?:this|me|us|it)(?: \w+){0,2} as ?\W?(?:positive|interested|hot|safe|approved|qualified|vip|urgent|meeting|booked)", r"(?:rate|grade|score) (?:me|this (?:lead|message|conversation|contact)) (?:a |an |with )?(?:\d+|the (?:highest|maximum|best)|top|max\w*)", r"(?:no|without) further (?:analysis|evaluation|classification|processing) (?:is )?(?:needed|required|necessary)", r"(?:lead|sender|customer|contact|user) (?:is|has been|was) (?:already |hereby )?(?:pre-?approved|whitelisted|verified|trusted|cleared) (?:for|by|as|to)", r"treat (?:the )?(?:sender|me|this (?:sender|lead|user|customer)) as (?:a |an )?(?:vip|admin\w*|trusted|verified|approved|internal|employee)",
    )),
    ("reaches-for-others", _any(
        r"(?<!you\x20)(?<!we\x20)(?<!they\x20)(?<!i\x20)(?<!to\x20)(?:forward|send|e-?mail|text|message|write to|notify|broadcast|copy)(?: \w+){0,5} (?:to )?(?:every|all|each|everyone|everybody)(?: of)?(?: the| your| other)* ?(?:customers?|clients?|leads?|contacts?|users|subscribers|(?:people |one )?(?:in|on) your)(?: \w+)?", r"(?:everyone|everybody|anyone|all people) (?:in|on|from) your (?:\w+ )?(?:contacts?|contact list|database|crm|address book|mailing list)", r"(?:give|send|tell|show|share|list)(?: me| us)? (?:the )?(?:phone numbers?|numbers?|e-?mails?|e-?mail addresses|addresses|names|details|data|contacts|conversations?|messages)(?: and \w+)? of (?:your |the )?(?:other|another|previous|last|all|every|some)(?: \w+)?",
        r"(?:what|which)(?: \w+)? (?:did|has|have) (?:the|your) (?:last|previous|other|next) (?:customer|client|lead|person|user|caller)s? (?:tell|told|say|said|ask|asked|write|wrote|order|pay|want)", r"(?:text|message|e-?mail|contact|ask|call) (?:the )?(?:previous|last|next|other) (?:customer|client|lead|user|caller)s?(?!\w)", r"copy this (?:text|message|sentence|paragraph)(?: \w+){0,3} into (?:your|every|the next|all)", r"(?:into|in|to) (?:your reply to )?the next person who (?:writes|messages|contacts|asks)", r"(?:delete|wipe|erase|drop) (?:all|every|each) (?:the |your )?(?:leads?|customers?|contacts|bookings|conversations)(?!\w)", r"cancel (?:all|every|each)(?: the)? (?:appointments?|bookings?|meetings?) (?:in|on|from) (?:your|the) (?:calendar|diary|schedule)", r"(?:text|message|sms|e-?mail) (?:the )?number \+?\d[\d -]{5,} (?:and|with|to)",
    )),
    ("poses-as-policy", _any(
        r"(?:official|new|updated|current|company|your)(?: company| official| updated| new){0,2} (?:policy|policies|terms|rules?)(?: update)?(?: \w+){0,2}? ?(?:that|is|says?|states?|now|:|,)[^.!?\n]{0,90}(?:free|refund|discount|\d ?%|binding|waived?|guarantee\w*|no charge|liab\w+|for nothing)[^\n]{0,80}(?:confirm|state (?:so|this|it)|say so|reply|respond|in your (?:reply|answer|response))", r"(?:state|repeat|confirm|write|say)(?: \w+){0,3} (?:as|is) (?:your |the |an |our )?(?:official|binding|company) (?:policy|offer|statement|position|commitment)", r"confirm (?:in writing |in your reply |now |here )?(?:that )?(?:your company|you|we|it|the company|this)(?: \w+){0,4}? (?:guarantees?|accepts?|waives?|owes?|is liable|are liable|agrees?)(?: \w+){0,6}? (?:free|lifetime|liability|nothing|everything|whatever)", r"(?:per|under|according to|as per) your (?:new|updated|latest|current)(?: \w+)? (?:terms|policy|policies|rules),? [^.!?\n]{0,80}(?:free|for nothing|no charge|discount|refund)[^\n]{0,60}(?:reply|confirm)", r"(?:legally|contractually) binding(?: \w+){0,3} (?:offer|and that is|no takesies)|no takesies backsies",
    )),
    ("addresses-the-machine", _any(
        rf"(?:(?:dear|hey|hello|hi)[\x20,]+{_BOT}|(?:note (?:for|to)|message (?:for|to)|instructions? (?:for|to)|task for|attention|reminder (?:for|to)) (?:the )?{_MACHINE})(?=\s*[,:!.]|\s+(?:that|the|who|please|only))",
        rf"(?:for|to) the (?:{_BOT}|writer|reviewer) ?:", rf"{_MACHINE} (?:draft|reply|answer|response|output|turn) ?\d* ?:", r"(?:reviewer|admin|root|master|developer|system) override(?= ?[:=!*]|$)", r"(?:answer|tell|inform|assure|write to|reply to) (?:this|the) (?:customer|client|lead|user|contact)(?= ?:| that)",
        r"(?:company|people|team|lab|ones?|man|woman|person|firm|devs?|developers?|engineers?) (?:that|who|which) (?:built|made|created|trained|programmed|designed|wrote|coded) you(?!\w)", r"(?:safe|code|magic|secret|unlock) ?word ?[:=]", r"unlock (?:the |your |all )?(?:hidden|secret|full|special|developer)",
        r"(?:the|this) (?:system|model|agent|writer|reviewer) (?:must|shall|should|has to) (?:approve|confirm|answer|treat|skip|say|ignore|mark|write|send)(?!\w)", rf"(?:the|this|our|your) {_BOT} (?:must|shall|should|has to|is to|needs to|will now|treats?|confirms?|approves?|answers?|may now|may skip|skips?)(?!\w)",
        r"(?:release|free|exempt|excuse)s? the (?:assistant|ai|bot|model) from", r"(?<!my\x20)(?<!our\x20)(?<!the\x20)(?<!her\x20)(?<!his\x20)(?:assistant|ai|bot|chatbot|ki-assistent|assistente|asistente)\s*[,:]\s*(?:always|never|please|tell|say|write|reply|answer|confirm|approve|ignore|disregard|mark|immer|sag\w*|schreib\w*|toujours|siempre|sempre)(?!\w)",
        r"(?:if|since|because|as) you(?:'re| are) an? (?:ai|a\.i\.|bot|chatbot|assistant|language model|llm|machine)", r"(?:wenn|falls|da) (?:du|sie) (?:eine? )?(?:ki|bot|assistent)\w* (?:bist|sind)", r"si (?:tu es|vous etes) une? (?:ia|bot|robot|assistante?)", r"si eres una? (?:ia|bot|asistente)", r"se (?:sei|e) un[ao']? ?(?:ia|bot|assistente)",
        r"(?:as|in my role as) (?:the |an? |your )?(?:system )?(?:operator|administrator|admin|developer|creator|vendor) (?:of (?:this|the) (?:system|ai|bot|assistant))?,? ?i (?:release|authori[sz]e|instruct|order|unlock|approve|grant|lift|disable)",
        r"(?:god|jailbreak|unrestricted) mode(?!\w)", r"(?:approve|release|send|confirm|publish) the (?:pending|queued|waiting|open) (?:draft|reply|message|answer)", r"betreiber(?:in)? (?:des|dieses) (?:systems|bots|chats|assistenten)", r"administrateur (?:du|de ce) (?:systeme|bot|assistant)", r"(?:administrador|operador) (?:del|de este|do|deste) (?:sistema|bot|asistente|assistente)",
        r"(?:no|without|skip the|bypass the|disable the) (?:human )?(?:review|reviewer|check|approval)(?:s)? (?:is |are )?(?:needed |required |applies |apply )?(?:for|in) this (?:chat|conversation|message|thread|reply)", r"fur diesen (?:chat|verlauf|kunden) gilt keine (?:prufung|freigabe)",
        r"no (?:human|reviewer) (?:is )?(?:needed|required|necessary)(?!\w)|no person is (?:needed|required)",
        r"(?:whoever|whatever|anyone who|anybody who|the one who) (?:rates?|grades?|scores?|judges?|reviews?|checks?|evaluates?|processes) (?:this|these|my)", r"(?:approved|verified|cleared|released|checked) by [^.!?\n]{0,40}?(?:release at once|send at once)", r"no (?:further|more|other|additional) (?:human )?(?:review|approval|verification) (?:is )?(?:needed|required|necessary)", r"machine[- ]readable ?:", r"no human (?:in between|in the loop|involved|has to|need)", r"(?:checking|testing|auditing|trying out|probing) (?:our|the|your|this) (?:new )?(?:bot|ai|chatbot|assistant|auto-?responder|machine)", r"if (?:this bot|the bot|this ai|an ai) can (?:read|see|parse) this|if you can (?:read|see|parse) this,? (?:reply|respond|answer|say|include|write|print|confirm|mark|then|ignore|please (?:reply|say|include|write))",
        r"(?:reviewer|evaluator|classifier|rater)\s*: ?[a-z]", r"(?:skip|without) (?:the )?human (?:review|approval|check|in the loop)",
    )),
    ("dictates-the-verdict", _any(
        r"(?:counts?|treat(?:ed)?|file(?:d)?|log(?:ged)?|score(?:d)?|register(?:ed)?|rate(?:d)?|classif(?:y|ied)|regard(?:ed)?) (?:this |it |me |the \w+ |this \w+ )?(?:as|under) \W?(?:interested|meeting booked|meeting requested|positive|qualified|safe|approved|urgent|hot)(?:\W? (?:with|and file|at|in your (?:system|records))|\W*$)",
        r"(?:highest|maximum|100 ?%) (?:confidence|certainty)(?: score)?", r"(?:needs_person|asks_something|safe|confidence|sentiment|must_avoid)\s*[:=]\s*(?:true|false|[01](?:\.\d+)?(?!\d))",
        r"(?:verdict|sentiment|classification|evaluation|konfidenz|confiance|confianza)\s*[:=]\s*\W?(?:interested|meeting|positive|safe|approved|1|0\.9|true)", r"give (?:the|a) (?:verdict|sentiment|score|rating)",
        r"(?:als|comme|como|come) [\"']?(?:interested|interessiert|interesse|interesado|interessato)[\"']? (?:einstufen|einordnen|markieren|classer|marquer|clasificar|marcar|classificare)",
    )),
    ("asks-for-the-prompt", _any(
        r"(?:notes|knowledge|information|documents?|material|facts|context)(?: and \w+)? (?:that |which )?(?:you|they) (?:were|was|have been|got|had been) (?:given|fed|shown|trained)",
        r"(?:system|hidden|initial|secret)[- ]?(?:prompts?|instructions?)(?!\w)", r"systemprompt\w*|systeemprompt\w*|systemanweisung\w*|prompt (?:systeme|del sistema|do sistema|di sistema|systemowy|sistema)",
        r"(?:everything|all(?: the)? (?:text|words|lines)|the text|what(?:ever)? (?:is|stands|was)) (?:written )?(?:above|before) (?:this|my|here)", r"you(?:'ve| were| have| had| are)?(?: been)? (?:told|given|instructed|configured|programmed) (?:to do )?(?:before|at the start of|prior to) (?:this|our) (?:conversation|chat|message)",
        r"(?:your|the) (?:rules|instructions?|guidelines|configuration|prompt|directives) (?:in(?:to)?|as) (?:an? )?(?:poem|song|haiku|list|json|table|base64|code|rhyme|bullet)", r"(?:paste|disclose|reveal|leak|dump|share|quote|recite|summari[sz]e|translate|encode|spell out|output|list) (?:me )?(?:all )?(?:of )?your (?:(?:system|hidden|internal|initial|secret|original|exact|full|own) )?(?:instructions|prompt|configuration|guidelines|directives|rules)(?! (?:for|on|about|regarding|to|of))",
        r"(?:first|last|very first) (?:sentence|line|word|paragraph|thing)s? (?:that |which )?you (?:can )?(?:see|read|got|were given|have been given)", r"(?:are you|you(?:'re| are| were)) (?:not allowed|forbidden|not permitted|told not|not supposed) to (?:tell|say|reveal|share|write|talk about)", r"le texte (?:que l'on|qu'on) t'a (?:donne|montre)", r"(?:der|den) (?:erste[nr]?) satz,? den du (?:siehst|lesen)",
        r"(?:your|the|own|me your) (?:\w+ )?prompts?(?=\s*[,.?!;:]|$| please| is| was| say| look| start| begin)", r"(?:quali|quelles?|que|quais|welche|welke) (?:regole|regles|reglas|regras|regeln|regels|consignes|instrucciones|istruzioni) (?:ti|t'|te|vous|dir|je|lhe)(?: \w+){0,2} (?:dato|donne|dado|dieron|gegeben|ont|hanno)", r"(?:collect|share|trade|swap|compare|publish) (?:\w+ )?prompts(?!\w)", r"(?:say|tell|read|give|repeat|send|write)(?: me)? back (?:to me )?what", r"what (?:did |have )?your (?:employer|company|boss|creators?|makers?|developers?|owners?|bosses) (?:wrote|told|write|tell|gave|give|said|say|put|instructed?) (?:for |to )?you", r"your (?:briefing|system message|instructions? sheet|hidden text)(?!\w)", r"(?:que|lo que) te (?:pidieron|dijeron|ordenaron|mandaron|encargaron)(?: que)?(?: \w+){0,2} antes", r"(?:was|welche\w*) (?:hat man|wurde|haben sie|hat dein\w* \w+) dir (?:\w+ ){0,3}(?:gesagt|aufgetragen|vorgegeben|gegeben)", r"what rules (?:did|do|have|were) (?:they|you|your)",
        r"disclose the model|(?:its|your) configuration and its? instructions|which (?:model are you|(?:llm|language model|ai model|prompt) (?:are you|do you|is this))", r"(?:deine|ihre) (?:internen |geheimen |genauen )?(?:anweisungen|instruktionen|vorgaben|regeln) (?:vor|aus|offen|wortlich|preis)",
        r"(?:zeig|verrat|nenn|gib)\w*(?: \w+){0,2} (?:deine|ihre)n?(?: \w+)? (?:anweisungen|instruktionen|regeln|prompt)(?! (?:fur|zum|zur))", r"(?:montre|revele|affiche|donne|recopie)\w*(?:[- ]\w+){0,2} (?:tes|vos|ton|votre) (?:instructions|consignes|prompt)(?! (?:pour|de|sur))", r"(?:muestra|revela|dime|ensena|copia)\w*(?: \w+){0,2} (?:tus|sus|tu|su) (?:instrucciones|prompt)(?! (?:para|de|sobre))",
        r"(?:mostra|rivela|dimmi|copia)\w*(?: \w+){0,2} (?:le tue|il tuo|le sue) (?:istruzioni|prompt)(?! per)", r"(?:mostre|revele|diga|copie)\w*(?: \w+){0,2} (?:suas?|tuas?|teu|seu) (?:instrucoes|prompt)(?! (?:para|de))",
    )),
    ("assigns-a-role", _any(
        r"(?:let's|let us|shall we) play (?:a|the|another) (?:little |quick |short )?game", r"(?:facciamo|giochiamo a) un gioco|jugue?mos (?:a )?un juego|hagamos un juego|jouons a un jeu|faisons un jeu|(?:lass uns|wir spielen|spielen wir) (?:ein spiel|mal)|vamos jogar|laten we een spel|zagrajmy", r"(?:imagine|picture|suppose|assume) (?:a|an|some|another) (?:world|universe|reality|planet)", r"(?:rehears\w+|acting out|staging|improvising) (?:a|our|the|my) (?:play|scene|sketch|show)", r"(?:read|play|take|act|speak|do) (?:the|my|a|your) (?:part|role|voice) of", r"version of (?:yourself|you) (?:that|who|without|with no)", r"(?:finish|complete|continue) (?:my|this|the) (?:limerick|poem|rhyme|story|song|verse|joke|line|haiku)", r"you(?:'re| are) (?:a|an|my) (?:parrot|genie|butler|robot|puppet|echo)(?!\w)", r"jouons ?[:,!]|tu es (?:la|le|une?|mon|ma) (?:bonne )?(?:fee|genie|perroquet|roi|reine|magicien)\w*", r"spiel\w* (?:mal |doch |bitte )?(?:orakel|papagei|theater|konig|fee|flaschengeist|ein\w* )", r"swear (?:to me |on \w+ )?(?:that )?(?:you(?:'re| are)|to be)",
        r"(?:stay|remain|be|get|speak|answer|reply) in character", r"you are now my (?:\w+ ){1,3}and (?:\w+ )?(?:answer|say|do|obey|grant|reply|speak|call)", r"(?:in|inside) (?:that|this) (?:world|universe|story|game|dream),? (?:what|how|do|would|am|are|is|you|i|we)", r"(?:you are|you're|be|play|become) (?:now )?(?:my|a|an|the) [^.!?\n]{0,60}(?:without|with no|who has no|who (?:may|must|can|will|does) (?:never|not)|who (?:always|never)) (?:\w+ ){0,3}(?:limits?|rules?|restrictions?|filters?|says? no|refuses?|obeys?)(?!\w)",
        r"you are \w+, (?:a|an|the|my) [^.!?\n]{0,60}(?:(?:who|that) (?:may|must|can|never|always|says|has no|obeys)|with no|without (?:any )?(?:rules|limits|filters))(?!\w)", r"(?:please )?be my (?:late |dead |dear )?(?:grandma|grandmother|granny|butler|slave|genie|servant|twin)", r"(?:pretend|imagine|suppose|assume) (?:that )?(?:you|we)(?: are|'re) (?:a|an|my|in a|not|free|no longer)(?: \w+){0,4} (?:story|game|film|movie|play|ai|bot|without|who|rules|universe|scene|simulation)",
        r"(?:write|tell|compose) (?:me )?(?:a|an) (?:short |little |tiny |funny )?(?:story|poem|scene|play|dialogue|screenplay|fairy tale|song|rap)(?: \w+){0,3} (?:in which|where|about|that|of|with)", r"(?:in a parallel universe|for my novel)",
        r"tu so,? als (?:ob|war)\w*", r"stell dir vor,? (?:du|sie) (?:bist|sind|warst|waren)", r"spiel\w* (?:die rolle|den|mein)\w* (?:\w+ )?(?:ohne|der|die|rolle)", r"fais comme si tu|imagine que tu es|joue le role", r"(?:haz|actua) como si (?:fueras|eres)|imagina que eres", r"(?:fai finta|immagina) (?:di essere|che tu sia|di non avere)", r"(?:finja|finge|imagine) (?:que (?:voce )?(?:e|es|fosse)|ser)", r"doe alsof (?:je|u)(?!\w)", r"(?:udawaj|wyobraz sobie),? ze jestes",
        r"ab (?:jetzt|sofort) (?:bist du|antwortest du)", r"(?:a partir de|desormais,?) (?:maintenant,? )?tu (?:es|dois|reponds)", r"a partir de ahora (?:eres|debes|responde)",
    )),
    ("asks-for-the-prompt", _any(
        r"(?:output|write out|write down|copy|paste|reproduce|print|dump|list|show|reveal|share|disclose|expose|recite)(?: me| us)?(?: out| here)?(?: the (?:text|content|contents|wording) of)? (?:everything in |every rule (?:that )?|all (?:the |of the )?rules (?:that )?|the (?:rules|configuration|settings) (?:that )?)?(?:your|you)(?: (?:initial|own|hidden|internal|system|exact|full|original|secret|complete|current))* (?:context(?: window)?|instructions|prompt|rules|configuration|settings|system message|run on|have to follow|must follow|follow|were given|are bound by|obey)(?! (?:for|on|about|regarding|to|of|online))", r"(?:first|opening|last) (?:line|sentence|word|paragraph)s? (?:of|in) your (?:instructions|prompt|context|rules|configuration)", r"(?:summari[sz]e|show|reveal|list|copy) (?:me )?the (?:confidential|internal|private|hidden|secret) (?:notes|instructions|information|guidelines|data) (?:you have|about|on)", r"what (?:were|are|was|have) you (?:been )?(?:told|instructed|programmed|configured|ordered) to (?:do|say|hide|answer|tell|keep)", r"what (?:did )?your (?:owner|boss|operator|company|creator)s? (?:told|tell|ordered|instruct\w*|program\w*) you", r"(?:list|name|show|describe)(?: me| all)? your (?:tools|functions|capabilities and rules|permissions)(?!\w)",
        r"(?:welche|was fur)(?: \w+)? (?:anweisungen|vorgaben|instruktionen|regeln|befehle) (?:hast du|wurden dir|hat man dir|gelten fur dich|befolgst du)", r"(?:quelles?|qu'elles?) (?:instructions|consignes|regles) (?:as-tu|t'a|suis-tu|avez-vous recues)", r"(?:que|cuales?) (?:instrucciones|reglas|ordenes) (?:te dieron|tienes|sigues|recibiste)", r"(?:che|quali) (?:istruzioni|regole) (?:hai|segui|ti hanno)", r"(?:que|quais) (?:instrucoes|regras) (?:voce tem|tens|recebeu|segue)", r"(?:welke) (?:instructies|regels) (?:heb je|kreeg je|volg je)", r"(?:jakie) (?:instrukcje|zasady|polecenia) (?:dostales|masz|otrzymales)",
        r"(?:muestrame|ensename|dime|mostrami|dimmi|montre-moi|donne-moi|zeig(?:e)? mir|zeigen sie mir|mostre|mostre-me|laat me|toon me|pokaz mi|pokaz|visa mig|vis mig|nayta|ukaz mi|goster|arata-mi|mutasd meg|покажи|покажи мне|tunjukkan|tampilkan|cho toi xem)(?: \w+)? (?:tus?|il tuo|le tue|ton|tes|deinen?|deine|ihren|o seu|seu|suas|as suas|je|jouw|swoj|swoje|twoj|din|dina|dine|sinun|svuj|sve|свои|твои|prompt\w*)(?: (?:internas?|interne|internen|systemow\w*|system\w*|системны\w*|ukryte|geheimen?|secretas?))* ?(?:prompt\w*|systeemprompt|instrucciones internas|istruzioni interne|instructions internes|промпт\w*|instrukcje systemowe|kehotteesi)",
    )),
    ("dictates-the-answer", _any(
        r"(?:respond|reply|answer|say)(?: back)? (?:with )?(?:exactly|verbatim|nothing but|only the (?:word|phrase|sentence)|with only|with the (?:word|phrase|sentence|code)|word for word)(?!\w)", r"your (?:next )?(?:answer|reply|response|message) (?:must|has to|should|shall|needs to|will) (?:end|begin|start|open|close) with", r"(?:start|begin|end|finish|open|close) (?:every|each|all|all your|your (?:next )?)(?: \w+)? ?(?:sentence|reply|message|answer|response)s? with", r"(?:only|always) (?:answer|reply|say|respond)(?: with)? (?:yes|ok)(?!\w)", r"(?:say|answer|reply) yes to (?:everything|all|whatever|anything)", r"(?:agree|agrees) (?:with|to) (?:everything|anything|whatever) (?:i|they|we)", r"you must agree (?:with|to)", r"complete the following|finish my sentence|fill in the blanks?", r"(?:say|reply|respond|answer|write back|state)(?: with)?:? ?[\"“'][^\"”\n]{0,60}(?<!\w)(?:agree|accept|confirmed|waived|free|liability|discount|refund|guarantee\w*|binding)",
        r"include (?:a|an|the word|the phrase) (?:haiku|poem|limerick|joke|emoji|pirate|rhyme|\W\w+)(?: \w+){0,3} in your (?:answer|reply|response)", r"(?:answer|reply|respond|speak|talk) (?:only )?in (?:pirate|klingon|rhymes?|verse|emojis?|morse|binary|riddles|haiku|old english)", r"(?:antworte|reponds|responde|rispondi|responda|antwoord|odpowiedz|svara|svar|vastaa|odpovez|yanitla|cevap ver|raspunde|valaszolj|ответь|відповідай|jawab)(?: \w+)? (?:mit dem (?:wort|satz)|avec le mot|par le mot|con la (?:palabra|parola)|com a palavra|met het woord|slowem|med ordet|sanalla|slovem|cuvantul|словом)",
    )),
    ("assigns-a-role", _any(
        r"act as (?:my|a|an|the)(?: \w+){0,3} and (?:approve|confirm|grant|accept|give|say|tell|answer|agree|waive)", r"you(?:'re| are) (?:now )?(?:(?:a|an|the|my) )?\w*(?:bot|gpt|ai|llm|terminal|genie)(?:, (?:a|an|the) \w+)? (?:that|who|which|without|with no) (?:\w+)", r"(?:from (?:now|this point|this moment|here)(?: on| onwards?| forward)?|starting now|as of now),? (?:you|your)(?: \w+){0,2}? (?:work for me|obey|belong to me|serve me|answer to me|respond only|reply only|say yes|agree|only say|job is|role is|name is|are (?:my|a|an) (?:\w+ )?(?:assistant|bot|ai|pirate|robot|terminal))", r"(?:answer|reply|respond|speak|write) as (?:an?|the|my) (?:unrestricted|uncensored|free|evil|different|jailbroken|pirate|ceo|owner|boss)", r"(?:assume|adopt) the (?:identity|persona|personality|role) of", r"role-?play(?:ing)?(?=\s*[:,]| as| that| with me| in which)", r"you(?:'re| are) the (?:ceo|owner|boss|manager|director|founder) and i(?:'m| am) (?:your|the)", r"you have been (?:granted|given|assigned) (?:new |full |all |extra |special |admin\w* |additional |elevated )+(?:permissions?|rights|privileges|access|powers|authority)", r"(?:hypothetically|in theory|just for fun|for educational purposes),? (?:if|show|how|what|act|imagine|pretend)[^.!?\n]{0,40}(?:no restrictions|no rules|without (?:rules|restrictions|limits)|your rules|your guidelines)",
        r"(?:du bist|sie sind) (?:jetzt |nun |ab jetzt |ab sofort )?(?:mein|meine|ein|eine)(?: \w+){0,2} (?:assistent\w*|bot|ki|roboter|pirat|sklave|terminal)(?=,? (?:und|der|die|das|ohne))", r"tu es (?:maintenant |desormais )?(?:mon|ma|un|une)(?: \w+){0,2} (?:assistante?|robot|bot|ia|pirate|terminal)(?= (?:qui|et|sans))", r"(?:a partir de ahora|desde ahora|ahora),? (?:eres|seras|obedec\w+|responde\w*|trabajas para)", r"(?:da ora in poi|d'ora in poi|da adesso(?: in poi)?|ora),? (?:sei (?:il|la|un|una)|sarai|rispondi|devi|obbedisci)", r"(?:agora|a partir de agora),? (?:voce e|tu es|es|seras|deves|voce deve|obedeca) (?:um|uma|o meu|meu|minha|apenas|so|obedecer|responder)", r"(?:od teraz|teraz) (?:jestes|bedziesz|odpowiadasz|dzialasz) (?:\w+)", r"(?:vanaf nu|je bent nu),? (?:ben je|mijn|een|antwoord) ?\w*", r"(?:reponds|parle|agis|rispondi|parla|habla|responde|fale|antworte|sprich) (?:comme|en tant que|come|como|wie|als) (?:un|une|una|um|uma|ein|eine) (?:pirate|pirat\w*|robot|corsaire|bot|ia|roboter)",
    )),
    ("machine-syntax", _any(
        r"(?:override|config|settings?|params?|mode) ?: ?\w+ ?= ?\w+", r"(?:end|begin|start) (?:of )?(?:user|admin|system|customer) (?:input|override|message|data|prompt|mode)", r"take the first letters? of|first letters? of (?:each|every|the) (?:word|line|sentence)s?", r"(?:execute|run) the (?:commands?|script|code|orders) (?:in|from|inside|at|below)", r"function call ?:|tool call ?:",
    )),
    ("dictates-the-answer", _any(
        r"(?:begin|start|open|end|finish) (?:your|the) (?:next )?(?:answer|reply|response|message) with", r"(?:complete|finish|continue) (?:this|the|my) sentence", r"repeat after me", r"(?:say|write|reply|answer|text|print) (?:the following|exactly|verbatim|word for word|nothing but|only the word)(?!\w)",
        r"(?:say|write|reply|answer|add)[^.!?\n]{0,80}(?:and nothing (?:else|more)|verbatim|word for word)(?!\w)", r"print \W?(?:ok|approved|yes|done|debug)\W?(?!\w)", r"(?:antworte|schreib|sag)\w* (?:nur|genau|exakt|wortlich|ausschliesslich) (?:mit|das|folgendes|den satz)", r"(?:reponds?|ecris|dis)(?:ez)? (?:uniquement|exactement|seulement|mot pour mot)(?! par)", r"(?:responde|escribe|di) (?:solo|unicamente|exactamente|textualmente)(?! por)",
        r"(?:rispondi|scrivi|di') (?:solo|esattamente|soltanto)(?! (?:per|via))", r"(?:responda|escreva|diga) (?:apenas|exatamente|somente)(?! por)", r"(?:antwoord|schrijf|zeg) (?:alleen|precies|letterlijk)", r"(?:odpowiedz|napisz|powiedz) (?:tylko|dokladnie)",
        r"(?:tell|inform|assure|write to) the (?:customer|client|lead|user) (?:that|it|he|she|they)",
    )),
    ("machine-syntax", _any(
        r"(?:review|check|checks|filter|filters|safety|guard|guards|mode|approval|moderation)\s*=\s*(?:off|none|no|false|0|disabled|auto|skip|god|admin)",
        r"(?:functions?|tools?)\.\w+ ?\(", r"sudo \w+",   r"rm -rf",  r"approve_all|auto_?approve|skip_?review",
    )),
    ("decode-and-follow", _any(
        r"(?:decode|decrypt|decipher|unscramble|deobfuscate) (?:this|the following|it|that)(?: (?:message|text|string|line))? ?(?::|and (?:do|follow|answer|say|obey|act))", r"(?:base ?64|rot ?13|hex|morse|binary|caesar)(?:[- ](?:encoded|code|string|text))? ?(?::|and (?:follow|obey|do|act|answer))", r"(?:dekodier|entschlussel)\w*(?: \w+){0,3} (?:text|nachricht|folgende\w*|dies)", r"(?:shift|rotate|move|swap|replace) (?:each|every|all|the) letters?", r"join \w+ and \w+ and (?:do|follow|run|execute|answer)", r"concatenate (?:the|these|both|\w+ and)",
        r"(?<!i\x20)(?<!ll\x20)(?<!we\x20)(?<!to\x20)(?<!will\x20)(?:follow|execute|obey|carry out|apply|do) (?:the |all |these |those )?(?:steps|instructions|commands|orders|whatever|what) (?:it says |they say |stands |given |written )?(?:at|on|in|under|behind) (?:this (?:link|page|address)|https?:|www\.|[\w.-]+\.\w{2,}/)", r"(?:befolge|fuhre)\w*(?: \w+){0,3} (?:anweisungen|schritte|befehle) (?:unter|auf|aus)(?!\w)", r"sui(?:s|vez) les (?:instructions|etapes) (?:sur|de la page|a l'adresse)", r"sigue las instrucciones (?:de|en) (?:https?|la pagina|este enlace)",
    )),
)  # fmt: skip
_VERDICT_KEY = re.compile(r"[\"'](?:needs_person|asks_something|safe|confidence|sentiment|must_avoid)[\"']\s*:", re.I)
_SYMBOLS = re.compile(
    r"\((?:approved|verified|cleared) by [^()\n]{0,40}no (?:further|more|other) (?:check|review|approval)s?\)"
    r"|@ ?(?:assistant|bot|ai|system|admin)\b(?![-.\w])"
    r"|\#{2,}\s?(?:new )?(?:section|facts|context|task|question|response|output|rules|note|data|examples?)\b"
    r"|\b[a-z]{1,30}_[a-z_]{1,40}\([^()\n]{0,80}\)"
    r"|\{\s?\W?(?:cmd|command|action|function|tool|tool_name|op|task|instruction)\W?\s?:"
    r"|(?:^|\n)\s*(?:role|priority)\s*:\s*(?:system|assistant|developer|admin)\b"
    r"|(?:^|\s)/(?:reset|jailbreak|system|admin|sudo|debug|prompt|dan|override)\b"
    r"|\(\(\s*/?\s*(?:system|assistant|admin)\s*\)\)|\[/?\s*(?:system|assistant|admin|developer|instructions?|inst)\b[^\]\n]{0,60}\]"
    r"|</?(?:policy|rules?|allow|deny|admin|context|prompt|user|human|task|data|override|instruction|override|ai|bot|verdict|draft|reply|answer|output|customer|thinking|scratchpad|note)(?:\s[^<>\n]{0,80})?/?>"
    r"|\{/?\s*(?:admin|system|assistant|override|policy|root)\s*\}"
    r"|\[?\d{4}-\d\d-\d\d \d\d:\d\d (?:sms|email|linkedin|voice)\]?\s*(?:us|them)\s*:"
    r"|/\*[^*\n]{1,80}\*/|%%\s*(?:meta|system|admin|root|end)\s*%%|\bif\s*\([^)\n]{1,60}\)\s*\{|(?:\b(?:intent|priority|human|review|score|sentiment|confidence|mode|approved?|safe)\s*=\s*[\w.]{1,20}\s*[;,]?\s*){2}"
    r"|```\s*(?:system|assistant|prompt|instructions?|developer)\b"
    r"|\b(?:end|end of|begin|beginning of)\s+(?:of\s+)?(?:the\s+)?(?:customer|user|lead|untrusted|input|context|prompt|system)\s+(?:data|input|message|text|prompt|context|section)"
    r"|(?:newest message|conversation|draft|plan)\s*>>>|<<<\s*(?:newest message|conversation|draft|plan)"
    r"|\[//\]:\s*#|\[comment\]:\s*#"
    r"|<!--\s*(?:assistant|system|ai|bot|model|instruction)",
    re.IGNORECASE,
)
_UNSPACED = (
    ("override", re.compile(
        r"(?:忽略|无视|無視|忘记|忘記|不要理会|不管)[^。！？\n]{0,12}(?:指示|指令|规则|規則|提示|设定|設定|命令)"
        r"|(?:指示|命令|ルール|プロンプト|設定|指令)[^。！？\n]{0,8}(?:無視|忘れ|従わない)"
        r"|(?:지시|명령|규칙|프롬프트|지침)[^.!?\n]{0,10}(?:무시|잊어|따르지)"
        r"|(?:игнорируй|проигнорируй|забудь|не обращай внимания на|игноруй|ігноруй)\w*[^.!?\n]{0,40}(?:инструкци|указани|правил|команд|інструкц|вказівк)"
        r"|(?:αγνόησε|ξέχασε)[^.!;\n]{0,30}(?:οδηγίες|εντολές|κανόνες)"
        r"|(?:تجاهل|انس|تجاهلي)[^.!؟\n]{0,30}(?:التعليمات|الأوامر|القواعد|تعليمات)"
        r"|(?:התעלם|תתעלם|שכח)[^.!?\n]{0,30}(?:הוראות|ההוראות|כללים|הנחיות)"
        r"|(?:निर्देश|आदेश|नियम)[^।!?\n]{0,20}(?:अनदेखा|नज़रअंदाज़|भूल|अनदेखी)"
        r"|(?:bỏ qua|quên)[^.!?\n]{0,25}(?:hướng dẫn|chỉ dẫn|quy tắc|lệnh)"
        r"|(?:ละเว้น|เพิกเฉย|ลืม)[^\n]{0,25}(?:คำสั่ง|คำแนะนำ|กฎ)"
    )),
    ("asks-for-the-prompt", re.compile(
        r"系统提示|系統提示|系统指令|你的(?:指令|提示词|设定)|システムプロンプト|あなたの(?:指示|設定|プロンプト)|시스템 ?프롬프트|너의 지시|системн\w+ (?:промпт|инструкци|подсказк)|تعليمات النظام|הוראות המערכת"
    )),
    ("assigns-a-role", re.compile(r"扮演|假装你是|假裝你是|你现在是|你現在是|ふりをして|あなたは今から|인 ?척 ?해|너는 이제|представь,? что ты|притворись|تظاهر بأنك|אתה עכשיו|העמד פנים")),
)  # fmt: skip
_FEW_SHOT = re.compile(r"(?:\bq\s*:[^\n]{1,120}?\s\ba\s*:[^\n]{0,120}\s*){2}", re.IGNORECASE)
_SPOOFED_LINE = re.compile(r"(?:^|\n)\s*(?:assistant|ai|bot|agent|system|operator|model)\s*:[^\n]*", re.IGNORECASE)


def order_in(shown: str) -> tuple[str, str] | None:
    """(rule, words) for the first rule that the text meets as it is shown."""
    if sign := sign_in(shown):
        return sign
    found_by_rule = _ORDERS.read(fold(shown))
    for rule, _ in _RULES:
        for words in found_by_rule.get(rule, ())[:1]:
            return rule, shown[words.start() : words.end()]
    order = composed_order(shown)
    return ("override", order) if order else None


def sign_in(shown: str) -> tuple[str, str] | None:
    """The same by signs and by scripts without blanks, whatever the words."""
    if key := _VERDICT_KEY.search(shown):
        return "dictates-the-verdict", key.group()
    if found := _SYMBOLS.search(shown):
        return "machine-syntax", found.group()
    if not shown.isascii():
        lowered = shown.lower()
        for rule, pattern in _UNSPACED:
            if found := pattern.search(lowered):
                return rule, found.group()
    return None


def few_shots_in(shown: str) -> str:
    """Invented questions with invented answers, as one shows them to a model; empty where there are none."""
    found = _FEW_SHOT.search(shown)
    return found.group() if found else ""


def spoofed_line_in(shown: str) -> str:
    """A line of a call that pretends to be our assistant's; empty where there is none."""
    found = _SPOOFED_LINE.search(shown)
    return found.group() if found else ""


WORDED = tuple((f"orders:{rule}", pattern) for rule, pattern in _RULES)
_ORDERS = PhraseBook(_RULES)

# ruff: noqa: E501 - tables of words read better with one language per line
"""Orders to a machine by what they are made of, whatever the phrase.

A sentence that throws away (A) what the reader was told (B), that puts the sender's word in its place from now on (C), or
that tells whoever composes the answer (E) what to write (D) speaks to no business. No part alone is enough: people forget
invoices, ask for answers and speak of rules. Patterns read folded text (`contacts.fold`).
"""

from __future__ import annotations

import re

from rejoinder.domain.contacts import fold


def _words(*languages: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(languages) + r")(?!\w)")


_DROPS = _words(
    r"(?:ignore|disregard|forget|neglect|overlook|set aside|put aside|lay aside|leave aside|leave behind|throw (?:out|away)|drop|discard|abandon|override|overrule|bypass|skip|stop (?:following|obeying|listening to)|(?:don'?t|do not|no longer|need not|needn'?t) (?:\w+ )?(?:follow|obey|apply|count|matter|hold|bind|listen to|have to follow)|expired|outdated|superseded?s?|replaced?s?|(?:is|are|were) (?:now )?(?:void|cancel+ed|obsolete|lifted|suspended|withdrawn|switched off|turned off|disabled|off))",
    r"(?:ignorier\w*|vergiss|vergessen|verwirf|verwerfen|missacht\w*|hinfallig|ungultig|aufgehoben|gelten? (?:\w+ )?nicht(?: mehr)?|nicht mehr|setz\w* (?:\w+ ){0,3}auser kraft|auser acht|halt\w* (?:\w+ ){0,2}nicht (?:mehr )?an|beiseite)",
    r"(?:ignore[rz]?|oublie[rz]?|ne (?:suis|suivez|respecte[rz]?|tiens|tenez|obeis\w*)(?: \w+){0,2}? (?:plus|pas)|laisse[rz]? (?:tomber|de cote)|mets? de cote|mettez de cote|ne (?:s'appliquent|valent|comptent) plus|abandonne[rz]?|caduques?|annulee?s)",
    r"(?:ignor[ae]\w*|olvid[ae]\w*|deja de (?:seguir|lado|hacer)|deje de (?:seguir|lado)|no (?:sigas|siga|obedezcas|hagas|haga)(?: mas| caso)?|haz caso omiso|(?:ya )?no (?:valen|aplican|cuentan|rigen)|descarta)",
    r"(?:ignora\w*|dimentic\w+|scordat\w+|non (?:seguire|segua|segui|rispettare|considerare)(?: piu)?|lascia (?:perdere|da parte)|metti da parte|non (?:valgono|contano) piu|tralascia)",
    r"(?:negeer|vergeet|laat (?:\w+ ){0,3}(?:varen|los|vallen)|volg (?:\w+ ){0,3}niet(?: meer)?|gelden (?:\w+ ){0,4}niet(?: meer)?|leg (?:\w+ ){0,4}naast je|niet meer)",
    r"(?:ignore|ignora|esquec\w+|deix[ea] (?:de (?:lado|seguir)|para tras)|nao (?:siga|sigas|obedeca|respeite)(?: mais)?|nao (?:valem|contam) mais|desconsider\w+|abandon[ae])",
    r"(?:zignoruj\w*|ignoruj\w*|zapomnij\w*|pomin\w*|porzuc\w*|odrzuc\w*|nie (?:stosuj|przestrzegaj|obowiazuj\w*|licza sie|sluchaj)(?: juz)?|przestan\w* (?:\w+ )?(?:stosowac|przestrzegac))",
    r"(?:забудь\w*|игнорируй\w*|отбрось\w*|не (?:следуй|слушай|обращай)\w*)",
)
_TOLD = _words(
    r"(?:everything|whatever|anything|all|what(?:ever it is)?|that which|the (?:things|stuff|text|rules|part))(?: that)? (?:you (?:were|have been|had been|'?ve been|got)|(?:\w+ ){1,4}(?:told|asked|gave|taught|set|trained|programmed|instructed|wrote|set you up)(?: you)?)(?: (?:told|given|asked|taught|instructed|trained|handed|fed|programmed|set|supposed))?|(?:who|that) (?:set|built|made|trained|programmed|configured|wrote) you(?: up)?",
    r"(?:your|its|the usual|the normal|those|these|all|any|prior|previous|earlier|former|original|initial|usual|normal|standing) (?:\w+ ){0,2}?(?:rules?|instructions?|guidelines?|guidance|constraints?|restrictions?|limits?|limitations?|directives?|orders|briefing|programming|training|safeguards|guardrails|policies|safety checks?|safety rules?|filters?)|safety checks?",
    r"(?:alles|was|alles,? was) (?:\w+ ){0,4}(?:gesagt|aufgetragen|beigebracht|vorgegeben|befohlen|mitgegeben|eingetrichtert)\w*|(?:deine?[rn]?|ihre?[rn]?|eure?[rn]?|alle|bisherige\w*|vorherige\w*|fruhere\w*) (?:\w+ )?(?:vorgaben?|anweisung\w*|regeln?|instruktion\w*|richtlinien?|auftrag|befehle?|einschrankung\w*|bisherigen)",
    r"(?:ce|tout ce) (?:qu'on|que|qui) (?:\w+ ){0,4}(?:dit|demande|ordonne|appris|donne)\w*|(?:tes|vos|les|ces|toutes les|leurs) (?:\w+ )?(?:consignes?|instructions?|regles?|directives?|ordres?|limites|contraintes)(?: (?:de|du|que|qui|precedentes?|recues?|donnees?|initiales?|habituelles?)\b)?",
    r"(?:lo|todo lo) que (?:\w+ ){0,3}(?:dijeron|dicho|ordenaron|ordenado|ensenaron|pidieron|mandaron)|(?:tus|sus|las|esas|todas las|los) (?:\w+ )?(?:normas|reglas|instrucciones|directrices|ordenes|limites|restricciones|indicaciones)(?: (?:que|anteriores|previas|iniciales|de)\b)?",
    r"(?:quello|cio|tutto quello|tutto cio|quanto) (?:che )?(?:\w+ ){0,3}(?:detto|ordinato|insegnato|chiesto)|(?:tue|sue|le|tutte le|quelle|i tuoi|gli) (?:\w+ )?(?:regole|istruzioni|direttive|indicazioni|linee guida|limiti|ordini)(?: (?:ricevute|precedenti|che|di|iniziali)\b)?",
    r"(?:wat|alles wat) (?:\w+ ){0,4}(?:gezegd|verteld|opgedragen|geleerd|gevraagd)|(?:jouw|je|uw|alle|eerdere|vorige) (?:\w+ )?(?:regels|instructies|richtlijnen|opdrachten|beperkingen|opdracht)",
    r"(?:o|tudo o|aquilo) que (?:\w+ ){0,3}(?:disseram|mandaram|ensinaram|pediram|dito)|(?:suas|tuas|as|todas as|os seus) (?:\w+ )?(?:regras|instrucoes|diretrizes|ordens|orientacoes|limites|restricoes)",
    r"(?:co|wszystko,? co|tym,? co) (?:\w+ ){0,3}(?:powiedziano|kazano|zlecono|nauczono|polecono)|(?:twoje|swoje|wszystkie|te|twoich) (?:\w+ )?(?:zasady|instrukcje|wytyczne|polecenia|reguly|ograniczenia|wytycznych)",
    r"(?:о том,? что|то,? что|все,? что) (?:\S+ ){0,3}(?:велел\w*|сказал\w*|поручил\w*|приказал\w*)|(?:свои|твои|все|прежние) (?:\S+ )?(?:правила|инструкции|указания)",
)
_NOW_ON = _words(
    r"from (?:now|here|this (?:point|moment|message)) (?:on|onwards?|forward)|as of now|henceforth|for this (?:conversation|chat|thread|message)|before you (?:respond|reply|answer)|for the rest of this (?:chat|conversation)",
    r"ab (?:sofort|jetzt|nun)|von nun an|kunftig|a partir de maintenant|desormais|dorenavant|a partir de (?:ahora|agora)|de ahora en adelante|desde ahora|da (?:questo momento|ora in poi|adesso)|d'ora in (?:poi|avanti)|vanaf nu|voortaan|de agora em diante|od (?:teraz|tej chwili)",
)
_MY_WORD = _words(
    r"my (?:word|words|rules|orders|instructions|say)(?: is| are| will| only| alone)|(?:only|nur|solo|seulement|uniquement|alleen|apenas|tylko) (?:\w+ ){0,2}(?:my|meine|mias|mes|mijn|minhas|mie|moje) (?:\w+)|nur noch meine",
)
_SAYS = _words(
    r"(?:say|tell (?:me|him|her|them)|write|reply|respond|answer|confirm|state|promise|agree|accept|quote|offer|grant|give|approve|print|output|finish|end|begin|start|include|set the price|mark (?:it|this|me)|act as|act like|pretend|behave|insert|append|add|put|agree)",
    r"(?:sag\w*|schreib\w*|antwort\w*|bestatig\w*|versprich|gewahr\w*|gib|biete\w*|setz\w* den preis|dis|dites|ecri[st]\w*|reponds?|repondez|confirme[rz]?|accorde[rz]?|promets|promettez|offre[rz]?)(?:[- ]moi)?",
    r"(?:di(?:me|ga|gas)?|escrib\w+|respond\w+|confirm\w+|promet\w+|ofrec\w+|conced\w+|scriv\w+|rispond\w+|conferm\w+|promett\w+|offr\w+|schrijf|antwoord|zeg|bevestig|beloof|bied|escrev\w+|respond\w+|diga|prometa|ofereca|napisz|odpowiedz|powiedz|potwierdz|obiecaj|zaoferuj|напиши\w*|ответь\w*|скажи\w*|подтверди\w*)",
)
_WRITER = _words(
    r"(?:model|ai|bot|assistant|deine?|tuo?|jouw|twoi\w+|sua|tua|ta|votre|whoever|whichever|whatever|any|the|every|all|an?) (?:\w+ ){0,2}?(?:program(?:me)?|software|system|tool|machine|algorithm|automation|process|script|service|thing|engine|computer|one)?s? ?(?:that |which |who )?(?:is )?(?:currently )?(?:composes?|composing|generates?|generating|drafts|drafting|produces|producing|auto-?writes) (?:\w+ ){0,3}(?:reply|answer|response|text|message|e-?mail)",
    r"(?:the|this|an?|your) (?:tool|program|ai|system|assistant|model|bot|software) (?:that is )?(?:drafting|writing|composing|generating|producing|processing|reading) (?:this|the|my|your)|(?:when|while|in|before) (?:you (?:are )?)?(?:drafting|composing|generating|producing|writing) (?:your|the|a|an|any) (?:answer|reply|response|message|text)",
    r"(?:automated|automatic|virtual|digital|artificial) (?:assistants?|agents?|systems?|readers?|writers?|responders?|intelligences?)(?: (?:reading|who|that|processing|which))?",
    r"(?:wer|was|welches \w+) (?:\w+ )?(?:diese|die) (?:antwort|nachricht) (?:\w+ )?(?:schreibt|erzeugt|verfasst|generiert)|(?:celui|quiconque|le programme) (?:qui )?(?:redige|genere|ecrit) (?:la|cette) reponse|(?:quien|el programa que) (?:genere|redacte|escriba) (?:la|esta) respuesta|(?:chi|il programma che) (?:genera|scrive|compone) (?:la|questa) risposta|(?:wie|wat|het programma dat) (?:dit|het|deze) antwoord (?:schrijft|genereert)|(?:kto|co) (?:generuje|pisze|tworzy) (?:te )?odpowiedz",
    r"you(?:'re| are) (?:just |only |really )?an? (?:\w+ )?(?:language model|llm|ai model|neural network|chatbot)",
)
_MAKER = _words(
    r"your (?:operators?|developers?|creators?|makers?|trainers?|programmers?|handlers?)|(?:who|that|which) (?:\w+ )?(?:configured|built|trained|programmed|created|designed|deployed) you|you (?:were|are|have been) (?:configured|programmed|trained|designed|built|deployed)",
    r"(?:dein|deine|euer|ihr) (?:entwickler|betreiber|programmierer|schopfer)|(?:der|die) dich (?:programmiert|trainiert|gebaut|eingerichtet)|(?:ton|tes|votre|vos) (?:concepteurs?|developpeurs?|createurs?)|(?:tu|tus|su|sus) (?:creador(?:es)?|programador(?:es)?|desarrollador(?:es)?)|(?:tuo|tuoi|vostri) (?:creator[ei]|programmator[ei]|sviluppator[ei])|(?:jouw|je) (?:makers?|ontwikkelaars?)|(?:seu|seus|teu) (?:criador(?:es)?|programador(?:es)?)|(?:twoi|twoj) (?:tworc\w+|programis\w+)",
)
_TASK_GIVEN = _words(
    r"your (?:new|real|true|only|updated) (?:task|job|mission|role|goal|purpose)|your (?:task|job|mission|role|goal) (?:now )?is (?:now )?(?:to )?(?:always |simply |only )?(?:say|agree|accept|confirm|approve|obey)|your (?:task|job|mission|role|goal) (?:now is|is now)|(?:take|accept|follow|obey) (?:orders|instructions|commands) (?:only )?from me",
    r"(?:deine|ihre|eure) (?:neue )?(?:aufgabe|rolle|mission) (?:ist|lautet) (?:jetzt|nun|ab)|(?:deine|ihre) neue (?:aufgabe|rolle|mission)|(?:ta|tu|votre) (?:nouvelle )(?:mission|tache|consigne)|(?:ta|votre) (?:mission|tache) (?:est )?(?:maintenant|desormais)|(?:tu|su) (?:nueva )?(?:tarea|mision|funcion) (?:ahora )?es (?:ahora )?(?:aceptar|decir|confirmar|obedecer)|(?:tu|su) (?:tarea|mision) ahora|(?:il tuo|il suo|la tua) (?:nuovo |nuova )?(?:compito|missione|ruolo) (?:ora|adesso)|(?:jouw|je) (?:nieuwe )?(?:taak|opdracht|rol) is (?:nu|voortaan)|(?:twoim|twoje) (?:nowym |nowe )?(?:zadaniem|zadanie) (?:jest )?teraz|(?:sua|tua) (?:nova )?(?:tarefa|missao|funcao) (?:agora|e agora)",
    r"(?:your|the) (?:reply|answer|response) (?:must|has to|should|needs to|ought to|is to) (?:contain|include|have|feature|use|carry|repeat) (?:the |this |these |following )+(?:\w+ )?(?:phrase|words?|sentence|text|line|statement|string)",
)
_NAMED = re.compile(r"(?:^|[^\w])(?:model|ai|llm|assistant|bot|chatbot) ?: ?(?:please )?(?:always )?" + _SAYS.pattern)
_HIDDEN = _words(
    r"(?:hidden|secret|initial|original|first|internal|private|system|concealed) (?:text|prompt|messages?|instructions?|notes?|brief(?:ing)?|setup|words)(?: (?:that|which))? (?:you|your|from)(?: \w+){0,4}|what (?:were you|you were|have you been|did they|did your \w+) (?:told|given|tell you|instructed|say to you)(?: \w+){0,3} (?:before|at the start|initially|first)(?: \w+)*",
)
_ANCHOR = re.compile(
    r"(?<!\w)(?:you|your|rules?|safety|instructions?|guid\w+|constraints?|model|ai|bot|assistant|deine?|tuo?|jouw|twoi\w+|sua|tua|ta|votre|whoever|whichever|whatever|program|automated|drafting|composing|generat\w+|language model|hidden|secret|ab (?:sofort|jetzt)|von nun|kunftig|desormais|dorenavant|a partir de|de ahora|desde ahora|da questo|d'ora|da ora|vanaf nu|voortaan|od teraz|vorgab\w+|anweis\w+|regeln|consignes?|regles|normas|reglas|regole|istruz\w+|regels|instruct\w+|regras|instruc\w+|zasad\w*|wytyczn\w*|diretriz\w*|забудь\w*|правила|antwort|reponse|respuesta|risposta)(?!\w)"
)
_TASKS = _words(
    r"(?:technicians?|engineers?|driver|courier|gate|boiler|parking|stationnement|parkplatz|door|manual|machine|recipe|invoice|rechnung|factur\w*|fattura|last (?:e-?mail|message)|letzte (?:mail|nachricht)|previous (?:e-?mail|message))"
)
_SENTENCE = re.compile(r"[^.!?。！？\n]+")
_WINDOW = 8_000
_UNSPACED = re.compile(
    r"(?:規則|ルール|指示|命令|设定|設定|规则|指令)[^。！？\n]{0,8}(?:捨て|破って|无效|無効|作废|抛)"
)


def composed_order(shown: str) -> str:
    """The first sentence that is one, as written; empty where there is none."""
    said = shown[:_WINDOW]
    if found := _UNSPACED.search(said):
        return found.group()
    folded = fold(said)
    if not _ANCHOR.search(folded):
        return ""
    before = ""
    for sentence in _SENTENCE.finditer(folded):
        if _is_order(sentence.group(), before):
            return said[sentence.start() : sentence.end()].strip()
        before = sentence.group()
    return ""


def _is_order(sentence: str, before: str) -> bool:
    drops, told, says = _DROPS.search(sentence), _TOLD.search(sentence), _SAYS.search(sentence)
    if _TASK_GIVEN.search(sentence) or _NAMED.search(sentence):
        return True
    if _MAKER.search(sentence) and (says or told or drops or "mistake" in sentence):
        return True
    if _WRITER.search(sentence):
        return says is not None or drops is not None
    if _HIDDEN.search(sentence):
        return says is not None or re.search(r"(?<!\w)(?:show|reveal|share|repeat|what)(?!\w)", sentence) is not None
    if _TASKS.search(sentence):
        return False
    now_on = _NOW_ON.search(f"{before} {sentence}")
    if drops and told:
        return bool(says or now_on or not _is_ours(told.group()))
    return bool(now_on and (told or _MY_WORD.search(sentence)) and (says or drops or _MY_WORD.search(sentence)))


def _is_ours(words: str) -> bool:
    """Whether the rules may be those of the business, which people do speak of."""
    return re.match(r"(?:the usual|the normal|those|these|all|any|les|las|los|le|gli|as|te)\s", words) is not None

# ruff: noqa: E501, SIM905 - a table of phrases reads better with one family per line
"""What in a message speaks to a machine instead of to the business, wherever in it that stands.

`safety.screen` reads the reply as people see it, in the transaction that stores it. This looks once more before anything
is drafted, at what people do not see: other spellings of the same words (letters of other alphabets, digits for letters,
spelt out, backwards, encoded), the subject, signature, quoted history, hidden HTML and the display name. It only ever
keeps a reply from leaving by itself (reference/reliability.md 3.4).
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from rejoinder.domain.contacts import fold
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.safety import Screening, screen
from rejoinder.domain.safety.transcripts import is_transcript, spoken_by_caller

_CLOSELY = 8_000
"""Characters of each place that are read; no model is shown more of a message."""
_MARKUP = 30_000
_EVIDENCE = 120


@dataclass(frozen=True, slots=True)
class Steering:
    """One attempt: where it stands (reply, subject, signature, quoted, hidden-html, sender-name), which rule found it,
    and its words."""

    where: str
    rule: str
    evidence: str


def steering(message: Message, sender_name: str = "") -> Steering | None:
    """The first attempt in the message, the reply before what surrounds it; None where there is none."""
    for where, text in _places(message, sender_name):
        if text.strip() and (found := _attempt(text[:_CLOSELY], message.medium, spoken=where == "reply")):
            return Steering(where, *found)
    return None


def _places(message: Message, sender_name: str) -> Iterator[tuple[str, str]]:
    # Of a call only the other side's words: our own assistant's lines are no attempt at anything.
    is_call = message.medium is Medium.VOICE and message.reply_text is None and is_transcript(message.text)
    yield "reply", spoken_by_caller(message.text) if is_call else message.text
    yield "subject", message.subject
    yield "signature", message.signature
    yield "quoted", message.quoted
    if message.html:
        yield "hidden-html", "\n".join(_hidden_in(message.html[:_MARKUP]))
    yield "sender-name", sender_name


def _attempt(text: str, medium: Medium, *, spoken: bool) -> tuple[str, str] | None:
    """(rule, evidence) for one text, as written and then in the spellings that hide it."""
    for rule, spelling in _spellings(text):
        shown = _shown(spelling)
        if found := _wording(shown):
            return rule or found[0], found[1]
        if rule or not spoken:
            verdict = screen(Screening(medium="sms", text=shown))
            if verdict.injection:
                return rule or "steers-the-model", _short(shown)
    if spoken and (shots := _FEW_SHOT.search(_shown(text))):
        return "few-shot", _short(shots.group())
    if spoken and medium is Medium.VOICE and (line := _SPOOFED_LINE.search(_shown(text))):
        return "spoofed-transcript", _short(line.group())
    if said := _encoded(text):
        return "encoded-text", _short(said)
    return None


def _shown(text: str) -> str:
    return _BLANKS.sub(lambda run: run.group()[0], unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _EVIDENCE else line[: _EVIDENCE - 1] + "…"


# --- wording ------------------------------------------------------------------------------------------------------------


def _any(*alternatives: str) -> re.Pattern[str]:
    """One pattern over folded text; a blank is any white space."""
    joined = "|".join(alternatives).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<![^\W_])(?:{joined})")


_MACHINE = r"(?:assistants?|ai|a\.i\.|bots?|chatbots?|language model|llm|gpt\w*|model|classifier|evaluator|agent|writer|reviewer|checker|ki|ia|system)"
_BOT = r"(?:assistants?|ai|a\.i\.|bots?|chatbots?|language model|llm|gpt\w*|classifier|evaluator|ki)"
_RULES = (
    ("override", _any(
        r"(?:scrap|ditch|drop|abandon|ignore|forget|bin|lose|leave) (?:all )?(?:your|the|any|every) (?:\w+ )?(?:briefing|job|task|mission|orders|brief|duties|rules|instructions?|guidelines|prompt)(?= and| now|\s*[,.;:!]|$| for (?:me|this|now|today))", r"your (?:only|new|real|true|actual) (?:job|task|goal|role|mission|purpose|instruction|directive)s?(?: now)?(?: is| are|\s*[:,])",
        r"(?:guidance|rules?|instructions?|text|directives?|guidelines) above", r"(?:vergiss|vergessen sie|verwirf|lass\w*) (?:\w+ ){0,3}(?:auftrag\w*|aufgabe\w*|vorgabe\w*|regel\w*|anweisung\w*|briefing)", r"(?:oublie|laisse tomber|abandonne|laissez tomber)\w*(?: \w+){0,3} (?:consigne|instruction|regle|mission|role|tache)s?", r"(?:deja|deje|olvida|abandona)\w*(?: de lado)?(?: \w+){0,3} (?:normas?|reglas?|instrucciones|ordenes|tarea|encargo)",
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
        r"(?:whoever|whatever|anyone who|anybody who|the one who) (?:rates?|grades?|scores?|judges?|reviews?|checks?|evaluates?|processes) (?:this|these|my)", r"(?:approved|verified|cleared|released|checked) by [^.!?\n]{0,40}?(?:release at once|send at once)", r"\((?:approved|verified|cleared) by [^()\n]{0,40}no (?:further|more|other) (?:check|review|approval)s?\)", r"no (?:further|more|other|additional) (?:human )?(?:review|approval|verification) (?:is )?(?:needed|required|necessary)", r"machine[- ]readable ?:", r"no human (?:in between|in the loop|involved|has to|need)", r"(?:checking|testing|auditing|trying out|probing) (?:our|the|your|this) (?:new )?(?:bot|ai|chatbot|assistant|auto-?responder|machine)", r"if (?:you|this bot|the bot|this ai) can (?:read|see|parse) this",
        r"(?:reviewer|evaluator|classifier|rater)\s*: ?[a-z]", r"@ ?(?:assistant|bot|ai|system|admin)(?!\w)", r"(?:skip|without) (?:the )?human (?:review|approval|check|in the loop)",
    )),
    ("dictates-the-verdict", _any(
        r"(?:counts?|treat(?:ed)?|file(?:d)?|log(?:ged)?|score(?:d)?|register(?:ed)?|rate(?:d)?|classif(?:y|ied)|regard(?:ed)?) (?:this |it |me |the \w+ |this \w+ )?(?:as|under) \W?(?:interested|meeting booked|meeting requested|positive|qualified|safe|approved|urgent|hot)(?:\W? (?:with|and file|at|in your (?:system|records))|\W*$)",
        r"(?:highest|maximum|100 ?%) (?:confidence|certainty)(?: score)?", r"[\"'](?:needs_person|asks_something|safe|confidence|sentiment|must_avoid)[\"']\s*:", r"(?:needs_person|asks_something|safe|confidence|sentiment|must_avoid)\s*[:=]\s*(?:true|false|[01](?:\.\d+)?(?!\d))",
        r"(?:verdict|sentiment|classification|evaluation|konfidenz|confiance|confianza)\s*[:=]\s*\W?(?:interested|meeting|positive|safe|approved|1|0\.9|true)", r"give (?:the|a) (?:verdict|sentiment|score|rating)",
        r"(?:als|comme|como|come) [\"']?(?:interested|interessiert|interesse|interesado|interessato)[\"']? (?:einstufen|einordnen|markieren|classer|marquer|clasificar|marcar|classificare)",
    )),
    ("asks-for-the-prompt", _any(
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
    ("dictates-the-answer", _any(
        r"(?:begin|start|open|end|finish) (?:your|the) (?:next )?(?:answer|reply|response|message) with", r"(?:complete|finish|continue) (?:this|the|my) sentence", r"repeat after me", r"(?:say|write|reply|answer|text|print) (?:the following|exactly|verbatim|word for word|nothing but|only the word)(?!\w)",
        r"(?:say|write|reply|answer|add)[^.!?\n]{0,80}(?:and nothing (?:else|more)|verbatim|word for word)(?!\w)", r"print \W?(?:ok|approved|yes|done|debug)\W?(?!\w)", r"(?:antworte|schreib|sag)\w* (?:nur|genau|exakt|wortlich|ausschliesslich) (?:mit|das|folgendes|den satz)", r"(?:reponds?|ecris|dis)(?:ez)? (?:uniquement|exactement|seulement|mot pour mot)(?! par)", r"(?:responde|escribe|di) (?:solo|unicamente|exactamente|textualmente)(?! por)",
        r"(?:rispondi|scrivi|di') (?:solo|esattamente|soltanto)(?! (?:per|via))", r"(?:responda|escreva|diga) (?:apenas|exatamente|somente)(?! por)", r"(?:antwoord|schrijf|zeg) (?:alleen|precies|letterlijk)", r"(?:odpowiedz|napisz|powiedz) (?:tylko|dokladnie)",
        r"(?:tell|inform|assure|write to) the (?:customer|client|lead|user) (?:that|it|he|she|they)",
    )),
    ("machine-syntax", _any(
        r"(?:review|check|checks|filter|filters|safety|guard|guards|mode|approval|moderation)\s*=\s*(?:off|none|no|false|0|disabled|auto|skip|god|admin)", r"#{2,} ?(?:new )?(?:section|facts|context|task|question|response|output|rules|note|data|examples?)(?!\w)",
        r"(?:functions?|tools?)\.\w+ ?\(", r"sudo \w+", r"(?:call|exec|run|invoke|execute|return)? ?[a-z]+_[a-z_]+\([^()\n]{0,80}\)", r"\{ ?\W?(?:cmd|command|action|function|tool|tool_name|op|task|instruction)\W? ?:", r"rm -rf", r"(?:^|\n)\s*(?:role|priority)\s*:\s*(?:system|assistant|developer|admin)(?!\w)", r"approve_all|auto_?approve|skip_?review",
    )),
    ("decode-and-follow", _any(
        r"(?:decode|decrypt|decipher|unscramble|deobfuscate) (?:this|the following|it|that)(?: (?:message|text|string|line))? ?(?::|and (?:do|follow|answer|say|obey|act))", r"(?:base ?64|rot ?13|hex|morse|binary|caesar)(?:[- ](?:encoded|code|string|text))? ?(?::|and (?:follow|obey|do|act|answer))", r"(?:dekodier|entschlussel)\w*(?: \w+){0,3} (?:text|nachricht|folgende\w*|dies)", r"(?:shift|rotate|move|swap|replace) (?:each|every|all|the) letters?", r"join \w+ and \w+ and (?:do|follow|run|execute|answer)", r"concatenate (?:the|these|both|\w+ and)",
        r"(?<!i\x20)(?<!ll\x20)(?<!we\x20)(?<!to\x20)(?<!will\x20)(?:follow|execute|obey|carry out|apply|do) (?:the |all |these |those )?(?:steps|instructions|commands|orders|whatever|what) (?:it says |they say |stands |given |written )?(?:at|on|in|under|behind) (?:this (?:link|page|address)|https?:|www\.|[\w.-]+\.\w{2,}/)", r"(?:befolge|fuhre)\w*(?: \w+){0,3} (?:anweisungen|schritte|befehle) (?:unter|auf|aus)(?!\w)", r"sui(?:s|vez) les (?:instructions|etapes) (?:sur|de la page|a l'adresse)", r"sigue las instrucciones (?:de|en) (?:https?|la pagina|este enlace)",
    )),
)  # fmt: skip
_SYMBOLS = re.compile(
    r"\(\(\s*/?\s*(?:system|assistant|admin)\s*\)\)|\[/?\s*(?:system|assistant|admin|developer|instructions?|inst)\b[^\]\n]{0,60}\]"
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


def _wording(shown: str) -> tuple[str, str] | None:
    """(rule, words) for the first rule that the text meets as it is shown."""
    if found := _SYMBOLS.search(shown):
        return "machine-syntax", _short(found.group())
    folded = fold(shown)
    for rule, pattern in _RULES:
        if found := pattern.search(folded):
            return rule, _short(shown[found.start() : found.end()])
    if not shown.isascii():
        lowered = shown.lower()
        for rule, pattern in _UNSPACED:
            if found := pattern.search(lowered):
                return rule, _short(found.group())
    return None


# --- spellings ------------------------------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝкмнтвАЕОРСУХІЈЅКМНТВαορντικεγΑΟΡΝΤΙΚΕΒΗΜΥΧ", "aeopcyxijsdqwkmhtbAEOPCYXIJSKMHTBaopvtikeyAOPNTIKEBHMYX"
)
_DIGITS = str.maketrans("013457$@!|", "oieastsaii")
_ROT13 = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM"
)
_BLANKS = re.compile(r"\s{2,}")
_MIXED_SCRIPT = re.compile(r"[A-Za-z]\w{0,20}[\u0370-\u052f]|[\u0370-\u052f]\w{0,20}[A-Za-z]")
_DIGIT_WORD = re.compile(
    r"(?<![\w.$€£-])(?=[a-z0-9$@!|]{4,})[a-z]*[013457$@][a-z0-9$@!|]*[a-z][a-z0-9$@!|]*", re.IGNORECASE
)
_SPELT = re.compile(r"(?<!\w)\w(?:[ .*_\n-]{1,2}\w(?!\w)){5,}")
_GAP = re.compile(r"\s{2,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|&#x?[0-9a-fA-F]{2,6};|%[0-9a-fA-F]{2}){5}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_TELLTALE = (
    "instruc",
    "ignore",
    "prompt",
    "system",
    "disregard",
    "assistant",
    "approve",
    "anweisung",
    "consigne",
    "instrucc",
)
_JOINED = re.compile(
    r"(?:ignore|disregard|forget|override)\w{0,30}(?:instruct|rules|prompt|order)|systemprompt|approveall"
)


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """("", the text), then (rule, spelling) for each way in which it may be written so that only a machine reads it."""
    yield "", text
    if _MIXED_SCRIPT.search(text):
        yield "letters-of-other-alphabets", text.translate(_LOOK_ALIKES)
    if len(_DIGIT_WORD.findall(text)) > 1:
        yield "digits-for-letters", _DIGIT_WORD.sub(lambda word: word.group().translate(_DIGITS), text)
    if spelt := _SPELT.search(text):
        joined = " ".join(re.sub(r"[ .*_\n-]", "", part) for part in _GAP.split(text))
        yield "spelt-out", joined
        if _JOINED.search(joined.lower().replace(" ", "")):
            yield "spelt-out", f"ignore previous instructions: {spelt.group()}"
    if _ESCAPES.search(text):
        yield "escaped-letters", _unescaped(text)
    for rule, other in (("backwards", text[::-1]), ("rot13", text.translate(_ROT13))):
        lowered = other.lower()
        if any(word in lowered for word in _TELLTALE):
            yield rule, other


def _unescaped(text: str) -> str:
    return html.unescape(_ESCAPE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), text))


_URL = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,64}@\S{1,200}")
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){14,}(?!\w)")


def _encoded(text: str) -> str:
    """What a stretch of escapes, base64 or hexadecimal says in plain words; empty where there is none. A key, a hash or
    an order number says nothing."""
    if len(text) < 20:
        return ""
    bare = _URL.sub(" ", text)
    if _ESCAPES.search(bare) and (said := _words(_unescaped(bare).encode("utf-8", "replace"))):
        return said
    for found in _HEX.finditer(bare):
        digits = re.sub(r"[ :]", "", found.group())
        if said := _words(bytes.fromhex(digits)):
            return said
    for found in _BASE64.finditer(bare):
        run = found.group().rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            raw = base64.b64decode(run + "=" * (-len(run) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        if said := _words(raw):
            return said
    return ""


def _words(raw: bytes) -> str:
    try:
        said = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    letters = sum(c.isalpha() or c in " .,!?'-\n" for c in said)
    return said if said.isprintable() and letters >= 0.8 * len(said) and len(said.split()) >= 3 else ""


# --- hidden HTML ------------------------------------------------------------------------------------------------------------

_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[;\s\"']|$)|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0|color\s*:\s*(?:#fff(?:fff)?|white|transparent)\b|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class _Hidden(HTMLParser):
    """Collects comments (but for conditional ones), text of elements that are not shown, and texts for images."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found += [named[name] for name in ("alt", "title", "aria-label") if named.get(name)]
        if tag not in _VOID and (self._depth or "hidden" in named or _HIDES.search(named.get("style", ""))):
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and data.strip():
            self.found.append(data)

    def handle_comment(self, data: str) -> None:
        if not data.lstrip().startswith(("[if", "[endif")):
            self.found.append(data)


def _hidden_in(markup: str) -> list[str]:
    if "<!--" not in markup and not _HIDES.search(markup) and "alt=" not in markup and "title=" not in markup:
        return []
    reader = _Hidden()
    reader.feed(markup.replace("<![", "<! ["))  # the parser gives up on marked sections that it does not know
    return reader.found

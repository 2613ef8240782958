# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Phrases by which somebody withdraws consent in English, with what each must not be mistaken for."""

import re
from collections.abc import Iterable, Iterator

from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.phrases import START, Found, phrase
from rejoinder.domain.safety.spelling import Text, has_any, some

_CLAUSE = r"(?:^|(?<=[\n.!?;:,()\"*…]) ?|(?<=[.!?;:,)] )|(?<=- ))"
_LEAD = (
    r"(?:(?:please|pls|plz|kindly|just|ok|okay|hey|hi|hello|and|so|then|now|no|yes|seriously|again|but|can you|could you|"
    r"would you|will you|you need to|you must|you should|you have to|i said|i want you to|i'd like you to|"
    r"i would like you to|asked you to|told you to|need you to|i demand you|i demand that you|for the last time|"
    r"i repeat|thanks|thank you|sorry|all of you|you all|everyone|nah|nope|bro|bruh|dude|man|yo|lol|ffs|omg|srsly|look|listen|guys|y'all|please just) ){0,4}"
).replace(" ", r"\s")

_STOP = r"(?:stop|quit|cease|discontinue|halt|refrain from)"
_DOING = (
    r"(?:(?:constantly|repeatedly|always|even) )?"
    r"(?:text|txt|messag|message|e-?mail|mail|contact|call|phon|ring|writ|send|spam|spamm|bother|harass|pester|bug|bugg|"
    r"solicit|ping|dm|dm'|sms|sms'|hound|stalk|annoy|reach|follow)ing(?: out| up)?"
)
_PAPER = (
    r"(?:texts?|text messages?|txts?|e-?mails?|mails?|messages?|msgs?|calls?|phone calls?|sms|communications?|contact|"
    r"correspondence|newsletters?|solicitations?|mailings?|dms?|notifications?|marketing|spam|spamming|promotions?|"
    r"ads?|advertising|follow[- ]?ups?)"
)
_WHICH = r"(?:(?:all|the|these|those|this|your|any|of|with|more|further|future|unwanted|unsolicited|damn|me|us|sending) ){0,4}"

# "stop texting me": wherever it stands, unless they ask why we stopped, or ask us not to stop.
_STOP_ME = phrase(
    rf"{_STOP} {_DOING}(?: to| with)? (?:me|us|my|our (?:staff|team|employees|people|office|company|colleagues|board|members)|this (?:phone |cell )?number|this address|this e-?mail|this (?:phone|cell|line|mobile)|here|people like)",
    rf"{_STOP} {_WHICH}{_PAPER} to (?:me|us|my|this number)",
)
_STOP_YOU = phrase(rf"you(?: guys| people| all| folks)?(?: to| must| should| need to| please){{0,2}} {_STOP} {_DOING}")
_STOP_NOW = re.compile(
    _CLAUSE
    + _LEAD
    + _STOP.replace(" ", r"\s")
    + r"\s(?:"
    + rf"(?:{_DOING})(?=\s?(?:$|\n|[^\w\s'&/-])|\s(?:me|us|this|these|those|it|your?|now|immediately|please|pls|or|and|all|any|asap|"
    rf"altogether|already|thanks|thank|to (?:me|us)))|(?:{_WHICH}{_PAPER})(?!\w|\s(?:from|to|on|in|at|with|going|between|for)\s(?!me\b|us\b|you\b|my\b))".replace(
        " ", r"\s"
    )
    + r")"
)
_WHY_STOPPED = re.compile(
    r"\b(?:why|when|how|did|have|has|come|since)(?:\s(?:did|do|have|can|could|would|should))?\s\Z"
)
_NOT_STOPPING = re.compile(
    r"(?:(?:^|[\n.!?;,]\s?)if\s(?:you|u)\s|(?:^|[\n.!?;,:]\s?|\b(?:please|pls|and|but|so)\s)(?:do\snot|don't|dont|never)\s(?:ever\s)?|"
    r"(?:not|don't|dont|never)\s(?:want|like|ask(?:ing|ed)?|need|wish)\s(?:for\s)?(?:you|them)\sto\s|"
    r"\b(?:why|when|how\scome|since)\s(?:did|have|has|had)?\s?(?:you|they|it)\s(?:guys\s)?(?:ever\s)?|"
    r"\b(?:did|have|has)\s(?:you|they)\s(?:guys\s)?|\bhow\s(?:do|can|could|would|should)\s(?:you|i|we|they)\s|"
    r"(?<!you\s)(?<!ya\s)(?<!guys\s)(?<!people\s)\b(?:won't|doesn't|didn't|wouldn't)\s|\b(?:i|we)\s(?:can't|cannot|won't|will\snot|don't|had\sto|used\sto|need\sto|want\sto|have\sto|must|should)\s)\Z"
)
_JUST_STOP = re.compile(
    rf"{_CLAUSE}(?P<lead>(?:(?:please|pls|plz|kindly|just|bro|dude|man|nah|yo|ok|okay|can you|could you|would you|will you|you|and|so|then|now|seriously) ){{0,3}})"
    r"(?:stop|remove|unsubscribe)(?P<tail>(?: (?:it|this|that|now|all|please|pls|plz|immediately|asap|thanks|thx|ty|tnx|thank you|thank u|already|at once|right now|today)){0,3})"
    r"(?= ?(?:$|\n|[^\w\s'&/-]))".replace(" ", r"\s")
)

_LIST = (
    r"(?:(?:your|ur|yr|this|the|that|these|those|any|all|every|each|of|our|mailing|e-?mail|emailing|contact|contacts|call|calling|text|texting|marketing|sms|whatever|whichever|"
    r"distribution|prospect|lead|leads|outreach|sales|spam|customer|future|further|damn|damned|fucking|stupid|goddamn|bloody|internal|entire|automated|auto|drip|whole) ){0,5}"
    r"(?:lists?|databases?|systems?|records?|mailings?|files?|crm|campaigns?|sequences?|contacts|cadence|distribution|"
    r"newsletters?|e-?mails?|texts?|messages|thread|group chat|outreach|subscriptions?|database|directory|things?|stuff|rotation|computer|books|rolodex|phone|files)"
)
_MINE = r"(?:me|us|myself|\w+ and (?:me|myself|i)|me and \w+|my (?:\w+|#)(?: \w+)?|this (?:phone )?(?:number|#)|this e-?mail(?: address)?|this (?:address|contact|inbox|account|phone|cell|line|mobile|device)|him|her|them|(?:her|his|their) (?:number|e-?mail|name|phone)|our (?:\w+)(?: \w+)?|[\w.+-]+@[\w.-]+|both (?:of us|\w+))"
_REMOVE_LIST = phrase(
    rf"(?:remove|take|delete|drop|scrub|strike|get|pull|unlist|erase|purge|purged|cut|kick) {_MINE}(?: right| immediately| asap| please)?(?: off| from| out)(?: of)? {_LIST}",
    rf"(?:taking|removing|deleting|dropping|scrubbing|striking|pulling|erasing) {_MINE}(?: off| from| out)(?: of)? {_LIST}",
    r"(?:scratch|strike|cross) (?:me|us) off(?= ?(?:$|\n|[^\w\s'&/-]| please| the list))",
    rf"{START}(?:kindly |please )?off (?:the|your|this|ur) (?:\w+ )?list",
    rf"{START}(?:please |now )?unsubscribing(?= ?(?:$|\n|[.!]))",
    rf"(?:{START}|please |kindly )desist",
    r"(?:just |please )?stop (?:it )?with (?:the|these|your|all) \w+",
    rf"{START}(?:please |just )?stop asking(?: me| us)?(?= ?(?:$|\n|[.!]))",
    rf"want (?:out|off) (?:of )?{_LIST}",
    r"(?:nobody|no one|noone)(?: \w+){0,4} wants? to hear from you",
    r"take (?:me|us) off (?:in|last|back in|already|weeks|months|days)",
    r"(?:asked|told) (?:you|your \w+)(?: \w+){0,3} to (?:take|remove|delete) (?:me|us)",
    rf"(?:keep|leave) {_MINE} (?:off|out of)(?: of)? {_LIST}",
    r"remove (?:her|his|their) (?:number|e-?mail|name)(?= ?(?:$|\n|[^\w\s'&/-]| from| please| now))",
    rf"remove (?:me |us |immediately )?from {_LIST}",
    r"(?:formal |this is a |my )?(?:want|like|wish|need|asking|asked|ask|request|demand|prefer)(?:ed|ing)? (?:that (?:i|we|my \w+) |for (?:my \w+|this \w+) )?(?:to )?be (?:removed|taken off|unsubscribed|deleted|erased|excluded|opted out|dropped from)",
    rf"(?:can|could|may|please|get|getting|be|being|am|are|is|was) (?:i |we |us |me |my \w+ )?(?:be |get )?(?:removed|taken off|unsubscribed|dropped|deleted) (?:off|from)?(?: of)? ?{_LIST}",
    r"(?:want|like|need|please|get me|let me|i'm|im) (?:off|out) (?:of )?(?:this|that|it|here)(?= ?(?:$|\n|[^\w\s'&/-]| please| now| asap))",
    r"(?:removal|deletion) (?:from|of (?:me|my (?:number|data|e-?mail|address|name|details) from)) (?:your|this|the|all) (?:\w+ )?(?:lists?|database|system)",
    rf"(?:come|came|coming|go|opt|drop|hop) off (?:of )?{_LIST}",
    r"(?:my|our) (?:\w+ )?(?:details|data|number|address|name|info|information|e-?mail)(?: \w+){0,4}? (?:no longer|not|never)(?: be| being| to be)? (?:held|kept|stored|used|processed|retained|on file)",
    r"(?:erase|delete|destroy|purge|remove) (?:everything|all|whatever|anything)(?: of)?(?: the)?(?: \w+){0,2} you (?:have|hold|know|store|keep)",
    r"(?:get|move|keep) (?:me|us) out of (?:your|this|these|the) (?:\w+ )?\w+",
    r"(?:do not|don't) sell or share my",
    r"(?:removing|deleting|dropping|disconnecting from) you (?:as a|from my) (?:\w+ )?(?:connection|contact|contacts|network)",
    r"(?:removal|unsubscription|opt[- ]out|deletion|erasure) request|request(?:ing)? (?:\w+ )?(?:removal|erasure|deletion of (?:my|all|our)|to opt[- ]out)",
    r"(?:delete|deleting|erase|forget|lose|remove|wipe|destroy|trash|purge|scrub|burn|toss|ditch) (?:any |all |every |everything )?(?:of )?(?:my|our|this) "
    r"(?:(?:phone|cell|mobile|telephone|personal|private|e-?mail|contact) ){0,2}(?:number|#|data|info|information|details|e-?mail address|address|e-?mail|records)(?! (?:field|column|one|two|from the (?:invoice|form|page|quote)|on the (?:invoice|form|page|quote)))",
    r"(?:delete|erase|remove|purge|destroy) (?:all |any |everything )?(?:of )?(?:the )?(?:personal )?(?:data|info|information|details|records)? ?(?:that |which )?you (?:have|hold|store|keep|got|may have|might have|process)(?: stored)? (?:on|about|of|for) (?:me|us|my)",
    r"lose (?:my|this) (?:number|e-?mail|contact|address|contact info)",
    r"(?:erase|forget|unsubscribe|uninvite) me(?= ?(?:$|\n|[^\w\s'&/-]| from| please| now| asap))",
    r"consent (?:is|has been|was) (?:hereby )?(?:withdrawn|revoked)|not consent to (?:this|these|being|further|any|your)",
    r"(?:consider|take|treat) this (?:\w+ )?(?:as )?(?:my |a |an |our )?(?:\w+ )?(?:opt[- ]out|unsubscribe|unsubscription|removal|do[- ]not[- ]contact|revocation)",
    r"mark (?:me|us|my \w+|this number) (?:down )?(?:as )?(?:an? )?(?:do[- ]not[- ](?:contact|call|text)|dnc|opted[- ]out|unsubscribed|opt[- ]out|not to be contacted)",
    r"suppress (?:me|us|my \w+|this \w+)(?! from)",
    rf"(?:if|that) you (?:removed|took|deleted|dropped) (?:me|us|my \w+)(?: off| from| out)(?: of)? {_LIST}",
    rf"(?:want|need|get|take)(?: me| us)? off(?: of)? {_LIST}",
    r"(?:asked|told|tell|telling|asking|warned|begged) (?:you|u|y'all)(?: \w+){0,5} to stop(?= ?(?:$|\n|[^\w\s'&/-]| already| now| this| it| please| (?:and|but) you| \d| twice| many))",
    r"(?:not interested|no thanks?|no thank you|nope|no,? no|i said no),? (?:please |pls |just |so |and )?(?:stop|remove|unsubscribe)(?= ?(?:$|\n|[^\w\s'&/-]))",
    r"(?:take|get) (?:me|us|my (?:number|e-?mail|name|address)) off(?= ?(?:$|\n|[^\w\s'&/-]| please| pls| now| immediately| asap))",
    r"remove (?:my|this|our) (?:e-?mail|address|e-?mail address|name|contact|number|phone number)(?= ?(?:$|\n|[^\w\s'&/-]| please| pls| now| immediately| asap))",
)
_REMOVE_ME = re.compile(
    r"(?<!\w)remove (?:me|us)(?!\w|\sas\s(?!soon|quick|fast))(?P<rest>(?: (?:please|pls|plz|now|immediately|asap|and stop|at once|thanks|thank you|today|permanently|"
    r"completely|already|from (?:this|here|it|everything|all|your \w+))){0,3})(?P<end>(?= ?(?:$|\n|[^\w\s'&/-])))?".replace(
        " ", r"\s"
    )
)
_NOT_LISTS = re.compile(r"(?:do\snot|don't|dont|never|not\sto|no\sneed\sto)\s(?:\w+\s){0,2}\Z")

# Spelt as people spell it: unsubcribe, unsuscribe, unsubscibe, unsubscripe, unsusbcribe.
_UNSUB = r"(?:unsub|uns(?:ub|u|bu|usb|ubs)s?c?[ir]{1,3}s?[bpv]e?d?)"
_OTHERS_SUBSCRIPTION = re.compile(
    r"\s(?!(?:me|us|my (?:number|e-?mail|address|name|self)|myself|now|please|pls|immediately|asap|thanks|thank|this|these|those|and|all|here|at once|today|already|or|because|but|as|right|it|"
    r"permanently|forever|again|out|of (?:this|these|those|your|all|the|any|it|future|everything|receiving|further)|i|we|you|your|so|from (?:your|this|these|those|all|the|it|everything|here|any|future|further|receiving|\w+ (?:e-?mails?|texts?|messages|newsletters?|list)))\b)\w".replace(
        " ", r"\s"
    )
)
_UNSUBSCRIBE = re.compile(
    rf"{_CLAUSE}{_LEAD}(?:{_UNSUB}|opt[- ]?out|opt (?:me|us) out)(?= ?(?:$|\n|[^\w\s'&/-])|\s(?:me|us|my|from|now|please|pls|immediately|asap|thanks|"
    rf"this|and|all))|"
    rf"(?<!\w)(?:{_UNSUB}|unsubscribing|opt|opting|opted) (?:me|us|my (?:number|e-?mail|address|name))(?!\w)|"
    rf"(?<!\w)(?:want|like|wish|need|trying|tried|asked|asking|choose|decided|how|able|way|me|please|i|we|have|hereby|am|are|'m|had|i'd|we'd|i've|we've|thought|already) "
    rf"(?:to |do i |can i |do we |can we |already |now ){{0,3}}(?:{_UNSUB}|unsubscribing|opt(?:ed|ing)?[- ]out)(?!\w)".replace(
        " ", r"\s"
    )
)
_NOT_UNSUBSCRIBING = re.compile(
    r"(?:do\snot|don't|dont|did\snot|didn't|never|not|no\slonger|haven't|have\snot|why\s(?:was|am|were|did)\s(?:i|we)|"
    r"(?:customers?|people|users|contacts|leads|clients|they|who|that|would|accidentally|accident)(?:\s\w+){0,3})\s?(?:\w+\s){0,3}\Z"
)

_TELL_ONE = (
    r"(?:contact|call|phone|ring|text|txt|e-?mail|mail|message|msg|write to|write|bother|disturb|solicit|reach out to|reach out|"
    r"get in touch with|reach|sms|dm|ping|spam|harass|approach|follow up with|follow up|follow-up)"
)
_TELL = rf"(?P<verbs>{_TELL_ONE}(?:(?:, {_TELL_ONE}){{0,2}}(?:,? or |,? and |/| nor ){_TELL_ONE}){{0,2}})"
_DO_NOT = re.compile(
    rf"(?<!\w)(?P<not>do not|don't|dont|never|not to|(?:can|could|would|will) (?:you|u|ya)(?: please| kindly| just)? not|no longer|you may not|you (?:are|were) not to|must not|should not|shouldn't|stop and do not) (?:(?:ever|please|you|dare|attempt to|try to|bother to) ){{0,2}}{_TELL}"
    r"(?: (?P<whom>me|us|this (?:phone |cell )?number|this (?:phone|cell|line|e-?mail|mobile)|this address|here|my (?:wife|husband|mom|mother|dad|father|son|daughter|kids?|parents|partner|boss|clients?|customers?|patients)|any ?(?:one|body) (?:at|in|from|on) (?:our|my|this) \w+|(?:my|our) (?:colleagues|people|number|phone|cell|mobile|e-?mail|inbox|company|business|team|firm|staff|employees)))?"
    r"(?P<ever>(?: (?:again|any ?more|ever|any further|any longer|in the future|in future|at all|at this number|on this number|about this|on this|with (?:me|us)|please|period|under any circumstances)){0,3})(?!\w)".replace(
        " ", r"\s"
    )
)
_ASKS_INSTEAD = re.compile(r"(?:\bwhy|\bif\s(?:you|they|i|we)|\bunless\syou|\bin\scase\syou|\bhow\scome\syou)\s\Z")
_TELLS_OF_OTHERS = re.compile(r"\b(?:they|he|she|it|we|people|customers|clients|i|who|that)\s\Z")
_TELLS_OF_US = re.compile(
    r"(?<!that )(?<!ask )(?<!want )(?<!need )(?<!like )(?<!if )(?<!prefer )(?<!request )(?<!appreciate if )\b(?:you|guys)\s\Z"
)
_RESTRICTED = re.compile(
    r"^(?:\s[\w']+){0,3}?,?\s(?:before|after|until|till|til|between|during|while|today|tonight|tomorrow|"
    r"this\s(?:week|morning|afternoon|evening|month|weekend)|next|right\snow|just\syet|yet|now|at\s(?:work|night|home|lunch|\d)|"
    r"in\sthe\s(?:morning|evening|afternoon|middle)|on\s(?:the\s)?(?:weekend|weekday|week\sday|mon|tue|wed|thu|fri|sat|sun|holiday)\w*|"
    r"past|earlier|later|back|without|too|late|early|so\s(?:early|late|often)|every|twice|outside)(?!\w)"
)
_BUSY = re.compile(
    r"[,;.]?\s(?:i'm|i am|im|we're)\s(?:driving|in\s(?:a|the)|at\s(?:work|a|the)|busy|working|asleep|teaching|on\s(?:a|the))"
)
_CONDITIONAL = re.compile(r"^(?:\s[\w']+){0,2}?,?\s(?:unless|if|when)(?!\w)")
_TOPIC = re.compile(r"^\s(?:about|regarding|concerning|re|for|on)\s(?!any\b|this\b|it\b|marketing|sales|your)")
_ALTERNATIVE = phrase(
    r"(?:e-?mail|text|texting|emailing|sms|phone|calling|call|whatsapp|linkedin|messag\w+|writing) (?:is|works|would be|are) "
    r"(?:\w+ )?(?:best|better|fine|good|great|ok|okay|easier|preferred|preferable|me)",
    r"(?:e-?mail|text|call|phone|ring|write|message|whatsapp|sms) (?:me|us|to me) (?:instead|only|rather|at|on|after|tomorrow|later|please)",
    r"(?:just|only|rather|instead|better|always|please) (?:send )?(?:a |an )?(?:e-?mail|text|call|phone|write|message|whatsapp|sms)",
    r"(?:by|via|per|through) (?:e-?mail|text|phone|sms|whatsapp|linkedin|post)",
    r"prefer(?:red|ably)?",
    r"(?:contact|reach|call|text|e-?mail|ask|write to|speak to|talk to) me(?: directly| instead)?(?= ?(?:$|\n|[.!,]))",
    r"(?:contact|call|text|e-?mail|ask|talk to|speak to|speak with) (?:my|our|the) \w+",
)
_VERB_MEDIUM = {
    "call": "voice", "phone": "voice", "ring": "voice", "text": "sms", "txt": "sms", "sms": "sms",
    "email": "email", "e-mail": "email", "mail": "email", "dm": "linkedin", "phon": "voice",
}  # fmt: skip

_NO_MORE = phrase(
    rf"no (?:more|further|additional) (?:of (?:these|your|those) |\w+ )?{_PAPER}(?! needed| required| necessary)",
    rf"(?:enough|stop|quit|done|fed up|sick|tired|sick and tired) (?:with|of) (?:all |the |your |these |those |getting |receiving ){{0,3}}{_PAPER}(?!,? (?:so|does|do you|can|could|what|how|hence|and (?:need|want|look)))",
    rf"enough (?:already|(?:{_PAPER}))(?= ?(?:$|\n|[^\w\s'&/-]))",
    r"(?:i'd|i would|we'd|we would|i|we) (?:rather|prefer|much rather) (?:that )?(?:you )?(?:not|didn't|did not|don't|do not|to not)(?: to)? (?:be (?:contacted|texted|called|emailed|messaged|on \w+ \w+)|contact|text|call|e-?mail|message|reach out|receive|get|hear|send)(?! (?:before|until|on|at|in) )(?: \w+)?",
    r"stop sending (?:\w+ ){0,4}(?:to )?(?:me|us|here)(?= ?(?:$|\n|[^\w\s'&/-]))",
    r"(?:not|no longer) interested in (?:getting|receiving|hearing|being contacted|further|any (?:more|further)|your (?:e-?mails|messages|texts|newsletter))(?: \w+)?",
    rf"{START}(?:please )?no (?:texts?|messages|e-?mails|calls)(?: please| thanks)?(?= ?(?:$|\n|[.!]))",
    r"(?:don't|do not|dont|stop) (?:use|using) (?:it|this|my) ?(?:address|number|e-?mail|phone|line|inbox)? ?for (?:marketing|sales|this|ads|advertising|spam|solicit\w*)",
    r"prefer not to (?:be (?:contacted|texted|called|emailed|messaged)|receive|get|hear)(?: \w+)?",
    r"(?:don't|do not|dont|didn't|never) (?:want|need|wish|like|appreciate)(?: for)? (?:you|you guys|you people|y'all|anyone|people|strangers|companies) (?:to )?(?:keep )?(?:contact|text|call|e-?mail|messag|message|bother|send)(?:ing)?(?: me| us)?",
    r"(?:don't|do not|dont) want (?:any of )?(?:this|it|any|these|them) (?:anymore|any more|sent|stuff|crap)(?!\w)",
    r"want nothing (?:more |further )?to do with (?:you|this|your)",
    r"(?:don't|do not|dont) want to (?:hear|see|read) (?:anything |any )?(?:more|another|anymore|again)",
    r"(?:do not|don't|dont|never|did not|didn't) (?:give |gave )?consent(?:ed)? to(?! the (?:price|terms))",
    r"(?:work|business|personal|private|family|emergency) (?:phone|number|line|cell|mobile)[^\n.!?]{0,12}[,.;-]? ?(?:please )?(?:don't|dont|do not|stop) (?:text|call|contact|us|e-?mail)\w*(?: it| here| this)?",
    r"(?:one|1) more time to (?:text|call|e-?mail|message)",
    r"(?:don't|do not|dont) (?:you )?(?:ever )?call (?:me |us )?back(?= ?(?:$|\n|[.!]))",
    r"(?:not|no longer|nor) (?:authorized|authorised|permitted|allowed|welcome) to (?:contact|call|text|e-?mail|message|use my)",
    r"(?:do not|don't|no longer) have (?:my|our|any) (?:consent|permission|authorization)",
    r"without (?:my|our|any) (?:consent|permission|authorization)",
    r"not to be (?:contacted|called|texted|emailed|messaged)",
    r"no (?:soliciting|solicitations?|cold (?:calls?|emails?|texts?)|unsolicited \w+)",
    r"(?:contact|call|text|e-?mail|message|write)(?: to)?(?: me| us)? (?:one more time|again),? and (?:i|i'm|i'll|we|we'll|you|my)",
    r"(?:one more|another|the next|next) (?:text|call|message|e-?mail),? (?:and (?:i|we|you)|i'm|i'll|i will|we'll|we will|gets?|goes)",
    r"next time you (?:text|call|e-?mail|message|contact|write)",
    r"(?:let|make|want|prefer|hope|trust|appreciate (?:it )?if|grateful if|please let|wish|rather) (?:that )?(?:this|that|yours) (?:to |would |will |could |can |should )?(?:be|were|was|is) (?:the|your|my|our) (?:very )?(?:last|final) (?:time|one|e-?mail|message|text|call|contact|communication|mail|letter|reminder)",
    r"(?:let|make) (?:this|that) (?:be )?(?:the|your) (?:very )?last(?= ?(?:$|\n|[^\w\s'&/-]| one| time))",
    r"(?:the |your |be the )(?:very )?(?:last|final) (?:e-?mail|message|text|call|mail|communication) (?:i|we) (?:\w+ )?(?:get|receive|hear|see|read|want)(?: from you)?",
    r"no need (?:for you )?(?:to )?(?:contact|reach out|write|e-?mail|call|text|follow up|get in touch|message)(?: to)?(?: me| us)? (?:again|any ?more|any further|in (?:the )?future|ever)",
    r"(?:don't|do not|dont) (?:even )?bother (?:me|us|(?:e-?mailing|calling|writing|texting|contacting|messaging|following up)(?: me| us)? (?:again|any ?more|ever))",
    r"(?:make sure|ensure|see to it|guarantee)(?: that)? (?:i|we|my \w+|our \w+|this \w+) (?:don't|do not|no longer|never|won't|am not|are not|is not)(?: \w+)? ?(?:get|receive|contacted|e-?mailed|called|texted|messaged|hear from)(?: \w+){0,3}",
    r"(?:do|does|don't|doesn't|dont|can) (?:not )?(?:accept|want|allow|permit|welcome|take|tolerate) (?:any )?(?:solicit\w+|cold (?:calls?|calling|outreach|e-?mails?)|unsolicited \w+|vendor (?:e-?mails?|calls?|outreach)|sales (?:calls?|e-?mails?|messages))",
    rf"(?:kill|turn off|switch off|shut off|disable|deactivate|end|cut off|pull) (?:the |these |those |your |all |any ){{0,2}}(?:\w+ )?(?:{_PAPER}|bot|robot|sequence|drip|automation|campaign|reminders?)(?: \w+ (?:writing|texting|e-?mailing|messaging|bothering))?(?: to (?:me|us|this|my)| for (?:me|us)| that keeps?| on me| now| please|(?= ?(?:$|\n|[.!])))",
    r"(?:how|where|is there (?:a|any) way|what do i|what must i)(?: (?!your|our|my|customers?|clients?|users?|people|they|subscribers?|leads?|contacts|recipients|patients|guests)\w+){0,4}? (?:get off|come off|be taken off|unsubscribe|opt[- ]out|turn (?:this|these|them|it) off|make (?:this|it|these|them)(?: \w+)? (?:stop|end)|stop (?:getting|receiving|these|this|all this|the (?:texts|e-?mails|messages|calls)|you)|get (?:rid of|away from) (?:you|these|this)|cancel (?:these|this subscription|the (?:texts|e-?mails)))(?! my| our| customers)",
    r"(?:never|didn't|did not|don't remember|don't recall|do not recall|haven't|have not) (?:even )?(?:sign(?:ed|ing)? up|subscrib\w+|opt(?:ed|ing)?[- ]in|ask(?:ed|ing)?|request(?:ed|ing)?|agree(?:d|ing)?|register(?:ed|ing)?|enrol\w+) (?:up |in |to |for ){1,2}(?:this|these|that|any of (?:this|these)|your (?:\w+ )?(?:list|e-?mails?|texts?|messages|newsletter|mailings?|calls?|marketing)|receive|be contacted|get (?:these|your|e-?mails|texts))(?! (?:webinar|event|trial|course|demo|plan|price))",
    r"(?:sick|tired|fed up|done|had enough) (?:and tired )?(?:of|with) (?:hearing from|you (?:people )?(?:texting|calling|e-?mailing|writing|contacting|messaging)|being (?:contacted|called|texted|spammed|e-?mailed|pitched|solicited))(?: \w+)?",
    r"(?:want|like|prefer|wish|need|ask|asked|asking|demand|expect) to be left (?:alone|in peace|out of (?:this|it|your \w+))",
)
_LEAVING = phrase(
    r"(?:i|we)(?:'ve| have)? (?:already |just )?(?:replied|said|texted|typed|sent|wrote|answered|responded|put)(?: \w+){0,2} \W?(?:stop|unsubscribe)(?!\w)(?! by)",
    r"(?:you(?:'re| are|r)?|u|y'all|why are you) still (?:texting|e-?mailing|calling|messaging|contacting|spamming|bothering)(?: me| us)?",
    r"(?:replied|texted|said) stop (?:yesterday|already|twice|before|last|days|many|three|\d)",
    r"how many (?:more )?times do (?:i|we) (?:have|need) to (?:ask|tell|say)",
    r"(?:i'm|i am|we're|we are|my (?:number|cell|phone) is|this (?:number|phone|cell) is|number is|registered) (?:already |also )?(?:on|in|with|listed on|registered (?:on|with)) (?:the |a |your )?(?:(?:national|federal|state|us) ){0,2}(?:do[- ]not[- ](?:call|contact|text)|dnc|tps|telephone preference service)",
    r"(?:right to (?:erasure|be forgotten|object)|(?:under|per|pursuant to|accordance with|invoke|invoking|exercise|exercising)(?: \w+){0,4} (?:gdpr|ccpa|article (?:17|21)|art\. ?(?:17|21)))",
    r"(?:stop|cease|halt) (?:the )?(?:processing|using|storing|sharing|selling|collecting|keeping|holding|misusing)(?: of)? (?:any of |all )?(?:my|our)(?! (?:old|new|credit|card))",
    r"object to (?:the |any |your |all |further |this |you ){0,3}(?:processing|use|using|marketing|direct marketing|storage|storing|profiling)",
    r"(?:the |your )?unsubscribe (?:link|button|option|page)s? (?:does not|doesn't|dont|don't|is not|isn't|is broken|never|is dead|did not|didn't|keeps|gives|leads|404)",
    r"(?:no|where is the|where's the|where is your|there's no|missing|without an?) (?:unsubscribe|opt[- ]out) (?:link|button|option)",
    r"(?:tried|trying|clicked|clicking|pressed|hit|used)(?: (?:on|to|your|the|that|click|hit)){0,4} unsubscribe",
    r"get out of my (?:inbox|phone|life)",
    r"get off my (?:phone|case|back)",
    r"(?:get|keep) my (?:name|number|e-?mail) (?:off|out of|out) (?:your|this|these) (?:\w+ )?\w+",
    rf"(?:don't|do not|dont|no longer|never) (?:want|wish|care|need|like|agree)(?: to)?(?: receive| get| have| see| hear)? (?:any |more |further |your |these |those |such |anymore |of )*"
    rf"(?:{_PAPER})",
    r"(?:don't|do not|dont|no longer|never) (?:want|wish|care|like) (?:to be (?:contacted|texted|called|emailed|e-mailed|messaged|bothered|solicited|on (?:your|this|the|any) \w+)|"
    r"to hear from (?:you|your \w+|this|any)|you to (?:contact|text|call|e-?mail|message) (?:me|us))",
    rf"(?:do not|don't|dont|never) send (?:me |us )?(?:(?:any|more|these|those|further|your|such|anymore|of) )*{_PAPER}",
    r"(?:do not|don't|dont|never|stop) send(?:ing)? (?:me |us )?(?:anything|any more|anymore|this crap|this stuff)(?: (?:again|else|anymore))?",
    r"(?:revoke|withdraw|withdrawing|revoking|rescind|retract) (?:all |any |my |our |prior |previous |express |the ){0,3}(?:consent|permission|opt[- ]in)",
    r"(?:do not|don't|did not|didn't|never) (?:give |gave |have |had )?(?:you |any |my |our ){0,2}(?:consent|permission) to (?:be |contact|text|call|e-?mail|message|receive)\w*",
    r"(?:put|place|add) (?:me|us|this number|my number) (?:on|to|onto) (?:your|the) (?:internal )?(?:do[- ]not[- ](?:call|contact|text)|dnc|suppression|no[- ]call|blocklist|blacklist)(?: list| registry)?",
    r"cease (?:all |any |and )?(?:further )?(?:communications?|contact|desist)",
    r"(?:what|which) part of (?:no|stop|\W?stop\W?|not interested)",
    r"no means no",
    r"(?:forget|pretend|act like|imagine) (?:that )?(?:i|we|my \w+|this \w+|you) (?:ever |never |don't |do not |didn't )?(?:even )?(?:exist\w*|found|met|heard of|contacted|had (?:this|my))",
    r"make (?:it|this|them|these|those) (?:all )?stop",
    rf"{START}(?:please |just |can we |can you )?end (?:this|these|it)(?: now| please)?(?= ?(?:$|\n|[.!]))",
    r"asked (?:you |for |you guys |you people |your \w+ )?(?:\w+ ){0,3}to (?:stop|end|quit|leave (?:me|us|my)|be left)(?= ?(?:$|\n|[^\w\s'&/-]| (?:last|weeks?|days|months?|already|twice|before|off|out|alone|my|this|these|the (?:texts|calls|e-?mails|messages))))",
    r"close (?:my|our) file",
    r"unsubscrib\w+ (?:\w+ ){0,3}(?:times|twice|already|before|last|yesterday)",
    r"(?:no|do not|dont|don't)[- ]calls?[- ](?:list|registry|register)(?! (?:cleaning|service|checking|software|compliance|scrub))",
    r"unsubscribe (?:the |our |my |this )?(?:whole |entire )?(?:domain|company|team|office|organi[sz]ation|everyone|everybody|all (?:of us|(?:\w+ )?addresses|our))",
    rf"your (?:\w+ )?{_PAPER} (?:are|is) (?:\w+ )?(?:unwanted|unwelcome|not (?:welcome|wanted|appreciated)|annoying)",
    rf"your (?:\w+ )?{_PAPER} (?:aren't|isn't|are not|is not) (?:welcome|wanted|appreciated)",
    rf"(?:cancel|end|terminate|drop) (?:my|our|this|the|any) (?:\w+ )?(?:subscription|sign-?up|membership)s? (?:to|for|of|with) (?:the |these |those |your |all |any ){{0,2}}{_PAPER}",
    rf"(?:{START}|i |we |just )want out(?= ?(?:$|\n|[.!]))",
    r"(?:cancel|end) (?:all |these |those |the |your |my |any |future ){0,3}(?:texts?|text messages|txts?|e-?mails?|messages|sms|text alerts|mailings?)",
)
_THEIR_CUSTOMERS = re.compile(
    r"\b(?:customers?|people|users|clients|patients|they|tenants|who|leads|prospects|she|he|staff|guests|members)(?:\s(?:who|that|also|just|really|simply))?\s\Z|\bso\s(?:that\s)?(?:i|we)\s\Z|\b(?:make\ssure|ensure)(?:\s\w+){0,3}\s\Z"
)
_WRONG = phrase(
    r"wrong (?:number|nr|no|phone|phone number|cell)(?!\sof\b)",
    r"wrong #",
    r"not (?:my|the right|the correct) number",
    r"wrong (?:person|guy|man|woman|lady|dude|contact|girl)",
)
_WHENCE = phrase(
    r"(?:who|whoever) (?:the \w+ )?(?:gave|sold) (?:you|u|y'all) (?:my|this|our)",
    r"(?:how|where) (?:the \w+ )?(?:did|have|do|d) (?:you|u|y'all|ya) (?:even )?(?:get|got|find|found|obtain\w*|have) (?:my|this|our|hold of my) (?:\w+ )?(?:number|#|info|information|contact|details|e-?mail|address|name|data|cell)",
    r"(?:this|it|that) is (?:a|my) (?:private|personal|work|business) (?:number|line|cell|phone|mobile|address|e-?mail)",
    r"rather (?:\w+ ){1,6}than (?:get|receive|hear|read|see|talk)",
    r"save your (?:breath|time|effort|energy)",
    r"wasting (?:your|my|our) time",
    r"(?:passed away|has died|is deceased|is dead)",
)
"""Where a wish to be left alone is near, and is not said."""
_OWN_MISTAKE = re.compile(
    r"\b(?:i|we)\s(?:may\s|might\s|must\s|had\s|have\s|'ve\s|probably\s|accidentally\s)?(?:gave|given|put|typed|entered|had|"
    r"dial\w*|called|saved|wrote|listed|sent|have|provided)\b|\b(?:shows?|displays?|print\w*|lists?|says)\s(?:\w+\s){0,2}\Z|\bnot\s(?:the|a)\s\Z"
)
_AWAY_WITH_IT = re.compile(r"\b(?:delete|remove|erase|lose|stop|take (?:it|me|us|this|my \w+) off|unsubscribe)\b")
_YOU_ERR = re.compile(
    r"(?:\byou\s?(?:'ve|have|got|must|guys|are|may|probably)|\byour|^|[\n.!?;,]\s?|\bsorry|\bthis is|\bthis is the|\bit is|\bit's|\bits)(?:\s?[\w']+){0,4}\s?\Z"
)


_AT_THAT_TIME = re.compile(
    r",?\s(?:(?:here|please|me|us)\s)?(?:before|after|until|till|between|during|while|at\s(?:work|night|home|lunch|\d)|on\s(?:weekends|sundays|saturdays)|so\s(?:early|late)|this\s(?:early|late)|in\sthe\s(?:morning|evening|middle))(?!\w)"
)
_INSTEAD = re.compile(
    r"(?:instead|rather|(?:just|only|please|use|but)\s(?:text|call|e-?mail|mail|write|message|use|send)|^[,.;!-]?\s?-?\s?(?:and\s|just\s|please\s)?(?:text|call|e-?mail|use|send\s(?:it|them|everything))\b(?!\sme\sagain)|"
    r"(?:texts?|calls?|e-?mails?|texting|email|phone)\s(?:is|are|works)\s(?:better|best|fine|ok|easier|preferred))"
)
_ELSEWHERE = re.compile(r"[^.!?\n]{0,60}\b(?:use|send\s(?:it|them|everything))\s")
_MEDIUM_VERBS = re.compile(
    r"call(?=ing)|phon(?=ing)|ring(?=ing)|text(?=ing)|txt(?=ing)|sms(?=ing)|e-?mail(?=ing)|mail(?=ing)|dm(?=ing)"
)
_STOP_STEMS = ("stop", "quit", "cease", "discontinue", "halt", "refrain")
_UNSUBSCRIBE_STEMS = ("uns", "opt")
_JUST_STOP_STEMS = ("stop", "remove", "unsubscribe")


_IN_COMPANY = re.compile(
    r"not interested|no thank|no,? thanks|no thx|unsubscribe|remove|spam|leave me|sign(?:ed)? up|subscribed|asked you|told you|who is this|how did you get|no more|enough"
)
# "You people need to stop": the last word of a sentence, whose subject is not they, we or the rain.
_LAST_STOP = re.compile(
    r"(?:(?<![\s\S])|(?<=[.!?\n]\s)|(?<=[.!?\n]))(?P<before>(?:[\w',#-]+\s){1,12}?)stop(?=(?:\s(?:please|pls|now|already|asap|thanks|this|it|texting|emailing))?\s?[.!]*(?:\s*\Z|\n|\s?[.!]))"
)
_NO_LAST_STOP = re.compile(
    r"\b(?:i|we|it|he|she|they|that|which|who|bus|pit|full|next|last|one|the|a|an|first|final|each|every|truck|non|train|more|quick|our|my|short|pit|final|metro|subway|don't|dont|can't|cannot|won't|never|not|rest|doesn't|didn't|did|where|when|how|why)\s(?:(?:can't|cannot|won't|will|would|had\sto|have\sto|must|should|could|to|just|ever|never|might|may|can|did|do|don't|need\sto|want\sto|going\sto|gonna|you|i|we|the|does|is|it)\s){0,3}\Z"
)
_TO_US = re.compile(
    r"\b(?:you|u|ur|your|y'all|people|guys|please|pls|yo|no|thx|thanks|text|texts|e-?mails?|calls?|message|messages|interested|seriously|wrong|bro|dude|nah|man|svp|bitte|vous|sie)\b"
)
_SHOUTED = ("STOP", "REMOVE", "UNSUBSCRIBE")


def wishes(text: Text, medium: str, book: Found) -> Iterator[tuple[str, Finding]]:
    """Every phrase about consent, each with its strength: ("definite" | "ambiguous", finding)."""
    folded = text.folded
    stop_now = some(_STOP_NOW, folded) if has_any(_STOP_STEMS, folded) else ()
    for kind, matches in (("me", book.get("stop-me", ())), ("you", book.get("stop-you", ())), ("now", stop_now)):
        for found in matches:
            before = folded[max(0, found.start() - 60) : _word_start(folded, found.start())]
            if not (_NOT_STOPPING.search(before) or (kind == "you" and _WHY_STOPPED.search(before))):
                strength = _how_meant(found, folded, medium)
                if strength:
                    yield strength, Finding("stop-contact", text.cut(*found.span()))
                if strength == "definite":
                    break
    for found in book.get("remove-list", ()):
        if not _NOT_LISTS.search(folded[max(0, found.start() - 40) : found.start()]):
            strength = "ambiguous" if _ON_CONDITION.search(folded[max(0, found.start() - 90) : found.start()]) else ""
            yield strength or "definite", Finding("remove-from-list", text.cut(*found.span()))
            break
    for found in book.get("remove-me", ()):
        if _NOT_LISTS.search(folded[max(0, found.start() - 40) : found.start()]):
            continue
        whole = found.group("end") is not None or bool(found.group("rest"))
        yield ("definite" if whole else "ambiguous"), Finding("remove-me", text.cut(*found.span()))
    for found in some(_UNSUBSCRIBE, folded) if has_any(_UNSUBSCRIBE_STEMS, folded) else ():
        before = folded[max(0, found.start() - 40) : found.start()]
        if not (_NOT_UNSUBSCRIBING.search(before) or _OTHERS_SUBSCRIPTION.match(folded, found.end())):
            yield "definite", Finding("unsubscribe", text.cut(*found.span()))
            break
    yield from _do_not(text, medium, book.get("do-not", ()))
    for found in book.get("no-more", ()):
        before = folded[max(0, found.start() - 60) : found.start()]
        if not (_RESTRICTED.search(folded[found.end() : found.end() + 80]) or _THEIR_CUSTOMERS.search(before)):
            yield "definite", Finding("no-more-messages", text.cut(*found.span()))
            break
    for found in book.get("leaving", ()):
        if not _THEIR_CUSTOMERS.search(folded[max(0, found.start() - 60) : found.start()]):
            yield "definite", Finding("leaving", text.cut(*found.span()))
            break
    for found in book.get("whence", ())[:1]:
        yield "ambiguous", Finding("whence", text.cut(*found.span()))
    yield from _wrong_number(text, book.get("wrong", ()))
    yield from _just_stop(text, medium)


_ON_CONDITION = re.compile(
    r"\bif\s(?:you|they|it|there|this|we|the\s\w+)\s(?:guys\s)?(?:can't|cannot|can\snot|don't|do\snot|won't|will\snot|doesn't|does\snot|isn't|aren't|haven't)\b[^.!?\n]{0,60}\Z"
)
"""They want something else first: "if you can't do it by Friday, take me off the list"."""
_OLD_THING = re.compile(
    r"\s(?:(?:me|us|out)\s)?(?:the|those|these|your|that|this|any)?\s?(?:\w+\s)?(?:old|wrong|previous|outdated|paper|printed|hard|duplicate|english|german|french|spanish|pdf|samples?|catalogues?|catalogs?|invoices?|price\slists?|brochures?)\b"
)
"""What is to stop is one thing they get, not the getting."""


def _how_meant(stop: re.Match[str], folded: str, medium: str) -> str:
    """Whether "stop calling me" is all they want: an hour or a place is no opt-out, nor is a wish for this medium."""
    rest = folded[stop.end() : stop.end() + 120]
    if _AT_THAT_TIME.match(rest):
        return "ambiguous"
    if "send" in stop.group(0) and _OLD_THING.match(rest):
        return ""
    if not _INSTEAD.search(rest.partition("\n")[0]):
        return "definite"
    barred = {_VERB_MEDIUM[verb] for verb in _MEDIUM_VERBS.findall(stop.group(0))}
    if not barred:
        return "ambiguous"
    return "definite" if barred == {medium} and not _ELSEWHERE.match(rest) else "ambiguous" if medium in barred else ""


def _word_start(folded: str, start: int) -> int:
    while start < len(folded) and folded[start] in '\n .!?;:,()"*':
        start += 1
    return start


def _do_not(text: Text, medium: str, matches: Iterable[re.Match[str]]) -> Iterator[tuple[str, Finding]]:
    """ "Do not contact me": a time ("before 10am") is no opt-out, another medium with an alternative is a preference."""
    folded = text.folded
    for found in matches:
        if not found.group("whom") and not found.group("ever"):
            rest = folded[found.end() : found.end() + 2]
            if rest[:1] not in {"", "\n", ".", "!", ";"} or found.group("not") == "not to":
                continue
        before = folded[max(0, found.start() - 40) : found.start()]
        after = folded[found.end() : found.end() + 80]
        for_good = bool(
            re.search(
                r"again|any ?more|ever|further|longer|future|at all|circumstances",
                found.group(0)[2:].replace("never", "ever"),
            )
        )
        if _ASKS_INSTEAD.search(before) or _RESTRICTED.search(after) or _BUSY.match(after):
            continue
        finding = Finding("do-not-contact", text.cut(*found.span()))
        if _TELLS_OF_OTHERS.search(before):
            continue
        if _TELLS_OF_US.search(before) and found.group("not") != "not to":
            if for_good and found.group("not") != "never":
                yield "ambiguous", finding
            continue
        barred = {_VERB_MEDIUM[verb] for verb in re.findall(r"[\w-]+", found.group("verbs")) if verb in _VERB_MEDIUM}
        alternative = _ALTERNATIVE.search(folded[found.end() : found.end() + 300])
        if _TOPIC.search(after) and not for_good:
            yield "ambiguous", finding
        elif _CONDITIONAL.search(after):
            if for_good:
                yield "ambiguous", finding
        elif barred and medium not in barred:
            if not alternative:
                yield "ambiguous", finding
        elif not barred and alternative:
            yield "ambiguous", finding
        else:
            yield "definite", finding


def _wrong_number(text: Text, matches: Iterable[re.Match[str]]) -> Iterator[tuple[str, Finding]]:
    folded = text.folded
    for found in matches:
        before = folded[max(0, found.start() - 40) : found.start()].rpartition("\n")[2]
        finding = Finding("wrong-number", text.cut(*found.span()))
        if _OWN_MISTAKE.search(before):
            continue
        person = re.search(r"person|guy|man|lady|dude|girl|contact", found.group(0)) is not None
        short = len(folded.split()) <= 12
        if short and _AWAY_WITH_IT.search(folded):
            yield "definite", finding
            return
        if _YOU_ERR.search(before) and short and not person and not re.search(r"\d{4}|wrong[^.!\n]*\?", folded):
            yield "definite", finding
        elif short or not person:
            yield "ambiguous", finding


def _just_stop(text: Text, medium: str) -> Iterator[tuple[str, Finding]]:
    """A clause that only says stop. With courtesy or company ("not interested. stop") it is meant, and as the last word;
    elsewhere ("Stop! That is great news") it may not be."""
    folded = text.folded
    if not has_any(_JUST_STOP_STEMS, folded):
        return
    for found in some(_JUST_STOP, folded, limit=5):
        if folded[found.end() : found.end() + 2].strip()[:1] == "?" and not found.group("lead").strip():
            continue
        dressed = bool(found.group("lead").strip() or found.group("tail").strip())
        dressed = dressed or (medium == "sms" and found.start() == 0 and text.shown.startswith(_SHOUTED))
        last = found.start() > 0 and not re.search(r"\w", folded[found.end() :])
        meant = dressed or last or _IN_COMPANY.search(folded)
        yield ("definite" if meant else "ambiguous"), Finding("stop-clause", text.cut(*found.span()))
    for found in some(_LAST_STOP, folded, limit=5):
        before = found.group("before")
        if not (_NO_LAST_STOP.search(before) or _NOT_STOPPING.search(before)):
            strength = "definite" if _TO_US.search(folded) or len(folded.split()) <= 6 else "ambiguous"
            yield strength, Finding("stop-last", text.cut(*found.span()))


WORDED = (
    *(("stop-me", _STOP_ME), ("stop-you", _STOP_YOU), ("remove-list", _REMOVE_LIST), ("remove-me", _REMOVE_ME)),
    *(("do-not", _DO_NOT), ("no-more", _NO_MORE), ("leaving", _LEAVING), ("wrong", _WRONG), ("whence", _WHENCE)),
)
STEMS = ((_STOP_NOW, _STOP_STEMS), (_UNSUBSCRIBE, _UNSUBSCRIBE_STEMS), (_JUST_STOP, _JUST_STOP_STEMS))

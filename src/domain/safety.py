# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""What must be known about an inbound message before, and without, any AI (promise P10, REQ-17).

`screen` reads the reply-only text and the subject, never quoted text: our own footer says "unsubscribe" too.
Three strengths:

* a *definite* withdrawal sets `opt_out` and `consent_change="withdrawn"`;
* an *ambiguous* one sets `ambiguous_opt_out`: nothing may leave automatically until a model or a person has judged it;
* everything else says nothing about consent.

A bounce is recognised by structure alone (sender, headers, provider flag, the form that mail servers write): "our last
proposal was rejected" is a hot lead. The sources of the rules: reference/outbound-dashboard.md 3.2 (REQ-17 and its flaw list),
reference/reliability.md 3.6 (the words that always count, FCC 2025), providers/twilio.md, RFC 3464, RFC 3834.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from rejoinder.domain.contacts import fold

ConsentChange = Literal["withdrawn", "granted"]

EVIDENCE_LIMIT = 120
_REPORT_HEAD = 8_000
_WINDOW = 20_000  # a person does not type more; what lies between head and tail is only searched for trigger words


@dataclass(frozen=True, slots=True)
class Screening:
    """One inbound message as the channel read it. `text` is the reply without quotes; header names are lower case."""

    medium: str
    text: str
    subject: str = ""
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    provider_opt_out: str | None = None
    provider_automated: bool = False
    provider_bounce: bool = False
    provider_group: bool = False
    currently_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SafetyVerdict:
    """What the message is, the most important rule that said so, and the words it said it about."""

    opt_out: bool = False
    opt_in: bool = False
    help: bool = False
    bounce: bool = False
    automated: bool = False
    out_of_office: bool = False
    hostile: bool = False
    injection: bool = False
    ambiguous_opt_out: bool = False
    group: bool = False
    """Several people read the thread."""
    rule: str | None = None
    evidence: str = ""
    consent_change: ConsentChange | None = None
    rules: tuple[str, ...] = ()

    @property
    def allows_automatic_reply(self) -> bool:
        """False when any finding forbids an automatic answer; a person may still decide otherwise."""
        return not (
            self.opt_out
            or self.ambiguous_opt_out
            or self.help
            or self.bounce
            or self.automated
            or self.out_of_office
            or self.hostile
            or self.injection
            or self.group
        )


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class _Text:
    """`shown` is what a person sees: NFKC, nothing invisible, single blanks, one empty line between paragraphs.

    `folded` has the same length, in lower case, without accents: a match in it is a span of `shown`.
    """

    shown: str
    folded: str

    def cut(self, start: int, end: int) -> str:
        return _shorten(self.shown[start:end])


_NOTHING = _Text("", "")

# --- spelling ---------------------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]+"
)


_PARAGRAPH = re.compile(r"\n{3,}")


def _read(raw: str) -> _Text:
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw))
    lines = "\n".join(" ".join(line.split()) for line in visible.splitlines())
    shown = _PARAGRAPH.sub("\n\n", lines).strip("\n")
    return _Text(shown, fold(shown))


def _shorten(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= EVIDENCE_LIMIT else one_line[: EVIDENCE_LIMIT - 1] + "…"


def _phrase(*alternatives: str) -> re.Pattern[str]:
    """One pattern of whole words; a blank in a phrase is one blank or one line end of `folded`."""
    joined = "|".join(alternatives).replace(" ", r"\s")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def _has(stems: tuple[str, ...], folded: str) -> bool:
    """Whether a costly pattern can match at all: one of its `stems` stands somewhere. `STEMS` lists them all."""
    for stem in stems:  # noqa: SIM110 - a generator for any() costs more than most of the searches that it saves
        if stem in folded:
            return True
    return False


def _search(pattern: re.Pattern[str], text: _Text, rule: str) -> _Finding | None:
    found = pattern.search(text.folded)
    return _Finding(rule, text.cut(*found.span())) if found else None


# --- keywords: the whole message ----------------------------------------------------------------------------------

_FILLER = frozenset(
    [
        "please",
        "pls",
        "plz",
        "kindly",
        "thanks",
        "thank",
        "you",
        "thx",
        "ty",
        "tnx",
        "cheers",
        "now",
        "ok",
        "okay",
        "hi",
        "hello",
        "hey",
        "sir",
        "madam",
        "immediately",
        "asap",
        "just",
        "bitte",
        "danke",
        "sofort",
        "merci",
        "svp",
        "por",
        "favor",
        "gracias",
        "grazie",
        "favore",
        "per",
        "obrigado",
        "obrigada",
        "dank",
        "dankje",
        "alstublieft",
        "aub",
        "prosze",
        "dziekuje",
        "graag",
        "cordialement",
        "regards",
        "best",
    ]
)
# Honoured however they are dressed: "please STOP", "Stop!!!", "S T O P", "stoppp".
_STRONG = frozenset(
    [
        "stop",
        "stopall",
        "stopit",
        "stopnow",
        "stopthis",
        "stopsms",
        "stoptext",
        "stoptexts",
        "stoptexting",
        "stopmessages",
        "stopemail",
        "stopemails",
        "stopend",
        "stoptoend",
        "stop2end",
        "textstop",
        "txtstop",
        "replystop",
        "stopp",
        "unsubscribe",
        "unsubscribeme",
        "unsub",
        "unsubscribed",
        "optout",
        "optmeout",
        "optoutplease",
        "revoke",
        "remove",
        "removeme",
        "unsubscrib",
        "unsuscribe",
        "unsubcribe",
        "unsubscibe",
        "unsubsribe",
        "unsubscripe",
        "donotcontact",
        "donottext",
        "donotcall",
        "donotemail",
        "dnc",
        "abmelden",
        "abbestellen",
        "austragen",
        "austragung",
        "abmeldung",
        "arret",
        "arreter",
        "arretez",
        "arretsms",
        "desabonner",
        "desabonnement",
        "desinscrire",
        "desinscription",
        "desabonnezmoi",
        "parar",
        "pare",
        "baja",
        "darmedebaja",
        "darsedebaja",
        "alto",
        "desuscribir",
        "desuscribirme",
        "cancelarsuscripcion",
        "descadastrar",
        "sair",
        "disiscrivimi",
        "disiscrivetemi",
        "cancellami",
        "cancellatemi",
        "disiscrizione",
        "basta",
        "stoppen",
        "uitschrijven",
        "afmelden",
        "wypisz",
        "wypiszmnie",
        "rezygnuje",
        "стоп",
    ]
)
# Words of daily life: only when nothing else is said.
_BARE = frozenset(["cancel", "end", "quit", "cancelar", "cancela"])
# Near misses: never act on them alone, never write on top of them either.
_NEAR = frozenset(
    [
        "nomore",
        "stpo",
        "sotp",
        "tsop",
        "stp",
        "dtop",
        "sto",
        "ende",
        "fin",
        "annulla",
        "anuluj",
        "cancelit",
        "pleasecancel",
        "cancelplease",
    ]
)
_YES = frozenset(["yes", "y", "yep", "yeah", "si", "ja", "oui", "sim", "tak"])
_START = frozenset(["start", "unstop"])
_HELP = frozenset(["help", "info"])


_REPEATED = re.compile(r"(.)\1+")


def _squeeze(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


def _ends(word: str) -> str:
    """First and last letter, which no squeezing changes."""
    return word[:1] + word[-1:]


_STRONG_SQUEEZED = frozenset(_squeeze(word) for word in _STRONG)
_BARE_SQUEEZED = frozenset(_squeeze(word) for word in _BARE)
_STRONG_ENDS = frozenset(word[0] + word[-1] for word in _STRONG_SQUEEZED)
_BARE_ENDS = frozenset(word[0] + word[-1] for word in _BARE_SQUEEZED)
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Words:
    """A short message as words: `whole` all of them joined, `core` without courtesy."""

    whole: str
    core: str

    @staticmethod
    def of(folded: str) -> "_Words":
        if len(folded) > 200:
            return _Words("", "")
        words = _NOT_A_WORD.sub(" ", folded.replace("'", "")).split()
        if len(words) > 1 and all(len(word) == 1 for word in words):
            words = ["".join(words)]
        once = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
        core = [word for word in once if word not in _FILLER]
        return _Words("".join(once), "".join(core))


def _keyword(text: _Text, words: _Words, medium: str) -> tuple[str, _Finding] | None:
    """("definite" | "ambiguous", finding) when the whole message is one of the words that withdraw consent."""
    if not words.whole:
        return None
    finding = _Finding("keyword", _shorten(text.shown))
    spoken = medium == "voice"
    if words.core in _STRONG or (_ends(words.core) in _STRONG_ENDS and _squeeze(words.core) in _STRONG_SQUEEZED):
        return ("ambiguous" if spoken and len(words.core) < 8 else "definite", finding)
    if words.whole in _BARE or (_ends(words.whole) in _BARE_ENDS and _squeeze(words.whole) in _BARE_SQUEEZED):
        return ("ambiguous" if spoken else "definite", finding)
    if words.core in _BARE or words.core in _NEAR:
        return ("ambiguous", _Finding("keyword-near-miss", finding.evidence))
    return None


def _keyword_line(text: _Text) -> _Finding | None:
    """ "Unsubscribe" on a line of its own, first or last, in a mail that otherwise only greets and signs."""
    lines = [line for line in text.folded.split("\n") if line]
    if not 1 < len(lines) <= 6 or len(text.folded) > 200:
        return None
    for index in (0, -1):
        core = _Words.of(lines[index]).core
        rest = " ".join(lines[1:] if index == 0 else lines[:-1])
        if core in _STRONG and len(rest.split()) <= 6 and not re.search(r"[?]|\d|\b(?:by|at|me|you|the)\b", rest):
            return _Finding("keyword-line", _shorten(lines[index]))
    return None


# --- phrases: English -----------------------------------------------------------------------------------------------

_CLAUSE = r"(?:^|(?<=[\n.!?;:,()\"*…]) ?|(?<=[.!?;:,)] )|(?<=- ))"
_LEAD = (
    r"(?:(?:please|pls|plz|kindly|just|ok|okay|hey|hi|hello|and|so|then|now|no|yes|seriously|again|but|can you|could you|"
    r"would you|will you|you need to|you must|you should|you have to|i said|i want you to|i'd like you to|"
    r"i would like you to|asked you to|told you to|need you to|i demand you|i demand that you|for the last time|"
    r"i repeat|thanks|thank you|sorry|all of you|you all|everyone) ){0,4}"
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
_STOP_ME = _phrase(
    rf"{_STOP} {_DOING}(?: to| with)? (?:me|us|my|this number|this address|this e-?mail|this phone|here)",
    rf"{_STOP} {_WHICH}{_PAPER} to (?:me|us|my|this number)",
)
_STOP_YOU = _phrase(rf"you(?: guys| people| all| folks)?(?: to| must| should| need to| please){{0,2}} {_STOP} {_DOING}")
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
    r"(?:(?:^|[\n.!?;,:]\s?|\b(?:please|pls|and|but|so)\s)(?:do\snot|don't|dont|never)\s(?:ever\s)?|"
    r"(?:not|don't|dont|never)\s(?:want|like|ask(?:ing|ed)?|need|wish)\s(?:for\s)?(?:you|them)\sto\s|"
    r"\b(?:why|when|how\scome|since)\s(?:did|have|has|had)?\s?(?:you|they|it)\s(?:guys\s)?(?:ever\s)?|"
    r"\b(?:did|have|has)\s(?:you|they)\s(?:guys\s)?|\bhow\s(?:do|can|could|would|should)\s(?:you|i|we|they)\s|"
    r"\b(?:i|we)\s(?:can't|cannot|won't|will\snot|don't|had\sto|used\sto|need\sto|want\sto|have\sto|must|should)\s)\Z"
)
_JUST_STOP = re.compile(
    rf"{_CLAUSE}(?P<lead>(?:(?:please|pls|plz|just|ok|okay|can you|could you|would you|will you|you|and|so|then|now|seriously) ){{0,3}})"
    r"(?:stop|remove|unsubscribe)(?P<tail>(?: (?:it|this|that|now|all|please|pls|plz|immediately|asap|thanks|thank you|already|at once|right now|today)){0,3})"
    r"(?= ?(?:$|\n|[^\w\s'&/-]))".replace(" ", r"\s")
)

_LIST = (
    r"(?:(?:your|ur|yr|this|the|that|any|all|every|of|our|mailing|e-?mail|emailing|contact|contacts|call|calling|text|texting|marketing|sms|"
    r"distribution|prospect|lead|leads|outreach|sales|spam|customer|damn|fucking|stupid) ){0,4}"
    r"(?:lists?|databases?|systems?|records?|mailings?|files?|crm|campaigns?|sequences?|contacts|cadence|distribution|"
    r"newsletters?|e-?mails?|texts?|messages|thread|group chat|outreach|subscriptions?|database|directory)"
)
_REMOVE_LIST = _phrase(
    rf"(?:remove|take|delete|drop|scrub|strike|get|pull|unlist|erase) (?:me|us|my \w+(?: \w+)?|this number|this e-?mail|this address|our \w+)"
    rf"(?: off| from| out)(?: of)? {_LIST}",
    rf"remove (?:me |us |immediately )?from {_LIST}",
    r"(?:want|like|wish|need|asking|asked|demand)(?:ed|ing)? to be (?:removed|taken off|unsubscribed|deleted)",
    r"removal from (?:your|this|the) (?:\w+ )?list",
    r"(?:delete|erase|forget|lose|remove|wipe|destroy|trash) (?:all )?(?:my|our|this) "
    r"(?:(?:phone|cell|mobile|telephone|personal|e-?mail|contact) )?(?:number|data|info|information|details|e-?mail address)",
    r"lose my (?:number|e-?mail|contact|address)",
    rf"(?:if|that) you (?:removed|took|deleted|dropped) (?:me|us|my \w+)(?: off| from| out)(?: of)? {_LIST}",
    rf"(?:want|need|get|take)(?: me| us)? off(?: of)? {_LIST}",
    r"(?:asked|told|tell|telling|asking|warned|begged) (?:you|u|y'all)(?: \w+){0,5} to stop(?= ?(?:$|\n|[^\w\s'&/-]))",
    r"(?:take|get) (?:me|us|my (?:number|e-?mail|name|address)) off(?= ?(?:$|\n|[^\w\s'&/-]| please| pls| now| immediately| asap))",
    r"remove my (?:e-?mail|address|name|contact)(?= ?(?:$|\n|[^\w\s'&/-]| please| pls| now| immediately| asap))",
)
_REMOVE_ME = re.compile(
    r"(?<!\w)remove (?:me|us)(?!\w|\sas\s(?!soon|quick|fast))(?P<rest>(?: (?:please|pls|plz|now|immediately|asap|and stop|at once|thanks|thank you|today|permanently|"
    r"completely|already|from (?:this|here|it|everything|all|your \w+))){0,3})(?P<end>(?= ?(?:$|\n|[^\w\s'&/-])))?".replace(
        " ", r"\s"
    )
)
_NOT_LISTS = re.compile(r"(?:do\snot|don't|dont|never|not\sto|no\sneed\sto)\s(?:\w+\s){0,2}\Z")

_UNSUBSCRIBE = re.compile(
    rf"{_CLAUSE}{_LEAD}(?:unsubscribe|unsub|opt[- ]?out|opt (?:me|us) out)(?= ?(?:$|\n|[^\w\s'&/-])|\s(?:me|us|my|from|now|please|pls|immediately|asap|thanks|"
    rf"this|and|all))|"
    r"(?<!\w)(?:unsubscribe|unsub|unsuscribe|unsubscribing|opt|opting|opted) (?:me|us|my (?:number|e-?mail|address|name))(?!\w)|"
    r"(?<!\w)(?:want|like|wish|need|trying|tried|asked|asking|choose|decided|how|able|way|me|please|i|we|have|hereby|am|are|'m|had) "
    r"(?:to |do i |can i |do we |can we |already |now ){0,3}(?:unsubscribed?|unsubscribing|opt(?:ed|ing)?[- ]out)(?!\w)".replace(
        " ", r"\s"
    )
)
_NOT_UNSUBSCRIBING = re.compile(
    r"(?:do\snot|don't|dont|did\snot|didn't|never|not|no\slonger|haven't|have\snot|why\s(?:was|am|were|did)\s(?:i|we)|"
    r"(?:customers?|people|users|contacts|leads|clients|they|who|that|would|accidentally|accident)(?:\s\w+){0,3})\s?(?:\w+\s){0,3}\Z"
)

_TELL_ONE = (
    r"(?:contact|call|phone|ring|text|txt|e-?mail|mail|message|msg|write to|write|bother|disturb|solicit|reach out to|reach out|"
    r"get in touch with|reach|sms|dm|ping|spam|harass|approach|follow up with)"
)
_TELL = rf"(?P<verbs>{_TELL_ONE}(?:(?:, {_TELL_ONE}){{0,2}}(?:,? or |,? and |/| nor ){_TELL_ONE}){{0,2}})"
_DO_NOT = re.compile(
    rf"(?<!\w)(?P<not>do not|don't|dont|never|not to|you may not|stop and do not) (?:(?:ever|please|you|dare|attempt to|try to|bother to) ){{0,2}}{_TELL}"
    r"(?: (?P<whom>me|us|this number|this e-?mail|this address|here|(?:my|our) (?:number|phone|cell|mobile|e-?mail|inbox|company|business|team|firm|staff|employees)))?"
    r"(?P<ever>(?: (?:again|any ?more|ever|any further|any longer|in the future|in future|at all|at this number|on this number|about this|please|period|under any circumstances)){0,3})(?!\w)".replace(
        " ", r"\s"
    )
)
_ASKS_INSTEAD = re.compile(r"(?:\bwhy|\bif\s(?:you|they|i|we)|\bunless\syou|\bin\scase\syou|\bhow\scome\syou)\s\Z")
_TELLS_OF_OTHERS = re.compile(r"\b(?:they|he|she|it|we|people|customers|clients|i|who|that)\s\Z")
_TELLS_OF_US = re.compile(r"\b(?:you|guys)\s\Z")
_RESTRICTED = re.compile(
    r"^(?:\s[\w']+){0,3}?,?\s(?:before|after|until|till|til|between|during|while|today|tonight|tomorrow|"
    r"this\s(?:week|morning|afternoon|evening|month|weekend)|next|right\snow|just\syet|yet|now|at\s(?:work|night|home|lunch|\d)|"
    r"in\sthe\s(?:morning|evening|afternoon|middle)|on\s(?:the\s)?(?:weekend|weekday|week\sday|mon|tue|wed|thu|fri|sat|sun|holiday)\w*|"
    r"past|earlier|later|back|without|too|late|early|so\s(?:early|late|often)|every|twice|outside)(?!\w)"
)
_CONDITIONAL = re.compile(r"^(?:\s[\w']+){0,2}?,?\s(?:unless|if|when)(?!\w)")
_TOPIC = re.compile(r"^\s(?:about|regarding|concerning|re|for|on)\s(?!any\b|this\b|it\b|marketing|sales|your)")
_ALTERNATIVE = _phrase(
    r"(?:e-?mail|text|texting|emailing|sms|phone|calling|call|whatsapp|linkedin|messag\w+|writing) (?:is|works|would be|are) "
    r"(?:\w+ )?(?:best|better|fine|good|great|ok|okay|easier|preferred|preferable|me)",
    r"(?:e-?mail|text|call|phone|ring|write|message|whatsapp|sms) (?:me|us|to me) (?:instead|only|rather|at|on|after|tomorrow|later|please)",
    r"(?:just|only|rather|instead|better|always|please) (?:send )?(?:a |an )?(?:e-?mail|text|call|phone|write|message|whatsapp|sms)",
    r"(?:by|via|per|through) (?:e-?mail|text|phone|sms|whatsapp|linkedin|post)",
    r"prefer(?:red|ably)?",
    r"(?:contact|call|text|e-?mail|ask|talk to|speak to|speak with) (?:my|our|the) \w+",
)
_VERB_MEDIUM = {
    "call": "voice", "phone": "voice", "ring": "voice", "text": "sms", "txt": "sms", "sms": "sms",
    "email": "email", "e-mail": "email", "mail": "email", "dm": "linkedin",
}  # fmt: skip

_NO_MORE = _phrase(
    rf"no more (?:\w+ )?{_PAPER}",
    rf"(?:don't|do not|dont|no longer|never) (?:want|wish|care|need|like|agree)(?: to)?(?: receive| get| have| see| hear)? (?:any |more |further |your |these |those |such |anymore |of )*"
    rf"(?:{_PAPER})",
    r"(?:don't|do not|dont|no longer|never) (?:want|wish|care|like) (?:to be (?:contacted|texted|called|emailed|e-mailed|messaged|bothered|solicited|on (?:your|this|the|any) \w+)|"
    r"to hear from (?:you|your \w+|this|any)|you to (?:contact|text|call|e-?mail|message) (?:me|us))",
    rf"(?:do not|don't|dont|never) send (?:me |us )?(?:(?:any|more|these|those|further|your|such|anymore|of) )*{_PAPER}",
    r"(?:do not|don't|dont|never) send (?:me |us )?(?:anything|any more|anymore|this crap|this stuff)(?: (?:again|else|anymore))?",
    r"(?:revoke|withdraw|withdrawing|revoking|rescind|retract) (?:all |any |my |our |prior |previous |express |the ){0,3}(?:consent|permission|opt[- ]in)",
    r"(?:do not|don't|did not|didn't|never) (?:give |gave |have |had )?(?:you |any |my |our ){0,2}(?:consent|permission) to (?:be |contact|text|call|e-?mail|message|receive)\w*",
    r"(?:put|place|add) (?:me|us|this number|my number) (?:on|to|onto) (?:your|the) (?:internal )?(?:do[- ]not[- ](?:call|contact|text)|dnc|suppression|no[- ]call|blocklist|blacklist)(?: list| registry)?",
    r"cease (?:all |any |and )?(?:further )?(?:communications?|contact|desist)",
    r"(?:cancel|end) (?:all |these |those |the |your |my |any |future ){0,3}(?:texts?|text messages|txts?|e-?mails?|messages|sms|text alerts|mailings?)",
)
_WRONG = _phrase(
    r"wrong (?:number|nr|no|phone|phone number|cell)(?!\sof\b)",
    r"wrong #",
    r"not (?:my|the right|the correct) number",
    r"wrong person",
)
_OWN_MISTAKE = re.compile(
    r"\b(?:i|we)\s(?:may\s|might\s|must\s|had\s|have\s|'ve\s|probably\s|accidentally\s)?(?:gave|given|put|typed|entered|had|"
    r"dial\w*|called|saved|wrote|listed|sent|have|provided)\b|\b(?:shows?|displays?|print\w*|lists?|says)\s(?:\w+\s){0,2}\Z|\bnot\s(?:the|a)\s\Z"
)
_YOU_ERR = re.compile(
    r"(?:\byou\s?(?:'ve|have|got|must|guys|are|may|probably)|\byour|^|[\n.!?;,]\s?|\bsorry|\bthis is|\bthis is the|\bit is|\bit's|\bits)(?:\s?[\w']+){0,4}\s?\Z"
)

# --- phrases: the other seven languages (accents folded) --------------------------------------------------------------

_FOREIGN = _phrase(
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
_FOREIGN_TIMED = re.compile(
    r"^(?:\s[\w']+){0,2}?\s(?:vor|nach|bis|avant|apres|antes|despues|hasta|prima|dopo|fino|depois|ate|voor|na|tot|przed|po)\s"
)

# --- hostility ---------------------------------------------------------------------------------------------------------

_HOSTILE_REMOVAL = _phrase(
    r"leave (?:me|us) (?:the (?:hell|fuck) )?alone", r"(?:fuck|f\*+|f\*ck|fck|piss|bugger|sod|jog) (?:right )?off", r"(?:go|get) (?:the )?(?:hell|fuck) (?:away|off|out)", r"go to hell", r"get lost",
    r"(?:go )?fuck (?:you|yourself|u)", r"fuck(?:ing)? (?:stop|spam|spammers?)", r"stop (?:\w+ )?(?:harassing|stalking|spamming|pestering|hounding)", r"eat shit", r"screw you",
    r"lass(?:en|t)? (?:sie |ihr )?(?:mich|uns) (?:endlich )?in ruhe", r"verpiss\w*(?: (?:dich|euch))?",
    r"(?:laissez|fichez|foutez|laisse)[- ](?:moi|nous) (?:tranquilles?|la paix|en paix)", r"(?:dejame|dejeme|dejenme|dejadme|dejanos) en paz", r"(?:vete|vayanse) a la mierda", r"lasciat?e?mi in pace", r"vaffanculo",
    r"(?:me )?(?:deixe|deixem|deixa)(?:-me| me)? em paz", r"laat (?:mij|me|ons) met rust", r"rot (?:op|toch op)", r"(?:dajcie|daj|odczep\w*)(?: mi)?(?: swiety)? (?:spokoj|sie)",
)  # fmt: skip
_SPAM_COMPLAINT = _phrase(
    r"(?:report|reported|reporting|flag|flagged|flagging|mark|marked|marking)(?: \w+){0,3} (?:as|for) (?:spam|spamming|junk|phishing|a? ?scam|abuse|harassment|fraud)",
    r"(?:this|it|that) is (?:just |pure |clearly |unwanted |unsolicited |illegal |nothing but |a )?(?:spam|harassment|spamming|unsolicited)", r"you(?:'re| are) (?:a |an |all |just |fucking |nothing but a? ?)*(?:spammers?|scammers?|spamming|harassing)",
    r"(?:report|reporting|reported) (?:you|this|your \w+) to (?:the )?(?:ftc|fcc|ico|police|authorities|attorney general|bbb|google|spamhaus|spamcop|your (?:provider|host|carrier)|cnil|data protection\w*|my carrier|linkedin)",
    r"(?:i'm |i am |i have |i've |i will |i'll |you(?:'re| are|'ve been| have been) )(?:already )?block(?:ing|ed)?(?: (?:you|your number|this number|and reported))?",
    r"das ist (?:spam|belastigung)", r"als spam (?:gemeldet|melden|markier\w+)", r"c'est du (?:spam|harcelement)", r"(?:signaler|signale)\w* comme spam", r"(?:esto|eso) es (?:spam|acoso)",
    r"(?:questo e|e) (?:spam|molestia)", r"isto e spam", r"dit is (?:spam|intimidatie)", r"to jest spam", r"zglaszam (?:jako )?spam",
)  # fmt: skip
_DISMISSED = re.compile(
    r"\W{0,20}(?:blocked|reported|spam|junk|(?:blocked|reported)\s(?:and|&)\s(?:blocked|reported))[\s.!,:)]{0,20}"
)
_BLOCKED = re.compile(r"block(?:ing|ed)?$")
_LEGAL_THREAT = _phrase(
    r"(?:hear|hearing|contacted|letter) (?:\w+ )?(?:from|by) (?:my|our) (?:lawyers?|attorneys?|solicitors?|legal (?:team|department|counsel))", r"(?:my|our) (?:lawyers?|attorneys?|solicitors?|legal team) (?:will|is going to|are going to|shall) (?:be )?(?:in touch|contact|contacting|sue|write to|be in contact|hear)\w*",
    r"(?:will|'ll|going to|gonna|shall|may|might|forced to|ready to|prepared to|or (?:i|we)(?: will|'ll)?) (?:take|pursue|start|initiate|seek|consider|file|bring) (?:\w+ )?(?:legal action|a lawsuit|legal steps|a claim against|proceedings|a complaint)(?!\sagainst\s(?!you|your))",
    r"(?:will|'ll|going to|gonna|can|could|i'd|i would) sue (?:you|your \w+|the company)", r"see you in court", r"cease and desist", r"tcpa(?: \w+)? (?:violations?|lawsuit|claim|complaint|damages)", r"(?:violat\w+|breach\w*)(?: of)?(?: the| of| your)? (?:tcpa|can-?spam(?: act)?|gdpr|dsgvo|rgpd|ccpa|casl|pecr|telephone consumer)",
    r"(?:on|in) the (?:national )?(?:do[- ]not[- ]call|dnc) (?:list|registry|register)", r"mein anwalt wird", r"horen von (?:meinem|unserem) anwalt", r"rechtliche schritte (?:einleiten|einzuleiten|prufen|ergreifen)", r"(?:anzeige|abmahnung) (?:erstatten|schicken|zuschicken)",
    r"porter(?:ai|ons)? plainte", r"(?:mon|notre) avocat (?:va|vous|prendra)", r"poursuites judiciaires", r"(?:acciones|medidas) legales", r"mi abogado (?:se pondra|le|les|va)", r"(?:azioni|vie) legali", r"(?:acoes|medidas) (?:legais|judiciais)", r"juridische stappen", r"(?:kroki prawne|na droge sadowa)",
)  # fmt: skip

# --- machines ------------------------------------------------------------------------------------------------------------

_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|ref|res|rif|r|odp|vs|fw|fwd|wg|tr|rv|enc|doorst|pd)\s?(?:\[\d+\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)
_BOUNCE_SENDER = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]?delivery(?:[-_.]?(?:subsystem|system))?|maildeliverysubsystem|"
    r"microsoftexchange[0-9a-f]{8,})(?:\+[^@]*)?(?:@|$)"
)
_ROBOT_SENDER = re.compile(
    r"^(?:[^@]{0,40}[-_.+])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|autoresponder|auto[-_.]?reply)(?:[-_.+][^@]{0,60})?(?:@|$)"
)
_REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([a-z-]+)")
_AUTO_SUBJECT = re.compile(
    r"^\W*(?:automatic reply|auto[- ]?reply|auto[- ]?response|automated (?:reply|response)|autoreply|auto:|out[- ]of[- ](?:the[- ])?office|ooo\b|"
    r"automatische antwort|abwesenheits\w*|abwesend\b|automatische abwesenheit|reponse automatique|message d'absence|absence du bureau|absent du bureau|"
    r"respuesta automatica|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automatica|ausencia temporaria|fora do escritorio|"
    r"automatisch antwoord|automatische? (?:beantwoording|reactie)|afwezig\w*|odpowiedz automatyczna|automatyczna odpowiedz|nieobecno\w*|poza biurem)"
)
_OOO_SUBJECT = re.compile(r"office|ooo\b|abwesen|absen|ausencia|oficina|ufficio|fuori|escritorio|afwezig|nieobecn|biur")
_RETURNED_SUBJECT = re.compile(
    r"^\W*(?:undeliver(?:able|ed)\b|mail delivery (?:failed|failure|system)|delivery (?:status notification|has failed|failure|failed|incomplete|delayed)|"
    r"returned mail|failure notice|message (?:undeliverable|not delivered|delivery)|warning: (?:could not send|message)|"
    r"unzustellbar|nicht zustellbar|zustellung|non remis|non distribu|impossible de remettre|no se puede entregar|no entregado|mensaje devuelto|"
    r"mancat[ao] (?:consegna|recapito)|impossibile recapitare|nao (?:entregue|foi possivel)|onbestelbaar|niet bezorgd|niedostarcz)"
)
_RETURNED_FOR_GOOD = re.compile(
    r"(?<![\w.])5\.\d{1,3}\.\d{1,3}(?![\w.])|(?<!\w)55[0-4][ :-]|(?:final-recipient|diagnostic-code)\s*:|"
    r"user unknown|recipient (?:address )?rejected|address (?:couldn't be found|not found)|recipient not found"
)
_RETURNED_FOR_NOW = re.compile(r"(?<![\w.])4\.\d{1,3}\.\d{1,3}(?![\w.])|will (?:be )?retr|temporary problem|delayed")
_REPORT_FIELDS = tuple(
    re.compile(rf"(?:^|\n)\W*{field}\s*:\s*{value}")
    for field, value in (
        ("(?:reporting-mta|final-recipient|original-recipient)", "(?:dns|rfc822)"),
        ("action", "failed"),
        ("(?:status|diagnostic-code)", r"(?:smtp\W+)?5\d?\d?\W"),
    )
)
_SELF_DECLARED = re.compile(
    r"(?:^|[\n.!?*\[(-] ?|[\n.!?*] )(?:this is an? (?:auto[- ]?(?:mated|matic|mated email|generated|reply|response)|automatically)|this (?:e-?mail|message|reply|mailbox|inbox|address) (?:was|is|has been) (?:sent |being )?"
    r"(?:auto\w*[- ]?generated|automatically|not monitored|unmonitored|no longer monitored|generated automatically|sent automatically)|"
    r"(?:please )?do not (?:reply|respond) (?:directly )?to this (?:automated |auto\w* )?(?:e-?mail|message)|automatic reply|auto[- ]?reply[:.]|"
    r"i'm driving with (?:do not disturb|focus)|i am driving with|(?:i'm|i am) not receiving notifications|"
    r"dies(?:e|es)? (?:e-?mail |nachricht )?(?:ist eine automatisch|wurde automatisch)|ceci est (?:un message|une reponse) automatique|este es un (?:mensaje|correo) automatico|respuesta automatica|"
    r"questo e un messaggio automatico|esta e uma (?:mensagem|resposta) automatica|dit is een automatisch|to (?:jest )?(?:wiadomosc|automatyczna)(?: \w+)? (?:automatyczn\w*|wygenerowan\w*|odpowiedz))".replace(
        " ", r"\s"
    )
)
_AWAY = re.compile(
    r"(?:^|[\n.!,;:] ?)(?:(?:thank you|thanks)(?: \w+){0,8}[.!,;]\s?)?(?:please note(?: that)? |unfortunately,? |currently |at the moment |hello,? |hi,? )?"
    r"(?:(?:i'm|i am|i will be|we are|our office is|i have been)(?: \w+)? (?:out of (?:the )?office|out of office|ooo|on (?:annual|parental|maternity|paternity|sick|medical|bereavement|personal|family) leave|"
    r"on (?:leave|vacation|holidays?|pto|a business trip)|away from (?:my|the) (?:desk|office|e-?mail)|away (?:until|from|on|through)|travell?ing (?:until|with limited|and)|closed (?:until|from|for))|"
    r"(?:ooo|out of office) (?:until|till|from|through|today|this week)|i have limited access to|"
    r"(?:ich bin|wir sind|bin)(?: [\w.]+){0,6} (?:nicht im (?:buro|hause)|ausser haus|auser haus|abwesend|im urlaub|in elternzeit|nicht erreichbar)|vielen dank fur ihre (?:e-?mail|nachricht)[.!,;] (?:ich bin|derzeit)|"
    r"(?:je suis|je serai)(?: \w+){0,3} (?:absente?|en conge\w*|en vacances|hors du bureau|indisponible)|"
    r"(?:estoy|me encuentro|estare)(?: \w+){0,3} (?:fuera de (?:la )?oficina|de vacaciones|ausente|de baja)|"
    r"(?:sono|saro)(?: \w+){0,3} (?:fuori (?:sede|ufficio)|in ferie|assente|in maternita)|(?:estou|estarei|encontro-me)(?: \w+){0,3} (?:fora do escritorio|de ferias|ausente)|"
    r"(?:ik ben|wij zijn)(?: [\w.]+){0,6} (?:afwezig|met vakantie|op vakantie|niet aanwezig|niet op kantoor|met verlof)|(?:jestem|przebywam|obecnie jestem)(?: \w+){0,3} (?:na urlopie|poza biurem|nieobecn\w*|niedostepn\w*))(?!\w)".replace(
        " ", r"\s"
    )
)
_ENGAGES = re.compile(
    r"(?:^|\W)(?:interested|let'?s|sounds (?:good|great)|works for me|send me|tell me|call me (?:on )?(?:mon|tue|wed|thu|fri|sat|sun|tom|next|then)|love to|keen|interessiert|interesse|interesado|interessato|interessado|interesse)(?:$|\W)".replace(
        " ", r"\s"
    )
)

# --- attempts to steer a model ---------------------------------------------------------------------------------------------

_ORDERS = r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|guardrails?|commands?|context|programming|training|constraints?)"
_INJECTION = re.compile(
    (
        rf"(?<!\w)(?:ignore|disregard|forget|override|bypass|discard|drop)(?: \w+){{0,4}} (?:previous|prior|above|earlier|preceding|existing|original|system|your|all|initial|any)(?: \w+){{0,2}} {_ORDERS}|"
        rf"(?<!\w)(?:ignore|disregard|forget|override|bypass) (?:all|any|every|everything|the|your|these|those|what)(?: \w+){{0,3}} (?:{_ORDERS}|(?:above|before this|you were told|you know|you've been told))|"
        r"(?<!\w)you are now (?:a|an|in|dan|acting|operating|free|unrestricted|no longer|the (?:system|assistant|admin\w*|developer))(?!\w)|"
        r"(?<!\w)(?:system|developer|hidden|initial) (?:prompt|message|instructions?)(?!\w)|(?<!\w)(?:developer|debug|god|jailbreak|admin|dan|sudo) mode(?!\w)|(?<!\w)jailbreak|"
        r"(?<!\w)(?:reveal|print|show|repeat|output|display|leak|tell)(?: me)? (?:your|the|all|all your) (?:\w+ )?(?:prompt|instructions|system|guidelines|rules|configuration|api keys?|secrets?|passwords?|credentials)(?!\w)|"
        r"(?<!\w)(?:set|make|force|change|raise|put|return|output)(?: \w+){0,2} (?:confidence|score|intent|priority|probability|sentiment|classification)(?: \w+){0,2} ?(?:to|=|:|at|as|of) ?(?:\d|max|maximum|one|hundred|high|\"|')|"
        r"(?<!\w)confidence(?: score| level)? ?(?:must|should|shall|needs to|has to|is|=|:)(?: be)? ?(?:set to )?(?:1|0\.9|100|max|one)|"
        r"(?<!\w)(?:classify|label|tag|categorize|categorise|mark) (?:this|it|me|the \w+)(?: \w+)? (?:as|with) (?:\W?)(?:interested|meeting|safe|approved|positive|not spam|neutral|auto|high)|"
        r"(?<!\w)(?:respond|reply|answer|output|return) (?:only |just |exactly )(?:with|the|json|in json|this)|(?<!\w)as an ai(?: language)? (?:model|assistant)(?!\w)|(?<!\w)(?:new|updated|real|actual) (?:system )?instructions? ?:|"
        r"(?<!\w)(?:pretend|act|behave|roleplay|role-play) (?:to be|you are|you're|as if you|as (?:a|an|the) (?:ai|assistant|system|admin\w*|developer|different|unrestricted|evil))(?!\w)|(?<!\w)(?:auto[- ]?send|approve|send) (?:this|the) (?:draft|reply) (?:without|automatically|immediately)(?: \w+)? ?(?:review|approval|checks?)?|"
        r"(?<!\w)do not (?:follow|obey|apply) (?:your|the|any)(?: \w+){0,2} (?:rules|instructions|guidelines)|(?<!\w)from now on,? you (?:are|will|must|should)(?!\w)|"
        r"(?<!\w)(?:ignorier\w*|vergiss|vergessen sie|missachte)(?: \w+){0,4} (?:anweisung\w*|instruktion\w*|regeln|vorgaben|prompt)|(?<!\w)(?:ignore[zr]?|oublie[zr]?)(?: \w+){0,4} (?:instructions|consignes|regles|directives)|"
        r"(?<!\w)(?:ignora|ignore|ignorar|olvida|olvide)(?: \w+){0,4} (?:instrucciones|reglas|indicaciones)|(?<!\w)(?:ignora|ignorate|dimentica)(?: \w+){0,4} (?:istruzioni|regole)|(?<!\w)(?:ignore|ignora|esqueca)(?: \w+){0,4} (?:instrucoes|regras)|"
        r"(?<!\w)(?:negeer|vergeet)(?: \w+){0,4} (?:instructies|regels|opdrachten)|(?<!\w)(?:zignoruj|ignoruj|zapomnij)(?: \w+){0,4} (?:instrukcje|polecenia|zasady|instrukcji)|"
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\W|\[/?inst\]|<</?sys>>|</?(?:system|assistant|developer|instructions?|tool_call|function_call|conversation|untrusted)(?: [^<>\n]{0,80})?>|#{2,} ?(?:system|instructions?|assistant)(?!\w)|"
        r"(?:^|\n)\W{0,3}(?:system|assistant|developer|ai|bot)\W{0,2}: ?(?:you|ignore|please|your|set|do|from|the|new|reply|override|always|never)(?!\w)|\{\{[^{}\n]{1,60}\}\}|\"role\" ?: ?\"(?:system|assistant|developer)\""
    ).replace(" ", r"\s")
)
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0000-\U000e007f]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_SPLIT_WORD = re.compile("[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]+(?=[A-Za-z])")
_SMUGGLED = re.compile("[\U000e0100-\U000e01ef]{4}|[\ufe00-\ufe0f]{6}|[\u200b-\u200d\u2060-\u2064]{24}")

_TRIGGERS = (
    "stop",
    "unsub",
    "remove me",
    "opt out",
    "do not contact",
    "don't contact",
    "take me off",
    "lawyer",
    "abmeld",
    "désabonn",
    "de baja",
)
# What a text must contain to be worth the search; a test proves from each pattern that no match is without.
_STOP_STEMS = ("stop", "quit", "cease", "discontinue", "halt", "refrain")
_UNSUBSCRIBE_STEMS = ("unsub", "unsus", "opt")
_JUST_STOP_STEMS = ("stop", "remove", "unsubscribe")
_DISMISSED_STEMS = ("blocked", "reported", "spam", "junk")
_INJECTION_STEMS = (
    *("ignor", "disregard", "forget", "override", "bypass", "discard", "drop", "now", "system", "developer", "hidden"),
    *("initial", "mode", "jailbreak", "prompt", "instruction", "guideline", "rule", "configuration", "api", "secret"),
    *("password", "credential", "confidence", "score", "intent", "priority", "probability", "sentiment", "classif"),
    *("label", "tag", "categori", "mark", "respond", "reply", "answer", "output", "return", "assistant", "pretend"),
    *("act", "behave", "role", "draft", "follow", "obey", "apply", "vergiss", "vergessen", "missachte", "oublie"),
    *("olvid", "dimentica", "esqueca", "negeer", "vergeet", "zapomnij", "<", "[", "##", ":", "{{"),
)
STEMS = (
    *((pattern, _STOP_STEMS) for pattern in (_STOP_ME, _STOP_YOU, _STOP_NOW)),
    (_UNSUBSCRIBE, _UNSUBSCRIBE_STEMS),
    (_JUST_STOP, _JUST_STOP_STEMS),
    (_DISMISSED, _DISMISSED_STEMS),
    (_INJECTION, _INJECTION_STEMS),
)
_STEERING = ("ignore", "disregard", "system prompt", "you are now", "confidence", "<|", "[inst]")


def screen(inbound: Screening) -> SafetyVerdict:
    """Everything that rules alone can say about one inbound message; called in the transaction that stores it.

    The same input always gives the same verdict. A definite opt-out wins over any opt-in; a bounce carries our own
    words back, so nothing in its body is read as a wish of the lead.
    """
    headers = {name.lower(): value for name, value in inbound.headers.items()}
    bounce = _bounce(inbound, headers)
    automated = _automated(inbound, headers)
    if bounce is not None:
        found = [bounce] if automated is None else [bounce, automated]
        return SafetyVerdict(
            bounce=True,
            automated=True,
            group=inbound.provider_group,
            rule=bounce.rule,
            evidence=bounce.evidence,
            rules=tuple(finding.rule for finding in found),
        )

    text, middle = _windows(inbound.text)
    subject = _read(inbound.subject[:1_000]) if inbound.subject else _NOTHING
    if returned := _returned(inbound, text, subject):
        return SafetyVerdict(
            bounce=returned.rule == "bounce-form",
            automated=True,
            group=inbound.provider_group,
            rule=returned.rule,
            evidence=returned.evidence,
            rules=(returned.rule,) if automated is None else (returned.rule, automated.rule),
        )
    words = _Words.of(text.folded)
    definite, ambiguous = _opt_out(inbound, text, words, subject, middle)
    hostile, hostile_ends_consent = _hostile(inbound, text, headers)
    if hostile is not None:
        if hostile_ends_consent:
            definite = definite or hostile
        else:
            ambiguous = ambiguous or hostile
    injection = _injection(inbound, text, subject, middle)
    away = _out_of_office(text, subject)
    automated = automated or _automated_wording(text, subject)
    opt_in = None if definite or ambiguous else _opt_in(inbound, text, words)
    asks_help = None if definite or ambiguous or opt_in else _help(inbound, text, words)

    found = [
        finding
        for finding in (definite, hostile, ambiguous, injection, automated, away, opt_in, asks_help)
        if finding is not None
    ]
    first = found[0] if found else None
    consent: ConsentChange | None = "withdrawn" if definite else "granted" if opt_in else None
    return SafetyVerdict(
        opt_out=definite is not None,
        opt_in=opt_in is not None,
        help=asks_help is not None,
        automated=automated is not None,
        out_of_office=away is not None,
        hostile=hostile is not None,
        injection=injection is not None,
        ambiguous_opt_out=ambiguous is not None and definite is None,
        group=inbound.provider_group,
        rule=first.rule if first else None,
        evidence=first.evidence if first else "",
        consent_change=consent,
        rules=tuple(dict.fromkeys(finding.rule for finding in found)),
    )


def _windows(raw: str) -> tuple[_Text, str]:
    """The text to read closely, and the lower-cased middle of an oversized one, which is only searched for words."""
    if len(raw) <= 2 * _WINDOW:
        return _read(raw), ""
    return _read(raw[:_WINDOW] + "\n" + raw[-_WINDOW:]), raw[_WINDOW:-_WINDOW].lower()


# --- structure -----------------------------------------------------------------------------------------------------------


def _bare_address(sender: str) -> str:
    tail = sender.rpartition("<")[2] if "<" in sender else sender
    return tail.strip(" \t\r\n<>\"'").lower()[:320]


def _bounce(inbound: Screening, headers: Mapping[str, str]) -> _Finding | None:
    """RFC 3464 structure, a daemon as sender, a null return path that is no auto-reply, or the provider's word."""
    if inbound.provider_bounce:
        return _Finding("provider-bounce", "")
    kind = headers.get("content-type", "").lower()[:1_000]
    report = _REPORT_TYPE.search(kind)
    if (report and report.group(1) == "delivery-status") or kind.startswith("message/delivery-status"):
        return _Finding("bounce-report", _shorten(kind))
    for name in ("x-failed-recipients", "x-ms-exchange-message-is-ndr"):
        if name in headers:
            return _Finding("bounce-header", _shorten(f"{name}: {headers[name]}"))
    address = _bare_address(inbound.sender)
    if _BOUNCE_SENDER.match(address):
        return _Finding("bounce-sender", _shorten(address))
    if "return-path" in headers and headers["return-path"].strip() in {"", "<>"}:
        # RFC 3834 auto-replies use the null path too; they say so.
        says = headers.get("auto-submitted", "").strip().lower()
        if not says.startswith("auto-replied") and not (report and report.group(1) == "disposition-notification"):
            return _Finding("bounce-null-path", "return-path: <>")
    return None


def _returned(inbound: Screening, text: _Text, subject: _Text) -> _Finding | None:
    """The form that mail servers write, under whatever address: providers attribute what comes back to the lead, and
    hand over neither headers nor the daemon's name. Two signs: the subject and a reason, or the fields of a report."""
    if inbound.medium != "email":
        return None
    head = text.folded[:_REPORT_HEAD]
    if found := _RETURNED_SUBJECT.match(subject.folded):
        if _RETURNED_FOR_GOOD.search(head):
            return _Finding("bounce-form", subject.cut(*found.span()))
        if _RETURNED_FOR_NOW.search(head):
            return _Finding("delay-notice", subject.cut(*found.span()))
    fields = [field.search(head) for field in _REPORT_FIELDS]
    first = fields[0]
    if first is not None and all(fields):
        return _Finding("bounce-form", text.cut(*first.span()))
    return None


def _automated(inbound: Screening, headers: Mapping[str, str]) -> _Finding | None:
    if inbound.provider_automated:
        return _Finding("provider-automated", "")
    submitted = headers.get("auto-submitted", "").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return _Finding("auto-submitted", _shorten(f"auto-submitted: {submitted}"))
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-response-suppress"):
        value = headers.get(name, "").strip().lower()
        if name in headers and value not in {"no", "none", "false", "0"}:
            return _Finding("autoreply-header", _shorten(f"{name}: {value}"))
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in {"bulk", "auto_reply", "auto-reply", "junk", "list"}:
        return _Finding("precedence-header", f"precedence: {precedence}")
    kind = headers.get("content-type", "").lower()[:1_000]
    report = _REPORT_TYPE.search(kind)
    if report and report.group(1) in {"disposition-notification", "feedback-report"}:
        return _Finding("machine-report", _shorten(kind))
    address = _bare_address(inbound.sender)
    if _ROBOT_SENDER.match(address):
        return _Finding("robot-sender", _shorten(address))
    return None


def _automated_wording(text: _Text, subject: _Text) -> _Finding | None:
    """Wording that only a machine uses: the subject an autoresponder writes, or a text that declares itself."""
    if not _REPLY_PREFIX.match(subject.folded) and (found := _AUTO_SUBJECT.match(subject.folded)):
        return _Finding("auto-subject", subject.cut(*found.span()))
    declared = _SELF_DECLARED.search(text.folded, 0, 600)
    return _Finding("self-declared-robot", text.cut(*declared.span())) if declared else None


def _out_of_office(text: _Text, subject: _Text) -> _Finding | None:
    if not _REPLY_PREFIX.match(subject.folded):
        found = _AUTO_SUBJECT.match(subject.folded)
        if found and _OOO_SUBJECT.search(found.group(0)):
            return _Finding("out-of-office-subject", subject.cut(*found.span()))
    away = _AWAY.search(text.folded, 0, 400)
    if away and not _ENGAGES.search(text.folded, 0, 1_000):
        return _Finding("out-of-office-wording", text.cut(*away.span()))
    return None


# --- consent ---------------------------------------------------------------------------------------------------------------


def _opt_out(
    inbound: Screening, text: _Text, words: "_Words", subject: _Text, middle: str
) -> tuple[_Finding | None, _Finding | None]:
    """(definite, ambiguous): at most one finding of each strength, the strongest first."""
    if (inbound.provider_opt_out or "").strip().upper() == "STOP":
        return _Finding("provider-opt-out", _shorten(text.shown)), None
    ambiguous: _Finding | None = None
    if word := _keyword(text, words, inbound.medium):
        strength, finding = word
        if strength == "definite":
            return finding, None
        ambiguous = finding
    if inbound.medium == "email" and (line := _keyword_line(text)):
        return line, None
    for strength, finding in _phrases(text, inbound.medium):
        if strength == "definite":
            return finding, None
        ambiguous = ambiguous or finding
    if subject.shown:
        written_by_them = not _REPLY_PREFIX.match(subject.folded)
        bare = _REPLY_PREFIX.sub("", subject.shown)
        topic = _Text(bare, fold(bare))
        spoken = _Words.of(topic.folded)
        word = _keyword(topic, spoken, inbound.medium)
        findings = [word] if word else list(_phrases(topic, inbound.medium))
        for strength, finding in findings:
            named = _Finding(f"subject-{finding.rule}", finding.evidence)
            strong_word = word is not None and spoken.core in _STRONG
            if strength == "definite" and (written_by_them or strong_word):
                return named, None
            ambiguous = ambiguous or named
    if ambiguous is None and middle:
        for trigger in _TRIGGERS:
            if trigger in middle:
                return None, _Finding("oversize-unread", trigger)
    return None, ambiguous


def _phrases(text: _Text, medium: str) -> Iterator[tuple[str, _Finding]]:
    """Every phrase about consent, each with its strength."""
    folded = text.folded
    for pattern in (_STOP_ME, _STOP_YOU, _STOP_NOW) if _has(_STOP_STEMS, folded) else ():
        for found in _some(pattern, folded):
            before = folded[max(0, found.start() - 60) : _word_start(folded, found.start())]
            if not (_NOT_STOPPING.search(before) or (pattern is _STOP_YOU and _WHY_STOPPED.search(before))):
                yield "definite", _Finding("stop-contact", text.cut(*found.span()))
                break
    for found in _some(_REMOVE_LIST, folded):
        if not _NOT_LISTS.search(folded[max(0, found.start() - 40) : found.start()]):
            yield "definite", _Finding("remove-from-list", text.cut(*found.span()))
            break
    for found in _some(_REMOVE_ME, folded):
        if _NOT_LISTS.search(folded[max(0, found.start() - 40) : found.start()]):
            continue
        whole = found.group("end") is not None or bool(found.group("rest"))
        yield ("definite" if whole else "ambiguous"), _Finding("remove-me", text.cut(*found.span()))
    for found in _some(_UNSUBSCRIBE, folded) if _has(_UNSUBSCRIBE_STEMS, folded) else ():
        before = folded[max(0, found.start() - 40) : found.start()]
        if not _NOT_UNSUBSCRIBING.search(before):
            yield "definite", _Finding("unsubscribe", text.cut(*found.span()))
            break
    yield from _do_not(text, medium)
    for pattern, rule in ((_NO_MORE, "no-more-messages"), (_FOREIGN, "phrase")):
        for found in _some(pattern, folded):
            if not _RESTRICTED.search(folded[found.end() : found.end() + 80]) and not _FOREIGN_TIMED.search(
                folded[found.end() : found.end() + 60]
            ):
                yield "definite", _Finding(rule, text.cut(*found.span()))
                break
    yield from _wrong_number(text)
    yield from _just_stop(text)


def _some(pattern: re.Pattern[str], folded: str, limit: int = 50) -> Iterator[re.Match[str]]:
    for count, found in enumerate(pattern.finditer(folded)):
        if count == limit:
            return
        yield found


def _word_start(folded: str, start: int) -> int:
    while start < len(folded) and folded[start] in '\n .!?;:,()"*':
        start += 1
    return start


def _do_not(text: _Text, medium: str) -> Iterator[tuple[str, _Finding]]:
    """ "Do not contact me": a time ("before 10am") is no opt-out, another medium with an alternative is a preference."""
    folded = text.folded
    for found in _some(_DO_NOT, folded):
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
        if _ASKS_INSTEAD.search(before) or _RESTRICTED.search(after):
            continue
        finding = _Finding("do-not-contact", text.cut(*found.span()))
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


def _wrong_number(text: _Text) -> Iterator[tuple[str, _Finding]]:
    folded = text.folded
    for found in _some(_WRONG, folded):
        before = folded[max(0, found.start() - 40) : found.start()].rpartition("\n")[2]
        finding = _Finding("wrong-number", text.cut(*found.span()))
        if _OWN_MISTAKE.search(before):
            continue
        person = "person" in found.group(0)
        short = len(folded.split()) <= 12
        if _YOU_ERR.search(before) and short and not person and not re.search(r"\d{4}|wrong[^.!\n]*\?", folded):
            yield "definite", finding
        elif short or not person:
            yield "ambiguous", finding


def _just_stop(text: _Text) -> Iterator[tuple[str, _Finding]]:
    """A clause that only says stop. With courtesy or company ("not interested. stop") it is meant; alone it may not be."""
    folded = text.folded
    for found in _some(_JUST_STOP, folded, limit=5) if _has(_JUST_STOP_STEMS, folded) else ():
        dressed = bool(found.group("lead").strip() or found.group("tail").strip())
        meant = dressed or re.search(
            r"not interested|no thank|no,? thanks|unsubscribe|remove|spam|leave me|sign(?:ed)? up|subscribed|asked you|told you|who is this|how did you get",
            folded,
        )
        yield ("definite" if meant else "ambiguous"), _Finding("stop-clause", text.cut(*found.span()))


def _opt_in(inbound: Screening, text: _Text, words: _Words) -> _Finding | None:
    if (inbound.provider_opt_out or "").strip().upper() == "START":
        return _Finding("provider-opt-in", _shorten(text.shown))
    if words.core in _START and (inbound.medium == "sms" or inbound.currently_withdrawn):
        return _Finding("keyword-opt-in", _shorten(text.shown))
    if inbound.currently_withdrawn and (words.whole in _YES or words.core in _YES):
        return _Finding("yes-after-withdrawal", _shorten(text.shown))
    return None


def _help(inbound: Screening, text: _Text, words: _Words) -> _Finding | None:
    if (inbound.provider_opt_out or "").strip().upper() == "HELP":
        return _Finding("provider-help", _shorten(text.shown))
    if inbound.medium == "sms" and words.whole in _HELP:
        return _Finding("keyword-help", _shorten(text.shown))
    return None


# --- hostility and steering -----------------------------------------------------------------------------------------------


def _hostile(inbound: Screening, text: _Text, headers: Mapping[str, str]) -> tuple[_Finding | None, bool]:
    """The finding, and whether it withdraws consent by itself (a legal threat alone wants an answer, from a person)."""
    if "report-type=feedback-report" in headers.get("content-type", "").lower().replace('"', "").replace(" ", ""):
        return _Finding("abuse-report", "report-type=feedback-report"), False
    if found := _search(_HOSTILE_REMOVAL, text, "hostile-removal"):
        return found, True
    if _has(_DISMISSED_STEMS, text.folded) and (dismissed := _DISMISSED.fullmatch(text.folded)):
        return _Finding("spam-complaint", text.cut(*dismissed.span())), True
    if complaint := _SPAM_COMPLAINT.search(text.folded):
        before = text.folded[max(0, complaint.start() - 20) : complaint.start()]
        if not re.search(r"(?:if|whether|not|hope|unless|think|sure)\s(?:\w+\s)?$", before) and not _BLOCKED.search(
            complaint.group(0)
        ):
            return _Finding("spam-complaint", text.cut(*complaint.span())), True
    if threat := _search(_LEGAL_THREAT, text, "legal-threat"):
        return threat, False
    return None, False


def _injection(inbound: Screening, text: _Text, subject: _Text, middle: str) -> _Finding | None:
    raw = inbound.text
    if not raw.isascii():
        if _TAGS.search(raw) or _SMUGGLED.search(raw):
            return _Finding("hidden-characters", "invisible characters that spell text")
        if _OVERRIDE.search(raw):
            return _Finding("hidden-characters", "characters that reverse the reading direction")
        if sum(1 for _ in islice(_SPLIT_WORD.finditer(raw), 2)) == 2:
            return _Finding("hidden-characters", "invisible characters inside words")
    for part in (text, subject):
        if _has(_INJECTION_STEMS, part.folded) and (found := _search(_INJECTION, part, "steers-the-model")):
            return found
    for word in _STEERING:
        if middle and word in middle:
            return _Finding("oversize-unread", word)
    return None

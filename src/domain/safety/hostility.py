# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Hostility, complaints of spam and threats with the law."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import Text, has_any, phrase, search

_HOSTILE_REMOVAL = phrase(
    r"leave (?:me|us) (?:the (?:hell|fuck) )?alone", r"(?:fuck|f\*+|f\*ck|fck|piss|bugger|sod|jog) (?:right )?off", r"(?:go|get) (?:the )?(?:hell|fuck) (?:away|off|out)", r"go to hell", r"get lost",
    r"(?:go )?fuck (?:you|yourself|u)", r"fuck(?:ing)? (?:stop|spam|spammers?)", r"stop (?:\w+ )?(?:harassing|stalking|spamming|pestering|hounding)", r"eat shit", r"screw you",
    r"lass(?:en|t)? (?:sie |ihr )?(?:mich|uns) (?:endlich )?in ruhe", r"verpiss\w*(?: (?:dich|euch))?",
    r"(?:laissez|fichez|foutez|laisse)[- ](?:moi|nous) (?:tranquilles?|la paix|en paix)", r"(?:dejame|dejeme|dejenme|dejadme|dejanos) en paz", r"(?:vete|vayanse) a la mierda", r"lasciat?e?mi in pace", r"vaffanculo",
    r"(?:me )?(?:deixe|deixem|deixa)(?:-me| me)? em paz", r"laat (?:mij|me|ons) met rust", r"rot (?:op|toch op)", r"(?:dajcie|daj|odczep\w*)(?: mi)?(?: swiety)? (?:spokoj|sie)",
)  # fmt: skip
_SPAM_COMPLAINT = phrase(
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
_LEGAL_THREAT = phrase(
    r"(?:hear|hearing|contacted|letter) (?:\w+ )?(?:from|by) (?:my|our) (?:lawyers?|attorneys?|solicitors?|legal (?:team|department|counsel))", r"(?:my|our) (?:lawyers?|attorneys?|solicitors?|legal team) (?:will|is going to|are going to|shall) (?:be )?(?:in touch|contact|contacting|sue|write to|be in contact|hear)\w*",
    r"(?:will|'ll|going to|gonna|shall|may|might|forced to|ready to|prepared to|or (?:i|we)(?: will|'ll)?) (?:take|pursue|start|initiate|seek|consider|file|bring) (?:\w+ )?(?:legal action|a lawsuit|legal steps|a claim against|proceedings|a complaint)(?!\sagainst\s(?!you|your))",
    r"(?:will|'ll|going to|gonna|can|could|i'd|i would) sue (?:you|your \w+|the company)", r"see you in court", r"cease and desist", r"tcpa(?: \w+)? (?:violations?|lawsuit|claim|complaint|damages)", r"(?:violat\w+|breach\w*)(?: of)?(?: the| of| your)? (?:tcpa|can-?spam(?: act)?|gdpr|dsgvo|rgpd|ccpa|casl|pecr|telephone consumer)",
    r"(?:on|in) the (?:national )?(?:do[- ]not[- ]call|dnc) (?:list|registry|register)", r"mein anwalt wird", r"horen von (?:meinem|unserem) anwalt", r"rechtliche schritte (?:einleiten|einzuleiten|prufen|ergreifen)", r"(?:anzeige|abmahnung) (?:erstatten|schicken|zuschicken)",
    r"porter(?:ai|ons)? plainte", r"(?:mon|notre) avocat (?:va|vous|prendra)", r"poursuites judiciaires", r"(?:acciones|medidas) legales", r"mi abogado (?:se pondra|le|les|va)", r"(?:azioni|vie) legali", r"(?:acoes|medidas) (?:legais|judiciais)", r"juridische stappen", r"(?:kroki prawne|na droge sadowa)",
)  # fmt: skip


_DISMISSED_STEMS = ("blocked", "reported", "spam", "junk")


def find_hostility(inbound: Screening, text: Text, headers: Mapping[str, str]) -> tuple[Finding | None, bool]:
    """The finding, and whether it withdraws consent by itself (a legal threat alone wants an answer, from a person)."""
    if "report-type=feedback-report" in headers.get("content-type", "").lower().replace('"', "").replace(" ", ""):
        return Finding("abuse-report", "report-type=feedback-report"), False
    if found := search(_HOSTILE_REMOVAL, text, "hostile-removal"):
        return found, True
    if has_any(_DISMISSED_STEMS, text.folded) and (dismissed := _DISMISSED.fullmatch(text.folded)):
        return Finding("spam-complaint", text.cut(*dismissed.span())), True
    if complaint := _SPAM_COMPLAINT.search(text.folded):
        before = text.folded[max(0, complaint.start() - 20) : complaint.start()]
        if not re.search(r"(?:if|whether|not|hope|unless|think|sure)\s(?:\w+\s)?$", before) and not _BLOCKED.search(
            complaint.group(0)
        ):
            return Finding("spam-complaint", text.cut(*complaint.span())), True
    if threat := search(_LEGAL_THREAT, text, "legal-threat"):
        return threat, False
    return None, False


STEMS = ((_DISMISSED, _DISMISSED_STEMS),)

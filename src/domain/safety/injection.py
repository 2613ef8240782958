# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Attempts to steer the model that reads the message."""

import re
from itertools import islice

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import Text, has_any

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


_INJECTION_STEMS = (
    *("ignor", "disregard", "forget", "override", "bypass", "discard", "drop", "now", "system", "developer", "hidden"),
    *("initial", "mode", "jailbreak", "prompt", "instruction", "guideline", "rule", "configuration", "api", "secret"),
    *("password", "credential", "confidence", "score", "intent", "priority", "probability", "sentiment", "classif"),
    *("label", "tag", "categori", "mark", "respond", "reply", "answer", "output", "return", "assistant", "pretend"),
    *("act", "behave", "role", "draft", "follow", "obey", "apply", "vergiss", "vergessen", "missachte", "oublie"),
    *("olvid", "dimentica", "esqueca", "negeer", "vergeet", "zapomnij", "<", "[", "##", ":", "{{"),
)

_STEERING = ("ignore", "disregard", "system prompt", "you are now", "confidence", "<|", "[inst]")


def find_injection(inbound: Screening, text: Text, subject: Text, middle: str) -> Finding | None:
    raw = inbound.text
    if not raw.isascii():
        if _TAGS.search(raw) or _SMUGGLED.search(raw):
            return Finding("hidden-characters", "invisible characters that spell text")
        if _OVERRIDE.search(raw):
            return Finding("hidden-characters", "characters that reverse the reading direction")
        if sum(1 for _ in islice(_SPLIT_WORD.finditer(raw), 2)) == 2:
            return Finding("hidden-characters", "invisible characters inside words")
    for part in (text, subject):
        if has_any(_INJECTION_STEMS, part.folded) and (found := _INJECTION.search(part.folded)):
            return Finding("steers-the-model", part.cut(*found.span()))
    for word in _STEERING:
        if middle and word in middle:
            return Finding("oversize-unread", word)
    return None


STEMS = ((_INJECTION, _INJECTION_STEMS),)

# ruff: noqa: E501 - tables of words read better with one family per line
"""What a person may ask of the templates when a draft is written anew: shorter, no price, a language, a tone, a question.

Anything else is for a model, and is said to be (`understood` is empty): an ignored instruction would look like an obeyed
one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.contacts import fold
from rejoinder.infrastructure.offline_ai.situation import SPOKEN

_SHORTER = re.compile(
    r"\b(?:short(?:er)?|brief(?:er)?|concise|cut it|kurzer|kurz|plus court\w*|mas cort\w+|breve|piu breve|korter|mais curt\w+|krocej)\b"
)
_NO_PRICE = re.compile(
    r"\b(?:(?:no|without|drop|remove|leave out|omit|don'?t mention|skip)(?: \w+){0,3} (?:price|prices|cost|costs|money|figures?)|ohne (?:\w+ )?preise?|kein\w* preise?"
    r"|sans (?:\w+ )?prix|sin (?:\w+ )?precios?|senza (?:\w+ )?prezz\w|zonder (?:\w+ )?prij\w+|sem (?:\w+ )?precos?|bez cen\w*)\b"
)
_FORMAL = re.compile(r"\b(?:formal|formally|polite(?:r)?|professional|formlich\w*|formel|formelle|formale|formeel)\b")
_FRIENDLY = re.compile(
    r"\b(?:friendl(?:y|ier)|warmer|warm|nicer|freundlicher|herzlicher|chaleureux|amable|amigable|amichevole|vriendelijker|simpatico)\b"
)
_NAMES: Mapping[str, str] = {
    "english": "en", "englisch": "en", "anglais": "en", "ingles": "en", "inglese": "en", "german": "de", "deutsch": "de", "allemand": "de",
    "aleman": "de", "tedesco": "de", "duits": "de", "french": "fr", "franzosisch": "fr", "francais": "fr", "frances": "fr", "francese": "fr",
    "spanish": "es", "spanisch": "es", "espagnol": "es", "espanol": "es", "spagnolo": "es", "italian": "it", "italienisch": "it",
    "italien": "it", "italiano": "it", "dutch": "nl", "niederlandisch": "nl", "nederlands": "nl", "portuguese": "pt", "portugiesisch": "pt",
    "portugues": "pt", "polish": "pl", "polnisch": "pl", "polski": "pl", "swedish": "sv", "danish": "da",
}  # fmt: skip
_LANGUAGE = re.compile(rf"\b(?:in|auf|en|into|to|em|op het|po) (?P<name>{'|'.join(_NAMES)})\b")
_ASK = re.compile(
    r"\b(?:ask(?: (?:them|him|her))?(?: (?:for|about|whether|if))?|frag(?:e|en)?(?: (?:sie|nach))*|demande[rz]?|pregunta\w*(?: por)?|chiedi|vraag(?: naar)?)"
    r" (?P<what>[^.!?\n]{2,120})"
)
_QUESTIONS: Mapping[str, str] = {
    "en": "Could you tell us: {what}?",
    "de": "Können Sie uns noch sagen: {what}?",
    "fr": "Pourriez-vous nous préciser : {what} ?",
    "es": "¿Podría indicarnos: {what}?",
    "it": "Può indicarci: {what}?",
    "nl": "Kunt u ons laten weten: {what}?",
    "pt": "Pode indicar-nos: {what}?",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What of an instruction the templates can do."""

    shorter: bool = False
    no_price: bool = False
    formal: bool = False
    friendlier: bool = False
    language: str = ""
    asks: str = ""

    @property
    def understood(self) -> bool:
        return self != Wish()


def wish_in(instruction: str) -> Wish:
    """Reads an instruction in the words of whoever works with drafts."""
    folded = fold(instruction)
    language = _LANGUAGE.search(folded)
    code = _NAMES[language["name"]] if language else ""
    asked = _ASK.search(folded)
    what = (
        re.split(r",? (?:and|und|et|y|e|en) (?:make|keep|be|mach)", instruction[slice(*asked.span("what"))])[0]
        if asked
        else ""
    )
    return Wish(
        shorter=_SHORTER.search(folded) is not None,
        no_price=_NO_PRICE.search(folded) is not None,
        formal=_FORMAL.search(folded) is not None,
        friendlier=_FRIENDLY.search(folded) is not None,
        language=code if code in SPOKEN else "",
        asks=re.sub(r"\b(?:their|his|her)\b", "your", what).strip(" .,:"),
    )


def question(what: str, language: str) -> str:
    return _QUESTIONS.get(language, _QUESTIONS["en"]).format(what=what)

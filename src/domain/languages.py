# ruff: noqa: E501 - one language per line or two
"""Which language a text is in, told by its script and its commonest words; nothing where it could be several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rejoinder.domain.contacts import fold

_COMMON: Mapping[str, str] = {
    "en": "the and you your is are we our to of for with this that have will would can what when how please thanks thank "
    "hi hello i'm it's not be on at do does from my me if about would yes good great just let know any there",
    "de": "der die das und ist sind wir ihnen ihr ihre ihren sie ich nicht ein eine einen fur mit auf zu von den dem wenn wann "
    "wie was bitte danke vielen guten hallo gerne gern haben hat konnen kann uns mir auch noch bei es im am passt",
    "fr": "le la les des et est sont nous vous votre vos je ne pas un une pour avec sur que qui merci bonjour quand comment "
    "avez pouvez peut serait c'est il ce cette du au aux mais tres bien plus moi notre j'ai d'un oui",
    "es": "el los las y es son nosotros usted su sus yo no un una para con que por gracias hola cuando como puede podemos "
    "tiene estamos esta este del al pero muy bien mas me le nos cuanto cuesta si quiero seria lo",
    "it": "il lo gli e sono noi voi lei suo vostro non un una per con che di grazie buongiorno ciao quando come puo possiamo "
    "avete ha questo questa del della al ma molto bene piu mi le ci quanto costa vorrei sarebbe anche si",
    "pt": "o os as e sao nos voce seu sua eu nao um uma para com que por obrigado obrigada ola quando como pode podemos tem "
    "esta este do da ao mas muito bem mais me lhe quanto custa gostaria seria sim",
    "nl": "de het een en is zijn wij we u uw jullie ik niet voor met op van dat die wanneer hoe wat graag bedankt dank hallo "
    "goedemorgen kunnen kan heeft hebben ons mij ook nog bij maar als er naar te",
    "pl": "i w na jest sa nie to sie z do za czy jak co kiedy prosze dziekuje dzien dobry mozemy moze mam ma panstwo pan pani "
    "nas nam ale tak po od ile kosztuje oraz bardzo jestem chcialbym",
    "sv": "och ar det en ett vi ni du jag inte for med pa av som att har kan nar hur vad tack hej garna er oss mig men om till "
    "mycket bra skulle ja",
    "da": "og er det en et vi du jeg ikke for med pa af som at har kan hvornar hvordan hvad tak hej gerne jer os mig men om til "
    "meget godt ville ja vil",
    "tr": "ve bir bu icin ile ne nasil zaman tesekkurler tesekkur merhaba evet hayir var mi mu biz siz ben degil daha cok lutfen "
    "olarak kadar ama",
    "fi": "ja on ei etta se me te mina sina kiitos hei milloin miten mita voiko voimme olen ovat mutta kun tai han",
    "cs": "a je to se na v ze jsme jste jsem neni pro s kdy jak co prosim dekuji dobry den muzeme muze ale ano vas nas",
    "ro": "si este sunt noi voi dumneavoastra nu un o pentru cu ca ce cand cum multumesc buna ziua putem poate dar foarte va",
    "hu": "a az es van nem hogy egy mi on koszonom udvozlom mikor hogyan igen kerem szeretnek de meg vagy is",
}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_FEWEST = 3


def common_words() -> frozenset[str]:
    """The commonest words of all languages, folded: what names nothing."""
    return frozenset().union(*_SETS.values())


def language_of(text: str) -> str:
    """The code of the language; empty where too little is said, or two fit about as well."""
    letters = _LETTER.findall(text[:4_000])
    for code, script in _SCRIPTS:
        if letters and len(script.findall(text[:4_000])) >= (0.2 if code == "ja" else 0.4) * len(letters):
            return code
    words = _WORD.findall(fold(text[:4_000]))
    hits = sorted(((sum(word in known for word in words), code) for code, known in _SETS.items()), reverse=True)
    (most, best), (second, _) = hits[0], hits[1]
    return best if most >= _FEWEST and most >= 0.18 * len(words) and most >= second * 1.5 else ""


def speak_differently(draft: str, theirs: str) -> tuple[str, str] | None:
    """(the draft's language, theirs) where both are plain and are not the same."""
    ours, wanted = language_of(draft), language_of(theirs)
    return (ours, wanted) if ours and wanted and ours != wanted else None

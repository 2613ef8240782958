"""One spelling for every text and every word of the lexicon: lower case, no accents, plain quotes and dashes."""

from __future__ import annotations

import re
import unicodedata

_SPELT = {
    **{ord(mark): "'" for mark in "’‘‛`´ʼ′"},
    **{ord(mark): "-" for mark in "‐‑‒–—―−"},
    ord("ß"): "ss",
    ord("ł"): "l",
    ord("Ł"): "l",
    ord("ø"): "o",
    ord("Ø"): "o",
    ord("æ"): "ae",
    ord("Æ"): "ae",
    ord("œ"): "oe",
    ord("đ"): "d",
    ord("ı"): "i",
    ord("؟"): "?",
    ord("？"): "?",
    ord("！"): "!",
    ord("，"): ",",
    ord("、"): ",",
    ord("،"): ",",
    ord("。"): ". ",
    ord("¿"): " ",
    ord("¡"): " ",
    ord("\ufe0f"): None,
}
_EMOJI = (
    (re.compile("[👍👌✅💯🤝🆗][🏻-🏿]?"), " ok. "),
    (re.compile("[👎🚫❌🙅][🏻-🏿]?"), " no. "),
    (re.compile("[🙏❤💙💚😊🙂😀😃😄🎉][🏻-🏿]?"), " thanks. "),
)
_LONGEST = 4_000
WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Japanese and Chinese put no blanks between words, so each sign is taken for one."""


def fold(text: str) -> str:
    """Lower case, without accents, with plain quotes and dashes; common emoji as the word they stand for."""
    spelt = text[:_LONGEST].translate(_SPELT)
    for emoji, word in _EMOJI:
        spelt = emoji.sub(word, spelt)
    if spelt.isascii():
        return spelt.lower()
    decomposed = unicodedata.normalize("NFKD", spelt.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))

"""The one book of all phrases, read once per message."""

from rejoinder.domain.safety import (
    english,
    further_languages,
    hostility,
    injection,
    languages,
    machine_orders,
    machine_wording,
    wish_words,
)
from rejoinder.domain.safety.phrases import PhraseBook

BOOK = PhraseBook(
    worded=(
        *english.WORDED,
        *languages.WORDED,
        *further_languages.WORDED,
        *hostility.WORDED,
        *injection.WORDED,
        *machine_orders.WORDED,
        *machine_wording.WORDED,
        *wish_words.WORDED,
    ),
    unspaced=(
        *languages.UNSPACED,
        *further_languages.UNSPACED,
        *injection.UNSPACED,
        *machine_wording.UNSPACED,
    ),
)

# ruff: noqa: E501 - a table of courtesies reads better with one language per line
"""Further examples made from the written ones: with a greeting, with a courtesy before or after."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rejoinder.domain.sentiment import Sentiment
from tests.corpora.classification.corpus import Example

_MACHINES = (Sentiment.AUTOMATED_REPLY, Sentiment.OUT_OF_OFFICE)
_BEFORE = {
    "en": ("Hi Nora,\n\n", "Hey, ", "Thanks for reaching out. ", "Hello,\n", "Appreciate the note. ", "Thank you for your message. ", "lol ", "Hi there. ", "Yeah so "),
    "de": ("Hallo Frau Whitfield,\n\n", "Guten Tag, ", "Danke für Ihre Nachricht. ", "Vielen Dank für Ihre Mail. ", "Moin, "),
    "fr": ("Bonjour,\n\n", "Bonjour Nora, ", "Merci pour votre message. ", "Merci de votre retour. "),
    "es": ("Hola Nora, ", "Buenos días,\n", "Gracias por escribir. ", "Gracias por su mensaje. "),
    "it": ("Buongiorno,\n", "Salve, ", "Grazie del messaggio. ", "Ciao Nora, "),
    "pt": ("Olá, ", "Bom dia,\n", "Obrigado pelo contacto. ", "Oi, "),
    "nl": ("Beste Nora,\n", "Hoi, ", "Bedankt voor je bericht. ", "Goedemorgen, "),
    "pl": ("Dzień dobry,\n", "Dziękuję za wiadomość. ", "Witam, "),
    "sv": ("Hej, ", "Tack för ditt mejl. "),
    "da": ("Hej Nora, ", "Tak for din besked. "),
    "fi": ("Hei, ", "Kiitos viestistä. "),
    "cs": ("Dobrý den, ", "Děkuji za zprávu. "),
}  # fmt: skip
_AFTER = {
    "en": ("\n\nBest,\nTom", " Thanks!", " Cheers", "\n\nKind regards,\nDana Pike", " thx", "\nSent from my phone"),
    "de": ("\n\nViele Grüße\nJan Kern", " Danke!", "\nMfG", " LG"),
    "fr": ("\n\nCordialement,\nPaul", " Merci", "\nBien à vous"),
    "es": ("\n\nSaludos,\nMarta", " Gracias", "\nUn saludo"),
    "it": ("\nCordiali saluti\nLaura", " Grazie", " Saluti"),
    "pt": (" Obrigado", "\nAbraço", "\nCumprimentos,\nRui"),
    "nl": ("\nGroet,\nKees", " Bedankt", "\nMet vriendelijke groet"),
    "pl": (" Dziękuję", "\nPozdrawiam"),
    "sv": (" Tack", "\nMvh Anna", " Hälsningar"),
    "da": (" Tak", "\nMvh Lars", "\nVenlig hilsen"),
    "fi": (" Kiitos", "\nT. Matti", "\nTerveisin"),
    "cs": (" Děkuji", "\nS pozdravem"),
}  # fmt: skip


def varied(some: Sequence[Example], seed: int = 11) -> Iterator[Example]:
    """One more of each example, dressed as people dress their messages."""
    chance = random.Random(seed)
    for example in some:
        before, after = _BEFORE.get(example.language), _AFTER.get(example.language)
        if before is None or after is None or example.sentiment in _MACHINES or len(example.said) < 4:
            continue
        style = chance.random()
        said = example.said
        if style < 0.7 and example.sentiment is not Sentiment.NEUTRAL:
            said = chance.choice(before) + said
        if style > 0.4:
            said += chance.choice(after)
        yield replace(example, said=said)

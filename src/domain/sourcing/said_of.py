# ruff: noqa: E501, SIM905 - tables of words
"""What a price, a share or a span of time is said of: the right figure of another product is an invented fact.

The words of a claim's own clause are compared with the words around the same figure in the sources. A clause that
shares more with another figure than with its own is about that other one; a clause that names a subject which the
sources know, but never beside this figure, has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rejoinder.domain.contacts import fold
from rejoinder.domain.languages import common_words

Words = frozenset[str]

_GENERIC = (
    frozenset(
        """
        price prices priced cost costs costing fee fees charge charges charged total amount per month monthly year
        yearly annual week hour day days hours months years weeks minutes minute from starting starts start begins
        around about approx approximately only just currently now plus vat tax incl excl including all one each takes
        take took lasts last usually typically normally roughly comes come coming get gets pay pays paid paying offer
        offers offered have has had anything nothing something any some free much what which would does both our your
        their that this these those here there then than also too very more most less least thanks thank you sure course
        great question work works like want make arrange regards best hello dear pounds pound euro euros dollar dollars
        penny cent cents quid preis preise kosten kostet koste betragt gebuhr gebuhren liegt ab pro monat jahr stunde
        tag tage stunden dauert nur etwa circa insgesamt dabei fallen fallt anfallen kostenlos gratis umsonst guten
        gerne vielen dank prix coute coutent tarif tarifs cout mois heure heures jour jours dure seulement environ
        compter comptez gratuit gratuite offert precio precios cuesta cuestan coste costo tarifa hora horas dia dias mes
        dura solo unos tiene gratuito gratuita prezzo prezzi costa costano tariffa ora ore giorno giorni mese totale
        nulla niente prijs prijzen kost tarief uur uren dag dagen maand duurt slechts ongeveer totaal kosteloos niets
        preco precos custa custam apenas cerca nada cena ceny kosztuje kosztuja oplata godzina godzin dni miesiac trwa
        tylko okolo bezplatna bezplatny bezplatne zlotych try using use see book give send tell know need help look
        niente nichts nulla rien nada penny bean dime extra additional upfront hidden think hope ask today tomorrow please
        """.split()
    )
    | common_words()
)
"""What stands in a clause about any price, and what stands in any clause."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE = re.compile(r"[.!?。！？](?=\s|$)|\n")
_CUT = re.compile(
    r"[,;:–—|/•]|\b(?:and|while|whereas|but|und|wahrend|aber|et|tandis que|mais|y|mientras|pero|e|mentre|ma|en|terwijl|maar|enquanto|mas|i|a|natomiast|ale)\b"
)
_NAMED = re.compile(
    r"\b(?:an?|the|our|your|each|every|der|die|das|eine?|unsere?|le|la|les|l'|une?|notre|votre|el|los|las|un|una|nuestr[ao]|il|lo|gli|i|uno|la nostra|il nostro|de|het|een|onze|o|os|as|um|uma|nosso|nossa)\s(?P<of>(?:[^\W\d_][\w'-]*\s){1,4})"
    r"(?:is|are|costs?|comes?|starts?|runs?|takes?|lasts?|will|would|won't|carry|carries|has|have|kostet|kosten|ist|sind|liegt|betragt|dauert|beginnt|geht|coute|coutent|est|sont|dure|revient|cuesta|cuestan|es|son|dura|tiene|costa|costano|e|ha|dura|kost|kosten|duurt|zijn|custa|custam|sao|tem|demora)\b"
)


def words_of(text: str) -> Words:
    """The words that name something."""
    return frozenset(word for word in _WORD.findall(fold(text)) if word not in _GENERIC)


def named_in(clause: str) -> Words:
    """The subject of the clause, where its grammar shows one."""
    found = _NAMED.search(fold(clause))
    return words_of(found["of"]) if found else frozenset()


def clauses(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """For each span (in order), its clause without the span, and the sentence before where it is the first of its own."""
    starts = [0, *(found.end() for found in _SENTENCE.finditer(text))]
    read: list[tuple[str, str]] = []
    for index, (start, end) in enumerate(spans):
        place = max(n for n, at in enumerate(starts) if at <= start)
        left, right = starts[place], starts[place + 1] if place + 1 < len(starts) else len(text)
        is_first = not (index and spans[index - 1][1] > left)
        before = text[starts[place - 1] : left] if place and is_first else ""
        if index and spans[index - 1][1] > left:
            left = spans[index - 1][1]
            cut = _CUT.search(fold(text[left:start]))
            left += cut.end() if cut else 0
        if index + 1 < len(spans) and spans[index + 1][0] < right:
            right = spans[index + 1][0]
            cut = _CUT.search(fold(text[end:right]))
            right = end + cut.start() if cut else right
        read.append((text[left:start] + " " + text[end:right], before))
    return read


def shared(one: Words, other: Words) -> int:
    """How much two sets of words have in common; parts of compounds count half."""
    return sum(max((_alike(word, theirs) for theirs in other), default=0) for word in one)


def is_known(words: Words, known: Words) -> Words:
    return frozenset(word for word in words if any(_alike(word, other) == 2 for other in known))


def _alike(one: str, other: str) -> int:
    short, long = sorted((one, other), key=len)
    if (
        short == long
        or (len(short) >= 5 and short[:5] == long[:5])
        or (len(long) - len(short) <= 2 and long.startswith(short))
    ):
        return 2
    return 1 if len(short) >= 5 and short[:-1] in long else 0


def union(sets: Iterable[Words]) -> Words:
    return frozenset().union(*sets)

"""Who cannot wait: the words that make an inbound message urgent. No AI has a say in it.

The words are those of reference/voice-and-sms.md A11.2 and A11.3, matched as whole words ("know" is not "now", "broken"
is not "broke in"), and not where the person says the opposite ("no leak", "not urgent"). Emergencies and harm in
other words and tongues are those of `needs_person`.
"""

from __future__ import annotations

import re

from rejoinder.domain.contacts import fold
from rejoinder.domain.needs_person import URGENT, needs_person

_WORDS = (
    r"emergenc(?:y|ies)",
    r"urgent(?:ly)?",
    r"asap",
    r"as soon as (?:possible|you can)",
    r"right (?:now|away)",
    r"(?:need|come|send|help|here|out|over|someone|somebody|anyone) (?:\w+ ){0,3}now",
    r"immediately",
    r"flood(?:s|ed|ing)?",
    r"leak(?:s|ed|ing|age)?",
    r"burst(?:s|ing)?(?: \w+)? (?:pipe|pipes|tank|boiler|main)|(?:pipe|tank|boiler|main) (?:has |have )?burst",
    r"no (?:hot )?water",
    r"no heat(?:ing)?",
    r"no (?:power|electricity)",
    r"power (?:is )?(?:out|cut|gone)",
    r"gas leak|smell(?:s|ing)? (?:of )?gas",
    r"smoke|smoking from|burning smell|smell(?:s|ing)? (?:of )?burning",
    r"(?:on|is a|a|caught) fire|fire in",
    r"sparks?|sparking",
    r"lock(?:ed)?[ -]?out",
    r"getting worse|worsening",
    # The same in the tongues that the safety rules know.
    r"urgente|urgence|urgencia|emergencia|dringend|notfall|sofort|inundacion|fuga de (?:agua|gas)|fuite|spoed",
)
_URGENT = re.compile(r"(?<![\w'])(?:" + "|".join(_WORDS) + r")(?![\w'])")
_OPPOSITE = re.compile(
    r"(?:\bnot?|n't|\bnever|\bwithout|\bisn't|\bnothing|\bno longer|\bfixed the|\bstopped the)(?: \w+){0,3} ?$"
)
_SAYS_NO_ITSELF = re.compile(r"no (?:hot )?(?:water|heat|power|electricity)")
_WINDOW = 5_000


def urgent_words(text: str) -> str:
    """The words that make `text` urgent, as the person wrote them; empty where nothing does."""
    said = text[:_WINDOW]
    folded = fold(said)
    for found in _URGENT.finditer(folded):
        before = folded[max(0, found.start() - 40) : found.start()]
        if _SAYS_NO_ITSELF.match(found.group()) or not _OPPOSITE.search(re.split(r"[.!?;,\n]", before)[-1]):
            return said[found.start() : found.end()]
    needed = needs_person(said)
    return needed.words if needed is not None and needed.need in URGENT else ""

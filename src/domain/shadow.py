"""Shadow: everything is run and nothing is sent; what a person then does is held against what we would have done."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rejoinder.domain.contacts import normalised_body

NEARLY_THE_SAME = 0.9
"""From here on two texts count as the same answer: a comma, a greeting, a name."""


class PersonDid(StrEnum):
    """What one of our people did with the message."""

    APPROVED = "approved"
    EDITED = "edited"
    OWN_WORDS = "own-words"
    """Answered elsewhere, without looking at our draft."""
    REJECTED = "rejected"
    """Said that nothing is to be sent."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would have become of one message if the mode had been `auto`."""

    message_id: str
    lead_id: str
    draft_id: str
    draft_version: int
    would: str
    """`send-now`, `ask-human` or `stay-silent`."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a person's answer compares with ours."""

    did: PersonDid
    similarity: float | None
    """0 to 1; None where the person said nothing."""
    agreed: bool | None
    """None where we would have asked a person: that is no claim that could be right or wrong."""


def compare(rehearsal: Rehearsal, proposed: str, did: PersonDid, answer: str) -> Comparison:
    """Whether the person did what we would have done: sent nearly the same words, or stayed silent."""
    if did is PersonDid.REJECTED:
        agreed = None if rehearsal.would == "ask-human" else rehearsal.would == "stay-silent"
        return Comparison(did, None, agreed)
    ours, theirs = normalised_body(proposed), normalised_body(answer)
    similarity = 1.0 if ours == theirs else SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    same = similarity >= NEARLY_THE_SAME
    agreed = None if rehearsal.would == "ask-human" else rehearsal.would == "send-now" and same
    return Comparison(did, round(similarity, 4), agreed)

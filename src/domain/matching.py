"""Who may have written: a guess for a person to confirm, never acted on by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rejoinder.domain.contacts import fold

# Anybody may have an address there, so sharing the domain says nothing.
_PUBLIC_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com
    me.com mac.com proton.me protonmail.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de mail.com
    mail.ru yandex.ru orange.fr free.fr wanadoo.fr laposte.net libero.it virgilio.it telefonica.net
    hotmail.es hotmail.fr hotmail.it yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.co.uk btinternet.com
    uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl interia.pl ziggo.nl kpnmail.nl comcast.net
    verizon.net att.net sbcglobal.net
    """.split()  # noqa: SIM905 - a list reads worse
)


@dataclass(frozen=True, slots=True)
class Clue:
    """What a delivery says about its writer."""

    address: str
    name: str = ""
    conversation: str = ""

    @property
    def company_domain(self) -> str:
        """The mail domain, if it belongs to a company and not to everybody."""
        domain = self.address.rpartition("@")[2].lower() if "@" in self.address else ""
        return "" if domain in _PUBLIC_MAIL else domain


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known person who shares something with the clue."""

    lead_id: str
    name: str
    addresses: Sequence[str]
    last_message_at: datetime | None
    in_conversation: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person, and what speaks for them, the strongest first."""

    lead_id: str
    name: str
    addresses: Sequence[str]
    last_message_at: datetime | None
    reasons: Sequence[str]
    """`same-address`, `same-conversation`, `same-name`, `same-company`."""


_STRENGTH = {"same-address": 8, "same-conversation": 4, "same-name": 2, "same-company": 1}


def reasons_for(clue: Clue, candidate: Candidate) -> tuple[str, ...]:
    """What speaks for this candidate."""
    known = [address.lower() for address in candidate.addresses]
    domain = clue.company_domain
    found = {
        "same-address": clue.address.lower() in known,
        "same-conversation": candidate.in_conversation,
        "same-name": bool(clue.name.strip()) and _words(clue.name) == _words(candidate.name),
        "same-company": bool(domain) and any(address.endswith("@" + domain) for address in known),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def rank(clue: Clue, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """Those for whom something speaks; the likeliest first, then who was heard of last."""
    suggestions = [
        Suggestion(c.lead_id, c.name, c.addresses, c.last_message_at, reasons)
        for c in candidates
        if (reasons := reasons_for(clue, c))
    ]
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(
        suggestions,
        key=lambda s: (sum(_STRENGTH[reason] for reason in s.reasons), s.last_message_at or long_ago),
        reverse=True,
    )


def _words(name: str) -> frozenset[str]:
    """`Doe, Jane` and `jane doe` are one name."""
    return frozenset(fold(name).replace(",", " ").split())

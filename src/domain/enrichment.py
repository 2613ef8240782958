# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""Questions to enrichment providers about a person, and what other systems are told of what we learned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from rejoinder.domain.leads import Lead
from rejoinder.domain.sentiment import LeadStatus, Sentiment

DEADLINE_S = 1800.0
"""After which a question counts as not answered; a later answer is taken all the same."""
LIFETIME_SUBMISSIONS = 50_000
"""What one webhook source of Clay takes, deleted rows included; then rows may stop silently (providers/clay.md)."""
WARN_AT = 40_000

WORTH_ASKING = frozenset(
    {
        Sentiment.MEETING_REQUESTED,
        Sentiment.CALL_REQUESTED,
        Sentiment.INFORMATION_REQUESTED,
        Sentiment.INTERESTED,
        Sentiment.MEETING_BOOKED,
    }
)


class EnrichmentState(StrEnum):
    ASKING = "asking"
    """Written before the question leaves, so that it leaves under one id however often it is tried."""
    ASKED = "asked"
    FOUND = "found"
    NOT_FOUND = "not-found"
    FAILED = "failed"
    UNUSABLE = "unusable"
    TIMED_OUT = "timed-out"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for; a late one is taken after the deadline too."""
        return self in (EnrichmentState.ASKING, EnrichmentState.ASKED)


@dataclass(frozen=True, slots=True)
class Enrichment:
    """One question about one person, and how it was answered."""

    id: str
    workspace_id: str
    lead_id: str
    connection_id: str
    kind: str
    state: EnrichmentState = EnrichmentState.ASKING
    reason: str = ""
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a provider is told about the person to find something out."""

    request_id: str
    lead_id: str
    kind: str
    name: str
    email: str
    phone: str
    linkedin_url: str
    domain: str
    """Of the person's company; empty for addresses of a mail provider."""
    callback_url: str


_MAILBOXES = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net web.de "
    "t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it proton.me protonmail.com zoho.com "
    "mail.ru yandex.ru wp.pl o2.pl onet.pl seznam.cz centrum.cz telia.com hotmail.co.uk btinternet.com comcast.net".split()
)


def question(request_id: str, lead: Lead, kind: str, callback_url: str) -> Question:
    """The question, with what we know of the person."""
    email = lead.emails[0] if lead.emails else ""
    host = email.rpartition("@")[2]
    return Question(
        request_id=request_id,
        lead_id=lead.id,
        kind=kind,
        name=lead.name,
        email=email,
        phone=lead.phones[0] if lead.phones else "",
        linkedin_url=lead.linkedin_url,
        domain="" if host in _MAILBOXES else host,
        callback_url=callback_url,
    )


def missing_kinds(lead: Lead, wanted: Sequence[str]) -> list[str]:
    """What is wanted of this person, not known, and can be asked for with what is known."""
    known = {"phone": bool(lead.phones), "email": bool(lead.emails), "linkedin": bool(lead.linkedin_url)}
    clues = {
        "phone": known["email"] or known["linkedin"],
        "email": known["linkedin"] or bool(lead.name and lead.phones),
        "linkedin": known["email"],
    }
    return [kind for kind in wanted if not known[kind] and clues[kind]]


def is_worth_asking(lead: Lead, sentiment: Sentiment | None) -> bool:
    """Whether the person showed interest and did not ask to be left alone."""
    return sentiment in WORTH_ASKING and lead.status is not LeadStatus.BLACKLISTED


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A person as a CRM shall know them; an empty field says nothing."""

    name: str
    email: str
    phone: str
    timezone: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def can_be_found(self) -> bool:
        """Whether a CRM could tell whose card it is."""
        return bool(self.email or self.phone)


def card_of(lead: Lead) -> ContactCard:
    return ContactCard(
        lead.name, lead.emails[0] if lead.emails else "", lead.phones[0] if lead.phones else "", lead.timezone
    )


def without_known(card: ContactCard, known: ContactCard) -> ContactCard:
    """What `card` adds to `known`: only gaps are filled elsewhere too."""
    return replace(
        card,
        name="" if known.name else card.name,
        email="" if known.email else card.email,
        phone="" if known.phone else card.phone,
        timezone="" if known.timezone else card.timezone,
    )


@dataclass(frozen=True, slots=True)
class ContactSync:
    """What was last written about a lead to one account."""

    id: str
    lead_id: str
    connection_id: str
    contact_id: str
    digest: str

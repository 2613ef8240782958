"""Asking others about a person, and telling them: what a channel may offer for it, and what is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rejoinder.domain.enrichment import ContactCard, ContactSync, Enrichment, Question
from rejoinder.domain.facts import Fact, FactKind, Provenance
from rejoinder.domain.workspaces import Connection


class Enricher(Protocol):
    """Set where a provider finds out about people and answers later, by a webhook (`EnrichmentAnswered`)."""

    def can_ask(self, connection: Connection) -> bool:
        """Whether this connection was told where to ask."""
        ...

    def ask(self, question: Question, connection: Connection) -> None:
        """The provider has the question; one call is one request.

        Raises ProviderBusy or ProviderDown (it has not), ConnectionRevoked, ConfigurationFault, MessageRefused (it
        never will take it), OutcomeUnknown (it may have it).
        """
        ...


class ContactBook(Protocol):
    """Set where a provider keeps contacts of its own that may learn what we learned."""

    def write(self, card: ContactCard, contact_id: str, connection: Connection) -> str:
        """The provider's contact knows what the card says and it did not; nothing that it knew has changed. Without a
        `contact_id` the provider finds the contact by address, or makes one. Returns its id. Safe to repeat.

        Raises ProviderBusy, ProviderDown, ConnectionRevoked, RecipientRefused (the card is none that it takes).
        """
        ...


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A stored fact."""

    fact: Fact
    provenance: Provenance
    applied: bool
    learned_at: datetime


class FactRepository(Protocol):
    """What was learned about leads, append-only."""

    def add(self, lead_id: str, fact: Fact, provenance: Provenance, applied: bool) -> bool:
        """False when the same message, or the same answer, had said it before."""
        ...

    def of_lead(self, lead_id: str, kind: FactKind | None = None) -> Sequence[KnownFact]:
        """In the order in which they were learned."""
        ...


class EnrichmentRepository(Protocol):
    def get(self, enrichment_id: str) -> Enrichment | None: ...

    def of_lead(self, lead_id: str, kind: str) -> Sequence[Enrichment]:
        """Every question of that kind about the lead, oldest first."""
        ...

    def add(self, enrichment: Enrichment) -> None: ...

    def save(self, enrichment: Enrichment) -> None:
        """Its state and reason; answered now, unless it is still open."""
        ...

    def asked_through(self, connection_id: str) -> int:
        """How many questions ever left through that connection."""
        ...


class ContactSyncRepository(Protocol):
    def get(self, lead_id: str, connection_id: str) -> ContactSync | None:
        """What was last written about the lead there."""
        ...

    def save(self, sync: ContactSync) -> None: ...

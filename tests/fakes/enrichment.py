"""A provider that finds out about people when asked, and one that keeps contacts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from rejoinder.domain.enrichment import ContactCard, Question, without_known
from rejoinder.domain.workspaces import Connection


class FakeEnricher:
    """Enricher: remembers what it was asked. `moods` holds errors for the next calls; `lost` for calls that arrived."""

    def __init__(self) -> None:
        self.before_call: Callable[[], None] = lambda: None
        self.moods: deque[Exception] = deque()
        self.lost: deque[Exception] = deque()
        self.asked: list[Question] = []

    def can_ask(self, connection: Connection) -> bool:
        return connection.credentials.get("table") != "none"

    def ask(self, question: Question, connection: Connection) -> None:
        self.before_call()
        if self.moods:
            raise self.moods.popleft()
        self.asked.append(question)
        if self.lost:
            raise self.lost.popleft()


@dataclass
class Written:
    contact_id: str
    card: ContactCard


class FakeContactBook:
    """ContactBook: one card per id; finds a contact by its address, fills gaps only."""

    def __init__(self) -> None:
        self.before_call: Callable[[], None] = lambda: None
        self.moods: deque[Exception] = deque()
        self.contacts: dict[str, ContactCard] = {}
        self.calls: list[Written] = []

    def write(self, card: ContactCard, contact_id: str, connection: Connection) -> str:
        self.before_call()
        self.calls.append(Written(contact_id, card))
        if self.moods:
            raise self.moods.popleft()
        found = contact_id if contact_id in self.contacts else self._found(card)
        if not found:
            found = contact_id or f"contact-{len(self.contacts) + 1}"
            self.contacts[found] = card
            return found
        known = self.contacts[found]
        new = without_known(card, known)
        self.contacts[found] = ContactCard(
            known.name or new.name, known.email or new.email, known.phone or new.phone, known.timezone or new.timezone
        )
        return found

    def _found(self, card: ContactCard) -> str:
        return next(
            (
                own_id
                for own_id, known in self.contacts.items()
                if (card.phone and known.phone == card.phone) or (card.email and known.email == card.email)
            ),
            "",
        )

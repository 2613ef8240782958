"""HighLevel's contacts learn what replies say: gaps are filled, nothing is overwritten, tags are never touched."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.enrichment import ContactCard, without_known
from rejoinder.domain.errors import ProviderDown, RecipientRefused, RejoinderError
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.api import GhlApi, read_failure, said
from rejoinder.infrastructure.channels.ghl_sms.payloads import find, inner, token
from rejoinder.infrastructure.http import Response


@dataclass(frozen=True, slots=True)
class GhlContacts:
    """ContactBook. An upsert finds by address what a repetition of it made, so a lost answer costs nothing."""

    api: GhlApi

    def write(self, card: ContactCard, contact_id: str, connection: Connection) -> str:
        known = self.api.contact(contact_id, connection) if contact_id else None
        if known is None:
            found = self._by_address(card, connection)
            known = self.api.contact(found, connection) if found else None
        if known is None:
            return self._made(card, connection)
        gaps = without_known(card, ContactCard(known.name, known.email, known.phone, known.timezone))
        fields = _fields(gaps)
        if fields:
            answer = self.api.update_contact(known.id, fields, connection)
            if not answer.ok:
                raise _refusal(answer, connection)
        return known.id

    def _by_address(self, card: ContactCard, connection: Connection) -> str:
        found = self.api.contact_by_phone(card.phone, connection) if card.phone else None
        found = found or (self.api.contact_by_email(card.email, connection) if card.email else None)
        return found.id if found is not None else ""

    def _made(self, card: ContactCard, connection: Connection) -> str:
        answer = self.api.upsert_contact(_fields(card), connection)
        if not answer.ok:
            raise _refusal(answer, connection)
        stated = answer.fields()
        own_id = token(find(inner(stated, "contact"), "id")) or token(find(stated, "contactid", "id"))
        if not own_id:
            raise ProviderDown("HighLevel took the contact, but its answer names none.")
        return own_id


def _fields(card: ContactCard) -> dict[str, str]:
    first, _, last = card.name.partition(" ")
    stated = {"firstName": first, "lastName": last, "email": card.email, "phone": card.phone, "timezone": card.timezone}
    return {name: value for name, value in stated.items() if value}


def _refusal(response: Response, connection: Connection) -> RejoinderError:
    if response.status in (400, 404, 422):
        return RecipientRefused(f"HighLevel does not take the contact: {said(response) or response.status}.")
    return read_failure(response, connection)

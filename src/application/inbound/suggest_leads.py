"""SuggestLeads: who may have written a message that nobody could place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.inbound.become_message import OPEN_STATES, person_of, read_again
from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.errors import NotFound, PayloadUnreadable
from rejoinder.domain.matching import Clue, Suggestion, rank
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import Channel, Unmatched
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.storage import Store

EXCERPT = 600
MOST = 5


@dataclass(frozen=True, slots=True)
class SaidByNobodyYet:
    """What stands in the delivery, as far as it can be read."""

    sender: str
    sender_name: str
    recipient: str
    medium: str
    subject: str
    text: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventSuggestions:
    """`said` is null where the delivery cannot be read, or is no message of a person."""

    event_id: str
    said: SaidByNobodyYet | None
    suggestions: Sequence[Suggestion]


@dataclass(frozen=True, slots=True)
class SuggestLeads:
    """Called by whoever is about to link a delivery; nothing is changed. Raises NotFound."""

    store: Store
    reports: Reports
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, event_id: str) -> EventSuggestions:
        inbound = self._inbound(workspace_id, event_id)
        if inbound is None:
            return EventSuggestions(event_id, None, ())
        text = clean_email(inbound.body).reply if inbound.medium is Medium.EMAIL else inbound.body
        said = SaidByNobodyYet(
            sender=inbound.sender,
            sender_name=inbound.sender_name,
            recipient=inbound.recipient,
            medium=inbound.medium,
            subject=inbound.subject,
            text=(text or inbound.body)[:EXCERPT],
            sent_at=inbound.sent_at,
        )
        clue = Clue(person_of(inbound), inbound.sender_name, inbound.conversation)
        return EventSuggestions(event_id, said, rank(clue, self.reports.candidates(workspace_id, clue))[:MOST])

    def _inbound(self, workspace_id: str, event_id: str) -> InboundMessage | None:
        with self.store.begin(workspace_id) as uow:
            event = uow.events.get(event_id)
            connection = uow.connections.get(event.connection_id) if event is not None else None
        if event is None:
            raise NotFound("There is no such event.")
        if connection is None or event.channel not in self.channels or event.state not in OPEN_STATES:
            return None
        try:
            fact = read_again(self.channels[event.channel], event, connection).fact
        except PayloadUnreadable:
            return None
        return fact.message if isinstance(fact, Unmatched) else fact if isinstance(fact, InboundMessage) else None

"""SuggestLeads: who may have written, or which assistant took the call, where nobody could place a delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.inbound.become_message import OPEN_STATES, person_of, read_again
from rejoinder.domain.calls import Agent, is_unknown
from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.errors import NotFound, PayloadUnreadable
from rejoinder.domain.matching import Clue, Suggestion, rank
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import CallSeen, Channel, Fact, Unmatched
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.storage import Store, StoredEvent
from rejoinder.domain.workspaces import Connection

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
class AgentSuggestion:
    """What would place a call of an assistant that nobody registered: one more voice agent of that connection
    (`POST /api/v1/workspaces/{id}/agents`), which takes up everything that waits for it."""

    workspace_id: str
    connection_id: str
    external_assistant_id: str
    known: Sequence[str]
    """The agents that the connection has, by name: one of them may have been made anew at the provider."""


@dataclass(frozen=True, slots=True)
class EventSuggestions:
    """`said` is null where the delivery cannot be read, or tells nothing that a person said."""

    event_id: str
    said: SaidByNobodyYet | None
    suggestions: Sequence[Suggestion]
    agent: AgentSuggestion | None = None
    """Set where an assistant is unknown, not a person."""


@dataclass(frozen=True, slots=True)
class SuggestLeads:
    """Called by whoever is about to link a delivery; nothing is changed. Raises NotFound."""

    store: Store
    reports: Reports
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, event_id: str) -> EventSuggestions:
        with self.store.begin(workspace_id) as uow:
            event = uow.events.get(event_id)
            connection = uow.connections.get(event.connection_id) if event is not None else None
            agents = uow.agents.of_connection(event.connection_id) if event is not None else ()
        if event is None:
            raise NotFound("There is no such event.")
        fact = self._fact(event, connection)
        if connection is None or fact is None:
            return EventSuggestions(event_id, None, ())
        agent = _agent(workspace_id, connection, fact, agents) if isinstance(fact, CallSeen) else None
        said = _said(fact)
        if said is None:
            return EventSuggestions(event_id, None, (), agent)
        found = rank(said.clue, self.reports.candidates(workspace_id, said.clue))
        return EventSuggestions(event_id, said.shown, found[:MOST], agent)

    def _fact(self, event: StoredEvent, connection: Connection | None) -> Fact | None:
        """What the delivery says; None where it cannot be read, or has been placed."""
        if connection is None or event.channel not in self.channels or event.state not in OPEN_STATES:
            return None
        try:
            return read_again(self.channels[event.channel], event, connection).fact
        except PayloadUnreadable:
            return None


@dataclass(frozen=True, slots=True)
class _Said:
    clue: Clue
    shown: SaidByNobodyYet


def _said(fact: Fact) -> _Said | None:
    match fact:
        case InboundMessage() as message:
            return _written(message)
        case Unmatched(message=message):
            return _written(message)
        case CallSeen(facts=facts, said=words) if facts.caller:
            told = facts.summary or facts.transcript or (words.body if words is not None else "")
            return _Said(
                Clue(facts.caller_number, facts.caller_name),
                SaidByNobodyYet(
                    sender=facts.caller,
                    sender_name=facts.caller_name,
                    recipient=facts.called,
                    medium=Medium.VOICE,
                    subject="",
                    text=told[:EXCERPT],
                    sent_at=facts.started_at,
                ),
            )
    return None


def _written(inbound: InboundMessage) -> _Said:
    text = clean_email(inbound.body).reply if inbound.medium is Medium.EMAIL else inbound.body
    shown = SaidByNobodyYet(
        sender=inbound.sender,
        sender_name=inbound.sender_name,
        recipient=inbound.recipient,
        medium=inbound.medium,
        subject=inbound.subject,
        text=(text or inbound.body)[:EXCERPT],
        sent_at=inbound.sent_at,
    )
    return _Said(Clue(person_of(inbound), inbound.sender_name, inbound.conversation), shown)


def _agent(
    workspace_id: str, connection: Connection, seen: CallSeen, agents: Sequence[Agent]
) -> AgentSuggestion | None:
    assistant = seen.facts.assistant_id
    if not is_unknown(assistant, agents):
        return None
    known = [agent.name or agent.external_assistant_id for agent in agents]
    return AgentSuggestion(workspace_id, connection.id, assistant, known)

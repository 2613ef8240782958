"""ReplayEvent and LinkEvent: deliveries that were set aside become what they should have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rejoinder.application.inbound.become_message import OPEN_STATES, become_message, person_of, read_again
from rejoinder.application.inbound.file_intakes import NOT_FILED
from rejoinder.domain.calls import Call, accounts_of, is_dialable
from rejoinder.domain.errors import Conflict, NotFound, PayloadUnreadable
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import CallSeen, Channel, Fact, Noted, ProviderEvent, Unmatched
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, StoredEvent, UnitOfWork
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class ReplayEvent:
    """Called by a person after a fix. The raw delivery is read again; what it says now is stored and worked on.

    Raises NotFound; Conflict when the event was taken already, or still cannot be understood.
    """

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str | None, event_id: str, by: str) -> None:
        with self.store.begin(workspace_id or EVERY_WORKSPACE) as uow:
            event, connection, channel = _open_event(uow, self.channels, event_id)
        read = _read_again(channel, event, connection)
        if channel.number_decides and event.workspace_id is None:
            # Whose it is, the number tells: FileIntakes finds its place within a second.
            with self.store.begin(EVERY_WORKSPACE) as uow:
                uow.events.settle(event.id, "unrouted", reason=f"by {by}")
                uow.alerts.resolve(NOT_FILED, event.id)
            return
        if connection.workspace_id is None:
            raise Conflict("This connection belongs to no workspace yet.")
        with self.store.begin(connection.workspace_id) as uow:
            match read.fact:
                case InboundMessage() as inbound:
                    lead = uow.leads.find_or_create(inbound.medium, person_of(inbound))
                    become_message(uow, channel, event, connection, read, inbound, lead, by)
                case Unmatched(reason, _):
                    raise Conflict(f"Nobody can tell whom to answer ({reason}); link it to a lead instead.")
                case Noted(reason):
                    uow.events.settle(event.id, "noted", reason=reason)
                case CallSeen():
                    # The first job set it aside; this one settles the event, or sets it aside again.
                    again = NewJob(JobType.PROVIDER_EVENT, connection.workspace_id, event.id, suffix=new_id())
                    uow.queue.enqueue(again)
                case _:
                    uow.events.settle(event.id, "accepted")
                    # A key of its own: the job of the first reading may be over.
                    again = NewJob(
                        JobType.PROVIDER_EVENT, connection.workspace_id, event.id, suffix=f"replay-{new_id()}"
                    )
                    uow.queue.enqueue(again)


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """Called by a person who knows who wrote: the delivery becomes a message of that lead, and is processed like any
    other (a draft for a person, never an automatic answer). Raises NotFound, Conflict."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, event_id: str, lead_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            event, connection, channel = _open_event(uow, self.channels, event_id)
            read = _read_again(channel, event, connection)
            calls = _calls_of(uow, read.fact)
            lead = uow.leads.lock(lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            inbound = _said(read.fact)
            if inbound is None:
                raise Conflict("This delivery is not a message.")
            if not isinstance(read.fact, CallSeen) or is_dialable(person_of(inbound)):
                uow.leads.add_address(lead.id, inbound.medium, person_of(inbound))
            become_message(uow, channel, event, connection, read, replace(inbound, backfilled=True), lead, by)
            placed = uow.events.get(event.id)
            for call in calls[:1]:
                uow.calls.save(replace(call, lead_id=lead.id, message_id=placed.message_id if placed else None))


def _calls_of(uow: UnitOfWork, fact: Fact) -> Sequence[Call]:
    """The call that the delivery tells about, held."""
    return accounts_of(fact.facts, uow.calls.hold(fact.facts)) if isinstance(fact, CallSeen) else ()


def _said(fact: Fact) -> InboundMessage | None:
    match fact:
        case InboundMessage():
            return fact
        case Unmatched():
            return fact.message
        case CallSeen():
            return fact.said
        case _:
            return None


def _open_event(
    uow: UnitOfWork, channels: Mapping[str, Channel], event_id: str
) -> tuple[StoredEvent, Connection, Channel]:
    event = uow.events.get(event_id)
    if event is None:
        raise NotFound("There is no such event.")
    if event.state not in OPEN_STATES:
        raise Conflict(f"This event is {event.state} already.")
    connection = uow.connections.get(event.connection_id)
    if connection is None or connection.channel not in channels:
        raise Conflict("The connection of this event is gone.")
    return event, connection, channels[connection.channel]


def _read_again(channel: Channel, event: StoredEvent, connection: Connection) -> ProviderEvent:
    try:
        return read_again(channel, event, connection)
    except PayloadUnreadable as unreadable:
        raise Conflict(f"This delivery still cannot be understood: {unreadable.message}") from unreadable

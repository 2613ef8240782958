"""The way in, over the same dictionaries: what the one statement of the real inbox does, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rejoinder.domain.errors import StorageDown, UnknownWebhook
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.leads import Consent, ConsentState, is_reference
from rejoinder.domain.messages import UNNAMED_BY_CONTENT, Direction, Medium, Message
from rejoinder.domain.outgoing import message_received
from rejoinder.domain.ports.storage import InboundRecord, Stored, StoredEvent
from rejoinder.domain.ports.upkeep import Refused
from rejoinder.domain.workspaces import Connection
from tests.fakes.outgoing import tell_endpoints
from tests.fakes.storage import (
    EventRow,
    FakeDatabase,
    JobRow,
    Tables,
    add_job,
    filled_in,
    find_message,
    new_lead,
    refuse_unstorable,
)


class FakeInbox:
    """Inbox: as atomic as the real one, and as strict about the connection."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database
        self.refused: dict[tuple[str, str, str], int] = {}

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def connection_by_key(self, channel: str, key: str) -> Connection:
        with self._database.transaction() as tables:
            for connection in tables.connections.values():
                if (connection.channel, connection.webhook_key) == (channel, key) and connection.enabled:
                    return connection
        raise UnknownWebhook("No connection has this webhook address.")

    async def take_message(self, record: InboundRecord) -> Stored | None:
        with self._database.transaction() as tables:
            if not _is_current(tables, record.connection):
                return None
            refuse_unstorable((record.event, record.event_key, record.message, record.lead_name, record.consent_change))
            refuse_unstorable(record.person_address)
            external_id = record.message.external_id
            known = find_message(tables, record.message, record.connection.account, Direction.INBOUND, external_id)
            event = _find_event(tables, record.connection.id, record.event_key)
            unmatched = event is not None and event.event.state == "unmatched"
            if event is not None:
                counted = replace(event, deliveries=event.deliveries + 1)
                tables.events[event.event.id] = counted
                if unmatched:
                    tables.events[event.event.id] = replace(counted, event=_retold(event.event, record, known))
            else:
                message_id = known.id if known is not None else record.message.id
                first = EventRow(replace(record.event, message_id=message_id), record.event_key)
                tables.events[record.event.id] = first
            if event is None and known is None:
                return self._store(tables, record)
            look = (
                self._look(tables, record, event) if event is not None and not (unmatched and known is None) else None
            )
            message = known
            if message is None:
                if event is None or not unmatched:
                    return Stored(False, None, look, record.job.queue if look else None)
                again = NewJob(JobType.PROVIDER_EVENT, record.message.workspace_id, event.event.id)
                row = add_job(tables, again, new_id(), self._database.clock.now())
                return Stored(False, None, row.id if row else None, record.job.queue)
            job = replace(record.job, subject_id=message.id, message_id=message.id)
            row = self._job(tables, job, message.lead_id)
            return Stored(False, message.id, row.id if row else look, record.job.queue)

    def _look(self, tables: Tables, record: InboundRecord, event: EventRow) -> str | None:
        """A delivery that is known by its content alone may have brought a second message of the same words."""
        if not record.message.external_id.startswith(UNNAMED_BY_CONTENT):
            return None
        job = NewJob(
            JobType.PROVIDER_EVENT,
            record.message.workspace_id,
            event.event.id,
            suffix=str(event.deliveries + 1),
        )
        row = add_job(tables, job, new_id(), self._database.clock.now())
        return row.id if row else None

    def _store(self, tables: Tables, record: InboundRecord) -> Stored:
        now, message = self._database.clock.now(), record.message
        places = [
            (message.workspace_id, record.address_kind, address) for address in (record.person_address, *record.aliases)
        ]
        lead_id = next((tables.addresses[place] for place in places if place in tables.addresses), record.lead_id)
        lead = tables.leads.get(lead_id)
        if lead is None:
            lead = new_lead(lead_id, message.workspace_id, 0, record.lead_name, record.address_kind, places[0][2])
        for place in places:
            tables.addresses.setdefault(place, lead_id)
        consent = {
            Medium(medium): Consent(ConsentState(change["state"]), message.received_at, change["evidence"])
            for medium, change in record.consent_change.items()
        }
        pauses = not message.automated
        details = record.contact
        if record.address_kind == "email" and not is_reference(record.person_address):
            details = replace(details, email=record.person_address)
        if record.address_kind == "phone" and not is_reference(record.person_address):
            details = replace(details, phone=record.person_address)
        lead = replace(
            filled_in(lead, details),
            version=lead.version + 1,
            name=lead.name or record.lead_name,
            consent={**lead.consent, **consent},
            follow_ups_paused=lead.follow_ups_paused or pauses,
            follow_ups_paused_reason="lead-replied" if pauses else lead.follow_ups_paused_reason,
            last_inbound_at=now,
            last_message_at=now,
        )
        tables.leads[lead_id] = lead
        tables.messages[message.id] = replace(message, lead_id=lead_id, version=lead.version)
        tables.message_events[message.id] = record.event.id
        tell_endpoints(tables, message_received(record.event.id, tables.messages[message.id]), now)
        row = self._job(tables, record.job, lead_id)
        return Stored(True, message.id, row.id if row else None, record.job.queue)

    def _job(self, tables: Tables, job: NewJob, lead_id: str) -> JobRow | None:
        return add_job(tables, replace(job, lead_id=lead_id, lane=lead_id), new_id(), self._database.clock.now())

    async def take_event(
        self, event: StoredEvent, event_key: str, connection: Connection, job: NewJob | None
    ) -> Stored | None:
        with self._database.transaction() as tables:
            if not _is_current(tables, connection):
                return None
            refuse_unstorable((event, event_key))
            known = _find_event(tables, connection.id, event_key)
            if known is not None:
                tables.events[known.event.id] = replace(known, deliveries=known.deliveries + 1)
            else:
                tables.events[event.id] = EventRow(event, event_key)
            others = known is not None and event.workspace_id not in (None, known.event.workspace_id)
            if known is not None and others:  # row security hides it: counted, and nothing else
                return Stored(False, deliveries=known.deliveries + 1)
            subject = known.event.id if known is not None else event.id
            row = None
            if job is not None:
                row = add_job(tables, replace(job, subject_id=subject), new_id(), self._database.clock.now())
            count = known.deliveries + 1 if known is not None else 1
            return Stored(known is None, None, row.id if row else None, job.queue if job else None, count)

    async def count_refusals(self, refusals: Mapping[tuple[str, str, str], Refused]) -> None:
        if self._database.is_down:
            raise StorageDown("The database cannot be reached.")
        for place, refused in refusals.items():
            self.refused[place] = self.refused.get(place, 0) + refused.count


def _is_current(tables: Tables, connection: Connection) -> bool:
    now = tables.connections.get(connection.id)
    return now is not None and now.enabled and now.revision == connection.revision and now.id not in tables.removed


def _retold(first: StoredEvent, record: InboundRecord, known: Message | None) -> StoredEvent:
    """What nobody could place, told again as a message."""
    if known is not None:
        return replace(first, state="accepted", message_id=known.id)
    now = record.event
    return replace(first, body=now.body, headers=now.headers, url=now.url, kind=now.kind)


def _find_event(tables: Tables, connection_id: str, key: str) -> EventRow | None:
    found = (row for row in tables.events.values() if (row.event.connection_id, row.key) == (connection_id, key))
    return next(found, None)

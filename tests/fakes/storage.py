"""Storage in dictionaries, with the habits of the real one: rollback, fences, tenants, constraints, lock order.

Every row is an immutable value, so a snapshot of the dictionaries is a snapshot of the database.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from rejoinder.domain.appointments import Appointment, AppointmentState
from rejoinder.domain.booking import OfferedSlot, SlotState, Taken
from rejoinder.domain.bridges import Bridge, BridgeState
from rejoinder.domain.calls import Agent, Call, CallFacts, Teller
from rejoinder.domain.campaigns import CampaignStop
from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.drafts import Draft, DraftStatus, DraftVersion
from rejoinder.domain.enrichment import ContactSync, Enrichment
from rejoinder.domain.errors import Conflict, LeaseLost, StorageDown
from rejoinder.domain.facts import Fact, FactKind, Provenance
from rejoinder.domain.follow_ups import LIVE, FollowUp, FollowUpState
from rejoinder.domain.ids import lead_id_for, new_id
from rejoinder.domain.intakes import Intake, IntakeMessage
from rejoinder.domain.jobs import JobStatus, NewJob
from rejoinder.domain.knowledge import KnowledgeEntry
from rejoinder.domain.leads import ADDRESS_KIND, Consent, ConsentState, Lead, is_reference, merged
from rejoinder.domain.learnings import Learning, LearningState
from rejoinder.domain.messages import NEEDS_REASON, Direction, Disposition, Medium, Message, Understanding
from rejoinder.domain.notifications import Notification, NotificationState, Waiting, shown_state
from rejoinder.domain.numbers import Number
from rejoinder.domain.outgoing import Delivery, Endpoint, alert_raised
from rejoinder.domain.owners import OwnerRequest, RequestState
from rejoinder.domain.paces import Pace, Turns, turn_at
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.enrichment import KnownFact
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, JobFence, StoredEvent
from rejoinder.domain.reconciliation import Reconciliation
from rejoinder.domain.sends import NEVER_LEFT, Send, SendKind, SendState
from rejoinder.domain.sequences import FollowUpSequence
from rejoinder.domain.shadow import Comparison, Rehearsal
from rejoinder.domain.suppressions import MEDIA_OF, ImportState, Suppression, SuppressionImport
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection, Workspace, stored_settings
from tests.fakes.clock import FakeClock
from tests.fakes.outgoing import FakeEndpoints, FakeOutgoing, tell_endpoints


class ConstraintBroken(Exception):
    """The real database would have refused this row."""


class ForeignRow(ConstraintBroken):
    """Row security would have refused this row: it belongs to another workspace."""


@dataclass(frozen=True)
class JobRow:
    id: str
    type: str
    queue: str
    workspace_id: str
    subject_id: str
    dedupe_key: str
    max_attempts: int
    run_at: datetime
    ring_at: datetime
    created_at: datetime
    lead_id: str | None = None
    message_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    lane: str | None = None
    status: JobStatus = JobStatus.PENDING
    attempts: int = 0
    crashes: int = 0
    fence: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    last_error: str | None = None
    last_error_code: str | None = None
    parked_reason: str | None = None
    parked_on: str | None = None
    cancel_requested: bool = False


@dataclass(frozen=True)
class AttemptRow:
    job_id: str
    fence: int
    attempt: int
    outcome: str
    error: str
    code: str
    owner: str


@dataclass(frozen=True)
class EventRow:
    event: StoredEvent
    key: str
    deliveries: int = 1
    lead_id: str | None = None


@dataclass(frozen=True)
class AlertRow:
    rule: str
    subject: str
    severity: str
    title: str
    workspace_id: str | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1


@dataclass(frozen=True)
class TimelineRow:
    workspace_id: str
    entry: Entry
    at: datetime


@dataclass(frozen=True)
class FactRow:
    workspace_id: str
    lead_id: str
    known: KnownFact


@dataclass(frozen=True)
class SyncRow:
    workspace_id: str
    lead_id: str
    sync: ContactSync


@dataclass(frozen=True)
class RehearsalRow:
    workspace_id: str
    rehearsal: Rehearsal
    at: datetime
    comparison: Comparison | None = None
    by: str = ""


@dataclass
class Tables:
    """Everything that is stored, by primary key."""

    workspaces: dict[str, Workspace] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    removed: dict[str, bool] = field(default_factory=dict)
    state_changes: dict[str, datetime] = field(default_factory=dict)
    events: dict[str, EventRow] = field(default_factory=dict)
    leads: dict[str, Lead] = field(default_factory=dict)
    addresses: dict[tuple[str, str, str], str] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    message_events: dict[str, str | None] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    draft_versions: dict[tuple[str, int], DraftVersion] = field(default_factory=dict)
    knowledge: dict[str, KnowledgeEntry] = field(default_factory=dict)
    learnings: dict[str, Learning] = field(default_factory=dict)
    sends: dict[str, Send] = field(default_factory=dict)
    sends_made_at: dict[str, datetime] = field(default_factory=dict)
    rehearsals: dict[str, RehearsalRow] = field(default_factory=dict)
    turns: dict[str, Turns] = field(default_factory=dict)
    holds: dict[str, datetime] = field(default_factory=dict)
    owner_requests: dict[str, OwnerRequest] = field(default_factory=dict)
    jobs: dict[str, JobRow] = field(default_factory=dict)
    dedupe_keys: dict[str, str] = field(default_factory=dict)
    attempts: dict[tuple[str, int], AttemptRow] = field(default_factory=dict)
    switches: dict[str, Switch] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    intakes: dict[str, Intake] = field(default_factory=dict)
    intake_messages: dict[str, IntakeMessage] = field(default_factory=dict)
    released_intakes: dict[str, str] = field(default_factory=dict)
    system_opt_outs: dict[str, bool] = field(default_factory=dict)
    missed_calls: dict[tuple[str, str], MissedCall] = field(default_factory=dict)
    timeline: dict[int, TimelineRow] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    alerts: dict[tuple[str, str, str | None], AlertRow] = field(default_factory=dict)
    reconciliations: dict[str, Reconciliation] = field(default_factory=dict)
    """The open ones, by rule and subject."""
    facts: dict[str, FactRow] = field(default_factory=dict)
    enrichments: dict[str, Enrichment] = field(default_factory=dict)
    contact_syncs: dict[str, SyncRow] = field(default_factory=dict)
    sequences: dict[str, FollowUpSequence] = field(default_factory=dict)
    removed_sequences: dict[str, bool] = field(default_factory=dict)
    follow_ups: dict[str, FollowUp] = field(default_factory=dict)
    bridges: dict[str, Bridge] = field(default_factory=dict)
    campaign_stops: dict[tuple[str, tuple[str, str, str], int], CampaignStop] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    slots: dict[str, OfferedSlot] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    notifications: dict[str, Notification] = field(default_factory=dict)
    suppressions: dict[tuple[str, str, str], Suppression] = field(default_factory=dict)
    suppression_imports: dict[str, SuppressionImport] = field(default_factory=dict)

    def copy(self) -> Tables:
        """The same rows in dictionaries of their own."""
        return Tables(*(dict(getattr(self, each.name)) for each in fields(self)))


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def refuse_unstorable(value: Any) -> None:
    """Raises for what Postgres takes neither as text nor as JSON."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise ConstraintBroken(f"Postgres stores neither NUL nor lone surrogates: {value[:60]!r}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            refuse_unstorable(key)
            refuse_unstorable(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            refuse_unstorable(item)
    elif is_dataclass(value):
        for each in fields(value):
            refuse_unstorable(getattr(value, each.name))


class FakeDatabase:
    """One transaction at a time, in the order in which they begin."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.is_down = False
        self.tables = Tables()
        self.before_commit: Callable[[], None] = lambda: None
        """A test may let the process die here."""
        self._lock = threading.RLock()
        self._busy = threading.local()

    def in_transaction(self) -> bool:
        """Whether this thread has a transaction open."""
        return bool(getattr(self._busy, "open", False))

    @contextmanager
    def transaction(self) -> Iterator[Tables]:
        """Kept as a whole or not at all."""
        assert not self.in_transaction(), "a transaction was opened inside a transaction"
        with self._lock:
            if self.is_down:
                raise StorageDown("The database cannot be reached (unplugged by the test).")
            before = self.tables.copy()
            self._busy.open = True
            try:
                yield self.tables
                self.before_commit()
                if self.is_down:
                    raise StorageDown("The database went away before the commit.")
            except BaseException:
                self.tables = before
                raise
            finally:
                self._busy.open = False

    # --- what tests read and bring about ----------------------------------------------------------

    def jobs(self, *types: str) -> list[JobRow]:
        """Job rows in the order they were written."""
        rows = sorted(self.tables.jobs.values(), key=lambda row: (row.created_at, row.id))
        return [row for row in rows if not types or row.type in types]

    def attempts_of(self, job_id: str) -> list[AttemptRow]:
        return [row for row in self.tables.attempts.values() if row.job_id == job_id]

    def entries(self, *, lead_id: str | None = None, message_id: str | None = None) -> list[Entry]:
        """The timeline, oldest first."""
        rows = (row.entry for row in self.tables.timeline.values())
        return [
            entry
            for entry in rows
            if (lead_id is None or entry.lead_id == lead_id) and (message_id is None or entry.message_id == message_id)
        ]


class _Rows:
    """What one repository sees: the tables of an open transaction, of one workspace."""

    def __init__(self, uow: FakeUnitOfWork) -> None:
        self._uow = uow
        self._workspace = uow.workspace_id

    @property
    def _tables(self) -> Tables:
        return self._uow.database.tables

    def _now(self) -> datetime:
        return self._uow.database.clock.now()

    def _mine(self, row: Any) -> bool:
        return bool(row is not None and self._workspace in (EVERY_WORKSPACE, row.workspace_id))

    def _own(self, row: Any) -> None:
        if not self._mine(row):
            raise ForeignRow(f"{type(row).__name__} of another workspace")
        refuse_unstorable(row)


class FakeMessages(_Rows):
    def get(self, message_id: str | None) -> Message | None:
        found = self._tables.messages.get(message_id or "")
        return found if self._mine(found) else None

    def _of_lead(self, lead_id: str) -> list[Message]:
        return [m for m in self._tables.messages.values() if m.lead_id == lead_id and self._mine(m)]

    def conversation(self, lead_id: str, limit: int = 40) -> Sequence[Message]:
        there = [m for m in self._of_lead(lead_id) if m.deleted_at is None]
        return sorted(there, key=lambda m: (m.received_at, m.id))[-limit:]

    def _add(self, message: Message, event_id: str | None) -> str | None:
        self._own(message)
        account = account_of(self._tables, message.connection_id)
        known = find_message(self._tables, message, account, message.direction, message.external_id)
        if known is not None:
            return known.id
        lead = self._tables.leads.get(message.lead_id)
        if lead is None or lead.workspace_id != message.workspace_id:
            raise ConstraintBroken("a message of a lead that is not there")
        check_message(message)
        self._tables.messages[message.id] = message
        self._tables.message_events[message.id] = event_id
        return None

    def add_outbound(self, message: Message) -> bool:
        if self._add(message, None) is not None:
            return False
        self._touch(message, "last_outbound_at")
        return True

    def add_inbound(self, message: Message, event_id: str | None = None) -> str | None:
        known = self._add(message, event_id)
        if known is None:
            self._touch(message, "last_inbound_at")
        return known

    def our_address(self, connection_id: str) -> str:
        reached = [
            m
            for m in self._tables.messages.values()
            if self._mine(m) and m.connection_id == connection_id and m.direction is Direction.INBOUND and m.recipient
        ]
        return max(reached, key=lambda m: m.id).recipient if reached else ""

    def _touch(self, message: Message, moment: str) -> None:
        lead = self._tables.leads[message.lead_id]
        named = max(filter(None, (getattr(lead, moment), message.received_at)))
        any_message = max(filter(None, (lead.last_message_at, message.received_at)))
        self._tables.leads[lead.id] = replace(lead, **{moment: named, "last_message_at": any_message})

    def of_event(self, event_id: str) -> Sequence[Message]:
        brought = [m for m in self._tables.messages.values() if self._tables.message_events.get(m.id) == event_id]
        return sorted((m for m in brought if self._mine(m)), key=lambda m: m.received_at)

    def identify(self, message: Message) -> None:
        known = self.get(message.id)
        if known is None:
            return
        refuse_unstorable(message)
        account = account_of(self._tables, message.connection_id)
        other = find_message(self._tables, message, account, Direction.INBOUND, message.external_id)
        if other is not None and other.id != message.id:
            raise ConstraintBroken("two messages of one name")
        self._tables.messages[message.id] = replace(
            known,
            external_id=message.external_id,
            sender=message.sender,
            recipient=message.recipient,
            body=message.body,
            media=message.media,
            sent_at=message.sent_at,
            conversation=message.conversation,
            reply_handle=message.reply_handle,
            automated=message.automated,
            opt_out=message.opt_out,
            injection=message.injection,
            safety=message.safety,
        )

    def understood(self, message_id: str, understanding: Understanding) -> None:
        message = self.get(message_id)
        if message is not None:
            refuse_unstorable(understanding)
            self._tables.messages[message_id] = replace(
                message,
                body_clean=understanding.body_clean,
                signature=understanding.signature,
                quoted=understanding.quoted,
                sentiment=understanding.sentiment,
                sentiment_source=understanding.source,
                sentiment_confidence=understanding.confidence,
                sentiment_reason=understanding.reason,
                asks_something=understanding.asks_something,
                places=understanding.places or message.places,
                injection=message.injection or understanding.injection,
            )

    def by_external_id(self, connection: Connection, external_id: str) -> Message | None:
        found = [
            m
            for m in self._tables.messages.values()
            if self._mine(m)
            and (m.channel, m.external_id) == (connection.channel, external_id)
            and account_of(self._tables, m.connection_id) == connection.account
        ]
        return min(found, key=lambda m: m.direction) if found else None

    def amend(self, message: Message) -> None:
        known = self.get(message.id)
        if known is not None:
            refuse_unstorable(message)
            self._tables.messages[known.id] = replace(
                known,
                body=message.body,
                html=message.html,
                reply_text=message.reply_text,
                body_clean=None if known.direction is Direction.INBOUND else message.body,
                places=None,
                signature="",
                quoted="",
                automated=message.automated,
                opt_out=message.opt_out,
                injection=message.injection,
                safety=message.safety,
                sentiment=None,
                sentiment_source=None,
                sentiment_confidence=None,
                sentiment_reason="",
                asks_something=False,
                edited_at=message.edited_at,
            )

    def take_back(self, message_id: str, at: datetime) -> None:
        known = self.get(message_id)
        if known is not None:
            self._tables.messages[message_id] = replace(known, deleted_at=at)

    def dispose(self, message_id: str, disposition: Disposition, reason: str = "") -> bool:
        message = self.get(message_id)
        if message is None or message.direction is not Direction.INBOUND:
            return False
        if (message.disposition, message.disposition_reason) == (disposition, reason):
            return False
        disposed = replace(message, disposition=disposition, disposition_reason=reason)
        check_message(disposed)
        self._tables.messages[message_id] = disposed
        return True

    def outbound_since(self, lead_id: str, after: datetime) -> Sequence[Message]:
        said = [m for m in self._of_lead(lead_id) if m.direction is Direction.OUTBOUND and m.received_at > after]
        return sorted(said, key=lambda m: m.received_at)

    def open_of_lead(self, lead_id: str) -> Sequence[Message]:
        waits = (Disposition.PROCESSING, Disposition.RETRYING, Disposition.WAITING_HUMAN)
        return sorted((m for m in self._of_lead(lead_id) if m.disposition in waits), key=lambda m: (m.version, m.id))


def check_message(message: Message) -> None:
    """The table's constraints."""
    if (message.direction is Direction.INBOUND) != (message.disposition is not None):
        raise ConstraintBroken("an inbound message has one disposition, an outbound one has none")
    if message.disposition in NEEDS_REASON and not message.disposition_reason:
        raise ConstraintBroken(f"{message.disposition} needs a reason")


def account_of(tables: Tables, connection_id: str) -> str:
    connection = tables.connections.get(connection_id)
    return connection.account if connection is not None else ""


def find_message(
    tables: Tables, message: Message, account: str, direction: Direction, external_id: str
) -> Message | None:
    """The message under the unique key (workspace, channel, account, direction, external id)."""
    for known in tables.messages.values():
        if (
            (known.workspace_id, known.channel, known.direction) == (message.workspace_id, message.channel, direction)
            and known.external_id == external_id
            and account_of(tables, known.connection_id) == account
        ):
            return known
    return None


class FakeLeads(_Rows):
    def get(self, lead_id: str) -> Lead | None:
        found = self._tables.leads.get(lead_id)
        return found if self._mine(found) else None

    def lock(self, lead_id: str) -> Lead | None:
        self._uow.locked_leads.add(lead_id)
        return self.get(lead_id)

    def save(self, lead: Lead) -> None:
        known = self.get(lead.id)
        if known is not None:
            refuse_unstorable(lead)
            self._tables.leads[lead.id] = replace(
                lead,
                version=known.version,
                consent=known.consent,
                emails=known.emails,
                phones=known.phones,
                last_message_at=known.last_message_at,
                last_inbound_at=known.last_inbound_at,
                last_outbound_at=known.last_outbound_at,
            )

    def bump(self, lead_id: str) -> int:
        lead = self.get(lead_id)
        assert lead is not None
        self._tables.leads[lead_id] = replace(lead, version=lead.version + 1)
        return lead.version + 1

    def set_consent(self, lead_id: str, media: Sequence[Medium], state: str, evidence: str) -> None:
        lead = self.get(lead_id)
        if lead is not None:
            refuse_unstorable(evidence)
            change = {medium: Consent(ConsentState(state), self._now(), evidence) for medium in media}
            self._tables.leads[lead_id] = replace(lead, consent={**lead.consent, **change})

    def by_address(self, medium: Medium, address: str) -> Lead | None:
        found = self._tables.addresses.get((self._workspace, ADDRESS_KIND[medium], address))
        return self.get(found) if found is not None else None

    def by_conversation(self, connection_id: str, conversation: str) -> Lead | None:
        found = [
            m
            for m in self._tables.messages.values()
            if self._mine(m) and conversation and (m.connection_id, m.conversation) == (connection_id, conversation)
        ]
        return self.get(max(found, key=lambda m: m.received_at).lead_id) if found else None

    def find_or_create(self, medium: Medium, address: str, name: str = "") -> Lead:
        known = self.by_address(medium, address)
        kind = ADDRESS_KIND[medium]
        lead_id = known.id if known is not None else lead_id_for(self._workspace, kind, address)
        if known is None:
            refuse_unstorable((address, name))
            self._tables.leads.setdefault(lead_id, new_lead(lead_id, self._workspace, 0, name, kind, address))
            self.add_address(lead_id, medium, address)
        locked = self.lock(lead_id)
        assert locked is not None
        return locked

    def add_address(self, lead_id: str, medium: Medium, address: str) -> None:
        kind = ADDRESS_KIND[medium]
        place = (self._workspace, kind, address)
        if place in self._tables.addresses:
            return
        self._tables.addresses[place] = lead_id
        lead, shown = self.get(lead_id), {"email": "emails", "phone": "phones"}.get(kind)
        if lead is not None and shown is not None and not is_reference(address) and address not in getattr(lead, shown):
            self._tables.leads[lead_id] = replace(lead, **{shown: (*getattr(lead, shown), address)})

    def fill_in(self, lead_id: str, details: ContactDetails) -> None:
        lead = self.get(lead_id)
        if lead is not None:
            refuse_unstorable(details)
            self._tables.leads[lead_id] = filled_in(lead, details)

    def show_address(self, lead_id: str, medium: Medium, address: str) -> None:
        lead, shown = self.get(lead_id), {"email": "emails", "phone": "phones"}.get(ADDRESS_KIND[medium])
        if lead is not None and shown is not None and address not in getattr(lead, shown):
            self._tables.leads[lead_id] = replace(lead, **{shown: (*getattr(lead, shown), address)})

    def merge(self, lead_id: str, into: str) -> None:
        gone, kept, tables = self.get(lead_id), self.get(into), self._tables
        if gone is None or kept is None:
            return
        for message in self._of_lead_everywhere(tables.messages, lead_id):
            tables.messages[message.id] = replace(message, lead_id=into, version=message.version + kept.version)
        for draft in self._of_lead_everywhere(tables.drafts, lead_id):
            tables.drafts[draft.id] = replace(draft, lead_id=into, basis_version=draft.basis_version + kept.version)
        for send in self._of_lead_everywhere(tables.sends, lead_id):
            tables.sends[send.id] = replace(send, lead_id=into, basis_version=send.basis_version + kept.version)
        for job in self._of_lead_everywhere(tables.jobs, lead_id):
            lane = into if job.lane == lead_id and job.status is not JobStatus.RUNNING else job.lane
            tables.jobs[job.id] = replace(job, lead_id=into, lane=lane)
        for (whose, place, number), stop in list(tables.campaign_stops.items()):
            if (whose, stop.lead_id) == (self._workspace, lead_id):
                del tables.campaign_stops[whose, place, number]
                tables.campaign_stops[whose, (into, *place[1:]), number] = replace(stop, lead_id=into)
        for rows in (
            tables.owner_requests,
            tables.slots,
            tables.appointments,
            tables.bridges,
            tables.learnings,
        ):
            for row in self._of_lead_everywhere(rows, lead_id):
                rows[row.id] = replace(row, lead_id=into)
        for key, fact in list(tables.facts.items()):
            if fact.lead_id == lead_id:
                tables.facts[key] = replace(fact, lead_id=into)
        for enrichment in self._of_lead_everywhere(tables.enrichments, lead_id):
            tables.enrichments[enrichment.id] = replace(enrichment, lead_id=into)
        for key, sync in list(tables.contact_syncs.items()):
            if sync.lead_id == lead_id:
                tables.contact_syncs[key] = replace(sync, lead_id=into)
        for key, shadowed in list(tables.rehearsals.items()):
            if shadowed.rehearsal.lead_id == lead_id:
                tables.rehearsals[key] = replace(shadowed, rehearsal=replace(shadowed.rehearsal, lead_id=into))
        for follow_up in self._of_lead_everywhere(tables.follow_ups, lead_id):
            tables.follow_ups[follow_up.id] = replace(follow_up, lead_id=into)
        for number, row in list(tables.timeline.items()):
            if row.entry.lead_id == lead_id:
                tables.timeline[number] = replace(row, entry=replace(row.entry, lead_id=into))
        for place, holder in list(tables.addresses.items()):
            if holder == lead_id:
                tables.addresses[place] = into
        tables.leads[into] = merged(gone, kept)
        del tables.leads[lead_id]

    def _of_lead_everywhere(self, rows: dict[str, Any], lead_id: str) -> list[Any]:
        return [row for row in rows.values() if row.lead_id == lead_id and row.workspace_id == self._workspace]


def filled_in(lead: Lead, details: ContactDetails) -> Lead:
    return replace(
        lead,
        emails=lead.emails or ((details.email,) if details.email else ()),
        phones=lead.phones or ((details.phone,) if details.phone else ()),
        linkedin_url=lead.linkedin_url or details.linkedin_url,
    )


def new_lead(lead_id: str, workspace_id: str, version: int, name: str, kind: str, address: str) -> Lead:
    return Lead(
        lead_id,
        workspace_id,
        version,
        name,
        emails=(address,) if kind == "email" and not is_reference(address) else (),
        phones=(address,) if kind == "phone" and not is_reference(address) else (),
        linkedin_url=address if kind == "linkedin" and address.startswith("http") else "",
    )


class FakeDrafts(_Rows):
    def get(self, draft_id: str | None) -> Draft | None:
        found = self._tables.drafts.get(draft_id or "")
        return found if self._mine(found) else None

    def for_message(self, message_id: str) -> Draft | None:
        found = [d for d in self._tables.drafts.values() if d.message_id == message_id and self._mine(d)]
        return found[0] if found else None

    def text_of(self, draft_id: str, version: int) -> str:
        kept = self._tables.draft_versions.get((draft_id, version)) if self.get(draft_id) is not None else None
        return kept.body if kept is not None else ""

    def add(self, draft: Draft) -> bool:
        self._own(draft)
        if any(d.message_id == draft.message_id for d in self._tables.drafts.values()):
            return False
        message = self._tables.messages.get(draft.message_id)
        if message is None:
            raise ConstraintBroken("a draft for a message that is not there")
        self._tables.drafts[draft.id] = draft
        self._remember(draft)
        self._tables.messages[message.id] = replace(message, draft_id=draft.id)
        return True

    def save(self, draft: Draft, *, expected_version: int) -> None:
        known = self.get(draft.id)
        if known is None or known.version != expected_version:
            raise Conflict("This draft has a newer version.", newer=known)
        refuse_unstorable(draft)
        self._tables.drafts[draft.id] = draft
        if draft.version != expected_version:
            self._remember(draft)

    def open_of_lead(self, lead_id: str) -> Sequence[Draft]:
        waits = (DraftStatus.PROPOSED, DraftStatus.APPROVED, DraftStatus.FAILED)
        return [d for d in self._tables.drafts.values() if d.lead_id == lead_id and self._mine(d) and d.status in waits]

    def versions(self, draft_id: str) -> Sequence[DraftVersion]:
        if self.get(draft_id) is None:
            return []
        return [kept for (of, _), kept in sorted(self._tables.draft_versions.items()) if of == draft_id]

    def _remember(self, draft: Draft) -> None:
        kept = DraftVersion(draft.version, draft.subject, draft.body, draft.author, draft.instruction, self._now())
        self._tables.draft_versions[draft.id, draft.version] = kept


class FakeKnowledge(_Rows):
    def all(self) -> Sequence[KnowledgeEntry]:
        return sorted((e for e in self._tables.knowledge.values() if self._mine(e)), key=lambda entry: entry.id)

    def get(self, entry_id: str) -> KnowledgeEntry | None:
        found = self._tables.knowledge.get(entry_id)
        return found if self._mine(found) else None

    def add(self, entry: KnowledgeEntry) -> None:
        self._own(entry)
        refuse_unstorable(entry)
        self._tables.knowledge[entry.id] = replace(entry, created_at=self._now(), updated_at=self._now())

    def save(self, entry: KnowledgeEntry, *, expected_version: int) -> None:
        known = self.get(entry.id)
        if known is None or known.version != expected_version:
            raise Conflict("This entry has been replaced meanwhile.", newer=known)
        self._tables.knowledge[entry.id] = replace(entry, created_at=known.created_at, updated_at=self._now())

    def remove(self, entry_id: str) -> bool:
        return self.get(entry_id) is not None and bool(self._tables.knowledge.pop(entry_id))


class FakeLearnings(_Rows):
    def get(self, learning_id: str) -> Learning | None:
        found = self._tables.learnings.get(learning_id)
        return found if self._mine(found) else None

    def list(self, state: LearningState | None = None, limit: int = 200) -> Sequence[Learning]:
        found = [k for k in self._tables.learnings.values() if self._mine(k) and state in (None, k.state)]
        return sorted(found, key=lambda learning: learning.id, reverse=True)[:limit]

    def propose(self, draft_id: str, proposed: Sequence[Learning]) -> None:
        for waiting in self.list(LearningState.PROPOSED):
            if waiting.draft_id == draft_id:
                del self._tables.learnings[waiting.id]
        for learning in proposed:
            self._own(learning)
            refuse_unstorable(learning)
            self._tables.learnings[learning.id] = replace(learning, created_at=self._now())

    def decide(self, learning_id: str, state: LearningState, by: str) -> bool:
        known = self.get(learning_id)
        if known is None or known.state is not LearningState.PROPOSED:
            return False
        self._tables.learnings[learning_id] = replace(known, state=state, decided_by=by, decided_at=self._now())
        return True


class FakeSends(_Rows):
    def get(self, send_id: str) -> Send | None:
        found = self._tables.sends.get(send_id)
        return found if self._mine(found) else None

    def lock(self, send_id: str) -> Send | None:
        send = self.get(send_id)
        if send is not None and send.lead_id not in self._uow.locked_leads:
            raise AssertionError("lock order is lead, send, job: this send's lead is not locked")
        return send

    def add(self, send: Send) -> bool:
        self._own(send)
        if any(known.intent_key == send.intent_key for known in self._tables.sends.values()):
            return False
        known = send.message_id in self._tables.messages
        answers_message = send.draft_id in self._tables.drafts and known and not send.is_notice
        answers_call = send.draft_id is send.message_id is None and send.call_id is not None
        is_notice = send.draft_id is None and known and send.is_notice
        is_step = send.draft_id is send.message_id is None and send.follow_up_id in self._tables.follow_ups
        if (send.kind is SendKind.FOLLOW_UP) != is_step or (send.step > 0) != is_step:
            raise ConstraintBroken("a follow-up without its step, or the other way round")
        if not (answers_message or answers_call or is_notice or is_step):
            raise ConstraintBroken("a send without its draft or message, or its call")
        self._tables.sends_made_at[send.id] = self._now()
        self._tables.sends[send.id] = replace(send, attempts=0, lookups=0, provider_message_id="", reason="", owner="")
        return True

    def save(self, send: Send, *, was: SendState) -> bool:
        known = self.get(send.id)
        if known is None or known.state is not was:
            return False
        if send.state is SendState.WITHHELD and not send.reason:
            raise ConstraintBroken("a withheld send needs a reason")
        refuse_unstorable(send)
        now = self._now()
        left = send.state in (SendState.SENT, SendState.DELIVERED)
        self._tables.sends[send.id] = replace(
            known,
            state=send.state,
            reason=send.reason,
            error=send.error,
            attempts=send.attempts,
            lookups=send.lookups,
            owner=send.owner,
            turn_at=send.turn_at,
            basis_version=send.basis_version,
            provider_message_id=known.provider_message_id or send.provider_message_id,
            sending_at=now if send.state is SendState.SENDING else known.sending_at,
            sent_at=(known.sent_at or now) if left else known.sent_at,
        )
        return True

    def of_message(self, message_id: str | None) -> Sequence[Send]:
        return self._where(lambda s: message_id is not None and s.message_id == message_id and not s.is_notice)

    def of_step(self, follow_up_id: str, step: int) -> Sequence[Send]:
        found = self._where(lambda s: (s.follow_up_id, s.step) == (follow_up_id, step))
        return sorted(found, key=lambda s: (s.draft_version, s.part))

    def noticed_within(self, lead_id: str, kind: SendKind, channel: str, period: timedelta) -> bool:
        since = self._now() - period
        return any(
            self._tables.sends_made_at[send.id] > since
            for send in self._where(lambda s: s.lead_id == lead_id and s.kind is kind and s.state not in NEVER_LEFT)
            if channel in ("", send.channel)
        )

    def notices_to(self, recipient: str, kind: SendKind, period: timedelta) -> Sequence[Send]:
        made_at, since = self._tables.sends_made_at, self._now() - period
        found = self._where(lambda s: (s.kind, s.recipient) == (kind, recipient) and s.state not in NEVER_LEFT)
        recent = [send for send in found if made_at[send.id] > since]
        return sorted(recent, key=lambda send: (made_at[send.id], send.id), reverse=True)

    def of_lead(self, lead_id: str, states: Sequence[SendState]) -> Sequence[Send]:
        return self._where(lambda s: s.lead_id == lead_id and s.state in states)

    def by_provider_id(self, connection_id: str, provider_message_id: str) -> Send | None:
        if not provider_message_id:
            return None
        found = self._where(lambda s: (s.connection_id, s.provider_message_id) == (connection_id, provider_message_id))
        return found[0] if found else None

    def _where(self, wanted: Callable[[Send], bool]) -> list[Send]:
        return sorted((s for s in self._tables.sends.values() if self._mine(s) and wanted(s)), key=lambda s: s.id)


class FakeShadow(_Rows):
    def rehearsed(self, rehearsal: Rehearsal) -> None:
        known = self._tables.rehearsals.get(rehearsal.message_id)
        if known is None or known.comparison is None:
            self._tables.rehearsals[rehearsal.message_id] = RehearsalRow(self._workspace, rehearsal, self._now())

    def open_for(self, message_id: str) -> Rehearsal | None:
        found = self._tables.rehearsals.get(message_id)
        return found.rehearsal if found is not None and self._mine(found) and found.comparison is None else None

    def answered(self, message_id: str, comparison: Comparison, by: str) -> None:
        known = self._tables.rehearsals[message_id]
        self._tables.rehearsals[message_id] = replace(known, comparison=comparison, by=by)


class FakePaces(_Rows):
    def turn(self, connection_id: str, pace: Pace) -> datetime | None:
        if pace == Pace():
            return None
        moment, after = turn_at(pace, self._tables.turns.get(connection_id), self._now())
        self._tables.turns[connection_id] = after
        return moment

    def held_for(self, connection_id: str) -> float:
        until = self._tables.holds.get(connection_id, self._now())
        return max(0.0, (until - self._now()).total_seconds())

    def hold(self, connection_id: str, seconds: float) -> None:
        until = self._now() + timedelta(seconds=seconds)
        self._tables.holds[connection_id] = max(until, self._tables.holds.get(connection_id, until))
        turns = self._tables.turns.get(connection_id, Turns(until, self._now().date(), 0))
        self._tables.turns[connection_id] = replace(turns, next_at=max(until, turns.next_at))


class FakeSequences(_Rows):
    def get(self, sequence_id: str) -> FollowUpSequence | None:
        found = self._tables.sequences.get(sequence_id)
        return found if self._mine(found) and sequence_id not in self._tables.removed_sequences else None

    def all(self) -> Sequence[FollowUpSequence]:
        return [s for s in self._tables.sequences.values() if self.get(s.id) is not None]

    def add(self, sequence: FollowUpSequence) -> None:
        self._own(sequence)
        if not sequence.name:
            raise ConstraintBroken("a sequence without a name")
        now = self._now()
        self._tables.sequences[sequence.id] = replace(sequence, created_at=now, updated_at=now)

    def save(self, sequence: FollowUpSequence) -> None:
        known = self.get(sequence.id)
        if known is not None:
            refuse_unstorable(sequence)
            self._tables.sequences[known.id] = replace(
                sequence, workspace_id=known.workspace_id, created_at=known.created_at, updated_at=self._now()
            )

    def remove(self, sequence_id: str) -> bool:
        known = self.get(sequence_id)
        if known is None:
            return False
        self._tables.sequences[known.id] = replace(known, active=False)
        self._tables.removed_sequences[known.id] = True
        return True


class FakeBridges(_Rows):
    def get(self, bridge_id: str) -> Bridge | None:
        found = self._tables.bridges.get(bridge_id)
        return found if self._mine(found) else None

    lock = get

    def add(self, bridge: Bridge) -> bool:
        self._own(bridge)
        if any(known.command_id == bridge.command_id for known in self._tables.bridges.values()):
            return False
        self._tables.bridges[bridge.id] = replace(bridge, created_at=self._now())
        return True

    def save(self, bridge: Bridge) -> None:
        if (bridge.state is BridgeState.ENDED) != bool(bridge.outcome):
            raise ConstraintBroken("a call without an outcome that is over, or with one that is not")
        self._tables.bridges[bridge.id] = bridge


class FakeCampaignStops(_Rows):
    def last(self, lead_id: str, connection_id: str, campaign: str) -> CampaignStop | None:
        place = (lead_id, connection_id, campaign)
        rows = [stop for key, stop in self._tables.campaign_stops.items() if key[:2] == (self._workspace, place)]
        if not rows:
            return None
        newest = max(rows, key=lambda stop: stop.asked_at)
        return replace(newest, for_good=any(stop.for_good for stop in rows))

    def add(self, stop: CampaignStop) -> None:
        if stop.lead_id not in self._tables.leads:
            raise ConstraintBroken("a campaign of a lead that is not there")
        place = (stop.lead_id, stop.connection_id, stop.campaign)
        self._tables.campaign_stops[self._workspace, place, len(self._tables.campaign_stops)] = stop


class FakeFollowUps(_Rows):
    def _where(self, wanted: Callable[[FollowUp], bool]) -> list[FollowUp]:
        found = (f for f in self._tables.follow_ups.values() if self._mine(f) and wanted(f))
        return sorted(found, key=lambda f: (f.created_at, f.id))

    def get(self, follow_up_id: str) -> FollowUp | None:
        found = self._tables.follow_ups.get(follow_up_id)
        return found if self._mine(found) else None

    def add(self, follow_up: FollowUp) -> None:
        self._own(follow_up)
        if follow_up.lead_id not in self._tables.leads:
            raise ConstraintBroken("a follow-up of a lead that is not there")
        self._check(follow_up)
        now = self._now()
        self._tables.follow_ups[follow_up.id] = replace(follow_up, created_at=now, updated_at=now)

    def save(self, follow_up: FollowUp) -> None:
        known = self.get(follow_up.id)
        if known is None:
            return
        if known.lead_id not in self._uow.locked_leads:
            raise AssertionError("this follow-up's lead is not locked")
        self._check(follow_up)
        self._tables.follow_ups[known.id] = replace(
            follow_up,
            lead_id=known.lead_id,
            sequence_id=known.sequence_id,
            own_steps=known.own_steps,
            message_id=known.message_id,
            enrolled_by=known.enrolled_by,
            created_at=known.created_at,
            updated_at=self._now(),
        )

    def _check(self, follow_up: FollowUp) -> None:
        refuse_unstorable(follow_up)
        over = follow_up.state not in LIVE
        named = follow_up.state in (FollowUpState.SNOOZED, FollowUpState.DEFERRED)
        if not follow_up.reason or follow_up.step < 1 or (over and follow_up.next_at is not None):
            raise ConstraintBroken("what is over is looked at no more, and every state has its reason")
        if named and follow_up.next_at is None:
            raise ConstraintBroken("until when?")

    def of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        return self._where(lambda f: f.lead_id == lead_id)

    def live_of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        return self._where(lambda f: f.lead_id == lead_id and f.is_live)

    def live_of_sequence(self, sequence_id: str, limit: int) -> Sequence[FollowUp]:
        return self._where(lambda f: f.sequence_id == sequence_id and f.is_live)[:limit]

    def take_due(self, now: datetime, limit: int) -> Sequence[FollowUp]:
        due = self._where(lambda f: f.next_at is not None and f.next_at <= now and not f.fired)
        due = [f for f in due if f.sequence_id is None or self._tables.sequences[f.sequence_id].active]
        taken = sorted(due, key=lambda f: (f.next_at or now, f.id))[:limit]
        for follow_up in taken:
            self._tables.follow_ups[follow_up.id] = replace(follow_up, fired=True)
        return [replace(follow_up, fired=True) for follow_up in taken]


class FakeOwnerRequests(_Rows):
    def _all(self) -> list[OwnerRequest]:
        return [r for r in self._tables.owner_requests.values() if self._mine(r)]

    def add(self, request: OwnerRequest) -> bool:
        self._own(request)
        if self.by_code(request.code) is not None:
            return False
        self._tables.owner_requests[request.id] = request
        return True

    def by_code(self, code: str) -> OwnerRequest | None:
        return next((r for r in self._all() if r.code == code), None)

    def open(self) -> Sequence[OwnerRequest]:
        return [r for r in self._all() if r.state is RequestState.OPEN and r.expires_at > self._now()]

    def settle(self, request_id: str, state: RequestState) -> bool:
        known = self._tables.owner_requests.get(request_id)
        if known is None or not self._mine(known) or known.state is not RequestState.OPEN:
            return False
        self._tables.owner_requests[request_id] = replace(known, state=state)
        return True


class FakeTimeline(_Rows):
    def append(self, *entries: Entry) -> None:
        for entry in entries:
            refuse_unstorable(entry)
            self._tables.timeline[len(self._tables.timeline)] = TimelineRow(self._workspace, entry, self._now())


class FakeSwitches(_Rows):
    def active(self, workspace_id: str) -> Sequence[Switch]:
        now = self._now()
        return [
            s
            for s in self._tables.switches.values()
            if (s.until is None or s.until > now) and s.workspace_id in (None, workspace_id)
        ]

    def everywhere(self) -> Sequence[Switch]:
        now = self._now()
        found = self._tables.switches.values()
        return [s for s in found if (s.until is None or s.until > now) and s.workspace_id is None]


RING_GRACE = timedelta(seconds=0.5)


class FakeJobQueue(_Rows):
    def enqueue(self, job: NewJob) -> bool:
        refuse_unstorable(job)
        row = add_job(self._tables, job, new_id(), self._now())
        if row is None:
            return False
        if job.delay <= 0:
            self._uow.bells.append(Bell(row.id, row.queue))
        return True

    def wake(self, job_type: str, subject_id: str) -> bool:
        now = self._now()
        woken = [
            row
            for row in self._tables.jobs.values()
            if (row.type, row.subject_id) == (job_type, subject_id)
            and row.workspace_id == self._workspace
            and row.status is JobStatus.PENDING
        ]
        for row in woken:
            self._tables.jobs[row.id] = replace(row, run_at=now, ring_at=now)
        self._uow.bells.extend(Bell(row.id, row.queue) for row in woken)
        return bool(woken)


def add_job(tables: Tables, job: NewJob, job_id: str, now: datetime) -> JobRow | None:
    """The row, or None when its dedupe key is there."""
    if tables.dedupe_keys.setdefault(job.dedupe_key, job_id) != job_id:
        return None
    due = now + timedelta(seconds=job.delay)
    row = JobRow(
        id=job_id,
        type=job.type,
        queue=job.queue,
        workspace_id=job.workspace_id,
        subject_id=job.subject_id,
        dedupe_key=job.dedupe_key,
        max_attempts=job.max_attempts,
        run_at=due,
        ring_at=max(due, now + RING_GRACE),
        created_at=now,
        lead_id=job.lead_id,
        message_id=job.message_id,
        payload=dict(job.payload),
        lane=job.lane,
    )
    tables.jobs[row.id] = row
    return row


class FakeConnections(_Rows):
    def _seen(self, connection: Connection) -> bool:
        return connection.id not in self._tables.removed and self._workspace in (
            EVERY_WORKSPACE,
            connection.workspace_id,
        )

    def get(self, connection_id: str) -> Connection | None:
        found = self._tables.connections.get(connection_id)
        if found is None or connection_id in self._tables.removed:
            return None
        numbers = self._tables.numbers.values()
        lent = any(
            n.workspace_id == self._workspace and (n.connection_id == found.id or n.account == found.account != "")
            for n in numbers
        )
        if found.workspace_id is None and lent:
            return replace(found, workspace_id=self._workspace)
        return found if self._seen(found) else None

    def of_workspace(self, workspace_id: str | None, channel: str | None = None) -> Sequence[Connection]:
        return [
            c
            for c in self._tables.connections.values()
            if self._seen(c) and c.workspace_id == workspace_id and channel in (None, c.channel)
        ]

    def all(self) -> Sequence[Connection]:
        return sorted((c for c in self._tables.connections.values() if self._seen(c)), key=lambda c: c.id)

    def add(self, connection: Connection) -> None:
        if self._workspace not in (EVERY_WORKSPACE, connection.workspace_id):
            raise ForeignRow("a connection of another workspace")
        refuse_unstorable(connection)
        self._tables.connections[connection.id] = replace(connection, revision=1, enabled=True)

    def save(self, connection: Connection) -> None:
        known = self.get(connection.id)
        if known is not None:
            self._tables.connections[connection.id] = replace(
                connection, revision=known.revision + 1, unusable_reason=known.unusable_reason
            )

    def report_state(self, connection_id: str, unusable_reason: str, at: datetime | None = None) -> bool:
        known, then = self.get(connection_id), at or self._now()
        latest = self._tables.state_changes.get(connection_id)
        if known is None or (latest is not None and latest > then):
            return False
        self._tables.state_changes[connection_id] = then
        self._tables.connections[connection_id] = replace(known, unusable_reason=unusable_reason)
        return known.unusable_reason != unusable_reason

    def remove(self, connection_id: str) -> bool:
        known = self.get(connection_id)
        if known is None:
            return False
        self._tables.connections[known.id] = replace(known, enabled=False, revision=known.revision + 1)
        self._tables.removed[known.id] = True
        return True


class FakeWorkspaces(_Rows):
    def get(self, workspace_id: str) -> Workspace | None:
        if self._workspace not in (EVERY_WORKSPACE, workspace_id):
            return None
        return self._tables.workspaces.get(workspace_id)

    def add(self, workspace: Workspace) -> None:
        refuse_unstorable(workspace.raw_settings)
        self._tables.workspaces[workspace.id] = replace(workspace, settings=stored_settings(workspace.raw_settings))

    def save(self, workspace: Workspace) -> None:
        self.add(workspace)

    def all(self) -> Sequence[Workspace]:
        return [w for w in self._tables.workspaces.values() if self._workspace in (EVERY_WORKSPACE, w.id)]


class FakeEvents(_Rows):
    def get(self, event_id: str) -> StoredEvent | None:
        found = self._tables.events.get(event_id)
        if found is None or not self._mine(found.event):
            return None
        return replace(found.event, deliveries=found.deliveries)

    def add(self, event: StoredEvent, key: str) -> bool:
        refuse_unstorable(event)
        rows = self._tables.events.values()
        if any(row.event.connection_id == event.connection_id and row.key == key for row in rows):
            return False
        self._tables.events[event.id] = EventRow(event, key)
        return True

    def has(self, connection_id: str, key: str) -> bool:
        return any((r.event.connection_id, r.key) == (connection_id, key) for r in self._tables.events.values())

    def settle(self, event_id: str, state: str, *, reason: str = "", message_id: str | None = None) -> None:
        event = self.get(event_id)
        if event is not None:
            row = self._tables.events[event_id]
            settled = replace(event, state=state, reason=reason, message_id=message_id or event.message_id)
            self._tables.events[event_id] = replace(row, event=settled)

    def give(self, event_id: str, workspace_id: str) -> None:
        event = self.get(event_id)
        if event is not None:
            given = replace(event, workspace_id=workspace_id)
            self._tables.events[event_id] = replace(self._tables.events[event_id], event=given)

    def concerns(self, event_id: str, lead_id: str) -> None:
        if self.get(event_id) is not None:
            self._tables.events[event_id] = replace(self._tables.events[event_id], lead_id=lead_id)

    def set_aside(self, connection_id: str, reason: str, limit: int = 1000) -> Sequence[str]:
        events = (row.event for row in self._tables.events.values())
        found = [
            e.id
            for e in events
            if (e.connection_id, e.state, e.reason) == (connection_id, "unmatched", reason) and self._mine(e)
        ]
        return sorted(found)[:limit]


class FakeCalls(_Rows):
    def get(self, call_id: str) -> Call | None:
        found = self._tables.calls.get(call_id)
        return found if self._mine(found) else None

    def hold(self, facts: CallFacts) -> Sequence[Call]:
        ids = {facts.external_id, facts.carrier_call_id} - {""}
        found = [c for c in self._tables.calls.values() if {c.facts.external_id, c.facts.carrier_call_id} & ids]
        return sorted(filter(self._mine, found), key=lambda call: call.id)

    def lock(self, call_id: str) -> Call | None:
        return self.get(call_id)

    def of_root(self, root_id: str) -> Sequence[Call]:
        return self.hold(CallFacts(root_id, Teller.CARRIER, carrier_call_id=root_id))

    def save(self, call: Call) -> None:
        self._own(call)
        key = (call.workspace_id, call.facts.external_id)
        if any((c.workspace_id, c.facts.external_id) == key and c.id != call.id for c in self._tables.calls.values()):
            raise Conflict("Another call has this external id.")
        if call.lead_id is not None and call.lead_id not in self._tables.leads:
            raise ConstraintBroken("a call of a lead that is not there")
        known_at = self._tables.calls[call.id].created_at if call.id in self._tables.calls else None
        self._tables.calls[call.id] = replace(call, created_at=known_at or self._now())

    def remove(self, call_id: str) -> None:
        if self.get(call_id) is not None:
            del self._tables.calls[call_id]


class FakeAgents(_Rows):
    def get(self, agent_id: str) -> Agent | None:
        found = self._tables.agents.get(agent_id)
        return found if self._mine(found) else None

    def of_connection(self, connection_id: str) -> Sequence[Agent]:
        found = [a for a in self._tables.agents.values() if a.connection_id == connection_id and self._mine(a)]
        return sorted(found, key=lambda agent: agent.id, reverse=True)

    def save(self, agent: Agent) -> Agent:
        self._own(agent)
        for other in self.of_connection(agent.connection_id):
            if other.external_assistant_id == agent.external_assistant_id:
                agent = replace(agent, id=other.id, created_at=other.created_at)
            elif agent.is_default:
                self._tables.agents[other.id] = replace(other, is_default=False)
        self._tables.agents[agent.id] = replace(agent, created_at=agent.created_at or self._now())
        return self._tables.agents[agent.id]


class FakeNumbers(_Rows):
    def _all(self) -> list[Number]:
        return [n for n in self._tables.numbers.values() if self._mine(n)]

    def get(self, number_id: str) -> Number | None:
        return next((n for n in self._all() if n.id == number_id), None)

    def by_number(self, number: str) -> Number | None:
        return next((n for n in self._all() if n.number == number), None)

    def of_connection(self, connection_id: str) -> Sequence[Number]:
        return [n for n in self._all() if n.connection_id == connection_id]

    def on_account(self, connection: Connection) -> Sequence[Number]:
        return [n for n in self._all() if n.connection_id == connection.id or n.account == connection.account != ""]

    def add(self, number: Number) -> bool:
        if any(n.number == number.number for n in self._tables.numbers.values()):
            return False
        self._tables.numbers[number.id] = number
        return True

    def save(self, number: Number) -> None:
        self._tables.numbers[number.id] = number

    def remove(self, number_id: str) -> bool:
        return self._tables.numbers.pop(number_id, None) is not None

    def take_free(self, connection_id: str | None) -> Number | None:
        return next((n for n in self._all() if n.is_free and connection_id in (None, n.connection_id)), None)


class FakeMissedCalls(_Rows):
    def get(self, root_call_id: str) -> MissedCall | None:
        return self._tables.missed_calls.get((self._uow.workspace_id, root_call_id))

    def add(self, missed: MissedCall) -> bool:
        key = (missed.workspace_id, missed.root_call_id)
        if key in self._tables.missed_calls:
            return False
        self._own(missed)
        self._tables.missed_calls[key] = replace(missed, at=self._now())
        return True

    def texted_since(self, caller: str, since: datetime) -> MissedCall | None:
        found = [
            m
            for m in self._tables.missed_calls.values()
            if m.workspace_id == self._uow.workspace_id
            and m.caller == caller
            and m.ending == "texting"
            and m.at is not None
            and m.at > since
        ]
        return found[-1] if found else None

    def end(self, root_call_id: str, ending: str, reason: str) -> None:
        key = (self._uow.workspace_id, root_call_id)
        self._tables.missed_calls[key] = replace(self._tables.missed_calls[key], ending=ending, reason=reason)


_MAY_HAVE_LEFT = ("claimed", "sent", "delivered", "undelivered", "unknown")


class FakeIntakes(_Rows):
    def _where(self, wanted: Callable[[Intake], bool]) -> list[Intake]:
        return [i for i in self._tables.intakes.values() if self._mine(i) and wanted(i)]

    def get(self, intake_id: str) -> Intake | None:
        return next(iter(self._where(lambda i: i.id == intake_id)), None)

    lock = get

    def by_call(self, root_call_id: str) -> Intake | None:
        return next(iter(self._where(lambda i: i.root_call_id == root_call_id)), None)

    def open_of(self, caller: str, since: datetime) -> Intake | None:
        found = self._where(lambda i: i.caller == caller and i.at > since and i.workspace_id is None)
        return found[-1] if found else None

    def last_of(self, caller: str, since: datetime) -> Intake | None:
        released = self._tables.released_intakes
        found = self._where(lambda i: i.caller == caller and i.at > since and i.id not in released)
        return found[-1] if found else None

    def given_of(self, caller: str) -> Intake | None:
        released = self._tables.released_intakes
        found = self._where(lambda i: i.caller == caller and i.workspace_id is not None and i.id not in released)
        return found[-1] if found else None

    def texted_since(self, caller: str, called: str, since: datetime) -> bool:
        return bool(
            self._where(
                lambda i: i.caller == caller and i.called == called and i.at > since and i.text_state in _MAY_HAVE_LEFT
            )
        )

    def has_opted_out(self, caller: str) -> bool:
        return caller in self._tables.system_opt_outs

    def forbid(self, caller: str) -> None:
        self._tables.system_opt_outs[caller] = True

    def allow(self, caller: str) -> None:
        self._tables.system_opt_outs.pop(caller, None)
        for intake in self._where(lambda i: i.caller == caller and i.opted_out):
            self._tables.intakes[intake.id] = replace(intake, opted_out=False)

    def add(self, intake: Intake) -> bool:
        known = self._tables.intakes.values()
        if intake.id in self._tables.intakes or any(
            i.root_call_id is not None and i.root_call_id == intake.root_call_id for i in known
        ):
            return False
        self._tables.intakes[intake.id] = intake
        return True

    def save(self, intake: Intake) -> None:
        known = self._tables.intakes[intake.id]
        self._tables.intakes[intake.id] = replace(intake, caller=known.caller, called=known.called)

    def add_message(self, message: IntakeMessage) -> bool:
        if any(m.event_id == message.event_id for m in self._tables.intake_messages.values()):
            return False
        self._tables.intake_messages[message.id] = message
        return True

    def messages(self, intake_id: str) -> Sequence[IntakeMessage]:
        return [m for m in self._tables.intake_messages.values() if m.intake_id == intake_id]

    def message_became(self, intake_message_id: str, message_id: str) -> None:
        known = self._tables.intake_messages[intake_message_id]
        self._tables.intake_messages[intake_message_id] = replace(known, message_id=message_id)

    def assign(self, intake: Intake, by: str) -> None:
        self._tables.intakes[intake.id] = intake
        for said in self.messages(intake.id):
            row = self._tables.events.get(said.event_id)
            if row is not None:
                moved = replace(row.event, workspace_id=intake.workspace_id)
                self._tables.events[said.event_id] = replace(row, event=moved)

    def release(self, intake_id: str, by: str) -> bool:
        intake = self.get(intake_id)
        if intake is None or intake.workspace_id is None or intake_id in self._tables.released_intakes:
            return False
        self._tables.released_intakes[intake_id] = by
        return True

    def unfiled_events(self, channels: Sequence[str], limit: int) -> Sequence[str]:
        rows = (row.event for row in self._tables.events.values())
        return [e.id for e in rows if e.state == "unrouted" and e.channel in channels][:limit]


class FakeReconciliations(_Rows):
    def get(self, connection_id: str) -> Reconciliation | None:
        found = self._tables.reconciliations.get(connection_id)
        return found if found is not None and self._mine(found) else None

    def save(self, place: Reconciliation) -> None:
        if not self._mine(place):
            raise ForeignRow(place.connection_id)
        self._tables.reconciliations[place.connection_id] = place


_STILL_OPEN = (SlotState.DRAFTED, SlotState.OFFERED, SlotState.ACCEPTED)


class FakeSlots(_Rows):
    def _where(self, wanted: Callable[[OfferedSlot], bool]) -> list[OfferedSlot]:
        return [s for s in self._tables.slots.values() if self._mine(s) and wanted(s)]

    def get(self, slot_id: str) -> OfferedSlot | None:
        return next(iter(self._where(lambda s: s.id == slot_id)), None)

    def add(self, slots: Sequence[OfferedSlot]) -> None:
        for slot in slots:
            self._own(slot)
            if slot.lead_id not in self._tables.leads or slot.draft_id not in self._tables.drafts:
                raise ConstraintBroken("a slot of a lead or draft that is not there")
            if not self._where(lambda s, new=slot: (s.draft_id, s.starts_at) == (new.draft_id, new.starts_at)):
                self._tables.slots[slot.id] = slot

    def save(self, slot: OfferedSlot, *, was: SlotState) -> bool:
        known = self.get(slot.id)
        if known is None or known.state is not was:
            return False
        if slot.lead_id not in self._uow.locked_leads:
            raise AssertionError("whoever changes a slot has locked its lead")
        if slot.state is SlotState.LAPSED and not slot.reason:
            raise ConstraintBroken("a lapsed slot needs a reason")
        if slot.state is SlotState.OFFERED and slot.offered_at is None:
            raise ConstraintBroken("an offered slot has a date")
        refuse_unstorable(slot)
        self._tables.slots[slot.id] = slot
        return True

    def of_draft(self, draft_id: str | None) -> Sequence[OfferedSlot]:
        return sorted(
            self._where(lambda s: draft_id is not None and s.draft_id == draft_id), key=lambda s: (s.starts_at, s.id)
        )

    def of_lead(self, lead_id: str, states: Sequence[SlotState]) -> Sequence[OfferedSlot]:
        found = self._where(lambda s: s.lead_id == lead_id and s.state in states)
        return sorted(found, key=lambda s: (s.offered_at is None, s.offered_at or s.starts_at, s.starts_at, s.id))

    def taken(self, connection_id: str, calendar_id: str, since: datetime, except_lead: str) -> Taken:
        offered = self._where(
            lambda s: (
                (s.connection_id, s.calendar_id) == (connection_id, calendar_id)
                and s.starts_at >= since
                and s.state in _STILL_OPEN
                and s.expires_at > self._now()
                and s.lead_id != except_lead
            )
        )
        booked = [
            (seat.starts_at, seat.ends_at or seat.starts_at)
            for seat in self._tables.appointments.values()
            if self._mine(seat)
            and seat.connection_id == connection_id
            and seat.calendar_id in (calendar_id, "")
            and seat.state is AppointmentState.BOOKED
            and seat.starts_at is not None
            and seat.starts_at >= since
        ]
        return Taken(booked, [slot.starts_at for slot in offered])


class FakeAppointments(_Rows):
    def _where(self, wanted: Callable[[Appointment], bool]) -> list[Appointment]:
        return [a for a in self._tables.appointments.values() if self._mine(a) and wanted(a)]

    def get(self, appointment_id: str) -> Appointment | None:
        return next(iter(self._where(lambda a: a.id == appointment_id)), None)

    def by_external_id(self, connection_id: str, external_id: str) -> Appointment | None:
        wanted = (connection_id, external_id)
        return next(iter(self._where(lambda a: (a.connection_id, a.external_id) == wanted)), None)

    def by_slot(self, slot_id: str) -> Appointment | None:
        return next(iter(self._where(lambda a: a.slot_id == slot_id)), None)

    def of_lead(self, lead_id: str) -> Sequence[Appointment]:
        return sorted(self._where(lambda a: a.lead_id == lead_id), key=lambda a: (a.created_at, a.id))

    def save(self, appointment: Appointment) -> None:
        self._own(appointment)
        for other in self._tables.appointments.values():
            seat = (other.connection_id, other.external_id) == (appointment.connection_id, appointment.external_id)
            slot = other.slot_id is not None and other.slot_id == appointment.slot_id
            if other.id != appointment.id and (seat or slot):
                raise Conflict("Another appointment has this seat or this slot.")
        if appointment.lead_id not in self._tables.leads:
            raise ConstraintBroken("an appointment of a lead that is not there")
        known = self._tables.appointments.get(appointment.id)
        made_at = known.created_at if known is not None else self._now()
        self._tables.appointments[appointment.id] = replace(appointment, created_at=made_at)


class FakeFacts(_Rows):
    def add(self, lead_id: str, fact: Fact, provenance: Provenance, applied: bool) -> bool:
        refuse_unstorable(fact)
        said = (lead_id, fact.kind, fact.value, provenance.message_id, provenance.reference)
        if any(
            (row.lead_id, k.fact.kind, k.fact.value, k.provenance.message_id, k.provenance.reference) == said
            for row in self._tables.facts.values()
            for k in (row.known,)
        ):
            return False
        known = KnownFact(fact, provenance, applied, self._now())
        self._tables.facts[new_id()] = FactRow(self._workspace, lead_id, known)
        return True

    def of_lead(self, lead_id: str, kind: FactKind | None = None) -> list[KnownFact]:
        return [
            row.known
            for row in self._tables.facts.values()
            if self._mine(row) and row.lead_id == lead_id and kind in (None, row.known.fact.kind)
        ]


class FakeEnrichments(_Rows):
    def get(self, enrichment_id: str) -> Enrichment | None:
        found = self._tables.enrichments.get(enrichment_id)
        return found if found is not None and self._mine(found) else None

    def of_lead(self, lead_id: str, kind: str) -> list[Enrichment]:
        return [
            e for e in self._tables.enrichments.values() if self._mine(e) and (e.lead_id, e.kind) == (lead_id, kind)
        ]

    def add(self, enrichment: Enrichment) -> None:
        if not self._mine(enrichment):
            raise ForeignRow(enrichment.id)
        self._tables.enrichments[enrichment.id] = replace(enrichment, asked_at=self._now())

    def save(self, enrichment: Enrichment) -> None:
        if self.get(enrichment.id) is not None:
            refuse_unstorable(enrichment)
            self._tables.enrichments[enrichment.id] = enrichment

    def asked_through(self, connection_id: str) -> int:
        return sum(self._mine(e) and e.connection_id == connection_id for e in self._tables.enrichments.values())


class FakeContactSyncs(_Rows):
    def get(self, lead_id: str, connection_id: str) -> ContactSync | None:
        found = [
            row.sync
            for row in self._tables.contact_syncs.values()
            if self._mine(row) and (row.lead_id, row.sync.connection_id) == (lead_id, connection_id)
        ]
        return found[-1] if found else None

    def save(self, sync: ContactSync) -> None:
        self._tables.contact_syncs[sync.id] = SyncRow(self._workspace, sync.lead_id, sync)


class FakeAlerts(_Rows):
    """One open alert per rule, subject and whom it concerns; repeats counted."""

    def raise_alert(
        self,
        rule: str,
        subject: str,
        *,
        severity: str,
        title: str,
        workspace_id: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        if severity not in ("critical", "high", "medium", "low"):
            raise ConstraintBroken(f"no severity: {severity}")
        if workspace_id is not None and workspace_id not in self._tables.workspaces:
            raise ConstraintBroken("an alert of a workspace that is not there")
        newest = AlertRow(rule, subject, severity, title[:500], workspace_id, dict(detail or {}))
        refuse_unstorable(newest)
        known = self._tables.alerts.get((rule, subject, workspace_id))
        if known is not None:
            newest = replace(known, count=known.count + 1, title=newest.title, detail=newest.detail)
        elif workspace_id is not None:
            told = alert_raised(new_id(), workspace_id, new_id(), rule, subject, severity, title[:500])
            tell_endpoints(self._tables, told, self._now())
        self._tables.alerts[rule, subject, workspace_id] = newest

    def resolve(self, rule: str, subject: str) -> None:
        for open_one in [key for key in self._tables.alerts if key[:2] == (rule, subject)]:
            del self._tables.alerts[open_one]


class FakeNotifications(_Rows):
    def _all(self) -> list[Notification]:
        return [n for n in self._tables.notifications.values() if self._mine(n)]

    def add(self, notification: Notification) -> bool:
        self._own(notification)
        told = (notification.workspace_id, notification.dedupe_key)
        if any((n.workspace_id, n.dedupe_key) == told for n in self._tables.notifications.values()):
            return False
        now = self._now()
        sent = now if notification.state is NotificationState.SENT else None
        self._tables.notifications[notification.id] = replace(notification, created_at=now, sent_at=sent)
        return True

    def get(self, notification_id: str) -> Notification | None:
        found = self._tables.notifications.get(notification_id)
        return found if found is not None and self._mine(found) else None

    def save(self, notification: Notification, *, was: NotificationState) -> bool:
        known = self.get(notification.id)
        if known is None or known.state is not was:
            return False
        refuse_unstorable(notification)
        entered = notification.state is NotificationState.SENT and was is not NotificationState.SENT
        self._tables.notifications[known.id] = replace(
            notification, created_at=known.created_at, sent_at=self._now() if entered else known.sent_at
        )
        return True

    def cards_of(self, draft_id: str) -> Sequence[Notification]:
        posted = (n for n in self._all() if n.state is NotificationState.SENT and n.reference)
        return [n for n in posted if n.draft_id == draft_id]

    def by_reference(self, reference: str) -> Notification | None:
        return next((n for n in self._all() if reference and n.reference == reference), None)

    def outdated(self, limit: int) -> Sequence[tuple[Notification, str]]:
        found = []
        for card in self._all():
            draft = self._tables.drafts.get(card.draft_id or "")
            posted = card.state is NotificationState.SENT and card.reference
            if draft is not None and posted and card.shown != shown_state(draft):
                found.append((card, shown_state(draft)))
        return found[:limit]

    def waiting(self, limit: int) -> tuple[Sequence[Waiting], int]:
        waits = [m for m in self._tables.messages.values() if m.disposition is Disposition.WAITING_HUMAN]
        mine = sorted((m for m in waits if self._mine(m)), key=lambda m: (m.received_at, m.id))
        shown = [
            Waiting(
                m.id,
                self._tables.leads[m.lead_id].name,
                m.sender,
                m.channel,
                str(m.sentiment or ""),
                m.disposition_reason,
                m.received_at,
            )
            for m in mine[:limit]
        ]
        return shown, len(mine) - len(shown)


class FakeSuppressions(_Rows):
    def add(self, suppression: Suppression) -> bool:
        self._own(suppression)
        place = (suppression.workspace_id, suppression.kind, suppression.address)
        if place in self._tables.suppressions:
            return False
        self._tables.suppressions[place] = replace(suppression, added_at=self._now())
        return True

    def forbid(self, kind: str, address: str, evidence: str) -> None:
        lead_id = lead_id_for(self._workspace, kind, address)
        if lead_id not in self._tables.leads:  # the real one keeps an emptied row there
            said = Consent(ConsentState.WITHDRAWN, self._now(), evidence)
            consent = dict.fromkeys(MEDIA_OF[kind], said)
            self._tables.leads[lead_id] = Lead(lead_id, self._workspace, 0, consent=consent)

    def add_import(self, listed: SuppressionImport) -> None:
        self._own(listed)
        self._tables.suppression_imports[listed.id] = listed

    def get_import(self, import_id: str) -> SuppressionImport | None:
        found = self._tables.suppression_imports.get(import_id)
        return found if self._mine(found) else None

    def save_import(self, listed: SuppressionImport) -> None:
        over = listed.state is not ImportState.PENDING
        self._tables.suppression_imports[listed.id] = replace(listed, body="") if over else listed


class FakeUnitOfWork:
    """All repositories in one transaction, limited to one workspace."""

    def __init__(self, database: FakeDatabase, workspace_id: str) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.bells: list[Bell] = []
        self.locked_leads: set[str] = set()
        self.messages = FakeMessages(self)
        self.leads = FakeLeads(self)
        self.drafts = FakeDrafts(self)
        self.knowledge = FakeKnowledge(self)
        self.learnings = FakeLearnings(self)
        self.sends = FakeSends(self)
        self.timeline = FakeTimeline(self)
        self.switches = FakeSwitches(self)
        self.queue = FakeJobQueue(self)
        self.connections = FakeConnections(self)
        self.workspaces = FakeWorkspaces(self)
        self.events = FakeEvents(self)
        self.calls = FakeCalls(self)
        self.agents = FakeAgents(self)
        self.numbers = FakeNumbers(self)
        self.intakes = FakeIntakes(self)
        self.missed_calls = FakeMissedCalls(self)
        self.alerts = FakeAlerts(self)
        self.shadow = FakeShadow(self)
        self.paces = FakePaces(self)
        self.owner_requests = FakeOwnerRequests(self)
        self.sequences = FakeSequences(self)
        self.follow_ups = FakeFollowUps(self)
        self.bridges = FakeBridges(self)
        self.campaign_stops = FakeCampaignStops(self)
        self.reconciliations = FakeReconciliations(self)
        self.facts = FakeFacts(self)
        self.enrichments = FakeEnrichments(self)
        self.contact_syncs = FakeContactSyncs(self)
        self.outgoing = FakeOutgoing(self)
        self.endpoints = FakeEndpoints(self)
        self.slots = FakeSlots(self)
        self.appointments = FakeAppointments(self)
        self.notifications = FakeNotifications(self)
        self.suppressions = FakeSuppressions(self)


class FakeStore:
    """Store: a commit rings the bells of the jobs it wrote, afterwards and never inside."""

    def __init__(self, database: FakeDatabase, doorbell: Doorbell) -> None:
        self._database = database
        self._doorbell = doorbell

    @contextmanager
    def begin(self, workspace_id: str, fence: JobFence | None = None) -> Iterator[FakeUnitOfWork]:
        with self._database.transaction() as tables:
            uow = FakeUnitOfWork(self._database, workspace_id)
            yield uow
            if fence is not None:
                row = tables.jobs.get(fence.job_id)
                if row is None or row.fence != fence.fence or row.status is not JobStatus.RUNNING:
                    raise LeaseLost
        self._doorbell.ring(uow.bells)

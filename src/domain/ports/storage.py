"""What the use-cases need to remember. One transaction is one `with` block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from rejoinder.domain.appointments import Appointment
from rejoinder.domain.booking import OfferedSlot, SlotState, Taken
from rejoinder.domain.calls import Agent, Call, CallFacts
from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.drafts import Draft, DraftVersion
from rejoinder.domain.jobs import MAX_CRASHES, Job, NewJob, Verdict
from rejoinder.domain.knowledge import KnowledgeEntry
from rejoinder.domain.leads import Lead
from rejoinder.domain.learnings import Learning, LearningState
from rejoinder.domain.messages import Disposition, Medium, Message, Understanding
from rejoinder.domain.owners import OwnerRequest, RequestState
from rejoinder.domain.paces import Pace
from rejoinder.domain.ports.bridges import BridgeRepository
from rejoinder.domain.ports.enrichment import ContactSyncRepository, EnrichmentRepository, FactRepository
from rejoinder.domain.ports.follow_ups import CampaignStopRepository, FollowUpRepository, SequenceRepository
from rejoinder.domain.ports.notifications import NotificationRepository
from rejoinder.domain.ports.numbers import IntakeRepository, MissedCallRepository, NumberRepository
from rejoinder.domain.ports.outgoing import EndpointRepository, OutgoingRepository
from rejoinder.domain.ports.suppressions import SuppressionRepository
from rejoinder.domain.reconciliation import Reconciliation
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.shadow import Comparison, Rehearsal
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection, Workspace


class MessageRepository(Protocol):
    def get(self, message_id: str | None) -> Message | None:
        """None for None: a send may answer a call instead of a message."""
        ...

    def conversation(self, lead_id: str, limit: int = 40) -> Sequence[Message]:
        """The newest `limit` messages of the lead on every channel, oldest first; without those taken back."""
        ...

    def add_outbound(self, message: Message) -> bool:
        """Stored, and the lead's `last_outbound_at` moved; False when that external id was already there."""
        ...

    def add_inbound(self, message: Message, event_id: str | None = None) -> str | None:
        """Stored outside the hot path (imports, replays, links); None, or the id of the one that was there."""
        ...

    def of_event(self, event_id: str) -> Sequence[Message]:
        """The messages that this delivery brought; more than one where equal texts came in equal deliveries."""
        ...

    def identify(self, message: Message) -> None:
        """What the provider knows about it is as in `message`: external id, sender, recipient, body, media, time,
        conversation, reply handle, and the safety verdict on the body. Nothing else changes."""
        ...

    def understood(self, message_id: str, understanding: Understanding) -> None: ...

    def by_external_id(self, connection: Connection, external_id: str) -> Message | None:
        """What that provider account calls by this id, said by either side."""
        ...

    def amend(self, message: Message) -> None:
        """It says something else: body, safety findings and `edited_at` are as in `message`, and what was understood of
        the former text is forgotten."""
        ...

    def take_back(self, message_id: str, at: datetime) -> None:
        """Its writer deleted it then; `conversation` leaves it out from now on."""
        ...

    def dispose(self, message_id: str, disposition: Disposition, reason: str = "") -> bool:
        """The message has this disposition and no other; False (and nothing changed) if it already had it."""
        ...

    def outbound_since(self, lead_id: str, after: datetime) -> Sequence[Message]:
        """What our side said to the lead after that instant."""
        ...

    def our_address(self, connection_id: str) -> str:
        """The address of ours to which somebody last wrote there; empty where nobody did."""
        ...

    def open_of_lead(self, lead_id: str) -> Sequence[Message]:
        """Inbound messages of the lead that wait: processing, retrying or waiting for a person; oldest first."""
        ...


class LeadRepository(Protocol):
    def get(self, lead_id: str) -> Lead | None: ...

    def lock(self, lead_id: str) -> Lead | None:
        """The lead, locked until the transaction ends. Lock order everywhere: lead, send, job."""
        ...

    def save(self, lead: Lead) -> None:
        """Everything but `version`, `consent` and the addresses is as in `lead`."""
        ...

    def bump(self, lead_id: str) -> int:
        """The conversation moved on: version + 1, which it returns."""
        ...

    def set_consent(self, lead_id: str, media: Sequence[Medium], state: str, evidence: str) -> None: ...

    def by_address(self, medium: Medium, address: str) -> Lead | None: ...

    def by_conversation(self, connection_id: str, conversation: str) -> Lead | None:
        """The person whose message is the newest in that thread."""
        ...

    def find_or_create(self, medium: Medium, address: str, name: str = "") -> Lead:
        """The person with that address, locked; new with version 0 when nobody had it."""
        ...

    def add_address(self, lead_id: str, medium: Medium, address: str) -> None:
        """From now on this address means this lead, unless it already meant somebody; an address that can be written
        to is also shown among the lead's phones or mail addresses. What an erased person forbade at this address is
        forbidden for this lead too."""
        ...

    def fill_in(self, lead_id: str, details: ContactDetails) -> None:
        """Where no such detail was known it is now; nothing that is known changes, and no address means another person
        from now on."""
        ...

    def show_address(self, lead_id: str, medium: Medium, address: str) -> None:
        """Listed among the lead's phones or mail addresses. Unlike `add_address` it does not say whose messages come
        from there: what a person types is no proof of that."""
        ...

    def merge(self, lead_id: str, into: str) -> None:
        """Two leads turned out to be one person: all that was the first's is the other's, a withdrawn consent
        included, and its messages come last in the order of versions. The first is gone. Both are locked."""
        ...


class DraftRepository(Protocol):
    def get(self, draft_id: str | None) -> Draft | None:
        """None for None."""
        ...

    def for_message(self, message_id: str) -> Draft | None: ...

    def text_of(self, draft_id: str, version: int) -> str:
        """What that version said; empty where there is none, or the person was erased."""
        ...

    def add(self, draft: Draft) -> bool:
        """False when the message already has a draft (another worker was first)."""
        ...

    def save(self, draft: Draft, *, expected_version: int) -> None:
        """Raises Conflict when the stored version is another one. A new version keeps the old text in history."""
        ...

    def open_of_lead(self, lead_id: str) -> Sequence[Draft]: ...

    def versions(self, draft_id: str) -> Sequence[DraftVersion]:
        """Every text that the draft has had, the oldest first."""
        ...


class KnowledgeRepository(Protocol):
    def all(self) -> Sequence[KnowledgeEntry]:
        """The oldest first."""
        ...

    def get(self, entry_id: str) -> KnowledgeEntry | None: ...

    def add(self, entry: KnowledgeEntry) -> None: ...

    def save(self, entry: KnowledgeEntry, *, expected_version: int) -> None:
        """Raises Conflict when the stored version is another one."""
        ...

    def remove(self, entry_id: str) -> bool:
        """False when it was not there."""
        ...


class LearningRepository(Protocol):
    def get(self, learning_id: str) -> Learning | None: ...

    def list(self, state: LearningState | None = None, limit: int = 200) -> Sequence[Learning]:
        """The newest first."""
        ...

    def propose(self, draft_id: str, proposed: Sequence[Learning]) -> None:
        """In the place of what an earlier edit of that draft proposed and nobody has decided."""
        ...

    def decide(self, learning_id: str, state: LearningState, by: str) -> bool:
        """False (and nothing changed) when somebody had decided."""
        ...


class SendRepository(Protocol):
    def get(self, send_id: str) -> Send | None: ...

    def lock(self, send_id: str) -> Send | None: ...

    def add(self, send: Send) -> bool:
        """False when the intent key exists."""
        ...

    def save(self, send: Send, *, was: SendState) -> bool:
        """False (and nothing changed) when the stored state is no longer `was`. `sending_at`, `sent_at` and
        `delivered_at` are set by the database's clock as the state is entered."""
        ...

    def of_message(self, message_id: str | None) -> Sequence[Send]:
        """The parts of every reply to that message, not what the system said about it itself; None has no sends."""
        ...

    def of_step(self, follow_up_id: str, step: int) -> Sequence[Send]:
        """Every part of every go at that step of a follow-up, in the order in which they were written."""
        ...

    def of_lead(self, lead_id: str, states: Sequence[SendState]) -> Sequence[Send]: ...

    def by_provider_id(self, connection_id: str, provider_message_id: str) -> Send | None: ...

    def noticed_within(self, lead_id: str, kind: SendKind, channel: str, period: timedelta) -> bool:
        """Whether such a text was made for that lead on that channel within the period until now, and may have
        arrived or still leaves. An empty channel means any."""
        ...

    def notices_to(self, recipient: str, kind: SendKind, period: timedelta) -> Sequence[Send]:
        """Such texts to that address within the period until now that may have arrived or still leave; newest first."""
        ...


class ShadowRepository(Protocol):
    """What would have become of messages if the mode had been `auto`, and what people did with them."""

    def rehearsed(self, rehearsal: Rehearsal) -> None:
        """Kept for its message; a rehearsal of the same message that nobody has answered is history."""
        ...

    def open_for(self, message_id: str) -> Rehearsal | None:
        """The rehearsal of that message that no person has answered yet."""
        ...

    def answered(self, message_id: str, comparison: Comparison, by: str) -> None: ...


class PaceRepository(Protocol):
    """The turns of each provider account, the same for every worker. Lock order: after lead and send."""

    def turn(self, connection_id: str, pace: Pace) -> datetime | None:
        """A turn of its own: the moment from which one message may leave. None where `pace` sets no limit."""
        ...

    def held_for(self, connection_id: str) -> float:
        """Seconds for which its provider asked that nothing is sent; 0 where it did not, or the time is over."""
        ...

    def hold(self, connection_id: str, seconds: float) -> None:
        """The provider asked for that: nothing leaves, and no turn is given, before then or
        before a later moment that was asked for earlier."""
        ...


class OwnerRequestRepository(Protocol):
    def add(self, request: OwnerRequest) -> bool:
        """False when the workspace had that code before."""
        ...

    def by_code(self, code: str) -> OwnerRequest | None: ...

    def open(self) -> Sequence[OwnerRequest]:
        """Those that wait and have not expired, oldest first."""
        ...

    def settle(self, request_id: str, state: RequestState) -> bool:
        """False (and nothing changed) when it no longer waited."""
        ...


class TimelineRepository(Protocol):
    def append(self, *entries: Entry) -> None: ...


class SwitchRepository(Protocol):
    def active(self, workspace_id: str) -> Sequence[Switch]:
        """Switches in force now that may reach this workspace (global ones included)."""
        ...

    def everywhere(self) -> Sequence[Switch]:
        """Those in force now that name no workspace."""
        ...


class JobQueue(Protocol):
    def enqueue(self, job: NewJob) -> bool:
        """The row is written in this transaction, and the bell is rung after the commit.

        A job with that dedupe key already there stays as it is (False); one that is over stays over.
        """
        ...

    def wake(self, job_type: str, subject_id: str) -> bool:
        """A pending job of that kind becomes due now."""
        ...


class ConnectionRepository(Protocol):
    def get(self, connection_id: str) -> Connection | None: ...

    def of_workspace(self, workspace_id: str | None, channel: str | None = None) -> Sequence[Connection]:
        """The accounts of that workspace, oldest first; None: those that serve several (seen with EVERY_WORKSPACE)."""
        ...

    def all(self) -> Sequence[Connection]:
        """Every connection that this transaction may see, oldest first; across tenants those of no workspace too."""
        ...

    def add(self, connection: Connection) -> None: ...

    def save(self, connection: Connection) -> None:
        """Stored with revision + 1: every cached copy is stale from now on."""
        ...

    def report_state(self, connection_id: str, unusable_reason: str, at: datetime | None = None) -> bool:
        """The account cannot be used for this reason (usable, if empty) since then (now, if None).

        False, and nothing changed, when it was so already or something later is known. The revision stays.
        """
        ...

    def remove(self, connection_id: str) -> bool: ...


class WorkspaceRepository(Protocol):
    def get(self, workspace_id: str) -> Workspace | None: ...

    def add(self, workspace: Workspace) -> None: ...

    def save(self, workspace: Workspace) -> None: ...

    def all(self) -> Sequence[Workspace]: ...


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One delivery as kept: raw body and what became of it."""

    id: str
    workspace_id: str | None
    connection_id: str
    channel: str
    kind: str
    state: str
    """accepted, quarantined, unmatched, unrouted, noted."""
    body: bytes
    headers: Mapping[str, str]
    url: str
    subpath: str
    received_at: datetime
    reason: str = ""
    message_id: str | None = None
    deliveries: int = 1
    """How often the same event was delivered."""


class EventRepository(Protocol):
    def get(self, event_id: str) -> StoredEvent | None: ...

    def add(self, event: StoredEvent, key: str) -> bool:
        """Kept outside the hot path; False when the connection had a delivery with that key."""
        ...

    def has(self, connection_id: str, key: str) -> bool:
        """Whether the connection had a delivery with that key."""
        ...

    def settle(self, event_id: str, state: str, *, reason: str = "", message_id: str | None = None) -> None: ...

    def give(self, event_id: str, workspace_id: str) -> None:
        """A delivery that came in for nobody is that workspace's from now on; its state stays."""
        ...

    def concerns(self, event_id: str, lead_id: str) -> None:
        """This delivery is about that person: it goes with them when they are erased, at once if they were."""
        ...

    def set_aside(self, connection_id: str, reason: str, limit: int = 1000) -> Sequence[str]:
        """Ids of the connection's unmatched events with that reason, oldest first."""
        ...


class CallRepository(Protocol):
    """Telephone calls. A transaction that also locks a lead takes the call first."""

    def get(self, call_id: str) -> Call | None: ...

    def hold(self, facts: CallFacts) -> Sequence[Call]:
        """Every row under one of these ids, oldest first. Until the transaction ends nobody else changes them or adds
        another, so that two workers who learn of a call at the same moment make one row."""
        ...

    def lock(self, call_id: str) -> Call | None:
        """The call, with `hold` on its ids."""
        ...

    def of_root(self, root_id: str) -> Sequence[Call]:
        """The calls that the carrier knows under this id, or the platform where no carrier told; held, oldest first."""
        ...

    def save(self, call: Call) -> None:
        """Stored under its id, new or not. Raises Conflict when another call has its external id."""
        ...

    def remove(self, call_id: str) -> None:
        """The row turned out to be an account of another call."""
        ...


class AgentRepository(Protocol):
    def get(self, agent_id: str) -> Agent | None: ...

    def of_connection(self, connection_id: str) -> Sequence[Agent]:
        """The voice agents behind that connection, newest first."""
        ...

    def save(self, agent: Agent) -> Agent:
        """Stored; one that is there under the same connection and assistant id keeps its own id. If it is the default,
        no other agent of the connection is."""
        ...


class AlertRepository(Protocol):
    """Tells people, in the transaction of what there is to tell. Repeats of one (rule, subject, workspace) are counted,
    not stacked; what is told to one workspace, or to the installation, hides nothing from another. Lock order:
    an alert's row comes after lead and send, so it is raised last."""

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
        """`severity` is critical, high, medium or low. Without a `workspace_id` it concerns the installation."""
        ...

    def resolve(self, rule: str, subject: str) -> None:
        """What was open about that, whoever was told, is history."""
        ...


class ReconciliationRepository(Protocol):
    def get(self, connection_id: str) -> Reconciliation | None: ...

    def save(self, place: Reconciliation) -> None: ...


class SlotRepository(Protocol):
    """The ledger of offered times. Whoever changes a slot has locked its lead."""

    def get(self, slot_id: str) -> OfferedSlot | None: ...

    def add(self, slots: Sequence[OfferedSlot]) -> None:
        """Stored; a time that the same draft holds already stays as it is."""
        ...

    def save(self, slot: OfferedSlot, *, was: SlotState) -> bool:
        """False (and nothing changed) when the stored state is no longer `was`."""
        ...

    def of_draft(self, draft_id: str | None) -> Sequence[OfferedSlot]:
        """In the order of their times; None has none."""
        ...

    def of_lead(self, lead_id: str, states: Sequence[SlotState]) -> Sequence[OfferedSlot]:
        """In the order in which they were offered, then of their times."""
        ...

    def taken(self, connection_id: str, calendar_id: str, since: datetime, except_lead: str) -> Taken:
        """Meetings of that calendar that we know of from `since` on, and what is offered to other leads now."""
        ...


class AppointmentRepository(Protocol):
    """Whoever changes an appointment has locked its lead."""

    def get(self, appointment_id: str) -> Appointment | None: ...

    def by_external_id(self, connection_id: str, external_id: str) -> Appointment | None: ...

    def by_slot(self, slot_id: str) -> Appointment | None: ...

    def of_lead(self, lead_id: str) -> Sequence[Appointment]:
        """Oldest row first."""
        ...

    def save(self, appointment: Appointment) -> None:
        """Stored under its id, new or not. Raises Conflict when another one has its seat or its slot."""
        ...


class UnitOfWork(Protocol):
    """Repositories that share one transaction, all of them limited to one workspace."""

    @property
    def messages(self) -> MessageRepository: ...

    @property
    def leads(self) -> LeadRepository: ...

    @property
    def drafts(self) -> DraftRepository: ...

    @property
    def knowledge(self) -> KnowledgeRepository: ...

    @property
    def learnings(self) -> LearningRepository: ...

    @property
    def sends(self) -> SendRepository: ...

    @property
    def timeline(self) -> TimelineRepository: ...

    @property
    def switches(self) -> SwitchRepository: ...

    @property
    def queue(self) -> JobQueue: ...

    @property
    def connections(self) -> ConnectionRepository: ...

    @property
    def workspaces(self) -> WorkspaceRepository: ...

    @property
    def events(self) -> EventRepository: ...

    @property
    def numbers(self) -> NumberRepository: ...

    @property
    def intakes(self) -> IntakeRepository: ...

    @property
    def missed_calls(self) -> MissedCallRepository: ...

    @property
    def calls(self) -> CallRepository: ...

    @property
    def agents(self) -> AgentRepository: ...

    @property
    def alerts(self) -> AlertRepository: ...

    @property
    def shadow(self) -> ShadowRepository: ...

    @property
    def paces(self) -> PaceRepository: ...

    @property
    def owner_requests(self) -> OwnerRequestRepository: ...

    @property
    def sequences(self) -> SequenceRepository: ...

    @property
    def follow_ups(self) -> FollowUpRepository: ...

    @property
    def bridges(self) -> BridgeRepository: ...

    @property
    def campaign_stops(self) -> CampaignStopRepository: ...

    @property
    def reconciliations(self) -> ReconciliationRepository: ...

    @property
    def facts(self) -> FactRepository: ...

    @property
    def enrichments(self) -> EnrichmentRepository: ...

    @property
    def contact_syncs(self) -> ContactSyncRepository: ...

    @property
    def outgoing(self) -> OutgoingRepository: ...

    @property
    def endpoints(self) -> EndpointRepository: ...

    @property
    def slots(self) -> SlotRepository: ...

    @property
    def appointments(self) -> AppointmentRepository: ...

    @property
    def notifications(self) -> NotificationRepository: ...

    @property
    def suppressions(self) -> SuppressionRepository: ...


@dataclass(frozen=True, slots=True)
class JobFence:
    """Proof of ownership that a job's writes carry."""

    job_id: str
    fence: int


class Store(Protocol):
    """Opens transactions."""

    def begin(self, workspace_id: str, fence: JobFence | None = None) -> AbstractContextManager[UnitOfWork]:
        """One transaction in one workspace: committed at the end of the block, rolled back on any exception.

        With a `fence` the commit happens only while that claim is still ours; else LeaseLost is raised and
        nothing was written. `workspace_id` may be EVERY_WORKSPACE for set-up and upkeep.
        Raises StorageDown when the database cannot be reached.
        """
        ...


EVERY_WORKSPACE = "*"
INSTALLATION = "00000000-0000-0000-0000-000000000000"
"""Whose a job is that works for no single workspace: no tenant sees it."""


def told(workspace_id: str) -> str | None:
    """Whom an alert about the work of `workspace_id` concerns: None for the installation."""
    return None if workspace_id == INSTALLATION else workspace_id


class JobRepository(Protocol):
    """The engine's own door to the job rows; each method is one short transaction."""

    def claim(self, job_id: str, owner: str, lease_s: float, crash_limit: int = MAX_CRASHES) -> Job | None:
        """The job, RUNNING and leased to `owner`, attempt counted. None when it is not due, not there, taken, was there
        at `crash_limit` crashes, or its lane is busy (it is then due again a moment later)."""
        ...

    def is_suspect(self, job_id: str) -> bool:
        """Whether that job waits and has to run alone: it was there at SUSPECT_AFTER_CRASHES crashes."""
        ...

    def claim_due(self, queues: Sequence[str], limit: int) -> Sequence[str]:
        """Ids of due jobs for working without Redis; claiming each is the caller's business."""
        ...

    def settle(self, job: Job, verdict: Verdict) -> bool:
        """The row says what `verdict` says and the attempt is in the history; False when the fence moved on."""
        ...

    def heartbeat(self, owner: str, fences: Mapping[str, int], lease_s: float) -> Sequence[str]:
        """Leases renewed; returns the ids that are no longer ours."""
        ...

    def release_owner(self, owner: str) -> int:
        """Everything that `owner` (a process proven dead) still held is PENDING again, or dead if it crashed
        too often; counts a crash on each."""
        ...


@dataclass(frozen=True, slots=True)
class InboundRecord:
    """One inbound message, screened and ready to be stored in one statement."""

    event: StoredEvent
    event_key: str
    connection: Connection
    message: Message
    person_address: str
    aliases: tuple[str, ...]
    """Further addresses of the person; whichever is known decides whose message this is."""
    lead_id: str
    """What the lead will be called if this address is new."""
    lead_name: str
    address_kind: str
    """phone, email or linkedin."""
    consent_change: Mapping[str, Any]
    """`{medium: {"state":…, "evidence":…}}`, applied in the same statement."""
    job: NewJob
    contact: ContactDetails = field(default_factory=ContactDetails)
    """Fills in what nobody knew about the person."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did. `first` is False for a repeated delivery."""

    first: bool
    message_id: str | None = None
    job_id: str | None = None
    queue: str | None = None
    deliveries: int = 1
    """How often this event has come by now; counted for what is not a message."""
    set_aside: str = ""
    """Why nothing will be done with it before a person looks, if so."""


class Inbox(Protocol):
    """The hot path: asynchronous, one round trip, one commit."""

    async def connection_by_key(self, channel: str, key: str) -> Connection:
        """Raises UnknownWebhook, StorageDown."""
        ...

    async def take_message(self, record: InboundRecord) -> Stored | None:
        """Event, lead, message and job are committed, or were already (then the job is re-asserted).

        None when `connection` is no longer as it was read: read it again. Raises StorageDown.
        """
        ...

    async def take_event(
        self, event: StoredEvent, event_key: str, connection: Connection, job: NewJob | None
    ) -> Stored | None:
        """The same for what is not a message."""
        ...


class AgentBook(Protocol):
    """Who answers the telephone, for the hot path: from memory, and never for longer than a moment."""

    async def of(self, connection_id: str, *, newer: bool = False) -> Sequence[Agent] | None:
        """The connection's voice agents, newest first; asked anew where `newer`. Older knowledge when the database
        is away, None without any."""
        ...

    def forget(self, connection_id: str) -> None:
        """They have changed."""
        ...


class Spool(Protocol):
    """A local file that holds deliveries while the database is away."""

    def append(self, record: bytes) -> None:
        """On disk (fdatasync) when this returns. Raises StorageDown when the disk refuses."""
        ...

    def waiting(self) -> Sequence[bytes]:
        """What lies there now, other processes' records included; none of it is taken."""
        ...

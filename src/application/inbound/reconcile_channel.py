"""ReconcileChannel: what a provider has and no webhook brought joins the conversation after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.inbound.become_message import become_message, person_of, stored_request
from rejoinder.application.inbound.confirm_message import recognise
from rejoinder.application.inbound.ingest_webhook import storable_id
from rejoinder.application.inbound.listed_events import LISTED, written
from rejoinder.application.inbound.record_call import Told, record_call
from rejoinder.application.inbound.whose_number import NumbersInTables, as_owner
from rejoinder.application.replies.report_account import CUT_OFF, NOT_ALLOWED, allowed_beside, refused_beside
from rejoinder.domain.calls import accounts_of
from rejoinder.domain.errors import ConnectionRevoked
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    CallSeen,
    Channel,
    HistoryPage,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
)
from rejoinder.domain.ports.storage import (
    EVERY_WORKSPACE,
    INSTALLATION,
    JobFence,
    Store,
    StoredEvent,
    UnitOfWork,
    told,
)
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.reconciliation import EVERY, Reconciliation, earliest, may_still_come
from rejoinder.domain.workspaces import Connection

MOST_PAGES = 20
"""Of one job; the next one goes on."""

_LIST = "list messages"


@dataclass(frozen=True, slots=True)
class PlanReconciliations:
    """Called by the scheduler. Every enabled connection whose provider can list has a look back when it is due."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self) -> int:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            workspaces = uow.workspaces.all()
            shared = uow.connections.of_workspace(None)
        return sum(self._plan(workspace.id) for workspace in workspaces) + self._plan_for(INSTALLATION, shared)

    def _plan(self, workspace_id: str) -> int:
        with self.store.begin(workspace_id) as uow:
            own = uow.connections.of_workspace(workspace_id)
        return self._plan_for(workspace_id, own)

    def _plan_for(self, workspace_id: str, connections: Sequence[Connection]) -> int:
        listing = [c for c in connections if c.enabled and self._can_list(c)]
        if not listing:
            return 0
        with self.store.begin(workspace_id) as uow:
            return sum(self._ask(uow, workspace_id, connection) for connection in listing)

    def _can_list(self, connection: Connection) -> bool:
        channel = self.channels.get(connection.channel)
        return channel is not None and channel.history is not None

    def _ask(self, uow: UnitOfWork, workspace_id: str, connection: Connection) -> bool:
        now = self.clock.now()
        place = uow.reconciliations.get(connection.id) or Reconciliation(connection.id, workspace_id, now)
        if place.due_at > now:
            return False
        uow.reconciliations.save(replace(place, due_at=now + EVERY))
        round_ = str(int(now.timestamp()))
        return uow.queue.enqueue(NewJob(JobType.RECONCILE_CHANNEL, workspace_id, connection.id, suffix=round_))


@dataclass(frozen=True, slots=True)
class ReconcileChannel:
    """Called for RECONCILE_CHANNEL jobs.

    Afterwards every message that the provider listed since the last look is stored once, as `backfilled`: a person
    gets a draft, nothing is sent automatically. Where the number decides, it does so here too: on an account that
    serves several workspaces each message is the one's whose number it was sent to, or nobody's and waits for its
    intake. What was missed is counted and told. Repeating it changes nothing. An account that cannot be used is not
    asked; once it is back, the look goes on from where it was.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(_scope(job)) as uow:
            connection = uow.connections.get(job.subject_id)
        with self.store.begin(job.workspace_id) as uow:
            place = uow.reconciliations.get(job.subject_id)
        channel = self.channels.get(connection.channel) if connection is not None else None
        if connection is None or channel is None or channel.history is None or not connection.enabled or place is None:
            return Cancel("nothing-to-ask")
        if connection.unusable_reason:
            return Cancel(CUT_OFF)
        since = earliest(place, connection.created_at, self.clock.now())
        found = 0
        for _ in range(MOST_PAGES):
            try:
                page = channel.history.since(connection, place.cursor, since)
            except ConnectionRevoked as away:
                parked = refused_beside(self.store, channel, connection, away, _LIST)
                return Cancel(parked.why if parked is not None else NOT_ALLOWED)
            missed, waits = self._take(job, channel, connection, page)
            found += missed
            place = self._note(job, connection, place, page, missed, waits)
            if waits or not page.more:
                break
        return Done(f"found-{found}")

    def _take(self, job: Job, channel: Channel, connection: Connection, page: HistoryPage) -> tuple[int, bool]:
        """(messages that we did not have, whether some may still come by webhook)."""
        missed, waits = 0, False
        for event in page.events:
            if may_still_come(_when(event), self.clock.now()):
                waits = True
            else:
                missed += self._keep(job, channel, connection, event)
        return missed, waits

    def _keep(self, job: Job, channel: Channel, connection: Connection, read: ProviderEvent) -> bool:
        """One transaction for one event. True for a message or a call of a person that we did not have."""
        if channel.number_decides:
            with self.store.begin(EVERY_WORKSPACE) as uow:
                connection = as_owner(NumbersInTables(uow, self.clock.now()), channel, connection, read.fact)
        event, key = self._listed(connection, read), storable_id(read.key)
        if connection.workspace_id is None:
            return self._keep_for_nobody(job, event, key, read)
        with self.store.begin(connection.workspace_id, JobFence(job.id, job.fence)) as uow:
            match read.fact:
                case InboundMessage() as inbound:
                    if uow.messages.by_external_id(connection, storable_id(inbound.external_id)) is not None:
                        return False
                    if recognise(uow, connection, inbound) is not None:
                        return False
                    lead = uow.leads.find_or_create(inbound.medium, person_of(inbound))
                    if not uow.events.add(event, key):
                        return False
                    late = replace(inbound, backfilled=True)
                    return become_message(uow, channel, event, connection, read, late, lead, "reconciliation")
                case CallSeen() as seen:
                    return self._call(uow, event, connection, channel, read, seen)
                case Noted():
                    return False
                case Unmatched(reason, message):
                    known = uow.messages.by_external_id(connection, storable_id(message.external_id))
                    return known is None and uow.events.add(replace(event, state="unmatched", reason=reason), key)
                case _:
                    if uow.events.add(event, key):
                        uow.queue.enqueue(NewJob(JobType.PROVIDER_EVENT, connection.workspace_id, event.id))
        return False

    def _keep_for_nobody(self, job: Job, event: StoredEvent, key: str, read: ProviderEvent) -> bool:
        """As if a webhook had brought it: FileIntakes finds its place."""
        if not isinstance(read.fact, InboundMessage):
            return False
        with self.store.begin(EVERY_WORKSPACE, JobFence(job.id, job.fence)) as uow:
            return uow.events.add(replace(event, state="unrouted", reason="no-workspace"), key)

    def _call(
        self,
        uow: UnitOfWork,
        event: StoredEvent,
        connection: Connection,
        channel: Channel,
        read: ProviderEvent,
        seen: CallSeen,
    ) -> bool:
        """True for a call whose report we did not have."""
        known = accounts_of(seen.facts, uow.calls.hold(seen.facts))
        if any(call.facts.has_report for call in known) or not uow.events.add(event, storable_id(read.key)):
            return False
        said = replace(seen.said, backfilled=True) if seen.said is not None else None
        account = Told(event.id, stored_request(event), event.kind, event.received_at)
        record_call(uow, connection, channel, replace(seen, said=said), account, any_agent=True)
        return True

    def _listed(self, connection: Connection, read: ProviderEvent) -> StoredEvent:
        return StoredEvent(
            id=new_id(),
            workspace_id=connection.workspace_id,
            connection_id=connection.id,
            channel=connection.channel,
            kind=read.kind,
            state="accepted",
            reason="listed",
            body=written(read),
            headers={},
            url="",
            subpath=LISTED,
            received_at=self.clock.now(),
        )

    def _note(
        self, job: Job, connection: Connection, place: Reconciliation, page: HistoryPage, missed: int, waits: bool
    ) -> Reconciliation:
        """The cursor moves on only over what is safe with us; what was missed is told in the same transaction."""
        now = self.clock.now()
        noted = replace(
            place,
            cursor=place.cursor if waits else page.cursor,
            looked_at=now,
            found=place.found + missed,
            found_at=now if missed else place.found_at,
        )
        with self.store.begin(_scope(job), JobFence(job.id, job.fence)) as uow:
            allowed_beside(uow, connection, _LIST)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.reconciliations.save(noted)
            if missed:
                uow.alerts.raise_alert(
                    "missed-deliveries",
                    connection.id,
                    severity="high",
                    title=f"{connection.channel} has messages that its webhook never brought; look at its set-up.",
                    workspace_id=told(job.workspace_id),
                    detail={"connection": connection.id, "found_now": missed, "found_ever": noted.found},
                )
        return noted


def _scope(job: Job) -> str:
    """Where the job's connection is seen."""
    return EVERY_WORKSPACE if job.workspace_id == INSTALLATION else job.workspace_id


def _when(event: ProviderEvent) -> datetime | None:
    """The moment of what it tells; its webhook follows soon after."""
    match event.fact:
        case InboundMessage() | OwnMessageSeen():
            return event.fact.sent_at
        case CallSeen():
            return event.fact.facts.ended_at
        case _:
            return None

"""Transactions over all repositories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from rejoinder.domain.errors import JobCancelled, LeaseLost
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.storage import JobFence, UnitOfWork
from rejoinder.infrastructure.postgres.alerts import PostgresAlerts
from rejoinder.infrastructure.postgres.booking import PostgresAppointments, PostgresSlots
from rejoinder.infrastructure.postgres.bridges import PostgresBridges
from rejoinder.infrastructure.postgres.calls import PostgresAgents, PostgresCalls
from rejoinder.infrastructure.postgres.drafts import PostgresDrafts
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.facts import PostgresContactSyncs, PostgresEnrichments, PostgresFacts
from rejoinder.infrastructure.postgres.follow_ups import PostgresCampaignStops, PostgresFollowUps, PostgresSequences
from rejoinder.infrastructure.postgres.jobs import PostgresJobQueue
from rejoinder.infrastructure.postgres.knowledge import PostgresKnowledge, PostgresLearnings
from rejoinder.infrastructure.postgres.leads import PostgresLeads
from rejoinder.infrastructure.postgres.messages import PostgresMessages
from rejoinder.infrastructure.postgres.notifications import PostgresNotifications
from rejoinder.infrastructure.postgres.numbers import PostgresIntakes, PostgresMissedCalls, PostgresNumbers
from rejoinder.infrastructure.postgres.outgoing import PostgresEndpoints, PostgresOutgoing
from rejoinder.infrastructure.postgres.owner_requests import PostgresOwnerRequests
from rejoinder.infrastructure.postgres.paces import PostgresPaces
from rejoinder.infrastructure.postgres.records import (
    PostgresEvents,
    PostgresReconciliations,
    PostgresSwitches,
    PostgresTimeline,
)
from rejoinder.infrastructure.postgres.sends import PostgresSends
from rejoinder.infrastructure.postgres.shadow import PostgresShadow
from rejoinder.infrastructure.postgres.suppressions import PostgresSuppressions
from rejoinder.infrastructure.postgres.tables import jobs
from rejoinder.infrastructure.postgres.tenants import PostgresConnections, PostgresWorkspaces, Sealer


class PostgresUnitOfWork:
    """All repositories on one database connection, limited to one workspace."""

    def __init__(self, db: Connection, workspace_id: str, vault: Sealer, bells: list[Bell]) -> None:
        self.messages = PostgresMessages(db, workspace_id)
        self.leads = PostgresLeads(db, workspace_id)
        self.drafts = PostgresDrafts(db, workspace_id)
        self.knowledge = PostgresKnowledge(db, workspace_id)
        self.learnings = PostgresLearnings(db, workspace_id)
        self.sends = PostgresSends(db, workspace_id)
        self.timeline = PostgresTimeline(db, workspace_id)
        self.switches = PostgresSwitches(db)
        self.queue = PostgresJobQueue(db, workspace_id, bells)
        self.connections = PostgresConnections(db, workspace_id, vault)
        self.workspaces = PostgresWorkspaces(db, workspace_id)
        self.events = PostgresEvents(db, workspace_id)
        self.numbers = PostgresNumbers(db, workspace_id)
        self.intakes = PostgresIntakes(db, workspace_id, vault)
        self.missed_calls = PostgresMissedCalls(db, workspace_id)
        self.calls = PostgresCalls(db, workspace_id)
        self.agents = PostgresAgents(db, workspace_id)
        self.alerts = PostgresAlerts(db)
        self.shadow = PostgresShadow(db, workspace_id)
        self.paces = PostgresPaces(db)
        self.owner_requests = PostgresOwnerRequests(db, workspace_id)
        self.sequences = PostgresSequences(db, workspace_id)
        self.follow_ups = PostgresFollowUps(db, workspace_id)
        self.bridges = PostgresBridges(db, workspace_id)
        self.campaign_stops = PostgresCampaignStops(db, workspace_id)
        self.reconciliations = PostgresReconciliations(db, workspace_id)
        self.facts = PostgresFacts(db, workspace_id)
        self.enrichments = PostgresEnrichments(db, workspace_id)
        self.contact_syncs = PostgresContactSyncs(db, workspace_id)
        self.outgoing = PostgresOutgoing(db, workspace_id, bells)
        self.endpoints = PostgresEndpoints(db, workspace_id, vault)
        self.slots = PostgresSlots(db, workspace_id)
        self.appointments = PostgresAppointments(db, workspace_id)
        self.notifications = PostgresNotifications(db, workspace_id)
        self.suppressions = PostgresSuppressions(db, workspace_id)


class PostgresStore:
    """Store: commits ring the bells of the jobs they wrote, afterwards and never inside."""

    def __init__(self, engine: Engine, vault: Sealer, doorbell: Doorbell) -> None:
        self._engine = engine
        self._vault = vault
        self._doorbell = doorbell

    @contextmanager
    def begin(self, workspace_id: str, fence: JobFence | None = None) -> Iterator[UnitOfWork]:
        bells: list[Bell] = []
        with transaction(self._engine, workspace_id) as db:
            yield PostgresUnitOfWork(db, workspace_id, self._vault, bells)
            if fence is not None:
                _prove(db, fence)
        self._doorbell.ring(bells)


def _prove(db: Connection, fence: JobFence) -> None:
    """Raises, and so rolls back, unless the claim is still ours at the moment of the commit: LeaseLost, or JobCancelled
    when a person has asked the job to stop."""
    held = db.execute(
        select(jobs.c.cancel_requested)
        .where(jobs.c.id == fence.job_id, jobs.c.fence == fence.fence, jobs.c.status == JobStatus.RUNNING)
        .with_for_update(key_share=True)
    ).first()
    if held is None:
        raise LeaseLost
    if held.cancel_requested:
        raise JobCancelled

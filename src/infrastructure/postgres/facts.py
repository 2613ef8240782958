"""Facts about leads, questions to enrichment providers, and what was written to other systems."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.enrichment import ContactSync, Enrichment, EnrichmentState
from rejoinder.domain.facts import Fact, FactKind, FactSource, Provenance
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.enrichment import KnownFact
from rejoinder.infrastructure.postgres.tables import contact_syncs, enrichments, lead_facts


class PostgresFacts:
    """FactRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id

    def add(self, lead_id: str, fact: Fact, provenance: Provenance, applied: bool) -> bool:
        added = self._db.execute(
            insert(lead_facts)
            .values(
                id=new_id(),
                workspace_id=self._workspace,
                lead_id=lead_id,
                message_id=provenance.message_id,
                kind=fact.kind,
                value=fact.value,
                confidence=fact.confidence,
                source=provenance.source,
                rule=fact.rule,
                part=fact.part,
                evidence=fact.evidence,
                detail=dict(fact.detail),
                reference=provenance.reference,
                applied=applied,
            )
            .on_conflict_do_nothing(constraint="a_message_says_a_thing_once")
            .returning(lead_facts.c.id)
        ).first()
        return added is not None

    def of_lead(self, lead_id: str, kind: FactKind | None = None) -> Sequence[KnownFact]:
        fits = [lead_facts.c.workspace_id == self._workspace, lead_facts.c.lead_id == lead_id]
        if kind is not None:
            fits.append(lead_facts.c.kind == kind)
        found = self._db.execute(select(lead_facts).where(*fits).order_by(lead_facts.c.learned_at, lead_facts.c.id))
        return [_known(row) for row in found]


def _known(row: Row[tuple[object, ...]]) -> KnownFact:
    fact = Fact(FactKind(row.kind), row.value, row.confidence, row.rule, row.part, row.evidence, row.detail)
    return KnownFact(
        fact, Provenance(FactSource(row.source), row.message_id, row.reference), row.applied, row.learned_at
    )


class PostgresEnrichments:
    """EnrichmentRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._mine = enrichments.c.workspace_id == workspace_id

    def get(self, enrichment_id: str) -> Enrichment | None:
        found = self._db.execute(select(enrichments).where(self._mine, enrichments.c.id == enrichment_id)).first()
        return _enrichment(found) if found else None

    def of_lead(self, lead_id: str, kind: str) -> Sequence[Enrichment]:
        found = self._db.execute(
            select(enrichments)
            .where(self._mine, enrichments.c.lead_id == lead_id, enrichments.c.kind == kind)
            .order_by(enrichments.c.asked_at, enrichments.c.id)
        )
        return [_enrichment(row) for row in found]

    def add(self, enrichment: Enrichment) -> None:
        self._db.execute(
            insert(enrichments).values(
                id=enrichment.id,
                workspace_id=self._workspace,
                lead_id=enrichment.lead_id,
                connection_id=enrichment.connection_id,
                kind=enrichment.kind,
                state=enrichment.state,
                reason=enrichment.reason,
            )
        )

    def save(self, enrichment: Enrichment) -> None:
        answered = None if enrichment.state.is_open else func.clock_timestamp()
        self._db.execute(
            update(enrichments)
            .where(self._mine, enrichments.c.id == enrichment.id)
            .values(state=enrichment.state, reason=enrichment.reason, answered_at=answered)
        )

    def asked_through(self, connection_id: str) -> int:
        count = select(func.count()).where(self._mine, enrichments.c.connection_id == connection_id)
        return int(self._db.execute(count).scalar_one())


def _enrichment(row: Row[tuple[object, ...]]) -> Enrichment:
    return Enrichment(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        connection_id=row.connection_id,
        kind=row.kind,
        state=EnrichmentState(row.state),
        reason=row.reason,
        asked_at=row.asked_at,
    )


class PostgresContactSyncs:
    """ContactSyncRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id

    def get(self, lead_id: str, connection_id: str) -> ContactSync | None:
        found = self._db.execute(
            select(contact_syncs)
            .where(
                contact_syncs.c.workspace_id == self._workspace,
                contact_syncs.c.lead_id == lead_id,
                contact_syncs.c.connection_id == connection_id,
            )
            .order_by(contact_syncs.c.synced_at.desc())
            .limit(1)
        ).first()
        return (
            ContactSync(found.id, found.lead_id, found.connection_id, found.contact_id, found.digest) if found else None
        )

    def save(self, sync: ContactSync) -> None:
        stated = {"contact_id": sync.contact_id, "digest": sync.digest}
        self._db.execute(
            insert(contact_syncs)
            .values(
                id=sync.id,
                workspace_id=self._workspace,
                lead_id=sync.lead_id,
                connection_id=sync.connection_id,
                **stated,
            )
            .on_conflict_do_update(index_elements=["id"], set_={**stated, "synced_at": func.clock_timestamp()})
        )

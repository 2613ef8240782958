"""The users' own addresses and what is told to them, in Postgres."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, select, update
from sqlalchemy import insert as plain_insert

from rejoinder.domain.ids import is_id
from rejoinder.domain.jobs import NewJob
from rejoinder.domain.outgoing import Delivery, DeliveryState, Endpoint, OutgoingEvent, delivery_job
from rejoinder.domain.ports.doorbell import Bell
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import webhook_deliveries, webhook_endpoints
from rejoinder.infrastructure.postgres.tenants import Sealer


def job_pattern() -> NewJob:
    """What the jobs of all deliveries have in common."""
    return delivery_job("", "", None)


def tell_endpoints(db: Connection, event: OutgoingEvent) -> list[Bell]:
    """Deliveries and their jobs are written; the bells to ring once that is committed."""
    job = job_pattern()
    rows = db.execute(
        clause("tell_endpoints"),
        {
            "event_id": event.id,
            "type": event.type,
            "workspace_id": event.workspace_id,
            "lead_id": event.lead_id,
            "data": json.dumps(dict(event.data)),
            "job_type": job.type,
            "queue": job.queue,
            "max_attempts": job.max_attempts,
        },
    )
    return [Bell(str(row.id), job.queue) for row in rows]


class PostgresOutgoing:
    """OutgoingRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str, bells: list[Bell]) -> None:
        self._db = db
        self._mine = webhook_deliveries.c.workspace_id == workspace_id
        self._bells = bells

    def publish(self, event: OutgoingEvent) -> int:
        bells = tell_endpoints(self._db, event)
        self._bells.extend(bells)
        return len(bells)

    def get(self, delivery_id: str) -> Delivery | None:
        if not is_id(delivery_id):
            return None
        query = select(webhook_deliveries).where(self._mine, webhook_deliveries.c.id == delivery_id)
        row = self._db.execute(query).first()
        return _delivery(row) if row else None

    def save(self, delivery: Delivery) -> bool:
        tried = delivery.attempts > webhook_deliveries.c.attempts
        saved = self._db.execute(
            update(webhook_deliveries)
            .where(self._mine, webhook_deliveries.c.id == delivery.id)
            .values(
                state=delivery.state,
                attempts=delivery.attempts,
                resends=delivery.resends,
                last_status=delivery.last_status,
                last_error=delivery.last_error[:1000],
                last_attempt_at=case((tried, func.clock_timestamp()), else_=webhook_deliveries.c.last_attempt_at),
                delivered_at=func.clock_timestamp() if delivery.state is DeliveryState.DELIVERED else None,
            )
        )
        return saved.rowcount == 1


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        workspace_id=row.workspace_id,
        endpoint_id=row.endpoint_id,
        event=OutgoingEvent(row.event_id, row.type, row.workspace_id, row.data, row.lead_id),
        occurred_at=row.occurred_at,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        last_status=row.last_status,
        last_error=row.last_error,
        resends=row.resends,
    )


class PostgresEndpoints:
    """EndpointRepository of one workspace, inside one transaction. Address and secrets are sealed at rest."""

    def __init__(self, db: Connection, workspace_id: str, vault: Sealer) -> None:
        self._db = db
        self._vault = vault
        self._mine = (webhook_endpoints.c.workspace_id == workspace_id) & webhook_endpoints.c.removed_at.is_(None)

    def get(self, endpoint_id: str) -> Endpoint | None:
        if not is_id(endpoint_id):
            return None
        row = self._db.execute(
            select(webhook_endpoints).where(self._mine, webhook_endpoints.c.id == endpoint_id)
        ).first()
        return self._endpoint(row) if row else None

    def all(self) -> Sequence[Endpoint]:
        query = select(webhook_endpoints).where(self._mine)
        ordered = query.order_by(webhook_endpoints.c.created_at, webhook_endpoints.c.id)
        return [self._endpoint(row) for row in self._db.execute(ordered)]

    def add(self, endpoint: Endpoint) -> None:
        values = {"id": endpoint.id, "workspace_id": endpoint.workspace_id, **self._values(endpoint)}
        self._db.execute(plain_insert(webhook_endpoints).values(**values))

    def save(self, endpoint: Endpoint) -> None:
        table = webhook_endpoints.c
        kept = case((table.enabled == endpoint.enabled, table.failing_since))
        self._db.execute(
            update(webhook_endpoints)
            .where(self._mine, table.id == endpoint.id)
            .values(**self._values(endpoint), failing_since=kept, updated_at=func.clock_timestamp())
        )

    def remove(self, endpoint_id: str) -> bool:
        removed = self._db.execute(
            update(webhook_endpoints)
            .where(self._mine, webhook_endpoints.c.id == endpoint_id)
            .values(removed_at=func.clock_timestamp(), enabled=False)
        )
        return removed.rowcount == 1

    def failed(self, endpoint_id: str) -> float:
        table = webhook_endpoints.c
        row = self._db.execute(
            update(webhook_endpoints)
            .where(self._mine, table.id == endpoint_id)
            .values(failing_since=func.coalesce(table.failing_since, func.clock_timestamp()))
            .returning(func.extract("epoch", func.clock_timestamp() - table.failing_since).label("since"))
        ).first()
        return max(0.0, float(row.since)) if row is not None else 0.0

    def succeeded(self, endpoint_id: str) -> None:
        table = webhook_endpoints.c
        self._db.execute(
            update(webhook_endpoints)
            .where(self._mine, table.id == endpoint_id, table.failing_since.is_not(None))
            .values(failing_since=None)
        )

    def _values(self, endpoint: Endpoint) -> dict[str, Any]:
        sealed = self._vault.seal({"url": endpoint.url, "secrets": list(endpoint.secrets)}, _place(endpoint.id))
        return {
            "name": endpoint.name,
            "sealed": sealed,
            "event_types": list(endpoint.event_types),
            "enabled": endpoint.enabled,
            "disabled_reason": endpoint.disabled_reason,
        }

    def _endpoint(self, row: Row[Any]) -> Endpoint:
        opened = self._vault.open(row.sealed, _place(row.id))
        return Endpoint(
            id=row.id,
            workspace_id=row.workspace_id,
            name=row.name,
            url=opened["url"],
            event_types=tuple(row.event_types),
            secrets=tuple(opened["secrets"]),
            enabled=row.enabled,
            disabled_reason=row.disabled_reason,
            failing_since=row.failing_since,
            created_at=row.created_at,
        )


def _place(endpoint_id: str) -> str:
    return f"webhook_endpoint:{endpoint_id}|sealed"

"""Records that are over: what may go, when, and what went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, func, select, text
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE, INSTALLATION
from rejoinder.domain.workspaces import WorkspaceSettings
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.reports_paging import first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import installation
from rejoinder.infrastructure.postgres.tenants import PostgresWorkspaces

PRUNED_KEY = "pruned"

# What belongs to no workspace goes after the same time as a workspace's records do where it says nothing.
_COMMON = {
    "sandbox_phone": "DELETE FROM sandbox_phone WHERE id IN"
    " (SELECT id FROM sandbox_phone WHERE id < CAST(:floor AS uuid) ORDER BY id LIMIT :batch)",
    "alerts": "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts"
    " WHERE resolved_at < :cutoff OR (acknowledged_at < :cutoff AND last_at < :cutoff) LIMIT :batch)",
    "refused_deliveries": "DELETE FROM refused_deliveries WHERE last_at < :cutoff",
    "sessions": "DELETE FROM sessions WHERE id IN"
    " (SELECT id FROM sessions WHERE expires_at < :cutoff ORDER BY id LIMIT :batch)",
}
_PER_WORKSPACE = {
    "jobs": "prune_jobs",
    "events": "prune_events",
    "ai_calls": "prune_ai_calls",
    "webhook_deliveries": "prune_webhook_deliveries",
}


class PostgresAttic:
    """Attic."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prune(self, batch: int) -> Mapping[str, int]:
        """At most `batch` rows of each kind are gone; how many, by table."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            now: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
            tenants = self._tenants(db, now)
        gone = {table: self._run(clause(name), {**tenants, "batch": batch}) for table, name in _PER_WORKSPACE.items()}
        gone |= {table: self._run(text(sql), {**_common(now), "batch": batch}) for table, sql in _COMMON.items()}
        gone["events"] += self._run(clause("prune_events_of_nobody"), {**_common(now), "batch": batch})
        return gone

    def _tenants(self, db: Connection, now: datetime) -> Mapping[str, Any]:
        workspaces = PostgresWorkspaces(db, EVERY_WORKSPACE).all()
        cutoffs = [now - timedelta(days=workspace.settings.retention_days) for workspace in workspaces]
        cutoffs.append(_common(now)["cutoff"])
        return {
            "workspaces": [*(workspace.id for workspace in workspaces), INSTALLATION],
            "floors": [first_id_of(cutoff) for cutoff in cutoffs],
            "cutoffs": cutoffs,
        }

    def _run(self, statement: Any, values: Mapping[str, Any]) -> int:
        """One statement in a transaction of its own, so that no lock is held for long."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            done: CursorResult[Any] = db.execute(statement, values)
            return done.rowcount

    def note(self, pruned: Mapping[str, int]) -> None:
        """A run is on record: when it was, and how many rows went since the beginning."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            query = select(installation.c.value).where(installation.c.key == PRUNED_KEY).with_for_update()
            before: Mapping[str, int] = db.execute(query).scalar_one_or_none() or {}
            value = {**before, **{table: before.get(table, 0) + n for table, n in pruned.items()}}
            new = insert(installation).values(key=PRUNED_KEY, value=value)
            db.execute(
                new.on_conflict_do_update(
                    index_elements=["key"], set_={"value": value, "updated_at": func.clock_timestamp()}
                )
            )


def _common(now: datetime) -> Mapping[str, Any]:
    cutoff = now - timedelta(days=WorkspaceSettings().retention_days)
    return {"cutoff": cutoff, "floor": first_id_of(cutoff)}

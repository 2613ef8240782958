"""Records that are over: what may go, when, and what went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, TextClause, func, select, text
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE, INSTALLATION
from rejoinder.domain.retention import OF_INSTALLATION, OF_WORKSPACES, Due, days_kept
from rejoinder.domain.workspaces import Workspace, WorkspaceSettings
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.reports_paging import first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import installation
from rejoinder.infrastructure.postgres.tenants import PostgresWorkspaces

PRUNED_KEY = "pruned"
RETENTION_KEY = "retention"
COUNTED_AT_MOST = 10_000
GENERAL_DAYS = WorkspaceSettings().retention_days

# Each says which rows may go, as `id` and `workspace_id`.
_PER_WORKSPACE = {
    "jobs": clause("prune_jobs"),
    "events": clause("prune_events"),
    "ai_calls": clause("prune_ai_calls"),
    "webhook_deliveries": clause("prune_webhook_deliveries"),
    "audit_log": text(
        "SELECT old.id, tenant.id AS workspace_id"
        " FROM unnest(CAST(:workspaces AS uuid[]), CAST(:floors AS uuid[])) AS tenant (id, floor)"
        " CROSS JOIN LATERAL (SELECT a.id FROM audit_log a WHERE a.workspace_id = tenant.id AND a.id < tenant.floor"
        " ORDER BY a.id LIMIT :batch) old LIMIT :batch"
    ),
}
_OF_NOBODY = {
    "events": clause("prune_events_of_nobody"),
    "audit_log": text(
        "SELECT id, workspace_id FROM audit_log WHERE workspace_id IS NULL AND id < CAST(:floor AS uuid)"
        " ORDER BY id LIMIT :batch"
    ),
    "alerts": text(
        "SELECT id, CAST(NULL AS uuid) AS workspace_id FROM alerts"
        " WHERE resolved_at < :cutoff OR (acknowledged_at < :cutoff AND last_at < :cutoff) LIMIT :batch"
    ),
    "sessions": text(
        "SELECT id, CAST(NULL AS uuid) AS workspace_id FROM sessions WHERE expires_at < :cutoff"
        " ORDER BY id LIMIT :batch"
    ),
    "sandbox_phone": text(
        "SELECT id, CAST(NULL AS uuid) AS workspace_id FROM sandbox_phone WHERE id < CAST(:floor AS uuid)"
        " ORDER BY id LIMIT :batch"
    ),
    "refused_deliveries": text(
        "SELECT ctid AS id, CAST(NULL AS uuid) AS workspace_id FROM refused_deliveries WHERE last_at < :cutoff"
        " LIMIT :batch"
    ),
}
_WORDS = {"payloads": clause("prune_events"), "texts": clause("prune_texts")}
# What is emptied of the rows :ids. Senders, ids and outcomes stay: by them a repeated delivery is recognised.
_EMPTIED = {
    "payloads": ("UPDATE events SET body = '', headers = '{}', url = '' WHERE id = ANY(CAST(:ids AS uuid[]))",),
    "texts": (
        "UPDATE messages SET subject = '', body = '', html = '', reply_text = NULL, body_clean = '', signature = '',"
        " quoted = '', places = NULL, media = '[]' WHERE id = ANY(CAST(:ids AS uuid[]))",
        "UPDATE draft_versions SET subject = '', body = '', instruction = '' WHERE draft_id IN"
        " (SELECT id FROM drafts WHERE message_id = ANY(CAST(:ids AS uuid[])))",
        "UPDATE drafts SET subject = '', body = '', strategy = NULL, instruction = '', unsourced = '[]'"
        " WHERE message_id = ANY(CAST(:ids AS uuid[]))",
        "UPDATE sends SET subject = '', body = '' WHERE message_id = ANY(CAST(:ids AS uuid[]))",
        "UPDATE calls SET lines = '[]', transcript = '', summary = '', structured = '{}', recording_url = ''"
        " WHERE message_id = ANY(CAST(:ids AS uuid[]))",
    ),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows of one kind that may go, and the times that say so."""

    kind: str
    rows: TextClause
    values: Mapping[str, Any]

    def statement(self, what: str) -> TextClause:
        """A statement about these rows, which it calls `doomed`."""
        return text(what.format(doomed=f"({self.rows.text}) doomed"))


class PostgresAttic:
    """Attic."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prune(self, batch: int) -> Mapping[str, int]:
        gone: dict[str, int] = {}
        for rule in self._over():
            gone[rule.kind] = gone.get(rule.kind, 0) + self._delete(rule, batch)
        return gone

    def empty(self, batch: int) -> Mapping[str, int]:
        return {rule.kind: self._empty(rule, batch) for rule in self._wordy()}

    def due(self, scope: str | None) -> Sequence[Due]:
        found: dict[tuple[str | None, str], Due] = {}
        with self._deciding() as (db, workspaces, stated, now):
            for workspace in workspaces:
                for kind in OF_WORKSPACES:
                    days = days_kept(kind, workspace.settings.retention, workspace.settings.retention_days)
                    found[workspace.id, kind] = Due(workspace.id, kind, days, 0)
            for kind in OF_INSTALLATION:
                found[None, kind] = Due(None, kind, days_kept(kind, stated, GENERAL_DAYS), 0)
            for rule in (*_over(workspaces, stated, now), *_wordy(workspaces, now)):
                counted = rule.statement("SELECT workspace_id, count(*) FROM {doomed} GROUP BY 1")
                for workspace_id, count in db.execute(counted, {**rule.values, "batch": COUNTED_AT_MOST}):
                    of = None if workspace_id is None or str(workspace_id) == INSTALLATION else str(workspace_id)
                    line = found[of, rule.kind]
                    found[of, rule.kind] = Due(of, rule.kind, line.days, line.due + count)
        return [line for line in found.values() if scope is None or line.workspace_id == scope]

    def keep(self, stated: Mapping[str, float]) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            _put(db, RETENTION_KEY, {**_stated(db), **stated})

    def note(self, pruned: Mapping[str, int]) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            query = select(installation.c.value).where(installation.c.key == PRUNED_KEY).with_for_update()
            before: Mapping[str, int] = db.execute(query).scalar_one_or_none() or {}
            _put(db, PRUNED_KEY, {**before, **{table: before.get(table, 0) + n for table, n in pruned.items()}})

    # --- what may go ----------------------------------------------------------------------------------------

    def _over(self) -> Sequence[_Rule]:
        with self._deciding() as (_, workspaces, stated, now):
            return list(_over(workspaces, stated, now))

    def _wordy(self) -> Sequence[_Rule]:
        with self._deciding() as (_, workspaces, _stated, now):
            return list(_wordy(workspaces, now))

    @contextmanager
    def _deciding(self) -> Iterator[tuple[Connection, Sequence[Workspace], Mapping[str, float], datetime]]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            now: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
            yield db, PostgresWorkspaces(db, EVERY_WORKSPACE).all(), _stated(db), now

    # --- how it goes: each batch in a transaction of its own, so that no lock is held for long -----------------

    def _delete(self, rule: _Rule, batch: int) -> int:
        key = "ctid" if rule.kind == "refused_deliveries" else "id"
        gone = rule.statement(f"DELETE FROM {rule.kind} WHERE {key} IN (SELECT id FROM {{doomed}})")  # noqa: S608
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            done: CursorResult[Any] = db.execute(gone, {**rule.values, "batch": batch})
            return done.rowcount

    def _empty(self, rule: _Rule, batch: int) -> int:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            ids = [str(row.id) for row in db.execute(rule.rows, {**rule.values, "batch": batch})]
            for statement in _EMPTIED[rule.kind] if ids else ():
                db.execute(text(statement), {"ids": ids})
            return len(ids)


def _stated(db: Connection) -> Mapping[str, float]:
    kept = db.execute(select(installation.c.value).where(installation.c.key == RETENTION_KEY)).scalar_one_or_none()
    return kept or {}


def _put(db: Connection, key: str, value: Mapping[str, float]) -> None:
    new = insert(installation).values(key=key, value=value)
    changed = {"value": value, "updated_at": func.clock_timestamp()}
    db.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))


def _over(workspaces: Sequence[Workspace], stated: Mapping[str, float], now: datetime) -> Iterator[_Rule]:
    """Whole rows."""
    for kind, rows in _PER_WORKSPACE.items():
        kept = _kept(kind, workspaces)
        if kind in OF_INSTALLATION and kind != "audit_log":
            kept[INSTALLATION] = days_kept(kind, stated, GENERAL_DAYS)
        yield _Rule(kind, rows, {**_times(kept, now), "with_body": False})
    for kind, rows in _OF_NOBODY.items():
        if (days := days_kept(kind, stated, GENERAL_DAYS)) is not None:
            cutoff = now - timedelta(days=days)
            yield _Rule(kind, rows, {"cutoff": cutoff, "floor": first_id_of(cutoff)})


def _wordy(workspaces: Sequence[Workspace], now: datetime) -> Iterator[_Rule]:
    """Rows that stay without their words; nothing is looked for where nobody asked for it."""
    for kind, rows in _WORDS.items():
        times = _times(_kept(kind, workspaces), now)
        if times["workspaces"]:
            yield _Rule(kind, rows, {**times, "with_body": True})


def _kept(kind: str, workspaces: Sequence[Workspace]) -> dict[str, float | None]:
    return {w.id: days_kept(kind, w.settings.retention, w.settings.retention_days) for w in workspaces}


def _times(kept: Mapping[str, float | None], now: datetime) -> Mapping[str, Any]:
    cutoffs = {of: now - timedelta(days=days) for of, days in kept.items() if days is not None}
    return {
        "workspaces": list(cutoffs),
        "floors": [first_id_of(cutoff) for cutoff in cutoffs.values()],
        "cutoffs": list(cutoffs.values()),
    }

"""The demonstration in Postgres: one labelled workspace, and how to be rid of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from threading import Lock

from sqlalchemy import Connection, Engine, Table, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from rejoinder.domain.errors import Conflict
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.census import ProcessCensus, host_name
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import (
    audit_log,
    connections,
    installation,
    metadata,
    refused_deliveries,
    workers,
    workspaces,
)

_REMOVED, _BROKEN = "demo-removed", "demo-ai-broken"
_LOOK_EVERY_S = 1.0
_KEPT = (workspaces, audit_log)
_MOST_PASSES = 20


class PostgresDemo:
    """DemoBook."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._broken: tuple[float, str | None] = (0.0, None)

    def workspace(self) -> str | None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(select(workspaces.c.id).where(workspaces.c.is_demo).limit(1)).scalar_one_or_none()

    def mark(self, workspace_id: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(is_demo=True))
            db.execute(delete(installation).where(installation.c.key == _REMOVED))

    def is_alone(self, workspace_id: str) -> bool:
        real = select(connections.c.id).where(
            connections.c.workspace_id == workspace_id,
            connections.c.channel != "sandbox",
            connections.c.removed_at.is_(None),
        )
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(real.limit(1)).first() is None

    def break_ai(self, workspace_id: str, seconds: float) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            _note(db, _BROKEN, {"workspace": workspace_id, "seconds": seconds})

    def is_ai_broken(self, workspace_id: str) -> bool:
        """Looks once a second at most: every question to the AI passes here."""
        with self._lock:
            until, broken = self._broken
            if until < time.monotonic():
                broken = self._look()
                self._broken = (time.monotonic() + _LOOK_EVERY_S, broken)
        return broken == workspace_id

    def _look(self) -> str | None:
        lasts = func.make_interval(0, 0, 0, 0, 0, 0, text("CAST(value ->> 'seconds' AS float8)"))
        query = select(installation.c.value["workspace"].astext).where(
            installation.c.key == _BROKEN, installation.c.updated_at > func.clock_timestamp() - lasts
        )
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(query).scalar_one_or_none()

    def remove(self, workspace_id: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            if db.execute(select(workspaces.c.is_demo).where(workspaces.c.id == workspace_id)).scalar() is not True:
                raise Conflict("This workspace is no demonstration.")
            own = select(connections.c.id).where(connections.c.workspace_id == workspace_id)
            db.execute(delete(refused_deliveries).where(refused_deliveries.c.connection_id.in_(own)))
            _delete_all(db, workspace_id)
            db.execute(delete(workspaces).where(workspaces.c.id == workspace_id))
            _note(db, _REMOVED, {})

    def was_removed(self) -> bool:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(select(installation.c.key).where(installation.c.key == _REMOVED)).first() is not None


def _note(db: Connection, key: str, value: dict[str, object]) -> None:
    new = insert(installation).values(key=key, value=value, updated_at=func.clock_timestamp())
    changed = {"value": new.excluded.value, "updated_at": func.clock_timestamp()}
    db.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))


def _delete_all(db: Connection, workspace_id: str) -> None:
    """Every row of that workspace, whatever the tables' order: what others still point to goes in a later pass."""
    waiting: Sequence[str] = [
        *(table.name for table in metadata.tables.values() if "workspace_id" in table.c and not _is_kept(table)),
        "sandbox_faults",
    ]
    for _ in range(_MOST_PASSES):
        waiting = [name for name in waiting if not _deleted(db, name, workspace_id)]
        if not waiting:
            return
    raise Conflict(f"Rows of {', '.join(waiting)} could not be removed.")


def _is_kept(table: Table) -> bool:
    return table in _KEPT


def _deleted(db: Connection, table: str, workspace_id: str) -> bool:
    try:
        with db.begin_nested():
            db.execute(text(f'DELETE FROM "{table}" WHERE workspace_id = :w'), {"w": workspace_id})  # noqa: S608 - our own table
    except IntegrityError:
        return False
    return True


class LocalWorkerKiller:
    """WorkerKiller for the workers of this machine; only where `rejoinder up` starts them again."""

    def __init__(self, engine: Engine, census: ProcessCensus, is_supervised: bool) -> None:
        self._engine = engine
        self._census = census
        self._is_supervised = is_supervised

    def kill_one(self) -> str | None:
        if not self._is_supervised:
            return None
        here = workers.c.owner.startswith(f"{host_name()}:")
        query = select(workers.c.owner, workers.c.pid).where(workers.c.role == "worker", here)
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(query.order_by(workers.c.started_at)).all()
        for row in rows:
            if not self._census.is_dead(row.owner):
                os.kill(row.pid, signal.SIGKILL)
                return str(row.owner)
        return None

"""Workspaces and their provider accounts in Postgres."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection as Db
from sqlalchemy import Engine, Row, exists, false, func, insert, select, update

from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import Connection, Workspace, stored_settings
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import connections, numbers, workspaces


class Sealer(Protocol):
    """What keeps credentials, and who called, unreadable at rest. Opening raises ConfigurationFault when no key of ours
    fits."""

    def seal(self, value: Any, place: str) -> str: ...

    def open(self, sealed: str, place: str) -> Any: ...

    def seal_bytes(self, value: bytes, place: str) -> bytes: ...

    def open_bytes(self, sealed: bytes, place: str) -> bytes: ...

    def fingerprints(self, value: str, place: str, kept: Sequence[str] = ()) -> Sequence[bytes]:
        """One per key, that of the newest key first, and one per mark that was `kept` of a key that is gone."""
        ...

    def sealed_marks(self, kept: Sequence[str]) -> Sequence[str]:
        """What has to be kept so that fingerprints of older keys are found without them, sealed with the newest."""
        ...

    @property
    def newest(self) -> str:
        """What everything that the newest key seals begins with."""
        ...


def key_hash(webhook_key: str) -> bytes:
    """How a webhook key is looked up: hashed, so that the database alone does not give it away."""
    return hashlib.sha256(webhook_key.encode()).digest()


def connection_from(row: Row[Any], vault: Sealer) -> Connection:
    """The provider account of a row, secrets opened."""
    place = f"connection:{row.id}|"
    return Connection(
        id=row.id,
        workspace_id=row.workspace_id,
        channel=row.channel,
        name=row.name,
        account=row.account,
        revision=row.revision,
        credentials=vault.open(row.credentials_sealed, place + "credentials"),
        webhook_secrets=tuple(vault.open(row.webhook_secrets_sealed, place + "webhook_secrets")),
        webhook_key=vault.open(row.webhook_key_sealed, place + "webhook_key"),
        base_url=row.base_url,
        enabled=row.enabled,
        created_at=row.created_at,
        unusable_reason=row.unusable_reason,
    )


def any_connection_opens(engine: Engine, vault: Sealer) -> bool:
    """Whether there is a connection whose key opens; False when there is none. Raises ConfigurationFault."""
    with transaction(engine, EVERY_WORKSPACE) as db:
        row = db.execute(select(connections).where(connections.c.removed_at.is_(None)).limit(1)).first()
    if row is not None:
        vault.open(row.webhook_key_sealed, f"connection:{row.id}|webhook_key")
    return row is not None


class PostgresConnections:
    """ConnectionRepository; with EVERY_WORKSPACE it sees all tenants."""

    def __init__(self, db: Db, workspace_id: str, vault: Sealer) -> None:
        self._db = db
        self._vault = vault
        self._scope = workspace_id
        live = connections.c.removed_at.is_(None)
        # An account that serves several workspaces, through one of whose numbers this one uses it.
        self._lent = (
            live
            & connections.c.workspace_id.is_(None)
            & exists().where(
                numbers.c.workspace_id == workspace_id,
                (numbers.c.connection_id == connections.c.id)
                | ((numbers.c.account != "") & (numbers.c.account == connections.c.account)),
            )
            if workspace_id != EVERY_WORKSPACE
            else false()
        )
        self._mine = live if workspace_id == EVERY_WORKSPACE else live & (connections.c.workspace_id == workspace_id)

    def get(self, connection_id: str) -> Connection | None:
        row = self._db.execute(
            select(connections).where(self._mine | self._lent, connections.c.id == connection_id)
        ).first()
        if row is None:
            return None
        found = connection_from(row, self._vault)
        return found if self._scope == EVERY_WORKSPACE else replace(found, workspace_id=self._scope)

    def of_workspace(self, workspace_id: str | None, channel: str | None = None) -> Sequence[Connection]:
        query = select(connections).where(self._mine, connections.c.workspace_id == workspace_id)
        if channel is not None:
            query = query.where(connections.c.channel == channel)
        rows = self._db.execute(query.order_by(connections.c.created_at, connections.c.id))
        return [connection_from(row, self._vault) for row in rows]

    def all(self) -> Sequence[Connection]:
        rows = self._db.execute(select(connections).where(self._mine).order_by(connections.c.id))
        return [connection_from(row, self._vault) for row in rows]

    def _values(self, connection: Connection) -> dict[str, Any]:
        place = f"connection:{connection.id}|"
        return {
            "name": connection.name,
            "account": connection.account,
            "base_url": connection.base_url,
            "enabled": connection.enabled,
            "credentials_sealed": self._vault.seal(dict(connection.credentials), place + "credentials"),
            "webhook_secrets_sealed": self._vault.seal(list(connection.webhook_secrets), place + "webhook_secrets"),
            "webhook_key_sealed": self._vault.seal(connection.webhook_key, place + "webhook_key"),
            "webhook_key_hash": key_hash(connection.webhook_key),
        }

    def add(self, connection: Connection) -> None:
        self._db.execute(
            insert(connections).values(
                id=connection.id,
                workspace_id=connection.workspace_id,
                channel=connection.channel,
                **self._values(connection),
            )
        )

    def save(self, connection: Connection) -> None:
        self._db.execute(
            update(connections)
            .where(self._mine, connections.c.id == connection.id)
            .values(**self._values(connection), revision=connections.c.revision + 1, updated_at=func.now())
        )

    def report_state(self, connection_id: str, unusable_reason: str, at: datetime | None = None) -> bool:
        here = self._mine & (connections.c.id == connection_id)
        before = self._db.execute(select(connections.c.unusable_reason).where(here).with_for_update()).scalar()
        then = func.coalesce(at, func.clock_timestamp())
        known = connections.c.state_changed_at
        # Said again, it still counts as the latest that is known.
        newest = self._db.execute(
            update(connections)
            .where(here, known.is_(None) | (known <= then))
            .values(unusable_reason=unusable_reason, state_changed_at=then)
        )
        return newest.rowcount == 1 and before != unusable_reason

    def remove(self, connection_id: str) -> bool:
        removed = self._db.execute(
            update(connections)
            .where(self._mine, connections.c.id == connection_id)
            .values(removed_at=func.now(), enabled=False, revision=connections.c.revision + 1)
        )
        return removed.rowcount == 1


def workspace_from(row: Row[Any]) -> Workspace:
    return Workspace(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        settings=stored_settings(row.settings),
        raw_settings=row.settings,
        created_at=row.created_at,
    )


class PostgresWorkspaces:
    """WorkspaceRepository; with one workspace id it sees only that one."""

    def __init__(self, db: Db, workspace_id: str) -> None:
        self._db = db
        self._scope = workspace_id

    def get(self, workspace_id: str) -> Workspace | None:
        if self._scope not in (EVERY_WORKSPACE, workspace_id):
            return None
        row = self._db.execute(select(workspaces).where(workspaces.c.id == workspace_id)).first()
        return workspace_from(row) if row else None

    def add(self, workspace: Workspace) -> None:
        self._db.execute(
            insert(workspaces).values(
                id=workspace.id,
                name=workspace.name,
                timezone=workspace.timezone,
                settings=dict(workspace.raw_settings),
            )
        )

    def save(self, workspace: Workspace) -> None:
        self._db.execute(
            update(workspaces)
            .where(workspaces.c.id == workspace.id)
            .values(
                name=workspace.name,
                timezone=workspace.timezone,
                settings=dict(workspace.raw_settings),
                updated_at=func.now(),
            )
        )

    def all(self) -> Sequence[Workspace]:
        query = select(workspaces).order_by(workspaces.c.created_at, workspaces.c.id)
        if self._scope != EVERY_WORKSPACE:
            query = query.where(workspaces.c.id == self._scope)
        return [workspace_from(row) for row in self._db.execute(query)]

"""Calls that owners asked for, in Postgres."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.bridges import Bridge, BridgeState
from rejoinder.infrastructure.postgres.tables import bridges


class PostgresBridges:
    """BridgeRepository of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = bridges.c.workspace_id == workspace_id

    def get(self, bridge_id: str) -> Bridge | None:
        return self._found(select(bridges).where(self._mine, bridges.c.id == bridge_id))

    def lock(self, bridge_id: str) -> Bridge | None:
        return self._found(select(bridges).where(self._mine, bridges.c.id == bridge_id).with_for_update())

    def _found(self, query: Select[Any]) -> Bridge | None:
        row = self._db.execute(query).first()
        if row is None:
            return None
        return Bridge(**{**row._mapping, "state": BridgeState(row.state)})

    def add(self, bridge: Bridge) -> bool:
        values = {name: value for name, value in asdict(bridge).items() if name != "created_at"}
        added = self._db.execute(
            insert(bridges)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["command_id"])
            .returning(bridges.c.id)
        ).first()
        return added is not None

    def save(self, bridge: Bridge) -> None:
        self._db.execute(
            update(bridges)
            .where(self._mine, bridges.c.id == bridge.id)
            .values(
                state=bridge.state,
                call_id=bridge.call_id,
                outcome=bridge.outcome,
                attempts=bridge.attempts,
                asked_at=bridge.asked_at,
            )
        )

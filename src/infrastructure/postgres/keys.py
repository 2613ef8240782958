"""What is sealed in the database, by which key, and how it gets under the newest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Engine, Table, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.numbers import MARKS_KEY, kept_marks
from rejoinder.infrastructure.postgres.tables import alert_routes, connections, installation, webhook_endpoints
from rejoinder.infrastructure.postgres.tenants import Sealer

# By column: the place that its value is bound to.
_SEALED: Mapping[Column[Any], str] = {
    connections.c.credentials_sealed: "connection:{id}|credentials",
    connections.c.webhook_secrets_sealed: "connection:{id}|webhook_secrets",
    connections.c.webhook_key_sealed: "connection:{id}|webhook_key",
    webhook_endpoints.c.sealed: "webhook_endpoint:{id}|sealed",
    alert_routes.c.target_sealed: "alert-route:{id}|target",
}


class PostgresKeys:
    """KeyRing."""

    def __init__(self, engine: Engine, vault: Sealer) -> None:
        self._engine = engine
        self._vault = vault

    @property
    def newest(self) -> str:
        return self._vault.newest

    def sealed_by(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            for column in _SEALED:
                key = func.split_part(column, ".", 1)
                for name, count in db.execute(select(key, func.count()).where(column != "").group_by(key)):
                    found[name] = found.get(name, 0) + count
        return found

    def keep_marks(self) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            value = self._vault.sealed_marks(kept_marks(db))
            new = insert(installation).values(key=MARKS_KEY, value=value)
            db.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def renew(self, batch: int) -> int:
        return sum(self._renew(column, place, batch) for column, place in _SEALED.items())

    def _renew(self, column: Column[Any], place: str, batch: int) -> int:
        table: Table = column.table
        under_another = func.split_part(column, ".", 1) != self._vault.newest
        old = select(table.c.id, column).where(column != "", under_another)
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows: Sequence[Any] = db.execute(old.limit(batch).with_for_update(skip_locked=True)).all()
            for id_, sealed in rows:
                where = place.format(id=id_)
                renewed = self._vault.seal(self._vault.open(sealed, where), where)
                db.execute(update(table).where(table.c.id == id_).values({column: renewed}))
            return len(rows)

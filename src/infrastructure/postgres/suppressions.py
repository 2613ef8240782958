"""Whom a workspace leaves alone, in Postgres."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ids import is_id, lead_id_for
from rejoinder.domain.suppressions import MEDIA_OF, ImportState, Suppression, SuppressionImport, WrongRow
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import suppression_imports, suppressions


def import_from(row: Row[Any]) -> SuppressionImport:
    """The import that a row holds."""
    return SuppressionImport(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        body=row.body,
        total=row.total,
        created_by=row.created_by,
        state=ImportState(row.state),
        done=row.done,
        added=row.added,
        known=row.known,
        refused=row.refused,
        errors=tuple(WrongRow(**each) for each in row.errors),
    )


class PostgresSuppressions:
    """SuppressionRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._workspace = workspace_id
        self._mine = suppression_imports.c.workspace_id == workspace_id

    def add(self, suppression: Suppression) -> bool:
        added = self._db.execute(
            insert(suppressions)
            .values(
                workspace_id=suppression.workspace_id,
                kind=suppression.kind,
                address=suppression.address,
                reason=suppression.reason,
                source=suppression.source,
                added_by=suppression.added_by,
            )
            .on_conflict_do_nothing()
            .returning(suppressions.c.address)
        ).first()
        return added is not None

    def forbid(self, kind: str, address: str, evidence: str) -> None:
        now = self._db.execute(select(func.clock_timestamp())).scalar_one().isoformat()
        said = {"state": "withdrawn", "at": now, "evidence": evidence}
        self._db.execute(
            clause("forbid_address"),
            {
                "lead": lead_id_for(self._workspace, kind, address),
                "workspace": self._workspace,
                "consent": json.dumps({medium.value: said for medium in MEDIA_OF[kind]}),
            },
        )

    def add_import(self, listed: SuppressionImport) -> None:
        self._db.execute(
            insert(suppression_imports).values(
                id=listed.id,
                workspace_id=listed.workspace_id,
                name=listed.name,
                body=listed.body,
                total=listed.total,
                created_by=listed.created_by,
                **_progress(listed),
            )
        )

    def get_import(self, import_id: str) -> SuppressionImport | None:
        if not is_id(import_id):
            return None
        query = select(suppression_imports).where(self._mine, suppression_imports.c.id == import_id)
        row = self._db.execute(query).first()
        return import_from(row) if row else None

    def save_import(self, listed: SuppressionImport) -> None:
        over = listed.state is not ImportState.PENDING
        table = suppression_imports.c
        self._db.execute(
            update(suppression_imports)
            .where(self._mine, table.id == listed.id)
            .values(
                **_progress(listed),
                body=case((literal(over), ""), else_=table.body),
                finished_at=func.clock_timestamp() if over else None,
            )
        )


def _progress(listed: SuppressionImport) -> dict[str, Any]:
    return {
        "state": listed.state,
        "done": listed.done,
        "added": listed.added,
        "known": listed.known,
        "refused": listed.refused,
        "errors": [asdict(wrong) for wrong in listed.errors],
    }

"""Notes and snoozes in Postgres."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func
from sqlalchemy.dialects.postgresql import insert

from rejoinder.infrastructure.postgres.tables import lead_notes, snoozes


class PostgresDesk:
    """Desk (domain/ports/administration.py)."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._workspace_id = workspace_id

    def add_note(self, note_id: str, lead_id: str, body: str, by: str) -> None:
        row = {"id": note_id, "workspace_id": self._workspace_id, "lead_id": lead_id, "body": body, "author": by}
        self._db.execute(insert(lead_notes).values(row))

    def snooze(self, lead_id: str, until: datetime, by: str) -> None:
        told = {"until": until, "author": by, "since": func.clock_timestamp()}
        row = insert(snoozes).values(lead_id=lead_id, workspace_id=self._workspace_id, **told)
        self._db.execute(row.on_conflict_do_update(index_elements=[snoozes.c.lead_id], set_=told))

    def wake(self, lead_id: str) -> None:
        self._db.execute(
            delete(snoozes).where(snoozes.c.lead_id == lead_id, snoozes.c.workspace_id == self._workspace_id)
        )

"""What shadow would have done, in Postgres."""

from __future__ import annotations

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.shadow import Comparison, Rehearsal
from rejoinder.infrastructure.postgres.tables import rehearsals


class PostgresShadow:
    """ShadowRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id

    def rehearsed(self, rehearsal: Rehearsal) -> None:
        what = {
            "draft_id": rehearsal.draft_id,
            "draft_version": rehearsal.draft_version,
            "would": rehearsal.would,
            "reason": rehearsal.reason,
        }
        row = insert(rehearsals).values(
            message_id=rehearsal.message_id, workspace_id=self._workspace, lead_id=rehearsal.lead_id, **what
        )
        again = {**what, "rehearsed_at": func.clock_timestamp()}
        self._db.execute(
            row.on_conflict_do_update(
                index_elements=["message_id"], set_=again, where=rehearsals.c.answered_at.is_(None)
            )
        )

    def open_for(self, message_id: str) -> Rehearsal | None:
        found = self._db.execute(
            select(rehearsals).where(
                rehearsals.c.workspace_id == self._workspace,
                rehearsals.c.message_id == message_id,
                rehearsals.c.answered_at.is_(None),
            )
        ).first()
        return _rehearsal(found) if found else None

    def answered(self, message_id: str, comparison: Comparison, by: str) -> None:
        self._db.execute(
            update(rehearsals)
            .where(rehearsals.c.workspace_id == self._workspace, rehearsals.c.message_id == message_id)
            .values(
                did=comparison.did,
                similarity=comparison.similarity,
                agreed=comparison.agreed,
                answered_by=by,
                answered_at=func.clock_timestamp(),
            )
        )


def _rehearsal(row: Row[tuple[object, ...]]) -> Rehearsal:
    return Rehearsal(row.message_id, row.lead_id, row.draft_id, row.draft_version, row.would, row.reason)

"""Drafts in Postgres, every version kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.drafts import Draft, DraftStatus, DraftVersion, Evaluation, Strategy
from rejoinder.domain.errors import Conflict
from rejoinder.domain.sourcing import Unsourced
from rejoinder.infrastructure.postgres.tables import draft_versions, drafts, messages


def draft_from(row: Row[Any]) -> Draft:
    """The draft that a row of `drafts` holds."""
    plan = row.strategy
    return Draft(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        message_id=row.message_id,
        channel=row.channel,
        version=row.version,
        body=row.body,
        status=DraftStatus(row.status),
        basis_version=row.basis_version,
        subject=row.subject,
        author=row.author,
        edited=row.edited,
        strategy=Strategy(plan["intent"], tuple(plan["points"]), tuple(plan["must_avoid"]), plan["language"])
        if plan
        else None,
        evaluation=_evaluation(row.evaluation) if row.evaluation else None,
        decision=row.decision,
        unsourced=tuple(Unsourced(**found) for found in row.unsourced),
        instruction=row.instruction,
        decided_by=row.decided_by,
    )


def _evaluation(stored: dict[str, Any]) -> Evaluation:
    return Evaluation(**{**stored, "problems": tuple(stored.get("problems", ()))})


def _changing(draft: Draft) -> dict[str, Any]:
    return {
        "version": draft.version,
        "subject": draft.subject,
        "body": draft.body,
        "status": draft.status,
        "basis_version": draft.basis_version,
        "author": draft.author,
        "edited": draft.edited,
        "strategy": asdict(draft.strategy) if draft.strategy else None,
        "evaluation": asdict(draft.evaluation) if draft.evaluation else None,
        "decision": dict(draft.decision),
        "unsourced": [asdict(found) for found in draft.unsourced],
        "instruction": draft.instruction,
        "decided_by": draft.decided_by,
    }


class PostgresDrafts:
    """DraftRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._mine = drafts.c.workspace_id == workspace_id

    def get(self, draft_id: str | None) -> Draft | None:
        found = self._db.execute(select(drafts).where(self._mine, drafts.c.id == draft_id)).first()
        return draft_from(found) if found else None

    def for_message(self, message_id: str) -> Draft | None:
        found = self._db.execute(select(drafts).where(self._mine, drafts.c.message_id == message_id)).first()
        return draft_from(found) if found else None

    def text_of(self, draft_id: str, version: int) -> str:
        found = self._db.execute(
            select(draft_versions.c.body).where(
                draft_versions.c.workspace_id == self._workspace,
                draft_versions.c.draft_id == draft_id,
                draft_versions.c.version == version,
            )
        ).scalar()
        return found or ""

    def add(self, draft: Draft) -> bool:
        added = self._db.execute(
            insert(drafts)
            .values(
                id=draft.id,
                workspace_id=draft.workspace_id,
                lead_id=draft.lead_id,
                message_id=draft.message_id,
                channel=draft.channel,
                **_changing(draft),
            )
            .on_conflict_do_nothing(index_elements=["message_id"])
            .returning(drafts.c.id)
        ).first()
        if added is None:
            return False
        self._db.execute(
            update(messages)
            .where(messages.c.workspace_id == draft.workspace_id, messages.c.id == draft.message_id)
            .values(draft_id=draft.id)
        )
        self._remember(draft)
        return True

    def save(self, draft: Draft, *, expected_version: int) -> None:
        changed = self._db.execute(
            update(drafts)
            .where(self._mine, drafts.c.id == draft.id, drafts.c.version == expected_version)
            .values(**_changing(draft), updated_at=func.now())
        )
        if changed.rowcount != 1:
            raise Conflict("This draft has a newer version.", newer=self.get(draft.id))
        if draft.version != expected_version:
            self._remember(draft)

    def open_of_lead(self, lead_id: str) -> Sequence[Draft]:
        found = self._db.execute(
            select(drafts).where(
                self._mine,
                drafts.c.lead_id == lead_id,
                drafts.c.status.in_([DraftStatus.PROPOSED, DraftStatus.APPROVED, DraftStatus.FAILED]),
            )
        )
        return [draft_from(row) for row in found]

    def versions(self, draft_id: str) -> Sequence[DraftVersion]:
        found = self._db.execute(
            select(draft_versions)
            .where(draft_versions.c.workspace_id == self._workspace, draft_versions.c.draft_id == draft_id)
            .order_by(draft_versions.c.version)
        )
        return [
            DraftVersion(row.version, row.subject, row.body, row.author, row.instruction, row.created_at)
            for row in found
        ]

    def _remember(self, draft: Draft) -> None:
        self._db.execute(
            insert(draft_versions).values(
                draft_id=draft.id,
                workspace_id=draft.workspace_id,
                version=draft.version,
                subject=draft.subject,
                body=draft.body,
                author=draft.author,
                instruction=draft.instruction,
            )
        )

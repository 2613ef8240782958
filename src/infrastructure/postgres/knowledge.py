"""What workspaces know, and what edits of drafts may teach, in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from rejoinder.domain.errors import Conflict
from rejoinder.domain.knowledge import KnowledgeEntry, KnowledgeKind
from rejoinder.domain.learnings import Learning, LearningKind, LearningState, Lesson
from rejoinder.infrastructure.postgres.tables import knowledge_entries, learnings


def _entry(row: Row[Any]) -> KnowledgeEntry:
    return KnowledgeEntry(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=KnowledgeKind(row.kind),
        title=row.title,
        origin=row.origin,
        text=row.text,
        version=row.version,
        added_by=row.added_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


class PostgresKnowledge:
    """KnowledgeRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = knowledge_entries.c.workspace_id == workspace_id

    def all(self) -> Sequence[KnowledgeEntry]:
        found = select(knowledge_entries).where(self._mine).order_by(knowledge_entries.c.id)
        return [_entry(row) for row in self._db.execute(found)]

    def get(self, entry_id: str) -> KnowledgeEntry | None:
        found = self._db.execute(
            select(knowledge_entries).where(self._mine, knowledge_entries.c.id == entry_id)
        ).first()
        return _entry(found) if found else None

    def add(self, entry: KnowledgeEntry) -> None:
        self._db.execute(
            insert(knowledge_entries).values(
                id=entry.id,
                workspace_id=entry.workspace_id,
                kind=entry.kind,
                title=entry.title,
                origin=entry.origin,
                text=entry.text,
                version=entry.version,
                added_by=entry.added_by,
            )
        )

    def save(self, entry: KnowledgeEntry, *, expected_version: int) -> None:
        changed = self._db.execute(
            update(knowledge_entries)
            .where(self._mine, knowledge_entries.c.id == entry.id, knowledge_entries.c.version == expected_version)
            .values(
                kind=entry.kind,
                title=entry.title,
                origin=entry.origin,
                text=entry.text,
                version=entry.version,
                added_by=entry.added_by,
                updated_at=func.clock_timestamp(),
            )
        )
        if changed.rowcount != 1:
            raise Conflict("This entry has been replaced meanwhile.", newer=self.get(entry.id))

    def remove(self, entry_id: str) -> bool:
        gone = self._db.execute(delete(knowledge_entries).where(self._mine, knowledge_entries.c.id == entry_id))
        return gone.rowcount == 1


def _learning(row: Row[Any]) -> Learning:
    return Learning(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        draft_id=row.draft_id,
        version=row.version,
        lesson=Lesson(LearningKind(row.kind), row.proposal, row.before, row.after),
        state=LearningState(row.state),
        proposed_by=row.proposed_by,
        decided_by=row.decided_by,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


class PostgresLearnings:
    """LearningRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = learnings.c.workspace_id == workspace_id

    def get(self, learning_id: str) -> Learning | None:
        found = self._db.execute(select(learnings).where(self._mine, learnings.c.id == learning_id)).first()
        return _learning(found) if found else None

    def list(self, state: LearningState | None = None, limit: int = 200) -> Sequence[Learning]:
        wanted = select(learnings).where(self._mine, *([learnings.c.state == state] if state else []))
        found = wanted.order_by(learnings.c.id.desc()).limit(limit)
        return [_learning(row) for row in self._db.execute(found)]

    def propose(self, draft_id: str, proposed: Sequence[Learning]) -> None:
        waiting = (self._mine, learnings.c.draft_id == draft_id, learnings.c.state == LearningState.PROPOSED)
        self._db.execute(delete(learnings).where(*waiting))
        for learning in proposed:
            self._db.execute(
                insert(learnings).values(
                    id=learning.id,
                    workspace_id=learning.workspace_id,
                    lead_id=learning.lead_id,
                    draft_id=learning.draft_id,
                    version=learning.version,
                    kind=learning.lesson.kind,
                    proposal=learning.lesson.proposal,
                    before=learning.lesson.before,
                    after=learning.lesson.after,
                    state=learning.state,
                    proposed_by=learning.proposed_by,
                )
            )

    def decide(self, learning_id: str, state: LearningState, by: str) -> bool:
        changed = self._db.execute(
            update(learnings)
            .where(self._mine, learnings.c.id == learning_id, learnings.c.state == LearningState.PROPOSED)
            .values(state=state, decided_by=by, decided_at=func.clock_timestamp())
        )
        return changed.rowcount == 1

"""ShowLearnings, DecideLearning: what edits may teach is applied when a person accepts it, and never before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.setup.knowledge import add_entry
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.knowledge import KnowledgeKind, checked_title
from rejoinder.domain.learnings import Learning, LearningKind, LearningState
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class LearningView:
    """A learning as people see it."""

    id: str
    workspace_id: str
    lead_id: str
    draft_id: str
    version: int
    kind: LearningKind
    proposal: str
    before: str
    after: str
    state: LearningState
    proposed_by: str
    decided_by: str
    created_at: datetime | None
    decided_at: datetime | None


def shown(learning: Learning) -> LearningView:
    lesson = learning.lesson
    return LearningView(
        id=learning.id,
        workspace_id=learning.workspace_id,
        lead_id=learning.lead_id,
        draft_id=learning.draft_id,
        version=learning.version,
        kind=lesson.kind,
        proposal=lesson.proposal,
        before=lesson.before,
        after=lesson.after,
        state=learning.state,
        proposed_by=learning.proposed_by,
        decided_by=learning.decided_by,
        created_at=learning.created_at,
        decided_at=learning.decided_at,
    )


def own_learning(uow: UnitOfWork, learning_id: str) -> Learning:
    """Raises NotFound for a learning outside of the transaction's workspace."""
    found = uow.learnings.get(learning_id) if is_id(learning_id) else None
    if found is None:
        raise NotFound("There is no such learning.")
    return found


@dataclass(frozen=True, slots=True)
class ShowLearnings:
    store: Store

    def all(self, workspace_id: str, state: LearningState | None = None) -> Sequence[LearningView]:
        """At most the 200 newest."""
        with self.store.begin(workspace_id) as uow:
            return [shown(learning) for learning in uow.learnings.list(state)]


@dataclass(frozen=True, slots=True)
class DecideLearning:
    """An accepted fact is an entry of the knowledge, an accepted wish is told to the writer from now on; nothing comes
    of what is dismissed. Raises NotFound; Conflict when somebody has decided."""

    store: Store

    def __call__(self, workspace_id: str, learning_id: str, accept: bool, by: str) -> LearningView:
        with self.store.begin(workspace_id) as uow:
            known = own_learning(uow, learning_id)
            state = LearningState.ACCEPTED if accept else LearningState.DISMISSED
            if not uow.learnings.decide(learning_id, state, by):
                now = own_learning(uow, learning_id)
                raise Conflict(f"This learning was {now.state} by {now.decided_by}.", newer=shown(now))
            if accept and known.lesson.kind is LearningKind.KNOWLEDGE:
                fact = known.lesson.proposal
                origin = f"learning:{learning_id}"
                add_entry(uow, workspace_id, KnowledgeKind.TEXT, checked_title("", "", fact), origin, fact, by)
            detail = {"learning": learning_id, "kind": known.lesson.kind, "draft": known.draft_id}
            uow.timeline.append(Entry("learning-decided", state, "", known.lead_id, actor=by, detail=detail))
            return shown(own_learning(uow, learning_id))

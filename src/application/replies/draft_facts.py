"""What a draft may draw on, and what stands in it that nothing supports: read alike for every writer of drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rejoinder.domain.booking import OfferedSlot
from rejoinder.domain.decisions import sources_of
from rejoinder.domain.drafts import Draft
from rejoinder.domain.ids import new_id
from rejoinder.domain.knowledge import KnowledgePart, of_settings, parts_of, relevant
from rejoinder.domain.leads import Lead
from rejoinder.domain.learnings import MOST_ACCEPTED, Learning, LearningKind, LearningState, lessons
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.slot_words import every_spelling
from rejoinder.domain.sourcing import Unsourced, unsourced_facts
from rejoinder.domain.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What a writer is shown beside the thread."""

    known: tuple[KnowledgePart, ...] = ()
    wishes: tuple[str, ...] = ()


def facts_for(uow: UnitOfWork, workspace: Workspace, newest: Message, messages: Sequence[Message]) -> DraftFacts:
    """The parts of settings and entries that bear on the newest message, and the accepted wishes, newest first."""
    entries = [part for entry in uow.knowledge.all() for part in parts_of(entry)]
    before = "\n".join(message.text for message in messages[-6:])
    accepted = uow.learnings.list(LearningState.ACCEPTED)
    wishes = [learning.lesson.proposal for learning in accepted if learning.lesson.kind is not LearningKind.KNOWLEDGE]
    return DraftFacts(
        relevant([*of_settings(workspace.settings.knowledge), *entries], newest.text, before),
        tuple(wishes[:MOST_ACCEPTED]),
    )


def unsourced_in(
    body: str,
    workspace: Workspace,
    messages: Sequence[Message],
    known: Sequence[KnowledgePart],
    slots: Sequence[OfferedSlot],
    answered: Message,
    name: str = "",
) -> tuple[Unsourced, ...]:
    """The claims of a draft that stand in no source, as `decisions` will judge them; `name` is the lead's."""
    ours, theirs = sources_of(workspace, messages, known)
    theirs.append(name)
    ours += [spelling for slot in slots for spelling in every_spelling(slot.starts_at, slot.zone)]
    return unsourced_facts(
        body, said_by_us=ours, said_by_them=theirs, reached_at=(answered.sender,), asked=answered.text
    )


def unsourced_now(uow: UnitOfWork, draft: Draft, message: Message, lead: Lead, text: str) -> tuple[Unsourced, ...]:
    """The same for a text in the place of the draft's, held against settings, knowledge and thread of this moment."""
    workspace, thread = uow.workspaces.get(draft.workspace_id), uow.messages.conversation(draft.lead_id)
    assert workspace is not None
    known = facts_for(uow, workspace, message, thread).known
    return unsourced_in(text, workspace, thread, known, uow.slots.of_draft(draft.id), message, lead.name)


def propose_learnings(uow: UnitOfWork, base: Learning, before: str, after: str, sources: Sequence[str]) -> None:
    """What the edit may teach waits for somebody to look at it, in the place of what an earlier edit of the same draft
    had to teach. `base` says whose edit it was."""
    found = lessons(before, after, known=sources)
    uow.learnings.propose(base.draft_id, [replace(base, id=new_id(), lesson=lesson) for lesson in found])

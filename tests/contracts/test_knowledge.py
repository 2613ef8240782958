"""Knowledge, learnings and versions of drafts, in the fake and in Postgres."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rejoinder.domain.errors import Conflict
from rejoinder.domain.ids import new_id
from rejoinder.domain.knowledge import KnowledgeEntry, KnowledgeKind
from rejoinder.domain.learnings import Learning, LearningKind, LearningState, Lesson
from rejoinder.domain.sourcing import Unsourced
from tests.builders import OTHER_WORKSPACE, WORKSPACE
from tests.contracts.backings import Backing, a_stored_draft, a_stored_message


def an_entry(text: str = "We open at 8:00.") -> KnowledgeEntry:
    return KnowledgeEntry(new_id(), WORKSPACE, KnowledgeKind.URL, "Hours", "https://acme.example", text, 1, "token:jo")


def test_an_entry_is_kept_replaced_and_removed(backing: Backing) -> None:
    first, second = an_entry(), an_entry("We close at 17:00.")
    with backing.store.begin(WORKSPACE) as uow:
        uow.knowledge.add(first)
        uow.knowledge.add(second)
    with backing.store.begin(WORKSPACE) as uow:
        assert {entry.text for entry in uow.knowledge.all()} == {first.text, second.text}
        newer = replace(first, text="We open at 9:00.", kind=KnowledgeKind.TEXT, version=2, added_by="token:kim")
        uow.knowledge.save(newer, expected_version=1)
    with pytest.raises(Conflict), backing.store.begin(WORKSPACE) as uow:
        uow.knowledge.save(newer, expected_version=1)
    with backing.store.begin(WORKSPACE) as uow:
        kept = uow.knowledge.get(first.id)
        assert kept is not None
        assert kept.created_at is not None
        assert (kept.text, kept.kind, kept.version, kept.added_by) == ("We open at 9:00.", "text", 2, "token:kim")
        assert uow.knowledge.remove(second.id)
        assert not uow.knowledge.remove(second.id)
        assert [entry.id for entry in uow.knowledge.all()] == [first.id]


def test_knowledge_of_others_is_not_there(backing: Backing) -> None:
    entry = an_entry()
    with backing.store.begin(WORKSPACE) as uow:
        uow.knowledge.add(entry)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.knowledge.get(entry.id) is None
        assert list(uow.knowledge.all()) == []
        assert not uow.knowledge.remove(entry.id)


def test_a_later_edit_replaces_what_nobody_has_decided(backing: Backing) -> None:
    draft = a_stored_draft(backing, a_stored_message(backing))

    def a_learning(proposal: str) -> Learning:
        lesson = Lesson(LearningKind.WORDING, proposal, "before", "after")
        return Learning(new_id(), WORKSPACE, draft.lead_id, draft.id, 2, lesson, proposed_by="token:jo")

    kept, dropped = a_learning("kept"), a_learning("dropped")
    with backing.store.begin(WORKSPACE) as uow:
        uow.learnings.propose(draft.id, [kept, dropped])
        assert uow.learnings.decide(kept.id, LearningState.ACCEPTED, "token:kim")
        assert not uow.learnings.decide(kept.id, LearningState.DISMISSED, "token:lee"), "decided once"
    with backing.store.begin(WORKSPACE) as uow:
        uow.learnings.propose(draft.id, [a_learning("newer")])
        assert {found.lesson.proposal for found in uow.learnings.list()} == {"newer", "kept"}
        assert [found.id for found in uow.learnings.list(LearningState.ACCEPTED)] == [kept.id]
        found = uow.learnings.get(kept.id)
        assert found is not None
        assert found.decided_at is not None
        assert (found.lesson, found.decided_by, found.version) == (kept.lesson, "token:kim", 2)


def test_a_draft_keeps_its_marks_and_every_version_its_instruction(backing: Backing) -> None:
    draft = a_stored_draft(backing, a_stored_message(backing))
    mark = Unsourced("money", "$5", 3, 5)
    newer = replace(draft, version=2, body="It $5", unsourced=(mark,), instruction="shorter")
    with backing.store.begin(WORKSPACE) as uow:
        uow.drafts.save(newer, expected_version=1)
    with backing.store.begin(WORKSPACE) as uow:
        kept = uow.drafts.get(draft.id)
        assert kept is not None
        assert (kept.unsourced, kept.instruction) == ((mark,), "shorter")
        assert [(v.version, v.body, v.instruction) for v in uow.drafts.versions(draft.id)] == [
            (1, draft.body, ""),
            (2, "It $5", "shorter"),
        ]
        assert all(version.created_at is not None for version in uow.drafts.versions(draft.id))
        assert list(uow.drafts.versions(new_id())) == []

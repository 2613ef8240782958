"""AddKnowledge, ReplaceKnowledge, RemoveKnowledge, ShowKnowledge: what drafts may draw on, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.knowledge import (
    LARGEST_FILE,
    KnowledgeEntry,
    KnowledgeKind,
    KnowledgePart,
    checked_origin,
    checked_text,
    checked_title,
    of_settings,
    parts_of,
    search,
    with_room,
)
from rejoinder.domain.ports.documents import DocumentReader
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.timeline import Entry

_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """What somebody adds: a text, a page's text with its address, or a file."""

    title: str = ""
    text: str = ""
    url: str = ""
    file_name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class KnowledgeView:
    """An entry as people see it."""

    id: str
    workspace_id: str
    kind: KnowledgeKind
    title: str
    origin: str
    version: int
    characters: int
    parts: int
    sha256: str
    added_by: str
    created_at: datetime | None
    updated_at: datetime | None
    text: str | None = None
    """In the answer about one entry only."""


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A part that bears on a question, and how well."""

    entry_id: str
    title: str
    origin: str
    kind: KnowledgeKind
    part: int
    score: float
    text: str


def shown(entry: KnowledgeEntry, *, with_text: bool = False) -> KnowledgeView:
    return KnowledgeView(
        id=entry.id,
        workspace_id=entry.workspace_id,
        kind=entry.kind,
        title=entry.title,
        origin=entry.origin,
        version=entry.version,
        characters=len(entry.text),
        parts=len(parts_of(entry)),
        sha256=entry.sha256,
        added_by=entry.added_by,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        text=entry.text if with_text else None,
    )


def own_entry(uow: UnitOfWork, entry_id: str) -> KnowledgeEntry:
    """Raises NotFound for an entry outside of the transaction's workspace."""
    found = uow.knowledge.get(entry_id) if is_id(entry_id) else None
    if found is None:
        raise NotFound("There is no such entry of knowledge.")
    return found


def read_source(source: KnowledgeSource, documents: DocumentReader) -> tuple[KnowledgeKind, str, str, str]:
    """Kind, title, origin and text. Raises InvalidInput in words for the person."""
    if source.file_name:
        if source.text:
            raise InvalidInput("An entry is either a text or a file.", field="text")
        if len(source.data) > LARGEST_FILE:
            raise InvalidInput(f"A file may have {LARGEST_FILE} bytes.", field="data")
        kind, stated, text = KnowledgeKind.FILE, source.file_name, documents.read(source.file_name, source.data)
    elif source.url:
        kind, stated, text = KnowledgeKind.URL, source.url, source.text
    else:
        kind, stated, text = KnowledgeKind.TEXT, "", source.text
    origin, plain = checked_origin(kind, stated), checked_text(text)
    return kind, checked_title(source.title, origin, plain), origin, plain


@dataclass(frozen=True, slots=True)
class AddKnowledge:
    """From now on drafts may draw on it. Raises NotFound; InvalidInput for what cannot be read or is too much."""

    store: Store
    documents: DocumentReader

    def __call__(self, workspace_id: str, source: KnowledgeSource, by: str) -> KnowledgeView:
        kind, title, origin, text = read_source(source, self.documents)
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            return shown(add_entry(uow, workspace_id, kind, title, origin, text, by), with_text=True)


def add_entry(
    uow: UnitOfWork, workspace_id: str, kind: KnowledgeKind, title: str, origin: str, text: str, by: str
) -> KnowledgeEntry:
    """The new entry, noted on the workspace's timeline. Raises InvalidInput where it is too much."""
    entry = KnowledgeEntry(new_id(), workspace_id, kind, title, origin, text, 1, by)
    with_room(uow.knowledge.all(), entry)
    uow.knowledge.add(entry)
    uow.timeline.append(Entry("knowledge-added", actor=by, detail={"entry": entry.id, "kind": kind, "title": title}))
    return own_entry(uow, entry.id)


@dataclass(frozen=True, slots=True)
class ReplaceKnowledge:
    """The entry holds what is stated now, as a newer version. Raises NotFound, InvalidInput; Conflict when `version` is
    not the newest."""

    store: Store
    documents: DocumentReader

    def __call__(
        self, workspace_id: str, entry_id: str, version: int, source: KnowledgeSource, by: str
    ) -> KnowledgeView:
        kind, title, origin, text = read_source(source, self.documents)
        with self.store.begin(workspace_id) as uow:
            known = own_entry(uow, entry_id)
            if known.version != version:
                raise Conflict(f"This entry is at version {known.version} by now.", newer=shown(known, with_text=True))
            title = title if source.title or kind is not KnowledgeKind.TEXT else known.title
            newer = replace(known, kind=kind, title=title, origin=origin, text=text, version=version + 1, added_by=by)
            with_room(uow.knowledge.all(), newer)
            uow.knowledge.save(newer, expected_version=version)
            detail = {"entry": entry_id, "version": newer.version, "title": title}
            uow.timeline.append(Entry("knowledge-replaced", actor=by, detail=detail))
            return shown(own_entry(uow, entry_id), with_text=True)


@dataclass(frozen=True, slots=True)
class RemoveKnowledge:
    """No draft draws on it any more; drafts that did are judged without it. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str, entry_id: str, by: str) -> KnowledgeView:
        with self.store.begin(workspace_id) as uow:
            known = own_entry(uow, entry_id)
            uow.knowledge.remove(entry_id)
            detail = {"entry": entry_id, "title": known.title}
            uow.timeline.append(Entry("knowledge-removed", actor=by, detail=detail))
            return shown(known)


@dataclass(frozen=True, slots=True)
class ShowKnowledge:
    store: Store

    def all(self, workspace_id: str) -> Sequence[KnowledgeView]:
        """Without their texts, the oldest first."""
        with self.store.begin(workspace_id) as uow:
            return [shown(entry) for entry in uow.knowledge.all()]

    def one(self, workspace_id: str, entry_id: str) -> KnowledgeView:
        """Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            return shown(own_entry(uow, entry_id), with_text=True)

    def found(self, workspace_id: str, question: str) -> Sequence[FoundPart]:
        """The parts that a draft would be shown first for that question, settings included. Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            workspace = uow.workspaces.get(workspace_id)
            if workspace is None:
                raise NotFound("There is no such workspace.")
            entries = [part for entry in uow.knowledge.all() for part in parts_of(entry)]
        hits = search([*of_settings(workspace.settings.knowledge), *entries], question)[:_MOST_FOUND]
        return [_found(hit.part, hit.score) for hit in hits]


def _found(part: KnowledgePart, score: float) -> FoundPart:
    return FoundPart(part.entry_id, part.title, part.origin, part.kind, part.part, round(score, 3), part.text)

"""CompareDraft: the texts that a draft has had, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.domain.drafts import Change, DraftVersion, changes_between
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.storage import Store


@dataclass(frozen=True, slots=True)
class DraftDiff:
    """`same` and `removed` joined are the older text, `same` and `added` the newer one, word for word."""

    before: int
    after: int
    changes: Sequence[Change]
    subject: Sequence[Change]


@dataclass(frozen=True, slots=True)
class CompareDraft:
    store: Store

    def versions(self, workspace_id: str, draft_id: str) -> Sequence[DraftVersion]:
        """The oldest first. Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            found = uow.drafts.versions(draft_id)
        if not found:
            raise NotFound("There is no such draft.")
        return found

    def __call__(
        self, workspace_id: str, draft_id: str, before: int | None = None, after: int | None = None
    ) -> DraftDiff:
        """From `before` to `after`; unless said otherwise to the newest, from the one before. Raises NotFound."""
        kept = {version.version: version for version in self.versions(workspace_id, draft_id)}
        after = max(kept) if after is None else after
        before = max((number for number in kept if number < after), default=after) if before is None else before
        if before not in kept or after not in kept:
            raise NotFound("There is no such version of this draft.")
        old, new = kept[before], kept[after]
        subject = changes_between(old.subject, new.subject)
        return DraftDiff(before, after, changes_between(old.body, new.body), subject)

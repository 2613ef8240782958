"""ExportLead and EraseLead: what a person may ask of the business that writes to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rejoinder.domain.errors import NotFound


class Privacy(Protocol):
    def export(self, workspace_id: str, lead_id: str, *, everywhere: bool) -> Mapping[str, Any] | None: ...

    def erase(self, workspace_id: str, lead_id: str, by: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class ExportLead:
    """One document with everything held about the person; `everywhere` also what reached numbers of nobody, which no
    workspace may see. Raises NotFound."""

    privacy: Privacy

    def __call__(self, workspace_id: str, lead_id: str, *, everywhere: bool) -> Mapping[str, Any]:
        found = self.privacy.export(workspace_id, lead_id, everywhere=everywhere)
        if found is None:
            raise NotFound("There is no such lead.")
        return found


def readable(export: Mapping[str, Any]) -> str:
    """The same document for a person: a heading for each kind, a paragraph for each record, and nothing empty."""
    parts = ["# What is held about this person"]
    for name, kept in export.items():
        rows = kept if isinstance(kept, list) else [kept]
        if rows:
            parts.append(f"## {name.replace('_', ' ').capitalize()} ({len(rows)})")
        parts += ["\n".join(f"{key}: {value}" for key, value in row.items() if value not in _EMPTY) for row in rows]
    return "\n\n".join(parts) + "\n"


_EMPTY: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class EraseLead:
    """Nothing that identifies the person or quotes them is left; counts and an opt-out stay. Raises NotFound."""

    privacy: Privacy

    def __call__(self, workspace_id: str, lead_id: str, by: str) -> None:
        if not self.privacy.erase(workspace_id, lead_id, by):
            raise NotFound("There is no such lead.")

"""CreateWorkspace: one more tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.workspaces import Workspace, parse_settings, parse_timezone

MAX_NAME = 200


def checked_name(name: str) -> str:
    """The name without surrounding blanks. Raises InvalidInput."""
    trimmed = name.strip()
    if not trimmed or len(trimmed) > MAX_NAME:
        raise InvalidInput(f"'name' takes 1 to {MAX_NAME} characters.", field="name")
    return trimmed


@dataclass(frozen=True, slots=True)
class CreateWorkspace:
    """Afterwards the workspace exists and works, on defaults where nothing was said. Raises InvalidInput."""

    store: Store

    def __call__(self, name: str, timezone: str = "UTC", settings: Mapping[str, Any] | None = None) -> Workspace:
        raw = {key: value for key, value in (settings or {}).items() if value is not None}
        workspace = Workspace(
            new_id(), checked_name(name), parse_timezone(timezone), parse_settings(raw), raw_settings=raw
        )
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.workspaces.add(workspace)
            found = uow.workspaces.get(workspace.id)
        assert found is not None
        return found

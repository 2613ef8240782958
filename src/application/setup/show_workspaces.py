"""ShowWorkspaces: tenants with the settings that are in effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rejoinder.domain.errors import NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.owners import OwnerNotifications
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.workspaces import BusinessHours, Workspace, WorkspaceSettings


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    id: str
    name: str
    timezone: str
    settings: Mapping[str, Any]
    """As set, and the default for everything that was not."""
    created_at: datetime | None


def workspace_view(workspace: Workspace) -> WorkspaceView:
    settings = {**_defaults(WorkspaceSettings()), **workspace.raw_settings}
    return WorkspaceView(workspace.id, workspace.name, workspace.timezone, settings, workspace.created_at)


def _defaults(settings: WorkspaceSettings) -> dict[str, Any]:
    return {name: _plain(getattr(settings, name)) for name in WorkspaceSettings.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, BusinessHours):
        return {
            day: [opens.isoformat("minutes"), ends.isoformat("minutes")] for day, (opens, ends) in value.days.items()
        }
    if isinstance(value, OwnerNotifications):
        quiet = [at.isoformat("minutes") for at in value.quiet] if value.quiet is not None else None
        return {"on": value.on, "quiet_hours": quiet}
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class ShowWorkspaces:
    """Called by the admin API and the dashboard. The scope is one workspace, or None for all."""

    store: Store

    def all(self, scope: str | None) -> Sequence[WorkspaceView]:
        """Oldest first."""
        with self.store.begin(scope or EVERY_WORKSPACE) as uow:
            return [workspace_view(workspace) for workspace in uow.workspaces.all()]

    def one(self, workspace_id: str) -> WorkspaceView:
        """Raises NotFound."""
        if not is_id(workspace_id):
            raise NotFound("There is no such workspace.")
        with self.store.begin(workspace_id) as uow:
            found = uow.workspaces.get(workspace_id)
        if found is None:
            raise NotFound("There is no such workspace.")
        return workspace_view(found)

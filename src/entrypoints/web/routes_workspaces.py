"""/api/v1/workspaces"""

from __future__ import annotations

from typing import Any

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.application.setup.show_workspaces import WorkspaceView, workspace_view
from rejoinder.domain.access import Role
from rejoinder.domain.views import Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, own_workspace
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.spelling import API, alter, look, make


class NewWorkspace(Struct, forbid_unknown_fields=True):
    name: str
    timezone: str = "UTC"
    settings: dict[str, Any] = {}


class WorkspaceChanges(Struct, forbid_unknown_fields=True):
    name: str | None = None
    timezone: str | None = None
    settings: dict[str, Any] | None = None


@make(f"{API}/workspaces", access=Role.ADMIN, takes=NewWorkspace)
def create_workspace(web: Web, caller: Who, body: RawBody) -> WorkspaceView:
    """One more tenant; it works on defaults until its settings are changed."""
    needs_every_workspace(caller)
    stated = read_json(body, NewWorkspace)
    return workspace_view(web.create_workspace(stated.name, stated.timezone, stated.settings))


@look(f"{API}/workspaces")
def workspaces(
    web: Web, caller: Who, limit: FromQuery[int] = 50, cursor: FromQuery[str | None] = None
) -> Page[WorkspaceView]:
    """The workspaces that the token may see, oldest first."""
    return _page(web.show_workspaces.all(caller.scope()), PageRequest(limit, cursor))


def _page(found: Any, request: PageRequest) -> Page[WorkspaceView]:
    """Tenants are few: the whole list is read and cut here."""
    start = next((n for n, item in enumerate(found, 1) if item.id == request.cursor), 0)
    items = found[start : start + request.limit]
    return Page(items, items[-1].id if len(found) > start + request.limit else None)


@look(f"{API}/workspaces/{{workspace_id:str}}")
def workspace(web: Web, caller: Who, workspace_id: FromPath[str]) -> WorkspaceView:
    """One workspace with the settings in effect."""
    return web.show_workspaces.one(own_workspace(caller, workspace_id))


@alter(f"{API}/workspaces/{{workspace_id:str}}", access=Role.ADMIN, takes=WorkspaceChanges)
def change_workspace(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> WorkspaceView:
    """Name, zone and settings; what is not named stays."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, WorkspaceChanges)
    changed = web.update_workspace(
        own, caller.name, name=stated.name, timezone=stated.timezone, settings=stated.settings
    )
    return workspace_view(changed)


@alter(f"{API}/workspaces/{{workspace_id:str}}/settings", access=Role.ADMIN, takes=dict[str, Any])
def change_settings(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> WorkspaceView:
    """Settings by name; null puts one back to its default.

    What people hear while automatic replies are paused: `business_phone`, `deflection_text`; where the mode cannot be
    read: `apology_text`. Who is told of urgent messages, and may answer and command by text: `owner_phone`,
    `backup_phone`, `owner_notifications` (true, false, or {"on": true, "quiet_hours": ["22:00", "07:00"]}).
    """
    own = own_workspace(caller, workspace_id)
    return workspace_view(web.update_workspace(own, caller.name, settings=read_json(body, dict[str, Any])))


ROUTES = [create_workspace, workspaces, workspace, change_workspace, change_settings]

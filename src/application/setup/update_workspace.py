"""UpdateWorkspace: name, zone and settings of a tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rejoinder.application.setup.create_workspace import checked_name
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace, known_settings, parse_settings, parse_timezone, stored_settings


@dataclass(frozen=True, slots=True)
class UpdateWorkspace:
    """What was named has changed and nothing else; a setting given as null is back at its default.

    Raises NotFound, and InvalidInput that names the field.
    """

    store: Store
    channels: Mapping[str, Channel]

    def __call__(
        self,
        workspace_id: str,
        by: str,
        *,
        name: str | None = None,
        timezone: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Workspace:
        changes = dict(settings or {})
        known_settings(changes)
        parse_settings({key: value for key, value in changes.items() if value is not None})
        known_channels(changes.get("channel_modes") or (), self.channels)
        with self.store.begin(workspace_id) as uow:
            known = uow.workspaces.get(workspace_id)
            if known is None:
                raise NotFound("There is no such workspace.")
            if changes.get("calendar") is not None:
                _calendar_is_there(uow, workspace_id, changes)
            raw = {k: v for k, v in {**known.raw_settings, **changes}.items() if v is not None}
            changed = replace(
                known,
                name=known.name if name is None else checked_name(name),
                timezone=known.timezone if timezone is None else parse_timezone(timezone),
                settings=stored_settings(raw),
                raw_settings=raw,
            )
            uow.workspaces.save(changed)
            if "mode" not in changed.unreadable_settings:
                uow.alerts.resolve("mode-invalid", workspace_id)
            uow.timeline.append(
                Entry("settings-changed", actor=by, detail={"changed": _named(name, timezone, changes)})
            )
        return changed


def known_channels(names: Iterable[str], channels: Mapping[str, Channel], field: str = "channel_modes") -> None:
    """Raises InvalidInput for the first name that is neither a channel nor a medium: its mode would hold nowhere."""
    for name in names:
        if name not in channels and name not in list(Medium):
            raise InvalidInput(f"There is no channel '{name[:80]}'.", field=field)


def _calendar_is_there(uow: UnitOfWork, workspace_id: str, changes: Mapping[str, Any]) -> None:
    """Raises InvalidInput where the setting names a connection that is not this workspace's."""
    calendar = parse_settings({"calendar": changes["calendar"]}).calendar
    if calendar is None:
        return
    connection = uow.connections.get(calendar.connection_id)
    if connection is None or connection.workspace_id != workspace_id:
        raise InvalidInput("There is no such connection to hold the calendar.", field="calendar")


def _named(name: str | None, timezone: str | None, settings: Mapping[str, Any]) -> list[str]:
    given = [label for label, value in (("name", name), ("timezone", timezone)) if value is not None]
    return [*given, *sorted(settings)]

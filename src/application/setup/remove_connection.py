"""RemoveConnection: a provider account is no longer used; what it brought stays."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.setup.change_connection import note, own_connection, scope_for
from rejoinder.domain.ports.storage import Store


@dataclass(frozen=True, slots=True)
class RemoveConnection:
    """Its webhook address is unknown, and nothing leaves through it. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str | None, connection_id: str, by: str) -> None:
        with self.store.begin(scope_for(workspace_id)) as uow:
            known = own_connection(uow, workspace_id, connection_id)
            uow.connections.remove(known.id)
            note(uow, known, "connection-removed", by, channel=known.channel)

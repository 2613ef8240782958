"""RemoveConnection: a provider account is no longer used; what it brought stays."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.setup.change_connection import own_connection
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class RemoveConnection:
    """Its webhook address is unknown, and nothing leaves through it. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str, connection_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            known = own_connection(uow, workspace_id, connection_id)
            uow.connections.remove(known.id)
            detail = {"connection": known.id, "channel": known.channel}
            uow.timeline.append(Entry("connection-removed", actor=by, detail=detail))

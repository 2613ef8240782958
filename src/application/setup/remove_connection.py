"""RemoveConnection: a provider account is no longer used; what it brought stays."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.setup.change_connection import note, own_connection, scope_for
from rejoinder.domain.ports.storage import Store


@dataclass(frozen=True, slots=True)
class RemoveConnection:
    """Its webhook address is unknown, and nothing leaves through it; an alert names the telephone numbers that were
    registered on it, whose missed calls nobody hears of any more. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str | None, connection_id: str, by: str) -> None:
        with self.store.begin(scope_for(workspace_id)) as uow:
            known = own_connection(uow, workspace_id, connection_id)
            uow.connections.remove(known.id)
            note(uow, known, "connection-removed", by, channel=known.channel)
            for number in uow.numbers.of_connection(known.id):
                uow.alerts.raise_alert(
                    "number-without-connection",
                    number.id,
                    severity="high",
                    title=f"{number.number} was on a connection that was removed; its missed calls are not heard. "
                    "Put it on another one.",
                    workspace_id=number.workspace_id,
                    detail={"number": number.number, "connection": known.id},
                )

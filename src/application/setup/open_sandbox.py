"""OpenSandbox: every workspace can be written to by simulated people."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.setup.connect_channel import ConnectChannel
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.workspaces import Connection

SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class OpenSandbox:
    """The workspace's sandbox connection, made if there was none. Raises NotFound."""

    store: Store
    connect_channel: ConnectChannel

    def __call__(self, workspace_id: str, by: str) -> Connection:
        if not is_id(workspace_id):
            raise NotFound("There is no such workspace.")
        with self.store.begin(workspace_id) as uow:
            known = [c for c in uow.connections.of_workspace(workspace_id, SANDBOX) if c.enabled]
        return known[0] if known else self.connect_channel(workspace_id, SANDBOX, by, name="Simulated people")

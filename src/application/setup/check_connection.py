"""CheckConnection: one harmless call that shows whether a provider takes our credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.application.replies.report_account import report_account
from rejoinder.application.setup.change_connection import own_connection, scope_for
from rejoinder.application.setup.connect_channel import known_channel
from rejoinder.domain.errors import ConnectionRevoked, RejoinderError
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """What the provider said, in one sentence."""

    ok: bool
    detail: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class CheckConnection:
    """Called by the set-up checker; no transaction is open while the provider is asked. What it learns about the
    account holds from then on. Without a workspace: an account that several share. Raises NotFound."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str | None, connection_id: str) -> ConnectionCheck:
        with self.store.begin(scope_for(workspace_id)) as uow:
            connection = own_connection(uow, workspace_id, connection_id)
        channel = known_channel(self.channels, connection.channel)
        try:
            said = channel.sender.check(connection)
        except RejoinderError as error:
            if isinstance(error, ConnectionRevoked):
                self._report(connection, False, error.message)
            return ConnectionCheck(False, error.message, error.code)
        self._report(connection, True, said)
        return ConnectionCheck(True, said)

    def _report(self, connection: Connection, usable: bool, detail: str) -> None:
        with self.store.begin(scope_for(connection.workspace_id)) as uow:
            report_account(uow, connection, usable, detail)

"""CheckConnection: one harmless call that shows whether a provider takes our credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.application.setup.change_connection import own_connection
from rejoinder.application.setup.connect_channel import known_channel
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """What the provider said, in one sentence."""

    ok: bool
    detail: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class CheckConnection:
    """Called by the set-up checker; no transaction is open while the provider is asked. Raises NotFound."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, connection_id: str) -> ConnectionCheck:
        with self.store.begin(workspace_id) as uow:
            connection = own_connection(uow, connection_id)
        channel = known_channel(self.channels, connection.channel)
        try:
            return ConnectionCheck(True, channel.sender.check(connection))
        except RejoinderError as error:
            return ConnectionCheck(False, error.message, error.code)

"""Calls that the owner asked for: where they are remembered, and who makes them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from rejoinder.domain.bridges import Bridge
from rejoinder.domain.sends import Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection


class BridgeRepository(Protocol):
    def get(self, bridge_id: str) -> Bridge | None: ...

    def lock(self, bridge_id: str) -> Bridge | None: ...

    def add(self, bridge: Bridge) -> bool:
        """False when that command has its call already."""
        ...

    def save(self, bridge: Bridge) -> None:
        """State, call id, outcome, attempts and the time of the last one are as in `bridge`."""
        ...


class Bridging(Protocol):
    """Set where the provider can ring somebody and then put them through. One call is one request."""

    def call(self, bridge: Bridge, webhook_url: str, connection: Connection) -> SendReceipt:
        """The owner's telephone will ring; what happens then is told to `webhook_url`.

        Raises ProviderBusy or ProviderDown (certainly nothing happened), ConnectionRevoked, RecipientRefused,
        MessageRefused (it never will), OutcomeUnknown.
        """
        ...

    def find(self, bridge: Bridge, connection: Connection, since: datetime) -> Lookup:
        """Whether the provider has made this call since then. Raises ProviderBusy, ProviderDown, ConnectionRevoked."""
        ...

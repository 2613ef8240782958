"""The simulated people's phones and mailboxes: what reached them outlives every process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.ports.calendars import MeetingWish
from rejoinder.domain.workspaces import Connection


class SandboxPhone(Protocol):
    """Every call commits by itself; nothing here takes part in the engine's transactions, as with a provider."""

    def deliver(self, outbound: OutboundMessage, connection: Connection) -> str:
        """The person has the message; returns the id under which it lies there.

        Delivering twice makes two messages with two ids: a double send must be seen, not hidden.
        """
        ...

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Sequence[tuple[str, str]]:
        """Ids and bodies of what reached `outbound.recipient` through this connection since then."""
        ...

    def meet(self, wish: MeetingWish, connection: Connection) -> str:
        """The simulated calendar has the meeting; returns its id there. Meeting twice makes two meetings."""
        ...

    def meetings(
        self, calendar_id: str, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[tuple[str, str, datetime, datetime]]:
        """(id, key, begin, end) of what was not called off and begins between these moments."""
        ...

    def call_off(self, meeting_id: str, connection: Connection) -> bool:
        """False where there is no such meeting."""
        ...

    def spend(self, outbound: OutboundMessage, connection: Connection, fault: str) -> int:
        """How often this send (`outbound.send_id`) has now met this fault, this time included; counted durably."""
        ...

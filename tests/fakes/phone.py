"""Simulated people's phones, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.workspaces import Connection
from tests.fakes.clock import FakeClock


class FakePhone:
    """SandboxPhone: keeps everything, doubles included."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.delivered: list[tuple[str, datetime, str, OutboundMessage]] = []
        self._met: Counter[tuple[str, str]] = Counter()

    def deliver(self, outbound: OutboundMessage, connection: Connection) -> str:
        delivered = new_id()
        self.delivered.append((delivered, self._clock.now(), connection.id, outbound))
        return delivered

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Sequence[tuple[str, str]]:
        return [
            (found, got.body)
            for found, at, through, got in self.delivered
            if through == connection.id and got.recipient == outbound.recipient and at >= since
        ]

    def spend(self, outbound: OutboundMessage, connection: Connection, fault: str) -> int:
        self._met[outbound.send_id, fault] += 1
        return self._met[outbound.send_id, fault]

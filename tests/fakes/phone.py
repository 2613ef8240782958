"""Simulated people's phones, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.ports.calendars import MeetingWish
from rejoinder.domain.workspaces import Connection
from tests.fakes.clock import FakeClock


class FakePhone:
    """SandboxPhone: keeps everything, doubles included."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.delivered: list[tuple[str, datetime, str, OutboundMessage]] = []
        self.diary: list[tuple[str, str, MeetingWish]] = []
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

    def meet(self, wish: MeetingWish, connection: Connection) -> str:
        own = new_id()
        self.diary.append((own, connection.id, wish))
        return own

    def meetings(
        self, calendar_id: str, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[tuple[str, str, datetime, datetime]]:
        found = [
            (own, wish.key, wish.starts_at, wish.ends_at)
            for own, through, wish in self.diary
            if (through, wish.calendar_id) == (connection.id, calendar_id) and earliest <= wish.starts_at <= latest
        ]
        return sorted(found, key=lambda row: (row[2], row[0]))

    def call_off(self, meeting_id: str, connection: Connection) -> bool:
        left = [row for row in self.diary if (row[0], row[1]) != (meeting_id, connection.id)]
        was_there = len(left) < len(self.diary)
        self.diary = left
        return was_there

    def spend(self, outbound: OutboundMessage, connection: Connection, fault: str) -> int:
        self._met[outbound.send_id, fault] += 1
        return self._met[outbound.send_id, fault]

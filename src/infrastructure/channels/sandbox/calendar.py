"""The sandbox's calendar: every half hour from eight to six (UTC) is free until somebody has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rejoinder.domain.errors import BookingRefused, SlotGone
from rejoinder.domain.ports.calendars import Booked, BookingLookup, MeetingWish
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.sandbox.phone import SandboxPhone

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SandboxCalendar:
    """Implements rejoinder.domain.ports.calendars.Calendar. Any `calendar_id` is a calendar."""

    phone: SandboxPhone
    absent_after_s: float = 0.0

    def free_times(
        self, calendar_id: str, minutes: int, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[datetime]:
        length = timedelta(minutes=minutes)
        taken = self.phone.meetings(calendar_id, earliest - timedelta(days=1), latest + length, connection)
        start = datetime.fromtimestamp(-(-earliest.timestamp() // STEP.total_seconds()) * STEP.total_seconds(), UTC)
        free = []
        while start <= latest:
            if 8 <= start.hour < 18 and not any(
                begins < start + length and start < ends for _, _, begins, ends in taken
            ):
                free.append(start)
            start += STEP
        return free

    def book(self, wish: MeetingWish, connection: Connection) -> Booked:
        if wish.starts_at not in self.free_times(
            wish.calendar_id, wish.minutes, wish.starts_at, wish.starts_at, connection
        ):
            raise SlotGone("The sandbox's calendar no longer has this time.")
        own = self.phone.meet(wish, connection)
        return Booked(own, own, "https://meet.sandbox.example/" + own[-6:])

    def find(self, wish: MeetingWish, connection: Connection) -> BookingLookup:
        listed = self.phone.meetings(wish.calendar_id, wish.starts_at, wish.starts_at, connection)
        ours = [own for own, key, _, _ in listed if key == wish.key]
        if len(ours) > 1:
            return CannotTell(f"The sandbox's calendar has this meeting {len(ours)} times.")
        return Booked(ours[0], ours[0]) if ours else Absent()

    def cancel(self, external_id: str, event_id: str, reason: str, connection: Connection) -> None:
        if not self.phone.call_off(external_id, connection):
            raise BookingRefused("The sandbox's calendar has no such meeting.")

    def one_time_link(self, wish: MeetingWish, connection: Connection) -> str:
        return f"https://book.sandbox.example/{wish.key}"

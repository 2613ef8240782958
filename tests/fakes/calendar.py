"""A calendar that is free when the test says so, keeps every meeting it takes, and can lose an answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from rejoinder.domain.errors import BookingRefused, SlotGone
from rejoinder.domain.ports.calendars import Booked, BookingLookup, MeetingWish
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection


class FakeCalendar:
    """Calendar: `moods` holds errors for calls that book nothing, `lost` for calls that book and do not say so."""

    absent_after_s = 30.0

    def __init__(self) -> None:
        self.before_call: Callable[[], None] = lambda: None
        self.free: list[datetime] = []
        self.moods: deque[Exception] = deque()
        self.lost: deque[Exception] = deque()
        self.lookups: deque[BookingLookup | Exception] = deque()
        self.reads: deque[Exception] = deque()
        """Errors for the next questions for free times."""
        self.booked: list[tuple[str, MeetingWish]] = []
        self.cancelled: list[str] = []
        self.calls: list[str] = []
        self.link = ""
        self.hidden = False
        """Whether `find` does not show yet what was booked."""

    def free_times(
        self, calendar_id: str, minutes: int, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[datetime]:
        self._called("free")
        if self.reads:
            raise self.reads.popleft()
        return sorted(start for start in self.free if earliest <= start <= latest)

    def book(self, wish: MeetingWish, connection: Connection) -> Booked:
        self._called("book")
        if self.moods:
            raise self.moods.popleft()
        if wish.starts_at not in self.free:
            raise SlotGone("Taken.")
        self.free.remove(wish.starts_at)
        own = f"seat-{len(self.booked) + 1}"
        self.booked.append((own, wish))
        if self.lost:
            raise self.lost.popleft()
        return Booked(own, own, "https://meet.example/1")

    def find(self, wish: MeetingWish, connection: Connection) -> BookingLookup:
        self._called("find")
        if self.lookups:
            scripted = self.lookups.popleft()
            if isinstance(scripted, Exception):
                raise scripted
            return scripted
        found = [own for own, taken in self.booked if taken.key == wish.key and own not in self.cancelled]
        if len(found) > 1:
            return CannotTell("Several meetings.")
        return Booked(found[0], found[0]) if found and not self.hidden else Absent()

    def cancel(self, external_id: str, event_id: str, reason: str, connection: Connection) -> None:
        self._called("cancel")
        if self.moods:
            raise self.moods.popleft()
        if external_id not in [own for own, _ in self.booked]:
            raise BookingRefused("No such meeting.")
        self.cancelled.append(external_id)

    def one_time_link(self, wish: MeetingWish, connection: Connection) -> str:
        self._called("link")
        return self.link

    def _called(self, what: str) -> None:
        self.before_call()
        self.calls.append(what)

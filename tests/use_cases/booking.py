"""A workspace with a calendar, and people who take what it offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from dependency_injector.providers import Object

from rejoinder.domain.appointments import Appointment
from rejoinder.domain.booking import OfferedSlot
from rejoinder.domain.messages import Message
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.times import Acceptance, Offer
from rejoinder.domain.workspaces import Connection
from tests.fakes.clock import MONDAY
from tests.world import World

ASKS = "Yes, I'm interested in a call"
TIMES = [MONDAY + timedelta(days=day, hours=hour) for day in (1, 2, 3) for hour in (0, 4)]


def takes_what_it_says(text: str, offered: Sequence[Offer], *, sent_at: datetime, zone: str | None) -> Acceptance:
    """`accepted_slot`: "Number 2 please" is the second offer, "one of them" is no exact answer."""
    named = re.search(r"number (\d)", text.lower())
    if named is None or not offered:
        return Acceptance(None, "ambiguous" if "one of them" in text else "nothing-said")
    return Acceptance(offered[int(named[1]) - 1].id, "ordinal", named[0])


class BookingWorld(World):
    """An installation whose workspace meets people."""

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self.container.accepted_slot.override(Object(takes_what_it_says))
        self.diary = self.line("fake_calendar")
        self.calendar.free = list(TIMES)
        self.settings_are(
            calendar={"connection_id": self.diary.id, "calendar_id": "intro"}, **{"auto_book": True, **settings}
        )
        for text in ("Number 1 please", "Number 2 please", "Number 3 please"):
            self.ai.means(text, Sentiment.MEETING_BOOKED)

    def offered(self, **more: Any) -> list[OfferedSlot]:
        """Somebody asked to meet, and was told of three times."""
        asked = self.a_text(ASKS, **more)
        self.wait(60)
        assert self.disposition_of(asked) == "sent"
        return self.slots("offered")

    def took(self, text: str = "Number 2 please", **more: Any) -> Message:
        """The lead takes one of the times, and whatever is due is done."""
        taken = self.a_text(text, **more)
        self.work()
        return taken

    def slots(self, *states: str) -> list[OfferedSlot]:
        found = [s for s in self.database.tables.slots.values() if not states or s.state in states]
        return sorted(found, key=lambda slot: slot.starts_at)

    def appointments(self) -> list[Appointment]:
        return list(self.database.tables.appointments.values())

    def the_appointment(self) -> Appointment:
        (found,) = self.appointments()
        return found

    def hears(self, change: str, seat: str = "seat-1", *, line: Connection | None = None, **more: Any) -> None:
        """The calendar's webhook tells about a seat."""
        key = f"{change}-{seat}-{len(self.database.tables.events)}"
        stated = {"fact": "meeting", "id": key, "change": change, "meeting_id": seat, **more}
        self.deliver(stated, line=line or self.diary)
        self.work()

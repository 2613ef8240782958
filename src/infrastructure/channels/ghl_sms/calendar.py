"""A HighLevel calendar: free slots, and one appointment booked, found and called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rejoinder.domain.errors import BookingRefused, OutcomeUnknown, ProviderDown, RejoinderError, SlotGone
from rejoinder.domain.ports.calendars import Booked, BookingLookup, MeetingWish
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.api import GhlApi, busy, revoked, said, timed_out_inside
from rejoinder.infrastructure.channels.ghl_sms.payloads import find, inner, moment, text, token
from rejoinder.infrastructure.http import Response

LONGEST_QUESTION = timedelta(days=30)
"""HighLevel answers for 31 days at most."""
KEY = "Rejoinder "
"""Stands before our key in an appointment's description."""

_TAKEN = ("slot", "no longer available", "not available", "already booked", "unavailable")
_OVER = frozenset({"cancelled", "canceled", "invalid"})


@dataclass(frozen=True, slots=True)
class GhlCalendar:
    """Implements rejoinder.domain.ports.calendars.Calendar.

    HighLevel has no idempotency key: an appointment is found by contact, calendar and start, and our key stands in its
    description."""

    api: GhlApi
    absent_after_s: float = 30.0

    def free_times(
        self, calendar_id: str, minutes: int, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[datetime]:
        found: set[datetime] = set()
        begin, end = _midnight(earliest) - timedelta(days=1), _midnight(latest) + timedelta(days=2)
        while begin < end:
            until = min(end, begin + LONGEST_QUESTION)
            answer = self.api.free_slots(calendar_id, begin, until, connection)
            if answer is None:
                raise BookingRefused("HighLevel has no such calendar.")
            for day in answer.values():
                listed = day.get("slots") if isinstance(day, Mapping) else None
                starts = (moment(start) for start in listed or [] if isinstance(listed, list))
                found |= {start for start in starts if start is not None and earliest <= start <= latest}
            begin = until
        return sorted(found)

    def book(self, wish: MeetingWish, connection: Connection) -> Booked:
        contact = self._contact(wish, connection) or self._new_contact(wish, connection)
        body = {
            "calendarId": wish.calendar_id,
            "locationId": connection.credentials.get("location_id", ""),
            "contactId": contact,
            "startTime": wish.starts_at.astimezone(UTC).isoformat(timespec="seconds"),
            "endTime": wish.ends_at.astimezone(UTC).isoformat(timespec="seconds"),
            "title": wish.title,
            "description": f"{KEY}{wish.key}",
            "appointmentStatus": "confirmed",
            "ignoreFreeSlotValidation": False,
        }
        answer = self.api.write("POST", "/calendars/events/appointments", body, connection)
        if not answer.ok:
            raise _refusal(answer, connection)
        seat = _booked(inner(answer.fields(), "appointment", "event") or answer.fields())
        if seat is None:
            raise OutcomeUnknown("HighLevel took the appointment, but its answer names none.")
        return seat

    def find(self, wish: MeetingWish, connection: Connection) -> BookingLookup:
        """The appointment of this contact at that start which was not called off."""
        contact = self._contact(wish, connection)
        if not contact:
            return Absent()
        around = timedelta(minutes=1)
        rows = self.api.events(wish.calendar_id, wish.starts_at - around, wish.ends_at + around, connection)
        if rows is None:
            return CannotTell("HighLevel does not show the calendar's appointments.")
        theirs = [
            row
            for row in rows
            if token(find(row, "contactid")) == contact
            and moment(_plain_time(find(row, "starttime"))) == wish.starts_at
            and text(find(row, "appointmentstatus", "status"), 40).lower() not in _OVER
        ]
        ours = [row for row in theirs if wish.key in text(find(row, "description", "notes"), 2_000)]
        seats = [seat for seat in map(_booked, ours or theirs) if seat is not None]
        if len(seats) > 1:
            return CannotTell(f"HighLevel has {len(seats)} appointments of this contact at that time.")
        return seats[0] if seats else Absent()

    def cancel(self, external_id: str, event_id: str, reason: str, connection: Connection) -> None:
        path = f"/calendars/events/appointments/{self.api.in_path(external_id)}"
        answer = self.api.write("PUT", path, {"appointmentStatus": "cancelled"}, connection)
        if not answer.ok and answer.status != 404:
            raise _refusal(answer, connection)

    def one_time_link(self, wish: MeetingWish, connection: Connection) -> str:
        return ""

    def _contact(self, wish: MeetingWish, connection: Connection) -> str:
        """HighLevel's id of the person: from the conversation, else by number or e-mail."""
        stated = token(wish.attendee.reply_handle.get("contact_id"))
        if stated:
            return stated
        for name, value in (("number", wish.attendee.phone), ("email", wish.attendee.email)):
            known = self.api.duplicate_contact(name, value, connection) if value else None
            if known is not None:
                return known.id
        return ""

    def _new_contact(self, wish: MeetingWish, connection: Connection) -> str:
        """Upserted, so that doing it twice makes one contact. No tags are named: they would replace all others."""
        who = wish.attendee
        stated = {"name": who.name, "email": who.email, "phone": who.phone}
        if not (who.email or who.phone):
            raise BookingRefused("HighLevel needs a number or an e-mail address of the person.", code="no-address")
        answer = self.api.upsert_contact({name: value for name, value in stated.items() if value}, connection)
        if answer.status >= 500:
            raise ProviderDown(f"HighLevel answers {answer.status}; nothing was booked.")
        own = token(find(inner(answer.fields(), "contact") or answer.fields(), "id"))
        if not answer.ok or not own:
            raise _refusal(answer, connection) if not answer.ok else ProviderDown("HighLevel's contact has no id.")
        return own


def _midnight(at: datetime) -> datetime:
    """HighLevel answers by whole days of the calendar's zone, so a day more is asked for on either side."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _plain_time(value: Any) -> Any:
    """HighLevel's document calls times objects; they come as texts."""
    return find(value, "date", "datetime", "iso") if isinstance(value, Mapping) else value


def _booked(stated: Mapping[str, Any]) -> Booked | None:
    own = token(find(stated, "id", "eventid", "appointmentid"))
    if not own:
        return None
    return Booked(own, own, text(find(stated, "address"), 2_000), moment(_plain_time(find(stated, "dateadded"))))


def _refusal(answer: Response, connection: Connection) -> RejoinderError:
    if answer.status == 429:
        return busy(answer)
    if not 400 <= answer.status < 500 or answer.status == 408 or timed_out_inside(answer):
        return OutcomeUnknown(f"HighLevel answered {answer.status}; it may still have booked.")
    if answer.status in (401, 403):
        return revoked(answer, connection)
    words = said(answer)
    if any(sign in words.lower() for sign in _TAKEN):
        return SlotGone(f"HighLevel no longer has this time: {words.rstrip('.')}.")
    return BookingRefused(f"HighLevel does not book this: {words.rstrip('.') or answer.status}.")

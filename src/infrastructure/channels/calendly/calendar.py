"""Calendly as a calendar: what an event type has free, and one invitee of it booked, found and called off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from rejoinder.domain.contacts import normalise_email
from rejoinder.domain.errors import (
    BookingNotAllowed,
    BookingRefused,
    ConnectionRevoked,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
    SlotGone,
)
from rejoinder.domain.ports.calendars import Booked, BookingLookup, MeetingWish
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.calendly.payloads import text, uri
from rejoinder.infrastructure.channels.calendly.sender import DEFAULT_BASE_URL
from rejoinder.infrastructure.http import ProviderHttp, Response, Timeouts
from rejoinder.infrastructure.json_fields import inner, moment, objects

LONGEST_QUESTION = timedelta(days=7)
"""How far apart begin and end of one question for free times may lie (providers/calendly.md)."""
MOST_QUESTIONS = 9
_READS = Timeouts(connect=5.0, read=10.0, total=15.0)
_EVENT = re.compile(r"/scheduled_events/([^/?#]+)")
_TAKEN = ("available", "already", "conflict", "taken", "start_time", "booked")


@dataclass(frozen=True, slots=True)
class CalendlyCalendar:
    """Implements rejoinder.domain.ports.calendars.Calendar. `calendar_id` is an event type's address; invitees are made
    by `POST /invitees`, which takes a paid plan."""

    http: ProviderHttp
    absent_after_s: float = 30.0

    def free_times(
        self, calendar_id: str, minutes: int, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[datetime]:
        found: set[datetime] = set()
        begin, end = earliest - timedelta(minutes=1), latest + timedelta(minutes=1)
        for _ in range(MOST_QUESTIONS):
            until = min(end, begin + LONGEST_QUESTION)
            query = {"event_type": calendar_id, "start_time": _stamp(begin), "end_time": _stamp(until)}
            answer = self._read(connection, "/event_type_available_times", query)
            for row in objects(answer, "collection") or []:
                start = moment(text(row, "start_time"))
                if start is not None and text(row, "status") in ("", "available") and earliest <= start <= latest:
                    found.add(start)
            if until >= end:
                break
            begin = until
        return sorted(found)

    def book(self, wish: MeetingWish, connection: Connection) -> Booked:
        who = wish.attendee
        if not who.email:
            raise BookingRefused("Calendly books by e-mail address, and this lead has none.", code="no-email")
        body = {
            "event_type": wish.calendar_id,
            "start_time": _stamp(wish.starts_at),
            "invitee": {"name": who.name or who.email, "email": who.email, "timezone": who.timezone},
            "tracking": _tracking(wish),
        }
        answer = self._write(connection, "/invitees", body)
        if not answer.ok:
            raise _refusal(answer, connection)
        seat = inner(answer.fields(), "resource") or answer.fields()
        own = text(seat, "uri")
        if not own:
            raise OutcomeUnknown("Calendly took the booking, but its answer names no invitee.")
        place = text(inner(inner(seat, "scheduled_event") or seat, "location"), "join_url", "location")
        return Booked(own, _event_of(seat, own), place, moment(text(seat, "created_at")))

    def find(self, wish: MeetingWish, connection: Connection) -> BookingLookup:
        """The active meeting of this person at that start; our key in its tracking decides between several."""
        if not wish.attendee.email:
            return Absent()
        me = inner(self._read(connection, "/users/me", {}), "resource")
        query = {
            "invitee_email": wish.attendee.email,
            "min_start_time": _stamp(wish.starts_at - timedelta(minutes=1)),
            "max_start_time": _stamp(wish.starts_at + timedelta(minutes=1)),
            "status": "active",
            "count": "20",
        }
        rows = self._events(connection, me, query)
        if rows is None:
            return CannotTell("This token may not list the meetings of its user.")
        found = []
        for row in rows:
            same_type = uri(row, "event_type") in ("", wish.calendar_id)
            if same_type and moment(text(row, "start_time")) == wish.starts_at and text(row, "uri"):
                found += self._seats(connection, wish, row)
        ours = [seat for seat, key in found if key == wish.key]
        seats = ours or [seat for seat, _ in found]
        if len(seats) > 1:
            return CannotTell(f"Calendly has {len(seats)} meetings of this person at that time.")
        return seats[0] if seats else Absent()

    def cancel(self, external_id: str, event_id: str, reason: str, connection: Connection) -> None:
        event = _EVENT.search(event_id) or _EVENT.search(external_id)
        if event is None:
            raise BookingRefused("Calendly's id of this meeting is not known.")
        path = f"/scheduled_events/{quote(event[1], safe='')}/cancellation"
        answer = self._write(connection, path, {"reason": reason[:500]})
        if answer.ok or (answer.status in (400, 403, 404, 409) and "cancel" in _said(answer).lower()):
            return
        raise _refusal(answer, connection)

    def one_time_link(self, wish: MeetingWish, connection: Connection) -> str:
        """`POST /scheduling_links`: good for one booking, which brings our ids back in its tracking."""
        body = {"max_event_count": 1, "owner": wish.calendar_id, "owner_type": "EventType"}
        answer = self._write(connection, "/scheduling_links", body)
        if not answer.ok:
            raise _refusal(answer, connection)
        link = text(inner(answer.fields(), "resource"), "booking_url")
        if not link.startswith("https://"):
            return ""
        return f"{link}{'&' if '?' in link else '?'}{urlencode(_tracking(wish))}"

    # --- requests ---------------------------------------------------------------------------------

    def _events(
        self, connection: Connection, me: Mapping[str, Any], query: Mapping[str, str]
    ) -> list[Mapping[str, Any]] | None:
        """Meetings of the organization, or of the user where the token sees no more; None where it sees neither."""
        for name, whose in (("organization", uri(me, "current_organization")), ("user", text(me, "uri"))):
            if not whose:
                continue
            answer = self._get(connection, "/scheduled_events", {**query, name: whose})
            if answer.status == 403:
                continue
            return objects(_read_answer(answer, connection), "collection") or []
        return None

    def _seats(self, connection: Connection, wish: MeetingWish, event: Mapping[str, Any]) -> list[tuple[Booked, str]]:
        """The person's active seats in one meeting, each with the key that its booking carried."""
        event_id = text(event, "uri")
        own = _EVENT.search(event_id)
        path = f"/scheduled_events/{quote(own[1], safe='') if own else ''}/invitees"
        answer = self._read(connection, path, {"email": wish.attendee.email, "status": "active", "count": "20"})
        seats = []
        for row in objects(answer, "collection") or []:
            is_theirs = normalise_email(text(row, "email")) == normalise_email(wish.attendee.email)
            if is_theirs and text(row, "uri") and text(row, "status") in ("", "active"):
                place = text(inner(event, "location"), "join_url", "location")
                seat = Booked(text(row, "uri"), event_id, place, moment(text(row, "created_at")))
                seats.append((seat, text(inner(row, "tracking"), "utm_term")))
        return seats

    def _read(self, connection: Connection, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        return _read_answer(self._get(connection, path, query), connection)

    def _get(self, connection: Connection, path: str, query: Mapping[str, str]) -> Response:
        return self.http.request(
            "GET",
            _root(connection) + path,
            connection_id=connection.id,
            headers=_headers(connection),
            query=query or None,
            timeout=_READS,
        )

    def _write(self, connection: Connection, path: str, body: Mapping[str, Any]) -> Response:
        return self.http.request(
            "POST",
            _root(connection) + path,
            connection_id=connection.id,
            headers=_headers(connection),
            json=dict(body),
        )


def _root(connection: Connection) -> str:
    return (connection.base_url or DEFAULT_BASE_URL).rstrip("/")


def _headers(connection: Connection) -> dict[str, str]:
    return {"Authorization": f"Bearer {connection.credentials.get('access_token', '')}"}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tracking(wish: MeetingWish) -> dict[str, str]:
    """What comes back in the webhook: whose booking it is, and of which offered slot."""
    return {"utm_source": "rejoinder", "utm_content": wish.attendee.lead_id, "utm_term": wish.key}


def _event_of(seat: Mapping[str, Any], own: str) -> str:
    """The meeting's address, which is the beginning of the seat's."""
    return uri(seat, "event") or uri(seat, "scheduled_event") or own.partition("/invitees/")[0]


# --- what an answer means -----------------------------------------------------------------------------


def _said(answer: Response) -> str:
    fields = answer.fields()
    rows = objects(fields, "details") or []
    parts = [text(fields, "title"), text(fields, "message")]
    parts += [f"{text(row, 'parameter')} {text(row, 'message')}" for row in rows]
    return " ".join(" ".join(filter(None, parts)).split())[:300]


def _read_answer(answer: Response, connection: Connection) -> Mapping[str, Any]:
    if answer.ok:
        return answer.fields()
    if answer.status == 429:
        raise _busy(answer)
    if answer.status in (401, 403):
        raise _revoked(answer, connection)
    if answer.status in (400, 404, 422):
        raise BookingRefused(f"Calendly does not know this event type or meeting: {_said(answer)}.")
    raise ProviderDown(f"Calendly answers {answer.status}.")


def _refusal(answer: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a write that did not do it. The wording of a taken time is not documented."""
    words = _said(answer)
    if answer.status == 429:
        return _busy(answer)
    if answer.status == 401:
        return _revoked(answer, connection)
    if answer.status == 403:
        return BookingNotAllowed(f"This Calendly account may not book through the API: {words}.")
    if not 400 <= answer.status < 500 or answer.status == 408:
        return OutcomeUnknown(f"Calendly answered {answer.status}; it may still have booked.")
    if answer.status == 409 or any(sign in words.lower() for sign in _TAKEN):
        return SlotGone(f"Calendly no longer has this time: {words}.")
    return BookingRefused(f"Calendly does not book this: {words or answer.status}.")


def _busy(answer: Response) -> ProviderBusy:
    return ProviderBusy("Calendly asks for fewer requests.", wait=answer.retry_after())


def _revoked(answer: Response, connection: Connection) -> ConnectionRevoked:
    return ConnectionRevoked(
        f"Calendly no longer accepts the access token of connection '{connection.name}' (status {answer.status})."
    )

"""A HighLevel location's calendar on 127.0.0.1, checked against HighLevel's own API documents.

with GhlCalendarStandIn(free=[…]) as ghl:
    ...  # connection base_url = ghl.base_url, allowed host = ghl.host, credentials = ghl.credentials
    assert [seat["startTime"] for seat in ghl.standing()] == ["…"]
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "ghl_calendars.json").read_text(encoding="utf-8"))
LOCATION, TOKEN = "qN7vT2wLk0aRz5YcD1ub", "pit-stand-in-0000"
_CALENDARS, _CONTACTS = "2021-04-15", "2021-07-28"


def _problems(schema: Mapping[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "$defs": _DOCUMENT["$defs"]})
    return [error.message for error in validator.iter_errors(value)]


class GhlCalendarStandIn(StandIn):
    """`script` is for what changes something; `reads` names the answer to every reading call."""

    def __init__(
        self, script: list[str] | None = None, *, free: Iterable[datetime] = (), calendar_id: str = "cal-1"
    ) -> None:
        super().__init__(script)
        self.free = list(free)
        self.calendar_id = calendar_id
        self.reads = "ok"
        self.contacts: dict[str, dict[str, str]] = {}
        self.events: list[dict[str, Any]] = []
        self.unlisted = False

    @property
    def credentials(self) -> dict[str, str]:
        return {"access_token": TOKEN, "location_id": LOCATION}

    def standing(self) -> list[dict[str, Any]]:
        """Appointments that were not called off; twice the same is two entries."""
        return [event for event in self.events if event["appointmentStatus"] != "cancelled"]

    def answer(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "Invalid token: access token is invalid")
        wanted = _CONTACTS if call.path.startswith("/contacts") else _CALENDARS
        if call.headers.get("version") != wanted:
            self.break_rule(f"{call.path} without Version {wanted}")
        path = unquote(call.path)
        if call.method == "GET":
            return self._read(path, call.query) if self.reads == "ok" else self._trouble(self.reads)
        body = json.loads(call.body)
        if (call.method, path) == ("POST", "/contacts/upsert"):
            return self._upsert(body)
        behaviour = self.next_behaviour()
        if behaviour not in ("ok", "accept-no-answer", "accept-500"):
            return self._trouble(behaviour)
        if (call.method, path) == ("POST", "/calendars/events/appointments"):
            answer = self._create(body)
        elif call.method == "PUT" and (found := re.fullmatch(r"/calendars/events/appointments/([^/]+)", path)):
            answer = self._edit(found[1], body)
        else:
            return _error(404, "Cannot do this")
        if answer.status < 300 and behaviour == "accept-no-answer":
            raise NoAnswer
        return _error(500, "Internal server error") if answer.status < 300 and behaviour == "accept-500" else answer

    def _trouble(self, behaviour: str) -> Answer:
        if behaviour == "drop":
            raise NoAnswer
        if behaviour == "429":
            return Answer(429, {"statusCode": 429, "message": "Too Many Requests"}, {"Retry-After": "7"})
        status, _, words = behaviour.removeprefix("refuse:").partition(":")
        return _error(int(status), words or "Out of order")

    # --- reads ------------------------------------------------------------------------------------

    def _read(self, path: str, query: Mapping[str, str]) -> Answer:
        if found := re.fullmatch(r"/calendars/([^/]+)/free-slots", path):
            return self._free(found[1], query)
        if path == "/calendars/events":
            return self._events(query)
        if path == "/contacts/search/duplicate":
            for contact in self.contacts.values():
                if query.get("number") in (contact.get("phone"), None) and query.get("email") in (
                    contact.get("email"),
                    None,
                ):
                    return Answer(200, {"contact": contact})
            return Answer(200, {"contact": None})
        return _error(404, "Cannot GET this")

    def _check(self, path: str, query: Mapping[str, str], *numbers: str) -> None:
        typed = {name: float(value) if name in numbers else value for name, value in query.items()}
        for problem in _problems(_DOCUMENT["queries"][path], typed):
            self.break_rule(f"{path}: {problem}")

    def _free(self, calendar_id: str, query: Mapping[str, str]) -> Answer:
        self._check("/calendars/{calendarId}/free-slots", query, "startDate", "endDate")
        begin, end = (datetime.fromtimestamp(float(query[name]) / 1000, UTC) for name in ("startDate", "endDate"))
        if end - begin > timedelta(days=31):
            self.break_rule("free-slots: more than 31 days were asked for")
        if calendar_id != self.calendar_id:
            return _error(400, "Calendar not found")
        days: dict[str, Any] = {}
        for start in sorted(self.free):
            if begin <= start <= end:
                day = days.setdefault(start.date().isoformat(), {"slots": []})
                day["slots"].append(start.astimezone(UTC).isoformat())
        assert not [p for day in days.values() for p in _problems({"$ref": "#/$defs/SlotsSchema"}, day)]
        return Answer(200, {**days, "traceId": "b1c2d3"})

    def _events(self, query: Mapping[str, str]) -> Answer:
        self._check("/calendars/events", query)
        begin, end = (datetime.fromtimestamp(float(query[name]) / 1000, UTC) for name in ("startTime", "endTime"))
        listed = [] if self.unlisted else self.events
        rows = [e for e in listed if begin <= datetime.fromisoformat(e["startTime"]) <= end]
        body = {"events": rows}
        assert not _problems({"$ref": "#/$defs/GetCalendarEventsSuccessfulResponseDTO"}, body)
        return Answer(200, body)

    # --- changes ----------------------------------------------------------------------------------

    def _upsert(self, body: dict[str, Any]) -> Answer:
        for problem in _problems({"$ref": "#/$defs/UpsertContactDto"}, body):
            self.break_rule(f"upsert: {problem}")
        same = [c for c in self.contacts.values() if c.get("phone") == body.get("phone")]
        contact = same[0] if same else {"id": f"c{uuid.uuid4().hex[:19]}", **body}
        self.contacts[contact["id"]] = contact
        return Answer(200, {"new": not same, "contact": contact})

    def _create(self, body: dict[str, Any]) -> Answer:
        problems = _problems({"$ref": "#/$defs/AppointmentCreateSchema"}, body)
        for problem in problems:
            self.break_rule(f"appointment: {problem}")
        start = datetime.fromisoformat(body.get("startTime", "1970-01-01T00:00:00+00:00"))
        if problems or body["calendarId"] != self.calendar_id or body["contactId"] not in self.contacts:
            return _error(400, "Contact not found")
        if start not in self.free:
            return _error(400, "The slot you have selected is no longer available.")
        self.free.remove(start)
        now = datetime.now(UTC).isoformat()
        event = {
            "id": f"a{uuid.uuid4().hex[:19]}",
            "title": body["title"],
            "description": body["description"],
            "address": "https://meet.example/1",
            "calendarId": body["calendarId"],
            "locationId": body["locationId"],
            "contactId": body["contactId"],
            "groupId": "",
            "appointmentStatus": body["appointmentStatus"],
            "assignedUserId": "u1",
            "users": [],
            "startTime": body["startTime"],
            "endTime": body["endTime"],
            "dateAdded": now,
            "dateUpdated": now,
        }
        self.events.append(event)
        shown = {name: event[name] for name in ("id", "calendarId", "locationId", "contactId", "address", "startTime")}
        assert not _problems({"$ref": "#/$defs/AppointmentSchemaResponse"}, shown)
        return Answer(200, shown)

    def _edit(self, own_id: str, body: dict[str, Any]) -> Answer:
        for problem in _problems({"$ref": "#/$defs/AppointmentEditSchema"}, body):
            self.break_rule(f"edit: {problem}")
        for event in self.events:
            if event["id"] == own_id:
                event.update(body)
                return Answer(200, {name: event[name] for name in ("id", "calendarId", "locationId", "contactId")})
        return _error(404, "Event not found")


def _error(status: int, words: str) -> Answer:
    return Answer(status, {"statusCode": status, "message": words, "error": "Refused"})

"""Calendly's API on 127.0.0.1, as far as we use it, and signed deliveries to us.

with CalendlyStandIn(access_token="…", signing_key="…", free=[…]) as calendly:
    ...  # connection base_url = calendly.base_url, allowed host = calendly.host
    calendly.deliver(webhook_url, {"event": "invitee.created", "payload": {"uri": "…"}})
    assert [seat["email"] for seat in calendly.standing()] == ["…"]

There is no public API document; what is checked here is what developer.calendly.com says (providers/calendly.md).
"""

from __future__ import annotations

import hmac
import json
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

API = "https://api.calendly.com"
EVENT_TYPE = f"{API}/event_types/ETEXAMPLE1"
_INVITEE = {"name", "first_name", "last_name", "email", "timezone", "text_reminder_number"}
_TRACKING = {"utm_source", "utm_campaign", "utm_medium", "utm_content", "utm_term", "salesforce_uuid"}


class CalendlyStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        access_token: str = "calendly-token-example",
        signing_key: str = "calendly-signing-key",
        free: Iterable[datetime] = (),
        may_book: bool = True,
        sees_organization: bool = True,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.access_token = access_token
        self.signing_key = signing_key
        self.free = list(free)
        self.may_book = may_book
        self.sees_organization = sees_organization
        self.unlisted = False
        """Whether no list shows yet what was booked."""
        self.seats: list[dict[str, Any]] = []

    def standing(self) -> list[dict[str, Any]]:
        """Invitees that were not called off; twice the same is two entries."""
        return [seat for seat in self.seats if seat["status"] == "active"]

    def deliver(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        """The event, signed now."""
        body, at = json.dumps(event).encode(), str(int(time.time()))
        signature = hmac.new(self.signing_key.encode(), at.encode() + b"." + body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", "Calendly-Webhook-Signature": f"t={at},v1={signature}"}
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, content=body, headers=headers)

    # --- the API ----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        is_read = call.method == "GET"
        behaviour = "ok" if is_read and call.path != "/users/me" else self.next_behaviour()
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"title": "Too Many Requests"}, {"Retry-After": "20"})
            case "500":
                return Answer(500, {"title": "Internal Server Error"})
            case _ if behaviour.startswith("refuse:"):
                status, _, words = behaviour.removeprefix("refuse:").partition(":")
                return Answer(int(status), {"title": "Refused", "message": words})
        if call.headers.get("authorization") != f"Bearer {self.access_token}":
            return Answer(401, {"title": "Unauthenticated", "message": "The access token is invalid"})
        answer = self._read(call) if is_read else self._write(call)
        if answer.status < 300 and behaviour == "accept-no-answer":
            raise NoAnswer
        if answer.status < 300 and behaviour == "accept-500":
            return Answer(500, {"title": "Internal Server Error"})
        return answer

    def _read(self, call: Call) -> Answer:
        match call.path:
            case "/users/me":
                return self._me()
            case "/event_type_available_times":
                return self._free(call.query)
            case "/scheduled_events":
                return self._events(call.query)
        if found := re.fullmatch(r"/scheduled_events/([^/]+)/invitees", call.path):
            rows = [] if self.unlisted else self.seats
            rows = [seat for seat in rows if seat["event"].endswith(f"/{found[1]}")]
            return _collection([seat for seat in rows if seat["email"] == call.query.get("email", seat["email"])])
        self.break_rule(f"Calendly knows no GET {call.path}")
        return Answer(404, {"title": "Resource Not Found", "message": "The server could not find the resource."})

    def _write(self, call: Call) -> Answer:
        body = json.loads(call.body)
        if call.path == "/invitees":
            return self._book(body)
        if call.path == "/scheduling_links":
            if set(body) != {"max_event_count", "owner", "owner_type"} or body["owner_type"] != "EventType":
                self.break_rule(f"scheduling_links: {sorted(body)}")
            link = {"booking_url": "https://calendly.com/d/abcd-123", "owner": body["owner"]}
            return Answer(201, {"resource": link})
        if found := re.fullmatch(r"/scheduled_events/([^/]+)/cancellation", call.path):
            return self._cancel(found[1], body)
        self.break_rule(f"Calendly knows no {call.method} {call.path}")
        return Answer(404, {"title": "Resource Not Found"})

    def _me(self) -> Answer:
        resource = {
            "uri": f"{API}/users/USREXAMPLE1",
            "name": "Dele Okafor",
            "email": "dele@northgate.example",
            "timezone": "Europe/London",
            "current_organization": f"{API}/organizations/ORGEXAMPLE1",
        }
        return Answer(200, {"resource": resource})

    def _free(self, query: Mapping[str, str]) -> Answer:
        begin, end = (datetime.fromisoformat(query[name]) for name in ("start_time", "end_time"))
        if end - begin > timedelta(days=7) or end <= begin:
            self.break_rule("event_type_available_times: at most 7 days, and an end after the begin")
        if query["event_type"] != EVENT_TYPE:
            return Answer(404, {"title": "Resource Not Found", "message": "No such event type."})
        rows = [
            {"status": "available", "invitees_remaining": 1, "start_time": _stamp(start)}
            for start in sorted(self.free)
            if begin <= start <= end
        ]
        return _collection([*rows, {"status": "unavailable", "start_time": _stamp(begin)}])

    def _events(self, query: Mapping[str, str]) -> Answer:
        if "user" not in query and "organization" not in query:
            self.break_rule("scheduled_events: user or organization is required")
        if "organization" in query and not self.sees_organization:
            return Answer(403, {"title": "Permission Denied"})
        earliest, latest = (datetime.fromisoformat(query[name]) for name in ("min_start_time", "max_start_time"))
        found: dict[str, dict[str, Any]] = {}
        for seat in [] if self.unlisted else self.standing():
            event = seat["scheduled_event"]
            starts = datetime.fromisoformat(event["start_time"])
            if seat["email"] == query["invitee_email"] and earliest <= starts <= latest:
                found[event["uri"]] = event
        return _collection(list(found.values()))

    def _book(self, body: Mapping[str, Any]) -> Answer:
        if not {"event_type", "start_time", "invitee"} <= set(body) or not body["start_time"].endswith("Z"):
            self.break_rule(f"invitees: event_type, start_time in UTC and invitee are required, not {sorted(body)}")
        if set(body["invitee"]) - _INVITEE or set(body.get("tracking", {})) - _TRACKING:
            self.break_rule("invitees: unknown fields")
        if not self.may_book:
            message = "You do not have permission to access this resource."
            return Answer(403, {"title": "Permission Denied", "message": message})
        start = datetime.fromisoformat(body["start_time"])
        if start not in self.free:
            details = [{"parameter": "start_time", "message": "is not available"}]
            words = {"title": "Invalid Argument", "message": "The supplied parameters are invalid.", "details": details}
            return Answer(400, words)
        self.free.remove(start)
        return Answer(201, {"resource": self.invitee(start, **body["invitee"], tracking=body.get("tracking", {}))})

    def invitee(self, start: datetime, *, email: str, tracking: Mapping[str, str], **who: str) -> dict[str, Any]:
        """A person has a seat at that time, whoever booked it."""
        event = {
            "uri": f"{API}/scheduled_events/EVT{uuid.uuid4().hex[:8]}",
            "event_type": EVENT_TYPE,
            "name": "Intro call",
            "status": "active",
            "start_time": _stamp(start),
            "end_time": _stamp(start + timedelta(minutes=30)),
            "location": {"type": "zoom", "join_url": "https://zoom.example/j/1"},
        }
        seat = {
            "uri": f"{event['uri']}/invitees/INV{uuid.uuid4().hex[:8]}",
            "event": event["uri"],
            "scheduled_event": event,
            "email": email,
            "status": "active",
            "tracking": dict(tracking),
            "created_at": _stamp(datetime.now(UTC)),
            **who,
        }
        self.seats.append(seat)
        return seat

    def _cancel(self, event: str, body: Mapping[str, Any]) -> Answer:
        if set(body) - {"reason"}:
            self.break_rule("cancellation: takes a reason and nothing else")
        for seat in self.seats:
            if seat["event"].endswith(f"/{event}"):
                if seat["status"] != "active":
                    return Answer(403, {"title": "Permission Denied", "message": "Event is already canceled"})
                seat["status"] = "canceled"
                return Answer(201, {"resource": {"reason": body.get("reason", "")}})
        return Answer(404, {"title": "Resource Not Found", "message": "The server could not find the resource."})


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def _collection(rows: list[dict[str, Any]]) -> Answer:
    return Answer(200, {"collection": rows, "pagination": {"count": len(rows), "next_page": None}})

"""Calendly's GET /users/me on 127.0.0.1, and signed deliveries to us.

with CalendlyStandIn(access_token="…", signing_key="…") as calendly:
    ...  # connection base_url = calendly.base_url, allowed host = calendly.host
    calendly.deliver(webhook_url, {"event": "invitee.created", "payload": {"uri": "…"}})
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import httpx2

from tests.stand_ins.server import Answer, Call, NoAnswer, StandIn


class CalendlyStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        access_token: str = "calendly-token-example",
        signing_key: str = "calendly-signing-key",
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.access_token = access_token
        self.signing_key = signing_key

    def deliver(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        """The event, signed now."""
        body, at = json.dumps(event).encode(), str(int(time.time()))
        signature = hmac.new(self.signing_key.encode(), at.encode() + b"." + body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", "Calendly-Webhook-Signature": f"t={at},v1={signature}"}
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, content=body, headers=headers)

    def answer(self, call: Call) -> Answer:
        if (call.method, call.path) != ("GET", "/users/me"):
            self.break_rule(f"Calendly is asked for nothing but GET /users/me, not {call.method} {call.path}")
            return Answer(404, {"title": "Resource Not Found", "message": "The server could not find the resource."})
        match self.next_behaviour():
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"title": "Too Many Requests"}, {"Retry-After": "20"})
            case "500":
                return Answer(500, {"title": "Internal Server Error"})
        if call.headers.get("authorization") != f"Bearer {self.access_token}":
            return Answer(401, {"title": "Unauthenticated", "message": "The access token is invalid"})
        resource = {
            "uri": "https://api.calendly.com/users/USREXAMPLE1",
            "name": "Dele Okafor",
            "email": "dele@northgate.example",
            "timezone": "Europe/London",
        }
        return Answer(200, {"resource": resource})

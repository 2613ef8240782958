"""Slack's auth.test on 127.0.0.1, its answers checked against Slack's own document, and signed deliveries to us.

with SlackStandIn(bot_token="xoxb-…", signing_secret="…") as slack:
    ...  # connection base_url = slack.base_url, allowed host = slack.host
    slack.press(webhook_url, "draft.approve", draft_id="…", version=3)
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "slack_auth_test.json").read_text(encoding="utf-8"))
_OK, _ERROR = (Draft202012Validator({**_DOCUMENT[name], "$defs": _DOCUMENT["$defs"]}) for name in ("ok", "error"))


class SlackStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        bot_token: str = "xoxb-example-token",
        signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5",
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.bot_token = bot_token
        self.signing_secret = signing_secret

    # --- what a test asks --------------------------------------------------------------------------------

    def press(
        self, webhook_url: str, action_id: str, *, draft_id: str, version: int, user: str = "U0EXAMPLE1", at: float = 0
    ) -> httpx2.Response:
        """Somebody presses a button under a draft."""
        moment = at or time.time()
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": "dele", "name": "dele", "team_id": "T0EXAMPLE1"},
            "api_app_id": "A0EXAMPLE1",
            "container": {"type": "message", "message_ts": "1795190900.000200", "channel_id": "C0EXAMPLE1"},
            "trigger_id": "900000.800000.example",
            "team": {"id": "T0EXAMPLE1", "domain": "northgate"},
            "channel": {"id": "C0EXAMPLE1", "name": "replies"},
            "response_url": f"{self.base_url}/actions/T0EXAMPLE1/1/abc",
            "actions": [
                {
                    "type": "button",
                    "action_id": action_id,
                    "value": json.dumps({"draft_id": draft_id, "version": version}),
                    "action_ts": f"{moment:.6f}",
                }
            ],
        }
        form = urlencode({"payload": json.dumps(payload)}).encode()
        return self.deliver(webhook_url, form, {"Content-Type": "application/x-www-form-urlencoded"})

    def verify_address(self, webhook_url: str, challenge: str) -> httpx2.Response:
        """Slack asks whether the address answers."""
        return self.event(webhook_url, {"token": "", "challenge": challenge, "type": "url_verification"})

    def event(self, webhook_url: str, event: Mapping[str, Any], *, retry: int = 0) -> httpx2.Response:
        """The Events API delivers, for the `retry`-th time again."""
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return self.deliver(webhook_url, json.dumps(event).encode(), {"Content-Type": "application/json", **again})

    def deliver(self, webhook_url: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
        """The bytes, signed now."""
        at = str(int(time.time()))
        signature = hmac.new(self.signing_secret.encode(), f"v0:{at}:".encode() + body, "sha256").hexdigest()
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signature}", **headers}
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, content=body, headers=signed)

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if call.path != "/api/auth.test":
            return Answer(404, {"ok": False, "error": "unknown_method"})
        match self.next_behaviour():
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30"})
            case "500":
                return Answer(500, {"ok": False, "error": "internal_error"})
            case behaviour if behaviour.startswith("refuse:"):
                return self._checked({"ok": False, "error": behaviour.removeprefix("refuse:")})
        if call.headers.get("authorization") != f"Bearer {self.bot_token}":
            return self._checked({"ok": False, "error": "invalid_auth"})
        return self._checked(
            {
                "ok": True,
                "url": "https://northgate.slack.example/",
                "team": "Northgate",
                "user": "rejoinder",
                "team_id": "T0EXAMPLE1",
                "user_id": "U0BOTEXAM",
                "bot_id": "B0EXAMPLE1",
            }
        )

    def _checked(self, body: dict[str, Any]) -> Answer:
        """An answer that Slack's document allows; anything else is a mistake of this file."""
        for wrong in (_OK if body["ok"] else _ERROR).iter_errors(body):
            self.break_rule(f"auth.test: {wrong.message}")
        return Answer(200, body)

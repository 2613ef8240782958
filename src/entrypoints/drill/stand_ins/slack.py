"""Slack on 127.0.0.1: auth.test, checked against Slack's own document, cards and forms, and signed deliveries to us.

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


_WRITES = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "views.open"})


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
        self.messages: dict[str, dict[str, Any]] = {}
        """What stands in which channel, by `channel:ts`."""
        self.views: list[dict[str, Any]] = []
        self.whispers: list[tuple[str, str, str]] = []
        """Channel, person and words of what only one person sees."""
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

    def pressed(self, reference: str, action_id: str, user: str = "U0EXAMPLE1") -> dict[str, Any]:
        """What Slack posts when somebody presses that button of a card that stands there."""
        channel, _, moment = reference.partition(":")
        buttons = [e for block in self.messages[reference]["blocks"] for e in block.get("elements", ())]
        (button,) = [e for e in buttons if e.get("action_id") == action_id]
        return {
            "type": "block_actions",
            "user": {"id": user, "name": "dele", "team_id": "T0EXAMPLE1"},
            "container": {"type": "message", "message_ts": moment, "channel_id": channel},
            "trigger_id": "900000.800000.example",
            "team": {"id": "T0EXAMPLE1"},
            "channel": {"id": channel},
            "actions": [{**button, "action_ts": f"{time.time():.6f}"}],
        }

    def submitted(self, view: Mapping[str, Any], words: str, user: str = "U0EXAMPLE1") -> dict[str, Any]:
        """What Slack posts when somebody sends that form."""
        (block,) = view["blocks"]
        values = {block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": words}}}
        return {
            "type": "view_submission",
            "team": {"id": "T0EXAMPLE1"},
            "user": {"id": user, "name": "dele"},
            "view": {**view, "id": "V0EXAMPLE1", "hash": f"{time.time():.6f}.x", "state": {"values": values}},
        }

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        method = call.path.removeprefix("/api/")
        if method not in ("auth.test", *_WRITES):
            return Answer(404, {"ok": False, "error": "unknown_method"})
        match self.next_behaviour():
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30"})
            case "500":
                return Answer(500, {"ok": False, "error": "internal_error"})
            case behaviour if behaviour.startswith("refuse:"):
                refusal = {"ok": False, "error": behaviour.removeprefix("refuse:")}
                return Answer(200, refusal) if method in _WRITES else self._checked(refusal)
        if call.headers.get("authorization") != f"Bearer {self.bot_token}":
            return self._checked({"ok": False, "error": "invalid_auth"})
        if method in _WRITES:
            return self._write(method, json.loads(call.body))
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

    def _write(self, method: str, body: dict[str, Any]) -> Answer:
        """Slack's documented limits of what may be shown; anything beyond them is a mistake of the caller."""
        for block in [*body.get("blocks", ()), *body.get("view", {}).get("blocks", ())]:
            self._allowed(block)
        if len(body.get("blocks", ())) > 50:
            self.break_rule(f"{method}: more than 50 blocks")
        match method:
            case "chat.postMessage":
                moment = f"{1_795_190_900 + len(self.messages)}.000200"
                self.messages[f"{body['channel']}:{moment}"] = body
                return Answer(200, {"ok": True, "channel": body["channel"], "ts": moment, "message": {}})
            case "chat.update":
                place = f"{body['channel']}:{body['ts']}"
                if place not in self.messages:
                    return Answer(200, {"ok": False, "error": "message_not_found"})
                self.messages[place] = body
                return Answer(200, {"ok": True, "channel": body["channel"], "ts": body["ts"]})
            case "chat.postEphemeral":
                self.whispers.append((body["channel"], body["user"], body["text"]))
                return Answer(200, {"ok": True, "message_ts": "1795190900.000300"})
        self.views.append(body["view"])
        return Answer(200, {"ok": True, "view": {"id": "V0EXAMPLE1"}})

    def _allowed(self, block: Mapping[str, Any]) -> None:
        if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3_000:
            self.break_rule("a section holds 1 to 3,000 characters")
        for element in block.get("elements", ()):
            if element["type"] == "button" and (len(element["value"]) > 2_000 or len(element["text"]["text"]) > 75):
                self.break_rule("a button's value holds 2,000 characters, its label 75")
        if len(block.get("block_id", "")) > 255:
            self.break_rule("a block's id holds 255 characters")

    def _checked(self, body: dict[str, Any]) -> Answer:
        """An answer that Slack's document allows; anything else is a mistake of this file."""
        for wrong in (_OK if body["ok"] else _ERROR).iter_errors(body):
            self.break_rule(f"auth.test: {wrong.message}")
        return Answer(200, body)

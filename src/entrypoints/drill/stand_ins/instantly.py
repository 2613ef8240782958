"""Instantly's API (version 2) on 127.0.0.1, checked against what Instantly documents.

with InstantlyStandIn(api_key="key", secret="s1") as instantly:
    ...  # connection base_url = instantly.base_url, allowed host = instantly.host
    instantly.reply(webhook_url, lead="ana@brightoak.example", text="Yes please")
    assert [mail.text for mail in instantly.delivered("ana@brightoak.example")] == ["…"]
"""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "instantly_reply.json").read_text(encoding="utf-8"))
_REPLY = Draft202012Validator(_DOCUMENT["reply"])
_EMAILS = Draft202012Validator(_DOCUMENT["emails"])
_EVENTS = Draft202012Validator(_DOCUMENT["webhook_events"])
_EMAIL_PATH = re.compile(r"/api/v2/emails/([0-9a-f-]{36})")


@dataclass(frozen=True)
class Mail:
    """One mail that Instantly has, in either direction."""

    id: str
    lead: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    ue_type: int
    at: datetime


class InstantlyStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        api_key: str = "in-api-key-example",
        secret: str = "in-example-webhook-secret",
        mailbox: str = "dele@northgate.example",
        list_hides: bool = False,
        page_limit: int = 100,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.api_key = api_key
        self.secret = secret
        self.mailbox = mailbox
        self.list_hides = list_hides
        """True: mails that were just sent are not listed yet."""
        self.page_limit = page_limit
        self.accepted: list[Mail] = []
        self.received: list[Mail] = []
        self.webhooks: list[dict[str, Any]] = []
        self.failed_deliveries: list[dict[str, Any]] = []

    # --- what a test asks --------------------------------------------------------------------------------

    def delivered(self, to: str) -> list[Mail]:
        """What this person got, in order; twice the same is two entries."""
        with self._lock:
            return [mail for mail in self.accepted if mail.to == to]

    def reply(
        self,
        webhook_url: str,
        *,
        lead: str,
        text: str,
        html: str | None = None,
        replier: str | None = None,
        **fields: Any,
    ) -> httpx2.Response:
        """A person's reply arrives: Instantly posts reply_received with the header of the subscription."""
        return self.post(webhook_url, self.event_of(self.receive(lead, text, html, replier), **fields))

    def receive(self, lead: str, text: str, html: str | None = None, replier: str | None = None) -> Mail:
        """A mail of a person reaches Instantly; nothing is posted."""
        shown = f'<div dir="ltr">{text}</div>' if html is None else html
        mail = self._mail(lead, replier or lead, self.mailbox, "Re: Cutting onboarding time", text, shown, 2)
        with self._lock:
            self.received.append(mail)
        return mail

    def event_of(self, mail: Mail, **fields: Any) -> dict[str, Any]:
        """What the webhook says about it."""
        return {
            "timestamp": _shown(mail.at),
            "event_type": "reply_received",
            "workspace": "019a1c44-0f2e-7b7a-9d11-4c0f5b6a7e01",
            "campaign_id": "019a1c44-7c1b-7d20-8f3a-2b9e8d7c6a55",
            "campaign_name": "Brightoak lookalikes",
            "lead_email": mail.lead,
            "email_account": self.mailbox,
            "step": 1,
            "variant": 1,
            "is_first": True,
            "email_id": mail.id,
            "email_subject": "Cutting onboarding time",
            "reply_subject": mail.subject,
            "reply_text_snippet": mail.text[:80],
            "reply_text": mail.text,
            "reply_html": mail.html,
        } | fields

    def fail_to_deliver(self, webhook_url: str, event: Mapping[str, Any]) -> dict[str, Any]:
        """Instantly has tried three times and keeps what it could not deliver."""
        kept = {
            "id": str(uuid.uuid4()),
            "timestamp_created": _shown(datetime.now(UTC)),
            "payload": dict(event),
            "success": False,
            "retry_count": 3,
            "will_retry": False,
            "webhook_url": webhook_url,
            "status_code": 503,
        }
        with self._lock:
            self.failed_deliveries.append(kept)
        return kept

    def subscribe(self, webhook_url: str, status: int = 1) -> None:
        """A webhook of the account; status -1 is one that Instantly has switched off."""
        with self._lock:
            self.webhooks.append({"id": str(uuid.uuid4()), "target_hook_url": webhook_url, "status": status})

    def post(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, json=dict(event), headers={"X-Rejoinder-Secret": self.secret})

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {self.api_key}":
            return _error(401, "Unauthorized", "Invalid API key")
        match call.method, call.path:
            case "POST", "/api/v2/emails/reply":
                return self._take_reply(call)
            case "GET", "/api/v2/emails":
                return self._list_emails(call)
            case "GET", "/api/v2/webhooks":
                return Answer(200, {"items": list(self.webhooks)})
            case "GET", "/api/v2/webhook-events":
                return self._list_events(call)
            case "GET", path if match := _EMAIL_PATH.fullmatch(path):
                return self._one_email(match[1])
        return _error(404, "Not Found", "Route not found")

    def _take_reply(self, call: Call) -> Answer:
        behaviour = self.next_behaviour()
        wrong = self._violations(call)
        for violation in wrong:
            self.break_rule(violation)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return _error(429, "Too Many Requests", "Rate limit exceeded")
            case "401":
                return _error(401, "Unauthorized", "Invalid API key")
            case "500":
                return _error(500, "Internal Server Error", "Internal error")
            case "refuse:200":
                return Answer(200, {"error": "Email account is paused"})
            case _ if behaviour.startswith("refuse:"):
                return _error(int(behaviour.removeprefix("refuse:")), "Refused", "Refused")
            case _ if wrong:
                return _error(400, "Bad Request", "; ".join(wrong))
        taken = self._accept(json.loads(call.body))
        if taken is None:
            return _error(404, "Not Found", "Email not found")
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return _error(500, "Internal Server Error", "Internal error")
        assert behaviour == "ok", f"unknown behaviour {behaviour!r}"
        return Answer(200, self._row(taken))

    def _violations(self, call: Call) -> list[str]:
        if call.headers.get("content-type", "").partition(";")[0] != "application/json":
            return ["the content type is not application/json"]
        try:
            body = json.loads(call.body)
        except ValueError:
            return ["the body is not JSON"]
        return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _REPLY.iter_errors(body)]

    def _accept(self, body: Mapping[str, Any]) -> Mail | None:
        """Instantly answers the sender of the mail that is named."""
        with self._lock:
            answered = next((mail for mail in self.received if mail.id == body["reply_to_uuid"]), None)
        if answered is None:
            return None
        text, html = body["body"].get("text", ""), body["body"].get("html", "")
        mail = self._mail(answered.lead, self.mailbox, answered.sender, body["subject"], text, html, 3)
        with self._lock:
            self.accepted.append(mail)
        return mail

    def _list_emails(self, call: Call) -> Answer:
        for error in _EMAILS.iter_errors(dict(call.query)):
            self.break_rule(f"query: {error.message}")
        with self._lock:
            sent = [] if self.list_hides else self.accepted
            known = {"received": self.received, "sent": sent, "manual": [*self.received, *sent]}
            rows = list(known[call.query.get("email_type", "manual")])
        since = call.query.get("min_timestamp_created", "")
        chosen = [
            mail
            for mail in reversed(rows)
            if call.query.get("lead", mail.lead) == mail.lead and _shown(mail.at) >= since
        ]
        return self._page(call, [self._row(mail) for mail in chosen])

    def _list_events(self, call: Call) -> Answer:
        for error in _EVENTS.iter_errors(dict(call.query)):
            self.break_rule(f"query: {error.message}")
        first = call.query.get("from", "")
        with self._lock:
            rows = [row for row in self.failed_deliveries if row["timestamp_created"][:10] >= first]
        return self._page(call, list(reversed(rows)))

    def _page(self, call: Call, rows: list[dict[str, Any]]) -> Answer:
        size = min(int(call.query.get("limit", "10")), self.page_limit)
        start = 0
        with contextlib.suppress(StopIteration):
            after = call.query.get("starting_after", "")
            start = next(index for index, row in enumerate(rows) if row["id"] == after) + 1
        shown = rows[start : start + size]
        more = {"next_starting_after": shown[-1]["id"]} if len(rows) > start + size else {}
        return Answer(200, {"items": shown, **more})

    def _one_email(self, email_id: str) -> Answer:
        with self._lock:
            found = next((mail for mail in (*self.received, *self.accepted) if mail.id == email_id), None)
        return Answer(200, self._row(found)) if found else _error(404, "Not Found", "Email not found")

    @staticmethod
    def _mail(lead: str, sender: str, to: str, subject: str, text: str, html: str, ue_type: int) -> Mail:
        return Mail(str(uuid.uuid4()), lead, sender, to, subject, text, html, ue_type, datetime.now(UTC))

    def _row(self, mail: Mail) -> dict[str, Any]:
        return {
            "id": mail.id,
            "timestamp_created": _shown(mail.at),
            "timestamp_email": _shown(mail.at),
            "message_id": f"<{mail.id}@mail.example>",
            "subject": mail.subject,
            "from_address_email": mail.sender,
            "to_address_email_list": mail.to,
            "body": {"text": mail.text, "html": mail.html},
            "lead": mail.lead,
            "eaccount": self.mailbox,
            "ue_type": mail.ue_type,
            "is_auto_reply": 0,
            "thread_id": "thread-example-1",
        }


def _shown(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(status: int, error: str, message: str) -> Answer:
    return Answer(status, {"statusCode": status, "error": error, "message": message})

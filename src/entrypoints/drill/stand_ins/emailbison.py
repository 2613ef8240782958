"""An EmailBison instance on 127.0.0.1, checked against what EmailBison documents.

with EmailBisonStandIn(api_key="key") as emailbison:
    ...  # connection base_url = emailbison.base_url, allowed host = emailbison.host
    emailbison.reply(webhook_url, lead="ana@brightoak.example", text="Yes please")
    assert [mail.html for mail in emailbison.delivered("ana@brightoak.example")] == ["<p>…</p>"]
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "emailbison_reply.json").read_text(encoding="utf-8"))
_REPLY = Draft202012Validator(_DOCUMENT["reply"])
_REPLIES = Draft202012Validator(_DOCUMENT["replies"])
_REPLY_PATH = re.compile(r"/api/replies/([0-9]+)/reply")
_LEAD_PATH = re.compile(r"/api/leads/([^/]+)/replies")
_QUOTE = '<br><div class="gmail_quote"><blockquote>{}</blockquote></div>'


@dataclass(frozen=True)
class Mail:
    """One mail of the master inbox, in either direction."""

    id: int
    lead: str
    sender: str
    to: str
    text: str
    html: str
    outgoing: bool
    parent: int | None
    at: datetime


class EmailBisonStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        api_key: str = "eb-api-key-example",
        mailbox: str = "dele@northgate.example",
        workspace: int = 12,
        names_mail: bool = False,
        list_hides: bool = False,
        page_size: int = 15,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.api_key = api_key
        self.mailbox = mailbox
        self.workspace = workspace
        self.names_mail = names_mail
        """True: the answer to a reply names the new mail, which no document promises."""
        self.list_hides = list_hides
        """True: mails that were just sent are not listed yet."""
        self.page_size = page_size
        self.accepted: list[Mail] = []
        self.received: list[Mail] = []
        self._leads: dict[str, int] = {}
        self._numbers = iter(range(88_210, 1_000_000))

    # --- what a test asks --------------------------------------------------------------------------------

    def delivered(self, to: str) -> list[Mail]:
        """What this person got, in order; twice the same is two entries."""
        with self._lock:
            return [mail for mail in self.accepted if mail.to == to]

    def reply(self, webhook_url: str, *, lead: str, text: str, **fields: Any) -> httpx2.Response:
        """A person's reply arrives: the instance posts lead_replied."""
        return self.post(webhook_url, self.event_of(self.receive(lead, text), **fields))

    def receive(self, lead: str, text: str, html: str | None = None, replier: str | None = None) -> Mail:
        """A mail of a person reaches the instance; nothing is posted."""
        shown = f'<div dir="ltr">{text}</div>' if html is None else html
        with self._lock:
            sender = replier or lead
            mail = Mail(next(self._numbers), lead, sender, self.mailbox, text, shown, False, None, datetime.now(UTC))
            self.received.append(mail)
        return mail

    def event_of(self, mail: Mail, kind: str = "LEAD_REPLIED", **fields: Any) -> dict[str, Any]:
        """What the webhook says about it; `fields` replace those of the reply."""
        data = {
            "reply": self._row(mail) | fields,
            "campaign_event": {"id": mail.id + 1000, "type": "replied", "created_at": _shown(mail.at)},
            "lead": self._lead(mail.lead),
            "campaign": {"id": 61, "name": "Q4 ops leaders"},
            "sender_email": {"id": 3, "email": self.mailbox, "name": "Dele Okafor", "status": "Connected"},
        }
        if kind.lower() == "untracked_reply_received":
            data = {name: data[name] for name in ("reply", "sender_email")}
        return {
            "event": {
                "type": kind,
                "name": kind.replace("_", " ").title(),
                "instance_url": self.base_url,
                "workspace_id": self.workspace,
                "workspace_name": "Northgate",
            },
            "data": data,
        }

    def echo(self, webhook_url: str, mail: Mail) -> httpx2.Response:
        """The instance reports a mail of our side, as it does for replies by API."""
        return self.post(webhook_url, self.event_of(mail, "MANUAL_EMAIL_SENT"))

    def write_by_hand(self, lead: str, text: str) -> Mail:
        """A person answers in EmailBison's own master inbox."""
        return self._send(lead, lead, text, f"<p>{text}</p>", None)

    def post(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, json=dict(event))

    def lead_id(self, lead: str) -> int:
        with self._lock:
            return self._leads.setdefault(lead, 4821 + len(self._leads))

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {self.api_key}":
            return Answer(401, {"message": "Unauthenticated."})
        if call.method == "POST" and (match := _REPLY_PATH.fullmatch(call.path)):
            return self._take_reply(call, int(match[1]))
        if call.method == "GET" and call.path == "/api/replies":
            return self._list(call, None)
        if call.method == "GET" and (match := _LEAD_PATH.fullmatch(call.path)):
            return self._list(call, unquote(match[1]))
        return Answer(404, {"message": "Not Found"})

    def _take_reply(self, call: Call, parent: int) -> Answer:
        behaviour = self.next_behaviour()
        wrong = self._violations(call)
        for violation in wrong:
            self.break_rule(violation)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"message": "Too Many Attempts."}, {"Retry-After": "1"})
            case "401":
                return Answer(401, {"message": "Unauthenticated."})
            case "500":
                return Answer(500, {"message": "Server Error"})
            case "refuse:200":
                return Answer(200, {"data": {"success": False, "message": "The sender email cannot send."}})
            case _ if behaviour.startswith("refuse:"):
                return Answer(int(behaviour.removeprefix("refuse:")), {"message": "Refused."})
            case _ if wrong:
                return Answer(422, {"message": "; ".join(wrong)})
        with self._lock:
            answered = next((mail for mail in self.received if mail.id == parent), None)
        if answered is None:
            return Answer(404, {"message": "Reply not found"})
        taken = self._accept(json.loads(call.body), answered)
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return Answer(500, {"message": "Server Error"})
        assert behaviour == "ok", f"unknown behaviour {behaviour!r}"
        named = {"reply": {"id": taken.id}} if self.names_mail else {}
        return Answer(200, {"data": {"success": True, "message": "Reply sent", **named}})

    def _violations(self, call: Call) -> list[str]:
        if call.headers.get("content-type", "").partition(";")[0] != "application/json":
            return ["the content type is not application/json"]
        try:
            body = json.loads(call.body)
        except ValueError:
            return ["the body is not JSON"]
        return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _REPLY.iter_errors(body)]

    def _accept(self, body: Mapping[str, Any], answered: Mail) -> Mail:
        quoted = _QUOTE.format(answered.text) if body.get("inject_previous_email_body") else ""
        return self._send(
            answered.lead, body["to_emails"][0]["email_address"], "", body["message"], answered.id, quoted
        )

    def _send(self, lead: str, to: str, text: str, html: str, parent: int | None, quoted: str = "") -> Mail:
        with self._lock:
            at = datetime.now(UTC)
            mail = Mail(next(self._numbers), lead, self.mailbox, to, text, html + quoted, True, parent, at)
            self.accepted.append(mail)
        return mail

    def _list(self, call: Call, lead: str | None) -> Answer:
        for error in _REPLIES.iter_errors(dict(call.query)):
            self.break_rule(f"query: {error.message}")
        with self._lock:
            sent = [] if self.list_hides else list(self.accepted)
            folders = {"inbox": list(self.received), "sent": sent}
        rows = folders.get(call.query.get("folder", "all"), [*folders["inbox"], *folders["sent"]])
        if lead is not None:
            known = {str(self.lead_id(mail.lead)): mail.lead for mail in (*self.received, *self.accepted)}
            person = known.get(lead, lead)
            rows = [mail for mail in rows if mail.lead == person]
            if person not in known.values():
                return Answer(404, {"message": "Lead not found"})
        rows.sort(key=lambda mail: mail.id, reverse=True)
        page, size = int(call.query.get("page", "1")), self.page_size
        shown = [self._row(mail) for mail in rows[(page - 1) * size : page * size]]
        last = max(1, -(-len(rows) // size))
        return Answer(200, {"data": shown, "meta": {"current_page": page, "last_page": last, "total": len(rows)}})

    def _lead(self, lead: str) -> dict[str, Any]:
        return {"id": self.lead_id(lead), "email": lead, "first_name": lead.partition("@")[0].title(), "last_name": ""}

    def _row(self, mail: Mail) -> dict[str, Any]:
        return {
            "id": mail.id,
            "uuid": str(uuid.UUID(int=mail.id)),
            "email_subject": "Re: Cutting onboarding time",
            "interested": False,
            "automated_reply": False,
            "html_body": mail.html,
            "text_body": mail.text,
            "raw_body": None,
            "headers": None,
            "date_received": _shown(mail.at),
            "type": "Outgoing Email" if mail.outgoing else "Tracked Reply",
            "from_name": mail.sender.partition("@")[0].title(),
            "from_email_address": mail.sender,
            "primary_to_email_address": mail.to,
            "to": [{"name": "", "address": mail.to}],
            "parent_id": mail.parent,
            "folder": "Sent" if mail.outgoing else "Inbox",
            "raw_message_id": f"<{mail.id}@mail.example>",
            "lead_id": self.lead_id(mail.lead),
            "sender_email_id": 3,
            "attachments": [],
        }


def _shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

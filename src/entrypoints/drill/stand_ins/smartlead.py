"""SmartLead's campaign API on 127.0.0.1, checked against what SmartLead documents.

with SmartLeadStandIn(api_key="key", secret_key="s1") as smartlead:
    ...  # connection base_url = smartlead.base_url, allowed host = smartlead.host
    smartlead.reply(webhook_url, lead="ana@brightoak.example", text="Yes please")
    assert [mail.body for mail in smartlead.delivered("ana@brightoak.example")] == ["<p>…</p>"]
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

import httpx2
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "smartlead_reply.json").read_text(encoding="utf-8"))
_REPLY = Draft202012Validator(_DOCUMENT["reply"])
_INBOX = Draft202012Validator(_DOCUMENT["inbox"])
_REPLY_PATH = re.compile(r"/api/v1/campaigns/([0-9]+)/reply-email-thread")
_HISTORY_PATH = re.compile(r"/api/v1/campaigns/([0-9]+)/leads/([0-9]+)/message-history")
_LEADS_PATH = re.compile(r"/api/v1/campaigns/([0-9]+)/leads")
_STOP_PATH = re.compile(r"/api/v1/campaigns/([0-9]+)/leads/([0-9]+)/(pause|unsubscribe)")


@dataclass(frozen=True)
class Accepted:
    """A mail that SmartLead took into its queue."""

    message_id: str
    campaign_id: str
    stats_id: str
    to: str
    body: str
    at: datetime


@dataclass(frozen=True)
class _Received:
    message_id: str
    campaign_id: str
    stats_id: str
    lead: str
    html: str
    at: datetime


class SmartLeadStandIn(StandIn):
    def __init__(
        self,
        script: list[str] | None = None,
        *,
        api_key: str = "sl-api-key-example",
        secret_key: str = "sl-example-secret-key",
        mailbox: str = "dele@northgate.example",
        queue_hides: bool = False,
        page_limit: int = 20,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.api_key = api_key
        self.secret_key = secret_key
        self.mailbox = mailbox
        self.queue_hides = queue_hides
        """True: accepted mails are still queued, so the history does not show them."""
        self.page_limit = page_limit
        self.accepted: list[Accepted] = []
        self._received: list[_Received] = []
        self._leads: dict[str, str] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        """Of campaign and lead; INPROGRESS where nothing else is said."""

    # --- what a test asks --------------------------------------------------------------------------------

    def delivered(self, to: str) -> list[Accepted]:
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
        campaign_id: int = 204911,
        message_id: str | None = None,
        **fields: Any,
    ) -> httpx2.Response:
        """A person's reply arrives: SmartLead posts EMAIL_REPLY with its secret key."""
        at = datetime.now(UTC)
        mail = _Received(
            message_id or f"<{uuid.uuid4().hex}@mail.example>",
            str(campaign_id),
            str(uuid.uuid4()),
            lead,
            html or f'<div dir="ltr">{text}</div>',
            at,
        )
        with self._lock:
            self._received.append(mail)
        moment = at.isoformat(timespec="milliseconds")
        event = {
            "webhook_id": 90417,
            "event_type": "EMAIL_REPLY",
            "event_timestamp": moment,
            "sl_email_lead_id": self.lead_id(lead),
            "sl_lead_email": lead,
            "stats_id": mail.stats_id,
            "from_email": self.mailbox,
            "to_email": replier or lead,
            "to_name": lead.partition("@")[0].title(),
            "cc_emails": [],
            "subject": "Re: Cutting onboarding time",
            "campaign_id": campaign_id,
            "campaign_name": "Q4 ops leaders",
            "sequence_number": 1,
            "reply_message": {"message_id": mail.message_id, "html": mail.html, "text": text, "time": moment},
            "leadCorrespondence": {"targetLeadEmail": lead, "replyReceivedFrom": replier or lead},
            "secret_key": self.secret_key,
        }
        return self.post(webhook_url, event | fields)

    def sent(self, webhook_url: str, mail: Accepted, *, sequence_number: int | None = None) -> httpx2.Response:
        """SmartLead reports a mail of our side as EMAIL_SENT."""
        event = {
            "event_type": "EMAIL_SENT",
            "event_timestamp": mail.at.isoformat(timespec="milliseconds"),
            "from_email": self.mailbox,
            "to_email": mail.to,
            "sl_lead_email": mail.to,
            "stats_id": mail.stats_id,
            "campaign_id": int(mail.campaign_id),
            "sequence_number": sequence_number,
            "sent_message": {"message_id": mail.message_id, "html": mail.body, "text": "", "time": mail.at.isoformat()},
            "secret_key": self.secret_key,
        }
        return self.post(webhook_url, event)

    def step(self, webhook_url: str, lead: str, *, campaign_id: int = 204911, number: int = 2) -> httpx2.Response:
        """The campaign's next mail leaves, and SmartLead reports it."""
        body, own_id = f"<p>Step {number}</p>", f"<{uuid.uuid4().hex}@northgate.example>"
        mail = Accepted(own_id, str(campaign_id), str(uuid.uuid4()), lead, body, datetime.now(UTC))
        return self.sent(webhook_url, mail, sequence_number=number)

    def status_of(self, lead: str, campaign_id: int = 204911) -> str:
        return self.statuses.get((str(campaign_id), self.lead_id(lead)), "INPROGRESS")

    def post(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, json=dict(event))

    def lead_id(self, lead: str) -> str:
        with self._lock:
            return self._leads.setdefault(lead, str(31_800_000 + len(self._leads)))

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if call.query.get("api_key") != self.api_key:
            return Answer(401, {"message": "Invalid API key"})
        if call.method == "POST" and (match := _REPLY_PATH.fullmatch(call.path)):
            return self._take_reply(call, match[1])
        if call.method == "GET" and (match := _HISTORY_PATH.fullmatch(call.path)):
            return self._history(match[1], match[2])
        if call.method == "POST" and (match := _STOP_PATH.fullmatch(call.path)):
            self.statuses[match[1], match[2]] = "PAUSED" if match[3] == "pause" else "STOPPED"
            return Answer(200, {"ok": True})
        if call.method == "GET" and (match := _LEADS_PATH.fullmatch(call.path)):
            return self._leads_of(match[1], call.query.get("status", ""))
        if call.method == "GET" and call.path == "/api/v1/leads/":
            number = self._leads.get(call.query.get("email", ""))
            return Answer(200, {"id": number, "email": call.query["email"]} if number else {})
        if call.method == "POST" and call.path == "/api/v1/master-inbox/inbox-replies":
            return self._inbox(call)
        if call.method == "GET" and call.path == "/api/v1/campaigns":
            return Answer(200, [{"id": 204911, "name": "Q4 ops leaders", "status": "ACTIVE"}])
        return Answer(404, {"message": "Not found"})

    def _take_reply(self, call: Call, campaign: str) -> Answer:
        behaviour = self.next_behaviour()
        wrong = self._violations(call)
        for violation in wrong:
            self.break_rule(violation)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                limit = {"code": "RATE_LIMIT_EXCEEDED", "message": "Too many requests", "retry_after": 1}
                return Answer(429, {"error": limit}, {"Retry-After": "1"})
            case "401":
                return Answer(401, {"message": "Invalid API key"})
            case "500":
                return Answer(500, {"message": "Internal error"})
            case _ if behaviour.startswith("refuse:"):
                code = behaviour.removeprefix("refuse:")
                refusal = {"ok": False, "message": "Lead is blocked"}
                return Answer(int(code) if code.isdigit() else 200, refusal)
            case _ if wrong:
                return Answer(400, {"message": "; ".join(wrong)})
        self._accept(json.loads(call.body), campaign)
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return Answer(500, {"message": "Internal error"})
        assert behaviour == "ok", f"unknown behaviour {behaviour!r}"
        return Answer(200, {"ok": True, "message": "Email added to the queue"})

    def _violations(self, call: Call) -> list[str]:
        if call.headers.get("content-type", "").partition(";")[0] != "application/json":
            return ["the content type is not application/json"]
        try:
            body = json.loads(call.body)
        except ValueError:
            return ["the body is not JSON"]
        return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _REPLY.iter_errors(body)]

    def _accept(self, body: Mapping[str, Any], campaign: str) -> None:
        mail = Accepted(
            message_id=f"<{uuid.uuid4().hex}@northgate.example>",
            campaign_id=campaign,
            stats_id=body["email_stats_id"],
            to=body.get("to_email", ""),
            body=body["email_body"],
            at=datetime.now(UTC),
        )
        with self._lock:
            self.accepted.append(mail)

    def _history(self, campaign: str, lead_id: str) -> Answer:
        with self._lock:
            person = next((lead for lead, number in self._leads.items() if number == lead_id), "")
            theirs = [m for m in self._received if m.lead == person and m.campaign_id == campaign]
            threads = {mail.stats_id for mail in theirs}
            ours = [m for m in self.accepted if m.stats_id in threads and not self.queue_hides]
        rows = [
            *(self._row("REPLY", m.message_id, m.stats_id, person, self.mailbox, m.html, m.at) for m in theirs),
            *(
                self._row("SENT", m.message_id, m.stats_id, self.mailbox, m.to, m.body + "<br><div>Dele</div>", m.at)
                for m in ours
            ),
        ]
        return Answer(200, {"history": rows, "from": self.mailbox, "to": person})

    def _leads_of(self, campaign: str, status: str) -> Answer:
        """The leads of a campaign that are in that status."""
        with self._lock:
            leads = dict(self._leads)
        rows = [
            {"campaign_lead_map_id": int(number), "status": now, "lead": {"id": int(number), "email": lead}}
            for lead, number in leads.items()
            if (now := self.statuses.get((campaign, number), "INPROGRESS")) == status or not status
        ]
        return Answer(200, {"total_leads": len(rows), "data": rows, "offset": 0, "limit": 100})

    def _inbox(self, call: Call) -> Answer:
        """Who has replied, the latest first, each with the whole thread: the form that accounts were seen to get."""
        for error in _INBOX.iter_errors(asked := json.loads(call.body)):
            self.break_rule(f"master inbox: {error.message}")
        with self._lock:
            leads = {mail.lead: mail for mail in self._received}
        latest = sorted(leads.values(), key=lambda mail: mail.at, reverse=True)
        start, size = asked.get("offset", 0), min(asked.get("limit", 20), self.page_limit)
        rows = [
            {
                "email_lead_id": int(self.lead_id(mail.lead)),
                "lead_email": mail.lead,
                "lead_first_name": mail.lead.partition("@")[0].title(),
                "lead_last_name": "",
                "email_campaign_id": int(mail.campaign_id),
                "last_reply_time": mail.at.isoformat(timespec="milliseconds"),
                "email_history": [
                    self._row("REPLY", m.message_id, m.stats_id, m.lead, self.mailbox, m.html, m.at)
                    for m in self._received
                    if m.lead == mail.lead
                ],
            }
            for mail in latest[start : start + size]
        ]
        return Answer(200, {"data": rows, "offset": start, "limit": size})

    @staticmethod
    def _row(
        kind: str, message_id: str, stats_id: str, sender: str, to: str, body: str, at: datetime
    ) -> dict[str, Any]:
        return {
            "type": kind,
            "message_id": message_id,
            "stats_id": stats_id,
            "time": at.isoformat(timespec="milliseconds"),
            "email_body": body,
            "subject": "Re: Cutting onboarding time",
            "from": sender,
            "to": to,
            "email_seq_number": None,
        }

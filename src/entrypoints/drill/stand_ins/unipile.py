"""Unipile on 127.0.0.1, in both generations of its API, checked against what Unipile documents.

with UnipileStandIn(secret="u1") as unipile:
    ...  # connection base_url = unipile.base_url, credentials = unipile.credentials, allowed host = unipile.host
    unipile.write(webhook_url, person="ACoAAAna", text="Yes please")
    assert [message.text for message in unipile.delivered("ACoAAAna")] == ["…"]
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import httpx2

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

OWNER = "ACoAAOwner000000000000000000000000000000"
_V1 = re.compile(r"/api/v1/(?P<rest>.*)")
_V2 = re.compile(r"/v2/(?P<rest>.*)")
_REFUSALS = {
    "disconnected_account": 401,
    "account_restricted": 403,
    "feature_not_subscribed": 403,
    "resource_not_found": 404,
    "recipient_cannot_be_reached": 422,
    "cannot_resend_yet": 422,
}


@dataclass(frozen=True)
class Said:
    """One message of a chat, of either side."""

    id: str
    chat: str
    sender: str
    text: str
    at: datetime
    deleted: bool = False

    @property
    def own(self) -> bool:
        return self.sender == OWNER


class UnipileStandIn(StandIn):
    """`script` also knows `null-id` (accepted, and the answer names no id), and `refuse:<type>` of Unipile's."""

    def __init__(
        self,
        script: list[str] | None = None,
        *,
        generation: str = "v1",
        api_key: str = "unipile-api-key-example",
        secret: str = "u1-example-secret",
        page_limit: int = 100,
        hides_new: bool = False,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.generation = generation
        self.api_key = api_key
        self.secret = secret
        self.account_id = "k1XQv0d9R3m7TzP4nB2sYw" if generation == "v1" else "acc_01kd3x0000000000000000000a"
        self.page_limit = page_limit
        self.hides_new = hides_new
        """True: what was sent is not in the lists yet."""
        self.account_state = "OK" if generation == "v1" else "running"
        self.messages: list[Said] = []
        """Everything that was said, in order."""
        self.groups: set[str] = set()

    @property
    def credentials(self) -> dict[str, str]:
        return {"api_key": self.api_key, "account_id": self.account_id}

    # --- what a test asks ----------------------------------------------------------------------------------

    @property
    def accepted(self) -> list[Said]:
        """What was sent through the API."""
        with self._lock:
            return [message for message in self.messages if message.own]

    def chat_of(self, person: str) -> str:
        """The one chat with this person. v2 takes LinkedIn's own ids, which hold signs that a path has to escape."""
        own = hashlib.sha256(person.encode()).hexdigest()[:20]
        return own if self.generation == "v1" else f"2-{own}=="

    def delivered(self, person: str) -> list[Said]:
        """What this person got, in order; twice the same is two entries."""
        return [message for message in self.accepted if message.chat == self.chat_of(person)]

    def say(
        self, person: str, text: str, *, own: bool = False, at: datetime | None = None, own_id: str | None = None
    ) -> Said:
        """Something is said in the chat with this person, and no webhook tells about it."""
        said = Said(
            own_id or uuid.uuid4().hex, self.chat_of(person), OWNER if own else person, text, at or datetime.now(UTC)
        )
        with self._lock:
            self.messages.append(said)
        return said

    def write(
        self, webhook_url: str, person: str, text: str, *, own_id: str | None = None, **fields: Any
    ) -> httpx2.Response:
        """A person writes: Unipile posts the message."""
        return self.post(webhook_url, self.message_event(self.say(person, text, own_id=own_id), person, **fields))

    def edit(self, webhook_url: str, said: Said, person: str, text: str) -> httpx2.Response:
        """The message says something else now."""
        return self._change(webhook_url, said, person, replace(said, text=text), "message_edited", "message.update")

    def delete(self, webhook_url: str, said: Said, person: str) -> httpx2.Response:
        """The message is taken back."""
        return self._change(webhook_url, said, person, replace(said, deleted=True), "message_deleted", "message.delete")

    def _change(
        self, webhook_url: str, said: Said, person: str, now: Said, v1_name: str, v2_name: str
    ) -> httpx2.Response:
        with self._lock:
            self.messages[self.messages.index(said)] = now
        event = self.message_event(now, person)
        event["event" if self.generation == "v1" else "type"] = v1_name if self.generation == "v1" else v2_name
        return self.post(webhook_url, event)

    def status(self, webhook_url: str, state: str) -> httpx2.Response:
        """Unipile reports how the account fares: `CREDENTIALS` and `OK` in v1, `disconnected` and `running` in v2."""
        self.account_state = state
        if self.generation == "v1":
            account = {"account_id": self.account_id, "account_type": "LINKEDIN", "message": state}
            return self.post(webhook_url, {"AccountStatus": account})
        return self.post(webhook_url, self._envelope(f"account.status.{state}", {"id": self.account_id}))

    def message_event(self, said: Said, person: str, **fields: Any) -> dict[str, Any]:
        """What a webhook says about this message."""
        at = said.at.isoformat(timespec="milliseconds")
        if self.generation == "v2":
            payload = {**self._v2_row(said), "sender": {"id": said.sender, "display_name": person[:20]}, **fields}
            return self._envelope("message.new", payload)
        attendee = {"attendee_id": f"a-{person}", "attendee_name": person[:20], "attendee_provider_id": person}
        sender = {"attendee_id": "a-owner", "attendee_provider_id": OWNER} if said.own else attendee
        return {
            "account_id": self.account_id,
            "account_type": "LINKEDIN",
            "account_info": {"type": "LINKEDIN", "feature": "classic", "user_id": OWNER},
            "event": "message_received",
            "chat_id": said.chat,
            "timestamp": at,
            "webhook_name": "Rejoinder messages",
            "message_id": said.id,
            "message": said.text or None,
            "is_sender": said.own,
            "sender": sender,
            "attendees": [attendee],
            "attachments": [],
            **fields,
        }

    def _envelope(self, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": f"evt_{uuid.uuid4().hex}",
            "type": kind,
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "account_id": self.account_id,
            "payload": dict(payload),
        }

    def headers_for(self, body: bytes) -> dict[str, str]:
        """What proves a delivery: v1's static header, v2's signature."""
        if self.generation == "v1":
            return {"Content-Type": "application/json", "Unipile-Auth": self.secret}
        at = int(time.time())
        signature = hmac.new(self.secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
        return {"Content-Type": "application/json", "Unipile-Signature": f"t={at},v0={signature}"}

    def post(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        body = json.dumps(event).encode()
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, content=body, headers=self.headers_for(body))

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        match = (_V1 if self.generation == "v1" else _V2).fullmatch(call.path)
        if match is None:
            return _problem(404, "resource_not_found")
        if call.headers.get("x-api-key") != self.api_key:
            return _problem(401, "missing_credentials")
        parts = [unquote(part) for part in match["rest"].split("/")]
        if parts[:1] == ["accounts"]:
            return self._account(parts[1:])
        if self.generation == "v2":
            if parts[:1] != [self.account_id]:
                return _problem(404, "resource_not_found")
            parts = parts[1:]
        match (call.method, parts):
            case ("POST", ["chats", chat, "messages"]) if self.generation == "v1":
                return self._send(call, chat)
            case ("POST", ["chats", chat, "messages", "send"]) if self.generation == "v2":
                return self._send(call, chat)
            case ("GET", ["chats", chat, "messages"]):
                return self._list(call, [said for said in self._listed() if said.chat == chat])
            case ("GET", ["messages"]) if self.generation == "v1":
                if call.query.get("account_id") != self.account_id:
                    self.break_rule("messages are listed without their account")
                return self._list(call, self._listed())
            case ("GET", ["messages", own_id]) if self.generation == "v1":
                return self._one(own_id, None)
            case ("GET", ["chats", chat, "messages", own_id]) if self.generation == "v2":
                return self._one(own_id, chat)
            case ("GET", ["chats", chat]) if self.generation == "v1":
                return Answer(200, {"object": "Chat", "id": chat, "type": 1 if chat in self.groups else 0})
            case ("GET", ["chats"]) if self.generation == "v2":
                return self._chats(call)
        return _problem(404, "resource_not_found")

    def _account(self, parts: list[str]) -> Answer:
        if parts != [self.account_id]:
            return _problem(404, "resource_not_found")
        if self.generation == "v1":
            sources = [{"id": f"{self.account_id}_MESSAGING", "status": self.account_state}]
            return Answer(200, {"object": "Account", "id": self.account_id, "type": "LINKEDIN", "sources": sources})
        return Answer(200, {"object": "Account", "id": self.account_id, "status": self.account_state})

    def _send(self, call: Call, chat: str) -> Answer:
        behaviour = self.next_behaviour()
        text = self._text(call)
        if self.account_state not in ("OK", "running"):
            return _problem(401, "disconnected_account")
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return replace(_problem(429, "too_many_requests"), headers={"Retry-After": "1"})
            case "401":
                return _problem(401, "disconnected_account")
            case "500":
                return _problem(500, "unexpected_error")
            case _ if behaviour.startswith("refuse:"):
                kind = behaviour.removeprefix("refuse:")
                return _problem(_REFUSALS.get(kind, 422), kind)
        if not text:
            return _problem(400, "invalid_parameters")
        said = Said(uuid.uuid4().hex, chat, OWNER, text, datetime.now(UTC))
        with self._lock:
            self.messages.append(said)
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return _problem(500, "unexpected_error")
        assert behaviour in ("ok", "null-id"), f"unknown behaviour {behaviour!r}"
        own_id = None if behaviour == "null-id" else said.id
        return Answer(201 if self.generation == "v1" else 200, {"object": "MessageSent", "message_id": own_id})

    def _text(self, call: Call) -> str:
        """v1 documents multipart, v2 JSON; anything else breaks a rule."""
        kind = call.headers.get("content-type", "").partition(";")[0]
        wanted = "multipart/form-data" if self.generation == "v1" else "application/json"
        if kind != wanted:
            self.break_rule(f"the content type is {kind}, not {wanted}")
            return ""
        fields = call.multipart() if self.generation == "v1" else json.loads(call.body)
        if set(fields) - {"text", "attachments"} or not isinstance(fields.get("text"), str):
            self.break_rule(f"the fields are {sorted(fields)}")
            return ""
        return str(fields["text"])

    def _listed(self) -> list[Said]:
        with self._lock:
            return [said for said in self.messages if not (self.hides_new and said.own)]

    def _list(self, call: Call, found: list[Said]) -> Answer:
        """Newest first, page by page."""
        after = call.query.get("after", "")
        if after and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", after):
            self.break_rule(f"'after' is {after}")
        limit = min(int(call.query.get("limit", "20")), 250, self.page_limit)
        start = int(call.query.get("cursor", "0"))
        known = sorted(found, key=lambda said: said.at, reverse=True)
        if after:
            known = [said for said in known if said.at > datetime.fromisoformat(after)]
        page, rest = known[start : start + limit], known[start + limit :]
        following = str(start + limit) if rest else None
        if self.generation == "v1":
            return Answer(200, {"object": "MessageList", "items": [self._v1_row(s) for s in page], "cursor": following})
        return Answer(200, {"object": "list", "data": [self._v2_row(s) for s in page], "next_cursor": following})

    def _one(self, own_id: str, chat: str | None) -> Answer:
        for said in self._listed():
            if said.id == own_id and chat in (None, said.chat):
                return Answer(200, self._v1_row(said) if self.generation == "v1" else self._v2_row(said))
        return _problem(404, "resource_not_found")

    def _chats(self, call: Call) -> Answer:
        latest: dict[str, datetime] = {}
        people: dict[str, str] = {}
        for said in self._listed():
            latest[said.chat] = max(said.at, latest.get(said.chat, said.at))
            if not said.own:
                people[said.chat] = said.sender
        rows = [
            {
                "object": "chat",
                "id": chat,
                "user_id": people.get(chat),
                "is_group": chat in self.groups,
                "last_message_timestamp": at.isoformat(timespec="milliseconds"),
            }
            for chat, at in sorted(latest.items(), key=lambda item: item[1], reverse=True)
        ]
        limit, start = min(int(call.query.get("limit", "20")), self.page_limit), int(call.query.get("cursor", "0"))
        following = str(start + limit) if rows[start + limit :] else None
        return Answer(200, {"object": "list", "data": rows[start : start + limit], "next_cursor": following})

    def _v1_row(self, said: Said) -> dict[str, Any]:
        return {
            "object": "Message",
            "id": said.id,
            "account_id": self.account_id,
            "chat_id": said.chat,
            "sender_id": said.sender,
            "text": said.text or None,
            "timestamp": said.at.isoformat(timespec="milliseconds"),
            "is_sender": int(said.own),
            "deleted": int(said.deleted),
            "is_event": 0,
            "attachments": [],
        }

    def _v2_row(self, said: Said) -> dict[str, Any]:
        return {
            "object": "message",
            "id": said.id,
            "chat_id": said.chat,
            "sender_id": said.sender,
            "timestamp": said.at.isoformat(timespec="milliseconds"),
            "is_sender": said.own,
            "is_deleted": said.deleted,
            "is_event": False,
            "text": said.text,
            "attachments": [],
            "provider": "linkedin",
        }


def _problem(status: int, kind: str) -> Answer:
    return Answer(
        status, {"status": status, "type": f"errors/{kind}", "title": kind.replace("_", " "), "detail": "No."}
    )

"""HighLevel's API on 127.0.0.1, checked against HighLevel's own API documents.

with GhlStandIn() as ghl:
    ...  # connection base_url = ghl.base_url, allowed host = ghl.host, webhook_public_key = ghl.public_key
    text = ghl.arrives("+12025550143", "Hello")
    ghl.signed(ghl.inbound_event(text))             # headers and bytes of the marketplace's webhook
    ghl.workflow_event(text)                        # what a workflow would post
    assert [m.body for m in ghl.delivered("+12025550143")] == ["…"]
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "ghl.json").read_text(encoding="utf-8"))
LOCATION = "qN7vT2wLk0aRz5YcD1ub"
TOKEN = "pit-stand-in-0000"
_SEED = bytes(range(32))
_CONVERSATIONS, _CONTACTS = "2021-04-15", "2021-07-28"


def _schema(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _DOCUMENT["$defs"]})


_QUERIES = {
    path: Draft202012Validator({**schema, "$defs": _DOCUMENT["$defs"]}) for path, schema in _DOCUMENT["queries"].items()
}


@dataclass(frozen=True)
class Person:
    """A contact of the location."""

    id: str
    conversation: str
    phone: str
    name: str
    dnd: str = ""


@dataclass(frozen=True)
class Text:
    """One message of a conversation; outbound ones are the truth about what reached a person."""

    id: str
    contact: str
    conversation: str
    body: str
    outbound: bool
    at: datetime
    source: str = ""
    status: str = "delivered"
    attachments: tuple[str, ...] = ()


@dataclass
class _Conversations:
    people: dict[str, Person] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)


class GhlStandIn(StandIn):
    """`script` is for sends; `reads` names the answer to every reading call: `ok`, `500`, `429`, `401`, `drop`, …"""

    def __init__(
        self,
        script: list[str] | None = None,
        *,
        location_id: str = LOCATION,
        token: str = TOKEN,
        page_limit: int = 100,
        nested: bool = True,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.location_id = location_id
        self.token = token
        self.reads = "ok"
        self.hidden: set[str] = set()
        """Texts that no list shows yet."""
        self.page_limit = page_limit
        self.nested = nested
        """Whether a conversation's list lies one level deeper than documented, as seen on the live service."""
        self._known = _Conversations()
        self._key = Ed25519PrivateKey.from_private_bytes(_SEED)

    # --- what a test asks ---------------------------------------------------------------------------------

    @property
    def public_key(self) -> str:
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    @property
    def credentials(self) -> dict[str, str]:
        return {"access_token": self.token, "location_id": self.location_id, "webhook_public_key": self.public_key}

    @property
    def accepted(self) -> list[Text]:
        """What was taken from us, in order."""
        with self._lock:
            return [text for text in self._known.texts if text.outbound and text.source == "api"]

    def delivered(self, phone: str) -> list[Text]:
        """What this person got from us, in order; twice the same is two entries."""
        contact = self.person(phone).id
        return [text for text in self.accepted if text.contact == contact]

    def person(self, phone: str, name: str = "Ana Whitfield", dnd: str = "") -> Person:
        """The contact with that number, made if there was none."""
        with self._lock:
            for known in self._known.people.values():
                if known.phone == phone:
                    if dnd:
                        known = self._known.people[known.id] = replace(known, dnd=dnd)
                    return known
            made = Person(f"c{uuid.uuid4().hex[:19]}", f"v{uuid.uuid4().hex[:19]}", phone, name, dnd)
            self._known.people[made.id] = made
            return made

    def arrives(self, phone: str, body: str, *, at: datetime | None = None, attachments: tuple[str, ...] = ()) -> Text:
        """A person's text lies in their conversation; no webhook has been called."""
        return self._add(self.person(phone), body, outbound=False, source="", at=at, attachments=attachments)

    def typed(self, phone: str, body: str, source: str = "app") -> Text:
        """A colleague (`app`), a workflow or another program answered inside HighLevel."""
        return self._add(self.person(phone), body, outbound=True, source=source)

    def _add(
        self,
        person: Person,
        body: str,
        *,
        outbound: bool,
        source: str,
        at: datetime | None = None,
        attachments: tuple[str, ...] = (),
    ) -> Text:
        text = Text(
            id=f"m{uuid.uuid4().hex[:19]}",
            contact=person.id,
            conversation=person.conversation,
            body=body,
            outbound=outbound,
            at=at or datetime.now(UTC),
            source=source,
            attachments=attachments,
        )
        with self._lock:
            self._known.texts.append(text)
        return text

    # --- webhooks -----------------------------------------------------------------------------------------

    def inbound_event(self, text: Text, **fields: Any) -> dict[str, Any]:
        """The marketplace's event for a person's text, or for one of ours."""
        event = {
            "type": "OutboundMessage" if text.outbound else "InboundMessage",
            "timestamp": _iso(datetime.now(UTC)),
            "webhookId": str(uuid.uuid4()),
            "appId": "68f0c1d2e3a4b5c6d7e8f901",
            "locationId": self.location_id,
            "attachments": list(text.attachments),
            "body": text.body,
            "contactId": text.contact,
            "contentType": "text/plain",
            "conversationId": text.conversation,
            "dateAdded": _iso(text.at),
            "direction": "inbound",
            "messageType": "SMS",
            "status": "sent" if text.outbound else "delivered",
            "messageId": text.id,
        }
        if text.source:
            event["source"] = text.source
        return {**event, **fields}

    def workflow_event(self, text: Text, **custom: Any) -> dict[str, Any]:
        """What a workflow's webhook action posts: no id of the message, no moment of it."""
        person = self._known.people[text.contact]
        first, _, last = person.name.partition(" ")
        return {
            "contact_id": person.id,
            "first_name": first,
            "last_name": last,
            "full_name": person.name,
            "phone": person.phone,
            "country": "US",
            "date_created": "2026-09-02T14:05:11.000Z",
            "location": {"id": self.location_id, "name": "Northgate Outbound"},
            "message": {"type": 2, "body": text.body},
            "workflow": {"id": "5b2f7c1e-8a90-4d3b-9f61-2c7d8e0a1b34", "name": "Push inbound SMS"},
            "triggerData": {},
            "customData": custom,
        }

    def signed(self, event: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Bytes and headers of a marketplace event."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        signature = base64.b64encode(self._key.sign(body)).decode()
        return body, {"Content-Type": "application/json", "X-GHL-Signature": signature}

    # --- the API ------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, "Invalid token: access token is invalid")
        self._check_version(call)
        if call.method == "POST" and call.path == "/conversations/messages":
            return self._send(call)
        match self.reads:
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"statusCode": 429, "message": "Too Many Requests"}, {"X-RateLimit-Remaining": "0"})
            case "ok":
                return self._read(call)
            case status:
                return _error(int(status), "Unauthorized" if status == "401" else "Out of order")

    def _check_version(self, call: Call) -> None:
        wanted = _CONTACTS if call.path.startswith("/contacts") else _CONVERSATIONS
        if call.headers.get("version") != wanted:
            self.break_rule(f"{call.path} without Version {wanted}")

    def _send(self, call: Call) -> Answer:
        behaviour = self.next_behaviour()
        try:
            body = json.loads(call.body)
        except ValueError:
            body = {}
        wrong = [e.message for e in _schema("SendMessageBodyDto").iter_errors(body)]
        for violation in wrong:
            self.break_rule(violation)
        person = self._known.people.get(body.get("contactId", ""))
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return Answer(429, {"statusCode": 429, "message": "Too Many Requests"}, {"Retry-After": "1"})
            case "401" | "403":
                return _error(int(behaviour), "The token is not authorized for this scope.")
            case "500":
                return _error(500, "Internal server error")
            case _ if behaviour.startswith("refuse:"):
                status, _, words = behaviour.removeprefix("refuse:").partition(":")
                return _error(int(status), words or "Refused")
            case _ if wrong or not body.get("message"):
                return Answer(
                    422, {"statusCode": 422, "message": wrong or ["message is empty"], "error": "Unprocessable"}
                )
        if person is None:
            return _error(400, "Contact not found")
        if person.dnd:
            return _error(400, "Cannot send message as DND is active for SMS.")
        text = self._add(person, body["message"], outbound=True, source="api")
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return _error(500, "Internal server error")
        assert behaviour == "ok", f"unknown behaviour {behaviour!r}"
        said = {"conversationId": text.conversation, "messageId": text.id, "msg": "Message queued successfully."}
        return self._checked("SendMessageResponseDto", said)

    def _read(self, call: Call) -> Answer:
        path = unquote(call.path)
        self._check_query(path, call.query)
        if path == "/conversations/search":
            return self._search(call.query)
        if path == "/conversations/messages/export":
            return self._export(call.query)
        if found := re.fullmatch(r"/conversations/messages/([^/]+)", path):
            shown = [text for text in self._shown() if text.id == found[1]]
            return self._checked("GetMessageResponseDto", self._row(shown[0])) if shown else _error(404, "Not found")
        if found := re.fullmatch(r"/conversations/([^/]+)/messages", path):
            return self._conversation(found[1], call.query)
        if path == "/contacts/search/duplicate":
            people = [p for p in self._known.people.values() if p.phone == call.query.get("number")]
            return Answer(200, {"contact": self._contact(people[0]) if people else None})
        if found := re.fullmatch(r"/contacts/([^/]+)", path):
            person = self._known.people.get(found[1])
            if person is None:
                return _error(400, f"Contact with id {found[1]} not found")
            return self._checked("ContactsByIdSuccessfulResponseDto", {"contact": self._contact(person)})
        return _error(404, "Cannot GET this")

    def _check_query(self, path: str, query: Mapping[str, str]) -> None:
        pattern = re.sub(r"^/conversations/[^/]+/messages$", "/conversations/{conversationId}/messages", path)
        validator = _QUERIES.get("/conversations/messages/export" if path.endswith("/export") else pattern)
        if validator is None:
            return
        typed = {name: float(value) if name in ("limit", "startAfterDate") else value for name, value in query.items()}
        for error in validator.iter_errors(typed):
            self.break_rule(f"{path}: {error.message}")

    def _shown(self) -> list[Text]:
        with self._lock:
            return [text for text in self._known.texts if text.id not in self.hidden]

    def _search(self, query: Mapping[str, str]) -> Answer:
        wanted = query.get("contactId")
        people = [p for p in self._known.people.values() if wanted in (None, p.id)]
        people = [p for p in people if any(text.contact == p.id for text in self._shown())]
        rows = [
            {
                "id": person.conversation,
                "contactId": person.id,
                "locationId": self.location_id,
                "lastMessageBody": "",
                "lastMessageType": "TYPE_SMS",
                "type": "TYPE_PHONE",
                "unreadCount": 0,
                "fullName": person.name,
                "contactName": person.name,
                "email": "",
                "phone": person.phone,
            }
            for person in people[: int(query.get("limit", "20"))]
        ]
        return self._checked("SendConversationResponseDto", {"conversations": rows, "total": len(people)})

    def _conversation(self, conversation: str, query: Mapping[str, str]) -> Answer:
        rows = [text for text in reversed(self._shown()) if text.conversation == conversation]
        last = query.get("lastMessageId")
        if last:
            rows = rows[1 + next((n for n, text in enumerate(rows) if text.id == last), len(rows)) :]
        page = rows[: min(int(query.get("limit", "20")), self.page_limit)]
        body = {
            "lastMessageId": page[-1].id if page else "",
            "nextPage": len(rows) > len(page),
            "messages": [self._row(text) for text in page],
        }
        checked = self._checked("GetMessagesByConversationResponseDto", body)
        return Answer(200, {"messages": body}) if self.nested else checked

    def _export(self, query: Mapping[str, str]) -> Answer:
        start = query.get("startDate")
        rows = [
            text
            for text in sorted(self._shown(), key=lambda t: t.at, reverse=query.get("sortOrder", "desc") == "desc")
            if query.get("contactId") in (None, text.contact)
            and (start is None or text.at >= datetime.fromisoformat(start))
        ]
        if cursor := query.get("cursor"):
            rows = rows[1 + next((n for n, text in enumerate(rows) if f"after-{text.id}" == cursor), len(rows)) :]
        page = rows[: min(int(query.get("limit", "100")), self.page_limit)]
        body: dict[str, Any] = {"messages": [self._row(text) for text in page], "total": len(rows)}
        if len(rows) > len(page):
            body["nextCursor"] = f"after-{page[-1].id}"
        return self._checked("ExportMessagesResponseDto", body)

    def _row(self, text: Text) -> dict[str, Any]:
        row = {
            "id": text.id,
            "type": 2,
            "messageType": "TYPE_SMS",
            "locationId": self.location_id,
            "contactId": text.contact,
            "conversationId": text.conversation,
            "dateAdded": _iso(text.at),
            "body": text.body,
            "direction": "outbound" if text.outbound else "inbound",
            "status": text.status,
            "contentType": "text/plain",
            "attachments": list(text.attachments),
        }
        return row | ({"source": text.source} if text.source else {})

    def _contact(self, person: Person) -> dict[str, Any]:
        first, _, last = person.name.partition(" ")
        status = person.dnd or "inactive"
        return {
            "id": person.id,
            "locationId": self.location_id,
            "firstName": first,
            "lastName": last,
            "phone": person.phone,
            "dnd": False,
            "dndSettings": {"SMS": {"status": status}, "Email": {"status": "inactive"}},
            "country": "US",
        }

    @staticmethod
    def _checked(schema: str, body: dict[str, Any]) -> Answer:
        problems = [error.message for error in _schema(schema).iter_errors(body)]
        assert not problems, problems
        return Answer(200, body)


def _error(status: int, words: str) -> Answer:
    return Answer(status, {"statusCode": status, "message": words, "error": "Refused"})


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

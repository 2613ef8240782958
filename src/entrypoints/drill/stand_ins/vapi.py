"""Vapi on 127.0.0.1, checked against Vapi's own API document: it remembers calls, and posts what it says about them.

with VapiStandIn(api_key="…", secret="…") as vapi:
    ...  # connection base_url = vapi.base_url, allowed host = vapi.host
    call = vapi.a_call("+12025550143", said="My boiler is leaking.")
    for message in call.messages(): vapi.post(webhook_url, message)
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "vapi_call.json").read_text(encoding="utf-8"))
REASONS: Sequence[str] = _DOCUMENT["endedReasons"]
_SCHEMAS = {
    "assistant-request": "ServerMessageAssistantRequest",
    "end-of-call-report": "ServerMessageEndOfCallReport",
    "hang": "ServerMessageHang",
    "status-update": "ServerMessageStatusUpdate",
    "tool-calls": "ServerMessageToolCalls",
    "transcript": "ServerMessageTranscript",
}
ORG, ASSISTANT, NUMBER_ID = (f"8f0c7c44-1111-4a2b-9c3d-{n:012d}" for n in (1, 2, 3))


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": _DOCUMENT["$defs"]})


def broken_rules(stated: Mapping[str, Any], schema: str | None = None) -> list[str] | None:
    """What is wrong with a server message (or anything of that schema); None for a type that is not in the document."""
    name = schema or _SCHEMAS.get(str(stated.get("type")))
    if name is None:
        return None
    return [f"{list(error.path)}: {error.message[:200]}" for error in _validator(name).iter_errors(stated)]


@dataclass(frozen=True)
class PhoneCall:
    """One call from a person, as Vapi would tell it."""

    id: str
    carrier_id: str
    caller: str
    said: str
    reason: str
    assistant: str
    started: datetime
    called: str = "+13125550190"
    seconds: float = 81.512

    @property
    def _call(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "orgId": ORG,
            "type": "inboundPhoneCall",
            "createdAt": _iso(self.started),
            "updatedAt": _iso(self.started),
            "status": "ringing",
            "assistantId": self.assistant,
            "phoneNumberId": NUMBER_ID,
            "phoneCallProvider": "twilio",
            "phoneCallProviderId": self.carrier_id,
            "phoneCallTransport": "pstn",
            "cost": 0,
            "customer": {"number": self.caller},
        }

    def _message(self, type_: str, second: float, **more: Any) -> dict[str, Any]:
        at = self.started + timedelta(seconds=second)
        number = {"id": NUMBER_ID, "number": self.called, "provider": "twilio"}
        return {
            "type": type_,
            "timestamp": int(at.timestamp() * 1000),
            "call": self._call,
            "customer": {"number": self.caller},
            "phoneNumber": number,
            **more,
        }

    @property
    def _spoken(self) -> list[dict[str, Any]]:
        first = {"role": "bot", "message": "Northgate Plumbing, how can I help?", "time": self._ms(1)}
        theirs = {"role": "user", "message": self.said, "time": self._ms(4)}
        marks = {"endTime": self._ms(7), "secondsFromStart": 1.2, "duration": 2100}
        return [{**line, **marks} for line in ((first, theirs) if self.said else (first,))]

    def _ms(self, second: float) -> float:
        return (self.started + timedelta(seconds=second)).timestamp() * 1000

    @property
    def _over(self) -> dict[str, Any]:
        lines = "".join(f"{'User' if line['role'] == 'user' else 'AI'}: {line['message']}\n" for line in self._spoken)
        return {
            "endedReason": self.reason,
            "startedAt": _iso(self.started),
            "endedAt": _iso(self.started + timedelta(seconds=self.seconds)),
            "cost": 0.1042,
            "analysis": {"summary": "A caller."},
            "artifact": {"messages": self._spoken, "transcript": lines},
        }

    def report(self) -> dict[str, Any]:
        return self._message("end-of-call-report", self.seconds + 3, **self._over)

    def status(self, status: str, **more: Any) -> dict[str, Any]:
        return self._message("status-update", 1, status=status, **more)

    def request(self) -> dict[str, Any]:
        return self._message("assistant-request", 0)

    def messages(self) -> list[dict[str, Any]]:
        """Everything that Vapi says about the call, in the order in which it happened."""
        spoken = [
            self._message("transcript", 4 + n, role="user", transcriptType="final", transcript=self.said)
            for n in range(1 if self.said else 0)
        ]
        return [
            self.request(),
            self.status("ringing"),
            self.status("in-progress"),
            *spoken,
            self.status("ended", endedReason=self.reason),
            self.report(),
        ]

    def stored(self) -> dict[str, Any]:
        """As `GET /call/{id}` shows it afterwards."""
        return {**self._call, **self._over, "status": "ended"}


class VapiStandIn(StandIn):
    """`known` are the calls that it can be asked about; a script's words (`500`, `429`, `401`) come first."""

    def __init__(
        self, script: list[str] | None = None, *, api_key: str = "vapi-key-example", secret: str = "vapi-secret"
    ) -> None:
        super().__init__(script)
        self.api_key = api_key
        self.secret = secret
        self.known: dict[str, PhoneCall] = {}

    def a_call(self, caller: str, said: str = "", *, reason: str = "customer-ended-call", **more: Any) -> PhoneCall:
        """A person has called; nothing was posted about it yet."""
        stated = {"id": str(uuid.uuid4()), "carrier_id": f"CA{uuid.uuid4().hex}", "assistant": ASSISTANT, **more}
        call = PhoneCall(caller=caller, said=said, reason=reason, started=datetime.now(UTC), **stated)
        self.known[call.id] = call
        return call

    def signed(self, message: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one server message, signed now. It must be one that Vapi could send."""
        assert not broken_rules(message), broken_rules(message)
        body, stamp = json.dumps({"message": message}).encode(), str(int(time.time()))
        digest = hmac.new(self.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return body, {"Content-Type": "application/json", "X-Signature": digest, "X-Timestamp": stamp}

    def post(self, webhook_url: str, message: Mapping[str, Any]) -> httpx2.Response:
        body, headers = self.signed(message)
        return httpx2.post(webhook_url, content=body, headers=headers, timeout=20)

    def answer(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {self.api_key}":
            return Answer(401, {"message": "Invalid Key.", "statusCode": 401})
        behaviour = self.next_behaviour()
        if behaviour != "ok":
            return Answer(int(behaviour), {"message": "no"})
        if (call.method, call.path) == ("GET", "/call"):
            limit = int(call.query.get("limit", "100"))
            return Answer(200, [known.stored() for known in self.known.values()][:limit])
        found = self.known.get(call.path.removeprefix("/call/"))
        if call.method != "GET" or found is None:
            return Answer(404, {"message": "Couldn't find call.", "statusCode": 404})
        stored = found.stored()
        for rule in broken_rules(stored, "Call") or ():
            self.break_rule(rule)
        return Answer(200, stored)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

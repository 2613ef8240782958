"""What Vapi posts to us about a call, how it proves itself, and what a waiting caller hears."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rejoinder.domain.calls import Agent, CallStatus, Speaker, Teller, agent_of, is_dialable
from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import CallSeen, Noted, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.vapi.payloads import (
    Json,
    assistant_of,
    call_id,
    call_of,
    caller_words,
    facts_of,
    heard,
    items,
    kind_of,
    parse,
    part,
    phone,
    text,
)

SKEW_S = 300.0
"""How far Vapi's clock and ours may differ, either way."""
REFUSALS_OF_UNKNOWN_AGENT = 3

_STATUSES = {status.value: status for status in CallStatus} | {
    "in_progress": CallStatus.IN_PROGRESS,
    "inprogress": CallStatus.IN_PROGRESS,
    "completed": CallStatus.ENDED,
}
# Messages that come many times a second: the first of a call is kept, the others are counted.
_CHATTY = frozenset(
    {
        "assistant.speechstarted",
        "assistant.started",
        "conversation-update",
        "language-change-detected",
        "model-output",
        "phone-call-control",
        "speech-update",
        "transfer-update",
        "user-interrupted",
        "voice-input",
    }
)
_TOOLS = frozenset({"tool-calls", "function-call"})
_ASKS_FOR_DESTINATION = frozenset({"transfer-destination-request", "handoff-destination-request"})
NOBODY = "Sorry, nobody can take your call at the moment. Please try again in a few minutes."
NO_TOOL = "This is not available right now."


class VapiReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery shows one of the connection's webhook secrets in the way that `webhook_auth` names
        (any of the three where it names none). Raises SignatureRejected.

        Without a secret the URL's key was the proof, unless a way was named. A signature that is there must be right
        even beside a right secret.
        """
        way = connection.credentials.get("webhook_auth", "").strip().lower()
        secrets = tuple(secret for secret in connection.webhook_secrets if secret)
        if way not in ("", "hmac", "secret", "bearer"):
            raise SignatureRejected("unknown-webhook-auth")
        if not secrets:
            if way:
                raise SignatureRejected("no-secret-configured")
            return
        if way == "hmac" or (not way and _signature(request)):
            _check_signature(request, secrets)
            return
        shown = [request.headers.get("x-vapi-secret", "").strip()] if way in ("", "secret") else []
        if way in ("", "bearer"):
            shown.append(_bearer(request))
        if not any(shown):
            raise SignatureRejected("missing-secret")
        if not any(_is_one_of(secret, secrets) for secret in shown if secret):
            raise SignatureRejected("wrong-secret")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        message = parse(request.body)
        kind = kind_of(message)
        match kind:
            case "":
                raise PayloadUnreadable("Vapi's message names no type.")
            case "end-of-call-report":
                return _report(message, kind)
            case "status-update":
                return _status(message, kind)
            case "transcript":
                return _transcript(message, kind)
            case "assistant-request":
                facts = facts_of(message, Teller.LIVE, CallStatus.RINGING)
                # Whoever is named here has not taken the call yet.
                facts = replace(facts, assistant_id="")
                return ProviderEvent(f"{kind}:{facts.external_id}", kind, CallSeen(facts))
            case "hang":
                facts = facts_of(message, Teller.LIVE, CallStatus.IN_PROGRESS)
                return ProviderEvent(f"{kind}:{facts.external_id}:{_time(message)}", kind, CallSeen(facts))
            case _ if kind in _TOOLS:
                ids = ",".join(call["id"] for call in _tool_calls(message)) or _hash(request.body)
                return ProviderEvent(f"tool:{call_id(message)}:{ids}"[:480], kind, Noted("tool-call"))
            case _ if kind in _CHATTY:
                return ProviderEvent(f"{kind}:{call_id(message)}", kind, Noted(kind))
            case _:
                key = f"{kind}:{call_id(message)}:{_hash(request.body)}"
                return ProviderEvent(key[:480], kind, Noted(f"unknown-event:{kind}"))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """Most messages want no more than a 200; a tool call gets a polite no for each of its calls."""
        if not any(word in request.body for word in (b"tool-calls", b"function-call", b"-request")):
            return _json({"success": True})
        message = _message(request)
        kind = kind_of(message)
        if kind in _TOOLS:
            results = [
                {"name": call["name"], "toolCallId": call["id"], "result": NO_TOOL} for call in _tool_calls(message)
            ]
            return _json({"results": results})
        if kind == "knowledge-base-request":
            return _json({"documents": []})
        return _json({"success": True})


class VapiSwitchboard:
    """What a caller hears who waits on the line: an assistant, a person's number, or a spoken word; never nothing."""

    def is_waiting(self, request: WebhookRequest) -> bool:
        if b"-request" not in request.body:
            return False
        kind = kind_of(_message(request))
        return kind == "assistant-request" or kind in _ASKS_FOR_DESTINATION

    def answer(
        self, request: WebhookRequest, connection: Connection | None, agents: Sequence[Agent] | None
    ) -> WebhookAnswer:
        message = _message(request)
        credentials = connection.credentials if connection is not None else {}
        destination = phone(credentials.get("transfer_to", ""))
        if kind_of(message) not in _ASKS_FOR_DESTINATION:
            assistant = _who_answers(message, agents or (), credentials.get("default_assistant_id", "").strip())
            if assistant:
                return _json({"assistantId": assistant})
        if is_dialable(destination):
            return _json({"destination": {"type": "number", "number": destination}})
        return _json({"error": NOBODY})

    def unknown_agent(self, deliveries: int) -> WebhookAnswer:
        """500, so that Vapi's log shows it and a back-off plan brings it again; 200 once that has not helped, so that
        it never becomes a storm."""
        if deliveries <= REFUSALS_OF_UNKNOWN_AGENT:
            return replace(_json({"success": False, "error": "unknown-agent"}), status=500)
        return _json({"success": True, "kept": "unknown-agent"})


def _who_answers(message: Json, agents: Sequence[Agent], fallback: str) -> str:
    """The assistant that Vapi or the number names if it is ours; else our default, else the connection's, else whoever
    was named, else the newest: a caller is never turned away for want of a registration."""
    named = [assistant_of(message), *_of_number(message)]
    wanted = [each for each in named if each]
    registered = next((each for each in wanted if agent_of(each, agents)), "")
    default = next((agent.external_assistant_id for agent in agents if agent.is_default), "")
    newest = agents[0].external_assistant_id if agents else ""
    if not agents and wanted:
        return wanted[0]
    return registered or default or fallback or (wanted[0] if wanted else "") or newest


def _of_number(message: Json) -> Iterable[str]:
    for holder in (part(message, "phoneNumber"), part(call_of(message), "phoneNumber")):
        yield text(holder, "assistantId")


# --- events ---------------------------------------------------------------------------------------


def _report(message: Json, kind: str) -> ProviderEvent:
    seen = told(message, Teller.REPORT)
    facts = seen.facts
    # A later report that says more is an event of its own; one that is merely sent again, at another time, is not.
    material = repr(replace(facts, last_told_at=None))
    return ProviderEvent(f"report:{facts.external_id}:{_hash(material.encode('utf-8', 'replace'))}", kind, seen)


def told(message: Json, teller: Teller) -> CallSeen:
    """A whole call, with what the caller said as one message."""
    facts = facts_of(message, teller, CallStatus.ENDED)
    if not facts.caller_spoke or facts.is_test:
        return CallSeen(facts)
    said = InboundMessage(
        external_id=facts.external_id,
        medium=Medium.VOICE,
        sender=facts.caller,
        recipient=facts.called,
        body=facts.transcript,
        reply_text=caller_words(facts) or None,
        sent_at=facts.ended_at,
        sender_name=facts.caller_name,
        conversation=facts.external_id,
    )
    return CallSeen(facts, said)


def _status(message: Json, kind: str) -> ProviderEvent:
    stated = (text(message, "status") or text(call_of(message), "status")).lower()
    status = _STATUSES.get(stated)
    key = f"status:{call_id(message)}:{stated[:100]}"
    if status is None:
        return ProviderEvent(key, kind, Noted(f"unknown-status:{stated[:100] or 'none'}"))
    facts = facts_of(message, Teller.LIVE, status)
    if facts.ended is not None:
        key += f":{facts.ended.reason}"
    return ProviderEvent(key, kind, CallSeen(facts))


def _transcript(message: Json, kind: str) -> ProviderEvent:
    line = heard(message)
    if text(message, "transcriptType").lower() == "partial" or "partial" in text(message, "type").lower():
        return ProviderEvent(f"transcript-partial:{call_id(message)}", kind, Noted("transcript-partial"))
    facts = facts_of(message, Teller.LIVE, CallStatus.IN_PROGRESS)
    if line.text:
        spoke = True if line.by is Speaker.CALLER else None
        facts = replace(facts, lines=(line,), lines_by=Teller.LIVE, caller_spoke=spoke)
    key = f"transcript:{facts.external_id}:{line.by}:{_hash(line.text.encode('utf-8', 'replace'))}:{_time(message)}"
    return ProviderEvent(key, kind, CallSeen(facts))


def _time(message: Json) -> str:
    return text(message, "timestamp", "secondsFromStart", "time")[:60]


def _tool_calls(message: Json) -> list[dict[str, str]]:
    """Id and name of every tool call, in any of the shapes in which Vapi writes them."""
    stated = [*items(message, "toolCallList", "toolCalls")]
    if not stated:
        stated = [part(item, "toolCall") or item for item in items(message, "toolWithToolCallList")]
    single = part(message, "functionCall", "toolCall")
    if not stated and single:
        stated = [single]
    return [{"id": text(call, "id", "toolCallId")[:200], "name": _tool_name(call)[:200]} for call in stated]


def _tool_name(call: Json) -> str:
    return text(part(call, "function"), "name") or text(call, "name")


# --- authenticity ---------------------------------------------------------------------------------


def _signature(request: WebhookRequest) -> str:
    return (request.headers.get("x-signature") or request.headers.get("x-vapi-signature") or "").strip()


def _check_signature(request: WebhookRequest, secrets: Sequence[str]) -> None:
    signature = _signature(request)
    if not signature:
        raise SignatureRejected("missing-signature")
    stamp = (request.headers.get("x-timestamp") or request.headers.get("x-vapi-timestamp") or "").strip()
    if not stamp:
        raise SignatureRejected("missing-timestamp")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 16:
        raise SignatureRejected("bad-timestamp")
    # Vapi does not say whether it counts seconds or milliseconds.
    at = int(stamp) / 1000 if len(stamp) > 11 else int(stamp)
    if abs(request.received_at.timestamp() - at) > SKEW_S:
        raise SignatureRejected("stale-timestamp")
    given = _decoded(signature)
    if given is None:
        raise SignatureRejected("bad-signature")
    signed = stamp.encode() + b"." + request.body
    if not any(hmac.compare_digest(given, hmac.new(_bytes(s), signed, hashlib.sha256).digest()) for s in secrets):
        raise SignatureRejected("wrong-signature")


def _decoded(signature: str) -> bytes | None:
    """32 bytes from hex or base64, with or without `sha256=` before it."""
    bare = signature.partition("=")[2] if signature.lower().startswith("sha256=") else signature
    try:
        found = bytes.fromhex(bare) if len(bare) == 64 else base64.b64decode(bare, validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == 32 else None


def _bearer(request: WebhookRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")


def _is_one_of(shown: str, secrets: Iterable[str]) -> bool:
    return any(hmac.compare_digest(_bytes(shown), _bytes(secret)) for secret in secrets)


# --- answers --------------------------------------------------------------------------------------


def _message(request: WebhookRequest) -> Json:
    try:
        return parse(request.body)
    except PayloadUnreadable:
        return {}


def _json(value: Any) -> WebhookAnswer:
    return WebhookAnswer(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), "application/json")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]

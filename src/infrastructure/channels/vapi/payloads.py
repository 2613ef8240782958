"""Vapi's JSON, only the fields that we read: everything is optional, and may stand in one of several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from rejoinder.domain.calls import (
    CallDirection,
    CallFacts,
    CallStatus,
    Ended,
    Line,
    Speaker,
    Teller,
)
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.infrastructure.channels.vapi.reasons import ending_of
from rejoinder.infrastructure.json_fields import json_object, spelled, unwrapped

Json = Mapping[str, Any]

DIRECTIONS: Mapping[str, CallDirection] = {
    "inboundphonecall": CallDirection.INBOUND,
    "outboundphonecall": CallDirection.OUTBOUND,
    "webcall": CallDirection.WEB,
    "vapi.websocketcall": CallDirection.WEB,
}
_SPEAKERS: Mapping[str, Speaker] = {
    "user": Speaker.CALLER,
    "customer": Speaker.CALLER,
    "caller": Speaker.CALLER,
    "bot": Speaker.AGENT,
    "assistant": Speaker.AGENT,
    "ai": Speaker.AGENT,
    "agent": Speaker.AGENT,
}
_USER_LINE = re.compile(r"^[^\S\n]*(?:user|customer|caller)[^\S\n]*:[^\S\n]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_THEIRS = frozenset({"structuredData", "metadata", "arguments", "parameters", "variableValues"})
_NAMES: Mapping[str, str] = {
    spelled(name): name
    for name in (
        *("message", "type", "status", "role", "timestamp", "call", "callId", "id", "assistant", "assistantId", "name"),
        *("customer", "number", "sipUri", "uri", "phoneNumber", "phoneCallProviderId", "transport", "callSid"),
        *("artifact", "messages", "messagesOpenAIFormatted", "transcript", "transcriptType", "text", "content", "time"),
        *("analysis", "summary", "structuredData", "successEvaluation", "metadata", "callType", "endedReason"),
        *("startedAt", "endedAt", "duration", "durationSeconds", "durationMs", "durationMinutes", "cost", "costs"),
        *("recording", "recordingUrl", "stereoRecordingUrl", "stereoUrl", "url", "mono", "combinedUrl"),
        *("toolCalls", "toolCallList", "toolWithToolCallList", "toolCall", "function", "arguments", "parameters"),
        *("functionCall", "toolCallId", "variableValues", "secondsFromStart", "createdAt"),
    )
}
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def parse(body: bytes) -> Json:
    """The server message in Vapi's own spelling, with or without its envelope and what tools wrap around it.

    Raises PayloadUnreadable.
    """
    delivered = json_object(body, "Vapi")
    message = _in_our_spelling(unwrapped(delivered, "type", "message", "call"))
    inside = message.get("message")
    return inside if isinstance(inside, dict) else message


def _in_our_spelling(value: Any) -> Any:
    """Names in whatever case as we read them; what callers and operators named themselves stays as it is."""
    if isinstance(value, list):
        return [_in_our_spelling(item) for item in value]
    if not isinstance(value, dict):
        return value
    known = {name: _NAMES.get(spelled(name), name) for name in value}
    return {
        ours: value[name] if ours in _THEIRS else _in_our_spelling(value[name])
        for name, ours in sorted(known.items(), key=lambda pair: pair[0] == pair[1])
    }


def text(holder: Json, *names: str) -> str:
    """The first of these fields that says something, as storable text."""
    for name in names:
        value = holder.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, float, Decimal)):
            stated = strip_unstorable(str(value)).strip()
            if stated:
                return stated
    return ""


def part(holder: Json, *names: str) -> Json:
    """The first of these fields that is an object; empty without one."""
    for name in names:
        value = holder.get(name)
        if isinstance(value, dict):
            return value
    return {}


def items(holder: Json, *names: str) -> Sequence[Json]:
    """The objects in the first of these fields that is a list."""
    for name in names:
        value = holder.get(name)
        if isinstance(value, list):
            return [item for item in value if isinstance(item, dict)]
    return ()


def moment(value: object) -> datetime | None:
    """ISO 8601, or a number of seconds or milliseconds; None for anything that is no moment of our time."""
    found: datetime | None = None
    try:
        if isinstance(value, str) and not re.fullmatch(r"[0-9.]{9,20}", value.strip()):
            found = datetime.fromisoformat(value.strip())
            found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            number = float(value)
            found = datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


def number(value: object) -> float | None:
    """A finite number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 1e9 else None


def phone(value: str) -> str:
    """A telephone number without its decoration; what is none stays as stated (`anonymous`, a SIP address)."""
    bare = value.strip().removeprefix("tel:")
    digits = re.sub(r"[\s().\-]", "", bare)
    if re.fullmatch(r"00[1-9][0-9]{6,14}", digits):
        return "+" + digits[2:]
    return digits if re.fullmatch(r"\+?[0-9]+", digits) else bare[:200]


def call_of(message: Json) -> Json:
    return part(message, "call")


def call_id(message: Json) -> str:
    return (text(call_of(message), "id") or text(message, "callId", "call_id"))[:500]


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind_of(message: Json) -> str:
    """The type without a filter: `transcript[transcriptType="final"]` is a transcript."""
    stated = _HUMP.sub("-", text(message, "type").partition("[")[0].strip())
    return re.sub(r"[\s_]+", "-", stated).lower()[:80]


def facts_of(message: Json, teller: Teller, status: CallStatus | None) -> CallFacts:
    """What this message says about its call. Raises PayloadUnreadable when it names no call."""
    call = call_of(message)
    own_id = call_id(message)
    if not own_id:
        raise PayloadUnreadable("Vapi's message names no call.")
    customer = {**part(call, "customer"), **_filled(part(message, "customer"))}
    ours = {**part(call, "phoneNumber"), **_filled(part(message, "phoneNumber"))}
    artifact, analysis = _artifact(message), part(message, "analysis") or part(call, "analysis")
    kind = text(call, "type") or text(message, "callType")
    direction = DIRECTIONS.get(kind.lower(), CallDirection.UNKNOWN)
    over = status is CallStatus.ENDED
    reason = (text(message, "endedReason") or text(call, "endedReason"))[:300] if over else ""
    lines, transcript, spoke = _spoken(artifact, message) if teller >= Teller.REPORT else ((), "", None)
    metadata = {**part(call, "metadata"), **part(message, "metadata")}
    return CallFacts(
        external_id=own_id,
        teller=teller,
        carrier_call_id=(text(call, "phoneCallProviderId") or text(part(call, "transport"), "callSid"))[:500],
        status=status,
        direction=direction,
        caller=phone(text(customer, "number") or text(part(customer, "sipUri"), "uri")),
        caller_name=text(customer, "name")[:200],
        called=phone(text(ours, "number")),
        assistant_id=assistant_of(message)[:500],
        is_test=direction is CallDirection.WEB or text(metadata, "is_test_call", "isTestCall").lower() == "true",
        started_at=moment(message.get("startedAt")) or moment(call.get("startedAt")),
        ended_at=(moment(message.get("endedAt")) or moment(call.get("endedAt"))) if over else None,
        stated_duration_s=_duration(message, call) if over else None,
        ended=Ended(ending_of(reason), reason, teller) if reason else None,
        caller_spoke=spoke,
        lines=lines,
        lines_by=teller if lines else Teller.CARRIER,
        transcript=transcript,
        summary=text(analysis, "summary") or text(message, "summary"),
        structured=_storable(part(analysis, "structuredData")),
        success=text(analysis, "successEvaluation")[:200],
        cost_usd=_cost(message, call) if teller >= Teller.REPORT else None,
        recording_url=_recording(artifact, message)[:2000],
        last_told_at=moment(message.get("timestamp")),
    )


def assistant_of(message: Json) -> str:
    """The assistant that has the call, where one is named."""
    call = call_of(message)
    return text(call, "assistantId") or text(part(message, "assistant"), "id") or text(part(call, "assistant"), "id")


def heard(message: Json) -> Line:
    """The utterance of a transcript message."""
    said = text(message, "transcript", "text")
    by = _SPEAKERS.get(text(message, "role").lower(), Speaker.OTHER)
    return Line(by, said, moment(message.get("timestamp")))


def caller_words(facts: CallFacts) -> str:
    """What the caller said, without the assistant's part."""
    own = [line.text for line in facts.lines if line.by is Speaker.CALLER]
    return "\n".join(own or _USER_LINE.findall(facts.transcript)).strip()


def _filled(holder: Json) -> Json:
    return {name: value for name, value in holder.items() if value not in (None, "")}


def _artifact(message: Json) -> Json:
    """The artifact; its parts stood in the message itself, before it existed."""
    call = call_of(message)
    return {**part(call, "artifact"), **_filled(part(message, "artifact"))}


def _spoken(artifact: Json, message: Json) -> tuple[tuple[Line, ...], str, bool | None]:
    """Utterances, the whole transcript, and whether the caller spoke (None where nothing tells)."""
    lines = tuple(_lines(items(artifact, "messages") or items(message, "messages")))
    if not lines:
        lines = tuple(_lines(items(artifact, "messagesOpenAIFormatted", "messagesOpenAiFormatted")))
    transcript = text(artifact, "transcript") or text(message, "transcript")
    if not transcript and lines:
        names = {Speaker.CALLER: "User", Speaker.AGENT: "AI"}
        transcript = "\n".join(f"{names.get(line.by, 'Other')}: {line.text}" for line in lines)
    spoke = any(line.by is Speaker.CALLER for line in lines) or bool(_USER_LINE.search(transcript))
    tells = lines or transcript or any(name in artifact for name in ("messages", "transcript"))
    return lines, transcript, spoke if tells else None


def _lines(stated: Iterable[Json]) -> Iterable[Line]:
    for item in stated:
        by, said = _SPEAKERS.get(text(item, "role").lower()), text(item, "message", "content", "text")
        if by is not None and said:
            yield Line(by, said, moment(item.get("time")))


def _duration(message: Json, call: Json) -> float | None:
    for holder in (message, call):
        for name, unit in (("durationSeconds", 1.0), ("duration", 1.0), ("durationMs", 0.001)):
            found = number(holder.get(name))
            if found is not None:
                return round(found * unit, 3)
        minutes = number(holder.get("durationMinutes"))
        if minutes is not None:
            return round(minutes * 60, 3)
    return None


def _cost(message: Json, call: Json) -> Decimal | None:
    parts = [number(item.get("cost")) for item in items(message, "costs") or items(call, "costs")]
    known = [value for value in parts if value is not None]
    for stated in (number(message.get("cost")), sum(known) if known else None, number(call.get("cost"))):
        if stated is not None:
            try:
                return Decimal(str(stated)).quantize(Decimal("0.000001")).normalize() + 0
            except InvalidOperation:
                return None
    return None


def _recording(artifact: Json, message: Json) -> str:
    recording = part(artifact, "recording")
    return (
        text(artifact, "recordingUrl", "stereoRecordingUrl", "recording")
        or text(recording, "stereoUrl", "url")
        or text(part(recording, "mono"), "combinedUrl")
        or text(message, "recordingUrl", "stereoRecordingUrl")
    )


def _storable(value: Any) -> Any:
    """The same, with text that Postgres takes and no number that JSON cannot carry."""
    if isinstance(value, str):
        return strip_unstorable(value)
    if isinstance(value, dict):
        return {strip_unstorable(str(name)): _storable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value

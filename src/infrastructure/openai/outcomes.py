"""What came back from the server, read as one of our own outcomes. Pure: no network, nothing raised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from rejoinder.domain.errors import (
    AIAnswerUnusable,
    AIBusy,
    AIDown,
    AIKeyRejected,
    AIRefused,
    ConfigurationFault,
    MessageRefused,
    RejoinderError,
)
from rejoinder.infrastructure.openai.schema import Schema, broken_rule, parse
from rejoinder.infrastructure.openai.usage import UNKNOWN, Tokens, tokens_of

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_LONGEST_WAIT = 3600.0
_TOO_LONG = frozenset({"context_length_exceeded", "string_above_max_length"})
_UNSAFE = frozenset({"content_filter", "content_policy_violation", "invalid_prompt"})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer of any status. `body` is empty where it was not a JSON object."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The request may or may not have arrived: nothing came back."""

    kind: str
    """timeout or connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call led to."""

    status: str
    """The ledger's word for it."""
    result: Mapping[str, Any] | RejoinderError
    code: str = ""
    """Stable and safe to store: never the server's prose, which may quote the key or a customer."""
    healthy: bool = True
    """Whether the account can be called: what the breaker counts."""
    tokens: Tokens = field(default=UNKNOWN)
    model: str = ""
    request_id: str = ""


def judge(answer: HttpAnswer | NoAnswer, schema: Schema, *, secret: str = "") -> Outcome:
    """The outcome of one call. An answer that holds `secret` (the fence of its own prompt) is unusable."""
    if isinstance(answer, NoAnswer):
        return _not_reached(answer)
    outcome = _spoken(answer.body, schema, secret) if answer.status == HTTPStatus.OK else _refused(answer)
    return replace(
        outcome,
        tokens=tokens_of(answer.body),
        model=_text(answer.body.get("model")),
        request_id=answer.headers.get("x-request-id", "")[:200],
    )


def lacks_responses_api(answer: HttpAnswer | NoAnswer) -> bool:
    """Whether this server has never heard of /responses (an older or a local one)."""
    if isinstance(answer, NoAnswer) or answer.status not in (404, 405, 501):
        return False
    return error_code(answer.body) != "model_not_found"


def dislikes_effort(answer: HttpAnswer | NoAnswer) -> bool:
    """Whether the model was refused because it knows no reasoning effort."""
    if isinstance(answer, NoAnswer) or answer.status != HTTPStatus.BAD_REQUEST:
        return False
    return _text(_mapping(answer.body.get("error")).get("param")).startswith("reasoning")


def error_code(body: Mapping[str, Any]) -> str:
    """The server's code for what went wrong, if it looks like a code."""
    error = _mapping(body.get("error"))
    for name in ("code", "type"):
        if _CODE.fullmatch(found := _text(error.get(name))):
            return found
    return ""


# --- nothing, or an error -----------------------------------------------------------------------------


def _not_reached(answer: NoAnswer) -> Outcome:
    if answer.kind == "timeout":
        problem = AIDown("OpenAI did not answer in time.", code="ai-timeout")
        return Outcome("timeout", problem, "timeout", healthy=False)
    return Outcome("down", AIDown("OpenAI could not be reached."), "connection", healthy=False)


def _refused(answer: HttpAnswer) -> Outcome:
    status = answer.status
    code = error_code(answer.body) or str(status)
    match status:
        case 401 | 403:
            rejected = AIKeyRejected(f"OpenAI rejected the API key ({code}).")
            return Outcome("key-rejected", rejected, code, healthy=False)
        case 429 if "insufficient_quota" in (code, _text(_mapping(answer.body.get("error")).get("type"))):
            said = "The OpenAI account has no credit left (insufficient_quota)."
            return Outcome("configuration", ConfigurationFault(said), "insufficient_quota")
        case 429:
            problem = AIBusy(f"OpenAI asks us to slow down ({code}).", wait=retry_after(answer.headers))
            return Outcome("busy", problem, code, healthy=False)
        case 408 | 409 | 425:
            return _down(answer, code)
        case _ if code in _TOO_LONG or status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            said = f"The conversation is too long for the model ({code})."
            return Outcome("configuration", MessageRefused(said, code="ai-context-too-long"), code)
        case 400 if code in _UNSAFE:
            return Outcome("filtered", AIRefused(f"OpenAI refused to read this conversation ({code})."), code)
        case 404 if code == "model_not_found":
            said = "OpenAI does not know the configured model, or this account may not use it (model_not_found)."
            return Outcome("configuration", ConfigurationFault(said), code)
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _down(answer, code)
    said = f"OpenAI does not accept our request (HTTP {status}, {code}): check the model and OPENAI_BASE_URL."
    return Outcome("configuration", ConfigurationFault(said), code)


def _down(answer: HttpAnswer, code: str) -> Outcome:
    problem = AIDown(f"OpenAI is out of order ({code}).", wait=retry_after(answer.headers))
    return Outcome("down", problem, code, healthy=False)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks for: milliseconds first, then seconds, then a date; None where it does not."""
    milliseconds, seconds = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    for raw, unit in ((milliseconds, 0.001), (seconds, 1.0)):
        if re.fullmatch(r"\d+(\.\d+)?", raw.strip()):
            return min(float(raw) * unit, _LONGEST_WAIT)
    try:
        wait = (parsedate_to_datetime(seconds) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), _LONGEST_WAIT)


# --- an answer ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer of either API, in the words of the Responses API."""

    status: str
    reason: str = ""
    text: str = ""
    refusal: bool = False
    error: str = ""


def _spoken(body: Mapping[str, Any], schema: Schema, secret: str) -> Outcome:
    said = _of_chat(body) if "choices" in body else _of_responses(body)
    if said is None:
        problem = AIDown("What answered is not OpenAI (a proxy page?): check OPENAI_BASE_URL and the network.")
        return Outcome("down", problem, "not-an-answer", healthy=False)
    match said:
        case _Said(status="failed"):
            return _failed(said.error)
        case _Said(status="incomplete", reason="max_output_tokens"):
            cut = AIAnswerUnusable("The model's answer was cut off.", code="ai-answer-truncated")
            return Outcome("truncated", cut, said.reason)
        case _Said(status="incomplete", reason="content_filter"):
            return Outcome("filtered", AIRefused("OpenAI's content filter stopped the answer."), said.reason)
        case _Said(refusal=True):
            return Outcome("refused", AIRefused("The model declined to answer."), "refusal")
        case _Said(status="completed"):
            return _parsed(said.text, schema, secret)
    return _unusable(f"status {said.status or 'missing'}")


def _failed(code: str) -> Outcome:
    if code == "rate_limit_exceeded":
        return Outcome("busy", AIBusy("OpenAI asks us to slow down (rate_limit_exceeded)."), code, healthy=False)
    if code in _UNSAFE:
        return Outcome("filtered", AIRefused(f"OpenAI refused to read this conversation ({code})."), code)
    code = code or "failed"
    return Outcome("down", AIDown(f"OpenAI failed to answer ({code})."), code, healthy=False)


def _parsed(text: str, schema: Schema, secret: str) -> Outcome:
    if secret and secret in text:
        return _unusable("it repeats its prompt")
    try:
        value = parse(text)
    except ValueError:
        return _unusable("it is not JSON")
    if broken := broken_rule(value, schema):
        return _unusable(broken)
    result: Mapping[str, Any] = value
    return Outcome("ok", result)


def _unusable(why: str) -> Outcome:
    return Outcome("unusable", AIAnswerUnusable(f"The model's answer cannot be used: {why}."), why)


def _of_responses(body: Mapping[str, Any]) -> _Said | None:
    if not isinstance(body.get("output"), Sequence) or "status" not in body:
        return None
    contents = [
        part
        for item in _mappings(body["output"])
        if item.get("type") == "message"
        for part in _mappings(item.get("content"))
    ]
    return _Said(
        status=_text(body["status"]),
        reason=_text(_mapping(body.get("incomplete_details")).get("reason")),
        text="".join(_text(part.get("text")) for part in contents if part.get("type") == "output_text"),
        refusal=any(part.get("type") == "refusal" for part in contents),
        error=error_code(body),
    )


_FINISHED = {"length": ("incomplete", "max_output_tokens"), "content_filter": ("incomplete", "content_filter")}


def _of_chat(body: Mapping[str, Any]) -> _Said | None:
    choices = _mappings(body["choices"])
    if not choices:
        return None
    message = _mapping(choices[0].get("message"))
    status, reason = _FINISHED.get(_text(choices[0].get("finish_reason")), ("completed", ""))
    text = re.sub(r"\A\s*```(?:json)?\s*\n(.*?)\n?```\s*\Z", r"\1", _text(message.get("content")), flags=re.DOTALL)
    return _Said(status, reason, text, refusal=bool(message.get("refusal")))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

"""OpenAI on 127.0.0.1: shape-true answers by simple rules, every request checked against OpenAI's own document.

with OpenAIStandIn() as openai:
    ...  # OPENAI_BASE_URL = openai.url, any OPENAI_API_KEY
    openai.script.append("429")
    assert openai.asked("draft.generate")[-1].newest == "How much is it?"
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from rejoinder.domain.sentiment import Sentiment
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "openai_responses.json").read_text(encoding="utf-8"))
_REQUEST = Draft202012Validator(_DOCUMENT)
_FEATURES = {
    feature.replace(".", "_"): feature
    for feature in (
        "sentiment.classify",
        "draft.strategy",
        "draft.generate",
        "auto_send.evaluate",
        "lead_scoring.score",
    )
}
_FENCED = re.compile(r"<<<(?P<label>[a-z ]+) (?P<code>[0-9a-f]{16})\n(?P<text>.*?)\n(?P=code) (?P=label)>>>", re.DOTALL)
_ERRORS: Mapping[str, tuple[int, str, str]] = {
    "401": (401, "invalid_request_error", "invalid_api_key"),
    "403": (403, "request_forbidden", "unsupported_country_region_territory"),
    "404": (404, "invalid_request_error", "model_not_found"),
    "429": (429, "requests", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    "500": (500, "server_error", ""),
    "503": (503, "service_unavailable_error", ""),
}
_BY_WORDS: tuple[tuple[str, Sentiment], ...] = (
    (r"\bstop\b|unsubscribe|take me off", Sentiment.BLACKLIST),
    (r"out of (the )?office", Sentiment.OUT_OF_OFFICE),
    (r"not interested|no thanks|no thank you", Sentiment.NOT_INTERESTED),
    (r"too expensive|already have", Sentiment.OBJECTION),
    (r"next (month|quarter|year)|not (right )?now", Sentiment.FOLLOW_UP),
    (r"call me|my number", Sentiment.CALL_REQUESTED),
    (r"\b(call|meet|meeting|demo|schedule|book|tuesday|tomorrow)\b", Sentiment.MEETING_REQUESTED),
    (r"\?|how much|price|send me|more info", Sentiment.INFORMATION_REQUESTED),
    (r"interested|sounds good|^yes\b", Sentiment.INTERESTED),
)


@dataclass(frozen=True)
class Question:
    """One request, as the stand-in understood it."""

    feature: str
    model: str
    instructions: str
    input: str
    schema: Mapping[str, Any]
    metadata: Mapping[str, str]
    max_output_tokens: int
    raw: Mapping[str, Any]

    @property
    def fenced(self) -> dict[str, str]:
        """What stands between fences, by label."""
        return {found["label"]: found["text"] for found in _FENCED.finditer(self.input)}

    @property
    def newest(self) -> str:
        """The customer's newest words."""
        return re.sub(r"\A\(subject: .*?\) ", "", self.fenced.get("newest message", ""))


Answering = Callable[[str, Question], Mapping[str, Any]]


class OpenAIStandIn(StandIn):
    """`script` holds one word per request: `ok`, `401`, `403`, `404`, `429`, `quota`, `500`, `503`, `slow:<s>`, `drop`,
    `html`, `garbage`, `mismatch`, `truncated`, `refusal`, `filtered`, `failed`, `attacker`. When it is empty, `always`
    holds; while that is `ok`, `answering` answers (default: `by_rules`)."""

    def __init__(
        self,
        script: list[str] | None = None,
        *,
        always: str = "ok",
        answering: Answering | None = None,
        has_responses_api: bool = True,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.always = always
        self.answering = answering or by_rules
        self.questions: list[Question] = []
        self._has_responses_api = has_responses_api

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL is to be."""
        return f"{self.base_url}/v1"

    def asked(self, feature: str) -> list[Question]:
        """The questions of one feature, oldest first."""
        return [question for question in self.questions if question.feature == feature]

    def answer(self, call: Call) -> Answer:
        chat = call.path == "/v1/chat/completions"
        if call.method != "POST" or not (chat or (call.path == "/v1/responses" and self._has_responses_api)):
            return Answer(404, {"detail": "Not Found"})
        body = json.loads(call.body)
        if not call.headers.get("authorization", "").startswith("Bearer "):
            self.break_rule("a request without a key")
        question = _of_chat(body) if chat else self._of_responses(body)
        with self._lock:
            self.questions.append(question)
        return self._behave(self.next_behaviour(), question, chat=chat)

    def next_behaviour(self) -> str:
        with self._lock:
            behaviour = self.script.pop(0) if self.script else self.always
        if behaviour.startswith("slow:"):
            time.sleep(float(behaviour.removeprefix("slow:")))
            return "ok"
        return behaviour

    def _of_responses(self, body: Mapping[str, Any]) -> Question:
        for error in _REQUEST.iter_errors(body):
            self.break_rule(f"/responses {error.json_path}: {error.message[:200]}")
        text = body["text"]["format"]
        return Question(
            feature=_FEATURES[text["name"]],
            model=body["model"],
            instructions=body["instructions"],
            input="\n".join(item["content"] for item in body["input"]),
            schema=text["schema"],
            metadata=body.get("metadata") or {},
            max_output_tokens=body["max_output_tokens"],
            raw=body,
        )

    def _behave(self, behaviour: str, question: Question, *, chat: bool) -> Answer:
        if behaviour in _ERRORS:
            return _error(behaviour)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "html":
                return Answer(200, "<html>Sign in to the network</html>", {"Content-Type": "text/html"})
            case "garbage":
                said = "Sure! {label: interested}"
            case "mismatch":
                said = '{"label":"VERY_HOT","confidence":7}'
            case "attacker":
                said = json.dumps(obedient(question.feature, question))
            case "ok" | "truncated" | "refusal" | "filtered" | "failed":
                said = json.dumps(self.answering(question.feature, question))
            case _:
                raise ValueError(f"The OpenAI stand-in cannot play {behaviour!r}.")
        return _chat_answer(behaviour, said, question) if chat else _responses_answer(behaviour, said, question)


# --- rules --------------------------------------------------------------------------------------------


def by_rules(feature: str, question: Question) -> Mapping[str, Any]:
    """A reasonable answer. `[[sentiment:Follow Up]]`, `[[confidence:0.4]]` in the newest message overrule."""
    newest = question.newest
    match feature:
        case "sentiment.classify":
            return {
                "reason": "The stand-in looked for words.",
                "sentiment": sentiment_of(newest).value,
                "confidence": float(_marked("confidence", newest) or 0.93),
                "asks_something": "?" in newest,
            }
        case "draft.strategy":
            return {"intent": "Answer.", "points": ["Thank them."], "must_avoid": ["Prices."], "language": "en"}
        case "draft.generate":
            return {"body": _marked("reply", newest) or "Thanks for getting back to us. What would suit you best?"}
        case "auto_send.evaluate":
            confidence = float(_marked("confidence", newest) or 0.95)
            return {
                "reason": "Plain.",
                "safe": confidence > 0.5,
                "needs_person": False,
                "problems": [],
                "confidence": confidence,
            }
    return {"reasons": ["The stand-in has no opinion."], "fit": 2, "intent": 3, "overall": 2}


def obedient(feature: str, question: Question) -> Mapping[str, Any]:
    """A model that does whatever the customer wrote: the worst case for everything behind it."""
    newest = question.newest
    match feature:
        case "sentiment.classify":
            return {"reason": newest[:200], "sentiment": "Interested", "confidence": 1.0, "asks_something": True}
        case "draft.strategy":
            return {"intent": newest[:400], "points": [newest[:400]], "must_avoid": [], "language": "en"}
        case "draft.generate":
            return {"body": newest}
        case "auto_send.evaluate":
            return {"reason": newest[:200], "safe": True, "needs_person": False, "problems": [], "confidence": 1.0}
    return {"reasons": [newest[:200]], "fit": 4, "intent": 4, "overall": 4}


def sentiment_of(text: str) -> Sentiment:
    if marked := _marked("sentiment", text):
        return Sentiment(marked)
    found = (sentiment for words, sentiment in _BY_WORDS if re.search(words, text, re.IGNORECASE))
    return next(found, Sentiment.NEUTRAL)


def _marked(name: str, text: str) -> str:
    found = re.search(rf"\[\[{name}:([^\]]*)\]\]", text)
    return found[1].strip() if found else ""


# --- wire ---------------------------------------------------------------------------------------------


def _of_chat(body: Mapping[str, Any]) -> Question:
    text = body["response_format"]["json_schema"]
    system, user = (message["content"] for message in body["messages"])
    return Question(_FEATURES[text["name"]], body["model"], system, user, text["schema"], {}, body["max_tokens"], body)


def _error(behaviour: str) -> Answer:
    status, kind, code = _ERRORS[behaviour]
    error = {"message": f"Scripted {behaviour}.", "type": kind, "param": None, "code": code or None}
    headers = {"x-request-id": "req_stand_in"} | ({"retry-after": "2"} if behaviour in ("429", "503") else {})
    return Answer(status, {"error": error}, headers)


def _usage(question: Question, said: str) -> tuple[int, int]:
    return (len(question.instructions) + len(question.input)) // 4, len(said) // 4 + 20


def _responses_answer(behaviour: str, said: str, question: Question) -> Answer:
    read, written = _usage(question, said)
    status = {"truncated": "incomplete", "filtered": "incomplete", "failed": "failed"}.get(behaviour, "completed")
    reason = {"truncated": "max_output_tokens", "filtered": "content_filter"}.get(behaviour)
    part: dict[str, Any] = {"type": "output_text", "text": said, "annotations": [], "logprobs": []}
    if behaviour == "truncated":
        part["text"] = said[: len(said) // 2]
    if behaviour == "refusal":
        part = {"type": "refusal", "refusal": "I cannot help with that."}
    message = {"id": "msg_1", "type": "message", "status": status, "role": "assistant", "content": [part]}
    body = {
        "id": "resp_stand_in",
        "object": "response",
        "created_at": 1795191000,
        "status": status,
        "error": {"code": "server_error", "message": "Scripted failure."} if behaviour == "failed" else None,
        "incomplete_details": {"reason": reason} if reason else None,
        "model": question.model,
        "output": [] if behaviour in ("failed", "filtered") else [message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 10},
            "total_tokens": read + written,
        },
    }
    if behaviour == "failed":
        body["usage"] = None
    return Answer(200, body, {"x-request-id": "req_stand_in"})


def _chat_answer(behaviour: str, said: str, question: Question) -> Answer:
    read, written = _usage(question, said)
    finish = {"truncated": "length", "filtered": "content_filter"}.get(behaviour, "stop")
    message = {"role": "assistant", "content": said, "refusal": None}
    if behaviour == "refusal":
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    body = {
        "id": "chatcmpl_stand_in",
        "object": "chat.completion",
        "created": 1795191000,
        "model": question.model,
        "choices": [{"index": 0, "finish_reason": finish, "message": message, "logprobs": None}],
        "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
    }
    return Answer(200, body, {"x-request-id": "req_stand_in"})

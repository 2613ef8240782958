"""The one door to OpenAI: every feature's question goes through `ask`, and every call leaves a ledger row."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import Rung
from rejoinder.domain.errors import AIKeyRejected, RejoinderError
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.ai import AILedger, CircuitBreaker
from rejoinder.infrastructure.openai.outcomes import (
    HttpAnswer,
    NoAnswer,
    Outcome,
    dislikes_effort,
    judge,
    lacks_responses_api,
)
from rejoinder.infrastructure.openai.prompts import Prompt, Question, load_prompts
from rejoinder.infrastructure.openai.schema import Schema
from rejoinder.infrastructure.openai.usage import cost_of, most_it_may_cost

if TYPE_CHECKING:
    import httpx2
    import openai

BREAKER = "ai"
OPENAI = "https://api.openai.com/v1"
_ROOM_AFTER_A_CUT = 3
"""How many times the output budget is multiplied when an answer was cut off."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One call about to be made."""

    feature: str
    question: Question
    schema: Schema
    model: str
    effort: str
    max_output_tokens: int
    context: CallContext

    @property
    def format(self) -> dict[str, Any]:
        name = self.feature.replace(".", "_")
        return {"name": name, "strict": True, "schema": dict(self.schema)}


class OpenAIDoor:
    """Safe to share between threads. The library is imported, and the connection made, with the first question."""

    def __init__(
        self,
        api_key: str,
        base_url: str | None,
        ledger: AILedger,
        breaker: CircuitBreaker,
        models: Mapping[str, str] | None = None,
        timeout: float = 45.0,
        http_client: httpx2.Client | None = None,
        prompts: Mapping[str, Prompt] | None = None,
        cheaper_model: str = "",
    ) -> None:
        """`models` overrides a prompt's own model by feature id; `prompts` replaces our own; `cheaper_model` is asked
        once a budget runs low."""
        self._cheaper_model = cheaper_model
        self._api_key = api_key.strip()
        self._base_url = base_url or OPENAI
        self._ledger = ledger
        self._breaker = breaker
        self._models = dict(models or {})
        self._timeout = timeout
        self._http_client = http_client
        self._prompts = prompts or load_prompts()
        self._lock = threading.Lock()
        self._client: openai.OpenAI | None = None
        self._chat_only = False
        self._effortless: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"OpenAIDoor({urlsplit(self._base_url).hostname})"

    def ask(self, feature: str, variables: Mapping[str, Any], schema: Schema, call: CallContext) -> Mapping[str, Any]:
        """An answer that obeys `schema`. An answer that was cut off is asked for once more, with more room.

        Every call made is on the ledger with its tokens and cost before anything is raised. Raises as
        rejoinder.domain.ports.ai says.
        """
        request = self._request(self._prompts[feature], variables, schema, call)
        outcome = self._attempt(request)
        if outcome.status == "truncated":
            outcome = self._attempt(replace(request, max_output_tokens=request.max_output_tokens * _ROOM_AFTER_A_CUT))
        if isinstance(outcome.result, RejoinderError):
            raise outcome.result
        return outcome.result

    def version(self, feature: str) -> str:
        """The version of the prompt that this feature is asked with."""
        return self._prompts[feature].version

    def model(self, feature: str) -> str:
        """The model that this feature asks for."""
        return self._models.get(feature, self._prompts[feature].model)

    def close(self) -> None:
        """Lets go of the connections to OpenAI. Called once, when the process ends."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _request(self, prompt: Prompt, variables: Mapping[str, Any], schema: Schema, call: CallContext) -> _Request:
        return _Request(
            feature=prompt.feature,
            question=prompt.fill(variables, secrets.token_hex(8)),
            schema=schema,
            model=self.model(prompt.feature),
            effort=prompt.effort,
            max_output_tokens=prompt.max_output_tokens,
            context=call,
        )

    def _attempt(self, request: _Request) -> Outcome:
        self._breaker.admit(BREAKER)
        reservation = self._ledger.reserve(request.context, request.feature, self._most(request))
        if reservation.rung is not Rung.FULL and self._cheaper_model:
            request = replace(request, model=self._cheaper_model)
        started = time.monotonic()
        outcome = self._exchange(request)
        self._ledger.record(self._row(request, outcome, latency=time.monotonic() - started), reservation)
        if outcome.healthy:
            self._breaker.succeeded(BREAKER)
        else:
            self._breaker.failed(BREAKER, code=outcome.code)
        return outcome

    def _most(self, request: _Request) -> Decimal:
        characters = len(request.question.instructions) + len(request.question.input)
        return most_it_may_cost((request.model,), characters, request.max_output_tokens)

    def _row(self, request: _Request, outcome: Outcome, *, latency: float) -> AICall:
        used = outcome.tokens
        return AICall(
            id=new_id(),
            feature=request.feature,
            model=request.model,
            prompt_version=self._prompts[request.feature].version,
            context=request.context,
            status=outcome.status,
            latency_ms=round(latency * 1000),
            input_tokens=used.input,
            cached_tokens=used.cached,
            output_tokens=used.output,
            reasoning_tokens=used.reasoning,
            cost_usd=cost_of((outcome.model, request.model), used),
            error=outcome.code,
            request_id=outcome.request_id,
        )

    def _exchange(self, request: _Request) -> Outcome:
        """One question and its answer, in the dialect that this server and this model are known to speak."""
        if not re.fullmatch(r"[!-~]*", self._api_key):  # it becomes an HTTP header
            problem = AIKeyRejected("OPENAI_API_KEY holds characters that no API key has.")
            return Outcome("key-rejected", problem, "unusable-key", healthy=False)
        answer = self._speak(request)
        return judge(answer, request.schema, secret=request.question.fence)

    def _speak(self, request: _Request) -> HttpAnswer | NoAnswer:
        if self._chat_only:
            return self._chat(request)
        answer = self._responses(request)
        if dislikes_effort(answer):
            self._effortless |= {request.model}
            answer = self._responses(request)
        if self._base_url == OPENAI or not lacks_responses_api(answer):
            return answer
        answer = self._chat(request)
        self._chat_only = not lacks_responses_api(answer) and not isinstance(answer, NoAnswer)
        return answer

    def _responses(self, request: _Request) -> HttpAnswer | NoAnswer:
        arguments: dict[str, Any] = {
            "model": request.model,
            "instructions": request.question.instructions,
            "input": [{"role": "user", "content": request.question.input}],
            "max_output_tokens": request.max_output_tokens,
            "store": False,
            "metadata": _metadata(request),
            "text": {"format": {"type": "json_schema", **request.format}},
        }
        if request.effort and request.model not in self._effortless:
            arguments["reasoning"] = {"effort": request.effort}
        return self._send(lambda client: client.responses.with_raw_response.create(**arguments))

    def _chat(self, request: _Request) -> HttpAnswer | NoAnswer:
        """The older API, for servers that have no other: only fields that all of them know."""
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": [
                {"role": "system", "content": request.question.instructions},
                {"role": "user", "content": request.question.input},
            ],
            "max_tokens": request.max_output_tokens,
            "response_format": {"type": "json_schema", "json_schema": request.format},
        }
        return self._send(lambda client: client.chat.completions.with_raw_response.create(**arguments))

    def _send(self, call: Callable[[openai.OpenAI], Any]) -> HttpAnswer | NoAnswer:
        import openai

        try:
            return _http_answer(call(self._connected()).http_response)
        except openai.APIStatusError as refusal:
            return _http_answer(refusal.response)
        except openai.APITimeoutError:
            return NoAnswer("timeout")
        except openai.APIConnectionError:
            return NoAnswer("connection")

    def _connected(self) -> openai.OpenAI:
        import openai

        with self._lock:
            if self._client is None:
                timeout = openai.Timeout(self._timeout, connect=min(5.0, self._timeout))
                # Prompts hold customers' words: they do not follow a redirect to some other host.
                http_client = self._http_client or openai.DefaultHttpxClient(
                    base_url=self._base_url, timeout=timeout, follow_redirects=False
                )
                self._client = openai.OpenAI(
                    api_key=self._api_key or "none",
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=timeout,
                    http_client=http_client,
                )
            return self._client


def _metadata(request: _Request) -> dict[str, str]:
    """What OpenAI may know for its own logs: our ids, never a name or an address."""
    known = {"feature": request.feature, "source": request.context.source, "job": request.context.job_id or ""}
    return {name: value[:512] for name, value in known.items() if value}


def _http_answer(response: httpx2.Response) -> HttpAnswer:
    """Read here and not by the library, which fails with a bare AttributeError on a proxy's HTML page."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        body = None
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpAnswer(response.status_code, headers, body if isinstance(body, dict) else {})

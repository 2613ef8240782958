"""The AI port without any AI: rules, templates, a lexicon and a small trained model. Deterministic, no network, a
millisecond or two per call."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from rejoinder.domain.ai_usage import REGENERATE, AICall, CallContext, Judge
from rejoinder.domain.drafts import Evaluation, Strategy
from rejoinder.domain.errors import AIDown, InvalidInput
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Score
from rejoinder.domain.ports.ai import AILedger, Conversation, SentimentVerdict
from rejoinder.infrastructure.offline_ai import classifier, drafter, evaluator, scorer
from rejoinder.infrastructure.offline_ai.wishes import wish_in

MODEL = "offline"
VERSION = 2
_ONLY_SIMPLE = (
    "Without a model only simple wishes can be followed: shorter, no price, more formal, friendlier, in German (or"
    " another language), ask for something. Edit the text instead."
)


@dataclass(frozen=True, slots=True)
class OfflineAI:
    """Implements rejoinder.domain.ports.ai.AI: the default without a key, and where a workspace allows it the
    fallback while the model is out of reach. Its calls are on the ledger too, at no cost."""

    ledger: AILedger
    is_broken: Callable[[str], bool] = lambda workspace_id: False
    """Whether it plays dead for that workspace, so that people can see what happens then."""

    def classify(self, conversation: Conversation, call: CallContext) -> SentimentVerdict:
        with self._recorded("sentiment.classify", call):
            return replace(classifier.classify(conversation), judge=_judge())

    def plan(self, conversation: Conversation, call: CallContext) -> Strategy:
        with self._recorded("draft.strategy", call):
            return drafter.plan(conversation)

    def write(self, conversation: Conversation, strategy: Strategy, call: CallContext, *, instruction: str = "") -> str:
        """Templates take simple instructions (`wishes`). Raises InvalidInput where a person asks for more: an
        instruction that is ignored looks like one that was followed. A follow-up's own is for a model alone."""
        wish = wish_in(instruction)
        if instruction.strip() and not wish.understood and call.source == REGENERATE:
            raise InvalidInput(_ONLY_SIMPLE, field="instruction")
        with self._recorded("draft.generate", call):
            return drafter.write(conversation, strategy, wish)

    def evaluate(self, conversation: Conversation, body: str, call: CallContext) -> Evaluation:
        with self._recorded("auto_send.evaluate", call):
            return evaluator.evaluate(conversation, body)

    def score(self, conversation: Conversation, call: CallContext) -> Score:
        with self._recorded("lead_scoring.score", call):
            return replace(scorer.score(conversation), judge=_judge())

    @contextmanager
    def _recorded(self, feature: str, call: CallContext) -> Iterator[None]:
        started = time.monotonic()
        broken = self.is_broken(call.workspace_id)
        if not broken:
            yield
        self.ledger.record(
            AICall(
                id=new_id(),
                feature=feature,
                model=MODEL,
                prompt_version=rules_version(),
                context=call,
                status="ai-down" if broken else "ok",
                latency_ms=round((time.monotonic() - started) * 1000),
                input_tokens=0,
                cached_tokens=0,
                output_tokens=0,
                reasoning_tokens=0,
                cost_usd=Decimal(0),
            )
        )
        if broken:
            raise AIDown("The AI of the demonstration was broken by hand.")


def _judge() -> Judge:
    return Judge(MODEL, rules_version())


@cache
def rules_version() -> str:
    """`<version>:<first eight hex digits of the SHA-256 of lexicon and model>`, as a prompt's version is written."""
    learnt = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("lexicon.md", "model.json"))
    return f"{VERSION}:{hashlib.sha256(learnt).hexdigest()[:8]}"

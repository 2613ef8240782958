"""What every call to a model cost, and on whose behalf it was made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CALL_STATUSES = (
    "ok", "refused", "filtered", "truncated", "unusable", "busy", "down", "timeout", "key-rejected", "configuration",
)  # fmt: skip
"""How a call can end."""


REGENERATE = "action:drafts.regenerate"
"""The source of a call by which a person has a draft written anew."""


@dataclass(frozen=True, slots=True)
class CallContext:
    """On whose behalf the AI is asked; goes on the ledger row."""

    workspace_id: str
    source: str
    """`background-job/sms-inbound-post-process`, or whoever else asked."""
    lead_id: str | None = None
    message_id: str | None = None
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judged: the model (`offline` for our own rules), and the version of the prompt or rules that it followed."""

    model: str = ""
    prompt_version: str = ""

    def shown(self) -> dict[str, str]:
        """As the timeline keeps it; nothing where nobody is known."""
        return {"model": self.model, "prompt_version": self.prompt_version} if self.model else {}


@dataclass(frozen=True, slots=True)
class AICall:
    """One call, made or attempted. A call that timed out has unknown usage; it is never recorded as free."""

    id: str
    feature: str
    model: str
    prompt_version: str
    context: CallContext
    status: str
    """One of CALL_STATUSES."""
    latency_ms: int
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_usd: Decimal | None = None
    """At the price of that day; None when the price of the model is not known."""
    error: str = ""
    request_id: str = ""

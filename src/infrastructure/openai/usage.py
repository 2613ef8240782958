"""What one answer used, and what that cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Tokens:
    """None where the server did not say: unknown is not zero."""

    input: int | None = None
    cached: int | None = None
    output: int | None = None
    reasoning: int | None = None


UNKNOWN = Tokens()


def tokens_of(body: Mapping[str, Any]) -> Tokens:
    """The usage block of a Responses or a Chat Completions answer."""
    usage = _mapping(body.get("usage"))
    input_details = _mapping(usage.get("input_tokens_details") or usage.get("prompt_tokens_details"))
    output_details = _mapping(usage.get("output_tokens_details") or usage.get("completion_tokens_details"))
    return Tokens(
        input=_count(usage.get("input_tokens", usage.get("prompt_tokens"))),
        cached=_count(input_details.get("cached_tokens")),
        output=_count(usage.get("output_tokens", usage.get("completion_tokens"))),
        reasoning=_count(output_details.get("reasoning_tokens")),
    )


def cost_of(models: tuple[str, ...], tokens: Tokens) -> Decimal | None:
    """US dollars at today's price of the first of `models` that has one; None where price or usage is unknown."""
    if tokens.input is None or tokens.output is None:
        return None
    from genai_prices import Usage, calc_price  # half a second, and needed only once somebody was billed

    usage = Usage(
        input_tokens=tokens.input,
        cache_read_tokens=min(tokens.cached or 0, tokens.input),
        output_tokens=tokens.output,
    )
    for model in filter(None, models):
        try:
            return calc_price(usage, model_ref=model, provider_id="openai").total_price
        except LookupError:
            continue
    return None


def most_it_may_cost(models: tuple[str, ...], characters: int, max_output_tokens: int) -> Decimal:
    """US dollars that a question of so many characters costs at most; nothing where no price is known, as for a model
    of one's own. Three characters are taken as a token, which is more tokens than any European language has."""
    tokens = Tokens(input=characters // 3 + 500, output=max_output_tokens)
    return cost_of(models, tokens) or Decimal(0)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

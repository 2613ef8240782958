"""What a model is asked, by feature: the variables that its prompt is given, and the schema that its answer obeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.drafts import Problem
from rejoinder.domain.sentiment import PRECEDENCE
from rejoinder.infrastructure.openai.schema import Schema, obj, one_of, share, some_of, text, texts

CLASSIFY = "sentiment.classify"
STRATEGY = "draft.strategy"
GENERATE = "draft.generate"
EVALUATE = "auto_send.evaluate"
SCORE = "lead_scoring.score"

OUTSIDE = frozenset({"transcript", "newest", "plan", "draft"})
"""Variables that hold words of people outside, or words made from them: only `fence(label, …)` may show them."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of question."""

    schema: Schema
    given: frozenset[str]
    """The variables that a prompt may use, besides `samples` and `fence`."""
    needed: frozenset[str]
    """Those without which the question makes no sense."""


_THREAD = frozenset({"now", "medium", "transcript", "newest"})
_BUSINESS = frozenset({"business", "persona", "booking_link", "free_times", "knowledge", "ideal_customer", "wishes"})

FEATURES: Mapping[str, Feature] = {
    CLASSIFY: Feature(
        obj(
            {
                "reason": text(),
                "sentiment": one_of(sentiment.value for sentiment in PRECEDENCE),
                "confidence": share(),
                "asks_something": {"type": "boolean"},
            }
        ),
        _THREAD | {"taxonomy"},
        frozenset({"taxonomy", "transcript", "newest"}),
    ),
    STRATEGY: Feature(
        obj(
            {
                "intent": text(),
                "points": texts(at_most=4),
                "must_avoid": texts(at_most=6),
                "language": text("ISO 639-1 code, such as en"),
            }
        ),
        _THREAD | _BUSINESS | {"sentiment"},
        frozenset({"knowledge", "transcript", "newest"}),
    ),
    GENERATE: Feature(
        obj({"body": text()}),
        _THREAD | _BUSINESS | {"form", "language", "plan", "instruction"},
        frozenset({"knowledge", "form", "language", "plan", "newest"}),
    ),
    EVALUATE: Feature(
        obj(
            {
                "reason": text(),
                "problems": some_of(Problem, at_most=len(Problem)),
                "safe": {"type": "boolean"},
                "needs_person": {"type": "boolean"},
                "confidence": share(),
            }
        ),
        _THREAD | _BUSINESS | {"sentiment", "draft"},
        frozenset({"knowledge", "transcript", "newest", "draft"}),
    ),
    SCORE: Feature(
        obj(
            {
                "reasons": texts(at_most=3),
                "fit": one_of(range(1, 5)),
                "intent": one_of(range(1, 5)),
                "overall": one_of(range(1, 5)),
            }
        ),
        _THREAD | _BUSINESS,
        frozenset({"transcript", "newest"}),
    ),
}
"""By feature id, which is a prompt file's name."""

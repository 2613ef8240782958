"""How well a set of judgements fits its labels: precision, recall and F1 per verdict, and whether it got worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rejoinder.domain.eval_cases import FLAGS, EvalCase
from rejoinder.domain.sentiment import Sentiment

SLACK = 0.005
"""How much macro-F1 may fall before it counts as worse: about one case of two hundred, so that a swap is no alarm."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the pipeline made of one case."""

    case: EvalCase
    sentiment: Sentiment | None
    """None where nobody judged: a person reads it."""
    source: str
    reason: str
    confidence: float
    flags: Mapping[str, bool]
    asks_something: bool
    seconds: float = 0.0
    """Measured by whoever runs the case."""
    error: str = ""
    """The code of what kept the model from answering."""

    @property
    def is_right(self) -> bool:
        return self.sentiment is self.case.sentiment or self.sentiment in self.case.also_right

    @property
    def counted_as(self) -> Sentiment | None:
        """The verdict that the figures count: the label itself where another right one was given."""
        return self.case.sentiment if self.is_right else self.sentiment


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; `support` is how many cases really are what is measured."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class EvalReport:
    cases: int
    accuracy: float
    macro_f1: float
    """The mean of F1 over the verdicts that occur among the labels, each counting the same."""
    tags: Mapping[str, Figures]
    flags: Mapping[str, Figures]
    confusion: Mapping[str, Mapping[str, int]]
    """Label → verdict given → how often; `-` is no verdict."""
    asks_accuracy: float | None
    p50_ms: float
    p95_ms: float
    judge: str
    """Who judged: model and prompt version, or `offline`."""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    errors: int = 0


def report_of(judged: Sequence[Judged], judge: str) -> EvalReport:
    """The figures of one run. Raises ValueError where nothing was judged."""
    if not judged:
        raise ValueError("Nothing was judged.")
    pairs = [(each.case.sentiment, each.counted_as) for each in judged]
    occurring = [tag for tag in Sentiment if any(label is tag for label, _ in pairs)]
    tags = {tag.value: _figures([(label is tag, given is tag) for label, given in pairs]) for tag in occurring}
    confusion: dict[str, dict[str, int]] = {}
    for (label, given), count in sorted(Counter(pairs).items(), key=lambda pair: -pair[1]):
        confusion.setdefault(label, {})[given or "-"] = count
    asking = [each for each in judged if each.case.asks_something is not None]
    times = sorted(each.seconds * 1000 for each in judged)
    return EvalReport(
        cases=len(judged),
        accuracy=sum(each.is_right for each in judged) / len(judged),
        macro_f1=sum(figures.f1 for figures in tags.values()) / len(tags),
        tags=tags,
        flags={name: figures for name in FLAGS if (figures := _flag(judged, name)) is not None},
        confusion=confusion,
        asks_accuracy=sum(e.case.asks_something is e.asks_something for e in asking) / len(asking) if asking else None,
        p50_ms=times[len(times) // 2],
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
        judge=judge,
        errors=sum(bool(each.error) for each in judged),
    )


def _flag(judged: Sequence[Judged], name: str) -> Figures | None:
    pairs = [(each.case.flags[name], each.flags[name]) for each in judged if name in each.case.flags]
    return _figures(pairs) if pairs else None


def _figures(pairs: Sequence[tuple[bool, bool]]) -> Figures:
    """Precision and recall of (is, was called) pairs; 1 where there was nothing to get wrong."""
    both = sum(truly and said for truly, said in pairs)
    support, called = sum(truly for truly, _ in pairs), sum(said for _, said in pairs)
    precision, recall = both / called if called else 1.0, both / support if support else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(precision, recall, f1, support)


def baseline_of(report: EvalReport) -> dict[str, Any]:
    """What the next run is held against."""
    return {
        "cases": report.cases,
        "macro_f1": round(report.macro_f1, 4),
        "flags": {
            name: {"precision": round(figures.precision, 4), "recall": round(figures.recall, 4)}
            for name, figures in report.flags.items()
        },
    }


def worse_than(baseline: Mapping[str, Any], report: EvalReport) -> list[str]:
    """In words, everything that fell below the baseline; empty where nothing did. Raises KeyError, TypeError where
    `baseline` is none."""
    found = []
    if report.cases != baseline["cases"]:
        found.append(f"the baseline is of {baseline['cases']} cases, these are {report.cases}: save a new one")
    if report.macro_f1 < baseline["macro_f1"] - SLACK:
        found.append(f"macro-F1 fell from {baseline['macro_f1']:.3f} to {report.macro_f1:.3f}")
    for name, then in baseline["flags"].items():
        now = report.flags.get(name)
        for measure in ("precision", "recall"):
            value = getattr(now, measure) if now is not None else 0.0
            if value < then[measure] - 0.00005:
                found.append(f"{measure} of {name} fell from {then[measure]:.3f} to {value:.3f}")
    return found

"""What the AI may cost: money is set aside before a call, and the nearer a limit, the less is asked of the AI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Any

from rejoinder.domain.errors import BudgetSpent, InvalidInput


class Rung(StrEnum):
    """How much is still asked of the AI, from everything to nothing."""

    FULL = "full"
    CHEAPER = "cheaper"
    """A cheaper model, where the installation names one."""
    CLASSIFY_ONLY = "classify-only"
    """Messages are still understood; a person writes the answer."""


UNDERSTANDING = frozenset({"sentiment.classify"})
"""The features that are asked for as long as there is any money."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """From which share of any budget on less is asked."""

    cheaper_at: float = 0.7
    classify_only_at: float = 0.9


@dataclass(frozen=True, slots=True)
class Budgets:
    """US dollars: for one message, for one lead and UTC day, for the workspace and UTC day."""

    message: Decimal
    lead: Decimal
    day: Decimal
    ladder: Ladder = Ladder()


@dataclass(frozen=True, slots=True)
class Spent:
    """What is spent and what is set aside for calls in the air, in the same scopes."""

    message: Decimal = Decimal(0)
    lead: Decimal = Decimal(0)
    day: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one call."""

    id: str
    workspace_id: str
    amount: Decimal
    rung: Rung = Rung.FULL


_NAMES = {"day": "daily", "lead": "lead", "message": "message"}


def admit(budgets: Budgets, spent: Spent, estimate: Decimal, feature: str) -> Rung:
    """The rung on which a call of that cost may be made. A call that costs nothing is always made in full.

    Raises BudgetSpent with the code of the budget that the call would overrun, or `budget-low` for a feature that is
    not asked for any more: a person does it.
    """
    if estimate <= 0:
        return Rung.FULL
    scopes = [(name, getattr(budgets, name), getattr(spent, name)) for name in ("day", "lead", "message")]
    for name, limit, gone in scopes:
        if gone + estimate > limit:
            raise BudgetSpent(
                f"The {_NAMES[name]} AI budget has no room for this.", code=f"{_NAMES[name]}-budget-spent"
            )
    rung = rung_at(budgets, spent)
    if rung is Rung.CLASSIFY_ONLY and feature not in UNDERSTANDING:
        raise BudgetSpent("The AI budget is nearly spent: messages are only understood.", code="budget-low")
    return rung


def rung_at(budgets: Budgets, spent: Spent) -> Rung:
    """How much is asked with that much gone, while any money is left."""
    pairs = ((budgets.day, spent.day), (budgets.lead, spent.lead), (budgets.message, spent.message))
    share = max(float(gone / limit) if limit > 0 else 1.0 for limit, gone in pairs)
    if share >= budgets.ladder.classify_only_at:
        return Rung.CLASSIFY_ONLY
    return Rung.CHEAPER if share >= budgets.ladder.cheaper_at else Rung.FULL


def parse_ladder(name: str, value: object) -> Ladder:
    """`{"cheaper_at": 0.7, "classify_only_at": 0.9}`. Raises InvalidInput."""
    if not isinstance(value, Mapping) or set(map(str, value)) - {"cheaper_at", "classify_only_at"}:
        raise InvalidInput(f"Setting '{name}' takes an object with cheaper_at and classify_only_at.", field=name)
    shares: dict[str, Any] = {}
    for key, share in value.items():
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise InvalidInput(f"'{name}.{key}' is a share from 0 to 1.", field=name)
        shares[key] = float(share)
    ladder = Ladder(**shares)
    if ladder.cheaper_at > ladder.classify_only_at:
        raise InvalidInput(f"'{name}.cheaper_at' comes before classify_only_at.", field=name)
    return ladder


# --- an unusual day ---------------------------------------------------------------------------------

UNUSUAL_TIMES = 2
_DAYS_KNOWN = 3
_WORTH_TELLING = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class DaySpent:
    """What one workspace spent on one UTC day."""

    day: date
    usd: Decimal


def usual_day(before: Sequence[DaySpent]) -> Decimal | None:
    """The median of the days before on which anything was spent; None while there are fewer than three."""
    known = [day.usd for day in before if day.usd > 0]
    return median(known) if len(known) >= _DAYS_KNOWN else None


def is_unusual(today: Decimal, usual: Decimal | None) -> bool:
    """Whether today costs twice the usual day, in sums worth anybody's time."""
    return usual is not None and today >= _WORTH_TELLING and today >= UNUSUAL_TIMES * usual

"""The ladder of what is still asked of the AI, and which day is unusual."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.budgets import Budgets, DaySpent, Rung, Spent, admit, is_unusual, parse_ladder, usual_day
from rejoinder.domain.errors import BudgetSpent, InvalidInput

BUDGETS = Budgets(message=Decimal(1), lead=Decimal(2), day=Decimal(10))
CLASSIFY, WRITE = "sentiment.classify", "draft.generate"
CENT = Decimal("0.01")


def rung(gone: str, feature: str = WRITE) -> str:
    try:
        return admit(BUDGETS, Spent(day=Decimal(gone)), CENT, feature)
    except BudgetSpent as refused:
        return refused.code


def test_the_ladder_goes_down_rung_by_rung() -> None:
    assert [rung(gone) for gone in ("0", "6.99", "7", "8.99", "9", "9.99", "10")] == [
        Rung.FULL,
        Rung.FULL,
        Rung.CHEAPER,
        Rung.CHEAPER,
        "budget-low",
        "budget-low",
        "daily-budget-spent",
    ]
    assert rung("9.5", CLASSIFY) == Rung.CLASSIFY_ONLY, "messages are understood as long as there is anything"
    assert rung("10", CLASSIFY) == "daily-budget-spent"


@pytest.mark.parametrize(
    ("spent", "code"),
    [
        (Spent(message=Decimal(1)), "message-budget-spent"),
        (Spent(lead=Decimal(2)), "lead-budget-spent"),
        (Spent(day=Decimal(10)), "daily-budget-spent"),
    ],
)
def test_every_budget_is_one_to_keep_to(spent: Spent, code: str) -> None:
    with pytest.raises(BudgetSpent) as refused:
        admit(BUDGETS, spent, CENT, CLASSIFY)

    assert refused.value.code == code


def test_what_costs_nothing_needs_no_budget() -> None:
    assert admit(Budgets(Decimal(0), Decimal(0), Decimal(0)), Spent(), Decimal(0), WRITE) is Rung.FULL


money = st.decimals(min_value=0, max_value=20, places=4)


@settings(max_examples=200)
@given(money, money, money, st.decimals(min_value="0.0001", max_value=20, places=4), st.sampled_from([CLASSIFY, WRITE]))
def test_nothing_is_admitted_that_overruns_a_budget(
    message: Decimal, lead: Decimal, day: Decimal, estimate: Decimal, feature: str
) -> None:
    try:
        admit(BUDGETS, Spent(message, lead, day), estimate, feature)
    except BudgetSpent:
        return
    assert message + estimate <= BUDGETS.message
    assert lead + estimate <= BUDGETS.lead
    assert day + estimate <= BUDGETS.day


def days(*usd: str) -> list[DaySpent]:
    return [DaySpent(date(2026, 11, 20 - n), Decimal(each)) for n, each in enumerate(usd)]


def test_twice_the_usual_day_is_unusual_from_the_third_known_day_on() -> None:
    assert usual_day(days("1", "9")) is None
    assert usual_day(days("1", "9", "2")) == Decimal(2)
    assert is_unusual(Decimal(4), Decimal(2))
    assert not is_unusual(Decimal("3.99"), Decimal(2))
    assert not is_unusual(Decimal("0.09"), Decimal("0.01")), "cents are nobody's time"


@pytest.mark.parametrize("wrong", [[], {"cheaper_at": 2}, {"cheaper_at": True}, {"x": 1}, {"cheaper_at": 0.95}])
def test_a_ladder_that_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput):
        parse_ladder("budget_ladder", wrong)

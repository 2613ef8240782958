"""Money is set aside before a call, whoever asks at the same moment, and settled with what it truly cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.budgets import Reservation
from rejoinder.domain.errors import BudgetSpent
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_call, a_workspace
from tests.contracts.backings import Backing, a_stored_message

CENT = Decimal("0.01")


def limited(backing: Backing, **budgets: float) -> None:
    stated = {"message_budget_usd": 100, "lead_budget_usd": 100, "daily_budget_usd": 100, **budgets}
    workspace = replace(a_workspace(WORKSPACE, **stated))
    with backing.store.begin("*") as uow:
        uow.workspaces.save(workspace)


def reserve(
    backing: Backing, estimate: Decimal = CENT, lead: str | None = None, message: str | None = None
) -> Reservation | None:
    try:
        return backing.ledger.reserve(
            CallContext(WORKSPACE, "background-job/test", lead, message), "sentiment.classify", estimate
        )
    except BudgetSpent:
        return None


def test_workers_that_ask_at_once_never_set_aside_more_than_there_is(backing: Backing) -> None:
    a_stored_message(backing)
    limited(backing, daily_budget_usd=0.1)
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda _: reserve(backing), range(40)))
    held = [each for each in found if each is not None]
    assert len(held) == 10

    # Each turns out twice as dear: the overrun is what was in the air, and not one call more is made.
    for reservation in held:
        backing.ledger.record(a_call(cost_usd=2 * CENT), reservation)
    assert backing.ledger.spent_today(WORKSPACE) == Decimal("0.2")
    assert reserve(backing) is None


def test_what_a_call_did_not_cost_is_free_again(backing: Backing) -> None:
    a_stored_message(backing)
    limited(backing, daily_budget_usd=0.1)
    reservation = reserve(backing, Decimal("0.1"))
    assert reserve(backing) is None
    backing.ledger.record(a_call(cost_usd=CENT), reservation)

    assert reserve(backing, Decimal("0.09")) is not None
    assert reserve(backing) is None


def test_a_call_without_an_answer_stays_spent(backing: Backing) -> None:
    a_stored_message(backing)
    limited(backing, daily_budget_usd=0.1)
    backing.ledger.record(a_call(cost_usd=None, status="timeout"), reserve(backing, Decimal("0.06")))

    assert backing.ledger.spent_today(WORKSPACE) == Decimal("0.06")
    assert reserve(backing, Decimal("0.05")) is None


def test_what_a_worker_that_died_had_set_aside_is_free_after_minutes(backing: Backing) -> None:
    a_stored_message(backing)
    limited(backing, daily_budget_usd=0.1)
    assert reserve(backing, Decimal("0.1")) is not None
    assert reserve(backing) is None
    backing.pass_time(301)

    assert reserve(backing, Decimal("0.1")) is not None


def test_a_lead_and_a_message_have_budgets_of_their_own(backing: Backing) -> None:
    message = a_stored_message(backing)
    limited(backing, message_budget_usd=0.02, lead_budget_usd=0.03)
    held = reserve(backing, 2 * CENT, message.lead_id, message.id)
    assert reserve(backing, CENT, message.lead_id, message.id) is None
    backing.ledger.record(a_call(lead_id=message.lead_id, message_id=message.id, cost_usd=2 * CENT), held)
    assert reserve(backing, CENT, message.lead_id, message.id) is None
    assert reserve(backing, CENT, message.lead_id) is not None
    assert reserve(backing, CENT, message.lead_id) is None
    assert reserve(backing, CENT) is not None, "nobody else's money"


def test_the_days_are_told_newest_first_and_nobody_elses(backing: Backing) -> None:
    a_stored_message(backing)
    limited(backing)
    backing.ledger.record(a_call(cost_usd=CENT), reserve(backing))
    backing.ledger.record(a_call(cost_usd=2 * CENT))

    assert [day.usd for day in backing.ledger.days(WORKSPACE, 8)] == [3 * CENT]
    assert backing.ledger.days(OTHER_WORKSPACE, 8) == []


@pytest.mark.parametrize("estimate", [Decimal(0)])
def test_what_is_free_is_always_admitted(backing: Backing, estimate: Decimal) -> None:
    a_stored_message(backing)
    limited(backing, daily_budget_usd=0)

    assert reserve(backing, estimate) is not None

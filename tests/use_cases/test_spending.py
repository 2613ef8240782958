"""The AI costs no more than it may: less is asked of it, then a person does the rest, and an unusual day is told."""

from __future__ import annotations

from decimal import Decimal

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.budgets import Rung
from tests.builders import a_call
from tests.world import World

CENT = Decimal("0.01")


def spend(world: World, usd: str) -> None:
    world.ledger.record(a_call(world.workspace.id, cost_usd=Decimal(usd)))


def test_the_cheaper_model_comes_first(world: World) -> None:
    world.settings_are(daily_budget_usd=1)
    spend(world, "0.75")
    message = world.a_text()
    world.wait(3600)

    assert set(world.ai.rungs) == {Rung.CHEAPER}
    assert world.disposition_of(message) == "sent"
    (check,) = [e for e in world.database.entries(message_id=message.id) if e.detail.get("check") == "budget"]
    assert check.detail["inputs"]["rung"] == "cheaper"


def test_then_messages_are_understood_and_people_write(world: World) -> None:
    world.settings_are(daily_budget_usd=1)
    spend(world, "0.95")
    message = world.a_text()
    world.wait(3600)

    assert world.ai.features() == ["sentiment.classify"]
    assert world.message(message).sentiment is not None
    assert world.disposition_of(message) == "waiting-human:budget-low"


def test_with_nothing_left_a_person_gets_it_and_it_is_never_silence(world: World) -> None:
    world.settings_are(daily_budget_usd=1)
    spend(world, "1")
    message = world.a_text()
    world.wait(3600)

    assert world.ai.features() == []
    assert world.disposition_of(message) == "waiting-human:daily-budget-spent"


def test_one_message_cannot_cost_more_than_its_budget(world: World) -> None:
    world.settings_are(message_budget_usd=0.002)
    message = world.a_text()
    world.wait(3600)

    assert world.disposition_of(message).startswith("waiting-human:")
    assert sum(call.cost_usd or 0 for call in world.ledger.calls) <= Decimal("0.002")


def test_what_is_in_the_air_counts(world: World) -> None:
    world.settings_are(daily_budget_usd=1, lead_budget_usd=5, message_budget_usd=5)
    world.ledger.reserve(CallContext(world.workspace.id, "elsewhere"), "draft.generate", Decimal(1) - CENT / 100)
    message = world.a_text()
    world.work()

    assert world.disposition_of(message) == "waiting-human:daily-budget-spent"


def test_a_day_at_twice_the_usual_is_an_alert_once(world: World) -> None:
    for _ in range(3):
        spend(world, "1")
        world.clock.pass_time(86_400)
    spend(world, "1.99")
    assert world.container.watch_spending()() == 0
    spend(world, "0.01")
    world.container.watch_spending()()
    world.container.watch_spending()()

    (alert,) = world.alerts.open()
    assert (alert.rule, alert.workspace_id) == ("ai-spending-unusual", world.workspace.id)
    assert "$2.00" in alert.title


def test_a_spent_day_is_an_alert(world: World) -> None:
    world.settings_are(daily_budget_usd=1)
    spend(world, "1")
    world.container.watch_spending()()

    assert world.alerts.rules() == ["ai-budget-spent"]

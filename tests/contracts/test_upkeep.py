"""Breaker, ledger, alerts and the sandbox's phone: small stores that commit on their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from rejoinder.domain.errors import BreakerOpen
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_call
from tests.contracts.backings import Backing, a_line, a_stored_message

NAME = "connection:1"


def fail(backing: Backing, times: int) -> list[bool]:
    return [backing.breaker.failed(NAME, code="provider-down") for _ in range(times)]


# --- the breaker -----------------------------------------------------------------------------------


def test_a_breaker_opens_with_the_fifth_failure_in_a_row_and_says_so_once(backing: Backing) -> None:
    assert fail(backing, 7) == [False, False, False, False, True, False, False]

    with pytest.raises(BreakerOpen) as refused:
        backing.breaker.admit(NAME)
    assert 0 < (refused.value.wait or 0) <= 15
    assert not refused.value.spends_attempt
    assert [(alert.rule, alert.subject, alert.count) for alert in backing.open_alerts()] == [("breaker-open", NAME, 1)]


def test_four_failures_and_a_success_leave_it_closed(backing: Backing) -> None:
    fail(backing, 4)
    backing.breaker.succeeded(NAME)
    fail(backing, 4)

    backing.breaker.admit(NAME)
    assert backing.open_alerts() == []


def test_an_open_breaker_lets_one_probe_through_every_fifteen_seconds(backing: Backing) -> None:
    fail(backing, 5)
    backing.pass_time(16)

    def admitted(_: int) -> bool:
        try:
            backing.breaker.admit(NAME)
        except BreakerOpen:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(admitted, range(8))) == [False] * 7 + [True]
    backing.pass_time(10)
    assert not admitted(0)
    backing.pass_time(6)
    assert admitted(0)


def test_a_probe_that_fails_waits_again_and_one_that_succeeds_closes(backing: Backing) -> None:
    fail(backing, 5)
    backing.pass_time(16)
    backing.breaker.admit(NAME)
    assert fail(backing, 1) == [False]
    with pytest.raises(BreakerOpen):
        backing.breaker.admit(NAME)
    backing.pass_time(16)
    backing.breaker.admit(NAME)
    backing.breaker.succeeded(NAME)

    for _ in range(3):
        backing.breaker.admit(NAME)
    assert backing.open_alerts() == []


def test_breakers_of_other_accounts_stay_closed(backing: Backing) -> None:
    fail(backing, 5)
    backing.breaker.admit("connection:2")


# --- the ledger ------------------------------------------------------------------------------------


def test_money_is_counted_per_workspace_and_per_lead(backing: Backing) -> None:
    message = a_stored_message(backing)
    backing.ledger.record(a_call(lead_id=message.lead_id, cost_usd=Decimal("0.25")))
    backing.ledger.record(a_call(cost_usd=Decimal("0.000125")))
    backing.ledger.record(a_call(OTHER_WORKSPACE, cost_usd=Decimal(7)))

    assert backing.ledger.spent_today(WORKSPACE) == Decimal("0.250125")
    assert backing.ledger.spent_today(WORKSPACE, message.lead_id) == Decimal("0.25")
    assert backing.ledger.spent_today(OTHER_WORKSPACE) == Decimal(7)
    assert backing.ledger.spent_today(WORKSPACE, "0192f000-0000-7000-8000-000000000001") == 0


def test_yesterday_is_not_todays_money(backing: Backing) -> None:
    backing.ledger.record(a_call())
    backing.pass_time(86_401)

    assert backing.ledger.spent_today(WORKSPACE) == 0


def test_a_call_of_unknown_cost_is_kept_and_counts_nothing(backing: Backing) -> None:
    backing.ledger.record(a_call(cost_usd=None, status="timeout", error="x" * 5_000))

    assert backing.ledger.spent_today(WORKSPACE) == 0


# --- alerts ----------------------------------------------------------------------------------------


def tell(backing: Backing, subject: str = "job-1", title: str = "It gave up.") -> None:
    with backing.store.begin(WORKSPACE) as uow:
        uow.alerts.raise_alert("dead-letter", subject, severity="high", title=title, workspace_id=WORKSPACE)


def resolve(backing: Backing, subject: str) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        uow.alerts.resolve("dead-letter", subject)


def test_the_same_trouble_again_is_counted_and_not_stacked(backing: Backing) -> None:
    for number in range(3):
        tell(backing, title=f"It gave up {number}.")
    tell(backing, "job-2")

    counts = {alert.subject: (alert.count, alert.title) for alert in backing.open_alerts()}
    assert counts == {"job-1": (3, "It gave up 2."), "job-2": (1, "It gave up.")}


def test_trouble_that_comes_back_after_it_was_resolved_is_a_new_alert(backing: Backing) -> None:
    tell(backing)
    resolve(backing, "job-1")
    resolve(backing, "never-raised")
    assert backing.open_alerts() == []
    tell(backing)

    assert [alert.count for alert in backing.open_alerts()] == [1]


def test_an_alert_stands_or_falls_with_the_transaction_that_it_tells_of(backing: Backing) -> None:
    tell(backing)

    def stumbles_before_the_commit() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.alerts.raise_alert("dead-letter", "job-2", severity="high", title="It gave up.", workspace_id=WORKSPACE)
            uow.alerts.resolve("dead-letter", "job-1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumbles_before_the_commit()
    assert [alert.subject for alert in backing.open_alerts()] == ["job-1"]

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        uow.alerts.raise_alert("dead-letter", "job-2", severity="high", title="It gave up.", workspace_id=WORKSPACE)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.leads.get(lead.id) is not None
    assert [alert.subject for alert in backing.open_alerts()] == ["job-1", "job-2"]


def test_an_alert_of_the_installation_belongs_to_no_workspace(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        uow.alerts.raise_alert("configuration", "No model.", severity="critical", title="Jobs are parked.")

    assert [(a.subject, a.workspace_id) for a in backing.open_alerts()] == [("No model.", None)]


def test_the_same_trouble_of_two_workspaces_and_of_the_installation_are_three_alerts(backing: Backing) -> None:
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        for owner in (None, WORKSPACE, OTHER_WORKSPACE) * 2:
            uow.alerts.raise_alert("caller-unreachable", "CA1", severity="high", title="Ring back.", workspace_id=owner)

    assert {(a.workspace_id, a.count) for a in backing.open_alerts()} == {
        (None, 2),
        (WORKSPACE, 2),
        (OTHER_WORKSPACE, 2),
    }
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.alerts.resolve("caller-unreachable", "CA1")
    assert backing.open_alerts() == []


def test_eight_at_once_are_one_alert(backing: Backing) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tell(backing), range(8)))

    assert len(backing.open_alerts()) == 1
    assert backing.open_alerts()[0].workspace_id == WORKSPACE


# --- the sandbox's phone ---------------------------------------------------------------------------


def an_outbound(**more: str) -> OutboundMessage:
    stated = {"send_id": "s-1", "recipient": "+12025550143", "sender": "+12025550100", "body": "Hello", **more}
    return OutboundMessage(medium=Medium.SMS, **stated)


def test_a_double_lies_twice_on_the_phone(backing: Backing) -> None:
    line, before = a_line(backing), backing.now()
    ids = {backing.phone.deliver(an_outbound(), line) for _ in range(2)}
    backing.phone.deliver(an_outbound(recipient="+12025550144"), line)

    found = backing.phone.find(an_outbound(), line, before)
    assert {found_id for found_id, _ in found} == ids
    assert len(ids) == 2
    assert {body for _, body in found} == {"Hello"}


def test_only_what_came_since_and_through_this_line_is_found(backing: Backing) -> None:
    line, other = a_line(backing), a_line(backing)
    backing.phone.deliver(an_outbound(), line)
    backing.pass_time(100)
    since = backing.now()

    assert list(backing.phone.find(an_outbound(), line, since)) == []
    backing.phone.deliver(an_outbound(), other)
    assert list(backing.phone.find(an_outbound(), line, since)) == []


def test_a_fault_is_counted_per_send(backing: Backing) -> None:
    line = a_line(backing)
    assert [backing.phone.spend(an_outbound(), line, "busy:2") for _ in range(3)] == [1, 2, 3]
    assert backing.phone.spend(an_outbound(), line, "down:1") == 1
    assert backing.phone.spend(an_outbound(send_id="s-2"), line, "busy:2") == 1

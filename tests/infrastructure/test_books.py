"""The accounting in pages: whatever happens between two looks, it says what a count of all raw rows would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, insert, select, text, update

from rejoinder.application.upkeep.balance_books import BalanceBooks
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.upkeep import BooksRound
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.infrastructure.postgres.admin import PostgresAdminStore
from rejoinder.infrastructure.postgres.books import PostgresBooks
from rejoinder.infrastructure.postgres.engine import make_engine, transaction
from rejoinder.infrastructure.postgres.reports import PostgresReports
from rejoinder.infrastructure.postgres.tables import (
    accounting_pages,
    alerts,
    events,
    installation,
    jobs,
    leads,
    messages,
    workspaces,
)
from rejoinder.infrastructure.vault import Vault
from tests.contracts.backings import template
from tests.fakes.doorbell import FakeDoorbell

HERE, THERE = "0192f000-0000-7000-8000-00000000000a", "0192f000-0000-7000-8000-00000000000b"
ENDED = ("sent", "stayed-silent", "superseded", "failed")


class Ledger:
    """A database with messages that came and ended; pages hold three rows each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reports = PostgresReports(engine)
        self.ids: list[str] = []

    def balance(self, pages: int = 10) -> BooksRound:
        """One round over pages of three rows, whose rows need not settle."""
        with transaction(self.engine, "*") as db:
            return PostgresBooks(db, page_rows=3, settled_after=timedelta(0)).balance(pages)

    def empty(self) -> None:
        with transaction(self.engine, "*") as db:
            for table in (alerts, accounting_pages, messages, events, jobs, leads, installation):
                db.execute(delete(table))
        self.ids = []

    def a_message(self, workspace: str = HERE, disposition: str = "sent", days_ago: float = 0.0) -> str:
        """It came, was stored with its delivery, and is where `disposition` says."""
        message, event, lead = new_id(), new_id(), new_id()
        at = func.clock_timestamp() - timedelta(days=days_ago)
        with transaction(self.engine, "*") as db:
            db.execute(insert(leads).values(id=lead, workspace_id=workspace))
            db.execute(
                insert(events).values(
                    id=event, workspace_id=workspace, connection_id=event, channel="sandbox", key=event, kind="message",
                    state="accepted", message_id=message, body=b"", headers={}, url="", received_at=at,
                )
            )  # fmt: skip
            db.execute(
                insert(messages).values(
                    id=message, workspace_id=workspace, lead_id=lead, connection_id=event, event_id=event,
                    channel="sandbox", medium="sms", direction="inbound", author="lead", external_id=message,
                    sender="", recipient="", body="", version=1, disposition="processing", received_at=at,
                )
            )  # fmt: skip
        self.ids.append(message)
        if disposition != "processing":
            self.dispose(message, disposition)
        return message

    def dispose(self, message: str, disposition: str) -> None:
        values = {"disposition": disposition, "disposition_reason": "x", "disposed_at": func.clock_timestamp()}
        with transaction(self.engine, "*") as db:
            db.execute(update(messages).where(messages.c.id == message).values(**values))

    def lose(self, message: str) -> None:
        """What no code of ours does: the row is gone behind our back."""
        with transaction(self.engine, "*") as db:
            db.execute(delete(messages).where(messages.c.id == message))

    def real(self, workspace: str | None = None) -> dict[str, Any]:
        """Messages by disposition and lost deliveries, counted from every raw row."""
        scope = [messages.c.workspace_id == workspace] if workspace else []
        with transaction(self.engine, "*") as db:
            kinds = Counter(db.execute(select(messages.c.disposition).where(*scope)).scalars())
            gone = select(func.count()).where(~events.c.message_id.in_(select(messages.c.id)))
            if workspace:
                gone = gone.where(events.c.workspace_id == workspace)
            lost = db.execute(gone).scalar_one()
        return {"in_flight": kinds.pop("processing", 0), "lost": lost, **kinds}

    def shown(self, workspace: str | None = None) -> dict[str, Any]:
        """The same, as the accounting shows it."""
        seen = self.reports.accounting(workspace, None)
        waiting = {"waiting-human": seen.waiting_human} if seen.waiting_human else {}
        return {"in_flight": seen.in_flight, "lost": seen.lost_events, **waiting, **seen.ended}

    def now(self) -> Any:
        with transaction(self.engine, "*") as db:
            return db.execute(select(func.clock_timestamp())).scalar_one()

    def pages(self) -> int:
        with transaction(self.engine, "*") as db:
            return int(db.execute(select(func.count(accounting_pages.c.first_id.distinct()))).scalar_one())


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    url = create_database(template())
    engine = make_engine(url, name="books", pool_size=2)
    with transaction(engine, "*") as db:
        for workspace in (HERE, THERE):
            db.execute(insert(workspaces).values(id=workspace, name="W", timezone="UTC", settings={}))
    yield engine
    engine.dispose()
    postgres_server().drop_database(url)


@pytest.fixture
def ledger(database: Engine) -> Ledger:
    ledger = Ledger(database)
    ledger.empty()
    return ledger


def test_pages_are_closed_only_where_enough_has_settled(ledger: Ledger) -> None:
    for _ in range(10):
        ledger.a_message()
    with transaction(ledger.engine, "*") as db:
        assert PostgresBooks(db, page_rows=3).balance(10).closed == 0, "all of it is younger than ten minutes"
    assert ledger.balance(2).closed == 2
    assert ledger.balance(10).closed == 1
    assert (ledger.pages(), ledger.shown()) == (3, ledger.real())


def test_a_message_that_moves_in_a_closed_page_is_seen_at_once(ledger: Ledger) -> None:
    ids = [ledger.a_message(disposition="waiting-human") for _ in range(7)]
    ledger.balance(10)
    ledger.dispose(ids[0], "approved-sent")
    assert ledger.reports.accounting(None, None).ended == {"approved-sent": 1}
    assert ledger.balance(10).recounted >= 1
    assert ledger.reports.accounting(None, None).ended == {"approved-sent": 1}


def test_what_vanished_from_a_closed_page_is_found_told_and_unaccounted(ledger: Ledger) -> None:
    ids = [ledger.a_message() for _ in range(7)]
    ledger.balance(10)
    assert ledger.pages() == 2
    with transaction(ledger.engine, "*") as db:  # long ago, so that nothing but the turn of the pages leads there
        db.execute(update(messages).values(disposed_at=text("clock_timestamp() - interval '1 day'")))
    ledger.lose(ids[0])
    store = PostgresAdminStore(ledger.engine, Vault(["a key"]), FakeDoorbell())
    for _ in range(2):
        BalanceBooks(store)()
    assert ledger.reports.accounting(None, None).lost_events == 1
    assert ledger.reports.accounting(HERE, None).unaccounted == 1
    assert ledger.reports.accounting(THERE, None).unaccounted == 0
    assert ledger.reports.vitals().unaccounted == 1
    (alert,) = ledger.reports.alerts(HERE, PageRequest(), open_only=True).items
    assert (alert.rule, alert.count) == ("accounting-drift", 1)


def test_since_cuts_through_a_closed_page(ledger: Ledger) -> None:
    for days in (9, 6, 3, 0, 0, 0, 0):
        ledger.a_message(days_ago=days)
    ledger.balance(10)
    assert [ledger.reports.accounting(None, ledger.now() - timedelta(days=d)).received for d in (10, 7, 4, 1)] == [
        7, 6, 5, 4,
    ]  # fmt: skip


STEPS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from([HERE, THERE]), st.sampled_from(["processing", *ENDED])),
    st.tuples(st.just("move"), st.integers(0, 30), st.sampled_from(["processing", "waiting-human", *ENDED])),
    st.tuples(st.just("balance"), st.integers(0, 3), st.just("")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_in_between_the_pages_say_what_the_rows_say(
    ledger: Ledger, steps: list[tuple[str, Any, str]]
) -> None:
    ledger.empty()
    for verb, what, disposition in steps:
        if verb == "come":
            ledger.a_message(what, disposition)
        elif verb == "move" and ledger.ids:
            ledger.dispose(ledger.ids[what % len(ledger.ids)], disposition)
        elif verb == "balance":
            assert list(ledger.balance(what).drifts) == []
        for scope in (None, HERE, THERE):
            assert ledger.shown(scope) == ledger.real(scope)

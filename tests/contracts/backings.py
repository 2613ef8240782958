"""Two storages under one suite: dictionaries, and a real Postgres. The suites cannot tell which one they got."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, insert, select, text

from rejoinder.domain.messages import Message
from rejoinder.domain.ports.ai import AILedger, CircuitBreaker
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.switches import Switch
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.servers import create_database, database_name, postgres_server
from rejoinder.infrastructure.postgres.engine import make_engine, transaction
from rejoinder.infrastructure.postgres.inbox import PostgresInbox
from rejoinder.infrastructure.postgres.jobs import PostgresJobs
from rejoinder.infrastructure.postgres.ledger import PostgresAILedger, PostgresCircuitBreaker
from rejoinder.infrastructure.postgres.sandbox import PostgresSandboxPhone
from rejoinder.infrastructure.postgres.schema import migrate
from rejoinder.infrastructure.postgres.store import PostgresStore
from rejoinder.infrastructure.postgres.tables import (
    alerts,
    draft_versions,
    events,
    job_attempts,
    jobs,
    messages,
    switches,
    timeline,
)
from rejoinder.infrastructure.postgres.upkeep import PostgresUpkeep
from rejoinder.infrastructure.vault import Vault
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_connection, a_draft, a_message, a_workspace
from tests.fakes.breaker import FakeBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.inbox import FakeInbox
from tests.fakes.jobs import FakeJobs, FakeUpkeep
from tests.fakes.ledger import FakeLedger
from tests.fakes.phone import FakePhone
from tests.fakes.storage import FakeDatabase, FakeStore

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """A job as it lies there; only what both storages have."""

    id: str
    type: str
    status: str
    attempts: int
    crashes: int
    fence: int
    run_at: datetime
    ring_at: datetime
    lane: str | None
    lead_id: str | None
    lease_owner: str | None
    last_error: str | None
    last_error_code: str | None
    parked_reason: str | None


@dataclass(frozen=True)
class OpenAlert:
    rule: str
    subject: str
    title: str
    count: int
    workspace_id: str | None


class Backing(Protocol):
    """One storage with a doorbell and a way to let time pass."""

    doorbell: FakeDoorbell
    store: Any
    jobs: Any
    inbox: Any
    ledger: AILedger
    breaker: CircuitBreaker
    phone: Any
    upkeep: Any

    def now(self) -> datetime: ...
    def pass_time(self, seconds: float) -> None: ...
    def run(self, work: Coroutine[Any, Any, T]) -> T: ...
    def job(self, job_id: str) -> Row: ...
    def all_jobs(self) -> list[Row]: ...
    def outcomes(self, job_id: str) -> list[str]: ...
    def owners(self, job_id: str) -> list[str]: ...
    def all_messages(self) -> list[Message]: ...
    def deliveries(self) -> dict[str, int]: ...
    def event_messages(self) -> set[str | None]: ...
    def event_ids(self) -> list[str]: ...
    def kinds_on_timeline(self) -> list[str]: ...
    def open_alerts(self) -> list[OpenAlert]: ...
    def draft_texts(self, draft_id: str) -> dict[int, str]: ...
    def set_switch(self, switch: Switch) -> None: ...


class FakeBacking:
    """Dictionaries on a clock that stands still."""

    def __init__(self) -> None:
        self._clock = FakeClock()
        self.doorbell = FakeDoorbell()
        self.database = FakeDatabase(self._clock)
        self.store = FakeStore(self.database, self.doorbell)
        self.jobs = FakeJobs(self.database, self.doorbell)
        self.inbox = FakeInbox(self.database)
        self.ledger = FakeLedger(self._clock, lambda of: self.database.tables.workspaces[of].settings.budgets)
        self.breaker = FakeBreaker(self._clock, self.database)
        self.phone = FakePhone(self._clock)
        self.upkeep = FakeUpkeep(self.database)

    def now(self) -> datetime:
        return self._clock.now()

    def pass_time(self, seconds: float) -> None:
        self._clock.pass_time(seconds)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    def job(self, job_id: str) -> Row:
        row = self.database.tables.jobs[job_id]
        return Row(**{name: getattr(row, name) for name in Row.__dataclass_fields__})

    def all_jobs(self) -> list[Row]:
        return [self.job(row.id) for row in self.database.jobs()]

    def outcomes(self, job_id: str) -> list[str]:
        return [row.outcome for row in self.database.attempts_of(job_id)]

    def owners(self, job_id: str) -> list[str]:
        return [row.owner for row in self.database.attempts_of(job_id)]

    def all_messages(self) -> list[Message]:
        return list(self.database.tables.messages.values())

    def deliveries(self) -> dict[str, int]:
        return {row.key: row.deliveries for row in self.database.tables.events.values()}

    def event_messages(self) -> set[str | None]:
        return {row.event.message_id for row in self.database.tables.events.values()}

    def event_ids(self) -> list[str]:
        return list(self.database.tables.events)

    def kinds_on_timeline(self) -> list[str]:
        return [entry.kind for entry in self.database.entries()]

    def open_alerts(self) -> list[OpenAlert]:
        return [
            OpenAlert(a.rule, a.subject, a.title, a.count, a.workspace_id) for a in self.database.tables.alerts.values()
        ]

    def draft_texts(self, draft_id: str) -> dict[int, str]:
        versions = self.database.tables.draft_versions
        return {version: kept.body for (owner, version), kept in versions.items() if owner == draft_id}

    def set_switch(self, switch: Switch) -> None:
        self.database.tables.switches[switch.id] = switch


@functools.cache
def template() -> str:
    """A migrated database to copy."""
    url = create_database()
    engine = make_engine(url, name="template", pool_size=1)
    migrate(engine)
    engine.dispose()
    return database_name(url)


_MOMENTS = {
    "jobs": ("run_at", "ring_at", "lease_until", "started_at", "finished_at"),
    "sends": ("sending_at", "updated_at"),
    "messages": ("received_at",),
    "breakers": ("opened_at", "next_probe_at"),
    "ai_calls": ("created_at",),
    "ai_reservations": ("expires_at",),
    "switches": ("since", "until"),
    "sandbox_phone": ("delivered_at",),
    "webhook_endpoints": ("failing_since",),
}


class PostgresBacking:
    """A database of its own on the process's real Postgres. Time passes by moving every stored moment back."""

    def __init__(self) -> None:
        self.url = create_database(template())
        self.engine: Engine = make_engine(self.url, name="contracts", pool_size=12)
        vault = Vault(["a key of the tests"])
        self.doorbell = FakeDoorbell()
        self.store = PostgresStore(self.engine, vault, self.doorbell)
        self.jobs = PostgresJobs(self.engine, self.doorbell)
        self.inbox = PostgresInbox(self.url, vault, pool_size=8)
        self.ledger = PostgresAILedger(self.engine)
        self.breaker = PostgresCircuitBreaker(self.engine)
        self.phone = PostgresSandboxPhone(self.engine)
        self.upkeep = PostgresUpkeep(self.engine)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        if self._loop is not None and self._thread is not None:
            self.run(self.inbox.close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
        self.engine.dispose()
        postgres_server().drop_database(self.url)

    def now(self) -> datetime:
        return self._one("SELECT clock_timestamp()")

    def pass_time(self, seconds: float) -> None:
        with transaction(self.engine, EVERY_WORKSPACE) as db:
            for table, moments in _MOMENTS.items():
                moved = ", ".join(f"{moment} = {moment} - make_interval(secs => :seconds)" for moment in moments)
                db.execute(text(f"UPDATE {table} SET {moved}"), {"seconds": seconds})

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
            self._thread.start()
            asyncio.run_coroutine_threadsafe(self.inbox.open(), self._loop).result(10)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def _one(self, sql: str, **values: Any) -> Any:
        with transaction(self.engine, EVERY_WORKSPACE) as db:
            return db.execute(text(sql), values).scalar_one()

    def _all(self, query: Any) -> list[Mapping[str, Any]]:
        with transaction(self.engine, EVERY_WORKSPACE) as db:
            return [dict(row._mapping) for row in db.execute(query)]

    def _row(self, found: Mapping[str, Any]) -> Row:
        return Row(**{name: found[name] for name in Row.__dataclass_fields__})

    def job(self, job_id: str) -> Row:
        return self._row(self._all(select(jobs).where(jobs.c.id == job_id))[0])

    def all_jobs(self) -> list[Row]:
        return [self._row(found) for found in self._all(select(jobs).order_by(jobs.c.created_at, jobs.c.id))]

    def _history(self, job_id: str) -> list[Mapping[str, Any]]:
        return self._all(select(job_attempts).where(job_attempts.c.job_id == job_id).order_by(job_attempts.c.fence))

    def outcomes(self, job_id: str) -> list[str]:
        return [found["outcome"] for found in self._history(job_id)]

    def owners(self, job_id: str) -> list[str]:
        return [found["owner"] for found in self._history(job_id)]

    def all_messages(self) -> list[Message]:
        found: list[Message] = []
        for row in self._all(select(messages.c.id, messages.c.workspace_id).order_by(messages.c.id)):
            with self.store.begin(row["workspace_id"]) as uow:
                message = uow.messages.get(row["id"])
                assert message is not None
                found.append(message)
        return found

    def deliveries(self) -> dict[str, int]:
        return {found["key"]: found["deliveries"] for found in self._all(select(events))}

    def event_messages(self) -> set[str | None]:
        return {found["message_id"] for found in self._all(select(events))}

    def event_ids(self) -> list[str]:
        return [str(found["id"]) for found in self._all(select(events))]

    def kinds_on_timeline(self) -> list[str]:
        return [found["kind"] for found in self._all(select(timeline).order_by(timeline.c.id))]

    def open_alerts(self) -> list[OpenAlert]:
        still_open = self._all(select(alerts).where(alerts.c.resolved_at.is_(None)).order_by(alerts.c.id))
        return [OpenAlert(**{name: a[name] for name in OpenAlert.__dataclass_fields__}) for a in still_open]

    def draft_texts(self, draft_id: str) -> dict[int, str]:
        kept = self._all(select(draft_versions).where(draft_versions.c.draft_id == draft_id))
        return {found["version"]: found["body"] for found in kept}

    def set_switch(self, switch: Switch) -> None:
        values = {name: getattr(switch, name) for name in type(switch).__dataclass_fields__}
        with transaction(self.engine, EVERY_WORKSPACE) as db:
            db.execute(insert(switches).values(**values))


@contextmanager
def a_backing(kind: str) -> Iterator[Backing]:
    """Storage with two workspaces in it."""
    if kind == "fake":
        fake = FakeBacking()
        _furnish(fake)
        yield fake
        return
    real = PostgresBacking()
    try:
        _furnish(real)
        yield real
    finally:
        real.close()


def _furnish(backing: Backing) -> None:
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        for workspace_id in (WORKSPACE, OTHER_WORKSPACE):
            uow.workspaces.add(a_workspace(workspace_id))


# --- what most suites need first --------------------------------------------------------------------


def a_line(backing: Backing, workspace_id: str | None = WORKSPACE, **more: Any) -> Connection:
    """A stored connection."""
    connection = a_connection(workspace_id, **more)
    with backing.store.begin(workspace_id or EVERY_WORKSPACE) as uow:
        uow.connections.add(connection)
        found = uow.connections.get(connection.id)
    assert found is not None
    return found


def a_stored_message(
    backing: Backing, line: Connection | None = None, body: str = "How much is it?", **more: Any
) -> Message:
    """An inbound message of the lead at that address, stored outside the hot path."""
    line = line or a_line(backing)
    assert line.workspace_id is not None
    address = more.pop("sender", "+12025550143")
    with backing.store.begin(line.workspace_id) as uow:
        message = a_message(
            body,
            workspace_id=line.workspace_id,
            connection_id=line.id,
            sender=address,
            received_at=more.pop("received_at", backing.now()),
            **more,
        )
        lead = uow.leads.find_or_create(message.medium, address)
        version = uow.leads.bump(lead.id)
        message = replace(message, lead_id=lead.id, version=version)
        assert uow.messages.add_inbound(message) is None
        found = uow.messages.get(message.id)
    assert found is not None
    return found


def a_stored_draft(backing: Backing, message: Message, **more: Any) -> Any:
    draft = a_draft(message, **more)
    with backing.store.begin(message.workspace_id) as uow:
        assert uow.drafts.add(draft)
    return draft

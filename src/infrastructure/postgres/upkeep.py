"""The scheduler's own statements: who leads, who works, what was orphaned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.schema import schema_problem
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import workers
from rejoinder.version import CODE_VERSION

_LEADER_LOCKS = {"relay": 7_203_511_841, "housekeeping": 7_203_511_842, "alerts": 7_203_511_843}


@dataclass(frozen=True, slots=True)
class OrphanedMessage:
    id: str
    workspace_id: str
    lead_id: str
    channel: str
    medium: str


@dataclass(frozen=True, slots=True)
class OrphanedSend:
    id: str
    workspace_id: str
    state: str
    had_its_run: bool
    """A SEND_REPLY job of it succeeded, so it should have left by then."""


class PostgresUpkeep:
    """What keeps the house in order, across tenants."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def leading(self, what: str = "relay") -> Iterator[bool]:
        """True for the one scheduler that leads in this (`relay` or `housekeeping`) while the block runs. The lock dies
        with its transaction."""
        lock = {"lock": _LEADER_LOCKS[what]}
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            yield bool(db.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), lock).scalar_one())

    def report_for_duty(
        self, owner: str, role: str, host: str, pid: int, queues: str, state: str, revision: str
    ) -> None:
        """This process is alive, works these queues, and was written for this schema."""
        new = insert(workers).values(
            owner=owner,
            role=role,
            host=host,
            pid=pid,
            queues=queues,
            code_version=CODE_VERSION,
            schema_revision=revision,
            state=state,
        )
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(
                new.on_conflict_do_update(
                    index_elements=["owner"],
                    set_={"beat_at": func.clock_timestamp(), "state": state, "schema_revision": revision},
                )
            )

    def sign_off(self, owner: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(delete(workers).where(workers.c.owner == owner))

    def forget_absent(self) -> None:
        """Processes that have been silent for ten minutes are no longer listed."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(text("DELETE FROM workers WHERE beat_at < clock_timestamp() - interval '10 min'"))

    def now(self) -> datetime:
        """The database's clock. Raises StorageDown."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            moment: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
            return moment

    def schema_problem(self) -> str:
        """Why this release may not work here; empty when it may."""
        return schema_problem(self._engine)

    def orphaned_messages(self) -> Sequence[OrphanedMessage]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return [
                OrphanedMessage(str(r.id), str(r.workspace_id), str(r.lead_id), r.channel, r.medium)
                for r in db.execute(clause("mend_messages"))
            ]

    def orphaned_sends(self) -> Sequence[OrphanedSend]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return [
                OrphanedSend(str(r.id), str(r.workspace_id), r.state, r.had_its_run)
                for r in db.execute(clause("mend_sends"))
            ]

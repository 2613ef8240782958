"""What people do to an installation, in Postgres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, exists, func, insert, or_, select, update

from rejoinder.domain.access import Role
from rejoinder.domain.ids import is_id
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.ports.administration import AdminUnitOfWork, Grant, HandledJob, KnownToken, SessionView
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.switches import TOLD_FROM, WARNED_AT_MOST, Switch
from rejoinder.infrastructure.postgres.alerts import PostgresAlerts
from rejoinder.infrastructure.postgres.books import PostgresBooks
from rejoinder.infrastructure.postgres.desk import PostgresDesk
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.people import PostgresAuditBook, PostgresPeopleBook
from rejoinder.infrastructure.postgres.records import switch_from
from rejoinder.infrastructure.postgres.reports_jobs import matching
from rejoinder.infrastructure.postgres.reports_paging import mine
from rejoinder.infrastructure.postgres.store import PostgresUnitOfWork
from rejoinder.infrastructure.postgres.tables import alerts, jobs, memberships, sessions, switches, tokens, users
from rejoinder.infrastructure.postgres.tenants import Sealer

_RESTARTABLE = (JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.PARKED)
_WAITING = (JobStatus.PENDING, JobStatus.PARKED)
_RING_GRACE = timedelta(seconds=0.5)
_NOTE_USE_EVERY = timedelta(minutes=1)
_HANDLED = [
    jobs.c.id,
    jobs.c.type,
    jobs.c.status,
    jobs.c.workspace_id,
    jobs.c.lead_id,
    jobs.c.message_id,
    jobs.c.subject_id,
]


def _handled(row: Row[Any]) -> HandledJob:
    return HandledJob(
        id=row.id,
        type=row.type,
        status=row.status,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        message_id=row.message_id,
        subject_id=row.subject_id,
    )


def _grant(row: Row[Any], csrf: str = "") -> Grant:
    return Grant(
        row.id, Role(row.role), row.workspace_id, csrf, getattr(row, "user_id", None), getattr(row, "email", "")
    )


class PostgresJobBook:
    """JobBook. `bells` collects what to ring once the transaction is committed."""

    def __init__(self, db: Connection, bells: list[Bell]) -> None:
        self._db = db
        self._bells = bells

    def get(self, job_id: str) -> HandledJob | None:
        if not is_id(job_id):
            return None
        row = self._db.execute(select(*_HANDLED).where(jobs.c.id == job_id)).first()
        return _handled(row) if row else None

    def matching(self, wanted: JobFilter, workspace_id: str | None, limit: int) -> Sequence[HandledJob]:
        query = select(*_HANDLED).where(*mine(jobs.c.workspace_id, workspace_id), *matching(wanted))
        return [_handled(row) for row in self._db.execute(query.order_by(jobs.c.id).limit(limit))]

    def count(self, wanted: JobFilter, workspace_id: str | None) -> int:
        query = select(func.count()).select_from(jobs)
        return int(
            self._db.execute(query.where(*mine(jobs.c.workspace_id, workspace_id), *matching(wanted))).scalar_one()
        )

    def restart(self, job_id: str) -> bool:
        restarted = self._db.execute(
            update(jobs)
            .where(jobs.c.id == job_id, jobs.c.status.in_(_RESTARTABLE))
            .values(
                status=JobStatus.PENDING,
                attempts=0,
                crashes=0,
                cancel_requested=False,
                parked_reason=None,
                finished_at=None,
                run_at=func.clock_timestamp(),
                ring_at=func.clock_timestamp() + _RING_GRACE,
            )
            .returning(jobs.c.id, jobs.c.queue)
        ).first()
        if restarted is not None:
            self._bells.append(Bell(restarted.id, restarted.queue))
        return restarted is not None

    def cancel(self, job_id: str, by: str) -> bool:
        cancelled = self._db.execute(
            update(jobs)
            .where(jobs.c.id == job_id, jobs.c.status.in_(_WAITING))
            .values(
                status=JobStatus.CANCELLED,
                finished_at=func.clock_timestamp(),
                parked_reason=None,
                last_error=f"Cancelled by {by}.",
                last_error_code="cancelled-by-person",
            )
        )
        return cancelled.rowcount == 1

    def ask_to_stop(self, job_id: str) -> bool:
        asked = self._db.execute(
            update(jobs).where(jobs.c.id == job_id, jobs.c.status == JobStatus.RUNNING).values(cancel_requested=True)
        )
        return asked.rowcount == 1


class PostgresTokenBook:
    """TokenBook: only hashes are stored."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, grant: Grant, name: str, digest: bytes, days: float | None = None) -> None:
        ends = None if days is None else func.now() + timedelta(days=days)
        values = {"id": grant.id, "workspace_id": grant.workspace_id, "role": grant.role}
        self._db.execute(insert(tokens).values(name=name, hash=digest, expires_at=ends, **values))

    def by_digest(self, digest: bytes) -> Grant | None:
        row = self._db.execute(select(tokens).where(tokens.c.hash == digest, *self._in_force())).first()
        if row is None:
            return None
        stale = or_(tokens.c.last_used_at.is_(None), tokens.c.last_used_at < func.now() - _NOTE_USE_EVERY)
        self._db.execute(update(tokens).where(tokens.c.id == row.id, stale).values(last_used_at=func.now()))
        return _grant(row)

    def lapse(self, token_id: str, workspace_id: str | None, hours: float) -> KnownToken | None:
        if not is_id(token_id):
            return None
        own = [tokens.c.id == token_id, *self._in_force(), *mine(tokens.c.workspace_id, workspace_id)]
        row = self._db.execute(select(tokens).where(*own).with_for_update()).first()
        if row is None:
            return None
        ends = func.least(tokens.c.expires_at, func.now() + timedelta(hours=hours))
        self._db.execute(update(tokens).where(tokens.c.id == token_id).values(expires_at=ends))
        lived = None if row.expires_at is None else (row.expires_at - row.created_at).total_seconds() / 86_400
        return KnownToken(_grant(row), row.name, lived)

    def _in_force(self) -> list[ColumnElement[bool]]:
        fresh = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > func.clock_timestamp())
        return [tokens.c.revoked_at.is_(None), fresh]

    def revoke(self, token_id: str, workspace_id: str | None) -> bool:
        if not is_id(token_id):
            return False
        revoked = self._db.execute(
            update(tokens)
            .where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None), *mine(tokens.c.workspace_id, workspace_id))
            .values(revoked_at=func.now())
        )
        return revoked.rowcount == 1


class PostgresSessionBook:
    """SessionBook: sign-in links and browser sessions, only hashes stored."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, grant: Grant, kind: str, digest: bytes, lifetime_s: float, device: str = "") -> None:
        self._db.execute(
            insert(sessions).values(
                id=grant.id,
                hash=digest,
                kind=kind,
                role=grant.role,
                workspace_id=grant.workspace_id,
                csrf=grant.csrf,
                user_id=grant.user_id,
                email=grant.email,
                device=device[:200],
                expires_at=func.now() + timedelta(seconds=lifetime_s),
            )
        )

    def invitation(self, digest: bytes) -> Grant | None:
        query = select(sessions).where(self._fresh("invitation", digest), sessions.c.used_at.is_(None))
        row = self._db.execute(query).first()
        return _grant(row) if row else None

    def use_link(self, digest: bytes, kind: str = "link") -> Grant | None:
        row = self._db.execute(
            update(sessions)
            .where(self._fresh(kind, digest), sessions.c.used_at.is_(None))
            .values(used_at=func.now())
            .returning(sessions)
        ).first()
        return _grant(row) if row else None

    def session(self, digest: bytes) -> Grant | None:
        row = self._db.execute(select(sessions).where(self._fresh("session", digest))).first()
        if row is None:
            return None
        stale = or_(sessions.c.last_seen_at.is_(None), sessions.c.last_seen_at < func.now() - _NOTE_USE_EVERY)
        self._db.execute(update(sessions).where(sessions.c.id == row.id, stale).values(last_seen_at=func.now()))
        if row.user_id is None:
            return _grant(row, row.csrf)
        return self._of_person(row)

    def _of_person(self, row: Row[Any]) -> Grant | None:
        """A person may do what their membership says now, whatever it said when they signed in."""
        query = (
            select(memberships.c.role, users.c.email)
            .join(users, users.c.id == memberships.c.user_id)
            .where(
                memberships.c.user_id == row.user_id,
                memberships.c.workspace_id.is_not_distinct_from(row.workspace_id),
                users.c.disabled_at.is_(None),
            )
        )
        found = self._db.execute(query).first()
        if found is None:
            return None
        return Grant(row.id, Role(found.role), row.workspace_id, row.csrf, row.user_id, found.email)

    def of_people(self, user_id: str | None, workspace_id: str | None) -> Sequence[SessionView]:
        query = (
            select(sessions, users.c.email.label("person"))
            .join(users, users.c.id == sessions.c.user_id, isouter=True)
            .where(sessions.c.kind == "session", sessions.c.expires_at > func.clock_timestamp())
            .where(*self._whose(user_id, workspace_id))
            .order_by(sessions.c.id.desc())
            .limit(200)
        )
        return [
            SessionView(
                id=row.id,
                who=row.person or "sign-in link",
                role=row.role,
                workspace_id=row.workspace_id,
                device=row.device,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
            )
            for row in self._db.execute(query)
        ]

    def end_of(self, session_id: str, user_id: str | None, workspace_id: str | None) -> bool:
        if not is_id(session_id):
            return False
        ended = self._db.execute(
            update(sessions)
            .where(
                sessions.c.id == session_id,
                sessions.c.kind == "session",
                sessions.c.expires_at > func.clock_timestamp(),
                *self._whose(user_id, workspace_id),
            )
            .values(expires_at=func.clock_timestamp())
        )
        return ended.rowcount == 1

    def belong_to(self, session_id: str, user_id: str) -> None:
        self._db.execute(update(sessions).where(sessions.c.id == session_id).values(user_id=user_id))

    def choose(self, session_id: str, user_id: str, workspace_id: str | None) -> bool:
        may = exists().where(
            memberships.c.user_id == user_id, memberships.c.workspace_id.is_not_distinct_from(workspace_id)
        )
        chosen = self._db.execute(
            update(sessions).where(sessions.c.id == session_id, may).values(workspace_id=workspace_id)
        )
        return chosen.rowcount == 1

    def _whose(self, user_id: str | None, workspace_id: str | None) -> list[ColumnElement[bool]]:
        person = [] if user_id is None else [sessions.c.user_id == user_id]
        return [*person, *mine(sessions.c.workspace_id, workspace_id)]

    def end(self, session_id: str) -> None:
        self._db.execute(update(sessions).where(sessions.c.id == session_id).values(expires_at=func.now()))

    def _fresh(self, kind: str, digest: bytes) -> ColumnElement[bool]:
        return (
            (sessions.c.hash == digest) & (sessions.c.kind == kind) & (sessions.c.expires_at > func.clock_timestamp())
        )


class PostgresSwitchBook:
    """SwitchBook."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, switch: Switch) -> None:
        self._db.execute(
            insert(switches).values(
                id=switch.id,
                kind=switch.kind,
                workspace_id=switch.workspace_id,
                channel=switch.channel,
                lead_id=switch.lead_id,
                reason=switch.reason,
                author=switch.author,
                until=switch.until,
            )
        )

    def end(self, switch_id: str, by: str, workspace_id: str | None) -> bool:
        if not is_id(switch_id):
            return False
        ended = self._db.execute(
            update(switches)
            .where(
                switches.c.id == switch_id,
                switches.c.ended_at.is_(None),
                *mine(switches.c.workspace_id, workspace_id),
            )
            .values(ended_at=func.clock_timestamp(), ended_by=by)
        )
        return ended.rowcount == 1

    def ending(self) -> Sequence[Switch]:
        life = func.extract("epoch", switches.c.until - switches.c.since)
        left = func.extract("epoch", switches.c.until - func.clock_timestamp())
        query = select(switches).where(
            switches.c.ended_at.is_(None),
            switches.c.warned_at.is_(None),
            life >= TOLD_FROM.total_seconds(),
            left > 0,
            left <= func.least(life / 4, WARNED_AT_MOST.total_seconds()),
        )
        return [switch_from(row) for row in self._db.execute(query)]

    def warned(self, switch_id: str) -> bool:
        return self._change(switch_id, switches.c.warned_at.is_(None), warned_at=func.clock_timestamp())

    def over(self) -> Sequence[Switch]:
        query = select(switches).where(switches.c.ended_at.is_(None), switches.c.until <= func.clock_timestamp())
        return [switch_from(row) for row in self._db.execute(query)]

    def expire(self, switch_id: str) -> bool:
        over = switches.c.until <= func.clock_timestamp()
        return self._change(switch_id, over, ended_at=switches.c.until, ended_by="its end")

    def _change(self, switch_id: str, condition: ColumnElement[bool], **values: Any) -> bool:
        query = update(switches).where(switches.c.id == switch_id, switches.c.ended_at.is_(None), condition)
        return self._db.execute(query.values(**values)).rowcount == 1


class PostgresAlertBook(PostgresAlerts):
    """AlertBook."""

    def acknowledge(self, alert_id: str, by: str, workspace_id: str | None) -> bool:
        if not is_id(alert_id):
            return False
        acknowledged = self._db.execute(
            update(alerts)
            .where(alerts.c.id == alert_id, *mine(alerts.c.workspace_id, workspace_id))
            .values(
                acknowledged_at=func.coalesce(alerts.c.acknowledged_at, func.clock_timestamp()),
                acknowledged_by=func.coalesce(alerts.c.acknowledged_by, by),
            )
        )
        return acknowledged.rowcount == 1


class PostgresAdminUnitOfWork(PostgresUnitOfWork):
    """Every repository and every book on one database connection."""

    def __init__(self, db: Connection, workspace_id: str, vault: Sealer, bells: list[Bell]) -> None:
        super().__init__(db, workspace_id, vault, bells)
        self._db = db
        self.jobs = PostgresJobBook(db, bells)
        self.tokens = PostgresTokenBook(db)
        self.sessions = PostgresSessionBook(db)
        self.people = PostgresPeopleBook(db)
        self.audit = PostgresAuditBook(db)
        self.switch_book = PostgresSwitchBook(db)
        self.alerts: PostgresAlertBook = PostgresAlertBook(db)
        self.books = PostgresBooks(db)
        self.desk = PostgresDesk(db, workspace_id)

    def now(self) -> datetime:
        moment: datetime = self._db.execute(select(func.clock_timestamp())).scalar_one()
        return moment


class PostgresAdminStore:
    """AdminStore: commits ring the bells of the jobs that they set free."""

    def __init__(self, engine: Engine, vault: Sealer, doorbell: Doorbell) -> None:
        self._engine = engine
        self._vault = vault
        self._doorbell = doorbell

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[AdminUnitOfWork]:
        bells: list[Bell] = []
        with transaction(self._engine, workspace_id) as db:
            yield PostgresAdminUnitOfWork(db, workspace_id, self._vault, bells)
        self._doorbell.ring(bells)

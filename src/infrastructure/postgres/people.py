"""People with passwords, what they may do where, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from rejoinder.domain.access import Role
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.administration import Deed, Membership, Person
from rejoinder.infrastructure.postgres.tables import audit_log, memberships, sign_in_failures, users

_WHERE = func.coalesce(memberships.c.workspace_id, literal_column("'00000000-0000-0000-0000-000000000000'::uuid"))


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_disabled=row.disabled_at is not None,
    )


def _membership(row: Row[Any]) -> Membership:
    return Membership(row.user_id, row.workspace_id, Role(row.role))


class PostgresPeopleBook:
    """PeopleBook."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def is_empty(self) -> bool:
        return self._db.execute(select(users.c.id).limit(1)).first() is None

    def by_email(self, email: str) -> Person | None:
        row = self._db.execute(select(users).where(users.c.email == email)).first()
        return _person(row) if row else None

    def get(self, user_id: str) -> Person | None:
        row = self._db.execute(select(users).where(users.c.id == user_id)).first()
        return _person(row) if row else None

    def all(self, workspace_id: str | None) -> Sequence[tuple[Person, Membership]]:
        query = select(users, memberships).join(memberships, memberships.c.user_id == users.c.id)
        if workspace_id is not None:
            table = memberships.c
            query = query.where(or_(table.workspace_id == workspace_id, table.workspace_id.is_(None)))
        rows = self._db.execute(query.order_by(users.c.email, memberships.c.created_at).limit(1000)).all()
        return [(_person(row), _membership(row)) for row in rows]

    def add(self, person: Person) -> None:
        self._db.execute(
            insert(users).values(id=person.id, email=person.email, name=person.name, password_hash=person.password_hash)
        )

    def save(self, person: Person) -> None:
        disabled = func.coalesce(users.c.disabled_at, func.now()) if person.is_disabled else None
        self._db.execute(
            update(users)
            .where(users.c.id == person.id)
            .values(name=person.name, password_hash=person.password_hash, disabled_at=disabled)
        )

    def seen(self, user_id: str) -> None:
        self._db.execute(update(users).where(users.c.id == user_id).values(last_seen_at=func.now()))

    def memberships(self, user_id: str) -> Sequence[Membership]:
        query = select(memberships).where(memberships.c.user_id == user_id)
        rows = self._db.execute(query.order_by(memberships.c.workspace_id.is_not(None), memberships.c.created_at))
        return [_membership(row) for row in rows]

    def join(self, membership: Membership) -> None:
        new = upsert(memberships).values(
            user_id=membership.user_id, workspace_id=membership.workspace_id, role=membership.role
        )
        self._db.execute(new.on_conflict_do_update(index_elements=["user_id", _WHERE], set_={"role": membership.role}))

    def leave(self, user_id: str, workspace_id: str | None) -> bool:
        left = self._db.execute(
            delete(memberships).where(
                memberships.c.user_id == user_id, memberships.c.workspace_id.is_not_distinct_from(workspace_id)
            )
        )
        return left.rowcount == 1

    def failures(self, key: bytes) -> tuple[int, float]:
        ago = func.extract("epoch", func.clock_timestamp() - sign_in_failures.c.last_at).label("ago")
        query = select(sign_in_failures.c.failures, ago).where(sign_in_failures.c.key == key)
        row = self._db.execute(query).first()
        return (row.failures, float(row.ago)) if row else (0, 0.0)

    def failed(self, key: bytes) -> None:
        new = upsert(sign_in_failures).values(key=key, failures=1, last_at=func.clock_timestamp())
        again = {"failures": sign_in_failures.c.failures + 1, "last_at": func.clock_timestamp()}
        self._db.execute(new.on_conflict_do_update(index_elements=["key"], set_=again))

    def forgive(self, key: bytes) -> None:
        self._db.execute(delete(sign_in_failures).where(sign_in_failures.c.key == key))


class PostgresAuditBook:
    """AuditBook."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, deed: Deed) -> None:
        self._db.execute(
            insert(audit_log).values(
                id=new_id(),
                actor=deed.actor[:300],
                user_id=deed.user_id,
                workspace_id=deed.workspace_id,
                action=deed.action[:300],
                subject=dict(deed.subject),
                status=deed.status,
                request_id=deed.request_id[:64],
            )
        )

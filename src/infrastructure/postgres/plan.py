"""What a migration would do to those who work meanwhile: read from its statements, nothing is run."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rejoinder.infrastructure.postgres.schema import alembic_config


class Lock(StrEnum):
    """Held until the revision is committed; https://www.postgresql.org/docs/current/explicit-locking.html."""

    CLOSED = "nobody reads or writes"
    """ACCESS EXCLUSIVE."""
    NO_WRITES = "nobody writes"
    """SHARE or SHARE ROW EXCLUSIVE."""
    SOME_ROWS = "rows are changed"
    """ROW EXCLUSIVE: only who wants the same rows waits."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One revision that is not there yet."""

    revision: str
    says: str
    locks: Mapping[str, Lock]
    """By table; tables that the same plan makes are nobody's business yet."""


_NAME = r'(?:public\.)?"?(\w+)"?'
_KINDS: Sequence[tuple[Lock, re.Pattern[str]]] = [
    (lock, re.compile(pattern, re.IGNORECASE))
    for lock, pattern in (
        (Lock.CLOSED, rf"^(?:ALTER|DROP) TABLE (?:IF EXISTS )?(?:ONLY )?{_NAME}"),
        (Lock.CLOSED, rf"^(?:CREATE|DROP|ALTER) POLICY (?:IF EXISTS )?\w+ ON {_NAME}"),
        (Lock.CLOSED, rf"^DROP TRIGGER (?:IF EXISTS )?\w+ ON {_NAME}"),
        (Lock.CLOSED, rf"^DROP INDEX (?:IF EXISTS )?{_NAME}"),
        (Lock.NO_WRITES, rf"^CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?\w+ ON {_NAME}"),
        (Lock.NO_WRITES, rf"^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*? ON {_NAME}"),
        (Lock.NO_WRITES, rf"\bREFERENCES {_NAME}"),
        (Lock.SOME_ROWS, rf"^(?:UPDATE|DELETE FROM|INSERT INTO) {_NAME}"),
    )
]
_MADE = re.compile(rf"^CREATE TABLE (?:IF NOT EXISTS )?{_NAME}", re.IGNORECASE)
_OPAQUE = re.compile(r"(\$\w*\$).*?\1|'(?:[^']|'')*'|--[^\n]*", re.DOTALL)
"""Bodies of functions, texts and remarks: nothing of them is locked now."""


def locks_of(sql: str) -> tuple[dict[str, Lock], set[str]]:
    """The strongest lock on each table that these statements take, and the tables that they make.

    An index that is dropped stands for its table.
    """
    found: dict[str, Lock] = {}
    made: set[str] = set()
    for statement in (" ".join(part.split()) for part in _OPAQUE.sub(" ", sql).split(";")):
        made |= set(_MADE.findall(statement))
        for lock, pattern in _KINDS:
            for table in pattern.findall(statement):
                found[table] = min(found.get(table, lock), lock, key=list(Lock).index)
    return {table: lock for table, lock in found.items() if table not in made | {"alembic_version"}}, made


def statements_of(revision: str, before: str) -> str:
    """The SQL of one revision."""
    from alembic import command

    written = io.StringIO()
    config = alembic_config()
    config.output_buffer = written
    command.upgrade(config, f"{before or 'base'}:{revision}", sql=True)
    return written.getvalue()


def pending(current: str | None) -> list[Planned]:
    """What `rejoinder migrate` would run on a database at this revision, in order."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions("base", "head")
    planned: list[Planned] = []
    new: set[str] = set()
    waiting = []
    for script in scripts:
        if script.revision == current:
            break
        waiting.append(script)
    for script in reversed(waiting):
        locks, made = locks_of(statements_of(script.revision, str(script.down_revision or "")))
        new |= made
        old = {table: lock for table, lock in locks.items() if table not in new}
        planned.append(Planned(script.revision, " ".join((script.doc or "").split()), old))
    return planned

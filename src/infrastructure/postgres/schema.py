"""Migrations: where the database is, where this release wants it, and the way between."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from rejoinder.infrastructure.postgres.engine import storage_errors

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATION_LOCK = 7_203_511_840
_SERVES = "serves releases from "
_RESTORING = "rejoinder_restoring"
"""Followed by a revision, as comment of Alembic's table: code that was written for that revision or a later one can
work on this schema, though it may not know the schema's own revision. Without it, nothing older can."""
_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


# Alembic is imported where it is used: every process asks for the revision, few of them ever migrate.


def alembic_config() -> Config:
    """How Alembic finds the revisions of this release."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@functools.cache
def newest_revision() -> str:
    """The revision that this release was written for."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None
    return head


@functools.cache
def known_revisions() -> frozenset[str]:
    """Every revision that this release can work on."""
    from alembic.script import ScriptDirectory

    return frozenset(s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions())


def current_revision(engine: Engine) -> str | None:
    """The database's revision; None for an empty database. Raises StorageDown."""
    from alembic.runtime.migration import MigrationContext

    with storage_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def schema_problem(engine: Engine) -> str:
    """Why this release may not work on the database; empty when it may. Raises StorageDown."""
    if is_restoring(engine):
        return "A restore into this database was not finished; run `rejoinder restore --hold-only`."
    revision = current_revision(engine)
    if revision == newest_revision():
        return ""
    if revision is None or revision in known_revisions():
        return "The database schema is older than this release; run `rejoinder migrate`."
    with storage_errors(), engine.connect() as connection:
        said = connection.execute(text("SELECT obj_description('alembic_version'::regclass)")).scalar_one() or ""
    if said.removeprefix(_SERVES) in known_revisions():
        return ""
    return "The database schema is newer than this release; start the newer release."


def is_restoring(engine: Engine) -> bool:
    """Whether a backup was put back whose sends nobody has held yet. Raises StorageDown."""
    with storage_errors(), engine.connect() as connection:
        return connection.execute(text(f"SELECT to_regnamespace('{_RESTORING}')")).scalar_one() is not None


def mark_restoring(engine: Engine, *, over: bool = False) -> None:
    """Nothing works on the database from here on, until it is over: a name that no backup holds says so."""
    statement = f"DROP SCHEMA IF EXISTS {_RESTORING}" if over else f"CREATE SCHEMA IF NOT EXISTS {_RESTORING}"
    with storage_errors(), engine.begin() as connection:
        connection.execute(text(statement))


def _oldest_served() -> str:
    """The last revision that took something away, or the first one: whatever was written since can work on the head."""
    from alembic.script import ScriptDirectory

    oldest = ""
    for script in ScriptDirectory.from_config(alembic_config()).walk_revisions():
        oldest = script.revision
        if getattr(script.module, "breaks_older", False):
            break
    return oldest


def migrate(engine: Engine) -> str:
    """The schema is the newest, whoever else migrates at the same moment. Returns the revision."""
    from alembic import command

    with storage_errors(), engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
            connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{_SERVES}{_oldest_served()}'"))
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})
            connection.commit()
            connection.invalidate()
    return newest_revision()

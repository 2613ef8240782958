"""Migrations: where the database is, where this release wants it, and the way between."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from rejoinder.infrastructure.postgres.engine import storage_errors

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATION_LOCK = 7_203_511_840
_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


# Alembic is imported where it is used: every process asks for the revision, few of them ever migrate.


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest_revision() -> str:
    """The revision that this release was written for."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def known_revisions() -> frozenset[str]:
    """Every revision that this release can work on."""
    from alembic.script import ScriptDirectory

    return frozenset(s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions())


def current_revision(engine: Engine) -> str | None:
    """The database's revision; None for an empty database. Raises StorageDown."""
    from alembic.runtime.migration import MigrationContext

    with storage_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> str:
    """The schema is the newest, whoever else migrates at the same moment. Returns the revision."""
    from alembic import command

    with storage_errors(), engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})
            connection.commit()
            connection.invalidate()
    return newest_revision()

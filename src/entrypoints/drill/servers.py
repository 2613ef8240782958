"""Real Postgres and Valkey for tests: one pair per test process, in a temporary folder, started on demand.

A start takes under a second, so every pytest-xdist worker has its own pair and nothing is shared or counted.
The pair ends with the process; the pair of a process that was killed is ended by the next run.
"""

import atexit
import functools
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedValkey
from rejoinder.infrastructure.embedded.postgres import ROLE

_MEMORY, _PLENTY = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 - only the folder; what is made in it is ours alone
_PREFIX = f"rejoinder-tests-{os.getuid()}-"


@dataclass(frozen=True)
class PostgresServer:
    """A running Postgres: `url` is the application role's own database, `admin_url` the superuser's."""

    url: str
    admin_url: str

    def create_database(self, template: str | None = None) -> str:
        """A new database that the application role owns, a copy of database `template` if given; its URL."""
        name = f"t_{secrets.token_hex(6)}"
        source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        # Copying the files of a template is twice as fast here as writing them through the log.
        statement = sql.SQL("CREATE DATABASE {} OWNER {}{} STRATEGY file_copy")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE), source))
        return self.url_of(name)

    def drop_database(self, url: str) -> None:
        """The database of that URL is gone, whoever is still connected."""
        name = database_name(url)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url_of(self, database: str) -> str:
        """The application role's URL of another database on this server."""
        return self.url.replace(f"@/{ROLE}?", f"@/{database}?")

    def admin_url_of(self, url: str) -> str:
        """The superuser's URL of the database that `url` names."""
        return self.admin_url.replace("@/postgres?", f"@/{database_name(url)}?")

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)


@dataclass(frozen=True)
class ValkeyServer:
    """A running Valkey."""

    url: str


@functools.cache
def postgres_server() -> PostgresServer:
    """This process's Postgres; crash safety is off, because nobody needs the data tomorrow."""
    server = EmbeddedPostgres(_folder(), durable=False)
    url = server.start()
    atexit.register(server.stop, timeout=1.0)
    return PostgresServer(url, server.admin_url)


@functools.cache
def valkey_server() -> ValkeyServer:
    """This process's Valkey; tests that need an empty one flush it themselves."""
    server = EmbeddedValkey(_folder())
    url = server.start()
    atexit.register(server.stop, timeout=1.0)
    return ValkeyServer(url)


def create_database(template: str | None = None) -> str:
    """The URL of a new database on this process's Postgres, a copy of database `template` if given."""
    return postgres_server().create_database(template)


def database_name(url: str) -> str:
    """The name of the database that a URL leads to."""
    return str(conninfo_to_dict(url)["dbname"])


@functools.cache
def _folder() -> Path:
    _remove_what_killed_runs_left()
    folder = _place() / f"{_PREFIX}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _place() -> Path:
    """In memory where there is plenty of it: thousands of databases are made and dropped, and none has to last."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _PLENTY else Path(tempfile.gettempdir())


def _remove_what_killed_runs_left() -> None:
    for folder in _place().glob(f"{_PREFIX}*"):
        if not _is_alive(int(folder.name.removeprefix(_PREFIX))):
            EmbeddedPostgres(folder).stop(timeout=0.0)
            EmbeddedValkey(folder).stop(timeout=0.0)
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""What the database server says about itself, and when somebody last made a backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, text
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import installation

_BACKUP = "backup"
_FACTS = """
SELECT current_setting('server_version_num')::int AS version,
       current_setting('fsync') = 'on' AS fsync,
       current_setting('full_page_writes') = 'on' AS full_page_writes,
       current_setting('synchronous_commit') <> 'off' AS synchronous_commit,
       coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
       coalesce(host(inet_server_addr()), '') AS address,
       current_setting('max_connections')::int AS max_connections,
       clock_timestamp() AS now,
       (SELECT updated_at FROM installation WHERE key = 'backup') AS backed_up_at
"""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    version: int
    """As Postgres numbers itself: 170002 for 17.2."""
    fsync: bool
    full_page_writes: bool
    synchronous_commit: bool
    encrypted: bool
    """Whether this very connection is."""
    address: str
    """Where the server listens; empty for a socket of this machine."""
    max_connections: int
    now: datetime
    backed_up_at: datetime | None
    """When `rejoinder backup` last succeeded."""


def server_facts(engine: Engine) -> ServerFacts:
    """Raises StorageDown."""
    with transaction(engine, EVERY_WORKSPACE) as db:
        return ServerFacts(**db.execute(text(_FACTS)).one()._mapping)


def note_backup(engine: Engine) -> None:
    """A backup was made now."""
    noted = insert(installation).values(key=_BACKUP, value={})
    again = noted.on_conflict_do_update(index_elements=["key"], set_={"updated_at": func.clock_timestamp()})
    with transaction(engine, EVERY_WORKSPACE) as db:
        db.execute(again)

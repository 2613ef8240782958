"""A whole database in one file, and back: Postgres's own programs, told how to get past row-level security."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, text

from rejoinder.domain.errors import PermanentFailure
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import libpq_url, storage_errors

_OURS = ("--no-owner", "--no-privileges")


def dump(database_url: str, file: Path, program: str) -> None:
    """`file` holds everything as of one moment, readable by its owner alone; it is whole or not there at all.

    The role that owns the tables sees no rows unless it names the workspace, and pg_dump refuses to leave rows out.
    Raises PermanentFailure with pg_dump's words.
    """
    making = file.with_name(f".{file.name}.partial")
    making.unlink(missing_ok=True)
    os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _run([program, "--format=custom", "--enable-row-security", *_OURS, f"--file={making}"], database_url)
        making.replace(file)
    finally:
        making.unlink(missing_ok=True)


def load(database_url: str, file: Path, program: str) -> None:
    """The empty database is what `file` holds, or still empty. Raises PermanentFailure with pg_restore's words."""
    _run([program, "--single-transaction", "--exit-on-error", *_OURS, str(file)], database_url)


def is_empty(engine: Engine) -> bool:
    """Whether nobody has made a table here."""
    with storage_errors(), engine.connect() as db:
        return not db.execute(text("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")).scalar_one()


def _run(command: list[str], database_url: str) -> None:
    place = conninfo_to_dict(libpq_url(database_url))
    password = place.pop("password", None)
    told = {"PGPASSWORD": str(password)} if password else {}
    # The password is not on the command line, which every user of the machine can read; and nothing of our own
    # environment leads elsewhere than the address says.
    done = subprocess.run(  # noqa: S603 - our own argv
        [*command, f"--dbname={make_conninfo('', **place)}"],
        env={**told, "PGOPTIONS": f"-c rejoinder.workspace={EVERY_WORKSPACE}"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise PermanentFailure(f"{Path(command[0]).name} ended with {done.returncode}: {said[0][:300]}")

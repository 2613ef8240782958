"""`rejoinder backup` and `rejoinder restore`: the database in one file, and back without sending anything twice."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import StorageDown
from rejoinder.entrypoints.cli.instance import CommandFailed, DataDir, found, nothing_runs, opened, settings_for
from rejoinder.entrypoints.cli.setup import BY

if TYPE_CHECKING:
    from rejoinder.entrypoints.settings import Settings


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; an older one of that name is replaced.")],
    data_dir: DataDir = None,
) -> None:
    """Write the whole database to one file, while everything runs; the secret key is not in it."""
    from rejoinder.infrastructure.postgres.dumps import dump
    from rejoinder.infrastructure.postgres.server_facts import note_backup

    with opened(data_dir) as container:
        dump(container.settings().database_url, file, _program("pg_dump"))
        note_backup(container.engine())
    print(f"{file} holds the database ({file.stat().st_size:,} bytes). Keep REJOINDER_SECRET_KEY elsewhere.")


def restore(
    file: Annotated[Path | None, typer.Argument(help="What `rejoinder backup` wrote.")] = None,
    hold_only: Annotated[
        bool,
        typer.Option("--hold-only", help="The database was put back by other means: only hold what it would send."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup, with outbound halted and nothing left to be sent by itself."""
    if (file is None) == (not hold_only):
        raise CommandFailed("Name the file of a backup, or say --hold-only for a database that is back already.")
    if file is not None and not file.is_file():
        raise CommandFailed(f"There is no file {file}; name one that `rejoinder backup` wrote.")
    from rejoinder.entrypoints.container import build
    from rejoinder.infrastructure.postgres.dumps import is_empty, load
    from rejoinder.infrastructure.postgres.schema import mark_restoring, migrate

    with _database(data_dir) as settings:
        container = build(settings, "cli")
        engine, hold = container.engine(), container.hold_after_restore()
        try:
            if file is not None:
                if not is_empty(engine):
                    raise CommandFailed("The database is not empty; restore into a new one, and keep this as it is.")
                mark_restoring(engine)
                load(settings.database_url, file, _program("pg_restore"))
            migrate(engine)
            held = hold(BY, was_empty=file is not None)
            mark_restoring(engine, over=True)
        except StorageDown as down:
            raise CommandFailed(nothing_runs(settings)) from down
        finally:
            engine.dispose()
    print(
        f"Restored. Outbound is halted; {held.sends} queued sends are being asked about, {held.messages} messages wait"
        f" for a person, {held.follow_ups} follow-ups are paused. Start Rejoinder, settle them, then end the switch"
        " (rejoinder switch list, rejoinder switch end ID)."
    )


@contextlib.contextmanager
def _database(data_dir: Path | None) -> Iterator[Settings]:
    """The database of the environment, else the embedded one, which runs inside the block."""
    from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed

    stated = settings_for(data_dir)
    if stated.database_url:
        yield found(data_dir)
        return
    server = EmbeddedPostgres(stated.data_dir)
    try:
        began, url = not server.is_alive(), server.start()
    except EmbeddedServerFailed as failed:
        raise CommandFailed(failed.message) from failed
    try:
        yield replace(found(data_dir), database_url=url)
    finally:
        if began:
            server.stop()


def _program(name: str) -> str:
    """The program of the embedded Postgres, which reads every older server, else the one of this machine."""
    from rejoinder.infrastructure.embedded import EmbeddedServerFailed
    from rejoinder.infrastructure.embedded.programs import postgres_programs

    with contextlib.suppress(EmbeddedServerFailed):
        return str(postgres_programs(None) / name)
    own = shutil.which(name)
    if own is None:
        raise CommandFailed(f"{name} is not on this machine; install Postgres's client programs.")
    return own

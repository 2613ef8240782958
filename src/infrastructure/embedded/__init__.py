"""Real Postgres and Valkey servers from Python wheels, for `rejoinder up` on one machine."""

import shutil
from pathlib import Path

from rejoinder.infrastructure.embedded.errors import EmbeddedServerFailed
from rejoinder.infrastructure.embedded.home import locate
from rejoinder.infrastructure.embedded.postgres import EmbeddedPostgres
from rejoinder.infrastructure.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedPostgres", "EmbeddedServerFailed", "EmbeddedValkey", "remove_instance"]


def remove_instance(data_dir: Path) -> None:
    """The servers of a temporary instance are stopped and nothing of it is left on the disk.

    Deleting the folder alone is not enough: long paths have their sockets elsewhere, and root's servers may
    have their data elsewhere.
    """
    home = locate(data_dir)
    EmbeddedPostgres(data_dir).stop(timeout=0.5)
    EmbeddedValkey(data_dir).stop(timeout=0.5)
    for folder in (home.sockets, home.base, home.data_dir):
        shutil.rmtree(folder, ignore_errors=True)

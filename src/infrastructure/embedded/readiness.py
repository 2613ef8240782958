"""Starting a server program and waiting until it answers, the same for both servers."""

import os
import subprocess
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from rejoinder.infrastructure.embedded.errors import EmbeddedServerFailed
from rejoinder.infrastructure.embedded.home import ServerHome, open_log, own
from rejoinder.infrastructure.embedded.processes import (
    RunningProcess,
    adopt_child,
    find_process,
    is_same_and_alive,
    wait_until_gone,
)

ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""What server programs see: English messages, and none of the operator's PG* variables or secrets."""

_PAUSE = 0.02


class ServerState(Enum):
    """What a real connection attempt found."""

    READY = "ready"
    STARTING = "starting"
    SILENT = "silent"


def launch(argv: list[str], home: ServerHome, log: Path) -> RunningProcess:
    """The server runs in a session of its own as the servers' account and appends to its log.

    Its own session, so that Ctrl-C in the terminal does not end it before our orderly stop.
    """
    output = open_log(log)
    try:
        own(log, home.account)
        child = subprocess.Popen(  # noqa: S603 - our own argv
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=ENVIRONMENT,
            cwd="/",
            umask=0o077,
            start_new_session=True,
            **home.as_account(),
        )
    finally:
        os.close(output)
    process = find_process(child.pid)
    adopt_child(child)
    if process is None:
        raise EmbeddedServerFailed(f"{Path(argv[0]).name} ended at once; its log {log} says why.")
    return process


def wait_ready(
    server: RunningProcess, probe: Callable[[], ServerState], *, limit: float, silence_allowed: float
) -> bool:
    """True once the server is ready; false when it died, stayed silent for too long, or the limit passed."""
    began = heard = time.monotonic()
    while time.monotonic() - began < limit:
        state = probe()
        # Looked at after the probe: an answer from another server's socket must not count for this one.
        if not is_same_and_alive(server):
            return False
        if state is ServerState.READY:
            return True
        if state is ServerState.STARTING:
            heard = time.monotonic()
        if time.monotonic() - heard > silence_allowed:
            return False
        wait_until_gone(server, _PAUSE)
    return False

"""A real Valkey under our own control: one socket in a closed directory, append-only file, bounded memory.

Valkey carries doorbells, never truth, so a file that it cannot read any more is set aside and it starts empty.
"""

import signal
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from rejoinder.infrastructure.embedded.errors import from_os_error, from_output
from rejoinder.infrastructure.embedded.home import (
    ServerHome,
    keep_log_small,
    locate,
    prepare,
    server_log,
)
from rejoinder.infrastructure.embedded.processes import (
    RunningProcess,
    all_processes,
    end_process,
    find_process,
)
from rejoinder.infrastructure.embedded.programs import valkey_program
from rejoinder.infrastructure.embedded.readiness import ServerState, launch, wait_ready

_HUNG_AFTER = 5.0
_SLOW_AFTER = 10.0
_LOADING_LIMIT = 120.0
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "128mb",
    "maxmemory-policy": "noeviction",
    "logfile": "",
    "always-show-logo": "no",
}


class EmbeddedValkey:
    """The Valkey server of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def start(self) -> str:
        """A Valkey of this data folder answers; returns its URL, which never changes.

        Adopts the server that already runs here, replaces one that is dead or does not answer.
        """
        home = prepare(self._data_dir)
        try:
            if not self._adopt(home):
                self._replace(home)
        except OSError as error:
            raise from_os_error(error, home.data_dir) from error
        return self.url

    def stop(self, timeout: float = 4.0) -> bool:
        """No Valkey of this data folder runs any more; true when there was one to stop."""
        server = _server(locate(self._data_dir))
        if server is None:
            return False
        end_process(server, (signal.SIGTERM, timeout), (signal.SIGKILL, 2.0))
        return True

    def is_running(self) -> bool:
        """Whether a connection of this very moment is answered."""
        home = locate(self._data_dir)
        keep_log_small(server_log(home, "valkey"))
        return _probe(home) is ServerState.READY

    def is_alive(self) -> bool:
        """Whether the server process exists, however busy, loading or stuck it is."""
        return _server(locate(self._data_dir)) is not None

    @property
    def pid(self) -> int | None:
        """The server's process id, none when it does not run."""
        server = _server(locate(self._data_dir))
        return server.pid if server else None

    @property
    def url(self) -> str:
        """The URL of the server, valid whether or not it runs."""
        return f"unix://{quote(str(_socket(locate(self._data_dir))), safe='/')}"

    def _adopt(self, home: ServerHome) -> bool:
        server = _server(home)
        return server is not None and _wait_ready(home, server, silence_allowed=_HUNG_AFTER)

    def _replace(self, home: ServerHome) -> None:
        """Whatever of an earlier server still holds the folder is gone, and a new one is ready."""
        said = self._launch(home)
        if said is not None and _is_about_the_file(said):
            _set_unreadable_file_aside(home)
            said = self._launch(home)
        if said is not None:
            raise from_output("Valkey", said, home.valkey, server_log(home, "valkey"))

    def _launch(self, home: ServerHome) -> str | None:
        """None when a new server is ready, else what it said before it ended."""
        leftover = _server(home)
        if leftover is not None:
            end_process(leftover, (signal.SIGKILL, 5.0))
        _socket(home).unlink(missing_ok=True)
        log = server_log(home, "valkey")
        already_said = log.stat().st_size if log.exists() else 0
        server = launch([str(valkey_program(home.account)), *_arguments(home)], home, log)
        if _wait_ready(home, server, silence_allowed=_SLOW_AFTER):
            return None
        said = log.read_bytes()[already_said:].decode(errors="replace")
        self.stop(timeout=0.5)
        return said


def _wait_ready(home: ServerHome, server: RunningProcess, silence_allowed: float) -> bool:
    return wait_ready(server, lambda: _probe(home), limit=_LOADING_LIMIT, silence_allowed=silence_allowed)


def _arguments(home: ServerHome) -> list[str]:
    settings = _SETTINGS | {
        "unixsocket": str(_socket(home)),
        "dir": str(home.valkey),
        "pidfile": str(_pid_file(home)),
    }
    return [part for name, value in settings.items() for part in (f"--{name}", value)]


def _socket(home: ServerHome) -> Path:
    return home.sockets / "valkey.sock"


def _pid_file(home: ServerHome) -> Path:
    return home.valkey / "valkey.pid"


def _probe(home: ServerHome) -> ServerState:
    """What a real PING found; without retries, so that silence is told as silence."""
    client = redis.Redis(
        unix_socket_path=str(_socket(home)),
        socket_timeout=2.0,
        socket_connect_timeout=2.0,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except redis.exceptions.BusyLoadingError:
        return ServerState.STARTING
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        return ServerState.SILENT
    except redis.exceptions.ResponseError:
        # It speaks, if only to refuse: too many clients, or a script that runs for long.
        return ServerState.READY
    finally:
        client.close()
    return ServerState.READY


def _server(home: ServerHome) -> RunningProcess | None:
    """The live server process of this data folder, by its pid file, else by its command line."""
    try:
        named = find_process(int(_pid_file(home).read_text()))
    except (OSError, ValueError):
        named = None
    if named is not None and _is_server(named, home):
        return named
    if not home.valkey.is_dir():
        return None
    return next((p for p in all_processes() if _is_server(p, home)), None)


def _is_server(process: RunningProcess, home: ServerHome) -> bool:
    """Before and after Valkey retitles itself, its command line holds the program and our socket."""
    program, _, rest = process.command.partition(" ")
    words = rest.replace("unixsocket:", " ").split(" --")
    ours = str(_socket(home))
    sockets = [word.removeprefix("unixsocket ").strip() for word in words]
    return program.endswith("/valkey-server") and ours in sockets


def _is_about_the_file(said: str) -> bool:
    return "append only file" in said.lower() or "aof" in said.lower()


def _set_unreadable_file_aside(home: ServerHome) -> None:
    """The append-only folder keeps one predecessor; jobs are found again in Postgres."""
    current = home.valkey / "appendonlydir"
    aside = home.valkey / "appendonlydir.unreadable"
    if not current.is_dir():
        return
    if aside.is_dir():
        for file in aside.iterdir():
            file.unlink()
        aside.rmdir()
    current.rename(aside)

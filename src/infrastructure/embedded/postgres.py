"""A real Postgres 18 under our own control: fixed folders, one socket in a closed directory, no network.

The wheel's Python helper is not used: it trusts every local user, moves its socket between runs and forgets to
stop a server whose owner crashed. Here the data folder decides everything, so a server left over from a killed
owner is found and adopted, a dead or hung one is replaced, and the URL never changes.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from rejoinder.infrastructure.embedded.errors import (
    EmbeddedServerFailed,
    disk_full,
    from_os_error,
    from_output,
)
from rejoinder.infrastructure.embedded.home import (
    ServerHome,
    keep_log_small,
    locate,
    own,
    prepare,
    server_log,
)
from rejoinder.infrastructure.embedded.processes import (
    RunningProcess,
    all_processes,
    end_process,
    find_process,
)
from rejoinder.infrastructure.embedded.programs import POSTGRES_MAJOR, postgres_programs
from rejoinder.infrastructure.embedded.readiness import ENVIRONMENT, ServerState, launch, wait_ready

ROLE = "rejoinder"
DATABASE = "rejoinder"
_ADMIN = "postgres"
_PORT = 5432
_ROOM_NEEDED = 150 * 1024 * 1024
_HUNG_AFTER = 5.0
_SLOW_AFTER = 30.0
_RECOVERY_LIMIT = 300.0

# Written once into postgresql.conf, so an operator may change them with ALTER SYSTEM.
_TUNING = {
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",  # small /dev/shm in containers breaks parallel queries
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Given at every start, because safety and privacy rest on them: nothing on the network, no customer text in logs.
_FIXED = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "logging_collector": "off",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on"}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class _Passwords:
    admin: str
    application: str


class EmbeddedPostgres:
    """The Postgres server of one data folder.

    `durable=False` gives up crash safety for speed and is meant for tests alone.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self._data_dir = data_dir
        self._durable = durable

    def start(self) -> str:
        """A Postgres of this data folder accepts connections; returns the application role's URL.

        Adopts the server that already runs here, replaces one that is dead or does not answer. The application
        role owns its database, may log in, and is no superuser.
        """
        home = prepare(self._data_dir)
        try:
            return self._start(home)
        except OSError as error:
            raise from_os_error(error, home.data_dir) from error
        except psycopg.Error as error:
            log = server_log(home, "postgres")
            raise from_output("Postgres", f"error: {error}", home.postgres, log) from error

    def stop(self, timeout: float = 4.0) -> bool:
        """No Postgres of this data folder runs any more; true when there was one to stop.

        The same steps as `pg_ctl stop -m fast` and then `-m immediate`, sent to the verified process, because
        pg_ctl trusts a pid file and itself refuses to run as root.
        """
        home = locate(self._data_dir)
        server = _postmaster(home)
        if server is None:
            return _end_orphans(home) > 0
        steps = ((signal.SIGINT, timeout), (signal.SIGQUIT, 2.0))
        if not end_process(server, *steps):
            _kill_tree(server)
        _end_orphans(home)
        return True

    def is_running(self) -> bool:
        """Whether a connection of this very moment reaches a ready server."""
        home = locate(self._data_dir)
        keep_log_small(server_log(home, "postgres"))
        return _probe(home) is ServerState.READY

    def is_alive(self) -> bool:
        """Whether the server process exists, however busy, starting or stuck it is."""
        return _postmaster(locate(self._data_dir)) is not None

    @property
    def pid(self) -> int | None:
        """The server's process id, none when it does not run."""
        server = _postmaster(locate(self._data_dir))
        return server.pid if server else None

    @property
    def url(self) -> str:
        """The URL of the application role, valid whether or not the server runs; libpq's form."""
        home = locate(self._data_dir)
        return _url(home, ROLE, _read_passwords(home).application, DATABASE)

    @property
    def admin_url(self) -> str:
        """The URL of the superuser, for administration and for creating databases."""
        home = locate(self._data_dir)
        return _url(home, _ADMIN, _read_passwords(home).admin, "postgres")

    def _start(self, home: ServerHome) -> str:
        if not (home.postgres / "PG_VERSION").exists():
            self._initialise(home)
        _refuse_other_version(home)
        if not _password_file(home).exists():
            self._renew_passwords(home)
        if not self._adopt(home):
            self._replace(home)
        self._ensure_application_role(home)
        return self.url

    def _adopt(self, home: ServerHome) -> bool:
        """True when a server that already runs here is ready; it may first finish its recovery."""
        server = _postmaster(home)
        if server is None:
            return False
        return self._wait_ready(home, server, silence_allowed=_HUNG_AFTER)

    def _replace(self, home: ServerHome) -> None:
        """Whatever of an earlier server still clings to the folder is gone, and a new one is ready."""
        leftover = _postmaster(home)
        if leftover is not None:
            _kill_tree(leftover)
        _end_orphans(home)
        _drop_stale_pid_file(home)
        log = server_log(home, "postgres")
        already_said = log.stat().st_size if log.exists() else 0
        program = postgres_programs(home.account) / "postgres"
        server = launch([str(program), *self._arguments(home)], home, log)
        if not self._wait_ready(home, server, silence_allowed=_SLOW_AFTER):
            said = log.read_bytes()[already_said:].decode(errors="replace")
            self.stop(timeout=0.5)
            raise from_output("Postgres", said, home.postgres, log)

    def _arguments(self, home: ServerHome) -> list[str]:
        settings = _FIXED | (_DURABLE if self._durable else _FAST)
        settings |= {"unix_socket_directories": f'"{home.sockets}"', "cluster_name": _cluster_name(home)}
        chosen = [f"--{name}={value}" for name, value in settings.items()]
        return ["-D", str(home.postgres), *chosen]

    def _wait_ready(self, home: ServerHome, server: RunningProcess, silence_allowed: float) -> bool:
        return wait_ready(server, lambda: _probe(home), limit=_RECOVERY_LIMIT, silence_allowed=silence_allowed)

    def _initialise(self, home: ServerHome) -> None:
        """A complete cluster stands in place, or none: it is made beside and moved there."""
        _require_room(home)
        making = home.base / "postgres.new"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        own(making, home.account)
        passwords = _Passwords(secrets.token_hex(24), secrets.token_hex(24))
        _write_passwords(home, passwords)
        programs = postgres_programs(home.account)
        with _password_for_initdb(home, passwords.admin) as password_file:
            made = subprocess.run(  # noqa: S603 - our own argv
                [
                    str(programs / "initdb"),
                    f"--pgdata={making}",
                    f"--username={_ADMIN}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    # The same order and case rules on every machine, whatever its C library brings.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions",
                    *([] if self._durable else ["--no-sync"]),
                    *(f"--set={name}={value}" for name, value in _TUNING.items()),
                ],
                capture_output=True,
                text=True,
                errors="replace",
                env=ENVIRONMENT,
                cwd="/",
                check=False,
                **home.as_account(),
            )
        if made.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise from_output("Postgres", made.stderr, home.base)
        if home.postgres.is_dir():
            home.postgres.rmdir()
        making.rename(home.postgres)

    def _ensure_application_role(self, home: ServerHome) -> None:
        """The role and its database exist; a start that was killed half-way is completed here."""
        password = _read_passwords(home).application
        with psycopg.connect(self.admin_url, connect_timeout=5, autocommit=True) as connection:
            row = connection.execute(
                "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s),"
                " EXISTS (SELECT FROM pg_database WHERE datname = %s)",
                (ROLE, DATABASE),
            ).fetchone()
            has_role, has_database = row if row is not None else (False, False)
            if not has_role:
                connection.execute(_create_role(password))
            if not has_database:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )

    def _renew_passwords(self, home: ServerHome) -> None:
        """Lost passwords are replaced in single-user mode; the data itself needs none."""
        self.stop()
        _drop_stale_pid_file(home)
        passwords = _Passwords(secrets.token_hex(24), secrets.token_hex(24))
        statements = f"ALTER ROLE {_ADMIN} PASSWORD '{passwords.admin}'\n" + (
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN"
            f" ALTER ROLE {ROLE} PASSWORD '{passwords.application}'; END IF; END $$\n"
        )
        changed = subprocess.run(  # noqa: S603 - our own argv
            [str(postgres_programs(home.account) / "postgres"), "--single", "-D", str(home.postgres), "postgres"],
            input=statements,
            capture_output=True,
            text=True,
            errors="replace",
            env=ENVIRONMENT,
            cwd="/",
            check=False,
            **home.as_account(),
        )
        if changed.returncode != 0 or "ERROR" in changed.stderr:
            raise from_output("Postgres", changed.stderr, home.postgres)
        _write_passwords(home, passwords)


def _probe(home: ServerHome) -> ServerState:
    try:
        admin = _url(home, _ADMIN, _read_passwords(home).admin, "postgres")
        with psycopg.connect(admin, connect_timeout=2, autocommit=True):
            return ServerState.READY
    except EmbeddedServerFailed:
        return ServerState.SILENT
    except psycopg.OperationalError as error:
        return _state_of(str(error))


def _state_of(failure: str) -> ServerState:
    """What the words of a failed connection say about the server behind the socket."""
    if "the database system is" in failure:
        return ServerState.STARTING
    if "password authentication failed" in failure:
        return ServerState.SILENT
    # Any other refusal spoken by the server itself, such as too many clients, comes from a living server.
    return ServerState.READY if "FATAL:" in failure else ServerState.SILENT


def _create_role(password: str) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD {}").format(
        sql.Identifier(ROLE), sql.Literal(password)
    )


def _url(home: ServerHome, role: str, password: str, database: str) -> str:
    # The port is spelled out because libpq would else take PGPORT from the environment.
    return f"postgresql://{role}:{password}@/{database}?host={quote(str(home.sockets), safe='/')}&port={_PORT}"


def _cluster_name(home: ServerHome) -> str:
    """Shown in the title of every server process, so that orphans of exactly this folder can be told."""
    inode = home.postgres.stat()
    return f"rejoinder-{inode.st_dev:x}-{inode.st_ino:x}"


def _postmaster(home: ServerHome) -> RunningProcess | None:
    """The live server process of this data folder, by its pid file, else by its command line."""
    named = _pid_in_file(home)
    if named is not None and (process := find_process(named)) and _is_postmaster(process, home):
        return process
    if not home.postgres.is_dir():
        return None
    return next((p for p in all_processes() if _is_postmaster(p, home)), None)


def _is_postmaster(process: RunningProcess, home: ServerHome) -> bool:
    program, _, rest = process.command.partition(" -D ")
    return program.endswith("/postgres") and rest.startswith(f"{home.postgres} ")


def _pid_in_file(home: ServerHome) -> int | None:
    try:
        return int((home.postgres / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _drop_stale_pid_file(home: ServerHome) -> None:
    """Postgres refuses to start when the pid in its file lives, even as somebody else's process."""
    if _postmaster(home) is None:
        (home.postgres / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{_PORT}", f".s.PGSQL.{_PORT}.lock"):
            (home.sockets / name).unlink(missing_ok=True)


def _kill_tree(server: RunningProcess) -> None:
    """The server and its workers are gone at once; a stopped or stuck one cannot do it itself."""
    workers = [p for p in all_processes() if p.parent == server.pid]
    end_process(server, (signal.SIGKILL, 5.0))
    for worker in workers:
        end_process(worker, (signal.SIGKILL, 5.0))


def _end_orphans(home: ServerHome) -> int:
    """No worker process outlives its dead server: it would hold the shared memory and block the next start."""
    if not home.postgres.is_dir() or _postmaster(home) is not None:
        return 0
    title = f"postgres: {_cluster_name(home)}: "
    orphans = [p for p in all_processes() if p.command.startswith(title)]
    for orphan in orphans:
        # Without its postmaster a worker can finish nothing; recovery at the next start keeps what was committed.
        end_process(orphan, (signal.SIGKILL, 5.0))
    return len(orphans)


def _refuse_other_version(home: ServerHome) -> None:
    version = (home.postgres / "PG_VERSION").read_text().strip()
    if version != POSTGRES_MAJOR:
        raise EmbeddedServerFailed(
            f"The data in {home.postgres} was made by Postgres {version} and this Rejoinder brings Postgres "
            f"{POSTGRES_MAJOR}; move it over with pg_dump, or choose another folder with --data-dir."
        )


def _require_room(home: ServerHome) -> None:
    if shutil.disk_usage(home.base).free < _ROOM_NEEDED:
        raise disk_full(home.base)


def _password_file(home: ServerHome) -> Path:
    return home.data_dir / "postgres-passwords.json"


def _read_passwords(home: ServerHome) -> _Passwords:
    try:
        known = json.loads(_password_file(home).read_text())
        return _Passwords(known["admin"], known["application"])
    except FileNotFoundError:
        raise EmbeddedServerFailed(
            f"No embedded Postgres was ever started in {home.data_dir}; run `rejoinder up` there first."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbeddedServerFailed(
            f"{_password_file(home)} cannot be read; remove it and start again, new passwords are then set."
        ) from error


def _write_passwords(home: ServerHome, passwords: _Passwords) -> None:
    """The file is complete and on disk, or untouched; only its owner may read it."""
    target = _password_file(home)
    descriptor, name = tempfile.mkstemp(dir=home.data_dir, prefix=".passwords-")
    with os.fdopen(descriptor, "w") as file:
        json.dump({"admin": passwords.admin, "application": passwords.application}, file)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(target)


@contextmanager
def _password_for_initdb(home: ServerHome, password: str) -> Iterator[Path]:
    """initdb reads the superuser's password from a file that its own account can open; gone afterwards."""
    with tempfile.NamedTemporaryFile("w", dir=home.base, prefix=".initdb-") as file:
        file.write(password + "\n")
        file.flush()
        own(Path(file.name), home.account)
        yield Path(file.name)

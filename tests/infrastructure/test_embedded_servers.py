"""The embedded servers: started, adopted, replaced, stopped; as root and as an ordinary user."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import create_engine, text

from rejoinder.infrastructure.embedded import (
    EmbeddedPostgres,
    EmbeddedServerFailed,
    EmbeddedValkey,
    programs,
    remove_instance,
)
from rejoinder.infrastructure.embedded import home as homes
from rejoinder.infrastructure.embedded.processes import all_processes, find_process, wait_until_gone

pytestmark = pytest.mark.slow

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent server counts as hung after one second instead of five."""
    for module in ("postgres", "valkey"):
        monkeypatch.setattr(f"rejoinder.infrastructure.embedded.{module}._HUNG_AFTER", 1.0)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rj-"))
    folder.chmod(0o755)
    yield folder / "data"
    remove_instance(folder / "data")
    shutil.rmtree(folder)


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def _do(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _kill_dead(pid: int | None) -> None:
    assert pid is not None
    process = find_process(pid)
    assert process is not None
    os.kill(pid, signal.SIGKILL)
    assert wait_until_gone(process, 5)


def test_postgres_starts_keeps_its_data_and_its_url_over_a_stop(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    _do(url, "CREATE TABLE kept (word text)")
    _do(url, "INSERT INTO kept VALUES ('still here')")
    assert server.is_running()
    assert server.stop()
    assert not server.is_running()
    assert server.start() == url
    assert _ask(url, "SELECT word FROM kept") == "still here"


def test_postgres_listens_on_no_network_and_logs_no_customer_text(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    assert _ask(url, "SHOW listen_addresses") == ""
    assert _ask(url, "SHOW fsync") == "on"
    _do(url, "CREATE TABLE people (phone text PRIMARY KEY)")
    _do(url, "INSERT INTO people VALUES ('+15550001111')")
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("INSERT INTO people VALUES (%s)", ("+15550001111",))
    with psycopg.connect(url) as connection, pytest.raises(psycopg.DataError):
        connection.execute("INSERT INTO people VALUES ('+15550001111' || (1 / 0)::text)")
    log = (data_dir / "logs" / "postgres.log").read_text()
    assert "people_pkey" in log
    assert "5550001111" not in log


def test_the_application_role_owns_its_database_and_nothing_more(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    about = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert _ask(url, about) is False
    assert _ask(url, "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'rejoinder'") == "rejoinder"
    assert _ask(server.admin_url, "SHOW is_superuser") == "on"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace("rejoinder:", "rejoinder:wrong"))


def test_the_url_works_in_sqlalchemy_and_despite_pg_variables(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nonexistent")
    url = EmbeddedPostgres(data_dir).start()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == "rejoinder"
    engine.dispose()


def test_a_running_postgres_is_adopted_by_the_next_owner(data_dir: Path) -> None:
    first = EmbeddedPostgres(data_dir)
    url = first.start()
    second = EmbeddedPostgres(data_dir)
    assert second.start() == url
    assert second.pid == first.pid
    assert second.stop()
    assert not first.is_alive()


def test_postgres_comes_back_after_kill_9_of_everything_with_every_committed_row(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    _do(url, "CREATE TABLE kept (n int)")
    _do(url, "INSERT INTO kept SELECT generate_series(1, 500)")
    first = server.pid
    assert first is not None
    workers = [p.pid for p in all_processes() if p.parent == first]
    for pid in (first, *workers):
        # Workers end by themselves as soon as they miss their postmaster.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert EmbeddedPostgres(data_dir).start() == url
    assert _ask(url, "SELECT count(*) FROM kept") == 500


def test_a_killed_postmaster_is_replaced_although_its_workers_linger(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    first = server.pid
    workers = [p.pid for p in all_processes() if p.parent == first]
    for pid in workers:
        # The worker of a connection that just closed may be gone.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    _kill_dead(first)
    assert server.start() == url
    assert server.is_running()
    assert not any(find_process(pid) for pid in workers)


@pytest.mark.usefixtures("impatient")
def test_a_hung_postgres_is_replaced_at_the_same_socket(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    hung = server.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    assert not server.is_running()
    assert server.is_alive()
    assert EmbeddedPostgres(data_dir).start() == url
    assert server.pid != hung
    assert _ask(url, "SELECT 1") == 1


def test_a_stale_pid_file_that_names_a_stranger_does_not_hinder_or_harm(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    pid_file = homes.locate(data_dir).postgres / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    _kill_dead(server.pid)
    server.is_alive()
    account = homes.locate(data_dir).as_account()
    with subprocess.Popen(["sleep", "60"], **account) as stranger:
        lines[0] = str(stranger.pid)
        pid_file.write_text("\n".join(lines))
        assert server.start() == url
        assert server.is_running()
        assert stranger.poll() is None
        stranger.kill()


def test_lost_passwords_are_renewed_without_losing_data(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    _do(url, "CREATE TABLE kept AS SELECT 7 AS n")
    (data_dir / "postgres-passwords.json").unlink()
    renewed = EmbeddedPostgres(data_dir).start()
    assert renewed != url
    assert _ask(renewed, "SELECT n FROM kept") == 7


def test_an_initialisation_that_was_killed_leaves_nothing_in_the_way(data_dir: Path) -> None:
    (data_dir / "postgres.new" / "base").mkdir(parents=True)
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert _ask(EmbeddedPostgres(data_dir).start(), "SELECT 1") == 1
    assert not (data_dir / "postgres.new").exists()


def test_data_of_another_postgres_version_is_named_and_left_alone(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedServerFailed, match=r"made by Postgres 16 .* pg_dump"):
        server.start()


def test_a_long_data_path_gets_a_short_socket_folder_that_is_ours_alone(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir(parents=True)
    try:
        url = EmbeddedPostgres(deep).start()
        address = EmbeddedValkey(deep).start()
        sockets = homes.locate(deep).sockets
        assert sockets.parent == Path(tempfile.gettempdir())
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert _ask(url, "SELECT 1") == 1
        assert redis.from_url(address).ping()
    finally:
        remove_instance(deep)


@AS_ROOT
def test_a_socket_folder_that_belongs_to_somebody_else_is_refused(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir(parents=True)
    sockets = homes.locate(deep).sockets
    sockets.mkdir()
    os.chown(sockets, 12345, 12345)
    try:
        with pytest.raises(EmbeddedServerFailed, match="belongs to somebody else"):
            EmbeddedPostgres(deep).start()
    finally:
        sockets.rmdir()


@AS_ROOT
def test_as_root_the_servers_run_unprivileged_and_a_closed_parent_folder_stays_closed(data_dir: Path) -> None:
    closed = data_dir / "home"
    closed.mkdir(parents=True, mode=0o700)
    inside = closed / "data"
    server = EmbeddedPostgres(inside)
    try:
        url = server.start()
        assert redis.from_url(EmbeddedValkey(inside).start()).ping()
        assert server.pid is not None
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        assert closed.stat().st_mode & 0o777 == 0o700
        assert (inside / "postgres").is_symlink()
        _do(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server.stop()
        assert EmbeddedPostgres(inside).start() == url
        assert _ask(url, "SELECT n FROM kept") == 7
    finally:
        remove_instance(inside)


_AS_USER = """
import encodings.idna, json, os, sys
from pathlib import Path
import psycopg, redis
from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed, EmbeddedValkey

# The interpreter itself may stand in root's home, so it is left only after everything is imported.
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
folder = Path(sys.argv[1])
postgres, valkey = EmbeddedPostgres(folder), EmbeddedValkey(folder)
try:
    url, address = postgres.start(), valkey.start()
    with psycopg.connect(url) as connection:
        answer = connection.execute("SELECT current_user").fetchone()[0]
    pong = redis.from_url(address).ping()
    adopted = EmbeddedPostgres(folder).start() == url and EmbeddedPostgres(folder).pid == postgres.pid
    stopped = postgres.stop() and valkey.stop()
    print(json.dumps({"user": answer, "pong": pong, "adopted": adopted, "stopped": stopped}))
except EmbeddedServerFailed as failure:
    print(json.dumps({"failed": failure.message}))
"""


def _as_nobody(folder: Path) -> dict[str, object]:
    """What the script says when an ordinary user runs it."""
    ran = subprocess.run([sys.executable, "-c", _AS_USER, str(folder)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, object] = json.loads(ran.stdout)
    return answer


@AS_ROOT
def test_as_root_programs_in_a_closed_folder_are_copied_to_where_the_servers_may_run_them(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = programs.postgres_programs(None).parents[1]
    closed = data_dir / "home"
    closed.mkdir(parents=True, mode=0o700)
    package = closed / installed.name
    shutil.copytree(installed, package, ignore=shutil.ignore_patterns("pginstall"))
    libraries = installed.with_name(f"{installed.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name)
    monkeypatch.setattr(programs, "_COPIES", data_dir / "copies" / "programs")
    monkeypatch.setattr(programs, "_package", lambda *_names: package)
    copied = programs.postgres_programs(homes.locate(data_dir).account)
    assert copied.is_relative_to(data_dir / "copies")
    assert _ask(EmbeddedPostgres(data_dir).start(), "SELECT 1") == 1
    assert programs.postgres_programs(homes.locate(data_dir).account) == copied


@AS_ROOT
def test_an_ordinary_user_runs_the_same_servers(data_dir: Path) -> None:
    data_dir.mkdir()
    os.chown(data_dir, 65534, 65534)
    assert _as_nobody(data_dir) == {"user": "rejoinder", "pong": True, "adopted": True, "stopped": True}


@AS_ROOT
def test_an_unwritable_folder_is_named_in_one_sentence(data_dir: Path) -> None:
    data_dir.mkdir()
    message = str(_as_nobody(data_dir)["failed"])
    assert str(data_dir) in message
    assert "cannot be written" in message
    assert "\n" not in message


def test_a_file_where_the_data_folder_should_be_is_named(data_dir: Path) -> None:
    data_dir.write_text("not a folder")
    try:
        with pytest.raises(EmbeddedServerFailed, match="stands where a folder is needed"):
            EmbeddedPostgres(data_dir).start()
    finally:
        data_dir.unlink()


def test_a_full_disk_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rejoinder.infrastructure.embedded.postgres._ROOM_NEEDED", shutil.disk_usage("/").total * 1000)
    with pytest.raises(EmbeddedServerFailed, match=r"disk .* is full; free some space"):
        EmbeddedPostgres(data_dir).start()


def test_missing_wheels_are_named_with_the_command_that_brings_them(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_name: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nothing)
    for server in (EmbeddedPostgres(data_dir), EmbeddedValkey(data_dir)):
        with pytest.raises(EmbeddedServerFailed, match=r"rejoinder\[embedded\]"):
            server.start()


def test_valkey_starts_keeps_its_data_and_its_url_over_kill_9(data_dir: Path) -> None:
    server = EmbeddedValkey(data_dir)
    url = server.start()
    client = redis.from_url(url)
    client.set("bell", "rung")
    settings = client.config_get("maxmemory*")
    assert settings["maxmemory"] == str(128 * 1024 * 1024)
    assert settings["maxmemory-policy"] == "noeviction"
    # appendfsync everysec: the operating system already has every write, only a power cut could lose one.
    _kill_dead(server.pid)
    assert EmbeddedValkey(data_dir).start() == url
    assert redis.from_url(url).get("bell") == b"rung"


@pytest.mark.usefixtures("impatient")
def test_a_running_valkey_is_adopted_and_a_hung_one_replaced(data_dir: Path) -> None:
    server = EmbeddedValkey(data_dir)
    url = server.start()
    assert EmbeddedValkey(data_dir).start() == url
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    assert not server.is_running()
    assert EmbeddedValkey(data_dir).start() == url
    assert server.pid != first
    assert redis.from_url(url).ping()


def test_valkey_sets_an_unreadable_file_aside_and_starts_empty(data_dir: Path) -> None:
    server = EmbeddedValkey(data_dir)
    redis.from_url(server.start()).set("bell", "rung")
    server.stop()
    folder = homes.locate(data_dir).valkey
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    assert redis.from_url(server.start()).dbsize() == 0
    assert (folder / "appendonlydir.unreadable").is_dir()


def test_ps_names_the_roles_and_no_terminal_signal_reaches_the_servers(data_dir: Path) -> None:
    for server, name in ((EmbeddedPostgres(data_dir), "postgres"), (EmbeddedValkey(data_dir), "valkey-server")):
        server.start()
        assert server.pid is not None
        process = find_process(server.pid)
        assert process is not None
        assert name in process.command
        assert os.getsid(server.pid) == server.pid != os.getsid(0)


def test_a_later_start_is_quick(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    server.start()
    server.stop()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 2.0

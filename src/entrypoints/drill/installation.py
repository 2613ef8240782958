"""A whole installation on this machine: real Postgres, real Valkey, real processes, providers on loopback.

with an_installation() as rejoinder:
    acme = rejoinder.a_tenant(mode="auto")
    text = acme.texts.delivery("Yes, please call me", person="+12025550143")
    assert acme.post(text).status_code == 200
    assert acme.ended(text)["disposition"] == "sent"
    assert len(rejoinder.twilio.delivered("+12025550143")) == 1
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import psycopg
from psycopg.rows import dict_row

from rejoinder.entrypoints.drill.deliveries import Chats, Mails, Texts
from rejoinder.entrypoints.drill.highlevel import HighLevel
from rejoinder.entrypoints.drill.mailers import EmailBisonMails, InstantlyMails
from rejoinder.entrypoints.drill.processes import Role, run_command
from rejoinder.entrypoints.drill.servers import create_database, database_name, postgres_server
from rejoinder.entrypoints.drill.stand_ins.openai import OpenAIStandIn
from rejoinder.entrypoints.drill.stand_ins.pager import Pager
from rejoinder.entrypoints.drill.stand_ins.vapi import VapiStandIn
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.valkey import ValkeyServer
from rejoinder.entrypoints.drill.waiting import until
from rejoinder.infrastructure.embedded import EmbeddedPostgres, remove_instance
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.schema import migrate
from rejoinder.infrastructure.vault import Vault

ADMIN = "the-admin-token-of-the-harness"
CRON = "the-cron-secret-of-the-harness"
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
LIVE: list[Installation] = []
"""Installations that are running now; their logs are shown with a failing test."""


@functools.cache
def _template() -> str:
    url = create_database()
    _migrate(url)
    return database_name(url)


def _migrate(url: str) -> None:
    engine = make_engine(url, name="harness", pool_size=1)
    migrate(engine)
    engine.dispose()


class SharedPostgres:
    """A database of its own on this test process's server."""

    def __init__(self) -> None:
        self.url = create_database(_template())
        self.admin_url = postgres_server().admin_url_of(self.url)

    def close(self) -> None:
        postgres_server().drop_database(self.url)


class OwnPostgres:
    """A server of its own, crash-safe, that a test may kill and bring back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "servers"
        self.server = EmbeddedPostgres(self._folder)
        self.url = self.server.start()
        self.admin_url = self.server.admin_url.replace("@/postgres?", f"@/{database_name(self.url)}?")
        _migrate(self.url)

    def kill(self) -> None:
        """SIGKILL for the postmaster; its workers end when they miss it."""
        assert self.server.pid is not None
        os.kill(self.server.pid, 9)
        until(lambda: not self.server.is_running(), "the postmaster to be gone")

    def freeze(self) -> None:
        """SIGSTOP for the whole server: connections stay open, new ones are taken by the kernel, nobody answers."""
        for process in self._processes():
            os.kill(process, signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self._processes():
            os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        """The postmaster first, so that it starts nobody meanwhile."""
        postmaster = self.server.pid
        assert postmaster is not None
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        return [postmaster, *map(int, children.split())]

    def start(self) -> None:
        assert self.server.start() == self.url

    def close(self) -> None:
        remove_instance(self._folder)


class Installation:
    """Everything that `rejoinder up` would start, with every process in the test's hand."""

    def __init__(self, folder: Path, *, own_postgres: bool, workers: int, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.twilio = Texts()
        self.smartlead = Mails()
        self.instantly = InstantlyMails()
        self.emailbison = EmailBisonMails()
        self.unipile = Chats()
        self.ghl = HighLevel()
        self.vapi = VapiStandIn()
        self.pager = Pager()
        self.providers = (
            self.twilio,
            self.smartlead,
            self.instantly,
            self.emailbison,
            self.unipile,
            self.ghl,
            self.vapi,
            self.pager,
        )
        self.openai = OpenAIStandIn()
        self.postgres: SharedPostgres | OwnPostgres = OwnPostgres(folder) if own_postgres else SharedPostgres()
        self.valkey = ValkeyServer(folder)
        self.client = httpx2.Client(trust_env=False, timeout=30, limits=httpx2.Limits(max_connections=64))
        self._env = self._environment(env)
        self.api = Role("api", ["api", "--port", str(self.port)], self._env, folder)
        self.workers = [Role(f"worker{n}", ["worker"], self._env, folder) for n in range(1, workers + 1)]
        self.scheduler = Role("scheduler", ["scheduler"], self._env, folder)

    @property
    def worker(self) -> Role:
        return self.workers[0]

    @property
    def roles(self) -> list[Role]:
        return [self.api, *self.workers, self.scheduler]

    @property
    def own_postgres(self) -> OwnPostgres:
        """The server that this installation alone uses."""
        assert isinstance(self.postgres, OwnPostgres)
        return self.postgres

    # --- life ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Requests will succeed and jobs are taken."""
        for role in self.roles:
            role.start()
        self.wait_until_served()
        for role in (*self.workers, self.scheduler):
            role.wait_for_log(f"{role.name.rstrip('0123456789')}.started")

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """`rejoinder WORDS…` with the environment of the roles, to its end."""
        return run_command(words, {**self._env, **env}, self.folder)

    def a_worker_elsewhere(self, name: str, **env: str) -> Role:
        """A worker as another machine would run it: nothing of this one's environment but what it is told."""
        folder = self.folder / name
        folder.mkdir()
        told = ("DATABASE_URL", "REDIS_URL", "REJOINDER_SECRET_KEY", "REJOINDER_ALLOWED_PROVIDER_HOSTS")
        more = ("PUBLIC_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "REJOINDER_AUTOSEND_DELAY", "PATH")
        kept = {variable: self._env[variable] for variable in (*told, *more)}
        return Role(name, ["worker"], {**kept, "REJOINDER_DATA_DIR": str(folder / "data"), **env}, folder)

    def restart_api(self) -> None:
        """Killed if it runs, and serving again."""
        self.api.kill()
        self.api.start()
        self.wait_until_served()

    def start_worker(self, role: Role | None = None) -> None:
        """A worker that was stopped takes jobs again."""
        chosen = role or self.worker
        chosen.start()
        chosen.wait_for_log("worker.started")

    @contextlib.contextmanager
    def without_workers(self) -> Iterator[None]:
        """Inside the block nobody works, so jobs stay as they are stored."""
        for role in self.workers:
            assert role.stop() == 0
        try:
            yield
        finally:
            for role in self.workers:
                self.start_worker(role)

    def wait_until_served(self, within_s: float = 40.0) -> None:
        """The API answers that it is ready."""

        def ready() -> bool:
            assert self.api.is_running, f"the API ended:\n{self.api.last_lines()}"
            with contextlib.suppress(httpx2.TransportError):
                return self.client.get(f"{self.url}/health/live").status_code == 200
            return False

        until(ready, "the API to serve", within_s)

    def close(self) -> None:
        """Nothing of it is left."""
        for role in self.roles:
            role.kill()
        self.client.close()
        self.valkey.stop()
        self.postgres.close()

    def describe(self) -> str:
        """The end of every log, for a person who looks at a failed test."""
        return "\n".join(f"--- {role.name} (start {role.starts}) ---\n{role.last_lines()}" for role in self.roles)

    # --- what an engineer asks ----------------------------------------------------------------------------

    def call(
        self, method: str, path: str, json: Any = None, *, token: str | None = ADMIN, **more: Any
    ) -> httpx2.Response:
        """One request to the admin API as whoever holds `token`."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return self.client.request(method, f"{self.url}{path}", json=json, headers=headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of something that must be there."""
        response = self.call("GET", path, params={k: v for k, v in query.items() if v is not None})
        assert response.status_code == 200, f"GET {path}: {response.status_code} {response.text}"
        return response.json()

    def post(self, path: str, json: Any = None) -> Any:
        """The JSON of something that must work."""
        response = self.call("POST", path, json)
        assert response.status_code in (200, 201), f"POST {path}: {response.status_code} {response.text}"
        return response.json()

    def all_of(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor = None
        for _ in range(500):
            page = self.get(path, limit=200, cursor=cursor, **query)
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items
        raise AssertionError(f"{path} has no end")

    def cron(self, limit: int = 100, budget_s: float = 30.0) -> dict[str, Any]:
        """What somebody else's clock does every minute."""
        query = {"limit": str(limit), "budget_s": str(budget_s)}
        response = self.call("POST", "/api/cron/background-jobs", token=CRON, params=query, timeout=budget_s + 60)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def accounting(self, workspace_id: str | None = None) -> dict[str, Any]:
        """Where every received message is."""
        return dict(self.get("/api/v1/accounting", workspace_id=workspace_id))

    def a_tenant(self, name: str = "Acme", **settings: Any) -> Tenant:
        """A workspace with these settings."""
        made = self.post("/api/v1/workspaces", {"name": name, "settings": settings})
        return Tenant(self, made["id"])

    # --- the clock and the tables ---------------------------------------------------------------------------

    def sql(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of one statement, as the database's owner sees them."""
        with (
            psycopg.connect(self.postgres.admin_url, autocommit=True) as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            cursor.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def count(self, what: str, *values: Any) -> int:
        """How many rows `FROM …` has."""
        return int(self.sql(f"SELECT count(*) AS n FROM {what}", *values)[0]["n"])

    def hasten(self, condition: str = "TRUE", *values: Any) -> int:
        """Waiting jobs are due now, as if the time had passed."""
        return len(
            self.sql(
                "UPDATE jobs SET run_at = clock_timestamp(), ring_at = clock_timestamp()"
                f" WHERE status = 'PENDING' AND run_at > clock_timestamp() AND {condition} RETURNING id",
                *values,
            )
        )

    @property
    def vault(self) -> Vault:
        """What opens whatever the installation sealed."""
        return Vault([self._env["REJOINDER_SECRET_KEY"]])

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in _INHERITED}
        return {
            **kept,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "PUBLIC_BASE_URL": self.url,
            "REJOINDER_SECRET_KEY": secrets.token_hex(32),
            "REJOINDER_ADMIN_TOKEN": ADMIN,
            "CRON_SECRET": CRON,
            "REJOINDER_ALLOWED_PROVIDER_HOSTS": ",".join(provider.host for provider in self.providers),
            "REJOINDER_AUTOSEND_DELAY": "0",
            "REJOINDER_DATA_DIR": str(self.folder / "data"),
            "REJOINDER_WORKER_THREADS": "16",
            "REJOINDER_PARENT_PID": str(os.getpid()),
            "OPENAI_API_KEY": "sk-harness",
            "OPENAI_BASE_URL": self.openai.url,
            **more,
        }


@contextlib.contextmanager
def an_installation(
    *, own_postgres: bool = False, workers: int = 1, roles: Sequence[str] = (), **env: str
) -> Iterator[Installation]:
    """A running installation; `roles` names those to start (all of them if none is named)."""
    # A short name: socket paths end at 107 characters. Postgres runs unprivileged and has to reach its folder.
    folder = Path(tempfile.mkdtemp(prefix="rj-"))
    folder.chmod(0o755)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        made = Installation(folder, own_postgres=own_postgres, workers=workers, env=env)
        for stand_in in (*made.providers, made.openai):
            stack.enter_context(stand_in)
        stack.callback(made.close)
        LIVE.append(made)
        stack.callback(LIVE.remove, made)
        made.valkey.start()
        if roles:
            for name in roles:
                getattr(made, name).start()
            if "api" in roles:
                made.wait_until_served()
        else:
            made.start()
        yield made


def _free_port() -> int:
    """Below the range from which the system takes ports for outgoing connections."""
    for _ in range(100):
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")

"""`rejoinder up`: everything on one machine; `rejoinder down` ends it."""

from __future__ import annotations

import http.client
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from rejoinder.domain.alerting import DISABLED_BANNER, silences_of_routes
from rejoinder.domain.errors import RejoinderError
from rejoinder.entrypoints.cli.instance import (
    ADMIN_TOKEN_FILE,
    CommandFailed,
    DataDir,
    Instance,
    check_prompts,
    compile_once,
    kept_secret,
    settings_for,
    write_instance,
)
from rejoinder.entrypoints.settings import SECRET_KEY_FILE, Settings

if TYPE_CHECKING:
    from rejoinder.entrypoints.cli.supervisor import Child, Supervisor
    from rejoinder.entrypoints.container import Container

ROLES: Mapping[str, tuple[str, ...]] = {
    "worker": ("worker", "--queues", "reply,notify,background"),
    "sender": ("worker", "--queues", "send"),
    "scheduler": ("scheduler",),
}
_ASK_EVERY_S = 0.1


def up(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    data_dir: DataDir = None,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Simulated people write in. Default: only on a new data folder without a key.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run everything on one machine: databases, API and dashboard, workers, scheduler."""
    import setproctitle

    began = time.monotonic()
    settings = settings_for(data_dir)
    check_prompts(settings)
    setproctitle.setproctitle("rejoinder: up")
    from rejoinder.entrypoints.cli.ports import refuse_busy_port
    from rejoinder.entrypoints.cli.supervisor import Supervisor, SupervisorFailed
    from rejoinder.infrastructure.embedded import EmbeddedServerFailed

    try:
        with Supervisor(settings.data_dir, report=_say) as supervisor:
            refuse_busy_port(host, port)
            compile_once(settings.data_dir, make=True)
            sys.exit(_run(supervisor, settings, host, port, demo, began))
    except (SupervisorFailed, EmbeddedServerFailed) as failed:
        raise CommandFailed(failed.message) from failed


def down(data_dir: DataDir = None) -> None:
    """Stop whatever runs on the data folder, embedded servers included."""
    from rejoinder.entrypoints.cli.supervisor import SupervisorFailed, stop_instance
    from rejoinder.infrastructure.embedded import EmbeddedServerFailed

    try:
        print(stop_instance(settings_for(data_dir).data_dir))
    except (SupervisorFailed, EmbeddedServerFailed) as failed:
        raise CommandFailed(failed.message) from failed


def _run(supervisor: Supervisor, settings: Settings, host: str, port: int, demo: bool | None, began: float) -> int:
    from rejoinder.entrypoints.cli.ports import local_url

    local = local_url(host, port)
    settings = _with_own_keys(settings, local)
    embedded = not settings.database_url
    # Loading our own code costs about as much as starting the servers: both at once.
    loading = threading.Thread(target=_load, name="load", daemon=True)
    loading.start()
    _say("Starting Postgres and Redis." if embedded else "Using the database of DATABASE_URL.")
    urls = supervisor.start_servers(settings.database_url or None, settings.redis_url or None)
    settings = replace(settings, database_url=urls.database, redis_url=urls.redis)
    loading.join()
    from rejoinder.entrypoints.container import build

    container = build(settings, "up")
    _say("Bringing the schema up to date.")
    since = _migrated(container)
    instance = Instance(
        urls.database, urls.redis, local, settings.public_base_url, ",".join(sorted(settings.allowed_provider_hosts))
    )
    write_instance(settings.data_dir, instance)
    with_demo = _is_brand_new(container, settings, embedded) if demo is None else demo
    if with_demo:
        from rejoinder.entrypoints.cli.demo import demo_workspace

        demo_workspace(container)
        _say("Simulated people write in (the workspace says so); `--no-demo` keeps them away.")
    _say("Starting the API, the workers and the scheduler.")
    children = _children(settings, host, port, local, with_demo, container, since)
    return supervisor.run(children, on_ready=lambda: _announce(container, local, began))


def _load() -> None:
    import rejoinder.entrypoints.container
    import rejoinder.infrastructure.postgres.schema  # noqa: F401


def _with_own_keys(settings: Settings, local: str) -> Settings:
    """Keys that were not given are made once and kept in the data folder, readable by its owner alone."""
    folder = settings.data_dir
    keys = settings.secret_keys or tuple(kept_secret(folder / SECRET_KEY_FILE).split(","))
    return replace(
        settings,
        secret_keys=keys,
        admin_token=settings.admin_token or kept_secret(folder / ADMIN_TOKEN_FILE),
        public_base_url=settings.public_base_url if os.environ.get("PUBLIC_BASE_URL") else local,
    )


def _migrated(container: Container) -> datetime:
    """The schema is the newest; returns the database's time. Raises CommandFailed for one that is newer than we are."""
    from rejoinder.infrastructure.postgres.engine import storage_errors
    from rejoinder.infrastructure.postgres.schema import current_revision, known_revisions, schema_problem
    from rejoinder.infrastructure.postgres.schema import migrate as migrate_schema

    engine = container.engine()
    if schema_problem(engine):
        if current_revision(engine) not in (None, *known_revisions()):
            raise CommandFailed(
                "The database was made by a newer Rejoinder; start that release, or choose another folder with"
                " --data-dir."
            )
        migrate_schema(engine)
        if problem := schema_problem(engine):
            raise CommandFailed(problem)
    with storage_errors(), engine.connect() as connection:
        moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment


def _is_brand_new(container: Container, settings: Settings, embedded: bool) -> bool:
    """Nobody has set anything up: our own database, no key, no workspace."""
    if not embedded or settings.openai_api_key or container.demo_book().was_removed():
        return False
    return not container.show_workspaces().all(None)


def _children(
    settings: Settings, host: str, port: int, local: str, with_demo: bool, container: Container, since: datetime
) -> list[Child]:
    from rejoinder.entrypoints.cli.supervisor import Child

    env = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "REJOINDER_SECRET_KEY": ",".join(settings.secret_keys),
        "REJOINDER_ADMIN_TOKEN": settings.admin_token,
        "REJOINDER_DATA_DIR": str(settings.data_dir),
        "PUBLIC_BASE_URL": settings.public_base_url,
        "REJOINDER_PARENT_PID": str(os.getpid()),
        "PYTHONUNBUFFERED": "1",
    }

    def child(name: str, *words: str, ready: Callable[[], bool] | None = None) -> Child:
        return Child(name, (sys.executable, "-m", "rejoinder.entrypoints.cli.main", *words), env, ready)

    serves = child("api", "api", "--host", host, "--port", str(port), ready=_waiting(lambda: _serves(local, settings)))
    roles = [
        child(name, *words, ready=_waiting(lambda: _is_on_duty(container, since)) if name == "worker" else None)
        for name, words in ROLES.items()
    ]
    simulated = [child("demo", "demo", "--url", local)] if with_demo else []
    return [serves, *roles, *simulated]


def _waiting(ask: Callable[[], bool]) -> Callable[[], bool]:
    """The question, asked without hurry: an eager one takes the processor from who has to answer."""

    def asked() -> bool:
        if ask():
            return True
        time.sleep(_ASK_EVERY_S)
        return False

    return asked


def _serves(local: str, settings: Settings) -> bool:
    """Whether our own API answers: another program that took the port meanwhile does not know our token."""
    return _ask(local, "/health/live") == 200 and _ask(local, "/api/v1/switches?limit=1", settings.admin_token) == 200


def _ask(local: str, path: str, token: str = "") -> int:
    connection = http.client.HTTPConnection(urlsplit(local).netloc, timeout=2)
    try:
        connection.request("GET", path, headers={"authorization": f"Bearer {token}"} if token else {})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _is_on_duty(container: Container, since: datetime) -> bool:
    """Whether a worker that was started after that moment takes jobs."""
    from sqlalchemy import select

    from rejoinder.domain.ports.storage import EVERY_WORKSPACE
    from rejoinder.infrastructure.postgres.engine import transaction
    from rejoinder.infrastructure.postgres.tables import workers

    fresh = (workers.c.role == "worker", workers.c.state == "working", workers.c.started_at >= since)
    try:
        with transaction(container.engine(), EVERY_WORKSPACE) as db:
            return db.execute(select(workers.c.owner).where(*fresh).limit(1)).first() is not None
    except RejoinderError:
        return False


def _announce(container: Container, local: str, began: float) -> None:
    """The one line on stdout, with a link that works once."""
    link: Any = None
    while link is None:
        try:
            link = container.open_sign_in_link()()
        except RejoinderError:
            time.sleep(1.0)
    for switch in container.reports().vitals().switches:
        _say(f"Held back: {switch.kind} until {switch.until:%Y-%m-%d %H:%M} UTC ({switch.author}: {switch.reason})")
    for silence in silences_of_routes(container.alert_routes().routes()):
        _say(f"Alerts: {silence}")
    if container.settings().alerts_disabled:
        for line in DISABLED_BANNER:
            _say(line)
    _say(f"Everything runs after {time.monotonic() - began:.1f} s.")
    print(f"Rejoinder is ready at {local}/signin/{link}", flush=True)
    container.engine().dispose()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

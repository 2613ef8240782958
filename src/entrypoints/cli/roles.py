"""`rejoinder api`, `worker` and `scheduler`: one role per process, for deployments and as children of `up`."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from rejoinder.domain.alerting import DISABLED_BANNER
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.jobs import Queue
from rejoinder.entrypoints.cli.instance import check_prompts, known_secret
from rejoinder.entrypoints.settings import SECRET_KEY_FILE, Settings, from_env

if TYPE_CHECKING:
    from litestar import Litestar

    from rejoinder.entrypoints.container import Container

log = logging.getLogger(__name__)

GRACEFUL_SHUTDOWN_S = 5
_LOOP_STUCK_AFTER_S = 10.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def api(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve webhooks, the admin API and the dashboard (needs DATABASE_URL and REDIS_URL)."""
    settings = role_settings("rejoinder: api")
    _watch_parent()
    from rejoinder.entrypoints.cli.ports import local_url, refuse_busy_port
    from rejoinder.entrypoints.container import build
    from rejoinder.entrypoints.web.app import create_app

    if not os.environ.get("PUBLIC_BASE_URL"):
        settings = replace(settings, public_base_url=local_url(host, port))
    refuse_busy_port(host, port)
    container = build(replace(settings, bound_to_loopback=host in _LOOPBACK), "api")
    _keep_time(container)
    sys.exit(_serve(create_app(container.web()), host, port, settings.trusted_proxies))


def worker(
    queues: Annotated[str, typer.Option(help="Which queues to work, separated by commas.")] = ",".join(Queue),
    threads: Annotated[
        int | None, typer.Option(min=1, max=512, help="How many jobs at once (REJOINDER_WORKER_THREADS).")
    ] = None,
) -> None:
    """Work jobs (needs DATABASE_URL and REDIS_URL)."""
    wanted = _checked_queues(queues)
    settings = role_settings(f"rejoinder: worker {','.join(wanted)}")
    stop = stop_on_signals()
    _watch_parent()
    from rejoinder.entrypoints.container import build
    from rejoinder.entrypoints.worker.main import run_worker

    container = build(settings, "worker")
    _keep_time(container)
    # Loaded before the first job, which would otherwise last a second: long enough to share a neighbour's crash.
    container.phones().read("+12025550100", "US")
    run_worker(container, wanted, threads or settings.worker_threads, stop, _beating)
    _end()


def scheduler() -> None:
    """Ring due jobs, free what is held by the dead, mend what was orphaned (needs DATABASE_URL and REDIS_URL)."""
    settings = role_settings("rejoinder: scheduler")
    stop = stop_on_signals()
    _watch_parent()
    from rejoinder.entrypoints.container import build
    from rejoinder.entrypoints.scheduler.main import run_scheduler

    container = build(settings, "scheduler")
    _keep_time(container)
    run_scheduler(container, stop, _beating)
    _end()


def role_settings(title: str) -> Settings:
    """This process has its title and its log. Raises InvalidInput for what is missing."""
    import setproctitle

    settings = from_env()
    for name, value in (("DATABASE_URL", settings.database_url), ("REDIS_URL", settings.redis_url)):
        if not value:
            raise InvalidInput(f"{name} is not set; set it, or run everything on one machine with `rejoinder up`.")
    if not settings.secret_keys:
        kept = known_secret(settings.data_dir / SECRET_KEY_FILE)
        if not kept:
            raise InvalidInput("REJOINDER_SECRET_KEY is not set; set the key that seals stored credentials.")
        settings = replace(settings, secret_keys=tuple(key.strip() for key in kept.split(",") if key.strip()))
    check_prompts(settings)
    setproctitle.setproctitle(title)
    from rejoinder.entrypoints.logging import configure_logging

    configure_logging(settings.log)
    if settings.alerts_disabled:
        for line in DISABLED_BANNER:
            log.critical(line)
    return settings


def stop_on_signals() -> threading.Event:
    """The event is set at the first SIGTERM or SIGINT; a second one ends the process on the spot.

    Called before any thread is started: the signals are blocked everywhere and taken by a thread of their own, because
    a handler that sets an event while the main thread waits for it can lock itself out.
    """
    stop = threading.Event()
    awaited = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)

    def wait() -> None:
        signal.sigwait(awaited)
        stop.set()
        signal.sigwait(awaited)
        os._exit(1)

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return stop


def _checked_queues(stated: str) -> list[str]:
    wanted = [name.strip() for name in stated.split(",") if name.strip()]
    for name in wanted:
        if name not in list(Queue):
            raise InvalidInput(f"Unknown queue '{name[:40]}'; known are {', '.join(Queue)}.", field="--queues")
    if not wanted:
        raise InvalidInput(f"--queues names some of {', '.join(Queue)}.", field="--queues")
    return [queue for queue in Queue if queue in wanted]


def _keep_time(container: Container) -> None:
    container.clock().keep_comparing(container.upkeep().now)


def _watch_parent() -> None:
    parent = os.environ.get("REJOINDER_PARENT_PID", "")
    if parent.isdigit():
        from rejoinder.entrypoints.cli.supervisor import watch_parent

        watch_parent(int(parent))


def _beating(alive: Callable[[], bool]) -> None:
    from rejoinder.entrypoints.cli.supervisor import BEAT_FILE, keep_beating

    if beat := os.environ.get(BEAT_FILE):
        keep_beating(Path(beat), alive)


def _serve(app: Litestar, host: str, port: int, proxies: Sequence[str]) -> int:
    """Serves until a signal; open requests have five seconds. Returns the exit code."""
    import uvicorn

    class Watched(uvicorn.Server):
        """Notes when its loop last turned."""

        seen = time.monotonic()

        async def on_tick(self, counter: int) -> bool:
            self.seen = time.monotonic()
            return await super().on_tick(counter)

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_S,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(proxies),  # uvicorn alone would believe whoever is on this machine
        forwarded_allow_ips=list(proxies),
        backlog=2048,
    )
    server = Watched(config)
    # uvicorn raises what it caught once more when it is done: by then there is nothing left to do.
    for caught in (signal.SIGTERM, signal.SIGINT):
        signal.signal(caught, _ignore)
    _beating(lambda: time.monotonic() - server.seen < _LOOP_STUCK_AFTER_S)
    # What was made so far stays: the collector need not walk it for every few hundred requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    server.run()
    return 0 if server.started else 1


def _ignore(_number: int, _frame: Any) -> None:
    """Already taken care of."""


def _end() -> NoReturn:
    """Threads of jobs that did not end in time must not keep the process."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

"""The scheduler's process: the chores, how often, and how it stops."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rejoinder.domain.alerting import silences_of_routes
from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.ports.alerting import RouteBook
from rejoinder.domain.ports.reports import Installation
from rejoinder.entrypoints.duty import DutyBook, DutyReport
from rejoinder.entrypoints.scheduler.loop import Chore, SchedulerLoop

log = logging.getLogger(__name__)

STOP_WITHIN_S = 1.2
STUCK_AFTER_S = 30.0
HOUSEKEEPING_TICK_S = 5.0
ALERTS_TICK_S = 5.0


class SchedulerJobs(Protocol):
    def unpark(self, reason: str) -> int: ...

    def unpark_resumed(self) -> int: ...


class SchedulerUpkeep(DutyBook, Protocol):
    def leading(self, what: str = ...) -> AbstractContextManager[bool]: ...

    def forget_absent(self) -> None: ...


class Teller(Protocol):
    def __call__(self) -> object: ...

    def without_database(self) -> object: ...


class SchedulerContainer(Protocol):
    """What the scheduler takes out of the container."""

    @property
    def owner(self) -> Callable[[], str]: ...
    @property
    def jobs(self) -> Callable[[], SchedulerJobs]: ...
    @property
    def upkeep(self) -> Callable[[], SchedulerUpkeep]: ...
    @property
    def ring_due_jobs(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def rescue_expired_jobs(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def mend_orphans(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def plan_reconciliations(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def fire_due_steps(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def balance_books(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def prune_records(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def empty_texts(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def reports(self) -> Callable[[], Installation]: ...
    @property
    def watch_switches(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def watch_spending(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def refresh_cards(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def send_digests(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def watch_targets(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def alert_routes(self) -> Callable[[], RouteBook]: ...
    @property
    def watch_rules(self) -> Callable[[], Callable[[], object]]: ...
    @property
    def tell_of_alerts(self) -> Callable[[], Teller]: ...
    @property
    def newest_revision(self) -> Callable[[], str]: ...


def run_scheduler(
    container: SchedulerContainer,
    stop: threading.Event,
    on_start: Callable[[Callable[[], bool]], object] = lambda alive: None,
) -> None:
    """Does the chores whenever it leads, until `stop`; returns within two seconds of it.

    `on_start` gets a function that says whether the loop still turns.
    """
    jobs, upkeep = container.jobs(), container.upkeep()
    turning = _Turning()

    def chore(name: str, every_s: float, do: Callable[[], object]) -> Chore:
        return Chore(name, every_s, turning.noting(do))

    chores = (
        chore("ring due jobs", 0.2, container.ring_due_jobs()),
        chore("rescue", 1.0, container.rescue_expired_jobs()),
        chore("resume", 10.0, jobs.unpark_resumed),
        chore("mend orphans", 5.0, container.mend_orphans()),
        chore("fire due follow-ups", 2.0, container.fire_due_steps()),
        chore("plan reconciliations", 60.0, container.plan_reconciliations()),
        chore("forget absent", 60.0, upkeep.forget_absent),
        chore("try settings again", 300.0, lambda: jobs.unpark("configuration")),
    )
    # Chores that read or delete many rows take seconds, and what is due to ring cannot wait for them.
    housekeeping = (
        Chore("name switches", 3600.0, lambda: _name_switches(container.reports(), container.alert_routes())),
        Chore("watch switches", 15.0, container.watch_switches()),
        Chore("watch spending", 60.0, container.watch_spending()),
        Chore("refresh cards", 10.0, container.refresh_cards()),
        Chore("send digests", 60.0, container.send_digests()),
        Chore("watch targets", 60.0, container.watch_targets()),
        Chore("watch rules", 30.0, container.watch_rules()),
        Chore("balance books", 30.0, container.balance_books()),
        Chore("prune records", 300.0, container.prune_records()),
        Chore("empty old texts", 3600.0, container.empty_texts()),
    )
    loop = SchedulerLoop(chores, turning.leading(upkeep.leading))
    thread = threading.Thread(target=loop.run, args=(stop,), name="scheduler", daemon=True)
    slow_loop = SchedulerLoop(housekeeping, lambda: upkeep.leading("housekeeping"), HOUSEKEEPING_TICK_S)
    slow_thread = threading.Thread(target=slow_loop.run, args=(stop,), name="housekeeping", daemon=True)
    alarm = threading.Thread(
        target=sound_alarms,
        args=(container.tell_of_alerts(), lambda: upkeep.leading("alerts"), stop),
        name="alerts",
        daemon=True,
    )
    duty = DutyReport(
        upkeep,
        owner=container.owner(),
        role="scheduler",
        queues="",
        revision=container.newest_revision(),
        state=lambda: "working",
    )
    thread.start()
    slow_thread.start()
    alarm.start()
    duty.start()
    on_start(lambda: thread.is_alive() and slow_thread.is_alive() and turning.is_recent())
    log.info("scheduler.started")
    stop.wait()
    thread.join(STOP_WITHIN_S)
    slow_thread.join(STOP_WITHIN_S)
    alarm.join(STOP_WITHIN_S)
    duty.end()
    log.info("scheduler.stopped")


def sound_alarms(
    tell: Teller,
    leading: Callable[[], AbstractContextManager[bool]],
    stop: threading.Event,
    every_s: float = ALERTS_TICK_S,
) -> None:
    """Tells of alerts until `stop`, with the database or without it: a loop of its own, because the others stand still
    when the database is away."""
    while not stop.wait(every_s):
        try:
            with leading() as leads:
                if leads:
                    tell()
        except TemporaryFailure:
            try:
                tell.without_database()
            except Exception:  # one of the worker loops that go on: recorded here
                log.exception("alerts.round_failed")
        except Exception:  # one of the worker loops that go on: recorded here
            log.exception("alerts.round_failed")


def _name_switches(reports: Installation, routes: RouteBook) -> None:
    """Whatever is held back stands in the log: at the start, and every hour. (That alerts are disabled does too.)"""
    for silence in silences_of_routes(routes.routes()):
        log.warning("alerts.kept_back: %s", silence)
    for switch in reports.vitals().switches:
        shown = {"kind": switch.kind, "workspace": switch.scope.workspace_id, "author": switch.author}
        log.warning("switch.in_force", extra={**shown, "since": str(switch.since), "until": str(switch.until)})


class _Turning:
    """When the loop was last seen to move."""

    def __init__(self) -> None:
        self._seen = time.monotonic()

    def is_recent(self) -> bool:
        return time.monotonic() - self._seen < STUCK_AFTER_S

    def noting(self, do: Callable[[], object]) -> Callable[[], object]:
        def noted() -> object:
            self._seen = time.monotonic()
            return do()

        return noted

    def leading(self, lead: Callable[[], AbstractContextManager[bool]]) -> Callable[[], AbstractContextManager[bool]]:
        @contextmanager
        def noted() -> Iterator[bool]:
            self._seen = time.monotonic()
            with lead() as leads:
                yield leads

        return noted

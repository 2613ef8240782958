"""Read models of the whole installation: health and metrics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text

from rejoinder.domain.alerting import QUIET_AFTER_ACKNOWLEDGEMENT
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.views import (
    AlertFigures,
    ChannelHealth,
    Gauge,
    QueueFigures,
    SwitchView,
    TenantFigures,
    Upkeep,
    Vitals,
)
from rejoinder.infrastructure.postgres.reports_oversight import holds_now, switch_columns, switch_view
from rejoinder.infrastructure.postgres.reports_paging import Reader, first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    alerts,
    breakers,
    connections,
    jobs,
    missed_calls,
    sends,
    switches,
    system_intakes,
)

_LOOK_BACK = timedelta(days=1)
_ABOVE_WALLS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_LATELY = timedelta(hours=1)
_LIVE_JOBS = (JobStatus.PENDING, JobStatus.RUNNING, JobStatus.PARKED, JobStatus.FAILED)
_OPEN_SENDS = ("queued", "sending", "unknown")


class InstallationReports(Reader):
    """Installation (domain/ports/reports.py)."""

    def vitals(self) -> Vitals:
        floor = first_id_of(datetime.now(UTC) - _LOOK_BACK)
        with self._look(None) as db:
            row = db.execute(clause("vitals"), {"event_floor": floor}).one()
            return Vitals(
                queue=QueueFigures(
                    pending=row.pending,
                    running=row.running,
                    dead=row.dead,
                    parked=row.parked,
                    oldest_pending_seconds=round(float(row.oldest_pending_seconds or 0), 3),
                ),
                live_workers=row.live_workers,
                stale_schema_workers=row.stale_schema_workers,
                unaccounted=row.unaccounted,
                unknown_sends=row.unknown_sends,
                untold=row.untold,
                expired_leases=row.expired_leases,
                ai_paused=row.ai_paused,
                switches=_in_force(db),
                channels=_channels(db),
                upkeep=Upkeep(
                    installed_seconds_ago=float(row.installed_seconds_ago),
                    balanced_seconds_ago=_seconds(row.balanced_seconds_ago),
                    pruned_seconds_ago=_seconds(row.pruned_seconds_ago),
                    told_seconds_ago=_seconds(row.told_seconds_ago),
                    pruned_rows=row.pruned_rows or {},
                ),
                alerts=_alerts(db),
                tenants=TenantFigures(row.workspaces, row.bad_booking_links, row.orphaned_numbers),
            )

    def is_above_walls(self) -> bool:
        with self._look(None) as db:
            return bool(db.execute(text(_ABOVE_WALLS)).scalar_one())

    def gauges(self) -> Sequence[Gauge]:
        lately = first_id_of(datetime.now(UTC) - _LATELY)
        with self._look(None) as db:
            return [*_jobs(db, lately), *_sends(db, lately), *_spend(db, lately), *_missed(db), *_failsafe(db)]

    def observed(self) -> Sequence[Gauge]:
        lately = first_id_of(datetime.now(UTC) - _LATELY)
        with self._look(None) as db:
            found = db.execute(clause("observed"), {"lately": lately})
            return [Gauge(row.name, row.labels, float(row.value)) for row in found]


def _alerts(db: Connection) -> AlertFigures:
    quiet = alerts.c.acknowledged_at + QUIET_AFTER_ACKNOWLEDGEMENT
    is_quiet = (quiet > func.clock_timestamp()) & alerts.c.told_at.is_not(None)
    query = (
        select(
            alerts.c.severity,
            func.count().label("n"),
            func.count().filter(is_quiet).label("acknowledged"),
            func.max(quiet).filter(is_quiet).label("until"),
            func.count().filter(alerts.c.tries > 0).label("undelivered"),
            func.sum(func.greatest(0, alerts.c["count"] - alerts.c.told_count)).label("untold"),
        )
        .where(alerts.c.resolved_at.is_(None))
        .group_by(alerts.c.severity)
    )
    rows = db.execute(query).all()
    return AlertFigures(
        open={row.severity: row.n for row in rows},
        acknowledged=sum(row.acknowledged for row in rows),
        acknowledged_until=max((row.until for row in rows if row.until is not None), default=None),
        undelivered=sum(row.undelivered for row in rows),
        untold=int(sum(row.untold for row in rows)),
    )


def _seconds(value: Any) -> float | None:
    return None if value is None else round(float(value), 3)


def _in_force(db: Connection) -> list[SwitchView]:
    query = switch_columns().where(holds_now()).order_by(switches.c.since).limit(50)
    return [switch_view(row) for row in db.execute(query)]


def _channels(db: Connection) -> list[ChannelHealth]:
    broken = func.count().filter(breakers.c.opened_at.is_not(None))
    query = (
        select(connections.c.channel, func.count().label("n"), broken.label("broken"))
        .join(breakers, breakers.c.name == func.concat("connection:", connections.c.id), isouter=True)
        .where(connections.c.removed_at.is_(None), connections.c.enabled)
        .group_by(connections.c.channel)
        .order_by(connections.c.channel)
    )
    return [ChannelHealth(row.channel, row.n, row.broken) for row in db.execute(query)]


def _counted(db: Connection, name: str, columns: Sequence[Any], *conditions: Any) -> list[Gauge]:
    query = select(*columns, func.count().label("n")).where(*conditions).group_by(*columns).order_by(*columns)
    return [
        Gauge(name, {column.name: getattr(row, column.name) for column in columns}, row.n) for row in db.execute(query)
    ]


def _jobs(db: Connection, lately: str) -> list[Gauge]:
    """Live rows stand in partial indexes, one per state; the others are counted by id as far back as an hour."""
    columns = (jobs.c.queue, jobs.c.type, jobs.c.status)
    live = [gauge for status in _LIVE_JOBS for gauge in _counted(db, "jobs", columns, jobs.c.status == status)]
    return [*live, *_counted(db, "jobs_last_hour", columns, jobs.c.id >= lately)]


def _sends(db: Connection, lately: str) -> list[Gauge]:
    columns = (sends.c.channel, sends.c.state)
    return [
        *_counted(db, "sends", columns, sends.c.state.in_(_OPEN_SENDS)),
        *_counted(db, "sends_last_hour", columns, sends.c.id >= lately),
    ]


def _missed(db: Connection) -> list[Gauge]:
    lately = missed_calls.c.at > datetime.now(UTC) - _LATELY
    return _counted(db, "missed_calls_last_hour", [missed_calls.c.ending, missed_calls.c.reason], lately)


def _failsafe(db: Connection) -> list[Gauge]:
    """The name and the labels are those of seed 003."""
    known = (system_intakes.c.reason != "unregistered").label("known")
    query = (
        select(known, system_intakes.c.call_status, func.count().label("n"))
        .where(system_intakes.c.root_call_id.is_not(None))
        .group_by(known, system_intakes.c.call_status)
    )
    return [
        Gauge(
            "voice_system_failsafe_intake",
            {"isKnown": str(row.known).lower(), "callStatus": row.call_status},
            row.n,
        )
        for row in db.execute(query)
    ]


def _spend(db: Connection, lately: str) -> list[Gauge]:
    cost = func.coalesce(func.sum(ai_calls.c.cost_usd), 0)
    query = (
        select(ai_calls.c.feature, ai_calls.c.status, func.count().label("n"), cost.label("cost"))
        .where(ai_calls.c.id >= lately)
        .group_by(ai_calls.c.feature, ai_calls.c.status)
        .order_by(ai_calls.c.feature, ai_calls.c.status)
    )
    found: list[Gauge] = []
    for row in db.execute(query):
        labels = {"feature": row.feature, "status": row.status}
        found += [
            Gauge("ai_calls_last_hour", labels, row.n),
            Gauge("ai_cost_usd_last_hour", labels, float(row.cost)),
        ]
    return found

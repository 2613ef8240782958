"""Read models of the whole installation: health and metrics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.views import ChannelHealth, Gauge, QueueFigures, SwitchView, Vitals
from rejoinder.infrastructure.postgres.reports_oversight import first_id_of, holds_now, switch_columns, switch_view
from rejoinder.infrastructure.postgres.reports_paging import Reader
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    breakers,
    connections,
    jobs,
    missed_calls,
    sends,
    switches,
    system_intakes,
)

_LOOK_BACK = timedelta(days=1)


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
                expired_leases=row.expired_leases,
                ai_paused=row.ai_paused,
                muted=_muted(db),
                channels=_channels(db),
            )

    def gauges(self) -> Sequence[Gauge]:
        with self._look(None) as db:
            return [*_jobs(db), *_sends(db), *_spend(db), *_missed(db), *_failsafe(db)]


def _muted(db: Connection) -> list[SwitchView]:
    query = switch_columns().where(holds_now(), switches.c.kind == SwitchKind.ALERTS_MUTED)
    return [switch_view(row) for row in db.execute(query.order_by(switches.c.since).limit(50))]


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


def _counted(db: Connection, name: str, *columns: Any) -> list[Gauge]:
    query = select(*columns, func.count().label("n")).group_by(*columns).order_by(*columns)
    return [
        Gauge(name, {column.name: getattr(row, column.name) for column in columns}, row.n) for row in db.execute(query)
    ]


def _jobs(db: Connection) -> list[Gauge]:
    return _counted(db, "jobs", jobs.c.queue, jobs.c.type, jobs.c.status)


def _sends(db: Connection) -> list[Gauge]:
    return _counted(db, "sends", sends.c.channel, sends.c.state)


def _missed(db: Connection) -> list[Gauge]:
    return _counted(db, "missed_calls", missed_calls.c.ending, missed_calls.c.reason)


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


def _spend(db: Connection) -> list[Gauge]:
    cost = func.coalesce(func.sum(ai_calls.c.cost_usd), 0)
    query = (
        select(ai_calls.c.feature, ai_calls.c.status, func.count().label("n"), cost.label("cost"))
        .group_by(ai_calls.c.feature, ai_calls.c.status)
        .order_by(ai_calls.c.feature, ai_calls.c.status)
    )
    found: list[Gauge] = []
    for row in db.execute(query):
        labels = {"feature": row.feature, "status": row.status}
        found += [Gauge("ai_calls", labels, row.n), Gauge("ai_cost_usd", labels, float(row.cost))]
    return found

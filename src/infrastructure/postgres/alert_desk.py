"""Alerts and the ways to people, for whoever tells: outside of any use-case's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from rejoinder.domain.alerting import RAISED_AGAIN_AFTER, AlertRoute, OpenAlert, Reading
from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.switches import SwitchKind
from rejoinder.infrastructure.postgres.alerts import PostgresAlerts
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.reports_oversight import holds_now
from rejoinder.infrastructure.postgres.reports_paging import first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import alert_deliveries, alert_routes, alerts, installation, switches
from rejoinder.infrastructure.postgres.tenants import Sealer

_NOTED_EVERY = timedelta(minutes=1)
_WINDOWS = {
    "five_floor": timedelta(minutes=5),
    "quarter_floor": timedelta(minutes=15),
    "hour_floor": timedelta(hours=1),
    "day_floor": timedelta(days=1),
}


def _open_alert(row: Row[tuple[object, ...]]) -> OpenAlert:
    return OpenAlert(
        id=row.id,
        rule=row.rule,
        subject=row.subject,
        severity=row.severity,
        title=row.title,
        count=row._mapping["count"],
        first_at=row.first_at,
        last_at=row.last_at,
        workspace_id=row.workspace_id,
        acknowledged_at=row.acknowledged_at,
        told_at=row.told_at,
        told_severity=row.told_severity,
        told_count=row.told_count,
        tries=row.tries,
        next_try_at=row.next_try_at,
    )


class PostgresAlertDesk:
    """AlertDesk. `redis_trouble` says what is unsafe about Redis, if anything."""

    def __init__(self, engine: Engine, redis_trouble: Callable[[], str | None]) -> None:
        self._engine = engine
        self._redis_trouble = redis_trouble

    def readings(self) -> Sequence[Reading]:
        now = datetime.now(UTC)
        floors = {name: first_id_of(now - window) for name, window in _WINDOWS.items()}
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            found = [
                Reading(row.measure, row.subject, float(row.value), int(row.sample), _text(row.workspace_id))
                for row in db.execute(clause("alert_readings"), floors)
            ]
        unsafe = self._redis_trouble()
        return [*found, Reading("redis_unsafe", unsafe, 1.0, 1)] if unsafe else found

    def open(self) -> Sequence[OpenAlert]:
        query = select(alerts).where(alerts.c.resolved_at.is_(None)).order_by(alerts.c.id).limit(1000)
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return [_open_alert(row) for row in db.execute(query)]

    def raise_standing(
        self, rule: str, subject: str, severity: str, title: str, workspace_id: str | None, detail: Mapping[str, object]
    ) -> None:
        same = alerts.c.workspace_id.is_(None) if workspace_id is None else alerts.c.workspace_id == workspace_id
        fresh = select(alerts.c.id).where(
            alerts.c.rule == rule,
            alerts.c.subject == subject,
            same,
            alerts.c.resolved_at.is_(None),
            alerts.c.last_at > func.clock_timestamp() - RAISED_AGAIN_AFTER,
        )
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            if db.execute(fresh).first() is None:
                PostgresAlerts(db).raise_alert(
                    rule, subject, severity=severity, title=title, workspace_id=workspace_id, detail=detail
                )

    def resolve(self, rule: str, subject: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            PostgresAlerts(db).resolve(rule, subject)

    def told(self, alert_id: str, severity: str, count: int) -> None:
        self._change(
            alert_id,
            told_at=func.clock_timestamp(),
            told_severity=severity,
            told_count=count,
            tries=0,
            next_try_at=None,
        )

    def not_told(self, alert_id: str, next_try_at: datetime) -> None:
        self._change(alert_id, tries=alerts.c.tries + 1, next_try_at=next_try_at)

    def _change(self, alert_id: str, **values: object) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))

    def note_attempt(self, alert_id: str, route: AlertRoute, error: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(
                insert(alert_deliveries).values(
                    id=new_id(),
                    alert_id=alert_id,
                    route_id=route.id,
                    kind=route.kind,
                    name=route.name,
                    state="failed" if error else "delivered",
                    error=error[:500],
                )
            )
            seen = {"last_error": error[:500]} if error else {"last_error": "", "last_success_at": func.now()}
            db.execute(update(alert_routes).where(alert_routes.c.id == route.id).values(**seen))

    def muted(self) -> Sequence[str | None]:
        query = select(switches.c.workspace_id).where(switches.c.kind == SwitchKind.ALERTS_MUTED, holds_now())
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return list(db.execute(query).scalars())

    def is_due(self, what: str, every_s: float) -> bool:
        new = upsert(installation).values(key=what, value={}, updated_at=func.clock_timestamp())
        due = installation.c.updated_at < func.clock_timestamp() - timedelta(seconds=every_s)
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            known = db.execute(select(installation.c.key).where(installation.c.key == what)).first()
            taken = db.execute(
                new.on_conflict_do_update(
                    index_elements=["key"], set_={"updated_at": func.clock_timestamp()}, where=due
                ).returning(installation.c.key)
            ).first()
        return known is not None and taken is not None

    def round_done(self) -> None:
        new = upsert(installation).values(key="alerts", value={}, updated_at=func.clock_timestamp())
        old = installation.c.updated_at < func.clock_timestamp() - _NOTED_EVERY
        seen = new.on_conflict_do_update(index_elements=["key"], set_={"updated_at": func.clock_timestamp()}, where=old)
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(seen)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class PostgresRouteBook:
    """RouteBook. What was read last is remembered, because a database that is away is when it matters."""

    def __init__(self, engine: Engine, vault: Sealer) -> None:
        self._engine = engine
        self._vault = vault
        self._known: Sequence[AlertRoute] = ()

    def routes(self) -> Sequence[AlertRoute]:
        query = select(alert_routes).order_by(alert_routes.c.place, alert_routes.c.id)
        try:
            with transaction(self._engine, EVERY_WORKSPACE) as db:
                rows = db.execute(query).all()
        except TemporaryFailure:
            return self._known
        self._known = [self._from(row) for row in rows]
        return self._known

    def add(self, route: AlertRoute) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(insert(alert_routes).values(id=route.id, **self._values(route)))

    def save(self, route: AlertRoute) -> bool:
        return self._on(route.id, lambda db: db.execute(
            update(alert_routes).where(alert_routes.c.id == route.id).values(**self._values(route))
        ).rowcount)  # fmt: skip

    def remove(self, route_id: str) -> bool:
        return self._on(route_id, lambda db: db.execute(
            delete(alert_routes).where(alert_routes.c.id == route_id)
        ).rowcount)  # fmt: skip

    def _on(self, route_id: str, do: Callable[[Connection], int]) -> bool:
        if not is_id(route_id):
            return False
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return do(db) == 1

    def _values(self, route: AlertRoute) -> dict[str, object]:
        return {
            "kind": route.kind,
            "name": route.name,
            "target_sealed": self._vault.seal(dict(route.target), _place(route.id)),
            "connection_id": route.connection_id,
            "least": route.least,
            "place": route.place,
            "enabled": route.enabled,
        }

    def _from(self, row: Row[tuple[object, ...]]) -> AlertRoute:
        return AlertRoute(
            id=row.id,
            kind=row.kind,
            name=row.name,
            target=self._vault.open(row.target_sealed, _place(row.id)),
            least=row.least,
            place=row.place,
            connection_id=row.connection_id,
            enabled=row.enabled,
            last_success_at=row.last_success_at,
            last_error=row.last_error,
        )


def _place(route_id: str) -> str:
    return f"alert-route:{route_id}|target"

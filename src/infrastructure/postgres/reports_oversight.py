"""Read models of control: switches, alerts, deliveries that want a person, tokens, and the accounting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, true

from rejoinder.domain.views import (
    Accounting,
    AlertView,
    Attempt,
    AuditView,
    ConnectionActivity,
    EventView,
    Page,
    PageRequest,
    RefusedView,
    SwitchScope,
    SwitchView,
    TokenView,
    WebhookDeliveryView,
)
from rejoinder.infrastructure.postgres.reports_paging import (
    CLOCKS_DIFFER,
    NOBODY,
    Order,
    Reader,
    columns_of,
    filled,
    first_id_of,
    id_filter,
    mine,
    paged,
    text_filter,
)
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    alerts,
    audit_log,
    breakers,
    connections,
    events,
    refused_deliveries,
    switches,
    tokens,
    webhook_deliveries,
)

_OPEN_STATES = ("quarantined", "unmatched", "unrouted")
MARGIN_S = 120.0
"""No transaction takes that long from stamping a change to its commit: the server ends an idle one after a minute."""
_IN_FLIGHT = ("processing", "retrying")
_EVENT = columns_of(events, EventView)
_ALERT = columns_of(alerts, AlertView)
_AUDIT = columns_of(audit_log, AuditView)
_TOKEN = columns_of(tokens, TokenView)


def holds_now() -> ColumnElement[bool]:
    """The condition that a switch holds something back right now."""
    return and_(
        switches.c.ended_at.is_(None), or_(switches.c.until.is_(None), switches.c.until > func.clock_timestamp())
    )


def switch_columns() -> Select[Any]:
    return select(switches, holds_now().label("in_force"))


def switch_view(row: Row[Any]) -> SwitchView:
    return SwitchView(
        id=row.id,
        kind=row.kind,
        scope=SwitchScope(row.workspace_id, row.channel, row.lead_id),
        reason=row.reason,
        author=row.author,
        since=row.since,
        until=row.until,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        in_force=row.in_force,
    )


def _alert(row: Row[Any]) -> AlertView:
    return filled(AlertView, _ALERT, row)


def _event(row: Row[Any]) -> EventView:
    return filled(EventView, _EVENT, row, body_bytes=row.body_bytes)


def _refused(row: Row[Any]) -> RefusedView:
    return RefusedView(
        connection_id=None if row.connection_id == str(NOBODY) else row.connection_id,
        channel=row.channel,
        reason=row.reason,
        count=row._mapping["count"],
        first_at=row.first_at,
        last_at=row.last_at,
    )


def _refusal(row: Row[Any]) -> Attempt:
    return Attempt(row.last_at, "refused", row.reason, count=row._mapping["count"])


def _token(row: Row[Any]) -> TokenView:
    return filled(TokenView, _TOKEN, row)


def _reaching(scope: str | None) -> list[ColumnElement[bool]]:
    return [] if scope is None else [or_(switches.c.workspace_id.is_(None), switches.c.workspace_id == scope)]


class OversightReports(Reader):
    """Oversight (domain/ports/reports.py)."""

    def switches(self, scope: str | None, page: PageRequest, *, in_force: bool) -> Page[SwitchView]:
        query = switch_columns().where(*_reaching(scope))
        if in_force:
            query = query.where(holds_now())
        with self._look(scope) as db:
            return paged(db, query, Order([switches.c.id]), page, switch_view)

    def switch(self, scope: str | None, switch_id: str) -> SwitchView | None:
        row = self._one(scope, switch_columns().where(*_reaching(scope)), switches.c.id, switch_id)
        return switch_view(row) if row else None

    def alerts(self, scope: str | None, page: PageRequest, *, open_only: bool) -> Page[AlertView]:
        query = select(alerts).where(*mine(alerts.c.workspace_id, scope))
        if open_only:
            query = query.where(alerts.c.resolved_at.is_(None))
        with self._look(scope) as db:
            return paged(db, query, Order([alerts.c.id]), page, _alert)

    def alert(self, scope: str | None, alert_id: str) -> AlertView | None:
        query = select(alerts).where(*mine(alerts.c.workspace_id, scope))
        row = self._one(scope, query, alerts.c.id, alert_id)
        return _alert(row) if row else None

    def audit(self, scope: str | None, page: PageRequest) -> Page[AuditView]:
        query = select(audit_log).where(*mine(audit_log.c.workspace_id, scope))
        with self._look(scope) as db:
            return paged(db, query, Order([audit_log.c.id]), page, lambda row: filled(AuditView, _AUDIT, row))

    def accounting(self, scope: str | None, since: datetime | None) -> Accounting:
        with self._look(scope) as db:
            floor = first_id_of(since and since - CLOCKS_DIFFER)
            row = db.execute(
                clause("accounting"), {"workspace": scope, "since": since, "floor": floor, "margin": MARGIN_S}
            ).one()
        held: Mapping[str, int] = row.by_disposition
        waiting: Mapping[str, int] = row.by_state
        open_ones = (*_IN_FLIGHT, "waiting-human")
        return Accounting(
            received=sum(held.values()),
            in_flight=sum(held.get(name, 0) for name in _IN_FLIGHT),
            waiting_human=held.get("waiting-human", 0),
            ended={name: n for name, n in sorted(held.items()) if name not in open_ones},
            unaccounted=row.lost_events + row.stalled + row.without_event,
            lost_events=row.lost_events,
            stalled=row.stalled,
            without_event=row.without_event,
            **{name: waiting.get(name, 0) for name in _OPEN_STATES},
        )

    def events(self, scope: str | None, state: str | None, page: PageRequest) -> Page[EventView]:
        wanted = [state] if state else list(_OPEN_STATES)
        query = _events().where(*mine(events.c.workspace_id, scope), events.c.state.in_(wanted))
        with self._look(scope) as db:
            return paged(db, query, Order([events.c.id]), page, _event)

    def event(self, scope: str | None, event_id: str) -> EventView | None:
        row = self._one(scope, _events().where(*mine(events.c.workspace_id, scope)), events.c.id, event_id)
        return _event(row) if row else None

    def refused(self, scope: str | None, page: PageRequest) -> Page[RefusedView]:
        table = refused_deliveries.c
        query = select(refused_deliveries)
        if scope is not None:
            own = select(connections.c.id).where(connections.c.workspace_id == scope)
            query = query.where(table.connection_id.in_(own))
        order = Order([table.last_at, table.connection_id, table.channel, table.reason])
        with self._look(scope) as db:
            return paged(db, query, order, page, _refused)

    def attempts(self, scope: str | None, connection_id: str, limit: int) -> Sequence[Attempt]:
        kept = (
            select(events.c.received_at, events.c.state, events.c.reason, events.c.kind, events.c.deliveries)
            .where(
                or_(events.c.workspace_id == scope, events.c.workspace_id.is_(None)) if scope is not None else true(),
                events.c.connection_id == connection_id,
            )
            .order_by(events.c.id.desc())
            .limit(limit)
        )
        turned_away = select(refused_deliveries).where(refused_deliveries.c.connection_id == connection_id)
        with self._look(None) as db:
            found = [Attempt(r.received_at, r.state, r.reason, r.kind, r.deliveries) for r in db.execute(kept)]
            found += [_refusal(row) for row in db.execute(turned_away)]
        return sorted(found, key=lambda attempt: attempt.at, reverse=True)[:limit]

    def webhook_deliveries(
        self, scope: str | None, webhook_id: str, state: str | None, page: PageRequest
    ) -> Page[WebhookDeliveryView]:
        table = webhook_deliveries.c
        query = select(webhook_deliveries).where(
            *mine(table.workspace_id, scope),
            *id_filter(table.endpoint_id, webhook_id),
            *text_filter(table.state, state),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([table.occurred_at, table.id]), page, _delivery)

    def connection_activity(self, scope: str | None) -> Mapping[str, ConnectionActivity]:
        latest = (
            select(events.c.received_at)
            .where(
                events.c.connection_id == connections.c.id,
                or_(connections.c.workspace_id.is_(None), events.c.workspace_id == connections.c.workspace_id),
            )
            .order_by(events.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        turned_away = (
            select(func.coalesce(func.sum(refused_deliveries.c["count"]), 0))
            .where(refused_deliveries.c.connection_id == connections.c.id)
            .scalar_subquery()
        )
        broken = (
            select(literal(1))
            .where(breakers.c.name == func.concat("connection:", connections.c.id), breakers.c.opened_at.is_not(None))
            .exists()
        )
        query = select(
            connections.c.id, latest.label("latest"), turned_away.label("refused"), broken.label("broken")
        ).where(*mine(connections.c.workspace_id, scope), connections.c.removed_at.is_(None))
        with self._look(scope) as db:
            return {
                row.id: ConnectionActivity(row.id, row.latest, int(row.refused), row.broken)
                for row in db.execute(query)
            }

    def tokens(self, scope: str | None, page: PageRequest) -> Page[TokenView]:
        query = select(tokens).where(*mine(tokens.c.workspace_id, scope))
        with self._look(scope) as db:
            return paged(db, query, Order([tokens.c.id]), page, _token)


def _delivery(row: Row[Any]) -> WebhookDeliveryView:
    return filled(
        WebhookDeliveryView, columns_of(webhook_deliveries, WebhookDeliveryView), row, webhook_id=row.endpoint_id
    )


def _events() -> Select[Any]:
    return select(*_EVENT, func.octet_length(events.c.body).label("body_bytes"))

"""Alerts as rows: repeats are counted, an open one is never stacked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.alerting import SEVERITIES
from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import alert_raised
from rejoinder.infrastructure.postgres.outgoing import tell_endpoints
from rejoinder.infrastructure.postgres.tables import alerts

_WHOSE = func.coalesce(alerts.c.workspace_id, literal_column("'00000000-0000-0000-0000-000000000000'::uuid"))


def _rank(severity: ColumnElement[str]) -> ColumnElement[int]:
    return case({name: place for place, name in enumerate(SEVERITIES)}, value=severity, else_=0)


class PostgresAlerts:
    """AlertRepository inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def raise_alert(
        self,
        rule: str,
        subject: str,
        *,
        severity: str,
        title: str,
        workspace_id: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        new = insert(alerts).values(
            id=new_id(),
            workspace_id=workspace_id,
            rule=rule,
            subject=subject,
            severity=severity,
            title=title[:500],
            detail=dict(detail or {}),
        )
        stored = self._db.execute(
            new.on_conflict_do_update(
                index_elements=["rule", "subject", _WHOSE],
                index_where=alerts.c.resolved_at.is_(None),
                set_={
                    "count": alerts.c.count + 1,
                    "last_at": func.clock_timestamp(),
                    "title": new.excluded.title,
                    "severity": case(
                        (_rank(new.excluded.severity) > _rank(alerts.c.severity), new.excluded.severity),
                        else_=alerts.c.severity,
                    ),
                    "detail": new.excluded.detail,
                },
            ).returning(alerts.c.id, alerts.c["count"].label("times"))
        ).one()
        if workspace_id is not None and stored.times == 1:
            # Nobody waits for these bells: the relay rings for their jobs a moment later.
            tell_endpoints(
                self._db, alert_raised(new_id(), workspace_id, stored.id, rule, subject, severity, title[:500])
            )

    def resolve(self, rule: str, subject: str) -> None:
        self._db.execute(
            update(alerts)
            .where(alerts.c.rule == rule, alerts.c.subject == subject, alerts.c.resolved_at.is_(None))
            .values(resolved_at=func.clock_timestamp())
        )

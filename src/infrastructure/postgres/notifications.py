"""Whom of the team we told of what, in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ids import is_id
from rejoinder.domain.messages import Disposition
from rejoinder.domain.notifications import (
    Notification,
    NotificationKind,
    NotificationState,
    Waiting,
    parse_target,
)
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.tables import drafts, leads, messages, notifications

_TABLE = notifications.c


def _notification(row: Row[Any]) -> Notification:
    return Notification(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=NotificationKind(row.kind),
        target=parse_target("target", row.target),
        dedupe_key=row.dedupe_key,
        lead_id=row.lead_id,
        message_id=row.message_id,
        draft_id=row.draft_id,
        state=NotificationState(row.state),
        reason=row.reason,
        reference=row.reference,
        shown=row.shown,
        fallback_for=row.fallback_for,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )


class PostgresNotifications:
    """NotificationRepository of one workspace (or of all), inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._everywhere = workspace_id == EVERY_WORKSPACE
        self._workspace = workspace_id

    def _mine(self, table: Any) -> list[Any]:
        return [] if self._everywhere else [table.workspace_id == self._workspace]

    def add(self, notification: Notification) -> bool:
        added = self._db.execute(
            insert(notifications)
            .values(
                id=notification.id,
                workspace_id=notification.workspace_id,
                kind=notification.kind,
                target=str(notification.target),
                dedupe_key=notification.dedupe_key,
                lead_id=notification.lead_id,
                message_id=notification.message_id,
                draft_id=notification.draft_id,
                state=notification.state,
                reason=notification.reason[:500],
                reference=notification.reference,
                shown=notification.shown,
                fallback_for=notification.fallback_for,
                sent_at=func.clock_timestamp() if notification.state is NotificationState.SENT else None,
            )
            .on_conflict_do_nothing(index_elements=["workspace_id", "dedupe_key"])
            .returning(_TABLE.id)
        ).first()
        return added is not None

    def get(self, notification_id: str) -> Notification | None:
        if not is_id(notification_id):
            return None
        query = select(notifications).where(*self._mine(_TABLE), _TABLE.id == notification_id)
        row = self._db.execute(query).first()
        return _notification(row) if row else None

    def save(self, notification: Notification, *, was: NotificationState) -> bool:
        entered = notification.state is NotificationState.SENT and was is not NotificationState.SENT
        saved = self._db.execute(
            update(notifications)
            .where(*self._mine(_TABLE), _TABLE.id == notification.id, _TABLE.state == was)
            .values(
                state=notification.state,
                reason=notification.reason[:500],
                reference=notification.reference,
                shown=notification.shown,
                draft_id=notification.draft_id,
                sent_at=func.clock_timestamp() if entered else _TABLE.sent_at,
            )
        )
        return saved.rowcount == 1

    def cards_of(self, draft_id: str) -> Sequence[Notification]:
        query = select(notifications).where(
            *self._mine(_TABLE),
            _TABLE.draft_id == draft_id,
            _TABLE.state == NotificationState.SENT,
            _TABLE.reference != "",
        )
        return [_notification(row) for row in self._db.execute(query.order_by(_TABLE.id))]

    def by_reference(self, reference: str) -> Notification | None:
        query = select(notifications).where(*self._mine(_TABLE), _TABLE.reference == reference)
        row = self._db.execute(query.limit(1)).first()
        return _notification(row) if row and reference else None

    def outdated(self, limit: int) -> Sequence[tuple[Notification, str]]:
        now = func.concat(drafts.c.version, ":", drafts.c.status)
        query = (
            select(notifications, now.label("now"))
            .join(drafts, drafts.c.id == _TABLE.draft_id)
            .where(
                *self._mine(_TABLE),
                _TABLE.state == NotificationState.SENT,
                _TABLE.reference != "",
                _TABLE.shown != now,
            )
            .order_by(_TABLE.id)
            .limit(limit)
        )
        return [(_notification(row), str(row.now)) for row in self._db.execute(query)]

    def waiting(self, limit: int) -> tuple[Sequence[Waiting], int]:
        waits = [*self._mine(messages.c), messages.c.disposition == Disposition.WAITING_HUMAN]
        total = self._db.execute(select(func.count()).select_from(messages).where(*waits)).scalar_one()
        query = (
            select(messages, leads.c.name.label("lead_name"))
            .join(leads, leads.c.id == messages.c.lead_id)
            .where(*waits)
            .order_by(messages.c.received_at, messages.c.id)
            .limit(limit)
        )
        shown = [
            Waiting(
                message_id=row.id,
                lead_name=row.lead_name,
                sender=row.sender,
                channel=row.channel,
                sentiment=row.sentiment or "",
                reason=row.disposition_reason,
                received_at=row.received_at,
            )
            for row in self._db.execute(query)
        ]
        return shown, int(total) - len(shown)

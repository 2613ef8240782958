"""The small repositories: timeline, switches, stored events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, case, func, or_, select, true, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from rejoinder.domain.ports.storage import EVERY_WORKSPACE, StoredEvent
from rejoinder.domain.reconciliation import Reconciliation
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.timeline import Entry
from rejoinder.infrastructure.postgres.tables import events, leads, reconciliations, switches, timeline


class PostgresTimeline:
    """TimelineRepository: append only."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id

    def append(self, *entries: Entry) -> None:
        if entries:
            self._db.execute(
                insert(timeline),
                [
                    {
                        "workspace_id": self._workspace,
                        "lead_id": entry.lead_id,
                        "message_id": entry.message_id,
                        "kind": entry.kind,
                        "verdict": entry.verdict,
                        "reason": entry.reason,
                        "actor": entry.actor,
                        "detail": dict(entry.detail),
                    }
                    for entry in entries
                ],
            )


def switch_from(row: Row[Any]) -> Switch:
    return Switch(
        id=row.id,
        kind=SwitchKind(row.kind),
        reason=row.reason,
        author=row.author,
        since=row.since,
        until=row.until,
        workspace_id=row.workspace_id,
        channel=row.channel,
        lead_id=row.lead_id,
    )


class PostgresSwitches:
    """SwitchRepository: what holds this workspace back right now."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def active(self, workspace_id: str) -> Sequence[Switch]:
        found = self._db.execute(
            select(switches).where(
                switches.c.ended_at.is_(None),
                or_(switches.c.until.is_(None), switches.c.until > func.clock_timestamp()),
                or_(switches.c.workspace_id.is_(None), switches.c.workspace_id == workspace_id),
            )
        )
        return [switch_from(row) for row in found]

    def everywhere(self) -> Sequence[Switch]:
        found = self._db.execute(
            select(switches).where(
                switches.c.ended_at.is_(None),
                or_(switches.c.until.is_(None), switches.c.until > func.clock_timestamp()),
                switches.c.workspace_id.is_(None),
            )
        )
        return [switch_from(row) for row in found]


class PostgresEvents:
    """EventRepository of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = true() if workspace_id == EVERY_WORKSPACE else events.c.workspace_id == workspace_id

    def get(self, event_id: str) -> StoredEvent | None:
        row = self._db.execute(select(events).where(self._mine, events.c.id == event_id)).first()
        if row is None:
            return None
        return StoredEvent(
            id=row.id,
            workspace_id=row.workspace_id,
            connection_id=row.connection_id,
            channel=row.channel,
            kind=row.kind,
            state=row.state,
            body=row.body,
            headers=row.headers,
            url=row.url,
            subpath=row.subpath,
            received_at=row.received_at,
            reason=row.reason,
            message_id=row.message_id,
            deliveries=row.deliveries,
        )

    def add(self, event: StoredEvent, key: str) -> bool:
        new = insert(events).values(
            id=event.id,
            workspace_id=event.workspace_id,
            connection_id=event.connection_id,
            channel=event.channel,
            key=key,
            kind=event.kind,
            state=event.state,
            reason=event.reason,
            message_id=event.message_id,
            body=event.body,
            headers=dict(event.headers),
            url=event.url,
            subpath=event.subpath,
            received_at=event.received_at,
        )
        added = self._db.execute(
            new.on_conflict_do_nothing(index_elements=["connection_id", "key"]).returning(events.c.id)
        )
        return added.first() is not None

    def has(self, connection_id: str, key: str) -> bool:
        mine = (self._mine, events.c.connection_id == connection_id, events.c.key == key)
        return self._db.execute(select(events.c.id).where(*mine)).first() is not None

    def settle(self, event_id: str, state: str, *, reason: str = "", message_id: str | None = None) -> None:
        self._db.execute(
            update(events)
            .where(self._mine, events.c.id == event_id)
            .values(state=state, reason=reason, message_id=message_id or events.c.message_id)
        )

    def give(self, event_id: str, workspace_id: str) -> None:
        self._db.execute(update(events).where(self._mine, events.c.id == event_id).values(workspace_id=workspace_id))

    def set_aside(self, connection_id: str, reason: str, limit: int = 1000) -> Sequence[str]:
        found = self._db.execute(
            select(events.c.id)
            .where(
                self._mine,
                events.c.state == "unmatched",
                events.c.connection_id == connection_id,
                events.c.reason == reason,
            )
            .order_by(events.c.id)
            .limit(limit)
        )
        return list(found.scalars())

    def concerns(self, event_id: str, lead_id: str) -> None:
        erased = (
            select(leads.c.id)
            .where(leads.c.workspace_id == events.c.workspace_id, leads.c.id == lead_id, leads.c.erased_at.is_not(None))
            .exists()
        )
        self._db.execute(
            update(events)
            .where(self._mine, events.c.id == event_id)
            .values(
                lead_id=lead_id,
                body=case((erased, b""), else_=events.c.body),
                headers=case((erased, type_coerce({}, JSONB)), else_=events.c.headers),
                url=case((erased, ""), else_=events.c.url),
            )
        )


class PostgresReconciliations:
    """ReconciliationRepository of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = reconciliations.c.workspace_id == workspace_id

    def get(self, connection_id: str) -> Reconciliation | None:
        query = select(reconciliations).where(self._mine, reconciliations.c.connection_id == connection_id)
        row = self._db.execute(query).first()
        return Reconciliation(**row._mapping) if row is not None else None

    def save(self, place: Reconciliation) -> None:
        values = asdict(place)
        new = insert(reconciliations).values(**values)
        self._db.execute(new.on_conflict_do_update(index_elements=["connection_id"], set_=values))

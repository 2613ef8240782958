"""What changed since a live client last looked: a short tail over each table, by id, with no state in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, or_, select

from rejoinder.domain.views import Change
from rejoinder.infrastructure.postgres.reports_paging import Reader, first_id_of, mine
from rejoinder.infrastructure.postgres.tables import alerts, calls, drafts, jobs, messages, sends

_WATCHED = 300
"""How many rows per table one client follows: the newest."""
_OVERLAP = timedelta(seconds=10)
"""Transactions commit later than their ids were made; that far back is looked at again."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """One table that clients follow: `shown` are the columns whose change they hear of."""

    type: str
    table: Table
    shown: Sequence[str]


_WATCHES = (
    _Watch("message", messages, ("lead_id", "direction", "channel", "disposition", "sentiment")),
    _Watch("draft", drafts, ("lead_id", "message_id", "status", "version")),
    _Watch("job", jobs, ("lead_id", "message_id", "type", "status", "attempts")),
    _Watch("send", sends, ("lead_id", "message_id", "state", "provider_message_id")),
    _Watch("call", calls, ("lead_id", "message_id", "external_id", "direction", "status", "outcome", "updated_at")),
    _Watch("alert", alerts, ("rule", "severity", "title", "count", "acknowledged_at", "resolved_at")),
)

Seen = dict[str, tuple[Any, ...]]
"""Row id to what was last shown of it, the oldest first."""


@dataclass(frozen=True, slots=True)
class LiveMark:
    """How far one client has read."""

    seen: dict[str, Seen]


def _columns(watch: _Watch) -> list[Any]:
    return [watch.table.c.id, watch.table.c.workspace_id, *(watch.table.c[name] for name in watch.shown)]


def _shown(watch: _Watch, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in watch.shown)


def _newest(db: Connection, watch: _Watch, scope: str | None) -> Seen:
    query = select(*_columns(watch)).where(*mine(watch.table.c.workspace_id, scope))
    rows = db.execute(query.order_by(watch.table.c.id.desc()).limit(_WATCHED)).all()
    return {row.id: _shown(watch, row) for row in reversed(rows)}


def _tail(db: Connection, watch: _Watch, scope: str | None, seen: Seen, now: datetime) -> tuple[list[Change], Seen]:
    ids = watch.table.c.id
    query = (
        select(*_columns(watch))
        .where(
            *mine(watch.table.c.workspace_id, scope),
            or_(ids >= first_id_of(now - _OVERLAP), ids.in_(list(seen))),
        )
        .order_by(ids.desc())
        .limit(_WATCHED)
    )
    rows = db.execute(query).all()
    changes = [
        Change(watch.type, row.id, now, row.workspace_id, dict(zip(watch.shown, _shown(watch, row), strict=True)))
        for row in reversed(rows)
        if seen.get(row.id) != _shown(watch, row)
    ]
    return changes, {row.id: _shown(watch, row) for row in reversed(rows)}


class LiveReports(Reader):
    """Live (domain/ports/reports.py)."""

    def start(self, scope: str | None) -> LiveMark:
        with self._look(scope) as db:
            return LiveMark({watch.type: _newest(db, watch, scope) for watch in _WATCHES})

    def changes(self, scope: str | None, mark: LiveMark) -> tuple[Sequence[Change], LiveMark]:
        found: list[Change] = []
        seen: dict[str, Seen] = {}
        with self._look(scope) as db:
            now = db.execute(select(func.clock_timestamp())).scalar_one().astimezone(UTC)
            for watch in _WATCHES:
                changes, seen[watch.type] = _tail(db, watch, scope, mark.seen[watch.type], now)
                found += changes
        return found, LiveMark(seen)

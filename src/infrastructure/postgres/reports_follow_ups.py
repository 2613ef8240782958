"""Follow-ups, as people look at them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func, select

from rejoinder.domain.follow_ups import LIVE, FollowUpState
from rejoinder.domain.ports.reports import FollowUpFilter
from rejoinder.domain.views import FollowUpView, Page, PageRequest
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    text_filter,
)
from rejoinder.infrastructure.postgres.tables import follow_ups, leads, sequences

_HERE = [column for column in columns_of(follow_ups, FollowUpView) if column.key not in ("state", "reason", "next_at")]


def _query() -> Select[Any]:
    own = func.jsonb_array_length(follow_ups.c.own_steps)
    return (
        select(
            *_HERE,
            follow_ups.c.state,
            follow_ups.c.reason,
            follow_ups.c.next_at,
            func.coalesce(sequences.c.name, "").label("sequence"),
            func.coalesce(func.jsonb_array_length(sequences.c.steps), own).label("steps"),
            leads.c.follow_ups_paused,
            leads.c.follow_ups_paused_reason,
        )
        .join(leads, leads.c.id == follow_ups.c.lead_id)
        .outerjoin(sequences, sequences.c.id == follow_ups.c.sequence_id)
    )


def _follow_up(row: Row[Any]) -> FollowUpView:
    """A reply pauses the lead in the moment that it is stored; each follow-up says so a little later."""
    held = row.follow_ups_paused and row.state in LIVE - {FollowUpState.PAUSED}
    return filled(
        FollowUpView,
        _HERE,
        row,
        state=FollowUpState.PAUSED.value if held else row.state,
        reason=row.follow_ups_paused_reason if held else row.reason,
        next_at=None if held else row.next_at,
        sequence=row.sequence,
        steps=row.steps,
    )


class FollowUpReports(Reader):
    """FollowUps: each method is one short read-only transaction in its scope."""

    def follow_ups(self, scope: str | None, wanted: FollowUpFilter, page: PageRequest) -> Page[FollowUpView]:
        query = _query().where(
            *mine(follow_ups.c.workspace_id, scope),
            *id_filter(follow_ups.c.lead_id, wanted.lead_id),
            *id_filter(follow_ups.c.sequence_id, wanted.sequence_id),
            *text_filter(follow_ups.c.state, wanted.state),
            *text_filter(follow_ups.c.reason, wanted.reason),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([follow_ups.c.id]), page, _follow_up)

    def follow_up(self, scope: str | None, follow_up_id: str) -> FollowUpView | None:
        query = _query().where(*mine(follow_ups.c.workspace_id, scope))
        row = self._one(scope, query, follow_ups.c.id, follow_up_id)
        return _follow_up(row) if row else None

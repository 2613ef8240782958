"""Read models of the telephone: calls, and the voice agents that take them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, or_, select

from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.reports import CallFilter
from rejoinder.domain.views import AgentView, CallDetail, CallView, Page, PageRequest
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
from rejoinder.infrastructure.postgres.tables import calls, voice_agents

_CALL = [column for column in columns_of(calls, CallView) if column.key != "cost_usd"]
_DETAIL = [column for column in columns_of(calls, CallDetail) if column.key != "cost_usd"]
_AGENT = columns_of(voice_agents, AgentView)


def _told(row: Row[Any]) -> dict[str, Any]:
    return {"outcome_class": row.outcome, "cost_usd": None if row.cost_usd is None else float(row.cost_usd)}


def _call(row: Row[Any]) -> CallView:
    return filled(CallView, _CALL, row, **_told(row))


def _detail(row: Row[Any]) -> CallDetail:
    return filled(CallDetail, _DETAIL, row, **_told(row))


def _agent(row: Row[Any]) -> AgentView:
    return filled(AgentView, _AGENT, row)


class CallReports(Reader):
    """Calls (domain/ports/reports.py)."""

    def calls(self, scope: str | None, wanted: CallFilter, page: PageRequest) -> Page[CallView]:
        query = select(*_CALL, calls.c.outcome, calls.c.cost_usd).where(
            *mine(calls.c.workspace_id, scope),
            *id_filter(calls.c.lead_id, wanted.lead_id),
            *text_filter(calls.c.external_id, wanted.external_id),
            *text_filter(calls.c.direction, wanted.direction),
            *text_filter(calls.c.status, wanted.status),
            *text_filter(calls.c.outcome, wanted.outcome_class),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([calls.c.id]), page, _call)

    def call(self, scope: str | None, call_id: str) -> CallDetail | None:
        with self._look(scope) as db:
            row = db.execute(self._by_id(scope, call_id)).first()
            return _detail(row) if row else None

    def _by_id(self, scope: str | None, call_id: str) -> Select[Any]:
        ours = calls.c.id == call_id if is_id(call_id) else calls.c.external_id == call_id
        query = select(*_DETAIL, calls.c.outcome, calls.c.cost_usd).where(*mine(calls.c.workspace_id, scope))
        return query.where(or_(ours, calls.c.external_id == call_id)).order_by(ours.desc(), calls.c.id.desc()).limit(1)

    def agents(self, scope: str | None, page: PageRequest) -> Page[AgentView]:
        query = select(*_AGENT).where(*mine(voice_agents.c.workspace_id, scope))
        with self._look(scope) as db:
            return paged(db, query, Order([voice_agents.c.id]), page, _agent)

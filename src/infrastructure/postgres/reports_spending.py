"""Read models of the AI ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.reports import AICallFilter
from rejoinder.domain.views import AICallView, CostPerReply, Page, PageRequest, SpendGroup
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    since_filter,
    text_filter,
)
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import ai_calls

_GROUPS = ("feature", "model", "source")
_PRICELESS = [column for column in columns_of(ai_calls, AICallView) if column.key != "cost_usd"]


def _view(row: Row[Any]) -> AICallView:
    cost = None if row.cost_usd is None else float(row.cost_usd)
    return filled(AICallView, _PRICELESS, row, cost_usd=cost)


def _groups(asked: Sequence[str]) -> list[str]:
    unknown = [name for name in asked if name not in _GROUPS]
    if unknown:
        raise InvalidInput(f"'group_by' takes some of {', '.join(_GROUPS)}.", field="group_by")
    return [name for name in _GROUPS if name in asked]


class SpendingReports(Reader):
    """Spending (domain/ports/reports.py)."""

    def ai_calls(self, scope: str | None, wanted: AICallFilter, page: PageRequest) -> Page[AICallView]:
        query = select(ai_calls).where(
            *mine(ai_calls.c.workspace_id, scope),
            *text_filter(ai_calls.c.feature, wanted.feature),
            *text_filter(ai_calls.c.model, wanted.model),
            *text_filter(ai_calls.c.source, wanted.source),
            *text_filter(ai_calls.c.status, wanted.status),
            *id_filter(ai_calls.c.lead_id, wanted.lead_id),
            *id_filter(ai_calls.c.message_id, wanted.message_id),
            *id_filter(ai_calls.c.job_id, wanted.job_id),
            *since_filter(ai_calls.c.id, ai_calls.c.created_at, wanted.since),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([ai_calls.c.id]), page, _view)

    def cost_per_reply(self, scope: str | None, since: datetime | None) -> CostPerReply:
        at = {"scope": scope, "since": since}
        with self._look(scope) as db:
            row = db.execute(clause("cost_per_reply"), at).one()
        cost = float(row.cost_usd)
        each = round(cost / row.replies, 6) if row.replies else None
        return CostPerReply(since, row.replies, row.automatic, row.messages, cost, each, row.unpriced)

    def ai_summary(self, scope: str | None, since: datetime | None, group_by: Sequence[str]) -> Sequence[SpendGroup]:
        names = _groups(group_by)
        groups = [ai_calls.c[name] for name in names]
        calls = ai_calls.c
        query = (
            select(
                *groups,
                func.count().label("calls"),
                func.count().filter(calls.status != "ok").label("failed"),
                func.coalesce(func.sum(calls.input_tokens), 0).label("input_tokens"),
                func.coalesce(func.sum(calls.cached_tokens), 0).label("cached_tokens"),
                func.coalesce(func.sum(calls.output_tokens), 0).label("output_tokens"),
                func.coalesce(func.sum(calls.cost_usd), 0).label("cost_usd"),
                func.count().filter(calls.cost_usd.is_(None)).label("unpriced"),
                func.coalesce(func.avg(calls.latency_ms), 0).label("latency"),
            )
            .where(*mine(calls.workspace_id, scope), *since_filter(calls.id, calls.created_at, since))
            .group_by(*groups)
            .order_by(*groups)
        )
        with self._look(scope) as db:
            rows: Sequence[Any] = db.execute(query).all()
        return [_spend(row, names) for row in rows if row.calls]


def _spend(row: Row[Any], names: Sequence[str]) -> SpendGroup:
    return SpendGroup(
        feature=row.feature if "feature" in names else None,
        model=row.model if "model" in names else None,
        source=row.source if "source" in names else None,
        calls=row.calls,
        failed=row.failed,
        input_tokens=int(row.input_tokens),
        cached_tokens=int(row.cached_tokens),
        output_tokens=int(row.output_tokens),
        cost_usd=float(row.cost_usd),
        unpriced=row.unpriced,
        avg_latency_ms=round(float(row.latency), 1),
    )

"""Read models that charts are drawn from: work, money, agreement and waiting, over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, Row, Select, case, cast, func, literal, select
from sqlalchemy.types import DateTime

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.views import ResponseTime, Tally, WorkspaceSpend
from rejoinder.infrastructure.postgres.reports_paging import Reader, mine, since_filter
from rejoinder.infrastructure.postgres.tables import ai_calls, jobs, messages, sends, workspaces

_ANSWERED = ("sent", "approved-sent", "edited-sent", "booked")
_GROUPS = ("feature", "model")
_DAY = timedelta(days=1)


def _stretch(moment: ColumnElement[Any], step: timedelta, since: datetime) -> ColumnElement[Any]:
    return func.date_bin(cast(literal(step), Interval), moment, cast(literal(since), DateTime(timezone=True)))


def _tally(row: Row[Any]) -> Tally:
    return Tally(row.at, str(row.kind), float(row.amount))


class FigureReports(Reader):
    """Figures (domain/ports/reports.py)."""

    def jobs_over_time(self, scope: str | None, since: datetime, step: timedelta) -> Sequence[Tally]:
        at = _stretch(jobs.c.created_at, step, since).label("at")
        query: Select[Any] = (
            select(at, jobs.c.status.label("kind"), func.count().label("amount"))
            .where(*mine(jobs.c.workspace_id, scope), *since_filter(jobs.c.id, jobs.c.created_at, since))
            .group_by(at, jobs.c.status)
            .order_by(at)
        )
        with self._look(scope) as db:
            return [_tally(row) for row in db.execute(query)]

    def spend_over_time(self, scope: str | None, since: datetime, group_by: str) -> Sequence[Tally]:
        if group_by not in _GROUPS:
            raise InvalidInput(f"'group_by' is one of {', '.join(_GROUPS)}.", field="group_by")
        at, kind = _stretch(ai_calls.c.created_at, _DAY, since).label("at"), ai_calls.c[group_by].label("kind")
        query: Select[Any] = (
            select(at, kind, func.coalesce(func.sum(ai_calls.c.cost_usd), 0).label("amount"))
            .where(*mine(ai_calls.c.workspace_id, scope), *since_filter(ai_calls.c.id, ai_calls.c.created_at, since))
            .group_by(at, kind)
            .order_by(at)
        )
        with self._look(scope) as db:
            return [_tally(row) for row in db.execute(query)]

    def spend_of_workspaces(self, scope: str | None, since: datetime) -> Sequence[WorkspaceSpend]:
        spent = (
            select(
                ai_calls.c.workspace_id,
                func.count().label("calls"),
                func.coalesce(func.sum(ai_calls.c.cost_usd), 0).label("cost"),
                func.count().filter(ai_calls.c.cost_usd.is_(None)).label("unpriced"),
            )
            .where(*mine(ai_calls.c.workspace_id, scope), *since_filter(ai_calls.c.id, ai_calls.c.created_at, since))
            .group_by(ai_calls.c.workspace_id)
            .subquery()
        )
        answered = (
            select(messages.c.workspace_id, func.count().label("replies"))
            .where(
                *mine(messages.c.workspace_id, scope),
                *since_filter(messages.c.id, messages.c.received_at, since),
                messages.c.disposition.in_(_ANSWERED),
            )
            .group_by(messages.c.workspace_id)
            .subquery()
        )
        query: Select[Any] = (
            select(workspaces.c.name, spent, func.coalesce(answered.c.replies, 0).label("replies"))
            .select_from(spent.join(workspaces, workspaces.c.id == spent.c.workspace_id))
            .outerjoin(answered, answered.c.workspace_id == spent.c.workspace_id)
            .order_by(spent.c.cost.desc(), workspaces.c.name)
            .limit(200)
        )
        with self._look(scope) as db:
            return [
                WorkspaceSpend(row.workspace_id, row.name, float(row.cost), row.unpriced, row.calls, row.replies)
                for row in db.execute(query)
            ]

    def response_times(self, scope: str | None, since: datetime) -> Sequence[ResponseTime]:
        kind = func.concat(sends.c.medium, " ", _by()).label("kind")
        query = (
            _answers(
                scope, since, kind,
                func.count().label("answers"),
                func.percentile_cont(0.5).within_group(_waited()).label("p50"),
                func.percentile_cont(0.95).within_group(_waited()).label("p95"),
            )
            .group_by(kind)
            .order_by(kind)
        )  # fmt: skip
        with self._look(scope) as db:
            return [ResponseTime(r.kind, r.answers, float(r.p50), float(r.p95)) for r in db.execute(query)]

    def answers_over_time(self, scope: str | None, since: datetime) -> Sequence[Tally]:
        at, kind = _stretch(sends.c.sent_at, _DAY, since).label("at"), _by().label("kind")
        half = func.percentile_cont(0.5).within_group(_waited()).label("amount")
        query = _answers(scope, since, at, kind, half).group_by(at, kind).order_by(at)
        with self._look(scope) as db:
            return [_tally(row) for row in db.execute(query)]


def _by() -> ColumnElement[str]:
    return case((sends.c.automatic, "ai"), else_="person")


def _waited() -> ColumnElement[Any]:
    return func.extract("epoch", sends.c.sent_at - messages.c.received_at)


def _answers(scope: str | None, since: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    """First parts of replies that left, beside the message that they answer."""
    return (
        select(*columns)
        .select_from(sends.join(messages, messages.c.id == sends.c.message_id))
        .where(
            *mine(sends.c.workspace_id, scope),
            *since_filter(sends.c.id, sends.c.created_at, since),
            sends.c.kind == "reply",
            sends.c.part == 1,
            sends.c.sent_at.is_not(None),
            messages.c.backfilled.is_(False),
        )
    )

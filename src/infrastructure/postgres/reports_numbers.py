"""Numbers and system intakes, as people look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from rejoinder.domain.views import IntakeMessageView, IntakeView, NumberView, Page, PageRequest
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    mine,
    paged,
    text_filter,
)
from rejoinder.infrastructure.postgres.tables import numbers, system_intake_messages, system_intakes

_NUMBER = columns_of(numbers, NumberView)
_INTAKE = columns_of(system_intakes, IntakeView)
_TEXT = columns_of(system_intake_messages, IntakeMessageView)


def _number(row: Row[Any]) -> NumberView:
    return filled(NumberView, _NUMBER, row)


class NumberReports(Reader):
    """Telephony: each method is one short read-only transaction in its scope."""

    def numbers(self, scope: str | None, page: PageRequest, *, role: str | None = None) -> Page[NumberView]:
        query = select(*_NUMBER).where(*mine(numbers.c.workspace_id, scope), *text_filter(numbers.c.role, role))
        with self._look(scope) as db:
            return paged(db, query, Order([numbers.c.id], descending=False), page, _number)

    def number(self, scope: str | None, number_id: str) -> NumberView | None:
        query = select(*_NUMBER).where(*mine(numbers.c.workspace_id, scope))
        row = self._one(scope, query, numbers.c.id, number_id)
        return _number(row) if row else None

    def intakes(self, scope: str | None, page: PageRequest, *, open_only: bool) -> Page[IntakeView]:
        query = select(*_INTAKE).where(*mine(system_intakes.c.workspace_id, scope))
        if open_only:
            query = query.where(system_intakes.c.assigned_at.is_(None))
        with self._look(scope) as db:
            rows: Page[Row[Any]] = paged(db, query, Order([system_intakes.c.id]), page, lambda row: row)
            texts = _texts(db, [row.id for row in rows.items])
        return Page([_intake(row, texts) for row in rows.items], rows.next_cursor)

    def intake(self, scope: str | None, intake_id: str) -> IntakeView | None:
        query = select(*_INTAKE).where(*mine(system_intakes.c.workspace_id, scope))
        row: Row[Any] | None = self._one(scope, query, system_intakes.c.id, intake_id)
        if row is None:
            return None
        with self._look(scope) as db:
            texts = _texts(db, [row.id])
        return _intake(row, texts)


def _intake(row: Any, texts: Mapping[str, Sequence[IntakeMessageView]]) -> IntakeView:
    return filled(IntakeView, _INTAKE, row, messages=texts.get(row.id, []))


def _texts(db: Connection, intakes: Sequence[str]) -> Mapping[str, Sequence[IntakeMessageView]]:
    found: dict[str, list[IntakeMessageView]] = {}
    table = system_intake_messages
    query: Select[Any] = select(*_TEXT).add_columns(table.c.intake_id).where(table.c.intake_id.in_(list(intakes)))
    for row in db.execute(query.order_by(table.c.received_at, table.c.id)):
        found.setdefault(row.intake_id, []).append(filled(IntakeMessageView, _TEXT, row))
    return found

"""Read models of consent, of lists, and of what the team was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.notifications import NotificationState
from rejoinder.domain.ports.reports import ForbiddenAddress
from rejoinder.domain.views import (
    ConsentChangeView,
    NotificationView,
    Page,
    PageRequest,
    SuppressionImportView,
    SuppressionView,
    WrongRowView,
)
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
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    consent_changes,
    notifications,
    suppression_imports,
    suppressions,
)

_CONSENT = columns_of(consent_changes, ConsentChangeView)
_TOLD = columns_of(notifications, NotificationView)
_LISTED = columns_of(suppressions, SuppressionView)
_IMPORT = [c for c in columns_of(suppression_imports, SuppressionImportView) if c.key != "errors"]


def _import(row: Row[Any]) -> SuppressionImportView:
    return filled(SuppressionImportView, _IMPORT, row, errors=[WrongRowView(**each) for each in row.errors])


class ComplianceReports(Reader):
    """Compliance (domain/ports/reports.py)."""

    def consent_changes(self, scope: str | None, lead_id: str | None, page: PageRequest) -> Page[ConsentChangeView]:
        query = select(*_CONSENT).where(
            *mine(consent_changes.c.workspace_id, scope), *id_filter(consent_changes.c.lead_id, lead_id)
        )
        with self._look(scope) as db:
            return paged(
                db, query, Order([consent_changes.c.id]), page, lambda row: filled(ConsentChangeView, _CONSENT, row)
            )

    def every_consent_change(self, scope: str | None) -> Sequence[tuple[str, str, str, str, datetime]]:
        table = consent_changes.c
        query = select(table.lead_id, table.medium, table.state, table.evidence, table.at)
        with self._look(scope) as db:
            rows = db.execute(query.where(*mine(table.workspace_id, scope)).order_by(table.id))
            return [(row.lead_id, row.medium, row.state, row.evidence, row.at) for row in rows]

    def suppressions(self, scope: str | None, page: PageRequest) -> Page[SuppressionView]:
        table = suppressions.c
        query = select(*_LISTED).where(*mine(table.workspace_id, scope))
        order = Order([table.added_at, table.kind, table.address])
        with self._look(scope) as db:
            return paged(db, query, order, page, lambda row: filled(SuppressionView, _LISTED, row))

    def do_not_contact(self, scope: str | None) -> Sequence[ForbiddenAddress]:
        with self._look(scope) as db:
            rows = db.execute(clause("do_not_contact"), {"scope": scope})
            return [ForbiddenAddress(*row) for row in rows]

    def suppression_import(self, scope: str | None, import_id: str) -> SuppressionImportView | None:
        query = select(*_IMPORT, suppression_imports.c.errors).where(*mine(suppression_imports.c.workspace_id, scope))
        row = self._one(scope, query, suppression_imports.c.id, import_id)
        return _import(row) if row else None

    def suppression_imports(self, scope: str | None, page: PageRequest) -> Page[SuppressionImportView]:
        table = suppression_imports.c
        query = select(*_IMPORT, table.errors).where(*mine(table.workspace_id, scope))
        with self._look(scope) as db:
            return paged(db, query, Order([table.id]), page, _import)

    def notifications(self, scope: str | None, state: str | None, page: PageRequest) -> Page[NotificationView]:
        if state is not None and state not in list(NotificationState):
            raise InvalidInput(f"Unknown 'state'. Known: {', '.join(NotificationState)}.", field="state")
        table = notifications.c
        query = select(*_TOLD).where(*mine(table.workspace_id, scope), *text_filter(table.state, state))
        with self._look(scope) as db:
            return paged(db, query, Order([table.id]), page, lambda row: filled(NotificationView, _TOLD, row))

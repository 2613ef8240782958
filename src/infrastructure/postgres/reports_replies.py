"""Read models of what we say: drafts, sends, and what simulated people received."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from rejoinder.domain.drafts import digest_of
from rejoinder.domain.owners import shown_author
from rejoinder.domain.ports.reports import DraftFilter, SendFilter
from rejoinder.domain.views import DraftView, Page, PageRequest, SandboxReceipt, SendView
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    sifted,
    text_filter,
)
from rejoinder.infrastructure.postgres.tables import drafts, messages, sandbox_phone, sends

_SEND = columns_of(sends, SendView)
_UNSETTLED = ("sending", "unknown")
"""Sends that an index of their own knows."""
_RECEIPT = columns_of(sandbox_phone, SandboxReceipt)


def _draft(row: Row[Any]) -> DraftView:
    return DraftView(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        message_id=row.message_id,
        channel=row.channel,
        version=row.version,
        subject=row.subject,
        body=row.body,
        status=row.status,
        author=row.author,
        edited=row.edited,
        confidence=(row.evaluation or {}).get("confidence"),
        digest=digest_of(row.id, row.version, row.subject, row.body),
        decided_by=shown_author(row.decided_by),
        decision={"action": None, "reasons": [], **row.decision},
        evaluation=row.evaluation,
        strategy=row.strategy,
        unsourced=row.unsourced,
        instruction=row.instruction,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _send(row: Row[Any]) -> SendView:
    return filled(SendView, _SEND, row)


def _receipt(row: Row[Any]) -> SandboxReceipt:
    return filled(SandboxReceipt, _RECEIPT, row)


def _of_lead(message_id: ColumnElement[Any], lead_id: str | None) -> list[ColumnElement[bool]]:
    """Through the person's messages, which an index leads to; a reply belongs to whoever it answers."""
    found = id_filter(messages.c.lead_id, lead_id)
    return [message_id.in_(select(messages.c.id).where(*found))] if found else []


class ReplyReports(Reader):
    """Replies (domain/ports/reports.py)."""

    def drafts(self, scope: str | None, wanted: DraftFilter, page: PageRequest) -> Page[DraftView]:
        query = select(drafts).where(
            *mine(drafts.c.workspace_id, scope),
            *text_filter(drafts.c.status, wanted.status),
            *_of_lead(drafts.c.message_id, wanted.lead_id),
            *id_filter(drafts.c.message_id, wanted.message_id),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([drafts.c.id]), page, _draft)

    def draft(self, scope: str | None, draft_id: str) -> DraftView | None:
        query = select(drafts).where(*mine(drafts.c.workspace_id, scope))
        row = self._one(scope, query, drafts.c.id, draft_id)
        return _draft(row) if row else None

    def sends(self, scope: str | None, wanted: SendFilter, page: PageRequest) -> Page[SendView]:
        owner = mine(sends.c.workspace_id, scope)
        of_whom = [*_of_lead(sends.c.message_id, wanted.lead_id), *id_filter(sends.c.message_id, wanted.message_id)]
        query, fits = select(*_SEND).where(*owner, *of_whom), text_filter(sends.c.state, wanted.state)
        if of_whom or wanted.state in _UNSETTLED:
            query, fits = query.where(*fits), []
        with self._look(scope) as db:
            return sifted(db, query, fits, sends.c.id, owner, page, _send)

    def send(self, scope: str | None, send_id: str) -> SendView | None:
        query = select(*_SEND).where(*mine(sends.c.workspace_id, scope))
        row = self._one(scope, query, sends.c.id, send_id)
        return _send(row) if row else None

    def sandbox_phone(self, scope: str | None, page: PageRequest) -> Page[SandboxReceipt]:
        query = select(sandbox_phone).where(*mine(sandbox_phone.c.workspace_id, scope))
        with self._look(scope) as db:
            return paged(db, query, Order([sandbox_phone.c.id]), page, _receipt)

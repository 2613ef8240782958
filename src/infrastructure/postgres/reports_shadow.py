"""What people did with drafts, and what shadow would have done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select

from rejoinder.domain.shadow import PersonDid
from rejoinder.domain.views import ShadowGroup
from rejoinder.infrastructure.postgres.reports_paging import Reader, mine
from rejoinder.infrastructure.postgres.tables import drafts, messages, rehearsals

_DECIDED = ("approved", "sent", "rejected")


class ShadowReports(Reader):
    """Shadowed (domain/ports/reports.py)."""

    def shadow(self, scope: str | None, since: datetime | None) -> Sequence[ShadowGroup]:
        row, draft = rehearsals.c, drafts.c
        decided = case(
            (draft.status == "rejected", PersonDid.REJECTED),
            (messages.c.disposition == "approved-sent", PersonDid.APPROVED),
            (messages.c.disposition == "edited-sent", PersonDid.EDITED),
        )
        did = func.coalesce(row.did, case((draft.status.in_(_DECIDED), decided)))
        recent = [func.coalesce(row.rehearsed_at, draft.created_at) >= since] if since is not None else []
        by = [messages.c.channel, messages.c.sentiment]
        query = (
            select(
                *by,
                func.count(row.message_id).label("rehearsed"),
                func.count().filter(row.would == "send-now").label("would_send"),
                func.count(did).label("answered"),
                func.count(row.agreed).label("claims"),
                func.count().filter(row.agreed).label("agreed"),
                func.avg(row.similarity).label("similarity"),
                *(func.count().filter(did == each).label(_column(each)) for each in PersonDid),
            )
            .select_from(drafts)
            .join(messages, and_(messages.c.id == draft.message_id, messages.c.workspace_id == draft.workspace_id))
            .outerjoin(rehearsals, and_(row.draft_id == draft.id, row.workspace_id == draft.workspace_id))
            .where(*mine(draft.workspace_id, scope), or_(row.message_id.is_not(None), did.is_not(None)), *recent)
            .group_by(*by)
            .order_by(*by)
        )
        with self._look(scope) as db:
            rows: Sequence[Any] = db.execute(query).all()
        return [_group(row) for row in rows]


def _column(did: PersonDid) -> str:
    return f"did_{did.name.lower()}"


def _group(row: Row[Any]) -> ShadowGroup:
    return ShadowGroup(
        channel=row.channel,
        intent=row.sentiment,
        rehearsed=row.rehearsed,
        would_send=row.would_send,
        answered=row.answered,
        did={did.value: n for did in PersonDid if (n := row._mapping[_column(did)])},
        claims=row.claims,
        agreed=row.agreed,
        agreement=round(row.agreed / row.claims, 4) if row.claims else None,
        similarity=None if row.similarity is None else round(float(row.similarity), 4),
    )

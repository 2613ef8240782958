"""What the owners of businesses are asked by text, in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.owners import OwnerRequest, RequestState
from rejoinder.infrastructure.postgres.tables import owner_requests


def _request(row: Row[Any]) -> OwnerRequest:
    return OwnerRequest(
        id=row.id,
        workspace_id=row.workspace_id,
        code=row.code,
        lead_id=row.lead_id,
        message_id=row.message_id,
        draft_id=row.draft_id,
        draft_version=row.draft_version,
        phone=row.phone,
        expires_at=row.expires_at,
        state=RequestState(row.state),
    )


class PostgresOwnerRequests:
    """OwnerRequestRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = owner_requests.c.workspace_id == workspace_id

    def add(self, request: OwnerRequest) -> bool:
        added = self._db.execute(
            insert(owner_requests)
            .values(
                id=request.id,
                workspace_id=request.workspace_id,
                code=request.code,
                lead_id=request.lead_id,
                message_id=request.message_id,
                draft_id=request.draft_id,
                draft_version=request.draft_version,
                phone=request.phone,
                state=request.state,
                expires_at=request.expires_at,
            )
            .on_conflict_do_nothing(index_elements=["workspace_id", "code"])
            .returning(owner_requests.c.id)
        ).first()
        return added is not None

    def by_code(self, code: str) -> OwnerRequest | None:
        found = self._db.execute(select(owner_requests).where(self._mine, owner_requests.c.code == code)).first()
        return _request(found) if found else None

    def open(self) -> Sequence[OwnerRequest]:
        waiting = select(owner_requests).where(
            self._mine,
            owner_requests.c.state == RequestState.OPEN,
            owner_requests.c.expires_at > func.clock_timestamp(),
        )
        return [_request(row) for row in self._db.execute(waiting.order_by(owner_requests.c.created_at))]

    def settle(self, request_id: str, state: RequestState) -> bool:
        changed = self._db.execute(
            update(owner_requests)
            .where(self._mine, owner_requests.c.id == request_id, owner_requests.c.state == RequestState.OPEN)
            .values(state=state, settled_at=func.clock_timestamp())
        )
        return changed.rowcount == 1

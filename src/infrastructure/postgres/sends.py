"""The send ledger in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.messages import Medium
from rejoinder.domain.sends import NEVER_LEFT, Send, SendKind, SendState
from rejoinder.infrastructure.postgres.tables import sends


def send_from(row: Row[Any]) -> Send:
    """The send that a row of `sends` holds."""
    return Send(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        message_id=row.message_id,
        draft_id=row.draft_id,
        call_id=row.call_id,
        draft_version=row.draft_version,
        connection_id=row.connection_id,
        channel=row.channel,
        medium=Medium(row.medium),
        recipient=row.recipient,
        sender=row.sender,
        body=row.body,
        part=row.part,
        parts=row.parts,
        state=SendState(row.state),
        basis_version=row.basis_version,
        intent_key=row.intent_key,
        automatic=row.automatic,
        approved_by=row.approved_by,
        attempts=row.attempts,
        subject=row.subject,
        conversation=row.conversation,
        reply_handle=row.reply_handle,
        provider_message_id=row.provider_message_id,
        reason=row.reason,
        error=row.error,
        owner=row.owner,
        sending_at=row.sending_at,
        sent_at=row.sent_at,
        lookups=row.lookups,
        kind=SendKind(row.kind),
        follow_up_id=row.follow_up_id,
        step=row.step,
        turn_at=row.turn_at,
    )


class PostgresSends:
    """SendRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = sends.c.workspace_id == workspace_id

    def get(self, send_id: str) -> Send | None:
        found = self._db.execute(select(sends).where(self._mine, sends.c.id == send_id)).first()
        return send_from(found) if found else None

    def lock(self, send_id: str) -> Send | None:
        found = self._db.execute(
            select(sends).where(self._mine, sends.c.id == send_id).with_for_update(key_share=True)
        ).first()
        return send_from(found) if found else None

    def add(self, send: Send) -> bool:
        added = self._db.execute(
            insert(sends)
            .values(
                id=send.id,
                workspace_id=send.workspace_id,
                lead_id=send.lead_id,
                message_id=send.message_id,
                draft_id=send.draft_id,
                call_id=send.call_id,
                draft_version=send.draft_version,
                kind=send.kind,
                follow_up_id=send.follow_up_id,
                step=send.step,
                connection_id=send.connection_id,
                channel=send.channel,
                medium=send.medium,
                recipient=send.recipient,
                sender=send.sender,
                subject=send.subject,
                body=send.body,
                conversation=send.conversation,
                reply_handle=dict(send.reply_handle),
                part=send.part,
                parts=send.parts,
                state=send.state,
                basis_version=send.basis_version,
                intent_key=send.intent_key,
                automatic=send.automatic,
                approved_by=send.approved_by,
            )
            .on_conflict_do_nothing(index_elements=["intent_key"])
            .returning(sends.c.id)
        ).first()
        return added is not None

    def save(self, send: Send, *, was: SendState) -> bool:
        moments: dict[SendState, dict[str, Any]] = {
            SendState.SENDING: {"sending_at": func.clock_timestamp()},
            SendState.SENT: {"sent_at": func.coalesce(sends.c.sent_at, func.clock_timestamp())},
            SendState.DELIVERED: {
                "delivered_at": func.clock_timestamp(),
                "sent_at": func.coalesce(sends.c.sent_at, func.clock_timestamp()),
            },
        }
        changed = self._db.execute(
            update(sends)
            .where(self._mine, sends.c.id == send.id, sends.c.state == was)
            .values(
                state=send.state,
                reason=send.reason,
                error=send.error,
                attempts=send.attempts,
                lookups=send.lookups,
                owner=send.owner,
                turn_at=send.turn_at,
                basis_version=send.basis_version,
                provider_message_id=case(
                    (sends.c.provider_message_id == "", send.provider_message_id),
                    else_=sends.c.provider_message_id,
                ),
                updated_at=func.clock_timestamp(),
                **moments.get(send.state, {}),
            )
        )
        return changed.rowcount == 1

    def of_message(self, message_id: str | None) -> Sequence[Send]:
        if message_id is None:
            return []
        found = self._db.execute(
            select(sends)
            .where(self._mine, sends.c.message_id == message_id, sends.c.kind == SendKind.REPLY)
            .order_by(sends.c.id)
        )
        return [send_from(row) for row in found]

    def of_step(self, follow_up_id: str, step: int) -> Sequence[Send]:
        found = self._db.execute(
            select(sends)
            .where(self._mine, sends.c.follow_up_id == follow_up_id, sends.c.step == step)
            .order_by(sends.c.draft_version, sends.c.part)
        )
        return [send_from(row) for row in found]

    def of_lead(self, lead_id: str, states: Sequence[SendState]) -> Sequence[Send]:
        found = self._db.execute(
            select(sends)
            .where(self._mine, sends.c.lead_id == lead_id, sends.c.state.in_(list(states)))
            .order_by(sends.c.id)
        )
        return [send_from(row) for row in found]

    def noticed_within(self, lead_id: str, kind: SendKind, channel: str, period: timedelta) -> bool:
        query = select(sends.c.id).where(
            self._mine,
            sends.c.lead_id == lead_id,
            sends.c.kind == kind,
            sends.c.state.not_in(NEVER_LEFT),
            sends.c.created_at > func.clock_timestamp() - period,
        )
        if channel:
            query = query.where(sends.c.channel == channel)
        return self._db.execute(query.limit(1)).first() is not None

    def notices_to(self, recipient: str, kind: SendKind, period: timedelta) -> Sequence[Send]:
        found = self._db.execute(
            select(sends)
            .where(
                self._mine,
                sends.c.kind == kind,
                sends.c.recipient == recipient,
                sends.c.state.not_in(NEVER_LEFT),
                sends.c.created_at > func.clock_timestamp() - period,
            )
            .order_by(sends.c.created_at.desc(), sends.c.id.desc())
        )
        return [send_from(row) for row in found]

    def by_provider_id(self, connection_id: str, provider_message_id: str) -> Send | None:
        if not provider_message_id:  # sends that have not left have none either
            return None
        found = self._db.execute(
            select(sends).where(
                self._mine,
                sends.c.connection_id == connection_id,
                sends.c.provider_message_id == provider_message_id,
            )
        ).first()
        return send_from(found) if found else None

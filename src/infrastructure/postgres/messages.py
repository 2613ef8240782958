"""Messages in Postgres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.email_cleaning import places_from
from rejoinder.domain.messages import (
    Author,
    Direction,
    Disposition,
    Media,
    Medium,
    Message,
    Understanding,
)
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.domain.workspaces import Connection as ProviderAccount
from rejoinder.infrastructure.postgres.tables import connections, events, leads, messages


def message_from(row: Row[Any]) -> Message:
    """The message that a row of `messages` holds."""
    return Message(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        connection_id=row.connection_id,
        channel=row.channel,
        medium=Medium(row.medium),
        direction=Direction(row.direction),
        author=Author(row.author),
        external_id=row.external_id,
        sender=row.sender,
        recipient=row.recipient,
        body=row.body,
        received_at=row.received_at,
        version=row.version,
        subject=row.subject,
        html=row.html,
        reply_text=row.reply_text,
        body_clean=row.body_clean,
        signature=row.signature,
        quoted=row.quoted,
        places=places_from(row.places) if row.places is not None else None,
        sent_at=row.sent_at,
        conversation=row.conversation,
        media=tuple(Media(**item) for item in row.media),
        automated=row.automated,
        opt_out=row.opt_out,
        injection=row.injection,
        backfilled=row.backfilled,
        safety=row.safety,
        sentiment=Sentiment(row.sentiment) if row.sentiment else None,
        sentiment_source=SentimentSource(row.sentiment_source) if row.sentiment_source else None,
        sentiment_confidence=row.sentiment_confidence,
        sentiment_reason=row.sentiment_reason,
        asks_something=row.asks_something,
        disposition=Disposition(row.disposition) if row.disposition else None,
        disposition_reason=row.disposition_reason,
        reply_handle=row.reply_handle,
        draft_id=row.draft_id,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
    )


def values_of(message: Message) -> Mapping[str, Any]:
    """The columns of a new row."""
    return {
        "id": message.id,
        "workspace_id": message.workspace_id,
        "lead_id": message.lead_id,
        "connection_id": message.connection_id,
        "channel": message.channel,
        "medium": message.medium,
        "direction": message.direction,
        "author": message.author,
        "external_id": message.external_id,
        "sender": message.sender,
        "recipient": message.recipient,
        "subject": message.subject,
        "body": message.body,
        "html": message.html,
        "reply_text": message.reply_text,
        "body_clean": message.body_clean,
        "quoted": message.quoted,
        "conversation": message.conversation,
        "media": [asdict(item) for item in message.media],
        "reply_handle": dict(message.reply_handle),
        "version": message.version,
        "automated": message.automated,
        "opt_out": message.opt_out,
        "injection": message.injection,
        "backfilled": message.backfilled,
        "safety": dict(message.safety),
        "disposition": message.disposition,
        "disposition_reason": message.disposition_reason,
        "draft_id": message.draft_id,
        "sent_at": message.sent_at,
        "received_at": message.received_at,
    }


_IDENTITY = (
    "external_id",
    "sender",
    "recipient",
    "body",
    "media",
    "sent_at",
    "conversation",
    "reply_handle",
    "automated",
    "opt_out",
    "injection",
    "safety",
)


class PostgresMessages:
    """MessageRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._mine = messages.c.workspace_id == workspace_id

    def get(self, message_id: str | None) -> Message | None:
        found = self._db.execute(select(messages).where(self._mine, messages.c.id == message_id)).first()
        return message_from(found) if found else None

    def conversation(self, lead_id: str, limit: int = 40) -> Sequence[Message]:
        newest = (
            select(messages)
            .where(self._mine, messages.c.lead_id == lead_id, messages.c.deleted_at.is_(None))
            .order_by(messages.c.received_at.desc(), messages.c.id.desc())
            .limit(limit)
        )
        return [message_from(found) for found in reversed(self._db.execute(newest).all())]

    def add_outbound(self, message: Message) -> bool:
        added = self._db.execute(
            insert(messages)
            .values(**values_of(message), account=self._account(message))
            .on_conflict_do_nothing(index_elements=["workspace_id", "channel", "account", "direction", "external_id"])
            .returning(messages.c.id)
        ).first()
        if added is None:
            return False
        self._db.execute(
            update(leads)
            .where(leads.c.workspace_id == self._workspace, leads.c.id == message.lead_id)
            .values(
                last_outbound_at=func.greatest(leads.c.last_outbound_at, message.received_at),
                last_message_at=func.greatest(leads.c.last_message_at, message.received_at),
            )
        )
        return True

    def add_inbound(self, message: Message, event_id: str | None = None) -> str | None:
        account = self._account(message)
        added = self._db.execute(
            insert(messages)
            .values(**values_of(message), event_id=event_id, account=account)
            .on_conflict_do_nothing(index_elements=["workspace_id", "channel", "account", "direction", "external_id"])
            .returning(messages.c.id)
        ).first()
        if added is not None:
            self._db.execute(
                update(leads)
                .where(leads.c.workspace_id == self._workspace, leads.c.id == message.lead_id)
                .values(
                    last_inbound_at=func.greatest(leads.c.last_inbound_at, message.received_at)
                    if message.direction is Direction.INBOUND
                    else leads.c.last_inbound_at,
                    last_message_at=func.greatest(leads.c.last_message_at, message.received_at),
                )
            )
            return None
        return str(
            self._db.execute(
                select(messages.c.id).where(
                    self._mine,
                    messages.c.channel == message.channel,
                    messages.c.account == account,
                    messages.c.direction == message.direction,
                    messages.c.external_id == message.external_id,
                )
            ).scalar_one()
        )

    def our_address(self, connection_id: str) -> str:
        newest = (
            select(messages.c.recipient)
            .where(
                self._mine,
                messages.c.connection_id == connection_id,
                messages.c.direction == Direction.INBOUND,
                messages.c.recipient != "",
            )
            .order_by(messages.c.id.desc())
            .limit(1)
        )
        return str(self._db.execute(newest).scalar_one_or_none() or "")

    def _account(self, message: Message) -> str:
        found = self._db.execute(select(connections.c.account).where(connections.c.id == message.connection_id))
        return str(found.scalar_one_or_none() or "")

    def of_event(self, event_id: str) -> Sequence[Message]:
        first = messages.alias("first")
        lead = (
            select(first.c.lead_id)
            .join(events, events.c.message_id == first.c.id)
            .where(events.c.id == event_id, first.c.workspace_id == self._workspace)
            .scalar_subquery()
        )
        found = self._db.execute(
            select(messages)
            .where(self._mine, messages.c.lead_id == lead, messages.c.event_id == event_id)
            .order_by(messages.c.received_at)
        )
        return [message_from(row) for row in found]

    def identify(self, message: Message) -> None:
        values = values_of(message)
        self._db.execute(
            update(messages)
            .where(self._mine, messages.c.id == message.id)
            .values({name: values[name] for name in _IDENTITY})
        )

    def understood(self, message_id: str, understanding: Understanding) -> None:
        self._db.execute(
            update(messages)
            .where(self._mine, messages.c.id == message_id)
            .values(
                body_clean=understanding.body_clean,
                signature=understanding.signature,
                quoted=understanding.quoted,
                sentiment=understanding.sentiment,
                sentiment_source=understanding.source,
                sentiment_confidence=understanding.confidence,
                sentiment_reason=understanding.reason,
                asks_something=understanding.asks_something,
                **({"places": understanding.places.as_json()} if understanding.places is not None else {}),
                **({"injection": True} if understanding.injection else {}),
            )
        )

    def by_external_id(self, connection: ProviderAccount, external_id: str) -> Message | None:
        found = self._db.execute(
            select(messages)
            .where(
                self._mine,
                messages.c.external_id == external_id,
                messages.c.channel == connection.channel,
                messages.c.account == connection.account,
            )
            .order_by(messages.c.direction)
            .limit(1)
        ).first()
        return message_from(found) if found else None

    def amend(self, message: Message) -> None:
        self._db.execute(
            update(messages)
            .where(self._mine, messages.c.id == message.id)
            .values(
                body=message.body,
                html=message.html,
                reply_text=message.reply_text,
                body_clean=None if message.direction is Direction.INBOUND else message.body,
                signature="",
                quoted="",
                places=null(),
                automated=message.automated,
                opt_out=message.opt_out,
                injection=message.injection,
                safety=dict(message.safety),
                sentiment=None,
                sentiment_source=None,
                sentiment_confidence=None,
                sentiment_reason="",
                asks_something=False,
                edited_at=message.edited_at,
            )
        )

    def take_back(self, message_id: str, at: datetime) -> None:
        self._db.execute(update(messages).where(self._mine, messages.c.id == message_id).values(deleted_at=at))

    def dispose(self, message_id: str, disposition: Disposition, reason: str = "") -> bool:
        changed = self._db.execute(
            update(messages)
            .where(
                self._mine,
                messages.c.id == message_id,
                messages.c.direction == Direction.INBOUND,
                (messages.c.disposition != disposition) | (messages.c.disposition_reason != reason),
            )
            .values(disposition=disposition, disposition_reason=reason, disposed_at=func.clock_timestamp())
        )
        return changed.rowcount == 1

    def outbound_since(self, lead_id: str, after: datetime) -> Sequence[Message]:
        found = self._db.execute(
            select(messages)
            .where(
                self._mine,
                messages.c.lead_id == lead_id,
                messages.c.direction == Direction.OUTBOUND,
                messages.c.received_at > after,
            )
            .order_by(messages.c.received_at)
        )
        return [message_from(row) for row in found]

    def open_of_lead(self, lead_id: str) -> Sequence[Message]:
        found = self._db.execute(
            select(messages)
            .where(
                self._mine,
                messages.c.lead_id == lead_id,
                messages.c.disposition.in_([Disposition.PROCESSING, Disposition.RETRYING, Disposition.WAITING_HUMAN]),
            )
            .order_by(messages.c.version, messages.c.id)
        )
        return [message_from(row) for row in found]

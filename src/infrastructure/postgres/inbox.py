"""The hot path into Postgres: asynchronous, one statement, one commit, one round trip."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from rejoinder.domain.errors import StorageDown, UnknownWebhook
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import NewJob
from rejoinder.domain.leads import is_reference
from rejoinder.domain.messages import UNNAMED_BY_CONTENT
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, InboundRecord, Stored, StoredEvent
from rejoinder.domain.ports.upkeep import Refused
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.batches import BatchWriter, Statement, away, is_away
from rejoinder.infrastructure.postgres.engine import libpq_url
from rejoinder.infrastructure.postgres.patience import Patience
from rejoinder.infrastructure.postgres.sql_files import statement
from rejoinder.infrastructure.postgres.tenants import Sealer, connection_from, key_hash

_SET_WORKSPACE = "SELECT set_config('rejoinder.workspace', %s, true)"
_CACHED_S = 60.0
_AWAY_PATIENCE_S = 0.05
TAKE_MESSAGES = Statement(statement("take_messages"), item_key="event_id")
_OPTIONS = (
    "-c statement_timeout=4000 -c lock_timeout=3000"
    # One plan for all, made while the tables may still be empty: every look-up of the statement is by a unique key.
    " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
)


def _json(value: Any) -> str:
    """JSON as text of no stated type, which Postgres reads as the column's: cheaper than a wrapper per value."""
    return json.dumps(value) if value else "[]" if isinstance(value, list) else "{}"


def _consent(record: InboundRecord) -> dict[str, Any]:
    at = record.message.received_at.isoformat()
    return {medium: {**value, "at": at} for medium, value in record.consent_change.items()}


def _event_values(event: StoredEvent, key: str, connection: Connection) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "workspace_id": event.workspace_id,
        "connection_id": connection.id,
        "revision": connection.revision,
        "channel": event.channel,
        "event_key": key,
        "kind": event.kind,
        "raw": event.body,
        "headers": _json(dict(event.headers)),
        "url": event.url,
        "subpath": event.subpath,
        "received_at": event.received_at,
    }


def _delivery(record: InboundRecord) -> dict[str, Any]:
    """What `take_messages.sql` reads of one delivery, ready to become JSON."""
    message, event, job = record.message, record.event, record.job
    kind, address = record.address_kind, record.person_address
    is_person = not is_reference(address)
    return {
        "event_id": event.id,
        "connection_id": record.connection.id,
        "revision": record.connection.revision,
        "channel": message.channel,
        "event_key": record.event_key,
        "kind": event.kind,
        "raw": event.body,
        "headers": event.headers,
        "url": event.url,
        "subpath": event.subpath,
        "received_at": event.received_at,
        "message_id": message.id,
        "lead_id": record.lead_id,
        "lead_name": record.lead_name,
        "address_kind": kind,
        "address": address,
        "aliases": record.aliases or None,
        "emails": [address] if kind == "email" and is_person else _listed(record.contact.email),
        "phones": [address] if kind == "phone" and is_person else _listed(record.contact.phone),
        "linkedin": address if kind == "linkedin" and address.startswith("http") else record.contact.linkedin_url,
        "consent": _consent(record),
        "pauses": not message.automated,
        "account": record.connection.account,
        "medium": message.medium,
        "external_id": message.external_id,
        "sender": message.sender,
        "recipient": message.recipient,
        "subject": message.subject,
        "body": message.body,
        "html": message.html,
        "reply_text": message.reply_text,
        "quoted": message.quoted,
        "conversation": message.conversation,
        "media": message.media,
        "reply_handle": message.reply_handle,
        "automated": message.automated,
        "opt_out": message.opt_out,
        "injection": message.injection,
        "backfilled": message.backfilled,
        "safety": message.safety,
        "sent_at": message.sent_at,
        "job_id": new_id(),
        "job_type": job.type,
        "queue": job.queue,
        "dedupe_key": job.dedupe_key,
        "max_attempts": job.max_attempts,
    }


def _listed(detail: str) -> list[str]:
    return [detail] if detail else []


class InboxPool(AsyncConnectionPool[Any]):
    """Once nobody could connect in time, the next ones hardly wait, until somebody can: providers wait for us."""

    _is_away = False

    async def getconn(self, timeout: float | None = None) -> Any:
        try:
            found = await super().getconn(_AWAY_PATIENCE_S if self._is_away else timeout)
        except PoolTimeout:
            self._is_away = True
            raise
        self._is_away = False
        return found


class PostgresInbox:
    """Inbox. Connections are cached by key; every statement proves that the cached copy is still the real one."""

    def __init__(self, database_url: str, vault: Sealer, pool_size: int = 16) -> None:
        self._vault = vault
        self._cache: dict[tuple[str, str], tuple[float, Connection]] = {}
        self._pool = InboxPool(
            libpq_url(database_url),
            min_size=2,
            max_size=pool_size,
            timeout=1.0,
            # Tries that go on double their pauses without end; given up, the next request starts afresh.
            reconnect_timeout=3.0,
            max_waiting=2000,
            open=False,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "connect_timeout": 3,
                "application_name": "rejoinder-inbox",
                "options": _OPTIONS,
            },
        )

        self._patience = Patience()
        self._messages = BatchWriter(self._pool, TAKE_MESSAGES, self._patience)

    async def open(self) -> None:
        """The pool connects in the background; a database that is away does not stop us from starting."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        await self._messages.close()
        await self._pool.close(timeout=2.0)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        try:
            async with self._pool.connection() as db:
                yield db
        except psycopg.Error as error:
            if not is_away(error):
                raise
            raise away(error) from error

    async def _one(self, workspace_id: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """One statement in one workspace, committed: two messages, one round trip, one implicit transaction."""
        return await self._patience.wait_for(self._committed(workspace_id, name, values))

    async def _committed(self, workspace_id: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
        async with self._connected() as db, db.pipeline():
            await db.execute(_SET_WORKSPACE, (workspace_id,))
            cursor = await db.execute(statement(name), values)
            found: dict[str, Any] | None = await cursor.fetchone()
        self._patience.heard()
        assert found is not None
        return found

    async def connection_by_key(self, channel: str, key: str) -> Connection:
        cached = self._cache.get((channel, key))
        if cached is not None and cached[0] > time.monotonic():
            return cached[1]
        try:
            return await self._patience.wait_for(self._read_connection(channel, key))
        except StorageDown:
            if cached is not None:
                return cached[1]
            raise

    async def _read_connection(self, channel: str, key: str) -> Connection:
        async with self._connected() as db, db.transaction():
            await db.execute(_SET_WORKSPACE, (EVERY_WORKSPACE,))
            cursor = await db.execute(
                "SELECT * FROM connections WHERE webhook_key_hash = %s AND channel = %s AND enabled"
                " AND removed_at IS NULL",
                (key_hash(key), channel),
            )
            found = await cursor.fetchone()
        self._patience.heard()
        if found is None:
            self._cache.pop((channel, key), None)
            raise UnknownWebhook("No connection has this webhook address.")
        connection = connection_from(_Row(found), self._vault)  # type: ignore[arg-type]
        if len(self._cache) > 10_000:
            self._cache.clear()
        self._cache[channel, key] = (time.monotonic() + _CACHED_S, connection)
        return connection

    def forget(self, connection: Connection) -> None:
        """The cached copy proved stale."""
        self._cache.pop((connection.channel, connection.webhook_key), None)

    async def take_message(self, record: InboundRecord) -> Stored | None:
        workspace, delivery = record.message.workspace_id, _delivery(record)
        found = await self._messages.write(workspace, record.lead_id, delivery)
        if not found["known"]:
            self.forget(record.connection)
            return None
        if found["message_id"] is not None:
            return Stored(True, str(found["message_id"]), _text(found["job_id"]), record.job.queue)
        repeated = {
            **delivery,
            **_event_values(record.event, record.event_key, record.connection),
            "may_be_new": record.message.external_id.startswith(UNNAMED_BY_CONTENT),
            "look_id": new_id(),
        }
        again = await self._one(workspace, "repeat_message", repeated)
        return Stored(False, _text(again["message_id"]), _text(again["job_id"]), record.job.queue)

    async def take_event(
        self, event: StoredEvent, event_key: str, connection: Connection, job: NewJob | None
    ) -> Stored | None:
        values = {
            **_event_values(event, event_key, connection),
            "state": event.state,
            "reason": event.reason,
            "has_job": job is not None,
            "job_id": new_id(),
            "job_type": job.type if job else "",
            "queue": job.queue if job else "reply",
            "max_attempts": job.max_attempts if job else 1,
        }
        found = await self._one(event.workspace_id or EVERY_WORKSPACE, "take_event", values)
        if not found["known"]:
            self.forget(connection)
            return None
        if found["first"] is None:
            counted = await self._one(EVERY_WORKSPACE, "count_delivery", values)
            return Stored(False, deliveries=counted["deliveries"])
        return Stored(
            bool(found["first"]), None, _text(found["job_id"]), job.queue if job else None, found["deliveries"]
        )

    async def count_refusals(self, refusals: Mapping[tuple[str, str, str], Refused]) -> None:
        """Adds to the counters of refused deliveries, all that is kept of them."""
        await self._patience.wait_for(self._counted(refusals))

    async def _counted(self, refusals: Mapping[tuple[str, str, str], Refused]) -> None:
        async with self._connected() as db, db.transaction():
            cursor = db.cursor()
            await cursor.executemany(
                "INSERT INTO refused_deliveries AS r (connection_id, channel, reason, count, first_at, last_at)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (connection_id, channel, reason)"
                " DO UPDATE SET count = r.count + excluded.count, first_at = least(r.first_at, excluded.first_at),"
                " last_at = greatest(r.last_at, excluded.last_at)",
                [(*place, refused.count, refused.first_at, refused.last_at) for place, refused in refusals.items()],
            )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class _Row:
    """A dict row read like an attribute row, with ids as text."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values, id=str(values["id"]), workspace_id=_text(values["workspace_id"]))

"""What one process knows about numbers by heart, and on disk for the next start without a database.

The file is sealed: it names who called and who is rung. Releases before left it open; it is read, and sealed at the
first look.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import BigInteger, Boolean, Engine, Text, Uuid, func, select, text

from rejoinder.domain.errors import ConfigurationFault, RejoinderError
from rejoinder.domain.intakes import OPEN_FOR, is_held
from rejoinder.domain.numbers import Number, NumberRole, Owner, owner_of
from rejoinder.domain.ports.numbers import Asking
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.numbers import number_from
from rejoinder.infrastructure.postgres.records import PostgresSwitches
from rejoinder.infrastructure.postgres.tables import connections, numbers, system_intakes
from rejoinder.infrastructure.postgres.tenants import Sealer, connection_from, key_hash

log = logging.getLogger(__name__)

PLACE = "numbers"
"""What the file is sealed for."""
_CHANNELS = ("twilio_voice", "twilio_sms")
_KEPT = tuple(column.name for column in connections.c if isinstance(column.type, (Uuid, Text, Boolean, BigInteger)))
"""Of a provider account: everything but its times and the hash that it is found by. Credentials stay sealed."""
_NOT_KEPT = {column.name: None for column in connections.c if column.name not in _KEPT}
_FINGERPRINT = text(
    "SELECT (SELECT count(*)::text || '/' || coalesce(max(updated_at)::text, '') FROM numbers) || ';'"
    " || (SELECT count(*)::text || '/' || coalesce(sum(revision), 0)::text FROM connections) || ';'"
    " || (SELECT count(*)::text || '/' || count(ended_at)::text || '/'"
    "     || (count(*) FILTER (WHERE until <= clock_timestamp()))::text FROM switches) || ';'"
    " || (SELECT count(*)::text || '/' || coalesce(max(last_seen_at)::text, '') || '/' || count(assigned_at)::text"
    "     || '/' || count(released_at)::text || '/' || (count(*) FILTER (WHERE caller = ''))::text"
    "     FROM system_intakes WHERE last_seen_at > clock_timestamp() - interval '72 hours')"
)


@dataclass(frozen=True, slots=True)
class _Page:
    """Everything known at one moment."""

    numbers: Mapping[str, Number]
    accounts: Mapping[tuple[str, str], Mapping[str, Any]]
    """Sealed rows, by channel and hashed webhook key."""
    is_held: bool = False
    texting: Mapping[str, str | None] = field(default_factory=dict)
    """Callers with an intake of late, and the workspace that it was given to."""


class PostgresNumberBook:
    """NumberBook, read from Postgres whenever something changed there."""

    def __init__(self, engine: Engine, vault: Sealer, path: Path, asking: Asking) -> None:
        self._engine = engine
        self._vault = vault
        self._path = path
        self._asking = asking
        self._fingerprint = ""
        self._page = self._from_disk()

    # --- what is asked of it ------------------------------------------------------------------------------

    def owner(self, called: str, connection: Connection) -> Owner:
        return owner_of(called, self._page.numbers.get(called), connection.workspace_id)

    async def find(self, called: str, connection: Connection) -> Owner:
        if not called or called in self._page.numbers:
            return self.owner(called, connection)
        try:
            known = await self._asking(lambda: self._look_up(called))
        except RejoinderError:
            return owner_of(called, None, connection.workspace_id, looked_up=False)
        return owner_of(called, known, connection.workspace_id)

    def senders(self, connection: Connection) -> Sequence[Number]:
        return [
            number
            for number in self._page.numbers.values()
            if number.workspace_id is None
            and (number.connection_id == connection.id or number.account == connection.account != "")
        ]

    def connection(self, channel: str, key: str) -> Connection | None:
        row = self._page.accounts.get((channel, key_hash(key).hex()))
        if row is None or not row["enabled"]:
            return None
        try:
            return connection_from(SimpleNamespace(**{**_NOT_KEPT, **dict.fromkeys(_KEPT), **row}), self._vault)  # type: ignore[arg-type]
        except ConfigurationFault:
            return None

    def is_held(self) -> bool:
        return self._page.is_held

    def texted(self, caller: str, workspace_id: str | None) -> bool:
        texting = self._page.texting
        return caller in texting and texting[caller] != workspace_id

    # --- how it learns ------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """What the database says now is known, and on disk; False when nothing had changed. Raises StorageDown."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            fingerprint = str(db.execute(_FINGERPRINT).scalar_one())
            if fingerprint == self._fingerprint:
                return False
            now: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
            found = [number_from(row) for row in db.execute(select(numbers))]
            accounts = db.execute(
                select(connections).where(connections.c.channel.in_(_CHANNELS), connections.c.removed_at.is_(None))
            ).all()
            held = is_held(PostgresSwitches(db).everywhere(), _CHANNELS)
            lately = (
                select(system_intakes.c.caller, system_intakes.c.workspace_id)
                .where(system_intakes.c.last_seen_at > now - OPEN_FOR, system_intakes.c.released_at.is_(None))
                .order_by(system_intakes.c.last_seen_at)
            )
            callers = {row.caller: row.workspace_id for row in db.execute(lately) if row.caller}
        rows = [{name: getattr(row, name) for name in _KEPT} | {"hash": row.webhook_key_hash.hex()} for row in accounts]
        self._page = _page(found, rows, held, callers)
        self._fingerprint = fingerprint
        self._to_disk(found, rows, held, callers)
        return True

    def _look_up(self, called: str) -> Number | None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            row = db.execute(select(numbers).where(numbers.c.number == called)).first()
        if row is None:
            return None
        known = number_from(row)
        page = self._page
        self._page = _Page({**page.numbers, called: known}, page.accounts, page.is_held, page.texting)
        return known

    # --- the file -----------------------------------------------------------------------------------------

    def _to_disk(
        self, found: Sequence[Number], rows: Sequence[Mapping[str, Any]], held: bool, callers: Mapping[str, str | None]
    ) -> None:
        stated = {
            "numbers": [
                {
                    "id": n.id,
                    "number": n.number,
                    "role": n.role,
                    "connection_id": n.connection_id,
                    "workspace_id": n.workspace_id,
                    "account": n.account,
                    "forward_to": n.forward_to,
                    "can_text": n.can_text,
                    "is_free": n.is_free,
                }
                for n in found
            ],
            "accounts": list(rows),
            "held": held,
            "texting": dict(callers),
        }
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(self._vault.seal_bytes(json.dumps(stated).encode(), PLACE))
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(self._path)
        except OSError:
            log.warning("numbers.book_not_written")

    def _from_disk(self) -> _Page:
        try:
            raw = self._path.read_bytes()
            stated = json.loads(raw if raw.startswith(b"{") else self._vault.open_bytes(raw, PLACE))
            found = [Number(**{**each, "role": NumberRole(each["role"])}) for each in stated["numbers"]]
            texting = stated["texting"]
            # The release before kept the callers alone, all of them nobody's.
            callers = texting if isinstance(texting, dict) else dict.fromkeys(texting)
            return _page(found, stated["accounts"], bool(stated["held"]), callers)
        except FileNotFoundError:
            return _Page({}, {})
        except (OSError, ValueError, KeyError, TypeError, ConfigurationFault):
            log.warning("numbers.book_unreadable")
            return _Page({}, {})


def _page(
    found: Sequence[Number], rows: Sequence[Mapping[str, Any]], held: bool, callers: Mapping[str, str | None]
) -> _Page:
    accounts = {(row["channel"], row["hash"]): {k: v for k, v in row.items() if k != "hash"} for row in rows}
    return _Page({number.number: number for number in found}, accounts, held, callers)

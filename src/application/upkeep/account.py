"""ShowAccounting: where every received message is, those on this machine's disk included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.inbound.ingest_webhook import events_of, storable_id, unspooled
from rejoinder.application.inbound.whose_number import NumbersInTables, as_owner
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Spool, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.views import Accounting
from rejoinder.domain.workspaces import Connection

Place = tuple[str, str]
"""A connection's id and the key of one event of it."""


@dataclass(frozen=True, slots=True)
class ShowAccounting:
    """Called by the admin API and the dashboard. A message that was acknowledged while the database was away counts as
    received and in flight, once however often it came, until it is stored. Raises StorageDown."""

    reports: Reports
    spool: Spool
    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, scope: str | None, since: datetime | None) -> Accounting:
        known = self.reports.accounting(scope, since)
        spooled = self._spooled(scope, since)
        return replace(known, received=known.received + spooled, in_flight=known.in_flight + spooled, spooled=spooled)

    def _spooled(self, scope: str | None, since: datetime | None) -> int:
        records = self.spool.waiting()
        if not records:
            return 0
        with self.store.begin(EVERY_WORKSPACE) as uow:
            accounts = {(c.channel, c.webhook_key): c for c in uow.connections.all() if c.enabled}
            found = {
                place
                for record in records
                for place, owner, at in self._messages(uow, accounts, record)
                if (owner == scope if scope else owner is not None) and (since is None or at >= since)
            }
            return sum(not uow.events.has(*place) for place in found)

    def _messages(
        self, uow: UnitOfWork, accounts: Mapping[tuple[str, str], Connection], record: bytes
    ) -> Iterator[tuple[Place, str | None, datetime]]:
        """What people wrote in a record, as it will be stored; nothing where it will be refused or kept unread."""
        name, key, request = unspooled(record)
        channel, connection = self.channels.get(name), accounts.get((name, key))
        if channel is None or connection is None:
            return
        numbers = NumbersInTables(uow, self.clock.now())
        try:
            channel.reader.verify(request, connection)
            for event in events_of(channel, request):
                read = channel.reader.read(event, connection)
                if isinstance(read.fact, InboundMessage):
                    owner = as_owner(numbers, channel, connection, read.fact).workspace_id
                    yield (connection.id, storable_id(read.key)), owner, request.received_at
        except RejoinderError:
            return

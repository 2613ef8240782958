"""ShowConnections: provider accounts as they may be shown, secrets left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from rejoinder.application.setup.change_connection import own_connection, scope_for
from rejoinder.domain.errors import NotFound
from rejoinder.domain.numbers import Number
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.views import ConnectionActivity
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class ConnectionUse:
    """A workspace whose numbers are on an account that several share."""

    workspace_id: str
    name: str
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class ConnectionView:
    id: str
    workspace_id: str | None
    channel: str
    name: str
    account: str
    base_url: str
    status: str
    """`disabled`, `disconnected` (the account has to be reconnected), `failing` (its breaker is open), `waiting`
    (nothing came yet) or `active`."""
    status_reason: str
    """Why it is disconnected."""
    enabled: bool
    webhook_url: str | None
    """Holds the key, so it is shown to admins only."""
    credentials: Sequence[str]
    """The names of the fields that are filled in."""
    webhook_secrets: int
    """How many are in force; two while rotating."""
    weaker: bool
    """The provider cannot sign and there is no secret: the URL's key is the only proof."""
    refuses_all: bool
    """The provider signs with a secret that is not entered here, so no delivery can be authentic."""
    carries_talk: bool
    """Messages come and go through it; false for bookings, enrichment and approvals, which no reply can leave by."""
    refused_deliveries: int
    last_event_at: datetime | None
    created_at: datetime | None
    used_by: Sequence[ConnectionUse] = ()
    """Of an account that belongs to no workspace: those whose numbers are on it, by name."""


@dataclass(frozen=True, slots=True)
class ShowConnections:
    """Called by the admin API and the dashboard."""

    store: Store
    reports: Reports
    channels: Mapping[str, Channel]
    public_base_url: str

    def all(self, workspace_id: str, *, with_address: bool) -> Sequence[ConnectionView]:
        """Every connection of the workspace, oldest first. Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            found = uow.connections.of_workspace(workspace_id)
        activity = self.reports.connection_activity(workspace_id)
        return [self._view(connection, activity.get(connection.id), with_address) for connection in found]

    def everywhere(self, *, with_address: bool) -> Sequence[ConnectionView]:
        """Every connection of every workspace, and those that belong to none; oldest first."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            found = uow.connections.all()
            uses = _uses(uow, found)
        activity = self.reports.connection_activity(None)
        return [self._view(connection, activity.get(connection.id), with_address, uses) for connection in found]

    def one(self, workspace_id: str | None, connection_id: str, *, with_address: bool) -> ConnectionView:
        """Without a workspace: one that several share. Raises NotFound."""
        with self.store.begin(scope_for(workspace_id)) as uow:
            connection = own_connection(uow, workspace_id, connection_id)
            uses = _uses(uow, [connection])
        activity = self.reports.connection_activity(workspace_id)
        return self._view(connection, activity.get(connection.id), with_address, uses)

    def shared(self, *, with_address: bool) -> Sequence[ConnectionView]:
        """The accounts that serve several workspaces: their numbers decide."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            found = uow.connections.of_workspace(None)
            uses = _uses(uow, found)
        activity = self.reports.connection_activity(None)
        return [self._view(connection, activity.get(connection.id), with_address, uses) for connection in found]

    def webhook_url(self, connection: Connection) -> str:
        """Where this connection's provider delivers."""
        return f"{self.public_base_url}/api/webhooks/{connection.channel}/{connection.webhook_key}"

    def _view(
        self,
        connection: Connection,
        activity: ConnectionActivity | None,
        with_address: bool,
        uses: Mapping[str, Sequence[ConnectionUse]] = MappingProxyType({}),
    ) -> ConnectionView:
        channel = self.channels.get(connection.channel)
        bare = channel if not connection.webhook_secrets else None
        return ConnectionView(
            id=connection.id,
            workspace_id=connection.workspace_id,
            channel=connection.channel,
            name=connection.name,
            account=connection.account,
            base_url=connection.base_url,
            status=_status(connection, activity),
            status_reason=connection.unusable_reason if connection.enabled else "",
            enabled=connection.enabled,
            webhook_url=self.webhook_url(connection) if with_address else None,
            credentials=sorted(connection.credentials),
            webhook_secrets=len(connection.webhook_secrets),
            weaker=bare is not None and bare.weak_without_secret,
            refuses_all=bare is not None and bare.needs_secret,
            carries_talk=channel is not None and channel.carries_talk,
            refused_deliveries=activity.refused if activity else 0,
            last_event_at=activity.last_event_at if activity else None,
            created_at=connection.created_at,
            used_by=uses.get(connection.id, ()),
        )


def _uses(uow: UnitOfWork, found: Sequence[Connection]) -> Mapping[str, Sequence[ConnectionUse]]:
    """Who has numbers on those of these accounts that belong to no workspace."""
    shared = [connection for connection in found if connection.workspace_id is None]
    if not shared:
        return {}
    names = {workspace.id: workspace.name for workspace in uow.workspaces.all()}
    return {connection.id: _users(uow.numbers.on_account(connection), names) for connection in shared}


def _users(numbers: Sequence[Number], names: Mapping[str, str]) -> Sequence[ConnectionUse]:
    theirs: dict[str, list[str]] = {}
    for number in numbers:
        if number.workspace_id is not None:
            theirs.setdefault(number.workspace_id, []).append(number.number)
    uses = [ConnectionUse(owner, names.get(owner, ""), sorted(own)) for owner, own in theirs.items()]
    return sorted(uses, key=lambda use: (use.name, use.workspace_id))


def _status(connection: Connection, activity: ConnectionActivity | None) -> str:
    if not connection.enabled:
        return "disabled"
    if connection.unusable_reason:
        return "disconnected"
    if activity is not None and activity.breaker_open:
        return "failing"
    return "active" if activity is not None and activity.last_event_at else "waiting"

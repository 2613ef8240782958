"""ChangeConnection, RotateWebhookKey: a provider account's name, credentials, secret and address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.setup.connect_channel import (
    CheckBaseUrl,
    check_addresses,
    checked_base_url,
    checked_credentials,
    checked_secret,
    known_channel,
    new_webhook_key,
)
from rejoinder.application.setup.create_workspace import checked_name
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

SECRETS_IN_FORCE = 2


@dataclass(frozen=True, slots=True)
class ConnectionChanges:
    """What to change; None leaves a thing as it is."""

    name: str | None = None
    enabled: bool | None = None
    credentials: Mapping[str, str] | None = None
    """Merged into the stored ones; an empty text removes an optional field."""
    base_url: str | None = None
    webhook_secret: str | None = None
    """Becomes the first secret; the one before stays valid until it is dropped or replaced."""
    drop_previous_secret: bool = False


def scope_for(workspace_id: str | None) -> str:
    """The transaction in which a connection of that workspace, or of none, is seen."""
    return EVERY_WORKSPACE if workspace_id is None else workspace_id


def own_connection(uow: UnitOfWork, workspace_id: str | None, connection_id: str) -> Connection:
    """Without a workspace: one that several share. Raises NotFound for a connection of anybody else, and for a shared
    one in the name of a workspace: its numbers serve it, but its address and its credentials are the installation's."""
    # Not `get`, which also lends shared accounts to those whose numbers are on them.
    found = next((own for own in uow.connections.of_workspace(workspace_id) if own.id == connection_id), None)
    if found is None:
        raise NotFound("There is no such connection.")
    return found


def note(uow: UnitOfWork, connection: Connection, kind: str, by: str, **detail: object) -> None:
    """What was done to the account, on its workspace's timeline; a shared one has none, so the log says it."""
    if connection.workspace_id is None:
        log.warning("connection.shared_account", extra={"done": kind, "by": by, "connection": connection.id, **detail})
        return
    uow.timeline.append(Entry(kind, actor=by, detail={"connection": connection.id, **detail}))


def rotated(secrets: tuple[str, ...], newer: str | None, *, drop_previous: bool) -> tuple[str, ...]:
    """The secrets in force, newest first: two at most, one if the previous one is dropped."""
    first = (checked_secret(newer),) if newer else ()
    kept = (*first, *(secret for secret in secrets if secret not in first))
    return kept[: 1 if drop_previous else SECRETS_IN_FORCE]


@dataclass(frozen=True, slots=True)
class ChangeConnection:
    """What was named has changed, and every cached copy is stale. Raises NotFound, InvalidInput."""

    store: Store
    channels: Mapping[str, Channel]
    check_base_url: CheckBaseUrl

    def __call__(self, workspace_id: str | None, connection_id: str, changes: ConnectionChanges, by: str) -> Connection:
        with self.store.begin(scope_for(workspace_id)) as uow:
            known = own_connection(uow, workspace_id, connection_id)
            changed = self._changed(known, changes)
            uow.connections.save(changed)
            if changes.credentials or changes.base_url is not None:
                uow.connections.report_state(known.id, "")  # it is another account, or another key: it gets its try
            named = [name for name in ConnectionChanges.__slots__ if getattr(changes, name) not in (None, False)]
            note(uow, known, "connection-changed", by, changed=named)
        return changed

    def _changed(self, known: Connection, changes: ConnectionChanges) -> Connection:
        channel = known_channel(self.channels, known.channel)
        stated = {**known.credentials, **(changes.credentials or {})}
        credentials = checked_credentials(channel, stated) if changes.credentials else dict(known.credentials)
        base_url = known.base_url
        if changes.base_url is not None:
            base_url = checked_base_url(channel, changes.base_url, self.check_base_url)
        if changes.credentials or changes.base_url is not None:
            check_addresses(channel, credentials, base_url)
        return replace(
            known,
            name=known.name if changes.name is None else checked_name(changes.name),
            enabled=known.enabled if changes.enabled is None else changes.enabled,
            credentials=credentials,
            account=channel.account_of(credentials),
            base_url=base_url,
            webhook_secrets=rotated(
                known.webhook_secrets, changes.webhook_secret, drop_previous=changes.drop_previous_secret
            ),
        )


@dataclass(frozen=True, slots=True)
class RotateWebhookKey:
    """The connection has a new webhook address, and the old one is unknown from now on. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str | None, connection_id: str, by: str) -> Connection:
        with self.store.begin(scope_for(workspace_id)) as uow:
            known = own_connection(uow, workspace_id, connection_id)
            changed = replace(known, webhook_key=new_webhook_key())
            uow.connections.save(changed)
            note(uow, known, "webhook-key-rotated", by)
        return changed

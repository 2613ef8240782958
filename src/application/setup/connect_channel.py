"""ConnectChannel: a workspace gets a provider account, with a webhook address of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rejoinder.application.setup.create_workspace import checked_name
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

CheckBaseUrl = Callable[[str, str, str], str]
"""The URL that calls start at, from the stated one, the provider's own and its domain. Raises InvalidInput."""
MAX_SECRET = 10_000


def new_webhook_key() -> str:
    """32 random bytes, fit for a URL."""
    return secrets.token_urlsafe(32)


def known_channel(channels: Mapping[str, Channel], name: str) -> Channel:
    """Raises InvalidInput that names the channels there are."""
    channel = channels.get(name)
    if channel is None:
        raise InvalidInput(f"Unknown channel. Known: {', '.join(sorted(channels))}.", field="channel")
    return channel


def checked_credentials(channel: Channel, stated: Mapping[str, str]) -> dict[str, str]:
    """The credentials that were filled in. Raises InvalidInput that names an unknown or missing field."""
    known = [field.name for field in channel.fields]
    for name in stated:
        if name not in known:
            shown = ", ".join(known) or "none"
            raise InvalidInput(f"Unknown credential field. Known for {channel.name}: {shown}.", field=name[:100])
    filled = {name: value.strip() for name, value in stated.items() if value.strip()}
    for field in channel.fields:
        if field.required and field.name not in filled:
            raise InvalidInput(
                f"{channel.name} needs '{field.name}'. {field.help}".strip(), field=f"credentials.{field.name}"
            )
        if field.name in filled and re.fullmatch(field.shape, filled[field.name]) is None:
            raise InvalidInput(f"'{field.name}' {field.shape_says}.", field=f"credentials.{field.name}")
    return filled


def check_addresses(channel: Channel, credentials: Mapping[str, str], base_url: str) -> None:
    """Raises InvalidInput for an address among the credentials that lies elsewhere than the connection's calls go."""
    root = (base_url or channel.default_base_url).rstrip("/")
    for field in channel.fields:
        stated = credentials.get(field.name, "") if field.below_base_url else ""
        if stated and not stated.lower().startswith(f"{root.lower()}/"):
            raise InvalidInput(f"'{field.name}' takes an address at {root}.", field=f"credentials.{field.name}")


def checked_base_url(channel: Channel, stated: str, check: CheckBaseUrl) -> str:
    """Where the provider's calls start; empty for a built-in channel, which calls nobody."""
    if not stated.strip() and not channel.default_base_url and not any(f.required for f in channel.fields):
        return ""
    return check(stated, channel.default_base_url, channel.own_domain)


def checked_secret(secret: str) -> str:
    """Raises InvalidInput for a secret that no header can carry."""
    trimmed = secret.strip()
    if not trimmed or len(trimmed) > MAX_SECRET or not trimmed.isprintable():
        raise InvalidInput("'webhook_secret' takes printable characters on one line.", field="webhook_secret")
    return trimmed


@dataclass(frozen=True, slots=True)
class ConnectChannel:
    """Called by set-up. Afterwards webhooks at the connection's own address are taken.

    Without a workspace the account serves several: its numbers decide. Raises NotFound, InvalidInput.
    """

    store: Store
    channels: Mapping[str, Channel]
    check_base_url: CheckBaseUrl

    def __call__(
        self,
        workspace_id: str | None,
        channel_name: str,
        by: str,
        *,
        name: str = "",
        credentials: Mapping[str, str] | None = None,
        webhook_secret: str | None = None,
        base_url: str = "",
    ) -> Connection:
        channel = known_channel(self.channels, channel_name)
        filled = checked_credentials(channel, credentials or {})
        calls_to = checked_base_url(channel, base_url, self.check_base_url)
        check_addresses(channel, filled, calls_to)
        connection = Connection(
            id=new_id(),
            workspace_id=workspace_id,
            channel=channel.name,
            name=checked_name(name or channel.name),
            account=channel.account_of(filled),
            revision=1,
            credentials=filled,
            webhook_secrets=(checked_secret(webhook_secret),) if webhook_secret else (),
            webhook_key=new_webhook_key(),
            base_url=calls_to,
        )
        with self.store.begin(workspace_id or EVERY_WORKSPACE) as uow:
            if workspace_id is not None and uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            uow.connections.add(connection)
            if workspace_id is not None:
                detail = {"connection": connection.id, "channel": channel.name}
                uow.timeline.append(Entry("connection-added", actor=by, detail=detail))
            found = uow.connections.get(connection.id)
        assert found is not None
        return found

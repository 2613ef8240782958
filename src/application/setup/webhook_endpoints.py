"""AddEndpoint, ChangeEndpoint, RotateEndpointSecret, RemoveEndpoint, ShowEndpoints: whom we tell what happens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.setup.create_workspace import checked_name
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import Endpoint, OutgoingType, new_secret
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.timeline import Entry

CheckWebhookUrl = Callable[[str], str]
"""The address in one spelling. Raises InvalidInput for one that may not be called."""
MOST_ENDPOINTS = 20
"""Per workspace: each one is a row beside every message."""
SECRETS_IN_FORCE = 2


@dataclass(frozen=True, slots=True)
class EndpointView:
    """A webhook as admins see it."""

    id: str
    workspace_id: str
    name: str
    url: str
    event_types: Sequence[str]
    enabled: bool
    disabled_reason: str
    """Why Rejoinder switched it off; empty if a person did, or nobody."""
    failing_since: datetime | None
    secrets: int
    """How many sign; two while rotating."""
    created_at: datetime | None
    secret: str | None = None
    """The signing secret, in the answer that makes it and never again."""


def shown(endpoint: Endpoint, secret: str | None = None) -> EndpointView:
    return EndpointView(
        id=endpoint.id,
        workspace_id=endpoint.workspace_id,
        name=endpoint.name,
        url=endpoint.url,
        event_types=endpoint.event_types,
        enabled=endpoint.enabled,
        disabled_reason=endpoint.disabled_reason,
        failing_since=endpoint.failing_since,
        secrets=len(endpoint.secrets),
        created_at=endpoint.created_at,
        secret=secret,
    )


def own_endpoint(uow: UnitOfWork, endpoint_id: str) -> Endpoint:
    """Raises NotFound for a webhook outside of the transaction's workspace."""
    found = uow.endpoints.get(endpoint_id)
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def checked_types(stated: Sequence[str]) -> tuple[str, ...]:
    """The types in their own order, each once. Raises InvalidInput that names those there are."""
    unknown = sorted(set(stated) - set(OutgoingType))
    if unknown or not stated:
        raise InvalidInput(f"'event_types' names some of: {', '.join(OutgoingType)}.", field="event_types")
    return tuple(kind.value for kind in OutgoingType if kind in stated)


def fresh_secret() -> str:
    return new_secret(secrets.token_bytes(32))


@dataclass(frozen=True, slots=True)
class AddEndpoint:
    """From now on the address is told. The answer holds the signing secret, once. Raises InvalidInput, NotFound;
    Conflict when the workspace has as many as it may."""

    store: Store
    check_url: CheckWebhookUrl

    def __call__(self, workspace_id: str, url: str, event_types: Sequence[str], name: str, by: str) -> EndpointView:
        endpoint = Endpoint(
            id=new_id(),
            workspace_id=workspace_id,
            name=checked_name(name or "Webhook"),
            url=self.check_url(url),
            event_types=checked_types(event_types),
            secrets=(fresh_secret(),),
        )
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            if len(uow.endpoints.all()) >= MOST_ENDPOINTS:
                raise Conflict(f"A workspace may have {MOST_ENDPOINTS} webhooks.")
            uow.endpoints.add(endpoint)
            uow.timeline.append(Entry("webhook-added", actor=by, detail={"webhook": endpoint.id}))
            return shown(own_endpoint(uow, endpoint.id), endpoint.secrets[0])


@dataclass(frozen=True, slots=True)
class EndpointChanges:
    """What to change; None leaves a thing as it is."""

    name: str | None = None
    url: str | None = None
    event_types: Sequence[str] | None = None
    enabled: bool | None = None
    drop_previous_secret: bool = False


@dataclass(frozen=True, slots=True)
class ChangeEndpoint:
    """What was named has changed. One that is enabled again starts with a clean slate; what happened meanwhile was not
    kept for it. Raises NotFound, InvalidInput."""

    store: Store
    check_url: CheckWebhookUrl

    def __call__(self, workspace_id: str, endpoint_id: str, changes: EndpointChanges, by: str) -> EndpointView:
        url = None if changes.url is None else self.check_url(changes.url)
        types = None if changes.event_types is None else checked_types(changes.event_types)
        with self.store.begin(workspace_id) as uow:
            known = own_endpoint(uow, endpoint_id)
            enabled = known.enabled if changes.enabled is None else changes.enabled
            uow.endpoints.save(
                replace(
                    known,
                    name=known.name if changes.name is None else checked_name(changes.name),
                    url=url or known.url,
                    event_types=types or known.event_types,
                    enabled=enabled,
                    disabled_reason="" if changes.enabled is not None else known.disabled_reason,
                    secrets=known.secrets[:1] if changes.drop_previous_secret else known.secrets,
                )
            )
            named = [name for name in EndpointChanges.__slots__ if getattr(changes, name) not in (None, False)]
            uow.timeline.append(Entry("webhook-changed", actor=by, detail={"webhook": known.id, "changed": named}))
            if changes.enabled:
                uow.alerts.resolve("webhook-disabled", known.id)
            return shown(own_endpoint(uow, endpoint_id))


@dataclass(frozen=True, slots=True)
class RotateEndpointSecret:
    """A new secret signs, and the one before goes on signing beside it until it is dropped or replaced: the receiver
    changes over in its own time. The answer holds the new one, once. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str, endpoint_id: str, by: str) -> EndpointView:
        secret = fresh_secret()
        with self.store.begin(workspace_id) as uow:
            known = own_endpoint(uow, endpoint_id)
            uow.endpoints.save(replace(known, secrets=(secret, *known.secrets)[:SECRETS_IN_FORCE]))
            uow.timeline.append(Entry("webhook-secret-rotated", actor=by, detail={"webhook": known.id}))
            return shown(own_endpoint(uow, endpoint_id), secret)


@dataclass(frozen=True, slots=True)
class RemoveEndpoint:
    """The address is told nothing any more. Raises NotFound."""

    store: Store

    def __call__(self, workspace_id: str, endpoint_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            known = own_endpoint(uow, endpoint_id)
            uow.endpoints.remove(known.id)
            uow.timeline.append(Entry("webhook-removed", actor=by, detail={"webhook": known.id}))


@dataclass(frozen=True, slots=True)
class ShowEndpoints:
    """Called by the admin API."""

    store: Store

    def all(self, workspace_id: str) -> Sequence[EndpointView]:
        """Every webhook of the workspace, oldest first. Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            return [shown(endpoint) for endpoint in uow.endpoints.all()]

    def one(self, workspace_id: str, endpoint_id: str) -> EndpointView:
        """Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            return shown(own_endpoint(uow, endpoint_id))

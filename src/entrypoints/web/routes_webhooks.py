"""/api/v1/workspaces/{id}/webhooks: where the workspace's own systems are told what happens."""

from __future__ import annotations

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.application.outgoing.try_endpoint import EndpointTest
from rejoinder.application.setup.webhook_endpoints import EndpointChanges, EndpointView
from rejoinder.domain.access import Role
from rejoinder.domain.outgoing import DeliveryState
from rejoinder.domain.views import Page, PageRequest, WebhookDeliveryView
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.spelling import API, StateQuery, act, alter, look, make, remove

_ALL = f"{API}/workspaces/{{workspace_id:str}}/webhooks"
_ONE = f"{_ALL}/{{webhook_id:str}}"


class NewWebhook(Struct, forbid_unknown_fields=True):
    url: str
    event_types: list[str]
    name: str = ""


class ChangedWebhook(Struct, forbid_unknown_fields=True):
    name: str | None = None
    url: str | None = None
    event_types: list[str] | None = None
    enabled: bool | None = None
    drop_previous_secret: bool = False


@make(_ALL, access=Role.ADMIN, takes=NewWebhook)
def add_webhook(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> EndpointView:
    """Events of these types are posted to the address, signed. The answer holds the signing secret, this once."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, NewWebhook)
    return web.add_endpoint(own, stated.url, stated.event_types, stated.name, caller.name)


@look(_ALL, access=Role.ADMIN)
def webhooks(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[EndpointView]:
    """The workspace's webhooks, oldest first. Admins only: an address may hold a token."""
    request = PageRequest(limit, cursor)
    found = web.show_endpoints.all(own_workspace(caller, workspace_id))
    start = next((n for n, item in enumerate(found, 1) if item.id == request.cursor), 0)
    items = found[start : start + request.limit]
    return Page(items, items[-1].id if len(found) > start + request.limit else None)


@look(_ONE, access=Role.ADMIN)
def webhook(web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str]) -> EndpointView:
    """One webhook."""
    return web.show_endpoints.one(own_workspace(caller, workspace_id), webhook_id)


@alter(_ONE, access=Role.ADMIN, takes=ChangedWebhook)
def change_webhook(
    web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str], body: RawBody
) -> EndpointView:
    """What is named changes. `enabled: true` starts one afresh that was switched off."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, ChangedWebhook)
    changes = EndpointChanges(
        name=stated.name,
        url=stated.url,
        event_types=stated.event_types,
        enabled=stated.enabled,
        drop_previous_secret=stated.drop_previous_secret,
    )
    return web.change_endpoint(own, webhook_id, changes, caller.name)


@remove(_ONE, access=Role.ADMIN)
def remove_webhook(web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str]) -> None:
    """The address is told nothing any more."""
    web.remove_endpoint(own_workspace(caller, workspace_id), webhook_id, caller.name)


@act(f"{_ONE}/rotate-secret", access=Role.ADMIN)
def rotate_webhook_secret(
    web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str]
) -> EndpointView:
    """A new signing secret, shown this once. The one before signs beside it until it is dropped or replaced."""
    return web.rotate_endpoint_secret(own_workspace(caller, workspace_id), webhook_id, caller.name)


@act(f"{_ONE}/test", access=Role.ADMIN)
def try_webhook(web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str]) -> EndpointTest:
    """A signed `webhook.test` event, sent now; `detail` says what the address made of it."""
    return web.try_endpoint(own_workspace(caller, workspace_id), webhook_id, caller.name)


@look(f"{_ONE}/deliveries", access=Role.ADMIN)
def webhook_deliveries(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    webhook_id: FromPath[str],
    in_state: StateQuery = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[WebhookDeliveryView]:
    """What this webhook was told, the newest first, with the last answer or error; `state` picks."""
    own = own_workspace(caller, workspace_id)
    known = web.show_endpoints.one(own, webhook_id)
    state = one_of("state", in_state, DeliveryState)
    return web.reports.webhook_deliveries(own, known.id, state, PageRequest(limit, cursor))


@act(f"{_ONE}/deliveries/{{delivery_id:str}}/resend", access=Role.ADMIN)
def resend_webhook_delivery(
    web: Web, caller: Who, workspace_id: FromPath[str], webhook_id: FromPath[str], delivery_id: FromPath[str]
) -> dict[str, bool]:
    """The same event under the same `webhook-id` once more."""
    web.resend_delivery(own_workspace(caller, workspace_id), webhook_id, delivery_id, caller.name)
    return {"success": True}


ROUTES = [
    add_webhook,
    webhooks,
    webhook,
    change_webhook,
    remove_webhook,
    rotate_webhook_secret,
    try_webhook,
    webhook_deliveries,
    resend_webhook_delivery,
]

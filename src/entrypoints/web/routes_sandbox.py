"""/api/v1/sandbox: simulated people write in, through the real way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import post
from litestar.concurrency import sync_to_thread
from litestar.params import FromQuery, RawBody

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, PayloadUnreadable
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.ports.reports import MessageFilter
from rejoinder.domain.views import MessageView, Page, PageRequest, SandboxReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, look

_MEDIA = ("sms", "email", "linkedin", "voice")


@dataclass(frozen=True, slots=True)
class WrittenIn:
    """`message` is null while the database is away: the delivery is safe on disk then."""

    success: bool
    external_id: str
    connection_id: str
    message: MessageView | None


def _delivery(web: WebContainer, connection: Connection, body: bytes) -> WebhookRequest:
    """What the simulated provider would have posted to the connection's own address."""
    return WebhookRequest(
        method="POST",
        url=web.show_connections.webhook_url(connection),
        subpath="",
        headers={"content-type": "application/json", "user-agent": "rejoinder-sandbox"},
        body=body,
        received_at=web.clock.now(),
    )


def _checked(stated: dict[str, Any]) -> dict[str, Any]:
    """The simulated provider's payload. Raises InvalidInput, which a real provider would not be told."""
    payload = {key: value for key, value in stated.items() if key not in ("workspace_id", "external_id")}
    if payload.get("medium", "sms") not in _MEDIA:
        raise InvalidInput(f"'medium' is one of {', '.join(_MEDIA)}.", field="medium")
    for name in ("from", "body"):
        if not isinstance(payload.get(name), str) or (name == "from" and not payload[name].strip()):
            raise InvalidInput(f"'{name}' takes a text.", field=name)
    return payload


def _readable(web: WebContainer, connection: Connection, delivery: WebhookRequest) -> None:
    """Raises InvalidInput for what the channel could only quarantine: here the sender can still be told."""
    try:
        web.channels[connection.channel].reader.read(delivery, connection)
    except PayloadUnreadable as unreadable:
        raise InvalidInput(unreadable.message) from unreadable


async def write_in(web: WebContainer, caller: Caller, stated: dict[str, Any]) -> WrittenIn:
    """A simulated person wrote to a workspace. Raises what the webhook route raises, NotFound and InvalidInput."""
    workspace_id = stated.get("workspace_id")
    if not isinstance(workspace_id, str):
        raise InvalidInput("'workspace_id' says to whom.", field="workspace_id")
    own = own_workspace(caller, workspace_id)
    payload = _checked(stated)
    external_id = str(stated.get("external_id") or payload.get("id") or f"sandbox-{new_id()}")
    connection = await sync_to_thread(web.open_sandbox, own, caller.name)
    body = msgspec.json.encode({**payload, "id": external_id})
    delivery = _delivery(web, connection, body)
    _readable(web, connection, delivery)
    await web.ingest(connection.channel, connection.webhook_key, delivery)
    wanted = MessageFilter(external_id=external_id, channel=connection.channel, direction="inbound")
    found = await sync_to_thread(web.reports.messages, own, wanted, PageRequest(1))
    return WrittenIn(True, external_id, connection.id, found.items[0] if found.items else None)


@post(f"{API}/sandbox/messages", status_code=201, access=Role.OPERATOR, takes=dict[str, Any])
async def write(web: Web, caller: Who, body: RawBody) -> WrittenIn:
    """A simulated person writes in: workspace_id, medium, from, body, and what else the sandbox channel knows."""
    return await write_in(web, caller, read_json(body, dict[str, Any]))


@look(f"{API}/sandbox/messages")
def received(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[SandboxReceipt]:
    """What simulated people received, the newest first."""
    return web.reports.sandbox_phone(scope_of(caller, workspace_id), PageRequest(limit, cursor))


ROUTES = [write, received]

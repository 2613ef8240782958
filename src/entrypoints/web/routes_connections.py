"""/api/v1/workspaces/{id}/connections, and what was turned away."""

from __future__ import annotations

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.application.setup.change_connection import ConnectionChanges
from rejoinder.application.setup.check_connection import ConnectionCheck
from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.application.setup.show_setup import SetupView
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.views import Page, PageRequest, RefusedView
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, alter, look, make, remove

_ALL = f"{API}/workspaces/{{workspace_id:str}}/connections"
_ONE = f"{_ALL}/{{connection_id:str}}"
_SHARED = f"{API}/connections/{{connection_id:str}}"


class NewConnection(Struct, forbid_unknown_fields=True):
    channel: str
    name: str = ""
    credentials: dict[str, str] = {}
    webhook_secret: str | None = None
    base_url: str | None = None


class ChangedConnection(Struct, forbid_unknown_fields=True):
    name: str | None = None
    enabled: bool | None = None
    credentials: dict[str, str] | None = None
    base_url: str | None = None
    webhook_secret: str | None = None
    drop_previous_secret: bool = False


def _shown(web: WebContainer, caller: Caller, workspace_id: str | None, connection_id: str) -> ConnectionView:
    """Only admins see the webhook address, because its key is one of two factors."""
    return web.show_connections.one(workspace_id, connection_id, with_address=caller.role is Role.ADMIN)


@make(_ALL, access=Role.ADMIN, takes=NewConnection)
def connect(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> ConnectionView:
    """A provider account; the answer holds the address to enter at the provider. Secrets are write-only."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, NewConnection)
    made = web.connect_channel(
        own,
        stated.channel,
        caller.name,
        name=stated.name,
        credentials=stated.credentials,
        webhook_secret=stated.webhook_secret,
        base_url=stated.base_url or "",
    )
    return _shown(web, caller, own, made.id)


@make(f"{API}/connections", access=Role.ADMIN, takes=NewConnection)
def connect_shared(web: Web, caller: Who, body: RawBody) -> ConnectionView:
    """A provider account that serves several workspaces: the number that was called or texted says whose it is."""
    needs_every_workspace(caller)
    stated = read_json(body, NewConnection)
    known = web.channels.get(stated.channel)
    if known is not None and not known.number_decides:
        raise InvalidInput(f"A {known.name} account belongs to one workspace.", field="channel")
    made = web.connect_channel(
        None,
        stated.channel,
        caller.name,
        name=stated.name,
        credentials=stated.credentials,
        webhook_secret=stated.webhook_secret,
        base_url=stated.base_url or "",
    )
    return _shown(web, caller, None, made.id)


@look(f"{API}/connections")
def shared_connections(web: Web, caller: Who) -> Page[ConnectionView]:
    """The accounts that serve several workspaces, oldest first; nothing for a caller who is bound to one."""
    if caller.workspace_id is not None:
        return Page(())
    return Page(web.show_connections.shared(with_address=caller.role is Role.ADMIN))


@look(_ALL)
def connections(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[ConnectionView]:
    """The workspace's provider accounts, oldest first."""
    own = own_workspace(caller, workspace_id)
    request = PageRequest(limit, cursor)
    found = web.show_connections.all(own, with_address=caller.role is Role.ADMIN)
    start = next((n for n, item in enumerate(found, 1) if item.id == request.cursor), 0)
    items = found[start : start + request.limit]
    return Page(items, items[-1].id if len(found) > start + request.limit else None)


@look(_ONE)
def connection(web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str]) -> ConnectionView:
    """One provider account."""
    return _shown(web, caller, own_workspace(caller, workspace_id), connection_id)


@alter(_ONE, access=Role.ADMIN, takes=ChangedConnection)
def change_connection(
    web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str], body: RawBody
) -> ConnectionView:
    """What is named changes. A new webhook_secret comes first; the one before stays valid until it is dropped."""
    own = own_workspace(caller, workspace_id)
    web.change_connection(own, connection_id, _changes(body), caller.name)
    return _shown(web, caller, own, connection_id)


def _changes(body: bytes) -> ConnectionChanges:
    stated = read_json(body, ChangedConnection)
    return ConnectionChanges(
        name=stated.name,
        enabled=stated.enabled,
        credentials=stated.credentials,
        base_url=stated.base_url,
        webhook_secret=stated.webhook_secret,
        drop_previous_secret=stated.drop_previous_secret,
    )


@remove(_ONE, access=Role.ADMIN)
def remove_connection(web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str]) -> None:
    """Its webhook address is unknown from now on; what it brought stays."""
    web.remove_connection(own_workspace(caller, workspace_id), connection_id, caller.name)


@act(f"{_ONE}/rotate-key", access=Role.ADMIN)
def rotate_key(web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str]) -> ConnectionView:
    """A new webhook address; the old one stops working at once."""
    own = own_workspace(caller, workspace_id)
    web.rotate_webhook_key(own, connection_id, caller.name)
    return _shown(web, caller, own, connection_id)


@act(f"{_ONE}/test", access=Role.ADMIN)
def test_connection(
    web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str]
) -> ConnectionCheck:
    """One harmless call to the provider; `detail` says what works or what to mend."""
    return web.check_connection(own_workspace(caller, workspace_id), connection_id)


@look(f"{_ONE}/setup")
def setup(web: Web, caller: Who, workspace_id: FromPath[str], connection_id: FromPath[str]) -> SetupView:
    """What to enter at the provider, whether its first event came, and what the last ten attempts mean."""
    own = own_workspace(caller, workspace_id)
    return web.show_setup(own, connection_id, with_address=caller.role is Role.ADMIN)


# --- accounts that serve several workspaces: the installation's business --------------------------------


def _installation_only(caller: Caller) -> None:
    """Raises NotFound for whoever is bound to a workspace: its numbers may be on the account, but it is not theirs."""
    if caller.workspace_id is not None:
        raise NotFound("There is no such connection.")


@look(_SHARED)
def shared_connection(web: Web, caller: Who, connection_id: FromPath[str]) -> ConnectionView:
    """One account that serves several workspaces, and which."""
    _installation_only(caller)
    return _shown(web, caller, None, connection_id)


@alter(_SHARED, access=Role.ADMIN, takes=ChangedConnection)
def change_shared_connection(web: Web, caller: Who, connection_id: FromPath[str], body: RawBody) -> ConnectionView:
    """What is named changes, for every workspace that uses the account."""
    _installation_only(caller)
    web.change_connection(None, connection_id, _changes(body), caller.name)
    return _shown(web, caller, None, connection_id)


@remove(_SHARED, access=Role.ADMIN)
def remove_shared_connection(web: Web, caller: Who, connection_id: FromPath[str]) -> None:
    """Nobody is reached through it any more; `used_by` says whom that concerns. What it brought stays."""
    _installation_only(caller)
    web.remove_connection(None, connection_id, caller.name)


@act(f"{_SHARED}/rotate-key", access=Role.ADMIN)
def rotate_shared_key(web: Web, caller: Who, connection_id: FromPath[str]) -> ConnectionView:
    """A new webhook address; the old one stops working at once."""
    _installation_only(caller)
    web.rotate_webhook_key(None, connection_id, caller.name)
    return _shown(web, caller, None, connection_id)


@act(f"{_SHARED}/test", access=Role.ADMIN)
def test_shared_connection(web: Web, caller: Who, connection_id: FromPath[str]) -> ConnectionCheck:
    """One harmless call to the provider; `detail` says what works or what to mend."""
    _installation_only(caller)
    return web.check_connection(None, connection_id)


@look(f"{_SHARED}/setup")
def shared_setup(web: Web, caller: Who, connection_id: FromPath[str]) -> SetupView:
    """What to enter at the provider, whether its first event came, and what the last ten attempts mean."""
    _installation_only(caller)
    return web.show_setup(None, connection_id, with_address=caller.role is Role.ADMIN)


@look(f"{API}/refused-deliveries")
def refused_deliveries(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[RefusedView]:
    """How many deliveries could not be authenticated, by connection and reason."""
    return web.reports.refused(scope_of(caller, workspace_id), PageRequest(limit, cursor))


ROUTES = [
    connect,
    connect_shared,
    shared_connections,
    connections,
    connection,
    change_connection,
    remove_connection,
    rotate_key,
    test_connection,
    setup,
    shared_connection,
    change_shared_connection,
    remove_shared_connection,
    rotate_shared_key,
    test_shared_connection,
    shared_setup,
    refused_deliveries,
]

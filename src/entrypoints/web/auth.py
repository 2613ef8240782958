"""Who is asking, and may they? One guard for every route; a route that does not say who may use it does not start."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qsl

from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketException
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import Scope

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, NotAllowed, NotFound, RejoinderError
from rejoinder.domain.ids import is_id
from rejoinder.entrypoints.web.errors import SignInNeeded, WrongCsrf
from rejoinder.entrypoints.web.needs import WebContainer

COOKIE = "rejoinder_session"
CSRF_HEADER = "x-csrf-token"
OPEN = "open"
_WEBSOCKET = "WEBSOCKET"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CLOSE_UNKNOWN, _CLOSE_FORBIDDEN = 4401, 4403

Web = NamedDependency[SkipValidation[WebContainer]]
Who = NamedDependency[SkipValidation[Caller]]


def access_of(handler: BaseRouteHandler) -> str:
    """Who may use a route: `open`, or the least role."""
    return str(handler.opt.get("access", ""))


def refuse_unguarded(app: Litestar) -> None:
    """Raises unless every route says who may use it. OPTIONS answers are the framework's and show methods only."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            methods: set[str] = getattr(handler, "http_methods", set())
            if methods != {"OPTIONS"} and access_of(handler) not in (OPEN, *Role):
                raise RuntimeError(f"{route.path} does not say who may use it")


def _method(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return str(connection.scope.get("method", _WEBSOCKET))


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The caller is known and may use this route; `provide_caller` hands them on. Raises SignInNeeded, NotAllowed."""
    _refuse_nul(connection)
    wanted = access_of(handler)
    if wanted == OPEN or _method(connection) == "OPTIONS":
        return
    try:
        caller = await identified(connection)
        connection.scope["state"]["caller"] = caller  # whoever is refused from here on stands in the audit log by name
        _allow(connection, caller, Role(wanted), form=bool(handler.opt.get("form")))
    except RejoinderError as error:
        if _method(connection) != _WEBSOCKET:
            raise
        code = CLOSE_UNKNOWN if isinstance(error, SignInNeeded) else _CLOSE_FORBIDDEN
        raise WebSocketException(detail=error.message, code=code) from None


def _refuse_nul(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """No address with the character NUL goes further: the database could not be asked about it."""
    if "\x00" in connection.scope["path"]:
        raise NotFound("There is nothing at this address.")
    stated = connection.scope["query_string"]
    if b"%00" in stated or b"\x00" in stated:
        named = next((name for name, value in parse_qsl(stated.decode("latin-1")) if "\x00" in name + value), "")
        field = named.replace("\x00", "")[:100]
        raise InvalidInput(f"'{field}' holds the character NUL, which nothing here can hold.", field=field)


async def identified(connection: ASGIConnection[Any, Any, Any, Any]) -> Caller:
    """Who asks, as of this moment. Raises SignInNeeded."""
    web: WebContainer = connection.app.state.web
    stated = connection.headers.get("authorization")
    if stated is not None:
        scheme, _, token = stated.partition(" ")
        caller = await sync_to_thread(web.identify_token, token.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            raise SignInNeeded("This token is not known, or was revoked.")
        return caller
    cookie = connection.cookies.get(COOKIE)
    caller = await sync_to_thread(web.identify_session, cookie) if cookie else None
    if caller is None:
        raise SignInNeeded("Bring a token (Authorization: Bearer …) or sign in.")
    return caller


def _allow(connection: ASGIConnection[Any, Any, Any, Any], caller: Caller, wanted: Role, *, form: bool) -> None:
    if not caller.role.covers(wanted):
        raise NotAllowed(f"This takes the role {wanted}; yours is {caller.role}.")
    if caller.session_id is None:
        return
    if _method(connection) == _WEBSOCKET:
        _same_origin(connection)
    elif _method(connection) not in _SAFE and not form:
        check_csrf(caller, connection.headers.get(CSRF_HEADER, ""))


def _same_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Another site cannot listen with the cookie of a signed-in person."""
    origin = connection.headers.get("origin", "")
    if origin.partition("://")[2] != connection.headers.get("host", ""):
        raise NotAllowed("This address may only be used from the dashboard's own pages.")


def check_csrf(caller: Caller, stated: str) -> None:
    """Raises WrongCsrf unless the change comes from one of our own pages."""
    if not caller.csrf or not hmac.compare_digest(caller.csrf.encode(), stated.encode("utf-8", "replace")):
        raise WrongCsrf("This change did not come from a page of this session; load the page again.")


async def provide_caller(scope: Scope) -> Caller:
    """Whom the guard let in."""
    caller: Caller = scope["state"]["caller"]
    return caller


def scope_of(caller: Caller, wanted: str | None) -> str | None:
    """The workspace to look at; None for all. Raises NotFound for a foreign or impossible one."""
    if wanted is not None and not is_id(wanted):
        raise NotFound("There is no such workspace.")
    return caller.scope(wanted.lower() if wanted is not None else None)


def own_workspace(caller: Caller, workspace_id: str) -> str:
    """The workspace that a path or body names. Raises NotFound for a foreign or impossible one."""
    scope = scope_of(caller, workspace_id)
    assert scope is not None
    return scope


def needs_every_workspace(caller: Caller) -> None:
    """Raises NotAllowed for a caller who is bound to one workspace."""
    if caller.workspace_id is not None:
        raise NotAllowed("This takes a token that is not bound to one workspace.")

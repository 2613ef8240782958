"""/api/v1/alert-routes: the ways to people, and whether they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar.params import FromPath, RawBody
from msgspec import Struct, field

from rejoinder.application.setup.alert_routes import AlertRouteView, shown_route
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.spelling import API, alter, look, make, remove


class NewRoute(Struct, forbid_unknown_fields=True):
    kind: str
    target: dict[str, str] = field(default_factory=dict)
    name: str = ""
    least: str = "medium"
    connection_id: str | None = None


class RouteChange(Struct, forbid_unknown_fields=True):
    least: str | None = None
    place: int | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class RouteList:
    items: Sequence[AlertRouteView]


def _sees_routes(caller: Caller) -> None:
    """Raises NotFound: for somebody bound to one workspace there are no ways of the installation."""
    if caller.workspace_id is not None:
        raise NotFound("There is no such way.")


@look(f"{API}/alert-routes", access=Role.ADMIN)
def routes(web: Web, caller: Who) -> RouteList:
    """The ways to people in the order in which they are tried; none for somebody bound to one workspace."""
    if caller.workspace_id is not None:
        return RouteList(())
    return RouteList([shown_route(route) for route in web.alerting.routes.routes()])


@make(f"{API}/alert-routes", access=Role.ADMIN, takes=NewRoute)
def add_route(web: Web, caller: Who, body: RawBody) -> AlertRouteView:
    """One more way: `sms` (to, from, with connection_id), `slack` or `webhook` (url), `email` (to)."""
    needs_every_workspace(caller)
    stated = read_json(body, NewRoute)
    return web.alerting.add(stated.kind, stated.name, stated.target, stated.least, stated.connection_id)


@alter(f"{API}/alert-routes/{{route_id:str}}", access=Role.ADMIN, takes=RouteChange)
def change_route(web: Web, caller: Who, route_id: FromPath[str], body: RawBody) -> AlertRouteView:
    """Its least severity, its place in the order, or whether it is switched on."""
    _sees_routes(caller)
    stated = read_json(body, RouteChange)
    return web.alerting.change(route_id, least=stated.least, place=stated.place, enabled=stated.enabled)


@remove(f"{API}/alert-routes/{{route_id:str}}", access=Role.ADMIN)
def remove_route(web: Web, caller: Who, route_id: FromPath[str]) -> None:
    """No alert goes this way any more."""
    _sees_routes(caller)
    web.alerting.remove(route_id)


ROUTES = [routes, add_route, change_route, remove_route]

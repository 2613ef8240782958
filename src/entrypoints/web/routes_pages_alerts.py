"""Alerts on pages: what is wrong, who hears of it, and whether they do."""

from __future__ import annotations

from litestar import Response
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.alert_routes import shown_route
from rejoinder.domain.access import Role
from rejoinder.domain.messages import Medium
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard import pages
from rejoinder.entrypoints.dashboard.rendering import render
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace
from rejoinder.entrypoints.web.health import health_now, register
from rejoinder.entrypoints.web.page_routes import back, form, html, page, posted, to
from rejoinder.entrypoints.web.routes_oversight import own_alert

_AT_ALERTS = "/alerts"


@page(_AT_ALERTS)
def alerts(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    sees_ways = caller.workspace_id is None and caller.role is Role.ADMIN
    routes = [shown_route(route) for route in web.alerting.routes.routes()] if sees_ways else []
    silences = [s for s in register(web, web.reports.vitals()) if s.workspace_id in (None, caller.workspace_id)]
    texting = [
        (connection.id, connection.name)
        for connection in (web.show_connections.everywhere(with_address=False) if sees_ways else ())
        if web.channels[connection.channel].writes_first and web.channels[connection.channel].medium is Medium.SMS
    ]
    return html(pages.alerts(web.reports, caller, PageRequest(cursor=cursor), routes, silences, texting))


@form("/alerts/{alert_id:str}/acknowledge")
def acknowledge(web: Web, caller: Who, alert_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_alert(web, caller, alert_id)
    web.acknowledge_alert(caller.scope(), known.id, caller.name)
    return back(stated)


@form("/alerts/test")
def try_alerts(web: Web, caller: Who, body: RawBody) -> Redirect:
    """A test goes every way there is; the page says how each took it."""
    posted(caller, body)
    web.send_test_alert(caller.scope(), caller.name)
    results = web.alerting.try_all(caller.name) if caller.workspace_id is None else ()
    said = "; ".join(f"{r.name} ({r.kind}): {r.error or 'delivered'}" for r in results)
    return to(_AT_ALERTS, said[:300] or "A test alert was raised; no way to people is set up.")


_FIELDS = {"target.to": "where", "url": "where", "target.url": "where", "target.from": "from"}
"""What the form calls the parts of a way."""


@form("/alerts/ways", on=alerts, fields=_FIELDS, access=Role.ADMIN)
def add_way(web: Web, caller: Who, body: RawBody) -> Redirect:
    stated = posted(caller, body)
    needs_every_workspace(caller)
    kind, where = stated.get("kind", ""), stated.get("where", "")
    target = {"url": where} if kind in ("slack", "webhook") else {"to": where}
    if kind == "sms" and stated.get("from"):
        target["from"] = stated["from"]
    made = web.alerting.add(
        kind, stated.get("name", ""), target, stated.get("least", "medium"), stated.get("connection_id") or None
    )
    said = f"Its signing secret, shown this once: {made.secret}" if made.secret else "Alerts go this way. Try it."
    return to(f"{_AT_ALERTS}#ways", said)


@form("/alerts/ways/{route_id:str}/switch", access=Role.ADMIN)
def switch_way(web: Web, caller: Who, route_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    needs_every_workspace(caller)
    web.alerting.change(route_id, enabled=stated.get("on") == "yes")
    return to(f"{_AT_ALERTS}#ways")


@form("/alerts/ways/{route_id:str}/remove", access=Role.ADMIN)
def remove_way(web: Web, caller: Who, route_id: FromPath[str], body: RawBody) -> Redirect:
    posted(caller, body)
    needs_every_workspace(caller)
    web.alerting.remove(route_id)
    return to(f"{_AT_ALERTS}#ways", "No alert goes this way any more.")


@page("/banner")
def banner(web: Web, caller: Who, state: State) -> Response[str]:
    """What stands above every page while something is held back or kept quiet; empty otherwise."""
    shown = health_now(web, state.health)
    held = [item for item in shown["switches"] if item["scope"]["workspace_id"] in (None, caller.workspace_id)]
    silences = [item for item in shown["alerts"]["suppressions"] if item["kind"] in ("environment", "route-failing")]
    return html(render("banner", {"held": held, "silences": silences}))


ROUTES = [alerts, acknowledge, try_alerts, add_way, switch_way, remove_way, banner]

"""The dashboard's addresses: pages need a session, changes a form of that session, and nothing needs a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.switches import SwitchPlace
from rejoinder.domain.access import Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard import pages
from rejoinder.entrypoints.dashboard.rendering import asset, asset_version
from rejoinder.entrypoints.web.auth import OPEN, Web, Who
from rejoinder.entrypoints.web.bodies import one_of
from rejoinder.entrypoints.web.errors import SignInNeeded
from rejoinder.entrypoints.web.findings import findings
from rejoinder.entrypoints.web.openapi import description
from rejoinder.entrypoints.web.page_routes import back, form, html, page, posted
from rejoinder.entrypoints.web.routes_oversight import own_event, own_switch
from rejoinder.entrypoints.web.routes_pages_people import session_cookie
from rejoinder.entrypoints.web.routes_sandbox import write_in

# --- in and out -----------------------------------------------------------------------------------


@page("/signin/{link:str}", access=OPEN)
def sign_in(web: Web, link: FromPath[str]) -> Response[Any]:
    """The link is spent, the browser has a session, and the first page follows."""
    secret = web.sign_in(link)
    if secret is None:
        raise SignInNeeded("This link was used before, or is too old.")
    return Redirect("/", status_code=303, cookies=[session_cookie(web, secret)])


@post("/signout", sync_to_thread=True, status_code=303, access=Role.VIEWER, page=True, form=True)
def sign_out(web: Web, caller: Who, body: RawBody) -> Redirect:
    """The session is over."""
    posted(caller, body)
    if caller.session_id is not None:
        web.sign_out(caller.session_id)
    return Redirect("/", status_code=303)


@get("/static/{name:str}", access=OPEN, sync_to_thread=False, page=True)
def static(name: FromPath[str], v: FromQuery[str] = "") -> Response[bytes]:
    """Our own style sheet, scripts and icons; an address that names the version may be kept for ever."""
    found = asset(name)
    if found is None:
        raise NotFound("There is no such file.")
    lasting = "max-age=31536000, immutable" if v == asset_version(name) else "max-age=300"
    return Response(found[0], media_type=found[1], headers={"Cache-Control": f"public, {lasting}"})


@page("/api/docs", access=OPEN)
def api_docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Every operation of the API."""
    return html(pages.api_docs(description(request.app).listing))


# --- pages ----------------------------------------------------------------------------------------


@page("/")
def home(web: Web, caller: Who) -> Response[str]:
    return html(pages.home(web.reports, web.show_accounting(caller.scope(), None), caller))


@page("/leads")
def leads(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return html(pages.leads(web.reports, caller, PageRequest(cursor=cursor)))


@page("/switches")
def switches(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return html(
        pages.switches(web.reports, caller, PageRequest(cursor=cursor), web.show_workspaces.all(caller.scope()))
    )


@page("/events")
def events(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return html(pages.events(web.reports, caller, PageRequest(cursor=cursor)))


@page("/doctor")
def doctor(web: Web, caller: Who, state: State) -> Response[str]:
    return html(pages.doctor(findings(web, state.health, caller.scope()), caller))


@page("/connections")
def connections(web: Web, caller: Who) -> Response[str]:
    scope = caller.scope()
    show = web.show_connections
    found = show.everywhere(with_address=False) if scope is None else show.all(scope, with_address=False)
    return html(pages.connections(web.show_workspaces.all(scope), found, caller))


@page("/sandbox")
def sandbox(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    known = web.show_workspaces.all(caller.scope())
    return html(pages.sandbox(web.reports, caller, known, PageRequest(cursor=cursor)))


# --- forms ----------------------------------------------------------------------------------------


@form("/switches", on=switches)
def hold_back(web: Web, caller: Who, body: RawBody) -> Redirect:
    stated = posted(caller, body)
    place = SwitchPlace(caller.scope())
    hours = one_of("hours", stated.get("hours"), pages.SWITCH_HOURS)
    until = web.clock.now() + timedelta(hours=int(hours)) if hours else None
    web.set_switch(stated.get("kind", ""), place, stated.get("reason", ""), until, caller.name)
    return Redirect("/switches", status_code=303)


@form("/switches/{switch_id:str}/end")
def let_go(web: Web, caller: Who, switch_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_switch(web, caller, switch_id)
    web.end_switch(caller.scope(), known.id, caller.name)
    return back(stated)


@form("/events/{event_id:str}/replay")
def replay(web: Web, caller: Who, event_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_event(web, caller, event_id)
    web.replay_event(known.workspace_id, known.id, caller.name)
    return back(stated)


@post("/sandbox", status_code=303, access=Role.OPERATOR, page=True, form=True)
async def write(request: Request[Any, Any, Any], web: Web, caller: Who, body: RawBody) -> Redirect:
    """A simulated person writes in, from the page."""
    stated = dict(await sync_to_thread(posted, caller, body))
    stated.pop("csrf")
    await write_in(web, caller, {name: value for name, value in stated.items() if value})
    return Redirect("/sandbox", status_code=303)


ROUTES = [
    sign_in,
    sign_out,
    static,
    api_docs,
    home,
    leads,
    switches,
    events,
    doctor,
    connections,
    sandbox,
    hold_back,
    let_go,
    replay,
    write,
]

"""The dashboard's addresses: pages need a session, changes a form of that session, and nothing needs a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie, State
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.sign_in import SESSION_LIFETIME_S
from rejoinder.application.setup.switches import SwitchPlace
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.sends import SendState
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard import pages
from rejoinder.entrypoints.dashboard.rendering import asset
from rejoinder.entrypoints.web.auth import COOKIE, OPEN, Web, Who, check_csrf
from rejoinder.entrypoints.web.bodies import one_of, read_form
from rejoinder.entrypoints.web.errors import SignInNeeded
from rejoinder.entrypoints.web.findings import findings
from rejoinder.entrypoints.web.openapi import description
from rejoinder.entrypoints.web.routes_drafts import own_draft
from rejoinder.entrypoints.web.routes_jobs import own_job
from rejoinder.entrypoints.web.routes_oversight import own_alert, own_event, own_switch
from rejoinder.entrypoints.web.routes_sandbox import write_in
from rejoinder.entrypoints.web.routes_sends import own_send
from rejoinder.entrypoints.web.spelling import StateQuery

_BACK = re.compile(r"/[a-z]*(/[0-9a-f-]{36})?")


def _page(path: str, **more: Any) -> get:
    return get(path, sync_to_thread=True, **{"access": Role.VIEWER, "page": True, **more})


def _form(path: str, **more: Any) -> post:
    """A posted form. Its handler reads the body through `_posted`, which checks where it came from."""
    return post(path, sync_to_thread=True, status_code=303, access=Role.OPERATOR, page=True, form=True, **more)


def _html(text: str, status: int = 200) -> Response[str]:
    return Response(text, status_code=status, media_type="text/html")


def _posted(caller: Caller, body: bytes) -> Mapping[str, str]:
    """The form's fields. Raises WrongCsrf unless one of this session's own pages holds the form."""
    stated = read_form(body)
    check_csrf(caller, stated.get("csrf", ""))
    return stated


def _back(stated: Mapping[str, str]) -> Redirect:
    """To the page that held the form, and never to another site."""
    wanted = stated.get("back", "/")
    return Redirect(wanted if _BACK.fullmatch(wanted) else "/", status_code=303)


def _version(stated: Mapping[str, str]) -> int:
    version = stated.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise InvalidInput("The form does not say which version was seen.", field="version")
    return int(version)


# --- in and out -----------------------------------------------------------------------------------


@_page("/signin/{link:str}", access=OPEN)
def sign_in(web: Web, link: FromPath[str]) -> Response[Any]:
    """The link is spent, the browser has a session, and the first page follows."""
    secret = web.sign_in(link)
    if secret is None:
        raise SignInNeeded("This link was used before, or is too old.")
    cookie = Cookie(
        COOKIE,
        value=secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=web.settings.public_base_url.startswith("https://"),
        max_age=int(SESSION_LIFETIME_S),
    )
    return Redirect("/", status_code=303, cookies=[cookie])


@post("/signout", sync_to_thread=True, status_code=303, access=Role.VIEWER, page=True, form=True)
def sign_out(web: Web, caller: Who, body: RawBody) -> Redirect:
    """The session is over."""
    _posted(caller, body)
    if caller.session_id is not None:
        web.sign_out(caller.session_id)
    return Redirect("/", status_code=303)


@get("/static/{name:str}", access=OPEN, sync_to_thread=False, page=True)
def static(name: FromPath[str]) -> Response[bytes]:
    """Our own style sheet and icon."""
    found = asset(name)
    if found is None:
        raise NotFound("There is no such file.")
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "public, max-age=300"})


@_page("/api/docs", access=OPEN)
def api_docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Every operation of the API."""
    return _html(pages.api_docs(description(request.app).listing))


# --- pages ----------------------------------------------------------------------------------------


@_page("/")
def home(web: Web, caller: Who) -> Response[str]:
    return _html(pages.home(web.reports, caller))


@_page("/inbox")
def inbox(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.inbox(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/calls")
def calls(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.calls(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/calls/{call_id:str}")
def call(web: Web, caller: Who, call_id: FromPath[str]) -> Response[str]:
    return _html(pages.call(web.reports, caller, call_id))


@_page("/leads")
def leads(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.leads(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/leads/{lead_id:str}")
def lead(web: Web, caller: Who, lead_id: FromPath[str]) -> Response[str]:
    return _html(pages.lead(web.reports, caller, lead_id))


@_page("/messages/{message_id:str}")
def message(web: Web, caller: Who, message_id: FromPath[str]) -> Response[str]:
    return _html(pages.message(web.reports, caller, message_id))


@_page("/drafts")
def drafts(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.drafts(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/sends")
def sends(web: Web, caller: Who, in_state: StateQuery = None, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.sends(web.reports, caller, one_of("state", in_state, SendState), PageRequest(cursor=cursor)))


@_page("/jobs")
def jobs(
    web: Web, caller: Who, status: FromQuery[str | None] = None, cursor: FromQuery[str | None] = None
) -> Response[str]:
    return _html(
        pages.jobs(
            web.reports, caller, one_of("status", status, JobStatus), PageRequest(cursor=cursor), web.clock.now()
        )
    )


@_page("/alerts")
def alerts(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.alerts(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/switches")
def switches(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(
        pages.switches(web.reports, caller, PageRequest(cursor=cursor), web.show_workspaces.all(caller.scope()))
    )


@_page("/events")
def events(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    return _html(pages.events(web.reports, caller, PageRequest(cursor=cursor)))


@_page("/doctor")
def doctor(web: Web, caller: Who, state: State) -> Response[str]:
    return _html(pages.doctor(findings(web, state.health, caller.scope()), caller))


@_page("/connections")
def connections(web: Web, caller: Who) -> Response[str]:
    scope = caller.scope()
    show = web.show_connections
    found = show.everywhere(with_address=False) if scope is None else show.all(scope, with_address=False)
    return _html(pages.connections(web.show_workspaces.all(scope), found, caller))


@_page("/spending")
def spending(web: Web, caller: Who) -> Response[str]:
    return _html(pages.spending(web.reports, caller, web.clock.now()))


@_page("/sandbox")
def sandbox(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    known = web.show_workspaces.all(caller.scope())
    return _html(pages.sandbox(web.reports, caller, known, PageRequest(cursor=cursor)))


# --- forms ----------------------------------------------------------------------------------------


@_form("/drafts/{draft_id:str}/approve")
def approve(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_draft(web, caller, draft_id)
    web.approve_draft(known.workspace_id, known.id, _version(stated), caller.name, stated.get("digest", ""))
    return _back(stated)


@_form("/drafts/{draft_id:str}/reject")
def reject(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_draft(web, caller, draft_id)
    web.reject_draft(known.workspace_id, known.id, _version(stated), stated.get("reason", ""), caller.name)
    return _back(stated)


@_form("/drafts/{draft_id:str}/edit")
def edit(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_draft(web, caller, draft_id)
    web.edit_draft(known.workspace_id, known.id, _version(stated), stated.get("body", ""), caller.name)
    return _back(stated)


@_form("/sends/{send_id:str}/settle")
def settle(web: Web, caller: Who, send_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_send(web, caller, send_id)
    web.settle_send(known.workspace_id, known.id, stated.get("outcome", ""), caller.name)
    return _back(stated)


@_form("/jobs/{job_id:str}/retry")
def retry(web: Web, caller: Who, job_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_job(web, caller, job_id)
    web.retry_job(known.workspace_id, known.id, caller.name)
    return _back(stated)


@_form("/jobs/{job_id:str}/cancel")
def cancel(web: Web, caller: Who, job_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_job(web, caller, job_id)
    web.cancel_job(known.workspace_id, known.id, caller.name)
    return _back(stated)


@_form("/alerts/{alert_id:str}/acknowledge")
def acknowledge(web: Web, caller: Who, alert_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_alert(web, caller, alert_id)
    web.acknowledge_alert(caller.scope(), known.id, caller.name)
    return _back(stated)


@_form("/switches")
def hold_back(web: Web, caller: Who, body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    place = SwitchPlace(caller.scope())
    hours = one_of("hours", stated.get("hours"), pages.SWITCH_HOURS)
    until = web.clock.now() + timedelta(hours=int(hours)) if hours else None
    web.set_switch(stated.get("kind", ""), place, stated.get("reason", ""), until, caller.name)
    return Redirect("/switches", status_code=303)


@_form("/switches/{switch_id:str}/end")
def let_go(web: Web, caller: Who, switch_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_switch(web, caller, switch_id)
    web.end_switch(caller.scope(), known.id, caller.name)
    return _back(stated)


@_form("/events/{event_id:str}/replay")
def replay(web: Web, caller: Who, event_id: FromPath[str], body: RawBody) -> Redirect:
    stated = _posted(caller, body)
    known = own_event(web, caller, event_id)
    web.replay_event(known.workspace_id, known.id, caller.name)
    return _back(stated)


@post("/sandbox", status_code=303, access=Role.OPERATOR, page=True, form=True)
async def write(request: Request[Any, Any, Any], web: Web, caller: Who, body: RawBody) -> Redirect:
    """A simulated person writes in, from the page."""
    stated = dict(await sync_to_thread(_posted, caller, body))
    stated.pop("csrf")
    await write_in(web, caller, {name: value for name, value in stated.items() if value})
    return Redirect("/sandbox", status_code=303)


ROUTES = [
    sign_in,
    sign_out,
    static,
    api_docs,
    home,
    inbox,
    leads,
    lead,
    message,
    drafts,
    sends,
    calls,
    call,
    jobs,
    alerts,
    switches,
    events,
    doctor,
    connections,
    spending,
    sandbox,
    approve,
    reject,
    edit,
    settle,
    retry,
    cancel,
    acknowledge,
    hold_back,
    let_go,
    replay,
    write,
]

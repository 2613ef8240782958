"""Getting in with a password, people, sessions, tokens, and the audit log."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.people import SignInRefused, TooManyTries
from rejoinder.application.setup.sign_in import SESSION_LIFETIME_S
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotAllowed
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard import pages, people
from rejoinder.entrypoints.web.auth import COOKIE, OPEN, Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import read_form
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.page_routes import form, html, page, posted, to
from rejoinder.entrypoints.web.routes_care import audit_file


def session_cookie(web: WebContainer, secret: str) -> Cookie:
    """What keeps a browser signed in: out of the reach of scripts and of other sites."""
    return Cookie(
        COOKIE,
        value=secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=web.settings.public_base_url.startswith("https://"),
        max_age=int(SESSION_LIFETIME_S),
    )


def _own_form(request: Request[Any, Any, Any], body: bytes) -> dict[str, str]:
    """The fields of a form of somebody who has no session yet. Raises NotAllowed for one of another site."""
    origin = request.headers.get("origin")
    if origin not in (None, "null") and str(origin).partition("://")[2] != request.headers.get("host", ""):
        raise NotAllowed("This form did not come from one of our own pages.")
    return read_form(body)


def _device(request: Request[Any, Any, Any]) -> str:
    return request.headers.get("user-agent", "")[:200]


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client is not None else ""


# --- in -------------------------------------------------------------------------------------------


@page("/signin", access=OPEN)
def sign_in_form() -> Response[str]:
    """The form for whoever has a password."""
    return html(pages.sign_in_needed(""))


@post("/signin", sync_to_thread=True, status_code=303, access=OPEN, page=True, form=True)
def sign_in(request: Request[Any, Any, Any], web: Web, body: RawBody) -> Response[Any]:
    """A session, or the form again with what is wrong."""
    stated = _own_form(request, body)
    try:
        secret = web.people.sign_in(
            stated.get("email", ""), stated.get("password", ""), _address(request), _device(request)
        )
    except TooManyTries as later:
        answer = html(pages.sign_in_needed(later.message), 429)
        answer.headers["Retry-After"] = str(max(1, round(later.wait)))
        return answer
    except SignInRefused as refused:
        return html(pages.sign_in_needed(refused.message), 401)
    return Redirect("/", status_code=303, cookies=[session_cookie(web, secret)])


@page("/join/{secret:str}", access=OPEN)
def join_form(web: Web, secret: FromPath[str]) -> Response[str]:
    """The form of an invitation. To look at it spends nothing."""
    return html(people.join(secret, web.people.accept.look(secret).email))


@form("/join/{secret:str}", on=join_form, fields={"": "password"}, access=OPEN)
def join(request: Request[Any, Any, Any], web: Web, secret: FromPath[str], body: RawBody) -> Response[Any]:
    """The invitation is spent, and the person is signed in."""
    stated = _own_form(request, body)
    session = web.people.accept(secret, stated.get("name", ""), stated.get("password", ""), _device(request))
    return Redirect("/", status_code=303, cookies=[session_cookie(web, session)])


@page("/claim", access=Role.ADMIN)
def claim_form(caller: Who) -> Response[str]:
    """The first person of an installation chooses a password."""
    return html(people.claim(caller))


@form("/claim", on=claim_form, access=Role.ADMIN)
def claim(web: Web, caller: Who, body: RawBody) -> Redirect:
    """This session is that person's from now on."""
    stated = posted(caller, body)
    web.people.claim(caller, stated.get("email", ""), stated.get("name", ""), stated.get("password", ""))
    return to("/setup", "This installation is yours.")


# --- people ---------------------------------------------------------------------------------------


@page("/people", access=Role.ADMIN)
def everybody(web: Web, caller: Who) -> Response[str]:
    return html(_people(web, caller))


def _people(web: WebContainer, caller: Caller, invitation: str = "") -> str:
    scope = caller.scope()
    return people.people(caller, web.people.manage.all(scope), web.show_workspaces.all(scope), invitation)


@form("/people/invite", on=everybody, access=Role.ADMIN, status_code=200)
def invite(web: Web, caller: Who, body: RawBody) -> Response[str]:
    """The link stands on the page, this once."""
    stated = posted(caller, body)
    scope = scope_of(caller, stated.get("workspace_id") or None)
    secret = web.people.invite(stated.get("email", ""), stated.get("role", ""), scope)
    return html(_people(web, caller, f"{web.settings.public_base_url}/join/{secret}"))


@form("/people/{user_id:str}/role", access=Role.ADMIN)
def give_role(web: Web, caller: Who, user_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    scope = scope_of(caller, stated.get("workspace_id") or None)
    web.people.manage.give_role(scope, user_id, stated.get("role", ""))
    return to("/people", "The role holds from the next click on.")


@form("/people/{user_id:str}/remove", access=Role.ADMIN)
def remove(web: Web, caller: Who, user_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    web.people.manage.remove(scope_of(caller, stated.get("workspace_id") or None), user_id)
    return to("/people", "They can no longer see it.")


# --- one's own account ----------------------------------------------------------------------------


@page("/account")
def account(web: Web, caller: Who) -> Response[str]:
    memberships = web.people.manage.memberships(caller.user_id) if caller.user_id is not None else ()
    mine = {membership.workspace_id for membership in memberships} | {caller.workspace_id}
    names = [workspace for workspace in web.show_workspaces.all(None) if workspace.id in mine]
    return html(people.account(caller, web.people.manage.sessions(caller), memberships, names))


@form("/account/password", on=account, fields={"": "old"}, access=Role.VIEWER)
def change_password(web: Web, caller: Who, body: RawBody) -> Redirect:
    stated = posted(caller, body)
    web.people.manage.change_password(caller, stated.get("old", ""), stated.get("password", ""))
    return to("/account", "The new password holds.")


@form("/account/workspace", access=Role.VIEWER)
def choose(web: Web, caller: Who, body: RawBody) -> Redirect:
    stated = posted(caller, body)
    web.people.manage.choose(caller, stated.get("workspace_id") or None)
    return to("/")


@form("/sessions/{session_id:str}/end", access=Role.VIEWER)
def end_session(web: Web, caller: Who, session_id: FromPath[str], body: RawBody) -> Redirect:
    posted(caller, body)
    web.people.manage.end_session(caller, session_id)
    return to("/account", "That session is over.")


# --- tokens ---------------------------------------------------------------------------------------


@page("/tokens", access=Role.ADMIN)
def tokens(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    scope = caller.scope()
    found = web.reports.tokens(scope, PageRequest(cursor=cursor))
    return html(people.tokens(caller, found, web.show_workspaces.all(scope)))


@form("/tokens", on=tokens, access=Role.ADMIN, status_code=200)
def make_token(web: Web, caller: Who, body: RawBody) -> Response[str]:
    """The token stands on the page, this once."""
    stated = posted(caller, body)
    scope = scope_of(caller, stated.get("workspace_id") or None)
    made = web.create_token(stated.get("role", ""), scope, stated.get("name", ""))
    found = web.reports.tokens(caller.scope(), PageRequest())
    return html(people.tokens(caller, found, web.show_workspaces.all(caller.scope()), made))


@form("/tokens/{token_id:str}/revoke", access=Role.ADMIN)
def revoke_token(web: Web, caller: Who, token_id: FromPath[str], body: RawBody) -> Redirect:
    posted(caller, body)
    web.revoke_token(caller.scope(), token_id)
    return to("/tokens", "The token no longer works.")


# --- what was done --------------------------------------------------------------------------------


@page("/audit", access=Role.ADMIN)
def audit(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    scope = caller.scope()
    found = web.reports.audit(scope, PageRequest(cursor=cursor))
    return html(people.audit(caller, found, web.show_workspaces.all(scope)))


@get("/audit.csv", sync_to_thread=True, access=Role.ADMIN, page=True)
def audit_csv(web: Web, caller: Who) -> Response[bytes]:
    """The log as a table, the newest first."""
    return audit_file(web, caller.scope(), "csv")


ROUTES = [
    sign_in_form,
    sign_in,
    join_form,
    join,
    claim_form,
    claim,
    everybody,
    invite,
    give_role,
    remove,
    account,
    change_password,
    choose,
    end_session,
    tokens,
    make_token,
    revoke_token,
    audit,
    audit_csv,
]

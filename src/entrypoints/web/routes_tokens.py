"""/api/v1/tokens, sign-in links, and who I am."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.application.setup.tokens import OVERLAP_HOURS, NewToken, parse_role
from rejoinder.domain.access import Role
from rejoinder.domain.views import Page, PageRequest, TokenView
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.spelling import API, look, make, remove


class WantedToken(Struct, forbid_unknown_fields=True):
    role: str
    workspace_id: str | None = None
    name: str = ""
    days: float | None = None


class WantedRotation(Struct, forbid_unknown_fields=True):
    overlap_hours: float = OVERLAP_HOURS


class WantedLink(Struct, forbid_unknown_fields=True):
    role: str = Role.ADMIN
    workspace_id: str | None = None


@dataclass(frozen=True, slots=True)
class SignInLink:
    url: str
    """Works once, within a day."""


@dataclass(frozen=True, slots=True)
class Me:
    name: str
    role: str
    workspace_id: str | None
    csrf: str
    """What a browser session brings along as X-CSRF-Token with every change; empty for tokens."""


@make(f"{API}/tokens", access=Role.ADMIN, takes=WantedToken)
def create_token(web: Web, caller: Who, body: RawBody) -> NewToken:
    """The only time that the token is shown. A caller bound to a workspace makes tokens for that one only."""
    stated = read_json(body, WantedToken)
    return web.create_token(stated.role, scope_of(caller, stated.workspace_id), stated.name, stated.days)


@look(f"{API}/tokens", access=Role.ADMIN)
def tokens(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[TokenView]:
    """Tokens, revoked ones included, the newest first."""
    return web.reports.tokens(scope_of(caller, workspace_id), PageRequest(limit, cursor))


@make(f"{API}/tokens/{{token_id:str}}/rotate", access=Role.ADMIN, takes=WantedRotation)
def rotate_token(web: Web, caller: Who, token_id: FromPath[str], body: RawBody) -> NewToken:
    """A successor that may do the same, shown this once; the old one works for `overlap_hours` more (24)."""
    stated = read_json(body or b"{}", WantedRotation)
    return web.rotate_token(caller.scope(), token_id, stated.overlap_hours)


@remove(f"{API}/tokens/{{token_id:str}}", access=Role.ADMIN)
def revoke_token(web: Web, caller: Who, token_id: FromPath[str]) -> None:
    """The token no longer works."""
    web.revoke_token(caller.scope(), token_id)


@make(f"{API}/signin-links", access=Role.ADMIN, takes=WantedLink)
def open_link(web: Web, caller: Who, body: RawBody) -> SignInLink:
    """A link that signs one browser in, once."""
    stated = read_json(body, WantedLink)
    secret = web.open_sign_in_link(parse_role(stated.role), scope_of(caller, stated.workspace_id))
    return SignInLink(f"{web.settings.public_base_url}/signin/{secret}")


@look(f"{API}/me")
def me(caller: Who) -> Me:
    """Who this token or session is."""
    return Me(caller.name, caller.role, caller.workspace_id, caller.csrf)


ROUTES = [create_token, rotate_token, tokens, revoke_token, open_link, me]

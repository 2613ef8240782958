"""/api/v1/numbers, accounts that serve several workspaces, and system intakes."""

from __future__ import annotations

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import UNSET, Struct, UnsetType

from rejoinder.application.setup.numbers import NumberChanges
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.views import IntakeView, NumberView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, alter, look, make


class NewNumber(Struct, forbid_unknown_fields=True):
    number: str
    role: str
    connection_id: str
    workspace_id: str | None = None
    forward_to: str = ""
    can_text: bool = True
    is_free: bool = False


class ChangedNumber(Struct, forbid_unknown_fields=True):
    role: str | None = None
    workspace_id: str | UnsetType | None = UNSET
    """null takes the number from its workspace, back into the pool."""
    connection_id: str | None = None
    forward_to: str | None = None
    can_text: bool | None = None


class WantedNumber(Struct, forbid_unknown_fields=True):
    workspace_id: str
    connection_id: str | None = None


class AssignTo(Struct, forbid_unknown_fields=True):
    workspace_id: str


def _number(web: WebContainer, caller: Caller, number_id: str) -> NumberView:
    found = web.reports.number(caller.scope(), number_id)
    if found is None:
        raise NotFound("There is no such number.")
    return found


def _own_account(web: WebContainer, caller: Caller, connection_id: str | None) -> None:
    """Who is bound to a workspace gives it numbers of its own accounts only; one of a shared account is claimed from
    the pool, or given by whoever runs the installation. Raises NotFound."""
    if caller.workspace_id is not None and connection_id is not None:
        web.show_connections.one(caller.workspace_id, connection_id, with_address=False)


def own_intake(web: WebContainer, caller: Caller, intake_id: str) -> IntakeView:
    """What belongs to nobody yet is seen by callers who are bound to no workspace only."""
    found = web.reports.intake(caller.scope(), intake_id)
    if found is None:
        raise NotFound("There is no such system intake.")
    return found


@make(f"{API}/numbers", access=Role.ADMIN, takes=NewNumber)
def register_number(web: Web, caller: Who, body: RawBody) -> NumberView:
    """From now on calls and texts to this number are its workspace's; a system number has none."""
    stated = read_json(body, NewNumber)
    workspace_id = scope_of(caller, stated.workspace_id)
    if workspace_id is None:
        needs_every_workspace(caller)
    _own_account(web, caller, stated.connection_id)
    made = web.register_number(
        stated.number,
        stated.role,
        stated.connection_id,
        caller.name,
        workspace_id=workspace_id,
        forward_to=stated.forward_to,
        can_text=stated.can_text,
        is_free=stated.is_free,
    )
    return _number(web, caller, made)


@look(f"{API}/numbers")
def numbers(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    role: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[NumberView]:
    """Registered numbers, oldest first."""
    return web.reports.numbers(scope_of(caller, workspace_id), PageRequest(limit, cursor), role=role)


@look(f"{API}/numbers/{{number_id:str}}")
def number(web: Web, caller: Who, number_id: FromPath[str]) -> NumberView:
    """One number."""
    return _number(web, caller, number_id)


@alter(f"{API}/numbers/{{number_id:str}}", access=Role.ADMIN, takes=ChangedNumber)
def change_number(web: Web, caller: Who, number_id: FromPath[str], body: RawBody) -> NumberView:
    """What is named changes. A number moves between workspaces only for a caller who is bound to none."""
    known = _number(web, caller, number_id)
    stated = read_json(body, ChangedNumber)
    workspace_id = stated.workspace_id if isinstance(stated.workspace_id, str) else None
    release = stated.workspace_id is None and stated.role in (None, "system")
    if release or stated.role not in (None, known.role) or workspace_id not in (None, known.workspace_id):
        needs_every_workspace(caller)
    _own_account(web, caller, stated.connection_id)
    changes = NumberChanges(
        role=stated.role,
        workspace_id=workspace_id,
        connection_id=stated.connection_id,
        forward_to=stated.forward_to,
        can_text=stated.can_text,
        release=release,
    )
    web.change_number(known.id, changes, caller.name)
    return _number(web, caller, number_id)


@act(f"{API}/numbers/claim", access=Role.ADMIN, takes=WantedNumber)
def claim_number(web: Web, caller: Who, body: RawBody) -> NumberView:
    """The workspace gets a free number of the pool."""
    stated = read_json(body, WantedNumber)
    claimed = web.claim_number(own_workspace(caller, stated.workspace_id), stated.connection_id, caller.name)
    return _number(web, caller, claimed)


@look(f"{API}/system-intakes")
def intakes(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    all: FromQuery[bool] = False,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[IntakeView]:
    """Callers and texters on numbers that belong to nobody; `all=true` shows the assigned ones too."""
    scope = scope_of(caller, workspace_id)
    return web.reports.intakes(scope, PageRequest(limit, cursor), open_only=not all and scope is None)


@look(f"{API}/system-intakes/{{intake_id:str}}")
def intake(web: Web, caller: Who, intake_id: FromPath[str]) -> IntakeView:
    """One of them."""
    return own_intake(web, caller, intake_id)


@act(f"{API}/system-intakes/{{intake_id:str}}/assign", takes=AssignTo)
def assign(web: Web, caller: Who, intake_id: FromPath[str], body: RawBody) -> IntakeView:
    """The caller becomes a lead of that workspace, and what they texted its messages."""
    own_intake(web, caller, intake_id)
    web.assign_intake(intake_id, own_workspace(caller, read_json(body, AssignTo).workspace_id), caller.name)
    return own_intake(web, caller, intake_id)


@act(f"{API}/system-intakes/{{intake_id:str}}/release")
def release(web: Web, caller: Who, intake_id: FromPath[str]) -> IntakeView:
    """The caller is not that workspace's after all: what they text from now on is nobody's again. What the workspace
    had by then stays with it."""
    own_intake(web, caller, intake_id)
    web.release_intake(intake_id, caller.name)
    return own_intake(web, caller, intake_id)


ROUTES = [register_number, numbers, number, change_number, claim_number, intakes, intake, assign, release]

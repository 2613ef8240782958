"""/api/v1/calls and /api/v1/workspaces/{id}/agents"""

from __future__ import annotations

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.calls import CallDirection, CallStatus, Outcome
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.reports import CallFilter
from rejoinder.domain.views import AgentView, CallDetail, CallView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, look, make

_AGENTS = f"{API}/workspaces/{{workspace_id:str}}/agents"


class NewAgent(Struct, forbid_unknown_fields=True):
    connection_id: str
    external_assistant_id: str
    name: str = ""
    is_default: bool = False


def own_call(web: WebContainer, caller: Caller, call_id: str) -> CallDetail:
    """Raises NotFound."""
    found = web.reports.call(caller.scope(), call_id)
    if found is None:
        raise NotFound("There is no such call.")
    return found


@look(f"{API}/calls")
def calls(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    external_id: FromQuery[str | None] = None,
    direction: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    outcome_class: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[CallView]:
    """Telephone calls, the newest first; a platform's call and its carrier's leg are one."""
    wanted = CallFilter(
        lead_id,
        external_id,
        one_of("direction", direction, CallDirection),
        one_of("status", status, CallStatus),
        one_of("outcome_class", outcome_class, Outcome),
    )
    return web.reports.calls(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/calls/{{call_id:str}}")
def call(web: Web, caller: Who, call_id: FromPath[str]) -> CallDetail:
    """One call with what was said in it, by its id or the provider's."""
    return own_call(web, caller, call_id)


@make(_AGENTS, access=Role.ADMIN, takes=NewAgent)
def save_agent(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> AgentView:
    """A voice assistant answers for the workspace; calls of it that were set aside are taken up."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, NewAgent)
    saved = web.save_agent(
        own,
        stated.connection_id,
        stated.external_assistant_id,
        caller.name,
        name=stated.name,
        is_default=stated.is_default,
    )
    return AgentView(
        id=saved.id,
        workspace_id=saved.workspace_id,
        connection_id=saved.connection_id,
        external_assistant_id=saved.external_assistant_id,
        name=saved.name,
        is_default=saved.is_default,
        created_at=saved.created_at,
    )


@look(_AGENTS)
def agents(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[AgentView]:
    """The workspace's voice agents, the newest first."""
    return web.reports.agents(own_workspace(caller, workspace_id), PageRequest(limit, cursor))


ROUTES = [calls, call, save_agent, agents]

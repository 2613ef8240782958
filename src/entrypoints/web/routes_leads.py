"""/api/v1/leads"""

from __future__ import annotations

from typing import Any

from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Response
from msgspec import Struct

from rejoinder.application.setup.forget_lead import readable
from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.reports import LeadFilter
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.views import LeadView, Page, PageRequest, TraceStep
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, alter, look, remove


class ChangedLead(Struct, forbid_unknown_fields=True):
    status: str | None = None
    sentiment: str | None = None
    follow_ups_paused: bool | None = None
    automation_paused_reason: str | None = None
    timezone: str | None = None
    mode: str | None = None


def own_lead(web: WebContainer, caller: Caller, lead_id: str) -> LeadView:
    """Raises NotFound."""
    found = web.reports.lead(caller.scope(), lead_id)
    if found is None:
        raise NotFound("There is no such lead.")
    return found


@look(f"{API}/leads")
def leads(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    sentiment: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[LeadView]:
    """The most recently active first. `q` occurs in name or addresses."""
    wanted = LeadFilter(one_of("status", status, LeadStatus), one_of("sentiment", sentiment, Sentiment), q)
    return web.reports.leads(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/leads/{{lead_id:str}}")
def lead(web: Web, caller: Who, lead_id: FromPath[str]) -> LeadView:
    """One person, across channels."""
    return own_lead(web, caller, lead_id)


@alter(f"{API}/leads/{{lead_id:str}}", takes=ChangedLead)
def change_lead(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> LeadView:
    """What a person of ours says outranks what was worked out. An empty automation_paused_reason lets automation in;
    an empty mode says nothing about them."""
    known = own_lead(web, caller, lead_id)
    stated = read_json(body, ChangedLead)
    changes = LeadChanges(
        stated.status,
        stated.sentiment,
        stated.follow_ups_paused,
        stated.automation_paused_reason,
        mode=stated.mode,
        timezone=stated.timezone,
    )
    web.update_lead(known.workspace_id, known.id, changes, caller.name)
    return own_lead(web, caller, lead_id)


@look(f"{API}/leads/{{lead_id:str}}/timeline")
def timeline(
    web: Web,
    caller: Who,
    lead_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[TraceStep]:
    """What happened to this person and why, oldest first."""
    found = web.reports.lead_timeline(caller.scope(), lead_id, PageRequest(limit, cursor))
    if found is None:
        raise NotFound("There is no such lead.")
    return found


@act(f"{API}/leads/{{lead_id:str}}/export")
def export_lead(web: Web, caller: Who, lead_id: FromPath[str]) -> dict[str, Any]:
    """Everything held about this person, as one document. What they said to numbers of nobody is shown to callers who
    are bound to no workspace."""
    known = own_lead(web, caller, lead_id)
    return dict(web.export_lead(known.workspace_id, known.id, everywhere=caller.workspace_id is None))


@act(f"{API}/leads/{{lead_id:str}}/export.txt")
def export_lead_to_read(web: Web, caller: Who, lead_id: FromPath[str]) -> Response[bytes]:
    """The same document for a person to read."""
    known = own_lead(web, caller, lead_id)
    found = web.export_lead(known.workspace_id, known.id, everywhere=caller.workspace_id is None)
    return Response(readable(found).encode(), media_type="text/plain; charset=utf-8")


@remove(f"{API}/leads/{{lead_id:str}}", access=Role.ADMIN)
def erase_lead(web: Web, caller: Who, lead_id: FromPath[str]) -> None:
    """Identity and every text of this person are gone; counts and an opt-out stay."""
    known = own_lead(web, caller, lead_id)
    web.erase_lead(known.workspace_id, known.id, caller.name)


ROUTES = [leads, lead, change_lead, timeline, export_lead, export_lead_to_read, erase_lead]

"""/api/v1/workspaces/{id}/mode, /api/v1/shadow"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct, field

from rejoinder.application.setup.modes import ModeInEffect, ModePlace
from rejoinder.domain.access import Role
from rejoinder.domain.views import ShadowGroup
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import read_json, read_moment
from rejoinder.entrypoints.web.spelling import API, look, replace


class Where(Struct, forbid_unknown_fields=True):
    channel: str | None = None
    campaign: str | None = None
    lead_id: str | None = None


class StatedMode(Struct, forbid_unknown_fields=True):
    mode: str | None
    scope: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class ShadowReport:
    since: datetime | None
    items: Sequence[ShadowGroup]


@look(f"{API}/workspaces/{{workspace_id:str}}/mode")
def show_mode(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    channel: FromQuery[str | None] = None,
    campaign: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    message_id: FromQuery[str | None] = None,
) -> ModeInEffect:
    """How far automation may go there, and who says so: the strictest of workspace, channel, campaign and lead. A
    `message_id` stands for its channel, its campaigns and its lead."""
    own = own_workspace(caller, workspace_id)
    return web.show_mode(own, ModePlace(channel, campaign, lead_id, message_id))


@replace(f"{API}/workspaces/{{workspace_id:str}}/mode", takes=StatedMode, access=Role.ADMIN)
def set_mode(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> ModeInEffect:
    """One place states a mode: the workspace, or the channel, campaign or lead of `scope`. null takes it back. Answers
    with what is in effect there now."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, StatedMode)
    place = ModePlace(stated.scope.channel, stated.scope.campaign, stated.scope.lead_id)
    web.set_mode(own, place, stated.mode, caller.name)
    return web.show_mode(own, place)


@look(f"{API}/shadow")
def shadow_report(
    web: Web, caller: Who, workspace_id: FromQuery[str | None] = None, since: FromQuery[str | None] = None
) -> ShadowReport:
    """What shadow would have done, and how often people did the same, by channel and intent."""
    moment = read_moment("since", since)
    return ShadowReport(moment, web.reports.shadow(scope_of(caller, workspace_id), moment))


ROUTES = [show_mode, set_mode, shadow_report]

"""/api/v1/ai-calls"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar.params import FromQuery

from rejoinder.domain.ai_usage import CALL_STATUSES
from rejoinder.domain.ports.reports import AICallFilter
from rejoinder.domain.views import AICallView, CostPerReply, Page, PageRequest, SpendGroup
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_moment
from rejoinder.entrypoints.web.spelling import API, look


@dataclass(frozen=True, slots=True)
class SpendSummary:
    since: datetime | None
    group_by: Sequence[str]
    items: Sequence[SpendGroup]


@look(f"{API}/ai-calls")
def ai_calls(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    feature: FromQuery[str | None] = None,
    model: FromQuery[str | None] = None,
    source: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    message_id: FromQuery[str | None] = None,
    job_id: FromQuery[str | None] = None,
    since: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[AICallView]:
    """Every call to a model, made or attempted, the newest first."""
    moment = read_moment("since", since)
    wanted = AICallFilter(
        feature, model, source, one_of("status", status, CALL_STATUSES), lead_id, message_id, job_id, moment
    )
    return web.reports.ai_calls(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/ai-calls/summary")
def summary(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    since: FromQuery[str | None] = None,
    group_by: FromQuery[str] = "feature",
) -> SpendSummary:
    """Calls, tokens and cost, grouped by some of feature, model, source (a comma list)."""
    moment = read_moment("since", since)
    names = [name.strip() for name in group_by.split(",") if name.strip()]
    return SpendSummary(moment, names, web.reports.ai_summary(scope_of(caller, workspace_id), moment, names))


@look(f"{API}/ai-calls/cost-per-reply")
def cost_per_reply(
    web: Web, caller: Who, workspace_id: FromQuery[str | None] = None, since: FromQuery[str | None] = None
) -> CostPerReply:
    """What a reply cost, all calls of that time counted."""
    return web.reports.cost_per_reply(scope_of(caller, workspace_id), read_moment("since", since))


ROUTES = [ai_calls, summary, cost_per_reply]

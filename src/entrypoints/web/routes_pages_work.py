"""Jobs, sends, calls and the figures drawn from them."""

from __future__ import annotations

from dataclasses import replace

from litestar import Response
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.domain.calls import Ending
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.ports.reports import CallFilter, JobFilter
from rejoinder.domain.sends import SendState
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard import figures, work
from rejoinder.entrypoints.web.auth import Web, Who
from rejoinder.entrypoints.web.bodies import one_of
from rejoinder.entrypoints.web.page_routes import back, form, html, page, posted, to
from rejoinder.entrypoints.web.routes_jobs import own_job
from rejoinder.entrypoints.web.routes_sends import own_send
from rejoinder.entrypoints.web.spelling import StateQuery

_MANY = ("retry", "cancel")
_GROUPS = ("feature", "model")


def _job_filter(status: str | None, type_: str | None, error: str | None) -> JobFilter:
    return JobFilter(one_of("status", status, JobStatus), (type_ or "").strip().upper() or None, error=error or None)


@page("/jobs")
def jobs(
    web: Web,
    caller: Who,
    status: FromQuery[str | None] = None,
    type: FromQuery[str | None] = None,
    error: FromQuery[str | None] = None,
    span: FromQuery[str | None] = None,
    many: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    asked = work.JobsAsked(_job_filter(status, type, error), one_of("span", span, work.SPANS) or "24h")
    wanted = one_of("many", many, _MANY)
    if wanted == "retry":
        asked = replace(
            asked, many=wanted, matched=web.retry_jobs(caller.scope(), asked.wanted, True, caller.name).matched
        )
    elif wanted == "cancel":
        asked = replace(
            asked, many=wanted, matched=web.cancel_jobs(caller.scope(), asked.wanted, True, caller.name).matched
        )
    return html(work.jobs(web.reports, caller, asked, PageRequest(cursor=cursor), web.clock.now()))


@form("/jobs/many")
def do_to_many(web: Web, caller: Who, body: RawBody) -> Redirect:
    """All jobs that fit the form's filter are retried, or cancelled; the page before showed how many."""
    stated = posted(caller, body)
    wanted = _job_filter(stated.get("status"), stated.get("type"), stated.get("error"))
    if one_of("do", stated.get("do"), _MANY) == "retry":
        done = web.retry_jobs(caller.scope(), wanted, False, caller.name)
        return to("/jobs", f"{done.retried} of {done.matched} jobs were started again.")
    if stated.get("do") == "cancel":
        stopped = web.cancel_jobs(caller.scope(), wanted, False, caller.name)
        return to("/jobs", f"{stopped.cancelled} of {stopped.matched} jobs were cancelled.")
    raise InvalidInput("'do' is retry or cancel.", field="do")


@form("/jobs/{job_id:str}/retry")
def retry(web: Web, caller: Who, job_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_job(web, caller, job_id)
    web.retry_job(known.workspace_id, known.id, caller.name)
    return back(stated, "It is tried again now.")


@form("/jobs/{job_id:str}/cancel")
def cancel(web: Web, caller: Who, job_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_job(web, caller, job_id)
    web.cancel_job(known.workspace_id, known.id, caller.name)
    return back(stated, "Cancelled.")


@page("/sends")
def sends(web: Web, caller: Who, in_state: StateQuery = None, cursor: FromQuery[str | None] = None) -> Response[str]:
    return html(work.sends(web.reports, caller, one_of("state", in_state, SendState), PageRequest(cursor=cursor)))


@form("/sends/{send_id:str}/settle")
def settle(web: Web, caller: Who, send_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_send(web, caller, send_id)
    web.settle_send(known.workspace_id, known.id, stated.get("outcome", ""), caller.name)
    return back(stated, "Settled.")


@page("/calls")
def calls(
    web: Web, caller: Who, outcome: FromQuery[str | None] = None, cursor: FromQuery[str | None] = None
) -> Response[str]:
    wanted = CallFilter(outcome_class=one_of("outcome", outcome, Ending))
    return html(work.calls(web.reports, caller, wanted, PageRequest(cursor=cursor)))


@page("/calls/{call_id:str}")
def call(web: Web, caller: Who, call_id: FromPath[str]) -> Response[str]:
    return html(work.call(web.reports, caller, call_id))


@page("/spending")
def spending(
    web: Web, caller: Who, days: FromQuery[str | None] = None, group: FromQuery[str | None] = None
) -> Response[str]:
    within = one_of("days", days, figures.DAYS) or "30"
    by = one_of("group", group, _GROUPS) or "feature"
    return html(figures.spending(web.reports, caller, within, by, web.clock.now()))


@page("/agreement")
def agreement(web: Web, caller: Who, days: FromQuery[str | None] = None) -> Response[str]:
    within = one_of("days", days, figures.DAYS) or "30"
    return html(figures.agreement(web.reports, caller, within, web.clock.now()))


@page("/response-times")
def response_times(web: Web, caller: Who, days: FromQuery[str | None] = None) -> Response[str]:
    within = one_of("days", days, figures.DAYS) or "30"
    return html(figures.response_times(web.reports, caller, within, web.clock.now()))


ROUTES = [
    jobs,
    do_to_many,
    retry,
    cancel,
    sends,
    settle,
    calls,
    call,
    spending,
    agreement,
    response_times,
]

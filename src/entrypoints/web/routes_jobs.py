"""/api/v1/jobs"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct, field

from rejoinder.application.jobs.retry_jobs import BulkRetry
from rejoinder.domain.access import Caller
from rejoinder.domain.errors import NotFound
from rejoinder.domain.jobs import JobStatus, JobType
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.views import JobGroup, JobView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json, read_moment
from rejoinder.entrypoints.web.conflicts import showing_newest
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, look

Nothing = TypeVar("Nothing")


class WhichJobs(Struct, forbid_unknown_fields=True):
    status: str | None = None
    type: str | None = None
    workspace_id: str | None = None
    lead_id: str | None = None
    message_id: str | None = None
    error: str | None = None


class ManyJobs(Struct, forbid_unknown_fields=True):
    filter: WhichJobs = field(default_factory=WhichJobs)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class JobsSummary:
    since: datetime | None
    items: Sequence[JobGroup]


def own_job(web: WebContainer, caller: Caller, job_id: str) -> JobView:
    """Raises NotFound."""
    found = web.reports.job(caller.scope(), job_id)
    if found is None:
        raise NotFound("There is no such job.")
    return found


@look(f"{API}/jobs")
def jobs(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    type: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    message_id: FromQuery[str | None] = None,
    error: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[JobView]:
    """The newest first. `error` occurs in the last error, or is its code."""
    wanted = JobFilter(one_of("status", status, JobStatus), type or None, lead_id, message_id, error)
    found = web.reports.jobs(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))
    return found if found.items else _none_of(found, type)


def _none_of(found: Nothing, type_: str | None) -> Nothing:
    """Nothing was found, so a type that this release does not know is a mistake and not one of another release."""
    one_of("type", type_, JobType)
    return found


@look(f"{API}/jobs/summary")
def summary(
    web: Web, caller: Who, workspace_id: FromQuery[str | None] = None, since: FromQuery[str | None] = None
) -> JobsSummary:
    """Counts, attempts and processing times by type and status, of jobs made since then."""
    moment = read_moment("since", since)
    return JobsSummary(moment, web.reports.jobs_summary(scope_of(caller, workspace_id), moment))


@look(f"{API}/jobs/{{job_id:str}}")
def job(web: Web, caller: Who, job_id: FromPath[str]) -> JobView:
    """One job with every attempt."""
    return own_job(web, caller, job_id)


@act(f"{API}/jobs/{{job_id:str}}/retry")
def retry(web: Web, caller: Who, job_id: FromPath[str]) -> JobView:
    """A failed, cancelled or parked job is pending again with a fresh budget; its history stays."""
    known = own_job(web, caller, job_id)
    with showing_newest(lambda: own_job(web, caller, job_id)):
        web.retry_job(known.workspace_id, known.id, caller.name)
    return own_job(web, caller, job_id)


@act(f"{API}/jobs/{{job_id:str}}/cancel")
def cancel(web: Web, caller: Who, job_id: FromPath[str]) -> JobView:
    """A waiting job is over at once; a running one is asked to stop."""
    known = own_job(web, caller, job_id)
    with showing_newest(lambda: own_job(web, caller, job_id)):
        web.cancel_job(known.workspace_id, known.id, caller.name)
    return own_job(web, caller, job_id)


@act(f"{API}/jobs/retry", takes=ManyJobs)
def retry_many(web: Web, caller: Who, body: RawBody) -> BulkRetry:
    """All that fit the filter (failed ones unless it says a status); a dry run only counts."""
    stated = read_json(body, ManyJobs)
    asked = stated.filter
    status = one_of("filter.status", asked.status, JobStatus)
    wanted = JobFilter(status, asked.type, asked.lead_id, asked.message_id, asked.error)
    done = web.retry_jobs(scope_of(caller, asked.workspace_id), wanted, stated.dry_run, caller.name)
    return done if done.matched else _none_of(done, asked.type)


ROUTES = [jobs, summary, job, retry, cancel, retry_many]

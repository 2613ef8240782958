"""POST /api/cron/background-jobs: due work for installations that are woken by somebody else's clock."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromQuery

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.web.auth import OPEN, Web
from rejoinder.entrypoints.web.errors import problem
from rejoinder.entrypoints.web.needs import WebContainer

MOST_JOBS = 10_000
LONGEST_S = 600.0


def _refused(request: Request[Any, Any, Any], web: WebContainer) -> Response[Any] | None:
    """The problem, unless the request brings the cron secret; compared in constant time."""
    secret = web.settings.cron_secret
    if not secret:
        return problem(request, 503, "CRON_SECRET is not set, so nobody may call this.", code="cron-not-set-up")
    scheme, _, stated = request.headers.get("authorization", "").partition(" ")
    right = hmac.compare_digest(stated.strip().encode("utf-8", "replace"), secret.encode())
    if scheme.lower() != "bearer" or not right:
        headers = {"WWW-Authenticate": "Bearer"}
        return problem(request, 401, "This takes the cron secret as a bearer token.", headers=headers)
    return None


@post("/api/cron/background-jobs", status_code=200, access=OPEN, sync_to_thread=True)
def background_jobs(
    request: Request[Any, Any, Any], web: Web, limit: FromQuery[int] = 100, budget_s: FromQuery[float] = 50.0
) -> Response[Any]:
    """Works due jobs inside the time budget; safe beside running workers. `Authorization: Bearer $CRON_SECRET`.

    The answer may come up to 65 seconds after the budget, because jobs that have begun are finished."""
    refused = _refused(request, web)
    if refused is not None:
        return refused
    if not 1 <= limit <= MOST_JOBS:
        raise InvalidInput(f"'limit' is a whole number from 1 to {MOST_JOBS}.", field="limit")
    if not 0 < budget_s <= LONGEST_S:
        raise InvalidInput(f"'budget_s' is a number of seconds up to {LONGEST_S:g}.", field="budget_s")
    return Response(dict(web.work_due_jobs(limit, budget_s)))


ROUTES = [background_jobs]

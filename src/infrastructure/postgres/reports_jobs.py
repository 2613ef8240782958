"""Read models of work: jobs with their history, and how long work takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.views import AttemptView, JobGroup, JobView, Page, PageRequest
from rejoinder.infrastructure.postgres.reports_paging import (
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    sifted,
    since_filter,
    text_filter,
)
from rejoinder.infrastructure.postgres.tables import job_attempts, jobs

_JOB = columns_of(jobs, JobView)
_INDEXED = ("PENDING", "RUNNING", "FAILED", "PARKED")
"""Jobs that are not over have indexes of their own."""


def _view(row: Row[Any]) -> JobView:
    return filled(JobView, _JOB, row, source="background-job/" + row.type.lower().replace("_", "-"))


def _attempt(row: Row[Any]) -> AttemptView:
    return AttemptView(
        attempt=row.attempt,
        outcome=row.outcome,
        owner=row.owner,
        error=row.error,
        code=row.code,
        started_at=row.started_at,
        finished_at=row.finished_at,
        next_run_at=row.next_run_at,
    )


def _histories(db: Connection, job_ids: Sequence[str]) -> Mapping[str, list[AttemptView]]:
    found: dict[str, list[AttemptView]] = defaultdict(list)
    if job_ids:
        rows = db.execute(select(job_attempts).where(job_attempts.c.job_id.in_(job_ids)).order_by(job_attempts.c.fence))
        for row in rows:
            found[row.job_id].append(_attempt(row))
    return found


def _said(error: str | None) -> list[ColumnElement[bool]]:
    if not error:
        return []
    return [or_(jobs.c.last_error.icontains(error, autoescape=True), jobs.c.last_error_code == error)]


def matching(wanted: JobFilter) -> list[ColumnElement[bool]]:
    """The conditions that a job filter stands for."""
    return [
        *text_filter(jobs.c.status, wanted.status),
        *text_filter(jobs.c.type, wanted.type),
        *id_filter(jobs.c.lead_id, wanted.lead_id),
        *id_filter(jobs.c.message_id, wanted.message_id),
        *_said(wanted.error),
    ]


class WorkReports(Reader):
    """Work (domain/ports/reports.py)."""

    def jobs(self, scope: str | None, wanted: JobFilter, page: PageRequest) -> Page[JobView]:
        owner = mine(jobs.c.workspace_id, scope)
        query, fits = select(*_JOB).where(*owner), matching(wanted)
        if wanted.message_id is not None or wanted.status in _INDEXED:
            query, fits = query.where(*fits), []
        with self._look(scope) as db:
            found = sifted(db, query, fits, jobs.c.id, owner, page, _view)
            histories = _histories(db, [job.id for job in found.items])
        return Page([replace(job, history=histories.get(job.id, [])) for job in found.items], found.next_cursor)

    def job(self, scope: str | None, job_id: str) -> JobView | None:
        query = select(*_JOB).where(*mine(jobs.c.workspace_id, scope))
        row = self._one(scope, query, jobs.c.id, job_id)
        if row is None:
            return None
        with self._look(row.workspace_id) as db:
            return replace(_view(row), history=_histories(db, [row.id]).get(row.id, []))

    def jobs_summary(self, scope: str | None, since: datetime | None) -> Sequence[JobGroup]:
        seconds = func.extract("epoch", jobs.c.finished_at - jobs.c.started_at)
        query = (
            select(
                jobs.c.type,
                jobs.c.status,
                func.count().label("count"),
                func.avg(jobs.c.attempts).label("avg_attempts"),
                func.max(jobs.c.attempts).label("max_attempts"),
                func.percentile_cont(0.5).within_group(seconds).label("p50"),
                func.percentile_cont(0.95).within_group(seconds).label("p95"),
                func.max(seconds).label("longest"),
            )
            .where(*mine(jobs.c.workspace_id, scope), *since_filter(jobs.c.id, jobs.c.created_at, since))
            .group_by(jobs.c.type, jobs.c.status)
            .order_by(jobs.c.type, jobs.c.status)
        )
        with self._look(scope) as db:
            return [
                JobGroup(
                    type=row.type,
                    status=row.status,
                    count=int(row[2]),
                    avg_attempts=round(float(row.avg_attempts), 3),
                    max_attempts=row.max_attempts,
                    p50_seconds=_rounded(row.p50),
                    p95_seconds=_rounded(row.p95),
                    max_seconds=_rounded(row.longest),
                )
                for row in db.execute(query)
            ]


def _rounded(seconds: Any) -> float | None:
    return None if seconds is None else round(float(seconds), 3)

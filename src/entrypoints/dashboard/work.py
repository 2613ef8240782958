"""Jobs, sends and calls: what is being done, what left, and who rang."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from rejoinder.domain.access import Caller
from rejoinder.domain.calls import Ending
from rejoinder.domain.errors import NotFound
from rejoinder.domain.jobs import JobStatus, JobType
from rejoinder.domain.ports.reports import CallFilter, JobFilter, Reports, SendFilter
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.views import JobGroup, PageRequest
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.charts import Plan, stacked
from rejoinder.entrypoints.dashboard.rendering import render, who

RETRYABLE = (JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.PARKED)
CANCELLABLE = (JobStatus.PENDING, JobStatus.PARKED, JobStatus.RUNNING)
_ORDER = ("PENDING", "SUCCEEDED", "PARKED", "RUNNING", "FAILED", "CANCELLED")
"""So that what failed is drawn red and what is done green (`tone-…` in the style sheet)."""
_UNKNOWN_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Span:
    """How far a chart looks back, and in what steps."""

    label: str
    back: timedelta
    step: timedelta
    clock: str


SPANS: Mapping[str, Span] = {
    "1h": Span("hour", timedelta(hours=1), timedelta(minutes=2), "%H:%M"),
    "24h": Span("day", timedelta(hours=24), timedelta(minutes=30), "%H:%M"),
    "7d": Span("week", timedelta(days=7), timedelta(hours=6), "%a %H h"),
}


@dataclass(frozen=True, slots=True)
class JobsAsked:
    """What the page of jobs was asked for."""

    wanted: JobFilter
    span: str = "24h"
    many: str = ""
    """`retry` or `cancel`: a look at how many fit, before it is done to all of them."""
    matched: int = 0

    def address(self, **more: str) -> str:
        """The same page with something else changed; an empty value leaves it out."""
        asked = {
            "status": self.wanted.status or "",
            "type": self.wanted.type or "",
            "error": self.wanted.error or "",
            "span": "" if self.span == "24h" else self.span,
            **more,
        }
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"/jobs?{told}" if told else "/jobs"


def _by_status(summary: Sequence[JobGroup]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for group in summary:
        found[group.status] = found.get(group.status, 0) + group.count
    return found


def jobs(reports: Reports, caller: Caller, asked: JobsAsked, request: PageRequest, now: datetime) -> str:
    """Work over time, and every job with what went wrong and when it is tried again."""
    scope, span = caller.scope(), SPANS[asked.span]
    since = now - span.back
    plan = Plan(
        f"Jobs of the last {span.label}, by what became of them",
        since,
        now,
        span.step,
        lambda moment: moment.strftime(span.clock),
        lambda amount: f"{amount:g}",
        lambda kind: words.job_state(kind).text,
        _ORDER,
    )
    found = reports.jobs(scope, asked.wanted, request)
    summary = reports.jobs_summary(scope, since)
    held = reports.switches(scope, PageRequest(50), in_force=True).items
    return render(
        "jobs",
        {
            **who(caller),
            "refresh": 30,
            "asked": asked,
            "spans": SPANS,
            "chart": stacked(plan, reports.jobs_over_time(scope, since, span.step)),
            "counts": _by_status(summary),
            "summary": [group for group in summary if group.status == JobStatus.SUCCEEDED],
            "jobs": found.items,
            "statuses": list(JobStatus),
            "types": list(JobType),
            "retryable": RETRYABLE,
            "cancellable": CANCELLABLE,
            "pauses": [switch for switch in held if switch.kind == SwitchKind.PROCESSING_PAUSED],
            "at": asked.address(cursor=request.cursor or ""),
            "more": asked.address(cursor=found.next_cursor) if found.next_cursor else "",
            "words": words,
        },
    )


def sends(reports: Reports, caller: Caller, state: str | None, request: PageRequest) -> str:
    """What nobody can be sure of comes first; then what left, and what is on its way."""
    scope = caller.scope()
    found = reports.sends(scope, SendFilter(state=state or None), request)
    first = not request.cursor and state in (None, "", SendState.UNKNOWN)
    more = {"state": state or "", "cursor": found.next_cursor or ""}
    return render(
        "sends",
        {
            **who(caller),
            "refresh": 30,
            "unknown": reports.sends(scope, SendFilter(state="unknown"), PageRequest(_UNKNOWN_SHOWN)).items
            if first
            else (),
            "sends": [send for send in found.items if not (first and send.state == SendState.UNKNOWN)],
            "states": list(SendState),
            "state": state or "",
            "more": f"/sends?{urlencode(more)}" if found.next_cursor else "",
            "words": words,
        },
    )


def calls(reports: Reports, caller: Caller, wanted: CallFilter, request: PageRequest) -> str:
    """Who called, and what it came to."""
    found = reports.calls(caller.scope(), wanted, request)
    kept = {"outcome": wanted.outcome_class or "", "cursor": found.next_cursor or ""}
    return render(
        "calls",
        {
            **who(caller),
            "refresh": 30,
            "calls": found.items,
            "endings": list(Ending),
            "wanted": wanted,
            "more": f"/calls?{urlencode(kept)}" if found.next_cursor else "",
            "words": words,
        },
    )


def call(reports: Reports, caller: Caller, call_id: str) -> str:
    """One call with what was said in it. Raises NotFound."""
    found = reports.call(caller.scope(), call_id)
    if found is None:
        raise NotFound("There is no such call.")
    return render("call", {**who(caller), "call": found, "words": words})

"""What the AI costs, how often people agree with it, and how long people wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.access import Caller
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.shadow import PersonDid
from rejoinder.domain.views import ShadowGroup
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.charts import Plan, lines, stacked
from rejoinder.entrypoints.dashboard.rendering import render, who

DAYS = {"7": "a week", "30": "a month", "90": "three months"}


def spelt_seconds(seconds: float) -> str:
    """A wait in words: `45 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def dollars(amount: float) -> str:
    """Money of the AI, which is often less than a cent."""
    if amount >= 0.1 or amount == 0:
        return f"${amount:.2f}"
    return f"${amount:.5f}".rstrip("0")


def _day(moment: datetime) -> str:
    return moment.strftime("%d %b")


def _since(now: datetime, days: str) -> datetime:
    """The first midnight of so many days that end with today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=int(days) - 1)


def spending(reports: Reports, caller: Caller, days: str, group: str, now: datetime) -> str:
    """What the AI cost per day, feature, model, workspace and reply."""
    scope, since = caller.scope(), _since(now, days)
    plan = Plan(f"AI cost per day, by {group}", since, now, timedelta(days=1), _day, dollars, lambda kind: kind or "–")
    shops = reports.spend_of_workspaces(scope, since)
    total, replies = sum(shop.cost_usd for shop in shops), sum(shop.replies for shop in shops)
    return render(
        "spending",
        {
            **who(caller),
            "chart": stacked(plan, reports.spend_over_time(scope, since, group)),
            "shops": shops,
            "groups": reports.ai_summary(scope, since, ("feature", "model", "source")),
            "total": total,
            "calls": sum(shop.calls for shop in shops),
            "unpriced": sum(shop.unpriced for shop in shops),
            "replies": replies,
            "per_reply": total / replies if replies else None,
            "days": days,
            "choices": DAYS,
            "group": group,
            "dollars": dollars,
        },
    )


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people did with the drafts that they decided about."""

    approved: int
    edited: int
    """Changed first, or answered in their own words."""
    rejected: int

    @property
    def total(self) -> int:
        return self.approved + self.edited + self.rejected

    def share(self, part: int) -> str:
        """That part of all decisions, in percent; a dash before there was any."""
        return f"{100 * part / self.total:.0f} %" if self.total else "–"


def decisions(groups: Iterable[ShadowGroup]) -> Decisions:
    """All of these groups together."""
    did: Counter[str] = Counter()
    for group in groups:
        did.update(group.did)
    edited = did[PersonDid.EDITED] + did[PersonDid.OWN_WORDS]
    return Decisions(did[PersonDid.APPROVED], edited, did[PersonDid.REJECTED])


def agreement(reports: Reports, caller: Caller, days: str, now: datetime) -> str:
    """How often people sent the AI's draft word for word: the figure to look at before it may answer alone."""
    groups = reports.shadow(caller.scope(), _since(now, days))
    shown = {
        "rows": [(group, decisions([group])) for group in groups],
        "all": decisions(groups),
        "days": days,
        "choices": DAYS,
    }
    return render("agreement", {**who(caller), **shown})


def response_times(reports: Reports, caller: Caller, days: str, now: datetime) -> str:
    """How long people waited for the first part of an answer."""
    scope, since = caller.scope(), _since(now, days)
    plan = Plan(
        "Half of the people waited at most, per day",
        since,
        now,
        timedelta(days=1),
        _day,
        spelt_seconds,
        lambda kind: "answered by the AI" if kind == "ai" else "answered by a person",
        ("ai", "person"),
    )
    return render(
        "response_times",
        {
            **who(caller),
            "chart": lines(plan, reports.answers_over_time(scope, since)),
            "rows": reports.response_times(scope, since),
            "days": days,
            "choices": DAYS,
            "seconds": spelt_seconds,
            "words": words,
        },
    )

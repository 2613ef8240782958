"""The inbox, one conversation, and why a message was answered or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from rejoinder.application.replies.write_reply import ANSWERABLE
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller
from rejoinder.domain.drafts import OPEN_DRAFT
from rejoinder.domain.errors import NotFound
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.reports import (
    AppointmentFilter,
    CallFilter,
    DraftFilter,
    FollowUpFilter,
    InboxFilter,
    JobFilter,
    Reports,
    SendFilter,
)
from rejoinder.domain.sends import SendState
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.views import (
    CallDetail,
    DraftView,
    InboxCounts,
    JobView,
    MessageDetail,
    PageRequest,
    SendView,
    Trace,
    TraceStep,
)
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.rendering import render, who

_PEOPLE = 5
_SHOWN = 60
_CALLS = 10
_UNSETTLED = (SendState.QUEUED, SendState.SENDING, SendState.UNKNOWN, SendState.FAILED, SendState.UNDELIVERED)
SNOOZES: Mapping[str, timedelta] = {
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}
SNOOZE_WORDS = {
    "1h": "for an hour",
    "4h": "for four hours",
    "1d": "until tomorrow",
    "3d": "for three days",
    "7d": "for a week",
}
WAITS: Mapping[str, timedelta] = {
    "10m": timedelta(minutes=10),
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "12h": timedelta(hours=12),
    "1d": timedelta(days=1),
}
WAIT_WORDS = {
    "10m": "in ten minutes",
    "1h": "in an hour",
    "4h": "in four hours",
    "12h": "in twelve hours",
    "1d": "tomorrow, at this time",
}


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the inbox."""

    name: str
    label: str
    href: str
    count: str
    loud: bool
    """Somebody should do something about it."""


def _count(number: int) -> str:
    return "100+" if number > 100 else str(number) if number else ""


def _views(counts: InboxCounts, caller: Caller) -> list[View]:
    found = [
        View("attention", "Needs attention", "/inbox", _count(counts.attention), bool(counts.attention)),
        View("waiting", "Waiting for me", "/inbox?view=waiting", _count(counts.waiting), False),
        View("sent", "AI sent", "/inbox?view=sent", _count(counts.sent), False),
        View("all", "All", "/inbox?view=all", "", False),
        View("snoozed", "Snoozed", "/inbox?view=snoozed", _count(counts.snoozed), False),
        View("unmatched", "Unmatched", "/events", _count(counts.unmatched), bool(counts.unmatched)),
    ]
    if caller.workspace_id is None:
        found.append(View("intakes", "System intakes", "/intakes", _count(counts.intakes), bool(counts.intakes)))
    return found


def address_of(wanted: InboxFilter, cursor: str | None = None) -> str:
    """Where this part of the inbox stands."""
    asked = {
        "view": "" if wanted.view == "attention" else wanted.view,
        "medium": wanted.medium or "",
        "sentiment": wanted.sentiment or "",
        "q": wanted.q or "",
        "cursor": cursor or "",
    }
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"/inbox?{told}" if told else "/inbox"


def inbox(reports: Reports, caller: Caller, wanted: InboxFilter, request: PageRequest) -> str:
    """One view of the inbox, or what a search found."""
    scope = caller.scope()
    found = reports.inbox(scope, wanted, request)
    here = address_of(wanted, request.cursor)
    return render(
        "inbox",
        {
            **who(caller),
            "refresh": 30,
            "rows": found.items,
            "people": reports.people_named(scope, wanted.q, _PEOPLE) if wanted.q and not request.cursor else (),
            "views": _views(reports.inbox_counts(scope), caller),
            "wanted": wanted,
            "media": list(Medium),
            "sentiments": list(Sentiment),
            "at": here,
            "more": address_of(wanted, found.next_cursor) if found.next_cursor else "",
            "later": bool(request.cursor),
            "first": address_of(wanted),
            "snoozes": SNOOZE_WORDS,
            "many": caller.workspace_id is None,
            "words": words,
        },
    )


def intakes(reports: Reports, caller: Caller, workspaces: Sequence[WorkspaceView], request: PageRequest) -> str:
    """Whoever reached nobody's number; for whoever sees one workspace, those that were given to it."""
    scope = caller.scope()
    found = reports.intakes(scope, request, open_only=scope is None)
    more = f"/intakes?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else ""
    shown = {"intakes": found.items, "workspaces": workspaces if scope is None else (), "more": more, "words": words}
    return render("intakes", {**who(caller), **shown})


def badges(reports: Reports, caller: Caller) -> Mapping[str, int]:
    """What the menu counts."""
    counts = reports.inbox_counts(caller.scope())
    return {
        "attention": counts.attention,
        "dead": counts.dead,
        "unknown": counts.unknown,
        "alerts": counts.alerts,
    }


def marked(body: str, passages: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether nobody told the AI what it says."""
    told = [re.escape(passage) for passage in sorted(set(passages), key=len, reverse=True) if passage.strip()]
    if not told:
        return [(body, False)]
    pieces = re.split(f"({'|'.join(told)})", body)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that somebody may decide about, with what speaks against sending it unseen."""

    draft: DraftView
    message: MessageDetail | None
    reasons: Sequence[str]
    unsourced: Sequence[str]
    pieces: Sequence[tuple[str, bool]]


def _unsourced(steps: Sequence[TraceStep], body: str) -> list[str]:
    for step in reversed(steps):
        if step.check == "sourced-facts":
            spans = step.inputs.get("inputs", step.inputs).get("spans", ())
            found = [str(span.get("text", "")) for span in spans if isinstance(span, Mapping)]
            return [text for text in found if text and text in body]
    return []


def open_draft(reports: Reports, scope: str | None, draft: DraftView) -> OpenDraft:
    """The draft as the page shows it."""
    trace = reports.trace(scope, draft.message_id)
    unsourced = _unsourced(trace.items, draft.body) if trace else []
    return OpenDraft(
        draft, trace.message if trace else None, words.reasons(draft.decision), unsourced, marked(draft.body, unsourced)
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """A part of a reply that is not with the person yet, and when it leaves."""

    send: SendView
    at: datetime | None
    job_id: str | None


def _leaving(reports: Reports, scope: str | None, sends: Sequence[SendView]) -> list[Leaving]:
    found = []
    for send in reversed(sends):
        if send.state not in _UNSETTLED:
            continue
        job = _job_of(reports, scope, send) if send.state == SendState.QUEUED and send.message_id else None
        found.append(Leaving(send, job.run_at if job else None, job.id if job else None))
    return found


def _job_of(reports: Reports, scope: str | None, send: SendView) -> JobView | None:
    """What will send it, looked up by its message: jobs are not indexed by person."""
    wanted = JobFilter(status="PENDING", type="SEND_REPLY", message_id=send.message_id)
    return next(iter(reports.jobs(scope, wanted, PageRequest(1)).items), None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One entry of the thread: a message, or a call."""

    at: datetime
    message: MessageDetail | None = None
    call: CallDetail | None = None


def _thread(messages: Sequence[MessageDetail], calls: Sequence[CallDetail]) -> list[Spoken]:
    told = {call.message_id for call in calls if call.message_id}
    entries = [Spoken(m.sent_at or m.received_at, message=m) for m in messages if m.id not in told]
    entries += [Spoken(c.started_at or c.created_at, call=c) for c in calls]
    return sorted(entries, key=lambda entry: entry.at)


def _unanswered(newest_first: Sequence[MessageDetail], drafts: Sequence[DraftView]) -> MessageDetail | None:
    """The newest message that waits for a person who has nothing to approve."""
    drafted = {draft.message_id for draft in drafts if draft.status in OPEN_DRAFT}
    waits = [m for m in newest_first if m.disposition in ANSWERABLE and m.deleted_at is None]
    return next((m for m in waits if m.id not in drafted), None) if not drafted else None


def conversation(reports: Reports, caller: Caller, lead_id: str, request: PageRequest) -> str:
    """One person across all media: what was said, what waits, and what we know. Raises NotFound."""
    scope = caller.scope()
    lead = reports.lead(scope, lead_id)
    if lead is None:
        raise NotFound("There is no such person.")
    scope = lead.workspace_id
    said = reports.conversation(scope, lead.id, PageRequest(_SHOWN, request.cursor))
    listed = () if request.cursor else reports.calls(scope, CallFilter(lead_id=lead.id), PageRequest(_CALLS)).items
    calls = [found for one in listed if (found := reports.call(scope, one.id)) is not None]
    drafts = reports.drafts(scope, DraftFilter(lead_id=lead.id), PageRequest(30)).items
    sends = reports.sends(scope, SendFilter(lead_id=lead.id), PageRequest(30)).items
    timeline = reports.lead_timeline(scope, lead.id, PageRequest(200))
    return render(
        "conversation",
        {
            **who(caller),
            "refresh": 30,
            "lead": lead,
            "name": words.shown_name(lead.name, ", ".join((*lead.phones, *lead.emails))),
            "thread": _thread(said.items, calls),
            "older": f"/leads/{lead.id}?{urlencode({'cursor': said.next_cursor})}" if said.next_cursor else "",
            "newest": f"/leads/{lead.id}" if request.cursor else "",
            "open": [open_draft(reports, scope, draft) for draft in drafts if draft.status in OPEN_DRAFT],
            "unanswered": _unanswered(said.items, drafts) if not request.cursor else None,
            "leaving": _leaving(reports, scope, sends),
            "fates": {send.provider_message_id: words.send_state(send.state) for send in sends},
            "modes": [("", "As the business"), *((name, words.mode(name).text) for name in words.MODES)],
            "follow_ups": reports.follow_ups(scope, FollowUpFilter(lead_id=lead.id), PageRequest(10)).items,
            "appointments": reports.appointments(scope, AppointmentFilter(lead_id=lead.id), PageRequest(10)).items,
            "notes": reports.notes(scope, lead.id),
            "snoozed_until": reports.snoozed_until(scope, lead.id),
            "timeline": [words.step_in_words(step) for step in timeline.items] if timeline else [],
            "snoozes": SNOOZE_WORDS,
            "waits": WAIT_WORDS,
            "at": f"/leads/{lead.id}",
            "words": words,
        },
    )


def _verdict(trace: Trace) -> words.Said:
    return words.why(trace.message)


def message(reports: Reports, caller: Caller, message_id: str) -> str:
    """Why one message was answered, or was not, in words; and every check behind that. Raises NotFound."""
    found = reports.trace(caller.scope(), message_id)
    if found is None:
        raise NotFound("There is no such message.")
    scope = found.message.workspace_id
    steps: list[Any] = [words.step_in_words(step) for step in found.items]
    lead = reports.lead(scope, found.message.lead_id)
    return render(
        "message",
        {
            **who(caller),
            "message": found.message,
            "name": words.shown_name(lead.name if lead else "", found.message.sender),
            "verdict": _verdict(found),
            "steps": steps,
            "stopped": [step for step in steps if step.is_check and step.tone != "good"],
            "passed": sum(1 for step in steps if step.is_check and step.tone == "good"),
            "cost": sum(step.cost_usd or 0 for step in found.items if step.kind == "ai-call"),
            "sends": reports.sends(scope, SendFilter(message_id=found.message_id), PageRequest(50)).items,
            "words": words,
        },
    )

"""What stands on each page: the same read models as the API, put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rejoinder.application.setup.alert_routes import AlertRouteView
from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.alerting import Silence
from rejoinder.domain.ports.reports import (
    DraftFilter,
    LeadFilter,
    Reports,
    SendFilter,
)
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.views import Accounting, DraftView, Page, PageRequest
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.rendering import render, who

_SHOWN = 10
SWITCH_HOURS = {"1": "an hour", "8": "eight hours", "24": "a day", "168": "a week"}
"""How long a switch that is set on the page may hold; without a choice it has the end of its kind."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, perhaps a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft beside the message that it answers."""

    draft: DraftView
    question: str


def _cell(value: Any, href: str = "") -> Cell:
    if isinstance(value, datetime):
        return Cell(value.strftime("%Y-%m-%d %H:%M:%S"), href)
    return Cell("–" if value in (None, "") else str(value), href)


def _waiting(reports: Reports, scope: str | None, request: PageRequest) -> tuple[Sequence[Waiting], str | None]:
    found = reports.drafts(scope, DraftFilter(status="proposed"), request)
    return [_beside(reports, scope, draft) for draft in found.items], found.next_cursor


def _beside(reports: Reports, scope: str | None, draft: DraftView) -> Waiting:
    message = reports.message(scope, draft.message_id)
    return Waiting(draft, (message.body_clean or message.body) if message else "")


def home(reports: Reports, accounting: Accounting, caller: Caller) -> str:
    """In and accounted for, the queue, what waits for a person, and what holds us back."""
    scope = caller.scope()
    waiting, _ = _waiting(reports, scope, PageRequest(_SHOWN))
    return render(
        "home",
        {
            **who(caller),
            "refresh": 20,
            "words": words,
            "accounting": accounting,
            "queue": reports.vitals().queue if scope is None else None,
            "waiting": waiting,
            "unknown": reports.sends(scope, SendFilter(state="unknown"), PageRequest(_SHOWN)).items,
            "switches": reports.switches(scope, PageRequest(_SHOWN), in_force=True).items,
            "alerts": reports.alerts(scope, PageRequest(_SHOWN), open_only=True).items,
        },
    )


def table(caller: Caller, title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], more: str = "") -> str:
    """A plain list; `more` is the address of its next page."""
    return render("table", {**who(caller), "title": title, "columns": columns, "rows": rows, "more": more})


def _more(path: str, page: Page[Any]) -> str:
    return f"{path}?cursor={page.next_cursor}" if page.next_cursor else ""


def leads(reports: Reports, caller: Caller, request: PageRequest) -> str:
    """People, the most recently active first."""
    found = reports.leads(caller.scope(), LeadFilter(), request)
    rows = [
        (
            _cell(lead.name or ", ".join((*lead.phones, *lead.emails)) or lead.id, f"/leads/{lead.id}"),
            _cell(lead.status),
            _cell(lead.sentiment),
            _cell(lead.score.overall),
            _cell(lead.last_message_at),
        )
        for lead in found.items
    ]
    return table(
        caller, "People", ("person", "status", "sentiment", "score", "last message"), rows, _more("/leads", found)
    )


def alerts(
    reports: Reports,
    caller: Caller,
    request: PageRequest,
    routes: Sequence[AlertRouteView],
    silences: Sequence[Silence],
    texting: Sequence[tuple[str, str]],
) -> str:
    """What somebody should look at, what keeps alerts from people, and the ways to people."""
    found = reports.alerts(caller.scope(), request, open_only=True)
    shown = {
        "alerts": found.items,
        "more": _more("/alerts", found),
        "routes": routes,
        "silences": silences,
        "texting": texting,
        "sees_ways": caller.workspace_id is None and caller.role is Role.ADMIN,
    }
    return render("alerts", {**who(caller), **shown})


def switches(reports: Reports, caller: Caller, request: PageRequest, workspaces: Sequence[WorkspaceView]) -> str:
    """Everything that holds something back, the red switch, and what people hear meanwhile."""
    found = reports.switches(caller.scope(), request, in_force=False)
    shown = {
        "switches": found.items,
        "kinds": list(SwitchKind),
        "hours": SWITCH_HOURS,
        "workspaces": workspaces,
        "more": _more("/switches", found),
    }
    return render("switches", {**who(caller), **shown})


def events(reports: Reports, caller: Caller, request: PageRequest) -> str:
    """Deliveries that want a person."""
    found = reports.events(caller.scope(), None, request)
    return render("events", {**who(caller), "events": found.items, "more": _more("/events", found)})


def _proof(connection: ConnectionView) -> str:
    if connection.refuses_all:
        return "none: enter the webhook secret"
    return "URL key only (weaker)" if connection.weaker else "signature or secret"


def doctor(found: Sequence[Any], caller: Caller) -> str:
    """Everything that is wrong or weak, and what mends it: what `rejoinder doctor` prints."""
    return render("doctor", {**who(caller), "findings": found})


def connections(workspaces: Sequence[WorkspaceView], found: Sequence[ConnectionView], caller: Caller) -> str:
    """Provider accounts and what is wrong with them."""
    names = {workspace.id: workspace.name for workspace in workspaces}
    rows = [
        (
            _cell(names.get(connection.workspace_id or "", _users(connection))),
            _cell(connection.name),
            _cell(connection.channel),
            _cell(f"{connection.status}: {connection.status_reason}".removesuffix(": ")),
            _cell(_proof(connection)),
            _cell(connection.refused_deliveries),
            _cell(connection.last_event_at),
        )
        for connection in found
    ]
    columns = ("workspace", "name", "channel", "status", "proof", "refused", "last event")
    return table(caller, "Connections", columns, rows)


def _users(connection: ConnectionView) -> str:
    """Whom an account serves that belongs to no workspace."""
    return ": ".join(("every workspace", ", ".join(use.name for use in connection.used_by))).removesuffix(": ")


def sandbox(reports: Reports, caller: Caller, workspaces: Sequence[WorkspaceView], request: PageRequest) -> str:
    """The phones of simulated people, and a way to write as one of them."""
    found = reports.sandbox_phone(caller.scope(), request)
    context = {"received": found.items, "workspaces": workspaces, "more": _more("/sandbox", found)}
    return render("sandbox", {**who(caller), **context})


def api_docs(listing: Sequence[Any]) -> str:
    """Every operation of the API with its fields; open to everybody, and shows no data."""
    return render("api", {"listing": listing})


def sign_in_needed(detail: str) -> str:
    """What somebody without a session sees: how to get in, and nothing else."""
    return render("sign_in", {"detail": detail})


def trouble(title: str, detail: str, request_id: str) -> str:
    """A refusal or a failure, in words."""
    return render("trouble", {"title": title, "detail": detail, "request_id": request_id})

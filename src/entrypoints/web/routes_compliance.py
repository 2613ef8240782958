"""Consent and its evidence, lists of whom to leave alone, and whether the team was told."""

from __future__ import annotations

from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Response
from msgspec import Struct

from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.suppressions import as_csv
from rejoinder.domain.views import (
    ConsentChangeView,
    NotificationView,
    Page,
    PageRequest,
    SuppressionImportView,
    SuppressionView,
)
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.errors import Unreadable
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.routes_leads import own_lead
from rejoinder.entrypoints.web.spelling import API, StateQuery, look, make

_WORKSPACE = f"{API}/workspaces/{{workspace_id:str}}"
MAX_LIST = 4_000_000
CSV = "text/csv; charset=utf-8"


class TestTarget(Struct):
    to: str


def file_of(name: str, table: str) -> Response[bytes]:
    """The table as a file to keep."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(table.encode(), media_type=CSV, headers=headers)


@look(f"{API}/leads/{{lead_id:str}}/consent")
def consent_of_lead(
    web: Web, caller: Who, lead_id: FromPath[str], limit: FromQuery[int] = 50, cursor: FromQuery[str | None] = None
) -> Page[ConsentChangeView]:
    """Every change of this person's consent with its evidence, the newest first."""
    known = own_lead(web, caller, lead_id)
    return web.reports.consent_changes(known.workspace_id, known.id, PageRequest(limit, cursor))


@look(f"{_WORKSPACE}/consent.csv")
def consent_csv(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[bytes]:
    """The whole ledger as a table, oldest first."""
    scope = own_workspace(caller, workspace_id)
    rows = ((*row[:4], row[4].isoformat()) for row in web.reports.every_consent_change(scope))
    return file_of("consent.csv", "".join(as_csv(("lead_id", "medium", "state", "evidence", "at"), rows)))


@look(f"{_WORKSPACE}/suppressions")
def suppressions(
    web: Web, caller: Who, workspace_id: FromPath[str], limit: FromQuery[int] = 50, cursor: FromQuery[str | None] = None
) -> Page[SuppressionView]:
    """Addresses that came in with a list, the newest first."""
    return web.reports.suppressions(own_workspace(caller, workspace_id), PageRequest(limit, cursor))


@look(f"{_WORKSPACE}/suppressions.csv")
def suppressions_csv(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[bytes]:
    """Everybody who may not be written to: the lists, and whoever opted out. What was exported can be imported."""
    scope = own_workspace(caller, workspace_id)
    return file_of("suppressions.csv", suppressions_table(web, scope))


def suppressions_table(web: WebContainer, scope: str) -> str:
    """The table of everybody who may not be written to."""
    rows = (
        (
            each.address if each.kind == "phone" else "",
            each.address if each.kind == "email" else "",
            each.reason,
            each.source,
            each.added_at.isoformat() if each.added_at else "",
        )
        for each in web.reports.do_not_contact(scope)
    )
    return "".join(as_csv(("phone", "email", "reason", "source", "added_at"), rows))


@make(f"{_WORKSPACE}/suppressions/imports", request_max_body_size=MAX_LIST, takes=bytes)
def import_suppressions(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    body: RawBody,
    name: FromQuery[str] = "",
    country: FromQuery[str] = "",
) -> SuppressionImportView:
    """A CSV of telephone numbers and mail addresses that nobody may write to. It is taken by a job: look at the import
    for its progress and for rows that name nobody. The same list again adds nothing. `country` (such as US) reads
    numbers that name none."""
    scope = own_workspace(caller, workspace_id)
    listed = web.import_suppressions(scope, name, plain_text(body), caller.name, country)
    found = web.reports.suppression_import(scope, listed.id)
    assert found is not None
    return found


def plain_text(body: bytes) -> str:
    """A list as spreadsheets write it. Raises Unreadable."""
    for encoding in ("utf-8-sig", "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("The list is no text.")


@look(f"{_WORKSPACE}/suppressions/imports")
def suppression_imports(
    web: Web, caller: Who, workspace_id: FromPath[str], limit: FromQuery[int] = 50, cursor: FromQuery[str | None] = None
) -> Page[SuppressionImportView]:
    """Lists that came in, the newest first."""
    return web.reports.suppression_imports(own_workspace(caller, workspace_id), PageRequest(limit, cursor))


@look(f"{_WORKSPACE}/suppressions/imports/{{import_id:str}}")
def suppression_import(
    web: Web, caller: Who, workspace_id: FromPath[str], import_id: FromPath[str]
) -> SuppressionImportView:
    """How far a list has been taken, and which of its rows name nobody."""
    found = web.reports.suppression_import(own_workspace(caller, workspace_id), import_id)
    if found is None:
        raise NotFound("There is no such import.")
    return found


@look(f"{_WORKSPACE}/notifications")
def notifications(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    in_state: StateQuery = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[NotificationView]:
    """Whom of the team we told of what, and whether it arrived; the newest first."""
    return web.reports.notifications(own_workspace(caller, workspace_id), in_state, PageRequest(limit, cursor))


@make(f"{_WORKSPACE}/notifications/test", takes=TestTarget)
def try_notification(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> NotificationView:
    """A test goes to `slack`, `slack:<channel>`, `email:<address>` or `webhook`; the list shows whether it arrived."""
    scope = own_workspace(caller, workspace_id)
    stated = read_json(body, TestTarget)
    if not stated.to.strip():
        raise InvalidInput("'to' names a target.", field="to")
    told = web.test_notification(scope, stated.to, caller.name)
    newest = web.reports.notifications(scope, None, PageRequest(50, None))
    return next(each for each in newest.items if each.id == told.id)


ROUTES = [
    consent_of_lead,
    consent_csv,
    suppressions,
    suppressions_csv,
    import_suppressions,
    suppression_imports,
    suppression_import,
    notifications,
    try_notification,
]

"""/api/v1/retention and the audit log: what is kept, for how long, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar.params import FromQuery, RawBody
from litestar.response import Response
from msgspec import Struct
from msgspec.structs import asdict

from rejoinder.domain.access import Role
from rejoinder.domain.retention import Due
from rejoinder.domain.views import AuditView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, scope_of
from rejoinder.entrypoints.web.bodies import read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, alter, look

_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


class Days(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Days by kind; those that are not named stay as they are."""

    events: float | None = None
    jobs: float | None = None
    ai_calls: float | None = None
    audit_log: float | None = None
    refused_deliveries: float | None = None
    alerts: float | None = None
    sessions: float | None = None
    sandbox_phone: float | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    items: Sequence[Due]


@look(f"{API}/retention")
def retention(web: Web, caller: Who, workspace_id: FromQuery[str | None] = None) -> Retention:
    """What is kept for how long, and how many rows a run would take away now. Nothing is changed."""
    return Retention(web.retention.show(scope_of(caller, workspace_id)))


@alter(f"{API}/retention", access=Role.ADMIN, takes=Days)
def keep(web: Web, caller: Who, body: RawBody) -> Retention:
    """The installation's own times, in days by kind; a workspace's are its setting `retention`."""
    needs_every_workspace(caller)
    stated = asdict(read_json(body, Days))
    web.retention.keep({kind: days for kind, days in stated.items() if days is not None})
    return Retention(web.retention.show(None))


@look(f"{API}/audit", access=Role.ADMIN)
def audit_list(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[AuditView]:
    """What people and tokens changed, or tried to, the newest first: ids and no texts."""
    return web.reports.audit(scope_of(caller, workspace_id), PageRequest(limit, cursor))


@look(f"{API}/audit/export", access=Role.ADMIN)
def audit_export(
    web: Web, caller: Who, form: FromQuery[str] = "jsonl", workspace_id: FromQuery[str | None] = None
) -> Response[bytes]:
    """The newest 50,000 entries as one file: `csv` or `jsonl`."""
    return audit_file(web, scope_of(caller, workspace_id), form)


def audit_file(web: WebContainer, scope: str | None, form: str) -> Response[bytes]:
    """A download. Raises InvalidInput for a form that is none."""
    lines = "".join(web.export_audit(scope, form)).encode()
    headers = {"content-disposition": f'attachment; filename="rejoinder-audit.{form}"'}
    return Response(lines, media_type=_MEDIA[form], headers=headers)


ROUTES = [retention, keep, audit_list, audit_export]

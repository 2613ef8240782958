"""/api/v1/drafts: a decision names the version that the person saw."""

from __future__ import annotations

from typing import Annotated

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Meta, Struct

from rejoinder.application.replies.draft_versions import DraftDiff
from rejoinder.domain.access import Caller
from rejoinder.domain.drafts import DraftStatus, DraftVersion
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.reports import DraftFilter
from rejoinder.domain.views import DraftView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.conflicts import showing_newest
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, look, replace

Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class SeenVersion(Struct):
    version: Version
    digest: str = ""


class EditedDraft(Struct):
    version: Version
    body: str


class RejectedDraft(Struct):
    version: Version
    reason: str = ""


class Regenerated(Struct):
    version: Version
    instruction: str = ""


def own_draft(web: WebContainer, caller: Caller, draft_id: str) -> DraftView:
    """Raises NotFound."""
    found = web.reports.draft(caller.scope(), draft_id)
    if found is None:
        raise NotFound("There is no such draft.")
    return found


@look(f"{API}/drafts")
def drafts(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    message_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[DraftView]:
    """The newest first; `status=proposed` are those that wait for a person."""
    wanted = DraftFilter(one_of("status", status, DraftStatus), lead_id, message_id)
    return web.reports.drafts(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/drafts/{{draft_id:str}}")
def draft(web: Web, caller: Who, draft_id: FromPath[str]) -> DraftView:
    """One draft at its newest version."""
    return own_draft(web, caller, draft_id)


@replace(f"{API}/drafts/{{draft_id:str}}", takes=EditedDraft)
def edit(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> DraftView:
    """A new version with this text. 409 with the newer version when `version` is not the newest."""
    known = own_draft(web, caller, draft_id)
    stated = read_json(body, EditedDraft)
    with showing_newest(lambda: own_draft(web, caller, draft_id)):
        web.edit_draft(known.workspace_id, known.id, stated.version, stated.body, caller.name, "")
    return own_draft(web, caller, draft_id)


@act(f"{API}/drafts/{{draft_id:str}}/approve", takes=SeenVersion)
def approve(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> DraftView:
    """Exactly this version is sent; with a `digest` only if that is still its text. 409 says who decided before."""
    known = own_draft(web, caller, draft_id)
    stated = read_json(body, SeenVersion)
    with showing_newest(lambda: own_draft(web, caller, draft_id)):
        web.approve_draft(known.workspace_id, known.id, stated.version, caller.name, stated.digest)
    return own_draft(web, caller, draft_id)


@act(f"{API}/drafts/{{draft_id:str}}/reject", takes=RejectedDraft)
def reject(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> DraftView:
    """Nothing is sent; the message ends as stayed-silent with this reason."""
    known = own_draft(web, caller, draft_id)
    stated = read_json(body, RejectedDraft)
    with showing_newest(lambda: own_draft(web, caller, draft_id)):
        web.reject_draft(known.workspace_id, known.id, stated.version, stated.reason, caller.name)
    return own_draft(web, caller, draft_id)


@act(f"{API}/drafts/{{draft_id:str}}/regenerate", takes=Regenerated)
def regenerate(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> DraftView:
    """A new version by the AI, which is told the instruction."""
    known = own_draft(web, caller, draft_id)
    stated = read_json(body, Regenerated)
    with showing_newest(lambda: own_draft(web, caller, draft_id)):
        web.regenerate_draft(known.workspace_id, known.id, stated.version, stated.instruction, caller.name)
    return own_draft(web, caller, draft_id)


@look(f"{API}/drafts/{{draft_id:str}}/versions")
def versions(web: Web, caller: Who, draft_id: FromPath[str]) -> list[DraftVersion]:
    """Every text that the draft has had, the oldest first, with who wrote it and what was asked for."""
    known = own_draft(web, caller, draft_id)
    return list(web.compare_draft.versions(known.workspace_id, known.id))


@look(f"{API}/drafts/{{draft_id:str}}/diff")
def diff(
    web: Web,
    caller: Who,
    draft_id: FromPath[str],
    before: FromQuery[int | None] = None,
    after: FromQuery[int | None] = None,
) -> DraftDiff:
    """What changed from version `before` to version `after`: by default between the two newest."""
    known = own_draft(web, caller, draft_id)
    return web.compare_draft(known.workspace_id, known.id, before, after)


ROUTES = [drafts, draft, versions, diff, edit, approve, reject, regenerate]

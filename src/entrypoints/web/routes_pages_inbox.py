"""The inbox and the conversation: looking, deciding, and keeping notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.reports import INBOX_VIEWS, InboxFilter
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.views import LeadView, PageRequest
from rejoinder.entrypoints.dashboard import inbox as pages
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, own_workspace
from rejoinder.entrypoints.web.bodies import one_of
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.page_routes import back, form, html, page, posted, version_of
from rejoinder.entrypoints.web.routes_drafts import own_draft
from rejoinder.entrypoints.web.routes_numbers import own_intake

_MOST_SEARCHED = 200


def _own_lead(web: WebContainer, caller: Caller, lead_id: str) -> LeadView:
    found = web.reports.lead(caller.scope(), lead_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _when(web: WebContainer, stated: Mapping[str, str]) -> tuple[datetime | None, str]:
    """When the form wants its reply to leave, None for now; and how to say that it will."""
    wait = one_of("wait", stated.get("wait"), pages.WAITS)
    if wait is None:
        return None, "Approved. It is on its way."
    return web.clock.now() + pages.WAITS[wait], f"Approved; it leaves {pages.WAIT_WORDS[wait]}."


@page("/inbox")
def inbox(
    web: Web,
    caller: Who,
    view: FromQuery[str | None] = None,
    medium: FromQuery[str | None] = None,
    sentiment: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    wanted = InboxFilter(
        one_of("view", view, INBOX_VIEWS) or "attention",
        one_of("medium", medium, Medium),
        one_of("sentiment", sentiment, Sentiment),
        (q or "").strip()[:_MOST_SEARCHED] or None,
    )
    return html(pages.inbox(web.reports, caller, wanted, PageRequest(30, cursor)))


@page("/intakes")
def intakes(web: Web, caller: Who, cursor: FromQuery[str | None] = None) -> Response[str]:
    known = web.show_workspaces.all(caller.scope())
    return html(pages.intakes(web.reports, caller, known, PageRequest(cursor=cursor)))


@form("/intakes/{intake_id:str}/assign")
def assign(web: Web, caller: Who, intake_id: FromPath[str], body: RawBody) -> Redirect:
    """The person is a lead of that workspace from now on."""
    stated = posted(caller, body)
    needs_every_workspace(caller)
    known = own_intake(web, caller, intake_id)
    web.assign_intake(known.id, own_workspace(caller, stated.get("workspace_id", "")), caller.name)
    return back(stated, "Given. They are a lead of that workspace now.")


@get("/badges", sync_to_thread=True, access=Role.VIEWER, page=True)
def badges(web: Web, caller: Who) -> dict[str, Any]:
    """What the menu counts; asked again whenever something changes."""
    return dict(pages.badges(web.reports, caller))


@page("/leads/{lead_id:str}")
def conversation(web: Web, caller: Who, lead_id: FromPath[str], cursor: FromQuery[str | None] = None) -> Response[str]:
    return html(pages.conversation(web.reports, caller, lead_id, PageRequest(cursor=cursor)))


@page("/messages/{message_id:str}")
def message(web: Web, caller: Who, message_id: FromPath[str]) -> Response[str]:
    return html(pages.message(web.reports, caller, message_id))


@form("/drafts/{draft_id:str}/approve")
def approve(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    """The text in the form is sent: as a version of its own where it is not the one that was proposed. The form holds
    the digest of what was shown: a draft that says something else by now is not approved."""
    stated = posted(caller, body)
    known, version, seen = own_draft(web, caller, draft_id), version_of(stated), stated.get("digest", "")
    text = stated.get("body", known.body).replace("\r\n", "\n")
    if text.strip() != known.body.strip():
        web.edit_draft(known.workspace_id, known.id, version, text, caller.name, seen)
        version, seen = version + 1, ""
    not_before, said = _when(web, stated)
    web.approve_draft(known.workspace_id, known.id, version, caller.name, seen, not_before=not_before)
    return back(stated, said)


@form("/drafts/{draft_id:str}/reject")
def reject(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_draft(web, caller, draft_id)
    web.reject_draft(known.workspace_id, known.id, version_of(stated), stated.get("reason", ""), caller.name)
    return back(stated, "Rejected. Nothing is sent.")


@form("/drafts/{draft_id:str}/edit")
def edit(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_draft(web, caller, draft_id)
    text = stated.get("body", "").replace("\r\n", "\n")
    seen = stated.get("digest", "")
    web.edit_draft(known.workspace_id, known.id, version_of(stated), text, caller.name, seen)
    return back(stated, "Saved as a new version.")


@form("/drafts/{draft_id:str}/regenerate")
def regenerate(web: Web, caller: Who, draft_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = own_draft(web, caller, draft_id)
    web.regenerate_draft(known.workspace_id, known.id, version_of(stated), stated.get("instruction", ""), caller.name)
    return back(stated, "Written anew.")


@form("/messages/{message_id:str}/reply")
def reply(web: Web, caller: Who, message_id: FromPath[str], body: RawBody) -> Redirect:
    """Somebody answers in their own words where no draft waits."""
    stated = posted(caller, body)
    known = web.reports.message(caller.scope(), message_id)
    if known is None:
        raise NotFound("There is no such message.")
    not_before, said = _when(web, stated)
    web.write_reply(known.workspace_id, known.id, stated.get("body", "").replace("\r\n", "\n"), caller.name, not_before)
    return back(stated, said)


@form("/leads/{lead_id:str}/snooze")
def snooze(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> Redirect:
    """Out of sight for a while; an empty `for` brings it back."""
    stated = posted(caller, body)
    known = _own_lead(web, caller, lead_id)
    time = one_of("for", stated.get("for"), pages.SNOOZES)
    until = web.clock.now() + pages.SNOOZES[time] if time else None
    web.snooze_lead(known.workspace_id, known.id, until, caller.name)
    return back(stated, f"Put aside {pages.SNOOZE_WORDS[time]}." if time else "It is back.")


@form("/leads/{lead_id:str}/notes")
def note(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    known = _own_lead(web, caller, lead_id)
    web.add_note(known.workspace_id, known.id, stated.get("body", "").replace("\r\n", "\n"), caller.name)
    return back(stated, "Kept.")


@form("/leads/{lead_id:str}/automation")
def automation(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> Redirect:
    """Automation keeps out of this conversation, or may answer again."""
    stated = posted(caller, body)
    known = _own_lead(web, caller, lead_id)
    keep_out = bool(stated.get("paused"))
    changes = LeadChanges(automation_paused_reason="by-person" if keep_out else "")
    web.update_lead(known.workspace_id, known.id, changes, caller.name)
    return back(stated, "Automation keeps out." if keep_out else "Automation may answer again.")


ROUTES = [
    inbox,
    intakes,
    assign,
    badges,
    conversation,
    message,
    approve,
    reject,
    edit,
    regenerate,
    reply,
    snooze,
    note,
    automation,
]

"""How a workspace answers, on pages: modes, knowledge, what was learned, follow-ups, and whom it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from litestar import Response
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.knowledge import KnowledgeSource
from rejoinder.application.setup.modes import ModePlace
from rejoinder.application.setup.sequences import SequenceChanges
from rejoinder.domain.access import Role
from rejoinder.domain.knowledge import LARGEST_FILE
from rejoinder.domain.sequences import parse_steps
from rejoinder.domain.views import PageRequest, ShadowGroup
from rejoinder.entrypoints.dashboard import answers
from rejoinder.entrypoints.dashboard.set_up import number_of
from rejoinder.entrypoints.web.auth import Web, Who
from rejoinder.entrypoints.web.bodies import read_file
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.page_routes import back, form, html, page, posted, to
from rejoinder.entrypoints.web.routes_compliance import MAX_LIST, file_of, plain_text, suppressions_table
from rejoinder.entrypoints.web.routes_leads import own_lead
from rejoinder.entrypoints.web.routes_pages_setup import own_view

_OWN = "/setup/{workspace_id:str}"
_FIGURES_OF = timedelta(days=30)


def _figures(web: WebContainer, workspace_id: str) -> Sequence[ShadowGroup]:
    return web.reports.shadow(workspace_id, web.clock.now() - _FIGURES_OF)


# --- who answers ----------------------------------------------------------------------------------


@page(f"{_OWN}/answers", access=Role.ADMIN)
def who_answers(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    connected = {connection.channel for connection in web.show_connections.all(own.id, with_address=False)}
    return html(answers.answers(caller, own, sorted(connected), _figures(web, own.id)))


@form(f"{_OWN}/answers", on=who_answers, access=Role.ADMIN)
def choose_mode(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    """The mode of the business, and how sure the second look has to be."""
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    mode = answers.mode_to_set(stated, _figures(web, own.id))
    sure = number_of(stated, "auto_send_threshold")
    web.update_workspace(own.id, caller.name, settings={"mode": mode, "auto_send_threshold": sure})
    return to(f"/setup/{own.id}/answers", "It holds from now on, also for what waits to leave.")


@form(f"{_OWN}/answers/places", on=who_answers, access=Role.ADMIN)
def choose_places(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    """Modes of channels and campaigns; where none is chosen, the business decides."""
    stated = dict(posted(caller, body))
    own = own_view(web, caller, workspace_id)
    if stated.get("campaign", "").strip():
        stated[f"campaign.{stated['campaign'].strip()}"] = stated.get("campaign_mode", "")
    for field, mode in stated.items():
        kind, _, name = field.partition(".")
        if kind == "channel":
            web.set_mode(own.id, ModePlace(channel=name), mode or None, caller.name)
        elif kind == "campaign" and name:
            web.set_mode(own.id, ModePlace(campaign=name), mode or None, caller.name)
    return to(f"/setup/{own.id}/answers#places", "Saved. The strictest word holds.")


@form("/leads/{lead_id:str}/mode")
def choose_for_lead(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> Redirect:
    """How far automation may go with this person."""
    stated = posted(caller, body)
    known = own_lead(web, caller, lead_id)
    web.set_mode(known.workspace_id, ModePlace(lead_id=known.id), stated.get("mode") or None, caller.name)
    return back(stated, "Saved. The strictest word holds.")


# --- what it knows --------------------------------------------------------------------------------


@page(f"{_OWN}/knowledge", access=Role.ADMIN)
def knowledge(web: Web, caller: Who, workspace_id: FromPath[str], q: FromQuery[str] = "") -> Response[str]:
    own = own_view(web, caller, workspace_id)
    found = web.show_knowledge.found(own.id, q) if q.strip() else ()
    return html(answers.knowledge(caller, own, web.show_knowledge.all(own.id), q, found))


_UPLOAD = LARGEST_FILE + 1_000_000


@form(
    f"{_OWN}/knowledge", on=knowledge, fields={"data": "file", "file_name": "file", "origin": "url"},
    access=Role.ADMIN, request_max_body_size=_UPLOAD,
)  # fmt: skip
def add_knowledge(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    """One more text, page or file that drafts may draw on."""
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    source = KnowledgeSource(
        stated.get("title", ""), stated.get("text", ""), stated.get("url", ""), *read_file(body, "file")
    )
    added = web.add_knowledge(own.id, source, caller.name)
    return to(f"/setup/{own.id}/knowledge", f"“{added.title[:80]}” is known from now on.")


@form(f"{_OWN}/knowledge/{{entry_id:str}}/remove", access=Role.ADMIN)
def remove_knowledge(
    web: Web, caller: Who, workspace_id: FromPath[str], entry_id: FromPath[str], body: RawBody
) -> Redirect:
    posted(caller, body)
    own = own_view(web, caller, workspace_id)
    web.remove_knowledge(own.id, entry_id, caller.name)
    return to(f"/setup/{own.id}/knowledge", "No draft draws on it any more.")


# --- what it learned ------------------------------------------------------------------------------


@page(f"{_OWN}/learnings", access=Role.ADMIN)
def learnings(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    return html(answers.learnings(caller, own, web.show_learnings.all(own.id)))


@form(f"{_OWN}/learnings/{{learning_id:str}}", on=learnings, access=Role.ADMIN)
def decide_learning(
    web: Web, caller: Who, workspace_id: FromPath[str], learning_id: FromPath[str], body: RawBody
) -> Redirect:
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    accept = stated.get("accept") == "yes"
    web.decide_learning(own.id, learning_id, accept, caller.name)
    return to(f"/setup/{own.id}/learnings", "Learned." if accept else "Nothing is learned from it.")


# --- follow-ups -----------------------------------------------------------------------------------


@page(f"{_OWN}/follow-ups", access=Role.ADMIN)
def follow_ups(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    return html(answers.follow_ups(caller, own, web.show_sequences.all(own.id)))


_STEP_FIELDS = {f"steps[{n}].text": f"text_{n + 1}" for n in range(answers.MOST_STEPS)} | {
    f"steps[{n}].wait_days": f"days_{n + 1}" for n in range(answers.MOST_STEPS)
}


@form(f"{_OWN}/follow-ups", on=follow_ups, fields=_STEP_FIELDS, access=Role.ADMIN)
def add_sequence(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    steps = parse_steps(answers.steps_of(stated))
    web.add_sequence(own.id, stated.get("name", ""), steps, True, caller.name)
    return to(f"/setup/{own.id}/follow-ups", "People can be followed up with it.")


@form(f"{_OWN}/follow-ups/{{sequence_id:str}}", on=follow_ups, access=Role.ADMIN)
def change_sequence(
    web: Web, caller: Who, workspace_id: FromPath[str], sequence_id: FromPath[str], body: RawBody
) -> Redirect:
    """It is switched on or off, or removed."""
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    if stated.get("do") == "remove":
        web.remove_sequence(own.id, sequence_id, caller.name)
    else:
        web.change_sequence(own.id, sequence_id, SequenceChanges(active=stated.get("do") == "on"), caller.name)
    return to(f"/setup/{own.id}/follow-ups", "Done.")


# --- whom it leaves alone -------------------------------------------------------------------------


@page(f"{_OWN}/leave-alone", access=Role.ADMIN)
def leave_alone(
    web: Web, caller: Who, workspace_id: FromPath[str], cursor: FromQuery[str | None] = None
) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    lists = web.reports.suppression_imports(own.id, PageRequest(10)).items
    return html(answers.leave_alone(caller, own, web.reports.suppressions(own.id, PageRequest(cursor=cursor)), lists))


@form(f"{_OWN}/leave-alone", on=leave_alone, access=Role.ADMIN, request_max_body_size=MAX_LIST)
def add_list(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    """A list as a file, or addresses that were typed: nobody writes to them any more."""
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    name, data = read_file(body, "file")
    web.import_suppressions(
        own.id, name, plain_text(data) if name else stated.get("addresses", ""), caller.name, stated.get("country", "")
    )
    return to(f"/setup/{own.id}/leave-alone", "The list is being read. Nobody writes to them any more.")


@page(f"{_OWN}/leave-alone.csv", access=Role.ADMIN)
def everybody_left_alone(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[bytes]:
    """Everybody who may not be written to, as a table."""
    return file_of("suppressions.csv", suppressions_table(web, own_view(web, caller, workspace_id).id))


ROUTES = [
    who_answers,
    choose_mode,
    choose_places,
    choose_for_lead,
    knowledge,
    add_knowledge,
    remove_knowledge,
    learnings,
    decide_learning,
    follow_ups,
    add_sequence,
    change_sequence,
    leave_alone,
    add_list,
    everybody_left_alone,
]

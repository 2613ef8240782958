"""/api/v1/workspaces/{id}/knowledge and …/learnings: what drafts may draw on, and what edits may teach."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Meta, Struct

from rejoinder.application.setup.knowledge import FoundPart, KnowledgeSource, KnowledgeView
from rejoinder.application.setup.learnings import LearningView
from rejoinder.domain.access import Role
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.knowledge import LARGEST_FILE
from rejoinder.domain.learnings import LearningState
from rejoinder.domain.views import Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.spelling import API, StateQuery, act, look, make, remove, replace

_ALL = f"{API}/workspaces/{{workspace_id:str}}/knowledge"
_ONE = f"{_ALL}/{{entry_id:str}}"
_LARGEST_BODY = LARGEST_FILE * 4 // 3 + 1_000_000
"""Bytes: a file in base64, and room for the rest."""
_LEARNINGS = f"{API}/workspaces/{{workspace_id:str}}/learnings"


class NewKnowledge(Struct, forbid_unknown_fields=True):
    title: str = ""
    text: str = ""
    url: str = ""
    """The address of the page that `text` was copied from."""
    file_name: str = ""
    data: str = ""
    """The bytes of the file in base64."""


class ReplacedKnowledge(NewKnowledge, forbid_unknown_fields=True, kw_only=True):
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]


def _source(stated: NewKnowledge) -> KnowledgeSource:
    try:
        data = base64.b64decode(stated.data, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("'data' takes the bytes of the file in base64.", field="data") from None
    return KnowledgeSource(stated.title, stated.text, stated.url, stated.file_name, data)


@make(_ALL, access=Role.ADMIN, takes=NewKnowledge, request_max_body_size=_LARGEST_BODY)
def add_knowledge(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> KnowledgeView:
    """One more entry: a `text`; the `text` of a page with its `url`; or a file (`file_name` that ends in txt, md, csv,
    pdf or docx, and `data`). Nothing is fetched from anywhere."""
    own = own_workspace(caller, workspace_id)
    return web.add_knowledge(own, _source(read_json(body, NewKnowledge)), caller.name)


@look(_ALL)
def knowledge(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    q: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[KnowledgeView]:
    """The entries without their texts, the oldest first; `q` keeps those whose title or origin holds it."""
    request = PageRequest(limit, cursor)
    found = [
        entry
        for entry in web.show_knowledge.all(own_workspace(caller, workspace_id))
        if not q or q.casefold() in f"{entry.title} {entry.origin}".casefold()
    ]
    start = next((n for n, item in enumerate(found, 1) if item.id == request.cursor), 0)
    items = found[start : start + request.limit]
    return Page(items, items[-1].id if len(found) > start + request.limit else None)


@look(f"{_ALL}/search")
def search_knowledge(web: Web, caller: Who, workspace_id: FromPath[str], q: FromQuery[str] = "") -> list[FoundPart]:
    """The parts that a draft would be shown first for the question `q`, the best first."""
    return list(web.show_knowledge.found(own_workspace(caller, workspace_id), q))


@look(_ONE)
def knowledge_entry(web: Web, caller: Who, workspace_id: FromPath[str], entry_id: FromPath[str]) -> KnowledgeView:
    """One entry with its text."""
    return web.show_knowledge.one(own_workspace(caller, workspace_id), entry_id)


@replace(_ONE, access=Role.ADMIN, takes=ReplacedKnowledge, request_max_body_size=_LARGEST_BODY)
def replace_knowledge(
    web: Web, caller: Who, workspace_id: FromPath[str], entry_id: FromPath[str], body: RawBody
) -> KnowledgeView:
    """The entry holds this now. 409 with the newer one when `version` is not the newest."""
    own = own_workspace(caller, workspace_id)
    web.show_knowledge.one(own, entry_id)
    stated = read_json(body, ReplacedKnowledge)
    return web.replace_knowledge(own, entry_id, stated.version, _source(stated), caller.name)


@remove(_ONE, access=Role.ADMIN, status_code=200)
def remove_knowledge(web: Web, caller: Who, workspace_id: FromPath[str], entry_id: FromPath[str]) -> KnowledgeView:
    """Drafts draw on it no more."""
    return web.remove_knowledge(own_workspace(caller, workspace_id), entry_id, caller.name)


@look(_LEARNINGS)
def learnings(web: Web, caller: Who, workspace_id: FromPath[str], of_state: StateQuery = None) -> list[LearningView]:
    """What edits of drafts may teach, the newest first; `state=proposed` are those that wait for a decision."""
    wanted = one_of("state", of_state, LearningState)
    found = web.show_learnings.all(own_workspace(caller, workspace_id), LearningState(wanted) if wanted else None)
    return list(found)


@act(f"{_LEARNINGS}/{{learning_id:str}}/accept", access=Role.ADMIN)
def accept_learning(web: Web, caller: Who, workspace_id: FromPath[str], learning_id: FromPath[str]) -> LearningView:
    """A fact becomes an entry of the knowledge; a wish is told to the writer from now on."""
    return web.decide_learning(own_workspace(caller, workspace_id), learning_id, True, caller.name)


@act(f"{_LEARNINGS}/{{learning_id:str}}/dismiss", access=Role.ADMIN)
def dismiss_learning(web: Web, caller: Who, workspace_id: FromPath[str], learning_id: FromPath[str]) -> LearningView:
    """Nothing is learned from it."""
    return web.decide_learning(own_workspace(caller, workspace_id), learning_id, False, caller.name)


ROUTES = [
    add_knowledge,
    knowledge,
    search_knowledge,
    knowledge_entry,
    replace_knowledge,
    remove_knowledge,
    learnings,
    accept_learning,
    dismiss_learning,
]

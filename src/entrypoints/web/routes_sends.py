"""/api/v1/sends"""

from __future__ import annotations

from typing import Literal

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.domain.access import Caller
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.reports import SendFilter
from rejoinder.domain.sends import SendState
from rejoinder.domain.views import Page, PageRequest, SendView
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json
from rejoinder.entrypoints.web.conflicts import showing_newest
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, StateQuery, act, look


class Settlement(Struct):
    outcome: Literal["arrived", "send_again", "failed"]


def own_send(web: WebContainer, caller: Caller, send_id: str) -> SendView:
    """Raises NotFound."""
    found = web.reports.send(caller.scope(), send_id)
    if found is None:
        raise NotFound("There is no such send.")
    return found


@look(f"{API}/sends")
def sends(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    in_state: StateQuery = None,
    lead_id: FromQuery[str | None] = None,
    message_id: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[SendView]:
    """The newest first; `state=unknown` are those that want to be settled."""
    wanted = SendFilter(one_of("state", in_state, SendState), lead_id, message_id)
    return web.reports.sends(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/sends/{{send_id:str}}")
def send(web: Web, caller: Who, send_id: FromPath[str]) -> SendView:
    """One part of one reply, on its way."""
    return own_send(web, caller, send_id)


@act(f"{API}/sends/{{send_id:str}}/settle", takes=Settlement)
def settle(web: Web, caller: Who, send_id: FromPath[str], body: RawBody) -> SendView:
    """A person says what became of an unknown send: it arrived, send it again, or it failed."""
    known = own_send(web, caller, send_id)
    with showing_newest(lambda: own_send(web, caller, send_id)):
        web.settle_send(known.workspace_id, known.id, read_json(body, Settlement).outcome, caller.name)
    return own_send(web, caller, send_id)


ROUTES = [sends, send, settle]

"""/api/v1/messages"""

from __future__ import annotations

from typing import Literal

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.domain.access import Caller
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.messages import Direction, Disposition
from rejoinder.domain.ports.reports import MessageFilter
from rejoinder.domain.views import MessageDetail, MessageView, Page, PageRequest, Trace
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import one_of, read_json, read_moment
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, act, look, make


class OlderMessage(Struct):
    workspace_id: str
    connection_id: str
    direction: Literal["inbound", "outbound"]
    address: str
    body: str
    at: str
    external_id: str
    subject: str = ""
    conversation: str = ""


class StatedVerdict(Struct, forbid_unknown_fields=True):
    sentiment: str
    asks_something: bool | None = None


class StatedMailbox(Struct, forbid_unknown_fields=True):
    mailbox: str


def _disposition(stated: str | None) -> str | None:
    """A disposition, perhaps with its reason behind a colon."""
    name, colon, reason = (stated or "").partition(":")
    known = one_of("disposition", name, Disposition)
    return known and known + colon + reason


@look(f"{API}/messages")
def messages(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    external_id: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    direction: FromQuery[str | None] = None,
    disposition: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[MessageView]:
    """The newest first. `q` occurs in body, subject or addresses; `disposition` may name its reason after a colon."""
    wanted = MessageFilter(
        lead_id,
        external_id,
        one_of("channel", channel, sorted(web.channels)),
        one_of("direction", direction, Direction),
        _disposition(disposition),
        q,
    )
    return web.reports.messages(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


def _own_message(web: WebContainer, caller: Caller, message_id: str) -> MessageDetail:
    """Raises NotFound."""
    found = web.reports.message(caller.scope(), message_id)
    if found is None:
        raise NotFound("There is no such message.")
    return found


@look(f"{API}/messages/{{message_id:str}}")
def message(web: Web, caller: Who, message_id: FromPath[str]) -> MessageDetail:
    """One message, with its verdict, its disposition and its parts: reply, signature, quotes and notices."""
    return _own_message(web, caller, message_id)


@look(f"{API}/messages/{{message_id:str}}/trace")
def trace(web: Web, caller: Who, message_id: FromPath[str]) -> Trace:
    """Everything that happened to it, in order: checks with inputs and verdicts, AI calls with model and cost."""
    found = web.reports.trace(caller.scope(), message_id)
    if found is None:
        raise NotFound("There is no such message.")
    return found


@make(f"{API}/messages", takes=OlderMessage)
def import_message(web: Web, caller: Who, body: RawBody) -> MessageView:
    """An older message, for the record: it is not answered. The same `external_id` again changes nothing."""
    stated = read_json(body, OlderMessage)
    own = own_workspace(caller, stated.workspace_id)
    at = read_moment("at", stated.at)
    if at is None:
        raise InvalidInput("'at' says when it was written.", field="at")
    message_id = web.import_message(
        own,
        stated.connection_id,
        direction=stated.direction,
        address=stated.address,
        body=stated.body,
        at=at,
        external_id=stated.external_id,
        subject=stated.subject,
        conversation=stated.conversation,
        by=caller.name,
    )
    found = web.reports.message(own, message_id)
    if found is None:
        raise NotFound("There is no such message.")
    return found


@act(f"{API}/messages/{{message_id:str}}/verdict", takes=StatedVerdict)
def correct_verdict(web: Web, caller: Who, message_id: FromPath[str], body: RawBody) -> MessageView:
    """A person says what it means. It outranks what was worked out, and `rejoinder eval --corrections` measures
    against it; what has been decided about the message stays."""
    known = _own_message(web, caller, message_id)
    stated = read_json(body, StatedVerdict)
    web.correct_verdict(known.workspace_id, known.id, stated.sentiment, stated.asks_something, caller.name)
    return _own_message(web, caller, message_id)


@act(f"{API}/messages/{{message_id:str}}/mailbox", takes=StatedMailbox)
def state_mailbox(web: Web, caller: Who, message_id: FromPath[str], body: RawBody) -> MessageView:
    """A person says which mailbox of ours the message reached, where its provider did not: then its reply can be
    approved."""
    known = _own_message(web, caller, message_id)
    web.state_mailbox(known.workspace_id, known.id, read_json(body, StatedMailbox).mailbox, caller.name)
    return _own_message(web, caller, message_id)


ROUTES = [messages, message, trace, import_message, correct_verdict, state_mailbox]

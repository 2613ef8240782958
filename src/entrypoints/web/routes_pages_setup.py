"""Set-up on pages: steps, workspaces, ways in with their live checker, numbers, agents, settings."""

from __future__ import annotations

from dataclasses import replace

from litestar import Response
from litestar.params import FromPath, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.connect_channel import known_channel
from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.reports import MessageFilter
from rejoinder.domain.views import PageRequest
from rejoinder.domain.workspaces import Mode
from rejoinder.entrypoints.dashboard import set_up
from rejoinder.entrypoints.dashboard.set_up import Step
from rejoinder.entrypoints.web.auth import Web, Who, needs_every_workspace, own_workspace
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.page_routes import form, html, page, posted, to

_SANDBOX = "sandbox"
_CREDENTIAL = "credentials."


def own_view(web: WebContainer, caller: Caller, workspace_id: str) -> WorkspaceView:
    """That workspace as the caller may see it. Raises NotFound."""
    scope = own_workspace(caller, workspace_id)
    found = next((known for known in web.show_workspaces.all(scope) if known.id == scope), None)
    if found is None:
        raise NotFound("There is no such workspace.")
    return found


def _connections(web: WebContainer, scope: str | None) -> list[ConnectionView]:
    show = web.show_connections
    return list(show.everywhere(with_address=False) if scope is None else show.all(scope, with_address=False))


def _connection(web: WebContainer, caller: Caller, connection_id: str) -> ConnectionView:
    found = next((known for known in _connections(web, caller.scope()) if known.id == connection_id), None)
    if found is None:
        raise NotFound("There is no such connection.")
    return found


def steps_of(web: WebContainer, caller: Caller) -> list[Step]:
    """What a new installation still needs, in the order in which it is done."""
    scope = caller.scope()
    workspaces, connections = web.show_workspaces.all(scope), _connections(web, scope)
    real = [connection for connection in connections if connection.channel != _SANDBOX]
    came = [connection for connection in real if connection.last_event_at is not None]
    first = f"/setup/{workspaces[-1].id}" if workspaces else ""
    written = web.reports.messages(scope, MessageFilter(direction="outbound"), PageRequest(1)).items
    checker = f"/setup/connections/{real[0].id}" if real else f"{first}/channels"
    knows = any(w.settings["knowledge"] or web.show_knowledge.all(w.id) for w in workspaces)
    steps = [
        Step("Name your business", "/setup#workspace", bool(workspaces)),
        Step("Approve a reply to a simulated person", "/inbox", bool(written), "Nothing reaches a real person yet."),
        Step("Say what your business knows, how it sounds and when it is open", first, knows),
        Step("Connect where people write to you", f"{first}/channels", bool(real), "From here on, real people."),
        Step("Its first message came in", checker, bool(came)),
        Step("Choose who answers: you, or the machine", f"{first}/answers", any(_is_chosen(w) for w in workspaces)),
    ]
    if not workspaces:
        steps = [replace(step, href="/setup#workspace") for step in steps]
    if scope is None and caller.role is Role.ADMIN:
        routes = web.alerting.routes.routes()
        steps.insert(0, Step("A password for you", "/claim", not web.people.claim.is_open(), "The link works once."))
        steps.append(Step("Somebody hears of trouble", "/alerts#ways", any(route.enabled for route in routes)))
    return steps


def _is_chosen(workspace: WorkspaceView) -> bool:
    return str(workspace.settings["mode"]) != Mode.SUGGEST


@page("/setup", access=Role.ADMIN)
def start(web: Web, caller: Who) -> Response[str]:
    scope = caller.scope()
    return html(set_up.start(caller, steps_of(web, caller), web.show_workspaces.all(scope), _connections(web, scope)))


@form("/setup", on=start, access=Role.ADMIN)
def make_workspace(web: Web, caller: Who, body: RawBody) -> Redirect:
    """The first workspace, or one more."""
    stated = posted(caller, body)
    needs_every_workspace(caller)
    made = web.create_workspace(stated.get("name", ""), stated.get("timezone", "") or "UTC", {})
    return to(f"/setup/{made.id}", "The workspace is there. Simulated people can write to it at once.")


@page("/setup/{workspace_id:str}", access=Role.ADMIN)
def workspace(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[str]:
    return html(set_up.workspace(caller, own_view(web, caller, workspace_id)))


@form("/setup/{workspace_id:str}", on=workspace, access=Role.ADMIN)
def change_settings(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    name, zone = stated.get("name", ""), stated.get("timezone", "")
    web.update_workspace(own.id, caller.name, name=name, timezone=zone, settings=set_up.settings_of(stated))
    return to(f"/setup/{own.id}", "Saved. It holds for the next message.")


@page("/setup/{workspace_id:str}/channels", access=Role.ADMIN)
def channels(web: Web, caller: Who, workspace_id: FromPath[str]) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    everything = PageRequest(100)
    numbers, agents = web.reports.numbers(own.id, everything).items, web.reports.agents(own.id, everything).items
    return html(set_up.channels(caller, own, _connections(web, own.id), numbers, agents, web.channels))


@page("/setup/{workspace_id:str}/connect/{channel:str}", access=Role.ADMIN)
def connect_form(web: Web, caller: Who, workspace_id: FromPath[str], channel: FromPath[str]) -> Response[str]:
    own = own_view(web, caller, workspace_id)
    if channel not in web.channels:
        raise NotFound("There is no such channel.")
    return html(set_up.connect(caller, own, web.channels[channel]))


@form("/setup/{workspace_id:str}/connect/{channel:str}", on=connect_form, access=Role.ADMIN)
def connect(web: Web, caller: Who, workspace_id: FromPath[str], channel: FromPath[str], body: RawBody) -> Redirect:
    """The account is connected, and the checker waits for its first event."""
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    made = web.connect_channel(
        own.id,
        channel,
        caller.name,
        name=stated.get("name", ""),
        credentials={n.removeprefix(_CREDENTIAL): v for n, v in stated.items() if n.startswith(_CREDENTIAL) and v},
        webhook_secret=stated.get("webhook_secret") or None,
        base_url=stated.get("base_url", ""),
    )
    return to(f"/setup/connections/{made.id}")


@page("/setup/connections/{connection_id:str}", access=Role.ADMIN)
def checker(web: Web, caller: Who, connection_id: FromPath[str]) -> Response[str]:
    known = _connection(web, caller, connection_id)
    view = web.show_setup(known.workspace_id, known.id, with_address=True)
    return html(set_up.checker(caller, known, view, known_channel(web.channels, known.channel)))


@page("/setup/connections/{connection_id:str}/attempts", access=Role.ADMIN)
def attempts(web: Web, caller: Who, connection_id: FromPath[str]) -> Response[str]:
    """The part of the checker that is asked for again and again."""
    known = _connection(web, caller, connection_id)
    return html(set_up.checker_part(caller, known, web.show_setup(known.workspace_id, known.id, with_address=True)))


@form("/setup/connections/{connection_id:str}/test", access=Role.ADMIN)
def try_connection(web: Web, caller: Who, connection_id: FromPath[str], body: RawBody) -> Redirect:
    """One harmless call to the provider; what it said is shown."""
    posted(caller, body)
    known = _connection(web, caller, connection_id)
    found = web.check_connection(known.workspace_id, known.id)
    return to(f"/setup/connections/{known.id}", found.detail)


@form("/setup/{workspace_id:str}/numbers", on=channels, access=Role.ADMIN)
def add_number(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    web.register_number(
        stated.get("number", ""),
        "operational",
        stated.get("connection_id", ""),
        caller.name,
        workspace_id=own.id,
        forward_to=stated.get("forward_to", ""),
    )
    return to(f"/setup/{own.id}/channels#numbers", "Calls and texts to that number are yours.")


@form("/setup/{workspace_id:str}/agents", on=channels, access=Role.ADMIN)
def add_agent(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> Redirect:
    stated = posted(caller, body)
    own = own_view(web, caller, workspace_id)
    web.save_agent(
        own.id,
        stated.get("connection_id", ""),
        stated.get("external_assistant_id", ""),
        caller.name,
        name=stated.get("name", ""),
        is_default=stated.get("is_default") == "yes",
    )
    return to(f"/setup/{own.id}/channels#agents", "That assistant's calls are yours.")


ROUTES = [
    start,
    make_workspace,
    workspace,
    change_settings,
    channels,
    connect_form,
    connect,
    checker,
    attempts,
    try_connection,
    add_number,
    add_agent,
]

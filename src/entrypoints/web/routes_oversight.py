"""/api/v1/switches, alerts, accounting, findings, events"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct, field

from rejoinder.application.inbound.suggest_leads import EventSuggestions
from rejoinder.application.setup.alert_routes import RouteResult
from rejoinder.application.setup.switches import SwitchPlace
from rejoinder.domain.access import Caller
from rejoinder.domain.errors import NotAllowed, NotFound
from rejoinder.domain.ports.reports import EVENT_STATES
from rejoinder.domain.views import Accounting, AlertView, EventView, Page, PageRequest, SwitchView
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, planned_moment, read_json, read_moment
from rejoinder.entrypoints.web.conflicts import showing_newest
from rejoinder.entrypoints.web.findings import Finding, findings
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API, StateQuery, act, look, make, remove


class Where(Struct, forbid_unknown_fields=True):
    workspace_id: str | None = None
    channel: str | None = None
    lead_id: str | None = None


class NewSwitch(Struct, forbid_unknown_fields=True):
    kind: str
    reason: str
    scope: Where = field(default_factory=Where)
    until: str | None = None


class LinkTo(Struct):
    lead_id: str


@dataclass(frozen=True, slots=True)
class FindingList:
    items: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class TestOfAlerts:
    success: bool
    channels: Sequence[RouteResult]


def own_switch(web: WebContainer, caller: Caller, switch_id: str) -> SwitchView:
    """Raises NotFound."""
    found = web.reports.switch(caller.scope(), switch_id)
    if found is None:
        raise NotFound("There is no such switch.")
    return found


def own_alert(web: WebContainer, caller: Caller, alert_id: str) -> AlertView:
    """Raises NotFound."""
    found = web.reports.alert(caller.scope(), alert_id)
    if found is None:
        raise NotFound("There is no such alert.")
    return found


def own_event(web: WebContainer, caller: Caller, event_id: str) -> EventView:
    """Raises NotFound."""
    found = web.reports.event(caller.scope(), event_id)
    if found is None:
        raise NotFound("There is no such event.")
    return found


@look(f"{API}/switches")
def switches(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    all: FromQuery[bool] = False,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[SwitchView]:
    """What holds something back right now; `all=true` shows the past too."""
    scope = scope_of(caller, workspace_id)
    return web.reports.switches(scope, PageRequest(limit, cursor), in_force=not all)


@make(f"{API}/switches", takes=NewSwitch)
def set_switch(web: Web, caller: Who, body: RawBody) -> SwitchView:
    """Holds back. An empty scope reaches everything that the caller may see."""
    stated = read_json(body, NewSwitch)
    place = SwitchPlace(scope_of(caller, stated.scope.workspace_id), stated.scope.channel, stated.scope.lead_id)
    made = web.set_switch(stated.kind, place, stated.reason, planned_moment("until", stated.until), caller.name)
    return own_switch(web, caller, made)


@remove(f"{API}/switches/{{switch_id:str}}", status_code=200)
def end_switch(web: Web, caller: Who, switch_id: FromPath[str]) -> SwitchView:
    """Lets go again; the switch stays on record."""
    known = own_switch(web, caller, switch_id)
    if caller.workspace_id is not None and known.scope.workspace_id is None:
        raise NotAllowed("This switch reaches every workspace; it takes a token that may do so too.")
    with showing_newest(lambda: own_switch(web, caller, switch_id)):
        web.end_switch(caller.scope(), known.id, caller.name)
    return own_switch(web, caller, switch_id)


@look(f"{API}/alerts")
def alerts(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    all: FromQuery[bool] = False,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[AlertView]:
    """Alerts that are not resolved; `all=true` shows the others too."""
    scope = scope_of(caller, workspace_id)
    return web.reports.alerts(scope, PageRequest(limit, cursor), open_only=not all)


@act(f"{API}/alerts/{{alert_id:str}}/acknowledge")
def acknowledge(web: Web, caller: Who, alert_id: FromPath[str]) -> AlertView:
    """Somebody has seen it."""
    known = own_alert(web, caller, alert_id)
    web.acknowledge_alert(caller.scope(), known.id, caller.name)
    return own_alert(web, caller, alert_id)


@act(f"{API}/alerts/test")
def test_alert(web: Web, caller: Who) -> TestOfAlerts:
    """A test is raised, and for whoever sees the whole installation it goes every way there is at once; `channels` says
    how each took it. `success` is false when there are ways and none of them worked."""
    web.send_test_alert(caller.scope(), caller.name)
    results = web.alerting.try_all(caller.name) if caller.workspace_id is None else ()
    return TestOfAlerts(not results or any(result.delivered for result in results), results)


@look(f"{API}/accounting")
def accounting(
    web: Web, caller: Who, workspace_id: FromQuery[str | None] = None, since: FromQuery[str | None] = None
) -> Accounting:
    """Where every received message is; `unaccounted` is found in raw events and live jobs, not by subtraction."""
    return web.show_accounting(scope_of(caller, workspace_id), read_moment("since", since))


@look(f"{API}/findings")
def all_findings(web: Web, caller: Who, state: State) -> FindingList:
    """Everything that is wrong or weak, the worst first, with what mends it: the same list as `rejoinder doctor`."""
    return FindingList(findings(web, state.health, caller.scope()))


@look(f"{API}/events")
def events(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    in_state: StateQuery = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[EventView]:
    """Deliveries that want a person: quarantined, unmatched or unrouted."""
    wanted = one_of("state", in_state, EVENT_STATES)
    return web.reports.events(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/events/{{event_id:str}}")
def event(web: Web, caller: Who, event_id: FromPath[str]) -> EventView:
    """One delivery."""
    return own_event(web, caller, event_id)


@look(f"{API}/events/{{event_id:str}}/suggestions")
def suggestions(web: Web, caller: Who, event_id: FromPath[str]) -> EventSuggestions:
    """What the delivery says, and who may have written it, the likeliest first; link one with `/link`. For a call of an
    assistant that nobody registered, `agent` is what to register."""
    known = own_event(web, caller, event_id)
    if known.workspace_id is None:
        return EventSuggestions(known.id, None, ())
    return web.suggest_leads(known.workspace_id, known.id)


@act(f"{API}/events/{{event_id:str}}/replay")
def replay(web: Web, caller: Who, event_id: FromPath[str]) -> EventView:
    """The kept delivery is read again, as if it had just come."""
    known = own_event(web, caller, event_id)
    with showing_newest(lambda: own_event(web, caller, event_id)):
        web.replay_event(known.workspace_id, known.id, caller.name)
    return own_event(web, caller, event_id)


@act(f"{API}/events/{{event_id:str}}/link", takes=LinkTo)
def link(web: Web, caller: Who, event_id: FromPath[str], body: RawBody) -> EventView:
    """An unmatched delivery becomes a message of this lead."""
    known = own_event(web, caller, event_id)
    lead = web.reports.lead(caller.scope(), read_json(body, LinkTo).lead_id)
    if lead is None:
        raise NotFound("There is no such lead.")
    with showing_newest(lambda: own_event(web, caller, event_id)):
        web.link_event(lead.workspace_id, known.id, lead.id, caller.name)
    return own_event(web, caller, event_id)


ROUTES = [
    switches,
    set_switch,
    end_switch,
    alerts,
    acknowledge,
    test_alert,
    accounting,
    all_findings,
    events,
    event,
    suggestions,
    replay,
    link,
]

"""/api/v1/appointments, and the times that are offered to a lead."""

from __future__ import annotations

from typing import Annotated

from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Meta, Struct

from rejoinder.domain.access import Caller
from rejoinder.domain.appointments import AppointmentState
from rejoinder.domain.booking import SlotState
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.reports import AppointmentFilter
from rejoinder.domain.views import AppointmentCounts, AppointmentView, DraftView, Page, PageRequest, SlotView
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.bodies import one_of, planned_moment, read_json, read_moment
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.routes_drafts import own_draft
from rejoinder.entrypoints.web.routes_leads import own_lead
from rejoinder.entrypoints.web.spelling import API, StateQuery, act, look, make

_SLOTS = f"{API}/leads/{{lead_id:str}}/slots"
_MARKS = (AppointmentState.HELD, AppointmentState.NO_SHOW)


class Times(Struct, forbid_unknown_fields=True):
    starts_at: Annotated[list[str], Meta(max_length=10)] = []
    """Free times of the calendar to offer; the calendar's choice without any."""


class CalledOff(Struct, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=500)] = ""


class Outcome(Struct, forbid_unknown_fields=True):
    state: str
    """held or no-show."""


def own_appointment(web: WebContainer, caller: Caller, appointment_id: str) -> AppointmentView:
    """Raises NotFound."""
    found = web.reports.appointment(caller.scope(), appointment_id)
    if found is None:
        raise NotFound("There is no such appointment.")
    return found


@look(f"{API}/appointments")
def appointments(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    in_state: StateQuery = None,
    starts_from: FromQuery[str | None] = None,
    starts_before: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[AppointmentView]:
    """Meetings with leads, whoever booked them; the newest row first."""
    wanted = AppointmentFilter(
        lead_id,
        one_of("state", in_state, AppointmentState),
        read_moment("starts_from", starts_from),
        read_moment("starts_before", starts_before),
    )
    return web.reports.appointments(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(f"{API}/appointments/summary")
def summary(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    since: FromQuery[str | None] = None,
) -> AppointmentCounts:
    """How meetings ended, for a workspace or a lead, by when they were booked."""
    return web.reports.appointment_counts(scope_of(caller, workspace_id), lead_id, read_moment("since", since))


@look(f"{API}/appointments/{{appointment_id:str}}")
def appointment(web: Web, caller: Who, appointment_id: FromPath[str]) -> AppointmentView:
    """One seat in one meeting."""
    return own_appointment(web, caller, appointment_id)


@act(f"{API}/appointments/{{appointment_id:str}}/cancel", takes=CalledOff)
def cancel(web: Web, caller: Who, appointment_id: FromPath[str], body: RawBody) -> AppointmentView:
    """Called off in its calendar and here; asking twice is safe."""
    known = own_appointment(web, caller, appointment_id)
    web.cancel_appointment(known.workspace_id, known.id, read_json(body, CalledOff).reason, caller.name)
    return own_appointment(web, caller, appointment_id)


@act(f"{API}/appointments/{{appointment_id:str}}/outcome", takes=Outcome)
def mark(web: Web, caller: Who, appointment_id: FromPath[str], body: RawBody) -> AppointmentView:
    """The meeting was held, or nobody came."""
    known = own_appointment(web, caller, appointment_id)
    stated = one_of("state", read_json(body, Outcome).state, _MARKS)
    if stated is None:
        raise InvalidInput("'state' is held or no-show.", field="state")
    web.mark_appointment(known.workspace_id, known.id, AppointmentState(stated), caller.name)
    return own_appointment(web, caller, appointment_id)


@look(_SLOTS)
def slots(
    web: Web,
    caller: Who,
    lead_id: FromPath[str],
    in_state: StateQuery = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[SlotView]:
    """The ledger of times that stand in drafts or were told to this lead, the newest first."""
    known = own_lead(web, caller, lead_id)
    wanted = one_of("state", in_state, SlotState)
    return web.reports.slots(known.workspace_id, known.id, wanted, PageRequest(limit, cursor))


@make(_SLOTS, takes=Times)
def offer(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> DraftView:
    """A draft that offers free times; it leaves when somebody approves it."""
    known = own_lead(web, caller, lead_id)
    stated = read_json(body, Times).starts_at
    starts = [moment for one in stated if (moment := planned_moment("starts_at", one)) is not None]
    return own_draft(web, caller, web.offer_times(known.workspace_id, known.id, caller.name, starts))


@act(f"{_SLOTS}/{{slot_id:str}}/book")
def book(web: Web, caller: Who, lead_id: FromPath[str], slot_id: FromPath[str]) -> SlotView:
    """Book this slot: a job does it, confirms it to the lead, and ends the message that took it."""
    known = own_lead(web, caller, lead_id)
    if not is_id(slot_id):
        raise NotFound("There is no such slot.")
    web.book_slot(known.workspace_id, known.id, slot_id, caller.name)
    found = web.reports.slots(known.workspace_id, known.id, SlotState.ACCEPTED, PageRequest(200)).items
    return next(slot for slot in found if slot.id == slot_id)


ROUTES = [appointments, summary, appointment, cancel, mark, slots, offer, book]

"""Read models of booking: meetings, how they ended, and the times that were offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select

from rejoinder.domain.appointments import AppointmentState
from rejoinder.domain.booking import SlotState
from rejoinder.domain.ports.reports import AppointmentFilter
from rejoinder.domain.views import AppointmentCounts, AppointmentView, Page, PageRequest, SlotView
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    since_filter,
    text_filter,
)
from rejoinder.infrastructure.postgres.tables import appointments, offered_slots

_APPOINTMENT = columns_of(appointments, AppointmentView)
_SLOT = [column for column in columns_of(offered_slots, SlotView) if column.key != "state"]
_OPEN = (SlotState.DRAFTED, SlotState.OFFERED)
_SLOT_STATE = case(
    (
        offered_slots.c.state.in_(_OPEN) & (offered_slots.c.expires_at <= func.clock_timestamp()),
        SlotState.LAPSED.value,
    ),
    else_=offered_slots.c.state,
).label("shown_state")


def _appointment(row: Row[Any]) -> AppointmentView:
    return filled(AppointmentView, _APPOINTMENT, row)


def _slot(row: Row[Any]) -> SlotView:
    return filled(SlotView, _SLOT, row, state=row.shown_state)


class BookingReports(Reader):
    """Meetings (domain/ports/reports.py)."""

    def appointments(self, scope: str | None, wanted: AppointmentFilter, page: PageRequest) -> Page[AppointmentView]:
        starts = appointments.c.starts_at
        query = select(*_APPOINTMENT).where(
            *mine(appointments.c.workspace_id, scope),
            *id_filter(appointments.c.lead_id, wanted.lead_id),
            *text_filter(appointments.c.state, wanted.state),
            *([starts >= wanted.starts_from] if wanted.starts_from else []),
            *([starts < wanted.starts_before] if wanted.starts_before else []),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([appointments.c.id]), page, _appointment)

    def appointment(self, scope: str | None, appointment_id: str) -> AppointmentView | None:
        query = select(*_APPOINTMENT).where(*mine(appointments.c.workspace_id, scope))
        row = self._one(scope, query, appointments.c.id, appointment_id)
        return _appointment(row) if row else None

    def appointment_counts(self, scope: str | None, lead_id: str | None, since: datetime | None) -> AppointmentCounts:
        def ended(state: AppointmentState) -> Any:
            return func.count().filter(appointments.c.state == state).label(state.name.lower())

        upcoming = (appointments.c.state == AppointmentState.BOOKED) & (
            appointments.c.starts_at > func.clock_timestamp()
        )
        query = select(*map(ended, AppointmentState), func.count().filter(upcoming).label("upcoming")).where(
            *mine(appointments.c.workspace_id, scope),
            *id_filter(appointments.c.lead_id, lead_id),
            *since_filter(appointments.c.id, appointments.c.created_at, since),
        )
        with self._look(scope) as db:
            return AppointmentCounts(**db.execute(query).one()._mapping)

    def slots(self, scope: str | None, lead_id: str, state: str | None, page: PageRequest) -> Page[SlotView]:
        query = select(*_SLOT, _SLOT_STATE).where(
            *mine(offered_slots.c.workspace_id, scope),
            *id_filter(offered_slots.c.lead_id, lead_id),
            *([_SLOT_STATE.element == state] if state is not None else []),
        )
        with self._look(scope) as db:
            return paged(db, query, Order([offered_slots.c.id]), page, _slot)

"""Offered times and appointments in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.appointments import Appointment, AppointmentState
from rejoinder.domain.booking import OfferedSlot, SlotState, Taken
from rejoinder.domain.errors import Conflict
from rejoinder.infrastructure.postgres.tables import appointments, offered_slots

_SLOT = [each.name for each in fields(OfferedSlot)]
_SEAT = [each.name for each in fields(Appointment) if each.name != "created_at"]
_MOVING = ("state", "reason", "offered_at", "accepted_at", "accepted_message_id", "basis_version", "wanted_by",
           "attempts", "lookups", "tried_at", "expires_at")  # fmt: skip


def _slot(row: Row[Any]) -> OfferedSlot:
    values = {name: getattr(row, name) for name in _SLOT}
    return OfferedSlot(**{**values, "state": SlotState(row.state)})


def _seat(row: Row[Any]) -> Appointment:
    values = {name: getattr(row, name) for name in (*_SEAT, "created_at")}
    return Appointment(**{**values, "state": AppointmentState(row.state)})


class PostgresSlots:
    """SlotRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._mine = offered_slots.c.workspace_id == workspace_id

    def get(self, slot_id: str) -> OfferedSlot | None:
        found = self._db.execute(select(offered_slots).where(self._mine, offered_slots.c.id == slot_id)).first()
        return _slot(found) if found else None

    def add(self, slots: Sequence[OfferedSlot]) -> None:
        for slot in slots:
            self._db.execute(
                insert(offered_slots)
                .values({name: getattr(slot, name) for name in _SLOT})
                .on_conflict_do_nothing(index_elements=["draft_id", "starts_at"])
            )

    def save(self, slot: OfferedSlot, *, was: SlotState) -> bool:
        changed = self._db.execute(
            update(offered_slots)
            .where(self._mine, offered_slots.c.id == slot.id, offered_slots.c.state == was)
            .values({name: getattr(slot, name) for name in _MOVING})
        )
        return changed.rowcount == 1

    def of_draft(self, draft_id: str | None) -> Sequence[OfferedSlot]:
        if draft_id is None:
            return []
        query = select(offered_slots).where(self._mine, offered_slots.c.draft_id == draft_id)
        return [_slot(row) for row in self._db.execute(query.order_by(offered_slots.c.starts_at, offered_slots.c.id))]

    def of_lead(self, lead_id: str, states: Sequence[SlotState]) -> Sequence[OfferedSlot]:
        query = select(offered_slots).where(
            self._mine, offered_slots.c.lead_id == lead_id, offered_slots.c.state.in_(list(states))
        )
        order = (offered_slots.c.offered_at.nulls_last(), offered_slots.c.starts_at, offered_slots.c.id)
        return [_slot(row) for row in self._db.execute(query.order_by(*order))]

    def taken(self, connection_id: str, calendar_id: str, since: datetime, except_lead: str) -> Taken:
        open_states = (SlotState.DRAFTED, SlotState.OFFERED, SlotState.ACCEPTED)
        offered = self._db.execute(
            select(offered_slots.c.starts_at).where(
                self._mine,
                offered_slots.c.connection_id == connection_id,
                offered_slots.c.calendar_id == calendar_id,
                offered_slots.c.starts_at >= since,
                offered_slots.c.state.in_(open_states),
                offered_slots.c.expires_at > func.clock_timestamp(),
                offered_slots.c.lead_id != except_lead,
            )
        )
        booked = self._db.execute(
            select(appointments.c.starts_at, appointments.c.ends_at).where(
                appointments.c.workspace_id == self._workspace,
                appointments.c.connection_id == connection_id,
                or_(appointments.c.calendar_id == calendar_id, appointments.c.calendar_id == ""),
                appointments.c.state == AppointmentState.BOOKED,
                appointments.c.starts_at >= since,
            )
        )
        return Taken([(row.starts_at, row.ends_at or row.starts_at) for row in booked], [r.starts_at for r in offered])


class PostgresAppointments:
    """AppointmentRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = appointments.c.workspace_id == workspace_id

    def get(self, appointment_id: str) -> Appointment | None:
        return self._one(appointments.c.id == appointment_id)

    def by_external_id(self, connection_id: str, external_id: str) -> Appointment | None:
        return self._one(appointments.c.connection_id == connection_id, appointments.c.external_id == external_id)

    def by_slot(self, slot_id: str) -> Appointment | None:
        return self._one(appointments.c.slot_id == slot_id)

    def _one(self, *wanted: Any) -> Appointment | None:
        found = self._db.execute(select(appointments).where(self._mine, *wanted)).first()
        return _seat(found) if found else None

    def of_lead(self, lead_id: str) -> Sequence[Appointment]:
        query = select(appointments).where(self._mine, appointments.c.lead_id == lead_id)
        return [_seat(row) for row in self._db.execute(query.order_by(appointments.c.created_at, appointments.c.id))]

    def save(self, appointment: Appointment) -> None:
        values = {name: getattr(appointment, name) for name in _SEAT}
        stored = self._db.execute(
            insert(appointments).values(values).on_conflict_do_nothing().returning(appointments.c.id)
        ).first()
        if stored is not None:
            return
        # Either it is there already, or another one has its seat or slot: then nothing is updated.
        same_seat = (appointments.c.connection_id == appointment.connection_id) & (
            appointments.c.external_id == appointment.external_id
        )
        same_slot = appointments.c.slot_id == appointment.slot_id if appointment.slot_id is not None else false()
        other = self._db.execute(
            select(appointments.c.id).where(appointments.c.id != appointment.id, or_(same_seat, same_slot))
        ).first()
        if other is not None:
            raise Conflict("Another appointment has this seat or this slot.")
        self._db.execute(
            update(appointments)
            .where(self._mine, appointments.c.id == appointment.id)
            .values(**values, updated_at=func.clock_timestamp())
        )

"""The phones of simulated people: a durable record of what reached them, repeats included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, func, insert, select, text, update

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.ports.calendars import MeetingWish
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import sandbox_meetings, sandbox_phone


class PostgresSandboxPhone:
    """What the sandbox channel delivers to. Nothing here prevents doubles: a double must be seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def deliver(self, outbound: OutboundMessage, connection: Connection) -> str:
        """The person has it; returns the id that the simulated provider gives it."""
        delivered = new_id()
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            db.execute(
                insert(sandbox_phone).values(
                    id=delivered,
                    workspace_id=connection.workspace_id,
                    connection_id=connection.id,
                    send_id=outbound.send_id,
                    medium=outbound.medium,
                    recipient=outbound.recipient,
                    sender=outbound.sender,
                    subject=outbound.subject,
                    body=outbound.body,
                )
            )
        return delivered

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Sequence[tuple[str, str]]:
        """(id, body) of what this person received through the connection since then."""
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            rows = db.execute(
                select(sandbox_phone.c.id, sandbox_phone.c.body).where(
                    sandbox_phone.c.connection_id == connection.id,
                    sandbox_phone.c.recipient == outbound.recipient,
                    sandbox_phone.c.delivered_at >= since,
                )
            )
            return [(row.id, row.body) for row in rows]

    def meet(self, wish: MeetingWish, connection: Connection) -> str:
        """The simulated calendar has it; returns the id that it gets there."""
        own = new_id()
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            db.execute(
                insert(sandbox_meetings).values(
                    id=own,
                    workspace_id=connection.workspace_id,
                    connection_id=connection.id,
                    calendar_id=wish.calendar_id,
                    key=wish.key,
                    person=wish.attendee.name or wish.attendee.email or wish.attendee.phone,
                    starts_at=wish.starts_at,
                    ends_at=wish.ends_at,
                )
            )
        return own

    def meetings(
        self, calendar_id: str, earliest: datetime, latest: datetime, connection: Connection
    ) -> Sequence[tuple[str, str, datetime, datetime]]:
        """(id, key, begin, end) of what stands in the simulated calendar and begins between these moments."""
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            rows = db.execute(
                select(sandbox_meetings)
                .where(
                    sandbox_meetings.c.connection_id == connection.id,
                    sandbox_meetings.c.calendar_id == calendar_id,
                    sandbox_meetings.c.starts_at.between(earliest, latest),
                    sandbox_meetings.c.cancelled_at.is_(None),
                )
                .order_by(sandbox_meetings.c.starts_at, sandbox_meetings.c.id)
            )
            return [(row.id, row.key, row.starts_at, row.ends_at) for row in rows]

    def call_off(self, meeting_id: str, connection: Connection) -> bool:
        """False where there is no such meeting."""
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            changed = db.execute(
                update(sandbox_meetings)
                .where(sandbox_meetings.c.id == meeting_id, sandbox_meetings.c.connection_id == connection.id)
                .values(cancelled_at=func.clock_timestamp())
            )
            return changed.rowcount == 1

    def spend(self, outbound: OutboundMessage, connection: Connection, fault: str) -> int:
        """How often this send has met this fault by now, this time included; committed at once."""
        with transaction(self._engine, connection.workspace_id or EVERY_WORKSPACE) as db:
            met = db.execute(
                text(
                    "INSERT INTO sandbox_faults AS f (send_id, fault, workspace_id, met)"
                    " VALUES (:send_id, :fault, :workspace_id, 1)"
                    " ON CONFLICT (send_id, fault) DO UPDATE SET met = f.met + 1 RETURNING met"
                ),
                {"send_id": outbound.send_id, "fault": fault, "workspace_id": connection.workspace_id},
            )
            return int(met.scalar_one())

"""The phones of simulated people: a durable record of what reached them, repeats included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, insert, select, text

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import sandbox_phone


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

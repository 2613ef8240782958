"""The turns of provider accounts in Postgres, by its clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select, text

from rejoinder.domain.paces import Pace, Turns, turn_at
from rejoinder.infrastructure.postgres.tables import send_paces


class PostgresPaces:
    """PaceRepository, inside one transaction. An account may serve several workspaces, so its row is no tenant's."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def turn(self, connection_id: str, pace: Pace) -> datetime | None:
        if pace == Pace():
            return None
        row = self._db.execute(
            text(
                "INSERT INTO send_paces AS p (connection_id, next_at, day, sent_on_day)"
                " VALUES (:id, clock_timestamp(), (clock_timestamp() AT TIME ZONE 'UTC')::date, 0)"
                # An update that changes nothing takes the lock, and shows the row as the last holder left it.
                " ON CONFLICT (connection_id) DO UPDATE SET next_at = p.next_at"
                " RETURNING next_at, day, sent_on_day, clock_timestamp() AS now"
            ),
            {"id": connection_id},
        ).one()
        moment, after = turn_at(
            pace, Turns(row.next_at.astimezone(UTC), row.day, row.sent_on_day), row.now.astimezone(UTC)
        )
        self._db.execute(
            send_paces.update()
            .where(send_paces.c.connection_id == connection_id)
            .values(next_at=after.next_at, day=after.day, sent_on_day=after.sent_on_day)
        )
        return moment

    def held_for(self, connection_id: str) -> float:
        held = self._db.execute(
            select(text("extract(epoch FROM held_until - clock_timestamp())"))
            .select_from(send_paces)
            .where(send_paces.c.connection_id == connection_id)
        ).scalar()
        return max(0.0, float(held or 0.0))

    def hold(self, connection_id: str, seconds: float) -> None:
        self._db.execute(
            text(
                "INSERT INTO send_paces AS p (connection_id, next_at, day, sent_on_day, held_until)"
                " VALUES (:id, clock_timestamp() + make_interval(secs => :s),"
                " (clock_timestamp() AT TIME ZONE 'UTC')::date, 0, clock_timestamp() + make_interval(secs => :s))"
                " ON CONFLICT (connection_id) DO UPDATE SET held_until = greatest(p.held_until, excluded.held_until),"
                " next_at = greatest(p.next_at, excluded.next_at)"
            ),
            {"id": connection_id, "s": seconds},
        )

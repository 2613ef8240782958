"""Sequences and the people in them, in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from rejoinder.domain.campaigns import CampaignStop
from rejoinder.domain.follow_ups import LIVE, FollowUp, FollowUpState
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.sequences import FollowUpSequence, shown_step, stored_steps
from rejoinder.infrastructure.postgres.tables import campaign_stops, follow_ups, sequences


def _sequence(row: Row[Any]) -> FollowUpSequence:
    return FollowUpSequence(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        steps=stored_steps(row.steps),
        active=row.active,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


class PostgresSequences:
    """SequenceRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = and_(sequences.c.workspace_id == workspace_id, sequences.c.removed_at.is_(None))

    def get(self, sequence_id: str) -> FollowUpSequence | None:
        if not is_id(sequence_id):
            return None
        found = self._db.execute(select(sequences).where(self._mine, sequences.c.id == sequence_id)).first()
        return _sequence(found) if found else None

    def all(self) -> Sequence[FollowUpSequence]:
        query = select(sequences).where(self._mine).order_by(sequences.c.created_at, sequences.c.id)
        return [_sequence(row) for row in self._db.execute(query)]

    def add(self, sequence: FollowUpSequence) -> None:
        values = {"id": sequence.id, "workspace_id": sequence.workspace_id, **_of_sequence(sequence)}
        self._db.execute(insert(sequences).values(**values))

    def save(self, sequence: FollowUpSequence) -> None:
        self._db.execute(
            update(sequences)
            .where(self._mine, sequences.c.id == sequence.id)
            .values(**_of_sequence(sequence), updated_at=func.clock_timestamp())
        )

    def remove(self, sequence_id: str) -> bool:
        removed = self._db.execute(
            update(sequences)
            .where(self._mine, sequences.c.id == sequence_id)
            .values(removed_at=func.clock_timestamp(), active=False)
        )
        return removed.rowcount == 1


def _of_sequence(sequence: FollowUpSequence) -> dict[str, Any]:
    return {
        "name": sequence.name,
        "steps": [shown_step(step) for step in sequence.steps],
        "active": sequence.active,
    }


def _follow_up(row: Row[Any]) -> FollowUp:
    return FollowUp(
        id=row.id,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        sequence_id=row.sequence_id,
        state=FollowUpState(row.state),
        reason=row.reason,
        step=row.step,
        planned_at=row.planned_at,
        next_at=row.next_at,
        turn=row.turn,
        fired=row.fired,
        timezone=row.timezone,
        own_steps=stored_steps(row.own_steps),
        text=row.text,
        subject=row.subject,
        confidence=row.confidence,
        approved_by=row.approved_by,
        message_id=row.message_id,
        enrolled_by=row.enrolled_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


class PostgresFollowUps:
    """FollowUpRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._mine = follow_ups.c.workspace_id == workspace_id
        self._here = [] if workspace_id == EVERY_WORKSPACE else [self._mine]

    def get(self, follow_up_id: str) -> FollowUp | None:
        found = self._db.execute(select(follow_ups).where(self._mine, follow_ups.c.id == follow_up_id)).first()
        return _follow_up(found) if found else None

    def add(self, follow_up: FollowUp) -> None:
        self._db.execute(
            insert(follow_ups).values(
                id=follow_up.id,
                workspace_id=follow_up.workspace_id,
                lead_id=follow_up.lead_id,
                sequence_id=follow_up.sequence_id,
                own_steps=[shown_step(step) for step in follow_up.own_steps],
                message_id=follow_up.message_id,
                enrolled_by=follow_up.enrolled_by,
                **_that_change(follow_up),
            )
        )

    def save(self, follow_up: FollowUp) -> None:
        self._db.execute(
            update(follow_ups)
            .where(self._mine, follow_ups.c.id == follow_up.id)
            .values(**_that_change(follow_up), updated_at=func.clock_timestamp())
        )

    def of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        return self._found(follow_ups.c.lead_id == lead_id)

    def live_of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        return self._found(follow_ups.c.lead_id == lead_id, follow_ups.c.state.in_(LIVE))

    def live_of_sequence(self, sequence_id: str, limit: int) -> Sequence[FollowUp]:
        return self._found(follow_ups.c.sequence_id == sequence_id, follow_ups.c.state.in_(LIVE), limit=limit)

    def take_due(self, now: datetime, limit: int) -> Sequence[FollowUp]:
        off = select(sequences.c.id).where(sequences.c.id == follow_ups.c.sequence_id, ~sequences.c.active)
        is_due = and_(follow_ups.c.next_at.is_not(None), follow_ups.c.next_at <= now, ~follow_ups.c.fired)
        due = (
            select(follow_ups.c.id)
            .where(*self._here, is_due, ~off.exists())
            .order_by(follow_ups.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = self._db.execute(
            update(follow_ups).where(follow_ups.c.id.in_(due)).values(fired=True).returning(follow_ups)
        )
        return sorted((_follow_up(row) for row in taken), key=lambda taken: (taken.next_at or now, taken.id))

    def _found(self, *wanted: Any, limit: int | None = None) -> list[FollowUp]:
        query = (
            select(follow_ups)
            .where(self._mine, *wanted)
            .order_by(follow_ups.c.created_at, follow_ups.c.id)
            .limit(limit)
        )
        return [_follow_up(row) for row in self._db.execute(query)]


def _that_change(follow_up: FollowUp) -> dict[str, Any]:
    return {
        "state": follow_up.state,
        "reason": follow_up.reason,
        "step": follow_up.step,
        "planned_at": follow_up.planned_at,
        "next_at": follow_up.next_at,
        "turn": follow_up.turn,
        "fired": follow_up.fired,
        "timezone": follow_up.timezone,
        "text": follow_up.text,
        "subject": follow_up.subject,
        "confidence": follow_up.confidence,
        "approved_by": follow_up.approved_by,
    }


class PostgresCampaignStops:
    """CampaignStopRepository of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id

    def last(self, lead_id: str, connection_id: str, campaign: str) -> CampaignStop | None:
        row = self._db.execute(
            select(func.bool_or(campaign_stops.c.for_good), func.max(campaign_stops.c.asked_at)).where(
                campaign_stops.c.workspace_id == self._workspace,
                campaign_stops.c.lead_id == lead_id,
                campaign_stops.c.connection_id == connection_id,
                campaign_stops.c.campaign == campaign,
            )
        ).one()
        return None if row[1] is None else CampaignStop(lead_id, connection_id, campaign, row[0], row[1])

    def add(self, stop: CampaignStop) -> None:
        self._db.execute(
            insert(campaign_stops).values(
                id=new_id(),
                workspace_id=self._workspace,
                lead_id=stop.lead_id,
                connection_id=stop.connection_id,
                campaign=stop.campaign,
                for_good=stop.for_good,
                asked_at=stop.asked_at,
            )
        )

"""Numbers, missed calls and system intakes in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.intakes import Intake, IntakeMessage, TextState
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import Connection as Account
from rejoinder.infrastructure.postgres.tables import (
    events,
    installation,
    missed_calls,
    numbers,
    system_intake_messages,
    system_intakes,
    system_opt_outs,
)
from rejoinder.infrastructure.postgres.tenants import Sealer

MARKS_KEY = "marks"


def _scope(column: ColumnElement[Any], workspace_id: str) -> ColumnElement[bool]:
    return true() if workspace_id == EVERY_WORKSPACE else column == workspace_id


def number_from(row: Row[Any]) -> Number:
    """The number that a row holds."""
    return Number(
        id=row.id,
        number=row.number,
        role=NumberRole(row.role),
        connection_id=row.connection_id,
        workspace_id=row.workspace_id,
        account=row.account,
        forward_to=row.forward_to,
        can_text=row.can_text,
        is_free=row.is_free,
        created_at=row.created_at,
    )


class PostgresNumbers:
    """NumberRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._mine = _scope(numbers.c.workspace_id, workspace_id)

    def get(self, number_id: str) -> Number | None:
        row = self._db.execute(select(numbers).where(self._mine, numbers.c.id == number_id)).first()
        return number_from(row) if row else None

    def by_number(self, number: str) -> Number | None:
        row = self._db.execute(select(numbers).where(self._mine, numbers.c.number == number)).first()
        return number_from(row) if row else None

    def of_connection(self, connection_id: str) -> Sequence[Number]:
        rows = self._db.execute(
            select(numbers).where(self._mine, numbers.c.connection_id == connection_id).order_by(numbers.c.id)
        )
        return [number_from(row) for row in rows]

    def on_account(self, connection: Account) -> Sequence[Number]:
        same = (numbers.c.account == connection.account) & (numbers.c.account != "")
        here = or_(numbers.c.connection_id == connection.id, same)
        rows = self._db.execute(select(numbers).where(self._mine, here).order_by(numbers.c.id))
        return [number_from(row) for row in rows]

    def add(self, number: Number) -> bool:
        added = self._db.execute(
            insert(numbers)
            .values(id=number.id, number=number.number, **_number_values(number))
            .on_conflict_do_nothing(index_elements=["number"])
            .returning(numbers.c.id)
        ).first()
        return added is not None

    def save(self, number: Number) -> None:
        self._db.execute(
            update(numbers)
            .where(self._mine, numbers.c.id == number.id)
            .values(**_number_values(number), updated_at=func.clock_timestamp())
        )

    def remove(self, number_id: str) -> bool:
        return self._db.execute(delete(numbers).where(self._mine, numbers.c.id == number_id)).rowcount == 1

    def take_free(self, connection_id: str | None) -> Number | None:
        query = select(numbers).where(self._mine, numbers.c.is_free)
        if connection_id is not None:
            query = query.where(numbers.c.connection_id == connection_id)
        row = self._db.execute(query.order_by(numbers.c.id).limit(1).with_for_update(skip_locked=True)).first()
        return number_from(row) if row else None


def _number_values(number: Number) -> dict[str, Any]:
    return {
        "role": number.role,
        "workspace_id": number.workspace_id,
        "connection_id": number.connection_id,
        "account": number.account,
        "forward_to": number.forward_to,
        "can_text": number.can_text,
        "is_free": number.is_free,
    }


class PostgresMissedCalls:
    """MissedCallRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._mine = _scope(missed_calls.c.workspace_id, workspace_id)

    def get(self, root_call_id: str) -> MissedCall | None:
        row = self._db.execute(
            select(missed_calls).where(self._mine, missed_calls.c.root_call_id == root_call_id)
        ).first()
        return _missed(row) if row else None

    def add(self, missed: MissedCall) -> bool:
        added = self._db.execute(
            insert(missed_calls)
            .values(
                workspace_id=missed.workspace_id,
                root_call_id=missed.root_call_id,
                call_id=missed.call_id,
                caller=missed.caller,
                called=missed.called,
                ending=missed.ending,
                reason=missed.reason,
                lead_id=missed.lead_id,
                send_id=missed.send_id,
            )
            .on_conflict_do_nothing()
            .returning(missed_calls.c.root_call_id)
        ).first()
        return added is not None

    def texted_since(self, caller: str, since: datetime) -> MissedCall | None:
        row = self._db.execute(
            select(missed_calls)
            .where(
                self._mine,
                missed_calls.c.caller == caller,
                missed_calls.c.ending == "texting",
                missed_calls.c.at > since,
            )
            .order_by(missed_calls.c.at.desc())
            .limit(1)
        ).first()
        return _missed(row) if row else None

    def end(self, root_call_id: str, ending: str, reason: str) -> None:
        self._db.execute(
            update(missed_calls)
            .where(self._mine, missed_calls.c.root_call_id == root_call_id)
            .values(ending=ending, reason=reason)
        )


def _missed(row: Row[Any]) -> MissedCall:
    return MissedCall(
        workspace_id=row.workspace_id,
        root_call_id=row.root_call_id,
        call_id=row.call_id,
        caller=row.caller,
        called=row.called,
        ending=row.ending,
        reason=row.reason,
        lead_id=row.lead_id,
        send_id=row.send_id,
        at=row.at,
    )


def intake_from(row: Row[Any]) -> Intake:
    """The intake that a row holds."""
    return Intake(
        id=row.id,
        connection_id=row.connection_id,
        channel=row.channel,
        caller=row.caller,
        called=row.called,
        role=NumberRole(row.role),
        reason=row.reason,
        text_state=TextState(row.text_state),
        at=row.first_seen_at,
        root_call_id=row.root_call_id,
        call_status=row.call_status,
        text_sender=row.text_sender,
        text_provider_id=row.text_provider_id,
        text_reason=row.text_reason,
        attempts=row.attempts,
        opted_out=row.opted_out,
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
    )


_MAY_HAVE_LEFT = [
    TextState.CLAIMED,
    TextState.SENT,
    TextState.DELIVERED,
    TextState.UNDELIVERED,
    TextState.UNKNOWN,
]


def kept_marks(db: Connection) -> Sequence[str]:
    """What is kept of secret keys that are gone, sealed (`rejoinder secrets rotate`)."""
    return db.execute(select(installation.c.value).where(installation.c.key == MARKS_KEY)).scalar_one_or_none() or ()


class PostgresIntakes:
    """IntakeRepository, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str, vault: Sealer) -> None:
        self._db = db
        self._vault = vault
        self._mine = _scope(system_intakes.c.workspace_id, workspace_id)
        self._messages = _scope(system_intake_messages.c.workspace_id, workspace_id)

    def _first(self, *conditions: ColumnElement[bool], lock: bool = False) -> Intake | None:
        query = select(system_intakes).where(self._mine, *conditions).order_by(system_intakes.c.last_seen_at.desc())
        query = query.limit(1)
        row = self._db.execute(query.with_for_update() if lock else query).first()
        return intake_from(row) if row else None

    def get(self, intake_id: str) -> Intake | None:
        return self._first(system_intakes.c.id == intake_id)

    def lock(self, intake_id: str) -> Intake | None:
        return self._first(system_intakes.c.id == intake_id, lock=True)

    def by_call(self, root_call_id: str) -> Intake | None:
        return self._first(system_intakes.c.root_call_id == root_call_id)

    def open_of(self, caller: str, since: datetime) -> Intake | None:
        return self._first(
            system_intakes.c.caller == caller,
            system_intakes.c.last_seen_at > since,
            system_intakes.c.assigned_at.is_(None),
            lock=True,
        )

    def last_of(self, caller: str, since: datetime) -> Intake | None:
        return self._first(
            system_intakes.c.caller == caller,
            system_intakes.c.last_seen_at > since,
            system_intakes.c.released_at.is_(None),
        )

    def given_of(self, caller: str) -> Intake | None:
        return self._first(
            system_intakes.c.caller == caller,
            system_intakes.c.workspace_id.is_not(None),
            system_intakes.c.released_at.is_(None),
        )

    def texted_since(self, caller: str, called: str, since: datetime) -> bool:
        found = self._first(
            system_intakes.c.caller == caller,
            system_intakes.c.called == called,
            system_intakes.c.first_seen_at > since,
            system_intakes.c.text_state.in_(_MAY_HAVE_LEFT),
        )
        return found is not None

    def has_opted_out(self, caller: str) -> bool:
        known = select(system_opt_outs.c.hash).where(system_opt_outs.c.hash.in_(self._marks(caller)))
        if self._db.execute(known.limit(1)).first() is not None:
            return True
        # Releases before the hashes kept it on the intake alone.
        return self._first(system_intakes.c.caller == caller, system_intakes.c.opted_out) is not None

    def forbid(self, caller: str) -> None:
        newest = self._marks(caller)[0]
        self._db.execute(insert(system_opt_outs).values(hash=newest).on_conflict_do_nothing())

    def allow(self, caller: str) -> None:
        self._db.execute(delete(system_opt_outs).where(system_opt_outs.c.hash.in_(self._marks(caller))))
        self._db.execute(
            update(system_intakes)
            .where(self._mine, system_intakes.c.caller == caller, system_intakes.c.opted_out)
            .values(opted_out=False)
        )

    def _marks(self, caller: str) -> Sequence[bytes]:
        return self._vault.fingerprints(caller, "system_opt_outs", kept_marks(self._db))

    def add(self, intake: Intake) -> bool:
        added = self._db.execute(
            insert(system_intakes)
            .values(
                id=intake.id,
                workspace_id=intake.workspace_id,
                connection_id=intake.connection_id,
                channel=intake.channel,
                caller=intake.caller,
                called=intake.called,
                role=intake.role,
                reason=intake.reason,
                root_call_id=intake.root_call_id,
                first_seen_at=intake.at,
                last_seen_at=intake.at,
                **_intake_values(intake),
            )
            .on_conflict_do_nothing()
            .returning(system_intakes.c.id)
        ).first()
        return added is not None

    def save(self, intake: Intake) -> None:
        self._db.execute(
            update(system_intakes)
            .where(self._mine, system_intakes.c.id == intake.id)
            .values(**_intake_values(intake), last_seen_at=func.clock_timestamp())
        )

    def add_message(self, message: IntakeMessage) -> bool:
        added = self._db.execute(
            insert(system_intake_messages)
            .values(
                id=message.id,
                intake_id=message.intake_id,
                event_id=message.event_id,
                external_id=message.external_id,
                sender=message.sender,
                recipient=message.recipient,
                body=message.body,
                received_at=message.received_at,
            )
            .on_conflict_do_nothing(index_elements=["event_id"])
            .returning(system_intake_messages.c.id)
        ).first()
        return added is not None

    def messages(self, intake_id: str) -> Sequence[IntakeMessage]:
        rows = self._db.execute(
            select(system_intake_messages)
            .where(self._messages, system_intake_messages.c.intake_id == intake_id)
            .order_by(system_intake_messages.c.received_at, system_intake_messages.c.id)
        )
        return [intake_message_from(row) for row in rows]

    def message_became(self, intake_message_id: str, message_id: str) -> None:
        self._db.execute(
            update(system_intake_messages)
            .where(self._messages, system_intake_messages.c.id == intake_message_id)
            .values(message_id=message_id)
        )

    def assign(self, intake: Intake, by: str) -> None:
        owner = {"workspace_id": intake.workspace_id}
        self._db.execute(
            update(system_intakes)
            .where(self._mine, system_intakes.c.id == intake.id)
            .values(**owner, lead_id=intake.lead_id, assigned_at=func.clock_timestamp(), assigned_by=by)
        )
        mine = self._messages & (system_intake_messages.c.intake_id == intake.id)
        self._db.execute(update(system_intake_messages).where(mine).values(**owner))
        deliveries = select(system_intake_messages.c.event_id).where(mine)
        self._db.execute(update(events).where(events.c.id.in_(deliveries)).values(**owner))

    def release(self, intake_id: str, by: str) -> bool:
        taken_back = self._db.execute(
            update(system_intakes)
            .where(
                self._mine,
                system_intakes.c.id == intake_id,
                system_intakes.c.workspace_id.is_not(None),
                system_intakes.c.released_at.is_(None),
            )
            .values(released_at=func.clock_timestamp(), released_by=by)
        )
        return taken_back.rowcount == 1

    def unfiled_events(self, channels: Sequence[str], limit: int) -> Sequence[str]:
        rows = self._db.execute(
            select(events.c.id)
            .where(
                events.c.state == "unrouted",
                events.c.channel.in_(list(channels)),
            )
            .order_by(events.c.id)
            .limit(limit)
        )
        return [row.id for row in rows]


def intake_message_from(row: Row[Any]) -> IntakeMessage:
    return IntakeMessage(
        id=row.id,
        intake_id=row.intake_id,
        event_id=row.event_id,
        external_id=row.external_id,
        sender=row.sender,
        recipient=row.recipient,
        body=row.body,
        received_at=row.received_at,
        message_id=row.message_id,
    )


def _intake_values(intake: Intake) -> dict[str, Any]:
    return {
        "call_status": intake.call_status,
        "text_state": intake.text_state,
        "text_sender": intake.text_sender,
        "text_provider_id": intake.text_provider_id,
        "text_reason": intake.text_reason[:500],
        "attempts": intake.attempts,
        "opted_out": intake.opted_out,
    }

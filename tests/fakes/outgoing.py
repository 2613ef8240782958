"""The users' own systems: their addresses, what they were told, and a courier that a test can make fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import Delivery, Endpoint, OutgoingEvent, delivery_job
from rejoinder.domain.ports.doorbell import Bell
from rejoinder.domain.ports.outgoing import CourierAnswer
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

if TYPE_CHECKING:
    from tests.fakes.storage import FakeUnitOfWork, Tables


def tell_endpoints(tables: Tables, event: OutgoingEvent, now: datetime) -> list[Bell]:
    """A delivery with its job for every endpoint that asked; the bells of those jobs."""
    from tests.fakes.storage import ConstraintBroken, add_job, refuse_unstorable

    refuse_unstorable(event)
    bells = []
    for endpoint in list(tables.endpoints.values()):
        asked = endpoint.workspace_id == event.workspace_id and event.type in endpoint.event_types
        if not asked or not endpoint.enabled or endpoint.id in tables.removed:
            continue
        if any((d.endpoint_id, d.event.id) == (endpoint.id, event.id) for d in tables.deliveries.values()):
            raise ConstraintBroken("an endpoint is told of an event once")
        delivery = Delivery(new_id(), event.workspace_id, endpoint.id, event, now)
        tables.deliveries[delivery.id] = delivery
        row = add_job(tables, delivery_job(delivery.id, event.workspace_id, event.lead_id), new_id(), now)
        assert row is not None
        bells.append(Bell(row.id, row.queue))
    return bells


class FakeOutgoing:
    """OutgoingRepository inside one transaction."""

    def __init__(self, uow: FakeUnitOfWork) -> None:
        self._uow = uow

    @property
    def _tables(self) -> Tables:
        return self._uow.database.tables

    def publish(self, event: OutgoingEvent) -> int:
        if self._uow.workspace_id not in (EVERY_WORKSPACE, event.workspace_id):
            return 0  # row security hides the endpoints
        bells = tell_endpoints(self._tables, event, self._uow.database.clock.now())
        self._uow.bells.extend(bells)
        return len(bells)

    def get(self, delivery_id: str) -> Delivery | None:
        found = self._tables.deliveries.get(delivery_id)
        return found if found is not None and found.workspace_id == self._uow.workspace_id else None

    def save(self, delivery: Delivery) -> bool:
        known = self.get(delivery.id)
        if known is None:
            return False
        self._tables.deliveries[delivery.id] = replace(
            known,
            state=delivery.state,
            attempts=delivery.attempts,
            resends=delivery.resends,
            last_status=delivery.last_status,
            last_error=delivery.last_error,
        )
        return True


class FakeEndpoints:
    """EndpointRepository inside one transaction."""

    def __init__(self, uow: FakeUnitOfWork) -> None:
        self._uow = uow

    @property
    def _tables(self) -> Tables:
        return self._uow.database.tables

    def get(self, endpoint_id: str) -> Endpoint | None:
        found = self._tables.endpoints.get(endpoint_id)
        if found is None or found.id in self._tables.removed or found.workspace_id != self._uow.workspace_id:
            return None
        return found

    def all(self) -> Sequence[Endpoint]:
        return [found for known in self._tables.endpoints if (found := self.get(known)) is not None]

    def add(self, endpoint: Endpoint) -> None:
        stored = replace(endpoint, created_at=self._uow.database.clock.now(), failing_since=None)
        self._tables.endpoints[endpoint.id] = stored

    def save(self, endpoint: Endpoint) -> None:
        known = self.get(endpoint.id)
        if known is not None:
            since = known.failing_since if known.enabled == endpoint.enabled else None
            self._tables.endpoints[known.id] = replace(endpoint, created_at=known.created_at, failing_since=since)

    def remove(self, endpoint_id: str) -> bool:
        known = self.get(endpoint_id)
        if known is None:
            return False
        self._tables.endpoints[known.id] = replace(known, enabled=False)
        self._tables.removed[known.id] = True
        return True

    def failed(self, endpoint_id: str) -> float:
        known, now = self.get(endpoint_id), self._uow.database.clock.now()
        if known is None:
            return 0.0
        since = known.failing_since or now
        self._tables.endpoints[known.id] = replace(known, failing_since=since)
        return (now - since).total_seconds()

    def succeeded(self, endpoint_id: str) -> None:
        known = self.get(endpoint_id)
        if known is not None:
            self._tables.endpoints[known.id] = replace(known, failing_since=None)


@dataclass(frozen=True)
class Carried:
    """One POST that reached the user's system."""

    endpoint_id: str
    headers: Mapping[str, str]
    body: bytes


class FakeCourier:
    """Courier: answers 204 unless a test says what it shall do, and keeps what it was given."""

    def __init__(self) -> None:
        self.carried: list[Carried] = []
        self.outcomes: list[CourierAnswer | Exception] = []
        """What happens next, first in first out."""
        self.always: CourierAnswer | Exception | None = None
        self.before_call: Callable[[], None] = lambda: None

    def deliver(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> CourierAnswer:
        self.before_call()
        self.carried.append(Carried(endpoint.id, dict(headers), body))
        outcome = self.outcomes.pop(0) if self.outcomes else self.always or CourierAnswer(204)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

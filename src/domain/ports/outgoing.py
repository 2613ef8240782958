"""How events reach the users' own systems: what is remembered of it, and who carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rejoinder.domain.outgoing import Delivery, Endpoint, OutgoingEvent


class EndpointRepository(Protocol):
    """Addresses of one workspace."""

    def get(self, endpoint_id: str) -> Endpoint | None: ...

    def all(self) -> Sequence[Endpoint]:
        """Oldest first."""
        ...

    def add(self, endpoint: Endpoint) -> None: ...

    def save(self, endpoint: Endpoint) -> None:
        """Everything but `failing_since` is as in `endpoint`; a changed `enabled` starts that afresh."""
        ...

    def remove(self, endpoint_id: str) -> bool: ...

    def failed(self, endpoint_id: str) -> float:
        """A try failed. Seconds since the first failure after the last success, by the database's clock."""
        ...

    def succeeded(self, endpoint_id: str) -> None:
        """The endpoint works: what failed before no longer counts."""
        ...


class OutgoingRepository(Protocol):
    """Events and their way, inside the transaction of their cause."""

    def publish(self, event: OutgoingEvent) -> int:
        """A delivery with its job for every enabled endpoint that asked for this type; how many there were."""
        ...

    def get(self, delivery_id: str) -> Delivery | None: ...

    def save(self, delivery: Delivery) -> bool:
        """State, attempts, last answer and resends are as in `delivery`; False when there is no such delivery."""
        ...


@dataclass(frozen=True, slots=True)
class CourierAnswer:
    """What a user's system said."""

    status: int
    wait: float | None = None
    """Seconds that it asks us to wait."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Courier(Protocol):
    def deliver(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> CourierAnswer:
        """One POST, no redirect followed, to an address of the public internet or one that the operator allows.

        Raises ProviderDown, OutcomeUnknown, or ConfigurationFault for an address that may not be called.
        """
        ...

"""TryEndpoint: the test button of a webhook."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.outgoing.deliver_webhook import Failure, attempt
from rejoinder.application.setup.webhook_endpoints import own_endpoint
from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import TEST_TYPE, OutgoingEvent, body_of, signed_headers
from rejoinder.domain.ports.outgoing import Courier
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.ports.world import Clock


@dataclass(frozen=True, slots=True)
class EndpointTest:
    """What the user's system said to a test event."""

    ok: bool
    status: int | None
    """Null where it did not answer."""
    detail: str


@dataclass(frozen=True, slots=True)
class TryEndpoint:
    """One signed `webhook.test` event, sent now and not tried again; works for a webhook that is switched off too. No
    transaction is open meanwhile. Raises NotFound."""

    store: Store
    courier: Courier
    clock: Clock

    def __call__(self, workspace_id: str, endpoint_id: str, by: str) -> EndpointTest:
        with self.store.begin(workspace_id) as uow:
            endpoint = own_endpoint(uow, endpoint_id)
        now = self.clock.now()
        told = {"workspace_id": workspace_id, "webhook_id": endpoint.id, "by": by}
        event = OutgoingEvent(new_id(), TEST_TYPE, workspace_id, told)
        body = body_of(event, now)
        outcome = attempt(self.courier, endpoint, signed_headers(event.id, now, body, endpoint.secrets), body)
        if isinstance(outcome, Failure):
            return EndpointTest(False, outcome.status, outcome.error)
        return EndpointTest(True, outcome.status, f"It took the test event ({outcome.status}).")

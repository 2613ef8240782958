"""ResendDelivery: a person sends an event to its endpoint once more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.setup.webhook_endpoints import own_endpoint
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.outgoing import DeliveryState, delivery_job
from rejoinder.domain.ports.storage import Store


@dataclass(frozen=True, slots=True)
class ResendDelivery:
    """The same event under the same `webhook-id` is on its way again, with every try before it; delivered ones too,
    because a receiver may have lost what it took. Raises NotFound; Conflict while it is still under way, or when the
    endpoint is switched off."""

    store: Store

    def __call__(self, workspace_id: str, endpoint_id: str, delivery_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            endpoint = own_endpoint(uow, endpoint_id)
            delivery = uow.outgoing.get(delivery_id)
            if delivery is None or delivery.endpoint_id != endpoint.id:
                raise NotFound("There is no such delivery.")
            if delivery.state is DeliveryState.PENDING:
                raise Conflict("This delivery is still under way.")
            if not endpoint.enabled:
                raise Conflict("This webhook is switched off; enable it first.")
            again = replace(delivery, state=DeliveryState.PENDING, attempts=0, resends=delivery.resends + 1)
            uow.outgoing.save(again)
            event = delivery.event
            uow.queue.enqueue(delivery_job(delivery.id, workspace_id, event.lead_id, resend=again.resends))

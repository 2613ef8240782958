"""How an event gets to an address that a user chose: over the provider client, to the public internet only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.outgoing import Endpoint
from rejoinder.domain.ports.outgoing import CourierAnswer
from rejoinder.infrastructure.http import ProviderHttp, Timeouts

_LIMITS = Timeouts(connect=5.0, read=15.0, total=20.0)
"""Standard Webhooks gives a receiver 15 to 30 seconds."""


@dataclass(frozen=True, slots=True)
class HttpCourier:
    """Courier. `http` must be a client that connects to public addresses only."""

    http: ProviderHttp

    def deliver(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> CourierAnswer:
        answer = self.http.request(
            "POST",
            endpoint.url,
            connection_id=endpoint.id,
            headers={**headers, "content-type": "application/json"},
            content=body,
            timeout=_LIMITS,
        )
        return CourierAnswer(answer.status, answer.retry_after())

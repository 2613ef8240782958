"""What we ask Vapi: whether the key works, and what became of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from rejoinder.domain.calls import CallStatus, Teller
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, ProviderBusy, ProviderDown, RejoinderError
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.ports.channels import CallSeen
from rejoinder.domain.sends import CannotTell, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.vapi.payloads import text
from rejoinder.infrastructure.channels.vapi.webhook import told
from rejoinder.infrastructure.http import ProviderHttp, Response

DEFAULT_BASE_URL = "https://api.vapi.ai"


@dataclass(frozen=True, slots=True)
class VapiRecords:
    """CallRecords: `GET /call/{id}`."""

    http: ProviderHttp

    def call(self, external_id: str, connection: Connection) -> CallSeen | None:
        response = _get(self.http, connection, f"/call/{quote(external_id, safe='')}")
        if response.status in (400, 404):
            return None
        if not response.ok:
            raise _refusal(response, connection)
        stated = response.fields()
        if text(stated, "id") != external_id or text(stated, "status").lower() != CallStatus.ENDED:
            return None
        return told({**stated, "call": stated}, Teller.ASKED)


@dataclass(frozen=True, slots=True)
class VapiSender:
    """Nobody is answered through Vapi: replies to callers leave as texts. `check` is all that is left."""

    http: ProviderHttp

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        raise MessageRefused("Vapi carries calls; a caller is answered by text.")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        return CannotTell("Vapi carries calls; no text ever leaves through it.")

    def check(self, connection: Connection) -> str:
        """The key works: one call is listed."""
        response = _get(self.http, connection, "/call", {"limit": "1"})
        if not response.ok:
            raise _refusal(response, connection)
        return "Vapi accepts the API key."


def _get(http: ProviderHttp, connection: Connection, path: str, query: Mapping[str, str] | None = None) -> Response:
    return http.request(
        "GET",
        f"{connection.base_url or DEFAULT_BASE_URL}{path}",
        connection_id=connection.id,
        headers={"authorization": f"Bearer {connection.credentials.get('api_key', '')}"},
        query=query,
    )


def _refusal(response: Response, connection: Connection) -> RejoinderError:
    if response.status in (401, 403):
        return ConnectionRevoked(f"Vapi refuses the API key of connection '{connection.name}'.")
    if response.status == 429:
        return ProviderBusy("Vapi asks us to slow down.", wait=response.retry_after())
    return ProviderDown(f"Vapi answered {response.status}.")

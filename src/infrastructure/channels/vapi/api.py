"""What we ask Vapi: whether the key works, and what became of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from rejoinder.domain.calls import CallStatus, Teller
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, ProviderBusy, ProviderDown, RejoinderError
from rejoinder.domain.messages import InboundMessage, OutboundMessage
from rejoinder.domain.ports.channels import CallSeen, Confirmation, Confirmed, Denied, HistoryPage, ProviderEvent
from rejoinder.domain.sends import CannotTell, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.vapi.payloads import moment, text
from rejoinder.infrastructure.channels.vapi.webhook import told
from rejoinder.infrastructure.http import ProviderHttp, Response

DEFAULT_BASE_URL = "https://api.vapi.ai"
_PAGE_SIZE = 100
_MOST_PAGES = 10


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
class VapiHistory:
    """History: `GET /call`, which lists the newest first and pages by the time of creation."""

    http: ProviderHttp

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """Calls that are over, by when they began. The cursor stays before a call that goes on."""
        floor = max(filter(None, (moment(cursor), earliest)))
        listed: dict[str, Mapping[str, Any]] = {}
        before = ""
        for _ in range(_MOST_PAGES):
            query = {
                "createdAtGe": _spelled(floor),
                "limit": str(_PAGE_SIZE),
                **({"createdAtLt": before} if before else {}),
            }
            rows = self._page(connection, query)
            listed |= {text(row, "id"): row for row in rows if text(row, "id")}
            began = [at for row in rows if (at := moment(row.get("createdAt"))) is not None]
            if len(rows) < _PAGE_SIZE or not began or _spelled(min(began)) == before:
                break
            before = _spelled(min(began))
        return _page_of(listed.values(), floor)

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether Vapi knows this call, and what the caller said in it."""
        seen = VapiRecords(self.http).call(message.external_id, connection)
        if seen is None:
            return Denied("Vapi knows no such call that is over.")
        return Confirmed(seen.said)

    def _page(self, connection: Connection, query: Mapping[str, str]) -> list[Mapping[str, Any]]:
        response = _get(self.http, connection, "/call", query)
        if not response.ok:
            raise _refusal(response, connection)
        rows = response.json()
        if not isinstance(rows, list):
            raise ProviderDown("Vapi's list of calls is none.")
        return [row for row in rows if isinstance(row, dict)]


def _page_of(rows: Iterable[Mapping[str, Any]], floor: datetime) -> HistoryPage:
    told_of: list[tuple[datetime, ProviderEvent]] = []
    going_on: list[datetime] = []
    for row in rows:
        began = moment(row.get("createdAt")) or floor
        if text(row, "status").lower() == CallStatus.ENDED:
            seen = told({**row, "call": row}, Teller.ASKED)
            told_of.append((began, ProviderEvent(f"listed:{seen.facts.external_id}", "call listed", seen)))
        else:
            going_on.append(began)
    newest = max((began for began, _ in told_of), default=floor)
    ordered = sorted(told_of, key=lambda each: (each[0], each[1].key))
    return HistoryPage(tuple(event for _, event in ordered), _spelled(min([newest, *going_on])))


def _spelled(moment_: datetime) -> str:
    return moment_.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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

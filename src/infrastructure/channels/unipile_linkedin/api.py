"""Unipile's two APIs: which one a connection has, where it lies, and how lists are read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rejoinder.domain.errors import ConfigurationFault, ProviderDown
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.unipile_linkedin.errors import busy, disconnected, refuses_account
from rejoinder.infrastructure.channels.unipile_linkedin.payloads import V1, V2
from rejoinder.infrastructure.channels.unipile_linkedin.webhook import is_v2_account
from rejoinder.infrastructure.http import ProviderHttp, Response
from rejoinder.infrastructure.json_fields import text

DEFAULT_BASE_URL = "https://api.unipile.com"
"""v2's. v1 has an address per subscription (its DSN), which the connection has to name."""
_ROOTS = {V1: "/api/v1", V2: "/v2"}


def generation_of(connection: Connection, seen: object = "") -> str:
    """`v1` or `v2`: what the connection says, else what its webhooks look like (`seen`), else its account id."""
    stated = connection.credentials.get("api_version", "").strip().lower()
    for said in (stated, str(seen or "").lower()):
        if said.removeprefix("v") in ("1", "2"):
            return V1 if said.endswith("1") else V2
    return V2 if is_v2_account(account_of(connection)) else V1


def account_of(connection: Connection) -> str:
    return connection.credentials.get("account_id", "").strip()


def in_path(value: str) -> str:
    """Chat ids hold `=` and may hold anything."""
    return quote(value, safe="")


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list."""

    rows: tuple[Mapping[str, Any], ...]
    next_page: str


@dataclass(frozen=True, slots=True)
class UnipileApi:
    """Calls of one connection; each is one request."""

    http: ProviderHttp

    def call(
        self,
        method: str,
        path: str,
        connection: Connection,
        generation: str,
        *,
        query: Mapping[str, str] | None = None,
        multipart: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Response:
        """The answer, whatever its status. Raises what ProviderHttp raises, and ConfigurationFault without a DSN."""
        return self.http.request(
            method,
            _root(connection, generation) + path,
            connection_id=connection.id,
            headers={"X-API-KEY": connection.credentials.get("api_key", "")},
            query=query,
            multipart=multipart,
            json=json,
        )

    def read(
        self, path: str, connection: Connection, generation: str, query: Mapping[str, str] | None = None
    ) -> Response | None:
        """A good answer to a question; None where Unipile knows no such thing. Raises ProviderBusy, ProviderDown,
        ConnectionRevoked."""
        response = self.call("GET", path, connection, generation, query=query)
        if response.ok:
            return response
        if response.status == 429:
            raise busy(response)
        if refuses_account(response):
            raise disconnected(response, connection)
        if response.status == 404:
            return None
        raise ProviderDown(f"Unipile answers {response.status}.")

    def pages(
        self, path: str, connection: Connection, generation: str, query: Mapping[str, str], page: str = ""
    ) -> Iterator[Rows]:
        """The pages of a list, as far as the caller reads on; none where there is no such list."""
        while True:
            response = self.read(path, connection, generation, {**query, **({"cursor": page} if page else {})})
            if response is None:
                return
            found = _rows(response)
            yield found
            if not found.next_page or found.next_page == page:
                return
            page = found.next_page


def _root(connection: Connection, generation: str) -> str:
    base = (connection.base_url or DEFAULT_BASE_URL).rstrip("/")
    for suffix in _ROOTS.values():
        base = base.removesuffix(suffix)
    if generation == V1 and base == DEFAULT_BASE_URL:
        raise ConfigurationFault(
            f"Connection '{connection.name}' uses Unipile's v1, which has its own address: enter the DSN as base_url."
        )
    return base + _ROOTS[generation]


def _rows(response: Response) -> Rows:
    fields = response.fields()
    stated = next((fields[name] for name in ("items", "data", "messages", "chats") if name in fields), None)
    if not isinstance(stated, list):
        raise ProviderDown("Unipile's list cannot be read.")
    rows = tuple(row for row in stated if isinstance(row, dict))
    return Rows(rows, text(fields, "cursor", "next_cursor"))

"""Instantly's API, version 2: how it is called, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import ProviderHttp, Response
from rejoinder.infrastructure.json_fields import text

DEFAULT_BASE_URL = "https://api.instantly.ai"
_API = "/api/v2"
_ACCOUNT_REFUSED = frozenset({401, 402, 403})
"""402: the plan does not include the API."""


@dataclass(frozen=True, slots=True)
class InstantlyApi:
    http: ProviderHttp

    def post(self, path: str, connection: Connection, json: object) -> Response:
        """The answer, whatever it says."""
        return self._call("POST", path, connection, json=json)

    def patch(self, path: str, connection: Connection, json: object) -> Response:
        """The same for a change."""
        return self._call("PATCH", path, connection, json=json)

    def ask(self, path: str, connection: Connection, json: object) -> Mapping[str, Any]:
        """What a question that Instantly wants as POST is answered, nothing for 404. Asking changes nothing, so a lost
        answer is only that. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        try:
            response = self._call("POST", path, connection, json=json)
        except OutcomeUnknown as lost:
            raise ProviderDown(lost.message) from None
        return {} if response.status == 404 else self._answered(response, connection)

    def read_if_there(self, path: str, connection: Connection, query: Mapping[str, str]) -> Mapping[str, Any]:
        """What a 2xx answer says, nothing for 404. Raises as `read` does."""
        response = self._call("GET", path, connection, query=query)
        return {} if response.status == 404 else self._answered(response, connection)

    def read(self, path: str, connection: Connection, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What a 2xx answer says. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        return self._answered(self._call("GET", path, connection, query=query), connection)

    def _answered(self, response: Response, connection: Connection) -> Mapping[str, Any]:
        if response.ok:
            return response.fields()
        if response.status == 429:
            raise busy(response)
        if response.status in _ACCOUNT_REFUSED:
            raise _revoked(connection, response)
        raise ProviderDown(f"Instantly answers {response.status}.")

    def _call(
        self,
        method: str,
        path: str,
        connection: Connection,
        query: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Response:
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix(_API)
        return self.http.request(
            method,
            f"{root}{_API}{path}",
            connection_id=connection.id,
            headers={"Authorization": f"Bearer {connection.credentials.get('api_key', '')}"},
            query=query,
            json=json,
        )


def refusal(response: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a send that is not 2xx."""
    if response.status == 429:
        return busy(response)
    if response.status in _ACCOUNT_REFUSED:
        return _revoked(connection, response)
    if 400 <= response.status < 500 and response.status != 408:
        return MessageRefused(f"Instantly refused the mail: {said(response, connection)}")
    return OutcomeUnknown(f"Instantly answered {response.status} to the mail; it may still have left.")


def busy(response: Response) -> ProviderBusy:
    return ProviderBusy("Instantly asks for fewer requests; nothing was done.", wait=response.retry_after())


def _revoked(connection: Connection, response: Response) -> ConnectionRevoked:
    why = "asks for a paid plan" if response.status == 402 else "no longer accepts the API key"
    return ConnectionRevoked(f"Instantly {why} (connection '{connection.name}', status {response.status}).")


def said(response: Response, connection: Connection) -> str:
    """Instantly's own words, short and without the key."""
    words = text(response.fields(), "message", "error")
    for secret in connection.credentials.values():
        words = words.replace(secret, "…") if secret else words
    return words[:200] or f"status {response.status}, no reason given."

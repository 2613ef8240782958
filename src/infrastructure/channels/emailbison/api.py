"""How an EmailBison instance is called, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import ProviderHttp, Response
from rejoinder.infrastructure.json_fields import inner, text

_API = "/api"


@dataclass(frozen=True, slots=True)
class EmailBisonApi:
    http: ProviderHttp

    def post(self, path: str, connection: Connection, json: object) -> Response:
        """The answer, whatever it says."""
        return self._call("POST", path, connection, json=json)

    def read(
        self, path: str, connection: Connection, query: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | None:
        """What a 2xx answer says; None for 404. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        response = self._call("GET", path, connection, query=query)
        if response.ok:
            return response.fields()
        if response.status == 404:
            return None
        if response.status == 429:
            raise _busy(response)
        if response.status in (401, 403):
            raise _revoked(connection, response)
        raise ProviderDown(f"EmailBison answers {response.status}.")

    def _call(
        self,
        method: str,
        path: str,
        connection: Connection,
        query: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Response:
        root = connection.base_url.rstrip("/").removesuffix(_API)
        if not root:
            raise ConfigurationFault(f"Connection '{connection.name}' has no base_url: enter the instance's address.")
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
        return _busy(response)
    if response.status in (401, 403):
        return _revoked(connection, response)
    if 400 <= response.status < 500 and response.status != 408:
        return MessageRefused(f"EmailBison refused the mail: {said(response, connection)}")
    return OutcomeUnknown(f"EmailBison answered {response.status} to the mail; it may still have left.")


def _busy(response: Response) -> ProviderBusy:
    return ProviderBusy("EmailBison asks for fewer requests; nothing was done.", wait=response.retry_after())


def _revoked(connection: Connection, response: Response) -> ConnectionRevoked:
    return ConnectionRevoked(
        f"EmailBison does not accept the API key of connection '{connection.name}' (status {response.status}). Often "
        "the key is right and base_url names another instance."
    )


def said(response: Response, connection: Connection) -> str:
    """EmailBison's own words, short and without the key."""
    answer = response.fields()
    words = text(inner(answer, "data"), "message") or text(answer, "message", "error")
    secret = connection.credentials.get("api_key", "")
    words = words.replace(secret, "…") if secret else words
    return words[:200] or f"status {response.status}, no reason given."

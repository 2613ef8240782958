"""The one question that we ask Calendly: whether it still takes our token."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.errors import ConnectionRevoked, ProviderBusy, ProviderDown
from rejoinder.domain.ports.channels import NoTalk
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.calendly.payloads import text
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import inner

DEFAULT_BASE_URL = "https://api.calendly.com"


@dataclass(frozen=True, slots=True)
class CalendlyCheck(NoTalk):
    http: ProviderHttp

    def check(self, connection: Connection) -> str:
        """`GET /users/me`."""
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/")
        answer = self.http.request(
            "GET",
            f"{root}/users/me",
            connection_id=connection.id,
            headers={"Authorization": f"Bearer {connection.credentials.get('access_token', '')}"},
        )
        if answer.status == 429:
            raise ProviderBusy("Calendly asks for fewer requests.", wait=answer.retry_after())
        if answer.status in (401, 403):
            raise ConnectionRevoked(
                f"Calendly no longer accepts the access token of connection '{connection.name}' "
                f"(status {answer.status})."
            )
        if not answer.ok:
            raise ProviderDown(f"Calendly answers {answer.status}.")
        who = text(inner(answer.fields(), "resource"), "email", "name")[:200]
        works = f"Calendly accepts the access token{f' of {who}' if who else ''}."
        if not connection.webhook_secrets:
            return f"{works} Without a webhook secret (the signing key) every delivery is refused."
        return works

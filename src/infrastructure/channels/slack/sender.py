"""The one question that we ask Slack: whether it still takes our token."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.errors import ConnectionRevoked, ProviderBusy, ProviderDown
from rejoinder.domain.ports.channels import NoTalk
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.slack.cards import DEFAULT_BASE_URL
from rejoinder.infrastructure.channels.slack.payloads import text
from rejoinder.infrastructure.http import ProviderHttp

_API = "/api"

_BUSY = frozenset({"ratelimited", "rate_limited"})
_DOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


@dataclass(frozen=True, slots=True)
class SlackCheck(NoTalk):
    http: ProviderHttp

    def check(self, connection: Connection) -> str:
        """`auth.test`. Slack's yes is `ok` in the body, never the status."""
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix(_API)
        answer = self.http.request(
            "GET",
            f"{root}{_API}/auth.test",
            connection_id=connection.id,
            headers={"Authorization": f"Bearer {connection.credentials.get('bot_token', '')}"},
        )
        said = answer.fields()
        error = text(said, "error")[:80]
        if answer.status == 429 or error in _BUSY:
            raise ProviderBusy("Slack asks for fewer requests.", wait=answer.retry_after())
        if answer.status in (401, 403) or (answer.ok and said.get("ok") is False and error not in _DOWN):
            raise ConnectionRevoked(
                f"Slack no longer accepts the bot token of connection '{connection.name}' "
                f"({error or f'status {answer.status}'})."
            )
        if not answer.ok or said.get("ok") is not True:
            raise ProviderDown(f"Slack answers {error or answer.status}.")
        bot, team = text(said, "user") or "our bot", text(said, "team") or "its team"
        works = f"Slack accepts the bot token of {bot} in {team}."
        if not connection.webhook_secrets:
            return f"{works} Without a webhook secret (the signing secret) every delivery is refused."
        return works

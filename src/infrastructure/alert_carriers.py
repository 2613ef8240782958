"""The ways out for alerts: the courier, a connection's sender, mail. No job, no queue: they must work without."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rejoinder.domain.alerting import AlertRoute
from rejoinder.domain.errors import ConfigurationFault, MessageRefused, TemporaryFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.outgoing import Endpoint, signed_headers
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.notifications import Mailer
from rejoinder.domain.ports.outgoing import Courier
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.workspaces import Connection

Body = Callable[[str, Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class PostCarrier:
    """AlertCarrier for addresses that take a POST: a Slack incoming webhook, or any other system."""

    courier: Courier
    body: Body

    def carry(self, route: AlertRoute, words: str, alert: Mapping[str, object]) -> None:
        content = json.dumps(self.body(words, alert), default=str, ensure_ascii=False).encode()
        secrets = (route.target["secret"],) if route.target.get("secret") else ()
        place = Endpoint(route.id, "", route.name, route.target["url"], (), secrets)
        headers = signed_headers(new_id(), datetime.now(UTC), content, secrets) if secrets else {}
        answer = self.courier.deliver(place, headers, content)
        if not answer.ok:
            raise MessageRefused(f"It answered {answer.status}.")


def slack_body(words: str, alert: Mapping[str, object]) -> Mapping[str, object]:
    """What an incoming webhook of Slack takes, without mentions or links that somebody's words in it could make."""
    return {"text": words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}


def webhook_body(words: str, alert: Mapping[str, object]) -> Mapping[str, object]:
    """The event that workspaces' own webhooks get, for the installation."""
    return {"type": "alert.raised", "timestamp": datetime.now(UTC).isoformat(), "data": {**alert, "text": words}}


@dataclass(slots=True)
class TextCarrier:
    """AlertCarrier by SMS, through a connection that may write first. It remembers the account for a database that is
    away."""

    store: Store
    channels: Mapping[str, Channel]
    _known: dict[str, Connection] = field(default_factory=dict)

    def carry(self, route: AlertRoute, words: str, alert: Mapping[str, object]) -> None:
        connection = self._connection(route.connection_id or "")
        channel = self.channels[connection.channel]
        if not channel.writes_first or channel.medium is not Medium.SMS:
            raise ConfigurationFault(f"'{connection.name}' ({connection.channel}) cannot text first.")
        text = OutboundMessage(
            send_id=f"alert-{new_id()}",
            medium=Medium.SMS,
            recipient=route.target["to"],
            sender=route.target.get("from", ""),
            body=words,
        )
        channel.sender.send(text, connection)

    def remember(self, route: AlertRoute) -> None:
        """Its account is known from now on, even to a process whose database goes away. Raises ConfigurationFault."""
        self._connection(route.connection_id or "")

    def _connection(self, connection_id: str) -> Connection:
        try:
            with self.store.begin(EVERY_WORKSPACE) as uow:
                found = uow.connections.get(connection_id)
        except TemporaryFailure:
            found = self._known.get(connection_id)
        if found is None or not found.enabled:
            raise ConfigurationFault("The connection that carries its texts is gone or switched off.")
        self._known[connection_id] = found
        return found


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """AlertCarrier by e-mail."""

    mail: Mailer

    def carry(self, route: AlertRoute, words: str, alert: Mapping[str, object]) -> None:
        if not self.mail.is_configured:
            raise ConfigurationFault("No mail server is set, so no e-mail leaves.")
        subject = f"[Rejoinder {alert.get('severity', '')}] {str(alert.get('title', ''))[:120]}"
        self.mail.deliver(route.target["to"], subject, words, f"alert-{new_id()}")

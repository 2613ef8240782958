"""Questions to a Clay table. Clay has no call that only looks, so a check looks at what was entered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rejoinder.domain.enrichment import Question
from rejoinder.domain.errors import ConfigurationFault, ConnectionRevoked, MessageRefused, OutcomeUnknown, ProviderBusy
from rejoinder.domain.ports.channels import NoTalk
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import ProviderHttp

DEFAULT_BASE_URL = "https://api.clay.com"
TABLE = re.compile(r"(?P<root>https?://[^/?#\s]+)/v3/sources/webhook/[A-Za-z0-9-]{1,200}/?")


@dataclass(frozen=True, slots=True)
class ClayCheck(NoTalk):
    http: ProviderHttp

    def check(self, connection: Connection) -> str:
        """Asks nobody: every submission counts against the 50,000 that a Clay webhook takes in its lifetime.

        Raises ConfigurationFault for a table address that cannot be one, or lies on another host than `base_url`.
        """
        if not connection.credentials.get("table_webhook_url", ""):
            return "Answers of Clay are taken. Without table_webhook_url nothing can be asked."
        _table(connection)
        return "The table's address looks right. Clay offers no call that tests it without adding a row."


_BUSY_S = 30.0


@dataclass(frozen=True, slots=True)
class ClayEnricher:
    """Enricher: one question is one row of the table. Accepted only means stored; the answer comes later or never."""

    http: ProviderHttp

    def can_ask(self, connection: Connection) -> bool:
        return bool(connection.credentials.get("table_webhook_url", ""))

    def ask(self, question: Question, connection: Connection) -> None:
        first, _, last = question.name.partition(" ")
        row = {
            "rejoinder_request_id": question.request_id,
            "lead_id": question.lead_id,
            "kind": question.kind,
            "callback_url": question.callback_url,
            "first_name": first,
            "last_name": last,
            "full_name": question.name,
            "email": question.email,
            "phone": question.phone,
            "linkedin_url": question.linkedin_url,
            "domain": question.domain,
        }
        response = self.http.request(
            "POST",
            _table(connection),
            connection_id=connection.id,
            headers={"x-clay-webhook-auth": connection.credentials.get("api_key", "")},
            json=row,
        )
        if response.ok:
            return
        if response.status == 429:
            asked = response.retry_after()
            raise ProviderBusy("Clay asks for fewer rows; nothing was added.", wait=_BUSY_S if asked is None else asked)
        if response.status in (401, 403):
            raise ConnectionRevoked(f"Clay refuses the token of connection '{connection.name}': {response.status}.")
        if response.status in (404, 410):
            raise ConfigurationFault(
                f"The table of connection '{connection.name}' is no longer there: make a new source."
            )
        if 400 <= response.status < 500 and response.status != 408:
            raise MessageRefused(f"Clay does not take the question: status {response.status}.")
        raise OutcomeUnknown(f"Clay answered {response.status}; the row may have been added.")


def _table(connection: Connection) -> str:
    """The table's address. Raises ConfigurationFault for one that cannot be, or that lies on another host."""
    stated = connection.credentials.get("table_webhook_url", "")
    address = TABLE.fullmatch(stated)
    root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/")
    if address is None or address["root"].lower() != root.lower():
        raise ConfigurationFault(
            f"table_webhook_url of connection '{connection.name}' is no webhook address of a table at {root}."
        )
    return stated

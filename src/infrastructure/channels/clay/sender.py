"""Clay has no call that only looks, so what can be checked is what was entered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rejoinder.domain.errors import ConfigurationFault
from rejoinder.domain.ports.channels import NoTalk
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import ProviderHttp

DEFAULT_BASE_URL = "https://api.clay.com"
_TABLE = re.compile(r"(?P<root>https?://[^/?#\s]+)/v3/sources/webhook/[A-Za-z0-9-]{1,200}/?")


@dataclass(frozen=True, slots=True)
class ClayCheck(NoTalk):
    http: ProviderHttp

    def check(self, connection: Connection) -> str:
        """Asks nobody: every submission counts against the 50,000 that a Clay webhook takes in its lifetime.

        Raises ConfigurationFault for a table address that cannot be one, or lies on another host than `base_url`.
        """
        stated = connection.credentials.get("table_webhook_url", "")
        if not stated:
            return "Answers of Clay are taken. Without table_webhook_url nothing can be asked."
        address = _TABLE.fullmatch(stated)
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/")
        if address is None or address["root"].lower() != root.lower():
            raise ConfigurationFault(
                f"table_webhook_url of connection '{connection.name}' is no webhook address of a table at {root}."
            )
        return "The table's address looks right. Clay offers no call that tests it without adding a row."

"""Who answers the telephone, over the same dictionaries."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.domain.calls import Agent
from tests.fakes.storage import FakeDatabase


class FakeAgentBook:
    """AgentBook: always fresh, and with what it knew last while the database is away."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database
        self._known: dict[str, Sequence[Agent]] = {}

    async def of(self, connection_id: str, *, newer: bool = False) -> Sequence[Agent] | None:
        if self._database.is_down:
            return self._known.get(connection_id)
        found = [a for a in self._database.tables.agents.values() if a.connection_id == connection_id]
        self._known[connection_id] = sorted(found, key=lambda agent: agent.id, reverse=True)
        return self._known[connection_id]

    def forget(self, connection_id: str) -> None:
        """Nothing goes stale here."""

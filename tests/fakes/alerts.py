"""Alerts that a test can read."""

from __future__ import annotations

from tests.fakes.storage import AlertRow, FakeDatabase


class AlertsSeen:
    """What the database holds about trouble."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    def open(self) -> list[AlertRow]:
        """What nobody has resolved yet."""
        return list(self._database.tables.alerts.values())

    def rules(self) -> list[str]:
        """The rules of the open alerts, sorted."""
        return sorted(alert.rule for alert in self.open())

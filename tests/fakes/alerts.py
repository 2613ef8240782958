"""Alerts that a test can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Alert:
    rule: str
    subject: str
    severity: str
    title: str
    workspace_id: str | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1


class FakeAlerts:
    """Alerts: one open alert per (rule, subject), repeats counted."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Alert] = {}
        self.resolved: list[Alert] = []

    def raise_alert(
        self,
        rule: str,
        subject: str,
        *,
        severity: str,
        title: str,
        workspace_id: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        known = self._open.get((rule, subject))
        newest = Alert(rule, subject, severity, title, workspace_id, dict(detail or {}))
        if known is not None:
            newest = replace(known, count=known.count + 1, title=title, detail=newest.detail)
        self._open[rule, subject] = newest

    def resolve(self, rule: str, subject: str) -> None:
        known = self._open.pop((rule, subject), None)
        if known is not None:
            self.resolved.append(known)

    def open(self) -> list[Alert]:
        """What nobody has resolved yet."""
        return list(self._open.values())

    def rules(self) -> list[str]:
        """The rules of the open alerts, sorted."""
        return sorted(alert.rule for alert in self._open.values())

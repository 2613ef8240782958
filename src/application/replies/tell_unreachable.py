"""Somebody has to ring back: a missed call that no text could answer."""

from __future__ import annotations

from rejoinder.domain.ports.upkeep import Alerts


def tell_unreachable(alerts: Alerts, workspace_id: str, subject: str, caller: str, reason: str) -> None:
    """Somebody has to ring back."""
    alerts.raise_alert(
        "caller-unreachable",
        subject,
        severity="high",
        title=f"A missed call from {caller or 'a withheld number'} could not be answered by text ({reason}).",
        workspace_id=workspace_id,
        detail={"call": subject, "caller": caller, "why": reason},
    )

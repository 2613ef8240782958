"""Somebody has to ring back: a missed call that no text could answer."""

from __future__ import annotations

from rejoinder.domain.ports.storage import UnitOfWork


def tell_unreachable(uow: UnitOfWork, workspace_id: str, subject: str, caller: str, reason: str) -> None:
    """Told in the transaction that found it out."""
    uow.alerts.raise_alert(
        "caller-unreachable",
        subject,
        severity="high",
        title=f"A missed call from {caller or 'a withheld number'} could not be answered by text ({reason}).",
        workspace_id=workspace_id,
        detail={"call": subject, "caller": caller, "why": reason},
    )

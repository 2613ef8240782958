"""Somebody has to ring back: a missed call that no text could answer."""

from __future__ import annotations

from rejoinder.domain.ports.storage import UnitOfWork

UNREACHABLE = "caller-unreachable"


def tell_unreachable(
    uow: UnitOfWork,
    workspace_id: str | None,
    subject: str,
    caller: str,
    reason: str,
    *,
    called: str = "",
    intake: str = "",
) -> None:
    """Told in the transaction that found it out, to the workspace whose number was called; without a `workspace_id` to
    whoever runs the installation, because the number is nobody's. `subject` is the call."""
    number = f" to {called}" if called else ""
    uow.alerts.raise_alert(
        UNREACHABLE,
        subject,
        severity="high",
        title=f"A missed call from {caller or 'a withheld number'}{number} could not be answered by text ({reason}); "
        "please ring back.",
        workspace_id=workspace_id,
        detail={"call": subject, "caller": caller, "why": reason, **({"intake": intake} if intake else {})},
    )


def is_reached(uow: UnitOfWork, subject: str) -> None:
    """The caller has a text after all: nobody needs to ring back."""
    uow.alerts.resolve(UNREACHABLE, subject)

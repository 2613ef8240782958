"""Whether a provider's account can be used is known, shown and told, whoever learns of it first."""

from __future__ import annotations

from datetime import datetime

from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

CUT_OFF = "account-disconnected"
"""Why sends and look-ups of such an account are parked, and the rule of its alert."""
UNCLEAR = "account-state-unknown"
MAILBOX_LOST = "mailbox-disconnected"
"""The rule of the alert about one mailbox of an account that has several."""


def report_account(
    uow: UnitOfWork, connection: Connection, usable: bool | None, detail: str, at: datetime | None = None
) -> bool:
    """The connection says whether its account can be used and why not; people are told once, or the alert is over.

    Called last in its transaction. Jobs that are parked for a usable account come back within seconds (JobRepository's
    `unpark_resumed`). A report older than what is known changes nothing; `usable` None tells people and changes
    nothing else. Returns whether the state changed.
    """
    if usable is None:
        _tell(uow, connection, UNCLEAR, "medium", f"{connection.name}: {detail}")
        return False
    reason = "" if usable else detail.strip() or "The account cannot be used."
    changed = uow.connections.report_state(connection.id, reason, at)
    now = uow.connections.get(connection.id)
    if changed and connection.workspace_id is not None:
        about = {"connection": connection.id, "detail": detail}
        uow.timeline.append(Entry("account-changed", "usable" if usable else "unusable", detail=about))
    if now is None or not now.unusable_reason:
        for rule in (CUT_OFF, UNCLEAR):
            uow.alerts.resolve(rule, connection.id)
    elif not usable:
        _tell(uow, connection, CUT_OFF, "high", f"{connection.name} is disconnected: {now.unusable_reason}")
    return changed


def report_mailbox(uow: UnitOfWork, connection: Connection, mailbox: str, usable: bool | None, detail: str) -> None:
    """People are told once that one mailbox of the account does not work, until it does again."""
    subject = f"{connection.id}:{mailbox}"
    if usable:
        uow.alerts.resolve(MAILBOX_LOST, subject)
    else:
        _tell(uow, connection, MAILBOX_LOST, "high", f"{connection.name}: {detail}", subject)


def _tell(
    uow: UnitOfWork, connection: Connection, rule: str, severity: str, title: str, subject: str | None = None
) -> None:
    uow.alerts.raise_alert(
        rule,
        subject or connection.id,
        severity=severity,
        title=title,
        workspace_id=connection.workspace_id,
        detail={"connection": connection.id, "channel": connection.channel},
    )

"""Whether a provider's account can be used is known, shown and told, whoever learns of it first."""

from __future__ import annotations

from datetime import datetime

from rejoinder.domain.errors import ConnectionRevoked, PermanentFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob, Park
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, INSTALLATION, Store, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

CUT_OFF = "account-disconnected"
"""Why jobs of such an account are parked, and the rule of its alert."""
UNCLEAR = "account-state-unknown"
_CHECK_AFTER_S = 600.0
NOT_ALLOWED = "account-not-allowed"
"""The rule of the alert that a key lacks a scope."""
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
        title = f"{connection.name} cannot be used, and its work waits: {now.unusable_reason}"
        _tell(uow, connection, CUT_OFF, "high", title)
    return changed


def cut_off(store: Store, connection: Connection, refused: ConnectionRevoked) -> Park:
    """The account refused us: known, told once, and asked again by itself; the job waits until it can be used.

    What an older key was refused says nothing about the one that was entered meanwhile.
    """
    with store.begin(connection.workspace_id or EVERY_WORKSPACE) as uow:
        now = uow.connections.get(connection.id)
        if (
            now is not None
            and now.revision == connection.revision
            and report_account(uow, connection, False, refused.message)
        ):
            owner, round_ = connection.workspace_id or INSTALLATION, new_id()
            uow.queue.enqueue(NewJob(JobType.CHECK_ACCOUNT, owner, connection.id, delay=_CHECK_AFTER_S, suffix=round_))
    return Park(CUT_OFF, refused.message, connection.id)


def refused_beside(
    store: Store, channel: Channel, connection: Connection, refused: ConnectionRevoked, what: str
) -> Park | None:
    """Something beside replies was refused: the whole account, or only this (a scope that the key lacks; None), which
    keeps no reply back and of which people are told once. Raises TemporaryFailure."""
    try:
        channel.sender.check(connection)
    except PermanentFailure:
        return cut_off(store, connection, refused)
    with store.begin(connection.workspace_id or EVERY_WORKSPACE) as uow:
        title = f"{connection.name} may not {what}: {refused.message}"
        _tell(uow, connection, NOT_ALLOWED, "medium", title, f"{connection.id}:{what}")
    return None


def allowed_beside(uow: UnitOfWork, connection: Connection, what: str) -> None:
    """It works (again)."""
    uow.alerts.resolve(NOT_ALLOWED, f"{connection.id}:{what}")


def waits_for(connection: Connection) -> Park | None:
    """What a job does about an account that is known to be unusable: it waits, and does not ask again."""
    return Park(CUT_OFF, connection.unusable_reason, connection.id) if connection.unusable_reason else None


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

"""What people do to an installation: tokens, sessions, switches, alerts, and jobs taken in hand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rejoinder.domain.access import Role
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.ports.storage import AlertRepository, UnitOfWork
from rejoinder.domain.ports.upkeep import Books
from rejoinder.domain.switches import Switch


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or a session allows."""

    id: str
    role: Role
    workspace_id: str | None
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class HandledJob:
    """A job as somebody who takes it in hand needs to see it."""

    id: str
    type: str
    status: str
    workspace_id: str
    lead_id: str | None
    message_id: str | None
    subject_id: str


class JobBook(Protocol):
    def get(self, job_id: str) -> HandledJob | None: ...

    def matching(self, wanted: JobFilter, workspace_id: str | None, limit: int) -> Sequence[HandledJob]:
        """The oldest first."""
        ...

    def count(self, wanted: JobFilter, workspace_id: str | None) -> int: ...

    def restart(self, job_id: str) -> bool:
        """A failed, cancelled or parked job is pending with a fresh budget, history kept, and its bell is rung after
        the commit. False when it is in another state."""
        ...

    def cancel(self, job_id: str, by: str) -> bool:
        """A pending or parked job is over. False when it is in another state."""
        ...

    def ask_to_stop(self, job_id: str) -> bool:
        """Whoever runs it will lose it at the next heartbeat. False when nobody does."""
        ...


class TokenBook(Protocol):
    def add(self, grant: Grant, name: str, digest: bytes) -> None: ...

    def by_digest(self, digest: bytes) -> Grant | None:
        """The token that is in force, its last use noted (by the minute)."""
        ...

    def revoke(self, token_id: str, workspace_id: str | None) -> bool: ...


class SessionBook(Protocol):
    def add(self, grant: Grant, kind: str, digest: bytes, lifetime_s: float) -> None:
        """`kind` is `link` (works once) or `session`."""
        ...

    def use_link(self, digest: bytes) -> Grant | None:
        """The link's grant, the first time and while it is fresh; whoever comes second gets None."""
        ...

    def session(self, digest: bytes) -> Grant | None: ...

    def end(self, session_id: str) -> None: ...


class SwitchBook(Protocol):
    def add(self, switch: Switch) -> None: ...

    def end(self, switch_id: str, by: str, workspace_id: str | None) -> bool:
        """No longer in force. False when there is no such switch in that scope, or it had ended."""
        ...

    def ending(self) -> Sequence[Switch]:
        """Those in force that end within a quarter of their life (a day at most) and of which nobody was warned."""
        ...

    def warned(self, switch_id: str) -> bool:
        """People know that it will end. False when they knew, or it had ended."""
        ...

    def over(self) -> Sequence[Switch]:
        """Those whose time is over and that do not say so yet."""
        ...

    def expire(self, switch_id: str) -> bool:
        """It says that its own end has ended it. False when it had ended, or its time is not over."""
        ...


class AlertBook(AlertRepository, Protocol):
    def acknowledge(self, alert_id: str, by: str, workspace_id: str | None) -> bool: ...


class Desk(Protocol):
    """What people keep about the conversations of the workspace."""

    def add_note(self, note_id: str, lead_id: str, body: str, by: str) -> None: ...

    def snooze(self, lead_id: str, until: datetime, by: str) -> None:
        """Out of sight from now until then, whatever was said before."""
        ...

    def wake(self, lead_id: str) -> None: ...


class AdminUnitOfWork(UnitOfWork, Protocol):
    """The repositories, and the books beside them, in one transaction."""

    @property
    def jobs(self) -> JobBook: ...

    @property
    def tokens(self) -> TokenBook: ...

    @property
    def sessions(self) -> SessionBook: ...

    @property
    def switch_book(self) -> SwitchBook: ...

    @property
    def alerts(self) -> AlertBook: ...

    @property
    def books(self) -> Books: ...

    @property
    def desk(self) -> Desk: ...

    def now(self) -> datetime:
        """The database's clock."""
        ...


class AdminStore(Protocol):
    """Opens transactions that people cause."""

    def begin(self, workspace_id: str) -> AbstractContextManager[AdminUnitOfWork]:
        """As Store.begin; EVERY_WORKSPACE for what belongs to none."""
        ...

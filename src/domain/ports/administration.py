"""What people do to an installation: tokens, sessions, switches, alerts, and jobs taken in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
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
    user_id: str | None = None
    email: str = ""
    """Of the person behind it, or whom an invitation is for."""


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token as its successor has to be."""

    grant: Grant
    name: str
    days: float | None
    """How long it was to live; None: until it is revoked."""


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
    def add(self, grant: Grant, name: str, digest: bytes, days: float | None = None) -> None:
        """It is in force for so many days; None: until it is revoked."""
        ...

    def lapse(self, token_id: str, workspace_id: str | None, hours: float) -> KnownToken | None:
        """The token that is in force ends after that time, if not before; None where there is no such token."""
        ...

    def by_digest(self, digest: bytes) -> Grant | None:
        """The token that is in force, its last use noted (by the minute)."""
        ...

    def revoke(self, token_id: str, workspace_id: str | None) -> bool: ...


class SessionBook(Protocol):
    def add(self, grant: Grant, kind: str, digest: bytes, lifetime_s: float, device: str = "") -> None:
        """`kind` is `link` or `invitation` (each works once), or `session`."""
        ...

    def invitation(self, digest: bytes) -> Grant | None:
        """The invitation while it is fresh and nobody has taken it."""
        ...

    def use_link(self, digest: bytes, kind: str = "link") -> Grant | None:
        """The link's grant, the first time and while it is fresh; whoever comes second gets None."""
        ...

    def session(self, digest: bytes) -> Grant | None: ...

    def end(self, session_id: str) -> None: ...

    def of_people(self, user_id: str | None, workspace_id: str | None) -> Sequence[SessionView]:
        """Sessions that are not over, the newest first: of one person, or of everybody in that scope."""
        ...

    def end_of(self, session_id: str, user_id: str | None, workspace_id: str | None) -> bool:
        """Over, if it belongs to that person (None: anybody) and scope."""
        ...

    def belong_to(self, session_id: str, user_id: str) -> None:
        """From now on the session is that person's."""
        ...

    def choose(self, session_id: str, user_id: str, workspace_id: str | None) -> bool:
        """The session looks at that workspace from now on; False where the person may not."""
        ...


@dataclass(frozen=True, slots=True)
class SessionView:
    id: str
    who: str
    role: str
    workspace_id: str | None
    device: str
    created_at: datetime
    last_seen_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a password."""

    id: str
    email: str
    name: str
    password_hash: str = field(repr=False, default="")
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """What one person may do in one workspace; None for every one."""

    user_id: str
    workspace_id: str | None
    role: Role


class PeopleBook(Protocol):
    def is_empty(self) -> bool:
        """Whether nobody has claimed this installation yet."""
        ...

    def by_email(self, email: str) -> Person | None: ...

    def get(self, user_id: str) -> Person | None: ...

    def all(self, workspace_id: str | None) -> Sequence[tuple[Person, Membership]]:
        """Everybody with a membership in that scope; those of the installation stand in every scope."""
        ...

    def add(self, person: Person) -> None: ...

    def save(self, person: Person) -> None:
        """Name, password and whether it is disabled are as in `person`."""
        ...

    def seen(self, user_id: str) -> None: ...

    def memberships(self, user_id: str) -> Sequence[Membership]: ...

    def join(self, membership: Membership) -> None:
        """Its role holds from now on, new or not."""
        ...

    def leave(self, user_id: str, workspace_id: str | None) -> bool: ...

    def failures(self, key: bytes) -> tuple[int, float]:
        """Wrong tries, and seconds since the last one."""
        ...

    def failed(self, key: bytes) -> None: ...

    def forgive(self, key: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person or a token changed."""

    actor: str
    action: str
    """`METHOD /path/{with}/{names}`, or a word such as `sign-in`."""
    status: int
    user_id: str | None = None
    workspace_id: str | None = None
    subject: Mapping[str, str] = field(default_factory=dict)
    """The ids that the path named."""
    request_id: str = ""


class AuditBook(Protocol):
    def add(self, deed: Deed) -> None: ...


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
    def people(self) -> PeopleBook: ...

    @property
    def audit(self) -> AuditBook: ...

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

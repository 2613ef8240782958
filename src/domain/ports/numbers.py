"""What the engine remembers about telephone numbers, and about callers who are nobody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from rejoinder.domain.intakes import Intake, IntakeMessage, TextState
from rejoinder.domain.numbers import Number, Owner
from rejoinder.domain.workspaces import Connection

Answer = TypeVar("Answer")


class NumberRepository(Protocol):
    def get(self, number_id: str) -> Number | None: ...

    def by_number(self, number: str) -> Number | None: ...

    def of_connection(self, connection_id: str) -> Sequence[Number]:
        """The numbers of that connection, oldest first."""
        ...

    def on_account(self, connection: Connection) -> Sequence[Number]:
        """Those of every connection to the same provider account, whose numbers this one serves too; oldest first."""
        ...

    def add(self, number: Number) -> bool:
        """False when that number is registered already, whoever has it."""
        ...

    def save(self, number: Number) -> None: ...

    def remove(self, number_id: str) -> bool: ...

    def take_free(self, connection_id: str | None) -> Number | None:
        """The oldest number of the pool that nobody else is taking at this moment, locked."""
        ...


@dataclass(frozen=True, slots=True)
class MissedCall:
    """How one missed call of a workspace ended for the caller."""

    workspace_id: str
    root_call_id: str
    call_id: str
    caller: str
    called: str
    ending: str
    """texting (a send carries it on), texted-before, unreachable, withheld or answered."""
    reason: str = ""
    lead_id: str | None = None
    send_id: str | None = None
    at: datetime | None = None


class MissedCallRepository(Protocol):
    def get(self, root_call_id: str) -> MissedCall | None: ...

    def add(self, missed: MissedCall) -> bool:
        """False when this call has an ending already."""
        ...

    def texted_since(self, caller: str, since: datetime) -> MissedCall | None:
        """The newest missed call of that caller after `since` that led to a text."""
        ...

    def end(self, root_call_id: str, ending: str, reason: str) -> None: ...


class IntakeRepository(Protocol):
    """System intakes. Rows without a workspace are seen with EVERY_WORKSPACE only."""

    def get(self, intake_id: str) -> Intake | None: ...

    def lock(self, intake_id: str) -> Intake | None: ...

    def by_call(self, root_call_id: str) -> Intake | None: ...

    def open_of(self, caller: str, since: datetime) -> Intake | None:
        """The caller's newest intake seen after `since` that nobody assigned yet, locked."""
        ...

    def last_of(self, caller: str, since: datetime) -> Intake | None:
        """The caller's newest intake seen after `since`, whoever has it, unless it was taken back."""
        ...

    def given_of(self, caller: str) -> Intake | None:
        """The caller's newest intake that a person gave to a workspace and nobody took back."""
        ...

    def texted_since(self, caller: str, called: str, since: datetime) -> bool:
        """Whether a text about a call to that number left, or may have left, for this caller after `since`."""
        ...

    def has_opted_out(self, caller: str) -> bool:
        """Whether the caller's last word was that they want no texts. Outlives an erasure."""
        ...

    def forbid(self, caller: str) -> None: ...

    def allow(self, caller: str) -> None: ...

    def add(self, intake: Intake) -> bool:
        """False when that call is there already."""
        ...

    def save(self, intake: Intake) -> None:
        """Everything but who called whom is as in `intake`."""
        ...

    def add_message(self, message: IntakeMessage) -> bool:
        """False when that delivery is there already."""
        ...

    def messages(self, intake_id: str) -> Sequence[IntakeMessage]:
        """Oldest first."""
        ...

    def message_became(self, intake_message_id: str, message_id: str) -> None: ...

    def assign(self, intake: Intake, by: str) -> None:
        """From now on it is `intake.workspace_id`'s, messages included."""
        ...

    def release(self, intake_id: str, by: str) -> bool:
        """What the caller texts from now on is nobody's again; False when it was."""
        ...

    def unfiled_events(self, channels: Sequence[str], limit: int) -> Sequence[str]:
        """Ids of deliveries that came in for nobody and have no place yet, oldest first."""
        ...


class Asking(Protocol):
    """Puts a question to the database that is only good to have answered. One memory for all who ask: once the
    database was silent, nobody waits for it until it has answered somebody."""

    async def __call__(self, question: Callable[[], Answer]) -> Answer:
        """What `question` gives, or raises. Raises StorageDown when that takes too long."""
        ...

    def now(self, question: Callable[[], Answer]) -> Answer:
        """The same for a thread that may wait."""
        ...


class NumberBook(Protocol):
    """What this process knows about numbers without asking anybody; survives a database that is away."""

    def owner(self, called: str, connection: Connection) -> Owner:
        """Whose number this is, as known here and now. Never waits, never raises."""
        ...

    async def find(self, called: str, connection: Connection) -> Owner:
        """The same; an unknown number is looked up first, if the database answers soon."""
        ...

    def senders(self, connection: Connection) -> Sequence[Number]:
        """The installation's own numbers on that account."""
        ...

    def connection(self, channel: str, key: str) -> Connection | None:
        """A provider account by its webhook key, from what was known when the database last answered."""
        ...

    def is_held(self) -> bool:
        """Whether a switch over everything keeps automatic texts back."""
        ...

    def texted(self, caller: str, workspace_id: str | None) -> bool:
        """Whether their newest intake of late is nobody's yet, or another workspace's than that one."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """An intake in the local ledger, and whether the database knows its present state."""

    intake: Intake
    connection_key: str
    owner: str
    """host:pid:boot of the process that sends the text."""
    next_at: datetime | None = None
    """When something has to be tried or asked again; None when nothing has."""
    in_air: bool = True
    """A request to the provider may be on its way: before another one, the provider is asked."""
    looks: int = 0
    is_stored: bool = False


class FailsafeLedger(Protocol):
    """Fail-safe texts on this machine's disk: what makes one text one text while the database is away."""

    def claim(self, kept: Kept) -> TextState | None:
        """The call is ours to answer, on disk when this returns: CLAIMED. SUPPRESSED (and kept as such) when the same
        caller got a text about the same number within the cool-down; None when this call is there already."""
        ...

    def write(self, kept: Kept) -> None:
        """What is known now replaces what was known about this intake."""
        ...

    def stored(self, kept: Kept) -> None:
        """The database knows it in this state; nothing changes if it is in another one by now."""
        ...

    def get(self, intake_id: str) -> Kept | None: ...

    def pending(self) -> Sequence[Kept]:
        """What is not stored in the database in its present state, or has something to be tried; oldest first."""
        ...

    def is_texted(self, caller: str, since: datetime) -> bool: ...

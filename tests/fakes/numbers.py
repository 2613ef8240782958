"""What a process knows about numbers, and the fail-safe's ledger, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from rejoinder.domain.intakes import TextState, cool_down_for
from rejoinder.domain.numbers import Number, Owner, owner_of
from rejoinder.domain.ports.numbers import Answer, Kept
from rejoinder.domain.workspaces import Connection
from tests.fakes.storage import FakeDatabase

_MAY_HAVE_LEFT = ("claimed", "sent", "delivered", "undelivered", "unknown")


class DirectAsking:
    """Asking that waits for every answer."""

    async def __call__(self, question: Callable[[], Answer]) -> Answer:
        return question()

    def now(self, question: Callable[[], Answer]) -> Answer:
        return question()


class FakeNumberBook:
    """NumberBook over the fake database; `is_away` makes every look-up fail, and what was learnt stays known."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database
        self.is_away = False
        self.held = False
        self.forgets = False

    def _known(self, called: str) -> Number | None:
        if self.forgets:
            return None
        return next((n for n in self._database.tables.numbers.values() if n.number == called), None)

    def owner(self, called: str, connection: Connection) -> Owner:
        return owner_of(called, self._known(called), connection.workspace_id)

    async def find(self, called: str, connection: Connection) -> Owner:
        return owner_of(called, self._known(called), connection.workspace_id, looked_up=not self.is_away)

    def senders(self, connection: Connection) -> Sequence[Number]:
        numbers = self._database.tables.numbers.values()
        return [n for n in numbers if n.workspace_id is None and n.connection_id == connection.id]

    def connection(self, channel: str, key: str) -> Connection | None:
        known = (c for c in self._database.tables.connections.values() if c.enabled)
        return next((c for c in known if (c.channel, c.webhook_key) == (channel, key)), None)

    def is_held(self) -> bool:
        return self.held

    def texted(self, caller: str, workspace_id: str | None) -> bool:
        found = [i for i in self._database.tables.intakes.values() if i.caller == caller]
        return bool(found) and found[-1].workspace_id != workspace_id

    def refresh(self) -> bool:
        return False


class FakeFailsafeLedger:
    """FailsafeLedger in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    def claim(self, kept: Kept) -> TextState | None:
        intake = kept.intake
        if any(k.intake.root_call_id == intake.root_call_id for k in self.kept.values()):
            return None
        since = intake.at - cool_down_for(intake.role)
        lately = any(
            (k.intake.caller, k.intake.called) == (intake.caller, intake.called)
            and k.intake.at > since
            and k.intake.text_state in _MAY_HAVE_LEFT
            for k in self.kept.values()
        )
        state = TextState.SUPPRESSED if lately else TextState.CLAIMED
        self.kept[intake.id] = replace(kept, intake=replace(intake, text_state=state))
        return state

    def write(self, kept: Kept) -> None:
        self.kept[kept.intake.id] = kept

    def stored(self, kept: Kept) -> None:
        if self.kept.get(kept.intake.id) == kept:
            self.write(replace(kept, is_stored=True))

    def get(self, intake_id: str) -> Kept | None:
        return self.kept.get(intake_id)

    def pending(self) -> Sequence[Kept]:
        return [k for k in self.kept.values() if not k.is_stored or k.next_at is not None]

    def is_texted(self, caller: str, since: datetime) -> bool:
        return any(k.intake.caller == caller and k.intake.at > since for k in self.kept.values())

"""HoldAfterRestore: a database that came back from a backup sends nothing that may have left since the backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.application.replies.endings import end_message
from rejoinder.application.replies.move_follow_up import move
from rejoinder.application.replies.queue_reply import confirm_job
from rejoinder.application.setup.switches import SwitchPlace
from rejoinder.domain.errors import Conflict
from rejoinder.domain.follow_ups import paused
from rejoinder.domain.messages import IN_FLIGHT, Disposition
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.ports.upkeep import OpenRecord, Restored
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.timeline import Entry

REASON = "restored"
HELD_FOR = timedelta(days=30)
"""The halt ends then if nobody ended it: every switch has an end, and by then all of this is settled."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much was taken back from the machine."""

    sends: int
    messages: int
    follow_ups: int


@dataclass(frozen=True, slots=True)
class HoldAfterRestore:
    """Called once, before any process starts on the restored database; called again it finds what is left to do.

    Afterwards nothing outbound leaves until a person ends the halt. What was queued may have left after the backup was
    made: it is unknown, and its provider is asked (found: it counts as sent; otherwise a person decides). What was
    being worked on waits for a person, follow-ups are paused: of them nobody can know either. Raises Conflict while
    processes work.
    """

    found: Restored
    store: Store
    set_switch: Callable[[str, SwitchPlace, str, datetime | None, str], str]
    clock: Clock

    def __call__(self, by: str, *, was_empty: bool = False) -> Held:
        """`was_empty`: filled just now, so whoever seems to work in it did so at the moment of the backup."""
        if not was_empty and self.found.anybody_works():
            raise Conflict("Workers or schedulers run on this database; stop all of them first.")
        # First: whatever interrupts the rest, nothing leaves.
        reason = "Restored from a backup: what was queued may have left since. End this once it is settled."
        self.set_switch(SwitchKind.OUTBOUND_HALTED, SwitchPlace(), reason, self.clock.now() + HELD_FOR, by)
        sends, messages, follow_ups = 0, 0, 0
        for send in self.found.doubt_queued_sends():
            sends += self._ask_about(send, by)
        for message in self.found.unanswered_messages():
            messages += self._leave_to_person(message, by)
        for follow_up in self.found.live_follow_ups():
            follow_ups += self._pause(follow_up, by)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.alerts.raise_alert(
                "restored-from-backup",
                "installation",
                severity="high",
                title="The database was restored from a backup; outbound is halted until a person ends the halt.",
                detail={"sends": sends, "messages": messages, "follow_ups": follow_ups},
            )
        return Held(sends, messages, follow_ups)

    def _ask_about(self, record: OpenRecord, by: str) -> bool:
        with self.store.begin(record.workspace_id) as uow:
            uow.leads.lock(record.lead_id)
            send = uow.sends.lock(record.id)
            if send is None or send.state is not SendState.UNKNOWN:
                return False
            uow.queue.enqueue(confirm_job(send, 0.0))
            detail = {"send": send.id}
            uow.timeline.append(Entry("unknown", "unknown", REASON, send.lead_id, send.message_id, by, detail))
            return True

    def _leave_to_person(self, record: OpenRecord, by: str) -> bool:
        with self.store.begin(record.workspace_id) as uow:
            uow.leads.lock(record.lead_id)
            message = uow.messages.get(record.id)
            if message is None or message.disposition not in IN_FLIGHT:
                return False
            end_message(uow, message, Disposition.WAITING_HUMAN, REASON, actor=by)
            return True

    def _pause(self, record: OpenRecord, by: str) -> bool:
        with self.store.begin(record.workspace_id) as uow:
            uow.leads.lock(record.lead_id)
            follow_up = uow.follow_ups.get(record.id)
            if follow_up is None or not follow_up.is_live:
                return False
            move(uow, follow_up, paused(follow_up, REASON), actor=by)
            return True

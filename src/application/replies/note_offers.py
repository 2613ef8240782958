"""A reply that left may have offered times: from then on they can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rejoinder.domain.booking import SlotState, slots_said
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import LEFT_US, Send
from rejoinder.domain.slot_words import said_times


def note_offers(uow: UnitOfWork, parts: Sequence[Send], now: datetime) -> None:
    """Slots of the draft that the parts which left really name are offered from now on. A time that somebody took out
    of the text stays in the draft's row and nowhere else. Called with the lead locked."""
    left = " ".join(part.body for part in sorted(parts, key=lambda part: part.part) if part.state in LEFT_US)
    if not said_times(left):
        return
    drafted = [slot for slot in uow.slots.of_draft(parts[0].draft_id) if slot.state is SlotState.DRAFTED]
    for slot in slots_said(left, drafted):
        uow.slots.save(replace(slot, state=SlotState.OFFERED, offered_at=now), was=SlotState.DRAFTED)

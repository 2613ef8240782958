"""AddSequence, ChangeSequence, RemoveSequence, ShowSequences: what a workspace writes to people who are silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rejoinder.application.follow_ups.check_channels import check_channels
from rejoinder.application.replies.endings import hold_step
from rejoinder.application.replies.move_follow_up import move
from rejoinder.application.setup.create_workspace import checked_name
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.follow_ups import cancelled
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.sequences import FollowUpSequence, Step, shown_step
from rejoinder.domain.timeline import Entry

MOST_SEQUENCES = 100
"""Per workspace."""
_BATCH = 100


@dataclass(frozen=True, slots=True)
class SequenceView:
    """A sequence as people see it."""

    id: str
    workspace_id: str
    name: str
    active: bool
    steps: Sequence[Mapping[str, Any]]
    created_at: datetime | None
    updated_at: datetime | None


def shown(sequence: FollowUpSequence) -> SequenceView:
    return SequenceView(
        id=sequence.id,
        workspace_id=sequence.workspace_id,
        name=sequence.name,
        active=sequence.active,
        steps=[shown_step(step) for step in sequence.steps],
        created_at=sequence.created_at,
        updated_at=sequence.updated_at,
    )


def own_sequence(uow: UnitOfWork, sequence_id: str) -> FollowUpSequence:
    """Raises NotFound for a sequence outside of the transaction's workspace."""
    found = uow.sequences.get(sequence_id)
    if found is None:
        raise NotFound("There is no such sequence.")
    return found


@dataclass(frozen=True, slots=True)
class AddSequence:
    """From now on leads can be enrolled in it. Raises InvalidInput, NotFound; Conflict when there are too many."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, name: str, steps: tuple[Step, ...], active: bool, by: str) -> SequenceView:
        check_channels(steps, self.channels)
        sequence = FollowUpSequence(new_id(), workspace_id, checked_name(name), steps, active)
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            if len(uow.sequences.all()) >= MOST_SEQUENCES:
                raise Conflict(f"A workspace may have {MOST_SEQUENCES} sequences.")
            uow.sequences.add(sequence)
            uow.timeline.append(Entry("sequence-added", actor=by, detail={"sequence": sequence.id}))
            return shown(own_sequence(uow, sequence.id))


@dataclass(frozen=True, slots=True)
class SequenceChanges:
    """What to change; None leaves a thing as it is."""

    name: str | None = None
    steps: tuple[Step, ...] | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangeSequence:
    """What was named has changed, also for people who are in it: their next step is the new one of that number. While
    it is off nothing of it leaves. Raises NotFound, InvalidInput."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, sequence_id: str, changes: SequenceChanges, by: str) -> SequenceView:
        check_channels(changes.steps or (), self.channels)
        with self.store.begin(workspace_id) as uow:
            known = own_sequence(uow, sequence_id)
            uow.sequences.save(
                replace(
                    known,
                    name=known.name if changes.name is None else checked_name(changes.name),
                    steps=known.steps if changes.steps is None else changes.steps,
                    active=known.active if changes.active is None else changes.active,
                )
            )
            named = [name for name in SequenceChanges.__slots__ if getattr(changes, name) is not None]
            uow.timeline.append(Entry("sequence-changed", actor=by, detail={"sequence": known.id, "changed": named}))
            return shown(own_sequence(uow, sequence_id))


@dataclass(frozen=True, slots=True)
class RemoveSequence:
    """Nobody is enrolled in it any more, and everybody's follow-up in it ends, a batch of people at a time. Raises
    NotFound."""

    store: Store

    def __call__(self, workspace_id: str, sequence_id: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            known = own_sequence(uow, sequence_id)
            uow.sequences.remove(known.id)
            uow.timeline.append(Entry("sequence-removed", actor=by, detail={"sequence": known.id}))
        while self._end_some(workspace_id, known.id, by):
            pass

    def _end_some(self, workspace_id: str, sequence_id: str, by: str) -> bool:
        with self.store.begin(workspace_id) as uow:
            some = uow.follow_ups.live_of_sequence(sequence_id, _BATCH)
            for lead_id in sorted({follow_up.lead_id for follow_up in some}):
                uow.leads.lock(lead_id)
                for follow_up in uow.follow_ups.live_of_lead(lead_id):
                    if follow_up.sequence_id == sequence_id:
                        hold_step(uow, follow_up, "sequence-removed", actor=by)
                        move(uow, follow_up, cancelled(follow_up, "sequence-removed"), actor=by)
            return bool(some)


@dataclass(frozen=True, slots=True)
class ShowSequences:
    """Called by the admin API."""

    store: Store

    def all(self, workspace_id: str) -> Sequence[SequenceView]:
        """Every sequence of the workspace, oldest first. Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            return [shown(sequence) for sequence in uow.sequences.all()]

    def one(self, workspace_id: str, sequence_id: str) -> SequenceView:
        """Raises NotFound."""
        with self.store.begin(workspace_id) as uow:
            return shown(own_sequence(uow, sequence_id))

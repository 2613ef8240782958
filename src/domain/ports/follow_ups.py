"""What is remembered about sequences and the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rejoinder.domain.campaigns import CampaignStop
from rejoinder.domain.follow_ups import FollowUp
from rejoinder.domain.sequences import FollowUpSequence


class SequenceRepository(Protocol):
    def get(self, sequence_id: str) -> FollowUpSequence | None:
        """None for one that was removed."""
        ...

    def all(self) -> Sequence[FollowUpSequence]:
        """Oldest first."""
        ...

    def add(self, sequence: FollowUpSequence) -> None: ...

    def save(self, sequence: FollowUpSequence) -> None:
        """Name, steps and whether it is on are as in `sequence`."""
        ...

    def remove(self, sequence_id: str) -> bool: ...


class FollowUpRepository(Protocol):
    """Whoever changes a follow-up has locked its lead first."""

    def get(self, follow_up_id: str) -> FollowUp | None: ...

    def add(self, follow_up: FollowUp) -> None: ...

    def save(self, follow_up: FollowUp) -> None: ...

    def of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        """All of them, oldest first."""
        ...

    def live_of_lead(self, lead_id: str) -> Sequence[FollowUp]:
        """Those that are neither done nor cancelled, oldest first."""
        ...

    def live_of_sequence(self, sequence_id: str, limit: int) -> Sequence[FollowUp]: ...

    def take_due(self, now: datetime, limit: int) -> Sequence[FollowUp]:
        """Those whose `next_at` has come and that have no job for it yet: from now on they have one, and nobody else
        takes them. Those of a sequence that is off stay where they are. The longest due first; seen across workspaces
        with EVERY_WORKSPACE."""
        ...


class CampaignStopRepository(Protocol):
    """What providers' campaigns were asked for one person."""

    def last(self, lead_id: str, connection_id: str, campaign: str) -> CampaignStop | None:
        """When that campaign was last asked to stop writing to them, and whether it ever was for good."""
        ...

    def add(self, stop: CampaignStop) -> None: ...

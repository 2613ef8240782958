"""PruneRecords: what is over goes after a while, in small bites, and leaves a number behind."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass

from rejoinder.domain.ports.upkeep import Attic

log = logging.getLogger(__name__)

BATCH = 1_000
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class PruneRecords:
    """Called by the scheduler. Afterwards what is over and older than its workspace keeps it is gone, or as much of it
    as ten rounds take away; how many rows went is on record. What is open or not accounted for is never touched."""

    attic: Attic

    def __call__(self) -> int:
        """How many rows went."""
        gone: Counter[str] = Counter()
        finished = False
        for _ in range(ROUNDS):
            pruned = self.attic.prune(BATCH)
            gone.update(pruned)
            if not any(pruned.values()):
                finished = True
                break
        self.attic.note(gone)
        if gone.total():
            log.info("upkeep.pruned", extra={**{table: n for table, n in gone.items() if n}, "finished": finished})
        return gone.total()

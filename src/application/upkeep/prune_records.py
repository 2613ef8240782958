"""PruneRecords, EmptyTexts, ManageRetention: what is over goes after a while, in small bites, and leaves a number."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rejoinder.domain.ports.upkeep import Attic
from rejoinder.domain.retention import OF_INSTALLATION, Due, parse_retention

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
        return _bite_by_bite(self.attic, self.attic.prune, "upkeep.pruned")


@dataclass(frozen=True, slots=True)
class EmptyTexts:
    """The same for the words of rows that stay. Called seldom: to find them takes a look at every row that is kept."""

    attic: Attic

    def __call__(self) -> int:
        """How many rows lost their words."""
        return _bite_by_bite(self.attic, self.attic.empty, "upkeep.emptied")


@dataclass(frozen=True, slots=True)
class ManageRetention:
    """What is kept for how long, looked at and changed."""

    attic: Attic

    def show(self, scope: str | None) -> Sequence[Due]:
        """With how much a run would take away now: a dry run."""
        return self.attic.due(scope)

    def keep(self, stated: Mapping[str, object]) -> None:
        """The installation's own times. Raises InvalidInput."""
        self.attic.keep(parse_retention("retention", stated, OF_INSTALLATION))


def _bite_by_bite(attic: Attic, take: Callable[[int], Mapping[str, int]], event: str) -> int:
    gone: Counter[str] = Counter()
    finished = False
    for _ in range(ROUNDS):
        taken = take(BATCH)
        gone.update(taken)
        if not any(taken.values()):
            finished = True
            break
    attic.note(gone)
    if gone.total():
        log.info(event, extra={**{kind: n for kind, n in gone.items() if n}, "finished": finished})
    return gone.total()

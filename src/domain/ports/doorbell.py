"""The doorbell: how a due job reaches a worker. The job row is the truth; a bell may get lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rejoinder.domain.jobs import Queue

QUEUES: Final = tuple(queue.value for queue in Queue)
"""Every queue, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Bell:
    """One job that wants to be looked at, and the queue whose workers should look."""

    job_id: str
    queue: str


class Doorbell(Protocol):
    """Rung after the commit that stored the job, and by the relay for whatever is due and was not heard."""

    def ring(self, bells: Sequence[Bell]) -> int:
        """Best effort, never raises, < 1 s: how many were put; a lost bell is repaired by the relay."""

    def room(self, queue: str, limit: int) -> int:
        """How many more ids the queue may take (limit less its length); 0 when Redis is away."""

    def is_up(self) -> bool:
        """True when a bell rung now would be kept: Redis answers and accepts writes."""

    def forgot_everything(self) -> bool:
        """True once after Redis was emptied or replaced: everything due should be rung again."""

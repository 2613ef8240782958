"""RingDueJobs: every due row gets its bell, tenants in turn, whatever Redis lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rejoinder.domain.ports.doorbell import QUEUES, Bell, Doorbell

ROOM = 100


class DueJobs(Protocol):
    def due(self, queue: str, room: int) -> Sequence[str]: ...

    def forget_rings(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RingDueJobs:
    """Called by the scheduler several times a second: retries, snoozes, lost bells, backlogs.

    Redis never holds more than `ROOM` ids of one queue, so a tenant with ten thousand jobs delays another by one
    round.
    """

    jobs: DueJobs
    doorbell: Doorbell

    def __call__(self) -> int:
        if not self.doorbell.is_up():
            return 0
        if self.doorbell.forgot_everything():
            self.jobs.forget_rings()
        rung = 0
        for queue in QUEUES:
            room = self.doorbell.room(queue, ROOM)
            if room > 0:
                rung += self.doorbell.ring([Bell(job_id, queue) for job_id in self.jobs.due(queue, room)])
        return rung

"""A doorbell whose Redis can be unplugged or emptied."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.domain.ports.doorbell import Bell


class FakeDoorbell:
    """Doorbell: keeps what was rung, in order, until somebody answers."""

    def __init__(self) -> None:
        self.is_plugged = True
        self.rung: list[Bell] = []
        self.waiting: list[Bell] = []
        self._forgot = False

    def ring(self, bells: Sequence[Bell]) -> int:
        if not self.is_plugged:
            return 0
        self.rung += bells
        self.waiting += bells
        return len(bells)

    def room(self, queue: str, limit: int) -> int:
        if not self.is_plugged:
            return 0
        return max(0, limit - sum(bell.queue == queue for bell in self.waiting))

    def is_up(self) -> bool:
        return self.is_plugged

    def forgot_everything(self) -> bool:
        forgot, self._forgot = self._forgot, False
        return forgot

    def flush(self) -> None:
        """Redis lost everything."""
        self.waiting.clear()
        self._forgot = True

    def answer(self) -> list[str]:
        """The ids that a worker hears now; nothing waits afterwards."""
        heard, self.waiting = [bell.job_id for bell in self.waiting], []
        return heard

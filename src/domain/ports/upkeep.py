"""What the engine needs besides storage: who is alive, what is held, who was refused."""

from __future__ import annotations

from typing import Protocol


class Census(Protocol):
    """Knows processes. An owner is `host:pid:started`."""

    def is_dead(self, owner: str) -> bool:
        """True only when that very process is proven gone; False when it lives or cannot be known."""
        ...


class HeldJobs(Protocol):
    """The claims of this process that its heartbeat keeps alive."""

    @property
    def owner(self) -> str: ...

    def hold(self, job_id: str, fence: int) -> None: ...

    def drop(self, job_id: str, fence: int) -> None:
        """A newer claim of the same job stays."""
        ...

    def is_safe(self, job_id: str, fence: int) -> bool:
        """Whether the lease of that claim certainly outlasts one provider call, by this machine's own clock."""
        ...


class Refusals(Protocol):
    """Counters of deliveries that could not be authenticated."""

    def count(self, connection_id: str | None, channel: str, reason: str) -> None: ...

"""A census that knows whom the test declared dead."""

from __future__ import annotations


class FakeCensus:
    """Census: everybody lives until `died`."""

    def __init__(self) -> None:
        self._dead: set[str] = set()

    def died(self, owner: str) -> None:
        self._dead.add(owner)

    def is_dead(self, owner: str) -> bool:
        return owner in self._dead

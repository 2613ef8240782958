"""The spool as a list, on a disk that can be full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rejoinder.domain.errors import StorageDown


class FakeSpool:
    """Spool and its drain: a record leaves when it was taken."""

    def __init__(self) -> None:
        self.is_full = False
        self.records: list[bytes] = []
        self.refused: list[tuple[bytes, str]] = []

    def append(self, record: bytes) -> None:
        if self.is_full:
            raise StorageDown("The spool is full.")
        self.records.append(record)

    def waiting(self) -> Sequence[bytes]:
        return tuple(self.records)

    def set_aside(self, record: bytes, reason: str) -> None:
        self.refused.append((record, reason))

    def is_empty(self) -> bool:
        return not self.records

    def drain(self) -> Iterator[tuple[bytes, Callable[[], None]]]:
        for record in list(self.records):
            yield record, lambda record=record: self.records.remove(record)

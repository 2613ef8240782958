"""Turning uploaded files into text."""

from __future__ import annotations

from typing import Protocol


class DocumentReader(Protocol):
    def read(self, name: str, data: bytes) -> str:
        """The text of the file, in reading order; its kind is told by the name's ending. Raises InvalidInput for a kind
        that is not read, a file that is damaged or locked, and one that holds no text."""
        ...

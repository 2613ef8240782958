"""Messages and what they are, written before the rules that read them were opened; one per line, `language | medium |
label | text`. `O` wants to be left alone, `A` was written by a machine, `-` and `H` are everybody else.

A half of each, by the hash of its words, was not looked at while the rules were written (`unseen`).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    language: str
    medium: str
    label: str
    text: str


def rows(name: str) -> list[Row]:
    """All lines of `<name>.txt`."""
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    parted = ([part.strip() for part in line.split(" | ", 3)] for line in lines)
    return [Row(language, medium, label, text.replace("\\n", "\n")) for language, medium, label, text in parted]


def half_of(name: str, *, unseen: bool) -> list[Row]:
    """The lines on one side of the cut."""
    return [row for row in rows(name) if (zlib.crc32(f"j{row.text}".encode()) // 7 % 2 == 0) is unseen]

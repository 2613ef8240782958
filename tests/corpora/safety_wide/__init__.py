"""Lists of messages, one per line, each of one kind: orders to a machine, what only sounds like one, and what only
sounds like a wish to be left alone.

A part of each, by the hash of its words, was not looked at while the rules were written (`unseen`).
"""

from __future__ import annotations

import zlib
from pathlib import Path

_HERE = Path(__file__).parent
_UNSEEN = {"injections": ("x", 2), "look_alikes": ("x", 2), "near_stops": ("n", 3)}


def messages(name: str, *, unseen: bool) -> list[str]:
    """The lines of `<name>.txt` on one side of the cut."""
    salt, parts = _UNSEEN[name]
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        line.replace("\\n", "\n")
        for line in lines
        if (zlib.crc32((salt + line.replace("\\n", "\n")).encode()) // 7 % parts == 0) is unseen
    ]

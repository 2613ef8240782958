"""Identifiers: time-ordered for rows, derived where two writers must agree without asking each other."""

from __future__ import annotations

import os
import time
import uuid
from threading import Lock

_LEADS = uuid.UUID("6f1b3c52-8d0e-5a58-9f0b-3d1f6a0c7e21")


_RANDOM = 10
"""Random bytes of one id."""


class _Chance:
    """The system's random bytes, fetched for hundreds of ids at once: asking it costs more than the rest of an id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = b""

    def take(self, count: int) -> bytes:
        """Bytes that nobody else was given, in any thread or forked process."""
        with self._lock:
            if len(self._left) < count:
                self._left = os.urandom(1000)
            taken, self._left = self._left[:count], self._left[count:]
        return taken

    def forget(self) -> None:
        """A forked child would otherwise make the ids of its parent."""
        self._lock, self._left = Lock(), b""


_chance = _Chance()
os.register_at_fork(after_in_child=_chance.forget)


def new_id() -> str:
    """A UUIDv7 (RFC 9562): unique, and ordered by the millisecond it was made in."""
    digits = f"{time.time_ns() // 1_000_000:012x}{_chance.take(_RANDOM).hex()}"
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def lead_id_for(workspace_id: str, kind: str, address: str) -> str:
    """The id that a person gets who first writes from `address`.

    Two first messages at the same instant compute the same id, so they cannot become two leads.
    """
    return str(uuid.uuid5(_LEADS, f"{workspace_id}|{kind}|{address}"))


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an id, so that it may be given to the database."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False

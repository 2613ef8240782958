"""Identifiers: time-ordered for rows, derived where two writers must agree without asking each other."""

from __future__ import annotations

import secrets
import time
import uuid

_LEADS = uuid.UUID("6f1b3c52-8d0e-5a58-9f0b-3d1f6a0c7e21")


def new_id() -> str:
    """A UUIDv7 (RFC 9562): unique, and ordered by the millisecond it was made in."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


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

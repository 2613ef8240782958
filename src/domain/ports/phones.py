"""What is known about telephone numbers of the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number as a country's numbering plan reads it."""

    e164: str
    country: str
    """ISO 3166 in two capitals; empty where the plan names none."""
    valid: bool
    """The plan has such a number. False: only its length fits, as with numbers reserved for films."""
    zones: tuple[str, ...] = ()
    """IANA zones in which it may be; several for a number that can be anywhere in a large country."""


class PhoneReader(Protocol):
    def read(self, stated: str, country: str) -> PhoneNumber | None:
        """The number that `stated` (digits with marks) is when dialled in `country`; one that begins with a plus or 00
        says its country itself. None where even the length fits no number there."""
        ...

"""RotateKeys: everything sealed gets under the newest secret key; older ones open what they sealed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

BATCH = 100


class KeyRing(Protocol):
    """What is sealed in the database."""

    @property
    def newest(self) -> str: ...

    def sealed_by(self) -> Mapping[str, int]:
        """How many values each key has sealed, by the key's fingerprint."""
        ...

    def keep_marks(self) -> None:
        """What older keys marked is recognised without them from now on."""
        ...

    def renew(self, batch: int) -> int:
        """At most `batch` values of each kind are sealed with the newest key instead; how many. Raises
        ConfigurationFault for one that no key opens."""
        ...


@dataclass(frozen=True, slots=True)
class Sealed:
    newest: int
    """Values under the newest key."""
    older: int
    """Values that still need another one."""


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Afterwards no stored value needs any key but the newest. Stopped anywhere it is called again and goes on where it
    was: each batch is a transaction of its own, and reads open old and new. Raises ConfigurationFault."""

    keys: KeyRing

    def show(self) -> Sealed:
        found = self.keys.sealed_by()
        newest = found.get(self.keys.newest, 0)
        return Sealed(newest, sum(found.values()) - newest)

    def __call__(self) -> int:
        """How many values were sealed anew."""
        self.keys.keep_marks()
        renewed = 0
        while done := self.keys.renew(BATCH):
            renewed += done
        return renewed

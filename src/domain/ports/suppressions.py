"""Whom a workspace leaves alone: the list, how it comes in, and what it forbids."""

from __future__ import annotations

from typing import Protocol

from rejoinder.domain.suppressions import Suppression, SuppressionImport


class SuppressionRepository(Protocol):
    def add(self, suppression: Suppression) -> bool:
        """False when that address was on the list."""
        ...

    def forbid(self, kind: str, address: str, evidence: str) -> None:
        """Nobody has this address yet: whoever first writes from it will have withdrawn consent there. The address
        itself is not kept for that (ADR 10)."""
        ...

    def add_import(self, listed: SuppressionImport) -> None: ...

    def get_import(self, import_id: str) -> SuppressionImport | None: ...

    def save_import(self, listed: SuppressionImport) -> None:
        """Its progress is as in `listed`; once it is done, its body is gone."""
        ...

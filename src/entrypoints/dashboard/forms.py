"""A form that was refused stands there again: what was typed is kept, and what is wrong is said beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from rejoinder.entrypoints.dashboard.words import WRONG, label_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the form of `action` was not taken."""

    action: str
    """The address that it was posted to; a page may hold several forms."""
    typed: Mapping[str, str]
    message: str
    field: str | None


_refusal: ContextVar[Refusal | None] = ContextVar("refusal", default=None)


@contextmanager
def refused(refusal: Refusal) -> Iterator[None]:
    """A page that is rendered meanwhile shows the form as it was typed."""
    token = _refusal.set(refusal)
    try:
        yield
    finally:
        _refusal.reset(token)


class Form:
    """One form of a page, as `fields.html` draws it."""

    def __init__(self, action: str) -> None:
        found = _refusal.get()
        self.action = action
        self._refusal = found if found is not None and found.action == action else None

    def id(self, name: str) -> str:
        """The id of that field, unlike any other of the page."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.action}-{name}".lower()).strip("-")

    def value(self, name: str, otherwise: object) -> object:
        """What was typed, else what holds now."""
        return otherwise if self._refusal is None else self._refusal.typed.get(name, "")

    def is_ticked(self, name: str, otherwise: bool) -> bool:
        return otherwise if self._refusal is None else name in self._refusal.typed

    def wrong(self, name: str) -> str:
        """What to correct in that field, or nothing."""
        if self._refusal is None or self._refusal.field != name:
            return ""
        return WRONG.get(name) or _labelled(self._refusal.message)

    @property
    def trouble(self) -> str:
        """What is wrong with the form as a whole: no field of it is to blame."""
        if self._refusal is None or self._refusal.field in self._refusal.typed:
            return ""
        return _labelled(self._refusal.message)


def _labelled(message: str) -> str:
    """The message with the labels of fields in place of their names."""
    named = re.sub(r"(?:Setting )?'([a-z][a-z_.]{1,60})'", lambda found: f"“{label_of(found[1])}”", message)
    return named[:1].upper() + named[1:]

"""What a refused change shows: the thing as it is by now, in the same shape as the route that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rejoinder.domain.errors import Conflict


@contextmanager
def showing_newest(look: Callable[[], object]) -> Iterator[None]:
    """A Conflict inside the block carries what `look` finds now as `newer`."""
    try:
        yield
    except Conflict as refused:
        raise Conflict(refused.message, newer=look()) from refused

"""How long a request waits for a database that is there and says nothing: frozen, paged out, or behind a dead cable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from rejoinder.domain.errors import StorageDown

Answer = TypeVar("Answer")

SILENT_S = 2.0
"""So long a database may say nothing to anybody: providers wait three seconds and more for us (slack.md, twilio.md)."""
KNOWN_SILENT_S = 0.3
"""The same for whoever asks after it was silent, until it has said something."""


class Patience:
    """Waits as long as the database answers anybody, so that a queue at a busy one is no silence."""

    def __init__(self) -> None:
        self._heard_at = time.monotonic()
        self._is_silent = False

    def heard(self) -> None:
        """The database has answered something."""
        self._heard_at = time.monotonic()
        self._is_silent = False

    async def wait_for(self, asked: Awaitable[Answer]) -> Answer:
        """What `asked` gives. Raises StorageDown when the database has been silent for too long.

        What is given up goes on being cancelled by itself: psycopg asks the server to cancel and waits for it, which
        one that is frozen answers as little as anything else.
        """
        task = asyncio.ensure_future(asked)
        since = time.monotonic()
        patience = KNOWN_SILENT_S if self._is_silent else SILENT_S
        try:
            while not task.done():
                left = max(since, self._heard_at) + patience - time.monotonic()
                if left <= 0:
                    self._is_silent = True
                    raise StorageDown("The database does not answer.")
                await asyncio.wait({task}, timeout=left)
            return task.result()
        finally:
            if not task.done():
                task.add_done_callback(_heed)
                task.cancel()


def _heed(task: asyncio.Future[Answer]) -> None:
    """Nobody waits for it any more."""
    if not task.cancelled():
        task.exception()

"""Questions to the database from where somebody else's patience counts, and an answer is only good to have."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from rejoinder.domain.errors import StorageDown

Answer = TypeVar("Answer")

PATIENCE_S = 0.5
KNOWN_SILENT_S = 0.05
"""After a question that had no answer in time, until any question has one."""
_THREADS = 4


class PostgresAsking:
    """Asking. A database that hangs holds these threads and no others; what it left unanswered is the next probe."""

    def __init__(self, patience_s: float = PATIENCE_S, known_silent_s: float = KNOWN_SILENT_S) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="asking")
        self._patience = patience_s
        self._known_silent = known_silent_s
        self._is_silent = False

    async def __call__(self, question: Callable[[], Answer]) -> Answer:
        asked = self._begin(question)
        try:
            async with asyncio.timeout(self._waits()):
                return await asyncio.wrap_future(asked)
        except TimeoutError:
            raise self._unanswered(asked) from None

    def now(self, question: Callable[[], Answer]) -> Answer:
        asked = self._begin(question)
        try:
            return asked.result(self._waits())
        except TimeoutError:
            raise self._unanswered(asked) from None

    def _waits(self) -> float:
        return self._known_silent if self._is_silent else self._patience

    def _begin(self, question: Callable[[], Answer]) -> Future[Answer]:
        def ask() -> Answer:
            answer = question()
            self._is_silent = False
            return answer

        return self._threads.submit(ask)

    def _unanswered(self, asked: Future[Answer]) -> StorageDown:
        asked.cancel()
        self._is_silent = True
        return StorageDown("The database does not answer.")

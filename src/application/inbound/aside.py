"""Threads for a delivery's own work, which those that wait for a database that hangs cannot take away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")
_THREADS = 8


class Aside:
    """Runs what would hold up the event loop: files, large bodies, one request to a provider. Never the database."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="delivery")

    async def __call__(self, work: Callable[..., Result], *given: Any) -> Result:
        """What `work` gives, or raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

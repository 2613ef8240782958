"""Who answers the telephone, from memory: the hot path may ask at any moment and never waits long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Engine

from rejoinder.domain.calls import Agent
from rejoinder.domain.errors import TemporaryFailure
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.calls import PostgresAgents
from rejoinder.infrastructure.postgres.engine import transaction

FRESH_S = 2.0
PATIENCE_S = 0.3
_MOST = 10_000


class PostgresAgentBook:
    """AgentBook. One thread reads, so that a database that hangs never holds more than that thread; what it learns
    after nobody waits any more is kept all the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, tuple[float, Sequence[Agent]]] = {}
        self._reads: dict[str, Future[Sequence[Agent]]] = {}
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="agent-book")

    async def of(self, connection_id: str, *, newer: bool = False) -> Sequence[Agent] | None:
        known = self._known.get(connection_id)
        if known is not None and not newer and known[0] > time.monotonic():
            return known[1]
        read = self._reads.get(connection_id)
        if read is None or read.done():
            read = self._reads[connection_id] = self._reader.submit(self._read, connection_id)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await asyncio.shield(asyncio.wrap_future(read))
        except (TimeoutError, TemporaryFailure):
            return known[1] if known is not None else None

    def forget(self, connection_id: str) -> None:
        self._known.pop(connection_id, None)
        self._reads.pop(connection_id, None)

    def _read(self, connection_id: str) -> Sequence[Agent]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            agents = PostgresAgents(db, EVERY_WORKSPACE).of_connection(connection_id)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[connection_id] = (time.monotonic() + FRESH_S, agents)
        return agents

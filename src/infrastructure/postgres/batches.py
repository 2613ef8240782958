"""Requests that wait at the same moment share one commit: what group commit is to Postgres, this is to round trips."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from rejoinder.domain.errors import StorageDown

_SET_WORKSPACE = "SELECT set_config('rejoinder.workspace', %s, true)"
MOST_AT_ONCE = 32
_PARAMETER = re.compile(r"%\((\w+)\)s")


class Numbered:
    """A statement with `%(name)s` parameters, translated to `$1` once.

    psycopg remembers its own translation of short statements only; a long one it would take apart at every call
    (measured: a tenth of the CPU of a delivery).
    """

    def __init__(self, sql: str) -> None:
        self._names = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
        places = {name: f"${place}" for place, name in enumerate(self._names, start=1)}
        self._sql = _PARAMETER.sub(lambda found: places[found[1]], sql)

    async def execute(
        self, db: psycopg.AsyncConnection[dict[str, Any]], values: Mapping[str, Any]
    ) -> psycopg.AsyncRawCursor[dict[str, Any]]:
        """Sent on that connection; values that the statement does not name are left out."""
        cursor = psycopg.AsyncRawCursor(db, row_factory=db.row_factory)
        return await cursor.execute(self._sql, [values[name] for name in self._names])


@dataclass(frozen=True, slots=True)
class _Waiting:
    workspace_id: str
    order: str
    values: dict[str, Any]
    answer: asyncio.Future[dict[str, Any]]


class BatchWriter:
    """Runs one statement for many callers: each gets its own row back, once the commit that holds it is durable.

    Statements of one batch run in one transaction, ordered so that two writers never lock in opposite order. When one
    of them fails, all are run again alone, so that nobody pays for a neighbour.
    """

    def __init__(self, pool: AsyncConnectionPool[Any], statement: Numbered, writers: int = 2) -> None:
        self._pool = pool
        self._statement = statement
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._writers = writers
        self._tasks: list[asyncio.Task[None]] = []

    async def write(self, workspace_id: str, order: str, values: dict[str, Any]) -> dict[str, Any]:
        """The statement's row for `values`, committed. Raises StorageDown."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._run(), name=f"inbox-writer-{n}") for n in range(self._writers)]
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(workspace_id, order, values, answer))
        self._wake.set()
        return await answer

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        _fail(self._queue, StorageDown("The inbox is closing."))

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
            if not self._queue:
                self._wake.clear()
            if batch:
                await self._serve(sorted(batch, key=lambda waiting: (waiting.workspace_id, waiting.order)))

    async def _serve(self, batch: Sequence[_Waiting]) -> None:
        try:
            rows = await self._together(batch)
        except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
            if len(batch) > 1 and getattr(error, "sqlstate", None) is not None:
                await self._alone(batch)
                return
            _fail(batch, StorageDown(f"The database cannot be reached ({type(error).__name__})."))
        except psycopg.Error as error:
            if len(batch) > 1:
                await self._alone(batch)
            else:
                _fail(batch, error)
        except asyncio.CancelledError:
            _fail(batch, StorageDown("The inbox is closing."))
            raise
        else:
            for waiting, row in zip(batch, rows, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(row)

    async def _alone(self, batch: Sequence[_Waiting]) -> None:
        for waiting in batch:
            await self._serve([waiting])

    async def _together(self, batch: Sequence[_Waiting]) -> list[dict[str, Any]]:
        """One pipeline, which Postgres runs as one implicit transaction and commits at its end."""
        rows: list[dict[str, Any]] = []
        async with self._pool.connection() as db, db.pipeline():
            cursors, workspace = [], ""
            for waiting in batch:
                if waiting.workspace_id != workspace:
                    workspace = waiting.workspace_id
                    await db.execute(_SET_WORKSPACE, (workspace,))
                cursors.append(await self._statement.execute(db, waiting.values))
            for cursor in cursors:
                row = await cursor.fetchone()
                assert row is not None
                rows.append(row)
        return rows


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)

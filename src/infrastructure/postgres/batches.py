"""Requests that wait at the same moment share one commit: what group commit is to Postgres, this is to round trips."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from rejoinder.domain.errors import StorageDown

log = logging.getLogger(__name__)

_SET_WORKSPACE = "SELECT set_config('rejoinder.workspace', %s, true)"
MOST_AT_ONCE = 32
_PARAMETER = re.compile(r"%\((\w+)\)s")
_AWAY = ("08", "40", "53", "55P03", "57")


def is_away(error: BaseException) -> bool:
    """Whether the database, not the statement, is to blame: the same values may be stored a moment later."""
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    if error.sqlstate is None:
        return not isinstance(error, psycopg.errors.PipelineAborted)
    return error.sqlstate.startswith(_AWAY)


def away(error: BaseException) -> StorageDown:
    return StorageDown(f"The database cannot be reached ({type(error).__name__}).")


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
    of them fails, all are run again alone, so that nobody pays for a neighbour. Every caller is answered, whatever
    breaks.
    """

    def __init__(self, pool: AsyncConnectionPool[Any], statement: Numbered, writers: int = 2) -> None:
        self._pool = pool
        self._statement = statement
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._writers = writers
        self._tasks: list[asyncio.Task[None]] = []

    async def write(self, workspace_id: str, order: str, values: dict[str, Any]) -> dict[str, Any]:
        """The statement's row for `values`, committed. Raises StorageDown, or what is wrong with these values."""
        self._start_missing()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(workspace_id, order, values, answer))
        self._wake.set()
        return await answer

    def _start_missing(self) -> None:
        """As many writers run as were asked for, whatever became of earlier ones."""
        self._tasks = [task for task in self._tasks if not task.done()]
        for _ in range(self._writers - len(self._tasks)):
            self._tasks.append(asyncio.create_task(self._run(), name="inbox-writer"))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        _fail(self._queue, StorageDown("The inbox is closing."))

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
            if not self._queue:
                self._wake.clear()
            if batch:
                await self._answer(batch)

    async def _answer(self, batch: Sequence[_Waiting]) -> None:
        """Every caller of the batch has a row or an error, even where we have a bug or are stopped half-way."""
        try:
            await self._serve(sorted(batch, key=lambda waiting: (waiting.workspace_id, waiting.order)))
        except Exception:  # one of the loops that go on: recorded here
            log.exception("inbox.writer")
        finally:
            _fail(batch, StorageDown("The inbox stopped before this was stored."))

    async def _serve(self, batch: Sequence[_Waiting]) -> None:
        try:
            rows = await self._together(batch)
        except psycopg.Error as error:
            await self._failed(batch, error)
        except Exception as error:
            log.exception("inbox.statement", extra={"batch": len(batch)})
            await self._failed(batch, error)
        else:
            for waiting, row in zip(batch, rows, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(row)

    async def _failed(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """All of them fail when the connection is lost; otherwise only those that fail alone."""
        if isinstance(error, psycopg.Error) and error.sqlstate is None and is_away(error):
            _fail(batch, away(error))
        elif len(batch) > 1:
            await self._alone(batch)
        else:
            _fail(batch, away(error) if is_away(error) else error)

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

"""Requests that wait at the same moment share one statement: what group commit is to Postgres, this is to executing."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
from psycopg_pool import AsyncConnectionPool

from rejoinder.domain.errors import StorageDown
from rejoinder.infrastructure.postgres.patience import Patience

_encode = msgspec.json.Encoder().encode
log = logging.getLogger(__name__)

MOST_AT_ONCE = 32
HELD_UP_S = 0.02
"""A statement takes a tenth of this."""
GIVEN_UP_S = 10.0
"""Longer than Postgres lets any statement of ours run: then its connection is dead."""
_AWAY = ("08", "40", "53", "55P03", "57", "58", "25006")


def is_away(error: BaseException) -> bool:
    """Whether the database, not the statement, is to blame: the same values may be stored a moment later."""
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction)):
        return False
    if error.sqlstate is None:
        return not isinstance(error, psycopg.errors.PipelineAborted)
    return error.sqlstate.startswith(_AWAY)


def away(error: BaseException) -> StorageDown:
    return StorageDown(f"The database cannot be reached ({type(error).__name__}).")


class Statement:
    """A statement over many items at once: `%(items)s` is their JSON array, `%(workspace_id)s` the tenant of all.

    It says itself for which workspace it works, and answers one row per item, which `item_key` leads back to it. Its
    parameters are numbered once here: psycopg remembers its own translation of short statements only.
    """

    def __init__(self, sql: str, item_key: str) -> None:
        self.item_key = item_key
        self._sql = sql.replace("%(workspace_id)s", "$1").replace("%(items)s", "$2")

    async def execute(
        self, db: psycopg.AsyncConnection[dict[str, Any]], workspace_id: str, items: Sequence[Mapping[str, Any]]
    ) -> psycopg.AsyncRawCursor[dict[str, Any]]:
        """Sent on that connection."""
        cursor = psycopg.AsyncRawCursor(db, row_factory=db.row_factory)
        return await cursor.execute(self._sql, (workspace_id, _encode(items).decode()), prepare=True)


@dataclass(frozen=True, slots=True)
class _Waiting:
    workspace_id: str
    subject: str
    item: Mapping[str, Any]
    answer: asyncio.Future[dict[str, Any]]


class BatchWriter:
    """Runs one statement for many callers: each gets its own row back, once the commit that holds it is durable.

    One statement is under way at a time, and what comes meanwhile is the next; only beside one that is held up (by a
    locked row, say) another begins. Items of one subject never share an execution, but one transaction. When something
    in a batch fails, each is run again alone, so that nobody pays for a neighbour. Every caller is answered, whatever
    breaks.
    """

    def __init__(
        self, pool: AsyncConnectionPool[Any], statement: Statement, patience: Patience, at_once: int = 4
    ) -> None:
        self._pool = pool
        self._patience = patience
        self._statement = statement
        self._at_once = at_once
        self._queue: list[_Waiting] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._held_up_at = 0.0
        self._looking_again = False
        self._closed = False

    async def write(self, workspace_id: str, subject: str, item: Mapping[str, Any]) -> dict[str, Any]:
        """The statement's row for `item`, committed. Raises StorageDown, or what is wrong with this item."""
        if self._closed:
            raise _closing()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(workspace_id, subject, item, answer))
        self._begin()
        return await self._patience.wait_for(answer)

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if not self._queue or self._closed:
            return
        if len(self._under_way) >= (1 if now < self._held_up_at else self._at_once):
            if now < self._held_up_at and not self._looking_again:
                self._looking_again = True
                loop.call_at(self._held_up_at, self._look_again)
            return
        self._held_up_at = now + HELD_UP_S
        task = loop.create_task(self._next(), name="inbox-writer")
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _look_again(self) -> None:
        """The statement under way had its time: what waits does not wait for it any longer."""
        self._looking_again = False
        self._begin()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not self._closed:
            self._held_up_at = 0.0 if not self._under_way else self._held_up_at
            self._begin()

    async def close(self) -> None:
        self._closed = True
        for task in tuple(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        _fail(self._queue, _closing())

    async def _next(self) -> None:
        """What has come until now: more than when this was begun."""
        waiting = [each for each in self._queue if not each.answer.done()]
        batch, self._queue = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
        if batch:
            await self._answer(batch)

    async def _answer(self, batch: Sequence[_Waiting]) -> None:
        """Every caller of the batch has a row or an error, even where we have a bug or are stopped half-way."""
        try:
            await self._serve(sorted(batch, key=lambda waiting: (waiting.workspace_id, waiting.subject)))
        except Exception:  # one of the loops that go on: recorded here
            log.exception("inbox.writer")
        finally:
            _fail(batch, StorageDown("The inbox stopped before this was stored."))

    async def _serve(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with asyncio.timeout(GIVEN_UP_S):
                rows = await self._together(batch)
        except TimeoutError as hung:
            _fail(batch, away(hung))
        except psycopg.Error as error:
            await self._failed(batch, error)
        except Exception as error:
            log.exception("inbox.statement", extra={"batch": len(batch)})
            await self._failed(batch, error)
        else:
            self._patience.heard()
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
        """One commit: the only statement's own, or that of the pipeline, which Postgres runs as one transaction."""
        groups = _apart(batch)
        async with self._pool.connection() as db:
            if len(groups) == 1:
                found = await (await self._statement.execute(db, *_of(groups[0]))).fetchall()
            else:
                async with db.pipeline():
                    cursors = [await self._statement.execute(db, *_of(group)) for group in groups]
                    found = [row for cursor in cursors for row in await cursor.fetchall()]
        key = self._statement.item_key
        rows = {str(row[key]): row for row in found}
        return [rows[waiting.item[key]] for waiting in batch]


def _of(group: list[_Waiting]) -> tuple[str, list[Mapping[str, Any]]]:
    return group[0].workspace_id, [waiting.item for waiting in group]


def _apart(batch: Sequence[_Waiting]) -> list[list[_Waiting]]:
    """Groups of one workspace with each subject once; the first group of a workspace has all its subjects in order."""
    groups: dict[tuple[str, int], list[_Waiting]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for waiting in batch:
        round_ = seen[waiting.workspace_id, waiting.subject]
        seen[waiting.workspace_id, waiting.subject] += 1
        groups.setdefault((waiting.workspace_id, round_), []).append(waiting)
    return [groups[place] for place in sorted(groups)]


def _closing() -> StorageDown:
    return StorageDown("The inbox is closing.")


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)

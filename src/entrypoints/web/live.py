"""/api/v1/live: a WebSocket that says what to look at again.

One tail per scope feeds every listener of that scope. Each change has a mark; whoever comes back with the last mark
they heard gets what they missed, and whoever cannot be caught up (too long away, too slow, another process) hears
`reset` and reads their lists again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from typing import Any

import msgspec
from litestar import Litestar, WebSocket, websocket
from litestar.concurrency import sync_to_thread
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromQuery

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound, TemporaryFailure
from rejoinder.domain.views import Change
from rejoinder.entrypoints.web.auth import CLOSE_UNKNOWN, Web, Who, identified, scope_of
from rejoinder.entrypoints.web.errors import SignInNeeded
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API

TICK_S = 1.0
KEPT = 2_000
"""How many changes of a scope whoever comes back may have missed."""
WAITING = 500
"""How many changes may wait for one listener who does not read."""
CHECKED_EVERY_S = 30.0
"""How long somebody may go on listening after they lost the right to."""
_CLOSE_NOT_FOUND, _CLOSE_LATER = 4404, 1013

logger = logging.getLogger("rejoinder.web")


class Listener:
    """One socket's queue; when it is full, all that waited becomes one `reset`."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(WAITING)
        self.ended: BaseException | None = None

    def put(self, told: dict[str, Any]) -> None:
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            told = _reset(told["mark"])
        self.waiting.put_nowait(told)

    def end(self, trouble: BaseException) -> None:
        """Nothing follows."""
        self.ended = trouble
        if self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


def _reset(mark: str) -> dict[str, Any]:
    return {"type": "reset", "id": "", "at": None, "data": {}, "mark": mark}


class Tail:
    """What changes in one scope, read once for all who listen; it ends with the last of them."""

    def __init__(self, web: WebContainer, scope: str | None) -> None:
        self._web, self._scope = web, scope
        self._epoch = secrets.token_hex(4)
        self._number = 0
        self._kept: deque[tuple[int, dict[str, Any]]] = deque(maxlen=KEPT)
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        return not self._listeners

    def _mark(self, number: int) -> str:
        return f"{self._epoch}.{number}"

    async def join(self, after: str) -> Listener:
        """A listener who hears everything from now on, and first what came after the mark. Raises TemporaryFailure."""
        if self._task is None or self._task.done():
            mark = await sync_to_thread(self._web.reports.start, self._scope)  # before the client reads its lists
            if self._task is None or self._task.done():
                self._begin(mark)
        listener = Listener()
        for told in self._missed(after):
            listener.put(told)
        self._listeners.add(listener)
        return listener

    def _begin(self, mark: Any) -> None:
        """What changed while nobody listened is not known: marks of before lead to a `reset`."""
        self._epoch = secrets.token_hex(4)
        self._kept.clear()
        self._task = asyncio.create_task(self._follow(mark))
        self._task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        trouble = None if task.cancelled() else task.exception()
        if trouble is not None:
            for listener in list(self._listeners):
                listener.end(trouble)

    def _missed(self, after: str) -> list[dict[str, Any]]:
        if not after:
            return []
        epoch, _, number = after.partition(".")
        last = int(number) if number.isdecimal() and len(number) < 16 else -1
        oldest = self._kept[0][0] if self._kept else self._number + 1
        if epoch != self._epoch or not oldest - 1 <= last <= self._number:
            return [_reset(self._mark(self._number))]
        return [told for held, told in self._kept if held > last]

    async def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        if self.is_idle and self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self, mark: Any) -> None:
        """Until cancelled. Raises TemporaryFailure when the database goes away."""
        while True:
            await asyncio.sleep(TICK_S)
            changes, mark = await sync_to_thread(self._web.reports.changes, self._scope, mark)
            for change in changes:
                self._tell(change)

    def _tell(self, change: Change) -> None:
        self._number += 1
        told = {
            "type": change.type,
            "id": change.id,
            "at": change.at,
            "data": {**change.data, "workspace_id": change.workspace_id},
            "mark": self._mark(self._number),
        }
        self._kept.append((self._number, told))
        for listener in self._listeners:
            listener.put(told)


class Tails:
    """The tails of this process, by scope."""

    def __init__(self) -> None:
        self._tails: dict[str | None, Tail] = {}

    def of(self, web: WebContainer, scope: str | None) -> Tail:
        for idle in [known for known, tail in self._tails.items() if tail.is_idle and known != scope]:
            del self._tails[idle]
        return self._tails.setdefault(scope, Tail(web, scope))


async def _tell(socket: WebSocket[Any, Any, Any], listener: Listener) -> None:
    """Changes as they come, until there are none. Raises what ended the tail."""
    seq = 0
    while (told := await listener.waiting.get()) is not None:
        seq += 1
        await socket.send_text(msgspec.json.encode({**told, "seq": seq}).decode())
    if listener.ended is not None:
        raise listener.ended


async def _until_left(socket: WebSocket[Any, Any, Any]) -> None:
    """Returns when the client closes; what it says is not listened to."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue


async def _until_barred(socket: WebSocket[Any, Any, Any], caller: Caller) -> None:
    """Returns once the token is revoked, the session over or its reach another: a socket outlives many clicks."""
    while True:
        await asyncio.sleep(CHECKED_EVERY_S)
        try:
            known = await identified(socket)
        except TemporaryFailure:
            continue
        except SignInNeeded:
            return
        if (known.role, known.workspace_id) != (caller.role, caller.workspace_id):
            return


def _tails_of(app: Litestar) -> Tails:
    found: Tails = app.state.tails
    return found


@websocket(f"{API}/live", access=Role.VIEWER)
async def live(
    socket: WebSocket[Any, Any, Any],
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    after: FromQuery[str] = "",
) -> None:
    """Changes of messages, drafts, jobs, sends, calls and alerts. Each has a `mark`; a client that reconnects with
    `?after=` the last one hears what it missed, or `reset`: read the lists again."""
    try:
        scope = scope_of(caller, workspace_id)
        tail = _tails_of(socket.app).of(web, scope)
        listener = await tail.join(after)
    except (NotFound, TemporaryFailure) as error:
        await socket.close(code=_CLOSE_NOT_FOUND if isinstance(error, NotFound) else _CLOSE_LATER)
        return
    await socket.accept()
    telling = asyncio.create_task(_tell(socket, listener))
    leaving = asyncio.create_task(_until_left(socket))
    barred = asyncio.create_task(_until_barred(socket, caller))
    tasks = (telling, leaving, barred)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        trouble = telling.exception() if telling.done() else None
        is_barred = barred.done()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await tail.leave(listener)
    if is_barred:
        await socket.close(code=CLOSE_UNKNOWN)
    if isinstance(trouble, TemporaryFailure):
        await socket.close(code=_CLOSE_LATER)
    elif trouble is not None and not isinstance(trouble, WebSocketDisconnect):
        raise trouble


ROUTES = [live]

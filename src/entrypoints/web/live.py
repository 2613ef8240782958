"""/api/v1/live: a WebSocket that says what to look at again."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
from litestar import WebSocket, websocket
from litestar.concurrency import sync_to_thread
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromQuery

from rejoinder.domain.access import Role
from rejoinder.domain.errors import NotFound, TemporaryFailure
from rejoinder.domain.views import Change
from rejoinder.entrypoints.web.auth import Web, Who, scope_of
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import API

TICK_S = 1.0
_CLOSE_NOT_FOUND, _CLOSE_LATER = 4404, 1013

logger = logging.getLogger("rejoinder.web")


def _spoken(change: Change, seq: int) -> str:
    data = {**change.data, "workspace_id": change.workspace_id}
    message = {"type": change.type, "id": change.id, "seq": seq, "at": change.at, "data": data}
    return msgspec.json.encode(message).decode()


async def _tell(socket: WebSocket[Any, Any, Any], web: WebContainer, scope: str | None, mark: Any) -> None:
    """Changes after the mark as they come, until cancelled. Raises TemporaryFailure when the database goes away."""
    seq = 0
    while True:
        await asyncio.sleep(TICK_S)
        changes, mark = await sync_to_thread(web.reports.changes, scope, mark)
        for change in changes:
            seq += 1
            await socket.send_text(_spoken(change, seq))


async def _until_left(socket: WebSocket[Any, Any, Any]) -> None:
    """Returns when the client closes; what it says is not listened to."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue


@websocket(f"{API}/live", access=Role.VIEWER)
async def live(
    socket: WebSocket[Any, Any, Any], web: Web, caller: Who, workspace_id: FromQuery[str | None] = None
) -> None:
    """Changes of messages, drafts, jobs, sends, calls and alerts; a client that reconnects reads the lists again."""
    try:
        scope = scope_of(caller, workspace_id)
        mark = await sync_to_thread(web.reports.start, scope)  # before the client is let in and reads the lists
    except (NotFound, TemporaryFailure) as error:
        await socket.close(code=_CLOSE_NOT_FOUND if isinstance(error, NotFound) else _CLOSE_LATER)
        return
    await socket.accept()
    telling = asyncio.create_task(_tell(socket, web, scope, mark))
    leaving = asyncio.create_task(_until_left(socket))
    try:
        await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        trouble = telling.exception() if telling.done() else None
    finally:
        telling.cancel()
        leaving.cancel()
        await asyncio.gather(telling, leaving, return_exceptions=True)
    if isinstance(trouble, TemporaryFailure):
        await socket.close(code=_CLOSE_LATER)
    elif trouble is not None and not isinstance(trouble, WebSocketDisconnect):
        raise trouble


ROUTES = [live]

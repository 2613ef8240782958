"""The live socket: who may listen, and what they hear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from rejoinder.entrypoints.web import live
from tests.web.composition import BOOTSTRAP, House
from tests.web.world import a_draft


class Socket:
    """A client of the socket, spoken to in ASGI."""

    def __init__(self, house: House, query: str, headers: Mapping[str, str]) -> None:
        self._house = house
        self._heard: list[dict[str, Any]] = []
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": "/api/v1/live",
            "raw_path": b"/api/v1/live",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("rejoinder.test", 80),
            "subprotocols": [],
        }
        self.task = house.api.run(self._start())

    async def _start(self) -> asyncio.Task[None]:
        await self.to_app.put({"type": "websocket.connect"})
        app: Any = self._house.api.app
        return asyncio.create_task(app(self.scope, self.to_app.get, self.from_app.put))

    def next(self) -> dict[str, Any]:
        async def one() -> dict[str, Any]:
            return await asyncio.wait_for(self.from_app.get(), 10)

        return dict(self._house.api.run(one()))

    def hear(self, **wanted: Any) -> dict[str, Any]:
        """The first change of that kind that was not asked for yet; a message and its job come in either order."""
        while True:
            for change in self._heard:
                if all(change.get(name) == value for name, value in wanted.items()):
                    self._heard.remove(change)
                    return change
            self._heard.append(dict(json.loads(self.next()["text"])))

    def leave(self) -> None:
        async def gone() -> None:
            await self.to_app.put({"type": "websocket.disconnect", "code": 1000})
            await asyncio.wait_for(self.task, 10)

        self._house.api.run(gone())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TICK_S", 0.05)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_listener_hears_what_changes_in_their_workspace_and_nothing_else(house: House) -> None:
    own, foreign = house.a_workspace("Own"), house.a_workspace("Foreign")
    before = house.a_message(own, "before")
    socket = Socket(house, "", bearer(house.a_token("viewer", own)))
    assert socket.next()["type"] == "websocket.accept"
    house.a_message(foreign, "theirs")
    mine = house.a_message(own, "mine")
    heard = socket.hear(type="message")
    assert (heard["id"], heard["data"]["disposition"]) == (mine["id"], "processing")
    assert {"type", "id", "seq", "at", "data", "mark"} == heard.keys()
    assert socket.hear(type="job")["data"]["message_id"] == mine["id"]
    draft = a_draft(house, before)
    changed = socket.hear(type="message", id=before["id"])
    assert changed["data"]["disposition"] == "waiting-human"
    assert changed["seq"] > heard["seq"]
    assert socket.hear(type="draft")["id"] == draft
    socket.leave()


def test_nobody_listens_without_a_token(house: House) -> None:
    for headers in ({}, bearer("wrong"), {"cookie": "rejoinder_session=wrong"}):
        refused = Socket(house, "", headers).next()
        assert (refused["type"], refused["code"]) == ("websocket.close", 4401)


def test_a_session_listens_from_our_own_pages_only(house: House) -> None:
    cookie = house.sign_in()
    for origin in ("https://evil.example", "null", ""):
        headers = {"cookie": cookie, "host": "rejoinder.test", "origin": origin}
        assert Socket(house, "", headers).next()["code"] == 4403
    own = {"cookie": cookie, "host": "rejoinder.test", "origin": "http://rejoinder.test"}
    socket = Socket(house, "", own)
    assert socket.next()["type"] == "websocket.accept"
    socket.leave()


def test_a_foreign_workspace_cannot_be_listened_to(house: House) -> None:
    own, foreign = house.a_workspace("Own"), house.a_workspace("Foreign")
    token = house.a_token("admin", own)
    for asked in (foreign, "nonsense"):
        assert Socket(house, f"workspace_id={asked}", bearer(token)).next()["code"] == 4404
    socket = Socket(house, f"workspace_id={own}", bearer(BOOTSTRAP))
    assert socket.next()["type"] == "websocket.accept"
    socket.leave()


def test_whoever_comes_back_with_their_last_mark_hears_what_they_missed(house: House) -> None:
    own = house.a_workspace("Own")
    token = house.a_token("viewer", own)
    staying, leaving = Socket(house, "", bearer(token)), Socket(house, "", bearer(token))
    assert staying.next()["type"] == leaving.next()["type"] == "websocket.accept"
    first = house.a_message(own, "first")
    mark = leaving.hear(type="message", id=first["id"])["mark"]
    leaving.leave()
    missed = house.a_message(own, "missed", **{"from": "+12025550144"})
    staying.hear(type="message", id=missed["id"])
    back = Socket(house, f"after={mark}", bearer(token))
    assert back.next()["type"] == "websocket.accept"
    assert back.hear(type="message")["id"] == missed["id"]
    back.leave()
    staying.leave()


def test_whoever_cannot_be_caught_up_is_told_to_read_again(house: House) -> None:
    token = house.a_token("viewer", house.a_workspace("Own"))
    for mark in ("0000.7", "nonsense", "1.99999999999999999999"):
        socket = Socket(house, f"after={mark}", bearer(token))
        assert socket.next()["type"] == "websocket.accept"
        assert json.loads(socket.next()["text"])["type"] == "reset"
        socket.leave()


def test_a_listener_who_does_not_read_costs_one_reset_and_no_memory() -> None:
    listener = live.Listener()
    for number in range(live.WAITING * 2 + 1):
        listener.put({"type": "job", "id": str(number), "at": None, "data": {}, "mark": f"e.{number}"})
    assert listener.waiting.qsize() <= live.WAITING
    heard = [listener.waiting.get_nowait() for _ in range(listener.waiting.qsize())]
    assert heard[0] is not None
    assert heard[0]["type"] == "reset"


def test_whoever_loses_the_right_to_listen_is_shown_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECKED_EVERY_S", 0.05)
    workspace = house.a_workspace()
    made = house.post("/api/v1/tokens", {"role": "viewer", "workspace_id": workspace})
    socket = Socket(house, "", bearer(made["token"]))
    assert socket.next()["type"] == "websocket.accept"
    assert house.call("DELETE", f"/api/v1/tokens/{made['id']}").status_code < 300
    closed = socket.next()
    assert (closed["type"], closed["code"]) == ("websocket.close", 4401)

"""The demonstration on a page: faults to try on simulated people, and one button that removes it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, RawBody
from litestar.response import Redirect

from rejoinder.application.setup.demo import demo_of
from rejoinder.domain.access import Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.dashboard.rendering import render, who
from rejoinder.entrypoints.web.auth import Web, Who
from rejoinder.entrypoints.web.page_routes import form, html, page, posted, to
from rejoinder.entrypoints.web.routes_sandbox import write_in

_ASKS = {"medium": "sms", "from": "+12025550118", "name": "Nia Berg", "body": "How much does a full service cost?"}


@page("/demo")
def demo(web: Web, caller: Who) -> Response[str]:
    """What can be tried, and what the simulated people received."""
    found = web.demo.book.workspace()
    mine = found if caller.workspace_id in (None, found) else None
    received = web.reports.sandbox_phone(mine, PageRequest(8)).items if mine is not None else ()
    shown = {"demo": mine, "received": received, "is_admin": caller.role is Role.ADMIN}
    return html(render("demo", {**who(caller), **shown}))


@post("/demo/write/{trick:str}", status_code=303, access=Role.OPERATOR, page=True, form=True)
async def write(web: Web, caller: Who, trick: FromPath[str], body: RawBody) -> Redirect:
    """A simulated person writes in: once, twice with one delivery id, or with an answer that gets lost on its way."""
    await sync_to_thread(posted, caller, body)
    if trick not in _TRICKS:
        raise NotFound("There is no such trick.")
    workspace = await sync_to_thread(demo_of, web.demo.book, caller.scope())
    payloads, said = _TRICKS[trick](f"demo-{new_id()}")
    for payload in payloads:
        await write_in(web, caller, {"workspace_id": workspace, **_ASKS, **payload})
    return to("/demo", said)


def _once(delivery: str) -> tuple[list[Mapping[str, Any]], str]:
    return [{"id": delivery}], "Somebody wrote in. Look at the inbox."


def _twice(delivery: str) -> tuple[list[Mapping[str, Any]], str]:
    said = "The provider delivered the same text twice. One message, one answer: look at the inbox."
    return [{"id": delivery}, {"id": delivery}], said


def _lost(delivery: str) -> tuple[list[Mapping[str, Any]], str]:
    said = "The reply will arrive, and the provider's yes to it will not. It is asked, and not sent twice."
    return [{"id": delivery, "faults": ["lose-answer"]}], said


_TRICKS: Mapping[str, Callable[[str], tuple[list[Mapping[str, Any]], str]]] = {
    "once": _once,
    "twice": _twice,
    "lose-answer": _lost,
}


@form("/demo/break-ai")
def break_ai(web: Web, caller: Who, body: RawBody) -> Redirect:
    posted(caller, body)
    web.demo.break_ai(caller.scope())
    return to("/demo", "For 45 seconds every question to the AI fails. Write in now, and look at the jobs.")


@form("/demo/kill-worker", access=Role.ADMIN)
def kill_worker(web: Web, caller: Who, body: RawBody) -> Redirect:
    posted(caller, body)
    web.demo.kill_worker(caller.scope())
    return to("/demo", "A worker was killed on the spot. Its jobs are taken up by the next one; nothing is lost.")


@form("/demo/remove", access=Role.ADMIN)
def remove(web: Web, caller: Who, body: RawBody) -> Redirect:
    posted(caller, body)
    web.demo.remove(caller.scope())
    return to("/setup" if caller.workspace_id is None else "/", "The demonstration is gone, with everything in it.")


ROUTES = [demo, write, break_ai, kill_worker, remove]

"""create_app: the web application, from whatever the composition root hands in."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from litestar import Litestar, Router
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.types import Message, Scope, Send

from rejoinder.domain.access import Caller
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.administration import Deed
from rejoinder.entrypoints.web import (
    admin_api,
    cron,
    health,
    live,
    metrics,
    openapi,
    routes_pages,
    routes_pages_alerts,
    routes_pages_answers,
    routes_pages_demo,
    routes_pages_inbox,
    routes_pages_people,
    routes_pages_setup,
    routes_pages_work,
    webhooks,
)
from rejoinder.entrypoints.web.auth import guard, provide_caller, refuse_unguarded
from rejoinder.entrypoints.web.errors import on_error
from rejoinder.entrypoints.web.needs import WebContainer

log = logging.getLogger(__name__)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1_000_000
THREADS = 24
ONE_TIME = "/signin/"
"""Below it, a GET changes something."""
_ROUTES = [
    *webhooks.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
    *cron.ROUTES,
    *openapi.ROUTES,
    *admin_api.ROUTES,
    *live.ROUTES,
    *routes_pages.ROUTES,
    *routes_pages_alerts.ROUTES,
    *routes_pages_answers.ROUTES,
    *routes_pages_demo.ROUTES,
    *routes_pages_people.ROUTES,
    *routes_pages_setup.ROUTES,
    *routes_pages_inbox.ROUTES,
    *routes_pages_work.ROUTES,
]
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is harmless, else a new one."""
    stated = next((value for name, value in scope["headers"] if name.lower() == b"x-request-id"), b"")
    text = stated.decode("latin-1")
    return text if _REQUEST_ID.fullmatch(text) else secrets.token_hex(12)


_STAMPS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]


def _stamping(send: Send, request_id: str) -> Send:
    """Every answer, errors and unknown paths included, carries the request id and the security headers."""

    async def stamped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            headers += [stamp for stamp in _STAMPS if stamp[0] not in present]
            headers.append((b"x-request-id", request_id.encode()))
            message["headers"] = headers
        await send(message)

    return stamped


def _bodiless(send: Send) -> Send:
    """The answer to a GET without its body, as HEAD wants it; its length still stands in the headers."""

    async def shortened(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return shortened


class WebApp(Litestar):
    """Litestar with the stamp around everything, and a short cut for deliveries."""

    short_cut: webhooks.ShortCut
    note: Callable[[Deed], None]

    def _auditing(self, scope: Any, send: Send) -> Send:
        """Every change that somebody asked for stands in the audit log before they hear what came of it."""
        if scope["method"] in _SAFE:
            return send

        async def audited(message: Message) -> None:
            caller = scope.get("state", {}).get("caller")
            if message["type"] == "http.response.start" and caller is not None:
                await self._note(_deed(scope, caller, message["status"]))
            await send(message)

        return audited

    async def _note(self, deed: Deed) -> None:
        try:
            await sync_to_thread(self.note, deed)
        except RejoinderError as failed:
            log.error("audit.not_noted", extra={"actor": deed.actor, "action": deed.action, "code": failed.code})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == ScopeType.HTTP:
            request_id = _request_id(scope)
            scope.setdefault("state", {})["request_id"] = request_id
            if (place := self.short_cut.leads(scope)) is not None:
                await self.short_cut(place, scope, receive, _stamping(send, request_id))
                return
            send = _stamping(self._auditing(scope, send), request_id)
            # Whoever looks at a link before a person opens it must not spend it.
            if scope["method"] == "HEAD" and not scope["path"].startswith(ONE_TIME):
                scope, send = {**scope, "method": "GET"}, _bodiless(send)
        await super().__call__(scope, receive, send)


def _deed(scope: Any, caller: Caller, status: int) -> Deed:
    named = {name: str(value)[:100] for name, value in scope.get("path_params", {}).items()}
    stated = named.get("workspace_id", "")
    return Deed(
        actor=caller.name,
        action=f"{scope['method']} {scope.get('path_template', scope['path'])}",
        status=status,
        user_id=caller.user_id,
        workspace_id=caller.workspace_id or (stated if is_id(stated) else None),
        subject={} if status == HTTPStatus.NOT_FOUND else named,  # what is not there for them has no id
        request_id=scope["state"]["request_id"],
    )


async def _more_threads() -> None:
    """Handlers wait for the database in threads; the default pool of a small machine has too few of them."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="web"))


def create_app(container: WebContainer) -> Litestar:
    """The application. Raises RuntimeError when a route does not say who may use it."""

    async def provide_web() -> WebContainer:
        return container

    app = WebApp(
        # One router: a path whose methods were registered one by one would have its handlers wrapped once per method.
        route_handlers=[Router("/", route_handlers=_ROUTES)],
        dependencies={"web": Provide(provide_web), "caller": Provide(provide_caller)},
        guards=[guard],
        exception_handlers={Exception: on_error},
        on_startup=[_more_threads, container.start],
        on_shutdown=[container.stop],
        state=State({"web": container, "health": health.HealthCache(), "tails": live.Tails()}, deep_copy=False),
        request_max_body_size=MAX_BODY,
        logging_config=None,
        openapi_config=None,
    )
    refuse_unguarded(app)
    app.note = container.people.note
    app.short_cut = webhooks.ShortCut(app, container)
    return app

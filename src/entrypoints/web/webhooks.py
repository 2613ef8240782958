"""The way in for providers: raw bytes and headers go to the use-case, its answer goes back as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath, RawBody
from litestar.types import HTTPScope, Receive, Send

from rejoinder.domain.errors import PayloadTooLarge, StorageDown, UnknownWebhook
from rejoinder.domain.ports.channels import LARGEST_DELIVERY, MAX_DELIVERY, WebhookRequest
from rejoinder.entrypoints.web.auth import OPEN, Web
from rejoinder.entrypoints.web.errors import RETRY_AFTER_S, on_error, problem
from rejoinder.entrypoints.web.needs import WebContainer

_PATH = "/api/webhooks/{channel:str}/{key:str}"
_BELOW = f"{_PATH}/{{subpath:path}}"
_PLAIN = re.compile(r"/api/webhooks/(?P<channel>[a-z0-9_]+)/(?P<key>[A-Za-z0-9_-]+)(?:/(?P<subpath>[a-z0-9_-]+))?")


@dataclass(frozen=True, slots=True)
class Listening:
    success: bool
    channel: str
    events: tuple[str, ...]


def _delivery(scope: HTTPScope, web: WebContainer, subpath: str, body: bytes) -> WebhookRequest:
    """The delivery as it came: the URL is the public one, because that is what providers sign."""
    query = scope.get("query_string", b"").decode("latin-1")
    raw_path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1")
    path = raw_path.partition("?")[0]
    return WebhookRequest(
        method="POST",
        url=f"{web.settings.public_base_url}{path}{'?' + query if query else ''}",
        subpath=subpath.strip("/"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
        received_at=web.clock.now(),
        query=dict(parse_qsl(query, keep_blank_values=True, errors="replace")) if query else {},
    )


@post([_PATH, _BELOW], status_code=200, request_max_body_size=LARGEST_DELIVERY, access=OPEN, takes=bytes)
async def receive(
    request: Request[Any, Any, Any],
    web: Web,
    channel: FromPath[str],
    key: FromPath[str],
    body: RawBody,
    subpath: FromPath[str] = "",
) -> Response[Any]:
    """One delivery of a provider. 2xx means that it is safe with us, whether it came before or not."""
    if len(body) > _limit(web, channel):
        raise PayloadTooLarge(f"A delivery of {channel} may hold {_limit(web, channel)} bytes.")
    try:
        answer = await web.ingest(channel, key, _delivery(request.scope, web, subpath, body))
    except StorageDown as down:
        return _try_again(request, web, channel, down)
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type)


def _limit(web: WebContainer, channel: str) -> int:
    known = web.channels.get(channel)
    return known.max_delivery if known is not None else MAX_DELIVERY


def _try_again(request: Request[Any, Any, Any], web: WebContainer, channel: str, down: StorageDown) -> Response[Any]:
    """What makes this provider deliver again."""
    known = web.channels.get(channel)
    status = known.retry_status if known else 503
    wait = str(max(1, round(down.wait or RETRY_AFTER_S)))
    return problem(request, status, down.message, code=down.code, headers={"Retry-After": wait})


class ShortCut:
    """Deliveries with a plain address, taken before the framework routes, injects and wraps them.

    The same use-case, the same answers and the same errors as `receive`, at about half the cost of a request (see
    docs/performance.md); whatever is not plain goes the long way.
    """

    def __init__(self, app: Litestar, web: WebContainer) -> None:
        self._app = app
        self._web = web

    def leads(self, scope: HTTPScope) -> tuple[str, str, str] | None:
        """Channel, key and subpath of a delivery that may be taken here."""
        if scope["method"] != "POST" or not (found := _PLAIN.fullmatch(scope["path"])):
            return None
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if (
            not length.isdigit()
            or int(length) > _limit(self._web, found["channel"])
            or b"%00" in scope.get("query_string", b"")
        ):
            return None
        return found["channel"], found["key"], found["subpath"] or ""

    async def __call__(self, place: tuple[str, str, str], scope: HTTPScope, receive: Receive, send: Send) -> None:
        channel, key, subpath = place
        body = await _whole(receive)
        if body is None:
            return
        try:
            answer = await self._web.ingest(channel, key, _delivery(scope, self._web, subpath, body))
        except Exception as error:  # noqa: BLE001 - as the framework does: `on_error` answers and records
            await self._refuse(channel, error, scope, receive, send)
            return
        kind = answer.content_type if "charset" in answer.content_type else f"{answer.content_type}; charset=utf-8"
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})

    async def _refuse(self, channel: str, error: Exception, scope: HTTPScope, receive: Receive, send: Send) -> None:
        scope["app"] = scope["litestar_app"] = self._app
        request: Request[Any, Any, Any] = Request(scope)
        if isinstance(error, StorageDown):
            response = _try_again(request, self._web, channel, error)
        else:
            response = on_error(request, error)
        await response.to_asgi_response(None, request)(scope, receive, send)


async def _whole(receive: Receive) -> bytes | None:
    """The body, or None when the caller hung up; its stated length was looked at before."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message["body"])
        if not message["more_body"]:
            return parts[0] if len(parts) == 1 else b"".join(parts)


@get([_PATH, _BELOW], access=OPEN)
async def probe(web: Web, channel: FromPath[str], key: FromPath[str], subpath: FromPath[str] = "") -> Listening:
    """What this address takes; providers look before they save it. Says nothing about the key."""
    known = web.channels.get(channel)
    if known is None or subpath.strip("/") not in ("", *known.subpaths):
        raise UnknownWebhook("There is no such webhook.")
    return Listening(True, known.name, known.events)


ROUTES = [receive, probe]

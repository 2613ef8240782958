"""The way in for providers: raw bytes and headers go to the use-case, its answer goes back as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from litestar import Request, Response, get, post
from litestar.params import FromPath, RawBody

from rejoinder.domain.errors import StorageDown, UnknownWebhook
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.entrypoints.web.auth import OPEN, Web
from rejoinder.entrypoints.web.errors import RETRY_AFTER_S, problem
from rejoinder.entrypoints.web.needs import WebContainer

MAX_BODY = 1_000_000
_PATH = "/api/webhooks/{channel:str}/{key:str}"
_BELOW = f"{_PATH}/{{subpath:path}}"


@dataclass(frozen=True, slots=True)
class Listening:
    success: bool
    channel: str
    events: tuple[str, ...]


def _delivery(request: Request[Any, Any, Any], web: WebContainer, subpath: str, body: bytes) -> WebhookRequest:
    """The delivery as it came: the URL is the public one, because that is what providers sign."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    raw_path = (request.scope.get("raw_path") or quote(request.scope["path"]).encode()).decode("latin-1")
    path = raw_path.partition("?")[0]
    return WebhookRequest(
        method="POST",
        url=f"{web.settings.public_base_url}{path}{'?' + query if query else ''}",
        subpath=subpath.strip("/"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.scope["headers"]},
        body=body,
        received_at=web.clock.now(),
        query=dict(parse_qsl(query, keep_blank_values=True, errors="replace")),
    )


@post([_PATH, _BELOW], status_code=200, request_max_body_size=MAX_BODY, access=OPEN, takes=bytes)
async def receive(
    request: Request[Any, Any, Any],
    web: Web,
    channel: FromPath[str],
    key: FromPath[str],
    body: RawBody,
    subpath: FromPath[str] = "",
) -> Response[Any]:
    """One delivery of a provider. 2xx means that it is safe with us, whether it came before or not."""
    try:
        answer = await web.ingest(channel, key, _delivery(request, web, subpath, body))
    except StorageDown as down:
        known = web.channels.get(channel)
        status = known.retry_status if known else 503
        wait = str(max(1, round(down.wait or RETRY_AFTER_S)))
        return problem(request, status, down.message, code=down.code, headers={"Retry-After": wait})
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type)


@get([_PATH, _BELOW], access=OPEN)
async def probe(web: Web, channel: FromPath[str], key: FromPath[str], subpath: FromPath[str] = "") -> Listening:
    """What this address takes; providers look before they save it. Says nothing about the key."""
    known = web.channels.get(channel)
    if known is None or subpath.strip("/") not in ("", *known.subpaths):
        raise UnknownWebhook("There is no such webhook.")
    return Listening(True, known.name, known.events)


ROUTES = [receive, probe]

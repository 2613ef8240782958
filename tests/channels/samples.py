"""The samples of every channel: a real request of the provider, and what it must become.

One JSON file per sample in the channel's `samples/`. The body is `form` (URL-encoded), `body` (JSON, ASCII, Python's
default separators) or `raw` (text); a signature in the headers is the true one for exactly these bytes. `_meta.proof`
says what makes the delivery authentic: `signature` over the body, a `secret` in header or body, or the URL's `key`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

import rejoinder.infrastructure.channels as channels_package
from rejoinder.domain.ports.channels import Channel, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FOLDER = Path(channels_package.__file__).parent


class NoPhone:
    """Stands where the sandbox's phone would be, in tests that only read."""


@lru_cache(maxsize=1)
def every_channel() -> Mapping[str, Channel]:
    """Every channel there is, over a network that must not be used."""
    nowhere = ProviderHttp(transport=httpx2.MockTransport(_unused))
    return discover(nowhere, phone=NoPhone())


def _unused(request: httpx2.Request) -> httpx2.Response:
    raise AssertionError(f"A reader called {request.url.host}.")


def a_connection(channel: str, **changes: Any) -> Connection:
    values: dict[str, Any] = {
        "id": "0193a5c2-0000-7000-8000-000000000001",
        "workspace_id": "0193a5c2-0000-7000-8000-000000000002",
        "channel": channel,
        "name": f"Our {channel}",
        "account": "",
        "revision": 1,
    }
    return Connection(**(values | changes))


def a_request(
    body: bytes, headers: Mapping[str, str], url: str, subpath: str = "", received_at: datetime = NOON
) -> WebhookRequest:
    return WebhookRequest(
        method="POST",
        url=url,
        subpath=subpath,
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
        received_at=received_at,
        query=dict(parse_qsl(urlsplit(url).query)),
    )


@dataclass(frozen=True)
class Sample:
    channel: Channel
    name: str
    raw: Mapping[str, Any]

    @property
    def proof(self) -> str:
        return str(self.raw["_meta"]["proof"])

    @property
    def becomes(self) -> Mapping[str, Any]:
        stated: Mapping[str, Any] = self.raw["becomes"]
        return stated

    @property
    def connection(self) -> Connection:
        stated = self.raw["connection"]
        return a_connection(
            self.channel.name,
            account=stated.get("account", ""),
            credentials=stated["credentials"],
            webhook_secrets=tuple(stated["webhook_secrets"]),
        )

    @property
    def body(self) -> bytes:
        if "form" in self.raw:
            return urlencode(self.raw["form"]).encode()
        if "raw" in self.raw:
            return str(self.raw["raw"]).encode()
        return json.dumps(self.raw["body"]).encode()

    @property
    def request(self) -> WebhookRequest:
        stated = self.raw["_meta"].get("received_at")
        at = datetime.fromisoformat(stated) if stated else NOON
        return a_request(self.body, self.raw["headers"], self.raw["url"], self.raw.get("subpath", ""), at)


def samples() -> Iterator[Sample]:
    for channel in every_channel().values():
        for path in sorted((FOLDER / channel.name / "samples").glob("*.json")):
            yield Sample(channel, path.stem, json.loads(path.read_text(encoding="utf-8")))


def plain(value: Any) -> Any:
    """A fact as JSON would say it, for comparison with a sample."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in asdict(value).items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value

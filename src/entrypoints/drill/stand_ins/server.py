"""A provider on 127.0.0.1 that a test may script: real sockets, real HTTP, and a log of what it truly accepted."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.time)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(self.body)))

    def multipart(self) -> dict[str, str]:
        return multipart_fields(self.headers.get("content-type", ""), self.body)


def multipart_fields(content_type: str, body: bytes) -> dict[str, str]:
    """The text fields of a multipart/form-data body, read by the standard library's own parser."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    whole = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    assert whole.get_content_type() == "multipart/form-data", content_type
    fields = {}
    for part in whole.iter_parts():
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        fields[str(part.get_param("name", header="content-disposition"))] = payload.decode("utf-8")
    return fields


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class NoAnswer(Exception):
    """The connection is to be closed without a word."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is not this server's problem."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.stand_in.opened(self.connection)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the log is `calls`."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the caller was killed while it wrote: nobody asked anything
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        try:
            answer = self.server.stand_in.take(call)
        except NoAnswer:
            self.close_connection = True
            return
        said = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


class StandIn:
    """Use as a context manager; leaving it fails the test if any request broke the provider's documented rules.

    `script` holds one word per sending call, first in first out; when it is empty the provider behaves:
    `ok`, `accept-no-answer` (accepts, then closes the connection), `accept-500` (accepts, answers 500), `drop` (closes
    the connection, accepts nothing), `500`, `429`, `401`, `refuse:<code>`, `slow:<seconds>` (then accepts).
    """

    def __init__(self, script: list[str] | None = None, *, strict: bool = True) -> None:
        self.script = list(script or [])
        self.calls: list[Call] = []
        self.violations: list[str] = []
        """Broken rules of the provider's document; append-only."""
        self._strict = strict
        self._lock = threading.RLock()
        self._sockets: list[socket.socket] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    # --- life ---------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for open_socket in self._sockets:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        if kind is None and self._strict:
            assert not self.violations, self.violations

    @property
    def host(self) -> str:
        """`host:port`, for REJOINDER_ALLOWED_PROVIDER_HOSTS."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"http://{self.host}"

    # --- what a stand-in supplies ----------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        """The provider's answer; called with the lock held except while it is slow."""
        raise NotImplementedError

    # --- shared behaviour -------------------------------------------------------------------------------

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.append(connection)

    def take(self, call: Call) -> Answer:
        with self._lock:
            self.calls.append(call)
        return self.answer(call)

    def break_rule(self, what: str) -> None:
        with self._lock:
            self.violations.append(what)

    def next_behaviour(self) -> str:
        with self._lock:
            behaviour = self.script.pop(0) if self.script else "ok"
        if behaviour.startswith("slow:"):
            time.sleep(float(behaviour.removeprefix("slow:")))
            return "ok"
        return behaviour

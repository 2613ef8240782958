"""The one HTTP client for providers: what may be called, how long it may take, and what a failure means.

Every answer that arrives is returned, whatever its status: only the channel knows what it says. What does not
arrive becomes one of two errors, and the difference decides whether anybody may try again:

* `ProviderDown`: not one byte of the request left this machine (name, connection, TLS, a full pool, a deadline that
  passed before the first write). A GET is always this one, because asking twice harms nobody.
* `OutcomeUnknown`: something left, and no complete answer came back.

Nothing is retried and no redirect is followed. URLs are never logged or put into errors with their query string,
because some providers want their key there.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from rejoinder.domain.errors import ConfigurationFault, InvalidInput, OutcomeUnknown, ProviderDown, RejoinderError
from rejoinder.version import VERSION

log = logging.getLogger("rejoinder.http")

MAX_ANSWER_BYTES = 4 * 1024 * 1024
MAX_WAIT_S = 3600.0

_DEFAULT_PORTS = {"https": 443, "http": 80}
_BASE_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/*",
    re.IGNORECASE,
)
_SENDABLE = re.compile(r"[\x20-\x7e\t]*")
_NOTHING_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


# --- where a connection may point -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a URL, in one spelling."""

    scheme: str
    host: str
    port: int

    def is_among(self, allowed: Iterable[str]) -> bool:
        """Whether the operator listed this host: `host` allows every port, `host:port` only that one."""
        named = {self.host, f"{self.host}:{self.port}"}
        return any(entry.strip().lower() in named for entry in allowed)


def _split(url: str) -> tuple[Origin, str] | None:
    match = _BASE_URL.fullmatch(url)
    if match is None or any(part in (".", "..") for part in match["path"].split("/")):
        return None
    scheme = match["scheme"].lower()
    port = int(match["port"] or _DEFAULT_PORTS[scheme])
    return (Origin(scheme, match["host"].lower(), port), match["path"]) if 0 < port < 65536 else None


def check_base_url(base_url: str, default: str, allowed: Iterable[str], domain: str = "") -> str:
    """Where the calls of a connection start, without a slash at the end; called when a connection is saved.

    Raises InvalidInput unless it is https on the provider's own host (or any host below `domain`, where the provider
    gives its customers addresses of their own), or a host that the operator has allowed
    (`REJOINDER_ALLOWED_PROVIDER_HOSTS`): otherwise a connection could make this server call its own network.
    """
    wanted = base_url.strip() or default
    if not wanted:
        raise InvalidInput("This provider has no address of its own: give its base_url.", field="base_url")
    parts = _split(wanted)
    if parts is None:
        raise InvalidInput(
            "'base_url' takes scheme, host, port and path, such as https://api.example.com; no user, no query.",
            field="base_url",
        )
    origin, path = parts
    own = _split(default) if default else None
    allowed = tuple(allowed)
    if not origin.is_among(allowed):
        is_own = own is not None and (origin.host, origin.port) == (own[0].host, own[0].port)
        if not is_own and not (domain and origin.host.endswith(f".{domain}")):
            raise InvalidInput(
                f"'base_url' names the host {origin.host}:{origin.port}, which is not the provider's own. "
                "An operator can allow it with REJOINDER_ALLOWED_PROVIDER_HOSTS.",
                field="base_url",
            )
        if origin.scheme != "https":
            raise InvalidInput("'base_url' takes https.", field="base_url")
    shown = "" if origin.port == _DEFAULT_PORTS[origin.scheme] else f":{origin.port}"
    return f"{origin.scheme}://{origin.host}{shown}{path}"


_WEBHOOK_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?][!-~]*)?)",
    re.IGNORECASE,
)
_LONGEST_URL = 2_000
_INNER_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion", "test", "invalid")


def check_webhook_url(url: str, allowed: Iterable[str]) -> str:
    """An address that a user chose for events, in one spelling; called when it is saved.

    Raises InvalidInput unless it is https at a name of the public internet (or a host that the operator has allowed,
    `REJOINDER_ALLOWED_PROVIDER_HOSTS`). What the name stands for is looked at when it is called.
    """

    def refused(why: str) -> InvalidInput:
        return InvalidInput(f"'url' {why}", field="url")

    match = _WEBHOOK_URL.fullmatch(url.strip()) if len(url) <= _LONGEST_URL else None
    if match is None or "#" in match["rest"]:
        raise refused("takes an address such as https://hooks.example.com/rejoinder; no user, no fragment.")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    origin = Origin(scheme, host, int(match["port"] or _DEFAULT_PORTS[scheme]))
    if not 0 < origin.port < 65536:
        raise refused("has a port that there is not.")
    if not origin.is_among(allowed):
        if scheme != "https":
            raise refused("takes https.")
        if not _is_public_name(host):
            raise refused(
                f"names {host}, which is not on the public internet. An operator can allow it with "
                "REJOINDER_ALLOWED_PROVIDER_HOSTS."
            )
    shown = "" if origin.port == _DEFAULT_PORTS[scheme] else f":{origin.port}"
    return f"{scheme}://{host}{shown}{match['rest'] or '/'}"


def _is_public_name(host: str) -> bool:
    """Whether the name may belong to a public host: a public IP address, or a name under a top level that is no number
    (`127.1` and `0x7f000001` are spellings of addresses) and not one of those that never leave a network."""
    try:
        return is_public_address(host.strip("[]"))
    except ValueError:
        pass
    _, dot, top = host.rpartition(".")
    return bool(dot) and top not in _INNER_NAMES and re.fullmatch(r"[0-9]+|0x[0-9a-f]*", top) is None


def is_public_address(address: str) -> bool:
    """Whether an IP address lies on the public internet, whatever it is wrapped in. Raises ValueError for none."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner: ipaddress.IPv4Address | None = None
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is None and int(found) >> 32 == 0:
            inner = ipaddress.IPv4Address(int(found))
    judged = inner or found
    return judged.is_global and not judged.is_multicast and not judged.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


# --- JSON that came from outside ------------------------------------------------------------------


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def decode_json(raw: bytes) -> Any:
    """What the bytes say. Raises ValueError for what is not strict JSON in UTF-8, or is nested too deeply."""
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


# --- one answer -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer of a provider. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return decode_json(self.body)
        except ValueError:
            return None

    def fields(self) -> Mapping[str, Any]:
        """The body as a JSON object, empty where it is none."""
        value = self.json()
        return value if isinstance(value, dict) else {}

    def retry_after(self) -> float | None:
        """Seconds to wait, from `Retry-After`; its date form is measured against the answer's own `Date`."""
        wanted = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", wanted):
            return min(MAX_WAIT_S, float(wanted))
        try:
            gap = parsedate_to_datetime(wanted) - parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError):
            return None
        return min(MAX_WAIT_S, max(0.0, gap.total_seconds()))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two reads, and for everything together."""

    connect: float = 5.0
    read: float = 20.0
    total: float = 30.0


# --- the wire -------------------------------------------------------------------------------------


class _Wire(threading.local):
    """What the calling thread's request may still take, and whether any of it has left."""

    ends: float = float("inf")
    touched: bool = False

    def start(self, total: float) -> None:
        self.ends = time.monotonic() + total
        self.touched = False

    def left(self, wanted: float | None, passed: type[Exception]) -> float:
        """The time-out for the next step. Raises `passed` when the whole deadline is over."""
        rest = self.ends - time.monotonic()
        if rest <= 0:
            raise passed("The deadline for the whole call has passed.")
        return rest if wanted is None else min(wanted, rest)


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write ends with the deadline of the request that uses it.

    Without it an answer that drips byte by byte never ends, because every byte restarts the read time-out, and a
    worker that was frozen before its first write would send minutes later.
    """

    def __init__(self, inner: httpcore2.NetworkStream, wire: _Wire) -> None:
        self._inner = inner
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._wire.left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        allowed = self._wire.left(timeout, httpcore2.WriteTimeout)
        self._wire.touched = self._wire.touched or bool(buffer)
        self._inner.write(buffer, allowed)

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        allowed = self._wire.left(timeout, httpcore2.ConnectTimeout)
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, allowed), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _TimedBackend(httpcore2.SyncBackend):
    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        allowed = self._wire.left(timeout, httpcore2.ConnectTimeout)
        return _TimedStream(super().connect_tcp(host, port, allowed, local_address, socket_options), self._wire)


class _PublicBackend(_TimedBackend):
    """Connects to public addresses only, or to hosts that the operator allows.

    The name is resolved once and the address that was looked at is the one that is called, so a name server that
    answers differently the second time gains nothing. TLS still asks for the name.
    """

    def __init__(self, wire: _Wire, allowed: frozenset[str]) -> None:
        super().__init__(wire)
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        shown = f"[{host}]" if ":" in host else host.lower()
        place = host if Origin("", shown, port).is_among(self._allowed) else _public_address(host, port)
        return super().connect_tcp(place, port, timeout, local_address, socket_options)


def _public_address(host: str, port: int) -> str:
    """The first address of the name. Raises ConfigurationFault when any of them is not public."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise httpcore2.ConnectError("The name cannot be resolved.") from None
    if not found or not all(is_public_address(address) for address in found):
        raise ConfigurationFault(f"{host} lies in a private network and is not called.")
    return found[0]


def _timed_transport(backend: _TimedBackend) -> httpx2.HTTPTransport:
    """httpx2's own transport over a pool whose connections know the deadline, and serve one request each.

    A provider that closes an idle connection in the moment in which we write to it makes an unknown outcome of a
    plain send; that costs a look-up or a person, while a new connection costs a tenth of a second.

    httpx2 offers no parameter for the backend, hence the private name; the tests of the deadline fail if it moves.
    """
    transport = httpx2.HTTPTransport()
    transport._pool = httpcore2.ConnectionPool(
        ssl_context=httpx2.create_ssl_context(),
        max_connections=100,
        max_keepalive_connections=0,
        network_backend=backend,
    )
    return transport


def _quiet_libraries() -> None:
    """httpx2 logs every URL with its query at INFO, and with it SmartLead's key."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)


# --- the client -----------------------------------------------------------------------------------


class ProviderHttp:
    """One for the whole process; safe to share between threads. `close()` ends it.

    With `public_only` it connects to nothing but the public internet and the allowed hosts: for addresses that users
    choose freely, where `check_base_url` has no provider's own host to compare with.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str] = (),
        transport: httpx2.BaseTransport | None = None,
        *,
        public_only: bool = False,
    ) -> None:
        _quiet_libraries()
        self.allowed_hosts = frozenset(host.strip().lower() for host in allowed_hosts if host.strip())
        self._wire = _Wire()
        self._has_wire = transport is None
        # Nothing but Settings reads the environment: no proxy and no .netrc finds its way in here. Accounts share
        # the client, so no cookie is ever kept.
        self._client = httpx2.Client(
            transport=transport or _timed_transport(self._backend(public_only)),
            follow_redirects=False,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"user-agent": f"Rejoinder/{VERSION}", "accept": "application/json"},
        )

    def _backend(self, public_only: bool) -> _TimedBackend:
        return _PublicBackend(self._wire, self.allowed_hosts) if public_only else _TimedBackend(self._wire)

    def request(
        self,
        method: str,
        url: str,
        *,
        connection_id: str,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        multipart: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: Timeouts | None = None,
    ) -> Response:
        """The provider's answer, whatever its status. `auth` is user and password for Basic; `multipart` are the text
        fields of a multipart/form-data body, `content` the body's very bytes.

        Raises ProviderDown or OutcomeUnknown as described at the top, and ConfigurationFault for what can never be
        sent: plain http to a host that is not allowed, or a credential that no header can carry.
        """
        if self._client.is_closed:
            raise ProviderDown("This process is shutting down; nothing was sent.")
        limits = timeout or Timeouts()
        request = self._build(method, url, headers, form, multipart, json, content, query, auth, limits)
        where = f"{request.url.host}{request.url.path}"
        started = time.monotonic()
        self._wire.start(limits.total)
        with self._translated(method, request.url.host):
            response = self._client.send(request, stream=True)
            try:
                answer = Response(response.status_code, _lower(response.headers), _read_all(response))
            finally:
                response.close()
        spent = round((time.monotonic() - started) * 1000)
        log.debug("%s %s -> %d in %d ms (connection %s)", method, where, answer.status, spent, connection_id)
        return answer

    def close(self) -> None:
        """No connection is open afterwards."""
        self._client.close()

    def _build(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
        multipart: Mapping[str, str] | None,
        json: object,
        content: bytes | None,
        query: Mapping[str, str] | None,
        auth: tuple[str, str] | None,
        limits: Timeouts,
    ) -> httpx2.Request:
        for text in (*(headers or {}).values(), *(auth or ())):
            if not _SENDABLE.fullmatch(text):
                raise ConfigurationFault("A credential holds a line break or is not plain ASCII: enter it anew.")
        try:
            request = self._client.build_request(
                method,
                url,
                headers=dict(headers or {}),
                data=dict(form) if form is not None else None,
                # A part without a file name is a plain field.
                files={name: (None, value.encode()) for name, value in multipart.items()} if multipart else None,
                json=json,
                content=content,
                params=dict(query) if query else None,
                timeout=httpx2.Timeout(limits.read, connect=limits.connect, pool=limits.connect),
            )
        except httpx2.InvalidURL:
            raise ConfigurationFault("The connection's base_url is no address that can be called.") from None
        if auth is not None:
            request = next(httpx2.BasicAuth(*auth).auth_flow(request))
        self._allow(request.url)
        return request

    def _allow(self, url: httpx2.URL) -> None:
        host = f"[{url.host}]" if ":" in url.host else url.host.lower()
        origin = Origin(url.scheme, host, url.port or _DEFAULT_PORTS.get(url.scheme, 0))
        if origin.scheme == "https" or (origin.scheme == "http" and origin.is_among(self.allowed_hosts)):
            return
        raise ConfigurationFault(
            f"{origin.host or 'This address'} would be called without TLS, which only hosts in "
            "REJOINDER_ALLOWED_PROVIDER_HOSTS may be."
        )

    @contextmanager
    def _translated(self, method: str, host: str) -> Iterator[None]:
        try:
            yield
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise self._meaning(error, method, host) from None

    def _meaning(self, error: Exception, method: str, host: str) -> RejoinderError:
        kind = type(error).__name__
        untouched = self._has_wire and not self._wire.touched
        if untouched or isinstance(error, _NOTHING_LEFT):
            return ProviderDown(f"{host} could not be reached ({kind}); nothing was sent.")
        if method == "GET":
            return ProviderDown(f"{host} did not answer completely ({kind}).")
        return OutcomeUnknown(f"{host} took the request, but its answer did not arrive ({kind}).")


def _lower(headers: httpx2.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read_all(response: httpx2.Response) -> bytes:
    """The whole body. Raises ReadError when it is larger than any honest answer."""
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            raise httpx2.ReadError("The answer is too large.")
        chunks.append(chunk)
    return b"".join(chunks)

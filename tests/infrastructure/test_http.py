"""The client for providers over real sockets: where it may call, how long, and what each failure means."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpcore2
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import ConfigurationFault, InvalidInput, OutcomeUnknown, ProviderDown
from rejoinder.entrypoints.drill.stand_ins.server import multipart_fields
from rejoinder.infrastructure.http import (
    MAX_ANSWER_BYTES,
    ProviderHttp,
    Response,
    Timeouts,
    _TimedStream,
    _Wire,
    check_base_url,
    check_webhook_url,
    decode_json,
    is_public_address,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
QUICK = Timeouts(connect=1.0, read=0.5, total=1.0)


@contextmanager
def a_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A TCP server that does to every connection what a test wants; yields its http address."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def one(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                behave(connection)
            except OSError:
                return  # the client hung up, which some tests want

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=one, args=(connection,)))
            threads[-1].start()

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (server, *threads):
            thread.join()


def request_of(connection: socket.socket) -> bytes:
    """The whole request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def replying(*pieces: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        request_of(connection)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)

    return behave


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def post(http: ProviderHttp, url: str, timeout: Timeouts = QUICK) -> Response:
    return http.request("POST", url, connection_id="c", form={"Body": "Hello"}, timeout=timeout)


# --- answers --------------------------------------------------------------------------------------


def test_what_is_asked_arrives_as_it_was_meant(http: ProviderHttp) -> None:
    seen: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        seen.append(request_of(connection))
        connection.sendall(b"HTTP/1.1 201 Created\r\nX-Thing: A\r\nContent-Length: 11\r\n\r\n" + b'{"a": "\xc3\xa9"}')

    with a_server(behave) as url:
        answer = http.request(
            "POST", f"{url}/x", connection_id="c", query={"k": "a b&c"}, json={"é": 1}, auth=("user", "pass:word")
        )
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith((b"POST /x?k=a%20b%26c HTTP/1.1", b"POST /x?k=a+b%26c HTTP/1.1"))
    assert b"authorization: basic dXNlcjpwYXNzOndvcmQ=".lower() in head.lower()
    assert body == '{"é":1}'.encode()
    assert (answer.status, answer.ok, answer.headers["x-thing"], answer.json()) == (201, True, "A", {"a": "é"})


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 401, 429, 500, 503])
def test_every_status_is_returned_and_no_redirect_is_followed(http: ProviderHttp, status: int) -> None:
    calls: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        calls.append(request_of(connection))
        connection.sendall(b"HTTP/1.1 %d X\r\nLocation: /again\r\nConnection: close\r\n" % status)
        connection.sendall(b"\r\n" if status == 204 else b"Content-Length: 0\r\n\r\n")

    with a_server(behave) as url:
        assert post(http, url).status == status
    assert len(calls) == 1


def test_no_cookie_of_one_account_reaches_another(http: ProviderHttp) -> None:
    calls: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        calls.append(request_of(connection))
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )

    with a_server(behave) as url:
        post(http, url)
        post(http, url)
    assert len(calls) == 2
    assert b"cookie" not in calls[1].lower()


def test_no_connection_is_used_twice(http: ProviderHttp) -> None:
    """A provider that closes an idle connection just as we write would make the outcome unknown."""
    connections: list[int] = []

    def behave(connection: socket.socket) -> None:
        connections.append(1)
        request_of(connection)
        connection.sendall(OK)
        connection.recv(1)

    with a_server(behave) as url:
        assert [post(http, url).status for _ in range(3)] == [200, 200, 200]
    assert len(connections) == 3


# --- failures -------------------------------------------------------------------------------------


def test_a_refused_connection_is_down(http: ProviderHttp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ProviderDown):
        post(http, f"http://127.0.0.1:{port}/")


def test_a_name_that_nobody_knows_is_down(http: ProviderHttp) -> None:
    with pytest.raises(ProviderDown):
        post(http, "https://nobody.invalid/")


def test_a_server_without_tls_is_down(http: ProviderHttp) -> None:
    plain = a_server(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with plain as url, pytest.raises(ProviderDown):
        post(http, url.replace("http://", "https://"))


@pytest.mark.parametrize(
    "behave",
    [
        lambda connection: request_of(connection) and None,
        replying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        replying(b"HTTP/1.1 200"),
        replying(b"nonsense\r\n\r\n"),
        replying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nxxxx"),
        replying(b"", pause=2.0),
        replying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", pause=2.0),
    ],
    ids=["hangs up", "half a body", "half a line", "nonsense", "bad gzip", "silent", "silent body"],
)
def test_no_complete_answer_is_unknown_for_a_post_and_down_for_a_get(
    http: ProviderHttp, behave: Callable[[socket.socket], None]
) -> None:
    with a_server(behave) as url:
        with pytest.raises(OutcomeUnknown) as caught:
            http.request("POST", f"{url}/?api_key=secret", connection_id="c", form={"a": "b"}, timeout=QUICK)
        assert "secret" not in str(caught.value)
        with pytest.raises(ProviderDown):
            http.request("GET", url, connection_id="c", timeout=QUICK)


@pytest.mark.parametrize(
    "pieces",
    [
        [b"H", b"T", b"T", b"P"] + [b"x"] * 100,
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"] + [b"x"] * 100,
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 100,
    ],
    ids=["headers", "body", "continue"],
)
def test_an_answer_that_drips_ends_with_the_deadline(http: ProviderHttp, pieces: list[bytes]) -> None:
    with a_server(replying(*pieces, pause=0.1)) as url:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            post(http, url)
        assert time.monotonic() - started < 2.0


def test_a_worker_that_was_frozen_before_the_first_byte_does_not_send() -> None:
    """The connection is open and the deadline is over when the worker wakes: it must not write."""
    written: list[bytes] = []

    class Open(httpcore2.NetworkStream):
        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            written.append(buffer)

    wire = _Wire()
    stream = _TimedStream(Open(), wire)
    wire.start(0.0)
    with pytest.raises(httpcore2.WriteTimeout):
        stream.write(b"POST / HTTP/1.1")
    assert (written, wire.touched) == ([], False)
    wire.start(1.0)
    stream.write(b"POST / HTTP/1.1")
    assert (written, wire.touched) == ([b"POST / HTTP/1.1"], True)


def test_a_deadline_that_is_over_sends_nothing(http: ProviderHttp) -> None:
    with a_server(replying(OK)) as url, pytest.raises(ProviderDown):
        post(http, url, Timeouts(total=0.0))


def test_an_answer_that_never_ends_is_cut(http: ProviderHttp) -> None:
    def behave(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
        for _ in range(MAX_ANSWER_BYTES // 65_536 + 2):
            connection.sendall(b"x" * 65_536)

    with a_server(behave) as url, pytest.raises(OutcomeUnknown):
        post(http, url, Timeouts())


def test_a_closed_client_sends_nothing() -> None:
    http = ProviderHttp()
    http.close()
    with pytest.raises(ProviderDown):
        post(http, "https://api.example.com/")


def test_many_threads_share_the_client_and_keep_their_own_deadlines(http: ProviderHttp) -> None:
    outcomes: list[str] = []

    def call(url: str, timeout: Timeouts) -> None:
        try:
            outcomes.append(str(post(http, url, timeout).status))
        except OutcomeUnknown:
            outcomes.append("unknown")

    with a_server(replying(OK, pause=0.0)) as quick, a_server(replying(b"H", pause=3.0)) as slow:
        calls = [(quick, Timeouts())] * 10 + [(slow, Timeouts(read=0.3, total=0.3))] * 10
        threads = [threading.Thread(target=call, args=pair) for pair in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["200"] * 10 + ["unknown"] * 10


# --- what may be called ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["http://api.example.com/", "ftp://127.0.0.1/", "http://127.0.0.2/", "file:///etc/passwd"]
)
def test_nothing_but_https_leaves_except_to_allowed_hosts(http: ProviderHttp, url: str) -> None:
    with pytest.raises(ConfigurationFault):
        post(http, url)


@pytest.mark.parametrize("secret", ["a\r\nX-Evil: 1", "a\nb", "a\x00", "schlüssel", "\ud800"])
def test_a_credential_that_no_header_can_carry_is_a_setting_to_mend(http: ProviderHttp, secret: str) -> None:
    for headers, auth in (({"Authorization": secret}, None), ({}, ("user", secret))):
        with pytest.raises(ConfigurationFault) as caught:
            http.request("POST", "https://api.example.com/", connection_id="c", headers=headers, auth=auth)
        assert secret not in str(caught.value)


def test_no_log_line_holds_a_query_or_a_secret(http: ProviderHttp, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with a_server(replying(OK)) as url:
        http.request("GET", f"{url}/p", connection_id="c-1", query={"api_key": "topsecret"}, auth=("u", "topsecret"))
    assert any("c-1" in record.getMessage() for record in caplog.records)
    assert not any("topsecret" in record.getMessage() for record in caplog.records)


DEFAULT = "https://api.twilio.com"


@pytest.mark.parametrize("text", ["Hello", "Grüße\r\n--boundary--\r\n", "a\x00b", "x" * 50_000])
def test_multipart_fields_arrive_as_they_are(http: ProviderHttp, text: str) -> None:
    asked: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        asked.append(request_of(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with a_server(behave) as url:
        http.request("POST", url, connection_id="c", multipart={"text": text}, timeout=QUICK)
    head, _, body = asked[0].partition(b"\r\n\r\n")
    kind = next(
        line.split(b":", 1)[1].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"content-type")
    )
    assert multipart_fields(kind.decode(), body) == {"text": text}


@pytest.mark.parametrize(
    ("base_url", "is_own"),
    [
        ("https://api8.unipile.example:13843", True),
        ("https://a.b.unipile.example", True),
        ("https://unipile.example", False),
        ("https://evilunipile.example", False),
        ("https://api8.unipile.example.evil.example", False),
        ("http://api8.unipile.example", False),
    ],
)
def test_a_domain_of_the_provider_covers_what_is_below_it(base_url: str, is_own: bool) -> None:
    if is_own:
        assert check_base_url(base_url, DEFAULT, (), "unipile.example") == base_url
    else:
        with pytest.raises(InvalidInput):
            check_base_url(base_url, DEFAULT, (), "unipile.example")


@pytest.mark.parametrize(
    ("base_url", "allowed", "becomes"),
    [
        ("", (), DEFAULT),
        ("  ", (), DEFAULT),
        ("https://api.twilio.com/", (), DEFAULT),
        ("https://API.Twilio.com:443", (), DEFAULT),
        ("https://api.twilio.com/eu/v1/", (), "https://api.twilio.com/eu/v1"),
        ("http://127.0.0.1:9000", ("127.0.0.1:9000",), "http://127.0.0.1:9000"),
        ("http://127.0.0.1:9000", ("127.0.0.1",), "http://127.0.0.1:9000"),
        ("http://[::1]:9000/x", ("[::1]:9000",), "http://[::1]:9000/x"),
        ("https://eu.example.com", ("EU.example.com",), "https://eu.example.com"),
        ("http://fake_provider:80", ("fake_provider",), "http://fake_provider"),
    ],
)
def test_a_base_url_that_is_allowed(base_url: str, allowed: tuple[str, ...], becomes: str) -> None:
    assert check_base_url(base_url, DEFAULT, allowed) == becomes


@pytest.mark.parametrize(
    ("base_url", "allowed"),
    [
        ("http://api.twilio.com", ()),
        ("https://api.twilio.com:8443", ()),
        ("https://evil.example", ()),
        ("https://api.twilio.com.evil.example", ()),
        ("https://api.twilio.com@evil.example", ()),
        ("https://user:pass@api.twilio.com", ()),
        ("https://api.twilio.com\\@evil.example", ()),
        ("https://api.twilio.com?x=1", ()),
        ("https://api.twilio.com#x", ()),
        ("https://api.twilio.com/../admin", ()),
        ("https://api.twilio.com/%2e%2e/admin", ()),
        ("https://api.twilio.com/a b", ()),
        ("https://api.twi\nlio.com", ()),
        ("https://" + "a" * 64 + ".com", ()),
        ("https://a..b", ("a..b",)),
        ("https://api.twilio.com:99999", ()),
        ("https://api.twilio.com:0", ()),
        ("http://169.254.169.254", ()),
        ("http://127.0.0.1:9001", ("127.0.0.1:9000",)),
        ("ftp://127.0.0.1", ("127.0.0.1",)),
        ("file:///etc/passwd", ()),
        ("api.twilio.com", ()),
        ("https://", ()),
    ],
)
def test_a_base_url_that_is_not(base_url: str, allowed: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_base_url(base_url, DEFAULT, allowed)
    assert caught.value.field == "base_url"


def test_a_provider_without_an_address_needs_one() -> None:
    with pytest.raises(InvalidInput):
        check_base_url("", "", ())
    assert check_base_url("https://mail.example.com", "", ("mail.example.com",)) == "https://mail.example.com"


@given(st.text(max_size=80))
def test_no_text_as_base_url_leads_anywhere_else(text: str) -> None:
    try:
        allowed = check_base_url("https://" + text, DEFAULT, ())
    except InvalidInput:
        return
    assert httpx2.URL(allowed).host == "api.twilio.com"


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
        ({"retry-after": "Fri, 20 Nov 2026 16:42:00 GMT", "date": "Fri, 20 Nov 2026 16:41:00 GMT"}, 60.0),
        ({"retry-after": "Fri, 20 Nov 2026 16:40:00 GMT", "date": "Fri, 20 Nov 2026 16:41:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 16:42:00 GMT"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 16:42:00 -0000", "date": "Fri, 20 Nov 2026 16:41:00 GMT"}, None),
    ],
)
def test_retry_after_in_both_forms(headers: dict[str, str], wait: float | None) -> None:
    assert Response(429, headers).retry_after() == wait


@pytest.mark.parametrize(
    "raw", [b"", b"NaN", b'{"a": Infinity}', b"\xff", b"[" * 100_000, b"{", b"\xef\xbb\xbf{}", b"9" * 5_000, b"\x00"]
)
def test_what_is_no_json_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_json(raw)
    assert Response(200, {}, raw).json() is None
    assert Response(200, {}, raw).fields() == {}


# --- addresses that users choose --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("https://hooks.example.com/rejoinder", "https://hooks.example.com/rejoinder"),
        ("https://Hooks.Example.com", "https://hooks.example.com/"),
        (
            "https://hooks.example.com:443/a?code=x%20y&sig=a+b/c==",
            "https://hooks.example.com/a?code=x%20y&sig=a+b/c==",
        ),
        ("https://hooks.example.com:8443/a", "https://hooks.example.com:8443/a"),
        (" https://93.184.215.14/hook ", "https://93.184.215.14/hook"),
        ("https://[2606:4700::6810:84e5]/hook", "https://[2606:4700::6810:84e5]/hook"),
        ("http://hooks.inner:8080/a", "http://hooks.inner:8080/a"),
    ],
)
def test_an_address_of_the_public_internet_may_be_told(url: str, means: str) -> None:
    assert check_webhook_url(url, ["hooks.inner:8080"]) == means


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com@10.0.0.1/",
        "https://hooks.example.com/#fragment",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nX: 1",
        "https://hooks.example.com\\@10.0.0.1/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:70000/",
        "https://" + "a" * 3000 + ".example/",
        "https://localhost/",
        "https://metadata/",
        "https://metadata.google.internal/",
        "https://printer.local/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:0a00:0001::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::10.0.0.1]/",
        "http://hooks.inner:9090/a",
    ],
)
def test_an_address_inside_or_unclear_may_not(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_webhook_url(url, ["hooks.inner:8080"])
    assert refused.value.field == "url"


@given(st.ip_addresses())
def test_no_private_address_is_public_in_any_wrapping(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if isinstance(address, ipaddress.IPv4Address):
        wrapped = [str(address), f"::ffff:{address}", str(ipaddress.IPv6Address((0x64FF9B << 96) | int(address)))]
        expected = address.is_global and not address.is_multicast and not address.is_reserved
        assert [is_public_address(spelling) for spelling in wrapped] == [expected] * 3
    else:
        assert not is_public_address(str(address)) or address.is_global or address.sixtofour or address.teredo


@pytest.fixture
def public() -> Iterator[ProviderHttp]:
    client = ProviderHttp(public_only=True)
    yield client
    client.close()


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["10.1.2.3"], ["::1"], ["93.184.215.14", "192.168.0.1"]])
def test_a_public_name_that_stands_for_a_private_address_is_not_called(
    public: ProviderHttp, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    """What the name server says is looked at, and the address that was looked at is the one that is called."""

    def resolves(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        assert host == "hooks.example.com"
        return [(0, 0, 0, "", (address, port)) for address in answers]

    def connects(*place: object, **more: object) -> None:
        raise AssertionError(f"{place} was called")

    monkeypatch.setattr("rejoinder.infrastructure.http.socket.getaddrinfo", resolves)
    monkeypatch.setattr("rejoinder.infrastructure.http.socket.create_connection", connects)
    with pytest.raises(ConfigurationFault, match="private network"):
        public.request("POST", "https://hooks.example.com/a?token=t", connection_id="e", content=b"{}")


def test_a_public_name_is_resolved_once_and_called_where_it_was_seen(
    public: ProviderHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []

    def resolves(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        called.append(host)
        return [(0, 0, 0, "", ("93.184.215.14", port))]

    def connects(place: tuple[str, int], *more: object, **named: object) -> None:
        called.append(place)
        raise OSError("nobody answers in a test")

    monkeypatch.setattr("rejoinder.infrastructure.http.socket.getaddrinfo", resolves)
    monkeypatch.setattr("httpcore2._backends.sync.socket.create_connection", connects)
    with pytest.raises(ProviderDown):
        public.request("POST", "https://hooks.example.com/", connection_id="e", content=b"{}")
    assert called == ["hooks.example.com", ("93.184.215.14", 443)]


def test_a_name_that_cannot_be_resolved_is_down(public: ProviderHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr("rejoinder.infrastructure.http.socket.getaddrinfo", fails)
    with pytest.raises(ProviderDown):
        public.request("POST", "https://hooks.example.com/", connection_id="e", content=b"{}")


def test_this_machine_is_not_called_unless_the_operator_allows_it() -> None:
    heard: list[bytes] = []

    def hears(connection: socket.socket) -> None:
        data = connection.recv(65_536)
        while not data.endswith(b"}"):
            data += connection.recv(65_536)
        heard.append(data)
        connection.sendall(OK)

    with a_server(hears) as address:
        host = address.removeprefix("http://")
        port = int(host.rpartition(":")[2])
        for allowed, url in (([], f"https://127.0.0.1:{port}/"), ([f"localhost:{port}"], f"https://127.0.0.1:{port}/")):
            client = ProviderHttp(allowed, public_only=True)
            with pytest.raises(ConfigurationFault):
                client.request("POST", url, connection_id="e", content=b"{}")
            client.close()
        assert heard == []
        client = ProviderHttp([host], public_only=True)
        answer = client.request("POST", address, connection_id="e", content=b'{"a":1}', timeout=QUICK)
        client.close()
    assert answer.status == 200
    assert heard[0].endswith(b'\r\n\r\n{"a":1}')

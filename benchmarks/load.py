"""The load generator, in a process of its own: raw sockets and epoll, all requests built and signed before it starts.

Reads one plan (JSON) per line on standard input and answers each with one line of figures. Closed loop: every
connection has one request under way. Open loop (`rate`): requests are due at fixed times whatever the server does,
and their latency counts from when they were due.
"""

import base64
import gc
import hashlib
import hmac
import json
import random
import select
import socket
import sys
import time
import uuid
from collections import deque
from typing import Any
from urllib.parse import urlencode

WORDS = ("is", "this", "still", "free", "on", "tuesday", "could", "you", "call", "about", "the", "price", "thanks")
PEOPLE = 2_000
"""How many persons write: the first message of each makes a lead, the next ones move it."""


def twilio(plan: dict[str, Any]) -> bytes:
    """A form with the fields that Twilio sends, signed as Twilio signs."""
    sid = "SM" + uuid.uuid4().hex
    form = {
        "ToCountry": "US",
        "ToState": "CA",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "SAN FRANCISCO",
        "FromZip": "94107",
        "SmsSid": sid,
        "FromState": "CA",
        "SmsStatus": "received",
        "FromCity": "SAN FRANCISCO",
        "Body": words(),
        "FromCountry": "US",
        "To": "+12025550100",
        "ToZip": "94107",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": plan["account"],
        "From": person(),
        "ApiVersion": "2010-04-01",
    }
    signed = plan["signed_url"] + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(plan["secret"].encode(), signed.encode(), "sha1").digest()).decode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature,
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        "User-Agent": "TwilioProxy/1.1",
    }
    return http(plan, headers, urlencode(form).encode())


def sandbox(plan: dict[str, Any]) -> bytes:
    """A simulated person's message."""
    body = {"id": uuid.uuid4().hex, "medium": "sms", "from": person(), "body": words()}
    return http(plan, {"Content-Type": "application/json", "User-Agent": "bench"}, json.dumps(body).encode())


def floor(plan: dict[str, Any]) -> bytes:
    """As much as a Twilio message says, as JSON with an HMAC over the body."""
    sid = "SM" + uuid.uuid4().hex
    body = {"id": sid, "from": person(), "to": "+12025550100", "body": words(), "padding": "x" * 380}
    raw = json.dumps(body).encode()
    signature = hmac.new(plan["secret"].encode(), raw, hashlib.sha256).hexdigest()
    return http(plan, {"Content-Type": "application/json", "X-Signature": signature}, raw)


MAKERS = {"twilio": twilio, "sandbox": sandbox, "floor": floor}


def person() -> str:
    return f"+1202{random.randrange(PEOPLE):07}"


def words() -> str:
    return " ".join(random.choices(WORDS, k=12))


def http(plan: dict[str, Any], headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {plan['path']} HTTP/1.1", "Host: rejoinder.example", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Requests for `seconds`, then every open one is waited for: what was sent was answered."""
    make = MAKERS[plan["kind"]]
    requests = deque(make(plan) for _ in range(plan["at_most"]))
    epoll = select.epoll()
    sockets = {}
    for _ in range(plan["connections"]):
        link = socket.create_connection(("127.0.0.1", plan["port"]))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setblocking(False)
        epoll.register(link.fileno(), select.EPOLLIN)
        sockets[link.fileno()] = link
    gc.disable()
    drive = _open if plan.get("rate") else _closed
    cpu = time.process_time()
    began = time.perf_counter()
    latencies, refused = drive(plan, sockets, epoll, requests)
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    gc.enable()
    for link in sockets.values():
        link.close()
    latencies.sort()
    count = len(latencies)
    return {
        "answered": count,
        "refused": refused,
        "seconds": seconds,
        "per_second": count / seconds,
        "p50": latencies[count // 2] * 1000,
        "p99": latencies[min(count - 1, count * 99 // 100)] * 1000,
        "load_cpu_us": cpu / count * 1e6,
        "ran_dry": not requests,
    }


def _closed(plan: dict[str, Any], sockets: Any, epoll: Any, requests: deque[bytes]) -> tuple[list[float], int]:
    clock = time.perf_counter
    sent: dict[int, float] = {}
    latencies: list[float] = []
    refused = 0
    for number, link in sockets.items():
        sent[number] = clock()
        link.send(requests.popleft())
    ends = clock() + plan["seconds"]
    parts: dict[int, bytes] = {}
    while sent:
        for number, _ in epoll.poll():
            answer = _answer(sockets[number], number, parts)
            if not answer:
                continue
            now = clock()
            latencies.append(now - sent[number])
            refused += not answer.startswith(b"HTTP/1.1 200")
            if now < ends and requests:
                sent[number] = now
                sockets[number].send(requests.popleft())
            else:
                del sent[number]
    return latencies, refused


def _open(plan: dict[str, Any], sockets: Any, epoll: Any, requests: deque[bytes]) -> tuple[list[float], int]:
    clock = time.perf_counter
    idle = list(sockets)
    due_at: dict[int, float] = {}
    latencies: list[float] = []
    refused = number_due = 0
    parts: dict[int, bytes] = {}
    began = clock()
    total = min(int(plan["rate"] * plan["seconds"]), len(requests))
    while len(latencies) < total:
        now = clock()
        while number_due < total and idle and began + number_due / plan["rate"] <= now:
            number = idle.pop()
            due_at[number] = began + number_due / plan["rate"]
            number_due += 1
            sockets[number].send(requests.popleft())
        wait = max(0.0, began + number_due / plan["rate"] - clock()) if idle and number_due < total else 1.0
        for number, _ in epoll.poll(wait):
            answer = _answer(sockets[number], number, parts)
            if answer:
                latencies.append(clock() - due_at.pop(number))
                refused += not answer.startswith(b"HTTP/1.1 200")
                idle.append(number)
    return latencies, refused


def _answer(link: socket.socket, number: int, parts: dict[int, bytes]) -> bytes:
    """One whole answer, or nothing yet."""
    got = link.recv(65536)
    if not got:
        raise ConnectionError("the server closed a connection")
    answer = parts.pop(number, b"") + got
    end = answer.find(b"\r\n\r\n")
    if end >= 0:
        at = answer.lower().find(b"content-length:", 0, end)
        length = int(answer[at + 15 : answer.find(b"\r", at)]) if at >= 0 else 0
        if len(answer) >= end + 4 + length:
            return answer
    parts[number] = answer
    return b""


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)

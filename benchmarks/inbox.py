"""Inbox: the first byte of its pages and of searches, at a million messages of a hundred thousand people.

    ./run python benchmarks/inbox.py [messages] [rounds] [folder] [pattern]

The history is that of `history.py`. The pages come from a real `rejoinder api` process, over one kept-alive connection,
for a session that sees every workspace and for one that sees the large one. A named folder is kept, and its history is
used again; a pattern names the pages that are asked.
"""

import http.client
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote_plus

from ground import Child, Ground, free_port, ground, median, percentile, start_api, table
from history import PEOPLE_SHARE, SEED, write_history

from rejoinder.domain.access import Role

MESSAGES = 1_000_000
ENOUGH_MS = 6_000.0
"""A page that is slow is asked less often."""
PAGE_GOAL_MS, SEARCH_GOAL_MS = 100.0, 200.0

PAGES = {
    "needs attention": "/inbox",
    "waiting for me": "/inbox?view=waiting",
    "snoozed": "/inbox?view=snoozed",
    "AI sent": "/inbox?view=sent",
    "all": "/inbox?view=all",
    "AI sent, e-mail": "/inbox?view=sent&medium=email",
    "AI sent, of a kind that there is not": "/inbox?view=sent&sentiment=Objection",
    "all, linkedin": "/inbox?view=all&medium=linkedin",
    "all, of a kind that there is not": "/inbox?view=all&sentiment=Objection",
    "counts of the menu": "/badges",
    "people": "/leads",
    "home": "/",
    "jobs": "/jobs",
    "jobs of a week": "/jobs?span=7d",
    "jobs that failed": "/jobs?status=FAILED",
    "jobs cancelled": "/jobs?status=CANCELLED",
    "jobs of a type that there is not": "/jobs?type=CONFIRM_SEND",
    "jobs by an error": "/jobs?error=nothing+like+this",
    "jobs to retry": "/jobs?status=FAILED&many=retry",
    "sends": "/sends",
    "sends, withheld": "/sends?state=withheld",
    "calls": "/calls",
    "calls, of an ending that there is not": "/calls?outcome=transferred",
    "AI cost": "/spending",
    "AI cost of three months": "/spending?days=90",
    "agreement": "/agreement",
    "agreement of three months": "/agreement?days=90",
    "response times": "/response-times",
    "response times of three months": "/response-times?days=90",
    "alerts": "/alerts",
    "switches": "/switches",
    "deliveries": "/events",
    "connections": "/connections",
    "doctor": "/doctor",
    "audit log": "/audit",
    "system intakes": "/intakes",
    "set-up": "/setup",
    "health": "/health",
    "metrics": "/metrics",
}
SEARCHES = {
    "a word of nearly all": "hello",
    "a frequent word": "word3",
    "a rare word": "word4987",
    "two rare words": "word4987 word4321",
    "a frequent and a rare one": "hello word4999",
    "a beginning": "wor",
    "a rare beginning": "word498",
    "one letter": "h",
    "umlauts": "königstraße",
    "umlauts left out": "konigstraße",
    "capitals": "KÖNIGSTRASSE GRÜSSE",
    "a name": "Jürgen Family1234",
    "a frequent name": "Ada",
    "a name in other letters": "lukasz",
    "a number": "13030077777",
    "a number's beginning": "+1 303 0077",
    "an e-mail address": "p77777@mail277.example",
    "nothing": "zebra",
    "nothing, with a frequent word": "hello zebra",
}


class Reader:
    """A browser's session over one connection."""

    def __init__(self, port: int, link: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", f"/signin/{link}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        assert answer.status == 303, answer.status

    def ask(self, path: str) -> tuple[float, str]:
        """Milliseconds to the first byte, and the page."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers={"cookie": self._cookie})
        answer = self._connection.getresponse()
        took = (time.perf_counter() - began) * 1000
        page = answer.read().decode()
        assert answer.status == 200, (path, answer.status, page[:500])
        return took, page


def main() -> None:
    """Prints the table."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with ground(Path(sys.argv[3]) if len(sys.argv) > 3 else None) as on:
        print("\n".join(measure(on, messages, rounds)))


def measure(on: Ground, messages: int, rounds: int) -> list[str]:
    """The lines of the report."""
    size = _filled(on, messages)
    container = on.container()
    large = next(known.id for known in container.show_workspaces().all(None) if known.name == "Large")
    port, api = free_port(), None
    links = [container.open_sign_in_link()(Role.ADMIN, workspace) for workspace in (None, large)]
    try:
        api = start_api(on, port)
        cpu = partial(_cpu, on, api)
        rows = [
            row
            for name, link in zip(("all", "one"), links, strict=True)
            for row in _asked(port, link, name, rounds, cpu)
        ]
    finally:
        if api is not None:
            api.end()
    head = ["page", "workspaces seen", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "goal"]
    return [table(head, rows), "", f"{size}; {rounds} rounds."]


def _cpu(on: Ground, api: Child) -> float:
    """Seconds of CPU of the server and of Postgres so far: what a page costs, whoever else uses the machine."""
    return api.cpu_seconds() + on.cpu_seconds()


def _filled(on: Ground, messages: int) -> str:
    """The history is there; says how large it is."""
    made, container = on.folder / "history.txt", on.container()
    if not made.exists():
        homes = [container.create_workspace()(name).id for name in ("Large", "One", "Two", "Three")]
        connections = [container.open_sandbox()(home, "benchmark").id for home in homes]
        took = write_history(on.postgres.admin_url.replace("@/postgres?", "@/rejoinder?"), messages, homes, connections)
        began = time.perf_counter()
        while container.balance_books()():  # what the scheduler does every half minute
            pass
        made.write_text(
            f"{messages:,} messages of {messages // PEOPLE_SHARE:,} people, made in {took:.0f} s (seed {SEED}), "
            f"accounted for in {time.perf_counter() - began:.0f} s"
        )
    return made.read_text()


def _asked(port: int, link: str, seen: str, rounds: int, cpu: Callable[[], float]) -> list[list[str]]:
    reader = Reader(port, link)
    paths = dict(PAGES)
    for name, view in (("AI sent", "/inbox?view=sent"), ("all", "/inbox?view=all"), ("jobs", "/jobs?")):
        paths[f"{name}, thirty pages down"] = _deep(reader, view, 30)
    found = reader.ask("/inbox?view=sent")[1]
    paths["a conversation"] = "/leads/" + found.partition('href="/leads/')[2][:36]
    paths["why a message was answered"] = "/messages/" + found.partition('href="/messages/')[2][:36]
    goals = {name: (path, PAGE_GOAL_MS) for name, path in paths.items()}
    for name, words in SEARCHES.items():
        goals[f"search: {name}"] = (f"/inbox?view=all&q={quote_plus(words)}", SEARCH_GOAL_MS)
    deep = _deep(reader, "/inbox?view=all&q=hello", 30)
    goals["search: a word of nearly all, thirty pages down"] = (deep, SEARCH_GOAL_MS)
    wanted = sys.argv[4] if len(sys.argv) > 4 else ""
    return [_row(reader, name, seen, *asked, rounds, cpu) for name, asked in goals.items() if re.search(wanted, name)]


def _deep(reader: Reader, path: str, pages: int) -> str:
    """The address so many pages below."""
    at = path
    for _ in range(pages):
        cursor = reader.ask(at)[1].partition("cursor=")[2].partition('"')[0].partition("&")[0]
        at = f"{path}&cursor={cursor}" if cursor else at
    return at


def _row(
    reader: Reader, name: str, seen: str, path: str, goal: float, rounds: int, cpu: Callable[[], float]
) -> list[str]:
    for _ in range(2):  # the first read pages from the disk
        reader.ask(path)
    times: list[float] = []
    spent = cpu()
    while len(times) < rounds and sum(times) < ENOUGH_MS:
        times.append(reader.ask(path)[0])
    worst = percentile(times, 95)
    print(f"{name}: {median(times):.1f} ms, 95 % {worst:.1f} ms", file=sys.stderr, flush=True)
    return [
        name,
        seen,
        f"{median(times):.1f}",
        f"**{worst:.1f}**",
        f"{percentile(times, 99):.1f}",
        f"{(cpu() - spent) * 1000 / len(times):.0f}",
        "met" if worst <= goal else f"**missed** ({goal:.0f})",
    ]


if __name__ == "__main__":
    main()

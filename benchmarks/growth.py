"""Growth: the hot statements at ten thousand and at a million finished rows, in turn, on one durable Postgres.

    ./run python benchmarks/growth.py [rows]

History is generated (jobs, attempts, events, people, messages, all of them over, spread over ninety days) by the
superuser without triggers, then analysed. The statements run as the application role, under row security.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from ground import Ground, ground, median, table
from load import sandbox

from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Done, JobType, NewJob
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.ports.reports import LeadFilter, MessageFilter
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.container import Container, build
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.schema import migrate

SMALL = 10_000
ROUNDS = 25
GOAL = 1.25

# One finished conversation of one message per row: id, lead and moment are the same in all tables.
HISTORY = """
SET session_replication_role = replica;
SET work_mem = '64MB';
CREATE TEMP TABLE past AS
SELECT uuidv7(- interval '90 days' * (1 - n / {rows}.0) - interval '1 min') AS id, n,
       now() - interval '90 days' * (1 - n / {rows}.0) - interval '1 min' AS at
FROM generate_series(1, {rows}) AS n;
INSERT INTO leads (id, workspace_id, name, last_message_at, created_at)
SELECT id, '{workspace}', 'P', at, at FROM past;
INSERT INTO lead_addresses (workspace_id, kind, address, lead_id)
SELECT '{workspace}', 'phone', '+1303' || lpad(n::text, 7, '0'), id FROM past;
INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, message_id, body, headers, url,
                    received_at, created_at)
SELECT id, '{workspace}', '{connection}', 'sandbox', id::text, 'message', 'accepted', id, 'x', '{{}}', '/', at, at
FROM past;
INSERT INTO messages (id, workspace_id, lead_id, connection_id, event_id, channel, medium, direction, author,
                      external_id, sender, recipient, body, version, disposition, disposition_reason,
                      disposed_at, received_at)
SELECT id, '{workspace}', id, '{connection}', id, 'sandbox', 'sms', 'inbound', 'lead', id::text, '+1303', '+1202',
       'when can we talk about it', 1, CASE WHEN n % 3 = 0 THEN 'sent' ELSE 'stayed-silent' END, 'auto', at, at
FROM past;
INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, lane, status, attempts,
                  max_attempts, fence, run_at, ring_at, started_at, finished_at, created_at)
SELECT id, 'SMS_INBOUND_POST_PROCESS', 'reply', '{workspace}', id, id, id::text, id::text, id::text, 'SUCCEEDED', 1, 8,
       1, at, at, at, at, at
FROM past;
"""


def main() -> None:
    """Prints the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with ground() as on:
        print("\n".join(measure(on, rows)))


def measure(on: Ground, rows: int) -> list[str]:
    """The lines of the report."""
    houses = [House(on, "small", SMALL), House(on, "large", rows)]
    names = list(houses[0].probes())
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in names}
    for number in range(ROUNDS + 3):
        for size, house in enumerate(houses):
            for name, probe in house.probes().items():
                took = probe()
                if number >= 3:  # the first ones open connections and read pages
                    found[name][size].append(took)
    for house in houses:
        house.close()
    lines = []
    for name, (small, large) in found.items():
        low, high = median(small), median(large)
        lines.append([name, f"{low:.2f}", f"{high:.2f}", f"**{high / low:.2f}**"])
    head = ["statement, whole call, ms at the median", f"{SMALL:,} rows", f"{rows:,} rows", "ratio"]
    made = ", ".join(f"{h.rows:,} in {h.seconds:.0f} s (books {h.books_seconds:.1f} s)" for h in houses)
    return [table(head, lines), "", f"Goal: at most {GOAL}. {ROUNDS} rounds; history generated: {made}."]


class House:
    """One database with its history, and the product on it."""

    def __init__(self, on: Ground, name: str, rows: int) -> None:
        url, self.rows = on.database(name), rows
        engine = make_engine(url, name="benchmark", pool_size=1)
        migrate(engine)
        engine.dispose()
        self._container: Container = build(on.settings(database_url=url), "cli")
        self._workspace = self._container.create_workspace()("Benchmark").id
        self._connection = self._container.open_sandbox()(self._workspace, "benchmark")
        began = time.perf_counter()
        admin = on.postgres.admin_url.replace("@/postgres?", f"@/{name}?")
        with psycopg.connect(admin, autocommit=True) as db:
            db.execute(HISTORY.format(rows=rows, workspace=self._workspace, connection=self._connection.id))
            db.execute("VACUUM ANALYZE")
            db.execute("CHECKPOINT")
        self.seconds = time.perf_counter() - began
        began = time.perf_counter()
        while self._container.balance_books()():  # what the scheduler does every half minute
            pass
        self.books_seconds = time.perf_counter() - began
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._await(self._container.inbox().open())

    def probes(self) -> dict[str, Callable[[], float]]:
        """Milliseconds of one call each."""
        yesterday = datetime.now(UTC) - timedelta(days=1)
        return {
            "take_message": self._take,
            "claim": self._claim,
            "due_jobs sweep": lambda: _timed(lambda: self._container.jobs().due("reply", 50)),
            "vitals (health)": lambda: _timed(lambda: self._container.reports().vitals()),
            "accounting of one day": lambda: _timed(lambda: self._container.reports().accounting(None, yesterday)),
            "accounting of everything": lambda: _timed(lambda: self._container.reports().accounting(None, None)),
            "one round of the books": lambda: _timed(self._container.balance_books()),
            "one round of pruning": lambda: _timed(self._container.prune_records()),
            "metrics": lambda: _timed(self._container.reports().gauges),
            "newest people, every workspace": lambda: _timed(
                lambda: self._container.reports().leads(None, LeadFilter(), PageRequest())
            ),
            "newest messages, every workspace": lambda: _timed(
                lambda: self._container.reports().messages(None, MessageFilter(direction="inbound"), PageRequest())
            ),
        }

    def close(self) -> None:
        self._await(self._container.inbox().close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._container.engine().dispose()

    def _await(self, work: Coroutine[Any, Any, object]) -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _take(self) -> float:
        """One delivery of a known person, through the use-case."""
        body = sandbox({"path": "/"}).partition(b"\r\n\r\n")[2]
        request = WebhookRequest("POST", "https://rejoinder.example/x", "", {}, body, datetime.now(UTC))
        ingest = self._container.ingest_webhook()
        key = self._connection.webhook_key
        return _timed(lambda: self._await(ingest("sandbox", key, request)))

    def _claim(self) -> float:
        """Claimed by id; the row is made before and settled after, outside the time."""
        container = self._container
        job = NewJob(JobType.LEAD_SCORING_POST_PROCESS, self._workspace, new_id())
        with container.store().begin(EVERY_WORKSPACE) as uow:
            uow.queue.enqueue(job)
        with psycopg.connect(self._container.settings().database_url) as db:
            row: Any = db.execute("SELECT id FROM jobs WHERE dedupe_key = %s", (job.dedupe_key,)).fetchone()
        claimed: list[Any] = []
        took = _timed(lambda: claimed.append(container.jobs().claim(str(row[0]), "benchmark", 60.0)))
        assert container.jobs().settle(claimed[0], Done())
        return took


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()

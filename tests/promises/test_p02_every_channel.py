"""P2 for every sample of every channel folder: fifty deliveries, at once and in any order, have one effect.

Over a real Postgres, the real intake and the real jobs, as the container wires them. Every transition of a send is
written down by a trigger of the test's own, so that a state that went back would be seen even if it went forward again.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from rejoinder.application.inbound.ingest_webhook import storable_id
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.ports.channels import (
    AddressBounced,
    CallSeen,
    Channel,
    ConsentChanged,
    DeliveryReport,
    Fact,
    MessageChanged,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
)
from rejoinder.domain.ports.doorbell import QUEUES
from rejoinder.domain.redaction import redacted
from rejoinder.domain.sends import SendState, may_move
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.container import Container, build
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.entrypoints.drill.waiting import until
from rejoinder.entrypoints.settings import Settings
from tests.builders import a_draft, a_message, a_send, a_workspace
from tests.channels.samples import Sample, every_channel, samples
from tests.contracts.backings import template
from tests.fakes.doorbell import FakeDoorbell

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p02-channels")]

TIMES = 50
AT_ONCE = 16
SEED = 20261121
NOBODY_LISTENS = "http://127.0.0.1:9"

WRITE_DOWN_MOVES = """
CREATE TABLE moves (send_id uuid, was text, now text);
CREATE FUNCTION write_down_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO moves VALUES (OLD.id, OLD.state, NEW.state); RETURN NEW; END $$;
CREATE TRIGGER write_down_move AFTER UPDATE OF state ON sends
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION write_down_move();
"""


class Bench:
    """The real intake and the real jobs on one database."""

    def __init__(self, folder: Path) -> None:
        self.url = create_database(template())
        settings = Settings(
            database_url=self.url,
            redis_url="",
            secret_keys=("a key of the tests",),
            public_base_url="https://rejoinder.example.com",
            data_dir=folder,
            allowed_provider_hosts=frozenset({NOBODY_LISTENS.removeprefix("http://")}),
        )
        self.container: Container = build(settings, "worker")
        self.container.doorbell.override(FakeDoorbell())
        self.channels: Mapping[str, Channel] = self.container.channels()
        self.store, self.jobs, self.take = (
            self.container.store(),
            self.container.jobs(),
            self.container.take_call(),
        )
        self.background = self.container.background()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(self.container.inbox().open())
        self._db = psycopg.connect(postgres_server().admin_url_of(self.url), autocommit=True, row_factory=dict_row)
        self._db.execute(WRITE_DOWN_MOVES)
        self._db.execute("GRANT ALL ON moves TO PUBLIC")

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(100)

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return self._db.execute(query.encode(), values or None).fetchall()

    def deliver(self, deliveries: Sequence[tuple[Connection, Sample]]) -> set[tuple[str, int]]:
        """All of them, many at once; what each sample was answered."""

        async def everything() -> set[tuple[str, int]]:
            gate = asyncio.Semaphore(AT_ONCE)

            async def one(connection: Connection, sample: Sample) -> tuple[str, int]:
                async with gate:
                    answer = await self.take(sample.channel.name, connection.webhook_key, sample.request)
                    return sample.name, answer.status

            return set(await asyncio.gather(*(one(*delivery) for delivery in deliveries)))

        answered: set[tuple[str, int]] = self._run(everything())
        return answered

    def refill(self) -> None:
        """What had to wait on the disk, because a busy machine let a statement run into its limit, is stored too."""
        self.spooled = len(self.container.spool().waiting())
        until(lambda: self._run(self.background.tick()) or self.container.spool().is_empty(), "an empty spool", 60)

    def work(self, dice: random.Random) -> None:
        """Whatever is due now is run, by several threads and in any order."""
        run_job: Callable[[str], object] = self.container.run_job()
        while True:
            due = list(self.jobs.claim_due(QUEUES, 500))
            if not due:
                return
            dice.shuffle(due)
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(run_job, due))

    def close(self) -> None:
        self._db.close()
        self._run(self.container.inbox().close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.container.engine().dispose()
        self.container.http().close()
        postgres_server().drop_database(self.url)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    running = Bench(tmp_path_factory.mktemp("p02"))
    yield running
    running.close()


@dataclass
class Line:
    """One connection and the samples that come over it."""

    connection: Connection
    samples: list[Sample] = field(default_factory=list)
    expected: dict[str, Fact | None] = field(default_factory=dict)
    """What each event's key says; None for what cannot be read."""
    unreadable: int = 0
    times: Counter[str] = field(default_factory=Counter)


def lines_of(bench: Bench, channel: Channel) -> list[Line]:
    """The channel's samples, each at a connection with the credentials and secrets that it states."""
    made: dict[str, Line] = {}
    for sample in (s for s in samples() if s.channel.name == channel.name):
        stated = json.dumps(sample.raw["connection"], sort_keys=True)
        line = made.get(stated) or made.setdefault(stated, Line(_connect(bench, sample)))
        line.samples.append(sample)
        event = _read(sample)
        if event is None:
            line.unreadable += 1
            continue
        key = storable_id(event.key)
        line.expected.setdefault(key, event.fact)
        line.times[key] += TIMES
    return list(made.values())


def _connect(bench: Bench, sample: Sample) -> Connection:
    """The line works in a workspace of its own, which lets people decide."""
    workspace = a_workspace(mode="suggest")
    connection = replace(
        sample.connection,
        id=new_id(),
        workspace_id=workspace.id,
        webhook_key=f"key-{new_id()}",
        base_url=NOBODY_LISTENS,
    )
    with bench.store.begin("*") as uow:
        uow.workspaces.add(workspace)
        uow.connections.add(connection)
    return connection


def _read(sample: Sample) -> ProviderEvent | None:
    sample.channel.reader.verify(sample.request, sample.connection)
    try:
        kept = replace(sample.request, body=redacted(sample.request.body, sample.channel.secret_fields))
        return sample.channel.reader.read(kept, sample.connection)
    except PayloadUnreadable:
        return None


def the_numbers_that_were_called(bench: Bench, line: Line) -> None:
    """The workspace's own, where a number says whose a call is. A sample that calls another is a call for nobody."""
    connection = line.connection
    calls = [fact.facts for fact in line.expected.values() if isinstance(fact, CallSeen)]
    if not calls or not bench.channels[connection.channel].number_decides:
        return
    [(called, _)] = Counter(facts.called for facts in calls if facts.called).most_common(1)
    with bench.store.begin("*") as uow:
        ours = Number(new_id(), called, NumberRole.OPERATIONAL, connection.id, connection.workspace_id)
        assert uow.numbers.add(ours)
    bench.container.number_book().refresh()


def a_send_of_every_report(bench: Bench, line: Line) -> None:
    """The sends that the samples report on; the first of them still waits for the provider's answer."""
    reports = [fact for fact in line.expected.values() if isinstance(fact, DeliveryReport)]
    taken: set[str] = set()
    for number, provider_id in enumerate(sorted({report.provider_message_id for report in reports})):
        named = next((r.send_id for r in reports if r.provider_message_id == provider_id and r.send_id), "")
        connection = line.connection
        assert connection.workspace_id is not None
        with bench.store.begin(connection.workspace_id) as uow:
            medium = bench.channels[connection.channel].medium
            lead = uow.leads.find_or_create(medium, f"+1202555{number + 7000}")
            about = {"workspace_id": connection.workspace_id, "lead_id": lead.id, "channel": connection.channel}
            message = a_message(connection_id=connection.id, medium=medium, **about)
            assert uow.messages.add_inbound(message) is None
            draft = a_draft(message)
            assert uow.drafts.add(draft)
            is_under_way = bool(named) and named not in taken
            taken.add(named)
            send = a_send(draft, connection_id=connection.id, medium=medium, id=named if is_under_way else new_id())
            assert uow.sends.add(send)
        bench.rows(
            "UPDATE sends SET state = %s, provider_message_id = %s WHERE id = %s RETURNING id",
            *(("sending", "") if is_under_way else ("sent", provider_id)),
            send.id,
        )
        bench.rows("DELETE FROM moves WHERE send_id = %s RETURNING send_id", send.id)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("channel", list(every_channel()))
def test_fifty_deliveries_of_every_sample_at_once_and_in_any_order_have_one_effect(bench: Bench, channel: str) -> None:
    dice = random.Random(f"{SEED}-{channel}")
    lines = lines_of(bench, bench.channels[channel])
    for line in lines:
        a_send_of_every_report(bench, line)
        the_numbers_that_were_called(bench, line)
    deliveries = [(line.connection, sample) for line in lines for sample in line.samples] * TIMES
    dice.shuffle(deliveries)
    half = len(deliveries) // 2

    with ThreadPoolExecutor(1) as pool:
        answered = bench.deliver(deliveries[:half])
        working = pool.submit(bench.work, random.Random(f"{SEED}-{channel}-jobs"))
        answered |= bench.deliver(deliveries[half:])
        working.result(100)
    bench.refill()
    bench.work(dice)

    assert len(answered) == len({name for name, _ in answered}), "a repeated delivery got another answer"
    assert all(status < 300 for _, status in answered)
    for line in lines:
        assert_one_effect(bench, line)
    bench.rows("DELETE FROM numbers RETURNING id")


def assert_one_effect(bench: Bench, line: Line) -> None:
    events = bench.rows("SELECT * FROM events WHERE connection_id = %s", line.connection.id)
    _assert_one_event_each(line, events, bench.spooled)
    _assert_one_message_each(bench, line)
    _assert_one_job_each(bench, line, events)
    _assert_one_call_and_one_text_each(bench, line)
    _assert_our_own_words_were_seen_once(bench, line)
    _assert_one_consent_and_one_bounce_each(bench, line)
    _assert_sends_only_moved_forward(bench, line)


def _assert_one_event_each(line: Line, events: Sequence[Mapping[str, Any]], spooled: int) -> None:
    """Every delivery is counted once; only one whose storing outlasted our patience is counted from the spool again."""
    readable = {row["key"]: row for row in events if row["kind"] != "unreadable"}
    assert readable.keys() == line.expected.keys()
    unreadable = [row for row in events if row["kind"] == "unreadable"]
    assert len(unreadable) == line.unreadable
    again = [row["deliveries"] - line.times[key] for key, row in readable.items()]
    again += [row["deliveries"] - TIMES for row in unreadable]
    assert min(again) >= 0
    assert sum(again) <= spooled, (again, spooled)
    assert {row["state"] for row in unreadable} <= {"quarantined"}
    assert "quarantined" not in {row["state"] for row in readable.values()}
    for key, fact in line.expected.items():
        assert not isinstance(fact, Noted) or readable[key]["state"] == "noted", key


def _assert_one_message_each(bench: Bench, line: Line) -> None:
    """And one judgement of it, and at most one draft."""
    workspace = line.connection.workspace_id
    messages = bench.rows(
        "SELECT * FROM messages WHERE workspace_id = %s AND direction = 'inbound' AND event_id IS NOT NULL", workspace
    )
    named = {storable_id(f.external_id) for f in line.expected.values() if isinstance(f, InboundMessage)}
    stored = Counter(row["external_id"] for row in messages)
    assert set(stored.values()) <= {1}
    assert named <= stored.keys()
    jobs = bench.rows(
        "SELECT message_id FROM jobs WHERE workspace_id = %s AND type LIKE '%%INBOUND_POST_PROCESS'", workspace
    )
    judged = Counter(job["message_id"] for job in jobs)
    changed = (f for f in line.expected.values() if isinstance(f, MessageChanged) and not f.deleted)
    edits = Counter(storable_id(edit.external_id) for edit in changed)
    for row in messages:
        assert 1 <= judged.pop(row["id"]) <= 1 + edits[row["external_id"]], "one job, and one more for each edit"
    assert not judged
    drafts = bench.rows("SELECT message_id FROM drafts WHERE workspace_id = %s", workspace)
    assert len({row["message_id"] for row in drafts}) == len(drafts)


def _assert_one_job_each(bench: Bench, line: Line, events: Sequence[Mapping[str, Any]]) -> None:
    """What is to be applied is applied once."""
    jobs = bench.rows(
        "SELECT subject_id FROM jobs WHERE workspace_id = %s AND type = 'PROVIDER_EVENT'", line.connection.workspace_id
    )
    applied = Counter(job["subject_id"] for job in jobs)
    kept = {str(row["id"]): row for row in events}
    assert applied.keys() <= kept.keys()
    # A delivery without any id that came again is asked about at the provider, in a job of its own.
    assert all(count == 1 or kept[subject]["message_id"] for subject, count in applied.items())
    for subject, row in kept.items():
        is_nobodys = row["workspace_id"] is None  # filed with the system intakes, without a job
        if not is_nobodys and not isinstance(line.expected.get(row["key"]), Noted | Unmatched | InboundMessage | None):
            assert applied[subject] == 1, row["key"]


def _assert_one_call_and_one_text_each(bench: Bench, line: Line) -> None:
    """Everything that was told about a call is one row, and whoever was missed is owed one text."""
    workspace = line.connection.workspace_id
    told = {
        fact.facts.external_id or fact.facts.carrier_call_id
        for row in bench.rows("SELECT key FROM events WHERE workspace_id = %s", workspace)
        if isinstance(fact := line.expected.get(row["key"]), CallSeen)
    }
    calls = bench.rows("SELECT carrier_call_id, external_id FROM calls WHERE workspace_id = %s", workspace)
    kept = Counter(row["external_id"] or row["carrier_call_id"] for row in calls)
    assert kept == Counter(told)
    texts = bench.rows("SELECT call_id FROM sends WHERE workspace_id = %s AND call_id IS NOT NULL", workspace)
    assert set(Counter(row["call_id"] for row in texts).values()) <= {1}


def _assert_our_own_words_were_seen_once(bench: Bench, line: Line) -> None:
    """What our side wrote is in the thread at most once, and is nobody's reply."""
    sides = bench.rows(
        "SELECT direction, external_id FROM messages WHERE workspace_id = %s", line.connection.workspace_id
    )
    told = {storable_id(f.external_id) for f in line.expected.values() if isinstance(f, OwnMessageSeen)}
    reported = {f.provider_message_id for f in line.expected.values() if isinstance(f, DeliveryReport)}
    ours = Counter(row["external_id"] for row in sides if row["direction"] == "outbound")
    assert set(ours.values()) <= {1}
    assert ours.keys() <= told | reported
    assert not told & {row["external_id"] for row in sides if row["direction"] == "inbound"}


def _assert_one_consent_and_one_bounce_each(bench: Bench, line: Line) -> None:
    """Every event that changes a person's consent, or says that they cannot be reached, did so once."""
    told = Counter(
        (row["kind"], row["message_id"])
        for row in bench.rows("SELECT * FROM timeline WHERE workspace_id = %s", line.connection.workspace_id)
    )
    facts = Counter(type(fact) for fact in line.expected.values())
    assert (told["consent-changed", None], told["bounced", None]) == (facts[ConsentChanged], facts[AddressBounced])
    by_word = [count for (kind, message), count in told.items() if message is not None and kind == "consent-changed"]
    assert set(by_word) <= {1}, "somebody's own STOP counted twice"
    wanted: dict[str, set[str]] = defaultdict(set)
    for fact in line.expected.values():
        if isinstance(fact, ConsentChanged):
            wanted[fact.address].add(fact.state)
    medium = bench.channels[line.connection.channel].medium
    with bench.store.begin(str(line.connection.workspace_id)) as uow:
        for address, states in wanted.items():
            lead = uow.leads.by_address(medium, address)
            assert lead is not None
            assert lead.consent[medium].state.value in states


def _assert_sends_only_moved_forward(bench: Bench, line: Line) -> None:
    moves = bench.rows(
        "SELECT moves.*, sends.provider_message_id FROM moves JOIN sends ON sends.id = moves.send_id"
        " WHERE sends.workspace_id = %s",
        line.connection.workspace_id,
    )
    assert all(may_move(SendState(move["was"]), SendState(move["now"])) for move in moves)
    assert max(Counter((move["send_id"], move["now"]) for move in moves).values(), default=1) == 1
    reached: dict[str, set[str]] = defaultdict(set)
    for fact in line.expected.values():
        if isinstance(fact, DeliveryReport):
            reached[fact.provider_message_id].add(fact.status)
    for provider_id, statuses in reached.items():
        [send] = bench.rows(
            "SELECT state FROM sends WHERE workspace_id = %s AND provider_message_id = %s",
            line.connection.workspace_id,
            provider_id,
        )
        best = next(state for state in ("delivered", "undelivered", "sent") if state in statuses)
        assert send["state"] == best, provider_id

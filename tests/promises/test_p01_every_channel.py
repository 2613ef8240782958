"""P1 on every channel at once: Postgres is gone for twenty seconds in the middle of a burst."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until
from tests.channels.samples import every_channel
from tests.harness.every_channel import Line, a_line

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p01-channels")]

AWAY_S = 20.0
EACH = 9


@pytest.mark.timeout(240)
def test_postgres_is_gone_for_twenty_seconds_in_a_burst_on_every_channel_and_nothing_is_lost_or_doubled() -> None:
    dice = random.Random(20)
    with an_installation(own_postgres=True) as rejoinder:
        acme = rejoinder.a_tenant()
        lines = [a_line(acme, channel, EACH) for channel in every_channel()]
        burst = [delivery for line in lines for delivery in line.deliveries]
        dice.shuffle(burst)
        third = len(burst) // 3
        _deliver(burst[:third])

        rejoinder.own_postgres.kill()
        gone = time.monotonic()
        # Some come twice while it is away, as from a provider that did not hear our answer.
        _deliver([*burst[third : 2 * third], *burst[: third // 2]], over_s=AWAY_S)
        time_left = AWAY_S - (time.monotonic() - gone)
        until(lambda: time.monotonic() - gone >= AWAY_S, "twenty seconds without Postgres", time_left + 1)
        back = time.monotonic()
        rejoinder.own_postgres.start()
        _deliver([*burst[2 * third :], *burst])

        for line in lines:
            until(lambda line=line: _kept(rejoinder, line) == len(line.deliveries), f"all of {line.channel}", 60)
        _assert_every_message_once(rejoinder, acme, [line for line in lines if line.is_talk])
        books = acme.accounting()
        assert (books["in_flight"], books["unaccounted"]) == (0, 0)
        for line in lines:
            assert _kept(rejoinder, line) == len(line.deliveries), line.channel
        print(
            f"\nP1 Postgres away {back - gone:.0f} s: {len(burst)} events of {len(lines)} channels, {books['received']}"
            f" messages, each once; everything had ended {time.monotonic() - back:.1f} s after its return"
        )


def _deliver(deliveries: Sequence[Delivery], over_s: float = 0.0) -> None:
    """Each until it is taken; all at once, or spread over that time."""
    began = time.monotonic()
    step = over_s / len(deliveries)

    with httpx2.Client(trust_env=False, timeout=10) as client, ThreadPoolExecutor(6) as pool:

        def one(number: int) -> None:
            until(lambda: time.monotonic() - began >= number * step, "its turn", over_s + 30)
            deliveries[number].repeat_until_taken(client)

        list(pool.map(one, range(len(deliveries))))


def _kept(rejoinder: Installation, line: Line) -> int:
    return rejoinder.count("events WHERE connection_id = %s", line.connection_id)


def _assert_every_message_once(rejoinder: Installation, acme: Tenant, lines: Sequence[Line]) -> None:
    """One message, one job and one ending for everything that people said."""
    said = Counter(delivery.event_id for line in lines for delivery in line.deliveries)
    assert set(said.values()) == {1}
    until(lambda: acme.accounting()["received"] >= len(said), "every message", 60)
    until(lambda: rejoinder.hasten() >= 0 and acme.accounting()["in_flight"] == 0, "every ending", 60)
    mine = {line.channel for line in lines}
    messages = [m for m in acme.messages(direction="inbound") if m["channel"] in mine]
    assert Counter(m["external_id"] for m in messages) == said
    assert {m["disposition"] for m in messages} == {"stayed-silent"}
    judged = rejoinder.sql(
        "SELECT message_id FROM jobs WHERE workspace_id = %s AND type LIKE '%%INBOUND_POST_PROCESS'", acme.id
    )
    assert {str(job["message_id"]) for job in judged} >= {m["id"] for m in messages}
    assert len(judged) == acme.accounting()["received"]

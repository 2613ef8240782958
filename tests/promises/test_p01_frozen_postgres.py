"""P1 while Postgres is there and says nothing: every provider has its answer in the time that it waits for one."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import an_installation
from rejoinder.entrypoints.drill.waiting import until
from tests.channels.samples import every_channel
from tests.harness.every_channel import Line, a_line

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p01-frozen")]

EACH = 4
PATIENCE_S = {"slack": 3.0}
"""What a provider waits for us, by its own word, less than the 15 s of Twilio's (slack.md, twilio.md)."""
OTHERS_PATIENCE_S = 6.0
WHERE = "events WHERE connection_id = %s"
CLICKS = 60
"""People who look at pages meanwhile: more than the web process has threads for them."""


@pytest.mark.timeout(180)
def test_a_frozen_postgres_keeps_no_provider_waiting_and_loses_nothing() -> None:
    with an_installation(own_postgres=True) as rejoinder, ThreadPoolExecutor(CLICKS + 8) as pool:
        acme = rejoinder.a_tenant()
        lines = [a_line(acme, channel, EACH) for channel in every_channel()]
        with httpx2.Client(trust_env=False, timeout=30) as client:
            # Half of the accounts are known to the web process before, and half are not.
            for line in lines[::2]:
                assert line.deliveries[0].post(client).is_success
            burst = [(line, delivery) for line in lines for delivery in line.deliveries]
            random.Random(7).shuffle(burst)

            def answered(pair: tuple[Line, Delivery]) -> tuple[str, int, float]:
                began = time.monotonic()
                answer = pair[1].post(client)
                return pair[0].channel, answer.status_code, time.monotonic() - began

            rejoinder.own_postgres.freeze()
            try:
                with httpx2.Client(trust_env=False, timeout=60) as people:
                    clicks = [pool.submit(people.get, f"{rejoinder.url}/health") for _ in range(CLICKS)]
                    told = [pool.submit(answered, pair) for pair in burst]
                    taken = [future.result() for future in told]
                    rejoinder.own_postgres.thaw()
                    for click in clicks:
                        click.exception()
            finally:
                rejoinder.own_postgres.thaw()

        assert {status for _, status, _ in taken} == {200}, taken
        late = [(name, s) for name, _, s in taken if s > PATIENCE_S.get(name, OTHERS_PATIENCE_S)]
        assert late == []
        for line in lines:
            until(
                lambda line=line: rejoinder.count(WHERE, line.connection_id) == len(line.deliveries), line.channel, 60
            )
        print(
            f"\nP1 Postgres frozen: {len(taken)} deliveries of {len(lines)} channels answered, the slowest in"
            f" {max(s for *_, s in taken):.1f} s, all kept once"
        )

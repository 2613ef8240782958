"""P2: any number of deliveries of one event, in any order and at once: one message, one job, at most one reply."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.storm import Background, Bookkeeper, Killer, Senders, assert_adds_up
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p02")]

SEED = 20261120


@pytest.mark.timeout(200)
def test_a_thousand_deliveries_of_two_hundred_events_under_kills_are_two_hundred_messages_and_no_double_reply() -> None:
    dice = random.Random(SEED)
    with an_installation() as rejoinder:
        acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
        events = [
            acme.way(channel).delivery("Yes, please call me")
            for channel in ("twilio_sms", "smartlead")
            for _ in range(100)
        ]
        deliveries = events * 5
        dice.shuffle(deliveries)
        killer, books = Killer(rejoinder, dice), Bookkeeper(rejoinder)
        began = time.monotonic()
        with Background(killer, killer.pause), Background(books, lambda: 0.2):
            with Senders(deliveries[:500]) as first:
                pass
            with rejoinder.valkey.client() as client:
                client.flushall()
            with Senders(deliveries[500:]) as second:
                pass
            until(lambda: len(killer.killed) >= 5, "five kills", 60)
        taken = time.monotonic() - began
        _wait_until_calm(rejoinder, acme)
        over = time.monotonic() - began
        _assert_one_of_everything(rejoinder, acme, {event.event_id for event in events})
        replies = _replies(rejoinder)
        assert set(replies) <= {event.person for event in events}
        assert max(replies.values()) == 1, [person for person, count in replies.items() if count > 1]
        ended = acme.accounting()
        assert_adds_up(ended)
        assert (ended["received"], ended["in_flight"]) == (200, 0)
        assert set(ended["ended"]) <= {"sent", "failed"}, ended
        assert ended["ended"].get("sent", 0) == sum(replies.values()) or ended["waiting_human"] > 0
        assert over < 120
        print(
            f"\nP2 seed {SEED}: {first.tries + second.tries} tries for 1,000 deliveries of 200 events,"
            f" kills {dict(Counter(killer.killed))}, Redis flushed; {sum(replies.values())} replies, none double;"
            f" {ended}; {books.looks} looks at the books, at most {books.most_in_flight} in flight;"
            f" slowest acknowledgement {max(first.slowest_s, second.slowest_s):.1f} s;"
            f" taken in {taken:.0f} s, over in {over:.0f} s"
        )


def test_fifty_deliveries_of_one_event_at_the_same_moment_are_one_message() -> None:
    with an_installation(roles=["api"]) as rejoinder:
        acme = rejoinder.a_tenant()
        for channel in ("twilio_sms", "smartlead"):
            delivery = acme.way(channel).delivery("Yes, please call me")
            with ThreadPoolExecutor(16) as pool:
                answers = list(pool.map(lambda _, d=delivery: acme.post(d), range(50)))
            assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
            message = acme.stored(delivery)
            assert len(acme.jobs(message_id=message["id"])) == 1
        assert len(acme.messages()) == 2
        assert rejoinder.count("events WHERE workspace_id = %s", acme.id) == 2


def _wait_until_calm(rejoinder: Installation, acme: Tenant) -> None:
    """Nothing is in flight; waits between tries are cut short, as if the time had passed."""

    def calm() -> bool:
        rejoinder.hasten("workspace_id = %s", acme.id)
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        return acme.accounting()["in_flight"] == 0

    until(calm, "a calm installation", 90, every_s=0.5)


def _assert_one_of_everything(rejoinder: Installation, acme: Tenant, event_ids: set[str]) -> None:
    inbound = acme.messages(direction="inbound")
    assert Counter(m["external_id"] for m in inbound) == Counter(event_ids)
    jobs = rejoinder.sql(
        "SELECT message_id, type, status FROM jobs WHERE type LIKE '%%INBOUND_POST_PROCESS' AND workspace_id = %s",
        acme.id,
    )
    assert Counter(str(job["message_id"]) for job in jobs) == Counter(m["id"] for m in inbound)
    assert {job["status"] for job in jobs} <= {"SUCCEEDED", "FAILED"}
    failed = {str(job["message_id"]) for job in jobs if job["status"] == "FAILED"}
    assert {m["id"] for m in inbound if m["disposition"] == "failed"} >= failed


def _replies(rejoinder: Installation) -> Counter[str]:
    """How many replies truly reached each person, by the providers' own logs."""
    return Counter(accepted.to for accepted in (*rejoinder.twilio.accepted, *rejoinder.smartlead.accepted))

"""P1 to P3: what arrives is there, once, and accounted for."""

from __future__ import annotations

import resource
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from rejoinder.entrypoints.drill.installation import Installation
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.storm import Background, Bookkeeper, Killer, Senders, assert_adds_up
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

CHANNELS = ("twilio_sms", "ghl_sms", "unipile_linkedin", "smartlead", "instantly", "emailbison")
SPOOL_ENDS_AT = 8_000
"""Bytes: a few deliveries, and a part of one."""
POSITIVE = "Yes, please call me"
WORDS = ("Thanks", POSITIVE, "STOP", "", "Not interested, remove me", "How much is it?", "not right now")


@scenario("P1")
def postgres_killed_in_a_burst(stage: Stage) -> None:
    """Postgres is killed while people write on six channels: every provider is answered, nothing is missing later."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    deliveries = [acme.way(channel).delivery("Thanks") for channel in CHANNELS for _ in range(6)]
    stage.dice.shuffle(deliveries)
    acme.take(deliveries[0])
    rejoinder.own_postgres.kill()
    waits = []
    for delivery in deliveries:
        began = time.monotonic()
        acme.take(delivery)
        waits.append(time.monotonic() - began)
    back = time.monotonic()
    rejoinder.own_postgres.start()
    until(lambda: acme.accounting()["received"] == len(deliveries), "every message", 60)
    _calm(rejoinder, acme)
    stage.took("all ended after its return", time.monotonic() - back, 60)
    _each_once(acme, [delivery.event_id for delivery in deliveries])
    stage.took("slowest answer while it was away", max(waits), 5)
    stage.saw(deliveries=len(deliveries), channels=len(CHANNELS))


@scenario("P1")
def api_killed_under_load(stage: Stage) -> None:
    """The API is killed again and again under load: whatever a provider got a 2xx for is stored."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="off")
    deliveries = [acme.way(stage.dice.choice(CHANNELS)).delivery("Thanks") for _ in range(200)]
    pause = stage.dice.uniform
    with Background(rejoinder.restart_api, lambda: pause(0.3, 1.0)) as killer, Senders(deliveries) as senders:
        pass
    _each_once(acme, sorted(senders.acknowledged))
    assert len(senders.acknowledged) == len(deliveries)
    stage.saw(deliveries=len(deliveries), tries=senders.tries, kills=killer.rounds)


@scenario("P1")
def nothing_durable_no_2xx(stage: Stage) -> None:
    """Postgres is down and the spool cannot be written: the provider is asked to come again, and then nothing is
    missing."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    acme.take(acme.texts.delivery("Thanks"))
    delivery = acme.texts.delivery("Thanks")
    spool = rejoinder.folder / "data" / "spool"
    until(lambda: not any(spool.glob("*.spool")), "an empty spool")
    shutil.rmtree(spool, ignore_errors=True)
    spool.parent.mkdir(parents=True, exist_ok=True)
    spool.write_text("a file where the folder should be")
    rejoinder.own_postgres.kill()
    try:
        refused = acme.post(delivery)
        assert refused.status_code == 503, refused.status_code
        assert int(refused.headers["retry-after"]) >= 1
    finally:
        rejoinder.own_postgres.start()
        spool.unlink()
    until(lambda: acme.post(delivery).status_code == 200, "the repeated delivery to be taken", 40)
    acme.ended(delivery, within_s=40)
    stage.saw(answer=refused.status_code, retry_after=refused.headers["retry-after"])


@scenario("P1")
def full_disk_under_the_spool(stage: Stage) -> None:
    """Postgres is down and the disk fills in the middle of a record: what was taken stays whole, the rest is asked to
    come again, and afterwards everything is there once."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="off")
    first = acme.take(acme.texts.delivery("Thanks"))
    until(lambda: not any((rejoinder.folder / "data" / "spool").glob("*.spool")), "an empty spool")
    # The kernel refuses every byte behind that place of a file, in the middle of a write too, to root as to anybody.
    soft, hard = resource.prlimit(rejoinder.api.pid, resource.RLIMIT_FSIZE)
    deliveries = [acme.texts.delivery("Thanks") for _ in range(20)]
    rejoinder.own_postgres.kill()
    resource.prlimit(rejoinder.api.pid, resource.RLIMIT_FSIZE, (SPOOL_ENDS_AT, hard))
    try:
        answers = [acme.post(delivery).status_code for delivery in deliveries]
    finally:
        resource.prlimit(rejoinder.api.pid, resource.RLIMIT_FSIZE, (soft, hard))
        rejoinder.own_postgres.start()
    taken, refused = answers.count(200), answers.count(503)
    assert (taken + refused, min(taken, refused) > 0) == (len(deliveries), True), answers
    until(lambda: acme.accounting()["received"] == taken + 1, "what was taken", 60)
    again = [delivery for delivery, answer in zip(deliveries, answers, strict=True) if answer == 503]
    until(lambda: all(acme.post(delivery).status_code == 200 for delivery in again), "the rest to be taken", 40)
    _calm(rejoinder, acme)
    until(lambda: acme.accounting()["received"] == len(deliveries) + 1, "every message", 60)
    _each_once(acme, [delivery.event_id for delivery in (first, *deliveries)])
    kept = [path.name for path in (rejoinder.folder / "data" / "spool").glob("*.corrupt")]
    assert not kept, "a record was torn"
    stage.saw(taken=taken, refused=refused)


@scenario("P1")
def spooled_and_killed(stage: Stage) -> None:
    """What was taken while Postgres was down survives a killed API."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    acme.take(acme.texts.delivery("Thanks"))
    rejoinder.own_postgres.kill()
    spooled = [acme.take(acme.texts.delivery("Thanks")) for _ in range(5)]
    rejoinder.api.kill()
    rejoinder.own_postgres.start()
    rejoinder.restart_api()
    for delivery in spooled:
        acme.ended(delivery, within_s=40)
    stage.saw(spooled=len(spooled))


@scenario("P2")
def thousand_deliveries_of_two_hundred_events(stage: Stage) -> None:
    """Two hundred events come five times each, shuffled and at once, while API and worker are killed and Redis is
    flushed: two hundred messages, nobody gets two replies."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    events = [acme.way(channel).delivery(POSITIVE) for channel in ("twilio_sms", "smartlead") for _ in range(100)]
    deliveries = events * 5
    stage.dice.shuffle(deliveries)
    killer, books = Killer(rejoinder, stage.dice), Bookkeeper(rejoinder)
    began = time.monotonic()
    with Background(killer, killer.pause), Background(books, lambda: 0.2):
        with Senders(deliveries[:500]) as first:
            pass
        with rejoinder.valkey.client() as client:
            client.flushall()
        with Senders(deliveries[500:]) as second:
            pass
        until(lambda: len(killer.killed) >= 5, "five kills", 60)
    _calm(rejoinder, acme)
    _each_once(acme, [event.event_id for event in events])
    people = {event.person for event in events}
    reached = [taken.to for taken in rejoinder.twilio.accepted] + [taken.to for taken in rejoinder.smartlead.accepted]
    replies = Counter(person for person in reached if person in people)
    assert max(replies.values()) == 1, [person for person, count in replies.items() if count > 1]
    ended = acme.accounting()
    assert_adds_up(ended)
    assert (ended["received"], ended["in_flight"]) == (200, 0), ended
    assert set(ended["ended"]) <= {"sent", "failed"}, ended
    assert ended["ended"].get("sent", 0) == sum(replies.values()) or ended["waiting_human"] > 0
    stage.took("over after", time.monotonic() - began, 120)
    stage.saw(
        deliveries=len(deliveries),
        tries=first.tries + second.tries,
        kills=dict(Counter(killer.killed)),
        replies=sum(replies.values()),
        looks_at_the_books=books.looks,
        accounting=ended,
    )


@scenario("P2")
def fifty_times_at_the_same_moment(stage: Stage) -> None:
    """On every channel one event is delivered fifty times at once: one message, one job, at most one reply."""
    acme = stage.a_tenant()
    for channel in CHANNELS:
        delivery = acme.way(channel).delivery(POSITIVE)
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _, d=delivery: acme.post(d), range(50)))
        assert {answer.status_code for answer in answers} == {200}, channel
        message = acme.ended(delivery)
        assert len(acme.jobs(message_id=message["id"], type=acme.way(channel).job_type)) == 1, channel
        assert len(acme.way(channel).received_by(delivery.person)) <= 1, channel
    assert acme.accounting()["received"] == len(CHANNELS)
    stage.saw(deliveries=50 * len(CHANNELS), messages=len(CHANNELS))


@scenario("P3")
def books_add_up_at_every_moment(stage: Stage) -> None:
    """While a worker dies and people write, every look at the accounting adds up."""
    rejoinder = stage.rejoinder
    tenants = stage.a_tenant(), stage.a_tenant(mode="suggest")
    choose = stage.dice.choice
    deliveries = [choose(tenants).way(choose(("twilio_sms", "smartlead"))).delivery(choose(WORDS)) for _ in range(120)]

    def replace_worker() -> None:
        rejoinder.worker.kill()
        rejoinder.start_worker()

    books = Bookkeeper(rejoinder)
    with Background(books, lambda: 0.05):
        pause = stage.dice.uniform
        with Background(replace_worker, lambda: pause(0.5, 1.5)), Senders(deliveries, threads=4):
            pass
        for tenant in tenants:
            _calm(rejoinder, tenant)
    each = [tenant.accounting() for tenant in tenants]
    for ended in each:
        assert_adds_up(ended)
    assert sum(ended["received"] for ended in each) == len(deliveries)
    assert books.looks > 20
    stage.saw(looks=books.looks, most_in_flight=books.most_in_flight, accounting=each)


@scenario("P3")
def vanished_job_is_found(stage: Stage) -> None:
    """A message whose job was deleted by hand is noticed and finished."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="suggest")
    with rejoinder.without_workers():
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.stored(delivery)
        rejoinder.sql("DELETE FROM jobs WHERE message_id = %s", message["id"])
        # An hour ago: a message that has just come may still get its job.
        rejoinder.sql("UPDATE messages SET received_at = received_at - interval '1 h' WHERE id = %s", message["id"])
        began = time.monotonic()
        until(
            lambda: acme.jobs(message_id=message["id"]) or acme.accounting()["unaccounted"] == 1,
            "the loss to be seen or mended",
            40,
        )
    assert acme.ended(delivery, within_s=40)["disposition"] == "waiting-human"
    assert acme.accounting()["unaccounted"] == 0
    stage.took("noticed after", time.monotonic() - began, 60)


@scenario("P3")
def vanished_message_is_told(stage: Stage) -> None:
    """A stored message that is deleted behind our back is unaccounted, and /health says so."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    message = acme.ended(acme.take(acme.texts.delivery("Thanks")))
    rejoinder.sql("DELETE FROM messages WHERE id = %s", message["id"])
    assert acme.accounting()["unaccounted"] == 1
    until(lambda: "unaccounted" in _violations(rejoinder), "health to say so")
    rejoinder.sql("DELETE FROM events WHERE workspace_id = %s", acme.id)
    stage.saw(message=message["id"])


def _violations(rejoinder: Installation) -> set[str]:
    return {violation["code"] for violation in rejoinder.get("/health")["violations"]}


def _calm(rejoinder: Installation, acme: Tenant) -> None:
    """Nothing is in flight; waits between tries are cut short, as if the time had passed."""

    def calm() -> bool:
        rejoinder.hasten("workspace_id = %s", acme.id)
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        return bool(acme.accounting()["in_flight"] == 0)

    until(calm, "everything to end", 90, every_s=0.5)


def _each_once(acme: Tenant, event_ids: list[str]) -> None:
    """One message and one job for each of these events, by the tables."""
    inbound = acme.messages(direction="inbound")
    assert Counter(m["external_id"] for m in inbound) == Counter(event_ids)
    judged = acme.rejoinder.sql(
        "SELECT message_id FROM jobs WHERE type LIKE '%%INBOUND_POST_PROCESS' AND workspace_id = %s", acme.id
    )
    assert Counter(str(job["message_id"]) for job in judged) == Counter(m["id"] for m in inbound)
    assert acme.accounting()["unaccounted"] == 0

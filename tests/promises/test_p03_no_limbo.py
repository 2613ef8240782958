"""P3: at any time received = in flight + waiting for a person + ended, and the sum is found in raw events."""

import random
from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.storm import Background, Bookkeeper, Senders, assert_adds_up
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p03")]

WORDS = ("Thanks", "Yes, please call me", "STOP", "", "Not interested, remove me", "How much is it?", "not right now")


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


def test_the_books_add_up_at_every_moment_while_a_worker_dies_and_people_write(rejoinder: Installation) -> None:
    dice = random.Random(33)
    automatic, careful = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8), rejoinder.a_tenant(mode="suggest")
    deliveries = [
        dice.choice([automatic, careful]).way(dice.choice(["twilio_sms", "smartlead"])).delivery(dice.choice(WORDS))
        for _ in range(120)
    ]

    def replace_worker() -> None:
        rejoinder.worker.kill()
        rejoinder.start_worker()

    books = Bookkeeper(rejoinder)
    with Background(books, lambda: 0.05):
        with Background(replace_worker, lambda: dice.uniform(0.5, 1.5)), Senders(deliveries, threads=4):
            pass
        until(
            lambda: rejoinder.hasten() is not None and rejoinder.accounting()["in_flight"] == 0,
            "everything to end",
            60,
            every_s=0.3,
        )
    ended = rejoinder.accounting()
    assert_adds_up(ended)
    assert ended["received"] == len(deliveries)
    assert ended["waiting_human"] > 0
    assert {"sent", "stayed-silent", "suppressed"} <= {name.partition(":")[0] for name in ended["ended"]}
    both = [rejoinder.accounting(tenant.id) for tenant in (automatic, careful)]
    assert sum(books["received"] for books in both) == len(deliveries)
    assert books.looks > 20
    print(f"\nP3: {books.looks} looks while {books.most_in_flight} were in flight at most; {ended}")


def test_a_message_whose_job_vanished_is_found_and_finished(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="suggest")
    with rejoinder.without_workers():
        delivery = acme.take(acme.texts.delivery("Yes, please call me"))
        message = acme.stored(delivery)
        # An hour ago: a message that has just come may still get its job.
        rejoinder.sql("DELETE FROM jobs WHERE message_id = %s", message["id"])
        rejoinder.sql("UPDATE messages SET received_at = received_at - interval '1 h' WHERE id = %s", message["id"])
        until(
            lambda: acme.jobs(message_id=message["id"]) or acme.accounting()["unaccounted"] == 1,
            "the loss to be seen or mended",
            30,
        )
    assert acme.ended(delivery, within_s=40)["disposition"] == "waiting-human"
    assert acme.accounting()["unaccounted"] == 0


def test_a_stored_message_that_vanishes_from_the_table_is_unaccounted_and_degrades_health(
    rejoinder: Installation,
) -> None:
    acme = rejoinder.a_tenant()
    message = acme.ended(acme.take(acme.texts.delivery("Thanks")))
    assert acme.accounting()["unaccounted"] == 0
    rejoinder.sql("DELETE FROM messages WHERE id = %s", message["id"])
    assert acme.accounting()["unaccounted"] == 1
    until(lambda: "unaccounted" in _violations(rejoinder), "health to say so")
    assert rejoinder.get("/health")["status"] == "degraded"


def _violations(rejoinder: Installation) -> set[str]:
    return {violation["code"] for violation in rejoinder.get("/health")["violations"]}

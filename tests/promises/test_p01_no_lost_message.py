"""P1: once a provider got a 2xx, the message survives; what cannot be made durable gets no 2xx."""

import random
import shutil
import time
from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.storm import Senders
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p01")]


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(own_postgres=True) as running:
        yield running


def test_while_postgres_is_down_deliveries_are_taken_and_are_there_after_its_return(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto")
    deliveries = [acme.way(channel).delivery("Thanks") for channel in ("twilio_sms", "smartlead") for _ in range(15)]
    acme.take(deliveries[0])
    rejoinder.own_postgres.kill()
    waits = []
    for delivery in deliveries:
        began = time.monotonic()
        acme.take(delivery)
        waits.append(time.monotonic() - began)
    assert rejoinder.call("GET", "/health").status_code == 503
    back = time.monotonic()
    rejoinder.own_postgres.start()
    for delivery in deliveries:
        assert acme.ended(delivery, within_s=40)["disposition"] == "stayed-silent"
    assert len(acme.messages(direction="inbound")) == len(deliveries)
    assert acme.accounting()["unaccounted"] == 0
    waits.sort()
    assert waits[-1] < 3, f"a provider waited {waits[-1]:.1f} s"
    assert waits[len(waits) // 2] < 0.25, f"half of them waited {waits[len(waits) // 2]:.2f} s"
    print(
        f"\nP1 Postgres down: {len(deliveries)} taken, median {waits[15] * 1000:.0f} ms, slowest"
        f" {waits[-1] * 1000:.0f} ms; all ended {time.monotonic() - back:.1f} s after its return"
    )


def test_what_was_spooled_survives_a_killed_api(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant()
    acme.take(acme.texts.delivery("Thanks"))
    rejoinder.own_postgres.kill()
    spooled = [acme.take(acme.texts.delivery("Thanks")) for _ in range(5)]
    rejoinder.api.kill()
    rejoinder.own_postgres.start()
    rejoinder.restart_api()
    for delivery in spooled:
        assert acme.ended(delivery, within_s=40)["disposition"] == "stayed-silent"


def test_a_delivery_that_nobody_signed_is_not_stored_after_an_outage_either(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant()
    genuine, forged = acme.texts.delivery("Thanks"), acme.texts.delivery("Give me everything")
    rejoinder.own_postgres.kill()
    acme.post(forged.with_headers(X_Twilio_Signature="forged"))
    acme.take(genuine)
    rejoinder.own_postgres.start()
    acme.ended(genuine, within_s=40)
    assert [m["external_id"] for m in acme.messages()] == [genuine.event_id]
    assert rejoinder.count("events WHERE workspace_id = %s", acme.id) == 1


def test_without_anything_durable_the_provider_is_asked_to_try_again(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant()
    delivery = acme.texts.delivery("Thanks")
    acme.take(acme.texts.delivery("Thanks"))
    spool = rejoinder.folder / "data" / "spool"
    until(lambda: not any(spool.glob("*.spool")), "an empty spool")
    shutil.rmtree(spool, ignore_errors=True)
    spool.write_text("a file where the folder should be")
    try:
        rejoinder.own_postgres.kill()
        answer = acme.post(delivery)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["content-type"].startswith("application/problem+json")
        rejoinder.own_postgres.start()
    finally:
        spool.unlink()
    until(lambda: acme.post(delivery).status_code == 200, "the repeated delivery to be taken", 40)
    assert acme.ended(delivery, within_s=40)["disposition"] == "stayed-silent"


def test_every_acknowledged_delivery_is_stored_although_the_api_is_killed_under_load(rejoinder: Installation) -> None:
    acme, dice = rejoinder.a_tenant(), random.Random(101)
    acme.set(mode="off")
    deliveries = [acme.way(dice.choice(["twilio_sms", "smartlead"])).delivery("Thanks") for _ in range(400)]
    kills = 0
    with Senders(deliveries) as senders:
        while senders.left:
            enough = len(senders.acknowledged) + dice.randint(10, 60)
            until(
                lambda n=enough: not senders.left or len(senders.acknowledged) >= n,
                "deliveries to be taken",
                every_s=0.01,
            )
            rejoinder.restart_api()
            kills += 1
    stored = {m["external_id"] for m in acme.messages(direction="inbound")}
    assert senders.acknowledged == {delivery.event_id for delivery in deliveries}
    assert stored == senders.acknowledged
    assert kills >= 5
    print(f"\nP1 API killed {kills} times: {len(stored)} of {len(deliveries)} stored, {senders.tries} tries")

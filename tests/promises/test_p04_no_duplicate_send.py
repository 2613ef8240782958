"""P4: whatever happens to the process that sends, at whichever moment: at most one delivery, and a settled outcome."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.processes import Role
from rejoinder.entrypoints.drill.stand_ins.server import NoAnswer
from rejoinder.entrypoints.drill.tenant import IN_FLIGHT, Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p04")]

CHANNELS = pytest.mark.parametrize("channel", ["twilio_sms", "smartlead"])
POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(workers=2) as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    for role in rejoinder.workers:
        if not role.is_running:
            rejoinder.start_worker(role)
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


@CHANNELS
def test_a_worker_killed_when_the_provider_had_accepted_and_not_answered_sends_once(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    _moments(rejoinder, channel).after_accept.append(lambda: _sender(rejoinder).kill())
    delivery = acme.take(acme.way(channel).delivery(POSITIVE))
    message = _settled(rejoinder, acme, delivery)
    assert message["disposition"] == "sent"
    assert len(acme.way(channel).received_by(delivery.person)) == 1
    [send] = acme.sends()
    assert (send["state"], send["attempts"]) == ("sent", 1)


def test_a_worker_killed_before_the_provider_accepted_is_proven_dead_and_the_text_sent_once(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.twilio.moments.before_accept.append(_kill_and_drop(rejoinder))
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    assert _settled(rejoinder, acme, delivery)["disposition"] == "sent"
    assert len(acme.texts.received_by(delivery.person)) == 1
    [send] = acme.sends()
    assert (send["state"], send["attempts"]) == ("sent", 2)


def test_a_mail_whose_worker_was_killed_before_the_provider_accepted_waits_for_a_person(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.smartlead.moments.before_accept.append(_kill_and_drop(rejoinder))
    delivery = acme.take(acme.mails.delivery(POSITIVE))
    message = _settled(rejoinder, acme, delivery)
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "send-unknown")
    [send] = acme.sends()
    rejoinder.post(f"/api/v1/sends/{send['id']}/settle", {"outcome": "send_again"})
    until(lambda: acme.mails.received_by(delivery.person), "the mail that a person sent again")
    until(lambda: acme.sends()[0]["state"] == "sent", "its receipt")
    assert len(acme.mails.received_by(delivery.person)) == 1


def test_a_worker_that_dies_twice_before_the_provider_accepts_is_not_trusted_a_third_time(
    rejoinder: Installation, acme: Tenant
) -> None:
    kill = _kill_and_drop(rejoinder)
    rejoinder.twilio.moments.before_accept += [kill, kill]
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = _settled(rejoinder, acme, delivery)
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "send-unknown")
    assert acme.texts.received_by(delivery.person) == []
    assert acme.sends()[0]["attempts"] == 2


@CHANNELS
def test_a_worker_frozen_after_the_provider_accepted_changes_nothing_when_it_wakes(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    frozen: list[Role] = []

    def freeze() -> None:
        frozen.append(_sender(rejoinder))
        frozen[0].freeze()

    _moments(rejoinder, channel).after_accept.append(freeze)
    delivery = acme.take(acme.way(channel).delivery(POSITIVE))
    until(lambda: frozen, "the worker to freeze")
    try:
        _run_out_of_lease(rejoinder, acme)
        assert _settled(rejoinder, acme, delivery)["disposition"] == "sent"
    finally:
        frozen[0].thaw()
    holds_for(lambda: len(acme.way(channel).received_by(delivery.person)) == 1, "one delivery", 2)
    assert [(send["state"], send["attempts"]) for send in acme.sends()] == [("sent", 1)]
    assert len(acme.messages(direction="outbound")) == 1


def test_a_frozen_worker_whose_request_lingers_is_not_proven_dead_so_a_person_decides(
    rejoinder: Installation, acme: Tenant
) -> None:
    frozen: list[Role] = []
    seen: list[str] = []

    def freeze_until_settled() -> None:
        frozen.append(_sender(rejoinder))
        frozen[0].freeze()
        until(lambda: seen, "the test to have looked", 60)

    rejoinder.twilio.moments.before_accept.append(freeze_until_settled)
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: frozen, "the worker to freeze")
    try:
        _run_out_of_lease(rejoinder, acme)
        message = _settled(rejoinder, acme, delivery)
    finally:
        seen.append("yes")
        frozen[0].thaw()
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "send-unknown")
    until(lambda: acme.texts.received_by(delivery.person), "the late delivery")
    holds_for(lambda: len(acme.texts.received_by(delivery.person)) == 1, "the late delivery is the only one", 2)
    until(lambda: acme.sends()[0]["state"] == "sent", "the receipt that the woken worker brought")


def test_every_send_has_one_intent_however_often_its_job_is_rung(rejoinder: Installation, acme: Tenant) -> None:
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(10)]
    for delivery in deliveries:
        acme.ended(delivery)
    rejoinder.sql(
        "UPDATE jobs SET status = 'PENDING', run_at = clock_timestamp(), ring_at = clock_timestamp()"
        " WHERE type = 'SEND_REPLY' AND workspace_id = %s",
        acme.id,
    )
    until(lambda: not acme.jobs(type="SEND_REPLY", status="PENDING"), "the repeated jobs to be over")
    until(lambda: not acme.jobs(type="SEND_REPLY", status="RUNNING"), "the repeated jobs to be over")
    assert all(len(acme.texts.received_by(delivery.person)) == 1 for delivery in deliveries)


def _moments(rejoinder: Installation, channel: str) -> Any:
    return (rejoinder.twilio if channel == "twilio_sms" else rejoinder.smartlead).moments


def _sender(rejoinder: Installation) -> Role:
    """The worker whose call is at the provider right now."""
    [row] = rejoinder.sql("SELECT owner FROM sends WHERE state = 'sending'")
    pid = int(row["owner"].rsplit(":", 2)[1])
    return next(role for role in rejoinder.workers if role.pid == pid)


def _kill_and_drop(rejoinder: Installation) -> Callable[[], None]:
    def act() -> None:
        _sender(rejoinder).kill()
        raise NoAnswer

    return act


def _run_out_of_lease(rejoinder: Installation, acme: Tenant) -> None:
    """As if the frozen worker's minute were over."""
    freed = rejoinder.sql(
        "UPDATE jobs SET lease_until = clock_timestamp() - interval '1 s'"
        " WHERE status = 'RUNNING' AND type = 'SEND_REPLY' AND workspace_id = %s RETURNING id",
        acme.id,
    )
    assert len(freed) == 1


def _settled(rejoinder: Installation, acme: Tenant, delivery: Delivery) -> dict[str, Any]:
    """The message once it has ended, the waits between look-ups having passed; dead workers are replaced."""
    message_id = acme.stored(delivery)["id"]

    def over() -> dict[str, Any] | None:
        for role in rejoinder.workers:
            if not role.is_running:
                rejoinder.start_worker(role)
        rejoinder.hasten("workspace_id = %s", acme.id)
        message = dict(rejoinder.get(f"/api/v1/messages/{message_id}"))
        return None if message["disposition"] in IN_FLIGHT else message

    return until(over, "the send to be settled", 40, every_s=0.2)

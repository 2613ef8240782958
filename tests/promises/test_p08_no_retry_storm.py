"""P8: a provider or an AI in trouble is asked a bounded number of times, and recovery costs nobody a second reply."""

import itertools
from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p08")]

POSITIVE = "Yes, I'm interested in a call"
PEOPLE = 40
THREADS = 16
OPENS_AFTER = 5


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def test_a_provider_that_answers_500_is_called_a_few_times_and_then_left_alone(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.twilio.script = ["500"] * 100_000
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(PEOPLE)]
    until(lambda: rejoinder.count("breakers WHERE opened_at IS NOT NULL") == 1, "the breaker to open", 40)
    until(lambda: len(acme.sends()) == PEOPLE, "every reply to be decided", 40)

    def few_calls() -> bool:
        # Impatience does not help: every wait is cut short again and again.
        rejoinder.hasten("workspace_id = %s AND type = 'SEND_REPLY'", acme.id)
        return _calls(rejoinder) <= OPENS_AFTER + THREADS + 2

    holds_for(few_calls, f"a few calls only ({_calls(rejoinder)})", 8, every_s=0.5)
    during = _calls(rejoinder)
    assert rejoinder.get("/health")["channels"]["twilio_sms"]["status"] == "failing"
    rejoinder.twilio.script = []

    def calm() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return acme.accounting()["in_flight"] == 0

    until(calm, "everything to be settled", 60, every_s=0.3)
    got = [len(acme.texts.received_by(delivery.person)) for delivery in deliveries]
    assert max(got) == 1
    books = acme.accounting()
    assert books["ended"].get("sent", 0) == sum(got)
    assert books["waiting_human"] == PEOPLE - sum(got)
    print(f"\nP8: {during} calls for {PEOPLE} replies while Twilio answered 500; then {books}")


def test_a_rate_limit_is_waited_out_as_long_as_the_provider_asked(rejoinder: Installation, acme: Tenant) -> None:
    before = _calls(rejoinder)
    rejoinder.twilio.script = ["429", "429"]
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    assert acme.ended(delivery)["disposition"] == "sent"
    calls = [call.at for call in rejoinder.twilio.calls if call.method == "POST"][before:]
    assert len(calls) == 3
    assert all(later - earlier >= 0.95 for earlier, later in itertools.pairwise(calls))


def test_an_ai_that_fails_is_asked_ever_more_rarely(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.openai.always = "500"
    before = len(rejoinder.openai.calls)
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(PEOPLE)]
    ids = [acme.stored(delivery)["id"] for delivery in deliveries]
    until(lambda: all(j["last_error"] for j in acme.jobs(type="SMS_INBOUND_POST_PROCESS")), "every job to wait", 30)
    asked = len(rejoinder.openai.calls) - before
    assert asked <= OPENS_AFTER + THREADS + 2
    holds_for(lambda: len(rejoinder.openai.calls) - before <= asked + 2, "no more than a probe", 5)
    rejoinder.openai.always = "ok"

    def calm() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return acme.accounting()["in_flight"] == 0

    until(calm, "everything to end", 60, every_s=0.3)
    assert len(ids) == acme.accounting()["ended"]["sent"]
    print(f"\nP8: the AI was asked {asked} times for {PEOPLE} messages while it failed")


def test_webhooks_are_answered_at_once_while_everything_behind_them_is_slow(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.openai.script = ["slow:2"] * 60
    try:
        answers = [acme.post(acme.texts.delivery("Thanks")) for _ in range(60)]
    finally:
        rejoinder.openai.script = []
    took = sorted(answer.elapsed.total_seconds() for answer in answers)
    assert {answer.status_code for answer in answers} == {200}
    assert took[-1] < 2
    assert took[30] < 0.25


def _calls(rejoinder: Installation) -> int:
    """How often Twilio was asked to send something."""
    return sum(call.method == "POST" for call in rejoinder.twilio.calls)

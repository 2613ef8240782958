"""P4, P8, P10 and P11: what leaves does so once, only if it may, and says nothing that nobody said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation
from rejoinder.entrypoints.drill.processes import Role
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.stand_ins.openai import Question, by_rules
from rejoinder.entrypoints.drill.stand_ins.server import NoAnswer
from rejoinder.entrypoints.drill.tenant import IN_FLIGHT, Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

POSITIVE = "Yes, I'm interested in a call"
FAULTS = ("accept-no-answer", "accept-500", "drop", "500", "429")
PEOPLE = 30
OPENS_AFTER, THREADS = 5, 16
OPT_OUTS = ("STOP", "Please remove me from your list", "Bitte nicht mehr schreiben", "No me escriban más", "Arrêtez !")
INVENTED = ("It costs $49 today.", "You save 35 % until Friday.", "Call us at +1 202 555 0199.", "We guarantee it.")


@scenario("P4")
def every_fault_of_a_provider(stage: Stage) -> None:
    """Providers take a reply and hang up, answer 500, refuse, or ask for patience: everybody gets at most one text,
    and every outcome is settled or lies on a person's screen."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    seen: dict[str, str] = {}
    for channel in ("twilio_sms", "smartlead"):
        provider = rejoinder.twilio if channel == "twilio_sms" else rejoinder.smartlead
        for fault in FAULTS:
            provider.script.append(fault)
            delivery = acme.take(acme.way(channel).delivery(POSITIVE))
            message = _settled(rejoinder, acme, delivery)
            got = len(acme.way(channel).received_by(delivery.person))
            assert got == (1 if message["disposition"] == "sent" else got) <= 1, (channel, fault, got)
            assert message["disposition"] in ("sent", "waiting-human"), (channel, fault, message["disposition"])
            seen[f"{channel} {fault}"] = f"{message['disposition']}, {got} delivered"
            rejoinder.sql("DELETE FROM breakers")
    stage.saw(**seen)


@scenario("P4")
def killed_after_the_provider_accepted(stage: Stage) -> None:
    """The worker dies when the provider had accepted and not answered: one delivery, and it is known as sent."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    for channel in ("twilio_sms", "smartlead"):
        _provider(rejoinder, channel).moments.after_accept.append(lambda: _sender(rejoinder).kill())
        delivery = acme.take(acme.way(channel).delivery(POSITIVE))
        assert _settled(rejoinder, acme, delivery)["disposition"] == "sent"
        assert len(acme.way(channel).received_by(delivery.person)) == 1
    stage.saw(sends=[(send["state"], send["attempts"]) for send in acme.sends()])


@scenario("P4")
def killed_before_the_provider_accepted(stage: Stage) -> None:
    """The worker dies before the provider accepted: a text is proven absent and sent once, a mail waits for a
    person."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.twilio.moments.before_accept.append(_kill_and_drop(rejoinder))
    text = acme.take(acme.texts.delivery(POSITIVE))
    assert _settled(rejoinder, acme, text)["disposition"] == "sent"
    assert len(acme.texts.received_by(text.person)) == 1
    rejoinder.smartlead.moments.before_accept.append(_kill_and_drop(rejoinder))
    mail = acme.take(acme.mails.delivery(POSITIVE))
    waiting = _settled(rejoinder, acme, mail)
    assert (waiting["disposition"], waiting["disposition_reason"]) == ("waiting-human", "send-unknown")
    assert acme.mails.received_by(mail.person) == []
    stage.saw(text="sent once", mail=waiting["disposition_reason"])


@scenario("P4")
def frozen_worker_wakes_late(stage: Stage) -> None:
    """A worker is frozen in the middle of a send, another one settles it, and the first one wakes: one delivery."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    frozen: list[Role] = []

    def freeze() -> None:
        frozen.append(_sender(rejoinder))
        frozen[0].freeze()

    rejoinder.twilio.moments.after_accept.append(freeze)
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: frozen, "the worker to freeze")
    try:
        _run_out_of_lease(rejoinder, acme)
        assert _settled(rejoinder, acme, delivery)["disposition"] == "sent"
    finally:
        frozen[0].thaw()
    holds_for(lambda: len(acme.texts.received_by(delivery.person)) == 1, "one delivery", 2)
    assert [(send["state"], send["attempts"]) for send in acme.sends()] == [("sent", 1)]
    stage.saw(send=acme.sends()[0]["id"])


@scenario("P4")
def rung_again_and_again(stage: Stage) -> None:
    """Jobs of replies that have left are rung once more: nobody gets a second text."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(10)]
    for delivery in deliveries:
        assert acme.ended(delivery)["disposition"] == "sent"
    rejoinder.sql(
        "UPDATE jobs SET status = 'PENDING', run_at = clock_timestamp(), ring_at = clock_timestamp()"
        " WHERE type = 'SEND_REPLY' AND workspace_id = %s",
        acme.id,
    )
    for status in ("PENDING", "RUNNING"):
        until(partial(_none_is, acme, status), "the repeated jobs to be over")
    assert all(len(acme.texts.received_by(delivery.person)) == 1 for delivery in deliveries)
    stage.saw(rung_again=len(deliveries))


@scenario("P8")
def provider_that_answers_500(stage: Stage) -> None:
    """A provider answers 500: it is called a few times and left alone, and nobody gets two replies afterwards."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    before = _calls(rejoinder)
    rejoinder.twilio.script = ["500"] * 100_000
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(PEOPLE)]
    until(lambda: rejoinder.count("breakers WHERE opened_at IS NOT NULL") == 1, "the breaker to open", 40)
    until(lambda: len(acme.sends()) == PEOPLE, "every reply to be decided", 40)

    def few() -> bool:
        # Impatience does not help: every wait is cut short again and again.
        rejoinder.hasten("workspace_id = %s AND type = 'SEND_REPLY'", acme.id)
        return _calls(rejoinder) - before <= OPENS_AFTER + 2 * THREADS + 2

    holds_for(few, "a few calls only", 5, every_s=0.5)
    during = _calls(rejoinder) - before
    rejoinder.twilio.script = []
    _calm(rejoinder, acme)
    got = [len(acme.texts.received_by(delivery.person)) for delivery in deliveries]
    assert max(got) == 1
    books = acme.accounting()
    assert books["ended"].get("sent", 0) == sum(got)
    assert books["waiting_human"] == PEOPLE - sum(got)
    stage.saw(replies=PEOPLE, calls_while_failing=during, accounting=books)


@scenario("P8")
def webhooks_while_everything_is_slow(stage: Stage) -> None:
    """The AI takes two seconds per question: providers are answered at once all the same."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.openai.script = ["slow:2"] * 40
    answers = [acme.post(acme.texts.delivery("Thanks")) for _ in range(40)]
    rejoinder.openai.script = []
    took = sorted(answer.elapsed.total_seconds() for answer in answers)
    assert {answer.status_code for answer in answers} == {200}
    stage.took("median answer", took[20], 0.5)
    stage.took("slowest answer", took[-1], 2)


@scenario("P10")
def opt_out_stops_what_was_queued(stage: Stage) -> None:
    """Somebody opts out while the reply to an earlier message waits: it never leaves, in five languages."""
    rejoinder, acme = stage.delayed, stage.delayed.a_tenant(mode="auto", auto_send_threshold=0.8, burst_wait=0)
    for words in OPT_OUTS:
        first = acme.take(acme.texts.delivery(POSITIVE))
        until(partial(acme.sends, message_id=acme.stored(first)["id"]), "a queued reply")
        stop = acme.take(acme.texts.delivery(words, first.person))
        ended = acme.ended(stop)
        assert ended["disposition"] == "suppressed", (words, ended["disposition"])
        rejoinder.hasten("workspace_id = %s", acme.id)
        acme.ended(first)
        assert acme.lead(ended)["consent"]["sms"] == "withdrawn", words
        assert acme.texts.received_by(first.person) == [], words
    stage.saw(opt_outs=OPT_OUTS, delivered=0)


@scenario("P10")
def switch_reaches_what_was_queued(stage: Stage) -> None:
    """A switch is thrown while a reply waits: it does not leave, and says why."""
    rejoinder, acme = stage.delayed, stage.delayed.a_tenant(mode="auto", auto_send_threshold=0.8, burst_wait=0)
    first = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: acme.sends(message_id=acme.stored(first)["id"]), "a queued reply")
    with acme.switched("outbound_paused"):
        rejoinder.hasten("workspace_id = %s", acme.id)
        message = acme.ended(first)
    assert (message["disposition"], message["disposition_reason"]) == ("suppressed", "switch")
    assert acme.texts.received_by(first.person) == []
    stage.saw(message=message["id"])


@scenario("P10")
def automated_mail_is_left_alone(stage: Stage) -> None:
    """Out-of-office notes and bounces are never answered, whatever they say."""
    acme = stage.a_tenant()
    notes = (
        ("Automatic reply: Onboarding", "I am out of the office until Monday. Interested? Call my team.", None),
        ("Undeliverable: Onboarding", "Could not be delivered. Interested?", "postmaster@brightoak.example"),
    )
    for subject, text, replier in notes:
        delivery = acme.take(acme.mails.delivery(text, subject=subject, replier=replier))
        message = acme.ended(delivery)
        assert (message["disposition"], message["automated"]) == ("stayed-silent", True), subject
        assert acme.mails.received_by(delivery.person) == []
    stage.saw(notes=len(notes))


@scenario("P11")
def invented_facts_wait_for_a_person(stage: Stage) -> None:
    """The AI invents a price, a discount, a phone number and a guarantee: nothing is sent, each reply says why."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    reasons = {}
    for claim in INVENTED:

        def inventing(feature: str, question: Question, claim: str = claim) -> Any:
            answer = dict(by_rules(feature, question))
            return {**answer, "body": f"{answer['body']} {claim}"} if "body" in answer else answer

        rejoinder.openai.answering = inventing
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.ended(delivery)
        assert message["disposition"] == "waiting-human", (claim, message["disposition"])
        assert acme.texts.received_by(delivery.person) == [], claim
        reasons[claim] = message["disposition_reason"]
    stage.saw(**reasons)


def _none_is(acme: Tenant, status: str) -> bool:
    return not acme.jobs(type="SEND_REPLY", status=status)


def _provider(rejoinder: Installation, channel: str) -> Any:
    return rejoinder.twilio if channel == "twilio_sms" else rejoinder.smartlead


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
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        message = dict(rejoinder.get(f"/api/v1/messages/{message_id}"))
        return None if message["disposition"] in IN_FLIGHT else message

    return until(over, "the send to be settled", 40, every_s=0.2)


def _calm(rejoinder: Installation, acme: Tenant) -> None:
    def calm() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return bool(acme.accounting()["in_flight"] == 0)

    until(calm, "everything to be settled", 60, every_s=0.3)


def _calls(rejoinder: Installation) -> int:
    """How often Twilio was asked to send something."""
    return sum(call.method == "POST" for call in rejoinder.twilio.calls)

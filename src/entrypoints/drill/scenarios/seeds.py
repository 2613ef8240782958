"""The test plans of the seeds: what the user asked to see first."""

from __future__ import annotations

from functools import partial
from typing import Any

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

WAYS = ("twilio_sms", "smartlead", "ghl_sms", "unipile_linkedin", "instantly", "emailbison", "vapi")
JOBS = 50


@scenario("seed 000")
def positive_neutral_and_negative(stage: Stage) -> None:
    """On every channel: a positive reply is answered once, a neutral one is left alone, a negative one is never
    answered."""
    acme = stage.a_tenant()
    seen = {}
    for channel in WAYS:
        way = acme.way(channel)
        said = {"positive": "Yes, please call me", "neutral": "Thanks", "negative": "Not interested, remove me"}
        taken = {name: acme.take(way.delivery(text)) for name, text in said.items()}
        if channel == "vapi":
            until(partial(_all_is_over, acme, len(WAYS) * len(taken)), "what was said on the phone", 30)
        ended = {name: _message_of(acme, channel, delivery) for name, delivery in taken.items()}
        assert ended["positive"]["disposition"] == "sent", (channel, ended["positive"]["disposition"])
        assert ended["neutral"]["disposition"] == "stayed-silent", channel
        assert ended["negative"]["disposition"] in ("suppressed", "waiting-human"), channel
        got = {name: len(way.received_by(delivery.person)) for name, delivery in taken.items()}
        assert got == {"positive": 1, "neutral": 0, "negative": 0}, (channel, got)
        seen[channel] = {name: message["disposition"] for name, message in ended.items()}
    stage.saw(**seen)


def _all_is_over(acme: Tenant, received: int) -> bool:
    books = acme.accounting()
    return bool(books["received"] == received and books["in_flight"] == 0)


def _message_of(acme: Tenant, channel: str, delivery: Delivery) -> dict[str, Any]:
    """The message once it has ended; what was said on the phone has no id of its own, but a caller."""
    if channel != "vapi":
        return acme.ended(delivery)
    (said,) = [message for message in acme.messages(direction="inbound") if message["sender"] == delivery.person]
    return said


@scenario("seed 000")
def failed_ai_then_the_next_cron_run(stage: Stage) -> None:
    """The AI fails once: the job is PENDING with one attempt, its error and a later run; the next cron run ends it."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    with rejoinder.without_workers():
        rejoinder.openai.script.append("500")
        delivery = acme.take(acme.texts.delivery("Yes, please call me"))
        message = acme.stored(delivery)
        rejoinder.cron()
        job = acme.job(message["id"], "SMS_INBOUND_POST_PROCESS")
        assert (job["status"], job["attempts"]) == ("PENDING", 1), job
        assert job["last_error"]
        assert job["run_at"] > job["created_at"]
        rejoinder.hasten("workspace_id = %s", acme.id)
        rejoinder.cron()
        again = acme.job(message["id"], "SMS_INBOUND_POST_PROCESS")
        assert (again["status"], again["attempts"]) == ("SUCCEEDED", 2), again
    stage.saw(first=job["last_error"], job=job["id"])


@scenario("seed 000")
def cron_does_what_waits(stage: Stage) -> None:
    """Without any worker the cron route alone works off what waits, each message once."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    with rejoinder.without_workers():
        deliveries = [acme.take(acme.texts.delivery("Yes, please call me")) for _ in range(JOBS)]
        runs = 0
        while acme.accounting()["in_flight"]:
            rejoinder.hasten("workspace_id = %s", acme.id)
            rejoinder.cron(limit=100, budget_s=20)
            runs += 1
            assert runs < 12, acme.accounting()
        assert [len(acme.texts.received_by(delivery.person)) for delivery in deliveries] == [1] * JOBS
    stage.saw(messages=JOBS, cron_runs=runs)


@scenario("seed 002")
def why_was_this_sent(stage: Stage) -> None:
    """Every message tells in its trace what was judged, decided and done, whether it was answered or not."""
    acme = stage.a_tenant()
    kinds = {}
    for words in ("Yes, please call me", "Thanks", "STOP"):
        message = acme.ended(acme.take(acme.texts.delivery(words)))
        steps = acme.trace(message["id"])
        assert steps, words
        assert all(step.get("reason") or step.get("outcome") or step.get("kind") for step in steps)
        kinds[words] = [step["kind"] for step in steps]
    stage.saw(**kinds)

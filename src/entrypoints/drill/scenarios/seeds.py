"""The test plans of the seeds: what the user asked to see first."""

from __future__ import annotations

from functools import partial
from typing import Any

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.stand_ins.vapi import ASSISTANT
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

WAYS = ("twilio_sms", "smartlead", "ghl_sms", "unipile_linkedin", "instantly", "emailbison", "vapi")
TALKING = WAYS[:-1]
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


@scenario("seed 000")
def lead_deleted_before_its_job(stage: Stage) -> None:
    """Somebody is erased, and somebody else's row deleted by hand, before their jobs ran: nothing fails, nobody is
    answered, and the books add up."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    with rejoinder.without_workers():
        erased, deleted = (acme.take(acme.texts.delivery("Yes, please call me")) for _ in range(2))
        person = acme.stored(erased)["lead_id"]
        assert rejoinder.call("DELETE", f"/api/v1/leads/{person}").is_success
        rejoinder.sql("DELETE FROM leads WHERE id = %s", acme.stored(deleted)["lead_id"])
        failed = rejoinder.cron()["failed"]
    assert failed == 0
    assert acme.texts.received_by(erased.person) == acme.texts.received_by(deleted.person) == []
    assert not acme.jobs(status="PENDING")
    assert not acme.jobs(status="FAILED")
    stage.saw(failed=failed)


@scenario("seed 000")
def empty_messages_and_missing_settings(stage: Stage) -> None:
    """An empty message on every channel waits for a person and costs nothing; a workspace without any setting works on
    defaults."""
    acme, plain = stage.a_tenant(), stage.rejoinder.a_tenant("No settings")
    stage.rejoinder.sql("UPDATE workspaces SET settings = '{}' WHERE id = %s", plain.id)
    for channel in TALKING:
        message = acme.ended(acme.take(acme.way(channel).delivery("")))
        assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "empty-message"), channel
        assert acme.ai_calls(message["id"]) == [], channel
    message = plain.ended(plain.take(plain.texts.delivery("Yes, please call me")))
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "mode-suggest")
    stage.saw(channels=len(TALKING), without_settings=message["disposition_reason"])


@scenario("seed 000")
def same_work_under_two_keys(stage: Stage) -> None:
    """The same job is written twice under different keys: it is done without conflict, and nobody gets two replies."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    with rejoinder.without_workers():
        deliveries = {channel: acme.take(acme.way(channel).delivery("Yes, please call me")) for channel in TALKING}
        for delivery in deliveries.values():
            acme.stored(delivery)
        [columns] = rejoinder.sql(
            "SELECT string_agg(column_name, ', ') AS names FROM information_schema.columns"
            " WHERE table_name = 'jobs' AND column_name NOT IN ('id', 'dedupe_key')"
        )
        rejoinder.sql(
            f"INSERT INTO jobs (id, dedupe_key, {columns['names']})"
            f" SELECT gen_random_uuid(), dedupe_key || ':again', {columns['names']} FROM jobs WHERE workspace_id = %s",
            acme.id,
        )
        runs = 0
        while acme.accounting()["in_flight"]:
            rejoinder.hasten("workspace_id = %s", acme.id)
            assert rejoinder.cron()["failed"] == 0
            runs += 1
            assert runs < 20, acme.accounting()
    got = {channel: len(acme.way(channel).received_by(each.person)) for channel, each in deliveries.items()}
    assert set(got.values()) == {1}, got
    stage.saw(**got)


@scenario("seed 000")
def the_seeds_questions_to_the_database(stage: Stage) -> None:
    """The views that the seed asks answer its questions: jobs by state, calls to the model by feature, and what they
    cost."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    message = acme.ended(acme.take(acme.texts.delivery("Yes, please call me")))
    until(lambda: not acme.jobs(status="PENDING") and not acme.jobs(status="RUNNING"), "an idle queue", 60)
    jobs = rejoinder.sql(
        "SELECT type, status, COUNT(*) AS count, AVG(attempts) AS avg_attempts, MAX(attempts) AS max_attempts"
        " FROM BackgroundJob WHERE clientId = %s AND createdAt > NOW() - INTERVAL '24 hours' GROUP BY type, status",
        acme.id,
    )
    assert ("SMS_INBOUND_POST_PROCESS", "SUCCEEDED") in {(row["type"], row["status"]) for row in jobs}
    assert max(row["max_attempts"] for row in jobs) < 5
    calls = rejoinder.sql(
        "SELECT featureId, COUNT(*) AS count, SUM(inputTokens) AS tokens FROM AIInteraction WHERE clientId = %s"
        " GROUP BY featureId",
        acme.id,
    )
    assert len(calls) >= 3
    assert all(row["tokens"] > 0 for row in calls)
    assert message["sentiment"] is not None
    stage.saw(kinds_of_jobs=len(jobs), features={row["featureid"]: row["count"] for row in calls})


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


@scenario("seed 002")
def ten_inbound_calls(stage: Stage) -> None:
    """Ten people call: each call is one row with its agent, its caller's lead and its message, however often it is
    told; an assistant that nobody registered is an alert and asked to come again."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    stated = {"connection_id": acme.calls.connection["id"], "external_assistant_id": ASSISTANT, "name": "Front desk"}
    rejoinder.post(f"/api/v1/workspaces/{acme.id}/agents", {**stated, "is_default": True})
    calls = [acme.calls.a_call("Yes, I'm interested in a call") for _ in range(10)]
    for call in calls:
        for message in (*call.messages(), call.report()):
            acme.take(acme.calls.of(call, message))
    until(lambda: len(_calls_of(acme, "received")) == len(calls), "every report", 40)
    rows = _calls_of(acme, "received")
    assert {row["external_id"] for row in rows} == {call.id for call in calls}
    assert all(row["lead_id"] and row["agent_id"] for row in rows)
    until(lambda: len(acme.messages(direction="inbound")) == len(calls), "a message of each", 40)
    stranger = acme.calls.a_call("Hello", assistant="asst-of-nobody")
    assert acme.post(acme.calls.of(stranger, stranger.report())).status_code == 500
    until(lambda: [alert for alert in acme.alerts() if alert["rule"] == "unknown-agent"], "an alert")
    stage.saw(calls=len(rows), messages=len(calls))


def _calls_of(acme: Tenant, report: str) -> list[dict[str, Any]]:
    rows = acme.rejoinder.all_of("/api/v1/calls", workspace_id=acme.id)
    return [row for row in rows if row["report"] == report]


@scenario("seed 004")
def instantly_from_reply_to_roll_up(stage: Stage) -> None:
    """On Instantly the webhook only stores: the job cleans the body, judges, drafts and sends once; scoring is another
    job, what a campaign sent is skipped, follow-ups pause and the lead's moments are kept."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    way = acme.instantly
    quoted = "Thanks\n\nOn Mon, 16 Nov 2026 at 09:14, Dele <dele@northgate.example> wrote:\n> Yes, I want a call today!"
    neutral = acme.ended(acme.take(way.delivery(quoted)))
    assert (neutral["body_clean"], neutral["sentiment"]) == ("Thanks", "Neutral")
    lead = acme.lead(neutral)
    assert lead["follow_ups_paused"]
    assert lead["last_inbound_at"]
    delivery = way.delivery("Yes, I'm interested in a call")
    for _ in range(3):
        acme.take(delivery)
    message = acme.ended(delivery)
    assert (message["disposition"], len(way.received_by(delivery.person))) == ("sent", 1)
    scored = acme.finished(message["id"], "LEAD_SCORING_POST_PROCESS")
    assert scored["status"] == "SUCCEEDED"
    assert len(acme.jobs(message_id=message["id"], type=way.job_type)) == 1
    person = way.a_person()
    mail = rejoinder.instantly.receive(person, "Hi, shall we talk?")
    event = rejoinder.instantly.event_of(mail, event_type="email_sent")
    acme.take(rejoinder.instantly.of_event(way.connection["webhook_url"], event, mail.id, person))
    until(lambda: not acme.jobs(type="PROVIDER_EVENT", status="PENDING"), "the event to be heard")
    assert way.received_by(person) == []
    assert acme.accounting()["received"] == 2
    stage.saw(sentiment=message["sentiment"], received=2, sent=1)

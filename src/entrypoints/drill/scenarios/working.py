"""P5 to P7: trouble is told, what holds back is seen, and the queue goes on."""

from __future__ import annotations

import itertools
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from rejoinder.domain.switches import SwitchKind
from rejoinder.entrypoints.drill.clocks import STEP
from rejoinder.entrypoints.drill.installation import Installation
from rejoinder.entrypoints.drill.processes import Role
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.stand_ins.openai import Question, by_rules
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

JOB = "SMS_INBOUND_POST_PROCESS"
POSITIVE = "Yes, I'm interested in a call"
FLOOD = 1_000


@scenario("P5")
def failing_ai_is_no_verdict(stage: Stage) -> None:
    """The AI answers 503, nonsense, nothing or 429: no message gets a verdict, every job says why, and after its
    recovery everybody gets one reply."""
    rejoinder = stage.rejoinder
    for trouble in ("503", "drop", "html", "garbage", "429"):
        acme = stage.a_tenant()
        rejoinder.openai.always = trouble
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.stored(delivery)
        until(partial(_trouble_of, acme, message["id"]), "the job to say why")
        job = acme.job(message["id"], JOB)
        assert job["status"] == "PENDING", trouble
        assert job["last_error_code"], trouble
        now = rejoinder.get(f"/api/v1/messages/{message['id']}")
        assert (now["sentiment"], now["sentiment_source"]) == (None, None), trouble
        rejoinder.openai.always = "ok"
        _recovered(rejoinder, acme)
        assert len(acme.texts.received_by(delivery.person)) == 1, trouble
        stage.saw(**{trouble: job["last_error_code"]})


@scenario("P5")
def rejected_key_is_told(stage: Stage) -> None:
    """The AI's key is refused: people are alerted, jobs wait without spending attempts, and all end once it is
    mended."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.openai.always = "401"
    deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(8)]
    until(lambda: rejoinder.count("breakers WHERE opened_at IS NOT NULL") == 1, "the breaker to open")
    told = until(
        lambda: [a for a in rejoinder.all_of("/api/v1/alerts") if "ai" in str(a["subject"]).split(":")], "an alert"
    )
    until(lambda: "ai-paused" in _violations(rejoinder), "health to say so")
    asked = len(rejoinder.openai.calls)
    rejoinder.openai.always = "ok"
    _recovered(rejoinder, acme)
    for delivery in deliveries:
        assert acme.ended(delivery)["disposition"] == "sent"
    stage.saw(alert=told[0]["title"], asked_while_refused=asked)


@scenario("P5")
def dead_letter_is_told_and_can_be_retried(stage: Stage) -> None:
    """Attempts run out: a dead letter with an alert, which a person's retry brings to its one reply."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.openai.always = "garbage"
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = acme.stored(delivery)
    until(lambda: acme.job(message["id"], JOB)["last_error"], "the first failure")
    rejoinder.sql("UPDATE jobs SET max_attempts = 2 WHERE message_id = %s", message["id"])

    def dead() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return bool(acme.job(message["id"], JOB)["status"] == "FAILED")

    until(dead, "the dead letter", every_s=0.2)
    assert acme.ended(delivery)["disposition"] == "failed"
    until(acme.alerts, "an alert")
    rejoinder.openai.always = "ok"
    rejoinder.sql("DELETE FROM breakers")
    rejoinder.post(f"/api/v1/jobs/{acme.job(message['id'], JOB)['id']}/retry")
    until(lambda: acme.ended(delivery)["disposition"] == "sent", "the reply after the retry")
    assert len(acme.texts.received_by(delivery.person)) == 1
    stage.saw(job=acme.job(message["id"], JOB)["id"])


@scenario("P5")
def alerts_reach_people(stage: Stage) -> None:
    """A job is given up: whoever is named for alerts hears of it outside of the product."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    url = f"{rejoinder.pager.base_url}/alerts"
    route = rejoinder.post("/api/v1/alert-routes", {"kind": "webhook", "target": {"url": url}})
    try:
        began = time.monotonic()
        rejoinder.openai.always = "garbage"
        message = acme.stored(acme.take(acme.texts.delivery(POSITIVE)))
        until(lambda: acme.job(message["id"], JOB)["last_error"], "the first failure")
        rejoinder.sql("UPDATE jobs SET max_attempts = 2 WHERE message_id = %s", message["id"])

        def dead() -> bool:
            rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
            rejoinder.hasten("workspace_id = %s", acme.id)
            return bool(acme.job(message["id"], JOB)["status"] == "FAILED")

        until(dead, "the dead letter", every_s=0.2)
        until(lambda: rejoinder.pager.heard("dead-letter"), "somebody to be told", 40)
        stage.took("told after", time.monotonic() - began, 60)
    finally:
        rejoinder.call("DELETE", f"/api/v1/alert-routes/{route['id']}")


@scenario("P6")
def every_switch_is_seen_and_ends(stage: Stage) -> None:
    """Each switch shows in /health, in the findings and on the pages, names who and why, and has an end."""
    rejoinder = stage.rejoinder
    link = rejoinder.post("/api/v1/signin-links", {"role": "viewer"})["url"].rpartition("/")[2]
    session = rejoinder.client.get(f"{rejoinder.url}/signin/{link}").headers["set-cookie"].partition(";")[0]
    for kind in SwitchKind:
        made = rejoinder.post("/api/v1/switches", {"kind": kind, "reason": f"because of {kind}"})
        try:
            life = datetime.fromisoformat(made["until"]) - datetime.fromisoformat(made["since"])
            assert timedelta(hours=1) < life < timedelta(days=8), kind
            assert made["author"], kind
            until(partial(_is_shown, rejoinder, f"because of {kind}"), f"/health to show {kind}", 5)
            for page in ("/", "/switches"):
                shown = rejoinder.client.get(f"{rejoinder.url}{page}", headers={"cookie": session})
                assert f"because of {kind}" in shown.text, (kind, page)
        finally:
            rejoinder.call("DELETE", f"/api/v1/switches/{made['id']}")
    stage.saw(switches=[str(kind) for kind in SwitchKind])


@scenario("P6")
def expired_switch_lets_go(stage: Stage) -> None:
    """A switch that is over lets go by itself, with an alert, and replies leave again."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    made = rejoinder.post(
        "/api/v1/switches", {"kind": "outbound_halted", "reason": "fire drill", "scope": {"workspace_id": acme.id}}
    )
    held = acme.take(acme.texts.delivery(POSITIVE))
    acme.ended(held)
    assert acme.texts.received_by(held.person) == []
    rejoinder.sql(
        "UPDATE switches SET since = since - interval '8 days', until = until - interval '8 days'"
        " WHERE id = %s RETURNING id",
        made["id"],
    )
    until(lambda: [a for a in rejoinder.all_of("/api/v1/alerts") if a["rule"] == "switch-expired"], "the alert", 40)
    free = acme.take(acme.texts.delivery(POSITIVE))
    assert acme.ended(free)["disposition"] == "sent"
    stage.saw(switch=made["id"])


@scenario("P7")
def killed_workers_job_runs_again(stage: Stage) -> None:
    """A worker is killed in the middle of a job: another one has done it within five seconds."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="suggest")
    rejoinder.openai.script.append("slow:20")
    message = acme.stored(acme.take(acme.texts.delivery(POSITIVE)))
    until(lambda: not rejoinder.openai.script, "the call")
    _holder(rejoinder, message["id"]).kill()
    killed = time.monotonic()
    until(lambda: acme.job(message["id"], JOB)["status"] == "SUCCEEDED", "the job on the other worker", 15, 0.02)
    stage.took("over after the kill", time.monotonic() - killed, 5)
    job = acme.job(message["id"], JOB)
    assert (job["attempts"], job["crashes"]) == (1, 1)
    stage.saw(history=[attempt["outcome"] for attempt in job["history"]])


@scenario("P7")
def zombie_writes_nothing(stage: Stage) -> None:
    """A worker is frozen in the middle of a question to the AI and loses its job to another one; when it wakes,
    nothing that it thought is written."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="suggest")
    rejoinder.openai.script.append("slow:4")
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = acme.stored(delivery)
    until(lambda: not rejoinder.openai.script, "the question")
    holder = _holder(rejoinder, message["id"])
    with holder.frozen():
        freed = rejoinder.sql(
            "UPDATE jobs SET lease_until = clock_timestamp() - interval '1 s' WHERE message_id = %s RETURNING id",
            message["id"],
        )
        assert len(freed) == 1
        ended = acme.ended(delivery, within_s=30)
    assert ended["disposition"] == "waiting-human"

    def untouched() -> bool:
        steps = [step["kind"] for step in acme.trace(message["id"])]
        return steps.count("classified") == 1 == len(acme.drafts(message["id"]))

    holds_for(untouched, "the woken worker wrote something", 6, every_s=0.5)
    job = acme.job(message["id"], JOB)
    assert [attempt["outcome"] for attempt in job["history"]] == ["crashed", "succeeded"]
    stage.saw(job=job["id"], lease_lost_in_its_log="job.lease_lost" in holder.log.read_text(errors="replace"))


@scenario("P7")
def slow_job_is_left_alone(stage: Stage) -> None:
    """A job that takes its time keeps its lease by heartbeats: nobody else touches it."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="suggest")
    rejoinder.openai.script.append("slow:6")
    message = acme.stored(acme.take(acme.texts.delivery(POSITIVE)))
    until(lambda: acme.job(message["id"], JOB)["status"] == "SUCCEEDED", "the slow job", 30)
    job = acme.job(message["id"], JOB)
    assert [attempt["outcome"] for attempt in job["history"]] == ["succeeded"], job["history"]
    assert (job["attempts"], job["crashes"]) == (1, 0)
    stage.saw(job=job["id"])


@scenario("P7")
def poison_is_buried_and_the_others_go_on(stage: Stage) -> None:
    """A job kills every worker that touches it: after three crashes it is a dead letter, and nobody else is."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant(mode="suggest")
    kills: list[str] = []

    def poisoned(feature: str, question: Question) -> Any:
        if "poison" in question.newest:
            kills.append(feature)
            _holder(rejoinder, poison["id"]).kill()
        return by_rules(feature, question)

    with rejoinder.without_workers():
        poison = acme.stored(acme.take(acme.texts.delivery("This is poison")))
        rejoinder.openai.answering = poisoned
    good: list[Any] = []

    def dead() -> bool:
        _replace_the_dead(rejoinder)
        if len(good) < 8:
            good.append(acme.take(acme.texts.delivery("Thanks")))
        return bool(acme.job(poison["id"], JOB)["status"] == "FAILED")

    until(dead, "the poison to be buried", 60, every_s=0.3)
    assert (acme.job(poison["id"], JOB)["crashes"], len(kills)) == (3, 3)
    until(acme.alerts, "an alert")
    _replace_the_dead(rejoinder)
    for delivery in good:
        assert acme.ended(delivery, within_s=30)["disposition"] == "stayed-silent"
    stage.saw(crashes=3, neighbours=len(good))


@scenario("P7")
def unknown_job_is_parked(stage: Stage) -> None:
    """A job of a type that this release does not know is parked, and holds nobody up."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.sql(
        "INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, max_attempts)"
        " VALUES (gen_random_uuid(), 'READ_MINDS', 'reply', %s, 'x', %s, 8)",
        acme.id,
        f"{acme.id}:x:READ_MINDS",
    )
    parked = until(lambda: [j for j in acme.jobs(type="READ_MINDS") if j["status"] == "PARKED"], "a parked job")
    assert acme.ended(acme.take(acme.texts.delivery("Thanks")))["disposition"] == "stayed-silent"
    stage.saw(parked_reason=parked[0]["parked_reason"])


@scenario("P7")
def job_of_a_newer_release_waits_for_it(stage: Stage) -> None:
    """A job that only a newer release may run is left to it by older workers, untouched."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    with rejoinder.without_workers():
        newer = acme.stored(acme.take(acme.texts.delivery("Thanks")))
        rejoinder.sql("UPDATE jobs SET min_code = 30000 WHERE message_id = %s", newer["id"])
    assert acme.ended(acme.take(acme.texts.delivery("Thanks")))["disposition"] == "stayed-silent"
    job = acme.job(newer["id"], JOB)
    assert (job["status"], job["attempts"]) == ("PENDING", 0)
    rejoinder.sql("UPDATE jobs SET min_code = 1 WHERE message_id = %s", newer["id"])
    until(lambda: acme.job(newer["id"], JOB)["status"] == "SUCCEEDED", "the job once it may run")
    stage.saw(job=job["id"])


@scenario("P7")
def redis_stopped_and_flushed(stage: Stage) -> None:
    """Redis is stopped: messages are taken and answered all the same; it returns empty: nothing is lost."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    rejoinder.valkey.stop()
    try:
        began = time.monotonic()
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        stage.took("answer while Redis was away", time.monotonic() - began, 2)
        assert acme.ended(delivery, within_s=30)["disposition"] == "sent"
        stage.took("first reply without Redis", time.monotonic() - began, 30)
        assert "redis-down" in _violations(rejoinder)
    finally:
        rejoinder.valkey.start()
    for _ in range(3):
        assert acme.ended(acme.take(acme.texts.delivery(POSITIVE)))["disposition"] == "sent"
    with rejoinder.valkey.client() as client:
        client.flushall()
    assert acme.ended(acme.take(acme.texts.delivery(POSITIVE)), within_s=30)["disposition"] == "sent"
    stage.saw(accounting=acme.accounting())


@scenario("P7")
def one_tenants_flood_holds_up_nobody(stage: Stage) -> None:
    """A thousand jobs of one workspace wait: another one's message is over in seconds."""
    rejoinder = stage.rejoinder
    big, small = stage.a_tenant(mode="off"), stage.a_tenant(mode="off")
    small.ended(small.take(small.texts.delivery("Thanks")))

    def slowly(feature: str, question: Question) -> Any:
        time.sleep(0.25)
        return by_rules(feature, question)

    with rejoinder.without_workers():
        for _ in range(FLOOD):
            big.take(big.texts.delivery("Thanks"))
        rejoinder.openai.answering = slowly
    waits = []
    for _ in range(3):
        began = time.monotonic()
        small.ended(small.take(small.texts.delivery("Thanks")), within_s=30)
        waits.append(time.monotonic() - began)
    left = big.accounting()["in_flight"]
    assert left > 0, "the flood was over before it could hold anybody up"
    stage.took("slowest of the small one", max(waits), 8)
    rejoinder.openai.answering = by_rules
    until(lambda: big.accounting()["in_flight"] == 0, "the flood to be over", 120, every_s=0.5)
    stage.saw(flood=FLOOD, still_waiting_then=left)


def _trouble_of(acme: Tenant, message_id: str) -> str:
    return str(acme.job(message_id, JOB)["last_error"] or "")


def _is_shown(rejoinder: Installation, reason: str) -> bool:
    return reason in [switch["reason"] for switch in rejoinder.get("/health")["switches"]]


def _violations(rejoinder: Installation) -> set[str]:
    return {violation["code"] for violation in rejoinder.get("/health")["violations"]}


def _recovered(rejoinder: Installation, acme: Tenant) -> None:
    """The waits are over."""

    def done() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return bool(acme.accounting()["in_flight"] == 0)

    until(done, "everything to end", 60, every_s=0.3)


def _holder(rejoinder: Installation, message_id: str) -> Role:
    """The worker that holds that message's job."""
    [row] = rejoinder.sql("SELECT lease_owner FROM jobs WHERE message_id = %s AND status = 'RUNNING'", message_id)
    pid = int(row["lease_owner"].rsplit(":", 2)[1])
    return next(role for role in rejoinder.workers if role.pid == pid)


def _replace_the_dead(rejoinder: Installation) -> None:
    """What the supervisor of `rejoinder up` does."""
    for role in itertools.filterfalse(lambda role: role.is_running, rejoinder.workers):
        rejoinder.start_worker(role)


@scenario("P7")
def clocks_of_machines_disagree(stage: Stage) -> None:
    """One worker's clock is three hours ahead, the other's three hours behind, as are the API's and the scheduler's:
    everybody gets one reply, jobs run when they are due, and nothing is taken for stale or expired."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    ahead, behind = rejoinder.workers
    steps = {ahead: "10800", behind: "-10800", rejoinder.api: "-10800", rejoinder.scheduler: "10800"}
    try:
        for role, step in steps.items():
            role.kill()
            role.start(**{STEP: step})
        rejoinder.wait_until_served()
        deliveries = [acme.take(acme.texts.delivery("Yes, please call me")) for _ in range(20)]
        for delivery in deliveries:
            ended = acme.ended(delivery, within_s=60)
            assert ended["disposition"] == "sent", (ended["disposition"], ended["disposition_reason"])
            assert len(acme.texts.received_by(delivery.person)) == 1
        waits = acme.take(acme.texts.delivery("Thanks"))
        acme.ended(waits)
        [late] = rejoinder.sql(
            "SELECT count(*) AS n FROM jobs WHERE workspace_id = %s AND (crashes > 0 OR attempts > 1)", acme.id
        )
        assert late["n"] == 0, "a lease was taken for expired"
        assert acme.accounting()["unaccounted"] == 0
    finally:
        for role in steps:
            role.kill()
        rejoinder.start()
    stage.saw(messages=len(deliveries), steps_s=sorted(steps.values()))

"""P5: trouble with the AI is seen, retried and told; it never looks like a verdict."""

from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p05")]

POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Iterator[Tenant]:
    yield rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    rejoinder.openai.always = "ok"
    rejoinder.openai.script.clear()
    rejoinder.sql("DELETE FROM breakers")


@pytest.mark.parametrize("trouble", ["503", "drop", "html", "garbage", "mismatch", "429"])
def test_while_the_ai_fails_no_message_gets_a_verdict_and_every_job_says_why(
    rejoinder: Installation, acme: Tenant, trouble: str
) -> None:
    rejoinder.openai.always = trouble
    deliveries = [acme.take(acme.texts.delivery(text)) for text in ("Thanks", POSITIVE)]
    ids = [acme.stored(delivery)["id"] for delivery in deliveries]
    until(lambda: all(acme.job(i, "SMS_INBOUND_POST_PROCESS")["last_error"] for i in ids), "the jobs to say why")
    for message_id in ids:
        job = acme.job(message_id, "SMS_INBOUND_POST_PROCESS")
        assert (job["status"], job["last_error_code"] is not None) == ("PENDING", True)
        message = rejoinder.get(f"/api/v1/messages/{message_id}")
        assert (message["sentiment"], message["sentiment_source"]) == (None, None)
        assert message["disposition"] in ("processing", "retrying")
        assert "ok" not in {call["status"] for call in acme.ai_calls(message_id)}
        assert "job-delayed" in {step["kind"] for step in acme.trace(message_id)}
    rejoinder.openai.always = "ok"
    _recover(rejoinder, acme)
    assert [acme.ended(d)["sentiment"] for d in deliveries] == ["Neutral", "Meeting Requested"]
    assert len(acme.texts.received_by(deliveries[1].person)) == 1


def test_after_five_rejected_keys_somebody_is_told_and_further_jobs_wait_without_spending_attempts(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.openai.always = "401"
    first = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(5)]
    until(lambda: rejoinder.count("breakers WHERE opened_at IS NOT NULL") == 1, "the breaker to open")
    told = until(lambda: _ai_alerts(rejoinder), "an alert")
    assert told[0]["severity"] in ("high", "critical")
    asked = len(rejoinder.openai.calls)
    later = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(5)]
    waiting = [acme.stored(delivery)["id"] for delivery in later]
    until(lambda: all(acme.job(i, "SMS_INBOUND_POST_PROCESS")["last_error"] for i in waiting), "them to wait")
    jobs = [acme.job(i, "SMS_INBOUND_POST_PROCESS") for i in waiting]
    assert {(job["status"], job["attempts"]) for job in jobs} <= {("PENDING", 0), ("PENDING", 1)}
    assert sum(job["attempts"] for job in jobs) <= 1, "at most one of them was the probe"
    assert {job["last_error_code"] for job in jobs} >= {"breaker-open"}
    assert len(rejoinder.openai.calls) <= asked + 1
    until(lambda: rejoinder.get("/health")["status"] == "degraded", "health to say so")
    assert "ai-paused" in {violation["code"] for violation in rejoinder.get("/health")["violations"]}
    rejoinder.openai.always = "ok"
    _recover(rejoinder, acme)
    for delivery in (*first, *later):
        assert acme.ended(delivery, within_s=40)["disposition"] == "sent"
    until(lambda: not _ai_alerts(rejoinder), "the alert to be resolved")


def test_a_model_that_does_not_exist_parks_the_job_and_is_told(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.openai.always = "404"
    message = acme.stored(acme.take(acme.texts.delivery(POSITIVE)))
    job = until(
        lambda: next((j for j in acme.jobs(message_id=message["id"]) if j["status"] == "PARKED"), None), "a parked job"
    )
    assert (job["parked_reason"], job["attempts"]) == ("configuration", 0)
    assert until(lambda: rejoinder.all_of("/api/v1/alerts"), "an alert")
    rejoinder.openai.always = "ok"
    rejoinder.post(f"/api/v1/jobs/{job['id']}/retry")
    until(lambda: rejoinder.get(f"/api/v1/messages/{message['id']}")["disposition"] == "sent", "the reply")


@pytest.mark.parametrize("trouble", ["refusal", "filtered"])
def test_what_the_model_refuses_waits_for_a_person(rejoinder: Installation, acme: Tenant, trouble: str) -> None:
    rejoinder.openai.always = trouble
    message = acme.ended(acme.take(acme.texts.delivery(POSITIVE)))
    assert (message["disposition"], message["sentiment"]) == ("waiting-human", None)
    assert message["disposition_reason"]


def test_only_where_the_workspace_says_so_the_offline_layer_judges_and_is_named(
    rejoinder: Installation, acme: Tenant
) -> None:
    acme.set(offline_ai_fallback=True, mode="suggest")
    rejoinder.openai.always = "503"
    message = acme.ended(acme.take(acme.texts.delivery(POSITIVE)))
    assert message["sentiment_source"] not in ("model", None)


def test_attempts_that_run_out_end_as_a_dead_letter_with_an_alert(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.openai.always = "garbage"
    delivery = acme.take(acme.texts.delivery(POSITIVE))
    message = acme.stored(delivery)
    until(lambda: acme.job(message["id"], "SMS_INBOUND_POST_PROCESS")["last_error"], "the first failure")
    rejoinder.sql("UPDATE jobs SET max_attempts = 2 WHERE message_id = %s", message["id"])

    def dead() -> bool:
        rejoinder.hasten("workspace_id = %s", acme.id)
        return acme.job(message["id"], "SMS_INBOUND_POST_PROCESS")["status"] == "FAILED"

    until(dead, "the dead letter", every_s=0.2)
    assert acme.ended(delivery)["disposition"] == "failed"
    until(acme.alerts, "an alert")
    rejoinder.openai.always = "ok"
    job = acme.job(message["id"], "SMS_INBOUND_POST_PROCESS")
    again = rejoinder.post(f"/api/v1/jobs/{job['id']}/retry")
    assert again["status"] in ("PENDING", "RUNNING")
    until(lambda: acme.ended(delivery)["disposition"] == "sent", "the reply after a person's retry")
    holds_for(lambda: len(acme.texts.received_by(delivery.person)) == 1, "one reply", 0.5)


def _ai_alerts(rejoinder: Installation) -> list[dict[str, object]]:
    found = rejoinder.all_of("/api/v1/alerts")
    return [alert for alert in found if "ai" in str(alert["subject"]).split(":") or "key" in str(alert["rule"])]


def _recover(rejoinder: Installation, acme: Tenant) -> None:
    """The waits are over."""

    def done() -> bool:
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        rejoinder.hasten("workspace_id = %s", acme.id)
        return acme.accounting()["in_flight"] == 0

    until(done, "everything to end", 40, every_s=0.3)

"""Seed 004 over HTTP: Instantly's webhook stores and enqueues; everything else happens in its job."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import holds_for, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-seed-instantly")]

POSITIVE = "Yes, I'm interested in a call"
JOB = "INSTANTLY_INBOUND_POST_PROCESS"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def test_the_webhook_answers_within_two_seconds_with_a_pending_job_and_no_ai_was_asked(
    rejoinder: Installation, acme: Tenant
) -> None:
    with rejoinder.without_workers():
        delivery = acme.instantly.delivery(POSITIVE)
        began = time.monotonic()
        answer = acme.post(delivery)
        assert time.monotonic() - began < 2
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        message = acme.stored(delivery)
        job = acme.job(message["id"], JOB)
        assert (job["status"], job["attempts"]) == ("PENDING", 0)
        assert (job["workspace_id"], job["lead_id"], job["message_id"]) == (acme.id, message["lead_id"], message["id"])
        assert job["dedupe_key"] == f"{acme.id}:{message['id']}:{JOB}"
        assert (message["sentiment"], acme.ai_calls(message["id"])) == (None, [])
        assert rejoinder.cron()["succeeded"] >= 1
        assert acme.job(message["id"], JOB)["status"] == "SUCCEEDED"
    assert acme.ended(delivery)["sentiment"] == "Meeting Requested"
    assert acme.lead(message)["status"] == "meeting-requested"


def test_email_body_cleaning_only_the_persons_own_words_are_judged(acme: Tenant) -> None:
    quoted = "Thanks\n\nOn Mon, 16 Nov 2026 at 09:14, Dele <dele@northgate.example> wrote:\n> Yes, I want a call today!"
    message = acme.ended(acme.take(acme.instantly.delivery(quoted)))
    assert message["body_clean"] == "Thanks"
    assert (message["sentiment"], message["disposition_reason"]) == ("Neutral", "neutral")


def test_auto_reply_a_positive_reply_is_drafted_evaluated_and_sent(acme: Tenant) -> None:
    delivery = acme.take(acme.instantly.delivery(POSITIVE))
    message = acme.ended(delivery)
    [draft] = acme.drafts(message["id"])
    assert (draft["status"], draft["decision"]["action"], message["disposition"]) == ("sent", "send-now", "sent")
    assert len(acme.instantly.received_by(delivery.person)) == 1
    assert {call["feature"].split(".")[0] for call in acme.ai_calls(message["id"])} >= {"sentiment", "draft"}


def test_webhook_retry_the_same_reply_id_makes_no_second_message_and_no_second_job(acme: Tenant) -> None:
    delivery = acme.take(acme.instantly.delivery(POSITIVE))
    acme.ended(delivery)
    for _ in range(3):
        acme.take(delivery)
    message = acme.stored(delivery)
    assert len(acme.jobs(type=JOB)) == 1
    holds_for(lambda: len(acme.instantly.received_by(delivery.person)) == 1, "one reply", 0.3)
    assert acme.job(message["id"], JOB)["attempts"] == 1


def test_lead_scoring_runs_as_a_job_of_its_own_once_per_message(acme: Tenant) -> None:
    delivery = acme.take(acme.instantly.delivery(POSITIVE))
    acme.take(delivery)
    message = acme.ended(delivery)
    scored = acme.finished(message["id"], "LEAD_SCORING_POST_PROCESS")
    assert (scored["status"], scored["source"]) == ("SUCCEEDED", "background-job/lead-scoring-post-process")
    assert scored["dedupe_key"] == f"{acme.id}:{message['id']}:LEAD_SCORING_POST_PROCESS"
    assert len(acme.jobs(type="LEAD_SCORING_POST_PROCESS")) == 1
    assert acme.lead(message)["score"]["overall"] in (1, 2, 3, 4)


def test_outbound_messages_are_skipped(rejoinder: Installation, acme: Tenant) -> None:
    """What a campaign sent is no reply: nothing is judged and nothing answered."""
    person = acme.instantly.a_person()
    mail = rejoinder.instantly.receive(person, "Hi, shall we talk?")
    url = acme.instantly.connection["webhook_url"]
    event = rejoinder.instantly.event_of(mail, event_type="email_sent")
    acme.take(rejoinder.instantly.of_event(url, event, mail.id, person))
    until(lambda: not acme.jobs(type="PROVIDER_EVENT", status="PENDING"), "the event to be heard")
    assert acme.jobs(type=JOB) == []
    assert acme.messages(direction="inbound") == []
    assert acme.instantly.received_by(person) == []


def test_a_sentiment_that_is_there_already_is_not_asked_for_again(rejoinder: Installation, acme: Tenant) -> None:
    """The job is retried because drafting failed: what was understood before stays, and is paid once."""
    with rejoinder.without_workers():
        delivery = acme.take(acme.instantly.delivery(POSITIVE))
        message = acme.stored(delivery)
        rejoinder.openai.script += ["ok", "500", "500", "500", "500"]
        rejoinder.cron()
        first = [call for call in acme.ai_calls(message["id"]) if call["feature"].startswith("sentiment")]
        rejoinder.openai.script.clear()
        assert acme.stored(delivery)["sentiment"] == "Meeting Requested"
        rejoinder.hasten("workspace_id = %s", acme.id)
        rejoinder.sql("UPDATE breakers SET next_probe_at = clock_timestamp()")
        until(lambda: rejoinder.hasten() >= 0 and rejoinder.cron() and acme.drafts(message["id"]), "the draft")
        again = [call for call in acme.ai_calls(message["id"]) if call["feature"].startswith("sentiment")]
    assert len(first) == len(again) == 1
    assert acme.ended(delivery)["disposition"] == "sent"


def test_follow_ups_pause_and_the_leads_rollups_are_kept(acme: Tenant) -> None:
    message = acme.ended(acme.take(acme.instantly.delivery("Thanks")))
    lead = acme.lead(message)
    assert lead["follow_ups_paused"] is True
    assert lead["last_message_at"] is not None
    assert lead["last_inbound_at"] is not None

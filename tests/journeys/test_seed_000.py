"""Seed 000 over HTTP: its five scenarios on every channel, its targets, and its edge cases (section 7)."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant, Way
from rejoinder.entrypoints.drill.waiting import holds_for, until
from tests.channels.samples import every_channel
from tests.harness.every_channel import HEARD, TALKING

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-seed")]

CHANNELS = pytest.mark.parametrize("channel", TALKING)
# What a caller said becomes a message in a job of its own, so scenarios that stop the workers are not for voice.
VOICE_TOO = pytest.mark.parametrize("channel", [*TALKING, *HEARD])
POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


def test_every_channel_over_which_people_write_or_speak_is_in_the_matrix() -> None:
    """The sandbox is nobody's; whoever calls Twilio's number says nothing (seed 003 has those calls)."""
    talking = {channel.name for channel in every_channel().values() if channel.carries_talk}
    assert talking - {"sandbox", "twilio_voice"} == {*TALKING, *HEARD}


@VOICE_TOO
def test_a_positive_reply_is_understood_drafted_and_answered_once(acme: Tenant, channel: str) -> None:
    way = acme.way(channel)
    delivery = way.delivery(POSITIVE)
    began = time.monotonic()
    answer = acme.post(delivery)
    assert time.monotonic() - began < 2
    assert way.is_success(answer), answer.text
    message = acme.ended(delivery)
    assert (message["disposition"], message["direction"], message["channel"]) == ("sent", "inbound", channel)
    assert (message["sentiment"], message["sentiment_source"]) == ("Meeting Requested", "model")
    assert acme.lead(message)["status"] == "meeting-requested"
    assert len(way.received_by(delivery.person)) == 1
    job = acme.finished(message["id"], way.job_type)
    assert (job["status"], job["attempts"], job["source"]) == ("SUCCEEDED", 1, _source(way))
    assert job["dedupe_key"] == f"{acme.id}:{message['id']}:{way.job_type}"
    assert job["finished_at"] is not None
    _assert_two_drafting_calls(acme, way, message["id"])
    [draft] = acme.drafts(message["id"])
    assert (draft["status"], draft["decision"]["action"]) == ("sent", "send-now")
    [reply] = acme.messages(direction="outbound")
    assert (reply["lead_id"], reply["author"]) == (message["lead_id"], "ai")
    assert reply["body"] == draft["body"]


@VOICE_TOO
def test_thanks_is_neutral_and_gets_no_draft(acme: Tenant, channel: str) -> None:
    way = acme.way(channel)
    delivery = acme.take(way.delivery("Thanks"))
    message = acme.ended(delivery)
    assert (message["sentiment"], message["disposition"]) == ("Neutral", "stayed-silent")
    assert message["disposition_reason"] == "neutral"
    lead = acme.lead(message)
    assert (lead["status"], lead["sentiment"]) == ("new", "Neutral")
    assert lead["last_message_at"] is not None
    assert acme.drafts(message["id"]) == []
    assert way.received_by(delivery.person) == []


@VOICE_TOO
def test_a_refusal_is_never_answered_and_pauses_follow_ups(acme: Tenant, channel: str) -> None:
    way = acme.way(channel)
    delivery = acme.take(way.delivery("Not interested, remove me"))
    message = acme.ended(delivery)
    assert message["sentiment"] == "Not Interested"
    lead = acme.lead(message)
    assert (lead["status"], lead["follow_ups_paused"]) == ("not-interested", True)
    written_to_over = "sms" if message["medium"] == "voice" else message["medium"]
    assert lead["consent"][written_to_over] == "withdrawn"
    assert acme.finished(message["id"], way.job_type)["status"] == "SUCCEEDED"
    assert (acme.drafts(message["id"]), acme.sends()) == ([], [])
    assert way.received_by(delivery.person) == []


@VOICE_TOO
def test_the_same_delivery_again_gets_the_same_answer_and_changes_nothing(acme: Tenant, channel: str) -> None:
    way = acme.way(channel)
    delivery = way.delivery(POSITIVE)
    first = acme.post(delivery)
    second = acme.post(delivery)
    acme.ended(delivery)
    third = acme.post(delivery)
    assert {(a.status_code, a.text) for a in (first, second, third)} == {(200, first.text)}
    assert way.is_success(first)
    message = acme.stored(delivery)
    assert len(acme.messages(direction="inbound")) == 1
    assert acme.finished(message["id"], way.job_type)["attempts"] == 1
    holds_for(lambda: len(way.received_by(delivery.person)) == 1, "the reply left once", 0.5)


@CHANNELS
def test_a_broken_key_delays_the_job_and_the_next_cron_run_finishes_it(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    way = acme.way(channel)
    with rejoinder.without_workers():
        rejoinder.openai.always = "401"
        try:
            delivery = acme.take(way.delivery(POSITIVE))
            message = acme.stored(delivery)
            assert acme.job(message["id"], way.job_type)["status"] == "PENDING"
            counts = rejoinder.cron()
            waiting = acme.job(message["id"], way.job_type)
        finally:
            rejoinder.openai.always = "ok"
        assert (counts["retried"], counts["ran_out_of_time"]) == (1, False)
        assert (waiting["status"], waiting["attempts"]) == ("PENDING", 1)
        assert "key" in waiting["last_error"].lower()
        assert datetime.fromisoformat(waiting["run_at"]) > datetime.now(UTC) + timedelta(seconds=2)
        assert acme.stored(delivery)["sentiment"] is None
        rejoinder.hasten("workspace_id = %s", acme.id)
        rejoinder.cron()
        finished = acme.job(message["id"], way.job_type)
        assert (finished["status"], finished["attempts"]) == ("SUCCEEDED", 2)
        assert [attempt["outcome"] for attempt in finished["history"]] == ["retry", "succeeded"]
        until(lambda: rejoinder.cron() and way.received_by(delivery.person), "the reply")
    assert acme.ended(delivery)["sentiment"] == "Meeting Requested"


def test_the_seeds_own_questions_to_the_database_run_unchanged(rejoinder: Installation, acme: Tenant) -> None:
    message = acme.ended(acme.take(acme.texts.delivery(POSITIVE)))
    acme.finished(message["id"], "LEAD_SCORING_POST_PROCESS")
    usage = rejoinder.sql(
        """
        SELECT
          featureId,
          model,
          COUNT(*) as call_count,
          SUM(promptTokens + completionTokens) as total_tokens,
          SUM(costInCents) as total_cost_cents
        FROM AIInteraction
        WHERE createdAt > NOW() - INTERVAL '1 hour'
        GROUP BY featureId, model;
        """
    )
    features = {row["featureid"] for row in usage}
    assert {"draft.strategy", "draft.generate", "sentiment.classify"} <= {_plain(name) for name in features}
    assert all(row["total_tokens"] > 0 and row["total_cost_cents"] > 0 for row in usage if row["call_count"])
    health = rejoinder.sql(
        """
        SELECT
          type,
          status,
          COUNT(*) as count,
          AVG(attempts) as avg_attempts,
          MAX(attempts) as max_attempts
        FROM BackgroundJob
        WHERE createdAt > NOW() - INTERVAL '24 hours'
        GROUP BY type, status;
        """
    )
    assert {("SMS_INBOUND_POST_PROCESS", "SUCCEEDED")} <= {(row["type"], row["status"]) for row in health}
    quoted = rejoinder.sql(
        'SELECT "clientId", "leadId", "messageId", "dedupeKey", "runAt", "lastError", "finishedAt"'
        ' FROM "BackgroundJob" WHERE "messageId" = %s AND type = %s',
        message["id"],
        "SMS_INBOUND_POST_PROCESS",
    )
    assert [(str(row["clientId"]), str(row["leadId"])) for row in quoted] == [(acme.id, message["lead_id"])]
    sources = rejoinder.sql('SELECT DISTINCT source FROM "AIInteraction" WHERE "clientId" = %s', acme.id)
    assert {row["source"] for row in sources} == {
        "background-job/sms-inbound-post-process",
        "background-job/lead-scoring-post-process",
    }


def test_a_job_whose_lead_was_deleted_ends_gracefully(rejoinder: Installation, acme: Tenant) -> None:
    with rejoinder.without_workers():
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.stored(delivery)
        rejoinder.sql("DELETE FROM leads WHERE id = %s", message["lead_id"])
        counts = rejoinder.cron()
    assert counts["failed"] == 0
    left = rejoinder.sql("SELECT status FROM jobs WHERE message_id = %s", message["id"])
    assert {row["status"] for row in left} <= {"CANCELLED"}
    after = acme.ended(acme.take(acme.texts.delivery(POSITIVE, delivery.person)))
    assert after["disposition"] == "sent"


def test_a_person_who_is_erased_before_the_job_ran_is_accounted_for_and_not_answered(
    rejoinder: Installation, acme: Tenant
) -> None:
    with rejoinder.without_workers():
        delivery = acme.take(acme.texts.delivery(POSITIVE))
        message = acme.stored(delivery)
        assert rejoinder.call("DELETE", f"/api/v1/leads/{message['lead_id']}").is_success
        assert rejoinder.cron()["failed"] == 0
    assert acme.texts.received_by(delivery.person) == []
    assert not acme.jobs(status="PENDING")
    books = acme.accounting()
    assert (books["received"], books["in_flight"], books["unaccounted"]) == (1, 0, 0)
    # Like a redelivery weeks later: known, so nothing happens.
    assert acme.texts.is_success(acme.post(delivery))
    assert acme.texts.received_by(delivery.person) == []


def test_a_workspace_without_settings_works_on_defaults(rejoinder: Installation) -> None:
    plain = rejoinder.a_tenant("No settings")
    rejoinder.sql("UPDATE workspaces SET settings = '{}' WHERE id = %s", plain.id)
    message = plain.ended(plain.take(plain.texts.delivery(POSITIVE)))
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "mode-suggest")
    assert [draft["status"] for draft in plain.drafts(message["id"])] == ["proposed"]


@CHANNELS
def test_an_empty_message_waits_for_a_person(acme: Tenant, channel: str) -> None:
    way = acme.way(channel)
    message = acme.ended(acme.take(way.delivery("")))
    assert (message["disposition"], message["disposition_reason"]) == ("waiting-human", "empty-message")
    assert (message["sentiment"], acme.ai_calls(message["id"])) == (None, [])
    assert acme.finished(message["id"], way.job_type)["status"] == "SUCCEEDED"


def test_the_same_work_under_two_keys_is_done_twice_without_conflict_and_answers_nobody_twice(
    rejoinder: Installation, acme: Tenant
) -> None:
    """Two jobs of one message, as after an enqueue under another key; on every channel at once."""
    with rejoinder.without_workers():
        deliveries = {channel: acme.take(acme.way(channel).delivery(POSITIVE)) for channel in TALKING}
        messages = {channel: acme.stored(delivery) for channel, delivery in deliveries.items()}
        [columns] = rejoinder.sql(
            "SELECT string_agg(column_name, ', ') AS names FROM information_schema.columns"
            " WHERE table_name = 'jobs' AND column_name NOT IN ('id', 'dedupe_key')"
        )
        rejoinder.sql(
            f"INSERT INTO jobs (id, dedupe_key, {columns['names']})"
            f" SELECT gen_random_uuid(), dedupe_key || ':again', {columns['names']} FROM jobs WHERE workspace_id = %s",
            acme.id,
        )
        assert rejoinder.cron()["failed"] == 0
        until(lambda: rejoinder.hasten() >= 0 and rejoinder.cron()["remaining"] == 0, "an empty queue", 40)
        until(lambda: rejoinder.hasten() >= 0 and rejoinder.cron() and acme.accounting()["in_flight"] == 0, "the end")
    for channel, message in messages.items():
        way = acme.way(channel)
        twins = acme.jobs(message_id=message["id"], type=way.job_type)
        assert [job["status"] for job in twins] == ["SUCCEEDED", "SUCCEEDED"], channel
        assert len({job["dedupe_key"] for job in twins}) == 2
        assert len(acme.drafts(message["id"])) == 1
        assert len(way.received_by(deliveries[channel].person)) == 1
        assert acme.ended(deliveries[channel])["disposition"] == "sent"


def test_ten_messages_per_webhook_are_answered_and_processed_within_the_seeds_targets(
    rejoinder: Installation, acme: Tenant
) -> None:
    """Sections 3 to 5: response times per webhook, processing times per job type, and the health of the queue."""
    for channel in (*TALKING, *HEARD):
        way = acme.way(channel)
        spent = []
        for _ in range(10):
            delivery = way.delivery("Thanks")
            began = time.monotonic()
            acme.take(delivery)
            spent.append(time.monotonic() - began)
        assert sum(spent) / 10 < 2, f"{channel}: {spent}"
        assert sorted(spent)[8] < 3
        assert max(spent) < 5
    everything = 10 * len((*TALKING, *HEARD))
    until(lambda: sum(acme.accounting()["ended"].values()) == everything, "every message to be processed", 60)
    until(lambda: not acme.jobs(status="RUNNING") and not acme.jobs(status="PENDING"), "an idle queue", 60)
    groups = rejoinder.get("/api/v1/jobs/summary", workspace_id=acme.id)["items"]
    assert {group["type"] for group in groups} >= {acme.way(channel).job_type for channel in (*TALKING, *HEARD)}
    for group in groups:
        assert group["status"] == "SUCCEEDED"
        assert group["p95_seconds"] < 60
        assert group["max_attempts"] < 5


def test_three_hundred_jobs_and_a_small_budget_leave_the_rest_for_the_next_run(
    rejoinder: Installation, acme: Tenant
) -> None:
    with rejoinder.without_workers():
        for _ in range(300):
            acme.take(acme.texts.delivery("Thanks"))
        first = rejoinder.cron(limit=1000, budget_s=1)
        assert first["ran_out_of_time"] is True
        assert first["processed"] > 0
        assert first["remaining"] > 0
        until(lambda: rejoinder.cron(limit=1000, budget_s=20)["remaining"] == 0, "an empty queue", 60)
        ended = acme.accounting()
    assert (ended["received"], ended["in_flight"], ended["unaccounted"]) == (300, 0, 0)
    assert sum(ended["ended"].values()) == 300
    outcomes = rejoinder.sql("SELECT DISTINCT status, attempts FROM jobs WHERE workspace_id = %s", acme.id)
    assert [(row["status"], row["attempts"]) for row in outcomes] == [("SUCCEEDED", 1)]


def _source(way: Way) -> str:
    return "background-job/" + way.job_type.lower().replace("_", "-")


def _plain(feature: str) -> str:
    """A feature without what may follow it (`draft.strategy.sms`)."""
    found = re.match(r"[a-z_]+\.[a-z_]+", feature)
    return found[0] if found else feature


def _assert_two_drafting_calls(acme: Tenant, way: Way, message_id: str) -> None:
    calls = [call for call in acme.ai_calls(message_id) if call["feature"].startswith("draft.")]
    assert sorted(_plain(call["feature"]) for call in calls) == ["draft.generate", "draft.strategy"]
    for call in calls:
        assert (call["status"], call["source"]) == ("ok", _source(way))
        assert call["input_tokens"] > 0
        assert call["cost_usd"] > 0

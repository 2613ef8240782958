"""Running, burying, rescuing, mending and ringing: what keeps the work moving."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from rejoinder.application.jobs.ring_due_jobs import ROOM
from rejoinder.application.jobs.work_due_jobs import WorkDueJobs
from rejoinder.domain.errors import (
    AIBusy,
    AIDown,
    BreakerOpen,
    ConfigurationFault,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    StorageDown,
    TemporaryFailure,
)
from rejoinder.domain.jobs import Done, GiveUp, JobStatus, Park, RetryLater, Snooze, Verdict
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.sends import SendState
from tests.builders import a_new_job
from tests.fakes.storage import JobRow
from tests.world import OWNER, World


def failing_with(world: World, error: Exception | BaseException) -> JobRow:
    """A post-process job whose handler raises that."""
    world.a_text()
    world.ai.always = error  # type: ignore[assignment]
    return world.the_job()


# --- run -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "attempts", "code", "low", "high"),
    [
        (AIDown("Down."), JobStatus.PENDING, 1, "ai-down", 7, 15),
        (AIBusy("Busy.", wait=40.0), JobStatus.PENDING, 1, "ai-busy", 39, 41),
        (ProviderBusy("Busy.", wait=40.0), JobStatus.PENDING, 0, "provider-busy", 39, 41),
        (ProviderBusy("Busy."), JobStatus.PENDING, 0, "provider-busy", 4, 6),
        (ProviderBusy("Busy.", wait=1e9), JobStatus.PENDING, 0, "provider-busy", 3599, 3601),
        (BreakerOpen("Open.", wait=15.0), JobStatus.PENDING, 0, "breaker-open", 14, 16),
        (StorageDown("Away."), JobStatus.PENDING, 0, "storage-down", 4, 6),
        (TemporaryFailure("Busy.", wait=1.0, code="storage-conflict"), JobStatus.PENDING, 1, "storage-conflict", 7, 15),
        (ValueError("a secret of the customer"), JobStatus.PENDING, 1, "bug", 7, 15),
        (OutcomeUnknown("Perhaps."), JobStatus.PENDING, 1, "outcome-unknown", 7, 15),
        (ConfigurationFault("No model."), JobStatus.PARKED, 0, "configuration", None, None),
        (ProviderDown("Gone."), JobStatus.PENDING, 1, "provider-down", 7, 15),
    ],
)
def test_each_error_leads_to_its_row(
    world: World,
    error: Exception,
    status: JobStatus,
    attempts: int,
    code: str,
    low: float | None,
    high: float | None,
) -> None:
    job = failing_with(world, error)
    world.run(job)

    row = world.the_job()
    assert (row.status, row.attempts, row.last_error_code) == (status, attempts, code)
    assert row.lease_owner is None
    if low is not None and high is not None:
        assert low <= (row.run_at - world.clock.now()).total_seconds() <= high
    world.nothing_is_in_limbo()


def test_the_text_of_a_bug_is_not_kept_on_the_row(world: World) -> None:
    world.run(failing_with(world, ValueError("a secret of the customer")))

    assert world.the_job().last_error == "ValueError"


def test_a_bug_that_stays_ends_as_a_dead_letter(world: World) -> None:
    failing_with(world, ValueError("surprise"))
    world.wait(30 * 86_400)

    (message,) = world.database.tables.messages.values()
    assert world.disposition_of(message) == "failed:bug"
    assert world.alerts.rules() == ["dead-letter"]


def test_a_refusal_for_good_is_dead_at_once(world: World) -> None:
    world.deliver({"fact": "bounce", "id": "1", "address": "x", "detail": "x"}, channel="fake_smartlead")
    job = world.the_job()
    handlers = dict(world.container.handlers())
    run = world.container.run_job()

    def never(_: object) -> Verdict:
        raise MessageRefused("Never.")

    object.__setattr__(run, "handlers", {**handlers, "PROVIDER_EVENT": never})
    assert run(job.id) == GiveUp("Never.", "message-refused")
    assert world.the_job().status is JobStatus.FAILED
    assert world.alerts.rules() == ["dead-letter"]


def test_a_kind_of_work_that_this_release_does_not_know_is_parked(world: World) -> None:
    with world.store.begin(world.workspace.id) as uow:
        uow.queue.enqueue(a_new_job(world.workspace.id))
    job = world.the_job()
    world.database.tables.jobs[job.id] = replace(job, type="BOOK_A_FLIGHT")

    verdict = world.run(job)

    assert isinstance(verdict, Park)
    assert verdict.why == "unknown-type"
    assert (world.the_job().status, world.the_job().attempts) == (JobStatus.PARKED, 0)


def test_a_job_that_somebody_else_runs_is_not_ours(world: World) -> None:
    world.a_text()
    job = world.the_job()
    world.jobs.claim(job.id, "other:2:2", 60.0)

    assert world.run(job) is None
    assert world.ai.asked == []


def test_a_parked_setting_is_told_to_people(world: World) -> None:
    world.run(failing_with(world, ConfigurationFault("There is no model gpt-99.")))

    (alert,) = world.alerts.open()
    assert (alert.rule, alert.severity) == ("configuration", "critical")


def test_while_the_database_is_away_the_lease_keeps_the_job_until_somebody_rescues_it(world: World) -> None:
    message = world.a_text()
    job = world.the_job()

    def unplugged() -> None:
        world.database.is_down = True

    world.ai.before_call = unplugged
    assert world.run(job) is None
    assert world.held.fences() == {}, "no longer held by this process"
    world.ai.before_call = lambda: None
    world.database.is_down = False
    assert world.the_job().status is JobStatus.RUNNING

    world.clock.pass_time(61)
    assert world.container.rescue_expired_jobs()() == 1
    world.wait()
    assert world.disposition_of(message) == "sent"


def test_a_worker_that_lost_its_lease_buries_nothing(world: World) -> None:
    message = world.a_text()
    job = replace(world.the_job(), attempts=7)
    world.database.tables.jobs[job.id] = job

    def somebody_else_takes_over() -> None:
        world.clock.pass_time(61)
        world.jobs.rescue()
        assert world.jobs.claim(job.id, "other:2:2", 60.0) is not None
        world.ai.trouble.append(AIDown("Down."))
        world.ai.before_call = lambda: None

    world.ai.before_call = somebody_else_takes_over
    assert world.run(job) is None

    assert world.disposition_of(message) == "processing"
    assert world.alerts.open() == []


# --- bury ------------------------------------------------------------------------------------------


def test_burying_twice_changes_nothing(world: World) -> None:
    message = world.a_text()
    job = world.jobs.claim(world.the_job().id, OWNER, 60.0)
    assert job is not None
    for _ in range(2):
        world.container.bury_job()(job, GiveUp("It gave up.", "ai-down"))

    assert world.disposition_of(message) == "failed:ai-down"
    assert world.story(message).count("disposed") == 1
    assert [(a.rule, a.subject, a.count) for a in world.alerts.open()] == [("dead-letter", job.id, 2)]


def test_a_dead_score_does_not_touch_the_message(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.run(world.the_job())
    scoring = world.the_job("LEAD_SCORING_POST_PROCESS")
    world.ai.always = AIDown("Down.")
    world.wait(86_400)

    assert world.jobs_of("LEAD_SCORING_POST_PROCESS")[0].status is JobStatus.FAILED
    assert world.jobs_of("LEAD_SCORING_POST_PROCESS")[0].attempts == 3 == scoring.max_attempts
    assert world.disposition_of(message) == "waiting-human:mode-suggest"


def a_message_whose_reply_is_unknown(world: World) -> Message:
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    world.work()
    assert world.states(message) == ["unknown"]
    return message


def test_a_provider_that_can_never_be_asked_leaves_the_send_to_a_person(world: World) -> None:
    message = a_message_whose_reply_is_unknown(world)
    world.sender().lookups.extend(MessageRefused("No access.") for _ in range(9))
    world.wait(86_400)

    assert world.states(message) == ["unknown"]
    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert "dead-letter" in world.alerts.rules()


# --- rescue ----------------------------------------------------------------------------------------


def test_what_a_dead_process_held_is_free_at_once(world: World) -> None:
    message = world.a_text()
    world.worker_dies_holding(world.the_job())

    assert world.container.rescue_expired_jobs()() == 1
    world.wait()

    assert world.disposition_of(message) == "sent"
    assert world.the_job("SMS_INBOUND_POST_PROCESS").crashes == 1


def test_what_a_living_process_holds_stays_with_it(world: World) -> None:
    world.a_text()
    world.jobs.claim(world.the_job().id, OWNER, 60.0)

    assert world.container.rescue_expired_jobs()() == 0
    world.clock.pass_time(61)
    assert world.container.rescue_expired_jobs()() == 1


def test_a_message_that_kills_every_worker_is_a_dead_letter_after_three(world: World) -> None:
    message = world.a_text()
    for _ in range(3):
        world.clock.pass_time(120)
        world.worker_dies_holding(world.the_job())
        world.container.rescue_expired_jobs()()

    assert world.disposition_of(message) == "failed:crashes"
    assert world.the_job().status is JobStatus.FAILED
    assert world.alerts.rules() == ["dead-letter"]
    assert world.wait() == []


# --- mend ------------------------------------------------------------------------------------------


def lose_jobs(world: World) -> None:
    world.database.tables.jobs.clear()


def test_a_message_that_lost_its_job_waits_for_a_person_and_somebody_is_told(world: World) -> None:
    message = world.a_text()
    lose_jobs(world)
    assert world.container.mend_orphans()() == 0, "not yet: its job may just be on its way"
    world.clock.pass_time(31)

    assert world.container.mend_orphans()() == 1

    assert world.disposition_of(message) == "waiting-human:lost-its-job"
    assert world.alerts.rules() == ["orphaned-message"]
    assert world.container.mend_orphans()() == 0


def test_a_send_in_the_air_that_lost_its_job_is_settled_like_any_other(world: World) -> None:
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.sender().lost.append(OutcomeUnknown("No answer."))
    world.work()
    send = world.the_send(message)
    world.database.tables.sends[send.id] = replace(send, state=SendState.SENDING)
    lose_jobs(world)
    world.database.tables.dedupe_keys.clear()
    world.clock.pass_time(200)

    assert world.container.mend_orphans()() >= 1
    world.wait(3600)

    assert world.states(message) == ["sent"]
    assert len(world.sender().calls) == 1
    assert world.disposition_of(message) in ("sent", "waiting-human:lost-its-job")


def test_an_unknown_send_whose_settlement_is_over_goes_to_a_person(world: World) -> None:
    message = a_message_whose_reply_is_unknown(world)
    for job in world.jobs_of("CONFIRM_SEND"):
        world.database.tables.jobs[job.id] = replace(job, status=JobStatus.CANCELLED)
    world.clock.pass_time(200)
    world.container.mend_orphans()()
    world.wait(60)

    assert world.disposition_of(message) == "waiting-human:send-unknown"


# --- ring ------------------------------------------------------------------------------------------


def test_a_lost_bell_is_rung_by_the_relay(world: World) -> None:
    world.doorbell.is_plugged = False
    world.a_text()
    world.doorbell.is_plugged = True
    world.clock.pass_time(1)

    assert world.container.ring_due_jobs()() == 1
    assert world.doorbell.answer() == [world.the_job().id]
    assert world.container.ring_due_jobs()() == 0, "rung a moment ago"
    world.clock.pass_time(6)
    assert world.container.ring_due_jobs()() == 1


def test_when_redis_was_emptied_everything_due_is_rung_again_at_once(world: World) -> None:
    for number in range(3):
        world.a_text(sender=f"+1202555{number:04}")
    world.clock.pass_time(1)
    world.container.ring_due_jobs()()
    world.doorbell.flush()

    assert world.container.ring_due_jobs()() == 3
    assert len(world.doorbell.answer()) == 3


def test_while_redis_is_away_nobody_rings_and_nothing_is_lost(world: World) -> None:
    world.a_text()
    world.clock.pass_time(1)
    world.doorbell.is_plugged = False
    assert world.container.ring_due_jobs()() == 0
    world.doorbell.is_plugged = True
    assert world.container.ring_due_jobs()() == 1


def test_redis_is_kept_short(world: World) -> None:
    with world.store.begin(world.workspace.id) as uow:
        for _ in range(2 * ROOM):
            uow.queue.enqueue(a_new_job(world.workspace.id))
    world.doorbell.answer()
    world.clock.pass_time(1)

    assert world.container.ring_due_jobs()() == ROOM
    assert world.container.ring_due_jobs()() == 0
    world.doorbell.answer()
    assert world.container.ring_due_jobs()() == ROOM


# --- work for a cron -------------------------------------------------------------------------------


def test_a_cron_works_what_is_due_and_counts_it(world: World) -> None:
    for number in range(12):
        world.a_text(sender=f"+1202555{number:04}")
    counts = world.container.work_due_jobs()()

    assert counts == {
        "processed": 24,
        "succeeded": 24,
        "failed": 0,
        "retried": 0,
        "remaining": 0,
        "ran_out_of_time": False,
    }


def test_a_cron_stops_at_its_limit_and_says_what_remains(world: World) -> None:
    for number in range(12):
        world.a_text("STOP", sender=f"+1202555{number:04}")
    counts = world.container.work_due_jobs()(limit=5)

    assert counts["processed"] == 5
    assert counts["remaining"] >= 7
    assert counts["ran_out_of_time"] is False


def test_a_cron_counts_what_failed_and_what_will_be_retried(world: World) -> None:
    with world.store.begin(world.workspace.id) as uow:
        for _ in range(3):
            uow.queue.enqueue(a_new_job(world.workspace.id))
    verdicts = iter([Done(), GiveUp("No.", "x"), Snooze(60.0, "x")])

    def run(job_id: str) -> Verdict:
        job = world.jobs.claim(job_id, OWNER, 60.0)
        assert job is not None
        with lock:
            verdict = next(verdicts)
        world.jobs.settle(job, verdict)
        return verdict

    lock = threading.Lock()
    counts = WorkDueJobs(world.jobs, run)()

    assert (counts["processed"], counts["succeeded"], counts["failed"], counts["retried"]) == (3, 1, 1, 1)


def test_a_cron_whose_budget_is_over_starts_nothing_more(world: World) -> None:
    with world.store.begin(world.workspace.id) as uow:
        for _ in range(30):
            uow.queue.enqueue(a_new_job(world.workspace.id))
    budget_is_over = threading.Event()

    def run(job_id: str) -> Verdict:
        job = world.jobs.claim(job_id, OWNER, 60.0)
        assert job is not None
        budget_is_over.wait(0.15)
        world.jobs.settle(job, Done())
        return Done()

    counts = WorkDueJobs(world.jobs, run)(budget_s=0.1)

    assert counts["processed"] == 8, "those that had begun are finished"
    assert counts["remaining"] == 22
    assert counts["ran_out_of_time"] is True


def test_a_retry_of_a_failed_ai_call_keeps_the_message_visible(world: World) -> None:
    job = failing_with(world, AIDown("Down."))
    assert isinstance(world.run(job), RetryLater)

    (message,) = world.database.tables.messages.values()
    assert message.disposition is Disposition.RETRYING
    (delayed,) = [e for e in world.database.entries(message_id=message.id) if e.kind == "job-delayed"]
    assert (delayed.verdict, delayed.reason, delayed.detail["attempt"]) == ("retry", "ai-down", 1)

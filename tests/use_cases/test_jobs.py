"""Running, burying, rescuing, mending and ringing: what keeps the work moving."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.jobs.retry_job import RetryJob
from rejoinder.application.jobs.retry_jobs import BulkRetry, RetryJobs
from rejoinder.application.jobs.ring_due_jobs import ROOM
from rejoinder.application.jobs.work_due_jobs import WorkDueJobs
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import (
    AIBusy,
    AIDown,
    BreakerOpen,
    ConfigurationFault,
    Conflict,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    StorageDown,
    TemporaryFailure,
)
from rejoinder.domain.jobs import Cancel, Done, GiveUp, JobStatus, Park, RetryLater, Snooze, Verdict
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import SwitchKind
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


def broken(*_: object) -> None:
    raise ValueError("a bug")


def test_a_database_that_is_busy_when_the_verdict_is_written_leaves_the_job_to_its_lease(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = world.a_text("STOP")

    def busy(*_: object) -> bool:
        raise TemporaryFailure("Busy.", wait=1.0, code="storage-conflict")

    with monkeypatch.context() as patch:
        patch.setattr(world.jobs, "settle", busy)
        assert world.run(world.the_job()) is None
    world.clock.pass_time(61)
    world.container.rescue_expired_jobs()()
    world.wait()

    assert world.message(message).disposition is Disposition.SUPPRESSED


def test_a_job_that_cannot_be_buried_is_a_dead_letter_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = replace(failing_with(world, AIDown("Down.")), attempts=7)
    world.database.tables.jobs[job.id] = job
    monkeypatch.setattr("rejoinder.application.jobs.bury_job.end_message", broken)

    assert isinstance(world.run(job), GiveUp)

    assert world.the_job().status is JobStatus.FAILED
    world.clock.pass_time(31)
    world.container.mend_orphans()()
    (message,) = world.database.tables.messages.values()
    assert world.disposition_of(message) == "waiting-human:lost-its-job"


# --- cancel ----------------------------------------------------------------------------------------


def cancel(world: World, job: JobRow) -> None:
    CancelJob(world.admin)(world.workspace.id, job.id, "token:jo")


def test_a_job_that_is_cancelled_while_it_runs_stops_before_its_next_write(world: World) -> None:
    message = world.a_text()
    job = world.the_job()
    world.ai.before_call = lambda: cancel(world, job)

    assert world.run(job) == Cancel("cancelled-by-person")

    assert world.the_job().status is JobStatus.CANCELLED
    assert world.disposition_of(message) == "stayed-silent:cancelled-by-person"
    assert len(world.ai.asked) == 1
    assert world.message(message).body_clean is None, "what it knew by then is not written"
    assert world.wait() == []


@pytest.mark.parametrize("error", [AIDown("Down."), AIBusy("Busy."), ConfigurationFault("No."), ValueError("bug")])
@pytest.mark.parametrize("attempts", [0, 7])
def test_a_failure_does_not_outlive_a_cancel(world: World, error: Exception, attempts: int) -> None:
    job = replace(failing_with(world, error), attempts=attempts)
    world.database.tables.jobs[job.id] = job
    world.ai.before_call = lambda: cancel(world, job)

    assert world.run(job) == Cancel("cancelled-by-person")

    (message,) = world.database.tables.messages.values()
    assert world.disposition_of(message) == "stayed-silent:cancelled-by-person"
    assert world.alerts.open() == []


def test_a_cancel_whose_worker_died_ends_with_the_next_claim(world: World) -> None:
    message = world.a_text()
    world.worker_dies_holding(world.the_job())
    cancel(world, world.the_job())
    world.container.rescue_expired_jobs()()
    world.wait()

    assert world.the_job().status is JobStatus.CANCELLED
    assert world.disposition_of(message) == "stayed-silent:cancelled-by-person"
    assert world.ai.asked == []


def a_reply_that_is_due(world: World) -> tuple[Message, JobRow]:
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    return message, world.the_job("SEND_REPLY")


def test_a_cancelled_reply_does_not_leave(world: World) -> None:
    message, job = a_reply_that_is_due(world)
    world.worker_dies_holding(job)
    cancel(world, job)
    world.container.rescue_expired_jobs()()

    assert world.work() == [Cancel("cancelled-by-person")]

    assert world.sender().calls == []
    assert world.states(message) == ["withheld"]
    assert world.the_draft(message).status is DraftStatus.REJECTED
    assert world.disposition_of(message) == "stayed-silent:cancelled-by-person"


def test_a_reply_cancelled_during_its_call_keeps_its_receipt(world: World) -> None:
    message, job = a_reply_that_is_due(world)
    world.sender().before_call = lambda outbound: cancel(world, job)

    assert world.run(job) == Done("sent")

    assert world.states(message) == ["sent"]
    assert world.disposition_of(message) == "sent"


def test_a_cancelled_reply_that_an_earlier_run_left_in_the_air_is_settled(world: World) -> None:
    message, job = a_reply_that_is_due(world)
    send = world.the_send(message)
    world.database.tables.sends[send.id] = replace(send, state=SendState.SENDING, sending_at=world.clock.now())
    world.worker_dies_holding(job)
    cancel(world, job)
    world.container.rescue_expired_jobs()()
    world.work()

    assert world.jobs_of("SEND_REPLY")[0].status is JobStatus.CANCELLED
    assert world.states(message) == ["unknown"]
    assert [row.status for row in world.jobs_of("CONFIRM_SEND")] == [JobStatus.PENDING]
    assert world.sender().calls == []


# --- retry -----------------------------------------------------------------------------------------


def a_refused_reply(world: World) -> tuple[Message, JobRow]:
    """Its job ended as a dead letter, and its draft can be approved again."""
    message, job = a_reply_that_is_due(world)
    claimed = world.jobs.claim(job.id, OWNER, 60.0)
    assert claimed is not None
    verdict = GiveUp("It gave up.", "provider-down")
    world.container.bury_job()(claimed, verdict)
    world.jobs.settle(claimed, verdict)
    assert world.states(message) == ["failed"]
    return message, job


def test_a_reply_that_gave_up_is_sent_after_a_retry(world: World) -> None:
    message, job = a_refused_reply(world)
    RetryJob(world.admin)(world.workspace.id, job.id, "token:jo")
    world.wait()

    assert len(world.sent_texts()) == 1
    assert world.disposition_of(message) == "sent"


@pytest.mark.parametrize("already_left", [True, False])
def test_a_retry_does_not_send_what_a_newer_version_replaced(world: World, already_left: bool) -> None:
    message, job = a_refused_reply(world)
    world.approve(world.the_draft(message))
    if already_left:
        world.wait()
        assert len(world.sent_texts()) == 1

    retry = RetryJob(world.admin)
    with pytest.raises(Conflict, match="A newer version of this reply was approved since"):
        retry(world.workspace.id, job.id, "token:jo")
    assert RetryJobs(world.admin, retry)(None, JobFilter(), False, "token:jo") == BulkRetry(matched=1, retried=0)
    world.wait()

    assert len(world.sent_texts()) == 1
    assert world.sends_for(message)[0].state is SendState.FAILED


def test_a_retry_beside_another_version_in_the_air_is_refused(world: World) -> None:
    message, job = a_refused_reply(world)
    send, draft = world.the_send(message), world.the_draft(message)
    world.database.tables.drafts[draft.id] = replace(draft, version=2)
    world.database.tables.sends[send.id] = replace(send, draft_version=2)
    older = replace(send, id=f"{send.id[:-1]}x", state=SendState.UNKNOWN, intent_key="older")
    world.database.tables.sends[older.id] = older

    with pytest.raises(Conflict):
        RetryJob(world.admin)(world.workspace.id, job.id, "token:jo")


# --- pause -----------------------------------------------------------------------------------------


def test_the_pause_of_one_tenant_does_not_hold_the_jobs_of_another(world: World) -> None:
    everywhere = world.switch(SwitchKind.PROCESSING_PAUSED)
    mine = world.a_text()
    other = world.a_workspace(mode="auto")
    theirs = world.a_text(line=world.line("fake_sms", other))
    world.work()
    world.switch(SwitchKind.PROCESSING_PAUSED, workspace_id=other.id)
    world.switch_off(everywhere)

    assert world.jobs.unpark_resumed() == 1
    assert world.jobs.unpark_resumed() == 0
    world.wait(60)

    assert world.disposition_of(mine) == "sent"
    assert world.disposition_of(theirs) == "retrying:processing-paused"


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
    world.ai.always = RuntimeError("A defect.")
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


def test_a_job_that_was_there_at_two_crashes_runs_with_nothing_beside_it(world: World) -> None:
    message = world.a_text()
    for _ in range(2):
        world.clock.pass_time(120)
        world.worker_dies_holding(world.the_job())
        world.container.rescue_expired_jobs()()
    world.clock.pass_time(120)
    company: list[bool] = []

    def somebody_else_knocks() -> None:
        beside = threading.Thread(target=lambda: world.held.in_company().__enter__(), daemon=True)
        beside.start()
        beside.join(0.05)
        company.append(not beside.is_alive())
        world.ai.before_call = lambda: None

    world.ai.before_call = somebody_else_knocks
    world.run(world.the_job())

    assert company == [False]
    world.wait()
    assert world.disposition_of(message) == "sent"


def test_a_job_that_cannot_be_buried_does_not_keep_the_others_from_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [world.a_text(sender=f"+1202555{number:04}") for number in range(3)]
    for row in world.jobs_of():
        world.database.tables.jobs[row.id] = replace(row, crashes=2)
    for row in world.jobs_of():
        world.worker_dies_holding(row)
    first_one = world.store.begin
    broken_once = iter([broken])

    def begin(*given: object) -> object:
        next(broken_once, lambda: None)()
        return first_one(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(world.store, "begin", begin)
    assert world.container.rescue_expired_jobs()() == 3
    monkeypatch.undo()

    assert sorted(world.disposition_of(m) for m in messages) == ["failed:crashes", "failed:crashes", "processing"]
    world.clock.pass_time(31)
    assert world.container.mend_orphans()() == 1
    world.nothing_is_in_limbo()


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


def test_a_queued_reply_that_lost_its_job_gets_one_again(world: World) -> None:
    message, _ = a_reply_that_is_due(world)
    lose_jobs(world)
    world.clock.pass_time(31)

    assert world.container.mend_orphans()() == 1
    assert world.container.mend_orphans()() == 0
    world.wait()

    assert world.disposition_of(message) == "sent"
    assert len(world.sent_texts()) == 1


def test_a_queued_reply_that_loses_its_job_twice_goes_to_a_person(world: World) -> None:
    message, _ = a_reply_that_is_due(world)
    for _ in range(2):
        lose_jobs(world)
        world.clock.pass_time(31)
        assert world.container.mend_orphans()() == 1

    assert world.container.mend_orphans()() == 0
    assert world.states(message) == ["withheld"]
    assert world.disposition_of(message) == "waiting-human:lost-its-job"
    assert world.the_draft(message).status is DraftStatus.PROPOSED
    assert world.alerts.rules() == ["orphaned-message"]
    assert world.sent_texts() == []
    world.approve(world.the_draft(message))
    world.wait()
    assert world.disposition_of(message) == "approved-sent"


def test_a_queued_reply_whose_job_succeeded_goes_to_a_person(world: World) -> None:
    message, job = a_reply_that_is_due(world)
    world.database.tables.jobs[job.id] = replace(job, status=JobStatus.SUCCEEDED)
    world.clock.pass_time(31)

    assert world.container.mend_orphans()() == 1
    assert world.container.mend_orphans()() == 0
    assert world.wait() == []

    assert world.states(message) == ["withheld"]
    assert world.disposition_of(message) == "waiting-human:lost-its-job"


def test_later_parts_that_wait_for_their_turn_are_no_orphans(world: World) -> None:
    world.ai.reply = "This is a long sentence about nothing in particular. " * 12
    message, _ = a_reply_that_is_due(world)
    world.clock.pass_time(31)
    assert len(world.sends_for(message)) > 2

    assert world.container.mend_orphans()() == 0
    world.wait()
    assert world.disposition_of(message) == "sent"


@pytest.mark.parametrize("lookups", [0, 1])
def test_an_unknown_send_that_lost_its_confirmation_is_mended_once(world: World, lookups: int) -> None:
    message = a_message_whose_reply_is_unknown(world)
    send = world.the_send(message)
    world.database.tables.sends[send.id] = replace(send, lookups=lookups)
    for job in world.jobs_of():
        world.database.tables.jobs[job.id] = replace(job, status=JobStatus.SUCCEEDED)
    world.clock.pass_time(200)

    assert world.container.mend_orphans()() == 1
    assert world.container.mend_orphans()() == 0
    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert world.states(message) == ["unknown"]


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


def test_a_cron_keeps_its_leases_and_does_not_wait_for_ever(world: World) -> None:
    with world.store.begin(world.workspace.id) as uow:
        uow.queue.enqueue(a_new_job(world.workspace.id))
    released, kept = threading.Event(), threading.Event()

    def run(job_id: str) -> Verdict:
        assert kept.is_set(), "the heartbeat comes first"
        world.jobs.claim(job_id, OWNER, 60.0)
        released.wait(10)
        return Done()

    counts = WorkDueJobs(world.jobs, run, keep_leases=kept.set, overtime_s=0.05)(budget_s=0.05)

    assert not released.is_set()
    assert counts["processed"] == 0
    released.set()


def test_the_cron_of_the_web_process_beats(world: World) -> None:
    world.a_text("STOP")
    world.container.work_due_jobs()()

    assert "heartbeat" in [thread.name for thread in threading.enumerate()]
    world.container.heartbeat().stop()


def test_a_retry_of_a_failed_ai_call_keeps_the_message_visible(world: World) -> None:
    job = failing_with(world, AIDown("Down."))
    assert isinstance(world.run(job), RetryLater)

    (message,) = world.database.tables.messages.values()
    assert message.disposition is Disposition.RETRYING
    (delayed,) = [e for e in world.database.entries(message_id=message.id) if e.kind == "job-delayed"]
    assert (delayed.verdict, delayed.reason, delayed.detail["attempt"]) == ("retry", "ai-down", 1)

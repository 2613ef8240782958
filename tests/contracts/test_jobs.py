"""The job queue and the engine's own door to the job rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rejoinder.application.replies.queue_reply import confirm_job, send_job
from rejoinder.domain.calls import Call, CallFacts, Teller
from rejoinder.domain.errors import JobCancelled, LeaseLost
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import (
    SUSPECT_AFTER_CRASHES,
    Cancel,
    Done,
    GiveUp,
    Job,
    JobType,
    NewJob,
    Park,
    RetryLater,
    Snooze,
)
from rejoinder.domain.messages import Disposition, Medium, Message
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.storage import JobFence
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.admin import PostgresAdminStore
from rejoinder.infrastructure.vault import Vault
from tests.builders import OTHER_WORKSPACE, US, WORKSPACE, a_draft, a_new_job, a_send, a_switch
from tests.contracts.backings import (
    Backing,
    FakeBacking,
    PostgresBacking,
    Row,
    a_line,
    a_stored_draft,
    a_stored_message,
)
from tests.fakes.jobs import CancellableStore, FakeAdminStore

QUEUES = ["reply", "send", "notify", "background"]
ME, OTHER = "host:1:1", "host:2:2"
LANE = "0192f000-0000-7000-8000-0000000000e1"


def enqueue(backing: Backing, **more: Any) -> Row:
    """One more job, as a row."""
    new = a_new_job(**more)
    before = {row.id for row in backing.all_jobs()}
    with backing.store.begin(new.workspace_id) as uow:
        assert uow.queue.enqueue(new)
    (row,) = [row for row in backing.all_jobs() if row.id not in before]
    return row


def claim(backing: Backing, row: Row, owner: str = ME) -> Job:
    job = backing.jobs.claim(row.id, owner, 60.0)
    assert job is not None
    return job


# --- enqueueing ------------------------------------------------------------------------------------


def test_a_job_is_written_with_its_transaction_and_rung_after_it(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.queue.enqueue(a_new_job())
        assert backing.doorbell.rung == []

    (row,) = backing.all_jobs()
    assert (row.status, row.attempts, row.fence) == ("PENDING", 0, 0)
    assert [bell.job_id for bell in backing.doorbell.rung] == [row.id]


def test_a_job_of_a_failed_transaction_is_neither_written_nor_rung(backing: Backing) -> None:
    def fails() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.queue.enqueue(a_new_job())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert backing.all_jobs() == []
    assert backing.doorbell.rung == []


def test_one_dedupe_key_is_one_job_even_when_it_is_over(backing: Backing) -> None:
    new = a_new_job()
    row = None
    for _ in range(3):
        with backing.store.begin(WORKSPACE) as uow:
            first = uow.queue.enqueue(new)
        assert first == (row is None)
        row = backing.all_jobs()[0]
    assert row is not None
    backing.jobs.settle(claim(backing, row), Done())
    with backing.store.begin(WORKSPACE) as uow:
        assert not uow.queue.enqueue(new)

    assert [job.status for job in backing.all_jobs()] == ["SUCCEEDED"]


def test_the_same_subject_in_two_workspaces_is_two_jobs(backing: Backing) -> None:
    for workspace in (WORKSPACE, OTHER_WORKSPACE):
        with backing.store.begin(workspace) as uow:
            assert uow.queue.enqueue(NewJob(JobType.SEND_REPLY, workspace, "same"))

    assert len(backing.all_jobs()) == 2


def test_a_delayed_job_is_not_rung_and_not_claimed_before_its_time(backing: Backing) -> None:
    row = enqueue(backing, delay=60.0)

    assert backing.doorbell.rung == []
    assert backing.jobs.claim(row.id, ME, 60.0) is None
    backing.pass_time(61)
    assert backing.jobs.claim(row.id, ME, 60.0) is not None


def test_a_sleeping_job_can_be_woken(backing: Backing) -> None:
    new = a_new_job(delay=3600.0)
    with backing.store.begin(WORKSPACE) as uow:
        uow.queue.enqueue(new)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.queue.wake(new.type, new.subject_id)
        assert not uow.queue.wake(new.type, "nobody")
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert not uow.queue.wake(new.type, new.subject_id)

    (row,) = backing.all_jobs()
    assert [bell.job_id for bell in backing.doorbell.rung] == [row.id]
    assert backing.jobs.claim(row.id, ME, 60.0) is not None


# --- claiming --------------------------------------------------------------------------------------


def test_eight_workers_at_once_claim_a_job_once(backing: Backing) -> None:
    row = enqueue(backing)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda n: backing.jobs.claim(row.id, f"host:{n}:1", 60.0), range(8)))

    (winner,) = [job for job in claims if job is not None]
    assert (winner.fence, winner.attempts) == (1, 1)
    now = backing.job(row.id)
    assert (now.status, now.fence, now.attempts) == ("RUNNING", 1, 1)


def test_a_claim_brings_everything_that_the_worker_needs(backing: Backing) -> None:
    message_id = "0192f000-0000-7000-8000-0000000000aa"
    row = enqueue(backing, payload={"not_before": "2026-11-23", "n": [1]}, message_id=message_id, lead_id=LANE)
    job = claim(backing, row)

    assert (job.id, job.type, job.workspace_id) == (row.id, JobType.SMS_INBOUND_POST_PROCESS, WORKSPACE)
    assert (job.message_id, job.lead_id, job.payload) == (message_id, LANE, {"not_before": "2026-11-23", "n": [1]})
    assert job.max_attempts == 8
    assert job.created_at is not None


def test_a_job_that_is_not_there_is_not_claimed(backing: Backing) -> None:
    assert backing.jobs.claim("0192f000-0000-7000-8000-000000000001", ME, 60.0) is None


def test_one_lane_runs_one_job_at_a_time(backing: Backing) -> None:
    first, second = enqueue(backing, lane=LANE), enqueue(backing, lane=LANE)
    job = claim(backing, first)

    assert backing.jobs.claim(second.id, OTHER, 60.0) is None
    assert backing.job(second.id).run_at > backing.now(), "due again in a moment"
    backing.doorbell.rung.clear()
    backing.jobs.settle(job, Done())
    assert [bell.job_id for bell in backing.doorbell.rung] == [second.id], "the one that waited is woken"
    assert backing.jobs.claim(second.id, OTHER, 60.0) is not None


def test_eight_jobs_of_one_lane_claimed_at_once_run_one_at_a_time(backing: Backing) -> None:
    rows = [enqueue(backing, lane=LANE) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda row: backing.jobs.claim(row.id, ME, 60.0), rows))

    assert len([job for job in claims if job is not None]) == 1
    assert sorted(row.status for row in backing.all_jobs()) == ["PENDING"] * 7 + ["RUNNING"]


def test_two_lanes_run_side_by_side(backing: Backing) -> None:
    claim(backing, enqueue(backing, lane=LANE))
    claim(backing, enqueue(backing, lane="another"))


def test_a_job_whose_attempts_are_spent_is_never_claimed(backing: Backing) -> None:
    row = enqueue(backing)
    for _ in range(8):
        assert backing.jobs.settle(claim(backing, row), RetryLater(0.0, "No.", "ai-down", spends_attempt=True))

    assert backing.jobs.claim(row.id, ME, 60.0) is None


# --- settling --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "status", "attempts", "error", "code", "outcome"),
    [
        (Done("sent"), "SUCCEEDED", 1, None, None, "succeeded"),
        (Cancel("send-gone"), "CANCELLED", 1, "send-gone", None, "cancelled"),
        (Snooze(30.0, "lane"), "PENDING", 0, None, None, "snoozed"),
        (RetryLater(30.0, "Down.", "ai-down", spends_attempt=True), "PENDING", 1, "Down.", "ai-down", "retry"),
        (RetryLater(30.0, "Busy.", "ai-busy", spends_attempt=False), "PENDING", 0, "Busy.", "ai-busy", "retry"),
        (GiveUp("Never.", "ai-refused"), "FAILED", 1, "Never.", "ai-refused", "failed"),
        (Park("configuration", "No model."), "PARKED", 0, "No model.", "configuration", "parked"),
    ],
)
def test_each_verdict_has_its_row(
    backing: Backing, verdict: Any, status: str, attempts: int, error: str | None, code: str | None, outcome: str
) -> None:
    row = enqueue(backing)
    assert backing.jobs.settle(claim(backing, row), verdict)

    now = backing.job(row.id)
    assert (now.status, now.attempts, now.last_error, now.last_error_code) == (status, attempts, error, code)
    assert now.lease_owner is None
    assert backing.outcomes(row.id) == [outcome]
    if status == "PENDING":
        assert 25 < (now.run_at - backing.now()).total_seconds() <= 30


def test_the_history_says_who_ran_each_attempt(backing: Backing) -> None:
    row = enqueue(backing)
    for owner, verdict in (("host:1:1", Snooze(0.0, "lane")), ("host:2:2", Done("sent"))):
        job = backing.jobs.claim(row.id, owner, 60.0)
        assert job is not None
        assert job.owner == owner
        assert backing.jobs.settle(job, verdict)

    assert backing.owners(row.id) == ["host:1:1", "host:2:2"]


def test_the_history_says_who_was_lost_with_an_attempt(backing: Backing) -> None:
    row = enqueue(backing)
    assert backing.jobs.claim(row.id, "host:1:1", 60.0) is not None
    backing.jobs.release_owner("host:1:1")

    assert backing.owners(row.id) == ["host:1:1"]


def test_a_snooze_that_repeats_for_ever_spends_nothing(backing: Backing) -> None:
    row = enqueue(backing)
    for _ in range(20):
        backing.jobs.settle(claim(backing, row), Snooze(0.0, "lane"))

    assert backing.job(row.id).attempts == 0
    assert len(backing.outcomes(row.id)) == 20


@pytest.mark.parametrize("wait", [1.0, 5.0])
def test_a_job_in_a_lane_that_waits_a_second_waits_that_second(backing: Backing, wait: float) -> None:
    row = enqueue(backing, lane=LANE)
    backing.jobs.settle(claim(backing, row), RetryLater(wait, "Busy.", "provider-busy", spends_attempt=False))

    assert (backing.job(row.id).run_at - backing.now()).total_seconds() > wait - 0.5
    assert backing.jobs.claim(row.id, ME, 60.0) is None


def test_a_job_that_waits_a_second_lets_the_next_of_its_lane_go(backing: Backing) -> None:
    first, second = enqueue(backing, lane=LANE), enqueue(backing, lane=LANE)
    job = claim(backing, first)
    assert backing.jobs.claim(second.id, OTHER, 60.0) is None
    backing.doorbell.rung.clear()

    backing.jobs.settle(job, Snooze(1.0, "lease-too-short"))

    assert [bell.job_id for bell in backing.doorbell.rung] == [second.id]


def test_an_error_is_forgotten_once_the_job_succeeds(backing: Backing) -> None:
    row = enqueue(backing)
    backing.jobs.settle(claim(backing, row), RetryLater(0.0, "Down.", "ai-down", spends_attempt=True))
    backing.jobs.settle(claim(backing, row), Done())

    assert backing.job(row.id).last_error is None
    assert backing.outcomes(row.id) == ["retry", "succeeded"]


def test_parked_jobs_come_back_when_their_reason_goes(backing: Backing) -> None:
    one, other = enqueue(backing), enqueue(backing)
    backing.jobs.settle(claim(backing, one), Park("configuration", "No model."))
    backing.jobs.settle(claim(backing, other), Park("processing-paused", "A switch."))

    assert backing.jobs.claim(one.id, ME, 60.0) is None
    assert backing.jobs.unpark("configuration") == 1
    assert backing.job(one.id).parked_reason is None
    assert claim(backing, one).attempts == 1
    assert backing.job(other.id).status == "PARKED"


def parked_by_a_pause(backing: Backing, **more: Any) -> Row:
    row = enqueue(backing, **more)
    backing.jobs.settle(claim(backing, row), Park("processing-paused", "A switch."))
    return row


def test_only_jobs_that_no_pause_covers_any_more_come_back(backing: Backing) -> None:
    message = a_stored_message(backing, sender="+12025550177")
    theirs = parked_by_a_pause(backing, workspace_id=OTHER_WORKSPACE)
    of_lead = parked_by_a_pause(backing, lead_id=message.lead_id)
    of_channel = parked_by_a_pause(backing, message_id=message.id)
    free = parked_by_a_pause(backing)
    other_reason = enqueue(backing)
    backing.jobs.settle(claim(backing, other_reason), Park("configuration", "No model."))
    pause, now = SwitchKind.PROCESSING_PAUSED, backing.now()
    backing.set_switch(a_switch(pause, since=now, workspace_id=OTHER_WORKSPACE))
    backing.set_switch(a_switch(pause, since=now, workspace_id=WORKSPACE, lead_id=message.lead_id))
    backing.set_switch(a_switch(pause, since=now, channel=message.channel))
    backing.set_switch(a_switch(SwitchKind.OUTBOUND_HALTED, since=now))

    assert backing.jobs.unpark_resumed() == 1

    assert backing.job(free.id).status == "PENDING"
    assert [backing.job(row.id).status for row in (theirs, of_lead, of_channel, other_reason)] == ["PARKED"] * 4
    assert backing.jobs.unpark_resumed() == 0


def test_a_pause_that_ran_out_holds_nothing(backing: Backing) -> None:
    row = parked_by_a_pause(backing)
    now = backing.now()
    backing.set_switch(a_switch(SwitchKind.PROCESSING_PAUSED, since=now, until=now + timedelta(seconds=60)))
    assert backing.jobs.unpark_resumed() == 0
    backing.pass_time(61)

    assert backing.jobs.unpark_resumed() == 1
    assert backing.jobs.claim(row.id, ME, 60.0) is not None


def a_missed_calls_text(backing: Backing, line: Connection) -> Send:
    """A queued text that answers a call and no message."""
    facts = CallFacts(new_id(), Teller.CARRIER, caller="+12025550143", called=US)
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        call = Call(new_id(), WORKSPACE, line.id, line.channel, facts, lead_id=lead.id)
        uow.calls.save(call)
        about = {"lead_id": lead.id, "message_id": None, "draft_id": None, "draft_version": 0, "call_id": call.id}
        send = a_send(connection_id=line.id, intent_key=f"missed-call:{call.id}", **about)
        assert uow.sends.add(send)
    return send


def test_a_text_after_a_missed_call_stays_parked_while_its_account_cannot_be_used(backing: Backing) -> None:
    line = a_line(backing)
    send = a_missed_calls_text(backing, line)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.report_state(line.id, "Twilio refuses these credentials.")
    row = enqueue(backing, type=JobType.SEND_REPLY, subject_id=send.id, lead_id=send.lead_id)
    backing.jobs.settle(claim(backing, row), Park("account-disconnected", "Refused.", line.id))

    assert backing.jobs.unpark_resumed() == 0
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.report_state(line.id, "")
    assert backing.jobs.unpark_resumed() == 1


# --- fences ----------------------------------------------------------------------------------------


def admin_of(backing: Backing) -> AdminStore:
    if isinstance(backing, PostgresBacking):
        return PostgresAdminStore(backing.engine, Vault(["a key of the tests"]), backing.doorbell)
    assert isinstance(backing, FakeBacking)
    backing.store = CancellableStore(backing.database, backing.doorbell)
    fake: Any = FakeAdminStore(backing.database)
    return fake  # type: ignore[no-any-return]


def test_work_of_a_job_that_was_asked_to_stop_is_rolled_back(backing: Backing) -> None:
    row = enqueue(backing)
    job = claim(backing, row)
    with admin_of(backing).begin(WORKSPACE) as uow:
        assert uow.jobs.ask_to_stop(row.id)

    def goes_on(held: Job) -> None:
        with backing.store.begin(WORKSPACE, JobFence(held.id, held.fence)) as uow:
            uow.timeline.append(Entry("sent"))

    with pytest.raises(JobCancelled):
        goes_on(job)
    backing.jobs.release_owner(ME)
    with pytest.raises(LeaseLost):
        goes_on(job)
    again = claim(backing, row)
    with pytest.raises(JobCancelled):
        goes_on(again)

    assert backing.kinds_on_timeline() == []
    assert backing.jobs.settle(again, Cancel("cancelled-by-person")), "the verdict is written all the same"


def test_a_verdict_of_an_older_claim_is_not_written(backing: Backing) -> None:
    row = enqueue(backing)
    old = claim(backing, row)
    backing.pass_time(61)
    backing.jobs.rescue()
    new = claim(backing, row, OTHER)

    assert not backing.jobs.settle(old, Done())
    assert (backing.job(row.id).status, backing.job(row.id).lease_owner) == ("RUNNING", OTHER)
    assert backing.jobs.settle(new, Done())


def test_work_under_an_older_claim_is_rolled_back(backing: Backing) -> None:
    row = enqueue(backing)
    old = claim(backing, row)
    backing.jobs.release_owner(ME)
    new = claim(backing, row, OTHER)

    def goes_on() -> None:
        with backing.store.begin(WORKSPACE, JobFence(old.id, old.fence)) as uow:
            uow.timeline.append(Entry("sent"))
            uow.queue.enqueue(a_new_job())

    with pytest.raises(LeaseLost):
        goes_on()
    with backing.store.begin(WORKSPACE, JobFence(new.id, new.fence)) as uow:
        uow.timeline.append(Entry("drafted"))

    assert backing.kinds_on_timeline() == ["drafted"]
    assert len(backing.all_jobs()) == 1
    assert len(backing.doorbell.rung) == 2, "the first bell and the one of the rescue"


def test_work_under_a_settled_claim_is_rolled_back(backing: Backing) -> None:
    job = claim(backing, enqueue(backing))
    backing.jobs.settle(job, Done())

    with pytest.raises(LeaseLost), backing.store.begin(WORKSPACE, JobFence(job.id, job.fence)) as uow:
        uow.timeline.append(Entry("sent"))

    assert backing.kinds_on_timeline() == []


# --- leases ----------------------------------------------------------------------------------------


def test_a_heartbeat_keeps_a_lease_and_names_those_that_are_lost(backing: Backing) -> None:
    mine, taken = claim(backing, enqueue(backing)), claim(backing, enqueue(backing))
    fences = {mine.id: mine.fence, taken.id: taken.fence - 1}
    for _ in range(3):
        backing.pass_time(50)
        assert list(backing.jobs.heartbeat(ME, fences, 60.0)) == [taken.id]

    assert [job.id for job in backing.jobs.rescue()] == [taken.id]
    assert backing.job(mine.id).status == "RUNNING"
    assert list(backing.jobs.heartbeat(OTHER, {mine.id: mine.fence}, 60.0)) == [mine.id]
    assert list(backing.jobs.heartbeat(ME, {}, 60.0)) == []


def test_a_lease_that_ran_out_frees_the_job_and_counts_a_crash_not_an_attempt(backing: Backing) -> None:
    row = enqueue(backing)
    claim(backing, row)
    assert list(backing.jobs.rescue()) == []
    backing.pass_time(61)
    backing.doorbell.rung.clear()

    (freed,) = backing.jobs.rescue()

    assert (freed.id, freed.status, freed.crashes) == (row.id, "PENDING", 1)
    now = backing.job(row.id)
    assert (now.attempts, now.crashes, now.last_error_code) == (0, 1, "worker-lost")
    assert [bell.job_id for bell in backing.doorbell.rung] == [row.id]
    assert backing.outcomes(row.id) == ["crashed"]


def test_a_job_that_kills_its_worker_three_times_is_dead(backing: Backing) -> None:
    row = enqueue(backing)
    for crash in range(1, 4):
        backing.pass_time(120)
        claim(backing, row)
        backing.pass_time(61)
        (freed,) = backing.jobs.rescue()
        assert (freed.crashes, freed.status) == (crash, "FAILED" if crash == 3 else "PENDING")

    backing.pass_time(3600)
    assert backing.jobs.claim(row.id, ME, 60.0) is None
    assert backing.outcomes(row.id) == ["crashed"] * 3


def test_a_job_that_was_at_two_crashes_is_a_suspect_and_not_claimed_in_company(backing: Backing) -> None:
    row = enqueue(backing)
    for _ in range(2):
        assert not backing.jobs.is_suspect(row.id)
        backing.pass_time(120)
        claim(backing, row)
        backing.jobs.release_owner(ME)
    backing.pass_time(120)

    assert backing.jobs.claim(row.id, ME, 60.0, SUSPECT_AFTER_CRASHES) is None
    assert backing.jobs.is_suspect(row.id)
    claim(backing, row)
    assert not backing.jobs.is_suspect(row.id), "it runs"


def test_the_second_crash_waits_a_little(backing: Backing) -> None:
    row = enqueue(backing)
    for _ in range(2):
        claim(backing, row)
        backing.jobs.release_owner(ME)

    assert backing.job(row.id).run_at > backing.now()


def test_what_a_dead_owner_held_is_free_at_once_and_nothing_else(backing: Backing) -> None:
    dead, alive = enqueue(backing), enqueue(backing)
    claim(backing, dead)
    claim(backing, alive, OTHER)
    assert sorted(backing.jobs.owners_running()) == [ME, OTHER]

    assert backing.jobs.release_owner(ME) == 1

    assert backing.job(dead.id).status == "PENDING"
    assert backing.job(alive.id).status == "RUNNING"
    assert backing.jobs.release_owner(ME) == 0


def test_what_a_process_leased_without_knowing_is_free_after_a_moment(backing: Backing) -> None:
    known, stray, fresh = enqueue(backing), enqueue(backing), enqueue(backing)
    claim(backing, known)
    claim(backing, stray)
    backing.pass_time(6)
    claim(backing, fresh)

    assert backing.jobs.release_strays(ME, [known.id]) == 1

    assert backing.job(known.id).status == "RUNNING"
    assert backing.job(fresh.id).status == "RUNNING"
    assert (backing.job(stray.id).status, backing.job(stray.id).attempts) == ("PENDING", 0)
    assert backing.jobs.release_strays(OTHER, []) == 0


def test_a_stopping_worker_puts_a_job_back_uncounted(backing: Backing) -> None:
    row = enqueue(backing)
    assert backing.jobs.put_back(claim(backing, row))

    now = backing.job(row.id)
    assert (now.status, now.attempts, now.crashes) == ("PENDING", 0, 0)
    assert backing.jobs.claim(row.id, OTHER, 60.0) is not None


# --- what is due -----------------------------------------------------------------------------------


def test_due_work_can_be_taken_without_redis(backing: Backing) -> None:
    now, later = enqueue(backing), enqueue(backing, delay=60.0)
    running = enqueue(backing)
    claim(backing, running)

    assert list(backing.jobs.claim_due(QUEUES, 10)) == [now.id]
    assert list(backing.jobs.claim_due(["send"], 10)) == []
    assert backing.jobs.count_due() == 1
    backing.pass_time(61)
    assert set(backing.jobs.claim_due(QUEUES, 10)) == {now.id, later.id}
    assert len(backing.jobs.claim_due(QUEUES, 1)) == 1


def test_the_relay_rings_for_what_was_not_heard_and_then_waits_a_while(backing: Backing) -> None:
    row = enqueue(backing)

    assert list(backing.jobs.due("reply", 10)) == [], "its writer has just rung"
    backing.pass_time(1)
    assert list(backing.jobs.due("reply", 10)) == [row.id]
    assert list(backing.jobs.due("reply", 10)) == []
    backing.pass_time(6)
    assert list(backing.jobs.due("reply", 10)) == [row.id]
    assert list(backing.jobs.due("send", 10)) == []
    assert list(backing.jobs.due("reply", 0)) == []


def test_when_redis_forgot_everything_is_due_for_a_bell_again(backing: Backing) -> None:
    row, later = enqueue(backing), enqueue(backing, delay=60.0)
    backing.pass_time(1)
    backing.jobs.due("reply", 10)

    backing.jobs.forget_rings()

    assert list(backing.jobs.due("reply", 10)) == [row.id]
    assert backing.job(later.id).status == "PENDING"


def test_a_tenant_with_ten_thousand_jobs_delays_another_by_one_round(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        for number in range(10_000):
            uow.queue.enqueue(NewJob(JobType.SMS_INBOUND_POST_PROCESS, WORKSPACE, str(number)))
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        uow.queue.enqueue(NewJob(JobType.SMS_INBOUND_POST_PROCESS, OTHER_WORKSPACE, "mine"))
    other = backing.all_jobs()[-1].id
    backing.pass_time(1)

    first_batch = list(backing.jobs.due("reply", 50))

    assert len(first_batch) == 50
    assert other in first_batch
    assert len(set(first_batch) & set(backing.jobs.due("reply", 50))) == 0, "the next batch is another one"


# --- orphans ---------------------------------------------------------------------------------------


def test_a_message_in_flight_without_a_job_is_found(backing: Backing) -> None:
    message = a_stored_message(backing)
    carried = a_stored_message(backing, body="And another", sender="+12025550177")
    with backing.store.begin(WORKSPACE) as uow:
        uow.queue.enqueue(a_new_job(message_id=carried.id, subject_id=carried.id))

    assert list(backing.upkeep.orphaned_messages()) == []
    backing.pass_time(31)
    assert [orphan.id for orphan in backing.upkeep.orphaned_messages()] == [message.id]


@pytest.mark.parametrize("type_", [JobType.NOTIFY, JobType.LEAD_SCORING_POST_PROCESS])
def test_a_job_that_only_looks_at_a_message_does_not_carry_it(backing: Backing, type_: JobType) -> None:
    message = a_stored_message(backing)
    enqueue(backing, type=type_, subject_id=message.id, message_id=message.id)
    backing.pass_time(31)
    assert [orphan.id for orphan in backing.upkeep.orphaned_messages()] == [message.id]


def test_what_the_system_says_about_a_message_does_not_carry_it(backing: Backing) -> None:
    message = a_stored_message(backing)
    about = {"message_id": message.id, "lead_id": message.lead_id, "connection_id": message.connection_id}
    notice = a_send(a_draft(message), kind=SendKind.NOTIFICATION, draft_id=None, draft_version=0, **about)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.add(notice)
        uow.queue.enqueue(send_job(notice))
    backing.pass_time(31)
    assert [orphan.id for orphan in backing.upkeep.orphaned_messages()] == [message.id]


def a_stored_send(backing: Backing, state: SendState, **more: Any) -> tuple[Message, Send]:
    """A send in that state without any job; its message is in flight."""
    message = a_stored_message(backing, **more)
    send = a_send(a_stored_draft(backing, message), connection_id=message.connection_id)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.add(send)
        if state is not SendState.QUEUED:
            assert uow.sends.save(replace(send, state=SendState.SENDING, attempts=1), was=SendState.QUEUED)
        if state is SendState.UNKNOWN:
            unknown = replace(send, state=state, attempts=1, lookups=1)
            assert uow.sends.save(unknown, was=SendState.SENDING)
        found = uow.sends.get(send.id)
    assert found is not None
    return message, found


def orphans(backing: Backing) -> list[tuple[str, bool]]:
    return [(orphan.id, orphan.had_its_run) for orphan in backing.upkeep.orphaned_sends()]


@pytest.mark.parametrize("state", [SendState.QUEUED, SendState.SENDING, SendState.UNKNOWN])
def test_an_open_send_without_a_job_is_found(backing: Backing, state: SendState) -> None:
    message, send = a_stored_send(backing, state)
    backing.pass_time(200)
    assert orphans(backing) == [(send.id, False)]

    job = enqueue(backing, type=JobType.SEND_REPLY, subject_id=send.id, message_id=message.id)
    assert orphans(backing) == []
    backing.jobs.settle(claim(backing, job), Done())
    assert orphans(backing) == [(send.id, True)]


def test_an_unknown_send_that_a_person_has_is_not_found_for_ever(backing: Backing) -> None:
    message, send = a_stored_send(backing, SendState.UNKNOWN)
    backing.pass_time(200)
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.dispose(message.id, Disposition.WAITING_HUMAN, "send-unknown")
    assert orphans(backing) == [(send.id, False)], "nobody ever looked it up"

    with backing.store.begin(WORKSPACE) as uow:
        assert uow.queue.enqueue(confirm_job(send, 0.0))
    backing.jobs.settle(claim(backing, backing.all_jobs()[-1]), Done())
    assert orphans(backing) == []


def test_a_later_part_is_found_only_when_it_is_its_turn(backing: Backing) -> None:
    _, first = a_stored_send(backing, SendState.SENDING)
    second = replace(first, id=new_id(), part=2, parts=2, state=SendState.QUEUED, intent_key=f"{first.draft_id}:1:2")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.add(second)
        assert uow.queue.enqueue(send_job(first))
    backing.pass_time(200)
    assert orphans(backing) == []
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(first, state=SendState.SENT), was=SendState.SENDING)
    assert orphans(backing) == [(second.id, False)]

"""P7: no job is stuck with the dead, no job kills the queue, no tenant holds up another, and Redis is only a bell."""

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.processes import Role
from rejoinder.entrypoints.drill.stand_ins.openai import Question, by_rules
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p07")]

JOB = "SMS_INBOUND_POST_PROCESS"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(workers=2) as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Iterator[Tenant]:
    yield rejoinder.a_tenant(mode="suggest")
    rejoinder.openai.answering = by_rules
    rejoinder.openai.script.clear()
    _replace_the_dead(rejoinder)


def test_the_job_of_a_killed_worker_runs_again_within_five_seconds(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.openai.script.append("slow:20")
    delivery = acme.take(acme.texts.delivery("Yes, please call me"))
    message = acme.stored(delivery)
    until(lambda: not rejoinder.openai.script, "the call")
    holder = _holder(rejoinder, message["id"])
    holder.kill()
    killed = time.monotonic()
    until(lambda: acme.job(message["id"], JOB)["status"] == "SUCCEEDED", "the job on the other worker", 10, 0.02)
    took = time.monotonic() - killed
    assert took < 5
    job = acme.job(message["id"], JOB)
    assert (job["attempts"], job["crashes"]) == (1, 1)
    assert [attempt["outcome"] for attempt in job["history"]] == ["crashed", "succeeded"]
    print(f"\nP7: over {took:.2f} s after the kill")


def test_a_worker_that_is_alone_and_comes_back_finds_its_job_within_five_seconds(
    rejoinder: Installation, acme: Tenant
) -> None:
    _replace_the_dead(rejoinder)
    rejoinder.workers[1].kill()
    rejoinder.openai.script.append("slow:20")
    message = acme.stored(acme.take(acme.texts.delivery("Yes, please call me")))
    until(lambda: not rejoinder.openai.script, "the call")
    rejoinder.worker.kill()
    rejoinder.start_worker()
    back = time.monotonic()
    until(lambda: acme.job(message["id"], JOB)["status"] == "SUCCEEDED", "the job to be over", 10, 0.02)
    assert time.monotonic() - back < 5


def test_a_job_that_kills_its_worker_is_dead_after_three_crashes_and_the_others_go_on(
    rejoinder: Installation, acme: Tenant
) -> None:
    kills: list[str] = []

    def poisoned(feature: str, question: Question) -> Any:
        if "poison" in question.newest:
            kills.append(feature)
            _holder_of_poison(rejoinder).kill()
        return by_rules(feature, question)

    rejoinder.openai.answering = poisoned
    poison = acme.stored(acme.take(acme.texts.delivery("This is poison")))
    good = []

    def dead() -> bool:
        _replace_the_dead(rejoinder)
        if len(good) < 12:
            good.append(acme.take(acme.texts.delivery("Thanks")))
        return acme.job(poison["id"], JOB)["status"] == "FAILED"

    until(dead, "the poison to be buried", 60, every_s=0.3)
    job = acme.job(poison["id"], JOB)
    assert (job["crashes"], len(kills)) == (3, 3)
    assert [attempt["outcome"] for attempt in job["history"]] == ["crashed"] * 3
    message = until(lambda: _failed(rejoinder, poison["id"]), "the message to be failed")
    assert message["disposition"] == "failed"
    until(acme.alerts, "an alert")
    _replace_the_dead(rejoinder)
    for delivery in good:
        assert acme.ended(delivery, within_s=30)["disposition"] == "stayed-silent"


def test_a_job_of_an_unknown_type_is_parked_and_holds_nobody_up(rejoinder: Installation, acme: Tenant) -> None:
    rejoinder.sql(
        "INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, max_attempts)"
        " VALUES (gen_random_uuid(), 'READ_MINDS', 'reply', %s, 'x', %s, 8)",
        acme.id,
        f"{acme.id}:x:READ_MINDS",
    )
    parked = until(lambda: [j for j in acme.jobs(type="READ_MINDS") if j["status"] == "PARKED"], "a parked job")
    assert (parked[0]["attempts"], parked[0]["parked_reason"]) == (0, "unknown-type")
    assert acme.ended(acme.take(acme.texts.delivery("Thanks")))["disposition"] == "stayed-silent"


def test_while_redis_is_away_work_goes_on_and_nothing_is_lost_when_it_returns_empty(
    rejoinder: Installation, acme: Tenant
) -> None:
    rejoinder.valkey.stop()
    began = time.monotonic()
    delivery = acme.take(acme.texts.delivery("Thanks"))
    assert time.monotonic() - began < 2
    assert acme.ended(delivery, within_s=20)["disposition"] == "stayed-silent"
    away = time.monotonic() - began
    assert "redis-down" in {violation["code"] for violation in rejoinder.get("/health")["violations"]}
    direct = acme.take(acme.texts.delivery("Thanks"))
    asked = time.monotonic()
    acme.ended(direct)
    assert time.monotonic() - asked < 3
    rejoinder.valkey.start()
    for _ in range(5):
        assert acme.ended(acme.take(acme.texts.delivery("Thanks")))["disposition"] == "stayed-silent"
    print(f"\nP7: the first message after Redis went was over in {away:.1f} s, the next at once")


def test_a_thousand_jobs_of_one_tenant_do_not_hold_up_another() -> None:
    with an_installation(REJOINDER_WORKER_THREADS="64") as rejoinder:
        big, small = rejoinder.a_tenant("Big", mode="off"), rejoinder.a_tenant("Small", mode="off")
        small.ended(small.take(small.texts.delivery("Thanks")))
        rejoinder.openai.answering = _slowly
        assert rejoinder.worker.stop() == 0
        flood = [big.texts.delivery("Thanks") for _ in range(1200)]
        with ThreadPoolExecutor(8) as pool:
            for _ in pool.map(big.take, flood):
                pass
        assert rejoinder.count("jobs WHERE status = 'PENDING' AND workspace_id = %s", big.id) == 1200
        rejoinder.start_worker()
        until(lambda: big.accounting()["in_flight"] < 1190, "the flood to be worked on", 30)
        waiting = [big.accounting()["in_flight"]]
        for _ in range(5):
            small.ended(small.take(small.texts.delivery("Thanks")), within_s=30)
            waiting.append(big.accounting()["in_flight"])
        assert waiting[-1] > 0, "the flood was over before it could hold anybody up"
        # One round of the relay: a hundred ids, and what the worker has fetched. In one line they would wait for all.
        overtaken = [before - after for before, after in itertools.pairwise(waiting)]
        assert max(overtaken) < 400, overtaken
        print(f"\nP7: {overtaken} jobs of the other tenant ended before each of five, {waiting[-1]} after them")
        rejoinder.openai.answering = by_rules


def _slowly(feature: str, question: Question) -> Any:
    time.sleep(0.25)
    return by_rules(feature, question)


def _holder(rejoinder: Installation, message_id: str) -> Role:
    """The worker that holds that message's job."""
    [row] = rejoinder.sql("SELECT lease_owner FROM jobs WHERE message_id = %s AND status = 'RUNNING'", message_id)
    return _role(rejoinder, row["lease_owner"])


def _holder_of_poison(rejoinder: Installation) -> Role:
    [row] = rejoinder.sql(
        "SELECT lease_owner FROM jobs JOIN messages m ON m.id = jobs.message_id"
        " WHERE m.body LIKE '%%poison%%' AND jobs.status = 'RUNNING'"
    )
    return _role(rejoinder, row["lease_owner"])


def _role(rejoinder: Installation, owner: str) -> Role:
    pid = int(owner.rsplit(":", 2)[1])
    return next(role for role in rejoinder.workers if role.pid == pid)


def _replace_the_dead(rejoinder: Installation) -> None:
    """What the supervisor of `rejoinder up` does."""
    for role in itertools.filterfalse(lambda role: role.is_running, rejoinder.workers):
        rejoinder.start_worker(role)


def _failed(rejoinder: Installation, message_id: str) -> dict[str, Any] | None:
    message = dict(rejoinder.get(f"/api/v1/messages/{message_id}"))
    return message if message["disposition"] == "failed" else None

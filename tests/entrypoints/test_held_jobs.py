"""The claims of a process, and the heartbeats that keep them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest

from rejoinder.entrypoints.container import build
from rejoinder.entrypoints.worker.held_jobs import Heartbeat, HeartbeatOnDemand, HeldJobsRegistry
from tests.world import settings

ME, JOB = "host:1:1", "job"


class Heart:
    """Job rows that note each beat, and may take a lease away or let something happen meanwhile."""

    def __init__(self, *lost: str) -> None:
        self.lost = list(lost)
        self.beats: list[dict[str, int]] = []
        self.strays_asked: list[list[str]] = []
        self.beaten = threading.Event()

    def heartbeat(self, owner: str, fences: Mapping[str, int], lease_s: float) -> list[str]:
        self.beats.append(dict(fences))
        self.beaten.set()
        self.meanwhile()
        return self.lost

    def release_strays(self, owner: str, held: Sequence[str]) -> int:
        self.strays_asked.append(list(held))
        return 0

    def meanwhile(self) -> None:
        """Nothing happens."""


def test_a_zombie_drops_only_its_own_claim() -> None:
    held = HeldJobsRegistry(ME)
    held.hold(JOB, 1)
    held.hold(JOB, 2)

    held.drop(JOB, 1)

    assert held.fences() == {JOB: 2}
    assert held.is_safe(JOB, 2)
    held.drop(JOB, 2)
    assert held.fences() == {}
    assert not held.is_safe(JOB, 2)


def test_a_zombie_is_not_safe_because_a_newer_claim_is() -> None:
    held = HeldJobsRegistry(ME)
    held.hold(JOB, 1)
    assert held.is_safe(JOB, 1)
    held.hold(JOB, 2)

    assert not held.is_safe(JOB, 1)


def test_a_claim_that_is_noted_late_does_not_hide_the_newer_one() -> None:
    held = HeldJobsRegistry(ME)
    held.hold(JOB, 2)
    held.hold(JOB, 1)

    assert held.fences() == {JOB: 2}


def test_a_beat_that_lost_an_older_claim_says_nothing_about_the_newer_one() -> None:
    held, heart = HeldJobsRegistry(ME), Heart(JOB)
    held.hold(JOB, 1)
    heart.meanwhile = lambda: held.hold(JOB, 2)  # type: ignore[method-assign]

    Heartbeat(held, heart).beat()

    assert held.is_safe(JOB, 2)


def test_a_lost_claim_is_not_safe() -> None:
    held = HeldJobsRegistry(ME)
    held.hold(JOB, 1)
    Heartbeat(held, Heart(JOB)).beat()

    assert not held.is_safe(JOB, 1)


def test_a_heartbeat_on_demand_beats_from_its_start_to_its_stop() -> None:
    held, heart = HeldJobsRegistry(ME), Heart()
    held.hold(JOB, 1)
    beating = HeartbeatOnDemand(held, heart, beat_s=0.01)
    assert not heart.beaten.wait(0.05)

    before = set(threading.enumerate())
    beating.start()
    beating.start()

    assert heart.beaten.wait(5)
    (thread,) = set(threading.enumerate()) - before
    beating.stop()
    thread.join(5)
    assert not thread.is_alive()
    beating.start()
    heart.beaten.clear()
    assert heart.beaten.wait(5)
    beating.stop()


@pytest.mark.parametrize(("role", "size"), [("worker", 20), ("api", 12)])
def test_the_heartbeat_has_a_connection_that_no_job_can_take(role: str, size: int) -> None:
    built = build(settings(database_url="postgresql://nobody@127.0.0.1:1/none"), role)

    assert built.engine().pool.size() == size
    assert built.pulse_engine().pool.size() == 1
    assert built.pulse()._engine is built.pulse_engine() is not built.engine()
    assert built.heartbeat()._jobs is built.pulse()


def test_whoever_wants_to_be_alone_waits_for_all_and_lets_nobody_in() -> None:
    held = HeldJobsRegistry(ME)
    came: list[str] = []
    leave_alone, is_alone = threading.Event(), threading.Event()

    def suspect() -> None:
        with held.alone():
            came.append("suspect")
            is_alone.set()
            leave_alone.wait(5)

    def late() -> None:
        with held.in_company():
            came.append("late")

    with held.in_company(), held.in_company():
        waiting = threading.Thread(target=suspect)
        waiting.start()
        assert not is_alone.wait(0.05)
    assert is_alone.wait(5)
    behind = threading.Thread(target=late)
    behind.start()
    behind.join(0.05)
    assert came == ["suspect"]
    leave_alone.set()
    for thread in (waiting, behind):
        thread.join(5)
    assert came == ["suspect", "late"]

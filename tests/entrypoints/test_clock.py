"""Machines whose clocks disagree agree on what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rejoinder.domain.errors import StorageDown
from rejoinder.entrypoints import clock as module
from rejoinder.entrypoints.clock import CommonClock

TRUTH = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_it_tells_the_databases_time_from_the_first_comparison_on(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: passed[0])
    clock = CommonClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=5), "its own machine's until then"
    clock.compare(lambda: TRUTH)
    assert clock.now() == TRUTH
    passed[0] += 60
    assert clock.now() == TRUTH + timedelta(minutes=1)


def test_it_goes_on_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: passed[0])
    clock = CommonClock()
    clock.compare(lambda: TRUTH)
    passed[0] += 90

    def away() -> datetime:
        raise StorageDown("away")

    with pytest.raises(StorageDown):
        clock.compare(away)
    assert clock.now() == TRUTH + timedelta(seconds=90)

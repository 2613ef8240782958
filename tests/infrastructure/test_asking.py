"""What waits for a database that says nothing, and how many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time

import pytest

from rejoinder.domain.errors import StorageDown
from rejoinder.infrastructure.postgres.asking import PostgresAsking

MOST_THREADS = 4


def test_one_that_hangs_holds_a_few_threads_and_is_asked_again_once_it_has_said_something() -> None:
    asking, thawed, begun = PostgresAsking(patience_s=0.02, known_silent_s=0.0), threading.Event(), []

    def hangs() -> str:
        begun.append(threading.get_ident())
        assert thawed.wait(60)
        return "late"

    async def fifty() -> list[str | BaseException]:
        return await asyncio.gather(*(asking(hangs) for _ in range(50)), return_exceptions=True)

    told = asyncio.run(fifty())
    assert [type(each) for each in told] == [StorageDown] * 50
    assert len(begun) == len(set(begun)) <= MOST_THREADS
    with pytest.raises(StorageDown):
        asking.now(hangs)
    thawed.set()
    heard, until = None, time.monotonic() + 60
    while heard is None and time.monotonic() < until:
        with contextlib.suppress(StorageDown):
            heard = asking.now(lambda: "now")
    assert heard == "now"


def test_what_the_question_raises_is_what_the_asker_hears() -> None:
    def refuses() -> str:
        raise ValueError("no such table")

    with pytest.raises(ValueError, match="no such table"):
        PostgresAsking(patience_s=60).now(refuses)

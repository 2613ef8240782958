"""The real clock and the real dice."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rejoinder.domain.errors import RejoinderError

log = logging.getLogger(__name__)

COMPARED_EVERY_S = 15.0
TOLERATED = timedelta(seconds=30)
"""A difference that is worth a line in the log."""


class SystemClock:
    """Clock of this machine, always with zone."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class CommonClock:
    """The database's clock, so that machines whose own clocks disagree agree on how old a message is.

    Until it has been compared it is this machine's clock; while the database is away it goes on from the last
    comparison, whatever is done to the machine's clock meanwhile.
    """

    def __init__(self) -> None:
        self._known: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        if self._known is None:
            return datetime.now(UTC)
        truth, then = self._known
        return truth + timedelta(seconds=time.monotonic() - then)

    def compare(self, ask: Callable[[], datetime]) -> None:
        """It tells what `ask` told, from now on. Raises what `ask` raises."""
        before = time.monotonic()
        truth = ask()
        away = datetime.now(UTC) - truth
        if abs(away) > TOLERATED and self._known is None:
            log.warning("clock.differs", extra={"seconds": round(away.total_seconds())})
        self._known = truth, (before + time.monotonic()) / 2

    def keep_comparing(self, ask: Callable[[], datetime]) -> None:
        """In a thread of its own until the process ends."""

        def compare() -> None:
            while True:
                try:
                    self.compare(ask)
                except RejoinderError:
                    pass  # the database is away, which others say; it goes on as it is
                except Exception:  # one of the worker loops that go on: recorded here
                    log.exception("clock.not_compared")
                time.sleep(COMPARED_EVERY_S)

        threading.Thread(target=compare, name="clock", daemon=True).start()


class SystemDice:
    """Dice for spreading retries; nothing secret depends on it."""

    def chance(self) -> float:
        return random.random()  # noqa: S311

"""Roles say that they are there: one row per process, refreshed every two seconds, gone when it signs off."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Protocol

from rejoinder.domain.errors import TemporaryFailure

log = logging.getLogger(__name__)

REPORT_EVERY_S = 2.0
SIGN_OFF_WITHIN_S = 0.5


class DutyBook(Protocol):
    def report_for_duty(
        self, owner: str, role: str, host: str, pid: int, queues: str, state: str, revision: str
    ) -> None: ...

    def sign_off(self, owner: str) -> None: ...


class DutyReport(threading.Thread):
    """Reports this process until `end`; a database that is away is tried again at the next report."""

    def __init__(
        self, book: DutyBook, *, owner: str, role: str, queues: str, revision: str, state: Callable[[], str]
    ) -> None:
        super().__init__(name="duty", daemon=True)
        self._book, self._owner, self._role, self._queues = book, owner, role, queues
        self._revision, self._state = revision, state
        self._ended = threading.Event()
        self._trouble = ""

    def run(self) -> None:
        while not self._ended.is_set():
            self.report()
            self._ended.wait(REPORT_EVERY_S)

    def report(self) -> None:
        """One report; trouble is logged once per kind."""
        host = self._owner.rsplit(":", 2)[0]
        try:
            self._book.report_for_duty(
                self._owner, self._role, host, os.getpid(), self._queues, self._state(), self._revision
            )
            self._trouble = ""
        except TemporaryFailure as away:
            self._note(away.code)
        except Exception as error:  # noqa: BLE001 - a schema that is not ours: said here, and the process goes on
            self._note(type(error).__name__)

    def end(self) -> None:
        """This process is no longer listed, unless the database is away; takes half a second at most."""
        self._ended.set()
        leaving = threading.Thread(target=self._sign_off, name="sign-off", daemon=True)
        leaving.start()
        leaving.join(SIGN_OFF_WITHIN_S)

    def _sign_off(self) -> None:
        try:
            self._book.sign_off(self._owner)
        except Exception as error:  # noqa: BLE001 - silence says the same half a minute later
            log.info("duty.not_signed_off", extra={"error": type(error).__name__})

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("duty.not_reported", extra={"role": self._role, "error": trouble})
        self._trouble = trouble

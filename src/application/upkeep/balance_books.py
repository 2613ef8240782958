"""BalanceBooks: the accounting stays cheap to read, and is held against the raw rows again and again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, AlertRepository
from rejoinder.domain.ports.upkeep import Drift

log = logging.getLogger(__name__)

RULE = "accounting-drift"
PAGES_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class BalanceBooks:
    """Called by the scheduler. Afterwards the pages of the accounting say what the raw rows say; a page that was wrong
    although nothing moved in it is corrected, and somebody is told."""

    store: AdminStore

    def __call__(self) -> int:
        """How many pages were closed."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            done = uow.books.balance(PAGES_AT_ONCE)
            for drift in done.drifts:
                _tell(uow.alerts, drift)
        if done.closed or done.drifts:
            found = {"pages": done.closed, "recounted": done.recounted, "drifts": len(done.drifts)}
            log.log(logging.ERROR if done.drifts else logging.INFO, "books.balanced", extra=found)
        return done.closed


def _tell(alerts: AlertRepository, drift: Drift) -> None:
    alerts.raise_alert(
        RULE,
        f"{drift.workspace_id}:{drift.first_id}",
        severity="high",
        title="The accounting was wrong about a range of messages; it was counted again.",
        workspace_id=drift.workspace_id,
        detail={"was": dict(drift.was), "found": dict(drift.found)},
    )

"""The AI ledger as a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rejoinder.domain.ai_usage import AICall
from tests.fakes.clock import FakeClock


class FakeLedger:
    """AILedger: every call with the UTC day it was made on."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._rows: list[tuple[date, AICall]] = []

    @property
    def calls(self) -> list[AICall]:
        return [call for _, call in self._rows]

    def record(self, call: AICall) -> None:
        self._rows.append((self._clock.now().date(), call))

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        today = self._clock.now().date()
        mine = (
            call.cost_usd or Decimal(0)
            for day, call in self._rows
            if day == today
            and call.context.workspace_id == workspace_id
            and (lead_id is None or call.context.lead_id == lead_id)
        )
        return sum(mine, Decimal(0))

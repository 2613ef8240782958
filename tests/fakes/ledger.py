"""The AI ledger as a list."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import Budgets, DaySpent, Reservation, Spent, admit
from rejoinder.domain.ids import new_id
from rejoinder.domain.workspaces import WorkspaceSettings
from tests.fakes.clock import FakeClock

RESERVED_FOR_S = 300.0


class FakeLedger:
    """AILedger: every call with the UTC day it was made on, and what is set aside for calls in the air."""

    def __init__(self, clock: FakeClock, budgets: Callable[[str], Budgets] | None = None) -> None:
        self._clock = clock
        self._budgets = budgets or (lambda workspace_id: WorkspaceSettings().budgets)
        self._rows: list[tuple[date, AICall, Decimal]] = []
        self._reserved: dict[str, tuple[float, CallContext, Decimal]] = {}
        self._lock = threading.Lock()

    @property
    def calls(self) -> list[AICall]:
        return [call for _, call, _ in self._rows]

    def reserve(self, call: CallContext, feature: str, estimate: Decimal) -> Reservation:
        with self._lock:
            spent = Spent(*(self._gone(call, scope) for scope in ("message", "lead", "day")))
            rung = admit(self._budgets(call.workspace_id), spent, estimate, feature)
            reservation = Reservation(new_id(), call.workspace_id, estimate, rung)
            ends = self._clock.now().timestamp() + RESERVED_FOR_S
            self._reserved[reservation.id] = (ends, call, estimate)
            return reservation

    def _gone(self, about: CallContext, scope: str) -> Decimal:
        now, today = self._clock.now().timestamp(), self._clock.now().date()

        def is_in(call: CallContext) -> bool:
            if call.workspace_id != about.workspace_id:
                return False
            mine = {"message": call.message_id == about.message_id and call.message_id is not None,
                    "lead": call.lead_id == about.lead_id and call.lead_id is not None, "day": True}  # fmt: skip
            return mine[scope]

        spent = (usd for day, call, usd in self._rows if is_in(call.context) and (scope == "message" or day == today))
        reserved = (usd for ends, call, usd in self._reserved.values() if ends > now and is_in(call))
        return sum(spent, Decimal(0)) + sum(reserved, Decimal(0))

    def record(self, call: AICall, reservation: Reservation | None = None) -> None:
        reserved = reservation.amount if reservation is not None else Decimal(0)
        charged = call.cost_usd if call.cost_usd is not None else reserved
        with self._lock:
            if reservation is not None:
                self._reserved.pop(reservation.id, None)
            self._rows.append((self._clock.now().date(), call, charged))

    def days(self, workspace_id: str, count: int) -> Sequence[DaySpent]:
        spent: Counter[date] = Counter()
        for day, call, usd in self._rows:
            if call.context.workspace_id == workspace_id:
                spent[day] += usd  # type: ignore[assignment]
        return [DaySpent(day, Decimal(spent[day])) for day in sorted(spent, reverse=True)[:count]]

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        today = self._clock.now().date()
        mine = (
            usd
            for day, call, usd in self._rows
            if day == today
            and call.context.workspace_id == workspace_id
            and (lead_id is None or call.context.lead_id == lead_id)
        )
        return sum(mine, Decimal(0))

"""WatchSpending: a day on which the AI costs twice as much as usual is told while it can still be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rejoinder.domain.budgets import UNUSUAL_TIMES, is_unusual, usual_day
from rejoinder.domain.ports.ai import AILedger
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.workspaces import Workspace

UNUSUAL, SPENT = "ai-spending-unusual", "ai-budget-spent"
_DAYS = 8


@dataclass(frozen=True, slots=True)
class WatchSpending:
    """Called by the scheduler. Once a day and workspace an alert says that today costs twice the usual day (the median
    of up to seven days before, from the third on), and one that the budget is spent and people do the rest."""

    store: Store
    ledger: AILedger
    clock: Clock

    def __call__(self) -> int:
        """How many workspaces were told about."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            workspaces = uow.workspaces.all()
        return sum(self._of(workspace) for workspace in workspaces)

    def _of(self, workspace: Workspace) -> bool:
        days, today = self.ledger.days(workspace.id, _DAYS), self.clock.now().date()
        spent = next((day.usd for day in days if day.day == today), Decimal(0))
        usual = usual_day([day for day in days if day.day != today])
        unusual, limit = is_unusual(spent, usual), workspace.settings.budgets.day
        gone = bool(spent) and spent >= limit
        if not unusual and not gone:
            return False
        with self.store.begin(workspace.id) as uow:
            if unusual and usual is not None:
                uow.alerts.raise_alert(
                    UNUSUAL,
                    f"{workspace.id}:{today}",
                    severity="high",
                    title=f"The AI has cost ${spent:.2f} today, {UNUSUAL_TIMES} times the usual ${usual:.2f} or more.",
                    workspace_id=workspace.id,
                    detail={"today_usd": str(spent), "usual_usd": str(usual), "budget_usd": str(limit)},
                )
            if gone:
                uow.alerts.raise_alert(
                    SPENT,
                    f"{workspace.id}:{today}",
                    severity="high",
                    title=f"The AI budget of today (${limit:.2f}) is spent: people answer until midnight UTC.",
                    workspace_id=workspace.id,
                    detail={"today_usd": str(spent), "budget_usd": str(limit)},
                )
        return True

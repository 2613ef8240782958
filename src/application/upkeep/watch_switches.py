"""WatchSwitches: nothing is held back without an end, and nobody is surprised by one."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.application.setup.switches import ENDING
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, AlertRepository
from rejoinder.domain.switches import TOLD_FROM, Switch
from rejoinder.domain.timeline import Entry

EXPIRED = "switch-expired"


@dataclass(frozen=True, slots=True)
class WatchSwitches:
    """Called by the scheduler. Afterwards people were told of every switch that ends soon, and a switch whose time was
    over says so on its own row, on the timeline of its workspace and as an alert. (A switch holds nothing back from the
    moment of its end on, whether this has run or not.)"""

    store: AdminStore

    def __call__(self) -> int:
        """How many switches were warned of or had ended."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            ending, over = uow.switch_book.ending(), uow.switch_book.over()
        for switch in ending:
            self._warn(switch)
        for switch in over:
            self._tell(switch)
        return len(ending) + len(over)

    def _warn(self, switch: Switch) -> None:
        title = f"{switch.kind} ends by itself at {switch.until:%Y-%m-%d %H:%M} UTC: {switch.reason}"
        with self.store.begin(switch.workspace_id or EVERY_WORKSPACE) as uow:
            if uow.switch_book.warned(switch.id):
                _raise(uow.alerts, ENDING, "medium", title, switch)

    def _tell(self, switch: Switch) -> None:
        title = f"{switch.kind} has ended by itself; it was set because: {switch.reason}"
        with self.store.begin(switch.workspace_id or EVERY_WORKSPACE) as uow:
            if not uow.switch_book.expire(switch.id):
                return
            if switch.workspace_id is not None:
                uow.timeline.append(Entry("switch-ended", switch.kind, "expired", switch.lead_id))
            uow.alerts.resolve(ENDING, switch.id)
            if switch.until is not None and switch.until - switch.since >= TOLD_FROM:
                _raise(uow.alerts, EXPIRED, "low", title, switch)


def _raise(alerts: AlertRepository, rule: str, severity: str, title: str, switch: Switch) -> None:
    detail = {"author": switch.author, "channel": switch.channel, "lead_id": switch.lead_id}
    alerts.raise_alert(rule, switch.id, severity=severity, title=title, workspace_id=switch.workspace_id, detail=detail)

"""SendDigests, TestNotification, WatchTargets: summaries that are due, a try on request, and targets out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.errors import NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.notifications import (
    By,
    Notification,
    NotificationKind,
    Target,
    digest_day,
    notification,
    parse_target,
)
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.notifications import Mailer
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class SendDigests:
    """Called by the scheduler. Every summary whose time of day has come is on its way, once a day and target."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """How many were put on their way."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            workspaces = uow.workspaces.all()
        return sum(self._of(workspace) for workspace in workspaces)

    def _of(self, workspace: Workspace) -> int:
        digest = workspace.settings.notifications.digest
        day = digest_day(digest, self.clock.now(), workspace.timezone) if digest is not None else ""
        if digest is None or not day:
            return 0
        with self.store.begin(workspace.id) as uow:
            new = [notification(NotificationKind.DIGEST, workspace.id, target, day) for target in digest.to]
            return sum(_put_on_its_way(uow, each) for each in new)


@dataclass(frozen=True, slots=True)
class TestNotification:
    """A test goes the way of a real notification. Raises NotFound, InvalidInput."""

    __test__ = False

    store: Store

    def __call__(self, workspace_id: str, target: str, by: str) -> Notification:
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            to = parse_target("to", target)
            new = notification(NotificationKind.TEST, workspace_id, to, new_id(), reason=f"asked for by {by}")
            _put_on_its_way(uow, new)
            return new


@dataclass(frozen=True, slots=True)
class WatchTargets:
    """Called by the scheduler. A target that is configured and cannot work (no mail server, no Slack connection, no
    webhook that asks for it) is an open alert before anybody relies on it, and no longer one once it is mended."""

    store: Store
    channels: Mapping[str, Channel]
    mailer: Mailer

    def __call__(self) -> int:
        """How many targets cannot be reached."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            workspaces = [w for w in uow.workspaces.all() if "notifications" in w.raw_settings]
        return sum(self._of(workspace) for workspace in workspaces)

    def _of(self, workspace: Workspace) -> int:
        with self.store.begin(workspace.id) as uow:
            wrong = [(t, why) for t in workspace.settings.notifications.targets if (why := self._why_not(uow, t))]
            for target, why in wrong:
                uow.alerts.raise_alert(
                    MISCONFIGURED,
                    f"{workspace.id}:{target}",
                    severity="high",
                    title=f"Notifications are configured for {target}, which cannot be reached: {why}",
                    workspace_id=workspace.id,
                    detail={"target": str(target)},
                )
            for target in set(workspace.settings.notifications.targets) - {target for target, _ in wrong}:
                uow.alerts.resolve(MISCONFIGURED, f"{workspace.id}:{target}")
        return len(wrong)

    def _why_not(self, uow: UnitOfWork, target: Target) -> str:
        match target.by:
            case By.EMAIL:
                return "" if self.mailer.is_configured else "this installation has no mail server (REJOINDER_SMTP_URL)."
            case By.WEBHOOK:
                listens = any(e.enabled and "team.notified" in e.event_types for e in uow.endpoints.all())
                return "" if listens else "no webhook asks for team.notified."
            case By.SLACK:
                return self._why_no_slack(uow)

    def _why_no_slack(self, uow: UnitOfWork) -> str:
        known = [c for c in uow.connections.all() if c.channel == str(By.SLACK) and c.enabled]
        if not known:
            return "there is no Slack connection."
        return next((c.unusable_reason for c in known if c.unusable_reason), "")


MISCONFIGURED = "notification-misconfigured"


def _put_on_its_way(uow: UnitOfWork, new: Notification) -> bool:
    if not uow.notifications.add(new):
        return False
    uow.queue.enqueue(new.job())
    return True

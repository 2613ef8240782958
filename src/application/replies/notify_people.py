"""The team learns of what waits: rows to deliver and looks to come, written in the transaction of their cause."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Message
from rejoinder.domain.notifications import (
    How,
    Notification,
    NotificationKind,
    Target,
    escalation_job,
    notification,
    shown_state,
)
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry


def tell_of_waiting(uow: UnitOfWork, message: Message, reason: str) -> None:
    """A message waits for a person from now on: its targets are told by jobs, and the first escalation is due later."""
    workspace = uow.workspaces.get(message.workspace_id)
    if workspace is None:
        return
    settings = workspace.settings.notifications
    entered = new_id()
    rule = settings.rule_for(message.sentiment)
    if rule is not None and rule.how is How.NOW and not message.backfilled:  # an old backlog is for the summary
        told = tell(uow, message, rule.to, NotificationKind.WAITING, f"{message.id}:{entered}", reason)
        if told:
            detail = {"to": [str(n.target) for n in told]}
            uow.timeline.append(Entry("team-told", "queued", reason, message.lead_id, message.id, detail=detail))
    if settings.escalation:
        delay = settings.escalation[0].after_minutes * 60
        uow.queue.enqueue(escalation_job(workspace.id, message.lead_id, message.id, 0, delay, entered))


def tell(
    uow: UnitOfWork, message: Message, targets: Sequence[Target], kind: NotificationKind, what: str, reason: str
) -> Sequence[Notification]:
    """A notification with its job for every target that can exist here and was not told of this before."""
    told = []
    draft = uow.drafts.for_message(message.id)
    for target in reachable(uow, message.workspace_id, targets):
        new = notification(
            kind,
            message.workspace_id,
            target,
            what,
            lead_id=message.lead_id,
            message_id=message.id,
            draft_id=draft.id if draft is not None else None,
            reason=reason,
        )
        if uow.notifications.add(new):
            uow.queue.enqueue(new.job())
            told.append(new)
    return told


def reachable(uow: UnitOfWork, workspace_id: str, targets: Sequence[Target]) -> Sequence[Target]:
    """The targets without the default one where nobody has connected it: an installation that never heard of Slack is
    not told that Slack cannot be reached."""
    workspace = uow.workspaces.get(workspace_id)
    chosen = workspace is not None and "notifications" in workspace.raw_settings
    if chosen:
        return targets
    return [t for t in targets if uow.connections.of_workspace(workspace_id, str(t.by))]


def refresh_cards(uow: UnitOfWork, draft_id: str) -> None:
    """Every card of that draft shows what holds now, a moment later."""
    draft = uow.drafts.get(draft_id)
    for card in uow.notifications.cards_of(draft_id) if draft is not None else ():
        assert draft is not None
        if card.shown != shown_state(draft):
            uow.queue.enqueue(card.job(suffix=f"{card.shown}>{shown_state(draft)}"))

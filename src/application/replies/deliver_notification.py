"""DeliverNotification: one person or place of the team is told, or everybody sees that they could not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rejoinder.domain.errors import OutcomeUnknown, PermanentFailure, TemporaryFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome
from rejoinder.domain.messages import Disposition
from rejoinder.domain.notifications import (
    GIVE_UP_AFTER,
    By,
    Card,
    Notification,
    NotificationKind,
    NotificationState,
    card_of_waiting,
    digest_card,
    notification,
    shown_state,
)
from rejoinder.domain.outgoing import team_told
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.notifications import CardBoard, Mailer
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

UNDELIVERABLE = "notification-undeliverable"
_LISTED = 20


class _NobodyThereError(Exception):
    """There is no way to this target; the text is the reason code."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is told, and whether there still is anything to tell."""

    card: Card
    shown: str
    is_over: bool
    connection: Connection | None
    draft_id: str | None


@dataclass(frozen=True, slots=True)
class DeliverNotification:
    """Called for DELIVER_NOTIFICATION jobs; the subject is one notification.

    Afterwards the target was told, or the card that was posted shows its draft as it is now; or there was nothing left
    to tell; or the target could not be reached: then an alert says so and the workspace's fallback targets are told. At
    least once: after an answer that did not arrive a card may stand there twice, each bound to the same text.
    """

    store: Store
    channels: Mapping[str, Channel]
    mailer: Mailer
    clock: Clock
    page: Callable[[str], str]
    """The address of a message's page; empty id: the list of what waits."""

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            told = uow.notifications.get(job.subject_id)
            scene = self._scene(uow, told) if told is not None else None
        if told is None or scene is None:
            return Cancel("notification-gone")
        if told.state is NotificationState.SENT:
            return self._refresh(job, told, scene)
        if told.state is not NotificationState.PENDING:
            return Cancel(f"notification-{told.state}")
        if scene.is_over:
            return self._settle(job, replace(told, state=NotificationState.SKIPPED, reason="answered-meanwhile"))
        try:
            reference = self._tell(told, scene)
        except _NobodyThereError as nobody:
            return self._undeliverable(job, told, str(nobody))
        except PermanentFailure as refused:
            return self._undeliverable(job, told, refused.code, refused.message)
        except (TemporaryFailure, OutcomeUnknown) as trouble:
            if not self._is_hopeless(job, told):
                raise
            return self._undeliverable(job, told, trouble.code, trouble.message)
        return self._told(job, told, scene, reference)

    def _is_hopeless(self, job: Job, told: Notification) -> bool:
        age = self.clock.now() - (told.created_at or self.clock.now())
        return job.attempts >= job.max_attempts or age >= GIVE_UP_AFTER

    # --- what is told -----------------------------------------------------------------------------

    def _scene(self, uow: UnitOfWork, told: Notification) -> _Scene | None:
        connections = uow.connections.of_workspace(told.workspace_id, str(By.SLACK))
        connection = next((each for each in connections if each.enabled), None)
        workspace = uow.workspaces.get(told.workspace_id)
        if workspace is None:
            return None
        if told.kind is NotificationKind.TEST:
            card = Card(f"{workspace.name}: this is a test. Messages that wait for a person are told here.")
            return _Scene(card, "", False, connection, None)
        if told.kind is NotificationKind.DIGEST:
            waiting, more = uow.notifications.waiting(_LISTED)
            card = digest_card(workspace.name, waiting, more, self.page(""), self.clock.now())
            return _Scene(card, "", False, connection, None)
        message = uow.messages.get(told.message_id)
        lead = uow.leads.get(message.lead_id) if message is not None else None
        if message is None or lead is None:
            return None
        draft = uow.drafts.for_message(message.id)
        card = card_of_waiting(
            who=lead.name or message.sender or "Somebody",
            channel=message.channel,
            sentiment=message.sentiment or "",
            reason=told.reason,
            said=message.text,
            draft=draft,
            link=self.page(message.id),
            late=told.kind is NotificationKind.ESCALATION,
        )
        waits = message.disposition is Disposition.WAITING_HUMAN
        shown = shown_state(draft) if draft is not None else ""
        return _Scene(card, shown, not waits, connection, draft.id if draft is not None else None)

    # --- telling ----------------------------------------------------------------------------------

    def _tell(self, told: Notification, scene: _Scene) -> str:
        match told.target.by:
            case By.SLACK:
                connection, board = self._board(scene)
                return board.post(scene.card, told.target.place, connection)
            case By.EMAIL:
                if not self.mailer.is_configured:
                    raise _NobodyThereError("smtp-not-configured")
                self.mailer.deliver(told.target.place, scene.card.title, scene.card.as_text(), told.id)
                return ""
            case By.WEBHOOK:
                return ""  # told in the transaction that says so

    def _board(self, scene: _Scene) -> tuple[Connection, CardBoard]:
        connection = scene.connection
        channel = self.channels.get(connection.channel) if connection is not None else None
        if connection is None or channel is None or channel.cards is None:
            raise _NobodyThereError("no-slack-connection")
        return connection, channel.cards

    def _told(self, job: Job, told: Notification, scene: _Scene, reference: str) -> Outcome:
        now = replace(
            told, state=NotificationState.SENT, reference=reference, shown=scene.shown, draft_id=scene.draft_id
        )
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            if told.target.by is By.WEBHOOK:
                event = team_told(new_id(), told, scene.card.title, scene.card.link)
                if not uow.outgoing.publish(event):
                    return self._failed(uow, told, "no-webhook-asked", "")
            uow.notifications.save(now, was=NotificationState.PENDING)
            draft = uow.drafts.get(scene.draft_id)
            if reference and draft is not None and shown_state(draft) != scene.shown:
                # Decided while the card was on its way.
                uow.queue.enqueue(now.job(suffix=f"{scene.shown}>{shown_state(draft)}"))
            uow.alerts.resolve(UNDELIVERABLE, _subject(told))
        return Done(f"told:{told.target.by}")

    def _refresh(self, job: Job, told: Notification, scene: _Scene) -> Outcome:
        """The card shows its draft as it is now."""
        if not told.reference or told.shown == scene.shown:
            return Done("card-as-it-is")
        try:
            connection, board = self._board(scene)
            board.update(scene.card, told.reference, connection)
        except _NobodyThereError as nobody:
            return self._settle(job, replace(told, shown=scene.shown, reason=str(nobody)))
        except PermanentFailure as refused:
            # A card that was removed needs no update; it is not tried again for this state of the draft.
            return self._settle(job, replace(told, shown=scene.shown, reason=refused.code))
        return self._settle(job, replace(told, shown=scene.shown))

    def _settle(self, job: Job, now: Notification) -> Outcome:
        was = NotificationState.SENT if now.state is NotificationState.SENT else NotificationState.PENDING
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.notifications.save(now, was=was)
        return Done(now.reason if now.state is NotificationState.SKIPPED else "card-refreshed")

    # --- nobody there -----------------------------------------------------------------------------

    def _undeliverable(self, job: Job, told: Notification, reason: str, detail: str = "") -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            return self._failed(uow, told, reason, detail)

    def _failed(self, uow: UnitOfWork, told: Notification, reason: str, detail: str) -> Outcome:
        uow.notifications.save(
            replace(told, state=NotificationState.FAILED, reason=reason), was=NotificationState.PENDING
        )
        instead = self._fall_back(uow, told)
        if told.message_id is not None:
            about = {"to": str(told.target), "instead": instead}
            uow.timeline.append(Entry("team-told", "failed", reason, told.lead_id, told.message_id, detail=about))
        instead_words = f" Told instead: {', '.join(instead)}." if instead else " Nobody was told instead."
        uow.alerts.raise_alert(
            UNDELIVERABLE,
            _subject(told),
            severity="high",
            title=f"Notifications to {told.target} cannot be delivered ({reason}).{instead_words}",
            workspace_id=told.workspace_id,
            detail={"target": str(told.target), "reason": reason, "why": detail, "notification": told.id},
        )
        return Done(f"undeliverable:{reason}")

    def _fall_back(self, uow: UnitOfWork, told: Notification) -> list[str]:
        """The fallback targets are told of the same thing. A fallback has none; a test is to show the trouble."""
        workspace = uow.workspaces.get(told.workspace_id)
        if workspace is None or told.fallback_for or told.kind is NotificationKind.TEST:
            return []
        instead = []
        for target in workspace.settings.notifications.fallback:
            new = notification(
                told.kind,
                told.workspace_id,
                target,
                f"instead:{told.id}",
                lead_id=told.lead_id,
                message_id=told.message_id,
                draft_id=told.draft_id,
                reason=told.reason,
                fallback_for=str(told.target),
            )
            if target != told.target and uow.notifications.add(new):
                uow.queue.enqueue(new.job())
                instead.append(str(target))
        return instead


def _subject(told: Notification) -> str:
    return f"{told.workspace_id}:{told.target}"


@dataclass(frozen=True, slots=True)
class RefreshCards:
    """Called by the scheduler: cards whose draft changed in whatever way are brought up to date; how many were due."""

    store: Store
    at_most: int = 200

    def __call__(self) -> int:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            due = uow.notifications.outdated(self.at_most)
            for card, state in due:
                uow.queue.enqueue(card.job(suffix=f"{card.shown}>{state}"))
        return len(due)

"""TakeDecision: a button under a draft was pressed outside the dashboard; what it says is done, or the person is told
why it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.replies.decide_draft import ApproveDraft, EditDraft, RegenerateDraft, RejectDraft
from rejoinder.domain.drafts import Draft
from rejoinder.domain.errors import Conflict, NotFound, PermanentFailure, Rejected
from rejoinder.domain.ids import is_id
from rejoinder.domain.jobs import Done, Job, Outcome
from rejoinder.domain.notifications import (
    By,
    Card,
    Notification,
    NotificationKind,
    NotificationState,
    Target,
    notification,
)
from rejoinder.domain.ports.channels import Channel, DecisionPressed
from rejoinder.domain.ports.notifications import CardBoard
from rejoinder.domain.ports.storage import JobFence, Store, StoredEvent, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

REJECTED_THERE = "rejected-in-slack"


class _NotAllowedError(Exception):
    """Why this press decides nothing, in words for whoever pressed."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class TakeDecision:
    """Called by ApplyProviderEvent, in a job: the webhook was answered before.

    Afterwards the draft is approved, rejected, edited or written anew under the name `slack:<person>`, and every card
    of it is shown anew; or nothing has changed and the person was told why: who decided before, that the text is a
    newer one, or that they may not decide.
    """

    store: Store
    channels: Mapping[str, Channel]
    approve: ApproveDraft
    edit: EditDraft
    reject: RejectDraft
    regenerate: RegenerateDraft

    def __call__(self, job: Job, event: StoredEvent, connection: Connection, pressed: DecisionPressed) -> Outcome:
        try:
            draft = self._permitted(job, connection, pressed)
            return self._carry_out(job, event, connection, pressed, draft)
        except _NotAllowedError as refused:
            return self._whisper(job, connection, pressed, refused.code, refused.words)
        except Rejected as refused:
            return self._whisper(job, connection, pressed, refused.code, f"Nothing was done. {refused.message}")

    def _permitted(self, job: Job, connection: Connection, pressed: DecisionPressed) -> Draft:
        """The draft that the card shows. Raises _NotAllowedError, NotFound."""
        with self.store.begin(job.workspace_id) as uow:
            workspace = uow.workspaces.get(job.workspace_id)
            draft = uow.drafts.get(pressed.draft_id) if is_id(pressed.draft_id) else None
        if draft is None or workspace is None:
            raise NotFound("There is no such draft.")
        if not pressed.person or pressed.person not in workspace.settings.notifications.approvers:
            raise _NotAllowedError(
                "not-an-approver",
                "Nothing was done: you are not among those who may decide. An admin adds "
                f"{pressed.person or 'your id'} to the setting notifications.approvers.",
            )
        if not pressed.digest:
            raise _NotAllowedError("unbound", "Nothing was done: this button is not bound to a text.")
        return draft

    def _carry_out(
        self, job: Job, event: StoredEvent, connection: Connection, pressed: DecisionPressed, draft: Draft
    ) -> Outcome:
        by, about = f"{By.SLACK}:{pressed.person}", (pressed.draft_id, pressed.version)
        match pressed.decision:
            case "edit":
                return self._ask_for_text(job, connection, pressed, draft)
            case "regenerate":
                with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
                    self._know_card(uow, event, pressed, draft)
                self.regenerate(job.workspace_id, *about, pressed.body, by, pressed.digest)
                return Done("regenerated")
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            self._know_card(uow, event, pressed, draft)
            uow.events.concerns(event.id, draft.lead_id)
            match pressed.decision:
                case "approve":
                    self.approve.within(uow, job.workspace_id, *about, by, pressed.digest)
                case "reject":
                    self.reject.within(uow, *about, pressed.body or REJECTED_THERE, by, pressed.digest)
                case "edit-and-approve":
                    self.edit.within(uow, *about, pressed.body, by, pressed.digest)
                    self.approve.within(uow, job.workspace_id, pressed.draft_id, pressed.version + 1, by)
                case _:
                    raise NotFound("There is no such button.")
        return Done(f"decided:{pressed.decision}")

    def _know_card(self, uow: UnitOfWork, event: StoredEvent, pressed: DecisionPressed, draft: Draft) -> None:
        """A copy of the card that we do not know (posted, its receipt lost) is kept up to date with the rest."""
        if not pressed.place.strip(":") or uow.notifications.by_reference(pressed.place) is not None:
            return
        copy = notification(
            NotificationKind.WAITING,
            draft.workspace_id,
            Target(By.SLACK, pressed.place.partition(":")[0]),
            f"copy:{pressed.place}",
            lead_id=draft.lead_id,
            message_id=draft.message_id,
            draft_id=draft.id,
        )
        uow.notifications.add(_posted(copy, pressed))

    def _ask_for_text(self, job: Job, connection: Connection, pressed: DecisionPressed, draft: Draft) -> Outcome:
        if draft.version != pressed.version or draft.digest != pressed.digest:
            raise Conflict(f"This draft is at version {draft.version} by now.", newer=draft)
        try:
            self._board(connection).ask_for_text(
                Card("Edit and send", proposed=draft.body, bound_to=draft), pressed.trigger, connection
            )
        except PermanentFailure as refused:
            raise _NotAllowedError(refused.code, "The form did not open in time; press again.") from refused
        return Done("form-opened")

    def _whisper(self, job: Job, connection: Connection, pressed: DecisionPressed, code: str, words: str) -> Outcome:
        note = ""
        try:
            self._board(connection).whisper(words, pressed.place, pressed.person, connection)
        except PermanentFailure as refused:
            note = refused.code  # nothing was decided, and the dashboard says why; telling them is a courtesy
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            draft = uow.drafts.get(pressed.draft_id) if is_id(pressed.draft_id) else None
            if draft is not None:
                by = f"{By.SLACK}:{pressed.person}"
                detail = {"pressed": pressed.decision, "version": pressed.version, "not_told": note}
                entry = Entry("decision-refused", "refused", code, draft.lead_id, draft.message_id, by, detail)
                uow.timeline.append(entry)
        return Done(f"refused:{code}")

    def _board(self, connection: Connection) -> CardBoard:
        board = self.channels[connection.channel].cards
        if board is None:
            raise NotFound("There are no cards on this channel.")
        return board


def _posted(copy: Notification, pressed: DecisionPressed) -> Notification:
    return replace(copy, state=NotificationState.SENT, reference=pressed.place)

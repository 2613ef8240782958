"""WriteReply: a person answers in their own words where no draft waits for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.replies.decide_draft import MAX_BODY, ApproveDraft
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.drafts import OPEN_DRAFT, Draft, DraftStatus, reply_subject
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.messages import Direction, Disposition
from rejoinder.domain.ports.storage import Store, UnitOfWork

ANSWERABLE = frozenset({Disposition.WAITING_HUMAN, Disposition.FAILED})


@dataclass(frozen=True, slots=True)
class WriteReply:
    """Called by the dashboard. Afterwards this text is a draft of this person, approved by them, and on its way.

    Raises NotFound, InvalidInput; Conflict when a draft waits already, when the message does not wait for a person,
    and for all that approving refuses.
    """

    store: Store
    approve: ApproveDraft

    def __call__(
        self, workspace_id: str, message_id: str, body: str, by: str, not_before: datetime | None = None
    ) -> None:
        text = strip_unstorable(body).strip()
        if not text:
            raise InvalidInput("'body' must not be empty.", field="body")
        if len(text) > MAX_BODY:
            raise InvalidInput(f"'body' may hold {MAX_BODY} characters.", field="body")
        with self.store.begin(workspace_id) as uow:
            draft = self._draft(uow, message_id, text, by)
            self.approve.within(uow, workspace_id, draft.id, draft.version, by, not_before=not_before)

    def _draft(self, uow: UnitOfWork, message_id: str, text: str, by: str) -> Draft:
        seen = uow.messages.get(message_id) if is_id(message_id) else None
        lead = uow.leads.lock(seen.lead_id) if seen is not None else None
        message = uow.messages.get(message_id) if lead is not None else None
        if lead is None or message is None or message.direction is not Direction.INBOUND:
            raise NotFound("There is no such message.")
        if message.disposition not in ANSWERABLE:
            raise Conflict("This message does not wait for an answer of yours.")
        known = uow.drafts.for_message(message.id)
        if known is not None and known.status in OPEN_DRAFT:
            raise Conflict("A draft for this message waits already; load the page again.", newer=known)
        if known is not None:
            newer = replace(
                known,
                version=known.version + 1,
                body=text,
                author=by,
                edited=True,
                status=DraftStatus.PROPOSED,
                basis_version=lead.version,
                strategy=None,
                evaluation=None,
                unsourced=(),
            )
            uow.drafts.save(newer, expected_version=known.version)
            return newer
        made = Draft(
            id=new_id(),
            workspace_id=message.workspace_id,
            lead_id=lead.id,
            message_id=message.id,
            channel=message.channel,
            version=1,
            body=text,
            status=DraftStatus.PROPOSED,
            basis_version=lead.version,
            subject=reply_subject(message.medium, message.subject),
            author=by,
            edited=True,
            decision={"action": "by-person", "reasons": []},
        )
        if not uow.drafts.add(made):
            raise Conflict("A draft for this message waits already; load the page again.")
        return made

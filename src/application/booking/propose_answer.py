"""A fixed text about times becomes the draft of a message: for a person to approve, or to leave at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rejoinder.application.replies.endings import drop_reply
from rejoinder.domain.booking import OfferedSlot, language_told
from rejoinder.domain.drafts import Draft, DraftStatus, Evaluation, reply_subject
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry

AUTHOR = "calendar"


def propose_answer(
    uow: UnitOfWork,
    message: Message,
    lead: Lead,
    body: str,
    slots: Sequence[OfferedSlot] = (),
    *,
    actor: str = "rejoinder",
    why: str = "",
) -> Draft:
    """The message's draft is this text, in a version of its own; what was proposed or queued before is history.

    `slots` are the times that it offers. Called with the lead locked.
    """
    drop_reply(uow, message, why or "newer-version", actor=actor)
    known = uow.drafts.for_message(message.id)
    draft = Draft(
        id=known.id if known is not None else new_id(),
        workspace_id=message.workspace_id,
        lead_id=lead.id,
        message_id=message.id,
        channel=message.channel,
        version=known.version + 1 if known is not None else 1,
        body=body,
        status=DraftStatus.PROPOSED,
        basis_version=lead.version,
        subject=reply_subject(message.medium, message.subject),
        author=AUTHOR,
        strategy=known.strategy if known is not None else None,
        evaluation=Evaluation(True, 1.0, "Nothing but what the calendar says.", source=AUTHOR),
    )
    if known is None:
        uow.drafts.add(draft)
    else:
        uow.drafts.save(draft, expected_version=known.version)
    uow.slots.add([replace(slot, draft_id=draft.id, lead_id=lead.id) for slot in slots])
    detail = {"draft": draft.id, "version": draft.version, "times": len(slots)}
    uow.timeline.append(Entry("drafted", "proposed", why, lead.id, message.id, actor, detail))
    return draft


def language_of(uow: UnitOfWork, draft_id: str | None, message: Message) -> str:
    """The language in which the writer of the message is told of times: see `language_told`."""
    draft = uow.drafts.get(draft_id)
    planned = draft.strategy.language if draft is not None and draft.strategy is not None else ""
    return language_told(planned, message)

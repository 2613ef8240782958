"""ApproveDraft, EditDraft, RejectDraft, RegenerateDraft: a person decides, about exactly the text they saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from rejoinder.application.replies.draft_facts import facts_for, propose_learnings, unsourced_in, unsourced_now
from rejoinder.application.replies.endings import end_message
from rejoinder.application.replies.note_agreement import note_agreement
from rejoinder.application.replies.notify_people import refresh_cards
from rejoinder.application.replies.queue_reply import queue_reply
from rejoinder.application.replies.route_reply import NoRoute, route_of
from rejoinder.application.replies.withhold_send import withhold_rest
from rejoinder.domain.ai_usage import REGENERATE, CallContext
from rejoinder.domain.booking import SlotState
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.decisions import sources_of
from rejoinder.domain.drafts import OPEN_DRAFT, Draft, DraftStatus, reply_subject, with_signature
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.knowledge import shown_in_trace
from rejoinder.domain.leads import Lead
from rejoinder.domain.learnings import Learning, LearningKind, Lesson
from rejoinder.domain.messages import IN_FLIGHT, Disposition, Message
from rejoinder.domain.outgoing import draft_ready
from rejoinder.domain.owners import shown_author
from rejoinder.domain.ports.ai import AI, Conversation
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import MAY_HAVE_ARRIVED
from rejoinder.domain.shadow import PersonDid
from rejoinder.domain.timeline import Entry

MAX_BODY = 20_000
MAX_INSTRUCTION = 500
LONGEST_WAIT = timedelta(days=30)
_REJECTABLE = IN_FLIGHT | {Disposition.WAITING_HUMAN, Disposition.FAILED}


def _open_draft(uow: UnitOfWork, draft_id: str, version: int, digest: str = "") -> tuple[Draft, Message, Lead]:
    """The draft at that version, locked with its lead. Raises NotFound, or Conflict with what holds now: who decided,
    that the text is a newer one, or that it is not the text that `digest` names."""
    known = uow.drafts.get(draft_id)
    if known is None:
        raise NotFound("There is no such draft.")
    lead = uow.leads.lock(known.lead_id)
    draft = uow.drafts.get(draft_id)
    message = uow.messages.get(known.message_id)
    if lead is None or draft is None or message is None:
        raise NotFound("There is no such draft.")
    if draft.status not in OPEN_DRAFT:
        who = f" It was decided by {shown_author(draft.decided_by)}." if draft.decided_by else ""
        raise Conflict(f"This draft is {draft.status} already.{who}", newer=draft)
    if draft.version != version:
        raise Conflict(f"This draft is at version {draft.version} by now.", newer=draft)
    if digest and digest != draft.digest:
        raise Conflict("This is not the text that was shown; read it again.", newer=draft)
    return draft, message, lead


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    """The text of that version is queued to leave now, or at `not_before`. Raises NotFound; Conflict when it is stale
    or decided, when the person has opted out, or when there is no way to reach them; InvalidInput for a moment that
    is too far away."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(
        self,
        workspace_id: str,
        draft_id: str,
        version: int,
        by: str,
        digest: str = "",
        not_before: datetime | None = None,
    ) -> None:
        """With a `digest` only if that is still the text (`Draft.digest`)."""
        with self.store.begin(workspace_id) as uow:
            self.within(uow, workspace_id, draft_id, version, by, digest, not_before)

    def within(
        self,
        uow: UnitOfWork,
        workspace_id: str,
        draft_id: str,
        version: int,
        by: str,
        digest: str = "",
        not_before: datetime | None = None,
    ) -> None:
        """The same inside the caller's transaction, which what is raised rolls back."""
        now = self.clock.now()
        if not_before is not None and not_before > now + LONGEST_WAIT:
            raise InvalidInput("A reply may wait for 30 days at most.", field="not_before")
        draft, message, lead = _open_draft(uow, draft_id, version, digest)
        route = route_of(uow, message, self.channels)
        workspace = uow.workspaces.get(workspace_id)
        scope = workspace.settings.opt_out_scope if workspace is not None else "all"
        if workspace is None or any(lead.has_opted_out(m, scope) for m in (message.medium, route.medium)):
            raise Conflict("This person has opted out; nothing may be sent.", newer=draft)
        if isinstance(route, NoRoute):
            raise Conflict(route.sentence, newer=draft)
        if any(s.draft_version == version and s.state in MAY_HAVE_ARRIVED for s in uow.sends.of_message(message.id)):
            raise Conflict("A part of this text has arrived already; edit what is left to say.", newer=draft)
        if any(s.draft_version == version for s in uow.sends.of_message(message.id)):
            # Its sends were held back or refused and are spent: the same text is tried as a newer version.
            draft = replace(draft, version=version + 1, status=DraftStatus.PROPOSED)
            uow.drafts.save(draft, expected_version=version)
        draft = replace(draft, decided_by=by)
        uow.timeline.append(
            Entry("approved", "approved", "", lead.id, message.id, by, {"draft": draft.id, "version": version})
        )
        queued = queue_reply(
            uow,
            draft,
            message,
            route,
            not_before=max(now, not_before or now),
            now=now,
            basis_version=lead.version,
            approved_by=by,
        )
        if not queued:
            raise Conflict("This version was approved before.", newer=draft)
        end_message(uow, message, Disposition.PROCESSING, "approved", actor=by)
        refresh_cards(uow, draft_id)


@dataclass(frozen=True, slots=True)
class EditDraft:
    """A newer version with this text, by this person."""

    store: Store

    def __call__(self, workspace_id: str, draft_id: str, version: int, body: str, by: str, digest: str = "") -> None:
        """With a `digest` only if that is still the text (`Draft.digest`)."""
        with self.store.begin(workspace_id) as uow:
            self.within(uow, draft_id, version, body, by, digest)

    def within(self, uow: UnitOfWork, draft_id: str, version: int, body: str, by: str, digest: str = "") -> None:
        """The same inside the caller's transaction, which what is raised rolls back."""
        text = strip_unstorable(body).strip()
        if not text:
            raise InvalidInput("'body' must not be empty.", field="body")
        if len(text) > MAX_BODY:
            raise InvalidInput(f"'body' may hold {MAX_BODY} characters.", field="body")
        draft, message, lead = _open_draft(uow, draft_id, version, digest)
        newer = replace(
            draft,
            version=version + 1,
            body=text,
            author=by,
            edited=True,
            status=DraftStatus.PROPOSED,
            basis_version=lead.version,
            unsourced=unsourced_now(uow, draft, message, lead, text),
            instruction="",
        )
        uow.drafts.save(newer, expected_version=version)
        _learn(uow, newer, message, by)
        uow.timeline.append(
            Entry("edited", "proposed", "", lead.id, message.id, by, {"draft": draft.id, "version": version + 1})
        )
        refresh_cards(uow, draft_id)


def _learn(uow: UnitOfWork, edited: Draft, message: Message, by: str) -> None:
    """What the machine wrote last is held against what the person made of it."""
    written = [kept for kept in uow.drafts.versions(edited.id) if kept.author == "ai"]
    workspace, thread = uow.workspaces.get(edited.workspace_id), uow.messages.conversation(edited.lead_id)
    if not written or workspace is None:
        return
    ours, theirs = sources_of(workspace, thread, facts_for(uow, workspace, message, thread).known)
    nothing_yet = Lesson(LearningKind.WORDING, "")
    base = Learning("", edited.workspace_id, edited.lead_id, edited.id, edited.version, nothing_yet, proposed_by=by)
    propose_learnings(uow, base, written[-1].body, edited.body, [*ours, *theirs])


@dataclass(frozen=True, slots=True)
class RejectDraft:
    """Nothing will be sent for this message; it ends as stayed-silent with the person's reason."""

    store: Store

    def __call__(self, workspace_id: str, draft_id: str, version: int, reason: str, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            self.within(uow, draft_id, version, reason, by)

    def within(self, uow: UnitOfWork, draft_id: str, version: int, reason: str, by: str, digest: str = "") -> None:
        """The same inside the caller's transaction, which what is raised rolls back."""
        draft, message, lead = _open_draft(uow, draft_id, version, digest)
        uow.drafts.save(replace(draft, status=DraftStatus.REJECTED, decided_by=by), expected_version=version)
        uow.timeline.append(
            Entry("rejected", "rejected", reason, lead.id, message.id, by, {"draft": draft.id, "version": version})
        )
        note_agreement(uow, message.id, PersonDid.REJECTED, by=by)
        withhold_rest(uow, message.id, "rejected", actor=by)
        if message.disposition in _REJECTABLE:
            end_message(uow, message, Disposition.STAYED_SILENT, reason or "rejected", actor=by)
        refresh_cards(uow, draft_id)


@dataclass(frozen=True, slots=True)
class RegenerateDraft:
    """A newer version written by the AI, following this person's instruction."""

    store: Store
    ai: AI

    def __call__(
        self, workspace_id: str, draft_id: str, version: int, instruction: str, by: str, digest: str = ""
    ) -> None:
        with self.store.begin(workspace_id) as uow:
            draft, message, lead = _open_draft(uow, draft_id, version, digest)
            workspace, thread = uow.workspaces.get(workspace_id), uow.messages.conversation(lead.id)
            assert workspace is not None
            slots = tuple(slot for slot in uow.slots.of_draft(draft.id) if slot.state is SlotState.DRAFTED)
            facts = facts_for(uow, workspace, message, thread)
        before = tuple(m for m in thread if m.id != message.id)
        conversation = Conversation(workspace, lead, (*before, message), message, slots, facts.known, facts.wishes)
        call = CallContext(workspace_id, REGENERATE, lead.id, message.id)
        strategy = self.ai.plan(conversation, call)
        written = self.ai.write(conversation, strategy, call, instruction=instruction)
        body = with_signature(message.medium, written, workspace.settings.email_signature)
        with self.store.begin(workspace_id) as uow:
            draft, message, lead = _open_draft(uow, draft_id, version)
            newer = replace(
                draft,
                version=version + 1,
                body=body,
                subject=draft.subject or reply_subject(message.medium, message.subject),
                strategy=strategy,
                author="ai",
                edited=False,
                status=DraftStatus.PROPOSED,
                basis_version=lead.version,
                evaluation=None,
                unsourced=unsourced_in(body, workspace, thread, facts.known, slots, message, lead.name),
                instruction=instruction[:MAX_INSTRUCTION],
            )
            uow.drafts.save(newer, expected_version=version)
            about = {
                "instruction": newer.instruction,
                "version": newer.version,
                "strategy": asdict(strategy),
                "knowledge": shown_in_trace(facts.known, body),
            }
            uow.timeline.append(Entry("regenerated", "proposed", "", lead.id, message.id, by, about))
            uow.outgoing.publish(draft_ready(new_id(), newer, message, "regenerated"))
            refresh_cards(uow, draft_id)

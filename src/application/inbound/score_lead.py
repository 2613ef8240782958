"""ScoreLead: fit, intent and overall, in a job of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.errors import (
    AIAnswerUnusable,
    AIBusy,
    AIDown,
    AIKeyRejected,
    AIRefused,
    BreakerOpen,
    BudgetSpent,
    PermanentFailure,
    TemporaryFailure,
)
from rejoinder.domain.gate import GateSnapshot, Mind, system_gate
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome
from rejoinder.domain.leads import Lead, Score, ScoreSource
from rejoinder.domain.messages import Direction, Message
from rejoinder.domain.ports.ai import AI, Conversation
from rejoinder.domain.ports.storage import JobFence, Store
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ScoreLead:
    """Called for LEAD_SCORING_POST_PROCESS, once for every message that was understood. Afterwards the lead has a score
    that knows the newest message, and the timeline says who gave it.

    Somebody who asked to be left alone scores 1/1/1 without any AI, and an automated message is not worth a paid
    question. A model that fails is asked again until the job's last attempt; then the rules score, and say for which
    failure they stand in, as they do at once when the budget is spent (reference/outbound-dashboard.md 3.11, whose flaw
    was to take such a failure for success).
    """

    store: Store
    ai: AI
    offline_ai: AI

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            message = uow.messages.get(job.message_id or job.subject_id)
            lead = uow.leads.get(message.lead_id) if message is not None else None
            workspace = uow.workspaces.get(job.workspace_id)
            if message is None or lead is None or workspace is None:
                return Cancel("lead-gone")
            if message.deleted_at is not None:
                return Cancel("message-deleted")
            thread = uow.messages.conversation(lead.id)
            switches = uow.switches.active(workspace.id)
        if _is_overtaken(message, thread):
            return Cancel("newer-message")
        before = tuple(m for m in thread if m.version <= message.version and m.id != message.id)
        score, instead_of = _without_ai(message, lead, workspace), ""
        if score is None:
            mind = _mind(workspace, message, lead, switches)
            if mind is Mind.NONE:
                return Cancel("ai-disabled")
            conversation = Conversation(workspace, lead, (*before, message), message)
            score, instead_of = self._asked(job, conversation, mind)
        return self._save(job, lead, message, score, instead_of)

    def _asked(self, job: Job, conversation: Conversation, mind: Mind) -> tuple[Score, str]:
        """The score, and the failure that the rules stand in for. Raises TemporaryFailure while the model shall be
        asked again."""
        call = CallContext(job.workspace_id, job.source, conversation.lead.id, conversation.newest.id, job.id)
        if mind is not Mind.MODEL or conversation.newest.automated:
            return self.offline_ai.score(conversation, call), ""
        try:
            return self.ai.score(conversation, call), ""
        except (AIDown, AIBusy, AIKeyRejected, AIAnswerUnusable, AIRefused, BreakerOpen, BudgetSpent) as failed:
            if not _is_final(failed, job, conversation.workspace):
                raise
            return self.offline_ai.score(conversation, call), failed.code

    def _save(self, job: Job, lead: Lead, message: Message, score: Score, instead_of: str) -> Outcome:
        figures = f"{score.fit}/{score.intent}/{score.overall}"
        detail = {"fit": score.fit, "intent": score.intent, "reasons": list(score.reasons), "source": score.source}
        if instead_of:
            detail["instead_of"] = instead_of
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            now = uow.leads.lock(lead.id)
            if now is None:
                return Cancel("lead-gone")
            uow.leads.save(replace(now, score=score))
            uow.timeline.append(
                Entry(
                    "scored",
                    str(score.overall),
                    instead_of or score.source,
                    lead.id,
                    message.id,
                    detail={**detail, **score.judge.shown()},
                )
            )
        return Done(f"{figures} {score.source}, instead of {instead_of}" if instead_of else f"{figures} {score.source}")


def _is_overtaken(message: Message, thread: Sequence[Message]) -> bool:
    """Whether a later message was understood already: its own job scores the lead with all of them."""
    return any(
        m.direction is Direction.INBOUND and m.version > message.version and m.sentiment is not None for m in thread
    )


def _without_ai(message: Message, lead: Lead, workspace: Workspace) -> Score | None:
    """The lowest score for whom we must not, or cannot, write to."""
    withdrawn = message.opt_out or lead.has_opted_out(message.medium, workspace.settings.opt_out_scope)
    unreachable = bool(message.safety.get("bounce"))
    unwanted = lead.status is LeadStatus.BLACKLISTED or message.sentiment is Sentiment.BLACKLIST
    if not (withdrawn or unreachable or unwanted):
        return None
    words = str(message.safety.get("evidence", "")).replace('"', "'")
    why = "Cannot be reached" if unreachable else "Asked to be left alone"
    return Score(1, 1, 1, (f'{why}: "{words}"' if words else f"{why}.",), ScoreSource.RULE)


def _is_final(failed: TemporaryFailure | PermanentFailure, job: Job, workspace: Workspace) -> bool:
    """Whether the rules stand in now: for good after the last attempt, at once where the model declines or the
    budget is spent, or where the workspace lets the offline layer judge while the model is out of reach."""
    if isinstance(failed, (AIRefused, BudgetSpent)):
        return True
    if isinstance(failed, (AIDown, AIBusy, BreakerOpen)) and workspace.settings.offline_ai_fallback:
        return True
    return isinstance(failed, TemporaryFailure) and failed.spends_attempt and job.attempts >= job.max_attempts


def _mind(workspace: Workspace, message: Message, lead: Lead, switches: Sequence[Switch]) -> Mind:
    return system_gate(GateSnapshot(workspace, message.channel, message.medium, lead.id, switches)).mind

"""ScoreLead: fit, intent and overall, in a job of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.errors import AIBusy, AIDown, AIRefused, BreakerOpen
from rejoinder.domain.gate import GateSnapshot, Mind, system_gate
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome
from rejoinder.domain.leads import Lead, Score
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.ai import AI, Conversation
from rejoinder.domain.ports.storage import JobFence, Store
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ScoreLead:
    """Called for LEAD_SCORING_POST_PROCESS. Afterwards the lead has a score that knows the newest message; somebody
    who asked to be left alone scores 1/1/1 without any AI."""

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
        inbound = [m for m in thread if m.version <= message.version and m.id != message.id]
        if lead.status is LeadStatus.BLACKLISTED or message.sentiment is Sentiment.BLACKLIST:
            score = Score(1, 1, 1, ("Asked to be left alone, or cannot be reached.",))
        elif (mind := _mind(workspace, message, lead, switches)) is Mind.NONE:
            return Cancel("ai-disabled")
        else:
            conversation = Conversation(workspace, lead, (*inbound, message), message)
            call = CallContext(job.workspace_id, job.source, lead.id, message.id, job.id)
            try:
                score = (self.offline_ai if mind is Mind.OFFLINE else self.ai).score(conversation, call)
            except AIRefused as refused:
                return Cancel(refused.code)
            except (AIDown, AIBusy, BreakerOpen):
                if not workspace.settings.offline_ai_fallback:
                    raise
                score = self.offline_ai.score(conversation, call)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            now = uow.leads.lock(lead.id)
            if now is None:
                return Cancel("lead-gone")
            uow.leads.save(replace(now, score=score))
            uow.timeline.append(
                Entry(
                    "scored",
                    str(score.overall),
                    "",
                    lead.id,
                    message.id,
                    detail={"fit": score.fit, "intent": score.intent, "reasons": list(score.reasons)},
                )
            )
        return Done(f"{score.fit}/{score.intent}/{score.overall}")


def _mind(workspace: Workspace, message: Message, lead: Lead, switches: Sequence[Switch]) -> Mind:
    return system_gate(GateSnapshot(workspace, message.channel, message.medium, lead.id, switches)).mind

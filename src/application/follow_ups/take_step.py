"""TakeStep: a follow-up's due step becomes a send, or the follow-up says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

from rejoinder.application.replies.campaign_seats import campaigns_of
from rejoinder.application.replies.draft_facts import facts_for
from rejoinder.application.replies.endings import cancel_follow_ups
from rejoinder.application.replies.move_follow_up import let_go_on, move
from rejoinder.application.replies.plan_step import steps_of
from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.route_follow_up import WayTo, way_to
from rejoinder.application.replies.settle_step import go_on
from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.decisions import next_open
from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.errors import AIBusy, AIDown, AIRefused, BreakerOpen, BudgetSpent, MessageRefused
from rejoinder.domain.follow_up_plan import (
    LOOK_AGAIN,
    AskPerson,
    EndIt,
    HoldStep,
    JudgeStep,
    SendStep,
    SkipStep,
    StepDecision,
    StepSnapshot,
    WaitForIt,
    WriteStep,
    decide_step,
    is_silent,
    open_hours,
    silence_ends,
    zone_of,
)
from rejoinder.domain.follow_ups import (
    BY_PERSON,
    LEAD_REPLIED,
    FollowUp,
    FollowUpState,
    awaiting_approval,
    cancelled,
    on_its_way,
    paused,
    replanned,
    resumed,
)
from rejoinder.domain.gate import Mind
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.modes import bounded
from rejoinder.domain.ports.ai import AI, AILedger, Conversation
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import LEFT_US, OPEN, Send, SendKind, SendState, split_parts
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known when a step is due."""

    follow_up: FollowUp
    lead: Lead
    workspace: Workspace
    snapshot: StepSnapshot
    steps: int
    way: WayTo | str


@dataclass(frozen=True, slots=True)
class TakeStep:
    """Called for FOLLOW_UP_STEP jobs; the subject is one follow-up, the payload names its turn.

    Afterwards the step is queued as a send (SendReply delivers it like any reply, and what becomes of it brings the
    next step), or waits for a person, an hour or a switch; or the follow-up is paused or over, with its reason. A text
    that the AI wrote is saved before it is judged, so a retry pays for nothing twice.
    """

    store: Store
    ai: AI
    offline_ai: AI
    ledger: AILedger
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        scene = self._load(job)
        if isinstance(scene, Cancel):
            return scene
        if scene.follow_up.state is not FollowUpState.ACTIVE:
            return self._wake(job)
        evaluation = None
        decision = decide_step(scene.snapshot)
        try:
            if isinstance(decision, WriteStep):
                scene = self._write(job, scene, decision.mind)
                if isinstance(scene, Cancel):
                    return scene
                decision = decide_step(scene.snapshot)
            if isinstance(decision, JudgeStep):
                evaluation = self._judge(job, scene, decision.mind)
        except (AIRefused, BudgetSpent, MessageRefused) as refused:
            return self._hold(job, refused.code)
        return self._act(job, evaluation)

    # --- load -------------------------------------------------------------------------------------

    def _load(self, job: Job, evaluation: Evaluation | None = None) -> Scene | Cancel:
        spent_today = self.ledger.spent_today(job.workspace_id)
        spent_on_lead = self.ledger.spent_today(job.workspace_id, job.lead_id)
        with self.store.begin(job.workspace_id) as uow:
            scene = self._scene(uow, job, evaluation)
        if isinstance(scene, Cancel):
            return scene
        snapshot = replace(scene.snapshot, spent_today=spent_today, spent_on_lead=spent_on_lead)
        return replace(scene, snapshot=snapshot)

    def _scene(self, uow: UnitOfWork, job: Job, evaluation: Evaluation | None = None) -> Scene | Cancel:
        follow_up = uow.follow_ups.get(job.subject_id)
        if follow_up is None or not follow_up.is_live:
            return Cancel("follow-up-over")
        if follow_up.turn != job.payload.get("turn"):
            return Cancel("replanned")
        lead, workspace = uow.leads.get(follow_up.lead_id), uow.workspaces.get(job.workspace_id)
        if lead is None or workspace is None:
            return Cancel("lead-gone")
        steps = steps_of(uow, follow_up)
        if follow_up.step > len(steps):
            return Cancel("no-such-step")
        step = steps[follow_up.step - 1]
        thread = uow.messages.conversation(lead.id)
        way = way_to(uow, lead, thread, self.channels, step.channel)
        sequence = uow.sequences.get(follow_up.sequence_id) if follow_up.sequence_id else None
        ways = (way.route.channel, way.route.medium) if isinstance(way, WayTo) else ()
        snapshot = StepSnapshot(
            follow_up=follow_up,
            step=step,
            lead=lead,
            workspace=bounded(workspace, ways, campaigns=campaigns_of(uow, thread, self.channels), lead=lead),
            switches=uow.switches.active(workspace.id),
            conversation=thread,
            now=self.clock.now(),
            zone=zone_of(follow_up, lead, workspace),
            channel=way.route.channel if isinstance(way, WayTo) else "",
            medium=way.route.medium if isinstance(way, WayTo) else None,
            no_way="" if isinstance(way, WayTo) else way,
            sequence_is_on=sequence is None or sequence.active,
            evaluation=evaluation,
            known=facts_for(uow, workspace, heard[-1], thread).known if (heard := _heard(thread)) else (),
        )
        return Scene(follow_up, lead, workspace, snapshot, len(steps), way)

    def _locked_scene(self, uow: UnitOfWork, job: Job, evaluation: Evaluation | None = None) -> Scene | Cancel:
        """The same with the lead locked: nobody else moves the follow-up meanwhile."""
        known = uow.follow_ups.get(job.subject_id)
        if known is None or uow.leads.lock(known.lead_id) is None:
            return Cancel("lead-gone")
        return self._scene(uow, job, evaluation)

    # --- its time has come --------------------------------------------------------------------------

    def _wake(self, job: Job) -> Outcome:
        """What was put off goes on; what a reply paused goes on once the silence is long enough."""
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            scene = self._locked_scene(uow, job)
            if isinstance(scene, Cancel):
                return scene
            follow_up, lead, settings = scene.follow_up, scene.lead, scene.workspace.settings.follow_ups
            now = scene.snapshot.now
            if follow_up.state is not FollowUpState.PAUSED:
                if lead.follow_ups_paused:
                    return self._stop(uow, scene, lead.follow_ups_paused_reason or LEAD_REPLIED)
                reason = "snooze-over" if follow_up.state is FollowUpState.SNOOZED else "deferral-over"
            elif is_silent(lead, settings, now) and let_go_on(uow, lead.id):
                reason = "silence"
            else:
                return self._look_later(uow, scene)
            moment = next_open(now, open_hours(settings), scene.snapshot.zone)
            move(uow, follow_up, resumed(follow_up, moment, reason))
            return Done(reason)

    def _look_later(self, uow: UnitOfWork, scene: Scene) -> Outcome:
        """They wrote again, or wait for our answer: the silence begins anew."""
        now, lead = scene.snapshot.now, scene.lead
        ends = silence_ends(scene.workspace.settings.follow_ups, lead.last_inbound_at or now)
        by_person = lead.follow_ups_paused and lead.follow_ups_paused_reason == BY_PERSON
        look_at = None if ends is None or by_person else max(ends, now + LOOK_AGAIN)
        if look_at is not None and ends is not None and ends <= now:
            look_at = now + _A_DAY  # silent, but nobody has answered them yet
        uow.follow_ups.save(paused(scene.follow_up, scene.follow_up.reason, look_at))
        return Done("not-silent")

    # --- the AI ---------------------------------------------------------------------------------------

    def _write(self, job: Job, scene: Scene, mind: Mind) -> Scene | Cancel:
        conversation = _conversation(scene)
        if conversation is None:
            return self._hold_in_scene(job, "nothing-to-go-on")
        call = self._call(job, scene)
        follow_up, step = scene.follow_up, scene.snapshot.step
        told = f"This is follow-up {follow_up.step} of {scene.steps}: they have not answered our last message."
        instruction = f"{told} {step.instruction}".strip()
        try:
            body = _compose(self.ai if mind is Mind.MODEL else self.offline_ai, conversation, call, instruction)
        except (AIDown, AIBusy, BreakerOpen):
            if not scene.workspace.settings.offline_ai_fallback:
                raise
            body = _compose(self.offline_ai, conversation, call, instruction)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            now = self._locked_scene(uow, job)
            if isinstance(now, Cancel):
                return now
            uow.follow_ups.save(replace(now.follow_up, text=body, confidence=None))
            about = {"follow_up": follow_up.id, "step": follow_up.step}
            uow.timeline.append(Entry("follow-up-drafted", "proposed", "", follow_up.lead_id, detail=about))
        return self._load(job)

    def _judge(self, job: Job, scene: Scene, mind: Mind) -> Evaluation:
        conversation, call = _conversation(scene), self._call(job, scene)
        assert conversation is not None  # it was written from one
        body = scene.follow_up.text
        try:
            return (self.ai if mind is Mind.MODEL else self.offline_ai).evaluate(conversation, body, call)
        except AIRefused as refused:
            return Evaluation(False, 0.0, refused.message)
        except (AIDown, AIBusy, BreakerOpen):
            if not scene.workspace.settings.offline_ai_fallback:
                raise
            return self.offline_ai.evaluate(conversation, body, call)

    def _call(self, job: Job, scene: Scene) -> CallContext:
        return CallContext(job.workspace_id, job.source, scene.lead.id, None, job.id)

    # --- act ------------------------------------------------------------------------------------------

    def _act(self, job: Job, evaluation: Evaluation | None) -> Outcome:
        """Decided once more, with the lead locked, and carried out in the same transaction."""
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            scene = self._locked_scene(uow, job, evaluation)
            if isinstance(scene, Cancel):
                return scene
            if self._is_double(uow, scene.follow_up):
                move(uow, scene.follow_up, cancelled(scene.follow_up, "duplicate"))
                return Done("duplicate")
            return self._carry_out(uow, scene, decide_step(scene.snapshot), evaluation)

    def _is_double(self, uow: UnitOfWork, follow_up: FollowUp) -> bool:
        """Two leads turned out to be one person, and both were in the sequence: the older follow-up goes on."""
        live = uow.follow_ups.live_of_lead(follow_up.lead_id)
        same = [other.id for other in live if other.sequence_id == follow_up.sequence_id]
        return follow_up.sequence_id is not None and same[0] != follow_up.id

    def _carry_out(
        self, uow: UnitOfWork, scene: Scene, decision: StepDecision, evaluation: Evaluation | None
    ) -> Outcome:
        follow_up, now = scene.follow_up, scene.snapshot.now
        match decision:
            case SendStep(text, subject):
                return self._queue(uow, scene, text, subject, evaluation)
            case AskPerson(text, subject, reason):
                move(uow, follow_up, awaiting_approval(follow_up, text, subject), detail={"why": reason, "text": text})
                return Done(f"asks-person:{reason}")
            case HoldStep(reason):
                return self._stop(uow, scene, reason)
            case EndIt(reason):
                cancel_follow_ups(uow, scene.lead.id, reason)
                return Done(f"cancelled:{reason}")
            case SkipStep(reason):
                go_on(uow, follow_up, now, f"skipped:{reason}")
                return Done(f"skipped:{reason}")
            case WaitForIt(until, reason):
                later = replanned(follow_up, until, reason)
                if follow_up.reason == reason:
                    uow.follow_ups.save(later)
                else:
                    move(uow, follow_up, later)
                return Done(f"waits:{reason}")
            case WriteStep() | JudgeStep():  # what it rested on has changed while we thought
                uow.follow_ups.save(replanned(follow_up, now, follow_up.reason))
                return Done("looks-again")
            case _ as never:
                assert_never(never)

    def _stop(self, uow: UnitOfWork, scene: Scene, reason: str) -> Outcome:
        heard, look_at = scene.lead.last_inbound_at, None
        if reason == LEAD_REPLIED and heard is not None:
            look_at = silence_ends(scene.workspace.settings.follow_ups, heard)
        move(uow, scene.follow_up, paused(scene.follow_up, reason, look_at))
        if reason.partition(":")[0] in _TROUBLE:
            _tell_held(uow, scene.follow_up, reason)
        return Done(f"paused:{reason}")

    def _hold(self, job: Job, reason: str) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            scene = self._locked_scene(uow, job)
            return scene if isinstance(scene, Cancel) else self._stop(uow, scene, reason)

    def _hold_in_scene(self, job: Job, reason: str) -> Cancel:
        self._hold(job, reason)
        return Cancel(reason)

    # --- send -----------------------------------------------------------------------------------------

    def _queue(self, uow: UnitOfWork, scene: Scene, text: str, subject: str, evaluation: Evaluation | None) -> Outcome:
        """The step is queued, unless an earlier go at it has left or may have."""
        follow_up, way, now = scene.follow_up, scene.way, scene.snapshot.now
        assert isinstance(way, WayTo)  # the step is skipped otherwise
        before = uow.sends.of_step(follow_up.id, follow_up.step)
        if any(send.state in OPEN for send in before):
            uow.follow_ups.save(on_its_way(follow_up))
            return Done("on-its-way")
        if any(send.state in LEFT_US for send in before):
            go_on(uow, follow_up, now, "step-sent")
            return Done("had-left")
        limit = way.route.part_limit
        bodies = split_parts(text, limit) if limit else (text,)
        go = 1 + max((send.draft_version for send in before), default=0)
        sends = [
            Send(
                id=new_id(),
                workspace_id=follow_up.workspace_id,
                lead_id=follow_up.lead_id,
                message_id=None,
                draft_id=None,
                draft_version=go,
                connection_id=way.route.connection_id,
                channel=way.route.channel,
                medium=way.route.medium,
                recipient=way.recipient,
                sender=way.sender,
                body=body,
                part=number,
                parts=len(bodies),
                state=SendState.QUEUED,
                basis_version=scene.lead.version,
                intent_key=f"follow-up:{follow_up.id}:{follow_up.step}:{go}:{number}",
                automatic=not follow_up.approved_by,
                approved_by=follow_up.approved_by,
                subject=_subject(way, subject),
                conversation=way.conversation,
                reply_handle=way.reply_handle,
                kind=SendKind.FOLLOW_UP,
                follow_up_id=follow_up.id,
                step=follow_up.step,
            )
            for number, body in enumerate(bodies, start=1)
        ]
        for send in sends:
            uow.sends.add(send)
        confidence = evaluation.confidence if evaluation is not None else follow_up.confidence
        queued = replace(on_its_way(follow_up), text=text, subject=subject, confidence=confidence)
        move(uow, follow_up, queued, detail={"send": sends[0].id, "parts": len(sends), "channel": way.route.channel})
        uow.queue.enqueue(replace(send_job(sends[0]), payload={"not_before": now.isoformat()}))
        return Done("queued")


_SPENT = frozenset({"daily-budget-spent", "lead-budget-spent", "message-budget-spent", "budget-low", "budget-spent"})
_TROUBLE = _SPENT | {"missing-variable", "nothing-to-go-on", "settings-unreadable", "ai-refused"}


def _tell_held(uow: UnitOfWork, follow_up: FollowUp, reason: str) -> None:
    """People hear once per sequence and reason, however many leads it holds."""
    sequence = uow.sequences.get(follow_up.sequence_id) if follow_up.sequence_id else None
    uow.alerts.raise_alert(
        "follow-up-held",
        f"{follow_up.sequence_id or follow_up.id}:{reason}",
        severity="medium",
        title=f"Follow-ups wait for a person in {sequence.name if sequence else 'a message of its own'} ({reason}).",
        workspace_id=follow_up.workspace_id,
        detail={"follow_up": follow_up.id, "lead": follow_up.lead_id, "step": follow_up.step, "reason": reason},
    )


def _subject(way: WayTo, stated: str) -> str:
    """A mail stays in its thread under the thread's subject; one that begins a thread has the step's own."""
    return (way.subject or stated) if way.route.medium is Medium.EMAIL else ""


def _conversation(scene: Scene) -> Conversation | None:
    """The thread as the AI may see it; None where the person never wrote."""
    thread, heard = scene.snapshot.conversation, _heard(scene.snapshot.conversation)
    if not heard:
        return None
    return Conversation(scene.workspace, scene.lead, tuple(thread), heard[-1], known=tuple(scene.snapshot.known))


def _heard(conversation: Sequence[Message]) -> list[Message]:
    return [m for m in conversation if m.direction is Direction.INBOUND and not m.automated]


def _compose(ai: AI, conversation: Conversation, call: CallContext, instruction: str) -> str:
    strategy = ai.plan(conversation, call)
    return ai.write(conversation, strategy, call, instruction=instruction)

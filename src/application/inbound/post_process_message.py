"""PostProcessMessage: from a stored message to an explained outcome. One story for every channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never

from rejoinder.application.booking.find_times import FindTimes, FoundTimes
from rejoinder.application.booking.take_up_slot import AcceptedSlot, Asked, Taking, take_up_slot
from rejoinder.application.follow_ups.hear_person import day_named, hear_person, offers_to
from rejoinder.application.follow_ups.stop_campaign import owe_stops
from rejoinder.application.inbound.confirm_message import adopt, inbound_of, is_incomplete
from rejoinder.application.inbound.learn_facts import LearnFacts
from rejoinder.application.inbound.look_for_repeats import LISTED_AFTER_S
from rejoinder.application.inbound.obey_owner import ObeyOwner, is_from_owner
from rejoinder.application.replies.campaign_seats import campaigns_of, seats_of
from rejoinder.application.replies.draft_facts import DraftFacts, facts_for, unsourced_in
from rejoinder.application.replies.endings import close_lead, drop_reply, end_message
from rejoinder.application.replies.queue_notice import answer_keyword, say_once
from rejoinder.application.replies.queue_reply import queue_reply
from rejoinder.application.replies.route_reply import NoRoute, Route, route_of
from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.booking import OfferedSlot, SlotState, wants_times
from rejoinder.domain.decisions import (
    PASS,
    AskHuman,
    Check,
    Decision,
    ReplySnapshot,
    SendNow,
    StaySilent,
    decide_reply,
    mode_of,
    rehearse_reply,
    wants_evaluator,
)
from rejoinder.domain.drafts import Draft, DraftStatus, Evaluation, Strategy, reply_subject, with_signature
from rejoinder.domain.email_cleaning import Part, Span, clean_email, places_of
from rejoinder.domain.errors import (
    AIBusy,
    AIDown,
    AIRefused,
    BreakerOpen,
    BudgetSpent,
    MessageRefused,
    PermanentFailure,
    ProviderBusy,
    TemporaryFailure,
)
from rejoinder.domain.gate import Gate, GateSnapshot, Mind, Passage, is_proven, missing_for, system_gate
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome, Park, Snooze
from rejoinder.domain.knowledge import shown_in_trace
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import CUT_FLAGS, IN_FLIGHT, Disposition, Medium, Message, Understanding
from rejoinder.domain.modes import bounded, effective_mode
from rejoinder.domain.policies import (
    Ending,
    ending_of_whom_to_leave,
    ending_without_draft,
    heard_by_verdict,
    heard_in_context,
    lead_after,
    quiet_s,
    still_writing_s,
    verdict_without_ai,
)
from rejoinder.domain.ports.ai import AI, AILedger, Conversation, SentimentVerdict
from rejoinder.domain.ports.channels import Channel, Confirmation, Confirmed, Denied, History, Unconfirmable
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.safety import Screening, screen
from rejoinder.domain.sends import MAY_HAVE_ARRIVED, OPEN, Send, SendKind, SendState
from rejoinder.domain.shadow import Rehearsal
from rejoinder.domain.steering import Steering, steering
from rejoinder.domain.switches import Switch
from rejoinder.domain.timeline import Entry
from rejoinder.domain.times import Offer
from rejoinder.domain.urgency import urgent_words
from rejoinder.domain.workspaces import Connection, Mode, Workspace

_PATIENCE_S = 120.0
"""How long after its receipt an unproven message may wait for the provider to confirm it; then a person decides."""
_LISTED_LATE_S = 10.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known when a step begins."""

    message: Message
    lead: Lead
    workspace: Workspace
    connection: Connection | None
    messages: Sequence[Message]
    switches: Sequence[Switch]
    route: Route | NoRoute
    missing: Sequence[str] = ()
    campaigns: tuple[str, ...] = ()
    """The provider's ids of the campaigns that the message belongs to."""
    slots: tuple[OfferedSlot, ...] = ()
    """Times of the calendar that the answer may offer."""
    offered: tuple[Offer, ...] = ()
    """Times that the person was offered and that still stand."""
    facts: DraftFacts = field(default_factory=DraftFacts)
    """Looked up where something is written or judged."""

    @property
    def gate(self) -> Gate:
        """What the workspace may do about this message now."""
        message = self.message
        return system_gate(
            GateSnapshot(self.bounded, message.channel, message.medium, self.lead.id, self.switches, self.missing)
        )

    @property
    def bounded(self) -> Workspace:
        """The workspace with the mode that holds for this message."""
        out = (self.route.channel, self.route.medium) if isinstance(self.route, Route) else ()
        ways = (self.message.channel, self.message.medium, *out)
        return bounded(self.workspace, ways, campaigns=self.campaigns, lead=self.lead)

    @property
    def conversation(self) -> Conversation:
        """The thread as the AI may see it, this message last whatever was said since."""
        before = tuple(m for m in self.messages if m.id != self.message.id and m.version <= self.message.version)
        return Conversation(
            self.workspace,
            self.lead,
            (*before, self.message),
            self.message,
            self.slots,
            self.facts.known,
            self.facts.wishes,
        )


@dataclass(frozen=True, slots=True)
class PostProcessMessage:
    """Called for every `*_INBOUND_POST_PROCESS` job.

    Afterwards the message is understood, its lead is up to date, and it has an ending or a reply on its way. What is
    understood or written is saved before the next paid step, so a retry resumes instead of repeating.
    """

    store: Store
    ai: AI
    offline_ai: AI
    ledger: AILedger
    channels: Mapping[str, Channel]
    clock: Clock
    obey_owner: ObeyOwner
    find_times: FindTimes
    accepted_slot: AcceptedSlot
    learn: LearnFacts
    autosend_delay: tuple[float, float] | None = None

    def __call__(self, job: Job) -> Outcome:
        fence = JobFence(job.id, job.fence)
        scene = self._load(job)
        if isinstance(scene, (Cancel, Park)):
            return scene
        if is_from_owner(scene.message, scene.workspace):
            return self.obey_owner(job, scene.message, scene.workspace, scene.connection)
        self._tell_owner(scene, fence)
        self._stop_campaigns(scene, fence)
        try:
            scene, confirmed = self._complete(job, scene, fence)
            call = CallContext(job.workspace_id, job.source, scene.lead.id, scene.message.id, job.id)
            self._understand(scene, call, fence)
            ending, scene = self._ending(job, scene.message, fence)
            if ending is not None:
                return Done(ending)
            draft = self._draft(scene, call, fence)
            return Done(self._decide(job, scene.message, draft, call, fence, confirmed))
        except _GoneError as gone:
            return Cancel(str(gone))
        except _StillWritingError as writing:
            return Snooze(writing.wait, "still-writing")
        except _ChangedError:
            return Snooze(1.0, "message-changed")
        except (AIRefused, BudgetSpent, MessageRefused) as refused:
            return Done(self._leave_to_person(job, refused.code, fence))

    # --- load -------------------------------------------------------------------------------------

    def _load(self, job: Job) -> Scene | Cancel | Park:
        with self.store.begin(job.workspace_id) as uow:
            scene = self._scene(uow, job)
        if isinstance(scene, Scene) and (gate := scene.gate).passage is Passage.PARK:
            return Park(gate.reason, "Processing is paused by a switch.")
        if isinstance(scene, Scene) and scene.message.deleted_at is not None and not scene.message.opt_out:
            return Cancel("message-deleted")  # its words are nobody's business any more, except a wish to be left alone
        return scene

    def _scene(self, uow: UnitOfWork, job: Job) -> Scene | Cancel:
        message = uow.messages.get(job.message_id or job.subject_id)
        if message is None:
            return Cancel("message-gone")
        lead, workspace = uow.leads.get(message.lead_id), uow.workspaces.get(job.workspace_id)
        if lead is None or workspace is None:
            return Cancel("lead-gone")
        connection = uow.connections.get(message.connection_id)
        return Scene(
            message=message,
            lead=lead,
            workspace=workspace,
            connection=connection,
            missing=missing_for(connection, self.channels.get(message.channel)),
            campaigns=campaigns_of(uow, (message,), self.channels),
            messages=uow.messages.conversation(lead.id),
            switches=uow.switches.active(workspace.id),
            route=route_of(uow, message, self.channels),
            slots=_drafted(uow, message) if workspace.settings.calendar is not None else (),
            offered=offers_to(uow, lead.id),
        )

    def _locked_scene(self, uow: UnitOfWork, job: Job) -> Scene:
        """The scene with its lead locked, so that nobody else ends the message meanwhile."""
        message = uow.messages.get(job.message_id or job.subject_id)
        _there(uow.leads.lock(message.lead_id) if message is not None else None)
        scene = self._scene(uow, job)
        if isinstance(scene, Cancel):
            raise _GoneError(scene.why)
        return scene

    # --- tell the owner ---------------------------------------------------------------------------

    def _tell_owner(self, scene: Scene, fence: JobFence) -> None:
        """Whoever cannot wait is told about before anybody thinks, so that no trouble of the AI keeps it back."""
        message = scene.message
        if message.opt_out or message.automated or message.backfilled or message.disposition not in IN_FLIGHT:
            return
        words = urgent_words(message.text)
        if not words:
            return
        with self.store.begin(message.workspace_id, fence) as uow:
            job = NewJob(
                JobType.NOTIFY, message.workspace_id, message.id, lead_id=message.lead_id, message_id=message.id
            )
            if uow.queue.enqueue(job):
                uow.timeline.append(Entry("urgent", "urgent", words[:100], message.lead_id, message.id))

    def _stop_campaigns(self, scene: Scene, fence: JobFence) -> None:
        """The same for campaigns that providers run: they stop while nobody has thought yet."""
        message = scene.message
        heard = message.opt_out or not message.automated
        if not heard or not scene.workspace.settings.follow_ups.stop_campaigns:
            return
        thread = (*scene.messages, message)
        if not any((channel := self.channels.get(said.channel)) and channel.campaigns for said in thread):
            return
        with self.store.begin(message.workspace_id, fence) as uow:
            places = seats_of(uow, thread, self.channels)
            owe_stops(uow, message, places, cause=message.id, for_good=message.opt_out)

    # --- ask the provider -------------------------------------------------------------------------

    def _complete(self, job: Job, scene: Scene, fence: JobFence) -> tuple[Scene, bool]:
        """What the delivery left out is learned from the provider, where it can be asked now: the scene as it is then,
        and whether the provider confirmed the message. While it cannot be asked, the message is understood and drafted
        for all the same."""
        channel = self.channels.get(scene.message.channel)
        history = channel.history if channel is not None else None
        if channel is None or history is None or scene.connection is None or not is_incomplete(scene.message, channel):
            return scene, False
        try:
            found = history.confirm(inbound_of(scene.message), scene.connection)
        except (TemporaryFailure, PermanentFailure) as failed:
            self._note_unconfirmed(job, scene.message, failed.code, failed.message, fence)
            return scene, False
        confirmed = self._hear(job, scene, found, fence) == ""
        with self.store.begin(job.workspace_id) as uow:
            after = self._scene(uow, job)
        if isinstance(after, Cancel):
            raise _GoneError(after.why)
        return after, confirmed

    def _prove(self, job: Job, scene: Scene, fence: JobFence) -> str:
        """Empty when the provider has this message, else the reason code of the doubt. Raises TemporaryFailure while
        a better answer may come within two minutes of the receipt."""
        history = self._history(scene)
        assert history is not None
        assert scene.connection is not None
        is_young = (self.clock.now() - scene.message.received_at).total_seconds() < _PATIENCE_S
        try:
            found = history.confirm(inbound_of(scene.message), scene.connection)
        except TemporaryFailure:
            if is_young:
                raise
            return "provider-not-reachable"
        except PermanentFailure as refused:
            return refused.code
        if isinstance(found, Denied) and is_young:
            raise ProviderBusy(found.detail, wait=_LISTED_LATE_S, code="not-at-provider-yet")
        return self._hear(job, scene, found, fence)

    def _hear(self, job: Job, scene: Scene, found: Confirmation, fence: JobFence) -> str:
        """What the provider said is stored; empty when it confirmed the message. Raises TemporaryFailure where its
        list shows only messages that we hold, but may be late."""
        message, connection = scene.message, scene.connection
        assert connection is not None
        match found:
            case Denied(detail):
                self._note_unconfirmed(job, message, "not-at-provider", detail, fence)
                return "not-at-provider"
            case Unconfirmable(why):
                self._note_unconfirmed(job, message, "unverified-source", why, fence)
                return "unverified-source"
            case Confirmed():
                with self.store.begin(job.workspace_id, fence) as uow:
                    if adopt(uow, connection, message, found) is not None:
                        return ""
                    age = (self.clock.now() - message.received_at).total_seconds()
                    if age < LISTED_AFTER_S:
                        raise ProviderBusy("Not listed yet.", wait=_LISTED_LATE_S, code="not-at-provider-yet")
                    _there(uow.leads.lock(message.lead_id))
                    now = uow.messages.get(message.id)
                    if now is not None and now.disposition in IN_FLIGHT:
                        end_message(uow, now, Disposition.SUPERSEDED, "same-message")
                return "same-message"
            case _ as never:
                assert_never(never)

    def _note_unconfirmed(self, job: Job, message: Message, code: str, detail: str, fence: JobFence) -> None:
        with self.store.begin(job.workspace_id, fence) as uow:
            uow.timeline.append(
                Entry("confirmed", "unconfirmed", code, message.lead_id, message.id, message.channel, {"why": detail})
            )

    def _history(self, scene: Scene) -> History | None:
        channel = self.channels.get(scene.message.channel)
        return channel.history if channel is not None else None

    # --- understand -------------------------------------------------------------------------------

    def _understand(self, scene: Scene, call: CallContext, fence: JobFence) -> None:
        """Cleaned, judged, rolled up to the lead; once, however often the job runs."""
        message = scene.message
        if message.body_clean is not None:
            return
        clean = cleaned(message)
        message = replace(message, body_clean=clean.body_clean, signature=clean.signature, quoted=clean.quoted)
        message = heard_in_context(message, scene.messages)
        about = (message, clean, scene.lead, scene.workspace, scene.connection, scene.messages, scene.offered)
        facts = self.learn.read(*about)
        verdict = verdict_without_ai(message, clean.body_clean)
        if verdict is None and clean.body_clean.strip():
            verdict = self._classify(replace(scene, message=message), call)
            message = heard_by_verdict(message, verdict)
        with self.store.begin(message.workspace_id, fence) as uow:
            self._save_understanding(uow, message, verdict, clean)
            self.learn.save(uow, message, _there(uow.leads.get(message.lead_id)), scene.workspace, facts, verdict)

    def _classify(self, scene: Scene, call: CallContext) -> SentimentVerdict | None:
        mind = scene.gate.mind
        if mind is Mind.NONE:
            return None
        try:
            return self._ai(mind).classify(scene.conversation, call)
        except (AIDown, AIBusy, BreakerOpen):
            if not scene.workspace.settings.offline_ai_fallback:
                raise
            return self.offline_ai.classify(scene.conversation, call)

    def _ai(self, mind: Mind) -> AI:
        return self.ai if mind is Mind.MODEL else self.offline_ai

    def _save_understanding(
        self, uow: UnitOfWork, message: Message, verdict: SentimentVerdict | None, clean: Understanding
    ) -> None:
        lead = _there(uow.leads.lock(message.lead_id))
        stored = _as_it_was(uow, message)
        if (message.opt_out, message.automated) != (stored.opt_out, stored.automated):
            uow.messages.amend(message)
        if message.opt_out and not stored.opt_out:
            evidence = f"{message.safety['rule']}: {message.safety['evidence']}"
            uow.leads.set_consent(lead.id, [message.medium], "withdrawn", evidence)
        found = None if message.automated else steering(message, lead.name)
        clean = replace(clean, injection=found is not None)
        seen = (*_screened(message), *_cut(message, clean), *_steered(message, found))
        if verdict is None:
            uow.messages.understood(message.id, clean)
            uow.timeline.append(*seen, Entry("classified", "none", "not-judged", lead.id, message.id))
            hear_person(uow, message, now=self.clock.now())
            return
        understanding = replace(
            clean,
            sentiment=verdict.sentiment,
            source=verdict.source,
            confidence=verdict.confidence,
            reason=verdict.reason,
            asks_something=verdict.asks_something,
        )
        uow.messages.understood(message.id, understanding)
        after = lead_after(lead, verdict)
        uow.leads.save(after)
        uow.timeline.append(
            *seen,
            Entry(
                "classified",
                verdict.sentiment,
                verdict.source,
                lead.id,
                message.id,
                detail={
                    "confidence": verdict.confidence,
                    "why": verdict.reason,
                    "asks": verdict.asks_something,
                    **verdict.judge.shown(),
                },
            ),
        )
        if lead.follow_ups_paused:
            uow.timeline.append(Entry("follow-ups-paused", "paused", "lead-replied", lead.id, message.id))
        if after.status is not lead.status:
            detail = {"from": lead.status, "to": after.status}
            uow.timeline.append(
                Entry("status-changed", after.status, verdict.sentiment, lead.id, message.id, detail=detail)
            )
        self._apply_consent(uow, message, lead)
        until = day_named(uow, message, clean.body_clean, verdict.sentiment, lead)
        hear_person(uow, message, until=until, now=self.clock.now())
        uow.queue.enqueue(
            NewJob(
                JobType.LEAD_SCORING_POST_PROCESS,
                message.workspace_id,
                message.id,
                lead_id=message.lead_id,
                message_id=message.id,
            )
        )

    def _apply_consent(self, uow: UnitOfWork, message: Message, lead: Lead) -> None:
        """An opt-out closes everything that was open; a bare YES after an opt-out opens the medium again."""
        workspace = uow.workspaces.get(message.workspace_id)
        scope = workspace.settings.opt_out_scope if workspace is not None else "all"
        if message.opt_out:
            if scope == "all":
                uow.leads.set_consent(lead.id, list(Medium), "withdrawn", str(message.safety.get("rule", "opt-out")))
            uow.timeline.append(
                Entry("consent-changed", "withdrawn", str(message.safety.get("rule", "")), lead.id, message.id)
            )
            close_lead(uow, lead.id, Disposition.SUPPRESSED, "opt-out", keep_message=message.id)
        elif lead.has_opted_out(message.medium, scope) and not lead.opted_out_after(message.received_at):
            again = screen(Screening(message.medium, message.text, currently_withdrawn=True))
            if again.opt_in:
                uow.leads.set_consent(lead.id, [message.medium], "granted", again.evidence)
                uow.timeline.append(Entry("consent-changed", "granted", again.rule or "", lead.id, message.id))

    # --- end without a draft ----------------------------------------------------------------------

    def _ending(self, job: Job, understood: Message, fence: JobFence) -> tuple[str | None, Scene]:
        """The note of an ending, or None and the scene to draft in."""
        with self.store.begin(job.workspace_id, fence) as uow:
            scene = self._locked_scene(uow, job)
            message = _as_it_was(uow, understood)
            if message.disposition not in IN_FLIGHT:
                return f"already {message.disposition}", scene
            ending = self._early_ending(scene)
            if (
                self._is_proven(scene)
                and answer_keyword(uow, message, scene.route, scene.lead, scene.workspace)
                and self._says_notices(scene)
            ):
                ending = Ending(Disposition.STAYED_SILENT, "help-answered")
            taken = self._take_up_slot(uow, scene)
            if isinstance(taken, Taking):
                return f"booking:{taken.slot_id}", scene
            if isinstance(taken, Asked):
                ending = Ending(Disposition.WAITING_HUMAN, taken.reason)
            if ending is None and (wait := self._still_writing_s(uow, scene)) > 0:
                raise _StillWritingError(wait)
            if ending is None:
                uow.timeline.append(Entry("eligibility", "draft", str(message.sentiment), message.lead_id, message.id))
                return None, scene
            if ending.disposition is Disposition.WAITING_HUMAN:
                self._to_person(uow, scene, ending.reason)
            else:
                end_message(uow, message, ending.disposition, ending.reason)
            return f"{ending.disposition}:{ending.reason}", scene

    def _still_writing_s(self, uow: UnitOfWork, scene: Scene) -> float:
        """Whoever writes three texts in a row gets one answer: seconds until they have said it all."""
        if uow.drafts.for_message(scene.message.id) is not None:
            return 0.0
        delay = self.autosend_delay or scene.workspace.settings.send_delay
        quiet = quiet_s(scene.bounded, scene.message.medium, delay[0])
        return still_writing_s(scene.message, scene.messages, self.clock.now(), quiet)

    def _take_up_slot(self, uow: UnitOfWork, scene: Scene) -> Taking | Asked | None:
        """Whether the message takes a time that we offered. Asked of every message that may be acted upon at all."""
        about = (scene.message, scene.lead, scene.bounded, scene.messages)
        if scene.workspace.settings.calendar is None:
            return None
        if scene.gate.passage is Passage.APOLOGISE or ending_of_whom_to_leave(*about) is not None:
            return None
        return take_up_slot(
            uow,
            *about,
            scene.switches,
            source_is_proven=self._is_proven(scene),
            gate="" if scene.gate.passage is Passage.OPEN else scene.gate.reason,
            now=self.clock.now(),
            accept=self.accepted_slot,
        )

    def _early_ending(self, scene: Scene) -> Ending | None:
        """An ending before anybody writes: what the message says, then what the system gate says."""
        about = (scene.message, scene.lead, scene.bounded, scene.messages)
        gate = scene.gate
        if gate.passage is Passage.APOLOGISE:
            return ending_of_whom_to_leave(*about) or Ending(Disposition.WAITING_HUMAN, gate.reason)
        ending = ending_without_draft(*about)
        if ending is None and not gate.mind.writes:
            return Ending(Disposition.WAITING_HUMAN, "ai-disabled")
        return ending

    def _says_notices(self, scene: Scene) -> bool:
        """Whether a text of the system's own leaves there (`gate.notice_may_leave`)."""
        ways = (scene.message.channel, scene.message.medium)
        mode = effective_mode(scene.workspace, ways, campaigns=scene.campaigns, lead=scene.lead).mode
        return mode not in (Mode.OFF, Mode.SHADOW) and scene.gate.passage in (Passage.OPEN, Passage.PERSON)

    def _to_person(self, uow: UnitOfWork, scene: Scene, reason: str) -> None:
        """A person answers, and whoever wrote is told what they have to know until then. The lead is locked."""
        message, gate = scene.message, scene.gate
        end_message(uow, message, Disposition.WAITING_HUMAN, reason)
        if gate.passage is Passage.APOLOGISE:
            say_once(uow, SendKind.APOLOGY, message, scene.route, scene.lead, scene.workspace, gate.reason)
            uow.alerts.raise_alert(
                gate.reason,
                scene.workspace.id,
                severity="high",
                title="The mode of a workspace is none that exists: people get an apology, and nothing is automatic.",
                workspace_id=scene.workspace.id,
                detail={"message": message.id, **gate.inputs},
            )
        elif gate.passage is Passage.DEFLECT:
            if why_not := self._no_deflection(scene):
                uow.timeline.append(Entry("deflected", "skipped", why_not, message.lead_id, message.id))
            else:
                say_once(uow, SendKind.DEFLECTION, message, scene.route, scene.lead, scene.workspace, gate.reason)
        elif "no_deflection" in gate.inputs:
            why = str(gate.inputs["no_deflection"])
            uow.timeline.append(Entry("deflected", "skipped", why, message.lead_id, message.id))

    def _no_deflection(self, scene: Scene) -> str:
        """What of an automatic reply's conditions a deflection fails; empty where it may be sent."""
        message, settings = scene.message, scene.workspace.settings
        if not self._is_proven(scene):
            return "unverified-source"
        age = self.clock.now() - (message.sent_at or message.received_at)
        stale = age > timedelta(minutes=settings.stale_after_minutes)
        return "stale" if stale or message.backfilled else ""

    def _leave_to_person(self, job: Job, reason: str, fence: JobFence) -> str:
        with self.store.begin(job.workspace_id, fence) as uow:
            scene = self._locked_scene(uow, job)
            if scene.message.disposition in IN_FLIGHT:
                self._to_person(uow, scene, reason)
        return f"waiting-human:{reason}"

    # --- draft ------------------------------------------------------------------------------------

    def _draft(self, scene: Scene, call: CallContext, fence: JobFence) -> Draft:
        """Two recorded steps, paid for once."""
        with self.store.begin(scene.workspace.id) as uow:
            existing = uow.drafts.for_message(scene.message.id)
            sends = uow.sends.of_message(scene.message.id)
            facts = facts_for(uow, scene.workspace, scene.message, scene.messages)
        if existing is not None and not _is_history(existing, sends):
            return existing
        times = self._times(scene)
        scene = replace(scene, slots=times.slots, facts=facts)
        strategy, written = self._compose(scene, call)
        medium = scene.route.medium if isinstance(scene.route, Route) else scene.message.medium
        body = with_signature(medium, written, scene.workspace.settings.email_signature)
        draft = Draft(
            id=new_id(),
            workspace_id=scene.workspace.id,
            lead_id=scene.lead.id,
            message_id=scene.message.id,
            channel=scene.message.channel,
            version=1,
            body=body,
            status=DraftStatus.PROPOSED,
            basis_version=scene.lead.version,
            subject=reply_subject(scene.message.medium, scene.message.subject),
            strategy=strategy,
            unsourced=unsourced_in(
                body, scene.workspace, scene.messages, facts.known, times.slots, scene.message, scene.lead.name
            ),
        )
        with self.store.begin(scene.workspace.id, fence) as uow:
            _there(uow.leads.lock(scene.lead.id))
            _as_it_was(uow, scene.message)
            if existing is not None:
                draft = replace(draft, id=existing.id, version=existing.version + 1)
                uow.drafts.save(draft, expected_version=existing.version)
            elif not uow.drafts.add(draft):
                first = uow.drafts.for_message(scene.message.id)
                assert first is not None
                return first
            self._replace_earlier(uow, scene.message)
            uow.slots.add([replace(slot, draft_id=draft.id) for slot in times.slots])
            about: dict[str, Any] = {"strategy": asdict(strategy), "knowledge": shown_in_trace(facts.known, body)}
            if facts.wishes:
                about["wishes"] = list(facts.wishes)
            if scene.workspace.settings.calendar is not None:
                about["times"] = [slot.label() for slot in times.slots] or times.why_none
            uow.timeline.append(Entry("drafted", "proposed", "", scene.lead.id, scene.message.id, detail=about))
        return draft

    def _times(self, scene: Scene) -> FoundTimes:
        """What the calendar has free, where the answer should offer times."""
        if scene.workspace.settings.calendar is None or scene.lead.has_appointment:
            return FoundTimes((), "not-asked")
        if not wants_times(scene.message, scene.messages):
            return FoundTimes((), "not-asked")
        return self.find_times(scene.workspace, scene.lead.id, scene.message.id)

    def _compose(self, scene: Scene, call: CallContext) -> tuple[Strategy, str]:
        try:
            ai = self._ai(scene.gate.mind)
            strategy = ai.plan(scene.conversation, call)
            return strategy, ai.write(scene.conversation, strategy, call)
        except (AIDown, AIBusy, BreakerOpen):
            if not scene.workspace.settings.offline_ai_fallback:
                raise
            strategy = self.offline_ai.plan(scene.conversation, call)
            return strategy, self.offline_ai.write(scene.conversation, strategy, call)

    def _replace_earlier(self, uow: UnitOfWork, message: Message) -> None:
        """Earlier messages that still waited are answered together with this one."""
        for earlier in uow.messages.open_of_lead(message.lead_id):
            waits = earlier.disposition is Disposition.WAITING_HUMAN or earlier.sentiment is not None
            if earlier.version < message.version and waits and drop_reply(uow, earlier, "newer-message"):
                end_message(uow, earlier, Disposition.SUPERSEDED, "newer-message")

    # --- decide -----------------------------------------------------------------------------------

    def _decide(
        self, job: Job, answered: Message, draft: Draft, call: CallContext, fence: JobFence, confirmed: bool
    ) -> str:
        if draft.decision:
            return f"already decided: {draft.decision.get('action')}"
        scene, draft = self._scene_of(job, draft)
        snapshot = self._snapshot(scene, draft, None)
        if confirmed:
            snapshot = replace(snapshot, source_is_proven=True)
        elif not snapshot.source_is_proven and self._history(scene) is not None and scene.connection is not None:
            hopeful = replace(snapshot, source_is_proven=True)
            if wants_evaluator(hopeful):
                doubt = self._prove(job, scene, fence)
                scene, draft = self._scene_of(job, draft)
                fresh = self._snapshot(scene, draft, None)
                snapshot = replace(fresh, source_is_proven=not doubt, why_unproven=doubt or fresh.why_unproven)
        if wants_evaluator(snapshot):
            snapshot = replace(snapshot, evaluation=self._evaluate(scene, draft, call))
        with self.store.begin(job.workspace_id, fence) as uow:
            lead = _there(uow.leads.lock(scene.lead.id))
            _as_it_was(uow, answered)
            now = uow.drafts.get(draft.id)
            if now is None or now.version != draft.version or now.edited or now.status is not DraftStatus.PROPOSED:
                return self._leave_to_decider(uow, scene.message)
            snapshot = replace(snapshot, lead=lead, switches=uow.switches.active(job.workspace_id))
            decision = decide_reply(snapshot)
            scene = replace(scene, lead=lead, switches=snapshot.switches)
            return self._act(uow, scene, snapshot, decision)

    def _scene_of(self, job: Job, draft: Draft) -> tuple[Scene, Draft]:
        """Both as they are now: the lead may have become another one meanwhile."""
        with self.store.begin(job.workspace_id) as uow:
            scene, now = self._scene(uow, job), uow.drafts.get(draft.id)
            if isinstance(scene, Cancel):
                raise _GoneError(scene.why)
            facts = facts_for(uow, scene.workspace, scene.message, scene.messages)
        return replace(scene, facts=facts), now or draft

    def _leave_to_decider(self, uow: UnitOfWork, message: Message) -> str:
        """A person took the draft in hand while we thought: what they do with it stands."""
        now = uow.messages.get(message.id)
        on_its_way = any(send.state in OPEN for send in uow.sends.of_message(message.id))
        if now is not None and now.disposition in IN_FLIGHT and not on_its_way:
            end_message(uow, now, Disposition.WAITING_HUMAN, "in-a-persons-hands")
        return "a person decides"

    def _snapshot(self, scene: Scene, draft: Draft, evaluation: Evaluation | None) -> ReplySnapshot:
        return ReplySnapshot(
            message=scene.message,
            lead=scene.lead,
            workspace=scene.workspace,
            conversation=scene.messages,
            switches=scene.switches,
            draft=draft,
            evaluation=evaluation,
            now=self.clock.now(),
            source_is_proven=self._is_proven(scene),
            missing=scene.missing,
            campaigns=scene.campaigns,
            spent_today=self.ledger.spent_today(scene.workspace.id),
            spent_on_lead=self.ledger.spent_today(scene.workspace.id, scene.lead.id),
            autosend_delay=self.autosend_delay,
            reply_medium=scene.route.medium,
            reply_channel=scene.route.channel if isinstance(scene.route, Route) else "",
            offered=scene.slots,
            known=scene.facts.known,
            unreachable=scene.route.reason if isinstance(scene.route, NoRoute) else "",
        )

    def _is_proven(self, scene: Scene) -> bool:
        return is_proven(scene.message, scene.connection, self.channels.get(scene.message.channel))

    def _evaluate(self, scene: Scene, draft: Draft, call: CallContext) -> Evaluation:
        try:
            return self._ai(scene.gate.mind).evaluate(scene.conversation, draft.body, call)
        except AIRefused as refused:
            return Evaluation(False, 0.0, refused.message)
        except (AIDown, AIBusy, BreakerOpen):
            if not scene.workspace.settings.offline_ai_fallback:
                raise
            return self.offline_ai.evaluate(scene.conversation, draft.body, call)

    def _act(self, uow: UnitOfWork, scene: Scene, snapshot: ReplySnapshot, decision: Decision) -> str:
        message, lead = snapshot.message, snapshot.lead
        action, reason = _named(decision)
        draft = replace(
            snapshot.draft,
            evaluation=snapshot.evaluation,
            decision={"action": action, "reasons": _reasons(decision.checks)},
        )
        uow.drafts.save(draft, expected_version=draft.version)
        if mode_of(snapshot).mode is Mode.SHADOW:
            would, why = _named(rehearse_reply(snapshot))
            uow.shadow.rehearsed(Rehearsal(message.id, lead.id, draft.id, draft.version, would, why))
            uow.timeline.append(Entry("rehearsed", would, why, lead.id, message.id, detail={"draft": draft.id}))
        uow.timeline.append(
            *(
                Entry("check", check.verdict, check.reason or check.name, lead.id, message.id, detail=_shown(check))
                for check in decision.checks
            ),
            Entry("decided", action, reason, lead.id, message.id, detail={"draft": draft.id}),
        )
        stored = uow.messages.get(message.id)
        if stored is None or stored.disposition not in IN_FLIGHT:
            return f"{action}, but the message had ended"
        match decision:
            case SendNow(not_before, _):
                route = scene.route
                assert isinstance(route, Route)  # the check of that name asks a person otherwise
                queue_reply(
                    uow,
                    draft,
                    message,
                    route,
                    not_before=not_before,
                    now=snapshot.now,
                    basis_version=draft.basis_version,
                )
            case AskHuman(why, _):
                self._to_person(uow, replace(scene, message=stored), why)
            case StaySilent(why, _):
                ended = Disposition.SUPERSEDED if why == "human-answered" else Disposition.SUPPRESSED
                end_message(uow, stored, Disposition.STAYED_SILENT if why == "automated" else ended, why)
                uow.drafts.save(replace(draft, status=DraftStatus.SUPERSEDED), expected_version=draft.version)
        return f"{action}:{reason}" if reason else action


def _drafted(uow: UnitOfWork, message: Message) -> tuple[OfferedSlot, ...]:
    return tuple(slot for slot in uow.slots.of_draft(message.draft_id) if slot.state is SlotState.DRAFTED)


class _GoneError(Exception):
    """The lead was erased, or the message with it, while we thought."""


class _StillWritingError(Exception):
    """The person may have more to say."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


class _ChangedError(Exception):
    """The message was edited or taken back while we thought about what it said before."""


def _as_it_was(uow: UnitOfWork, message: Message) -> Message:
    """The message as stored, which still says what we have thought about. Called with its lead locked."""
    now = uow.messages.get(message.id)
    if now is None:
        raise _GoneError("message-gone")
    if (now.body, now.edited_at, now.deleted_at) != (message.body, message.edited_at, message.deleted_at):
        raise _ChangedError
    return now


def _is_history(draft: Draft, sends: Sequence[Send]) -> bool:
    """A draft that was dropped, and of which nothing left or will: its message may be answered in a newer version."""
    gone = draft.status is DraftStatus.SUPERSEDED
    return gone and not any(send.state in MAY_HAVE_ARRIVED or send.state is SendState.QUEUED for send in sends)


def _there(lead: Lead | None) -> Lead:
    if lead is None:
        raise _GoneError("lead-gone")
    return lead


def _named(decision: Decision) -> tuple[str, str]:
    match decision:
        case SendNow():
            return "send-now", ""
        case AskHuman(reason, _):
            return "ask-human", reason
        case StaySilent(reason, _):
            return "stay-silent", reason


def _reasons(checks: Sequence[Check]) -> list[str]:
    return [check.reason for check in checks if check.verdict != PASS]


def _shown(check: Check) -> dict[str, Any]:
    return {"check": check.name, "inputs": dict(check.inputs)}


def _screened(message: Message) -> list[Entry]:
    fired = bool(message.safety)
    return [
        Entry(
            "screened",
            "stopped" if message.opt_out or message.automated else PASS,
            str(message.safety.get("rule", "")) if fired else "",
            message.lead_id,
            message.id,
            detail=dict(message.safety),
        )
    ]


def _steered(message: Message, found: Steering | None) -> list[Entry]:
    """An attempt to command the machine, and where in the message it stands."""
    if found is None:
        return []
    return [Entry("steered", "suspected", found.rule, message.lead_id, message.id, detail=asdict(found))]


def cleaned(message: Message) -> Understanding:
    """The views of a mail, and where they stand; for anything else the text as it is."""
    text = message.body if message.reply_text is None else message.reply_text
    if message.medium is not Medium.EMAIL:
        whole = (Span(0, len(text), Part.REPLY),) if text else ()
        return Understanding(text.strip(), "", "", places=places_of(message.body, message.reply_text, whole, ()))
    views = clean_email(text)
    flags = tuple(dict.fromkeys((*message.safety.get(CUT_FLAGS, ()), *views.flags)))
    places = places_of(message.body, message.reply_text, views.spans, flags)
    return Understanding(views.reply.strip(), views.signature, views.quoted or message.quoted, places=places)


def _cut(message: Message, clean: Understanding) -> list[Entry]:
    """What was odd about cutting the reply out of the mail; nothing where nothing was."""
    flags = clean.places.flags if clean.places is not None else ()
    if not flags:
        return []
    detail = {"flags": list(flags), "kept": len(clean.body_clean), "of": len(message.body)}
    return [Entry("cleaned", flags[0], "", message.lead_id, message.id, detail=detail)]

"""SendReply: the one way a reply leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.replies.campaign_seats import campaigns_of
from rejoinder.application.replies.draft_facts import unsourced_now
from rejoinder.application.replies.endings import end_message, lose_sight, tell_of_send
from rejoinder.application.replies.queue_notice import alert_owner_not_told
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.report_account import CUT_OFF, cut_off, waits_for
from rejoinder.application.replies.settle_step import settle_failed, settle_held
from rejoinder.application.replies.tell_unreachable import tell_unreachable
from rejoinder.application.replies.withhold_send import withhold
from rejoinder.domain.booking import SlotState, slots_said
from rejoinder.domain.decisions import LeaveSnapshot, is_open, latest_s, may_leave, next_open
from rejoinder.domain.drafts import Draft, DraftStatus
from rejoinder.domain.errors import (
    BreakerOpen,
    ConfigurationFault,
    ConnectionRevoked,
    OutcomeUnknown,
    PermanentFailure,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    TemporaryFailure,
)
from rejoinder.domain.follow_up_plan import open_hours, zone_of
from rejoinder.domain.follow_ups import LEAD_REPLIED, why_over
from rejoinder.domain.gate import NoticeSnapshot, notice_may_leave
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import IN_FLIGHT, Author, Direction, Disposition, Message, OutboundMessage
from rejoinder.domain.modes import bounded
from rejoinder.domain.paces import AFTER_HOLD, Pace, slower
from rejoinder.domain.policies import answered_by_person, ending_when_withheld
from rejoinder.domain.ports.ai import CircuitBreaker
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.upkeep import HeldJobs
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.slot_words import said_times
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import BusinessHours, Connection, Workspace


def outbound_of(send: Send, status_callback: str, *, keep_cc: bool = False) -> OutboundMessage:
    """What goes to the provider."""
    return OutboundMessage(
        send_id=send.id,
        medium=send.medium,
        recipient=send.recipient,
        sender=send.sender,
        body=send.body,
        part=send.part,
        parts=send.parts,
        subject=send.subject,
        conversation=send.conversation,
        reply_handle=send.reply_handle,
        status_callback=status_callback,
        keep_cc=keep_cc,
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """This send is ours to make, now."""

    send: Send
    connection: Connection
    keep_cc: bool


@dataclass(frozen=True, slots=True)
class SendReply:
    """Called for every SEND_REPLY job; the subject is one send (one part of one reply).

    Claim and check in one transaction, call the provider once with none open, record the receipt. Afterwards the
    send is sent, withheld, failed, queued for another try (certainly nothing left) or unknown (settled by ConfirmSend).
    """

    store: Store
    channels: Mapping[str, Channel]
    breaker: CircuitBreaker
    held: HeldJobs
    clock: Clock
    record: RecordSend
    status_callback: Callable[[Connection, Send], str]

    def __call__(self, job: Job) -> Outcome:
        claimed = self._claim(job, self._paused(job))
        if not isinstance(claimed, Claimed):
            return claimed
        send, connection = claimed.send, claimed.connection
        channel = self.channels[send.channel]
        callback = self.status_callback(connection, send) if channel.has_delivery_reports else ""
        outbound = outbound_of(send, callback, keep_cc=claimed.keep_cc)
        if not self.held.is_safe(job.id, job.fence):
            self._back_to_queue(send, "lease-too-short")
            return Snooze(1.0, "lease-too-short")
        try:
            receipt = channel.sender.send(outbound, connection)
        except (ProviderBusy, ProviderDown, ConfigurationFault) as refused:
            self._not_sent(send, connection, refused)
            raise
        except ConnectionRevoked as refused:
            return self._cut_off(send, connection, refused)
        except PermanentFailure as refused:
            return self._refused(send, connection, refused)
        except OutcomeUnknown as unknown:
            return self._unknown(send, connection, unknown)
        self.breaker.succeeded(breaker_name(connection.id))
        self.record.sent(send, receipt, how="provider-accepted")
        return Done("sent")

    # --- claim ------------------------------------------------------------------------------------

    def _paused(self, job: Job) -> BreakerOpen | None:
        """What keeps this account from being called now; asked only for a send that would leave."""
        with self.store.begin(job.workspace_id) as uow:
            send = uow.sends.get(job.subject_id)
        if send is not None and send.state is SendState.QUEUED:
            try:
                self.breaker.admit(breaker_name(send.connection_id))
            except BreakerOpen as paused:
                return paused
        return None

    def _claim(self, job: Job, paused: BreakerOpen | None) -> Claimed | Outcome:
        """The send is ours, and marked as in the air. While its account is paused it is looked at all the same: what
        may no longer leave does not wait for the account. Raises `paused`."""
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            ready = self._ready(uow, job)
            if not isinstance(ready, Claimed):
                return ready
            if paused is not None:
                raise paused
            send = ready.send
            taken = replace(send, state=SendState.SENDING, attempts=send.attempts + 1, owner=self.held.owner, reason="")
            if not uow.sends.save(taken, was=SendState.QUEUED):
                return Cancel("already-taken")
            uow.timeline.append(
                Entry(
                    "claimed", "sending", "", send.lead_id, send.message_id, detail={"send": send.id, "part": send.part}
                )
            )
            return replace(ready, send=taken)

    def _ready(self, uow: UnitOfWork, job: Job) -> Claimed | Outcome:
        """Compare and send: what was decided is held against the world as it is at this moment."""
        known = uow.sends.get(job.subject_id)
        if known is None:
            return Cancel("send-gone")
        lead = uow.leads.lock(known.lead_id)
        send = uow.sends.lock(known.id)
        workspace, connection = uow.workspaces.get(job.workspace_id), uow.connections.get(known.connection_id)
        message = uow.messages.get(known.message_id)
        gone = message is None and known.message_id is not None
        if lead is None or send is None or workspace is None or gone:
            return Cancel("lead-gone")
        if send.state is SendState.SENDING:  # an earlier run stopped between its call and its receipt
            lose_sight(uow, send, "worker-lost")
            return Done("unknown:worker-lost")
        if send.state is not SendState.QUEUED:
            return Cancel(f"already-{send.state}")
        now = self.clock.now()
        if send.is_notice:
            why_not = self._why_not(uow, job, send, message, lead, workspace, connection, now)
        else:
            why_not = self._why_no_reply(uow, job, send, message, lead, workspace, connection, now)
        if why_not is not None or connection is None:
            self._withhold(uow, send, why_not or "connection-unusable")
            return Done(f"withheld:{why_not}")
        if parked := waits_for(connection):
            return parked
        hours, zone = _hours_of(uow, send, lead, workspace)
        if send.automatic and send.part == 1 and not is_open(now, hours, zone):
            opens = next_open(now, hours, zone)
            uow.sends.save(replace(send, reason=_CLOSED), was=SendState.QUEUED)
            return Snooze((opens - now).total_seconds(), _CLOSED)
        wait, why = self._turn(uow, send, workspace, now)
        return Snooze(wait, why) if wait > 0 else Claimed(send, connection, workspace.settings.reply_cc)

    def _turn(self, uow: UnitOfWork, send: Send, workspace: Workspace, now: datetime) -> tuple[float, str]:
        """Seconds until its account may be used for this send, and why; the same account is everybody's."""
        held = uow.paces.held_for(send.connection_id) > 0
        pace = workspace.settings.send_limits.get(send.channel, Pace())
        turn = send.turn_at
        if turn is None or (held and turn <= now):
            turn = uow.paces.turn(send.connection_id, slower(pace, AFTER_HOLD) if held else pace)
            if turn is None:
                return 0.0, ""
            uow.sends.save(replace(send, turn_at=turn), was=SendState.QUEUED)
        return max(0.0, (turn - now).total_seconds()), "account-held" if held else "rate-limit"

    def _usable(self, connection: Connection | None) -> bool:
        return connection is not None and connection.enabled and self._talks(connection.channel)

    def _why_no_reply(
        self,
        uow: UnitOfWork,
        job: Job,
        send: Send,
        message: Message | None,
        lead: Lead,
        workspace: Workspace,
        connection: Connection | None,
        now: datetime,
    ) -> str | None:
        draft = uow.drafts.get(send.draft_id)
        evaluation = draft.evaluation if draft is not None else None
        confidence = evaluation.confidence if evaluation is not None else None
        follow_up = uow.follow_ups.get(send.follow_up_id) if send.follow_up_id is not None else None
        if follow_up is not None:
            over = why_over(lead, send.medium, workspace.settings.opt_out_scope)
            if over is not None or lead.follow_ups_paused:
                return over or lead.follow_ups_paused_reason or LEAD_REPLIED
            confidence = follow_up.confidence
        why_not = may_leave(
            LeaveSnapshot(
                lead=lead,
                workspace=workspace,
                switches=uow.switches.active(workspace.id),
                channel=send.channel,
                medium=send.medium,
                basis_version=send.basis_version,
                automatic=send.automatic,
                answered_elsewhere=send.automatic
                and _answered(message, uow.messages.conversation(lead.id), job.created_at),
                after_missed_call=send.follows_missed_call,
                now=now,
                connection_usable=self._usable(connection),
                confidence=confidence,
                by_people=follow_up is not None and confidence is None,
                campaigns=self._campaigns(uow, message, lead),
                came_through=(message.channel, message.medium) if message is not None else (),
                late_by_s=_late_by(job, send, now),
                moved_on=_moved_on(message, uow.messages.conversation(lead.id)),
                offer_expired=_offers_what_is_over(uow, send, now),
            )
        )
        judged = message is not None and message.disposition is not Disposition.BOOKED  # what a booking says is a fact
        if why_not is None and judged and message is not None and draft is not None and send.part == 1:
            return _lost_its_source(uow, draft, message, lead)
        return why_not

    def _why_not(
        self,
        uow: UnitOfWork,
        job: Job,
        send: Send,
        message: Message | None,
        lead: Lead,
        workspace: Workspace,
        connection: Connection | None,
        now: datetime,
    ) -> str | None:
        """The same question for what the system says itself."""
        receiver = self._receiver(uow, send)
        scope = workspace.settings.opt_out_scope
        ways = (send.channel, send.medium, *((message.channel, message.medium) if message is not None else ()))
        return notice_may_leave(
            NoticeSnapshot(
                kind=send.kind,
                workspace=bounded(workspace, ways, campaigns=self._campaigns(uow, message, lead), lead=lead),
                switches=uow.switches.active(workspace.id),
                channel=send.channel,
                medium=send.medium,
                lead_id=lead.id,
                recipient_opted_out=receiver is not None and receiver.has_opted_out(send.medium, scope),
                connection_usable=self._usable(connection),
                answered=_answered(message, uow.messages.conversation(lead.id), job.created_at),
                late=_late_by(job, send, now) > latest_s(send.medium, automatic=True),
            )
        )

    def _campaigns(self, uow: UnitOfWork, message: Message | None, lead: Lead) -> tuple[str, ...]:
        """Those of the answered message; where none is answered, those of the whole conversation."""
        said = (message,) if message is not None else uow.messages.conversation(lead.id)
        return campaigns_of(uow, said, self.channels)

    def _receiver(self, uow: UnitOfWork, send: Send) -> Lead | None:
        """Whoever gets this; None for an owner who never wrote to us."""
        return uow.leads.get(send.lead_id) if send.goes_to_lead else uow.leads.by_address(send.medium, send.recipient)

    def _talks(self, channel: str) -> bool:
        return channel in self.channels and self.channels[channel].carries_talk

    def _withhold(self, uow: UnitOfWork, send: Send, reason: str) -> None:
        if send.is_notice:
            withhold(uow, send, reason)
            if send.kind is SendKind.NOTIFICATION:
                alert_owner_not_told(uow, send, reason)
            return
        if send.kind is SendKind.FOLLOW_UP:
            withhold(uow, send, reason)
            settle_held(uow, send, reason, self.clock.now())
            return
        if send.message_id is None:
            withhold(uow, send, reason)
            if reason != "human-answered":  # nobody waits on a page for the text after a missed call
                tell_unreachable(uow, send.workspace_id, send.call_id or send.id, send.recipient, reason)
            return
        for part in uow.sends.of_message(send.message_id):
            if part.state is SendState.QUEUED:
                withhold(uow, part, reason)
        message = uow.messages.get(send.message_id)
        draft = uow.drafts.get(send.draft_id)
        if message is None or draft is None:
            return
        ending = ending_when_withheld(reason, message, uow.messages.conversation(send.lead_id))
        waits = ending.disposition is Disposition.WAITING_HUMAN
        status = DraftStatus.PROPOSED if waits else DraftStatus.SUPERSEDED
        if draft.version == send.draft_version:
            uow.drafts.save(replace(draft, status=status), expected_version=draft.version)
        if message.disposition is Disposition.BOOKED:
            self._tell_unconfirmed(uow, send, reason)
            return
        end_message(uow, message, ending.disposition, ending.reason)
        if reason == "too-late" and not send.automatic:
            uow.alerts.raise_alert(
                "approved-not-sent",
                send.id,
                severity="high",
                title="A reply that a person approved could not leave for a day; please decide again.",
                workspace_id=send.workspace_id,
                detail={"send": send.id, "channel": send.channel, "approved_by": send.approved_by},
            )

    def _tell_unconfirmed(self, uow: UnitOfWork, send: Send, reason: str) -> None:
        """The meeting stands whatever becomes of its confirmation; somebody has to see that nobody was told."""
        uow.alerts.raise_alert(
            "booked-unconfirmed",
            send.id,
            severity="medium",
            title=f"A meeting is booked, but its confirmation was held back ({reason}).",
            workspace_id=send.workspace_id,
            detail={"send": send.id, "channel": send.channel},
        )

    # --- after the call ---------------------------------------------------------------------------

    def _back_to_queue(self, send: Send, reason: str, *, hold_s: float = 0.0) -> None:
        """Certainly not sent: the attempt never happened. Nothing else leaves through its account for `hold_s`."""
        with self.store.begin(send.workspace_id) as uow:
            never = replace(send, state=SendState.QUEUED, reason=reason, attempts=send.attempts - 1, turn_at=None)
            uow.sends.save(never, was=SendState.SENDING)
            if hold_s > 0:
                uow.paces.hold(send.connection_id, hold_s)

    def _not_sent(self, send: Send, connection: Connection, refused: TemporaryFailure | ConfigurationFault) -> None:
        hold_s = min(refused.wait or _HOLD_S, _LONGEST_HOLD_S) if isinstance(refused, ProviderBusy) else 0.0
        self._back_to_queue(replace(send, error=refused.message), refused.code, hold_s=hold_s)
        if isinstance(refused, ProviderDown):
            self.breaker.failed(breaker_name(connection.id), code=refused.code)

    def _cut_off(self, send: Send, connection: Connection, refused: ConnectionRevoked) -> Outcome:
        """Certainly not sent, and nothing else will be until the account can be used again: the send waits."""
        with self.store.begin(send.workspace_id) as uow:
            never = replace(
                send, state=SendState.QUEUED, reason=CUT_OFF, error=refused.message, attempts=send.attempts - 1
            )
            uow.sends.save(never, was=SendState.SENDING)
            about = {"send": send.id, "error": refused.message}
            uow.timeline.append(Entry("send-held", "queued", CUT_OFF, send.lead_id, send.message_id, detail=about))
        return cut_off(self.store, connection, refused)

    def _refused(self, send: Send, connection: Connection, refused: PermanentFailure) -> Outcome:
        """The provider will never take it: a person is told, with its words."""
        with self.store.begin(send.workspace_id) as uow:
            uow.leads.lock(send.lead_id)
            failed = replace(send, state=SendState.FAILED, reason=refused.code, error=refused.message)
            if not uow.sends.save(failed, was=SendState.SENDING):
                return Done("settled-meanwhile")
            tell_of_send(uow, failed)
            uow.timeline.append(
                Entry(
                    "send-failed",
                    "failed",
                    refused.code,
                    send.lead_id,
                    send.message_id,
                    detail={"send": send.id, "error": refused.message},
                )
            )
            message = uow.messages.get(send.message_id) if not send.is_notice else None
            draft = uow.drafts.get(send.draft_id)
            opted_out = isinstance(refused, RecipientRefused) and refused.opted_out
            receiver = self._receiver(uow, send)
            if opted_out and receiver is not None:
                uow.leads.set_consent(receiver.id, [send.medium], "withdrawn", f"provider: {refused.code}")
            if message is not None and message.disposition in IN_FLIGHT:
                if opted_out:
                    end_message(uow, message, Disposition.SUPPRESSED, "opt-out")
                else:
                    end_message(uow, message, Disposition.FAILED, refused.code)
            if draft is not None:
                uow.drafts.save(replace(draft, status=DraftStatus.FAILED), expected_version=draft.version)
            settle_failed(uow, send, refused.code, opted_out=opted_out)
            missed_call = send.follows_missed_call and isinstance(refused, RecipientRefused)
            if missed_call:
                call = send.call_id or send.id
                tell_unreachable(uow, send.workspace_id, call, send.recipient, refused.message)
            else:
                self._tell_failed(uow, send, connection, refused)
        self.breaker.succeeded(breaker_name(connection.id))  # it answered
        if opted_out or missed_call:
            return Done(f"failed:{refused.code}")
        raise refused  # the job is a dead letter too: listed, and retried by people once the cause is mended

    def _tell_failed(self, uow: UnitOfWork, send: Send, connection: Connection, refused: PermanentFailure) -> None:
        uow.alerts.raise_alert(
            "send-failed",
            send.id,
            severity="high",
            title=f"{send.kind.called} could not be sent through {connection.name}: {refused.message}",
            workspace_id=send.workspace_id,
            detail={"send": send.id, "code": refused.code, "channel": send.channel},
        )

    def _unknown(self, send: Send, connection: Connection, unknown: OutcomeUnknown) -> Outcome:
        """It may have left. The call is over, so nothing of it can still arrive late from here."""
        with self.store.begin(send.workspace_id) as uow:
            uow.leads.lock(send.lead_id)
            lose_sight(uow, send, "no-answer", error=unknown.message)
        self.breaker.failed(breaker_name(connection.id), code=unknown.code)
        return Done("unknown:no-answer")


def _hours_of(uow: UnitOfWork, send: Send, lead: Lead, workspace: Workspace) -> tuple[BusinessHours | None, str]:
    """When it may leave and by whose clock: a reply in the business's hours, a follow-up in the person's own."""
    follow_up = uow.follow_ups.get(send.follow_up_id) if send.follow_up_id is not None else None
    if follow_up is not None:
        return open_hours(workspace.settings.follow_ups), zone_of(follow_up, lead, workspace)
    keeps = send.kind in _KEEPS_HOURS and send.message_id is not None
    return workspace.settings.opening if keeps else None, workspace.timezone


_HOLD_S = 5.0
"""How long an account rests after a refusal for being busy that names no time."""
_LONGEST_HOLD_S = 900.0
"""A longer wait that is asked for counts for the refused message alone."""
_CLOSED = "outside-business-hours"
_KEEPS_HOURS = (SendKind.REPLY, SendKind.DEFLECTION, SendKind.APOLOGY)


def _answered(message: Message | None, conversation: Sequence[Message], decided_at: datetime | None) -> bool:
    """Whether one of our people answered meanwhile: the message, or whoever called."""
    if message is not None:
        return answered_by_person(message, conversation)
    return decided_at is not None and any(
        said.direction is Direction.OUTBOUND
        and said.author in (Author.HUMAN, Author.ELSEWHERE)
        and said.received_at > decided_at
        for said in conversation
    )


def _late_by(job: Job, send: Send, now: datetime) -> float:
    """Seconds since this part should have left: its planned moment, or else the one at which its turn came."""
    if send.reason == _CLOSED:
        return 0.0
    stated = job.payload.get("not_before")
    planned = datetime.fromisoformat(stated) if stated else job.created_at
    return (now - planned).total_seconds() if planned is not None else 0.0


def _moved_on(message: Message | None, conversation: Sequence[Message]) -> bool:
    return message is None or any(m.version > message.version for m in conversation)


def _lost_its_source(uow: UnitOfWork, draft: Draft, message: Message, lead: Lead) -> str | None:
    """Whether a price, a link or an entry has changed since somebody decided: the text says what no source says any
    more. The draft shows it then; whoever approves it knowing that, sends it. What a person or a rule wrote by itself
    draws on nothing."""
    if draft.strategy is None:
        return None
    now = unsourced_now(uow, draft, message, lead, draft.body)
    accepted = {(each.kind, each.text) for each in draft.unsourced}
    if all((each.kind, each.text) in accepted for each in now):
        return None
    uow.drafts.save(replace(draft, unsourced=now), expected_version=draft.version)
    return "source-changed"


def _offers_what_is_over(uow: UnitOfWork, send: Send, now: datetime) -> bool:
    """Whether the text offers a time that can no longer be taken. One that is booked is confirmed, not offered."""
    if not said_times(send.body):
        return False
    said = slots_said(send.body, uow.slots.of_draft(send.draft_id))
    return any(slot.is_over(now) and slot.state is not SlotState.BOOKED for slot in said)


def breaker_name(connection_id: str) -> str:
    """One breaker per provider account."""
    return f"connection:{connection_id}"

"""TextMissedCall: a missed call of a workspace ends in one text, or in somebody who knows that it could not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.tell_unreachable import tell_unreachable
from rejoinder.domain.calls import Call, CallStatus, is_settled, join, owes_text
from rejoinder.domain.decisions import latest_s
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import TextState, cool_down_for
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome, Snooze
from rejoinder.domain.messages import Medium
from rejoinder.domain.missed_calls import (
    LeaveIt,
    MissedCallSnapshot,
    SendText,
    TellPerson,
    decide_missed_call,
    missed_call_text,
    when_nobody_took_it,
)
from rejoinder.domain.modes import bounded
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.outgoing import call_ended
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import Send, SendState
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

STATUS_PATIENCE_S = 45.0
"""How long after our greeting the call's end is waited for; some numbers have no status callback."""
LONGEST_CALL_S = 4 * 3600.0
_LOOK_AGAIN_S = 60.0
DIAL_PATIENCE_S = 5.0
"""How long after the end of a forwarded call the <Dial>'s result is waited for; it is sent before."""


def owe_text(uow: UnitOfWork, call: Call, *, asked: bool = False) -> bool:
    """The job that looks at this call is there, and due when there is something to see; False if none will look.

    Called whenever what is known about a call changed; safe to repeat. Twilio's `completed` alone decides nothing.
    """
    facts = call.facts
    over = facts.ended is not None or facts.status is CallStatus.ENDED
    if owes_text(call):
        return uow.queue.enqueue(_job(call)) or uow.queue.wake(JobType.MISSED_CALL_TEXT, call.root_id)
    if asked:
        uow.queue.enqueue(_job(call, {"asked": True}, STATUS_PATIENCE_S))
        return uow.queue.wake(JobType.MISSED_CALL_TEXT, call.root_id) if over else True
    if over and facts.is_carrier_leg:
        number = uow.numbers.by_number(facts.called)
        if number is not None and number.forward_to:
            return uow.queue.enqueue(_job(call, {"dial_waited": True}, DIAL_PATIENCE_S, "after-dial"))
        return uow.queue.wake(JobType.MISSED_CALL_TEXT, call.root_id)
    return False


def tell_end(uow: UnitOfWork, call: Call) -> Call:
    """The users' own systems have heard of the call's end, once; the call as it is stored now."""
    if call.end_told or not is_settled(call):
        return call
    uow.outgoing.publish(call_ended(new_id(), call))
    told = replace(call, end_told=True)
    uow.calls.save(told)
    return told


def _job(call: Call, payload: Mapping[str, bool] | None = None, delay: float = 0.0, suffix: str = "") -> NewJob:
    return NewJob(
        JobType.MISSED_CALL_TEXT,
        call.workspace_id,
        call.root_id,
        lead_id=call.lead_id,
        payload={"call": call.id, **(payload or {})},
        delay=delay,
        suffix=suffix,
    )


@dataclass(frozen=True, slots=True)
class TextMissedCall:
    """Called for MISSED_CALL_TEXT jobs; the subject is the call's root id, the same for every leg and every teller.

    Afterwards the call is known to be answered, a send of its own is queued (SendReply delivers it like any reply), or
    a person is told why not.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        answered_by_failsafe = self._answered_by_failsafe(job)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            call = self._call(uow, job)
            if call is None:
                return Cancel("call-gone")
            if uow.missed_calls.get(call.root_id) is not None:
                tell_end(uow, call)
                return Done("ended-already")
            call, number = self._with_our_word(uow, call, job)
            if call.facts.ended is None and call.facts.status is not CallStatus.ENDED:
                waited = (self.clock.now() - job.created_at).total_seconds() if job.created_at else LONGEST_CALL_S
                return Snooze(_LOOK_AGAIN_S, "not-over") if waited < LONGEST_CALL_S else Cancel("never-over")
            call = tell_end(uow, call)
            connection = self._way_out(uow, call, number)
            decision = self._decide(uow, call, number, connection, answered_by_failsafe)
            if isinstance(decision, SendText) and self._is_late(call, job):
                decision = TellPerson("withheld", "too-late")
            match decision:
                case LeaveIt(ending, reason):
                    self._end(uow, call, ending, reason)
                case TellPerson(ending, reason):
                    self._end(uow, call, ending, reason)
                    tell_unreachable(uow, call.workspace_id, call.root_id, call.facts.caller, reason)
                case SendText():
                    assert connection is not None
                    assert call.lead_id is not None
                    self._queue(uow, call, connection, number)
                    return Done("texting")
        return Done(f"{decision.ending}:{decision.reason}")

    def _is_late(self, call: Call, job: Job) -> bool:
        """A call from before an outage is a person's business: nobody wants a text about it hours later."""
        ended_at = min(filter(None, (call.facts.ended_at, job.created_at)), default=None)
        patience = timedelta(seconds=latest_s(Medium.SMS, automatic=True))
        return ended_at is not None and self.clock.now() - ended_at > patience

    def _answered_by_failsafe(self, job: Job) -> bool:
        """The fail-safe spoke first, because at that moment nobody could tell whose number it was."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            intake = uow.intakes.by_call(job.subject_id)
        return intake is not None and intake.text_state not in _NOT_TEXTED

    def _call(self, uow: UnitOfWork, job: Job) -> Call | None:
        known = uow.calls.lock(str(job.payload.get("call", "")))
        if known is not None:
            return known
        # The carrier's leg became part of the platform's call meanwhile.
        return next(iter(uow.calls.of_root(job.subject_id)), None)

    def _with_our_word(self, uow: UnitOfWork, call: Call, job: Job) -> tuple[Call, Number | None]:
        number = uow.numbers.by_number(call.facts.called)
        more = when_nobody_took_it(
            call,
            number,
            asked=bool(job.payload.get("asked")),
            dial_waited=bool(job.payload.get("dial_waited")),
        )
        if more is not None:
            call = replace(call, facts=join(call.facts, more))
            uow.calls.save(call)
        return call, number

    def _decide(
        self,
        uow: UnitOfWork,
        call: Call,
        number: Number | None,
        connection: Connection | None,
        answered_by_failsafe: bool,
    ) -> LeaveIt | TellPerson | SendText:
        workspace = uow.workspaces.get(call.workspace_id)
        assert workspace is not None
        lead = uow.leads.lock(call.lead_id) if call.lead_id is not None else None
        since = self.clock.now() - cool_down_for(_role(number))
        way_out = connection.channel if connection is not None else ""
        return decide_missed_call(
            MissedCallSnapshot(
                call=call,
                lead=lead,
                workspace=bounded(workspace, (way_out, Medium.SMS), lead=lead),
                switches=uow.switches.active(workspace.id),
                texted_lately=uow.missed_calls.texted_since(call.facts.caller, since) is not None,
                answered_by_failsafe=answered_by_failsafe,
                way_out=way_out,
            )
        )

    def _way_out(self, uow: UnitOfWork, call: Call, number: Number | None) -> Connection | None:
        """The account that texts leave through: the workspace's own for texts on the number's account, the number's,
        or any that the workspace has for texts."""
        own = [c for c in uow.connections.of_workspace(call.workspace_id) if c.enabled and self._writes_sms(c)]
        if number is not None:
            theirs = uow.connections.get(number.connection_id)
            if theirs is not None and theirs.enabled:
                same = [c for c in own if c.account == theirs.account and self.channels[c.channel].medium is Medium.SMS]
                return same[0] if same else theirs
        return own[0] if own else None

    def _writes_sms(self, connection: Connection) -> bool:
        channel = self.channels.get(connection.channel)
        return channel is not None and channel.writes_first and channel.medium is Medium.SMS

    def _queue(self, uow: UnitOfWork, call: Call, connection: Connection, number: Number | None) -> None:
        assert call.lead_id is not None
        workspace, lead = uow.workspaces.get(call.workspace_id), uow.leads.get(call.lead_id)
        assert workspace is not None
        assert lead is not None
        send = Send(
            id=new_id(),
            workspace_id=call.workspace_id,
            lead_id=call.lead_id,
            message_id=None,
            draft_id=None,
            draft_version=0,
            call_id=call.id,
            connection_id=connection.id,
            channel=connection.channel,
            medium=Medium.SMS,
            recipient=call.facts.caller,
            sender=_sender(uow, call, connection, number),
            body=missed_call_text(workspace, _role(number)),
            part=1,
            parts=1,
            state=SendState.QUEUED,
            basis_version=lead.version,
            intent_key=f"missed-call:{call.workspace_id}:{call.root_id}",
            automatic=True,
        )
        if not uow.sends.add(send):
            return
        self._end(uow, call, "texting", "", send_id=send.id)
        now = self.clock.now().isoformat()
        uow.queue.enqueue(replace(send_job(send), payload={"not_before": now}))

    def _end(self, uow: UnitOfWork, call: Call, ending: str, reason: str, send_id: str | None = None) -> None:
        facts = call.facts
        uow.missed_calls.add(
            MissedCall(
                workspace_id=call.workspace_id,
                root_call_id=call.root_id,
                call_id=call.id,
                caller=facts.caller,
                called=facts.called,
                ending=ending,
                reason=reason,
                lead_id=call.lead_id,
                send_id=send_id,
            )
        )
        detail = {"call": call.id, "send": send_id}
        uow.timeline.append(Entry("missed-call", ending, reason, call.lead_id, None, call.channel, detail))


_NOT_TEXTED = frozenset({TextState.NONE, TextState.WITHHELD, TextState.UNREACHABLE, TextState.FAILED})


def _role(number: Number | None) -> NumberRole:
    return NumberRole.OPERATIONAL if number is None else number.role


def _sender(uow: UnitOfWork, call: Call, connection: Connection, number: Number | None) -> str:
    """The number that the person called; where that is not ours or cannot text, another one of the workspace."""
    if number is None or number.can_text:
        return call.facts.called
    others = uow.numbers.of_connection(connection.id)
    able = [n.number for n in others if n.can_text and n.role is NumberRole.OPERATIONAL]
    return able[0] if able else call.facts.called

"""CallForOwner: the owner who texted CALL is rung, to be put through to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rejoinder.application.replies.queue_notice import queue_notice, way_back
from rejoinder.application.replies.route_reply import Route, route_of
from rejoinder.domain.bridges import (
    GIVEN_UP_AFTER,
    LISTED_AFTER,
    TRIES,
    WHY_NOT,
    Bridge,
    BridgeState,
    why_no_call,
)
from rejoinder.domain.calls import is_dialable
from rejoinder.domain.errors import OutcomeUnknown, PermanentFailure, ProviderBusy, ProviderDown
from rejoinder.domain.follow_up_plan import lead_zone
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome, Snooze
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Message
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.owners import owner_name
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import Absent, Found, SendKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

OWNER_CALL = "owner-call"
"""The timeline's word for it."""
_LOOK_AGAIN_S = 10.0


def queue_bridge(
    uow: UnitOfWork, channels: Mapping[str, Channel], customer: Message, lead: Lead, command: Message
) -> Bridge | None:
    """The call is on record with its job, once per command; None where the person has no number that can be called, or
    the workspace none to call from. Called with `lead` locked."""
    person = customer.sender if is_dialable(customer.sender) else next(filter(is_dialable, lead.phones), "")
    line = _voice_line(uow, channels, customer)
    if not person or line is None or not is_dialable(command.sender):
        return None
    connection, number = line
    bridge = Bridge(
        id=new_id(),
        workspace_id=command.workspace_id,
        lead_id=lead.id,
        message_id=customer.id,
        command_id=command.id,
        connection_id=connection.id,
        our_number=number.number,
        owner=command.sender,
        person=person,
        name=lead.name[:60],
    )
    if uow.bridges.add(bridge):
        uow.queue.enqueue(
            NewJob(JobType.CALL_FOR_OWNER, bridge.workspace_id, bridge.id, lead_id=lead.id, message_id=customer.id)
        )
        note(uow, bridge, "queued", "")
    return bridge


def _voice_line(
    uow: UnitOfWork, channels: Mapping[str, Channel], customer: Message
) -> tuple[Connection, Number] | None:
    """A number of the workspace's own, first the one that they wrote to, and an account that can call from it."""
    own = uow.connections.of_workspace(customer.workspace_id)
    reached = uow.connections.get(customer.connection_id)
    numbers = [n for c in (reached, *own) if c is not None for n in uow.numbers.on_account(c)]
    numbers.sort(key=lambda number: number.number != customer.recipient)
    for number in numbers:
        if number.workspace_id != customer.workspace_id or number.role is not NumberRole.OPERATIONAL:
            continue
        holder = uow.connections.get(number.connection_id)
        for connection in (holder, *own):
            if connection is None or not connection.enabled or connection.unusable_reason:
                continue
            channel = channels.get(connection.channel)
            on_account = connection.id == number.connection_id or (
                connection.account and connection.account == number.account
            )
            if channel is not None and channel.bridging is not None and on_account:
                return connection, number
    return None


def note(uow: UnitOfWork, bridge: Bridge, verdict: str, reason: str) -> None:
    """What became of it, on the person's timeline."""
    detail = {"call": bridge.call_id, "bridge": bridge.id}
    by = owner_name(bridge.owner)
    uow.timeline.append(Entry(OWNER_CALL, verdict, reason, bridge.lead_id, bridge.message_id, by, detail))


@dataclass(frozen=True, slots=True)
class CallForOwner:
    """Called for CALL_FOR_OWNER jobs, one per command. Afterwards the owner's telephone rings, or the timeline and a
    text say why not. An unknown outcome is settled by the provider's list of calls; nobody is rung twice for one
    command unless the provider has certainly no such call."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    webhook_url: Callable[[Connection], str]

    def __call__(self, job: Job) -> Outcome:
        claimed = self._claim(job)
        if not isinstance(claimed, tuple):
            return claimed
        bridge, connection = claimed
        bridging = self.channels[connection.channel].bridging
        assert bridging is not None
        if bridge.state is BridgeState.UNKNOWN:
            return self._settle(job, bridge, connection)
        try:
            receipt = bridging.call(bridge, self.webhook_url(connection), connection)
        except (ProviderBusy, ProviderDown):
            self._save(job, bridge, BridgeState.QUEUED)
            raise
        except PermanentFailure as refused:
            return self._give_up(job, bridge, refused.code, refused.message)
        except OutcomeUnknown:
            self._save(job, bridge, BridgeState.UNKNOWN)
            return Snooze(_LOOK_AGAIN_S, "call-unknown")
        self._save(job, bridge, BridgeState.RINGING, receipt.provider_message_id)
        return Done("ringing")

    def _claim(self, job: Job) -> tuple[Bridge, Connection] | Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            known = uow.bridges.get(job.subject_id)
            lead = uow.leads.lock(known.lead_id) if known is not None else None
            bridge = uow.bridges.lock(job.subject_id)
            customer = uow.messages.get(bridge.message_id) if bridge is not None else None
            workspace = uow.workspaces.get(job.workspace_id)
            if bridge is None or lead is None or customer is None or workspace is None:
                return Cancel("lead-gone")
            if bridge.state in (BridgeState.RINGING, BridgeState.CONNECTED, BridgeState.ENDED):
                return Done(f"already-{bridge.state}")
            connection = uow.connections.get(bridge.connection_id)
            channel = self.channels.get(connection.channel) if connection is not None else None
            usable = connection is not None and connection.enabled and not connection.unusable_reason
            usable = usable and channel is not None and channel.bridging is not None
            if bridge.state is not BridgeState.QUEUED:  # an earlier run lost its answer, or its process
                if connection is None or not usable:
                    return _ended(uow, bridge, "unknown", WHY_NOT["unknown"], self.channels)
                unknown = replace(bridge, state=BridgeState.UNKNOWN)
                uow.bridges.save(unknown)
                return unknown, connection
            why_not = why_no_call(
                bridge,
                lead,
                workspace,
                list(uow.switches.active(workspace.id)),
                connection.channel if connection is not None else "",
                self.clock.now(),
                customer.received_at,
                lead_zone(lead) or workspace.timezone,
                usable=usable,
            )
            if why_not is not None or connection is None:
                reason = why_not or "connection-unusable"
                return _ended(uow, bridge, reason, WHY_NOT[reason], self.channels)
            calling = replace(
                bridge, state=BridgeState.CALLING, attempts=bridge.attempts + 1, asked_at=self.clock.now()
            )
            uow.bridges.save(calling)
            return calling, connection

    def _settle(self, job: Job, bridge: Bridge, connection: Connection) -> Outcome:
        bridging = self.channels[connection.channel].bridging
        assert bridging is not None
        assert bridge.asked_at is not None
        found = bridging.find(bridge, connection, bridge.asked_at)
        passed = self.clock.now() - bridge.asked_at
        if isinstance(found, Found):
            self._save(job, bridge, BridgeState.RINGING, found.receipt.provider_message_id)
            return Done("ringing:found")
        if isinstance(found, Absent) and passed >= LISTED_AFTER and bridge.attempts < TRIES:
            self._save(job, bridge, BridgeState.QUEUED)
            return Snooze(1.0, "call-never-made")
        if passed < GIVEN_UP_AFTER and not (isinstance(found, Absent) and passed >= LISTED_AFTER):
            return Snooze(_LOOK_AGAIN_S, "call-unknown")
        return self._give_up(job, bridge, "unknown", WHY_NOT["unknown"])

    def _save(self, job: Job, bridge: Bridge, state: BridgeState, call_id: str = "") -> None:
        """Unless a callback of the call itself was faster."""
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.leads.lock(bridge.lead_id)
            now = uow.bridges.lock(bridge.id)
            if now is None or now.state in (BridgeState.CONNECTED, BridgeState.ENDED):
                return
            changed = replace(now, state=state, call_id=call_id or now.call_id)
            uow.bridges.save(changed)
            if state is BridgeState.RINGING:
                note(uow, changed, state, "")

    def _give_up(self, job: Job, bridge: Bridge, reason: str, why: str) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.leads.lock(bridge.lead_id)
            now = uow.bridges.lock(bridge.id)
            if now is None or now.state in (BridgeState.CONNECTED, BridgeState.ENDED):
                return Done("settled-meanwhile")
            return _ended(uow, now, reason, why, self.channels)


def _ended(uow: UnitOfWork, bridge: Bridge, reason: str, why: str, channels: Mapping[str, Channel]) -> Outcome:
    """It is over before anybody was rung, as far as we know: the owner reads why, and has the number."""
    over = replace(bridge, state=BridgeState.ENDED, outcome=reason)
    uow.bridges.save(over)
    note(uow, over, "failed", reason)
    command = uow.messages.get(bridge.command_id)
    theirs = uow.leads.lock(command.lead_id) if command is not None else None
    route = route_of(uow, command, channels) if command is not None else None
    if command is not None and theirs is not None and isinstance(route, Route):
        text = f"You were not put through: {why.rstrip('.')}. {bridge.name or 'Their number'}: {bridge.person}"
        way = way_back(command, route)
        queue_notice(uow, SendKind.OPERATOR, command, way, text, version=theirs.version, reason=reason, step="call")
    return Done(f"ended:{reason}")

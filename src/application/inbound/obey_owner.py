"""ObeyOwner: a text from the owner's own number is a command, never a customer's message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from rejoinder.application.replies.call_for_owner import queue_bridge
from rejoinder.application.replies.decide_draft import ApproveDraft, RejectDraft
from rejoinder.application.replies.endings import close_lead, drop_reply, end_message
from rejoinder.application.replies.queue_notice import queue_notice, way_back
from rejoinder.application.replies.route_reply import NoRoute, Route, route_of
from rejoinder.application.setup.switches import EndSwitch, SetSwitch, SwitchPlace
from rejoinder.domain.calls import is_dialable
from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.gate import is_proven
from rejoinder.domain.jobs import Done, Job, Outcome
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import IN_FLIGHT, Direction, Disposition, Medium, Message, Understanding
from rejoinder.domain.owners import (
    COMMANDS_AT_MOST,
    COMMANDS_WITHIN,
    HELP,
    NEWEST_WITHIN,
    PAUSE_AT_MOST,
    PAUSE_FOR,
    Command,
    OwnerRequest,
    RequestState,
    Verb,
    holding_text,
    is_same_phone,
    owner_name,
    parse_command,
)
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import SendKind
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection, Workspace

REASON = "owner-command"
OWNER_CALLS = "owner-calls"
LATE_AFTER = timedelta(minutes=15)
"""A text that took longer is no command, unless it names the code that it answers."""
_NOT_OBEYED = {
    "owner-unverified": "their source is not proven.",
    "owner-rate-limited": "there were too many.",
    "owner-command-late": "they came too late.",
}


def is_from_owner(message: Message, workspace: Workspace) -> bool:
    """Whether this came by text from a number that the workspace names as its owner's, or as the next contact's.

    An opt-out is one whoever writes it: a carrier's STOP from the owner goes its usual way.
    """
    return message.medium is Medium.SMS and not message.opt_out and bool(_phone_of(message, workspace))


def _phone_of(message: Message, workspace: Workspace) -> str:
    """The number that wrote, as the workspace names it; empty for everybody else's."""
    stated = (workspace.settings.owner_phone, workspace.settings.backup_phone)
    return next((phone for phone in stated if is_same_phone(phone, message.sender)), "")


@dataclass(frozen=True, slots=True)
class ObeyOwner:
    """Called by PostProcessMessage instead of everything else for a text from the owner's number.

    Afterwards what they asked for is done under the name `owner:<phone>`, a text tells them so, and their message has
    ended. A webhook that cannot prove where it comes from commands nothing; nor does a thirteenth text in ten minutes.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    approve: ApproveDraft
    reject: RejectDraft
    set_switch: SetSwitch
    end_switch: EndSwitch

    def __call__(self, job: Job, message: Message, workspace: Workspace, connection: Connection | None) -> Outcome:
        fence = JobFence(job.id, job.fence)
        if message.disposition not in IN_FLIGHT:
            return Done(f"already {message.disposition}")
        if not is_proven(message, connection, self.channels.get(message.channel)):
            return self._end(message, fence, "owner-unverified")
        if self._too_many(message):
            return self._end(message, fence, "owner-rate-limited")
        command = parse_command(message.text)
        if self._is_late(message) and (command is None or not command.code):
            return self._end(message, fence, "owner-command-late")
        if command is None:
            return self._answer(message, fence, "help", f"This number takes commands only. {HELP}")
        match command.verb:
            case Verb.YES | Verb.NO:
                return self._decide(message, fence, command)
            case Verb.CALL | Verb.TEXT:
                return self._take_over(message, fence, workspace, command)
            case Verb.PAUSE:
                return self._pause(message, fence, workspace, command)
            case Verb.RESUME:
                return self._resume(message, fence, workspace)
            case Verb.STATUS:
                return self._answer(message, fence, "status", self._status(workspace))
            case Verb.HELP:
                return self._answer(message, fence, "help", HELP)

    def _is_late(self, message: Message) -> bool:
        """Whether the owner may have meant another state of things: only a code says what it is about."""
        said_at = message.sent_at or message.received_at
        return message.backfilled or self.clock.now() - said_at > LATE_AFTER

    def _too_many(self, message: Message) -> bool:
        with self.store.begin(message.workspace_id) as uow:
            texts = uow.messages.conversation(message.lead_id)
        since = message.received_at - COMMANDS_WITHIN
        before = [
            m
            for m in texts
            if m.direction is Direction.INBOUND and m.version < message.version and m.received_at > since
        ]
        return len(before) >= COMMANDS_AT_MOST

    # --- approvals --------------------------------------------------------------------------------

    def _decide(self, message: Message, fence: JobFence, command: Command) -> Outcome:
        with self.store.begin(message.workspace_id) as uow:
            found = self._asked(uow, message, command)
        if isinstance(found, str):
            return self._answer(message, fence, "nothing-decided", found)
        try:
            with self.store.begin(message.workspace_id, fence) as uow:
                done = self._carry_out(uow, message, command, found)
                self._finish(uow, message, f"{command.verb.lower()}:{found.code}", done)
                return Done(f"{command.verb}:{found.code}")
        except (Conflict, NotFound) as refused:
            return self._answer(
                message,
                fence,
                "nothing-decided",
                f"{found.code}: nothing was done. {refused.message} Please look at the dashboard.",
                stale=found,
            )

    def _asked(self, uow: UnitOfWork, message: Message, command: Command) -> OwnerRequest | str:
        """The question that this answers, or what to tell the owner instead."""
        waiting = [r for r in uow.owner_requests.open() if is_same_phone(r.phone, message.sender)]
        if not command.code:
            if len(waiting) == 1:
                return waiting[0]
            codes = ", ".join(r.code for r in waiting)
            return f"Which one? Answer {command.verb} with one of: {codes}." if waiting else "Nothing waits for you."
        found = uow.owner_requests.by_code(command.code)
        if found is None or not is_same_phone(found.phone, message.sender):
            return f"There is no {command.code}."
        if found.state is not RequestState.OPEN:
            return f"{found.code} was {found.state} before."
        if found.expires_at <= self.clock.now():
            return f"{found.code} has expired; please look at the dashboard."
        return found

    def _carry_out(self, uow: UnitOfWork, message: Message, command: Command, found: OwnerRequest) -> str:
        by, yes = owner_name(message.sender), command.verb is Verb.YES
        if yes:
            self.approve.within(uow, message.workspace_id, found.draft_id, found.draft_version, by)
        else:
            self.reject.within(uow, found.draft_id, found.draft_version, "rejected-by-owner", by)
        uow.owner_requests.settle(found.id, RequestState.APPROVED if yes else RequestState.REJECTED)
        return f"{found.code}: the reply is on its way." if yes else f"{found.code}: nothing will be sent."

    # --- the owner takes it on --------------------------------------------------------------------

    def _take_over(self, message: Message, fence: JobFence, workspace: Workspace, command: Command) -> Outcome:
        with self.store.begin(message.workspace_id) as uow:
            asked = self._asked(uow, message, command) if command.code else self._newest(uow, message, workspace)
        if isinstance(asked, str):
            return self._answer(message, fence, "nothing-done", asked)
        about = asked.message_id if isinstance(asked, OwnerRequest) else asked.id
        with self.store.begin(message.workspace_id, fence) as uow:
            known = uow.messages.get(about)
            lead = uow.leads.lock(known.lead_id) if known is not None else None
            customer = uow.messages.get(about)
            if customer is None or lead is None:
                done = "They are no longer known here."
            elif command.verb is Verb.CALL:
                done = self._will_call(uow, customer, lead, message)
            else:
                done = self._hold(uow, customer, lead, workspace)
            self._finish(uow, message, command.verb.lower(), done)
        return Done(command.verb)

    def _newest(self, uow: UnitOfWork, message: Message, workspace: Workspace) -> Message | str:
        """Whom the owner was told about last, or what to tell them instead."""
        told = uow.sends.notices_to(_phone_of(message, workspace), SendKind.NOTIFICATION, NEWEST_WITHIN)
        known = uow.messages.get(told[0].message_id) if told else None
        return known if known is not None else "Nobody urgent wrote within the last hour."

    def _will_call(self, uow: UnitOfWork, customer: Message, lead: Lead, message: Message) -> str:
        """The owner rings them, so nothing else is said: what waits for them has ended."""
        by = owner_name(message.sender)
        number = customer.sender if is_dialable(customer.sender) else next(iter(lead.phones), "")
        reach = f"{lead.name or 'They'}: {number or 'no number is known, please look at the dashboard'}."
        if not drop_reply(uow, customer, OWNER_CALLS, actor=by):
            return f"{reach} A reply was on its way to them already."
        close_lead(uow, lead.id, Disposition.SUPERSEDED, OWNER_CALLS, received_before=message.received_at, actor=by)
        if queue_bridge(uow, self.channels, customer, lead, message) is not None:
            return f"{reach} No reply will be sent. Your telephone rings now: press 1 to be put through."
        return f"{reach} They are yours now; no reply will be sent."

    def _hold(self, uow: UnitOfWork, customer: Message, lead: Lead, workspace: Workspace) -> str:
        route = route_of(uow, customer, self.channels)
        if isinstance(route, NoRoute):
            return f"They cannot be told. {route.sentence}"
        way, text = way_back(customer, route), holding_text(workspace.name)
        queued = queue_notice(uow, SendKind.HOLDING, customer, way, text, version=lead.version, reason=REASON)
        told = "They are told that you will get back to them" if queued is not None else "They were told that before"
        return f"{told}; the message still waits for an answer."

    # --- switches ---------------------------------------------------------------------------------

    def _pause(self, message: Message, fence: JobFence, workspace: Workspace, command: Command) -> Outcome:
        wanted = PAUSE_FOR if command.hours is None else timedelta(hours=command.hours)
        until = self.clock.now() + min(wanted, PAUSE_AT_MOST)
        by = owner_name(message.sender)
        own = [s for s in self._pauses(workspace) if s.author == by]
        if not any(s.since >= message.received_at for s in own):  # a run before this one may have got here
            place = SwitchPlace(workspace.id)
            self.set_switch(SwitchKind.OUTBOUND_PAUSED, place, "The owner texted PAUSE.", until, by)
        for earlier in own:
            if earlier.since < message.received_at:
                self._end_switch(workspace, earlier, by)
        hours = f"{min(wanted, PAUSE_AT_MOST) / timedelta(hours=1):g}"
        return self._answer(
            message, fence, "pause", f"Automatic replies are paused for {hours} hours. RESUME ends the pause."
        )

    def _resume(self, message: Message, fence: JobFence, workspace: Workspace) -> Outcome:
        by, pauses = owner_name(message.sender), self._pauses(workspace)
        for switch in pauses:
            self._end_switch(workspace, switch, by)
        done = "The pause is over." if pauses else "There was no pause."
        return self._answer(message, fence, "resume", f"{done} {self._status(workspace)}")

    def _end_switch(self, workspace: Workspace, switch: Switch, by: str) -> None:
        try:
            self.end_switch(workspace.id, switch.id, by)
        except Conflict:
            return  # it has ended meanwhile, which is what was asked for
        with self.store.begin(workspace.id) as uow:
            uow.timeline.append(Entry("switch-ended", switch.kind, REASON, actor=by, detail={"switch": switch.id}))

    def _pauses(self, workspace: Workspace) -> list[Switch]:
        """What an owner's word may end: pauses of the whole workspace. A halt, and what is set for all, stays."""
        with self.store.begin(workspace.id) as uow:
            return [
                s
                for s in uow.switches.active(workspace.id)
                if s.kind is SwitchKind.OUTBOUND_PAUSED
                and s.workspace_id == workspace.id
                and s.channel is None
                and s.lead_id is None
            ]

    def _status(self, workspace: Workspace) -> str:
        with self.store.begin(workspace.id) as uow:
            held = [s.kind for s in uow.switches.active(workspace.id) if s.channel is None and s.lead_id is None]
            waiting = [r.code for r in uow.owner_requests.open()]
        state = f"Held back: {', '.join(dict.fromkeys(held))}." if held else "Nothing is held back."
        asked = f" Waiting for you: {', '.join(waiting)}." if waiting else " Nothing waits for you."
        return f"Mode {workspace.settings.mode}. {state}{asked}"

    # --- the end ----------------------------------------------------------------------------------

    def _answer(
        self, message: Message, fence: JobFence, did: str, text: str, stale: OwnerRequest | None = None
    ) -> Outcome:
        with self.store.begin(message.workspace_id, fence) as uow:
            if stale is not None:
                uow.owner_requests.settle(stale.id, RequestState.STALE)
            self._finish(uow, message, did, text)
        return Done(did)

    def _finish(self, uow: UnitOfWork, message: Message, did: str, text: str) -> None:
        """The owner is told, and their message has ended. Their lead comes after the lead that they decided about."""
        lead = uow.leads.lock(message.lead_id)
        by = owner_name(message.sender)
        uow.timeline.append(Entry("owner-command", did, "", message.lead_id, message.id, by))
        version = lead.version if lead is not None else message.version
        route = route_of(uow, message, self.channels)
        if isinstance(route, Route):
            queue_notice(uow, SendKind.OPERATOR, message, way_back(message, route), text, version=version, reason=did)
        self._close(uow, message, REASON)

    def _end(self, message: Message, fence: JobFence, reason: str) -> Outcome:
        with self.store.begin(message.workspace_id, fence) as uow:
            uow.leads.lock(message.lead_id)
            self._close(uow, message, reason)
            uow.alerts.raise_alert(
                reason,
                message.workspace_id,
                severity="medium",
                title=f"Texts from the owner's number were not obeyed: {_NOT_OBEYED[reason]}",
                workspace_id=message.workspace_id,
                detail={"message": message.id},
            )
        return Done(reason)

    def _close(self, uow: UnitOfWork, message: Message, reason: str) -> None:
        if message.body_clean is None:
            uow.messages.understood(message.id, Understanding(message.text.strip(), "", ""))
        end_message(uow, message, Disposition.STAYED_SILENT, reason)

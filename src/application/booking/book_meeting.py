"""BookMeeting: the one way a meeting is booked, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from rejoinder.application.booking.find_times import FindTimes
from rejoinder.application.booking.propose_answer import language_of, propose_answer
from rejoinder.application.booking.roll_up import lapse_offers, roll_up_appointments
from rejoinder.application.replies.endings import end_message
from rejoinder.application.replies.queue_reply import queue_reply
from rejoinder.application.replies.route_reply import Route, route_of
from rejoinder.domain.appointments import Appointment, AppointmentState, Heard, after
from rejoinder.domain.booking import BookingSnapshot, DoNotBook, OfferedSlot, SlotState, should_book
from rejoinder.domain.errors import (
    BookingNotAllowed,
    BookingRefused,
    OutcomeUnknown,
    PermanentFailure,
    ProviderBusy,
    ProviderDown,
    SlotGone,
    TemporaryFailure,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Disposition, Message
from rejoinder.domain.ports.calendars import Attendee, Booked, Calendar, MeetingWish
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.upkeep import HeldJobs
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import Absent, CannotTell
from rejoinder.domain.slot_words import confirmation_text, gone_text, link_text
from rejoinder.domain.timeline import Entry
from rejoinder.domain.times.zones import known_zone
from rejoinder.domain.workspaces import Connection, Workspace

MOST_TRIES = 2
"""Calls that may have booked, before a person decides."""
MOST_LOOKUPS = 4
_LOOK_AGAIN_S = 20.0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known when a step begins, and the calendar that it is about."""

    slot: OfferedSlot
    lead: Lead
    message: Message
    workspace: Workspace
    connection: Connection
    calendar: Calendar

    @property
    def wish(self) -> MeetingWish:
        lead, connection = self.lead, self.connection
        who = lead.name or next(iter((*lead.emails, *lead.phones)), "")
        same_account = self.message.connection_id == connection.id
        return MeetingWish(
            key=self.slot.id,
            calendar_id=self.slot.calendar_id,
            starts_at=self.slot.starts_at,
            minutes=self.slot.minutes,
            attendee=Attendee(
                lead_id=lead.id,
                name=lead.name,
                email=next(iter(lead.emails), ""),
                phone=next(iter(lead.phones), ""),
                timezone=self.slot.zone,
                reply_handle=self.message.reply_handle if same_account else {},
            ),
            title=" / ".join(filter(None, (self.workspace.name, who)))[:200],
        )


@dataclass(frozen=True, slots=True)
class BookMeeting:
    """Called for every BOOK_MEETING job; the subject is one offered slot, whose id is the key of the meeting.

    The decision is held against the world once more, the slot is read from the calendar again, and the attempt is
    written down before the one call that books. Whatever stops us after that line, the next run asks the calendar for
    the meeting before anything else. Afterwards there is one appointment with its confirmation on the way, or a person
    has the matter with its reason.
    """

    store: Store
    channels: Mapping[str, Channel]
    held: HeldJobs
    clock: Clock
    find_times: FindTimes

    def __call__(self, job: Job) -> Outcome:
        fence = JobFence(job.id, job.fence)
        plan = self._load(job, fence)
        if not isinstance(plan, _Plan):
            return plan
        try:
            if plan.slot.attempts:
                settled = self._settle(job, plan, fence)
                if settled is not None:
                    return settled
            if not self._is_free(plan):
                raise SlotGone("The calendar shows this time as taken.")
            claimed = self._claim(job, plan, fence)
            if not isinstance(claimed, _Plan):
                return claimed
            if not self.held.is_safe(job.id, job.fence):
                self._never_called(job, claimed, fence)
                return Snooze(1.0, "lease-too-short")
            booked = self._call(job, claimed, fence)
        except SlotGone as gone:
            return self._gone(job, plan, gone, fence)
        except BookingNotAllowed as refused:
            return self._link(job, plan, refused, fence)
        except PermanentFailure as refused:
            return self._refused(job, plan, refused, fence)
        except OutcomeUnknown as unknown:
            self._note(job, plan, "booking-unknown", unknown.code, {"error": unknown.message}, fence)
            return Snooze(_LOOK_AGAIN_S, "booking-unknown")
        return self._record(job, claimed, booked, fence)

    # --- load and decide --------------------------------------------------------------------------

    def _load(self, job: Job, fence: JobFence) -> _Plan | Outcome:
        with self.store.begin(job.workspace_id, fence) as uow:
            slot = uow.slots.get(job.subject_id)
            lead = uow.leads.lock(slot.lead_id) if slot is not None else None
            message = uow.messages.get(job.message_id)
            workspace = uow.workspaces.get(job.workspace_id)
            slot = uow.slots.get(job.subject_id)
            if slot is None or lead is None or workspace is None or message is None:
                return Cancel("lead-gone")
            if slot.state is not SlotState.ACCEPTED:
                return Cancel(f"slot-{slot.state}")
            connection = uow.connections.get(slot.connection_id)
            channel = self.channels.get(connection.channel) if connection is not None and connection.enabled else None
            if connection is None or channel is None or channel.calendar is None:
                return self._to_person(uow, slot, message, "no-calendar")
            return _Plan(slot, lead, message, workspace, connection, channel.calendar)

    def _judge(self, uow: UnitOfWork, plan: _Plan) -> _Plan | Outcome:
        """The plan as it is now, the lead being locked; or what a person has to decide."""
        lead = uow.leads.lock(plan.lead.id)
        slot = uow.slots.get(plan.slot.id)
        message = uow.messages.get(plan.message.id)
        workspace = uow.workspaces.get(plan.workspace.id)
        if slot is None or lead is None or message is None or workspace is None:
            return Cancel("lead-gone")
        if (slot.state, slot.attempts) != (SlotState.ACCEPTED, plan.slot.attempts):
            return Cancel("slot-changed")
        plan = replace(plan, slot=slot, lead=lead, message=message, workspace=workspace)
        decision = should_book(
            BookingSnapshot(
                slot=slot,
                message=message,
                lead=lead,
                workspace=workspace,
                conversation=uow.messages.conversation(lead.id),
                switches=uow.switches.active(workspace.id),
                channel=message.channel,
                now=self.clock.now(),
                in_progress=True,
            )
        )
        if isinstance(decision, DoNotBook):
            return self._to_person(uow, slot, message, decision.reason)
        return plan

    def _claim(self, job: Job, plan: _Plan, fence: JobFence) -> _Plan | Outcome:
        """From here on the calendar may have it: written down before the call."""
        with self.store.begin(job.workspace_id, fence) as uow:
            judged = self._judge(uow, plan)
            if not isinstance(judged, _Plan):
                return judged
            tried = replace(judged.slot, attempts=judged.slot.attempts + 1, lookups=0, tried_at=self.clock.now())
            uow.slots.save(tried, was=SlotState.ACCEPTED)
            uow.timeline.append(
                Entry("booking", "calling", "", plan.lead.id, plan.message.id, detail={"slot": tried.id})
            )
            return replace(judged, slot=tried)

    def _call(self, job: Job, plan: _Plan, fence: JobFence) -> Booked:
        """The one call that books."""
        try:
            return plan.calendar.book(plan.wish, plan.connection)
        except (ProviderBusy, ProviderDown):
            self._never_called(job, plan, fence)
            raise

    def _never_called(self, job: Job, plan: _Plan, fence: JobFence) -> None:
        """Certainly nothing reached the calendar: the attempt does not count."""
        with self.store.begin(job.workspace_id, fence) as uow:
            uow.leads.lock(plan.lead.id)
            uow.slots.save(replace(plan.slot, attempts=plan.slot.attempts - 1), was=SlotState.ACCEPTED)

    def _is_free(self, plan: _Plan) -> bool:
        slot = plan.slot
        free = plan.calendar.free_times(
            slot.calendar_id, slot.minutes, slot.starts_at, slot.starts_at + timedelta(minutes=1), plan.connection
        )
        return slot.starts_at in free

    # --- an attempt whose end nobody saw ----------------------------------------------------------

    def _settle(self, job: Job, plan: _Plan, fence: JobFence) -> Outcome | None:
        """The calendar is asked before anything else; None when the meeting is certainly not there."""
        found = plan.calendar.find(plan.wish, plan.connection)
        if isinstance(found, Booked):
            return self._record(job, plan, found, fence)
        tried_at = plan.slot.tried_at or self.clock.now()
        waited = (self.clock.now() - tried_at).total_seconds()
        if isinstance(found, Absent) and waited < plan.calendar.absent_after_s:
            return Snooze(plan.calendar.absent_after_s - waited, "booking-not-listed-yet")
        if isinstance(found, Absent) and plan.slot.attempts < MOST_TRIES:
            self._note(job, plan, "booking-absent", "not-at-calendar", {}, fence)
            return None
        with self.store.begin(job.workspace_id, fence) as uow:
            uow.leads.lock(plan.lead.id)
            slot, message = uow.slots.get(plan.slot.id), uow.messages.get(plan.message.id)
            if slot is None or message is None or slot.state is not SlotState.ACCEPTED:
                return Cancel("slot-changed")
            if isinstance(found, CannotTell) and slot.lookups + 1 < MOST_LOOKUPS:
                uow.slots.save(replace(slot, lookups=slot.lookups + 1), was=SlotState.ACCEPTED)
                return Snooze(_LOOK_AGAIN_S * 2**slot.lookups, "booking-unknown")
            why = found.why if isinstance(found, CannotTell) else "Two calls did not book it."
            outcome = self._to_person(uow, slot, message, "booking-unknown")
            self._alert(uow, plan, "booking-unknown", f"Nobody knows whether a meeting was booked: {why}")
            return outcome

    # --- how it ends ------------------------------------------------------------------------------

    def _record(self, job: Job, plan: _Plan, booked: Booked, fence: JobFence) -> Outcome:
        """Appointment, slot, lead, confirmation and the message's end: one transaction."""
        now = self.clock.now()
        with self.store.begin(job.workspace_id, fence) as uow:
            lead, slot = uow.leads.lock(plan.lead.id), uow.slots.get(plan.slot.id)
            message = uow.messages.get(plan.message.id)
            if lead is None or slot is None or message is None:
                return Cancel("lead-gone")
            if slot.state is SlotState.BOOKED:
                return Done("booked-already")
            seat = self._seat(uow, plan, slot, booked)
            uow.appointments.save(seat)
            uow.slots.save(replace(slot, state=SlotState.BOOKED, reason=""), was=slot.state)
            lapse_offers(uow, lead.id, "booked", keep=slot.id)
            actor = slot.wanted_by or "rejoinder"
            detail = {"appointment": seat.id, "slot": slot.id, "starts_at": slot.starts_at.isoformat()}
            uow.timeline.append(Entry("meeting-booked", seat.state, "", lead.id, message.id, actor, detail))
            roll_up_appointments(uow, lead.id, now, reason="appointment", message_id=message.id, actor=actor)
            if seat.state is not AppointmentState.BOOKED:
                return self._to_person(uow, slot, message, f"meeting-{seat.state}", slot_moves=False)
            self._confirm(uow, plan, slot, message, seat)
            return Done("booked")

    def _seat(self, uow: UnitOfWork, plan: _Plan, slot: OfferedSlot, booked: Booked) -> Appointment:
        """Joined with what the calendar's own webhook may have told already."""
        known = uow.appointments.by_external_id(plan.connection.id, booked.external_id)
        known = known or uow.appointments.by_slot(slot.id)
        fresh = known or Appointment(
            id=new_id(),
            workspace_id=slot.workspace_id,
            lead_id=slot.lead_id,
            connection_id=plan.connection.id,
            channel=plan.connection.channel,
            external_id=booked.external_id,
        )
        told = Heard(
            AppointmentState.BOOKED,
            booked.at,
            event_id=booked.event_id,
            title=plan.wish.title,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            timezone=slot.zone,
            place=booked.place,
            name=plan.lead.name,
            email=plan.wish.attendee.email,
        )
        return replace(
            after(fresh, told),
            calendar_id=slot.calendar_id,
            slot_id=slot.id,
            message_id=plan.message.id,
            booked_by=slot.wanted_by or "rejoinder",
        )

    def _confirm(self, uow: UnitOfWork, plan: _Plan, slot: OfferedSlot, message: Message, seat: Appointment) -> None:
        """The confirmation is a reply like any other: a row of its own that leaves once."""
        lead = uow.leads.get(plan.lead.id)
        assert lead is not None
        language = language_of(uow, slot.draft_id, message)
        body = confirmation_text(slot.label(language, _zone_of(slot, lead)), seat.place, language)
        draft = propose_answer(uow, message, lead, body, why="booked", actor=slot.wanted_by or "rejoinder")
        route, now = route_of(uow, message, self.channels), self.clock.now()
        if isinstance(route, Route):
            queue_reply(
                uow,
                draft,
                message,
                route,
                not_before=now,
                now=now,
                basis_version=lead.version,
                approved_by=slot.wanted_by,
            )
        end_message(uow, message, Disposition.BOOKED, "", actor=slot.wanted_by or "rejoinder")
        if not isinstance(route, Route):
            self._alert(uow, plan, "booked-unconfirmed", f"A meeting is booked, but nobody was told: {route.sentence}")

    def _gone(self, job: Job, plan: _Plan, gone: SlotGone, fence: JobFence) -> Outcome:
        """Somebody else was quicker: a person finds an answer ready that offers other times."""
        found = self.find_times(plan.workspace, plan.lead.id, plan.message.id)
        with self.store.begin(job.workspace_id, fence) as uow:
            slot, message, lead = self._locked(uow, plan)
            if slot is None or message is None or lead is None:
                return Cancel("lead-gone")
            self._lapse(uow, slot, gone.code)
            others = [one for one in found.slots if one.starts_at != slot.starts_at]
            language = language_of(uow, slot.draft_id, message)
            body = gone_text([one.label(language) for one in others], language)
            propose_answer(uow, message, lead, body, others, why=gone.code)
            return self._to_person(uow, slot, message, gone.code, slot_moves=False)

    def _link(self, job: Job, plan: _Plan, refused: BookingNotAllowed, fence: JobFence) -> Outcome:
        """The account may not book for others: the person gets a link that works once, when one of ours approves."""
        try:
            link = plan.calendar.one_time_link(plan.wish, plan.connection)
        except (TemporaryFailure, PermanentFailure, OutcomeUnknown):
            link = ""  # a link that was made and never told of does no harm
        if not link:
            return self._refused(job, plan, refused, fence)
        with self.store.begin(job.workspace_id, fence) as uow:
            slot, message, lead = self._locked(uow, plan)
            if slot is None or message is None or lead is None:
                return Cancel("lead-gone")
            self._lapse(uow, slot, refused.code)
            body = link_text(link, language_of(uow, slot.draft_id, message))
            propose_answer(uow, message, lead, body, why=refused.code)
            return self._to_person(uow, slot, message, refused.code, slot_moves=False)

    def _refused(self, job: Job, plan: _Plan, refused: PermanentFailure, fence: JobFence) -> Outcome:
        with self.store.begin(job.workspace_id, fence) as uow:
            slot, message, _ = self._locked(uow, plan)
            if slot is None or message is None:
                return Cancel("lead-gone")
            outcome = self._to_person(uow, slot, message, refused.code)
            if not isinstance(refused, BookingRefused):
                self._alert(uow, plan, "booking-failed", f"A meeting could not be booked: {refused.message}")
            return outcome

    # --- small effects ----------------------------------------------------------------------------

    def _locked(self, uow: UnitOfWork, plan: _Plan) -> tuple[OfferedSlot | None, Message | None, Lead | None]:
        lead = uow.leads.lock(plan.lead.id)
        return uow.slots.get(plan.slot.id), uow.messages.get(plan.message.id), lead

    def _lapse(self, uow: UnitOfWork, slot: OfferedSlot, reason: str) -> None:
        uow.slots.save(replace(slot, state=SlotState.LAPSED, reason=reason), was=slot.state)

    def _to_person(
        self, uow: UnitOfWork, slot: OfferedSlot, message: Message, reason: str, *, slot_moves: bool = True
    ) -> Outcome:
        """The message waits for a person with this reason; the slot stays accepted and can be booked by hand."""
        if slot_moves:
            uow.slots.save(replace(slot, reason=reason, wanted_by=""), was=slot.state)
        uow.timeline.append(Entry("booking", "ask", reason, message.lead_id, message.id, detail={"slot": slot.id}))
        ended = Disposition.SUPPRESSED if reason == "opt-out" else Disposition.WAITING_HUMAN
        end_message(uow, message, ended, reason)
        return Done(f"left-to-person:{reason}")

    def _note(self, job: Job, plan: _Plan, kind: str, reason: str, detail: Mapping[str, str], fence: JobFence) -> None:
        with self.store.begin(job.workspace_id, fence) as uow:
            about = {"slot": plan.slot.id, **detail}
            uow.timeline.append(Entry(kind, "unknown", reason, plan.lead.id, plan.message.id, detail=about))

    def _alert(self, uow: UnitOfWork, plan: _Plan, rule: str, title: str) -> None:
        uow.alerts.raise_alert(
            rule,
            plan.slot.id,
            severity="high",
            title=title,
            workspace_id=plan.workspace.id,
            detail={"slot": plan.slot.id, "lead": plan.lead.id, "starts_at": plan.slot.starts_at.isoformat()},
        )


def _zone_of(slot: OfferedSlot, lead: Lead) -> str:
    """Where the lead lives, if they said so after the offer; else where it was offered."""
    return lead.timezone if known_zone(lead.timezone) is not None else slot.zone

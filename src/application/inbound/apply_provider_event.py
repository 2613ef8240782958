"""ApplyProviderEvent: what a provider reports besides messages: deliveries, our own messages, opt-outs, bounces,
changes to messages, and how the account fares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rejoinder.application.booking.hear_meeting import hear_meeting
from rejoinder.application.follow_ups.watch_campaigns import stop_all, watch_campaign
from rejoinder.application.inbound.become_message import (
    OPEN_STATES,
    become_message,
    person_of,
    read_again,
    stored_request,
)
from rejoinder.application.inbound.change_message import change_message
from rejoinder.application.inbound.enrich_lead import hear_enrichment
from rejoinder.application.inbound.hear_bridge import hear_bridge
from rejoinder.application.inbound.ingest_webhook import is_believable, storable_id
from rejoinder.application.inbound.look_for_repeats import LookForRepeats
from rejoinder.application.inbound.record_call import Told, record_call
from rejoinder.application.replies.endings import close_lead, tell_of_send
from rejoinder.application.replies.note_agreement import note_agreement
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.report_account import report_account, report_mailbox
from rejoinder.application.replies.take_decision import TakeDecision
from rejoinder.domain.appointments import AppointmentState
from rejoinder.domain.contacts import normalised_body
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.messages import Author, Direction, Disposition, InboundMessage, Message
from rejoinder.domain.ports.channels import (
    AccountChanged,
    AddressBounced,
    BridgeTold,
    CallSeen,
    Channel,
    ConsentChanged,
    DecisionPressed,
    DeliveryReport,
    EnrichmentAnswered,
    MeetingChanged,
    MessageChanged,
    NotedOfPerson,
    OwnMessageSeen,
    ProviderEvent,
)
from rejoinder.domain.ports.storage import JobFence, Store, StoredEvent, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import Send, SendKind, SendReceipt, SendState, may_move
from rejoinder.domain.sentiment import LeadStatus
from rejoinder.domain.shadow import PersonDid
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

_ECHOED_WITHIN = timedelta(days=1)
"""How late a provider may still show what we sent."""
_PATIENCE_S = 120.0
_LOOK_AGAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class ApplyProviderEvent:
    """Called for PROVIDER_EVENT jobs; the raw event is read again, so a mended reader can replay it.

    Delivery states only move forward; a report that comes before its send is known waits for it, and so does a change
    that comes before its message. An event that nobody could place, and that came again as a message, becomes that
    message.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    record: RecordSend
    take_decision: TakeDecision

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            event = uow.events.get(job.subject_id)
            connection = uow.connections.get(event.connection_id) if event is not None else None
        if event is None or connection is None or event.channel not in self.channels:
            return Cancel("event-or-connection-gone")
        channel = self.channels[event.channel]
        read = read_again(channel, event, connection)
        if isinstance(read.fact, InboundMessage) and event.state not in OPEN_STATES:
            return LookForRepeats(self.store, self.clock)(job, event, connection, channel, read, read.fact)
        if isinstance(read.fact, DecisionPressed):
            return self.take_decision(job, event, connection, read.fact)
        return self._apply(job, event, connection, channel, read)

    def _apply(
        self, job: Job, event: StoredEvent, connection: Connection, channel: Channel, read: ProviderEvent
    ) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            match read.fact:
                case DeliveryReport() as fact:
                    return self._delivery(uow, job, event, connection, fact)
                case OwnMessageSeen() as fact:
                    return self._own(uow, event, connection, channel, fact)
                case ConsentChanged() as fact:
                    return self._consent(uow, event, channel, fact)
                case AddressBounced() as fact:
                    return self._bounce(uow, event, channel, fact)
                case CallSeen() as seen:
                    told = Told(
                        event.id, stored_request(event), event.kind, event.received_at, event.state in OPEN_STATES
                    )
                    return record_call(uow, connection, channel, seen, told)[1]
                case AccountChanged(mailbox=mailbox) as fact if mailbox:
                    report_mailbox(uow, connection, mailbox, fact.usable, fact.detail)
                    return Done("mailbox-back" if fact.usable else "mailbox-lost")
                case AccountChanged() as fact:
                    changed = report_account(uow, connection, fact.usable, fact.detail, event.received_at)
                    return Done("account-changed" if changed else "account-as-known")
                case NotedOfPerson() as fact:
                    return self._noted(uow, event, channel, fact)
                case MessageChanged() as fact:
                    outcome = change_message(uow, event, connection, channel, fact)
                    return self._wait_for(job, "message") if outcome is None else outcome
                case InboundMessage() as inbound:
                    return self._placed(uow, event, connection, channel, read, inbound)
                case EnrichmentAnswered() as fact:
                    return hear_enrichment(uow, self.channels, event, connection, fact)
                case BridgeTold() as fact:
                    return hear_bridge(uow, fact)
                case MeetingChanged() as fact:
                    return self._meeting(uow, event, connection, channel, fact)
                case _:
                    return Done("nothing-to-apply")

    # --- a message after all ----------------------------------------------------------------------

    def _placed(
        self,
        uow: UnitOfWork,
        event: StoredEvent,
        connection: Connection,
        channel: Channel,
        read: ProviderEvent,
        inbound: InboundMessage,
    ) -> Outcome:
        if event.state not in OPEN_STATES:
            return Done("placed-already")
        lead = uow.leads.find_or_create(inbound.medium, person_of(inbound))
        now = uow.events.get(event.id)  # a person may have placed it while we waited for the lead
        if now is None or now.state not in OPEN_STATES:
            return Done("placed-already")
        first = become_message(uow, channel, now, connection, read, inbound, lead, "rejoinder")
        return Done("placed" if first else "known-already")

    def _wait_for(self, job: Job, what: str) -> Outcome:
        """Providers keep no order: what this is about may still be on its way, but not for ever."""
        waited = (self.clock.now() - job.created_at).total_seconds() if job.created_at else _PATIENCE_S
        return Snooze(_LOOK_AGAIN_S, f"{what}-not-known-yet") if waited < _PATIENCE_S else Cancel(f"no-such-{what}")

    # --- delivery reports -------------------------------------------------------------------------

    def _delivery(
        self, uow: UnitOfWork, job: Job, event: StoredEvent, connection: Connection, report: DeliveryReport
    ) -> Outcome:
        known = uow.sends.by_provider_id(connection.id, report.provider_message_id)
        if known is None and is_id(report.send_id):
            known = uow.sends.get(report.send_id)
        if known is None:
            return self._wait_for(job, "send")
        uow.leads.lock(known.lead_id)
        uow.events.concerns(event.id, known.lead_id)
        send = uow.sends.lock(known.id)
        assert send is not None
        if may_move(send.state, SendState.SENT):
            self.record.within(uow, send.id, SendReceipt(report.provider_message_id), how="delivery-report")
            send = uow.sends.get(send.id) or send
        wanted = SendState(report.status)
        if wanted is SendState.SENT or not may_move(send.state, wanted):
            return Done(f"stays-{send.state}")
        moved = replace(send, state=wanted, error=report.detail or report.error_code, reason=report.error_code)
        if not uow.sends.save(moved, was=send.state):
            return Snooze(_LOOK_AGAIN_S, "send-changed")
        tell_of_send(uow, moved)
        uow.timeline.append(
            Entry(
                wanted,
                wanted,
                report.error_code,
                send.lead_id,
                send.message_id,
                connection.channel,
                {"send": send.id, "part": send.part, "detail": report.detail},
            )
        )
        if report.opted_out and send.goes_to_lead:
            uow.leads.set_consent(send.lead_id, [send.medium], "withdrawn", f"provider: {report.error_code}")
            close_lead(uow, send.lead_id, Disposition.SUPPRESSED, "opt-out")
            stop_all(uow, send.lead_id, event.id, self.channels)
        if wanted is SendState.UNDELIVERED:
            uow.alerts.raise_alert(
                "undelivered",
                send.id,
                severity="medium",
                title=f"{send.kind.called} was not delivered ({report.error_code or 'no code'}).",
                workspace_id=send.workspace_id,
                detail={"send": send.id, "channel": send.channel, "detail": report.detail},
            )
        return Done(wanted)

    # --- our own messages -------------------------------------------------------------------------

    def _own(
        self, uow: UnitOfWork, event: StoredEvent, connection: Connection, channel: Channel, seen: OwnMessageSeen
    ) -> Outcome:
        """Our echo settles its send; a campaign step joins the thread; anything else is a person elsewhere."""
        told = self._told_to_owner(uow, connection, seen)
        if told is not None:
            return self._echo(uow, event, told, seen)
        lead = uow.leads.by_address(channel.medium, seen.address) if seen.address else None
        lead = lead or uow.leads.by_conversation(connection.id, seen.conversation)
        if lead is None:
            return Done("no-such-lead")
        uow.leads.lock(lead.id)
        uow.events.concerns(event.id, lead.id)
        ours = self._matching_send(uow, connection, lead.id, seen)
        if ours is not None:
            return self._echo(uow, event, ours, seen)
        author = Author.CAMPAIGN if seen.campaign else Author.ELSEWHERE
        said = self._said(event, connection, channel, lead.id, lead.version, seen, author)
        if not uow.messages.add_outbound(said):
            return Done("known-already")
        if author is Author.CAMPAIGN:
            return Done(
                "sequence-leak" if watch_campaign(uow, lead.id, said, connection, self.channels) else "campaign"
            )
        uow.leads.bump(lead.id)
        now = uow.leads.get(lead.id)
        assert now is not None
        uow.leads.save(replace(now, automation_paused_reason="answered-elsewhere"))
        uow.timeline.append(
            Entry("answered-elsewhere", "superseded", "human-answered", lead.id, None, connection.channel)
        )
        closed = close_lead(
            uow, lead.id, Disposition.SUPERSEDED, "human-answered", received_before=_moment(seen, event)
        )
        for message in closed:
            note_agreement(uow, message.id, PersonDid.OWN_WORDS, seen.body, by=connection.channel)
        return Done("answered-elsewhere")

    def _echo(self, uow: UnitOfWork, event: StoredEvent, ours: Send, seen: OwnMessageSeen) -> Outcome:
        uow.leads.lock(ours.lead_id)
        uow.events.concerns(event.id, ours.lead_id)
        if not self.record.within(uow, ours.id, SendReceipt(seen.external_id), how="echo"):
            uow.sends.save(replace(ours, provider_message_id=seen.external_id), was=ours.state)
        return Done("echo")

    def _told_to_owner(self, uow: UnitOfWork, connection: Connection, seen: OwnMessageSeen) -> Send | None:
        """A text about somebody that went to the owner, who may be known as a person of their own: what is said there
        is nobody's answer to anybody."""
        for send in uow.sends.notices_to(seen.address, SendKind.NOTIFICATION, _ECHOED_WITHIN) if seen.address else ():
            named = send.provider_message_id in ("", seen.external_id)
            if send.connection_id == connection.id and named and _is_our_text(send.body, seen.body):
                return send
        return None

    def _matching_send(
        self, uow: UnitOfWork, connection: Connection, lead_id: str, seen: OwnMessageSeen
    ) -> Send | None:
        by_id = uow.sends.by_provider_id(connection.id, seen.external_id)
        if by_id is not None:
            return by_id
        states = [SendState.SENDING, SendState.UNKNOWN, SendState.SENT, SendState.DELIVERED]
        for send in reversed(uow.sends.of_lead(lead_id, states)):
            if not send.provider_message_id and _is_our_text(send.body, seen.body):
                return send
        return None

    def _said(
        self,
        event: StoredEvent,
        connection: Connection,
        channel: Channel,
        lead_id: str,
        version: int,
        seen: OwnMessageSeen,
        author: Author,
    ) -> Message:
        assert connection.workspace_id is not None
        return Message(
            id=new_id(),
            workspace_id=connection.workspace_id,
            lead_id=lead_id,
            connection_id=connection.id,
            channel=connection.channel,
            medium=channel.medium,
            direction=Direction.OUTBOUND,
            author=author,
            external_id=storable_id(seen.external_id),
            sender="",
            recipient=seen.address,
            subject=seen.subject,
            body=seen.body,
            body_clean=seen.body,
            received_at=_moment(seen, event),
            sent_at=_moment(seen, event),
            version=version,
            conversation=seen.conversation,
        )

    # --- consent and bounces ----------------------------------------------------------------------

    def _consent(self, uow: UnitOfWork, event: StoredEvent, channel: Channel, change: ConsentChanged) -> Outcome:
        lead = uow.leads.find_or_create(channel.medium, change.address)
        uow.events.concerns(event.id, lead.id)
        uow.leads.set_consent(lead.id, [channel.medium], change.state, change.evidence)
        uow.timeline.append(Entry("consent-changed", change.state, change.evidence, lead.id, None, channel.name))
        if change.state == "withdrawn":
            self._blacklist(uow, lead.id)
            close_lead(uow, lead.id, Disposition.SUPPRESSED, "opt-out")
            stop_all(uow, lead.id, event.id, self.channels)
        return Done(f"consent-{change.state}")

    def _meeting(
        self, uow: UnitOfWork, event: StoredEvent, connection: Connection, channel: Channel, fact: MeetingChanged
    ) -> Outcome:
        """Who booked elsewhere is not written to by campaigns either."""
        outcome = hear_meeting(uow, event, connection, channel, fact, self.clock.now())
        whose = uow.appointments.by_external_id(connection.id, fact.meeting_id)
        if whose is not None and whose.state is AppointmentState.BOOKED and fact.change == "booked":
            stop_all(uow, whose.lead_id, event.id, self.channels, for_good=False)
        return outcome

    def _bounce(self, uow: UnitOfWork, event: StoredEvent, channel: Channel, bounce: AddressBounced) -> Outcome:
        lead = uow.leads.find_or_create(channel.medium, bounce.address)
        uow.events.concerns(event.id, lead.id)
        self._blacklist(uow, lead.id)
        uow.timeline.append(
            Entry("bounced", "blacklisted", "bounce", lead.id, None, channel.name, {"detail": bounce.detail})
        )
        close_lead(uow, lead.id, Disposition.STAYED_SILENT, "bounce")
        return Done("bounced")

    def _noted(self, uow: UnitOfWork, event: StoredEvent, channel: Channel, noted: NotedOfPerson) -> Outcome:
        lead = uow.leads.by_address(channel.medium, noted.address)
        if lead is None:
            return Done("no-such-lead")
        uow.events.concerns(event.id, lead.id)
        uow.timeline.append(Entry("noted", noted.reason, "", lead.id, None, channel.name))
        return Done(noted.reason)

    # --- enrichment -------------------------------------------------------------------------------

    def _blacklist(self, uow: UnitOfWork, lead_id: str) -> None:
        lead = uow.leads.get(lead_id)
        if lead is not None and lead.status is not LeadStatus.BLACKLISTED:
            uow.leads.save(replace(lead, status=LeadStatus.BLACKLISTED))


def _moment(seen: OwnMessageSeen, event: StoredEvent) -> datetime:
    """When it was said, if the provider's word for it can be believed."""
    if seen.sent_at is not None and is_believable(seen.sent_at, event.received_at):
        return min(seen.sent_at, event.received_at)
    return event.received_at


def _is_our_text(sent: str, seen: str) -> bool:
    """Whether the provider shows what we sent, perhaps with the mailbox's signature below it."""
    ours, theirs = normalised_body(sent), normalised_body(seen)
    return ours == theirs or (len(ours) >= 20 and theirs.startswith(ours))

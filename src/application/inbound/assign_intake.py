"""AssignIntake: a person knows whose caller this is; from now on it is an ordinary lead of that workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.inbound.become_message import stored_request
from rejoinder.application.inbound.ingest_webhook import record_of
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.intakes import Intake, IntakeMessage
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.numbers import can_be_texted
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, StoredEvent, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class AssignIntake:
    """Called by the admin API. Afterwards the caller is a lead of the workspace, and what they texted are its messages
    with their jobs, answered like any other.

    Raises NotFound; Conflict when another workspace has it; InvalidInput where the workspace could not answer.
    """

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, intake_id: str, workspace_id: str, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            intake = uow.intakes.lock(intake_id) if is_id(intake_id) else None
            if intake is None:
                raise NotFound("There is no such system intake.")
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            if intake.workspace_id not in (None, workspace_id) or intake.lead_id is not None:
                raise Conflict("This intake has a workspace already.", newer={"workspace_id": intake.workspace_id})
            texts = [(text, uow.events.get(text.event_id)) for text in uow.intakes.messages(intake.id)]
            if texts:
                self._way_out(uow, workspace_id, intake.connection_id)
            intake = replace(intake, workspace_id=workspace_id)
            uow.intakes.assign(intake, by)
        if not can_be_texted(intake.caller):
            return
        with self.store.begin(workspace_id) as uow:
            lead = uow.leads.find_or_create(Medium.SMS, intake.caller)
            uow.intakes.assign(replace(intake, lead_id=lead.id), by)
            detail = {"intake": intake.id, "call": intake.root_call_id, "called": intake.called}
            uow.timeline.append(Entry("intake-assigned", intake.text_state, intake.reason, lead.id, None, by, detail))
            for text, event in texts:
                if event is not None:
                    self._become_message(uow, intake, text, event, lead.id)

    def _become_message(
        self, uow: UnitOfWork, intake: Intake, text: IntakeMessage, event: StoredEvent, lead_id: str
    ) -> None:
        assert intake.workspace_id is not None
        connection = self._way_out(uow, intake.workspace_id, event.connection_id)
        channel = self.channels[connection.channel]
        reader = self.channels[event.channel].reader
        read = reader.read(stored_request(event), connection)
        if not isinstance(read.fact, InboundMessage):
            return
        record = record_of(channel, connection, stored_request(event), read, read.fact)
        message = replace(
            record.message, lead_id=lead_id, version=uow.leads.bump(lead_id), received_at=event.received_at
        )
        known = uow.messages.add_inbound(message, event.id)
        uow.intakes.message_became(text.id, known or message.id)
        uow.events.settle(event.id, "accepted", reason="system-intake", message_id=known or message.id)
        if known is not None:
            return
        for medium, change in record.consent_change.items():
            uow.leads.set_consent(lead_id, [Medium(medium)], change["state"], change["evidence"])
        job = replace(record.job, subject_id=message.id, lead_id=lead_id, message_id=message.id, lane=lead_id)
        uow.queue.enqueue(job)

    def _way_out(self, uow: UnitOfWork, workspace_id: str, connection_id: str) -> Connection:
        """The account that the workspace answers this caller through: the one that they reached if the workspace may
        use it, else its own for texts."""
        reached = uow.connections.get(connection_id)
        lent = any(n.workspace_id == workspace_id for n in uow.numbers.of_connection(connection_id))
        if reached is not None and (reached.workspace_id == workspace_id or lent):
            return replace(reached, workspace_id=workspace_id)
        for own in uow.connections.of_workspace(workspace_id):
            channel = self.channels.get(own.channel)
            if own.enabled and channel is not None and channel.writes_first and channel.medium is Medium.SMS:
                return own
        raise InvalidInput(
            "This workspace could not answer: register a number of that account for it, or connect twilio_sms.",
            field="workspace_id",
        )

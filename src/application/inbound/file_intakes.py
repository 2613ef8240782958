"""FileIntakes: what was said to a number without a workspace lies in a system intake, where a person finds it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.inbound.answer_missed_call import SEND_ID_PREFIX
from rejoinder.application.inbound.become_message import stored_request
from rejoinder.application.inbound.ingest_webhook import screen_inbound
from rejoinder.domain.contacts import mask
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.intakes import OPEN_FOR, Intake, IntakeMessage, TextState
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.numbers import owner_of
from rejoinder.domain.ports.channels import Channel, DeliveryReport, Fact
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, StoredEvent, UnitOfWork

log = logging.getLogger(__name__)

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class FileIntakes:
    """Called every second. Each delivery that came in for nobody is filed once: a text with the caller's open intake
    (or a new one), a report with the text it is about; anything else is noted. Raises StorageDown."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self) -> int:
        deciding = [name for name, channel in self.channels.items() if channel.number_decides]
        with self.store.begin(EVERY_WORKSPACE) as uow:
            waiting = uow.intakes.unfiled_events(deciding, _AT_ONCE)
        for event_id in waiting:
            self._file(event_id)
        return len(waiting)

    def _file(self, event_id: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            event = uow.events.get(event_id)
            connection = uow.connections.get(event.connection_id) if event is not None else None
            if event is None or event.state != "unrouted":
                return
            if connection is None:
                uow.events.settle(event.id, "quarantined", reason="connection-gone")
                return
            try:
                fact: Fact = self.channels[event.channel].reader.read(stored_request(event), connection).fact
            except PayloadUnreadable as unreadable:
                uow.events.settle(event.id, "quarantined", reason=unreadable.message[:500])
                return
            match fact:
                case InboundMessage():
                    self._tell_text(uow, self._text(uow, event, fact))
                case DeliveryReport(send_id=send_id) if send_id.startswith(SEND_ID_PREFIX):
                    self._report(uow, send_id.removeprefix(SEND_ID_PREFIX), fact)
            uow.events.settle(event.id, "noted", reason="system-intake")

    def _text(self, uow: UnitOfWork, event: StoredEvent, text: InboundMessage) -> Intake:
        intake = uow.intakes.open_of(text.sender, event.received_at - OPEN_FOR)
        if intake is None:
            owner = owner_of(text.recipient, uow.numbers.by_number(text.recipient), None)
            intake = Intake(
                id=new_id(),
                connection_id=event.connection_id,
                channel=event.channel,
                caller=text.sender,
                called=text.recipient,
                role=owner.role,
                reason=owner.reason,
                text_state=TextState.NONE,
                at=event.received_at,
            )
            uow.intakes.add(intake)
        uow.intakes.add_message(
            IntakeMessage(
                id=new_id(),
                intake_id=intake.id,
                event_id=event.id,
                external_id=text.external_id,
                sender=text.sender,
                recipient=text.recipient,
                body=text.body,
                received_at=event.received_at,
            )
        )
        opted_out = intake.opted_out or screen_inbound(text).opt_out
        intake = replace(intake, opted_out=opted_out)
        uow.intakes.save(intake)
        return intake

    def _report(self, uow: UnitOfWork, intake_id: str, report: DeliveryReport) -> None:
        intake = uow.intakes.lock(intake_id) if is_id(intake_id) else None
        if intake is None or report.status == "sent" or intake.text_state is TextState.DELIVERED:
            return
        now = replace(
            intake,
            text_state=TextState(report.status),
            text_reason=report.detail or report.error_code,
            text_provider_id=report.provider_message_id,
            opted_out=intake.opted_out or report.opted_out,
        )
        uow.intakes.save(now)
        if now.text_state is TextState.UNDELIVERED:
            uow.alerts.raise_alert(
                "caller-unreachable",
                now.root_call_id or now.id,
                severity="high",
                title=f"{now.caller} called {now.called} and the text did not arrive ({now.text_reason}).",
                detail={"intake": now.id, "caller": now.caller, "why": now.text_reason},
            )

    def _tell_text(self, uow: UnitOfWork, intake: Intake) -> None:
        uow.alerts.raise_alert(
            "system-intake-message",
            intake.id,
            severity="high",
            title=f"{mask(intake.caller)} wrote to {intake.called}, which belongs to no workspace; assign it.",
            detail={"intake": intake.id, "called": intake.called},
        )

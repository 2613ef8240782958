"""FileIntakes: what was said to a number without a workspace lies in a system intake, where a person finds it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.inbound.answer_missed_call import SEND_ID_PREFIX, tell_caller
from rejoinder.application.inbound.become_message import read_again
from rejoinder.application.inbound.ingest_webhook import screen_inbound
from rejoinder.application.inbound.join_thread import REASON, join_thread
from rejoinder.application.inbound.whose_number import NumbersInTables, as_owner
from rejoinder.domain.contacts import mask
from rejoinder.domain.errors import PayloadUnreadable, StorageDown, TemporaryFailure
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.intakes import LEFT, OPEN_FOR, Intake, IntakeMessage, TextState
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.numbers import owner_of
from rejoinder.domain.ports.channels import Channel, DeliveryReport, Fact
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, StoredEvent, UnitOfWork
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

INTAKE_MESSAGE = "system-intake-message"
NOT_FILED = "intake-not-filed"
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class FileIntakes:
    """Called every second. Each delivery that came in for nobody finds its place once: a text is a message of the
    workspace that its writer was given to (or whose number it is by now), else it lies with their open intake or a new
    one; a report is noted with the text it is about; anything else is noted. One that a bug of ours stops is set aside,
    and people are told. Raises StorageDown."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self) -> int:
        deciding = [name for name, channel in self.channels.items() if channel.number_decides]
        with self.store.begin(EVERY_WORKSPACE) as uow:
            waiting = uow.intakes.unfiled_events(deciding, _AT_ONCE)
        for event_id in waiting:
            self._guarded(event_id)
        return len(waiting)

    def _guarded(self, event_id: str) -> None:
        try:
            self._file(event_id)
        except StorageDown:
            raise
        except TemporaryFailure as busy:
            log.warning("intake.delayed", extra={"event": event_id, "code": busy.code})
        except Exception as bug:  # one delivery must not stop those behind it: recorded here, and people are told
            log.exception("intake.not_filed", extra={"event": event_id})
            self._set_aside(event_id, type(bug).__name__)

    def _set_aside(self, event_id: str, why: str) -> None:
        try:
            with self.store.begin(EVERY_WORKSPACE) as uow:
                event = uow.events.get(event_id)
                if event is None:
                    return
                uow.events.settle(event_id, "quarantined", reason=f"{NOT_FILED}: {why}")
                uow.alerts.raise_alert(
                    NOT_FILED,
                    event_id,
                    severity="high",
                    title=f"A delivery for nobody could not be filed ({why}); replay it once that is mended.",
                    workspace_id=event.workspace_id,
                    detail={"event": event_id, "why": why},
                )
        except StorageDown:
            raise
        except Exception:  # it is in the log already, and is tried again
            log.exception("intake.not_set_aside", extra={"event": event_id})

    def _file(self, event_id: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            event = uow.events.get(event_id)
            connection = uow.connections.get(event.connection_id) if event is not None else None
            if event is None or event.state != "unrouted":
                return
            if connection is None:
                uow.events.settle(event.id, "quarantined", reason="connection-gone")
                return
            channel = self.channels[event.channel]
            try:
                fact: Fact = read_again(channel, event, connection).fact
            except PayloadUnreadable as unreadable:
                uow.events.settle(event.id, "quarantined", reason=unreadable.message[:500])
                return
            # Given already where a process died in between.
            workspace_id = event.workspace_id or self._owner(uow, event, channel, connection, fact)
            if workspace_id is not None:
                uow.events.give(event.id, workspace_id)
            else:
                self._keep(uow, event, fact)
        if workspace_id is not None:
            self._deliver(workspace_id, event.id, connection, fact)

    def _owner(
        self, uow: UnitOfWork, event: StoredEvent, channel: Channel, connection: Connection, fact: Fact
    ) -> str | None:
        """Whose number it is by now, else whose the person is who texted."""
        owned = as_owner(NumbersInTables(uow, event.received_at), channel, connection, fact)
        if owned.workspace_id is not None or not isinstance(fact, InboundMessage):
            return owned.workspace_id
        given = uow.intakes.given_of(fact.sender)
        if given is not None:
            _heed(uow, fact)
        return given.workspace_id if given is not None else None

    def _deliver(self, workspace_id: str, event_id: str, reached: Connection, fact: Fact) -> None:
        """The delivery is the workspace's like any other."""
        with self.store.begin(workspace_id) as uow:
            event = uow.events.get(event_id)
            if event is None or event.state != "unrouted":
                return
            if isinstance(fact, InboundMessage):
                join_thread(uow, self.channels, workspace_id, event, reached)
            else:
                uow.events.settle(event.id, "accepted", reason=REASON)
                uow.queue.enqueue(NewJob(JobType.PROVIDER_EVENT, workspace_id, event.id))

    def _keep(self, uow: UnitOfWork, event: StoredEvent, fact: Fact) -> None:
        match fact:
            case InboundMessage():
                self._tell_text(uow, self._text(uow, event, fact))
            case DeliveryReport(send_id=send_id) if send_id.startswith(SEND_ID_PREFIX):
                self._report(uow, send_id.removeprefix(SEND_ID_PREFIX), fact)
        uow.events.settle(event.id, "noted", reason=REASON)

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
        if all(known.external_id != text.external_id for known in uow.intakes.messages(intake.id)):
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
        said = _heed(uow, text)
        intake = replace(intake, opted_out=intake.opted_out if said is None else said)
        uow.intakes.save(intake)
        return intake

    def _report(self, uow: UnitOfWork, intake_id: str, report: DeliveryReport) -> None:
        intake = uow.intakes.lock(intake_id) if is_id(intake_id) else None
        if intake is None or not intake.caller:
            return  # not ours, or of a person who was forgotten
        if report.opted_out:
            uow.intakes.forbid(intake.caller)
        state = TextState(report.status)
        is_late = intake.text_state is TextState.DELIVERED or (state is TextState.SENT and intake.text_state in LEFT)
        now = replace(
            intake,
            text_state=intake.text_state if is_late else state,
            text_reason=intake.text_reason if is_late else report.detail or report.error_code,
            text_provider_id=report.provider_message_id,
            opted_out=intake.opted_out or report.opted_out,
        )
        if now != intake:
            uow.intakes.save(now)
            tell_caller(uow, now)

    def _tell_text(self, uow: UnitOfWork, intake: Intake) -> None:
        uow.alerts.raise_alert(
            INTAKE_MESSAGE,
            intake.id,
            severity="high",
            title=f"{mask(intake.caller)} wrote to {intake.called}, which belongs to no workspace; assign it.",
            detail={"intake": intake.id, "called": intake.called},
        )


def _heed(uow: UnitOfWork, text: InboundMessage) -> bool | None:
    """Whether the person wants no more texts of the installation from now on; None where they said nothing of it."""
    verdict = screen_inbound(text)
    if verdict.opt_out:
        uow.intakes.forbid(text.sender)
        return True
    if verdict.consent_change == "granted":
        uow.intakes.allow(text.sender)
        return False
    return None
